"""What a lesson's page says about itself: its title, its place in the course and the way to its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from course.lessons.syllabus import SYLLABUS, Entry

LESSONS = "lessons"
DESK = "desk"
"""The page of the desk, and the name of the notebook that it would be."""
GLOSSARY = "glossary"
"""The page of the glossary."""
RENDER = "voila/render/"
HOME = "course"
"""Where the landing page is when the server is an ordinary Jupyter server; ours has it at its root."""


@dataclass(frozen=True)
class Link:
    """A lesson to go to; ``url`` is empty while it is in preparation."""

    heading: str
    url: str


@dataclass(frozen=True)
class LessonPage:
    """A lesson's page as its template sees it."""

    number: int
    title: str
    minutes: int
    home: str
    previous: Link | None
    next: Link | None
    more: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Site:
    """Where the lessons lie and under which addresses they are served; what Voila's template asks.

    Attributes:
        root: the folder that holds ``lessons/``.
        base: the server's base address, with a slash at either end.
        home: the landing page's address, relative to ``base``.
        public: whether others may come: each visitor's progress is then kept in their own browser.
    """

    root: Path
    base: str = "/"
    home: str = ""
    public: bool = False

    def exists(self, lesson: Entry) -> bool:
        """Whether the lesson is there to be opened."""
        return (self.root / lesson.notebook).is_file()

    @property
    def desk(self) -> str:
        """The address of the desk's page; empty where there is none."""
        return f"{self.base}{DESK}"

    def url(self, lesson: Entry) -> str:
        """The address of a lesson's page; empty while the lesson is in preparation."""
        return f"{self.base}{RENDER}{lesson.notebook}" if self.exists(lesson) else ""

    def page(self, stem: str) -> LessonPage | None:
        """The page of the notebook with this file name; None for one that is not a lesson."""
        if stem == DESK:
            return LessonPage(
                SYLLABUS[-1].number, "The portfolio desk", 0, self.base + self.home, None, None, self.more
            )
        found = next((one for one in SYLLABUS if one.stem == stem), None)
        if found is None:
            return None
        return LessonPage(
            found.number,
            found.title,
            found.minutes,
            self.base + self.home,
            self._link(found.previous),
            self._link(found.next),
            self.more,
        )

    @property
    def more(self) -> tuple[Link, ...]:
        """The pages that are no lessons, for the foot of every page."""
        glossary = Link("Glossary", self.at(GLOSSARY))
        # An ordinary Jupyter server shows notebooks, and the desk is none.
        return (glossary,) if self.home else (Link("The portfolio desk", self.at(DESK)), glossary)

    def at(self, name: str) -> str:
        """The address of a page that lies beside the landing page."""
        return self.base + "/".join(filter(None, (self.home, name)))

    def _link(self, lesson: Entry | None) -> Link | None:
        return Link(lesson.heading, self.url(lesson)) if lesson else None

    def serves(self, path: str) -> bool:
        """Whether ``path``, below ``voila/render/``, is a notebook that may be shown."""
        folder, _, name = path.partition("/")
        return (
            folder == LESSONS
            and "/" not in name
            and name.endswith(".ipynb")
            and not name.startswith(".")
            and (self.root / LESSONS / name).is_file()
        )
