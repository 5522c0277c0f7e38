"""The designs of a lesson's charts, drawn by Altair beforehand: what :mod:`course.charts.drawn` finds."""

from __future__ import annotations

from pathlib import Path

from course.charts import drawn
from course.charts.recipe import Recipe
from course.explorers import Explorer
from course.lessons import lessons, record
from course.notebooks.document import put


def asked(slug: str) -> list[Recipe]:
    """Every design that a setting of a lesson's explorers can ask for; those that need no Altair are left out.

    Raises:
        ValueError: a design names a number.
    """
    parts = (make() for make in record(slug).explorers.values())
    designs = (design for part in parts if isinstance(part, Explorer) for design in part.designs())
    return [design for design in designs if isinstance(design, Recipe)]


def text(slug: str) -> str:
    """The lesson's file as it should be: all of them, drawn now."""
    return drawn.text({design.digest: design.drawn() for design in asked(slug)})


def path(root: Path, slug: str) -> Path:
    """Where it is."""
    return root / "course" / "charts" / drawn.FOLDER / f"{slug}.json"


def stale(root: Path, slug: str) -> bool:
    """Whether the file is another than it should be."""
    file = path(root, slug)
    return not file.exists() or file.read_text(encoding="utf-8") != text(slug)


def write(root: Path, slug: str) -> list[Path]:
    """Write a lesson's file and remove those of lessons that are no more; what changed."""
    file = path(root, slug)
    gone = [other for other in file.parent.glob("*.json") if other.stem not in {about.slug for about in lessons()}]
    for other in gone:
        other.unlink()
    return [*gone, file] if put(text(slug), file) else gone
