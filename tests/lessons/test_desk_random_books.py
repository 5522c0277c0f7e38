"""What the desk shows of books drawn at random, held against sums leg by leg (:mod:`tests.lessons.desk_books`)."""

from __future__ import annotations

import math
import random
from functools import lru_cache
from typing import Any

from course import venues
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.desk import Desk
from course.lessons.portfolio_desk.night_rules import judged, lines_of
from course.lessons.portfolio_desk.one_press import Presets
from course.lessons.portfolio_desk.panels import AccountLine
from course.simulation.plans.rules import FUNDING_SHARE, MUCH_IN_ALL, SELDOM_ABOVE
from course.teaching.progress import Store
from tests.lessons.desk_books import Line, Plain, coin, idle, main, plain, random_book, tiers_of, venue_book
from tests.oracles.support import says

BOOKS = 300
FEE, SLIP = 0.00045, 0.01


@lru_cache(maxsize=1)
def books() -> list[Book]:
    made = (random_book, random_book, venue_book)
    return [made[seed % 3](random.Random(seed)) for seed in range(BOOKS)]


def on(book: Book) -> Desk:
    desk = Desk(Store(memory=True))
    desk.put(book)
    return desk


def shows_move(text: str, move: float | None) -> bool:
    return text == "none" if move is None else says(text, move, signed=True)


# ---- the account line ---------------------------------------------------------------------------------------------------


def test_the_account_line() -> None:
    for book in books():
        pools = plain(book)
        state = AccountLine(on(book)).state
        name = main(pools)
        pool = pools[name]
        figures = {key: value for key, value, _ in state["figures"]}
        ends = {n: 0.0 if p.health() < 0 else p.together() for n, p in pools.items()}
        assert state["pool"] == name
        assert says(figures["health"], pool.health(), signed=True)
        common = figures["common fall" if pool.way() < 0 else "common rise"]
        assert common == "gone" if pool.health() < 0 else shows_move(common, ends[name])
        known = {n: abs(x) for n, x in ends.items() if x is not None}
        first = min(known, key=lambda n: known[n]) if known else None
        if first is None:
            assert figures["nearest pool"] == "none"
        else:
            assert figures["nearest pool"].startswith(first)
            assert says(figures["nearest pool"].removeprefix(first), ends[first], signed=True)
        sigma = pool.sigmas()
        assert (
            figures["days’ σ to the border"] == "none"
            if math.isinf(sigma)
            else says(figures["days’ σ to the border"], sigma)
        )
        assert says(figures["equity"], pool.equity(), signed=True)
        assert says(figures["requires"], pool.needs())
        assert says(figures["free"], pool.free(), signed=True)
        if pool.equity() > 0:
            assert says(figures["margin ratio"], pool.needs() / pool.equity())
            assert says(figures["leverage"], pool.notional() / pool.equity())
        else:
            assert figures["margin ratio"] == figures["leverage"] == "gone"
        for n, health, far in state["pools"]:
            assert says(health, pools[n].health(), signed=True)
            assert far == "liquidated" if pools[n].health() < 0 else shows_move(far, ends[n])
        if len(pools) > 1:
            assert says(state["sum"], sum(p.health() for p in pools.values()), signed=True)
        gone = [n for n, p in pools.items() if p.health() < 0]
        if gone:
            assert state["title"] == "Beyond the border: " + ", ".join(f"“{n}”" for n in gone[:3]) + " …" * (
                len(gone) > 3
            )
        elif first is not None:
            assert f"“{first}” is the nearest" in state["title"]
            assert says(state["title"], ends[first], signed=True)


# ---- the what-ifs of one press ------------------------------------------------------------------------------------------


def nearest(pools: dict[str, Plain]) -> str:
    return min(pools, key=lambda n: pools[n].sigmas())


def against(pool: Plain) -> list[str]:
    return [s for s in pool.symbols if pool.slope(s) * pool.whole() < 0]


