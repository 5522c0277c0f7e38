"""Thousands of weeks: how often against how much, and which book suits which mode."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cross_vs_isolated as looks
from course.explorers import Choice, Explorer, Frame, Number, Prediction
from course.lessons.cross_vs_isolated.book import (
    BOOKS,
    MODES,
    NOTIONAL,
    SEED,
    WEEKS,
    false_share,
    portfolios,
    runs,
    setting,
    severity,
    tail,
    weeks,
)
from course.lessons.facts import BTC_ETH_CORRELATION, ETH_VOLATILITY
from course.margin import Pool, covering
from course.simulation import Outcome, Replay, collateral_needed, replay
from course.words import chance, percent, usd

CORRELATION, VOLATILITY, MARGIN = BTC_ETH_CORRELATION.value, ETH_VOLATILITY.value, 1_000.0
BINS = 40
MODEL = "geometric Brownian motion by the hour: no jumps, no slippage"


def rows_of(
    values: list[tuple[str, dict[str, float | None]]], show: Any, high: float, source: str = "score"
) -> dict[str, Any]:
    """The tables of :func:`looks.score`; a row appears where both modes have a value, or one of them."""
    dots: list[dict[str, Any]] = []
    bars: list[dict[str, Any]] = []
    for row, (_name, pair) in enumerate(values):
        known = {mode: value for mode, value in pair.items() if value is not None}
        for mode, value in known.items():
            dots.append(
                {"row": row, "x": value, "mode": mode, "label": f"{mode} {show(value)}", "left": value < 0.5 * high}
            )
        if len(known) == 2:
            bars.append({"row": row, "x": min(known.values()), "x2": max(known.values())})
    return {
        f"{source}_names": [{"row": row, "name": name} for row, (name, _) in enumerate(values)],
        f"{source}_dots": dots,
        f"{source}_bars": bars or {k: [] for k in ("row", "x", "x2")},
        f"{source}_frame": {"x": [0.0, high]},
        f"{source}_guess": {k: [] for k in ("row", "x", "label", "left")},
    }


def _costs(loss: dict[str, float | None]) -> str:
    """What a week with a liquidation costs, in the modes that have one."""
    known = [
        f"{percent(abs(v), 0)} of the account in {m}" + (" on balance won" if v <= -0.005 else "")
        for m, v in loss.items()
        if v is not None
    ]
    return f" Such weeks cost, on average, {' and '.join(known)}." if known else ""


def halved(outcome: Outcome) -> float:
    """Share of all weeks that lose more than half of the account."""
    return float(np.mean(outcome.pnl < -0.5 * outcome.start))


def tails(worst: dict[str, float], seldom: str) -> str:
    """What the worst twentieth of all weeks costs in the mode that is liquidated more seldom, beside the other."""
    more = next(mode for mode in MODES if mode != seldom)
    if abs(worst[seldom] - worst[more]) < 0.005:
        return "loses as much in the worst"
    return "loses more in the worst" if worst[seldom] > worst[more] else "loses less in the worst too"


def _for_nothing(false: dict[str, float | None]) -> str:
    known = [f"{percent(v, 0)} in {m}" for m, v in false.items() if v is not None]
    if not known:
        return ""
    return f" Of what was liquidated, {' and '.join(known)} would have been safe at the week's end."


# ---- predict -----------------------------------------------------------------------------------------------------


def guessed(guess: float) -> Frame:
    """How often the cross account loses its book, against the guess."""
    both = runs("hedged", MARGIN, 0.0, VOLATILITY, CORRELATION)
    often = {mode: both[mode].liquidation_frequency for mode in MODES}
    half = {mode: halved(both[mode]) for mode in MODES}
    worst = {mode: tail(both[mode]) for mode in MODES}
    data = rows_of(
        [
            ("your guess for cross", {}),
            ("weeks with a liquidation", dict(often)),
            ("weeks that lose more than half", dict(half)),
        ],
        lambda v: percent(v, 0),
        1.0,
    )
    data["score_guess"] = [{"row": 0, "x": guess, "label": percent(guess, 0), "left": guess < 0.5}]
    near = abs(guess - often["cross"]) <= 0.03
    opening = "You said it. " if near else f"You said {percent(guess, 0)}. "
    return Frame(
        data=data,
        title=f"Pooled, the hedge is liquidated in {percent(often['cross'], 0)} of the weeks instead of {percent(often['isolated'], 0)},"
        f" and {tails(worst, 'cross')}",
        subtitle=f"{setting('hedged', MARGIN)}; {WEEKS:,} weeks, {MODEL}",
        sentence=f"{opening}Isolated loses a leg in **{percent(often['isolated'], 0)}** of the weeks, cross its book in"
        f" **{percent(often['cross'], 0)}**."
        f" Over all the same weeks, cross loses more than half of the account in **{chance(half['cross'])}** and isolated in"
        f" **{chance(half['isolated'])}**. A compartment that goes leaves the other leg as a naked bet, which wins or loses by luck.",
    )


def predict() -> Explorer:
    """Which share of the weeks liquidates the pooled hedge."""
    often = runs("hedged", MARGIN, 0.0, VOLATILITY, CORRELATION)["isolated"].liquidation_frequency
    return Explorer(
        name="how_often",
        title="How often, in which mode?",
        controls=[],
        compute=guessed,
        design=lambda: looks.score("score", "share", ".0%", 3),
        prediction=Prediction(
            Number("guess", "Cross loses its book in", 0.5, min=0, max=1, step=0.01, unit="%"),
            question=f"Long {usd(NOTIONAL)} of BTC, short {usd(NOTIONAL)} of ETH, {usd(MARGIN)} of margin each, volatility"
            f" {percent(VOLATILITY, 0)} a year, correlation {CORRELATION:g}. We let {WEEKS:,} weeks pass. With one compartment"
            f" a position, at least one is liquidated in {percent(often, 0)} of the weeks. The twin account holds the same money"
            " in one pool. In what share of the weeks is that one liquidated?",
        ),
        code=lambda: _code("hedged", MARGIN, 0.0, VOLATILITY, CORRELATION),
    )


# ---- outcomes ----------------------------------------------------------------------------------------------------


def _code(book: str, margin: float, wallet: float, volatility: float, correlation: float) -> str:
    return (
        "import numpy as np\n"
        "from course.lessons.cross_vs_isolated.book import START, portfolios\n"
        "from course.simulation import GBM, replay\n"
        f"model = GBM(START, volatility={volatility:g}, correlation={correlation:g})\n"
        f"paths = model.draw(np.random.default_rng({SEED}), days=7, steps=168, paths={WEEKS})\n"
        f"replay(portfolios({book!r}, {margin:g}, {wallet:g}), paths).summary()"
    )


def _bins(both: Replay) -> dict[str, Any]:
    """Results of the weeks in bins, cross upwards and isolated downwards; beyond the ends counts in the last bin."""
    edges = np.linspace(-1, 1, BINS + 1)
    shares = {}
    for mode in MODES:
        result = np.clip(both[mode].pnl / both[mode].start, -1 + 1e-9, 1 - 1e-9)
        shares[mode] = np.histogram(result, edges)[0] / len(result)
    top = 1.2 * max(float(s.max()) for s in shares.values())
    return {
        "bins": {
            "low": np.tile(edges[:-1], 2),
            "high": np.tile(edges[1:], 2),
            "share": np.concatenate([shares["cross"], -shares["isolated"]]),
            "mode": np.repeat(MODES, BINS),
        },
        "bin_frame": {"share": [-top, top]},
        "bin_names": {"share": [0.93 * top, -0.93 * top], "label": ["cross", "isolated"], "mode": list(MODES)},
    }


def outcomes(book: str, margin: float, wallet: float, correlation: float, volatility: float) -> Frame:
    """Frequency, severity, false liquidations and the tail over all weeks, both modes."""
    both = runs(book, margin, wallet, volatility, correlation)
    often = {mode: both[mode].liquidation_frequency for mode in MODES}
    loss = {mode: severity(both[mode]) for mode in MODES}
    false = {mode: false_share(both[mode]) for mode in MODES}
    worst = {mode: tail(both[mode]) for mode in MODES}
    high = 1.0
    data = rows_of(
        [
            ("how often: weeks with a liquidation", dict(often)),
            ("how much: loss of the account in such a week", dict(loss)),
            ("for nothing: liquidated, safe at the week's end", dict(false)),
            ("the tail: mean loss of the worst twentieth of weeks", {m: max(w, 0.0) for m, w in worst.items()}),
        ],
        lambda v: percent(v, 0),
        high,
    )  # fmt: skip
    same = bool(np.array_equal(both["cross"].liquidated, both["isolated"].liquidated))
    if not any(often.values()):
        title = "No week liquidates either account: the mode makes no difference"
    elif same:
        title = "The modes are liquidated in the very same weeks"
    else:
        seldom, more = sorted(MODES, key=lambda mode: often[mode])
        title = (
            f"{seldom.capitalize()} is liquidated in {percent(often[seldom], 0)} of the weeks instead of"
            f" {percent(often[more], 0)}, and {tails(worst, seldom)}"
        )
    return Frame(
        data={**data, **_bins(both)},
        title=title,
        subtitle=f"{setting(book, margin, wallet)}; {WEEKS:,} weeks, {MODEL}",
        sentence=f"Weeks with a liquidation: cross **{percent(often['cross'], 1)}**, isolated **{percent(often['isolated'], 1)}**."
        f"{_costs(loss)} The worst"
        f" twentieth of all weeks costs **{percent(worst['cross'], 0)}** against **{percent(worst['isolated'], 0)}**."
        f"{_for_nothing(false)}",
    )


def outcomes_explorer() -> Explorer:
    """2,000 weeks under sliders."""
    return Explorer(
        name="outcomes",
        title="Two thousand weeks",
        controls=[
            Choice("book", "The book", BOOKS, value="one-sided"),
            Number("margin", "Margin behind each", MARGIN, min=500, max=5_000, step=100, unit="$"),
            Number(
                "wallet", "Money beside", 2_000, min=0, max=10_000, step=250, unit="$",
                help="In cross it backs the pool; beside compartments it stays in the wallet.",
            ),
            Number("correlation", "Correlation", CORRELATION, min=-0.5, max=1, step=0.02),
            Number("volatility", "Volatility a year", VOLATILITY, min=0.2, max=2, step=0.05, unit="%"),
        ],
        compute=outcomes,
        design=lambda: [looks.score("score", "share", ".0%", 4), looks.outcomes()],
        code=lambda **values: _code(**values),
    )  # fmt: skip


# ---- which mode suits which book -----------------------------------------------------------------------------------

TARGET = 0.95
#: The books compared, and their words.
COMPARED = {"hedged": BOOKS["hedged"], "half": "long BTC, short half as much ETH", "one-sided": BOOKS["one-sided"]}


@lru_cache(maxsize=2)
def needs(volatility: float, correlation: float) -> dict[str, dict[str, float]]:
    """Per book: capital with which 95 % of the weeks pass without a liquidation, and the tail with the same money.

    Isolated posts in the book's own proportions, so the whole book is alive while every compartment is.
    """
    paths = weeks(volatility, correlation)
    found: dict[str, dict[str, float]] = {}
    alone: dict[tuple[str, float], Any] = {}  # the books have legs in common

    def needed(pool: Pool) -> Any:
        (trade,) = pool.positions
        key = trade.symbol, trade.size
        if key not in alone:
            alone[key] = collateral_needed(pool, paths)
        return alone[key]

    for book in COMPARED:
        pair = portfolios(book, MARGIN)
        pools = list(pair["isolated"].pools.values())
        parts = [p.collateral / (2 * MARGIN) for p in pools]
        apart = np.max([needed(p) / s for p, s in zip(pools, parts, strict=True)], axis=0)
        pooled = collateral_needed(pair["cross"].pool("cross"), paths)
        both = replay(portfolios(book, MARGIN, 2 * MARGIN), paths)
        found[book] = {
            "cross": float(covering(pooled, TARGET)),
            "isolated": float(covering(apart, TARGET)),
            "cross_tail": tail(both["cross"]),
            "isolated_tail": tail(both["isolated"]),
        }
    return found


def suits(need: dict[str, float]) -> str:
    """The rule of the table: pool if it saves a fifth of the capital; if not, look at the tail."""
    if need["cross"] <= 0.8 * need["isolated"]:
        return "cross"
    if need["isolated_tail"] <= need["cross_tail"] - 0.02:
        return "isolated"
    return "either"


def which(correlation: float, volatility: float) -> Frame:
    """The decision table, computed from the same weeks."""
    table = needs(volatility, correlation)
    high = 1.12 * max(n["isolated"] for n in table.values())
    verdict = {book: suits(n) for book, n in table.items()}
    capital = rows_of(
        [
            (f"{COMPARED[book]}: {'pool it' if v == 'cross' else 'keep apart' if v == 'isolated' else 'either'}",
             {m: table[book][m] for m in MODES})
            for book, v in verdict.items()
        ],
        lambda v: usd(v, 0),
        high,
        "capital",
    )  # fmt: skip
    lost = rows_of(
        [(COMPARED[book], {m: max(0.0, n[f"{m}_tail"]) for m in MODES}) for book, n in table.items()],
        lambda v: percent(v, 0),
        1.0,
        "tail",
    )
    hedged, one = table["hedged"], table["one-sided"]

    def saved(n: dict[str, float]) -> str:
        return percent(1 - n["cross"] / n["isolated"], 0)

    def rows() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "book": COMPARED[book],
                    "capital, cross": usd(n["cross"], 0),
                    "capital, isolated": usd(n["isolated"], 0),
                    "worst weeks, cross": percent(n["cross_tail"], 0),
                    "worst weeks, isolated": percent(n["isolated_tail"], 0),
                    "suits": verdict[book],
                }
                for book, n in table.items()
            ]
        )

    return Frame(
        data={**capital, **lost},
        title=f"Pooling saves {saved(hedged)} of the hedge's capital and {saved(one)} of the one-sided book's",
        subtitle=f"left: capital for {percent(TARGET, 0)} of the weeks without a liquidation; right: mean loss of the worst"
        f" twentieth of weeks, {usd(2 * MARGIN)} of margin and as much beside; {MODEL}",
        sentence=f"The hedge needs **{usd(hedged['cross'], 0)}** pooled and **{usd(hedged['isolated'], 0)}** in compartments; the"
        f" one-sided book **{usd(one['cross'], 0)}** and **{usd(one['isolated'], 0)}**. In the worst weeks the one-sided book loses"
        f" {percent(one['cross_tail'], 0)} of the account in cross and {percent(one['isolated_tail'], 0)} in isolated. Our rule:"
        " pool where it saves a fifth of the capital; else keep apart what would drag the account down.",
        table=rows,
    )


def which_explorer() -> Explorer:
    """Which mode suits which book."""
    return Explorer(
        name="which_mode",
        title="Which mode suits which book",
        controls=[
            Number("correlation", "Correlation", CORRELATION, min=-0.5, max=1, step=0.02),
            Number("volatility", "Volatility a year", VOLATILITY, min=0.2, max=2, step=0.05, unit="%"),
        ],
        compute=which,
        design=lambda: [
            looks.score("capital", "capital posted", "$,~f", 3),
            looks.score("tail", "loss in the worst weeks", ".0%", 3),
        ],
        code=lambda correlation, volatility: (
            "from course.lessons.cross_vs_isolated.crowds import needs\n"
            f"needs({volatility:g}, {correlation:g})['hedged']"
        ),
    )  # fmt: skip
