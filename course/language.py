"""The language that a learner reads: English as it stands in the code, or a catalogue from those texts to another language's.

A catalogue is a JSON file of English text → other text, with the same fields in braces. The English text is the key; there is
nothing else to keep. A text whose pieces are put together elsewhere (the reason for a refusal, a source and its day) has an
empty pair of braces for each piece; its pieces are looked up too. The key "en" gives the language's own code, by which
numbers take their plural. A process speaks one language: the environment variable :data:`CATALOGUE` names the file, or it lies
beside this one (where a site brings its own Python). Nothing of the course sets it; what a translator fills in is written, and
what they filled in is checked, by ``python -m tests.language.kit``.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from html import escape, unescape
from pathlib import Path
from typing import Any

CATALOGUE = "COURSE_CATALOGUE"
"""Environment variable: the file of the language that is spoken."""
BESIDE = Path(__file__).with_name("catalogue.json")

_WORD = re.compile(r"[^\W\d_]{2}")
_TAG = re.compile(r"</?\w")
_AROUND = " \t\n:;,·✓✕✗"
_NUMBER = r"[\d\s.,:;$%×−+–✓✕✗]+"
_EDGES = re.compile(f"^{_NUMBER}|{_NUMBER}$")
#: What HTML is made of: what no page looks up, a tag, a piece of text; and what a tag says (language.js has the same lists).
_MARKUP = re.compile(
    r"<(?P<aside>script|style|pre|code|textarea)\b.*?</(?P=aside)>|<!--.*?-->|<[^<>]*>|[^<>]+", re.DOTALL
)
READ = re.compile(
    r"(?<=\s)((?:aria-label|aria-roledescription|title|placeholder|alt|label|data-label|data-name)=)([\"'])(.*?)\2",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r"(\n\s*\n|^#+ )", re.MULTILINE)
#: What stands between the words of a row, the lines of a name, the sentences of a paragraph; the widest first.
_ROWS = [re.compile(f"({between})") for between in ("\n", "(?<=[.?!]) ", "; | → ", " · ", ": ", ", ", " and | or ")]
_CODE = re.compile(r"`[^`]*`")
#: A form is known by a word of four letters or by two: an "of" between any two pieces says nothing.
_KNOWN = re.compile(r"[^\W\d_]{4}|[^\W\d_]{2}.*\b[^\W\d_]{2}", re.DOTALL)


class _Language:
    """A catalogue, and how the texts in it are found that are put together from pieces."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        #: A text that begins or ends with a space is known without it too: a page sees it in the row where it was put.
        self.texts = {text.strip(): said.strip() for text, said in texts.items()} | dict(texts)
        #: First word of a form (empty where a piece comes first) → what stands around its pieces, here and there.
        self._forms: dict[str, list[tuple[list[str], list[str]]]] = {}
        forms = (text for text in texts if "{}" in text and _KNOWN.search(text))
        for form in sorted(forms, key=lambda form: -len(form.replace("{}", ""))):
            around, there = form.strip().split("{}"), texts[form].strip().split("{}")
            self._forms.setdefault(_first(form.strip()), []).append((around, there))
        self.said = lru_cache(maxsize=1 << 14)(self._said)

    def _said(self, text: str) -> str:
        """``text`` in this language: as a whole, by its form, word by word if it is a row; as it stands where none is there."""
        bare, whole = text.strip(_AROUND), text.strip()
        if text in self.texts or not _WORD.search(bare):
            return self.texts.get(text, text)
        if bare in self.texts:
            return text.replace(bare, self.texts[bare])
        if _TAG.search(bare):  # its pieces are looked up by the page
            return text
        if (plain := unescape(bare)) != bare:
            return text.replace(bare, escape(said)) if (said := self.said(plain)) != plain else text
        if (marked := escape(bare, quote=False)) in self.texts:
            return text.replace(bare, unescape(self.texts[marked]))
        rows = [row for between in _ROWS if len(row := _split(text, between)) > 1]
        for row in rows:
            if all(piece in self.texts for piece in row[::2]):
                return self._row(row)
        for around, there in (*self._forms.get(_first(whole), ()), *self._forms.get("", ())):
            if (pieces := _pieces(whole, around)) is not None:
                shown = [piece if _in_code(around[: i + 1]) else self.said(piece) for i, piece in enumerate(pieces)]
                return text.replace(whole, "".join(map("".join, zip(there, [*shown, ""], strict=False))))
        if (core := _EDGES.sub("", bare)) in self.texts:  # a price with its name
            return text.replace(core, self.texts[core])
        if not rows:
            return text
        first, between, *_ = rows[0]
        return self._row([first, between, text[len(first + between) :]])  # the rest may be known as a whole

    def _row(self, row: list[str]) -> str:
        return "".join(self.texts.get(part, part) if i % 2 else self.said(part) for i, part in enumerate(row))


def _split(text: str, between: re.Pattern[str]) -> list[str]:
    """A row: its pieces, and what stands between each two; code is one piece."""
    at, row = 0, []
    for part in between.split(_CODE.sub(lambda code: "\0" * len(code[0]), text)):
        row.append(text[at : at + len(part)])
        at += len(part)
    return row


