"""The usual what-ifs on the page: a row each with what it changes, a press that makes it so, and the way back."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from traitlets import Unicode

from course.lessons.portfolio_desk.common import move
from course.lessons.portfolio_desk.desk import Desk
from course.lessons.portfolio_desk.panels import DeskPanel, money
from course.lessons.portfolio_desk.presets import COMES, DO, NearestPool, Preset, nearest, places, presets
from course.lessons.portfolio_desk.touch_first import FEE
from course.number_format import number, usd
from course.texts import joined, say, wordless

GROUPS = {DO: "What you may do", COMES: "What may come"}
COLUMNS = ("", "Health", "All together", "Likeliest fatal move", "Nearest of all pools")
#: A book of more positions is worked out only when somebody asks: no change of it waits for what nobody looks at.
LARGE = 40
#: Less than this share of a day's σ is no change.
SAME = 0.005


class Presets(DeskPanel):
    """Every preset of the book with what it changes; one press makes it so, another takes it back."""

    _part = Unicode("deskpresets").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"press": ("key",), "undo": (), "work_out": ()}

    def __init__(self, here: Desk | None = None) -> None:
        #: What the last press changed, in words, and the book that it made.
        self.done: tuple[str, Any] = ("", None)
        #: The book for which a press was asked for although it is a large one.
        self.asked: Any = None
        super().__init__(here)

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        book = self.book
        large = len(book.legs) > LARGE and book is not self.asked
        now, made = ({}, []) if large else (places(book), presets(book))
        return {
            "waits": say("Work them out for {n} positions", n=len(book.legs)) if large else "",
            "columns": list(COLUMNS),
            "groups": [
                [title, [self._row(preset, now) for preset in made if preset.group == group]]
                for group, title in GROUPS.items()
            ],
            "told": self.done[0] if self.done[1] == book else "",
            "steps": self.desk.steps,
            "note": say(
                "Trades at the mark, fee {fee:%3}. The likeliest fatal move is in standard deviations of an ordinary day, and moves"
                " count from where prices then are. No advice: each row says what it changes.",
                fee=FEE,
            ),
        }

    def _row(self, preset: Preset, now: dict[str, NearestPool]) -> dict[str, Any]:
        """One preset: what it is, and four figures before and after."""
        row: dict[str, Any] = {"key": preset.key, "name": preset.name, "why": preset.why, "cells": [], "tone": "same"}
        if preset.book is None:
            return row
        old, new, all_old, all_new = self._ends(preset, now)
        hidden = self.book.hidden
        row["cells"] = [
            [money(old.health, hidden), money(new.health, hidden)],
            [_together(old), _together(new)],
            [_sigma(old), _sigma(new)],
            [
                wordless("{pool} {sigma}", pool=all_old.pool, sigma=_sigma(all_old)),
                wordless("{pool} {sigma}", pool=all_new.pool, sigma=_sigma(all_new)),
            ],
        ]
        row["tone"] = _tone(old.sigma, new.sigma)
        pools = f"{old.pool} → {new.pool}" if new.pool != old.pool else old.pool
        about = [pools] * (len(now) > 1 or new.pool != old.pool)
        row["about"] = ", ".join([*about, *filter(None, [self._cost(preset)])])
        return row

    def _ends(
        self, preset: Preset, now: dict[str, NearestPool]
    ) -> tuple[NearestPool, NearestPool, NearestPool, NearestPool]:
        """The pool it is about and the nearest of all, before and after; of a pool that is split the nearer part.

        A pool that holds nothing any more has its cash, and no border.
        """
        assert preset.book is not None
        after = places(preset.book, self.book, now)
        parts = {n: p for n, p in after.items() if n == preset.pool or n not in now}
        if not parts:
            left = float(preset.book.portfolio.pools[preset.pool].equity(preset.book.marks))
            parts = {preset.pool: NearestPool(preset.pool, left, float("nan"), float("inf"))}
        return now[preset.pool], nearest(parts), nearest(now), nearest(after)

    def _cost(self, preset: Preset) -> str:
        """What it costs, in words; "" for nothing."""
        hidden = self.book.hidden
        if preset.cash:
            return say("{x} from outside", x=_cents(preset.cash, hidden))
        if abs(preset.cost) < 1e-9:
            return ""
        word = "fee" if preset.group == DO else "paid" if preset.cost > 0 else "earned"
        return wordless("{word} {x}", word=word, x=_cents(abs(preset.cost), hidden))

    def work_out(self) -> None:
        """The presets of a large book."""
        self.asked = self.book
        self.refresh()

    def press(self, key: Any) -> None:
        """Make a preset so: it can be taken back."""
        preset = next((p for p in presets(self.book) if p.key == key), None)
        if preset is None or preset.book is None:
            self.ignore(key)
            return
        old, new, _, _ = self._ends(preset, places(self.book))
        hidden = self.book.hidden
        cost = self._cost(preset)
        place_of = say("health of “{pool}” {a}", pool=old.pool, a=money(old.health, hidden))
        then = money(new.health, hidden)
        health = (
            wordless("{place_of} → {b}", place_of=place_of, b=then)
            if new.pool == old.pool
            else say("{place_of} → of “{pool}” {b}", place_of=place_of, pool=new.pool, b=then)
        )
        told = say(
            "{name}: {health}, its likeliest fatal move {c} → {d} ordinary days’ σ",
            name=preset.name, health=health, c=_sigma(old), d=_sigma(new),
        )  # fmt: skip
        told = joined("; ", filter(None, [told, cost])) + "."
        self.done = (told, preset.book)
        self.desk.put(preset.book)
        self.refresh()
        self.say(told)

    def summary(self) -> str:
        """What may be pressed, in words."""
        rows = [row for _, rows in self.state["groups"] for row in rows if row["cells"]]
        return "; ".join(f"{row['name']}: {row['cells'][2][0]} → {row['cells'][2][1]} σ" for row in rows) + "."

    def static_html(self) -> str:
        """The same for pages without a kernel."""
        return f"<p>{self.summary()}</p>"


def _cents(value: float, hidden: bool) -> str:
    """An amount, below ten dollars with its cents: a fee of 24 cents is not none."""
    return usd(value, 2) if value < 10 and not hidden else str(money(value, hidden))


def _sigma(place: NearestPool) -> str:
    if place.health < 0:
        return "gone"
    return number(place.sigma, 1) if np.isfinite(place.sigma) else "none"


def _together(place: NearestPool) -> str:
    return "gone" if place.health < 0 else str(move(place.common))


def _tone(old: float, new: float) -> str:
    """Whether the likeliest fatal move is farther or nearer than before."""
    if old == new or abs(new - old) < SAME:
        return "same"
    return "farther" if new > old else "nearer"
