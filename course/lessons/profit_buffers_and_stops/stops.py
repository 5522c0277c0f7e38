"""Explore: where stops were filled on real hours, by who watched them, and on days that are remembered."""

from __future__ import annotations

from typing import Any

from course.explorers import View
from course.lessons.profit_buffers_and_stops.book import about
from course.number_format import percent
from course.simulation.fact_tables import stored
from course.texts import day, joined, say

STOPS = {"0.02": "2 %", "0.03": "3 %", "0.05": "5 %", "0.08": "8 %", "0.1": "10 %"}
WATCHED = {"venue": "the venue", "hour": "you, every hour", "4 hours": "you, every 4 hours", "day": "you, every day"}
OFTEN = {"hour": "every hour", "4 hours": "every 4 hours", "day": "every day"}


def fills(asset: str, stop: float, watched: str) -> dict[str, Any]:
    """The row of the record."""
    table = stored("stop_fills").pick(symbol=asset, stop=stop, watched=watched)
    return dict(zip(table.columns, table.rows[0], strict=True))


def stops(asset: str, stop: str, watched: str) -> View:
    """How far beyond the stop it was filled, and the hour of known crashes that reached it."""
    level = float(stop)
    row = fills(asset, level, watched)
    gap = stored("gaps").value("worst", asset)
    deepest = -(level + row["worst"])
    if watched == "venue":
        title = say(
            "A {stop:%~0} stop of {asset} could be filled at {deepest:%1}",
            stop=-level, asset=asset, deepest=deepest,
        )  # fmt: skip
        means = "A fill lies between the stop and the low of the hour that reached it; counted is the low, the worst there can be."
    else:
        title = say(
            "Looking {often}, a {stop:%~0} stop of {asset} was once filled at {deepest:%1}",
            often=OFTEN[watched], stop=-level, asset=asset, deepest=deepest,
        )  # fmt: skip
        means = "You sell at the close of the first hour you look at that closed at the stop or below."
    known = stored("crash_days").pick(symbol=asset, stop=level)
    crashes = [dict(zip(known.columns, one, strict=True)) for one in known.rows]
    return View(
        data={
            "crashes": [
                {"row": i, "stop": -level, "low": one["low"], "close": one["close"], "name": i - 0.3,
                 "label": say("{day}, down to {low:%1}", day=day(one['day']), low=one['low'])}
                for i, one in enumerate(crashes)
            ],
            "crash_stop": {"stop": [-level], "row": [len(crashes) - 0.45], "label": [say("stop {level:%0}", level=-level)]},
            "crash_frame": {"low": [min(-0.36, *(one["low"] - 0.04 for one in crashes)), 0.0]},
        },
        title=title,
        subtitle=say(
"long for a week from each of {windows:#0} hours; distances in % of the entry price\nThe weeks overlap; fees and"
" funding left out; traded prices of {about}. {means} No hour of {asset} opened more than {gap:%2} below the close before. Known days, from"
" midnight (UTC), the hour that reached the stop; its close is the dot.", windows=row['windows'], about=about('stop_fills'), means=means, asset=asset, gap=gap),
        sentence=joined(
            " ",
            [
                say(
                    "The stop was set off in **{hit:%0}** of the weeks. {what} **{over_1:%0}** {lay} more than 1 % beyond it; the worst,"
                    " {worst:%1} beyond, on {date}.",
                    what="Of the hours that reached it" if watched == "venue" else "Of these fills",
                    lay="went" if watched == "venue" else "lay",
                    hit=row["hit"], over_1=row["over_1"], worst=row["worst"], date=day(row["worst_at"]),
                ),
                say("And **{back:%0}** of the weeks that set it off ended above it again.", back=row["back"]),
                say(
                    "The worst twentieth of all weeks ended at {tail:%1} or below with it, at {tail_none:%1} without.",
                    tail=row["tail"], tail_none=row["tail_none"],
                ),
            ],
        ),
        table=lambda: _table(crashes, level),
    )  # fmt: skip


def _table(crashes: list[dict[str, Any]], level: float) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "day": [day(one["day"]) for one in crashes],
            "stop": [percent(-level, 0)] * len(crashes),
            "hour that reached it (UTC)": [one["hour"] for one in crashes],
            "low of that hour": [percent(one["low"], 1) for one in crashes],
            "its close": [percent(one["close"], 1) for one in crashes],
            "low of the day": [percent(one["deepest"], 1) for one in crashes],
        }
    )
