"""Controls that play, and controls that reach only as far as the film of the present setting."""

from __future__ import annotations

import numpy as np
import pytest

from course.explorers import Explorer, Number, View
from course.validation import ArgumentError

DESIGN = {
    "data": {"name": "film"},
    "mark": "line",
    "encoding": {"x": {"field": "x", "type": "quantitative"}},
    "description": "A film",
}


def compute(length, frame):
    at = min(frame, length)
    return View(
        data={"film": {"x": np.arange(int(at) + 1)}},
        sentence=f"Frame **{at:g}** of {length:g}.",
        limits={"frame": length},
    )


def film():
    return Explorer(
        name="film",
        title="A film",
        controls=[
            Number("length", "Length", 8, min=1, max=20, step=1),
            Number("frame", "Frame", 0, min=0, max=100, step=1, play=0.4),
        ],
        compute=compute,
        design=DESIGN,
    )


def test_the_page_is_told_the_pace_and_how_far_it_goes():
    explorer = film()
    controls = {c["name"]: c for c in explorer.options["controls"]}
    assert controls["frame"]["play"] == 0.4
    assert controls["length"]["play"] == 0
    assert explorer.frame["limits"] == {"frame": 8}
    explorer.set(length=20)
    assert explorer.frame["limits"] == {"frame": 20}


def test_a_value_beyond_the_film_comes_back_to_its_last_frame():
    explorer = film()
    explorer.set(frame=30)
    assert explorer.values["frame"] == 8
    assert explorer.sentence == "Frame 8 of 8."
    explorer.set(length=3)
    assert explorer.values["frame"] == 3
    explorer.set(length=20)
    assert (explorer.values["frame"], explorer.sentence) == (3, "Frame 3 of 20.")
    explorer.set(frame=101)
    assert "not allowed" in explorer.error


def test_a_page_hears_of_the_value_that_was_moved_back():
    explorer = film()
    explorer.on_event({"event": "set", "view": "v", "turn": 1, "values": {"length": 8, "frame": 60}})
    assert explorer.frame["values"]["frame"] == 8


@pytest.mark.parametrize("wrong", [{"play": -1.0}, {"play": 0.5, "log": True, "min": 1}])
def test_a_pace_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ArgumentError) as caught:
        Number("frame", "Frame", 2, **{"min": 0, "max": 10, **wrong})
    assert caught.value.argument == "play"


def test_what_changes_nothing_is_named_with_its_reason_and_only_controls_can_be():
    def standing(length, frame, idle="frame"):
        shown = compute(length, frame)
        return View(shown.data, shown.sentence, idle={idle: "The film stands still."} if length < 2 else {})

    controls = list(film().controls.values())
    explorer = Explorer(name="still", title="A film", controls=controls, compute=standing, design=DESIGN)
    assert explorer.frame["idle"] == {}
    explorer.set(length=1)
    assert explorer.frame["idle"] == {"frame": "The film stands still."}
    explorer.set(length=5)
    assert explorer.frame["idle"] == {}

    wrong = Explorer(
        name="wrong",
        title="A film",
        controls=controls,
        compute=lambda length, frame: standing(length, frame, "speed"),
        design=DESIGN,
    )
    with pytest.raises(LookupError, match="speed"):
        wrong.set(length=1)
