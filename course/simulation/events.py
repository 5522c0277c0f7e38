"""Five crashes, reconstructed from published figures, and what was reported about them.

**These are reconstructions, not recordings.** Each market's path is a random bridge through a few published prices (the open
of the window, the low in its hour, where the price stood a day later) that never goes below the published low. So it has the
size and the timing of what happened, but not its minutes: a low stands in the middle of the hour in which it was seen.

Prices are opens, lows and recoveries of Binance's public hourly bars (USDT-margined perpetuals, their mark price, and spot).
Everything else carries its source and a grade: ``D`` computed from public bars, ``P`` a primary source, ``S`` press or
research, where figures often disagree. Liquidation totals are lower bounds: venues publish only a part of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from course.simulation.paths import Paths
from course.simulation.waypoints import bridge
from course.validation import ArgumentError, one_of

Kind = Literal["perp", "spot"]
LABEL = "Reconstruction from published opens, lows and recoveries (Binance public hourly bars); not a recording."


@dataclass(frozen=True)
class Figure:
    """One published number.

    Attributes:
        name: what it measures; the same name means the same thing in every event.
        value: fractions where ``unit`` is ``"fraction"``, else in the unit.
        unit: ``"fraction"``, ``"USD"``, ``"BTC"`` or ``"seconds"``.
        source: who says so.
        grade: ``"D"``, ``"P"`` or ``"S"``.
    """

    name: str
    value: float
    unit: str
    source: str
    grade: Literal["D", "P", "S"]


@dataclass(frozen=True)
class Crash:
    """One market in one event, USD.

    Attributes:
        open: perp price at the start of the window; ``spot_open``: spot price then.
        low: lowest perp price; ``spot_low``, ``mark_low``: lowest spot and mark price.
        low_at: hour in which the perp was lowest, UTC; ``spot_low_at``: in which spot was.
        recovered: share of the perp's fall recovered 24 h after the low.
        funding: most extreme 8 h funding rate from the window to 24 h after it.
    """

    open: float
    spot_open: float
    low: float
    spot_low: float
    mark_low: float
    low_at: str
    spot_low_at: str
    recovered: float
    funding: float

    def waypoints(self, start: str, kind: Kind) -> list[tuple[float, float]]:
        """``(UTC seconds, price)``: open, low, a day after the low."""
        first = self.open if kind == "perp" else self.spot_open
        low = self.low if kind == "perp" else self.spot_low
        after = low + self.recovered * (first - low)
        bottom = _seconds(self.low_at if kind == "perp" else self.spot_low_at) + 1_800
        return [(_seconds(start), first), (bottom, low), (_seconds(self.low_at) + 1_800 + 86_400, after)]


@dataclass(frozen=True)
class Event:
    """A historical crash.

    Attributes:
        name: its date; ``title``: what it is called.
        start, end: window in which the lows lie, UTC.
        markets: crashes by symbol.
        figures: what was published about it.
        label: to be shown wherever its path is shown.
    """

    name: str
    title: str
    start: str
    end: str
    markets: Mapping[str, Crash]
    figures: tuple[Figure, ...] = ()
    label: str = LABEL

    def __post_init__(self) -> None:
        object.__setattr__(self, "markets", MappingProxyType(dict(self.markets)))

    def figure(self, name: str) -> Figure:
        """A published figure by name."""
        for figure in self.figures:
            if figure.name == name:
                return figure
        raise ArgumentError("name", name, f"one of {[f.name for f in self.figures]}")

    def paths(
        self,
        rng: np.random.Generator,
        *,
        kind: Kind = "perp",
        step: int = 300,
        volatility: float = 0.8,
        correlation: float = 0.84,
        paths: int = 1,
    ) -> Paths:
        """Random reconstructions through the event's waypoints; times are UTC seconds.

        Args:
            rng: source of randomness.
            kind: ``"perp"``, or ``"spot"`` as the exogenous price of a cascade.
            step: seconds; a divisor of half an hour.
            volatility: per √year of the bridges between the points.
            correlation: of their noise; measured between hourly BTC and ETH returns.
            paths: how many.
        """
        one_of("kind", kind, ("perp", "spot"))
        if step <= 0 or 1_800 % step:
            raise ArgumentError("step", step, "a divisor of 1,800 seconds")
        points = {s: crash.waypoints(self.start, kind) for s, crash in self.markets.items()}
        last = max(p[-1][0] for p in points.values())
        for known in points.values():
            if known[-1][0] < last:
                known.append((last, known[-1][1]))
        drawn = bridge(rng, points, step=step, volatility=volatility, correlation=correlation, paths=paths)
        # Noise that would undercut the published low is reflected at it.
        low = np.array([c.low if kind == "perp" else c.spot_low for c in self.markets.values()])
        low = low[:, np.newaxis]
        prices = np.where(drawn.prices < low, low**2 / drawn.prices, drawn.prices)
        return Paths(drawn.symbols, drawn.times, prices)


def _seconds(moment: str) -> int:
    return int(np.datetime64(moment.replace(" ", "T"), "s").astype(np.int64))


def event(name: str) -> Event:
    """An event by name."""
    if name not in EVENTS:
        raise ArgumentError("name", name, f"one of {sorted(EVENTS)}")
    return EVENTS[name]


_PRESS = "CoinGlass totals as reported in the press"

EVENTS: dict[str, Event] = {
    e.name: e
    for e in (
        Event(
            "2020-03-12",
            "Black Thursday",
            "2020-03-12 10:00",
            "2020-03-13 03:00",
            {
                "BTC": Crash(
                    7_358.5, 7_355.0, 3_621.8, 3_782.1, 3_801.8,
                    "2020-03-13 02:00", "2020-03-13 02:00", 0.51, -0.0030,
                ),
                "ETH": Crash(
                    168.27, 167.97, 84.23, 86.0, 87.09,
                    "2020-03-13 02:00", "2020-03-13 02:00", 0.57, -0.00282,
                ),
            },
            (
                Figure("liquidations", 2.22e9, "USD", "market total of longs, press", "S"),
                Figure("insurance used", 0.046, "fraction", "BitMEX fund 35,508 → 33,881 XBT, no ADL", "S"),
                Figure("insurance used elsewhere", 0.53, "fraction", "Deribit fund 391 → 183 BTC", "P"),
            ),
        ),
        Event(
            "2021-05-19",
            "China and the leverage flush",
            "2021-05-19 10:00",
            "2021-05-19 15:00",
            {
                "BTC": Crash(
                    40_359.7, 40_324.6, 28_688.0, 30_000.0, 29_563.4,
                    "2021-05-19 13:00", "2021-05-19 13:00", 1.12, -0.0009,
                ),
                "ETH": Crash(
                    2_975.5, 2_973.8, 1_400.7, 1_888.0, 1_764.3,
                    "2021-05-19 13:00", "2021-05-19 13:00", 0.95, -0.00356,
                ),
            },
            (
                Figure("liquidations", 8e9, "USD", "Bybt, a lower bound", "S"),
                Figure("open interest fall", 0.5, "fraction", "BTC futures more than halved to $12.3bn", "S"),
            ),
        ),
        Event(
            "2022-11-08",
            "FTX fails",
            "2022-11-08 10:00",
            "2022-11-09 23:00",
            {
                "BTC": Crash(
                    19_765.6, 19_775.8, 15_462.6, 15_588.0, 15_542.9,
                    "2022-11-09 22:00", "2022-11-09 23:00", 0.55, -0.00119,
                ),
                "ETH": Crash(
                    1_488.9, 1_489.7, 1_071.1, 1_073.5, 1_073.4,
                    "2022-11-09 23:00", "2022-11-09 23:00", 0.54, -0.0006,
                ),
            },
            (Figure("BTC longs liquidated", 10_600.0, "BTC", "8 Nov, Glassnode", "S"),),
        ),
        Event(
            "2024-08-05",
            "Yen carry unwinds",
            "2024-08-04 20:00",
            "2024-08-05 10:00",
            {
                "BTC": Crash(
                    59_233.9, 59_257.7, 48_888.0, 49_000.0, 49_063.7,
                    "2024-08-05 06:00", "2024-08-05 06:00", 0.66, -0.00003,
                ),
                "ETH": Crash(
                    2_755.8, 2_757.6, 2_112.0, 2_111.0, 2_125.1,
                    "2024-08-05 01:00", "2024-08-05 01:00", 0.63, -0.00011,
                ),
            },
        ),
        Event(
            "2025-10-10",
            "The largest liquidation",
            "2025-10-10 20:00",
            "2025-10-10 23:00",
            {
                "BTC": Crash(
                    116_605.2, 116_661.5, 101_516.5, 102_000.0, 101_877.7,
                    "2025-10-10 21:00", "2025-10-10 21:00", 0.62, 0.0,
                ),
                "ETH": Crash(
                    3_995.0, 3_997.6, 3_400.0, 3_435.0, 3_425.3,
                    "2025-10-10 21:00", "2025-10-10 21:00", 0.56, -0.00013,
                ),
            },
            (
                Figure("liquidations", 19.1e9, "USD", _PRESS, "S"),
                Figure("liquidated share", 19.1 / 217, "fraction", f"{_PRESS}; open interest: CoinDesk Data", "S"),
                Figure("open interest fall", 0.43, "fraction", "$217bn → $123bn, CoinDesk Data", "S"),
                Figure("long share of liquidations", 16.7 / 19.1, "fraction", _PRESS, "S"),
                Figure("depth fall", 0.94, "fraction", "90 to 98 % at the worst (Amberdata, Coinwatch)", "S"),
                Figure("share within 40 minutes", 0.70, "fraction", "Amberdata: $6.93bn of $9.89bn, 20:50 to 21:30", "S"),
                Figure("first deleveraging after", 61.7, "seconds", "Hyperliquid fills, HyperMultiAssetedADL", "P"),
                Figure("deleveraged", 2.10e9, "USD", "Hyperliquid fills, HyperMultiAssetedADL", "P"),
            ),
        ),
    )
}  # fmt: skip
