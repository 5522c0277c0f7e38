"""Your own history on the desk: the texts that were brought, what is shown of them, and what is wrong in them."""

from __future__ import annotations

import io
import re
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from traitlets import Unicode

from course import venues
from course.explorers import Choice, Explorer
from course.lessons.own_history import VENUES, Loaded, ShownHistory, example
from course.lessons.own_history import explorer as own_explorer
from course.lessons.portfolio_desk.book import coin
from course.lessons.portfolio_desk.text_to_book import TextRefused, number_in
from course.simulation.data import Candles
from course.simulation.data import candles as read_candles
from course.simulation.events import EVENTS
from course.simulation.own import HistoryError, Problem, read_history
from course.simulation.own.text_rows import LARGEST
from course.teaching.panels.base import Panel
from course.teaching.progress import Store
from course.texts import joined, say, wordless
from course.validation import ArgumentError
from course.venues.portfolios.text import PortfolioError, guard

#: Bad rows that are listed; the rest is counted.
LISTED = 50
#: Files of one kind, and letters of a name.
FILES, NAME = 40, 80
#: What the text in the field is called among the files.
PASTED = "the pasted text"
KINDS = ("history", "candles")
_ENDINGS = re.compile(r"(\.(csv|tsv|txt|json|gz|zip))+$", re.IGNORECASE)
#: Words of a file's name that name no market.
_VENUES = {v.name.upper() for v in venues.everything()} | {"CANDLES", "KLINES", "KLINE", "OHLC", "OHLCV", "PRICES"}


class Past(ShownHistory):
    """The history that the desk shows, in this kernel's memory alone; explorers follow it."""

    def __init__(self) -> None:
        super().__init__()
        self._followers: list[weakref.ref[Explorer]] = []

    def load(self, loaded: Loaded) -> None:
        """Another history in its place, at once in every explorer that follows."""
        super().load(loaded)
        self._followers = [ref for ref in self._followers if ref() is not None]
        for ref in self._followers:
            shown = ref()
            if shown is not None:
                self.renew(shown)

    def follow(self, shown: Explorer) -> None:
        """Renew an explorer after every load, for as long as somebody else holds it."""
        self._followers.append(weakref.ref(shown))

    def renew(self, shown: Explorer) -> None:
        """The venues of the moment, and the picture anew."""
        known = able(self.loaded)
        shown.renew(
            [Choice("venue", "By the rules of", known) if c.name == "venue" else c for c in shown.controls.values()]
        )


def able(loaded: Loaded) -> dict[str, str]:
    """The venues that know a market of the history of which there are prices."""
    held = set(loaded.history.symbols) & set(loaded.marks.symbols)
    return {name: title for name, title in VENUES.items() if held & set(venues.get(name).symbols)}


@cache
def past() -> Past:
    """What this kernel's desk shows."""
    return Past()


def own_history_explorer() -> Explorer:
    """The explorer of the history of the moment."""
    made = own_explorer(past())
    past().renew(made)
    past().follow(made)
    return made


def assumed(**values: Any) -> str:
    """The text below the explorer."""
    return past().assumed(**values)


def symbol_of(name: str) -> str:
    """The market that a file's name speaks of: ``"BTC"`` of ``"binance_BTCUSDT-1h.csv"``; "" where none shows."""
    words = re.split(r"[\s_.\-()]+", _ENDINGS.sub("", name).upper())
    found = next((w for w in words if re.fullmatch(r"\d*[A-Z][A-Z0-9]{1,}", w) and w not in _VENUES), "")
    return coin(found) if found else ""


@dataclass(frozen=True)
class Bad:
    """A row that cannot be used: where, what stands there, what to do."""

    place: str
    column: str
    value: str
    allowed: str

    def as_row(self) -> list[str]:
        """For the page's table."""
        return [self.place, self.column, self.value, self.allowed]


