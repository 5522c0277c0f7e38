"""The deleveraging queue: twelve traders who are short, one of them you with a hedge, and what is left of the book."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

import numpy as np

from course import venues
from course.charts.liquidation_mechanics import PLACES, WORDS
from course.explorers import View
from course.lessons.facts import HYPERLIQUID_ADL_LEVERAGE as LEVERAGE
from course.lessons.facts import HYPERLIQUID_ADL_NOTIONAL as NOTIONAL
from course.lessons.liquidation_mechanics.walk import btc, part
from course.number_format import number, percent, times, usd
from course.texts import say, wordless
from course.venues import adl, binance, bitmex, hyperliquid

MARK, YOURS, YOUR_ENTRY = 48_000.0, 1.0, 60_000.0
YOU = "You"


class Trader(NamedTuple):
    """A short: BTC, entry price, leverage when it was opened."""

    name: str
    size: float
    entry: float
    leverage: float

    @property
    def collateral(self) -> float:
        """Posted when it was opened, USD."""
        return self.size * self.entry / self.leverage

    @property
    def pnl(self) -> float:
        """Profit at the mark, USD."""
        return self.size * (self.entry - MARK)

    @property
    def equity(self) -> float:
        """Collateral and profit, USD."""
        return self.collateral + self.pnl

    @property
    def now(self) -> float:
        """Leverage now: notional over equity."""
        return self.size * MARK / self.equity


CROWD = (
    Trader("Ada", 3.0, 64_000, 5),
    Trader("Bo", 1.0, 50_000, 10),
    Trader("Cem", 2.0, 62_000, 1),
    Trader("Dee", 0.5, 49_000, 20),
    Trader("Eli", 2.5, 58_000, 3),
    Trader("Fay", 1.5, 66_000, 1),
    Trader("Gus", 1.0, 52_000, 5),
    Trader("Hal", 2.0, 47_000, 10),
    Trader("Ida", 3.0, 55_000, 1),
    Trader("Jon", 1.0, 61_000, 8),
    Trader("Kim", 1.5, 56_000, 2),
)
TOTAL = sum(t.size for t in CROWD) + YOURS

RULES = {"hyperliquid": "Hyperliquid", "binance": "Binance", "bitmex": "BitMEX", "dydx": "dYdX (random)"}
MEASURES = {
    "hyperliquid": "price move × leverage now",
    "binance": "profit on wallet × margin ratio",
    "bitmex": "profit share × leverage now",
    "dydx": "a random place to begin, no rank",
}


def score(rule: str, trader: Trader) -> float:
    """A trader's rank on a venue: the higher, the sooner closed."""
    if rule == "hyperliquid":
        return hyperliquid.adl_score(-trader.size, trader.entry, MARK, trader.equity)
    if rule == "binance":
        held = venues.get("binance").position("BTC", -trader.size, trader.entry)
        ratio = float(held.maintenance_requirement(MARK)) / trader.equity
        return binance.adl_score(trader.pnl, trader.collateral, ratio)[1]
    return bitmex.adl_score(trader.pnl / (trader.size * trader.entry), trader.now)


def everyone(leverage: float) -> tuple[Trader, ...]:
    """The crowd with you in it, in the order in which the accounts were opened."""
    you = Trader(YOU, YOURS, YOUR_ENTRY, leverage)
    return (*CROWD[:6], you, *CROWD[6:])


class Queue(NamedTuple):
    """The order of closing with each one's score, and what each loses."""

    order: tuple[Trader, ...]
    scores: tuple[float, ...]
    fills: dict[str, float]


@lru_cache(512)
def line_up(rule: str, leverage: float, size: float, start: int) -> Queue:
    """Who is closed, in order; on dYdX the chain begins at account ``start`` and goes round."""
    traders = everyone(leverage)
    if rule == "dydx":
        scores = [-float((i - start + 1) % len(traders)) for i in range(len(traders))]
    else:
        scores = [score(rule, t) for t in traders]
    fills = adl.queue([(t.name, t.size, r) for t, r in zip(traders, scores, strict=True)], size)
    order = np.argsort(-np.asarray(scores), kind="stable")
    return Queue(tuple(traders[i] for i in order), tuple(float(scores[i]) for i in order), fills)


SCORES = {
    "hyperliquid": "hyperliquid.adl_score(-size, entry, {mark:.0f}, equity)",
    "binance": "binance.adl_score(size * (entry - {mark:.0f}), size * entry / leverage, rate * size * {mark:.0f} / equity)[1]",
    "bitmex": "bitmex.adl_score((entry - {mark:.0f}) / entry, size * {mark:.0f} / equity)",
}
"""A trader's rank in code."""


