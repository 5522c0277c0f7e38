"""Designs written down: Altair answers to them as if it had been asked at once, and is asked only when it must be."""

from __future__ import annotations

import subprocess
import sys

import pytest

from course import stored as beforehand
from course.charts import drawn
from course.charts.altair_lite import alt as altair
from course.charts.recipe import Recipe, alt
from course.charts.vocabulary import axis, by, layer, named, picture


def asked(alt, high=10, names=("a", "b")):
    """A design with attributes, calls, sums, and things of Altair's inside of lists and dicts."""
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, high]))
    dots = alt.Chart(alt.NamedData("t")).mark_point(dx=alt.expr("datum.dx")).encode(x=x, y=alt.datum(0))
    tone = alt.condition("datum.on", alt.value("red"), alt.value("blue"))
    words = dots.mark_text().encode(text="label:N", tooltip=[alt.Tooltip(f"{name}:N") for name in names], color=tone)
    both = alt.layer(dots, words + dots).resolve_scale(color="independent")
    return both.properties(height=100, usermeta={"one": 1}, description="Some")


def digest(**more):
    return asked(alt, **more).digest


def test_it_is_what_altair_would_have_said():
    assert asked(alt).to_dict() == asked(altair).to_dict()
    assert asked(alt).drawn() == asked(altair).to_dict()
    assert isinstance(asked(alt).made(), altair.LayerChart)


def test_a_digest_stands_for_the_steps():
    assert digest() == digest()
    others = [digest(high=11), digest(high=10.0), digest(high="10"), digest(names=("b", "a")), digest(names=["a"])]
    assert len({digest(), *others}) == 1 + len(others)
    assert alt.Chart("t").digest != alt.Chart(data="t").digest != alt.Chart.t.digest


def test_a_digest_is_the_same_in_every_process():
    code = "import tests.charts.test_recipe as test; print(test.digest())"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == digest()


def test_shared_parts_are_made_once():
    chart = alt.Chart(alt.NamedData("t"))
    point, line = chart.mark_point().made(), chart.mark_line().made()
    assert point.data is line.data


def test_what_json_cannot_say_is_refused_at_once():
    for thing in ({1, 2}, object(), print):
        with pytest.raises(TypeError, match="plain values and other pictures"):
            alt.Scale(domain=thing)


def test_pythons_own_questions_are_not_altairs():
    for name in ("_repr_html_", "__deepcopy__", "_ipython_display_"):
        assert not hasattr(alt.Chart, name)


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A place for designs of this test's own."""
    (tmp_path / drawn.FOLDER).mkdir()
    monkeypatch.setattr(drawn, "files", lambda package: tmp_path)
    return tmp_path / drawn.FOLDER


def test_a_stored_design_is_taken_and_an_edited_one_is_drawn(folder, monkeypatch):
    stored = {"mark": "stored", "text": 'a "b"\n}, {'}
    other = {"mark": "other"}
    folder.joinpath("one.json").write_text(
        beforehand.text({"aa": other, digest(): stored, "ff": other}), encoding="utf-8"
    )
    folder.joinpath("two.json").write_text(beforehand.text({digest(high=2): other}), encoding="utf-8")
    with monkeypatch.context() as nobody:
        nobody.setattr(Recipe, "drawn", None)
        assert asked(alt).to_dict() == stored
        assert asked(alt, high=2).to_dict() == other
        assert [drawn.stored(digest) for digest in ("aa", "ff", "a", "f", "", 'aa": ')] == [other, other, *4 * [None]]

    assert asked(alt, high=3).to_dict() == asked(altair, high=3).to_dict()


def test_without_stored_designs_everything_is_drawn(folder):
    folder.rmdir()
    assert asked(alt).to_dict() == asked(altair).to_dict()


def test_the_vocabulary_only_writes_down():
    x, y = axis("x", "price", "price", "$", domain=[0, 1]), axis("y", "gain", unit="+%")
    chart = picture(
        10, "Some", layer("t", "datum.on", more="1 + 1").mark_line().encode(x=x, y=y, color=by("color", "k", {"a": "red"})),
        named("t", x, y, dx=8), apart=["color"],
    )  # fmt: skip
    assert isinstance(chart, Recipe)
    under, over = chart.drawn()["layer"][1]["layer"]
    assert "stroke" in under["mark"]
    assert "stroke" not in over["mark"]
