"""The mistake behind a wrong answer, searched for: which small change of the right function does what the learner's does?

Changes are made in three places: to what goes in (an argument forgotten, its sign lost, two of them swapped), on the way
(:mod:`course.teaching.mutants`), and to what comes out (upside down, cut off, per cent). A change that agrees with the
learner's function on every case, those included on which it happens to be right, *is* the mistake; it must hold on fresh
cases as well before it is said. Values, ``None`` and errors are compared alike: all are written as rows of numbers.
"""

from __future__ import annotations

import contextlib
import math
import threading
import warnings
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import accumulate, combinations, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from course.teaching.behaviour import Region, misformed, regions, terms
from course.teaching.calling import CallResult, known, run
from course.teaching.changes import Inside, Outside, from_inputs, inputs, is_place, lonely, outputs
from course.teaching.mutants import Program
from course.teaching.relations import TRIED, Rule, broken, right_when, rules
from course.teaching.result_rows import FAILED, MARK, NO_NUMBER, NOTHING, RAISED, Layout, alike, close
from course.teaching.switches import Change
from course.teaching.values import agree
from course.texts import capital, say, small, wordless

if TYPE_CHECKING:
    from course.teaching.exercise import Exercise, Wrong

Row = np.ndarray[Any, Any]
PROBES = 24
"""Cases on which every mutant is run beforehand."""
FRESH = 150
"""Further cases on which an explanation must hold."""
SINGLES = 70
"""Changes of one function that are tried in pairs, the likeliest first."""
LONGEST = 400
"""A function that passes more switches than this (one that searches by halving, say) is not worth the wait."""
SLOW = 0.2
"""Seconds of work on all cases together from which an answer is run on fewer further cases: hundreds of times the usual."""
BUDGET = 100_000
"""Steps that the search among pairs may take for one answer."""
BORDERS = 12
"""Places where an answer changes from one value to another that are looked at from both sides."""
THEIRS = 5
"""Places where a learner's answer changes that are looked for."""
ATTEMPTS = 10
"""Explanations of one answer that are tried on the fresh cases."""
EDGE = "except where"
"""How a change begins that only matters where two things are exactly equal."""
EDGES = 2
"""Cases chosen by hand on which a mistake may differ from theirs: it counts an edge to the other side."""
LEAST = 4
"""Cases that must differ before a factor is believed."""
HALVES = 3
"""Mistakes in a half of the cases that are tried together with those in the other half."""
FAR, NEARER = 1.25, 0.3
"""So far-fetched is a mistake beside which one that differs in edges, and costs so much less, is looked for."""
PLAIN = 1.2
"""A mistake that is said of one half of the cases, and nothing of the rest, is no more far-fetched than this."""
LIKELY = 1.6
"""A second mistake in one that somebody wrote down is no more far-fetched than this."""
MARKED = {
    (NOTHING, 0.0): "Besides, in {count} of {tried} cases it gives something where `None` is asked for.",
    (0.0, NOTHING): "Besides, in {count} of {tried} cases it gives `None` where there is an answer.",
    (RAISED, 0.0): "Besides, in {count} of {tried} cases it raises no error where one must be raised.",
    (0.0, RAISED): "Besides, in {count} of {tried} cases it refuses arguments that are allowed.",
    (0.0, FAILED): "Besides, in {count} of {tried} cases it fails where there is an answer.",
    (0.0, NO_NUMBER): "Besides, in {count} of {tried} cases it gives nan where there is an answer.",
}
"""What is right, what the learner's function does: nothing, an error, a failure, or (0) an answer."""
KEPT = 8
"""Cases for which what two mistakes give is kept from answer to answer."""
ODD = 12
"""Cases in which an argument is put far from the usual, before it is said not to enter."""
UNUSED = 8
"""Pairs of cases that differ in one argument alone, at least, before it is said not to enter."""
STEM = "Yours behaves like the right one"


@dataclass(frozen=True)
class Mutant:
    """One way of being wrong.

    Attributes:
        fn: what it does to a case.
        text: in words, after "Yours behaves like the right one …"; a whole message if ``own``.
        cost: how far-fetched it is.
        own: the hand-written wrong answer that it comes from.
        after: a change of what comes out, or None.
        edge: it differs from the right one only where two things are exactly equal.
        further: the same change made twice over; if that does the same, the size of the change is not what matters.
        where: the only part of the cases, or of the answers, in which it does this; elsewhere it is right.
        beside: what it does in the rest of them.
        alone: of the rest nothing is claimed.
        more: what is done besides, a sentence after a hand-written message.
        guarded: where the right answer is None or an error, it gives the same.
    """

    fn: Callable[[dict[str, Any]], Any]
    text: str
    cost: float
    own: Wrong | None = None
    after: Outside | None = None
    edge: bool = False
    guarded: bool = False
    further: Callable[[dict[str, Any]], Any] | None = None
    where: Region | None = None
    beside: Mutant | None = None
    alone: bool = False
    more: str = ""

    @property
    def message(self) -> str:
        """What is said to the learner."""
        if self.own is not None:
            return " ".join(filter(None, (self.own.message, self.more)))
        if self.where is not None and (self.beside is not None or self.alone):
            first = wordless("**{where}** {told}", where=capital(self.where.text), told=self._behaves)
            if self.beside is None or self.beside.where is None:
                return say(
                    "Yours goes wrong in more than one way. {first}. Elsewhere that alone does not explain it.",
                    first=first,
                )
            second = wordless("**{where}** {told}", where=capital(self.beside.where.text), told=self.beside._behaves)
            return say("Yours goes wrong in two ways. {first}. {second}.", first=first, second=second)
        if self.where is not None:
            told = _there(self.text) if self.text[0].isupper() else f"it behaves like the right one, {self.text}"
            return say("Yours goes wrong only **{where}**. There {told}.", where=self.where.text, told=told)
        text = f"{STEM}, {self.text}" if not self.text[0].isupper() else self.text
        return text if text.endswith("?") else f"{text}."

    @property
    def _behaves(self) -> str:
        """The mistake in the middle of a sentence."""
        return (
            _there(self.text)
            if self.text[0].isupper()
            else say("it behaves like the right one, {told}", told=self.text)
        )


