"""The desk's pictures, tables and sentences over books drawn at random, held against sums leg by leg.

What each of them says of the example at random settings is held in ``tests/oracles``; here it is the book that changes:
several pools, both sides of a market, coins as collateral, pools beyond their border, without a hedge, or ended by a rise.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from course.lessons.portfolio_desk import days, defend, liquidation_map, touch_first, walls
from course.lessons.portfolio_desk.book import Book
from course.lessons.portfolio_desk.take_along import as_file, prices_table, without_amounts
from course.validation import ArgumentError
from course.venues import portfolios
from tests.lessons.desk_books import Plain, coin, idle, labels, main, plain, random_book, rho, venue_book, volatility
from tests.oracles.support import says
from tests.oracles.test_portfolio_desk import DAYS, NIGHTS

BOOKS = 100
FEE = 0.00045


@lru_cache(maxsize=1)
def books() -> list[Book]:
    made = (venue_book, random_book)
    return [made[seed % 2](random.Random(1_000 + seed)) for seed in range(BOOKS)]


def drawn() -> Iterator[tuple[random.Random, Book, dict[str, Plain]]]:
    for seed, book in enumerate(books()):
        yield random.Random(seed), book, plain(book)


def table(frame: Any, index: str) -> Any:
    twin = frame.table() if callable(frame.table) else frame.table
    return twin.set_index(index)


def same(found: Any, due: float | None, scale: float = 1.0) -> bool:
    """A cell of a table: a number to nine digits, or NaN where there is none."""
    return math.isnan(found) if due is None else math.isclose(found, due, rel_tol=1e-8, abs_tol=1e-8 * scale)


def bold(text: str) -> list[str]:
    return str(text).split("**")[1::2]


# ---- by what ------------------------------------------------------------------------------------------------------------


def test_walls() -> None:
    for rng, book, pools in drawn():
        first = rng.choice((0.0, 0.0, -0.1, 0.15))
        moved = {n: p.moved(dict.fromkeys(p.symbols, first)) for n, p in pools.items()}
        if any(abs(p.health()) < 1e-9 * p.notional() for p in moved.values()):
            continue
        frame = walls.walls(book, first)
        twin = table(frame, "position")
        named = labels(pools)
        assert set(twin.index) == set(named.values())
        for (name, market, _), label in named.items():
            pool = moved[name]
            dead = pool.health() < 0
            alone = None if dead else pool.alone(market)
            mark = next(x.mark for x in pool.lines if x.market == market)
            row = twin.loc[label]
            assert row["pool"] == name
            assert same(row["mark ($)"], mark, mark)
            assert same(row["alone (%)"], None if alone is None else 100 * alone)
            assert same(row["wall shown ($)"], None if alone is None else mark * (1 + alone), mark)
            both, betas = (None, None) if dead else (pool.together(), pool.by_betas())
            assert same(row["all together (%)"], None if both is None else 100 * both)
            assert same(row["BTC, all by betas (%)"], None if betas is None else 100 * betas)
        shown = {
            row: x
            for row, x, kind in zip(*(frame.data["dots"][c] for c in ("row", "x", "kind")), strict=True)
            if kind == "alone"
        }
        for label, x in shown.items():
            assert same(100 * x, twin.loc[label, "alone (%)"])
        name = main(pools)
        held = moved[name]
        if held.health() < 0:
            assert str(frame.title) == f"The pool “{name}” is liquidated here"
            assert says(bold(frame.sentence)[0], held.health())
        elif held.together() is not None:
            assert says(str(frame.title), held.together(), signed=True)


def test_the_likeliest_fatal_move() -> None:
    for rng, book, pools in drawn():
        name, shift = rng.choice(list(pools)), rng.choice((0.0, -0.5, 0.3))
        held = pools[name]
        frame = walls.likely(book, name, shift)
        if held.health() < 0:
            assert says(str(frame.title) + str(frame.sentence), held.health())
            continue
        symbols = held.symbols
        twin = table(frame, "market")
        sigma = held.sigmas(shift)
        assert math.isfinite(sigma) or ("No prices end" if held.endless() else "no move ends") in str(frame.title)
        tilt = {
            a: sum(rho(a, b, shift) * volatility(a) * volatility(b) * held.slope(b) for b in symbols) for a in symbols
        }
        # That way, as far as the tiers let it.
        far = held.along({a: -tilt[a] for a in symbols}) if math.isfinite(sigma) else None
        fatal = {} if far is None else {a: -far * tilt[a] for a in symbols}
        possible = bool(fatal)
        for s in symbols:
            assert same(twin.loc[s, "$ per 1 % up"], held.slope(s) / 100, held.notional())
            assert same(twin.loc[s, "volatility a year (%)"], 100 * volatility(s))
            assert same(twin.loc[s, "likeliest fatal move (%)"], 100 * fatal[s] if possible else None)
        if math.isfinite(sigma):
            assert says(bold(frame.sentence)[0], sigma)
            low, high = held.sigmas(-1.0), held.sigmas(1.0)
            if len(symbols) > 1 and math.isfinite(low) and math.isfinite(high) and abs(abs(high - low) - 0.05) > 1e-6:
                assert ("hardly matters" in str(frame.sentence)) == (abs(high - low) < 0.05)
                if abs(high - low) > 0.05:
                    assert says(bold(frame.sentence)[1], low)
                    assert says(bold(frame.sentence)[2], high)
                    assert ("break of correlations" in str(frame.sentence)) == (high > low)


def test_the_map() -> None:
    for rng, book, pools in drawn():
        markets = book.markets
        across, up = rng.sample(markets, 2) if len(markets) > 1 else (markets[0], markets[0])
        x, y = (round(rng.uniform(-0.5, 0.5), 2) for _ in range(2))
        at = {up: y, across: x}
        moved = {n: p.moved(at) for n, p in pools.items()}
        if any(abs(p.health()) < 1e-9 * p.notional() for p in moved.values()):
            continue
        frame = liquidation_map.plane(book, across, up, x, y)
        twin = table(frame, "pool")
        for name, held in moved.items():
            scale = held.notional() + abs(held.cash)
            assert same(twin.loc[name, "equity ($)"], held.equity(), scale)
            assert same(twin.loc[name, "requires ($)"], held.needs(), scale)
            assert same(twin.loc[name, "health ($)"], held.health(), scale)
            assert twin.loc[name, "state"] == ("liquidated" if held.health() < 0 else "alive")
        gone = [n for n, p in moved.items() if p.health() < 0]
        assert ("every pool is alive" in str(frame.title)) == (not gone)
        name = main(pools)
        assert says(bold(frame.sentence)[0], moved[name].health())
        for s in {across, up} & set(moved[name].symbols):
            part = str(frame.sentence).partition(f" up in {s} ")[2]
            assert part.startswith("adds" if moved[name].slope(s) >= 0 else "costs")
            assert says(part.split(", the next")[0], moved[name].slope(s) / 100)
        areas = areas_of(frame)
        for name, held in pools.items():
            if across in held.symbols or up in held.symbols:
                inside_is_dead(areas, name, held, across, up, rng)


def areas_of(frame: Any) -> dict[str, list[tuple[float, float, float]]]:
    data = frame.data["areas"]
    found: dict[str, list[tuple[float, float, float]]] = {}
    for key, x, low, high in zip(*(data[c] for c in ("key", "x", "low", "high")), strict=True):
        found.setdefault(str(key), []).append((float(x), float(low), float(high)))
    return found


def inside_is_dead(areas: Any, name: str, held: Plain, across: str, up: str, rng: random.Random) -> None:
    """Points of the map: red exactly where the pool's health is below zero, but for a hair at the border."""
    parts = [rows for key, rows in areas.items() if key.rsplit(" ", 1)[0] == name]
    for _ in range(6):
        x, y = rng.uniform(-0.54, 0.54), rng.uniform(-0.54, 0.54)
        there = held.moved({up: y, across: x})
        reach = abs(held.slope(across)) + abs(held.slope(up))
        if across == up or abs(there.health()) < 0.03 * reach:
            continue
        red = False
        for rows in parts:
            xs = [r[0] for r in rows]
            low, high = (float(np.interp(x, xs, [r[k] for r in rows])) for k in (1, 2))
            red = red or low < y < high
        assert red == (there.health() < 0), (name, x, y)


