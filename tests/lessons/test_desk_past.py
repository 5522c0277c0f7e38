"""On the desk: your own history brought in, refused and put back; what a bot shows of the positions of five hundred books."""

from __future__ import annotations

import json

import numpy as np
import pytest

from course.lessons import own_history as own
from course.lessons.portfolio_desk import own_history_texts as pasts
from course.lessons.portfolio_desk import page
from course.lessons.portfolio_desk.book import EXAMPLE, Book, BookPool, BookPosition
from course.lessons.portfolio_desk.bot_view import bots, code
from course.lessons.portfolio_desk.own_history_texts import LISTED, OwnPast, Past, symbol_of
from course.lessons.portfolio_desk.take_along import redacted
from course.simulation.own.text_rows import LARGEST
from course.teaching.progress import Store
from tests.oracles.desk_bots import Held, check
from tests.oracles.support import UndecidedError, told

TRADES = "time,symbol,size,price,fee\n2026-01-01 02:00,BTC,1,59600,30\n2026-01-02 02:00,BTC,-1,57100,25\n"
BARS = "time,open,high,low,close\n" + "\n".join(
    f"2026-01-{1 + h // 24:02} {h % 24:02}:00,{60_000 - 100 * h},{60_100 - 100 * h},{59_800 - 100 * h},{59_900 - 100 * h}"
    for h in range(48)
)


@pytest.fixture
def shown():
    """A panel, and the explorer that follows it."""
    here = Past()
    explorer = own.explorer(here)
    here.follow(explorer)
    return OwnPast(here, Store(memory=True)), explorer


def give(panel: OwnPast, kind: str, name: str, text: str, piece: int = 40) -> None:
    for at in range(0, max(len(text), 1), piece):
        panel.on_event(
            {
                "event": "part",
                "kind": kind,
                "name": name,
                "text": text[at : at + piece],
                "last": at + piece >= len(text),
            }
        )


def replay(panel: OwnPast, **changed: object) -> None:
    symbols = dict(panel.state["candles"])
    event = {"event": "replay", "crash": "", "symbols": symbols, "money": "", "timezone": "", "days": "", "skip": False}
    panel.on_event({**event, **changed})


def test_files_are_brought_money_is_asked_and_the_explorer_follows(shown):
    panel, explorer = shown
    before = explorer.view.title
    give(panel, "history", "mine.csv", TRADES)
    give(panel, "candles", "BTCUSDT-1h.csv", BARS)
    assert panel.state["candles"] == [["BTCUSDT-1h.csv", "BTC"]]
    replay(panel)
    assert panel.state["asks"] == ["start"]
    assert "how much money" in panel.error
    assert explorer.view.title == before
    replay(panel, money="20000")
    assert (panel.error, panel.state["asks"]) == ("", [])
    assert "2 trades in BTC" in explorer.view.subtitle
    wanted = own.ShownHistory(own.Loaded.of(TRADES, {"BTC": BARS}, start=20_000.0)).replay("dydx", 10, 1.0)
    explorer.set(venue="dydx", leverage=10, scale=1.0)
    here = panel.past.replay("dydx", 10, 1.0)
    assert {m: r.final for m, r in here.runs.items()} == {m: r.final for m, r in wanted.runs.items()}
    assert "candle rises" in panel.past.assumed("dydx", 10, 1.0)
    assert "2 trades read" in panel.state["said"]
    panel.on_event({"event": "example"})
    assert explorer.view.title == before
    assert panel.state["history"] == panel.state["candles"] == []


def test_only_venues_that_know_a_market_are_offered(shown):
    panel, explorer = shown
    explorer.set(venue="dydx")
    rare = next(s for s in pasts.venues.get("binance").symbols if s not in pasts.venues.get("dydx").symbols)
    give(panel, "history", "mine.csv", TRADES.replace("BTC", rare))
    give(panel, "candles", "x.csv", BARS)
    replay(panel, symbols={"x.csv": rare}, money="90000")
    assert panel.error == ""
    assert "dydx" not in explorer.controls["venue"].labels
    assert explorer.values["venue"] in explorer.controls["venue"].labels
    assert not explorer.error
    panel.example()
    assert list(explorer.controls["venue"].labels) == list(own.VENUES)


