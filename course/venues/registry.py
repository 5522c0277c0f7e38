"""The modelled venues by name, imported only when asked for."""

from __future__ import annotations

from importlib import import_module

from course.validation import one_of
from course.venues.base import Venue

#: Modelled venues in the order in which they are shown.
NAMES = ("dydx", "hyperliquid", "gmx", "drift", "binance", "bybit", "okx", "bitmex")


def names() -> tuple[str, ...]:
    """Names of the modelled venues."""
    return NAMES


def get(name: str) -> Venue:
    """A venue by name.

    Raises:
        ArgumentError: listing the names there are.
    """
    one_of("venue", name, NAMES)
    venue = import_module(f"course.venues.{name}").VENUE
    assert isinstance(venue, Venue)
    return venue


def everything() -> list[Venue]:
    """All modelled venues."""
    return [get(name) for name in NAMES]