# ---- what to touch, what if ---------------------------------------------------------------------------------------------


def after_act(
    pools: dict[str, Plain], name: str, act: str, dollars: float, fee: float
) -> tuple[Plain, float, float, float]:
    """The pool after an act, with what was traded, the fee and the cash that came in."""
    held = pools[name].copied()
    if act.startswith(("close ", "add to ")):
        label = act.removeprefix("close ").removeprefix("add to ")
        named = {v: k for k, v in labels({name: held}).items()}
        _, market, side = named[label]
        line = next(x for x in held.lines if (x.market, x.side) == (market, side))
        closing = act.startswith("close ")
        traded = min(dollars, line.notional) if closing else dollars
        way = 1 if line.size > 0 else -1
        size = -line.size if closing and traded == line.notional else (-way if closing else way) * traded / line.mark
        held.trade(market, side, size, fee)
        return held, traded, traded * fee, 0.0
    other = next((p for n, p in pools.items() if act.endswith(f" {n}") and n != name), None)
    cost = cash = traded = 0.0
    if act == "deposit":
        cash = dollars / 10
    elif act.startswith("free cash of"):
        assert other is not None
        cash = max(other.free(), 0.0)
    elif act.startswith("dissolve"):
        assert other is not None
        traded = other.notional()
        cost = fee * traded
        cash = other.equity() - cost
    held.cash += cash
    return held, traded, cost, cash


