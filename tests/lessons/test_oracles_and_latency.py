"""Lesson 12 says exactly these things."""

from __future__ import annotations

import pytest

from course.lessons import record
from course.lessons.oracles_and_latency.clocks import KNOWN, blocks, clocks
from course.lessons.oracles_and_latency.explain import errors, free
from course.lessons.oracles_and_latency.halt import halt, one_in
from course.lessons.oracles_and_latency.late_venue import acted, late
from course.lessons.oracles_and_latency.predict import SECONDS, ladder, stage
from course.lessons.oracles_and_latency.stale_price import looks
from course.lessons.oracles_and_latency.windows import edges, windows
from course.simulation.fact_tables import stored

THIN = "\u202f"


def test_the_guess_is_the_number_of_the_question() -> None:
    """At 40× as at 10×: what the question tells is what it asks for, to the second."""
    explorer = record("oracles_and_latency").explorers["predict"]()
    assert explorer.prediction is not None
    assert f"lasts {SECONDS:.0f} seconds" in explorer.prediction.question
    assert f"{explorer.prediction.answer():.0f}" == f"{SECONDS:.0f}" == "125"  # type: ignore[misc]
    assert "less than it is" in ladder(31).sentence
    assert "more than it is" in ladder(500).sentence
    assert "which is what it is" in ladder(125.4).sentence


def test_before_the_guess_is_locked_only_the_bar_of_the_question_is_seen() -> None:
    assert [bar["row"] for bar in stage(None)["bars"]] == ["10×"]  # type: ignore[union-attr, call-overload, index]
    assert stage(None)["guess"] == []
    assert [strip["row"] for strip in stage(40)["strips"]] == ["10×"]  # type: ignore[union-attr, call-overload, index]


@pytest.mark.parametrize(
    ("lag", "acts", "said"),
    [
        (0, 91.09, "At once: $1,093 is left of the $1,093 that were required"),
        (60, 90.57, "60 seconds late: $567 is left of the $1,093 that were required"),
        (125, 90.0, "125 seconds late: $1 is left of the $1,093 that were required"),
        (300, 88.49, "300 seconds late: the margin is gone, and somebody else pays $1,506"),
    ],
)
def test_later_is_less_and_then_somebody_elses(lag: float, acts: float, said: str) -> None:
    frame = late("hour", lag, 0.012, 10)

    assert frame.title == said
    assert f"{acts:.2f}" in frame.sentence
    assert acted("hour", lag, 0.012, 10)["price"] == pytest.approx(acts, abs=0.006)


@pytest.mark.parametrize(("speed", "lasts"), [("hour", "125.1"), ("quarter", "109.2"), ("minute", "34.6")])
def test_how_long_it_lasts_at_each_speed_and_any_leverage(speed: str, lasts: str) -> None:
    assert {f"**{lasts} seconds**" in late(speed, 30, 0.012, leverage).sentence for leverage in (2, 10, 40)} == {True}


@pytest.mark.parametrize(
    ("depth", "length", "mean", "median"),
    [(0.1, 20, 23, 40), (0.3, 20, 68, 41), (0.1, 60, 68, 120), (0.2, 60, 135, 121), (0.05, 60, 1, 1)],
)
def test_what_a_wick_needs(depth: float, length: float, mean: int, median: int) -> None:
    assert [edges(depth, length, "hour", kind)[0] for kind in ("mean", "median")] == [mean, median]


def test_what_a_fall_allows() -> None:
    allowed = {s: [edges(0.1, 20, s, k)[1] for k in ("mean", "median")] for s in ("hour", "quarter", "minute")}
    assert allowed == {"hour": [250, 251], "quarter": [218, 219], "minute": [70, 70]}


