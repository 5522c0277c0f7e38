"""Lesson 13: margins, walls, rates, totals and a venue of one's own, from the venues' published rules by plain arithmetic."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from functools import lru_cache
from typing import Any

from course import venues

from .support import About, Told, UndecidedError, held, numbers, oracle, says

MARKS = {"BTC": 60_000.0, "ETH": 3_000.0}
LIVE = ["dydx", "hyperliquid", "gmx", "binance", "bybit", "okx", "bitmex"]
SHORT = {
    "dydx": "dYdX", "hyperliquid": "Hyperliquid", "gmx": "GMX", "drift": "Drift", "binance": "Binance",
    "bybit": "Bybit", "okx": "OKX", "bitmex": "BitMEX",
}  # fmt: skip
ROWS = {v: SHORT[v] for v in SHORT} | {"gmx": "GMX (isolated)", "drift": "Drift (halted)"}
AT_EQUALITY = {"binance", "bybit", "okx"}
#: Brackets ``(from, rate, maximum leverage)`` of slices, as Binance and Bybit publish them.
BINANCE = [
    (0, 0.004, 150), (3e5, 0.005, 100), (8e5, 0.0065, 75), (3e6, 0.01, 50), (12e6, 0.02, 25), (70e6, 0.025, 20),
    (100e6, 0.05, 10), (230e6, 0.1, 5), (480e6, 0.125, 4), (6e8, 0.15, 3), (8e8, 0.25, 2), (12e8, 0.5, 1),
]  # fmt: skip
BINANCE_ETH = [
    (0, 0.004, 150), (3e5, 0.005, 100), (8e5, 0.0065, 75), (3e6, 0.01, 50), (12e6, 0.02, 25), (50e6, 0.025, 20),
    (65e6, 0.05, 10), (150e6, 0.1, 5), (320e6, 0.125, 4), (4e8, 0.15, 3), (530e6, 0.25, 2), (8e8, 0.5, 1),
]  # fmt: skip
BYBIT = [
    (0, 0.005, 100), (2.0e6, 0.0056, 90), (2.6e6, 0.0063, 80), (3.2e6, 0.0067, 75), (3.8e6, 0.0071, 70),
    (4.4e6, 0.0077, 65), (5.0e6, 0.0091, 55), (5.6e6, 0.01, 50), (8.5e6, 0.013, 45), (10e6, 0.015, 40),
    (14e6, 0.016, 35), (20e6, 0.02, 30), (28e6, 0.025, 25), (38e6, 0.029, 20), (50e6, 0.03, 19),
    (55e6, 0.035, 18), (60e6, 0.036, 17), (65e6, 0.038, 16), (70e6, 0.04, 15), (75e6, 0.045, 14),
]  # fmt: skip
SLICES = {
    ("dydx", "BTC"): [(0, 0.012, 50)], ("dydx", "ETH"): [(0, 0.012, 50)],
    ("hyperliquid", "BTC"): [(0, 1 / 80, 40), (150e6, 1 / 40, 20)],
    ("hyperliquid", "ETH"): [(0, 1 / 50, 25), (100e6, 1 / 30, 15)],
    ("drift", "BTC"): [(0, 0.05, 10)], ("drift", "ETH"): [(0, 0.05, 10)],
    ("binance", "BTC"): BINANCE, ("binance", "ETH"): BINANCE_ETH,
    ("bybit", "BTC"): BYBIT, ("bybit", "ETH"): [(0, 0.005, 100)],
}  # fmt: skip
#: Tiers of 10, 40, 150, 200 BTC (500, 500, 1,500, 2,500 ETH), then every one like the last; both rates rise by half a per cent.
OKX = [(0.004, 0.01), (0.005, 0.015), *((0.0075 + 0.005 * k, 0.02 + 0.005 * k) for k in range(97))]
OKX_FLOORS = {
    "BTC": [0, 10, 50, *(200 * k for k in range(1, 97))],
    "ETH": [0, 500, 1_000, *(2_500 * k for k in range(1, 97))],
}
CAPS = {
    ("gmx", "BTC"): 95e6, ("gmx", "ETH"): 110e6, ("binance", "BTC"): 1.8e9, ("binance", "ETH"): 1.2e9,
    ("bybit", "BTC"): 80e6, ("bybit", "ETH"): 9e5,
    ("okx", "BTC"): 19_400 * 60_000, ("okx", "ETH"): 242_500 * 3_000,
}  # fmt: skip


def sliced(rows: list[tuple[float, float, float]], worth: float) -> float:
    total = 0.0
    for k, (low, rate, _) in enumerate(rows):
        if worth <= low:
            break
        high = rows[k + 1][0] if k + 1 < len(rows) else math.inf
        total += rate * (min(worth, high) - low)
    return total


def okx(symbol: str, coins: float) -> tuple[float, float]:
    """Both rates of the tier of so many coins."""
    return OKX[max(bisect_left(OKX_FLOORS[symbol], coins - 1e-9) - 1, 0)]


def bitmex(symbol: str, coins: float) -> tuple[float, float]:
    """Both rates: half a per cent more for each 150 BTC above 200."""
    step = max(math.ceil((coins - 200) / 150 - 1e-9), 0) if symbol == "BTC" else 0
    return (0.005 + 0.005 * step, 0.01 + 0.005 * step) if symbol == "BTC" else (0.01, 0.02)


def closing(venue: str, symbol: str, size: float, worth: float) -> float:
    """What Bybit sets aside for the fee of closing."""
    if venue != "bybit":
        return 0.0
    return 0.00055 * (1 - math.copysign(1, size) / SLICES[venue, symbol][0][2]) * worth


def keeps(venue: str, symbol: str, size: float, price: float, entry: float) -> float:
    """What one position takes to keep."""
    q, worth, paid = abs(size), abs(size) * price, abs(size) * entry
    if venue == "gmx":
        return max(0.005 * paid, 1.0) + 0.0006 * paid
    if venue == "okx":
        return (okx(symbol, q)[0] + 0.0005) * worth
    if venue == "bitmex":
        return bitmex(symbol, q)[0] * paid
    return sliced(SLICES[venue, symbol], worth) + closing(venue, symbol, size, worth)


def opens(venue: str, symbol: str, size: float, price: float, entry: float) -> float:
    """What one position takes to open."""
    q, worth, paid = abs(size), abs(size) * price, abs(size) * entry
    if venue == "gmx":
        return 0.0056 * paid
    if venue == "okx":
        return okx(symbol, q)[1] * worth
    if venue == "bitmex":
        return bitmex(symbol, q)[1] * paid
    start = next(1 / most for low, _, most in reversed(SLICES[venue, symbol]) if worth >= low) * worth
    return start + closing(venue, symbol, size, worth)


def needs(venue: str, symbol: str, size: float, price: float, entry: float) -> tuple[float, float]:
    """What one position takes to keep and to open."""
    return keeps(venue, symbol, size, price, entry), opens(venue, symbol, size, price, entry)


def pools(venue: str, btc: float, eth: float, cash: float) -> list[tuple[float, list[tuple[str, float]]]]:
    """Collateral and positions: one pool, or one a position where nothing can be shared."""
    legs = [(s, q) for s, q in (("BTC", btc), ("ETH", eth)) if q]
    if venue != "gmx":
        return [(cash, legs)]
    worth = sum(abs(q) * MARKS[s] for s, q in legs)
    return [(cash * abs(q) * MARKS[s] / worth, [(s, q)]) for s, q in legs]


def room(venue: str, cash: float, legs: list[tuple[str, float]], symbol: str) -> float | None:
    """How far ``symbol`` may move until the venue acts: 0 if it acts at once, None if no price does it."""
    size = dict(legs)[symbol]
    rest = sum(keeps(venue, s, q, MARKS[s], MARKS[s]) for s, q in legs if s != symbol)

    def spare(price: float) -> float:
        entry = MARKS[symbol]
        return cash + size * (price - entry) - rest - keeps(venue, symbol, size, price, entry)

    now = spare(MARKS[symbol])
    if now < 0 or (now == 0 and venue in AT_EQUALITY):
        return 0.0
    way = -1 if size > 0 else 1
    # All rates are below one, so going against the position only takes: halve the way.
    good, bad = MARKS[symbol], MARKS[symbol] * 1e-9 if way < 0 else MARKS[symbol] * 1e6
    if spare(bad) >= 0:
        return None
    for _ in range(64):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if spare(middle) >= 0 else (good, middle)
    return abs(good / MARKS[symbol] - 1)


def funding(venue: str, size: float, symbol: str, premium: float, days: float) -> float:
    """What is paid: premium plus the clamped interest, so many times; a pool charges for what it lends."""
    worth, hours = size * MARKS[symbol], 24 * days
    if venue == "gmx":
        return abs(worth) * 0.45 * 0.5 * hours / 8_760
    interest, clamp = (0.0, 0.0) if venue in ("dydx", "drift") else (0.0001, 0.0005)
    every, period = (1.0, 24.0) if venue == "drift" else (1.0, 8.0) if venue in ("dydx", "hyperliquid") else (8.0, 8.0)
    rate = premium + min(max(interest - premium, -clamp), clamp)
    cap = {
        "dydx": 6 * (0.02 - 0.012), "hyperliquid": 0.32, "drift": 1 / 33, "okx": 0.0075,
        "bitmex": 0.75 * (0.01 - 0.005 if symbol == "BTC" else 0.02 - 0.01),
    }.get(venue, math.inf)  # fmt: skip
    rate = min(max(rate, -cap), cap)
    return worth * rate * every / period * math.floor(hours / every + 1e-9)


@lru_cache(None)
def on(venue: str, btc: float, eth: float, cash: float) -> dict[str, Any]:
    keep = start = 0.0
    rooms: dict[str, float | None] = {}
    opens = True
    for money, legs in pools(venue, btc, eth, cash):
        each = [needs(venue, s, q, MARKS[s], MARKS[s]) for s, q in legs]
        keep += sum(k for k, _ in each)
        start += sum(o for _, o in each)
        opens = opens and money >= sum(o for _, o in each)
        for symbol, _ in legs:
            rooms[symbol] = room(venue, money, legs, symbol)
    return {"keep": keep, "open": start, "rooms": rooms, "opens": opens}


def full(told: Told) -> None:
    """No cell of the table is hollow."""
    if told.table is not None:
        for column in told.table.columns:
            for cell in told.table[column]:
                assert str(cell) not in ("None", "nan", "NaT"), column


def most_of(values: dict[str, float]) -> tuple[str, str]:
    return min(values, key=values.__getitem__), max(values, key=values.__getitem__)


@oracle("choosing_a_platform", "predict")
def predict(told: Told, guess: float) -> None:
    asked = {v: on(v, 1.0, -15.0, 6_000.0)["keep"] for v in LIVE}
    least, most = most_of(asked)
    ratio = asked[most] / asked[least]
    assert f"{SHORT[least]} and" in told.title
    assert told.title.endswith(f"on {SHORT[most]}")
    assert says(told.title, asked[least])
    assert says(told.title, asked[most])
    assert says(told.bold[0], ratio)
    assert told.sentence.split(". ")[1].startswith(f"{SHORT[most]} asks")
    assert ("You have it" in told.sentence) == (abs(guess - ratio) <= 0.05)
    assert "You have it" in told.sentence or says(told.sentence.split(". ")[0], guess)
    bars = told.rows("bars")
    assert [b["value"] for b in bars] == sorted(b["value"] for b in bars)
    for venue in LIVE:
        bar = next(b for b in bars if b["venue"] == ROWS[venue])
        assert bar["value"] == About(asked[venue])
        assert says(bar["label"], asked[venue])
        assert bar["edge"] == (venue in (least, most))
    drawn = told.rows("guess")[0]
    assert drawn["value"] == About(guess * asked[least])
    assert says(drawn["label"], guess * asked[least])


@oracle("choosing_a_platform", "venues", constants=[7], loose=["bars.label", "dots.label"])
def every_venue(told: Told, btc: float, eth: float, collateral: float, days: float, premium: float) -> None:
    found = {v: on(v, btc, eth, collateral) for v in SHORT}
    opened = [v for v in LIVE if found[v]["opens"]]
    nearest = {}
    for v in opened:
        rooms = [d for d in found[v]["rooms"].values() if d is not None]
        if rooms:
            nearest[v] = min(rooms)
    keep = {v: found[v]["keep"] for v in LIVE}
    least, most = most_of(keep)
    said = told.sentence.split("To keep it takes")[1]
    assert f"on {SHORT[least]} to" in said
    assert f"on {SHORT[most]}." in said
    assert says(said.split(" to ")[0], keep[least])
    assert says(said.split(" to ")[1], keep[most])
    assert ("no venue would let you open it" in told.title) == (not opened)
    if not opened:
        at_once = sum(any(d == 0 for d in found[v]["rooms"].values()) for v in LIVE)
        assert told.bold[0] == {0: "None", 7: "Each"}.get(at_once, str(at_once))
        assert not any(d["first"] for d in told.rows("dots"))
    else:
        assert told.title.startswith("Where it can be opened") == (len(opened) < 7)
        assert ("cannot be opened on" in told.sentence) == (len(opened) < 7)
        if len(opened) < 7:
            listed = told.sentence.split("cannot be opened on ")[1].split(":")[0].replace(" and ", ", ").split(", ")
            assert listed == [SHORT[v] for v in LIVE if v not in opened]
    if opened and not nearest:
        assert "o price of one leg alone" in told.title
    elif opened:
        near, far = min(nearest.values()), max(nearest.values())
        who = [SHORT[v] for v in nearest if abs(nearest[v] - near) < 1e-9]
        last = [SHORT[v] for v in nearest if abs(nearest[v] - far) < 1e-9]
        assert says(told.title, near)
        assert says(told.title, far)
        head = told.title.split(": ")[-1]
        assert all(name in head.split(" after ")[0] for name in who)
        assert ("only after" in head) == (far - near > 1e-9)
        if far - near > 1e-9:
            assert all(name in head.split(", ")[-1] for name in last)
        # What is named first can really be opened, and is closed there.
        for v in nearest:
            assert found[v]["opens"]
    paid = {v: sum(funding(v, q, s, premium, days) for s, q in (("BTC", btc), ("ETH", eth)) if q) for v in LIVE}
    assert ("Holding it" in told.sentence) == (days > 0)
    assert set(told.idle) == (set() if days else {"premium"})
    if days:
        cheap, dear = most_of(paid)
        text = told.sentence.split("means ")[1].split(". ")[0]
        if "every venue" not in text:
            for part, v in zip(text.split(" to "), (cheap, dear), strict=True):
                assert part.split(" in funding")[0].endswith(f"on {SHORT[v]}") or abs(paid[v] - paid[cheap]) < 0.005
                if abs(paid[v]) < 0.005:
                    assert "nothing" in part
                else:
                    assert says(part, paid[v])
                    assert ("paid" in part) == (paid[v] > 0)
                    assert ("received" in part) == (paid[v] < 0)
    first = min(nearest.values(), default=None)
    low, high = told.rows("frame")[0]["shown"], told.rows("frame")[1]["shown"]
    for dot in told.rows("dots"):
        venue = next(v for v in SHORT if ROWS[v] == dot["venue"])
        distance = found[venue]["rooms"][dot["symbol"]]
        way = -1 if {"BTC": btc, "ETH": eth}[dot["symbol"]] > 0 else 1
        assert dot["left"] == (way < 0)
        assert dot["held"] == (distance is not None)
        assert dot["first"] == (
            venue in nearest and distance is not None and first is not None and abs(distance - first) < 1e-9
        )
        if distance is None:
            assert "never" in dot["label"]
            continue
        assert low <= dot["shown"] <= high
        if distance == 0:
            assert "at once" in dot["label"]
        else:
            assert says(dot["label"], way * distance, signed=True)
        assert dot["cut"] == ("←" in dot["label"] or "→" in dot["label"])
        if dot["cut"]:
            assert abs(dot["shown"]) < distance
            assert venue == "drift" or distance > 1
        else:
            assert dot["shown"] == About(way * distance, abs=1e-7)
    widest = max([collateral, *(found[v]["open"] for v in LIVE)])
    assert told.rows("room")[0]["value"] <= 3 * widest
    for bar in told.rows("bars"):
        venue = next(v for v in SHORT if ROWS[v] == bar["venue"])
        cut = found[venue]["open"] > widest * (1 + 1e-9)
        assert ("→" in bar["label"]) == cut
        assert not cut or venue == "drift"
        assert bar["maintenance"] == About(min(found[venue]["keep"], widest))
        assert bar["initial"] == About(min(found[venue]["open"], widest))
        one, two = bar["label"].split(" / ")
        assert says(one, found[venue]["keep"])
        assert says(two, found[venue]["open"])
        assert bar["short"] == (not found[venue]["opens"])
    assert told.table is not None
    for row in told.cells:
        venue = next(v for v in SHORT if row["venue"].startswith(SHORT[v]))
        assert says(row["free"].replace("−", ""), _free(venue, btc, eth, collateral, row["leg"]))
        size = {"BTC": btc, "ETH": eth}[row["leg"]]
        cost = funding(venue, size, row["leg"], premium, days)
        assert says(row["funding"], cost, signed=True) or abs(cost) < 0.005
        _, legs = next(p for p in pools(venue, btc, eth, collateral) if row["leg"] in dict(p[1]))
        each = [needs(venue, s, q, MARKS[s], MARKS[s]) for s, q in legs]
        assert says(row["maintenance of its pool"], sum(k for k, _ in each))
        assert says(row["initial of its pool"], sum(o for _, o in each))
        distance, way = found[venue]["rooms"][row["leg"]], -1 if size > 0 else 1
        if distance is None:
            assert row["move"] == row["liquidation price"] == "never" or "none" in row["liquidation price"]
        elif distance == 0:
            assert not numbers(row["move"]) or says(row["move"], 0.0)
        else:
            assert says(row["move"], way * distance, signed=True)
            assert says(row["liquidation price"], MARKS[row["leg"]] * (1 + way * distance))
        assert row["as of"].split()[0] in {read_on(venue), venues.get(venue).table(row["leg"]).source.as_of}
    assert told.rows("posted")[0]["value"] == collateral
    full(told)


@lru_cache
def read_on(venue: str) -> str:
    """The day to which a venue's figures belong, as its record says."""
    return str(next(r for r in venues.facts() if r["venue"] == venue)["as_of"])


