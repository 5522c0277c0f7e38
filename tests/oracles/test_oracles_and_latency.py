"""Lesson 12: what its explorers tell, worked out again by plain arithmetic, plain loops and the tables as they are stored."""

from __future__ import annotations

import json
import math
import statistics
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import course.simulation
from course.lessons import record
from course.simulation import GBM
from tests.oracles.support import About, Told, held, numbers, oracle, says

SLUG = "oracles_and_latency"
#: BTC on dYdX, and the long of the lesson: 1,000 coins at 100.
M, SIZE, ENTRY = 0.012, 1_000.0, 100.0


@lru_cache(maxsize=1)
def tables() -> dict[str, list[dict[str, Any]]]:
    """The stored tables as rows by column name, read as plain JSON."""
    text = (Path(course.simulation.__file__).parent / "feeds.json").read_text(encoding="utf-8")
    return {t["name"]: [dict(zip(t["columns"], row, strict=True)) for row in t["rows"]] for t in json.loads(text)}


@lru_cache(maxsize=4096)
def row(name: str, *wanted: tuple[str, Any]) -> dict[str, Any]:
    (found,) = (r for r in tables()[name] if all(r[k] == v for k, v in wanted))
    return found


def spoken(text: str) -> str:
    found = date.fromisoformat(text[:10])
    return f"{found.day} {found:%B} {found.year}"


def speed_of(speed: str) -> tuple[float, float]:
    """What of the price is left after one second, and the fall as it is printed."""
    found = row("speeds", ("which", speed))
    return (1 - found["fall"]) ** (1 / found["seconds"]), found["fall"]


@lru_cache(maxsize=4096)
def wall(leverage: float, m: float) -> float:
    """Where collateral plus loss equals the requirement, by halving."""
    low, high = 0.0, ENTRY
    for _ in range(80):
        price = (low + high) / 2
        left = SIZE * ENTRY / leverage + SIZE * (price - ENTRY)
        low, high = (low, price) if left >= m * SIZE * price else (price, high)
    return high


def equity(leverage: float, price: float) -> float:
    return SIZE * ENTRY / leverage + SIZE * (price - ENTRY)


def seconds_to(kept: float, share: float) -> float:
    """Seconds until a price that keeps ``kept`` each second has lost ``share``."""
    return math.log(1 - share) / math.log(kept)


def worst_of(speed: str) -> str:
    """What the fall of a speed is the worst of: never more than its record, to a few days at either end."""
    first, last = (
        date.fromisoformat(moment[:10]) for moment in row("speeds", ("which", speed))["record"].split(" to ")
    )
    if speed == "hour":
        return f"hour of {first.year} to {last.year}"
    middle = first + (last - first) / 2
    if speed == "quarter":
        assert (first.month, last.month, last.year) == (9, 12, first.year)
        return f"quarter-hour of autumn {middle.year}"
    assert (last - first).days <= 32
    return f"minute of {middle:%B} {middle.year}"


def speed_said(told: Told, speed: str) -> None:
    _, fall = speed_of(speed)
    assert f"BTC's worst {worst_of(speed)}, −{100 * fall:.1f}\u202f%" in told.subtitle
    assert spoken(row("speeds", ("which", speed))["when"]) in told.subtitle
    assert ("FTX" in told.subtitle) == (speed == "minute")


# ---- predict -------------------------------------------------------------------------------------------------------------


