"""Deeper: who watches a hedge, its legs or its account, on every fortnight of the record."""

from __future__ import annotations

from typing import Any

from course.explorers import Frame
from course.lessons.profit_buffers_and_stops.book import FEE, LIQUIDATION_FEE, MAINTENANCE, about
from course.simulation.facts import stored
from course.texts import say
from course.words import number, percent, times, usd

ACCOUNT = 10_000.0
PAIR = "BTC/ETH"
LEVERAGES = {"5": "5×", "10": "10×", "15": "15×"}
RULES = {
    "nothing": "nobody",
    "stops 5%": "stops 5 % off, on each leg",
    "stops 8%": "stops 8 % off, on each leg",
    "stops 12%": "stops 12 % off, on each leg",
    "account": "the account: half of all at a ratio of 60 %",
    "daily": "the account: down to its leverage every day",
    "apart": "each leg isolated",
}
#: As short as they stand beside a bar.
SHORT = {
    "nothing": "nobody", "stops 5%": "stops 5 %", "stops 8%": "stops 8 %", "stops 12%": "stops 12 %",
    "account": "account, half", "daily": "account, daily", "apart": "isolated legs",
}  # fmt: skip
SUBJECTS = {
    "stops 5%": "Stops 5 % off on each leg", "stops 8%": "Stops 8 % off on each leg", "stops 12%": "Stops 12 % off on each leg",
    "account": "One rule on the account, half of all at a ratio of 60 %,", "daily": "One rule on the account, down to its leverage every day,",
    "apart": "Isolating the legs",
}  # fmt: skip


def fortnight(leverage: str, rule: str) -> dict[str, Any]:
    """The row of the record."""
    table = stored("hedge_rules").pick(pair=PAIR, leverage=float(leverage), rule=rule)
    return dict(zip(table.columns, table.rows[0], strict=True))


def _hundred(share: float) -> str:
    """So many of a hundred; few are said as few, none as none."""
    return "none" if share == 0 else "fewer than 1" if share < 0.005 else number(round(100 * share), 0)


def hedge(leverage: str, rule: str) -> Frame:
    """Closed, one leg alone, and the tail, by who watches."""
    rows = {name: fortnight(leverage, name) for name in RULES}
    here, never = rows[rule], rows["nothing"]
    lever = float(leverage)
    if rule == "nothing":
        title = say(
            "With nobody watching, a {leverage} hedge was closed in {closed} of 100 fortnights; until then both legs were there",
            leverage=times(lever), closed=_hundred(never["closed"]),
        )  # fmt: skip
    else:
        title = say(
            "{rule} left one leg alone in {alone} of 100 fortnights, and {closed} of 100 ended in a liquidation instead of {never}",
            rule=SUBJECTS[rule], alone=_hundred(here["alone"]), closed=_hundred(here["closed"]), never=_hundred(never["closed"]),
        )  # fmt: skip
    deeper = never["tail"] - here["tail"]
    against = (
        ""
        if rule == "nothing"
        else say(
            ", {more:$0} {word} than with nobody watching", more=abs(deeper), word="more" if deeper > 0 else "less"
        )
    )
    return Frame(
        data={
            "alone": [
                {"rule": SHORT[name], "alone": row["alone"], "label": percent(row["alone"], 0) if row["alone"] else "none", "own": name == rule}
                for name, row in rows.items()
            ],
            "tails": [
                {"rule": SHORT[name], "tail": -row["tail"], "label": usd(-row["tail"], 0), "own": name == rule}
                for name, row in rows.items()
            ],
        },
        title=title,
        subtitle=say(
"{account:$}: {lever:$} long of BTC, as much short of ETH; maintenance {maintenance:%0}, fee"
" {fee:%}, liquidation fee {liquidation_fee:%0}, funding left out; judged at each hour's open of"
" the mark; {windows:#0} fortnights from every midnight, which overlap; {about}", account=ACCOUNT, lever=lever * ACCOUNT / 2, maintenance=MAINTENANCE, fee=FEE, liquidation_fee=LIQUIDATION_FEE, windows=here['windows'], about=about('hedge_rules')),
        sentence=say(
            "The worst twentieth of fortnights lost **{tail:$0}** in the mean{against}. The worst of all lost {worst:$0}, the typical"
            " one {made} {median:$0}.",
            tail=-here["tail"], against=against, worst=-here["worst"], made="made" if here["median"] >= 0 else "lost",
            median=abs(here["median"]),
        ),
        table=lambda: _table(rows),
    )  # fmt: skip


def _table(rows: dict[str, dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        {
            "who watches": [RULES[name] for name in rows],
            "liquidated": [percent(row["closed"], 1) for row in rows.values()],
            "one leg alone": [percent(row["alone"], 1) for row in rows.values()],
            "typical fortnight": [usd(row["median"], 0, sign=True) for row in rows.values()],
            "mean of the worst twentieth": [usd(row["tail"], 0, sign=True) for row in rows.values()],
        }
    )
