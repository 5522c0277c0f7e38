"""How trading frameworks model margin without a venue: kept because their numbers circulate.

Source: nautilus_trader@a95c804: tests/unit_tests/accounting/test_margin_models.py (September 2024 and later).
"""

from __future__ import annotations

from course.margin import Schedule
from course.validation import positive


def margin(quantity: float, price: float, rate: float, leverage: float | None = None) -> float:
    """``quantity · price · rate``; the "leveraged" model divides by the leverage as well, which no venue here does."""
    plain = Schedule.flat(rate).requirement(quantity, positive("price", price))
    return float(plain if leverage is None else plain / positive("leverage", leverage))
