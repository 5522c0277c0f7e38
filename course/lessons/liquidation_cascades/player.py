"""A cascade to play, step and rewind: one market, one shock, every round of the engine."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cascade_player as looks
from course.charts.labels import spread
from course.explorers import Choice, Explorer, Number, View
from course.lessons.liquidation_cascades import market, your_account
from course.lessons.liquidation_cascades.books import (
    CASCADE_IMPORTS,
    CROWD_IMPORTS,
    MADE_UP,
    crowd,
    crowd_in_code,
    exchange,
    exchange_in_code,
)
from course.lessons.liquidation_cascades.market import LONG, PRICE
from course.number_format import percent, usd
from course.simulation import Cascade, Feed, Film
from course.simulation.rows import Floats
from course.texts import Said, joined, say

TRADERS = 5_000
#: In one market you have one leg.
YOURS = "1 BTC on $6,000"
#: Ticks of the film, and those over which the shock arrives.
TICKS, ARRIVES = 14, 5
FUND = 0.003
#: Half of the perp's impact reaches the index; the mark follows the premium slowly and by 5 % at most.
FEED = Feed(pass_through=0.5, smoothing=0.4, band=0.05)
#: Impact and depth come back within some ticks; a fast fall thins the book.
BOOK: dict[str, Any] = {"recovery": 8.0, "refill": 6.0, "withdrawal": 5.0}
LAST = 120
BINS = 44
#: Below so many times what news took there is no cascade.
CALM = 1.05
#: The picture reaches at least from here to there, over today's price.
ROOM, TOP = 0.88, 1.06

#: Prices on show.
TRADED = "perp"  # what a frame calls the price of the perpetual
NAMES = {TRADED: "perpetual", "mark": "mark", "index": "index"}
WAYS = {"queue": "deleverage", "none": "share the loss"}


@dataclass(frozen=True)
class Reel:
    """A film and what the picture needs of it, frame by frame.

    Attributes:
        film: the frames.
        edges: of the price bins, USD, shape (bins + 1,).
        open: open interest still there by bin of its trigger, share of all, shape (frames + 1, bins); row 0: before any.
        trigger: the mark at which your own position is liquidated, USD.
        turn: when that is.
    """

    film: Film
    edges: Floats
    open: Floats
    trigger: float
    turn: your_account.Turn


def triggers(rows: Any) -> Floats:
    """Price at which each single-market row is liquidated; 0 if no price above zero does."""
    flat, one = (rows.health([price]) for price in (0.0, 1.0))
    slope = one - flat
    return np.where(slope != 0, np.maximum(-flat / np.where(slope != 0, slope, 1.0), 0.0), 0.0)


@lru_cache(maxsize=8)
def reel(shock: float, leverage: float, depth: float, way: str) -> Reel:
    """Run the cascade once and note, after every round, which triggers still wait."""
    rows = your_account.joined_by(crowd(leverage, LONG, 0.0, 0.0, TRADERS, ("BTC",)), your_account.ALONE)
    arriving = np.minimum(np.arange(1, TICKS + 1) / ARRIVES, 1.0)
    path = PRICE * np.exp(np.log1p(-shock) * arriving)[:, np.newaxis]
    venue = exchange(rows, depth, feed=FEED, insurance=FUND, deleveraging=way, **BOOK)
    cascade = Cascade(venue, rows, [PRICE])
    at = triggers(rows)
    sizes = [np.abs(rows.size[0])]
    sizes.extend(np.abs(cascade.rows.size[0]) for _ in cascade.play(path))
    film = cascade.film
    low = min(float(film.lowest[0]), ROOM * PRICE)
    top = max(float(film.column(TRADED).max()), TOP * PRICE)
    edges = np.linspace(low - 0.06 * (top - low), top, BINS + 1)
    # Shares of open interest, longs below and shorts above: the axis measures both sides alike.
    total = float(film.open_interest[0]) / PRICE
    inside = (at > edges[0]) & (at < edges[-1])
    bins = np.clip(np.searchsorted(edges, at[inside]) - 1, 0, BINS - 1)
    held = [np.bincount(bins, size[inside], BINS) / total for size in sizes]
    return Reel(film, edges, np.array(held), float(at[-1]), your_account.turn(film))


def _lines(film: Film, now: int, names: dict[str, Floats]) -> dict[str, Any]:
    """The past of every price; what is still to come lies on the present point, so that lines grow when it plays."""
    count = len(film)
    rounds = np.minimum(np.arange(count + 1), now)
    shown = {kind: series[rounds] for kind, series in names.items()} | {"shock": names["shock"]}
    return {
        "round": np.concatenate([np.arange(count + 1) if k == "shock" else rounds for k in shown]),
        "price": np.concatenate(list(shown.values())),
        "kind": np.repeat(list(shown), count + 1),
    }


def _wall(tape: Reel, now: int) -> dict[str, Any]:
    """Bars by state; stacked so that their sum never changes."""
    start, here, before = tape.open[0], tape.open[now], tape.open[max(now - 1, 0)]
    parts = {"waiting": here, "now": before - here, "gone": start - before}
    low = np.zeros(BINS)
    rows: dict[str, list[Any]] = {k: [] for k in ("low", "high", "share", "share2", "state")}
    for state, size in parts.items():
        rows["low"].append(tape.edges[:-1])
        rows["high"].append(tape.edges[1:])
        rows["share"].append(low)
        low = low + np.maximum(size, 0.0)
        rows["share2"].append(low)
        rows["state"].append(np.repeat(state, BINS))
    return {k: np.concatenate(v) for k, v in rows.items()}


def _clear(tape: Reel, *, above: bool) -> float:
    """A price on that side of today's around which bars are short: room for a name."""
    middles = (tape.edges[1:] + tape.edges[:-1]) / 2
    wide = np.max([np.roll(tape.open[0], k) for k in (-1, 0, 1)], axis=0)
    side = np.arange(1, BINS - 1)
    # Nor on the line of the mark, which begins at today's price: half a line of text away at least.
    off = 0.045 * float(tape.edges[-1] - tape.edges[0])
    side = side[middles[side] > PRICE + off] if above else side[middles[side] < PRICE - off]
    return float(middles[side[np.argmin(wide[side])]])


