"""The desk's five formulas with the numbers of the pool that is looked at."""

from __future__ import annotations

from html import escape

import numpy as np

from course.explorers.prose import derivation
from course.lessons.portfolio_desk.common import common
from course.lessons.portfolio_desk.desk import desk
from course.lessons.portfolio_desk.walls import shifted
from course.lessons.portfolio_desk.weather import weather
from course.number_format import percent, usd
from course.texts import Said, say


def words(first: float) -> str:
    """Health as a line in the moves, and what follows from it, for the main pool."""
    book = desk().book
    t = shifted(book, first)[book.main]
    health = float(t.health())
    if health < 0:
        return say("<p>This pool lies beyond its border: there is no way there any more.</p>")
    parts = [f"{escape(s)} {usd(float(g), 0, sign=True)}" for s, g in list(zip(t.symbols, t.gradient, strict=True))[:6]]
    rest = " …" if len(t.symbols) > 6 else ""
    together, total = common(t), float(t.gradient.sum())
    shown = "none" if np.isnan(together) else percent(together, 1, sign=True)
    rows: list[tuple[Said | str, Said | str]] = [
        (say("health = H + g · x: H is the room today"), usd(health, 0)),
        (say("g: what a rise of 100 % of each price would be worth"), f"{', '.join(parts)}{rest}"),
        (
            say("all together: −H ÷ Σg, through its tiers exactly"),
            say("−{health:$0} ÷ {total:$0}; <strong>{shown}</strong>", health=health, total=total, shown=shown),
        ),
    ]
    sigma = float(t.sigmas(weather(t.symbols).day))
    if np.isfinite(sigma):
        rows.append(
            (
                say("in days’ σ, with covariance Σ: H ÷ √(gᵀΣg); the likeliest move there is −H · Σg ÷ (gᵀΣg)"),
                say("<strong>{sigma:#1}</strong>", sigma=sigma),
            )
        )
    return derivation(say("“{pool}” within a tier, moved by x", pool=escape(book.main)), rows)
