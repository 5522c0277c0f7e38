"""Windows of a record, storms in a cross-section, and the embedded tables: by plain loops and by the real series."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.margin import (
    Market,
    Pool,
    Position,
    correlation_if_own_stays,
    hedge_ratio,
    independent_bets,
    max_leverage_for,
)
from course.simulation import FactTable
from course.simulation.data import Candles
from course.simulation.derived import main, tables
from course.simulation.fact_tables import from_json, load, rounded, rows_of, stored, to_json
from course.simulation.record_paths import DAY, daily_returns, trailing_volatility, week_starts, weeks
from course.simulation.storms import correlation_by_size, normal_share, storm
from course.validation import ArgumentError

MONDAY = 1_577_664_000  # 2019-12-30 00:00 UTC


def candles(seed, start=MONDAY, hours=24 * 15, step=3_600, first=100.0, follow=None):
    """Made-up candles; ``follow`` gives log returns to add."""
    rng = np.random.default_rng(seed)
    count = hours * 3_600 // step
    logs = 0.01 * rng.standard_normal(count) + (0.0 if follow is None else follow)
    close = first * np.exp(np.cumsum(logs))
    opened = np.concatenate([[first], close[:-1]])
    high = np.maximum(opened, close) * (1 + 0.002 * rng.random(count))
    low = np.minimum(opened, close) * (1 - 0.002 * rng.random(count))
    return Candles(start + step * np.arange(count), step, opened, high, low, close)


@pytest.mark.parametrize("late", [0, 5, 24, 100])
@pytest.mark.parametrize("step", [3_600, 1_800, 14_400, DAY])
def test_weeks_by_a_plain_loop(late, step):
    bars = {s: candles(i, MONDAY - DAY, 24 * 30, step) for i, s in enumerate("AB")}
    bars["B"] = candles(9, MONDAY - DAY + late * 3_600 // step * step, 24 * 22, step)
    found, starts = weeks(bars), week_starts(bars)

    wanted = []
    for monday in range(MONDAY, MONDAY + 5 * 7 * DAY, 7 * DAY):
        places = [np.flatnonzero((b.time >= monday) & (b.time < monday + 7 * DAY)) for b in bars.values()]
        if all(len(p) == 7 * DAY // step for p in places):
            wanted.append(monday)
            path = found.prices[:, :, len(wanted) - 1]
            for column, (b, p) in enumerate(zip(bars.values(), places, strict=True)):
                assert path[:, column] == pytest.approx(np.r_[b.open[p[0]], b.close[p]] / b.open[p[0]] * 100)
    assert starts.tolist() == wanted
    assert found.paths == len(wanted) > 0
    assert found.times[-1] == 7 * DAY


def test_weeks_with_the_worst_of_each_candle():
    bars = {"A": candles(1), "B": candles(2)}
    found = weeks(bars, extremes={"A": "long", "B": "short"})
    b, first = bars["B"], bars["B"].open[0]
    assert found.prices[1::2, 0, 0] == pytest.approx(bars["A"].low[:168] / bars["A"].open[0] * 100)
    assert found.prices[1::2, 1, 0] == pytest.approx(b.high[:168] / first * 100)
    assert found.prices[2::2, 1, 0] == pytest.approx(b.close[:168] / first * 100)
    with pytest.raises(ArgumentError, match="extremes"):
        weeks(bars, extremes={"A": "long"})


def test_days_by_a_plain_loop():
    bars = candles(3, MONDAY - 7_200, 24 * 5 + 7)
    ends, returns = daily_returns(bars)
    closes = {int(t) + 3_600: c for t, c in zip(bars.time, bars.close, strict=True)}
    midnights = [t for t in closes if t % DAY == 0]
    assert ends.tolist() == midnights[1:]
    assert returns == pytest.approx([closes[b] / closes[a] - 1 for a, b in pairwise(midnights)])


def test_trailing_volatility_looks_at_nothing_that_comes_after():
    bars = candles(4)
    at = MONDAY + 7 * DAY + 3_600 * np.arange(1, 4)
    found = trailing_volatility(bars, at)
    for moment, value in zip(at, found, strict=True):
        seen = np.log(bars.close[bars.time + 3_600 <= moment])[-169:]
        assert value == pytest.approx(np.diff(seen).std() * np.sqrt(365 * 24))
    with pytest.raises(ArgumentError, match="before them"):
        trailing_volatility(bars, np.array([MONDAY + 7 * DAY]))
    with pytest.raises(ArgumentError, match="end of a candle"):
        trailing_volatility(bars, at + 60)
    with pytest.raises(ArgumentError, match="end of a candle"):
        trailing_volatility(bars, np.array([MONDAY + 900 * DAY]))


def some_storm(**changes):
    base = candles(5, hours=24 * 8)
    follow = np.diff(np.log(base.close), prepend=np.log(100.0))
    bars = {
        "A": base,
        **{s: candles(6 + i, hours=24 * 8, follow=b * follow) for i, (s, b) in enumerate((("X", 3.0), ("Y", 0.5)))},
    }
    spans = {
        "calm": (MONDAY + 3_600, MONDAY + 3 * DAY),
        "storm": (MONDAY + 4 * DAY, MONDAY + 5 * DAY),
        "reference": "A",
    }
    return bars, {**spans, **changes}


def test_a_storm_by_plain_loops():
    bars, spans = some_storm()
    found = storm(bars, **spans)
    assert found.coins == ("A", "Y", "X")  # the reference, then by beta
    assert (found.beta[0], found.gap[0], found.correlation[0]) == (1.0, 0.0, pytest.approx(1.0))
    time = bars["A"].time[1:]
    quiet, wild = ((time >= spans[k][0]) & (time <= spans[k][1]) for k in ("calm", "storm"))
    assert found.bars == (quiet.sum(), wild.sum()) == (72, 25)
    logs = {s: np.diff(np.log(b.close)) for s, b in bars.items()}
    inside = (bars["A"].time >= spans["storm"][0]) & (bars["A"].time <= spans["storm"][1])
    lowest = np.flatnonzero(inside)[np.argmin(bars["A"].low[inside])]
    for i, s in enumerate(found.coins):
        assert found.beta[i] == pytest.approx(hedge_ratio(logs[s][quiet], logs["A"][quiet]))
        opened = bars[s].open[inside][0]
        assert found.fall[i] == pytest.approx(bars[s].low[inside].min() / opened - 1)
        assert found.fall_at_close[i] == pytest.approx(bars[s].close[lowest] / opened - 1)
        assert found.gap_at_close[i] == pytest.approx(found.fall_at_close[i] - found.beta[i] * found.fall_at_close[0])
    pairs = [np.corrcoef(logs[a][quiet], logs[b][quiet])[0, 1] for a, b in (("A", "X"), ("A", "Y"), ("X", "Y"))]
    assert found.calm == pytest.approx(np.mean(pairs))
    assert found.wildness == pytest.approx(logs["A"][wild].std(ddof=1) / logs["A"][quiet].std(ddof=1))
    assert found.unexplained[0] == pytest.approx(np.median([1 - pairs[0] ** 2, 1 - pairs[1] ** 2]))
    assert found.residual[2] <= found.residual[1] * 1.05  # a beta of the time leaves no more, but for the median


@given(st.floats(-0.95, 0.95))
@settings(max_examples=8)
def test_selecting_by_size_alone_raises_the_correlation_of_a_normal_pair(rho):
    rng = np.random.default_rng(1)
    other = rng.standard_normal(200_000)
    own = rho * other + np.sqrt(1 - rho**2) * rng.standard_normal(200_000)
    seen, normal = correlation_by_size(own, other)
    tolerance = np.array([0.01, 0.012, 0.02, 0.06, 0.2])
    assert np.all(np.abs(seen - normal) < tolerance)
    if rho > 0.05:
        assert normal.tolist() == sorted(normal)


@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True).map(sorted))
def test_the_variance_of_picked_moves_is_that_of_a_fine_sum(cuts):
    if np.min(np.diff([0, *cuts, 1])) < 0.005:
        return
    x = np.linspace(0, 12, 1_200_001)
    weight = np.exp(-(x**2) / 2)
    share = np.cumsum(weight) / weight.sum()
    group = np.searchsorted(cuts, share)
    wanted = [(weight * x**2)[group == g].sum() / weight[group == g].sum() for g in range(len(cuts) + 1)]
    assert normal_share(cuts) == pytest.approx(wanted, rel=1e-3, abs=1e-6)


def test_what_the_storm_says_about_residuals():
    assert correlation_if_own_stays(0.767, [1.0, 6.44]) == pytest.approx([0.767, 0.993], abs=5e-4)
    assert correlation_if_own_stays(0.0, 5.0) == 0.0
    rng = np.random.default_rng(2)
    common, own = rng.standard_normal(200_000), rng.standard_normal((2, 200_000))
    pair = 3.0 * np.sqrt(0.5) * common + np.sqrt(0.5) * own
    assert np.corrcoef(pair)[0, 1] == pytest.approx(correlation_if_own_stays(0.5, 3.0), abs=0.005)


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (lambda: storm(some_storm()[0], **some_storm(reference="Z")[1]), "reference"),
        (lambda: storm({"A": candles(1)}, calm=(0, 1), storm=(1, 2), reference="A"), "reference"),
        (
            lambda: storm({"A": candles(1), "B": candles(1, MONDAY + 3_600)}, calm=(0, 1), storm=(1, 2), reference="A"),
            "candles",
        ),
        (lambda: storm(some_storm()[0], **some_storm(calm=(MONDAY - DAY, MONDAY))[1]), "calm"),
        (lambda: storm(some_storm()[0], **some_storm(storm=(MONDAY + 900 * DAY, MONDAY + 901 * DAY))[1]), "storm"),
        (lambda: correlation_by_size([1.0] * 9, [1.0] * 9), "own"),
        (lambda: correlation_by_size([1.0] * 20, [1.0] * 19), "own"),
        (lambda: correlation_by_size(np.arange(20.0), np.arange(20.0), [0.5, 0.5]), "levels"),
        (lambda: correlation_by_size(np.arange(20.0), np.arange(20.0), [0.99]), "levels"),
        (lambda: weeks({}), "candles"),
        (lambda: weeks({"A": candles(1), "B": candles(1, step=1_800)}), "candles"),
        (lambda: weeks({"A": candles(1, MONDAY + 3_600, 24 * 7)}), "days"),
        (lambda: weeks({"A": candles(1, hours=24 * 7), "B": candles(1, MONDAY + 7 * DAY, 24 * 7)}), "candles"),
        (lambda: daily_returns(candles(1, hours=20)), "bars"),
        (lambda: daily_returns(candles(1, hours=24 * 90, step=7 * DAY)), "bars"),
        (lambda: trailing_volatility(candles(1), np.array([MONDAY + DAY]), hours=1), "hours"),
        (lambda: correlation_if_own_stays(-0.1, 1), "correlation"),
        (lambda: correlation_if_own_stays(0.1, -1), "multiple"),
    ],
)
def test_bad_input_is_refused_by_name(act, name):
    with pytest.raises(ArgumentError) as refused:
        act()
    assert refused.value.argument == name


# ---- tables ---------------------------------------------------------------------------------------------------------

FILES = {
    "storms": ("storm", "storm_figures", "by_size", "fates", "needed"),
    "sizes": ("grown", "best", "walls", "worst_days", "beyond", "days", "after_calm", "trailing", "week_long"),
    "rules": ("stop_fills", "crash_days", "gaps", "wicks", "given_back", "rebalanced", "hedge_rules"),
    "plans": ("bad_hours", "plan_weeks"),
}
NAMES = sum(FILES.values(), ())


@pytest.mark.parametrize("name", NAMES)
def test_a_table_says_where_it_is_from(name, tmp_path):
    table = stored(name)
    assert all((table.title, table.source, table.span, table.made, table.by, table.rows))
    module, function = table.by.split(".")
    assert hasattr(__import__(f"course.simulation.{module}", fromlist=[function]), function)
    assert len(table.frame()) == len(table.rows)
    (tmp_path / "mine.json").write_text(to_json([table]), encoding="utf-8")
    assert load(tmp_path / "mine.json") == {name: table}


def test_a_table_finds_its_cells_and_names_what_it_has_not():
    needed = stored("needed")
    assert needed.value("pooled", "pair", "dydx", 0.95) == 1_955.8
    assert needed.pick(book="pair", venue="dydx").column("share").tolist() == [0.5, 0.75, 0.9, 0.95, 0.99, 1.0]
    assert set(needed.column("book")) == {"pair", "reverse", "both long"}
    for act, name in (
        (lambda: needed.value("price", "pair"), "name"),
        (lambda: needed.value("pooled", "triple"), "key"),
        (lambda: needed.pick(book="triple"), "wanted"),
        (lambda: needed.pick(leg=1), "name"),
        (lambda: FactTable("t", "", "", "", "", "", ("a", "b"), ((1,),)), "rows"),
    ):
        with pytest.raises(ArgumentError) as refused:
            act()
        assert refused.value.argument == name
    assert rows_of([("a", 1.234567, 3, np.int64(4), np.inf, 0.1 + 0.2)]) == (("a", 1.2346, 3, 4, np.inf, 0.3),)
    assert rounded(np.float64(123_456.7), 3) == 123_000.0


def test_the_tables_agree_with_each_other_and_with_the_engine():
    october, figures = stored("storm"), stored("storm_figures")
    assert len(october.rows) == 33
    gaps = october.column("fall") - october.column("beta") * october.value("fall", "BTC")
    assert october.column("gap") == pytest.approx(gaps, abs=5e-5)
    others = october.column("gap")[1:]
    assert np.median(others) == pytest.approx(-0.463, abs=5e-4)  # "46 % lost"
    assert (others < 0).sum() == 31
    calm, wild = (figures.value(k, "mean correlation of pairs") for k in ("calm", "storm"))
    assert independent_bets([calm, wild], 33) == pytest.approx([1.29, 1.05], abs=0.005)
    needed, fates = stored("needed"), stored("fates")
    assert np.all(needed.column("pooled") <= needed.column("apart_all"))
    assert np.all(needed.column("apart") <= needed.column("apart_all"))
    # $1,000 a leg is a pool of $2,000: closed in 6.3 % of weeks, so 95 % need more and 90 % less.
    assert needed.value("pooled", "pair", "2.5 %", 0.9) < 2_000 < needed.value("pooled", "pair", "2.5 %", 0.95)
    assert fates.value("pooled", "pair") == pytest.approx(0.063, abs=5e-4)
    walls, grown = stored("walls"), stored("grown")
    for symbol in ("BTC", "ETH"):
        row = [walls.value(k, symbol) for k in ("worst_day", "wiped_out", "worst_within", "never_closed")]
        assert row[1] == pytest.approx(-1 / row[0], rel=1e-4)
        assert row[3] == pytest.approx(max_leverage_for(row[2], 0.025), rel=1e-4)
        mine = grown.pick(symbol=symbol)
        dead = mine.column("leverage") > row[1]
        assert np.all(mine.column("record")[dead] == -1)
        assert np.all(mine.column("record")[~dead] > -1)
        assert np.all(np.diff(mine.column("deepest_fall")) >= 0)
        assert np.all(mine.column("record") <= mine.column("formula"))


def test_october_by_the_engine():
    """DOGE hedged with its calm beta: the two legs of the storyboard, as a pool."""
    october = stored("storm")
    beta, fall, other = (october.value(c, s) for c, s in (("beta", "DOGE"), ("fall", "DOGE"), ("fall", "BTC")))
    coin, btc = (Position(Market(s, 0.1, 0.025), q, 1.0) for s, q in (("DOGE", 10_000.0), ("BTC", -10_000.0 * beta)))
    marks = {"DOGE": 1 + fall, "BTC": 1 + other}
    assert coin.unrealised_pnl(marks["DOGE"]) == pytest.approx(-6_422, abs=1)
    assert btc.unrealised_pnl(marks["BTC"]) == pytest.approx(2_014, abs=1)
    assert Pool(0.0, (coin, btc)).equity(marks) == pytest.approx(-4_408, abs=1)


def test_what_leverage_and_hedges_made_of_october():
    """Closed at the lows: longs alone at 2, 3, 5, 10×; pools hedged with the calm beta, (1 + β)/L of collateral, at 3, 5, 10×."""
    table, btc = stored("storm"), Market("BTC", 1.0, 0.025)
    after = {"BTC": 1 + table.value("fall", "BTC")}
    rows = [(coin, table.value("beta", coin), table.value("fall", coin)) for coin in table.column("coin")]
    alone = {
        lev: sum(bool(Pool(1 / lev, (Position(btc, 1.0, 1.0),)).liquidatable({"BTC": 1 + fall})) for _, _, fall in rows)
        for lev in (2, 3, 5, 10)
    }
    hedged = dict.fromkeys((3, 5, 10), 0)
    for coin, beta, fall in rows[1:]:
        for lev in hedged:
            legs = (Position(Market(coin, 1.0, 0.025), 1.0, 1.0), Position(btc, -beta, 1.0))
            hedged[lev] += bool(Pool((1 + beta) / lev, legs).liquidatable({**after, coin: 1 + fall}))
    assert alone == {2: 24, 3: 29, 5: 30, 10: 33}
    assert hedged == {3: 0, 5: 20, 10: 27}
    falls = table.column("fall")
    gaps = np.abs(falls[:, np.newaxis] - falls)[np.triu_indices(33, 1)]
    assert np.quantile(gaps, [0.5, 0.9]) == pytest.approx([0.186, 0.528], abs=5e-4)


@pytest.mark.parametrize("symbol", ["BTC", "ETH"])
def test_the_worst_days_begin_with_the_one_that_decides_the_wall(symbol):
    days = stored("worst_days").pick(symbol=symbol)
    falls = days.column("fall")
    assert len(falls) == 100
    assert np.all(np.diff(falls) <= 0)
    assert falls[0] == stored("walls").value("worst_within", symbol)
    assert (days.rows[0][2], days.rows[0][4]) == ("2020-03-12", 2_328)
    assert len(set(days.column("day"))) == 100


def test_a_hedge_that_has_doubled_is_a_hedge_at_twice_the_leverage():
    """The corridor of the pair: room above ETH after both have moved by so much together."""
    btc, eth = (Market(s, 0.05, 0.025) for s in ("BTC", "ETH"))
    pool = Pool(2_000.0, (Position(btc, 1 / 6, 60_000.0), Position(eth, -10 / 3, 3_000.0)))
    rooms = []
    for together in (-0.5, -0.2, 0.0, 0.2, 0.5, 1.0):
        marks = {"BTC": 60_000 * (1 + together), "ETH": 3_000 * (1 + together)}
        assert pool.equity(marks) == pytest.approx(2_000)
        rooms.append(100 * (pool.liquidation_price("ETH", marks) / marks["ETH"] - 1))
    assert rooms == pytest.approx([34.1, 19.5, 14.6, 11.4, 8.1, 4.9], abs=0.05)


# ---- made anew ------------------------------------------------------------------------------------------------------


def ask(folder):
    """The command lines that made the stored tables."""
    file = lambda coin, kind: f"{coin}={folder}/{coin.lower()}usdt_{kind}_1h.parquet"  # noqa: E731
    marks = ["--mark", file("BTC", "mark"), "--mark", file("ETH", "mark")]
    traded = ["--traded", file("BTC", "perp"), "--traded", file("ETH", "perp")]
    storm_span = ["--calm", "2025-10-08 00:30", "2025-10-10 12:00", "--storm", "2025-10-10 20:30", "2025-10-11 04:00"]
    return {
        "storms": ["storms", *marks, "--cross", f"{folder}/perps_30m_xsection_2025-10.parquet", *storm_span],
        "sizes": ["sizes", *marks, *traded, "--between", "2020-01-01", "2026-05-17"],
        "rules": ["rules", *marks, *traded, "--between", "2020-01-01", "2026-05-17"],
        "plans": ["plans", *marks, *traded],
    }


@pytest.mark.parametrize("which", FILES)
def test_the_stored_tables_are_those_of_the_real_series(real_data, which):
    first = stored(FILES[which][0])
    about = ["--source", first.source, "--made", first.made]
    found, _ = tables([*ask(real_data)[which], *about])
    assert tuple(table.name for table in found) == FILES[which]
    for table in found:
        assert table == stored(table.name)


def written(path, bars):
    frame = bars.frame().drop(columns="volume")
    frame.to_csv(path, index=False)
    return path


def test_a_reader_makes_tables_of_files_of_their_own(tmp_path, capsys):
    """Sizes know any market; the needs of a storm ask venues, which must know both."""
    for name, bars in (("mark", candles(1, hours=24 * 75)), ("traded", candles(2, hours=24 * 75))):
        written(tmp_path / f"{name}.csv", bars)
    target = tmp_path / "mine.json"
    words = ["--mark", f"XYZ={tmp_path}/mark.csv", "--traded", f"XYZ={tmp_path}/traded.csv", "--source", "made up"]
    assert main(["sizes", *words, "--to", str(target)]) == 0
    found = load(target)
    assert found["grown"].source == "made up"
    assert set(found["walls"].column("symbol")) == {"XYZ"}
    written(tmp_path / "mark.csv", candles(1, hours=24 * 60))
    assert main(["sizes", *words]) == 2  # too short, and said so
    assert "at least 8 such weeks" in capsys.readouterr().err
    coins = []
    for i, coin in enumerate(("BTC", "ETH", "SOL")):
        coins += ["--cross", f"{coin}={written(tmp_path / f'{coin}.csv', candles(i, hours=24 * 20))}"]
    marks = ["--mark", f"BTC={tmp_path}/BTC.csv", "--mark", f"ETH={tmp_path}/ETH.csv"]
    spans = ["--calm", "2019-12-31", "2020-01-03", "--storm", "2020-01-04", "2020-01-05"]
    assert main(["storms", *coins, *marks, *spans, "--source", "made up", "--to", str(target)]) == 0
    assert load(target)["storm"].column("coin")[0] == "BTC"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sizes"], "traded"),
        (["sizes", "--mark", "BTC"], "NAME=FILE"),
        (["sizes", "--mark", "BTC=nowhere.csv"], "nowhere.csv"),
        (["storms"], "calm"),
        (["storms", "--calm", "2020-01-01", "2020-01-02", "--storm", "2020-01-03", "2020-01-04"], "mark"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line(words, said, capsys):
    assert main([*words, "--source", "x"]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("text", ["", "[1]", "[{}]", '[{"name": 1}]', "null", '{"rows": []}', "7", "[[]]"])
def test_a_file_that_holds_no_tables_is_refused(text, tmp_path):
    (tmp_path / "x.json").write_text(text)
    with pytest.raises(ArgumentError, match="tables made by"):
        load(tmp_path / "x.json")
    with pytest.raises(ArgumentError, match="tables made by"):
        from_json(text)


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(ArgumentError, match="readable"):
        load(tmp_path / "y.json")
    with pytest.raises(ArgumentError, match="one of"):
        stored("nothing")
