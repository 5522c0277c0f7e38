"""One lesson: its parts in one record, and the one-line calls of its notebook.

A lesson's module ends in ``LESSON = Lesson(slug="leverage", …)``. Its notebook begins with
``from course.lessons.leverage import LESSON as lesson``, and every cell is one of the calls below. What is said about a
lesson from outside (number, title, minutes, …) stands in :mod:`course.lessons.syllabus` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from course.explorers import Explorer, Task
from course.explorers.prose import Prose
from course.frontend import Part, in_app
from course.lessons.carry_over import CarriedControl, CarryOver
from course.lessons.guesses import Bets
from course.lessons.head_and_foot import LessonFoot, LessonHead
from course.lessons.own_position import Own
from course.lessons.registry import lessons, taken
from course.lessons.road import FIRST, Road
from course.lessons.syllabus import SYLLABUS, Entry, entry
from course.lessons.word_highlights import LIGHTS
from course.teaching.checker import Checker
from course.teaching.drill import Drill
from course.teaching.exercise import Exercise
from course.teaching.panels import DrillPanel, ExercisePanel, QuizPanel, ReviewPanel
from course.teaching.progress import shared
from course.teaching.quiz import Question, Quiz
from course.teaching.verdict import Verdict

Thing = TypeVar("Thing")


@dataclass(frozen=True, eq=False, kw_only=True)
class Lesson:
    """Everything about one lesson.

    Attributes:
        slug: its name in the syllabus.
        explorers: name → what makes one, without arguments. The one called ``predict`` belongs to the first beat.
        deeper: names of the explorers that lie off the core path: folded, until somebody opens them.
        tasks: name of an explorer → what there is to find in it.
        carry: name of an explorer → what it shares with others, by words: what is set in one is offered in the others.
        prose: name → the explorer that a text follows, and the function from that explorer's values to HTML.
        drills: practised by number, in the order of the page.
        exercises: practised by code, in the order of the page.
        quiz: asked at the end, and again at the start of later lessons.
        misconceptions: numbers of those that the lesson takes apart.
        rule: the rule to keep, one or two sentences of markup.
        links: text and address of what to read next.
    """

    slug: str
    explorers: Mapping[str, Callable[[], Part]]
    deeper: frozenset[str] = frozenset()
    tasks: Mapping[str, tuple[Task, ...]] = field(default_factory=dict)
    carry: Mapping[str, Mapping[str, CarriedControl]] = field(default_factory=dict)
    prose: Mapping[str, tuple[str, Callable[..., str]]] = field(default_factory=dict)
    drills: tuple[Drill, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    quiz: Quiz | None = None
    misconceptions: tuple[int, ...] = ()
    rule: str = ""
    links: tuple[tuple[str, str], ...] = ()
    _shown: dict[tuple[str, str], Any] = field(default_factory=dict, init=False, repr=False)

    # -- about it ------------------------------------------------------------------------------------------------------

    @cached_property
    def entry(self) -> Entry:
        """Its line in the syllabus."""
        return entry(self.slug)

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """Kind and name of everything that can be done, as progress counts it."""
        kinds: dict[str, Iterable[Drill | Exercise | Question]] = {
            "drill": self.drills,
            "exercise": self.exercises,
            "question": self.quiz.questions if self.quiz else (),
        }
        found = (("task", f"{name}.{task.name}") for name, tasks in self.tasks.items() for task in tasks)
        return (*found, *((kind, thing.name) for kind, things in kinds.items() for thing in things))

    def earlier_questions(self) -> list[tuple[str, Question]]:
        """Lesson and question of every quiz before this lesson's, in course order."""
        before = [e.slug for e in lessons() if e.number < self.entry.number]
        quizzes = [(slug, taken(slug).quiz) for slug in before]
        return [(slug, question) for slug, quiz in quizzes if quiz for question in quiz.questions]

    # -- the cells of its notebook, from top to bottom -----------------------------------------------------------------

    def header(self) -> LessonHead:
        """Minutes, what one will be able to do, and how far one is."""
        return self._once("head", "", lambda: LessonHead(self.entry, self.parts))

    def review(self) -> ReviewPanel:
        """Three questions of earlier lessons, those that went wrong first."""
        return self._once("review", "", lambda: ReviewPanel(self.earlier_questions(), self.slug, entries=SYLLABUS))

    def predict(self) -> Part:
        """The question of the first beat; its chart opens when the guess is locked."""
        return self.explore(FIRST)

    def explore(self, name: str) -> Part:
        """An explorer, the same one however often it is asked for."""
        new = ("explorer", name) not in self._shown
        part = self._once("explorer", name, _pick(self.explorers, name, "explorer"))
        if new and isinstance(part, Explorer):
            part.give(self.tasks.get(name, ()))
            part.light(LIGHTS.get((self.slug, name), {}))
            road = self._once("road", "", lambda: Road(self.slug, self.deeper, FIRST in self.explorers, shared()))
            road.lay(name, part)
            self._once("carry", "", lambda: CarryOver(self.carry)).lay(name, part)
            self._once("own", "", lambda: Own(self.slug, shared())).lay(name, part)
        return part

    def explain(self, name: str) -> Part:
        """Text with the numbers that its explorer shows now."""
        follows, words = _pick(self.prose, name, "text")
        explorer: Any = self.explore(follows)
        return self._once("prose", name, lambda: Prose(words, explorer))

    def drill(self, name: str) -> DrillPanel:
        """A drill: fresh numbers each time, mastered after three right in a row."""
        return self._once("drill", name, lambda: DrillPanel(_named(self.drills, name), self.slug))

    def exercise(self, name: str) -> ExercisePanel:
        """The task of an exercise, with hints and the solution for those who ask."""
        return self._once("exercise", name, lambda: ExercisePanel(_named(self.exercises, name), self.slug))

    def check(self, fn: Any, name: str = "") -> Verdict | None:
        """Judge the function written for an exercise, which is found by the function's name.

        None in an app, where nobody can write code: the panel above says where one can.
        """
        if in_app():
            return None
        return Checker(self.slug, self.exercises, shared, self._tell, self._wait)(fn, name)

    def recall(self) -> QuizPanel:
        """The quiz.

        Raises:
            LookupError: the lesson has none.
        """
        if self.quiz is None:
            raise LookupError(f"the lesson {self.slug!r} has no quiz")
        quiz = self.quiz
        return self._once("quiz", quiz.name, lambda: QuizPanel(quiz, self.slug))

    def bets(self) -> Bets:
        """The guesses of this lesson beside what is true."""
        return self._once("bets", "", lambda: Bets([self.entry]))

    def footer(self) -> LessonFoot:
        """The rule to keep, what to read next, and the way to the neighbours that exist."""
        around = (("Previous", self.entry.previous), ("Next", self.entry.next))
        there = lessons()
        neighbours = tuple((word, e) for word, e in around if e is not None and e in there)
        return LessonFoot(self.rule, self.links, neighbours)

    # -- how -----------------------------------------------------------------------------------------------------------

    def _once(self, kind: str, name: str, make: Callable[[], Thing]) -> Thing:
        """One part of each kind and name: a cell that is run again shows the learner's own state."""
        if (kind, name) not in self._shown:
            self._shown[kind, name] = make()
        thing: Thing = self._shown[kind, name]
        return thing

    def _tell(self, verdict: Verdict) -> None:
        """Let the panel of an exercise know what was said about it."""
        panel = self._shown.get(("exercise", verdict.exercise))
        if isinstance(panel, ExercisePanel):
            panel.show(verdict)

    def _wait(self, name: str, text: str) -> bool:
        """Let the panel of an exercise say that a check is under way; False if none is shown."""
        panel = self._shown.get(("exercise", name))
        if not isinstance(panel, ExercisePanel):
            return False
        panel.wait(text)
        return True


def _pick(things: Mapping[str, Thing], name: str, what: str) -> Thing:
    """``things[name]``, or a LookupError that says what there is."""
    if name not in things:
        raise LookupError(f"no {what} {name!r} here; there is {', '.join(things) or 'none'}")
    return things[name]


def _named(things: Iterable[Any], name: str) -> Any:
    return _pick({thing.name: thing for thing in things}, name, "part")
