"""The desk's own panels: bring it in, the account line, take it along. All of them show one book."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

import numpy as np
from traitlets import Unicode

from course import venues
from course.frontend.edition import on_own_machine
from course.language import word, words
from course.lessons.portfolio_desk import lookup
from course.lessons.portfolio_desk.book import EXAMPLE, MOVED, Book, BookPool, BookPosition, coin
from course.lessons.portfolio_desk.common import common, falls, listed, move, way
from course.lessons.portfolio_desk.days import WAYS, partitioned
from course.lessons.portfolio_desk.desk import SLUG, Desk, desk
from course.lessons.portfolio_desk.take_along import (
    ROUNDED,
    TITLE,
    as_file,
    prices_table,
    redacted,
    snapshot,
    without_amounts,
)
from course.lessons.portfolio_desk.text_to_book import (
    TextRefused,
    assumptions,
    book_of,
    imported,
    market_in,
    number_in,
    read,
)
from course.lessons.portfolio_desk.weather import weather
from course.lessons.road import Road
from course.number_format import number, percent, times, usd
from course.teaching.panels.base import Panel
from course.teaching.typed_numbers import other_unit
from course.texts import joined, say, small, wordless
from course.validation import ArgumentError
from course.venues import portfolios

#: Letters of a text that is pasted.
LARGEST = 1_000_000


class DeskPanel(Panel):
    """A panel that follows the desk."""

    def __init__(self, here: Desk | None = None) -> None:
        self.desk = here if here is not None else desk()
        super().__init__(self.desk.store)
        self.desk.follow(self, lambda panel: panel.refresh())

    @property
    def book(self) -> Book:
        """What lies on the desk."""
        return self.desk.book

    def undo(self) -> None:
        """Take the last change of the book back."""
        self.desk.undo()
        self.refresh()


# ---- am I safe? --------------------------------------------------------------------------------------------------------


def reached(book: Book) -> dict[str, float]:
    """The common move that ends each pool: 0 for one that is beyond its border, NaN where there is none."""
    return {name: 0.0 if t.health() < 0 else common(t) for name, t in book.terrains.items()}


def nearest(moves: dict[str, float]) -> str:
    """The pool that a common move ends first; "" if it ends none."""
    known = {name: abs(x) for name, x in moves.items() if not np.isnan(x)}
    return min(known, key=lambda name: known[name]) if known else ""


class AccountLine(DeskPanel):
    """The account in figures, pool by pool."""

    _part = Unicode("deskline").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"undo": ()}

    def __init__(self, here: Desk | None = None, *, waits: bool = False) -> None:
        self.road = Road(SLUG, frozenset(), True, (here or desk()).store) if waits else None
        super().__init__(here)
        self.store.watchers.add(self)

    @property
    def waits(self) -> bool:
        """Whether the lesson's first question is open, which this would answer."""
        return self.road is not None and not self.road.opened

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        if self.waits:
            return {"waits": True}
        book = self.book
        moves = reached(book)
        main, name = book.terrains[book.main], book.main
        pool = book.pools[name]
        sigma = float(main.sigmas(weather(main.symbols).day))
        ratio = float(pool.margin_ratio(book.marks))
        first = nearest(moves)
        figures = [
            ["health", money(float(main.health()), book.hidden), ""],
            [say("common {falls}", falls=falls(way(main))), "gone" if moves[name] == 0 else str(move(moves[name])), ""],
            ["nearest pool", "none" if not first else f"{first} {move(moves[first])}", ""],
            ["days’ σ to the border", number(sigma, 1) if np.isfinite(sigma) else "none", ""],
            ["equity", money(float(main.equity()), book.hidden), ""],
            ["requires", money(float(main.requirement()), book.hidden), "to keep it"],
            ["margin ratio", percent(ratio, 1) if np.isfinite(ratio) else "gone", "closed at 100 %"],
            ["leverage", times(round(float(pool.leverage(book.marks)), 1)) if np.isfinite(ratio) else "gone", "gross"],
            ["free", money(float(main.free), book.hidden), "for new orders"],
        ]  # fmt: skip
        return {
            "waits": False,
            "title": str(self.title(moves)),
            "pool": name,
            "figures": figures,
            "pools": [
                [n, money(float(t.health()), book.hidden), "liquidated" if t.health() < 0 else str(move(moves[n]))]
                for n, t in list(book.terrains.items())[:12]
            ],
            "more": max(len(book.terrains) - 12, 0),
            "sum": self.sum(),
            "steps": self.desk.steps,
            "told": word(book.told),
        }

    def title(self, moves: dict[str, float]) -> Any:
        """The finding."""
        book, name = self.book, self.book.main
        dead = [n for n, t in book.terrains.items() if t.health() < 0]
        if dead:
            return say(
                "Beyond the border: {names}",
                names=joined(", ", (f"“{n}”" for n in dead[:3])) + (" …" if len(dead) > 3 else ""),
            )
        first = nearest(moves)
        if not first:
            return say("No common move ends any of your pools")
        if first == name:
            return say("“{name}” is the nearest: {x:%1+} together", name=name, x=moves[name])
        if np.isnan(moves[name]):
            return say(
                "“{first}” is the nearest, at {y:%1+}; no common move ends “{name}”",
                first=first,
                y=moves[first],
                name=name,
            )
        return say(
            "“{name}” ends at {x:%1+} together; “{first}” is the nearest, at {y:%1+}",
            name=name, x=moves[name], first=first, y=moves[first],
        )  # fmt: skip

    def sum(self) -> str:
        """Why the healths of several pools are not added up."""
        book = self.book
        if len(book.terrains) < 2:
            return ""
        total = sum(float(t.health()) for t in book.terrains.values())
        return say(
            "Together {money}, which would only be true in one pool: no pool can use another’s.",
            money=money(total, book.hidden),
        )

    def summary(self) -> str:
        """Title and figures in words."""
        now = self.state
        if now["waits"]:
            return WAITS
        return f"{now['title']}. " + "; ".join(f"{name} {value}" for name, value, _ in now["figures"]) + "."

    def static_html(self) -> str:
        """The same for pages without a kernel."""
        return f"<p><strong>{WAITS if self.state['waits'] else self.state['title']}</strong></p>"


