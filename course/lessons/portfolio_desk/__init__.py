"""Lesson 15: the desk, and the capstone on it."""

from __future__ import annotations

from collections.abc import Callable

from course.frontend import Part
from course.lessons import SYLLABUS
from course.lessons.guesses import Bets
from course.lessons.lesson import Lesson
from course.lessons.portfolio_desk import night_rules
from course.lessons.portfolio_desk.drills import DRILLS
from course.lessons.portfolio_desk.exercises import EXERCISES
from course.lessons.portfolio_desk.explain import words
from course.lessons.portfolio_desk.explorers import DEEPER, EXPLORERS
from course.lessons.portfolio_desk.one_press import Presets
from course.lessons.portfolio_desk.own_history_texts import OwnPast, assumed
from course.lessons.portfolio_desk.panels import AccountLine, Bring, Take
from course.lessons.portfolio_desk.recall import RECALL
from course.lessons.portfolio_desk.tasks import TASKS
from course.lessons.portfolio_desk.transfer import TRANSFER
from course.lessons.start_here.diagnostic import DIAGNOSTIC
from course.teaching.panels import QuizPanel, RecordPanel, RetakePanel

#: What comes before the retake: the capstone's tasks.
BEFORE = [
    ("portfolio_desk", "whatif.repair", "Repair it"),
    ("portfolio_desk", "days.closes", "Choose modes for the closes of a storm"),
    ("portfolio_desk", "days.lows", "Choose modes for its lows"),
    ("portfolio_desk", "defend.lives", "Write lines by which the pool lives through a night"),
]


def retake() -> RetakePanel:
    """The diagnostic again, in its other form."""
    return RetakePanel(DIAGNOSTIC, "portfolio_desk", tasks=BEFORE, entries=SYLLABUS)


def transfer() -> QuizPanel:
    """Four questions on a book that is new: no first form to compare with, so they are counted by themselves."""
    return QuizPanel(TRANSFER, "portfolio_desk", entries=SYLLABUS)


def learnt() -> RecordPanel:
    """What was done in the course, to be printed."""
    return RecordPanel(SYLLABUS, DIAGNOSTIC)


def all_bets() -> Bets:
    """The guesses of the whole course beside what is true."""
    return Bets(SYLLABUS)


#: The desk's own panels, by what the page calls them.
PANELS: dict[str, Callable[[], Part]] = {
    "line": AccountLine, "bring": Bring, "presets": Presets, "take": Take, "past": OwnPast,
}  # fmt: skip


def waiting_line() -> AccountLine:
    """The account line of the lesson: it would give the first question away."""
    return AccountLine(waits=True)


LESSON = Lesson(
    slug="portfolio_desk",
    explorers={
        **EXPLORERS,
        **PANELS,
        "line": waiting_line,
        "retake": retake,
        "transfer": transfer,
        "learnt": learnt,
        "all_bets": all_bets,
    },
    deeper=DEEPER,
    tasks=TASKS,
    prose={
        "border": ("walls", words),
        "night_rules": ("defend", night_rules.words),
        "own_history_assumed": ("own_history", assumed),
    },
    drills=DRILLS,
    exercises=EXERCISES,
    quiz=RECALL,
    rule="Once a week, before the news: how far together, by what most likely, what would I touch first, and where is that written.",
    misconceptions=(1, 6, 8, 44, 81, 82, 83, 84, 85),
    links=(
        (
            "dYdX: margin (account equity, initial and maintenance requirement)",
            "https://docs.dydx.xyz/concepts/trading/margin",
        ),
        (
            "Hyperliquid: margining (cross and isolated, what may be withdrawn)",
            "https://hyperliquid.gitbook.io/hyperliquid-docs/trading/margining",
        ),
    ),
)
