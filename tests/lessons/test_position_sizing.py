"""Lesson 08 says exactly these things."""

from __future__ import annotations

import numpy as np
import pytest

from course.lessons import record
from course.lessons.position_sizing.calculator import calculator, sized
from course.lessons.position_sizing.calm import calm
from course.lessons.position_sizing.explain import words
from course.lessons.position_sizing.growth import growth
from course.lessons.position_sizing.predict import stage, wall
from course.lessons.position_sizing.recall import BY_YEAR, FIFTH, KELLY, YEARS
from course.lessons.position_sizing.ruin import LIVES, SEED, SHARES, TRADES, curves, lives, ruin, trades
from course.lessons.position_sizing.same_exposure_twice import twice
from course.margin import max_leverage_for_stop
from course.simulation import accounts, chances_to_fall

THIN = "\u202f"


def test_one_day_in_2328_decides() -> None:
    frame = wall(4)

    assert frame.title == "2.2× is the highest leverage that no day closed: one day in 2,328 decides"
    assert f"on 12 March 2020 the mark fell **43.9{THIN}%**" in frame.sentence
    assert "**2** of 2,328 days would have closed it, the first of them 12 March 2020" in frame.sentence
    assert frame.sentence.endswith("For ETH it was 2.0×.")


@pytest.mark.parametrize(("guess", "days"), [(2.2, 0), (2.3, 1), (3, 1), (3.1, 2), (5, 5), (7, 29), (10, 79)])
def test_so_many_days_would_have_closed_a_guess(guess: float, days: int) -> None:
    frame = wall(guess)

    assert int(np.sum(frame.data["days"]["closed"])) == days
    assert ("no day closed" in frame.sentence.split(". ")[0]) == (days == 0)
    assert ("**one** of" in frame.sentence) == (days == 1)


def test_before_the_guess_is_locked_nothing_of_the_answer_is_seen() -> None:
    assert stage(None)["guess"]["leverage"] == []
    assert set(stage(4)) == {"guess", "sides"}
    assert [row["left"] for guess in (1, 5.5, 10) for row in stage(guess)["sides"]] == [False, True, False, True]


def test_the_size_and_the_loss_at_the_stop_do_not_move_with_the_leverage() -> None:
    plans = [sized(0.01, 0.05, "isolated", x) for x in (1, 5, 13.5, 14, 39)]

    assert {float(p.notional) for p in plans} == {2_000.0}
    assert {round(float(p.loss_at_stop), 9) for p in plans} == {100.0}
    assert [bool(p.stop_first) for p in plans] == [True, True, True, False, False]
    assert "**13.56×**" in calculator(0.01, 0.05, "isolated", 10).sentence
    assert "below 10.19×" in calculator(0.01, 0.05, "isolated", 10).sentence
    assert calculator(0.01, 0.05, "isolated", 20).title.endswith(f"at 20× the venue is there first, at −2.56{THIN}%")


def test_in_cross_the_account_stands_behind_it_and_the_setting_only_reserves() -> None:
    frame = calculator(0.01, 0.05, "cross", 20)

    assert "no price above zero closes it" in frame.sentence
    assert not frame.idle
    assert frame.data["limit"]["leverage"] == []
    large = calculator(0.05, 0.005, "cross", 20)
    assert f"the venue closes it at −7.69{THIN}%" in large.sentence  # ten times the account


def test_what_the_account_cannot_post_is_said() -> None:
    assert "more than you have" in calculator(0.05, 0.005, "isolated", 5).title
    assert "more than you have" not in calculator(0.05, 0.005, "isolated", 10).title


def test_the_wall_that_is_pulled_is_the_wall_that_is_drawn() -> None:
    explorer = record("position_sizing").explorers["calculator"]()
    pull = explorer.pulls["wall"]
    assert pull.result(**explorer.values) == pytest.approx(explorer.view.data["closed"]["fall"][0])
    explorer.set(mode="cross")
    assert pull.result(**explorer.values) is None


def test_one_trade_in_fifty() -> None:
    """The storyboard: half lost in 2 % of lives at 3 %, in 21 % if two trades in a hundred lose five times the plan."""
    frame = ruin(0.03, 5, 0.45, 1.5)

    assert f"Lives that lose half: 2{THIN}%; 21{THIN}% if one trade in 50 loses 5× the plan" in frame.title
    plain, tailed = lives(0.45, 1.5, 5)
    drawn = trades(0.45, 1.5, 5).draw(np.random.default_rng(SEED), LIVES, TRADES)
    at = np.arange(1, TRADES + 1)
    assert tailed.large[-1].mean() / TRADES == pytest.approx(0.02, abs=0.001)
    for counted, outcomes in ((plain, np.maximum(drawn, -1)), (tailed, drawn)):
        np.testing.assert_allclose(counted.accounts(0.03, at), accounts(outcomes, 0.03)[:, 1:], rtol=1e-12)
        assert counted.chances_to_fall(SHARES).tolist() == chances_to_fall(outcomes, SHARES).tolist()


