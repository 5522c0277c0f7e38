"""Lesson 14: every explorer against plain loops over the same people, written from the lesson's own words."""

from __future__ import annotations

import math
import re
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course.lessons import record
from course.margin import Market
from course.simulation import draws, population
from course.simulation.events import EVENTS
from tests.oracles.exchange import Round, Terms, played
from tests.oracles.support import Told, close, held, numbers, oracle, same, says

SLUG = "liquidation_cascades"
MAINTENANCE, FEE = 0.01, 0.005
PRICES = np.array([60_000.0, 3_000.0])
BETA = 1.12
BOTH, ONE = ("BTC", "ETH"), ("BTC",)


@lru_cache(maxsize=64)
def people(
    leverage: float,
    long: float,
    cross: float,
    hedged: float,
    size: int,
    symbols: tuple[str, ...] = BOTH,
    equal: bool = False,
) -> tuple[Any, Any, Any]:
    """``(cash, size, open interest)`` of the crowd that the subtitle describes."""
    rows = drawn_rows(leverage, long, cross, hedged, size, symbols, equal)
    longs, shorts = np.maximum(rows.size, 0).sum(axis=1), np.maximum(-rows.size, 0).sum(axis=1)
    return rows.cash, rows.size, np.maximum(longs, shorts) * PRICES[: len(symbols)]


@lru_cache(maxsize=16)
def chance(size: int, markets: int, equal: bool) -> Any:
    """What is random in them."""
    return draws(np.random.default_rng(14), size, markets, np.inf if equal else 1.0)


@lru_cache(maxsize=64)
def drawn_rows(
    leverage: float,
    long: float,
    cross: float,
    hedged: float,
    size: int,
    symbols: tuple[str, ...] = BOTH,
    equal: bool = False,
) -> Any:
    """Those people as the population draws them."""
    markets = [Market(s, initial=0.02, maintenance=MAINTENANCE, liquidation_fee=FEE) for s in symbols]
    spread: dict[str, Any] = {"entry_spread": 0.0, "concentration": np.inf} if equal else {"entry_spread": 0.04}
    return population(
        chance(size, len(symbols), equal), size, markets, PRICES[: len(symbols)], leverage=leverage, leverage_spread=0.45,
        long_share=long, cross_share=cross, hedged_share=hedged, collateral_spread=1.2, **spread,
    )  # fmt: skip


def and_you(cash: Any, size: Any, *legs: float) -> tuple[Any, Any]:
    """The others and the course's account: $6,000, long 1 BTC, short 15 ETH (or fewer legs), too small to move a price."""
    mine = 1e-9 * np.array(legs)
    return np.append(cash, 6e-6 - float(mine @ PRICES[: len(legs)])), np.concatenate([size, mine[:, None]], axis=1)


def settle(
    crowd: tuple[Any, Any, Any], outside: Any, depth: float, fund: float = math.inf, rounds: list[Any] | None = None
) -> tuple[list[Any], Any]:
    """One shock, everybody below the requirement closed whole, round by round: ``(prices, notional sold by market)``.

    ``rounds`` is filled with who is closed in each.

    With a fund that can run dry what it cannot pay is taken from everyone in proportion to equity.
    """
    cash, size, interest = crowd
    cash, size, books = cash.copy(), size.copy(), depth * interest
    inventory = -size.sum(axis=1)
    provider = -float(inventory @ PRICES[: len(size)])
    skew, prices, sold = np.zeros(len(size)), [np.array(outside, float)], np.zeros(len(size))
    # What a dollar more of each price does to equity less requirement.
    slope = size - MAINTENANCE * np.abs(size)
    while True:
        now = prices[-1]
        hit = np.flatnonzero(cash + now @ slope < 0)
        if not len(hit):
            return prices, sold
        if rounds is not None:
            rounds.append(hit)
        mine = size.take(hit, axis=1)
        coins = mine.sum(axis=1)
        skew = skew + coins / books
        after = 1 / (1 / np.asarray(outside) + skew)
        mean = np.array(
            [n if c == 0 else math.log(n / a) / (1 / a - 1 / n) for n, a, c in zip(now, after, coins, strict=True)]
        )
        worth = np.abs(mine) * mean[:, None]
        sold = sold + worth.sum(axis=1)
        left = cash[hit] + mean @ mine
        fee = np.minimum(FEE * worth.sum(axis=0), np.maximum(left, 0))
        cash[hit], size[:, hit], slope[:, hit] = np.maximum(left, 0) - fee, 0.0, 0.0
        inventory, provider = inventory + coins, provider - float(coins @ mean)
        owed = float(np.maximum(-left, 0).sum())
        if fund < math.inf:
            fund += float(fee.sum())
            rest, fund = max(owed - fund, 0.0), max(fund - owed, 0.0)
            if rest:
                equity = np.maximum(cash + after @ size, 0)
                total = float(equity.sum()) + max(provider + float(inventory @ after), 0.0)
                share = min(1.0, rest / total)
                cash -= share * equity
                provider -= rest - share * float(equity.sum())
        prices.append(after)


def near(one: Any, two: Any, tolerance: float = 1e-7) -> bool:
    return close(one, two, tolerance)


def change(value: float, digits: int = 1) -> str:
    """A signed change of a price in words."""
    shown = f"{abs(100 * value):.{digits}f}"
    sign = "" if float(shown) == 0 else "−" if value < 0 else "+"
    return f"{sign}{shown}\u202f%"


def moved(text: str, value: float, digits: int = 1) -> bool:
    """Whether the text prints this signed change of a price."""
    return change(value, digits) in text


# ---- the first question ------------------------------------------------------------------------------------------------


@oracle(SLUG, "predict")
def spiral(told: Told, guess: float) -> None:
    news, total, rounds = 0.03, 0.0, []
    step = news
    while step > 1e-9:
        rounds.append(step)
        total += step
        step = step * 0.02 / 0.025
    assert abs(total - news / (1 - 0.8)) < 1e-7
    assert abs(total - 0.15) < 1e-7
    assert "15.0\u202f% down" in told.sentence
    assert "3\u202f% ÷ (1 − 0.8) = 15.0\u202f%" in told.sentence
    assert says(told.title, total)
    assert "liquidates 0.8 of what the book takes" in told.explain
    assert ("You said it" in told.sentence) == (abs(guess - total) <= 0.0025)
    drawn = told.data["rounds"]
    assert near(drawn["high"] - drawn["low"], rounds[: len(drawn)])
    assert same(drawn["low"], np.concatenate([[0.0], np.cumsum(rounds)])[: len(drawn)])
    assert near(drawn["round"], np.arange(len(drawn)) + 0.08)
    assert near(drawn["round2"], np.arange(len(drawn)) + 0.92)
    assert says(told.title.partition(" of news")[0], news)
    for words, value in (("News takes", news), ("it forces take", rounds[1]), ("those force another", rounds[2])):
        assert says(told.explain.partition(words)[2].partition(",")[0], value)
    assert same(told.table["round"], range(len(told.table)))
    for row, step, so_far in zip(told.cells, rounds, np.cumsum(rounds), strict=False):
        assert says(row["adds"], step)
        assert says(row["fall so far"], so_far)
    rules = {row["kind"]: row["fall"] for row in told.rows("spiral_rules")}
    assert near(rules["end"], total, 1e-5)
    assert rules["guess"] == guess


# ---- landscape ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def waiting(leverage: float, cross: float, along: bool) -> tuple[Any, Any, Any]:
    """By account: the fraction that BTC may fall, and rise, before it is closed (inf: never), and its notional in BTC."""
    cash, size, _ = people(leverage, 0.65, cross, 0.0, 20_000)
    slope = np.array([1.0, beta() if along else 0.0])
    here = cash + PRICES @ size - MAINTENANCE * (PRICES @ np.abs(size))
    change = (slope * PRICES) @ size - MAINTENANCE * ((slope * PRICES) @ np.abs(size))
    with np.errstate(divide="ignore", invalid="ignore"):
        down = np.where(change > 0, here / change, np.inf)
        up = np.where(change < 0, -here / change, np.inf)
    return down, up, np.abs(size[0]) * PRICES[0]


def beta() -> float:
    from course.lessons.facts import ETH_BETA

    return ETH_BETA.value


