"""Lesson 10: the plan reckoned by plain arithmetic, the stored hours and weeks read straight from their file."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

from .support import About, Told, first, held, numbers, oracle, says

SLUG = "trade_checklist"
ACCOUNT, RISK, ENTRY, STOP, SLIP, FEE, M = 20_000.0, 0.02, 3_000.0, 2_850.0, 0.01, 0.0005, 0.012
FILL = STOP - SLIP * STOP
TABLES = {
    table["name"]: [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]
    for table in json.loads(files("course.simulation").joinpath("plans.json").read_text(encoding="utf-8"))
}
DAYS = {
    "2020-03-12": "12 March 2020", "2021-05-19": "19 May 2021", "2022-11-08": "8 November 2022", "2024-08-05": "5 August 2024",
    "2025-10-10": "10 October 2025",
}  # fmt: skip


def lost(coins: float, at: float) -> float:
    """What a long loses that is sold at a price, with both fees."""
    return coins * (ENTRY - at) + FEE * coins * (ENTRY + at)


#: As many coins as lose the budget at the fill.
COINS = ACCOUNT * RISK / lost(1.0, FILL)
WRITTEN = 2.667


@lru_cache(maxsize=512)
def wall(leverage: float) -> float:
    """The price at which what is left of a coin's post is what is required of it, by bisection."""
    low, high = 0.0, ENTRY
    for _ in range(100):
        price = (low + high) / 2
        low, high = (low, price) if ENTRY / leverage + price - ENTRY > M * price else (price, high)
    return high


# ---- the plan ---------------------------------------------------------------------------------------------------------


@oracle(SLUG, "predict", constants=(0, 1, 2, 3, 4, 5), loose=("lines.said", "lines.name", "lines.wrong"))
def predict(told: Told, guess: float) -> None:
    guess = round(guess)
    closed = wall(20.0)
    assert closed > STOP > FILL
    assert told.title == "All five lines are filled in, and none of them holds"
    for value in (ENTRY, M, FEE, SLIP):
        assert says(told.subtitle, value)
    assert ("none holds" in told.sentence) == (guess == 0)
    if guess:
        count = first(told.sentence.split("You said that ")[1])
        assert count == guess
        assert (" holds." in told.sentence.split("At ")[0]) == (guess == 1)
    assert says(told.sentence, 20)
    assert says(told.bold[0], closed)
    assert says(told.bold[1], lost(WRITTEN, FILL))
    assert lost(WRITTEN, FILL) > ACCOUNT * RISK
    assert says(told.sentence.split("fees, not ")[1].split(",")[0], ACCOUNT * RISK)
    assert "the size is too large" in told.sentence
    lines = told.rows("lines")
    assert [row["row"] for row in lines] == [0, 1, 2, 3, 4]
    assert [row["name"][:2] for row in lines] == ["1 ", "2 ", "3 ", "4 ", "5 "]
    said, wrong = ([row[k] for row in lines] for k in ("said", "wrong"))
    assert [n for n, _ in numbers(said[1])] == [RISK, ACCOUNT, ACCOUNT * RISK]
    assert [n for n, _ in numbers(said[2])] == [WRITTEN, ACCOUNT * RISK, ENTRY - STOP]
    assert [n for n, _ in numbers(said[3])] == [20, ACCOUNT * RISK]
    assert [n for n, _ in numbers(said[4])] == [STOP]
    assert says(wrong[1], lost(WRITTEN, FILL))
    assert says(wrong[2], COINS)
    assert says(wrong[3], closed)
    assert says(wrong[4], closed - STOP)
    assert told.rows("crosses") == [{"row": i} for i in range(5)]
    assert [(r["x"], r["label"]) for r in told.rows("rail")] == [(i, str(i)) for i in range(6)]
    mine = told.rows("guess")[0]
    assert mine["x"] == guess
    assert mine["label"] == ("you said so" if guess == 0 else "you")
    assert [r["x"] for r in told.rows("truth")] == ([] if guess == 0 else [0])
    assert [r["label"] for r in told.rows("truth")] == ([] if guess == 0 else ["none"])
    levels = {row["kind"]: row for row in told.rows("levels")}
    for kind, price in (("entry", ENTRY), ("fill", STOP), ("liquidation", closed)):
        assert levels[kind]["price"] == About(price)
        assert says(levels[kind]["label"], price)
        assert levels[kind]["label_price"] == About(price, abs=20)
    strip = told.rows("strip")[0]
    assert (strip["low"], strip["high"]) == (STOP, About(closed))
    assert strip["label"] == "never reached"
    assert list(told.table["as written"]) == said
    assert list(told.table["what is wrong"]) == wrong


