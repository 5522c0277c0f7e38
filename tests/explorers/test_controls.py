"""Controls: limits, words, and what the page is told."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.explorers import Choice, Explorer, Number, Toggle, View
from course.explorers.controls import refusal
from course.validation import ArgumentError

LEVERAGE = Number("leverage", "Leverage", 10, min=1, max=40, step=0.5, unit="×")
RATE = Number("rate", "Maintenance", 0.025, min=0, max=0.1, step=0.0025, unit="%")
MONEY = Number("collateral", "Collateral", 1000, min=100, max=1_000_000, unit="$", log=True)


@pytest.mark.parametrize(
    ("control", "value", "words"),
    [
        (LEVERAGE, 10, "10×"),
        (LEVERAGE, 12.5, "12.5×"),
        (RATE, 0.025, "2.5\u202f%"),
        (RATE, 0.1, "10\u202f%"),
        (MONEY, 1234.0, "$1,234"),
        (Number("p", "Price", 97, min=1, max=200, step=0.1, unit="$"), 97.5, "$97.50"),
        (Number("p", "Move", 0, min=-1, max=1, step=0.01, unit="%"), -0.1, "−10\u202f%"),
        (Number("h", "Time", 8, min=0, max=48, step=1, unit="hours"), 8, "8 hours"),
        (Number("n", "Paths", 8, min=0, max=48, step=1), 8, "8"),
        (LEVERAGE, "ten", "ten"),
    ],
)
def test_values_in_words(control, value, words):
    assert control.shown(value) == words


@pytest.mark.parametrize("value", [0.5, 41, math.nan, math.inf, "many", None, True])
def test_numbers_outside_are_refused(value):
    with pytest.raises(ArgumentError) as caught:
        LEVERAGE.check(value)
    assert caught.value.argument == "leverage"


def test_a_refusal_says_which_control_what_and_what_instead():
    with pytest.raises(ArgumentError) as caught:
        RATE.check(0.2)
    assert refusal(RATE, caught.value) == ("Maintenance 20\u202f% is not allowed: between 0\u202f% and 10\u202f%.")
    with pytest.raises(ArgumentError) as caught:
        RATE.check(None)
    assert refusal(RATE, caught.value) == "Maintenance: enter a number."
    stray = ArgumentError("size", 0, "not zero")
    assert refusal(None, stray) == "size = 0 is not allowed here: not zero."


@pytest.mark.parametrize(("low", "high", "step"), [(0, 1, 0.01), (0, 100, 1), (1, 40, 0.2), (-0.5, 0, 0.005)])
def test_a_step_of_about_a_hundredth(low, high, step):
    assert Number("x", "X", low, min=low, max=high).step == pytest.approx(step)


@given(st.floats(1e-6, 1e9), st.floats(1.001, 1e6))
def test_steps_are_round_and_fine_enough(low, ratio):
    span = low * ratio - low
    step = Number("x", "X", low, min=low, max=low + span).step
    assert span / 260 <= step <= span / 99
    assert round(step / 10 ** math.floor(math.log10(step) + 1e-9)) in (1, 2, 5)


@pytest.mark.parametrize("wrong", [{"min": 1, "max": 1}, {"min": 0, "max": 10, "log": True}, {"min": 20, "max": 40}])
def test_a_control_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ArgumentError):
        Number("x", "X", 10, **wrong)


@pytest.mark.parametrize(("typed", "counted"), [(1.5, 2), (2.4, 2), (10.4, 10), (0.6, 1), (7, 7)])
def test_what_counts_things_is_a_whole_number_for_the_picture_and_its_box(typed, counted):
    control = Number("n", "Compartments", 1, min=1, max=10, step=1, whole=True)
    assert control.check(typed) == counted
    explorer = Explorer(
        name="counted",
        title="Counted",
        controls=[control],
        compute=lambda n: View(data={"t": {"n": [n]}}, title=f"{n:g}", subtitle="", sentence=""),
        design={"data": {"name": "t"}, "mark": "point", "encoding": {}},
    )
    explorer.set(n=typed)
    assert explorer.values["n"] == counted
    assert control.as_json()["whole"]
    with pytest.raises(ArgumentError):
        control.check(10.6)


def test_choices():
    side = Choice("side", "Side", ["long", "short"])
    assert side.value == "long"
    assert side.check("short") == "short"
    with pytest.raises(ArgumentError, match="one of 'long', 'short'"):
        side.check("flat")
    named = Choice("mode", "Mode", {"x": "cross", "i": "isolated"}, "i")
    assert named.shown("x") == "cross"
    assert named.as_json()["options"] == [["x", "cross"], ["i", "isolated"]]
    with pytest.raises(ArgumentError, match="at least one"):
        Choice("none", "None", [])
    with pytest.raises(ArgumentError):
        Choice("side", "Side", ["long"], "short")


def test_toggles():
    fees = Toggle("fees", "Count fees")
    assert fees.value is False
    assert (fees.shown(True), fees.shown(False)) == ("on", "off")
    with pytest.raises(ArgumentError):
        fees.check("yes")


def test_the_page_is_told_shown_numbers_and_limits():
    told = RATE.as_json()
    assert told["scale"] == 100
    assert (told["min"], told["max"], told["step"]) == (0, 0.1, 0.0025)
    assert MONEY.as_json()["step"] is None


def test_other_controls_of_the_same_names_keep_what_is_still_allowed():
    """As when another portfolio lies on the desk: its markets are others, its sizes larger."""
    made = Explorer(
        name="renewed", title="Renewed", design={"data": {"name": "t"}, "mark": "point", "encoding": {}},
        controls=[Choice("market", "Market", ["BTC", "ETH"], value="ETH"), Number("size", "Size", 1, min=0, max=10)],
        compute=lambda market, size: View({"t": {"x": [size]}}, f"{market} {size:g}"),
    )  # fmt: skip
    made.set(market="BTC", size=7)
    before = made.options
    made.renew([Choice("market", "Market", ["BTC", "ETH"], value="ETH"), Number("size", "Size", 1, min=0, max=10)])
    assert made.options is before, "nothing has changed for the page"
    made.renew([Choice("market", "Market", ["SOL", "BTC"]), Number("size", "Size", 1, min=0, max=100)])
    assert made.values == {"market": "BTC", "size": 7}
    made.renew([Choice("market", "Market", ["SOL"]), Number("size", "Size", 2, min=0, max=5)])
    assert (made.values, made.sentence) == ({"market": "SOL", "size": 2}, "SOL 2")
    assert [c["name"] for c in made.options["controls"]] == ["market", "size"]
    with pytest.raises(ValueError, match="market"):
        made.renew([Number("size", "Size", 1, min=0, max=10)])


def test_the_same_quantity_starts_and_ends_elsewhere():
    other = LEVERAGE.at(20, max=50)
    assert (other.value, other.max, other.min, other.unit, other.label) == (20, 50, 1, "×", "Leverage")
    assert LEVERAGE.value == 10
    with pytest.raises(ArgumentError, match="leverage"):
        LEVERAGE.at(41)
    assert Choice("side", "Side", ["long", "short"]).at("short").value == "short"
