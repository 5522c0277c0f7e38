"""What the course teaches, claim by claim, and where a learner sees each happen and has to use it.

The explorer and the practice (an exercise, a drill or a quiz question) of a claim are named once its home lesson is
written; :func:`homes` says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.texts import say


@dataclass(frozen=True)
class Claim:
    """One statement of the course.

    Attributes:
        number: "C01" to "C33".
        text: the statement.
        lesson: slug of its home lesson.
        explorer: name of the explorer there in which it is seen to happen.
        practice: name of the exercise, drill or quiz question there that fails when it is misunderstood.
        also: slugs of lessons that come back to it.
    """

    number: str
    text: str
    lesson: str
    explorer: str = ""
    practice: str = ""
    also: tuple[str, ...] = ()


CLAIMS: dict[str, Claim] = {
    row.number: row
    for row in (
        # -- how margin modes behave
        Claim("C01", "A margin mode is no formality: it changes how a book behaves in a sudden move, and what a trader decides "
              "before, during and after a trade.", "start_here", "predict", "hedge", also=("cross_vs_isolated",)),
        Claim("C02", "Risk is about how positions act on each other, and the margin mode decides whether they can.",
              "cross_margin", "predict", "shown_price", also=("portfolio_desk",)),
        Claim("C03", "Cross pools capital: unrealised profit on one position covers the requirement of another.",
              "cross_margin", "pool", "covers"),
        Claim("C04", "Cross lowers the chance that one market's move liquidates a position that would have come back.",
              "cross_vs_isolated", "outcomes", "hedge_apart", also=("cross_margin",)),
        Claim("C05", "Isolated: an amount of its own backs one position; no more is at risk unless more is added.",
              "isolated_margin", "compartment", "left_in_all"),
        Claim("C06", "Books of isolated positions have jerkier results: small compartments fail one by one.",
              "isolated_margin", "many_small", "year_alive"),
        Claim("C07", "Cross couples positions: one large move one way can take down the whole account.", "cross_margin",
              "map", "coupling", also=("liquidation_cascades",)),
        Claim("C08", "In the tail, cross can lose far more than isolated, since everything shares one pool.",
              "cross_vs_isolated", "outcomes", "one_leg", also=("liquidation_cascades",)),
        Claim("C09", "A funding spike followed by cascading deleveraging is the event that breaks a pooled account.",
              "liquidation_cascades", "funding", "pool_room", also=("funding",)),
        Claim("C10", "Isolated is capital-inefficient: to be liquidated seldom, each compartment must hold too much.",
              "isolated_margin", "predict", "collateral_for_survival", also=("cross_vs_isolated",)),
        Claim("C11", "Isolated compartments cannot use natural offsets: a hedged spread posts more margin than its risk needs.",
              "hedges_and_correlation", "saved", "margin_saved"),
        Claim("C12", "Traders choose isolated because it feels safe and are liquidated anyway, since each compartment lacks the "
              "buffer of the rest.", "isolated_margin", "again", "came_back"),
        # -- when to use which
        Claim("C13", "Cross fits books of several legs: spot-hedged longs, calendar spreads, bets that offset at times.",
              "hedges_and_correlation", "corridor", "spot_wall"),
        Claim("C14", "Cross fits a trader who manages and rebalances actively and has controls on the whole account.",
              "profit_buffers_and_stops", "hedge", "legs", also=("portfolio_desk",)),
        Claim("C15", "Cross fits where the cost of funding or borrowing makes it materially cheaper.", "funding",
              "carry", "carry_return"),
        Claim("C16", "Isolated fits experiments, new ideas, very volatile bets, strict limits per trade, many small independent "
              "strategies, beginners, and everyone who cannot watch the account often.", "trade_checklist", "which_mode",
              "nobody_watches"),
        Claim("C17", "A tail that cannot be stomached: isolate it and make it smaller.", "position_sizing",
              "same_exposure", "halve_it"),
        Claim("C18", "“Cross is always more capital-efficient” is false: true for correlated or hedged books, and the price is "
              "systemic risk.", "cross_vs_isolated", "frontier", "efficient", also=("hedges_and_correlation",)),
        # -- size and leverage
        Claim("C19", "Cap gross exposure so that the worst planned adverse move costs a small share of equity.",
              "position_sizing", "calculator", "size_for_risk", also=("trade_checklist",)),
        Claim("C20", "Leverage multiplies both ways; halving it roughly doubles the adverse move survived, and the maintenance "
              "fraction and fees decide how roughly.", "leverage", "halving", "room_after_halving", also=("liquidation_price",)),
        Claim("C21", "The same exposure can be had with a small isolated position or with low leverage in cross.",
              "position_sizing", "same_exposure", "margin_for"),
        Claim("C22", "Portfolios are ecosystems: diversification on paper turns into contagion when all prices fall together.",
              "hedges_and_correlation", "october", "residual_loss", also=("liquidation_cascades",)),
        # -- profit, loss and operations
        Claim("C23", "Unrealised profit that counts as margin can prevent a liquidation, but it is fleeting and no control "
              "unless a rule locks it in.", "profit_buffers_and_stops", "fleeting", "wall_after_adding"),
        Claim("C24", "Five items before every trade: entry thesis, largest loss, position size, margin mode, exit trigger.",
              "trade_checklist", "plan", "dead_stop"),
        Claim("C25", "Plan contingencies: know the worst case, automate reduces and stops, and know what a stop does in a gap.",
              "profit_buffers_and_stops", "stops", "watched_fill", also=("trade_checklist",)),
        Claim("C26", "Rebalance often enough that small losses do not snowball.", "profit_buffers_and_stops", "drift",
              "rebalance"),
        Claim("C27", "Keep a buffer: unallocated collateral, or positions that can be closed quickly to free margin.",
              "profit_buffers_and_stops", "acts", "freed", also=("portfolio_desk",)),
        Claim("C28", "Prefer lower leverage when volatility is high.", "leverage", "odds", "volatility",
              also=("position_sizing",)),
        # -- choosing a platform
        Claim("C29", "Inspect the margin model: how are cross and isolated treated, and at what granularity?",
              "choosing_a_platform", "venues", "granularity"),
        Claim("C30", "Inspect the liquidation mechanics: transparent, predictable, with clear fees.", "liquidation_mechanics",
              "walk", "what_comes_back", also=("liquidation_price", "oracles_and_latency", "choosing_a_platform")),
        Claim("C31", "Inspect settlement: latency and oracle refresh decide the risk in a fast move.", "oracles_and_latency",
              "late", "time_to_act", also=("choosing_a_platform",)),
        Claim("C32", "Inspect the portfolio tools: account-level margin, per-position margin and aggregated risk, easily seen.",
              "portfolio_desk", "walls", "ray", also=("choosing_a_platform",)),
        Claim("C33", "dYdX is the worked reference for how a decentralised venue structures perpetuals and margin.",
              "choosing_a_platform", "venues", "free_on_dydx", also=("liquidation_mechanics",)),
    )
}  # fmt: skip
"""Number → claim."""


@dataclass(frozen=True)
class Homes:
    """How complete the table is.

    Attributes:
        homed: claims whose home lesson exists and has the explorer and the practice named here.
        homeless: what is wrong with the others whose home lesson exists, by claim.
        planned: claims whose home lesson is not written yet, by lesson.
    """

    homed: tuple[str, ...]
    homeless: dict[str, str]
    planned: dict[str, tuple[str, ...]]


def homes(lessons: Mapping[str, Any], claims: Mapping[str, Claim] = CLAIMS) -> Homes:
    """Compare the table with the lessons that exist.

    Args:
        lessons: slug → lesson record (``explorers`` by name; ``exercises``, ``drills`` and ``quiz.questions`` with a
            ``name``), for every lesson that is written.
        claims: the table.
    """
    homed: list[str] = []
    homeless: dict[str, str] = {}
    planned: dict[str, tuple[str, ...]] = {}
    for number, claim in claims.items():
        lesson = lessons.get(claim.lesson)
        if lesson is None:
            planned[claim.lesson] = (*planned.get(claim.lesson, ()), number)
            continue
        problems = []
        if claim.explorer not in lesson.explorers:
            problems.append(_missing("explorer", claim.explorer, lesson.explorers))
        practised = practices(lesson)
        if claim.practice not in practised:
            problems.append(_missing("exercise, drill or question", claim.practice, practised))
        if problems:
            homeless[number] = say("{lesson} has ", lesson=claim.lesson) + " and ".join(problems)
        else:
            homed.append(number)
    return Homes(tuple(homed), homeless, planned)


def practices(lesson: Any) -> list[str]:
    """The names of everything in a lesson that can be answered wrongly."""
    parts = [*lesson.exercises, *lesson.drills]
    if lesson.quiz is not None:
        parts += lesson.quiz.questions
    return [part.name for part in parts]


def _missing(what: str, name: str, there: Any) -> str:
    names = ", ".join(sorted(there)) or "none"
    return (
        say("no {what} {name} (it has: {names})", what=what, name=repr(name), names=names)
        if name
        else say("no {what} named for it", what=what)
    )
