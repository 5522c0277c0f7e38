"""The explorer of one's own history: its oracle at many settings, another history in its place, what it takes for granted."""

from __future__ import annotations

import time

import numpy as np
import pytest

from course.explorers import Explorer
from course.lessons import own_history as desk
from course.simulation.data import Candles
from course.validation import ArgumentError


def test_each_task_can_be_reached_and_none_at_the_start():
    explorer = desk.explorer()
    assert not any(t.reached(explorer.view, explorer.values) for t in desk.TASKS)
    found = set()
    for venue in desk.VENUES:
        for leverage in range(2, 26):
            explorer.set(venue=venue, leverage=leverage, scale=1.0)
            found |= {t.name for t in desk.TASKS if t.reached(explorer.view, explorer.values)}
    assert found == {t.name for t in desk.TASKS}


def loaded() -> desk.Loaded:
    hours = 1_767_225_600 + 3_600 * np.arange(48)
    price = np.linspace(60_000, 50_000, 48)
    bars = Candles(hours, 3_600, price, price + 50, price - 300, price - 200)
    text = "time,symbol,size,price,fee\n2026-01-01 02:00,BTC,1,59600,30\n2026-01-02 20:00,BTC,-1,50700,25\n"
    return desk.Loaded.of(text, {"BTC": bars}, start=20_000.0)


def test_another_history_takes_its_place():
    shown = desk.ShownHistory()
    explorer = desk.explorer(shown)
    before = explorer.view.title
    shown.load(loaded())
    explorer.set(venue="binance", leverage=10, scale=1.0)
    assert explorer.view.title != before
    assert "2 trades in BTC" in explorer.view.subtitle
    assert "made-up" not in explorer.view.subtitle
    assert "no recording" not in explorer.view.subtitle
    assert "closed once" in explorer.view.title
    assert "candle rises" in shown.assumed("binance", 10, 1.0)
    assert "$20,000" in shown.assumed("binance", 10, 1.0)
    with pytest.raises(ArgumentError, match="at least one market"):
        desk.Loaded.of("time,symbol,size,price\n2026-01-01 02:00,BTC,1,59600\n", {}, start=1.0)


def ran(code: str) -> object:
    room: dict = {}
    *lines, last = code.splitlines()
    exec("\n".join(lines), room)
    return eval(last, room)


def test_the_code_beside_it_gives_its_figures(tmp_path, monkeypatch):
    shown = desk.ShownHistory()
    runs = shown.replay("dydx", 10, 1.0).runs
    assert ran(shown.code("dydx", 10, 1.0)) == {m: (r.final, len(r.liquidations)) for m, r in runs.items()}
    # Of one's own it names the files that one puts beside it.
    text = "time,symbol,size,price\n2026-01-01 02:00,BTC,1,59800\n"
    bars = "time,open,high,low,close\n" + "\n".join(f"2026-01-01 {h:02}:00,60000,60100,59700,59900" for h in range(24))
    (tmp_path / "history.csv").write_text(text)
    (tmp_path / "BTC.csv").write_text(bars)
    monkeypatch.chdir(tmp_path)
    shown.load(desk.Loaded.of(text, {"BTC": bars}, start=20_000.0))
    runs = shown.replay("dydx", 10, 1.0).runs
    assert ran(shown.code("dydx", 10, 1.0)) == {m: (r.final, len(r.liquidations)) for m, r in runs.items()}


def test_candles_may_be_pasted_and_a_crash_be_chosen():
    bars = "time,open,high,low,close\n" + "\n".join(
        f"2026-01-01 {h:02}:00,{60_000 - 100 * h},{60_100 - 100 * h},{59_800 - 100 * h},{59_900 - 100 * h}"
        for h in range(24)
    )
    text = "time,symbol,size,price\n2026-01-01 02:00,BTC,1,59800\n"
    here = desk.Loaded.of(text, {"BTC": bars}, start=9_000.0)
    assert len(here.marks.times) == 96
    with pytest.raises(ArgumentError, match="source"):
        desk.Loaded.of(text, {"BTC": "no candles"}, start=9_000.0)
    crash = "time,symbol,size,price\n2020-03-12 11:00,ETH,10,165\n"
    on = desk.Loaded.on_crash(crash, "2020-03-12", start=900.0)
    shown = desk.ShownHistory(on)
    assert "2020-03-12, which is no recording" in shown.frame("binance", 5, 1.0).subtitle
    assert "reconstruction of the crash" in shown.assumed("binance", 5, 1.0)


def test_what_is_left_out_stands_below_the_picture_and_is_counted_beside_it():
    shown = desk.ShownHistory(loaded())
    assert "No row of the history was left out" in shown.assumed("binance", 10, 1.0)
    text = "time,symbol,size,price,fee\n2026-01-01 02:00,BTC,1,59600,30\n2026-01-01 03:00,<b>PEPE,1,1,1\n"
    here = desk.Loaded(desk.read_history(text), loaded().marks, start=20_000.0)
    shown.load(here)
    # What a file says is shown as text, whatever it looks like.
    assert "1 × &lt;B&gt;PEPE: its tiers on Binance" in shown.assumed("binance", 10, 1.0)
    assert "1 row left out" in shown.frame("binance", 10, 1.0).subtitle


def test_long_histories_are_drawn_with_few_points_and_none_of_the_lows_is_lost():
    steps = 6_000
    hours = 1_767_225_600 + 3_600 * np.arange(steps)
    rng = np.random.default_rng(4)
    close = 60_000 * np.exp(np.cumsum(rng.standard_normal(steps)) * 0.004)
    opened = np.concatenate([[60_000.0], close[:-1]])
    bars = Candles(hours, 3_600, opened, np.maximum(opened, close) * 1.002, np.minimum(opened, close) * 0.998, close)
    text = "time,symbol,size,price\n2026-01-02 02:00,BTC,0.1,60000\n"
    shown = desk.ShownHistory(desk.Loaded.of(text, {"BTC": bars}, start=30_000.0))
    frame = shown.frame("binance", 5, 1.0)
    equity = np.asarray(frame.data["curves"]["equity"])
    assert len(equity) < 3 * 420
    assert equity.min() == pytest.approx(
        min(float(r.equity.min()) for r in shown.replay("binance", 5, 1.0).runs.values())
    )


def test_a_setting_takes_no_longer_than_a_glance():
    explorer: Explorer = desk.explorer()
    taken = []
    for k, leverage in enumerate(range(2, 26)):
        begin = time.process_time()
        explorer.set(venue="bybit", leverage=leverage, scale=1.0 + k / 10 % 2)
        taken.append(time.process_time() - begin)
    # Ten times what it takes on an idle machine.
    assert np.median(taken) < 0.25
