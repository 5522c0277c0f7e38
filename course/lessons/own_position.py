"""Your own position through the course: told once, kept with the progress, offered wherever a picture can take its numbers.

It is what an app shows of one position. A learner who has laid a book of their own on the desk of lesson 15 need not type it:
the largest position there, alone, with the equity of its pool behind it, fills the form. Nothing is taken over without a press.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from course.explorers import Choice, Control, Explorer, Lent, Number
from course.teaching.panels.keeper import when_known
from course.teaching.progress import Store
from course.textfiles import loads
from course.texts import joined, say, small, wordless
from course.validation import ArgumentError

#: Coins that lessons draw, and what they cost there, USD.
COINS = {"BTC": 60_000.0, "ETH": 3_000.0}
KIND, LESSON, ITEM = "own", "course", "position"
OTHER = "another"
LEAST, MOST = 10.0, 10_000_000.0


@dataclass(frozen=True)
class Mine:
    """One position.

    Attributes:
        side: long or short.
        coin: one of :data:`COINS`, or another.
        notional: what it is worth, USD.
        collateral: what stands behind it, USD.
        maintenance: share of the notional that must be there to keep it.
    """

    side: str
    coin: str
    notional: float
    collateral: float
    maintenance: float

    @property
    def leverage(self) -> float:
        """Notional over collateral."""
        return self.notional / self.collateral

    def size(self, coin: str) -> float | None:
        """Signed coins of it at the lessons' prices; None where it is in a coin that they do not draw."""
        if self.coin not in COINS:
            return None
        way = 1 if self.side == "long" else -1
        return way * self.notional / COINS[coin] if coin == self.coin else 0.0


FORM = (
    Choice("side", "Side", ["long", "short"]),
    Choice("coin", "Coin", [*COINS, OTHER]),
    Number("notional", "It is worth", 10_000, min=LEAST, max=MOST, log=True, unit="$").meaning("Size times price: notional, position value."),
    Number(
        "collateral", "Behind it", 1_000, min=LEAST, max=MOST, log=True, unit="$").meaning("The margin of an isolated position. In cross the equity of the account: then this is the position as if it were alone."),
    Number("maintenance", "Maintenance fraction", 0.01, min=0.0, max=0.1, step=0.001, unit="%").meaning("Maintenance margin over what it is worth."),
)  # fmt: skip

Take = Callable[[Mine], Any]
"""From the position to a control's value; None where it has none."""


def _of(name: str) -> Take:
    return lambda mine: getattr(mine, name)


SIDE, LEVERAGE, COLLATERAL = _of("side"), _of("leverage"), _of("collateral")
NOTIONAL, MAINTENANCE, COIN = _of("notional"), _of("maintenance"), _of("coin")


@dataclass(frozen=True)
class Behind:
    """As much as gives a book of the lesson, worth ``notional``, the leverage of one's own."""

    notional: float

    def __call__(self, mine: Mine) -> float:
        """USD of collateral."""
        return self.notional / mine.leverage


