"""The language that a learner reads: English as it stands in the code, or a catalogue from those texts to another language's.

A catalogue is a JSON file of English text → other text, with the same fields in braces. The English text is the key; there is
nothing else to keep. A process speaks one language: the environment variable :data:`CATALOGUE` names the file. Nothing of the
course sets it; what a translation would have to hold is printed by ``python -m tests.catalogue``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

CATALOGUE = "COURSE_CATALOGUE"
"""Environment variable: the file of the language that is spoken."""


def _catalogue() -> Mapping[str, str]:
    path = os.environ.get(CATALOGUE)
    found: dict[str, str] = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    return found


_language: ContextVar[Mapping[str, str]] = ContextVar("language", default=_catalogue())  # noqa: B039 (never written to)


def catalogue() -> Mapping[str, str]:
    """English text → text of the language that is spoken; empty for English."""
    return _language.get()


def word(text: str) -> str:
    """``text`` in the language that is spoken; as it stands where that language does not have it."""
    return _language.get().get(text, text)


def words(thing: Any) -> Any:
    """Every text in lists, tuples and values of mappings, by :func:`word`; all else, and all in English, as it is."""
    if not _language.get():
        return thing
    if isinstance(thing, str):
        return word(thing)
    if isinstance(thing, Mapping):
        return {name: words(value) for name, value in thing.items()}
    return type(thing)(map(words, thing)) if isinstance(thing, list | tuple) else thing


@contextmanager
def speaking(language: Mapping[str, str]) -> Iterator[None]:
    """Within it, texts are taken from ``language``."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)
