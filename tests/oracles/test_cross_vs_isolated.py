"""Lesson 06: both accounts through the same weeks, by one plain rule: closed at the first look below the requirement."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np

from tests.oracles.support import About, Told, first, held, oracle, says

SLUG = "cross_vs_isolated"
START = np.array([60_000.0, 3_000.0])
NAMES = ("BTC", "ETH")
SIZES = {"hedged": (1, -1), "half": (1, -0.5), "one-sided": (1, 1), "uneven": (1, 1)}
SHARES = {"hedged": (0.5, 0.5), "half": (2 / 3, 1 / 3), "one-sided": (0.5, 0.5), "uneven": (0.6, 0.4)}
MAINTENANCE = 0.025
THIN = "\u202f"


@lru_cache(maxsize=1)
def _walks() -> Any:
    return np.cumsum(np.random.default_rng(6).standard_normal((168, 2, 2_000)), axis=0)


@lru_cache(maxsize=8)
def weeks(volatility: float, correlation: float, count: int = 2_000) -> Any:
    """Geometric Brownian motion without drift by the hour, the first weeks of all: (looks + 1, markets, weeks)."""
    walks = _walks()[:, :, :count]
    step = volatility * math.sqrt(7 / 365 / 168)
    lean, rest = correlation * step, math.sqrt(max(0.0, 1 - correlation**2)) * step
    # Each market lies together in memory: most look at one of them.
    prices = np.empty((2, len(walks) + 1, walks.shape[2])).swapaxes(0, 1)
    prices[0] = START[:, None]
    drift = (np.log(START) - step**2 / 2 * np.arange(1, len(walks) + 1)[:, None])[:, :, None]
    for hour in range(0, len(walks), 8):  # so many hours at once stay in the processor's cache
        walk, here = walks[hour : hour + 8], prices[hour + 1 : hour + 9]
        np.multiply(step, walk[:, 0], out=here[:, 0])
        np.multiply(rest, walk[:, 1], out=here[:, 1])
        here[:, 1] += lean * walk[:, 0]
        here += drift[hour : hour + 8]
        np.exp(here, out=here)
    return prices


@lru_cache(maxsize=8)
def extremes(volatility: float, correlation: float) -> tuple[Any, Any]:
    """The lowest and the highest price of each week, (markets, weeks)."""
    prices = weeks(volatility, correlation)
    return prices.min(axis=0), prices.max(axis=0)


def moved(book: str, prices: Any) -> Any:
    """What both legs of a pool are worth less their requirement at every look, but for a constant."""
    coins = np.array(SIZES[book]) * 10_000 / START
    slope = coins - MAINTENANCE * np.abs(coins)
    return slope @ prices


def lives(book: str, margin: float, wallet: float, prices: Any, pooled: Any = None) -> dict[str, Any]:
    """What both accounts end with, which weeks liquidate, when each part goes; parts: the pool, BTC, ETH.

    A part goes at the first look at which equity − requirement = fixed + slope · price is below zero; ``pooled``: the pool's
    :func:`moved`, if it is known.
    """
    coins = np.array(SIZES[book]) * 10_000 / START
    posted = 2 * margin * np.array(SHARES[book])
    slope, fixed = coins - MAINTENANCE * np.abs(coins), posted - coins * START
    pooled = moved(book, prices) if pooled is None else pooled
    low = {"cross": pooled < -fixed.sum() - wallet}
    for k, name in enumerate(NAMES):
        trigger = -fixed[k] / slope[k]
        low[name] = prices[:, k] < trigger if slope[k] > 0 else prices[:, k] > trigger
    found: dict[str, Any] = {}
    weight: dict[str, tuple[float, float]] = {}
    for name, below in low.items():
        first = np.full(below.shape[1], -1)
        struck = np.flatnonzero(below.any(axis=0))
        first[struck] = below[:, struck].argmax(axis=0)
        then = prices[-1].copy()  # (markets, weeks), at the end or when the part goes
        then[:, struck] = prices[first[struck], :, struck].T
        each = fixed[:, None] + coins[:, None] * then
        left = each.sum(axis=0) + wallet if name == "cross" else each[NAMES.index(name)]
        found[name] = first, np.maximum(left, 0)
        # Notional of what was closed, and of what would be safe at the end had it been left alone.
        mine = [0, 1] if name == "cross" else [NAMES.index(name)]
        notional = (np.abs(coins)[mine, None] * then[mine]).sum(axis=0)
        weight[name] = float(notional[first >= 0].sum()), float(notional[(first >= 0) & ~below[-1]].sum())
    start = 2 * margin + wallet
    return {
        "first": {k: v[0] for k, v in found.items()},
        "cross": found["cross"][1] / start - 1,
        "isolated": (found["BTC"][1] + found["ETH"][1] + wallet) / start - 1,
        "idle": {
            m: sum(f[1] for f in found_.values()) / w if (w := sum(f[0] for f in found_.values())) else None
            for m, found_ in (("cross", {"cross": weight["cross"]}), ("isolated", {k: weight[k] for k in NAMES}))
        },
        "lost": {"cross": found["cross"][0] >= 0, "isolated": (found["BTC"][0] >= 0) | (found["ETH"][0] >= 0)},
        "start": start,
    }


def worst(result: Any) -> float:
    """Mean loss of the worst twentieth."""
    return float(-np.sort(result)[: len(result) // 20].mean())


def whole(value: float, digits: int = 0) -> str:
    return f"{abs(100 * value):.{digits}f}{THIN}%"


RULES = f"Maintenance 2.5{THIN}%; closed at the mark, no fees."
MODEL = "2,000 weeks of geometric Brownian motion by the hour: no jumps, no slippage"


@lru_cache(maxsize=1)
def first_question() -> dict[str, Any]:
    """The hedge of the first question: it does not depend on the guess."""
    return lives("hedged", 1_000, 0, weeks(*facts()))


@oracle(SLUG, "predict")
def predict(told: Told, guess: float) -> None:
    run = first_question()
    often = {m: float(run["lost"][m].mean()) for m in ("cross", "isolated")}
    assert whole(often["cross"]) in told.title
    assert whole(often["isolated"]) in told.title
    cross, apart = worst(run["cross"]), worst(run["isolated"])
    assert ("loses less in the worst too" in told.title) == (cross < apart - 0.005)
    half = {m: float((run[m] < -0.5).mean()) for m in ("cross", "isolated")}
    assert (
        f"loses a leg in {whole(often['isolated'])} of the weeks, cross its book in {whole(often['cross'])}."
        in told.sentence
    )
    assert f"cross loses more than half of the account in {whole(half['cross'])}" in told.explain
    assert f"isolated in {whole(half['isolated'])}" in told.explain
    assert told.explain.endswith(f"{MODEL}. {RULES}")
    assert ("You said it" in told.sentence) == (abs(guess - often["cross"]) <= 0.005)
    for row, pair in enumerate((often, half)):
        assert {r["mode"]: r["x"] for r in told.rows("score_dots") if r["row"] == row} == pair
    assert [(r["row"], r["x"]) for r in told.rows("score_guess")] == [(0, guess)]
    for k, m in enumerate(("cross", "isolated")):
        assert whole(often[m]) in told.table.iloc[k, 1]
        assert whole(half[m]) in told.table.iloc[k, 2]


def facts() -> tuple[float, float]:
    from course.lessons.facts import BTC_ETH_CORRELATION, ETH_VOLATILITY

    return ETH_VOLATILITY.value, BTC_ETH_CORRELATION.value


@oracle(SLUG, "outcomes")
def outcomes(
    told: Told, book: str, margin: float, wallet: float, correlation: float, volatility: float, number: float
) -> None:
    run = lives(book, margin, wallet, weeks(volatility, correlation))
    week, yours = round(number), told.sentence.partition(", ringed: ")[2]
    assert f"Week {week}, ringed" in told.sentence
    often = {m: float(run["lost"][m].mean()) for m in ("cross", "isolated")}
    tails = {m: worst(run[m]) for m in often}
    assert f"cross {whole(often['cross'], 1)}, isolated {whole(often['isolated'], 1)}" in told.sentence
    end = told.sentence.partition("twentieth of all weeks costs")[2].partition(". ")[0]
    assert says(end, tails["cross"])
    assert says(end, tails["isolated"])
    for m in often:
        lost = run["lost"][m]
        if lost.any():
            assert says(told.explain.split("Such weeks cost")[1], -float(run[m][lost].mean()))
    idle = {m: v for m, v in run["idle"].items() if v is not None}
    assert ("Of what was liquidated" in told.explain) == bool(idle)
    said = " and ".join(f"{whole(v)} in {m}" for m, v in idle.items())
    assert not idle or f"Of what was liquidated, {said} would have been safe" in told.explain
    assert told.explain.endswith(f"{MODEL}. {RULES}")
    title = told.title
    if "No week" in title:
        assert not any(often.values())
    elif "very same weeks" in title:
        assert np.array_equal(run["lost"]["cross"], run["lost"]["isolated"])
    else:
        seldom, more = ("cross", "isolated") if title.startswith("Cross") else ("isolated", "cross")
        assert often[seldom] <= often[more]
        assert f"{whole(often[seldom])} of the weeks instead of {whole(often[more])}" in title
        gap = tails[seldom] - tails[more]
        claim = "as much" if abs(gap) < 0.005 else "more in the worst" if gap > 0 else "less in the worst too"
        assert f"loses {claim}" in title or abs(abs(gap) - 0.005) < 1e-6
    bins = told.data["bins"]
    for m, sign in (("cross", 1), ("isolated", -1)):
        high = bins[bins["mode"] == m]
        assert abs(sign * high["share"].sum() - 1) < 1e-9
        losing = float((run[m] < 0).mean())
        exact = abs(run[m]) < 1e-9
        assert abs(sign * high[high["high"] <= 1e-9]["share"].sum() - losing) <= float(exact.mean()) + 1e-9
        # The dots: one a week, over the result of its own week, stacked from the middle.
        mine = [row for row in told.rows("dots") if row["mode"] == m]
        assert [row["week"] for row in mine] == list(range(1, week + 1))
        piles: dict[float, list[float]] = {}
        for row in mine:
            result = float(run[m][row["week"] - 1])
            assert abs(row["x"] - min(max(result, -0.975), 0.975)) <= 0.025 + 1e-9
            assert row["mine"] == (row["week"] == week)
            piles.setdefault(row["x"], []).append(sign * row["share"] * 52)
        assert all(np.allclose(pile, np.arange(len(pile)) + 0.5) for pile in piles.values())
        own = yours.partition(f"{m} ")[2].partition(", isolated")[0]
        assert says(own, float(run[m][week - 1]), signed=True)
        who = "the pool was liquidated in" if m == "cross" else "a compartment in"
        assert told.explain.startswith(f"Until week {week} the pool was liquidated in ")
        assert first(told.explain.partition(who)[2]) == run["lost"][m][:week].sum()
    for row, pair in enumerate(
        (often, {m: -float(run[m][run["lost"][m]].mean()) for m in often if often[m]}, idle, tails)
    ):
        for m, value in pair.items():
            assert says(told.table[m].iloc[row], value)
            assert all(
                abs(dot["x"] - (max(value, 0) if row == 3 else value)) < 1e-9
                for dot in told.rows("score_dots")
                if (dot["row"], dot["mode"]) == (row, m)
            )


def required(book: str, volatility: float, correlation: float, pooled: Any) -> dict[str, Any]:
    """Money with which the whole book passes each week: pooled (:func:`moved`); apart in the book's own proportions."""
    low, high = extremes(volatility, correlation)
    coins = np.array(SIZES[book]) * 10_000 / START
    slope, fixed = coins - MAINTENANCE * np.abs(coins), -coins * START
    alone = [-fixed[k] - slope[k] * (low if slope[k] > 0 else high)[k] for k in (0, 1)]
    return {
        "cross": np.maximum(-fixed.sum() - pooled.min(axis=0), 0),
        "isolated": np.max([np.maximum(alone[k], 0) / SHARES[book][k] for k in (0, 1)], axis=0),
    }


