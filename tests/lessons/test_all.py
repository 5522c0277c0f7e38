"""What holds for every lesson: its record, its explorers at the edges of their controls, what it asks, its notebooks."""

from __future__ import annotations

import ast
import base64
import math
import re
import struct
from html import unescape
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from course.apps.thumbnails import BEST
from course.charts.columns import columns_of
from course.explorers import Explorer, View
from course.lessons import SYLLABUS, lessons, minutes, record
from course.notebooks import LESSONS, SOLUTIONS, project_root
from course.notebooks.derive import exercise_sources, stale, unpictured
from course.notebooks.document import read
from course.notebooks.lint import NotebookPage, lint
from course.notebooks.outputs import pictures_of
from course.notebooks.prose import texts, word_problems
from course.teaching.claims import homes
from course.teaching.misconceptions import MISCONCEPTIONS
from course.teaching.proof import demand, prove, prove_drill, prove_quiz
from tests.oracles import support
from tests.oracles.support import Watched, numbers, settings
from tests.teaching import answers as written
from tests.teaching.answers.fresh import FRESH
from tests.teaching.answers.students import RIGHT, STUDENTS
from tests.teaching.answers.third import THIRD
from tests.teaching.answers.typed import TYPED

#: Settings of every explorer at which its code is run, and two of the same make are compared.
PLACES, CORNERS = 77, 64
#: Settings at which the code shown is run, half of them corners.
CODED = 24


def png_shape(text):
    """Height and width of a PNG given as base64."""
    data = base64.b64decode(text)
    assert data.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", data[16:24])
    return height, width


every_lesson = pytest.mark.parametrize("about", lessons(), ids=lambda about: about.stem)


# -- the record ----------------------------------------------------------------------------------------------------------


@every_lesson
def test_the_record_is_whole(about):
    found = record(about.slug)
    assert found.slug == about.slug
    assert found.entry is about
    first = about.number == 0
    assert "predict" in found.explorers or first
    assert len(found.explorers) >= 2
    assert found.drills or first
    assert (0 if first else 2) <= len(found.exercises) <= 5
    assert len(found.quiz.questions) >= 4
    assert found.rule.endswith((".", "!", "?"))
    assert set(found.misconceptions) <= set(MISCONCEPTIONS)
    assert all(text and address for text, address in found.links)


@every_lesson
def test_the_minutes_are_those_of_its_parts(about):
    page = read(project_root() / SOLUTIONS / f"{about.stem}.ipynb")
    words = sum(len(cell.source.split()) for cell in page.cells if cell.cell_type == "markdown")
    found = record(about.slug)
    parts = {"practice": minutes.practice(found), "deeper": minutes.deeper(found), "code": minutes.coding(found)}
    needed = {"minutes": minutes.core(found, words), **parts}
    assert {name: getattr(about, name) for name in needed} == needed, f"the syllabus line needs {needed}"
    assert (
        len([name for name, make in found.explorers.items() if isinstance(make(), Explorer)]) - len(found.deeper) <= 5
    )


@every_lesson
def test_names_under_which_progress_is_kept_are_unique(about):
    parts = record(about.slug).parts
    assert len(set(parts)) == len(parts)


@every_lesson
def test_every_claim_at_home_here_is_seen_and_practised(about):
    assert homes({about.slug: record(about.slug)}).homeless == {}


@every_lesson
def test_texts_of_the_module_use_the_houses_words(about):
    spec = find_spec(f"course.lessons.{about.slug}")
    folder = spec.submodule_search_locations
    files = sorted(Path(folder[0]).glob("*.py")) if folder else [Path(spec.origin)]
    found = [
        f"{file.name}:{line} {problem}"
        for file in files
        for line, text in texts(file.read_text(encoding="utf-8"))
        for problem in word_problems(text)
    ]
    assert found == []


# -- what it asks --------------------------------------------------------------------------------------------------------


@every_lesson
def test_exercises_answer_like_a_teacher(about, subtests):
    for exercise in record(about.slug).exercises:
        with subtests.test(exercise.name):
            demand(prove(exercise))


@every_lesson
def test_drills_ask_and_mark_well(about, subtests):
    for drill in record(about.slug).drills:
        with subtests.test(drill.name):
            demand(prove_drill(drill))


