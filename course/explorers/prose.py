"""Text whose numbers follow an explorer."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

from traitlets import Bool, Unicode

from ..frontend import Part
from ..language import word
from .explorer import Explorer

WAITS = "Follows the picture above, once that is open."


class Prose(Part):
    """Live text: ``fn(**explorer.values)`` as HTML (MathML allowed), anew whenever the view changes.

    ``fn`` is written by an author and its HTML is trusted; what learners enter reaches it only as
    numbers and options. Where the explorer waits for a guess, so does the text. Without an explorer
    it is computed once.
    """

    _part = Unicode("prose").tag(sync=True)
    html = Unicode().tag(sync=True)
    waits = Bool(False).tag(sync=True)

    def __init__(self, fn: Callable[..., str], explorer: Explorer | None = None) -> None:
        self._fn = fn
        super().__init__()
        if explorer is None:
            self.html = word(fn())
        else:
            explorer.on_change(self._follow)
            explorer.on_guess(lambda _guess: self._follow(explorer))
            self._follow(explorer)

    def _follow(self, explorer: Explorer) -> None:
        """What is closed has nothing to follow, and what was said before its question was asked again would answer it."""
        closed = explorer.view is None
        self.html = "" if closed else word(self._fn(**explorer.values))
        self.waits = closed or bool(explorer.folded)

    def summary(self) -> str:
        """The text without its tags."""
        text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.html))).strip()
        return re.sub(r" ([.,;:!?)])", r"\1", text) or "(opens with the guess above)"

    def static_html(self) -> str:
        """The text as it stands."""
        return f"<div>{self.html or '<p>' + word(WAITS) + '</p>'}</div>"