def enough(amounts: Any, share: float) -> float:
    """The smallest amount with which at least that share of the weeks pass."""
    passed = np.arange(1, len(amounts) + 1)  # how many of the weeks pass with the k-th smallest amount
    return float(np.sort(amounts)[passed >= share * len(amounts) - 1e-9][0])


@oracle(SLUG, "frontier")
def frontier(told: Told, survival: float, correlation: float, volatility: float) -> None:
    prices = weeks(volatility, correlation)
    ask = {
        book: {m: enough(v, survival) for m, v in required(book, volatility, correlation, moved(book, prices)).items()}
        for book in ("hedged", "one-sided")
    }
    for book, pair in ask.items():
        for mode, amount in pair.items():
            assert f"${amount:,.0f}" in told.sentence
            post = next(p for p in told.rows("posts") if p["book"] == book and p["mode"] == mode)
            assert abs(post["capital"] - amount) < 1e-6 * amount
    assert says(told.sentence.partition("To pass ")[2].partition(" of ")[0], survival)
    assert says(told.subtitle, survival)
    setting = f"correlation {correlation:.2f}, volatility {whole(volatility)} a year".replace("-", "−")
    assert told.explain == f"Isolated posts the same behind each leg. {MODEL}, {setting}. {RULES}"
    assert told.rows("target") == [{"alive": survival}]
    assert {row["alive"] for row in told.rows("posts")} == {survival}
    for k, pair in enumerate(ask.values()):
        assert says(told.table["saved"].iloc[k], 1 - pair["cross"] / pair["isolated"])
        assert all(says(told.table[mode].iloc[k], amount) for mode, amount in pair.items())
    saved = {b: 1 - p["cross"] / p["isolated"] for b, p in ask.items()}
    assert whole(saved["hedged"]) in told.title
    if "the one-sided book" in told.title and "less" in told.title:
        assert f"the one-sided book {whole(saved['one-sided'])} less" in told.title
    if "nothing for the one-sided" in told.title:
        assert saved["one-sided"] < 0.005
    if "the curves are one" in told.sentence:
        assert saved["one-sided"] < 0.005