@oracle(SLUG, "predict", constants=[10, 40], loose=["rows.row", "bars.row", "strips.row"])
def predict(told: Told, guess: float) -> None:
    kept, fall = speed_of("hour")
    lasts = seconds_to(kept, M)
    assert told.title.startswith(f"{lasts:.0f} s at 10×, {lasts:.0f} s at 40×:")
    assert says(told.subtitle, M)
    assert says(told.subtitle, fall)
    assert f"You said {guess:,.0f} s at 40×" in told.sentence
    asked, truth = round(guess), round(lasts)
    assert ("which is what it is" in told.sentence) == (asked == truth)
    assert ("less than it is" in told.sentence) == (asked < truth)
    assert ("more than it is" in told.sentence) == (asked > truth)
    assert says(told.bold[0], M)
    assert told.bold[1] == f"{lasts:.0f} s"
    for bar in told.rows("bars"):
        assert bar["seconds"] == About(lasts)
        assert bar["label"] == f"{lasts:.0f} s"
        assert bar["asked"] == (bar["row"] == "40×")
    assert [r["row"] for r in told.rows("rows")] == ["2×", "5×", "10×", "20×", "40×"]
    assert [r["row"] for r in told.rows("bars")] == ["2×", "5×", "10×", "20×", "40×"]
    for strip, shown in zip(told.rows("strips"), told.cells, strict=True):
        leverage = float(strip["row"].removesuffix("×"))
        where, broke = wall(leverage, M), ENTRY - ENTRY / leverage
        assert strip["wall"] == About(where, rel=1e-9)
        assert strip["bankrupt"] == About(broke, rel=1e-9)
        assert strip["label"] == f"{where:.2f} → {broke:.2f}"
        # The strip is as long at every leverage.
        assert seconds_to(kept, 1 - broke / where) == About(lasts, rel=1e-6)
        assert says(shown["liquidation price"], where)
        assert says(shown["bankruptcy price"], broke)
        assert shown["seconds between"] == f"{lasts:.0f} s"
        assert shown["leverage"] == strip["row"]
    (mark,) = told.rows("guess")
    assert (mark["row"], mark["seconds"]) == ("40×", guess)
    assert mark["label"] == f"your guess {guess:,.0f} s"
    assert mark["left"] == (guess > 200)


# ---- late ----------------------------------------------------------------------------------------------------------------


@oracle(SLUG, "late")
def late(told: Told, speed: str, lag: float, maintenance: float, leverage: float) -> None:
    kept, _ = speed_of(speed)
    lag = round(lag)
    speed_said(told, speed)
    trigger = wall(leverage, maintenance)
    price = trigger * kept**lag
    left, required = equity(leverage, price), maintenance * SIZE * trigger
    owed = max(-left, 0.0)
    needed = 1 - kept**lag
    lasts = seconds_to(kept, maintenance)
    # The same three ways: what is left, the time, and the fraction.
    assert (left > 1e-6) == (lag < lasts - 1e-9) or abs(left) < 1e-3
    first, _, rest = told.title.partition(": ")
    assert first == ("At once" if lag == 0 else f"{lag:.0f} second{'' if lag == 1 else 's'} late")
    debt = round(owed) >= 1
    assert ("somebody else pays" in rest) == debt
    if debt:
        assert rest.endswith(f"${owed:,.0f}")
    else:
        assert rest == f"${max(left, 0):,.0f} is left of the ${required:,.0f} that were required"
    assert f"should act at {trigger:.2f}; {lag:.0f} seconds later it is {price:.2f}" in told.sentence
    assert told.bold[0] == f"{lasts:.1f} seconds"
    printed = numbers(told.bold[1])[0][0]
    # Rounded up: with what is printed nothing is owed.
    assert told.sentence.claim(told.bold[1], needed - 1e-8 <= printed < needed + 1e-4 + 1e-9)
    assert says(told.sentence, maintenance)
    assert says(told.sentence, leverage)
    # -- what is drawn
    drawn = told.rows("prices")
    assert {r["kind"] for r in drawn} == {"true", "seen"}
    for r in drawn[:: 1 + int(lag) % 5]:
        age = lag if r["kind"] == "seen" else 0.0
        assert r["move"] == About(kept ** (r["second"] - age) - 1, abs=1e-12)
    (strip,) = told.rows("strip")
    assert (strip["top"], strip["move"]) == (0.0, -maintenance)
    assert says(strip["label"], maintenance)
    (acts,) = told.rows("acts")
    assert acts["second"] == lag
    assert acts["move"] == About(max(price / trigger - 1, -0.055), abs=1e-9)
    assert ("↓" in acts["label"]) == (price / trigger - 1 < -0.055)
    # Its name, eleven pixels high above that place, is clear of the strip's lower edge.
    assert not acts["drop"] - 11 < (acts["move"] + maintenance) * 330 / 0.067 < acts["drop"]
    first_bar, second_bar = told.rows("money")
    assert first_bar["end"] == About(required)
    assert first_bar["label"] == f"required at the trigger: ${required:,.0f}"
    assert second_bar["end"] == About(-owed if debt else left, abs=1e-6)
    assert second_bar["kind"] == ("owed" if debt else "left")
    assert second_bar["label"] == f"{'owed by others' if debt else 'left'} at the fill: ${abs(second_bar['end']):,.0f}"
    for r in told.cells:
        n = numbers(r["late by"])[0][0]
        there = trigger * kept**n
        assert says(r["acts at"], there)
        assert says(r["left"], max(equity(leverage, there), 0.0))
        assert says(r["owed"], max(-equity(leverage, there), 0.0))
        enough = numbers(r["maintenance that would be enough"])[0][0]
        assert 1 - kept**n - 1e-8 <= enough < 1 - kept**n + 1e-4 + 1e-9


