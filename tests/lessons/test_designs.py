"""Every lesson's charts are drawn beforehand: those that a setting can ask for, as Altair draws them now, and no others."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from pathlib import Path

import pytest

from course.charts import drawn
from course.charts.recipe import Recipe
from course.explorers import Explorer
from course.lessons import lessons, record
from course.notebooks import designs

FOLDER = Path(drawn.__file__).with_name(drawn.FOLDER)

every_lesson = pytest.mark.parametrize("about", lessons(), ids=lambda about: about.stem)


@every_lesson
def test_the_stored_designs_are_those_that_altair_draws_now(about):
    """All that explorers ask for and nothing else; where this fails, ``course derive --designs`` writes them."""
    there = json.loads((FOLDER / f"{about.slug}.json").read_text(encoding="utf-8"))
    wanted = designs.asked(about.slug)
    assert there.keys() == {design.digest for design in wanted}
    for design in wanted:
        assert there[design.digest] == design.drawn(), design.digest


def test_there_is_a_file_for_every_lesson_and_none_besides():
    assert {path.stem for path in FOLDER.iterdir()} == {about.slug for about in lessons()}


@every_lesson
def test_whatever_is_chosen_on_a_page_is_stored(about, monkeypatch, subtests):
    """As a page chooses: JSON, in which 2.0 is 2."""
    there = json.loads((FOLDER / f"{about.slug}.json").read_text(encoding="utf-8"))
    asked = []
    monkeypatch.setattr(drawn, "stored", lambda digest: asked.append(digest) or there.get(digest))
    monkeypatch.setattr(Recipe, "drawn", lambda recipe: pytest.fail(f"{recipe.digest} is not stored"))
    for name, make in record(about.slug).explorers.items():
        explorer = make()
        if not isinstance(explorer, Explorer):
            continue
        if explorer.closed:
            explorer.predict(explorer.prediction.control.value)
        choices = {name: [json.loads(as_page(v)) for v in explorer.controls[name].values] for name in explorer.named}
        for chosen in itertools.product(*choices.values()):
            values = dict(zip(choices, chosen, strict=True))
            with subtests.test(name, **values):
                explorer.set(**values)
    assert asked


def as_page(value):
    """A number as JavaScript writes it."""
    return json.dumps(int(value) if isinstance(value, float) and value.is_integer() else value)


WITHOUT = """
import sys
sys.modules.update(altair=None, pandas=None)
from course.explorers import Explorer
from course.lessons import lessons, record
count = 0
for about in lessons():
    for make in record(about.slug).explorers.values():
        part = make()
        if isinstance(part, Explorer):
            if part.closed:
                part.predict(part.prediction.control.value)
            assert part.get_state()["frame"]["panels"]
            count += sum(1 for design in part.designs() if design.to_dict())
print(count)
"""


def test_no_explorer_needs_altair_or_pandas():
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= sum(len(json.loads(path.read_text(encoding="utf-8"))) for path in FOLDER.iterdir())
