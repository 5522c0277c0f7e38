"""Lesson 15: one book under all panels, brought in and taken along; the storyboard's figures; two hundred positions."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace

import numpy as np
import pytest

from course.lessons import record
from course.lessons.portfolio_desk import desk as desks
from course.lessons.portfolio_desk import page, predict
from course.lessons.portfolio_desk.book import EXAMPLE, Book, BookPool, BookPosition, coin
from course.lessons.portfolio_desk.common import common, framed
from course.lessons.portfolio_desk.days import alarms, funding, outcome, partitioned, wait
from course.lessons.portfolio_desk.desk import Desk, desk
from course.lessons.portfolio_desk.explorers import EXPLORERS
from course.lessons.portfolio_desk.liquidation_map import GRID, dead, plane
from course.lessons.portfolio_desk.panels import AccountLine, Bring, Take
from course.lessons.portfolio_desk.take_along import prices_table, redacted, snapshot, without_amounts
from course.lessons.portfolio_desk.text_to_book import TextRefused, imported, number_in
from course.lessons.portfolio_desk.touch_first import touch, whatif
from course.lessons.portfolio_desk.walls import SHIFTS, distances, ends_of, likely, walls
from course.lessons.portfolio_desk.weather import weather
from course.lessons.syllabus import SYLLABUS
from course.margin import Terrain
from course.simulation.stress import day
from course.teaching import progress
from course.teaching.panels import RecordPanel
from course.venues import portfolios
from tests.venues.portfolios.examples import ALL

DYDX = {
    "subaccount": {
        "parentSubaccountNumber": 0,
        "childSubaccounts": [
            {
                "subaccountNumber": 0, "equity": "6000", "freeCollateral": "3900",
                "openPerpetualPositions": {
                    m: {"market": m, "status": "OPEN", "side": side, "size": size, "entryPrice": entry, "unrealizedPnl": "0"}
                    for m, side, size, entry in (("BTC-USD", "LONG", "1", "60000"), ("ETH-USD", "SHORT", "-15", "3000"))
                },
                "assetPositions": {"USDC": {"symbol": "USDC", "side": "SHORT", "size": "9000"}},
            }
        ],
    }
}  # fmt: skip


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A store in a file, and no desk yet."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv(progress.VARIABLE, str(path))
    progress._shared.clear()
    monkeypatch.setattr(desks, "_desks", {})
    return path


def again(monkeypatch) -> Desk:
    """The desk as a new kernel has it."""
    progress._shared.clear()
    monkeypatch.setattr(desks, "_desks", {})
    return desk()


# ---- the storyboard's figures ------------------------------------------------------------------------------------------


def test_the_account_line_of_the_example(file):
    figures = {name: value for name, value, _ in AccountLine().state["figures"]}
    assert figures["health"] == "$7,850"
    assert (figures["equity"], figures["requires"], figures["free"]) == ("$9,500", "$1,650", "$6,200")
    assert figures["margin ratio"].startswith("17.4")
    assert figures["leverage"] == "10.1×"
    assert EXAMPLE.portfolio.initial_requirement(EXAMPLE.marks) == pytest.approx(3_300 + 600)
    assert AccountLine().state["sum"].startswith("Together $8,650")


def test_the_guesses():
    assert predict.truth(predict.ALL) == pytest.approx(-7_850 / 34_350)
    assert predict.truth(predict.LONGS) == pytest.approx(-0.1148, abs=1e-4)
    assert EXPLORERS["first"]().prediction.answer() == "btc"


def test_correlations_as_a_handle():
    """At ρ = 0, 0.5, 0.84, 0.95, 0.99 for all pairs: 3.6, 4.5, 5.8, 6.5, 6.9 days' σ."""
    t = EXAMPLE.terrains["cross"]
    vol = weather(t.symbols).volatility / np.sqrt(365)
    at = [t.sigmas(np.outer(vol, vol) * (np.full((3, 3), r) + (1 - r) * np.eye(3))) for r in (0, 0.5, 0.84, 0.95, 0.99)]
    assert at == pytest.approx([3.59, 4.5, 5.8, 6.5, 6.9], abs=0.06)
    curve = distances(ends_of(t))
    assert curve[[0, 20, 40]] == pytest.approx([t.sigmas(weather(t.symbols, s).day) for s in (-1.0, 0.0, 1.0)])
    assert curve[10] == pytest.approx(t.sigmas(weather(t.symbols, -0.5).day))
    assert curve[33] == pytest.approx(t.sigmas(weather(t.symbols, 0.65).day))