def test_what_to_touch_first() -> None:
    rows = 0
    for rng, book, pools in drawn():
        name, dollars, fee = rng.choice(list(pools)), rng.choice((500.0, 3_000.0, 20_000.0)), rng.choice((0.0, FEE))
        held = pools[name]
        if held.health() < 0 or held.together() is None or any(p.coins for p in pools.values()):
            continue
        frame = touch_first.touch(book, name, dollars, fee, "far")
        twin = table(frame, "act")
        toward = "fall" if held.way() < 0 else "rise"
        for act in twin.index:
            after, traded, cost, cash = (
                (held, 0.0, 0.0, 0.0)
                if act == "as it is"
                else after_act({**pools, "idle": Plain(idle(book), [], [])}, name, act, dollars, fee)
            )
            row, scale = twin.loc[act], held.notional() + abs(held.cash)
            rows += 1
            assert same(row["traded ($)"], traded, scale), act
            assert same(row["fee ($)"], cost, scale)
            assert same(row["cash ($)"], cash, scale)
            assert same(row["health ($)"], after.health() if after.lines else after.equity(), scale)
            assert same(row["free ($)"], after.free() if after.lines else after.equity(), scale)
            end = after.along(dict.fromkeys(held.symbols, float(held.way()))) if after.lines else None
            assert same(row[f"common {toward} (%)"], None if end is None else 100 * held.way() * end), act
            if after.lines and after.health() > 0 and math.isfinite(after.sigmas()):
                assert math.isclose(row["σ of a day"], after.sigmas(), rel_tol=1e-6)
    assert rows > 200


