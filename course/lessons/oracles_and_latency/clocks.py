"""Deeper: what the maintenance of real venues buys, beside their clocks and limits."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Any

from course import venues
from course.explorers import View
from course.lessons.oracles_and_latency.book import SPEEDS, SYMBOL, fall_of, speed_words
from course.margin import time_to_act
from course.number_format import number, percent, usd
from course.texts import day, listed, say
from course.venues import Venue
from course.venues.dydx.parameters import MAINNET

PRICE = 100_000.0
#: Venues that document how often the price moves that judges.
KNOWN: tuple[Venue, ...] = tuple(v for v in venues.everything() if v.refresh_seconds is not None)
UNKNOWN: tuple[Venue, ...] = tuple(v for v in venues.everything() if v.refresh_seconds is None)
#: The most that dYdX closes of one subaccount in one block, USD.
LIMIT = float(MAINNET.max_notional_per_block)
#: Ends of the axis of seconds.
LEAST, MOST = 0.1, 2_000.0


@lru_cache(maxsize=256)
def maintenance_of(name: str, notional: float) -> float:
    """What a venue requires of a BTC position of that notional, fraction of it."""
    position = venues.get(name).position(SYMBOL, notional / PRICE, PRICE)
    return float(position.maintenance_requirement(PRICE)) / notional


def blocks(notional: float) -> int:
    """Blocks that dYdX's limit needs at the least to close a position of that notional."""
    return ceil(round(notional / LIMIT, 9))


def clocks(millions: float, speed: str) -> View:
    """Seconds that the maintenance of each venue lasts, its refresh, and dYdX's blocks."""
    notional = 1e6 * millions
    fall, span = fall_of(speed)
    rows: list[dict[str, Any]] = []
    for venue in KNOWN:
        m = maintenance_of(venue.name, notional)
        refresh = float(venue.refresh_seconds or 0.0)
        needs = refresh * blocks(notional) if venue.name == "dydx" else refresh
        rows.append(
            {
                "row": _name(venue), "venue": venue, "maintenance": m, "refresh": refresh, "needs": needs,
                "lasts": float(time_to_act(m, fall, span)),
            }
        )  # fmt: skip
    dydx = next(r for r in rows if r["venue"].name == "dydx")
    late = dydx["needs"] > dydx["lasts"]
    count = blocks(notional)
    return View(
        data={
            "lasts": [
                {"row": r["row"], "low": LEAST, "seconds": r["lasts"], "label": say("{s} from {the_maintenance:%}", s=_s(r['lasts']), the_maintenance=r['maintenance'])}
                for r in rows
            ],
            "refresh": [{"row": r["row"], "seconds": r["refresh"]} for r in rows],
            "needs": [
                {"row": dydx["row"], "low": dydx["refresh"], "seconds": dydx["needs"], "label": _blocks(count),
                 "late": late}
            ],
        },
        title=say(
            "{size} on dYdX: closing takes at least {blocks}, {needs}; its maintenance lasts {lasts}",
            size=usd(notional), blocks=_blocks(count), needs=_s(dydx["needs"]), lasts=_s(dydx["lasts"]),
        ),
        subtitle=say(
"dots: time between two prices that judge; BTC's worst {speeds}, −{fall:#1}\u202f%\nThe fall:"
" {speed_words}; {sources}", speeds=SPEEDS[speed], fall=100 * fall, speed_words=speed_words(speed), sources=_sources()),
        sentence=say(
            "No refresh takes more than {part:%0} of what maintenance lasts. dYdX closes at most {limit:$} of a subaccount a block of"
            " about {block} s: **{verdict}** before the margin is gone. {unknown} name no number of seconds in the documents used"
            " here.",
            part=ceil(100 * max(r["refresh"] / r["lasts"] for r in rows) - 1e-9) / 100,
            limit=LIMIT, block=number(dydx["refresh"], 1),
            verdict="not all of it can be closed" if late else "all of it may be closed", unknown=_and(UNKNOWN),
        ),
        table=lambda: _table(rows),
    )  # fmt: skip


def _name(venue: Venue) -> str:
    short = venue.title.removesuffix(" (halted)").split(" ")[0]
    return short if venue.live else say("{short} (halted)", short=short)


def _blocks(count: int) -> str:
    return "1 block" if count == 1 else say("{count:#0} blocks", count=count)


def _s(seconds: float) -> str:
    return f"{number(seconds, 1 if seconds < 10 else 0)} s"


def _and(some: tuple[Venue, ...]) -> str:
    return listed(map(_name, some))


def _sources() -> str:
    """Where the intervals are from, with their days."""
    return say("intervals: ") + ", ".join(
        say("{name} read {day}", name=_name(v), day=day(v.refresh_source.as_of))
        if v.refresh_source.read
        else say("{name} as of {day}", name=_name(v), day=day(v.refresh_source.as_of))
        for v in KNOWN
        if v.refresh_source is not None
    )


def _table(rows: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "venue": r["row"],
                "maintenance": percent(r["maintenance"]),
                "lasts": _s(r["lasts"]),
                "refresh": f"{number(r['refresh'], 1)} s",
                "documented": r["venue"].refresh,
                "source of the interval": str(r["venue"].refresh_source),
            }
            for r in rows
        ]
    )