@oracle(SLUG, "landscape", constants=[0.01, 1, 15, 6_000])
def hills(told: Told, leverage: float, cross: float, along: bool, depth: float, price: float) -> None:
    crowd = people(leverage, 0.65, cross, 0.0, 20_000)
    interest = crowd[2]
    move = price / PRICES[0] - 1
    outside = PRICES * (1 + move * np.array([1.0, beta() if along else 0.0]))
    rounds: list[Any] = []
    everybody = (*and_you(*crowd[:2], 1.0, -15.0), interest)
    prices, sold = settle(everybody, outside, depth, 0.002 * float(interest.sum()), rounds)
    end = float(prices[-1][0])
    total = end / PRICES[0] - 1
    assert ("The push ends" in told.sentence) == (move != 0)
    if move:
        assert f"ends at ${end:,.0f}" in told.sentence
        assert f"after {len(prices) - 1} round" in told.sentence
        assert says(told.sentence, sold[0] / interest[0])
        assert moved(told.sentence.partition("The push ends")[2], total)
    else:
        assert (len(prices), sold[0]) == (1, 0)
    modes = f"{100 * cross:.0f}\u202f% of them cross; ETH {'moves along' if along else 'stands still'}."
    a_crowd(told, "20,000 traders in BTC and ETH", "65\u202f% long", modes, leverage=leverage)
    both, edges = painted(told, leverage, cross, along, (min(price, end, PRICES[0]), max(price, end, PRICES[0])))
    far = price * (1.01 if move > 0 else 0.99)
    near_, beyond = min(price, far), max(price, far)
    overlap = np.clip(np.minimum(edges[1:], beyond) - np.maximum(edges[:-1], near_), 0, None) / np.diff(edges)
    sells = float((both * 100 * np.diff(np.log(edges)) * overlap).sum())
    assert says(
        told.explain.partition(" liquidates ")[2].partition(" times")[0], sells / depth / math.log(beyond / near_)
    )
    # Words.
    way = -1 if move <= 0 else 1
    assert f"at ${price:,.0f} the next 1\u202f% {'below' if way < 0 else 'above'} liquidates" in told.explain
    if "fire" in told.title:
        assert abs(total) > 1.8 * abs(move)
    if "hardly anything" in told.title:
        assert 0 < abs(total - move) <= 0.002 or sold[0] > 0
    if "nothing follows" in told.title:
        assert sold[0] == 0
    if "You push" in told.title:
        assert moved(told.title, move)
        assert "and get" not in told.title or moved(told.title.partition("and get")[2], total)
    # Where bars first pass the book: three bins together, on the way on.
    above = np.convolve(both, np.ones(3) / 3, "same") > 0.01 * depth
    assert ("the fuse" not in told.title) or bool(above.any()) or "caught fire" in told.title
    bands = [(row["low"], row["high"]) for row in told.rows("land_bands")]
    for left, right, hot in zip(edges, edges[1:], above, strict=False):
        assert any(a <= (left + right) / 2 <= b for a, b in bands) == hot
    if way < 0:
        places = [min(price, edges[i + 1]) for i in range(99, -1, -1) if above[i] and edges[i] < price]
    else:
        places = [max(price, edges[i]) for i in range(100) if above[i] and edges[i + 1] > price]
    lit, ahead = told.explain if move else told.sentence, "below" if way < 0 else "above"
    if not places:
        assert f"Nowhere {ahead} ${price:,.0f} in the picture do the bars pass" in lit
    elif places[0] == price:
        assert f"At ${price:,.0f} the bars stand above the book" in lit
    else:
        assert f"The bars {ahead} ${price:,.0f} pass the book, and κ one, first at ${places[0]:,.0f}." in lit
    rules = {row["kind"]: row["price"] for row in told.rows("land_rules")}
    assert (rules["now"], rules["push"]) == (PRICES[0], price)
    book = 0.01 * depth
    assert same(told.data["land_book"]["share"], [book])
    top = 1.6 * max(float(both.max()), 1.15 * book)
    assert near(told.data["land_bands"]["share"], 0.0)
    assert near(told.data["land_bands"]["share2"], 0.66 * top, 1e-3)
    for row in told.rows("land_run"):
        assert near(
            [row["price"], row["price2"], row["share"]], [price, min(max(end, edges[0]), edges[-1]), book], 1e-6
        )
    assert all(row["share"] == 0 and row["share2"] > 0.7 * top for row in told.rows("land_rules"))
    you_in_the_crowd(told, rounds, len(crowd[0]), move, along, edges[0], rules)
    if "end" in rules:
        assert near(rules["end"], min(max(end, edges[0]), edges[-1]), 1e-6)


def a_crowd(told: Told, *parts: str, leverage: float | None = None, depth: float | None = None) -> None:
    """What an explanation says of the crowd and of its book, clause by clause."""
    for part in (*parts, "less those under water at once"):
        assert part in told.explain, part
    found = re.search(r"median(?: leverage)? ([\d.]+)×", told.explain)
    assert leverage is None or (found and says(told.explain, leverage) and abs(float(found[1]) - leverage) <= 0.005001)
    found = re.search(r"[Dd]epth ([\d.]+)× open interest", told.explain)
    assert depth is None or (found and says(told.explain, depth) and abs(float(found[1]) - depth) <= 0.005001)
    assert "illustrative, not calibrated" in told.subtitle


def you_in_the_crowd(
    told: Told, rounds: list[Any], others: int, move: float, along: bool, least: float, rules: Any
) -> None:
    """Your trigger: equity 6,000 + 60,000·m − 45,000·β·m meets 1 % of 60,000·(1 + m) + 45,000·(1 + β·m); and your turn."""
    ratio = beta() if along else 0.0
    m = (0.01 * 105_000 - 6_000) / (60_000 * 0.99 - 45_000 * 1.01 * ratio)
    own = 60_000 * (1 + m)
    assert m < 0
    assert ("you" in rules) == (own > least)
    assert "you" not in rules or near(rules["you"], own)
    said = told.sentence.partition(" You (long 1 BTC, short 15 ETH, $6,000 in one pool) ")[2]
    mine = next((k for k, hit in enumerate(rounds, start=1) if others in hit), None)
    if move == 0:
        assert said == f"would be closed at ${own:,.0f}, if the price went there without a forced sale."
    elif mine is None:
        assert said == "come through."
    else:
        closed = len(np.unique(np.concatenate(rounds[:mine])))
        assert (
            said == f"are closed in round {mine}, among the first {closed:,} of {others + 1:,} pools and compartments."
        )


def painted(told: Told, leverage: float, cross: float, along: bool, gone: tuple[float, float]) -> tuple[Any, Any]:
    """Every bar against the accounts that fall in its stretch of price, by mode; returns heights in all, and the edges."""
    _, size, interest = people(leverage, 0.65, cross, 0.0, 20_000)
    down, up, notional = waiting(leverage, cross, along)
    steps = np.linspace(0, 0.32, 51)
    edges = PRICES[0] * (1 + np.concatenate([-steps[:0:-1], steps]))
    scale = 100 * np.diff(np.log(edges)) * float(interest[0])
    pooled = (size != 0).all(axis=0)
    heights = {}
    # By account, the stretch in which it falls on the way down and up, if it does.
    stretches = []
    for reach in (down, up):
        who = np.flatnonzero(reach <= 0.32)
        stretches.append((who, np.minimum(reach[who] / 0.32 * 50, 49).astype(int)))

    def heaped(weight: Any) -> Any:
        below, above = (np.bincount(at, weight[who], 50) for who, at in stretches)
        return np.concatenate([below[::-1], above])

    for mode, weight in (("cross", notional * pooled), ("isolated", notional * ~pooled)):
        heights[mode] = heaped(weight) / scale
    bars, base = told.data["land_bars"], np.zeros(100)
    middle = (edges[:-1] + edges[1:]) / 2
    for mode in ("cross", "isolated"):
        mine = bars[bars["mode"] == mode]
        assert near(mine["low"], edges[:-1] + 0.06 * np.diff(edges))
        assert near(mine["high"], edges[1:] - 0.06 * np.diff(edges))
        # A few accounts stand on an edge to the last digit.
        off = np.abs(mine["share2"].to_numpy() - mine["share"].to_numpy() - heights[mode])
        assert off.sum() < 1e-3 * heights[mode].sum() + 1e-9, mode
        assert near(mine["share"], base, 1e-3)
        assert ((mine["state"] == "gone").to_numpy() == ((middle > gone[0]) & (middle < gone[1]))).all()
        base = base + heights[mode]
    coins, table = size * PRICES[:, None], told.table
    wanted = {
        "long": np.maximum(coins[0], 0), "short": np.maximum(-coins[0], 0), "cross": notional * pooled,
        "elsewhere": np.abs(coins[1]),
    }  # fmt: skip
    for column, weight in wanted.items():
        off = np.abs(table[column].to_numpy() - heaped(weight))
        assert off.sum() < 1e-3 * weight.sum() + 51, column
    assert near(table["low"], np.round(edges[:-1]), 1e-4)
    assert near(table["high"], np.round(edges[1:]), 1e-4)
    return base, edges


# ---- one ladder of longs -----------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def ladder(crowd: str, leverage: float) -> tuple[Any, Any, float]:
    """Triggers in u = today's price ÷ price, ascending; coins; open interest in coins."""
    if crowd == "even":
        return 1 + 2 / leverage / 1_000 * np.arange(1, 1_001), np.full(1_000, 1e-3), 1.0
    cash, size, _ = people(leverage, 1.0, 0.0, 0.0, 20_000, ONE)
    at = -cash / (size[0] * (1 - MAINTENANCE))
    known = at > 0
    u = PRICES[0] / at[known]
    order = np.argsort(u)
    return u[order], size[0][known][order], float(size[0].sum())


@lru_cache(maxsize=256)
def sold_below(crowd: str, leverage: float) -> Any:
    """Coins of the first so many to fall, of the open interest: of none, of one, of two …"""
    _, coins, interest = ladder(crowd, leverage)
    return np.concatenate([[0.0], np.cumsum(coins)]) / interest


def rests(crowd: str, leverage: float, depth: float, shock: float) -> float:
    """The fall in the end, round by round."""
    u, sold = ladder(crowd, leverage)[0], sold_below(crowd, leverage)
    start = level = 1 / (1 - shock)
    taken = 0
    while True:
        reach = int(u.searchsorted(level * (1 + 1e-13), side="right"))
        if reach <= taken:
            return 1 - 1 / level
        taken = reach
        level = start + float(sold[taken]) / depth


@oracle(SLUG, "response", constants=[1, 2])
def response(told: Told, crowd: str, leverage: float, depth: float, shock: float) -> None:
    fall = rests(crowd, leverage, depth, shock)
    assert says(told.sentence, fall) or not shock
    if "jumps from" in told.title:
        at, fell, end = told.title.partition("the fall"), told.title.partition("from"), told.title.partition(" to ")
        assert any(
            says(at[0], r["shock"]) and says(fell[2].partition(" to ")[0], r["fall"]) and says(end[2], r["fall2"])
            for r in told.rows("jumps")
        )
    drawn_response(told, crowd, leverage, depth, shock)
    spot = told.rows("spot")[0]
    assert spot["shock"] == shock
    assert near(spot["fall"], fall, 2e-3 if crowd == "even" else 1e-6)
    books = f"1\u202f% of the price takes {depth:.1f}\u202f% of open interest"
    if crowd == "people":
        a_crowd(told, "20,000 longs", books, leverage=leverage)
    else:
        assert f"lie evenly over the next {200 / leverage:.0f}\u202f% of the inverse price" in told.explain
        assert says(told.explain.partition("2 over the leverage")[2], leverage)
        assert books in told.explain
    if not shock:
        assert told.sentence.startswith("Without a shock the price falls by 0.0\u202f%: nothing follows")
        return
    assert says(told.sentence, fall / shock)
    u, coins, interest = ladder(crowd, leverage)
    lift = 1 / (1 - shock) - 1
    assert says(told.explain.partition("takes the price")[2].partition(" down")[0], shock)
    assert says(told.explain.partition("1/price up by")[2], lift)
    kappa = float(coins[u <= 1 + lift * (1 + 1e-12) + 1e-12].sum()) / interest / depth / lift
    assert says(told.sentence.partition("κ is")[2], kappa)
    assert says(told.explain.partition("forced sales are")[2], kappa)
    # The printed formula gives the printed number.
    found = re.search(
        r"([\d.]+)\u202f% ÷ \(1 − ([\d.]+)\) = ([\d,.]+)\u202f%, which is a price ([\d.]+)\u202f% down", told.explain
    )
    if not found:
        assert kappa >= 0.9994
        assert "foretells no end" in told.sentence
        return
    assert found[0] in told.explain
    assert f"By shock ÷ (1 − κ) it would end {found[4]}\u202f% down." in told.sentence
    top, printed, result, down = (float(x.replace(",", "")) for x in found.groups())
    assert abs(top - 100 * lift) <= 0.00501
    assert printed < 1
    assert abs(top / (1 - printed) - result) <= 0.0501
    assert abs(100 - 100 / (1 + top / (1 - printed) / 100) - down) <= 0.0501
    jumps = told.data["jumps"]
    assert ("No jump" in told.title) == (len(jumps) == 0)
    for row in told.rows("jumps"):
        assert near(row["fall2"], rests(crowd, leverage, depth, row["shock"]), 2e-3)