def test_waiting_and_alarms():
    rates = {"BTC": 0.0001, "ETH": 0.0001, "SOL": 0.0003, "DOGE": 0.0005}
    due = {
        s: 3
        * EXAMPLE.portfolio.pools["DOGE" if s == "DOGE" else "cross"].position(s).funding_payment(EXAMPLE.marks[s], r)
        for s, r in rates.items()
    }
    assert [due[s] for s in rates] == pytest.approx([14.4, -9.0, 16.2, 9.0])
    mine = sum(x for pool, _, x in funding(EXAMPLE, 0.0001, 0.0003) if pool == "cross")
    assert 30 * mine == pytest.approx(648)
    assert 30 * mine / 7_850 == pytest.approx(0.083, abs=5e-4)
    assert "363 days" in wait(EXAMPLE, 0.0001, 0.0003).sentence
    assert alarms(EXAMPLE.terrains["cross"]) == pytest.approx([-0.131, -0.190, -0.212, -0.224, -0.2285], abs=6e-4)


def test_modes_on_the_tenth_of_october():
    """One pool keeps 5,812 and DOGE at the closes, and nothing at the lows; as they are, cross keeps 2,040 there."""
    one = partitioned(EXAMPLE, "one")["one pool"]
    assert outcome(Terrain.of(one, EXAMPLE.marks), day("2025-10-10 closes"), 1.0)[:2] == (
        pytest.approx(5_812, abs=25),
        "alive",
    )
    assert outcome(Terrain.of(one, EXAMPLE.marks), day("2025-10-10 lows"), 1.0)[1] == "bankrupt"
    assert outcome(EXAMPLE.terrains["cross"], day("2025-10-10 lows"), 1.0)[1] == "alive"
    assert outcome(EXAMPLE.terrains["DOGE"], day("2025-10-10 closes"), 1.0)[1] == "bankrupt"


# ---- one book under all panels ------------------------------------------------------------------------------------------


def test_a_change_in_one_panel_is_a_change_in_all(file):
    line, bring, take = AccountLine(), Bring(), Take()
    shown = {
        name: make() for name, make in EXPLORERS.items() if name not in ("predict", "friend", "first", "own_history")
    }

    def said(e) -> str:
        return f"{e.view.title} {e.view.subtitle}"

    before = {name: said(e) for name, e in shown.items()}
    bring.paste(json.dumps(DYDX))
    assert bring.error == ""
    assert "34.5" in line.state["title"]
    assert "DOGE" not in take.state["snapshot"]
    for name, explorer in shown.items():
        assert not explorer.error, (name, explorer.error)
        assert said(explorer) != before[name], name
    assert list(shown["map"].controls["across"].labels) == ["BTC", "ETH"]
    assert shown["touch"].values["pool"] == "cross"
    bring.undo()
    assert {name: said(e) for name, e in shown.items()} == before
    assert line.state["steps"] == 0


def test_a_reload_keeps_the_book_and_another_tab_sees_it(file, monkeypatch):
    first = desk()
    first.put(EXAMPLE.with_venue("binance"))
    first.put(EXAMPLE.with_venue("dydx"))
    second = again(monkeypatch)
    assert second.book == first.book
    kept = [e for e in json.loads(file.read_text())["events"].values() if e["kind"] == "desk"]
    assert len(kept) == 1, "what lies on the desk is a state and no history"
    other = Desk(progress.Store(file))
    other.put(EXAMPLE.with_venue("bybit"))
    second.store.record("unfolded", "leverage", "any")
    assert second.book.venue == "bybit"


