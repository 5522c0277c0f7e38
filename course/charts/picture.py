"""A still picture of charts, for pages without a kernel. Build time only: needs vl-convert."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .columns import Table, rows_of
from .spoken import deciding
from .theme import COLORS

PANEL_WIDTH = 400
_OUTER = ("config", "$schema", "autosize", "background", "padding", "datasets", "usermeta")


#: Channels whose scales several panels would share, if they were not told otherwise.
_COLOURS = ("color", "fill", "stroke", "opacity", "size", "shape", "strokeDash", "strokeWidth")


def png(specs: Sequence[dict[str, Any]], data: Mapping[str, Table], title: str = "", subtitle: str = "") -> bytes:
    """The themed ``specs`` side by side with ``data`` put in, as PNG on white paper."""
    import vl_convert

    width = PANEL_WIDTH if len(specs) > 1 else int(PANEL_WIDTH * 1.7)
    panels = []
    datasets: dict[str, Any] = {name: rows_of(table, deciding(specs)) for name, table in data.items()}
    for spec in specs:
        panel = {key: value for key, value in spec.items() if key not in _OUTER}
        if panel.get("width") == "container":
            panel["width"] = width
        panels.append(panel)
        datasets |= spec.get("datasets", {})
    whole: dict[str, Any] = {
        "hconcat": panels,
        "config": {**specs[0]["config"], "padding": 16},
        "background": COLORS["paper"],
        "datasets": datasets,
        "spacing": 32,
        # On the page every panel is a chart of its own.
        "resolve": {"scale": dict.fromkeys(_COLOURS, "independent")},
    }
    if title:
        whole["title"] = {"text": title, "subtitle": subtitle, "fontSize": 18, "offset": 16}
    return bytes(vl_convert.vegalite_to_png(whole, vl_version="6.4", scale=1.5))
