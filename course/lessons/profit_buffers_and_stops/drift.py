"""Explore: what looking more often does to a month's long, by every month of the record."""

from __future__ import annotations

from typing import Any

from course.explorers import Frame
from course.lessons.profit_buffers_and_stops.book import FEE, LIQUIDATION_FEE, MAINTENANCE, about
from course.margin import effective_leverage
from course.simulation.facts import stored
from course.texts import Said, joined, say
from course.words import number, percent, times, usd

ACCOUNT = 10_000.0
LOOKS = {
    "never": "never", "week": "every week", "3 days": "every 3 days", "day": "every day", "8 hours": "every 8 hours",
    "hour": "every hour",
}  # fmt: skip
SIDES = {"both": "down and up", "down": "down only"}
LEVERAGES = {"2": "2×", "3": "3×", "5": "5×", "8": "8×"}
FALLS = (0.05, 0.1, 0.15)


def month(asset: str, leverage: str, look: str, only: str) -> dict[str, float]:
    """What became of the months under one rule: ``closed``, ``fees``, ``median``, ``mean``, ``low``."""
    key = (asset, float(leverage), look, "both" if look == "never" else only, 0.0)
    return {name: stored("rebalanced").value(name, *key) for name in ("closed", "fees", "median", "mean", "low")}


def in_thousand(share: float) -> str:
    """So many of a thousand; what never happened is said as none."""
    return "none" if share == 0 else number(round(1_000 * share), 0)


def drifted(leverage: float) -> str:
    """What the leverage becomes after falls, as far as it is below what the venue takes."""
    said: list[str] = []
    for fall in FALLS:
        now = effective_leverage(leverage, -fall)
        if now < 1 / MAINTENANCE:
            said.append(say("{now:×} after {fall:%0}", now=now, fall=-fall))
    return joined(", ", said)


def drift(asset: str, leverage: str, look: str, only: str) -> Frame:
    """Closed, fees and the typical month, by how often the leverage is put right."""
    lever = float(leverage)
    rows = {name: month(asset, leverage, name, only) for name in LOOKS}
    here, never = rows[look], rows["never"]
    if look == "never":
        title = say(
            "Left alone, a {leverage} long of {asset} was closed in {closed} of 1,000 months; the typical month ended at {median:$0}",
            leverage=times(lever), asset=asset, closed=in_thousand(never["closed"]), median=never["median"],
        )  # fmt: skip
    else:
        title = say(
            "Looking {look} instead of never: closed in {closed} of 1,000 months instead of {never}, and the typical month ended at"
            " {median:$0} instead of {other:$0}",
            look=LOOKS[look], closed=in_thousand(here["closed"]), never=in_thousand(never["closed"]), median=here["median"],
            other=never["median"],
        )  # fmt: skip
    loose = stored("rebalanced").value("fees", asset, lever, "hour", only, 0.2)
    tight = rows["hour"]["fees"]
    return Frame(
        data={
            "looks": [
                {"look": LOOKS[name], "closed": row["closed"], "label": percent(row["closed"], 1), "own": name == look}
                for name, row in rows.items()
            ],
            "ends": [
                {"look": LOOKS[name], "median": row["median"], "label": usd(row["median"], 0), "own": name == look}
                for name, row in rows.items()
            ],
            "start": {"median": [ACCOUNT]},
        },
        title=title,
        subtitle=say(
"{account:$}, maintenance {maintenance:%0}, fee {fee:%} a trade and {liquidation_fee:%0} at a"
" liquidation, funding left out; judged by each hour's open and low of the mark; {value:#0} months"
" of 30 days from every midnight, which overlap; {about}", account=ACCOUNT, maintenance=MAINTENANCE, fee=FEE, liquidation_fee=LIQUIDATION_FEE, value=stored('rebalanced').value('months', asset, lever, 'never'), about=about('rebalanced')),
        sentence=joined(
            " ",
            [
                say("Untouched, {leverage} becomes {drifted}.", leverage=times(lever), drifted=drifted(lever)),
                _paid(look, only, here),
                say(
                    "Every hour, {sides}, they cost {tight}; with a band of 20 %, which trades less, {loose}.",
                    sides=SIDES[only], tight=_fees(tight), loose=_fees(loose),
                ),
            ],
        ),
        table=lambda: _table(rows),
        idle={"only": "without looking, nothing is traded"} if look == "never" else {},
    )  # fmt: skip


def _fees(paid: float) -> str:
    """Fees, with cents where they are few dollars."""
    return usd(paid, 0 if paid >= 10 else 2)


def _paid(look: str, only: str, here: dict[str, float]) -> Said:
    """What the rule's trades cost, and the worst twentieth of the months."""
    low = say("left nothing") if here["low"] < 0.5 else say("ended at {low:$0} or less", low=here["low"])
    if look == "never":
        return say("Without a rule one month in twenty {low}.", low=low)
    return say(
        "Looking {look}, {sides}, its trades cost **{fees}** of fees in the mean month, and one month in twenty {low}.",
        look=LOOKS[look], sides=SIDES[only], fees=_fees(here["fees"]), low=low,
    )  # fmt: skip


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