def _there(text: str) -> str:
    """A sentence about every case as one about some of them, after "There"."""
    return small(text.removeprefix("In every case, ").rstrip("?"))


@dataclass(frozen=True)
class Found:
    """The mistake: what to say, and the misconception behind it if it is a hand-written one; ``vague`` says where it shows."""

    text: str
    belief: int | None = None
    vague: bool = False


class Mistakes:
    """All that can be wrong about one exercise; made at the first question and kept."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self._first_rows: dict[tuple[str, int], Row] = {}
        self._neighbours: dict[tuple[str, int], dict[str, Any] | None] = {}
        self._lock = threading.RLock()

    # -- cases as rows ---------------------------------------------------------------------------------------------------

    @cached_property
    def _plain(self) -> list[int]:
        """Which trials are single cases, not arrays of them."""
        count = len(self.exercise.hand_cases) + self.exercise.tried
        return list(range(min(count, len(self.exercise.trials))))

    @cached_property
    def _trials(self) -> _Cases:
        trials = [self.exercise.trials[i] for i in self._plain]
        return _Cases(self.exercise, [t.case for t in trials], [t.expected for t in trials])

    @cached_property
    def _fresh(self) -> _Cases:
        rng = np.random.default_rng([zlib.crc32(self.exercise.name.encode()), 1])
        cases = [self.exercise.cases(rng) for _ in range(FRESH)]
        done = [(case, known(self.exercise.reference, case, self.exercise.time_limit)) for case in cases]
        usable = [(c, r) for c, r in done if r.returned or isinstance(r.error, self.exercise.raises)]
        return _Cases(self.exercise, [c for c, _ in usable], [r for _, r in usable])

    # -- mutants ---------------------------------------------------------------------------------------------------------

    def _like(self, name: str) -> list[str]:
        """Arguments that hold the same kind of thing, so that one could be taken for the other."""
        units, case = self.exercise.units, self._trials.cases[0]
        if is_place(name, self._trials.cases):
            return []
        same = [
            q for q in self.exercise.parameters if type(case[q]) is type(case[name]) or _scalars(case[q], case[name])
        ]
        if isinstance(case[name], list | np.ndarray):
            return same  # lists beside each other are taken for one another whatever they hold
        return [q for q in same if units.get(q) == units.get(name) or not (units.get(q) and units.get(name))]

    @cached_property
    def _programs(self) -> list[Program]:
        right = (self.exercise.reference, self.exercise.second, *self.exercise.ways)
        return [program for program in map(self._program, right) if program is not None]

    @cached_property
    def _single_numbers(self) -> list[str]:
        cases = self._trials.cases
        return [n for n in self.exercise.parameters if all(_scalars(c[n]) for c in cases) and not is_place(n, cases)]

    def _program(self, fn: Callable[..., Any]) -> Program | None:
        """A function with its switches; None if they cannot be put in, or it takes too long."""
        try:
            program = Program(fn, self.exercise.parameters, self._like, self._single_numbers)
        except (OSError, SyntaxError, TypeError, StopIteration):  # a lambda, or a function without source
            return None
        return program if program.length(self._trials.cases[0]) <= LONGEST else None

    @cached_property
    def _inputs(self) -> list[Inside]:
        e, trials = self.exercise, self._trials
        alone = lonely(e.reference, trials.cases, e.parameters) if (np.abs(trials.right) > MARK).any() else ()
        return [*inputs(trials.cases, e.parameters, e.units), *alone]

    @cached_property
    def _outputs(self) -> list[Outside]:
        trials = self._trials
        return list(outputs(trials.cases, self.exercise.parameters, trials.layouts, trials.truth))

    @cached_property
    def _known(self) -> tuple[list[Mutant], Row]:
        """Every single mutant with its row on the probes; those that do nothing there are kept too."""
        e = self.exercise
        listed = [Mutant(partial(_with_case, w.fn), w.message, 0.5, w) for w in e.wrong]
        for change in self._inputs:
            scaled = _twice_changed(e.reference, change) if "100 times" in change.text else None
            listed.append(Mutant(_changed_case(e.reference, change), change.text, change.cost, further=scaled))
        rows = [self._trials.row(m.fn, self._probes) for m in listed]
        for place, program in enumerate(self._programs):
            for setting in program.changes:
                edge = setting.text.startswith(EDGE)
                fn = partial(program, (setting,))
                listed.append(Mutant(fn, setting.text, setting.cost + 0.05 * place, edge=edge))
            rows += self._rows(program)
        more = [Mutant(fn, text, cost) for text, fn, cost in from_inputs(self._trials.cases, e.parameters)]
        rows += [self._trials.row(m.fn, self._probes) for m in more]
        return listed + more, np.array(rows)

    def _rows(self, program: Program) -> Iterator[Row]:
        """What each single change of a program gives on the probes; it is run where it passes one of the places changed."""
        unchanged = [self._trials.one(partial(program, ()), i) for i in self._probes]
        met = [program.met(self._trials.cases[i]) for i in self._probes]
        for setting in program.changes:
            fn, sites = partial(program, (setting,)), setting.sites
            yield np.concatenate(
                [
                    row if passed.isdisjoint(sites) else self._trials.one(fn, i)
                    for i, row, passed in zip(self._probes, unchanged, met, strict=True)
                ]
            )

    @cached_property
    def regions(self) -> list[tuple[Region, Row]]:
        """Parts of the cases, or of the answers, in which alone an answer may go wrong, and which entries each has."""
        trials, e = self._trials, self.exercise
        found = regions(trials.cases, e.parameters, trials.layouts, e.units, e.reference)
        return [(region, region.mask(trials.cases, trials.layouts)) for region in found]

    @cached_property
    def changed(self) -> Row:
        """What the known mutants give on the probes, then the right answer after every change of what comes out."""
        trials, probes = self._trials, self._probes
        base, layouts = trials.cut(trials.right, probes)[None, :], [trials.layouts[i] for i in probes]
        outside = [after.changed(base, given, layouts) for after, given in zip(self._outputs, self.given, strict=True)]
        return np.concatenate([self._known[1], *outside])

    @cached_property
    def rules(self) -> list[Rule]:
        """What the right answer does when a case is changed."""
        return rules(self.exercise, self._trials.cases[:TRIED])

    @cached_property
    def given(self) -> list[Row | None]:
        """For every change of what comes out: what enters it on the probes."""
        cases, layouts = self._trials.cases, self._trials.layouts
        probes = self._probes
        return [after.given([cases[i] for i in probes], [layouts[i] for i in probes]) for after in self._outputs]

    @cached_property
    def pairs(self) -> list[tuple[int, Callable[[dict[str, Any]], Any], Any, Any]]:
        """Two changes at once, the likeliest first, within a budget of steps: those of a call, what it does, and the two."""
        reference, case = self.exercise.reference, self._trials.cases[0]
        inside = self.effective(self._inputs)
        found: list[tuple[int, Callable[[dict[str, Any]], Any], Any, Any]] = []
        for a, b in combinations(inside[:40], 2):
            found.append((20, partial(_two_inside, reference, a, b), a, b))
        for program in self._programs:
            steps = 10 + program.length(case)
            changes = self.effective(program.changes)
            for one, two in combinations(changes, 2):
                if not set(one.sites) & set(two.sites):
                    found.append((steps, partial(program, (one, two)), one, two))
            for a in inside[:30]:
                found += [(steps, partial(_both, program, change, a), a, change) for change in changes[:50]]
        found.sort(key=lambda row: row[2].cost + row[3].cost)
        return found[: bisect_right(list(accumulate(row[0] for row in found)), BUDGET)]

    @cached_property
    def known_and_another(self) -> list[tuple[Wrong, Callable[[dict[str, Any]], Any], str, float]]:
        """A mistake that somebody wrote down, with a second one in it: what it does, words for the second, and its cost."""
        e, found = self.exercise, []
        inside = self.effective(self._inputs)[:40]
        for wrong in e.wrong:
            found += [(wrong, _changed_case(wrong.fn, change), change.text, change.cost) for change in inside]
            program = self._program(wrong.fn)
            if program is not None:
                likely = [c for c in program.changes if c.cost <= LIKELY and not c.text[:1].isupper()]
                found += [(wrong, partial(program, (c,)), c.text, c.cost + 0.1) for c in likely]
        return sorted(found, key=lambda row: row[3])

    def first_rows(self, kind: str, fns: Sequence[Callable[[dict[str, Any]], Any]], place: int) -> Row:
        """What two mistakes at once, those of a kind, give on a case; kept, as the next answer is compared with it too."""
        rows = self._first_rows.get((kind, place))
        if rows is None:
            rows = np.array([self._trials.one(fn, place) for fn in fns])
            if sum(kept == kind for kept, _ in self._first_rows) < KEPT:
                self._first_rows[kind, place] = rows
        return rows

    def effective(self, changes: Sequence[Any]) -> list[Any]:
        """The changes that do something on the probes, one of each effect, the likeliest first."""
        listed, rows = self._known
        by_text = {m.text: row for m, row in zip(listed, rows, strict=True)}
        seen = {_effect(self._trials.cut(self._trials.right, self._probes))}
        kept = []
        for change in sorted(changes, key=lambda c: c.cost):
            mark = _effect(by_text[change.text])
            if mark not in seen:
                seen.add(mark)
                kept.append(change)
        return kept[:SINGLES]

    @cached_property
    def _probes(self) -> list[int]:
        return list(range(min(PROBES, len(self._trials.cases))))

    def neighbour(self, name: str, place: int) -> dict[str, Any] | None:
        """A case that differs from a tried one in one argument, and in the right answer."""
        if (name, place) not in self._neighbours:
            self._neighbours[name, place] = self._neighbour(name, place)
        return self._neighbours[name, place]

    def _neighbour(self, name: str, place: int) -> dict[str, Any] | None:
        e, trials = self.exercise, self.exercise.trials
        here = trials[place]
        if not here.expected.returned:
            return None
        for step in (1, 2, 5):
            value = trials[self._plain[(place + step) % len(self._plain)]].case[name]
            other = e.trial({**here.case, name: value}, here.usual)
            if other is None or not other.expected.returned:
                continue
            if not agree(other.expected.value, here.expected.value, e.rel_tol, e.abs_tol):
                return other.case
        return None

    # -- searching -------------------------------------------------------------------------------------------------------

    def find(self, learner: Callable[..., Any], results: Sequence[CallResult]) -> Found | None:
        """The mistake of a function that gave ``results`` on the trials; None where it is not certain."""
        with self._lock:
            plain = [results[i] for i in self._plain if i < len(results)]
            if len(plain) < len(self._plain) or any(r.timed_out for r in plain):
                return None
            if not any(r.returned for r in plain):
                return None  # whatever raises everywhere would be alike
            slow = sum(r.work for r in plain) > SLOW or sum(r.seconds for r in plain) > 10 * SLOW
            with quietly():
                return _Search(self, learner, plain, quick=slow).found()


class _Cases:
    """Cases, what is expected on them, and how results on them are written as one row."""

    def __init__(self, exercise: Exercise, cases: list[dict[str, Any]], expected: list[CallResult]) -> None:
        self.exercise = exercise
        self.cases = cases
        self.expected = expected
        self.truth = all(isinstance(result.value, bool | np.bool_) for result in expected)
        self.layouts = [Layout.of(r) for r in expected]
        self.right = self.of_results(expected)
        ends = np.cumsum([layout.size for layout in self.layouts])
        self.spans = [slice(int(end) - layout.size, int(end)) for end, layout in zip(ends, self.layouts, strict=True)]

    def of_results(self, results: Sequence[CallResult]) -> Row:
        """The row of what a learner's function did."""
        parts = [layout.write(r, self.exercise.raises) for layout, r in zip(self.layouts, results, strict=True)]
        return np.concatenate(parts)

    def one(self, fn: Callable[[dict[str, Any]], Any], index: int) -> Row:
        """What a mutant does on one case; :func:`quietly` around it."""
        layout = self.layouts[index]
        try:
            return layout.of_value(fn(self.cases[index]))
        except Exception as error:  # a mutant may fail in any way
            return layout.of_error(error, self.exercise.raises)

    def row(self, fn: Callable[[dict[str, Any]], Any], indices: Sequence[int]) -> Row:
        """What a mutant does on some cases."""
        return np.concatenate([self.one(fn, i) for i in indices])

    def cut(self, row: Row, indices: Sequence[int]) -> Row:
        """The part of a whole row that belongs to some cases."""
        return np.concatenate([row[self.spans[i]] for i in indices])


