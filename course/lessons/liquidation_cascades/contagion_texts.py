"""What the explorers of contagion say alike: names at the ends of lines, moves in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from course.charts import apart
from course.number_format import percent

#: Share of a panel's height that two lines of a name take.
GAP = 0.13


def move(value: float, digits: int = 1) -> str:
    """A price's move in words: with its sign, zero without one."""
    return percent(value, digits, sign=True)


def ends(
    x: float, named: Sequence[tuple[str, float, str]], low: float, high: float, gap: float = GAP, **more: Any
) -> list[dict[str, Any]]:
    """Names at the right ends of lines: (tone, height, words), kept apart within the panel from ``low`` to ``high``."""
    span = high - low
    rows = ({"x": x, "y": y, "tone": tone, "label": words, **more} for tone, y, words in named)
    return apart(rows, "y", gap * span, low + gap / 2 * span, high - gap / 2 * span, into="y")


def bounds(*values: Any, least: float = 0.06) -> tuple[float, float]:
    """Lowest and highest of all values and zero, with a tenth of the span around them."""
    every = np.concatenate([np.ravel(v) for v in values] + [np.zeros(1)])
    low, high = float(every.min()), float(every.max())
    span = max(high - low, least)
    return min(low, high - span) - 0.1 * span, high + 0.1 * span
