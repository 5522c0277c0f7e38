"""What the pictures of contagion, hedges, feeds, funding and the five crashes of lesson 14 show, extremes included."""

from __future__ import annotations

import re
from html import escape

import numpy as np
import pandas as pd
import pytest

from course.charts import cascade_contagion, cascade_events, cascade_feed
from course.lessons.liquidation_cascades import (
    books,
    contagion,
    crash_evidence,
    five_crashes,
    funding_then_fall,
    hedged,
    market,
    oracle,
)
from course.lessons.liquidation_cascades.contagion_texts import GAP, bounds, ends, move
from course.lessons.liquidation_cascades.explorers import EXPLORERS, PROSE
from course.number_format import percent
from course.simulation import event_model
from course.simulation.events import EVENTS

#: Settings at the ends of the controls that no average setting tells about.
EXTREMES = {
    "contagion": [
        {"fall": 0.0},
        {"fall": 0.25, "depth": 1.0, "share": 1.0},
        {"share": 0.0, "who": "together"},
        {"who": "equal", "fall": 0.25, "depth": 10.0},
    ],
    "hedged": [
        {"fall": 0.0, "leverage": 2.0},
        {"share": 0.0, "fall": 0.25, "leverage": 12.0},
        {"share": 1.0, "who": "alone", "fall": 0.25, "leverage": 12.0},
    ],
    "oracle": [
        {"lag": 0, "averaged": 1},
        {"lag": 8, "passed": 1.0, "speed": 0.06, "depth": 2.0},
        {"lag": 8, "averaged": 60, "speed": 0.01, "depth": 12.0},
    ],
    "funding": [
        {"days": 0, "fall": 0.0},
        {"rate": 0.0, "leverage": 1.0},
        {"days": 14, "rate": 0.005, "leverage": 10.0, "fall": 0.25, "who": "together"},
    ],
    "events": [
        {"name": name, "market": market, "leverage": 3.0, "depth": 1.0}
        for name, market in (("2021-05-19", "ETH"), ("2024-08-05", "ETH"), ("2020-03-12", "BTC"))
    ],
}
settings = pytest.mark.parametrize(
    ("name", "values"), [(name, values) for name, cases in EXTREMES.items() for values in [{}, *cases]]
)


def at(name, values):
    explorer = EXPLORERS[name]()
    explorer.set(**values)
    assert not explorer.error
    return explorer


def table(explorer, name):
    return pd.DataFrame(explorer.view.data[name])


@settings
def test_names_at_the_ends_of_lines_stand_apart_and_inside(name, values) -> None:
    explorer = at(name, values)
    frame = table(explorer, "frame")
    low, high = frame["y"].min(), frame["y"].max()
    gap = 0.12 if name == "events" else GAP
    names = table(explorer, "ends")
    for _, group in names.groupby("market") if "market" in names else [("", names)]:
        heights = np.sort(group["y"].to_numpy())
        assert (np.diff(heights) >= gap * (high - low) * (1 - 1e-9)).all()
        assert low < heights[0]
        assert heights[-1] < high


@settings
def test_lines_stay_in_the_frame_that_the_scales_are_made_of(name, values) -> None:
    explorer = at(name, values)
    frame = table(explorer, "frame")
    lines = table(explorer, "path" if name == "events" else "lines")
    for axis in "xy":
        assert lines[axis].min() >= frame[axis].min() - 1e-9
        assert lines[axis].max() <= frame[axis].max() + 1e-9


@settings
def test_what_is_drawn_is_what_is_said(name, values) -> None:
    """Every name at the end of a line that carries a figure carries that of its line's end."""
    explorer = at(name, values)
    said = table(explorer, "ends")
    shown = {
        "contagion": lambda line: move(line["y"].iloc[-1]),
        "oracle": lambda line: move(line["y"].iloc[-1]),
        "funding": lambda line: percent(line["y"].iloc[-1], 0),
        "hedged": lambda line: "",
        "events": lambda line: "",
    }[name]
    lines = table(explorer, "path" if name == "events" else "lines")
    keys = ["market", "tone"] if "market" in said else ["tone"]
    for key, line in lines.groupby(keys):
        own = said[(said[keys] == list(key)).all(axis=1)]
        assert len(own) >= 1
        assert shown(line) in own["label"].iloc[0].replace("\n", " ")