def _free(venue: str, btc: float, eth: float, cash: float, symbol: str) -> float:
    money, legs = next(p for p in pools(venue, btc, eth, cash) if symbol in dict(p[1]))
    return money - sum(needs(venue, s, q, MARKS[s], MARKS[s])[1] for s, q in legs)


@oracle("choosing_a_platform", "size", constants=[10_000])
def size(told: Told, symbol: str, notional: float) -> None:
    price = MARKS[symbol]

    def rates(worth: float) -> dict[str, float]:
        return {
            SHORT[v]: needs(v, symbol, worth / price, price, price)[0] / worth
            for v in LIVE
            if worth <= CAPS.get((v, symbol), math.inf) * (1 + 1e-9)
        }

    here, small = rates(notional), rates(10_000.0)
    best, worst = most_of(here)
    cheap, _ = most_of(small)
    assert f" {best} asks least and {worst} most" in told.title
    lead = told.title.split(" asks ")[0]
    for text in (lead, told.sentence.partition(" of ")[0]):
        assert any(abs(shown - notional) <= half * 1.01 for shown, half in amounts(text))
        assert says(text, notional / 1e6 if "million" in text else notional)
    assert says(told.title.split("most: ")[1].split(" against ")[0], here[best])
    assert says(told.title.split(" against ")[1], here[worst])
    assert says(told.bold[1], here[best])
    assert min(here.values()) == here[best]
    assert max(here.values()) == here[worst]
    tail = told.sentence.split(". ", 1)[1].split("Older than")[0]
    assert ("does not take this size" in tail) == (cheap not in here)
    assert tail.startswith(f"{cheap} asks least of") == (cheap == best)
    if "too: just as much" in tail or "asks the same here" in tail:
        assert abs(here[cheap] - small[cheap]) <= 1.01e-4
    elif cheap in here:
        assert says(tail, small[cheap])
        assert cheap == best or says(tail.split("asks ")[-1], here[cheap])
    drawn = told.rows("here")
    assert [r["venue"] for r in drawn] == sorted(here, key=here.__getitem__)
    for row in told.cells:
        name = next(SHORT[v] for v in SHORT if row["venue"].startswith(SHORT[v]))
        assert says(row["maintenance"], here[name])
        whole = name in ("GMX", "OKX", "BitMEX")
        assert row["rates"] == ("on the whole position" if whole else "on slices")
    assert told.rows("span")[0]["notional"] == About(notional)
    for row in drawn:
        assert row["notional"] == About(notional)
        assert row["rate"] == About(here[row["venue"]])
        assert says(row["label"], here[row["venue"]])
        assert row["own"] == (row["venue"] in (best, worst))
    assert told.rows("span")[0]["low"] == About(here[best])
    assert told.rows("span")[0]["high"] == About(here[worst])
    curves = told.rows("curves")
    assert all(row["own"] == (row["venue"] in (best, worst)) for row in curves)
    assert told.rows("room")[0]["rate"] >= here[worst]
    for row in curves[::37]:
        assert row["rate"] == About(rates(row["notional"])[row["venue"]], rel=1e-6)
    for venue in LIVE:
        end = max(r["notional"] for r in curves if r["venue"] == SHORT[venue])
        assert end == About(min(CAPS.get((venue, symbol), math.inf), 2e8))
    full(told)