@oracle(SLUG, "which")
def which(told: Told, correlation: float, volatility: float) -> None:
    prices = weeks(volatility, correlation)
    for k, book in enumerate(("hedged", "half", "one-sided")):
        pooled = moved(book, prices)
        ask = {m: enough(v, 0.95) for m, v in required(book, volatility, correlation, pooled).items()}
        run = lives(book, 1_000, 2_000, prices, pooled)
        tails = {m: worst(run[m]) for m in ask}
        row = told.cells[k]
        if k != 1:
            money = told.sentence.partition("hedge needs" if not k else "one-sided book")[2].partition(
                ";" if not k else ". Our"
            )[0]
            assert all(says(money, ask[m]) for m in ask)
        if k == 2:
            assert (
                f"loses {whole(tails['cross'])} of the account in cross and {whole(tails['isolated'])} in isolated,"
                f" with $2,000 of margin and as much beside. {MODEL}. {RULES}" in told.explain
            )
        for table, known in (("capital", ask), ("tail", tails)):
            dots = {r["mode"]: r for r in told.rows(f"{table}_dots") if r["row"] == k}
            assert all(abs(dots[m]["x"] - known[m]) < 1e-6 * max(known.values()) for m in known)
            (bar,) = (r for r in told.rows(f"{table}_bars") if r["row"] == k)
            ends = sorted((bar["x"], bar["x2"]))
            assert np.allclose(ends, sorted(known.values()), rtol=1e-6)
        for m in ("cross", "isolated"):
            assert says(row[f"capital, {m}"], ask[m])
            assert says(row[f"worst weeks, {m}"], tails[m])
        pool = ask["cross"] <= 0.8 * ask["isolated"]
        apart = tails["isolated"] <= tails["cross"] - 0.02
        assert row["suits"] == ("cross" if pool else "isolated" if apart else "either")
        if k != 1:
            assert whole(1 - ask["cross"] / ask["isolated"]) in told.title


