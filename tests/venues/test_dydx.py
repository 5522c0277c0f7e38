"""dYdX beyond the vectors: rounding directions, who is paid, and what never moves."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from course.validation import ArgumentError
from course.venues import dydx

prices = st.decimals("0.01", "100000", places=2)
sizes = st.decimals("0.0001", "50", places=4)
sides = st.sampled_from([1, -1])
fractions = st.integers(1, 1_000_000).map(lambda n: Fraction(n, 1_000_000))


@st.composite
def perpetuals(draw, ticker="BTC-USD"):
    return dydx.Perpetual(ticker, draw(prices), draw(fractions), draw(fractions))


@st.composite
def accounts(draw, low=-0.5, high=1.5):
    """One or two positions and a balance that makes equity a multiple of the maintenance requirement."""
    held = [
        dydx.PerpetualPosition(draw(perpetuals(t)), draw(sides) * draw(sizes))
        for t in ("BTC-USD", "ETH-USD")[: draw(st.integers(1, 2))]
    ]
    empty = dydx.Subaccount(0, tuple(held))
    assume(empty.risk.maintenance > 0)
    wanted = int(float(empty.risk.maintenance) * draw(st.floats(low, high)))
    return dydx.Subaccount(dydx.usdc(wanted - int(empty.risk.equity)), tuple(held))


@given(perpetuals(), sizes, sides)
def test_requirements_are_rounded_up_and_notional_toward_zero(market, size, side):
    exact = Fraction(size) * market.oracle_price * 10**6

    assert 0 <= exact - abs(market.notional(side * size)) < 1
    assert market.notional(side * size) * side >= 0
    base = abs(market.notional(size)) * Fraction(market.base_ppm, 10**6)
    assert 0 <= market.initial_requirement(size) - base < 1
    assert market.maintenance_requirement(size) <= market.initial_requirement(size)


@given(perpetuals(), sizes, st.integers(1, 1_000_000), st.integers(0, 10**9))
def test_neither_chosen_leverage_nor_open_interest_moves_the_maintenance_requirement(market, size, custom, interest):
    busy = dydx.Perpetual(
        market.ticker, market.oracle_price, market.base_imf, market.maintenance_fraction, interest, 10**6, 2 * 10**6
    )
    plain = dydx.PerpetualPosition(market, size).risk
    chosen = dydx.PerpetualPosition(busy, size, custom_imf=Fraction(custom, 10**6)).risk

    assert chosen.maintenance == plain.maintenance
    assert chosen.equity == plain.equity
    assert chosen.initial >= plain.initial


@given(st.integers(0, 1_000_000), st.integers(0, 10**13), st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_initial_fraction_rises_with_open_interest_from_the_base_to_one(base, notional, lower, width):
    found = dydx.effective_imf_ppm(base, Fraction(notional, 10**6), lower, lower + width)

    assert base <= found <= 10**6
    more = dydx.effective_imf_ppm(base, Fraction(notional, 10**6) + 1, lower, lower + width)
    assert more >= found


@given(accounts(), st.floats(0.01, 1))
def test_closing_at_the_bankruptcy_price_never_needs_the_fund_and_keeps_the_account_no_riskier(account, share):
    held = account.positions[0]
    ticker = held.perpetual.ticker
    delta = -held.size * Fraction(max(int(share * 100), 1), 100)

    quote = dydx.bankruptcy_quote(account, ticker, delta)
    after = account.updated(quote, delta, held.perpetual)

    assert dydx.insurance_fund_delta(account, ticker, delta, abs(Fraction(quote) / delta) if quote else 0) <= Decimal(
        "0.000001"
    )
    if len(account.positions) == 1 and delta == -held.size:
        assert after.equity == 0
    assert abs(after.risk.equity) <= abs(account.risk.equity) + 1


@given(accounts(), st.floats(0.5, 1.5))
def test_the_fee_leaves_the_position_no_worse_than_bankrupt_and_is_at_most_the_maximum(account, move):
    held = account.positions[0]
    price = held.perpetual.oracle_price * Fraction(move).limit_denominator(1000)
    delta = -held.size

    paid = dydx.insurance_fund_delta(account, held.perpetual.ticker, delta, price)
    quote = dydx.bankruptcy_quote(account, held.perpetual.ticker, delta)
    fill = abs(delta) * price * (1 if delta < 0 else -1)

    if paid > 0:
        assert paid <= Fraction(15, 1000) * abs(fill)
    assert Fraction(paid) <= fill - Fraction(quote) + Fraction(1, 10**6)


@given(accounts(low=-0.5, high=0.999))
def test_the_limit_price_is_below_the_oracle_for_longs_and_above_for_shorts_by_at_most_the_spread(account):
    held = account.positions[0]
    market = held.perpetual

    limit = dydx.fillable_price(account, market.ticker)

    away = (market.oracle_price - limit) * (1 if held.size > 0 else -1)
    most = Fraction(3, 2) * market.maintenance_requirement(held.size) / (abs(held.size) * 10**6)
    assert -Fraction(1, 10**6) / abs(held.size) <= away <= most + Fraction(1, 10**6) / abs(held.size)


@given(st.integers(0, 10**9), st.integers(1, 10**4), st.booleans())
def test_a_limit_is_rounded_in_favour_of_the_account(price, tick, long):
    found = dydx.order_subticks(Fraction(price, 7), long, tick)

    assert found % tick == 0
    assert found >= tick
    if Fraction(price, 7) >= tick:
        assert (found >= Fraction(price, 7)) if long else (found <= Fraction(price, 7))
        assert abs(found - Fraction(price, 7)) < tick


@given(
    accounts(low=-0.5, high=0.99), st.lists(st.tuples(st.floats(0.7, 1.3), sizes), max_size=4), st.integers(0, 10**6)
)
def test_a_liquidation_against_the_book_conserves_money(account, levels, fund):
    held = account.positions[0]
    market = held.perpetual
    orders = [(market.oracle_price * Fraction(f).limit_denominator(10_000), s) for f, s in levels]

    done = dydx.liquidate_against_book(account, market.ticker, orders, fund)

    filled = sum((f.size for f in done.fills), Fraction(0))
    assert filled <= abs(done.order_size) <= abs(held.size)
    assert done.fund == fund + sum((f.fund_delta for f in done.fills), Decimal(0))
    assert done.fund >= 0
    side = 1 if held.size > 0 else -1
    received = sum(int(f.size * f.price * 10**6) for f in done.fills) * side
    assert done.account.cash - account.cash == received - int((done.fund - fund) * 10**6)
    after = done.account.position(market.ticker)
    assert (after.size if after else 0) == held.size - side * filled
    for fill in done.fills:
        assert (fill.price - done.limit) * side >= 0


def test_the_mainnet_cap_is_a_tenth_or_a_thousand_dollars_or_what_the_block_has_left():
    market = dydx.Perpetual("BTC-USD", 50_000, "0.02", "0.6")

    def size(held, **more):
        return abs(dydx.liquidatable_size(dydx.PerpetualPosition(market, held), "0.0001", **more))

    assert size("10") == 1
    assert size("0.1") == Fraction("0.02")
    assert size("0.01") == Fraction("0.01")
    assert size("100") == 2  # $100,000 a block
    assert size("10", remaining_notional=7_500) == Fraction("0.15")
    assert size("10", remaining_notional=1) == Fraction("0.0001")  # never less than a step


@given(accounts(low=-1.0, high=-0.01), st.floats(1, 5))
def test_deleveraging_moves_money_between_two_accounts_and_nowhere_else(account, rich):
    held = account.positions[0]
    market = held.perpetual
    cash = dydx.usdc(int(rich * abs(market.notional(held.size))) + 10**6)
    other = dydx.Subaccount(cash, (dydx.PerpetualPosition(market, -held.size),))

    try:
        done = dydx.offset(account, other, market.ticker, -held.size)
    except dydx.Rejected:
        return

    assert done.liquidated.cash + done.offsetting.cash == account.cash + other.cash
    assert done.liquidated.position(market.ticker) is None
    assert done.offsetting.position(market.ticker) is None
    assert done.liquidated.risk.equity >= account.risk.equity


def test_nobody_is_deleveraged_while_equity_is_not_negative_unless_the_market_settles():
    market = dydx.Perpetual("BTC-USD", 50_000, "0.2", "0.5")
    zero = dydx.Subaccount(-5_000, (dydx.PerpetualPosition(market, "0.1"),))
    below = dydx.Subaccount("-5000.000001", (dydx.PerpetualPosition(market, "0.1"),))

    assert dydx.can_deleverage(zero) == (False, False)
    assert dydx.can_deleverage(zero, final_settlement=True) == (False, True)
    assert dydx.can_deleverage(below) == dydx.can_deleverage(below, final_settlement=True) == (True, False)


def test_work_goes_to_the_widest_limit_first_then_to_the_largest():
    market = dydx.Perpetual("BTC-USD", 50_000, "0.2", "0.5")

    def account(balance, size):
        return dydx.Subaccount(balance, (dydx.PerpetualPosition(market, size),)), "BTC-USD"

    mild, bankrupt, large = account(-4_600, "0.1"), account(-5_100, "0.1"), account(-51_000, 1)

    assert dydx.order_of_work([mild, bankrupt, large]) == [2, 1, 0]


@given(accounts(), st.integers(-(10**9), 10**9))
def test_taking_money_out_never_passes_where_putting_it_in_fails(account, amount):
    held = dydx.check_update(account, dydx.usdc(abs(amount)))

    if dydx.check_update(account, dydx.usdc(-abs(amount))) == "ok":
        assert held == "ok"
    if amount and account.risk.maintenance > 0:
        assert held == "ok"  # a deposit makes any account with positions safer


def test_unrealised_profit_can_be_withdrawn_but_closing_into_a_hole_is_refused():
    market = dydx.Perpetual("BTC-USD", 50_000, "0.2", "0.5")
    rich = dydx.Subaccount(-1_000, (dydx.PerpetualPosition(market, "0.1"),))
    poor = dydx.Subaccount(-5_100, (dydx.PerpetualPosition(market, "0.1"),))

    assert rich.free_collateral == Decimal("3000")
    assert dydx.check_update(rich, -3_000) == "ok"
    assert dydx.check_update(rich, "-3000.000001") == "newly_undercollateralized"
    assert dydx.check_update(poor, 5_000, "-0.1", market) == "still_undercollateralized"


def test_a_block_told_in_steps_says_what_the_chain_does():
    market = dydx.Perpetual("BTC", 50_000, "0.2", "0.5")
    account = dydx.Subaccount(-45_100, (dydx.PerpetualPosition(market, 1),))

    steps, after = dydx.tell_block(account, "BTC", [(49_900, "0.05"), (49_000, 1)], fund=0)

    assert [s.name for s in steps] == ["trigger", "order", "fill", "fee"]  # the second order is beyond the limit
    assert after.position("BTC").size == Fraction("0.95")
    assert sum(s.balance for s in steps) == 0
    moved = sum(s.flows.get("trader", 0.0) for s in steps)
    assert float(account.equity) + moved == pytest.approx(float(after.equity))


def test_a_bankrupt_account_is_deleveraged_only_when_nothing_fills():
    market = dydx.Perpetual("BTC", 50_500, "0.2", "0.5")
    account = dydx.Subaccount(50_499, (dydx.PerpetualPosition(market, -1),))
    other = dydx.Subaccount(50_000, (dydx.PerpetualPosition(market, 1),))

    config = dydx.CODE_DEFAULT
    stuck, left = dydx.tell_block(account, "BTC", [(50_500, 1)], 0, [("other", other)], config)
    waiting, same = dydx.tell_block(account, "BTC", [(50_500, 1)], 0, [], config)

    assert [s.name for s in stuck] == ["trigger", "order", "deleveraging"]
    assert left.equity == 0
    assert stuck[-1].flows == {"trader": pytest.approx(1), "deleveraged traders": pytest.approx(-1)}
    assert same == account
    assert "stay open" in waiting[-1].text


def test_partial_liquidation_cannot_heal_a_large_cap_position_closed_at_the_oracle_price():
    """The largest fee, 1.5 %, is above the 1.2 % of maintenance: each tenth takes its whole share of equity along."""
    venue = dydx.VENUE
    pool = venue.pool(6_000, ("BTC", 1, 60_000))
    price = pool.liquidation_price("BTC", {"BTC": 60_000}) * 0.9999

    story = venue.liquidation_steps(pool, {"BTC": price}, blocks=10)

    assert story.pool.positions
    before = story.equity_before / (0.012 * price)
    after = story.equity_after / (0.012 * story.pool.notional({"BTC": price}))
    assert after == pytest.approx(before, abs=1e-6)


def test_a_market_is_added_by_naming_its_liquidity_tier():
    venue = dydx.VENUE.with_market("SOL", "Mid-Cap")

    assert venue.market("SOL").maintenance_schedule.rates == (pytest.approx(0.03),)
    assert venue.market("SOL", open_notional=70e6).initial_schedule.rates == (pytest.approx(0.525),)
    assert venue.perpetual("SOL", 100, 700_000).effective_ppm == 525_000
    with pytest.raises(ArgumentError, match="Mid-Cap"):
        dydx.liquidity_tier("Huge-Cap")


def test_the_chain_and_the_engine_agree_on_equity_requirement_and_the_moment_of_liquidation():
    venue = dydx.VENUE
    pool = venue.pool(6_000, ("BTC", 1, 60_000), ("ETH", -15, 3_000))
    marks = {"BTC": 60_000.0, "ETH": 3_000.0}
    price = pool.liquidation_price("BTC", marks)

    account = venue.subaccount(pool, marks)

    assert float(account.equity) == pool.equity(marks)
    assert float(account.maintenance_requirement) == pytest.approx(pool.maintenance_requirement(marks), abs=1e-5)
    assert venue.subaccount(pool, {**marks, "BTC": round(price * 0.99999, 2)}).risk.liquidatable
    assert not venue.subaccount(pool, {**marks, "BTC": round(price * 1.00001, 2)}).risk.liquidatable


@pytest.mark.parametrize(
    "make",
    [
        lambda: dydx.Perpetual("X", -1, 0, 0),
        lambda: dydx.Perpetual("X", float("nan"), 0, 0),
        lambda: dydx.Perpetual("X", 1, 2, 0),
        lambda: dydx.Perpetual("X", 1, "0.1", "0.5", 0, 2, 1),
        lambda: dydx.Subaccount("0.0000001"),
        lambda: dydx.Subaccount(True),
        lambda: dydx.parent(-1),
        lambda: dydx.parent(True),
        lambda: dydx.premium_vote([], [], 0, 1, 1),
        lambda: dydx.fillable_price(dydx.Subaccount(1), "BTC-USD"),
        lambda: dydx.liquidate_against_book(dydx.Subaccount(1), "BTC-USD", []),
        lambda: dydx.Subaccount(1).updated(0, 1),
    ],
)
def test_bad_input_is_refused_by_name(make):
    with pytest.raises(ArgumentError):
        make()


def test_two_positions_in_one_market_do_not_exist():
    market = dydx.Perpetual("X", 1, "0.1", "0.5")

    with pytest.raises(ArgumentError, match="one position a market"):
        dydx.Subaccount(1, (dydx.PerpetualPosition(market, 1), dydx.PerpetualPosition(market, -1)))


@given(st.lists(st.integers(-1_000, 1_000), max_size=20), st.integers(0, 20), st.integers(0, 20))
def test_a_sample_is_a_median_with_missing_votes_as_zeros(votes, number, least):
    found = dydx.premium_sample(votes, number, least)

    padded = sorted(votes + [0] * max(0, max(number, least) - len(votes)))
    if padded:
        below, above = padded[(len(padded) - 1) // 2], padded[len(padded) // 2]
        assert below <= found <= above
    assert dydx.premium_sample([-v for v in votes], number, least) == -found


@given(st.lists(st.integers(-(10**6), 10**6), max_size=80), prices, fractions, fractions)
def test_a_rate_is_clamped_and_the_index_truncated_toward_zero(samples, price, imf, share):
    tick = dydx.funding_tick(samples, price, imf, share)
    mirrored = dydx.funding_tick([-s for s in samples], price, imf, share)

    assert abs(tick.rate_8h) <= Fraction(dydx.clamp_ppm(6, imf, share), 10**6)
    assert mirrored.rate_8h == -tick.rate_8h
    assert mirrored.index_delta == -tick.index_delta
    assert abs(Fraction(tick.index_delta)) <= abs(Fraction(tick.rate_8h)) * Fraction(price) / 8


@given(st.lists(st.tuples(sizes, prices, prices), max_size=5))
def test_funding_between_matched_positions_loses_at_most_a_millionth_an_account(entries):
    long = dydx.settle(0, entries)
    short = dydx.settle(0, [(-s, b, n) for s, b, n in entries])

    assert -Decimal("0.000001") <= long + short <= 0
