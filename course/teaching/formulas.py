"""A plain formula computed with many mistakes at once: every mistake is a lane of one array.

A formula is a function whose body is assignments and one ``return``, each step named by the words for it
(``eth_requirement``). Mistakes are made at its *quantities* (left out, sign turned round, another one taken, …) and at its
operators; a lane carries one of them, or several. One pass computes all lanes, so thousands cost a few milliseconds.
"""

from __future__ import annotations

import ast
import inspect
import operator
import re
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.teaching.changes import scalar
from course.texts import say

Row = np.ndarray[Any, Any]
OPERATORS: dict[type, tuple[str, Callable[[Any, Any], Any]]] = {
    ast.Add: ("+", operator.add), ast.Sub: ("−", operator.sub), ast.Mult: ("×", operator.mul),
    ast.Div: ("÷", operator.truediv), ast.Pow: ("to the power of", operator.pow),
}  # fmt: skip
FOLDED: dict[str, Callable[[Row], Row]] = {
    "min": lambda rows: rows.min(axis=0), "max": lambda rows: rows.max(axis=0),
    "median": lambda rows: np.median(rows, axis=0), "sum": lambda rows: rows.sum(axis=0),
}  # fmt: skip
ROUNDED: dict[str, Callable[[Any], Any]] = {"ceil": np.ceil, "floor": np.floor}
CURVES: dict[str, tuple[Callable[[Any], Any], str]] = {
    "log": (np.log, "logarithm"), "sqrt": (np.sqrt, "square root"), "exp": (np.exp, "power of e"), "abs": (np.abs, ""),
}  # fmt: skip
"""Functions of one number, and what people leave out when they forget them."""
ROUND_WORDS = {"ceil": "rounded **up**", "floor": "rounded **down**"}
NOT_ROUNDED = "without **rounding** to whole ones"
CONSTANTS = {
    365: (
        (252, "with a year of **252 days**"),
        (360, "with a year of **360 days**"),
        (30, "for a **month** of 30 days"),
        (12, "with **12 months**"),
        (52, "with **52 weeks**"),
    )
}
"""Numbers in formulas that people take for others."""
FOLD_WORDS = {"min": "the smaller", "max": "the larger", "median": "the median", "sum": "the sum"}
SHARE, NUMBER, AMOUNT, PRICE, SIGN = "share", "number", "amount", "price", "sign"
PER_UNIT = re.compile("price|per_unit|per_btc|^(entry|stop|wall|mark|fill|index|last|average)$")
"""Names of amounts for one unit: nobody adds them to an amount for all."""
COMMON = {"of", "the", "in", "on", "way", "that", "is", "one", "now", "then", "at", "entry", "each", "all", "alone"}
"""Words in which two quantities that have nothing in common may agree."""
ONE_PLACE = 0.1
"""What it costs a mistake to be made in one place only."""


@dataclass(frozen=True, eq=False)
class Mistake:
    """One mistake in a formula.

    Attributes:
        sites: the places in the formula where it is made.
        fn: the value there, from the values that meet there.
        text: what is done, after "that is what comes out …"; "" if there are no words for it.
        cost: how far-fetched it is.
        uses: another quantity that is taken there.
        beside: it is taken with the value there, not in its place.
        leaves_out: the quantity that is left out everywhere by it.
    """

    sites: frozenset[int]
    fn: Callable[..., Any]
    text: str
    cost: float
    uses: str = ""
    beside: bool = False
    leaves_out: str = ""


class Lanes:
    """Which mistakes are made in which lane; one mistake stands at all its sites."""

    def __init__(self, lanes: Sequence[Sequence[Mistake]]) -> None:
        self.count = len(lanes)
        places: dict[Mistake, list[int]] = {}
        for place, made in enumerate(lanes):
            for mistake in made:
                places.setdefault(mistake, []).append(place)
        self.made: dict[int, list[tuple[Mistake, Row]]] = {}
        for mistake, found in places.items():
            row = np.array(found)
            for site in mistake.sites:
                self.made.setdefault(site, []).append((mistake, row))