def test_at_the_start_one_of_both_spares_and_a_wick_and_a_fall_can_leave_no_window() -> None:
    start = windows(0.1, 20, 30, "hour")
    assert start.title == "A mean of 23 to 250 s or a median of 40 to 251 s spares you the wick and leaves no debt"
    assert "a mean spares it" in start.sentence
    assert "A median closes you on it" in start.sentence
    none = windows(0.2, 60, 60, "minute")
    assert none.title == ("No window is right: a mean needs 135 s and may have 70, a median 121 and 70")
    one = windows(0.3, 30, 65, "minute")
    assert one.title == "A median of 61 to 70 s spares you the wick and leaves no debt; no mean does both"


def test_one_second_is_one() -> None:
    assert "for 1 second. With a window of 1 second a mean" in windows(0.1, 1, 1, "hour").sentence


def test_looking_at_two_prices() -> None:
    seen, after = looks("0.005", "1", "0.0005", "seen"), looks("0.005", "1", "0.0005", "next")

    assert seen.title == (
        f"A 0.5{THIN}% feed, 1 minute late: looking at two prices made 270{THIN}% of a position in a month"
    )
    assert "**1,407 times** and wins **1,017**" in seen.sentence
    assert "moves 46 times a day" in seen.sentence
    assert f"off by 1.91{THIN}% at most" in seen.sentence
    assert f"looking lost 96{THIN}% in a month" in after.title
    assert "no gap is worth both fees" in looks("0.001", "0", "0.005", "seen").title


def test_every_trade_won_where_the_last_minute_is_known() -> None:
    row = stored("looks").pick(deviation=0.005, delay=1, fee=0.0025, fill="seen")
    assert row.column("won")[0] == row.column("trades")[0] == 360


def test_old_is_not_wrong() -> None:
    day_old = stored("feed").pick(deviation=0.005, heartbeat=1_440, delay=0)
    assert day_old.column("oldest")[0] == 585
    assert day_old.column("largest_error")[0] == pytest.approx(0.005, abs=5e-5)


def test_silences() -> None:
    assert halt("BTC", "8", "10", "any").title == "8 hours without a venue: 1 in 650 BTC longs at 10× is past its wall"
    assert "1 in 76 BTC longs" in halt("BTC", "8", "10", "wild").title
    assert "**8.6 times** as often" in halt("BTC", "8", "10", "wild").sentence
    assert "no BTC long at 5×" in halt("BTC", "1", "5", "any").title
    assert "longs and as many shorts **none** came back" in halt("BTC", "1", "3", "any").sentence
    assert [one_in(x) for x in (0, 1 / 3, 1 / 76.4, 1 / 649, 1 / 55_870)] == [
        "none", "1 in 3", "1 in 76", "1 in 650", "1 in 56,000",
    ]  # fmt: skip


def test_the_halt_of_october_elsewhere() -> None:
    silence = stored("silence")
    figures = [round(100 * silence.value(k, coin), 1) for coin in ("BTC", "ETH") for k in ("lowest", "highest", "end")]
    assert figures == [-0.5, 5.2, 2.8, -0.6, 10.0, 4.8]


def test_blocks_make_a_whale_late() -> None:
    assert [blocks(x) for x in (1e5, 100_001, 5e6, 2e7)] == [1, 2, 50, 200]
    assert "at least 50 blocks, 25 s; its maintenance lasts 125 s" in clocks(5, "hour").title
    assert "**not all of it can be closed**" in clocks(30, "hour").sentence
    assert [v.name for v in KNOWN] == ["dydx", "hyperliquid", "drift", "binance"]
    assert all(str(v.refresh_source) in clocks(5, "hour").table()["source of the interval"].tolist() for v in KNOWN)


def test_the_explanations_follow_their_pictures() -> None:
    assert "23 s" in errors(0.1, 20, 30, "hour")
    assert "2 · 20: 40 s" in errors(0.1, 20, 30, "hour")
    assert "or just 2 · k" in errors(0.1, 20, 30, "hour")
    assert "or just 2 · k" not in errors(0.3, 20, 30, "hour")
    assert "needs no window" in errors(0.05, 20, 30, "hour")
    assert f"1.91{THIN}% at most" in free("0.005", "1", "0.0005", "seen")
    assert f"585 min, 0.50{THIN}% at most" in free("0.005", "0", "0.0005", "seen")
