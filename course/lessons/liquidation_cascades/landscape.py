"""Where liquidations lie over price, what the book takes there, and what becomes of a push."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import liquidation_cascades as looks
from course.explorers import Explorer, Number, Pull, Toggle, View
from course.lessons.facts import ETH_BETA
from course.lessons.liquidation_cascades import market, your_account
from course.lessons.liquidation_cascades.books import (
    CASCADE_IMPORTS,
    CROWD_IMPORTS,
    DRAWN,
    MADE_UP,
    PRICES,
    SIZE,
    crowd,
    crowd_in_code,
    exchange,
    exchange_in_code,
    interest,
)
from course.lessons.liquidation_cascades.market import LONG, PRICE
from course.number_format import usd
from course.simulation import Cascade, Landscape, landscape
from course.simulation.rows import Floats
from course.texts import Said, joined, say

REACH, BINS = 0.32, 50
#: A push whose end is so many times as far has lit the fuse.
FIRE = 1.8
YOURS = "long 1 BTC, short 15 ETH, $6,000 in one pool"
#: κ is measured over so much of the price beyond where it stands.
NEXT = 0.01


@lru_cache(maxsize=12)
def hills(leverage: float, cross: float, along: bool) -> Landscape:
    """The landscape of BTC; with ``along`` ETH moves by its beta."""
    rows = crowd(leverage, LONG, cross)
    betas = [1.0, ETH_BETA.value] if along else None
    return landscape(rows, PRICES, betas=betas, reach=REACH, bins=BINS)


def pushed(price: float, along: bool) -> Floats:
    """Prices of both markets after news has moved BTC there."""
    move = price / PRICE - 1
    return np.asarray(PRICES * (1 + move * np.array([1.0, ETH_BETA.value if along else 0.0])))


def ends(leverage: float, cross: float, along: bool, depth: float, price: float) -> tuple[float, float, int]:
    """``(BTC price in the end, liquidated / open interest of BTC, rounds)`` after news has moved it to ``price``."""
    return _run(leverage, cross, along, depth, price)[0]


def your_turn(leverage: float, cross: float, along: bool, depth: float, price: float) -> your_account.Turn:
    """Whether and when that push closes the learner's account, which is one of the crowd."""
    return _run(leverage, cross, along, depth, price)[1]


@lru_cache(maxsize=24)
def _everybody(leverage: float, cross: float) -> Any:
    return your_account.joined_by(crowd(leverage, LONG, cross), your_account.POOL)


@lru_cache(maxsize=512)
def _run(
    leverage: float, cross: float, along: bool, depth: float, price: float
) -> tuple[tuple[float, float, int], your_account.Turn]:
    rows = _everybody(leverage, cross)
    venue = exchange(rows, depth, deleveraging="none")
    film = Cascade(venue, rows, PRICES).run([pushed(price, along)])
    share = float(film.liquidated[0] / film.open_interest[0])
    return (float(film[-1].perp[0]), share, film.rounds), your_account.turn(film)


def burns(price: float, end: float) -> bool:
    """Whether a push to ``price`` has lit the fuse."""
    move, total = price / PRICE - 1, end / PRICE - 1
    return abs(move) >= 5e-4 and abs(total) > FIRE * abs(move)


def per_percent(hill: Landscape, oi: float) -> dict[str, Floats]:
    """Liquidated open interest per hundredth of the price by bin, cross and isolated."""
    width = 100 * np.diff(np.log(hill.edges)) * oi
    return {"cross": hill.cross / width, "isolated": (hill.long + hill.short - hill.cross) / width}


def kappa_ahead(hill: Landscape, depth_usd: float, price: float, way: int) -> float:
    """κ over the next hundredth of the price in that direction: notional liquidated there ÷ what the book takes."""
    far = price * (1 + way * NEXT)
    low, high = min(price, far), max(price, far)
    inside = np.clip(np.minimum(hill.edges[1:], high) - np.maximum(hill.edges[:-1], low), 0, None)
    share = inside / np.diff(hill.edges)
    return float(((hill.long + hill.short) * share).sum() / (depth_usd * np.log(high / low)))


def _bars(hill: Landscape, parts: dict[str, Floats], low: float, high: float) -> dict[str, Any]:
    left, right = hill.edges[:-1], hill.edges[1:]
    gap = 0.06 * (right - left)
    middle = (left + right) / 2
    gone = np.where((middle > low) & (middle < high), "gone", "waiting")
    base = np.zeros(len(middle))
    rows: dict[str, list[Any]] = {k: [] for k in ("low", "high", "share", "share2", "mode", "state")}
    for mode, size in parts.items():
        for key, column in (
            ("low", left + gap),
            ("high", right - gap),
            ("share", base),
            ("share2", base + size),
            ("mode", np.repeat(mode, len(size))),
            ("state", gone),
        ):
            rows[key].append(column)
        base = base + size
    return {key: np.concatenate(columns) for key, columns in rows.items()}


