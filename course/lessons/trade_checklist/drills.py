"""Practice of lesson 10: fresh numbers each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.margin import loss_at_stop, max_leverage_for_stop
from course.simulation.plans import gap_of
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say


def _pick(rng: np.random.Generator, *values: float) -> float:
    return float(rng.choice(values))


# -- planned -------------------------------------------------------------------------------------------------------------


def _planned_numbers(rng: np.random.Generator) -> dict[str, Any]:
    entry = _pick(rng, 50, 100, 200, 400)
    return {
        "coins": _pick(rng, 20, 30, 40, 50, 80),
        "entry": entry,
        "stop": round(entry * (1 - _pick(rng, 0.04, 0.05, 0.06, 0.08)), 2),
        "slip": _pick(rng, 0.005, 0.01, 0.02),
        "fee": _pick(rng, 0.0005, 0.001),
    }


def _planned(coins: float, entry: float, stop: float, slip: float, fee: float) -> float:
    fill = stop * (1 - slip)
    way_to_the_fill = entry - fill
    fees = fee * (entry + fill)
    return coins * (way_to_the_fill + fees)


PLANNED = Drill(
    "planned",
    "What the stop costs",
    ask="You buy **{coins:#0} coins** at **{entry:$}**, with a stop at **{stop:$}**. You expect the fill **{slip:%~}**"
    " below the stop price, and pay **{fee:%~2}** of what is traded on the way in and out. What does it cost when the"
    " stop acts?",
    generate=_planned_numbers,
    answer=lambda coins, entry, stop, slip, fee: loss_at_stop(
        coins, entry, stop, fee=fee, gap=gap_of(entry, stop, slip)
    ),
    ways=(_planned,),
    terms={"slip": "slip"},
    unit="USD",
    rel_tol=0.002,
    wrong=(
        WrongAnswer(
            lambda coins, entry, stop, slip, fee: coins * (entry - stop),
            "that is the way to the stop alone. The fill is worse, and fees are paid twice.",
            misconception=62,
        ),
        WrongAnswer(
            lambda coins, entry, stop, slip, fee: coins * (entry - stop + fee * (entry + stop)),
            "the slip is missing: you are filled below the stop price.",
            misconception=62,
        ),
        WrongAnswer(
            lambda coins, entry, stop, slip, fee: coins * (entry - stop * (1 - slip)),
            "the fees are missing, on the way in and on the way out.",
            misconception=62,
        ),
        WrongAnswer(
            lambda coins, entry, stop, slip, fee: (
                coins * (entry - stop * (1 + slip) + fee * (entry + stop * (1 + slip)))
            ),
            "the slip goes against you: a stop that sells is filled *below* its price.",
        ),
        WrongAnswer(
            lambda coins, entry, stop, slip, fee: coins * (entry - stop * (1 - slip) + fee * entry),
            "one fee is missing: it is paid again on the way out.",
        ),
    ),
    explain="fill {stop:$} · (1 − {slip:#~}) = {fill:$2}; {coins:#0} · ({entry:$} − {fill:$2} + {fee:#~} · ({entry:$}"
    " + {fill:$2})) = **{planned:$2}**",
    numbers={
        "fill": lambda q: q.stop * (1 - q.slip),
        "planned": lambda q: _planned(q.coins, q.entry, q.stop, q.slip, q.fee),
    },
)

# -- wall_or_stop ----------------------------------------------------------------------------------------------------------


def _wall_numbers(rng: np.random.Generator) -> dict[str, Any]:
    side = str(rng.choice(["long", "short"]))
    entry = _pick(rng, 100, 200, 500, 2_000)
    way = _pick(rng, 0.03, 0.04, 0.05, 0.08)
    return {
        "side": side,
        "entry": entry,
        "stop": round(entry * (1 - way if side == "long" else 1 + way), 2),
        "slip": _pick(rng, 0.005, 0.01, 0.02),
        "maintenance": _pick(rng, 0.01, 0.012, 0.02, 0.025),
    }


def _wall(side: str, entry: float, stop: float, slip: float, maintenance: float) -> float:
    fill = stop * (1 - slip) if side == "long" else stop * (1 + slip)
    loss_at_the_fill = abs(entry - fill)
    requirement = maintenance * fill
    return entry / (loss_at_the_fill + requirement)


def _limit(side: str, entry: float, stop: float, slip: float, maintenance: float) -> float:
    return float(max_leverage_for_stop(abs(entry - stop) / entry, maintenance, side, buffer=gap_of(entry, stop, slip)))


WALL = Drill(
    "wall_or_stop",
    "Is your stop alive?",
    ask="An isolated **{side}** at **{entry:$}**, stop at **{stop:$}**, filled **{slip:%~}** beyond its price. The"
    " venue requires **{maintenance:%~}** of the position. Up to which leverage are you out before the venue takes it?",
    generate=_wall_numbers,
    answer=_limit,
    ways=(_wall,),
    terms={"slip": "slip"},
    unit="×",
    rel_tol=0.0015,
    wrong=(
        WrongAnswer(
            lambda side, entry, stop, slip, maintenance: entry / abs(entry - stop),
            "there the margin is gone at the stop. The venue comes earlier, and your fill later.",
            misconception=1,
        ),
        WrongAnswer(
            lambda side, entry, stop, slip, maintenance: _limit(side, entry, stop, 0.0, maintenance),
            "that is the limit for the stop's own price. You are filled beyond it.",
            misconception=62,
        ),
        WrongAnswer(
            lambda side, entry, stop, slip, maintenance: (
                entry / (_wall_way(side, entry, stop, slip) + maintenance * entry)
            ),
            "almost: the venue takes its fraction of what the position is worth at the fill, not at the entry.",
        ),
        WrongAnswer(
            lambda side, entry, stop, slip, maintenance: entry / _wall_way(side, entry, stop, slip),
            "the venue's requirement is missing: it acts before the margin is gone.",
            misconception=1,
        ),
        WrongAnswer(
            lambda side, entry, stop, slip, maintenance: 1 / maintenance,
            "at that leverage the position could not be kept at all: the whole post is required.",
        ),
    ),
    explain="the fill is {fill:$2}: {wall_way:$2} lost and {maintenance:#~} of it required a coin. L = {entry:$} ÷"
    " ({wall_way:$2} + {requirement:$2}) = **{wall:#}×**",
    numbers={
        "fill": lambda q: q.stop * (1 - q.slip if q.side == "long" else 1 + q.slip),
        "wall_way": lambda q: _wall_way(q.side, q.entry, q.stop, q.slip),
        "requirement": lambda q: q.maintenance * q.stop * (1 - q.slip if q.side == "long" else 1 + q.slip),
        "wall": lambda q: _wall(q.side, q.entry, q.stop, q.slip, q.maintenance),
    },
)


def _wall_way(side: str, entry: float, stop: float, slip: float) -> float:
    return abs(entry - stop * (1 - slip if side == "long" else 1 + slip))


# -- worst_allowed -----------------------------------------------------------------------------------------------------------


def _worst_numbers(rng: np.random.Generator) -> dict[str, Any]:
    account = _pick(rng, 5_000, 10_000, 20_000, 40_000)
    return {
        "mode": str(rng.choice(["isolated", "cross"])),
        "account": account,
        "position": account * _pick(rng, 0.3, 0.4, 0.5, 0.8),
        "leverage": _pick(rng, 4, 5, 8, 10, 16),
        "share": _pick(rng, 0.01, 0.02),
    }


def _worst(mode: str, account: float, position: float, leverage: float, share: float) -> float:
    posted = position / leverage
    return posted if mode == "isolated" else position


WORST = Drill(
    "worst_allowed",
    "The most the mode allows",
    ask="Account **{account:$}**, nothing else open. A long of **{position:$}** in **{mode}** at a setting of"
    " **{leverage:×}**, with a stop that should cost **{share:%0}** of the account. The price jumps over everything."
    " What is the most it can cost, fees left out, if you add nothing?",
    generate=_worst_numbers,
    answer=_worst,
    ways=(_worst,),
    terms={"position": "position", "share": "share that the plan risks"},
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda mode, account, position, leverage, share: account * share,
            "that is the plan. A stop is an order, and may fill at any price below.",
            misconception=18,
        ),
        WrongAnswer(
            lambda mode, account, position, leverage, share: position / leverage if mode == "cross" else None,
            "that is what the setting reserves. In cross the whole account stands behind the position, not the"
            " reserved part.",
            misconception=5,
        ),
        WrongAnswer(
            lambda mode, account, position, leverage, share: account,
            lambda mode, account, position, leverage, share: (
                "a long cannot lose more than its own price, and it is smaller than the account."
                if mode == "cross"
                else "isolated, the rest of the account is not behind it: only the post is."
            ),
            misconception=12,
        ),
        WrongAnswer(
            lambda mode, account, position, leverage, share: position if mode == "isolated" else None,
            "the whole price of the position could be lost in cross. Isolated, it ends with the post.",
        ),
        WrongAnswer(
            lambda mode, account, position, leverage, share: position * share,
            "you took that share of the *position*. It is what the plan risks of the account, and a jump does not ask"
            " it.",
            misconception=18,
        ),
        WrongAnswer(
            lambda mode, account, position, leverage, share: account / leverage,
            "you divided the account. What is posted is the *position* over the leverage.",
        ),
    ),
    explain=lambda mode, account, position, leverage, share: (
        say(
            "isolated: the post, {position:$} ÷ {leverage:#0} = **{position_2:$}**",
            position=position,
            leverage=leverage,
            position_2=position / leverage,
        )
        if mode == "isolated"
        else say(
            "cross: a price of zero costs the long its whole price, **{position:$}**, and the account has it",
            position=position,
        )
    ),
)

# -- budget_left -----------------------------------------------------------------------------------------------------------


def _budget_numbers(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "equity": _pick(rng, 5_000, 8_000, 20_000, 50_000),
        "each": _pick(rng, 0.0075, 0.01, 0.0125, 0.015),
        "plans": _pick(rng, 2, 3),
        "together": _pick(rng, 0.05, 0.06),
    }


def _budget_left(equity: float, each: float, plans: float, together: float) -> float:
    share_taken = plans * each
    share_left = together - share_taken
    return equity * share_left


LEFT = Drill(
    "budget_left",
    "What is left to risk",
    ask="Account **{equity:$}**. **{plans:#0} plans** are open, each of which may lose **{each:%~}** of it. You have"
    " decided that all open plans together may lose **{together:%0}**. How many dollars may a new plan lose?",
    generate=_budget_numbers,
    answer=_budget_left,
    ways=(_budget_left,),
    terms={"each": "share that each plan may lose", "plans": "number of plans", "together": "share that all may lose"},
    unit="USD",
    wrong=(
        WrongAnswer(
            lambda equity, each, plans, together: equity * each,
            "that is what each of the others may lose. Asked is what is *left* of all that may be lost.",
        ),
        WrongAnswer(
            lambda equity, each, plans, together: equity * together,
            "that is the limit for all of them. The open plans have taken a part.",
        ),
        WrongAnswer(
            lambda equity, each, plans, together: equity * (together - each),
            "you took off one plan. There are {plans:#0}.",
        ),
        WrongAnswer(
            lambda equity, each, plans, together: equity * together / (plans + 1),
            "that shares the limit out evenly. The open plans have theirs already, and it is what they may lose that"
            " counts.",
        ),
        WrongAnswer(
            lambda equity, each, plans, together: equity * plans * each, "that is taken already, by the open plans."
        ),
    ),
    explain="{together:%0} − {plans:#0} · {each:%~} = {left:%~}; of {equity:$} that is **{budget_left:$}**",
    numbers={
        "left": lambda q: q.together - q.plans * q.each,
        "budget_left": lambda q: _budget_left(q.equity, q.each, q.plans, q.together),
    },
)

# -- break_even --------------------------------------------------------------------------------------------------------------


def _even_numbers(rng: np.random.Generator) -> dict[str, Any]:
    loss = _pick(rng, 100, 150, 200, 250, 300, 400, 500, 800)
    return {"loss": loss, "gain": loss * _pick(rng, 0.5, 0.8, 1.25, 1.5, 2, 2.5, 3)}


def _even(loss: float, gain: float) -> float:
    gain_and_loss = gain + loss
    return 100 * loss / gain_and_loss


EVEN = Drill(
    "must_win",
    "How often it must win",
    ask="At the stop your plan loses **{loss:$}**, at the target it makes **{gain:$}**, fees counted. What share of"
    " such trades must be won so that you neither gain nor lose?",
    generate=_even_numbers,
    answer=_even,
    ways=(_even,),
    terms={"loss": "loss at the stop", "gain": "gain at the target"},
    unit="%",
    rel_tol=0.005,
    wrong=(
        WrongAnswer(
            lambda loss, gain: 100 * loss / gain if loss < gain else None,
            "that is the loss over the gain. Of every trade that is not won, the loss comes on top: divide by both"
            " together.",
        ),
        WrongAnswer(
            lambda loss, gain: 100 * gain / (gain + loss),
            "that is the share that may be *lost*. The larger the gain, the fewer must be won.",
        ),
        WrongAnswer(lambda loss, gain: 50.0, "half would be right if a win brought just what a loss takes."),
    ),
    explain="p · {gain:$} = (1 − p) · {loss:$}, so p = {loss:$} ÷ ({gain:$} + {loss:$}) = **{even:%1}**",
    numbers={"even": lambda q: _even(q.loss, q.gain) / 100},
)

DRILLS = (PLANNED, WALL, WORST, LEFT, EVEN)