def halve(pools: dict[str, Plain]) -> tuple[str, float] | None:
    pool, line = max(((n, x) for n, p in pools.items() for x in p.lines), key=lambda row: row[1].notional)
    cost = FEE * line.notional / 2
    pools[pool].trade(line.market, line.side, -line.size / 2, FEE)
    return pool, cost


def worst(pools: dict[str, Plain]) -> tuple[str, float] | None:
    rows = [(n, x) for n, p in pools.items() for x in p.lines]
    if len(rows) == 1:
        return None
    pool, line = min(rows, key=lambda row: row[1].profit)
    cost = FEE * line.notional
    pools[pool].trade(line.market, line.side, -line.size, FEE)
    return pool, cost


def put(pools: dict[str, Plain]) -> tuple[str, float] | None:
    pool = nearest(pools)
    if pools[pool].equity() <= 0 or math.isinf(pools[pool].sigmas()):
        return None
    cash = float(f"{pools[pool].equity() / 10:.2g}")
    pools[pool].cash += cash
    return pool, cash


def alone(pools: dict[str, Plain]) -> tuple[str, float] | None:
    rows = [(n, x) for n, p in pools.items() for x in p.lines if len(p.lines) > 1]
    if not rows:
        return None
    pool, line = max(rows, key=lambda row: row[1].notional)
    held = pools[pool]
    equity = held.equity()
    if held.coins or equity <= 0:
        return None
    needs = {True: line.opening(), False: sum(x.opening() for x in held.lines if x is not line)}
    share = needs[True] / sum(needs.values())
    held.lines.remove(line)
    held.cash = equity * (1 - share) - sum(x.profit for x in held.lines)
    pools["the other"] = Plain(equity * share - line.profit, [line])
    return pool, 0.0


def hedge(pools: dict[str, Plain]) -> tuple[str, float] | None:
    pool = main(pools)
    held = pools[pool]
    way, dollars = (-1 if held.whole() > 0 else 1), abs(held.whole()) / 2
    side = "short" if way < 0 else "long"
    same = [x for x in held.lines if x.side == side]
    if same:
        line = max(same, key=lambda x: x.notional)
        held.trade(line.market, side, way * dollars / line.mark, FEE)
        return pool, FEE * dollars
    for symbol in ("BTC", "ETH"):
        here = {x.market for x in held.lines}
        found = next(
            (x for p in pools.values() for x in p.lines if coin(x.market) == symbol and x.market not in here), None
        )
        if found is not None:
            # Fractions as they are on the same side elsewhere, else on the other; a new position has no setting.
            known = [x for p in pools.values() for x in p.lines if x.market == found.market]
            like = ([x for x in known if (x.size > 0) == (way > 0)] or known)[-1]
            size = way * dollars / found.mark
            held.lines.append(Line(like.market, size, like.mark, like.mark, like.kept, like.first, like.tiers))
            held.cash -= FEE * dollars
            return pool, FEE * dollars
    return None


def fall(share: float) -> Any:
    def act(pools: dict[str, Plain]) -> tuple[str, float] | None:
        for name in pools:
            pools[name] = pools[name].moved(dict.fromkeys(pools[name].symbols, -share))
        return main_before[0], 0.0

    return act


main_before: list[str] = [""]


def squeeze(pools: dict[str, Plain]) -> tuple[str, float] | None:
    held = pools[main(pools)]
    if not against(held):
        return None
    symbol = max(against(held), key=lambda s: abs(held.slope(s)))
    move = -0.15 if held.slope(symbol) > 0 else 0.15
    for name in pools:
        pools[name] = pools[name].moved({symbol: move})
    return main_before[0], 0.0


def funding(pools: dict[str, Plain]) -> tuple[str, float] | None:
    paid = 0.0
    for held in pools.values():
        due = 21 * 0.001 * sum(x.size * x.mark for x in held.lines)
        held.cash -= due
        paid += due
    return main_before[0], paid