def test_what_if() -> None:
    for rng, book, pools in drawn():
        named = labels(pools)
        (name, market, side), which = rng.choice(list(named.items()))
        held = pools[name]
        line = next(x for x in held.lines if (x.market, x.side) == (market, side))
        trade = rng.choice((0.0, line.notional * rng.uniform(-1.5, 1.5)))
        cash = rng.choice((0.0, held.notional() * rng.uniform(0, 0.2), -max(held.free(), 0.0) * rng.uniform(0, 0.9)))
        together = rng.choice((0.0, -0.1, 0.2))
        closes = trade * line.size < 0 and abs(trade) >= line.notional
        if len(held.lines) == 1 and closes:
            with pytest.raises(ArgumentError, match="leaves something"):
                touch_first.whatif(book, which, trade, cash, together)
            continue
        frame = touch_first.whatif(book, which, trade, cash, together)
        after = held.copied()
        after.cash += cash
        if trade:
            after.trade(market, side, -line.size if closes else trade / line.mark, FEE)
        then = after.moved(dict.fromkeys(held.symbols, together))
        scale = held.notional() + abs(held.cash) + abs(trade)
        if abs(then.health()) < 1e-9 * scale or abs(held.health()) < 1e-9 * scale:
            continue
        twin = table(frame, "")
        for column, pool in (("before", held), ("after", then)):
            due = (pool.equity(), pool.needs(), pool.health(), pool.free())
            for row, value in zip(("equity ($)", "requires ($)", "health ($)", "free ($)"), due, strict=True):
                assert same(twin.loc[row, column], value, scale), (row, column)
        first = None if held.health() < 0 else held.together()
        last = None if then.health() < 0 or then.together() is None else (1 + then.together()) * (1 + together) - 1
        assert same(twin.loc["all together (%)", "before"], None if first is None else 100 * first)
        assert same(twin.loc["all together (%)", "after"], None if last is None else 100 * last)
        for s in held.symbols:
            a = None if held.health() < 0 else held.alone(s)
            b = None if then.health() < 0 or s not in then.symbols else then.alone(s)
            b = None if b is None else (1 + b) * (1 + together) - 1
            assert same(twin.loc[f"{s} alone (%)", "before"], None if a is None else 100 * a)
            assert same(twin.loc[f"{s} alone (%)", "after"], None if b is None else 100 * b)
        assert says(bold(frame.sentence)[0], then.health(), signed=True)
        if then.health() < 0:
            assert "is liquidated" in str(frame.title) or "Nothing changed yet" in str(frame.title)
        elif last is not None:
            assert says(str(frame.title), last, signed=True)


# ---- days, funding, alarms, nights --------------------------------------------------------------------------------------


def falls_of(held: Plain, share: float = 1.0, falls: Mapping[str, float] = DAYS["… all lows"]) -> dict[str, float]:
    return {s: max(share * falls.get(coin(s), falls["ETH"]), -0.999) for s in held.symbols}


def test_days() -> None:
    for rng, book, pools in drawn():
        share = rng.choice((1.0, 0.5, 1.3))
        frame = days.days(book, "own", share)
        twin = table(frame, "day")
        safe = 0
        for day, falls in DAYS.items():
            alive = True
            for name, held in pools.items():
                then = held.moved(falls_of(held, share, falls))
                scale = held.notional() + abs(held.cash)
                assert same(twin.loc[day, f"{name}: equity ($)"], then.equity(), scale)
                if min(abs(then.equity()), abs(then.health())) > 1e-9 * scale:
                    state = "bankrupt" if then.equity() < 0 else "liquidated" if then.health() < 0 else "alive"
                    assert twin.loc[day, f"{name}: state"] == state
                alive = alive and then.health() >= 0
            safe += alive
        if 0 < safe < len(DAYS):
            assert str(frame.title).startswith(f"Every pool lives through {safe} of {len(DAYS)} rows")


def test_other_pools_for_the_days() -> None:
    """All in one pool with all the equity, or each alone with its share by what opening it takes."""
    made = 0
    for _, book, pools in drawn():
        sides = [(x.market, x.side) for p in pools.values() for x in p.lines]
        if any(p.coins for p in pools.values()) or len(set(sides)) < len(sides):
            why = "cannot be shared out like cash" if any(p.coins for p in pools.values()) else "in two pools"
            frame = days.days(book, "each", 1.0)
            assert why in str(frame.sentence)
            assert not len(frame.data["dots"]["x"])
            continue
        made += 1
        equity = idle(book) + sum(p.equity() for p in pools.values())
        lines = [x for p in pools.values() for x in p.lines]
        needs = sum(x.opening() for x in lines)
        each = days.partitioned(book, "each")
        for x in lines:
            pool = next(p for p in each.values() if (p.positions[0].symbol, p.positions[0].side) == (x.market, x.side))
            assert float(pool.equity(book.marks)) == pytest.approx(equity * x.opening() / needs, rel=1e-7, abs=1e-6)
        one = days.partitioned(book, "one")
        assert float(next(iter(one.values())).equity(book.marks)) == pytest.approx(equity, rel=1e-9, abs=1e-6)
    assert made > 20