@settings
def test_names_are_short_enough_for_a_phone(name, values) -> None:
    """Ten letters are what fits beside the lines of a chart that is 300 pixels wide, in the widest of the fonts."""
    explorer = at(name, values)
    for words in table(explorer, "ends")["label"]:
        assert max(map(len, words.split("\n"))) <= 10


def test_bounds_hold_everything_and_never_close_up() -> None:
    low, high = bounds(np.array([-0.3, 0.1]), 0.2)
    assert low < -0.3
    assert high > 0.2
    low, high = bounds(np.zeros(3))
    assert low < 0 < high


def test_names_are_kept_apart_even_where_all_lines_end_as_one() -> None:
    heights = [row["y"] for row in ends(1.0, [("a", 0.0, ""), ("b", 0.0, ""), ("c", 0.0, "")], 0, 1)]
    assert np.diff(sorted(heights)) == pytest.approx([GAP, GAP])


# ---- contagion and hedges ------------------------------------------------------------------------------------------------


def test_the_findings_of_contagion_are_found() -> None:
    start = at("contagion", {})
    assert "Only BTC had news" in start.view.title
    run = contagion.run(market.CROSS, "people", "alone", 0.1, market.DEPTH)
    assert percent(-run.moves[-1, 1], 0) in start.view.title
    assert -run.moves[-1, 1] > 0.2
    same = at("contagion", {"who": "equal", "share": 0.35})
    assert same.view.title.endswith("makes no difference at all")
    small = at("contagion", {"fall": 0.03, "share": 1.0})
    assert small.view.title.startswith("This far pools absorb")
    none = at("contagion", {"fall": 0.0})
    assert none.view.title.startswith("Nobody is liquidated")


def test_half_the_accounts_in_pools_carry_as_much_as_all_of_them() -> None:
    half, all_ = (contagion.run(c, "people", "alone", 0.1, books.DEPTH).moves[-1, 1] for c in (0.5, 1.0))
    assert half == pytest.approx(all_, abs=0.01)


def test_hedged_dots_lie_on_their_lines_and_the_titles_change_sign() -> None:
    explorer = at("hedged", {"share": 0.6, "who": "alone"})
    lines, dots = table(explorer, "lines"), table(explorer, "dots")
    for dot in dots.itertuples():
        line = lines[(lines["market"] == dot.market) & (lines["tone"] == dot.tone)]
        assert np.interp(0.6, line["x"], line["y"]) == pytest.approx(dot.y, abs=1e-12)
    assert "buy ETH up" in explorer.view.title
    assert "buy back ETH" in explorer.explanation
    few = at("hedged", {"share": 0.1, "who": "alone"})
    assert "sell more ETH" in few.view.title
    assert "sell ETH" in few.explanation
    whole = at("hedged", {"share": 1.0, "who": "together"})
    assert whole.view.title.startswith("Hedged in one pool nobody is liquidated")
    assert hedged.run("cross", 1.0, "together", 0.1, 6.0).liquidated == 0


# ---- the feed --------------------------------------------------------------------------------------------------------------


def test_every_feed_sees_the_low_before_the_end() -> None:
    """Else a late feed would seem to spare accounts that it has only not looked at yet."""
    assert oracle.HOLD > oracle.MOST
    for speed in (0.01, 0.02, 0.06):
        path = oracle.falling(speed)[:, 0] / books.START["BTC"]
        assert path[0] == pytest.approx(max(1 - speed, 1 - oracle.SIZE))
        assert path.min() == pytest.approx(1 - oracle.SIZE)
        assert (path[-oracle.HOLD :] == path.min()).all()


def test_with_the_index_alone_delay_changes_the_debt_and_not_who_is_closed() -> None:
    """Nothing of the perp in the mark: the feed's low is the same, so are the accounts; only the fills are worse."""
    runs = [oracle.run(k, 0.0, 1e9, 0.02, 6.0) for k in range(oracle.MOST + 1)]
    assert len({r.accounts for r in runs}) == 1
    assert (np.diff([r.debt for r in runs]) > 0).all()
    assert (np.diff([r.sold for r in runs]) < 0).all()