def amounts(text: str) -> list[tuple[float, float]]:
    """The amounts of money in a text, "million" counted."""
    scale = 1e6 if "million" in text else 1.0
    return [(shown * scale, half * scale) for shown, half in numbers(text)]


#: The scorecard's points, criterion by criterion: facts from the record, judgements as the course prints them.
def points(venue: str) -> dict[str, list[float]]:
    record = next(r for r in venues.facts() if r["venue"] == venue)
    read = {
        "mode": {"dydx": 1, "hyperliquid": 1, "gmx": 0.5, "drift": 1, "binance": 1, "bybit": 0, "okx": 1, "bitmex": 1},
        "price": {
            "dydx": 1,
            "hyperliquid": 0.5,
            "gmx": 1,
            "drift": 1,
            "binance": 0.5,
            "bybit": 0.5,
            "okx": 0.5,
            "bitmex": 1,
        },
        "part": {
            "dydx": 1,
            "hyperliquid": 0.5,
            "gmx": 0,
            "drift": 1,
            "binance": 0.5,
            "bybit": 0.5,
            "okx": 0.5,
            "bitmex": 0.5,
        },
        "adl": {
            "dydx": 0,
            "hyperliquid": 1,
            "gmx": 0,
            "drift": 0.5,
            "binance": 1,
            "bybit": 0.5,
            "okx": 0.5,
            "bitmex": 1,
        },
        "refresh": {
            "dydx": 1,
            "hyperliquid": 0,
            "gmx": 0.5,
            "drift": 1,
            "binance": 1,
            "bybit": 0.5,
            "okx": 0.5,
            "bitmex": 0.5,
        },
        "whole": {
            "dydx": 1,
            "hyperliquid": 1,
            "gmx": 0,
            "drift": 0.5,
            "binance": 1,
            "bybit": 0.5,
            "okx": 1,
            "bitmex": 0.5,
        },
        "own": {
            "dydx": 1,
            "hyperliquid": 1,
            "gmx": 0.5,
            "drift": 1,
            "binance": 0.5,
            "bybit": 0.5,
            "okx": 1,
            "bitmex": 0.5,
        },
    }
    mine = {name: float(row[venue]) for name, row in read.items()}
    both = float("cross" in record["modes"] and "isolated" in record["modes"])
    return {
        "model": [both, mine["mode"], 1.0 if record["dated"] else 0.5],
        "liquidation": [mine["price"], mine["part"], mine["adl"]],
        "settlement": [float(record["live"]), mine["refresh"], float(record["kind"] == "decentralised")],
        "tools": [mine["whole"], mine["own"]],
    }


