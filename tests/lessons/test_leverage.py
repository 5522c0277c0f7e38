"""Lesson 01 says exactly these things."""

from __future__ import annotations

import pytest

from course.lessons import record
from course.lessons.leverage.dial import dial
from course.lessons.leverage.explain import words
from course.lessons.leverage.halving import halving
from course.lessons.leverage.odds import odds
from course.lessons.leverage.predict import ladder
from course.lessons.leverage.setting import setting
from course.margin import liquidation_distance
from course.validation import ArgumentError


def test_the_ladder_of_the_first_question() -> None:
    """1,000 USD, 10,000 long at 100, 2.5 %: closed at 92.31 with 231 USD left; bankrupt at 90."""
    frame = ladder(guess=0.10)

    assert "closes you at **−7.69\u202f%**, while **$231** of your $1,000" in frame.sentence
    assert frame.sentence.startswith("You said −10.0\u202f%")
    by_kind = {level["kind"]: level["price"] for level in frame.data["levels"]}
    assert by_kind["liquidation"] == pytest.approx(92.3077, abs=1e-4)
    assert by_kind["bankruptcy"] == pytest.approx(90)
    assert by_kind["prediction"] == pytest.approx(90)


def test_a_right_guess_is_told_so() -> None:
    assert ladder(guess=0.077).sentence.startswith("You said it, as near as the slider stops")
    assert ladder(guess=0.076).sentence.startswith("You said −7.6")


def test_a_long_and_a_short_are_not_mirror_images() -> None:
    frame = dial("long", 1_000, 10, 0.025, 96)

    assert [dot["label"] for dot in frame.data["dot"]] == ["long −7.69\u202f%", "short +7.32\u202f%"]
    assert "**−$400**" in frame.sentence
    assert "**7.69\u202f%**" in frame.sentence


def test_the_dial_stops_where_the_market_does() -> None:
    """At 2.5 % the distance is zero at 40×, and above that the position cannot be opened."""
    assert "0.00\u202f%" in dial("long", 1_000, 40, 0.025, 100).sentence
    with pytest.raises(ArgumentError, match="at most 40") as error:
        dial("long", 1_000, 40.5, 0.025, 100)
    assert error.value.argument == "leverage"


def test_a_closed_position_is_called_closed() -> None:
    assert "already been closed" in dial("long", 1_000, 10, 0.025, 92).sentence
    assert "already been closed" not in dial("long", 1_000, 10, 0.025, 92.5).sentence


def test_a_one_times_long_is_never_closed() -> None:
    frame = dial("long", 1_000, 1, 0.025, 50)

    assert frame.title.startswith("A 1× long is never closed")
    assert frame.data["liquidation"]["price"] == []


@pytest.mark.parametrize("side", ["long", "short"])
@pytest.mark.parametrize("maintenance", [0.0, 0.01, 0.025])
def test_the_blocks_of_the_halving_bars_add_up(side: str, maintenance: float) -> None:
    frame = halving(side, 10, maintenance)
    parts = frame.data["parts"]

    assert parts[1]["start"] == 0
    assert [p["end"] for p in parts[1:-1]] == pytest.approx([p["start"] for p in parts[2:]])
    assert parts[-1]["end"] == pytest.approx(liquidation_distance(5, maintenance, side))
    assert ("exactly double" in frame.title) == (maintenance == 0)


def test_halving_at_one_per_cent_is_9_09_and_19_19() -> None:
    assert "**9.09\u202f%**" in halving("long", 10, 0.01).sentence
    assert "**19.19\u202f%**" in halving("long", 10, 0.01).sentence


def test_odds_within_a_week_at_eighty_per_cent() -> None:
    assert "**49\u202f%**" in odds("long", 10, 0.8, 7).sentence
    assert "**8\u202f%**" in odds("long", 10, 0.8, 7).sentence


def test_the_setting_moves_what_is_reserved_and_not_the_liquidation_price() -> None:
    five, twenty = (setting(x) for x in (5, 20))

    assert five.data["levels"]["price"] == twenty.data["levels"]["price"]
    assert five.data["bars"][0]["end"] == 2_000
    assert twenty.data["bars"][0]["end"] == 500
    least = record("leverage").explorers["setting"]().controls["leverage"].min
    assert setting(least).data["bars"][1]["start"] < setting(least).data["bars"][1]["end"], (
        "the slider begins where it is held"
    )


def test_the_derivation_uses_the_dials_numbers() -> None:
    text = words("short", 500, 20, 0.01, 100)

    assert "$500 × 20× = $10,000" in text
    assert "(1/20 − 0.010) / (1 + 0.010) = 3.96\u202f%" in text
