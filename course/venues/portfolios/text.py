"""The text of a portfolio's file: what is refused before it is read, numbers as people and venues write them, and places.

Nothing of a refused text is kept or repeated: a file with a key in it must not come back in a message.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course.number_format import THIN
from course.textfiles import loads, plain_number, repeated
from course.texts import say, small, wordless
from course.validation import ArgumentError
from course.venues.portfolios.keys import secret_in

LARGEST = 1_000_000
"""Characters of one file; an account with 200 positions has some 150,000."""
MOST = 200
"""Positions of one portfolio."""
BIGGEST = 1e15
"""Amounts, sizes and prices beyond this are slips."""
SMALLEST = 1e-15
"""What lies nearer to zero is zero: what is left over of binary arithmetic."""
DEEPEST = 24
"""How deep lists and objects may stand in each other; the deepest answer of a venue has eight levels."""
LONGEST = 60
"""Characters of a number; venues write up to some thirty."""

Step = str | int
Path = tuple[Step, ...]
"""Where a value stands in JSON: ``("assetPositions", 0, "position", "szi")``; in CSV ``(line, column)``."""


class PortfolioError(ArgumentError):
    """A file that is no portfolio, said in one sentence: where, what was found there, what to do.

    Attributes:
        line: in the text, from 1; None where the whole text is meant.
        column: in the line, from 1; None where the whole line is meant.
    """

    def __init__(
        self, argument: str, value: Any, allowed: str, line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(argument, value, allowed)
        self.line, self.column = line, column

    @property
    def place(self) -> str:
        """``line 3, column 14``, or nothing where the whole text is meant."""
        if self.line is None:
            return ""
        return say("line {line:#~}", line=self.line) + (
            say(", column {column}", column=self.column) if self.column is not None else ""
        )

    def __str__(self) -> str:
        found = "" if self.value is None else say(" is {short}", short=_short(self.value))
        where = f"{self.place}: " if self.place else ""
        # What is allowed is looked up as a whole: behind a place it would be taken apart at its own signs.
        said = wordless(
            "{where}{argument}{found}: {allowed}",
            where=where, argument=self.argument, found=found, allowed=self.allowed,
        )  # fmt: skip
        return "".join(sign if sign.isprintable() or sign == THIN else "\ufffd" for sign in said)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.argument, self.value, self.allowed, self.line, self.column)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


class Fault(Exception):  # noqa: N818 (becomes a PortfolioError where the text is known)
    """What is wrong with the value at a path."""

    def __init__(self, path: Path, value: Any, allowed: str) -> None:
        super().__init__(allowed)
        self.path, self.value, self.allowed = path, value, allowed


# ---- before it is read ----------------------------------------------------------------------------------------------

#: What nobody sees and every comparison does: marks of the byte order (as such, or read in another encoding), of the direction of
#: writing, spaces without width.
_UNSEEN = re.compile("[\ufeff\u200b-\u200f\u202a-\u202e\u2060]|ï»¿")


def guard(
    text: Any, *, argument: str = "file", largest: int = LARGEST, least: str = "one account's positions, no history"
) -> str:
    """The text, if it may be read at all.

    Args:
        text: what was pasted, or a file's.
        argument: what it is called in a message.
        largest: characters that are read at most.
        least: how to come below that.

    Raises:
        PortfolioError: for what is no text, too long, empty, or holds a secret; the secret is not repeated.
    """
    if not isinstance(text, str):
        raise PortfolioError(argument, type(text).__name__, "text, as a venue or this course writes it")
    if len(text) > largest:
        raise PortfolioError(argument, f"{len(text):,} characters", f"at most {largest:,}: {least}")
    plain: str = _UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    secret = secret_in(plain)
    if secret:
        raise PortfolioError(
            argument, None,
            f"it holds {secret}. It was not read and nothing of it is kept: this page never needs one. Take it out, and"
            " if you pasted it elsewhere too, replace it",
        )  # fmt: skip
    plain = re.sub(r"^[ \t]*```\w*[ \t]*$", "", plain, flags=re.MULTILINE)  # as chats and notes fence what they quote
    if not plain.strip():
        raise PortfolioError(argument, None, "it is empty: paste the answer of your venue, or a file of this course")
    if "\x00" in plain:
        raise PortfolioError(
            argument, None, "it holds bytes that are no text: unpack an archive, save a spreadsheet as CSV in UTF-8"
        )
    if re.match(r"\s*<[a-z!?/]", plain, re.IGNORECASE):
        raise PortfolioError(
            argument, None, "this is a web page, not the data behind it: save the address's answer as JSON", 1, 1
        )
    return plain


def is_json(text: str) -> bool:
    """Whether a text means to be JSON."""
    return text.lstrip()[:1] in ("{", "[")


def documents(text: str) -> list[str]:
    """The JSON answers that stand below each other in a text, each at its own lines and columns; any other text as it is."""
    if not is_json(text):
        return [text]
    found, at, decoder = [], 0, json.JSONDecoder()
    while at < len(text):
        begin = at + len(text[at:]) - len(text[at:].lstrip())
        if begin == len(text):
            break
        if text[begin] not in "{[":
            return [text]  # what stands behind it is no JSON: load says where
        try:
            _, at = decoder.raw_decode(text, begin)
        except (ValueError, RecursionError):
            return [text]
        found.append(re.sub(r"[^\n]", " ", text[:begin]) + text[begin:at])
    return found


def load(text: str) -> Any:
    """What a JSON text holds; numbers that JSON does not have and names given twice are refused with their place."""
    deep = PortfolioError(
        "file", None, say("JSON that is nested at most {deepest} deep: this is no venue's answer", deepest=DEEPEST)
    )
    try:
        content = loads(text, parse_constant=_Constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        what = _unlike_json(text, error)
        raise PortfolioError("file", None, what, error.lineno, error.colno) from None
    except RecursionError:
        raise deep from None
    except ValueError:  # Python reads whole numbers of some thousand digits only
        raise PortfolioError("file", None, "JSON with numbers of an ordinary length") from None
    level = [content] if isinstance(content, dict | list) else []
    for _ in range(DEEPEST):
        level = [
            v for one in level for v in (one.values() if isinstance(one, dict) else one) if isinstance(v, dict | list)
        ]
        if not level:
            return content
    raise deep


#: What people paste that is nearly JSON: what stands where reading stops, and what to do.
_NEARLY = (
    (r"'|(?:None|True|False)\b", "this is how Python prints it; print(json.dumps(positions)) writes JSON"),
    (r"[“”„«»‘’]", "these are typographic quotation marks: take the answer as the venue wrote it, or make them straight"),
    (r"//|/\*|#", "a comment begins here, which JSON does not have: take it away"),
    (r"[\]}]", "there is a comma too many before this: take it away"),
    (r"[A-Za-z_]\w*\s*:", "names stand in quotation marks there; JSON.stringify(positions) writes them so"),
    (r"$", "the text ends before it is closed: copy the whole answer"),
    (r"[+.]|0\d|-\s", "a number begins with a digit there, or with a minus right before one"),
)  # fmt: skip


def _unlike_json(text: str, error: json.JSONDecodeError) -> str:
    """What keeps a text from being JSON, and what to do about it."""
    rest = text[error.pos :].lstrip()
    if error.msg.startswith(("Unterminated string", "Invalid control character")):
        return say(
            "JSON that can be read to its end: {why}",
            why="a quotation mark that is opened in this line is not closed in it",
        )
    if (
        error.msg == "Illegal trailing comma before end of object"
        or error.msg == "Illegal trailing comma before end of array"
    ):
        return say("JSON that can be read to its end: {why}", why="the comma here is one too many: take it away")
    for form, why in _NEARLY:
        if re.match(form, rest):
            return (
                say("JSON: {why}", why=why)
                if "Python" in why
                else say("JSON that can be read to its end: {why}", why=why)
            )
    return say("JSON that can be read to its end: {found}", found=small(error.msg))


@dataclass(frozen=True)
class _Constant:
    """NaN or an infinity in JSON, kept until its place is known."""

    text: str

    def __repr__(self) -> str:
        return self.text


class _Twice(dict[str, Any]):
    """An object that names something twice; it is refused where it is used."""

    name = ""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    name = repeated([name for name, _ in pairs])
    if name is None:
        return dict(pairs)
    twice = _Twice(pairs)
    twice.name = name
    return twice


# ---- values ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class At:
    """A value of a JSON text, and where it stands."""

    value: Any
    path: Path = ()

    def fault(self, allowed: str) -> Fault:
        """What to raise where this value will not do."""
        shown = self.value
        if isinstance(shown, dict | list):
            shown = _Constant("{…}" if isinstance(shown, dict) else "[…]")
        return Fault(self.path, "null" if shown is None and self.path else shown, allowed)

    def object(self) -> Mapping[str, Any]:
        """As an object with names."""
        if isinstance(self.value, _Twice):
            raise Fault(
                (*self.path, self.value.name), None, f"“{self.value.name}” stands twice in one object: keep one of them"
            )
        if not isinstance(self.value, dict):
            raise self.fault("an object, {…}")
        return self.value

    def items(self) -> list[At]:
        """As a list (an object's values in their order will do)."""
        if isinstance(self.value, dict):
            return [At(v, (*self.path, k)) for k, v in self.object().items()]
        if not isinstance(self.value, list):
            raise self.fault("a list, […]")
        return [At(v, (*self.path, i)) for i, v in enumerate(self.value)]

    def listed(self) -> list[At]:
        """What this object may be if it should have been a list: its one row, or the rows that it names by their markets."""
        if not isinstance(self.value, dict) or isinstance(self.value, _Twice):
            return []
        found: list[At] = [Rows([self.value], self.path, (self,))]
        if self.value and all(isinstance(v, dict) for v in self.value.values()):
            found.append(Rows(list(self.value.values()), self.path, tuple(self.items())))
        return found

    def get(self, *names: str) -> At | None:
        """The first of some names that is there and says something; None without any."""
        here = self.object()
        for name in names:
            if here.get(name) not in (None, ""):
                return At(here[name], (*self.path, name))
        return None

    def need(self, *names: str) -> At:
        """The first of some names that is there."""
        found = self.get(*names)
        if found is None:
            raise Fault(self.path, None, f"“{names[0]}” is missing here: copy the whole answer")
        return found

    def text(self) -> str:
        """As a text of ordinary length."""
        if not isinstance(self.value, str) or not self.value.strip() or len(self.value) > 80:
            raise self.fault("a name")
        return str(self.value).strip()

    def number(self, low: float = -BIGGEST, high: float = BIGGEST, what: str = "a number") -> float:
        """As a finite number, which may be written as text, as venues do."""
        value = self.value
        if isinstance(value, str):
            found = typed(value, self.fault)
        elif isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fault(what)
        else:
            found = _settled(float(value)) if abs(value) <= BIGGEST else math.inf
        if not math.isfinite(found):
            raise self.fault(f"{what}, finite and no larger than {BIGGEST:.0e}")
        if not low <= found <= high:
            bounds = (
                say("at least {low:#~}", low=low)
                if high >= BIGGEST
                else say("at most {high:#~}", high=high)
                if low <= -BIGGEST
                else say("between {low:#~} and {high:#~}", low=low, high=high)
            )
            raise self.fault(f"{what}, {bounds}")
        return found

    def positive(self, what: str) -> float:
        """As a number above zero: a price."""
        found = self.number(what=what)
        if found <= 0:
            raise self.fault(f"{what} above zero")
        return found


@dataclass(frozen=True)
class Rows(At):
    """Rows as a list that the text does not have: each keeps its own place there."""

    rows: tuple[At, ...] = ()

    def items(self) -> list[At]:
        """The rows."""
        return list(self.rows)


def typed(text: str, fault: Any = None, sign: str = "") -> float:
    """A number that was written as text: ``"0.5"``, ``"-15"``, ``"1e3"``, a printed minus.

    A sign that may be that of thousands or of decimals is not guessed: ``1,000`` is refused unless ``sign``, the decimal sign
    of the whole file, settles it.
    """
    if len(text) > LONGEST:
        allowed = say("a number of at most {longest} characters", longest=LONGEST)
        raise fault(allowed) if fault else ValueError(allowed)
    bare = plain_number(text.strip().replace("\u2212", "-").replace("\u202f", "").replace("\u00a0", ""), sign)
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", bare):
        both = "," in bare and re.fullmatch(r"[+-]?[\d.,]+", bare)
        allowed = (
            "a number whose commas and points are settled: 1000.5 is read, and 1.000, 1,000.5 or 1.000,5 may mean either"
            if both
            else "a number such as 0.5"
        )
        raise fault(allowed) if fault else ValueError(allowed)
    return _settled(float(bare))


def _settled(value: float) -> float:
    return 0.0 if abs(value) < SMALLEST else value


# ---- places ---------------------------------------------------------------------------------------------------------

_SPACE = re.compile(r"[ \t\n\r]*")
_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,\]}]+')
_DECODER = json.JSONDecoder()


