"""The language that a learner reads: English as it stands in the code, or a catalogue from those texts to another language's.

A catalogue is a JSON file of English text → other text, with the same fields in braces. The English text is the key; there is
nothing else to keep. A text whose pieces are put together elsewhere (the reason for a refusal, a source and its day) has an
empty pair of braces for each piece; its pieces are looked up too. The key "en" gives the language's own code. A process speaks
one language: the environment variable :data:`CATALOGUE` names the file, or it lies beside this one (where a site brings its
own Python). Nothing of the course sets it; what a translation would have to hold is printed by
``python -m tests.language.catalogue``.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
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
_AROUND = " \t\n:;,·"
_PARAGRAPH = re.compile(r"(\n\s*\n|^#+ )", re.MULTILINE)
#: What stands between the words of a row, the lines of a name, the sentences of a paragraph; the widest first.
_ROWS = [re.compile(f"({between})") for between in ("\n", "; | → ", "(?<=[.?!]) ", ": ", ", ", " and | or ")]
#: A form is known by a word of four letters or by two: an "of" between any two pieces says nothing.
_KNOWN = re.compile(r"[^\W\d_]{4}|[^\W\d_]{2}.*\b[^\W\d_]{2}", re.DOTALL)


class _Language:
    """A catalogue, and how the texts in it are found that are put together from pieces."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        #: First word of a form (empty where a piece comes first) → what stands around its pieces, here and there.
        self._forms: dict[str, list[tuple[list[str], list[str]]]] = {}
        forms = (text for text in texts if "{}" in text and _KNOWN.search(text))
        for form in sorted(forms, key=lambda form: -len(form.replace("{}", ""))):
            self._forms.setdefault(_first(form), []).append((form.split("{}"), texts[form].split("{}")))
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
        rows = [row for between in _ROWS if len(row := between.split(text)) > 1]
        for row in rows:
            if all(piece in self.texts for piece in row[::2]):
                return self._row(row)
        for around, there in (*self._forms.get(_first(whole), ()), *self._forms.get("", ())):
            if (pieces := _pieces(whole, around)) is not None:
                return text.replace(
                    whole, "".join(map("".join, zip(there, [*map(self.said, pieces), ""], strict=False)))
                )
        return self._row(rows[0]) if rows else text

    def _row(self, row: list[str]) -> str:
        return "".join(self.texts.get(part, part) if i % 2 else self.said(part) for i, part in enumerate(row))


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


def catalogue() -> Mapping[str, str]:
    """English text → text of the language that is spoken; empty for English."""
    language = _language.get()
    return {} if language is None else language.texts


def word(text: str) -> str:
    """``text`` in the language that is spoken; as it stands where that language does not have it."""
    language = _language.get()
    return text if language is None else language.said(text)


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