# ---- windows -------------------------------------------------------------------------------------------------------------


FOLD = {"mean": statistics.fmean, "median": statistics.median}


@lru_cache(maxsize=100_000)
def worst(depth: float, length: int, window: int, kind: str) -> float:
    """The lowest that a window shows of a wick, the price around it being 100: its samples, one window after another."""
    inside = min(length, window)
    samples = [ENTRY * (1 - depth)] * inside + [ENTRY] * (window - inside)
    return FOLD[kind](samples)


@lru_cache(maxsize=100_000)
def lateness(speed: str, window: int, kind: str) -> float:
    """Seconds after the true price at which a window shows the same price, in an even fall: by its samples."""
    kept, _ = speed_of(speed)
    seen = FOLD[kind]([kept**-age for age in range(window)])
    return -math.log(seen) / math.log(kept)


@cache
def edges(depth: float, length: int, speed: str, kind: str) -> tuple[int, int]:
    """The first window that spares the wick, counted up; the last that leaves no debt, counted up."""
    at = wall(10, M)
    least = next(w for w in range(1, 2_000) if worst(depth, length, w, kind) >= at - 1e-9)
    return least, most(speed, kind)


@cache
def most(speed: str, kind: str) -> int:
    lasts = seconds_to(speed_of(speed)[0], M)
    w = 1
    while lateness(speed, w + 1, kind) <= lasts:
        w += 1
    return w


