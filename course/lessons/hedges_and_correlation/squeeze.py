"""Deeper: when correlation jumps, and when the dollars do."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts import hedges_and_correlation as looks
from course.explorers import Code, Explorer, Number, View
from course.lessons.facts import BTC_ETH_CORRELATION, BTC_VOLATILITY, ETH_VOLATILITY
from course.lessons.hedges_and_correlation.book import NOTIONAL, twin
from course.margin import independent_bets, least_variance_ratio, portfolio_volatility
from course.texts import Said, say, wordless

CALM = BTC_ETH_CORRELATION.value
ETH_DAY, BTC_DAY = (fact.value / np.sqrt(365) for fact in (ETH_VOLATILITY, BTC_VOLATILITY))
#: Dollars of BTC sold per dollar of ETH: the ratio that leaves the least in the calm.
BETA = float(least_variance_ratio(ETH_DAY, BTC_DAY, CALM))
ROWS = {"alone": "ETH alone", "hedged": "hedged", "both": "both long"}
WAYS = {"alone": 0.0, "hedged": -BETA, "both": BETA}


def risks(correlation: float, eth: float, btc: float) -> dict[str, float]:
    """One standard deviation of a day's result, USD, of the three books."""
    return {
        row: float(portfolio_volatility([NOTIONAL, way * NOTIONAL], [ETH_DAY * eth, BTC_DAY * btc], correlation))
        for row, way in WAYS.items()
    }


def bets(correlation: float, eth: float, btc: float) -> float:
    """How many independent bets the two longs are, by dollars at risk."""
    weights = [ETH_DAY * eth, BETA * BTC_DAY * btc]
    return float(independent_bets([[1.0, correlation], [correlation, 1.0]], weights=weights))


def squeeze(correlation: float, eth: float, btc: float) -> View:
    """Dollars at risk of a naked, a hedged and a doubled book, in the calm and in a storm."""
    calm, storm = risks(CALM, 1.0, 1.0), risks(correlation, eth, btc)
    title, sentence = _said(correlation, eth, btc, calm, storm)
    return View(
        data={
            "rows": {
                "row": list(ROWS.values()),
                "calm": list(calm.values()),
                "storm": list(storm.values()),
                "calm_label": [wordless("{x:$0}", x=x) for x in calm.values()],
                "storm_label": [wordless("{x:$0}", x=x) for x in storm.values()],
                "grew": [storm[k] > calm[k] for k in ROWS],
            },
            "reach": {"calm": [0.0, 1.12 * max(*calm.values(), *storm.values())]},
        },
        title=title,
        subtitle=say(
            "{notional:$} of ETH with {beta:$0} of BTC, short or long; hollow: the calm\nCalm: Binance 2019 to 2026, hourly, correlation"
            " {calm:#2}; normal returns.",
            notional=NOTIONAL, beta=BETA * NOTIONAL, calm=CALM,
        ),
        sentence=sentence,
        table=lambda: twin(
            {
                "book": list(ROWS.values()),
                "calm, $ a day": [round(x) for x in calm.values()],
                "storm, $ a day": [round(x) for x in storm.values()],
            }
        ),
    )  # fmt: skip


def _change(now: float, before: float) -> Said:
    """``42 % less``, ``3.5 times as much``, ``the same``."""
    factor = now / before
    if abs(factor - 1) < 0.005:
        return say("as much")
    if factor >= 2:
        return say("{factor:#1} times as much", factor=factor)
    return say("{size:%0} more", size=factor - 1) if factor > 1 else say("{size:%0} less", size=1 - factor)


def _said(
    correlation: float, eth: float, btc: float, calm: dict[str, float], storm: dict[str, float]
) -> tuple[Said, Said]:
    """Title and sentence."""
    beta = correlation * ETH_DAY * eth / (BTC_DAY * btc)
    hedge, both = (_change(storm[k], calm[k]) for k in ("hedged", "both"))
    moved = "Less" if correlation < CALM else "More" if correlation > CALM else "The same"
    wild = eth != 1 or btc != 1
    begin = (
        say("Correlation {correlation:#2}, beta {beta:#1}", correlation=correlation, beta=beta)
        if wild
        else say("{moved} correlation", moved=moved)
    )
    title = begin + say(": the hedge leaves {hedge}, two longs {both}", hedge=hedge, both=both)
    worse = say(" The hedged book is now **riskier than ETH alone**.") if storm["hedged"] > storm["alone"] else ""
    return title, (
        say(
            "One standard deviation of a day: the hedge leaves **{hedged:$0}** (calm: {was:$0}), the two longs risk **{both:$0}**"
            " (calm: {then:$0}). The beta of ETH is now **{beta:#2}**, and the hedge was made for {sold:#2}; the two longs are worth"
            " **{bets:#2}** independent bets.",
            hedged=storm["hedged"], was=calm["hedged"], both=storm["both"], then=calm["both"], beta=beta, sold=BETA,
            bets=bets(correlation, eth, btc),
        )
        + worse
    )  # fmt: skip


def squeeze_explorer() -> Explorer:
    """Correlation, and how wild either leg is."""
    wild: dict[str, Any] = {"min": 0.5, "max": 8.0, "step": 0.1, "unit": "×"}
    return Explorer(
        name="squeeze",
        title="Share against dollars",
        controls=[
            Number("correlation", "Correlation in the storm", 0.95, min=0.0, max=1.0, step=0.01),
            Number("eth", "ETH moves, against the calm", 1.0, **wild),
            Number("btc", "BTC moves, against the calm", 1.0, **wild),
        ],
        compute=squeeze,
        design=looks.dumbbells,
        code=Code(
            """from course.margin import least_variance_ratio, portfolio_volatility
            own, other = $of_eth / 365**0.5, $of_btc / 365**0.5
            sold = $notional * least_variance_ratio(own, other, $calm)
            portfolio_volatility([[$notional, -sold], [$notional, sold]], [$eth * own, $btc * other], $correlation)""",
            of_eth=ETH_VOLATILITY.value,
            of_btc=BTC_VOLATILITY.value,
            notional=NOTIONAL,
            calm=CALM,
        ),
    )
