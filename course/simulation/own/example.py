"""A made-up history around a reconstructed crash, as an exchange would export it: seeded, the same for everybody."""

from __future__ import annotations

import numpy as np

from course.simulation.events import event
from course.simulation.exported_tables import when
from course.simulation.own.marks import SEED, reconstruction
from course.simulation.paths import Paths
from course.texts import say

#: The crash of the example and what the trader begins with, USD.
EVENT, MONEY = "2025-10-10", 10_000.0
#: Seconds between two funding payments, the rate of each, and the fee of a trade, fractions.
_FUNDING, _RATE, _FEE = 28_800, 0.0001, 0.0005
_HEAD = (
    "Uid,Currency,Contract,Type,Direction,Quantity,Position,Filled Price,Funding,Fee Paid,Cash Flow,Change,Wallet Balance,"
    "Action,Time(UTC)"
)
#: What the trader does: hours after the first price, market, base units.
_ORDERS = (
    (0.2, "BTC", 0.35), (0.4, "ETH", -6.0), (0.6, "BTC", 0.15), (1.1, "ETH", -2.0), (2.9, "ETH", 4.0), (6.0, "BTC", -0.2),
    (11.5, "ETH", 4.0), (20.5, "BTC", -0.3), (21.0, "ETH", 3.0), (23.0, "ETH", -3.0),
)  # fmt: skip


def example_marks() -> Paths:
    """The prices of the example: the reconstruction of its crash."""
    return reconstruction(EVENT, SEED)


def example_text() -> str:
    """The export of the example, a transaction log as Bybit writes it: long BTC, short ETH, through the night of the crash."""
    marks, rng = example_marks(), np.random.default_rng(SEED)
    start = float(marks.times[0])
    cash, held, entry, lines = MONEY, {"BTC": 0.0, "ETH": 0.0}, {"BTC": 0.0, "ETH": 0.0}, [_HEAD]
    moments = [(start + 3_600 * h, s, q) for h, s, q in _ORDERS]
    settled = np.arange(np.ceil(start / _FUNDING) * _FUNDING, marks.times[-1] + 1, _FUNDING)
    moments += [(float(t), s, 0.0) for t in settled for s in held]

    def write(
        kind: str, side: str, symbol: str, size: float, price: float, funding: float, fee: float, flow: float, at: float
    ) -> None:
        nonlocal cash
        change = flow + funding - fee
        cash += change
        action = "SETTLEMENT" if kind == "SETTLEMENT" else "CLOSE" if flow else "OPEN"
        cells = (size, held[symbol], price, funding, -fee, flow, change, cash)
        figures = ",".join(f"{x:.8f}".rstrip("0").rstrip(".") for x in cells)
        lines.append(f"1,USDT,{symbol}USDT,{kind},{side},{figures},{action},{when(at).removesuffix(' UTC')}")

    for at, symbol, size in sorted(moments):
        step = int(np.searchsorted(marks.times, at, side="right")) - 1
        mark = float(marks[symbol][step, 0])
        if not size:
            if held[symbol]:
                side = "BUY" if held[symbol] > 0 else "SELL"
                write("SETTLEMENT", side, symbol, 0.0, round(mark, 2), -held[symbol] * mark * _RATE, 0.0, 0.0, at)
            continue
        price = round(mark * (1 + 0.0002 * float(rng.standard_normal())), 2)
        before, flow = held[symbol], 0.0
        if before * size < 0:
            flow = min(abs(size), abs(before)) * np.sign(before) * (price - entry[symbol])
        else:
            entry[symbol] = (before * entry[symbol] + size * price) / (before + size)
        held[symbol] = round(before + size, 8)
        write(
            "TRADE",
            "BUY" if size > 0 else "SELL",
            symbol,
            abs(size),
            price,
            0.0,
            abs(size) * price * _FEE,
            float(flow),
            at,
        )
    return "\n".join(lines) + "\n"


def label() -> str:
    """What must stand beside it."""
    return say(
        "made-up trades on a reconstruction of the crash of {name}, which is no recording", name=event(EVENT).name
    )
