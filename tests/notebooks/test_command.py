"""`course derive` as its authors use it."""

from __future__ import annotations

import pytest

from course.notebooks import derive as module
from course.notebooks import main
from course.notebooks.document import read, text_of

from .support import ABOUT, EXERCISES, FIXTURES

STEM = f"{ABOUT.stem}.ipynb"


@pytest.fixture
def here(project, monkeypatch):
    """The tiny project in the place of the checkout."""
    monkeypatch.setattr(module, "project_root", lambda: project)
    monkeypatch.setattr(module, "exercise_sources", lambda slug: EXERCISES)
    return project


def test_without_names_every_lesson_is_derived(here, capsys):
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("01_leverage: nothing changed (")


def test_check_answers_by_its_exit_status(here, capsys):
    assert main(["01", "--check", "--fast"]) == 0
    assert "01_leverage: up to date" in capsys.readouterr().out
    path = here / "lessons" / STEM
    path.write_text(path.read_text().replace("Guess first.", "Guess last."))
    assert main(["leverage", "--check", "--fast"]) == 1
    out = capsys.readouterr().out
    assert '-    "Guess last."' in out
    assert "differs from what deriving gives" in out


def test_charts_alone_are_drawn_without_running_a_notebook(here, capsys, monkeypatch):
    monkeypatch.setattr(module, "derive", None)
    designs = here / "course" / "charts" / "designs"
    designs.joinpath("leverage.json").unlink()
    assert main(["--designs"]) == 0
    assert capsys.readouterr().out.startswith("01_leverage: course/charts/designs/leverage.json (")
    assert main(["--designs", "01"]) == 0
    assert capsys.readouterr().out.startswith("01_leverage: nothing changed (")


def test_text_goes_out_and_a_draft_comes_back(here, capsys, tmp_path):
    assert main(["01", "--text"]) == 0
    text = capsys.readouterr().out
    draft = tmp_path / "draft.md"
    draft.write_text(text.replace("Guess first.", "Guess before you look."))
    assert main(["01", "--draft", str(draft)]) == 0
    assert "solutions/01_leverage.ipynb, lessons/01_leverage.ipynb" in capsys.readouterr().out
    for folder in ("lessons", "solutions"):
        assert "Guess before you look." in (here / folder / STEM).read_text()


def test_the_fixture_is_its_own_text(here, capsys):
    main(["01", "--text"])
    assert capsys.readouterr().out == (FIXTURES / "good.md").read_text()


def test_a_draft_that_fails_changes_nothing(here, capsys, tmp_path):
    before = text_of(read(here / "solutions" / STEM))
    draft = tmp_path / "draft.md"
    draft.write_text("# 01 · Leverage\n\n```python\n1 / 0\n```\n\n```python exercise:double\n```\n")
    assert main(["01", "--draft", str(draft)]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().err
    assert text_of(read(here / "solutions" / STEM)) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["01", "--new"], "01_leverage.ipynb is already there"),
        (["02"], "02_liquidation_price.ipynb does not exist: start it with `course derive 02 --new`"),
        (["margin"], "no lesson 'margin'"),
        (["01", "--draft", "nowhere.md"], "nowhere.md"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(here, capsys, arguments, message):
    assert main(arguments) == 1
    assert message in capsys.readouterr().err


def test_a_draft_is_about_one_lesson(here, capsys):
    with pytest.raises(SystemExit):
        main(["--draft", "x.md"])
    assert "name it" in capsys.readouterr().err
