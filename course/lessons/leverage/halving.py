"""Explore: what exactly halving the leverage buys."""

from __future__ import annotations

from course.explorers import Frame
from course.margin import liquidation_distance
from course.words import percent, stated, times


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
            "label": f"+ {percent(extra)}" if m > 0 else "",
        },
    ]
    exact = "more than double" if m > 0 else "exactly double"
    return Frame(
        data={
            "parts": parts,
            "ends": [{"row": r, "end": e, "label": percent(e)} for r, e in zip(rows, (room, half), strict=True)],
        },
        title=f"Half the leverage, {exact} the room",
        subtitle=f"distance from entry to liquidation of a {side}, maintenance {stated(m)}",
        sentence=f"{times(leverage)} survives **{percent(room)}**, {times(leverage / 2)} survives **{percent(half)}**:"
        + (
            f" twice {percent(room)} and **{percent(extra)}** more, the strip you no longer pay for."
            if m > 0
            else f" without maintenance exactly twice {percent(room)}."
        ),
    )
