"""The explorers of lesson 05; what they show is in the modules beside this one, their looks in :mod:`course.charts`."""

from __future__ import annotations

from typing import Any

from course.charts import accounts
from course.charts import liquidation_map as looks
from course.charts import pool as pools
from course.charts.price_ladder import ladder
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull, Toggle
from course.lessons import controls
from course.lessons.cross_margin import common_move as common
from course.lessons.cross_margin import crash as crashes
from course.lessons.cross_margin import liquidation_map, orders, pool_tank, predict, profit, summary, tiers_on_map
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
from course.texts import capital, say, wordless

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
    return Choice("side", "ETH leg", {s: wordless("{s} {size:#~}", s=s, size=SIZE[ETH]) for s in SIDES})


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


def crash_design(crash: str) -> list[Any]:
    """The map and the accounts of one crash, each over all of it."""
    view = crashes.view_of(crash)
    return [
        looks.plane(view.x, view.y, int(view.height), "Where the prices of BTC and ETH went, on the map of both modes"),
        accounts.followed(crashes.hours(crash)),
    ]


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


EXPLORERS = {
    "predict": lambda: Explorer(
        name="walking_line",
        title="Whose liquidation price?",
        controls=[],
        compute=predict.walk,
        design=lambda: looks.plane(
            predict.GUESS_VIEW.x, predict.GUESS_VIEW.y, 380, "BTC's displayed liquidation price at three prices of ETH"
        ),
        prediction=Prediction(
            Number("guess", "It now shows", 57_000, min=54_000, max=66_000, step=50, unit="$"),
            answer=lambda: predict.shown_prices()[1],
            stage=predict.stage,
            handle="x",
            question=say(
                "{side_words}, {collateral:$} in one pool. Your app shows a BTC liquidation price of {shown_prices:$0}. "
                "ETH rises {rises:%0}; BTC does not move. What does it show now?",
                side_words=capital(side_words("short")),
                collateral=COLLATERAL,
                shown_prices=predict.shown_prices()[0],
                rises=predict.RISES[1],
            ),
        ),
        code=lambda: (
            _code(COLLATERAL, "short")
            + f"[pool.liquidation_price('BTC', {{'BTC': 60_000, 'ETH': 3_000 * (1 + rise)}}) for rise in {predict.RISES}]"
        ),
    ),
    "map": lambda: Explorer(
        name="liquidation_map",
        title="The liquidation map",
        controls=[
            _side(),
            controls.COLLATERAL.at(COLLATERAL, min=4_000, max=20_000, step=250),
            Choice("mode", "Margin mode", {"cross": "cross", "isolated": "isolated", "both": "compare"}).meaning(
                "Isolated: half of the collateral behind each leg."
            ),
            _btc(),
            _eth(),
        ],
        compute=liquidation_map.liquidation_map,
        design=lambda: looks.plane(X, Y),
        handles={"btc": "x", "eth": "y"},
        pulls={"liquidation": Pull("collateral", "x", liquidation_map.shown_btc)},
        code=_map_code,
    ),
    "pool": lambda: Explorer(
        name="the_pool",
        title="The pool",
        controls=[
            controls.COLLATERAL.at(COLLATERAL, min=4_000, max=20_000, step=250),
            _btc(66_000),
            _eth(3_300),
            Toggle("flat", say("Also buy {sol_size:#~} SOL now", sol_size=pool_tank.SOL_SIZE)).meaning(
                "At its present price: it has neither gained nor lost."
            ),
            Choice("close", "Close", pool_tank.CLOSE),
        ],
        compute=pool_tank.tank,
        design=lambda: pools.tank(),
        code=_tank_code,
    ),
    "together": lambda: Explorer(
        name="moving_together",
        title="Moving together",
        controls=[
            _side(),
            Number("beta", "ETH moves, times BTC", 1.0, min=0.0, max=2.0, step=0.05, unit="×").meaning(
                "Beta: by how much ETH moves when BTC moves by one."
            ),
            _btc(),
            controls.DAYS.at(7, label="Days ahead", min=1, max=30),
            controls.CORRELATION.at(BTC_ETH_CORRELATION.value, min=-0.95, max=0.99, step=0.01).meaning(
                wordless(
                    "{what}: {value:#~} ({source}).",
                    what=BTC_ETH_CORRELATION.what,
                    value=BTC_ETH_CORRELATION.value,
                    source=BTC_ETH_CORRELATION.source,
                )
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
    ),
    "crash": lambda: Explorer(
        name="real_crash",
        title="Through a real crash",
        controls=[
            Choice("crash", "Crash", crashes.CRASHES),
            Choice("side", "ETH leg", list(SIDES)),
            controls.COLLATERAL.at(COLLATERAL, min=4_000, max=20_000, step=250),
            Number("hour", "Hours into it", 0, min=0, max=crashes.LONGEST, step=0.25, unit="hours", play=0.15),
        ],
        compute=crashes.through,
        design=crash_design,
        handles={"hour": "x@1"},
        code=crashes.in_code,
    ),
    "flat": lambda: Explorer(
        name="flat_neighbour",
        title="The flat neighbour",
        controls=[
            Number("notional", "Notional of B", 250, min=0, max=1_100, step=50, unit="$").meaning(
                "Bought at its present price: neither profit nor loss."
            )
        ],
        compute=pool_tank.flat,
        design=lambda: ladder(title="price of A", height=260),
        pulls={"liquidation": Pull("notional", "y", pool_tank.beside)},
        code=lambda notional: (
            "from course.margin import Market, Pool, Position\n"
            f"a, b = (Market(s, initial={pool_tank.FLAT_RATE}, maintenance={pool_tank.FLAT_RATE}) for s in 'AB')\n"
            + (
                f"pool = Pool(5, (Position(a, 1, 100), Position(b, {notional / 100:.12g}, 100)))\n"
                if notional
                else "pool = Pool(5, (Position(a, 1, 100),))\n"
            )
            + "pool.liquidation_price('A', {'A': 100, 'B': 100})"
        ),
    ),
    "bends": lambda: Explorer(
        name="bent_border",
        title="The same book, larger",
        controls=[
            Choice("venue", "Venue", tiers_on_map.VENUES),
            Number("times", "Times as large", 1_200, min=1, max=2_500, log=True, unit="×"),
        ],
        compute=tiers_on_map.bends,
        design=lambda: looks.plane(
            X, Y, description="Liquidation map with margin tiers: the border of a large book and of a small one"
        ),
        code=Code(
            """from course import venues
            pool = venues.get($venue).pool($collateral, ('BTC', $times, 60_000), ('ETH', $short, 3_000))
            here = {'BTC': 60_000, 'ETH': 3_000}
            pool.liquidation_price('BTC', here), pool.maintenance_requirement(here) / pool.notional(here)""",
            collateral=lambda q: q.times * COLLATERAL,
            short=lambda q: -15 * q.times,
        ),
    ),
    "fleeting": lambda: Explorer(
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
    ),
    "orders": lambda: Explorer(
        name="resting_orders",
        title="Orders that only rest",
        controls=[
            Choice("venue", "Venue", orders.VENUES),
            controls.COLLATERAL.at(10_000, min=7_000, max=20_000, step=500),
            Number("size", "Size of each order", 0.25, min=0.05, max=5.0, step=0.05, unit="BTC"),
            Number("orders", "Buy orders placed", 6, min=0, max=orders.MOST, step=1, whole=True),
        ],
        compute=orders.resting,
        design=lambda: pools.reserved(),
        code=orders.in_code,
    ),
    "many": lambda: Explorer(
        name="many_assets",
        title="More than two",
        controls=[
            Choice("name", "Book", list(summary.BOOKS)),
            controls.COLLATERAL.at(8_000, min=7_000, max=40_000, step=500),
            Number("stress", "Every price moves", -0.3, min=-0.5, max=0.5, step=0.01, unit="%"),
        ],
        compute=summary.many,
        design=lambda: [
            pools.shares("alone", "move that liquidates", "+.0%", [-0.75, 0.85]),
            pools.shares("relief", "room won by closing $1,000", "$,~f", [-700, 700]),
        ],
        code=summary.in_code,
    ),
}
