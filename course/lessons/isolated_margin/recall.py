"""Recall of lesson 04: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.isolated_margin.book import NOTIONAL, compartment, left_at_closing
from course.margin import chance_alive, each_must_pass
from course.simulation.history import record
from course.teaching.quiz import Option, Question, Quiz
from course.words import number, percent, times, usd

WALLET, POSTED = 9_000.0, 1_000.0
POOL = compartment("long", POSTED)
LEFT = left_at_closing(POOL)
LOST = POSTED - LEFT
CRASH = 0.3
YEAR = chance_alive(0.95, 52)
WEEKS = {symbol: record().weeks(symbol) for symbol in ("BTC", "ETH")}
BTC, ETH = (WEEKS[symbol].walls[10] for symbol in ("BTC", "ETH"))
BOTH = record().both_closed("BTC/ETH", 10)
KEEPS = NOTIONAL * (BTC.mean - BTC.mean_if_kept)

RECALL = Quiz(
    "isolated_margin",
    (
        Question(
            "wallet_untouched",
            f"{usd(POSTED)} is posted, isolated, behind a {times(NOTIONAL / POSTED)} long; {usd(WALLET)} lies in the wallet. No top-up."
            f" The price falls by {percent(CRASH, 0)} without a gap. How much do you have in all?",
            (
                Option(
                    f"Between {usd(WALLET)} and {usd(WALLET + LEFT, 0)}",
                    correct=True,
                    explain=f"The compartment is closed with {usd(LEFT, 0)} in it. Whether that comes back is the venue's rule; the"
                    " wallet is untouched either way.",
                ),
                Option(
                    usd(WALLET + POSTED - CRASH * NOTIONAL),
                    explain=f"That is the account of someone whose wallet backs the position. Here the loss stops at what is posted,"
                    f" {usd(POSTED)} at most.",
                    misconception=12,
                ),
                Option(
                    usd(WALLET + POSTED - LOST + POSTED, 0),
                    explain="Nobody refunds the margin. What is left of it is all there is to come back.",
                ),
                Option(
                    "Nothing: a liquidation takes everything",
                    explain=f"It takes at most what is in that compartment. {usd(WALLET)} was never behind the position.",
                    misconception=19,
                ),
            ),
            claim="C05",
        ),
        Question(
            "top_up_bound",
            "The same account, but automatic top-up from the wallet is on. What is the most that this one position can now cost?",
            (
                Option(
                    f"All {usd(WALLET + POSTED)}",
                    correct=True,
                    explain="The wallet pays whenever the compartment runs low, so it is behind the position like the margin itself:"
                    " cross, one spoonful at a time.",
                ),
                Option(
                    usd(POSTED),
                    explain="That is the bound with the valve shut. A compartment that refills itself is bounded by what refills it.",
                    misconception=28,
                ),
                Option(
                    usd(2 * POSTED),
                    explain="Topping up is not a second chance but a habit: it is repeated as long as there is money in the wallet.",
                    misconception=28,
                ),
            ),
            claim="C05",
        ),
        Question(
            "week_and_year",
            "Your compartment passes 95 of 100 weeks, every week a fresh draw. You open it again each Monday. With which chance do you"
            " get through a year without any closing?",
            (
                Option(
                    percent(YEAR, 0),
                    correct=True,
                    explain=f"0.95 fifty-two times over. To pass 95 of 100 *years*, it would have to pass"
                    f" {percent(each_must_pass(0.95, 52))} of weeks.",
                ),
                Option(
                    "95\u202f%",
                    explain=f"That is one week. Fifty-two of them in a row are {percent(YEAR, 0)}.",
                    misconception=27,
                ),
                Option(
                    percent(chance_alive(0.95, 12), 0),
                    explain=f"That is twelve weeks. Fifty-two of them are {percent(YEAR, 0)}.",
                    misconception=27,
                ),
            ),
            claim="C06",
            shuffle=False,
        ),
        Question(
            "fell_together",
            f"In the record a {times(10)} BTC long was closed in {percent(BTC.closed, 1)} of the weeks, an ETH long in"
            f" {percent(ETH.closed, 1)}. In how many weeks were *both*?",
            (
                Option(
                    percent(BOTH, 1),
                    correct=True,
                    explain=f"In {percent(BOTH / BTC.closed, 0)} of the weeks that closed BTC, ETH was closed too. Two compartments,"
                    " nearly one risk.",
                ),
                Option(
                    percent(BTC.closed * ETH.closed, 1),
                    explain=f"That is what independent markets would do. These fell together: {percent(BOTH, 1)}.",
                    misconception=11,
                ),
                Option(
                    "Hardly ever: that is why they are kept apart",
                    explain=f"Apart are the accounts, not the prices. Both went in {percent(BOTH, 1)} of the weeks.",
                    misconception=11,
                ),
            ),
            claim="C06",
        ),
        Question(
            "came_back",
            f"Of the weeks that closed a {times(10)} BTC long, {percent(BTC.back_above_wall or 0.0, 0)} ended above the price that closed"
            " it. What does that say?",
            (
                Option(
                    "That the closings were no judgement on the trade: the compartment was too small to wait",
                    correct=True,
                    explain=f"About half come back, whatever the wall: at {times(20)} it is"
                    f" {percent(WEEKS['BTC'].walls[20].back_above_wall or 0.0, 0)}. With the rest of the account behind it the position"
                    " would have been there to see it.",
                ),
                Option(
                    "That the venue closed too early, at a wrong price",
                    explain="A price that has just fallen is about as likely to rise as to fall. The wall was where the margin had put"
                    " it.",
                    misconception=29,
                ),
                Option(
                    "That isolated is the safer mode: half of the losses were avoided",
                    explain=f"None was avoided: all of them were realised at the wall, {percent(BTC.closed, 0)} of the weeks. Isolated is"
                    " closed more often and loses less each time.",
                    misconception=9,
                ),
            ),
            claim="C12",
        ),
        Question(
            "price_of_the_wall",
            f"A venue keeps what is left in a compartment when it is closed, here {usd(LEFT, 0)}. A {times(10)} BTC long of"
            f" {usd(NOTIONAL)} was closed in {percent(BTC.closed, 1)} of the weeks. What does this rule cost an average week?",
            (
                Option(
                    f"About {usd(KEEPS, 0)}",
                    correct=True,
                    explain=f"{percent(BTC.closed, 1)} × {usd(LEFT, 0)}. That is {number(52 * KEEPS, 0)} dollars a year on a margin of"
                    f" {usd(POSTED)}.",
                ),
                Option(
                    "Nothing: the wall only limits the loss",
                    explain=f"The wall at the liquidation price costs nothing in a fair game; what the venue keeps beyond it costs"
                    f" {usd(KEEPS, 0)} a week.",
                    misconception=30,
                ),
                Option(
                    usd(LEFT, 0), explain=f"That is one closing. It happens in {percent(BTC.closed, 1)} of the weeks."
                ),
            ),
            claim="C12",
        ),
    ),
)
