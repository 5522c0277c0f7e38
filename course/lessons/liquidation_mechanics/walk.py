"""Two views of one liquidation: what is left on every venue (the first question), and one venue step by step."""

from __future__ import annotations

from typing import Any

from course import venues
from course.charts.columns import Table
from course.charts.liquidation_mechanics import BOTTOM, TOP, WORDS
from course.explorers import View
from course.language import word
from course.lessons.liquidation_mechanics.books import (
    NAMES,
    SIZE,
    SYMBOL,
    TITLES,
    closed,
    moment,
    moves,
    party,
    setting,
    still_open,
    story,
)
from course.number_format import chance, number, percent, usd
from course.texts import joined, say, wordless
from course.venues import Liquidation
from course.venues.liquidation import FUND, MARKET, TRADER

#: The first question: the price has just passed the trigger, and the funds are full.
JUST_PAST, AMPLE, NEAR = 0.001, 1e9, 0.001


def _place(row: int) -> dict[str, float]:
    return {"top": row + TOP, "bottom": row + BOTTOM}


def btc(size: float) -> str:
    """An amount of BTC with no more places than it needs; a little is not nothing."""
    digits = 2 if abs(size) >= 0.01 or not size else 4
    return say("{rstrip} BTC", rstrip=number(size, digits).rstrip("0").rstrip("."))


def part(share: float) -> str:
    """A share of money as a whole %; 0 % and 100 % only where they are exact, to a millionth."""
    return percent(round(share), 0) if abs(share - round(share)) < 1e-6 else chance(share)


# ---- Predict: what is left ------------------------------------------------------------------------------------------


def shares(told: Liquidation) -> dict[str, float]:
    """Where the equity at the trigger is in the end: the trader's, the market's, the venue's side; shares that sum to one."""
    kept = max(told.equity_after, 0.0) / told.equity_before
    market = min(told.totals().get(MARKET, 0.0) / told.equity_before, 1.0 - kept)
    return {"yours": kept, "market": market, "venue": 1.0 - kept - market}


def asked() -> float:
    """The share of the first question: what dYdX leaves."""
    return shares(story("dydx", JUST_PAST, NEAR, AMPLE))["yours"]


def _guessed(guess: float, words: str) -> dict[str, list[Any]]:
    return {
        "share": [guess],
        "label": [wordless("{words} {the_guess:%~0}", words=words, the_guess=guess)],
        "left": [guess > 0.5],
    }


def stage(guess: float | None) -> dict[str, Table]:
    """The bars before the answer: the venues by name, and the guess where it stands."""
    names: dict[str, Table] = {
        "venues": [
            {"words": row + WORDS, "label": title, "own": name == "dydx"}
            for row, (name, title) in enumerate(TITLES.items())
        ]
    }
    return names if guess is None else {**names, "guess": _guessed(guess, "yours on dYdX?")}


def outcome(slippage: float, guess: float) -> View:
    """The same account on every venue: what share of the equity at the trigger is the trader's when all is over."""
    names = list(TITLES)
    told = {name: story(name, JUST_PAST, slippage, AMPLE) for name in names}
    split = {name: shares(told[name]) for name in names}
    kept = {name: split[name]["yours"] for name in names}
    left = {name: still_open(told[name]) for name in names}
    waits = left["dydx"] == SIZE
    parts, rows = [], []
    for row, name in enumerate(names):
        start = 0.0
        for whose, share in split[name].items():
            end = min(start + share, 1.0)
            if share > 1e-9:
                parts.append({"start": start, "end": end, "part": whose, "name": whose, **_place(row)})
            start = end
        goes_on = say(", {btc} stay open", btc=btc(left[name])) if left[name] else ""
        label = say("{titles}: {part} yours{goes_on}", titles=TITLES[name], part=part(kept[name]), goes_on=goes_on)
        rows.append({"words": row + WORDS, "label": label, "own": name == "dydx"})
    # Half a cent is where money ends: what is below is the rounding of many blocks.
    nothing = [TITLES[n] for n in names if kept[n] * told[n].equity_before < 0.005]
    others = [n for n in names if n != "dydx"]
    most = max((n for n in others if venues.get(n).live), key=lambda n: kept[n] if left[n] < SIZE else 0.0)
    mine = (
        say(
            "dYdX fills nothing, for the book is beyond the order's limit: **{part}** is still there and at"
            " risk, and the account waits",
            part=part(kept["dydx"]),
        )
        if waits
        else say("On dYdX **{part}** is yours", part=part(kept["dydx"]))
    )
    ends = sorted(kept[n] for n in others)
    return View(
        data={"parts": parts, "venues": rows, "guess": _guessed(guess, "you said")},
        title=say(
            "dYdX waits for a better book; elsewhere you keep from {part} to {part_2}",
            part=part(ends[0]),
            part_2=part(ends[-1]),
        )
        if waits
        else say(
            "dYdX leaves you {part}, {titles} {part_2}: who keeps the rest is a rule, not fate",
            part=part(kept["dydx"]),
            titles=TITLES[most],
            part_2=part(kept[most]),
        ),
        subtitle=say(
            "5 BTC at 10×, just past each venue's own trigger; the market pays {slippage:%~2} less\nLess than the"
            " mark. dYdX's rules as of {as_of}, the others' dates in the table.",
            slippage=slippage,
            as_of=venues.get("dydx").source.as_of,
        ),
        sentence=say(
            "You said {guess:%~0}. {mine}. {titles} leaves you **{part}** and {btc}. Nothing is left on"
            " {nothing} of {names} venues{nothing_2}.",
            guess=guess,
            mine=mine,
            titles=TITLES[most],
            part=part(kept[most]),
            btc=btc(left[most]) if left[most] else "no position",
            nothing=len(nothing),
            names=len(names),
            nothing_2=": " + joined(", ", nothing) if nothing else "",
        ),
        table=lambda: _table(
            [
                {
                    "venue": TITLES[n],
                    "equity at the trigger": told[n].equity_before,
                    "yours": told[n].equity_after,
                    "BTC still open": left[n],
                    "as of": venues.get(n).source.as_of,
                    "source": venues.get(n).source.text,
                }
                for n in names
            ]
        ),
    )