def test_what_another_tab_has_laid_down_is_had_back_by_undo(file):
    """Tabs hear of each other when something is pressed in them: what they then show is older than what lies there."""
    one, other = Desk(progress.Store(file)), Desk(progress.Store(file))
    mine, theirs = (EXAMPLE.with_venue(name) for name in ("binance", "dydx"))
    one.put(mine)
    assert other.book == EXAMPLE
    other.put(theirs)
    assert (other.book, other.steps) == (theirs, 2)
    one.undo()  # of what is no longer there: it is shown first
    assert one.book == theirs
    one.undo()
    assert one.book == mine == Desk(progress.Store(file)).book
    other.put(theirs)
    one.put(theirs)
    assert one.steps == 2


def test_what_was_changed_before_a_reload_can_be_undone_after_it(file, monkeypatch):
    first = desk()
    for name in ("binance", "dydx", "bybit"):
        first.put(replace(first.book.with_venue(name), told=name))
    for name in ("dydx", "binance"):
        again(monkeypatch).undo()  # each in a session of its own
        assert desk().book.venue == desk().book.told == name
    desk().undo()
    assert desk().book == EXAMPLE
    assert AccountLine().state["steps"] == 0


def test_cash_without_a_position_is_of_the_account_too(file, monkeypatch):
    """An isolated position beside an account's free cash, as Hyperliquid's documentation has it."""
    bring, take = Bring(), Take()
    bring.paste(ALL["Hyperliquid's documentation"].texts[0])
    assert take.state["snapshot"].startswith("# A portfolio without amounts")
    assert again(monkeypatch).book == bring.book
    assert bring.state["said"] == "1 position in 1 pool, and $13,105 in pools without one"
    bring = Bring()
    whole = float(bring.book.portfolio.equity(bring.book.marks))
    bring.sort("one")
    assert [box.name for box in bring.book.boxes] == ["one pool"]
    assert float(bring.book.terrains["one pool"].equity()) == pytest.approx(whole) == pytest.approx(13_109.48, abs=0.01)


def test_of_large_books_the_latest_steps_are_kept(file, monkeypatch):
    for count in range(190, 200):
        desk().put(large(count))
    kept = again(monkeypatch)
    assert 0 < kept.steps < 10
    assert kept._past == [large(count) for count in range(199 - kept.steps, 199)]


@pytest.mark.parametrize(
    "text", ["{}", '{"format": "margin-course-portfolio/1", "pools": [], "marks": {}}', '{"a": 1}']
)
def test_a_kept_book_that_cannot_be_read_leaves_the_desk_as_it_is(file, monkeypatch, text):
    progress.shared().replace("desk", "portfolio_desk", "book", text=text)
    assert again(monkeypatch).book == EXAMPLE


def test_what_is_tried_can_be_made_so_and_undone(file):
    whatif_ = EXPLORERS["whatif"]()
    line = AccountLine()
    whatif_.set(which="SOL", trade=-5_000.0)
    assert whatif_.frame["offer"] == "Make it so: sell $5,000 of SOL"
    whatif_.on_event({"event": "take"})
    assert whatif_.values["trade"] == 0
    assert common(desk().book.terrains["cross"]) == pytest.approx(-0.2705, abs=1e-4)
    assert "−27.0" in line.state["title"]
    line.undo()
    assert desk().book == EXAMPLE


def test_the_account_line_of_the_lesson_waits_for_the_first_guess(file):
    lesson = record("portfolio_desk")
    line = AccountLine(waits=True)
    assert line.state["waits"]
    assert "22.9" not in repr(line)
    progress.shared().record("guess", lesson.slug, "predict", value=-0.2)
    assert not line.state["waits"]
    assert "22.9" in repr(line)


# ---- bringing and taking ------------------------------------------------------------------------------------------------


def test_a_table_by_hand(file):
    bring = Bring()
    rows, cash = bring.state["rows"], bring.state["cash"]
    bring.rows(rows, cash)
    assert bring.error == ""
    assert desk().book.portfolio == EXAMPLE.portfolio
    bring.rows([r if r[1] != "DOGE" else ["cross", *r[1:]] for r in rows], [["cross", "9000"]])
    assert bring.error == ""
    assert common(desk().book.terrains["cross"]) == pytest.approx(-0.216, abs=1e-3)