class _Search:
    """One learner's function against everything known."""

    def __init__(
        self,
        of: Mistakes,
        learner: Callable[..., Any],
        results: list[CallResult],
        quick: bool,
        whole: _Search | None = None,
    ) -> None:
        """``whole`` is a search that found nothing: this one passes over the cases in which only one of the two has an answer."""
        self.of = of
        self.learner = learner
        self.results = results
        self.quick = quick
        self.whole = whole
        e = of.exercise
        self.close = partial(close, rel=e.rel_tol, abs_=e.abs_tol)
        self.alike = partial(alike, rel=e.rel_tol, abs_=e.abs_tol)
        self.cases = of._trials
        self.theirs = self.cases.of_results(results)
        same = self.close(self.theirs, self.cases.right)
        entries = same.tolist()
        self.differing = [
            i
            for i, span in enumerate(self.cases.spans)
            if not (all(entries[span]) or self._passed_over(self.cases, i, self.theirs))
        ]
        self.differs = set(self.differing)
        self.order = [*self.differing, *(i for i in range(len(self.cases.cases)) if i not in self.differs)]
        theirs, right = _told(self.theirs), _told(self.cases.right)
        self.values = {theirs[span].tobytes() + right[span].tobytes() for span in self._spans()}

    def _spans(self) -> list[slice]:
        return [self.cases.spans[i] for i in self.differing]

    def _passed_over(self, cases: _Cases, place: int, theirs: Row) -> bool:
        """Only one of the two has an answer there, and that is not looked at."""
        span = cases.spans[place]
        return self.whole is not None and _void(cases.right[span]) != _void(theirs[span])

    @cached_property
    def _counted(self) -> Row:
        """The entries of the probes that are looked at."""
        kept = [not self._passed_over(self.cases, i, self.theirs) for i in self.of._probes]
        return np.repeat(kept, [self.cases.layouts[i].size for i in self.of._probes])

    @cached_property
    def _fresh(self) -> tuple[list[int], Row]:
        if self.whole is not None:
            return self.whole._fresh
        fresh = self.of._fresh
        count = 10 if self.quick else len(fresh.cases)
        results = [run(self.learner, case, self.of.exercise.time_limit) for case in fresh.cases[:count]]
        parts = [fresh.layouts[i].write(r, self.of.exercise.raises) for i, r in enumerate(results)]
        return list(range(count)), np.concatenate(parts) if parts else np.zeros(0)

    @cached_property
    def _discrete(self) -> bool:
        """Right answers are few different values (yes or no, a label, an index): agreement may be chance."""
        numbers = self.cases.right[np.abs(self.cases.right) < MARK]
        return len(np.unique(numbers.astype(np.float32))) <= 8

    def _enough(self, mutant: Mutant, changes: int) -> bool:
        if mutant.edge or (mutant.after is not None and mutant.after.marks) or (mutant.own and not mutant.guarded):
            return len(self.differing) >= 1
        if changes > 1:
            return len(self.differing) >= (8 if self._discrete else 4) and len(self.values) >= (
                2 if self._discrete else 4
            )
        return len(self.differing) >= 3 if self._discrete else len(self.values) >= 3

    def _row(self, mutant: Mutant, cases: _Cases, index: int) -> Row:
        right = cases.right[cases.spans[index]]
        if mutant.guarded and (np.abs(right) > MARK).all():
            return right
        row = cases.one(mutant.fn, index)
        case, layout = [cases.cases[index]], [cases.layouts[index]]
        row = row if mutant.after is None else mutant.after.apply(row, case, layout)
        if mutant.where is None:
            return row
        rest = right if mutant.beside is None else self._row(replace(mutant.beside, where=None), cases, index)
        return np.where(mutant.where.mask(case, layout), row, rest)

    def _agrees(self, mutant: Mutant, cases: _Cases, place: int, theirs: Row) -> bool:
        """It does what the learner's function does in one case, as far as it claims to."""
        if self._passed_over(cases, place, theirs):
            return True
        row, here = self._row(mutant, cases, place), theirs[cases.spans[place]]
        if mutant.alone and mutant.where is not None:
            inside = mutant.where.mask([cases.cases[place]], [cases.layouts[place]])
            row, here = row[inside], here[inside]
        return self.alike(row, here)

    def _holds(self, mutant: Mutant) -> bool:
        """It agrees on every case tried and on the fresh ones."""
        if not all(self._agrees(mutant, self.cases, i, self.theirs) for i in self.order):
            return False
        if mutant.further is not None and not self._discrete:
            again = replace(mutant, fn=mutant.further)
            if all(
                self.alike(self._row(again, self.cases, i), self.theirs[self.cases.spans[i]]) for i in self.differing
            ):
                return False
        if self._discrete and not self._at_their_borders(mutant):
            return False
        self.attempts -= 1
        return self._on_fresh(mutant) and (not self._discrete or self._same_borders(mutant))

    def _on_fresh(self, mutant: Mutant) -> bool:
        """It agrees on the fresh cases."""
        indices, theirs = self._fresh
        fresh = self.of._fresh
        ties = 2 if self._places else 0
        for i in indices:
            if not self._agrees(mutant, fresh, i, theirs):
                ties -= 1
                if ties < 0:
                    return False
        return True

    @cached_property
    def _places(self) -> bool:
        """Answers are positions in a list: where two entries tie, rounding decides, and that is no difference."""
        right = self.cases.right
        whole = bool((np.abs(right) < MARK).all() and (right == right.round()).all())
        return self._discrete and whole and not self.cases.truth

    @cached_property
    def _borders(self) -> list[tuple[dict[str, Any], Row]]:
        """Neighbouring cases between which the learner's answer changes, and what it is there: few of many mutants fit."""
        e, cases = self.of.exercise, self.of._fresh.cases
        found: list[tuple[dict[str, Any], Row]] = []
        if self.quick or not any(_bends(name, cases[0], cases[1], e.space.whole) for name in cases[0]):
            return found

        def theirs(case: dict[str, Any]) -> Row:
            return Layout(1).write(run(self.learner, case, e.time_limit), e.raises)

        for a, b in pairwise(cases[: 4 * THEIRS]):
            if len(found) >= 2 * THEIRS:
                break
            found += [(case, theirs(case)) for case in _border(theirs, a, b, e.space.whole) if e.permits(case)]
        return found

    def _at_their_borders(self, mutant: Mutant) -> bool:
        """It changes its answer where the learner's function does."""
        return all(
            self.alike(self._value(mutant, case), theirs) for case, theirs in self._borders if _claims(mutant, case)
        )

    def _same_borders(self, mutant: Mutant) -> bool:
        """Both change their answer at the same places: a yes or no could agree on many cases by chance."""
        e = self.of.exercise
        found = 0.0
        cases = self.of._fresh.cases
        if self.quick or not any(
            b for b in map(partial(_bends, a=cases[0], b=cases[1], whole=e.space.whole), cases[0])
        ):
            return True
        for a, b in pairwise(cases):
            if found >= BORDERS:
                break
            for case in _border(lambda case: self._value(mutant, case), a, b, e.space.whole):
                if not _claims(mutant, case):
                    continue
                theirs = Layout(1).write(run(self.learner, case, e.time_limit), e.raises)
                same = self.alike(self._value(mutant, case), theirs)
                if not same and e.permits(case):
                    return False
                found += (
                    0.5 * same
                )  # where no case is judged, the same border speaks for it, another one not against it
        return found >= 2  # without a border nothing was compared

    def _value(self, mutant: Mutant, case: dict[str, Any]) -> Row:
        layout = Layout(1)
        if mutant.where is not None and not mutant.where.mask([case], [layout]).all():
            mutant = mutant.beside or self.right
        try:
            row = layout.of_value(mutant.fn(case))
        except Exception as error:  # a mutant may fail in any way
            row = layout.of_error(error, self.of.exercise.raises)
        return row if mutant.after is None else mutant.after.apply(row, [case], [layout])

    def found(self) -> Found | None:
        """The simplest mutant that holds, or None."""
        if not self.differing:
            return None
        numbers = self.theirs[np.abs(self.theirs) < MARK]
        if (self.theirs == NOTHING).all() or (self.theirs == FAILED).all():
            return None  # it never returns anything, and is told so
        whole = (self.cases.right == np.round(self.cases.right)).all()
        if not self._discrete and not whole and numbers.size == self.theirs.size and _constant(numbers):
            return Found(say("Your answer is **{numbers:#~}** in every case that was tried.", numbers=numbers[0]))
        form = misformed(self.cases.cases, self.results, self.cases.expected)
        if form:
            return Found(form)
        return (
            self._simplest(
                (1, self._singles()),
                (1, self._terms()),
                (2, self._in_regions()),
                (2, self._outside_pairs()),
                (2, self._pairs()),
                (2, self._scaled()),
            )
            or self._nearly()
            or self._where_nothing_is_right()
            or self._in_another_order()
            or self._simplest((2, self._known_and_another()), (2, self._two_ways()))
            or self._where_both_answer()
            or self._simplest((2, self._one_way()))
            or self._unused()
            or self._seen_from_outside()
        )

    def _simplest(self, *groups: tuple[int, Iterable[Mutant]]) -> Found | None:
        """The first mutant that holds, of groups with so many changes each."""
        self.attempts = ATTEMPTS
        for changes, mutants in groups:
            for mutant in sorted(mutants, key=lambda m: m.cost):
                if self.attempts <= 0:
                    return None
                if self._enough(mutant, changes) and self._holds(mutant):
                    own = mutant.own
                    likelier = self._nearly(mutant.cost - NEARER) if mutant.cost >= FAR and not mutant.edge else None
                    return likelier or Found(mutant.message, own.misconception if own else None)
        return None

    def _where_both_answer(self) -> Found | None:
        """A mistake besides another one about where there is an answer at all."""
        if self.whole is not None:
            return None
        apart = _Search(self.of, self.learner, self.results, self.quick, self)
        about = self._about_marks()
        if not about or len(apart.differing) < LEAST:
            return None
        found = apart._simplest(
            (1, apart._singles()), (2, apart._outside_pairs()), (2, apart._pairs()), (2, apart._known_and_another())
        )
        return Found(f"{found.text} {about}", found.belief) if found else None

    def _about_marks(self) -> str:
        """Where only one of the two has an answer, if it is always the same one."""
        theirs = [self.theirs[span] for span in self.cases.spans]
        right = [self.cases.right[span] for span in self.cases.spans]
        apart = [(r, y) for r, y in zip(right, theirs, strict=True) if _void(r) != _void(y)]
        kinds = {(r[0] if _void(r) else 0.0, y[0] if _void(y) else 0.0) for r, y in apart}
        if len(kinds) != 1 or not np.isfinite(list(kinds)).all():
            return ""
        words = MARKED.get(next(iter(kinds)), "")
        return say(words, count=len(apart), tried=len(right)) if words else ""

    def _known_and_another(self) -> Iterator[Mutant]:
        """A mistake with a message of its own, and a second one made in it, that agree on the telling cases."""
        both = self.of.known_and_another
        for place in self._fitting("known and another", [fn for _, fn, _, _ in both]):
            wrong, fn, text, cost = both[place]
            yield Mutant(fn, text, cost, wrong, more=say("Besides, it does so {text}.", text=text))

    def _halves(self) -> Iterator[tuple[Region, Region, list[Mutant], list[Mutant]]]:
        """Two parts that are all of the cases, both with wrong answers, and the mistakes that fit in each."""
        wrong = ~self.close(self.theirs, self.cases.right)
        parts = [(region, mask) for region, mask in self.of.regions if (wrong & mask).any() and (wrong & ~mask).any()]
        for (a, mask), (b, other) in combinations(parts, 2):
            if (mask ^ other).all():
                yield a, b, self._inside(a, mask), self._inside(b, other)

    def _inside(self, region: Region, mask: Row) -> list[Mutant]:
        """The mistakes that fit in a part of the cases, the simplest first, without regard to the others."""
        there = [i for i in self.differing if mask[self.cases.spans[i]].any()]
        values = {_effect(self.theirs[self.cases.spans[i]]) for i in there}
        if len(there) < (8 if self._discrete else LEAST) or (len(values) < LEAST and not self._discrete):
            return []
        inside = self.cases.cut(mask, self.of._probes)
        listed, _ = self.of._known
        found = []
        for i in self._agreeing(np.where(inside, self.of.changed, self._probed[None, :])):
            m = listed[i] if i < len(listed) else replace(self.right, after=self.of._outputs[i - len(listed)])
            if m.own is None and not m.edge:
                text, cost = (m.text, m.cost) if m.after is None else (m.after.text, m.after.cost)
                found.append(replace(m, text=text, cost=cost, where=region, alone=True))
        return sorted(found, key=lambda m: m.cost)[:HALVES]

    def _two_ways(self) -> Iterator[Mutant]:
        """One mistake in one half of the cases, another one in the rest."""
        for _, _, first, second in self._halves():
            for a in first:
                for b in second:
                    yield replace(a, beside=b, alone=False, cost=a.cost + b.cost)

    def _one_way(self) -> Iterator[Mutant]:
        """A mistake in one half of the cases, whatever happens in the rest."""
        for _, _, first, second in self._halves():
            yield from (m for m in (*first, *second) if m.cost <= PLAIN)

    def _terms(self) -> Iterator[Mutant]:
        """The right answer plus, or times, a product of a few arguments."""
        e = self.of.exercise
        for text, fn, cost in terms(self.cases.cases, e.parameters, self.cases.right, self.theirs):
            yield Mutant(partial(fn, e.reference), text, cost)

    def _scaled(self) -> Iterator[Mutant]:
        """An argument by some factor too large or too small: another unit, another period."""
        e = self.of.exercise
        with np.errstate(all="ignore"):
            ratio = np.concatenate([self.theirs[s] / self.cases.right[s] for s in self._spans()])
        if self._discrete or len(self.differing) < LEAST or np.ptp(ratio) <= 1e-9 * abs(ratio[0]):
            return  # always the same factor: that is said of the answer
        first, second = self._looked_at[0], self.differing[-1]
        found: dict[float, list[str]] = {}
        for name in e.parameters:
            if _scalable(self.cases.cases[first][name]):
                factor = self._factor(name, first)
                if factor and abs(self._factor(name, second) / factor - 1) < 1e-6:
                    found.setdefault(float(f"{factor:.4g}"), []).append(name)
        for shown, names in found.items():
            fn = partial(_by_factor, e.reference, names[0], self._factor(names[0], first))
            which = " / ".join(f"`{name}`" for name in names)
            text = say(
                "with {which} **{shown:#~} times** as large: is it meant for another unit or another time?",
                which=which,
                shown=shown,
            )
            yield Mutant(fn, text, 1.5)

    def _factor(self, name: str, place: int) -> float:
        """By what an argument must be multiplied so that the right answer of a case becomes theirs; 0 if nothing does."""
        case, theirs = self.cases.cases[place], self.theirs[self.cases.spans[place]]

        def off(factor: float) -> float:
            row = self.cases.one(partial(_by_factor, self.of.exercise.reference, name, factor), place)
            return float((row - theirs)[0]) if row.size == 1 and abs(row[0]) < MARK else math.nan

        if theirs.size != 1 or not np.any(case[name]):
            return 0.0
        a, b = 1.0, 1.1
        at_a, at_b = off(a), off(b)
        for _ in range(12):
            if not math.isfinite(at_a + at_b) or at_a == at_b:
                return 0.0
            a, b, at_a = b, b - at_b * (b - a) / (at_b - at_a), at_b
            at_b = off(b)
            if abs(at_b) <= 1e-10 * max(abs(theirs[0]), 1e-6):
                return b if abs(b) > 1e-9 and abs(b - 1) > 1e-6 else 0.0
        return 0.0

    def _in_another_order(self) -> Found | None:
        """Rows with the right values in other places."""
        apart = [self.cases.spans[i] for i in self.differing]
        rows = [(self.theirs[span], self.cases.right[span]) for span in apart]
        if not self.cases.layouts[0].shape or len(rows) < 3:
            return None
        same = all(self.alike(np.sort(a), np.sort(b)) for a, b in rows)
        return Found("The values are the right ones; they stand in the **wrong order**.") if same else None

    def _unused(self) -> Found | None:
        """An argument that the right answer depends on and the learner's, as far as it was tried, does not."""
        e = self.of.exercise
        if self.quick:
            return None
        for name in e.parameters:
            tried = 0
            for place in self.of._plain:
                other = self.of.neighbour(name, place)
                if other is None or not self.results[place].returned:
                    continue
                yours = run(self.learner, other, e.time_limit)
                if not (yours.returned and agree(yours.value, self.results[place].value, 0.0, 0.0)):
                    tried = 0
                    break
                tried += 1
            if tried >= UNUSED and not self._enters(name):
                return Found(
                    say(
                        "Does `{name}` enter your answer? In {tried} of {tried} pairs of cases that differ in `{name}` alone, the"
                        " right answers differ and yours are the same.",
                        name=name,
                        tried=tried,
                    )
                )
        return None

    def _nearly(self, most: float = math.inf) -> Found | None:
        """A mistake that differs from theirs in edges alone: it agrees on every case that was drawn, the fresh ones too.

        None that costs more than ``most``.
        """
        listed, rows = self.of._known
        hand = len(self.of.exercise.hand_cases)
        drawn = [i for i in self.of._probes if i >= hand]
        if not drawn:
            return None
        start = self.cases.spans[drawn[0]].start
        near = np.flatnonzero(self.close(rows[:, start:], self._probed[None, start:]).all(axis=1))
        for mutant in sorted((listed[i] for i in near if listed[i].cost <= most), key=lambda m: m.cost):
            apart, agree = 0, 0
            for i in self.order:
                if self.alike(self._row(mutant, self.cases, i), self.theirs[self.cases.spans[i]]):
                    agree += i in self.differs
                elif i >= hand or apart == EDGES:
                    break
                else:
                    apart += 1
            else:
                own = mutant.own
                likely = own is not None or (apart and not self._discrete and self._enough(mutant, 1))
                if likely and agree >= 5 * apart and self._on_fresh(mutant):
                    if own:
                        return Found(own.message, own.misconception)
                    return Found(
                        say(
                            "{message} (Edges apart: in {apart} of {tried} cases it does yet something else.)",
                            message=mutant.message,
                            apart=apart,
                            tried=len(self.order),
                        )
                    )
        return None

    def _where_nothing_is_right(self) -> Found | None:
        """Only the cases without an answer go wrong."""
        nothing = [bool((self.cases.right[span] == NOTHING).all()) for span in self.cases.spans]
        if sum(nothing) == len(self.differing) >= 2 and all(nothing[i] for i in self.differing) and not all(nothing):
            return Found(
                say(
                    "Where there is an answer, yours is right. Where there is none, and `None` is asked for, it gives something."
                )
            )
        return None

    def _seen_from_outside(self) -> Found | None:
        """What makes a wrong answer right, or a rule that the right one keeps and the learner's breaks."""
        e, trials = self.of.exercise, self.of.exercise.trials
        if self.quick:
            return None
        wrong = [self.cases.cases[i] for i in self.differing]
        text = right_when(e, self.learner, wrong, trials[0].usual) or broken(e, self.learner, self.of.rules)
        return Found(text, vague=True) if text else None

    def _enters(self, name: str) -> bool:
        """The learner's answer changes somewhere with an argument alone, whether the right one does or not.

        What says yes or no may do so only far from the usual, so values far from it are put in too.
        """
        e, trials = self.of.exercise, self.of.exercise.trials
        for place in self.of._plain:
            case = trials[place].case
            others = [trials[self.of._plain[(place + step) % len(self.of._plain)]].case[name] for step in (1, 3)]
            if place < ODD and _scalable(case[name]):
                others += [_times(factor, case[name]) for factor in (0.0, 1e-3, 1e3)]
            for value in others if self.results[place].returned else ():
                yours = run(self.learner, {**case, name: value}, e.time_limit)
                if yours.returned and not agree(yours.value, self.results[place].value, 0.0, 0.0):
                    return True
        return False

    # -- candidates ------------------------------------------------------------------------------------------------------

    @cached_property
    def _probed(self) -> Row:
        return self.cases.cut(self.theirs, self.of._probes)

    def _agreeing(self, rows: Row) -> list[int]:
        same = self.close(rows, self._probed[None, :])
        return [int(i) for i in np.flatnonzero((same if self.whole is None else same | ~self._counted).all(axis=1))]

    def _outsides(self, base: Mutant, rows: Row, mutants: Sequence[Mutant], lone: bool) -> Iterator[Mutant]:
        """Mutants that agree once what comes out is changed; first looked at on a few cases only."""
        few = self._few
        layouts = [self.cases.layouts[i] for i in self.of._probes]
        short = [layouts[i] for i in few]
        ends = np.cumsum([layout.size for layout in layouts])
        columns = np.concatenate([np.arange(ends[i] - layouts[i].size, ends[i]) for i in few])
        some, theirs = np.ascontiguousarray(rows[:, columns]), self._probed[columns]
        for after, given in zip(self.of._outputs, self.of.given, strict=True):
            part = after.changed(some, None if given is None else given[columns], short)
            likely = np.flatnonzero(self.close(part, theirs[None, :]).all(axis=1))
            if not likely.size:
                continue
            changed = after.changed(rows[likely], given, layouts)
            if lone and _constant(changed) and not _constant(rows):
                continue  # 0 everywhere is no rounding of anything
            for i in likely[self._agreeing(changed)]:
                m = base if lone else mutants[i]
                if lone:
                    yield Mutant(m.fn, after.text, after.cost, after=after)
                elif after.quiet:
                    yield Mutant(m.fn, m.text, m.cost + 0.2, m.own, after)
                elif m.own is not None and not after.key:
                    more = say("And then: {also}.", also=after.also)
                    yield Mutant(m.fn, m.text, m.cost + after.cost + 0.8, m.own, after, more=more)
                elif m.own is None and not ("**sign**" in m.text and "sign" in after.also):
                    yield Mutant(
                        m.fn,
                        say("{text}; then {also}", text=m.text, also=after.also),
                        m.cost + after.cost + 0.5,
                        after=after,
                    )

    @cached_property
    def _few(self) -> list[int]:
        """Places among the probes to look at first: where the learner's answer differs, then any."""
        probes = self.of._probes
        kept = [place for place in range(len(probes)) if not self._passed_over(self.cases, probes[place], self.theirs)]
        return sorted(kept, key=lambda place: probes[place] not in self.differs)[:3]

    def _singles(self) -> list[Mutant]:
        listed, rows = self.of._known
        found = [listed[i] for i in self._agreeing(rows)]
        right = self.right
        base = self.cases.cut(self.cases.right, self.of._probes)[None, :]
        found += self._outsides(right, base, (), lone=True)
        guarded = np.where(np.abs(base) > MARK, base, rows)
        found += [replace(listed[i], cost=listed[i].cost + 0.1, guarded=True) for i in self._agreeing(guarded)]
        return found

    @cached_property
    def right(self) -> Mutant:
        """No mistake at all."""
        return Mutant(partial(_with_case, self.of.exercise.reference), "", 0.0)

    def _in_regions(self) -> Iterator[Mutant]:
        """One change that matters in a part of the cases only; outside it the answer is right."""
        listed, _ = self.of._known
        wrong = ~self.close(self.theirs, self.cases.right)
        base = self.cases.cut(self.cases.right, self.of._probes)[None, :]
        for region, mask in self.of.regions:
            if mask.all() or (wrong & ~mask).any():
                continue
            inside = self.cases.cut(mask, self.of._probes)
            for i in self._agreeing(np.where(inside, self.of.changed, base)):
                m = listed[i] if i < len(listed) else replace(self.right, after=self.of._outputs[i - len(listed)])
                text = m.text if m.after is None else m.after.text
                cost = (m.cost if m.after is None else m.after.cost) + 0.4
                if m.own is None and not m.edge:
                    yield replace(m, text=text, cost=cost, where=region)

    def _outside_pairs(self) -> list[Mutant]:
        listed, rows = self.of._known
        return list(self._outsides(listed[0], rows, listed, lone=False))

    def _telling(self) -> list[int]:
        """The differing case to look at first: one whose answers are plain numbers and not zero."""

        def plain(i: int) -> bool:
            theirs = self.theirs[self.cases.spans[i]]
            return bool((np.abs(theirs) < MARK).all() and (theirs != 0).any())

        return sorted(self.differing, key=lambda i: not plain(i))[: 8 if self._discrete else 2]

    def _pairs(self) -> Iterator[Mutant]:
        """Two changes at once that agree on the first telling cases, the likeliest first."""
        pairs = self.of.pairs
        for place in self._fitting("pairs", [fn for _, fn, _, _ in pairs]):
            _, fn, a, b = pairs[place]
            if "what is computed" in a.text and "what is computed" in b.text:
                continue  # nobody would understand it
            edge = a.text.startswith(EDGE) and b.text.startswith(EDGE)
            yield Mutant(fn, say("{text}, and {text_2}", text=a.text, text_2=b.text), a.cost + b.cost + 0.5, edge=edge)

    def _fitting(self, kind: str, fns: Sequence[Callable[[dict[str, Any]], Any]]) -> Iterator[int]:
        """The places of those that agree on the telling cases."""
        if not fns:
            return
        first, *others = self._looked_at
        theirs, spans = self.theirs, self.cases.spans
        rows = self.of.first_rows(kind, fns, first)
        for place in np.flatnonzero(self.close(rows, theirs[None, spans[first]]).all(axis=1)).tolist():
            if all(self.alike(self.cases.one(fns[place], i), theirs[spans[i]]) for i in others):
                yield place

    @cached_property
    def _looked_at(self) -> list[int]:
        return self._telling()


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Mutants divide by zero and worse; nobody is to hear of it."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def _void(row: Row) -> bool:
    """There is no answer: None, an error, no number."""
    return not bool((np.abs(row) < NOTHING).all())


