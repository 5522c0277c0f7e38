"""What venues say about funding of single markets: hours, caps, and the pocket that pays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course import venues
from course.validation import ArgumentError
from course.venues.binance import CAPS, FUNDING_CAPS


def test_the_caps_of_binance_hold_where_they_are_known_and_nowhere_else() -> None:
    binance = venues.get("binance")
    assert CAPS.day is not None
    for symbol, cap in FUNDING_CAPS.items():
        rule = binance.funding_rule(symbol)
        assert rule.interval_rate(0.05) == pytest.approx(cap)
        assert rule.interval_rate(-0.05) == pytest.approx(-cap)
        assert rule.interval_rate(0.001) == pytest.approx(0.0005)
    assert binance.funding_rule("SOL").cap is None
    assert venues.get("bybit").funding_rule("BTC").cap is None


def test_a_cap_is_of_a_settlement_whatever_the_period() -> None:
    four = replace(venues.get("binance"), funding_caps={"SOL": 0.002})
    assert four.funding_rule("SOL").interval_hours == 4
    assert four.funding_rule("SOL").interval_rate(0.5) == pytest.approx(0.002)


def test_pockets_are_said_only_where_a_source_does() -> None:
    said = {name: venues.get(name).funding_source for name in venues.names()}
    assert {n: s for n, s in said.items() if s} == {"dydx": "margin", "gmx": "margin", "bybit": "wallet"}
    with pytest.raises(ArgumentError, match="funding_source"):
        replace(venues.get("binance"), funding_source="bank")
    with pytest.raises(ArgumentError, match="funding_caps"):
        replace(venues.get("binance"), funding_caps={"BTC": -0.1})