def haircut(pools: dict[str, Plain]) -> tuple[str, float] | None:
    with_coins = [n for n, p in pools.items() if p.coins]
    for held in pools.values():
        held.coins = [(a, n, m, 0.8 * w, 0.8 * v) for a, n, m, w, v in held.coins]
    return (with_coins[0], 0.0) if with_coins else None


#: Venue → how it is called, whether it shares collateral, and whether it keeps a long beside a short and says what they require.
VENUES = {
    "dydx": ("dYdX Chain", True, False), "hyperliquid": ("Hyperliquid", True, False), "gmx": ("GMX v2", False, True),
    "binance": ("Binance USDS-M", True, True), "bybit": ("Bybit", True, False), "okx": ("OKX", True, True),
    "bitmex": ("BitMEX", True, False),
}  # fmt: skip
book_before: list[Book] = []


def could_hold(venue: str, pools: dict[str, Plain]) -> bool:
    """Every market is known there, and no pool has what the venue does not."""
    _, shares, both = VENUES[venue]
    for held in pools.values():
        names = [coin(x.market) for x in held.lines]
        if any(tiers_of(venue, x.market) is None for x in held.lines) or (len(names) > 1 and not shares):
            return False
        if len(names) > len(set(names)) and not both:
            return False
        for x in held.lines:
            rows, cap = tiers_of(venue, x.market), venues.get(venue).table(coin(x.market)).cap
            assert rows is not None
            much = abs(x.size) if rows.by_size else rows.value(x.size, x.entry, x.mark)
            if cap is not None and much > cap:
                return False
    return True


def strictest(pools: dict[str, Plain]) -> tuple[str, float] | None:
    """By whose rows the nearest pool is nearest."""
    tried = {}
    for venue in VENUES:
        if venue != book_before[0].venue and could_hold(venue, pools):
            other = {n: p.copied() for n, p in pools.items()}
            for x in (x for held in other.values() for x in held.lines):
                x.tiers = tiers_of(venue, x.market)
            tried[venue] = other
    if not tried:
        return None
    ends = {v: min(p.sigmas() for p in held.values()) for v, held in tried.items()}
    found = min(ends, key=lambda v: ends[v])
    if math.isinf(ends[found]):
        return None
    pools.update(tried[found])
    named[0] = VENUES[found][0]
    return main_before[0], 0.0


named = [""]
ACTS = {
    "halve": halve, "worst": worst, "put": put, "alone": alone, "hedge": hedge, "fall10": fall(0.1), "fall20": fall(0.2),
    "squeeze": squeeze, "funding": funding, "haircut": haircut, "venue": strictest,
}  # fmt: skip


def shows_place(cells: list[list[str]], at: int, held: Plain) -> None:
    """Health, common move and days of one pool; of a pool that holds nothing any more, its cash."""
    health, together, sigma = (cells[k][at] for k in range(3))
    room = held.health() if held.lines else held.equity()
    assert says(health, room, signed=True)
    if room >= 0 and not held.lines:
        assert (together, sigma) == ("none", "none")
        return
    if room < 0:
        assert (together, sigma) == ("gone", "gone")
        return
    assert shows_move(together, held.together())
    assert sigma == "none" if math.isinf(held.sigmas()) else says(sigma, held.sigmas())