#: Where each of the eleven checks stands: criterion, place in it, whether it is judged.
CHECKS = [
    ("model", 0, False), ("model", 1, True), ("model", 2, False), ("liquidation", 0, True), ("liquidation", 1, True),
    ("liquidation", 2, True), ("settlement", 0, False), ("settlement", 1, True), ("settlement", 2, False),
    ("tools", 0, True), ("tools", 1, True),
]  # fmt: skip


@lru_cache(None)
def given(venue: str) -> dict[str, list[float]]:
    return points(venue)


@oracle("choosing_a_platform", "scorecard", constants=[0, 1, 7, 15], loose=["totals.label"])
def scorecard(
    told: Told,
    model: float,
    liquidation: float,
    settlement: float,
    tools: float,
    venue: str,
    check: str,
    reading: str,
    collateral: float,
) -> None:
    weights = {"model": model, "liquidation": liquidation, "settlement": settlement, "tools": tools}
    whole = sum(weights.values())
    criterion, place, judged = CHECKS[int(check)]
    assert judged
    weighed = [(ask, weights[ask[0]]) for ask in CHECKS]
    total, means, before = {}, {}, 0.0
    for v in SHORT:
        answers = {c: list(p) for c, p in given(v).items()}
        if v == venue:
            before = sum(w * sum(answers[c]) / len(answers[c]) for c, w in weights.items()) / whole
            if reading != "course":
                answers[criterion][place] = float(reading)
        means[v] = {c: sum(p) / len(p) for c, p in answers.items()}
        total[v] = sum(w * means[v][c] for c, w in weights.items()) / whole
    facts = {
        v: sum(w / whole * given(v)[c][k] / len(given(v)[c]) for (c, k, read), w in weighed if not read) for v in SHORT
    }
    judged_of = sum(w / whole / len(given("dydx")[c]) for (c, _, read), w in weighed if read)
    rooms = {v: min(r for r in on(v, 1.0, -15.0, collateral)["rooms"].values() if r is not None) for v in SHORT}
    assert all(on(v, 1.0, -15.0, collateral)["opens"] for v in LIVE), "every venue that trades would open it"
    own = reading != "course" and float(reading) != given(venue)[criterion][place]
    assert ("one reading of your own" in told.title) == own
    assert ("the course's reading" in told.title) == (not own)
    best = max(total[v] for v in LIVE)
    leaders = [v for v in LIVE if best - total[v] < 1e-9]
    rest = [total[v] for v in LIVE if v not in leaders]
    assert ("are equal" in told.title) == (not rest)
    if rest:
        lead = best - max(rest)
        assert says(told.title.partition(" by ")[2].partition(" points")[0], 100 * lead)
        names = told.title.split(" lead")[0]
        if len(leaders) > 3:
            assert says(names.partition(" venues")[0], len(leaders))
        else:
            assert sorted(names.replace(" and ", ", ").split(", ")) == sorted(SHORT[v] for v in leaders)
        assert (" leads by" in told.title) == (len(leaders) == 1)
        step = max(0.5 * w / whole / len(given("dydx")[c]) for c, w in weights.items())
        assert ("treat it as a tie" in told.sentence) == (lead < step + 1e-9)
        assert ("the lead is larger" in told.sentence) == (lead >= step + 1e-9)
        assert "The lead of" not in told.sentence or says(told.sentence.partition("The lead of")[2], 100 * lead)
        assert says(told.sentence, 100 * step)
    if venue == "drift":
        assert "takes no place" in told.sentence
        assert "Drift" not in told.title
    else:
        ahead = sum(total[v] > total[venue] + 1e-9 for v in LIVE)
        assert told.bold[0] == str(ahead + 1)
        level = sum(abs(total[v] - total[venue]) < 1e-9 for v in LIVE) - 1
        assert (f"level with {level} other" in told.sentence) == (level > 0)
    assert says(told.sentence.split(SHORT[venue])[1], 100 * total[venue])
    if own:
        assert says(told.sentence.split("without that it has")[1], 100 * before)
    for row in told.cells:
        v = next(v for v in SHORT if row["venue"].startswith(SHORT[v]))
        assert says(row["total"] + "\u202f%", total[v])
        for column, key in {
            "Margin model": "model",
            "Liquidation": "liquidation",
            "Settlement": "settlement",
            "Tools": "tools",
        }.items():
            assert says(row[column] + "\u202f%", means[v][key])
        assert row["as of"] == read_on(v)
        assert says(row["of it facts"] + "\u202f%", facts[v])
        assert says(row["closes a leg after"], rooms[v])
    said = told.explain.partition(f"Of the points of {SHORT[venue]} ")[2]
    assert says(said.partition(" are facts")[0], 100 * facts[venue])
    said = (
        told.sentence.partition("it closes a leg after ")[2]
        .partition(". You give")[0]
        .partition(". Half")[0]
        .partition(". The lead")[0]
    )
    assert says(told.sentence.partition("With ")[2].partition(" behind")[0], collateral)
    assert says(said.partition(";")[0].partition(",")[0], rooms[venue])
    longest = max(rooms[v] for v in LIVE)
    assert ("the most of all that trade" in said) == (venue != "drift" and rooms[venue] == About(longest))
    if "waits longest" in said:
        waits = next(v for v in LIVE if f"; {SHORT[v]} waits longest" in said)
        assert rooms[waits] == About(longest)
        assert says(said.partition("until ")[2], longest)
    assert says(told.subtitle, collateral)
    assert venue == "drift" or f" of {len(LIVE)}" in told.sentence
    marks = {0.0: "0", 0.5: "½", 1.0: "1"}
    answer = marks[given(venue)[criterion][place]]
    if own:
        assert f"You give it {marks[float(reading)]} for" in told.sentence
        assert f"where the course gives {answer}:" in told.sentence
    else:
        assert f"the course gives it {answer} of 1. That is a judgement" in told.explain
    part = {v: "halted" if v not in LIVE else "best" if v in leaders else "rest" for v in SHORT}
    for v, dot in zip(SHORT, told.rows("cards"), strict=True):
        assert dot["venue"] == SHORT[v]
        assert dot["room"] == About(rooms[v])
        assert dot["score"] == About(total[v])
        assert dot["part"] == part[v]
        assert dot["chosen"] == (v == venue)
    near, far = told.rows("corners")
    assert near["room"] == 0
    assert far["room"] == About(1.3 * max(rooms.values()))
    assert near["score"] == (0.4 if min(total.values()) > 0.42 else 0)
    assert far["score"] == 1.05
    for name in told.rows("card_names"):
        v = next(v for v in SHORT if SHORT[v] == name["text"])
        assert (name["x"], name["y"]) == (About(rooms[v]), About(total[v]))
        assert name["kind"] == ("chosen" if v == venue else part[v])
    assert venue in [v for v in SHORT for name in told.rows("card_names") if SHORT[v] == name["text"]]
    rows = told.rows("totals")
    assert [r["score"] for r in rows] == sorted((r["score"] for r in rows), reverse=True)
    for row in rows:
        v = next(v for v in SHORT if ROWS[v] == row["venue"])
        assert row["score"] == About(total[v])
        assert says(row["label"] + "\u202f%", total[v])
        assert row["part"] == ("halted" if v == "drift" else "best" if v in leaders else "rest")
        assert row["facts"] == About(facts[v])
        assert row["most"] == About(facts[v] + judged_of)
        assert row["chosen"] == (v == venue)
    assert [r["rank"] for r in rows] == list(range(len(rows)))
    full(told)