@oracle(SLUG, "windows", constants=[10], loose=["ranges.label"])
def windows(told: Told, depth: float, length: float, window: float, speed: str) -> None:
    length, window = round(length), round(window)  # the samples are whole seconds
    speed_said(told, speed)
    at = wall(10, M)
    kept, _ = speed_of(speed)
    room = 1 - at / ENTRY
    assert says(told.subtitle, room)
    found = {kind: edges(round(depth, 9), length, speed, kind) for kind in FOLD}
    right = [kind for kind, (least, top) in found.items() if least <= top]
    if right:
        assert "spares you the wick and leaves no debt" in told.title
        for kind in FOLD:
            least, top = found[kind]
            assert (f"a {kind} of {least} to {top} s" in told.title.lower()) == (kind in right)
        # Its numbers, looked for in the title as it stands.
        assert all(says(told.title, x) for kind in right for x in found[kind])
        assert ("does both" in told.title) == (len(right) == 1)
    else:
        assert told.title.startswith("No window is right")
        assert f"a mean needs {found['mean'][0]:,} s and may have {found['mean'][1]}, " in told.title
        assert told.title.endswith(f"a median {found['median'][0]:,} and {found['median'][1]}")
    assert f"deep for {length} second{'' if length == 1 else 's'}. With a window of {window} second" in told.sentence
    assert ("window of 1 second " in told.sentence) == (window == 1)
    lasts = seconds_to(kept, M)
    assert f"more than {lasts:.0f} seconds late" in told.sentence
    parts = told.sentence.partition(" a mean ")[2].partition(". A median ")
    for kind, part in zip(FOLD, (parts[0], parts[2]), strict=True):
        spared = worst(round(depth, 9), length, window, kind) >= at - 1e-9
        late_by = lateness(speed, window, kind)
        price = at * kept**late_by
        owed = max(-equity(10, price), 0.0)
        assert ("spares it" in part) == spared
        assert ("closes you on it" in part) == (not spared)
        assert f"is {late_by:.1f} s late" in part
        assert ("leaves no debt" in part) == (round(owed) < 1)
        if round(owed) >= 1:
            assert f"${owed:,.0f}" in part
        assert spared == (window >= found[kind][0])
        assert (owed > 1e-6) == (window > found[kind][1])
        (mark,) = (r for r in told.rows("acts") if r["kind"] == kind)
        assert mark["second"] == About(late_by, abs=1e-6)
        assert mark["price"] == About(price, rel=1e-9)
        assert mark["label"] == f"{kind} acts"
        (band,) = (r for r in told.rows("ranges") if r["row"] == kind)
        assert band["least"] == min(found[kind][0], 320)
        assert band["most"] == min(found[kind][1], 320)
        assert band["right"] == (kind in right)
        assert all(says(band["label"], x) for x in found[kind])
        assert ("none" in band["label"]) == (kind not in right)
    closed = [k for k in FOLD if worst(round(depth, 9), length, window, k) < at - 1e-9]
    assert [r["label"] for r in told.rows("false")] == (
        ["closed by " + " and by ".join(f"a {k}" for k in closed)] if closed else []
    )
    assert told.rows("chosen") == [{"window": window, "label": f"yours: {window} s"}]
    assert told.rows("walls")[0]["price"] == About(at)
    assert told.rows("bankrupt")[0]["price"] == About(at * (1 - M))
    # -- the lines, at a few seconds
    for r in told.rows("wick")[:: 11 + window % 7]:
        t = r["second"]
        width = 1 if r["kind"] == "true" else window
        samples = [ENTRY * (1 - depth) if 0 <= u < length else ENTRY for u in range(max(t - width + 1, -20), t + 1)]
        assert r["price"] == About(FOLD.get(r["kind"], statistics.fmean)(samples), rel=1e-9)
    for r in told.rows("fall")[:: 17 + window % 7]:
        width = 1 if r["kind"] == "true" else window
        samples = [at * kept ** (r["second"] - age) for age in range(width)]
        assert r["price"] == About(FOLD.get(r["kind"], statistics.fmean)(samples), rel=1e-9)
    for r in told.cells[:: 1 + window % 3]:
        kind, width = r["window"].split(" of ")[0], int(numbers(r["window"])[0][0])
        wick = next(key for key in r if key.startswith("wick"))
        assert says(wick, depth)
        assert r[wick] == ("spared" if worst(round(depth, 9), length, width, kind) >= at - 1e-9 else "closed")
        late_by = lateness(speed, width, kind)
        assert r["late in the fall"] == f"{late_by:.1f} s"
        assert says(r["owed"], max(-equity(10, at * kept**late_by), 0.0))


# ---- looks ---------------------------------------------------------------------------------------------------------------


def looked(deviation: str, delay: str, fee: str, fill: str) -> dict[str, Any]:
    return row("looks", ("deviation", float(deviation)), ("delay", int(delay)), ("fee", float(fee)), ("fill", fill))


