"""A crash walked through by two accounts of the same trades: where the prices went on the map, and what fell when.

The prices are reconstructions (:mod:`course.simulation.events`): random bridges through published opens, lows and
recoveries. Spot stands for the mark: in nine of the ten markets the published low of the mark lies nearer to spot's
than to the perpetual's. What depends on the draw is counted over :data:`DRAWN` of them; the first is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import apart
from course.charts.liquidation_map import tables
from course.explorers import View
from course.lessons.cross_margin import map_tables
from course.lessons.cross_margin.book import BTC, ENTRY, ETH, INITIAL, MAINTENANCE, MARKETS, SIZE, Array, border
from course.lessons.cross_margin.liquidation_map import name_regions
from course.lessons.cross_margin.map_tables import MapWindow
from course.lessons.cross_margin.picture_tables import Table, table
from course.margin import Pool, Portfolio, Position
from course.simulation import Outcome, Paths, replay
from course.simulation.events import EVENTS, event
from course.texts import SHORT, Said, joined, month, say, time_of_day, wordless

CRASHES = {name: month(name, SHORT) for name in sorted(EVENTS, reverse=True)}  # the latest first
#: Notional of either leg at the open, USD: that of the lesson's book.
NOTIONAL = {symbol: SIZE[symbol] * ENTRY[symbol] for symbol in (BTC, ETH)}
#: Seconds between two looks at the marks.
LOOK = 300
#: So many paths are drawn through the same points, from this seed; the first is shown.
DRAWN, SEED = 20, 5
#: Room on the map beyond the lowest price and above the open, as a share of the open.
BELOW, ABOVE = 0.04, 0.15
#: The map's plot at its narrowest, with the accounts beside it on a phone, in pixels.
BESIDE = 208.0
#: Names in the right-hand chart stand at least this far apart, as a share of its height.
GAP, NAMED = 0.075, 0.05


@lru_cache(maxsize=len(EVENTS))
def walked(crash: str) -> Paths:
    """The marks of one crash, :data:`DRAWN` reconstructions, UTC seconds."""
    return event(crash).paths(np.random.default_rng(SEED), kind="spot", step=LOOK, paths=DRAWN)


def hours(crash: str) -> float:
    """How long it is followed: from the start of its window to a day after the low."""
    times = walked(crash).times
    return float(times[-1] - times[0]) / 3_600


LONGEST = max(hours(name) for name in EVENTS)


def opens(crash: str) -> dict[str, float]:
    """The prices at which the book is opened."""
    return {symbol: float(walked(crash)[symbol][0, 0]) for symbol in (BTC, ETH)}


def accounts(crash: str, side: str, collateral: float) -> tuple[Pool, Portfolio]:
    """The lesson's book, opened as the crash begins: in one pool, and half of the collateral behind each leg."""
    ways = {BTC: 1, ETH: 1 if side == "long" else -1}
    legs = [Position(MARKETS[s], ways[s] * NOTIONAL[s] / price, price) for s, price in opens(crash).items()]
    return Pool(collateral, tuple(legs)), Portfolio.isolated([collateral / 2] * 2, legs)


@dataclass(frozen=True)
class AccountLived:
    """Both accounts along the paths of one crash.

    Attributes:
        value: what each account is worth at every step of the path shown, USD, by mode.
        lost: by mode and leg, the step at which it was liquidated on each path; −1 where it was not.
    """

    value: dict[str, Array]
    lost: dict[str, dict[str, np.ndarray[Any, Any]]]

    def gone(self, mode: str, step: int) -> list[str]:
        """Legs that were liquidated by a step of the path shown."""
        return [s for s, first in self.lost[mode].items() if 0 <= first[0] <= step]

    def drawn(self, mode: str, step: int) -> int:
        """On how many of the drawn paths the account has lost a leg by a step."""
        hit = [(first >= 0) & (first <= step) for first in self.lost[mode].values()]
        return int(np.any(hit, axis=0).sum())


