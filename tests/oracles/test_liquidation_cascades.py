"""Lesson 14: every explorer against plain loops over the same people, written from the lesson's own words."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Any

import numpy as np

from course.margin import Market
from course.simulation import population
from tests.oracles.support import Told, held, oracle, says

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
    markets = [Market(s, initial=0.02, maintenance=MAINTENANCE, liquidation_fee=FEE) for s in symbols]
    spread: dict[str, Any] = {"entry_spread": 0.0, "concentration": np.inf} if equal else {"entry_spread": 0.04}
    rows = population(
        np.random.default_rng(14), size, markets, PRICES[: len(symbols)], leverage=leverage, leverage_spread=0.45,
        long_share=long, cross_share=cross, hedged_share=hedged, collateral_spread=1.2, **spread,
    )  # fmt: skip
    longs, shorts = np.maximum(rows.size, 0).sum(axis=1), np.maximum(-rows.size, 0).sum(axis=1)
    return rows.cash, rows.size, np.maximum(longs, shorts) * PRICES[: len(symbols)]


def settle(crowd: tuple[Any, Any, Any], outside: Any, depth: float, fund: float = math.inf) -> tuple[list[Any], Any]:
    """One shock, everybody below the requirement closed whole, round by round: ``(prices, notional sold by market)``.

    With a fund that can run dry what it cannot pay is taken from everyone in proportion to equity.
    """
    cash, size, interest = crowd
    cash, size, books = cash.copy(), size.copy(), depth * interest
    inventory = -size.sum(axis=1)
    provider = -float(inventory @ PRICES[: len(size)])
    skew, prices, sold = np.zeros(len(size)), [np.array(outside, float)], np.zeros(len(size))
    while True:
        now = prices[-1]
        hit = np.flatnonzero(cash + now @ size < MAINTENANCE * (now @ np.abs(size)))
        if not len(hit):
            return prices, sold
        mine = size[:, hit]
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
        cash[hit], size[:, hit] = np.maximum(left, 0) - fee, 0.0
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
    return bool(np.allclose(one, two, rtol=tolerance, atol=tolerance))


def moved(text: str, value: float, digits: int = 1) -> bool:
    """Whether the text prints this signed change of a price."""
    shown = f"{abs(100 * value):.{digits}f}"
    sign = "" if float(shown) == 0 else "−" if value < 0 else "+"
    return f"{sign}{shown}\u202f%" in text


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
    assert says(told.sentence, rounds[1])
    assert says(told.sentence, rounds[2])
    assert ("You said it" in told.sentence) == (abs(guess - total) <= 0.015)
    drawn = told.data["rounds"]
    assert near(drawn["high"] - drawn["low"], rounds[: len(drawn)])
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


@oracle(SLUG, "landscape")
def hills(told: Told, leverage: float, cross: float, along: bool, depth: float, price: float) -> None:
    crowd = people(leverage, 0.65, cross, 0.0, 20_000)
    interest = crowd[2]
    move = price / PRICES[0] - 1
    outside = PRICES * (1 + move * np.array([1.0, beta() if along else 0.0]))
    prices, sold = settle(crowd, outside, depth, 0.002 * float(interest.sum()))
    end = float(prices[-1][0])
    total = end / PRICES[0] - 1
    assert f"ends at ${end:,.0f}" in told.sentence
    assert f"after {len(prices) - 1} round" in told.sentence
    assert says(told.sentence, sold[0] / interest[0])
    # Bars: everybody who falls within the reach of the picture, and nobody twice.
    down, up, notional = waiting(leverage, cross, along)
    bars = told.data["land_bars"]
    width = 100 * np.log(bars["high"] / bars["low"])
    lower = bars["high"] < PRICES[0]
    for side, reach in ((lower, down), (~lower, up)):
        drawn = float(((bars["share2"] - bars["share"]) * width)[side].sum()) * float(interest[0])
        # Bars are drawn narrower by a gap on either hand.
        assert abs(drawn / 0.88 - notional[reach < 0.32].sum()) < 0.01 * notional.sum() / 10 + 0.01 * drawn
    # Words.
    way = -1 if move <= 0 else 1
    assert ("below" if way < 0 else "above") in told.sentence
    if "fire" in told.title:
        assert abs(total) > 1.8 * abs(move)
    if "hardly anything" in told.title:
        assert 0 < abs(total - move) <= 0.002 or sold[0] > 0
    if "nothing follows" in told.title:
        assert sold[0] == 0
    # Where bars first pass the book: three bins together, on the way on.
    both = bars.groupby("low", sort=True)["share2"].max().to_numpy()
    above = np.convolve(both, np.ones(3) / 3, "same") > 0.01 * depth
    edges = PRICES[0] * (1 + np.linspace(-0.32, 0.32, 101))
    if way < 0:
        places = [min(price, edges[i + 1]) for i in range(99, -1, -1) if above[i] and edges[i] < price]
    else:
        places = [max(price, edges[i]) for i in range(100) if above[i] and edges[i + 1] > price]
    if not places:
        assert "Nowhere" in told.sentence
    elif places[0] == price:
        assert "Here the bars stand above the book" in told.sentence
    else:
        assert f"first at ${places[0]:,.0f}" in told.sentence
    rules = {row["kind"]: row["price"] for row in told.rows("land_rules")}
    assert rules["push"] == price
    if "end" in rules:
        assert near(rules["end"], min(max(end, edges[0]), edges[-1]), 1e-6)


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


def rests(crowd: str, leverage: float, depth: float, shock: float) -> float:
    """The fall in the end, round by round."""
    u, coins, interest = ladder(crowd, leverage)
    start = level = 1 / (1 - shock)
    sold = np.concatenate([[0.0], np.cumsum(coins)])
    taken = 0
    while True:
        reach = int(np.searchsorted(u, level * (1 + 1e-13), side="right"))
        if reach <= taken:
            return 1 - 1 / level
        taken = reach
        level = start + sold[taken] / interest / depth


@oracle(SLUG, "response")
def response(told: Told, crowd: str, leverage: float, depth: float, shock: float) -> None:
    fall = rests(crowd, leverage, depth, shock)
    assert says(told.sentence, fall) or not shock
    spot = told.rows("spot")[0]
    assert near(spot["fall"], fall, 2e-3 if crowd == "even" else 1e-6)
    if not shock:
        assert "Without a shock nothing follows" in told.sentence
        return
    u, coins, interest = ladder(crowd, leverage)
    lift = 1 / (1 - shock) - 1
    kappa = float(coins[u <= 1 + lift * (1 + 1e-12) + 1e-12].sum()) / interest / depth / lift
    assert says(told.sentence, kappa)
    # The printed formula gives the printed number.
    found = re.search(
        r"([\d.]+)\u202f% ÷ \(1 − ([\d.]+)\) = ([\d,.]+)\u202f%, which is a price ([\d.]+)\u202f% down", told.sentence
    )
    if not found:
        assert kappa >= 0.9994
        assert "foretells no end" in told.sentence
        return
    top, printed, result, down = (float(x.replace(",", "")) for x in found.groups())
    assert abs(top - 100 * lift) <= 0.00501
    assert printed < 1
    assert abs(top / (1 - printed) - result) <= 0.0501
    assert abs(100 - 100 / (1 + top / (1 - printed) / 100) - down) <= 0.0501
    jumps = told.data["jumps"]
    assert ("No jump" in told.title) == (len(jumps) == 0)
    for row in told.rows("jumps"):
        assert near(row["fall2"], rests(crowd, leverage, depth, row["shock"]), 2e-3)


@lru_cache(maxsize=1024)
def cliff(leverage: float, shock: float) -> float | None:
    """Depth at which the last place of rest has κ = 1, found by walking on from where news leaves the price.

    Counted in steps of a hundredth of u. What is sold up to a place over the way there is the depth with which a cascade rests
    just there; the least of them so far is the depth at which it rests at all. A cliff is where that must rise again by more
    than a twentieth: a book that thin is run through from the least place to beyond.
    """
    u, coins, interest = ladder("people", leverage)
    sold = np.cumsum(coins) / interest
    start = 1 / (1 - shock)
    least, found, steepest = math.inf, None, 1.0
    for k in range(1, 120):
        place = start + 0.01 * k
        depth = float(np.interp(place, u, sold, left=0.0)) / (0.01 * k)
        if k == 1 and not depth:
            return None
        least = min(least, depth)
        if depth / least > steepest:
            steepest, found = depth / least, least
    return found if steepest > 1.05 else None


@oracle(SLUG, "phase")
def phase(told: Told, leverage: float, depth: float, shock: float) -> None:
    fall = rests("people", leverage, depth, shock)
    assert says(told.sentence, fall)
    assert says(told.sentence, fall / shock)
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


def printed(text: str, value: float) -> bool:
    return f"{abs(value):.2f}" in text and (value > -0.005 or f"−{abs(value):.2f}" in text)


@oracle(SLUG, "contagion")
def contagion(told: Told, fall: float, who: str, share: float, legs: str, depth: float) -> None:
    outside = PRICES * (1 - fall * np.array([1.0, who == "together"]))
    ended, fed = {}, {}
    for mode, cross in (("cross", share), ("isolated", 0.0)):
        crowd = people(6.0, 0.6, cross, 0.0, 4_000, BOTH, legs == "equal")
        prices, sold = settle(crowd, outside, depth)
        ended[mode] = prices[-1] / PRICES - 1
        fed[mode] = float(sold.sum())
        lines = told.data["lines"]
        for a, symbol in enumerate(BOTH):
            y = lines[(lines["market"] == symbol) & (lines["tone"] == mode)]["y"].to_numpy()
            assert near(y[1 : len(prices) + 1], [p[a] / PRICES[a] - 1 for p in prices])
        own, other = forced(crowd, fall or 0.05, depth)
        half = told.sentence.split("The matrix K in words")[1].split("without any,")[mode == "isolated"]
        assert printed(half, own)
        assert ("exactly none in ETH" in half) == (other == 0)
        assert other == 0 or "hardly any" in half or printed(half, other)
    for a in range(2):
        assert moved(told.sentence, ended["cross"][a])
        assert moved(told.sentence, ended["isolated"][a]) or "the same" in told.sentence or not any(fed.values())
    title = told.title
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


@oracle(SLUG, "hedged")
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
        assert f"{100 * fed[mode]:.0f}\u202f%" in told.sentence.split("Liquidated:")[1]
        if cross:
            other = forced(crowd, fall or 0.05, 2.5)[1]
    assert ("no pool to trade ETH" in told.sentence) == (other == 0)
    if other:
        assert ("pools sell ETH" in told.sentence) == (other > 0)
        assert ("pools buy back ETH" in told.sentence) == (other < 0)
        assert "hardly any" in told.sentence or printed(told.sentence, abs(other))
    title = told.title
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
    """Accounts closed and bad debt, minute by minute, reading every account each time."""
    cash, size, interest = people(6.0, 0.6, 0.0, 0.0, 1_500, ONE)
    cash, size = cash.copy(), size[0].copy()
    path, now = [], 1.0
    while now > 0.82 + 1e-12:
        now = max(now * (1 - speed), 0.82)
        path.append(60_000 * now)
    path += [60_000 * 0.82] * 12
    seen = [60_000.0] * lag + path
    book = depth * float(interest[0])
    skew = premium = owed = 0.0
    closed = 0
    for minute, price in enumerate(path):
        while True:
            perp = 1 / (1 / price + skew)
            index = 1 / (1 / seen[minute] + passed * skew)
            leaning = premium + (perp / index - 1 - premium) / averaged
            mark = index * (1 + min(max(leaning, -0.05), 0.05))
            hit = np.flatnonzero(cash + size * mark < MAINTENANCE * np.abs(size) * mark)
            if not len(hit):
                break
            coins = float(size[hit].sum())
            after = 1 / (1 / perp + coins / book)
            mean = math.log(perp / after) / (1 / after - 1 / perp) if coins else perp
            owed += float(np.maximum(-(cash[hit] + size[hit] * mean), 0).sum())
            closed += len(hit)
            cash[hit] = size[hit] = 0.0
            skew += coins / book
        premium = leaning
    return closed / len(cash), owed / float(interest[0])


@oracle(SLUG, "oracle")
def feed(told: Told, lag: float, passed: float, averaged: float, speed: float, depth: float) -> None:
    chosen = round(lag)
    asked = {k: late(k, passed, averaged, speed, depth) for k in {0, chosen, 8}}
    accounts, debt = asked[chosen]
    other = asked[0 if chosen else 8]
    assert says(told.sentence, accounts)
    assert f"{100 * debt:.2f}\u202f%" in told.sentence
    assert f"{100 * other[1]:.2f}\u202f%" in told.sentence
    bars = {row["lag"]: row for row in told.rows("bars")}
    most = max(float(p.rstrip("%").strip()) for p in told.table["bad debt, of open interest"]) / 100
    for k, (who, owed) in asked.items():
        assert near(bars[k]["debt"] * most, owed, 1e-3)
        assert says(told.table["accounts liquidated"].iloc[k], who)
    if chosen:
        assert f"{100 * debt:.2f}\u202f%" in told.title
        assert ("grows" in told.title) == (debt > asked[0][1] and f"{100 * debt:.2f}" != f"{100 * asked[0][1]:.2f}")
        assert ("not" in told.title) == (f"{100 * accounts:.0f}" != f"{100 * asked[0][0]:.0f}")
    delayed, prompt = asked[chosen or 8], asked[0]
    if "Delay spares some" in told.sentence:
        assert delayed[0] < prompt[0]
    if "later, at lower prices" in told.sentence:
        assert delayed[1] >= prompt[1]


# ---- funding, then the fall --------------------------------------------------------------------------------------------


@lru_cache(maxsize=512)
def lived(
    rate: float, days: int, fall: float, leverage: float, who: str, spike: bool
) -> tuple[Any, Any, int | None, float, float]:
    """By settlement: value of the pool and its twin; rates; when the pool fell; the low of BTC; crowd closed before."""
    cash, size, _ = people(5.0, 0.6, 0.5, 0.0, 2_000)
    coins, each = 10_000 / PRICES, 10_000 / leverage - 10_000
    cash = np.concatenate([[2 * each, each, each], cash])
    size = np.concatenate([[[coins[0], coins[0], 0], [coins[1], 0, coins[1]]], size], axis=1)
    interest = np.maximum(np.maximum(size, 0).sum(axis=1), np.maximum(-size, 0).sum(axis=1)) * PRICES
    book, spot = 4 * interest, PRICES / (1.02 if spike else 1.0)
    skew, closed, before = 1 / PRICES - 1 / spot, np.zeros(len(cash), bool), 0.0
    values, rates, lows, broken = [cash[:3] + PRICES @ size[:, :3]], [], [], None
    for k in range(1, 3 * days + 5):
        outside = spot if k <= 3 * days else spot * (1 - fall * np.array([1.0, who == "together"]))
        while True:
            perp = 1 / (1 / outside + skew)
            hit = np.flatnonzero(cash + perp @ size < MAINTENANCE * (perp @ np.abs(size)))
            if not len(hit):
                break
            broken = k if broken is None and hit[0] == 0 else broken
            closed[hit] = True
            sold = size[:, hit].sum(axis=1)
            after = 1 / (1 / perp + sold / book)
            mean = np.array(
                [p if s == 0 else math.log(p / a) / (1 / a - 1 / p) for p, a, s in zip(perp, after, sold, strict=True)]
            )
            skew = skew + sold / book
            left = np.maximum(cash[hit] + mean @ size[:, hit], 0)
            cash[hit] = left - np.minimum(FEE * (mean @ np.abs(size[:, hit])), left)
            size[:, hit] = 0.0
        if spike:
            paid = np.clip(perp / outside - 1, -rate, rate)
            cash = cash - (perp * paid) @ size
            rates.append(float(paid[0]))
        if k == 3 * days:
            before = float(closed[3:].mean())
        lows.append(float(perp[0]))
        values.append(cash[:3] + perp @ size[:, :3])
    worth = np.maximum(np.array(values), 0) / (20_000 / leverage)
    start = lows[3 * days - 1] if days else PRICES[0]
    return worth, np.array(rates), broken, min(start, *lows[3 * days :]) / start - 1, before


@oracle(SLUG, "funding")
def funding(told: Told, leverage: float, rate: float, days: float, fall: float, who: str) -> None:
    whole = round(days)
    spiked = rate > 0 and whole > 0
    spike = lived(rate, whole, 0.0, leverage, who, spiked)
    alone = lived(0.0, whole, fall, leverage, who, False)
    both = lived(rate, whole, fall, leverage, who, spiked)
    left = float(both[0][-1, 0])
    assert says(told.sentence, left)
    lines = told.data["lines"]
    for tone, history in (("spike", spike), ("fall", alone), ("both", both)):
        assert near(lines[lines["tone"] == tone]["y"], history[0][:, 0], 1e-7)
    assert near(lines[lines["tone"] == "isolated"]["y"], both[0][:, 1:].sum(axis=1), 1e-7)
    # The fall without funding has one value, whatever the rate and the days.
    if fall:
        again = lived(0.0, 1, fall, leverage, who, False)
        assert near(alone[0][-1], again[0][-1])
        assert moved(told.sentence, again[3])
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
        assert f"paid at {int((before > 0).sum())} of {len(before)} settlements" in told.sentence
        got = int((before < 0).sum())
        assert ("were paid at none" in told.sentence) == (got == 0)
        if got:
            assert "forced sales turned the premium" in told.sentence
            assert both[4] > 0
            assert says(told.sentence.split("closed")[1], both[4])
        if fall:
            deeper = both[3] - alone[3]
            word = "deeper" if deeper < -0.005 else "less deep" if deeper > 0.005 else "about as deep"
            assert word in told.sentence or abs(abs(deeper) - 0.005) < 1e-6
    else:
        assert "longs paid" not in told.sentence
    crosses = told.data["crosses"]
    assert len(crosses) == len(dead)


# ---- the player --------------------------------------------------------------------------------------------------------


@oracle(SLUG, "player")
def player(told: Told, shock: float, leverage: float, depth: float, way: str, step: float) -> None:
    """What a frame says against the film's table, which a test of the engine audits round by round; and the news by itself."""
    film = told.table
    now = min(round(step), len(film))
    if not now:
        assert f"has {len(film)} rounds" in told.sentence
        return
    frame = film.iloc[now - 1]
    interest = float(people(leverage, 0.7, 0.0, 0.0, 5_000, ONE)[2][0])

    def of(row: Any, key: str) -> float:
        return float(np.ravel(row[key])[0])

    columns = {c: c for c in film.columns}
    perp = of(frame, columns["perp"])
    arrived = min(of(frame, "tick") / 5, 1.0)
    news = (1 - shock) ** arrived - 1
    assert moved(told.sentence, news)
    assert moved(told.sentence, perp / 60_000 - 1)
    sold = (of(frame, "longs") + of(frame, "shorts")) / interest
    assert says(told.sentence, sold)
    assert ("fund is empty" in told.sentence) == (of(frame, "insurance") / (0.003 * interest) <= 0.005)
    lowest = 1 - min(float(np.ravel(x)[0]) for x in film["perp"]) / 60_000
    if "no cascade" in told.title:
        assert now == len(film)
        assert lowest < 1.05 * shock * (1 + 1e-9)
    if "times as much" in told.title:
        assert says(told.title, lowest)
        assert says(told.title, lowest / shock)
    if "nobody has been liquidated" in told.title:
        assert sold < 1e-4
    heads = {row["kind"]: row["price"] for row in told.rows("film_heads")}
    assert abs(heads["perp"] - perp) < 0.006


