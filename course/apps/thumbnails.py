"""The small pictures of the lessons on the landing page: each lesson's best picture without a word, all in one file a theme.

Build time only (needs vl-convert): ``python -m course.apps.thumbnails`` writes ``static/thumbs-light.png`` and
``static/thumbs-dark.png``. They are made from the explorers themselves, at their start, and a test makes them again.
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Mapping
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
    made = decoded(bytes(vl_convert.vegalite_to_png(text, vl_version="6.4", scale=SCALE)))
    assert made.shape[:2] == (SCALE * HEIGHT, SCALE * WIDTH), made.shape
    shown: np.ndarray = made[:, :, :3]
    return shown


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


def decoded(png: bytes) -> np.ndarray:
    """The pixels of a PNG as vl-convert writes it: 8 bits, RGBA, not interlaced; shape (height, width, 4)."""
    width, height, depth, kind, *_, lace = struct.unpack(">IIBBBBB", png[16:29])
    if (depth, kind, lace) != (8, 6, 0):
        raise ValueError(f"not an RGBA picture of 8 bits: {(depth, kind, lace)}")
    data, at = b"", 8
    while at < len(png):
        (size,), name = struct.unpack(">I", png[at : at + 4]), png[at + 4 : at + 8]
        data += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    rows = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + 4 * width)
    out = np.zeros((height, width, 4), np.int64)
    above = np.zeros((width, 4), np.int64)
    for y in range(height):
        way, line = int(rows[y, 0]), rows[y, 1:].reshape(width, 4).astype(np.int64)
        out[y] = above = _unfiltered(way, line, above)
    return out.astype(np.uint8)


def _unfiltered(way: int, line: np.ndarray, above: np.ndarray) -> np.ndarray:
    """A row of a PNG without its filter (PNG specification, section 9)."""
    if way == 0:
        return line
    if way == 1:
        return np.asarray(np.cumsum(line, axis=0) % 256)
    out: np.ndarray = np.zeros_like(line)
    if way == 2:
        out[:] = (line + above) % 256
        return out
    left = corner = np.zeros(4, np.int64)
    for x in range(len(line)):
        up = above[x]
        if way == 3:
            guess = (left + up) // 2
        else:
            near = left + up - corner
            gaps = np.abs(np.stack([near - left, near - up, near - corner]))
            guess = np.where(
                (gaps[0] <= gaps[1]) & (gaps[0] <= gaps[2]), left, np.where(gaps[1] <= gaps[2], up, corner)
            )
        left, corner = (line[x] + guess) % 256, up
        out[x] = left
    return out


def encoded(picture: np.ndarray, colours: int = COLOURS) -> bytes:
    """A PNG with a palette: the colours that occur most, every other pixel in the nearest of them."""
    flat = picture.reshape(-1, 3)
    # Alike is alike: the last bits of antialiasing are no colour of their own.
    coarse = flat & 0xF0
    every, where, counts = np.unique(coarse, axis=0, return_inverse=True, return_counts=True)
    kept = np.argsort(counts, kind="stable")[::-1][:colours]
    means = np.stack([flat[where.ravel() == k].mean(axis=0).round() for k in kept]).astype(np.int64)
    nearest = ((every[:, None, :].astype(np.int64) + 8 - means[None]) ** 2).sum(axis=2).argmin(axis=1)
    nearest[kept] = np.arange(len(kept))
    indices = nearest[where.ravel()].reshape(picture.shape[:2]).astype(np.uint8)
    height, width = indices.shape
    raw = b"".join(b"\0" + row.tobytes() for row in indices)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", means.astype(np.uint8).tobytes()),
            chunk(b"IDAT", zlib.compress(raw, 9)),
            chunk(b"IEND", b""),
        ]
    )


def main() -> None:
    """Write both files."""
    for theme in THEMES:
        (STATIC / f"thumbs-{theme}.png").write_bytes(encoded(sheet(theme)))


if __name__ == "__main__":
    main()
