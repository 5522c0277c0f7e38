"""Lesson 13 says exactly these things, and says them only as long as the venues' models do."""

from __future__ import annotations

import re

import numpy as np
import pytest

from course import venues
from course.lessons.choosing_a_platform import bots, own_venue, portfolio_on_venues, scorecard
from course.lessons.choosing_a_platform.exercises import requirement_by_rule
from course.validation import ArgumentError

EXAMPLE = (1.0, -15.0, 6_000.0)


def by_venue(*legs: float) -> dict[str, list[dict]]:
    return portfolio_on_venues.by_venue(portfolio_on_venues.rows(*legs))


# ---- the comparison -------------------------------------------------------------------------------------------------


def test_requirements_of_the_example_by_hand() -> None:
    """60,000 of BTC and 45,000 of ETH: rates times notional, less the deduction of the tier."""
    found = by_venue(*EXAMPLE)

    assert portfolio_on_venues.total(found["dydx"], "pool_maintenance") == pytest.approx(0.012 * 105_000)
    assert portfolio_on_venues.total(found["hyperliquid"], "pool_maintenance") == pytest.approx(
        0.0125 * 60_000 + 0.02 * 45_000
    )
    # Binance: 0.4 % up to 300,000.
    assert portfolio_on_venues.total(found["binance"], "pool_maintenance") == pytest.approx(0.004 * 105_000)
    # GMX: two pools, 0.5 % of the size at entry each, and 0.06 % for the fee of closing.
    assert portfolio_on_venues.total(found["gmx"], "pool_maintenance") == pytest.approx(0.0056 * 105_000)


def test_the_liquidation_price_on_dydx_by_hand() -> None:
    """6,000 + (P − 60,000) = 0.012 P + 540, ETH standing still."""
    row = by_venue(*EXAMPLE)["dydx"][0]

    assert row["liquidation_price"] == pytest.approx((54_000 + 540) / 0.988)


def test_cross_cannot_be_expressed_on_gmx_and_the_lesson_says_so() -> None:
    frame = portfolio_on_venues.every_venue(*EXAMPLE, days=7, premium=0.0)

    assert "GMX v2 has no cross margin" in frame.explain
    assert "GMX v2 has no cross margin" in portfolio_on_venues.figures(*EXAMPLE, days=7, premium=0.0)
    bars = {b["venue"]: b["mode"] for b in frame.data["bars"]}
    assert bars["GMX (isolated)"] == "isolated"
    assert "no cross margin" not in portfolio_on_venues.every_venue(1, 0, 6_000, 7, 0.0).explain


def test_the_halted_venue_is_shown_and_takes_no_part_in_the_finding() -> None:
    """Drift would act first here; the first of those that trade is GMX."""
    frame = portfolio_on_venues.every_venue(*EXAMPLE, days=7, premium=0.0)
    dots = {d["venue"]: d for d in frame.data["dots"] if d["symbol"] == "BTC"}

    assert abs(dots["Drift (halted)"]["shown"]) < abs(dots["GMX (isolated)"]["shown"])
    assert frame.title.startswith("GMX closes a leg after 5.15\u202f%, Binance only after 9.34")
    assert [v for v, d in dots.items() if d["first"]] == ["GMX (isolated)"]


def test_what_cannot_be_opened_is_said() -> None:
    assert "cannot be opened on Hyperliquid" in portfolio_on_venues.every_venue(1, -15, 3_000, 7, 0).sentence
    assert "cannot be opened" not in portfolio_on_venues.every_venue(*EXAMPLE, 7, 0).sentence


def test_every_row_of_the_table_has_its_date_and_source() -> None:
    text = portfolio_on_venues.figures(*EXAMPLE, days=7, premium=0.0)

    for v in venues.everything():
        assert v.source.as_of in text
        for symbol in ("BTC", "ETH"):
            assert v.table(symbol).source.as_of in text


def test_funding_follows_the_premium() -> None:
    """At no premium dYdX's example costs nothing; others charge their interest term. Shorts receive what longs pay."""
    calm = {r["title"]: r["funding"] for r in portfolio_on_venues.rows(1, 0, 6_000, 7) if r["symbol"] == "BTC"}

    assert calm["dYdX Chain"] == 0
    assert calm["Binance USDS-M"] == pytest.approx(21 * 0.0001 * 60_000)
    long, short = (portfolio_on_venues.rows(q, 0, 6_000, 7, 0.001)[0]["funding"] for q in (1, -1))
    assert long == pytest.approx(-short)
    assert long > 0


def test_an_empty_portfolio_is_refused_beside_its_control() -> None:
    with pytest.raises(ArgumentError) as error:
        portfolio_on_venues.every_venue(0, 0, 6_000, 7, 0.0)
    assert error.value.argument == "btc"


