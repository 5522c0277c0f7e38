"""The slip behind a typed number, searched for among the mistakes that could be made on the way to a drill's answer.

One number is little to go by. So a slip is named only if it gives the number as typed, and a far-fetched one only where it
gives every digit of it. Two slips that mean the same agree on other numbers of the same drill too; where two that mean
different things give the same number both are said, and where more do, none.
"""

from __future__ import annotations

import gc
import math
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, islice, permutations
from typing import Any

import numpy as np

from course.language import word
from course.teaching.changes import scalar
from course.teaching.formulas import AMOUNT, NOT_ROUNDED, NUMBER, PRICE, SHARE, SIGN, Formula, Lanes, Mistake, Row
from course.teaching.markup import plain
from course.teaching.sums import Sum, Sums, chance
from course.teaching.typed_numbers import printed, unit_of
from course.texts import joined, listed, say

OTHERS, SEEN, ALIKE, BESIDE = 40, 16, 12, 4
"""Other numbers of the drill; how many of them tell what is a share and what an amount; and on how many, with the options and
signs of the question, two slips are compared, and a slip with a formula that somebody wrote down."""
TYPED = 0.005
"""A number typed with fewer digits than the drill wants is still meant this exactly, relatively."""
PRINTED = 3e-4
"""Numbers in a question are printed to so many digits, relatively; who computes with them is off by as much."""
EXACT = 2e-5
"""How near, relatively, two mistakes at once must come."""
DIGITS, EASY, FAR = 3, 1.3, 1.45
"""A number of fewer digits may come out of anything: a slip is named only if it is likely; a number of one digit only for the
simplest slips."""
CLEAR = 0.25
"""A slip that is simpler by this much is preferred to one that means something else."""
CLOSE = 0.05
"""The same for two mistakes at once."""
COARSE = 0.08
"""Nobody calls a number rounded that is changed by more, relatively."""
TURNED = 0.3
"""What it costs to leave out a minus that cannot be right."""
SURE = 1.0
"""Where answers are whole numbers, anything may give one: only the likeliest slips are named."""
FEW = 1.22
"""A number of few digits that comes out of a slip as far-fetched as this must come out of no other."""
FURTHER, JOINED, GIVEN = 1.3, 1.3, 1.12
"""The right answer with another number added, multiplied, …; two numbers put together; two that stand in the question."""
ALMOST, MEANINGS = 5e-4, 3
"""Slips that differ by less, relatively, mean the same; so many that mean different things are said."""
BY_CHANCE = 0.3
"""So many mistakes, as simple as the one that is named, may give a number that was typed at random."""
LIKELY, TWO = 1.1, 2.15
"""Mistakes that are made together with another one, and what two may cost in all."""
TERMS = {
    "account": "account", "accounts": "number of accounts", "average": "average basis", "btc": "amount of BTC",
    "chance": "chance of one", "coins": "coins", "collateral": "collateral", "days": "days", "depth": "depth",
    "entry": "entry price", "equity": "equity", "eth": "amount of ETH", "fall": "fall", "fee": "fee", "fill": "fill",
    "frequency": "share of the weeks", "fund": "insurance fund", "index": "index", "initial": "initial margin",
    "kappa": "κ", "last": "last price", "left": "part that is left", "leverage": "leverage",
    "maintenance": "maintenance", "margin": "margin", "mark": "mark price", "move": "move of the price",
    "notional": "notional", "price": "price", "rise": "rise of the price", "severity": "loss in such a week",
    "shock": "news", "side": "side", "size": "size", "slippage": "slippage", "up": "move of ETH",
    "compartments": "number of compartments", "posted": "margin posted", "ratio": "margin ratio", "wallet": "wallet",
    "weeks": "number of weeks", "winners": "winners' equity",
    "beta": "beta", "btc_fall": "fall of BTC", "budget": "share that may be lost", "correlation": "correlation",
    "deviations": "number of standard deviations", "distance": "distance of the stop", "entering": "cost of going in",
    "exposure": "exposure", "hours": "hours between payments", "leaving": "cost of going out", "paid": "funding paid",
    "premium": "premium", "rate": "rate", "stop": "stop price", "units": "number of coins", "volatility": "volatility",
    "weight": "weight",
}  # fmt: skip
"""The numbers of drills in the words of their questions; a slip about any other is not named."""
OPTIONS = {"side": "for a **{}**", "way": "with ETH **{}**", "mode": "in **{}** mode"}
UPPER = {"btc": "BTC", "eth": "ETH", "sol": "SOL", "kappa": "κ"}
COINS = {"a": "A", "b": "B"}
"""What stands at the end of a name: before that, *a* is an article."""
UNLED = ("what ", "everything ", "all ", "both ")
"""Words for a number that take no article before them."""
WHOLE = re.compile("price|entry|collateral|account|margin|equity|notional")
"""Quantities that an answer is a part of, or is set against."""