def _table(rows: list[dict[str, Any]]) -> Any:
    from pandas import DataFrame

    return DataFrame(rows)


# ---- Explore: step by step ------------------------------------------------------------------------------------------


def running(told: Liquidation) -> tuple[tuple[float, float], ...]:
    """The trader's equity before and after every step."""
    levels, equity = [], told.equity_before
    for step in told.steps:
        after = equity + step.flows.get(TRADER, 0.0)
        levels.append((equity, after))
        equity = after
    return tuple((cleared(low), cleared(high)) for low, high in levels)


def cleared(amount: float) -> float:
    """An amount of money without the dust of many blocks: half a cent is nothing. Never rounded twice: words round it."""
    return amount if abs(amount) >= 0.005 else 0.0


def _steps(told: Liquidation, now: int) -> tuple[list[dict[str, Any]], list[dict[str, float]]]:
    rows, links = [], []
    last = len(told.steps) - 1
    for row, (step, (before, after)) in enumerate(zip(told.steps, running(told), strict=True)):
        flow = after - before
        level = row in (0, last)
        state = "now" if row == now else "done" if row < now else "ahead"
        amount = f" {usd(after)}" if level else f" {usd(flow, sign=True)}" if cleared(flow) else ""
        name = NAMES[step.name]
        rows.append(
            {
                "start": 0.0 if level else before,
                "end": after,
                "kind": "level" if level else "paid" if flow < 0 else "received",
                "state": state,
                "words": row + WORDS,
                "label": f"{row + 1}"
                if state == "ahead"
                else wordless("{row} {name}{amount}", row=row + 1, name=name, amount=amount),
                **_place(row),
            }
        )
        if row < now:
            links.append({"at": after, "low": row + TOP, "high": row + 1 + BOTTOM})
    return rows, links


def _ledger(told: Liquidation, now: int) -> tuple[list[dict[str, Any]], list[float]]:
    """Rows of the ledger after step ``now``, and how far its axis must reach for all steps."""
    everyone = list(told.totals()) or [TRADER]
    sums = dict.fromkeys(everyone, 0.0)
    shown, reach = dict(sums), [0.0]
    for row, step in enumerate(told.steps):
        for name, amount in step.flows.items():
            sums[name] += amount
            reach.append(sums[name])
        if row == now:
            shown = dict(sums)
    rows = [
        {
            "start": 0.0,
            "end": amount,
            "kind": "paid" if amount < 0 else "received",
            "words": row + WORDS,
            "label": wordless("{party} {cleared:$+}", party=party(name), cleared=cleared(amount)),
            **_place(row),
        }
        for row, (name, amount) in enumerate(shown.items())
    ]
    rows.append(
        {
            "start": 0.0,
            "end": 0.0,
            "kind": "sum",
            "words": len(rows) + WORDS,
            "label": say("sum {cleared:$}", cleared=cleared(sum(shown.values()))),
            **_place(len(rows)),
        }
    )
    return rows, [min(reach), max(reach)]