@pytest.mark.parametrize(
    "legs", [(1, 15, 6_000), (-3, -60, 1_000), (-0.1, 0, 50_000), (0.1, 0, 50_000), (0, 60, 1_000)]
)
def test_labels_have_room_on_the_side_of_their_dots(legs: tuple[float, float, float]) -> None:
    """Every dot lies inside the frame, with a share of the axis beyond it that a figure needs."""
    frame = portfolio_on_venues.every_venue(*legs, days=7, premium=0.0)
    low, high = frame.data["frame"]["shown"]

    for dot in frame.data["dots"]:
        beyond = dot["shown"] - low if dot["left"] else high - dot["shown"]
        assert beyond >= 0.19 * (high - low)


def test_the_guess_is_judged_by_the_ratio() -> None:
    assert portfolio_on_venues.spread_of_requirements(3.9).sentence.startswith("You have it")
    assert "**3.9×**" in portfolio_on_venues.spread_of_requirements(1.5).sentence


# ---- size -----------------------------------------------------------------------------------------------------------


def test_the_cheap_venue_of_small_positions_is_not_that_of_large_ones() -> None:
    assert portfolio_on_venues.over_size("BTC", 100_000).title.startswith("At $100,000 Binance asks least")
    binance, hyperliquid = venues.get("binance"), venues.get("hyperliquid")
    assert portfolio_on_venues.rate(binance, "BTC", 1e5) < portfolio_on_venues.rate(hyperliquid, "BTC", 1e5)
    assert portfolio_on_venues.rate(binance, "BTC", 4e7) > portfolio_on_venues.rate(hyperliquid, "BTC", 4e7)


@pytest.mark.parametrize("symbol", ["BTC", "ETH"])
@pytest.mark.parametrize("notional", [10_000, 59_000, 1e6, 3.1e7, 1e8])
def test_names_beside_the_line_meet_no_curve(symbol: str, notional: float) -> None:
    """Nothing lies above the strictest to the left, or below the most lenient to the right: rates rise with size."""
    frame = portfolio_on_venues.over_size(symbol, notional)
    curves, ends = frame.data["curves"], frame.data["ends"]
    taken = np.isin(curves["venue"], frame.data["here"]["venue"])
    left, right = (taken & side for side in (curves["notional"] <= notional, curves["notional"] > notional))
    for place, rate in zip(ends["place"], ends["rate"], strict=True):
        if place == "above left":
            assert curves["rate"][left].max() <= rate * (1 + 1e-9)
        if place == "below right":
            assert curves["rate"][right].min() >= rate * (1 - 1e-9)


def test_a_venue_that_does_not_take_the_size_is_left_out() -> None:
    names = portfolio_on_venues.over_size("BTC", 1e8).data["here"]["venue"]

    assert not {"Bybit", "GMX"} & {*names}
    assert "OKX" in names
    assert "Binance" in names


# ---- the scorecard --------------------------------------------------------------------------------------------------


def test_every_judgement_speaks_of_every_venue_and_every_check_of_a_field() -> None:
    for check in scorecard.CHECKS:
        for name, record in scorecard.FACTS.items():
            assert check.points(record) in (0, 0.5, 1), (check.question, name)
            assert all(field in record for field in check.fields)
    assert {c.criterion for c in scorecard.CHECKS} == set(scorecard.CRITERIA)
    assert sum(c.judgement for c in scorecard.CHECKS) < len(scorecard.CHECKS)


def test_weights_are_normalised_and_one_weight_alone_ranks_by_its_column() -> None:
    assert scorecard.totals((1, 2, 3, 4)) == pytest.approx(scorecard.totals((2, 4, 6, 8)))
    assert scorecard.totals((0, 5, 0, 0)) == pytest.approx(scorecard.RATINGS[:, 1])
    with pytest.raises(ArgumentError):
        scorecard.totals((0, 0, 0, 0))


def test_the_ranking_is_redrawn_in_its_new_order() -> None:
    for weights in ((5, 5, 5, 5), (0, 10, 0, 0), (1, 0, 9, 0)):
        frame = scorecard.scorecard(*weights, venue="dydx")
        assert list(frame.data["totals"]["score"]) == sorted(frame.data["totals"]["score"])[::-1]
    assert "BitMEX leads" in scorecard.scorecard(0, 10, 0, 0, "dydx").title


def test_the_halted_venue_never_leads() -> None:
    """By liquidation and model alone Drift's documents would come out on top."""
    frame = scorecard.scorecard(10, 10, 0, 0, "drift")

    assert "Drift" not in frame.title
    assert "takes no place" in frame.sentence