def mean_kappa(crowd: str, leverage: float, depth: float, shock: float) -> float:
    """What a shock by itself forces, over what the book takes on its way."""
    u, sold = ladder(crowd, leverage)[0], sold_below(crowd, leverage)
    lift = 1 / (1 - shock) - 1
    reach = u.searchsorted((1 + lift) * (1 + 1e-12), side="right")
    return float(sold[reach]) / depth / lift if shock else 0.0


_anywhere = np.random.default_rng(14)


def drawn_response(told: Told, crowd: str, leverage: float, depth: float, shock: float) -> None:
    """The curve, the forecast's line and κ beside them, and the rows of the table."""
    curve, grid = told.data["curve"], np.arange(601) * 0.15 / 600
    assert near(curve["shock"], grid)
    falls = curve["fall"].to_numpy()
    for k in _anywhere.integers(0, 601, 4):
        near_jump = any(abs(row["shock"] - grid[k]) < 0.003 for row in told.rows("jumps"))
        assert near_jump or near(falls[k], rests(crowd, leverage, depth, grid[k]), 2e-3 if crowd == "even" else 1e-6)
    leaps = np.flatnonzero(np.isin(curve["shock"].to_numpy(), told.data["jumps"]["shock"].to_numpy()))
    assert same(curve["run"], np.searchsorted(leaps, np.arange(601), side="right"))
    for k, row in zip(range(0, 601, 20), told.cells, strict=True):
        assert says(row["shock"], grid[k])
        assert says(row["fall"], falls[k])
        assert says(row["κ of the shock"], mean_kappa(crowd, leverage, depth, grid[k]))
    fall, kappa = float(told.data["spot"]["fall"][0]), round(mean_kappa(crowd, leverage, depth, shock), 3)
    lines = told.data["lines"]
    forecast = lines[lines["kind"] == "linear"]
    with np.errstate(divide="ignore"):
        foretold = 1 - 1 / (1 + (1 / (1 - grid) - 1) / max(1 - kappa, 1e-9))
    deepest = max(0.3, 1.08 * float(falls[-1]))
    assert same(lines[lines["kind"] == "none"]["shock"], [0, 0.15])
    assert same(lines[lines["kind"] == "none"]["fall"], [0, 0.15])
    keep = foretold <= deepest
    if kappa < 1:
        assert same(forecast["shock"], grid[keep])
        assert same(forecast["fall"], foretold[keep])
    rules = {"shock": [shock, shock], "shock2": [shock, 0.15], "fall": [0.0, fall], "fall2": [fall, fall]}
    assert all(same(told.data["spot_lines"][column], known) for column, known in rules.items())
    # κ by hundredths of u: what is sold in each over what the book takes there; of the crowd three together.
    edges = np.arange(1.0, 1 / (1 - min(deepest, 0.9)) + 0.01, 0.01)
    u, coins, interest = ladder(crowd, leverage)
    if crowd == "even":
        along = np.where(edges[:-1] < 1 + 2 / leverage - 1e-9, leverage / 2 / depth, 0.0)
    else:
        each = np.histogram(u, edges, weights=coins)[0] / interest / depth / 0.01
        padded = np.concatenate([each[:1], each, each[-1:]])
        along = (padded[:-2] + padded[1:-1] + padded[2:]) / 3
    shown, heights = told.data["kappa_curve"], np.minimum(1 - 1 / edges, deepest)
    assert same(shown["fall"], heights)
    assert np.abs(shown["kappa"][:-1] - along).sum() < 1e-3 * along.sum() + 1e-9
    assert same(told.data["kappa_one"]["kappa"], [1])
    assert same(told.data["kappa_spot"]["fall"], [shock, fall])
    widest = max(1.3, 1.15 * float(shown["kappa"].max()))
    for row in told.rows("kappa_bands"):
        assert near([row["kappa"], row["kappa2"]], [0.0, widest])
        inside = (heights[:-1] > row["fall"] - 1e-9) & (heights[:-1] < row["fall2"] - 1e-9)
        assert inside.any()
        assert (along[inside] > 1 - 1e-6).all()
    count = sum(
        ((r["fall"] - 1e-9 < heights[:-1]) & (heights[:-1] < r["fall2"] - 1e-9)).sum() for r in told.rows("kappa_bands")
    )
    assert abs(int(count) - int((shown["kappa"][:-1] >= 1).sum())) <= 0


@lru_cache(maxsize=1024)
def cliff(leverage: float, shock: float) -> float | None:
    """Depth at which the last place of rest has κ = 1, found by walking on from where news leaves the price.

    Counted in steps of a hundredth of u. What is sold up to a place over the way there is the depth with which a cascade rests
    just there; the least of them so far is the depth at which it rests at all. A cliff is where that must rise again by more
    than a twentieth: a book that thin is run through from the least place to beyond.
    """
    u, sold = ladder("people", leverage)[0], sold_below("people", leverage)[1:]
    start = 1 / (1 - shock)
    least, found, steepest = math.inf, None, 1.0
    steps = 0.01 * np.arange(1, 120)
    depths = (np.interp(start + steps, u, sold, left=0.0) / steps).tolist()
    for k, depth in enumerate(depths, start=1):
        if k == 1 and not depth:
            return None
        least = min(least, depth)
        if depth / least > steepest:
            steepest, found = depth / least, least
    return found if steepest > 1.05 else None


def tabled(told: Told, shock: float, drawn: Any) -> None:
    """Depths in the table: those of the lines within the map, and beyond it as deep as the lines are tested to be."""
    goals = (1.1, 1.5, 2.0, 3.0, 5.0)
    for k, row in enumerate(told.cells):
        leverage, *cells = row.values()
        assert says(leverage, 2 + k)
        for goal, text, inside in zip(goals, cells, drawn[:, k], strict=True):
            said = float(text.rstrip("×").replace(",", ""))
            if 0.7 < inside < 16:
                assert abs(said - inside) <= 0.00501
            else:
                assert (said >= 15.99) == (inside >= 16)
                deep_enough(2.0 + k, said, goal * shock, shock)


@lru_cache(maxsize=8192)
def deep_enough(leverage: float, said: float, goal: float, shock: float) -> None:
    """With a depth a little above the one that is printed a shock ends at its goal, with one a little below beyond it."""
    if said > 0.05 and goal < 0.9:
        assert rests("people", leverage, said * 1.001 + 0.00501, shock) <= goal * 1.01
        assert rests("people", leverage, said * 0.98 - 0.00501, shock) >= goal * 0.99