def test_waiting() -> None:
    for rng, book, pools in drawn():
        majors, others = rng.choice((0.0001, -0.0003)), rng.choice((0.0003, 0.002))
        frame = days.wait(book, majors, others)
        twin = table(frame, "position")
        named, total = labels(pools), 0.0
        by_pool = dict.fromkeys(pools, 0.0)
        for name, held in pools.items():
            for x in held.lines:
                due = 3 * (majors if coin(x.market) in ("BTC", "ETH") else others) * x.size * x.mark
                row = twin.loc[named[name, x.market, x.side]]
                assert same(row["a day ($)"], due, x.notional)
                assert same(row["a month ($)"], 30 * due, x.notional)
                total += due
                by_pool[name] += due
        assert abs(total) < 0.006 or (says(str(frame.title), total) and says(str(frame.title), 30 * total))
        name = main(pools)
        mine, health = by_pool[name], pools[name].health()
        if health > 0 and abs(mine) > 0.006:
            assert ("pays" if mine > 0 else "receives") in str(frame.sentence)
            assert says(bold(frame.sentence)[1], 30 * mine / health)
            assert mine < 0 or says(str(frame.sentence).partition("border in")[2], health / mine)


def test_alarms_and_their_prices() -> None:
    for rng, book, pools in drawn():
        name, ratio = rng.choice(list(pools)), rng.choice((0.2, 0.6, 0.9))
        held = pools[name]
        frame = days.alarm(book, name, ratio)
        if held.health() < 0:
            assert says(str(frame.title) + str(frame.sentence), held.health())
            continue
        twin = table(frame, "margin ratio (%)")
        toward = "fall" if held.way() < 0 else "rise"
        along = dict.fromkeys(held.symbols, float(held.way()))
        for k, r in enumerate((0.3, 0.5, 0.7, 0.9, 1.0, ratio)):
            t = held.along(along, r)
            row = twin.iloc[k]
            assert same(row[f"common {toward} (%)"], None if t is None else 100 * held.way() * t)
            for x in held.lines:
                due = None if t is None else x.mark * (1 + held.way() * t)
                assert same(row[f"{x.market} ($)"], due, x.mark)
    for _, book, pools in drawn():
        rows = prices_table(book)[1:]
        wanted = []
        for name, held in pools.items():
            if held.health() < 0:
                continue
            for r in (0.3, 0.5, 0.7, 0.9, 1.0):
                t = held.along(dict.fromkeys(held.symbols, float(held.way())), r)
                if t is not None:
                    wanted += [(name, f"{r:.0%}", s, mark_of(held, s) * (1 + held.way() * t)) for s in held.symbols]
        assert [(row[0], row[1], row[3]) for row in rows] == [w[:3] for w in wanted]
        for row, (*_, price) in zip(rows, wanted, strict=True):
            assert float(row[4]) == pytest.approx(price, rel=6e-6)


def mark_of(held: Plain, symbol: str) -> float:
    return next(
        mark
        for name, mark in [(x.market, x.mark) for x in held.lines] + [(c[0], c[2]) for c in held.coins]
        if name == symbol
    )


def close(held: Plain, dollars: float) -> float:
    share = min(dollars / held.notional(), 1.0) if held.lines else 0.0
    traded = share * held.notional()
    for x in list(held.lines) if share else []:
        held.trade(x.market, x.side, -x.size * share if share < 1 else -x.size, FEE)
    return traded