@lru_cache(maxsize=1)
def made_up() -> list[float]:
    import numpy as np

    model = GBM({"BTC": 100.0}, volatility=0.62)
    return model.draw(np.random.default_rng(12), days=300 / 1_440, steps=300).prices[:, 0, 0].tolist()


THIN = "\u202f"
FEES = {
    k: f"{v}{THIN}%"
    for k, v in (("0.0", "0"), ("0.0005", "0.05"), ("0.001", "0.1"), ("0.0025", "0.25"), ("0.005", "0.5"))
}


@oracle(SLUG, "looks", constants=[0.0005, 0.001, 0.0025, 0.005, 10_000, 0.01, 0.02], loose=["fees.row"])
def looks(told: Told, deviation: str, delay: str, fee: str, fill: str) -> None:
    found = looked(deviation, delay, fee, fill)
    total, trades = found["total"], found["trades"]
    feed = row("feed", ("deviation", float(deviation)), ("heartbeat", 60), ("delay", int(delay)))
    assert says(told.title.partition(" feed")[0], float(deviation))
    assert ("late" in told.title) == (delay != "0")
    if delay != "0":
        assert f"{delay} minute{'' if delay == '1' else 's'} late" in told.title
    assert ("no gap is worth both fees" in told.title) == (trades == 0)
    if trades:
        rest = told.title.partition(": ")[2]
        assert ("filled at the next price" in rest) == (fill == "next")
        assert (" made " in rest) == (total > 0)
        assert (" lost " in rest) == (total <= 0)
        assert says(rest, abs(total))
    assert told.bold[0] == f"{trades:,} time{'' if trades == 1 else 's'}"
    assert told.bold[1] == f"{found['won']:,}"
    assert told.bold[2] == f"${abs(total) * 10_000:,.0f}"
    assert f"At {FEES[fee]} a side" in told.sentence
    assert ("that makes" in told.sentence) == (total >= 0)
    updates = feed["updates_a_day"]
    assert f"moves {updates:.0f} times a day" in told.sentence or f"moves {updates:.1f} times a day" in told.sentence
    assert says(told.sentence.partition("a day, is ")[2], feed["mean_age"])
    assert says(told.sentence.rpartition("off by")[2], feed["largest_error"])
    for bar, (value, words) in zip(told.rows("fees"), FEES.items(), strict=True):
        there = looked(deviation, delay, value, fill)["total"]
        assert (bar["row"], bar["total"], bar["own"]) == (words, there, value == fee)
        assert bar["zero"] == (there == 0)
        assert says(bar["label"], there, signed=True) or abs(there) < 0.005
    true = made_up()
    limit, shown, last, at = float(deviation), [], true[0], 0
    for i, price in enumerate(true):
        if abs(price / last - 1) >= limit or i - at >= 60:
            last, at = price, i
        shown.append(last)
    late_by = int(delay)
    for r in told.rows("feed")[::23]:
        i = 60 + r["minute"]
        expected = true[i] if r["kind"] == "true" else shown[i - late_by]
        assert r["price"] == About(expected, rel=1e-12)
    for r, (value, words) in zip(told.cells, FEES.items(), strict=True):
        assert r["fee a side"] == words
        assert says(r["gap taken from"], 2 * float(value) + 0.001)
        for way, name in (("seen", "seen now"), ("next", "after the order")):
            there = looked(deviation, delay, value, way)
            assert r[f"trades, price {name}"] == f"{there['trades']:,}"
            assert says(r[f"sum, price {name}"], there["total"] * 10_000, signed=True)


# ---- halt ----------------------------------------------------------------------------------------------------------------


def silences(asset: str, hours: str, start: str, side: str, leverage: str) -> dict[str, Any]:
    return row(
        "halts", ("symbol", asset), ("hours", int(hours)), ("start", start), ("side", side), ("leverage", int(leverage))
    )