@lru_cache(maxsize=64)
def lived(crash: str, side: str, collateral: float) -> AccountLived:
    """Run both accounts through the crash; what is liquidated is closed at the mark."""
    pool, parts = accounts(crash, side, collateral)
    whole = Portfolio.cross(collateral, pool.positions)
    found = replay({"cross": whole, "isolated": parts}, walked(crash), keep=1)
    return AccountLived({m: _worth(o) for m, o in found.items()}, {m: _lost(o) for m, o in found.items()})


def in_code(crash: str, side: str, collateral: float, hour: float) -> str:
    """What both accounts are worth then, in code."""
    pool, _ = accounts(crash, side, collateral)
    legs = ", ".join(
        f"Position(Market({p.symbol!r}, {INITIAL:g}, {MAINTENANCE:g}), {float(p.size)!r}, {float(p.entry_price)!r})"
        for p in pool.positions
    )
    return (
        "import numpy as np\n"
        "from course.margin import Market, Portfolio, Position\n"
        "from course.simulation import replay\n"
        "from course.simulation.events import event\n"
        f"paths = event({crash!r}).paths(np.random.default_rng({SEED}), kind='spot', step={LOOK}, paths={DRAWN})\n"
        f"legs = [{legs}]\n"
        f"isolated = Portfolio.isolated([{collateral / 2!r}, {collateral / 2!r}], legs)\n"
        f"found = replay({{'cross': Portfolio.cross({collateral!r}, legs), 'isolated': isolated}}, paths, keep=1)\n"
        f"series = [outcome.series for outcome in found.values()]\n"
        f"[float(s['equity'][{step_of(crash, hour)}].sum() + s['wallet'][{step_of(crash, hour)}].sum()) for s in series]"
    )


def _worth(outcome: Outcome) -> Array:
    total = outcome.series["equity"].sum(axis=1) + outcome.series["wallet"].sum(axis=1)
    return np.asarray(total[:, 0])


def _lost(outcome: Outcome) -> dict[str, np.ndarray[Any, Any]]:
    return {leg: outcome.first[i] for i, legs in enumerate(outcome.legs) for leg in legs}


@lru_cache(maxsize=len(EVENTS))
def view_of(crash: str) -> MapWindow:
    """The part of the plane that is shown: equal moves on both axes, from below the lowest price to above the open."""
    path, first = walked(crash), opens(crash)
    low = min(float(path[s][:, 0].min()) / first[s] for s in first) - BELOW
    x, y = ((low * first[s], (1 + ABOVE) * first[s]) for s in (BTC, ETH))
    return MapWindow(x, y, 380.0, width=BESIDE)


def step_of(crash: str, hour: float) -> int:
    """The last look at the marks within so many hours."""
    return min(int(hour * 3_600 / LOOK + 1e-9), len(walked(crash).times) - 1)


def clock(crash: str, step: int) -> str:
    """The moment of a step, UTC."""
    moment = np.datetime64(int(walked(crash).times[step]), "s").astype(object)
    return say("{day} {month}, {clock} UTC", day=moment.day, month=month(moment, SHORT), clock=time_of_day(moment))


def through(crash: str, side: str, collateral: float, hour: float) -> View:
    """Both accounts ``hour`` hours into a crash: the walk so far on the map, and what each is worth."""
    step = step_of(crash, hour)
    life, path, first = lived(crash, side, collateral), walked(crash), opens(crash)
    prices = {s: path[s][: step + 1, 0] for s in first}
    gone = {mode: life.gone(mode, step) for mode in life.lost}
    title, sentence = _said(crash, side, collateral, step, life, gone)
    return View(
        data={**_map(crash, side, collateral, step, prices, life, gone), **_values(crash, step, life, gone)},
        title=title,
        subtitle=say(
            "Long {the_notional:$} of BTC, {side} {the_notional_2:$} of ETH, twice; a reconstruction\nOpened as the window begins,"
            " maintenance {maintenance:%0}; spot's prices as marks, looked at every {look} minutes, without fees and funding. {label}",
            the_notional=NOTIONAL[BTC],
            side=side,
            the_notional_2=NOTIONAL[ETH],
            maintenance=MAINTENANCE,
            look=LOOK // 60,
            label=event(crash).label,
        ),
        sentence=sentence,
        table=_table(crash, step, life),
        limits={"hour": hours(crash)},
    )


