"""The plan on the page: five cards checked as one writes, the three losses, files, and what happened to it on a bad day.

The plan is kept with the learner's progress, field by field: every entry is an event, the last one of each field counts. So it
is there after a reload, in the next kernel and in the file that is taken along, and two machines merge. It does not leave the
machine by itself: files pass through the browser only.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from traitlets import Unicode

from course.lessons.planner_fields import AFTER_FIELDS, CARDS, DAYS, EXAMPLE, FieldBox, boxes
from course.lessons.road import FIRST
from course.number_format import bold, number, percent, price, usd
from course.simulation.events import LABEL, event
from course.simulation.plans import (
    LINES,
    Lived,
    PlanFileError,
    Sums,
    TradePlan,
    findings,
    from_json,
    from_markdown,
    holding,
    ladder,
    live,
    reckon,
    to_json,
    to_markdown,
    to_page,
    verdict,
)
from course.simulation.plans.jsonfile import LARGEST, keepable
from course.simulation.plans.plan import AMOUNTS, CHOICES, CONTINGENCIES, DEFAULTS, FIELDS
from course.simulation.plans.sums import coin
from course.teaching.panels.base import Panel
from course.teaching.panels.keeper import when_known
from course.teaching.progress import Store
from course.teaching.typed_numbers import other_unit, readings_in
from course.texts import day as on_day
from course.texts import joined, say, time_of_day, wordless
from course.validation import ArgumentError

KIND = ITEM = "plan"
SIGNS = {"error": ("✕", "Error"), "warning": ("!", "Unusual"), "note": ("i", "Note")}
#: Points of the little picture of a path.
POINTS = 160
SEED = 10
PAGES = {
    "json": ("plan.json", "application/json"), "markdown": ("plan.md", "text/markdown"),
    "shared": ("plan-without-amounts.md", "text/markdown"), "page": ("", "text/html"),
}  # fmt: skip


def kept(store: Store, lesson: str) -> TradePlan | None:
    """The plan that a learner has written, as far as its entries are fit; None if there is none."""
    return _written(store, lesson)[-1]


def put_aside(store: Store, lesson: str) -> TradePlan | None:
    """The plan that stood there before the last one was taken in, the example if none did; None if none was taken in."""
    return _written(store, lesson)[0]


def _written(store: Store, lesson: str) -> tuple[TradePlan | None, TradePlan | None]:
    """The plan that was put aside last, and the one that stands there."""
    aside: dict[str, Any] | None = None
    now: dict[str, Any] | None = None
    for entry in store.events(KIND, lesson, ITEM):
        if entry.get("fresh"):
            aside, now = now or _entries(EXAMPLE), {}
        now = {**(now or {}), **entry["fields"]}
    return (None if aside is None else _of(aside)), (None if now is None else _of(now))


def _of(fields: dict[str, Any]) -> TradePlan:
    """A plan of such fields; an entry of another version, which it cannot have, is passed over."""
    others: Any = fields.get("others")
    known = {name: fields[name] for name in FIELDS if name in fields}
    while True:
        try:
            return TradePlan(**known, others=others if keepable(others) else {})
        except ArgumentError as error:
            del known[error.argument]


def _stored(value: Any) -> Any:
    """A field's value as an event can hold it."""
    return [list(pair) for pair in value] if isinstance(value, tuple) else value


def _entries(plan: TradePlan) -> dict[str, Any]:
    """All of a plan as an event can hold it."""
    fields = {name: _stored(getattr(plan, name)) for name in FIELDS}
    return fields | ({"others": {section: dict(keys) for section, keys in plan.others.items()}} if plan.others else {})