def test_the_bars_are_the_runs_and_their_tags_never_touch() -> None:
    for lag in range(oracle.MOST + 1):
        explorer = at("oracle", {"lag": lag})
        bars, tags = table(explorer, "bars"), table(explorer, "tags")
        assert bars.loc[bars["chosen"], "lag"].tolist() == [lag]
        runs = [oracle.run(k, 0.0, 30, 0.02, 6.0) for k in range(oracle.MOST + 1)]
        most = max(r.debt for r in runs)
        np.testing.assert_allclose(bars["debt"], [r.debt / most for r in runs])
        for below in (False, True):
            places = np.sort(tags.loc[tags["below"] == below, "lag"].to_numpy())
            assert (np.diff(places) >= 2).all()
        assert percent(runs[lag].debt) in explorer.sentence


# ---- funding ---------------------------------------------------------------------------------------------------------------


def test_either_is_survived_and_both_together_are_not() -> None:
    """C09: the setting that the learner meets first."""
    explorer = at("funding", {})
    told = funding_then_fall.histories(0.003, 7, 0.05, 4.0, "alone")
    assert [h.broken is None for h in told.values()] == [True, True, False]
    assert "the fall after the spike breaks it" in explorer.view.title
    assert told["both"].compartments[1] > 0.05
    assert len(table(explorer, "crosses")) == 1
    # The funding paid is what a hand can add up: every settlement takes the rate of both legs' notional.
    first = told["spike"].pooled[:2]
    assert first[0] - first[1] == pytest.approx(0.003 * 4.0, rel=0.02)


def test_the_rates_of_the_five_crashes_are_the_published_ones() -> None:
    explorer = at("funding", {})
    printed = [label.split("\n")[1] for label in table(explorer, "printed")["label"]][1:]
    assert printed == [percent(e.markets["BTC"].funding, 3) for e in EVENTS.values()]
    assert "October 2025" in explorer.explanation
    for event in EVENTS.values():
        assert event.markets["BTC"].funding <= 0


# ---- five crashes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVENTS)
@pytest.mark.parametrize("market", books.START)
def test_a_crash_is_shown_with_its_label_its_grades_and_its_sources(name, market) -> None:
    explorer = at("events", {"name": name, "market": market})
    assert EVENTS[name].label in explorer.view.subtitle
    words = PROSE["account"][1](**explorer.values)
    assert EVENTS[name].label in words
    twin = explorer.view.table()
    pairs = table(explorer, "pairs")
    assert len(twin) == len(pairs) == words.count("<tr><th scope='row'>")
    for row, pair in zip(twin.itertuples(), pairs.itertuples(), strict=True):
        assert f"{row.published} ({row.grade}), model {row.model}" == pair.words
        assert pair.verdict.split(":")[0] == row.verdict
        assert row.source in words.replace("&amp;", "&").replace("&#x27;", "'").replace("&quot;", '"')
    misses = twin[twin["verdict"] != "close"]
    assert words.count("<li>") == len(misses)
    for row in misses.itertuples():
        assert f"<li><strong>{escape(row.quantity)}</strong>, {row.verdict}. " in words
    close = int((twin["verdict"] == "close").sum())
    assert f"close in {close} of {len(twin)} figures" in explorer.view.title


def test_how_often_the_model_is_right_about_its_own_work() -> None:
    """Counted anew from the films: the perp's low beneath spot's, against the bars'."""
    right = 0
    for event in EVENTS.values():
        film = event_model.run_event(event, np.random.default_rng([books.SEED, 1]))
        for a, crash in enumerate(event.markets.values()):
            deeper = film.column("exogenous")[:, a].min() - film.column("perp")[:, a].min()
            figure = crash.spot_low / crash.spot_open - crash.low / crash.open
            error = abs(deeper / crash.spot_open - figure)
            right += error <= max(0.25 * abs(figure), 0.005)
    assert crash_evidence.own_work() == (right, 10)
    words = PROSE["account"][1](**at("events", {}).values)
    assert f"close in {right} of 10 cases" in words


def test_only_figures_say_what_left_unforced() -> None:
    october, may = EVENTS["2025-10-10"], EVENTS["2021-05-19"]
    share, fell = (october.figure(n).value for n in ("liquidated share", "open interest fall"))
    said = crash_evidence.why(october, "open interest fall")
    assert f"{percent(share, 0)} liquidated, {percent(fell, 0)} gone" in said
    assert share < 0.5 * fell
    assert crash_evidence.why(may, "open interest fall") == five_crashes.WHY["open interest fall"]


