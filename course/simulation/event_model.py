"""The cascade model beside the five events: one setting for all of them, and what it gets right and wrong.

The exogenous price is the *spot* reconstruction, which already contains whatever the cascade did to spot; the model adds a
population of margin accounts and asks how far below spot their liquidations take the perp, who is liquidated, who pays.
Nothing is fitted to an event. Known failures, shown rather than tuned away: nobody in it leaves of their own accord, so all the
fall in open interest is forced (in October 2025 most of it was not), and even that counts every liquidation as a contract that
disappears; funding answers to the perp's discount alone; one venue cannot show venues falling apart from each other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from course.margin import Market
from course.simulation.cascade import Cascade
from course.simulation.events import Crash, Event
from course.simulation.exchange import Book, Exchange, Feed, FundingTerms
from course.simulation.film import Film
from course.simulation.populations import open_interest, population
from course.simulation.rows import Floats

#: Two quantities as the comparison names them.
UNDER_SPOT, UNDER_MARK = "perp low beneath spot low", "perp low beneath mark low"

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Setting:
    """What the model assumes, the same for every event. Illustrative, not calibrated.

    Attributes:
        traders: how many accounts stand for the market.
        leverage: median.
        long_share: probability of being long.
        cross_share: probability of cross margin.
        maintenance, initial, fee: fractions of notional.
        depth: D over open interest: 2 means that one percent of price takes two percent of open interest.
        recovery, refill: of impact and depth, minutes.
        withdrawal: depth after a log return r: e^(−withdrawal·|r|).
        insurance: fund over open interest.
        smoothing: of the premium in the mark, per tick; ``band``: its largest size.
        step: seconds a tick.
    """

    traders: int = 20_000
    leverage: float = 2.0
    long_share: float = 0.55
    cross_share: float = 0.5
    maintenance: float = 0.01
    initial: float = 0.02
    fee: float = 0.005
    depth: float = 2.0
    recovery: float = 30.0
    refill: float = 60.0
    withdrawal: float = 20.0
    insurance: float = 0.002
    smoothing: float = 0.3
    band: float = 0.05
    step: int = 300


def run_event(event: Event, rng: np.random.Generator, setting: Setting | None = None) -> Film:
    """Play one event: population and path drawn from ``rng``, deleveraging by queue, funding every eight hours."""
    s = setting or Setting()
    path = event.paths(rng, kind="spot", step=s.step)
    prices = path.prices[:, :, 0]
    markets = [Market(symbol, s.initial, s.maintenance, liquidation_fee=s.fee) for symbol in path.symbols]
    rows = population(
        rng, s.traders, markets, prices[0],
        leverage=s.leverage, long_share=s.long_share, cross_share=s.cross_share,
    )  # fmt: skip
    interest = open_interest(rows, prices[0])
    minutes = s.step / 60
    books = [Book(s.depth * x, s.recovery / minutes, s.refill / minutes, s.withdrawal) for x in interest]
    exchange = Exchange(
        markets,
        books,
        Feed(pass_through=0.0, smoothing=s.smoothing, band=s.band),
        insurance=s.insurance * float(interest.sum()),
        deleveraging="queue",
        funding=FundingTerms(28_800 // s.step, 0.003),
    )
    return Cascade(exchange, rows, prices[0], band=0.05).run(prices[1:])


def busiest_share(film: Film, seconds: float, step: float) -> float:
    """Largest share of all liquidated notional that falls within so many seconds; NaN if nothing was liquidated."""
    ticks = film.column("tick").astype(int)
    kinds = [film.column(k).sum(axis=1) for k in ("longs", "shorts", "deleveraged")]
    total = np.sum(kinds, axis=0)
    by_tick = np.zeros(film.ticks + 1)
    np.maximum.at(by_tick, ticks, total)
    done = np.maximum.accumulate(by_tick)
    if not done[-1]:
        return float("nan")
    width = max(1, round(seconds / step))
    later = np.concatenate([done, np.full(width, done[-1])])[width:]
    return float((later - done).max() / done[-1])


def first_deleveraging(film: Film, step: float) -> float:
    """Seconds from the first liquidation to the first deleveraging, to a tick; NaN if there was none."""
    ticks = film.column("tick")
    handed = film.column("deleveraged").sum(axis=1) > 0
    struck = handed | (film.column("longs").sum(axis=1) + film.column("shorts").sum(axis=1) > 0)
    return float(ticks[handed][0] - ticks[struck][0]) * step if handed.any() else float("nan")


def compare(event: Event, film: Film, setting: Setting | None = None) -> list[dict[str, object]]:
    """Model beside figure: records with ``quantity``, ``market``, ``published``, ``model``, ``unit``, ``source``."""
    s = setting or Setting()
    start = film[0].exogenous
    begin = np.array([c.spot_open for c in event.markets.values()])
    # Drops count from the open of the window; the first tick is one step later.
    drop: Callable[[str], Floats] = lambda name: 1 - film.column(name).min(axis=0) / begin  # noqa: E731
    perp, mark, spot = drop("perp"), drop("mark"), drop("exogenous")
    funding = film.column("funding").min(axis=0)
    records: list[dict[str, object]] = []

    def add(quantity: str, market: str, published: float, model: float, unit: str, source: str) -> None:
        records.append(
            {
                "event": event.name,
                "quantity": quantity,
                "market": market,
                "published": published,
                "model": float(model),
                "unit": unit,
                "source": source,
            }
        )

    bars = "public hourly bars (D)"
    assert len(start) == len(event.markets)
    for a, (symbol, c) in enumerate(event.markets.items()):
        fall = _falls(c)
        add("perp fall", symbol, fall["perp"], perp[a], "fraction", bars)
        add(UNDER_SPOT, symbol, fall["perp"] - fall["spot"], perp[a] - spot[a], "fraction", bars)
        add(UNDER_MARK, symbol, fall["perp"] - fall["mark"], perp[a] - mark[a], "fraction", bars)
        add("lowest funding rate", symbol, c.funding, min(funding[a], 0.0), "fraction per 8 h", bars)
    # Of what the books hold before anything happens: the first frame has already seen them flee.
    fallen = float(1 - (film.column("depth") / (s.depth * film.open_interest)).min())
    long = float(film.counts.longs.sum() / max((film.counts.longs + film.counts.shorts).sum(), 1e-300))
    published = {f.name: f for f in event.figures}
    for name, value in (
        ("liquidated share", film.liquidated_share),
        ("open interest fall", film.liquidated_share),
        ("long share of liquidations", long),
        ("depth fall", fallen),
        ("share within 40 minutes", busiest_share(film, 2_400, s.step)),
        ("first deleveraging after", first_deleveraging(film, s.step)),
    ):
        figure = published.get(name)
        known = (figure.value, f"{figure.source} ({figure.grade})") if figure else (float("nan"), "no figure found")
        add(name, "all", known[0], value, "seconds" if "after" in name else "fraction", known[1])
    return records


def _falls(c: Crash) -> dict[str, float]:
    return {"perp": 1 - c.low / c.open, "spot": 1 - c.spot_low / c.spot_open, "mark": 1 - c.mark_low / c.open}


def comparison(events: list[Event], seed: int, setting: Setting | None = None) -> pd.DataFrame:
    """The table of all events; every event draws from its own generator, made from the seed and its date."""
    import pandas as pd

    records = []
    for event in events:
        rng = np.random.default_rng([seed, *(int(x) for x in event.name.split("-"))])
        records += compare(event, run_event(event, rng, setting), setting)
    return pd.DataFrame(records)
