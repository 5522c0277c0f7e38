"""Funding first, then the fall: what breaks a pooled account that would survive either.

The perpetual starts above spot and stays there as long as the crowd does, so longs pay at the venue's cap, settlement after
settlement. The rate is not dictated: it is the perpetual's premium within the cap, and liquidations turn it.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cascade_feed as looks
from course.explorers import Choice, Explorer, Number, View
from course.lessons.liquidation_cascades.books import (
    CASCADE_IMPORTS,
    CROSS,
    CROWD_IMPORTS,
    DRAWN,
    LONG,
    MADE_UP,
    PRICES,
    crowd,
    crowd_in_code,
    exchange,
    exchange_in_code,
)
from course.lessons.liquidation_cascades.contagion import WHO
from course.lessons.liquidation_cascades.contagion_texts import bounds, ends, move
from course.number_format import percent
from course.simulation import Cascade, Feed, FundingTerms, Rows
from course.simulation.events import EVENTS
from course.simulation.rows import Floats
from course.texts import SHORT, joined, listed, month, say, wordless

TRADERS, CROWD_LEVERAGE, DEPTH = 2_000, 5.0, 4.0
#: How far the perp stands above spot at the start of a spike; settlements a day; settlements watched after the fall.
PREMIUM, A_DAY, AFTER = 0.02, 3, 4
#: Your trades: so much in BTC and as much in ETH, both long.
NOTIONAL = 10_000.0


@dataclass(frozen=True)
class FundingHistory:
    """One history, settlement by settlement; the start comes first where there is one.

    Attributes:
        pooled: value of the pooled account over the collateral posted, shape (settlements + 1,).
        apart: the same for its twin in two compartments.
        rate: of BTC, one a settlement, shape (settlements,).
        The perpetual itself: of BTC against the start, shape (settlements + 1,).
        broken: settlement in which the pool was liquidated (0: the start), or None.
        compartments: values of the BTC and the ETH compartment in the end, over the collateral of both.
    """

    pooled: Floats
    apart: Floats
    rate: Floats
    perp: Floats
    broken: int | None
    compartments: tuple[float, float]
    #: Share of the crowd's accounts that were closed before the fall.
    closed: float


def yours(leverage: float) -> tuple[Floats, Floats]:
    """``(cash, size)`` of the pool, and of the BTC and the ETH compartment, as rows: (3,), (2, 3)."""
    size = NOTIONAL / PRICES
    each = NOTIONAL / leverage - NOTIONAL
    return np.array([2 * each, each, each]), np.array([[size[0], size[0], 0.0], [size[1], 0.0, size[1]]])


class _Told:
    """A cascade, and what a history keeps of every settlement."""

    def __init__(self, cascade: Cascade) -> None:
        self.cascade = cascade
        self.values = [cascade.rows.equity(PRICES)[:3]]
        self.perps, self.rates = [float(PRICES[0])], list[float]()
        self.broken: int | None = None

    def go_on(self, outside: Floats, settlements: int) -> None:
        """So many settlements with these prices outside."""
        cascade = self.cascade
        for _ in range(settlements):
            for _ in cascade.advance(outside):
                pass
            self.values.append(cascade.rows.equity(cascade.mark)[:3])
            self.perps.append(cascade.perp[0])
            self.rates.append(cascade.rate[0])
            if self.broken is None and cascade.closed_round[0] >= 0:
                self.broken = cascade.tick

    def wait(self, settlements: int) -> None:
        """So many settlements in which no price moves and nobody pays: nothing happens in them to anybody."""
        cascade = self.cascade
        cascade.tick += settlements
        self.values += [cascade.rows.equity(cascade.mark)[:3]] * settlements
        self.perps += [cascade.perp[0]] * settlements
        self.rates += [cascade.rate[0]] * settlements

    def fork(self) -> _Told:
        """A copy that goes on by itself."""
        other = copy(self)
        other.cascade = self.cascade.fork()
        other.values, other.perps, other.rates = list(self.values), list(self.perps), list(self.rates)
        return other


@lru_cache(maxsize=16)
def _days(rate: float, days: int, leverage: float, spike: bool) -> _Told:
    """The days before the fall, which know neither how far nor where it will go. Fork what this returns."""
    others = crowd(CROWD_LEVERAGE, LONG, CROSS, 0.0, TRADERS)
    cash, size = yours(leverage)
    rows = Rows(
        others.legs,
        np.concatenate([cash, others.cash]),
        np.concatenate([size, others.size], axis=1),
        np.concatenate([np.broadcast_to(PRICES[:, np.newaxis], (2, 3)), others.entry], axis=1),
    )
    # The mark is the perp's own price: index without impact, and the whole premium on top.
    feed = Feed(pass_through=0.0, smoothing=1.0, band=np.inf)
    venue = exchange(rows, DEPTH, feed=feed, insurance=1.0, deleveraging="none", funding=FundingTerms(int(spike), rate))
    spot = _spot(spike)
    cascade = Cascade(venue, rows, spot)
    cascade.skew = 1 / PRICES - 1 / spot
    told = _Told(cascade)
    if spike:
        told.go_on(spot, A_DAY * days)
    else:
        told.wait(A_DAY * days)
    return told


def _spot(spike: bool) -> Floats:
    """Prices of spot before the fall, USD."""
    return PRICES / (1 + (PREMIUM if spike else 0.0))


@lru_cache(maxsize=512)
def history(rate: float, days: int, fall: float, leverage: float, who: str, spike: bool) -> FundingHistory:
    """Days of funding, then the fall, then some settlements more; without a spike as many days of quiet, and no funding at all."""
    spike = spike and rate > 0 and days > 0
    told = _days(rate if spike else 0.0, days, leverage, spike).fork()
    closed = float((told.cascade.closed_round[3:] >= 0).mean()) if days else 0.0
    told.go_on(_spot(spike) * (1 - fall * np.array([1.0, who == "together"])), AFTER)
    worth = np.maximum(np.array(told.values), 0.0) / (2 * NOTIONAL / leverage)
    return FundingHistory(
        worth[:, 0],
        worth[:, 1] + worth[:, 2],
        np.array(told.rates),
        np.array(told.perps) / PRICES[0] - 1,
        told.broken,
        (float(worth[-1, 1]), float(worth[-1, 2])),
        closed,
    )


def histories(rate: float, days: int, fall: float, leverage: float, who: str) -> dict[str, FundingHistory]:
    """The spike alone, the fall alone, and the fall after the spike."""
    return {
        "spike": history(rate, days, 0.0, leverage, who, True),
        "fall": history(rate, days, fall, leverage, who, False),
        "both": history(rate, days, fall, leverage, who, True),
    }


def _title(told: dict[str, FundingHistory], spike: bool, fall: float) -> str:
    left = percent(float(told["both"].pooled[-1]), 0)
    dead = {name for name, h in told.items() if h.broken is not None}
    if "spike" in dead:
        return "Funding alone breaks the pool: no price had to fall from outside"
    if "fall" in dead and "both" not in dead:
        return "The fall alone breaks the pool; after the spike, which had closed others first, it survives"
    if "fall" in dead:
        return "This fall alone breaks the pool: it needs no funding before it"
    if "both" in dead:
        return "Your pool survives the spike, and it survives the fall; the fall after the spike breaks it"
    if not fall:
        return say("Nothing falls: your pool is left with {left} of its collateral", left=left)
    if not spike:
        return say("No funding before it: your pool comes through the fall with {left} of its collateral", left=left)
    return say("Your pool survives even both: {left} of its collateral is left", left=left)


def _before(both: FundingHistory, days: int, spike: bool) -> str:
    """What the settlements before the fall brought, and why more of them may take less."""
    if not spike:
        return ""
    rates = both.rate[: A_DAY * days]
    paid, got = int((rates > 0).sum()), int((rates < 0).sum())
    if not got:
        return say(
            "Before the fall longs paid at {paid} of {rates} settlements and were paid at none.",
            paid=paid,
            rates=len(rates),
        )
    turned = say(" and closed {closed:%0} of the crowd's accounts", closed=both.closed) if both.closed else ""
    return say(
        "Before the fall longs paid at {paid} of {rates} settlements{turned}; their forced sales turned"
        " the premium, and at **{got}** the longs that were left were paid. That, and no kindness of a"
        " higher rate, is why more funding can cost you less.",
        paid=paid,
        rates=len(rates),
        turned=turned,
        got=got,
    )


def _turned(both: FundingHistory, days: int, spike: bool) -> str:
    """Where the crowd's own sales turned the rate: the cause of less funding at a higher rate belongs beside the picture."""
    got = int((both.rate[: A_DAY * days] < 0).sum()) if spike else 0
    if not got:
        return ""
    return say(
        " Forced sales turned the rate: at **{got}** {got:settlement|settlements} the longs that were left were paid.",
        got=got,
    )


