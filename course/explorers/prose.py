"""Text whose numbers follow an explorer; those that are its controls turn it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import unescape
from typing import Any

from traitlets import Bool, Dict, List, Unicode

from ..frontend import Part
from ..language import tagged, word
from ..texts import Said, joined, say
from .controls import Control, Number
from .explorer import Explorer

WAITS = "Follows the picture above, once that is open."
_TURN = re.compile(r'<span class="cx-turn" data-turn="\w+">([^<]*)</span>')
_SHOWN = re.compile(r"\d[\d,]*(?:\.\d+)?")


#: Letters of the laws that mean the same in every lesson.
LETTERS = {"L": "leverage", "m": "maintenance fraction"}


def letters(laws: Sequence[str], **names: str) -> Said:
    """What the letters in some laws stand for, in one line (HTML): those of :data:`LETTERS` that occur, and those named."""
    text = re.sub(r"<[^>]+>", " ", " ".join(laws))
    used = {k: name for k, name in {**LETTERS, **names}.items() if re.search(rf"(?<![\w’'.]){k}(?![\w’'.])", text)}
    return joined(", ", [say("<strong>{letter}</strong> {name}", letter=k, name=name) for k, name in used.items()])


def derivation(caption: str, rows: Sequence[tuple[str, str]], **names: str) -> Said:
    """A table of laws with the present numbers beside each (HTML); what is a control in them stays one.

    Args:
        caption: what it is about.
        rows: law and numbers.
        **names: what letters in the laws stand for, beside those of :data:`LETTERS`.
    """
    named = letters([law for law, _ in rows], **names)
    lines = [
        say("<tr><th scope='row'>{law}</th><td>{values}</td></tr>", law=law, values=values) for law, values in rows
    ]
    return say(
        "<table class='cx-derivation'><caption>{caption}</caption><tbody>{body}</tbody></table>",
        caption=joined("<br>", [caption, named]) if named else caption,
        body=joined("", lines),
    )


def bars(caption: str, rows: Sequence[tuple[str, str, float]]) -> Said:
    """Numbers above zero as a small picture: a name, what it is in words, its length (HTML)."""
    longest = max(length for *_, length in rows)
    body = "".join(
        f"<tr><th scope='row'>{name}</th><td><meter max='1' value='{length / longest:.3f}'></meter> {text}</td></tr>"
        for name, text, length in rows
    )
    return say(
        "<table class='cx-bars'><caption>{caption}</caption><tbody>{body}</tbody></table>", caption=caption, body=body
    )


def aside(summary: str, text: str) -> Said:
    """What only some want to read, sources above all: one line until it is opened (HTML)."""
    return say("<details><summary>{summary}</summary>{text}</details>", summary=summary, text=text)


def is_shown(control: Number, value: float, text: str) -> bool:
    """Whether ``text`` prints the value of a control: a field may be called like one and say something else."""
    found = _SHOWN.search(text)
    if found is None:
        return False
    shown = float(found[0].replace(",", ""))
    half = 0.5001 * 10.0 ** -len(found[0].partition(".")[2])
    return any(abs(shown - abs(size)) <= half for size in ((value * 100,) if control.unit == "%" else (value,)))


def with_turns(html: str, controls: Mapping[str, Control], values: Mapping[str, Any]) -> str:
    """HTML whose fields that are a number control's own value are marked as such for the page (prose.js)."""
    out, at = "", 0
    for start, end, name in sorted(getattr(html, "places", ())):
        control = controls.get(name)
        inside = html.rfind("<", 0, start) > html.rfind(">", 0, start)  # within a tag nothing can be dragged
        if (
            start < at
            or inside
            or not isinstance(control, Number)
            or not is_shown(control, values[name], html[start:end])
        ):
            continue
        out += f'{html[at:start]}<span class="cx-turn" data-turn="{name}">{html[start:end]}</span>'
        at = end
    return out + html[at:]


class Prose(Part):
    """Live text: ``fn(**explorer.values)`` as HTML (MathML allowed), anew whenever the view changes.

    ``fn`` is written by an author and its HTML is trusted; what learners enter reaches it only as
    numbers and options. Where the explorer waits for a guess, so does the text. Without an explorer
    it is computed once. A field of :func:`course.texts.say` that is called like a number control and
    says its value turns the explorer: each of its numbers is a control, as in the explorer's sentence.
    """

    _part = Unicode("prose").tag(sync=True)
    html = Unicode().tag(sync=True)
    waits = Bool(False).tag(sync=True)
    controls: List[Any] = List().tag(sync=True)
    values = Dict().tag(sync=True)

    def __init__(self, fn: Callable[..., str], explorer: Explorer | None = None) -> None:
        self._fn = fn
        self._explorer = explorer
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
        values = explorer.looked_at or {name: control.value for name, control in explorer.controls.items()}
        said = "" if closed else self._fn(**values)
        self.controls = [c.as_json() for c in explorer.controls.values() if isinstance(c, Number)]
        self.values = {c["name"]: values[c["name"]] for c in self.controls}
        self.html = with_turns(said, explorer.controls, values) if hasattr(said, "places") else word(said)
        self.waits = closed or bool(explorer.folded)

    def on_event(self, event: dict[str, Any]) -> None:
        """Turn a control of the explorer that it follows; pass over what no page sends."""
        explorer = self._explorer
        name, value = (event.get(key) for key in ("name", "value")) if isinstance(event, dict) else (None, None)
        turns = explorer is not None and not explorer.closed and isinstance(explorer.controls.get(str(name)), Number)
        if not turns or event.get("event") != "turn" or isinstance(value, bool) or not isinstance(value, int | float):
            self.ignore(event)
            return
        assert explorer is not None
        explorer.set(**{str(name): value})

    @property
    def _plain(self) -> str:
        """The text as it was written: no kernel, no turns."""
        return _TURN.sub(r"\1", self.html)

    def summary(self) -> str:
        """The text without its tags."""
        text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", tagged(self._plain)))).strip()
        return re.sub(r" ([.,;:!?)])", r"\1", text) or "(opens with the guess above)"

    def static_html(self) -> str:
        """The text as it stands."""
        return f"<div>{self._plain or '<p>' + word(WAITS) + '</p>'}</div>"
