"""One market through lesson 14: what is set in one picture is offered in the others, and taken over by a press."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from course.lessons import record
from course.lessons.liquidation_cascades import landscape, market, player, your_account
from course.lessons.liquidation_cascades.books import crowd
from course.simulation import Cascade
from course.teaching import progress


@pytest.fixture
def lesson(tmp_path, monkeypatch):
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "progress.json"))
    progress._shared.clear()
    here = dataclasses.replace(record("liquidation_cascades"))
    for name in here.explorers:
        here.explore(name)
    return here


def offer(lesson, name):
    return lesson.explore(name).frame["offer"]


def turn(lesson, name, **values):
    lesson.explore(name).set(**values)
    lesson.explore(name).on_event({"event": "rest"})


def test_nothing_is_offered_before_anything_was_set(lesson):
    for name in lesson.explorers:
        assert not offer(lesson, name)
    turn(lesson, "landscape")
    assert not offer(lesson, "player")


def test_what_is_set_in_the_landscape_is_offered_and_taken(lesson):
    turn(lesson, "landscape", leverage=7, depth=3.25, cross=0.3, price=57_000)
    assert offer(lesson, "player") == (
        "Take over the market from “The landscape of liquidations”: median leverage 7×, depth 3.25×, push 5\u202f%"
    )
    assert "traders in cross 30\u202f%" in offer(lesson, "contagion")
    assert not offer(lesson, "landscape")
    assert not offer(lesson, "events")
    burned = lesson.explore("player")
    burned.on_event({"event": "take"})
    assert (burned.values["leverage"], burned.values["depth"], burned.values["shock"]) == (7, 3.25, 0.05)
    assert not offer(lesson, "player")
    assert "landscape" in offer(lesson, "response")


def test_what_a_picture_cannot_reach_it_leaves_alone(lesson):
    turn(lesson, "landscape", leverage=10, depth=9, price=66_000)
    assert not offer(lesson, "player")
    assert "push" not in offer(lesson, "response")
    assert "median leverage 10×, depth 9×" in offer(lesson, "response")


def test_taking_a_push_to_the_nearest_stop_is_no_new_market(lesson):
    turn(lesson, "landscape", price=57_500)
    lesson.explore("player").on_event({"event": "take"})
    lesson.explore("player").on_event({"event": "rest"})
    assert lesson.explore("player").values["shock"] == 0.04
    assert not offer(lesson, "landscape")
    turn(lesson, "player", leverage=8)
    assert "Cascade player" in offer(lesson, "landscape")
    assert "median leverage 8×" in offer(lesson, "response")
    assert not offer(lesson, "player")


def test_every_picture_starts_with_the_same_market(lesson):
    """Nothing differs but the push: whoever carries nothing on still sees one market."""
    for name, shared in market.CARRY.items():
        for word, held in shared.items():
            start = lesson.explore(name).controls[held.control].value
            wanted = {"median leverage": market.LEVERAGE, "depth": market.DEPTH, "traders in cross": market.CROSS}
            assert word == "push" or start == wanted[word], (name, word)


@pytest.mark.parametrize("leverage", [3.0, 7.0])
def test_you_move_no_price_and_are_closed_as_a_whole_account_would_be(leverage):
    """The account in the rows has the trigger of the whole one, and the film of the crowd is the same without it."""
    others = crowd(leverage, market.LONG, 0.0, 0.0, 2_000, ("BTC",))
    rows = your_account.joined_by(others, your_account.ALONE)
    venue = player.exchange(others, 3.0, deleveraging="none")
    films = [Cascade(venue, r, [market.PRICE]).run([[0.9 * market.PRICE]]) for r in (others, rows)]
    np.testing.assert_allclose(films[0].column("perp"), films[1].column("perp"), rtol=1e-9)
    whole = your_account.ALONE.liquidation_price("BTC", {"BTC": market.PRICE})
    assert player.triggers(rows)[-1] == pytest.approx(whole)
    found = your_account.turn(films[1])
    assert found.frame is not None
    assert films[1][found.frame - 1].mark[0] < whole
    assert found.frame == 1 or films[1][found.frame - 2].mark[0] >= whole


@pytest.mark.parametrize("ratio", [0.0, 0.6, 1.12])
def test_your_trigger_in_the_landscape_is_where_the_pool_is_closed(ratio):
    at = your_account.trigger(ratio)
    move = at / market.PRICE - 1
    for off, closed in ((-1e-6, True), (1e-6, False)):
        marks = {"BTC": market.PRICE * (1 + move + off), "ETH": 3_000.0 * (1 + ratio * (move + off))}
        assert bool(your_account.POOL.liquidatable(marks)) == closed


def test_a_hedged_account_falls_only_where_the_cascade_takes_its_hedge():
    assert landscape.your_turn(5.0, 0.5, True, 2.5, 57_000).frame is None
    assert landscape.your_turn(5.0, 0.5, True, 2.5, 52_000).frame is not None
    assert landscape.your_turn(5.0, 0.5, False, 2.5, 57_000).frame is not None
