"""Deeper: what a calm and a wild week say about the next, and what the same risk is worth in each."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.position_sizing.book import ACCOUNT, MAINTENANCE, about
from course.margin import notional_for_volatility
from course.number_format import percent
from course.simulation.fact_tables import stored
from course.texts import say, wordless

#: A move of so many standard deviations of a week is what costs the budget.
DEVIATIONS, DAYS = 2.0, 7.0
VOLATILITIES = np.linspace(0.2, 2.0, 91)
#: Levels of the volatility of a week that are named.
NAMED = {0.05: "calm", 0.5: "median", 0.99: "wild"}
QUARTERS = ("calmest", "second", "third", "wildest")


def calm(asset: str, leverage: str, budget: float) -> View:
    """Closures of next weeks by the volatility of the week before, and the size that keeps the risk the same."""
    lever = float(leverage)
    table = stored("after_calm").pick(symbol=asset, leverage=lever)
    closed, weeks = table.column("closed"), table.column("weeks")
    low, high = table.column("from_volatility"), table.column("to_volatility")
    trailing = stored("trailing").pick(symbol=asset)
    levels, values = trailing.column("level"), trailing.column("value")
    sizes = np.asarray(notional_for_volatility(ACCOUNT, budget, values, DAYS, DEVIATIONS))
    at = dict(zip(levels.tolist(), zip(values.tolist(), sizes.tolist(), strict=True), strict=True))
    (calm_vol, large), (wild_vol, small) = at[0.05], at[0.99]
    return View(
        data={
            "quarters": [
                {
                    "quarter": name, "closed": float(share), "label": _share(share),
                    "range": say("{a:%0} to {b:%0}", a=a, b=b),
                }
                for name, share, a, b in zip(QUARTERS, closed, low, high, strict=True)
            ],
            "sizes": {
                "volatility": VOLATILITIES,
                "notional": np.asarray(
                    notional_for_volatility(ACCOUNT, budget, VOLATILITIES, DAYS, DEVIATIONS)
                ),
            },
            "weeks": {
                "volatility": values,
                "notional": sizes,
                "label": [
                    wordless("{named} {size:$0}", named=NAMED[level], size=size) if level in NAMED else ""
                    for level, size in zip(levels.tolist(), sizes.tolist(), strict=True)
                ],
            },
        },
        title=say(
"After calm weeks {the_share} of {lever:×} {asset} longs were closed, after wild ones {the_share_2}", lever=lever, asset=asset, the_share=_share(closed[0]), the_share_2=_share(closed[3])),
        subtitle=say(
"left: weeks after calm and wild ones; right: notional that risks {budget:%~0} of {account:$}\nLeft: isolated,"
" maintenance {maintenance:%1}, judged by the mark's lows, {min} or {max} weeks a quarter; {about}. Right: notional for which"
" {deviations:#~} standard deviations of a week cost {budget:%~0} of the account.", maintenance=MAINTENANCE, min=int(weeks.min()), max=int(weeks.max()), about=about('after_calm'), deviations=DEVIATIONS, budget=budget, account=ACCOUNT),
        sentence=say(
            "Volatility remembers: after the calmest weeks **{first}** were closed, after the wildest **{last}**. The same risk of"
            " {budget:%~0}, {money:$0}, is a position of **{large:$0}** at {calm_vol:%0} volatility and of **{small:$0}** at {wild_vol:%0}. One week in"
            " twenty is calmer than the first, one in a hundred wilder than the second.",
            first=_share(closed[0]), last=_share(closed[3]), budget=budget, money=budget * ACCOUNT, large=large,
            calm_vol=calm_vol, small=small, wild_vol=wild_vol,
        ),
        table=lambda: _table(closed, weeks, low, high),
    )  # fmt: skip


def _share(value: float) -> str:
    """A counted share: what never happened is said as none."""
    return "none" if value == 0 else percent(float(value), 1)


def _table(closed: Any, weeks: Any, low: Any, high: Any) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "week before": QUARTERS,
            "its volatility a year": [say("{a:%0} to {b:%0}", a=a, b=b) for a, b in zip(low, high, strict=True)],
            "weeks": [int(w) for w in weeks],
            "closed in the next week": [_share(c) for c in closed],
        }
    )
