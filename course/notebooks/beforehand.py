"""What pages would otherwise work out each time, worked out when a lesson is derived: what :mod:`course.stored` finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from course import stored
from course.lessons import lessons
from course.notebooks.document import put


@dataclass(frozen=True)
class Shelf:
    """A folder of stored answers, a file a lesson.

    Attributes:
        folder: where, below the root of the checkout.
        what: what they are, in words that follow "not the".
        made: everything that a lesson can ask for, by name, worked out now.
    """

    folder: str
    what: str
    made: Callable[[str], Mapping[str, Any]]

    def text(self, slug: str) -> str:
        """The lesson's file as it should be."""
        return stored.text(self.made(slug))

    def path(self, root: Path, slug: str) -> Path:
        """Where it is."""
        return root / self.folder / f"{slug}.json"

    def stale(self, root: Path, slug: str) -> bool:
        """Whether the file is another than it should be."""
        file = self.path(root, slug)
        return not file.exists() or file.read_text(encoding="utf-8") != self.text(slug)

    def write(self, root: Path, slug: str) -> list[Path]:
        """Write a lesson's file and remove those of lessons that are no more; what changed."""
        file = self.path(root, slug)
        gone = [other for other in file.parent.glob("*.json") if other.stem not in {about.slug for about in lessons()}]
        for other in gone:
            other.unlink()
        return [*gone, file] if put(self.text(slug), file) else gone
