"""Base of every widget of the course, and the one runtime model that all of a kernel share."""

from __future__ import annotations

import base64
import logging
import os
import uuid
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from traitlets import Dict, Unicode

from . import assets
from .edition import in_page, opens_first, picture_mode

if TYPE_CHECKING:
    from anywidget import AnyWidget as Widget
elif in_page():
    from .alone import Widget
else:
    from anywidget import AnyWidget as Widget

LOADER = (Path(__file__).parent / "loader.js").read_text(encoding="utf-8")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


_made: Counter[str] = Counter()
HEARD = ("custom", "request_state")
"""What a page may do to a part: send it a message of its own kind, and ask how it stands."""


def named(part: str) -> str:
    """A name for a new part that no other has; where the page shows the opening view already, the one that it has there.

    That is its kind and a number in order of making, which is the order of the lesson's cells.
    """
    if not opens_first():
        return uuid.uuid4().hex
    _made[part] += 1
    return f"{part}-{_made[part]}"


def afresh() -> None:
    """Begin with the names again, as a new Python would: for whoever makes several lessons' opening views in one."""
    _made.clear()
    Runtime._shared = None
    getattr(Widget, "known", {}).clear()


class Runtime(Widget):
    """Carries the front-end files to the page, once a kernel, in the message that creates it.

    They are state, not the answer to a request: a kernel busy with cells could not answer one.
    """

    _esm = "export default {};"
    sources = Dict().tag(sync=True)
    _shared: ClassVar[Runtime | None] = None

    def __init__(self) -> None:
        own = named("runtime")
        if in_page() or os.environ.get(assets.TOLD) == assets.version():
            super().__init__(model_id=own)
            return
        super().__init__(
            model_id=own,
            sources={
                "css": {"text": assets.css()},
                "modules": {name: {"text": text} for name, text in assets.modules().items()},
                "vega": {"gzip": assets.VEGA.read_bytes()},
            },
        )

    @classmethod
    def shared(cls) -> Runtime:
        """The kernel's one runtime, made on first use (and anew if someone closed it)."""
        if cls._shared is None or cls._shared.comm is None:
            cls._shared = cls()
        return cls._shared


def whole(value: Any) -> Any:
    """What a page has sent, with a question mark for every half of a character: whatever shows it could not be sent back."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode(errors="replace").decode()
    if isinstance(value, list):
        return [whole(part) for part in value]
    return {whole(key): whole(part) for key, part in value.items()} if isinstance(value, dict) else value


class Part(Widget):
    """One visible thing of the course: a chart, an explorer, an exercise, a quiz.

    A subclass names its front-end module and its state, and answers events::

        class QuizPanel(Part):
            _part = Unicode("quiz").tag(sync=True)   # course/<package>/static/quiz.js
            state = Dict().tag(sync=True)            # JSON; bytes inside arrive as DataViews

            def on_event(self, event):               # from model.send({event: "answer", …})
                self.answer(event["item"], event["option"])

            def summary(self):
                return "Quiz: 2 of 4 answered"

    The module ``static/quiz.js`` is one self-contained ES module::

        export async function render({ model, el, runtime }) {
          el.append(…);                              // el has class cx-root
          model.on("change:state", …);               // state from Python
          model.on("msg:custom", (content, buffers) => …);   // self.send({...}) from Python
          const { vegaEmbed } = await runtime.load("vega");
          return () => {};                           // optional clean-up
        }

    ``runtime`` offers ``load(name)`` (another module by its stem, or "vega"), ``announce(text)``
    (a polite live region for screen readers), ``dark()`` and ``onTheme(listener)``, and ``still()``
    (the visitor asked for reduced motion). The one style sheet of the page gathers every
    ``static/*.css``; use the classes and colour variables of ``base.css``. The theme follows
    ``<html data-cx-theme="light|dark">`` if given, else JupyterLab's, else the system's.

    Put ``data-lm-suppress-shortcuts="true"`` on every input: JupyterLab's command mode would take
    its keys otherwise.
    """

    _esm = LOADER
    _part = Unicode().tag(sync=True)
    _version = Unicode().tag(sync=True)
    _runtime = Unicode().tag(sync=True)
    _self = Unicode().tag(sync=True)
    #: Whether the page hears of it before it is shown.
    at_once: ClassVar[bool] = False

    def __init__(self, **traits: Any) -> None:
        own = named(str(self.trait_defaults("_part")))
        self._waits = not self.at_once
        super().__init__(
            model_id=own, _self=own, _runtime=Runtime.shared().model_id, _version=assets.version(), **traits
        )
        self.on_msg(self._receive)

    def open(self) -> None:
        """Tell the page of it, with its state: when it is first shown, so that it is shown as it then is."""
        if not self._waits:
            super().open()

    @property
    def model_id(self) -> str:
        """Under which the page knows it; whoever asks is about to show it."""
        self._waits = False
        self.open()
        return str(super().model_id)

    def on_event(self, event: dict[str, Any]) -> None:
        """Answer ``model.send({event: …})`` of the page; :meth:`ignore` what has another form. The default knows no events."""
        raise NotImplementedError(f"{type(self).__name__} does not know the event {event!r}")

    def ignore(self, event: Any) -> None:
        """Pass over a message that no page of ours sends: nothing happens, nobody is told."""
        logging.getLogger(__name__).debug("%s: no such event: %.200r", type(self).__name__, event)

    def _handle_msg(self, msg: dict[str, Any]) -> None:
        """What a part is, Python says: a page that would set its state is not heard."""
        data = msg["content"].get("data")
        if isinstance(data, dict) and data.get("method") in HEARD:
            super()._handle_msg(msg)
        else:
            self.ignore(data)

    def _receive(self, _widget: Any, content: Any, _buffers: list[memoryview]) -> None:
        if not isinstance(content, dict):
            self.ignore(content)
            return
        try:
            self.on_event(whole(content))
        except Exception:
            # The page shows a friendly line; the exception goes on to the kernel's log, and tests.
            self.send({"event": "failed"})
            raise

    def summary(self) -> str:
        """What this shows now, in words: short, the same every run (notebook tests compare it)."""
        return type(self).__name__

    def static_html(self) -> str | None:
        """HTML for pages without a kernel; a picture, if there is one, stands above it."""
        return None

    def picture(self) -> bytes | None:
        """A PNG for pages without a kernel; asked for in picture mode only."""
        return None

    def __repr__(self) -> str:
        return self.summary()

    def _repr_mimebundle_(self, **_kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        bundle: dict[str, Any] = {
            "text/plain": self.summary(),
            WIDGET_VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.model_id},
        }
        html = self.static_html()
        if html is not None:
            # Where saved HTML is typeset, "$1,000 of $10,000" would become a formula.
            bundle["text/html"] = f'<div class="mathjax_ignore tex2jax_ignore">{html}</div>'
        if picture_mode() and (png := self.picture()) is not None:
            bundle["image/png"] = base64.b64encode(png).decode()
        return bundle, {}
