"""What Python tells a page before a turn is what it shows after it, in every picture of every lesson; telling turns nothing."""

from __future__ import annotations

import copy

import numpy as np
import pytest

from course.explorers import Number
from course.lessons import lessons
from tests.oracles.support import SEED, Watched, anywhere, ends, explorers, settings

SETTINGS, CORNERS = 4, 1
SILENT_AT_MOST = 0.25
"""Share of turns of which nothing may be told: those that are refused, need another design or take long."""


@pytest.mark.parametrize("about", lessons(), ids=lambda about: about.stem)
def test_what_is_foretold_is_what_comes(about, monkeypatch):
    monkeypatch.setattr("course.explorers.explorer.AHEAD_SECONDS", 60)
    told = heard = 0
    draw = np.random.default_rng(SEED)
    for name, make in explorers(about.slug).items():
        watched = Watched(make)
        for place in settings(make(), SETTINGS, CORNERS):
            explorer = watched.at(place)
            numbers = [control for control in explorer.controls.values() if isinstance(control, Number)]
            if explorer.error or not numbers:
                continue
            messages = []
            monkeypatch.setattr(
                explorer, "send", lambda content, buffers=None, to=messages: to.append((content, buffers))
            )
            control = numbers[draw.integers(len(numbers))]
            turn = {control.name: [*ends(control), anywhere(control, draw)][draw.integers(3)]}
            before, values = explorer.frame, copy.deepcopy(explorer.values)
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