# ---- bad days -----------------------------------------------------------------------------------------------------------


def behind(mode: str, leverage: float) -> float:
    """The fall at which the venue closes it; a long smaller than its account is never closed in cross."""
    return 1 - wall(leverage) / ENTRY if mode == "isolated" else 9.0


def most(mode: str, leverage: float) -> float:
    opening = FEE * COINS * ENTRY
    return COINS * ENTRY / leverage + opening if mode == "isolated" else COINS * ENTRY + opening


def cost(day: str, mode: str, leverage: float, watched: str) -> tuple[float, float, str]:
    """Least and most that the day costs, and how it ends."""
    seen = next(r for r in TABLES["bad_hours"] if (r["symbol"], r["day"], r["side"]) == ("ETH", day, "long"))
    closed, worst = behind(mode, leverage), most(mode, leverage)
    if watched == "venue":
        assert seen["against"] > 1 - STOP / ENTRY
        if closed <= 1 - STOP / ENTRY:
            return worst, worst, "venue"
        lowest = lost(COINS, ENTRY * (1 - seen["against"]))
        return lost(COINS, STOP), worst if seen["against"] >= closed else lowest, "fill"
    far, end = ("against_until", "left_at") if watched == "hour" else ("against_24h", "after_24h")
    if seen[far] >= closed:
        return worst, worst, "venue"
    left = lost(COINS, ENTRY * (1 + seen[end]))
    return left, left, "you" if seen[end] <= STOP / ENTRY - 1 else "open"


def ranged(text: str, low: float, high: float) -> bool:
    """Whether an amount or a range of amounts is said truly; what was won is said as won."""
    if high - low > 0.5:
        one, two = text.split(" to ")
        return says(one, low) and says(two, high)
    return says(text, high) and text.startswith("won") == (high < 0)