class OwnPast(Panel):
    """Bring an export and its prices in: files, a paste, or a reconstructed crash in the place of candles."""

    _part = Unicode("deskpast").tag(sync=True)
    EVENTS: ClassVar[dict[str, tuple[str, ...]]] = {
        "part": ("kind", "name", "text", "last"), "remove": ("kind", "name"), "example": (),
        "replay": ("crash", "symbols", "money", "timezone", "days", "skip"),
    }  # fmt: skip

    def __init__(self, here: Past | None = None, store: Store | None = None) -> None:
        self.past = here if here is not None else past()
        self.files: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
        self.coming: dict[tuple[str, str], list[str]] = {}
        self.error = ""
        self.bad: tuple[Bad, ...] = ()
        self.asks: set[str] = set()
        self.skippable = False
        super().__init__(store)

    def compute(self) -> dict[str, Any]:
        """What the page shows; no text that was brought is in it."""
        return {
            "said": self.said(),
            "history": [n for n in self.files["history"] if n != PASTED],
            "candles": [[n, symbol_of(n)] for n in self.files["candles"]],
            "crashes": [
                ["", "my candle files"],
                *(
                    [e.name, say("{title}, {name}: a reconstruction", title=e.title, name=e.name)]
                    for e in EVENTS.values()
                ),
            ],
            "error": self.error,
            "bad": [b.as_row() for b in self.bad[:LISTED]],
            "more": max(len(self.bad) - LISTED, 0),
            "asks": sorted(self.asks),
            "skippable": self.skippable,
            "largest": LARGEST,
            "pasted": PASTED,
        }

    def said(self) -> str:
        """What the explorer below shows."""
        here = self.past.loaded
        if here is example():
            return "Below stands the example, which is made up."
        many = len(here.history.fills)
        return say(
            "Below stands your own history: {many} trade{many_2:|s} read ({forms}){label}.",
            many=many,
            many_2=many,
            forms=joined(", ", here.history.forms),
            label=", " + here.label if here.label else "",
        )

    def _refuse(self, why: str, bad: tuple[Bad, ...] = (), *, skippable: bool = False) -> None:
        """Say what is wrong; what is shown stays."""
        self.error, self.bad, self.skippable = say("{why} The picture has stayed as it was.", why=why), bad, skippable
        self.refresh()
        self.say(self.error)

    def _settle(self) -> None:
        self.error, self.bad, self.skippable, self.asks = "", (), False, set()
        self.refresh()
        self.say(self.state["said"])

    # ---- files --------------------------------------------------------------------------------------------------------

    def part(self, kind: Any, name: Any, text: Any, last: Any) -> None:
        """A piece of a file; ``last`` completes it. No text: it was too large for the page to send."""
        if kind not in KINDS or not isinstance(name, str) or not 0 < len(name) <= NAME:
            self.ignore({"event": "part"})
            return
        key = (kind, name)
        pieces = self.coming.setdefault(key, [])
        if not isinstance(text, str) or sum(map(len, pieces)) + len(text) > LARGEST:
            del self.coming[key]
            self._refuse(
                say(
                    "{name} is too large, or not a text: at most {largest} characters a file. Cut it to a"
                    " shorter time.",
                    name=name,
                    largest=LARGEST,
                )
            )
            return
        if name not in self.files[kind] and len(self.files[kind]) >= FILES:
            del self.coming[key]
            self._refuse(say("{name} is one too many: at most {files} files.", name=name, files=FILES))
            return
        pieces.append(text)
        if last is not True:
            return
        try:
            self.files[kind][name] = guard(
                "".join(self.coming.pop(key)), argument=name, largest=LARGEST, least="cut it to a shorter time"
            )
        except PortfolioError as why:
            self.files[kind].pop(name, None)
            self._refuse(f"{why}.")
            return
        self.error, self.bad, self.skippable = "", (), False
        self.refresh()

    def remove(self, kind: Any, name: Any) -> None:
        """Put a file away again."""
        if kind in KINDS and isinstance(name, str):
            self.files[kind].pop(name, None)
            self.refresh()

    # ---- replay -------------------------------------------------------------------------------------------------------

    def example(self) -> None:
        """Back to the example; the texts are put away."""
        self.files = {kind: {} for kind in KINDS}
        self.coming.clear()
        self.past.load(example())
        self._settle()

    def replay(self, crash: Any, symbols: Any, money: Any, timezone: Any, days: Any, skip: Any) -> None:
        """Read everything, try it, and only then show it.

        Args:
            crash: name of a reconstruction, or "" for the candle files.
            symbols: market by name of a candle file, as typed.
            money: USD at the start, as typed; "" where it was not asked.
            timezone: of times that name none; "" for UTC.
            days: "day", "month" or "": which stands first in dates with slashes.
            skip: leave rows out that cannot be read.
        """
        if crash not in ("", *EVENTS) or not isinstance(symbols, Mapping):
            self.ignore({"event": "replay"})
            return
        reading: dict[str, Any] = {"skip": skip is True, "timezone": _text(timezone) or None}
        if days in ("day", "month"):
            reading["day_first"] = days == "day"
        try:
            loaded = self._loaded(crash, symbols, _text(money), reading)
            _tried(loaded)
        except TextRefused as why:
            self._refuse(str(why))
        except HistoryError as wrong:
            bad = tuple(self._placed(wrong, reading))
            many = len(bad)
            self._refuse(
                say(
                    "{many} row{many_2:|s} cannot be used; {many_2:it is|they are} listed below.",
                    many=many,
                    many_2=many,
                ),
                bad,
                skippable=skip is not True,
            )
        except ArgumentError as why:
            self.asks |= {why.argument} & {"start", "day_first", "timezone"}
            self._refuse(_sentence(why))
        else:
            self.past.load(loaded)
            self._settle()

    def _loaded(self, crash: str, symbols: Mapping[str, Any], money: str, reading: Mapping[str, Any]) -> Loaded:
        texts = list(self.files["history"].values())
        if not texts:
            raise TextRefused("Choose the file of your trades, or paste its text.")
        start = number_in(money, "Money at the start") if money else None
        if crash:
            return Loaded.on_crash(texts, crash, start=start, **reading)
        return Loaded.of(texts, self._candles(symbols), start=start, **reading)

    def _candles(self, symbols: Mapping[str, Any]) -> dict[str, str | Candles]:
        """The candle files by market.

        Raises:
            Refused: with the file that cannot be used.
        """
        found: dict[str, str | Candles] = {}
        if not self.files["candles"]:
            raise TextRefused("Choose candle files of your markets, or a crash in their place.")
        for name, text in self.files["candles"].items():
            symbol = _text(symbols.get(name)).upper()
            if not symbol:
                raise TextRefused(f"{name}: of which market are these candles?")
            if symbol in found:
                raise TextRefused(
                    f"{name}: candles of {symbol} are in two files. Put one away, or join them into one file."
                )
            try:
                found[symbol] = read_candles(io.StringIO(text))
            except ArgumentError as why:
                raise TextRefused(f"{name}: {_sentence(why)}") from None
        return found

    def _placed(self, wrong: HistoryError, reading: Mapping[str, Any]) -> list[Bad]:
        """The bad rows; where there are several files, with the name of the one that holds it."""
        texts = self.files["history"]
        files: dict[Problem, list[str]] = {}
        for name, text in texts.items() if len(texts) > 1 else ():
            for p in _problems(text, reading):
                files.setdefault(p, []).append(name)
        rows = []
        for p in wrong.problems:
            names = files.get(p, [])
            where = (
                wordless("{pop}, {unit} {line:#~}", pop=names.pop(0), unit=p.unit, line=p.line)
                if names
                else wordless("{unit} {line:#~}", unit=p.unit, line=p.line)
            )
            rows.append(Bad(where, p.column, p.value, p.allowed))
        return rows

    def summary(self) -> str:
        """What is shown, in words."""
        return say("Your own history. {said}", said=self.said())

    def static_html(self) -> str:
        """The same for pages without a kernel."""
        return f"<p>{self.summary()}</p>"


