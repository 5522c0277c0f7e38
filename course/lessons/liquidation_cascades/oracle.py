"""A late, smoothed or deaf feed: the same accounts, closed later, at worse prices."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import cascade_feed as looks
from course.explorers import Explorer, Number, View
from course.lessons.liquidation_cascades.books import (
    CASCADE_IMPORTS,
    CROWD_IMPORTS,
    DRAWN,
    LEVERAGE,
    LONG,
    MADE_UP,
    MAINTENANCE,
    crowd,
    crowd_in_code,
    exchange_in_code,
    start,
)
from course.lessons.liquidation_cascades.books import interest as interest_of
from course.lessons.liquidation_cascades.contagion_texts import bounds, ends, move
from course.number_format import percent
from course.simulation.exchange import sale
from course.simulation.rows import Floats
from course.texts import say

SYMBOLS = ("BTC",)
TRADERS, SIZE = 1_500, 0.18
#: Minutes for which the price stands still at the bottom: longer than any lag, so that every feed sees the low.
HOLD, MOST = 12, 8
#: The mark follows the perp's premium no further than this.
BAND = 0.05


@dataclass(frozen=True)
class FeedRun:
    """One fall seen through one feed.

    Attributes:
        outside, mark, and the perpetual itself: prices against the start at the end of every minute, the start first, shape (minutes + 1,).
        accounts: share of the accounts liquidated.
        debt, sold: bad debt and liquidated notional over open interest.
    """

    outside: Floats
    mark: Floats
    perp: Floats
    accounts: float
    debt: float
    sold: float


def falling(speed: float) -> Floats:
    """Prices outside, minute by minute: down by :data:`SIZE` at that speed, then standing still. USD, (minutes, 1)."""
    minutes = int(np.ceil(np.log(1 - SIZE) / np.log(1 - speed) - 1e-9))
    way = np.maximum((1 - speed) ** np.arange(1, minutes + 1), 1 - SIZE)
    return np.concatenate([way, np.full(HOLD, 1 - SIZE)])[:, np.newaxis] * start(SYMBOLS)


@lru_cache(maxsize=4)
def _waiting() -> tuple[tuple[Floats, Floats, Floats, Floats], ...]:
    """Of longs and of shorts, the first to fall first: mark that liquidates, signed coins, cash, coins."""
    rows = crowd(LEVERAGE, LONG, 0.0, 0.0, TRADERS, SYMBOLS)
    sides = []
    for way in (1.0, -1.0):
        mine = np.flatnonzero(rows.size[0] * way > 0)
        cash, size = rows.cash[mine], rows.size[0][mine]
        trigger = -cash / (size * (1 - way * MAINTENANCE))
        order = np.argsort(-way * trigger, kind="stable")
        sides.append((trigger[order], size[order], cash[order]))
    return tuple((*side, np.abs(side[1])) for side in sides)


@lru_cache(maxsize=1024)
def run(lag: int, passed: float, averaged: float, speed: float, depth: float) -> FeedRun:
    """Play the fall; the fund pays all bad debt and nobody is deleveraged, so that only the feed makes a difference.

    What :class:`~course.simulation.Cascade` does with this venue (a test holds them together), with the accounts in the order in
    which the mark reaches them: a round reads only those that fall in it.
    """
    first = float(start(SYMBOLS)[0])
    path = falling(speed)[:, 0]
    late = np.concatenate([np.full(lag, first), path])
    rows = crowd(LEVERAGE, LONG, 0.0, 0.0, TRADERS, SYMBOLS)
    interest = float(interest_of(LEVERAGE, LONG, 0.0, 0.0, TRADERS, SYMBOLS)[0])
    book = depth * interest
    sides = _waiting()
    keys = [-sides[0][0], sides[1][0]]
    at = [0, 0]
    skew = premium = owed = sold = 0.0
    paths: list[tuple[float, float, float]] = [(first, first, first)]
    # Minute by minute in plain numbers.
    for seen, now in zip(late.tolist(), path.tolist()):
        while True:
            perp = 1 / (1 / now + skew)
            index = 1 / (1 / seen + passed * skew)
            leaning = premium + (perp / index - 1 - premium) / averaged
            mark = index * (1 + min(max(leaning, -BAND), BAND))
            to = [max(at[0], int(keys[0].searchsorted(-mark))), max(at[1], int(keys[1].searchsorted(mark)))]
            if to == at:
                break
            # In a fall hardly ever those on both sides.
            fallen = [(side, slice(i, j)) for side, i, j in zip(sides, at, to, strict=True) if i < j]
            coins = sum(float(side[1][here].sum()) for side, here in fallen)
            _, mean = sale(perp, coins, book)
            for side, here in fallen:
                owed += float(np.maximum(-(side[2][here] + side[1][here] * mean), 0.0).sum())
                sold += mean * float(side[3][here].sum())
            skew += coins / book
            at = to
        premium = leaning
        paths.append((now, mark, perp))
    outside, marks, perps = np.array(paths).T / first - 1
    return FeedRun(outside, marks, perps, sum(at) / len(rows), owed / interest, sold / interest)


def _title(here: FeedRun, prompt: FeedRun, lag: int) -> str:
    if lag == 0:
        return say(
            "A feed without delay: {accounts:%0} of the accounts fall, bad debt is {debt:%1}",
            accounts=here.accounts,
            debt=here.debt,
        )
    late = say("{lag} {the_lag_2:minute|minutes} late", lag=lag, the_lag_2=lag)
    was, now = percent(prompt.accounts, 0), percent(here.accounts, 0)
    who = say("{now} of the accounts fall", now=now) + ("" if was == now else say(", not {was}", was=was))
    least, most = percent(prompt.debt, 2), percent(here.debt, 2)
    if least == most:
        return say("{late}: {who}; bad debt stays at {most}", late=late, who=who, most=most)
    return say(
        "{late}: {who}; bad debt {debt} from {least} to {most}",
        late=late,
        who=who,
        debt="grows" if here.debt > prompt.debt else "shrinks",
        least=least,
        most=most,
    )


def oracle(lag: float, passed: float, averaged: float, speed: float, depth: float) -> View:
    """One fall, seen through the chosen feed and through feeds that are more or less late."""
    chosen = round(lag)
    runs = [run(k, passed, averaged, speed, depth) for k in range(MOST + 1)]
    here, prompt = runs[chosen], runs[0]
    minutes = np.arange(len(here.mark))
    low, high = bounds(here.outside, here.mark, here.perp)
    worst = max(r.debt for r in runs)
    most = max(r.accounts for r in runs)
    named = {0: chosen >= 2, MOST: chosen <= MOST - 2, chosen: True}
    tags = [
        {"lag": k, "y": y, "label": percent(value, digits), "below": below}
        for k, wanted in named.items()
        if wanted
        for y, value, digits, below in (
            (runs[k].debt / worst if worst else 0.0, runs[k].debt, 1, False),
            (-runs[k].accounts / most if most else 0.0, runs[k].accounts, 0, True),
        )
    ]
    last = int(minutes[-1])
    if chosen == 0:
        beside = say(
            "{most} min late it would be {accounts:%0} and **{debt:%2}**.",
            most=MOST,
            accounts=runs[MOST].accounts,
            debt=runs[MOST].debt,
        )
    else:
        beside = say("Without delay it is {accounts:%0} and **{debt:%2}**.", accounts=prompt.accounts, debt=prompt.debt)
    other = runs[MOST] if chosen == 0 else here
    after = (
        "Delay spares some and closes the others later, at lower prices."
        if other.accounts < prompt.accounts - 0.005
        else "Delay does not spare the accounts that are doomed: it closes them later, at lower prices."
    )

    def table() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "minutes late": k,
                    "accounts liquidated": percent(r.accounts, 1),
                    "sold, of open interest": percent(r.sold, 1),
                    "bad debt, of open interest": percent(r.debt, 2),
                    "perp's low": move(float(r.perp.min())),
                }
                for k, r in enumerate(runs)
            ]
        )

    return View(
        data={
            "lines": [
                {"x": int(x), "y": float(y), "tone": tone}
                for tone, path in (("outside", here.outside), ("mark", here.mark), ("perp", here.perp))
                for x, y in zip(minutes, path)
            ],
            "ends": ends(
                last,
                [
                    ("outside", here.outside[-1], f"outside\n{move(here.outside[-1])}"),
                    ("mark", here.mark[-1], say("the mark\n{move}", move=move(here.mark[-1]))),
                    ("perp", here.perp[-1], say("fills at\n{move}", move=move(here.perp[-1]))),
                ],
                low, high,
            ),
            "frame": {"x": [0.0, looks.NAMES * last], "y": [low, high]},
            "end": {"x": [float(last)]},
            "bars": [
                {
                    "lag": k,
                    "debt": r.debt / worst if worst else 0.0,
                    "accounts": -r.accounts / most if most else 0.0,
                    "chosen": k == chosen,
                }
                for k, r in enumerate(runs)
            ],
            "tags": tags,
            "captions": [
                {"y": 1.24, "label": "bad debt, of open interest", "below": False},
                {"y": -1.24, "label": "accounts liquidated", "below": True},
            ],
        },
        title=_title(here, prompt, chosen),
        subtitle=say("BTC falls {size:%0} and stays there; {made_up}", size=SIZE, made_up=MADE_UP),
        sentence=say(
"With the feed {chosen} min late, **{accounts:%0}** of the accounts are liquidated and leave bad"
" debt of **{debt:%2}** of open interest. {beside} {after}", chosen=chosen, accounts=here.accounts, debt=here.debt, beside=beside, after=after),
        explain=say(
            "BTC falls {speed:%1} a minute. The crowd: {traders} accounts{drawn}; median {the_leverage:×}, {long:%0} long. Depth"
            " {depth:×} open interest; the mark follows the perpetual by {band:%0} at most; a fund that pays all bad debt.",
            speed=speed, traders=TRADERS, drawn=DRAWN, the_leverage=LEVERAGE, long=LONG, depth=depth, band=BAND,
        ),
        table=table,
    )  # fmt: skip


def explorer() -> Explorer:
    """The feed."""
    return Explorer(
        name="late_feed",
        title="What the venue sees",
        controls=[
            Number("lag", "Feed late by", 4, min=0, max=MOST, step=1, unit="min", whole=True),
            Number(
                "passed", "Impact that reaches the index", 0.0, min=0.0, max=1.0, step=0.05, unit="%").meaning("Share of the perpetual's own fall that the markets behind the index feel."),
            Number(
                "averaged", "Premium averaged over", 30, min=1, max=60, log=True, unit="min").meaning("How slowly the mark follows the perpetual. At one minute it follows at once."),
            Number("speed", "Fall a minute", 0.02, min=0.01, max=0.06, step=0.005, unit="%"),
            Number("depth", "Depth, times open interest", 6.0, min=2.0, max=12.0, step=0.5, unit="×"),
        ],
        compute=oracle,
        design=lambda: [looks.feed(), looks.lags(MOST + 1)],
        handles={"lag": "x@1"},
        code=lambda lag, passed, averaged, speed, depth: (
            f"{CROWD_IMPORTS}{CASCADE_IMPORTS}{crowd_in_code(LEVERAGE, LONG, 0.0, 0.0, TRADERS, SYMBOLS)}"
            f"{exchange_in_code(depth, 1.0, 'none', f'Feed({round(lag)}, {passed:.12g}, {1 / averaged!r}, {BAND:g})')}"
            f"falls = np.maximum({1 - speed!r} ** np.arange(1, {len(falling(speed)) - HOLD + 1}), {1 - SIZE:g})\n"
            f"outside = np.append(falls, np.full({HOLD}, {1 - SIZE:.12g}))[:, None] * today\n"
            "film = Cascade(venue, crowd, today).run(outside)\n"
            "film.liquidated_share, film.bad_debt_share"
        ),
    )  # fmt: skip