def test_every_bad_row_is_listed_and_what_was_shown_stays(shown):
    panel, explorer = shown
    give(panel, "history", "good.csv", TRADES)
    replay(panel, crash="2020-03-12", money="20000")
    assert "2026" in panel.error or "rows after" in panel.error
    give(panel, "history", "good.csv", "time,symbol,size,price\n2020-03-12 11:00,ETH,10,165\n")
    replay(panel, crash="2020-03-12", money="900")
    assert panel.error == ""
    kept = (explorer.view.title, explorer.view.subtitle, panel.past.loaded)
    assert "no recording" in panel.state["said"]
    bad = "time,symbol,size,price\n" + "".join(f"2020-03-12 12:{k % 60:02},ETH,lots,16{k % 9}\n" for k in range(70))
    give(panel, "history", "second.csv", bad)
    replay(panel, crash="2020-03-12", money="900")
    assert len(panel.state["bad"]) == LISTED
    assert panel.state["more"] == 70 - LISTED
    where, column, value, todo = panel.state["bad"][0]
    assert (where, column, value) == ("second.csv, line 2", "size", "lots")
    assert "number" in todo
    assert [row[0] for row in panel.state["bad"]] == [f"second.csv, line {k}" for k in range(2, 52)]
    assert "70 rows" in panel.error
    assert panel.state["skippable"]
    assert (explorer.view.title, explorer.view.subtitle, panel.past.loaded) == kept
    replay(panel, crash="2020-03-12", money="900", skip=True)
    assert panel.error == ""
    assert panel.state["bad"] == []
    assert "70 rows left out" in explorer.view.subtitle


@pytest.mark.parametrize(
    ("trades", "bars", "changed", "said"),
    [
        ("", BARS, {}, "Choose the file of your trades"),
        (TRADES, "", {}, "Choose candle files"),
        (TRADES, BARS, {"symbols": {}}, "of which market"),
        (TRADES, "time,open\n1,2\n", {}, "BTC.csv: The candles"),
        (TRADES, BARS, {"money": "1,5"}, "without commas"),
        (TRADES, BARS, {"money": "-5"}, "Money before the first trade: -5"),
        (TRADES, BARS, {"money": "9", "timezone": "Mars/Base"}, "Time zone"),
        (TRADES, BARS, {"symbols": {"BTC.csv": "ETH"}, "money": "9"}, "no candles"),
        (TRADES.replace("59600", "5960"), BARS, {"money": "9"}, "another market"),
        ("hello,you\n1,2\n", BARS, {"money": "9"}, "Your trades"),
        ('{"apiKey": "SHOULD-NOT-STAY"}', BARS, {}, "Choose the file"),
        (TRADES.replace("2026-01-01 02:00", "03/04/2026 02:00"), BARS, {"money": "9"}, "day or its month"),
    ],
)  # fmt: skip
def test_a_text_that_will_not_do_says_why_and_loses_nothing(shown, trades, bars, changed, said):
    panel, explorer = shown
    before = explorer.view
    for kind, name, text in (("history", "mine.csv", trades), ("candles", "BTC.csv", bars)):
        if text:
            give(panel, kind, name, text)
    replay(panel, **changed)
    assert said in panel.error
    assert panel.error.endswith("has stayed as it was.")
    assert explorer.view.title == before.title
    assert panel.past.loaded is own.example()
    assert "SHOULD-NOT-STAY" not in repr(panel.__dict__) + json.dumps(panel.state)


@pytest.mark.parametrize(
    "event",
    [
        {"event": "part", "kind": "other", "name": "a", "text": "b", "last": True},
        {"event": "part", "kind": "history", "name": "a" * 500, "text": "b", "last": True},
        {"event": "part", "kind": "history", "name": "a", "text": None, "last": True},
        {"event": "part", "kind": "history", "name": "a", "text": "x" * (LARGEST + 1), "last": True},
        {"event": "replay", "crash": "2031-01-01", "symbols": {}}, {"event": "replay", "crash": "", "symbols": 7},
        {"event": "replay", "crash": [], "symbols": {}}, {"event": "remove", "kind": [], "name": {}}, {"event": "part"},
    ],
)  # fmt: skip
def test_what_no_page_sends_changes_nothing(shown, event):
    panel, explorer = shown
    title = explorer.view.title
    panel.on_event(event)
    assert explorer.view.title == title
    assert panel.state["history"] == []