def test_a_real_edge_and_a_typical_life_that_loses() -> None:
    plain, tailed = (np.median(each.accounts(0.1, TRADES)) for each in lives(0.45, 1.5, 5))

    assert plain > 2
    assert tailed < 0.5
    assert "the edge is real, and the typical life loses" in ruin(0.1, 5, 0.45, 1.5).sentence
    assert "the edge is real" not in ruin(0.1, 1, 0.45, 1.5).sentence
    assert "the edge is real" not in ruin(0.1, 5, 0.3, 1.5).sentence  # no edge


def test_without_large_losses_there_is_one_curve_and_one_name() -> None:
    frame = ruin(0.03, 1, 0.45, 1.5)

    assert [d["kind"] for d in frame.data["dots"]] == ["plain"]
    assert ";" not in frame.title
    assert [len(curve) for curve in curves(0.45, 1.5, 1)] == [len(SHARES)] * 2


@pytest.mark.parametrize(
    ("leverage", "grown"), [(0.5, "+26.6"), (1, "+45.4"), (1.5, "+50.1"), (2, "+35.5"), (2.5, "−51.2")]
)
def test_growth_a_year_on_the_record(leverage: float, grown: str) -> None:
    assert f"the record **{grown}{THIN}%**" in growth("BTC", leverage, 0).sentence


def test_the_formula_forgives_what_the_record_does_not() -> None:
    frame = growth("BTC", 3, 0)

    assert frame.title == f"The formula forgives 3×; the record ends: −40{THIN}% in one day is −120{THIN}%"
    assert "**nothing is left**" in frame.sentence
    assert "**1.50×**, give or take 0.64" in frame.sentence
    assert growth("BTC", 3, -1).title.startswith("The formula only shrinks at 3×")


def test_a_belief_tilts_the_formula_and_never_the_record() -> None:
    low, high = (growth("ETH", 1, b) for b in (-1, 1))

    assert low.data["record"] == high.data["record"]
    assert low.data["formula"]["grown"][40] < high.data["formula"]["grown"][40]


def test_a_leverage_between_the_stops_is_told_at_the_stop_it_is_computed_for() -> None:
    assert growth("BTC", 1.6, 0).sentence == growth("BTC", 1.5, 0).sentence


def test_after_calm_and_after_wild_weeks() -> None:
    assert calm("BTC", "10", 0.02).title.endswith(
        f"calm weeks 8.4{THIN}% of 10× BTC longs were closed, after wild ones 33.7{THIN}%"
    )
    assert "After calm weeks none of" in calm("BTC", "3", 0.02).title


def test_the_same_exposure_twice_and_sized_down() -> None:
    before, after = twice("ETH", 10_000, "10", "kept"), twice("ETH", 5_000, "5", "kept")

    assert "Cross lost at most $4,150 a week, isolated $1,000, thrown out in" in before.title
    assert f"35.8{THIN}%" in before.title
    assert f"9.0{THIN}%" in after.title
    for frame in (before, after):
        assert "the compartment holds **$1,000**" in frame.sentence
    assert [sum(s["out"] for s in f.data["hundred"]) for f in (before, after)] == [36, 9]


def test_the_worst_week_of_a_compartment_can_be_the_larger_one() -> None:
    assert "less than the compartment's" in twice("BTC", 10_000, "3", "kept").sentence
    assert "less than the compartment's" not in twice("BTC", 10_000, "3", "returned").sentence


def test_the_chain_uses_the_calculators_numbers() -> None:
    text = words(0.01, 0.05, "isolated", 10)

    assert f"$10,000 × 1{THIN}% = $100" in text
    assert f"$100 ÷ 5{THIN}% = $2,000" in text
    assert "$2,000 ÷ $200 = 10×" in text
    assert f"= {max_leverage_for_stop(0.05, 0.025):.2f}×" in text
    assert "Your stop is there first." in text
    assert "The venue is there first." in words(0.01, 0.05, "isolated", 20)
    assert "no price above zero" in words(0.01, 0.05, "cross", 20)


def test_figures_of_the_recall() -> None:
    assert pytest.approx(0.97, abs=0.005) == FIFTH
    assert pytest.approx(0.1) == KELLY
    assert YEARS == 4_800
    assert (round(min(BY_YEAR), 1), round(max(BY_YEAR), 1)) == (-2.0, 5.3)
