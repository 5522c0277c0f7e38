"""The places in a function where somebody could go wrong, each with a switch: what its settings do, and the words for it."""

from __future__ import annotations

import ast
import copy
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

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
    "sum": "with {a} and {b} **added** where one of the two should be taken",
    "difference": "with {a} **minus** {b} where one of the two should be taken",
    "product": "with {a} **times** {b} where one of the two should be taken",
}
"""What is done with two values of which one should be taken."""
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
    "argmax": ("argmin", "with the smallest taken instead of the largest"),
    "argmin": ("argmax", "with the largest taken instead of the smallest"),
    "any": ("all", "asking that **all** of them do where **any** is enough"),
    "all": ("any", "content with **any** of them where **all** are asked for"),
    "minimum": ("maximum", "with the larger taken instead of the smaller"),
    "maximum": ("minimum", "with the smaller taken instead of the larger"),
}


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

    def _binary(self, sign: str, left: ast.expr, right: ast.expr) -> list[tuple[str, str, float]]:
        a, b = self.said(left) or "the first part", self.said(right) or "the other part"
        once_a, once_b = (f" {ONE}" if self.again(side) else "" for side in (left, right))
        if sign in "+-":
            done, instead = ("added", "subtracted") if sign == "-" else ("subtracted", "added")
            rows = [
                (
                    "-" if sign == "+" else "+",
                    say("with {b} **{done}** instead of {instead}", b=b, done=done, instead=instead),
                    1.0,
                ),
                ("left", _left_out(right, say("without {b}{once_b}", b=b, once_b=once_b), sign, b), 1.1),
                ("right", say("without {a}{once_a}", a=a, once_a=once_a), 1.1),
                (
                    "*",
                    say("with {a} and {b} multiplied where they should be {instead}", a=a, b=b, instead=instead),
                    2.4,
                ),
                ("twice", say("with {b} counted twice", b=b), 1.8),
                ("both", say("with {a} counted twice", a=a), 1.8),
            ]
            if self.inputs(left) and self.inputs(right):
                rows += [
                    ("larger", say("with the **larger** of {a} and {b} in place of their sum", a=a, b=b), 1.3),
                    ("smaller", say("with the **smaller** of {a} and {b} in place of their sum", a=a, b=b), 1.4),
                    ("+size", say("with the size of {b} added, whatever its sign", b=b), 1.35),
                    ("-size", say("with the size of {b} subtracted, whatever its sign", b=b), 1.35),
                ]
            if sign == "-" and self.inputs(right):
                difference = say("the difference of {a} and {b}", a=a, b=b)
                rows += [
                    ("size", say("with {difference} taken without its sign", difference=difference), 1.3),
                    ("no less", say("with {difference} cut off at zero", difference=difference), 1.4),
                    ("no more", say("with {difference} counted only where it is negative", difference=difference), 1.4),
                ]
            if sign == "-" and _first_of(right) == ast.unparse(left):
                rows += [
                    ("before", say("with the change of {a} since the entry **before** instead of the first", a=a), 1.0),
                    (
                        "highest",
                        say("with the change of {a} since the **highest** so far instead of the first", a=a),
                        1.1,
                    ),
                    (
                        "lowest",
                        say("with the change of {a} since the **lowest** so far instead of the first", a=a),
                        1.1,
                    ),
                ]
            if sign == "-" and isinstance(left, ast.Constant) and left.value == 1:
                rows.append(("bare right", say("with {b} itself where 1 − {b} belongs", b=b), 1.0))
            if sign == "-":
                rows.append(
                    ("sides", say("with the difference of {a} and {b} taken the wrong way round", a=a, b=b), 1.1)
                )
            for name in self.scalars:
                rows.append((f"/ {name}", say("with {b} **divided** by `{name}`", b=b, name=name), 1.5))
                rows.append((f"* {name}", say("with {b} **times** `{name}`", b=b, name=name), 1.5))
            return rows
        if sign == "*":
            taken = [name for name in self.scalars if name not in self.inputs(left, right) and self.inputs(left, right)]
            return [
                *(
                    (
                        f"= {name}",
                        say("with `{name}` {one} where {a} times {b} belongs", name=name, one=ONE, a=a, b=b),
                        1.5,
                    )
                    for name in taken
                ),
                *self._chained(left, right),
                ("left", say("without the factor {b}{once_b}", b=b, once_b=once_b), 1.2),
                ("right", say("without the factor {a}{once_a}", a=a, once_a=once_a), 1.2),
                ("/", say("**divided** by {b} where it should be multiplied", b=b), 1.4),
                ("+", say("with {a} and {b} added where they should be multiplied", a=a, b=b), 2.0),
                ("-", say("with {b} subtracted where it should be multiplied", b=b), 2.2),
                ("again", say("with {b} multiplied in twice", b=b), 2.0),
                ("size", say("with {a} times {b} taken without its sign", a=a, b=b), 1.4),
            ]
        if sign == "/":
            return [
                *self._cut_early(left, b),
                ("*", say("**multiplied** by {b} where it should be divided", b=b), 1.2),
                ("left", say("without dividing by {b}{once_b}", b=b, once_b=once_b), 1.1),
                ("sides", say("with the quotient of {a} and {b} **upside down**", a=a, b=b), 1.2),
                ("right", say("with 1 in place of {a} above the fraction line", a=a), 1.6),
                ("bare right", say("with {b} alone where it should divide {a}", b=b, a=a), 2.2),
                ("//", say("with the division by {b} cut off to a whole number", b=b), 1.4),
                ("again", say("divided by {b} twice", b=b), 2.0),
            ]
        if sign == "@":
            return [
                ("elementwise", "multiplying entry by entry where a matrix product belongs", 1.4),
                ("left", say("without multiplying by {b}", b=b), 1.6),
                ("right", say("without multiplying by {a}", a=a), 1.6),
            ]
        rows = [("left", say("without the power of {a}", a=a), 1.4)]
        if sign == "**" and self.inputs(right):
            power = say("where {a} to the power of {b} belongs", a=a, b=b)
            rows += [
                ("*", say("with {a} **times** {b} {power}", a=a, b=b, power=power), 1.5),
                ("/", say("with {a} **divided** by {b} {power}", a=a, b=b, power=power), 1.5),
                ("any", say("with 1 − (1 − {a}) to the power of {b} {power}", a=a, b=b, power=power), 1.6),
            ]
        return rows

    def _cut_early(self, left: ast.expr, under: str) -> Iterator[tuple[str, str, float]]:
        """``a * b / c`` with one of the two factors divided to a whole number."""
        if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult):
            for how, part in (("cut:l", left.left), ("cut:r", left.right)):
                if self.said(part):
                    said = self.said(part)
                    yield how, say("with {said} ÷ {under} cut off to a whole number", said=said, under=under), 1.5

    def _chained(self, left: ast.expr, right: ast.expr) -> Iterator[tuple[str, str, float]]:
        """``a * b * c`` with an argument in place of ``a * c`` or ``b * c``: the tree alone shows ``a * b``."""
        if not (isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult)):
            return
        for stays, gone in ((left.left, left.right), (left.right, left.left)):
            if not (self.said(gone) and self.said(right)):
                continue
            for name in self.scalars:
                if name not in self.inputs(gone, right):
                    text = say(
                        "with `{name}` {one} where {a} times {b} belongs",
                        name=name, one=ONE, a=self.said(gone), b=self.said(right),
                    )  # fmt: skip
                    yield f"chain:{'l' if stays is left.left else 'r'}:{name}", text, 1.55

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Operators."""
        sign = SIGNS.get(type(node.op))
        if sign is None or sign not in BINARY:
            return self.generic_visit(node)
        rows = self._binary(sign, node.left, node.right)
        inner: list[ast.expr] = []
        for side, part in (("r", node.right), ("l", node.left)):
            within = SIGNS.get(type(part.op)) if isinstance(part, ast.BinOp) else None
            if sign == "/" and side == "l" and within == "*" and not inner:
                assert isinstance(part, ast.BinOp)
                inner = [copy.deepcopy(part.left), copy.deepcopy(part.right)]
                continue
            if (
                within
                and not inner
                and (
                    (sign in "+-" and within in "*/")
                    or (sign in "*/" and within in "+-")
                    or (sign == "**" and within in "*/")
                )
            ):
                assert isinstance(part, ast.BinOp)
                rows.append(
                    (
                        f"bracket:{side}:{within}",
                        say("with the **brackets** in another place ({listed})", listed=listed(self.inputs(node))),
                        1.3,
                    )
                )
                inner = [copy.deepcopy(part.left), copy.deepcopy(part.right)]
        cut = sign == "/" and isinstance(node.left, ast.BinOp) and SIGNS.get(type(node.left.op)) == "*"
        if inner and (not cut or rows[-1][0].startswith("bracket:")):
            rows = [row for row in rows if not row[0].startswith(("chain:", "cut:"))]
        elif not inner and any(how.startswith("chain:") for how, _, _ in rows):
            assert isinstance(node.left, ast.BinOp)
            inner = [copy.deepcopy(node.left.left), copy.deepcopy(node.left.right)]
        reciprocal = sign == "/" and isinstance(node.left, ast.Constant) and node.left.value == 1
        if reciprocal:
            said = self.said(node.right) or "one part"
            rows += [("log", say("with the logarithm of {said} in place of 1 ÷ {said}", said=said), 1.4)]
            rows += [("itself", say("with {said} itself in place of 1 ÷ {said}", said=said), 1.4)]
            if isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Add):
                more = self.said(node.right.right) or "what is added"
                straight = say("falling in proportion to {more} where 1 ÷ a sum belongs", more=more)
                rows += [("straight", straight, 1.3), ("share", straight, 1.3)]
        site = self.switch(rows)
        if reciprocal:
            for how in ("log", "itself"):
                self.calls.setdefault(("1/", how), []).append(int(str(site.value)))
        both = [self.visit(node.left), self.visit(node.right)]
        if inner:
            known = len(self.changes)
            both.append(self.later(ast.Tuple([self.visit(part) for part in inner], ast.Load())))
            del self.changes[known:]  # the copy is only there for its value
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

    def _computed(self, value: ast.expr) -> list[tuple[str, str, float]]:
        """What could be done to a result on the way."""
        said = self.said(value)
        if not said:
            return []
        rows = [
            ("size", say("with {said} taken without its sign", said=said), 1.4),
            ("no less", say("with {said} cut off at zero", said=said), 1.4),
            ("no more", say("with {said} counted only where it is negative", said=said), 1.5),
        ]
        rows += [
            ("end=", say("Your answer is {said}: a step on the way, not what is asked for", said=said), 1.2),
            ("end*", say("Your answer is the right one **times** {said}", said=said), 1.3),
            ("end/", say("Your answer is the right one **divided** by {said}", said=said), 1.3),
            ("end+", say("Your answer is the right one **plus** {said}", said=said), 1.35),
            ("end-", say("Your answer is the right one **minus** {said}", said=said), 1.35),
        ]
        for name in self.scalars:
            rows.append((f"+ {name}", say("with `{name}` added to {said}", name=name, said=said), 1.7))
            rows.append((f"- {name}", say("with `{name}` taken off {said}", name=name, said=said), 1.7))
        return rows

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """``x += y``."""
        sign = SIGNS.get(type(node.op))
        if not isinstance(node.target, ast.Name) or sign not in BINARY:
            return self.generic_visit(node)
        b = self.said(node.value) or "what is added"
        rows = [(how, text, cost) for how, text, cost in self._binary(sign, node.target, node.value) if how != "right"]
        if sign in "+-":
            rows = [row for row in rows if row[0] in ("-", "+", "twice")]
            never = "without ever adding {b}" if sign == "+" else "without ever taking {b} off what is left"
            rows.append(("left", say(never, b=b), 1.1))
            if sign == "+":
                rows.append(("max", say("keeping only the largest of {b} instead of adding them up", b=b), 1.2))
                rows.append(("min", say("keeping only the smallest of {b} instead of adding them up", b=b), 1.3))
            rows.append(("mean", say("with **the mean** of {b} in place of the sum", b=b), 1.1))
            rows.append(("bare right", say("keeping only the last of {b} instead of adding them up", b=b), 1.2))
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
        rows = []
        if sign in LOOSE:
            told = [text for text in (self.said(left), self.said(right)) if text]
            if len(told) == 1:
                edge = say("where {a} is met **exactly** (the edge belongs to the other side)", a=told[0])
            else:
                both = say("{a} and {b}", a=a, b=b) if told else "the two sides of a comparison"
                edge = say("where {both} are **exactly equal** (the edge belongs to the other side)", both=both)
            rows.append((LOOSE[sign], say("except {edge}", edge=edge), 0.9))
            rows.append((LOOSE[TURNED[sign]], "", 9.0))
        rows.append((TURNED[sign], say("with the comparison of {a} and {b} **turned round**", a=a, b=b), 1.0))
        if sign in LOOSE:
            rows[1] = (LOOSE[TURNED[sign]], rows[-1][1], 1.05)
        if sign in ("==", "!="):
            about = listed(self.inputs(left, right))
            rows.append(("always", say("as if the condition on {about} were always met", about=about), 1.1))
        if sign in LOOSE and self.inputs(left) and self.inputs(right):
            rows.append(("zero", say("comparing {a} with **zero** instead of {b}", a=a, b=b), 1.2))
        for name in self.scalars if sign in LOOSE else ():
            for how, done in (("*", "times"), ("/", "divided by")):
                rows.append(
                    (
                        f"{how} {name}",
                        say("comparing {a} with {b} **{done}** `{name}`", a=a, b=b, done=done, name=name),
                        1.5,
                    )
                )
        site = self.switch(rows if self.inputs(left, right) else [])
        return self.call("compared", site, ast.Constant(sign), self.visit(left), self.visit(right))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """A minus in front."""
        if not isinstance(node.op, ast.USub) or isinstance(node.operand, ast.Constant):
            return self.generic_visit(node)
        said = self.said(node.operand) or "one part"
        site = self.switch([("plain", say("with the sign of {said} turned round", said=said), 1.0)])
        return self.call("minus", site, self.visit(node.operand))

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """``and`` and ``or``."""
        joined = "and" if isinstance(node.op, ast.And) else "or"
        other = "or" if joined == "and" else "and"
        meaning = "either condition is enough" if other == "or" else "both conditions must hold"
        rows = [
            (
                "other",
                say(
                    "with **{other}** in place of **{joined}**: {meaning}", other=other, joined=joined, meaning=meaning
                ),
                1.2,
            )
        ]
        for i, part in enumerate(node.values):
            rows.append(
                (
                    f"drop:{i}",
                    say("without the condition on {value}", value=listed(self.inputs(part)) or "one part"),
                    1.1,
                )
            )
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
                rows = [("order", say("asking about {other} **before** {one}", other=other, one=one), 1.1)]
                known = len(self.changes)
                early = ast.If(
                    self.visit(copy.deepcopy(then.test)), [self.visit(copy.deepcopy(p)) for p in then.body], []
                )
                del self.changes[known:]  # the copy is only there for its place
                site = self.switch(rows if one and other else [])
                early.test = self.call("order", site, self.later(early.test))
                done.append(early)
            done.append(self.visit(first))
        return done

    def _walked(self, items: ast.expr) -> ast.expr:
        about = listed(self.inputs(items)) or "the list"
        rows = [
            ("first", say("with only the **first** entry of {about}", about=about), 1.1),
            ("last", say("with only the **last** entry of {about}", about=about), 1.1),
            ("no first", say("without the first entry of {about}", about=about), 1.3),
            ("no last", say("without the last entry of {about}", about=about), 1.3),
            ("turned", say("going through {about} from the end", about=about), 1.5),
        ]
        name = getattr(items.func, "id", "") if isinstance(items, ast.Call) else ""
        if name == "enumerate":
            rows.append(("from one", say("counting {about} from **one** instead of zero", about=about), 1.05))
        if name == "range":
            rows.append(("one on", say("with every place in {about} **one** too high", about=about), 1.2))
            rows.append(("one back", say("with every place in {about} **one** too low", about=about), 1.2))
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
        rows = [
            (other, say("with `{other}` {one} where `{id}` belongs", other=other, one=ONE, id=node.id), 1.3)
            for other in others
        ]
        far = [name for name in self.scalars if name not in others and name != node.id and node.id in self.scalars]
        rows += [
            (name, say("with `{other}` {one} where `{id}` belongs", other=name, one=ONE, id=node.id), 1.8)
            for name in far
        ]
        others += far
        loaded: list[ast.expr | None] = [ast.Constant(other) for other in others]
        values: list[ast.expr] = [ast.Name(other, ast.Load()) for other in others]
        for name in sorted(self.before) if node.id in self.scalars else ():
            other = self.said(ast.Name(name, ast.Load()))
            if other and node.id not in other:
                rows.append(
                    (
                        f"now:{name}",
                        say("with {other} {one} where `{id}` belongs", other=other, one=ONE, id=node.id),
                        1.5,
                    )
                )
                loaded.append(ast.Constant(f"now:{name}"))
                values.append(self.later(ast.Name(name, ast.Load())))
        for name in looked_at:
            entry = say("with the entry of {of} that is looked at", of=listed(sorted(self.known[name])))
            rows.append(
                (f"of {name}", say("{entry} {one} where `{id}` belongs", entry=entry, one=ONE, id=node.id), 1.35)
            )
            loaded.append(ast.Constant(f"of {name}"))
            values.append(ast.Name(name, ast.Load()))
        if signed:
            about = listed(sorted(self.known.get(self.direction, ())))
            rows.append(
                (
                    "±",
                    say(
                        "with the **sign** of the direction ({about}) put before `{id}` {one}",
                        about=about,
                        id=node.id,
                        one=ONE,
                    ),
                    1.3,
                )
            )
            loaded.append(ast.Constant("±"))
            values.append(ast.BinOp(ast.Name(self.direction, ast.Load()), ast.Mult(), ast.Name(node.id, ast.Load())))
        return self.call("named", self.switch(rows), node, ast.Dict(loaded, values))

    def _other_name(self, node: ast.Name) -> ast.AST:
        """A value computed before, taken for an argument that it is made of, or for another such value."""
        made_of = [name for name in self.scalars if name in self.known.get(node.id, ())]
        others = sorted(self.before - {node.id})
        said, rows = self.said(node), []
        values: list[ast.expr] = []
        for name in (*made_of, *others):
            other = self.said(ast.Name(name, ast.Load()))
            if said and other and other != said:
                text = say("with {other} {one} where {said} belongs", other=other, one=ONE, said=said)
                rows.append((name, text, 1.35))
                values.append(self.later(ast.Name(name, ast.Load())))
        if not rows:
            return node
        loaded: list[ast.expr | None] = [ast.Constant(how) for how, _, _ in rows]
        return self.call("renamed", self.switch(rows), node, ast.Dict(loaded, values))

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
                rows = [
                    (
                        how,
                        say("with {words} of {said} where its {which} belongs", words=words, said=said, which=which),
                        1.2,
                    )
                    for how, words in (("max", "the largest"), ("min", "the smallest"), ("mean", "the mean"))
                ]
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
        rows = [
            (
                str(i),
                say("without {value} among the {elts} values", value=self.said(e) or "one value", elts=len(node.elts)),
                1.1,
            )
            for i, e in enumerate(node.elts)
        ]
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

    def _taken_apart(self, was: str, given: Sequence[ast.expr], about: str) -> Iterator[tuple[str, str, float]]:
        """The sum of products by two sums, the largest of sums by two largest ones."""
        node = self._joint(given[0]) if len(given) == 1 else None
        sign = SIGNS.get(type(node.op)) if node is not None else None
        if node is None or not (self.inputs(node.left) and self.inputs(node.right)):
            return
        if sign in ("+", "-") and was in ("the largest", "the smallest"):
            one = say(
                "taking {was} of the parts one by one ({about}): they need not come together", was=was, about=about
            )
            yield "parts", one, 1.2
            yield "worst", one, 1.15
        if sign in ("*", "/") and was in ("the sum", "the mean"):
            done = "multiplying" if sign == "*" else "dividing"
            for how, (first, second) in APART.items():
                a, b = REDUCED[first], REDUCED[second]
                text = say("{done} {a} by {b} ({about}), where entry goes with entry", done=done, a=a, b=b, about=about)
                yield f"apart {how}", text, 1.2

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
        known = len(self.changes)
        sides = [copy.deepcopy(part) for part in (inside.left, inside.right)]
        if isinstance(node, ast.GeneratorExp | ast.ListComp):
            sides = [ast.ListComp(part, copy.deepcopy(node.generators)) for part in sides]
        both = ast.Tuple([self.visit(part) for part in sides], ast.Load())
        del self.changes[known:]  # the copies are only there for their values
        return [ast.Constant(SIGNS[type(inside.op)]), self.later(both)]

    def _called(self, name: str, given: Sequence[ast.expr]) -> list[tuple[str, str, float]]:
        said = [self.said(a) or "one part" for a in given]
        about = listed(self.inputs(*given)) or "these"
        if not given:
            return []
        if name in ("abs", "absolute", "fabs"):
            left_in = say("with the sign of {said} left in where its size alone counts", said=said[0])
            turned = say(
                "with {said} counted only where it is negative, though its size counts either way", said=said[0]
            )
            return [("arg:0", left_in, 0.9), ("negated", turned, 1.0)]
        if name in ("min", "max") and len(given) == 2:
            other = "max" if name == "min" else "min"
            larger, smaller = ("larger", "smaller") if name == "min" else ("smaller", "larger")
            rows = [
                (
                    f"{other}",
                    say(
                        "with the **{larger}** of two values taken instead of the {smaller} (the values: {about})",
                        larger=larger,
                        smaller=smaller,
                        about=about,
                    ),
                    1.0,
                )
            ]
            return rows + _unlimited(given, said, self.scalars)
        if name in ("minimum", "maximum") and len(given) == 2:
            rows = [
                (
                    f"np.{PAIRED[name][0]}",
                    say("{paired} (the values: {about})", paired=PAIRED[name][1], about=about),
                    1.0,
                )
            ]
            return rows + _unlimited(given, said, self.scalars)
        if name in REDUCING:
            was = REDUCING[name]
            rows = [
                (
                    how,
                    say("with {words} in place of {was} ({about})", words=words, was=was, about=about),
                    0.95 if name == "median" else 1.1,
                )
                for how, words in REDUCED.items()
                if words != was
            ]
            rows += [
                (
                    f"over {name}",
                    say("with the sum divided by `{name}` in place of the mean ({about})", name=name, about=about),
                    1.3,
                )
                for name in self.scalars
                if was == "the mean"
            ]
            if was == "the sum":
                rows += [
                    (f"weigh {row}", say("adding up `{row}` where entries should be counted", row=row), 1.15)
                    for row in self.parameters
                    if row not in self.scalars
                ]
            rows += self._taken_apart(was, given, about)
            if name == "median":
                rows.append(("arg:0", say("without taking {was} of {about}", was=was, about=about), 1.4))
                rows += [(how, say(words, about=about), 1.05) for how, words in MIDDLES.items()]
            return rows
        if name in ("argmax", "argmin", "any", "all"):
            rows = [(f"np.{PAIRED[name][0]}", PAIRED[name][1], 1.0)]
            if name.startswith("arg"):
                rows.append((name[3:], "with the **value** itself where its place is asked for", 1.0))
            return rows
        if name == "index" and len(given) == 2:
            return [("arg:1", "with the **value** itself where its place is asked for", 1.0)]
        if name == "clip" and len(given) == 3:
            low, high = said[1], said[2]
            return [
                ("arg:0", say("without the limits {low} and {high}", low=low, high=high), 1.0),
                ("no low", say("without the lower limit {low}", low=low), 1.1),
                ("no high", say("without the upper limit {high}", high=high), 1.1),
            ]
        if name in ("argsort", "sorted"):
            return [
                ("reversed", "in the **opposite order**, the lowest first where the highest should be", 1.0),
                ("unsorted", "in the order given instead of by rank", 1.1),
            ]
        if name == "where" and len(given) == 3:
            return [
                (
                    "where",
                    say(
                        "with the two outcomes of the condition on {value} **swapped**",
                        value=listed(self.inputs(given[0])) or "one part",
                    ),
                    1.0,
                ),
                ("arg:1", "as if the condition were always met", 1.2),
                ("arg:2", "as if the condition were never met", 1.2),
            ]
        if name == "solve" and len(given) == 2:
            return [
                *(
                    (
                        f"rounds:{n}",
                        say("stopped after **{word}**: the later rounds are missing", word=word),
                        1.0 + n / 10,
                    )
                    for n, word in enumerate(
                        ("no round", "one round", "two rounds", "three rounds", "four rounds", "five rounds")
                    )
                ),
                ("product", "with the matrix multiplied where the equation should be solved", 1.3),
                ("diagonal", "with only the **diagonal** of the matrix: no contagion between its rows", 1.1),
                ("transposed", "with **rows and columns** of the matrix swapped", 1.0),
                ("elementwise", "multiplying entry by entry where a matrix product belongs", 1.2),
            ]
        if name in ("int", "round", "float", "asarray", "array"):
            return []
        if name in ("sqrt", "log", "exp", "sign"):
            words = {
                "sqrt": "the square root",
                "log": "the logarithm",
                "exp": "the exponential",
                "sign": "the sign alone",
            }
            rows = [("arg:0", say("without taking {words} of {said}", words=words[name], said=said[0]), 1.1)]
            if isinstance(given[0], ast.BinOp) and SIGNS.get(type(given[0].op)) in ("+", "-"):
                one_by_one = say("taking {words} of the parts of {said} one by one", words=words[name], said=said[0])
                rows.append(("parts", one_by_one, 1.2))
            return (
                [
                    *rows,
                    (
                        "np.square",
                        say("with the **square** of {said} where its square root belongs", said=said[0]),
                        1.3,
                    ),
                ]
                if name == "sqrt"
                else rows
            )
        if name == "eigvals":
            return [("arg:0", "looking at the single **entries** of the matrix instead of its eigenvalues", 1.1)]
        if name == "dot":
            rows = [("dot mean", say("with **the mean** in place of the sum ({about})", about=about), 1.15)]
            for how, (first, second) in APART.items():
                a, b = REDUCED[first], REDUCED[second]
                text = say("multiplying {a} by {b} ({about}), where entry goes with entry", a=a, b=b, about=about)
                rows.append((f"apart {how}", text, 1.2))
            return rows
        if name == "cumsum":
            return [("arg:0", say("without adding up {about} along the way", about=about), 1.3)]
        if name == "cumprod":
            return [("arg:0", say("looking at each entry by itself ({about}), not at all so far", about=about), 1.1)]
        return []


def _first_of(node: ast.expr) -> str:
    """What ``node`` is the first entry of, or ""."""
    place = node.slice if isinstance(node, ast.Subscript) else None
    return ast.unparse(node.value) if isinstance(place, ast.Constant) and place.value == 0 else ""  # type: ignore[attr-defined]


def _beside(said: str) -> list[tuple[str, str, float]]:
    """Ways to miss an entry by one."""
    return [
        ("1", say("with the entry of {said} **after** the one that belongs there", said=said), 1.2),
        ("-1", say("with the entry of {said} **before** the one that belongs there", said=said), 1.2),
    ]


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


def _left_out(node: ast.expr, text: str, sign: str, said: str) -> str:
    """What is not added or subtracted: a bare number is no thing that could be missing."""
    if not isinstance(node, ast.Constant):
        return text
    return say("without adding {said}", said=said) if sign == "+" else say("without subtracting {said}", said=said)


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


def _unlimited(given: Sequence[ast.expr], said: Sequence[str], scalars: Sequence[str]) -> list[tuple[str, str, float]]:
    """Ways to lose the limit that the smaller or the larger of two values sets: on both sides, or on neither."""
    zero = [i for i, a in enumerate(given) if isinstance(a, ast.Constant) and a.value == 0]
    rows = [("both", say("with the limit on {said} applied on **both** sides", said=said[0]), 1.3)]
    if not zero:
        for how, words in TOGETHER.items():
            rows.append((how, say(words, a=said[0], b=said[1]), 1.5))
    for i in () if zero else (0, 1):
        for name in scalars:
            for how, done in (("*", "times"), ("/", "divided by")):
                text = say("with {said} **{done}** `{name}` in that comparison", said=said[i], done=done, name=name)
                rows.append((f"scaled:{i}{how}{name}", text, 1.6))
    for i in () if zero else (0, 1):
        text = say("with {said} in full wherever {said_2} is beyond zero", said=said[1 - i], said_2=said[i])
        rows.append((f"full:{i}", text, 1.25))
    for i in (0, 1):
        if not zero:
            text = say("with {said} taken without comparing it with {said_2}", said=said[i], said_2=said[1 - i])
        elif i not in zero:
            text = "without the limit at zero"
        else:
            text = say("with 0 in place of {said}", said=said[1 - i])
        rows.append((f"arg:{i}", text, 1.1))
    return rows
