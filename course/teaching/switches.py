"""The places in a function where somebody could go wrong, each with a switch: what its settings do, and the words for it."""

from __future__ import annotations

import ast
import copy
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, TypeGuard, cast

import numpy as np

from course import texts
from course.texts import say

ONE = "in one place"


@dataclass(frozen=True)
class Change:
    """One setting of one switch.

    Attributes:
        sites: numbers of the switches.
        how: its setting.
        text: what the changed function does, after "Yours behaves like the right one …".
        cost: how far-fetched it is; the simplest explanation is preferred.
    """

    sites: tuple[int, ...]
    how: str
    text: str
    cost: float


class Settings(list[tuple[str, str, float]]):
    """The settings of one switch: how, text, cost. The words that their texts share are given once."""

    def __init__(self, **shared: Any) -> None:
        super().__init__()
        self.shared = shared

    def add(self, how: str, text: str, cost: float, **words: Any) -> None:
        """One more setting, in a template that takes the shared words and these."""
        self.append((how, say(text, **{**self.shared, **words}), cost))


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "**": operator.pow,
    "%": operator.mod,
    "@": operator.matmul,
    "|": operator.or_,
    "&": operator.and_,
}
COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
SIGNS: dict[type, str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Pow: "**",
    ast.Mod: "%",
    ast.MatMult: "@",
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
LOOSE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "!=", "!=": "=="}


def entries(args: tuple[Any, ...]) -> list[Any]:
    """The values that min, max, sum and the like are given, as a list."""
    return list(args) if len(args) > 1 else list(args[0])


