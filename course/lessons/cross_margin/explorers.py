"""The explorers of lesson 05; what they show is in the modules beside this one, their looks in :mod:`course.charts`."""

from __future__ import annotations

from typing import Any

from course.charts import accounts
from course.charts import plane as looks
from course.charts import pool as pools
from course.charts.ladder import ladder
from course.explorers import Choice, Explorer, Number, Prediction, Pull, Toggle
from course.lessons.cross_margin import bends, guess, maps, orders, profit, summary, tank
from course.lessons.cross_margin import crash as crashes
from course.lessons.cross_margin import together as common
from course.lessons.cross_margin.book import (
    BTC,
    COLLATERAL,
    ENTRY,
    ETH,
    INITIAL,
    MAINTENANCE,
    SIDES,
    SIZE,
    X,
    Y,
    side_words,
)
from course.lessons.facts import BTC_ETH_CORRELATION
from course.texts import say

_POOL = (
    "from course.margin import Market, Pool, Position\n"
    f"btc, eth = (Market(s, initial={INITIAL:g}, maintenance={MAINTENANCE:g}) for s in ('BTC', 'ETH'))\n"
    "pool = Pool({collateral:.12g}, (Position(btc, 1, 60_000), Position(eth, {size:.12g}, 3_000)))\n"
)


def _code(collateral: float, side: str) -> str:
    return _POOL.format(collateral=collateral, size=SIZE[ETH] if side == "long" else -SIZE[ETH])


def _btc(value: float = ENTRY[BTC]) -> Number:
    return Number("btc", "BTC price", value, min=X[0], max=X[1], step=100, unit="$")


def _eth(value: float = ENTRY[ETH]) -> Number:
    return Number("eth", "ETH price", value, min=Y[0], max=Y[1], step=5, unit="$")


def _side() -> Choice:
    return Choice("side", "ETH leg", {s: say("{s} {size}", s=str(s), size=f"{SIZE[ETH]:g}") for s in SIDES})


def _collateral(low: float = 4_000, high: float = 20_000) -> Number:
    return Number("collateral", "Collateral", COLLATERAL, min=low, max=high, step=250, unit="$")


def predict() -> Explorer:
    """The first question."""
    return Explorer(
        name="walking_line",
        title="Whose liquidation price?",
        controls=[],
        compute=guess.walk,
        design=lambda: looks.plane(
            guess.GUESS_VIEW.x, guess.GUESS_VIEW.y, 380, "BTC's displayed liquidation price at three prices of ETH"
        ),
        prediction=Prediction(
            Number("guess", "It now shows", 57_000, min=54_000, max=66_000, step=50, unit="$"),
            answer=lambda: guess.shown_prices()[1],
            stage=guess.stage,
            handle="x",
            question=say(
                "You are {side_words}, with {collateral:$} in one pool and maintenance {maintenance:%0}. BTC"
                " stands at {entry:$}, ETH at {entry_2:$}, and your app shows a BTC liquidation price of"
                " {shown_prices:$0}. ETH rises {rises:%0}; BTC does not move. What does the app show for BTC"
                " now?",
                side_words=side_words("short"),
                collateral=COLLATERAL,
                maintenance=MAINTENANCE,
                entry=ENTRY[BTC],
                entry_2=ENTRY[ETH],
                shown_prices=guess.shown_prices()[0],
                rises=guess.RISES[1],
            ),
        ),
        code=lambda: (
            _code(COLLATERAL, "short")
            + f"[pool.liquidation_price('BTC', {{'BTC': 60_000, 'ETH': 3_000 * (1 + rise)}}) for rise in {guess.RISES}]"
        ),
    )


def liquidation_map() -> Explorer:
    """The signature picture."""
    return Explorer(
        name="liquidation_map",
        title="The liquidation map",
        controls=[
            _side(),
            _collateral(),
            Choice(
                "mode",
                "Margin mode",
                {"cross": "cross", "isolated": "isolated", "both": "compare"},
                help="Isolated: half of the collateral behind each leg.",
            ),
            _btc(),
            _eth(),
        ],
        compute=maps.liquidation_map,
        design=lambda: looks.plane(X, Y),
        handles={"btc": "x", "eth": "y"},
        pulls={"liquidation": Pull("collateral", "x", maps.shown_btc)},
        code=_map_code,
    )