@oracle("choosing_a_platform", "own", constants=[60_000])
def own(
    told: Told, maintenance: float, tiers: str, fee_in_trigger: bool, liquidation_fee: float, refresh: float
) -> None:
    cash, q, price = 60_000.0, 10.0, 60_000.0

    def mine(p: float) -> float:
        worth = q * p
        fee = 0.0005 * worth if fee_in_trigger else 0.0
        if tiers == "flat" or worth < 250_000:
            return maintenance * worth + fee
        extra = maintenance * (worth if tiers == "whole" else worth - 250_000)
        return maintenance * worth + extra + fee

    def acts(need: Any) -> float:
        good, bad = price, 40_000.0
        for _ in range(100):
            middle = (good + bad) / 2
            good, bad = (middle, bad) if cash + q * (middle - price) >= need(middle) else (good, middle)
        return bad

    def late(p: float, seconds: float) -> float:
        return p * (1 - 0.293) ** (seconds / 3_600)

    trigger = acts(mine)
    at = late(trigger, refresh)
    left = cash + q * (at - price)
    fee = min(liquidation_fee * q * at, max(left, 0.0))
    assert ("too late" in told.title) == (left < 0)
    if left < 0:
        assert says(told.title, -left) or -left < 0.5
        assert says(told.bold[1], -left) or -left < 0.5
    else:
        assert says(told.title.split(" and leaves")[1], left - fee)
        assert says(told.title.split(" and leaves")[0], 1 - trigger / price)
        assert says(told.bold[1], left - fee)
        assert says(told.sentence.split("the fund takes")[1], fee)
    assert says(told.sentence, mine(price))
    assert says(told.bold[0], 1 - trigger / price)
    slip = 1 - at / trigger
    said = told.sentence.split("it may act ")[1].split(" further")[0]
    assert ("under 0.01\u202f%" in said) == (slip < 5e-5)
    assert "under" in said or says(said, slip)
    top = 2 * maintenance * (q * price) * (1 if tiers == "flat" else 2)
    assert ("would not let you open" in told.sentence) == (top > cash)
    if top > cash:
        assert says(told.sentence.split("open this:")[1], top)
    # dYdX takes nothing to 1.5 %; Binance all, or nothing where it only steps a bracket down.
    dydx = (540_000 / 0.988) / q
    binance = acts(lambda p: sliced(BINANCE, q * p))
    for name, wall, seconds in (("dYdX", dydx, 0.5), ("Binance", binance, 1.0)):
        then = late(wall, seconds)
        has = cash + q * (then - price)
        text = told.sentence.split(f"{name} acts after")[1].split(";")[0].split(". ")[0]
        assert says(text, 1 - wall / price)
        assert says(text.split("leaves")[1], has)
        worst = has - min(0.015 * q * then, 0.012 * q * then, has) if name == "dYdX" else 0.0
        assert says(text.split("leaves")[1].split(" to ")[0], worst) or worst < 0.5
    walls = {r["venue"]: r["move"] for r in told.rows("walls")}
    assert walls == {
        "Yours": About(trigger / price - 1, abs=1e-9),
        "dYdX": About(dydx / price - 1, abs=1e-9),
        "Binance": About(binance / price - 1, abs=1e-9),
    }
    for row in told.rows("walls"):
        assert says(row["label"], row["move"], signed=True)
    waits = {"Yours": refresh, "dYdX": 0.5, "Binance": 1.0}
    edge = {"Yours": trigger, "dYdX": dydx, "Binance": binance}
    for row in told.rows("late"):
        wall, then = edge[row["venue"]], late(edge[row["venue"]], waits[row["venue"]])
        assert (row["start"], row["end"]) == About((wall / price - 1, then / price - 1), abs=1e-9)
    assert [row["own"] for row in told.rows("walls")] == [row["venue"] == "Yours" for row in told.rows("walls")]
    assert says(told.rows("bankrupt")[0]["label"], -cash / q / price, signed=True)
    need = {"Yours": mine(price), "dYdX": 0.012 * q * price, "Binance": sliced(BINANCE, q * price)}
    for row in told.cells:
        name = next(n for n in need if row["venue"].startswith(n))
        then = late(edge[name], waits[name])
        has = cash + q * (then - price)
        least = has - min(0.015 * q * then, 0.012 * q * then, has) if name == "dYdX" else 0.0
        costs = {"Yours": fee, "dYdX": max(has - least, 0.0), "Binance": max(has, 0.0)}[name]
        known = {
            "maintenance": need[name], "liquidation price": edge[name], "acts at": then,
            "bankruptcy price": price - cash / q, "fee at most": costs, "bad debt": max(-has, 0.0),
        }  # fmt: skip
        assert all(says(row[column], value) for column, value in known.items()), (row, known)
        assert says(row["refresh"], waits[name])
        kept_of = [max(left - fee, 0.0)] if name == "Yours" else [least, has]
        ends_of = row["trader keeps"].split(" to ")
        assert says(ends_of[-1], max(kept_of[-1], 0.0)) or kept_of[-1] < 0.5
        assert len(ends_of) == 1 or says(ends_of[0], max(kept_of[0], 0.0))
        stack = [r for r in told.rows("parts") if r["venue"] == name]
        assert stack[0]["start"] == 0
        solid = [r for r in stack if r["part"] != "bad debt"]
        assert all(a["end"] == About(b["start"], abs=1e-6) for a, b in itertools.pairwise(solid))
        assert solid[-1]["end"] == About(max(has, 0.0), abs=1e-4)
        assert stack[-1]["part"] == "bad debt"
        assert stack[-1]["end"] - stack[-1]["start"] == About(min(has, 0.0), abs=1e-4)
    assert told.rows("bankrupt")[0]["move"] == About(-cash / q / price)
    parts = {r["part"]: r["end"] - r["start"] for r in told.rows("parts") if r["venue"] == "Yours"}
    assert parts["left"] + parts["fee"] + parts["either"] + parts["bad debt"] == About(left, abs=1e-4)
    assert parts["bad debt"] == About(min(left, 0.0), abs=1e-4)
    label = next(r for r in told.rows("says") if r["venue"] == "Yours")
    assert ("bad debt" in label["label"]) == (left < 0)
    assert says(label["label"], left - fee if left >= 0 else left) or abs(left - fee) < 0.5
    full(told)


