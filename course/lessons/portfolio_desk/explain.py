"""The desk's five formulas with the numbers of the pool that is looked at."""

from __future__ import annotations

from html import escape

import numpy as np

from course.lessons.portfolio_desk.common import common
from course.lessons.portfolio_desk.desk import desk
from course.lessons.portfolio_desk.walls import shifted
from course.lessons.portfolio_desk.weather import weather
from course.number_format import percent, usd
from course.texts import say


def words(first: float) -> str:
    """Health as a line in the moves, and what follows from it, for the main pool."""
    book = desk().book
    t = shifted(book, first)[book.main]
    health = float(t.health())
    parts = [f"{escape(s)} {usd(float(g), 0, sign=True)}" for s, g in list(zip(t.symbols, t.gradient, strict=True))[:6]]
    rows = [
        "<strong>health(x) = H + g · x</strong> within a tier: H is the room today, g what a rise of 100 % of each price would be worth.",
        f"H = {usd(health, 0)}; g: {', '.join(parts)}{' …' if len(t.symbols) > 6 else ''}.",
    ]
    if health < 0:
        rows.append("This pool lies beyond its border: there is no way there any more.")
        return "".join(f"<p>{row}</p>" for row in rows)
    together, total = common(t), float(t.gradient.sum())
    shown = "none" if np.isnan(together) else percent(together, 1, sign=True)
    rows.append(
        say(
            "All together: −H ÷ Σg = −{health:$0} ÷ {total:$0}; through its tiers exactly: <strong>{shown}</strong>.",
            health=health,
            total=total,
            shown=shown,
        )
    )
    sigma = float(t.sigmas(weather(t.symbols).day))
    if np.isfinite(sigma):
        rows.append(
            say(
                "In ordinary weather with covariance Σ the distance is H ÷ √(gᵀΣg) ="
                " <strong>{sigma:#1}</strong> days’ standard deviations, and the likeliest move there is −H ·"
                " Σg ÷ (gᵀΣg).",
                sigma=sigma,
            )
        )
    return "".join(f"<p>{row}</p>" for row in rows)
