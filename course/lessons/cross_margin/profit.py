"""Unrealised profit that is used and then leaves: what venues let one do with it, and where that ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course import venues
from course.charts import apart
from course.explorers import View
from course.lessons.cross_margin.book import BTC, COLLATERAL, ENTRY, MAINTENANCE
from course.lessons.cross_margin.picture_tables import table
from course.lessons.facts import DRIFT_PROFIT_CAP
from course.margin import Market, Pool, Position
from course.number_format import usd
from course.texts import say, wordless
from course.venues.hyperliquid import WITHDRAWAL_SHARE

LEVERAGE = 10.0
MARKET = Market(BTC, initial=1 / LEVERAGE, maintenance=MAINTENANCE)
STEPS = 120


@dataclass(frozen=True)
class Rule:
    """What a venue lets one do with unrealised profit.

    Attributes:
        spend: free for new positions, USD, from the pool and its marks.
        withdraw: free to leave, USD.
        words: the rule in a sentence.
        source: where from, as of when.
    """

    spend: Callable[[Pool, dict[str, Any]], float]
    withdraw: Callable[[Pool, dict[str, Any]], float]
    words: str
    source: str


def _free(pool: Pool, marks: dict[str, Any]) -> float:
    return max(float(pool.free_collateral(marks)), 0.0)


def _hyperliquid(pool: Pool, marks: dict[str, Any]) -> float:
    return venues.get("hyperliquid").withdrawable(pool, marks)  # type: ignore[attr-defined, no-any-return]


def _without_profit(pool: Pool, marks: dict[str, Any], counted: float = 0.0) -> float:
    """Free collateral if at most ``counted`` USD of the profit counts."""
    surplus = max(float(pool.unrealised_pnl(marks)) - counted, 0.0)
    return max(float(pool.free_collateral(marks)) - surplus, 0.0)


RULES = {
    "dydx": Rule(
        _free,
        _free,
        "profit counts at once: whatever equity exceeds the initial requirement may back new positions or leave",
        str(venues.get("dydx").source),
    ),
    "hyperliquid": Rule(
        _free,
        _hyperliquid,
        say(
            "profit backs new positions at once; leaving must keep at least {withdrawal_share:%0} of the notional",
            withdrawal_share=WITHDRAWAL_SHARE,
        ),
        str(venues.get("hyperliquid").source),
    ),
    "drift": Rule(
        lambda pool, marks: _without_profit(pool, marks, DRIFT_PROFIT_CAP.value),
        lambda pool, marks: _without_profit(pool, marks, DRIFT_PROFIT_CAP.value),
        say(
            "at most {value:$} of profit counts for opening; for keeping a position all of it does",
            value=DRIFT_PROFIT_CAP.value,
        ),
        str(venues.get("drift").source),
    ),
    "gmx": Rule(
        _without_profit,
        _without_profit,
        "every position stands alone: its profit supports nothing else until it is closed",
        str(venues.get("gmx").source),
    ),
}
VENUES = {name: venues.get(name).title for name in RULES}
USES = {"nothing": "nothing", "open": "buy more", "withdraw": "withdraw"}


def opened() -> Pool:
    """One BTC on 6,000 USD: ten times."""
    return Pool(COLLATERAL, (Position(MARKET, 1.0, ENTRY[BTC]),))


def used(venue: str, use: str, share: float, top: float) -> tuple[Pool, float]:
    """The pool after the profit was used at the top, and how many dollars were."""
    pool, marks = opened(), {BTC: top}
    rule = RULES[venue]
    if use == "nothing":
        return pool, 0.0
    amount = share * (rule.spend if use == "open" else rule.withdraw)(pool, marks)
    if amount <= 0:
        return pool, 0.0
    if use == "withdraw":
        return pool.deposit(-amount), amount
    return pool.trade(MARKET, amount * LEVERAGE / top, top), amount


FREE = {
    ("dydx", "open"): "max(pool.free_collateral(top), 0)",
    ("dydx", "withdraw"): "max(pool.free_collateral(top), 0)",
    ("hyperliquid", "open"): "max(pool.free_collateral(top), 0)",
    ("hyperliquid", "withdraw"): "venues.get('hyperliquid').withdrawable(pool, top)",
    ("drift", ""): f"max(pool.free_collateral(top) - max(pool.unrealised_pnl(top) - {DRIFT_PROFIT_CAP.value:g}, 0), 0)",
    ("gmx", ""): "max(pool.free_collateral(top) - max(pool.unrealised_pnl(top), 0), 0)",
}
"""The rules of :data:`RULES` in code, by venue and use."""


def in_code(venue: str, rise: float, use: str, share: float) -> str:
    """What was used, and the pool that is left, in code."""
    top = ENTRY[BTC] * (1 + rise)
    free = FREE.get((venue, use), FREE.get((venue, ""), "0"))
    amount = "0.0" if use == "nothing" else f"{share:.12g} * {free}"
    deed = {
        "nothing": "pool",
        "open": f"pool.trade(btc, amount * {LEVERAGE:g} / {top!r}, {top!r}) if amount else pool",
        "withdraw": "pool.deposit(-amount)",
    }[use]
    return (
        "from course import venues\n"
        "from course.margin import Market, Pool, Position\n"
        f"btc, top = Market({BTC!r}, {1 / LEVERAGE:g}, {MAINTENANCE:g}), {{{BTC!r}: {top!r}}}\n"
        f"pool = Pool({COLLATERAL:g}, (Position(btc, 1.0, {ENTRY[BTC]:g}),))\n"
        f"amount = {amount}\n"
        f"after = {deed}\n"
        f"amount, after.liquidation_price({BTC!r}, top), after.equity({{{BTC!r}: {ENTRY[BTC]:g}}})"
    )


def fleeting(venue: str, rise: float, use: str, share: float) -> View:
    """Up by ``rise`` and back to where it began: equity against the requirement, with the profit used at the top."""
    before, top = opened(), ENTRY[BTC] * (1 + rise)
    after, amount = used(venue, use, share, top)
    up, down = np.linspace(ENTRY[BTC], top, STEPS), np.linspace(top, ENTRY[BTC], STEPS)
    t_up, t_down = np.linspace(0, 1, STEPS), np.linspace(1, 2, STEPS)
    line = after.liquidation_price(BTC, {BTC: top})
    dead = line is not None and line > ENTRY[BTC]
    if dead and rise > 0:
        fall = 1 + (top - line) / (top - ENTRY[BTC])
        keep = t_down < fall
        t_down, down = np.append(t_down[keep], fall), np.append(down[keep], line)
    equity = np.concatenate([before.equity({BTC: up}), after.equity({BTC: down})])
    need = np.concatenate([before.maintenance_requirement({BTC: up}), after.maintenance_requirement({BTC: down})])
    t = np.concatenate([t_up, t_down])
    untouched = np.concatenate([before.equity({BTC: up}), before.equity({BTC: up[::-1]})])
    ghost_t = np.concatenate([t_up, np.linspace(1, 2, STEPS)])
    free = {name: r.spend(before, {BTC: top}) for name, r in RULES.items()}[venue]
    leave = RULES[venue].withdraw(before, {BTC: top})
    ceiling = max(float(untouched.max()), float(equity.max()))
    # Twelve moments on either way, and the last.
    moments = np.unique(np.append(np.arange(0, len(t), STEPS // 12), len(t) - 1))
    at, third = 0.05 * ceiling, STEPS // 3
    names = apart(
        [
            {
                "step": 0.36,
                "value": float(before.equity({BTC: up[third]})) + at,
                "label": "equity",
                "kind": "cross",
                "align": "right",
            },
            {
                "step": 0.36,
                "value": float(need[third]) - at,
                "label": "requirement",
                "kind": "liquidation",
                "align": "left",
            },
        ],
        "value",
        0.09 * ceiling,
        into="value",
    )
    if amount > 0 and rise > 0:
        half = float(before.equity({BTC: (top + ENTRY[BTC]) / 2}))
        names.append(
            {"step": 1.52, "value": half + 0.05 * ceiling, "label": "untouched", "kind": "quiet", "align": "left"}
        )
    used_none = "You used none of it" if share == 0 else "Nothing of it could be used"
    deed = {
        "nothing": "You touched nothing",
        "open": say("You put {amount:$0} up for more BTC", amount=amount),
        "withdraw": say("You withdrew {amount:$0}, which you still have", amount=amount),
    }[use]
    if use != "nothing" and amount <= 0:
        deed = used_none
    if deed == "You used none of it":
        title = "You used none of the profit: back at the start, all is as before"
    elif use != "nothing" and amount <= 0:
        title = say(
            "At {venues} nothing of this profit could be used: back at the start, all is as before",
            venues=VENUES[venue],
        )
    elif dead:
        title = say("Liquidated at {line:$0}, above the price you started from", line=line)
    elif amount > 0:
        title = say(
            "Back where you started, liquidation is at {line:$0} instead of {liquidation_price:$0}",
            line=line,
            liquidation_price=before.liquidation_price(BTC, {BTC: top}),
        )
    else:
        title = "The profit came and went: untouched, it changes nothing"
    profit = before.unrealised_pnl({BTC: top})
    ends = (
        say(
            "On the way back the pool is liquidated at **{line:$0}**, {line_2:%1+} from where everything began.",
            line=line,
            line_2=line / ENTRY[BTC] - 1,
        )
        if dead
        else say(
            "Back at {entry:$} the pool holds **{equity:$0}**, and its liquidation price is **{line}**.",
            entry=ENTRY[BTC],
            equity=float(after.equity({BTC: ENTRY[BTC]})),
            line="none" if line is None else usd(line, 0),
        )
    )
    return View(
        data={
            "equity": {"step": t, "value": equity},
            "need": {"step": t, "value": need},
            "ghost": {"step": ghost_t, "value": untouched},
            "dead": {"step": [t[-1]], "value": [float(equity[-1])]} if dead else {"step": [], "value": []},
            "places": [
                {"step": 0.0, "label": say("start {entry:$}", entry=ENTRY[BTC]), "align": "left"},
                {"step": 1.0, "label": say("top {top:$0}", top=top), "align": "center"},
                {"step": 2.0, "label": say("back {entry:$}", entry=ENTRY[BTC]), "align": "right"},
            ],
            "names": names,
        },
        title=title,
        table=table(
            {
                "BTC ($)": np.concatenate([up, down])[moments],
                "equity ($)": equity[moments],
                "requires ($)": need[moments],
            }
        ),
        subtitle=say(
            "1 BTC long from {entry:$} on {the_collateral:$} ({the_leverage:×}), maintenance {maintenance:%0}\n"
            "{venues} as of {as_of}.",
            entry=ENTRY[BTC],
            the_collateral=COLLATERAL,
            the_leverage=LEVERAGE,
            maintenance=MAINTENANCE,
            venues=VENUES[venue],
            as_of=venues.get(venue).source.as_of,
        ),
        sentence=say(
            "At the top the unrealised profit is {profit:$0}: **{free:$0}** could back new positions, **{leave:$0}**"
            " could leave. {deed}. {ends}",
            profit=profit,
            free=free,
            leave=leave,
            deed=deed,
            ends=ends,
        ),
        explain=wordless("{venues}: {words}.", venues=VENUES[venue], words=RULES[venue].words),
    )
