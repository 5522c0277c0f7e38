"""Explain: the chain, with the calculator's present numbers."""

from __future__ import annotations

from course.lessons.position_sizing.book import ACCOUNT, MAINTENANCE
from course.lessons.position_sizing.calculator import fall_to, sized
from course.margin import max_leverage_for_stop
from course.texts import say
from course.words import number, percent, stated, times, usd


def words(budget: float, stop: float, mode: str, leverage: float) -> str:
    """The chain with the calculator's present numbers beside each line (HTML)."""
    made = sized(budget, stop, mode, leverage)
    wall = fall_to(made)
    limit = max_leverage_for_stop(stop, MAINTENANCE)
    loss, size = usd(made.loss_at_stop, 0), usd(made.notional, 0)
    behind = usd(made.backing)
    rows = [
        ("what may be lost = account × share", f"{usd(ACCOUNT)} × {stated(budget, 0)} = {loss}"),
        ("position = what may be lost ÷ way to the stop", f"{loss} ÷ {stated(stop, 0)} = {size}"),
        ("leverage = position ÷ what stands behind it", f"{size} ÷ {behind} = {times(made.leverage)}"),
        (
            "the stop is first while L &lt; 1 ÷ (m + d · (1 − m))",
            f"1 ÷ ({number(MAINTENANCE, 3)} + {number(stop, 3)} · {number(1 - MAINTENANCE, 3)}) = {times(limit)}",
        ),
    ]
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    closed = "no price above zero" if wall is None else percent(-wall)
    backs = "the post" if mode == "isolated" else "the whole account"
    first = "Your stop is there first." if made.stop_first else "The venue is there first."
    return say(
        "<table class='cx-derivation'><caption>From a loss to a size, with the calculator's"
        " numbers</caption><tbody>{body}</tbody></table><p>{backs} stands behind the position, so it runs"
        " at {leverage:×} and is closed at {closed}. {first}</p>",
        body=body,
        backs=backs.capitalize(),
        leverage=made.leverage,
        closed=closed,
        first=first,
    )
