"""The desk as a page of its own: the same panels, without anything that asks or teaches.

``python3 -m course desk`` opens it. Its cells are ``page.show("walls")`` and the like; what further panels a page is to have
goes into :data:`SECTIONS`.
"""

from __future__ import annotations

from typing import Any

from course.explorers.prose import Prose
from course.frontend import Part
from course.lessons.portfolio_desk import LESSON, PANELS, compared_tools
from course.lessons.portfolio_desk.explorers import EXPLORERS

#: Heading and panels, in the order of a trader's questions.
SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Am I safe?", ("line", "bring")),
    ("By what?", ("walls", "likely")),
    ("The map", ("map",)),
    ("What should I touch first?", ("touch",)),
    ("What if?", ("presets", "whatif")),
    ("Which day?", ("days",)),
    ("Cost to wait", ("wait",)),
    ("When do I act?", ("alarm",)),
    ("Would your lines hold?", ("defend", "night_rules")),
    ("What does your bot show?", ("bots",)),
    ("Your own history", ("past", "own_history", "own_history_assumed")),
    ("Take it along", ("take",)),
)
INTRODUCTION = (
    "Everything is computed here, by the course’s own engine; what is an estimate says so. The desk says what a change does to the"
    " border, never what to trade."
)
TITLE = "The portfolio desk"
#: Heading of the last part.
BESIDE = "What else shows such things?"
IMPORT = "from course.lessons.portfolio_desk import page"


def cells() -> list[tuple[str, str]]:
    """Kind and source of every cell of the page."""
    found = [("markdown", f"# {TITLE}\n\n{INTRODUCTION}")]
    for heading, names in SECTIONS:
        found.append(("markdown", f"## {heading}"))
        found += [("code", f"{IMPORT}\n\npage.show({name!r})") for name in names]
    found.append(("markdown", f"## {BESIDE}\n\n{compared_tools.markdown()}"))
    return found


_shown: dict[str, Part] = {}


def show(name: str) -> Part:
    """A panel of the page, the same one however often it is asked for."""
    if name in LESSON.prose and name not in _shown:
        follows, words = LESSON.prose[name]
        followed: Any = show(follows)
        _shown[name] = Prose(words, followed)
    if name not in _shown:
        _shown[name] = PANELS[name]() if name in PANELS else EXPLORERS[name]()
    return _shown[name]
