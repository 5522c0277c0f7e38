"""An exercise for those who cannot write code where they are: the worked solution, in which some lines are to be chosen.

The other lines on offer are the right one with one small mistake: a sign, a term forgotten, an argument for another, a bound.
Only those that give a wrong answer on some case are offered, so exactly one choice is right; what is chosen becomes a function
again and is judged like any other, by :func:`course.teaching.checking.check`. Which lines those are is worked out beforehand.
"""

from __future__ import annotations

import ast
import copy
import inspect
import random
import textwrap
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from typing import Any

from course import stored
from course.teaching.calling import run
from course.teaching.checking import check, judge
from course.teaching.exercise import Exercise
from course.teaching.verdict import Verdict
from course.texts import say

FOLDER = "puzzles"
"""Where they are stored, beside this module; ``course derive`` makes them (:mod:`course.notebooks.puzzles`)."""

LINES = 4
"""Lines to choose, at most."""
OTHERS = 2
"""Wrong lines beside each right one."""
ROUNDS = 4_000
"""Rounds of its loops in one case: a line that never ends is not offered. Counted, since a clock would offer other lines on
another machine."""
SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Eq: ast.NotEq, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
TURNED = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}


@dataclass(frozen=True)
class PuzzleLine:
    """One line of the puzzle.

    Attributes:
        indent: how far it stands in, in steps.
        options: what may stand there, the right one among them; one option: it is given.
        right: which of them is right.
    """

    indent: int
    options: tuple[str, ...]
    right: int = 0


@dataclass(frozen=True)
class Puzzle:
    """The lines of a solution, some of them to be chosen.

    Attributes:
        exercise: whose solution it is.
        lines: from top to bottom.
    """

    exercise: Exercise
    lines: tuple[PuzzleLine, ...]

    @property
    def open(self) -> tuple[int, ...]:
        """Places of the lines that are to be chosen."""
        return tuple(i for i, line in enumerate(self.lines) if len(line.options) > 1)

    def source(self, picks: Sequence[int]) -> str:
        """The function with the chosen options, one for each line of :attr:`open`."""
        chosen = dict(zip(self.open, picks, strict=True))
        return "\n".join("    " * x.indent + x.options[chosen.get(i, 0)] for i, x in enumerate(self.lines)) + "\n"

    def function(self, picks: Sequence[int]) -> Callable[..., Any]:
        """What was chosen, as a function."""
        return _compiled(self.exercise, self.source(picks))

    def explained(self, verdict: Verdict, picks: Sequence[int]) -> Verdict:
        """The verdict on several wrong lines at once, with what one of them does by itself where both together have no name."""
        right = [self.lines[i].right for i in self.open]
        wrong = [place for place, pick in enumerate(picks) if pick != right[place]]
        if verdict.outcome != "not yet" or verdict.misconception or len(wrong) < 2:
            return verdict
        for place in wrong:
            alone = check(self.exercise, self.function([*right[:place], picks[place], *right[place + 1 :]]))
            if alone.misconception:
                text = say(
                    "**More than one** of your lines goes wrong. One by itself: {told}", told=alone.misconception
                )
                return replace(verdict, misconception=text)
        return verdict


def puzzle(exercise: Exercise) -> Puzzle:
    """The puzzle of an exercise, always the same one: looked up, and made if it was not made yet.

    Raises:
        ValueError: its solution offers no line that could be chosen.
    """
    lines = stored.found(files(__package__) / FOLDER, name(exercise))
    return made(exercise) if lines is None else Puzzle(exercise, tuple(PuzzleLine(i, tuple(o), r) for i, o, r in lines))


def name(exercise: Exercise) -> str:
    """Under which its puzzle is stored: that of another exercise, or of one whose solution was changed, is another."""
    return stored.digest(f"{exercise.name}\n{inspect.getsource(exercise.reference)}")


def saved(made: Puzzle) -> list[list[Any]]:
    """A puzzle as JSON can say it."""
    return [[line.indent, list(line.options), line.right] for line in made.lines]


