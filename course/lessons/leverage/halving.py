"""Explore: what exactly halving the leverage buys."""

from __future__ import annotations

from course.explorers import View
from course.margin import liquidation_distance
from course.number_format import percent
from course.texts import say


def halving(side: str, leverage: float, maintenance: float) -> View:
    """The room at L and at L/2 laid end to end: twice the room, and the strip that is no longer paid for."""
    m = maintenance
    room, half = (liquidation_distance(x, m, side) for x in (leverage, leverage / 2))
    extra = half - 2 * room
    rows = [say("at {leverage:×}", leverage=leverage), say("at {the_leverage:×}", the_leverage=leverage / 2)]
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
    return View(
        data={
            "parts": parts,
            "ends": [{"row": r, "end": e, "label": percent(e)} for r, e in zip(rows, (room, half), strict=True)],
        },
        title=say("Half the leverage, {exact} the room", exact=exact),
        subtitle=say("distance from entry to liquidation of a {side}, maintenance {m:%~}", side=side, m=m),
        sentence=say(
            "{leverage:×} survives **{room:%}**, {the_leverage_2:×} survives **{half:%}**:",
            leverage=leverage,
            room=room,
            the_leverage_2=leverage / 2,
            half=half,
        )
        + (
            say(" twice {room:%} and **{extra:%}** more, the strip you no longer pay for.", room=room, extra=extra)
            if m > 0
            else say(" without maintenance exactly twice {room:%}.", room=room)
        ),
    )
