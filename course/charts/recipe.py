"""Pictures written down, and drawn later: what is asked of Altair, without asking it yet.

Importing Altair and letting it write a specification takes half a second; writing down what one would ask of it, a
millisecond. Designs are written in terms of :data:`alt`, which only notes what is done to it. When the specification is
wanted it is looked up by the recipe's digest (:mod:`course.charts.drawn`); every one that an explorer of the course can
ask for is there. Whoever changes a design has another recipe, which is not: then Altair is imported and draws it.

So a stored specification needs no date and no owner: it is what Altair answers to exactly these calls. The theme, the
reader's language (:mod:`course.charts.spoken`) and what an explorer says about its panels are added after the look-up: a
recipe with words of another language in it would be another one, and drawn anew on every page.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

from course.charts import drawn


class Recipe:
    """Something of Altair's that is not made yet: its attributes, calls and sums are recipes again.

    Arguments are what JSON can say, and recipes.
    """

    __slots__ = ("_make", "_thing", "digest")

    def __init__(self, said: tuple[Any, ...], make: Callable[[], Any]) -> None:
        text = json.dumps(said, default=_named)
        #: Equal exactly for those made by the same steps.
        self.digest = hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
        self._make = make
        self._thing: Any = None

    def __getattr__(self, name: str) -> Recipe:
        if name.startswith("_"):  # Python's own questions (copying, showing, …) are not for Altair
            raise AttributeError(name)
        return Recipe((self, name), lambda: getattr(self.made(), name))

    def __call__(self, *args: Any, **more: Any) -> Recipe:
        """What comes of calling it."""
        return Recipe((self, args, more), lambda: self.made()(*_made(args), **_made(more)))

    def __add__(self, above: Any) -> Recipe:
        return Recipe((self, "+", above), lambda: self.made() + _made(above))

    def made(self) -> Any:
        """The thing itself; Altair is imported now, if it was not."""
        if self._thing is None:
            self._thing = self._make()
        return self._thing

    def to_dict(self) -> dict[str, Any]:
        """The specification, as ``made().to_dict()`` gives it, without Altair if it is stored."""
        stored = drawn.stored(self.digest)
        return self.drawn() if stored is None else stored

    def drawn(self) -> dict[str, Any]:
        """The specification, by Altair; it is held against its schema once, as a whole, and not part by part while it is made."""
        with _altair().utils.schemapi.debug_mode(False):
            spec: dict[str, Any] = self.made().to_dict()
        return spec


def _named(thing: Any) -> Any:
    if isinstance(thing, Recipe):
        return {"recipe": thing.digest}
    raise TypeError(f"a picture is described by plain values and other pictures, not by {thing!r}")


def _made(thing: Any) -> Any:
    """``thing`` with every recipe in it made."""
    if isinstance(thing, Recipe):
        return thing.made()
    if isinstance(thing, dict):
        return {name: _made(value) for name, value in thing.items()}
    if isinstance(thing, list | tuple):
        return type(thing)(map(_made, thing))
    return thing


def _altair() -> Any:
    from course.charts.altair_lite import alt as module

    return module


alt: Any = Recipe(("altair",), _altair)
