"""Recall of lesson 04: every wrong option is a belief that people hold, answered with its numbers."""

from __future__ import annotations

from course.lessons.isolated_margin.book import NOTIONAL, compartment, left_at_closing
from course.margin import chance_alive, each_must_pass
from course.simulation.history import record
from course.teaching.quiz import Question, Quiz, right, wrong

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
    Question(
        "wallet_untouched",
        "{posted:$} is posted, isolated, behind a {notional:×} long; {wallet:$} lies in the wallet. No top-up. The"
        " price falls by {crash:%0} without a gap. How much do you have in all?",
        right(
            "Between {wallet:$} and {whole:$0}",
            "The compartment is closed with {left:$0} in it. Whether that comes back is the venue's rule; the wallet"
            " is untouched either way.",
        ),
        wrong(
            "{unbounded:$}",
            "That is the account of someone whose wallet backs the position. Here the loss stops at what is posted,"
            " {posted:$} at most.",
            misconception=12,
        ),
        wrong(
            "{wallet_posted_lost_posted:$0}",
            "Nobody refunds the margin. What is left of it is all there is to come back.",
        ),
        wrong(
            "Nothing: a liquidation takes everything",
            "It takes at most what is in that compartment. {wallet:$} was never behind the position.",
            misconception=19,
        ),
        claim="C05",
        numbers={
            "posted": POSTED,
            "notional": NOTIONAL / POSTED,
            "wallet": WALLET,
            "crash": CRASH,
            "whole": WALLET + LEFT,
            "left": LEFT,
            "unbounded": WALLET + POSTED - CRASH * NOTIONAL,
            "wallet_posted_lost_posted": WALLET + POSTED - LOST + POSTED,
        },
    ),
    Question(
        "top_up_bound",
        "The same account, but automatic top-up from the wallet is on. What is the most that this one position can now"
        " cost?",
        right(
            "All {wallet:$}",
            "The wallet pays whenever the compartment runs low, so it is behind the position like the margin itself:"
            " cross, one spoonful at a time.",
        ),
        wrong(
            "{posted:$}",
            "That is the bound with the valve shut. A compartment that refills itself is bounded by what refills it.",
            misconception=28,
        ),
        wrong(
            "{twice:$}",
            "Topping up is not a second chance but a habit: it is repeated as long as there is money in the wallet.",
            misconception=28,
        ),
        claim="C05",
        numbers={"wallet": WALLET + POSTED, "posted": POSTED, "twice": 2 * POSTED},
    ),
    Question(
        "week_and_year",
        "Your compartment passes 95 of 100 weeks, every week a fresh draw. You open it again each Monday. With which"
        " chance do you get through a year without any closing?",
        right(
            "{year:%0}",
            "0.95 fifty-two times over. To pass 95 of 100 *years*, it would have to pass {each_must_pass:%} of weeks.",
        ),
        wrong("95\u202f%", "That is one week. Fifty-two of them in a row are {year:%0}.", misconception=27),
        wrong("{chance_alive:%0}", "That is twelve weeks. Fifty-two of them are {year:%0}.", misconception=27),
        claim="C06",
        numbers={"year": YEAR, "each_must_pass": each_must_pass(0.95, 52), "chance_alive": chance_alive(0.95, 12)},
        shuffle=False,
    ),
    Question(
        "fell_together",
        "In the record a {times:×} BTC long was closed in {btc:%1} of the weeks, an ETH long in {eth:%1}. In how many"
        " weeks were *both*?",
        right(
            "{both:%1}",
            "In {both_share:%0} of the weeks that closed BTC, ETH was closed too. Two compartments, nearly one risk.",
        ),
        wrong(
            "{btc_closed_eth_closed:%1}",
            "That is what independent markets would do. These fell together: {both:%1}.",
            misconception=11,
        ),
        wrong(
            "Hardly ever: that is why they are kept apart",
            "Apart are the accounts, not the prices. Both went in {both:%1} of the weeks.",
            misconception=11,
        ),
        claim="C06",
        numbers={
            "times": 10,
            "btc": BTC.closed,
            "eth": ETH.closed,
            "both": BOTH,
            "both_share": BOTH / BTC.closed,
            "btc_closed_eth_closed": BTC.closed * ETH.closed,
        },
    ),
    Question(
        "came_back",
        "Of the weeks that closed a {times:×} BTC long, {back:%0} ended above the price that closed it. What does that"
        " say?",
        right(
            "That the closings were no judgement on the trade: the compartment was too small to wait",
            "Half of them or more came back, whatever the wall: at {high:×} it was {back_high:%0}. With the rest of"
            " the account behind it the position would have been there to see it.",
        ),
        wrong(
            "That the venue closed too early, at a wrong price",
            "A price that has just fallen is about as likely to rise as to fall. The wall was where the margin had put"
            " it.",
            misconception=29,
        ),
        wrong(
            "That isolated is the safer mode: half of the losses were avoided",
            "None was avoided: all of them were realised at the wall, {closed:%0} of the weeks. Isolated is closed"
            " more often and loses less each time.",
            misconception=9,
        ),
        claim="C12",
        numbers={
            "times": 10,
            "back": BTC.back_above_wall or 0.0,
            "high": 20,
            "back_high": WEEKS["BTC"].walls[20].back_above_wall or 0.0,
            "closed": BTC.closed,
        },
    ),
    Question(
        "price_of_the_wall",
        "A venue keeps what is left in a compartment when it is closed, here {left:$0}. A {times:×} BTC long of"
        " {notional:$} was closed in {closed:%1} of the weeks. What does this rule cost an average week?",
        right(
            "About {keeps:$0}", "{closed:%1} × {left:$0}. That is {yearly:#0} dollars a year on a margin of {posted:$}."
        ),
        wrong(
            "Nothing: the wall only limits the loss",
            "The wall at the liquidation price costs nothing in a fair game; what the venue keeps beyond it costs"
            " {keeps:$0} a week.",
            misconception=30,
        ),
        wrong("{left:$0}", "That is one closing. It happens in {closed:%1} of the weeks."),
        claim="C12",
        numbers={
            "left": LEFT,
            "times": 10,
            "notional": NOTIONAL,
            "closed": BTC.closed,
            "keeps": KEEPS,
            "yearly": 52 * KEEPS,
            "posted": POSTED,
        },
    ),
)
