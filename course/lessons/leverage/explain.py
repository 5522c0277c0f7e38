"""Explain: the derivation, with the dial's present numbers."""

from __future__ import annotations

import numpy as np

from course.explorers.prose import derivation
from course.lessons.leverage.book import ENTRY, at, opened
from course.margin import liquidation_distance, sign
from course.number_format import number
from course.texts import say, wordless


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
            wordless(
                "{collateral:$} × {leverage:×} = {notional:$}",
                collateral=collateral,
                leverage=leverage,
                notional=notional,
            ),
        ),
        (
            "equity after an adverse move d: collateral − notional · d",
            say("{collateral:$} − {notional:$} · d", collateral=collateral, notional=notional),
        ),
        (
            say("requirement there: m · notional · (1 {minus} d)", minus=minus),
            say("{maintenance:%1} of {notional:$} · (1 {minus} d)", maintenance=m, notional=notional, minus=minus),
        ),
        (
            say("equal when d = (1/L − m) / (1 {minus} m)", minus=minus),
            wordless(
                "(1/{leverage} − {m}) / (1 {minus} {m}) = {distance:%}",
                leverage=number(leverage, 1).removesuffix(".0"),
                m=number(m, 3),
                minus=minus,
                distance=distance,
            ),
        ),
    ]
    if there is None:
        edge = "No positive price does it: at this leverage the long is paid for in full."
    else:
        edge = say(
            "So the {side} is closed at {there:$}; there {equity:$} of equity meets a requirement of"
            " {maintenance_requirement:$}.",
            side=side,
            there=there,
            equity=pool.equity(at(there)),
            maintenance_requirement=pool.maintenance_requirement(at(there)),
        )
    drift = (
        "and with no equity left, leverage has no value at all"
        if not np.isfinite(now)
        else say("at {price:$} you run {now:×}", price=price, now=now)
    )
    return say(
        "{table}<p>{edge}</p><p>Leverage <strong>drifts</strong>:"
        " it is notional over <em>equity</em>, and equity moves with the price. You opened at {leverage:×};"
        " {drift}. Nothing you set has changed.</p>",
        table=derivation(say("Distance to liquidation, with the dial's numbers"), rows, d=say("the move against you")),
        edge=edge,
        leverage=leverage,
        drift=drift,
    )
