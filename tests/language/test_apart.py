"""What is not looked at by the page, or is no text at all: files to take along, pictures, names that code goes by, texts joined;

and what is said of a file, of a function and of an address that will not do: it is put together from what somebody brought.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader

from course.apps import visitors
from course.frontend.part import Runtime
from course.language import _KNOWN, catalogue, speaking, tagged, word
from course.lessons import lessons, record
from course.lessons.portfolio_desk.desk import Desk
from course.lessons.portfolio_desk.own_history_texts import OwnPast, Past
from course.lessons.portfolio_desk.panels import Bring, Take
from course.lessons.trade_checklist.book import EXAMPLE, REPAIRED
from course.simulation.own import example_text
from course.simulation.plans import jsonfile, paper
from course.site import bench
from course.teaching.checker import Checker
from course.teaching.mutants import Program
from course.teaching.notebook_cells import WAITING
from course.teaching.panels.quiz import QuizPanel
from course.teaching.progress import NotProgress, Store
from course.teaching.record import STYLE, markdown, page
from course.teaching.record import record as course_record
from course.teaching.standing import opened
from course.texts import say
from tests.language.catalogue import MAKERS, PACKAGE, pseudo_language, sources
from tests.language.panels import texts as state_texts
from tests.language.visible import english, put

#: Too short for the page to know them by; what stands in them are numbers, or names of code.
SHORT = {
    "{} of {}",
    "of {}",
    "of {} s",
    "{} and {}",
    "{} at {}",
    "{} or {}",
    "{} to {}",
    "row {}: {}",
    "not {}",
    "for a **{}**",
    "now {}",
    "{} min",
}


def test_words_beside_numbers_signs_and_names_are_said():
    with speaking(
        {
            "stop, with the slip": "Halt",
            "entry": "Einstieg",
            "Missed": "Verfehlt",
            "empty": "leer",
            "a: b": "c",
            " counted in {}": " gezählt in {}",
        }
    ):
        assert word("entry $3,000.00, stop, with the slip $2,821.50") == "Einstieg $3,000.00, Halt $2,821.50"
        assert word("✕ entry") == "✕ Einstieg"
        assert word("01 Funding · Missed") == "01 Funding · Verfehlt"
        assert word("book: a: b") == "book: c"
        assert word(" counted in plans") == " gezählt in plans"
        assert word("`entry` {entry:$}") == "`entry` {entry:$}"  # code and fields are no words


def _unknown(forms):
    return [
        form
        for form in forms
        if "{}" in form and re.search(r"(?<![\w.-])[A-Za-z][a-z]+(?![\w(-])", form) and not _KNOWN.search(form)
    ]


def test_every_text_that_is_put_together_is_known_by_its_words():
    """``Ask {}`` says too little: what is put together so would stay English."""
    code = re.compile(r"^max|^\(1|px|^def |0px")
    assert _unknown(["Ask {}", ", in {}", "Ask {} now"]) == ["Ask {}", ", in {}"]
    assert {form for form in _unknown(sources()) if not code.search(form)} <= SHORT


def _loose(tree):
    """Texts that are joined or made small without being said: their words are in no catalogue then."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("say", "wordless"):
            for part in (part for keyword in node.keywords for part in ast.walk(keyword.value)):
                if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
                    of, does = part.func.value, part.func.attr
                    spoken = isinstance(of, ast.Call) and getattr(of.func, "id", "") == "word"
                    plain = isinstance(of, ast.Constant) and of.value in ("", " to ")
                    if (does == "lower" and not spoken) or (does == "join" and not plain):
                        yield part.lineno


