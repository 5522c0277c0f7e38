"""Rates that rise with size: the predicted pair, and the stairs of a published table."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts import apart
from course.charts.columns import Table
from course.charts.price_ladder import levels
from course.explorers import View
from course.lessons.liquidation_price.books import ENTRY, SYMBOL, TABLES, account, at, big
from course.margin import Schedule, sign
from course.number_format import percent, times, usd
from course.texts import say, wordless
from course.validation import ArgumentError
from course.venues.tables import TierTable

#: How a table's rate is applied: to the slice of the position inside its tier, or to all of it.
RULES = {"slice": "each slice its own rate", "whole": "one rate for the whole position"}
SHORT = {"slice": "by slices", "whole": "one rate for all"}


def schedule_of(table: TierTable, rule: str) -> Schedule:
    """The maintenance schedule on the table's floors under either rule, whichever the venue itself uses."""
    build = Schedule.brackets if rule == "slice" else Schedule.whole_position
    return build(table.floors, table.maintenance)


def room(side: str, leverage: float, notional: Any, schedule: Schedule) -> Any:
    """Adverse move, a fraction of entry, that takes a fresh position of ``notional`` to its liquidation price."""
    prices = account(side, np.asarray(notional) / leverage, notional, schedule).liquidation_price(SYMBOL, at(ENTRY))
    if prices is None:
        return 1.0
    gone = np.where(np.isfinite(np.asarray(prices, float)), prices, 0.0)
    distance = -sign(side) * (gone / ENTRY - 1)
    return distance.item() if np.ndim(distance) == 0 else distance


def shown(table: str, rule: str, side: str, leverage: float, millions: float) -> str:
    """The rate, and the room of a fresh position, in code."""
    venue, symbol = table.lower().split()
    build = "brackets" if rule == "slice" else "whole_position"
    size = 1e6 * millions
    return (
        "from course import venues\n"
        "from course.margin import Market, Pool, Position, Schedule\n"
        f"table = venues.get({venue!r}).table({symbol.upper()!r})\n"
        f"schedule = Schedule.{build}(table.floors, table.maintenance)\n"
        f"market = Market({SYMBOL!r}, initial=schedule, maintenance=schedule)\n"
        f"pool = Pool({size / leverage!r}, (Position(market, {sign(side) * size / ENTRY!r}, {ENTRY:g}),))\n"
        f"price = pool.liquidation_price({SYMBOL!r}, {{{SYMBOL!r}: {ENTRY:g}}})\n"
        f"schedule.rate({size!r}), schedule.requirement({size!r}, price=1) / {size!r}, abs((price or 0) / {ENTRY:g} - 1)"
    )


# ---- Predict: same leverage, more size ------------------------------------------------------------------------------

PAIR_TABLE, PAIR_LEVERAGE = "Binance SOL", 10.0
ANN, BEN = 10_000.0, 20_000_000.0


def pair_rooms() -> tuple[float, float]:
    """Ann's and Ben's room."""
    schedule = schedule_of(TABLES[PAIR_TABLE], "slice")
    ann, ben = (room("long", PAIR_LEVERAGE, notional, schedule) for notional in (ANN, BEN))
    return ann, ben


#: The deepest guess that the question takes, the prices on its ladder, and how far names stand apart there, USD.
DEEPEST = 0.12
PRICES = (ENTRY * (1 - DEEPEST) - 0.5, ENTRY + 0.5)
PAIR_GAP = 0.07 * (PRICES[1] - PRICES[0])


def stage(guess: float | None) -> dict[str, Table]:
    """The ladder before the answer: where both bought, where Ann is closed, and the guess for Ben where it stands."""
    shown = {"entry": (ENTRY, "both bought here"), "mark": (ENTRY * (1 - pair_rooms()[0]), "Ann")}
    if guess is not None:
        shown["prediction"] = (ENTRY * (1 - guess), "Ben?")
    return {
        "levels": levels(
            (
                (
                    kind,
                    price,
                    name
                    if price == ENTRY and name != "Ben?"
                    else wordless("{name} {fall}", name=name, fall=_fall(price)),
                )
                for kind, (price, name) in shown.items()
            ),
            PAIR_GAP,
        )
    }


