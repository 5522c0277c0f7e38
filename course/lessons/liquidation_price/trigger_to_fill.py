"""From the trigger to the fill: what a fee and a bad fill do to the liquidation price and to what is left."""

from __future__ import annotations

import numpy as np

from course.charts.price_ladder import levels
from course.explorers import View
from course.lessons.liquidation_price.books import ENTRY, SYMBOL, account, at
from course.margin import Pool, Schedule
from course.number_format import times, usd
from course.texts import say
from course.validation import ArgumentError

LADDER_COLLATERAL, LADDER_MAINTENANCE = 1_000.0, 0.025
#: What the fee of closing does: it is charged when the position is closed, or it is part of what must be there.
COUNTED = {"after": "charged afterwards", "inside": "part of the requirement"}


def fee_account(side: str, leverage: float, fee: float, counted: str) -> Pool:
    """The ladder's position in a market that does or does not count the closing fee inside its requirement."""
    schedule = Schedule.flat(LADDER_MAINTENANCE)
    if counted == "inside":
        schedule = schedule.with_closing_fee(fee)
    return account(side, LADDER_COLLATERAL, LADDER_COLLATERAL * leverage, schedule)


def after_liquidation(pool: Pool, liquidation: float, fee: float, slippage: float) -> dict[str, float]:
    """Where the liquidation order fills, and what becomes of the collateral, USD."""
    position = pool.position(SYMBOL)
    fill = liquidation * (1 - np.sign(position.size) * slippage)
    there = pool.equity(at(liquidation))
    charged = fee * position.notional(fill)
    return {
        "fill": float(fill),
        "move": float(pool.collateral - there),
        "slip": float(there - pool.equity(at(fill))),
        "fee": float(charged),
        "left": float(pool.equity(at(fill)) - charged),
    }


def ladder(side: str, leverage: float, fee: float, counted: str, slippage: float) -> View:
    """From entry to the fill of the liquidation order, and where the collateral went."""
    inside = counted == "inside"
    most = 1 / (LADDER_MAINTENANCE + (fee if inside else 0.0))
    if leverage > most:
        raise ArgumentError("leverage", leverage, f"at most {times(most)}, where the whole margin is required")
    pool = fee_account(side, leverage, fee, counted)
    liquidation = pool.liquidation_price(SYMBOL, at(ENTRY))
    bankruptcy = pool.bankruptcy_price(SYMBOL, at(ENTRY))
    end = after_liquidation(pool, liquidation, fee, slippage)
    known = [
        ("entry", ENTRY, say("entry {entry:$}", entry=ENTRY)),
        ("liquidation", liquidation, say("liquidation {liquidation:$}", liquidation=liquidation)),
        ("fill", end["fill"], say("filled at {fill:$}", fill=end["fill"])),
        ("bankruptcy", bankruptcy, say("bankruptcy {bankruptcy:$}", bankruptcy=bankruptcy)),
    ]
    prices = [price for _, price, _ in known]
    left = end["left"]
    steps = (
        ("posted", LADDER_COLLATERAL),
        ("the move took", -end["move"]),
        ("the fill took", -end["slip"]),
        ("the fee took", -end["fee"]),
    )
    heights = np.cumsum([amount for _, amount in steps])
    bars = [
        {
            "row": name,
            "start": float(height - amount),
            "end": float(height),
            "kind": "posted" if amount > 0 else "taken",
            "label": usd(amount, 0),
        }
        for (name, amount), height in zip(steps, heights, strict=True)
    ]
    last = "left" if left > -0.5 else "missing"
    bars.append({"row": last, "start": 0.0, "end": left, "kind": last, "label": usd(left, 0)})
    low = min(0.0, float(heights.min()))
    for bar in bars:
        bar |= {
            "high": max(float(bar["start"]), float(bar["end"])),
            "reach": LADDER_COLLATERAL + 0.35 * (LADDER_COLLATERAL - low),
        }
    return View(
        data={
            "levels": levels(known, 0.075 * (max(prices) - min(prices))),
            "strip": {"low": [min(liquidation, bankruptcy)], "high": [max(liquidation, bankruptcy)], "label": [""]},
            "bars": bars,
        },
        title=say("Closed at {liquidation:$}, filled at {fill:$}: ", liquidation=liquidation, fill=end["fill"])
        + (
            "the collateral is gone to the last dollar"
            if abs(left) < 0.5
            else say("{left:$0} of {ladder_collateral:$} is left", left=left, ladder_collateral=LADDER_COLLATERAL)
            if left > 0
            else say("{left:$0} is missing, and someone else pays it", left=-left)
        ),
        subtitle=say(
            "{ladder_collateral:$} at {leverage:×} {side}, maintenance {ladder_maintenance:%1}; closing fee"
            " {fee:%}, {counted}",
            ladder_collateral=LADDER_COLLATERAL,
            leverage=leverage,
            side=side,
            ladder_maintenance=LADDER_MAINTENANCE,
            fee=fee,
            counted=COUNTED[counted],
        ),
        sentence=(
            say(
                "The venue asks for {ladder_maintenance:%} of notional{inside} and acts at"
                " **{liquidation:$}**. The order fills {slippage:%} worse, the fee is {the_fee:$0}. ",
                ladder_maintenance=LADDER_MAINTENANCE + (fee if inside else 0),
                inside=", its fee included," if inside else "",
                liquidation=liquidation,
                slippage=slippage,
                the_fee=end["fee"],
            )
            + (
                "**Nothing** is left, and nothing is missing."
                if abs(left) < 0.5
                else say("**{left:$0}** is left; whether it comes back to you differs by venue.", left=left)
                if left > 0
                else say(
                    "The loss is **{left:$0}** larger than your collateral: the insurance fund pays, or other"
                    " traders do.",
                    left=-left,
                )
            )
        ),
    )
