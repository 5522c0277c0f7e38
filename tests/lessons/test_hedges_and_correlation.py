"""Lesson 07 says exactly these things."""

from __future__ import annotations

import numpy as np
import pytest

from course import venues
from course.lessons import record
from course.lessons.hedges_and_correlation.book import (
    BOOKS,
    at,
    compartments,
    days,
    pooled,
    table,
    wall_apart,
    wall_together,
    walls,
)
from course.lessons.hedges_and_correlation.corridor import MODES, corridor
from course.lessons.hedges_and_correlation.explain import words
from course.lessons.hedges_and_correlation.october import closed, october
from course.lessons.hedges_and_correlation.predict import lost, stage
from course.lessons.hedges_and_correlation.saved import BOOKS as NEEDED
from course.lessons.hedges_and_correlation.saved import FLAT, asked, has_pool, less, saved
from course.lessons.hedges_and_correlation.squeeze import CALM, risks, squeeze
from course.lessons.syllabus import entry
from course.margin import hedged_volatility, spot_hedge_wall

THIN = "\u202f"


def test_the_first_question_is_answered_with_the_median_of_32_coins() -> None:
    frame = lost(0.04)

    assert frame.sentence.startswith(f"You said 4{THIN}%.")
    assert "**$4,626** of $10,000" in frame.sentence
    assert "**4.8** times as far as BTC, not the 1.4 times" in frame.sentence
    assert f"still **31{THIN}%**" in frame.sentence
    assert frame.title == f"The correlation rose from 0.77 to 0.95, and the hedge lost 46{THIN}%"
    assert "as good as right" in lost(0.45).sentence


def test_before_the_guess_nothing_of_the_answer_is_seen() -> None:
    """Only the line of nothing and the guess: no coin and no median."""
    for guess in (None, 0.0, 0.3, 1.0):
        seen = stage(guess)
        assert seen.keys() == {"zero", "guess"}
        assert list(seen["guess"]["loss"]) == ([] if guess is None else [guess])


@pytest.mark.parametrize(
    ("together", "gap"), [(-0.5, 0.341), (-0.2, 0.195), (0, 0.146), (0.2, 0.114), (0.5, 0.081), (1, 0.049)]
)
def test_the_corridor_narrows_as_both_legs_rise(together: float, gap: float) -> None:
    assert float(wall_apart(pooled("pair"), "pair", together)) == pytest.approx(gap, abs=5e-4)


def test_a_hedge_is_ended_by_its_requirement_at_four_times_the_price() -> None:
    """No fall of both does it, and +300 % does: 2,000 = 2 · 2.5 % · 10,000 · 4."""
    assert wall_together(pooled("pair"), "pair", 0.0) == pytest.approx(3.0)
    assert wall_together(pooled("long"), "long", 0.0) == pytest.approx(-0.0769, abs=1e-4)
    assert walls("pair") == pytest.approx({"BTC": -0.0769, "ETH": 0.0732}, abs=1e-4)


def test_a_spot_hedge_has_the_wall_of_the_library() -> None:
    wall = wall_together(pooled("spot"), "spot", 0.0)

    assert wall is not None
    assert 60_000 * (1 + wall) == pytest.approx(spot_hedge_wall(60_000, 0.9, 0.025))
    assert 1 + wall == pytest.approx(8)


@pytest.mark.parametrize("book", BOOKS)
def test_a_pool_is_liquidated_where_the_picture_says(book: str) -> None:
    edge = corridor(book, "pool", 0.0, 0.0).data["border"]
    for t, a in list(zip(edge["x"], edge["y"], strict=True))[::7]:
        near = [pooled(book).liquidatable(at(book, t, a + step)) for step in (-1e-6, 1e-6)]
        assert near[0] != near[1]


def test_apart_a_common_move_leaves_one_leg_naked() -> None:
    up, down = (corridor("pair", "apart", move, 0.0) for move in (0.1, -0.1))

    assert up.title == "ETH is liquidated, and a naked long BTC is left"
    assert down.title == "BTC is liquidated, and a naked short ETH is left"
    assert f"In 60{THIN}% of 332 real weeks" in up.sentence


def test_nothing_that_is_liquidated_is_called_alive() -> None:
    for book in BOOKS:
        for mode in MODES:
            for t in np.linspace(-0.6, 1.5, 22):
                frame = corridor(book, mode, float(t), 0.07)
                pools = [pooled(book)] if mode == "pool" else compartments(book).values()
                gone = sum(bool(p.liquidatable(at(book, t, 0.07))) for p in pools)
                assert ("liquidated" in frame.title or "lost" in frame.title) == (gone > 0) or (
                    gone == 0 and "liquidates the short" in frame.title
                )


# -- what the pool saves -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("book", NEEDED)
def test_no_venue_asks_a_cent_less_of_two_legs_in_one_pool(book: str) -> None:
    for venue in (FLAT, *venues.names()):
        together, apart = asked(book, venue)
        assert together == pytest.approx(apart, abs=1e-9)