def pair(guess: float) -> View:
    """Where two longs of the same leverage and very different size are closed, beside the guess for the larger."""
    table = TABLES[PAIR_TABLE]
    schedule = schedule_of(table, "slice")
    ann, ben = (account("long", n / PAIR_LEVERAGE, n, schedule) for n in (ANN, BEN))
    small, large = (pool.liquidation_price(SYMBOL, at(ENTRY)) for pool in (ann, ben))
    gone = ben.bankruptcy_price(SYMBOL, at(ENTRY))
    guessed = ENTRY * (1 - guess)
    known = [
        ("entry", ENTRY, "both bought here"),
        ("liquidation", large, say("Ben {fall}", fall=_fall(large))),
        ("mark", small, say("Ann {fall}", fall=_fall(small))),
        ("bankruptcy", gone, say("all lost {fall}", fall=_fall(gone))),
        ("prediction", guessed, say("your guess {fall}", fall=_fall(guessed))),
    ]
    left = ben.equity(at(large))
    hit = abs(guess - (1 - large / ENTRY)) < 0.0025
    verdict = say("You said {guess:%1}", guess=guess) + (", as good as right" if hit else "")
    return View(
        data={
            "levels": levels(known, PAIR_GAP),
            "strip": {"low": [gone], "high": [large], "label": [""]},
        },
        title=say("Same leverage, same market: Ben has {large:%} of room, Ann {small:%}", large=1 - large / ENTRY, small=1 - small / ENTRY),
        subtitle=say("{pair_table} brackets as of {as_of}; {big} against {big_2}, both long at {pair_leverage:×}", pair_table=PAIR_TABLE, as_of=table.source.as_of, big=big(ANN), big_2=big(BEN), pair_leverage=PAIR_LEVERAGE),
        sentence=verdict
        + say(
            ". Ben is closed after **{ben:%}**, Ann after {ann:%}. At these prices the venue asks {ann_rate:%1} of Ann's notional to"
            " keep it and **{ben_rate:%1}** of Ben's, because his is larger.",
            ben=1 - large / ENTRY, ann=1 - small / ENTRY,
            ann_rate=schedule.requirement(ANN / ENTRY, small) / (ANN * small / ENTRY),
            ben_rate=left / (BEN * large / ENTRY),
        ),
        table=lambda: _pair_table({"Ann": (ANN, small), "Ben": (BEN, large)}),
    )  # fmt: skip


def _pair_table(rows: dict[str, tuple[float, float]]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "": list(rows),
            "position": [big(size) for size, _ in rows.values()],
            "closed at": [usd(price) for _, price in rows.values()],
            "room": [percent(1 - price / ENTRY) for _, price in rows.values()],
        }
    )


def _fall(price: float) -> str:
    return percent(price / ENTRY - 1)


# ---- the stairs -----------------------------------------------------------------------------------------------------

#: Smallest and largest position drawn, USD.
SIZES = (10_000.0, 1e9)


def largest(table: TierTable, leverage: float) -> float:
    """The largest notional that may be opened at a leverage; 0 where none may."""
    tops = (*table.floors[1:], table.cap or SIZES[1])
    allowed = [top for i, top in zip(table.initial, tops, strict=True) if leverage <= 1 / i + 1e-9]
    return max(allowed, default=0.0)


