"""Lesson 02 says exactly these things."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.lessons.liquidation_price import edge, explain, levels, recall, tiers, trigger_to_fill, wick
from course.lessons.liquidation_price.books import SYMBOL, TABLES, account, at, big
from course.lessons.liquidation_price.explorers import EXPLORERS
from course.margin import Schedule
from course.validation import ArgumentError
from course.venues import get

NARROW = "\u202f"


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


# ---- Predict: Ann and Ben -----------------------------------------------------------------------------------------------


def test_ann_and_ben_by_hand():
    """Ann: one rate, (0.1 − 0.005) / 0.995. Ben: 5 % less a deduction of 231,475, (20M − 2M − 231,475) / 0.95."""
    ann, ben = tiers.pair_rooms()

    assert ann == pytest.approx((0.1 - 0.005) / 0.995)
    assert ben == pytest.approx(1 - (20e6 - 2e6 - 231_475) / 0.95 / 20e6)
    assert (round(ann, 4), round(ben, 4)) == (0.0955, 0.0648)


def test_ben_is_closed_where_the_venue_itself_says():
    venue = get("binance")
    pool = venue.pool(2e6, ("SOL", 2e5, 100.0))

    assert pool.liquidation_price("SOL", {"SOL": 100.0}) == pytest.approx(100 * (1 - tiers.pair_rooms()[1]))
    assert pool.free_collateral({"SOL": 100.0}) >= 0, "the venue would let him open it"


@pytest.mark.parametrize(
    ("guess", "start"), [(0.0645, "You said 6.5\u202f%, as good as right"), (0.1, "You said 10.0")]
)
def test_the_guess_is_answered(guess, start):
    frame = tiers.pair(guess)

    assert frame.sentence.startswith(start)
    assert f"asks 0.5{NARROW}% of Ann's" in frame.sentence
    assert f"**3.8{NARROW}%** of Ben's" in frame.sentence
    prices = {level["kind"]: level["price"] for level in frame.data["levels"]}
    assert prices["prediction"] == pytest.approx(100 * (1 - guess))


# ---- the ball -----------------------------------------------------------------------------------------------------------


def test_three_levels_by_hand():
    """1,000 behind 10,000 at 100: opening (5 %) ends at 9,000 / 95, keeping (2.5 %) at 9,000 / 97.5, all is gone at 90."""
    assert levels.crossings("long", 1_000, 10_000, 0.025) == {
        "opening": pytest.approx(94.7368, abs=1e-4),
        "liquidation": pytest.approx(92.3077, abs=1e-4),
        "bankruptcy": pytest.approx(90),
    }
    assert levels.crossings("short", 1_000, 10_000, 0.025) == {
        "opening": pytest.approx(104.7619, abs=1e-4),
        "liquidation": pytest.approx(107.3171, abs=1e-4),
        "bankruptcy": pytest.approx(110),
    }


@pytest.mark.parametrize(
    ("price", "title"),
    [
        (95, "you may open, and you may hold"),
        (94, "could not open this position, but you keep it"),
        (92.31, "but you keep it"),
        (92.3, "you have been closed: the venue acted at $92.31"),
        (90.1, "you have been closed: the venue acted at $92.31"),
        (90, "you have been closed: the venue acted at $92.31"),
    ],
)
def test_the_ball_falls_through_the_levels(price, title):
    assert title in levels.ball("long", 1_000, 10_000, 0.025, price).title


def test_between_opening_and_keeping_nothing_is_closed():
    frame = levels.ball("long", 1_000, 10_000, 0.025, 94)

    assert "equity is **$400**" in frame.sentence
    assert "would take $470, keeping it takes **$235**" in frame.sentence
    assert "closes nothing. The venue acts at **$92.31**" in frame.sentence


def test_too_little_to_open_is_refused_beside_the_collateral():
    with pytest.raises(ArgumentError, match=r"at least \$500") as error:
        levels.ball("long", 450, 10_000, 0.025, 100)
    assert error.value.argument == "collateral"


@given(
    st.sampled_from(["long", "short"]),
    st.floats(500, 4_000),
    st.floats(2_000, 10_000),
    st.floats(0.005, 0.05),
    st.floats(80, 120),
)
def test_what_is_drawn_of_the_equity_line_stays_on_the_chart(side, collateral, size, rate, price):
    if collateral < 2 * rate * size:
        return
    data = levels.ball(side, collateral, size, rate, price).data
    low, high = data["frame"]["value"]
    for name in ("equity", "ball"):
        assert low - 1e-6 <= min(data[name]["value"])
        assert max(data[name]["value"]) <= high
    pool = account(side, collateral, size, rate)
    for p, value in zip(data["equity"]["price"], data["equity"]["value"], strict=True):
        assert pool.equity(at(float(p))) == pytest.approx(value, abs=1e-6)


# ---- the ladder ---------------------------------------------------------------------------------------------------------


def test_the_ladder_by_hand():
    """Closed at 92.3077, filled 0.5 % lower at 91.8462: 184.62 left, less 0.5 % of 9,184.62."""
    frame = trigger_to_fill.ladder("long", 10, 0.005, "after", 0.005)
    bars = {bar["row"]: bar for bar in frame.data["bars"]}

    assert frame.title == "Closed at $92.31, filled at $91.85: $139 of $1,000 is left"
    assert bars["the move took"]["label"] == "−$769"
    assert bars["the fill took"]["label"] == bars["the fee took"]["label"] == "−$46"
    assert bars["left"]["end"] == pytest.approx(184.615 - 0.005 * 9_184.615, abs=0.01)


def test_a_fee_inside_the_requirement_brings_liquidation_nearer():
    """m becomes 3 %: 9,000 / 97."""
    inside, after = (trigger_to_fill.ladder("long", 10, 0.005, way, 0.0) for way in ("inside", "after"))

    assert "acts at **$92.78**" in inside.sentence
    assert "its fee included" in inside.sentence
    assert "acts at **$92.31**" in after.sentence


def test_a_fill_beyond_bankruptcy_leaves_a_hole():
    frame = trigger_to_fill.ladder("short", 30, 0.0, "after", 0.05)

    assert frame.title.endswith("is missing, and someone else pays it")
    assert frame.data["bars"][-1]["row"] == "missing"
    assert frame.data["bars"][-1]["end"] < 0


def test_the_ladder_stops_where_the_margin_is_all_required():
    with pytest.raises(ArgumentError, match="at most 22.22") as error:
        trigger_to_fill.ladder("long", 23, 0.02, "inside", 0.0)
    assert error.value.argument == "leverage"


@given(
    st.sampled_from(["long", "short"]),
    st.floats(2, 30),
    st.floats(0, 0.02),
    st.sampled_from(list(trigger_to_fill.COUNTED)),
    st.floats(0, 0.05),
)
def test_the_steps_add_up_to_what_is_left(side, leverage, fee, counted, slippage):
    if leverage * (trigger_to_fill.LADDER_MAINTENANCE + fee * (counted == "inside")) >= 1:
        return
    bars = trigger_to_fill.ladder(side, leverage, fee, counted, slippage).data["bars"]
    taken = [bar["start"] - bar["end"] for bar in bars[1:-1]]

    assert min(taken) >= -1e-9
    assert bars[0]["end"] - sum(taken) == pytest.approx(bars[-1]["end"], abs=1e-6)


# ---- the stairs ---------------------------------------------------------------------------------------------------------


def test_twenty_million_slice_by_slice():
    """0.5 % of 50k, 0.65 % of 350k, 1 % of 600k, 2 % of 3M, 2.5 % of 4M, 5 % of 12M."""
    by_hand = 250 + 2_275 + 6_000 + 60_000 + 100_000 + 600_000
    frame = tiers.stairs("Binance SOL", "slice", "long", 10, 20)

    assert by_hand == 768_525
    assert "tier 6 of 10" in frame.sentence
    assert f"**5.00{NARROW}%**, all of them together **3.84{NARROW}%**, which is $768,525" in (frame.sentence)
    assert f"survives **6.48{NARROW}%**; $10k survives 9.55{NARROW}%" in frame.sentence
    assert "= $768,525" in words(explain.bracket("Binance SOL", "slice", "long", 10, 20))


def test_one_rate_for_the_whole_position_costs_a_million():
    frame = tiers.stairs("Binance SOL", "whole", "long", 10, 20)

    assert "which is $1M" in frame.sentence
    assert "if one rate held for all of it" in frame.subtitle
    assert len(frame.data["here"]) == 1, "next dollar and all dollars cost the same"


@pytest.mark.parametrize("table", list(TABLES))
@pytest.mark.parametrize("side", ["long", "short"])
def test_slices_are_continuous_and_never_harsher_than_one_rate(table, side):
    slices, whole = (tiers.schedule_of(TABLES[table], rule) for rule in ("slice", "whole"))
    sizes = np.geomspace(1e4, tiers.largest(TABLES[table], 5) * 0.999, 60)
    edges = np.array([f for f in TABLES[table].floors[1:] if f < sizes[-1]])

    assert slices.continuous
    assert not whole.continuous
    assert np.all(tiers.room(side, 5, sizes, slices) >= tiers.room(side, 5, sizes, whole) - 1e-9)
    below, above = (tiers.room(side, 5, edges * x, slices) for x in (1 - 1e-9, 1 + 1e-9))
    assert below == pytest.approx(above, abs=1e-7)


def test_what_the_table_does_not_allow_is_said_beside_its_control():
    with pytest.raises(ArgumentError, match=r"at most 5× for \$50M \(tier 7\)") as error:
        tiers.stairs("Binance SOL", "slice", "long", 10, 50)
    assert error.value.argument == "leverage"
    with pytest.raises(ArgumentError, match=r"at most \$400M") as error:
        tiers.stairs("Binance SOL", "slice", "long", 2, 500)
    assert error.value.argument == "millions"


@pytest.mark.parametrize(
    ("value", "said"), [(9_999, "$9,999"), (10_000, "$10k"), (771_620, "$771,620"), (2.5e6, "$2.5M"), (1e9, "$1B")]
)
def test_large_money_is_short_where_that_loses_nothing(value, said):
    assert big(value) == said


# ---- the edge -----------------------------------------------------------------------------------------------------------


def test_a_winning_long_is_closed_at_the_edge_and_again_lives_above_it():
    """960 units cross 100,000 at 104.1667; there 9,000 of equity meet 10,000. From 91,000 / 864 on equity is enough."""
    pool = account("long", 5_000, 96_000, edge.edge_schedule("whole"))

    assert edge.closed_between(pool, 85, 115) == [
        (85, pytest.approx(91_000 / (960 * 0.975))),
        (pytest.approx(100_000 / 960), pytest.approx(91_000 / 864)),
    ]
    frame = edge.edge("long", "whole", 96_000, 5_000, 104.5)
    assert frame.title == "At $104.17 you have won $4,000, and the venue closes you"
    assert "needed **$10,032**" in frame.sentence
    assert "**below $97.22 and between $104.17 and $105.32**" in frame.sentence


def test_with_slices_the_same_winner_is_safe():
    frame = edge.edge("long", "slice", 96_000, 5_000, 104.5)

    assert frame.title == "At $104.50 the position is safe"
    assert "**below $97.22**" in frame.sentence


def test_a_short_can_be_liquidated_exactly_at_the_edge():
    pool = account("short", 10_000, 96_000, edge.edge_schedule("whole"))
    step = 100_000 / 960

    assert pool.liquidation_price(SYMBOL, at(100)) == pytest.approx(step)
    assert edge.closed_between(pool, 85, 115) == [(pytest.approx(step), 115)]
    frame = edge.edge("short", "whole", 96_000, 10_000, 104)
    assert frame.title == "The step at $104.17 is a liquidation price of its own"


@given(
    st.sampled_from(["long", "short"]),
    st.sampled_from(["slice", "whole"]),
    st.floats(60_000, 140_000),
    st.floats(14_500, 20_000),
)
def test_the_shaded_stretches_are_where_the_pool_is_liquidatable(side, rule, size, collateral):
    pool = account(side, collateral, size, edge.edge_schedule(rule))
    closed = edge.closed_between(pool, 85, 115)
    for price in np.linspace(85.01, 114.99, 61):
        inside = any(a <= price <= b for a, b in closed)
        near = any(abs(price - x) < 1e-6 for stretch in closed for x in stretch)
        assert near or inside == bool(pool.liquidatable(at(float(price))))


# ---- when there is none -------------------------------------------------------------------------------------------------


def test_a_one_times_long_has_none_and_a_one_times_short_195():
    assert levels.vanish("long", 10_000, 0.025).title.startswith("No liquidation price")
    assert "**$195.12**" in levels.vanish("short", 10_000, 0.025).sentence
    assert "1×" in levels.vanish("short", 10_000, 0.025).sentence


def test_more_than_the_position_is_worth_gives_a_price_that_does_not_exist():
    """(12,000 − 10,000) / (100 · (0.025 − 1))."""
    assert levels.formula("long", 12_000, 10_000, 0.025) == pytest.approx(-20.5128, abs=1e-4)
    frame = levels.vanish("long", 12_000, 0.025)
    assert "answers **−$20.51**" in frame.sentence
    assert frame.data["dot"]["label"] == ["none"]


def test_two_thousand_more_make_the_long_safe():
    frame = levels.vanish("long", 8_000, 0.025)

    assert frame.title == "$2,000 more, and this long cannot be liquidated"
    assert "**$20.51**" in frame.sentence


@given(st.floats(0, 0.05), st.floats(500, 25_000))
def test_collateral_never_brings_liquidation_nearer(maintenance, collateral):
    for side, way in (("long", -1), ("short", 1)):
        pools = [account(side, c, 10_000, maintenance) for c in (collateral, collateral + 500)]
        less, more = (pool.liquidation_price(SYMBOL, at(100)) for pool in pools)
        assert more is None or (less is not None and way * (more - less) > 0)


# ---- the wick -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("venue", "seconds", "mark"),
    [
        ("Binance", 1, 100 - 15 / 30),
        ("Binance", 30, 85),
        ("Bybit", 1, 100 - 15 / 300),
        ("Bybit", 60, 97),
        ("Hyperliquid", 60, 100 - 15 * (1 - np.exp(-60 / 150))),
        ("dYdX", 300, 100),
        ("GMX", 300, 100),
    ],
)
def test_how_far_a_wick_on_one_venue_moves_the_price_that_judges(venue, seconds, mark):
    """An average of n seconds follows by 1 / n a second, one with a memory of τ by 1 − e^(−t/τ); an oracle not at all."""
    path = wick.paths("here", 0.15, seconds)
    judged = wick.JUDGES[venue].of(path["index"], path["mid"], path["last"])

    assert judged.min() == pytest.approx(mark, abs=1e-9)
    assert judged[0] == 100


@pytest.mark.parametrize("venue", list(wick.JUDGES))
def test_a_fall_everywhere_reaches_every_judge(venue):
    path = wick.paths("everywhere", 0.15, 20)
    judged = wick.JUDGES[venue].of(path["index"], path["mid"], path["last"])

    assert judged.min() == pytest.approx(85)


def test_the_question_and_how_long_the_wick_would_have_to_last():
    """7 % of basis is 8/15 of the wick: 16 of 30 seconds, 160 of 300; 1 − e^(−t/150) reaches it at 114.3, told every 3."""
    frame = wick.wick("Binance", "here", 0.15, 1, 92, "closed")
    lasting = {name: wick.patience(judge, 0.15, 92) for name, judge in wick.JUDGES.items()}

    assert frame.sentence.startswith("You said “I am closed”: not so.")
    assert "**$99.50**" in frame.sentence
    assert lasting == {"Binance": 16, "Bybit": 160, "Hyperliquid": 115, "dYdX": None, "GMX": None}
    assert wick.wick("Binance", "here", 0.15, 16, 92, "closed").title == ("Binance closes you in second 16")
    assert wick.wick("Binance", "here", 0.15, 15, 92, "closed").title.endswith("leaves you alone")
    assert "16 s" in words(explain.prices("Binance", "here", 0.15, 1, 92))


@given(
    st.sampled_from(list(wick.JUDGES)),
    st.sampled_from(list(wick.PLACES)),
    st.floats(0.01, 0.3),
    st.integers(1, 120),
    st.floats(70, 99.5),
)
def test_labels_of_the_wick_keep_apart_and_off_the_calm_line(venue, place, depth, seconds, wall):
    data = wick.wick(venue, place, depth, seconds, wall, "alive").data
    span = wick.CALM - min(*data["names"]["price"], wall)
    places = sorted([*data["names"]["place"], *data["wall"]["place"]])

    assert min(np.diff(places)) >= 0.085 * span - 1e-9
    assert min(abs(p - wick.CALM) for p in places) >= 0.05 * span - 1e-9


def test_a_mark_is_never_further_out_than_the_last_price():
    for venue, judge in wick.JUDGES.items():
        path = wick.paths("here", 0.2, 90)
        judged = judge.of(path["index"], path["mid"], path["last"])
        assert judged.min() >= path["last"].min() - 1e-9, venue
        assert judged.max() <= 100 + 1e-9, venue


def test_the_day_on_which_the_mark_saved_two_times_longs():
    """1 / (0.004 + 0.529 · 0.996) and 1 / (0.004 + 0.407 · 0.996)."""
    low, high = wick.saved_by_mark(0.004)

    assert low == pytest.approx(1 / (0.004 + 0.529 * 0.996))
    assert high == pytest.approx(1 / (0.004 + 0.407 * 0.996))
    assert "between 1.88× and 2.44×" in wick.episode(0.004)


# ---- Explain and Recall -------------------------------------------------------------------------------------------------


def test_the_derivation_uses_the_explorers_numbers():
    text = words(explain.derivation("short", 1_000, 10_000, 0.025, 94))

    assert "11,000 / (100 · (0.025 − (−1))) = $107.32" in text
    assert "$100 + $10 = $110" in text
    assert "$268 of your money" in text
    assert "m becomes 2.6 % and the price $107.21" in text
    assert "no liquidation price" in words(explain.derivation("long", 3_000, 2_000, 0.025, 94))


def test_the_marked_row_is_the_positions():
    table = explain.bracket("Hyperliquid BTC", "slice", "long", 10, 200)

    assert table.count("aria-current") == 1
    assert "▸ 2" in words(table)
    assert "= $3,125,000" in words(table)


def test_real_venues_with_one_rate_count_what_no_price_moves():
    """The text says so; the venues' own parameters agree."""
    text = words(explain.bracket("Binance SOL", "slice", "long", 10, 20))

    assert "OKX and BitMEX apply one rate to the whole position" in text
    assert {(t.applies, t.measure) for t in get("okx").tables.values()} == {("whole", "size")}
    assert {t.applies for t in get("bitmex").tables.values()} == {"whole"}
    assert get("bitmex").basis == "entry"
    assert {t.applies for t in get("binance").tables.values()} == {"slice"}
    assert all(get("bybit").market(s).maintenance_schedule.closing_fee > 0 for s in ("BTC",))
    assert all(get("okx").market(s).maintenance_schedule.closing_fee > 0 for s in ("BTC",))