def test_half_a_point_is_what_it_says() -> None:
    """Raise one judged check of one venue by half a point and see how far its total moves."""
    weights = np.array([5.0, 5.0, 5.0, 5.0])
    moved = 0.0
    for k, key in enumerate(scorecard.CRITERIA):
        checks = [c for c in scorecard.CHECKS if c.criterion == key]
        if any(c.judgement for c in checks):
            moved = max(moved, 0.5 / len(checks) * weights[k] / weights.sum())
    assert scorecard.half_a_point(weights) == pytest.approx(moved)
    assert "treat it as a tie" in scorecard.scorecard(10, 5, 0, 5, "dydx").sentence


def test_one_reading_of_ones_own_moves_one_venue_by_its_share() -> None:
    course, own = (scorecard.scorecard(5, 5, 5, 5, "gmx", "4", reading) for reading in ("course", "1"))

    assert scorecard.JUDGED["4"] == "Does it begin with a part?"
    before, after = (
        dict(zip(f.data["totals"]["venue"], f.data["totals"]["score"], strict=True)) for f in (course, own)
    )
    moved = {v: after[v] - before[v] for v in before if abs(after[v] - before[v]) > 1e-12}
    assert moved == {"GMX (isolated)": pytest.approx(1 / 3 / 4)}
    assert "one reading of your own" in own.title
    assert "the course's reading" in course.title
    assert scorecard.dossier(5, 5, 5, 5, "gmx", "4", "1").count(", yours</td>") == 1


def test_the_dossier_marks_judgement_and_shows_the_documents_words() -> None:
    text = scorecard.dossier(5, 5, 5, 5, "gmx")

    assert text.count("judgement</td>") == sum(c.judgement for c in scorecard.CHECKS)
    assert scorecard.FACTS["gmx"]["first_action"] in text
    assert scorecard.FACTS["gmx"]["as_of"] in text
    assert "no: halted" in scorecard.dossier(5, 5, 5, 5, "drift")


@pytest.mark.parametrize("venue", scorecard.FACTS)
@pytest.mark.parametrize("reading", scorecard.READINGS)
def test_the_dossier_shows_what_costs_points_and_folds_what_does_not(venue: str, reading: str) -> None:
    """Marks, sums and the fold are counted again from the answers as they are printed."""
    text = scorecard.dossier(5, 5, 5, 5, venue, "4", reading)
    shown, _, folded = text.partition("<details>")
    worth = {"1": 1.0, "½": 0.5, "0": 0.0}
    answers = re.compile(r"data-label='points'>([1½0]), (\w+)</td>")
    above, below = answers.findall(shown), answers.findall(folded)

    assert all(points == "1" for points, _ in below)
    assert all(points != "1" or kind == "yours" for points, kind in above)
    assert [kind for _, kind in above].count("yours") == (reading != "course")
    total = sum(worth[points] for points, _ in above + below)
    assert len(above + below) == 11
    assert f"<strong>{total:g} of 11 points</strong>" in text
    assert shown.count("●") + 0.5 * shown.count("◐") == total
    assert shown.count("●") + shown.count("◐") + shown.count("○") == 11
    sums = re.findall(r"<td>([\d.]+) of (\d)</td>", shown)
    assert sum(float(points) for points, _ in sums) == total
    assert sum(int(most) for _, most in sums) == 11
    assert f"{len(below)} answer" in folded


# ---- a venue of one's own -------------------------------------------------------------------------------------------


def test_the_described_venue_by_hand() -> None:
    """10 BTC, 60,000: 60,000 + 10 (P − 60,000) = m · 10 P."""
    assert own_venue.outcome(own_venue.described(0.01, "flat", False, 0.0), 1.0)["price"] == pytest.approx(
        54_000 / 0.99
    )
    fee = own_venue.outcome(own_venue.described(0.01, "flat", True, 0.0), 1.0)["price"]
    assert fee == pytest.approx(54_000 / (0.99 - own_venue.FEE))


@pytest.mark.parametrize("applies", ["slice", "whole"])
def test_its_tiers_are_those_of_the_exercise(applies: str) -> None:
    venue = own_venue.described(0.01, applies, False, 0.0)
    keep = venue.position("BTC", 10, 60_000).maintenance_requirement(60_000)

    assert keep == pytest.approx(requirement_by_rule(600_000, [0.0, own_venue.FLOOR], [0.01, 0.02], applies))


def test_money_is_not_lost_between_the_parts() -> None:
    """What the trader keeps and the fee make up the equity at the price acted on; below zero it is bad debt."""
    for m, fee, refresh in ((0.01, 0.005, 1), (0.01, 0.03, 60), (0.05, 0.01, 300), (0.01, 0.0, 600)):
        o = own_venue.outcome(own_venue.described(m, "flat", False, fee), refresh)
        assert o["left"] + o["fee"] - o["bad"] == pytest.approx(60_000 + 10 * (o["acted"] - 60_000))


