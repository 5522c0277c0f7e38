"""Explore: the repaired plan in every week of the record, in both modes, by who watches it."""

from __future__ import annotations

from typing import Any

from course.explorers import View
from course.lessons.position_sizing.same_exposure_twice import losses
from course.lessons.trade_checklist.book import NOTIONAL, REPAIRED, SUMS, about
from course.number_format import percent, usd
from course.simulation.fact_tables import stored
from course.texts import say

WATCHED = {"nobody": "nobody, and no stop", "day": "you, once a day", "venue": "a stop at the venue"}
COINS = ("ETH", "BTC")
LEVERAGES = {"3": "3×", "5": "5×", "10": "10×", "20": "20×"}


def figures(coin: str, watched: str, leverage: float) -> dict[str, float]:
    """One row of the stored weeks; amounts in USD of the plan's position. Leverage 0: cross."""
    table = stored("plan_weeks")
    shares = {name: float(table.value(name, coin, watched, leverage)) for name in ("stopped", "closed", "beyond")}
    dollars = {
        name: NOTIONAL * float(table.value(name, coin, watched, leverage)) for name in ("mean", "worst", "worst_tail")
    }
    return {**shares, **dollars, "weeks": float(table.value("weeks", coin, watched, leverage))}


def of_hundred(share: float) -> str:
    """A counted share as so many weeks of a hundred."""
    count = round(100 * share)
    if share == 0:
        return "in none of the weeks"
    if count == 0:
        return "in fewer than 1 of 100 weeks"
    return say("in {count} of 100 weeks", count=count)


def which_mode(coin: str, watched: str, leverage: str) -> View:
    """The same weeks with the account behind the position and with the post alone."""
    lever = float(leverage)
    cross, apart = figures(coin, watched, 0.0), figures(coin, watched, lever)
    posted = NOTIONAL / lever
    if apart["closed"] == 0:
        title = say(
            "At {lever:×} isolated and cross end alike in every week; the worst costs {worst:$0}",
            lever=lever, worst=-cross["worst"],
        )  # fmt: skip
    else:
        title = say(
            "At {lever:×}: isolated closed {often}, worst {most:$0}; cross never, worst {worst:$0}",
            lever=lever, often=of_hundred(apart["closed"]), most=-apart["worst"], worst=-cross["worst"],
        )  # fmt: skip
    return View(
        data={**losses(*((-cross[n], -apart[n]) for n in ("worst", "worst_tail"))), **_hundred(apart)},
        title=title,
        subtitle=say(
            "{notional:$0} of {coin}, stop {distance:%0} below, account {equity:$}; {weeks:#0} weeks\nFilled {slip:%0} beyond the stop,"
            " from Monday to Monday; maintenance {maintenance:%1}, by the mark's lows, the venue"
            " keeps the post; no fees, no funding; {about}",
            notional=NOTIONAL,
            coin=coin,
            distance=SUMS.distance,
            slip=REPAIRED.slip,
            equity=REPAIRED.equity,
            weeks=apart["weeks"],
            maintenance=REPAIRED.maintenance,
            about=about("plan_weeks"),
        ),
        sentence=_sentence(watched, lever, posted, cross, apart),
        table=lambda: _table(coin, lever),
    )


def _sentence(watched: str, lever: float, posted: float, cross: dict[str, float], apart: dict[str, float]) -> str:
    planned = (1 - (1 - SUMS.distance) * (1 - REPAIRED.slip)) * NOTIONAL
    acts = {"day": ("You never get to close it", "You close it"), "venue": ("The stop never acts", "The stop acts")}
    if watched == "nobody":
        stop = say("No order waits at the venue. ")
    elif apart["stopped"] == 0:
        stop = say("{never} at {lever:×}: the venue is there first. ", never=acts[watched][0], lever=lever)
    else:
        stop = say(
            "{acts} {apart} in isolated, {cross} in cross. ",
            acts=acts[watched][1], apart=of_hundred(apart["stopped"]), cross=of_hundred(cross["stopped"]),
        )  # fmt: skip
    bound = say(
        "Isolated posts **{posted:$0}** and loses no more; it is closed by the venue **{often}**. Cross loses more than the stop's"
        " {planned:$0} **{beyond}**, and {tail:$0} in the mean of its worst twentieth, against {apart:$0}.",
        posted=posted, often=of_hundred(apart["closed"]), planned=planned, beyond=of_hundred(cross["beyond"]),
        tail=-cross["worst_tail"], apart=-apart["worst_tail"],
    )  # fmt: skip
    return stop + bound


def _hundred(apart: dict[str, float]) -> dict[str, Any]:
    """A hundred weeks of the isolated position, by how they ended."""
    closed, stopped = (round(100 * apart[name]) for name in ("closed", "stopped"))
    kinds = ["closed"] * closed + ["stopped"] * stopped + ["through"] * (100 - closed - stopped)
    names = [("closed", "closed", apart["closed"]), ("stopped", "stopped", apart["stopped"])]
    return {
        "hundred": [{"column": i % 20, "line": i // 20, "kind": kind} for i, kind in enumerate(kinds)],
        "hundred_name": [
            {
                "kind": kind,
                "line": -2.1 + 0.95 * row,
                "label": say("isolated, {words}: {of_hundred}", words=words, of_hundred=of_hundred(share)),
            }
            for row, (kind, words, share) in enumerate(names)
        ],
    }


def _table(coin: str, lever: float) -> Any:
    import pandas as pd

    rows = []
    for watched, who in WATCHED.items():
        for mode, leverage in (("cross", 0.0), (say("isolated {lever:×}", lever=lever), lever)):
            found = figures(coin, watched, leverage)
            rows.append(
                {
                    "watched by": who,
                    "mode": mode,
                    "closed by the venue": percent(found["closed"], 1),
                    "stopped": percent(found["stopped"], 1),
                    "mean week": usd(found["mean"], 0, sign=True),
                    "worst twentieth": usd(found["worst_tail"], 0, sign=True),
                    "worst week": usd(found["worst"], 0, sign=True),
                }
            )
    return pd.DataFrame(rows)
