"""Lesson 01: what its explorers tell, worked out again by plain arithmetic for one position opened at 100."""

from __future__ import annotations

import math

import numpy as np

from .support import About, Told, first, held, oracle, says

ENTRY = 100.0
ORDINARY_DAY = 0.62 / math.sqrt(365)


def wall(side: str, leverage: float, maintenance: float) -> float | None:
    """Where one position is closed, by bisection: the first price, going against it, at which equity is below the requirement."""
    way = 1 if side == "long" else -1

    def safe(price: float) -> bool:
        return 1 + way * leverage * (price / ENTRY - 1) >= maintenance * leverage * price / ENTRY

    good, bad = ENTRY, 1e-9 if way > 0 else 4 * ENTRY
    if safe(bad):
        return None
    for _ in range(200):
        middle = (good + bad) / 2
        good, bad = (middle, bad) if safe(middle) else (good, middle)
    return (good + bad) / 2


def distance(side: str, leverage: float, maintenance: float) -> float:
    price = wall(side, leverage, maintenance)
    return 1.0 if price is None else abs(price / ENTRY - 1)


@oracle("leverage", "predict", constants=[1_000], loose=["levels.label"])
def predict(told: Told, guess: float) -> None:
    price = wall("long", 10, 0.025)
    left = 1_000 + 100 * (price - ENTRY)
    assert says(told.title, price)
    assert says(told.bold[0], price / ENTRY - 1, signed=True)
    assert says(told.bold[1], left)
    exactly = abs(ENTRY * (1 - guess) - price) <= 0.05
    assert ("You said it, as near as the slider stops" in told.sentence) == exactly
    assert exactly or says(told.sentence, -guess, signed=True)
    levels = {row["kind"]: row for row in told.rows("levels")}
    assert levels["liquidation"]["price"] == About(price)
    assert levels["bankruptcy"]["price"] == About(90)
    assert levels["prediction"]["price"] == About(ENTRY * (1 - guess))
    for row in levels.values():
        assert says(row["label"], row["price"])
        if row["kind"] != "entry":
            assert says(row["label"].partition("(")[2], row["price"] / ENTRY - 1)
    (strip,) = told.rows("strip")
    assert (strip["low"], strip["high"]) == About((90, price))
    assert says(strip["label"], left)


@oracle("leverage", "dial", loose=["ghosts.leverage"])
def dial(told: Told, side: str, collateral: float, leverage: float, maintenance: float, price: float) -> None:
    way = 1 if side == "long" else -1
    at = wall(side, leverage, maintenance)
    profit = way * collateral * leverage * (price / ENTRY - 1)
    closed = collateral + profit < maintenance * collateral * leverage * price / ENTRY - 1e-9 * collateral
    held_still = not closed
    assert says(told.sentence, collateral)
    assert says(told.sentence, collateral * leverage)
    if at is None:
        assert side == "long"
        assert leverage <= 1
        assert "never closed" in told.title
        assert "No price above zero" in told.sentence
        assert not told.rows("liquidation")
    else:
        assert says(told.title, at)
        assert says(told.title, abs(at / ENTRY - 1))
        assert says(told.sentence, at)
        assert says(told.sentence, abs(at / ENTRY - 1) / ORDINARY_DAY)
        assert "times what BTC moves on an ordinary day" in told.sentence
        for row in told.rows("liquidation"):
            assert row["price"] == About(at)
            assert says(row["label"], at)
    beyond = at is not None and way * (at - price) > 1e-9 * ENTRY
    if at is None or abs(at - price) > 1e-6:
        assert closed == beyond
        assert ("already been closed" in told.sentence) == closed
    if "already been closed" not in told.sentence:
        assert held_still or abs(at - price) < 1e-6
        assert profit >= -collateral - 1e-6
        assert says(told.sentence, profit, signed=True)
        assert says(told.sentence, profit / collateral, signed=True)
    now = told.rows("now")[0]
    assert now["price"] == About(price)
    assert -1 <= now["gain"] <= 1.5
    if now["label"] != "closed":
        assert says(now["label"], profit / collateral, signed=True)
        assert ("↑" in now["label"]) == (profit / collateral > 1.45)
    own, other = told.rows("dot")
    twin = "short" if side == "long" else "long"
    assert own["move"] == About(-way * distance(side, leverage, maintenance))
    assert other["move"] == About(way * distance(twin, leverage, maintenance))
    for row in (own, other):
        assert says(row["label"], row["move"], signed=True)
    for row in told.rows("alive"):
        assert row["gain"] == About(way * leverage * (row["price"] / ENTRY - 1))
        assert at is None or way * (row["price"] - at) >= -1e-6
    if told.rows("liquidation"):
        (line,) = told.rows("liquidation")
        assert line["gain"] == About(max(way * leverage * (at / ENTRY - 1), -1.0))
    if -1 < profit / collateral < 1.4 and now["label"] != "closed":
        assert now["gain"] == About(profit / collateral)
    for row in told.rows("ghosts"):
        times = float(row["leverage"].rstrip("×"))
        assert row["gain"] == About(way * times * (row["price"] / ENTRY - 1))
        assert row["price"] in (50.0, 150.0)
    assert {row["leverage"] for row in (own, other)} == {leverage}
    assert [own["own"], other["own"]] == [True, False]
    (day,) = told.rows("day")
    assert (day["low"], day["high"]) == (-ORDINARY_DAY, ORDINARY_DAY)
    for row in told.rows("rooms")[::17]:
        assert abs(row["move"]) == About(distance(row["side"], row["leverage"], maintenance), abs=1e-6)


