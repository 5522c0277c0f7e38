"""Explore: the venue acts late, and the price goes on falling."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.oracles_and_latency.book import ENTRY, SIZE, SPEEDS, SYMBOL, account, fall_of, speed_words, wall_of
from course.margin import bad_debt, needed_maintenance, price_after, time_to_act
from course.number_format import number, percent, usd
from course.texts import Said, say

#: Seconds drawn before the liquidation price is reached, and after; how far down the picture goes.
BEFORE, AFTER, FLOOR = 30, 300, -0.055
#: Pixels that a change of 1 takes in the picture.
PIXELS = 330 / 0.067
STEP = 5


def acted(speed: str, lag: float, maintenance: float, leverage: float) -> dict[str, float]:
    """Where the venue should act, where it does, and what is left or owed there; prices and USD."""
    fall, span = fall_of(speed)
    pool, wall = account(leverage, maintenance), wall_of(leverage, maintenance)
    price = float(price_after(wall, fall, span, lag))
    return {
        "wall": wall,
        "price": price,
        "equity": float(pool.equity({SYMBOL: price})),
        "required": float(pool.maintenance_requirement({SYMBOL: wall})),
        "debt": float(bad_debt(SIZE, ENTRY, pool.collateral, price)),
        "lasts": float(time_to_act(maintenance, fall, span)),
        "needed": float(needed_maintenance(lag, fall, span)),
    }


def bankrupt_at(speed: str, lag: float, maintenance: float, leverage: float) -> float:
    """Where bankruptcy lies, against the liquidation price: what is pulled."""
    return -maintenance


def _title(found: dict[str, float], lag: float) -> Said:
    when = "At once" if lag == 0 else say("{lag} late", lag=_seconds(lag))
    if round(found["debt"]) >= 1:
        return say("{when}: the margin is gone, and somebody else pays {debt:$0}", when=when, debt=found["debt"])
    return say(
        "{when}: {equity:$0} is left of the {required:$0} that were required",
        when=when, equity=max(found["equity"], 0.0), required=found["required"],
    )  # fmt: skip


def _seconds(value: float) -> str:
    return say("{value:#0} {value:second|seconds}", value=value)


def _drop(lag: float, move: float, maintenance: float) -> float:
    """Pixels from the cross down to its name: below the edge of the strip where that would run through it."""
    beside = 24.0 if lag < 120 else 16.0
    edge = (move + maintenance) * PIXELS
    return edge + 17.0 if beside - 13 < edge < beside + 9 else beside


def late(speed: str, lag: float, maintenance: float, leverage: float) -> View:
    """The true price, what the venue sees of it, where its order fills, and what is then left."""
    lag = float(round(lag))
    fall, span = fall_of(speed)
    found = acted(speed, lag, maintenance, leverage)
    at = np.arange(-BEFORE, AFTER + 1, STEP, dtype=float)
    true = (1 - fall) ** (at / span) - 1
    seen = (1 - fall) ** ((at - lag) / span) - 1
    move = found["price"] / found["wall"] - 1
    owed = round(found["debt"]) >= 1
    end = -found["debt"] if owed else found["equity"]
    enough = say(
        "With that delay nothing is owed from a maintenance of **{needed:%2}** on, whatever the leverage.",
        needed=_up(found["needed"]),
    )
    return View(
        data={
            "prices": {
                "second": np.tile(at, 2),
                "move": np.concatenate([true, seen]),
                "kind": ["true"] * len(at) + ["seen"] * len(at),
            },
            "strip": [{"top": 0.0, "move": -maintenance, "label": say("shaded: what {maintenance:%~} buys", maintenance=maintenance)}],
            "acts": [
                {"second": lag, "move": max(move, FLOOR), "drop": _drop(lag, max(move, FLOOR), maintenance), "label": say("acts here{move}", move=' ↓' if move < FLOOR else '')}
            ],
            "late_names": [
                {"kind": "true", "label": "true price"},
                {"kind": "seen", "label": "what the venue sees"},
            ],
            "money": [
                {"row": "required at the trigger", "end": found["required"], "kind": "required",
                 "label": say("required at the trigger: {required:$0}", required=found['required'])},
                {"row": "left at the fill", "end": end, "kind": "owed" if owed else "left",
                 "label": say("{owed} at the fill: {debt:$0}", owed='owed by others' if owed else 'left', debt=found['debt'] if owed else end)},
            ],
        },
        title=_title(found, lag),
        subtitle=say(
"a long of {size:$} bought at {entry:$}; BTC's worst {speeds}, −{fall:#1}\u202f%\nNo fees; each second"
" falls by the same share ({speed_words}): real rushes are faster inside.", size=SIZE * ENTRY, entry=ENTRY, speeds=SPEEDS[speed], fall=100 * fall, speed_words=speed_words(speed)),
        sentence=say(
            "At {leverage:×} the venue should act at {wall:#2}; {lag} seconds later it is {price:#2}. Its maintenance of"
            " {maintenance:%~} lasts **{lasts}**. ",
            leverage=leverage, wall=found["wall"], lag=number(lag, 0), price=found["price"], maintenance=maintenance,
            lasts=_tenths(found["lasts"]),
        ) + enough,
        table=lambda: _table(speed, maintenance, leverage),
    )  # fmt: skip


def _up(share: float) -> float:
    """Rounded up to 0.01 %: with what is printed nothing is owed."""
    return float(np.ceil(share * 1e4 - 1e-6) / 1e4)


def _tenths(seconds: float) -> str:
    return say("{seconds:#1} seconds", seconds=seconds)


def _table(speed: str, maintenance: float, leverage: float) -> Any:
    import pandas as pd

    lags = (0, 1, 3, 10, 30, 60, 120, 300)
    found = [acted(speed, lag, maintenance, leverage) for lag in lags]
    return pd.DataFrame(
        {
            "late by": [say("{lag} s", lag=lag) for lag in lags],
            "acts at": [number(f["price"], 2) for f in found],
            "left": [usd(max(f["equity"], 0.0), 0) for f in found],
            "owed": [usd(f["debt"], 0) for f in found],
            "maintenance that would be enough": [percent(_up(f["needed"]), 2) for f in found],
        }
    )
