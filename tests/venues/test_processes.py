"""Every venue: the price that it shows is the price where it acts, and no money appears or vanishes when it does."""

from __future__ import annotations

import sys
from subprocess import run

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from course import venues
from course.margin import Holding, Pool
from course.validation import ArgumentError
from course.venues import FundingRule, Source, Venue, tier_table
from course.venues.liquidation import FUND, TRADER

PRICES = {"BTC": 60_000.0, "ETH": 3_000.0}
OWN = Venue(
    name="own",
    title="My own",
    tables={
        s: tier_table(s, [{"floor": 0, "maintenance": 0.02, "max_leverage": 20}], Source("me", "today")) for s in PRICES
    },
    source=Source("me", "today"),
    liquidation_fee=0.005,
    takeover=False,
    tiers_down=0,
)
ALL = [*venues.everything(), OWN]
by_name = pytest.mark.parametrize("venue", ALL, ids=lambda v: v.name)


@st.composite
def books(draw, most=2):
    """Sizes by symbol and collateral as a share of gross notional, at prices near 60,000 and 3,000."""
    symbols = draw(st.lists(st.sampled_from(list(PRICES)), min_size=1, max_size=most, unique=True))
    sides = {s: draw(st.sampled_from([1, -1])) for s in symbols}
    sizes = {s: sides[s] * draw(st.floats(100, 5e6)) / PRICES[s] for s in symbols}
    moves = {s: draw(st.floats(0.8, 1.25)) for s in symbols}
    return sizes, moves, draw(st.floats(0.05, 1.5))


def build(venue, book):
    sizes, moves, share = book
    marks = {s: PRICES[s] * moves.get(s, 1.0) for s in PRICES}
    gross = sum(abs(q) * PRICES[s] for s, q in sizes.items())
    held = list(sizes.items()) if "cross" in venue.modes else list(sizes.items())[:1]
    return venue.pool(share * gross, *((s, q, PRICES[s]) for s, q in held)), marks


@by_name
@given(book=books())
def test_at_the_liquidation_price_equity_is_the_requirement(venue, book):
    pool, marks = build(venue, book)
    for position in pool.positions:
        price = pool.liquidation_price(position.symbol, marks)
        assume(price is not None and price < 1e7)
        there = {**marks, position.symbol: price}
        scale = pool.notional(there) + abs(pool.collateral)
        assert abs(pool.health(there)) <= 1e-9 * scale


#: A short whose liquidation price is today's mark but for rounding, and a long whose price is a billionth of today's: at both the
#: health is a difference of large sums, and a step of a millionth of the price would be smaller than their rounding.
AT_THE_MARK = ({"BTC": -944_350.6922250309 / 60_000}, {"BTC": 1.11}, 0.1156000000000001)
NEAR_ZERO = ({"BTC": 9_322.154782485808 / 60_000}, {"BTC": 0.918041003}, 1.005599999957573)


@by_name
@given(book=books(most=1), beyond=st.floats(1e-6, 0.05))
@example(book=AT_THE_MARK, beyond=1e-6)
@example(book=NEAR_ZERO, beyond=1e-6)
def test_on_the_far_side_of_the_price_the_venue_acts_and_on_the_near_side_it_does_not(venue, book, beyond):
    pool, marks = build(venue, book)
    assume(not venue.liquidatable(pool, marks))
    (position,) = pool.positions
    symbol = position.symbol
    price = pool.liquidation_price(symbol, marks)
    assume(price is not None)
    rounding = 1e-12 * (pool.notional({symbol: position.entry_price}) + pool.collateral) / abs(position.size)
    down = -1 if position.side == "long" else 1
    near, far = (max(share * price, rounding) for share in (1e-6, beyond))
    assume(far < price)

    assert venue.liquidatable(pool, {**marks, symbol: price + down * far})
    assert not venue.liquidatable(pool, {**marks, symbol: price - down * near})