def _map_code(side: str, collateral: float, mode: str, btc: float, eth: float) -> str:
    if mode == "isolated":
        return _code(collateral, side).replace(
            f"pool = Pool({collateral:.12g}, ", f"book = Portfolio.isolated([{collateral / 2:.12g}] * 2, "
        ).replace("Market, Pool,", "Market, Portfolio,") + (
            "[book.pool(s).liquidation_price(s, {'BTC': 60_000, 'ETH': 3_000}) for s in ('BTC', 'ETH')]"
        )
    return (
        _code(collateral, side)
        + f"here = {{'BTC': {btc:.12g}, 'ETH': {eth:.12g}}}\n"
        + "pool.health(here), pool.equity(here), pool.maintenance_requirement(here)"
    )


def together() -> Explorer:
    """The common move."""
    return Explorer(
        name="moving_together",
        title="Moving together",
        controls=[
            _side(),
            Number(
                "beta",
                "ETH moves, times BTC",
                1.0,
                min=0.0,
                max=2.0,
                step=0.05,
                unit="×",
                help="Beta: by how much ETH moves when BTC moves by one.",
            ),
            _btc(),
            Number("days", "Days ahead", 7, min=1, max=30, step=1, unit="days"),
            Number(
                "correlation",
                "Correlation",
                BTC_ETH_CORRELATION.value,
                min=-0.95,
                max=0.99,
                step=0.01,
                help=say(
                    "{what}: {value} ({source}).",
                    what=str(BTC_ETH_CORRELATION.what),
                    value=str(BTC_ETH_CORRELATION.value),
                    source=str(BTC_ETH_CORRELATION.source),
                ),
            ),
        ],
        compute=common.together,
        design=lambda: looks.plane(X, Y, description="Liquidation map with the common move of BTC and ETH as a ray"),
        handles={"btc": "x"},
        code=lambda side, beta, btc, **_: (
            _code(COLLATERAL, side)
            + f"def after(move): return {{'BTC': {btc:.12g} * (1 + move), 'ETH': {ENTRY[ETH] * (1 + beta * (btc / ENTRY[BTC] - 1))!r} * (1 + {beta:.12g} * move)}}\n"
            "room = pool.health(after(0))\n"
            "slope = (pool.health(after(1e-3)) - room) / 1e-3  # without tiers room is a line in the move\n"
            "move = -room / slope if abs(slope) > 1e-6 else -1\n"
            "counts = min(after(move).values()) > 0  # it must leave both prices above zero\n"
            f"room, move if counts else None, pool.liquidation_price('BTC', after(0)) / {btc:.12g} - 1"
        ),
    )


def real() -> Explorer:
    """A crash, walked through."""
    return Explorer(
        name="real_crash",
        title="Through a real crash",
        controls=[
            Choice("crash", "Crash", crashes.CRASHES),
            Choice("side", "ETH leg", list(SIDES)),
            _collateral(),
            Number("hour", "Hours into it", 0, min=0, max=crashes.LONGEST, step=0.25, unit="hours", play=0.15),
        ],
        compute=crashes.through,
        design=crash_design,
        handles={"hour": "x@1"},
        code=crashes.in_code,
    )


def crash_design(crash: str) -> list[Any]:
    """The map and the accounts of one crash, each over all of it."""
    view = crashes.view_of(crash)
    return [
        looks.plane(view.x, view.y, int(view.height), "Where the prices of BTC and ETH went, on the map of both modes"),
        accounts.followed(crashes.hours(crash)),
    ]


def bent() -> Explorer:
    """Tiers."""
    return Explorer(
        name="bent_border",
        title="The same book, larger",
        controls=[
            Choice("venue", "Venue", bends.VENUES),
            Number("times", "Times as large", 1_200, min=1, max=2_500, log=True, unit="×"),
        ],
        compute=bends.bends,
        design=lambda: looks.plane(
            X, Y, description="Liquidation map with margin tiers: the border of a large book and of a small one"
        ),
        code=lambda venue, times: (
            "from course import venues\n"
            f"pool = venues.get({venue!r}).pool({times * COLLATERAL!r}, ('BTC', {times!r}, 60_000), ('ETH', {-15 * times!r}, 3_000))\n"
            "here = {'BTC': 60_000, 'ETH': 3_000}\n"
            "pool.liquidation_price('BTC', here), pool.maintenance_requirement(here) / pool.notional(here)"
        ),
    )


