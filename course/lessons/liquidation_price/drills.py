"""Practice of lesson 02: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course.lessons.liquidation_price.books import ENTRY, SIDES, SYMBOL, account, at, big
from course.lessons.liquidation_price.trigger_to_fill import after_liquidation
from course.margin import Pool, Schedule, sign
from course.number_format import number, usd
from course.teaching.drill import Drill, WrongAnswer
from course.texts import joined, say
from course.venues import binance

TABLE = binance.VENUE.table("SOL")
BRACKETS = TABLE.maintenance_schedule()


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    """A position that may be opened at :data:`ENTRY` and whose liquidation price exists."""
    size = float(rng.choice([5_000, 8_000, 10_000, 12_000, 20_000]))
    return {
        "side": str(rng.choice(SIDES)),
        "collateral": size * float(rng.choice([0.08, 0.1, 0.12, 0.15, 0.2, 0.25])),
        "size": size,
        "maintenance": float(rng.choice([0.005, 0.01, 0.02, 0.025, 0.03])),
    }


def _with(**more: tuple[float, ...]) -> Any:
    """A generator of :func:`_draw` and one more number of each of these."""
    return lambda rng: {**_draw(rng), **{k: float(rng.choice(values)) for k, values in more.items()}}


def _price(side: str, collateral: float, size: float, maintenance: float | Schedule, **_rest: Any) -> float:
    price: float = account(side, collateral, size, maintenance).liquidation_price(SYMBOL, at(ENTRY))
    return price


def _bankruptcy(side: str, collateral: float, size: float, **_rest: Any) -> float:
    price: float = account(side, collateral, size, 0.01).bankruptcy_price(SYMBOL, at(ENTRY))
    return price


def _at_entry(side: str, collateral: float, size: float, maintenance: float, **_rest: Any) -> float:
    """The requirement taken on the entry notional."""
    return ENTRY * (1 - sign(side) * (collateral / size - maintenance))


def _mirrored(side: str, collateral: float, size: float, maintenance: float, **_rest: Any) -> float:
    """The other side's distance on this side."""
    other = "short" if side == "long" else "long"
    return 2 * ENTRY - _price(other, collateral, size, maintenance)


def _posted(q: Any) -> str:
    """A position in words."""
    return say(
        "**{collateral:$}** backs a **{side}** of **{size:$}**, opened at {entry:$}; maintenance is"
        " **{maintenance:%1}** of the notional at the present price",
        entry=ENTRY,
        **vars(q),
    )


def _formula(side: str, collateral: float, size: float, rate: float, price: float) -> str:
    """The quotient with its numbers."""
    s, q = sign(side), size / ENTRY
    return (
        f"p = (W − s·q·E) / (q·(m − s)) = ({number(collateral, 0)} {'−' if s > 0 else '+'} {number(size, 0)}) /"
        f" ({number(q, 0)} · ({rate:g} {'−' if s > 0 else '+'} 1)) = **{usd(price)}**"
    )


# ---- a fee inside the requirement -----------------------------------------------------------------------------------


def _with_fee(side: str, collateral: float, size: float, maintenance: float, fee: float) -> float:
    return _price(side, collateral, size, Schedule.flat(maintenance).with_closing_fee(fee))


# ---- what is left ---------------------------------------------------------------------------------------------------


def _filled(pool: Pool, fee: float, slippage: float) -> dict[str, float]:
    return after_liquidation(pool, pool.liquidation_price(SYMBOL, at(ENTRY)), fee, slippage)


def _left(side: str, collateral: float, size: float, maintenance: float, fee: float, slippage: float) -> float:
    return _filled(account(side, collateral, size, maintenance), fee, slippage)["left"]


def _left_explained(side: str, collateral: float, size: float, maintenance: float, fee: float, slippage: float) -> str:
    pool = account(side, collateral, size, maintenance)
    liquidation = pool.liquidation_price(SYMBOL, at(ENTRY))
    end = _filled(pool, fee, slippage)
    return say(
        "Closed at {liquidation:$} with {equity:$2} left. The fill at {fill:$3} takes {slip:$2}, the fee"
        " {fee:$2}: **{left:$2}**",
        liquidation=liquidation,
        equity=pool.equity(at(liquidation)),
        fill=end["fill"],
        slip=end["slip"],
        fee=end["fee"],
        left=end["left"],
    ) + (", a loss beyond the collateral." if end["left"] < 0 else ".")


