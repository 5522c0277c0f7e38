"""Names stand where they can be read: no two ticks say the same, nothing is cut by an edge, no words lie on words.

Every picture of every lesson is laid out by Vega at a phone's width and at a desk's, at its start and elsewhere.
"""

from __future__ import annotations

import pytest

from course.explorers import Explorer
from course.lessons import lessons, record
from tests.oracles.support import Watched, settings

from .lettering import problems

PHONE, DESK, DESK_PAIR = 330, 660, 330
PLACES = 6
#: What is meant to be so: explorer, the problem's beginning, and why.
MEANT = {
    ("cross_vs_isolated", "outcomes"): ("two ticks say", "shares upwards and downwards, both counted from the middle"),
    ("cross_vs_isolated", "week"): (
        "chart 2, 330 px: two ticks say",
        "leads upwards and downwards, of one and of the other",
    ),
}


def shown():
    for about in lessons():
        for name, make in record(about.slug).explorers.items():
            if isinstance(make(), Explorer):
                yield pytest.param(about.slug, name, make, id=f"{about.slug}.{name}")


@pytest.mark.parametrize(("slug", "name", "make"), list(shown()))
def test_names_can_be_read(slug, name, make):
    watched = Watched(make)
    said: dict[str, tuple[int, dict]] = {}
    for values in settings(make(), count=PLACES, corners=PLACES // 2):
        at = watched.at(values)
        if at.error:
            continue
        panels = at.frame["panels"]
        for number, panel in enumerate(panels):
            for across in {PHONE, DESK if len(panels) == 1 else DESK_PAIR}:
                for problem in problems(panel, at.view.data, across):
                    said.setdefault(f"chart {number}, {across} px: {problem}", values)
    meant = MEANT.get((slug, name), ("-", ""))[0]
    assert {problem: at for problem, at in said.items() if meant not in problem} == {}


def test_what_lies_on_something_is_found():
    """A planted name on another, a planted one beyond the edge, and planted ticks without their decimals."""
    explorer = record("leverage").explorers["dial"]()
    panel, data = explorer.frame["panels"][1], dict(explorer.view.data)
    dots = dict(data["dot"])
    assert problems(panel, data, DESK) == []
    assert any("lies on" in p for p in problems(panel, {**data, "dot": {**dots, "label_move": [0.0, 0.0]}}, DESK))
    long = {**dots, "label": ["a name that is much too long for the picture it stands in" * 2] * 2}
    assert any("cut by an edge" in p for p in problems(panel, {**data, "dot": long}, DESK))
    half = record("leverage").explorers["halving"]()
    half.set(leverage=38.5, maintenance=0.025)
    drawn = half.frame["panels"][0]
    coarse = {**drawn, "layer": [dict(layer) for layer in drawn["layer"]]}
    first = coarse["layer"][0]
    first["encoding"] = {
        **first["encoding"],
        "x": {**first["encoding"]["x"], "axis": {"format": ".0%", "tickCount": 14}},
    }
    assert any("two ticks say" in p for p in problems(coarse, half.view.data, DESK))
