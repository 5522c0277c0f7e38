"""The what-ifs of one press: each against plain arithmetic, made so and taken back, and what cannot be done says why."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from course.lessons.portfolio_desk.book import EXAMPLE, Book, BookPool, BookPosition
from course.lessons.portfolio_desk.desk import Desk
from course.lessons.portfolio_desk.one_press import Presets
from course.lessons.portfolio_desk.presets import COMES, DO, presets
from course.lessons.portfolio_desk.take_along import redacted
from course.lessons.portfolio_desk.weather import weather
from course.margin import Holding
from course.teaching.progress import Store

FEE = 0.00045


def panel(book: Book = EXAMPLE) -> Presets:
    desk = Desk(Store(memory=True))
    desk.put(book)
    return Presets(desk)


def rows(of: Presets) -> dict[str, dict]:
    return {row["key"]: row for _, rows in of.state["groups"] for row in rows}


def plain(book: Book, pool: str) -> tuple[float, float]:
    """Health of a pool and its days' σ, leg by leg, in the first tier (the example's sizes lie there)."""
    box = next(b for b in book.boxes if b.name == pool)
    health, slope = box.collateral, []
    for leg in box.legs:
        mark = book.marks[leg.market]
        health += leg.size * (mark - leg.entry) - leg.maintenance * abs(leg.size) * mark
        slope.append(leg.size * mark - leg.maintenance * abs(leg.size) * mark)
    now = weather([leg.market for leg in box.legs])
    variance = 0.0
    for i, a in enumerate(slope):
        for j, b in enumerate(slope):
            variance += a * b * now.volatility[i] * now.volatility[j] * now.correlation[i, j] / 365
    return health, health / math.sqrt(variance)


#: Health of the pool it is about, by hand, USD.
BY_HAND = {
    "halve": 7_850 + 0.0125 * 24_000 - FEE * 24_000,
    "worst": 7_850 + 0.025 * 18_000 - FEE * 18_000,
    "put": 800 + 110,
    "hedge": 7_850 - (0.02 + FEE) * 34_350 / 2,
    "fall10": 7_850 - 0.1 * 34_350,
    "fall20": 7_850 - 0.2 * 34_350,
    "squeeze": 7_850 - 0.15 * 30_000 * 1.02,
    "funding": 7_850 - 21 * 0.001 * (48_000 - 30_000 + 18_000),
}


@pytest.mark.parametrize("key", BY_HAND)
def test_health_by_hand_and_the_likeliest_move_by_a_loop(key):
    found = {p.key: p for p in presets(EXAMPLE)}[key]
    health = float(found.book.terrains[found.pool].health())
    assert health == pytest.approx(BY_HAND[key])
    assert plain(found.book, found.pool)[0] == pytest.approx(health)
    cells = rows(panel())[key]["cells"]
    assert cells[0][1] == f"${BY_HAND[key]:,.0f}"
    assert [float(x) for x in cells[2]] == pytest.approx(
        [plain(EXAMPLE, found.pool)[1], plain(found.book, found.pool)[1]], abs=0.051
    )


def test_a_position_alone_takes_its_share_of_the_equity_along():
    found = {p.key: p for p in presets(EXAMPLE)}["alone"]
    before, after = EXAMPLE, found.book
    equity = {n: float(t.equity()) for n, t in after.terrains.items()}
    assert equity["BTC alone"] + equity["cross"] == pytest.approx(9_500)
    assert equity["BTC alone"] == pytest.approx(9_500 * 1_200 / (1_200 + 1_200 + 900))
    assert sorted(leg.market for leg in after.legs) == sorted(leg.market for leg in before.legs)
    row = rows(panel())["alone"]
    assert "cross → BTC alone" in row["about"]
    assert row["cells"][3] == ["DOGE 2.8", "BTC alone 1.9"]


def test_every_press_can_be_taken_back_and_says_what_it_changed():
    of = panel()
    for key, row in rows(of).items():
        of.press(key)
        assert of.book != EXAMPLE, key
        told = of.state["told"]
        assert row["name"] in told
        assert f"{row['cells'][2][0]} → {row['cells'][2][1]}" in told
        assert row["cells"][0][1] in told
        of.undo()
        assert of.book == EXAMPLE
        assert of.state["told"] == ""
    of.press("no such thing")
    of.press(None)
    assert of.book == EXAMPLE


def test_words_say_which_way_it_went():
    tones = {key: row["tone"] for key, row in rows(panel()).items()}
    assert (tones["halve"], tones["fall10"], tones["alone"]) == ("farther", "nearer", "nearer")


def one(**more) -> Book:
    return Book(
        (BookPool("BTC", 5_000.0, (BookPosition("BTC", 1.0, 60_000.0, 0.0125, 0.025),)),), {"BTC": 60_000.0}, **more
    )


def test_what_cannot_be_done_says_why():
    why = {p.key: str(p.why) for p in presets(one()) if p.book is None}
    assert set(why) == {"worst", "alone", "hedge"}
    assert all(text.endswith(".") for text in why.values())
    # BTC is known at the venue and lies in no pool yet: it can be sold beside a long of ETH once its price is there.
    book = Book(
        (BookPool("ETH", 900.0, (BookPosition("ETH", 3.0, 3_000.0, 0.02, 0.04),)),),
        {"ETH": 3_000.0, "BTC": 60_000.0},
        "hyperliquid",
    )
    hedge = {p.key: p for p in presets(book)}["hedge"]
    assert "sell $4,410 " not in str(hedge.name)
    assert hedge.book.pools["ETH"].position("BTC").size == pytest.approx(-0.98 * 9_000 / 2 / 60_000)


def test_coins_as_collateral_lose_weight():
    box = replace(EXAMPLE.boxes[0], holdings=(Holding("ETH", 1.0, 0.9, 0.95),))
    book = replace(EXAMPLE, boxes=(box, EXAMPLE.boxes[1]))
    found = {p.key: p for p in presets(book)}
    lost = float(book.terrains["cross"].health()) - float(found["haircut"].book.terrains["cross"].health())
    assert lost == pytest.approx(0.2 * 0.95 * 3_000)
    assert found["alone"].book is None
    assert "cash" in found["alone"].why


def test_a_book_without_amounts_shows_none():
    shown = json.dumps(panel(redacted(EXAMPLE)).state, ensure_ascii=False)
    assert "$" not in shown
    assert "of equity" in shown


def test_a_dead_pool_and_many_pools_have_rows():
    dead = replace(EXAMPLE, boxes=(replace(EXAMPLE.boxes[0], collateral=-9_000.0), EXAMPLE.boxes[1]))
    assert rows(panel(dead))["halve"]["cells"][1][0] == "gone"
    many = Book(
        tuple(BookPool(f"p{i}", 100.0, (BookPosition(f"M{i}", 1.0 + i, 10.0, 0.02, 0.04),)) for i in range(60)),
        {f"M{i}": 10.0 for i in range(60)},
    )
    of = panel(many)
    of.work_out()
    assert {row["key"] for row in rows(of).values()} >= {"halve", "worst", "put", "fall10"}


def test_a_large_book_is_worked_out_when_asked():
    many = Book(
        (BookPool("cross", 1e5, tuple(BookPosition(f"M{i}", 1.0 + i, 10.0, 0.02, 0.04) for i in range(41))),),
        {f"M{i}": 10.0 for i in range(41)},
    )
    of = panel(many)
    assert rows(of) == {}
    assert "41" in of.state["waits"]
    of.on_event({"event": "work_out"})
    assert len(rows(of)) >= 7
    of.press("halve")
    assert rows(of) == {}
    assert "M40" in of.state["told"]
    of.undo()
    assert of.book == many


def test_both_groups_are_there():
    groups = {p.group for p in presets(EXAMPLE)}
    assert groups == {DO, COMES}
    keys = [p.key for p in presets(EXAMPLE)]
    assert len(set(keys)) == len(keys)
