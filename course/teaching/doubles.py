"""Near doubles of a reference: one comparison loosened, or one argument left out in one place.

The cases of an exercise must tell each of them from the reference (:func:`survivors`), else a learner who makes just this
slip is told "correct". Used by tests.
"""

from __future__ import annotations

import ast
import copy
import inspect
import linecache
import textwrap
import warnings
from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

from course.teaching.calling import known
from course.teaching.values import agree
from course.texts import say

if TYPE_CHECKING:
    from course.teaching.exercise import Exercise

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
"""A comparison, and the one that differs only where both sides are equal."""

_serial = count(1)


def doubles(fn: Callable[..., Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """What is changed, and the changed function."""
    plain = inspect.unwrap(fn)
    tree = ast.parse(textwrap.dedent(inspect.getsource(plain)))
    home = next((node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)), None)
    if home is None:
        return
    home.decorator_list = []
    arguments = {argument.arg for argument in (*home.args.posonlyargs, *home.args.args, *home.args.kwonlyargs)}
    places = [node for statement in home.body for node in ast.walk(statement)]
    for place, node in enumerate(places):
        if isinstance(node, ast.Compare):
            for index, operator in enumerate(node.ops):
                if type(operator) in TURNED:
                    yield (
                        say("`{unparse}` loosened", unparse=ast.unparse(node)),
                        _with(home, plain, place, _loosened(index)),
                    )
        if isinstance(node, ast.Name) and node.id in arguments and isinstance(node.ctx, ast.Load):
            for value in (0, 1):
                what = say(
                    "`{id}` in line {lineno:#~} replaced by {value}", id=node.id, lineno=node.lineno, value=value
                )
                yield what, _with(home, plain, place, _constant(value))


def _constant(value: int) -> Callable[[Any], ast.expr]:
    return lambda node: ast.Constant(value)


def _loosened(index: int) -> Callable[[Any], ast.expr]:
    def change(node: ast.Compare) -> ast.expr:
        node.ops[index] = TURNED[type(node.ops[index])]()
        return node

    return change


def _with(
    home: ast.FunctionDef, fn: Callable[..., Any], place: int, change: Callable[[Any], ast.expr]
) -> Callable[..., Any]:
    """The function with one node of its body replaced."""
    body = copy.deepcopy(home)
    places = [node for statement in body.body for node in ast.walk(statement)]
    target = places[place]

    class Put(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> Any:
            return change(node) if node is target else self.generic_visit(node)

    body.body = [Put().visit(statement) for statement in body.body]
    module = ast.fix_missing_locations(ast.Module([body], []))
    file = f"<double {next(_serial)}>"
    text = ast.unparse(module)
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    scope = dict(getattr(fn, "__globals__", {}))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)  # `0[k]` is meant
        exec(compile(module, file, "exec"), scope)
    made: Callable[..., Any] = scope[home.name]
    return made


def survivors(exercise: Exercise) -> list[str]:
    """The near doubles of the reference that do the same on every plain case tried."""
    trials = [trial for trial in exercise.trials if not trial.stacked]

    def same(fn: Callable[..., Any]) -> bool:
        for trial in trials:
            result = known(fn, trial.case, exercise.time_limit)
            if type(result.error) is not type(trial.expected.error) or result.timed_out:
                return False
            if result.returned and not agree(result.value, trial.expected.value, exercise.rel_tol, exercise.abs_tol):
                return False
        return True

    return [what for what, fn in doubles(exercise.reference) if same(fn)]
