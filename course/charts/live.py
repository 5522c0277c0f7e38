"""A chart that lives on the page: its data are swapped in place, its design hardly ever."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from traitlets import Dict, Unicode

from ..frontend import Part
from ..language import catalogue
from .columns import Table, pack
from .spoken import deciding
from .theme import themed


def _packed(tables: Mapping[str, Table], panels: list[dict[str, Any]]) -> tuple[dict[str, Any], bytes]:
    """Layout and block; in another language, texts that decide how a picture looks stay as the design knows them."""
    return pack(tables, deciding(panels) if catalogue() else ())


class FramePart(Part):
    """A part whose state is a *frame*: texts and tables that belong together, shown at once.

    A frame is part of the model's state, so a page that is loaded later finds it, but changes
    travel as one message with one binary block instead of as an update: less work on either side.
    """

    frame = Dict().tag(sync=True)

    def _should_send_property(self, key: str, value: Any) -> bool:
        return key != "frame" and bool(super()._should_send_property(key, value))

    def show(self, frame: dict[str, Any], tables: Mapping[str, Table], panels: list[dict[str, Any]]) -> None:
        """Show ``frame`` (JSON) with ``tables`` in ``panels``, the themed designs.

        Frames are numbered, the page keeps the newest. Designs travel only when they changed.
        """
        layout, block = _packed(tables, panels)
        same = panels == self.frame.get("panels")
        self.frame = {
            **frame,
            "number": self.frame.get("number", 0) + 1,
            "tables": layout,
            "block": block,
            "panels": panels,
        }
        self._send_frame(*(["panels"] if same else []))

    def foretell(self, frame: dict[str, Any], tables: Mapping[str, Table]) -> None:
        """Tell the page what would be shown next in the panels on show; it keeps that until it hears of another frame."""
        layout, block = _packed(tables, self.frame["panels"])
        ahead = {**frame, "tables": layout}
        self.send({"event": "ahead", "number": self.frame["number"], "frame": ahead}, buffers=[block])

    def _send_frame(self, *without: str) -> None:
        light = {k: v for k, v in self.frame.items() if k != "block" and k not in without}
        self.send({"event": "frame", "frame": light}, buffers=[self.frame["block"]])

    def on_event(self, event: dict[str, Any]) -> None:
        """Answer a view that has just been drawn."""
        named = isinstance(event, dict) and isinstance(event.get("event"), str)
        shown = event.get("number") if named and event["event"] == "hello" else None
        if not isinstance(shown, int | float):
            self.ignore(event)
        elif shown < self.frame.get("number", 0):
            # A view says which frame it shows; one that missed a message gets it again.
            self._send_frame()


class LiveChart(FramePart):
    """An Altair chart whose named data sources are swapped in place.

    The page draws the design once; :meth:`update` sends only columns, as binary numbers. Zoom and
    hover survive, bursts of updates show the last one only, the width follows the page.

        chart = LiveChart(design, {"path": frame}, description="Price over time")
        chart.update({"path": other})

    Args:
        design: an Altair chart with named data (``alt.Chart(alt.NamedData("path"))``), or its dict.
        data: a DataFrame or mapping of columns for every name the design uses.
        description: what the chart shows, for those who cannot see it.
        words: a sentence that stands for the chart in text; defaults to the description.
    """

    _part = Unicode("livechart").tag(sync=True)

    def __init__(self, design: Any, data: Mapping[str, Table], *, description: str = "", words: str = "") -> None:
        self._words = words
        self._data = dict(data)
        super().__init__()
        self.show({}, self._data, [self._panel(design, description)])

    @staticmethod
    def _panel(design: Any, description: str) -> dict[str, Any]:
        spec = themed(design)
        if description:
            spec["description"] = description
        if not spec.get("description"):
            raise ValueError("a chart needs a description for those who cannot see it")
        return spec

    @property
    def design(self) -> dict[str, Any]:
        """The themed specification on show."""
        return dict(self.frame["panels"][0])

    def redesign(self, design: Any, data: Mapping[str, Table], *, description: str = "") -> None:
        """Another design: the page draws it anew (zoom is lost)."""
        self._data = dict(data)
        panel = self._panel(design, description or self.design["description"])
        self.show({}, self._data, [panel])

    def update(self, data: Mapping[str, Table], *, slide: bool = False, words: str = "") -> None:
        """Swap the named tables; those not named stay. ``slide`` lets the eye follow the change."""
        self._data |= data
        self._words = words or self._words
        self.show({"slide": slide}, self._data, self.frame["panels"])

    @property
    def data(self) -> dict[str, Table]:
        """The tables on show, by name."""
        return dict(self._data)

    def summary(self) -> str:
        """The chart in words."""
        return self._words or str(self.design["description"])

    def static_html(self) -> str:
        """The same words as a paragraph."""
        return f"<p>{html.escape(self.summary())}</p>"

    def picture(self) -> bytes:
        """The chart as PNG."""
        from .picture import png

        return png(self.frame["panels"], self._data)
