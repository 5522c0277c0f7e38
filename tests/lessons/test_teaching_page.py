"""The page for teachers: its plans name lessons that are there, and its minutes are theirs."""

import pytest

from course.lessons import lessons
from course.lessons.syllabus import entry
from course.notebooks.folders import project_root

pytestmark = pytest.mark.checkout


def page():
    return (project_root() / ".github" / "TEACHING.md").read_text(encoding="utf-8")


def rows(heading):
    """The rows of the table that begins with a heading."""
    lines = page().split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f"| {heading} |"))
    found = []
    for line in lines[at + 2 :]:
        if not line.startswith("|"):
            return found
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def test_the_minutes_of_the_plans_are_those_of_their_lessons():
    there = {e.number for e in lessons()}
    assert len(rows("Plan")) == 3
    for _, named, core, together, _ in rows("Plan"):
        numbers = [int(n) for n in named.split(",")]
        assert numbers == sorted(set(numbers))
        assert set(numbers) <= there
        minutes = sum(entry(n).minutes for n in numbers)
        assert core == f"{minutes} min"
        # Two thirds are lessons; the rest is talk.
        assert 0.5 <= minutes / int(together.split()[0]) <= 0.75


def test_every_lesson_of_a_plan_has_its_questions():
    planned = {int(n) for row in rows("Plan") for n in row[1].split(",")}
    asked = [int(row[0]) for row in rows("Lesson")]
    assert asked == sorted(asked)
    assert planned == set(asked)
    assert all(question.count("?") >= 1 for row in rows("Lesson") for question in row[1:])
