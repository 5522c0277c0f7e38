"""A second language needs a catalogue and nothing else: with one made up of longer words no English is left on any lesson."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from string import Formatter

import pytest

from course.charts.columns import pack
from course.charts.spoken import deciding, spoken
from course.frontend import assets
from course.language import CATALOGUE, notebook, prose, speaking, word, words
from course.lessons import lessons
from course.texts import MONTHS, UNIT, capital, day, listed, say
from tests.language.catalogue import NOTEBOOKS, PACKAGE, _of_page, _of_script, pseudo, pseudo_language, texts
from tests.language.visible import english, put

#: All lessons are read; ``python -m tests.language.visible SLUG…`` prints what is English in some (tests/language/visible.py).
READ = [about.slug for about in lessons()]


def test_a_made_up_language_keeps_fields_tags_and_marks_and_has_longer_words():
    said = pseudo("You **post** {collateral:$} for {days} {days:day|days}<br>at `pool`.")
    assert re.findall(r"\{\w+(?::\$)?\}|<br>|`pool`|\*\*", said) == [
        "**",
        "**",
        "{collateral:$}",
        "{days}",
        "<br>",
        "`pool`",
    ]
    assert english(say(said, collateral=5, days=2)) == []
    assert len(pseudo("How far may the price fall?")) > 1.2 * len("How far may the price fall?")
    assert english("a text in English") == ["text", "English"]


def test_texts_are_found_in_all_kinds_of_sources():
    assert _of_script('a("x {y}", `and ${n + f(`${z} b`)} more`, {c: "d"}); // "no"') == [
        "x {y}",
        "{} b",
        "and {} more",
        "d",
    ]
    assert _of_page('<p title="T">All {{ n }} lessons</p>{# no #}{{ "Next" }}')[:3] == ["Next", "T", ""]
    found = texts()
    assert "Go on without a guess" in found
    assert "Question {} of {}" in found
    assert "Skip to the lesson" in found
    assert set(MONTHS) <= set(found)


def _templates():
    """Where ``say`` is called, its templates (None: put together), and the names it is given (None among them: a mapping)."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                where, given = f"{path.relative_to(PACKAGE)}:{node.lineno}", {keyword.arg for keyword in node.keywords}
                left = [node.args[0]]
                while left:
                    one = left.pop()
                    if isinstance(one, ast.IfExp):
                        left += [one.body, one.orelse]
                    elif isinstance(one, ast.Constant):
                        yield where, one.value, given
                    elif isinstance(one, ast.BinOp | ast.JoinedStr):
                        yield where, None, given


def test_every_template_is_a_literal_that_a_catalogue_can_hold():
    """What ``say`` fills in is found by reading the sources: no template is put together, none is an f-string."""
    assert [where for where, template, _ in _templates() if template is None] == []


def test_every_field_is_given_and_every_unit_is_known():
    """In every branch, whether or not a test comes there."""
    wrong = []
    for where, template, given in _templates():
        for _, name, spec, _ in Formatter().parse(template or ""):
            if name is not None and not given & {name, None}:
                wrong.append(f"{where} {name} is not given")
            if spec and "|" not in spec and UNIT.fullmatch(spec) is None:
                wrong.append(f"{where} {spec} is no unit")
    assert wrong == []


def test_no_sentence_is_an_f_string():
    """Numbers are put into sentences by ``say``: an f-string that ends a sentence cannot be in another language."""
    found = []
    for path in sorted((PACKAGE / "lessons").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        aside = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Raise) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and id(node) not in aside:
                said = "".join(piece.value if isinstance(piece, ast.Constant) else "0" for piece in node.values)
                if re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}.*[.?!]$", said) and "\n" not in said:
                    found.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {said[:60]}")
    assert found == []


