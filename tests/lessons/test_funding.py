"""Lesson 03 says exactly these things, and what it says of the record is what the record's file holds."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import numpy as np
import pytest

from course import venues
from course.lessons import record
from course.lessons.funding import carry as carries
from course.lessons.funding import rates as ruled
from course.lessons.funding.book import A_DAY, MAINTENANCE, RULE, USUAL, day_of, settled
from course.lessons.funding.carry import carry, closed_pooled, counted
from course.lessons.funding.drip import MOST, closes_on, drip
from course.lessons.funding.exercises import EXERCISES
from course.lessons.funding.explain import paid, walk
from course.lessons.funding.pockets import book, pockets, pockets_of
from course.lessons.funding.predict import NEVER, month, stage, worst_month
from course.lessons.funding.rates import rates
from course.margin import Holding, Market, Pool, Position, annualised
from course.teaching.misconceptions import MISCONCEPTIONS

LESSON = record("funding")
HISTORY = json.loads(files("course.simulation").joinpath("history.json").read_text(encoding="utf-8"))


# -- the guess ----------------------------------------------------------------------------------------------------------


def test_the_month_closes_on_day_24_with_750_paid() -> None:
    frame = worst_month(12)

    assert "on day 24 the venue closes you" in frame.title
    assert frame.sentence.startswith("You said day 12, 12 days too early. By day **24** funding has taken **$750**")
    assert "rose by 40\u202f%" in frame.explain
    assert "paid 13.4\u202f%" in frame.explain
    assert month()[2] == 72, "16 February 2021, 16:00 UTC: the last of that day's three settlements"


@pytest.mark.parametrize(
    ("guess", "said"),
    [(24, "You said day 24, and so it is"), (23, "1 day too early"), (26, "2 days too late"), (NEVER, "not within these 30")],
)  # fmt: skip
def test_a_guess_is_answered_in_its_own_words(guess: float, said: str) -> None:
    assert said in worst_month(guess).sentence


def test_what_stands_there_before_the_answer_gives_nothing_away() -> None:
    assert set(stage(None)) == set(stage(12)) == {"still", "guess"}
    assert stage(None)["guess"] == []
    assert stage(12)["guess"][0]["day"] == 12
    assert stage(NEVER)["guess"][0]["label"] == "not at all?"
    question = LESSON.explorers["predict"]().prediction
    assert question is not None
    assert "24 January to 22 February 2021" in question.question


def test_later_starts_do_not_answer_the_question() -> None:
    for name, make in LESSON.explorers.items():
        if name != "predict":
            view = make().view
            assert view is not None
            assert not re.search(r"\bday 24\b", view.title + view.sentence), name


# -- the drip -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("leverage", "rate", "day"), [(10, USUAL, 251), (5, USUAL, 584), (20, USUAL, 84),
                                                       (10, 0.0008, 32), (10, 0.003, 9)])  # fmt: skip
def test_days_of_the_drip(leverage: float, rate: float, day: int) -> None:
    """``⌊(1/L − m)/r⌋ + 1`` settlements, three a day."""
    assert f"is closed on day {day}" in drip(leverage, rate, 0, 100).title
    assert day_of(A_DAY * (closes_on(leverage, rate, 0, 100) or 0)) == day


def test_after_31_days_of_a_squeeze_the_wall_stands_before_the_price() -> None:
    frame = drip(10, 0.0008, 31, 100)

    assert "paid **$744**" in frame.sentence
    assert "closes you at **$99.94**" in frame.sentence


def test_240_dollars_move_the_wall_from_92_31_to_94_77() -> None:
    frame = drip(10, USUAL, 80, 100)

    assert "paid **$240**" in frame.sentence
    assert "**$94.77** (on the first day: $92.31)" in frame.sentence


def test_neither_the_days_nor_the_fall_but_the_fall_after_them() -> None:
    after = drip(10, 0.003, 7, 98)

    assert "would have left you open; after 7 days it closes you" in after.title
    assert "Neither those days nor that fall alone" in after.sentence
    assert "is closed on day 9" in drip(10, 0.003, 7, 100).title
    assert "closed" not in drip(10, 0.003, 0, 98).sentence.replace("closes", "")


def test_a_day_that_funding_has_taken_leaves_the_price_without_effect() -> None:
    frame = drip(10, USUAL, 300, 90)

    assert frame.idle == {"price": "funding has closed the position before that day"}
    assert frame.data["you"] == []
    assert "by day **251**" in frame.sentence


def test_equality_is_not_yet_closed() -> None:
    """At settlement 750 equity equals the requirement; the 751st closes."""
    assert settled(250) == 750
    assert "**$100.00**" in drip(10, USUAL, 250, 100).sentence
    assert "are **closed**" in drip(10, USUAL, 251, 100).sentence


def test_a_leverage_that_lives_through_the_year_is_not_crossed_out() -> None:
    frame = drip(7, USUAL, MOST, 100)
    assert frame.data["closed"]["day"] == []
    assert "closed on day 393" in frame.title


# -- two pockets --------------------------------------------------------------------------------------------------------


def test_the_pools_of_the_engine_hold_what_the_pockets_do() -> None:
    rates_of = {"BTC": 0.00045, "ETH": -0.0001}
    real, mine = book(), pockets_of(rates_of["BTC"], rates_of["ETH"])
    for count in range(1, 101):
        real = real.settle_funding(rates_of, {"BTC": 100.0, "ETH": 100.0})
        assert [p.equity({"BTC": 100.0, "ETH": 100.0}) for p in real.pools.values()] == pytest.approx(
            [float(one.held(count)) for one in mine]
        )


def test_net_zero_closes_one_compartment_and_not_the_pool() -> None:
    frame = pockets(0.0005, 0.0005, 54)

    assert frame.title == ("The pool pays nothing net; the BTC compartment is closed on day 51, the other has $1,755")
    assert "in the pool both legs are still open" in frame.sentence
    assert "closed" not in pockets(0.0005, 0.0005, 50).sentence.replace("is closed", "")


def test_a_pool_is_no_help_where_both_pay() -> None:
    frame = pockets(0.0006, -0.0006, 90)

    assert frame.title == "Both legs pay: compartments and pool are all closed on day 42"
    assert len(frame.data["crosses"]) == 3


def test_nothing_flows_where_nothing_is_paid() -> None:
    frame = pockets(0.0, 0.0, 30)

    assert "nothing is paid" in frame.title
    assert frame.sentence.startswith(
        "Every 8 hours the BTC long pays nothing and the ETH short pays nothing: nothing in all"
    )


# -- the carry ----------------------------------------------------------------------------------------------------------


def test_corrected_figures_of_the_record() -> None:
    month_, year = carries.short_moves(30).closed, carries.short_moves(365).closed
    shares = [round(100 * x, 1) for x in (month_[3], month_[5], year[1])]
    assert shares == [14.8, 32.4, 49.7]
    assert round(HISTORY["pairs"]["BTC/ETH"]["funding"]["net_of_gross"], 3) == 0.123


def test_two_months_out_of_three_lose_the_short_at_ten() -> None:
    frame = carry(carries.RATE, 30, 10, 0.9)

    assert frame.title == "10× loses its short in 67\u202f% of months; the coin as margin in none, and it earns more"
    assert "in none of 2,307 months" in frame.sentence
    assert "loses its short in 50\u202f% of years" in carry(carries.RATE, 365, 1, 0.9).title


def test_a_carry_that_does_not_earn_its_costs_is_told_so() -> None:
    assert "does not earn its costs" in carry(0.02, 30, 3, 0.9).title
    assert "never earned back" in carry(0.0, 30, 3, 0.9).sentence


@pytest.mark.parametrize("weight", [0.5, 0.75, 0.9, 1.0])
def test_the_wall_of_the_coin_is_that_of_a_pool_with_a_coin_in_it(weight: float) -> None:
    short = Position(Market("BTC", MAINTENANCE, MAINTENANCE), -1.0, 100.0)
    pool = Pool(0.0, (short,), (Holding("BTC", 1.0, weight, weight),))
    assert carries.wall(weight) == pytest.approx(pool.liquidation_price("BTC", {"BTC": 100.0}) / 100)


def test_shares_of_the_record_are_none_only_where_there_is_none() -> None:
    worst = HISTORY["symbols"]["BTC"]["moves"]["sides"]["short"]["30"]["moves"][-1]
    assert closed_pooled(30, 0.9) == 0
    assert carries.wall(0.9) - 1 > worst
    assert str(counted(0.0004, 30)) == "in under 1\u202f% of months"
    assert "none" in counted(0.0, 7)


# -- rates, explanations, beliefs -----------------------------------------------------------------------------------------


def test_longs_pay_below_the_index_and_elsewhere_shorts_do() -> None:
    assert rates("binance", -0.0003, "period").title == (
        "The perpetual stands 0.03\u202f% below the index, and longs still pay 10.95\u202f% a year"
    )
    for name, cost in (("binance", "pays **$90**"), ("bybit", "pays **$90**"), ("okx", "pays **$90**"),
                       ("bitmex", "pays **$90**"), ("hyperliquid", "pays **$90**"), ("dydx", "receives **$270**"),
                       ("drift", "receives **$90**")):  # fmt: skip
        assert cost in rates(name, -0.0003, "period").sentence, name


def test_a_venue_whose_rate_does_not_follow_the_premium_is_not_offered() -> None:
    for name in venues.names():
        rule = venues.get(name).funding_rule("BTC")
        costs = {venues.get(name).funding_cost("BTC", 1.0, 10_000.0, p, 720.0) for p in (-0.001, 0.0, 0.001)}
        assert (name in ruled.VENUES) == (len(costs) == 3), rule


def test_the_step_is_as_wide_as_the_clamp_makes_it() -> None:
    low, high = RULE.interest - RULE.clamp, RULE.interest + RULE.clamp
    inside = RULE.rate(np.linspace(low, high, 101))
    assert inside == pytest.approx(np.full(101, USUAL))
    assert RULE.rate(low - 1e-5) < USUAL < RULE.rate(high + 1e-5)


def test_explanations_carry_the_drips_numbers() -> None:
    text = walk(10, USUAL, 200, 100)

    assert "100 × $100 × 0.01\u202f% = $1.00" in text
    assert "7.50\u202f% / 0.01\u202f% → payment 751, on day 251" in text
    assert "10.95\u202f%" in text
    assert "11.57\u202f% compounded" in text
    assert "there is no day" in walk(10, -USUAL, 200, 100)


def test_years_of_funding_are_those_of_the_file() -> None:
    text, facts = paid(), HISTORY["symbols"]["BTC"]["funding"]
    means = {year: row["mean_a_year"] for year, row in facts["years"].items()}
    drawn = re.findall(r"<th scope='row'>(\d+)</th><td><meter max='1' value='([\d.]+)'></meter> ([\d.]+)\u202f%", text)
    assert [(year, said) for year, _, said in drawn] == [
        (year, f"{100 * mean:.1f}") for year, mean in sorted(means.items())
    ]
    assert min(means.values()) > 0  # bars have no other side
    for year, length, _ in drawn:
        assert float(length) == pytest.approx(means[year] / max(means.values()), abs=5e-4)
    assert "<strong>11.9\u202f%</strong> a year on average over 7,323 settlements" in text
    assert "In 36\u202f% of them the rate was exactly 0.01\u202f%" in text
    assert "between −1.5\u202f% and 0.3\u202f% in nine months of ten" in text
    gave, took = facts["rates"][0], facts["rates"][-1]
    assert f"up to {100 * took:.2f}\u202f% from longs and {-100 * gave:.2f}\u202f% from shorts" in text
    assert f"at 20× that is {2_000 * max(took, -gave):.0f}\u202f% of what stands behind" in text


def test_beliefs_are_set_right_with_what_the_library_computes() -> None:
    assert RULE.rate(-0.0003) > 0, MISCONCEPTIONS[22].correction
    assert annualised(USUAL / 8, 1.0) == pytest.approx(annualised(USUAL, 8.0)), MISCONCEPTIONS[23].correction
    assert 0 < carries.short_moves(30).closed[3] < 1, MISCONCEPTIONS[26].correction


@pytest.mark.parametrize(
    ("name", "arguments", "answer"),
    [
        ("liquidation_after_funding", (100, 100, 1_000, 0.025, 100, np.array([0.003] * 10)), 95.38),
        ("liquidation_after_funding", (100, -100, 1_000, 0.025, 100, np.array([0.003] * 10)), 110.24),
        ("days_until_liquidation", (10, 0.025, 0.0007, 8), 36.0),
        ("carry_return", (0.1187, 365, 0.002, 3, False), 0.0875),
        ("carry_return", (0.1187, 30, 0.002, 3, False), 0.0058),
    ],
)
def test_exercises_agree_with_the_library(name: str, arguments: tuple[float, ...], answer: float) -> None:
    import course.margin as library

    exercise = next(e for e in EXERCISES if e.name == name)
    assert exercise.reference(*arguments) == pytest.approx(answer, rel=5e-3)
    assert exercise.second(*arguments) == pytest.approx(exercise.reference(*arguments))
    assert getattr(library, name)(*arguments) == pytest.approx(exercise.reference(*arguments))
