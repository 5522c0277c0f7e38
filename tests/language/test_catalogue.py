"""A second language needs a catalogue and nothing else: with one made up of longer words no English is left on any lesson."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from course.charts.columns import pack
from course.charts.spoken import deciding, spoken
from course.frontend import assets
from course.language import CATALOGUE, notebook, prose, speaking, word, words
from course.lessons import lessons
from course.texts import DAY, MONTHS, UNIT, capital, day, listed, say
from tests.language.catalogue import MAKERS, NOTEBOOKS, PACKAGE, _of_page, _of_script, pseudo, pseudo_language, texts
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


@cache
def _trees():
    """Every module of the course, by its path in it."""
    return [
        (str(path.relative_to(PACKAGE)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    ]


#: Which arguments of a call are texts that are filled in: with what the call is given, or with what a question brings.
FILLED = {
    "say": [0], "wordless": [0], "Question": [1], "right": [0, 1], "wrong": [0, 1],
    "Drill": ["ask", "explain"], "WrongAnswer": [1],
}  # fmt: skip
LATER = FILLED.keys() - {"say", "wordless"}
SAID = {"say", *LATER}


@cache
def _calls():
    """Where a text is filled in, by which function's call."""
    return [
        (f"{where}:{node.lineno}", node.func.id, node)
        for where, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in FILLED and node.args
    ]


def _templates(calls=None, by=SAID):
    """Where a text is filled in, its templates (None: put together), and the names it is given (None among them: a mapping).

    What is said later, with numbers that a question brings, has its names tried by asking every one.
    """
    for where, called, node in calls or _calls():
        if called in by:
            given = {keyword.arg for keyword in node.keywords} | ({None} if called in LATER else set())
            there = {**dict(enumerate(node.args)), **{keyword.arg: keyword.value for keyword in node.keywords}}
            left = [there[place] for place in FILLED[called] if place in there]
            while left:
                one = left.pop()
                if isinstance(one, ast.IfExp):
                    left += [one.body, one.orelse]
                elif isinstance(one, ast.Constant):
                    yield where, one.value, given
                elif isinstance(one, ast.BinOp | ast.JoinedStr):
                    yield where, None, given


def test_code_that_is_shown_is_not_to_be_translated():
    assert [text for text in texts() if text.startswith("from course") and "$" in text] == []


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


def _in(source):
    return [("x:1", node.func.id, node) for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]


def _has_words(template):
    return any(
        re.search(r"[^\W\d_]", words) or "|" in (spec or "") for words, _, spec, _ in Formatter().parse(template)
    )


def _of_fields_alone(calls=None):
    """Templates that a translator would read without a word in them; and those with one that no catalogue has."""
    worded = _templates(calls, ("say",))
    found = [where for where, template, _ in worded if template is not None and not _has_words(template)]
    bare = list(_templates(calls, ("wordless",)))
    return found + [where for where, template, _ in bare if template is None or _has_words(template)]


def test_what_is_said_has_words_and_what_is_wordless_has_none():
    assert _of_fields_alone(_in('say("{a} {b}", a=a, b=b)')) == ["x:1"]
    assert _of_fields_alone(_in('say("so much" if a else "", a=a)')) == ["x:1"]
    assert _of_fields_alone(_in('wordless("{a} of {b}", a=a, b=b)')) == ["x:1"]
    assert _of_fields_alone(_in('say("{a} {a:day|days}", a=a) + wordless("{a:$} × {b:#}", a=a, b=b)')) == []
    assert _of_fields_alone() == []


def _written_early(calls=None):
    """Values that are made text before they are said: their places and their unit are lost; an ending is not a plural."""
    found = []
    for where, _, node in calls or _calls():
        given = [keyword.value for keyword in node.keywords]
        for value in (each for one in given for each in (one.values if isinstance(one, ast.Dict) else [one])):
            value = value.body if isinstance(value, ast.Lambda) else value  # a formula of what is drawn
            alone = isinstance(value, ast.JoinedStr) and len(value.values) == 1
            made = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "str"
            ending = any(isinstance(part, ast.Constant) and part.value in ("s", "es") for part in ast.walk(value))
            found += [f"{where} {ast.unparse(value)}"] if alone or made or ending else []
    return found


def test_what_fills_a_text_comes_as_it_is():
    assert len(_written_early(_in('say("{a} of {b} of {c}{d}", a=str(a), b=f"{b:g}", c=c, d="s" * (c > 1))'))) == 3
    assert len(_written_early(_in('Drill("d", ask="{a} {b}", numbers={"a": lambda q: str(q.a), "b": f"{b:g}"})'))) == 2
    assert _written_early(_in('say("{a} of {b:#~} {b:row|rows}", a=a, b=b)')) == []
    assert _written_early() == []