@oracle(SLUG, "phase", constants=[0.7, 1], loose=["phase_texts.text"])
def phase(told: Told, leverage: float, depth: float, shock: float) -> None:
    fall = rests("people", leverage, depth, shock)
    assert f"A shock of {100 * shock:.1f}\u202f% becomes" in told.sentence
    assert says(told.sentence, fall)
    assert says(told.sentence, fall / shock)
    a_crowd(told, "20,000 longs in BTC", f"a shock of {100 * shock:.1f}\u202f%.", f"yours {depth:.2f}×;")
    assert says(told.explain.partition("leverage, yours")[2].partition("×")[0], leverage)
    assert any(row["text"] == f"you: {fall / shock:.1f}×" for row in told.rows("phase_texts"))
    edge, known = re.search(r"at a depth of ([\d.]+)×", told.sentence), cliff(leverage, shock)
    assert (edge is None) == (known is None)
    assert known is None or f"at a depth of {known:.2f}×" in told.sentence
    # The contours: with the depth drawn a shock ends with at most that multiple, with a little less it goes beyond.
    for row in told.rows("phase_lines")[:: 1 + len(told.data["phase_lines"]) // 5]:
        whole, goal = row["depth"], row["level"] * shock
        if 0.71 < whole < 15.9 and goal < 0.9:
            assert rests("people", row["leverage"], whole * 1.001, shock) <= goal * 1.01
            assert rests("people", row["leverage"], whole * 0.98, shock) >= goal * 0.99
    areas, lines, grid = told.data["phase_areas"], told.data["phase_lines"], [2 + k / 4 for k in range(33)]
    levels = (1.1, 1.5, 2.0, 3.0, 5.0)
    for drawn in (areas, lines):
        assert same(drawn["leverage"], grid * 5)
        assert same(drawn["level"], np.repeat(levels, 33))
    assert same(areas["low"], [0.7] * 165)
    assert same(areas["high"], lines["depth"])
    assert same(told.data["phase_spot"]["leverage"], [leverage])
    assert same(told.data["phase_spot"]["depth"], [depth])
    kappas = dict(zip(told.data["phase_kappa"]["leverage"], told.data["phase_kappa"]["depth"], strict=True))
    assert set(kappas) <= set(grid)
    for x in grid[int(_anywhere.integers(8)) :: 8]:
        found = cliff(x, shock)
        assert (x in kappas) == (found is not None and 0.7 < found < 16)
        assert x not in kappas or near(kappas[x], found, 1e-6)
    tabled(told, shock, lines["depth"].to_numpy().reshape(5, 33)[:, ::4])
    for row in told.rows("phase_texts"):
        if row["text"].endswith(" times"):
            level = float(row["text"].split()[0])
            there = lines[(lines["level"] == level) & (np.abs(lines["leverage"] - row["leverage"]) < 0.01)]
            assert len(there) == 1
            assert (
                abs(math.log(row["depth"] / float(there["depth"].iloc[0]))) < 0.6 or float(there["depth"].iloc[0]) < 1.2
            )
    if not edge:
        assert "no line κ = 1" in told.sentence
        assert "No cliff" in told.title
        return
    line = float(edge[1])
    assert ("below it" in told.sentence) == ("Below the line" in told.title)
    assert ("above it" in told.sentence) == ("Above the line" in told.title)
    assert "a step further" not in told.title
    if abs(line - depth) > 0.01:
        assert ("above it" in told.sentence) == (depth > line)
    assert ("off this map" in told.sentence) == (line < 0.7) or abs(line - 0.7) < 0.006
    assert says(told.title, fall)


# ---- two markets -------------------------------------------------------------------------------------------------------


def forced(crowd: tuple[Any, Any, Any], fall: float, depth: float) -> tuple[float, float]:
    """What a fall of BTC alone liquidates by itself, over what the book takes over such a move: in BTC and in ETH."""
    cash, size, interest = crowd
    after = PRICES * np.array([1 - fall, 1.0])
    hit = cash + after @ size < MAINTENANCE * (after @ np.abs(size))
    lift = 1 / (1 - fall) - 1
    return tuple(float(x) for x in size[:, hit].sum(axis=1) * PRICES / interest / depth / lift)  # type: ignore[return-value]


def whole_matrix(crowd: tuple[Any, Any, Any], fall: float, depth: float) -> list[list[float]]:
    """What a fall of either market alone liquidates by itself, over what the books take over it: ``[of][by]``."""
    cash, size, interest = crowd
    lift, columns = 1 / (1 - fall) - 1, []
    for which in (0, 1):
        after = PRICES * np.array([1 - fall * (which == 0), 1 - fall * (which == 1)])
        hit = cash + after @ size < MAINTENANCE * (after @ np.abs(size))
        columns.append(size[:, hit].sum(axis=1) * PRICES / interest / depth / lift)
    return [[float(columns[by][of]) for by in (0, 1)] for of in (0, 1)]


def radius(matrix: list[list[float]]) -> float:
    """The larger size of the two roots of λ² − (a + d)·λ + (a·d − b·c)."""
    (a, b), (c, d) = matrix
    middle, rest = (a + d) / 2, ((a - d) / 2) ** 2 + b * c
    if rest < 0:
        return math.hypot(middle, math.sqrt(-rest))
    return max(abs(middle + math.sqrt(rest)), abs(middle - math.sqrt(rest)))


def printed(text: str, value: float) -> bool:
    return f"{abs(value):.2f}" in text and (value > -0.005 or f"−{abs(value):.2f}" in text)


@oracle(SLUG, "contagion", constants=[0.05])
def contagion(told: Told, fall: float, who: str, share: float, leverage: float, depth: float) -> None:
    legs, who = ("equal", "together") if who == "equal" else ("people", who)
    outside = PRICES * (1 - fall * np.array([1.0, who == "together"]))
    pushed = f"{'BTC and ETH' if who == 'together' else 'BTC alone'} pushed down by {100 * fall:.0f}\u202f%"
    assert told.subtitle.startswith(pushed)
    held = {"equal": "equal legs", "people": "as people hold them"}[legs]
    each = f"alone by {100 * (fall or 0.05):.0f}\u202f%"
    a_crowd(told, "4,000 traders", each, f"{held}, median", "65\u202f% long", leverage=leverage, depth=depth)
    ended, fed, lasts = {}, {}, []
    for mode, cross in (("cross", share), ("isolated", 0.0)):
        crowd = people(leverage, 0.65, cross, 0.0, 4_000, BOTH, legs == "equal")
        prices, sold = settle(crowd, outside, depth)
        ended[mode] = prices[-1] / PRICES - 1
        fed[mode] = float(sold.sum())
        lines = told.data["lines"]
        for a, symbol in enumerate(BOTH):
            y = lines[(lines["market"] == symbol) & (lines["tone"] == mode)]["y"].to_numpy()
            assert near(y[1 : len(prices) + 1], [p[a] / PRICES[a] - 1 for p in prices])
            assert near(y[len(prices) + 1 :], y[-1])
            assert y[0] == 0
            said = [r["label"] for r in told.rows("ends") if r["market"] == symbol and r["tone"] == mode]
            assert [change(ended[mode][a]) in text for text in said] == [True]
        lasts.append(len(prices) - 1)
        cells = dict(told.table.iloc[int(mode == "cross")])
        matrix = whole_matrix(crowd, fall or 0.05, depth)
        for column, value in {
            "accounts in cross": cross, "BTC in the end": ended[mode][0], "ETH in the end": ended[mode][1],
            "liquidated, of open interest": fed[mode] / float(crowd[2].sum()),
            "K: BTC sold by BTC's fall": matrix[0][0], "K: ETH sold by BTC's fall": matrix[1][0],
            "K: BTC sold by ETH's fall": matrix[0][1], "spectral radius of K": radius(matrix),
        }.items():  # fmt: skip
            assert says(cells[column], value, signed=abs(value) > 0.006), (column, cells[column], value)
        assert int(cells["rounds"]) == len(prices) - 1
        own, other = forced(crowd, fall or 0.05, depth)
        half = (
            told.explain.split("The matrix K in words")[1]
            .partition(" The crowd:")[0]
            .split("without any,")[mode == "isolated"]
        )
        assert printed(half, own)
        assert ("exactly none in ETH" in half) == (other == 0)
        assert other == 0 or "hardly any" in half or printed(half, other)
    for a in range(2):
        assert moved(told.sentence, ended["cross"][a])
        assert moved(told.sentence, ended["isolated"][a]) or "the same" in told.sentence or not any(fed.values())
    last = max(*lasts, 1)
    lines = told.data["lines"]
    assert same(told.data["zero"]["x"], [-1, last])
    assert all(row["x"] == last for row in told.rows("ends"))
    for a, symbol in enumerate(BOTH):
        for tone, known in (("cross", range(-1, last + 1)), ("isolated", range(-1, last + 1)), ("shock", (0, last))):
            part = lines[(lines["market"] == symbol) & (lines["tone"] == tone)]
            assert same(part["x"], known)
            assert tone != "shock" or near(part["y"], outside[a] / PRICES[a] - 1)
    title = told.title
    if "off ETH" in title:
        assert says(title, ended["cross"][1])
    assert "take ETH down by" not in title or says(title, ended["cross"][1])
    if "compartments leave it alone" in title or "compartments nothing" in title:
        assert ended["isolated"][1] == 0
        assert ended["cross"][1] < 0 or re.search(r"0\.0", title)
        assert "With pools" not in title
    if "Nobody" in title:
        assert not any(fed.values())
    if "no difference at all" in title:
        assert near(ended["cross"], ended["isolated"], 1e-9)
    if "hardly any" in title:
        assert np.abs(ended["cross"] - ended["isolated"]).max() < 0.01
    if "absorb" in title:
        assert ended["cross"][0] > ended["isolated"][0]
    if "nothing crosses" in title:
        assert share == 0


@oracle(SLUG, "hedged", constants=[0.05])
def hedged(told: Told, share: float, who: str, fall: float, leverage: float) -> None:
    outside = PRICES * (1 - fall * np.array([1.0, who == "together"]))
    ended, fed = {}, {}
    for mode, cross in (("cross", 1.0), ("isolated", 0.0)):
        crowd = people(leverage, 1.0, cross, share, 2_000)
        prices, sold = settle(crowd, outside, 2.5)
        ended[mode], fed[mode] = prices[-1] / PRICES - 1, float(sold.sum() / crowd[2].sum())
        for a, symbol in enumerate(BOTH):
            assert moved(told.sentence, ended[mode][a])
            dots = [d for d in told.rows("dots") if d["tone"] == mode and d["market"] == symbol]
            assert near(dots[0]["y"], ended[mode][a])
        assert (
            f"{100 * fed[mode]:.0f}\u202f% {'of open interest with pools' if cross else 'with compartments'}"
            in told.explain
        )
        if cross:
            other = forced(crowd, fall or 0.05, 2.5)[1]
    lines, shares = told.data["lines"], [k / 8 for k in range(9)]
    k = int(_anywhere.integers(9))
    assert same(told.data["here"]["x"], [share])
    assert same(told.data["dots"]["x"], [share] * 4)
    assert same(told.data["zero"]["x"], [0, 1])
    for column in ("hedged", "mode"):
        known = [f"{100 * x:.0f}\u202f%" if column == "hedged" else m for m in ("isolated", "cross") for x in shares]
        assert told.table[column].tolist() == known
    for mode, cross in (("isolated", 0.0), ("cross", 1.0)):
        # One other share is played anew at every setting; the rows of the table are the lines' places.
        crowd = people(leverage, 1.0, cross, shares[k], 2_000)
        prices, sold = settle(crowd, outside, 2.5)
        rows = [row for row in told.cells if row["mode"] == mode]
        assert says(rows[k]["liquidated, of open interest"], float(sold.sum() / crowd[2].sum()))
        assert says(rows[k]["K: ETH sold by BTC's fall"], forced(crowd, fall or 0.05, 2.5)[1])
        for a, symbol in enumerate(BOTH):
            part = lines[(lines["market"] == symbol) & (lines["tone"] == mode)]
            assert same(part["x"], sorted({*shares, share}))
            at = dict(zip(part["x"].round(9), part["y"], strict=True))
            assert near(at[shares[k]], prices[-1][a] / PRICES[a] - 1)
            assert near(at[round(share, 9)], ended[mode][a])
            assert all(says(row[f"{symbol} in the end"], at[x]) for row, x in zip(rows, shares, strict=True))
    for a, symbol in enumerate(BOTH):
        part = lines[(lines["market"] == symbol) & (lines["tone"] == "shock")]
        assert same(part["x"], [0, 1])
        assert near(part["y"], outside[a] / PRICES[a] - 1)
    pushed = f"{'BTC and ETH' if who == 'together' else 'BTC alone'} pushed down by {100 * fall:.0f}\u202f%"
    assert told.subtitle.startswith(pushed)
    a_crowd(told, "2,000 traders", f"alone by {100 * (fall or 0.05):.0f}\u202f%", leverage=leverage, depth=2.5)
    assert ("no pool to trade ETH" in told.explain) == (other == 0)
    if other:
        assert ("pools sell ETH" in told.explain) == (other > 0)
        assert ("pools buy back ETH" in told.explain) == (other < 0)
        assert "hardly any" in told.explain or printed(told.explain, abs(other))
    title = told.title
    if "BTC ends at" in title or "take BTC to" in title:
        assert moved(title, ended["isolated" if "take BTC to" in title else "cross"][0], 0)
        assert ", not" not in title or moved(title.partition(", not")[2], ended["isolated"][0], 0)
    if "ETH up by" in title or title.endswith("down"):
        assert says(title, ended["cross"][1])
    if "Nobody is liquidated" in title:
        assert not any(fed.values())
    if "in one pool nobody" in title:
        assert not fed["cross"]
        assert share == 1 or fed["isolated"]
    if "buy ETH up" in title:
        assert ended["cross"][1] > 0
    if "sell more ETH" in title:
        assert ended["cross"][1] < 0
    if "soften" in title:
        assert ended["cross"][0] > ended["isolated"][0]


# ---- a late feed -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def late(lag: int, passed: float, averaged: float, speed: float, depth: float) -> tuple[float, float]:
    """Accounts closed and bad debt in the end."""
    return late_path(lag, passed, averaged, speed, depth)[:2]


@lru_cache(maxsize=256)
def late_path(
    lag: int, passed: float, averaged: float, speed: float, depth: float
) -> tuple[float, float, float, list[tuple[float, float, float]]]:
    """Accounts closed, bad debt, what was sold, and (outside, mark, perp) minute by minute, reading every account each time."""
    cash, size, interest = people(6.0, 0.6, 0.0, 0.0, 1_500, ONE)
    cash, size = cash.copy(), size[0].copy()
    slope = size - MAINTENANCE * np.abs(size)
    path, now = [], 1.0
    while now > 0.82 + 1e-12:
        now = max(now * (1 - speed), 0.82)
        path.append(60_000 * now)
    path += [60_000 * 0.82] * 12
    seen = [60_000.0] * lag + path
    book = depth * float(interest[0])
    skew = premium = owed = forced_ = 0.0
    closed, seen_ = 0, [(1.0, 1.0, 1.0)]
    for minute, price in enumerate(path):
        while True:
            perp = 1 / (1 / price + skew)
            index = 1 / (1 / seen[minute] + passed * skew)
            leaning = premium + (perp / index - 1 - premium) / averaged
            mark = index * (1 + min(max(leaning, -0.05), 0.05))
            hit = np.flatnonzero(cash + slope * mark < 0)
            if not len(hit):
                break
            coins = float(size[hit].sum())
            after = 1 / (1 / perp + coins / book)
            mean = math.log(perp / after) / (1 / after - 1 / perp) if coins else perp
            owed += float(np.maximum(-(cash[hit] + size[hit] * mean), 0).sum())
            closed += len(hit)
            forced_ += mean * float(np.abs(size[hit]).sum())
            cash[hit] = size[hit] = slope[hit] = 0.0
            skew += coins / book
        premium = leaning
        seen_.append((price / 60_000, mark / 60_000, perp / 60_000))
    return closed / len(cash), owed / float(interest[0]), forced_ / float(interest[0]), seen_


@oracle(SLUG, "oracle", constants=[8], loose=["ends.label", "tags.label"])
def feed(told: Told, lag: float, passed: float, averaged: float, speed: float, depth: float) -> None:
    chosen = round(lag)
    asked = {k: late(k, passed, averaged, speed, depth) for k in {0, chosen, 8}}
    accounts, debt = asked[chosen]
    other = asked[0 if chosen else 8]
    a_crowd(told, "1,500 accounts", "60\u202f% long", "by 5\u202f% at most", leverage=6, depth=depth)
    assert f"BTC falls {100 * speed:.1f}\u202f% a minute" in told.explain
    assert told.subtitle.startswith("BTC falls 18\u202f% and stays there")
    assert says(told.sentence, accounts)
    assert f"{100 * debt:.2f}\u202f%" in told.sentence
    assert f"{100 * other[1]:.2f}\u202f%" in told.sentence
    tail = told.sentence.partition("Without delay" if chosen else "late it would be")[2]
    assert f" {100 * other[0]:.0f}\u202f% and" in tail
    bars = {row["lag"]: row for row in told.rows("bars")}
    most = max(float(p.rstrip("%").strip()) for p in told.table["bad debt, of open interest"]) / 100
    crowded = max(
        abs(row["accounts"]) / max(abs(r["accounts"]) for r in told.rows("bars")) for row in told.rows("bars")
    )
    assert crowded == 1
    assert [row["chosen"] for row in told.rows("bars")] == [k == chosen for k in range(9)]
    assert [row["lag"] for row in told.rows("bars")] == list(range(9))
    assert same(told.table["minutes late"], range(9))
    # The lines of the chosen feed, minute by minute, and the rows of it and of one other, drawn anew at every setting.
    path = np.array(late_path(chosen, passed, averaged, speed, depth)[3]).T - 1
    lines = told.data["lines"]
    for tone, line in zip(("outside", "mark", "perp"), path, strict=True):
        part = lines[lines["tone"] == tone]
        assert same(part["x"], range(len(line)))
        assert near(part["y"], line, 1e-9)
        (name,) = (row["label"] for row in told.rows("ends") if row["tone"] == tone)
        assert name.endswith(change(line[-1]))
    assert same(told.data["end"]["x"], [path.shape[1] - 1])
    most_of_all = max(float(p.rstrip("%").strip()) for p in told.table["accounts liquidated"]) / 100
    for k in {chosen, int(_anywhere.integers(9))}:
        row = dict(told.table.iloc[k])
        who, owed, forced_, seen_ = late_path(k, passed, averaged, speed, depth)
        assert says(row["accounts liquidated"], who)
        assert says(row["sold, of open interest"], forced_)
        assert says(row["bad debt, of open interest"], owed)
        assert row["perp's low"] == change(min(perp for *_, perp in seen_) - 1)
        assert abs(-bars[k]["accounts"] * most_of_all - who) < 0.002
    # What is drawn of every feed is what its row says.
    for k, row in enumerate(told.cells):
        assert abs(bars[k]["debt"] * most - numbers(row["bad debt, of open interest"])[0][0]) < 1.1e-4
        assert abs(-bars[k]["accounts"] * most_of_all - numbers(row["accounts liquidated"])[0][0]) < 0.0011
    for row in told.rows("tags"):
        who, owed = late(int(row["lag"]), passed, averaged, speed, depth)
        assert says(row["label"], who if row["below"] else owed)
    for k, (who, owed) in asked.items():
        assert near(bars[k]["debt"] * most, owed, 1e-3)
        assert says(told.table["accounts liquidated"].iloc[k], who)
    if chosen:
        assert told.title.startswith(f"{chosen} minute")
        assert told.sentence.startswith(f"With the feed {chosen} min late")
        assert f"{100 * debt:.2f}\u202f%" in told.title
        assert ("grows" in told.title) == (debt > asked[0][1] and f"{100 * debt:.2f}" != f"{100 * asked[0][1]:.2f}")
        assert ", not" not in told.title or f"not {100 * asked[0][0]:.0f}\u202f%" in told.title
        assert says(told.title.partition("late:")[2], accounts)
        assert "from" not in told.title or f"from {100 * asked[0][1]:.2f}\u202f%" in told.title
        assert ("not" in told.title) == (f"{100 * accounts:.0f}" != f"{100 * asked[0][0]:.0f}")
    else:
        assert says(told.title, accounts)
        assert says(told.title.partition("bad debt")[2], debt)
    delayed, prompt = asked[chosen or 8], asked[0]
    if "Delay spares some" in told.sentence:
        assert delayed[0] < prompt[0]
    if "later, at lower prices" in told.sentence:
        assert delayed[1] >= prompt[1]


# ---- funding, then the fall --------------------------------------------------------------------------------------------


class Settlements:
    """A crowd and your accounts, settlement by settlement: value of the pool and its twin, rates, lows of BTC, who was closed."""

    def __init__(self, rate: float, leverage: float, spike: bool) -> None:
        cash, size, _ = people(5.0, 0.6, 0.5, 0.0, 2_000)
        coins, each = 10_000 / PRICES, 10_000 / leverage - 10_000
        self.rate, self.spike = rate, spike
        self.cash = np.concatenate([[2 * each, each, each], cash])
        self.size = np.concatenate([[[coins[0], coins[0], 0], [coins[1], 0, coins[1]]], size], axis=1)
        interest = np.maximum(np.maximum(self.size, 0).sum(axis=1), np.maximum(-self.size, 0).sum(axis=1)) * PRICES
        self.book, self.spot = 4 * interest, PRICES / (1.02 if spike else 1.0)
        self.skew, self.closed = 1 / PRICES - 1 / self.spot, np.zeros(len(self.cash), bool)
        self.values = [self.cash[:3] + PRICES @ self.size[:, :3]]
        self.rates: list[float] = []
        self.lows: list[float] = []
        self.broken: int | None = None
        # What a dollar more of each price does to equity less requirement.
        self.slope = self.size - MAINTENANCE * np.abs(self.size)

    def go_on(self, outside: Any, count: int) -> None:
        """So many settlements with these prices outside."""
        cash, size, slope = self.cash, self.size, self.slope
        for k in range(len(self.lows) + 1, len(self.lows) + 1 + count):
            while True:
                perp = 1 / (1 / outside + self.skew)
                hit = np.flatnonzero(cash + perp @ slope < 0)
                if not len(hit):
                    break
                self.broken = k if self.broken is None and hit[0] == 0 else self.broken
                self.closed[hit] = True
                mine = size.take(hit, axis=1)
                sold = mine.sum(axis=1)
                after = 1 / (1 / perp + sold / self.book)
                mean = np.array(
                    [
                        p if s == 0 else math.log(p / a) / (1 / a - 1 / p)
                        for p, a, s in zip(perp, after, sold, strict=True)
                    ]
                )
                self.skew = self.skew + sold / self.book
                left = np.maximum(cash[hit] + mean @ mine, 0)
                cash[hit] = left - np.minimum(FEE * (mean @ np.abs(mine)), left)
                size[:, hit] = slope[:, hit] = 0.0
            if self.spike:
                paid = np.clip(perp / outside - 1, -self.rate, self.rate)
                cash -= (perp * paid) @ size
                self.rates.append(float(paid[0]))
            self.lows.append(float(perp[0]))
            self.values.append(cash[:3] + perp @ size[:, :3])


@lru_cache(maxsize=8)
def days_before(rate: float, days: int, leverage: float, spike: bool) -> Settlements:
    """The days before the fall, which know nothing of it: who goes on from here does so in a copy."""
    told = Settlements(rate, leverage, spike)
    told.go_on(told.spot, 3 * days)
    return told


@lru_cache(maxsize=512)
def lived(
    rate: float, days: int, fall: float, leverage: float, who: str, spike: bool
) -> tuple[Any, Any, int | None, float, float, float]:
    """By settlement: value of the pool and its twin; rates; when the pool fell; the low of BTC from the fall on, and who was
    closed before; its low in all.
    """
    told = deepcopy(days_before(rate, days, leverage, spike))
    before = float(told.closed[3:].mean()) if days else 0.0
    told.go_on(told.spot * (1 - fall * np.array([1.0, who == "together"])), 4)
    worth = np.maximum(np.array(told.values), 0) / (20_000 / leverage)
    lows = told.lows
    start = lows[3 * days - 1] if days else PRICES[0]
    lowest = min(PRICES[0], *lows) / PRICES[0] - 1
    return worth, np.array(told.rates), told.broken, min(start, *lows[3 * days :]) / start - 1, before, lowest


@oracle(SLUG, "funding", constants=[8, 2025], loose=["printed.label", "ends.label"])
def funding(told: Told, leverage: float, rate: float, days: float, fall: float, who: str) -> None:
    whole = round(days)
    spiked = rate > 0 and whole > 0
    spike = lived(rate, whole, 0.0, leverage, who, spiked)
    alone = lived(0.0, whole, fall, leverage, who, False)
    both = lived(rate, whole, fall, leverage, who, spiked)
    left = float(both[0][-1, 0])
    assert says(told.sentence, left)
    taken = 1 - both[0][3 * whole, 0]
    word = "have taken" if taken > -0.005 else "have added"
    assert says(told.sentence.partition(word)[2].partition("of your")[0], taken)
    apart = told.sentence.partition("in compartments with")[2].partition(".")[0]
    assert says(apart.partition("in BTC")[0], both[0][-1, 1])
    assert says(apart.partition("in BTC")[2], both[0][-1, 2])
    assert says(told.explain.partition("never went below")[2], 0.0)
    a_crowd(
        told,
        "2,000 accounts",
        f"pushed down by {100 * fall:.0f}\u202f%.",
        f"; {whole} days at most",
        leverage=5,
        depth=4,
    )
    assert says(told.explain.partition("You trade at")[2].partition("×")[0], leverage)
    assert says(told.explain.partition("days at most")[2].partition("%")[0] + "%", rate)
    lines = told.data["lines"]
    for tone, history in (("spike", spike), ("fall", alone), ("both", both)):
        assert near(lines[lines["tone"] == tone]["y"], history[0][:, 0], 1e-7)
    assert near(lines[lines["tone"] == "isolated"]["y"], both[0][:, 1:].sum(axis=1), 1e-7)
    last = len(both[0]) - 1
    assert all(same(lines[lines["tone"] == tone]["x"], [k / 3 for k in range(last + 1)]) for tone in set(lines["tone"]))
    values = {"spike": spike[0][-1, 0], "fall": alone[0][-1, 0], "isolated": both[0][-1, 1:].sum(), "both": left}
    assert all(row["label"].endswith(f"{100 * values[row['tone']]:.0f}\u202f%") for row in told.rows("ends"))
    fallen = [h for h in (spike, alone, both) if h[2] is not None]
    assert same(told.data["crosses"]["x"], [h[2] / 3 for h in fallen])
    assert near(told.data["crosses"]["y"], [h[0][h[2], 0] for h in fallen])
    assert same(told.data["end"]["x"], [last / 3])
    assert same(told.data["end"]["fall"], [whole])
    assert same(told.data["zero"]["x"], [0, last / 3])
    assert same(told.data["zero"]["y"], [0, 0])
    assert same(told.data["rates"]["x"], [k / 3 for k in range(1, last + 1)])
    assert near(told.data["rates"]["y"], both[1] if spiked else np.zeros(last), 1e-9)
    known = [event.markets["BTC"].funding for event in EVENTS.values()]
    assert same(told.data["extremes"]["at"], known)
    assert same(told.data["extremes"]["x"], [last / 3] * len(known))
    names = told.rows("printed")[1:]
    assert same(told.data["extremes"]["to"], [row["x"] for row in names])
    assert same(told.data["extremes"]["y"], [row["y"] for row in names])
    for row, day, value in zip(names, EVENTS, known, strict=True):
        assert row["label"] == f"{np.datetime64(day).astype(object):%b %Y}\n{change(value, 3).replace('+', '')}"
    for row, history in zip(told.cells, (spike, alone, both), strict=True):
        assert says(row["pool in the end"], history[0][-1, 0])
        assert says(row["compartments in the end"], history[0][-1, 1:].sum())
        assert row["pool liquidated"] == ("no" if history[2] is None else f"day {history[2] / 3:.1f}")
        assert row["BTC's lowest"] == change(history[5])
        assert says(row["lowest rate"], float(history[1].min()) if len(history[1]) else 0.0, signed=True)
    # The fall without funding has one value, whatever the rate and the days.
    if fall:
        again = lived(0.0, 1, fall, leverage, who, False)
        assert near(alone[0][-1], again[0][-1])
        assert moved(told.explain, again[3])
    dead = {name for name, h in (("spike", spike), ("fall", alone), ("both", both)) if h[2] is not None}
    title = told.title
    assert ("Funding alone breaks" in title) == ("spike" in dead)
    if "fall alone breaks" in title:
        assert "fall" in dead
    if "it survives the fall;" in title:
        assert dead == {"both"}
    if "survives even both" in title:
        assert not dead
        assert fall > 0
        assert spiked
    if "No funding before it" in title:
        assert not spiked
    if "after the spike, which had closed others first, it survives" in title:
        assert both[2] is None
        assert both[4] > 0
    if spiked:
        before = both[1][: 3 * whole]
        assert f"paid at {int((before > 0).sum())} of {len(before)} settlements" in told.explain
        got = int((before < 0).sum())
        assert ("were paid at none" in told.explain) == (got == 0)
        assert ("Forced sales turned the rate" in told.sentence) == (got > 0)
        if got:
            assert f"at {got} settlement{'s' * (got != 1)} the longs that were left were paid." in told.sentence
            assert "forced sales turned the premium" in told.explain
            assert f"and at {got} the longs that were left were paid" in told.explain
            assert both[4] > 0
            assert says(told.explain.split("closed")[1], both[4])
        if fall:
            assert moved(told.explain.partition("after the spike at")[2], both[3])
            deeper = both[3] - alone[3]
            word = "deeper" if deeper < -0.005 else "less deep" if deeper > 0.005 else "about as deep"
            assert word in told.explain or abs(abs(deeper) - 0.005) < 1e-6
    else:
        assert "longs paid" not in told.explain
        assert "turned the rate" not in told.sentence
    crosses = told.data["crosses"]
    assert len(crosses) == len(dead)


# ---- the player --------------------------------------------------------------------------------------------------------

FILM = {
    "tick": "tick", "round": "round", "perp": "perp", "mark": "mark", "index": "index", "depth": "depth",
    "longs": "longs", "shorts": "shorts", "deleveraged": "handed", "insurance": "fund", "socialised": "socialised",
}  # fmt: skip


@dataclass(frozen=True)
class Reel:
    """A film of the reference: its rounds, who held how much in the beginning, and the price that closes each."""

    rounds: list[Round]
    interest: float
    depth: float
    held: Any
    triggers: Any
    signed: Any

    def line(self, name: str) -> Any:
        """A price or a sum of the first market after every round, shape (rounds,)."""
        return np.array([float(np.ravel(getattr(r, name))[0]) for r in self.rounds])

    def stands(self, count: int) -> dict[str, float]:
        """What is left and what is gone after so many rounds, as shares."""
        if not count:
            return {"depth": 1.0, "fund": 1.0, "sold": 0.0, "bought": 0.0, "handed": 0.0, "shared": 0.0}
        now = self.rounds[count - 1]
        sums = {"sold": now.longs[0], "bought": now.shorts[0], "handed": now.handed[0], "shared": now.socialised}
        return {
            "depth": float(now.depth[0] / self.depth),
            "fund": now.fund / (0.003 * self.interest),
            **{name: float(usd) / self.interest for name, usd in sums.items()},
        }


@lru_cache(maxsize=64)
def reel(shock: float, leverage: float, depth: float, way: str) -> Reel:
    """The news in five ticks and nine more, round by round, by :mod:`tests.oracles.exchange`."""
    rows = drawn_rows(leverage, 0.65, 0.0, 0.0, 5_000, ONE)
    interest = people(leverage, 0.65, 0.0, 0.0, 5_000, ONE)[2]
    path = 60_000 * np.array([[(1 - shock) ** min(k / 5, 1)] for k in range(15)])
    terms = Terms(depth * interest, 8, 6, 5, 0.003 * float(interest[0]), way == "queue", 0.5, 0.4, 0.05)
    cash, sizes = and_you(rows.cash, rows.size, 1.0)
    entry = np.concatenate([rows.entry, [[60_000.0]]], axis=1)
    rounds = list(played(cash, sizes, entry, path, terms, keep=True))
    # Equity cash + q·P meets 1 % of |q|·P.
    size = sizes[0]
    return Reel(
        rounds,
        float(interest[0]),
        depth * float(interest[0]),
        np.abs(size),
        -cash / (size - MAINTENANCE * np.abs(size)),
        size,
    )


WHO = "1 BTC on $6,000"


def your_turn(film: Reel, now: int) -> str:
    """What the sentence says of you after so many rounds: your long is the last account."""
    gone = next((k for k, r in enumerate(film.rounds) if r.left[-1] == 0), None)
    if gone is not None and gone < now:
        there = film.rounds[gone]
        # The price only falls until then: whoever has no longs left was closed; shorts may have been taken over.
        closed = int(((there.left == 0) & (film.signed > 0)).sum())
        where = f"in tick {there.tick}, round {there.round}"
        return f"You ({WHO}) are closed {where}, among the first {closed:,} of {len(film.held):,} accounts."
    if now == len(film.rounds) and gone is None:
        return f"You ({WHO}) come through."
    if now and film.rounds[now - 1].socialised > 0:
        return f"You ({WHO}, the blue dot) are still open, with less than you brought."
    # 6,000 + P − 60,000 = P/100.
    return f"You ({WHO}, the blue dot) are closed when the mark falls to ${54_000 / 0.99:,.0f}."


@oracle(SLUG, "player", constants=[1, 0.01, 6_000], loose=["film_names.label"])
def player(told: Told, shock: float, leverage: float, depth: float, way: str, step: float) -> None:
    """Every figure of the frame, and every row of the film, from accounts closed one round after another."""
    film = reel(shock, leverage, depth, way)
    count = len(film.rounds)
    lines = {k: film.line(k) for k in ("perp", "mark", "index", "news")}
    assert len(told.table) == count
    for column, mine in FILM.items():
        assert near(told.table[column], film.line(mine), 0.00501), column
    now = min(round(step), count)
    here = {k: float(line[now - 1]) if now else 60_000.0 for k, line in lines.items()}
    stands = film.stands(now)
    drawn_film(told, film, now, lines, here)
    for row, name in zip(told.rows("gauge"), ("depth", "fund", "sold", "bought", "handed"), strict=True):
        assert near(row["share"], min(stands[name], 1.0), 1e-6), name
        assert f"{100 * stands[name]:.0f}\u202f%" == row["label"], name
    assert f"{len(film.held) - 1:,} accounts in BTC, 65\u202f% of them long" in told.explain
    assert says(told.explain.partition("median leverage")[2].partition("×")[0], leverage)
    assert f"takes {depth:.1f}\u202f% of open interest" in told.explain
    if not now:
        assert told.explain.startswith("Price, mark and index stand at $60,000.")
        assert "The fuse is laid" in told.title
        assert told.sentence.endswith(f"dotted line, in {count} rounds. {your_turn(film, 0)}")
        return
    said_of_film(told, film, now, here)


def said_of_film(told: Told, film: Reel, now: int, here: dict[str, float]) -> None:
    """The sentence clause by clause, and the title by the condition that it asserts."""
    count, stands, frame = len(film.rounds), film.stands(now), film.rounds[now - 1]
    fall, pushed = 1 - here["perp"] / 60_000, 1 - here["news"] / 60_000
    gap = here["perp"] / here["mark"] - 1
    sold = stands["sold"] + stands["bought"]
    off = "at" if abs(gap) < 5e-4 else f"{100 * abs(gap):.1f}\u202f% {'below' if gap < 0 else 'above'}"
    holds = "The insurance fund is empty"
    if stands["fund"] > 0.005:
        holds = f"The insurance fund holds {100 * stands['fund']:.0f}\u202f% of what it began with"
    mine = [holds]
    if stands["handed"] > 5e-4:
        mine.append(f"winners gave up {100 * stands['handed']:.1f}\u202f% of open interest")
    if stands["shared"] > 5e-4:
        mine.append(f"and {100 * stands['shared']:.1f}\u202f% of open interest was taken from everyone's equity")
    assert told.sentence == (
        f"News alone: {change(-pushed)}. The perpetual: {change(-fall)}."
        f" Forced sales and purchases so far: {100 * sold:.1f}\u202f% of open interest. {your_turn(film, now)}"
    )
    assert told.explain.startswith(
        f"Tick {frame.tick}, {f'round {frame.round}' if frame.round else 'a new price'}: the perpetual stands {off} its mark."
        f" {', '.join(mine)}. You are the BTC leg of your account."
    )
    assert told.rows("wall_you")[0]["state"] == ("gone" if "are closed in" in your_turn(film, now) else "waiting")
    title, lowest = told.title, 1 - float(film.line("perp").min()) / 60_000
    if now == count:
        assert ("no cascade" in title) == (lowest < 1.05 * shock_of(film))
        assert says(title, pushed)
        if "times as much" in title:
            assert f"{100 * lowest:.1f}\u202f%" in title
            assert f"{lowest / pushed:.1f} times as much" in title
    elif "handed to winners" in title:
        assert stands["handed"] > film.stands(now - 1)["handed"]
    else:
        assert says(title, fall)
        assert ("nobody has been liquidated" in title) == (sold + stands["handed"] < 1e-4)
        assert ("forced sales have made it" in title) == (fall - pushed > 0.002 and sold + stands["handed"] >= 1e-4)
        assert "forced sales" not in title or says(title.partition(";")[0], pushed)


def shock_of(film: Reel) -> float:
    return 1 - float(film.rounds[-1].news[0]) / 60_000


def drawn_film(told: Told, film: Reel, now: int, lines: dict[str, Any], here: dict[str, float]) -> None:
    """The lines and heads, and the wall: who waits, who goes in this round, who is gone, by the price that closes him."""
    drawn = told.data["film_lines"]
    for kind, name in {"perp": "perp", "mark": "mark", "index": "index", "shock": "news"}.items():
        seen = drawn[drawn["kind"] == kind]
        whole = np.concatenate([[60_000.0], lines[name]])
        at = np.arange(len(whole)) if kind == "shock" else np.minimum(np.arange(len(whole)), now)
        assert np.array_equal(seen["round"], at)
        assert near(seen["price"], whole[at], 1e-9)
    for row in told.rows("film_heads"):
        assert row["round"] == now
        assert near(row["price"], here[row["kind"]], 1e-9)
    names = {row["kind"]: row["label"] for row in told.rows("film_names")}
    if now == 0:
        assert names.keys() == {"perp", "shock"}
        assert names["perp"].startswith("all three prices")
        assert len(set(here.values())) == 1
    for kind in names.keys() - {"shock"}:
        assert says(names[kind], here[kind])
    assert near(told.rows("wall_mark")[0]["price"], here["mark"], 1e-9)
    assert [row["round"] for row in told.rows("film_now")] == [now]
    wall = told.data["film_wall"]
    first = wall[wall["state"] == "waiting"]
    edges = np.append(first["low"].to_numpy(), first["high"].to_numpy()[-1])
    assert edges[0] < lines["perp"].min()
    assert edges[-1] >= max(lines["perp"].max(), 60_000.0) - 1e-6
    sizes = [film.held, *(np.abs(r.left) for r in film.rounds)]
    start, before, waits = (
        np.histogram(film.triggers, edges, weights=sizes[k])[0] * 60_000 / film.interest
        for k in (0, max(now - 1, 0), now)
    )
    for state, low, high in (("waiting", 0 * waits, waits), ("now", waits, before), ("gone", before, start)):
        mine = wall[wall["state"] == state]
        assert near(mine["low"], edges[:-1], 1e-12)
        assert near(mine["high"], edges[1:], 1e-12)
        assert near(mine["share"], low, 1e-6)
        assert near(mine["share2"], high, 1e-6)


# ---- five crashes ------------------------------------------------------------------------------------------------------

OF_CRASH = {
    "fall of the perpetual": "fall", "its low beneath spot's": "spot", "its low beneath the mark's": "mark",
    "lowest funding rate, 8 h": "rate", "liquidated share of open interest": "liquidated share",
    "fall of open interest": "open interest fall", "longs among the liquidated": "long share of liquidations",
    "depth gone at the worst": "depth fall", "liquidated within 40 minutes": "share within 40 minutes",
    "first deleveraging after": "first deleveraging after",
}  # fmt: skip


@lru_cache(maxsize=256)
def crash_run(name: str, leverage: float, depth: float, draw: int) -> dict[str, Any]:
    """The model's figures of one crash, by :mod:`tests.oracles.exchange`, on the reconstruction that the screen names."""
    found = EVENTS[name]
    rng = np.random.default_rng([14, draw])
    path = found.paths(rng, kind="spot", step=300).prices[:, :, 0]
    opens = np.array([crash.spot_open for crash in found.markets.values()])
    # What the label of the picture promises of it.
    assert near(path[0], opens, 1e-12)
    assert near(path.min(axis=0), [crash.spot_low for crash in found.markets.values()], 1e-12)
    markets = [Market(s, 0.02, MAINTENANCE, liquidation_fee=FEE) for s in found.markets]
    rows = population(rng, 20_000, markets, path[0], leverage=leverage, long_share=0.55, cross_share=0.5)
    longs, shorts = np.maximum(rows.size, 0).sum(axis=1), np.maximum(-rows.size, 0).sum(axis=1)
    interest = np.maximum(longs, shorts) * path[0]
    whole = float(interest.sum())
    # Impact comes back in half an hour, depth in an hour: 6 and 12 ticks; funding every 96.
    terms = Terms(depth * interest, 6, 12, 20, 0.002 * whole, True, 0.0, 0.3, 0.05, 96, 0.003)
    rounds = list(played(rows.cash, rows.size, rows.entry, path, terms))
    low = {k: np.min([getattr(r, k) for r in rounds], axis=0) for k in ("perp", "mark")}
    thin = float((np.min([r.depth for r in rounds], axis=0) / terms.depth).min())
    lowest_rate = np.minimum(np.min([r.rate for r in rounds], axis=0), 0.0)
    # What is liquidated is counted from the start, so the last round of a tick knows of all before it.
    ends: dict[int, Round] = {r.tick: r for r in rounds}
    taken = {tick: float(r.handed.sum()) for tick, r in ends.items()}
    gone = {tick: float((r.longs + r.shorts).sum()) + taken[tick] for tick, r in ends.items()}
    first = next((tick for tick, usd in gone.items() if usd > 0), None)
    handed = next((tick for tick, usd in taken.items() if usd > 0), None)
    done = np.array([0.0, *gone.values()])
    later = np.concatenate([done[8:], np.full(min(8, len(done)), done[-1])])[: len(done)]
    last = ends[len(path) - 1]
    fall = {k: 1 - v / opens for k, v in low.items()}
    news = 1 - path[1:].min(axis=0) / opens
    return {
        "spot": fall["perp"] - news, "fall": fall["perp"], "mark": fall["perp"] - fall["mark"], "rate": lowest_rate,
        "liquidated share": done[-1] / whole, "open interest fall": done[-1] / whole,
        "long share of liquidations": float(last.longs.sum() / (last.longs + last.shorts).sum()),
        "depth fall": 1 - thin,
        "share within 40 minutes": float((later - done).max() / done[-1]),
        "first deleveraging after": math.nan if handed is None else 300.0 * (handed - first),
        "perp by tick": np.array([r.perp for r in ends.values()]), "news": path[1:],
    }  # fmt: skip


def published_of(found: Any, crash: Any) -> dict[str, float]:
    """What was published, as the comparison wants it."""
    perp, spot, mark = (
        1 - low / begin
        for low, begin in ((crash.low, crash.open), (crash.spot_low, crash.spot_open), (crash.mark_low, crash.open))
    )
    return {"fall": perp, "spot": perp - spot, "mark": perp - mark, "rate": crash.funding} | {
        f.name: f.value for f in found.figures if f.name in OF_CRASH.values()
    }


def in_words(value: float, quantity: str) -> str:
    if math.isnan(value):
        return "never"
    if "after" in quantity:
        return f"{value:.0f} s" if value < 600 else f"{value / 60:,.0f} min"
    digits = 3 if quantity == "rate" else 1
    shown = f"{abs(100 * value):.{digits}f}"
    return f"{'−' if value < 0 and float(shown) else ''}{shown}\u202f%"


def grain(quantity: str) -> float:
    return 1.0 if "after" in quantity else 1e-4 if quantity == "rate" else 0.005


def verdict(quantity: str, published: float, model: float) -> str:
    if math.isnan(model):
        return "missing"
    if abs(model - published) <= max(0.25 * abs(published), grain(quantity)):
        return "close"
    if "after" in quantity:
        return "too late" if model > published else "too early"
    return "too much" if abs(model) > abs(published) else "too little"


@oracle(SLUG, "events", constants=[8], loose=["pairs.words", "pairs.name", "pairs.verdict", "ends.label"])
def crashes(told: Told, name: str, market: str, leverage: float, depth: float, draw: int) -> None:
    """Published figures from the catalogue, the model's from accounts closed round by round, verdicts by the stated rule."""
    found = EVENTS[name]
    crash, a = found.markets[market], list(found.markets).index(market)
    run, known = crash_run(name, leverage, depth, draw), published_of(found, found.markets[market])
    table = told.cells
    assert [OF_CRASH[row["quantity"]] for row in table] == [q for q in OF_CRASH.values() if q in known]
    verdicts, dots = {}, []
    for k, row in enumerate(table):
        quantity = OF_CRASH[row["quantity"]]
        published, model = known[quantity], float(np.ravel(run[quantity])[a if np.ndim(run[quantity]) else 0])
        verdicts[quantity] = verdict(quantity, published, model)
        assert row["published"] == in_words(published, quantity)
        assert row["model"] == in_words(model, quantity), quantity
        assert row["verdict"] == verdicts[quantity]
        assert row["market"] == (market if np.ndim(run[quantity]) else "all")
        figure = next((f for f in found.figures if f.name == quantity), None)
        assert (row["source"], row["grade"]) == (
            (figure.source, figure.grade) if figure else ("public hourly bars", "D")
        )
        pair, ruled = told.rows("pairs")[k], verdicts[quantity]
        told_times = ""
        if ruled == "missing":
            aim = 0.0
        elif published * model > 0:
            low, high = (math.log10(0.75), math.log10(1.25)) if ruled == "close" else (-1.0, 1.0)
            aim = min(max(math.log10(model / published), low), high)
            often = model / published
            told_times = "" if ruled == "close" else ": under 0.1×" if often < 0.1 else f": {float(f'{often:.2g}'):,g}×"
        else:
            aim = 0.0 if ruled == "close" else 1.0 if abs(model) > abs(published) else -1.0
        dots += [(k, "published", 0.0)]
        dots += [] if math.isnan(model) else [(k, "model", aim)]
        assert near((pair["x"], pair["x2"]), (min(aim, 0), max(aim, 0)), 1e-6)
        assert pair["verdict"] == ruled + told_times
        assert pair["off"] == (ruled != "close")
        said = f"{in_words(published, quantity)} ({row['grade']}), model {in_words(model, quantity)}"
        assert (pair["name"], pair["words"]) == (row["quantity"], said)
    assert [(row["row"], row["tone"]) for row in told.rows("points")] == [(k, tone) for k, tone, _ in dots]
    assert near([row["x"] for row in told.rows("points")], [x for _, _, x in dots], 1e-6)
    assert near([told.rows("target")[0][end] for end in ("x", "x2")], np.log10([0.75, 1.25]), 1e-6)
    right = list(verdicts.values()).count("close")
    assert told.title == f"{found.title}, {market}: the model is close in {right} of {len(table)} figures"
    a_crowd(told, "20,000 accounts", leverage=leverage, depth=depth)
    for text, value in zip(told.bold, (known["spot"], float(run["spot"][a])), strict=True):
        assert text == f"{in_words(abs(value), 'spot')} {'beneath' if value >= 0 else 'above'} spot's"
    assert f": {verdicts['spot']}. The lowest funding rate" in told.sentence
    paid = in_words(known["rate"], "rate"), in_words(float(run["rate"][a]), "rate")
    assert f"The lowest funding rate was {paid[0]} per 8 h, in the model {paid[1]}." in told.sentence
    fell = "open interest fall"
    if fell in known:
        assert told.explain.startswith(f"Open interest fell by {in_words(known[fell], fell)}; ")
        assert f"forces {in_words(run[fell], fell)}." in told.explain
    else:
        missing = [words for words, quantity in OF_CRASH.items() if quantity not in known]
        assert told.explain.startswith(f"No figure was found for: {'; '.join(missing)}.")
    drawn_crash(told, found, crash, run, a)


def drawn_crash(told: Told, found: Any, crash: Any, run: dict[str, Any], a: int) -> None:
    """Both lines at every tick of the window, and both lows where they belong."""
    begin = np.datetime64(found.start.replace(" ", "T"))
    end = told.rows("frame")[1]["x"]
    hours = np.arange(1, len(run["news"]) + 1) / 12
    seen = hours <= end
    for tone, line in (("spot", run["news"]), ("model", run["perp by tick"])):
        drawn = told.data["path"][told.data["path"]["tone"] == tone]
        assert near(drawn["x"], hours[seen], 1e-6)
        assert near(drawn["y"], line[seen, a], 1e-6)
    lows = {row["tone"]: row for row in told.rows("lows")}
    at = (np.datetime64(crash.low_at.replace(" ", "T")) - begin) / np.timedelta64(1, "h") + 0.5
    assert (lows["published"]["x"], lows["published"]["y"]) == (at, crash.low)
    line = run["perp by tick"][seen, a]
    assert near(lows["model"]["y"], line.min(), 1e-6)
    assert round(12 * lows["model"]["x"]) == 1 + int(line.argmin())
    assert {row["to"] for row in told.rows("lows")} == {end}
    assert at < end
    for row in told.rows("ends"):
        if "low" in row["label"] or "published" in row["label"]:
            assert says(row["label"], crash.low if row["tone"] == "published" else line.min())


def test_explain_adds_up_the_rounds_of_the_response_curve() -> None:
    """The table's two columns say the same thing, the first line from the slider, the last from the round-by-round fall."""
    words = record(SLUG).prose["feedback"][1]
    chosen = np.random.default_rng(14)
    for _ in range(60):
        crowd, shock = ("even", "people")[int(chosen.integers(2))], 0.0025 * int(chosen.integers(61))
        leverage, depth = float(chosen.integers(2, 11)), 0.25 * int(chosen.integers(4, 41))
        said = words(crowd, leverage, depth, shock)
        # 1 % of open interest moves 1/price by 1 % over the depth.
        assert f"from $60,000 to ${60_000 / (1 + 0.01 / depth):,.0f}, for" in said
        assert f"for ${60_000 * math.log1p(0.01 / depth) * depth / 0.01:,.0f} in the mean" in said
        rows = re.findall(r"<tr><th scope='row'>(.*?)</th><td>(.*?)</td><td>(.*?)</td></tr>", said)
        assert len(rows) == (3 if shock else 0), said
        if not shock:
            continue
        (_, lift, news), (_, series, foretold), (_, in_all, falls) = rows
        assert says(lift, 1 / (1 - shock) - 1)
        assert says(news, shock)
        fall = rests(crowd, leverage, depth, shock)
        assert says(falls, fall)
        assert says(in_all, 1 / (1 - fall) - 1)
        kappa = mean_kappa(crowd, leverage, depth, shock)
        if "no end" in series:
            assert kappa >= 0.9994
            assert says(series, kappa)
            continue
        found = re.fullmatch(r"([\d.]+)\u202f% ÷ \(1 − ([\d.]+)\) = ([\d,.]+)\u202f%", series)
        assert found, series
        top, printed, result = (float(x.replace(",", "")) for x in found.groups())
        assert says(series, kappa)
        assert abs(top / (1 - printed) - result) <= 0.0501
        assert says(foretold, 1 - 1 / (1 + top / 100 / (1 - printed)))


def test_explain_brings_the_bill_of_the_film() -> None:
    words = record(SLUG).prose["ending"][1]
    for shock, leverage, depth, way in ((0.06, 5.0, 2.5, "queue"), (0.06, 5.0, 2.5, "none"), (0.15, 8.0, 1.5, "none")):
        film, said = reel(shock, leverage, depth, way), words(shock, leverage, depth, way, 0.0)
        assert f"The film above needed {sum(r.round > 0 for r in film.rounds)}.</p>" in said
        fund, least = (100 * x / film.interest for x in (0.003 * film.interest, film.line("fund").min()))
        assert f"<td>{fund:.2f}\u202f% → {least:.2f}\u202f%</td>" in said
        assert says(said.partition("taken from everyone's equity")[2], film.rounds[-1].socialised / film.interest)


test_every_sentence = held(SLUG)