def _table(crash: str, step: int, life: AccountLived) -> Table:
    # Every hour, and the moment shown.
    rows = np.union1d(np.arange(0, step + 1, 3_600 // LOOK), [step])
    path = walked(crash)
    return table(
        {
            "UTC": [clock(crash, int(k)) for k in rows],
            **{wordless("{s} ($)", s=s): path[s][rows, 0] for s in (BTC, ETH)},
            **{wordless("{mode} ($)", mode=mode): value[rows] for mode, value in life.value.items()},
        }
    )


def _map(
    crash: str,
    side: str,
    collateral: float,
    step: int,
    prices: dict[str, Array],
    life: AccountLived,
    gone: dict[str, list[str]],
) -> dict[str, Any]:
    """The compare map of the book as it was opened, with the walk so far and a cross where something fell."""
    view, (pool, parts) = view_of(crash), accounts(crash, side, collateral)
    grid = np.linspace(*view.x, 31)
    here = (float(prices[BTC][-1]), float(prices[ETH][-1]))
    names = view.names()
    walls = map_tables.wall_prices(parts)
    names.line(grid, border(pool, grid))
    names.line([walls[0]] * 2, view.y)
    names.line(view.x, [walls[1]] * 2)
    if step:
        names.line(prices[BTC], prices[ETH])
    fallen = {
        (mode, legs): life.lost[mode][legs[0]][0]
        for mode, lost in gone.items()
        for legs in ([tuple(lost)] if mode == "cross" and lost else [(s,) for s in lost])
    }
    spots = {key: (float(prices[BTC][k]), float(prices[ETH][k])) for key, k in fallen.items()}
    for x, y in (here, *spots.values()):
        names.mark(x, y)
    names.beside("you", "you", *here)
    for (mode, legs), (x, y) in spots.items():
        what = "both" if len(legs) > 1 else legs[0]
        names.beside(say("{mode}: {what} lost", mode=mode, what=what), "liquidation", x, y)
    name_regions(names, pool, parts, "both")
    return tables(
        areas=map_tables.differences(pool, parts, view),
        border=map_tables.frontier(pool, grid),
        ghost=map_tables.pale(map_tables.walls(parts, view)),
        trail={"x": prices[BTC], "y": prices[ETH], "step": np.arange(step + 1)},
        dots={
            "x": [*(x for x, _ in spots.values()), here[0]],
            "y": [*(y for _, y in spots.values()), here[1]],
            "kind": ["dead"] * len(spots) + ["you"],
        },
        texts=names.table,
    )


def _values(crash: str, step: int, life: AccountLived, gone: dict[str, list[str]]) -> dict[str, Any]:
    """What the accounts are worth up to now; the axis reaches over all of the crash, so that it stays still."""
    clocked = (walked(crash).times - walked(crash).times[0]) / 3_600
    top = max(float(value.max()) for value in life.value.values())
    crosses: list[dict[str, Any]] = [
        {
            "hour": float(clocked[life.lost[mode][leg][0]]),
            "value": float(life.value[mode][life.lost[mode][leg][0]]),
            "label": "both lost" if mode == "cross" else say("{leg} lost", leg=leg),
            "mode": mode,
        }
        for mode, lost in gone.items()
        for leg in (lost[:1] if mode == "cross" else lost)
    ]
    ends: list[dict[str, Any]] = [
        {
            "hour": float(clocked[step]),
            "value": float(value[step]),
            "mode": mode,
            "label": wordless("{mode} {value:$0}", mode=mode, value=value[step]),
        }
        for mode, value in life.value.items()
    ]
    # A name of a cross below it, one of an account above its line, and none on another.
    aimed = [
        {**mark, "label_value": mark["value"] + way * NAMED * top}
        for way, marks in ((-1, crosses), (1, ends))
        for mark in marks
    ]
    named = apart(aimed, "label_value", GAP * top, NAMED * top, into="label_value")
    crosses, ends = named[: len(crosses)], named[len(crosses) :]
    return {
        "lines": {
            "hour": np.tile(clocked[: step + 1], 2),
            "value": np.concatenate([value[: step + 1] for value in life.value.values()]),
            "mode": np.repeat(list(life.value), step + 1),
        },
        "crosses": crosses or {k: [] for k in ("hour", "value", "label", "label_value", "mode")},
        "ends": ends,
        "start": {"value": [float(life.value["cross"][0])]},
        "reach": {"hour": [0.0, float(clocked[-1])], "value": [0.0, 1.08 * top]},
    }


def _said(
    crash: str, side: str, collateral: float, step: int, life: AccountLived, gone: dict[str, list[str]]
) -> tuple[Said, Said]:
    """What has become of either account, and what is left."""
    path, first = walked(crash), opens(crash)
    now = {s: float(path[s][step, 0]) for s in first}
    worth = {mode: float(value[step]) for mode, value in life.value.items()}
    if step == 0:
        return say("Two accounts, the same two legs, one crash: press Play"), say(
            "Both open at BTC {btc:$0} and ETH {eth:$0} with {collateral:$}: cross has **{cross:$0}**, isolated **{isolated:$0}**,"
            " and nothing has happened yet. Beyond the dashed line cross loses both legs, beyond a dotted line isolated loses one.",
            collateral=collateral, btc=now[BTC], eth=now[ETH], **worth,
        )  # fmt: skip
    states = {
        "cross": "cross has lost both legs" if gone["cross"] else "cross holds both legs",
        "isolated": "isolated holds both legs"
        if not gone["isolated"]
        else "isolated has lost both legs"
        if len(gone["isolated"]) == 2
        else say("isolated has lost {isolated}", isolated=gone["isolated"][0]),
    }
    title = (
        say("{clock}: both hold both legs", clock=clock(crash, step))
        if not gone["cross"] and not gone["isolated"]
        else wordless("{clock}: {cross}, {isolated}", clock=clock(crash, step), **states)
    )
    parts: list[str] = [
        say(
            "BTC has gone {btc:%1+} and ETH {eth:%1+}. Both accounts began with {collateral:$}: cross has **{cross:$0}**,"
            " isolated **{isolated:$0}**.",
            btc=now[BTC] / first[BTC] - 1, eth=now[ETH] / first[ETH] - 1, collateral=collateral, **worth,
        )
    ]  # fmt: skip
    if len(gone["isolated"]) == 1:
        parts.append(_alone(crash, side, gone["isolated"][0], step, life))
    parts.append(
        say(
            "By now isolated has lost a leg on {isolated} of {drawn} paths drawn through the same published prices, and cross on"
            " {cross}.",
            isolated=life.drawn("isolated", step), cross=life.drawn("cross", step), drawn=DRAWN,
        )
    )  # fmt: skip
    return title, joined(" ", parts)


def _alone(crash: str, side: str, lost: str, step: int, life: AccountLived) -> Said:
    """What is left of the isolated account, what it made since, and whether the price that closed the other leg came back."""
    path, first = walked(crash), opens(crash)
    ways = {BTC: 1, ETH: 1 if side == "long" else -1}
    left = ETH if lost == BTC else BTC
    then = int(life.lost["isolated"][lost][0])
    change = {s: float(path[s][step, 0] - path[s][then, 0]) for s in first}
    made = ways[left] * NOTIONAL[left] / first[left] * change[left]
    done = (
        say("made nothing")
        if abs(made) < 0.5
        else say("made **{made:$0}**", made=made)
        if made > 0
        else say("lost **{made:$0}**", made=-made)
    )
    said = say(
        "What is left of isolated is a {way} of {left} with nothing beside it; since then that leg has {done}.",
        way="long" if ways[left] > 0 else "short", left=left, done=done,
    )  # fmt: skip
    if ways[lost] * change[lost] <= 0:
        return said
    return said + say(
        " {lost} is {above} the price that closed it again, and the leg stays closed.",
        lost=lost, above="above" if ways[lost] > 0 else "below",
    )  # fmt: skip
