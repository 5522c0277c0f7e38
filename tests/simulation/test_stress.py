"""Historical days as rows of moves: the storyboard's figures, and what is lent says so."""

from __future__ import annotations

import pytest

from course import venues
from course.margin import Terrain
from course.simulation.stress import DAYS, day
from course.validation import ArgumentError

HYPER = venues.get("hyperliquid")
MARKS = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15}
LEGS = (("BTC", 0.8, 58_000.0), ("ETH", -10.0, 3_100.0), ("SOL", 120.0, 155.0), ("DOGE", 40_000.0, 0.16))


def left(name: str, pool) -> float:
    t = Terrain.of(pool, MARKS)
    return t.equity(day(name).row(t.symbols)[0])


def test_what_the_days_leave_of_the_example():
    """Storyboard: −8,896; 1,976; 2,408; 3,908; 5,096, from falls rounded to tenths of per cent; closes and lows exactly."""
    cross, doge = HYPER.pool(7_500.0, *LEGS[:3]), HYPER.pool(1_500.0, LEGS[3])
    one = HYPER.pool(9_000.0, *LEGS)
    assert [left(d.name, cross) for d in DAYS[:5]] == pytest.approx([-8_896, 1_976, 2_408, 3_908, 5_096], abs=25)
    assert left("2025-10-10 closes", cross) == pytest.approx(6_386, abs=25)
    assert left("2025-10-10 closes", doge) == pytest.approx(-574, abs=3)
    assert left("2025-10-10 lows", cross) == pytest.approx(2_040, abs=5)
    assert left("2025-10-10 lows", doge) == pytest.approx(-2_753, abs=2)
    assert left("2025-10-10 closes", one) == pytest.approx(5_812, abs=25)
    assert left("2025-10-10 lows", one) == pytest.approx(-714, abs=5)


def test_a_coin_without_a_number_of_its_own_is_lent_another_s_and_named():
    moves, lent = day("2020-03-12").row(("BTC", "SOL", "ETH"))
    assert lent == ("SOL",)
    assert moves[1] == moves[2] != moves[0]
    assert day("2025-10-10 lows").row(("SOL", "DOGE"))[1] == ()
    assert len({d.name for d in DAYS}) == len(DAYS)
    assert all(-1 < x < 0 for d in DAYS for x in d.moves.values())


@pytest.mark.parametrize("act", [lambda: day("1987-10-19"), lambda: day("2020-03-12").row(("SOL",), instead="XRP")])
def test_what_is_not_there_is_named(act):
    with pytest.raises(ArgumentError):
        act()