def odds(text: str, share: float) -> bool:
    """Whether a text says how many weeks these are, near the ends by a bound."""
    if not share:
        return "none" in text
    if share < 0.01:
        return "under 1\u202f%" in text
    return "over 99\u202f%" in text if share > 0.99 else whole(share) in text


@lru_cache(maxsize=1)
def _five() -> Any:
    """Common walk and own walks, the weeks in the order of the market's worst."""
    walks = 0.8 * math.sqrt(7 / 365 / 42) * np.cumsum(np.random.default_rng(6).standard_normal((42, 6, 2_000)), axis=0)
    order = np.argsort(walks[:, 0].min(axis=0), kind="stable")
    # A copy that keeps the weeks beside each other in memory: what is computed from it is read so.
    return walks[:, :1].take(order, axis=2), walks[:, 1:].take(order, axis=2)


@oracle(SLUG, "five", constants=[2_000], loose=["counts.label"])
def five(told: Told, correlation: float, leverage: float, rank: float) -> None:
    common, own = _five()
    ratio = math.sqrt(1 - correlation) * own
    ratio += math.sqrt(correlation) * common
    ratio -= 0.32 * 7 / 365 / 42 * np.arange(1, 43)[:, None, None]
    np.exp(ratio, out=ratio)
    # Equity 1/L + r − 1 against the requirement m·r: room grows with r, so the lowest look decides; the start is one.
    lowest, sums = np.minimum(ratio.min(axis=0), 1.0), np.minimum(ratio.sum(axis=1).min(axis=0), 5.0)
    alone = 1 / leverage + lowest - 1 < MAINTENANCE * lowest
    pool = 5 / leverage + sums - 5 < MAINTENANCE * sums
    each, together = float(alone.mean()), float(alone.all(axis=0).mean())
    week = round(rank) - 1
    parts = told.title.partition("all five fall together in")
    assert odds(parts[0], each)
    assert odds(parts[2], together)
    assert says(told.sentence.partition("would make that")[2].partition(".\u202f")[0], each**5)
    assert (
        not pool.any()
        or f"of all five is liquidated in {whole(float(pool.mean()), 1)}" in told.sentence
        or "same weeks" in told.sentence
    )
    assert f"liquidated in {whole(each, 1)} of them" in told.sentence
    assert f"together in {whole(together, 1)}" in told.sentence
    assert told.explain == (
        f"Volatility {whole(0.8)} a year, one common factor, correlation {correlation:.2f}; looked at every 4 hours."
    )
    gone = int(alone[:, week].sum())
    assert {0: "none liquidated", 5: "all five liquidated"}.get(gone, f"{gone} of five liquidated") in told.sentence
    assert [bool(row["fell"]) for row in told.rows("trades")] == alone[:, week].tolist()
    assert (told.table["liquidated"] == "yes").tolist() == alone[:, week].tolist()
    assert all(map(says, told.table["worst price"], lowest[:, week] - 1))
    assert np.allclose([row["low"] for row in told.rows("trades")], lowest[:, week] - 1)
    assert np.allclose(
        [row["share"] for row in told.rows("counts")], np.bincount(alone.sum(axis=0), minlength=6) / 2_000
    )
    drops = told.rows("trades")
    # The picture ends at a half.
    assert all(row["shown"] == About(max(row["low"], -0.49)) for row in drops)
    assert [row["count"] for row in told.rows("counts")] == list(range(6))
    for row in told.rows("counts"):
        assert odds(row["label"], row["share"]) if row["share"] else row["label"] == whole(0)
    (wall,) = told.rows("wall")
    # 1/L + x = m·(1 + x) at the wall.
    assert wall["move"] == About((MAINTENANCE - 1 / leverage) / (1 - MAINTENANCE))
    assert says(wall["label"], wall["move"])
    never = not alone.any() and not pool.any()
    assert ("ever liquidated" in told.sentence) == never
    if "exactly the same weeks" in told.sentence:
        assert pool.any()
        assert (pool == alone.all(axis=0)).all()
        assert (pool == alone.any(axis=0)).all()
    assert ("fall together in none" in told.title) == (together == 0)
    assert ("Each trade falls in none" in told.title) == (each == 0)


