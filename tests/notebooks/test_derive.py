"""Deriving: one source, two notebooks, the same bytes every time, and nothing written that must not be."""

from __future__ import annotations

import json
import sys

import pytest

from course.notebooks import draft
from course.notebooks.derive import DeriveError, derive, sources, stale
from course.notebooks.designs import DESIGNS
from course.notebooks.document import WIDGET, code, read, text_of, write
from course.notebooks.execute import execute
from course.notebooks.outputs import OutputError, pictures_of

from .support import ABOUT, EXERCISES, new_project, source

STEM = f"{ABOUT.stem}.ipynb"


def by_id(path):
    return {cell.id: cell for cell in read(path).cells}


def test_lessons_hold_the_starter_and_solutions_the_solution(derived):
    solved, opened = by_id(derived / "solutions" / STEM), by_id(derived / "lessons" / STEM)
    assert solved["code-2"].source == EXERCISES["double"].solution
    assert opened["code-2"].source == EXERCISES["double"].starter
    assert solved["code-3"].outputs[-1].data["text/plain"] == "correct"
    assert opened["code-3"].outputs[-1].data["text/plain"] == "not attempted"
    assert {name for name in solved if solved[name].source != opened[name].source} == {"code-2"}


def test_a_second_derive_changes_no_byte(project):
    before = {path: path.read_bytes() for path in project.glob("*/*.ipynb")}
    assert len(before) == 2
    assert derive(project, ABOUT, EXERCISES, read(project / "solutions" / STEM)) == []
    assert {path: path.read_bytes() for path in before} == before


def test_its_charts_are_drawn_too(project):
    drawn = project / "course" / "charts" / "designs"
    there = drawn / f"{ABOUT.slug}.json"
    assert there.read_text() == DESIGNS.text(ABOUT.slug)
    (drawn / "a_lesson_of_old.json").write_text("{}")
    there.write_text(there.read_text().replace('"bar"', '"line"'))
    assert f"{there.name}: not the designs that its explorers ask for" in stale(project, ABOUT, EXERCISES, run=True)
    assert derive(project, ABOUT, EXERCISES, read(project / "solutions" / STEM)) == [
        drawn / "a_lesson_of_old.json",
        there,
    ]
    assert [path.name for path in drawn.iterdir()] == [there.name]
    assert stale(project, ABOUT, EXERCISES, run=True) == []


def test_nothing_of_the_run_is_left_in_the_files(derived):
    for path in derived.glob("*/*.ipynb"):
        notebook = json.loads(path.read_text())
        assert set(notebook["metadata"]) == {"kernelspec", "language_info", "title"}
        assert "version" not in notebook["metadata"]["language_info"]
        assert WIDGET not in path.read_text()
        for cell in notebook["cells"]:
            assert set(cell["metadata"]) <= {"tags", "jupyter"}
        counts = [cell["execution_count"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert counts == list(range(1, len(counts) + 1))


def test_progress_does_not_leak_between_runs(derived):
    for path in derived.glob("*/*.ipynb"):
        assert by_id(path)["start-2"].outputs[0].data["text/plain"] == "welcome"


def test_a_picture_stands_above_its_words_in_lessons_only(derived):
    picture, words = by_id(derived / "lessons" / STEM)["explore-2"].outputs
    assert set(picture.data) == {"image/png"}
    assert words.data == {"text/plain": "Chart: the line falls."}
    assert pictures_of(read(derived / "solutions" / STEM)) == []


def test_check_finds_the_derived_project_up_to_date(derived):
    assert stale(derived, ABOUT, EXERCISES, run=False) == []
    assert stale(derived, ABOUT, EXERCISES, run=True) == []


def test_check_finds_a_picture_with_other_words_than_its_chart(project):
    edit(
        project / "lessons" / STEM,
        lambda cells, _: cells["explore-2"].outputs[0].metadata["image/png"].update(alt="A dog."),
    )
    assert any("A dog." in line for line in stale(project, ABOUT, EXERCISES, run=True))


def edit(path, change):
    notebook = read(path)
    change({cell.id: cell for cell in notebook.cells}, notebook)
    write(notebook, path)


def test_check_finds_prose_changed_in_the_lesson(project):
    edit(project / "lessons" / STEM, lambda cells, _: cells["explain-1"].update(source="## Explain\n\nOther words."))
    found = stale(project, ABOUT, EXERCISES, run=False)
    assert any("Other words." in line for line in found)


def test_check_finds_a_solution_that_is_not_the_records(project):
    edit(project / "solutions" / STEM, lambda cells, _: cells["code-2"].update(source="def double(x): return x + x"))
    assert stale(project, ABOUT, EXERCISES, run=False)


def test_check_finds_leftovers_of_an_editor(project):
    edit(project / "solutions" / STEM, lambda cells, _: cells["explore-2"].metadata.update(scrolled=True))
    assert stale(project, ABOUT, EXERCISES, run=False)


def test_check_finds_a_missing_lesson(project):
    (project / "lessons" / STEM).unlink()
    assert stale(project, ABOUT, EXERCISES, run=False)


def test_only_the_full_check_finds_a_changed_output(project):
    edit(project / "lessons" / STEM, lambda cells, _: cells["practise-2"].outputs[0].update(text="other\n"))
    assert stale(project, ABOUT, EXERCISES, run=False) == []
    assert any("other" in line for line in stale(project, ABOUT, EXERCISES, run=True))


def test_exercises_must_be_exactly_those_of_the_record():
    with pytest.raises(DeriveError, match="exercise:double, which the record does not have"):
        sources(source(), ABOUT, {})
    with pytest.raises(DeriveError, match="no cell is tagged exercise:triple"):
        sources(source(), ABOUT, EXERCISES | {"triple": EXERCISES["double"]})
    twice = source()
    twice.cells += [cell for cell in twice.cells if cell.metadata.get("tags")]
    with pytest.raises(DeriveError, match="more than one cell"):
        sources(twice, ABOUT, EXERCISES)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('old')", "stderr"),
        ("display({'image/png': lesson.DOT}, raw=True)", "no words"),
    ],
)
def test_a_run_that_must_not_be_saved_writes_nothing(tmp_path, program, message):
    root = new_project(tmp_path)
    broken = source()
    broken.cells.append(code(program))
    with pytest.raises(OutputError, match=message) as caught:
        derive(root, ABOUT, EXERCISES, broken)
    assert program in str(caught.value) or "UserWarning" in str(caught.value)
    assert list(root.glob("*/*.ipynb")) == []


def test_execute_keeps_its_argument_and_uses_this_python(tmp_path):
    notebook = draft.parse("```python\nimport sys\n\nsys.executable\n```", ABOUT)
    before = text_of(notebook)
    ran = execute(notebook, folder=tmp_path, pictures=False)
    assert ran.cells[0].outputs[0].data["text/plain"] == repr(sys.executable)
    assert text_of(notebook) == before
