"""Explain: a share of the move, and the dollars that are left of it."""

from __future__ import annotations

from course.lessons.hedges_and_correlation.book import NOTIONAL, table
from course.lessons.hedges_and_correlation.squeeze import BETA, BTC_DAY, CALM, ETH_DAY
from course.margin import correlation_if_own_stays, hedged_volatility
from course.texts import say


def words(correlation: float, eth: float, btc: float) -> str:
    """Share and dollars side by side, calm and storm of the explorer, then those of October (HTML)."""
    rows = []
    for name, rho, own, other in (("calm", CALM, 1.0, 1.0), ("storm", correlation, eth, btc)):
        best = NOTIONAL * hedged_volatility(ETH_DAY * own, BTC_DAY * other, rho)
        kept = NOTIONAL * hedged_volatility(ETH_DAY * own, BTC_DAY * other, rho, BETA)
        rows.append(
            say(
                "<tr><th scope='row'>{name}</th><td data-label='ρ'>{rho:#2}</td><td data-label='share left'>{share:%0}</td>"
                "<td data-label='dollars left'>{best:$0}</td><td data-label='with the hedge of the calm'>{kept:$0}</td></tr>",
                name=name,
                rho=rho,
                share=1 - rho**2,
                best=best,
                kept=kept,
            )
        )
    figures, sizes = table("storm_figures"), table("by_size")
    share, residual = "unexplained share (median coin)", "residual a candle, calm beta kept (median coin)"
    spread, mean = "spread of the reference, calm = 1", "mean correlation of pairs"
    wild = figures.value("storm", spread)
    october = say(
        "In October 2025 it was the same two columns. The unexplained <em>share</em> of a coin's moves fell from {before:%0} to"
        " {after:%0}; the unexplained <em>dollars</em>, with the beta of the calm kept, grew from {calm:%2} to {storm:%1} of the"
        " notional a half hour, <strong>{growth:#0}-fold</strong> (medians of 32 coins; the storm has only {bars} half hours)."
        " BTC's own moves were {wild:#1} times as large; had the coins' own part stayed calm, the mean correlation would have"
        " risen to {would:#3}. That it stopped at {stopped:#3} is the damage.",
        before=figures.value("calm", share),
        after=figures.value("storm", share),
        calm=figures.value("calm", residual),
        storm=figures.value("storm", residual),
        growth=figures.value("storm", "residual, calm beta kept, calm = 1 (median coin)"),
        bars=int(figures.value("storm", "candles")),
        wild=wild,
        would=correlation_if_own_stays(figures.value("calm", mean), wild),
        stopped=figures.value("storm", mean),
    )
    picked = say(
        "And a warning for the careful. Among the calmer half of BTC's hours its correlation with ETH was {calm:#2}, among the"
        " wildest of a thousand <strong>{wild:#2}</strong>: a jump, it seems. But picking large moves raises the correlation of"
        " <em>any</em> pair; a normal pair whose correlation never changes would show {normal_calm:#2} and {normal:#2} (hourly"
        " marks, {span}).",
        calm=sizes.value("record", "calmer half"),
        wild=sizes.value("record", "beyond"),
        normal_calm=sizes.value("normal", "calmer half"),
        normal=sizes.value("normal", "beyond"),
        span=" to ".join(part[:10] for part in sizes.span.split(" to ")),
    )
    return (
        "<table class='cx-derivation'><caption>What a hedge leaves of $10,000 of ETH, with the explorer's numbers: one standard"
        " deviation a day</caption><thead><tr><th scope='col'></th><th scope='col'>ρ</th><th scope='col'>share left, 1 − ρ²</th>"
        "<th scope='col'>dollars left, best hedge: σ·√(1 − ρ²)</th><th scope='col'>with the hedge of the calm</th></tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table><p>{october}</p><p>{picked}</p>"
    )
