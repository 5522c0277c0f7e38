"""What lesson 01 shows: pure functions of the controls, and the explorers made of them.

The charts' looks are in :mod:`course.charts.leverage`.
"""

from __future__ import annotations

import numpy as np

from course.charts import leverage as looks
from course.charts import spread
from course.charts.ladder import ladder as ladder_look
from course.explorers import Choice, Explorer, Frame, Number, Prediction
from course.lessons.facts import BTC_VOLATILITY, WORST_BTC_HOUR
from course.margin import (
    Market,
    Pool,
    Position,
    liquidation_distance,
    return_on_margin,
    sign,
    touch_probability,
)
from course.validation import ArgumentError
from course.words import number, percent, times, usd

ENTRY = 100.0
#: The lesson's example market: maintenance 2.5 % of notional, so at most 40×.
MAINTENANCE = 0.025
DAY = 1 / 365
SIDES = ("long", "short")
ORDINARY_DAY = BTC_VOLATILITY.value * DAY**0.5


def opened(side: str, collateral: float, leverage: float, maintenance: float) -> Pool:
    """One position bought or sold at ``ENTRY``, alone in its pool; refuses a leverage that is liquidatable at once."""
    liquidation_distance(leverage, maintenance, side)
    market = Market("PERP", initial=maintenance, maintenance=maintenance)
    size = sign(side) * collateral * leverage / ENTRY
    return Pool(collateral, (Position(market, size, ENTRY),))


def at(price: float) -> dict[str, float]:
    return {"PERP": price}


# ---- Predict: the ladder ----------------------------------------------------------------------------------------

LADDER_COLLATERAL, LADDER_LEVERAGE = 1_000.0, 10.0
#: Labels of the ladder stand at least this far apart, USD.
LADDER_GAP = 0.9


def ladder(guess: float) -> Frame:
    """Where a 10× long of 100 is closed, beside the learner's guess (fraction below entry)."""
    pool = opened("long", LADDER_COLLATERAL, LADDER_LEVERAGE, MAINTENANCE)
    liquidation = pool.liquidation_price("PERP", at(ENTRY))
    bankruptcy = pool.bankruptcy_price("PERP", at(ENTRY))
    left = pool.equity(at(liquidation))
    guessed = ENTRY * (1 - guess)
    fall = liquidation / ENTRY - 1
    prices = [ENTRY, liquidation, bankruptcy, guessed]
    levels = {
        "price": prices,
        "label_price": spread(prices, LADDER_GAP),
        "kind": ["entry", "liquidation", "bankruptcy", "prediction"],
        "label": [
            f"entry {usd(ENTRY)}",
            f"liquidation {usd(liquidation)} ({percent(fall)})",
            f"bankruptcy {usd(bankruptcy)} ({percent(bankruptcy / ENTRY - 1)})",
            f"your guess {usd(guessed)} ({percent(-guess, 1)})",
        ],
    }
    verdict = (
        "You said it exactly"
        if abs(guessed - liquidation) < 0.1
        else f"You said {percent(-guess, 1)}"
    )
    return Frame(
        data={
            "levels": levels,
            "strip": {
                "low": [bankruptcy],
                "high": [liquidation],
                "label": [f"the venue's safety strip: {usd(left, 0)}"],
            },
        },
        title=f"The venue closes you at {usd(liquidation)}, before your money is gone",
        subtitle=f"{usd(LADDER_COLLATERAL)} of collateral, {usd(pool.notional(at(ENTRY)))} long at {usd(ENTRY)},"
        f" maintenance {percent(MAINTENANCE, 1)}",
        sentence=f"{verdict}. The venue closes you at **{percent(fall)}**, while **{usd(left, 0)}** of your"
        f" {usd(LADDER_COLLATERAL)} is still there.",
    )


# ---- Explore: the dial ------------------------------------------------------------------------------------------

GRID = np.linspace(50.0, 150.0, 201)
#: Names in the right-hand chart stand at least this far apart, as moves.
LABEL_GAP = 0.11
FAN = (1.0, 2.0, 5.0, 10.0, 20.0)


