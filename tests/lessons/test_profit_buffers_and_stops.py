"""Lesson 09: the figures that its storyboard set out from, its ends, and what is said where something is none."""

from __future__ import annotations

import numpy as np
import pytest

from course.lessons import record
from course.lessons.profit_buffers_and_stops import acts, drift, fleeting, hedge, predict, recall, stops
from course.lessons.profit_buffers_and_stops.explain import words
from course.margin import Market, Pool, Position

THIN = "\u202f"


def test_bought_on_profit_and_closed_above_the_entry():
    frame = predict.predict(58_000)

    assert predict.wall() == pytest.approx(61_237.11, abs=0.01)
    assert f"the wall jumped 2.1{THIN}% above your entry" in frame.title
    assert "1.82 BTC at $62,700" in frame.sentence
    assert "without the purchase it would have been $55,670" in frame.sentence
    assert frame.sentence.startswith("You said $58,000, too low.")
    assert predict.predict(61_200).sentence.startswith("You said it, as near as the slider stops.")
    assert predict.predict(61_300).sentence.startswith("You said $61,300, too high.")
    assert ", too high." in predict.predict(65_000).sentence


def test_before_the_guess_is_locked_nothing_of_the_answer_is_seen():

    def kinds(guess):
        shown = predict.stage(guess)
        assert max(p["price"] for p in shown["way"]) == shown["way"][-1]["price"] == predict.PEAK
        assert shown.keys() == {"levels", "way"}
        return [level["kind"] for level in shown["levels"]]

    assert kinds(None) == ["entry", "mark"]
    assert kinds(58_000) == ["entry", "mark", "prediction"]


def test_four_ways_and_their_walls():
    walls = {name: way.wall for name, way in fleeting.ways(10, 0.1).items()}

    assert walls == pytest.approx({"nothing": 55_670.10, "bought": 61_237.11, "taken": 61_855.67, "half": 43_298.97})
    assert fleeting.ways(10, 0.1)["half"].pool.leverage({"BTC": 66_000}) == pytest.approx(2.75)
    at_entry = {name: way.left(60_000) for name, way in fleeting.ways(10, 0.1).items()}
    assert at_entry["nothing"] == (False, 6_000)
    assert at_entry["bought"] == (True, pytest.approx(3_340.2, abs=0.1))
    assert at_entry["taken"] == (True, pytest.approx(1_855.7, abs=0.1))
    assert at_entry["half"] == (False, pytest.approx(9_000))


def test_taking_profit_out_brings_the_wall_nearer_than_buying_back_does():
    for leverage in (2, 3.5, 7, 15):
        for rise in (0.02, 0.1, 0.3):
            ways = fleeting.ways(leverage, rise)
            assert ways["nothing"].wall < ways["bought"].wall < ways["taken"].wall


def test_half_of_a_low_leverage_has_no_wall():
    frame = fleeting.fleeting(2, 0.1, 0.5)

    assert frame.table()["closed at"].iloc[-1] == "no price"
    assert [row["row"] for row in frame.data["walls"]] == [0, 1, 2]


def test_the_price_that_is_pulled_is_the_price_that_is_drawn():
    explorer = record("profit_buffers_and_stops").explorers["fleeting"]()
    assert explorer.pulls["now"].result(**explorer.values) == pytest.approx(
        explorer.view.data["price_lines"][1]["price"]
    )


def test_looking_once_a_day():
    assert drift.drifted(5) == f"6.33× after −5{THIN}%, 9× after −10{THIN}%, 17× after −15{THIN}%"
    assert drift.drifted(8).count("after") == 1
    frame = drift.drift("BTC", "5", "day", "both")
    assert frame.title == "Looking every day: closed in 7 of 100 months instead of 21"
    never = drift.drift("BTC", "5", "never", "down")
    assert not never.idle, "what the other looks end at is drawn too"
    assert never.data["ends"][0]["own"]
    assert "closed in none of 100 months" in drift.drift("BTC", "2", "day", "both").title


def test_a_rule_that_looks_seldom_can_be_closed_more_often_than_none():
    shares = {look: drift.month("BTC", "8", look, "both")["closed"] for look in drift.LOOKS}
    assert shares["week"] > shares["never"] > shares["day"]


def test_a_stop_and_who_watches_it():
    venue, hourly = stops.stops("BTC", "0.08", "venue"), stops.stops("BTC", "0.08", "hour")

    assert venue.title.startswith(f"A −8{THIN}% stop of BTC could be filled at −34.5{THIN}%")
    assert f"No hour of BTC opened more than 0.29{THIN}% below the close before" in venue.basis
    assert hourly.title.endswith(f"once filled at −25.2{THIN}%")
    assert len(venue.data["crashes"]) == 5