def _bands(hill: Landscape, above: Any, top: float) -> dict[str, Any]:
    """The stretches of price in which bars exceed the book."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], above, [False]])))
    return {
        "low": hill.edges[edges[::2]],
        "high": hill.edges[edges[1::2]],
        "share": np.zeros(len(edges) // 2),
        "share2": np.full(len(edges) // 2, top),
    }


def view(leverage: float, cross: float, along: bool, depth: float, price: float) -> View:
    """Bars over price, the line of the book, and what a push to ``price`` becomes."""
    hill = hills(leverage, cross, along)
    oi = float(interest(leverage, LONG, cross)[0])
    parts = per_percent(hill, oi)
    both = parts["cross"] + parts["isolated"]
    book = 0.01 * depth
    # Three bins together: one large account makes a spike, no fuse.
    above = np.convolve(both, np.ones(3) / 3, "same") > book
    top = 1.6 * max(float(both.max()), 1.15 * book)
    way = -1 if price <= PRICE else 1
    end, share, rounds = ends(leverage, cross, along, depth, price)
    kappa = kappa_ahead(hill, depth * oi, price, way)
    low, high = float(hill.edges[0]), float(hill.edges[-1])
    shown = min(max(end, low), high)
    moved = abs(end - price) > 0.002 * PRICE
    texts: list[tuple[float, float, str, str, str]] = [
        (PRICE, 0.965 * top, "← longs", "quiet", "right"),
        (PRICE, 0.965 * top, "shorts →", "quiet", "left"),
    ]
    edge = "left" if price < low + 0.35 * (high - low) else "right"
    if price > PRICE:
        edge = "right" if price > high - 0.35 * (high - low) else "left"
    texts.append(
        (price, 0.895 * top, f"{'the price now' if price == PRICE else 'you push it to'}\n{usd(price, 0)}", "ink", edge)
    )
    if moved:
        beyond = "" if shown == end else " ←" if end < low else " →"
        side = "left" if shown < low + 0.5 * (high - low) else "right"
        texts.append(
            (shown, 0.785 * top, say("it ends at\n{end:$0}{beyond}", end=end, beyond=beyond), "liquidation", side)
        )
    # The line's name stands where bars are low.
    third = BINS // 4
    at_left = float(both[:third].max()) < float(both[-third:].max())
    texts.append(
        (low if at_left else high, book + 0.085 * top, "the book\ntakes this", "ink", "left" if at_left else "right")
    )
    tallest = int(np.argmax(both))
    middle = float(hill.edges[tallest] + hill.edges[tallest + 1]) / 2
    base = 0.0
    for mode, size in parts.items():
        if size[tallest] > 0.08 * top:
            texts.append((middle, base + 0.45 * size[tallest], mode, mode, "center"))
        base += float(size[tallest])
    lows, highs = min(price, end), max(price, end)
    own = your_account.trigger(ETH_BETA.value if along else 0.0)
    own_shown = [own] if own is not None and own > low else []
    # Named on the side away from where it all begins.
    texts += [(at, 0.705 * top, say("you {at:$0}", at=at), "cross", "right") for at in own_shown]
    lit = _lit(price, way, _first(hill, above, price, way))
    turn = _you(price, own, your_turn(leverage, cross, along, depth, price))
    columns = ("price", "share", "text", "kind", "align")
    return View(
        data={
            "land_frame": {"price": [low, high], "share": [0.0, top]},
            "land_bands": _bands(hill, above, 0.66 * top),
            "land_bars": _bars(hill, parts, min(lows, PRICE), max(highs, PRICE)),
            "land_book": {"share": [book]},
            "land_rules": {
                "price": [PRICE, price, *([shown] if moved else []), *own_shown],
                "kind": ["now", "push", *(["end"] if moved else []), *["you"] * len(own_shown)],
                "share": 0.0,
                "share2": [top, 0.925 * top, *([0.815 * top] if moved else []), *[0.735 * top] * len(own_shown)],
            },
            "land_run": {
                "price": [price] if moved else [],
                "price2": [shown] if moved else [],
                "share": [book] if moved else [],
            },
            "land_texts": dict(zip(columns, map(list, zip(*texts, strict=True)), strict=True)),
        },
        title=_title(price, end, share, bool(above.any())),
        subtitle=MADE_UP,
        sentence=joined(" ", [lit if price == PRICE else _end(price, end, share, rounds), turn]),
        explain=say(
            "κ of the next {next:%0}: at {price:$0} the next {next:%0} {ahead} liquidates **{kappa:#2}** times what the book takes"
            " there. {lit}The crowd: {size} traders in BTC and ETH{drawn}; {long:%0} long, median leverage {leverage:×},"
            " {cross:%0} of them cross; ETH {along}.",
            next=NEXT, price=price, ahead=_ahead(way), kappa=kappa, lit="" if price == PRICE else lit + " ",
            size=SIZE, drawn=DRAWN, long=LONG, leverage=leverage, cross=cross,
            along="moves along" if along else "stands still",
        ),
        table=lambda: hill.frame().round(0),
    )  # fmt: skip


def _first(hill: Landscape, above: Any, price: float, way: int) -> float | None:
    """Where bars first stand above the book, on the way on from a price; None if nowhere in the picture."""
    if way < 0:
        beyond = np.flatnonzero(above & (hill.edges[:-1] < price))
        return min(price, float(hill.edges[beyond[-1] + 1])) if len(beyond) else None
    beyond = np.flatnonzero(above & (hill.edges[1:] > price))
    return max(price, float(hill.edges[beyond[0]])) if len(beyond) else None


def _title(price: float, end: float, share: float, fuse: bool) -> Said:
    move, total = price / PRICE - 1, end / PRICE - 1
    if abs(move) < 5e-4:
        if fuse:
            return say("Where bars stand above the line, a fall feeds itself: that is the fuse")
        return say("Nowhere does a step of the price liquidate more than the book takes")
    if burns(price, end):
        return say("You push {move:%1+} and get {total:%1+}: the fuse has caught fire", move=move, total=total)
    if abs(total - move) > 0.002:
        return say("You push {move:%1+} and get {total:%1+}: the book still holds", move=move, total=total)
    return say("You push {move:%1+}, and {what} follows", move=move, what="hardly anything" if share else "nothing")


def _ahead(way: int) -> str:
    return "below" if way < 0 else "above"


def _lit(price: float, way: int, first: float | None) -> Said:
    """Where, on the way on from a price, the fuse is laid."""
    ahead = _ahead(way)
    if first is None:
        return say(
            "Nowhere {ahead} {price:$0} in the picture do the bars pass the book, where κ passes one.",
            ahead=ahead, price=price,
        )  # fmt: skip
    if first == price:
        return say(
            "At {price:$0} the bars stand above the book: κ is above one, smoothed over three bars.", price=price
        )
    return say(
        "The bars {ahead} {price:$0} pass the book, and κ one, first at **{first:$0}**.",
        ahead=ahead, price=price, first=first,
    )  # fmt: skip


def _end(price: float, end: float, share: float, rounds: int) -> Said:
    """What a push has become."""
    return say(
        "The push ends at **{end:$0}**, {total:%1+}, after {rounds} {rounds:round|rounds}; **{share:%1}** of BTC's open interest"
        " is liquidated.",
        end=end, total=end / PRICE - 1, rounds=rounds, share=share,
    )  # fmt: skip


def _you(price: float, own: float | None, found: your_account.Turn) -> Said:
    """What becomes of you; before any push, where you would be closed."""
    if price == PRICE and own is not None:
        return say(
            "**You** ({who}) would be closed at **{own:$0}**, if the price went there without a forced sale.",
            who=YOURS, own=own,
        )  # fmt: skip
    return your_account.fate(YOURS, found, say("in round {round}", round=found.frame or 0), "pools and compartments")


def _rests_at(leverage: float, cross: float, along: bool, depth: float, price: float) -> float | None:
    """Where the red line stands; None where nothing follows the push."""
    end = ends(leverage, cross, along, depth, price)[0]
    return end if abs(end - price) > 0.002 * PRICE else None


def landscape_explorer() -> Explorer:
    """The landscape under sliders; drag the price."""
    return Explorer(
        name="landscape",
        title="The landscape of liquidations",
        controls=[
            market.leverage(),
            Number("cross", "Traders in cross", market.CROSS, min=0, max=1, step=0.05, unit="%"),
            Toggle("along", "ETH moves along", True),
            market.depth(),
            Number(
                "price", "News moves BTC to", PRICE, min=0.8 * PRICE, max=1.2 * PRICE, step=100, unit="$").meaning("Drag it in the chart."),
        ],
        compute=view,
        design=looks.landscape,
        handles={"price": "x"},
        pulls={"end": Pull("depth", "x", _rests_at)},
        code=lambda leverage, cross, along, depth, price: (
            f"{CROWD_IMPORTS}{CASCADE_IMPORTS}{crowd_in_code(leverage, LONG, cross)}"
            f"{exchange_in_code(depth, deleveraging='none')}"
            f"film = Cascade(venue, crowd, today).run([np.array({pushed(price, along).tolist()!r})])\n"
            "today[0] * (1 - film.fall[0]), float(film.liquidated[0] / film.open_interest[0]), film.rounds"
        ),
    )  # fmt: skip