def test_the_comparison_is_with_compartments_that_both_live() -> None:
    """Against compartments of which each lives through so many weeks the saving would look smaller: 49 and 2 %."""
    assert less("pair", FLAT, 0.95) == pytest.approx(0.593, abs=5e-4)
    assert less("both long", FLAT, 0.95) == pytest.approx(0.110, abs=5e-4)
    assert "two equally safe compartments of which both live **$5,259**" in saved("pair", "dydx", 0.95).sentence
    assert "compartments: equally safe, both live" in saved("pair", "dydx", 0.95).subtitle


def test_the_hedge_saves_more_than_two_longs_wherever_there_is_a_pool() -> None:
    for venue in (FLAT, *venues.names()):
        for share in (0.5, 0.9, 0.95, 0.99, 1.0):
            assert less("pair", venue, share) > less("both long", venue, share)


def test_a_venue_without_a_pool_says_so() -> None:
    assert [venue for venue in venues.names() if not has_pool(venue)] == ["gmx"]
    frame = saved("pair", "gmx", 0.95)
    assert frame.title.startswith("GMX v2 has no pool")
    assert {bar["mode"] for bar in frame.data["bars"]} == {"isolated"}


def test_two_longs_save_nothing_in_the_worst_week() -> None:
    assert saved("both long", "2.5 %", 1.0).title.startswith("Two longs: the pool saves nothing")
    assert "every one of the 332 weeks" in saved("both long", "2.5 %", 1.0).sentence


# -- October -------------------------------------------------------------------------------------------------------------


def test_so_many_books_were_liquidated_at_the_lows() -> None:
    pool = {x: int(closed(x, "beta", "pool", "low").sum()) for x in (3, 5, 10)}
    alone = {x: int(closed(x, "none", "pool", "low").sum()) for x in (2, 3, 5, 10)}

    assert pool == {3: 0, 5: 20, 10: 27}
    assert alone == {2: 24, 3: 29, 5: 30, 10: 32}
    assert "31 of 32 coins fell past" in october(5, "beta", "pool", "low").title
    assert october(3, "beta", "pool", "low").title.endswith("liquidated in none")


def test_apart_the_short_of_btc_never_dies_and_never_helps() -> None:
    for leverage in (2, 5, 20):
        apart, none = (closed(leverage, h, "apart", "low") for h in ("beta", "none"))
        assert (apart == none).all()
        assert apart.sum() >= closed(leverage, "beta", "pool", "low").sum()


def test_the_bets_that_one_had() -> None:
    sentence = october(5, "none", "pool", "low").sentence
    assert "33 bets" in sentence
    assert "**1.29**" in sentence
    assert "**1.05**" in sentence


# -- share against dollars -----------------------------------------------------------------------------------------------


def test_correlation_alone_helps_the_hedge_and_hurts_the_two_longs() -> None:
    for rho in np.linspace(CALM + 0.01, 1.0, 9):
        calm, jumped = risks(CALM, 1, 1), risks(float(rho), 1, 1)
        assert jumped["hedged"] < calm["hedged"]
        assert jumped["both"] > calm["both"]
        assert jumped["alone"] == pytest.approx(calm["alone"])
    assert squeeze(0.95, 1, 1).title.startswith("More correlation: the hedge leaves ")


def test_what_is_left_is_the_library_s() -> None:
    calm = risks(CALM, 1, 1)
    assert calm["hedged"] / calm["alone"] == pytest.approx(hedged_volatility(1.0, 1.0, CALM))


def test_the_explanation_has_both_columns_and_the_storm_of_october() -> None:
    text = words(5, "beta", "pool", "low")

    for cell in (f"44{THIN}%", f"17{THIN}%", "$33", "$1,132", "$570", "0.77", "0.95"):
        assert f">{cell}</td>" in text
    assert "<strong>36-fold</strong> in the median coin" in text  # the ratio of the medians beside it is another: 34
    assert "risen to 0.993" in text
    assert "stopped at 0.954" in text
    assert "would show 0.51 and 0.98" in text
    calm = table("storm").span.partition(",")[0]
    assert calm == "calm 2025-10-08 00:30 to 2025-10-10 12:00", "the days to noon of 10 October: two and a half"
    assert table("storm_figures").value("calm", "candles") == 2.5 * 48
    sizes = table("by_size")
    assert (sizes.column("record") < sizes.column("normal")).all(), "the record lies below in every group"


def test_days_and_weeks_are_those_of_the_tables() -> None:
    assert days("needed") == "2019-12-23 to 2026-05-17"
    assert {row[1] for row in table("needed").rows} == {FLAT, *venues.names()}


def test_the_core_is_the_guess_and_three_pictures() -> None:
    lesson = record("hedges_and_correlation")
    assert set(lesson.explorers) - lesson.deeper == {"predict", "corridor", "saved", "october"}
    assert entry("hedges_and_correlation").minutes <= 25