#: Lesson and explorer → what of the position its controls can take.
TAKES: dict[tuple[str, str], dict[str, Take]] = {
    ("leverage", "dial"): {"side": SIDE, "collateral": COLLATERAL, "leverage": LEVERAGE, "maintenance": MAINTENANCE},
    ("leverage", "halving"): {"side": SIDE, "leverage": LEVERAGE, "maintenance": MAINTENANCE},
    ("leverage", "odds"): {"side": SIDE, "leverage": LEVERAGE},
    ("liquidation_price", "levels"): {
        "side": SIDE, "collateral": COLLATERAL, "size": NOTIONAL, "maintenance": MAINTENANCE
    },
    ("liquidation_price", "ladder"): {"side": SIDE, "leverage": LEVERAGE},
    ("funding", "drip"): {"leverage": LEVERAGE},
    ("funding", "carry"): {"leverage": LEVERAGE},
    ("isolated_margin", "compartment"): {"side": SIDE, "posted": Behind(10_000)},
    ("isolated_margin", "again"): {"symbol": COIN, "leverage": LEVERAGE},
    ("isolated_margin", "wall_price"): {"symbol": COIN, "leverage": LEVERAGE},
    ("cross_margin", "map"): {"collateral": Behind(105_000)},
    ("cross_margin", "pool"): {"collateral": Behind(105_000)},
    ("cross_margin", "crash"): {"collateral": Behind(105_000)},
    ("cross_vs_isolated", "week"): {"margin": Behind(10_000)},
    ("cross_vs_isolated", "outcomes"): {"margin": Behind(10_000)},
    ("cross_vs_isolated", "five"): {"leverage": LEVERAGE},
    ("hedges_and_correlation", "october"): {"leverage": LEVERAGE},
    ("position_sizing", "calculator"): {"leverage": LEVERAGE},
    ("position_sizing", "growth"): {"asset": COIN, "leverage": LEVERAGE},
    ("position_sizing", "calm"): {"asset": COIN, "leverage": LEVERAGE},
    ("position_sizing", "same_exposure"): {"asset": COIN, "exposure": NOTIONAL, "leverage": LEVERAGE},
    ("profit_buffers_and_stops", "fleeting"): {"leverage": LEVERAGE},
    ("profit_buffers_and_stops", "drift"): {"asset": COIN, "leverage": LEVERAGE},
    ("profit_buffers_and_stops", "acts"): {"leverage": LEVERAGE},
    ("trade_checklist", "bad_day"): {"leverage": LEVERAGE},
    ("trade_checklist", "which_mode"): {"coin": COIN, "leverage": LEVERAGE},
    ("liquidation_mechanics", "queue"): {"leverage": LEVERAGE},
    ("liquidation_mechanics", "limits"): {"side": SIDE},
    ("oracles_and_latency", "late"): {"leverage": LEVERAGE, "maintenance": MAINTENANCE},
    ("oracles_and_latency", "halt"): {"asset": COIN, "leverage": LEVERAGE},
    ("choosing_a_platform", "venues"): {
        "btc": lambda mine: mine.size("BTC"), "eth": lambda mine: mine.size("ETH"), "collateral": COLLATERAL
    },
    ("choosing_a_platform", "size"): {"symbol": COIN, "notional": NOTIONAL},
    ("choosing_a_platform", "bots"): {"leverage": LEVERAGE, "notional": NOTIONAL},
}  # fmt: skip


def label(control: Control) -> str:
    """A control's name within a sentence."""
    return small(control.label)


def nearest(control: Control, value: Any) -> Any:
    """The value of a control that comes nearest, or None where it cannot be set to such a thing; options of numbers have ends too."""
    if isinstance(control, Number):
        inside = value is not None and control.min - 1e-9 <= value <= control.max + 1e-9
        return control.nearest(value) if inside else None
    if value in control.values or not isinstance(value, float):
        return value if value in control.values else None
    options = {float(option): option for option in control.values}
    if not min(options) <= value <= max(options):
        return None
    return options[min(options, key=lambda option: abs(math.log(option / value)))]