def dial(side: str, collateral: float, leverage: float, maintenance: float, price: float) -> Frame:
    """Return on margin over price, and the distance to liquidation over leverage, for one position."""
    m = maintenance
    pool = opened(side, collateral, leverage, m)
    s = sign(side)
    liquidation = pool.liquidation_price("PERP", at(ENTRY))
    distance = liquidation_distance(leverage, m, side)
    closed = pool.liquidatable(at(price))
    pnl = pool.unrealised_pnl(at(price))
    gain = pnl / collateral
    edge = 0.0 if liquidation is None else liquidation
    alive = GRID[(edge < GRID) if s > 0 else ((np.inf if liquidation is None else edge) > GRID)]
    if liquidation is not None and GRID[0] <= liquidation <= GRID[-1]:
        alive = np.sort(np.append(alive, liquidation))
    returns = return_on_margin(leverage, alive / ENTRY - 1, side)
    ghosts = [
        {"leverage": times(x), "price": float(p), "gain": float(s * x * (p / ENTRY - 1))}
        for x in FAN
        if x != leverage and x <= 1 / max(m, 1e-9)
        for p in (GRID[0], GRID[-1])
    ]
    most = min(1 / m, 100.0) if m > 0 else 100.0
    levers = np.geomspace(1.0, most, 120)
    rooms = [
        {"leverage": float(x), "move": float(move), "side": name}
        for name, way in (("long", -1), ("short", 1))
        for x, move in zip(levers, way * liquidation_distance(levers, m, name), strict=True)
    ]
    other = "short" if side == "long" else "long"
    twin = liquidation_distance(leverage, m, other)
    days = distance / ORDINARY_DAY
    own = -s * distance
    shown = [p for p in (liquidation,) if p is not None and GRID[0] <= p <= GRID[-1]]
    marks = {
        "price": shown,
        "gain": [pool.equity(at(p)) / collateral - 1 for p in shown],
        "label": [f"liquidation {usd(p)}" for p in shown],
        "beyond": [p > 115 or p < 85 if s > 0 else p <= 115 for p in shown],
    }
    if liquidation is None:
        title = f"A {times(leverage)} {side} is never closed: no price above zero takes its margin"
        away = "No price above zero liquidates it."
    else:
        title = f"At {times(leverage)} a {side} lives until {usd(liquidation)}, {percent(distance)} away"
        away = (
            f"The venue closes it at **{usd(liquidation)}**, **{percent(distance)}** from entry:"
            f" {number(days, 1)} ordinary days of BTC."
        )
    state = (
        f"At {usd(price)} it has already been closed."
        if closed
        else f"At {usd(price)} it has made **{usd(pnl, sign=True)}**,"
        f" {percent(gain, 1, sign=True)} of the margin."
    )
    return Frame(
        data={
            "alive": {"price": alive, "gain": np.asarray(returns)},
            "ghosts": ghosts,
            "liquidation": marks,
            "now": {
                "price": [price],
                "gain": [max(gain, -1.0)],
                "label": ["closed" if closed else f"{percent(gain, 0, sign=True)}"],
            },
            "rooms": rooms,
            "dot": {
                "leverage": [leverage, leverage],
                "move": [own, s * twin],
                "label": [
                    f"{side} {percent(own, sign=True)}",
                    f"{other} {percent(s * twin, sign=True)}",
                ],
                "label_move": spread([own, s * twin], LABEL_GAP),
                "left": [leverage > most**0.68] * 2,
                "own": [True, False],
            },
            "day": {
                "low": [-ORDINARY_DAY],
                "high": [ORDINARY_DAY],
                "label": ["BTC: ordinary day"],
            },
            "worst": {
                "move": [WORST_BTC_HOUR.value],
                # Its name stands on the side of the line where the learner's dot is not.
                "label_move": [
                    WORST_BTC_HOUR.value + (0.06 if own < WORST_BTC_HOUR.value else -0.06)
                ],
                "label": [f"worst hour {percent(WORST_BTC_HOUR.value, 0)}"],
            },
        },
        title=title,
        subtitle=f"{usd(collateral)} of collateral, {usd(pool.notional(at(ENTRY)))} {side} at {usd(ENTRY)},"
        f" maintenance {percent(m, 1)}",
        sentence=f"{usd(collateral)} at {times(leverage)} holds {usd(pool.notional(at(ENTRY)))}. {state} {away}",
    )


# ---- Explore: halve it ------------------------------------------------------------------------------------------


def halving(side: str, leverage: float, maintenance: float) -> Frame:
    """The room at L and at L/2 laid end to end: twice the room, and the strip that is no longer paid for."""
    m = maintenance
    room, half = (liquidation_distance(x, m, side) for x in (leverage, leverage / 2))
    extra = half - 2 * room
    rows = [f"at {times(leverage)}", f"at {times(leverage / 2)}"]
    parts = [
        {"row": rows[0], "start": 0.0, "end": room, "part": "room", "label": ""},
        {"row": rows[1], "start": 0.0, "end": room, "part": "room", "label": percent(room)},
        {"row": rows[1], "start": room, "end": 2 * room, "part": "again", "label": percent(room)},
        {
            "row": rows[1],
            "start": 2 * room,
            "end": half,
            "part": "strip",
            "label": f"+ {percent(extra)}" if extra > 0 else "",
        },
    ]
    exact = "exactly double" if m == 0 else "more than double"
    return Frame(
        data={
            "parts": parts,
            "ends": [
                {"row": r, "end": e, "label": percent(e)}
                for r, e in zip(rows, (room, half), strict=True)
            ],
        },
        title=f"Half the leverage, {exact} the room",
        subtitle=f"distance from entry to liquidation of a {side}, maintenance {percent(m, 1)}",
        sentence=f"{times(leverage)} survives **{percent(room)}**, {times(leverage / 2)} survives **{percent(half)}**:"
        f" twice {percent(room)} and **{percent(extra)}** more"
        + (
            ", the strip you no longer pay for."
            if extra > 0
            else ". Without maintenance it is exactly double."
        ),
    )