# ---- the tier table -------------------------------------------------------------------------------------------------


def _rows(notional: float) -> str:
    """The rows of the table up to the one after the position's."""
    k = int(BRACKETS.tier(notional))
    return "; ".join(
        say("from {big}: {rate:%2}", big=big(floor), rate=rate)
        for floor, rate in list(zip(TABLE.floors, TABLE.maintenance, strict=True))[: k + 2]
    )


def _requirement(notional: float) -> float:
    return float(BRACKETS.requirement(notional, 1.0))


def _rate(notional: float) -> float:
    return float(BRACKETS.rate(notional))


def _slices(notional: float) -> list[float]:
    """How much of the position lies in each tier it reaches."""
    tops = (*TABLE.floors[1:], np.inf)
    return [
        float(min(notional, top) - floor) for floor, top in zip(TABLE.floors, tops, strict=True) if floor < notional
    ]


# ---- the mark -------------------------------------------------------------------------------------------------------


def _three_prices(rng: np.random.Generator) -> dict[str, float]:
    """Down or up: a wick that the basis has hardly noticed, a last price on its way there, or one on the other side."""
    index, way = float(rng.choice([50, 80, 100, 120, 200])), float(rng.choice([-1, 1]))
    basis = float(rng.choice([0.004, 0.006, 0.008, 0.01]))
    wick = float(rng.choice([0.04, 0.05, 0.08, 0.1, 0.15]))
    last = (wick, basis / 2, -wick)[int(rng.integers(3))]
    return {"index": index, "average": way * index * basis, "last": index * (1 + way * last)}


def _median(index: float, average: float, last: float) -> float:
    return float(np.median([index, index + average, last]))


def _unless_mark(pick: Callable[..., float]) -> Callable[..., float | None]:
    """One of the three prices, as a wrong answer: none where it happens to be the median."""

    def picked(index: float, average: float, last: float) -> float | None:
        price = pick(index, average, last)
        return None if price == _median(index, average, last) else price

    return picked


def _closing_price(side: str, collateral: float, size: float, maintenance: float) -> float:
    direction = 1 if side == "long" else -1
    entry_price = 100.0
    units = size / entry_price
    collateral_per_unit = collateral / units
    bankruptcy_price = entry_price - direction * collateral_per_unit
    return bankruptcy_price / (1 - direction * maintenance)


def _closing_price_in_steps(side: str, collateral: float, size: float, maintenance: float) -> float:
    direction = 1 if side == "long" else -1
    entry_price = 100.0
    collateral_per_unit = collateral / (size / entry_price)
    bankruptcy_price = entry_price - direction * collateral_per_unit
    closing_price = bankruptcy_price / (1 - direction * maintenance)
    requirement_per_unit_at_entry = maintenance * entry_price
    requirement_per_unit = maintenance * closing_price
    price_without_any_collateral = entry_price - direction * requirement_per_unit
    return bankruptcy_price + direction * requirement_per_unit


def _with_fee_by_hand(side: str, collateral: float, size: float, maintenance: float, fee: float) -> float:
    direction = 1 if side == "long" else -1
    entry_price = 100.0
    collateral_per_unit = collateral / (size / entry_price)
    bankruptcy_price = entry_price - direction * collateral_per_unit
    rate_with_fee = maintenance + fee
    return bankruptcy_price / (1 - direction * rate_with_fee)


def _with_fee_in_steps(side: str, collateral: float, size: float, maintenance: float, fee: float) -> float:
    direction = 1 if side == "long" else -1
    entry_price = 100.0
    collateral_per_unit = collateral / (size / entry_price)
    bankruptcy_price = entry_price - direction * collateral_per_unit
    rate_with_fee = maintenance + fee
    closing_price = bankruptcy_price / (1 - direction * rate_with_fee)
    requirement_per_unit_at_entry = maintenance * entry_price
    requirement_per_unit = maintenance * closing_price
    fee_per_unit_at_entry = fee * entry_price
    fee_per_unit = fee * closing_price
    both_per_unit = requirement_per_unit + fee_per_unit
    return bankruptcy_price + direction * both_per_unit


def _tiers(notional: float) -> tuple[float, ...]:
    """What the slices below take, the part in the top row, and rates: of its row, its neighbours, the first, the mean."""
    *below, part = _slices(notional)
    rates = np.array([np.nan, *TABLE.maintenance, np.nan])
    row = len(below) + 1
    before, own, after = (float(rate) for rate in rates[row - 1 : row + 2])
    lower = float(np.dot(below, TABLE.maintenance[: len(below)]))
    return lower, part, own, before, after, float(TABLE.maintenance[0]), float(np.mean(rates[1 : row + 1]))