@dataclass(frozen=True, eq=False)
class Post:
    """What is made of a result and the quantities on the way to it: an answer to another question."""

    fn: Callable[[Any, Mapping[str, Any]], Any]
    text: str
    cost: float


ANSWER = "the right answer"
"""Its place among the quantities that a :class:`Post` is given."""
PLAIN = Post(lambda x, q: x, "", 0.0)


def _coarsely(rounded: Callable[[Row], Row]) -> Callable[[Any, Mapping[str, Any]], Any]:
    """The right answer rounded, where that changes it by no more than anybody would think fair."""

    def post(x: Any, q: Mapping[str, Any]) -> Any:
        found = rounded(np.asarray(x, float))
        return np.where(np.abs(found - x) <= COARSE * np.abs(x), found, np.nan)

    return post


ROUNDINGS = (
    Post(_coarsely(np.round), "that is the right answer **rounded** to a whole number: too coarse here", 1.11),
    Post(
        _coarsely(np.vectorize(lambda v: float(f"{v:.2g}"))),
        "that is the right answer **rounded** to two digits: too coarse here",
        1.12,
    ),
    Post(_coarsely(np.floor), "that is the right answer **rounded** down to a whole number", 1.14),
    Post(_coarsely(np.ceil), "that is the right answer **rounded** up to a whole number", 1.15),
)
"""The right answer with too few digits; of several one is said."""


@dataclass(frozen=True, eq=False)
class Slip:
    """One way to a wrong number: which formula, with which mistakes, and what is then made of its result.

    ``turned``: its minus is left out, where no answer has one.
    """

    formula: int
    made: tuple[Mistake, ...]
    post: Post
    turned: bool = False

    @cached_property
    def cost(self) -> float:
        """How far-fetched it is."""
        cost = self.post.cost + TURNED * self.turned
        for mistake in self.made:
            cost += mistake.cost
        return cost

    @property
    def text(self) -> str:
        """What it is, without its full stop; with what it suggests, where it is one thing alone."""
        alone = len(self.made) + bool(self.post.text) + self.turned < 2
        return self._said(lambda text: text) if alone else self.brief

    @property
    def brief(self) -> str:
        """What it is, and nothing of what it suggests: what stands before the colons."""
        return self._said(lambda text: text.split(":")[0])

    def _said(self, cut: Callable[[str], str]) -> str:
        made = listed(dict.fromkeys(cut(word(mistake.text)) for mistake in self.made if mistake.text))
        first = cut(word(self.post.text)) or say("that is what comes out {made}", made=made)
        parts = [first, self.post.text and made, self.turned and say("and with its minus left out")]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class SlipPlan:
    """How a list of slips is computed with one formula.

    Attributes:
        formula: which.
        lanes: all the mistakes that are made in it.
        plain: places in the list, and what is made there of the right answer and its quantities.
        posts: what is made of results with mistakes, the places in the list, and the lanes.
    """

    formula: int
    lanes: Lanes
    plain: list[tuple[int, Post]]
    posts: list[tuple[Post, Row, Row]]


class SlipTable:
    """A list of slips, the simplest first, and how it is computed; made once for the long lists.

    Attributes:
        last: the numbers and the right answer for which it was computed last, and what the slips gave there.
    """

    last: tuple[Any, Row] | None = None

    def __init__(self, slips: Iterable[Slip]) -> None:
        self.slips = sorted(slips, key=operator.attrgetter("cost"))
        self.costs = np.array([slip.cost for slip in self.slips])
        self.turned = np.array([slip.turned for slip in self.slips], dtype=bool)
        self.plans = list(_plans(self.slips))


def _plans(slips: Sequence[Slip]) -> Iterator[SlipPlan]:
    """One plan for each formula, in one walk through the slips: lists are long, and the first wrong answer waits for them."""
    walked: dict[int, tuple[dict[tuple[Mistake, ...], int], list[tuple[int, Post]], dict[Post, list[tuple[int, int]]]]]
    walked = {}
    for place, slip in enumerate(slips):
        lanes, plain, posts = walked.setdefault(slip.formula, ({(): 0}, [], {}))
        if slip.made:
            posts.setdefault(slip.post, []).append((place, lanes.setdefault(slip.made, len(lanes))))
        else:
            plain.append((place, slip.post))
    for formula, (lanes, plain, posts) in walked.items():
        rows = [(post, *np.array(places).T) for post, places in posts.items()]
        yield SlipPlan(formula, Lanes(list(lanes)), plain, rows)