def test_no_published_figure_is_left_out() -> None:
    for name, event in EVENTS.items():
        explorer = at("events", {"name": name})
        words = PROSE["account"][1](**explorer.values)
        told = {r["quantity"] for r in five_crashes.published(five_crashes.replayed(name, 2.0, 2.0, 1).records, "BTC")}
        for figure in event.figures:
            assert figure.name in told or figure.name in words


def test_the_path_is_the_models_and_its_low_is_the_one_compared() -> None:
    run = five_crashes.replayed("2025-10-10", 2.0, 2.0, 1)
    film = event_model.run_event(EVENTS["2025-10-10"], np.random.default_rng([books.SEED, 1]))
    assert run.perpetual.min(axis=0) == pytest.approx(film.lowest)
    record = next(r for r in run.records if (r["quantity"], r["market"]) == ("perp fall", "BTC"))
    opened = EVENTS["2025-10-10"].markets["BTC"].spot_open
    assert record["model"] == pytest.approx(1 - run.perpetual[:, 0].min() / opened)
    explorer = at("events", {})
    lows = table(explorer, "lows").set_index("tone")
    assert lows.loc["published", "y"] == EVENTS["2025-10-10"].markets["BTC"].low
    assert lows.loc["model", "y"] == pytest.approx(run.perpetual[:, 0].min())


@pytest.mark.parametrize(
    ("figure", "model", "unit", "verdict"),
    [
        (0.4, 0.5, "fraction", "close"),
        (0.4, 0.51, "fraction", "too much"),
        (0.4, 0.2, "fraction", "too little"),
        (0.001, 0.005, "fraction", "close"),
        (-0.003, -0.001, "fraction per 8 h", "too little"),
        (0.0, -0.003, "fraction per 8 h", "too much"),
        (60.0, 1_800.0, "seconds", "too late"),
        (60.0, float("nan"), "seconds", "missing"),
    ],
)
def test_verdicts(figure, model, unit, verdict) -> None:
    assert five_crashes.judged({"published": figure, "model": model, "unit": unit}) == verdict


def test_a_figure_stands_as_far_from_the_published_one_as_it_says() -> None:
    """Powers of ten of the model's over the published one, to the axis's ends; in the shade where the verdict is close."""
    for name, coin in (("2020-03-12", "BTC"), ("2025-10-10", "ETH"), ("2025-10-10", "BTC")):
        records = five_crashes.published(five_crashes.replayed(name, 2.0, 2.0, 1).records, coin)
        tables = {key: pd.DataFrame(rows) for key, rows in five_crashes._pairs(records).items()}
        at = tables["points"].query("tone == 'model'").set_index("row")["x"]
        shade = tables["target"].iloc[0]
        for row, record in enumerate(records):
            model, figure, said = record["model"], record["published"], tables["pairs"]["verdict"][row]
            if not np.isfinite(model) or model * figure <= 0:
                continue
            assert (shade["x"] <= at[row] <= shade["x2"]) or five_crashes.judged(record) != "close"
            if five_crashes.judged(record) != "close":
                assert at[row] == pytest.approx(np.clip(np.log10(model / figure), -1, 1))
                times = float(said.split(": ")[1].removeprefix("under ").removesuffix("×").replace(",", ""))
                assert times == pytest.approx(max(model / figure, 0.1), rel=0.051)


# ---- looks -----------------------------------------------------------------------------------------------------------------


def test_designs_keep_room_for_names() -> None:
    assert min(cascade_feed.NAMES, cascade_events.NAMES, cascade_contagion.NAMES) >= 1.6


@pytest.mark.parametrize("name", sorted(EXPLORERS.keys() - {"predict"}))
def test_no_more_than_five_controls_each_with_a_label(name) -> None:
    explorer = EXPLORERS[name]()
    assert 1 <= len(explorer.controls) <= 5
    assert all(control.label for control in explorer.controls.values())
    assert "illustrative, not calibrated" in explorer.view.subtitle
    assert not re.search(r"\bnan\b|\binf\b", explorer.sentence)