def test_texts_in_a_text_are_joined_and_made_small_as_said():
    assert list(_loose(ast.parse('say("{a} {b}", a=", ".join(x), b=NAMES[x].lower())'))) == [1, 1]
    assert list(_loose(ast.parse('say("{a} {b}", a=joined(", ", x), b=word(x).lower())'))) == []
    allowed = {"panels.py", "progress.py", "dydx.py"}  # what was said already, and a name of the file's
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name not in allowed
        for line in _loose(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def _by_hand(tree):
    """Texts whose first letter is made large or small: they are in no catalogue then: ``capital`` and ``small`` look first."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            of, does = node.func.value, node.func.attr
            first = isinstance(of, ast.Subscript) and ast.unparse(of.slice) in ("0", ":1")
            if does == "capitalize" or (first and does in ("upper", "lower")):
                yield node.lineno


def test_a_text_begins_large_or_small_as_it_is_said():
    assert list(_by_hand(ast.parse("x[0].upper() + x[1:], x[:1].lower(), x.capitalize(), x[1].upper()"))) == [1, 1, 1]
    allowed = {"texts.py", "thumbnails.py"}  # where it is done, and a colour
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name not in allowed and not MAKERS & set(path.parts)
        for line in _by_hand(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


#: Words on one side of a plus and on either side of it something else: the page knows none of the three as one text.
ADDED = re.compile(r"""["'`][^"'`\n]*[A-Za-z]{2,} [^"'`\n]*["'`] \+ \w|\w \+ ["'`][^"'`\n]*[A-Za-z]{2,}[ .]""")


def test_no_script_adds_words_to_a_text():
    assert ADDED.search('say("it takes Chrome, " + takes)')
    assert ADDED.search('say(takes + ", or newer.")')
    assert not ADDED.search('at("a" + b, `it takes ${takes}`)')
    found = [
        f"{path.name}: {added[0]}"
        for path in sorted(PACKAGE.rglob("*.js"))
        if not {"vega", "editor"} & set(path.parts)
        for added in ADDED.finditer(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("plan", [EXAMPLE, REPAIRED], ids=["asked", "repaired"])
def test_a_plan_on_paper_is_in_the_other_language_and_the_learner_s_words_stay(plan):
    with speaking(pseudo_language()):
        said = re.sub(r"<style.*?</style>", "", paper.to_page(plan, "2026-01-01"), flags=re.DOTALL)
        texts = re.findall(r">([^<>]+)<", said)
        assert {text for text in texts if english(text)} <= {plan.why, plan.wrong_if}
        assert paper.from_markdown(paper.to_markdown(plan)).plan == plan
    with speaking({"en": "de"}):
        assert '<html lang="de">' in paper.to_page(plan)


def _answered(folder):
    """What progress keeps of a quiz that was answered, begun anew and answered again."""
    store = Store(folder / "progress.json")
    opened(store, "leverage", record("leverage").parts)
    panel = QuizPanel(record("leverage").quiz, "leverage", store=store)
    for _ in range(2):
        for i in range(len(panel.items)):
            panel.choose(i, 0, 3)
        panel.again()
    return store


def test_what_is_kept_and_what_code_goes_by_is_the_same_in_every_language(tmp_path):
    def known():
        return [
            [
                (change.sites, change.how)
                for change in Program(fn, fn.__code__.co_varnames[: fn.__code__.co_argcount], lambda _: ()).changes
            ]
            for fn in (exercise.reference for about in lessons() for exercise in record(about.slug).exercises)
        ]

    here = known()
    Runtime.shared()  # in English, as the tests beside this one find it
    with speaking(pseudo_language()):
        assert known() == here
        store = _answered(tmp_path)
        kept = [value for event in store.events("question") for value in event.values() if isinstance(value, str)]
        assert kept
        assert [value for value in kept if not value.isascii()] == []
        done = course_record(store, [about for about in lessons() if about.slug == "leverage"])
        look, _, words = page(done).partition("</style>")
        assert look.endswith(STYLE)
        assert [*english(look[: -len(STYLE)]), *english(words), *english(markdown(done))] == []
    assert catalogue() == {}


#: What is no JSON in each of the ways that Python tells apart, and what is another thing altogether.
BROUGHT = [
    "", "q:", "<html>q</html>", "apiKey=7 secret=7", '{"a":', "[{]", "{'a':1}", "[1,2", "[]", "[1 2]", '{"a" 1}', '[{"a":tru}]',
    "[1] q", '{"a":1,"a":2}', '{"fills":[]}', "[" * 2000, '{"a":1,}', '{"a":NaN}', '["\\q"]', '["\\u12"]', '["\n"]', '["', "a\0b",
]  # fmt: skip


@pytest.fixture
def made_up():
    with speaking(pseudo_language()):
        yield


def _left(said):
    return [put(str(text)) for text in said if english(put(str(text)))]


def _function(name: str, arguments: list[str], does: str) -> Any:
    space: dict[str, Any] = {}
    exec(f"def {name}({', '.join(arguments)}):\n    {does}", space)
    return space[name]


#: Of each way to be no answer one, in the order of what a check looks at.
DONE = [
    "pass", "return print", "return float('nan')", "return 'x'", "return {'a': 1}", "return [1, 2]", "return 1j",
    "return True", "return 1 / 0", "return q", "return 'a' + 1", "raise ValueError('q')", "import q", "raise SystemExit",
    "assert 0", "return ...",
]  # fmt: skip


@pytest.mark.usefixtures("made_up")
def test_a_check_answers_whatever_it_is_given():
    lesson = record("leverage")
    exercise = lesson.exercises[0]
    check = Checker("leverage", lesson.exercises, lambda: Store(memory=True))
    names = list(inspect.signature(exercise.reference).parameters)
    given = [..., None, 3, "q", int, len, _function("q", names, "return 1"), _function(exercise.name, [], "return 1")]
    given += [_function(exercise.name, names, does) for does in DONE]
    found = [check(fn) for fn in given]
    assert _left(text for v in found for text in (v.summary, v.difference, *v.remarks, v.next_step)) == []
    (renamed, *_) = _left([check(_function(exercise.name, ["price"], "return 1")).summary]) or [""]
    assert renamed == ""
    assert "`(price)`" in check(_function(exercise.name, ["price"], "return 1")).summary
    shown = re.sub(r"<style>.*?</style>", "", tagged(WAITING))
    assert _left(re.findall(r">([^<>]+)<", shown)) == []


@pytest.mark.usefixtures("made_up")
def test_code_in_a_text_is_the_same_in_every_language():
    with speaking(
        {"entry": "Einstieg", "fee": "Gebühr", "keep {name}": "behalte {name}", "There is no `{}`: {}": "Kein `{}`: {}"}
    ):
        assert say("call `f({name})`, {name}", name="entry") == "call `f(entry)`, Einstieg"
        assert word("There is no `entry`: fee") == "Kein `entry`: Gebühr"
        assert word("fee, `f(entry, fee)`") == "Gebühr, `f(entry, fee)`"
    for line in ("def f(:", "f(1 2)", "def f():\nreturn 1", "f(", "'f"):
        verdict = json.loads(bench.define("f", line))["verdict"]
        assert _left([verdict["summary"]]) == []
        assert "?." not in verdict["summary"]


def _past(kind: str, text: str) -> list[str]:
    """What the desk says of a file of one's own; the places and names that the file itself has stand apart."""
    panel = OwnPast(Past(), Store(memory=True))
    if kind == "candles":
        panel.part("history", "7", example_text(), True)
    panel.part(kind, "7", text, True)
    said = [panel.state["error"]]
    for crash in ("", "2025-10-10") if kind == "history" else ("",):
        for skip in (False, True):
            panel.replay(crash, {"7": "BTC"}, "", "", "", skip)
            said += [panel.state["error"], panel.state["said"]]
            said += [text for where, _, value, allowed in panel.state["bad"] for text in (where, allowed)]
    return said


def _spoilt():
    """The example with one cell after the other that cannot be read, cut in the middle, and without its beginning."""
    header, *rows = example_text().splitlines()
    for k in range(header.count(",") + 1):
        for value in ("", "?", "-1"):
            cells = rows[1].split(",")
            cells[k] = value
            yield "\n".join([header, rows[0], ",".join(cells), *rows[2:5]])
    yield "\n".join([header, *rows[len(rows) // 2 :]])
    yield "\n".join([header, *rows, *rows])
    yield "\n".join([header, *rows])[:-20]


@pytest.mark.usefixtures("made_up")
def test_a_history_that_cannot_be_read_is_refused_in_the_other_language():
    assert _left(text for brought in (*BROUGHT, *_spoilt()) for text in _past("history", brought)) == []
    bars = ["", "q", "time,open,high,low,close\n1,2,3,4,5\n"]
    assert _left(text for brought in bars for text in _past("candles", brought)) == []


def _of_desk(brought: str) -> list[str]:
    panel = Bring(Desk(Store(memory=True)))
    said = []
    for take in (panel.paste, panel.paste_marks):
        take(brought)
        said.append(panel.state["error"])
    return said


def _of_reader(read: Any, brought: str) -> str:
    try:
        read(brought)
    except (jsonfile.PlanFileError, NotProgress) as refused:
        return str(refused)
    return ""


@pytest.mark.usefixtures("made_up")
def test_a_portfolio_a_plan_and_progress_that_cannot_be_read_are_refused_in_the_other_language():
    assert _left(text for brought in BROUGHT for text in _of_desk(brought)) == []
    readers = (jsonfile.from_json, Store(memory=True).load)
    assert _left(_of_reader(read, brought) for brought in BROUGHT for read in readers) == []


@pytest.mark.usefixtures("made_up")
def test_what_is_drawn_or_saved_is_said_before():
    """No page looks up what stands in a picture or a file."""
    panel = Take(Desk(Store(memory=True)))
    sent: list[Any] = []
    panel.send = lambda content, buffers=None: sent.append(content)
    for what in ("snapshot", "alarms"):
        panel.download(what)
    said = [text for _, text in state_texts(panel.state["picture"])] + [content["text"] for content in sent]
    assert len(said) > 20
    assert [text for text in said if english(text)] == []


@pytest.mark.usefixtures("made_up")
def test_whoever_comes_under_another_name_reads_the_other_language():
    folder = PACKAGE / "apps" / "share" / "voila" / "templates" / "course"
    said: list[str] = []
    asked = SimpleNamespace(
        set_status=lambda _: None,
        finish=said.append,
        settings={"voila_jinja2_env": Environment(loader=FileSystemLoader(folder), autoescape=True)},
    )
    visitors.ElsewhereHandler.prepare(asked)  # type: ignore[arg-type]
    head, _, words = said[0].partition("</style>")
    assert "margin: 12vh auto" in head
    assert english(words) == []
