from __future__ import annotations

import math
import re

import pandas as pd
import pytest

from course import venues
from course.margin import Holding, Market, Pool, Portfolio, Position
from course.validation import ArgumentError
from course.venues import Source, Venue, tier_table

MARKS = {"BTC": 60_000.0, "ETH": 3_000.0}
BTC, ETH = (Market(s, initial=0.05, maintenance=0.03) for s in MARKS)
BOOK = (Position(BTC, 1, 60_000), Position(ETH, -15, 3_000))
CROSS = Portfolio.cross(6_000, BOOK)


def row(frame: pd.DataFrame, venue: str, symbol: str = "BTC") -> pd.Series:
    found = frame[(frame.venue == venue) & (frame.symbol == symbol)]
    assert len(found) == 1
    return found.iloc[0]


@pytest.fixture(scope="module")
def frame():
    return venues.compare(CROSS, MARKS, hours=24)


def test_it_is_tidy_a_row_a_position_and_venue(frame):
    assert isinstance(frame, pd.DataFrame)
    assert list(frame.columns) == list(venues.COLUMNS)
    assert len(frame) == 2 * len(venues.names())
    assert frame.source.ne("").all()
    assert frame.as_of.ne("").all()


@pytest.mark.parametrize(
    ("venue", "btc", "eth"),
    [
        # equity 6,000; slope ±; requirement of the other at 3,000 or 60,000
        ("dydx", (60_000 - 6_000 + 540) / (1 - 0.012), (3_000 * 15 + 6_000 - 720) / (15 * 1.012)),
        ("hyperliquid", (54_000 + 900) / (1 - 0.0125), (51_000 - 750) / (15 * 1.02)),
        ("binance", (54_000 + 180) / (1 - 0.004), (51_000 - 240) / (15 * 1.004)),
        ("okx", (54_000 + 45_000 * 0.0045) / (1 - 0.0045), (51_000 - 270) / (15 * 1.0045)),
        ("bitmex", 54_000 + 300 + 450, (51_000 - 750) / 15),
    ],
)
def test_liquidation_prices_by_hand(frame, venue, btc, eth):
    assert row(frame, venue, "BTC").liquidation_price == pytest.approx(btc, rel=1e-12)
    assert row(frame, venue, "ETH").liquidation_price == pytest.approx(eth, rel=1e-12)


def test_bybit_counts_the_fee_of_closing_at_the_bankruptcy_price(frame):
    long, short = 0.00055 * (1 - 1 / 100), 0.00055 * (1 + 1 / 100)

    assert row(frame, "bybit").liquidation_price == pytest.approx(
        (54_000 + 45_000 * (0.005 + short)) / (1 - 0.005 - long)
    )
    assert row(frame, "bybit").maintenance == pytest.approx(60_000 * (0.005 + long))


def test_gmx_has_no_cross_and_says_so(frame):
    btc = row(frame, "gmx")

    assert btc.status == "changed"
    assert "no cross margin" in btc.note
    assert btc.equity == pytest.approx(6_000 * 60 / 105)
    # 3,428.57 of collateral, 300 required and 36 for the fee of closing: 3,092.57 may be lost
    assert btc.liquidation_price == pytest.approx(60_000 - 3_092.5714285)
    assert set(frame[frame.venue == "gmx"].pool) == {"cross · BTC", "cross · ETH"}


def test_what_closes_first_is_the_nearest(frame):
    for _, rows in frame.groupby("venue"):
        nearest = rows.distance.min()
        assert (rows.closes_first == (rows.distance - nearest).abs().lt(1e-12)).all()
    assert row(frame, "dydx").closes_first
    assert not row(frame, "dydx", "ETH").closes_first


def test_costs_and_who_bears_a_loss(frame):
    assert row(frame, "dydx").cost_least == 0
    assert row(frame, "dydx").cost_most == pytest.approx(0.012 * row(frame, "dydx").liquidation_price)
    assert row(frame, "gmx").cost_most == pytest.approx(120 + 36)
    assert row(frame, "okx").cost_least == row(frame, "okx").cost_most > 0  # one tier: all that is left is kept
    large = Portfolio.cross(60_000, (Position(BTC, 10, 60_000),))
    assert row(venues.compare(large, MARKS, ["binance"]), "binance").cost_least == 0  # reducing a bracket may be enough
    assert row(frame, "gmx").loss_bearers == "liquidity pool"
    assert row(frame, "hyperliquid").loss_bearers == "liquidator vault → deleveraged traders"


def test_funding_over_the_period_has_the_sign_of_the_side(frame):
    assert row(frame, "binance").funding == pytest.approx(18)
    assert row(frame, "binance", "ETH").funding == pytest.approx(-13.5)
    shorter = venues.compare(CROSS, MARKS, ["binance"], hours=7, premium=0.001)
    assert (shorter.funding == 0).all()  # no settlement in seven hours