def funding(rate: float, days: float, fall: float, leverage: float, who: str) -> View:
    """Your account in three histories, and the rate in the last of them."""
    whole = round(days)
    told = histories(rate, whole, fall, leverage, who)
    both = told["both"]
    time = np.arange(len(both.pooled)) / A_DAY
    last = float(time[-1])
    paths = {"spike": told["spike"].pooled, "fall": told["fall"].pooled, "isolated": both.apart, "both": both.pooled}
    top = max(float(max(p.max() for p in paths.values())), 1.0)
    low, high = -0.04, 1.08 * top
    words = {"spike": "spike only", "fall": "fall only", "isolated": "isolated", "both": "both"}
    crosses = [
        {"x": float(time[h.broken]), "y": float(h.pooled[h.broken])} for h in told.values() if h.broken is not None
    ]
    extremes = {name: e.markets["BTC"].funding for name, e in EVENTS.items()}
    bottom, ceiling = bounds(both.rate, np.array(list(extremes.values())), least=0.002)
    named = ends(
        1.08 * last,
        [
            ("past", ceiling, "lowest\nrates of"),
            *(("none" if value == 0 else "past", value, wordless("{month}\n{rate:%3}", month=month(name, SHORT), rate=value))
            for name, value in extremes.items()),
        ],
        bottom, ceiling, gap=0.125,
    )  # fmt: skip
    threads = [
        {"x": last, "at": value, "to": row["x"], "y": row["y"]}
        for row, value in zip(named[1:], extremes.values(), strict=True)
    ]
    drained = 1 - float(both.pooled[A_DAY * whole])
    moved = say(
        "{drained} **{drained_2:%0}** of your collateral",
        drained="taken" if drained >= -0.0005 else "added",
        drained_2=abs(drained),
    )
    alone, after = (float(told[name].perp[-1 - AFTER :].min()) for name in ("fall", "both"))
    # Measured from where BTC stood when the fall came.
    before = float(both.perp[-1 - AFTER])
    after = (1 + after) / (1 + before) - 1
    spiked = whole > 0 and rate > 0
    if not fall:
        ended = "Nothing falls from outside."
    elif not spiked:
        ended = say("The fall ends for BTC at **{move}**, with no funding before it.", move=move(alone))
    else:
        against = "deeper" if after < alone - 0.005 else "less deep" if after > alone + 0.005 else "about as deep"
        ended = say(
            "The fall alone ends for BTC at {move}; after the spike at **{move_2}** from where it then stood:"
            " {against}.",
            move=move(alone),
            move_2=move(after),
            against=against,
        )
    parts = listed(say("{v:%0} in {s}", v=v, s=s) for s, v in zip(("BTC", "ETH"), both.compartments, strict=True))
    quiet = [name for name, value in extremes.items() if value == 0]
    unspiked = listed(month(name) for name in quiet)

    def table() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "history": {"spike": "spike alone", "fall": "fall alone", "both": "spike, then fall"}[name],
                    "pool in the end": percent(float(h.pooled[-1]), 0),
                    "compartments in the end": percent(float(h.apart[-1]), 0),
                    "pool liquidated": "no" if h.broken is None else say("day {broken:#1}", broken=h.broken / A_DAY),
                    "BTC's lowest": move(float(h.perp.min())),
                    "lowest rate": percent(float(h.rate.min()), 3),
                }
                for name, h in told.items()
            ]
        )

    return View(
        data={
            "lines": [
                {"x": float(x), "y": float(y), "tone": tone}
                for tone, path in paths.items()
                for x, y in zip(time, path)
            ],
            "ends": ends(
                last,
                [(tone, float(p[-1]), f"{words[tone]}\n{percent(float(p[-1]), 0)}") for tone, p in paths.items()],
                low, high,
            ),
            "crosses": crosses or {k: [] for k in ("x", "y")},
            "frame": {"x": [0.0, looks.NAMES * last], "y": [low, high]},
            "end": {"x": [last], "fall": [float(whole)]},
            "rates": {"x": time[1:], "y": both.rate},
            "zero": {"x": [0.0, last], "y": [0.0, 0.0]},
            "extremes": threads,
            "printed": named,
            "frame2": {"x": [0.0, looks.NAMES * last], "y": [bottom, ceiling]},
        },
        title=_title(told, spiked, fall),
        subtitle=say(
            "you: {notional:$} of BTC and {notional:$} of ETH, both long\nThe market: {made_up}.", notional=NOTIONAL, made_up=MADE_UP
        ),
        sentence=say(
            "{when}, the days before have {moved}.{turned} Your pool ends with **{pooled:%0}** of the collateral, the same trades"
            " in compartments with {parts}.",
            when="When the fall comes" if fall else say("After {whole} days", whole=whole), moved=moved,
            turned=_turned(both, whole, spiked), pooled=float(both.pooled[-1]), parts=parts,
        ),
        explain=joined(
            " ",
            [
                *filter(None, [_before(both, whole, spiked)]),
                ended,
                say(
                    "No rule of nature: in {unspiked} BTC's rate, in the crash and the day after it, never went below {value:%3};"
                    " in the other crashes it turned negative, with the fall or just after it. You trade at {leverage:×}; {whole}"
                    " days at most {rate:%} per 8 h, then {who} pushed down by {fall:%0}. The crowd: {traders} accounts{drawn};"
                    " median {crowd_leverage:×}, depth {the_depth:×} open interest, a fund that pays all bad debt.",
                    unspiked=unspiked, value=0.0, leverage=leverage, whole=whole, rate=rate, who=WHO[who], fall=fall,
                    traders=TRADERS, drawn=DRAWN, crowd_leverage=CROWD_LEVERAGE, the_depth=DEPTH,
                ),
            ],
        ),
        table=table,
    )  # fmt: skip