@pytest.mark.parametrize(
    ("row", "column", "typed", "said"),
    [
        (0, 2, "abc", "Row 1, size: “abc” is not a number"),
        (1, 3, "3,100", "without commas"),
        (0, 2, "0", "Row 1, size"),
        (0, 3, "-5", "Row 1, entry"),
        (2, 4, "", "a number is missing"),
        (0, 5, "250", "Row 1, maintenance: less than 100 %"),
        (0, 5, "100", "Row 1, maintenance: less than 100 %"),
        (0, 2, "nan", "is not a number"),
        (0, 2, "1e999", "is not a number"),
        (3, 1, "", "Row 4, market"),
        (0, 0, "x" * 60, "Row 1, pool"),
        (0, 1, "my|coin", "Row 1, market: a market's name, of letters"),
        (0, 2, "1e20", "Row 1, size: a number no larger than 1e+15"),
    ],
)
def test_a_bad_cell_is_named_and_the_old_book_stays(file, row, column, typed, said):
    bring = Bring()
    rows = [list(r) for r in bring.state["rows"]]
    rows[row][column] = typed
    bring.rows(rows, [*bring.state["cash"], ["x" * 60, "5"]])
    assert said in bring.error
    assert bring.place[:2] == [row, column]
    assert desk().book == EXAMPLE


@pytest.mark.parametrize(
    "event",
    [
        {"event": "rows", "rows": None, "cash": []}, {"event": "rows", "rows": [[1, 2]], "cash": []},
        {"event": "rows", "rows": [["a"] * 7] * 300, "cash": []}, {"event": "venue", "venue": "nowhere"},
        {"event": "venue", "venue": None}, {"event": "sort", "ways": 7}, {"event": "answer", "answers": []},
        {"event": "paste", "text": None}, {"event": "paste", "text": "x" * 2_000_000}, {"event": "download", "what": "all"},
    ],
)  # fmt: skip
def test_what_no_page_sends_changes_nothing(file, event):
    for panel in (Bring(), Take(), AccountLine()):
        panel.on_event(event)
    assert desk().book == EXAMPLE


def test_what_cannot_be_known_is_asked_and_answered(file):
    bring = Bring()
    bring.paste(
        '[{"symbol":"BTC/USDT:USDT","side":"long","contracts":1.0,"contractSize":1,"entryPrice":60000,"markPrice":61000,"marginMode":null,"collateral":0}]'
    )
    asked = {q[0]: q[2] for q in bring.state["asked"]}
    assert asked == {"mode": "mode", "collateral:cross": "$", "maintenance:BTC": "%"}
    bring.answer({"mode": "cross", "collateral:cross": "what?", "maintenance:BTC": "1.2"})
    assert "not a number" in bring.error
    bring.answer({"mode": "cross", "collateral:cross": "5000", "maintenance:BTC": "1.2"})
    assert (bring.error, bring.state["asked"]) == ("", [])
    leg = desk().book.legs[0]
    assert (leg.maintenance, leg.size) == (pytest.approx(0.012), 1.0)


def test_a_secret_is_refused_and_nothing_of_it_is_kept(file):
    bring = Bring()
    bring.paste('{"apiKey": "SHOULD-NOT-STAY"}')
    assert "key" in bring.error
    assert "SHOULD-NOT-STAY" not in repr(bring.__dict__) + json.dumps(bring.state)
    assert desk().book == EXAMPLE


def test_what_is_typed_is_called_as_a_file_calls_it_and_read_again(file):
    bring, take = Bring(), Take()
    sent = []
    take.send = lambda content, *_: sent.append(content)
    names = {"btc": "BTC", "ETH-USD": "ETH", "XBTUSDTM": "BTC", "DOGE/USDT:USDT": "DOGE", "1000PEPE": "1000PEPE"}
    for typed, name in names.items():
        bring.rows([["a|b <i>", typed, "-2", "90", "100", "1", "5"]], [["a|b <i>", "70"]])
        assert (bring.error, bring.state["rows"][0][1]) == ("", name)
        take.download("save")
        again = portfolios.read(sent[-1]["text"])
        assert again.portfolio == bring.book.portfolio
        assert again.marks == bring.book.marks