def _gauges(tape: Reel, now: int, depth: float) -> dict[str, Any]:
    """What is left of the book's normal depth and of the fund; what went, of open interest."""
    film = tape.film
    frame = film[max(now - 1, 0)]
    oi = float(film.open_interest[0])
    fund = FUND * oi
    started = now > 0
    values = [
        ("depth", "book depth, of normal", float(frame.depth[0]) / (depth * oi) if started else 1.0),
        ("fund", "insurance fund, of its start", frame.insurance / fund if started else 1.0),
        ("sold", "longs sold into the book, of open interest", float(frame.longs[0]) / oi if started else 0.0),
        ("sold", "shorts bought back, of open interest", float(frame.shorts[0]) / oi if started else 0.0),
        ("handed", "handed over (auto-deleveraging), of open interest", float(frame.deleveraged[0]) / oi if started else 0.0),
    ]  # fmt: skip
    return {
        "row": np.arange(len(values)),
        "kind": [kind for kind, _, _ in values],
        "name": [name for _, name, _ in values],
        "share": [min(value, 1.0) for _, _, value in values],
        "label": [percent(value, 0) for _, _, value in values],
        "nothing": 0.0,
        "whole": 1.0,
    }


def play(shock: float, leverage: float, depth: float, way: str, step: float) -> View:
    """The state after so many frames; 0: before anything."""
    tape = reel(shock, leverage, depth, way)
    film = tape.film
    count = len(film)
    now = min(round(step), count)
    series = {kind: np.concatenate([[PRICE], film.column(kind)[:, 0]]) for kind in NAMES} | {
        "shock": np.concatenate([[PRICE], film.column("exogenous")[:, 0]])
    }
    here = {kind: float(values[now]) for kind, values in series.items()}
    low, high = float(tape.edges[0]), float(tape.edges[-1])
    names = {k: here[k] for k in NAMES}
    news = float(series["shock"][-1])
    last = film[now - 1] if now else None
    oi = float(film.open_interest[0])
    sold = float(last.longs[0] + last.shorts[0]) / oi if last else 0.0
    handed = float(last.deleveraged[0]) / oi if last else 0.0
    fall, pushed = 1 - here[TRADED] / PRICE, 1 - here["shock"] / PRICE
    tallest = float(tape.open[0].max())
    title, sentence, more = _told(tape, now, fall, pushed, sold, handed)
    return View(
        data={
            "film_frame": {"round": [0.0, 1.36 * count], "price": [low, high]},
            "film_lines": _lines(film, now, series),
            "film_heads": {"round": [now] * 3, "price": list(names.values()), "kind": list(names)},
            "film_names": _names(now, count, names, news, low, high),
            "film_now": {"round": [now]},
            "film_wall": _wall(tape, now),
            "wall_frame": {"share": [0.0, 1.06 * tallest], "price": [low, high]},
            "wall_mark": {"price": [here["mark"]]},
            "wall_you": {
                "share": [0.0],
                "price": [min(max(tape.trigger, low), high)],
                "state": ["gone" if tape.turn.frame is not None and tape.turn.frame < now else "waiting"],
            },
            "wall_names": {
                "price": [_clear(tape, above=True), _clear(tape, above=False)],
                "share": [1.06 * tallest] * 2,
                "label": ["liquidates shorts", "liquidates longs"],
                "state": ["waiting", "waiting"],
            },
            "gauge": _gauges(tape, now, depth),
        },
        title=title,
        subtitle=MADE_UP,
        sentence=joined(" ", [sentence, _you(tape, now)]),
        explain=say(
            "{more} You are the BTC leg of your account. The crowd: {rows} accounts in BTC, {long:%0} of them long, median leverage"
            " {leverage:×}; {value:%0} of the price takes {the_depth:%1} of open interest.",
            more=more, rows=tape.turn.rows - 1, long=LONG, leverage=leverage, value=0.01, the_depth=0.01 * depth,
        ),
        table=lambda: _table(film),
        limits={"step": count},
    )  # fmt: skip


