"""Explore: a smoothed price spares a wick and is late in a fall; one window has to do both."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.oracles_and_latency.book import (
    ENTRY,
    LEVERAGE,
    MAINTENANCE,
    SIZE,
    SPEEDS,
    account,
    fall_of,
    speed_words,
    wall_of,
)
from course.margin import bad_debt, liquidation_distance, price_after, time_to_act
from course.number_format import number, usd
from course.simulation import least_window, most_window, trailing, window_lag
from course.texts import Said, capital, joined, listed, say

ROOM = float(liquidation_distance(LEVERAGE, MAINTENANCE))
WALL = wall_of(LEVERAGE, MAINTENANCE)
KINDS = {"mean": "a mean", "median": "a median"}
#: The picture of windows reaches so far, seconds; the control as far as MOST.
AXIS, MOST = 320, 300
#: Seconds before the wick, and all that are drawn of it.
BEFORE, DRAWN = 20, 440
#: Seconds drawn around the true price's passing the wall.
AROUND, BEYOND = 60, 260


def edges(depth: float, length: float, speed: str, kind: str) -> tuple[int, int]:
    """The least window that spares the wick, and the widest that leaves no debt in the fall, seconds."""
    return least_window(depth, int(length), ROOM, kind), most_window(MAINTENANCE, *fall_of(speed), kind)


def verdict(depth: float, length: float, window: float, speed: str, kind: str) -> dict[str, Any]:
    """What one kind of window does: whether the wick closes the long, how late it is in the fall, what is then owed."""
    least, most = edges(depth, length, speed, kind)
    late = float(window_lag(int(window), *fall_of(speed), kind))
    price = float(price_after(WALL, *fall_of(speed), late))
    pool = account(LEVERAGE, MAINTENANCE)
    return {
        "kind": kind, "least": least, "most": most, "spared": window >= least, "late": late, "price": price,
        "debt": float(bad_debt(SIZE, ENTRY, pool.collateral, price)), "clean": window <= most,
    }  # fmt: skip


def _wick(depth: float, length: float, window: float) -> dict[str, Any]:
    """A price that dips and comes back, and what both kinds of window show of it, second by second."""
    true = np.full(DRAWN, ENTRY)
    true[BEFORE : BEFORE + int(length)] = ENTRY * (1 - depth)
    lines = {"true": true, **{kind: trailing(true, int(window), kind) for kind in KINDS}}
    return _rows(np.arange(DRAWN) - BEFORE, lines)


def _fall(speed: str, window: float) -> dict[str, Any]:
    """An even fall through the wall, and what both kinds show of it."""
    fall, span = fall_of(speed)
    at = np.arange(-AROUND - MOST, BEYOND + 1)
    true = WALL * (1 - fall) ** (at / span)
    lines = {"true": true, **{kind: trailing(true, int(window), kind) for kind in KINDS}}
    return _rows(at[MOST:], {k: v[MOST:] for k, v in lines.items()})


def _rows(at: Any, lines: dict[str, Any]) -> dict[str, Any]:
    # Where nothing bends, no point is needed; corners are kept by taking both ends of every change.
    bent = np.zeros(len(at), bool)
    bent[[0, -1]] = True
    for values in lines.values():
        turn = np.abs(np.diff(values, 2)) > 1e-9 * ENTRY
        bent[1:-1] |= turn
    bent[::20] = True
    return {
        "second": np.tile(at[bent], len(lines)),
        "price": np.concatenate([values[bent] for values in lines.values()]),
        "kind": [kind for kind in lines for _ in range(int(bent.sum()))],
    }


def windows(depth: float, length: float, window: float, speed: str) -> View:
    """Two edges for each kind of window, and the chosen window at the wick and in the fall; whole seconds count."""
    length, window = float(round(length)), float(round(window))
    found = {kind: verdict(depth, length, window, speed, kind) for kind in KINDS}
    rows = [
        {
            "row": kind,
            "least": float(min(v["least"], AXIS)),
            "most": float(min(v["most"], AXIS)),
            "right": v["least"] <= v["most"],
            "label": _range(v),
        }
        for kind, v in found.items()
    ]
    lasts = float(time_to_act(MAINTENANCE, *fall_of(speed)))
    told = [_told(v, window) for v in found.values()]
    return View(
        data={
            "ranges": rows,
            "chosen": [{"window": window, "label": say("yours: {s}", s=_s(window))}],
            "wick": _wick(depth, length, window),
            "fall": _fall(speed, window),
            "walls": [{"price": WALL, "label": "liquidation price"}],
            "bankrupt": [{"price": WALL * (1 - MAINTENANCE), "label": "bankruptcy"}],
            "false": [{"label": label} for label in _closed(found)],
            "keys": [
                {"price": 82.0 - 6.0 * i, "kind": kind, "label": label}
                for i, (kind, label) in enumerate((("true", "true price"), ("mean", "mean"), ("median", "median")))
            ],
            "acts": [
                {"second": v["late"], "price": v["price"], "kind": k, "label": say("{k} acts", k=k)} for k, v in found.items()
            ],
        },
        title=_title(found),
        subtitle=say(
"a long of {size:$} at {the_leverage:×}, room {room:%2}; BTC's worst {speeds}, −{fall_of:#1}\u202f%\nMaintenance"
" {the_maintenance:%1}; one price a second. The fall: {speed_words}.", size=SIZE * ENTRY, the_leverage=LEVERAGE, the_maintenance=MAINTENANCE, room=ROOM, speeds=SPEEDS[speed], fall_of=100 * fall_of(speed)[0], speed_words=speed_words(speed)),
        sentence=say(
            "The wick is {depth:%~0} deep for {length} {a}. With a window of {window} {b} ",
            depth=depth, length=number(length, 0), window=number(window, 0),
            a="second" if length == 1 else "seconds", b="second" if window == 1 else "seconds",
        )
        + told[0] + ". " + capital(told[1])
        + say(". Debt begins when the venue is more than {lasts} seconds late.", lasts=number(lasts, 0)),
        table=lambda: _table(found, depth, length, speed),
    )  # fmt: skip


def _closed(found: dict[str, dict[str, Any]]) -> list[str]:
    """Which kinds close the long on the wick, in one line."""
    closed = [KINDS[k] for k, v in found.items() if not v["spared"]]
    return [say("closed by {closed}", closed=joined(" and by ", closed))] if closed else []


def _s(seconds: float) -> str:
    return f"{number(seconds, 0)} s"


def _range(v: dict[str, Any]) -> str:
    if v["least"] > v["most"]:
        return say("none: the wick needs {least}, the fall allows {most} s", least=v["least"], most=v["most"])
    return say("{least} to {most} s", least=v["least"], most=v["most"])


def _title(found: dict[str, dict[str, Any]]) -> Said:
    right = {k: v for k, v in found.items() if v["least"] <= v["most"]}
    if not right:
        return say(
            "No window is right: a mean needs {mean} s and may have {a}, a median {median} and {b}",
            mean=found["mean"]["least"], median=found["median"]["least"], a=found["mean"]["most"],
            b=found["median"]["most"],
        )  # fmt: skip
    parts = [
        say("{kinds} of {least} to {most} s", kinds=KINDS[k], least=v["least"], most=v["most"])
        for k, v in right.items()
    ]
    rest = "" if len(parts) == 2 else say("; no {k} does both", k=next(k for k in found if k not in right))
    return say("{what} spares you the wick and leaves no debt{rest}", what=capital(listed(parts, " or ")), rest=rest)


def _told(v: dict[str, Any], window: float) -> Said:
    wick = "spares it" if v["spared"] else "closes you on it"
    if round(v["debt"]) >= 1:
        end = say("leaves a debt of **{debt:$0}** in the fall", debt=v["debt"])
    else:
        end = say("leaves no debt in the fall")
    return (
        say("{kind} {wick}, is {late} s late and ", kind=KINDS[v["kind"]], wick=wick, late=number(v["late"], 1)) + end
    )


def _table(found: dict[str, dict[str, Any]], depth: float, length: float, speed: str) -> Any:
    import pandas as pd

    widths = (1, 10, 30, 60, 120, 240, 300)
    rows = []
    for kind in found:
        for width in widths:
            v = verdict(depth, length, width, speed, kind)
            rows.append(
                {
                    "window": say("{kind} of {width} s", kind=kind, width=width),
                    say("wick of {depth:%~0}", depth=depth): "spared" if v["spared"] else "closed",
                    "late in the fall": f"{number(v['late'], 1)} s",
                    "owed": usd(v["debt"], 0),
                }
            )
    return pd.DataFrame(rows)
