"""Explain: a share of the move, and the dollars that are left of it."""

from __future__ import annotations

from course.lessons.hedges_and_correlation.book import NOTIONAL, table
from course.margin import correlation_if_own_stays
from course.texts import say, wordless

CORRELATION, SHARE, SPREAD = (
    "mean correlation of pairs",
    "unexplained share (median coin)",
    "spread of the reference, calm = 1",
)
KEPT, REFIT = (f"residual a candle, {beta} (median coin)" for beta in ("calm beta kept", "beta of the time"))
HEADS = (
    "mean correlation",
    "share left, 1 − ρ²",
    "left of $10,000 a half hour, beta of the calm",
    "with the beta of the time",
)


def words(leverage: float, hedge: str, mode: str, prices: str) -> str:
    """Share and dollars side by side, before and in the storm of October, and what correlation by size proves (HTML).

    They hold for every setting of the picture that they follow: what was left is counted per $10,000, whoever held it.
    """
    figures, sizes = table("storm_figures"), table("by_size")
    body = ""
    for name in ("calm", "storm"):
        cells = (
            wordless("{x:#2}", x=figures.value(name, CORRELATION)),
            wordless("{x:%0}", x=figures.value(name, SHARE)),
            wordless("{x:$0}", x=NOTIONAL * figures.value(name, KEPT)),
            wordless("{x:$0}", x=NOTIONAL * figures.value(name, REFIT)),
        )
        row = "".join(f"<td data-label='{head}'>{cell}</td>" for head, cell in zip(HEADS, cells, strict=True))
        body += f"<tr><th scope='row'>{name}</th>{row}</tr>"
    wild = figures.value("storm", SPREAD)
    october = say(
        "The share shrank, and the dollars grew <strong>{growth:#0}-fold</strong> in the median coin. BTC's own moves were {wild:#1} times as large; had"
        " the coins' own part stayed calm, the mean correlation would have risen to {would:#3}. That it stopped at {stopped:#3} is"
        " the damage. (Standard deviations, medians of 32 coins; the storm has only {bars} half hours.)",
        growth=figures.value("storm", "residual, calm beta kept, calm = 1 (median coin)"),
        bars=int(figures.value("storm", "candles")),
        wild=wild,
        would=correlation_if_own_stays(figures.value("calm", CORRELATION), wild),
        stopped=figures.value("storm", CORRELATION),
    )
    picked = say(
        "And a warning for the careful. Among the calmer half of BTC's hours its correlation with ETH was {calm:#2}, among the"
        " wildest hour in a thousand <strong>{wild:#2}</strong>: a jump, it seems. But picking large moves raises the correlation of"
        " <em>any</em> pair; a normal pair whose correlation never changes would show {normal_calm:#2} and {normal:#2} (hourly"
        " marks, {span}).",
        calm=sizes.value("record", "calmer half"),
        wild=sizes.value("record", "beyond"),
        normal_calm=sizes.value("normal", "calmer half"),
        normal=sizes.value("normal", "beyond"),
        span=" to ".join(part[:10] for part in sizes.span.split(" to ")),
    )
    head = "".join(f"<th scope='col'>{one}</th>" for one in HEADS)
    return say(
        "<table class='cx-derivation'><caption>Coins hedged with BTC, in the days to noon of 10 October"
        " 2025 and in the storm</caption><thead><tr><th"
        " scope='col'>when</th>{head}</tr></thead><tbody>{body}</tbody></table><p>{october}</p><p>{picked}</p>",
        head=head,
        body=body,
        october=october,
        picked=picked,
    )
