"""Deeper: who watches a hedge, its legs or its account, on every fortnight of the record."""

from __future__ import annotations

from typing import Any

from course.explorers import View
from course.lessons.profit_buffers_and_stops.book import FEE, LIQUIDATION_FEE, MAINTENANCE, about, in_hundred
from course.number_format import percent, times, usd
from course.simulation.fact_tables import stored
from course.texts import say

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
#: As short as they stand above a tank.
SHORT = {
    "nothing": "nobody", "stops 5%": "stops 5 % off", "stops 8%": "stops 8 % off", "stops 12%": "stops 12 % off",
    "account": "the account, by half", "daily": "the account, daily", "apart": "isolated legs",
}  # fmt: skip
SUBJECTS = {
    "stops 5%": "Stops 5 % off", "stops 8%": "Stops 8 % off", "stops 12%": "Stops 12 % off",
    "account": "Halving all at a ratio of 60 %", "daily": "Back to its leverage every day", "apart": "Isolated legs",
}  # fmt: skip


def fortnight(leverage: str, rule: str) -> dict[str, Any]:
    """The row of the record."""
    table = stored("hedge_rules").pick(pair=PAIR, leverage=float(leverage), rule=rule)
    return dict(zip(table.columns, table.rows[0], strict=True))


def hedge(leverage: str, rule: str) -> View:
    """What the worst fortnights left, how often one leg was alone, and how many were closed, by who watches."""
    rows = {name: fortnight(leverage, name) for name in RULES}
    here, never = rows[rule], rows["nothing"]
    lever = float(leverage)
    left, unwatched = ACCOUNT + here["tail"], ACCOUNT + never["tail"]
    if rule == "nothing":
        title = say("Nobody watching, the worst fortnights leave a {leverage} hedge {left:$0} of {account:$0}", leverage=times(lever), left=left, account=ACCOUNT)  # fmt: skip
    else:
        title = say("{rule}: the worst fortnights leave {left:$0}, with nobody watching {unwatched:$0}", rule=SUBJECTS[rule], left=left, unwatched=unwatched)  # fmt: skip
    alone = in_hundred(here["alone"])
    closed = say("Of 100 fortnights **{closed}** ended in a liquidation", closed=in_hundred(here["closed"]))
    against = "" if rule == "nothing" else say(", {never} with nobody watching", never=in_hundred(never["closed"]))
    more = left - unwatched
    apart = "" if rule == "nothing" else say(", {more:$0} {word} than with nobody watching", more=abs(more), word="more" if more > 0 else "less")  # fmt: skip
    return View(
        data={
            "legs": [
                {"column": i % 10 + 0.36 * leg, "line": i // 10, "gone": bool(leg) and i < round(100 * here["alone"])}
                for i in range(100)
                for leg in (0, 1)
            ],
            "legs_name": {"label": [say("one leg left alone: {alone} of 100 fortnights", alone=alone)]},
            "left": [
                {
                    "rule": SHORT[name], "above": k - 0.34, "upper": k - 0.14, "row": k + 0.1, "lower": k + 0.34,
                    "none": 0.0, "left": ACCOUNT + row["tail"], "never": unwatched, "whole": ACCOUNT,
                    "beside": max(ACCOUNT + row["tail"], unwatched), "label": usd(ACCOUNT + row["tail"], 0),
                    "own": name == rule,
                }
                for k, (name, row) in enumerate(rows.items())
            ],
        },
        title=title,
        subtitle=say(
"{account:$}: {lever:$} long of BTC, as much short of ETH; {windows:#0} fortnights\nMaintenance {maintenance:%0}, fee"
" {fee:%}, liquidation fee {liquidation_fee:%0}, funding left out; judged at each hour's open of"
" the mark; fortnights from every midnight, which overlap; {about}", account=ACCOUNT, lever=lever * ACCOUNT / 2, maintenance=MAINTENANCE, fee=FEE, liquidation_fee=LIQUIDATION_FEE, windows=here['windows'], about=about('hedge_rules')),
        sentence=say(
            "Of {account:$} the worst twentieth left **{left:$0}** in the mean{apart}. The worst of all lost {worst:$0}, the typical one"
            " {made} {median:$0}. {closed}{against}.",
            account=ACCOUNT, left=left, apart=apart, worst=-here["worst"], made="made" if here["median"] >= 0 else "lost",
            median=abs(here["median"]), closed=closed, against=against,
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
            "which leaves": [usd(ACCOUNT + row["tail"], 0) for row in rows.values()],
        }
    )