# ---- Explore: the odds ------------------------------------------------------------------------------------------


def odds(side: str, leverage: float, volatility: float, days: float) -> Frame:
    """Chance that the price touches the liquidation price within some days, over leverage."""
    years = days * DAY
    levers = np.geomspace(1.0, 1 / MAINTENANCE, 160)
    rooms = liquidation_distance(levers, MAINTENANCE, side)
    curve = touch_probability(rooms, volatility, years, side)
    room = liquidation_distance(leverage, MAINTENANCE, side)
    chance = touch_probability(room, volatility, years, side)
    halved = touch_probability(
        liquidation_distance(max(leverage / 2, 1.0), MAINTENANCE, side),
        volatility,
        years,
        side,
    )
    span = "a day" if days == 1 else f"{days:g} days"
    return Frame(
        data={
            "curve": {"leverage": levers, "chance": np.asarray(curve)},
            "dots": {
                "leverage": [leverage, max(leverage / 2, 1.0)],
                "chance": [chance, halved],
                "label": [
                    f"{times(leverage)}: {percent(chance, 0)}",
                    f"{times(max(leverage / 2, 1.0))}: {percent(halved, 0)}",
                ],
                "own": [True, False],
            },
        },
        title=f"A {times(leverage)} {side} is liquidated within {span} with {percent(chance, 0)} odds",
        subtitle=f"geometric Brownian motion without drift, volatility {percent(volatility, 0)} a year,"
        f" maintenance {percent(MAINTENANCE, 1)}; real tails are fatter",
        sentence=f"Within {span} at {percent(volatility, 0)} volatility the price touches the liquidation price of a"
        f" {times(leverage)} {side} with **{percent(chance, 0)}** odds; at {times(max(leverage / 2, 1.0))} it is"
        f" **{percent(halved, 0)}**.",
    )


# ---- Explore: the setting ---------------------------------------------------------------------------------------

SETTING_COLLATERAL, SETTING_SIZE = 3_000.0, 100.0


def setting(leverage: float) -> Frame:
    """The leverage *setting* of a position in a shared pool: it reserves margin, it moves no liquidation price."""
    market = Market("PERP", initial=MAINTENANCE, maintenance=MAINTENANCE)
    pool = Pool(SETTING_COLLATERAL, (Position(market, SETTING_SIZE, ENTRY, leverage=leverage),))
    reserved, free = pool.initial_requirement(at(ENTRY)), pool.free_collateral(at(ENTRY))
    liquidation = pool.liquidation_price("PERP", at(ENTRY))
    if free < 0:
        raise ArgumentError(
            "leverage",
            leverage,
            f"at least {times(pool.notional(at(ENTRY)) / SETTING_COLLATERAL)} for this pool",
        )
    return Frame(
        data={
            "bars": [
                {
                    "part": "reserved",
                    "start": 0.0,
                    "end": reserved,
                    "label": f"reserved {usd(reserved)}",
                },
                {
                    "part": "free",
                    "start": reserved,
                    "end": SETTING_COLLATERAL,
                    "label": f"free {usd(free)}",
                },
            ],
            "levels": {
                "price": [ENTRY, liquidation],
                "label_price": [ENTRY, liquidation],
                "kind": ["entry", "liquidation"],
                "label": [f"entry {usd(ENTRY)}", f"liquidation {usd(liquidation)}"],
            },
        },
        title=f"The setting reserves margin; liquidation stays at {usd(liquidation)}",
        subtitle=f"{usd(SETTING_COLLATERAL)} in one pool, {usd(pool.notional(at(ENTRY)))} long at {usd(ENTRY)};"
        " venues whose setting posts collateral to an isolated pool behave differently",
        sentence=f"At a setting of {times(leverage)} the venue reserves **{usd(reserved)}** and leaves **{usd(free)}** for"
        f" other orders. The liquidation price is **{usd(liquidation)}** at every setting, and the leverage you really run is"
        f" {times(pool.leverage(at(ENTRY)))}.",
    )


# ---- Explain ----------------------------------------------------------------------------------------------------