# ---- five crashes ------------------------------------------------------------------------------------------------------


@oracle(SLUG, "events")
def crashes(told: Told, name: str, market: str, leverage: float, depth: float, draw: int) -> None:
    """The published figures as they stand in the catalogue, and verdicts by the stated rule, figure by figure."""
    from course.simulation.events import EVENTS

    found = EVENTS[name]
    crash = found.markets[market]
    table = told.table
    close = 0
    for row in table.to_dict("records"):
        if row["model"] == "never":
            assert row["verdict"] == "missing"
            continue
        if "s" in row["published"].split()[-1] or "min" in row["published"]:
            close += row["verdict"] == "close"
            continue
        published, model = (float(row[k].split("\u202f")[0].replace("−", "-")) / 100 for k in ("published", "model"))
        grain = 1e-4 if "funding" in row["quantity"] else 0.005
        half = 5e-6 if "funding" in row["quantity"] else 5e-4
        allowed = max(0.25 * abs(published), grain)
        if abs(abs(published - model) - allowed) > 2.5 * half:
            assert (row["verdict"] == "close") == (abs(published - model) <= allowed), row
        if row["verdict"] in ("too much", "too little") and abs(abs(model) - abs(published)) > 2 * half:
            assert (row["verdict"] == "too much") == (abs(model) > abs(published)), row
        close += row["verdict"] == "close"
    assert f"close in {close} of {len(table)} figures" in told.title
    beneath = crash.spot_low / crash.spot_open - crash.low / crash.open
    assert says(told.sentence, abs(beneath))
    assert f"{'beneath' if beneath >= 0 else 'above'} spot's" in told.sentence
    lows = {row["tone"]: row["y"] for row in told.rows("lows")}
    assert lows["published"] == crash.low
    path = told.data["path"]
    assert near(lows["model"], path[path["tone"] == "model"]["y"].min())


test_every_sentence = held(SLUG)