@every_lesson
def test_what_is_counted_is_asked_for_as_a_whole_number(about):
    for drill in record(about.slug).drills:
        answers = [drill.answer(**drill.generate(np.random.default_rng(seed))) for seed in range(12)]
        whole = not drill.rel_tol and all(abs(answer - round(answer)) < 1e-9 for answer in answers)
        assert drill.counts == whole, drill.name
        assert (drill.tolerance_text == "A whole number.") == whole


@every_lesson
def test_the_quiz_explains_itself(about):
    demand(prove_quiz(record(about.slug).quiz, MISCONCEPTIONS))


# -- what it shows -------------------------------------------------------------------------------------------------------


def explorers(about):
    """Name, watched explorer and its settings (other parts of a lesson show no numbers of their own)."""
    for name, make in record(about.slug).explorers.items():
        explorer = make()
        if isinstance(explorer, Explorer):
            yield name, Watched(make), settings(explorer, PLACES, CORNERS, seed=0)


def wanted(found):
    """What a lesson still needs beside its own folder, in plain words: the tests that miss it stand in other folders."""
    oracles = Path(support.__file__).with_name(f"test_{found.slug}.py")
    told = "".join(
        file.read_text(encoding="utf-8")
        for file in oracles.parent.glob("*.py")
        if found.slug in file.read_text(encoding="utf-8")
    )
    for name, make in found.explorers.items():
        if isinstance(make(), Explorer) and f'"{name}"' not in told:
            yield f"an oracle of the explorer {name}: tests/oracles/{oracles.name}, as tests/oracles/support.py says"
    answers = Path(written.__file__).with_name(f"{found.slug}.py")
    given = answers.read_text(encoding="utf-8") if answers.is_file() else ""
    for exercise in found.exercises:
        if f'"{exercise.name}"' not in given:
            yield f"right and wrong answers to the exercise {exercise.name}: tests/teaching/answers/{answers.name}"
    for drill in found.drills:
        if drill.name not in RIGHT:
            yield f"the right number of the drill {drill.name}, from its text alone: RIGHT in tests/teaching/answers/students.py"
        asked = len(TYPED.get(found.slug, {}).get(drill.name, ())) + sum(
            name == drill.name for batch in (STUDENTS, FRESH, THIRD) for name, *_ in batch
        )
        if asked < 6:
            yield f"six wrong numbers typed into the drill {drill.name}: TYPED in tests/teaching/answers/typed.py"
    if found.slug not in BEST:
        yield "its picture on the landing page: BEST in course/apps/thumbnails.py, then `python -m course.apps.thumbnails`"


@every_lesson
def test_nothing_is_missing_around_the_lesson(about):
    """Said here at once; the tests that use it would say so after minutes, each in a folder of its own."""
    left = [*wanted(record(about.slug))]
    assert not left, "\n".join(left)


def test_what_is_missing_is_said_by_name():
    """Another lesson's drill, exercise and explorer, of which nobody has written anything here."""
    from course.lessons.lesson import Lesson

    other = record("leverage")
    planted = Lesson(slug="funding", explorers={"dial": other.explorers["dial"]}, exercises=other.exercises[:1])
    assert [text.split(":")[0] for text in wanted(planted)] == [
        "an oracle of the explorer dial",
        "right and wrong answers to the exercise liquidation_distance",
    ]


