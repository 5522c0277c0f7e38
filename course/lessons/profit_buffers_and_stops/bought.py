"""Predict: bought on profit, where is it closed? The ladder beside the learner's guess."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from course.charts import spread
from course.charts.columns import Table
from course.explorers import Frame
from course.lessons.profit_buffers_and_stops.book import ENTRY, MAINTENANCE, STAKE, about, at, opened
from course.margin import Pool, rebalancing_trade
from course.simulation.facts import stored
from course.texts import say

LEVERAGE, RISE = 10.0, 0.1
PEAK = ENTRY * (1 + RISE)
#: Prices that may be guessed, and those on the ladder.
LEAST, MOST = 50_000.0, 66_000.0
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
    """The ladder before the answer: entry, peak, and the guess where it stands."""
    known: list[tuple[float, str, str]] = [
        (ENTRY, "entry", say("first bought at {entry:$}", entry=ENTRY)),
        (PEAK, "mark", say("bought more at {peak:$}", peak=PEAK)),
    ]
    if guess is not None:
        known.append((guess, "prediction", say("closed at {the_guess:$}?", the_guess=guess)))
    return {"levels": levels(known)}


def levels(known: list[tuple[float, str, str]]) -> dict[str, Any]:
    """Rungs with their names beside each other."""
    prices = [price for price, _, _ in known]
    return {
        "price": prices,
        "label_price": spread(prices, GAP),
        "kind": [kind for _, kind, _ in known],
        "label": [label for _, _, label in known],
    }


def predict(guess: float) -> Frame:
    """Where the account is closed once its profit has been bought on, beside the guess, USD."""
    before, after = bought()
    closed, first = wall(), float(before.liquidation_price("BTC", at(ENTRY)))
    position = after.positions[0]
    real = stored("given_back").pick(symbol="BTC", rise=RISE, leverage=LEVERAGE)
    other = stored("given_back").value("closed", "ETH", RISE, LEVERAGE)
    share = float(real.column("closed")[0])
    verdict = (
        "You said it exactly"
        if abs(guess - closed) < 100
        else say("You said {guess:$0}, {word}", guess=guess, word="too low" if guess < closed else "too high")
    )
    return Frame(
        data={
            "levels": levels(
                [
                    (ENTRY, "entry", say("first bought at {entry:$}", entry=ENTRY)),
                    (PEAK, "mark", say("bought more at {peak:$}", peak=PEAK)),
                    (closed, "liquidation", say("closed at {closed:$0}", closed=closed)),
                    (first, "before", say("closed at {first:$0} had you not", first=first)),
                    (guess, "prediction", say("your guess {the_guess:$}", the_guess=guess)),
                ]
            )
        },
        title=say(
            "You were right about BTC, it stands {above:%1} above where you bought, and you are closed", above=closed / ENTRY - 1
        ),
        subtitle=say(
"long at 10× from {entry:$} with {stake:$}, at 10× again at {peak:$}; maintenance {maintenance:%0},"
" fees left out. Months: 30 days by the marks, from every sixth hour; {about}", entry=ENTRY, stake=STAKE, peak=PEAK, maintenance=MAINTENANCE, about=about('given_back')),
        sentence=say(
            "{verdict}. You hold {size:#2} BTC at {average:$0} on average, and **{closed:$0}** closes all of it; without the"
            " purchase it would have been {first:$0}. In **{share:#0}** of 100 months that were at some time 10 % up, BTC then fell that far within"
            " the same month, ETH in {other:#0}.",
            verdict=verdict, size=position.size, average=position.entry_price, closed=closed, first=first, share=100 * share,
            other=100 * other,
        ),
    )  # fmt: skip