def _names(now: int, count: int, prices: dict[str, float], news: float, low: float, high: float) -> dict[str, Any]:
    """Names beside the prices; before anything has moved they are one price with one name, above the way that news will take."""
    span = high - low
    if now == 0:
        labels, kinds, at = [say("all three prices\n{price:$0}", price=PRICE)], [TRADED], [PRICE + 0.06 * span, news]
    else:
        labels, kinds = [f"{NAMES[kind]}\n{usd(price, 0)}" for kind, price in prices.items()], [*prices]
        at = spread([*prices.values(), news], 0.115 * span, low + 0.04 * span, high).tolist()
    return {"round": [*[now] * len(labels), count], "price": at, "label": [*labels, "news"], "kind": [*kinds, "shock"]}


def _off(gap: float) -> str:
    """How far from the mark, in words."""
    if abs(gap) < 5e-4:
        return "at"
    return say("{gap:%1} below", gap=-gap) if gap < 0 else say("{gap:%1} above", gap=gap)


def _you(tape: Reel, now: int) -> Said:
    """What becomes of you, as far as this frame knows."""
    frame = tape.turn.frame
    if frame is None and now == len(tape.film):
        return your_account.fate(YOURS, tape.turn, "", "")
    waits = frame is None or frame >= now
    if waits and now and tape.film[now - 1].socialised:
        # What was taken from its equity has moved its trigger.
        return say("**You** ({who}, the blue dot) are still open, with less than you brought.", who=YOURS)
    if waits:
        return say(
            "**You** ({who}, the blue dot) are closed when the mark falls to {trigger:$0}.",
            who=YOURS,
            trigger=tape.trigger,
        )
    then = tape.film[frame]
    return your_account.fate(
        YOURS, tape.turn, say("in tick {tick}, round {round}", tick=then.tick, round=then.round), "accounts"
    )


def _worst(film: Film, pushed: float) -> float:
    """How many times what news took the price was down at the worst."""
    return (1 - float(film.lowest[0]) / PRICE) / pushed


