"""Code of lesson 01: small functions, checked by counterexample."""

# References are shown to learners as worked solutions: plain functions, without annotations, that run in a bare notebook.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from typing import Any

import numpy as np

from course.teaching.exercise import Exercise, Wrong

SIDES = ("long", "short")


def _draw(rng: np.random.Generator) -> dict[str, Any]:
    """Any leverage that a market with this maintenance fraction would allow."""
    maintenance = float(rng.choice([0.0, 0.005, 0.01, 0.02, 0.025, 0.03, 0.05]))
    return {
        "leverage": float(np.round(rng.uniform(1, min(50, 0.95 / max(maintenance, 0.01))), 1)),
        "maintenance": maintenance,
        "side": str(rng.choice(SIDES)),
    }


def _openable(leverage: float, maintenance: float, **_rest: Any) -> bool:
    return bool(leverage * maintenance < 1)


# ---- liquidation_distance ---------------------------------------------------------------------------------------


def liquidation_distance(leverage, maintenance, side):
    direction = 1 if side == "long" else -1
    margin = 1 / leverage
    return (margin - maintenance) / (1 - direction * maintenance)


def _distance_by_price(leverage, maintenance, side):
    """Solve equity = requirement for the price, with entry 1."""
    if side == "long":
        price = (1 - 1 / leverage) / (1 - maintenance)
        return 1 - price
    price = (1 + 1 / leverage) / (1 + maintenance)
    return price - 1


def _mirrored(leverage, maintenance, side):
    return (1 / leverage - maintenance) / (1 - maintenance)


def _turned(leverage, maintenance, side):
    direction = 1 if side == "long" else -1
    return (1 / leverage - maintenance) / (1 + direction * maintenance)


DISTANCE = Exercise(
    name="liquidation_distance",
    title="How far to liquidation?",
    prompt=(
        "Write the distance from entry to liquidation, as a **fraction** of the entry price, for one fresh position.\n\n"
        "- `leverage`: notional over collateral\n"
        "- `maintenance`: share of the notional *at the present price* that the venue requires\n"
        '- `side`: `"long"` or `"short"`\n\n'
        "The venue closes the position when its equity has fallen to the requirement."
    ),
    starter="def liquidation_distance(leverage, maintenance, side):\n    ...\n",
    reference=liquidation_distance,
    second=_distance_by_price,
    hints=(
        "Take a notional of one at entry. What is the collateral? What is left of it after an adverse move d?",
        (
            "The requirement is measured on the notional after the move: a long's has shrunk to 1 − d, a short's has grown to"
            " 1 + d. Write down: equity left = maintenance × that."
        ),
        (
            "For a long: what you posted minus d equals maintenance times (1 − d). Collect the terms with d on one side and divide."
            " Then do the short, where one sign changes."
        ),
    ),
    wrong=(
        Wrong(
            lambda leverage, maintenance, side: 1 / leverage,
            "This forgets the maintenance requirement. You are at zero there; the venue acts when your equity reaches the"
            " requirement, which is earlier.",
            misconception=1,
        ),
        Wrong(
            lambda leverage, maintenance, side: 1 / leverage - maintenance,
            "This takes the requirement on the *entry* notional. It is measured at the present price: smaller for a long that"
            " fell, larger for a short that rose.",
        ),
        Wrong(
            _mirrored,
            "Right for a long; a short is not its mirror image. On its way to liquidation a short's notional grows, and its"
            " requirement with it.",
            misconception=3,
        ),
        Wrong(
            _turned,
            "The sign in the denominator is turned round: a long's requirement shrinks as the price falls, which gives it more"
            " room, not less.",
        ),
    ),
    cases=_draw,
    hand_cases=(
        {"leverage": 10, "maintenance": 0.025, "side": "long"},
        {"leverage": 10, "maintenance": 0.025, "side": "short"},
        {"leverage": 1, "maintenance": 0.025, "side": "short"},
        {"leverage": 5, "maintenance": 0.0, "side": "long"},
    ),
    units={"leverage": "×", "maintenance": "fraction", "return": "fraction"},
    bounds={"leverage": (1, 100), "maintenance": (0, 0.2)},
    shrink={"leverage": (10, 5, 2, 20), "maintenance": (0.025, 0.05, 0.1)},
    allowed=_openable,
    arrays=("leverage", "maintenance"),
    difficulty=1,
    minutes=6,
    notice="At 1× the long's distance is 1: the price would have to reach zero. The short's is not: it can be liquidated by a"
    " price that nearly doubles.",
    next="Use it backwards: which leverage survives a given move?",
)