def test_no_text_is_kept_or_sent_back(shown, tmp_path):
    panel, _ = shown
    store = Store(tmp_path / "progress.json")
    panel.store = store
    give(panel, "history", "mine.csv", TRADES)
    give(panel, "candles", "BTC.csv", BARS)
    replay(panel, money="20000")
    assert "59600" not in json.dumps(panel.state)
    assert not (tmp_path / "progress.json").exists() or "59600" not in (tmp_path / "progress.json").read_text()


def test_markets_of_file_names():
    names = {
        "BTCUSDT-1h-2025-10.csv": "BTC", "binance_ETHUSDT_1m.csv.gz": "ETH", "SOL-USD.csv": "SOL",
        "hyperliquid DOGE 1d.txt": "DOGE",
        "1000PEPEUSDT.csv": "1000PEPE", "2025-10-10.csv": "", "btc.csv": "BTC",
    }  # fmt: skip
    assert {name: symbol_of(name) for name in names} == names


def test_the_page_has_them():
    names = [n for _, some in page.SECTIONS for n in some]
    assert {"bots", "past", "own_history", "own_history_assumed"} <= set(names)
    assert "takes for granted" in page.show("own_history_assumed").summary()


# ---- what your bot shows ------------------------------------------------------------------------------------------------

MARKS = {"BTC": 60_000.0, "ETH": 3_000.0, "SOL": 150.0, "DOGE": 0.15}


def drawn(rng: np.random.Generator) -> tuple[Book, Held]:
    venue = str(rng.choice(["binance", "hyperliquid"]))
    coins = [str(s) for s in rng.choice(list(MARKS), rng.integers(1, 4), replace=False)]
    quote = str(rng.choice(["", "-USD", "USDT"]))
    legs, marks, worth = {}, {}, 0.0
    for s in coins:
        mark = MARKS[s] * float(rng.uniform(0.7, 1.4))
        notional = float(np.exp(rng.uniform(np.log(1e3), np.log(5e6))))
        worth += notional
        entry = mark * float(rng.uniform(0.85, 1.15)) if rng.random() < 0.7 else mark
        legs[s] = (float(rng.choice([-1, 1])) * notional / mark, entry, mark)
        marks[s + quote] = mark
    cash = worth / float(rng.uniform(1.0, 15.0))
    book = Book(
        (BookPool("all", cash, tuple(BookPosition(s + quote, q, e, 0.02, 0.05) for s, (q, e, _) in legs.items())),),
        marks,
        venue,
    )
    return book, Held(venue, cash, legs)


def test_five_hundred_books_by_a_plain_loop():
    rng = np.random.default_rng(15)
    seen, compared, wrong = 0, 0, []
    while seen < 500:
        book, held = drawn(rng)
        for leg, s in zip(book.legs, held.legs, strict=True):
            frame = told(bots(book, leg.market))
            seen += 1
            compared += bool(frame.rows("walls"))
            try:
                check(frame, held, s)
            except UndecidedError:
                continue
            except AssertionError as error:
                wrong.append(f"{held} {s}: {error}\n  {frame.title} | {frame.sentence}")
    assert not wrong, f"{len(wrong)} of {seen}\n" + "\n".join(wrong[:3])
    assert compared > 300
    assert compared < seen, "some pools are beyond their border already"


@pytest.mark.parametrize(
    ("book", "said"),
    [
        (EXAMPLE.with_venue(""), "No venue is chosen"),
        (EXAMPLE.with_venue("dydx"), "No tool here stands in for dYdX"),
        (redacted(EXAMPLE.with_venue("binance")), ""),
        (
            Book((BookPool("a", 10.0, (BookPosition("XYZ", 1.0, 9.0, 0.1, 0.2),)),), {"XYZ": 9.0}, "binance"),
            "Not by this venue",
        ),
    ],
)
def test_where_nothing_can_be_compared_it_says_so(book, said):
    frame = bots(book, next(n for _, n, _ in book.names))
    assert said in frame.title
    assert not list(told(frame).rows("walls"))
    assert told(frame).rows("why") == [{"label": frame.title}], "the picture says so too"
    assert code(book, next(n for _, n, _ in book.names)) == ""


def test_its_code_gives_its_figures():
    for book in (EXAMPLE, EXAMPLE.with_venue("binance")):
        *lines, last = code(book, "DOGE").splitlines()
        room: dict = {}
        exec("\n".join(lines), room)
        records = eval(last, room)
        bars = told(bots(book, "DOGE")).rows("walls")
        assert [b["distance"] for b in bars] == pytest.approx([r[2] for r in records[: len(bars)]])