def the_pool() -> Explorer:
    """The tank."""
    return Explorer(
        name="the_pool",
        title="The pool",
        controls=[
            _collateral(),
            _btc(66_000),
            _eth(3_300),
            Toggle(
                "flat",
                say("Also buy {sol_size} SOL now", sol_size=f"{tank.SOL_SIZE:g}"),
                help="At its present price: it has neither gained nor lost.",
            ),
            Choice("close", "Close", tank.CLOSE),
        ],
        compute=tank.tank,
        design=lambda: pools.tank(),
        code=_tank_code,
    )


def _tank_code(collateral: float, btc: float, eth: float, flat: bool, close: str) -> str:
    deeds = []
    if flat:
        deeds.append("pool = pool.trade(Market('SOL', initial=0.1, maintenance=0.05), 100, 150)\n")
    if close != "none":
        size, price = (-SIZE[BTC], btc) if close == BTC else (SIZE[ETH], eth)
        deeds.append(f"pool = pool.trade({close.lower()}, {size:.12g}, {price:.12g})\n")
    return (
        _code(collateral, "short")
        + "".join(deeds)
        + f"[f({{'BTC': {btc:.12g}, 'ETH': {eth:.12g}, 'SOL': 150}}) for f in (pool.equity, pool.maintenance_requirement, pool.health)]"
    )


def flat() -> Explorer:
    """A neighbour that has made nothing."""
    return Explorer(
        name="flat_neighbour",
        title="The flat neighbour",
        controls=[
            Number(
                "notional",
                "Notional of B",
                250,
                min=0,
                max=1_100,
                step=50,
                unit="$",
                help="Bought at its present price: neither profit nor loss.",
            )
        ],
        compute=tank.flat,
        design=lambda: ladder(title="price of A", height=260),
        pulls={"liquidation": Pull("notional", "y", tank.beside)},
        code=lambda notional: (
            "from course.margin import Market, Pool, Position\n"
            f"a, b = (Market(s, initial={tank.FLAT_RATE}, maintenance={tank.FLAT_RATE}) for s in 'AB')\n"
            + (
                f"pool = Pool(5, (Position(a, 1, 100), Position(b, {notional / 100:.12g}, 100)))\n"
                if notional
                else "pool = Pool(5, (Position(a, 1, 100),))\n"
            )
            + "pool.liquidation_price('A', {'A': 100, 'B': 100})"
        ),
    )


def fleeting() -> Explorer:
    """Unrealised profit used and gone."""
    return Explorer(
        name="fleeting_profit",
        title="Fleeting profit",
        controls=[
            Choice("venue", "Venue", profit.VENUES),
            Number("rise", "BTC first rises by", 0.10, min=0.0, max=0.3, step=0.01, unit="%"),
            Choice("use", "With the profit you", profit.USES, value="open"),
            Number("share", "Share of it used", 1.0, min=0.0, max=1.0, step=0.05, unit="%"),
        ],
        compute=profit.fleeting,
        design=lambda: pools.retrace(),
        code=profit.in_code,
    )


def resting() -> Explorer:
    """Resting orders."""
    return Explorer(
        name="resting_orders",
        title="Orders that only rest",
        controls=[
            Choice("venue", "Venue", orders.VENUES),
            Number("collateral", "Collateral", 10_000, min=7_000, max=20_000, step=500, unit="$"),
            Number("size", "Size of each order", 0.25, min=0.05, max=5.0, step=0.05, unit="BTC"),
            Number("orders", "Buy orders placed", 6, min=0, max=orders.MOST, step=1),
        ],
        compute=orders.resting,
        design=lambda: pools.reserved(),
        code=orders.in_code,
    )


def many() -> Explorer:
    """A border in many dimensions."""
    return Explorer(
        name="many_assets",
        title="More than two",
        controls=[
            Choice("name", "Book", list(summary.BOOKS)),
            Number("collateral", "Collateral", 8_000, min=7_000, max=40_000, step=500, unit="$"),
            Number("stress", "Every price moves", -0.3, min=-0.5, max=0.5, step=0.01, unit="%"),
        ],
        compute=summary.many,
        design=lambda: [
            pools.shares("alone", "move that liquidates", "+.0%", [-0.75, 0.85]),
            pools.shares("relief", "room won by closing $1,000", "$,~f", [-700, 700]),
        ],
        code=summary.in_code,
    )


EXPLORERS = {
    "predict": predict,
    "map": liquidation_map,
    "pool": the_pool,
    "together": together,
    "crash": real,
    "flat": flat,
    "bends": bent,
    "fleeting": fleeting,
    "orders": resting,
    "many": many,
}
