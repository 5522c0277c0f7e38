"""Venues: each one's dated parameters and what it does differently, on one engine.

>>> from course import venues
>>> dydx = venues.get("dydx")
>>> dydx.market("BTC").maintenance_schedule.rates
(0.012,)
>>> pool = dydx.pool(6_000, ("BTC", 1, 60_000), ("ETH", -15, 3_000))
>>> round(pool.liquidation_price("BTC", {"BTC": 60_000, "ETH": 3_000}))
55202

``venues.compare(portfolio, marks)`` puts one portfolio on all of them; ``venues.load_tiers(path)`` reads newer tiers. What is
particular to a venue is in its module: ``from course.venues import dydx, gmx``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from course.texts import listed
from course.venues.base import Expression, Venue
from course.venues.compare import COLUMNS, compare, comparison
from course.venues.funding_rule import FundingRule
from course.venues.liquidation import Liquidation, LiquidationOrder, Step
from course.venues.registry import everything, get, names
from course.venues.tables import COURSE_DAY, Source, TierTable, max_leverage_for, old_figures
from course.venues.tier_files import load_tiers, tier_table


def facts(chosen: Iterable[Venue | str] | None = None) -> list[dict[str, Any]]:
    """What to look for in a venue's documentation, one record a venue, with source and date.

    Keys by what they answer: the margin model (``modes, granularity, requirement_on, fee_in_trigger``), the liquidation
    (``trigger, at_equality, first_action, loss_bearers, adl``), the settlement layer (``settlement, refresh``), the tools
    (``tools``), then ``note, live, as_of, source``; ``dated``: whether that day is the documents' own, not the one on which they
    were read; ``old``: whether it lies more than two years before the course's day.
    """
    venues = everything() if chosen is None else [get(v) if isinstance(v, str) else v for v in chosen]
    return [
        {
            "venue": v.name,
            "title": v.title,
            "kind": v.kind,
            "live": v.live,
            "modes": listed(v.modes),
            "granularity": v.granularity,
            "requirement_on": v.basis,
            "fee_in_trigger": v.fee_in_trigger,
            "trigger": v.trigger,
            "at_equality": v.at_equality,
            "first_action": v.first_action,
            "loss_bearers": " → ".join(v.backstop),
            "adl": v.adl,
            "settlement": v.settlement,
            "refresh": v.refresh,
            "refresh_seconds": v.refresh_seconds,
            "refresh_source": "" if v.refresh_source is None else str(v.refresh_source),
            "tools": v.tools,
            "note": v.note,
            "as_of": v.source.as_of,
            "dated": not v.source.read,
            "old": v.source.old(),
            "source": v.source.text,
        }
        for v in venues
    ]


__all__ = [
    "COLUMNS",
    "COURSE_DAY",
    "Expression",
    "FundingRule",
    "Liquidation",
    "LiquidationOrder",
    "Source",
    "Step",
    "TierTable",
    "Venue",
    "compare",
    "comparison",
    "everything",
    "facts",
    "get",
    "load_tiers",
    "max_leverage_for",
    "names",
    "old_figures",
    "tier_table",
]
