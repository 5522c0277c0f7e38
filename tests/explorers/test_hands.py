"""What a hand can do beside turning controls: place a guess, pull a result, find what there is to find, unfold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.explorers import Explorer, Number, Prediction, Prose, Pull, Task, View
from course.explorers.prose import WAITS
from course.explorers.pulls import nearest
from course.texts import say
from course.validation import ArgumentError

from .test_explorer import DESIGN


def make(**more):
    controls = [Number("x", "Ex", 2, min=0, max=10, step=0.5, unit="×"), Number("y", "Why", 1, min=1, max=3, step=1)]
    return Explorer(
        **{
            "name": "hands",
            "title": "Hands",
            "controls": controls,
            "compute": lambda x, y, guess=None: View(
                {"curve": {"x": [x, y]}}, say("At {x:×} of {y:#0} it is **{z:#1}**.", x=x, y=y, z=x * y)
            ),
            "design": DESIGN,
            **more,
        }
    )


def sends(explorer, **event):
    explorer.on_event({"view": "v", "turn": 1, "slide": False, "values": {}, **event})


def test_numbers_of_a_sentence_that_are_controls_are_told_to_the_page():
    frame = make().frame
    assert [(frame["sentence"][a:b], name) for a, b, name in frame["turns"]] == [("2×", "x"), ("1", "y")]


def test_a_result_is_pulled_to_the_nearest_stop_and_its_end_is_said():
    explorer = make(pulls={"z": Pull("x", "y", lambda x, y: x * y if x < 9 else None)})
    assert explorer.options["pulls"] == {"z": "y"}
    assert explorer.frame["pulls"] == {"z": 2}
    explorer.set(y=2)
    sends(explorer, event="pull", name="z", to=9.3)
    assert explorer.values == {"x": 4.5, "y": 2}
    assert explorer.frame["pulls"] == {"z": 9}
    assert explorer.frame["echo"] == ["v", 1]
    assert explorer.frame["note"] == ""
    sends(explorer, event="pull", name="z", to=-5)
    assert explorer.values["x"] == 0
    assert explorer.frame["note"] == "Ex ends at 0×."
    sends(explorer, event="pull", name="z", to=1_000)
    assert explorer.values["x"] == 8.5
    explorer.set(x=9)
    assert explorer.frame["pulls"] == {"z": None}
    for nonsense in ("far", None, math.nan, [1]):
        sends(explorer, event="pull", name="z", to=nonsense)
        assert explorer.values["x"] == 9
        assert explorer.frame["note"] == "No Ex brings it there."
    sends(explorer, event="pull", name="none such", to=1)
    assert explorer.values["x"] == 9


@given(
    st.sampled_from([0.5, 1, 3]),
    st.integers(0, 60),
    st.floats(-50, 400),
    st.sampled_from([lambda v: v, lambda v: -v, math.exp]),
)
def test_the_stop_found_is_the_nearest_of_all_wherever_results_go_one_way(step, more, to, result):
    control = Number("x", "Ex", 0, min=0, max=step * (2 + more), step=step)

    def only(value):
        if value > control.max * 0.8:
            raise ArgumentError("x", value, "below four fifths")
        return result(min(value, 300))

    found = nearest(control, only, to)
    stops = [control.stop(i) for i in range(control.stops) if control.stop(i) <= control.max * 0.8]
    assert min(abs(only(x) - to) for x in stops) == abs(only(found) - to)


def test_stops_of_a_logarithmic_control_are_those_of_the_page():
    control = Number("x", "Ex", 10, min=1, max=1_000, log=True)
    assert (control.stop(0), control.stop(100), control.stop(200), control.stops) == (1, 31.6, 1_000, 201)


def test_a_task_is_noticed_where_the_hand_rests_once():
    explorer = make()
    explorer.give([Task("six", "Make it **six**.", lambda frame, values: values["x"] * values["y"] == 6)])
    news = []
    explorer.on_found(news.append)
    explorer.set(x=6)
    assert explorer.frame["found"] == []
    explorer.set(x=5)
    sends(explorer, event="rest")
    assert news == []
    explorer.set(x=6)
    sends(explorer, event="rest")
    assert (news, explorer.frame["found"], explorer.frame["news"]) == (["six"], ["six"], ["six"])
    sends(explorer, event="rest")
    assert news == ["six"]
    assert explorer.options["tasks"] == [["six", "Make it **six**."]]


def test_a_guess_is_placed_in_the_picture_and_nothing_else_is_told():
    seen = []

    def compute(x, y, guess):
        seen.append(guess)
        return View({"curve": {"x": [x, guess]}}, "The answer is **42**.")

    explorer = make(
        compute=compute,
        prediction=Prediction(
            Number("guess", "Guess", 3, min=0, max=9, step=1), "How much?", handle="x",
            stage=lambda guess: {"curve": {"x": [] if guess is None else [guess]}},
        ),
    )  # fmt: skip
    assert explorer.closed
    assert explorer.frame["staged"]
    assert explorer.view is None
    assert explorer.frame["tables"]["curve"]["rows"] == 0
    sends(explorer, event="place", value=4)
    assert explorer.frame["tables"]["curve"]["rows"] == 1
    for nonsense in (99, "x", None, [3]):
        sends(explorer, event="place", value=nonsense)
    assert seen == []
    assert "42" not in str(explorer.frame) + explorer.sentence + explorer.static_html()
    sends(explorer, event="rest")
    explorer.predict(4)
    assert seen == [4]
    assert not explorer.frame["staged"]
    assert "42" in explorer.sentence
    explorer.ask_again()
    assert explorer.frame["tables"]["curve"]["rows"] == 0


def test_folded_the_page_shows_no_more_and_python_all():
    explorer = make()
    asked = []
    explorer.on_unfold(lambda: asked.append(1))
    sends(explorer, event="unfold")
    assert asked == []
    explorer.fold("deeper")
    assert explorer.frame["folded"] == "deeper"
    assert "2×" in explorer.sentence
    sends(explorer, event="unfold")
    assert asked == [1]


def test_a_refused_value_elsewhere_stops_a_pull_and_nothing_breaks():
    explorer = make(pulls={"z": Pull("x", "y", lambda x, y: x * y)})
    for nonsense in (None, "text", 99, [2]):
        sends(explorer, event="set", values={"y": nonsense})
        assert explorer.error
        before = explorer.values["x"]
        sends(explorer, event="pull", name="z", to=9)
        assert explorer.error
        assert explorer.values["x"] == before
    sends(explorer, event="set", values={"y": 2})
    assert explorer.frame["pulls"] == {"z": 4}


def test_a_pull_for_no_control_is_an_author_s_mistake():
    with pytest.raises(ValueError, match="pull"):
        make(pulls={"z": Pull("none", "y", lambda **_: 1.0)})


def test_text_beside_a_picture_is_never_empty_and_never_answers_its_question():
    explorer = make(prediction=Prediction(Number("guess", "Guess", 2, min=0, max=10, step=1), "How far?"))
    text = Prose(lambda x, y: f"<p>{x:g} of {y:g}</p>", explorer)
    assert (text.html, text.waits) == ("", True)
    assert WAITS in text.static_html()
    explorer.predict(3)
    assert (text.html, text.waits) == ("<p>2 of 1</p>", False)
    explorer.fold("deeper")
    assert text.waits
    explorer.fold("")
    assert not text.waits
    explorer.ask_again()
    assert (text.html, text.waits) == ("", True)