def in_words(text: str, many: int) -> bool:
    return text == (f"{many:,}" if many else "none")


@oracle(SLUG, "halt", constants=[1, 10, 20], loose=["walls.label"])
def halt(told: Told, asset: str, hours: str, leverage: str, start: str) -> None:
    found = {side: silences(asset, hours, start, side, leverage) for side in ("long", "short")}
    count = found["long"]["silences"]
    share = {side: found[side]["past"] / count for side in found}
    length = "one hour" if hours == "1" else f"{hours} hours"
    assert told.title.lower().startswith(f"{length} without a venue")
    assert says(told.title, float(hours)) or hours == "1"
    assert f"all {count:,} stretches of {length}" in told.subtitle
    assert ("after a wild hour" in told.title) == (start == "wild")
    assert ("range above" in told.subtitle) == (start == "wild")
    assert f"longs at {leverage}× is" in told.title or f"long at {leverage}× came" in told.title
    assert asset in told.title
    assert ("no " in told.title) == (share["long"] == 0)
    if share["long"]:
        many = numbers(told.title.partition("1 in ")[2])[0][0]
        exact = 1 / share["long"]
        assert told.title.claim(f"{many:g}", abs(many - exact) <= max(0.5, 0.05 * exact))
        assert says(told.title, many)
    past, bust = ({side: found[side][what] for side in found} for what in ("past", "bankrupt"))
    assert all(bust[side] <= past[side] for side in found)
    nobody = f"Of {count:,} longs and as many shorts none came back past its liquidation price. "
    assert (nobody in told.sentence) == (not any(past.values()))
    if any(past.values()):
        assert f"Of {count:,} longs" in told.sentence
        assert in_words(told.bold[0], past["long"])
        assert in_words(told.bold[1], past["short"])
        assert ("nobody bankrupt" in told.sentence) == (not any(bust.values()))
    if any(bust.values()):
        a, b = told.sentence.partition("bankrupt among them ")[2].partition(". ")[0].split(" and ")
        assert in_words(a, bust["long"])
        assert in_words(b, bust["short"])
    other = {s: silences(asset, hours, s, "long", leverage) for s in ("any", "wild")}
    rates = {s: r["past"] / r["silences"] for s, r in other.items()}
    assert ("times as often" in told.sentence) == (rates["any"] > 0 and rates["wild"] > 0)
    if rates["any"] and rates["wild"]:
        assert f"{rates['wild'] / rates['any']:.1f} times" in told.sentence
    for which in ("lowest", "highest"):
        far = row("halt_extremes", ("symbol", asset), ("hours", int(hours)), ("which", which))
        assert says(told.sentence.rpartition("The furthest")[2], far["move"], signed=True)
        assert spoken(far["when"]) in told.sentence
    for r in told.rows("tails"):
        side = "down" if r["move"] < 0 else "up"
        tail = row("halt_tails", ("symbol", asset), ("hours", int(hours)), ("start", start), ("move", abs(r["move"])))
        assert r["share"] == About(tail[side] / count)
        assert r["side"] == side
    lever = float(leverage)
    for mark in told.rows("walls"):
        s = -1 if mark["side"] == "long" else 1
        # There, collateral plus loss is the requirement.
        assert 1 / lever - abs(mark["move"]) == About(M * (1 + mark["move"]), abs=1e-9)
        assert s * mark["move"] > 0
        assert mark["share"] == About(max(share[mark["side"]], 1e-4))
        assert mark["label"].startswith(mark["side"])
        assert ("none" in mark["label"]) == (share[mark["side"]] == 0)
        if share[mark["side"]]:
            many = numbers(mark["label"].partition("1 in ")[2])[0][0]
            assert abs(many - 1 / share[mark["side"]]) <= max(0.5, 0.05 / share[mark["side"]])
        assert mark["left"] == (mark["side"] == "short")
        assert abs(mark["move"]) <= 0.35
    assert [w["side"] for w in told.rows("walls")] == ["long", "short"]
    for r, n in zip(told.cells, (1, 2, 4, 8, 24), strict=True):
        there = {side: silences(asset, str(n), start, side, leverage) for side in ("long", "short")}
        assert r["silences"] == f"{there['long']['silences']:,}"
        for side in there:
            assert in_words(r[f"{side}s past the wall"], there[side]["past"])
            assert in_words(r[f"{side}s bankrupt"], there[side]["bankrupt"])


