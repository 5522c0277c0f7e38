"""Charts: one look, live data.

A *design* is a pure function that returns an Altair chart over **named** data sources, so that the
page draws it once and afterwards only swaps columns::

    def design():
        x, y = axis("x", "price", "price", "$"), axis("y", "pnl", "profit and loss", "$")
        curve = layer("curve").mark_line(color=COLORS["cross"]).encode(x=x, y=y)
        return picture(300, "Profit and loss over price", curve, cross("closed", x, y), named("closed", x, y, dx=8))

The words of that language are in :mod:`course.charts.vocabulary`, and ``alt``: Altair, to be asked when it must be
(:mod:`course.charts.recipe`). State types other than numbers (``:N``, ``:T``): there is no data to guess from. Colours come
from :data:`COLORS`; the page swaps them when it is dark. Labels stand on the things: :func:`apart` places those along an
axis, :class:`course.charts.label_placement.PlacedNames` those in a plane, :func:`halo` keeps them legible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .labels import apart, halo
from .theme import COLORS, DARK, DASHED, DOTTED, themed

if TYPE_CHECKING:
    from .live import FramePart, LiveChart

__all__ = ["COLORS", "DARK", "DASHED", "DOTTED", "FramePart", "LiveChart", "apart", "halo", "themed"]


def __getattr__(name: str) -> Any:
    """Widgets are imported when asked for: pure designs need none."""
    if name in ("LiveChart", "FramePart"):
        from . import live

        return getattr(live, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