def stairs(table: str, rule: str, side: str, leverage: float, millions: float) -> View:
    """The rate asked of the next dollar and of all dollars over size, and what that does to the room."""
    size = 1e6 * millions
    applied = RULES[rule] if rule == "slice" else "if one rate held for all of it"
    tiers = TABLES[table]
    tier = int(np.searchsorted(tiers.floors, size, side="right")) - 1
    if tiers.cap is not None and size > tiers.cap:
        raise ArgumentError("millions", millions, f"at most {big(tiers.cap)}, the largest position of this table")
    if leverage > 1 / tiers.initial[tier] + 1e-9:
        raise ArgumentError(
            "leverage", leverage, f"at most {times(1 / tiers.initial[tier])} for {big(size)} (tier {tier + 1})"
        )
    unchosen = "whole" if rule == "slice" else "slice"
    schedule, other = schedule_of(tiers, rule), schedule_of(tiers, unchosen)
    top = largest(tiers, leverage) * (1 - 1e-9)  # at the edge itself the next tier's rate holds
    grid = _grid(tiers, top)
    average = _average(schedule, size)
    asked = tiers.maintenance[tier]
    here = room(side, leverage, size, schedule)
    first = room(side, leverage, SIZES[0], schedule)
    flat = room(side, leverage, SIZES[0], Schedule.flat(tiers.maintenance[0]))
    ends = [(floor, rate) for floor, rate in zip(tiers.floors, tiers.maintenance, strict=True) if floor < top]
    rooms = {name: room(side, leverage, grid, of) for name, of in ((rule, schedule), (unchosen, other))}
    lowest = min(float(y.min()) for y in rooms.values())
    left = bool(np.log(size / SIZES[0]) > 0.55 * np.log(top / SIZES[0]))
    dots = [(average, "average", say("all dollars {average:%}", average=average))]
    if average != asked:
        dots.append((asked, "next", say("next dollar {asked:%}", asked=asked)))
    return View(
        data={
            "steps": {
                "size": [*(max(f, SIZES[0]) for f, _ in ends), top],
                "rate": [*(r for _, r in ends), ends[-1][1]],
            },
            "average": {"size": grid, "rate": _average(schedule, grid)},
            "here": apart(
                (
                    {"size": size, "rate": rate, "kind": kind, "label": label, "left": left}
                    for rate, kind, label in dots
                ),
                "rate",
                0.1 * ends[-1][1],
                into="place",
            ),
            "top": {"rate": [1.12 * ends[-1][1]]},
            "rooms": [
                {"size": x, "room": y, "own": name == rule}
                for name, values in rooms.items()
                for x, y in zip(grid.tolist(), values.tolist(), strict=True)
            ],
            "other": _name_of_other(unchosen, grid, rooms[unchosen], flat - lowest),
            "low": {"room": [lowest - 0.12 * (flat - lowest)]},
            "flat": {"size": [SIZES[0], top], "room": [flat, flat], "label": ["", "if size did not matter"]},
            "dot": {"size": [size], "room": [here], "label": [wordless("{big}: {here:%}", big=big(size), here=here)], "left": [left]},
        },
        title=say("{big} needs {average:%} to keep it and has {here:%} of room", big=big(size), average=average, here=here),
        subtitle=say("{table} brackets as of {as_of}, {applied}; {side} at {leverage:×}", table=table, as_of=tiers.source.as_of, applied=applied, side=side, leverage=leverage),
        sentence=say(
            "At entry {size} lies in tier {tier} of {tiers}: the next dollar is charged **{asked:%}**, all of them together"
            " **{average:%}**, which is {needed}. At {leverage:×} this {side} survives **{here:%}**{beside}.",
            size=big(size), tier=tier + 1, tiers=len(tiers.floors), asked=asked, average=average,
            needed=big(average * size), leverage=leverage, side=side, here=here, beside=_beside(here, first, size),
        ),
        table=lambda: published(tiers),
    )  # fmt: skip


def _beside(here: float, first: float, size: float) -> str:
    """What the smallest position drawn survives, unless it is this one."""
    if size <= SIZES[0]:
        return ""
    if percent(here) == percent(first):
        return say(", as {big} does", big=big(SIZES[0]))
    return say("; {big} survives {first:%}", big=big(SIZES[0]), first=first)


def _name_of_other(rule: str, sizes: np.ndarray, rooms: np.ndarray, span: float) -> dict[str, Any]:
    """Where the curve of the rule not chosen gets its name: free space lies above the upper curve and below the lower one."""
    if rule == "whole":
        return {"size": [sizes[-1]], "room": [rooms[-1] - 0.06 * span], "label": [SHORT[rule]], "left": [True]}
    at_bend = int(np.argmax(rooms < rooms[0] - 0.12 * span))
    return {"size": [sizes[at_bend]], "room": [rooms[at_bend] + 0.03 * span], "label": [SHORT[rule]], "left": [False]}


def published(tiers: TierTable) -> Any:
    """The venue's own table as people read it."""
    import pandas as pd

    rows = tiers.rows()
    return pd.DataFrame(
        {
            "Tier": [str(row["tier"]) for row in rows],
            "From": [big(row["floor"]) for row in rows],
            "Keeping takes": [percent(row["maintenance"]) for row in rows],
            "Deduction": [usd(row["deduction"]) for row in rows],
            "Highest leverage": [times(row["max_leverage"]) for row in rows],
        }
    )


def _grid(tiers: TierTable, top: float) -> np.ndarray:
    """Sizes to draw: evenly spaced in ratio, and both sides of every edge."""
    edges = np.array([f for f in tiers.floors if SIZES[0] < f < top])
    return np.unique(np.concatenate([np.geomspace(SIZES[0], top, 160), edges * (1 - 1e-6), edges]))


def _average(schedule: Schedule, notional: Any) -> Any:
    """Requirement per dollar of notional."""
    share = schedule.requirement(np.asarray(notional) / ENTRY, ENTRY) / np.asarray(notional)
    return share.item() if np.ndim(share) == 0 else share