def shown(rule: str, leverage: float, size: float, start: float, fall: float) -> str:
    """The queue in code."""
    traders = everyone(leverage)
    rows = ", ".join(f"({t.name!r}, {t.size:.12g}, {t.entry:g}, {t.leverage:.12g})" for t in traders)
    head = f"from course.venues import adl{'' if rule == 'dydx' else f', {rule}'}\nshorts = [{rows}]\n"
    if rule == "dydx":
        begin = round(start) - 1
        return (
            f"{head}around = shorts[{begin}:] + shorts[:{begin}]\n"
            f"fills = adl.queue([(name, held, -place) for place, (name, held, *_) in enumerate(around)], {size:.12g})\n"
            f"fills.get({YOU!r}, 0.0)"
        )
    rate = f"rate = {venues.get('binance').table('BTC').maintenance[0]:g}\n" if rule == "binance" else ""
    return (
        f"{head}{rate}ranked = []\nfor name, size, entry, leverage in shorts:\n"
        f"    equity = size * entry / leverage + size * (entry - {MARK:.0f})\n"
        f"    ranked.append((name, size, {SCORES[rule].format(mark=MARK)}))\n"
        f"adl.queue(ranked, {size:.12g}).get({YOU!r}, 0.0)"
    )


def odds(leverage: float, size: float) -> float:
    """Share of your short that is closed on dYdX, averaged over all places where the chain may begin."""
    cut = [line_up("dydx", leverage, size, k).fills.get(YOU, 0.0) for k in range(1, PLACES + 1)]
    return sum(cut) / len(cut) / YOURS


def ordinal(place: int) -> str:
    """A place in words: 1st, 2nd, 3rd, 4th and so on."""
    return f"{place}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(place if place < 20 else place % 10, 'th') }"


def place_of(rule: str, leverage: float, size: float, start: float) -> int:
    """Your place in the queue."""
    return 1 + next(i for i, t in enumerate(line_up(rule, leverage, size, round(start)).order) if t.name == YOU)


def loss(rule: str, leverage: float, size: float, start: float, fall: float) -> float:
    """Change of your book by a further fall once the queue has been through it, USD."""
    return -line_up(rule, leverage, size, round(start)).fills.get(YOU, 0.0) * MARK * fall


def queue(rule: str, leverage: float, size: float, start: float, fall: float, guess: float) -> View:
    """The queue by a venue's rule, and what your hedged book is worth over the price once it has been through it."""
    lined = line_up(rule, leverage, size, round(start))
    place = place_of(rule, leverage, size, start)
    cut = lined.fills.get(YOU, 0.0)
    places, held = [], []
    for row, (trader, rank) in enumerate(zip(lined.order, lined.scores, strict=True)):
        gone = lined.fills.get(trader.name, 0.0)
        mine = trader.name == YOU
        said = "" if rule == "dydx" else say(", score {rank}", rank=number(rank, 2 if rank >= 0.1 else 4))
        fate = ", closed" if gone >= trader.size - 1e-9 else say(", {btc} closed", btc=btc(gone)) if gone else ""
        places.append(
            {
                "words": row + WORDS,
                "label": wordless(
                    "{row} {name} {btc}{said}{fate}",
                    row=row + 1,
                    name=trader.name,
                    btc=btc(trader.size),
                    said=said,
                    fate=fate,
                ),
                "own": mine,
            }
        )
        for low, high, kind in ((0.0, gone, "closed"), (gone, trader.size, "own" if mine else "kept")):
            if high > low:
                held.append({"start": low, "end": high, "kind": kind, "top": row + 0.52, "bottom": row + 0.84})
    naked = cut / YOURS
    loss = -naked * YOURS * MARK * fall
    moves = (-0.4, 0.2)
    book = [
        {"move": m, "value": share * YOURS * MARK * m, "kind": kind}
        for kind, share in (("before", 0.0), ("after", naked))
        for m in moves
    ]
    names = [{"move": moves[0], "value": 0.0, "label": "hedged", "kind": "before"}]
    if naked:
        end = naked * YOURS * MARK * moves[1]
        names.append({"move": moves[1], "value": end, "label": "after the cut", "kind": "after"})
    fate = (
        "your hedge is gone"
        if naked > 0.999
        else say("{naked:%?} of your hedge is gone", naked=naked)
        if naked > 1e-9
        else "your hedge stays"
    )
    random = (
        say(
            " Over all {places} places to begin, {part} of your short is closed on average, whatever its leverage.",
            places=PLACES,
            part=part(odds(leverage, size)),
        )
        if rule == "dydx"
        else ""
    )
    where = (
        say("beginning at account {the_start}", the_start=round(start))
        if rule == "dydx"
        else say("at {leverage:×}", leverage=leverage)
    )
    falls = (
        say("If it falls another {fall:%~0}, your book changes by **{loss:$+}** instead of $0.", fall=fall, loss=loss)
        if fall
        else say(
            "From here on your book loses **{cut:$}** where BTC falls 1\u202f% of today's price, instead of $0.",
            cut=0.01 * cut * MARK,
        )
    )
    idle = (
        {"leverage": "dYdX does not ask for it."}
        if rule == "dydx"
        else {"start": "Only dYdX begins anywhere: here the rank decides."}
    )
    guessed = round(guess)
    source = venues.get(rule).source
    return View(
        data={
            "places": places,
            "held": held,
            "guess": {"centre": [guessed - 1 + 0.68], "label": ["← your guess"]},
            "book": book,
            "names": names,
            "here": {"move": [-fall], "value": [loss], "label": [usd(loss, sign=True)]},
        },
        title=say(
            "{rules}: you are {ordinal} of {places}, {btc} must go, and {fate}",
            rules=RULES[rule],
            ordinal=ordinal(place),
            places=PLACES,
            btc=btc(size),
            fate=fate,
        ),
        subtitle=say(
            "rank: {measures}; BTC has fallen from {your_entry:$} to {mark:$}\nSource: {source}.",
            measures=MEASURES[rule],
            your_entry=YOUR_ENTRY,
            mark=MARK,
            source=source,
        ),
        sentence=say(
            "You guessed place {guessed}; {where} you are **{ordinal}**. ",
            guessed=guessed,
            where=where,
            ordinal=ordinal(place),
        )
        + (
            say(
                "**{btc}** of your short is closed, and as much of the BTC that you own is unhedged. {falls}",
                btc=btc(cut),
                falls=falls,
            )
            if cut
            else say(
                "The queue ends before you: the {btc} that you own stays hedged, and {say} changes your book by"
                " **{value:$}**.",
                btc=btc(YOURS),
                say=say("another {fall:%~0} down", fall=fall) if fall else "whatever BTC does",
                value=0,
            )
        )
        + random,
        idle=idle,
        table=lambda: _table(lined),
    )