# ---- max_leverage_for -------------------------------------------------------------------------------------------


def max_leverage_for(move, maintenance, side):
    direction = 1 if side == "long" else -1
    return 1 / (maintenance + move * (1 - direction * maintenance))


def _leverage_by_amounts(move, maintenance, side):
    """Collateral that a notional of one needs: the loss and the requirement on what is left."""
    price = 1 - move if side == "long" else 1 + move
    return 1 / (move + maintenance * price)


MAX_LEVERAGE = Exercise(
    name="max_leverage_for",
    title="Leverage from a move",
    prompt=(
        "You decide how far the price may go against you: `move`, a fraction of entry. Write the highest leverage that just"
        " survives it.\n\nThis is the question in the right order: first the distance, then the leverage."
    ),
    starter="def max_leverage_for(move, maintenance, side):\n    ...\n",
    reference=max_leverage_for,
    second=_leverage_by_amounts,
    hints=(
        "How much collateral does a notional of one need to take the loss and still meet the requirement?",
        "After the move the notional is 1 − move for a long and 1 + move for a short; the requirement is a share of *that*.",
        "Leverage is notional over collateral. Add the loss and the requirement after the move, and take one over the sum.",
    ),
    wrong=(
        Wrong(
            lambda move, maintenance, side: 1 / move,
            "At this leverage the move takes everything you posted. The venue closes you while the requirement is still there.",
            misconception=1,
        ),
        Wrong(
            lambda move, maintenance, side: 1 / (move + maintenance),
            "This takes the requirement on the entry notional. After the move the notional is another one.",
        ),
        Wrong(
            lambda move, maintenance, side: 1 / (maintenance + move * (1 - maintenance)),
            "Right for a long. A short's requirement grows on the way: it needs more, so its leverage must be lower.",
            misconception=3,
        ),
    ),
    cases=lambda rng: {
        "move": float(np.round(rng.uniform(0.01, 0.6), 3)),
        "maintenance": float(rng.choice([0.005, 0.01, 0.02, 0.025, 0.05])),
        "side": str(rng.choice(SIDES)),
    },
    hand_cases=(
        {"move": 0.1, "maintenance": 0.025, "side": "long"},
        {"move": 0.1, "maintenance": 0.025, "side": "short"},
        {"move": 0.3, "maintenance": 0.01, "side": "long"},
    ),
    units={"move": "fraction", "maintenance": "fraction", "return": "×"},
    bounds={"move": (0.001, 0.99), "maintenance": (0.001, 0.2)},
    shrink={"move": (0.1, 0.2, 0.5), "maintenance": (0.025, 0.05, 0.1)},
    arrays=("move", "maintenance"),
    difficulty=2,
    minutes=6,
    notice="As the move goes to zero this goes to one over the maintenance fraction. Few markets let you open at that much: opening"
    " usually takes more than keeping.",
    next="Now watch leverage change without anyone touching it.",
)


# ---- effective_leverage -----------------------------------------------------------------------------------------


def effective_leverage(leverage, move, side):
    direction = 1 if side == "long" else -1
    notional = leverage * (1 + move)
    equity = 1 + direction * leverage * move
    return notional / equity


def _leverage_by_account(leverage, move, side):
    """A thousand of collateral, size in units bought at 100."""
    size = (1 if side == "long" else -1) * 1000 * leverage / 100
    price = 100 * (1 + move)
    return abs(size) * price / (1000 + size * (price - 100))