def made(exercise: Exercise) -> Puzzle:
    """The puzzle, made now: every line it offers is tried on all cases, which takes a tenth of a second and more.

    Raises:
        ValueError: its solution offers no line that could be chosen.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(exercise.reference)))
    definition = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
    definition.decorator_list = []
    if ast.get_docstring(definition):
        definition.body = definition.body[1:]
    rng = random.Random(zlib.crc32(exercise.name.encode()))
    rows = list(_rows(definition, 0))
    others = {
        place: _others(exercise, definition, part, rng) for place, (_, _, part) in enumerate(rows) if part is not None
    }
    told = sorted((place for place, wrong in others.items() if wrong), key=lambda place: (-len(others[place]), -place))
    lines = []
    for place, (indent, text, _) in enumerate(rows):
        if place not in told[:LINES]:
            lines.append(PuzzleLine(indent, (text,)))
            continue
        options = [text, *others[place]]
        rng.shuffle(options)
        lines.append(PuzzleLine(indent, tuple(options), options.index(text)))
    whole = Puzzle(exercise, tuple(lines))
    if not whole.open:
        raise ValueError(f"the solution of {exercise.name!r} offers no line to choose")
    return whole


def _rows(node: ast.AST, indent: int) -> Iterator[tuple[int, str, ast.AST | None]]:
    """Indent and text of every line, and the part of the tree in which it can be changed."""
    blocks = [
        block for block in ("body", "orelse") if getattr(node, block, None) and isinstance(getattr(node, block), list)
    ]
    if not blocks or not isinstance(node, ast.stmt):
        yield indent, ast.unparse(node), node
        return
    bare = copy.copy(node)
    for block in blocks:
        setattr(bare, block, [ast.Pass()] if block == "body" else [])
    head = ast.unparse(bare).rsplit("\n", 1)[0]
    yield indent, head, getattr(node, "test", None)
    for statement in node.body:  # type: ignore[attr-defined]
        yield from _rows(statement, indent + 1)
    if "orelse" in blocks:
        yield indent, "else:", None
        for statement in node.orelse:  # type: ignore[attr-defined]
            yield from _rows(statement, indent + 1)


def _others(exercise: Exercise, definition: ast.FunctionDef, part: ast.AST, rng: random.Random) -> list[str]:
    """Lines with one mistake that give a wrong answer, of different kinds where there are some."""
    names = [argument.arg for argument in definition.args.args]
    found: dict[str, str] = {}
    ways = list(_changes(part, names))
    rng.shuffle(ways)
    wrong: dict[str, list[str]] = {}
    for kind, change in ways:
        undo = change()
        try:
            row = next((text for _, text, node in _rows(definition, 0) if node is part), None)
            if row is None or row in found or not _differs(exercise, definition):
                continue
        finally:
            undo()
        found[row] = kind
        wrong.setdefault(kind, []).append(row)
        if len(wrong) > OTHERS:
            break
    piles = sorted(wrong.values(), key=len)
    rounds = max(map(len, piles), default=0)
    return [pile[i] for i in range(rounds) for pile in piles if i < len(pile)][:OTHERS]


def _changes(part: ast.AST, names: Sequence[str]) -> Iterator[tuple[str, Callable[[], Callable[[], None]]]]:
    """Kind of mistake, and what makes it: a function that changes the tree and returns what takes it back."""
    for parent in ast.walk(part):
        for field, value in ast.iter_fields(parent):
            for place, node in enumerate(value) if isinstance(value, list) else [(None, value)]:
                if not isinstance(node, ast.AST):
                    continue
                yield from ((kind, partial(_put, parent, field, place, other)) for kind, other in _instead(node, names))


def _put(parent: ast.AST, field: str, place: int | None, other: ast.AST) -> Callable[[], None]:
    if place is None:
        before = getattr(parent, field)
        setattr(parent, field, other)
        return lambda: setattr(parent, field, before)
    items = getattr(parent, field)
    old = items[place]
    items[place] = other

    def undo() -> None:
        items[place] = old

    return undo


def _instead(node: ast.AST, names: Sequence[str]) -> Iterator[tuple[str, ast.AST]]:
    """What somebody might write in place of a part, and what kind of mistake that is."""
    if type(node) in SWAPPED:
        yield "sign", SWAPPED[type(node)]()
    if isinstance(node, ast.BinOp):
        yield "forgotten", node.left
        yield "forgotten", node.right
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        if node.id in names:
            yield from (("mixed up", ast.Name(other, ast.Load())) for other in names if other != node.id)
        if node.id in TURNED:
            yield "bound", ast.Name(TURNED[node.id], ast.Load())
    if isinstance(node, ast.Attribute) and node.attr in TURNED:
        yield "bound", ast.Attribute(node.value, TURNED[node.attr], ast.Load())
    if isinstance(node, ast.IfExp):
        yield "turned round", ast.IfExp(node.test, node.orelse, node.body)
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("abs", *TURNED)
        and len(node.args) == 1
    ):
        yield "forgotten", node.args[0]


def _counted(definition: ast.FunctionDef) -> str:
    """The source of a function that fails once its loops have gone round too often: it takes every round from a store."""
    counted = copy.deepcopy(definition)
    for node in ast.walk(counted):
        if isinstance(node, ast.For | ast.While):
            node.body = [*ast.parse("next(_rounds)").body, *node.body]
    return ast.unparse(counted)


def _differs(exercise: Exercise, definition: ast.FunctionDef) -> bool:
    """Whether it answers some case wrongly, and none of them unusably: an error would give it away."""
    fn = _compiled(exercise, _counted(definition))
    wrong = silent = 0
    for trial in exercise.trials:
        fn.__globals__["_rounds"] = iter(range(ROUNDS))
        result = run(fn, trial.case, exercise.time_limit)
        said = judge(exercise, result, trial)[0]
        if said in ("broken", "unfinished"):
            return False
        wrong += said == "wrong"
        silent += result.value is None
    return wrong > 0 and silent < len(exercise.trials)


def _compiled(exercise: Exercise, source: str) -> Callable[..., Any]:
    inner = inspect.getclosurevars(exercise.reference).nonlocals
    scope: dict[str, Any] = {**exercise.reference.__globals__, **inner}
    exec(compile(source, f"<{exercise.name}>", "exec"), scope)
    made: Callable[..., Any] = scope[ast.parse(source).body[0].name]  # type: ignore[attr-defined]
    return made