#: Slices ``(from, rate, maximum leverage)`` of the markets in which tools are compared, as the venues publish them.
SHOWN = {
    "binance DOGE": [
        (0, 0.0065, 75), (80e3, 0.01, 50), (150e3, 0.0125, 40), (750e3, 0.02, 25), (2e6, 0.025, 20), (4e6, 0.05, 10),
        (20e6, 0.1, 5),
    ],
    "binance LINK": [
        (0, 0.005, 75), (10e3, 0.01, 50), (200e3, 0.015, 40), (400e3, 0.02, 25), (800e3, 0.025, 20), (1.6e6, 0.05, 10),
        (8e6, 0.1, 5),
    ],
    "binance SOL": [
        (0, 0.005, 100), (50e3, 0.0065, 75), (400e3, 0.01, 50), (1e6, 0.02, 25), (4e6, 0.025, 20), (8e6, 0.05, 10),
        (40e6, 0.1, 5),
    ],
    "binance BTC": BINANCE, "binance ETH": BINANCE_ETH,
    "hyperliquid DOGE": [(0, 1 / 20, 10), (20e6, 1 / 10, 5)], "hyperliquid SOL": [(0, 1 / 40, 20), (70e6, 1 / 20, 10)],
    "hyperliquid ETH": [(0, 1 / 50, 25), (100e6, 1 / 30, 15)],
}  # fmt: skip
PRICES = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15, "LINK": 15.0}