def _by_slices(notional: float) -> float:
    (
        lower_slices,
        part_in_the_top_row,
        rate_of_the_top_row,
        rate_of_the_row_before,
        rate_of_the_next_row,
        rate_of_the_first_row,
        mean_rate,
    ) = _tiers(notional)
    everything_at_the_rate_of_the_row_before = rate_of_the_row_before * notional
    everything_at_the_rate_of_the_next_row = rate_of_the_next_row * notional
    everything_at_the_rate_of_the_first_row = rate_of_the_first_row * notional
    everything_at_the_mean_rate = mean_rate * notional
    top_slice = part_in_the_top_row * rate_of_the_top_row
    return lower_slices + top_slice


def _what_remains(side: str, collateral: float, size: float, maintenance: float, fee: float, slippage: float) -> float:
    direction = 1 if side == "long" else -1
    entry_price = 100.0
    units = size / entry_price
    collateral_per_unit = collateral / units
    bankruptcy_price = entry_price - direction * collateral_per_unit
    closing_price = bankruptcy_price / (1 - direction * maintenance)
    notional_at_entry = size
    notional_then = units * closing_price
    requirement_at_entry = maintenance * notional_at_entry
    requirement = maintenance * notional_then
    cost_of_slippage = slippage * notional_then
    notional_filled = notional_then - direction * cost_of_slippage
    fill_price = notional_filled / units
    cost_of_the_fee = fee * notional_filled
    costs = cost_of_slippage + cost_of_the_fee
    return requirement - costs


def _middle(index: float, average: float, last: float) -> float:
    index_with_basis = index + average
    last_with_basis = last + average
    return float(np.median([index, index_with_basis, last]))