@every_lesson
def test_explorers_show_the_same_every_time(about, subtests):
    for name, watched, places in explorers(about):
        again = Watched(watched.make)
        for values in places[:: CORNERS // 4]:
            with subtests.test(name, **values):
                one, two = watched.at(values), again.at(values)
                assert repr(one) == repr(two)
                assert one.sentence == two.sentence
                assert "*" not in one.sentence, "bold is the only mark that a sentence has"
                if one.view and not one.error:
                    assert one.view.data.keys() == two.view.data.keys()
                    for table in one.view.data:
                        first, second = (columns_of(at.view.data[table]) for at in (one, two))
                        assert first.keys() == second.keys()
                        for column, values in first.items():
                            np.testing.assert_array_equal(values, second[column], f"{table}.{column}")


def names_of_data(spec):
    """The named data that a Vega-Lite specification draws from, apart from what it brings along."""
    if isinstance(spec, dict):
        own = {spec["data"]["name"]} if "name" in (spec.get("data") or {}) else set()
        brought = set(spec.get("datasets", {}))
        return (own | set().union(*map(names_of_data, spec.values()), set())) - brought
    return set().union(*map(names_of_data, spec)) if isinstance(spec, list) else set()


@every_lesson
def test_designs_draw_from_the_data_there_is(about, subtests):
    for name, watched, places in explorers(about):
        with subtests.test(name):
            at = watched.at(places[0])
            drawn = names_of_data(at.frame["panels"])
            assert drawn
            assert drawn <= set(at.view.data)


def imported(code):
    """The packages that a snippet imports, of the course two levels deep."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            found.add(".".join(node.module.split(".")[:2]))
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def returned(code):
    """The numbers in the value of a snippet's last line."""
    *body, last = ast.parse(code).body
    assert isinstance(last, ast.Expr), "the last line must give a value"
    scope = {}
    exec(compile(ast.Module(body, []), "snippet", "exec"), scope)
    value = eval(compile(ast.Expression(last.value), "snippet", "eval"), scope)
    flat = pd.json_normalize({"value": value}).iloc[0].explode() if isinstance(value, dict) else [value]
    return [float(x) for x in np.hstack([np.ravel(np.asarray(part, dtype=object)) for part in flat]) if is_number(x)]


def is_number(x):
    return isinstance(x, int | float | np.number) and not isinstance(x, bool)


#: What a result may be said as, where it is not said as a number.
IN_WORDS = {
    "none": lambda x: x == 0,
    "is zero": lambda x: x == 0,
    "no price": math.isnan,
    # Odds near their ends are said as bounds.
    "under 1": lambda x: 0 <= x <= 0.01,
    "over 99": lambda x: 0.99 <= x <= 1,
}


@every_lesson
def test_the_code_shown_computes_what_is_said(about, subtests):
    for name, make in record(about.slug).explorers.items():
        if not isinstance(explorer := make(), Explorer):
            continue
        watched = Watched(make)
        for values in settings(explorer, CODED, CODED // 2, seed=0):
            at = watched.at(values)
            if at.error or not at.code:
                continue
            with subtests.test(name, **values):
                assert len(at.code.splitlines()) <= 17
                assert imported(at.code) <= {"course", "course.margin", "course.venues", "course.simulation", "numpy"}
                results = returned(at.code)
                told = [*numbers(at.sentence), *numbers(at.view.title)]
                shared = [x for x in results if any(abs(abs(x) - abs(v)) <= half for v, half in told)]
                text = at.view.title + at.sentence
                shared += [x for x in results for word, means in IN_WORDS.items() if word in text and means(x)]
                assert shared or not results, f"none of {results} in: {at.view.title} | {at.sentence}"
    with subtests.test("most explorers show their code"):
        coded = [watched.at(places[0]).options["code"] for _, watched, places in explorers(about)]
        assert sum(coded) >= 0.5 * len(coded)


@every_lesson
def test_texts_follow_their_explorer(about, subtests):
    found = record(about.slug)
    for name, (follows, words) in found.prose.items():
        watched = Watched(found.explorers[follows])
        for values in settings(watched.make(), PLACES, CORNERS, seed=0)[:: CORNERS // 4]:
            with subtests.test(name, **values):
                at = watched.at(values)
                if not at.error:
                    text = words(**at.values)
                    assert not support.NO_NUMBER.search(text)
                    assert not bare_letters(text), "who reads these letters does not know what they stand for"


def bare_letters(text: str) -> list[str]:
    """Letters in the laws of a derivation that neither its caption names nor a word of the laws: "the move d", "g: what …"."""
    found = []
    for table in re.findall(r"<table class='cx-derivation'>.*?</table>", text, re.DOTALL):
        caption = _words("".join(re.findall(r"<caption>(.*?)</caption>", table, re.DOTALL)))
        laws = _words(" ; ".join(re.findall(r"<th scope='row'>(.*?)</th>", table, re.DOTALL)))
        for letter in sorted({*re.findall(r"(?<![\w’'.])[A-Za-z](?![\w’'.])", laws)} - {"a", "A"}):
            alone = rf"(?<![\w’'.]){letter}(?![\w’'.])"
            named = re.search(rf"[a-z]{{3,}} {letter}(?![\w’'.])|{alone}(:| is)", laws)
            if not re.search(alone, caption) and not named:
                found.append(letter)
    return found


def _words(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", markup))


def test_a_letter_that_nobody_names_is_found():
    table = "<table class='cx-derivation'><caption>{}</caption><tbody><tr><th scope='row'>{}</th></tr></tbody></table>"
    assert bare_letters(table.format("Distance", "1/L − m")) == ["L", "m"]
    assert bare_letters(table.format("Distance<br><strong>L</strong> leverage", "1/L − m")) == ["m"]
    assert bare_letters(table.format("A move", "after a move d: cash − d · g; g: its size")) == []


# -- its notebooks -------------------------------------------------------------------------------------------------------


@pytest.mark.checkout
def test_lessons_solutions_and_modules_mirror_each_other():
    root = project_root()
    found = {folder: {path.stem for path in (root / folder).glob("*.ipynb")} for folder in (LESSONS, SOLUTIONS)}
    assert found[LESSONS] == found[SOLUTIONS] == {about.stem for about in lessons()}


@pytest.mark.checkout
@every_lesson
def test_the_lesson_is_derived_from_its_solutions(about):
    assert stale(project_root(), about, exercise_sources(about.slug), run=False) == []


@pytest.mark.checkout
@pytest.mark.parametrize("folder", [LESSONS, SOLUTIONS])
@every_lesson
def test_the_notebook_keeps_the_rules_of_the_house(about, folder):
    path = project_root() / folder / f"{about.stem}.ipynb"
    assert lint(NotebookPage(read(path), about, path, tuple(exercise_sources(about.slug)))) == []


@pytest.mark.checkout
@every_lesson
def test_every_chart_has_its_picture_for_pages_without_a_kernel(about):
    shown = [make() for make in record(about.slug).explorers.values()]
    open_charts = [one for one in shown if isinstance(one, Explorer) and one.prediction is None]
    saved = read(project_root() / LESSONS / f"{about.stem}.ipynb")
    pictures = pictures_of(saved)
    assert len(pictures) == len(open_charts)
    assert pictures_of(unpictured(saved)) == [], "a picture is described in other words than beside it"
    for _, picture in pictures:
        height, width = png_shape(picture)
        assert min(height, width) > 150


@pytest.mark.checkout
@every_lesson
def test_every_exercise_is_solved_in_the_solutions_and_open_in_the_lesson(about):
    """The stored verdicts, which the replay of the notebooks compares with fresh ones."""
    said = {
        folder: {
            cell.source: "".join(o.get("data", {}).get("text/plain", "") for o in cell.outputs)
            for cell in read(project_root() / folder / f"{about.stem}.ipynb").cells
            if cell.source.startswith("lesson.check(")
        }
        for folder in (SOLUTIONS, LESSONS)
    }
    checks = {f"lesson.check({exercise.name})" for exercise in record(about.slug).exercises}
    assert set(said[SOLUTIONS]) == set(said[LESSONS]) == checks
    assert [c for c, text in said[SOLUTIONS].items() if not text.startswith("✓ Correct")] == []
    assert [c for c, text in said[LESSONS].items() if "Not attempted" not in text] == []


def test_the_syllabus_is_sixteen_lessons_in_order():
    assert [about.number for about in SYLLABUS] == list(range(16))
    assert len({about.slug for about in SYLLABUS}) == 16
    assert {claim for about in SYLLABUS for claim in about.claims} == {f"C{n:02d}" for n in range(1, 34)}


@pytest.mark.parametrize(
    ("title", "sentence", "wrong"),
    [
        ("It falls", "It falls, and is closed. Then it rises.", ""),
        ("It falls " * 11, "It falls.", "a title of 99 characters"),
        ("It falls", f"It falls. {'And falls ' * 16}.", "a sentence of 33 words"),
    ],
)
def test_what_is_too_long_to_be_read_at_a_glance_is_found(title, sentence, wrong):
    """The oracles ask it of every explorer at each of their settings."""
    shown = SimpleNamespace(error="", view=View({}, sentence, title))
    if wrong:
        with pytest.raises(AssertionError, match=wrong):
            support.answered(shown)
    else:
        support.answered(shown)