WAITS = "The account line opens with your first guess."


def money(value: float, hidden: bool) -> str:
    """USD, or multiples of the equity where amounts are hidden."""
    return say("{value:#3} of equity", value=value) if hidden else usd(value, 0)


# ---- bring it in -------------------------------------------------------------------------------------------------------

COLUMNS = ("pool", "market", "size", "entry", "mark", "maintenance", "initial")


class Bring(DeskPanel):
    """The example, a paste, a file or a table by hand; pools and parameters; what was understood."""

    _part = Unicode("deskbring").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "assume": ("key", "value"), "example": (), "paste": ("text", "name"), "answer": ("answers",), "look": ("place", "address"), "rows": ("rows", "cash"), "venue": ("venue",), "sort": ("ways",), "undo": (), "marks": ("typed",), "paste_marks": ("text",),
    }  # fmt: skip

    def __init__(self, here: Desk | None = None) -> None:
        self.error = ""
        self.place: list[int] = []
        #: The box of a mark that cannot be used; what the last marks changed, in words, and the book that they made.
        self.box = -1
        self.remarked: tuple[str, Book | None] = ("", None)
        self.pending: tuple[str, dict[str, Any]] | None = None
        self.found: portfolios.Imported | None = None
        #: What the last text gave, the text and what was answered: while that book lies here, its assumptions can be changed.
        self.source: tuple[Book, str, dict[str, Any], portfolios.Imported] | None = None
        super().__init__(here)

    def compute(self) -> dict[str, Any]:
        """What the page shows."""
        book = self.book
        many = len(book.legs)
        said = say(
            "{many} position{many_2:|s} in {pools} pool{pools_2:|s}",
            many=many,
            many_2=many,
            pools=len(book.pools),
            pools_2=len(book.pools),
        )
        if book.idle:
            said = said + say(", and {money} in pools without one", money=money(book.idle, book.hidden))
        return {
            "told": word(book.told),
            "said": said,
            "dated": dated(book),
            "oldest": book.dated,
            "marks": [] if book.hidden else [[market, plainly(book.marks[market])] for market in book.priced],
            "box": self.box,
            "remarked": self.remarked[0] if self.remarked[1] == book else "",
            "assumed": self.shown(),
            "asking": "" if self.found is None else self.found.understood,
            "taken": [] if self.found is None else list(assumptions(self.found)),
            "asked": [[q.key, q.text, q.unit] for q in self.asked],
            "rules": self.rules(),
            "rows": [
                [box.name, x.market, plainly(x.size), plainly(x.entry), plainly(book.marks[x.market]), plainly(100 * x.maintenance), plainly(100 * x.initial)]
                for box in book.boxes for x in box.legs
            ],
            "cash": [[box.name, plainly(box.collateral)] for box in book.boxes],
            "columns": ["pool", "market", "size", "entry ($)", "mark ($)", "maintenance (%)", "initial (%)"],
            "venues": [["", "the fractions in the table"], *([n, venues.get(n).title] for n in venues.names())],
            "venue": book.venue,
            "ways": [[key, words] for key, words in WAYS.items() if key != "own"],
            "error": self.error,
            "place": self.place,
            "steps": self.desk.steps,
            "largest": LARGEST,
            "looks": on_own_machine(),
            "places": [[p.name, p.title, p.host, p.urls[0] if not p.post else ""] for p in lookup.PLACES],
        }  # fmt: skip

    @property
    def asked(self) -> tuple[portfolios.OpenQuestion, ...]:
        """What has to be answered about the text that was brought last."""
        return () if self.found is None else self.found.asked

    def shown(self) -> list[list[str]]:
        """What the book takes for granted: text, and key, value and unit of what can be changed here."""
        known = {}
        if self.source is not None and self.source[0] == self.book:
            known = {a.text: a for a in self.source[3].assumed}
        rows = []
        for text in self.book.assumed:
            a = known.get(text)
            value = (
                "" if a is None else a.value if a.unit == "mode" else plainly(a.value * (100 if a.unit == "%" else 1))
            )
            rows.append([text, "", "", ""] if a is None else [text, a.key, str(value), a.unit])
        return rows

    def rules(self) -> str:
        """Whose parameters are in force, and for which markets the table's own stay."""
        book = self.book
        if not book.venue:
            return "Maintenance and initial margin as the table says."
        venue = venues.get(book.venue)
        own = [leg.market for leg in book.legs if not self.modelled(leg)]
        typed_in = any(not leg.tiered and coin(leg.market) in venue.symbols for leg in book.legs)
        text = say("{title}’s tiers, as of {as_of}", title=venue.title, as_of=venue.source.as_of)
        rest = list(dict.fromkeys(own))
        names = f"{', '.join(rest[:4])}{' …' if len(rest) > 4 else ''}"
        if len(own) == len(book.legs):
            return say(
                "Maintenance and initial margin as the table says: the tiers of {title} for {names} are not"
                " known here.",
                title=venue.title,
                names=names,
            )
        if typed_in:
            return text + say("; as the table says: {names}.", names=names)
        return text + (say("; not known there, so as the table says: {names}.", names=names) if rest else ".")

    def modelled(self, leg: BookPosition) -> bool:
        """Whether the tiers of the venue in force are the position's."""
        return bool(self.book.venue) and leg.tiered and coin(leg.market) in venues.get(self.book.venue).symbols

    def _lay(self, book: Book) -> None:
        """Lay a book down, if every panel can show it."""
        for t in book.terrains.values():
            t.walls()
        self.error, self.place, self.box = "", [], -1
        self.pending = self.found = None
        self.desk.put(book)
        self.refresh()
        self.say(say("Taken in: {said}.", said=self.state["said"]))

    def _refuse(self, why: str, place: list[int] | None = None, box: int = -1) -> None:
        self.error, self.place, self.box = why, place or [], box
        self.refresh()
        self.say(why)

    def example(self) -> None:
        """Back to the example."""
        self._lay(EXAMPLE)

    def paste(self, text: Any, name: Any = "") -> None:
        """Take a text in; what is there stays if it cannot be used."""
        if not isinstance(text, str):
            self._refuse("This file is too large, or not a text: at most 1 MB can be read.")
            return
        self.pending = (text, {})
        self._read()

    def look(self, place: Any, address: Any) -> None:
        """Ask a venue about a public address: only where this is the learner's own machine, and only at a press."""
        known = next((p for p in lookup.PLACES if p.name == place), None)
        if known is None or not isinstance(address, str) or not on_own_machine():
            self.ignore(place)
            return
        try:
            text = lookup.look_up(known, address[:100])
        except TextRefused as why:
            self._refuse(str(why))
            return
        self.paste(text)

    def answer(self, answers: Any) -> None:
        """Take in what was asked, as typed, by key."""
        if self.pending is None or not isinstance(answers, dict):
            self.ignore(answers)
            return
        text, known = self.pending
        given = dict(known)
        for question in self.asked:
            typed = answers.get(question.key)
            if not isinstance(typed, str) or not typed.strip():
                continue
            try:
                given[question.key] = _typed(typed, question.unit, question.text)
            except TextRefused as why:
                self._refuse(str(why))
                return
        self.pending = (text, given)
        self._read()

    def assume(self, key: Any, value: Any) -> None:
        """Take something else for what the file does not say, and read it once more."""
        if self.source is None or self.source[0] != self.book or not isinstance(value, str):
            self.ignore(key)
            return
        _, text, given, found = self.source
        known = next((a for a in found.assumed if a.key == key), None)
        if known is None:
            self.ignore(key)
            return
        try:
            self.pending = (text, {**given, known.key: _typed(value, known.unit, known.text)})
        except TextRefused as why:
            self._refuse(str(why))
            return
        self._read()

    def _read(self) -> None:
        """Read what is pending; lay it down once nothing is asked any more."""
        assert self.pending is not None
        text, given = self.pending
        try:
            found = read(text, given)
            if not found.ready:
                self.error, self.place, self.found = "", [], found
                self.refresh()
                self.say(
                    say("{asked} question{asked_2:|s} about it.", asked=len(found.asked), asked_2=len(found.asked))
                )
                return
            book = book_of(found)
        except TextRefused as why:
            if not given:
                self.pending = self.found = None
            self._refuse(str(why))
            return
        self.source = (book, text, given, found)
        self._lay(book)

    def rows(self, rows: Any, cash: Any) -> None:
        """Take the table by hand in: rows of :data:`COLUMNS` and the collateral of each pool, all as typed."""
        good = isinstance(rows, list) and all(
            isinstance(r, list) and len(r) == len(COLUMNS) and all(isinstance(c, str) for c in r) for r in rows
        )
        if not good or not isinstance(cash, list) or len(rows) > 200:
            self.ignore({"event": "rows"})
            return
        try:
            self._lay(self.typed(rows, cash))
        except TextRefused as why:
            self._refuse(str(why), list(why.place))

    def marks(self, typed: Any) -> None:
        """Take marks as typed, one for each of :attr:`Book.priced`; those that stand as they stood keep their date."""
        book = self.book
        if book.hidden or not isinstance(typed, list) or len(typed) != len(book.priced):
            self.ignore({"event": "marks"})
            return
        prices = {}
        for i, (market, text) in enumerate(zip(book.priced, typed, strict=True)):
            try:
                if not isinstance(text, str) or text.strip() == plainly(book.marks[market]):
                    continue
                prices[market] = number_in(text, say("Mark of {market}", market=market))
                if not 0 < prices[market] < HIGHEST:
                    raise TextRefused(say("Mark of {market}: a price above 0 is needed.", market=market))
            except TextRefused as why:
                self._refuse(str(why), box=i)
                return
        self._renew(prices, 0, ())

    def paste_marks(self, text: Any) -> None:
        """Take the marks of a text in; what is there stays if it cannot be used."""
        book = self.book
        if book.hidden:
            self.ignore({"event": "paste_marks"})
            return
        try:
            found = portfolios.read_marks(text, {market: book.marks[market] for market in book.priced})
        except portfolios.PortfolioError as error:
            self._refuse(str(error))
            return
        self._renew(found.prices, found.others, found.missing)

    def _renew(self, prices: dict[str, float], others: int, missing: Sequence[str]) -> None:
        """Lay the book down at these marks, and say what that changed."""
        before = self.book
        if not prices:
            self._refuse("No mark is another than it was.")
            return
        try:
            after = before.at_marks(prices, clock())
            told = renewed(before, after, prices, others, missing)
            self.remarked = (told, after)
            self._lay(after)
        except ArgumentError as error:
            self._refuse(wordless("{argument}: {allowed}", argument=error.argument, allowed=error.allowed))
            return
        self.say(told)

    def typed(self, rows: list[list[str]], cash: list[Any]) -> Book:
        """The book of a typed table.

        Raises:
            Refused: with the row and the column of what cannot be used.
        """
        boxes: dict[str, list[BookPosition]] = {}
        marks: dict[str, float] = {}
        kept = [(i, [c.strip() for c in r]) for i, r in enumerate(rows) if any(c.strip() for c in r)]
        for i, (pool, called, *figures) in kept:
            for k, name in enumerate((pool, called)):
                if not 0 < len(name) <= 40:
                    raise TextRefused(f"Row {i + 1}, {COLUMNS[k]}: a name of 1 to 40 letters is needed.", (i, k))
            market = market_in(called, say("Row {i}, market", i=i + 1), (i, 1))
            size, entry, mark, maintenance, initial = (
                number_in(text, say("Row {i}, {columns}", i=i + 1, columns=COLUMNS[k + 2]), (i, k + 2))
                for k, text in enumerate(figures)
            )
            if maintenance >= 100:
                raise TextRefused(f"Row {i + 1}, {COLUMNS[5]}: less than 100 % is needed.", (i, 5))
            if marks.setdefault(market, mark) != mark:
                raise TextRefused(
                    f"Row {i + 1}, mark: {market} has two marks, {marks[market]:g} and {mark:g}. Which is meant?",
                    (i, 4),
                )
            try:
                boxes.setdefault(pool, []).append(BookPosition(market, size, entry, maintenance / 100, initial / 100))
                Book((BookPool(pool, 0.0, tuple(boxes[pool])),), marks)
            except ArgumentError as error:
                at = COLUMNS.index(error.argument) if error.argument in COLUMNS else 1
                shown = f"{100 * error.value:g} %" if at > 4 else error.value
                raise TextRefused(
                    f"Row {i + 1}, {COLUMNS[at]}: {shown} is not allowed: {error.allowed}.", (i, at)
                ) from None
        if not boxes:
            raise TextRefused("The table is empty. An account without positions is safe: nothing can be liquidated.")
        money = {}
        for i, row in enumerate(cash):
            name, text = (str(x).strip() for x in row[:2]) if isinstance(row, list) and len(row) >= 2 else ("", "")
            if name in boxes:
                money[name] = number_in(text, say("Collateral of “{name}”", name=name), (len(rows) + i, 0))
        missing = [name for name in boxes if name not in money]
        if missing:
            raise TextRefused(f"The collateral of “{missing[0]}” is missing: how many dollars back this pool?")
        return self._joined(boxes, marks, money)

    def _joined(self, boxes: dict[str, list[BookPosition]], marks: dict[str, float], money: dict[str, float]) -> Book:
        """What was typed, with what a table has no columns for as it was: coins as collateral, modes, settings, dates."""
        before = self.book
        pools = {box.name: box for box in before.boxes}
        made = []
        for name, legs in boxes.items():
            old = pools.get(name)
            known = {} if old is None else {(x.market, x.size > 0): x for x in old.legs}
            mode = "" if old is None or (old.mode == "isolated" and len(legs) > len(old.legs)) else old.mode
            kept = tuple(_as_before(leg, known.get((leg.market, leg.size > 0))) for leg in legs)
            made.append(BookPool(name, money[name], kept, () if old is None else old.holdings, mode))
        made += [box for box in before.boxes if not box.legs and box.name not in boxes]
        order = [*pools, *boxes]
        made.sort(key=lambda box: order.index(box.name))
        coins = {h.asset: before.marks[h.asset] for box in made for h in box.holdings if h.asset not in marks}
        prices = {
            m: p for m, p in marks.items() if before.marks.get(m) is None or plainly(before.marks[m]) != plainly(p)
        }
        book = replace(
            before, boxes=tuple(made), marks={**before.marks, **marks, **coins}, told="Typed by hand",
            hidden=before.hidden and not prices,
        )  # fmt: skip
        return book.at_marks(prices, clock()) if prices else book

    def venue(self, name: Any) -> None:
        """By a modelled venue's parameters, or by those of the table."""
        if name in ("", *venues.names()):
            self._lay(self.book.with_venue(name))
        else:
            self.ignore(name)

    def sort(self, ways: Any) -> None:
        """All positions in one pool, or each alone; any other partition is typed."""
        if not isinstance(ways, str) or ways not in WAYS:
            self.ignore(ways)
            return
        try:
            pools = partitioned(self.book, ways)
        except ArgumentError as error:
            self._refuse(say("Pools stay {allowed}.", allowed=error.allowed))
            return
        self._lay(self.book.with_pools(pools, self.book.told))

    def summary(self) -> str:
        """What lies on the desk, in words."""
        return f"{self.state['told']}: {self.state['said']}. {self.state['rules']}"

    def static_html(self) -> str:
        """The same for pages without a kernel."""
        return f"<p>{self.summary()}</p>"


