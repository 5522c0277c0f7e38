"""What Python tells a page before a turn is what it shows after it, in every picture of every lesson; telling turns nothing."""

from __future__ import annotations

import copy
import random

import pytest

from course.explorers import Explorer, Number
from course.lessons import lessons, record

SETTINGS = 3
SILENT_AT_MOST = 0.25
"""Share of turns of which nothing may be told: those that are refused, need another design or take long."""


@pytest.mark.parametrize("about", lessons(), ids=lambda about: about.stem)
def test_what_is_foretold_is_what_comes(about, monkeypatch):
    monkeypatch.setattr("course.explorers.explorer.AHEAD_SECONDS", 60)
    told = heard = 0
    for name, make in record(about.slug).explorers.items():
        explorer = make()
        if not isinstance(explorer, Explorer):
            continue
        if explorer.closed:
            explorer.predict(explorer.prediction.control.value)
        numbers = [control for control in explorer.controls.values() if isinstance(control, Number)]
        messages = []
        monkeypatch.setattr(explorer, "send", lambda content, buffers=None, to=messages: to.append((content, buffers)))
        draw = random.Random(name)
        for _ in range(SETTINGS if numbers else 0):
            explorer.set(**{control.name: anything(draw, control) for control in explorer.controls.values()})
            if explorer.error:
                continue
            control = draw.choice(numbers)
            turn = {
                control.name: draw.choice([control.stop(0), control.stop(control.stops - 1), anything(draw, control)])
            }
            before, values = explorer.frame, copy.deepcopy(explorer.values)
            messages.clear()
            explorer.on_event({"event": "ahead", "view": "v", "turn": 7, "values": turn})
            assert explorer.frame is before
            assert explorer.values == values
            assert not explorer.error
            ahead = messages.copy()
            messages.clear()
            explorer.on_event({"event": "set", "view": "v", "turn": 7, "slide": False, "values": turn})
            told += 1
            if not ahead:
                continue
            heard += 1
            [(content, [block])] = ahead
            assert (content["event"], content["number"]) == ("ahead", before["number"])
            [(answer, [other])] = [(said["frame"], more) for said, more in messages if said["frame"].get("echo")]
            assert {key: answer[key] for key in content["frame"]} == content["frame"], (name, values, turn)
            assert bytes(block) == bytes(other), (name, values, turn)
            assert "panels" not in answer
    assert heard >= (1 - SILENT_AT_MOST) * told


def anything(draw, control):
    """A value that the control may have."""
    if isinstance(control, Number):
        return control.stop(draw.randrange(control.stops))
    return draw.choice(list(control.values))