def test_there_and_back_by_a_file(file):
    bring, take = Bring(), Take()
    sent = []
    take.send = lambda content, *_: sent.append(content)
    take.download("save")
    bring.venue("")
    bring.paste(sent[0]["text"])
    assert bring.error == ""
    assert desk().book.portfolio == EXAMPLE.portfolio
    take.download("alarms")
    assert sent[1]["name"] == "alarms.csv"
    assert len(sent[1]["text"].splitlines()) == 1 + 5 * 4


def test_the_snapshot_tells_no_amount():
    text = snapshot(without_amounts(EXAMPLE))
    twice = Book(
        tuple(BookPool(b.name, 2 * b.collateral, tuple(replace(x, size=2 * x.size) for x in b.legs)) for b in EXAMPLE.boxes),
        EXAMPLE.marks, EXAMPLE.venue,
    )  # fmt: skip
    assert snapshot(without_amounts(twice)) == text
    assert "$" not in text
    for secret in ("58", "155", "7,500", "7500", "9,500", "60,000", "hyperliquid", "Hyperliquid"):
        assert secret not in text.replace("2025", "").replace("58 %", "")
    hidden = redacted(EXAMPLE)
    assert hidden.hidden
    assert set(hidden.marks.values()) == {1.0}
    t, own = (max(b.terrains.values(), key=lambda x: len(x.symbols)) for b in (hidden, EXAMPLE))
    assert common(t) == pytest.approx(common(own), abs=0.012)
    assert AccountLine(Desk(progress.Store(memory=True))).state["figures"][0][1] == "$7,850"


def test_a_book_that_is_lost_is_shown_as_lost():
    lost = Book(tuple(BookPool(b.name, -50_000.0, b.legs) for b in EXAMPLE.boxes), EXAMPLE.marks, "hyperliquid")
    assert "liquidated" in walls(lost, 0.0).title
    assert snapshot(without_amounts(lost)).startswith("Nothing is left")
    assert prices_table(lost)[1:] == []
    here = Desk(progress.Store(memory=True))
    here.put(lost)
    line = AccountLine(here)
    assert line.state["title"].startswith("Beyond the border")
    assert [f[1] for f in line.state["figures"] if f[0] == "margin ratio"] == ["gone"]


def test_names_of_markets():
    assert [coin(m) for m in ("BTC-USD", "BTCUSDT", "BTC/USDT:USDT", "ETH-PERP", "SOL_USDT", "1000PEPEUSDT", "usd")] == [
        "BTC", "BTC", "BTC", "ETH", "SOL", "1000PEPE", "USD",
    ]  # fmt: skip
    with pytest.raises(TextRefused):
        number_in("1.000,5", "here")
    assert imported(EXAMPLE).ready
    assert portfolios.read(portfolios.write(imported(EXAMPLE))).portfolio == EXAMPLE.portfolio


# ---- the map, and a large desk --------------------------------------------------------------------------------------------


def test_areas_of_the_map_are_where_the_pool_is_dead():
    rng = np.random.default_rng(5)
    for name, t in EXAMPLE.terrains.items():
        x, areas = dead(t, "BTC", "DOGE")
        for _ in range(300):
            k, v = int(rng.integers(len(GRID))), float(rng.uniform(-0.6, 0.6))
            at = np.array([GRID[k] if s == "BTC" else v if s == "DOGE" else 0.0 for s in t.symbols])
            lost = t.health(at) < 0
            column = int(np.argmin(np.abs(x - GRID[k])))
            assert lost == any(low[column] <= v <= high[column] for low, high in areas), (name, GRID[k], v)