def test_the_quiz_tells_the_lessons_numbers():
    said = {item.question.name: item.right.explain for item in recall.RECALL.items()}

    assert "$92.31" in said["between_the_levels"]
    assert "−$20.51" in said["no_price_shown"]
    assert f"95.1{NARROW}%" in said["once_short"]
    assert f"6.48{NARROW}%" in said["more_size"]
    assert "$99.50" in said["one_wick"]
    assert "16 seconds" in said["one_wick"]
    assert "$4,000" in said["winner_closed"]
    assert "$9,000" in said["winner_closed"]


def test_every_explorer_has_at_most_five_controls():
    assert {name: len(make().controls) <= 5 for name, make in EXPLORERS.items()} == dict.fromkeys(EXPLORERS, True)


def test_the_exercises_agree_with_the_engine():
    from course.lessons.liquidation_price.exercises import bankruptcy_price, liquidation_price
    from course.lessons.liquidation_price.tier_exercises import bracket_requirement, liquidation_price_tiered

    table = TABLES["Binance SOL"]
    brackets = tiers.schedule_of(table, "slice")
    floors, rates = list(table.floors), list(table.maintenance)
    for side, s in (("long", 1), ("short", -1)):
        for notional in (1e4, 3e5, 2e7):
            for share in (0.1, 0.5, 1.3):
                pool = account(side, share * notional, notional, brackets)
                flat = account(side, share * notional, notional, Schedule.flat(0.02, closing_fee=0.001))
                place = (100.0, s * notional / 100, share * notional)
                assert bankruptcy_price(*place) == pytest.approx(pool.bankruptcy_price(SYMBOL, at(100)))
                assert liquidation_price(*place, 0.02, 0.001) == pytest.approx(flat.liquidation_price(SYMBOL, at(100)))
                assert liquidation_price_tiered(*place, floors, rates) == pytest.approx(
                    pool.liquidation_price(SYMBOL, at(100))
                )
        assert bracket_requirement(notional, floors, rates) == pytest.approx(brackets.requirement(notional, 1.0))