def _typed(text: str, unit: str, about: str) -> Any:
    """An answer as typed: a mode, or a number; what is typed in % becomes a fraction.

    Raises:
        Refused: it is none.
    """
    if unit == "mode":
        return text
    wrong = other_unit(text, unit)
    if wrong:
        raise TextRefused(wordless("{about}: {wrong}", about=about, wrong=small(wrong)))
    share = unit == "%"
    value = number_in(text.strip().rstrip("%") if share else text, about)
    return value / 100 if share else value


#: A price above is a slip.
HIGHEST = 1e12


def clock() -> str:
    """This machine's time, UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spelt(when: str) -> str:
    """A time as people write it; what a file calls one otherwise stays as it is."""
    return re.sub(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\d(\.\d+)?Z", r"\1 \2 UTC", when)


def dated(book: Book) -> list[str]:
    """From when the marks are, in words: a sentence for each time, "" where nobody asks (the example, a snapshot)."""
    groups: dict[str, list[str]] = {}
    for market in book.priced:
        groups.setdefault(book.since.get(market, book.taken), []).append(market)
    if book.hidden or set(groups) == {""}:
        return []
    said = []
    for when, markets in groups.items():
        names = listed(markets)
        if when == MOVED:
            said.append(say("{names} moved by a what-if: no market’s price", names=names))
        elif when:
            at = spelt(when)
            one = say("Mark of {names} taken {at}", names=names, at=at)
            said.append(one if len(groups) > 1 else say("Marks taken {at}", at=at))
        else:
            said.append(say("When the mark of {names} was taken is not said", names=names))
    return [str(text) for text in said]


def renewed(before: Book, after: Book, prices: Mapping[str, float], others: int, missing: Sequence[str]) -> str:
    """What new marks changed, in words."""
    changes = [
        wordless("{market} {move:%1+}", market=market, move=price / before.marks[market] - 1)
        for market, price in prices.items()
    ]
    text = say(
        "New marks: {changes}.", changes=joined(", ", map(str, changes[:6])) + (" …" if len(changes) > 6 else "")
    )
    change = {n: float(t.health()) - float(before.terrains[n].health()) for n, t in after.terrains.items()}
    main = max(change, key=lambda n: abs(change[n]))
    text = text + say(
        " Health of “{pool}” {a} → {b}.", pool=main,
        a=money(float(before.terrains[main].health()), False), b=money(float(after.terrains[main].health()), False),
    )  # fmt: skip
    if missing:
        text = text + say(" Not in it, so as before: {names}.", names=listed(missing))
    if others:
        text = text + say(" Passed over: {n:#0} {n:price|prices} of markets that are not held.", n=others)
    return str(text)


def _as_before(leg: BookPosition, old: BookPosition | None) -> BookPosition:
    """A typed position with the setting it had; fractions that were typed anew take the place of a venue's tiers."""
    if old is None:
        return leg
    same = all(abs(getattr(leg, k) - getattr(old, k)) < 1e-9 for k in ("maintenance", "initial"))
    return replace(leg, tiered=old.tiered and same, leverage=old.leverage)