class Slips:
    """All the slips of one drill; made at the first wrong answer and kept.

    Args:
        generate, ask, answer, unit, ways, terms: as the drill has them.
        tolerance: how far from a value an answer may lie and still be taken for it.
    """

    def __init__(
        self,
        generate: Callable[[np.random.Generator], dict[str, Any]],
        ask: Callable[..., str],
        answer: Callable[..., float],
        unit: str,
        tolerance: Callable[[float], float],
        ways: Sequence[Callable[..., float]] = (),
        terms: Mapping[str, str] | None = None,
    ) -> None:
        self.generate, self.ask, self.answer, self.unit, self.tolerance = generate, ask, answer, unit, tolerance
        self.ways, self.terms = ways, {**TERMS, **(terms or {})}
        self._said: dict[str, str] = {}
        self._means_the_same: dict[Any, bool] = {}

    # -- what could go wrong -------------------------------------------------------------------------------------------

    @cached_property
    def _others(self) -> list[dict[str, Any]]:
        rng = np.random.default_rng(1)
        return [self.generate(rng) for _ in range(OTHERS)]

    @cached_property
    def _answers(self) -> dict[int, float]:
        """The right answers to the others, by where these lie in memory."""
        return {id(case): float(self.answer(**case)) for case in self._others}

    @cached_property
    def _kinds_of_others(self) -> list[tuple[Any, ...]]:
        return [_kinds(case) for case in self._others]

    @cached_property
    def _positive(self) -> bool:
        """No answer of the drill has a minus, and a question does not ask for one."""
        return all(answer > 0 for answer in self._answers.values())

    @cached_property
    def _counts(self) -> bool:
        """Answers are counted: few different whole numbers."""
        measures = unit_of(self.unit)
        counted = measures is not None and measures[0] in ("count", "time")
        return counted and all(answer.is_integer() for answer in self._answers.values())

    @cached_property
    def _shown(self) -> set[str]:
        """The numbers of the question that stand in its text."""
        cases = self._others[:8]
        texts = [printed(plain(self.ask(**case))) for case in cases]
        return {
            name
            for name in cases[0]
            if all(
                not scalar(case[name]) or case[name] == 1 or any(_near(abs(case[name]), x) for x in text)
                for case, text in zip(cases, texts, strict=True)
            )
        }

    @cached_property
    def _formulas(self) -> list[Formula]:
        return [Formula(way, self._others[:SEEN], self._words) for way in self.ways]

    def _words(self, name: str) -> str:
        """A name in words: ``eth_requirement`` is "the ETH requirement"; "" for a number that nobody is shown."""
        if name not in self._said:
            self._said[name] = self._in_words(name)
        return self._said[name]

    def _in_words(self, name: str) -> str:
        if name in self._others[0]:
            return _led(self.terms[name]) if name in self.terms and name in self._shown else ""
        *parts, last = name.split("_")
        return _led(" ".join([*(UPPER.get(part, part) for part in parts), {**UPPER, **COINS}.get(last, last)]))

    @cached_property
    def _single(self) -> SlipTable:
        """One mistake, or the answer to another question."""
        found = []
        for place, formula in enumerate(self._formulas):
            found += [Slip(place, (mistake,), PLAIN) for mistake in formula.mistakes]
            found += [Slip(place, (), post) for post in self._posts[place]]
            found += [*self._at_the_end(place, formula), *self._not_rounded_either(place, formula)]
            found += self._change_alone(place, formula)
        return SlipTable(found or [Slip(-1, (), post) for post in self._of_answer(None)])

    def _at_the_end(self, place: int, formula: Formula) -> Iterator[Slip]:
        """A share that is left out on the way, and added to what comes out, or taken off it."""
        for mistake in formula.mistakes:
            if mistake.leaves_out and formula.kinds[mistake.leaves_out] == SHARE:
                name, alone = mistake.leaves_out, replace(mistake, text="")
                said, done = self._words(name), say("**at the end** instead of on the way")
                for sign, word in ((-1, "taken off"), (1, "added")):
                    text = say("that is what comes out with {said} {word} {done}", said=said, word=word, done=done)
                    yield Slip(place, (alone,), Post(_grown(name, sign), text, 0.4))
                    if self.unit != "USD":
                        times = sign * (100 if self.unit == "%" else 1)
                        yield Slip(place, (alone,), Post(_shift(name, times), text, 0.4))

    def _change_alone(self, place: int, formula: Formula) -> Iterator[Slip]:
        """How much one thing changes the answer, in place of the answer."""
        for mistake in formula.mistakes:
            if mistake.leaves_out:
                text = say("that is only what {said} **changes** in the answer", said=self._words(mistake.leaves_out))
                yield Slip(
                    place, (replace(mistake, text="", cost=0.0),), Post(lambda x, q: np.abs(x - q[ANSWER]), text, 1.05)
                )

    @staticmethod
    def _not_rounded_either(place: int, formula: Formula) -> Iterator[Slip]:
        """Who makes another mistake may leave out the rounding too: that is no second thought, so it costs little."""
        for rounding in formula.mistakes:
            if rounding.text == NOT_ROUNDED:
                cheap = replace(rounding, cost=CLEAR + 0.01)
                for other in formula.mistakes:
                    if other.cost <= LIKELY and not other.sites & rounding.sites:
                        yield Slip(place, (other, cheap), PLAIN)

    @cached_property
    def _double(self) -> SlipTable:
        """Two mistakes, or one and the answer to another question."""
        found = []
        for place, formula in enumerate(self._formulas):
            likely = [m for m in formula.mistakes if m.cost <= LIKELY]
            pairs = combinations(likely, 2)
            found += [Slip(place, (a, b), PLAIN) for a, b in pairs if a.cost + b.cost <= TWO and not a.sites & b.sites]
            posts = [post for post in self._posts[place] if post.cost <= LIKELY]
            found += [Slip(place, (m,), post) for post in posts for m in likely if m.cost + post.cost <= TWO]
        return SlipTable(found)

    @cached_property
    def _posts(self) -> list[list[Post]]:
        """What may be made of the quantities of every formula."""
        return [[*self._of_answer(formula), *self._of_quantities(formula)] for formula in self._formulas]

    def _of_quantities(self, formula: Formula) -> Iterator[Post]:
        """A step on the way, a number of the question, two of them put together."""
        kinds = {name: kind for name, kind in formula.kinds.items() if kind != SIGN and self._words(name)}
        hundred = 100 if self.unit == "%" else 1
        for name in formula.steps:
            if name in kinds:
                further = "alone: a step on the way" if name in formula.used else "which is not what is asked for"
                said = say(
                    "that is {words}{name} {further}",
                    words=self._words(name),
                    name="" if name in formula.used else ",",
                    further=further,
                )
                yield Post(_quantity(name, hundred if kinds[name] == SHARE else 1), said, 0.95)
                if kinds[name] == SHARE and hundred == 1:
                    yield Post(_quantity(name, 100), say("that is {words}, in per cent", words=self._words(name)), 1.0)
                if kinds[name] == NUMBER and hundred == 100:
                    yield Post(_quantity(name, 100), say("that is {words}, in per cent", words=self._words(name)), 1.05)
        for name in formula.parameters:
            if name in kinds:
                times = hundred if kinds[name] == SHARE else 1
                yield Post(_quantity(name, times), say("that is just {words}", words=self._words(name)), 0.95)
                if kinds[name] in (SHARE, NUMBER):
                    text = say("that is just the square root of {words}", words=self._words(name))
                    yield Post(_power(name, 0.5, times), text, JOINED)
                    text = say("that is just the square of {words}", words=self._words(name))
                    yield Post(_power(name, 2.0, times), text, JOINED)
        for name in kinds:
            if kinds[name] in (SHARE, NUMBER) and (name in formula.used or name in formula.parameters):
                text = say("that is just 1 ÷ {words}", words=self._words(name))
                yield Post(_power(name, -1.0, 1.0), text, 1.2)
                text = say("that is just 1 ÷ {words}, in per cent", words=self._words(name))
                yield Post(_power(name, -1.0, 100.0), text, 1.22)
        for a, b in permutations(kinds, 2):
            yield from self._of_two(formula, kinds, a, b)

    def _of_two(self, formula: Formula, kinds: Mapping[str, str], a: str, b: str) -> Iterator[Post]:
        """Two quantities put together."""
        one, two = self._words(a), self._words(b)
        hundred = 100 if self.unit == "%" else 1
        same, share = kinds[a] == kinds[b], kinds[a] == SHARE
        near = JOINED if a in formula.used and b in formula.used else JOINED + 0.1
        near = GIVEN if a in formula.parameters and b in formula.parameters else near
        apart = 0.05 if near == GIVEN else 0.1

        def put(fn: Callable[[Any, Any], Any], text: str, cost: float, times: float = 1) -> Post:
            return Post(lambda x, q: times * fn(q[a], q[b]), say(text, one=one, two=two), cost)

        if kinds[a] == NUMBER and kinds[b] == SHARE:
            yield put(lambda x, y: x + 100 * y, "that is just {one} + {two} in per cent", near + 0.1)
            yield put(lambda x, y: x - 100 * y, "that is just {one} − {two} in per cent", near + 0.1)
            yield put(lambda x, y: 1 - x * (1 - y), "that is just 1 − {one} × (1 − {two})", near + 0.1, hundred)
        if same and a < b:
            yield put(operator.add, "that is just {one} + {two}", near, hundred if share else 1)
        if share and same and hundred == 1:
            yield put(operator.sub, "that is just {one} − {two}, in per cent", near + 0.1, 100)
        if same:
            yield put(operator.sub, "that is just {one} − {two}", near, hundred if share else 1)
        large = [kind for kind in (kinds[a], kinds[b]) if kind in (AMOUNT, PRICE)]
        if a < b and large != [AMOUNT, AMOUNT] and large != [PRICE, PRICE]:
            yield put(operator.mul, "that is just {one} × {two}", near, 1 if large else hundred)
        yield put(operator.truediv, "that is just {one} ÷ {two}", near + apart, hundred)
        if hundred == 100:
            yield put(operator.truediv, "that is just {one} ÷ {two}, not in per cent", near + apart + 0.05)
        if kinds[b] == NUMBER and b in formula.parameters and kinds[a] in (AMOUNT, PRICE):
            yield put(lambda x, y: x * (1 + y / 100), "that is just {one} and {two} **per cent** of it", near + 0.15)
        if hundred == 1:
            yield put(operator.truediv, "that is just {one} ÷ {two}, in per cent", near + apart + 0.05, 100)
        if kinds[b] == SHARE:
            times = hundred if share else 1
            yield put(lambda x, y: x / (1 - y), "that is just {one} ÷ (1 − {two})", near + 0.05, times)
            yield put(lambda x, y: x / (1 + y), "that is just {one} ÷ (1 + {two})", near + 0.05, times)
            yield put(lambda x, y: x * (1 - y), "that is just {one} × (1 − {two})", near + 0.05, times)
            yield put(lambda x, y: x * (1 + y), "that is just {one} × (1 + {two})", near + 0.05, times)

    def _of_answer(self, formula: Formula | None) -> Iterator[Post]:
        """The right answer changed: the answer to another question."""
        share = 0.7 if self.unit in ("%", "") else 1.06
        for times, text, cost in (
            (3, "**three times** the right answer", 1.25),
            (1 / 3, "**a third** of the right answer", 1.25),
            (2, "**twice** the right answer: is something counted two times?", 1.05),
            (0.5, "**half** the right answer", 1.05),
            (100, "**100 times** the right answer: per cent where a fraction is wanted?", share),
            (0.01, "**one hundredth** of the right answer: a fraction where per cent is wanted?", share),
            (10, "**ten times** the right answer: is the point in its place?", 1.12),
            (0.1, "**a tenth** of the right answer: is the point in its place?", 1.12),
            (1000, "**1,000 times** the right answer", 0.8),
            (0.001, "**a thousandth** of the right answer", 0.8),
            (-1, "the right answer with its **sign** turned round", 0.8),
        ):
            yield Post(_times(times), say("that is {text}", text=text), cost)
        if self.unit == "%":
            yield Post(lambda x, q: 100 - x, "that is what is left of 100 %", 0.95)
            yield Post(lambda x, q: 100 + x, "that is 100 % plus the right answer", 1.0)
            yield Post(lambda x, q: 1 + x / 100, "that is 1 plus the right answer, as a fraction", 1.1)
            yield Post(lambda x, q: 1 - x / 100, "that is what is left of 1, as a fraction", 1.1)
        elif self.unit != "USD":
            yield Post(lambda x, q: 1 / x, "that is 1 divided by the right answer: **upside down**", 0.95)
            yield Post(lambda x, q: 1 - x, "that is 1 − the right answer", 1.15)
            near = 0.95 if self._counts else 1.15
            yield Post(lambda x, q: x - 1, "that is the right answer − 1", near)
            yield Post(lambda x, q: x + 1, "that is the right answer + 1", near)
            yield Post(lambda x, q: 1 / (1 - x), "that is 1 divided by 1 − the right answer", 1.2)
        yield from self._of_time()
        yield from ROUNDINGS
        numbers = {name: AMOUNT for name, value in self._others[0].items() if scalar(value)}
        for name, kind in (formula.kinds if formula else numbers).items():
            step = formula is not None and name in formula.steps and kind != NUMBER and not WHOLE.search(name)
            if self._words(name) and kind != SIGN and not step:
                yield from self._of_answer_and(name, kind, WHOLE.search(name) is not None or formula is None)

    def _of_answer_and(self, name: str, kind: str, whole: bool) -> Iterator[Post]:
        """The right answer and a quantity put together; an answer may be a part of one that is a ``whole``."""

        def put(fn: Callable[[Any, Any], Any], text: str, cost: float) -> Post:
            return Post(lambda x, q: fn(x, q[name]), say(text, said=self._words(name)), cost)

        if (kind == SHARE) == (self.unit == "%"):
            times, least = 100 if self.unit == "%" else 1, min(0.95 if kind == PRICE else FURTHER, 1.1)
            yield put(lambda x, v: x + times * v, "that is the right answer **plus** {said}", FURTHER)
            yield put(lambda x, v: x - times * v, "that is the right answer **minus** {said}", FURTHER)
            yield put(lambda x, v: times * v - x, "that is {said} minus the right answer", least)
        yield put(operator.mul, "that is the right answer **times** {said}", FURTHER)
        yield put(operator.truediv, "that is the right answer **divided** by {said}", FURTHER)
        if whole:
            yield put(lambda x, v: v / x, "that is {said} **divided** by the right answer", FURTHER + 0.05)
        if self.unit == "%" and kind in (AMOUNT, PRICE):
            cost = 1.0 if WHOLE.search(name) else 1.15
            yield put(lambda x, v: x / 100 * v, "that is the right answer as a part of {said}, not in per cent", cost)
        if self.unit == "USD" and kind == PRICE:
            yield put(lambda x, v: (x + v) / 2, "that is the mean of {said} and the right answer", 1.15)
        if self.unit == "USD" and kind in (AMOUNT, PRICE) and WHOLE.search(name):
            yield put(lambda x, v: 100 * x / v, "that is the right answer in **per cent** of {said}", 1.1)
            text = "that is how far the right answer lies from {said}, in **per cent**"
            yield put(lambda x, v: 100 * abs(x / v - 1), text, 1.0)

    def _of_time(self) -> Iterator[Post]:
        """The right answer in another unit of time."""
        measures = unit_of(self.unit)
        if measures is None or measures[0] != "time":
            return
        for one, text in (
            (60.0, "that is the right answer in **minutes**"),
            (3_600.0, "that is the right answer in **hours**"),
            (86_400.0, "that is the right answer in **days**"),
            (7 * 86_400.0, "that is the right answer in **weeks**"),
        ):
            if one != measures[1]:
                yield Post(_times(measures[1] / one), text, 0.85)

    # -- what was typed ------------------------------------------------------------------------------------------------

    def find(self, numbers: dict[str, Any], value: float, digits: float, stage: str) -> str:
        """The slips of :meth:`meant` in words; "" where none is certain."""
        with _uncollected():
            slips = (
                self.comes_out_of(numbers, value, digits)
                if stage == "sums"
                else self.meant(numbers, value, digits, stage)
            )
        return self._together(slips)

    @staticmethod
    def _together(slips: list[Slip]) -> str:
        if len(slips) < 2:
            return slips[0].text if slips else ""
        first, *others = dict.fromkeys(slip.brief.removeprefix("that is ") for slip in slips)
        if not others:
            return slips[0].brief
        return say("that is {first}, or {others}: the same number here", first=first, others=joined(", or ", others))

    def meant(self, numbers: dict[str, Any], value: float, digits: float, stage: str) -> list[Slip]:
        """The slip that gives ``value`` to within ``digits``; several, where as likely ones mean different things.

        ``stage`` "exact": only what gives every digit that was typed; "near": what is looked for when nothing does.
        """
        near = max(min(digits, max(self.tolerance(value), TYPED * abs(value))), PRINTED * abs(value))
        right = float(self.answer(**numbers))
        if value == 0 or abs(right - value) <= near:
            return []
        said = len(f"{abs(value):.10g}".replace(".", "").strip("0"))
        few = said < DIGITS
        if few:
            near = PRINTED * abs(value)
        exact = min(near, digits) + 1e-9 * abs(value)
        most = EASY if said < 2 and abs(value) < 10 else FAR if few else math.inf
        if self._counts and value == round(value):
            most = min(most, SURE)
        if stage == "exact":
            fits = self._fitting(self._single, numbers, value, exact, right, most)
            if few and fits and fits[0].cost > FEW:
                return self._apart(fits, numbers, 1, math.inf)
            return self._apart(fits, numbers, MEANINGS, CLEAR)
        if self._fitting(self._single, numbers, value, exact, right, math.inf):
            return []  # too many single mistakes give it: two at once would be no better known
        fits = self._fitting(self._single, numbers, value, near, right, min(most, LIKELY))
        if fits or said < 2:
            return self._apart(fits, numbers, MEANINGS, CLEAR)
        closest = min(exact, EXACT * abs(value) * (0.05 if few else 1))
        fits = self._fitting(self._double, numbers, value, closest, right, math.inf)
        if fits or few:
            return self._apart(fits, numbers, 2, CLOSE)
        fits = self._fitting(self._double, numbers, value, exact, right, math.inf)
        values = self._values(self._double, numbers, right)
        if fits and chance(values[self._double.costs <= fits[0].cost], value, exact) < BY_CHANCE:
            return self._apart(fits, numbers, 2, CLOSE)
        return []

    def nothing(self, numbers: dict[str, Any]) -> str:
        """What is said to a 0 that is wrong."""
        right = float(self.answer(**numbers))
        values = self._values(self._single, numbers, right)
        zeros = (np.abs(values) <= 1e-9 * abs(right)) & (self._single.costs <= LIKELY)
        cases = self._alike(numbers)
        fits = [
            slip
            for slip in (self._single.slips[i] for i in np.flatnonzero(zeros))
            if any(
                abs(self.value(slip, case)) > 1e-9 for case in cases
            )  # what gives 0 whatever is asked explains nothing
        ]
        said = self._together(self._apart(fits, numbers, MEANINGS, CLEAR)) if fits else ""
        if said or right > 0:
            return said
        return say("0 is what comes out where a negative answer is **cut off at zero**: this one is below it")

    def comes_out_of(self, numbers: dict[str, Any], value: float, digits: float) -> list[Slip]:
        """The sums of three numbers of the question that give ``value``, where hardly any would by chance."""
        said = len(f"{abs(value):.10g}".replace(".", "").strip("0"))
        if value == 0 or said < 2:
            return []
        reach = min(digits, TYPED * abs(value)) + 1e-9 * abs(value)
        reach = reach if said >= DIGITS else PRINTED * abs(value)
        found: list[Slip] = []
        for place, (whole, given) in enumerate(self._sums):
            sums = whole if said >= DIGITS else given
            _, steps = self._formulas[place].compute(numbers)
            known = {name: _first(value) for name, value in {**numbers, **steps}.items()}
            for one in sums.near(value, reach, known, BY_CHANCE):
                text = say("that is just {sum}", sum=one.text(self._words))
                found.append(Slip(place, (), Post(_of_sum(one), text, one.shape.cost)))
        found.sort(key=lambda slip: slip.cost)
        return self._apart(found, numbers, 2, math.inf)

    @cached_property
    def _sums(self) -> list[tuple[Sums, Sums]]:
        """The sums of all that is used in each formula, and of the numbers of the question alone."""
        found = []
        for formula in self._formulas:
            kinds = {name: kind for name, kind in formula.kinds.items() if kind != SIGN and self._words(name)}
            given = {name: kind for name, kind in kinds.items() if name in formula.parameters}
            found.append(
                (
                    Sums({n: k for n, k in kinds.items() if n in given or n in formula.used}, self.unit),
                    Sums(given, self.unit),
                )
            )
        return found

    def value(self, slip: Slip, numbers: dict[str, Any]) -> float:
        """What one slip gives."""
        right = self._answers.get(id(numbers))
        return float(
            self._values(SlipTable([slip]), numbers, float(self.answer(**numbers)) if right is None else right)[0]
        )

    def beside(self, numbers: dict[str, Any], value: float, digits: float, known: Callable[..., float | None]) -> str:
        """A likely slip that gives ``value`` too and means something else than the formula ``known``; "" if there is none."""
        few = len(f"{abs(value):.10g}".replace(".", "").strip("0")) < DIGITS
        reach = min(digits, PRINTED * abs(value)) + 1e-9 * abs(value)
        right = float(self.answer(**numbers))
        fits = self._fitting(self._single, numbers, value, reach, right, SURE if few else LIKELY)
        cases = self._alike(numbers)[:BESIDE] if fits else []
        for slip in fits:
            if cases and not self._is(slip, known, cases):
                return slip.brief
        return ""

    def _is(self, slip: Slip, known: Callable[..., float | None], cases: list[dict[str, Any]]) -> bool:
        """Whether a slip gives what the formula ``known`` gives; of a slip that is kept the answer is kept too."""
        key = (slip, known, id(cases[0]))
        if key not in self._means_the_same:
            rows = ((known(**case), self.value(slip, case)) for case in cases)
            same = all(_same(np.array([a]), np.array([math.nan if b is None else float(b)])) for b, a in rows)
            if slip.formula < 0 or slip.turned:  # made for this one question
                return same
            self._means_the_same[key] = same
        return self._means_the_same[key]

    def _fitting(
        self, table: SlipTable, numbers: dict[str, Any], value: float, reach: float, right: float, most: float
    ) -> list[Slip]:
        """The slips that come within ``reach`` of ``value`` and cost no more than ``most``, the simplest first."""
        values = self._values(table, numbers, right)
        fits = [table.slips[i] for i in np.flatnonzero((np.abs(values - value) <= reach) & (table.costs <= most))]
        if not fits and value > 0 and self._positive:
            minus = np.flatnonzero((np.abs(values + value) <= reach) & (table.costs <= min(most, LIKELY)))
            fits = [replace(table.slips[i], turned=True) for i in minus]
        others = self._for_other_options(numbers, value, reach) if table is self._single else []
        return sorted([*others, *fits], key=lambda slip: slip.cost)

    def _apart(self, fits: list[Slip], numbers: dict[str, Any], most: int, clear: float) -> list[Slip]:
        """The best of the slips that fit, and those as likely that mean something else; none if these are too many."""
        close = [slip for slip in fits if slip.cost < fits[0].cost + clear]
        rounded = [slip for slip in close if slip.post in ROUNDINGS]
        close = [slip for slip in close if slip not in rounded[1:]]
        if len(close) < 2:
            return close
        compared = SlipTable(close)
        rows = [self._values(compared, case, self._answers[id(case)]) for case in self._alike(numbers)]
        table = np.array(rows).reshape(-1, len(close))
        apart = [0]
        for i in range(1, len(close)):
            if not len(table) or not any(_same(table[:, i], table[:, j]) for j in apart):
                apart.append(i)
        return [compared.slips[i] for i in apart] if len(apart) <= most else []

    def _alike(self, numbers: dict[str, Any]) -> list[dict[str, Any]]:
        """Other numbers with the options and the signs of the question."""
        mark = _kinds(numbers)
        alike = (case for kinds, case in zip(self._kinds_of_others, self._others, strict=True) if kinds == mark)
        return list(islice(alike, ALIKE))

    def _values(self, table: SlipTable, numbers: dict[str, Any], right: float) -> Row:
        """What these slips give for some numbers; nan where they give nothing."""
        # Of one question it is asked again for each stage of the search, and for each answer that is typed.
        if table.last is None or table.last[0] != (numbers, right):
            table.last = (dict(numbers), right), self._computed(table, numbers, right)
        return table.last[1]

    def _computed(self, table: SlipTable, numbers: dict[str, Any], right: float) -> Row:
        values = np.full(len(table.slips), np.nan)
        for plan in table.plans:
            if plan.formula < 0:
                result, steps = np.array([right]), dict[str, Any]()
            else:
                result, steps = self._formulas[plan.formula].compute(numbers, plan.lanes)
            known = {**numbers, **steps, ANSWER: right}
            base = {name: _first(value) for name, value in known.items()}
            for place, post in plan.plain:
                values[place] = _number(post.fn, right, base)
            with np.errstate(all="ignore"):
                for post, places, lanes in plan.posts:
                    found = np.broadcast_to(post.fn(result, known), result.shape)[lanes]
                    if post.text:  # a mistake that makes no difference to it is none
                        found = np.where(found == _number(post.fn, right, base), np.nan, found)
                    values[places] = found
        return np.where(table.turned, -values, values)

    def _for_other_options(self, numbers: dict[str, Any], value: float, reach: float) -> list[Slip]:
        """The answer for the other side, the other mode."""
        found = []
        for name, text in OPTIONS.items():
            for option in {case[name] for case in self._others if name in case} - {numbers.get(name)}:
                if abs(float(self.answer(**{**numbers, name: option})) - value) <= reach:
                    said = say("that is what comes out {text}", text=word(text).format(word(option)))
                    found.append(Slip(-1, (), Post(_other_option(self.answer, numbers, name, option), said, 0.9)))
        return found


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collection of garbage in between.

    Ten thousands of slips would set it off, for a tenth of a second in a kernel with a course in memory; none lies in a circle.
    """
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _led(quantity: str) -> str:
    return quantity if quantity.startswith(UNLED) else say("the {quantity}", quantity=quantity)


def _quantity(name: str, times: float) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda x, q: times * q[name]


def _power(name: str, power: float, times: float) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda x, q: times * q[name] ** power


def _of_sum(one: Sum) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda x, q: one.value(q)


def _times(times: float) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda x, q: times * x


def _shift(name: str, times: float) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda x, q: x + times * q[name]


def _grown(name: str, sign: int) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda x, q: x * (1 + sign * q[name])


def _other_option(
    answer: Callable[..., float], numbers: dict[str, Any], name: str, option: Any
) -> Callable[[Any, Mapping[str, Any]], Any]:
    return lambda x, q: float(answer(**{**{k: q[k] for k in numbers}, name: option}))


def _number(fn: Callable[..., Any], right: float, known: Mapping[str, Any]) -> float:
    try:
        return float(fn(right, known))
    except (ZeroDivisionError, OverflowError, TypeError, ValueError):
        return math.nan


def _first(value: Any) -> Any:
    return float(value.ravel()[0]) if isinstance(value, np.ndarray) else value


def _same(a: Row, b: Row) -> bool:
    """Two slips that agree on other numbers too mean the same."""
    return bool(np.isclose(a, b, rtol=ALMOST, atol=1e-12, equal_nan=True).all())


def _kinds(numbers: dict[str, Any]) -> tuple[Any, ...]:
    """The options of a question, and which of its numbers are negative."""
    return tuple(value < 0 if scalar(value) else value for value in numbers.values() if not isinstance(value, tuple))


def _near(value: float, shown: float) -> bool:
    """``shown`` is the number printed: as it is, in per cent, thousands or millions; or the number is in millions itself."""
    return any(abs(value * k - shown) <= 0.005 * shown for k in (1, 100, 1e6, 1e-3, 1e-6))
