"""The vocabulary of pictures: what every design of the course is written in.

A design is layers over named tables. ``layer`` takes a table (or those of its rows for which a condition holds), a mark of
Altair's is put on it, and ``axis`` and ``by`` say what its columns mean::

    x, y = axis("x", "price", "price", "$"), axis("y", "gain", "return on margin", "+%")
    return picture(320, "Return on margin over price",
        layer("paths").mark_line(strokeWidth=3).encode(x=x, y=y, color=by("color", "mode", MODES)),
        cross("closed", x, y),
        named("ends", x, y, dx=8),
    )

Nothing here computes: where things are and what they are called is in the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from course.charts.labels import halo
from course.charts.recipe import alt as alt
from course.charts.theme import COLORS

#: "+0%" would be odd.
SIGNED = "datum.value === 0 ? '0%' : datum.label"
#: What stands at the ticks of an axis, by its unit.
UNITS: dict[str, dict[str, Any]] = {
    "": {},
    "$": {"format": "$,~f"},
    "%": {"format": "~%"},
    "+%": {"format": "+~%", "labelExpr": SIGNED},
    "×": {"format": "~f", "labelExpr": "datum.label + '×'", "labelOverlap": False},
}
#: Properties of a scale; all others that :func:`axis` gets are the axis's.
SCALE = {"domain", "type", "nice", "zero", "clamp", "reverse", "padding", "paddingInner", "paddingOuter"}
_CHANNELS = {
    "x": "X", "y": "Y", "yOffset": "YOffset", "color": "Color", "fill": "Fill", "stroke": "Stroke", "dash": "StrokeDash",
    "width": "StrokeWidth", "shape": "Shape", "size": "Size", "opacity": "Opacity", "fillOpacity": "FillOpacity",
}  # fmt: skip
_UNSAID: Any = object()
#: How a text may lie at its place.
ALIGNMENTS: tuple[Any, ...] = ("left", "center", "right")


def layer(name: str, when: str = "", **calculated: str) -> Any:
    """A table of the frame, to put a mark on.

    Args:
        name: the table's name.
        when: an expression of Vega's; only rows for which it holds are drawn.
        **calculated: further columns, as expressions.
    """
    chart = alt.Chart(alt.NamedData(name))
    if when:
        chart = chart.transform_filter(when)
    return chart.transform_calculate(**calculated) if calculated else chart


def axis(channel: str, field: str, title: Any = _UNSAID, unit: Any = "", *, hidden: Any = False, **more: Any) -> Any:
    """A channel of position: which column, what it is called and in which unit its ticks are written.

    Args:
        channel: ``"x"`` or ``"y"``.
        field: the column; a number unless a type of Vega-Lite's is added (``"row:N"``).
        title: what stands at the axis.
        unit: one of :data:`UNITS`.
        hidden: whether there is no axis at all.
        **more: properties of the scale (those in :data:`SCALE`), of the channel (``sort``) and of the axis; whether the
            latter has a ``line``, since its ``domain`` is the scale's.
    """
    ticks = {**UNITS[unit], **{k: v for k, v in more.items() if k not in SCALE | {"sort", "line"}}}
    ticks |= {"domain": more["line"]} if "line" in more else {}
    scale = {k: v for k, v in more.items() if k in SCALE}
    said: dict[str, Any] = {} if title is _UNSAID else {"title": title}
    said |= {"sort": more["sort"]} if "sort" in more else {}
    said |= {"scale": alt.Scale(**scale)} if scale else {}
    said |= {"axis": None} if hidden else {"axis": alt.Axis(**ticks)} if ticks else {}
    return getattr(alt, _CHANNELS[channel])(field if ":" in field else f"{field}:Q", **said)


def by(channel: str, field: str, values: Mapping[str, Any], **scale: Any) -> Any:
    """A channel by the kind in a column, without a legend: names stand in the picture.

    Args:
        channel: ``"color"``, ``"fill"``, ``"stroke"``, ``"dash"``, ``"width"``, ``"shape"``, ``"size"``, ``"opacity"``.
        field: the column.
        values: kind → what it is drawn in.
        **scale: further properties of the scale.
    """
    known = alt.Scale(domain=list(values), range=list(values.values()), **scale)
    return getattr(alt, _CHANNELS[channel])(f"{field}:N", legend=None, scale=known)


def either(test: str, yes: Any, no: Any) -> Any:
    """One of two values, by an expression on the row."""
    return alt.condition(test, alt.value(yes), alt.value(no))


def frame(name: str, **channels: Any) -> Any:
    """Invisible corners that hold the axes still."""
    return layer(name).mark_point(opacity=0).encode(**channels)


def cross(source: Any, x: Any, y: Any, *, size: Any = 170, edged: Any = 0, **look: Any) -> Any:
    """What was liquidated: the same red cross in every lesson.

    Args:
        source: a layer or a table's name.
        x: where it is.
        y: where it is.
        size: square pixels.
        edged: width of the light line around it, where it lies on other things; ``True`` is the theme's width.
        **look: properties of the mark.
    """
    marks = layer(source) if isinstance(source, str) else source
    if edged:
        width = {} if edged is True else {"strokeWidth": edged}
        look = {"filled": True, "fill": COLORS["liquidation"], "stroke": COLORS["paper"], **width, **look}
    else:
        look = {"color": COLORS["liquidation"], **look}
    return marks.mark_point(shape="cross", angle=45, size=size, **look).encode(x=x, y=y)


def named(
    source: Any,
    x: Any,
    y: Any,
    *,
    text: str = "label:N",
    tone: Any = None,
    free: float = 4,
    bold: int = 600,
    **look: Any,
) -> Any:
    """Names in the picture.

    Args:
        source: a layer, or a table's name.
        x: where they stand.
        y: where they stand.
        text: the column with the words.
        tone: their colour as a channel, where it depends on the row; a fixed one is ``color`` among ``look``.
        free: pixels kept free around the letters, so that they can be read over lines.
        bold: their weight; 0 leaves it to the theme.
        **look: properties of the mark (``align``, ``dx``, ``dy``, ``fontSize``).
    """
    marks = layer(source) if isinstance(source, str) else source
    weight = {"fontWeight": bold} if bold else {}
    channels = {"x": x, "y": y, "text": alt.Text(text), **({} if tone is None else {"color": tone})}
    said = {k: v for k, v in channels.items() if v is not None}

    def words(**around: Any) -> Any:
        return marks.mark_text(**{**weight, **look, **around}).encode(**said)

    return words(**halo(free)) + words() if free else words()


def ends(source: Any, x: Any, y: Any, **look: Any) -> Any:
    """Names at the ends of lines, in as many rows as they have."""
    return named(source, x, y, **{"align": "left", "dx": 8, "dy": -7, "lineBreak": "\n", "lineHeight": 15, **look})


def picture(height: float, description: str, *layers: Any, apart: Sequence[str] = ()) -> Any:
    """Layers over each other as one picture.

    Args:
        height: pixels.
        description: what it shows, for those who cannot see it.
        *layers: from the back to the front.
        apart: channels that mean something else in each layer.
    """
    # All at once: Altair copies every layer each time that something is added to what holds them.
    said: dict[str, Any] = {"height": height, "description": description}
    if apart:
        said["resolve"] = {"scale": dict.fromkeys(apart, "independent")}
    return alt.layer(*layers, **said)
