"""Explain: what a lock, a purchase and a fall do, with the present numbers of the four ways."""

from __future__ import annotations

from course.explorers.prose import derivation
from course.lessons.profit_buffers_and_stops.book import ENTRY, MAINTENANCE, STAKE
from course.lessons.profit_buffers_and_stops.fleeting import ways
from course.margin import effective_leverage, wall_shift
from course.number_format import number, usd
from course.texts import say, wordless


def words(leverage: float, rise: float, fall: float) -> str:
    """The laws with the numbers of the first picture beside each (HTML)."""
    found = ways(leverage, rise)
    size, peak = STAKE * leverage / ENTRY, ENTRY * (1 + rise)
    profit = found["taken"].wallet
    shift = wall_shift(profit, size, MAINTENANCE)
    room = number(1 - MAINTENANCE, 2)
    drifted = effective_leverage(leverage, -0.05)
    rows = [
        ("equity = cash + what floats with the price", f"{usd(STAKE)} + {usd(profit, 0)} = {usd(STAKE + profit, 0)}"),
        ("taking x out moves a long’s wall up by x ÷ (size · (1 − m))", f"{usd(profit, 0)} ÷ ({number(size, 3)} · {room}) = {usd(shift, 0)}"),
        (
            "bought back to L, the wall counts from the new price: p · (1 − 1/L) ÷ (1 − m)",
            wordless(
                "{peak:$0} · (1 − 1/{leverage:#1}) ÷ {room} = {wall:$0}",
                peak=peak, leverage=leverage, room=room, wall=found["bought"].wall,
            ),
        ),
        (
            "untouched, leverage after a move r: L · (1 + r) ÷ (1 + L · r)",
            say("after {value:%0}: {drifted:×}", value=-0.05, drifted=drifted),
        ),
    ]  # fmt: skip
    return derivation(say("With the numbers of the four ways"), rows, p=say("the new price"))