def test_isolated_pools_stay_apart():
    frame = venues.compare(Portfolio.isolated((3_000, 3_000), BOOK), MARKS, ["dydx", "bybit"])

    assert set(frame.pool) == {"BTC", "ETH"}
    assert row(frame, "dydx").liquidation_price == pytest.approx(57_000 / (1 - 0.012))
    assert (frame.status == "as is").all()


def test_bybit_needs_a_sub_account_for_cross_and_isolated_side_by_side():
    mixed = Portfolio(0.0, {"cross": Pool(6_000, BOOK), "alone": Pool(3_000, (Position(ETH, 5, 3_000),))})

    frame = venues.compare(mixed, MARKS, ["bybit", "binance"])

    assert (frame[frame.venue == "bybit"].status == "changed").all()
    assert frame[frame.venue == "bybit"].note.str.contains("sub-account").all()
    assert (frame[frame.venue == "binance"].status == "as is").all()


def test_leverage_above_the_maximum_is_cut_and_said():
    eager = Portfolio.cross(6_000, (Position(Market("BTC", 0.01, 0.005), 1, 60_000, leverage=80),))

    frame = venues.compare(eager, MARKS, ["hyperliquid", "binance"])

    assert "above the 40×" in row(frame, "hyperliquid").note
    assert row(frame, "hyperliquid").initial == pytest.approx(1_500)
    assert row(frame, "binance").status == "as is"
    assert row(frame, "binance").initial == pytest.approx(750)


def test_a_market_without_parameters_is_impossible_not_invented():
    doge = Portfolio.cross(1_000, (Position(Market("DOGE", 0.1, 0.05), 1_000, 0.2),))

    frame = venues.compare(doge, {"DOGE": 0.2}, ["dydx", "gmx"])

    assert row(frame, "dydx", "DOGE").status == "impossible"
    assert pd.isna(row(frame, "dydx", "DOGE").liquidation_price)
    assert "DOGE" in row(frame, "dydx", "DOGE").note
    assert row(frame, "gmx", "DOGE").status == "as is"


def test_a_token_as_collateral_counts_where_it_is_accepted():
    held = Portfolio(0.0, {"hedged": Pool(1_000, (Position(ETH, -2, 3_000),), (Holding("ETH", 2),))})

    frame = venues.compare(held, MARKS, ["gmx", "drift", "dydx"])

    assert row(frame, "gmx", "ETH").equity == pytest.approx(7_000)
    assert row(frame, "gmx", "ETH").liquidation_price is None or math.isnan(row(frame, "gmx", "ETH").liquidation_price)
    assert row(frame, "drift", "ETH").pool_maintenance == pytest.approx(6_000 * 0.05 + 6_000 * 0.1)
    assert row(frame, "dydx", "ETH").equity == pytest.approx(1_000)
    assert "does not count as collateral" in row(frame, "dydx", "ETH").note


def test_opposite_sides_are_netted_where_there_is_no_hedge_mode():
    both = Portfolio.cross(6_000, (Position(BTC, 1, 60_000), Position(BTC, -0.4, 61_000)))

    frame = venues.compare(both, MARKS, ["dydx", "binance"])

    assert len(frame[frame.venue == "binance"]) == 2
    assert row(frame, "dydx")["size"] == pytest.approx(0.6)
    assert row(frame, "dydx").equity == pytest.approx(6_000 + 0.4 * 1_000)
    assert "nets" in row(frame, "dydx").note


def test_a_venue_that_a_learner_describes_stands_beside_the_others():
    mine = Venue(
        "mine",
        "Mine",
        {"BTC": tier_table("BTC", [{"floor": 0, "mmr": 0.02, "imr": 0.1}], Source("me", "2026-11-22"))},
        Source("me", "2026-11-22"),
        liquidation_fee=0.01,
        takeover=False,
    )
    alone = Portfolio.cross(6_000, BOOK[:1])

    frame = venues.compare(alone, MARKS, ["dydx", mine])

    assert row(frame, "mine").liquidation_price == pytest.approx(54_000 / 0.98)
    assert row(frame, "mine").cost_most == pytest.approx(0.01 * 54_000 / 0.98)


def test_a_portfolio_that_is_already_under_water_is_at_distance_zero():
    frame = venues.compare(Portfolio.cross(200, BOOK), MARKS, ["dydx"])

    assert frame.liquidatable.all()
    assert (frame.distance == 0).all()


def test_marks_must_be_complete():
    with pytest.raises(ArgumentError, match="ETH"):
        venues.compare(CROSS, {"BTC": 60_000}, ["dydx"])


def test_what_a_learner_reads_of_a_venue_names_no_code():
    """Underscores and backquotes are for programs."""
    for record in venues.facts():
        said = {key: str(value) for key, value in record.items() if key != "venue"}
        assert not {key: text for key, text in said.items() if re.search(r"[a-z]_[a-z]|`", text)}
