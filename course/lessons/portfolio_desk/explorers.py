"""The explorers of the desk: each follows the book that lies on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from course.charts import bots as bot_looks
from course.charts import desk as looks
from course.explorers import Choice, Explorer, Number, Prediction
from course.explorers.controls import Control
from course.lessons.portfolio_desk import bot_view, days, defend, liquidation_map, predict, touch_first, walls
from course.lessons.portfolio_desk.book import EXAMPLE, Book
from course.lessons.portfolio_desk.common import labels, snippet, way
from course.lessons.portfolio_desk.desk import desk
from course.lessons.portfolio_desk.own_history_texts import own_history_explorer
from course.lessons.portfolio_desk.weather import weather
from course.number_format import usd
from course.texts import say

DEEPER = frozenset({"likely", "map", "whatif", "days", "wait", "alarm", "defend", "bots", "own_history"})


def on_desk(
    name: str,
    title: str,
    controls: Callable[[Book], list[Control]],
    compute: Callable[..., Any],
    design: Any,
    code: Callable[..., str] | None = None,
    renewed: Callable[[Explorer, Book], None] = lambda explorer, book: None,
    **more: Any,
) -> Explorer:
    """An explorer whose function and controls know the book, shown anew whenever another one lies there.

    ``renewed`` is called then, for what the controls cannot know of each other.
    """
    here = desk()
    made = Explorer(
        name=name,
        title=title,
        controls=controls(here.book),
        compute=lambda **values: compute(here.book, **values),
        design=design,
        code=None if code is None else lambda **values: code(here.book, **values),
        **more,
    )

    def renew(explorer: Explorer) -> None:
        explorer.renew(controls(here.book))
        renewed(explorer, here.book)

    here.follow(made, renew)
    return made


def at_rest(explorer: Explorer, book: Book) -> None:
    """A change that another book does not allow is none."""
    if explorer.error:
        explorer.set(trade=0.0, cash=0.0)


def two_markets(explorer: Explorer, book: Book) -> None:
    """Two markets of which one matters to the main pool: what another book left set may be one market, or two of no matter."""
    across, up = explorer.values["across"], explorer.values["up"]
    held = set(book.terrains[book.main].symbols)
    if len(book.markets) > 1 and (across == up or not held & {across, up}):
        first, second, *_ = sorted(book.markets, key=lambda m: m not in held)
        explorer.set(across=first, up=second)


def _pool(book: Book) -> Choice:
    return Choice("pool", "Pool", list(book.pools), value=book.main)


def _reach(book: Book) -> float:
    """What a trade may be at most: a round number above the largest position, at least $20,000."""
    largest = max(abs(leg.size) * book.marks[leg.market] for leg in book.legs)
    return float(max(20_000.0, 10 ** math.ceil(math.log10(largest))))


def _toward(book: Book, pool: str) -> list[int]:
    t = book.terrains[pool]
    return [way(t)] * len(t.symbols)


def walls_explorer() -> Explorer:
    return on_desk(
        "walls",
        "By what? Walls alone and together",
        lambda book: [
            Number(
                "first", "All prices have moved already", 0, min=-0.3, max=0.3, step=0.01, unit="%").meaning("What the app would show then.")
        ],
        walls.walls,
        lambda: looks.rows("move from here", "The wall of each position alone, and of all prices together"),
        lambda book, first: (
            snippet(book, book.main)
            + f"pool.health({{s: p * {1 + first!r} for s, p in marks.items()}})"
            if walls.shifted(book, first)[book.main].health() < 0
            else snippet(book, book.main)
            + f"from course.margin import Terrain\nhere = Terrain.of(pool, {{s: p * {1 + first!r} for s, p in marks.items()}})\n"
            f"[{_toward(book, book.main)[0]} * here.ray({_toward(book, book.main)}), *here.walls()]"
        ),
        handles={"first": "x"},
    )  # fmt: skip


def likely_explorer() -> Explorer:
    def code(book: Book, pool: str, shift: float) -> str:
        now = weather(book.terrains[pool].symbols, shift)
        if len(now.volatility) > 8:
            return ""
        return (
            snippet(book, pool) + "from course.margin import Terrain, covariance\n"
            f"day = covariance({[round(float(v), 6) for v in now.volatility]}, {np.round(now.correlation, 6).tolist()}) / 365\n"
            "Terrain.of(pool, marks).sigmas(day)"
        )

    return on_desk(
        "likely",
        "The likeliest fatal move",
        lambda book: [
            _pool(book),
            Number(
                "shift", "Correlations: to 0 (left), to 1 (right)", 0, min=-1, max=1, step=0.05, unit="%").meaning("A share of the way from what is measured to all apart, or all as one."),
        ],
        walls.likely,
        lambda: [
            looks.rows("move from here", "The likeliest moves that reach the border, market by market"),
            looks.curve("days’ σ to the border", "correlations moved", "Distance to the border over the shift of correlations"),
        ],
        code,
        handles={"shift": "x@1"},
    )  # fmt: skip


def map_explorer() -> Explorer:
    def controls(book: Book) -> list[Control]:
        first, second = (*book.markets, book.markets[0])[:2]
        return [
            Choice("across", "Across", list(book.markets), value=first),
            Choice("up", "Up", list(book.markets), value=second),
            Number("x", "Across moves", 0, min=-0.55, max=0.55, step=0.01, unit="%"),
            Number("y", "Up moves", 0, min=-0.55, max=0.55, step=0.01, unit="%"),
        ]

    def code(book: Book, across: str, up: str, x: float, y: float) -> str:
        moves = {across: 1 + x, up: 1 + y} if across != up else {across: 1 + x}
        return snippet(book, book.main) + (
            f"moved = {moves!r}\npool.health({{s: p * moved.get(s, 1) for s, p in marks.items()}})"
        )

    return on_desk(
        "map",
        "The map",
        controls,
        liquidation_map.plane,
        looks.moves_map,
        code,
        renewed=two_markets,
        handles={"x": "x", "y": "y"},
    )


def touch_explorer() -> Explorer:
    return on_desk(
        "touch",
        "What should I touch first?",
        lambda book: [
            _pool(book),
            Number("dollars", "Size of each act", 5_000, min=500, max=_reach(book), unit="$", log=True),
            Choice("sort", "First is", touch_first.SORTS),
            Number("fee", "Fee", touch_first.FEE, min=0, max=0.002, step=0.00005, unit="%"),
        ],
        touch_first.touch,
        lambda: looks.rows(
            "common move that ends the pool", "Where the common move to the border stands after each act"
        ),
        lambda book, pool, dollars, sort, fee: (
            (
                snippet(book, pool) + "from course.margin import acts\n"
                f"tried = acts(pool, marks, {dollars!r}, fee={fee!r})\n"
                f"100 * tried.gain({_toward(book, pool)})"
            )
            if touch_first.moves_it(book, pool, dollars, fee)
            else ""
        ),
    )


def whatif_explorer() -> Explorer:
    """Its change can be made: then it is the book."""
    made = on_desk(
        "whatif",
        "What if?",
        lambda book: [
            Choice("which", "Position", list(labels(book).values())),
            Number("trade", "Buy (or sell, below 0)", 0, min=-_reach(book), max=_reach(book), step=_reach(book) / 200, unit="$"),
            Number("cash", "Cash in (or out, below 0)", 0, min=-_reach(book) / 20, max=_reach(book) / 20, step=_reach(book) / 1000, unit="$"),
            Number("move_all", "Then all prices move", 0, min=-0.5, max=0.5, step=0.01, unit="%"),
        ],
        touch_first.whatif,
        lambda: looks.rows("move from today’s marks", "Walls before and after a change"),
        lambda book, which, trade, cash, move_all: _whatif_code(book, which, trade, cash, move_all),
        renewed=at_rest,
    )  # fmt: skip
    made.on_change(offer)
    return made


def _whatif_code(book: Book, which: str, trade: float, cash: float, move_all: float) -> str:
    pool, k = touch_first.position(book, which)
    leg = book.pools[pool].positions[k]
    size = 0.0 if not trade else touch_first.changed(book, which, trade, 0.0, 0.0)[1]
    after = f"pool.deposit({cash!r})"
    if trade:
        price = book.marks[leg.symbol]
        whole = trade * leg.size < 0 and abs(trade) >= abs(leg.size) * price * (1 - 1e-12)
        size = -leg.size if whole else trade / price
        after += f".trade(pool.positions[{k}].market, {size!r}, {price!r}, fee={touch_first.FEE!r}, side={leg.side!r})"
    return snippet(book, pool) + f"after = {after}\nafter.health({{s: p * {1 + move_all!r} for s, p in marks.items()}})"


def offer(explorer: Explorer) -> None:
    """Let the page offer to make the change that is set."""
    here, values = desk(), explorer.looked_at
    words = str(touch_first.deed(here.book, values["which"], values["trade"], values["cash"]))
    explorer.offer(say("Make it so: {words}", words=words) if words else "", partial(make, explorer))


def make(explorer: Explorer) -> None:
    """Make the change, and set the controls back: what was tried is the book now."""
    here, values = desk(), dict(explorer.values)
    if explorer.error:
        return
    book = touch_first.made_so(here.book, values["which"], values["trade"], values["cash"])
    explorer.set(trade=0.0, cash=0.0)
    here.put(book)


def days_explorer() -> Explorer:
    return on_desk(
        "days",
        "Which day?",
        lambda book: [
            Choice("ways", "Pools", days.WAYS),
            Number("share", "Share of each move", 1, min=0.1, max=1.5, step=0.05, unit="%"),
        ],
        days.days,
        lambda: looks.rows("equity afterwards", "Equity of each pool after real days; red crosses are gone", "$"),
        lambda book, ways, share: (
            snippet(book, book.main)
            + "from course.margin import Terrain\nfrom course.simulation.stress import day\n"
            f"Terrain.of(pool, marks).equity({share!r} * day('2025-10-10 closes').row(list(marks))[0])"
        )
        if ways == "own" and "USD" not in "".join(book.markets) and days.left(book, share) == [book.main]
        else "",
    )  # fmt: skip


def wait_explorer() -> Explorer:
    return on_desk(
        "wait",
        "What does it cost to wait?",
        lambda book: [
            Number("majors", "Funding of BTC and ETH, per 8 hours", 0.0001, min=-0.001, max=0.003, step=0.00005, unit="%"),
            Number("others", "Funding of all others, per 8 hours", 0.0003, min=-0.001, max=0.003, step=0.00005, unit="%"),
        ],
        days.wait,
        lambda: looks.rows("USD a day", "Funding a day of each position", "$"),
        lambda book, majors, others: (
            snippet(book, book.main)
            + f"rates = {{s: {majors!r} if s in ('BTC', 'ETH') else {others!r} for s in marks}}\n"
            "30 * 3 * pool.funding_due(rates, marks)"
        ),
    )  # fmt: skip


def alarm_explorer() -> Explorer:
    return on_desk(
        "alarm",
        "When do I act?",
        lambda book: [_pool(book), Number("ratio", "Alarm at a margin ratio of", 0.9, min=0.2, max=0.95, step=0.05, unit="%")],
        days.alarm,
        lambda: looks.rows("common move", "Where alarms on the margin ratio ring"),
        lambda book, pool, ratio: (
            snippet(book, pool)
            + (
                "pool.margin_ratio(marks)"
                if book.pools[pool].margin_ratio(book.marks) >= ratio
                else f"from course.margin import Terrain\nTerrain.of(pool, marks).at_ratio({ratio!r}).ray({_toward(book, pool)})"
            )
        ),
    )  # fmt: skip


def defend_explorer() -> Explorer:
    """Its nights are drawn by a press."""
    made = on_desk(
        "defend",
        "A night that nobody announced",
        lambda book: [
            Number("ratio", "If the margin ratio reaches", 0.7, min=0.2, max=0.95, step=0.05, unit="%"),
            Choice("rings", "then", defend.RINGS),
            Choice("halts", "If the venue halts, then", defend.HALTS),
            Choice("gone", "If the hedge is taken, then", defend.GONE),
            Number("night", "Night", 0, min=0, max=len(defend.NIGHTS), step=1, whole=True).meaning("0: all of them at once."),
        ],
        lambda book, ratio, rings, halts, gone, night: defend.defend(book, int(night), ratio, rings, halts, gone),
        looks.nights,
    )  # fmt: skip
    made.on_change(offer_a_night)
    offer_a_night(made)
    return made


def offer_a_night(explorer: Explorer) -> None:
    """Let the page draw a night: the next, whose kind nobody has told. For a pool that is gone there is none."""
    here, drawn = desk().book, int(explorer.looked_at["night"])
    words = say("Draw another night") if drawn else say("Draw a night")
    explorer.offer(
        words if here.terrains[here.main].health() >= 0 else "",
        lambda: explorer.set(night=float(drawn % len(defend.NIGHTS) + 1)),
    )


def bots_explorer() -> Explorer:
    return on_desk(
        "bots",
        "What your bot shows",
        lambda book: [Choice("which", "Position", list(labels(book).values()))],
        bot_view.bots,
        bot_looks.walls,
        bot_view.code,
    )


# ---- the questions before ----------------------------------------------------------------------------------------------


def _asked(which: str) -> Explorer:
    t = predict.first() if which == predict.ALL else predict.second()
    symbol, alone = predict._shown(t)
    book = ", ".join(
        say(
            "{size} {notional:$0} of {symbol}",
            size="long" if p.size > 0 else "short",
            notional=p.notional(EXAMPLE.marks[p.symbol]),
            symbol=p.symbol,
        )
        for p in EXAMPLE.pools["cross"].positions
        if which == predict.ALL or p.size > 0
    )
    health = usd(float(t.health()), 0)
    start = (
        say(
            "One pool: {book}; it can lose {health}. The app shows {alone:%1+} for {symbol} and nothing nearer."
            " All prices fall **together**.",
            book=book,
            health=health,
            alone=alone,
            symbol=symbol,
        )
        if which == predict.ALL
        else say(
            "A friend has the same longs on the same $7,500, and **no short**: {book}; {health} may be lost."
            " The app shows {alone:%1+} for {symbol}.",
            book=book,
            health=health,
            alone=alone,
            symbol=symbol,
        )
    )
    return Explorer(
        name="together" if which == predict.ALL else "without_the_short",
        title="All prices fall together" if which == predict.ALL else "The same without the short",
        controls=[],
        compute=lambda guess: told(guess, which),
        design=lambda: looks.rows("common move", "A guess of the common fall beside the number that the app shows", height=150),
        prediction=Prediction(
            Number("guess", "Liquidated at a common move of", -0.2, min=-0.6, max=-0.05, step=0.005, unit="%"),
            say("{start} At which common fall is the pool liquidated?", start=start),
            answer=lambda: predict.truth(which),
            stage=lambda placed: predict.stage(placed, which),
            handle="x",
        ),
        code=lambda: (
            snippet(EXAMPLE, "cross")
            + "from course.margin import Pool, Terrain\n"
            + ("" if which == predict.ALL else "pool = Pool(pool.collateral, [p for p in pool.positions if p.size > 0])\n")
            + "-Terrain.of(pool, marks).ray([-1] * len(pool.positions))"
        ),
    )  # fmt: skip


def told(guessed: float, which: str) -> Any:
    return predict.told(guessed, which)


def first_explorer() -> Explorer:
    return Explorer(
        name="which_first",
        title="You may trade $5,000",
        controls=[],
        compute=lambda guess: third(guess),
        design=lambda: looks.rows(
            "common move that ends the pool", "Three acts and where the border then is", height=180
        ),
        prediction=Prediction(
            Choice("guess", "The safest is to", predict.CHOICES),
            "The first book again. You may trade $5,000 of one thing. Which leaves it **safest against a common fall**?",
            answer=lambda: "btc",
        ),
        code=lambda: (
            snippet(EXAMPLE, "cross")
            + "from course.margin import acts\n"
            + f"acts(pool, marks, {predict.DOLLARS:g}, fee={predict.FEE}).after.ray([-1, -1, -1])"
        ),
    )


def third(guessed: str) -> Any:
    return predict.third(guessed)


EXPLORERS: dict[str, Callable[[], Explorer]] = {
    "predict": partial(_asked, predict.ALL),
    "friend": partial(_asked, predict.LONGS),
    "first": first_explorer,
    "walls": walls_explorer,
    "likely": likely_explorer,
    "map": map_explorer,
    "touch": touch_explorer,
    "whatif": whatif_explorer,
    "days": days_explorer,
    "wait": wait_explorer,
    "alarm": alarm_explorer,
    "defend": defend_explorer,
    "bots": bots_explorer,
    "own_history": own_history_explorer,
}
