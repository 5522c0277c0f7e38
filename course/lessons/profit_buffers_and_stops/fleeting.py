"""Explore: four ways to hold the same profit, their walls on one price axis, and what is left of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from course.explorers import View
from course.lessons.profit_buffers_and_stops.book import ENTRY, MAINTENANCE, STAKE, at, opened
from course.margin import Pool, rebalancing_trade
from course.number_format import times, usd
from course.texts import joined, listed, say

NAMES = {"nothing": "nothing done", "bought": "bought back", "taken": "profit taken out", "half": "half closed"}


@dataclass(frozen=True)
class Way:
    """One way: its account after the act, what lies in the wallet, where it is closed (None: nowhere)."""

    pool: Pool
    wallet: float
    wall: float | None

    def left(self, price: float) -> tuple[bool, float]:
        """Whether it has been closed on the way down to a price, and what the account then has; fees left out."""
        if self.wall is not None and price <= self.wall:
            return True, float(self.pool.equity(at(self.wall)))
        return False, float(self.pool.equity(at(price)))


@lru_cache(maxsize=4096)
def ways(leverage: float, rise: float) -> dict[str, Way]:
    """The four accounts at the peak."""
    peak = ENTRY * (1 + rise)
    alone = opened(leverage)
    position = alone.positions[0]
    profit = float(alone.unrealised_pnl(at(peak)))
    more = rebalancing_trade(position.size, peak, alone.equity(at(peak)), leverage, only="up")
    pools = {
        "nothing": (alone, 0.0),
        "bought": (alone.trade(position.market, more, peak) if more else alone, 0.0),
        "taken": (alone.deposit(-profit), profit),
        "half": (alone.trade(position.market, -position.size / 2, peak), 0.0),
    }
    return {name: Way(pool, out, pool.liquidation_price("BTC", at(peak))) for name, (pool, out) in pools.items()}


def price_of(leverage: float, rise: float, fall: float) -> float:
    """The price after the fall from the peak."""
    return ENTRY * (1 + rise) * (1 - fall)


def walled(wall: float | None) -> str:
    """A wall in words."""
    return "no price" if wall is None else usd(wall, 0)


def fleeting(leverage: float, rise: float, fall: float) -> View:
    """The same rise held in four ways, and the price that then falls."""
    found = ways(leverage, rise)
    peak, price = ENTRY * (1 + rise), price_of(leverage, rise, fall)
    left = {name: way.left(price) for name, way in found.items()}
    walls = {name: way.wall for name, way in found.items()}
    profit = found["taken"].wallet
    over = [NAMES[name] for name, (closed, _) in left.items() if closed]
    return View(
        data={**_axis(found, peak, price), **_tanks(found, left)},
        title=say(
            "Take the profit out, and the wall moves from {nothing} up to {taken}",
            nothing=walled(walls["nothing"]), taken=walled(walls["taken"]),
        ),
        subtitle=say(
"long of BTC from {entry:$} with {stake:$} at {leverage:×}\nMaintenance {maintenance:%0}, fees"
" left out. Bought back: to the first leverage; taken out: all of the profit, into the wallet.", entry=ENTRY, stake=STAKE, leverage=leverage, maintenance=MAINTENANCE),
        sentence=joined(
            " ",
            [
                say("At {peak:$0} each of the four has **{all:$0}**.", peak=peak, all=STAKE + profit),
                say("Closed at {price:$0}: **{who}**.", price=price, who=listed(over) if over else "nobody"),
                say("What was taken out is safe; the position it was taken from is not."),
            ],
        ),
        table=lambda: _table(found, left, peak),
    )  # fmt: skip


def _axis(found: dict[str, Way], peak: float, price: float) -> dict[str, Any]:
    """The tables of the price axis."""
    walls = [way.wall for way in found.values() if way.wall is not None]
    low = min(*walls, price, ENTRY)
    reach = [low - 0.08 * (peak - low), peak + 0.12 * (peak - low)]
    rooms = [
        {"row": row, "upper": row - 0.22, "lower": row + 0.3, "wall": reach[0] if way.wall is None else way.wall, "peak": peak}
        for row, way in enumerate(found.values())
    ]  # fmt: skip
    return {
        "rooms": rooms,
        "walls": [
            {"row": row, "upper": row - 0.22, "lower": row + 0.3, "price": way.wall, "label": usd(way.wall, 0),
             "closed": price <= way.wall, "left": way.wall - reach[0] > 0.2 * (reach[1] - reach[0])}
            for row, way in enumerate(found.values()) if way.wall is not None
        ],
        "way_names": [{"row": row - 0.38, "label": NAMES[name]} for row, name in enumerate(found)],
        "price_lines": [
            {"price": ENTRY, "kind": "entry", "label": say("entry {entry:$}", entry=ENTRY), "top": -0.75, "foot": 3.55, "place": 3.75},
            {"price": price, "kind": "now", "label": say("now {price:$0}", price=price), "top": -0.75, "foot": 4.0, "place": 4.2},
        ],
        "price_frame": {"price": reach},
    }  # fmt: skip


def _tanks(found: dict[str, Way], left: dict[str, tuple[bool, float]]) -> dict[str, Any]:
    """The tables of what is left: in the account, then in the wallet."""
    parts, crosses, sums = [], [], []
    most = max(STAKE, *(left[name][1] + way.wallet for name, way in found.items()))
    for row, (name, way) in enumerate(found.items()):
        closed, amount = left[name]
        where = {"row": row, "upper": row - 0.22, "lower": row + 0.3}
        parts.append({**where, "start": 0.0, "end": amount, "part": "closed" if closed else "account", "wide": False})
        if way.wallet:
            wide = way.wallet > 0.25 * most  # room for a word
            parts.append({**where, "start": amount, "end": amount + way.wallet, "part": "wallet", "wide": wide})
        total = amount + way.wallet
        sums.append({"row": row, "end": total, "label": usd(total, 0)})
        if closed:
            crosses.append({"row": row, "end": amount / 2})
    return {
        "left_parts": parts,
        "left_crosses": crosses,
        "left_sums": sums,
        "left_names": [{"row": row - 0.38, "label": NAMES[name]} for row, name in enumerate(found)],
        "left_frame": {"end": [0.0, 1.25 * most]},
    }


def _table(found: dict[str, Way], left: dict[str, tuple[bool, float]], peak: float) -> Any:
    import pandas as pd

    rows = [
        (NAMES[name], usd(way.wallet, 0), times(way.pool.leverage(at(peak))), walled(way.wall), usd(left[name][1], 0),
         "closed" if left[name][0] else "")
        for name, way in found.items()
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["what was done", "in the wallet", "leverage at the peak", "closed at", "left in the account", ""]
    )
