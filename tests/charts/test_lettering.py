"""Stored pictures can be read: no two ticks say the same, nothing is cut by an edge, no words lie on words.

Pages without a kernel show every explorer as it starts, and nobody moves their names. The living ones:
tests/browser/test_lettering.py.
"""

from __future__ import annotations

import pytest

from course.charts.columns import columns_of
from course.charts.picture import PANEL_WIDTH
from course.lessons import lessons, record
from tests.oracles.support import explorers

from .lettering import problems

DESK = int(1.7 * PANEL_WIDTH)
#: What is meant to be so: explorer, the problem's beginning, and why.
MEANT = {
    ("cross_vs_isolated", "outcomes"): ("two ticks say", "shares upwards and downwards, both counted from the middle"),
    ("cross_vs_isolated", "week"): ("two ticks say", "leads upwards and downwards, of one and of the other"),
}


# Per lesson: which of its names are explorers is known once they are made, too dear for a worker that runs other files.
@pytest.mark.parametrize("slug", [about.slug for about in lessons()])
def test_names_can_be_read(slug):
    found = {}
    for name, make in explorers(slug).items():
        explorer = make()
        if explorer.prediction:
            explorer.predict(explorer.prediction.control.value)
        panels = explorer.frame["panels"]
        across = DESK if len(panels) == 1 else PANEL_WIDTH
        said = [
            f"chart {i}: {p}" for i, panel in enumerate(panels) for p in problems(panel, explorer.view.data, across)
        ]
        meant = MEANT.get((slug, name), ("-", ""))[0]
        found[name] = [problem for problem in said if meant not in problem]
    assert found
    assert [name for name, left in found.items() if left] == [], found


def test_what_lies_on_something_is_found():
    """A planted name on another, a planted one beyond the edge, and planted ticks without their decimals."""
    explorer = record("leverage").explorers["dial"]()
    panel, data = explorer.frame["panels"][1], dict(explorer.view.data)
    dots = columns_of(data["dot"])
    assert problems(panel, data, DESK) == []
    together = {**dots, "move": [-0.07] * 2, "label_move": [-0.07] * 2}
    assert any("lies on" in p for p in problems(panel, {**data, "dot": together}, DESK))
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