@by_name
@given(
    book=books(),
    crash=st.floats(0.3, 3.0),
    slippage=st.sampled_from([0.0, 0.001, 0.05]),
    fund=st.sampled_from([0.0, 500.0, 1e12]),
)
def test_a_liquidation_creates_no_money(venue, book, crash, slippage, fund):
    pool, marks = build(venue, book)
    marks = {**marks, pool.positions[0].symbol: marks[pool.positions[0].symbol] * crash}
    scale = pool.notional(marks) + abs(pool.collateral)

    story = venue.liquidation_steps(pool, marks, slippage=slippage, insurance_fund=fund)

    for step in story.steps:
        assert abs(step.balance) <= 1e-9 * scale
    totals = story.totals()
    assert abs(sum(totals.values())) <= 1e-9 * scale
    assert abs(story.equity_before + totals.get(TRADER, 0.0) - story.equity_after) <= 1e-9 * scale + 1e-4
    assert sum(amount for _, amount in story.waterfall()[:-1]) == pytest.approx(
        story.equity_after, abs=1e-9 * scale + 1e-4
    )
    if venue.name != "dydx":  # a bankrupt dYdX account waits until somebody's price overlaps
        assert story.equity_after >= -1e-9 * scale
        assert not venue.liquidatable(story.pool, marks) or story.equity_after < 1e-9 * scale
    assert totals.get(FUND, 0.0) >= -fund - 1e-9 * scale - 1e-4
    assert story.rows()[0]["step"] == "trigger"


@by_name
def test_a_healthy_pool_is_left_alone(venue):
    pool = venue.pool(60_000, ("BTC", 1, 60_000))

    story = venue.liquidation_steps(pool, PRICES)

    assert story.steps[0].name == "trigger"
    assert "nothing happens" in story.steps[0].text
    assert story.totals() == {}
    assert story.pool.positions[0].size == pytest.approx(1)


@by_name
def test_a_trigger_says_the_numbers_it_compares(venue):
    pool = venue.pool(60_000 * 0.03, ("BTC", 1, 60_000))
    marks = {"BTC": 58_200.0 - 100.0}

    story = venue.liquidation_steps(pool, marks, slippage=0.001)

    assert "requirement" in story.steps[0].text
    assert story.equity_after <= max(story.equity_before, 0.0) + 1e-9


def test_hyperliquid_sells_a_fifth_of_a_large_position_first_and_the_vault_steps_in_below_two_thirds():
    venue = venues.get("hyperliquid")
    pool = venue.pool(20_000, ("BTC", 10, 60_000))
    price = pool.liquidation_price("BTC", PRICES)

    first = venue.liquidation_steps(pool, {"BTC": price * 0.9999})
    late = venue.liquidation_steps(pool, {"BTC": price * 0.99})

    assert next(s.size for s in first.steps if s.name == "fill") == pytest.approx(2)
    assert "liquidator vault" in late.totals()
    assert late.equity_after == 0


def test_okx_gives_up_two_tiers_at_once_and_binance_one():
    okx, binance = venues.get("okx"), venues.get("binance")
    held = okx.pool(60_000 * 300 * 0.016, ("BTC", 300, 60_000))  # tier 4
    marks = {"BTC": 60_000 * 0.995}

    fills = [s for s in okx.liquidation_steps(held, marks).steps if s.name == "fill"]

    assert fills[0].size == pytest.approx(300 - 50)  # the top of tier 2 is 50 BTC
    held = binance.pool(420_000 * 0.004, ("BTC", 7, 60_000))  # bracket 2 starts at 300,000
    fills = [s for s in binance.liquidation_steps(held, {"BTC": 60_000 * 0.9995}).steps if s.name == "fill"]
    assert fills[0].size == pytest.approx((420_000 * 0.9995 - 300_000) / (60_000 * 0.9995))


def test_a_fund_that_took_over_too_much_passes_the_rest_on():
    venue = venues.get("binance")
    pool = venue.pool(600, ("BTC", 1, 60_000))

    story = venue.liquidation_steps(pool, {"BTC": 59_000.0}, slippage=0.01, insurance_fund=300)

    assert story.totals()["insurance fund"] == pytest.approx(-300)
    assert story.totals()["deleveraged traders"] < 0
    assert [s.name for s in story.steps if s.flows][-1] == "deleveraging"


