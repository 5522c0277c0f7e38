"""Markdown and notebook are two spellings of one source."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode

from course.lessons import entry, record
from course.lessons.syllabus import BEATS
from course.notebooks import draft
from course.notebooks.derive import exercise_sources, sources
from course.notebooks.document import canonical, code, exercise_of, hidden, markdown, text_of
from course.notebooks.lint import NotebookPage, cells, exercises, headings

ABOUT = entry("leverage")
line = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"], exclude_characters="`+#~"), min_size=1)
prose = st.lists(line, min_size=1, max_size=3).map("\n".join).map(markdown)
program = st.builds(code, st.lists(line, min_size=1, max_size=3).map("\n".join), hide=st.booleans())
task = st.sampled_from("ab").map(lambda name: code("", tags=[f"exercise:{name}"]))
beat = st.sampled_from(BEATS).map(lambda name: markdown(f"## {name}"))
notebooks = st.lists(prose | program | task | beat, max_size=12)


@given(notebooks)
def test_the_text_of_a_notebook_gives_it_back(cells):
    notebook = canonical(NotebookNode(cells=cells), ABOUT)
    assert text_of(draft.parse(draft.to_text(notebook), ABOUT)) == text_of(notebook)


@given(notebooks)
def test_canonical_is_a_fixed_point_with_unique_names(cells):
    notebook = canonical(NotebookNode(cells=cells), ABOUT)
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert text_of(canonical(notebook, ABOUT)) == text_of(notebook)


def test_words_after_the_fence_are_flags_and_tags():
    notebook = draft.parse("```python hidden\n1\n```\n```python exercise:f\n```\n```py\nread me\n```", ABOUT)
    first, second, third = notebook.cells
    assert hidden(first)
    assert exercise_of(second) == "f"
    assert second.source == ""
    assert third.cell_type == "markdown"


def test_a_second_level_heading_or_plus_signs_start_a_new_cell():
    notebook = draft.parse("one\n\n## Explore\ntwo\n\n+++\n\nthree", ABOUT)
    assert [cell.source for cell in notebook.cells] == ["one", "## Explore\ntwo", "three"]
    assert [cell.id for cell in notebook.cells] == ["start-1", "explore-1", "explore-2"]


def test_a_first_draft_holds_everything_of_the_record(tmp_path):
    found = record("leverage")
    notebook = draft.parse(draft.scaffold(found), ABOUT)
    both = sources(notebook, ABOUT, exercise_sources("leverage"))
    page = NotebookPage(both["lessons"], ABOUT, tmp_path, tuple(e.name for e in found.exercises))
    assert [problem for rule in (headings, cells, exercises) for problem in rule(page)] == []
    calls = [cell.source for cell in both["lessons"].cells]
    named = [f'lesson.drill("{d.name}")' for d in found.drills]
    named += [f'lesson.explore("{name}")' for name in found.explorers if name != "predict"]
    named += ["lesson.predict()", "lesson.review()", "lesson.recall()", "lesson.footer()"]
    assert set(named) <= set(calls)
