"""An installed course: notebooks are copied to the learner, and nothing the learner did is lost."""

from __future__ import annotations

import pytest

import course
from course import places, writing
from course.cli import copies
from course.cli.failures import CommandError


@pytest.fixture
def shipped(monkeypatch, tmp_path):
    """What the installed package carries."""
    root = tmp_path / "site" / "course" / "shipped"
    for folder in ("lessons", "solutions"):
        (root / folder).mkdir(parents=True)
        for name in ("00_start_here.ipynb", "01_leverage.ipynb"):
            (root / folder / name).write_text(f"{folder} {name} 1")
    monkeypatch.setattr(places, "root", lambda: root)
    return root


@pytest.fixture
def mine(tmp_path):
    return tmp_path / "home" / "margin-course"


LESSON = "lessons/01_leverage.ipynb"


def test_the_first_time_everything_is_copied(shipped, mine):
    assert "4 copied" in copies.refresh(mine)
    assert (mine / LESSON).read_text() == "lessons 01_leverage.ipynb 1"
    assert copies.changed(mine) == []


def test_the_second_time_nothing_happens(shipped, mine):
    copies.refresh(mine)

    assert copies.refresh(mine) == f"Your notebooks are in {mine}."


def test_what_the_learner_changed_stays(shipped, mine):
    copies.refresh(mine)
    (mine / LESSON).write_text("my answer")
    copies.refresh(mine)

    assert (mine / LESSON).read_text() == "my answer"
    assert copies.changed(mine) == [LESSON]


def test_a_newer_course_replaces_only_what_is_as_delivered(shipped, mine):
    copies.refresh(mine)
    (shipped / LESSON).write_text("newer")
    text = copies.refresh(mine)

    assert "1 brought up to date" in text
    assert (mine / LESSON).read_text() == "newer"


def test_a_newer_lesson_is_laid_beside_the_learners_own(shipped, mine):
    copies.refresh(mine)
    (mine / LESSON).write_text("my answer")
    (shipped / LESSON).write_text("newer")
    text = copies.refresh(mine)

    beside = f"lessons/01_leverage.version-{course.__version__}.ipynb"
    assert beside in text
    assert (mine / LESSON).read_text() == "my answer"
    assert (mine / beside).read_text() == "newer"
    assert copies.refresh(mine) == f"Your notebooks are in {mine}."


def test_a_deleted_lesson_comes_back(shipped, mine):
    copies.refresh(mine)
    (mine / LESSON).unlink()

    assert "1 copied" in copies.refresh(mine)
    assert (mine / LESSON).exists()


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_text("{")])
def test_without_a_record_every_difference_counts_as_the_learners(shipped, mine, damage):
    copies.refresh(mine)
    damage(mine / copies.MANIFEST)
    (mine / LESSON).write_text("my answer")
    copies.refresh(mine)

    assert (mine / LESSON).read_text() == "my answer"


def test_an_interruption_leaves_no_half_notebook(shipped, mine, monkeypatch):
    def interrupted(new, target):
        assert new.read_text().startswith("lessons 0")  # all is written but the swap
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        copies.refresh(mine)
    monkeypatch.undo()
    monkeypatch.setattr(places, "root", lambda: shipped)

    copies.refresh(mine)
    assert (mine / LESSON).read_text() == "lessons 01_leverage.ipynb 1"


def test_a_folder_that_cannot_be_written_is_explained(shipped, mine):
    mine.parent.mkdir()
    mine.write_text("a file in the way")

    with pytest.raises(CommandError, match="--folder"):
        copies.refresh(mine)