class Planner(Panel):
    """A trade plan that a learner writes.

    Args:
        lesson: under which it is kept.
        waits: whether it waits for the lesson's question.
        store: where progress is kept; by default the kernel's.

    Attributes:
        plan: what is written; the example as long as nothing is.
        message: what happened last, in words.
        lived: how the plan fared on the day that it was last confronted with, and that day; or None.
    """

    _part = Unicode("planner").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "write": ("field", "value"), "contingency": ("row", "part", "value"), "begin": (), "example": (), "back": (),
        "upload": ("text",), "export": ("form",), "confront": ("day",), "note_result": (), "unfold": (),
    }  # fmt: skip

    def __init__(self, lesson: str, *, waits: bool = True, store: Store | None = None) -> None:
        self.lesson = lesson
        self.asks = waits
        self.plan = EXAMPLE
        self.message = ""
        self.lived: tuple[str, Lived] | None = None
        self._typed: dict[str, tuple[str, str]] = {}
        super().__init__(store)
        self.store.watchers.add(self)
        when_known(self.store, self.refresh)

    # -- what can be done ----------------------------------------------------------------------------------------------

    def write(self, field: object, value: object) -> None:
        """Write a field as it was typed; what cannot stand there is said beside it, and the plan stays as it was."""
        if not isinstance(field, str) or field not in FIELDS or field == "contingency":
            self.ignore({"field": field})
            return
        box = _box(field)
        wrong = other_unit(value, box.unit).rstrip(".") if field in AMOUNTS else ""
        try:
            plan = self.plan if wrong else self.plan.changed(**{field: self._meant(box, value)})
        except ArgumentError as error:
            wrong = _allowed(field, error)
        if wrong:
            shown = value[:80] if isinstance(value, str) else ""
            self._typed[field] = (shown, wordless("{label}: {wrong}.", label=box.label, wrong=wrong))
            self.refresh()
            self.say(self._typed[field][1])
            return
        self._typed.pop(field, None)
        self._keep(plan)

    def contingency(self, row: object, part: object, value: object) -> None:
        """Write one half of an if-then line."""
        fits = (
            isinstance(row, int) and not isinstance(row, bool) and 0 <= row < CONTINGENCIES and part in ("if", "then")
        )
        if not fits or not isinstance(value, str):
            self.ignore({"row": row})
            return
        pairs = [list(pair) for pair in self.plan.contingency]
        pairs[int(str(row))][0 if part == "if" else 1] = value
        try:
            self._keep(self.plan.changed(contingency=tuple(map(tuple, pairs))))
        except ArgumentError as error:
            self._tell(say("That line was not taken in: {allowed}.", allowed=error.allowed))

    def begin(self) -> None:
        """An empty plan; the one that stood here can be taken back."""
        self._replace(TradePlan(), "An empty plan.")

    def example(self) -> None:
        """The plan of the lesson's question."""
        self._replace(EXAMPLE, "The plan from the question above.")

    def back(self) -> None:
        """The plan that stood here before the last one was taken in."""
        before = put_aside(self.store, self.lesson)
        if before is not None:
            self._replace(before, "The plan from before.")

    def upload(self, text: object) -> str:
        """Take in a file of either form; returns what happened, in words. A file that is refused changes nothing."""
        if not isinstance(text, str) or len(text) > LARGEST:
            self._tell(
                say(
                    "That file was not taken in: a plan has at most {largest} kB. Nothing has changed.",
                    largest=LARGEST // 1000,
                )
            )
            return self.message
        try:
            opened = from_json(text) if text.lstrip("\ufeff \n\r\t").startswith(("{", "[")) else from_markdown(text)
        except PlanFileError as error:
            self._tell(say("That file was not taken in. {error} Nothing has changed.", error=error))
            return self.message
        told = ["The plan was taken in."]
        if opened.differences:
            told.append(
                say(
                    "What follows from it was computed anew: {differences}.",
                    differences=joined("; ", opened.differences),
                )
            )
        self._replace(opened.plan, " ".join(told))
        return self.message

    def export(self, form: object) -> str:
        """Hand the plan to the page as a file of a form of :data:`PAGES`; returns its text."""
        if not isinstance(form, str) or form not in PAGES:
            self.ignore({"form": form})
            return ""
        now = datetime.now(UTC)
        written: dict[str, Callable[[], str]] = {
            "json": lambda: to_json(self.plan, f"{now:%Y-%m-%dT%H:%M:%SZ}"),
            "markdown": lambda: to_markdown(self.plan, created=f"{now:%Y-%m-%d}"),
            "shared": lambda: to_markdown(self.plan, amounts=False, created=f"{now:%Y-%m-%d}"),
            "page": lambda: to_page(self.plan, f"{now:%Y-%m-%d}"),
        }
        text = written[form]()
        name, kind = PAGES[form]
        self.send({"event": "file", "name": name, "type": kind, "text": text})
        return text

    def confront(self, day: object) -> None:
        """Walk the plan through a reconstructed day."""
        if not isinstance(day, str) or day not in DAYS:
            self.ignore({"day": day})
            return
        self.lived = None
        try:
            self.lived = (day, live(self.plan, *_path(day, coin(self.plan.market))))
        except ArgumentError:
            self._tell(
                "The plan cannot be opened yet: it needs an entry, a stop where it loses, a size and a margin mode."
            )
            return
        self._tell("")
        self.say(bold(self._fate(*self.lived)))

    def note_result(self) -> None:
        """Write what happened on that day into the plan."""
        if self.lived is not None:
            day, fate = self.lived
            self._keep(
                self.plan.changed(
                    fill=self.plan.entry, exit_price=float(f"{fate.price:.10g}"), result_r=round(fate.r, 6),
                    note=say("Walked through {the_days} (reconstruction).", the_days=DAYS[day]),
                )
            )  # fmt: skip

    def unfold(self) -> None:
        """Pass over the lesson's question."""
        self.store.record("unfolded", self.lesson, FIRST)
        self.refresh()

    # -- how -----------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what is now; the plan is read off the learner's entries."""
        found = kept(self.store, self.lesson)
        now = EXAMPLE if found is None else found
        if now != self.plan:
            self.plan, self.lived = now, None
        super().refresh()

    def _keep(self, plan: TradePlan) -> None:
        """Note the fields that have changed; a plan that is begun notes all of the example's."""
        first, before = kept(self.store, self.lesson) is None, verdict(self.plan)
        names = [name for name in FIELDS if first or getattr(plan, name) != getattr(self.plan, name)]
        if names:
            self.message = ""
            self.store.record(KIND, self.lesson, ITEM, fields={name: _stored(getattr(plan, name)) for name in names})
        self.refresh()
        if verdict(self.plan) != before:
            self.say(verdict(self.plan))

    def _replace(self, plan: TradePlan, words: str) -> None:
        self._typed.clear()
        self.store.record(KIND, self.lesson, ITEM, fields=_entries(plan), fresh=True)
        self._tell(words)

    def _tell(self, message: str) -> None:
        self.message = message
        self.refresh()
        if message:
            self.say(message)

    def _meant(self, box: FieldBox, value: object) -> Any:
        """What was typed, as the record keeps it."""
        field = box.field
        if field == "kept":
            return {"yes": True, "no": False}.get(value) if isinstance(value, str) else None
        if field in CHOICES:
            return value
        if field not in AMOUNTS:
            return value if isinstance(value, str) else ""
        if value is None or (isinstance(value, str) and not value.strip()):
            return DEFAULTS[field]
        found = readings_in(value, box.unit)
        if not found:
            raise ArgumentError(field, value, "a number")
        return float(Decimal(repr(found[0])) / 100) if AMOUNTS[field].share else found[0]

    def _closed(self) -> bool:
        if not self.asks:
            return False
        guesses = self.store.events("guess", self.lesson, FIRST)
        guessed = bool(guesses) and guesses[-1]["value"] is not None
        return not guessed and not self.store.events("unfolded", self.lesson, FIRST)

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        sums = reckon(self.plan)
        found = findings(self.plan, sums)
        hold = holding(found)
        return {
            "waits": self._closed(),
            "verdict": verdict(self.plan),
            "holds": len(hold),
            "cards": [
                {
                    "key": line,
                    "title": words,
                    "holds": line in hold,
                    "boxes": [self._shown(box) for box in boxes(line)],
                    "more": {"title": CARDS[line].more, "boxes": [self._shown(box) for box in boxes(line, more=True)]},
                    "told": CARDS[line].told(self.plan, sums),
                    "findings": [
                        {"sign": SIGNS[one.severity][0], "word": SIGNS[one.severity][1], "code": one.code,
                         "severity": one.severity, "text": bold(one.text)}
                        for one in found
                        if one.lines[0] == line or (line in one.lines and one.severity == "error")
                    ],
                }
                for line, words in LINES.items()
            ],
            "losses": self._losses(sums),
            "ladder": _levels(self.plan, sums),
            "contingency": [list(pair) for pair in self.plan.contingency],
            "after": [self._shown(box) for box in AFTER_FIELDS],
            "days": list(DAYS.items()),
            "lived": None if self.lived is None else self._picture(*self.lived),
            "message": self.message,
            "undo": put_aside(self.store, self.lesson) is not None,
            "limit": LARGEST,
        }  # fmt: skip

    def _shown(self, box: FieldBox) -> dict[str, Any]:
        """A field for the page: what stands in it, and what is wrong with what was typed."""
        typed, error = self._typed.get(box.field, (None, ""))
        value = getattr(self.plan, box.field)
        return {
            "field": box.field, "label": box.label, "unit": box.unit, "help": box.help, "kind": box.kind,
            "options": [list(pair) for pair in box.options], "error": error, "wide": box.wide,
            "value": written(box, value) if typed is None else typed,
        }  # fmt: skip

    def _losses(self, sums: Sums) -> list[dict[str, Any]]:
        """The three losses as bars beside the budget."""
        if sums.planned is None or sums.worst is None or sums.bad is None:
            return []
        rows = [
            ("planned", "if the stop were reached" if sums.stop_first is False else "planned", sums.planned), ("bad", "bad hour", sums.bad), ("worst", "worst the mode allows", sums.worst),
        ]  # fmt: skip
        most = max(value for _, _, value in rows)
        return [
            {
                "name": name, "label": label, "amount": usd(-value, 0), "share": value / most,
                "budget": None if sums.budget is None else min(sums.budget / most, 1.0),
            }
            for name, label, value in rows
        ]  # fmt: skip

    def _fate(self, day: str, fate: Lived) -> str:
        hours = fate.times[fate.at]
        when = (
            say("after {hours:#1} hours", hours=hours)
            if hours >= 1
            else say("after {hours:#0} minutes", hours=60 * hours)
        )
        how = {
            "stop": say("your stop acted {when} and filled at {price:$~}", when=when, price=fate.price),
            "owner": say("you looked {when} and closed it at {price:$~}", when=when, price=fate.price),
            "venue": say("the venue closed it {when}: its liquidation price is {price:$~}", when=when, price=fate.price),
            "target": say("it came to your target, {price:$~}, {when}", when=when, price=fate.price),
            "open": say("nothing acted {how_long}; it stands at {price:$~}",
                how_long=say("in {hours:#0} hours", hours=hours), price=fate.price),
        }[fate.ended]  # fmt: skip
        return say(
                "Opened on {start} UTC: {how}. **{result:$0+}**, {r:#2+} times the planned loss.",
                start=_start(day), how=how, result=fate.result, r=fate.r,
            )  # fmt: skip

    def _picture(self, day: str, fate: Lived) -> dict[str, Any]:
        """The path as points between 0 and 1, the levels on it, and where it ended."""
        sums = reckon(self.plan)
        step = max(1, len(fate.prices) // POINTS)
        places = sorted({*range(0, len(fate.prices), step), fate.at, len(fate.prices) - 1, int(np.argmin(fate.prices))})
        levels = [(name, level) for level, name in ladder(self.plan, sums) if name in ("target", "stop", "liquidation")]
        low, high = float(np.min(fate.prices)), float(np.max(fate.prices))
        shown = [(name, level) for name, level in levels if low * 0.8 <= level <= high * 1.2]
        low, high = min([low, *(p for _, p in shown)]), max([high, *(p for _, p in shown)])

        def up(level: float) -> float:
            return round((level - low) / (high - low), 4)

        last = float(fate.times[-1])
        return {
            "day": day,
            "words": bold(self._fate(day, fate)),
            "about": LABEL,
            "points": [[round(float(fate.times[i]) / last, 4), up(float(fate.prices[i]))] for i in places],
            "levels": [[name, up(level), price(level)] for name, level in shown],
            "end": [round(float(fate.times[fate.at]) / last, 4), up(float(fate.prices[fate.at])), fate.ended],
        }

    def summary(self) -> str:
        """The verdict and the rules that speak, in words; the same wherever it is shown."""
        lines = [wordless("{code} {bold}", code=one.code, bold=bold(one.text)) for one in findings(self.plan)]
        return "\n".join([say("Your plan: {verdict}", verdict=verdict(self.plan)), *lines])

    def static_html(self) -> str:
        """The cards as sentences, for pages without a kernel."""
        said = html.escape
        rows = "".join(
            f"<li><strong>{said(words)}</strong>: "
            + said(
                "; ".join(
                    wordless("{label} {value}", label=b.label, value=written(b, getattr(self.plan, b.field)) or "—")
                    for b in boxes(line)
                )
            )
            + "</li>"
            for line, words in LINES.items()
        )
        return f"<p><strong>{said(verdict(self.plan))}</strong></p><ol>{rows}</ol>"


def written(box: FieldBox, value: Any) -> str:
    """A field's value as it stands in its box: it is read back as the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    exact = Decimal(repr(value)) * (100 if AMOUNTS[box.field].share else 1)
    return f"{exact.normalize():,f}"


def _box(field: str) -> FieldBox:
    everything = (*AFTER_FIELDS, *(box for line in LINES for more in (False, True) for box in boxes(line, more=more)))
    return next(box for box in everything if box.field == field)


def _allowed(field: str, error: ArgumentError) -> str:
    """What a field takes, in the unit of its box."""
    amount = AMOUNTS.get(field)
    if amount is None or error.allowed == "a number":
        return error.allowed if amount is None else "enter a number"
    low, high = (percent(x, 0) if amount.share else number(x, 0) for x in (amount.low, amount.high))
    return say(
        "enter a number {above} {low}, {high} at most", above="above" if amount.above else "from", low=low, high=high
    )


def _levels(plan: TradePlan, sums: Sums) -> list[dict[str, Any]]:
    """The ladder: every price with its place between the lowest, 0, and the highest, 1."""
    rungs = ladder(plan, sums)
    if not rungs:
        return []
    low, high = rungs[-1][0], rungs[0][0]
    return [
        {"name": name, "label": price(level), "at": (level - low) / (high - low) if high > low else 0.5}
        for level, name in rungs
    ]


def _start(day: str) -> str:
    """When a reconstruction begins, in words."""
    found = datetime.fromisoformat(event(day).start)
    return wordless("{on}, {clock}", on=on_day(found), clock=time_of_day(found))


@lru_cache(maxsize=16)
def _path(day: str, symbol: str) -> tuple[Any, Any]:
    """Hours and prices of a reconstructed day, each day its own seed."""
    found = event(day).paths(np.random.default_rng([SEED, list(DAYS).index(day)]))
    return (found.times - found.times[0]) / 3_600, found[symbol][:, 0]