def night(
    held: Plain, kind: str, hard: float, lines: tuple[float, str, str, str] | None
) -> tuple[int | None, float, float]:
    """A night by steps: the step of its end, the equity then or at the end, and what was put in."""
    start, way, put, rung = held.copied(), held.way(), 0.0, False
    markets = list(dict.fromkeys(x.market for x in held.lines))
    against = [s for s in markets if held.slope(s) * held.whole() < 0]
    if not against:
        profit = {s: sum(x.profit for x in held.lines if x.market == s) for s in markets}
        against = [max(markets, key=lambda s: profit[s] if kind == "taken" else abs(held.slope(s)))]
    sign = {s: -1.0 if held.slope(s) > 0 else 1.0 for s in held.symbols}
    quarter = max(held.equity(), 0.0) / 4
    first = {s: mark_of(start, s) for s in held.symbols}
    for step in range(25):
        part = step / 24
        moves = {s: part * (sign[s] * hard if s in against else 0.0) for s in held.symbols}
        if kind != "squeeze":
            moves = dict.fromkeys(held.symbols, 0.0 if kind == "funding" else way * part * hard)
        now = {s: first[s] * (1 + moves[s]) for s in held.symbols}
        for x in held.lines:
            x.mark = now[x.market]
        held.coins = [(a, n, now[a], w, v) for a, n, _, w, v in held.coins]
        if kind == "funding" and step:
            held.cash -= 3 * hard * sum(x.size * x.mark for x in held.lines)
        lost = 0.0
        if kind == "taken" and step == 2:
            for x in [x for x in held.lines if x.market in against]:
                lost += x.notional
                held.trade(x.market, x.side, -x.size, 0.0)
        if held.lines and held.health() < 0:
            return step, held.equity(), put
        if lines is None:
            continue
        ratio, rings, halts, gone = lines
        if lost and gone == "close":
            close(held, lost)
        if kind == "halt" and step == 4 and halts == "cash":
            held.cash, put = held.cash + quarter, put + quarter
        if rung or not held.lines or held.needs() / held.equity() < ratio:
            continue
        if rings == "cash":
            held.cash, put, rung = held.cash + quarter, put + quarter, True
        elif not (kind == "halt" and 4 <= step < 12):
            close(held, held.notional() * (0.5 if rings == "half" else 1.0))
            rung = True
    return None, held.equity(), put


def test_nights() -> None:
    for rng, book, pools in drawn():
        held = pools[main(pools)]
        if held.health() < 0:
            continue
        number = rng.randint(1, 12)
        lines = (
            rng.choice((0.3, 0.7, 0.9)),
            rng.choice(("half", "all", "cash")),
            rng.choice(("wait", "cash")),
            rng.choice(("wait", "close")),
        )
        frame = defend.defend(book, number, *lines)
        kind, hard = NIGHTS[number - 1]
        twin = table(frame, "")
        for row, mine in (("no lines", None), ("your lines", lines)):
            dead, equity, put = night(held.copied(), kind, hard, mine)
            scale = held.notional() + abs(held.cash)
            assert same(twin.loc[row, "equity ($)"], equity, scale), (kind, row)
            assert same(twin.loc[row].iloc[1], None if dead is None else dead), (kind, row)
            assert same(twin.loc[row, "put in ($)"], put, scale)


# ---- what is taken along ------------------------------------------------------------------------------------------------


def test_a_saved_book_is_the_same_account_and_a_snapshot_is_to_scale() -> None:
    for _, book, pools in drawn():
        again = portfolios.read(as_file(book))
        for name, held in pools.items():
            assert float(again.pools[name].health(again.marks)) == pytest.approx(held.health(), rel=1e-9, abs=1e-6)
        equity = idle(book) + sum(p.equity() for p in pools.values())
        tables = without_amounts(book)
        if equity <= 0:
            assert tables == []
            continue
        positions = tables[0][1:]
        lines = [(held, x) for held in pools.values() for x in held.lines]
        for (_, market, size, wall), (held, x) in zip(positions, lines, strict=True):
            assert market == x.market
            assert float(size.replace("−", "-")) == pytest.approx(x.size * x.mark / equity, rel=0.051)
            due = held.alone(x.market) if held.health() >= 0 else None
            assert wall == "none" if due is None else says(wall, float(f"{due:.2g}"), signed=True)
        for (_, far, sigma), held in zip(tables[1][1:], pools.values(), strict=True):
            if held.health() < 0:
                assert sigma == "beyond"
            else:
                end = held.together()
                assert far == "none" if end is None else says(far, float(f"{end:.2g}"), signed=True)
                assert (
                    sigma == "none"
                    if math.isinf(held.sigmas())
                    else float(sigma) == pytest.approx(held.sigmas(), rel=0.051)
                )
        at_once = sum(max(held.moved(falls_of(held)).equity(), 0.0) for held in pools.values())
        assert float(tables[2][-1][1].replace("−", "-")) == pytest.approx(
            (idle(book) + at_once) / equity, rel=0.051, abs=1e-9
        )
        json.loads(as_file(book))