def twin(
    told: Told, book: str, margin: float, wallet: float, path: Any, name: Any, over: bool = True
) -> dict[str, float]:
    """What both have at the end of a path, what was lost in which order, and what is left."""
    run = lives(book, margin, wallet, path[:, :, None])
    ends = {m: float(run["start"] * (1 + run[m][0])) for m in ("cross", "isolated")}
    first = {k: int(v[0]) for k, v in run["first"].items()}
    for mode, end in ends.items():
        assert f"{mode.capitalize()} {'ends with' if over else 'has'} ${end:,.0f}," in told.sentence, (mode, end)
    lost = sorted((k for k in NAMES if first[k] >= 0), key=lambda k: first[k])
    said = told.sentence
    assert ("its whole book liquidated" in said) == (first["cross"] >= 0)
    assert first["cross"] < 0 or f"its whole book liquidated {name(first['cross'])}" in said
    assert all(f"{k} liquidated {name(first[k])}" in said for k in lost)
    places = [said.index(f"{k} liquidated") for k in lost]
    assert places == sorted(places)
    alone = len(lost) == 1 and first[lost[0]] < len(path) - 1
    assert ("What is left in isolated" in said) == alone
    ends_named = next(row["label"] for row in told.rows("ends") if row["mode"] == "isolated")
    if alone:
        k = 1 - NAMES.index(lost[0])
        size = SIZES[book][k] * 10_000 / START[k]
        since = size * (path[-1, k] - path[first[lost[0]], k])
        what = f"{'naked' if book in ('hedged', 'half') else 'lone'} {'long' if size > 0 else 'short'} {NAMES[k]}"
        assert f"a {what}, which" in said
        assert ends_named.endswith("\n" + what.replace(" ", "\n", 1))
        assert (
            f"won ${since:,.0f}" if since >= 0.5 else f"lost ${-since:,.0f}" if since <= -0.5 else "neither won"
        ) in said
        # The band lies on the account from the moment at which the leg went.
        band = told.rows("left")
        own = {row["time"]: row["value"] for row in told.rows("lines") if row["mode"] == "isolated"}
        whole_time = max(own)
        assert abs(band[0]["time"] - whole_time * first[lost[0]] / (len(path) - 1)) < 1e-6
        assert band[-1]["time"] == whole_time
        assert all(own[row["time"]] == row["value"] for row in band)
    else:
        assert not told.rows("left")
        assert "naked" not in ends_named
        assert "lone" not in ends_named
    for mode, end in ends.items():
        own = [row for row in told.rows("lines") if row["mode"] == mode]
        assert abs(own[0]["value"] - run["start"]) < 1e-6
        assert abs(own[-1]["value"] - end) < 1e-6
        assert any(says(row["label"], end) for row in told.rows("ends") if row["mode"] == mode)
    for k, symbol in enumerate(NAMES):
        drawn = [row for row in told.rows("prices") if row["symbol"] == symbol]
        assert drawn[0]["move"] == 0
        assert abs(drawn[-1]["move"] - (path[-1, k] / START[k] - 1)) < 1e-9
    if "nets" in said:
        gains = [SIZES[book][k] * (path[first[lost[0]], k] / START[k] - 1) for k in (0, 1)]
        others = [SIZES[book][k] * (path[first[lost[-1]], k] / START[k] - 1) for k in (0, 1)]
        assert min(gains) < 0 < max(gains) or min(others) < 0 < max(others)
    assert "isolated is closed" not in said
    if "never the first" in said or "The pool carries" in said:
        assert first["cross"] < 0
    if "very moment" in said:
        assert first["BTC"] == first["ETH"] == first["cross"]
    if "delays the pool" in said:
        assert wallet > 0
    if "The weaker compartment goes first" in said:
        assert min(first["BTC"], first["ETH"]) <= first["cross"] <= max(first["BTC"], first["ETH"])
    rows = len(told.cells)
    looks = [row * (len(path) - 1) // max(rows - 1, 1) if over else 24 * row for row in range(rows)]
    # What both have at a look: what they end with where prices stand still from there on.
    still = np.minimum(np.arange(len(path))[:, None], looks)
    then = lives(book, margin, wallet, path[still].transpose(0, 2, 1))
    for row, (at, cells) in enumerate(zip(looks, told.cells, strict=True)):
        assert all(says(cells[n], path[at, k] / START[k] - 1, signed=True) for k, n in enumerate(NAMES))
        assert all(says(cells[m], then["start"] * (1 + float(then[m][row]))) for m in ends)
    return ends | {f"first {k}": v for k, v in first.items()}


def ahead(title: str, ends: dict[str, float]) -> None:
    """Who ends with more."""
    gap = ends["cross"] - ends["isolated"]
    if "makes no difference" in title:
        assert abs(gap) < 0.5
    else:
        assert f"{'cross' if gap > 0 else 'isolated'} ends ${abs(gap):,.0f} ahead" in title


@lru_cache(maxsize=8)
def season(book: str, margin: float, correlation: float) -> Any:
    """Cross less isolated at the end of each of the first weeks, USD."""
    run = lives(book, margin, 0.0, weeks(facts()[0], correlation, 52))
    return (run["cross"] - run["isolated"]) * run["start"]


def who(lead: float) -> str:
    """Who leads; half a dollar is nothing."""
    return "level" if abs(lead) < 0.5 else "cross" if lead > 0 else "isolated"


@oracle(SLUG, "week", loose=["price_ends.label"])
def week(told: Told, book: str, margin: float, correlation: float, number: float, day: float) -> None:
    now, n = int(24 * day + 1e-9), round(number)
    over = now >= 168
    path = weeks(facts()[0], correlation, 52)[: now + 1, :, n - 1]
    ends = twin(told, book, margin, 0.0, path, lambda step: f"on day {step // 24 + 1}", over)
    lead = ends["cross"] - ends["isolated"]
    assert told.title.startswith(f"Week {n}")
    assert told.explain.startswith(f"Week {n}, after ")
    setting = f"Correlation {correlation:.2f}, volatility {whole(facts()[0])} a year. {RULES}".replace("-", "−")
    assert told.explain.endswith(setting)
    if over:
        ahead(told.title, ends)
    else:
        assert says(told.title.partition("after ")[2].partition(" ")[0], day)
        said = "both are level" if who(lead) == "level" else f"{who(lead)} leads by ${abs(lead):,.0f}"
        assert told.title.endswith(said)
    assert says(told.explain.partition("after ")[2].partition(" ")[0], day)
    drawn_week(told, path, 2 * margin)
    pool = ends["first cross"]
    part = min((v for k, v in ends.items() if k in ("first BTC", "first ETH") and v >= 0), default=-1)
    assert ("Neither is touched" in told.sentence) == (part < 0)
    assert ("The pool carries" in told.sentence) == (part >= 0 > pool)
    assert ("Both fall in the same hour" in told.sentence) == (part == pool >= 0)
    later = pool > part
    assert ("The first compartment falls" in told.sentence) == later
    assert not later or f"the pool {pool - part} hour{'s' if pool - part != 1 else ''} after it" in told.sentence
    # The score counts the weeks that are over.
    played = season(book, margin, correlation)[: n if over else n - 1]
    won = [who(float(x)) for x in played]
    assert [row["week"] for row in told.rows("score")] == list(range(1, len(played) + 1))
    assert [row["mode"] for row in told.rows("score")] == won
    assert np.allclose([row["lead"] for row in told.rows("score")], played)
    (mark,) = told.rows("now")
    assert mark["week"] == n
    assert abs(mark["lead"] - lead) < 1e-6
    weeks_played = f"{len(played)} {'week' if len(played) == 1 else 'weeks'}"
    for row in told.rows("score_names"):
        assert row["label"] == f"{row['mode']} ahead in {won.count(row['mode'])} of {weeks_played}"
    assert ("No week of the season is over" in told.explain) == (not len(played))
    if not len(played):
        return
    counts = f"cross {won.count('cross')}, isolated {won.count('isolated')}, level {won.count('level')}"
    assert f"Score after {weeks_played}: {counts}" in told.explain
    total = float(played.sum())
    said = "neither is ahead" if who(total) == "level" else f"{who(total)} is ahead by ${abs(total):,.0f}"
    assert f"all together {said}" in told.explain


def drawn_week(told: Told, path: Any, start: float) -> None:
    """Both prices, hour by hour; where a line ends its label says so, and what is marked on a line lies on it."""
    moves = path / START - 1
    for k, symbol in enumerate(NAMES):
        for row in (r for r in told.rows("prices") if r["symbol"] == symbol):
            hour = round(24 * row["time"])
            assert abs(24 * row["time"] - hour) < 1e-6
            assert abs(moves[hour, k] - row["move"]) < 1e-9
        (name,) = (r["label"] for r in told.rows("price_ends") if r["symbol"] == symbol)
        assert says(name, float(moves[-1, k]), signed=abs(moves[-1, k]) > 5e-4)
    assert [row["value"] for row in told.rows("start")] == [start]
    assert [str(x) for x in told.table["day"]][:-1] == [str(x) for x in range(len(told.table) - 1)]
    lines = told.rows("lines")
    for row in told.rows("events"):
        modes = ("cross", "isolated") if " and " in row["label"] else (row["label"].split()[0],)
        line = [r["value"] for r in lines if r["mode"] in modes and abs(r["time"] - row["time"]) < 1e-6]
        assert any(abs(row["value"] - v) < 1e-6 for v in line), (row, line)


@oracle(SLUG, "shocks", loose=["price_ends.label"])
def shocks(told: Told, book: str, margin: float, wallet: float, shock: str, size: float) -> None:
    t = np.linspace(0, 1, 193)
    shape = np.sin(np.pi * t) ** 2 if shock == "back" else np.sin(np.pi / 2 * t) ** 2
    assert told.explain == RULES
    path = START * (1 + size * np.column_stack([shape, shape * (shock != "alone")]))
    ahead(told.title, twin(told, book, margin, wallet, path, lambda step: f"at hour {24 * t[step]:.1f}"))
    moves = path / START - 1
    for k, symbol in enumerate(("BTC", "ETH")):
        for row in (r for r in told.rows("prices") if r["symbol"] == symbol):
            assert abs(moves[round(8 * row["time"]), k] - row["move"]) < 1e-9
            assert abs(8 * row["time"] - round(8 * row["time"])) < 1e-6
        (name,) = (r["label"] for r in told.rows("price_ends") if r["symbol"] == symbol)
        assert says(name, float(moves[-1, k]), signed=abs(moves[-1, k]) > 5e-4)
    for table in ("prices", "lines"):
        times = told.data[table]["time"]
        assert (float(times.min()), float(times.max())) == (0, 24)
        assert all(abs(8 * x - round(8 * x)) < 1e-6 for x in times)
    assert [row["value"] for row in told.rows("start")] == [2 * margin + wallet]
    for row in told.rows("events"):
        name = row["label"].partition(" loses")[0].split()[0]
        line = [r["value"] for r in told.rows("lines") if r["mode"] == name and abs(r["time"] - row["time"]) < 1e-6]
        assert any(abs(row["value"] - v) < 1e-6 for v in line), (row, line)
    for said in told.cells:
        step = round(8 * float(said["hour"]))
        assert abs(8 * float(said["hour"]) - step) < 1e-6
        assert says(said["BTC"], float(moves[step, 0]))
        assert says(said["ETH"], float(moves[step, 1]))


test_every_sentence = held(SLUG)
