"""Texts with numbers: fields, units, places, languages."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.language import speaking, word
from course.number_format import THIN
from course.texts import Numbers, Said, joined, say, told


def test_each_unit_is_the_house_s_formatter():
    said = say(
        "{a:$} {a:$2+} {b:%1} {b:%+} {c:%?} {d:%~} {e:×} {f:#3} {n} {n:day|days} {side}",
        a=1234.5, b=-0.0512, c=0.001, d=0.0125, e=2.5, f=1.5, n=1, side="long",
    )  # fmt: skip
    t = THIN
    assert said == f"$1,234 +$1,234.50 −5.1{t}% −5.12{t}% under 1{t}% 1.25{t}% 2.5× 1.500 1 day long"


@pytest.mark.parametrize(
    ("leverage", "said"),
    [
        (8, "an 8×"), (8.5, "an 8.5×"), (80, "an 80×"), (11, "an 11×"), (11.5, "an 11.5×"), (18, "an 18×"),
        (1, "a 1×"), (10, "a 10×"), (12, "a 12×"), (118, "a 118×"), (110, "a 110×"), (1_100, "a 1,100×"),
        (11_000, "an 11,000×"), (8_000, "an 8,000×"), (2.8, "a 2.8×"),
    ],
)  # fmt: skip
def test_an_article_agrees_with_its_number(leverage, said):
    whole = say("{a} {leverage:×} long, {A}", a="the price of a", leverage=leverage, A="as it stands")
    assert whole == f"the price of {said} long, as it stands"
    assert [(whole[a:b], name) for a, b, name in whole.places][1] == (said.partition(" ")[2], "leverage")
    assert say("A {x:×} long", x=leverage) == f"{said.capitalize()} long"
    assert say("beta {x:×}", x=8) == "beta 8×"
    assert say("a {x:%} stop, a {y:$} loss", x=-0.08, y=800) == f"a −8.00{THIN}% stop, an $800 loss"
    with speaking({"a {x:×} long": "a {x:×}"}):
        assert say("a {x:×} long", x=8) == "a 8×"


def test_places_say_which_letters_are_which_field():
    said = "Now: " + say("at {leverage:×} it holds **{notional:$}**", leverage=5, notional=500) + " and more"
    assert [(said[a:b], name) for a, b, name in said.places] == [("5×", "leverage"), ("$500", "notional")]
    inner = say("{a} and {b:$}", a=say("{x:×}", x=3), b=1)
    assert {(inner[a:b], name) for a, b, name in inner.places} == {("3×", "a"), ("3×", "x"), ("$1", "b")}
    assert [name for *_, name in say("{n} {n:day|days}", n=3).places] == ["n"]
    both = joined(" ", [say("{a:$}", a=1), "plain", say("{b:$}", b=2)])
    assert both == "$1 plain $2"
    assert [(both[a:b], name) for a, b, name in both.places] == [("$1", "a"), ("$2", "b")]
    assert pickle.loads(pickle.dumps(both)).places == both.places


@given(st.lists(st.tuples(st.text("ab ", max_size=4), st.floats(-1e6, 1e6)), max_size=5))
def test_any_sum_of_texts_keeps_its_places(parts):
    whole = Said("")
    for words, value in parts:
        whole = whole + words + say("{x:$}", x=value)
    assert [whole[a:b] for a, b, _ in whole.places] == [say("{x:$}", x=value) for _, value in parts]


@pytest.mark.parametrize("spec", ["%3.1", "€", "$x", "d", "2"])
def test_a_unit_that_is_none_is_refused(spec):
    with pytest.raises(ValueError, match="unit"):
        say("{a:" + spec + "}", a=1.0)


def test_a_fraction_without_unit_and_a_field_without_value_are_refused():
    with pytest.raises(ValueError, match="needs a unit"):
        say("{a}", a=1.5)
    with pytest.raises(KeyError):
        say("{a}", b=1)


def test_a_language_has_its_own_words_and_order():
    german = {"a {side} at {leverage:×}": "mit {leverage:×} {side}", "long": "Kauf"}
    with speaking(german):
        said = say("a {side} at {leverage:×}", side="long", leverage=5)
        assert said == "mit 5× Kauf"
        assert [name for *_, name in said.places] == ["leverage", "side"]
        assert word("short") == "short"
    assert say("a {side} at {leverage:×}", side="long", leverage=5) == "a long at 5×"


ROOM = "At {leverage:×} a **{side}** of {notional:$} on {venue} has {rooms} {rooms:row|rows}."
BESIDE = {"notional": lambda q: q.collateral * q.leverage, "rooms": 2, "venue": "GMX"}


def asked(**drawn):
    return told(ROOM, Numbers(BESIDE, drawn))


def test_what_is_told_is_what_say_makes_of_it_once_its_numbers_come():
    later = asked(collateral=50, leverage=8, side="long", not_shown=1)
    now = say(ROOM, leverage=8, side="long", notional=400, venue="GMX", rooms=2)
    assert later == now == "At 8× a **long** of $400 on GMX has 2 rows."
    assert (type(later), later.places) == (Said, now.places)
    assert told("no numbers", Numbers({}, {"a": 1})) == "no numbers"


def test_a_function_is_given_what_is_drawn_and_no_more():
    assert (
        told(lambda side, leverage: f"{side} {leverage}", Numbers(BESIDE, {"side": "long", "leverage": 2})) == "long 2"
    )


def test_a_formula_is_computed_once_and_only_for_a_text_that_says_it():
    done = []
    numbers = Numbers({"dear": lambda q: done.append(q) or q.a, "other": lambda q: 1 / 0}, {"a": 3})
    assert told("{a}", numbers) == "3"
    assert not done
    assert told("{dear} {dear}", numbers) == told("{dear} {a}", numbers) == "3 3"
    assert len(done) == 1


def test_a_field_of_its_own_stands_before_the_number_of_its_name():
    half = Numbers(
        {"leverage": lambda q: q.leverage / 2, "asked": lambda q: q.leverage}, {"leverage": 10, "side": "long"}
    )
    assert told("{side} at {leverage:×}, not {asked:×}", half) == "long at 5×, not 10×"
    assert dict(half) == {"leverage": 5, "side": "long", "asked": 10}
    assert len(half) == 3


def test_what_is_told_is_in_the_language_of_the_moment():
    with speaking({ROOM: "{notional:$} {side}", "long": "Kauf"}):
        assert asked(collateral=50, leverage=8, side="long") == "$400 Kauf"
    assert asked(collateral=50, leverage=8, side="long").startswith("At 8×")


def test_what_lacks_a_number_says_which():
    with pytest.raises(KeyError, match="leverage"):
        told("at {leverage:×}", Numbers({}, {"levrage": 1}))
    with pytest.raises(AttributeError, match="levrage"):
        told("at {leverage:×}", Numbers({"leverage": lambda q: 2 * q.levrage}, {"leverage": 1}))
