"""What is turned in several lessons, once each: its name, its word, its unit, its step and what it means.

A lesson says where it starts and how far it goes: ``LEVERAGE.at(5, max=20)``.
"""

from __future__ import annotations

from course.explorers import Choice, Number

SIDE = Choice("side", "Side", ["long", "short"])
COIN = Choice("asset", "Coin", ["BTC", "ETH"])
COLLATERAL = Number("collateral", "Collateral", 1_000, min=100, max=10_000, step=100, unit="$")
LEVERAGE = Number("leverage", "Leverage", 10, min=1, max=40, step=0.5, unit="×").meaning(
    "Notional divided by the collateral posted."
)
MAINTENANCE = Number("maintenance", "Maintenance fraction", 0.025, min=0.0, max=0.05, step=0.001, unit="%").meaning(
    "Share of the notional that the venue requires to keep the position open."
)
VOLATILITY = Number("volatility", "Volatility a year", 0.8, min=0.2, max=2.0, step=0.05, unit="%")
CORRELATION = Number("correlation", "Correlation", 0.8, min=-0.5, max=1, step=0.02)
DAYS = Number("days", "Days", 7, min=0, max=90, step=1, unit="days")
