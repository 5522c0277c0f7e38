"""What the counterfactual takes for granted: each assumption with its name and its words, for the screen with the result."""

from __future__ import annotations

from dataclasses import dataclass

from course.simulation.own.records import History
from course.simulation.own.replaying import OwnReplay
from course.texts import Said, joined, listed, say


@dataclass(frozen=True)
class Assumption:
    """``name``: what it concerns; ``words``: what is assumed, as a sentence."""

    name: str
    words: str


#: What the marks are, by where they come from.
CANDLES = (
    "The prices are those of the candles: open, low, high, close where a candle rises, open, high, low, close where it falls."
    " In which order it really saw its extremes a candle does not say."
)
RECONSTRUCTION = (
    "The prices are a reconstruction of the crash from published opens, lows and recoveries, not a recording: its size and its"
    " hours are right, its minutes are invented."
)


def _fit(found: OwnReplay) -> str:
    """How well trades and prices agree."""
    if found.apart == 0:
        return "Each of your trades lies among the prices around it."
    return say("Your trades lie at most {apart:%} outside the prices around them.", apart=found.apart)


def _beside(found: OwnReplay) -> list[Assumption]:
    """What became of both sides of a market, where they were held at once."""
    if not found.beside:
        return []
    held = say("Of {beside} you held a long and a short at once.", beside=listed(found.beside))
    if found.netted:
        why = (
            say("{title} keeps one of their net size", title=found.venue.title)
            if not found.venue.hedge_mode
            else (say("what {title} asks of both is not known here", title=found.venue.title))
        )
        return [
            Assumption("both sides", say("{held} They are counted as one net position: {why}.", held=held, why=why))
        ]
    return [
        Assumption(
            "both sides",
            say(
                "{held} They stay two positions, each with a requirement of its own, as on {title}. Funding of"
                " such a market goes by the net size.",
                held=held,
                title=found.venue.title,
            ),
        )
    ]


def _paid(history: History) -> Said:
    """What trading and holding cost in the figures: only what the file has."""
    fees, funding = any(f.fee for f in history.fills), bool(history.payments)
    cost = say(" Its liquidations cost what the venue's process takes.")
    share = say(" in proportion to what the mode trades and holds.")
    if fees and funding:
        return say("Fees and funding are those of your file,") + share + cost
    if fees:
        return (
            say("Fees are those of your file,") + share
            + say(" It has no funding payments: what holding cost or earned is in no figure here, nor in “as it was”.") + cost
        )  # fmt: skip
    if funding:
        return (
            say("Funding is that of your file,") + share
            + say(" It has no fees in dollars: what trading cost is in no figure here, nor in “as it was”.") + cost
        )  # fmt: skip
    return (
        say(
            "Your file has neither fees in dollars nor funding payments: neither is in any figure here, nor in “as it was”."
        )
        + cost
    )


def assumptions(history: History, found: OwnReplay, marks: str) -> tuple[Assumption, ...]:
    """All assumptions of a replay, the weightiest first.

    Args:
        history: that was replayed.
        found: its replay.
        marks: :data:`CANDLES` or :data:`RECONSTRUCTION`, or what else the prices are.
    """
    title, leverage = found.venue.title, found.leverage
    told = [
        Assumption(
            "same trades",
            "You would have made the same trades at the same prices in either mode. In life a liquidation, or a margin that is"
            " used up, changes what one does next.",
        ),
        Assumption(
            "after a liquidation",
            "After a liquidation (or a trade that could not be margined) that mode adds nothing to this position until your own"
            " was flat again. A trade that reduces yours closes the same share of what the mode still holds.",
        ),
        Assumption("prices", joined(" ", [marks, _fit(found)])),
        Assumption(
            "when the venue looks",
            "The venue looks at each of these prices and at no moment between them, acts by its own process, and trades at the"
            " mark: no slippage, and an insurance fund that is never empty.",
        ),
        Assumption(
            "rules",
            say(
                "Requirements and process are those of {title} as this course has them ({source}), for the"
                " whole time, also where your account was elsewhere or the rules were others then.",
                title=title,
                source=found.venue.source,
            ),
        ),
        Assumption(
            "cross",
            "Cross is one pool: all the money backs everything. A trade that opens is refused where the venue's initial margin is"
            " not met.",
        ),
        Assumption(
            "isolated",
            say(
                "Isolated is a pool a position: each trade that opens moves its notional / {leverage:×} into it (the venue's"
                " initial margin, if that is more), and nothing is added later. It is refused where that much is not free."
                " What a closed part frees goes back.",
                leverage=leverage,
            ),
        ),
        Assumption("fees and funding", str(_paid(history))),
        *_beside(found),
        Assumption(
            "money",
            say(
                "The account begins with {start:$2}; deposits and withdrawals are those of the file. A withdrawal is paid as"
                " far as the mode has money free for it.",
                start=found.start,
            ),
        ),
    ]
    if found.scale != 1:
        told.append(
            Assumption(
                "larger moves",
                say(
                    "Every move since the first price is {scale:×} as large; a trade keeps its place beside the price before"
                    " it, and its fee and funding grow with the price.",
                    scale=found.scale,
                ),
            )
        )
    told += [Assumption("reading", note) for note in history.notes]
    return tuple(told)
