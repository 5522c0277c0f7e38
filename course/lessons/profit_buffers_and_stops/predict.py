"""Predict: bought on profit, where is it closed? The price and the wall as they went, beside the learner's guess."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from course.charts.columns import Table
from course.charts.price_ladder import levels
from course.explorers import View
from course.lessons.profit_buffers_and_stops.book import ENTRY, MAINTENANCE, STAKE, about, at, opened
from course.margin import Pool, rebalancing_trade
from course.simulation.fact_tables import stored
from course.texts import say

LEVERAGE, RISE = 10.0, 0.1
PEAK = ENTRY * (1 + RISE)
#: Where on the way from the entry to the end it was bought on, and where it is closed; shares of the way.
BOUGHT, CLOSED = 0.42, 0.8
#: Prices that may be guessed, and those on the ladder.
LEAST, MOST = 50_000.0, 66_000.0
#: The step of the guess: what lies within half of it was said.
STEP = 100.0
PRICES = (49_500.0, 66_900.0)
GAP = 1_150.0


@lru_cache(maxsize=1)
def bought() -> tuple[Pool, Pool]:
    """The account before and after the purchase at the peak."""
    before = opened(LEVERAGE)
    position = before.positions[0]
    more = rebalancing_trade(position.size, PEAK, before.equity(at(PEAK)), LEVERAGE)
    return before, before.trade(position.market, more, PEAK)


def wall() -> float:
    """Where it is closed after the purchase."""
    return float(bought()[1].liquidation_price("BTC", at(PEAK)))


def stage(guess: float | None) -> dict[str, Table]:
    """The way before the answer: up to the purchase, and the guess where it stands."""
    known: list[tuple[str, float, str]] = [
        ("entry", ENTRY, say("first bought {entry:$}", entry=ENTRY)),
        ("mark", PEAK, say("bought more {peak:$}", peak=PEAK)),
    ]
    if guess is not None:
        known.append(("prediction", guess, say("closed at {guess:$}?", guess=guess)))
    return {"levels": _levels(known), "way": [{"when": 0.0, "price": ENTRY}, {"when": BOUGHT, "price": PEAK}]}


def _levels(known: list[tuple[str, float, str]]) -> list[dict[str, Any]]:
    """Names of prices, each from when on it is one."""
    return [{**row, "since": 0.0 if row["kind"] == "entry" else BOUGHT} for row in levels(known, GAP)]


def predict(guess: float) -> View:
    """Where the account is closed once its profit has been bought on, beside the guess, USD."""
    before, after = bought()
    closed, first = wall(), float(before.liquidation_price("BTC", at(ENTRY)))
    position = after.positions[0]
    real = stored("given_back").pick(symbol="BTC", rise=RISE, leverage=LEVERAGE)
    other = stored("given_back").value("closed", "ETH", RISE, LEVERAGE)
    share = float(real.column("closed")[0])
    verdict = (
        "You said it, as near as the slider stops"
        if abs(guess - closed) <= STEP / 2
        else say("You said {guess:$0}, {word}", guess=guess, word="too low" if guess < closed else "too high")
    )
    return View(
        data={
            "levels": _levels(
                [
                    ("entry", ENTRY, say("first bought {entry:$}", entry=ENTRY)),
                    ("mark", PEAK, say("bought more {peak:$}", peak=PEAK)),
                    ("liquidation", closed, say("closed {closed:$0}", closed=closed)),
                    ("before", first, say("without it {first:$0}", first=first)),
                    ("prediction", guess, say("your guess {guess:$}", guess=guess)),
                ]),
            "way": [{"when": 0.0, "price": ENTRY}, {"when": BOUGHT, "price": PEAK}, {"when": CLOSED, "price": closed}],
            "wall": [{"when": 0.0, "price": first}, {"when": BOUGHT, "price": first}, {"when": BOUGHT, "price": closed}],
            "end": {"when": [CLOSED], "price": [closed]},
        },
        title=say("You bought more, and the wall jumped {above:%1} above your entry", above=closed / ENTRY - 1),
        subtitle=say(
"long at 10× from {entry:$} with {stake:$}, at 10× again at {peak:$}\nMaintenance {maintenance:%0},"
" fees left out. Months: 30 days by the marks, from every sixth hour; {about}", entry=ENTRY, stake=STAKE, peak=PEAK, maintenance=MAINTENANCE, about=about('given_back')),
        sentence=say(
            "{verdict}. You hold {size:#2} BTC at {average:$0} on average, and **{closed:$0}** closes all of it; without the"
            " purchase it would have been {first:$0}. In **{share:#0}** of 100 months that were at some time 10 % up, BTC then fell that far within"
            " the same month, ETH in {other:#0}.",
            verdict=verdict, size=position.size, average=position.entry_price, closed=closed, first=first, share=100 * share,
            other=100 * other,
        ),
    )  # fmt: skip
