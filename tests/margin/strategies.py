"""Hypothesis strategies for schedules, positions and pools of realistic size, in one place."""

from __future__ import annotations

from hypothesis import strategies as st

from course.margin import Market, Pool, Position, Schedule, SizePremium

prices = st.floats(0.01, 100_000)
fractions = st.floats(0.001, 0.2)
sides = st.sampled_from([1, -1])


@st.composite
def tiers(draw: st.DrawFn) -> tuple[list[float], list[float]]:
    """Rising floors (the first 0) and rising rates."""
    count = draw(st.integers(1, 5))
    floors = [0.0]
    for _ in range(count - 1):
        floors.append(floors[-1] + draw(st.floats(1_000, 500_000)))
    rates = sorted(draw(st.lists(fractions, min_size=count, max_size=count)))
    return floors, rates


@st.composite
def continuous_schedules(draw: st.DrawFn) -> Schedule:
    """Every schedule whose requirement is continuous in price: flat, brackets, at entry, with premium or closing fee."""
    floors, rates = draw(tiers())
    schedule = Schedule.brackets(
        floors,
        rates,
        basis=draw(st.sampled_from(["mark", "mark", "entry"])),
        closing_fee=draw(st.sampled_from([0.0, 0.0005])),
    )
    if draw(st.booleans()):
        return schedule
    premium = SizePremium(draw(st.floats(0, 1e-3)), draw(st.sampled_from([0.5, 1.0])), 0.8)
    return Schedule.flat(rates[0], size_premium=premium)


@st.composite
def whole_position_schedules(draw: st.DrawFn) -> Schedule:
    floors, rates = draw(tiers())
    return Schedule.whole_position(floors, rates)


@st.composite
def positions(draw: st.DrawFn, symbol: str = "A", schedules: st.SearchStrategy | None = None) -> Position:
    schedule = draw(continuous_schedules() if schedules is None else schedules)
    entry = draw(prices)
    notional = draw(st.floats(10, 2_000_000))
    market = Market(symbol, initial=1.0, maintenance=schedule)
    return Position(market, draw(sides) * notional / entry, entry)


@st.composite
def cross_pools(draw: st.DrawFn, schedules: st.SearchStrategy | None = None) -> tuple[Pool, dict[str, float]]:
    """One to four positions in different markets, marks within 30 % of entry, collateral of any health."""
    held = tuple(draw(positions(s, schedules)) for s in "ABCD"[: draw(st.integers(1, 4))])
    marks = {p.symbol: p.entry_price * draw(st.floats(0.7, 1.3)) for p in held}
    pool = Pool(0.0, held)
    gross = pool.notional(marks)
    return Pool(draw(st.floats(-0.2, 2.0)) * gross, held), marks
