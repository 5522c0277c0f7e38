"""Thousands of weeks: how often against how much, and which book suits which mode."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cross_vs_isolated as looks
from course.charts.columns import Table
from course.explorers import Choice, Explorer, Number, Prediction, Pull, View
from course.lessons import controls
from course.lessons.cross_vs_isolated.book import (
    BOOKS,
    CORRELATION,
    IMPORTS,
    MODEL,
    MODES,
    NOTIONAL,
    RULES,
    SEASON,
    VOLATILITY,
    WEEKS,
    both_in_code,
    false_share,
    portfolios,
    runs,
    setting,
    severity,
    tail,
    weeks,
    weeks_in_code,
)
from course.lessons.cross_vs_isolated.capital_frontier import pooled_need
from course.margin import Pool, covering
from course.number_format import chance, percent, usd
from course.simulation import Outcome, Replay, collateral_needed, replay
from course.texts import capital, listed, say, wordless

MARGIN = 1_000.0
#: The step of the guess: what lies within half of it was said.
STEP = 0.01
BINS = 40


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
                {
                    "row": row,
                    "x": value,
                    "mode": mode,
                    "label": wordless("{mode} {show}", mode=mode, show=show(value)),
                    "left": value < 0.5 * high,
                }
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
        say("{v:%0} of the account in {m}", v=abs(v), m=m) + (say(" on balance won") if v <= -0.005 else "")
        for m, v in loss.items()
        if v is not None
    ]
    return say(" Such weeks cost, on average, {known}.", known=listed(known)) if known else ""


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
    known = [say("{v:%0} in {m}", v=v, m=m) for m, v in false.items() if v is not None]
    if not known:
        return ""
    return say(" Of what was liquidated, {known} would have been safe at the week's end.", known=listed(known))


# ---- predict -----------------------------------------------------------------------------------------------------


#: The rows of the first question.
ROWS = ("weeks with a liquidation", "weeks that lose more than half of the account")


def asked(mode: str) -> float:
    """Share of the weeks that liquidate the hedge of the first question."""
    return runs("hedged", MARGIN, 0.0, VOLATILITY, CORRELATION)[mode].liquidation_frequency


def _placed(guess: float, name: str) -> list[dict[str, Any]]:
    return [
        {
            "row": 0,
            "x": guess,
            "label": wordless("{name} {the_guess:%0}", name=name, the_guess=guess),
            "left": guess < 0.5,
        }
    ]


def stage(guess: float | None) -> dict[str, Table]:
    """The scorecard before the answer: isolated, which the question tells, and the guess for cross where it stands."""
    told: list[tuple[str, dict[str, float | None]]] = [(ROWS[0], {"isolated": asked("isolated")}), (ROWS[1], {})]
    data = rows_of(told, lambda v: percent(v, 0), 1.0)
    return data if guess is None else {**data, "score_guess": _placed(guess, "cross?")}


def guessed(guess: float) -> View:
    """How often the cross account loses its book, against the guess."""
    both = runs("hedged", MARGIN, 0.0, VOLATILITY, CORRELATION)
    share = {mode: asked(mode) for mode in MODES}
    half = {mode: halved(both[mode]) for mode in MODES}
    worst = {mode: tail(both[mode]) for mode in MODES}
    data = rows_of([(ROWS[0], dict(share)), (ROWS[1], dict(half))], lambda v: percent(v, 0), 1.0)
    data["score_guess"] = _placed(guess, "you")
    near = abs(guess - share["cross"]) <= STEP / 2
    opening = "You said it. " if near else say("You said {guess:%0}. ", guess=guess)

    def rows() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [{"": mode, ROWS[0]: percent(share[mode], 0), ROWS[1]: chance(half[mode])} for mode in MODES]
        )

    return View(
        data=data,
        title=say("Pooled, the hedge is liquidated in {cross:%0} of the weeks, not {isolated:%0}, and {tails}", cross=share['cross'], isolated=share['isolated'], tails=tails(worst, 'cross')),
        subtitle=setting("hedged", MARGIN),
        sentence=opening
        + say(
            "Isolated loses a leg in **{apart:%0}** of the weeks, cross its book in **{pooled:%0}**. A compartment that goes leaves"
            " the other leg as a naked bet, which wins or loses by luck.",
            apart=share["isolated"], pooled=share["cross"],
        ),
        explain=say(
            "Over all the same weeks, cross loses more than half of the account in {cross_half:%?} and isolated in"
            " {isolated_half:%?}. {weeks} weeks of {model}. {rules}",
            cross_half=half["cross"], isolated_half=half["isolated"], weeks=WEEKS, model=MODEL, rules=RULES,
        ),
        table=rows,
    )  # fmt: skip


def predict() -> Explorer:
    """Which share of the weeks liquidates the pooled hedge."""
    return Explorer(
        name="how_often",
        title="How often, in which mode?",
        controls=[],
        compute=guessed,
        design=lambda: looks.score("score", "share", ".0%", len(ROWS)),
        prediction=Prediction(
            Number("guess", "Cross loses its book in", 0.5, min=0, max=1, step=STEP, unit="%"),
            answer=lambda: asked("cross"),
            stage=stage,
            handle="x",
            question=say(
                "Long {notional:$} of BTC, short as much ETH, {the_margin:$} behind each. Of {weeks} simulated weeks,"
                " {asked:%0} liquidate at least one of the two compartments. The same money in one pool: in what share"
                " of these weeks is that liquidated?",
                notional=NOTIONAL,
                the_margin=MARGIN,
                weeks=WEEKS,
                asked=asked("isolated"),
            ),
        ),
        code=lambda: _code("hedged", MARGIN, 0.0, VOLATILITY, CORRELATION),
    )


# ---- outcomes ----------------------------------------------------------------------------------------------------


def _code(book: str, margin: float, wallet: float, volatility: float, correlation: float) -> str:
    return (
        f"{IMPORTS}from course.simulation import GBM, replay\n"
        f"{both_in_code(book, margin, wallet)}{weeks_in_code(volatility, correlation)}"
        "replay(both, paths).summary()"
    )


def _bin(outcome: Outcome) -> np.ndarray:
    """In which bin each week ends; beyond the ends in the last."""
    found: np.ndarray = np.clip(np.floor((outcome.pnl / outcome.start + 1) / 2 * BINS), 0, BINS - 1).astype(int)
    return found


def _bins(both: Replay) -> dict[str, Any]:
    """Results of the weeks in bins, cross upwards and isolated downwards; beyond the ends counts in the last bin."""
    edges = np.linspace(-1, 1, BINS + 1)
    shares = {}
    for mode in MODES:
        result = np.clip(both[mode].pnl / both[mode].start, -1 + 1e-9, 1 - 1e-9)
        shares[mode] = np.histogram(result, edges)[0] / len(result)
    first = np.concatenate([_bin(both[mode])[:SEASON] + BINS * k for k, mode in enumerate(MODES)])
    top = max(1.2 * max(float(s.max()) for s in shares.values()), (np.bincount(first).max() + 2) / SEASON)
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


#: Rows of the scorecard: what it says, and what the table calls it.
SCORES = {
    "how often: weeks with a liquidation": "weeks with a liquidation",
    "how much: loss of the account in such a week": "loss in such a week",
    "for nothing: liquidated, safe at the week's end": "liquidated for nothing",
    "the tail: mean loss of the worst twentieth of weeks": "the worst twentieth",
}


def _dots(both: Replay, number: int) -> dict[str, Any]:
    """The first weeks as dots that pile up in the bins, one a week: 52 of them stand as high as all the bars; the last is yours."""
    at = np.concatenate([_bin(both[mode])[:number] for mode in MODES])
    below = [[0] * BINS for _ in MODES]
    height = np.empty(len(at))
    for dot, place in enumerate(at.tolist()):
        pile = below[dot // number]
        height[dot], pile[place] = pile[place] + 0.5, pile[place] + 1
    week = np.tile(np.arange(1, number + 1), len(MODES))
    return {
        "x": (at + 0.5) * 2 / BINS - 1,
        "share": np.repeat([1, -1], number) * height / SEASON,
        "mode": np.repeat(MODES, number),
        "week": week,
        "mine": week == number,
    }


def cross_falls(book: str, margin: float, wallet: float, correlation: float, volatility: float, number: float) -> float:
    """Share of the weeks that liquidate the pool: those that ask for more than it holds."""
    return float(np.mean(pooled_need(book, volatility, correlation) > 2 * margin + wallet))


def outcomes(book: str, margin: float, wallet: float, correlation: float, volatility: float, number: float) -> View:
    """Frequency, severity, false liquidations and the tail over all weeks, both modes; and yours among them."""
    both = runs(book, margin, wallet, volatility, correlation)
    week = round(number)
    often = {mode: both[mode].liquidation_frequency for mode in MODES}
    loss = {mode: severity(both[mode]) for mode in MODES}
    false = {mode: false_share(both[mode]) for mode in MODES}
    worst = {mode: tail(both[mode]) for mode in MODES}
    high = 1.0
    data = rows_of(
        list(zip(SCORES, (dict(often), loss, false, {m: max(w, 0.0) for m, w in worst.items()}), strict=True)),
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
        title = say(
            "{seldom} is liquidated in {often:%0} of the weeks instead of {often_2:%0}, and {tails}",
            seldom=capital(seldom),
            often=often[seldom],
            often_2=often[more],
            tails=tails(worst, seldom),
        )
    mine = {mode: float(both[mode].pnl[week - 1] / both[mode].start) for mode in MODES}
    so_far = {mode: int(both[mode].liquidated[:week].sum()) for mode in MODES}

    def rows() -> Any:
        import pandas as pd

        pairs: list[dict[str, float | None]] = [dict(often), loss, false, dict(worst)]
        return pd.DataFrame(
            {
                "": list(SCORES.values()),
                **{m: ["" if (v := pair[m]) is None else percent(v, 1) for pair in pairs] for m in MODES},
            }
        )

    return View(
        data={**data, **_bins(both), "dots": _dots(both, week)},
        title=title,
        subtitle=say(
            "{setting}\nBars: {weeks} weeks, dots: the first of them.",
            setting=setting(book, margin, wallet), weeks=WEEKS,
        ),
        sentence=say(
            "Weeks with a liquidation: cross **{pooled:%1}**, isolated **{apart:%1}**. The worst twentieth of all weeks costs"
            " **{cross_tail:%0}** against **{isolated_tail:%0}**. Week {number:#0}, ringed: cross {cross:%0+}, isolated"
            " {isolated:%0+}.",
            pooled=often["cross"], apart=often["isolated"], cross_tail=worst["cross"], isolated_tail=worst["isolated"],
            number=week, **mine,
        ),
        explain=say(
            "Until week {number:#0} the pool was liquidated in {cross_fell}, a compartment in {isolated_fell}.{costs}{idle} {weeks}"
            " weeks of {model}. {rules}",
            number=week, cross_fell=so_far["cross"], isolated_fell=so_far["isolated"], costs=_costs(loss),
            idle=_for_nothing(false), weeks=WEEKS, model=MODEL, rules=RULES,
        ),
        table=rows,
    )  # fmt: skip


def outcomes_explorer() -> Explorer:
    """2,000 weeks under sliders."""
    return Explorer(
        name="outcomes",
        title="Two thousand weeks",
        controls=[
            Choice("book", "The book", BOOKS),
            Number("margin", "Margin behind each", MARGIN, min=500, max=5_000, step=100, unit="$"),
            Number(
                "wallet", "Money beside", 0, min=0, max=10_000, step=250, unit="$").meaning("In cross it backs the pool; beside compartments it stays in the wallet."),
            controls.CORRELATION.at(CORRELATION),
            controls.VOLATILITY.at(VOLATILITY),
            Number(
                "number", "Your week", SEASON, min=1, max=SEASON, step=1, play=0.15, whole=True).meaning("The weeks of the duel, in the same order: week 4 there is week 4 here."),
        ],
        compute=outcomes,
        design=lambda: [looks.outcomes(), looks.score("score", "share", ".0%", 4)],
        pulls={"often": Pull("margin", "x@1", cross_falls)},
        code=lambda number, **values: _code(**values),
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


def which(correlation: float, volatility: float) -> View:
    """The decision table, computed from the same weeks."""
    table = needs(volatility, correlation)
    high = 1.12 * max(n["isolated"] for n in table.values())
    verdict = {book: suits(n) for book, n in table.items()}
    capital = rows_of(
        [
            (wordless("{compared}: {v}", compared=COMPARED[book], v='pool it' if v == 'cross' else 'keep apart' if v == 'isolated' else 'either'),
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

    return View(
        data={**capital, **lost},
        title=say(
            "Pooling saves {saved} of the hedge's capital and {saved_2} of the one-sided book's",
            saved=saved(hedged),
            saved_2=saved(one),
        ),
        subtitle=say(
            "left: capital for {target:%0} of the weeks without a liquidation; right: the worst twentieth of weeks\nRight: their mean"
            " loss.",
            target=TARGET,
        ),
        sentence=say(
            "The hedge needs **{cross:$0}** pooled and **{isolated:$0}** in compartments; the one-sided book"
            " **{cross_2:$0}** and **{isolated_2:$0}**. Our rule: pool where it saves a fifth of the capital; else keep apart what"
            " would drag the account down.",
            cross=hedged["cross"],
            isolated=hedged["isolated"],
            cross_2=one["cross"],
            isolated_2=one["isolated"],
        ),
        explain=say(
            "In the worst weeks the one-sided book loses {cross_tail:%0} of the account in cross and {isolated_tail:%0} in isolated,"
            " with {the_margin:$} of margin and as much beside. {weeks} weeks of {model}. {rules}",
            cross_tail=one["cross_tail"],
            isolated_tail=one["isolated_tail"],
            the_margin=2 * MARGIN,
            weeks=WEEKS,
            model=MODEL,
            rules=RULES,
        ),
        table=rows,
    )


def which_explorer() -> Explorer:
    """Which mode suits which book."""
    return Explorer(
        name="which_mode",
        title="Which mode suits which book",
        controls=[
            controls.CORRELATION.at(CORRELATION),
            controls.VOLATILITY.at(VOLATILITY),
        ],
        compute=which,
        design=lambda: [
            looks.score("capital", "capital posted", "$,~f", 3),
            looks.score("tail", "loss in the worst weeks", ".0%", 3),
        ],
        code=lambda correlation, volatility: (
            f"{IMPORTS}from course.margin import covering\n"
            "from course.simulation import GBM, collateral_needed\n"
            f"{both_in_code('hedged', MARGIN)}{weeks_in_code(volatility, correlation)}"
            "apart = [2 * collateral_needed(pool, paths) for pool in both['isolated'].pools.values()]\n"
            f"pooled = collateral_needed(both['cross'].pool('cross'), paths)\n"
            f"covering(pooled, {TARGET:g}), covering(np.max(apart, axis=0), {TARGET:g})"
        ),
    )  # fmt: skip