class Own:
    """The learner's own position beside the explorers of one lesson.

    Args:
        lesson: its slug.
        store: where progress is kept.

    Attributes:
        mine: what was told last; None before anything was told, and after it was forgotten.
    """

    def __init__(self, lesson: str, store: Store) -> None:
        self.lesson, self.store = lesson, store
        self.mine: Mine | None = None
        self._desk: Mine | None = None
        self.explorers: dict[str, Explorer] = {}
        store.watchers.add(self)
        self.refresh()
        when_known(store, self.refresh)

    def lay(self, name: str, explorer: Explorer) -> None:
        """Let a picture take the numbers; one that can take none is passed over."""
        if (self.lesson, name) in TAKES:
            self.explorers[name] = explorer
            explorer.lend(Lent(FORM, partial(self.state, name), partial(self.act, name)))

    def refresh(self) -> None:
        """Progress has changed: what was told elsewhere is offered here too."""
        events = self.store.events(KIND, LESSON, ITEM)
        self.mine = told(events[-1]["fields"]) if events else None
        self._desk = on_desk(self.store)
        for explorer in self.explorers.values():
            explorer.lend_anew()

    def fit(self, name: str, mine: Mine) -> tuple[dict[str, Any], list[str]]:
        """By control, the stop that comes nearest; and the names of those that cannot reach it."""
        explorer, found, beyond = self.explorers[name], {}, []
        for control, take in TAKES[self.lesson, name].items():
            value, field = take(mine), explorer.controls[control]
            stop = nearest(field, value)
            if stop is None:
                beyond.append(label(field))
            else:
                found[control] = stop
        return found, beyond

    def state(self, name: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the page says of it beside a picture that is set to ``values``."""
        mine = self.mine
        filled = mine or self._desk
        said: dict[str, Any] = {
            "filled": asdict(filled) if filled else {},
            "told": mine is not None,
            "words": "",
            "on": False,
            "fits": False,
        }
        if mine is None:
            return said
        found, beyond = self.fit(name, mine)
        controls, takes = self.explorers[name].controls, TAKES[self.lesson, name]
        parts: list[str] = [
            wordless("{what} {value}", what=label(controls[c]), value=controls[c].shown(v))
            + (say(", your leverage on the lesson’s book") if isinstance(takes[c], Behind) else "")
            for c, v in found.items()
        ]
        on = bool(found) and all(values[c] == v for c, v in found.items())
        exact = all(str(takes[c](mine)) == str(v) or takes[c](mine) == v for c, v in found.items())
        if not found:
            words = say("This picture cannot be set to your numbers")
        elif exact:
            words = say("Your numbers: {parts}", parts=joined(", ", parts))
        else:
            words = say("Your numbers, to the nearest step: {parts}", parts=joined(", ", parts))
        if beyond and found:
            words += say(" ({what} as in the lesson: it cannot be set to yours)", what=joined(", ", beyond))
        return {**said, "words": str(words), "on": on, "fits": bool(found)}

    def act(self, name: str, what: str, values: Mapping[str, Any]) -> str:
        """The learner tells, takes or forgets; returns why the picture cannot be set to what was told, or ""."""
        if what == "tell":
            try:
                checked = {control.name: control.check(values.get(control.name)) for control in FORM}
            except ArgumentError as error:
                return say("{what}: enter {allowed}.", what=error.argument, allowed=error.allowed)
            self.store.replace(KIND, LESSON, ITEM, fields=checked)
        elif what == "forget":
            self.store.replace(KIND, LESSON, ITEM, fields={})
        mine = self.mine
        if what == "forget" or mine is None:
            return ""
        explorer = self.explorers[name]
        before = dict(explorer.values)
        explorer.set(**self.fit(name, mine)[0])
        if not explorer.error:
            return ""
        why = explorer.error
        explorer.set(**before)
        return say("This picture cannot be set to your numbers. {why}", why=why)


def told(fields: Mapping[str, Any]) -> Mine | None:
    """A position as it was kept; None where it is none, as one of a newer version may be."""
    try:
        found: dict[str, Any] = {control.name: control.check(fields[control.name]) for control in FORM}
        return Mine(**found)
    except (ArgumentError, KeyError, TypeError):
        return None


def on_desk(store: Store) -> Mine | None:
    """The largest position that lies on the desk, alone, with the equity of its pool behind it; None where it has none."""
    events = store.events("desk", "portfolio_desk", "book")
    try:
        book = loads(events[-1]["text"])
        if book.get("redacted"):
            return None
        marks, rows = book["marks"], [(pool, leg) for pool in book["pools"] for leg in pool["positions"]]
        pool, leg = max(rows, key=lambda row: abs(row[1]["size"]) * marks[row[1]["market"]])
        if pool.get("holdings"):
            return None
        equity = pool["collateral"] + sum(x["size"] * (marks[x["market"]] - x["entry"]) for x in pool["positions"])
        coin = next((c for c in COINS if str(leg["market"]).upper().startswith(c)), OTHER)
        fields = {
            "side": "long" if leg["size"] > 0 else "short",
            "coin": coin,
            "notional": abs(leg["size"]) * marks[leg["market"]],
            "collateral": equity,
            "maintenance": leg["maintenance"],
        }
        return told(fields)
    except (IndexError, ValueError, KeyError, TypeError, AttributeError):
        return None
