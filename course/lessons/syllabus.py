"""The sixteen lessons in one table: what the landing page, the course map, the headers and the claims test all read.

Light on purpose (standard library only): the landing page lists the course without importing a single lesson.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

from course.texts import joined

BEATS = ("Predict", "Explore", "Explain", "Practise", "Code", "Recall")
"""The six steps of every lesson, in order; the second-level headings of every notebook."""


@dataclass(frozen=True)
class Entry:
    """One lesson as the course sees it from outside.

    Attributes:
        number: position in the course, 0 to 15.
        slug: the lesson's name in files, addresses and saved progress.
        title: as shown to the learner.
        minutes: time a newcomer needs for the core path; for lessons that exist :mod:`course.lessons.minutes` adds it up,
            and the three below.
        can_do: what the learner can do afterwards; each item completes "You will be able to …".
        claims: the statements of the course (``course.teaching.claims``) that a learner sees happen here.
        practice: further minutes for the drills.
        deeper: further minutes for the pictures off the core path.
        code: further minutes for the exercises in code.
    """

    number: int
    slug: str
    title: str
    minutes: int
    can_do: tuple[str, ...]
    claims: tuple[str, ...]
    practice: int = 0
    deeper: int = 0
    code: int = 0

    @property
    def stem(self) -> str:
        """File name without its ending: ``"01_leverage"``."""
        return f"{self.number:02d}_{self.slug}"

    @property
    def notebook(self) -> PurePosixPath:
        """The lesson's notebook, relative to the top of the project."""
        return PurePosixPath("lessons", f"{self.stem}.ipynb")

    @property
    def heading(self) -> str:
        """The one first-level heading of the notebook: ``"01 · Leverage"``."""
        return joined(" · ", [f"{self.number:02d}", self.title])

    @property
    def previous(self) -> Entry | None:
        """The lesson before this one, if there is one."""
        return SYLLABUS[self.number - 1] if self.number > 0 else None

    @property
    def next(self) -> Entry | None:
        """The lesson after this one, if there is one."""
        return SYLLABUS[self.number + 1] if self.number + 1 < len(SYLLABUS) else None


