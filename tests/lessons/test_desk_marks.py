"""New marks on the desk: each panel follows, undo and a reload know them, and no old or made-up mark is called a price."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

from course.lessons.portfolio_desk import desk as desks
from course.lessons.portfolio_desk import panels
from course.lessons.portfolio_desk.book import EXAMPLE, MOVED, Book, BookPool, BookPosition
from course.lessons.portfolio_desk.desk import Desk, desk
from course.lessons.portfolio_desk.explorers import EXPLORERS
from course.lessons.portfolio_desk.one_press import Presets
from course.lessons.portfolio_desk.panels import AccountLine, Bring
from course.lessons.portfolio_desk.take_along import as_file
from course.margin import Holding
from course.teaching import progress
from tests.lessons.desk_books import random_book
from tests.venues.portfolios.examples import ALL

NOON, LATER = "2026-11-29T12:00:00Z", "2026-11-29T13:30:00Z"


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "progress.json"))
    progress._shared.clear()
    monkeypatch.setattr(desks, "_desks", {})
    monkeypatch.setattr(panels, "clock", lambda: NOON)


def boxes(bring: Bring, **changed: str) -> list[str]:
    return [changed.get(market, value) for market, value in bring.state["marks"]]


def test_marks_are_renewed_by_boxes_and_by_a_paste_and_every_panel_follows():
    bring, line = Bring(), AccountLine()
    assert bring.state["marks"] == [["BTC", "60000"], ["ETH", "3000"], ["SOL", "150"], ["DOGE", "0.15"]]
    assert bring.state["dated"] == []  # the example's are made up
    bring.marks(boxes(bring, BTC="61000"))
    # 0.8 BTC long is worth 800 more and needs 1.25 % of that: 7,850 + 790.
    assert desk().book.marks["BTC"] == 61_000
    assert line.state["figures"][0][1] == "$8,640"
    assert "BTC +1.7\u202f%" in bring.state["remarked"]
    assert "$7,850 → $8,640" in bring.state["remarked"]
    bring.paste_marks("BTC,60000\nETH,3000\nSOL,150\nDOGE,0.16\nXRP,2\n")
    assert (bring.error, line.state["figures"][0][1]) == ("", "$7,850")
    assert bring.state["dated"] == [f"Marks taken {panels.spelt(NOON)}"]
    assert bring.state["oldest"] == NOON
    assert "Passed over: 1 price of markets that are not held" in bring.state["remarked"]
    bring.undo()
    assert line.state["figures"][0][1] == "$8,640"
    bring.undo()
    assert desk().book == EXAMPLE


def test_some_marks_renewed_leave_the_others_their_date(monkeypatch):
    bring = Bring()
    bring.paste(ALL["Hyperliquid, the desk's"].texts[0])
    taken = desk().book.taken
    assert bring.state["dated"] == [f"Marks taken {panels.spelt(taken)}"]
    bring.paste_marks('{"BTC": "59000"}')
    assert "Not in it, so as before: ETH, SOL and DOGE" in bring.state["remarked"]
    assert bring.state["dated"] == [
        f"Mark of BTC taken {panels.spelt(NOON)}",
        f"Mark of ETH, SOL and DOGE taken {panels.spelt(taken)}",
    ]
    assert bring.state["oldest"] == min(taken, NOON)
    # Kept: at the next visit the same is said, and a saved file carries the oldest time.
    progress._shared.clear()
    again = Desk()
    assert again.book == replace(desk().book)
    assert Bring(again).state["dated"] == bring.state["dated"]
    assert json.loads(as_file(again.book))["taken"] == min(taken, NOON)
    monkeypatch.setattr(panels, "clock", lambda: LATER)
    bring.paste_marks('{"BTC": 59500, "ETH": 3050, "SOL": 151, "DOGE": 0.151}')
    assert bring.state["dated"] == [f"Marks taken {panels.spelt(LATER)}"]


def test_what_a_what_if_moved_is_no_mark():
    bring, presets = Bring(), Presets()
    bring.paste_marks("BTC,60000\nETH,3000\nSOL,150\nDOGE,0.15\n")
    presets.press("squeeze")
    assert desk().book.since == {"ETH": MOVED}
    assert bring.state["dated"] == [
        f"Mark of BTC, SOL and DOGE taken {panels.spelt(NOON)}",
        "ETH moved by a what-if: no market’s price",
    ]
    assert bring.state["oldest"] == ""
    assert "taken" not in json.loads(as_file(desk().book))
    bring.paste_marks("ETH,3010")
    assert bring.state["dated"] == [f"Marks taken {panels.spelt(NOON)}"]


def test_a_mark_that_cannot_be_is_named_and_changes_nothing():
    bring = Bring()
    for text, says in (("6e", "Mark of SOL: “6e” is not a number"), ("0", "a price above 0"), ("-5", "a price above 0"),
                       ("1,000", "without commas"), ("", "a number is missing"), ("1e300", "no larger than")):  # fmt: skip
        bring.marks(boxes(bring, SOL=text))
        assert says in bring.error, text
        assert bring.state["box"] == 2
        assert desk().book == EXAMPLE
    for text, says in (
        ("BTC,x", "line 1, column 5"),
        ("", "empty"),
        ("BTC,6000", "the one before, 60,000"),
        (7, "text"),
    ):
        bring.paste_marks(text)
        assert says in bring.error, text
        assert desk().book == EXAMPLE
    bring.marks(boxes(bring))
    assert "No mark is another" in bring.error
    for nonsense in (None, "x", [], ["1"] * 3, ["1"] * 5):
        bring.marks(nonsense)
        assert desk().book == EXAMPLE


def test_random_books_at_random_marks():
    """The same account, marked anew, by a plain sum: collateral and open profit; only what is held is priced."""
    for seed in range(60):
        rng = random.Random(seed)
        book = random_book(rng)
        new = {m: float(f"{p * rng.uniform(0.5, 2):.6g}") for m, p in book.marks.items() if rng.random() < 0.7}
        after = book.at_marks(new, NOON)
        for box in after.boxes:
            if box.legs and not box.holdings:
                due = box.collateral + sum(
                    x.size * (new.get(x.market, book.marks[x.market]) - x.entry) for x in box.legs
                )
                scale = abs(box.collateral) + sum(abs(x.size) * x.entry for x in box.legs)
                assert float(after.terrains[box.name].equity()) == pytest.approx(due, abs=1e-9 * scale)
        assert (after.boxes, after.venue, after.assumed) == (book.boxes, book.venue, book.assumed)
        whole = set(after.priced) <= set(new)
        assert (after.taken == NOON and not after.since) if whole else set(after.since) == set(new) & set(after.priced)


# ---- the table by hand keeps what it has no columns for ---------------------------------------------------------------


def test_a_table_laid_down_unchanged_is_the_same_account():
    for name, example in ALL.items():
        bring = Bring()
        bring.paste("\n".join(example.texts))
        if bring.asked:
            given = {q.key: example.answers[q.key] for q in bring.asked}
            bring.answer({q.key: str(100 * given[q.key] if q.unit == "%" else given[q.key]) for q in bring.asked})
        before = desk().book
        bring.rows(bring.state["rows"], bring.state["cash"])
        assert bring.error == "", name
        after = desk().book
        assert {n: float(t.health()) for n, t in after.terrains.items()} == pytest.approx(
            {n: float(t.health()) for n, t in before.terrains.items()}, rel=1e-6
        ), name
        assert [b.holdings for b in after.boxes] == [b.holdings for b in before.boxes], name
        assert [b.mode for b in after.boxes] == [b.mode for b in before.boxes], name
        assert (after.taken, after.since, after.assumed, after.hidden) == (
            before.taken, before.since, before.assumed, before.hidden,
        ), name  # fmt: skip


def test_a_fraction_that_is_typed_holds_although_the_venue_has_tiers():
    """BTC at 5 % instead of 1.25: 48,000 · 3.75 % are 1,800 more."""
    bring = Bring()
    rows = [list(row) for row in bring.state["rows"]]
    rows[0][5], rows[0][6] = "5", "10"
    bring.rows(rows, bring.state["cash"])
    assert float(desk().book.terrains["cross"].health()) == pytest.approx(7_850 - 1_800)
    assert bring.state["rules"].endswith("; as the table says: BTC.")
    bring.venue("hyperliquid")
    assert float(desk().book.terrains["cross"].health()) == pytest.approx(7_850)


# ---- another book under controls that are set already -----------------------------------------------------------------


def test_controls_that_another_book_does_not_allow_are_set_back():
    """One market leaves both axes of the map on it, a large account leaves a withdrawal that a small one has not."""
    shown = {name: EXPLORERS[name]() for name in ("map", "whatif")}
    one = Book((BookPool("BTC", 900_000.0, (BookPosition("BTC", 10.0, 60_000.0, 0.0125, 0.025),)),), {"BTC": 60_000.0})
    desk().put(one)
    assert shown["map"].values["up"] == shown["map"].values["across"] == "BTC"
    shown["whatif"].set(cash=-14_000.0, trade=-20_000.0)
    desk().put(EXAMPLE)
    for name, explorer in shown.items():
        assert explorer.error == "", (name, explorer.error)
    assert shown["map"].values["up"] == "ETH"
    assert shown["whatif"].values["cash"] == 0


def test_pools_that_cannot_be_put_together_stay_and_it_is_said():
    bring = Bring()
    for holdings, says in (((Holding("ETH", 1.0, 0.9, 0.95),), "like cash"), ((), "in two pools")):
        legs = EXAMPLE.boxes[0].legs
        other = replace(EXAMPLE.boxes[1], legs=(*EXAMPLE.boxes[1].legs, *(() if holdings else legs[:1])))
        book = replace(EXAMPLE, boxes=(replace(EXAMPLE.boxes[0], holdings=holdings), other))
        desk().put(book)
        bring.on_event({"event": "sort", "ways": "one"})
        assert says in bring.error
        assert desk().book == book