def test_a_picture_writes_the_other_language_and_looks_the_same():
    spec = {
        "title": "Where it ends",
        "encoding": {
            "color": {"field": "mode", "scale": {"domain": ["cross", "isolated"]}, "legend": {"title": "Mode"}},
            "x": {"field": "x", "axis": {"title": "price", "labelExpr": "datum.label + '×'"}},
            "text": {"field": "label"},
        },
        "transform": [{"filter": "datum.kind === 'dead'"}],
    }
    with speaking({"Where it ends": "Wo", "cross": "gemeinsam", "Mode": "Art", "price": "Preis", "dead": "tot"}):
        said = spoken(spec)
        kept = deciding([spec])
        assert kept == {"mode", "kind"}
        layout, _ = pack({"t": {"mode": ["cross"], "kind": ["dead"], "label": ["price"]}}, kept)
    assert said["title"] == "Wo"
    assert said["encoding"]["x"]["axis"] == {"title": "Preis", "labelExpr": "datum.label + '×'"}
    assert said["encoding"]["color"]["scale"] == spec["encoding"]["color"]["scale"]
    assert said["encoding"]["color"]["legend"]["labelExpr"] == '({"cross": "gemeinsam"}[datum.label] || datum.label)'
    levels = {name: column["levels"] for name, column in layout["t"]["columns"].items()}
    assert levels == {"mode": ["cross"], "kind": ["dead"], "label": ["Preis"]}
    assert spoken(spec) is spec


def test_what_is_put_together_is_known_by_its_form_and_rows_by_their_words():
    german = {
        "{} is not allowed: {}": "{} geht nicht: {}",
        "at least {}": "mindestens {}",
        "cross": "gemeinsam",
        "a map": "eine Karte",
    }
    german |= {"one": "eins", "{} of {}": "{} von {}", "A fee": "Eine Gebühr"}
    with speaking(german):
        assert word("-5 is not allowed: at least 0") == "-5 geht nicht: mindestens 0"
        assert word("cross\none; BTC → one") == "gemeinsam\neins; BTC → eins"
        assert word("two of three") == "two of three"  # an "of" is no form
        assert word("<b>cross</b> is not allowed: one") == "<b>cross</b> is not allowed: one"
        assert word(" cross ") == " gemeinsam "
        assert say("{size:#0} ", size=5) + "cross" == "5 gemeinsam"
        assert listed(["cross", "one", "two"]) == "gemeinsam, eins and two"
        assert capital("cross") == "Gemeinsam"
        assert prose("## A fee\n\na map\n\nelse") == "## Eine Gebühr\n\neine Karte\n\nelse"
    assert prose("## A fee") == "## A fee"
    assert listed([]) == ""


def test_a_notebook_s_prose_is_in_the_catalogue_and_its_code_stays():
    """As the apps and the site show it, and as the copies of ``course lab`` have it."""
    with speaking(pseudo_language()):
        for path in sorted(NOTEBOOKS.glob("*.ipynb")):
            source = path.read_bytes()
            before, after = (json.loads(content)["cells"] for content in (source, notebook(source)))
            for old, new in zip(before, after, strict=True):
                if old["cell_type"] == "markdown":
                    assert english(re.sub(r"\]\([^()]*\)", "]", "".join(new["source"]))) == []
                else:
                    assert old == new
    assert notebook(source) == source


def test_days_and_lists_are_said_too():
    with speaking({"{day} {month} {year}": "{day}. {month} {year}", "March": "März"}):
        assert day("2020-03-12 10:00") == "12. März 2020"
        assert words(["March", 3, {"a": ("March",)}]) == ["März", 3, {"a": ("März",)}]
    assert day("2020-03-12") == "12 March 2020"
    assert put("<p>March</p>") == "<p>March</p>"


def test_a_page_in_english_is_sent_no_language():
    assert assets.LANGUAGE not in assets.modules()


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """What is English on the lessons, in a Python that speaks the made-up language."""
    folder = tmp_path_factory.mktemp("language")
    (folder / "made_up.json").write_text(json.dumps(pseudo_language()), encoding="utf-8")
    env = {**os.environ, CATALOGUE: str(folder / "made_up.json"), "COURSE_PROGRESS": str(folder / "progress.json")}
    run = subprocess.run(
        [sys.executable, "-m", "tests.language.visible", *READ], env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


@pytest.mark.parametrize("slug", READ)
def test_no_english_is_left(left, slug):
    assert left[slug] == []
