"""Small exercises about anything but margin: the engine must not need to know the subject."""

from __future__ import annotations

import math
from dataclasses import fields

import numpy as np

from course.teaching.exercise import Exercise, Wrong


def changed(exercise, **new):
    """The same exercise with other fields."""
    return Exercise(**{f.name: getattr(exercise, f.name) for f in fields(exercise)} | new)


def _uniform(rng, low, high, digits=2):
    return round(float(rng.uniform(low, high)), digits)


# -- two numbers, arrays ---------------------------------------------------------------------------------------------------


def area(length, width):
    """Floor space."""
    return length * width


AREA = Exercise(
    name="area",
    title="Floor space",
    prompt="Write `area(length, width)` in square metres.",
    starter="def area(length, width):\n    return ...\n",
    reference=area,
    second=lambda length, width: np.multiply(width, length),
    hints=("What has the unit m²?", "Lay tiles of one metre.", "How many rows, and how many tiles in each?"),
    wrong=(
        Wrong(lambda length, width: length + width, "You add the sides."),
        Wrong(lambda length, width: 2 * (length + width), "That is the way around."),
        Wrong(lambda length, width: length * length, "You use one side twice.", misconception=7),
    ),
    cases=lambda rng: {"length": _uniform(rng, 1, 9), "width": _uniform(rng, 1, 9)},
    hand_cases=({"length": 4.0, "width": 3.0},),
    bounds={"length": (0.5, 20), "width": (0.5, 20)},
    units={"return": "m²"},
    arrays=True,
    notice="Twice both sides is four times the space.",
    next="Now the walls.",
)


# -- a choice, an exception, two gaps --------------------------------------------------------------------------------------


def ticket(age, day):
    """Price of a ticket; children pay half, Mondays are two cheaper."""
    if age < 0:
        raise ValueError("age must not be negative")
    price = 5.0 if age < 14 else 10.0
    return price - 2.0 if day == "Monday" else price


def _ticket_by_table(age, day):
    if not age >= 0:
        raise ValueError
    return {True: 5, False: 10}[age < 14] - 2 * (day == "Monday")


def _careful(fn):
    def checked(age, day):
        if age < 0:
            raise ValueError("age")
        return fn(age, day)

    return checked


TICKET = Exercise(
    name="ticket",
    title="A ticket",
    prompt="Ten; half of it below 14; two less on Mondays. A negative age is refused with a `ValueError`.",
    starter=(
        "def ticket(age, day):\n    if ...:\n        raise ValueError('age')\n    price = ...  # before Monday\n"
        "    return ...\n"
    ),
    reference=ticket,
    second=_ticket_by_table,
    hints=("First the age.", "Then the price before the day.", "Last, what Mondays take off."),
    wrong=(
        Wrong(_careful(lambda age, day: 5.0 if age < 14 else 10.0), "You forget Mondays."),
        Wrong(_careful(lambda age, day: 10.0 - 2.0 * (day == "Monday")), "You forget the children."),
        Wrong(lambda age, day: 8.0 if day == "Monday" else 10.0, "You take every age."),
    ),
    cases=lambda rng: {"age": int(rng.integers(0, 80)), "day": str(rng.choice(["Sunday", "Monday", "Friday"]))},
    hand_cases=(
        {"age": 30, "day": "Sunday"},
        {"age": -1, "day": "Sunday"},
        {"age": 14, "day": "Monday"},
        {"age": 13, "day": "Friday"},
    ),
    bounds={"age": (-5, 120)},
    raises=(ValueError,),
    units={"return": "USD"},
    notice="At 14 the full price begins.",
    next="On to groups.",
    difficulty=2,
)


# -- a value that may not exist --------------------------------------------------------------------------------------------


def largest_root(b, c):
    """Largest x with x² + b x + c = 0, None if there is none."""
    inside = b * b / 4 - c
    return None if inside < 0 else -b / 2 + math.sqrt(inside)


def _root_by_numpy(b, c):
    real = [z.real for z in np.roots([1.0, b, c]) if abs(z.imag) < 1e-12]
    return max(real) if real else None


ROOT = Exercise(
    name="largest_root",
    title="The largest root",
    prompt="The largest x that solves x² + bx + c = 0, or `None`.",
    starter="def largest_root(b, c):\n    inside = ...\n    if inside < 0:\n        return None\n    return ...\n",
    reference=largest_root,
    second=_root_by_numpy,
    hints=("Complete the square.", "What stands under the root?", "Which of the two is larger?"),
    wrong=(
        Wrong(lambda b, c: None if b * b / 4 < c else -b / 2 - math.sqrt(b * b / 4 - c), "That is the smaller one."),
        Wrong(lambda b, c: -b / 2 + math.sqrt(abs(b * b / 4 - c)), "You hide the minus under the root."),
        Wrong(
            lambda b, c: None if b * b / 4 < c else b / 2 + math.sqrt(b * b / 4 - c), "The sign of b is turned round."
        ),
    ),
    cases=lambda rng: {"b": _uniform(rng, -6, 6, 1), "c": _uniform(rng, -6, 6, 1)},
    hand_cases=({"b": 2.0, "c": -3.0}, {"b": 0.0, "c": 1.0}),
    bounds={"b": (-10, 10), "c": (-10, 10)},
    notice="Both roots meet where the root is zero.",
    next="Draw it.",
)


