"""The explorers of lesson 01: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import leverage as looks
from course.charts.ladder import ladder as ladder_look
from course.explorers import Choice, Explorer, Number, Prediction, Pull
from course.lessons.leverage.book import ENTRY, MAINTENANCE, SIDES
from course.lessons.leverage.dial import closes_at, dial
from course.lessons.leverage.halving import halving
from course.lessons.leverage.ladder import DEEPEST, LADDER_COLLATERAL, LADDER_LEVERAGE, PRICES, ladder, stage
from course.lessons.leverage.odds import odds
from course.lessons.leverage.setting import SETTING_COLLATERAL, SETTING_SIZE, setting
from course.margin import liquidation_distance, sign
from course.texts import say

SIDE = Choice("side", "Side", list(SIDES))


def _leverage(value: float = 10, most: float = 40) -> Number:
    return Number(
        "leverage",
        "Leverage",
        value,
        min=1,
        max=most,
        step=0.5,
        unit="×",
        help="Notional divided by the collateral posted.",
    )


def _maintenance(most: float = 0.05) -> Number:
    return Number(
        "maintenance",
        "Maintenance fraction",
        MAINTENANCE,
        min=0.0,
        max=most,
        step=0.001,
        unit="%",
        help="Share of the notional that the venue requires to keep the position open.",
    )


def predict() -> Explorer:
    return Explorer(
        name="leverage_ladder",
        title="How far may it fall?",
        controls=[],
        compute=ladder,
        design=lambda: ladder_look(domain=PRICES),
        prediction=Prediction(
            Number("guess", "It may fall by", 0.05, min=0.0, max=DEEPEST, step=0.001, unit="%"),
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
        code=lambda: (
            "from course.margin import liquidation_distance\n"
            f"liquidation_distance({LADDER_LEVERAGE:g}, {MAINTENANCE}, 'long')"
        ),
    )


def dial_explorer() -> Explorer:
    return Explorer(
        name="leverage_dial",
        title="The leverage dial",
        controls=[
            SIDE,
            Number("collateral", "Collateral", 1_000, min=100, max=10_000, step=100, unit="$"),
            _leverage(),
            _maintenance(),
            Number("price", "Price now", 96, min=50, max=150, step=0.5, unit="$", help="You opened at 100."),
        ],
        compute=dial,
        design=lambda: [looks.fan(), looks.room()],
        handles={"price": "x"},
        pulls={"liquidation": Pull("leverage", "x", closes_at)},
        code=lambda side, collateral, leverage, maintenance, price: (
            "from course.margin import Market, Pool, Position\n"
            f"market = Market('PERP', initial={maintenance:.12g}, maintenance={maintenance:.12g})\n"
            f"pool = Pool({collateral:.12g}, (Position(market, {sign(side) * collateral * leverage / ENTRY:.12g}, {ENTRY:g}),))\n"
            f"pool.unrealised_pnl({{'PERP': {price:.12g}}}), pool.liquidation_price('PERP', {{'PERP': {ENTRY:g}}})"
        ),
    )


def halving_explorer() -> Explorer:
    return Explorer(
        name="halving",
        title="Halve it",
        controls=[SIDE, Number("leverage", "Leverage", 10, min=2, max=40, step=0.5, unit="×"), _maintenance()],
        compute=halving,
        design=lambda: looks.halves(),
        code=lambda side, leverage, maintenance: (
            "from course.margin import liquidation_distance\n"
            f"room, half = (liquidation_distance(L, {maintenance:.12g}, '{side}') for L in ({leverage:.12g}, {leverage / 2:.12g}))\n"
            "room, half, half - 2 * room"
        ),
    )


def odds_explorer() -> Explorer:
    return Explorer(
        name="odds",
        title="From distance to odds",
        controls=[
            SIDE,
            _leverage(),
            Number("volatility", "Volatility a year", 0.8, min=0.2, max=2.0, step=0.05, unit="%"),
            Number("days", "Days", 7, min=1, max=90, step=1, unit="days"),
        ],
        compute=odds,
        design=lambda: looks.odds(),
        code=lambda side, leverage, volatility, days: (
            "from course.margin import liquidation_distance, touch_probability\n"
            f"room = liquidation_distance({leverage:.12g}, {MAINTENANCE}, '{side}')\n"
            f"touch_probability(room, {volatility:.12g}, {days:.12g} / 365, '{side}')"
        ),
    )


def setting_explorer() -> Explorer:
    return Explorer(
        name="setting",
        title="The setting is not the position",
        controls=[
            Number(
                "leverage",
                "Leverage setting",
                5,
                min=3.5,
                max=40,
                step=0.5,
                unit="×",
                help="What the app calls leverage: the margin that it reserves for this position. Below 3.33× this pool"
                " could not reserve enough.",
            )
        ],
        compute=setting,
        design=lambda: [looks.reserve(), ladder_look(height=200, strip=False)],
        code=lambda leverage: (
            "from course.margin import Market, Pool, Position\n"
            f"market = Market('PERP', initial={MAINTENANCE}, maintenance={MAINTENANCE})\n"
            f"pool = Pool({SETTING_COLLATERAL:g}, (Position(market, {SETTING_SIZE:g}, {ENTRY:g}, leverage={leverage:.12g}),))\n"
            f"pool.free_collateral({{'PERP': {ENTRY:g}}}), pool.liquidation_price('PERP', {{'PERP': {ENTRY:g}}})"
        ),
    )


EXPLORERS = {
    "predict": predict,
    "dial": dial_explorer,
    "halving": halving_explorer,
    "odds": odds_explorer,
    "setting": setting_explorer,
}
