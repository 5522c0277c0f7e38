"""Explore: somebody sees the newer price, and is paid for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.facts import BTC_VOLATILITY
from course.lessons.oracles_and_latency.book import about
from course.number_format import number, percent, stated, usd
from course.simulation import GBM, delayed, derive_feeds, push
from course.simulation.derive_feeds import BEYOND_FEES, FEES, HEARTBEATS
from course.simulation.fact_tables import stored
from course.texts import say

DEVIATIONS = {str(x): stated(x, 0) for x in derive_feeds.DEVIATIONS}
DELAYS = {"0": "none", "1": "1 min", "2": "2 min", "5": "5 min"}
FEE_WORDS = {str(x): stated(x, 0) for x in FEES}
FILLS = {"seen": "seen now", "next": "after the order"}
#: Minutes drawn, and the seed of the made-up price.
DRAWN, SEED = 240, 12
MINUTES_A_DAY = 1_440
#: A trade in the record is of this size, so that fractions can be said in dollars.
TRADE = 10_000.0


@lru_cache(maxsize=1)
def made_up() -> Any:
    """A made-up price of BTC's volatility, minute by minute, before the picture and in it."""
    steps = DRAWN + HEARTBEATS[0]
    model = GBM({"BTC": 100.0}, volatility=BTC_VOLATILITY.value)
    return model.draw(np.random.default_rng(SEED), days=steps / MINUTES_A_DAY, steps=steps).prices[:, 0, 0]


def look(deviation: str, delay: str, fee: str, fill: str) -> dict[str, float]:
    """What the record says: trades, sum of their results (of notional), and how many won."""
    key = (float(deviation), int(delay), float(fee), fill)
    table = stored("looks")
    return {name: table.value(name, *key) for name in ("trades", "total", "won")}


def looks(deviation: str, delay: str, fee: str, fill: str) -> View:
    """A made-up morning with what the feed shows of it, and what the record of a month paid to those who only looked."""
    found = look(deviation, delay, fee, fill)
    key = (float(deviation), HEARTBEATS[0], int(delay))
    feed = {name: stored("feed").value(name, *key) for name in ("updates_a_day", "mean_age", "largest_error")}
    true = made_up()
    seen = delayed(push(true, float(deviation), HEARTBEATS[0]), int(delay))
    at = np.arange(DRAWN + 1)
    shift = HEARTBEATS[0]
    trades, total, won = int(found["trades"]), found["total"], int(found["won"])
    late = (
        ""
        if delay == "0"
        else say(", {delay} {delay_2} late", delay=delay, delay_2="minute" if delay == "1" else "minutes")
    )
    return View(
        data={
            "feed": {
                "minute": np.tile(at, 2),
                "price": np.concatenate([true[shift:], seen[shift:]]),
                "kind": ["true"] * len(at) + ["seen"] * len(at),
            },
            "fee_frame": {"total": _ends([look(deviation, delay, str(f), fill)["total"] for f in FEES])},
            "feed_names": [
                {"kind": "true", "label": "true price"},
                {"kind": "seen", "label": "what the venue sees"},
            ],
            "fees": [
                {
                    "row": FEE_WORDS[str(f)],
                    "total": look(deviation, delay, str(f), fill)["total"],
                    "label": _signed(look(deviation, delay, str(f), fill)["total"]),
                    "own": str(f) == fee,
                    "zero": look(deviation, delay, str(f), fill)["total"] == 0,
                }
                for f in FEES
            ],
        },
        title=_title(deviation, late, trades, total, fill),
        subtitle=say(
"left: four hours made up, of BTC's volatility; right: the record of a month\nThe record: {about}. A heartbeat of an hour;"
" a gap is taken from {beyond_fees:%1} beyond both fees on; no size moves a price.", about=about('looks', 'FTX BTC-PERP, one-minute closes'), beyond_fees=BEYOND_FEES),
        sentence=say(
            "At {fee} a side somebody who only compares two prices trades **{trades} {times}** and wins **{won}**; with"
            " {trade:$} each that {makes} **{sum:$0}** in all. The feed moves {updates} times a day, is {age} old on average and"
            " off by {error:%2} at most.",
            fee=FEE_WORDS[fee], trades=number(trades, 0), times="time" if trades == 1 else "times", won=number(won, 0),
            trade=TRADE, makes="makes" if total >= 0 else "loses", sum=abs(total) * TRADE,
            updates=_few(feed["updates_a_day"]), age=_age(feed["mean_age"]), error=feed["largest_error"],
        ),
        table=lambda: _table(deviation, delay),
    )  # fmt: skip


def _ends(totals: list[float]) -> list[float]:
    """Where the axis ends, with room for a name to the right of the longest bar and of zero."""
    low, high = min(0.0, *totals), max(0.0, *totals)
    return [low, max(1.35 * high, -0.5 * low)]


def _few(count: float) -> str:
    return number(count, 0) if count >= 10 else number(count, 1)


def _age(minutes: float) -> str:
    return say("{minutes} min", minutes=number(minutes, 0 if minutes >= 10 else 1))


def _signed(total: float) -> str:
    return percent(total, 0, sign=True) if round(total, 2) else "0\u202f%"


def _title(deviation: str, late: str, trades: int, total: float, fill: str) -> Any:
    what = say("A {deviations} feed{late}", deviations=DEVIATIONS[deviation], late=late)
    if trades == 0:
        return say("{what}: no gap is worth both fees", what=what)
    if fill == "next":
        return say(
            "{what}: filled at the next price, looking {made} {sum} in a month",
            what=what, made="made" if total > 0 else "lost", sum=percent(abs(total), 0),
        )  # fmt: skip
    return say(
        "{what}: looking at two prices {made} {sum} of a position in a month",
        what=what, made="made" if total > 0 else "lost", sum=percent(abs(total), 0),
    )  # fmt: skip


def _table(deviation: str, delay: str) -> Any:
    import pandas as pd

    rows = []
    for fee in FEE_WORDS:
        row: dict[str, Any] = {"fee a side": FEE_WORDS[fee], "gap taken from": percent(2 * float(fee) + BEYOND_FEES, 2)}
        for fill, words in FILLS.items():
            found = look(deviation, delay, fee, fill)
            row[f"trades, price {words}"] = number(found["trades"], 0)
            row[f"sum, price {words}"] = usd(found["total"] * TRADE, 0)
        rows.append(row)
    return pd.DataFrame(rows)
