"""What must be true of every exercise, drill and quiz: named checks that tests apply to all of them.

Use ``demand(prove(exercise))``: it raises an AssertionError that lists every check that fails.
"""

from __future__ import annotations

import ast
import inspect
import linecache
import re
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from course.teaching.calling import run
from course.teaching.checking import check, judge
from course.teaching.drill import Drill, Text
from course.teaching.exercise import Exercise
from course.teaching.quiz import Question, Quiz
from course.teaching.values import is_number, kind, kinds_in, show
from course.teaching.verdict import Verdict
from course.texts import say

_serial = count(1)


@dataclass(frozen=True)
class Proof:
    """One named check: whether it holds and, if not, what was seen."""

    name: str
    ok: bool
    detail: str = ""


def demand(proofs: Iterable[Proof]) -> int:
    """Raise AssertionError naming every proof that fails; returns how many hold."""
    listed = list(proofs)
    failed = [proof for proof in listed if not proof.ok]
    assert not failed, "\n".join(f"✗ {p.name}: {p.detail}" for p in failed)
    return len(listed)


def define(source: str, name: str, names: dict[str, Any] | None = None) -> Any:
    """Run source code as a notebook cell would, its lines known to Python, and return what ``name`` is then."""
    file = f"<cell {next(_serial)}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    scope: dict[str, Any] = {"np": np, **(names or {})}
    exec(compile(source, file, "exec"), scope)
    return scope[name]


# -- exercises -----------------------------------------------------------------------------------------------------------


def prove(exercise: Exercise) -> Iterator[Proof]:
    """All checks of one exercise."""
    yield from _record(exercise)
    yield from _cases(exercise)
    yield from _right_answers(exercise)
    yield from _starters(exercise)
    yield from _named_wrongs(exercise)
    yield from _unusable(exercise)
    yield from _hints(exercise)


def _proof(exercise: Exercise, what: str, ok: bool, detail: object = "") -> Proof:
    return Proof(f"{exercise.name}: {what}", bool(ok), str(detail))


LONGEST = 600
"""Characters of a whole reply."""


def _fits(e: Exercise, what: str, verdict: Verdict) -> Proof:
    """A reply is short, and nothing in its words is cut off."""
    words = (verdict.summary + verdict.misconception + verdict.next_step).replace("int(…)", "int()")
    short = len(verdict.text) <= LONGEST and "…" not in words
    return _proof(e, say("the reply to {what} fits", what=what), short, verdict)


def _record(e: Exercise) -> Iterator[Proof]:
    texts = {name: getattr(e, name) for name in ("title", "prompt", "starter", "notice", "next")}
    texts |= {f"hint {i}": hint for i, hint in enumerate(e.hints, start=1)}
    empty = [name for name, text in texts.items() if not text.strip()]
    yield _proof(e, "all texts are there", not empty, f"nothing in {', '.join(empty)}")
    yield _proof(e, "three hints", len(e.hints) == 3, len(e.hints))
    yield _proof(e, "at least three wrong answers", len(e.wrong) >= 3, len(e.wrong))
    messages = [wrong.message for wrong in e.wrong]
    yield _proof(e, "their messages differ", len(set(messages)) == len(messages), messages)
    known = set(inspect.signature(e.reference).parameters)
    stray = (set(e.bounds) | set(e.units) | set(e.shrink)) - known - {"return"} - _inner_keys(e)
    yield _proof(e, "bounds, units and shrink name real arguments", not stray, stray)


def _inner_keys(e: Exercise) -> set[str]:
    """Names inside dictionaries that cases hold: bounds may speak of them too."""
    return set(e.space.choices)


def _cases(e: Exercise) -> Iterator[Proof]:
    names = [tuple(sorted(trial.case)) for trial in e.trials]
    yield _proof(e, "all cases have the same arguments", len(set(names)) == 1, set(names))
    outside = [
        f"{name}={value}"
        for trial in e.trials
        for name, value in trial.case.items()
        if name in e.bounds and is_number(value) and not _inside(float(value), e.bounds[name])
    ]
    yield _proof(e, "cases stay inside their bounds", not outside, outside[:3])
    refused = [t.case for t in e.trials if e.allowed and not _stacked(t.case) and not e.allowed(**t.case)]
    yield _proof(e, "cases are allowed", not refused, refused[:3])
    values = {repr(trial.expected.value) for trial in e.trials}
    yield _proof(e, "right answers vary", len(values) > 1, values)


