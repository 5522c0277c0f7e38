"""The places in a function where somebody could go wrong, each with a switch: what its settings do, and the words for it."""

from __future__ import annotations

import ast
import copy
import operator
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
    if how == "norm":
        return np.sqrt(np.sum(np.square(array.astype(float))))
    if how in ("first", "last"):
        return array.ravel()[0 if how == "first" else -1]
    return getattr(np, how)(array)


REDUCED: dict[str, str] = {
    "mean": "the mean",
    "mean or 0": "the mean",
    "sum": "the sum",
    "max": "the largest",
    "min": "the smallest",
    "median": "the median",
    "first": "only the first",
    "last": "only the last",
    "norm": "the root of the sum of squares",
}
ROOTS = {
    ("1/", "log"): "with the **logarithm** wherever 1 divided by something belongs",
    ("1/", "itself"): "with the values themselves wherever **1 divided by** them belongs",
    ("sqrt", "arg 0"): "without taking the **square root** anywhere",
    ("sqrt", "np.square"): "with the **square** wherever the square root belongs",
    ("abs", "arg 0"): "with the **sign** left in wherever the size alone counts",
}
"""One change at all calls of a function, in words."""
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


PLAIN_WORDS = {
    "bracket", "cap", "debt", "distance", "equity", "loss", "missing", "net", "notional", "profit", "requirement", "room",
    "surplus",
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
        self.labels = sorted(
            {
                n.value.value
                for n in ast.walk(definition)
                if isinstance(n, ast.Return) and isinstance(n.value, ast.Constant) and isinstance(n.value.value, str)
            }
        )
        self.site = 0
        self.direction = ""
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
        if isinstance(bare, ast.Name) and names == [bare.id]:
            return f"`{bare.id}`"
        if isinstance(bare, ast.Name) and bare.id in PLAIN_WORDS:
            return say("the {id}", id=bare.id)
        return say("what is computed from {listed}", listed=listed(names)) if 0 < len(names) <= 4 else ""

    def again(self, node: ast.expr) -> bool:
        """The expression is an argument that stands in other places as well."""
        return isinstance(node, ast.Name) and self.uses.get(node.id, 0) > 1

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
                texts = {c.text for c in self.changes if c.sites[0] in sites and c.how == how}
                words = ROOTS.get((name, how)) or listed(sorted(texts))
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
        if sign in "+-":
            done, instead = ("added", "subtracted") if sign == "-" else ("subtracted", "added")
            rows = [
                (
                    "-" if sign == "+" else "+",
                    say("with {b} **{done}** instead of {instead}", b=b, done=done, instead=instead),
                    1.0,
                ),
                ("left", say("without {b}", b=b), 1.1),
                ("right", say("without {a}", a=a), 1.1),
                (
                    "*",
                    say("with {a} and {b} multiplied where they should be {instead}", a=a, b=b, instead=instead),
                    2.4,
                ),
                ("twice", say("with {b} counted twice", b=b), 1.8),
                ("both", say("with {a} counted twice", a=a), 1.8),
            ]
            if sign == "-":
                rows.append(
                    ("sides", say("with the difference of {a} and {b} taken the wrong way round", a=a, b=b), 1.1)
                )
            for name in self.scalars:
                rows.append((f"/ {name}", say("with {b} **divided** by `{name}`", b=b, name=name), 1.5))
                rows.append((f"* {name}", say("with {b} **times** `{name}`", b=b, name=name), 1.5))
            return rows
        once_a, once_b = (f" {ONE}" if self.again(side) else "" for side in (left, right))
        if sign == "*":
            return [
                ("left", say("without the factor {b}{once_b}", b=b, once_b=once_b), 1.2),
                ("right", say("without the factor {a}{once_a}", a=a, once_a=once_a), 1.2),
                ("/", say("**divided** by {b} where it should be multiplied", b=b), 1.4),
                ("+", say("with {a} and {b} added where they should be multiplied", a=a, b=b), 2.0),
                ("-", say("with {b} subtracted where it should be multiplied", b=b), 2.2),
                ("again", say("with {b} multiplied in twice", b=b), 2.0),
            ]
        if sign == "/":
            return [
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
        return [("left", say("without the power of {a}", a=a), 1.4)]

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Operators."""
        sign = SIGNS.get(type(node.op))
        if sign is None or sign not in BINARY:
            return self.generic_visit(node)
        rows = self._binary(sign, node.left, node.right)
        inner: list[ast.expr] = []
        for side, part in (("r", node.right), ("l", node.left)):
            within = SIGNS.get(type(part.op)) if isinstance(part, ast.BinOp) else None
            if within and not inner and ((sign in "+-" and within in "*/") or (sign in "*/" and within in "+-")):
                assert isinstance(part, ast.BinOp)
                rows.append(
                    (
                        say("bracket {side} {within}", side=side, within=within),
                        say("with the **brackets** in another place ({listed})", listed=listed(self.inputs(node))),
                        1.3,
                    )
                )
                inner = [copy.deepcopy(part.left), copy.deepcopy(part.right)]
        reciprocal = sign == "/" and isinstance(node.left, ast.Constant) and node.left.value == 1
        if reciprocal:
            said = self.said(node.right) or "one part"
            rows += [("log", say("with the logarithm of {said} in place of 1 ÷ {said}", said=said), 1.4)]
            rows += [("itself", say("with {said} itself in place of 1 ÷ {said}", said=said), 1.4)]
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
        if sign == {"1", "-1"} and isinstance(target, ast.Name):
            self.direction = target.id
        return changed

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        """``x += y``."""
        sign = SIGNS.get(type(node.op))
        if not isinstance(node.target, ast.Name) or sign not in BINARY:
            return self.generic_visit(node)
        b = self.said(node.value) or "what is added"
        rows = [(how, text, cost) for how, text, cost in self._binary(sign, node.target, node.value) if how != "right"]
        if sign in "+-":
            rows = [row for row in rows if row[0] in ("-", "+", "left", "twice")]
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
            both = (
                say("{a} and {b}", a=a, b=b)
                if self.said(left) and self.said(right)
                else "the two sides of a comparison"
            )
            edge = say("where {both} are **exactly equal** (the edge belongs to the other side)", both=both)
            rows.append((LOOSE[sign], say("except {edge}", edge=edge), 0.9))
            rows.append((LOOSE[TURNED[sign]], "", 9.0))
        rows.append((TURNED[sign], say("with the comparison of {a} and {b} **turned round**", a=a, b=b), 1.0))
        if sign in LOOSE:
            rows[1] = (LOOSE[TURNED[sign]], rows[-1][1], 1.05)
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
                    say("drop {i}", i=i),
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
        node.body = [self.visit(part) for part in node.body]
        return node

    def _walked(self, items: ast.expr) -> ast.expr:
        about = listed(self.inputs(items)) or "the list"
        rows = [
            ("first", say("with only the **first** entry of {about}", about=about), 1.1),
            ("last", say("with only the **last** entry of {about}", about=about), 1.1),
            ("no first", say("without the first entry of {about}", about=about), 1.3),
            ("no last", say("without the last entry of {about}", about=about), 1.3),
            ("turned", say("going through {about} from the end", about=about), 1.5),
        ]
        return self.call("walked", self.switch(rows), self.visit(items))

    def visit_For(self, node: ast.For) -> ast.AST:
        """``for``."""
        node.iter = self._walked(node.iter)
        node.body = [self.visit(part) for part in node.body]
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """``… for x in …``."""
        node.iter = self._walked(node.iter)
        node.ifs = [self.call("tested", self.switch(self._decided(t, t, None)[:2]), self.visit(t)) for t in node.ifs]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """A function: its own arguments are no mistakes to be made."""
        self.inner.append({a.arg for a in node.args.args} - set(self.parameters))
        node.body = [self.visit(part) for part in node.body if not isinstance(part, ast.Import | ast.ImportFrom)]
        self.inner.pop()
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        """A function without a name."""
        node.body = self.visit(node.body)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """An argument taken for another one."""
        if not isinstance(node.ctx, ast.Load) or node.id not in self.parameters:
            return node
        others = [name for name in self.like(node.id) if name != node.id]
        signed = bool(self.direction) and node.id in self.scalars
        if not others and not signed:
            return node
        rows = [
            (other, say("with `{other}` {one} where `{id}` belongs", other=other, one=ONE, id=node.id), 1.3)
            for other in others
        ]
        loaded: list[ast.expr | None] = [ast.Constant(other) for other in others]
        values: list[ast.expr] = [ast.Name(other, ast.Load()) for other in others]
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
            (*near, -value, 0, 2 * value, *((1.0, 2.0) if value == 0.5 else (0.5,) if value == 2 else ()))
        )
        rows = [
            (repr(option), say("with {option} {one} where another number belongs", option=f"{option:g}", one=ONE), 1.6)
            for option in options
            if option != value
        ]
        return self.call("constant", self.switch(rows), node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """An entry of a list: its place may be off by one; a slice stays as it is."""
        node.value = self.visit(node.value)
        if isinstance(node.ctx, ast.Load) and not isinstance(node.slice, ast.Slice | ast.Tuple):
            node.slice = self.visit(node.slice)
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
        method = isinstance(node.func, ast.Attribute) and not ast.unparse(node.func).startswith("np.")
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
        args = ast.Tuple([self.visit(a) for a in given], ast.Load())
        site = self.switch(rows)
        for how, _, _ in rows:
            self.calls.setdefault((name, how), []).append(int(str(site.value)))
        return self.call("called", site, ast.Constant(name), about, args, more)

    def _called(self, name: str, given: Sequence[ast.expr]) -> list[tuple[str, str, float]]:
        said = [self.said(a) or "one part" for a in given]
        about = listed(self.inputs(*given)) or "these"
        if not given:
            return []
        if name in ("abs", "absolute", "fabs"):
            return [("arg 0", say("with the sign of {said} left in where its size alone counts", said=said[0]), 0.9)]
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
            return rows + _unlimited(given, said)
        if name in ("minimum", "maximum") and len(given) == 2:
            rows = [
                (
                    f"np.{PAIRED[name][0]}",
                    say("{paired} (the values: {about})", paired=PAIRED[name][1], about=about),
                    1.0,
                )
            ]
            return rows + _unlimited(given, said)
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
            return rows + (
                [("arg 0", say("without taking {was} of {about}", was=was, about=about), 1.4)]
                if name in ("median",)
                else []
            )
        if name in ("argmax", "argmin", "any", "all"):
            return [(f"np.{PAIRED[name][0]}", PAIRED[name][1], 1.0)]
        if name == "clip" and len(given) == 3:
            low, high = said[1], said[2]
            return [
                ("arg 0", say("without the limits {low} and {high}", low=low, high=high), 1.0),
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
                ("arg 1", "as if the condition were always met", 1.2),
                ("arg 2", "as if the condition were never met", 1.2),
            ]
        if name == "solve" and len(given) == 2:
            return [
                *(
                    (
                        say("rounds {n}", n=n),
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
            rows = [("arg 0", say("without taking {words} of {said}", words=words[name], said=said[0]), 1.1)]
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
            return [("arg 0", "looking at the single **entries** of the matrix instead of its eigenvalues", 1.1)]
        if name == "dot":
            return [("dot mean", say("with **the mean** in place of the sum ({about})", about=about), 1.15)]
        if name == "cumsum":
            return [("arg 0", say("without adding up {about} along the way", about=about), 1.3)]
        return []


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


def _unlimited(given: Sequence[ast.expr], said: Sequence[str]) -> list[tuple[str, str, float]]:
    """Ways to lose the limit that the smaller or the larger of two values sets: on both sides, or on neither."""
    zero = [i for i, a in enumerate(given) if isinstance(a, ast.Constant) and a.value == 0]
    rows = [("both", say("with the limit on {said} applied on **both** sides", said=said[0]), 1.3)]
    for i in (0, 1):
        if not zero:
            text = say("with {said} taken without comparing it with {said_2}", said=said[i], said_2=said[1 - i])
        elif i not in zero:
            text = "without the limit at zero"
        else:
            text = say("with 0 in place of {said}", said=said[1 - i])
        rows.append((say("arg {i}", i=i), text, 1.1))
    return rows