def walk(venue: str, past: float, slippage: float, fund: float, step: float) -> View:
    """One venue's liquidation up to a step: the trader's equity, and who has received what."""
    told = story(venue, past, slippage, fund)
    now = min(int(step), len(told.steps)) - 1
    here, last = told.steps[now], now == len(told.steps) - 1
    equity = running(told)[now][1]
    open_now = SIZE - sum(closed(s) for s in told.steps[: now + 1])
    open_now = 0.0 if open_now < 1e-6 else open_now
    rows, links = _steps(told, now)
    parties, across = _ledger(told, now)
    levels = [x for pair in running(told) for x in pair]
    ends = [min(0.0, *levels), max(0.0, *levels)]
    span = max(abs(x) for x in ends) or 1.0
    source = venues.get(venue).source
    paid = {p: a for p, a in here.flows.items() if cleared(a) and p != TRADER}
    pays = fund_words(venue, told)
    money = "nobody pays yet" if not now else "; ".join(moves(p, a) for p, a in paid.items()) or "no money moves"
    holds = btc(open_now) if open_now else "no position"
    healthy = not venues.get(venue).liquidatable(told.pool, {SYMBOL: moment(venue, past)})
    goes_on = "" if not (last and open_now) else " That stays open." if healthy else " It waits for a better book."
    finding = (
        say(
            "{equity:$} and {holds} left; it began with {equity_before:$}",
            equity=equity,
            holds=holds,
            equity_before=told.equity_before,
        )
        if last
        else money
    )
    return View(
        data={
            "steps": rows,
            "links": links,
            "reach": {"x": [ends[0] * 1.02, ends[1] + 0.02 * span]},
            "parties": parties,
            "across": {"x": across if across[0] < across[1] else [-1.0, 1.0]},
        },
        title=wordless(
            "{titles}, {names}: {finding}", titles=TITLES[venue], names=word(NAMES[here.name]).lower(), finding=finding
        ),
        subtitle=say("{setting}\nSource: {source}.", setting=setting(venue, past), source=source),
        sentence=say(
            "**Step {now} of {steps}.** {text} The account began with {equity_before:$}; now it has"
            " **{equity:$}** and **{holds}**.{goes_on}",
            now=now + 1,
            steps=len(told.steps),
            text=here.text,
            equity_before=told.equity_before,
            equity=equity,
            holds=holds,
            goes_on=goes_on,
        )
        + (wordless(" {pays}.", pays=pays) if pays.startswith("The") and last else ""),
        idle={} if pays.startswith("The") else {"fund": wordless("{pays}.", pays=pays)},
        table=lambda: _table(_said(told)),
    )


def fund_words(venue: str, told: Liquidation) -> str:
    """What the insurance fund is good for in this liquidation; begins with "The" where what it holds matters."""
    chain = venues.get(venue).backstop
    if FUND not in chain:
        return say(
            "On {titles} no insurance fund stands behind a loss, but the {chain}", titles=TITLES[venue], chain=chain[0]
        )
    balance, least = 0.0, 0.0
    for step in told.steps:
        balance += step.flows.get(FUND, 0.0)
        least = min(least, balance)
    sums = told.totals()
    # Whoever stands behind the fund has paid, or the fund could not: it was too small.
    short = "fund cannot pay" in " ".join(s.text for s in told.steps) or any(
        sums.get(p, 0.0) < -0.005 for p in chain[chain.index(FUND) + 1 :]
    )
    if short and not any("no crossing orders" in s.text for s in told.steps):
        return "The insurance fund is too small for this"
    if least < -0.005:
        return say("The insurance fund pays up to {least:$} of its own", least=-least)
    return "Nothing is asked of the insurance fund here"


def _said(told: Liquidation) -> list[dict[str, Any]]:
    """The steps as a table: a row a payment, an empty cell where there is nothing to say."""
    return [
        {
            "step": wordless("{number} {names}", number=row["number"], names=NAMES[row["step"]]),
            "what happens": row["text"],
            "BTC": number(row["size"], 4) if row["size"] else "",
            "price": "" if row["price"] is None else usd(row["price"]),
            "who": "" if row["party"] is None else party(row["party"]),
            "receives": "" if row["party"] is None else usd(cleared(row["usd"]), sign=True),
        }
        for row in told.rows()
    ]


def walk_code(venue: str, past: float, slippage: float, fund: float, **_: Any) -> str:
    return (
        "from course import venues\n"
        f"venue = venues.get({venue!r})\n"
        f"pool = venue.pool(30_000, ('BTC', {SIZE:g}, 60_000))\n"
        f"marks = {{'BTC': {moment(venue, past):.0f}}}\n"
        f"told = venue.liquidation_steps(pool, marks, slippage={slippage:.12g}, insurance_fund={fund:.12g})\n"
        "told.equity_before, told.steps"
    )