def words(side: str, collateral: float, leverage: float, maintenance: float, price: float) -> str:
    """The derivation with the dial's present numbers beside each line (HTML with MathML)."""
    m = maintenance
    pool = opened(side, collateral, leverage, m)
    s = sign(side)
    distance = liquidation_distance(leverage, m, side)
    notional = pool.notional(at(ENTRY))
    there = pool.liquidation_price("PERP", at(ENTRY))
    now = pool.leverage(at(price))
    minus = "−" if s > 0 else "+"
    rows = [
        (
            "notional = collateral × leverage",
            f"{usd(collateral)} × {times(leverage)} = {usd(notional)}",
        ),
        (
            "equity after an adverse move d: collateral − notional · d",
            f"{usd(collateral)} − {usd(notional)} · d",
        ),
        (
            f"requirement there: m · notional · (1 {minus} d)",
            f"{percent(m, 1)} of {usd(notional)} · (1 {minus} d)",
        ),
        (
            f"equal when d = (1/L − m) / (1 {minus} m)",
            f"(1/{number(leverage, 1).removesuffix('.0')} − {number(m, 3)}) / (1 {minus} {number(m, 3)}) = {percent(distance)}",
        ),
    ]
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    if there is None:
        edge = "No positive price does it: at this leverage the long is paid for in full."
    else:
        edge = (
            f"So the {side} is closed at {usd(there)}; there {usd(pool.equity(at(there)))} of equity meets a"
            f" requirement of {usd(pool.maintenance_requirement(at(there)))}."
        )
    drift = (
        "and with no equity left, leverage has no value at all"
        if not np.isfinite(now)
        else f"at {usd(price)} you run {times(now)}"
    )
    return (
        f"<table class='cx-derivation'><caption>Distance to liquidation, with the dial's numbers</caption>"
        f"<tbody>{body}</tbody></table><p>{edge}</p>"
        f"<p>Leverage <strong>drifts</strong>: it is notional over <em>equity</em>, and equity moves with the price. You"
        f" opened at {times(leverage)}; {drift}. Nothing you set has changed.</p>"
    )


# ---- the explorers ----------------------------------------------------------------------------------------------

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
        design=lambda: ladder_look(),
        prediction=Prediction(
            Number("guess", "It may fall by", 0.05, min=0.0, max=0.2, step=0.001, unit="%"),
            question=f"You post {usd(LADDER_COLLATERAL)} and buy {usd(LADDER_COLLATERAL * LADDER_LEVERAGE)} of a perpetual at"
            f" {usd(ENTRY)}. How far may the price fall before the venue closes you?",
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
            Number(
                "price",
                "Price now",
                96,
                min=50,
                max=150,
                step=0.5,
                unit="$",
                help="You opened at 100.",
            ),
        ],
        compute=dial,
        design=lambda: [looks.fan(), looks.room()],
        handles={"price": "x"},
        code=lambda side, collateral, leverage, maintenance, price: (
            "from course.margin import Market, Pool, Position\n"
            f"market = Market('PERP', initial={maintenance:g}, maintenance={maintenance:g})\n"
            f"pool = Pool({collateral:g}, (Position(market, {sign(side) * collateral * leverage / ENTRY:g}, {ENTRY:g}),))\n"
            f"pool.unrealised_pnl({{'PERP': {price:g}}}), pool.liquidation_price('PERP', {{'PERP': {ENTRY:g}}})"
        ),
    )


def halving_explorer() -> Explorer:
    return Explorer(
        name="halving",
        title="Halve it",
        controls=[
            SIDE,
            Number("leverage", "Leverage", 10, min=2, max=40, step=0.5, unit="×"),
            _maintenance(),
        ],
        compute=halving,
        design=lambda: looks.halves(),
        code=lambda side, leverage, maintenance: (
            "from course.margin import liquidation_distance\n"
            f"room, half = (liquidation_distance(L, {maintenance:g}, '{side}') for L in ({leverage:g}, {leverage / 2:g}))\n"
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
            f"room = liquidation_distance({leverage:g}, {MAINTENANCE}, '{side}')\n"
            f"touch_probability(room, {volatility:g}, {days:g} / 365, '{side}')"
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
                min=1,
                max=40,
                step=0.5,
                unit="×",
                help="What the app calls leverage: the margin that it reserves for this position.",
            ),
        ],
        compute=setting,
        design=lambda: [looks.reserve(), ladder_look(height=200, strip=False)],
        code=lambda leverage: (
            "from course.margin import Market, Pool, Position\n"
            f"market = Market('PERP', initial={MAINTENANCE}, maintenance={MAINTENANCE})\n"
            f"pool = Pool({SETTING_COLLATERAL:g}, (Position(market, {SETTING_SIZE:g}, {ENTRY:g}, leverage={leverage:g}),))\n"
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