def _claims(mutant: Mutant, case: dict[str, Any]) -> bool:
    """Something is said about the case."""
    return not mutant.alone or mutant.where is None or bool(mutant.where.mask([case], [Layout(1)]).all())


def _constant(row: Row) -> bool:
    numbers = row[np.abs(row) < MARK]
    return bool(numbers.size) and bool((numbers == numbers[0]).all())


def _told(row: Row) -> Row:
    """What tells two rows apart: their numbers to nine decimals, and their marks."""
    plain = np.abs(row) < MARK
    return np.where(plain, np.round(np.where(plain, row, 0.0), 9) + 0.0, row)


def _effect(row: Row) -> bytes:
    """The same as a key."""
    return _told(row).tobytes()


def _bends(name: str, a: dict[str, Any], b: dict[str, Any], whole: frozenset[str]) -> bool:
    """Whether one can go from one case's value of an argument to the other's in small steps."""
    if name in whole or np.shape(a[name]) != np.shape(b[name]):
        return False
    return all(np.asarray(v).dtype.kind == "f" for v in (a[name], b[name])) and not np.array_equal(a[name], b[name])


def _border(
    fn: Callable[[dict[str, Any]], Row], a: dict[str, Any], b: dict[str, Any], whole: frozenset[str]
) -> list[dict[str, Any]]:
    """Two neighbouring cases between ``a`` and ``b`` on which ``fn`` differs; nothing if it does not, or jumps."""
    bends = partial(_bends, a=a, b=b, whole=whole)
    start = {name: a[name] if bends(name) else b[name] for name in a}
    at_low = fn(start)
    if at_low == fn(b):
        return []
    for name in filter(bends, a):
        end = {**start, name: b[name]}
        if fn(end) != at_low:
            break
        start = end
    else:
        return []
    low, high = 0.0, 1.0

    def between(t: float) -> dict[str, Any]:
        mixed = (1 - t) * np.asarray(start[name]) + t * np.asarray(end[name])
        kind = type(start[name])
        return {**start, name: mixed if kind is np.ndarray else kind(mixed.tolist())}

    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if fn(between(middle)) == at_low else (low, middle)
    apart = high - low  # not on the border itself: there `<` and `<=` part, which is another mistake
    return [between(max(low - apart, 0.0)), between(min(high + apart, 1.0))]