def in_code(leverage: float, rate: float, days: float, fall: float, who: str) -> str:
    """What is left of the pool and of its twin's two compartments after both, by the library alone."""
    spike = rate > 0 and round(days) > 0
    moves = [_spot(spike).tolist(), (_spot(spike) * (1 - fall * np.array([1.0, who == "together"]))).tolist()]
    venue = exchange_in_code(DEPTH, 1.0, "none", "Feed(pass_through=0.0, smoothing=1.0, band=np.inf)")
    terms = f"FundingTerms({int(spike)}, {rate if spike else 0.0!r})"
    return (
        f"{CROWD_IMPORTS}{CASCADE_IMPORTS.replace('Feed, ', 'Feed, FundingTerms, ').replace('Rules, ', 'Rules, Rows, ')}"
        f"{crowd_in_code(CROWD_LEVERAGE, LONG, CROSS, 0.0, TRADERS)}"
        f"(b, e), each = {NOTIONAL:g} / today, {NOTIONAL / leverage - NOTIONAL!r}  # you: a pool, and a compartment each\n"
        "sizes = np.hstack([[[b, b, 0], [e, 0, e]], crowd.size])\n"
        "crowd = Rows(crowd.legs, np.array([2 * each, each, each, *crowd.cash]), sizes, np.hstack([np.tile(today[:, None], 3), crowd.entry]))\n"
        + venue.replace("'none')", f"'none', {terms})")
        + f"before, after = np.array({moves})\n"
        "cascade = Cascade(venue, crowd, before)\n"
        "cascade.skew = 1 / today - 1 / before\n"
        f"for outside in [before] * {A_DAY * round(days)} + [after] * {AFTER}: list(cascade.advance(outside))\n"
        f"np.maximum(cascade.rows.equity(cascade.mark)[:3], 0) / {2 * NOTIONAL / leverage!r}"
    )


def explorer() -> Explorer:
    """Funding and the cascade."""
    return Explorer(
        name="funding_then_fall",
        title="First funding, then the fall",
        controls=[
            Number("leverage", "Your leverage", 4.0, min=1.0, max=10.0, step=0.5, unit="×"),
            Number(
                "rate", "Funding per 8 h, at most", 0.003, min=0.0, max=0.005, step=0.0001, unit="%").meaning("The venue's cap. Longs pay while the perpetual stands above spot."),
            Number("days", "Days of it", 7, min=0, max=14, step=1, unit="days", whole=True),
            Number("fall", "Then a push from outside", 0.05, min=0.0, max=0.25, step=0.01, unit="%"),
            Choice("who", "It hits", WHO),
        ],
        compute=funding,
        design=lambda: [looks.account(), looks.rates()],
        code=in_code,
    )  # fmt: skip