def large(count: int = 200) -> Book:
    """Two hundred positions in six pools, in markets with tiers."""
    rng = np.random.default_rng(20_261_129)
    boxes, marks = [], {}
    for k in range(6):
        legs = []
        for i in range(count // 6 + (k < count % 6)):
            market = f"{'BTC' if i % 9 == 0 else 'ETH' if i % 9 == 1 else 'SOL' if i % 9 == 2 else 'X'}{k}{i}-USD"
            marks[market] = float(rng.uniform(0.1, 60_000))
            legs.append(
                BookPosition(
                    market, float(rng.choice([1, -0.6]) * 10_000 / marks[market]), marks[market] * 0.98, 0.02, 0.04
                )
            )
        boxes.append(BookPool(f"pool {k + 1}", 60_000.0, tuple(legs)))
    return Book(tuple(boxes), marks)


#: How often the pool's own plain sum of 200 positions would fit into one step of an explorer, at most; a third is measured.
STEPS = {"whatif": 36, "map": 45, "walls": 60, "touch": 36, "likely": 20}


def test_two_hundred_positions_are_asked_in_a_moment():
    """A step beside the pool's own plain sum, so that no machine is too slow for it."""
    book = large()
    assert len(book.legs) == 200
    for t in book.terrains.values():
        t.walls()
    label, (a, b) = book.names[0][1], book.markets[:2]

    def least(act, times: int = 1) -> float:
        found = []
        for _ in range(6):
            begun = time.process_time()
            for _ in range(times):
                act()
            found.append((time.process_time() - begun) / times)
        return min(found[1:])

    def plainly() -> None:
        book.pools[book.main].health(book.marks)
        book.pools[book.main].free_collateral(book.marks)

    acts = {
        "whatif": lambda: whatif(book, label, 500.0, 0.0, -0.05),
        "map": lambda: plane(book, a, b, -0.1, 0.05),
        "walls": lambda: walls(book, 0.0),
        "touch": lambda: touch(book, book.main, 1_000.0, 0.0005, "far"),
        "likely": lambda: likely(book, book.main, 0.3),
    }
    plain = least(plainly, 20)
    took = {name: least(act) / plain for name, act in acts.items()}
    assert all(took[name] < most for name, most in STEPS.items()), took


def test_every_picture_of_a_large_desk_can_be_drawn(file):
    lost = Book(tuple(BookPool(b.name, -50_000.0, b.legs) for b in EXAMPLE.boxes), EXAMPLE.marks, "hyperliquid")
    alone = Book(EXAMPLE.boxes[1:], EXAMPLE.marks, "hyperliquid")
    short = Book((BookPool("short", 9_000.0, EXAMPLE.boxes[0].legs[1:2]),), EXAMPLE.marks, "hyperliquid")
    safe = Book((BookPool("safe", 90_000.0, EXAMPLE.boxes[0].legs),), EXAMPLE.marks, "hyperliquid")
    for book in (lost, alone, short, safe, large(40)):
        desk().put(book)
        shows_all()
    assert len(AccountLine().state["pools"]) == 6
    assert Take().state["snapshot"]


def test_an_account_that_stands_on_its_border_is_shown_to_the_end(file):
    """Health is 0 to the last digit: not beyond, and nothing may be divided by what is left."""
    leg = BookPosition("BTC", 1.0, 100.0, 0.01, 0.02)
    hedged = (leg, BookPosition("ETH", -1.0, 100.0, 0.02, 0.02))
    marks = {"BTC": 100.0, "ETH": 100.0}
    for collateral, legs in ((1.0, (leg,)), (0.0, (replace(leg, maintenance=0.0),)), (3.0, hedged)):
        book = Book((BookPool("p", collateral, legs),), marks)
        assert float(book.terrains["p"].health()) == 0
        desk().put(book)
        shows_all()
        assert distances(ends_of(book.terrains["p"])).tolist() == [0.0] * len(SHIFTS)
        told = EXPLORERS["alarm"]().sentence
        assert told == ("The margin ratio of “p” is 100.0\u202f% today; a common " + ("rise" if legs == hedged else "fall")
            + " of 0.0\u202f% ends it." if collateral else "“p” stands on its border: nothing is left in it.")  # fmt: skip
        assert AccountLine().state["figures"][0][1] == "$0"


def test_one_market_is_said_once() -> None:
    one = Book((BookPool("main", 9_000.0, (BookPosition("BTC", 1.0, 60_000.0, 0.02, 0.05),)),), {"BTC": 60_000.0})
    found = walls(one, 0.0)
    x = -(9_000 - 1_200) / (60_000 - 1_200)  # 9,000 + 60,000 · x = 1,200 · (1 + x)
    said = f"{100 * x:.1f}".replace("-", "\u2212")
    assert found.title == f"“main” ends when BTC has moved {said}\u202f%"
    assert found.sentence.count("\u202f%") == found.sentence.count(f"{said}\u202f%") == 1


def test_of_many_acts_the_best_and_the_worst_are_shown() -> None:
    marks = {f"M{k}": 100.0 for k in range(18)}
    legs = tuple(BookPosition(m, -30.0 if k % 3 else 90.0 + k, 100.0, 0.02, 0.05) for k, m in enumerate(marks))
    book = Book((BookPool("main", 6_000.0, legs),), marks)
    found = touch(book, book.main, 1_000.0, 0.0005, "far")
    rows, start = found.data["rods"], found.data["rules"]["x"][0]
    best, worst = re.findall("“([^”]*)”", found.title)
    assert rows["row"][0] == best
    assert worst in rows["row"]
    assert abs(rows["x2"][rows["row"].index(worst)]) < abs(start) < abs(rows["x2"][0])


def shows_all() -> None:
    for name in ("walls", "likely", "map", "touch", "whatif", "days", "wait", "alarm"):
        explorer = EXPLORERS[name]()
        assert explorer.error == "", (name, explorer.error)
        assert explorer.view.title, name
        assert explorer.sentence
        for table, columns in explorer.view.data.items():
            for column, values in columns.items():
                if len(values) and not isinstance(values[0], str):
                    assert np.isfinite(np.asarray(values, float)).all(), (name, table, column)
        if explorer.options["code"] and explorer.code:
            exec(compile(explorer.code, name, "exec"), {})


def test_the_page_of_its_own_has_every_panel_once(file):
    named = [name for _, names in page.SECTIONS for name in names]
    assert len(set(named)) == len(named)
    assert {*EXPLORERS} - {*named} == {"predict", "friend", "first"}
    for kind, source in page.cells():
        if kind == "code":
            compile(source, "cell", "exec")
    assert page.show("walls").folded == ""
    assert page.show("walls") is page.show("walls")
    page._shown.clear()


def test_the_border_through_tiers_is_the_pools_own():
    book = EXAMPLE.with_venue("binance")
    pool = book.pools["cross"]
    big = Terrain.of(
        type(pool)(
            pool.collateral * 400, tuple(type(p)(p.market, p.size * 400, p.entry_price) for p in pool.positions)
        ),
        book.marks,
    )
    far = big.ray([-1.0, -1.0, -1.0])
    x = -far * np.ones(3)
    assert abs(big.health(x)) < 1e-6 * big.notional
    linear = big.health() / big.gradient.sum()
    assert far != pytest.approx(linear, rel=1e-4), "tiers bend it"


@pytest.mark.parametrize("odd", [None, 1, [], {}, [["save"]], {"save": 1}, "x" * 10_000, float("nan"), 10**400])
def test_a_file_is_asked_for_by_its_name_and_by_nothing_else(odd):
    """What no table can be asked for is passed over as what is not in it."""
    for panel, event in (
        (Take(), "download"), (RecordPanel(SYLLABUS, None), "take"), (Bring(), "sort"), (Bring(), "venue"),
    ):  # fmt: skip
        sent = []
        panel.send = lambda content, buffers=None, sent=sent: sent.append(content)
        for field in panel.EVENTS[event]:
            panel.on_event({"event": event, field: odd})
        assert sent == []


def test_an_upright_goes_through_no_name_that_has_a_free_side():
    def laid(rule, left, wide=0.9):
        words = {"row": ["a"], "x": [-0.14], "label": ["−14.0 %"], "kind": ["plain"], "left": [left], "value": [-0.14]}
        dots = {"row": ["a", "a"], "x": [-0.14, -0.12], "kind": ["alone", "betas"]}
        found = framed(
            ["a"], holds=(-0.9, wide), rules={"x": rule, "kind": ["red"] * len(rule)}, dots=dots, names=words
        )
        return found["names"]["x"], found["names"]["left"]

    assert laid([], True) == laid([-0.85], True) == laid([-0.14], True) == ([-0.14], [True])
    assert laid([-0.2], True) == ([-0.12], [False])  # beyond the other dot of its row
    assert laid([0.1], False) == ([-0.14], [True])
    assert laid([-0.2, 0.1], True) == ([-0.14], [True])  # crossed either way
    assert laid([-0.2], True, wide=-0.1) == ([-0.14], [True])  # the axis would have to be longer