def test_halving_is_never_liquidated_and_keeps_less():
    halves, alone = acts.lived("slow", 0.2, "half", 8.0), acts.lived("slow", 0.2, "nothing", 8.0)

    assert [step for step, _ in acts.done(halves)] == [14, 26, 36]
    assert (round(halves.final[0]), round(alone.final[0])) == (769, 1_280)
    assert round(acts.lived("slow", 0.2, "half_late", 8.0).final[0]) == 292
    assert round(acts.lived("slow", 0.2, "stop", 8.0).final[0]) == 5_962
    assert "alive with $769; left alone: liquidated with $1,280" in acts.acts("slow", 0.2, "half", 8).title


def test_what_lies_beside_in_a_slow_fall_and_at_once():
    """The storyboard's three accounts: 3×, half of $10,000 beside."""
    finals = {
        (shape, fall, rule): round(float(acts.lived(shape, fall, rule, 3.0).final[0]))
        for shape, fall in (("slow", 0.2), ("once", 0.2), ("once", 0.4), ("back", 0.12))
        for rule in ("nothing", "topped", "beside")
    }
    assert [finals["slow", 0.2, rule] for rule in ("nothing", "topped")] == [4_000, 4_000]
    # Closed at the first step beyond its wall, −14.5 %, for a fee of 1 %.
    assert finals["slow", 0.2, "beside"] == round(5_000 + 5_000 - 30_000 * 0.145 - 0.01 * 30_000 * 0.855)
    assert [finals["once", 0.2, rule] for rule in ("nothing", "topped", "beside")] == [4_000, 5_000, 5_000]
    assert [finals["once", 0.4, rule] for rule in ("nothing", "topped", "beside")] == [0, 5_000, 5_000]
    assert [finals["back", 0.12, rule] for rule in ("nothing", "topped", "beside")] == [10_000] * 3
    assert "ends as doing nothing does" in acts.acts("slow", 0.2, "topped", 3).sentence
    once = acts.acts("once", 0.2, "topped", 3)
    assert "It never acted" in once.sentence
    assert "Of the $5,000 beside, $0 went in and **$5,000** is still there" in once.sentence


def test_what_a_closed_position_frees():
    """15,000 of a coin at 10 % gives 1,500 of room: the wall of the other moves as by a deposit of so much."""
    markets = [Market(name, 0.2, m) for name, m in (("BTC", 0.03), ("ETH", 0.03), ("ALT", 0.1))]
    sizes = (1.0, 5.0, 1_500.0)
    marks = {"BTC": 60_000.0, "ETH": 3_000.0, "ALT": 10.0}
    pool = Pool(6_000, tuple(Position(m, s, marks[m.symbol]) for m, s in zip(markets, sizes, strict=True)))
    without = [pool.trade(m, -s, marks[m.symbol], fee=0) for m, s in zip(markets[1:], sizes[1:], strict=True)]
    walls = [p.liquidation_price("BTC", marks) for p in (pool, *without, pool.deposit(1_500))]
    assert np.round(walls).tolist() == [57_680, 57_216, 56_134, 56_134]


def test_a_stop_on_each_leg():
    frame = hedge.hedge("10", "stops 8%")

    assert frame.title == "Stops 8 % off: the worst fortnights leave $462, with nobody watching $1,338"
    assert "$876 less than with nobody watching" in frame.sentence
    assert "more than with nobody watching" in hedge.hedge("5", "stops 5%").sentence
    for lever, rule, often in (("10", "stops 8%", "77"), ("10", "account", "none")):
        assert hedge.hedge(lever, rule).data["legs_name"]["label"] == [f"one leg left alone: {often} of 100 fortnights"]
    assert "Of 100 fortnights **fewer than 1** ended" in hedge.hedge("5", "account").sentence


def test_the_laws_use_the_numbers_of_the_four_ways():
    text = words(10, 0.1, 0.03)

    assert "$6,000 ÷ (1 · 0.97) = $6,186" in text.replace("1.000", "1")
    assert "= $61,237" in text
    assert "6.33×" not in text
    assert "19×" in text  # 10× after −5 %


def test_figures_of_the_recall():
    assert (round(recall.TAKEN), round(recall.AWAY)) == (61_856, 49_485)
    assert (recall.WICKS, recall.ONLY) == (114, 21)
    assert recall.HOURLY["median"] < recall.DAILY["median"]
    assert recall.HOURLY["closed"] < recall.DAILY["closed"]
    assert recall.HALVINGS == 3
    assert recall.LEGS["tail"] < recall.NOBODY["tail"]
    assert 0 <= recall.BESIDE < 2_500
