"""Deeper: from the premium to the rate, by venue."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from course import venues
from course.explorers import View
from course.margin import annualised
from course.texts import Said, say, wordless

#: Venues whose rate follows the premium. GMX's follows the imbalance of longs and shorts, and is left out.
VENUES = {name: venues.get(name).title for name in venues.names() if name != "gmx"}
#: Distance of the premium's stops.
STEP = 0.00005
PREMIUMS = np.linspace(-0.001, 0.0012, 221)
NOTIONAL, DAYS, SYMBOL = 10_000.0, 30, "BTC"
SHOWN = {"period": "per 8 hours", "simple": "a year, added up", "compound": "a year, compounded"}


def rate_shown(venue: str, premium: ArrayLike, shown: str) -> Any:
    """The rate at one premium or many, per 8 hours or a year."""
    rule = venues.get(venue).funding_rule(SYMBOL)
    interval = rule.interval_rate(premium)
    if shown == "period":
        return interval * 8 / rule.interval_hours
    return annualised(interval, rule.interval_hours, compound=shown == "compound")


def rates(venue: str, premium: float, shown: str) -> View:
    """Rate over premium at one venue, and what it costs a long."""
    found = venues.get(venue)
    rule = found.funding_rule(SYMBOL)
    curve = rate_shown(venue, PREMIUMS, shown)
    now = float(rate_shown(venue, premium, shown))
    cost = round(found.funding_cost(SYMBOL, 1.0, NOTIONAL, premium, 24 * DAYS), 9)
    year = float(rate_shown(venue, premium, "simple"))
    return View(
        data={
            "curve": {"premium": PREMIUMS, "rate": curve},
            "now": {
                "premium": [premium],
                "rate": [now],
                "label": [wordless("{now:%}", now=now)],
                "left": [premium < 0.0001],
            },
            "sides": [
                {"at": "up", "label": say("longs pay")},
                {"at": "down", "label": say("shorts pay")},
            ],
        },
        title=_title(premium, year),
        subtitle=say(
            "{title}, {symbol}, as of {as_of}: settled every {hours:#0} {hours:hour|hours}\nThe premium is the perpetual over the"
            " index, averaged over {period:#0} hours.",
            title=found.title, symbol=SYMBOL, as_of=found.source.as_of, hours=rule.interval_hours, period=rule.period_hours,
        ),
        sentence=_sentence(venue, premium, year, cost),
        table=lambda: _table(venue),
    )  # fmt: skip


def _title(premium: float, year: float) -> Said:
    """Where the perpetual stands, and who pays."""
    if premium > 0:
        where = say("The perpetual stands {premium:%~2} above the index", premium=premium)
    elif premium < 0:
        where = say("The perpetual stands {gap:%~2} below the index", gap=-premium)
    else:
        where = say("The perpetual stands exactly at the index")
    if abs(year) < 1e-12:
        return say("{where}, and nobody pays", where=where)
    joint = (
        say("and longs still pay")
        if premium < 0 < year
        else say("and shorts pay")
        if year < 0
        else say("and longs pay")
    )
    return say("{where}, {joint} {year:%} a year", where=where, joint=joint, year=abs(year))


def _sentence(venue: str, premium: float, year: float, cost: float) -> Said:
    """The rate in its three forms, and in money."""
    eight, grown = (float(rate_shown(venue, premium, shown)) for shown in ("period", "compound"))
    if abs(year) < 1e-12:
        return say("At this premium the rate is **zero**: a long of {notional:$} pays nothing in {days} days.",
                   notional=NOTIONAL, days=DAYS)  # fmt: skip
    does = say("pays **{cost:$}**", cost=cost) if cost > 0 else say("receives **{cost:$}**", cost=-cost)
    return say(
        "The rate is **{eight:%3}** per 8 hours: **{year:%}** a year if payments are added up, {grown:%} if whoever receives"
        " them adds each to the position. In {days} days a long of {notional:$} {does}.",
        eight=eight, year=year, grown=grown, days=DAYS, notional=NOTIONAL, does=does,
    )  # fmt: skip


def _table(venue: str) -> object:
    """Some premiums with their rates."""
    from pandas import DataFrame

    at = np.array([-0.001, -0.0005, -0.0003, 0.0, 0.0003, 0.0006, 0.001])
    return DataFrame(
        {
            "premium, %": 100 * at,
            **{
                wordless("{words}, %", words=words): 100 * np.asarray(rate_shown(venue, at, shown))
                for shown, words in SHOWN.items()
            },
        }
    )