def reduced(how: str, values: Any) -> Any:
    """The mean, the largest, … of values."""
    array = np.asarray(values)
    if how == "mean or 0":
        return array.mean() if array.size else 0.0
    if how == "mean of some":
        return array.sum() / max(np.count_nonzero(array), 1)
    if how == "norm":
        return np.sqrt(np.sum(np.square(array.astype(float))))
    if how in ("first", "last"):
        return array.ravel()[0 if how == "first" else -1]
    if how in MIDDLES:
        row = array.ravel() if how == "middle" else np.sort(array.ravel())
        return row[(len(row) - (how == "lower")) // 2]
    return getattr(np, how)(array)


REDUCED: dict[str, str] = {
    "mean": "the mean",
    "mean or 0": "the mean",
    "mean of some": "the mean of those that count",
    "sum": "the sum",
    "max": "the largest",
    "min": "the smallest",
    "median": "the median",
    "first": "only the first",
    "last": "only the last",
    "norm": "the root of the sum of squares",
}
APART = {
    "sum sum": ("sum", "sum"), "sum mean": ("sum", "mean"), "mean sum": ("mean", "sum"), "sum max": ("sum", "max"),
    "sum min": ("sum", "min"), "max sum": ("max", "sum"), "min sum": ("min", "sum"), "mean mean": ("mean", "mean"),
}  # fmt: skip
"""What becomes of the two sides, where entry should go with entry."""
ROOTS = {
    ("1/", "log"): "with the **logarithm** wherever 1 divided by something belongs",
    ("1/", "itself"): "with the values themselves wherever **1 divided by** them belongs",
    ("sqrt", "arg:0"): "without taking the **square root** anywhere",
    ("sqrt", "np.square"): "with the **square** wherever the square root belongs",
    ("abs", "arg:0"): "with the **sign** left in wherever the size alone counts",
}
"""One change at all calls of a function, in words."""
TOGETHER = {
    "+": "with {a} and {b} **added** where one of the two should be taken",
    "-": "with {a} **minus** {b} where one of the two should be taken",
    "*": "with {a} **times** {b} where one of the two should be taken",
}
"""What is done with two values of which one should be taken, by its sign."""
SCALED = {"*": "times", "/": "divided by"}
"""What is done to one side of a comparison, by its sign."""
BRACKETS = {"+": "*/", "-": "*/", "*": "+-", "/": "+-", "**": "*/"}
"""In which operation the brackets of which others could stand in another place."""
MIDDLES = {
    "upper": "with the **upper** of the two middle ones where their mean is the median ({about})",
    "lower": "with the **lower** of the two middle ones where their mean is the median ({about})",
    "middle": "with what stands in the middle of the list, not sorted, in place of the median ({about})",
}
"""Ways to miss the median."""
REDUCING = {
    "sum": "the sum",
    "mean": "the mean",
    "average": "the mean",
    "median": "the median",
    "max": "the largest",
    "min": "the smallest",
    "amax": "the largest",
    "amin": "the smallest",
}
PAIRED = {
    "argmax": ("np.argmin", "with the smallest taken instead of the largest"),
    "argmin": ("np.argmax", "with the largest taken instead of the smallest"),
    "any": ("np.all", "asking that **all** of them do where **any** is enough"),
    "all": ("np.any", "content with **any** of them where **all** are asked for"),
    "min": ("max", "with the **larger** of two values taken instead of the smaller (the values: {about})"),
    "max": ("min", "with the **smaller** of two values taken instead of the larger (the values: {about})"),
    "minimum": ("np.maximum", "with the larger taken instead of the smaller (the values: {about})"),
    "maximum": ("np.minimum", "with the smaller taken instead of the larger (the values: {about})"),
}
"""What is taken for what, where that is the likeliest mistake."""
NEEDED = {"min": 2, "max": 2, "minimum": 2, "maximum": 2, "index": 2, "solve": 2, "clip": 3, "where": 3}
"""With so many values alone a call means what :data:`PAIRED` and :data:`CALLED` have of it."""
WORDS_OF_CURVES = {
    "sqrt": "the square root",
    "log": "the logarithm",
    "exp": "the exponential",
    "sign": "the sign alone",
}
_SIZE = (
    ("arg:0", "with the sign of {said} left in where its size alone counts", 0.9),
    ("negated", "with {said} counted only where it is negative, though its size counts either way", 1.0),
)
_RANKED = (
    ("reversed", "in the **opposite order**, the lowest first where the highest should be", 1.0),
    ("unsorted", "in the order given instead of by rank", 1.1),
)
_VALUE = "with the **value** itself where its place is asked for"
ROUNDS = ("no round", "one round", "two rounds", "three rounds", "four rounds", "five rounds")
CALLED: dict[str, tuple[tuple[str, str, float], ...]] = {
    "abs": _SIZE,
    "absolute": _SIZE,
    "fabs": _SIZE,
    "argmax": (("max", _VALUE, 1.0),),
    "argmin": (("min", _VALUE, 1.0),),
    "index": (("arg:1", _VALUE, 1.0),),
    "argsort": _RANKED,
    "sorted": _RANKED,
    "median": (
        ("arg:0", "without taking {was} of {about}", 1.4),
        *((how, words, 1.05) for how, words in MIDDLES.items()),
    ),
    "clip": (
        ("arg:0", "without the limits {second} and {third}", 1.0),
        ("no low", "without the lower limit {second}", 1.1),
        ("no high", "without the upper limit {third}", 1.1),
    ),
    "where": (
        ("where", "with the two outcomes of the condition on {tested} **swapped**", 1.0),
        ("arg:1", "as if the condition were always met", 1.2),
        ("arg:2", "as if the condition were never met", 1.2),
    ),
    "solve": (
        ("@", "with the matrix multiplied where the equation should be solved", 1.3),
        ("diagonal", "with only the **diagonal** of the matrix: no contagion between its rows", 1.1),
        ("transposed", "with **rows and columns** of the matrix swapped", 1.0),
        ("elementwise", "multiplying entry by entry where a matrix product belongs", 1.2),
    ),
    "sqrt": (("np.square", "with the **square** of {said} where its square root belongs", 1.3),),
    "eigvals": (("arg:0", "looking at the single **entries** of the matrix instead of its eigenvalues", 1.1),),
    "dot": (("dot mean", "with **the mean** in place of the sum ({about})", 1.15),),
    "cumsum": (("arg:0", "without adding up {about} along the way", 1.3),),
    "cumprod": (("arg:0", "looking at each entry by itself ({about}), not at all so far", 1.1),),
}
"""What else is done in place of a call: how, the words, the cost."""


YEARS: dict[float, tuple[int, ...]] = {365: (252, 360)}
"""Numbers that people take for others."""
PLAIN_WORDS = {
    "bracket", "cap", "debt", "distance", "equity", "loss", "missing", "net", "notional", "profit", "remainder",
    "requirement", "room", "surplus",
}  # fmt: skip
"""Names inside a reference that a trader knows anyway; they give nothing of the formula away."""


class Switches(ast.NodeTransformer):
    """Puts the switches into a function and writes down their settings."""

    def __init__(
        self,
        parameters: Sequence[str],
        definition: ast.FunctionDef,
        like: Callable[[str], Sequence[str]],
        scalars: Sequence[str],
    ) -> None:
        self.parameters = tuple(parameters)
        self.changes: list[Change] = []
        self.scalars = scalars
        self.calls: dict[tuple[str, str], list[int]] = {}
        self.like = like
        self.known = _depends(definition, self.parameters)
        self.inner: list[set[str]] = []
        self.looked_at: list[str] = []
        self.labels = sorted(
            {
                n.value.value
                for n in ast.walk(definition)
                if isinstance(n, ast.Return) and isinstance(n.value, ast.Constant) and isinstance(n.value.value, str)
            }
        )
        self.site = 0
        self.direction = ""
        self.kept = _remembered(definition)
        self.begun = _begun(definition)
        self.set_once = _set_once(definition)
        self.before = _computed(definition, self.parameters)
        self.rounds = 0
        self.uses = Counter(
            n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
        )

    # -- words -----------------------------------------------------------------------------------------------------------

    def inputs(self, *nodes: ast.AST) -> list[str]:
        """The arguments that an expression depends on, in their order."""
        found: set[str] = set()
        for node in nodes:
            for part in ast.walk(node):
                if isinstance(part, ast.Name):
                    found |= self.known.get(part.id, set())
        return [name for name in self.parameters if name in found]

    def said(self, node: ast.expr) -> str:
        """An expression in words that give nothing away: the arguments in it."""
        if isinstance(node, ast.Constant):
            return f"{node.value!r}"
        names = self.inputs(node)
        bare = node
        while isinstance(bare, ast.Subscript | ast.Call | ast.Attribute | ast.UnaryOp):
            if isinstance(bare, ast.Call):
                if len(bare.args) != 1:
                    break
                bare = bare.args[0]
            else:
                bare = bare.operand if isinstance(bare, ast.UnaryOp) else bare.value
        entry = isinstance(node, ast.Subscript) and isinstance(bare, ast.Name) and bare.id in self.parameters
        if isinstance(bare, ast.Name) and (names == [bare.id] or entry):
            return f"`{bare.id}`"  # of an entry the list counts, not what its place depends on
        if isinstance(bare, ast.Name) and bare.id in PLAIN_WORDS:
            return say("the {id}", id=bare.id)
        if not names or (len(names) > 4 and isinstance(node, ast.Name)):
            return self._without_arguments(node)
        return say("what is computed from {listed}", listed=listed(names)) if len(names) <= 4 else ""

    def _without_arguments(self, node: ast.expr) -> str:
        """An expression that no argument enters: a number written out, or something counted on the way."""
        named = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
        if named & self.kept:
            return "what is remembered from earlier rounds"
        return "the fixed number" if named <= {"np", "math"} else ""

    def again(self, node: ast.expr) -> bool:
        """The expression is made of names alone that stand in other places as well."""
        names = [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and n.id not in ("np", "math", "abs")]
        return bool(names) and all(self.uses.get(name, 0) > 1 for name in names)

    # -- bookkeeping -----------------------------------------------------------------------------------------------------

    def switch(self, settings: Sequence[tuple[str, str, float]]) -> ast.Constant:
        """A new switch with its settings: how, text, cost."""
        self.site += 1
        for how, text, cost in settings:
            self.changes.append(Change((self.site,), how, text, cost))
        return ast.Constant(self.site)

    def everywhere(self) -> Iterator[Change]:
        """The same change at every call of the same function, where there are several."""
        for (name, how), sites in self.calls.items():
            if len(sites) > 1:
                said = sorted({c.text for c in self.changes if c.sites[0] in sites and c.how == how})
                words = ROOTS.get((name, how)) or texts.listed(said)
                yield Change(tuple(sites), how, words, 1.2)

    @staticmethod
    def call(name: str, *args: ast.expr) -> ast.Call:
        """``_m.name(*args)``."""
        return ast.Call(ast.Attribute(ast.Name("_m", ast.Load()), name, ast.Load()), list(args), [])

    @staticmethod
    def later(node: ast.expr) -> ast.Lambda:
        """``lambda: node``."""
        return ast.Lambda(ast.arguments([], [], None, [], [], None, []), node)

    # -- expressions -----------------------------------------------------------------------------------------------------

    def _binary(self, sign: str, left: ast.expr, right: ast.expr) -> Settings:
        once_a, once_b = (f" {ONE}" if self.again(side) else "" for side in (left, right))
        a, b = self.said(left) or "the first part", self.said(right) or "the other part"
        rows = Settings(a=a, b=b, once_a=once_a, once_b=once_b, one=ONE)
        if sign in "+-":
            self._of_sum(rows, sign, left, right)
        elif sign == "*":
            self._of_product(rows, left, right)
        elif sign == "/":
            self._of_quotient(rows, left)
        elif sign == "@":
            rows.add("elementwise", "multiplying entry by entry where a matrix product belongs", 1.4)
            rows.add("left", "without multiplying by {b}", 1.6)
            rows.add("right", "without multiplying by {a}", 1.6)
        else:
            rows.add("left", "without the power of {a}", 1.4)
            if sign == "**" and self.inputs(right):
                power = say("where {a} to the power of {b} belongs", a=a, b=b)
                rows.add("*", "with {a} **times** {b} {power}", 1.5, power=power)
                rows.add("/", "with {a} **divided** by {b} {power}", 1.5, power=power)
                rows.add("any", "with 1 − (1 − {a}) to the power of {b} {power}", 1.6, power=power)
        return rows

    def _of_sum(self, rows: Settings, sign: str, left: ast.expr, right: ast.expr) -> None:
        a, b = rows.shared["a"], rows.shared["b"]
        other, done, instead = ("+", "added", "subtracted") if sign == "-" else ("-", "subtracted", "added")
        rows.add(other, "with {b} **{done}** instead of {instead}", 1.0, done=done, instead=instead)
        if isinstance(right, ast.Constant):  # a bare number is no thing that could be missing
            rows.add("left", "without adding {b}" if sign == "+" else "without subtracting {b}", 1.1)
        else:
            rows.add("left", "without {b}{once_b}", 1.1)
        rows.add("right", "without {a}{once_a}", 1.1)
        rows.add("*", "with {a} and {b} multiplied where they should be {instead}", 2.4, instead=instead)
        rows.add("twice", "with {b} counted twice", 1.8)
        rows.add("both", "with {a} counted twice", 1.8)
        if self.inputs(left) and self.inputs(right):
            rows.add("larger", "with the **larger** of {a} and {b} in place of their sum", 1.3)
            rows.add("smaller", "with the **smaller** of {a} and {b} in place of their sum", 1.4)
            rows.add("+size", "with the size of {b} added, whatever its sign", 1.35)
            rows.add("-size", "with the size of {b} subtracted, whatever its sign", 1.35)
        if sign == "-":
            if self.inputs(right):
                difference = say("the difference of {a} and {b}", a=a, b=b)
                rows.add("size", "with {difference} taken without its sign", 1.3, difference=difference)
                rows.add("no less", "with {difference} cut off at zero", 1.4, difference=difference)
                rows.add("no more", "with {difference} counted only where it is negative", 1.4, difference=difference)
            if _first_of(right) == ast.unparse(left):
                rows.add("before", "with the change of {a} since the entry **before** instead of the first", 1.0)
                rows.add("highest", "with the change of {a} since the **highest** so far instead of the first", 1.1)
                rows.add("lowest", "with the change of {a} since the **lowest** so far instead of the first", 1.1)
            if isinstance(left, ast.Constant) and left.value == 1:
                rows.add("bare right", "with {b} itself where 1 − {b} belongs", 1.0)
            rows.add("sides", "with the difference of {a} and {b} taken the wrong way round", 1.1)
        for name in self.scalars:
            rows.add(f"/ {name}", "with {b} **divided** by `{name}`", 1.5, name=name)
            rows.add(f"* {name}", "with {b} **times** `{name}`", 1.5, name=name)

    def _of_product(self, rows: Settings, left: ast.expr, right: ast.expr) -> None:
        used = self.inputs(left, right)
        for name in self.scalars if used else ():
            if name not in used:
                rows.add(f"= {name}", "with `{name}` {one} where {a} times {b} belongs", 1.5, name=name)
        self._chained(rows, left, right)
        rows.add("left", "without the factor {b}{once_b}", 1.2)
        rows.add("right", "without the factor {a}{once_a}", 1.2)
        rows.add("/", "**divided** by {b} where it should be multiplied", 1.4)
        rows.add("+", "with {a} and {b} added where they should be multiplied", 2.0)
        rows.add("-", "with {b} subtracted where it should be multiplied", 2.2)
        rows.add("again", "with {b} multiplied in twice", 2.0)
        rows.add("size", "with {a} times {b} taken without its sign", 1.4)

    def _of_quotient(self, rows: Settings, left: ast.expr) -> None:
        self._cut_early(rows, left)
        rows.add("*", "**multiplied** by {b} where it should be divided", 1.2)
        rows.add("left", "without dividing by {b}{once_b}", 1.1)
        rows.add("sides", "with the quotient of {a} and {b} **upside down**", 1.2)
        rows.add("right", "with 1 in place of {a} above the fraction line", 1.6)
        rows.add("bare right", "with {b} alone where it should divide {a}", 2.2)
        rows.add("//", "with the division by {b} cut off to a whole number", 1.4)
        rows.add("again", "divided by {b} twice", 2.0)

    def _cut_early(self, rows: Settings, left: ast.expr) -> None:
        """``a * b / c`` with one of the two factors divided to a whole number."""
        for how, part in (("cut:l", left.left), ("cut:r", left.right)) if _is_product(left) else ():
            if self.said(part):
                rows.add(how, "with {said} ÷ {b} cut off to a whole number", 1.5, said=self.said(part))

    def _chained(self, rows: Settings, left: ast.expr, right: ast.expr) -> None:
        """``a * b * c`` with an argument in place of ``a * c`` or ``b * c``: the tree alone shows ``a * b``."""
        for side, gone in (("l", left.right), ("r", left.left)) if _is_product(left) else ():
            said = self.said(gone)
            for name in self.scalars if said and self.said(right) else ():
                if name not in self.inputs(gone, right):
                    how = f"chain:{side}:{name}"
                    rows.add(how, "with `{name}` {one} where {a} times {b} belongs", 1.55, name=name, a=said)

    def _copies(self, *parts: ast.AST) -> list[Any]:
        """Copies with their switches, of which no setting is a mistake: they are only there for their values."""
        known = len(self.changes)
        visited = [self.visit(part) for part in parts]
        del self.changes[known:]
        return visited

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Operators."""
        sign = SIGNS.get(type(node.op))
        if sign is None or sign not in BINARY:
            return self.generic_visit(node)
        rows = self._binary(sign, node.left, node.right)
        inner: ast.BinOp | None = None
        side, bracketed = _bracketed(sign, node)
        if bracketed is not None:
            inner = bracketed
            rows[:] = [row for row in rows if not row[0].startswith(("chain:", "cut:"))]
            how, about = f"bracket:{side}:{SIGNS[type(inner.op)]}", listed(self.inputs(node))
            rows.add(how, "with the **brackets** in another place ({about})", 1.3, about=about)
        elif _is_product(node.left) and (sign == "/" or any(how.startswith("chain:") for how, _, _ in rows)):
            inner = node.left
        apart = [copy.deepcopy(part) for part in (inner.left, inner.right)] if inner else []
        reciprocal = sign == "/" and isinstance(node.left, ast.Constant) and node.left.value == 1
        if reciprocal:
            said = self.said(node.right) or "one part"
            rows.add("log", "with the logarithm of {said} in place of 1 ÷ {said}", 1.4, said=said)
            rows.add("itself", "with {said} itself in place of 1 ÷ {said}", 1.4, said=said)
            if isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Add):
                more = self.said(node.right.right) or "what is added"
                for how in ("straight", "share"):
                    rows.add(how, "falling in proportion to {more} where 1 ÷ a sum belongs", 1.3, more=more)
        site = self.switch(rows)
        if reciprocal:
            for how in ("log", "itself"):
                self.calls.setdefault(("1/", how), []).append(int(str(site.value)))
        both = [self.visit(node.left), self.visit(node.right)]
        if apart:
            both.append(self.later(ast.Tuple(self._copies(*apart), ast.Load())))
        return self.call("binary", site, ast.Constant(sign), *both)

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        """A name that holds +1 or −1 may be put before things that want no sign."""
        value, target = node.value, node.targets[0]
        sign = isinstance(value, ast.IfExp) and {ast.unparse(p).removesuffix(".0") for p in (value.body, value.orelse)}
        changed = self.generic_visit(node)
        if self.rounds and isinstance(target, ast.Name) and target.id in self.kept:
            about = listed(self.inputs(value)) or "its count"
            text = say("never setting anew what it remembers from round to round ({about})", about=about)
            old = self.later(ast.Name(target.id, ast.Load()))
            node.value = self.call("kept", self.switch([("old", text, 1.0)]), old, node.value)
        elif isinstance(target, ast.Name) and target.id in self.begun and isinstance(value, ast.Constant):
            old = self.later(ast.Name(target.id, ast.Load()))
            text = "without beginning anew for every entry: what one leaves is carried over to the next"
            node.value = self.call("kept", self.switch([("old", text, 1.1)]), old, node.value)
        elif isinstance(target, ast.Name) and target.id in self.before and isinstance(value, ast.BinOp):
            node.value = self.call("computed", self.switch(self._computed(value)), node.value)
        if sign == {"1", "-1"} and isinstance(target, ast.Name):
            self.direction = target.id
        return changed

    def _computed(self, value: ast.expr) -> Settings:
        """What could be done to a result on the way."""
        said = self.said(value)
        rows = Settings(said=said)
        if not said:
            return rows
        rows.add("size", "with {said} taken without its sign", 1.4)
        rows.add("no less", "with {said} cut off at zero", 1.4)
        rows.add("no more", "with {said} counted only where it is negative", 1.5)
        rows.add("end=", "Your answer is {said}: a step on the way, not what is asked for", 1.2)
        rows.add("end*", "Your answer is the right one **times** {said}", 1.3)
        rows.add("end/", "Your answer is the right one **divided** by {said}", 1.3)
        rows.add("end+", "Your answer is the right one **plus** {said}", 1.35)
        rows.add("end-", "Your answer is the right one **minus** {said}", 1.35)
        for name in self.scalars:
            rows.add(f"+ {name}", "with `{name}` added to {said}", 1.7, name=name)
            rows.add(f"- {name}", "with `{name}` taken off {said}", 1.7, name=name)
        return rows

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """``x += y``."""
        sign = SIGNS.get(type(node.op))
        if not isinstance(node.target, ast.Name) or sign not in BINARY:
            return self.generic_visit(node)
        rows = Settings(b=self.said(node.value) or "what is added")
        usual = self._binary(sign, node.target, node.value)
        if sign not in "+-":
            rows += [row for row in usual if row[0] != "right"]
        else:
            rows += [row for row in usual if row[0] in ("-", "+", "twice")]
            rows.add(
                "left", "without ever adding {b}" if sign == "+" else "without ever taking {b} off what is left", 1.1
            )
            if sign == "+":
                rows.add("max", "keeping only the largest of {b} instead of adding them up", 1.2)
                rows.add("min", "keeping only the smallest of {b} instead of adding them up", 1.3)
            rows.add("mean", "with **the mean** of {b} in place of the sum", 1.1)
            rows.add("bare right", "keeping only the last of {b} instead of adding them up", 1.2)
        site = self.switch(rows)
        loaded = ast.Name(node.target.id, ast.Load())
        return ast.Assign([node.target], self.call("binary", site, ast.Constant(sign), loaded, self.visit(node.value)))

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Comparisons."""
        sign = SIGNS.get(type(node.ops[0]))
        if len(node.ops) != 1 or sign is None:
            return self.generic_visit(node)
        left, right = node.left, node.comparators[0]
        a, b = self.said(left) or "one side", self.said(right) or "the other"
        rows = Settings(a=a, b=b)
        turned = "with the comparison of {a} and {b} **turned round**"
        if sign in LOOSE:
            told = [text for text in (self.said(left), self.said(right)) if text]
            if len(told) == 1:
                edge = say("where {a} is met **exactly** (the edge belongs to the other side)", a=told[0])
            else:
                both = say("{a} and {b}", a=a, b=b) if told else "the two sides of a comparison"
                edge = say("where {both} are **exactly equal** (the edge belongs to the other side)", both=both)
            rows.add(LOOSE[sign], "except {edge}", 0.9, edge=edge)
            rows.add(LOOSE[TURNED[sign]], turned, 1.05)
        rows.add(TURNED[sign], turned, 1.0)
        if sign in ("==", "!="):
            about = listed(self.inputs(left, right))
            rows.add("always", "as if the condition on {about} were always met", 1.1, about=about)
        if sign in LOOSE and self.inputs(left) and self.inputs(right):
            rows.add("zero", "comparing {a} with **zero** instead of {b}", 1.2)
        for name in self.scalars if sign in LOOSE else ():
            for how, done in SCALED.items():
                rows.add(f"{how} {name}", "comparing {a} with {b} **{done}** `{name}`", 1.5, done=done, name=name)
        site = self.switch(rows if self.inputs(left, right) else [])
        return self.call("compared", site, ast.Constant(sign), self.visit(left), self.visit(right))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """A minus in front."""
        if not isinstance(node.op, ast.USub) or isinstance(node.operand, ast.Constant):
            return self.generic_visit(node)
        rows = Settings(said=self.said(node.operand) or "one part")
        rows.add("plain", "with the sign of {said} turned round", 1.0)
        return self.call("minus", self.switch(rows), self.visit(node.operand))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """``and`` and ``or``."""
        joined = "and" if isinstance(node.op, ast.And) else "or"
        other = "or" if joined == "and" else "and"
        meaning = "either condition is enough" if other == "or" else "both conditions must hold"
        rows = Settings(joined=joined, other=other, meaning=meaning)
        rows.add("other", "with **{other}** in place of **{joined}**: {meaning}", 1.2)
        for i, part in enumerate(node.values):
            about = listed(self.inputs(part)) or "one part"
            rows.add(f"drop:{i}", "without the condition on {about}", 1.1, about=about)
        site = self.switch(rows)
        parts: list[ast.expr] = [self.later(self.visit(part)) for part in node.values]
        return self.call("joined", site, ast.Constant(joined), ast.Tuple(parts, ast.Load()))

    def _decided(self, test: ast.expr, yes: ast.AST, no: ast.AST | None) -> list[tuple[str, str, float]]:
        about = listed(self.inputs(test))
        if not about:
            return []
        always, never = (
            say("as if the condition on {about} were always met", about=about),
            say("as if the condition on {about} were never met", about=about),
        )
        if isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id in self.parameters:
            right = test.comparators[0]
            if isinstance(right, ast.Constant):
                if isinstance(test.ops[0], ast.Eq):
                    always = say("treating every case as `{id}={value}`", id=test.left.id, value=repr(right.value))
                    never = say("treating no case as `{id}={value}`", id=test.left.id, value=repr(right.value))
                elif isinstance(test.ops[0], ast.Gt) and right.value == 0:
                    always = say("treating every `{id}` as if it were above zero", id=test.left.id)
                    never = say("treating every `{id}` as if it were below zero", id=test.left.id)
        turned = say("with the two outcomes of the condition on {about} **swapped**", about=about)
        if isinstance(no, ast.Constant) and no.value is None:
            always = "without the `None`: it gives a number where there is no valid answer"
        if isinstance(yes, ast.Constant) and yes.value is None:
            never = "without the `None`: it gives a number where there is no valid answer"
        if isinstance(yes, ast.Raise):
            never = "without refusing what must be refused: no error is raised"
        cost = 0.85 if isinstance(yes, ast.Raise) else 1.1
        return [("always", always, 1.1), ("never", never, cost), ("turned", turned, 1.0)]

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """``a if test else b``."""
        site = self.switch(self._decided(node.test, node.body, node.orelse))
        yes, no = self.later(self.visit(node.body)), self.later(self.visit(node.orelse))
        return self.call("chosen", site, self.visit(node.test), yes, no)

    def visit_If(self, node: ast.If) -> ast.AST:
        """``if``."""
        first = node.body[0]
        told = first.value if isinstance(first, ast.Return) and first.value is not None else first
        site = self.switch(self._decided(node.test, told, None))
        node.test = self.call("tested", site, self.visit(node.test))
        node.body = [self.visit(part) for part in node.body]
        node.orelse = [self.visit(part) for part in node.orelse]
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        """``while``."""
        rows = [("1", "stopped after **one round**", 1.0), ("2", "stopped after two rounds", 1.5)]
        rows += [("0", "without a single round", 1.4), ("3", "stopped after three rounds", 1.9)]
        site = self.switch(rows)
        node.test = self.call("again", site, self.visit(node.test))
        self.rounds += 1
        node.body = self._block(node.body)
        self.rounds -= 1
        return node

    def _block(self, statements: Sequence[ast.stmt]) -> list[ast.stmt]:
        """Statements in turn; of two questions that each end the function, the second may be asked first."""
        done: list[ast.stmt] = []
        for first, then in zip(statements, [*statements[1:], None], strict=True):
            if _ends(first) and _ends(then):
                assert isinstance(first, ast.If)
                assert isinstance(then, ast.If)
                one, other = (listed(self.inputs(part.test)) for part in (first, then))
                test, *body = self._copies(*map(copy.deepcopy, (then.test, *then.body)))
                rows = Settings(one=one, other=other)
                rows.add("order", "asking about {other} **before** {one}", 1.1)
                site = self.switch(rows if one and other else [])
                early = ast.If(test, body, [])
                early.test = self.call("order", site, self.later(early.test))
                done.append(early)
            done.append(self.visit(first))
        return done

    def _walked(self, items: ast.expr) -> ast.expr:
        about = listed(self.inputs(items)) or "the list"
        rows = Settings(about=about)
        rows.add("first", "with only the **first** entry of {about}", 1.1)
        rows.add("last", "with only the **last** entry of {about}", 1.1)
        rows.add("no first", "without the first entry of {about}", 1.3)
        rows.add("no last", "without the last entry of {about}", 1.3)
        rows.add("turned", "going through {about} from the end", 1.5)
        name = getattr(items.func, "id", "") if isinstance(items, ast.Call) else ""
        if name == "enumerate":
            rows.add("from one", "counting {about} from **one** instead of zero", 1.05)
        if name == "range":
            rows.add("one on", "with every place in {about} **one** too high", 1.2)
            rows.add("one back", "with every place in {about} **one** too low", 1.2)
        return self.call("walked", self.switch(rows), self.visit(items))

    def visit_For(self, node: ast.For) -> ast.AST:
        """``for``."""
        node.iter = self._walked(node.iter)
        seen = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name) and self.known.get(n.id)]
        self.looked_at += seen
        self.rounds += 1
        node.body = self._block(node.body)
        self.rounds -= 1
        del self.looked_at[len(self.looked_at) - len(seen) :]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """``… for x in …``."""
        node.iter = self._walked(node.iter)
        node.ifs = [self.call("tested", self.switch(self._decided(t, t, None)[:2]), self.visit(t)) for t in node.ifs]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function: its own arguments are no mistakes to be made."""
        self.inner.append({a.arg for a in node.args.args} - set(self.parameters))
        node.body = self._block([part for part in node.body if not isinstance(part, ast.Import | ast.ImportFrom)])
        self.inner.pop()
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """A function without a name."""
        node.body = self.visit(node.body)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """An argument taken for another one."""
        if isinstance(node.ctx, ast.Load) and node.id in self.before:
            return self._other_name(node)
        if not isinstance(node.ctx, ast.Load) or node.id not in self.parameters:
            return node
        others = [name for name in self.like(node.id) if name != node.id]
        signed = bool(self.direction) and node.id in self.scalars
        looked_at = self.looked_at if node.id in self.scalars else []
        if node.id not in self.scalars and not others:
            return node
        rows = Settings(one=ONE, id=node.id)
        values: dict[str, ast.expr] = {}
        far = [name for name in self.scalars if name not in others and name != node.id and node.id in self.scalars]
        for other in (*others, *far):
            rows.add(other, "with `{other}` {one} where `{id}` belongs", 1.3 if other in others else 1.8, other=other)
            values[other] = ast.Name(other, ast.Load())
        for name in sorted(self.before) if node.id in self.scalars else ():
            other = self.said(ast.Name(name, ast.Load()))
            if other and node.id not in other:
                rows.add(f"now:{name}", "with {other} {one} where `{id}` belongs", 1.5, other=other)
                values[f"now:{name}"] = self.later(ast.Name(name, ast.Load()))
        for name in looked_at:
            entry = say("with the entry of {of} that is looked at", of=listed(sorted(self.known[name])))
            rows.add(f"of {name}", "{entry} {one} where `{id}` belongs", 1.35, entry=entry)
            values[f"of {name}"] = ast.Name(name, ast.Load())
        if signed:
            about = listed(sorted(self.known.get(self.direction, ())))
            rows.add("±", "with the **sign** of the direction ({about}) put before `{id}` {one}", 1.3, about=about)
            values["±"] = ast.BinOp(ast.Name(self.direction, ast.Load()), ast.Mult(), ast.Name(node.id, ast.Load()))
        return self.call("named", self.switch(rows), node, _by_setting(values))

    def _other_name(self, node: ast.Name) -> ast.AST:
        """A value computed before, taken for an argument that it is made of, or for another such value."""
        made_of = [name for name in self.scalars if name in self.known.get(node.id, ())]
        others = sorted(self.before - {node.id})
        said = self.said(node)
        rows = Settings(said=said, one=ONE)
        values: dict[str, ast.expr] = {}
        for name in (*made_of, *others):
            other = self.said(ast.Name(name, ast.Load()))
            if said and other and other != said:
                rows.add(name, "with {other} {one} where {said} belongs", 1.35, other=other)
                values[name] = self.later(ast.Name(name, ast.Load()))
        return self.call("renamed", self.switch(rows), node, _by_setting(values)) if rows else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A number or text."""
        value = node.value
        if isinstance(value, str) and value in self.labels:
            rows = [
                (label, say("answering `{label}` where `{value}` is right", label=repr(label), value=repr(value)), 1.1)
                for label in self.labels
            ]
            return self.call("constant", self.switch([row for row in rows if row[0] != value]), node)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return node
        near = (value + 1, value - 1) if abs(value) <= 3 else ()
        options = dict.fromkeys(
            (
                *near,
                *YEARS.get(value, ()),
                -value,
                0,
                2 * value,
                *((1.0, 2.0) if value == 0.5 else (0.5,) if value == 2 else ()),
            )
        )
        rows = [
            (repr(option), say("with {option:#~} {one} where another number belongs", option=option, one=ONE), 1.6)
            for option in options
            if option != value
        ]
        return self.call("constant", self.switch(rows), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """An entry of a list, or a part of it: its place may be off by one."""
        said = self.said(node.value)
        node.value = self.visit(node.value)
        if isinstance(node.ctx, ast.Load) and not isinstance(node.slice, ast.Tuple):
            known = len(self.changes)
            place = node.slice
            node.slice = self.visit(node.slice)
            if isinstance(place, ast.Name) and place.id not in self.parameters:
                node.slice = self.call("place", self.switch(_beside(self.said(node.value) or "the list")), node.slice)
            elif isinstance(place, ast.Constant | ast.UnaryOp) and ast.unparse(place) in ("0", "-1"):
                which = "first" if ast.unparse(place) == "0" else "last"
                rows = Settings(said=said, which=which)
                for how in ("max", "min", "mean"):
                    rows.add(how, "with {words} of {said} where its {which} belongs", 1.2, words=REDUCED[how])
                if said.startswith("`"):
                    return self.call("entry", self.switch(rows), node.value, node)
            if isinstance(
                node.slice, ast.Slice
            ):  # the words for such a change are about the bounds, and say less than others
                self.changes[known:] = [replace(c, cost=c.cost + 0.4) for c in self.changes[known:]]
        return node

    def visit_List(self, node: ast.List) -> ast.AST:
        """Values written out one by one: one of them may be missing."""
        if len(node.elts) < 3 or any(isinstance(e, ast.Starred) for e in node.elts):
            return self.generic_visit(node)
        rows = Settings(elts=len(node.elts))
        for i, e in enumerate(node.elts):
            rows.add(str(i), "without {value} among the {elts} values", 1.1, value=self.said(e) or "one value")
        site = self.switch(rows)
        return self.call("listed", site, ast.List([self.visit(e) for e in node.elts], ast.Load()))

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        """Keys are no mistakes to be made."""
        node.values = [self.visit(value) for value in node.values]
        return node

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        """Texts of errors."""
        return node

    def visit_Raise(self, node: ast.Raise) -> ast.AST:
        """Errors."""
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Calls whose relatives are mistakes: min for max, mean for sum, no absolute value."""
        if getattr(node.func, "id", "") == "int" and ast.unparse(node.args[0]).startswith(("np.argmax(", "np.argmin(")):
            return self.visit_Call(
                cast("ast.Call", node.args[0])
            )  # who takes the value for its place does not cut it off
        method = isinstance(node.func, ast.Attribute) and not _of_library(node.func.value)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        given = [node.func.value, *node.args] if method else list(node.args)  # type: ignore[attr-defined]
        rows = [] if any(isinstance(a, ast.Starred) for a in given) else self._called(name, given)
        if not rows:
            return self.generic_visit(node)
        about: ast.expr
        if method:
            about = ast.Attribute(ast.Name("_owner", ast.Load()), name, ast.Load())
            names = [ast.arg("_owner")]
            inner = ast.Call(
                about,
                [ast.Starred(ast.Name("_rest", ast.Load()), ast.Load())],
                [ast.keyword(None, ast.Name("_more", ast.Load()))],
            )
            about = ast.Lambda(ast.arguments([], names, ast.arg("_rest"), [], [], ast.arg("_more"), []), inner)
        else:
            about = node.func
        more = ast.Dict([ast.Constant(k.arg) for k in node.keywords], [self.visit(k.value) for k in node.keywords])
        apart = name != "dot" and any(how == "parts" or how.startswith("apart ") for how, _, _ in rows)
        if apart and node.keywords:
            rows = [row for row in rows if row[0] not in ("parts", "worst") and not row[0].startswith("apart ")]
            apart = False
        parts = self._parts(given[0]) if apart else []
        args = ast.Tuple([self.visit(a) for a in given], ast.Load())
        site = self.switch(rows)
        for how, _, _ in rows:
            self.calls.setdefault((name, how), []).append(int(str(site.value)))
        return self.call("called", site, ast.Constant(name), about, args, more, *parts)

    def _taken_apart(self, rows: Settings, given: Sequence[ast.expr]) -> None:
        """The sum of products by two sums, the largest of sums by two largest ones."""
        node, was = self._joint(given[0]) if len(given) == 1 else None, rows.shared["was"]
        sign = SIGNS.get(type(node.op)) if node is not None else None
        if node is None or not (self.inputs(node.left) and self.inputs(node.right)):
            return
        if sign in ("+", "-") and was in ("the largest", "the smallest"):
            for how, cost in (("parts", 1.2), ("worst", 1.15)):
                rows.add(how, "taking {was} of the parts one by one ({about}): they need not come together", cost)
        if sign in ("*", "/") and was in ("the sum", "the mean"):
            done = "multiplying" if sign == "*" else "dividing"
            for how, (first, second) in APART.items():
                text = "{done} {a} by {b} ({about}), where entry goes with entry"
                rows.add(f"apart {how}", text, 1.2, done=done, a=REDUCED[first], b=REDUCED[second])

    def _joint(self, node: ast.expr) -> ast.BinOp | None:
        """The sum or product that a call is given, for each entry of a comprehension too."""
        if isinstance(node, ast.GeneratorExp | ast.ListComp):
            node = node.elt
        elif isinstance(node, ast.Name):
            node = self.set_once.get(node.id, node)
        return node if isinstance(node, ast.BinOp) else None

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        """The sign of a sum or product and its two parts, for who does something to each."""
        inside = self._joint(node)
        assert inside is not None
        sides = [copy.deepcopy(part) for part in (inside.left, inside.right)]
        if isinstance(node, ast.GeneratorExp | ast.ListComp):
            sides = [ast.ListComp(part, copy.deepcopy(node.generators)) for part in sides]
        both = ast.Tuple(self._copies(*sides), ast.Load())
        return [ast.Constant(SIGNS[type(inside.op)]), self.later(both)]

    def _called(self, name: str, given: Sequence[ast.expr]) -> Settings:
        if not given:
            return Settings()
        said = [self.said(a) or "one part" for a in given]
        about = listed(self.inputs(*given)) or "these"
        rows = Settings(about=about, **dict(zip(("said", "second", "third"), said, strict=False)))
        if name in PAIRED and len(given) == NEEDED.get(name, len(given)):
            other, words = PAIRED[name]
            rows.add(other, words, 1.0)
        if name in ("min", "max", "minimum", "maximum") and len(given) == 2:
            rows += _unlimited(given, said, self.scalars)
        elif name in REDUCING:
            self._of_reduction(rows, name, given)
        elif name == "where" and len(given) == 3:
            rows.shared["tested"] = listed(self.inputs(given[0])) or "one part"
        elif name in WORDS_OF_CURVES:
            words = WORDS_OF_CURVES[name]
            rows.add("arg:0", "without taking {words} of {said}", 1.1, words=words)
            if isinstance(given[0], ast.BinOp) and SIGNS.get(type(given[0].op)) in ("+", "-"):
                rows.add("parts", "taking {words} of the parts of {said} one by one", 1.2, words=words)
        elif name == "solve" and len(given) == 2:
            for n, word in enumerate(ROUNDS):
                rows.add(f"rounds:{n}", "stopped after **{word}**: the later rounds are missing", 1 + n / 10, word=word)
        if len(given) == NEEDED.get(name, len(given)):
            for how, text, cost in CALLED.get(name, ()):
                rows.add(how, text, cost)
        if name == "dot":
            for how, (first, second) in APART.items():
                text = "multiplying {a} by {b} ({about}), where entry goes with entry"
                rows.add(f"apart {how}", text, 1.2, a=REDUCED[first], b=REDUCED[second])
        return rows

    def _of_reduction(self, rows: Settings, name: str, given: Sequence[ast.expr]) -> None:
        was = REDUCING[name]
        rows.shared["was"] = was
        for how, words in REDUCED.items():
            if words != was:
                cost = 0.95 if name == "median" else 1.1
                rows.add(how, "with {words} in place of {was} ({about})", cost, words=words)
        for scalar in self.scalars if was == "the mean" else ():
            text = "with the sum divided by `{name}` in place of the mean ({about})"
            rows.add(f"over {scalar}", text, 1.3, name=scalar)
        for row in self.parameters if was == "the sum" else ():
            if row not in self.scalars:
                rows.add(f"weigh {row}", "adding up `{row}` where entries should be counted", 1.15, row=row)
        self._taken_apart(rows, given)


def _by_setting(values: dict[str, ast.expr]) -> ast.Dict:
    """A dictionary written out: what each setting gives."""
    return ast.Dict([ast.Constant(how) for how in values], list(values.values()))


def _is_product(node: ast.expr) -> TypeGuard[ast.BinOp]:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)


def _bracketed(sign: str, node: ast.BinOp) -> tuple[str, ast.BinOp | None]:
    """The side of an operation whose brackets could stand in another place, right or left."""
    for side, part in (("r", node.right), ("l", node.left)):
        if isinstance(part, ast.BinOp) and SIGNS.get(type(part.op), "none") in BRACKETS.get(sign, ""):
            return side, part
    return "", None


def _first_of(node: ast.expr) -> str:
    """What ``node`` is the first entry of, or ""."""
    place = node.slice if isinstance(node, ast.Subscript) else None
    return ast.unparse(node.value) if isinstance(place, ast.Constant) and place.value == 0 else ""  # type: ignore[attr-defined]


def _beside(said: str) -> Settings:
    """Ways to miss an entry by one."""
    rows = Settings(said=said)
    rows.add("1", "with the entry of {said} **after** the one that belongs there", 1.2)
    rows.add("-1", "with the entry of {said} **before** the one that belongs there", 1.2)
    return rows


def _of_library(node: ast.expr) -> bool:
    """``np``, ``math``, ``np.linalg``: what stands before the name of a function, and is no value."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in ("np", "math")


def _set_once(definition: ast.FunctionDef) -> dict[str, ast.BinOp]:
    """Names of sums and products that are set once and for all, and what they are."""
    stored = Counter(n.id for n in ast.walk(definition) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
    return {
        target.id: copy.deepcopy(node.value)
        for node in definition.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp)
        for target in node.targets
        if isinstance(target, ast.Name) and stored[target.id] == 1
    }


def _ends(node: ast.stmt | None) -> bool:
    """An ``if`` that ends the function where its condition is met, and does nothing else."""
    return isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return)


