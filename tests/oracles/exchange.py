"""One exchange, one tick after another, as the model's documentation describes it; nothing of its code.

In every tick: the impact J left in each book dies away by ``e^(−1/τ)``, the depth D comes back to its own by ``e^(−1/τ_D)``
and flees from the last tick's return by ``e^(−c·|r|)``, down to a fiftieth. Then ``1/P = 1/X + J``, the index
``1/S = 1/X + φ·J``, the premium ``π + α·(P/S − 1 − π)`` and the mark ``S·(1 + π)``, π cut to ±b. Whoever has less equity at the
mark than 1 % of his notional is closed whole, all of them together at the average price of the book,
``ln(P₀/P₁) ÷ (1/P₁ − 1/P₀)``; and so on until nobody has. A fee of 0.5 % goes to the fund, from what equity is left; the fund
pays debts; what it cannot pay everyone with equity does, in proportion. With a queue, accounts whose debts the fund could
not pay hand their positions to the other side instead, at prices that leave them exactly nothing, the highest
profit × leverage first. Funding changes hands every so many ticks at the premium, cut to ±cap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

MAINTENANCE, FEE = 0.01, 0.005
#: So far prices may move until everybody is looked at again.
NEAR = 0.02


@dataclass(frozen=True)
class Terms:
    """What the venue is like; times in ticks."""

    depth: Any
    recovery: float
    refill: float
    withdrawal: float
    fund: float
    queue: bool
    passed: float
    smoothing: float
    band: float
    every: int = 0
    cap: float = 0.003


@dataclass
class State:
    """How it stands; sums since the start."""

    cash: Any
    size: Any
    entry: Any
    inventory: Any
    provider: float
    fund: float
    longs: Any
    shorts: Any
    handed: Any
    socialised: float = 0.0
    #: What a dollar more of each price does to equity less requirement.
    slope: Any = None
    #: Who may be hit before a price has moved by more than :data:`NEAR`, where prices stood when that was looked up, and
    #: cash and slopes of those; None where they have to be looked up again.
    near: Any = None
    looked: Any = None
    kept: Any = None

    def hit(self, mark: list[float]) -> Any:
        """Who has less equity than requirement.

        Whoever has more room than a move of all prices against him can take is not looked at until they have moved so.
        """
        if self.near is None or any(abs(m / p - 1) > NEAR for m, p in zip(mark, self.looked, strict=True)):
            room, moves = self.cash + mark @ self.slope, mark @ np.abs(self.slope)
            self.near, self.looked, self.kept = np.flatnonzero(room <= 1.001 * NEAR * moves), mark, None
        if self.kept is None:
            self.kept = self.cash[self.near], self.slope.take(self.near, axis=1)
        cash, slope = self.kept
        return self.near[cash + mark @ slope < 0]


@dataclass(frozen=True)
class Round:
    """What one round leaves behind; round 0 of a tick is its new price."""

    tick: int
    round: int
    news: Any
    perp: Any
    index: Any
    mark: Any
    depth: Any
    longs: Any
    shorts: Any
    handed: Any
    rate: Any
    fund: float
    socialised: float
    #: Size of every account in the first market, for pictures of what still waits.
    left: Any


def sold(price: Any, coins: Any, depth: Any) -> Any:
    """The average price of so many coins, market by market: ``ln(P₀/P₁) ÷ (1/P₁ − 1/P₀)`` = ``P₀·ln(1 + x)/x``, x = P₀·q/D."""
    x = price * coins / depth
    return np.array([p * math.log1p(y) / y if abs(y) > 1e-12 else p for p, y in zip(price, x, strict=True)])


def played(cash: Any, size: Any, entry: Any, path: Any, terms: Terms, keep: bool = False) -> Iterator[Round]:
    """Every round of every tick of a path of outside prices, whose first row is where it starts."""
    start, markets = np.asarray(path[0], float), len(size)
    none = np.zeros(markets)
    inventory = -size.sum(axis=1)
    now = State(
        cash.copy(),
        size.copy(),
        entry,
        inventory,
        -float(inventory @ start),
        terms.fund,
        none,
        none.copy(),
        none.copy(),
    )
    now.slope = size - MAINTENANCE * np.abs(size)
    full = np.asarray(terms.depth, float).tolist()
    impact, thin = math.exp(-1 / terms.recovery), math.exp(-1 / terms.refill)
    # Market by market in plain numbers: arrays of two cost more than what is done with them.
    skew, premium, rate = [0.0] * markets, [0.0] * markets, none
    depth, before = full, start.tolist()
    for tick, news in enumerate(path[1:], start=1):
        outside = np.asarray(news, float).tolist()
        skew = [j * impact for j in skew]
        perp = [1 / (1 / x + j) for x, j in zip(outside, skew, strict=True)]
        back = [f + (d - f) * thin for f, d in zip(full, depth, strict=True)]
        fled = [math.exp(-terms.withdrawal * abs(math.log(p / q))) for p, q in zip(perp, before, strict=True)]
        depth, before = [max(d * e, 0.02 * f) for d, e, f in zip(back, fled, full, strict=True)], perp
        books = np.array(depth)
        for number in range(10_000):
            perp, index, leaning, mark = priced(outside, skew, premium, terms)
            assert all(p < 10 * x for p, x in zip(perp, outside, strict=True)), (
                "the ceiling of the book is not part of this reference"
            )
            yield Round(
                tick, number, news, np.array(perp), np.array(index), np.array(mark), books, now.longs, now.shorts,
                now.handed, rate, now.fund, now.socialised, now.size[0].copy() if keep else None,
            )  # fmt: skip
            hit = now.hit(mark)
            if not len(hit):
                break
            skew = closed(
                now, hit, *map(np.array, (perp, mark, skew)), books, *map(np.array, (outside, premium)), terms
            ).tolist()  # fmt: skip
        premium = leaning
        if terms.every and tick % terms.every == 0:
            rate = np.clip(premium, -terms.cap, terms.cap)
            now.cash, now.near = now.cash - (mark * rate) @ now.size, None
            now.provider -= float(now.inventory @ (mark * rate))


def priced(outside: Any, skew: Any, premium: Any, terms: Terms) -> tuple[list[float], ...]:
    """What stands at such an impact: the perpetual, the index, the smoothed premium and the mark, market by market."""
    perp = [1 / (1 / x + j) for x, j in zip(outside, skew, strict=True)]
    index = [1 / (1 / x + terms.passed * j) for x, j in zip(outside, skew, strict=True)]
    leaning = [
        k + terms.smoothing * (p / s - 1 - k) for k, p, s in zip(premium, perp, index, strict=True)
    ]  # fmt: skip
    mark = [s * (1 + min(max(k, -terms.band), terms.band)) for s, k in zip(index, leaning, strict=True)]
    return perp, index, leaning, mark


def sales(now: State, hit: Any, perp: Any, depth: Any) -> tuple[Any, Any, Any, Any]:
    """What some hold, its sum by market, the average price of all that in the book, and what they would be left with."""
    mine = now.size.take(hit, axis=1)
    coins = mine.sum(axis=1)
    mean = sold(perp, coins, depth)
    return mine, coins, mean, now.cash[hit] + mean @ mine


def closed(
    now: State, hit: Any, perp: Any, mark: Any, skew: Any, depth: Any, outside: Any, premium: Any, terms: Terms
) -> Any:
    """One round: what is hit leaves, past the book or into it; returns the impact in the books."""
    mine, coins, mean, left = sales(now, hit, perp, depth)
    if terms.queue and -left[left < 0].sum() > now.fund:
        handed_over(now, hit[left < 0], hit, mark)
        hit = hit[left >= 0]
        mine, coins, mean, left = sales(now, hit, perp, depth)
    skew = skew + coins / depth
    now.longs = now.longs + np.maximum(mine, 0).sum(axis=1) * mean
    now.shorts = now.shorts + np.maximum(-mine, 0).sum(axis=1) * mean
    now.inventory, now.provider = now.inventory + coins, now.provider - float(coins @ mean)
    fee = np.minimum(FEE * (mean @ np.abs(mine)), np.maximum(left, 0))
    now.cash[hit], now.size[:, hit], now.slope[:, hit] = np.maximum(left, 0) - fee, 0.0, 0.0
    now.kept = None
    owed = float(np.maximum(-left, 0).sum())
    now.fund += float(fee.sum())
    rest, now.fund = max(owed - now.fund, 0.0), max(now.fund - owed, 0.0)
    if rest:
        after = 1 / (1 / outside + skew)
        index = 1 / (1 / outside + terms.passed * skew)
        leaning = premium + terms.smoothing * (after / index - 1 - premium)
        worth = index * (1 + np.clip(leaning, -terms.band, terms.band))
        equity = np.maximum(now.cash + worth @ now.size, 0)
        total = float(equity.sum()) + max(now.provider + float(now.inventory @ worth), 0.0)
        share = min(1.0, rest / total)
        now.cash, now.near = now.cash - share * equity, None
        now.provider -= rest - share * float(equity.sum())
        now.socialised += rest
    return skew


def first_of(score: Any, who: Any, size: Any, wanted: float) -> Any:
    """Those with the highest scores, in order: enough of them to take over so much, or all."""
    for count in (256, len(who)):
        least = -np.inf if count >= len(who) else np.partition(score, -count)[-count]
        top = np.flatnonzero(score >= least)
        if count >= len(who) or np.abs(size[who[top]]).sum() >= wanted:
            break
    return who[top[np.argsort(-score[top], kind="stable")]]


def handed_over(now: State, bankrupt: Any, hit: Any, mark: Any) -> None:
    """Positions that nobody could pay for go to the other side, market by market, longs before shorts."""
    equity = now.cash[bankrupt] + mark @ now.size[:, bankrupt]
    gross = mark @ np.abs(now.size[:, bankrupt])
    now.handed = now.handed.copy()
    # A share of notional that is missing: so much better than the mark is the price at which nothing is left.
    lacking = -equity / gross
    touched = [bankrupt]
    free = np.ones(len(now.cash), bool)
    free[hit] = False
    for a in range(len(now.size)):
        mine = now.size[a, bankrupt].copy()
        price = mark[a] * (1 + lacking * np.sign(mine))
        for side in (1, -1):
            given = np.flatnonzero(mine * side > 0)
            if not len(given):
                continue
            coins = float(np.abs(mine[given]).sum())
            paid = float((np.abs(mine[given]) * price[given]).sum()) / coins
            others = np.flatnonzero(free & (now.size[a] * side < 0))
            worth = now.cash[others] + mark @ now.size[:, others]
            others, worth = others[worth > 0], worth[worth > 0]
            gain = np.sign(now.size[a, others]) * (mark[a] / now.entry[a, others] - 1)
            leverage = mark @ np.abs(now.size[:, others]) / worth
            queue = first_of(np.where(gain > 0, gain * leverage, gain / leverage), others, now.size[a], wanted=coins)
            # Each takes what those before him have left, as far as what he holds goes.
            held = np.abs(now.size[a, queue])
            take = np.clip(coins - (np.cumsum(held) - held), 0.0, held)
            now.size[a, queue] += side * take
            now.cash[queue] -= side * take * paid
            touched.append(queue[take > 0])
            # Nobody left to take it: the provider does.
            wanted = max(coins - float(held.sum()), 0.0)
            now.inventory[a] += side * wanted
            now.provider -= side * wanted * paid
            now.handed[a] += coins * mark[a]
    now.cash[bankrupt] = now.size[:, bankrupt] = 0.0
    changed = np.unique(np.concatenate(touched))
    size = now.size.take(changed, axis=1)
    now.slope[:, changed] = size - MAINTENANCE * np.abs(size)
    # Who took over holds something else now, and is looked at from here on.
    now.near, now.kept = np.union1d(now.near, changed), None
