"""Quizzes on the page: options, confidence, an explanation at once; or, as a diagnostic, a result at the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, Literal

from traitlets import Unicode

from course.teaching.markup import inline, plain, to_html
from course.teaching.misconceptions import MISCONCEPTIONS, Misconception
from course.teaching.panels.base import LessonEntry, Panel, block, index, link
from course.teaching.progress import Store
from course.teaching.quiz import CONFIDENCE, Item, Question, Quiz, QuizAnswer, Score, score
from course.teaching.retake import FIRST, comparison, takes
from course.teaching.review import due
from course.texts import say, small, wordless
from course.validation import ArgumentError

Mode = Literal["practice", "diagnostic"]


class _Asking(Panel):
    """Items with options and confidence; each is answered once."""

    _part = Unicode("quiz").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"choose": ("item", "option", "confidence"), "again": ()}
    title = "Check yourself"
    feedback = True
    one_at_a_time = False

    def __init__(self, items: Sequence[Item], lessons: Sequence[str], store: Store | None) -> None:
        self.items = tuple(items)
        self.lessons = tuple(lessons)
        self.choices: dict[int, QuizAnswer] = {}
        super().__init__(store)

    def choose(self, item: int | str, option: int, confidence: int) -> QuizAnswer:
        """Answer an item (its place or its question's name) with the option in the order shown, and a confidence of 1 to 3.

        The first answer stands.

        Raises:
            ArgumentError: there is no such item, option or confidence.
        """
        names = [each.question.name for each in self.items]
        place = names.index(item) if item in names else index("item", item, len(self.items))
        if place in self.choices:
            return self.choices[place]
        chosen = index("option", option, len(self.items[place].options))
        if isinstance(confidence, bool) or not isinstance(confidence, int) or confidence not in CONFIDENCE:
            raise ArgumentError("confidence", confidence, "1 (guessing), 2 (fairly sure) or 3 (certain)")
        choice = self.choices[place] = QuizAnswer(self.items[place], chosen, confidence)
        self.store.record("question", self.lessons[place], names[place], **choice.fields)
        self.answered(choice)
        self.refresh()
        return choice

    def answered(self, choice: QuizAnswer) -> None:
        """Say what there is to say about one answer."""
        if self.feedback:
            word = "Right." if choice.correct else "Not right."
            self.say(f"{word} {plain(choice.chosen.explain)}")

    @property
    def complete(self) -> bool:
        """Every item is answered."""
        return len(self.choices) == len(self.items)

    @property
    def score(self) -> Score:
        """How it stands."""
        return score([self.choices[place] for place in sorted(self.choices)])

    def again(self) -> None:
        """Ask once more, with other numbers where there are any."""

    def note(self, place: int) -> str:
        """A line above an item, markup."""
        return ""

    def _item(self, place: int) -> dict[str, Any]:
        item, choice = self.items[place], self.choices.get(place)
        told = choice is not None and (self.feedback or self.complete)
        return {
            "stem": block(item.stem),
            "note": inline(self.note(place)),
            "options": [
                {
                    "text": inline(option.text),
                    "correct": option.correct if told else None,
                    "explain": to_html(option.explain) if told else "",
                }
                for option in item.options
            ],
            "chosen": choice.option if choice else None,
            "confidence": choice.confidence if choice else None,
            "correct": choice.correct if choice and told else None,
        }

    def result(self) -> dict[str, Any] | None:
        """What is shown once every item is answered."""
        if not self.complete or not self.items:
            return None
        now = self.score
        sure = sum(choice.confident_error for choice in self.choices.values())
        text = say("**{right} of {of}** right.", right=now.right, of=now.of)
        if sure:
            text += say(" {sure} {sure:was|were} wrong though you were certain: worth a second look now.", sure=sure)
        return {"text": inline(text), "again": True, "rows": []}

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        return {
            "title": self.title,
            "intro": inline(self.intro),
            "items": [self._item(place) for place in range(len(self.items))],
            "oneAtATime": self.one_at_a_time,
            "feedback": self.feedback,
            "confidence": [{"value": value, "word": word, "within": small(word)} for value, word in CONFIDENCE.items()],
            "result": self.result(),
        }

    @property
    def intro(self) -> str:
        """A line below the title, markup."""
        return ""

    def summary(self) -> str:
        """Title, how many are answered, and the stems."""
        lines = [
            say(
                "{title}: {choices} of {items} answered",
                title=self.title,
                choices=len(self.choices),
                items=len(self.items),
            )
        ]
        if self.feedback and self.choices:
            lines[0] += say(", {right} right", right=self.score.right)
        lines += [f"{i + 1}. {plain(item.stem)}" for i, item in enumerate(self.items)]
        return "\n".join(lines)

    def static_html(self) -> str:
        """The questions and their options, for pages without a kernel."""
        questions = "".join(
            f"<li>{to_html(item.stem)}<ul>"
            + "".join(f"<li>{inline(option.text)}</li>" for option in item.options)
            + "</ul></li>"
            for item in self.items
        )
        return (
            f"<h4>{self.title}</h4><ol>{questions}</ol>" if questions else f"<p>{self.title}: {inline(self.intro)}</p>"
        )


class QuizPanel(_Asking):
    """A quiz, explained answer by answer, or a diagnostic, explained at the end.

    Args:
        quiz: the questions.
        lesson: slug of the lesson it stands in, for saved progress.
        form: which parallel form to ask.
        mode: "practice" or "diagnostic".
        entries: the lessons that exist, for links in the diagnostic's result.
        beliefs: the misconceptions by number.
        store: where progress is kept; by default the kernel's.
    """

    def __init__(
        self,
        quiz: Quiz,
        lesson: str = "",
        *,
        form: str = "A",
        mode: Mode = "practice",
        entries: Sequence[LessonEntry] = (),
        beliefs: Mapping[int, Misconception] = MISCONCEPTIONS,
        store: Store | None = None,
    ) -> None:
        self.quiz, self.lesson, self.form, self.mode = quiz, lesson, form, mode
        self.entries, self.beliefs = entries, beliefs
        self.title = quiz.title
        self.feedback = mode == "practice"
        self.one_at_a_time = mode == "diagnostic"
        self._tries = 0
        super().__init__(quiz.items(form), [lesson] * len(quiz.questions), store)
        if mode == "diagnostic":
            self._resume()

    def _resume(self) -> None:
        """Take up answers that were given to this form and not yet finished; without any, the last take that was."""
        finished = [e["at"] for e in self.store.events("diagnostic", self.lesson, self.quiz.name)]
        since = max(finished, default=0.0)
        for place, item in enumerate(self.items):
            events = self.store.events("question", self.lesson, item.question.name)
            given = [e for e in events if e.get("form") == self.form and e["at"] > since]
            shown = {option.index: i for i, option in enumerate(item.options)}
            if given and given[-1].get("option") in shown and given[-1].get("confidence") in CONFIDENCE:
                option = shown[given[-1]["option"]]
                self.choices[place] = QuizAnswer(item, option, given[-1]["confidence"])
        if not self.choices and (done := takes(self.store, self.quiz, self.form)):
            self.choices = dict(enumerate(done[-1].answers))
        if self.choices:
            self.refresh()

    def arrived(self, first: bool) -> None:
        """Take up a diagnostic that was begun on an earlier page."""
        if self.mode == "diagnostic" and not self.choices:
            self._resume()
        super().arrived(first)

    def answered(self, choice: QuizAnswer) -> None:
        """In a diagnostic, keep the result once the last answer is given."""
        super().answered(choice)
        if self.mode == "diagnostic" and self.complete:
            now = self.score
            held = {str(number): confidence for number, confidence in now.held.items()}
            self.store.record(
                "diagnostic", self.lesson, self.quiz.name, form=self.form, right=now.right, of=now.of, held=held
            )

    def again(self) -> None:
        """Ask once more: other numbers where there are any, other order of options where there is none."""
        self._tries += 1
        form = f"{self.form}:{self._tries}" if self.mode == "practice" else self.form
        self.items = self.quiz.items(form)
        self.choices = {}
        self.refresh()

    @property
    def intro(self) -> str:
        """How the diagnostic works."""
        if self.mode == "practice":
            return ""
        return say(
            "{items} questions, no tricks. Say how sure you are; a guess is fine. Nothing is told until the"
            " end; then you see every answer beside the right one, and which lesson is for what.",
            items=len(self.items),
        )

    def result(self) -> dict[str, Any] | None:
        """Practice: the count. Diagnostic: also what shows for every belief, and the gain against another form."""
        result = super().result()
        if result is None or self.mode == "practice":
            return result
        now = self.score
        rows = [self._row(n, "held", confidence) for n, confidence in now.held.items()]
        rows += [self._other(self.choices[place]) for place in now.others]
        rows += [self._row(n, "guessed", 1) for n in now.guessed]
        rows += [self._row(n, "cleared", 0) for n in now.cleared]
        both = comparison(self.store, self.quiz) if self.form != FIRST else None
        return {
            "text": inline(
                say(
                    "**{right} of {of}** right. Who guesses every answer has {by_chance:#1} right on average.",
                    right=now.right,
                    of=now.of,
                    by_chance=sum(1 / len(item.options) for item in self.items),
                )
            ),
            "gain": inline(both.gain.sentence) if both else "",
            "again": True,
            "rows": [row for row in rows if row],
        }

    def _row(self, number: int, state: str, confidence: int) -> dict[str, Any] | None:
        belief = self.beliefs.get(number)
        if belief is None:
            return None
        said = {
            "held": say("You chose this, {confidence}", confidence=small(CONFIDENCE.get(confidence, ""))),
            "guessed": "Right, but guessed" if self._asked(number) == 1 else "Right, but at least once guessed",
            "cleared": "Right, the one time it was asked"
            if self._asked(number) == 1
            else say("Right all {asked} times", asked=self._asked(number)),
        }
        return {
            "state": state,
            "said": said[state],
            "certain": state == "held" and confidence == max(CONFIDENCE),
            "belief": belief.belief,
            "correction": belief.correction if state != "cleared" else "",
            "lesson": link(belief.lesson, self.entries),
        }

    def _asked(self, number: int) -> int:
        """How many questions ask about a belief."""
        return sum(number in question.misconceptions for question in self.quiz.questions)

    def _other(self, choice: QuizAnswer) -> dict[str, Any]:
        """A wrong answer behind which there is none of the beliefs."""
        about = (self.beliefs[n] for n in choice.item.question.misconceptions if n in self.beliefs)
        belief = next(about, None)
        return {
            "state": "other",
            "said": say("You chose this, {confidence}", confidence=small(CONFIDENCE[choice.confidence])),
            "certain": choice.confident_error,
            "belief": plain(choice.item.stem),
            "correction": say(
                "You answered “{plain}”. {plain_2}",
                plain=plain(choice.chosen.text),
                plain_2=plain(choice.chosen.explain),
            ),
            "lesson": link(belief.lesson, self.entries) if belief else None,
        }


class ReviewPanel(_Asking):
    """Questions of earlier lessons that are due: missed ones first, confident errors first of all; one is open at a time.

    For somebody who has answered none there is nothing to see.

    Args:
        pool: (lesson's slug, question) of the earlier lessons.
        lesson: slug of the lesson that opens with the review.
        entries: the syllabus, for the titles of lessons.
        count: how many to ask.
        store: where progress is kept; by default the kernel's.
    """

    title = "Before you begin"
    one_at_a_time = True

    def __init__(
        self,
        pool: Sequence[tuple[str, Question]],
        lesson: str = "",
        *,
        entries: Sequence[LessonEntry] = (),
        count: int = 3,
        store: Store | None = None,
    ) -> None:
        from course.teaching.progress import shared

        store = store if store is not None else shared()
        self.entries = entries
        self._choose_due = partial(due, store, pool, count, salt=lesson)
        self.due = self._choose_due()
        super().__init__([d.item for d in self.due], [d.lesson for d in self.due], store)

    def arrived(self, first: bool) -> None:
        """Choose anew from what the learner has done elsewhere, while nothing here is answered."""
        if first and not self.choices:
            self.due = self._choose_due()
            self.items, self.lessons = tuple(d.item for d in self.due), tuple(d.lesson for d in self.due)
        super().arrived(first)

    def note(self, place: int) -> str:
        """Where an item comes from and why it comes back."""
        came = self.due[place]
        return wordless("{lesson} · {why}", lesson=link(came.lesson, self.entries)["title"], why=came.reason)

    @property
    def intro(self) -> str:
        """What this is."""
        return (
            "From earlier lessons, so that it stays."
            if self.items
            else "What you answer in a lesson comes back in a later one."
        )

    def result(self) -> dict[str, Any] | None:
        """The count; what was missed will come back."""
        result = super().result()
        return result and {**result, "again": False}