def row(rows: list[tuple[float, float, float]], worth: float) -> tuple[float, float, float]:
    """Rate, deduction and maximum leverage of the tier in which ``worth`` lies."""
    deduction, here = 0.0, rows[0]
    for below, at in itertools.pairwise(rows):
        if worth < at[0]:
            break
        deduction += at[0] * (at[1] - below[1])
        here = at
    return here[1], deduction, here[2]


def max_fall(rows: list[tuple[float, float, float]], worth: float, cash: float) -> float:
    """The fall at which what is left of ``cash`` meets the requirement: tier by tier, the one in which it lies."""
    deduction = 0.0
    for k, (floor, rate, _) in enumerate(rows):
        if k:
            deduction += floor * (rate - rows[k - 1][1])
        fall = (cash + deduction - rate * worth) / (worth * (1 - rate))
        top = rows[k + 1][0] if k + 1 < len(rows) else math.inf
        if floor <= worth * (1 - fall) * (1 + 1e-12) and worth * (1 - fall) < top:
            return fall
    raise AssertionError("no tier")


@lru_cache(None)
def by_tools(market: str, leverage: float, worth: float, other: float) -> tuple[float, dict[str, float | None], float]:
    """How far a long just opened may fall by the venue's rule and by each tool, all as fractions; the leverage it has."""
    rows, eth = SHOWN[market], SHOWN[market.split()[0] + " ETH"]
    aside = abs(other) * worth
    most = min(leverage, row(rows, worth)[2], *([row(eth, aside)[2]] if other else []))
    cash = (worth + aside) / most
    kept = sliced(eth, aside) if other else 0.0
    true = max_fall(rows, worth, cash - kept)
    found: dict[str, float | None] = {}
    if market.startswith("binance"):
        rate, less, _ = row(rows, worth / most)
        held, spared, _ = row(eth, aside / most)
        behind = cash - (aside * held - spared) if other else worth / most
        found["freqtrade"] = 1 - (worth - behind - less) / (worth * (1 - rate))
        rate = row(rows, worth)[0]
        found["ccxt"] = 1 - (worth - cash) / (worth * (1 - rate))
    else:
        behind = cash if other else worth / most
        found["freqtrade"] = 1 - (worth - behind) / (worth * (1 - rows[0][1]))
    found["jesse"] = None if other else 1 / most - 0.004
    found["OctoBot"] = None if other else 1 / most - 0.01
    return true, found, most


