"""Lesson 00: long BTC and short ETH through one day, in one pool and in two, by the equity of each at every share of the move."""

from __future__ import annotations

import math

from tests.oracles.support import Told, held, oracle, says
from tests.oracles.test_cross_margin import crash as walked_through

NOTIONAL, MARGIN, RATE = 10_000.0, 1_000.0, 0.025
#: Share of the price that a leg gains when its price rises by all of itself.
WAYS = {"BTC": 1, "ETH": -1}


def health(legs: tuple[str, ...], moves: dict[str, float], share: float) -> float:
    """Equity less requirement of a pool once ``share`` of the moves has happened."""
    equity = sum(MARGIN + WAYS[s] * NOTIONAL * moves[s] * share for s in legs)
    return equity - sum(RATE * NOTIONAL * (1 + moves[s] * share) for s in legs)


def lives(legs: tuple[str, ...], moves: dict[str, float], back: bool) -> tuple[float, float | None]:
    """What a pool is worth at the end of the day, and the share of the move at which it was liquidated, found by halving."""
    if health(legs, moves, 1.0) >= 0:
        at = 0.0 if back else 1.0
        return sum(MARGIN + WAYS[s] * NOTIONAL * moves[s] * at for s in legs), None
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if health(legs, moves, middle) >= 0 else (low, middle)
    return sum(MARGIN + WAYS[s] * NOTIONAL * moves[s] * high for s in legs), high


def compare(told: Told, btc: float, eth: float, back: bool, guess: str | None = None) -> None:
    moves = {"BTC": btc, "ETH": eth}
    fates = {legs: lives(legs, moves, back) for legs in (("BTC", "ETH"), ("BTC",), ("ETH",))}
    cross, lost = fates["BTC", "ETH"]
    isolated = fates["BTC",][0] + fates["ETH",][0]
    gone = [s for s in ("BTC", "ETH") if fates[s,][1] is not None]
    assert says(told.bold[1], cross), (cross, isolated)
    assert says(told.bold[3], isolated)
    first, second = told.sentence.split(". Isolated turns")
    for text, names in ((first, ["BTC", "ETH"] if lost is not None else []), (second, gone)):
        assert (f"having lost {' and '.join(names)} to liquidation" in text) == bool(names)
        assert ("both positions alive" in text) == (not names)
    even = abs(cross - isolated) < 0.5
    assert ("the same" in told.title) == even
    if not even:
        better = "cross" if cross > isolated else "isolated"
        assert f"{better} ends" in told.title
        assert says(told.title, abs(cross - isolated))
    if guess is not None:
        right = "the same" if even else better
        assert ("saw it coming" in told.sentence) == (guess == right)
        assert guess == right or f"You expected {guess}; it is {right}." in told.sentence
    assert ("without a hedge" in told.sentence) == (len(gone) == 1)
    if len(gone) == 1:
        (left,) = set(WAYS) - set(gone)
        when = fates[gone[0],][1]
        made = WAYS[left] * NOTIONAL * moves[left] * ((0.0 if back else 1.0) - when)
        tail = told.sentence.partition("From then on its ")[2]
        assert tail.startswith(f"{left} {'long' if WAYS[left] > 0 else 'short'}")
        assert ("made nothing" in tail) == (abs(made) < 0.5)
        if abs(made) >= 0.5:
            assert (" and made $" in tail) == (made > 0)
            assert says(tail, made)
    ends = {row["mode"]: row for row in told.rows("ends")}
    for mode, value in (("cross", cross), ("isolated", isolated)):
        assert abs(ends[mode]["value"] - value) < 0.01
        assert says(ends[mode]["label"], value)
    crosses = {(row["mode"], row["label"]): row for row in told.rows("crosses")}
    expected = {("isolated", f"{s} liquidated"): fates[s,][1] for s in gone}
    if lost is not None:
        expected["cross", "both liquidated"] = lost
    assert set(crosses) == set(expected)
    for key, share in expected.items():
        angle = math.asin(math.sqrt(share)) / (math.pi if back else math.pi / 2)
        assert abs(crosses[key]["hour"] - 24 * angle) < 1e-3

    pace = math.pi if back else math.pi / 2

    def worth(legs: tuple[str, ...], hour: float) -> float:
        """What a pool is worth at an hour of the day: from its liquidation on what it had then."""
        fall = fates[legs][1]
        share = math.sin(pace * hour / 24) ** 2
        if fall is not None and hour >= 24 * math.asin(math.sqrt(fall)) / pace - 1e-6:
            share = fall
        return sum(MARGIN + WAYS[s] * NOTIONAL * moves[s] * share for s in legs)

    table = told.table
    assert table["hour"].iloc[0] == 0
    assert all(0 < step < 0.2001 for step in table["hour"].diff().iloc[1:])
    for hour, cross_then, isolated_then in table.itertuples(index=False):
        assert abs(cross_then - worth(("BTC", "ETH"), hour)) < 0.01
        assert abs(isolated_then - worth(("BTC",), hour) - worth(("ETH",), hour)) < 0.01
    for row in told.rows("lines"):
        legs = [("BTC", "ETH")] if row["mode"] == "cross" else [("BTC",), ("ETH",)]
        assert abs(row["value"] - sum(worth(leg, row["hour"]) for leg in legs)) < 0.01
    assert [row["value"] for row in told.rows("start")] == [2 * MARGIN]


@oracle("start_here", "predict", constants=[2_000])
def predict(told: Told, guess: str) -> None:
    compare(told, 0.08, 0.08, True, guess)


@oracle("start_here", "your_day", constants=[2_000])
def your_day(told: Told, btc: float, eth: float, back: bool) -> None:
    compare(told, btc, eth, back)


@oracle("start_here", "crash")
def crash(told: Told, hour: float) -> None:
    walked_through(told, "2025-10-10", "short", 6_000.0, hour)


test_every_sentence = held("start_here")