def test_a_whole_hour_of_staleness_is_the_worst_hour() -> None:
    assert own_venue.seen(100, 3_600) == pytest.approx(70.7)
    assert own_venue.seen(100, 1_800) == pytest.approx(100 * 0.707**0.5)


def test_a_stale_price_makes_bad_debt_and_a_higher_maintenance_absorbs_it() -> None:
    assert "bad debt" in own_venue.compare_own(0.01, "flat", False, 0.005, 600).title
    assert "bad debt" not in own_venue.compare_own(0.06, "flat", False, 0.005, 300).title
    assert "bad debt" not in own_venue.compare_own(0.01, "flat", False, 0.005, 1).title


def test_the_refresh_of_the_real_ones_is_a_number_with_its_source() -> None:
    assert [o["refresh"] for o in own_venue._real()] == [0.5, 1.0]
    for venue in venues.everything():
        assert (venue.refresh_seconds is None) == (venue.refresh_source is None)
        # The words say the same number.
        if venue.refresh_seconds not in (None, 1.0):
            assert f"{venue.refresh_seconds:g} s" in venue.refresh
    assert venues.get("okx").refresh_seconds is None


def test_a_requirement_above_the_collateral_is_refused_beside_its_control() -> None:
    with pytest.raises(ArgumentError) as error:
        own_venue.compare_own(0.06, "whole", False, 0.005, 1)
    assert error.value.argument == "maintenance"


# ---- what a bot shows -----------------------------------------------------------------------------------------------


def test_a_position_of_one_s_own_is_told_like_the_example() -> None:
    marks = {"DOGE": 0.15, "ETH": 3_000.0, "BTC": 60_000.0}
    pool = venues.get("binance").pool(40_000, ("DOGE", 1e6 / 0.15, 0.15))
    mine, shown = bots.beside("binance", pool, "DOGE", marks), bots.bots("binance DOGE", 25, 1e6, 0)
    assert mine.data["walls"] == shown.data["walls"]
    assert mine.title == "Your DOGE: jesse shows the wall 34\u202f% too far, ccxt 24\u202f% too near"
    assert "$1,000,000 DOGE long" in mine.subtitle
    assert mine.table().equals(shown.table())
    short = venues.get("okx").pool(6_000, ("BTC", -1, 60_000.0))
    frame = bots.beside("okx", short, "BTC", marks)
    assert "has risen" in frame.sentence
    assert "freqtrade" not in frame.sentence
    cross = venues.get("dydx").pool(6_000, ("BTC", 1, 60_000.0), ("ETH", -15, 3_000.0))
    frame = bots.beside("dydx", cross, "BTC", marks)
    assert frame.title == "dYdX acts after 8.00\u202f%"
    assert "No tool that is known here shows a price" in frame.sentence


def test_where_there_is_no_wall_or_no_room_it_says_so() -> None:
    marks = {"BTC": 60_000.0}
    rich, gone = (venues.get("binance").pool(cash, ("BTC", 1, 60_000.0)) for cash in (1e5, 100.0))
    assert bots.beside("binance", rich, "BTC", marks).title == "No price of BTC alone closes it"
    assert bots.beside("binance", gone, "BTC", marks).title == "Binance may close it now"


# ---- age ------------------------------------------------------------------------------------------------------------


def test_every_screen_that_ranks_says_which_of_its_figures_are_old() -> None:
    """BitMEX's limits for BTC are of November 2024: more than two years before the course's day."""
    bitmex = "BitMEX's BTC tiers (2024-11-24)"
    ranking = (
        portfolio_on_venues.spread_of_requirements(1.5),
        portfolio_on_venues.every_venue(*EXAMPLE, days=7, premium=0.0),
        portfolio_on_venues.every_venue(1, 0, 6_000, 7, 0.0),
        portfolio_on_venues.over_size("BTC", 1e6),
    )
    for frame in ranking:
        assert f"Older than two years: {bitmex}." in frame.sentence
    assert "ETH tiers" not in portfolio_on_venues.every_venue(1, 0, 6_000, 7, 0.0).sentence
    assert "BTC tiers" not in portfolio_on_venues.over_size("ETH", 1e5).sentence
    assert "2024-11-24 (old)" in {*portfolio_on_venues.every_venue(*EXAMPLE, 7, 0.0).table()["as of"]}
    assert "2024-11-24" in portfolio_on_venues.figures(*EXAMPLE, days=7, premium=0.0)
    assert not any(v.source.old() for v in venues.everything())  # so the scorecard, which ranks by rules, says nothing