def test_what_ifs_of_one_press() -> None:
    seen = dict.fromkeys(ACTS, 0)
    for seed, book in enumerate(books()):
        before = plain(book)
        main_before[0], book_before[:] = main(before), [book]
        rows = {row["key"]: row for _, rows in Presets(on(book)).state["groups"] for row in rows}
        for key, act in ACTS.items():
            after = {n: p.copied() for n, p in before.items()}
            done = act(after)
            row = rows.get(key)
            assert (done is not None) == bool(row and row["cells"]), (seed, key, row)
            if done is None or row is None:
                continue
            seen[key] += 1
            pool, cost = done
            assert key != "venue" or f"By {named[0]}’s tiers" in row["name"], (seed, row["name"])
            shows_place(row["cells"], 0, before[pool])
            parts = {n: p for n, p in after.items() if n in (pool, "the other") and p.lines}
            shown = min(parts.values(), key=lambda p: p.sigmas()) if parts else after[pool]
            if sum(math.isclose(p.sigmas(), shown.sigmas(), rel_tol=1e-9) for p in parts.values()) > 1:
                continue  # two halves that are equally far: the last digit decides which of them is shown
            shows_place(row["cells"], 1, shown)
            left = {n: p for n, p in after.items() if p.lines}
            for k, pools in ((0, before), (1, left)):
                first = nearest(pools)
                text = row["cells"][3][k]
                if first != "the other":
                    assert text.startswith(f"{first} "), (seed, key)
                far = pools[first].sigmas()
                assert text.endswith("gone") if pools[first].health() < 0 else text.endswith("none") or says(text, far)
            if abs(cost) >= 1:
                assert says(row["about"], cost), (seed, key, row["about"])
            gained = shown.sigmas() - before[pool].sigmas() if shown.lines else math.inf
            if math.isfinite(gained) and abs(abs(gained) - 0.005) > 1e-6:
                assert row["tone"] == ("same" if abs(gained) < 0.005 else "farther" if gained > 0 else "nearer")
    assert min(seen.values()) >= 20, seen


# ---- the lines of the night against the rules of lesson 10 --------------------------------------------------------------


def late(alarm: float, end: float, rings: str) -> bool:
    return abs(alarm) + (0.0 if rings == "cash" else SLIP) >= abs(end)


def test_the_rules_over_the_lines() -> None:
    seen: dict[tuple[str, bool], int] = {}
    for seed, book in enumerate(books()):
        rng = random.Random(seed)
        pools = plain(book)
        name = main(pools)
        held = pools[name]
        if held.health() < 0:
            continue
        ratio, rings = rng.choice((0.2, 0.35, 0.5, 0.7, 0.9, 0.95)), rng.choice(("half", "all", "cash"))
        halts, gone = rng.choice(("wait", "cash")), rng.choice(("wait", "close"))
        found = {(j.code, j.line): j for j in judged(lines_of(book, ratio, rings, halts, gone))}
        for (code, _), j in found.items():
            seen[code, j.kept] = seen.get((code, j.kept), 0) + 1
        check(held, pools, name, idle(book), (ratio, rings, halts, gone), found)
    broken = {code for code, kept in seen if not kept}
    assert broken >= {"R4", "R5", "R6", "R7", "R9", "R10", "R11", "R12"}, broken


