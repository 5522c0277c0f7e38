"""Recall of lesson 04: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.isolated_margin.book import NOTIONAL, compartment, left_at_closing
from course.margin import chance_alive, each_must_pass
from course.number_format import percent, usd
from course.simulation.history import record
from course.teaching.quiz import Option, Question, Quiz
from course.texts import say

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
            say(
                "{posted:$} is posted, isolated, behind a {notional:×} long; {wallet:$} lies in the wallet. No"
                " top-up. The price falls by {crash:%0} without a gap. How much do you have in all?",
                posted=POSTED,
                notional=NOTIONAL / POSTED,
                wallet=WALLET,
                crash=CRASH,
            ),
            (
                Option(
                    say("Between {wallet:$} and {wallet_2:$0}", wallet=WALLET, wallet_2=WALLET + LEFT),
                    correct=True,
                    explain=say(
                        "The compartment is closed with {left:$0} in it. Whether that comes back is the venue's"
                        " rule; the wallet is untouched either way.",
                        left=LEFT,
                    ),
                ),
                Option(
                    usd(WALLET + POSTED - CRASH * NOTIONAL),
                    explain=say(
                        "That is the account of someone whose wallet backs the position. Here the loss stops at"
                        " what is posted, {posted:$} at most.",
                        posted=POSTED,
                    ),
                    misconception=12,
                ),
                Option(
                    usd(WALLET + POSTED - LOST + POSTED, 0),
                    explain="Nobody refunds the margin. What is left of it is all there is to come back.",
                ),
                Option(
                    "Nothing: a liquidation takes everything",
                    explain=say(
                        "It takes at most what is in that compartment. {wallet:$} was never behind the position.",
                        wallet=WALLET,
                    ),
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
                    say("All {wallet:$}", wallet=WALLET + POSTED),
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
                    explain=say(
                        "0.95 fifty-two times over. To pass 95 of 100 *years*, it would have to pass"
                        " {each_must_pass:%} of weeks.",
                        each_must_pass=each_must_pass(0.95, 52),
                    ),
                ),
                Option(
                    "95\u202f%",
                    explain=say("That is one week. Fifty-two of them in a row are {year:%0}.", year=YEAR),
                    misconception=27,
                ),
                Option(
                    percent(chance_alive(0.95, 12), 0),
                    explain=say("That is twelve weeks. Fifty-two of them are {year:%0}.", year=YEAR),
                    misconception=27,
                ),
            ),
            claim="C06",
            shuffle=False,
        ),
        Question(
            "fell_together",
            say(
                "In the record a {value:×} BTC long was closed in {closed:%1} of the weeks, an ETH long in"
                " {closed_2:%1}. In how many weeks were *both*?",
                value=10,
                closed=BTC.closed,
                closed_2=ETH.closed,
            ),
            (
                Option(
                    percent(BOTH, 1),
                    correct=True,
                    explain=say(
                        "In {both:%0} of the weeks that closed BTC, ETH was closed too. Two compartments,"
                        " nearly one risk.",
                        both=BOTH / BTC.closed,
                    ),
                ),
                Option(
                    percent(BTC.closed * ETH.closed, 1),
                    explain=say(
                        "That is what independent markets would do. These fell together: {both:%1}.", both=BOTH
                    ),
                    misconception=11,
                ),
                Option(
                    "Hardly ever: that is why they are kept apart",
                    explain=say(
                        "Apart are the accounts, not the prices. Both went in {both:%1} of the weeks.", both=BOTH
                    ),
                    misconception=11,
                ),
            ),
            claim="C06",
        ),
        Question(
            "came_back",
            say(
                "Of the weeks that closed a {value:×} BTC long, {value_2:%0} ended above the price that closed"
                " it. What does that say?",
                value=10,
                value_2=BTC.back_above_wall or 0.0,
            ),
            (
                Option(
                    "That the closings were no judgement on the trade: the compartment was too small to wait",
                    correct=True,
                    explain=say(
                        "Half of them or more came back, whatever the wall: at {value:×} it was {value_2:%0}."
                        " With the rest of the account behind it the position would have been there to see it.",
                        value=20,
                        value_2=WEEKS["BTC"].walls[20].back_above_wall or 0.0,
                    ),
                ),
                Option(
                    "That the venue closed too early, at a wrong price",
                    explain="A price that has just fallen is about as likely to rise as to fall. The wall was where the margin had put"
                    " it.",
                    misconception=29,
                ),
                Option(
                    "That isolated is the safer mode: half of the losses were avoided",
                    explain=say(
                        "None was avoided: all of them were realised at the wall, {closed:%0} of the weeks."
                        " Isolated is closed more often and loses less each time.",
                        closed=BTC.closed,
                    ),
                    misconception=9,
                ),
            ),
            claim="C12",
        ),
        Question(
            "price_of_the_wall",
            say(
                "A venue keeps what is left in a compartment when it is closed, here {left:$0}. A {value:×} BTC"
                " long of {notional:$} was closed in {closed:%1} of the weeks. What does this rule cost an"
                " average week?",
                left=LEFT,
                value=10,
                notional=NOTIONAL,
                closed=BTC.closed,
            ),
            (
                Option(
                    say("About {keeps:$0}", keeps=KEEPS),
                    correct=True,
                    explain=say(
                        "{closed:%1} × {left:$0}. That is {keeps:#0} dollars a year on a margin of {posted:$}.",
                        closed=BTC.closed,
                        left=LEFT,
                        keeps=52 * KEEPS,
                        posted=POSTED,
                    ),
                ),
                Option(
                    "Nothing: the wall only limits the loss",
                    explain=say(
                        "The wall at the liquidation price costs nothing in a fair game; what the venue keeps"
                        " beyond it costs {keeps:$0} a week.",
                        keeps=KEEPS,
                    ),
                    misconception=30,
                ),
                Option(
                    usd(LEFT, 0),
                    explain=say("That is one closing. It happens in {closed:%1} of the weeks.", closed=BTC.closed),
                ),
            ),
            claim="C12",
        ),
    ),
)
