"""The four transfer questions: their numbers and their right answers by a plain loop over the first tier's fractions."""

from __future__ import annotations

import pytest

from course import venues
from course.lessons.portfolio_desk.transfer import LONG_LIVES, POOL_LIVES, TRANSFER
from course.simulation.stress import day

THIN = "\u202f"
MINUS = "\u2212"
#: Market, size, entry and mark; half of one over the venue's maximum is required (40× and 25× at Hyperliquid).
BOOK = [("BTC", -1.0, 50_000.0, 0.5 / 40), ("ETH", 12.0, 2_500.0, 0.5 / 25)]
CASH = 9_000.0


def health(cash: float, book: list, moves: dict[str, float]) -> float:
    left = cash
    for symbol, size, entry, rate in book:
        price = entry * (1 + moves[symbol])
        left += size * (price - entry) - rate * abs(size) * price
    return left


def ends(cash: float, book: list, way: dict[str, float], most: float = 0.999) -> float | None:
    """The least move along ``way`` at which nothing is left above the requirement: by steps, then by halving."""
    steps = 20_000
    for k in range(1, steps + 1):
        t = most * k / steps
        if health(cash, book, {s: t * w for s, w in way.items()}) < 0:
            low, high = most * (k - 1) / steps, t
            for _ in range(60):
                mid = (low + high) / 2
                low, high = (mid, high) if health(cash, book, {s: mid * w for s, w in way.items()}) >= 0 else (low, mid)
            return high
    return None


def said(move: float) -> str:
    return f"{move * 100:+.1f}{THIN}%".replace("-", MINUS)


def question(name: str) -> tuple[str, str, list[str]]:
    """What is asked, the one right answer with its explanation, and the wrong ones."""
    item = next(q for q in TRANSFER.questions if q.name == name).item()
    right = [o for o in item.options if o.correct]
    assert len(right) == 1
    return (
        item.stem,
        f"{right[0].text} {right[0].explain}",
        [o.text for o in sorted(item.options, key=lambda o: o.index) if not o.correct],
    )


def test_the_fractions_are_the_venues_first_tier() -> None:
    venue = venues.get("hyperliquid")
    for symbol, size, entry, rate in BOOK:
        schedule = venue.market(symbol).maintenance_schedule
        assert schedule.rates[0] == pytest.approx(rate)
        assert len(schedule.floors) == 1 or schedule.floors[1] > 2 * abs(size) * entry


def test_direction() -> None:
    rise = ends(CASH, BOOK, {"BTC": 1.0, "ETH": 1.0})
    assert ends(CASH, BOOK, {"BTC": -1.0, "ETH": -1.0}) is None
    _, right, wrong = question("transfer_direction")
    assert said(rise) in right
    assert "a rise" in right
    assert "a fall" in wrong[0]


def test_what_is_shown() -> None:
    rise = ends(CASH, BOOK, {"BTC": 1.0, "ETH": 1.0})
    alone = ends(CASH, BOOK, {"BTC": 1.0, "ETH": 0.0})
    bare = ends(CASH, BOOK[:1], {"BTC": 1.0})
    asked, right, wrong = question("transfer_shown")
    assert said(alone) in asked
    assert "later" in right
    assert said(rise) in right
    assert said(bare) in right
    assert rise > alone
    assert said(alone) in wrong[0]


def test_what_to_reduce() -> None:
    """$10,000 of one of them closed at its mark, which is its entry: cash stays, the size shrinks."""
    rise = ends(CASH, BOOK, {"BTC": 1.0, "ETH": 1.0})
    less = {}
    for closed in ("BTC", "ETH"):
        book = [(s, q * (1 - 10_000 / (abs(q) * e)) if s == closed else q, e, r) for s, q, e, r in BOOK]
        less[closed] = ends(CASH, book, {"BTC": 1.0, "ETH": 1.0})
    assert less["ETH"] < rise < less["BTC"]
    _, right, _ = question("transfer_reduce")
    assert right.startswith("closing ETH")


def test_modes() -> None:
    """Cash in proportion to what is held: 80,000 in all. The lows of the day."""
    falls = dict(zip(("BTC", "ETH"), day("2025-10-10 lows").row(["BTC", "ETH"])[0], strict=True))
    parts = {s: CASH * abs(q) * e / 80_000 for s, q, e, _ in BOOK}
    pool = health(CASH, BOOK, falls)
    alone = {s: health(parts[s], [row for row in BOOK if row[0] == s], falls) for s in parts}
    assert pool > 0
    assert alone["BTC"] > 0 > alone["ETH"]
    assert (POOL_LIVES, LONG_LIVES) == (True, False)
    asked, right, _ = question("transfer_modes")
    assert all(said(x) in asked for x in falls.values())
    assert right.startswith("the one pool lives")
    assert f"${parts['ETH']:,.0f}" in right
    assert f"${-30_000 * falls['ETH']:,.0f}" in right
