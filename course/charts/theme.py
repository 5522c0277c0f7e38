"""One look for every chart: house colours, quiet axes, no grid, labels on the things.

Designs name colours from :data:`COLORS` only. The page swaps each of these exact values for its
variant in :data:`DARK` when it is dark, so a design is written once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .spoken import spoken

#: The same thing has the same colour in every lesson; colour is never the only carrier of meaning.
COLORS = {
    "cross": "#0072B2",
    "isolated": "#E69F00",
    "liquidation": "#C1272D",  # always with a dashed line or a cross mark too
    "profit": "#009E73",
    "prediction": "#8A4FBF",  # the learner's guess, dotted
    "ink": "#1F2933",
    "quiet": "#7B8794",
    "paper": "#FFFFFF",
    "line": "#D9DFE5",
    "surface": "#F6F8FA",
    # The pale hues as text: at least 4.5 : 1 on paper.
    "isolated_text": "#8A5A00",
    "profit_text": "#00714F",
    "quiet_text": "#57626E",
}
DARK = {
    "cross": "#56AEE6",
    "isolated": "#F2B53A",
    "liquidation": "#FF7B76",
    "profit": "#35C498",
    "prediction": "#C19BF0",
    "ink": "#E6EAEE",
    "quiet": "#8D99A6",
    "paper": "#15191E",
    "line": "#343D47",
    "surface": "#1D232A",
    "isolated_text": "#F2B53A",
    "profit_text": "#35C498",
    "quiet_text": "#A5B0BB",
}
#: No web fonts: what the reader's system reads best.
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
#: Dash patterns that go with the colours.
DASHED = [6, 4]
DOTTED = [1, 4]

HEIGHT = 300

CONFIG: dict[str, Any] = {
    "font": FONT,
    "background": "transparent",
    "padding": {"left": 2, "right": 6, "top": 4, "bottom": 2},
    "view": {"stroke": None, "continuousHeight": HEIGHT, "discreteHeight": HEIGHT},
    "title": {
        "anchor": "start",
        "frame": "group",
        "color": COLORS["ink"],
        "fontSize": 14,
        "fontWeight": 600,
        "subtitleColor": COLORS["quiet_text"],
        "subtitleFontSize": 12.5,
        "offset": 10,
    },
    "axis": {
        "grid": False,
        "gridColor": COLORS["line"],
        "domainColor": COLORS["line"],
        "tickColor": COLORS["line"],
        "tickSize": 4,
        "labelColor": COLORS["quiet_text"],
        "labelFontSize": 12,
        "labelPadding": 4,
        "labelSeparation": 6,
        "labelOverlap": "parity",
        "titleColor": COLORS["quiet_text"],
        "titleFontSize": 12.5,
        "titleFontWeight": 400,
        "tickCount": 5,
    },
    "axisX": {"labelFlush": True, "titleAnchor": "end", "titlePadding": 6},
    # The title of a y axis stands upright above it, where it can be read.
    "axisY": {
        "titleAngle": 0,
        "titleAlign": "left",
        "titleAnchor": "end",
        "titleBaseline": "bottom",
        "titleX": -2,
        "titleY": -8,
        "minExtent": 48,
    },
    "legend": {
        "orient": "top",
        "title": None,
        "labelColor": COLORS["ink"],
        "labelFontSize": 12.5,
        "symbolStrokeWidth": 2.5,
    },
    "header": {"labelColor": COLORS["ink"], "labelFontSize": 13, "titleColor": COLORS["ink"]},
    "mark": {"color": COLORS["cross"]},
    "line": {"strokeWidth": 2.5, "strokeCap": "round", "strokeJoin": "round"},
    "area": {"opacity": 0.14, "line": False},
    "rule": {"color": COLORS["ink"], "strokeWidth": 1.5},
    "point": {"filled": True, "size": 110, "opacity": 1},
    "text": {"fontSize": 13, "color": COLORS["ink"]},
    "range": {"category": [COLORS[k] for k in ("cross", "isolated", "prediction", "profit", "quiet")]},
}


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """``below`` overlaid by ``above``, level by level."""
    out = dict(below)
    for key, value in above.items():
        old = out.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        out[key] = merged(old, value) if both else value  # type: ignore[arg-type]
    return out


#: What Altair's own default theme writes into every chart; ours speaks instead.
_ALTAIR_DEFAULT = {"view": {"continuousWidth": 300, "continuousHeight": 300}}


def themed(chart: Any) -> dict[str, Any]:
    """The Vega-Lite specification of ``chart`` (an Altair chart or such a dict) in the house style.

    Single and layered charts fill the width they are given unless they name one; the height stays.
    What the chart itself configures wins over the theme.
    """
    spec = spoken(dict(chart) if isinstance(chart, Mapping) else chart.to_dict())
    own = spec.get("config", {})
    spec["config"] = merged(CONFIG, {} if own == _ALTAIR_DEFAULT else own)
    if not {"hconcat", "vconcat", "concat", "facet", "repeat"} & spec.keys():
        spec.setdefault("width", "container")
        spec.setdefault("height", HEIGHT)
        spec.setdefault("autosize", {"type": "fit-x", "contains": "padding"})
    return spec


def named_sources(spec: Any) -> set[str]:
    """Names of the data that ``spec`` shows but does not hold: what must be given."""
    found: set[str] = set()
    for inner in spec.values() if isinstance(spec, Mapping) else spec:
        if isinstance(inner, dict | list):
            found |= named_sources(inner)
    if not isinstance(spec, Mapping):
        return found
    data = spec.get("data")
    if isinstance(data, Mapping) and data.keys() == {"name"}:
        found.add(data["name"])
    return found - set(spec.get("datasets", ()))
