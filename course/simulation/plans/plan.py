"""A trade plan as data: five lines (thesis, largest loss, size, mode, exit), three ifs, and what came of it.

A plan may be unfinished: what is not written yet is None or empty. What is written is checked for being what it claims to be
(a price is a number above zero); whether the lines hold together is for :mod:`course.simulation.plans.rules`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from course.validation import ArgumentError, finite, one_of, within

#: Characters of a text in a plan.
LONGEST = 600
#: What is above zero is at least this: less is a slip of the pen, and its reciprocal no number.
TINY = 1e-12
SIDES = ("long", "short")
MODES = ("isolated", "cross")
TRIGGERS = ("mark", "last", "oracle")
#: If-then lines of a plan.
CONTINGENCIES = 3


@dataclass(frozen=True)
class Amount:
    """What a number in a plan may be.

    Attributes:
        low: smallest; ``above``: it must be larger than that.
        high: largest.
        share: whether it is a fraction that people read as per cent.
    """

    low: float = 0.0
    high: float = 1e12
    above: bool = True
    share: bool = False


#: The numbers of a plan and their ranges.
AMOUNTS: dict[str, Amount] = {
    "equity": Amount(),
    "risk": Amount(high=1.0, share=True),
    "open_risk": Amount(high=1.0, above=False, share=True),
    "open_same": Amount(high=1_000, above=False),
    "reserved": Amount(above=False),
    "entry": Amount(),
    "horizon_days": Amount(high=36_500),
    "slip": Amount(high=0.5, above=False, share=True),
    "fee": Amount(high=0.1, above=False, share=True),
    "funding": Amount(low=-0.1, high=0.1, above=False, share=True),
    "size": Amount(),
    "leverage": Amount(high=1_000),
    "maintenance": Amount(high=0.5, share=True),
    "stop": Amount(),
    "target": Amount(),
    "watched_hours": Amount(high=8_784, above=False),
    "fill": Amount(),
    "exit_price": Amount(),
    "result_r": Amount(low=-1e6, high=1e6, above=False),
}
CHOICES: dict[str, tuple[str, ...]] = {"side": SIDES, "mode": MODES, "trigger": TRIGGERS}
TEXTS = ("market", "why", "wrong_if", "venue", "as_of", "time_exit", "note")


@dataclass(frozen=True)
class TradePlan:
    """One trade, planned. Every field may be left out; :class:`ArgumentError` names the one that cannot be what it says.

    Attributes:
        equity: account, USD.
        risk: share of it that this trade may lose.
        open_risk: share of it that other open plans may lose.
        open_same: how many of those are on the same side in coins that rise and fall together.
        reserved: USD of the account that other positions need: posted for them, or their requirement in cross.
        market: what is traded.
        side: ``"long"`` or ``"short"``.
        entry: price, USD.
        why: the thesis, one sentence.
        wrong_if: what would prove it wrong: a price, a fact, a date.
        horizon_days: how long it is meant to last.
        slip: how far beyond the stop the fill is expected, fraction of the stop price.
        fee: fraction of traded notional, both ways.
        funding: rate per 8 h that is expected, as this side pays it (below zero: receives).
        size: base units, whatever the side; None: as many as the budget allows.
        mode: ``"isolated"`` or ``"cross"``.
        leverage: the setting.
        maintenance: fraction of notional that the venue requires.
        venue, as_of: whose parameters, and of which day.
        stop: price, USD.
        trigger: which price sets it off: ``"mark"``, ``"last"`` or ``"oracle"``.
        watched_hours: 0: the stop lies at the venue; else its owner looks so often.
        target: price at which profit is taken, USD.
        time_exit: when it is left whatever the price.
        contingency: pairs of texts, if and then.
        fill, exit_price, result_r, kept, note: what came of it; ``kept``: whether the plan was kept to.
        others: keys of a file that this version does not know, as they were.
    """

    equity: float | None = None
    risk: float | None = None
    open_risk: float = 0.0
    open_same: float = 0.0
    reserved: float = 0.0
    market: str = ""
    side: str = "long"
    entry: float | None = None
    why: str = ""
    wrong_if: str = ""
    horizon_days: float | None = None
    slip: float = 0.01
    fee: float = 0.0005
    funding: float = 0.0001
    size: float | None = None
    mode: str = "isolated"
    leverage: float | None = None
    maintenance: float | None = None
    venue: str = ""
    as_of: str = ""
    stop: float | None = None
    trigger: str = "mark"
    watched_hours: float = 0.0
    target: float | None = None
    time_exit: str = ""
    contingency: tuple[tuple[str, str], ...] = (("", ""),) * CONTINGENCIES
    fill: float | None = None
    exit_price: float | None = None
    result_r: float | None = None
    kept: bool | None = None
    note: str = ""
    others: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, amount in AMOUNTS.items():
            value = getattr(self, name)
            if value is None and DEFAULTS[name] is None:
                continue
            object.__setattr__(self, name, number(name, value, amount))
        if self.open_same != int(self.open_same):
            raise ArgumentError("open_same", self.open_same, "a whole number")
        for name, allowed in CHOICES.items():
            one_of(name, getattr(self, name), allowed)
        for name in TEXTS:
            object.__setattr__(self, name, text(name, getattr(self, name)))
        object.__setattr__(self, "contingency", _contingency(self.contingency))
        if self.kept is not None and not isinstance(self.kept, bool):
            raise ArgumentError("kept", self.kept, "yes, no, or nothing yet")

    @property
    def sign(self) -> int:
        """+1 for a long, −1 for a short."""
        return 1 if self.side == "long" else -1

    def changed(self, **fields: Any) -> TradePlan:
        """The plan with other values in some fields.

        Raises:
            ArgumentError: for a field that there is not, or a value that it cannot have.
        """
        for name in fields:
            one_of("field", name, FIELDS)
        return replace(self, **fields)


DEFAULTS: dict[str, Any] = {f.name: f.default for f in fields(TradePlan)}
FIELDS = tuple(name for name in DEFAULTS if name != "others")


def number(name: str, value: Any, amount: Amount) -> float:
    """``value`` as a number that the field takes; texts are refused, also those that look like numbers."""
    if isinstance(value, str):
        raise ArgumentError(name, value, "a number, not a text")
    if not isinstance(finite(name, value), float):
        raise ArgumentError(name, value, "one finite number")
    given = float(within(name, value, amount.low, amount.high, open_low=amount.above))
    if amount.above and given < TINY:
        raise ArgumentError(name, given, f"at least {TINY:g}")
    return given


def writable(text: str) -> bool:
    """Whether a text can be written: half a character cannot."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def text(name: str, value: Any) -> str:
    """``value`` as a text of one line."""
    if not isinstance(value, str):
        raise ArgumentError(name, value, "a text")
    if not writable(value):
        raise ArgumentError(name, "…", "a text that can be written (it holds half a character)")
    # Other control characters would not survive a file; every kind of line break is a blank here.
    line = re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", value).strip()
    if len(line) > LONGEST:
        raise ArgumentError(name, f"{line[:20]}…", f"at most {LONGEST} characters")
    return line


def _contingency(value: Any) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(pair) if isinstance(pair, list | tuple) else () for pair in value] if _listed(value) else [()]
    if len(pairs) > CONTINGENCIES or any(len(pair) != 2 for pair in pairs):
        raise ArgumentError("contingency", value, f"at most {CONTINGENCIES} pairs of an if and a then")
    said = [(text("contingency", a), text("contingency", b)) for a, b in pairs]
    return (*said, *[("", "")] * (CONTINGENCIES - len(said)))


def _listed(value: Any) -> bool:
    return isinstance(value, list | tuple)