def _words_of_sign(sign: str) -> tuple[str, str]:
    return ("subtracted", "added") if sign == "+" else ("added", "subtracted")


class Formula:
    """A function taken apart.

    Args:
        fn: its source must be known.
        cases: numbers that it is meant for; they say which quantities are shares and which are amounts.
        words: the words for a name; "" where nobody would know it.
    """

    def __init__(
        self, fn: Callable[..., float], cases: Sequence[Mapping[str, Any]], words: Callable[[str], str]
    ) -> None:
        tree = ast.parse(textwrap.dedent(inspect.getsource(fn)))
        definition = next(node for node in tree.body if isinstance(node, ast.FunctionDef))
        self.scope = {**fn.__globals__, **inspect.getclosurevars(fn).nonlocals}
        self.words, self.cases = words, cases
        *lines, last = [line for line in definition.body if not _is_text(line)]
        assert isinstance(last, ast.Return)
        assert last.value is not None
        self.body: list[tuple[list[str], ast.expr]] = []
        for line in lines:
            assert isinstance(line, ast.Assign)
            target = line.targets[0]
            names = target.elts if isinstance(target, ast.Tuple) else [target]
            self.body.append(([name.id for name in names if isinstance(name, ast.Name)], line.value))
        self.result: ast.expr = last.value
        self.parameters = [arg.arg for arg in definition.args.args]
        self.steps = [name for names, _ in self.body for name in names]
        self._sites = {id(node): place for place, node in enumerate(ast.walk(definition))}
        self._codes: dict[int, Any] = {}
        self._on: dict[int, list[tuple[Mistake, Row]]] = {}
        self._count = 0
        self.samples = [self.compute(case)[1] for case in cases]
        self.signed: set[str] = set()
        self.used = self._used()
        self.kinds = {name: kind for name in (*self.parameters, *self.steps) if (kind := self._kind(name))}
        self.mistakes = [m for m in self._all() if m.text]

    # -- computing -----------------------------------------------------------------------------------------------------

    def compute(self, case: Mapping[str, Any], lanes: Lanes | None = None) -> tuple[Row, dict[str, Any]]:
        """The results of all lanes, and every step in all lanes; without any, of the formula as it is."""
        lanes = lanes or Lanes(((),))
        self._count, self._on = lanes.count, lanes.made
        env: dict[str, Any] = dict(case)
        with np.errstate(all="ignore"):
            for names, value in self.body:
                given = self._value(value, env)
                env.update(zip(names, given, strict=True) if len(names) > 1 else {names[0]: given})
            result = self._full(self._value(self.result, env))
        return result, {name: env[name] for name in self.steps}

    def _full(self, value: Any) -> Row:
        if isinstance(value, np.ndarray) and value.shape == (self._count,):
            return value
        return np.full(self._count, value, float)

    def _value(self, node: ast.expr, env: dict[str, Any]) -> Any:
        if isinstance(node, ast.Constant):
            return self._with(node, node.value, (node.value,), env)
        if isinstance(node, ast.Name) and node.id in env:
            return self._with(node, env[node.id], (env[node.id],), env)
        if isinstance(node, ast.BinOp):
            left, right = self._value(node.left, env), self._value(node.right, env)
            return self._with(node, _apart(OPERATORS[type(node.op)][1], left, right), (left, right), env)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self._value(node.operand, env)
        if isinstance(node, ast.IfExp):
            return self._value(node.body if self._python(node.test, env) else node.orelse, env)
        if isinstance(node, ast.Call):
            name = _called(node)
            if name == "float":
                return self._value(node.args[0], env)
            if name in FOLDED:
                args = node.args[0].elts if isinstance(node.args[0], ast.List) else node.args
                parts = [self._full(self._value(arg, env)) for arg in args]
                return self._with(node, FOLDED[name](np.stack(parts)), parts, env)
            if name in ROUNDED:
                inside = self._value(node.args[0], env)
                return self._with(node, ROUNDED[name](inside), (inside,), env)
            if name in CURVES:
                inside = self._value(node.args[0], env)
                return self._with(node, CURVES[name][0](inside), (inside,), env)
        return self._python(node, env)

    def _with(self, node: ast.expr, value: Any, parts: Sequence[Any], env: dict[str, Any]) -> Any:
        """A value with the mistakes that some lanes make there."""
        made = self._on.get(self._sites[id(node)], ())
        if not made:
            return value
        changed = self._full(value).copy()
        for mistake, places in made:
            taken = [
                *(parts if mistake.beside or not mistake.uses else ()),
                *((env[mistake.uses],) if mistake.uses else ()),
            ]
            changed[places] = mistake.fn(*(self._at(part, places) for part in taken))
        return changed

    @staticmethod
    def _at(value: Any, places: Row) -> Any:
        """A value in some lanes."""
        return value[places] if isinstance(value, np.ndarray) else np.full(len(places), value, float)

    def _python(self, node: ast.expr, env: dict[str, Any]) -> Any:
        """What Python makes of an expression about the numbers of the question alone: a table looked up, say."""
        code = self._codes.get(id(node))
        if code is None:
            code = self._codes[id(node)] = compile(ast.Expression(node), "<formula>", "eval")
        return eval(code, self.scope, env)

    # -- quantities ----------------------------------------------------------------------------------------------------

    def _kind(self, name: str) -> str:
        values = [{**case, **steps}.get(name) for case, steps in zip(self.cases, self.samples, strict=True)]
        if not all(scalar(value) or (isinstance(value, np.ndarray) and value.size == 1) for value in values):
            return ""
        known = np.array([float(np.ravel(np.asarray(value, float))[0]) for value in values])
        known = known[np.isfinite(known)]
        if not known.size:
            return ""
        if {*known} == {1.0, -1.0}:
            return SIGN
        self.signed |= {name} if (known < 0).any() else set()
        sizes = np.abs(known)
        if (sizes < 1).all():
            return SHARE
        large = bool(np.median(sizes) >= 40)
        return PRICE if PER_UNIT.search(name) and np.median(sizes) > 5 else AMOUNT if large else NUMBER

    def _used(self) -> set[str]:
        """The quantities that the result depends on."""
        used = {node.id for node in ast.walk(self.result) if isinstance(node, ast.Name)}
        for names, value in reversed(self.body):
            if used & {*names}:
                used |= {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
        return used

    def alike(self, name: str) -> list[tuple[str, float]]:
        """Quantities that may be taken for this one, and how far-fetched that is."""
        mine = self._parts(name)
        rows = []
        for other, kind in self.kinds.items():
            if other != name and kind == self.kinds[name] and kind != SIGN and self.words(other):
                shared = mine & self._parts(other)
                both = kind == PRICE
                rows.append((other, 1.0 if shared else 1.1 if both else 1.45))
        return rows

    def _parts(self, name: str) -> set[str]:
        """The words by which a quantity may be taken for another: of its name, and of what it is called."""
        return {*name.split("_"), *self.words(name).split()} - COMMON

    # -- mistakes ------------------------------------------------------------------------------------------------------

    def _uses(self) -> Iterator[tuple[ast.Name, int]]:
        """Every place where a quantity is used, and the line."""
        for line, (_, value) in enumerate([*self.body, ([], self.result)]):
            opaque = {id(part) for part in ast.walk(value) for part in _hidden(part)}
            for node in ast.walk(value):
                if isinstance(node, ast.Name) and node.id in self.kinds and id(node) not in opaque:
                    yield node, line

    def _all(self) -> Iterator[Mistake]:
        uses: dict[str, list[tuple[int, int]]] = {}
        for node, line in self._uses():
            uses.setdefault(node.id, []).append((self._sites[id(node)], line))
        self.uses_of = {name: len(places) for name, places in uses.items()}
        known_from = {name: line for line, (names, _) in enumerate(self.body) for name in names}
        for name, places in uses.items():
            everywhere = frozenset(site for site, _ in places)
            changes = [*self._of_quantity(name)]
            for fn, text, cost in changes:
                yield Mistake(everywhere, fn, text, cost, leaves_out=name if fn is _left_out else "")
            for fn, text, cost, other in self._drawn_in(name):
                yield Mistake(everywhere, fn, text, cost, other, beside=True)
            if len(places) > 1:
                for site, line in places:
                    where = self._where(line)
                    for fn, text, cost in changes:
                        if where and text and cost <= 1.15:
                            yield Mistake(
                                frozenset([site]),
                                fn,
                                say("{text} in {where}", text=text, where=where),
                                cost + ONE_PLACE,
                            )
            for other, cost in self.alike(name) if self.words(name) else ():
                after = [(site, line) for site, line in places if line > known_from.get(other, -1)]
                text = say("with {words} in place of {words_2}", words=self.words(other), words_2=self.words(name))
                if after:
                    yield Mistake(frozenset(site for site, _ in after), _itself, text, cost, other)
                for site, line in after if len(after) > 1 and cost < 1.2 else ():
                    where = self._where(line)
                    if where:
                        yield Mistake(
                            frozenset([site]),
                            _itself,
                            say("{text} in {where}", text=text, where=where),
                            cost + ONE_PLACE,
                            other,
                        )
        for line, (_, value) in enumerate([*self.body, ([], self.result)]):
            for part in ast.walk(value):
                found: Iterable[tuple[Callable[..., Any], str, float]] = ()
                if isinstance(part, ast.BinOp):
                    found = self._of_operator(part, self._where(line))
                elif isinstance(part, ast.Call) and _called(part) in FOLDED:
                    found = self._of_fold(part)
                elif isinstance(part, ast.Call) and _called(part) in ROUNDED:
                    found = self._of_rounding(part)
                elif isinstance(part, ast.Call) and CURVES.get(_called(part), ("", ""))[1]:
                    said = say(
                        "**without the {curve}** in {where}", curve=CURVES[_called(part)][1], where=self._where(line)
                    )
                    found = ((_itself, said, 1.1),)
                elif isinstance(part, ast.Constant) and type(part.value) is int:
                    found = ((_always(other), text, 1.0) for other, text in CONSTANTS.get(part.value, ()))
                for fn, text, cost in found:
                    yield Mistake(frozenset([self._sites[id(part)]]), fn, text, cost)
                if isinstance(part, ast.BinOp):
                    known = [name for name in self.kinds if known_from.get(name, -1) < line]
                    yield from self._of_whole(part, known)

    def _where(self, line: int) -> str:
        """What a line computes, in words."""
        return self.words(self.body[line][0][0]) if line < len(self.body) else "the last step"

    def _of_quantity(self, name: str) -> Iterator[tuple[Callable[..., Any], str, float]]:
        said, kind = self.words(name), self.kinds[name]
        if not said:
            return
        if kind == SIGN:
            yield operator.neg, "as for the **other side**", 0.9
            return
        given = name in self.parameters
        if kind != PRICE and (given or name in self.signed or self.uses_of[name] > 1):
            yield _left_out, say("**without {said}**", said=said), 0.9 if given else 1.1
        if name in self.signed:
            yield operator.neg, say("with the **sign** of {said} turned round", said=said), 1.0
            yield abs, say("with the **sign** of {said} lost", said=said), 1.0
        yield (lambda v: 2 * v), say("with {said} counted **twice**", said=said), 1.15
        yield (lambda v: v / 2), say("with **half** of {said}", said=said), 1.2
        if kind == SHARE:
            yield (
                (lambda v: 100 * v),
                say("with {said} **100 times** too large: per cent and fraction are confused", said=said),
                1.1,
            )
            yield (
                (lambda v: v / 100),
                say("with {said} **100 times** too small: per cent and fraction are confused", said=said),
                1.1,
            )
            yield (lambda v: 10 * v), say("with {said} **ten times** too large", said=said), 1.15
            yield (lambda v: v / 10), say("with {said} **ten times** too small", said=said), 1.15
            yield (lambda v: 1 - v), say("with 1 − {said} in place of {said}", said=said), 1.05
        else:
            yield (lambda v: v / abs(v)), say("as if {said} were 1", said=said) if given else "", 1.1
            yield (lambda v: 10 * v), say("with {said} **ten times** too large", said=said), 1.35
            yield (lambda v: v / 10), say("with {said} **ten times** too small", said=said), 1.35
        if kind == NUMBER:
            far = 1.1 if given else 1.2
            if given:
                yield (lambda v: v / 100), say("with {said} taken for **per cent**", said=said), 1.1
            yield (lambda v: v - 1), say("with {said} − 1 in place of {said}", said=said), far
            yield (lambda v: v + 1), say("with {said} + 1 in place of {said}", said=said), far
        if not given:
            yield from self._rounded_early(kind, said)
        if kind in (SHARE, NUMBER) and given:
            yield (lambda v: 1 / v), say("with {said} **upside down**: 1 divided by it", said=said), 1.15
            yield (lambda v: v * v), say("with the square of {said}", said=said), 1.3

    @staticmethod
    def _rounded_early(kind: str, said: str) -> Iterator[tuple[Callable[..., Any], str, float]]:
        """A step written down with fewer digits than the next one needs."""
        if kind == SHARE:
            yield (lambda v: np.round(v, 2)), say("with {said} **rounded** to a whole per cent", said=said), 1.15
            yield (lambda v: np.round(v, 3)), say("with {said} **rounded** to a tenth of a per cent", said=said), 1.15
        else:
            yield np.round, say("with {said} **rounded** to a whole number", said=said), 1.15
            if kind == NUMBER:
                yield (lambda v: np.round(v, 1)), say("with {said} **rounded** to one decimal", said=said), 1.15

    def spelled(self, node: ast.expr, deep: int = 2) -> str:
        """An expression in words; "" where it is too long for them."""
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return f"{node.value:,g}"
        if isinstance(node, ast.Name):
            return self.words(node.id)
        if isinstance(node, ast.BinOp) and deep > 1:
            if isinstance(node.left, ast.Name) and self.kinds.get(node.left.id) == SIGN:
                return self.spelled(node.right, deep)
            a, b = self.spelled(node.left, 1), self.spelled(node.right, 1)
            return f"{a} {OPERATORS[type(node.op)][0]} {b}" if a and b else ""
        return ""

    def _of_operator(self, node: ast.BinOp, where: str) -> Iterator[tuple[Callable[..., Any], str, float]]:
        sign = OPERATORS[type(node.op)][0]
        a, b = self.spelled(node.left), self.spelled(node.right)
        scaled = any(isinstance(s, ast.Constant) and s.value in (100, -100) for s in (node.left, node.right))
        sides = (node.left, node.right)
        signs = [isinstance(s, ast.Name) and self.kinds.get(s.id) == SIGN for s in sides]
        if scaled or any(signs) or any(_is_hair(side) for side in sides):
            return
        yield from self._of_shares(node, sign, a, b)
        in_a, in_b = (self._in_one_place(side, where) for side in sides)
        words = {"a": a, "b": b, "in_a": in_a, "in_b": in_b, "where": where}
        both = a and b
        rows: list[tuple[Callable[..., Any], str, float, object]]  # the last: whether there are words for it
        if sign in "+−":
            done, instead = _words_of_sign(sign)
            words |= {"sign": sign, "other": "−" if sign == "+" else "+", "done": done, "instead": instead}
            turned = operator.sub if sign == "+" else operator.add
            said_a, said_b = a and not a.isdigit(), b and not b.isdigit()
            rows = [
                (turned, "with {b} **{done}** instead of {instead}", 1.0, b),
                (turned, "with **{other}** in place of {sign} in {where}", 1.0, where and not b),
                (lambda x, y: x, "**without {b}**{in_b}", 1.05, said_b),
                (lambda x, y: y if sign == "+" else -y, "**without {a}**{in_a}", 1.1, said_a),
                (lambda x, y: y, "**without {a}**{in_a}", 1.15, said_a and sign == "−"),
                (lambda x, y: y - x, "with {a} **subtracted** from {b} instead of added", 1.05, both and sign == "+"),
                (lambda x, y: y - x, "with {a} − {b} taken the **wrong way round**", 1.1, both and sign == "−"),
                (operator.mul, "with {a} **times** {b} where they are {instead}", 1.6, both),
            ]
        elif sign == "×":
            far_a, far_b = (1.35 if self._is_amount(side) else 1.1 for side in (node.left, node.right))
            words |= {"bare_a": a.removeprefix("the "), "bare_b": b.removeprefix("the ")}
            rows = [
                (lambda x, y: x, "without the factor **{bare_b}**{in_b}", far_b, b),
                (lambda x, y: y, "without the factor **{bare_a}**{in_a}", far_a, a),
                (operator.truediv, "**divided** by {b} instead of multiplied", 1.2, b),
                (lambda x, y: y / x, "**divided** by {a} instead of multiplied", 1.25, a),
                (operator.add, "with {a} and {b} **added** instead of multiplied", 1.3, both),
                (operator.sub, "with {b} **subtracted** from {a} instead of multiplied", 1.6, both),
                (lambda x, y: y - x, "with {a} **subtracted** from {b} instead of multiplied", 1.6, both),
            ]
        elif sign == "÷":
            words["below"] = b or (say("what stands below the line of {where}", where=where) if where else "")
            rows = [
                (lambda x, y: x, "**without dividing** by {b}", 1.05, b),
                (operator.mul, "**multiplied** by {below} instead of divided", 1.1, words["below"]),
                (lambda x, y: y / x, "with the fraction of {where} **upside down**", 1.1, where),
                (lambda x, y: 1 / y, "with 1 in place of {a}", 1.3, a),
                (lambda x, y: y, "**without dividing** {a} by it: {b} alone", 1.4, both),
                (operator.sub, "with {b} **subtracted** from {a} instead of divided", 1.6, both),
            ]
        else:
            rows = [
                (lambda x, y: x, "**without the power** of {b}", 1.0, b),
                (lambda x, y: x * y, "**multiplied** by {b} instead of raised to the power", 1.0, b),
                (lambda x, y: x / y, "**divided** by {b} instead of raised to the power", 1.0, b),
                *(
                    (
                        lambda x, y, less=less: x ** (y - less),
                        say("with {less} too few in the power", less=less),
                        1.05,
                        b,
                    )
                    for less in (1, 2, 3)
                ),
                (lambda x, y: (1 - x) ** y, "with **1 − {a}** raised to the power: the chance of none", 1.0, a),
                (lambda x, y: 1 - (1 - x) ** y, "for the chance of **at least one**", 1.0, a),
            ]
        yield from ((fn, say(text, **words), cost) for fn, text, cost, known in rows if known)

    def _in_one_place(self, node: ast.expr, where: str) -> str:
        """Where a quantity is left out that is used elsewhere too."""
        once = not (isinstance(node, ast.Name) and self.uses_of.get(node.id, 0) > 1)
        return "" if once or not where else say(" in {where}", where=where)

    def _of_shares(self, node: ast.BinOp, sign: str, a: str, b: str) -> Iterator[tuple[Callable[..., Any], str, float]]:
        """Compounding for adding and the other way round, rounds cut off, a share taken of the wrong whole."""
        left, right = (self._kind_of(side) for side in (node.left, node.right))
        part = self._rest_of_one(node.right) if sign == "÷" else ""
        if part:
            yield (
                (lambda x, y: x * (2 - y)),
                say("with **1 + {part}** in place of 1 ÷ (1 − {part}): only the first round", part=part),
                1.2,
            )
            yield (
                (lambda x, y: x * (1 + (1 - y) + (1 - y) ** 2)),
                say("with only **two rounds** of {part} in place of 1 ÷ (1 − {part})", part=part),
                1.25,
            )
        elif not a or not b:
            return
        elif sign == "×" and {left, right} == {SHARE, NUMBER}:
            share, times = (a, b) if left == SHARE else (b, a)
            grown = say("with {share} **compounded** {times} times instead of multiplied", share=share, times=times)
            yield (lambda x, y: _compounded(x, y) if left == SHARE else _compounded(y, x)), grown, 1.3
        elif sign in "+−" and right == SHARE and not a.isdigit():
            whole = say("with {b} taken **of {a}** alone", b=b, a=a)
            yield (lambda x, y: x * (1 + y) if sign == "+" else x * (1 - y)), whole, 1.3
            if sign == "+" and left == SHARE:
                yield (lambda x, y: x + y - x * y), say("with {b} taken of what {a} leaves", a=a, b=b), 1.3
        elif sign == "to the power of" and left == SHARE:
            yield (lambda x, y: 1 + y * np.log(x)), say("with the logarithm of {a} not turned back", a=a), 1.25
            yield (lambda x, y: 1 - y * (1 - x)), say("with **1 − {a}** once for each of {b}, added", a=a, b=b), 1.1

    def _of_whole(self, node: ast.BinOp, known: Sequence[str]) -> Iterator[Mistake]:
        """``x × (1 ± share)`` with the share taken of another price or amount than ``x``."""
        changed = node.right
        if not (isinstance(node.op, ast.Mult) and isinstance(node.left, ast.Name) and isinstance(changed, ast.BinOp)):
            return
        one = (
            isinstance(changed.left, ast.Constant)
            and changed.left.value == 1
            and isinstance(changed.op, ast.Add | ast.Sub)
        )
        share = self.spelled(changed.right, 2) if one and self.kinds.get(node.left.id) in (AMOUNT, PRICE) else ""
        for other in known if share else ():
            if other != node.left.id and self.kinds[other] == self.kinds[node.left.id] and self.words(other):
                text = say(
                    "with {share} taken **of {other}** instead of {of}",
                    share=share,
                    other=self.words(other),
                    of=self.words(node.left.id),
                )
                whole = frozenset([self._sites[id(node)]])
                yield Mistake(whole, lambda x, factor, of: x + (factor - 1) * of, text, 1.1, other, beside=True)

    def _kind_of(self, node: ast.expr) -> str:
        return self.kinds.get(node.id, "") if isinstance(node, ast.Name) else ""

    def _rest_of_one(self, node: ast.expr) -> str:
        """What is taken from one in an expression, or in the line that it is the name of; in words."""
        if isinstance(node, ast.Name):
            lines = [value for names, value in self.body if names == [node.id]]
            node = lines[0] if lines else node
        one = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Constant)
        if isinstance(node, ast.BinOp) and one and node.left.value == 1:  # type: ignore[attr-defined]
            return self.spelled(node.right, 1)
        return ""

    def _drawn_in(self, name: str) -> Iterator[tuple[Callable[..., Any], str, float, str]]:
        """A number of the question that does not belong to the answer, put together with one that does."""
        said = self.words(name)
        for other in self.parameters:
            extra = "" if other in self.used or other == name else self.words(other)
            if not said or not extra:
                continue
            if self.kinds.get(other) == self.kinds[name]:
                yield operator.add, say("with {said} **plus {extra}**", said=said, extra=extra), 1.3, other
                yield operator.sub, say("with {said} **less {extra}**", said=said, extra=extra), 1.3, other
                yield (
                    (lambda here, other: other - here),
                    say("with {extra} **less {said}**", said=said, extra=extra),
                    1.35,
                    other,
                )
            if self.kinds.get(other) in (SHARE, NUMBER):
                yield operator.mul, say("with {said} **times {extra}**", said=said, extra=extra), 1.2, other
                yield operator.truediv, say("with {said} **divided by {extra}**", said=said, extra=extra), 1.25, other

    def _of_rounding(self, node: ast.Call) -> Iterator[tuple[Callable[..., Any], str, float]]:
        name = _called(node)
        other = "floor" if name == "ceil" else "ceil"
        # Formulas round what lies a hair beside a whole number to it.
        yield (
            (lambda x: ROUNDED[other](x + (-1e-6 if other == "ceil" else 1e-6))),
            say("{round_words} instead of {split}", round_words=ROUND_WORDS[other], split=ROUND_WORDS[name].split()[1]),
            0.95,
        )
        yield _itself, NOT_ROUNDED, 0.95

    def _is_amount(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and self.kinds.get(node.id) in (AMOUNT, PRICE)

    def _of_fold(self, node: ast.Call) -> Iterator[tuple[Callable[..., Any], str, float]]:
        name = _called(node)
        for other, fold in FOLDED.items():
            if other != name and not (name in ("min", "max") and other == "median"):
                yield (
                    _folding(fold),
                    say(
                        "with **{fold_words}** taken instead of {fold_words_2}",
                        fold_words=FOLD_WORDS[other],
                        fold_words_2=FOLD_WORDS[name],
                    ),
                    1.0,
                )
        args = node.args[0].elts if isinstance(node.args[0], ast.List) else node.args
        if name != "sum":
            yield (
                _folding(lambda rows: rows.mean(axis=0)),
                say("with **the mean** instead of {fold_words}", fold_words=FOLD_WORDS[name]),
                1.0,
            )
        for place, arg in enumerate(args):
            said = self.spelled(arg)
            if said:
                yield _picking(place), say("with {said} taken, without looking at the other", said=said), 1.05
                if len(args) > 2:
                    yield _dropping(place, name), say("**without {said}** among the values", said=said), 1.1


def _is_hair(node: ast.expr) -> bool:
    """A tiny number that keeps rounding from missing a whole one, or a factor with it: nobody sees it."""
    parts = list(ast.walk(node))
    tiny = any(isinstance(n, ast.Constant) and isinstance(n.value, float) and 0 < abs(n.value) < 1e-3 for n in parts)
    return tiny and not any(isinstance(n, ast.Name) for n in parts)


def _compounded(share: Any, times: Any) -> Any:
    return (1 + share) ** times - 1


def _always(value: float) -> Callable[..., Any]:
    return lambda here: here * 0 + value


def _left_out(value: Any) -> Any:
    return 0 * value


def _itself(value: Any) -> Any:
    return value


def _folding(fold: Callable[[Row], Row]) -> Callable[..., Any]:
    return lambda *parts: fold(np.stack(parts))


def _picking(place: int) -> Callable[..., Any]:
    return lambda *parts: parts[place]


def _dropping(place: int, name: str) -> Callable[..., Any]:
    return lambda *parts: FOLDED[name](np.stack([part for i, part in enumerate(parts) if i != place]))


def _apart(fn: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """An operator on plain numbers that divides by zero as arrays do."""
    try:
        return fn(left, right)
    except (ZeroDivisionError, OverflowError):
        return fn(np.float64(left), np.float64(right))


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _hidden(node: ast.AST) -> Iterator[ast.AST]:
    """What Python computes by itself: no mistake can be made in it."""
    known = isinstance(node, ast.Call) and _called(node) in (*FOLDED, *ROUNDED, *CURVES, "float")
    if isinstance(node, ast.Call | ast.Subscript | ast.Attribute | ast.Compare) and not known:
        yield from ast.walk(node)
    if isinstance(node, ast.IfExp):
        yield from ast.walk(node.test)


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)