def _table(lined: Queue) -> Any:
    from pandas import DataFrame

    return DataFrame(
        [
            {
                "place": row,
                "trader": t.name,
                "BTC short": t.size,
                "entry": t.entry,
                "leverage at entry": t.leverage,
                "profit": t.pnl,
                "leverage now": round(t.now, 2),
                "score": round(rank, 4),
                "closed": lined.fills.get(t.name, 0.0),
            }
            for row, (t, rank) in enumerate(zip(lined.order, lined.scores, strict=True), start=1)
        ]
    )


def words(rule: str, leverage: float, size: float, start: float, fall: float) -> str:
    """Your own score, line by line (HTML)."""
    you = Trader(YOU, YOURS, YOUR_ENTRY, leverage)
    rows = [
        ("equity = collateral + profit", f"{usd(you.collateral)} + {usd(you.pnl)} = {usd(you.equity)}"),
        (
            "leverage now = notional / equity",
            f"{usd(YOURS * MARK)} / {usd(you.equity)} = {times(you.now)}",
        ),
    ]  # fmt: skip
    if rule == "hyperliquid":
        rows.append(
            (
                "score = entry / mark × leverage now (a short)",
                f"{number(YOUR_ENTRY / MARK)} × {number(you.now)} = <strong>{number(score(rule, you))}</strong>",
            )
        )
    elif rule == "binance":
        share = you.pnl / you.collateral
        rows += [
            ("profit on wallet", f"{usd(you.pnl)} / {usd(you.collateral)} = {number(share)}"),
            (
                "score = that × margin ratio (requirement / equity)",
                f"{number(share)} × {number(score(rule, you) / share, 4)} = <strong>{number(score(rule, you), 4)}</strong>",
            ),
        ]
    elif rule == "bitmex":
        share = you.pnl / (YOURS * YOUR_ENTRY)
        rows.append(
            (
                "score = profit share × leverage now",
                f"{percent(share, 0)} × {number(you.now)} = <strong>{number(score(rule, you))}</strong>",
            )
        )
    else:
        rows.append(
            (
                "chance that the walk round the list reaches you",
                say(
                    "average over {places} places to begin: <strong>{odds:%0}</strong>",
                    places=PLACES,
                    odds=odds(leverage, size),
                ),
            )
        )
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    crash = say(
        "<p>How far down does a queue go? On 10 October 2025 Hyperliquid closed about {value:$1} billion in"
        " this way; the median account that was hit had a leverage of {value_2:×} ({source}). Most of them"
        " were careful, and in profit.</p>",
        value=NOTIONAL.value / 1000000000.0,
        value_2=LEVERAGE.value,
        source=escape(LEVERAGE.source),
    )
    return say(
        "<table class='cx-derivation'><caption>Your place on {rules}, with the explorer's"
        " numbers</caption><tbody>{body}</tbody></table>{crash}",
        rules=RULES[rule],
        body=body,
        crash=crash,
    )
