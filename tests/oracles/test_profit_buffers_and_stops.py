"""Lesson 09: what its explorers tell, worked out again by plain arithmetic, a plain loop and the tables as they are stored."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import course.simulation
from tests.oracles.support import About, Told, held, numbers, oracle, says

SLUG = "profit_buffers_and_stops"
M = 0.03


@lru_cache(maxsize=1)
def tables() -> dict[str, list[dict[str, Any]]]:
    """The stored tables as rows by column name, read as plain JSON."""
    text = (Path(course.simulation.__file__).parent / "rules.json").read_text(encoding="utf-8")
    return {t["name"]: [dict(zip(t["columns"], row, strict=True)) for row in t["rows"]] for t in json.loads(text)}


@lru_cache(maxsize=4096)
def _rows(name: str, wanted: tuple[tuple[str, Any], ...]) -> list[dict[str, Any]]:
    return [row for row in tables()[name] if all(row[k] == v for k, v in wanted)]


def rows(name: str, **wanted: Any) -> list[dict[str, Any]]:
    return _rows(name, tuple(wanted.items()))


def row(name: str, **wanted: Any) -> dict[str, Any]:
    (found,) = rows(name, **wanted)
    return found


def spoken(text: str) -> str:
    found = date.fromisoformat(text[:10])
    return f"{found.day} {found:%B} {found.year}"


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


# ---- the four ways -----------------------------------------------------------------------------------------------------


def wall_of(cash: float, size: float, average: float) -> float | None:
    """Where cash + size · (p − average) = m · size · p; None where that is not above zero."""
    price = (size * average - cash) / (size * (1 - M))
    return price if price > 1e-9 else None


def four(leverage: float, rise: float) -> dict[str, tuple[float, float, float, float]]:
    """Cash, size, average entry and wallet of each way, by what was done."""
    size = 6_000 * leverage / 60_000
    peak = 60_000 * (1 + rise)
    profit = size * (peak - 60_000)
    larger = leverage * (6_000 + profit) / peak
    average = (size * 60_000 + (larger - size) * peak) / larger
    return {
        "nothing done": (6_000, size, 60_000, 0),
        "bought back": (6_000, larger, average, 0),
        "profit taken out": (6_000 - profit, size, 60_000, profit),
        "half closed": (6_000 + profit / 2, size / 2, 60_000, 0),
    }


@oracle(SLUG, "predict", constants=[100])
def predict(told: Told, guess: float) -> None:
    _, size, average, _ = four(10, 0.1)["bought back"]
    wall, first = wall_of(6_000, size, average), wall_of(6_000, 1, 60_000)
    assert says(told.title, wall / 60_000 - 1)
    assert wall > 60_000, "above the entry, as the title says"
    said, rest = told.sentence.split(". You hold")
    assert said.startswith("You said it") is (abs(guess - wall) <= 50)
    if said.startswith("You said it"):
        assert said == "You said it, as near as the slider stops"
    else:
        assert says(said, guess)
        assert said.endswith("too low" if guess < wall else "too high")
    assert says(rest.split(" BTC at ")[0], size)
    assert says(rest.split(" BTC at ")[1], average)
    assert says(told.bold[0], wall)
    assert says(rest.rpartition("have been")[2].split(". In")[0], first)
    btc, eth = (row("given_back", symbol=s, rise=0.1, leverage=10.0)["closed"] for s in ("BTC", "ETH"))
    assert told.bold[1] == f"{100 * btc:.0f}"
    assert told.sentence.endswith(f"ETH in {100 * eth:.0f}.")
    assert "100 months that were at some time 10 % up" in told.sentence
    rungs = {r["kind"]: r for r in told.rows("levels")}
    for kind, price in (
        ("entry", 60_000),
        ("mark", 66_000),
        ("liquidation", wall),
        ("before", first),
        ("prediction", guess),
    ):
        assert rungs[kind]["price"] == About(price)
        assert says(rungs[kind]["label"], price)
    places = [r["label_price"] for r in told.rows("levels")]
    assert all(b - a >= 1_149 for a, b in zip(sorted(places), sorted(places)[1:], strict=False))
    # The price goes up to the purchase and down to where it is closed; the wall leaps when it is bought.
    bought = rungs["mark"]["since"]
    assert [r["since"] for r in rungs.values()] == [0, *[bought] * 4]
    (start, _), (top, peak), (last, low) = [(p["when"], p["price"]) for p in told.rows("way")]
    assert 0 == start < top == bought < last < 1
    assert (peak, low) == (66_000, About(wall))
    assert told.rows("way")[0]["price"] == 60_000
    assert [(p["when"], p["price"]) for p in told.rows("wall")] == [
        (0, About(first)), (bought, About(first)), (bought, About(wall)),
    ]  # fmt: skip
    assert told.rows("end") == [{"when": last, "price": About(wall)}]


def names_wall(text: str, wall: float | None) -> bool:
    return "no price" in text if wall is None else says(text, wall) and "no price" not in text


@oracle(SLUG, "fleeting")
def fleeting(told: Told, leverage: float, rise: float, fall: float) -> None:
    peak = 60_000 * (1 + rise)
    price = peak * (1 - fall)
    found = four(leverage, rise)
    walls = {name: wall_of(*way[:3]) for name, way in found.items()}
    left, closed = {}, {}
    for name, (cash, size, average, _) in found.items():
        wall = walls[name]
        closed[name] = wall is not None and price <= wall
        left[name] = M * size * wall if closed[name] else cash + size * (price - average)
    # -- texts
    moves = told.title.partition(" moves from ")[2].split(" up to ")
    for name, text in zip(("nothing done", "profit taken out"), moves, strict=True):
        assert names_wall(text, walls[name])
    profit = found["profit taken out"][3]
    assert says(told.bold[0], 6_000 + profit)
    for cash, size, average, wallet in found.values():
        assert cash + size * (peak - average) + wallet == About(6_000 + profit)
    assert says(told.sentence.partition("each of the four")[0], peak)
    assert says(told.sentence.partition("Closed at ")[2].partition(": ")[0], price)
    over = [name for name in found if closed[name]]
    assert told.bold[1] == (" and ".join(filter(None, [", ".join(over[:-1]), over[-1]])) if over else "nobody")
    assert walls["profit taken out"] > walls["nothing done"]
    # -- what is drawn
    reach = told.rows("price_frame")
    low, high = reach[0]["price"], reach[1]["price"]
    assert low < min(price, 60_000, *(w for w in walls.values() if w is not None))
    assert high > peak
    for i, (name, room) in enumerate(zip(found, told.rows("rooms"), strict=True)):
        assert room["row"] == i
        assert room["upper"] == About(i - 0.22)
        assert room["lower"] == About(i + 0.3)
        assert room["peak"] == About(peak)
        assert room["wall"] == About(low if walls[name] is None else walls[name])
    drawn = {w["row"]: w for w in told.rows("walls")}
    assert set(drawn) == {i for i, w in enumerate(walls.values()) if w is not None}
    for i, name in enumerate(found):
        if i in drawn:
            assert drawn[i]["price"] == About(walls[name])
            assert drawn[i]["closed"] == closed[name]
            assert drawn[i]["upper"] == About(i - 0.22)
            assert drawn[i]["lower"] == About(i + 0.3)
            assert says(drawn[i]["label"], walls[name])
    lines = {line["kind"]: line for line in told.rows("price_lines")}
    assert (lines["entry"]["price"], lines["now"]["price"]) == (60_000, About(price))
    assert all(says(line["label"], line["price"]) for line in lines.values())
    assert all(line["top"] < 0 < 3.3 < line["foot"] < line["place"] for line in lines.values()), (
        "it ends above its name"
    )
    assert [n["label"] for n in told.rows("way_names")] == list(found)
    bars = told.rows("left_parts")
    for i, name in enumerate(found):
        first, *rest = [b for b in bars if b["row"] == i]
        assert (first["start"], first["end"]) == (0, About(left[name]))
        assert first["upper"] == About(i - 0.22)
        assert first["lower"] == About(i + 0.3)
        assert first["part"] == ("closed" if closed[name] else "account")
        assert [(b["part"], b["start"], b["end"]) for b in rest] == (
            [("wallet", About(left[name]), About(left[name] + profit))] if found[name][3] else []
        )
        assert not first["wide"]
        assert all(b["wide"] == (profit > 0.25 * max(6_000, *(left[n] + found[n][3] for n in found))) for b in rest)
        total = told.rows("left_sums")[i]
        assert total["end"] == About(left[name] + found[name][3])
        assert says(total["label"], total["end"])
    assert [(c["row"], c["end"]) for c in told.rows("left_crosses")] == [
        (i, About(left[name] / 2)) for i, name in enumerate(found) if closed[name]
    ]
    for name, line in zip(found, told.cells, strict=True):
        what, wallet, lever, at, amount, word = line.values()
        assert what == name
        assert says(wallet, found[name][3])
        cash, size, average, _ = found[name]
        assert says(lever, size * peak / (cash + size * (peak - average)))
        assert names_wall(at, walls[name])
        assert says(amount, left[name])
        assert (word == "closed") == closed[name]


# ---- looking often -------------------------------------------------------------------------------------------------------

LOOKS = {
    "never": "never",
    "week": "every week",
    "3 days": "every 3 days",
    "day": "every day",
    "8 hours": "every 8 hours",
    "hour": "every hour",
}


def in_hundred(text: str, share: float) -> bool:
    if share == 0:
        return text == "none"
    return text == "fewer than 1" if share < 0.005 else says(text, round(100 * share))


# How often a rule looks is read in full.
@oracle(SLUG, "drift", constants=[100, 0.2], loose=["hundred_names.label", "ends.look"])
def drift(told: Told, asset: str, leverage: str, look: str, only: str) -> None:
    lever = float(leverage)
    known = {
        name: row(
            "rebalanced", symbol=asset, leverage=lever, look=name, band=0.0, only="both" if name == "never" else only
        )
        for name in LOOKS
    }
    here, never = known[look], known["never"]
    if look == "never":
        assert told.title.startswith(
            f"Left alone, {'an' if str(leverage) == '8' else 'a'} {leverage}× long of {asset} was closed in "
        )
        assert in_hundred(told.title.partition("closed in ")[2].partition(" of 100")[0], never["closed"])
    else:
        assert told.title.startswith(f"Looking {LOOKS[look]}: closed in ")
        assert in_hundred(told.title.partition("closed in ")[2].partition(" of 100")[0], here["closed"])
        if told.title.endswith(", as with nobody looking"):
            assert in_hundred(told.title.partition("closed in ")[2].partition(" of 100")[0], never["closed"])
        else:
            assert in_hundred(told.title.rpartition("instead of ")[2], never["closed"])
        assert says(told.sentence.partition("instead of ")[2].partition(". Its")[0], never["median"])
    assert not told.idle
    assert says(told.bold[0], here["median"])
    drifts = told.explain.partition(" becomes ")[2].partition(". Looking")[0].split(", ")
    falls = [f for f in (0.05, 0.1, 0.15) if 1 - lever * f > 0 and lever * (1 - f) / (1 - lever * f) < 1 / M]
    assert len(drifts) == len(falls)
    for text, f in zip(drifts, falls, strict=True):
        now, after = text.split(" after ")
        assert says(now, lever * (1 - f) / (1 - lever * f))
        assert says(after, -f, signed=True)
    assert f"Untouched, {leverage}× becomes" in told.explain
    sides = "down and up" if only == "both" else "down only"
    twentieth = told.sentence.partition("in twenty ")[2].rpartition(".")[0]
    if look == "never":
        assert "One in twenty" in told.sentence
        assert len(told.bold) == 1
    else:
        assert says(told.bold[1], here["fees"])
    assert (twentieth == "left nothing") == (here["low"] < 0.5)
    assert twentieth == "left nothing" or says(twentieth.partition(" or less")[0], here["low"])
    loose = row("rebalanced", symbol=asset, leverage=lever, look="hour", only=only, band=0.2)["fees"]
    tight = known["hour"]["fees"]
    assert f"Looking every hour, {sides}, trades cost" in told.explain
    assert says(told.explain.partition("trades cost ")[2].partition(" in the mean")[0], tight)
    assert says(told.explain.partition("trades less, ")[2], loose)
    assert loose < tight, "it trades less"
    assert says(told.subtitle, never["months"])
    shown = [("Nobody looks", never)] + ([] if look == "never" else [(LOOKS[look].capitalize(), here)])
    cells = told.rows("hundred")
    assert len(cells) == 100 * len(shown)
    assert len({(c["column"], c["line"]) for c in cells}) == len(cells), "none lies on another"
    for k, ((who, about), name) in enumerate(zip(shown, told.rows("hundred_names"), strict=True)):
        mine = cells[100 * k : 100 * (k + 1)]
        assert sum(c["out"] for c in mine) == round(100 * about["closed"])
        assert all(0 <= c["column"] < 20 and c["line"] == 7 * k + i // 20 for i, c in enumerate(mine))
        assert name["line"] == About(7 * k - 1.1)
        said, _, share = plain(name["label"]).partition(": ")
        assert said == who
        assert in_hundred(share.removesuffix(" of 100 months closed"), about["closed"])
    for end, (name, about) in zip(told.rows("ends"), known.items(), strict=True):
        assert end["look"] == LOOKS[name]
        assert end["start"] == 10_000
        assert end["median"] == about["median"]
        assert says(end["label"], about["median"])
        assert end["own"] == (name == look)
    assert told.rows("start") == [{"median": 10_000}]
    for line, (name, about) in zip(told.cells, known.items(), strict=True):
        looking, closed, fees, median, mean, low = line.values()
        assert looking == LOOKS[name]
        for cell, key in ((closed, "closed"), (fees, "fees"), (median, "median"), (mean, "mean"), (low, "low")):
            assert says(cell, about[key])


# ---- stops ---------------------------------------------------------------------------------------------------------------


# The days are read in full.
@oracle(SLUG, "stops", constants=[0.01], loose=["crashes.label"])
def stops(told: Told, asset: str, stop: str, watched: str) -> None:
    level = float(stop)
    found = row("stop_fills", symbol=asset, stop=level, watched=watched)
    if watched == "venue":
        gap = row("gaps", symbol=asset)["worst"]
        assert f"stop of {asset} could be filled at" in told.title
        assert says(told.title.partition("A ")[2].partition(" stop")[0], -level, signed=True)
        assert says(told.title.rpartition("filled at")[2], -(level + found["worst"]), signed=True)
        assert f"No hour of {asset} opened more than" in told.subtitle
        assert says(told.subtitle.partition("opened more than ")[2].partition(" below")[0], gap)
        assert "counted is the low" in told.subtitle
    else:
        often = {"hour": "every hour", "4 hours": "every 4 hours", "day": "every day"}[watched]
        assert told.title.startswith(f"Looking {often}, a ")
        assert f"stop of {asset} was once filled" in told.title
        assert says(told.title.partition(", a ")[2].partition(" stop")[0], -level, signed=True)
        assert says(told.title.rpartition("filled at")[2], -(level + found["worst"]), signed=True)
        assert "You sell at the close" in told.subtitle
    assert says(told.bold[0], found["hit"])
    assert says(told.bold[1], found["over_1"])
    assert says(told.sentence.partition("the worst, ")[2].partition(" beyond")[0], found["worst"])
    assert f"beyond, on {spoken(found['worst_at'])}." in told.sentence
    assert says(told.bold[2], found["back"])
    assert ("Of the hours that reached it" in told.sentence) == (watched == "venue")
    assert ("Of these fills" in told.sentence) == (watched != "venue")
    tail, _, rest = told.sentence.partition("weeks ended at ")[2].partition(" or below with it")
    ends = [tail, rest.rpartition(", at ")[2]]
    assert says(ends[0], found["tail"], signed=True)
    assert says(ends[1], found["tail_none"], signed=True)
    assert says(told.subtitle, found["windows"])
    days = rows("crash_days", symbol=asset, stop=level)
    for i, (mark, line, known) in enumerate(zip(told.rows("crashes"), told.cells, days, strict=True)):
        assert mark["row"] == i
        assert mark["name"] == About(i - 0.3)
        assert (mark["stop"], mark["low"], mark["close"]) == (-level, known["low"], known["close"])
        assert mark["label"].startswith(f"{spoken(known['day'])}, down to ")
        assert says(mark["label"].partition("down to")[2], known["low"], signed=True)
        assert known["low"] <= -level
        day, at, hour, low, close, deepest = line.values()
        assert (day, hour) == (spoken(known["day"]), known["hour"])
        assert says(at, -level, signed=True)
        for cell, key in ((low, "low"), (close, "close"), (deepest, "deepest")):
            assert says(cell, known[key], signed=True)
    (drawn,) = told.rows("crash_stop")
    assert drawn["stop"] == -level
    assert says(drawn["label"], -level, signed=True)
    assert told.rows("crash_frame")[0]["low"] < min(d["low"] for d in days)


# ---- what acts in time -----------------------------------------------------------------------------------------------------


class Life:
    """One account along 41 prices, step by step: the venue first, then the rule."""

    def __init__(self, shape: str, fall: float, rule: str, leverage: float) -> None:
        self.wallet = 5_000.0 if rule in ("topped", "beside") else 0.0
        size = leverage * 10_000 / 60_000
        cash = 10_000 - self.wallet - size * 60_000
        self.done: list[tuple[int, str]] = []
        self.prices, self.total = [], []
        self.closed = stopped = False
        for step in range(41):
            share = {"slow": step / 40, "once": 1.0 if step >= 20 else 0.0, "back": 1 - abs(2 * step / 40 - 1)}[shape]
            price = 60_000 * (1 - fall * share)
            equity = cash + size * price
            if abs(equity - M * size * price) < 1e-7 * size * price and size:
                from tests.oracles.support import UndecidedError

                raise UndecidedError
            if size and equity < M * size * price:
                self.closed = True
                fee = min(0.01 * size * price, max(equity, 0.0))
                cash, size = max(equity, 0.0) - fee, 0.0
                self.done.append((step, "liquidated"))
            for _ in range(1):
                equity = cash + size * price
                ratio = M * size * price / equity if size and equity > 0 else 0.0
                limit = {"half": 0.5, "half_late": 0.7, "topped": 0.5}.get(rule)
                if limit and abs(ratio - limit) < 1e-9:
                    from tests.oracles.support import UndecidedError

                    raise UndecidedError
                if rule == "stop" and size and not stopped and price <= 57_000:
                    stopped = True
                    cash += size * price * (1 - 0.0005)
                    size = 0.0
                    self.done.append((step, "stop"))
                elif rule in ("half", "half_late") and ratio >= limit:
                    sold = size / 2
                    cash += sold * price * (1 - 0.0005)
                    size -= sold
                    self.done.append((step, "half closed"))
                elif rule == "topped" and ratio >= limit and self.wallet > 0:
                    moved = min(M * size * price / 0.4 - equity, self.wallet)
                    cash += moved
                    self.wallet -= moved
                    self.done.append((step, "topped up"))
            self.prices.append(price)
            self.total.append(cash + size * price + self.wallet)
        self.pool = cash + size * self.prices[-1]

    @property
    def final(self) -> float:
        return self.pool + self.wallet


@lru_cache(maxsize=4096)
def life(shape: str, fall: float, rule: str, leverage: float) -> Life:
    return Life(shape, fall, rule, leverage)


def moves(text: str) -> list[float]:
    return [shown for shown, _ in numbers(text)]


@oracle(SLUG, "acts", constants=[5_000, 10_000])
def acts(told: Told, shape: str, fall: float, rule: str, leverage: float) -> None:
    mine, alone = life(shape, fall, rule, leverage), life(shape, fall, "nothing", leverage)
    own = [(step, word) for step, word in mine.done if word != "liquidated"]
    title = told.title
    if rule == "nothing":
        assert title.startswith("Left alone")
        assert says(title.partition(" is ")[0], leverage)
        assert ("is liquidated" in title) == mine.closed
        assert ("lives" in title) == (not mine.closed)
        assert says(title.partition("ends with ")[2].partition(" of")[0], mine.final)
    else:
        rules, other = title.split("; ")
        other = other.partition("left alone: ")[2]
        rules, fate = rules.split(": ")
        for text, whole in ((fate, mine), (other, alone)):
            assert text.startswith("liquidated with" if whole.closed else "alive with")
            assert says(text.rpartition("with ")[2], whole.final)
        limit = {"half": 0.5, "half_late": 0.7}.get(rule)
        assert limit is None or says(rules, limit)
    sentence = told.sentence
    assert ("It acted" in sentence) == bool(own)
    if own:
        assert told.bold[0] == ("once" if len(own) == 1 else f"{len(own)} times")
        where = sentence.partition("at ")[2].partition(". ")[0]
        named = own if len(own) <= 4 else [*own[:3], own[-1]]
        assert ("…" in where) == (len(own) > 4)
        assert len(numbers(where)) == len(named)
        for (shown, half), (step, _) in zip(numbers(where), named, strict=True):
            assert abs(shown - (mine.prices[step] / 60_000 - 1)) <= half
            assert says(where, mine.prices[step] / 60_000 - 1, signed=True)
    assert ("It never acted" in sentence) == (not own and rule not in ("nothing", "beside"))
    assert ("The venue closed it at" in sentence) == mine.closed
    if mine.closed:
        step = next(s for s, word in mine.done if word == "liquidated")
        after = sentence.partition("venue closed it at ")[2].partition(". ")[0]
        assert says(after, mine.prices[step] / 60_000 - 1, signed=True)
    assert ("Nothing was done" in sentence) == (not mine.done and rule == "nothing")
    if rule in ("topped", "beside"):
        beside = sentence.partition("beside, ")[2]
        assert says(beside.partition(" went in")[0], 5_000 - mine.wallet)
        assert says(beside.partition(" is still")[0].rpartition("and ")[2], mine.wallet)
    more = mine.final - alone.final
    if rule != "nothing":
        assert ("It ends as doing nothing does" in sentence) == (abs(more) < 0.5)
        if abs(more) >= 0.5:
            assert says(told.bold[-1], abs(more))
            assert told.bold[-1].endswith("more" if more > 0 else "less")
    # -- what is drawn
    lines = told.rows("life")
    for kind, whole in (("rule", mine), ("nothing", alone)):
        points = [p for p in lines if p["kind"] == kind]
        if kind == "rule" and rule == "nothing":
            assert not points
            continue
        assert [p["step"] for p in points] == list(range(41))
        assert [p["total"] for p in points] == About(whole.total, abs=1e-6)
    marks = told.rows("life_acts")
    assert [(m["step"], m["closed"]) for m in marks] == [(s, word == "liquidated") for s, word in mine.done]
    seen: set[str] = set()
    for mark, (step, word) in zip(marks, mine.done, strict=True):
        assert mark["total"] == About(mine.total[step], abs=1e-6)
        assert mark["label"] == ("" if word in seen else word)
        seen.add(word)
    names = {n["kind"]: n for n in told.rows("life_names")}
    assert says(names["rule"]["label"], mine.final)
    assert ("nothing" in names) == (rule != "nothing")
    if rule != "nothing":
        assert says(names["nothing"]["label"], alone.final)
        assert abs(names["nothing"]["place"] - names["rule"]["place"]) >= 1_499
    pockets = [p["end"] for p in told.rows("pockets")]
    assert pockets == About([mine.pool, mine.wallet, max(10_000 - mine.final, 0)], abs=1e-6)
    assert all(says(p["label"], p["end"]) for p in told.rows("pockets"))
    table = told.cells
    for line, (step, word) in zip(table, [*mine.done, (40, "the end")], strict=True):
        at, move, what, left = line.values()
        assert (at, what) == (step, word)
        assert says(move, mine.prices[step] / 60_000 - 1)
        assert says(left, mine.total[step])


# ---- who watches -----------------------------------------------------------------------------------------------------------

NAMES = {
    "nothing": "nobody",
    "stops 5%": "stops 5 % off",
    "stops 8%": "stops 8 % off",
    "stops 12%": "stops 12 % off",
    "account": "the account, by half",
    "daily": "the account, daily",
    "apart": "isolated legs",
}


WATCHED = {
    "nothing": "nobody",
    "stops 5%": "stops 5 % off, on each leg",
    "stops 8%": "stops 8 % off, on each leg",
    "stops 12%": "stops 12 % off, on each leg",
    "account": "the account: half of all at a ratio of 60 %",
    "daily": "the account: down to its leverage every day",
    "apart": "each leg isolated",
}


# The names of the rules are read in full; the places of the tanks in rows, and of the legs in ten by ten, mean nothing.
@oracle(SLUG, "hedge", constants=[100], loose=["left.rule", "legs_name.label"])
def hedge(told: Told, rule: str, leverage: str) -> None:
    known = {name: row("hedge_rules", pair="BTC/ETH", leverage=float(leverage), rule=name) for name in NAMES}
    here, never = known[rule], known["nothing"]
    rest = {name: 10_000 + about["tail"] for name, about in known.items()}
    if rule == "nothing":
        assert says(told.title.partition("leave a ")[2], float(leverage))
        assert says(told.title.partition(" hedge ")[2], rest["nothing"])
        assert says(told.title.partition(" of ")[2], 10_000)
        assert never["alone"] == 0, "both legs were there"
    else:
        assert says(told.title.partition("fortnights leave ")[2].partition(", with")[0], rest[rule])
        assert says(told.title.partition("nobody watching ")[2], rest["nothing"])
        off = re.search(r"Stops (\d+) % off", plain(told.title))
        assert (off is not None) == rule.startswith("stops")
        assert off is None or f"stops {off[1]}%" == rule
        if off:
            assert says(told.title.partition(" off")[0], float(off[1]) / 100)
        if rule == "account":
            assert says(told.title.partition("a ratio of")[2].partition(":")[0], 0.6)
    tail, closed = told.sentence.split(". Of 100 fortnights ")
    tail, worst = tail.split(". The worst of all lost ")
    assert says(tail.partition("Of ")[2].partition(" the worst")[0], 10_000)
    assert says(told.bold[0], rest[rule])
    assert says(worst.partition(", the typical")[0], -here["worst"])
    typical = worst.partition("the typical one ")[2]
    assert says(typical, abs(here["median"]))
    assert typical.startswith("made" if here["median"] >= 0 else "lost")
    assert in_hundred(told.bold[1], here["closed"])
    assert in_hundred(closed.partition(" ended in a liquidation")[0], here["closed"])
    more = rest[rule] - rest["nothing"]
    assert ("than with nobody watching" in tail) == (rule != "nothing")
    assert ("liquidation, " in closed) == (rule != "nothing")
    if rule != "nothing":
        said = tail.partition("in the mean, ")[2]
        assert says(said, abs(more))
        assert (" more than" in said) == (more > 0)
        assert in_hundred(closed.partition("liquidation, ")[2].partition(" with nobody")[0], never["closed"])
    assert says(told.subtitle, here["windows"])
    assert says(told.subtitle, 5_000 * float(leverage))
    (field,) = told.rows("legs_name")
    assert in_hundred(field["label"].partition("left alone: ")[2].partition(" of 100")[0], here["alone"])
    assert field["label"].startswith("one leg left alone: ")
    legs = told.rows("legs")
    assert len(legs) == 200
    assert sum(leg["gone"] for leg in legs) == round(100 * here["alone"])
    for k, leg in enumerate(legs):
        assert (leg["column"], leg["line"]) == (About(k // 2 % 10 + (0.36 if k % 2 else 0)), k // 20)
        assert not (leg["gone"] and k % 2 == 0), "where one leg is gone, the other is there"
    for k, (tank, line, (name, about)) in enumerate(zip(told.rows("left"), told.cells, known.items(), strict=True)):
        assert plain(tank["rule"]) == NAMES[name]
        assert plain(line["who watches"]) == WATCHED[name]
        assert tank["left"] == About(rest[name])
        assert tank["never"] == About(rest["nothing"])
        assert tank["beside"] == About(max(rest[name], rest["nothing"]))
        assert (tank["none"], tank["whole"]) == (0, 10_000)
        assert [tank[e] for e in ("above", "upper", "row", "lower")] == About([k - 0.34, k - 0.14, k + 0.1, k + 0.34])
        assert says(tank["label"], rest[name])
        assert tank["own"] == (name == rule)
        _, closed, alone, median, worst, leaves = line.values()
        assert says(closed, about["closed"])
        assert says(alone, about["alone"])
        assert says(median, about["median"], signed=True)
        assert says(worst, about["tail"], signed=True)
        assert says(leaves, rest[name])
    assert math.isfinite(here["worst"])


test_every_sentence = held(SLUG)