def _scalars(*values: Any) -> bool:
    return all(isinstance(v, int | float | np.number) and not isinstance(v, bool) for v in values)


def _scalable(value: Any) -> bool:
    return _scalars(value) or (isinstance(value, list | np.ndarray) and np.asarray(value).dtype.kind == "f")


def _by_factor(fn: Callable[..., Any], name: str, factor: float, case: Mapping[str, Any]) -> Any:
    return fn(**{**case, name: _times(factor, case[name])})


def _times(factor: float, value: Any) -> Any:
    return [_times(factor, v) for v in value] if isinstance(value, list) else factor * value


def _with_case(fn: Callable[..., Any], case: Mapping[str, Any]) -> Any:
    return fn(**case)


def _twice_changed(fn: Callable[..., Any], change: Inside) -> Callable[[dict[str, Any]], Any]:
    return lambda case: fn(**change.change(change.change(case)))


def _two_inside(fn: Callable[..., Any], a: Inside, b: Inside, case: dict[str, Any]) -> Any:
    return fn(**b.change(a.change(case)))


def _both(program: Program, change: Change, inside: Inside, case: dict[str, Any]) -> Any:
    return program((change,), inside.change(case))


def _changed_case(fn: Callable[..., Any], change: Inside) -> Callable[[dict[str, Any]], Any]:
    return lambda case: fn(**change.change(case))