def locate(text: str, path: Path) -> tuple[int, int]:
    """Line and column of the value at a path of a JSON text (of the innermost value there is)."""
    at = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
    for step in path:
        inside = _child(text, at, step)
        if inside is None:
            break
        at = inside
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _child(text: str, at: int, step: Step) -> int | None:
    """Where a member of the object, or an entry of the list, that begins at ``at`` begins."""
    if text[at : at + 1] not in ("{", "["):
        return None
    named, place, found = text[at] == "{", 0, None
    at = _skip(text, at + 1)
    while at < len(text) and text[at] not in "}]":
        name: Step = place
        if named:
            name, end = json.decoder.scanstring(text, at + 1)  # type: ignore[attr-defined]
            at = _skip(text, _skip(text, end) + 1)
        if name == step:
            found = at
            if not named:
                return found
        at = _skip(text, _end(text, at))
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        place += 1
    return found


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]


def _end(text: str, at: int) -> int:
    """Where the value that begins at ``at`` ends."""
    if text[at] in "{[":
        return _DECODER.raw_decode(text, at)[1]
    found = _SCALAR.match(text, at)
    return found.end() if found else at + 1


def said(path: Path) -> str:
    """A path in words: ``assetPositions[0].position.szi``."""
    out = ""
    for step in path:
        name = step if isinstance(step, int) or len(step) <= LONGEST else step[:LONGEST] + "…"
        out += f"[{name}]" if isinstance(step, int) else f".{name}" if out else str(name)
    return out or "file"