def test_gmx_gives_back_what_is_left_and_the_pool_bears_what_is_missing():
    venue = venues.get("gmx")
    collateral = (Holding("ETH", 1.0),)
    pool = Pool(0.0, (venue.position("ETH", 30, 3_000),), collateral)

    mild = venue.liquidation_steps(pool, {"ETH": 2_915.0})
    wild = venue.liquidation_steps(pool, {"ETH": 2_500.0})

    # The fee of liquidation and that of closing, both on the size at entry.
    assert mild.equity_after == pytest.approx(2_915 - 30 * 85 - (0.002 + 0.0006) * 30 * 3_000)
    assert wild.equity_after == 0
    assert wild.totals()["liquidity pool"] == pytest.approx(-wild.totals()["trader"])
    assert "loss" in [s.name for s in wild.steps]


def test_collateral_and_position_that_move_together_meet_at_the_price_of_the_contracts_own_test():
    from course.venues import gmx

    market = gmx.VENUE.market("ETH")
    held = Pool(0.0, (venues.get("gmx").position("ETH", 40, 5_000),), (Holding("ETH", 10),))

    assert market.maintenance_schedule.requirement(40, 0, 5_000) == pytest.approx(1_000 + 120)
    # 10·p + 40·(p − 5,000) = 1,120 at half a per cent and a fee of 0.06 %; at one per cent, without a fee, it is the 4,040 of the
    # contract's test
    assert held.liquidation_price("ETH", {"ETH": 5_000}) == pytest.approx(4_022.4)
    assert gmx.check(200_000, 5_000, 4_040.01, 10, 4_040.01, 0.01).liquidatable is False
    assert gmx.check(200_000, 5_000, 4_039.99, 10, 4_039.99, 0.01).liquidatable is True


@given(st.floats(-0.02, 0.02), st.floats(0, 200), st.floats(-1e6, 1e6))
def test_funding_is_capped_antisymmetric_and_paid_at_whole_settlements(premium, hours, notional):
    rule = FundingRule(8.0, 0.0001, 0.0005, cap=0.003)

    assert abs(rule.rate(premium)) <= 0.003
    assert rule.cost(notional, premium, hours) == -rule.cost(-notional, premium, hours)
    assert rule.cost(notional, premium, hours) == pytest.approx(
        notional * rule.rate(premium) * rule.settlements(hours), abs=1e-6
    )


def test_the_funding_of_each_venue_is_its_own():
    costs = {v.name: v.funding_cost("BTC", 1.0, 60_000, 0.0, 24) for v in venues.everything()}

    assert costs["dydx"] == costs["drift"] == 0
    # 0.01 % three times, or an eighth 24 times
    assert [costs[v] for v in ("binance", "hyperliquid", "bybit", "okx", "bitmex")] == pytest.approx([18] * 5)
    assert costs["gmx"] == pytest.approx(60_000 * 0.5 * 0.45 / 365)  # borrowing only
    assert venues.get("dydx").funding_rule("BTC").cap == pytest.approx(0.048)
    assert venues.get("bitmex").funding_rule("BTC").cap == pytest.approx(0.00375)
    assert venues.get("drift").funding_cost("BTC", 1.0, 60_000, 0.024, 1) == pytest.approx(60)


def test_names_and_what_is_not_known():
    assert [v.name for v in venues.everything()] == list(venues.names())
    with pytest.raises(ArgumentError, match="dydx"):
        venues.get("mtgox")
    with pytest.raises(ArgumentError, match="BTC"):
        venues.get("dydx").market("PEPE")
    unsaid = {"note", "refresh_seconds", "refresh_source"}  # not every venue's documents name a number
    for record in venues.facts():
        assert all(record[key] not in (None, "") for key in record if key not in unsaid)
    assert [r["venue"] for r in venues.facts(["okx", OWN])] == ["okx", "own"]


def test_the_library_needs_no_tables_and_no_widgets():
    code = (
        "import sys; from course import venues; venues.everything()\n"
        "sys.exit(any(m in sys.modules for m in ('pandas', 'altair', 'ipywidgets')))"
    )

    assert run([sys.executable, "-c", code], check=False).returncode == 0