def _named_again(trees):
    """Functions that do nothing but hand their own arguments to ``say``, under their own names."""
    return [
        f"{where}:{node.lineno} {keyword.arg}"
        for where, tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda) and getattr(getattr(node.body, "func", None), "id", "") == "say"
        for keyword in node.body.keywords
        if ast.unparse(keyword.value) in (keyword.arg, f"{node.args.kwarg and node.args.kwarg.arg}['{keyword.arg}']")
        and (node.args.kwarg or keyword.arg in {argument.arg for argument in node.args.args})
    ]


def test_a_question_names_its_numbers_in_its_text_alone():
    """What is called with numbers by name is a plain text: they need not be listed before and after it."""
    source = 'f(lambda a, b: say("{a} {b} {c}", a=a, b=2 * b, c=C), lambda **n: say("{a}", a=n["a"]), lambda s: say("{a}", a=s))'
    assert _named_again([("x", ast.parse(source))]) == ["x:1 a", "x:1 a"]
    assert _named_again(_trees()) == []


def test_a_text_is_not_made_a_plain_one():
    """``str`` around a text drops which letters stand for which number; whoever receives it takes a text."""
    found = [
        f"{where}:{node.lineno}"
        for where, tree in _trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "str" and node.args
        if getattr(getattr(node.args[0], "func", None), "id", "") in ("say", "wordless", "joined", "listed", "capital")
    ]
    assert found == []


def test_no_sentence_is_an_f_string():
    """Numbers are put into sentences by ``say``: an f-string that ends a sentence cannot be in another language."""
    found = []
    for where, tree in _trees():
        if not where.startswith("lessons"):
            continue
        aside = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Raise) for inner in ast.walk(node)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and id(node) not in aside:
                said = "".join(piece.value if isinstance(piece, ast.Constant) else "0" for piece in node.values)
                if re.search(r"[a-z]{2,} [a-z]{2,} [a-z]{2,}.*[.?!]$", said) and "\n" not in said:
                    found.append(f"{where}:{node.lineno} {said[:60]}")
    assert found == []


#: What is code in a message, and so the same in every language.
_SPELT = re.compile(r'\w+=\{[^{}]*\}|"\w+": \{\w+: \[\w+\]\}')


@cache
def _refusals():
    """The names of the course's own errors."""
    built = {"Exception", "ValueError", "RuntimeError", "LookupError", "TypeError", "KeyError", "OSError"}
    classes = [node for _, tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    own: set[str] = set()
    for _ in range(3):  # an error of an error of an error
        own |= {c.name for c in classes if {ast.unparse(base).rpartition(".")[2] for base in c.bases} & (built | own)}
    return own


def _leaves(node):
    """The texts that an expression may be, with a pair of braces for each piece."""
    if isinstance(node, ast.IfExp):
        return _leaves(node.body) + _leaves(node.orelse)
    if isinstance(node, ast.BinOp):
        return _leaves(node.left) + _leaves(node.right)
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def _messages(tree):
    """Line and text of every refusal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (name := _called(node)) in _refusals():
            said = node.args[2:] if name == "ArgumentError" else node.args
            yield from ((node.lineno, text) for arg in said for text in _leaves(arg))


def _called(node):
    """The last name of what a call calls."""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _not_spoken(where, messages):
    return [
        f"{where}:{line} {text}" for line, text in messages if english(_SPELT.sub("", word(text.replace("{}", "7"))))
    ]


def test_every_refusal_is_in_the_other_language():
    """All that are written in the course, whether or not a test comes there; what a terminal says stays English."""
    said = [(where, [*_messages(tree)]) for where, tree in _trees() if not MAKERS & set(Path(where).parts)]
    assert sum(len(messages) for _, messages in said) > 400
    with speaking(pseudo_language()):
        assert [found for where, messages in said for found in _not_spoken(where, messages)] == []
        new = ast.parse('raise ArgumentError("x", x, "a thing that nobody " + (f"foresaw, {x}" if x else "saw"))')
        assert len(_not_spoken("new", _messages(new))) == 3


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
    with speaking({DAY: "{day}. {month} {year:#~}", "March": "März"}):
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
    env = {**os.environ, CATALOGUE: str(folder / "made_up.json")}
    run = subprocess.run(
        [sys.executable, "-m", "tests.language.visible", *READ], env=env, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


@pytest.mark.parametrize("slug", READ)
def test_no_english_is_left(left, slug):
    assert left[slug] == []