def plainly(value: float) -> str:
    """A number as it is typed."""
    return repr(round(value, 12)).removesuffix(".0") if abs(value) < 1e15 else repr(value)


# ---- take it along -----------------------------------------------------------------------------------------------------


class Take(DeskPanel):
    """Save it, show it without amounts, and the alarms as a table of prices."""

    _part = Unicode("desktake").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {"download": ("what",)}

    def compute(self) -> dict[str, Any]:
        """What the page shows: the snapshot is the file, and the picture is drawn from its tables."""
        tables = without_amounts(self.book)
        return {
            "snapshot": snapshot(tables),
            "picture": words([TITLE, tables, ROUNDED]) if tables else [],
            "alarms": prices_table(self.book, 6),
        }

    def download(self, what: Any) -> None:
        """Hand the page a file."""
        made: dict[str, Callable[[], tuple[str, str]]] = {
            "save": lambda: ("portfolio.json", as_file(self.book)),
            "snapshot": lambda: ("snapshot.md", snapshot(without_amounts(self.book))),
            "redacted": lambda: ("snapshot.json", portfolios.write(imported(redacted(self.book) or self.book))),
            "alarms": lambda: ("alarms.csv", "\n".join(",".join(row) for row in prices_table(self.book)) + "\n"),
        }  # fmt: skip
        if isinstance(what, str) and what in made:
            name, text = made[what]()
            self.send({"event": "file", "name": name, "text": text})
        else:
            self.ignore(what)

    def summary(self) -> str:
        """What can be taken along."""
        return "Save the portfolio, show it without amounts, or take the alarms along as prices."

    def static_html(self) -> str:
        """The same for pages without a kernel."""
        return f"<p>{self.summary()}</p>"