def check(
    held: Plain, pools: dict[str, Plain], name: str, kept: float, lines: tuple[float, str, str, str], found: Any
) -> None:
    ratio, rings, halts, gone = lines
    way, now = held.way(), held.needs() / held.equity()
    together = dict.fromkeys(held.symbols, float(way))
    reached = held.along(together, ratio)
    alarm = None if reached is None else way * reached
    end = held.together()
    assert found["R1", "all three lines"].kept
    assert found["R2", "all three lines"].kept
    # R4: rings today?
    r4 = found["R4", "ratio"]
    assert r4.kept is (now < ratio)
    assert says(str(r4.text), now)
    # R5, R6: before the venue, and not close.
    r5 = found["R5", "ratio"]
    if end is None or alarm is None:
        assert r5.kept
        assert ("No common rise ends" if way > 0 else "No common fall ends") in str(r5.text)
        assert ("R6", "ratio") not in found
    else:
        assert r5.kept is not late(alarm, end, rings)
        assert says(str(r5.text), alarm, signed=True)
        assert says(str(r5.text), end, signed=True)
        assert (("R6", "ratio") in found) is not late(alarm, end, rings)
        if not late(alarm, end, rings):
            assert found["R6", "ratio"].kept is (abs(end) - abs(alarm) > 2 * SLIP)
            assert says(str(found["R6", "ratio"].text), abs(end) - abs(alarm))
    # R3: what the fill leaves.
    bars = alarm is None or rings == "cash" or (end is not None and late(alarm, end, rings))
    assert (("R3", "ratio") in found) is not bars
    if not bars:
        assert alarm is not None
        fill = held.moved(dict.fromkeys(held.symbols, alarm + way * SLIP))
        left = fill.equity() - FEE * fill.notional() * (0.5 if rings == "half" else 1.0)
        assert found["R3", "ratio"].kept is (left >= 0)
        assert left < 0 or says(str(found["R3", "ratio"].text), left)
    # R5 of the lost hedge.
    markets = list(dict.fromkeys(x.market for x in held.lines))
    taken = [s for s in against(held) if s in markets] or [max(markets, key=lambda s: profit_of(held, s))]
    rest = held.copied()
    for x in [x for x in held.lines if x.market in taken]:
        rest.trade(x.market, x.side, -x.size, 0.0)
    hedge_line = found["R5", "taken"]
    if not rest.lines:
        assert "nothing is left that could be liquidated" in str(hedge_line.text)
    elif rest.health() < 0:
        assert not hedge_line.kept
        assert says(str(hedge_line.text), rest.health())
    else:
        assert hedge_line.kept
        after = rest.together()
        assert "no common" in str(hedge_line.text) if after is None else says(str(hedge_line.text), after, signed=True)
        assert ("you wait" in str(hedge_line.text)) is (gone == "wait")
    # R7: a halt.
    assert found["R7", "halt"].kept is not (halts == "wait" and rings != "cash")
    # R8: leverage.
    lever = held.notional() / held.equity()
    assert says(str(found["R8", "ratio"].text), lever)
    assert ("breaks this one" in str(found["R8", "ratio"].text)) is (lever > SELDOM_ABOVE)
    # R9: lost when it rings.
    assert (("R9", "ratio") in found) is (alarm is not None)
    if alarm is not None:
        lost = 1 - held.moved(dict.fromkeys(held.symbols, alarm)).equity() / held.equity()
        assert found["R9", "ratio"].kept is (lost <= MUCH_IN_ALL)
        assert says(str(found["R9", "ratio"].text), lost)
    # R10: one side.
    most = max(sum(x.side == side for x in held.lines) for side in ("long", "short"))
    r10 = found["R10", "all three lines"]
    assert r10.kept is (most < 2)
    assert most < 2 or (says(str(r10.text), most) and says(str(r10.text), math.sqrt(1 + (most - 1) * 0.84)))
    # R11: where the money is.
    paying = [key for key, then in (("ratio", rings), ("halt", halts)) if then == "cash"]
    need = 0.25 * held.equity() * len(paying)
    spare = kept + sum(max(p.free(), 0.0) for n, p in pools.items() if n != name)
    for line in paying:
        assert found["R11", line].kept is (spare >= need)
        assert says(str(found["R11", line].text), need)
        assert says(str(found["R11", line].text), spare)
    assert (("R11", "all three lines") in found) is (not paying)
    # R12: funding of 24 days at 0.01 %.
    share = max(24 * 3 * 0.0001 * sum(x.size * x.mark for x in held.lines), 0.0) / held.health()
    assert found["R12", "all three lines"].kept is (share <= FUNDING_SHARE)
    assert says(str(found["R12", "all three lines"].text), share)
    # R13: what closing half leads to.
    if alarm is not None and rings == "half":
        then = held.moved(dict.fromkeys(held.symbols, alarm))
        for x in list(then.lines):
            then.trade(x.market, x.side, -x.size / 2, FEE)
        after = None if then.health() < 0 else then.together()
        assert (("R13", "ratio") in found) is (after is not None and end is not None)
        if after is not None and end is not None:
            assert says(str(found["R13", "ratio"].text), (1 + alarm) * (1 + after) - 1, signed=True)
            assert says(str(found["R13", "ratio"].text), end, signed=True)


def profit_of(held: Plain, symbol: str) -> float:
    return sum(x.profit for x in held.lines if x.market == symbol)
