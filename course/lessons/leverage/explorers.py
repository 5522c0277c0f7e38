"""The explorers of lesson 01: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import leverage as looks
from course.charts.price_ladder import ladder as ladder_look
from course.explorers import Code, Explorer, Number, Prediction, Pull
from course.lessons import controls
from course.lessons.leverage.book import ENTRY, MAINTENANCE
from course.lessons.leverage.dial import closes_at, dial
from course.lessons.leverage.halving import halving
from course.lessons.leverage.odds import odds
from course.lessons.leverage.predict import DEEPEST, LADDER_COLLATERAL, LADDER_LEVERAGE, PRICES, STEP, ladder, stage
from course.lessons.leverage.setting import SETTING_COLLATERAL, SETTING_SIZE, setting
from course.margin import liquidation_distance, sign
from course.texts import say

EXPLORERS = {
    "predict": lambda: Explorer(
        name="leverage_ladder",
        title="How far may it fall?",
        controls=[],
        compute=ladder,
        design=lambda: ladder_look(domain=PRICES),
        prediction=Prediction(
            Number("guess", "It may fall by", 0.05, min=0.0, max=DEEPEST, step=STEP, unit="%"),
            answer=lambda: liquidation_distance(LADDER_LEVERAGE, MAINTENANCE, "long"),
            stage=stage,
            handle="y",
            axis=(ENTRY, -ENTRY),
            question=say(
                "You post {ladder_collateral:$} and buy {ladder_collateral_2:$} of a perpetual at {entry:$}."
                " How far may the price fall before the venue closes you?",
                ladder_collateral=LADDER_COLLATERAL,
                ladder_collateral_2=LADDER_COLLATERAL * LADDER_LEVERAGE,
                entry=ENTRY,
            ),
        ),
        code=Code(
            """from course.margin import liquidation_distance
            liquidation_distance($leverage, $maintenance, 'long')""",
            leverage=LADDER_LEVERAGE,
            maintenance=MAINTENANCE,
        ),
    ),
    "dial": lambda: Explorer(
        name="leverage_dial",
        title="The leverage dial",
        controls=[
            controls.SIDE,
            controls.COLLATERAL,
            controls.LEVERAGE,
            controls.MAINTENANCE,
            Number("price", "Price now", 96, min=50, max=150, step=0.5, unit="$").meaning("You opened at 100."),
        ],
        compute=dial,
        design=lambda: [looks.fan(), looks.room()],
        handles={"price": "x"},
        pulls={"liquidation": Pull("leverage", "x", closes_at)},
        code=Code(
            """from course.margin import Market, Pool, Position
            market = Market('PERP', initial=$maintenance, maintenance=$maintenance)
            pool = Pool($collateral, (Position(market, $size, $entry),))
            pool.unrealised_pnl({'PERP': $price}), pool.liquidation_price('PERP', {'PERP': $entry})""",
            size=lambda q: sign(q.side) * q.collateral * q.leverage / ENTRY,
            entry=ENTRY,
        ),
    ),
    "halving": lambda: Explorer(
        name="halving",
        title="Halve it",
        controls=[controls.SIDE, controls.LEVERAGE.at(10, min=2), controls.MAINTENANCE],
        compute=halving,
        design=looks.halves,
        code=Code(
            """from course.margin import liquidation_distance
            room, half = (liquidation_distance(L, $maintenance, $side) for L in ($leverage, $half))
            room, half, half - 2 * room""",
            half=lambda q: q.leverage / 2,
        ),
    ),
    "odds": lambda: Explorer(
        name="odds",
        title="From distance to odds",
        controls=[controls.SIDE, controls.LEVERAGE, controls.VOLATILITY, controls.DAYS.at(7, min=1)],
        compute=odds,
        design=looks.odds,
        code=Code(
            """from course.margin import liquidation_distance, touch_probability
            room = liquidation_distance($leverage, $maintenance, $side)
            touch_probability(room, $volatility, $days / 365, $side)""",
            maintenance=MAINTENANCE,
        ),
    ),
    "setting": lambda: Explorer(
        name="setting",
        title="The setting is not the position",
        controls=[
            Number("leverage", "Leverage setting", 5, min=3.5, max=40, step=0.5, unit="×").meaning(
                "What the app calls leverage: the margin that it reserves for this position. Below 3.33× this pool"
                " could not reserve enough."
            )
        ],
        compute=setting,
        design=lambda: [looks.reserve(), ladder_look(height=200, strip=False)],
        code=Code(
            """from course.margin import Market, Pool, Position
            market = Market('PERP', initial=$maintenance, maintenance=$maintenance)
            pool = Pool($collateral, (Position(market, $size, $entry, leverage=$leverage),))
            pool.free_collateral({'PERP': $entry}), pool.liquidation_price('PERP', {'PERP': $entry})""",
            maintenance=MAINTENANCE,
            collateral=SETTING_COLLATERAL,
            size=SETTING_SIZE,
            entry=ENTRY,
        ),
    ),
}