# -- lists, tuples, dictionaries, texts, truth, arrays ---------------------------------------------------------------------


def span(values):
    """Smallest and largest."""
    return min(values), max(values)


SPAN = Exercise(
    name="span",
    title="From the smallest to the largest",
    prompt="Smallest and largest of a list, as a tuple.",
    starter="def span(values):\n    return ..., ...\n",
    reference=span,
    second=lambda values: [sorted(values)[0], sorted(values)[-1]],
    hints=("Sort in your head.", "Where does the smallest stand then?", "And the largest?"),
    wrong=(
        Wrong(lambda values: (values[0], values[-1]), "They are not sorted."),
        Wrong(lambda values: (max(values), min(values)), "The other way round."),
        Wrong(lambda values: (0.0, max(values)), "Values below zero exist."),
    ),
    cases=lambda rng: {"values": [_uniform(rng, -9, 9, 1) for _ in range(int(rng.integers(2, 7)))]},
    bounds={"values": (-10, 10)},
    notice="One value is both.",
    next="Now the middle.",
)


def bill(net, guests):
    """Tax and share of each guest."""
    tax = 0.2 * net
    return {"tax": tax, "each": (net + tax) / guests}


BILL = Exercise(
    name="bill",
    title="The bill",
    prompt="Tax of a fifth, and what each guest pays, as `{'tax': …, 'each': …}`.",
    starter="def bill(net, guests):\n    tax = ...\n    return {'tax': tax, 'each': ...}\n",
    reference=bill,
    second=lambda net, guests: {"each": 1.2 * net / guests, "tax": net / 5},
    hints=("What is a fifth?", "Who pays the tax?", "Share the whole."),
    wrong=(
        Wrong(lambda net, guests: {"tax": 0.2 * net, "each": net / guests}, "The guests pay the tax too."),
        Wrong(lambda net, guests: {"tax": 0.2 * net, "each": 1.2 * net}, "Share it."),
        Wrong(lambda net, guests: {"tax": 20 * net, "each": 21 * net / guests}, "Per cent is a hundredth."),
    ),
    cases=lambda rng: {"net": _uniform(rng, 10, 200), "guests": int(rng.integers(1, 9))},
    bounds={"net": (1, 500), "guests": (1, 20)},
    units={"return": {"tax": "USD", "each": "USD"}},
    notice="Each pays the same.",
    next="Round it.",
)


def shares(weights):
    """Weights as shares of their sum."""
    return weights / weights.sum()


SHARES = Exercise(
    name="shares",
    title="Shares",
    prompt="An array of weights as shares that sum to one.",
    starter="def shares(weights):\n    return ...\n",
    reference=shares,
    second=lambda weights: [w / sum(weights) for w in weights],
    hints=("What is the whole?", "What is a part of it?", "An array divides entry by entry."),
    wrong=(
        Wrong(lambda weights: weights / weights.max(), "The largest becomes one: that is another scale."),
        Wrong(lambda weights: weights / len(weights), "You divide by how many there are."),
        Wrong(lambda weights: weights, "Nothing has changed."),
    ),
    cases=lambda rng: {"weights": np.round(rng.uniform(1, 9, int(rng.integers(2, 6))), 1)},
    bounds={"weights": (0.5, 10)},
    notice="They sum to one.",
    next="Weigh something.",
)


def label(score, limit):
    """ "pass" from the limit on."""
    return "pass" if score >= limit else "fail"


LABEL = Exercise(
    name="label",
    title="Pass or fail",
    prompt='"pass" from the limit on, else "fail".',
    starter="def label(score, limit):\n    ...\n",
    reference=label,
    second=lambda score, limit: ["fail", "pass"][int(score >= limit)],
    hints=("Compare.", "What happens on the limit?", "Two words."),
    wrong=(
        Wrong(lambda score, limit: "pass" if score > limit else "fail", "The limit itself passes."),
        Wrong(lambda score, limit: "fail" if score >= limit else "pass", "The wrong way round."),
        Wrong(lambda score, limit: "pass", "Not everybody passes."),
    ),
    cases=lambda rng: {"score": int(rng.integers(0, 11)), "limit": int(rng.integers(1, 10))},
    hand_cases=({"score": 5, "limit": 5},),
    bounds={"score": (0, 10), "limit": (1, 10)},
    notice="The limit belongs to pass.",
    next="Marks.",
)


def enough(have, need):
    """True if it suffices."""
    return have >= need


ENOUGH = Exercise(
    name="enough",
    title="Enough?",
    prompt="`True` if what one has is enough.",
    starter="def enough(have, need):\n    return ...\n",
    reference=enough,
    second=lambda have, need: np.bool_(not have < need),
    hints=("Compare.", "Exactly enough is enough.", "A comparison is already True or False."),
    wrong=(
        Wrong(lambda have, need: have > need, "Exactly enough is enough."),
        Wrong(lambda have, need: need >= have, "The wrong way round."),
        Wrong(lambda have, need: True, "It is not always enough."),
    ),
    cases=lambda rng: {"have": int(rng.integers(0, 9)), "need": int(rng.integers(0, 9))},
    hand_cases=({"have": 3, "need": 3},),
    bounds={"have": (0, 10), "need": (0, 10)},
    notice="The border counts.",
    next="More.",
)

SAMPLES = {e.name: e for e in (AREA, TICKET, ROOT, SPAN, BILL, SHARES, LABEL, ENOUGH)}