def _computed(definition: ast.FunctionDef, parameters: Sequence[str]) -> set[str]:
    """Names that the body of a function sets by a calculation."""
    found: set[str] = set()
    for node in definition.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp | ast.Name):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            found.update(name for name in names if name not in parameters)
    return found


def _remembered(definition: ast.FunctionDef) -> set[str]:
    """Names that a loop sets anew, set once before it."""
    loops = [node for node in ast.walk(definition) if isinstance(node, ast.For | ast.While)]
    inside = {id(part) for loop in loops for part in ast.walk(loop)}
    before: set[str] = set()
    within: set[str] = set()
    for node in ast.walk(definition):
        if isinstance(node, ast.Assign):
            names = {n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)}
            (within if id(node) in inside else before).update(names)
    return before & within


def _begun(definition: ast.FunctionDef) -> set[str]:
    """Names that begin anew in every round of a loop and are changed in a loop within it."""
    found: set[str] = set()
    for loop in (node for node in ast.walk(definition) if isinstance(node, ast.For)):
        begun = {
            t.id for part in loop.body if isinstance(part, ast.Assign) for t in part.targets if isinstance(t, ast.Name)
        }
        for inner in (part for part in loop.body if isinstance(part, ast.For | ast.While)):
            changed = {n.id for n in ast.walk(inner) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
            found |= begun & changed
    return found


def listed(names: Sequence[str]) -> str:
    """```a`, `b` and `c```."""
    quoted = [f"`{name}`" for name in names]
    return texts.listed(quoted) if quoted else ""


def _depends(definition: ast.FunctionDef, parameters: Sequence[str]) -> dict[str, set[str]]:
    """Which arguments every name depends on, through assignments and loops."""
    known = {name: {name} for name in parameters}
    for _ in range(4):
        for target, value in _assigned(definition):
            found = set().union(*(known.get(n.id, set()) for n in ast.walk(value) if isinstance(n, ast.Name)))
            if target not in parameters:
                known[target] = known.get(target, set()) | found
    return known


def _assigned(definition: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(definition):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AugAssign):
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.For | ast.comprehension):
            pairs = [(node.target, node.iter)]
        for target, value in pairs:
            aligned = _aligned(target, value)
            for one, source in aligned:
                for name in ast.walk(one):
                    if isinstance(name, ast.Name):
                        yield name.id, source


