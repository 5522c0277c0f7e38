"""A widget without ipywidgets: what parts need of anywidget, on traitlets alone, for a Python that the page runs itself.

Messages are those of Jupyter's widgets, so the page's end (``widgets.js``) is the same: a part announces itself with its
state, sends what changes, and hears what the page sends. The page only ever sends custom messages, so there is no state to
take back and nothing to echo.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from traitlets import HasTraits, Unicode

Tell = Callable[[str, str, dict[str, Any], list[bytes]], None]
"""Gets the type of a message (``comm_open``, ``comm_msg``), the widget's name, its data and its binary parts."""


class Widget(HasTraits):
    """A thing of the page that mirrors this object's traits tagged ``sync``.

    Args:
        model_id: the name by which the page knows it.
        traits: its first state.
    """

    _model_name = Unicode("AnyModel").tag(sync=True)
    _model_module = Unicode("anywidget").tag(sync=True)
    _esm: Any = ""
    tell: ClassVar[Tell | None] = None
    """The line to the page; None while there is none."""
    known: ClassVar[dict[str, Widget]] = {}
    """Every widget that was announced, by name."""

    def __init__(self, *, model_id: str = "", **traits: Any) -> None:
        self._alone_id = model_id or uuid.uuid4().hex
        self._alone_hearers: list[Callable[[Any, Any, list[memoryview]], None]] = []
        super().__init__(**traits)
        self.open()

    def open(self) -> None:
        """Announce it, once."""
        if self._alone_id in Widget.known:
            return
        Widget.known[self._alone_id] = self
        names = self.traits(sync=True)
        state, paths, buffers = drained({"_esm": self._esm, **{name: getattr(self, name) for name in names}})
        self._alone_tell("comm_open", {"state": state, "buffer_paths": paths}, buffers)

    @property
    def model_id(self) -> str:
        """The name by which the page knows it."""
        return self._alone_id

    @property
    def comm(self) -> Any:
        """Not None while the page may know it."""
        return Widget.known.get(self._alone_id)

    def send(self, content: Any, buffers: list[bytes] | None = None) -> None:
        """Send a message of its own kind to the page; to nobody while it is not announced."""
        self._alone_tell("comm_msg", {"method": "custom", "content": content}, buffers or [])

    def on_msg(self, hearer: Callable[[Any, Any, list[memoryview]], None]) -> None:
        """Call ``hearer(self, content, buffers)`` for every message of the page."""
        self._alone_hearers.append(hearer)

    def hear(self, content: Any, buffers: list[memoryview]) -> None:
        """A message of the page."""
        for hearer in list(self._alone_hearers):
            hearer(self, content, buffers)

    def notify_change(self, change: Any) -> None:
        """Let the page know, then whoever observes the trait."""
        name = change["name"]
        if self.comm is self and name in self.traits(sync=True) and self._should_send_property(name, change["new"]):
            state, paths, buffers = drained({name: change["new"]})
            self._alone_tell("comm_msg", {"method": "update", "state": state, "buffer_paths": paths}, buffers)
        super().notify_change(change)

    def _should_send_property(self, key: str, value: Any) -> bool:
        return True

    def _alone_tell(self, kind: str, data: dict[str, Any], buffers: list[bytes]) -> None:
        if Widget.tell is not None and self.comm is self:
            Widget.tell(kind, self._alone_id, data, buffers)


def drained(value: Any) -> tuple[Any, list[list[Any]], list[bytes]]:
    """A state that JSON can carry, the places from which binary values were taken, and those values."""
    paths: list[list[Any]] = []
    buffers: list[bytes] = []

    def drain(thing: Any, path: list[Any]) -> Any:
        if isinstance(thing, bytes | bytearray | memoryview):
            paths.append(path)
            buffers.append(bytes(thing))
            return None
        if isinstance(thing, dict):
            return {key: drain(item, [*path, key]) for key, item in thing.items()}
        if isinstance(thing, list | tuple):
            return [drain(item, [*path, i]) for i, item in enumerate(thing)]
        return thing

    return drain(value, []), paths, buffers
