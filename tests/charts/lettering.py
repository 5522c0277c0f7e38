"""What is written in a picture, and where: read off the SVG that Vega lays out, so that overlaps and cuts can be counted."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass

import vl_convert

from course.charts.columns import rows_of

SVG = "{http://www.w3.org/2000/svg}"
#: Widths of letters in units of the font's size, a little below what common system fonts take: what overlaps here, overlaps.
WIDTHS = {
    **dict.fromkeys("iljtf.,:;!'|I()[] \u202f", 0.27),
    **dict.fromkeys("mwMW%@", 0.85),
    **dict.fromkeys("−+=×→", 0.58),
}
MOVE = re.compile(r"translate\(([-\d.e]+),([-\d.e]+)\)")


@dataclass(frozen=True)
class Text:
    """One piece of text and its box, in pixels of the whole picture."""

    words: str
    role: str
    axis: int
    left: float
    top: float
    right: float
    bottom: float
    whole: str

    def covers(self, other: Text) -> float:
        """The share of the smaller box that both have in common."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        if across <= 0 or down <= 0:
            return 0.0
        smaller = min((t.right - t.left) * (t.bottom - t.top) for t in (self, other))
        return across * down / max(smaller, 1e-9)


def width(words: str, size: float, bold: bool) -> float:
    """Pixels that words take, roughly and rather too few."""
    return (
        sum(WIDTHS.get(letter, 0.66 if letter.isupper() else 0.52) for letter in words) * size * (1.05 if bold else 1.0)
    )


def texts(spec, data, across: int) -> tuple[list[Text], float, float]:
    """All texts of one panel drawn ``across`` pixels wide, and the width and height of the picture."""
    datasets = {name: rows_of(table) for name, table in data.items()}
    drawn = {**spec, "width": across, "datasets": {**datasets, **spec.get("datasets", {})}}
    root = ET.fromstring(vl_convert.vegalite_to_svg(drawn, vl_version="6.4"))
    found: list[Text] = []
    axes = iter(range(10_000))

    def walk(node, x, y, role, axis):
        move = MOVE.search(node.get("transform", ""))
        if move and node.tag != f"{SVG}text":
            x, y = x + float(move[1]), y + float(move[2])
        kind = node.get("class", "")
        if "role-axis-label" in kind:
            role, axis = "tick", next(axes)
        elif "role-axis-title" in kind:
            role = "title"
        elif "mark-text" in kind:
            role = "name"
        if node.tag == f"{SVG}text":
            at = MOVE.search(node.get("transform", ""))
            if (
                float(node.get("opacity", "1")) > 0 and node.get("stroke") is None
            ):  # a stroke is the free space around it
                found.extend(_lines(node, x + float(at[1]), y + float(at[2]), role, axis))
            return
        for child in node:
            walk(child, x, y, role, axis)

    walk(root, 0.0, 0.0, "", -1)
    return found, float(root.get("width")), float(root.get("height"))


def _lines(node, x, y, role, axis):
    size = float(node.get("font-size", "13px").removesuffix("px"))
    bold = node.get("font-weight", "400") in ("600", "700", "bold")
    rows = [span.text or "" for span in node.findall(f"{SVG}tspan")] or [node.text or ""]
    whole = " ".join(rows)
    for number, words in enumerate(rows):
        if words.strip():
            wide = width(words, size, bold)
            left = x - {"start": 0.0, "middle": 0.5, "end": 1.0}[node.get("text-anchor", "start")] * wide
            base = y + 15 * number
            yield Text(words, role, axis, left, base - 0.72 * size, left + wide, base, whole)


def problems(spec, data, across: int) -> list[str]:
    """What is wrong with the lettering of one panel: ticks that say the same, words cut by an edge, words over words."""
    found, wide, high = texts(spec, data, across)
    said = []
    for axis in {t.axis for t in found if t.role == "tick"}:
        ticks = [
            w
            for w, _ in {
                (t.whole, (t.left + t.right, t.top) if t.words == t.whole else 0): 0
                for t in found
                if t.axis == axis and t.role == "tick"
            }
        ]
        said += [f"two ticks say {words!r}" for words in sorted(set(ticks)) if ticks.count(words) > 1]
    for text in found:
        if text.left < -2 or text.right > wide + 2 or text.top < -2 or text.bottom > high + 2:
            said.append(f"{text.words!r} is cut by an edge")
    for i, one in enumerate(found):
        for two in found[i + 1 :]:
            if one.whole == two.whole and one.role == two.role and one.words != two.words:
                continue  # two lines of one text
            if one.covers(two) > 0.12 and (one.role, two.role) != ("tick", "tick"):
                said.append(f"{one.words!r} lies on {two.words!r}")
            elif one.covers(two) > 0.02 and one.role == two.role == "tick":
                said.append(f"ticks {one.words!r} and {two.words!r} run together")
    return said
