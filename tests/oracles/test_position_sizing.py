"""Lesson 08: what its explorers tell, worked out again by plain arithmetic, plain loops and the tables as they are stored."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

import course.simulation
from tests.oracles.support import About, Told, held, numbers, oracle, same, says

SLUG = "position_sizing"
M = 0.025
LIVES, TRADES = 2_000, 200


@lru_cache(maxsize=1)
def tables() -> dict[str, list[dict[str, Any]]]:
    """The stored tables as rows by column name, read as plain JSON."""
    text = (Path(course.simulation.__file__).parent / "sizes.json").read_text(encoding="utf-8")
    return {t["name"]: [dict(zip(t["columns"], row, strict=True)) for row in t["rows"]] for t in json.loads(text)}


def rows(name: str, **wanted: Any) -> list[dict[str, Any]]:
    return [row for row in tables()[name] if all(row[k] == v for k, v in wanted.items())]


def row(name: str, **wanted: Any) -> dict[str, Any]:
    (found,) = rows(name, **wanted)
    return found


def safe(leverage: float, fall: float) -> bool:
    """Whether a long survives a fall: what is left of the post against the requirement there, for a notional of one."""
    return 1 / leverage - fall >= M * (1 - fall)


def bisect(low: float, high: float, good: Any) -> float:
    """Where a condition that holds at ``low`` ends."""
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if good(middle) else (low, middle)
    return (low + high) / 2


def wall_of(leverage: float) -> float | None:
    return None if safe(leverage, 1.0) or leverage <= 1 else bisect(0.0, 1.0, lambda fall: safe(leverage, fall))


def spoken(text: str) -> str:
    found = date.fromisoformat(text)
    return f"{found.day} {found:%B} {found.year}"


def prints(text: str, probability: float) -> bool:
    """Whether a text says a chance truly: whole per cent, or a bound, and the bound where it is one."""
    bound = re.search(r"(?:under|over) (\d+)\s%", text)
    if probability < 0.01 or probability > 0.99:
        word, edge = ("under", 0.01) if probability < 0.01 else ("over", 0.99)
        return bound is not None and bound[0].startswith(word) and int(bound[1]) == 100 * edge and says(text, edge)
    return bound is None and says(text, probability)


# ---- predict ---------------------------------------------------------------------------------------------------------


def day_label(label: str) -> tuple[str, ...]:
    """A label of a day, taken apart: leverage, day and fall."""
    leverage, _, rest = label.partition(" · ")
    day, _, fall = rest.partition(": ")
    return leverage, day, fall.replace("\u202f", " ")


# The label of the second worst day is read in full: its fall stands in no column.
@oracle(SLUG, "predict", loose=["next.label"])
def predict(told: Told, guess: float) -> None:
    days = rows("worst_days", symbol="BTC")
    closing = [bisect(1.0, 40.0, lambda x, fall=day["fall"]: safe(x, fall)) for day in days]
    assert sorted(closing) == closing
    closed = [day for day in days if not safe(guess, day["fall"])]
    # Nothing beyond the stored days could have been closed: the mildest of them is spared.
    assert not closed or len(closed) < len(days)
    highest = closing[0]
    assert told.title.startswith(f"{highest:.1f}× is the highest leverage that no day closed")
    assert says(told.title, days[0]["of"])
    said, rest = told.sentence.split(". ", 1)
    assert says(rest.partition("the mark fell")[2], days[0]["fall"])
    assert f"closed was {highest:.1f}×: on {spoken(days[0]['day'])} the mark" in rest
    assert f"For ETH it was {row('walls', symbol='ETH')['never_closed']:.1f}×" in told.sentence
    assert says(said.partition(":")[0], guess)
    if not closed:
        assert "no day closed" in said
        assert guess <= highest + 1e-9
    else:
        first = min(day["day"] for day in closed)
        assert said.endswith(spoken(first))
        assert f"{len(closed)} of 2,328 days would have closed it" in said or (
            len(closed) == 1 and "one of 2,328 days would have closed it" in said
        )
        assert guess > highest - 1e-9
    drawn = told.rows("days")
    assert [r["leverage"] for r in drawn] == About([x for x in closing if x <= 10], rel=1e-6)
    assert [r["closed"] for r in drawn] == [x < guess for x in closing if x <= 10]
    assert sum(r["closed"] for r in drawn) == len(closed)
    assert len({(int(r["leverage"] // 0.25), r["place"]) for r in drawn}) == len(drawn)
    (mark,) = told.rows("guess")
    assert mark["leverage"] == guess
    assert says(mark["label"], guess)
    (wall,) = told.rows("wall")
    assert wall["leverage"] == About(highest, rel=1e-6)
    assert day_label(wall["label"]) == (f"{highest:.1f}×", spoken(days[0]["day"]), f"−{100 * days[0]['fall']:.1f} %")
    (second,) = told.rows("next")
    assert second["leverage"] == About(closing[1], rel=1e-6)
    assert day_label(second["label"]) == (
        f"{closing[1]:.1f}×",
        spoken(days[1]["day"]),
        f"−{100 * days[1]['fall']:.1f} %",
    )
    for r, day, x in zip(told.cells, days[:20], closing[:20], strict=True):
        assert r["day"] == spoken(day["day"])
        assert says(r["fell by"], day["fall"])
        assert abs(numbers(r["closes from"])[0][0] - x) <= 0.0051
        assert (r["your guess"] == "closed") == (x < guess)


# ---- calculator --------------------------------------------------------------------------------------------------------


@oracle(SLUG, "calculator")
def calculator(told: Told, budget: float, stop: float, mode: str, leverage: float) -> None:
    loss = 10_000 * budget
    size = loss / stop
    posted = size / leverage
    backing = posted if mode == "isolated" else 10_000
    used = size / backing
    wall = wall_of(used)
    first = wall is None or stop < wall
    limit = bisect(1.0, 40.0, lambda x: safe(x, stop))
    careful = bisect(1.0, 40.0, lambda x: safe(x, 1.5 * stop))
    # The size loses just the budget at the stop, whatever stands behind it.
    assert size / 100 * (100 * stop) == About(loss)
    assert says(told.sentence, loss)
    assert says(told.sentence, budget)
    assert says(told.sentence, stop)
    assert says(told.bold[0], size)
    assert says(told.sentence, size / 10_000)
    if posted > 10_000 * (1 + 1e-9):
        assert "more than you have" in told.title
        assert says(told.title, posted)
        assert says(told.title, size)
    elif not first:
        assert mode == "isolated"
        assert leverage > limit - 1e-9
        assert "Your stop is behind the liquidation price" in told.title
        assert says(told.title, -wall, signed=True)
        assert says(told.title, leverage)
    else:
        assert mode == "cross" or leverage <= limit + 1e-9
        assert "whatever the leverage" in told.title
        assert says(told.title, size)
        assert says(told.title, budget)
        assert says(told.title, stop)
    assert ("no price above zero closes it" in told.sentence) == (wall is None)
    if wall is not None:
        assert says(told.sentence, -wall, signed=True)
    if mode == "isolated":
        assert says(told.sentence, posted)
        assert says(told.bold[-1], limit)
        assert says(told.sentence.rpartition("planned below")[2], careful)
        assert not told.idle
    else:
        assert says(told.bold[-1], posted)
        assert "all $10,000 stand behind it" in told.sentence
        assert not told.idle, "the setting still reserves"
    # -- what is drawn
    bars = told.rows("bars")
    assert [b["end"] for b in bars[:3]] == About([10_000, size, backing])
    closing_loss = loss if first else size * wall
    assert bars[3]["end"] == About(closing_loss)
    assert bars[3]["kind"] == ("stop" if first else "closed")
    assert all(says(b["label"], b["end"]) for b in bars)
    for point in told.rows("wall")[::9]:
        expected = wall_of(point["leverage"]) if mode == "isolated" else wall
        assert point["fall"] == About(expected, abs=1e-6)
        assert point["fall"] <= 0.4
    assert told.rows("you") == [{"leverage": leverage, "fall": stop}]
    assert told.rows("stop")[0]["fall"] == stop
    assert says(told.rows("stop")[0]["label"], -stop, signed=True)
    crossed = told.rows("closed")
    assert bool(crossed) == (wall is not None and wall <= 0.4)
    if crossed:
        assert crossed[0] == {"leverage": leverage, "fall": About(wall, abs=1e-6)}
    for ring in told.rows("limit"):
        assert mode == "isolated"
        assert ring["leverage"] == About(limit, rel=1e-6)
        assert ring["fall"] == stop
        assert says(ring["label"], limit)
    (area,) = told.rows("area")
    assert area["none"] == (not told.rows("wall"))
    assert ("closed by the venue" in area["label"]) == bool(told.rows("wall"))
    values = dict(told.table.itertuples(index=False))
    assert says(values["position"], size)
    assert says(values["posted"], posted)
    assert values["who is first"] == ("the stop" if first else "the venue")


# ---- ruin ----------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def chances() -> Any:
    return np.random.default_rng(8).random((LIVES, TRADES)).T.copy()


@lru_cache(maxsize=1)
def unlucky() -> list[Any]:
    """Trade by trade the lives that draw the last fiftieth."""
    return [np.flatnonzero(drawn >= 1 - 1 / 50) for drawn in chances()]


@lru_cache(maxsize=2)
def wins(win: float) -> Any:
    """Whether a life wins a trade, (trades, lives)."""
    assert win <= 1 - 1 / 50, "the last of the losses are losses"
    return chances() < win


def lived(win: float, payoff: float, worse: float, share: float) -> tuple[Any, Any, Any]:
    """Every life trade by trade in both worlds: as planned, and with one trade in fifty (the last of the losses) that loses
    ``worse``. What is left at the end, the lowest point, and the accounts at every fifth trade: (…, worlds, lives).
    """
    gains, loses, ruins = (max(share * x + 1, 0.0) for x in (payoff, -1.0, -worse))
    account = np.ones((2, LIVES))
    planned, tailed = account
    lowest, path = account.copy(), [account.copy()]
    for i, (won, large) in enumerate(zip(wins(win), unlucky(), strict=True)):
        factor = np.where(won, gains, loses)
        planned *= factor
        factor[large] = ruins
        tailed *= factor
        np.minimum(lowest, account, out=lowest)
        if (i + 1) % 5 == 0:
            path.append(account.copy())
    return account, lowest, np.array(path)


def multiple(text: str, value: float) -> bool:
    if value < 0.01:
        return "under 0.01×" in text
    return "over 1,000×" in text if value >= 1_000 else says(text, value)


@oracle(SLUG, "ruin")
def ruin(told: Told, share: float, worse: float, win: float, payoff: float) -> None:
    end, lowest, path = lived(win, payoff, worse, share)
    half = [float((low <= 0.5 + 1e-12).mean()) for low in lowest]
    typical = [float(np.partition(each, LIVES // 2 - 1)[LIVES // 2 - 1]) for each in end]
    # At every fifth trade the life in the middle of those as planned, and the others in the order of what they have.
    middle, there = np.partition(path[:, 0], 999)[:, 999], np.sort(path[:, 1])
    edge = win * payoff - (1 - win - 0.02) - 0.02 * worse
    assert f"After {TRADES} trades" in told.sentence
    assert says(told.sentence.partition("of what is left")[0], share)
    assert f"{LIVES:,} simulated lives of {TRADES} independent trades" in told.subtitle
    parts = told.title.split(";")
    assert prints(parts[0].split("lose half: ")[1], half[0])
    assert (len(parts) == 2) == (worse != 1)
    if worse != 1:
        assert says(parts[1], 50)
        assert says(parts[1], worse)
        assert prints(parts[1].split(" if one")[0], half[1])
        assert half[1] >= half[0] - 1e-12
        assert multiple(told.sentence.split("would be ")[1], typical[0])
    assert says(told.bold[0], edge, signed=True)
    assert multiple(told.bold[1], typical[1])
    assert ("the edge is real, and the typical life loses" in told.sentence) == (round(edge, 3) > 0 and typical[1] < 1)
    # -- what is drawn
    fan = told.rows("fan")
    assert [r["trade"] for r in fan] == list(range(0, TRADES + 1, 5))
    for r in fan:
        assert r["low"] <= r["lower"] <= r["middle"] <= r["upper"] <= r["high"]
    floor = 0.008
    # The typical life is one that was lived: half of the others end no higher.
    assert fan[-1]["middle"] == About(max(typical[1], floor))
    assert fan[-1]["plain"] == About(max(typical[0], floor))
    # A bound is an account that occurred: the hundredth of 2,000 from below is the least that one in twenty does not exceed.
    for k, rank in (("low", 100), ("lower", 500), ("middle", 1_000), ("upper", 1_500), ("high", 1_900)):
        assert same([r[k] for r in fan], np.maximum(there[:, rank - 1], floor))
    assert same([r["plain"] for r in fan], np.maximum(middle, floor))
    assert told.rows("half") == [{"level": 0.5, "label": "half lost"}]
    assert {end["trade"] for end in told.rows("fan_ends")} == {TRADES}
    dots = told.rows("dots")
    assert [d["kind"] for d in dots] == ["plain", "tailed"][: 1 if worse == 1 else 2]
    for dot, level in zip(dots, half, strict=False):
        assert (dot["share"], dot["chance"]) == (share, About(level))
        assert prints(dot["label"].split(" as ")[0].split(" with ")[0], level)
    for end in told.rows("fan_ends"):
        assert multiple(end["label"], typical[1] if end["own"] else typical[0])
    curves = told.rows("curves")
    for kind, level in zip(("plain", "tailed"), half, strict=True):
        mine = [c for c in curves if c["kind"] == kind]
        assert [c["share"] for c in mine] == sorted(c["share"] for c in mine)
        assert mine[0] == {"share": 0.0, "chance": 0.0, "kind": kind}
        assert any(c["share"] == share and c["chance"] == About(level) for c in mine)
    drawn = {(c["kind"], round(c["share"], 9)): c["chance"] for c in curves}
    for r in told.cells:
        risked, plain, *tailed = r.values()
        assert prints(plain, drawn["plain", round(numbers(risked)[0][0], 9)])
        assert all(prints(cell, drawn["tailed", round(numbers(risked)[0][0], 9)]) for cell in tailed)
    if round(1e6 * share) % 7 == 0:  # the other points of the curves, at some settings
        plain, tailed = ([c for c in curves if c["kind"] == kind][1::3] for kind in ("plain", "tailed"))
        for each in zip(plain, tailed, strict=True):
            lows = lived(win, payoff, worse, each[0]["share"])[1]
            for c, low in zip(each, lows, strict=True):
                assert c["share"] == each[0]["share"]
                assert c["chance"] == About((low <= 0.5 + 1e-12).mean())


# ---- growth --------------------------------------------------------------------------------------------------------------


# The years are read in full.
@oracle(SLUG, "growth", loose=["years.year"])
def growth(told: Told, asset: str, leverage: float, belief: float) -> None:
    lever = max(round(4 * leverage) / 4, 0.25)
    whole = row("best", symbol=asset, year="all")
    sigma, n = whole["volatility"], whole["days"]
    mean = whole["mean"] + belief * sigma / math.sqrt(n)
    worst = row("walls", symbol=asset)["worst_day"]
    alive = 1 + lever * worst > 0

    def by_formula(x: float) -> float:
        return math.exp(365 * (x * mean - x * x * sigma * sigma / 2)) - 1

    told_growth = by_formula(lever)
    best = mean / sigma**2
    assert says(told.sentence, lever)
    assert says(told.bold[0], told_growth, signed=True)
    assert says(told.bold[2], best)
    assert says(told.sentence, sigma / math.sqrt(n) / sigma**2)
    assert says(told.sentence.rpartition("gone from")[2], -1 / worst)
    assert ("if the mean is" in told.sentence) == (belief != 0)
    if belief:
        assert ("above the record's" in told.sentence) == (belief > 0)
        assert any(abs(shown - abs(belief)) <= 0.0501 for shown, _ in numbers(told.sentence.partition("mean is ")[2]))
    if alive:
        stored = row("grown", symbol=asset, leverage=lever)
        assert says(told.bold[1], stored["record"], signed=True)
        assert prints(told.sentence.partition("a fall of ")[2][:9], stored["deepest_fall"])
        assert says(told.title, stored["record"])
        assert (" grew " in told.title) == (stored["record"] >= 0)
        assert prints(told.title.rpartition("fell ")[2], stored["deepest_fall"])
        assert stored["record"] > -1
        record = stored["record"]
    else:
        assert told.bold[1] == "nothing is left"
        assert ("forgives" in told.title) == (told_growth > 0)
        assert ("only shrinks" in told.title) == (told_growth <= 0)
        tail = told.title.partition("ends: ")[2]
        assert says(tail.split(" in one")[0], worst, signed=True)
        assert says(tail.split(" is ")[1], lever * worst, signed=True)
        assert lever * worst <= -1
        record = -1.0
    # -- what is drawn
    for point in told.rows("formula")[::8]:
        assert point["grown"] == About(max(-1, min(by_formula(point["leverage"]), 3.5)))
    line = told.rows("record")
    assert line[-1] == {"leverage": About(-1 / worst, rel=1e-4), "grown": -1.0}
    for point in line[1:-1]:
        assert point["grown"] == row("grown", symbol=asset, leverage=point["leverage"])["record"]
    (wall,) = told.rows("wall")
    assert wall["leverage"] == About(-1 / worst, rel=1e-4)
    assert wall["grown"] == -1.0
    assert [d["leverage"] for d in told.rows("you")] == [lever, lever]
    dots = {d["kind"]: d for d in told.rows("you")}
    assert dots["formula"]["upper"] == (told_growth >= record)
    assert dots["formula"]["grown"] == About(max(-1, min(told_growth, 1.5)))
    assert ("↑" in dots["formula"]["label"]) == (told_growth > 1.5)
    assert says(dots["formula"]["label"], told_growth, signed=True)
    assert dots["record"]["grown"] == About(record)
    assert says(dots["record"]["label"], record, signed=True) if alive else "gone" in dots["record"]["label"]
    assert says(wall["label"].partition("×")[0], -1 / worst)
    assert told.rows("year_wall") == [{"best": About(-1 / worst, rel=1e-4)}]
    for i, r in enumerate(told.cells):
        x, formula, grown, deepest = r.values()
        at = (i + 1) / 4
        stored = (
            row("grown", symbol=asset, leverage=at) if 1 + at * worst > 0 else {"record": -1.0, "deepest_fall": 1.0}
        )
        assert says(x, at)
        assert says(formula, by_formula(at), signed=True)
        assert says(grown, stored["record"], signed=True)
        fall = stored["deepest_fall"]
        assert prints(deepest, fall) if fall < 1 else says(deepest, fall)
    assert [r["year"] for r in told.rows("years")] == [r["year"] for r in rows("best", symbol=asset) if r != whole] + [
        "all"
    ]
    for r in told.rows("years"):
        stored = row("best", symbol=asset, year=r["year"])
        assert r["own"] == (r["year"] == "all")
        expected = best if r["own"] else stored["best"]
        assert r["best"] == About(expected)
        assert (r["low"], r["high"]) == (About(expected - stored["error"]), About(expected + stored["error"]))
        assert any(abs(shown - expected) <= 0.0501 for shown, _ in numbers(r["label"]))


# ---- calm ----------------------------------------------------------------------------------------------------------------


def counted(text: str, share: float) -> bool:
    return "none" in text if share == 0 else says(text, share)


# The ranges are read in full.
@oracle(SLUG, "calm", loose=["quarters.range"])
def calm(told: Told, asset: str, leverage: str, budget: float) -> None:
    quarters = [row("after_calm", symbol=asset, quarter=q, leverage=float(leverage)) for q in (1, 2, 3, 4)]
    closed = [q["closed"] for q in quarters]
    assert counted(told.title.partition("calm weeks ")[2].partition(" of ")[0], closed[0])
    assert counted(told.title.partition("after wild ones ")[2], closed[3])
    assert says(told.title, float(leverage))
    assert counted(told.bold[0], closed[0])
    assert counted(told.bold[1], closed[3])
    assert closed[3] > closed[0], "wilder weeks are followed by more closures"
    trailing = {r["level"]: r["value"] for r in rows("trailing", symbol=asset)}

    def size(volatility: float) -> float:
        return 10_000 * budget / (2 * volatility * math.sqrt(7 / 365))

    assert says(told.bold[2], size(trailing[0.05]))
    assert says(told.bold[3], size(trailing[0.99]))
    assert says(told.sentence, trailing[0.05])
    assert says(told.sentence, trailing[0.99])
    assert says(told.sentence, 10_000 * budget)
    bars = told.rows("quarters")
    assert [b["closed"] for b in bars] == closed
    assert all(counted(b["label"], b["closed"]) for b in bars)
    names = ["calmest", "second", "third", "wildest"]
    assert [b["quarter"] for b in bars] == names
    for bar, line, name, q in zip(bars, told.cells, names, quarters, strict=True):
        low, high = f"{100 * q['from_volatility']:.0f} %", f"{100 * q['to_volatility']:.0f} %"
        assert bar["range"].replace("\u202f", " ") == f"{low} to {high}"
        before, range_, weeks_, closed_ = line.values()
        assert (before, range_, int(weeks_)) == (name, bar["range"], q["weeks"])
        assert counted(closed_, q["closed"]) or says(closed_, q["closed"])
    for point in told.rows("sizes")[::10]:
        assert point["notional"] == About(size(point["volatility"]))
    weeks = told.rows("weeks")
    assert [w["volatility"] for w in weeks] == list(trailing.values())
    for week in weeks:
        assert week["notional"] == About(size(week["volatility"]))
        assert not week["label"] or says(week["label"], week["notional"])
    assert [w["label"].split(" ")[0] for w in weeks if w["label"]] == ["calm", "median", "wild"]
    counts = re.search(r"(\d+) or (\d+) weeks a quarter", told.subtitle)
    assert {int(counts[1]), int(counts[2])} == {q["weeks"] for q in quarters}


# ---- the same exposure twice -------------------------------------------------------------------------------------------------


# The name of the hundred squares is read in full: it counts them.
@oracle(SLUG, "same_exposure", loose=["hundred_name.label"])
def same_exposure(told: Told, asset: str, exposure: float, leverage: str, rest: str) -> None:
    scale = exposure / 10_000
    cross, apart = (row("week_long", symbol=asset, leverage=x, rest=rest) for x in (1.0, float(leverage)))
    posted = exposure / float(leverage)
    assert cross["thrown_out"] == 0
    assert says(told.subtitle.partition(f" of {asset};")[0], exposure)
    assert says(told.sentence.partition(" the compartment")[0], exposure)
    assert says(told.title.partition("lost at most")[2].split("a week")[0], -scale * cross["worst"])
    assert says(told.title.partition(" isolated ")[2].split("thrown")[0], -scale * apart["worst"])
    assert says(told.title.split("thrown")[1], apart["thrown_out"])
    assert -scale * apart["worst"] <= posted + 0.01
    assert says(told.bold[0], posted)
    assert says(told.bold[1], apart["thrown_out"])
    assert says(told.bold[2], -scale * cross["worst"])
    week, other = told.sentence.split("weeks and ")[1].split("Cross")
    for text, found in ((week, apart), (other.partition("thrown out, ")[2].split(",")[0], cross)):
        assert says(text, scale * found["mean"])
        assert ("made" in text) == (found["mean"] >= 0)
        assert ("lost" in text) == (found["mean"] < 0)
    assert ("less than the compartment's" in told.sentence) == (-cross["worst"] < -apart["worst"])
    dots = {(d["row"], d["mode"]): d for d in told.rows("loss_dots")}
    for line, key in enumerate(("worst", "worst_tail")):
        for mode, found in (("cross", cross), ("isolated", apart)):
            dot = dots[line, mode]
            assert dot["x"] == About(-scale * found[key])
            assert says(dot["label"], dot["x"])
    for bar, key in zip(told.rows("loss_bars"), ("worst", "worst_tail"), strict=True):
        ends = sorted(-scale * found[key] for found in (cross, apart))
        assert sorted((bar["x"], bar["x2"])) == About(ends)
    behind, out, mean, worst, tail = ((r.values[-2], r.values[-1]) for _, r in told.table.iterrows())
    assert f"isolated {leverage}×" in list(told.table.columns)
    for cell, value in zip(behind, (10_000, posted), strict=True):
        assert says(cell, value)
    for i, found in enumerate((cross, apart)):
        assert says(out[i], found["thrown_out"])
        for cell, key in ((mean[i], "mean"), (worst[i], "worst"), (tail[i], "worst_tail")):
            assert says(cell, scale * found[key], signed=True)
    squares = told.rows("hundred")
    assert [(s["column"], s["line"]) for s in squares] == [(i % 20, i // 20) for i in range(100)]
    crossed = sum(s["out"] for s in squares)
    assert abs(crossed - 100 * apart["thrown_out"]) <= 0.5
    name = told.rows("hundred_name")[0]["label"]
    number = "fewer than 1 week" if not crossed else "1 week" if crossed == 1 else f"{crossed} weeks"
    assert name == f"thrown out: {number} in 100"


test_every_sentence = held(SLUG)
