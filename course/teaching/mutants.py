"""Mutants of a function: copies with one or two small changes, each with the words for what it does.

The function is compiled **once**, with a switch at every place where somebody could go wrong: an operator, a comparison, a
branch, a loop, a name, a number, a call. A mutant is a setting of one or two switches, so thousands of them cost no
compiling. Every switch also counts steps, so that a loop which a mutant never leaves ends by itself; no clock, no thread.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import math
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from course.teaching.switches import (
    APART,
    BINARY,
    COMPARED,
    MIDDLES,
    REDUCED,
    REDUCING,
    TOGETHER,
    Change,
    Switches,
    entries,
    reduced,
)

STEPS = 4_000
"""Switches that one call of a mutant may pass."""


LIMITS: dict[str, Callable[[Any], Any]] = {
    "size": np.abs,
    "no less": lambda x: np.maximum(x, 0),
    "no more": lambda x: np.minimum(x, 0),
}
"""What is done to a number without regard to its sign, or for one sign only."""


def since(how: str, row: Any) -> Any:
    """What each entry of a row is compared with: the one before, the highest or lowest so far; the first with itself."""
    if how == "before":
        return np.concatenate([row[:1], row[:-1]])
    return (np.maximum if how == "highest" else np.minimum).accumulate(row, axis=0)


def apart(how: str, sign: str, left: Any, right: Any) -> Any:
    """Two sums put together, where entry should go with entry."""
    first, second = APART[how[6:]]
    return BINARY[sign](getattr(np, first)(left), getattr(np, second)(right))


def _weighed(marks: Sequence[Any], row: Any) -> Any:
    """The sum of a row where something is true of its entries."""
    given = np.asarray(marks)
    if given.dtype.kind != "b" or given.shape != np.shape(row):
        raise TypeError
    return np.sum(np.asarray(row)[given])


class EndlessError(Exception):
    """A mutant does not come to its end."""


class _Passed(dict[int, str]):
    """No change at any switch; which were asked for is noted."""

    def __init__(self) -> None:
        super().__init__()
        self.sites: set[int] = set()

    def get(self, site: int, default: Any = None) -> Any:
        """Nothing."""
        self.sites.add(site)
        return default


class Program:
    """A function with its switches.

    Attributes:
        parameters: names of its arguments.
        changes: every single change there is.
    """

    def __init__(
        self,
        fn: Callable[..., Any],
        parameters: Sequence[str],
        like: Callable[[str], Sequence[str]],
        scalars: Sequence[str] = (),
    ) -> None:
        """``like`` gives the arguments that could be mistaken for the one named; ``scalars`` are single numbers.

        Raises:
            OSError, SyntaxError, TypeError: the source of ``fn`` is not known or does not stand alone.
        """
        fn = inspect.unwrap(fn)
        tree = ast.parse(textwrap.dedent(inspect.getsource(fn)))
        definition = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
        self.parameters = tuple(parameters)
        definition.decorator_list = []
        switches = Switches(self.parameters, definition, like, scalars)
        switches.visit(definition)
        self.changes = [*switches.changes, *switches.everywhere()]
        module = ast.fix_missing_locations(ast.Module([definition], []))
        inner = inspect.getclosurevars(fn).nonlocals
        scope = {**fn.__globals__, **inner, "_m": self, "np": np}
        exec(compile(module, "<mutants>", "exec"), scope)
        self._fn = scope[definition.name]

    def __call__(self, changes: Sequence[Change], case: dict[str, Any]) -> Any:
        """The function with some changes, on one case.

        Raises:
            Exception: whatever the changed function raises, :class:`EndlessError` included.
        """
        self._begin(changes, case)
        found = self._fn(**case)
        if self._end is None or found is None:
            return found
        sign, step = self._end
        return step if sign == "=" else BINARY[sign](found, step)

    def _begin(self, changes: Sequence[Change], case: dict[str, Any]) -> None:
        self._on = {site: change.how for change in changes for site in change.sites}
        self._case = case
        self._steps = 0
        self._rounds: dict[int, int] = {}
        self._end: tuple[str, Any] | None = None

    def length(self, case: dict[str, Any]) -> int:
        """How many switches the unchanged function passes on a case: what its mutants cost."""
        with contextlib.suppress(Exception):
            self((), case)
        return self._steps

    def met(self, case: dict[str, Any]) -> frozenset[int]:
        """The switches that the unchanged function passes on a case: there, a change of others is none."""
        self._begin((), case)
        self._on = passed = _Passed()
        with contextlib.suppress(Exception):
            self._fn(**case)
        return frozenset(passed.sites)

    def _at(self, site: int) -> str | None:
        self._steps += 1
        if self._steps > STEPS:
            raise EndlessError
        return self._on.get(site)

    # -- switches ------------------------------------------------------------------------------------------------------

    def binary(
        self, site: int, sign: str, left: Any, right: Any, inner: Callable[[], tuple[Any, Any]] | None = None
    ) -> Any:
        """``left sign right``; ``inner`` are the two parts of the side that is itself a sum or product."""
        how = self._at(site)
        if how is None:
            return BINARY[sign](left, right)
        if how.startswith("chain:") and inner is not None:
            return inner()[how[6] == "r"] * self._case[how[8:]]
        if how.startswith("cut:") and inner is not None:
            a, b = inner()
            return a // right * b if how == "cut:l" else a * (b // right)
        if how in ("straight", "share") and inner is not None:
            a, b = inner()
            return left / a * (1 - b / a) if how == "straight" else left / a * (1 - b)
        if how in ("before", "highest", "lowest"):
            return left - since(how, np.asarray(left))
        if how in LIMITS:
            return LIMITS[how](BINARY[sign](left, right))
        if how in ("larger", "smaller"):
            return (np.maximum if how == "larger" else np.minimum)(left, right)
        if how[1:] == "size":
            return BINARY[how[0]](left, np.abs(right))
        if how.startswith("bracket:") and inner is not None:
            a, b = inner()
            if how[8] == "r":
                return BINARY[how[10:]](BINARY[sign](left, a), b)
            return BINARY[how[10:]](a, BINARY[sign](b, right))
        if how == "log":
            return -np.log(right)
        if how == "itself":
            return -right
        if how == "left":
            return left
        if how == "right":
            return -right if sign == "-" else 1 / right if sign == "/" else right
        if how == "bare right":
            return right
        if how == "any":
            return 1 - (1 - left) ** right
        if how == "sides":
            return BINARY[sign](right, left)
        if how == "twice":
            return BINARY[sign](left, 2 * right)
        if how == "both":
            return BINARY[sign](2 * left, right)
        if how == "again":
            return BINARY[sign](BINARY[sign](left, right), right)
        if how == "elementwise":
            return np.asarray(left) * right
        if how in ("max", "min"):
            return max(left, right) if how == "max" else min(left, right)
        if how == "mean":
            return BINARY[sign](left, right / max(len(v) for v in self._case.values() if np.ndim(v)))
        if how.startswith("= "):
            return self._case[how[2:]]
        if how[1:2] == " ":
            return BINARY[sign](left, BINARY[how[0]](right, self._case[how[2:]]))
        return BINARY[how](left, right)

    def compared(self, site: int, sign: str, left: Any, right: Any) -> Any:
        """``left sign right``."""
        how = self._at(site) or sign
        if how in COMPARED:
            return COMPARED[how](left, right)
        if how == "always":
            return np.ones(np.shape(left), bool) if np.ndim(left) else True
        if how == "zero":
            return COMPARED[sign](left, 0)
        return COMPARED[sign](left, BINARY[how[0]](right, self._case[how[2:]]))

    def computed(self, site: int, value: Any) -> Any:
        """A result on the way that gets a name."""
        how = self._at(site)
        if how is None:
            return value
        if how.startswith("end"):
            self._end = how[3], value
            return value
        return LIMITS[how](value) if how in LIMITS else BINARY[how[0]](value, self._case[how[2:]])

    def minus(self, site: int, value: Any) -> Any:
        """``-value``."""
        return value if self._at(site) else -value

    def joined(self, site: int, sign: str, parts: tuple[Callable[[], Any], ...]) -> Any:
        """``a and b and …``, looked at in turn."""
        how = self._at(site)
        kept = [part for i, part in enumerate(parts) if how != f"drop:{i}"]
        every = (sign == "and") != (how == "other")
        value: Any = None
        for part in kept:
            value = part()
            if bool(value) != every:
                return value
        return value

    def chosen(self, site: int, test: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
        """``yes if test else no``."""
        return yes() if self.tested(site, test) else no()

    def tested(self, site: int, test: Any) -> bool:
        """The test of an ``if``."""
        how = self._at(site)
        if how is None:
            return bool(test)
        return not test if how == "turned" else how == "always"

    def again(self, site: int, test: Any) -> bool:
        """The test of a ``while``."""
        how = self._at(site)
        if how is None:
            return bool(test)
        self._rounds[site] = self._rounds.get(site, 0) + 1
        return bool(test) and self._rounds[site] <= int(how)

    def kept(self, site: int, old: Callable[[], Any], new: Any) -> Any:
        """What is remembered from round to round: set anew, or not."""
        if self._at(site) is None:
            return new
        try:
            return old()
        except NameError:  # the first round: there is nothing yet
            return new

    def place(self, site: int, place: Any) -> Any:
        """The place of an entry."""
        how = self._at(site)
        return place if how is None or not isinstance(place, int | np.integer) else place + int(how)

    def entry(self, site: int, row: Any, value: Any) -> Any:
        """The first or last entry of a row."""
        how = self._at(site)
        return value if how is None else getattr(np, how)(row, axis=0)

    def order(self, site: int, test: Callable[[], Any]) -> bool:
        """A question that is asked before its turn, if at all."""
        return self._at(site) is not None and bool(test())

    def walked(self, site: int, items: Any) -> Any:
        """What a loop goes through."""
        how = self._at(site)
        if how is None:
            return items
        listed = list(items)
        cuts = {"first": listed[:1], "last": listed[-1:], "no first": listed[1:], "no last": listed[:-1]}
        if how == "from one":
            return [(i + 1, item) for i, item in listed]
        if how in ("one on", "one back"):
            return [i + (1 if how == "one on" else -1) for i in listed]
        return cuts[how] if how in cuts else listed[::-1]

    def listed(self, site: int, parts: list[Any]) -> list[Any]:
        """A list written out."""
        how = self._at(site)
        return parts if how is None else [part for i, part in enumerate(parts) if str(i) != how]

    def named(self, site: int, value: Any, others: dict[str, Any]) -> Any:
        """A name."""
        how = self._at(site)
        if how is None:
            return value
        return others[how]() if how.startswith("now:") else others[how]

    def renamed(self, site: int, value: Any, others: dict[str, Callable[[], Any]]) -> Any:
        """A value computed before."""
        how = self._at(site)
        return value if how is None else others[how]()

    def constant(self, site: int, value: Any) -> Any:
        """A number or text written out."""
        how = self._at(site)
        return value if how is None else how if isinstance(value, str) else float(how) if "." in how else int(how)

    def called(
        self,
        site: int,
        name: str,
        fn: Callable[..., Any],
        args: tuple[Any, ...],
        more: dict[str, Any],
        sign: str = "",
        parts: Callable[[], tuple[Any, Any]] | None = None,
    ) -> Any:
        """``fn(*args, **more)``, known by ``name``; for a method the owner is the first of ``args``.

        If the argument is a sum, ``parts`` gives what ``sign`` joins in it.
        """
        how = self._at(site)
        if how is None:
            return fn(*args, **more)
        if parts is not None and (how in ("parts", "worst") or how.startswith("apart ")):
            left, right = map(np.asarray, parts())
            if how.startswith("apart "):
                return apart(how, sign, left, right)
            fold = getattr(np, "max" if name in ("max", "amax") else "min") if name in REDUCING else fn
            return (
                BINARY[sign](fold(left), fold(right)) if how == "parts" else fold(left) + fold(BINARY[sign](0, right))
            )
        if how.startswith("apart "):
            return apart(how, "*", np.asarray(args[0]), np.asarray(args[1]))
        if how.startswith("weigh "):
            return _weighed(entries(args), self._case[how[6:]])
        if how.startswith("scaled:"):
            place = int(how[7])
            scaled = BINARY[how[8]](args[place], self._case[how[9:]])
            return fn(*(scaled if i == place else a for i, a in enumerate(args)), **more)
        if how.startswith("full:"):
            one, other = args[int(how[5:])], args[1 - int(how[5:])]
            return np.where(np.greater(one, 0) if name.startswith("min") else np.less(one, 0), other, one)[()]
        if how.startswith("over "):
            return np.sum(entries(args)) / self._case[how[5:]]
        if how.startswith("arg:"):
            return args[int(how[4:])]
        if how in TOGETHER:
            return BINARY[how](args[0], args[1])
        if how in REDUCED or how in MIDDLES:
            return reduced(how, entries(args[:1] if name.startswith("arg") else args))
        if how == "dot mean":
            return np.mean(np.asarray(args[0]) * np.asarray(args[1]))
        if how == "negated":
            return -args[0]
        if how == "both":
            size = np.abs(args[1])
            return np.clip(args[0], -size, size)
        if how.startswith("np."):
            return getattr(np, how[3:])(*args, **more)
        if how in ("no low", "no high"):
            low, high = (-math.inf, args[2]) if how == "no low" else (args[1], math.inf)
            return np.clip(args[0], low, high)
        if how == "reversed":
            return fn(*args, **more)[::-1]
        if how == "unsorted":
            return np.arange(len(args[0])) if name == "argsort" else list(args[0])
        if how == "where":
            return np.where(args[0], args[2], args[1])
        matrix, vector = np.asarray(args[0]), np.asarray(args[1])
        if how == "@":
            return matrix @ vector
        if how.startswith("rounds:"):
            step, total = np.eye(len(vector)) - matrix, vector
            for _ in range(int(how[7:])):
                total = vector + step @ total
            return total
        if how == "diagonal":
            return vector / np.diag(matrix)
        if how == "transposed":
            return fn(matrix.T, vector)
        return (np.linalg.inv(matrix) * vector).sum(axis=0)
