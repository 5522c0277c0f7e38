"""Explore: 10 October 2025, coins hedged with BTC by their betas."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.charts import hedges_and_correlation as looks
from course.charts.label_placement import PlacedNames, beside
from course.explorers import Choice, Explorer, Number, View
from course.lessons.hedges_and_correlation.book import BTC, MAINTENANCE, NOTIONAL, source, table, twin
from course.margin import Market, Pool, Position, independent_bets, residual_loss
from course.texts import Said, say

HEDGES = {"beta": "by the calm beta", "equal": "equal dollars", "none": "none"}
MODES = {"pool": "one pool", "apart": "compartments"}
PRICES = {"low": "the lows", "close": "the next close"}
COIN = "COIN"
#: Named where there is room, in this order.
NAMED = ("ETH", "SUI", "TRX", "SOL", "DOGE", "XRP", "FIL", "AR", "NEAR", "BNB", "DOT")


def fell(prices: str) -> tuple[Any, float]:
    """How far each coin fell, and BTC, signed fractions."""
    column = table("storm").column("fall" if prices == "low" else "fall_at_close")
    return column[1:], float(column[0])


def ratio(hedge: str) -> Any:
    """Dollars of BTC sold per dollar of each coin."""
    beta = table("storm").column("beta")[1:]
    return {"beta": beta, "equal": np.ones_like(beta), "none": np.zeros_like(beta)}[hedge]


def closed(leverage: float, hedge: str, mode: str, prices: str) -> Any:
    """Which coins' books are liquidated: the pool with both legs, or the coin's own compartment."""
    coins, btc = fell(prices)
    sold = ratio(hedge)
    legs = [Position(Market(COIN, MAINTENANCE, MAINTENANCE), NOTIONAL, 1.0)]
    behind: Any = NOTIONAL / leverage
    if hedge != "none" and mode == "pool":
        legs.append(Position(Market(BTC, MAINTENANCE, MAINTENANCE), -NOTIONAL * sold, 1.0))
        behind = NOTIONAL * (1 + sold) / leverage
    return np.asarray(Pool(behind, tuple(legs)).liquidatable({COIN: 1 + coins, BTC: 1 + btc}))


def october(leverage: float, hedge: str, mode: str, prices: str) -> View:
    """How far each coin fell against what its calm beta promised, and whose book that ended."""
    storm = table("storm")
    names, beta = storm.column("coin")[1:], storm.column("beta")[1:]
    coins, btc = fell(prices)
    gone = closed(leverage, hedge, mode, prices)
    promised = beta * btc
    below = int((coins < promised).sum())
    lost = residual_loss(NOTIONAL, ratio(hedge), coins, btc)
    title, sentence = _said(leverage, hedge, mode, prices, gone, below)
    placed = PlacedNames((0.3, 1.8), (-0.9, 0.02), 380.0)
    ends = np.array([0.3, 1.8])
    placed.line(ends, ends * btc)
    placed.beside("what beta promised", "you", 0.75, 0.75 * btc, most=20)
    for x, y in zip(beta, coins, strict=True):
        placed.mark(x, y, 6)
    for x, y, p in zip(beta, coins, promised, strict=True):
        placed.line([x, x], [y, p])
    for coin in NAMED:
        i = names.index(coin)
        placed.put(coin, "liquidation" if gone[i] else "quiet", beside(*placed.point(beta[i], coins[i])), most=4)
    return View(
        data={
            "line": {"beta": ends, "fall": ends * btc},
            "coins": {"beta": beta, "fall": coins, "promised": promised, "closed": gone},
            "texts": placed.table,
        },
        title=title,
        subtitle=say(
            "10 October 2025, {prices}; every leg at {leverage:×}\nA cross marks who is liquidated; maintenance {m:%1}; {source}",
            prices="the lows, taken as reached together" if prices == "low" else "the close at 21:30 UTC, whatever the lows before",
            leverage=leverage, m=MAINTENANCE, source=source("storm"),
        ),
        sentence=sentence,
        table=lambda: twin(
            {
                "coin": names,
                "beta before, ×": np.round(beta, 2),
                "promised, %": np.round(100 * promised, 1),
                "fell, %": np.round(100 * coins, 1),
                "book lost, $": np.round(lost),
                "liquidated": np.where(gone, "yes", "no"),
            }
        ),
        idle={"mode": say("one leg: its pool is its compartment")} if hedge == "none" else {},
    )  # fmt: skip


def _said(leverage: float, hedge: str, mode: str, prices: str, gone: Any, below: int) -> tuple[Said, Said]:
    """Title and sentence."""
    figures = table("storm_figures")
    coins, btc = fell(prices)
    count, dead = len(coins), int(gone.sum())
    loss = float(np.median(residual_loss(NOTIONAL, ratio(hedge), coins, btc)))
    what = {
        ("none", "pool"): "unhedged long", ("none", "apart"): "unhedged long",
        ("beta", "pool"): "hedge by beta", ("equal", "pool"): "hedge of equal dollars",
        ("beta", "apart"): "coin's compartment", ("equal", "apart"): "coin's compartment",
    }[hedge, mode]  # fmt: skip
    held = "Held to the lows" if prices == "low" else "By that close"
    title = say(
        "{below} of {count} coins fell past their beta; at {leverage:×} the {what} is liquidated in {dead}",
        below=below, count=count, leverage=leverage, what=what, dead=dead or "none",
    )  # fmt: skip
    sentence = say(
        "BTC fell {btc:%1}, the median coin {coin:%1}. At {leverage:×} the {what} is liquidated in **{dead} of {count}**. ",
        btc=-btc, coin=-float(np.median(coins)), leverage=leverage, what=what, dead=dead or "none", count=count,
    )  # fmt: skip
    if hedge == "none":
        bets = [
            independent_bets(figures.value(when, "mean correlation of pairs"), count + 1) for when in ("calm", "storm")
        ]
        return title, sentence + say(
            "{held}, the median long loses **{loss:$0}**. Whoever had counted {all} bets, BTC among them, held **{calm:#2}**"
            " independent ones in the calm and **{storm:#2}** in the storm.",
            held=held, loss=loss, all=count + 1, calm=bets[0], storm=bets[1],
        )  # fmt: skip
    earned = float(np.median(ratio(hedge) * -btc * NOTIONAL))
    if mode == "apart":
        return title, sentence + say(
            "The short of BTC earns **{earned:$0}** in the median book, in a compartment of its own, where it cannot help. Where the"
            " coin is lost, that naked short is what is left.",
            earned=earned,
        )  # fmt: skip
    return title, sentence + say(
        "{held}, the coin loses {coin:$0}, the short of BTC earns {earned:$0}, and both together lose **{loss:$0}** (medians).",
        held=held, earned=earned, coin=-float(np.median(coins)) * NOTIONAL, loss=loss,
    )  # fmt: skip


def october_explorer() -> Explorer:
    """Coins under their betas."""
    return Explorer(
        name="october",
        title="What beta promised",
        controls=[
            Number(
                "leverage", "Leverage of every leg", 5, min=2, max=20, step=0.5, unit="×").meaning("Each leg brings its notional divided by this."),
            Choice("hedge", "BTC sold against the coin", HEDGES),
            Choice("mode", "Held in", MODES),
            Choice("prices", "At", PRICES),
        ],
        compute=october,
        design=looks.threads,
        code=code,
    )  # fmt: skip


def code(leverage: float, hedge: str, mode: str, prices: str) -> str:
    """How many are liquidated, of how many, in Python."""
    sold = {"beta": "beta[1:]", "equal": "1.0", "none": "0.0"}[hedge] if mode == "pool" else "0.0"
    fall = "fall" if prices == "low" else "fall_at_close"
    return (
        "from course.simulation.fact_tables import stored\n"
        f'beta, fall = (stored("storm").column(name) for name in ("beta", "{fall}"))\n'
        f"coin, btc, sold = fall[1:], fall[0], {sold}\n"
        f"equity = (1 + sold) / {leverage!r} + coin - sold * btc\n"
        f"needed = {MAINTENANCE} * ((1 + coin) + sold * (1 + btc))\n"
        "int((equity < needed).sum()), len(coin)"
    )