EFFECTIVE = Exercise(
    name="effective_leverage",
    title="Leverage after a move",
    prompt=(
        "You opened at `leverage`. The price has since moved by `move`: a **signed** fraction of entry, negative when it fell."
        " Write the leverage you run *now*: notional over equity."
    ),
    starter="def effective_leverage(leverage, move, side):\n    ...\n",
    reference=effective_leverage,
    second=_leverage_by_account,
    hints=(
        "Take a collateral of one. What was the notional at entry, and what is it at the new price?",
        "Equity is the collateral plus the profit; the profit of a long is notional at entry × move, of a short minus that.",
        "Both move: the notional by a factor 1 + move, the equity by leverage × move, with the side's sign. Divide them.",
    ),
    wrong=(
        Wrong(
            lambda leverage, move, side: leverage,
            "This is the leverage at which you opened. Leverage is notional over *equity*, and equity moves with every tick.",
        ),
        Wrong(
            lambda leverage, move, side: leverage / (1 + (1 if side == "long" else -1) * leverage * move),
            "The equity is right, the notional is not: it has moved with the price as well.",
        ),
        Wrong(
            lambda leverage, move, side: leverage * (1 + move) / (1 + leverage * move),
            "Right for a long. A short *loses* equity when the price rises.",
        ),
    ),
    cases=lambda rng: {
        "leverage": (lev := float(np.round(rng.uniform(1, 25), 1))),
        "move": float(np.round(rng.uniform(-0.7, 0.7) / lev, 4)),
        "side": str(rng.choice(SIDES)),
    },
    hand_cases=(
        {"leverage": 10, "move": -0.05, "side": "long"},
        {"leverage": 10, "move": 0.05, "side": "short"},
        {"leverage": 10, "move": 0.05, "side": "long"},
        {"leverage": 1, "move": -0.5, "side": "long"},
    ),
    units={"leverage": "×", "move": "fraction", "return": "×"},
    bounds={"leverage": (1, 50), "move": (-0.9, 0.9)},
    shrink={"leverage": (10, 5, 2), "move": (-0.05, 0.05, -0.1, 0.1)},
    allowed=lambda leverage, move, side: bool(abs(leverage * move) < 0.95),
    arrays=("leverage", "move"),
    difficulty=2,
    minutes=5,
    notice="A losing position grows more leveraged by itself, a winning one less. At 1× a long stays at 1× wherever the price goes.",
    next="One more: what exactly does halving the leverage buy?",
)


# ---- room_after_halving -----------------------------------------------------------------------------------------


def room_after_halving(room, maintenance):
    return 2 * room + maintenance / (1 - maintenance)


def _halved_through_leverage(room, maintenance):
    """Back to the leverage of a long, halve it, and forward again."""
    leverage = 1 / (maintenance + room * (1 - maintenance))
    return (2 / leverage - maintenance) / (1 - maintenance)


HALVING = Exercise(
    name="room_after_halving",
    title="What halving buys",
    prompt=(
        "A long has `room` to liquidation (a fraction of entry). You halve its leverage. Write its new room: exactly, not"
        " roughly."
    ),
    starter="def room_after_halving(room, maintenance):\n    ...\n",
    reference=room_after_halving,
    second=_halved_through_leverage,
    hints=(
        "Which leverage belongs to this room? Halve it, and ask for the distance again.",
        "The margin posted per unit of notional doubles; the maintenance fraction does not.",
        "Twice the old room still has the requirement subtracted twice. Give one of them back, on the same denominator.",
    ),
    wrong=(
        Wrong(
            lambda room, maintenance: 2 * room,
            "Nearly: this doubles the requirement as well. You pay it once, however low the leverage.",
            misconception=2,
        ),
        Wrong(
            lambda room, maintenance: 2 * room + maintenance,
            "The strip is right at the entry price; the notional at the liquidation price is smaller.",
        ),
        Wrong(
            lambda room, maintenance: 2 * room + maintenance / (1 + maintenance),
            "That is what a *short* gains. For a long the denominator is smaller.",
            misconception=3,
        ),
        Wrong(lambda room, maintenance: room / 2, "The wrong way round: less leverage is more room."),
    ),
    cases=lambda rng: {
        "room": float(np.round(rng.uniform(0.01, 0.45), 3)),
        "maintenance": float(rng.choice([0.005, 0.01, 0.02, 0.025, 0.05])),
    },
    hand_cases=({"room": 0.08, "maintenance": 0.025}, {"room": 0.2, "maintenance": 0.05}),
    units={"room": "fraction", "maintenance": "fraction", "return": "fraction"},
    bounds={"room": (0.001, 0.5), "maintenance": (0.001, 0.2)},
    shrink={"room": (0.1, 0.2), "maintenance": (0.05, 0.1, 0.025)},
    arrays=True,
    difficulty=3,
    minutes=8,
    notice="With no maintenance requirement halving doubles the room exactly; what is added otherwise is the strip you no longer"
    " pay for twice.",
    next="Lesson 02 turns this distance into a price, with the tiers and fees of real venues.",
)

EXERCISES = (DISTANCE, MAX_LEVERAGE, EFFECTIVE, HALVING)
