"""Explore: what looking more often does to a month's long, by every month of the record."""

from __future__ import annotations

from typing import Any

from course.explorers import View
from course.lessons.profit_buffers_and_stops.book import FEE, LIQUIDATION_FEE, MAINTENANCE, about, in_hundred
from course.margin import effective_leverage
from course.number_format import percent, times, usd
from course.simulation.fact_tables import stored
from course.texts import Said, capital, joined, say

ACCOUNT = 10_000.0
LOOKS = {
    "never": "never", "week": "every week", "3 days": "every 3 days", "day": "every day", "8 hours": "every 8 hours",
    "hour": "every hour",
}  # fmt: skip
SIDES = {"both": "down and up", "down": "down only"}
LEVERAGES = {"2": "2×", "3": "3×", "5": "5×", "8": "8×"}
FALLS = (0.05, 0.1, 0.15)
#: Lines from one hundred to the next.
ROWS = 7


def month(asset: str, leverage: str, look: str, only: str) -> dict[str, float]:
    """What became of the months under one rule: ``closed``, ``fees``, ``median``, ``mean``, ``low``."""
    key = (asset, float(leverage), look, "both" if look == "never" else only, 0.0)
    return {name: stored("rebalanced").value(name, *key) for name in ("closed", "fees", "median", "mean", "low")}


def drifted(leverage: float) -> str:
    """What the leverage becomes after falls, as far as it is below what the venue takes."""
    said: list[str] = []
    for fall in FALLS:
        now = effective_leverage(leverage, -fall)
        if now < 1 / MAINTENANCE:
            said.append(say("{now:×} after {fall:%0}", now=now, fall=-fall))
    return joined(", ", said)


def drift(asset: str, leverage: str, look: str, only: str) -> View:
    """Closed, fees and the typical month, by how often the leverage is put right."""
    lever = float(leverage)
    rows = {name: month(asset, leverage, name, only) for name in LOOKS}
    here, never = rows[look], rows["never"]
    closed, nobody = in_hundred(here["closed"]), in_hundred(never["closed"])
    if look == "never":
        title = say(
            "Left alone, a {leverage} long of {asset} was closed in {closed} of 100 months",
            leverage=times(lever), asset=asset, closed=nobody,
        )  # fmt: skip
    elif closed == nobody:
        title = say(
            "Looking {look}: closed in {closed} of 100 months, as with nobody looking", look=LOOKS[look], closed=closed
        )
    else:
        title = say(
            "Looking {look}: closed in {closed} of 100 months instead of {nobody}",
            look=LOOKS[look],
            closed=closed,
            nobody=nobody,
        )
    loose = stored("rebalanced").value("fees", asset, lever, "hour", only, 0.2)
    tight = rows["hour"]["fees"]
    return View(
        data={
            **_hundreds(look, here["closed"], never["closed"]),
            "ends": [
                {"look": LOOKS[name], "start": ACCOUNT, "median": row["median"], "label": usd(row["median"], 0), "own": name == look}
                for name, row in rows.items()
            ],
            "start": {"median": [ACCOUNT]},
        },
        title=title,
        subtitle=say(
"{account:$}; {value:#0} months of 30 days, fees paid, funding left out\nMaintenance {maintenance:%0}, fee {fee:%} a trade and"
" {liquidation_fee:%0} at a liquidation; judged by each hour's open and low of the mark; months from every midnight, which overlap;"
" {about}", account=ACCOUNT, maintenance=MAINTENANCE, fee=FEE, liquidation_fee=LIQUIDATION_FEE, value=stored('rebalanced').value('months', asset, lever, 'never'), about=about('rebalanced')),
        sentence=joined(" ", [_ended(look, here, never), _paid(look, here)]),
        explain=joined(
            " ",
            [
                say("Untouched, {leverage} becomes {drifted}.", leverage=times(lever), drifted=drifted(lever)),
                say(
                    "Looking every hour, {sides}, trades cost {tight} in the mean month; with a band of 20 %, which trades less, {loose}.",
                    sides=SIDES[only], tight=_fees(tight), loose=_fees(loose),
                ),
            ],
        ),
        table=lambda: _table(rows),
    )  # fmt: skip


def _fees(paid: float) -> str:
    """Fees, with cents where they are few dollars."""
    return usd(paid, 0 if paid >= 10 else 2)


def _ended(look: str, here: dict[str, float], never: dict[str, float]) -> Said:
    """Where the typical month ended."""
    if look == "never":
        return say("The typical month ended at **{median:$0}**.", median=here["median"])
    return say(
        "The typical month ended at **{median:$0}** instead of {other:$0}.",
        median=here["median"],
        other=never["median"],
    )


def _paid(look: str, here: dict[str, float]) -> Said:
    """What the rule's trades cost, and the worst twentieth of the months."""
    low = say("left nothing") if here["low"] < 0.5 else say("ended at {low:$0} or less", low=here["low"])
    if look == "never":
        return say("One in twenty {low}.", low=low)
    return say(
        "Its trades cost **{fees}** in the mean month, and one month in twenty {low}.",
        fees=_fees(here["fees"]),
        low=low,
    )


def _hundreds(look: str, here: float, never: float) -> dict[str, Any]:
    """A hundred months with nobody looking, and a hundred with the rule: each closed one a cross."""
    kinds = [("nobody looks", never)] + ([] if look == "never" else [(LOOKS[look], here)])
    return {
        "hundred": [
            {"column": i % 20, "line": ROWS * k + i // 20, "out": i < round(100 * share)}
            for k, (_, share) in enumerate(kinds)
            for i in range(100)
        ],
        "hundred_names": [
            {
                "line": ROWS * k - 1.1,
                "label": say("{who}: {closed} of 100 months closed", who=capital(who), closed=in_hundred(share)),
            }
            for k, (who, share) in enumerate(kinds)
        ],
    }


def _table(rows: dict[str, dict[str, float]]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "looking": [LOOKS[name] for name in rows],
            "closed": [percent(row["closed"], 1) for row in rows.values()],
            "fees of the rule": [usd(row["fees"], 0) for row in rows.values()],
            "typical month": [usd(row["median"], 0) for row in rows.values()],
            "mean month": [usd(row["mean"], 0) for row in rows.values()],
            "one in twenty ends at or below": [usd(row["low"], 0) for row in rows.values()],
        }
    )
