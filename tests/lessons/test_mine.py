"""Your own position: told once, kept, offered in every picture that can take it, and never taken without a press."""

from __future__ import annotations

import dataclasses
import json
import math

import numpy as np
import pytest

from course.explorers import Explorer, Number
from course.lessons import record
from course.lessons.own_position import COINS, FORM, LESSON, OTHER, TAKES, Mine, on_desk
from course.teaching import progress

PLACES = list(TAKES)
SHORT = {"side": "short", "coin": "ETH", "notional": 64_000, "collateral": 9_870, "maintenance": 0.012}
BROKEN = [
    {},
    {**SHORT, "side": "both"},
    {**SHORT, "notional": -1},
    {**SHORT, "collateral": None},
    {**SHORT, "coin": [1]},
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Lessons as a fresh Python with this learner's progress makes them."""
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "progress.json"))

    def lesson(slug):
        return dataclasses.replace(record(slug))

    progress._shared.clear()
    yield lesson
    progress._shared.clear()


def tells(explorer, **fields):
    explorer.on_event({"event": "own", "act": "tell", "values": fields})


def takes(explorer):
    explorer.on_event({"event": "own", "act": "take"})


def test_lessons_before_the_desk_can_take_it():
    assert {"leverage", "funding", "isolated_margin", "cross_margin", "hedges_and_correlation"} <= {s for s, _ in TAKES}
    assert {"position_sizing", "liquidation_mechanics", "choosing_a_platform"} <= {slug for slug, _ in TAKES}
    for slug, name in PLACES:
        explorer = record(slug).explorers[name]()
        assert isinstance(explorer, Explorer)
        assert TAKES[slug, name].keys() <= explorer.controls.keys()


def test_it_is_told_once_kept_and_nowhere_taken_without_a_press(home):
    dial = home("leverage").explore("dial")
    start = dict(dial.values)
    assert dial.frame["own"]["words"] == ""
    tells(dial, **SHORT)
    assert dial.values == {**start, "side": "short", "collateral": 9_900, "leverage": 6.5, "maintenance": 0.012}
    assert dial.frame["own"]["on"]
    assert dial.frame["own"]["words"] == (
        "Your numbers, to the nearest step: side short, collateral $9,900, leverage 6.5×, maintenance fraction 1.2\u202f%"
    )
    progress._shared.clear()  # another day
    lesson = home("position_sizing")
    sizes = lesson.explore("calculator")
    before = dict(sizes.values)
    assert sizes.frame["own"]["fits"]
    assert not sizes.frame["own"]["on"]
    assert sizes.values == before == {c.name: c.value for c in sizes.controls.values()}
    takes(sizes)
    assert sizes.values == {**before, "leverage": 6.5}
    assert sizes.frame["own"]["on"]
    sizes.reset()
    assert sizes.values == before
    assert sizes.frame["own"]["fits"]
    assert not sizes.frame["own"]["on"]


def test_it_can_be_changed_and_forgotten_and_what_is_wrong_changes_nothing(home):
    lesson = home("leverage")
    dial, odds = lesson.explore("dial"), lesson.explore("odds")
    for wrong in BROKEN:
        tells(dial, **wrong)
        assert dial.frame["own"]["refused"]
        assert not dial.frame["own"]["told"]
    tells(dial, **SHORT)
    for wrong in BROKEN:
        tells(dial, **wrong)
        assert dial.frame["own"]["filled"] == SHORT
    dial.reset()
    assert dial.frame["own"]["refused"] == ""
    tells(odds, **{**SHORT, "side": "long"})
    assert "side long" in dial.frame["own"]["words"]
    dial.on_event({"event": "own", "act": "forget"})
    for explorer in (dial, odds):
        assert explorer.frame["own"]["words"] == ""
        assert not explorer.frame["own"]["told"]
    for nonsense in ({"act": "steal"}, {"act": None}, {"act": "tell", "values": 3}, {}):
        dial.on_event({"event": "own", **nonsense})
    assert not dial.error


@pytest.mark.parametrize(("slug", "name"), PLACES, ids=lambda p: p)
def test_what_is_said_to_be_yours_is_set_and_is_what_you_told(home, slug, name):
    """At positions of all sizes: each control said is at the stop nearest to what the position has, and the others stay."""
    explorer = home(slug).explore(name)
    rng = np.random.default_rng(9)
    fitted = 0
    for _ in range(25):
        notional = float(10 ** rng.uniform(3, 6))
        mine = Mine(
            str(rng.choice(["long", "short"])), str(rng.choice([*COINS, OTHER])), notional, notional / float(rng.uniform(1, 30)),
            round(float(rng.uniform(0, 0.05)), 3),
        )  # fmt: skip
        explorer.reset()
        before = dict(explorer.values)
        tells(explorer, **dataclasses.asdict(mine))
        assert not explorer.error, mine
        own = explorer.frame["own"]
        if own["refused"]:  # each is within reach, all together are not
            assert own["refused"].startswith("This picture cannot be set to your numbers. ")
            assert explorer.values == before
            continue
        fitted += own["fits"]
        for control, take in TAKES[slug, name].items():
            field, wanted, now = explorer.controls[control], take(mine), explorer.values[control]
            if isinstance(field, Number) and wanted is not None and field.min <= wanted <= field.max:
                assert abs(now - wanted) == min(abs(field.stop(i) - wanted) for i in range(field.stops)), (
                    control,
                    mine,
                )
                assert field.shown(now) in own["words"]
            elif not isinstance(field, Number) and wanted in field.values:
                assert now == wanted
                assert field.shown(now) in own["words"]
            elif not isinstance(field, Number) and isinstance(wanted, float):
                offs = {abs(math.log(float(option) / wanted)): option for option in field.values}
                reached = min(map(float, field.values)) <= wanted <= max(map(float, field.values))
                assert now == (offs[min(offs)] if reached else before[control])
            else:
                assert now == before[control]
        assert {n: v for n, v in explorer.values.items() if n not in TAKES[slug, name]} == {
            n: v for n, v in before.items() if n not in TAKES[slug, name]
        }
    assert fitted > 1


def test_a_book_on_the_desk_fills_the_form_and_nothing_else(home):
    from course.lessons.portfolio_desk.book import EXAMPLE

    store = progress.shared()
    dial = home("leverage").explore("dial")
    store.replace("desk", "portfolio_desk", "book", text=json.dumps(EXAMPLE.as_json()))
    own = dial.frame["own"]
    assert (own["words"], own["told"]) == ("", False)
    pool = EXAMPLE.pools["cross"]
    assert own["filled"]["side"] == "long"
    assert own["filled"]["coin"] == "BTC"
    assert own["filled"]["notional"] == 0.8 * 60_000
    assert own["filled"]["collateral"] == pytest.approx(pool.equity(EXAMPLE.marks))
    for broken in ("{}", '{"pools": 3}', '{"pools": [3]}', json.dumps({**EXAMPLE.as_json(), "redacted": True})):
        store.replace("desk", "portfolio_desk", "book", text=broken)
        assert on_desk(store) is None
        assert dial.frame["own"]["filled"] == {}
    assert {control.name for control in FORM} == SHORT.keys()
    assert LESSON not in {slug for slug, _ in TAKES}