@oracle(
    SLUG, "bad_day", constants=(12, 2020, 19, 2021, 8, 2022, 5, 2024, 10, 2025), loose=("heads.label", "names.label")
)
def bad_day(told: Told, day: str, watched: str, mode: str, leverage: float) -> None:
    budget, worst = ACCOUNT * RISK, most(mode, leverage)
    other_mode = "cross" if mode == "isolated" else "isolated"
    found = {m: cost(day, m, leverage, watched) for m in ("isolated", "cross")}
    low, high, how = found[mode]
    there = found[other_mode][1]
    seen = next(r for r in TABLES["bad_hours"] if (r["symbol"], r["day"], r["side"]) == ("ETH", day, "long"))
    assert says(told.subtitle, COINS)
    assert says(told.subtitle, M)
    head, tail = told.title.split(": planned ")
    assert head.startswith(DAYS[day])
    assert ("isolated at" in head) == (mode == "isolated")
    assert mode == "cross" or says(head.split("at ")[1], leverage)
    planned, what = tail.split(", ", 1)
    assert says(planned, -budget, signed=True)
    if how == "fill":
        assert "between" in what
        one, two = what.split(" and ")
        assert says(one, -low, signed=True)
        assert says(two, -high, signed=True)
        assert ("whole post" in what) == (abs(high - worst) < 1e-6)
    else:
        assert says(what, -high, signed=True)
        assert ("by the venue" in what) == (how == "venue")
        assert ("closed by you" in what) == (how == "you")
        assert ("a day later" in what) == (how == "open")
    assert says(told.bold[0], seen["against"])
    if watched == "hour":
        assert says(told.sentence.split("; after ")[1].split(" it stood")[0], seen["hours"])
        assert says(told.sentence.split("it stood at ")[1].split(",")[0], seen["left_at"], signed=True)
        assert ("the first hour's end at the stop" in told.sentence) == (seen["left_at"] <= STOP / ENTRY - 1)
        assert ("no hour had ended at the stop" in told.sentence) == (seen["left_at"] > STOP / ENTRY - 1)
        assert (" hour it stood" in told.sentence) == (seen["hours"] == 1)
    if watched == "day":
        assert says(told.sentence.split("hour, ")[1].split(" within")[0], seen["against_24h"])
        assert says(told.sentence.split("stood at ")[1].split(" at")[0], seen["after_24h"], signed=True)
    assert says(told.bold[1], worst)
    assert ("opening fee" in told.sentence) == (mode == "isolated")
    assert mode == "cross" or says(told.sentence.split("Isolated at ")[1].split(" it")[0], leverage)
    rest = told.sentence.split("In the other mode, ")[1]
    assert rest.startswith("cross" if mode == "isolated" else "isolated")
    assert mode == "isolated" or says(rest.split("isolated at ")[1].split(",")[0], leverage)
    assert says(rest.split("comes to ")[1], -there, signed=True)
    assert ("above the plan" in told.sentence) == (high > budget + 0.5)
    bars = {row["row"]: row for row in told.rows("bars")}
    names = {row["row"]: row for row in told.rows("names")}
    heads = [row["label"] for row in told.rows("heads")]
    assert heads[1:3] == [f"{DAYS[day]}, isolated", f"{DAYS[day]}, cross"]
    assert mode in heads[3]
    assert {row["x"] for row in told.rows("heads")} == {budget}
    assert (bars[0]["low"], bars[0]["high"], bars[0]["kind"]) == (0, budget, "planned")
    assert says(names[0]["label"], budget)
    assert names[0]["x"] == budget
    for row, name in ((1, "isolated"), (2, "cross")):
        least, worst_there, end = found[name]
        assert bars[row]["low"] == (About(least) if worst_there - least > 0.5 else 0)
        assert bars[row]["high"] == About(max(worst_there, 0.0))
        assert bars[row]["kind"] == ("closed" if end == "venue" else name)
        assert bars[row]["own"] == (name == mode)
        assert names[row]["x"] == About(max(worst_there, 0.0))
        assert ranged(names[row]["label"], least, worst_there)
        assert names[row]["left"]
    assert bars[3]["high"] == About(min(worst, 3_000))
    assert bars[3]["low"] == 0
    assert bars[3]["kind"] == "worst"
    assert says(names[3]["label"], worst)
    assert ("→" in names[3]["label"]) == (worst > 3_000)
    assert names[3]["left"] == (worst <= 3_000)
    assert names[3]["x"] == About(min(worst, 3_000))
    assert told.rows("budget")[0]["x"] == budget
    assert [(r["row"], r["x"]) for r in told.rows("most")] == ([(3, About(worst))] if mode == "isolated" else [])
    assert told.data["loss_frame"]["x"].tolist() == [0, 3_000]
    assert not told.idle
    table = told.table
    assert len(table) == 15
    for place, row in enumerate(table.to_dict("records")):
        when, who = list(DAYS)[place // 3], ("venue", "hour", "day")[place % 3]
        assert row["day"] == DAYS[when]
        isolated, cross = (value for key, value in row.items() if key not in ("day", "watched"))
        assert ranged(isolated, *cost(when, "isolated", leverage, who)[:2])
        assert ranged(cross, *cost(when, "cross", leverage, who)[:2])
    assert says(list(table.columns)[2], leverage)


# ---- weeks --------------------------------------------------------------------------------------------------------------


def weeks(coin: str, watched: str, leverage: float) -> dict[str, float]:
    return next(
        r for r in TABLES["plan_weeks"] if (r["symbol"], r["watched"], r["leverage"]) == (coin, watched, leverage)
    )


def often(text: str, share: float) -> bool:
    """Whether "in n of 100 weeks" is said truly."""
    if "none of the weeks" in text:
        return share == 0
    if "fewer than 1" in text:
        return 0 < share < 0.005
    return share > 0 and first(text) == round(100 * share)


@oracle(SLUG, "which_mode", constants=(100, 1), loose=("hundred_name.label",))
def which_mode(told: Told, coin: str, watched: str, leverage: str) -> None:
    lever, notional = float(leverage), COINS * ENTRY
    cross, apart = weeks(coin, watched, 0.0), weeks(coin, watched, lever)
    assert cross["closed"] == 0
    for value in (notional, 332, ACCOUNT, M, SLIP, 1 - STOP / ENTRY):
        assert says(told.subtitle, value)
    assert coin in told.subtitle
    assert told.title.startswith(f"At {leverage}×")
    assert ("end alike in every week" in told.title) == (apart["closed"] == 0)
    if apart["closed"] == 0:
        assert {k: v for k, v in apart.items() if k != "leverage"} == {
            k: v for k, v in cross.items() if k != "leverage"
        }
        assert says(told.title.split("the worst costs")[1], -notional * cross["worst"])
    else:
        here, there = told.title.split("; cross never")
        assert often(here.split("closed ")[-1].split(", worst")[0], apart["closed"])
        assert says(here.split("worst ")[1], -notional * apart["worst"])
        assert says(there.split("worst ")[1], -notional * cross["worst"])
    assert ("No order waits" in told.sentence) == (watched == "nobody")
    never = {"venue": "The stop never acts", "day": "You never get to close it", "nobody": "No order"}[watched]
    assert told.sentence.startswith(never) == (watched == "nobody" or apart["stopped"] == 0)
    if watched != "nobody" and apart["stopped"] == 0:
        assert says(told.sentence.split(" at ")[1].split(":")[0], lever)
        assert wall(lever) >= STOP
    elif watched != "nobody":
        acts = told.sentence.split("The stop acts " if watched == "venue" else "You close it ")[1]
        assert often(acts.split(" in isolated")[0], apart["stopped"])
        assert often(acts.split("isolated, ")[1].split(" in cross")[0], cross["stopped"])
    assert says(told.bold[0], notional / lever)
    assert apart["worst"] >= -1 / lever - 1e-4
    assert often(told.bold[1], apart["closed"])
    assert often(told.bold[2], cross["beyond"])
    assert says(told.sentence.split("the stop's ")[1].split(" in")[0], notional * (1 - (1 - 0.05) * (1 - SLIP)))
    assert says(told.sentence.split(", and ")[-1].split(" in the mean")[0], -notional * cross["worst_tail"])
    assert says(told.sentence.split("against ")[1], -notional * apart["worst_tail"])
    dots = {(d["row"], d["mode"]): d for d in told.rows("loss_dots")}
    for line, key in enumerate(("worst", "worst_tail")):
        for mode, found in (("cross", cross), ("isolated", apart)):
            dot = dots[line, mode]
            assert dot["x"] == About(-notional * found[key])
            assert dot["label"].startswith(mode)
            assert says(dot["label"], dot["x"])
    high = told.data["loss_frame"]["x"].max()
    for dot in dots.values():
        assert dot["left"] == (dot["x"] < 0.5 * high)
        assert dot["x"] <= high
    for bar, key in zip(told.rows("loss_bars"), ("worst", "worst_tail"), strict=True):
        ends = sorted(-notional * found[key] for found in (cross, apart))
        assert sorted((bar["x"], bar["x2"])) == About(ends)
    assert [row["name"] for row in told.rows("loss_names")] == [
        "lost in the worst week",
        "lost in the mean of the worst twentieth",
    ]
    squares = told.rows("hundred")
    assert [(s["column"], s["line"]) for s in squares] == [(i % 20, i // 20) for i in range(100)]
    for kind, name in zip(("closed", "stopped"), told.rows("hundred_name"), strict=True):
        assert abs(sum(s["kind"] == kind for s in squares) - 100 * apart[kind]) <= 0.5
        assert name["kind"] == kind
        assert often(name["label"].split(": ")[1], apart[kind])
    table = told.table
    assert len(table) == 6
    for place, row in enumerate(table.to_dict("records")):
        found = weeks(coin, ("nobody", "day", "venue")[place // 2], lever if place % 2 else 0.0)
        assert ("isolated" in row["mode"]) == bool(place % 2)
        assert says(row["closed by the venue"], found["closed"])
        assert says(row["stopped"], found["stopped"])
        for key, name in (("mean week", "mean"), ("worst twentieth", "worst_tail"), ("worst week", "worst")):
            assert says(row[key], notional * found[name], signed=True)


test_every_sentence = held(SLUG)