DRILLS = (
    Drill(
        "liquidation_price",
        "Liquidation price",
        ask="{posted}. At which price does the venue close it?",
        generate=_draw,
        answer=_price,
        ways=(_closing_price, _closing_price_in_steps),
        unit="USD",
        rel_tol=0.0005,
        wrong=(
            WrongAnswer(
                _bankruptcy,
                "that is the bankruptcy price, where nothing is left. The venue acts while {maintenance:%1} of the"
                " notional is still there.",
                misconception=1,
            ),
            WrongAnswer(
                _at_entry, "you took the requirement on the entry notional. It is measured on the notional *there*."
            ),
            WrongAnswer(
                _mirrored,
                "that is the distance of a {other_side}, turned round. The requirement {shrinks_or_grows} on the way"
                " of this {side}.",
                misconception=3,
            ),
        ),
        explain=lambda **p: _formula(p["side"], p["collateral"], p["size"], p["maintenance"], _price(**p)),
        numbers={
            "posted": _posted,
            "other_side": lambda q: "short" if q.side == "long" else "long",
            "shrinks_or_grows": lambda q: "shrinks" if q.side == "long" else "grows",
        },
    ),
    Drill(
        "fee_inside",
        "A fee inside the requirement",
        ask="{posted}. The venue counts its closing fee of **{fee:%2}** inside the requirement. At which price does it"
        " act?",
        generate=_with(fee=(0.003, 0.004, 0.005, 0.006)),
        answer=_with_fee,
        ways=(_with_fee_by_hand, _with_fee_in_steps),
        unit="USD",
        rel_tol=0.0005,
        wrong=(
            WrongAnswer(_price, "that forgets the fee. Counted inside, it is added to the maintenance fraction."),
            WrongAnswer(
                lambda side, collateral, size, maintenance, fee: (
                    2 * _price(side, collateral, size, maintenance)
                    - _with_fee(side, collateral, size, maintenance, fee)
                ),
                "the wrong way: a fee inside the requirement brings the liquidation price *nearer*.",
            ),
            WrongAnswer(
                lambda side, collateral, size, maintenance, fee: _bankruptcy(side, collateral, size),
                "that is where nothing is left. Requirement and fee must still be there when the venue acts.",
                misconception=1,
            ),
        ),
        explain=lambda fee, **p: (
            say(
                "m is {maintenance:%1} + {fee:%2} = {maintenance_2:%2}; ",
                maintenance=p["maintenance"],
                fee=fee,
                maintenance_2=p["maintenance"] + fee,
            )
            + _formula(p["side"], p["collateral"], p["size"], p["maintenance"] + fee, _with_fee(fee=fee, **p))
        ),
        numbers={"posted": _posted},
    ),
    Drill(
        "tier_requirement",
        "Reading a tier table",
        ask="A table charges each slice its own rate ({rows}). What does it take to keep a position of **{big}**?",
        generate=lambda rng: {"notional": float(rng.choice([1e4, 1e5, 1e6]) * rng.integers(5, 20) / 2)},
        answer=_requirement,
        ways=(_by_slices,),
        unit="USD",
        rel_tol=0.002,
        wrong=(
            WrongAnswer(
                lambda notional: _rate(notional) * notional,
                "that charges {rate:%2} on everything. The slices below keep their own, lower rates.",
            ),
            WrongAnswer(
                lambda notional: TABLE.maintenance[0] * notional,
                "that is the first tier's rate on everything: right only for the smallest positions.",
            ),
            WrongAnswer(
                lambda notional: _rate(notional) * (notional - TABLE.floors[int(BRACKETS.tier(notional))]),
                "that is the top slice alone. The slices below it are charged too.",
            ),
        ),
        explain=lambda notional: (
            " + ".join(
                say("{rate:%2} of {big}", rate=rate, big=big(part))
                for rate, part in zip(TABLE.maintenance, _slices(notional), strict=False)
            )
            + f" = **{usd(_requirement(notional), 0)}**"
        ),
        numbers={
            "rows": lambda q: _rows(q.notional),
            "big": lambda q: big(q.notional),
            "rate": lambda q: _rate(q.notional),
        },
    ),
    Drill(
        "what_is_left",
        "What is left",
        ask="{posted}. The venue closes it at its liquidation price; the order fills **{slippage:%1}** worse, and"
        " **{fee:%1}** of the notional filled is charged as a fee. How much of the collateral is left? (Negative if"
        " none.)",
        generate=_with(fee=(0.002, 0.005), slippage=(0.004, 0.006, 0.01, 0.02)),
        answer=_left,
        ways=(_what_remains,),
        unit="USD",
        rel_tol=0.01,
        abs_tol=0.5,
        wrong=(
            WrongAnswer(
                lambda side, collateral, size, maintenance, fee, slippage: _left(
                    side, collateral, size, maintenance, 0.0, 0.0
                ),
                "that is what was left *when* the venue acted. The fill and the fee come out of it.",
            ),
            WrongAnswer(
                lambda side, collateral, size, maintenance, fee, slippage: _left(
                    side, collateral, size, maintenance, fee, 0.0
                ),
                "the fee is right, but the fill was worse than the liquidation price.",
            ),
            WrongAnswer(
                lambda side, collateral, size, maintenance, fee, slippage: _left(
                    side, collateral, size, maintenance, fee, -slippage
                ),
                "worse for a {side} means {lower_or_higher}: you filled it the other way.",
            ),
        ),
        explain=_left_explained,
        numbers={"posted": _posted, "lower_or_higher": lambda q: "lower" if q.side == "long" else "higher"},
    ),
    Drill(
        "which_mark",
        "Which price judges",
        ask="A venue's mark price is the median of three: the index (**{index:$2}**), the index plus the average basis"
        " (**{average:$2+}**), and the last price (**{last:$2}**). What is the mark price?",
        generate=_three_prices,
        answer=_median,
        ways=(_middle,),
        unit="USD",
        rel_tol=0.0005,
        wrong=(
            WrongAnswer(
                _unless_mark(lambda index, average, last: last),
                "that is the last price, one wick of one market. It is one of three, and the median leaves it out when"
                " it"
                " stands alone.",
                misconception=17,
            ),
            WrongAnswer(
                lambda index, average, last: (2 * index + average + last) / 3,
                "that is the mean. One wild price pulls a mean along; a median it cannot move past the next one.",
            ),
            WrongAnswer(
                _unless_mark(lambda index, average, last: index),
                "the index alone is not the mark: it is one of the three.",
            ),
            WrongAnswer(
                _unless_mark(lambda index, average, last: index + average),
                "that is the index with the average basis, whatever the last price does: it is one of the three.",
            ),
        ),
        explain="In order: {x}. The middle one is **{median:$2}**.",
        numbers={
            "x": lambda q: joined(", ", (usd(x, 2) for x in sorted((q.index, q.index + q.average, q.last)))),
            "median": lambda q: _median(q.index, q.average, q.last),
        },
    ),
)