def _inside(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _stacked(case: dict[str, Any]) -> bool:
    return any(isinstance(value, np.ndarray) for value in case.values())


def _right_answers(e: Exercise) -> Iterator[Proof]:
    further = [(say("way {i}", i=i), fn) for i, fn in enumerate(e.ways, start=3)]
    for what, fn in (("reference", e.reference), ("second solution", e.second), *further):
        verdict = check(e, fn)
        yield _proof(e, say("{what} passes", what=what), verdict.correct, verdict)
        yield _fits(e, what, verdict)
        if fn is e.reference:
            told = bool(verdict.remarks) and bool(verdict.next_step)
            yield _proof(e, "a right answer is told what to notice and what is next", told)
    yield _proof(e, "second solution is another function", e.second is not e.reference)
    solved = check(e, define(e.solution, e.name, dict(inspect.unwrap(e.reference).__globals__)))
    yield _proof(e, "worked solution, as shown, passes", solved.correct, solved)


def _starters(e: Exercise) -> Iterator[Proof]:
    variants = {"starter": e.starter, **_partly_filled(e.starter)}
    for what, source in variants.items():
        verdict = check(e, define(source, e.name))
        yield _proof(e, say("{what} is not attempted", what=what), verdict.outcome == "not attempted", verdict)
    verdict = check(e, ...)
    yield _proof(e, "a bare `...` is not attempted", verdict.outcome == "not attempted", verdict)
    try:
        given = inspect.signature(define(e.starter, e.name)).parameters
    except SyntaxError as error:
        yield _proof(e, "starter is Python", False, error)
        return
    wanted = set(e.parameters)
    yield _proof(e, "starter takes the cases' arguments", wanted <= set(given), given)


def _partly_filled(starter: str) -> dict[str, str]:
    """The starter with all gaps but one filled in, for each gap in turn; nothing if it has only one gap."""
    gaps = [m.start() for m in re.finditer(r"\.\.\.", starter)]
    tree = ast.parse(starter)
    lines = starter.splitlines(keepends=True)
    real = {
        sum(map(len, lines[: node.lineno - 1])) + len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value is ...
    }
    gaps = [gap for gap in gaps if gap in real]
    variants = {}
    for kept in gaps if len(gaps) > 1 else []:
        text = starter
        for gap in reversed(gaps):
            if gap != kept:
                text = text[:gap] + "0.5" + text[gap + 3 :]
        variants[f"starter with only gap {gaps.index(kept) + 1} left"] = text
    return variants


def _named_wrongs(e: Exercise) -> Iterator[Proof]:
    for index, wrong in enumerate(e.wrong):
        label = say("wrong answer {index}", index=index + 1)
        verdict = check(e, wrong.fn)
        failed = verdict.outcome in ("not yet", "could not run")
        yield _proof(e, say("{label} fails", label=label), failed, verdict)
        yield _fits(e, label, verdict)
        yield _proof(
            e,
            say("{label} is answered by its own message", label=label),
            verdict.misconception == wrong.message,
            verdict,
        )
        yield _proof(
            e,
            say("{label} keeps its misconception", label=label),
            verdict.belief == wrong.misconception,
            verdict.belief,
        )
        if failed:
            yield from _counterexample(e, label, wrong.fn, verdict)


def _counterexample(e: Exercise, label: str, fn: Callable[..., Any], verdict: Verdict) -> Iterator[Proof]:
    again = check(e, fn)
    yield _proof(e, say("{label} always gets the same reply", label=label), again.text == verdict.text, again)
    case = dict(verdict.case or {})
    trial = e.trial(case, frozenset().union(*(t.usual for t in e.trials)))
    yield _proof(e, say("{label}: its counterexample is inside the bounds", label=label), trial is not None, case)
    if trial is not None:
        state, _ = judge(e, run(fn, case, e.time_limit), trial)
        yield _proof(e, say("{label}: its counterexample is real", label=label), state in ("wrong", "broken"), case)
    differ = not verdict.expected or verdict.yours != verdict.expected
    yield _proof(e, say("{label}: yours and expected look different", label=label), differ, verdict)


def _unusable(e: Exercise) -> Iterator[Proof]:
    quick = _impatient(e)
    kinds = set().union(*(kinds_in(t.expected.value) for t in e.trials if t.expected.returned))
    shape: Any = np.zeros(7)
    if "array" in {kind(t.expected.value) for t in e.trials if t.expected.returned}:
        shape = np.zeros((7, 3))
    cases: dict[str, Any] = {
        "raises": _raiser,
        "hangs": _hanger,
        "leaves Python": _leaver,
        "returns None": _returns(None),
        "returns nan": _returns(float("nan")),
        "returns text": _returns("a text" if "text" not in kinds else 3.5),
        "returns the wrong shape": _returns(shape),
        "takes other arguments": lambda: 0.0,
        "is not a function": 3.5,
    }
    for what, fn in cases.items():
        verdict = check(quick if what == "hangs" else e, fn)
        yield _proof(
            e, say("a function that {what} could not run", what=what), verdict.outcome == "could not run", verdict
        )
        yield _proof(e, say("the reply to one that {what} says so", what=what), bool(verdict.summary), verdict)
        yield _fits(e, what, verdict)
    yield _fits(e, "zero", check(e, _returns(0.0)))


def _impatient(e: Exercise) -> Exercise:
    """The same exercise with a short time limit, so that proving it hangs does not take long."""
    fields = {name: getattr(e, name) for name in e.__dataclass_fields__}
    return Exercise(**{**fields, "time_limit": 0.3})


def _raiser(*_: Any, **__: Any) -> Any:
    raise LookupError("on purpose")


def _hanger(*_: Any, **__: Any) -> Any:
    while True:
        time.sleep(0.01)  # nothing else need wait for a processor that is kept busy with nothing


def _leaver(*_: Any, **__: Any) -> Any:
    raise SystemExit


def _returns(value: Any) -> Callable[..., Any]:
    def fn(*_: Any, **__: Any) -> Any:
        return value

    return fn


def _hints(e: Exercise) -> Iterator[Proof]:
    answers = set()
    for fn in (e.reference, e.second):
        answers |= _answers(fn)
    for index, text in enumerate((*e.hints, e.prompt, e.starter)):
        where = (
            say("hint {index}", index=index + 1)
            if index < len(e.hints)
            else "prompt"
            if index == len(e.hints)
            else "starter"
        )
        bare = re.sub(r"\s+|`", "", text)
        told = [answer for answer in answers if answer in bare]
        yield _proof(e, say("{where} does not hold the answer", where=where), not told, told)


def _answers(fn: Callable[..., Any]) -> set[str]:
    """The expressions that a function returns, without blanks; trivial ones (a name, a number) do not count."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(fn)))
    except (OSError, SyntaxError):  # a lambda inside a larger expression does not stand alone
        return set()
    returned = [n.value for n in ast.walk(tree) if isinstance(n, ast.Return) and n.value is not None]
    returned += [n.body for n in ast.walk(tree) if isinstance(n, ast.Lambda)]
    operations = (ast.BinOp, ast.Call, ast.Compare, ast.IfExp, ast.BoolOp)
    return {re.sub(r"\s+", "", ast.unparse(value)) for value in returned if isinstance(value, operations)}


# -- drills --------------------------------------------------------------------------------------------------------------


SEARCHED = 60
"""Seeds of which every wrong answer is marked: the slip behind each is searched for, which takes its time. Of the others
only those are that none of these met."""


def prove_drill(drill: Drill) -> Iterator[Proof]:
    """All checks of one drill, at 200 seeds."""

    def proof(what: str, failures: list[str]) -> Proof:
        return Proof(f"{drill.name}: {what}", not failures, "; ".join(failures[:3]))

    questions = [drill.question(seed) for seed in range(200)]
    unstable = [str(q.seed) for q in questions[:20] if drill.question(q.seed).text != q.text]
    yield proof("the same seed asks the same", unstable)
    unclear = [q.text for q in questions if not q.tells_right_from_wrong()]
    yield proof("no wrong formula is right by chance", unclear)
    own = [q.text for q in questions if q.mark(q.answer).outcome != "right"]
    yield proof("its own answer is accepted", own)
    near = [q.text for q in questions if q.mark(q.answer + 0.5 * drill.tolerance(q.answer)).outcome != "right"]
    yield proof("half the tolerance away is accepted", near)
    rounded = [q.text for q in questions if not q.holds_as_printed()]
    yield proof("the numbers as printed give its answer", rounded)
    off = [
        f"{way.__name__}: {q.text}"
        for way in drill.ways
        for q in questions
        if abs(way(**q.numbers) - q.answer) > 1e-6 * abs(q.answer) + 1e-9
    ]
    yield proof("every other way leads to its answer", off)
    texts, least = {q.text for q in questions[:100]}, min(len(questions), 100) // 4
    fresh = (
        []
        if len(texts) > least
        else [say("only {texts} different questions, and more than {least} are wanted", texts=len(texts), least=least)]
    )
    yield proof("numbers are fresh", fresh)
    idle = _idle(drill.numbers, drill.ask, drill.explain, *(wrong.message for wrong in drill.wrong))
    yield proof("each of its numbers is said", idle)
    silent = [q.text for q in questions if not q.told(drill.explain).strip()]
    yield proof("the worked way is told", silent)
    garbled = [q.text for q in questions[:5] if q.mark("nonsense").outcome != "unreadable"]
    yield proof("what is no number is asked for again", garbled)
    yield proof("it has a wrong answer to recognise", [] if drill.wrong else ["none"])
    met: set[int] = set()
    missed, far = [], []
    # Question by question: what the slips give for its numbers is computed once.
    for place, asked in enumerate(questions):
        if place < SEARCHED and asked.mark(asked.answer + 2.1 * drill.tolerance(asked.answer)).outcome == "right":
            far.append(asked.text)
        for wrong, value in asked.wrong_answers:
            if place >= SEARCHED and drill.wrong.index(wrong) in met:
                continue
            reply = asked.mark(value)
            if reply.outcome == "wrong" and reply.named and reply.misconception == wrong.misconception:
                met.add(drill.wrong.index(wrong))
            elif asked.tells_wrongs_apart():
                missed.append(f"{asked.text} → {show(value)}: {reply.text}")
    yield proof("twice the tolerance away is not right", far)
    yield proof("each wrong formula is recognised", missed)
    unmet = [str(i + 1) for i in range(len(drill.wrong)) if i not in met]
    yield proof("each wrong formula occurs", [say("wrong answer {i} never occurs", i=i) for i in unmet])


def _idle(numbers: Iterable[str], *texts: Text) -> list[str]:
    """The names for which none of the texts has a field."""
    said = "".join(text for text in texts if isinstance(text, str))
    return [name for name in numbers if not re.search(rf"{{{name}[:}}]", said)]


# -- quizzes -------------------------------------------------------------------------------------------------------------


def prove_question(question: Question) -> Iterator[Proof]:
    """All checks of one question, in several forms."""

    def proof(what: str, ok: bool, detail: object = "") -> Proof:
        return Proof(f"{question.name}: {what}", bool(ok), str(detail))

    for form in ("A", "B", "review 1"):
        item = question.item(form)
        rights = [option.text for option in item.options if option.correct]
        yield proof(say("form {form} has exactly one right option", form=form), len(rights) == 1, rights)
        texts = [option.text for option in item.options]
        yield proof(say("form {form}: its options differ", form=form), len(set(texts)) == len(texts), texts)
        yield proof(say("form {form}: at least two options", form=form), len(texts) >= 2, texts)
        mute = [option.text for option in item.options if not option.explain.strip()]
        yield proof(say("form {form}: every option explains itself", form=form), not mute, mute)
        again = question.item(form)
        same = (again.stem, again.options) == (item.stem, item.options)
        yield proof(say("form {form} is always the same", form=form), same, again.stem)
    idle = _idle(question.numbers, question.stem, *(t for o in question.options for t in (o.text, o.explain)))
    yield proof("each of its numbers is said", not idle, idle)
    if question.generate:
        stems = {
            (item.stem, *(option.text for option in item.options)) for item in (question.item("A"), question.item("B"))
        }
        yield proof("forms A and B differ", len(stems) == 2, stems)


def prove_quiz(quiz: Quiz, misconceptions: Iterable[int] = range(1, 21)) -> Iterator[Proof]:
    """All checks of a quiz and its questions; ``misconceptions`` are the numbers that exist."""
    known = set(misconceptions)
    names = [question.name for question in quiz.questions]
    yield Proof(say("{name}: names differ", name=quiz.name), len(set(names)) == len(names), str(names))
    for question in quiz.questions:
        stray = set(question.misconceptions) - known
        yield Proof(say("{name}: its misconceptions exist", name=question.name), not stray, str(stray))
        yield from prove_question(question)