def _aligned(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """``a, b = x, y`` and ``for a, b in zip(x, y)`` taken apart."""
    if isinstance(target, ast.Tuple):
        if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            return list(zip(target.elts, value.elts, strict=True))
        zipped = isinstance(value, ast.Call) and getattr(value.func, "id", "") == "zip"
        if zipped and len(value.args) == len(target.elts):  # type: ignore[attr-defined]
            return list(zip(target.elts, value.args, strict=True))  # type: ignore[attr-defined]
        if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "enumerate" and len(target.elts) == 2:
            return [(target.elts[0], ast.Constant(0)), *_aligned(target.elts[1], value.args[0])]
    return [(target, value)]


def _unlimited(given: Sequence[ast.expr], said: Sequence[str], scalars: Sequence[str]) -> Settings:
    """Ways to lose the limit that the smaller or the larger of two values sets: on both sides, or on neither."""
    zero = [i for i, a in enumerate(given) if isinstance(a, ast.Constant) and a.value == 0]
    rows = Settings(a=said[0], b=said[1])
    rows.add("both", "with the limit on {a} applied on **both** sides", 1.3)
    if not zero:
        for how, words in TOGETHER.items():
            rows.add(how, words, 1.5)
        for (i, one), name, (how, done) in product(enumerate(said), scalars, SCALED.items()):
            text = "with {said} **{done}** `{name}` in that comparison"
            rows.add(f"scaled:{i}{how}{name}", text, 1.6, said=one, done=done, name=name)
        for i, (one, other) in enumerate((said, said[::-1])):
            rows.add(f"full:{i}", "with {said} in full wherever {other} is beyond zero", 1.25, said=other, other=one)
    for i, (one, other) in enumerate((said, said[::-1])):
        if not zero:
            rows.add(f"arg:{i}", "with {said} taken without comparing it with {other}", 1.1, said=one, other=other)
        elif i in zero:
            rows.add(f"arg:{i}", "with 0 in place of {other}", 1.1, other=other)
        else:
            rows.add(f"arg:{i}", "without the limit at zero", 1.1)
    return rows