@oracle("choosing_a_platform", "bots", constants=[1_000, 0.02])
def bots(told: Told, market: str, leverage: float, notional: float, other: float) -> None:
    venue, symbol = market.split()
    name, price = SHORT[venue], PRICES[symbol]
    true, shown, most = by_tools(market, leverage, notional, other)
    stakes = [(market, notional / most), (f"{venue} ETH", abs(other) * notional / most)]
    if any(abs(stake / edge - 1) < 1e-9 for where, stake in stakes for edge, *_ in SHOWN[where][1:]):
        raise UndecidedError
    errors = {tool: d / true - 1 for tool, d in shown.items() if d is not None}
    far, near = max(errors, key=errors.__getitem__), min(errors, key=errors.__getitem__)
    lead = told.title.split(" ", 2)[1] + told.title.partition("million")[1]
    assert any(abs(value - notional) <= half * 1.01 for value, half in amounts(lead))
    told.title.claim(lead, known=True)
    head = told.title.partition(" million")[2] or told.title.partition(lead)[2]
    worst = max(abs(e) for e in errors.values())
    if worst < 5e-4:
        assert head.endswith(f"{name}'s wall exactly")
        assert all(tool in head for tool in errors)
    elif worst < 0.02:
        assert "no tool is off by more than" in head
    else:
        far_off, near_off = errors[far] >= 0.02, errors[near] <= -0.02
        assert ("too far" in head) == (far_off or errors[near] >= 0.02)
        assert ("too near" in head) == (near_off or errors[far] <= -0.02)
        parts = head.split(", ")
        named_tools = [tool for tool in (far, near) if abs(errors[tool]) >= 0.02]
        assert len(parts) == len(set(named_tools))
        for part, tool in zip(parts, dict.fromkeys(named_tools), strict=True):
            assert any(abs(errors[t] - errors[tool]) < 1e-9 and t in part for t in errors)
            assert says(part, errors[tool])
            assert ("too far" in part) == (errors[tool] > 0)
    assert told.sentence.startswith(f"{name} allows") == (most < leverage - 1e-9)
    if most < leverage - 1e-9:
        assert says(told.sentence.partition(" at most")[0], most)
    assert says(told.bold[0], price * (1 - true))
    assert says(told.bold[1], true)
    middle = told.sentence.partition(f"{told.bold[1]}. ")[2]
    for tool in errors:
        assert says(middle.partition(f"{tool} works out ")[2].partition(";")[0], price * (1 - shown[tool]))
    assert ("before its buffer" in middle.partition("; ")[0]) == middle.startswith("freqtrade")
    silent = [tool for tool, d in shown.items() if d is None]
    assert ("no price in a shared account" in middle) == bool(silent)
    assert not silent or middle.partition(" no price")[0].partition(". ")[2].startswith(" and ".join(silent))
    small, at_first, _ = by_tools(market, leverage, 1_000.0, other)
    quiet = [t for t in errors if abs(at_first[t] / small - 1) < 5e-4 <= abs(errors[t])]
    assert ("exact: nobody" in middle) == bool(quiet and notional > 1_000)
    if quiet and notional > 1_000:
        *some, last = quiet
        names = f"{', '.join(some)} and {last}" if some else last
        assert middle.partition("At $1,000 ")[2].startswith(f"{names} {'are' if some else 'is'} exact")
    for cells in told.cells:
        who = str(cells["who"]).split(" ")[0]
        off = shown.get(who) if who != name else true
        if off is not None:
            assert says(cells["price"], price * (1 - off))
            assert says(cells["distance"], off)
        assert who == name or f" {cells['who'].split()[-1]}: " in cells["source"]
        if who in errors and abs(errors[who]) >= 0.005:
            assert says(cells["off by"], errors[who])
    assert told.rows("here")[0]["notional"] == notional
    assert {r["tool"]: r["error"] for r in told.rows("points")} == About(errors, abs=1e-9)
    bars = told.rows("walls")
    assert [b["tool"] for b in bars] == [name, *shown]
    for bar in bars:
        own = bar["tool"] == name
        distance = true if own else shown[bar["tool"]]
        assert bar["own"] == own
        assert bar["beside"] == About(max(distance or 0.0, true), abs=1e-9)
        if distance is None:
            assert bar["label"] == "shows no price"
            continue
        assert bar["distance"] == About(distance, abs=1e-9)
        assert bar["off"] == About(0.0 if own else errors[bar["tool"]], abs=1e-9)
        assert says(bar["label"].partition(",")[0], distance)
        if own:
            assert "," not in bar["label"]
        elif abs(errors[bar["tool"]]) < 5e-4:
            assert bar["label"].endswith(", exact")
        else:
            assert says(bar["label"].partition(",")[2], errors[bar["tool"]])
            assert ("too far" in bar["label"]) == (errors[bar["tool"]] > 0)
    assert told.rows("venue")[0]["distance"] == About(true, abs=1e-9)
    edges = [edge for edge, *_ in SHOWN[market][1:]]
    curve = told.rows("curves")
    assert len(curve) == 121 * len(errors)
    for k, point in enumerate(curve):
        assert point["notional"] == About(1e3 * 1e4 ** ((k % 121) / 120))
        there, each, held_at = by_tools(market, leverage, point["notional"], other)
        # On the edge of a tier the last digit of the size decides which row is meant.
        meant = (point["notional"], point["notional"] / held_at)
        if min(abs(size / edge - 1) for edge in edges for size in meant) > 1e-9:
            assert point["error"] == About(each[point["tool"]] / there - 1, abs=1e-8)
    assert all(r["notional"] == notional for r in told.rows("points"))
    names = told.rows("ends")
    assert all(r["notional"] == 1e7 for r in names)
    last = {p["tool"]: p["error"] for p in curve[120::121]} | {"rule": 0.0}
    assert all(abs(a["place"] - b["place"]) > 0.13 for a, b in itertools.combinations(names, 2))
    order = sorted(names, key=lambda r: r["place"])
    assert all(last[a["tool"]] <= last[b["tool"]] + 1e-9 for a, b in itertools.pairwise(order))
    assert all(abs(r["place"] - last[r["tool"]]) < 0.5 for r in names)
    assert told.rows("room")[0]["distance"] == About(2.4 * max(true, *(d or 0.0 for d in shown.values())))
    assert {r["label"] for r in told.rows("ends")} == {name, *errors}
    table = {r["who"].split()[0]: r for r in told.cells}
    for tool, distance in shown.items():
        assert (table[tool]["price"] == "no price") == (distance is None)
        if distance is not None:
            assert says(table[tool]["price"], price * (1 - distance))
            assert says(table[tool]["distance"], distance)
            assert (table[tool]["with its buffer"] == "none") == (tool != "freqtrade")
    assert says(table["freqtrade"]["with its buffer"], 0.95 * shown["freqtrade"])
    assert table["nautilus_trader"]["price"].startswith("(")
    full(told)


test_every_sentence = held("choosing_a_platform")
