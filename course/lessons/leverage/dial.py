"""Explore: return on margin over price, and the distance to liquidation over leverage."""

from __future__ import annotations

import numpy as np

from course.charts import apart
from course.explorers import View
from course.lessons.facts import WORST_BTC_HOUR
from course.lessons.leverage.book import ENTRY, ORDINARY_DAY, at, opened
from course.margin import liquidation_distance, return_on_margin, sign
from course.number_format import percent, times
from course.texts import joined, say, wordless

GRID = np.linspace(50.0, 150.0, 201)
#: Names in the right-hand chart stand at least this far apart, as moves.
LABEL_GAP = 0.11
#: The picture reaches as far: a gain beyond it is named at its upper edge.
TOP = 1.45
FAN = (1.0, 2.0, 5.0, 10.0, 20.0)


def closes_at(side: str, collateral: float, leverage: float, maintenance: float, price: float) -> float | None:
    """Where the line of liquidation stands in the picture."""
    price_there: float | None = opened(side, collateral, leverage, maintenance).liquidation_price("PERP", at(ENTRY))
    return price_there


def dial(side: str, collateral: float, leverage: float, maintenance: float, price: float) -> View:
    """Return on margin over price, and the distance to liquidation over leverage, for one position."""
    m = maintenance
    pool = opened(side, collateral, leverage, m)
    s = sign(side)
    liquidation = closes_at(side, collateral, leverage, m, price)
    distance = liquidation_distance(leverage, m, side)
    closed = pool.liquidatable(at(price))
    profit = pool.unrealised_pnl(at(price))
    gain = profit / collateral
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
    ordinary = distance / ORDINARY_DAY
    own = -s * distance
    shown = [p for p in (liquidation,) if p is not None and GRID[0] <= p <= GRID[-1]]
    marks = {
        "price": shown,
        "gain": [pool.equity(at(p)) / collateral - 1 for p in shown],
        "label": [say("liquidation {p:$}", p=p) for p in shown],
        "beyond": [p < ENTRY for p in shown],
    }
    if liquidation is None:
        title = say(
            "A {leverage:×} {side} is never closed by the price: no price above zero takes its margin",
            leverage=leverage,
            side=side,
        )
        away = say("No price above zero liquidates it.")
    else:
        title = say(
            "At {leverage:×} a {side} lives until {liquidation:$}, {distance:%} away",
            leverage=leverage,
            side=side,
            liquidation=liquidation,
            distance=distance,
        )
        away = say(
            "The venue closes it at **{liquidation:$}**, **{distance:%}** from entry: {ordinary:#1} times what BTC moves on an"
            " ordinary day.",
            liquidation=liquidation, distance=distance, ordinary=ordinary,
        )  # fmt: skip
    state = (
        say("At {price:$} it has already been closed.", price=price)
        if closed
        else say(
            "At {price:$} it has made **{profit:$+}**, {gain:%1+} of the margin.", price=price, profit=profit, gain=gain
        )
    )
    holds = say(
        "{collateral:$} at {leverage:×} holds {notional:$}.",
        collateral=collateral, leverage=leverage, notional=pool.notional(at(ENTRY)),
    )  # fmt: skip
    return View(
        data={
            "alive": {"price": alive, "gain": np.asarray(returns)},
            "ghosts": ghosts,
            "liquidation": marks,
            "now": {
                "price": [price],
                "gain": [min(max(gain, -1.0), TOP)],
                "label": ["closed" if closed else f"{percent(gain, 0, sign=True)}{' ↑' if gain > TOP else ''}"],
            },
            "rooms": rooms,
            "dot": apart(
                [
                    {
                        "leverage": leverage,
                        "move": own,
                        "label": wordless("{side} {own:%+}", side=side, own=own),
                        "own": True,
                    },
                    {
                        "leverage": leverage,
                        "move": s * twin,
                        "label": wordless("{other} {s:%+}", other=other, s=s * twin),
                        "own": False,
                    },
                ],
                "move",
                LABEL_GAP,
            ),
            "day": {"low": [-ORDINARY_DAY], "high": [ORDINARY_DAY], "label": ["BTC: ordinary day"]},
            "worst": {
                "move": [WORST_BTC_HOUR.value],
                # Its name stands on the side of the line where the learner's dot is not.
                "label_move": [WORST_BTC_HOUR.value + (0.06 if own < WORST_BTC_HOUR.value else -0.06)],
                "label": [say("worst hour {value:%0}", value=WORST_BTC_HOUR.value)],
            },
        },
        title=title,
        subtitle=say(
            "{collateral:$} of collateral, {notional:$} {side} at {entry:$}, maintenance {m:%~}",
            collateral=collateral,
            notional=pool.notional(at(ENTRY)),
            side=side,
            entry=ENTRY,
            m=m,
        ),
        sentence=joined(" ", [holds, state, away]),
    )