# ---- clocks --------------------------------------------------------------------------------------------------------------


#: Seconds between two prices as the venues' documents say them.
REFRESH = {"dYdX": 0.5, "Hyperliquid": 3.0, "Drift (halted)": 0.4, "Binance": 1.0}


def binance(notional: float) -> float:
    """Maintenance of BTCUSDT by slices, as a share of the notional: the venue's own table, read through the vectors' format."""
    from course import venues

    table = venues.get("binance").table("BTC")
    total = 0.0
    for i, (floor, rate) in enumerate(zip(table.floors, table.maintenance, strict=True)):
        top = table.floors[i + 1] if i + 1 < len(table.floors) else math.inf
        total += rate * max(min(notional, top) - floor, 0.0)
    return total / notional


@oracle(SLUG, "clocks", constants=[100_000, 0.5], loose=["lasts.label"])
def clocks(told: Told, millions: float, speed: str) -> None:
    notional = 1e6 * millions
    kept, _ = speed_of(speed)
    speed_said(told, speed)
    need = {"dYdX": M, "Hyperliquid": 0.0125, "Drift (halted)": 0.05, "Binance": binance(notional)}
    lasts = {name: seconds_to(kept, m) for name, m in need.items()}
    blocks = 0
    while blocks * 100_000 < notional - 1e-6:
        blocks += 1
    takes = 0.5 * blocks
    assert told.title.startswith(f"${notional:,.0f} on dYdX")
    assert f"takes at least {blocks:,} block{'' if blocks == 1 else 's'}, " in told.title
    assert says(told.title.partition("blocks, ")[2] or told.title.partition("block, ")[2], takes)
    assert says(told.title.rpartition("lasts")[2], lasts["dYdX"])
    late = takes > lasts["dYdX"]
    assert ("not all of it can be closed" in told.sentence) == late
    assert ("all of it may be closed" in told.sentence) == (not late)
    part = numbers(told.sentence.partition("more than ")[2])[0][0]
    largest = max(REFRESH[n] / lasts[n] for n in lasts)
    assert told.sentence.claim(f"{100 * part:.0f} %", largest - 1e-9 <= part < largest + 0.01)
    for r in told.rows("lasts"):
        assert r["seconds"] == About(lasts[r["row"]], rel=1e-6)
        assert says(r["label"].partition(" from ")[0], r["seconds"])
        assert says(r["label"].partition(" from ")[2], need[r["row"]])
    assert {r["row"]: r["seconds"] for r in told.rows("refresh")} == REFRESH
    (bar,) = told.rows("needs")
    assert (bar["row"], bar["low"], bar["late"]) == ("dYdX", 0.5, late)
    assert bar["seconds"] == About(takes)
    assert bar["label"] == f"{blocks:,} block{'' if blocks == 1 else 's'}"
    for r in told.cells:
        assert says(r["maintenance"], need[r["venue"]])
        assert says(r["lasts"], lasts[r["venue"]])
        assert says(r["refresh"], REFRESH[r["venue"]])


def test_the_words_of_explain_are_those_of_the_picture() -> None:
    words = record(SLUG).prose["late_lines"][1]("hour", 300.0, 0.012, 10.0)
    assert "$1,506 is owed" in words
    assert "125.1 s" in words
    assert "= 88.49" in words


test_every_sentence = held(SLUG)