def _told(tape: Reel, now: int, fall: float, pushed: float, sold: float, handed: float) -> tuple[Said, Said, Said]:
    """Title and sentence of a frame, and what it leaves to the one who asks."""
    film = tape.film
    count = len(film)
    if now == 0:
        return (
            say("The fuse is laid: press Play"),
            say(
                "The wall is open interest, at the price that liquidates it. News will push the price down along the dotted line,"
                " in **{count}** rounds.",
                count=count,
            ),
            say("Price, mark and index stand at {price:$}.", price=PRICE),
        )  # fmt: skip
    frame = film[now - 1]
    more = fall - pushed
    gap = float(frame.perp[0] / frame.mark[0] - 1)
    interest = float(film.open_interest[0])
    fund = frame.insurance / (FUND * interest)
    shared = frame.socialised / interest
    money: list[str] = [
        say("The insurance fund holds {fund:%0} of what it began with", fund=fund)
        if fund > 0.005
        else say("The insurance fund is empty")
    ]
    if handed > 5e-4:
        money.append(say("winners gave up {handed:%1} of open interest", handed=handed))
    if shared > 5e-4:
        money.append(say("and {shared:%1} of open interest was taken from everyone's equity", shared=shared))
    words = say(
        "News alone: {news:%1+}. The perpetual: **{moved:%1+}**. Forced sales and purchases so far: **{sold:%1}** of open interest.",
        news=-pushed, moved=-fall, sold=sold,
    )  # fmt: skip
    asked = say(
        "Tick {tick}, {round}: the perpetual stands {off} its mark. {money}.",
        tick=frame.tick, round=say("round {number}", number=frame.round) if frame.round else "a new price",
        off=_off(gap), money=joined(", ", money),
    )  # fmt: skip
    if now == count:
        lowest = 1 - float(film.lowest[0]) / PRICE
        if _worst(film, pushed) < CALM:
            return (
                say("News took {pushed:%1}, and the book took what was sold: no cascade", pushed=pushed),
                words,
                asked,
            )
        return say(
            "News took {pushed:%1}; at the worst, forced sales had made it {lowest:%1}, {times:#1} times as much",
            pushed=pushed, lowest=lowest, times=_worst(film, pushed),
        ), words, asked  # fmt: skip
    if sold + handed < 1e-4:
        return say("The price has fallen {fall:%1}, and nobody has been liquidated yet", fall=fall), words, asked
    if handed > 5e-4 and float(frame.deleveraged[0]) > float(film[max(now - 2, 0)].deleveraged[0]):
        return say("The fund cannot pay: positions of the bankrupt are handed to winners"), words, asked
    if more > 0.002:
        return say(
            "News took {pushed:%1}; forced sales have made it {fall:%1}", pushed=pushed, fall=fall
        ), words, asked  # fmt: skip
    return say("The price has fallen {fall:%1}, and the book still takes what is sold", fall=fall), words, asked


def _table(film: Film) -> Any:
    frame = film.frame()
    wanted = [
        "tick", "round", "perp", "mark", "index", "depth", "longs", "shorts", "deleveraged", "insurance", "socialised",
    ]  # fmt: skip
    return frame[wanted].round(2)


def player_explorer() -> Explorer:
    """The cascade player."""
    return Explorer(
        name="cascade_player",
        title="Cascade player",
        controls=[
            Number("shock", "News takes", 0.06, min=0.01, max=0.15, step=0.005, unit="%"),
            market.leverage(most=8),
            # Shallower books run away: a squeeze of shorts in them has no price that could be shown.
            market.depth(least=1.5, most=6),
            Choice(
                "way", "When the fund cannot pay", WAYS).meaning("Deleverage: positions of the bankrupt are handed to the most profitable and most leveraged on the other side,"
                " past the book. Share the loss: they are sold into the book, and everyone's equity pays the rest."),
            Number("step", "Round", 0, min=0, max=LAST, step=1, play=0.35, whole=True),
        ],
        compute=play,
        design=looks.design,
        handles={"step": "x"},
        code=_code,
    )  # fmt: skip


def _code(shock: float, leverage: float, depth: float, way: str, step: float) -> str:
    """The film in code, and of the frame on show how far the price is down and what was sold; at the end its lowest."""
    film = reel(shock, leverage, depth, way).film
    now = min(round(step), len(film))
    shown = "len(film), float(today[0])"
    if now:
        shown = (
            f"frame = film[{now - 1}]\n"
            f"float(1 - frame.{TRADED}[0] / today[0]), float((frame.longs + frame.shorts)[0] / film.open_interest[0])"
        )
        if now == len(film) and _worst(film, shock) >= CALM:
            shown += ", float(1 - film.lowest[0] / today[0])"
    plain = Feed()
    told = {
        name: getattr(FEED, name)
        for name in ("lag", "pass_through", "smoothing", "band")
        if getattr(FEED, name) != getattr(plain, name)
    }
    feed = f"Feed({', '.join(f'{name}={value:.12g}' for name, value in told.items())})"
    book = "".join(f", {name}={value:.12g}" for name, value in BOOK.items())
    return (
        f"{CROWD_IMPORTS}{CASCADE_IMPORTS}{crowd_in_code(leverage, LONG, 0.0, 0.0, TRADERS, ('BTC',))}"
        f"{exchange_in_code(depth, FUND, way, feed, book)}"
        f"arrived = np.minimum(np.arange(1, {TICKS + 1}) / {ARRIVES}, 1)\n"
        f"film = Cascade(venue, crowd, today).run(today * np.exp(np.log({1 - shock:.12g}) * arrived)[:, None])\n"
        f"{shown}"
    )