def _in_code(before: list[str]) -> bool:
    return sum(part.count("`") for part in before) % 2 == 1


def _pieces(text: str, around: list[str]) -> list[str] | None:
    """What stands between those parts of ``text``, each as short as can be; None if it is not made of them."""
    head, *inner, tail = around
    at, end = len(head), len(text) - len(tail)
    if end < at or not (text.startswith(head) and text.endswith(tail)):
        return None
    found = []
    for part in inner:
        if (place := text.find(part, at, end)) < 0:
            return None
        found.append(text[at:place])
        at = place + len(part)
    return [*found, text[at:end]]


def _first(text: str) -> str:
    """The first word of a form or text, if it is a whole one."""
    head = text.partition("{}")[0].split(" ")
    return head[0] if len(head) > 1 else ""


def _catalogue() -> _Language | None:
    path = os.environ.get(CATALOGUE) or (BESIDE if BESIDE.is_file() else "")
    return _Language(json.loads(Path(path).read_text(encoding="utf-8"))) if path else None


#: None is English.
_language: ContextVar[_Language | None] = ContextVar("language", default=_catalogue())  # noqa: B039 (never written to)


def _few(n: float) -> bool:
    return 2 <= abs(n) % 10 <= 4 and not 12 <= abs(n) % 100 <= 14 and n % 1 == 0


#: By a language's own code: which of its forms a number takes, counted from 0.
PLURALS: dict[str, Callable[[float], int]] = {
    **dict.fromkeys(("en", "de", "nl", "sv", "da", "nb", "es", "it", "el", "hu", "fi"), lambda n: int(n != 1)),
    **dict.fromkeys(("fr", "pt"), lambda n: int(abs(n) >= 2)),
    **dict.fromkeys(("zh", "ja", "ko", "vi", "th", "id"), lambda n: 0),
    **dict.fromkeys(
        ("ru", "uk", "be", "sr", "hr", "bs"),
        lambda n: 0 if abs(n) % 10 == 1 and abs(n) % 100 != 11 else 1 if _few(n) else 2,
    ),
    "pl": lambda n: 0 if abs(n) == 1 else 1 if _few(n) else 2,
    **dict.fromkeys(("cs", "sk"), lambda n: 0 if abs(n) == 1 else 1 if abs(n) in (2, 3, 4) else 2),
}


def forms(code: str) -> int:
    """How many forms a counted word has in a language; of one that is not in :data:`PLURALS` two, as in English."""
    return 1 + max(map(PLURALS.get(code, PLURALS["en"]), range(200)))


def plural(value: float) -> int:
    """Which of a field's forms, ``{days:day|days}``, a number takes in the language that is spoken, counted from 0."""
    return PLURALS.get(language_code().partition("-")[0], PLURALS["en"])(value)


def catalogue() -> Mapping[str, str]:
    """English text → text of the language that is spoken; empty for English."""
    language = _language.get()
    return {} if language is None else language.texts


def language_code() -> str:
    """The language that is spoken, as HTML names it."""
    return catalogue().get("en", "en")


def spoken() -> object:
    """Stands for the language that is spoken: the key of what is kept about one language, such as the files that a page gets."""
    return _language.get()


def word(text: str) -> str:
    """``text`` in the language that is spoken; as it stands where that language does not have it."""
    language = _language.get()
    return text if language is None else language.said(text)


def tagged(markup: str) -> str:
    """HTML with each of its pieces of text by :func:`word`, as a page looks them up: for what no page reads."""
    return markup if _language.get() is None else _MARKUP.sub(_tagged, markup)


def _tagged(piece: re.Match[str]) -> str:
    if not piece[0].startswith("<"):
        return escape(word(unescape(piece[0])))
    if piece["aside"]:
        return piece[0]
    return READ.sub(lambda said: f"{said[1]}{said[2]}{escape(word(unescape(said[3])))}{said[2]}", piece[0])


def words(thing: Any) -> Any:
    """Every text in lists, tuples and values of mappings, by :func:`word`; all else, and all in English, as it is."""
    if _language.get() is None:
        return thing
    if isinstance(thing, str):
        return word(thing)
    if isinstance(thing, Mapping):
        return {name: words(value) for name, value in thing.items()}
    return type(thing)(map(words, thing)) if isinstance(thing, list | tuple) else thing


def prose(markdown: str) -> str:
    """The prose of a notebook's cell, paragraph by paragraph, a heading without its marks."""
    return markdown if _language.get() is None else "".join(map(word, _PARAGRAPH.split(markdown)))


def notebook(source: bytes) -> bytes:
    """A notebook's file with its prose in the language that is spoken; code stays as it is."""
    if _language.get() is None:
        return source
    found = json.loads(source)
    for cell in found["cells"]:
        if cell["cell_type"] == "markdown":
            cell["source"] = prose("".join(cell["source"])).splitlines(keepends=True)
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


@contextmanager
def speaking(language: Mapping[str, str]) -> Iterator[None]:
    """Within it, texts are taken from ``language``."""
    before = _language.set(_Language(language) if language else None)
    try:
        yield
    finally:
        _language.reset(before)