SYLLABUS: tuple[Entry, ...] = (
    Entry(
        0, "start_here", "Start here", 20,
        (
            "find your way through the course and pick up again where you stopped",
            "say which ideas about margin you already hold, and how sure you are of each",
        ),
        ("C01",),
        code=10,
    ),
    Entry(
        1, "leverage", "Leverage", 15,
        (
            "compute notional, margin, leverage, profit and return on margin for a long and for a short",
            "state how far the price may move against you for any leverage and maintenance fraction",
            "say exactly how much room halving the leverage buys",
        ),
        ("C20", "C28"),
        practice=10, deeper=5, code=25,
    ),
    Entry(
        2, "liquidation_price", "Liquidation price", 20,
        (
            "derive the liquidation price and the bankruptcy price, with tiers and fees",
            "read a venue's tier table",
            "tell oracle, mark, index and last price apart, and say which one can close you",
        ),
        ("C20", "C30"),
        practice=10, deeper=10, code=30,
    ),
    Entry(
        3, "funding", "Funding", 20,
        (
            "compute funding payments and turn a rate per interval into a rate per year",
            "follow the liquidation price as funding moves it while the price stands still",
            "judge whether a carry trade pays for its risk",
        ),
        ("C09", "C15"),
        practice=10, deeper=5, code=20,
    ),
    Entry(
        4, "isolated_margin", "Isolated margin", 20,
        (
            "put a bound on what one position can lose",
            "see a compartment fail while the wallet beside it is full",
            "size the collateral that a chosen chance of survival needs",
        ),
        ("C05", "C06", "C10", "C12"),
        practice=10, deeper=5, code=20,
    ),
    Entry(
        5, "cross_margin", "Cross margin", 20,
        (
            "compute equity, requirement and health of a pool that holds many positions",
            "explain why a single liquidation price exists only while everything else stands still",
            "read a liquidation map over two prices",
        ),
        ("C02", "C03", "C04", "C07"),
        practice=10, deeper=15, code=30,
    ),
    Entry(
        6, "cross_vs_isolated", "Cross against isolated", 20,
        (
            "run the same trades along the same prices in both modes",
            "weigh how often an account is liquidated against how much it then loses",
            "say which mode suits which book",
        ),
        ("C01", "C04", "C08", "C10", "C18"),
        practice=10, deeper=10, code=30,
    ),
    Entry(
        7, "hedges_and_correlation", "Hedges and correlation", 20,
        (
            "tell a hedge from a bet by what its legs do together and what they do apart",
            "compute the margin that pooling saves, and say what it does not save",
            "say in dollars what a hedge leaves in a storm",
        ),
        ("C11", "C13", "C18", "C22"),
        practice=10, deeper=5, code=25,
    ),
    Entry(
        8, "position_sizing", "Position sizing", 25,
        (
            "size a position from a risk budget and a volatility",
            "turn a size into leverage in either mode",
            "compute the risk of ruin",
        ),
        ("C17", "C19", "C21", "C28"),
        practice=10, deeper=5, code=30,
    ),
    Entry(
        9, "profit_buffers_and_stops", "Profit, buffers and stops", 20,
        (
            "keep realised and unrealised profit apart",
            "design profit locks, rebalancing, buffers and automated reduces",
            "say what a stop does when the price jumps over it",
        ),
        ("C14", "C23", "C25", "C26", "C27"),
        practice=10, deeper=5, code=30,
    ),
    Entry(
        10, "trade_checklist", "The trade checklist", 25,
        (
            "write a complete trade plan before the trade",
            "have it checked against the rules of the course",
            "take it with you as a file",
        ),
        ("C16", "C19", "C24", "C25"),
        practice=10, code=25,
    ),
    Entry(
        11, "liquidation_mechanics", "Inside a liquidation", 20,
        (
            "walk through a liquidation: trigger, order, fill, fee, insurance fund, deleveraging",
            "compute who pays at every step",
        ),
        ("C30", "C33"),
        practice=10, deeper=5, code=35,
    ),
    Entry(
        12, "oracles_and_latency", "Oracles and latency", 20,
        (
            "see a stale price turn into bad debt or into a false liquidation",
            "trade a faster refresh against a smoother price",
        ),
        ("C30", "C31"),
        practice=10, deeper=5, code=30,
    ),
    Entry(
        13, "choosing_a_platform", "Choosing a platform", 20,
        (
            "put one portfolio on every modelled venue and compare requirement, liquidation price, fees and funding",
            "score venues by weights of your own",
        ),
        ("C29", "C30", "C31", "C32", "C33"),
        practice=10, deeper=5, code=30,
    ),
    Entry(
        14, "liquidation_cascades", "Liquidation cascades", 25,
        (
            "explain amplification, criticality and contagion through cross accounts",
            "run a cascade with order-book depth, insurance, deleveraging and funding",
            "replay real crashes",
        ),
        ("C07", "C08", "C09", "C22"),
        practice=10, deeper=15, code=50,
    ),
    Entry(
        15, "portfolio_desk", "The portfolio desk", 20,
        (
            "see the risk of a whole portfolio by account, by position and in sum",
            "stress it, choose modes for it and defend the plan",
            "measure what you have learnt against your first diagnostic",
        ),
        ("C02", "C14", "C27", "C32"),
        practice=10, deeper=25, code=30,
    ),
)  # fmt: skip


def entry(lesson: str | int) -> Entry:
    """The syllabus entry for a slug, a number, or a file stem such as ``"01_leverage"``.

    Raises:
        ValueError: no such lesson; the message lists what there is.
    """
    key = str(lesson)
    for found in SYLLABUS:
        if key in (found.slug, found.stem, str(found.number), f"{found.number:02d}"):
            return found
    raise ValueError(f"no lesson {lesson!r}: choose one of {', '.join(e.stem for e in SYLLABUS)}")