def _text(value: Any) -> str:
    """What was typed, of a length that somebody types."""
    return value.strip() if isinstance(value, str) and len(value) <= NAME else ""


def _problems(text: str, reading: Mapping[str, Any]) -> tuple[Problem, ...]:
    """The bad rows of one file by itself."""
    try:
        read_history(text, **reading)
    except HistoryError as wrong:
        return wrong.problems
    except ArgumentError:
        pass  # without trades of its own: it is read beside the others
    return ()


#: What the readers' arguments are called on the page.
_CALLED = {
    "history": "Your trades", "candles": "The candles", "source": "The candles", "start": "Money before the first trade",
    "timezone": "Time zone",
}  # fmt: skip
#: What is asked where a text does not show it.
_ASKED = {
    "start": "The history does not say how much money was in the account before the first trade: type it above.",
    "day_first": "No date shows whether its day or its month stands first: choose it above.",
}


def _sentence(why: ArgumentError) -> str:
    """An error of a reader in one sentence."""
    if why.value is None and why.argument in _ASKED:
        return _ASKED[why.argument]
    found = "" if why.value is None else wordless("{given}. ", given=why.given)
    return say(
        "{called}: {found}Needed: {allowed}.",
        called=_CALLED.get(why.argument, why.argument),
        found=found,
        allowed=why.allowed,
    )


def _tried(loaded: Loaded) -> None:
    """Replay it once.

    Raises:
        ArgumentError: no venue can replay it; what the first of them says.
    """
    known = list(able(loaded)) or list(VENUES)
    first: ArgumentError | None = None
    for venue in known:
        try:
            ShownHistory(loaded).replay(venue, 10, 1.0)
        except ArgumentError as error:
            first = first or error
        else:
            return
    assert first is not None
    raise first