@oracle("leverage", "halving")
def halving(told: Told, side: str, leverage: float, maintenance: float) -> None:
    room, half = (distance(side, x, maintenance) for x in (leverage, leverage / 2))
    extra = half - 2 * room
    for value in (room, half, leverage / 2):
        assert says(told.sentence, value)
    assert ("exactly double" in told.title) == (maintenance == 0)
    assert ("more than double" in told.title) == (maintenance > 0)
    assert ("strip" in told.sentence) == (maintenance > 0)
    if maintenance > 0:
        assert extra > 0
        assert says(told.sentence, extra)
    ends = told.rows("ends")
    assert [row["end"] for row in ends] == About([room, half])
    assert all(says(row["label"], row["end"]) for row in ends)
    parts = {(row["row"], row["part"]): row for row in told.rows("parts")}
    assert max(row["end"] for row in parts.values()) == About(half)
    assert sum(row["end"] - row["start"] for (name, _), row in parts.items() if name == ends[1]["row"]) == About(half)


def touched(width: float, sigma: float, way: int) -> float:
    """Odds that a price without drift moves ``width`` (as a logarithm) down (−1) or up (1), by adding up a fine grid of ends.

    Beyond the barrier it has touched; short of it by ``d`` it has with chance exp(−2·w·d/σ²).
    """
    steps = 4_000
    low, high = -9 * sigma - sigma**2, 9 * sigma
    dx = (high - low) / steps
    x = low + (np.arange(steps) + 0.5) * dx
    density = np.exp(-0.5 * ((x + sigma**2 / 2) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))
    short = np.maximum(width - way * x, 0.0)
    return min(float((density * dx * np.exp(-2 * width * short / sigma**2)).sum()), 1.0)


def odds_of(side: str, leverage: float, volatility: float, days: float) -> float:
    price = wall(side, leverage, 0.025)
    if price is None:
        return 0.0
    sigma = volatility * math.sqrt(days / 365)
    width = abs(math.log(price / ENTRY))
    return touched(width, sigma, -1 if side == "long" else 1)


def prints(text: str, probability: float) -> bool:
    """Whether a text says a chance truly: whole per cent, or a bound."""
    bounded = "under 1" in text or "over 99" in text
    if (probability < 0.01 and "under 1" in text) or (probability > 0.99 and "over 99" in text):
        return first(text) in (0.01, 0.99)
    return not bounded and abs(first(text) - probability) <= 0.0051


@oracle("leverage", "odds")
def odds(told: Told, side: str, leverage: float, volatility: float, days: float) -> None:
    mine = odds_of(side, leverage, volatility, days)
    if side == "long" and leverage <= 1:
        assert mine == 0
        assert "No price above zero" in told.title
        assert "none" in told.bold[0]
    else:
        assert prints(told.title.split(" with ")[1], mine)
        assert prints(told.bold[0], mine)
    dots = told.rows("dots")
    assert len(dots) == (2 if leverage >= 2 else 1)
    assert dots[0]["leverage"] == About(leverage)
    assert [row["own"] for row in dots] == [True, False][: len(dots)]
    for row in dots:
        expected = odds_of(side, row["leverage"], volatility, days)
        assert row["chance"] == About(expected, abs=2e-4)
        never = side == "long" and row["leverage"] <= 1
        assert "none" in row["label"] if never else prints(row["label"].split(": ")[1], expected)
    if leverage >= 2:
        half = odds_of(side, leverage / 2, volatility, days)
        assert dots[1]["leverage"] == About(leverage / 2)
        assert "none" in told.bold[1] if side == "long" and leverage <= 2 else prints(told.bold[1], half)
        assert half <= mine + 1e-9
        assert says(told.sentence.partition("; at ")[2].partition("×")[0], leverage / 2)
    assert says(told.subtitle, volatility)


@oracle("leverage", "setting")
def setting(told: Told, leverage: float) -> None:
    reserved = 100 * ENTRY / leverage
    free = 3_000 - reserved
    # 3,000 + 100·(P − 100) = 2.5 % · 100 · P
    price = (10_000 - 3_000) / (100 * 0.975)
    assert free >= 0
    assert says(told.title, price)
    assert says(told.bold[0], reserved)
    assert says(told.bold[1], free)
    assert says(told.bold[2], price)
    assert says(told.sentence.rsplit("really run is", 1)[1], 10_000 / 3_000)
    bars = {row["part"]: row for row in told.rows("bars")}
    assert (bars["reserved"]["start"], bars["free"]["start"]) == About((0, reserved))
    assert {row["kind"]: row["price"] for row in told.rows("levels")}["entry"] == About(ENTRY)
    assert bars["reserved"]["end"] == About(reserved)
    assert bars["free"]["end"] == About(3_000)
    assert {row["kind"]: row["price"] for row in told.rows("levels")}["liquidation"] == About(price)


test_every_sentence = held("leverage")
