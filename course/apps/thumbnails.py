"""The small pictures of the lessons on the landing page: each lesson's best picture without a word, all in one file a theme.

Build time only (needs vl-convert and Pillow): ``python -m course.apps.thumbnails`` writes ``static/thumbs-light.png`` and
``static/thumbs-dark.png``. They are made from the explorers themselves, at their start, and a test makes them again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from course.charts import COLORS, DARK
from course.charts.columns import rows_of
from course.charts.spoken import deciding
from course.explorers import Explorer
from course.lessons import record
from course.lessons.syllabus import SYLLABUS

STATIC = Path(__file__).parent / "share" / "voila" / "templates" / "course" / "static"
THEMES = ("light", "dark")
#: Size of one picture as it is shown, how many stand in a row, and pixels to each of its size.
WIDTH, HEIGHT, ROW, SCALE = 240, 104, 4, 2
#: Colours of a file: pictures without words need few.
COLOURS = 64
#: Every light colour of the house and its dark twin.
TWINS = {COLORS[name].lower(): colour for name, colour in DARK.items()}

#: The lesson's picture: explorer, the panel of it, and how its controls are set.
BEST: Mapping[str, tuple[str, int, dict[str, Any]]] = {
    "start_here": ("crash", 0, {}),
    "leverage": ("dial", 0, {}),
    "liquidation_price": ("tiers", 0, {}),
    "funding": ("drip", 0, {}),
    "isolated_margin": ("again", 0, {}),
    "cross_margin": ("map", 0, {}),
    "cross_vs_isolated": ("outcomes", 0, {}),
    "hedges_and_correlation": ("october", 0, {}),
    "position_sizing": ("ruin", 0, {}),
    "profit_buffers_and_stops": ("fleeting", 0, {}),
    "trade_checklist": ("bad_day", 0, {}),
    "liquidation_mechanics": ("healing", 0, {}),
    "oracles_and_latency": ("late", 0, {}),
    "choosing_a_platform": ("size", 0, {}),
    "liquidation_cascades": ("landscape", 0, {"price": 57_000.0}),
    "portfolio_desk": ("map", 0, {}),
}
"""Not that of the question: nothing here answers one."""


def wordless(part: Any) -> Any:
    """A specification without texts, axes, legends and titles."""
    if isinstance(part, list):
        return [wordless(one) for one in part if not _is_text(one)]
    if not isinstance(part, dict):
        return part
    out = {key: wordless(value) for key, value in part.items() if key not in ("title", "axis", "legend", "header")}
    for channel in ("x", "y"):
        if isinstance(part.get("encoding"), dict) and isinstance(out["encoding"].get(channel), dict):
            out["encoding"][channel]["axis"] = None
    return out


def _is_text(part: Any) -> bool:
    mark = part.get("mark") if isinstance(part, dict) else None
    return (mark.get("type") if isinstance(mark, dict) else mark) == "text"


def pixels(explorer: Explorer, panel: int, theme: str) -> np.ndarray:
    """One picture on paper, RGB, shape (height, width, 3)."""
    import vl_convert
    from PIL import Image

    assert explorer.view is not None
    spec = explorer.frame["panels"][panel]
    outer = ("config", "$schema", "autosize", "background", "padding", "datasets", "usermeta", "width", "height")
    whole = wordless({key: value for key, value in spec.items() if key not in outer}) | {
        "width": WIDTH - 16,
        "height": HEIGHT - 16,
        "padding": 8,
        "autosize": {"type": "none"},
        "config": spec["config"],
        "background": COLORS["paper"],
        "datasets": {
            **{name: rows_of(table, deciding([spec])) for name, table in explorer.view.data.items()},
            **spec.get("datasets", {}),
        },
    }
    text = json.dumps(whole, default=lambda value: value.item())
    if theme == "dark":
        text = re.sub(r"#[0-9a-f]{6}\b", lambda hit: TWINS.get(hit[0].lower(), hit[0]), text, flags=re.IGNORECASE)
    png = vl_convert.vegalite_to_png(text, vl_version="6.4", scale=SCALE)
    made: np.ndarray = np.asarray(Image.open(BytesIO(png)).convert("RGB"))
    assert made.shape == (SCALE * HEIGHT, SCALE * WIDTH, 3), made.shape
    return made


def sheet(theme: str) -> np.ndarray:
    """All pictures, in the order of the lessons, :data:`ROW` in a row."""
    rows = -(-len(SYLLABUS) // ROW)
    high, wide = SCALE * HEIGHT, SCALE * WIDTH
    out = np.zeros((rows * high, ROW * wide, 3), np.uint8)
    for k, entry in enumerate(SYLLABUS):
        name, panel, values = BEST[entry.slug]
        explorer = record(entry.slug).explorers[name]()
        assert isinstance(explorer, Explorer)
        if explorer.prediction:
            explorer.predict(explorer.prediction.control.value)
        explorer.set(**values)
        y, x = divmod(k, ROW)
        out[y * high : (y + 1) * high, x * wide : (x + 1) * wide] = pixels(explorer, panel, theme)
    return out


def encoded(picture: np.ndarray) -> bytes:
    """A PNG with a palette of :data:`COLOURS`, every pixel in the nearest of them."""
    from PIL import Image

    few = Image.fromarray(picture).quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    out = BytesIO()
    few.save(out, "png", optimize=True)
    return out.getvalue()


def main() -> None:
    """Write both files."""
    for theme in THEMES:
        (STATIC / f"thumbs-{theme}.png").write_bytes(encoded(sheet(theme)))


if __name__ == "__main__":
    main()
