# ruff: noqa: E501
"""Answers to the exercises of lesson 04."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "collateral_for_move",
        "if side == 'long':\n    left = notional * (1 - move)\nelse:\n    left = notional * (1 + move)\nreturn notional * move + left * maintenance",
    ),
    right(
        "collateral_for_move",
        "s = {'long': 1, 'short': -1}[side]\nreturn notional * (maintenance + move * (1 - s * maintenance))",
    ),
    right(
        "collateral_for_move",
        "price = np.where(side == 'long', 1 - move, 1 + move)\nunits = notional\nreturn units * (abs(1 - price) + maintenance * price)",
    ),
    right(
        "collateral_for_move",
        "# search it\nlow, high = 0.0, 3 * notional\nfor _ in range(200):\n    post = (low + high) / 2\n    there = notional * (1 - move) if side == 'long' else notional * (1 + move)\n    if post - notional * move < maintenance * there:\n        low = post\n    else:\n        high = post\nreturn high",
    ),
    wrong("collateral_for_move", "requirement|maintenance", "return notional * move"),
    wrong("collateral_for_move", "entry|after the move", "return notional * move + notional * maintenance"),
    wrong("collateral_for_move", "short", "return notional * (move + maintenance * (1 - move))"),
    wrong("collateral_for_move", "long", "return notional * (move + maintenance * (1 + move))"),
    wrong(
        "collateral_for_move",
        "side|swap|long|short",
        "s = 1 if side == 'short' else -1\nreturn notional * move + maintenance * notional * (1 - s * move)",
    ),
    wrong(
        "collateral_for_move",
        "100|hundred",
        "s = 1 if side == 'long' else -1\nreturn notional * move / 100 + maintenance * notional * (1 - s * move / 100)",
    ),
    wrong(
        "collateral_for_move",
        "subtract|minus|sign|add",
        "s = 1 if side == 'long' else -1\nreturn notional * move - maintenance * notional * (1 - s * move)",
    ),
    wrong(
        "collateral_for_move",
        "loss|move|requirement|part|left out|without",
        "s = 1 if side == 'long' else -1\nreturn maintenance * notional * (1 - s * move)",
    ),
    wrong(
        "collateral_for_move",
        "upside|divid|notional|leverage|1 /",
        "s = 1 if side == 'long' else -1\nreturn 1 / (move + maintenance * (1 - s * move))",
    ),
    wrong(
        "collateral_for_move",
        "notional|divid",
        "s = 1 if side == 'long' else -1\nreturn move + maintenance * (1 - s * move)",
    ),
    right(
        "collateral_for_survival",
        "ordered = sorted(needs)\nfor k, post in enumerate(ordered, start=1):\n    if k / len(ordered) >= chance:\n        return post\nreturn ordered[-1]",
    ),
    right("collateral_for_survival", "return float(np.quantile(needs, chance, method='inverted_cdf'))"),
    right(
        "collateral_for_survival",
        "x = np.asarray(needs, float)\nshare = (x[None, :] <= x[:, None]).mean(axis=1)\nreturn float(x[share >= chance].min())",
    ),
    right(
        "collateral_for_survival",
        "left = sorted(needs, reverse=True)\nspare = len(left) - chance * len(left)\nwhile len(left) > 1 and spare >= 1:\n    left.pop(0)\n    spare -= 1\nreturn left[0]",
    ),
    wrong("collateral_for_survival", "line between|between two|no week", "return float(np.quantile(needs, chance))"),
    wrong("collateral_for_survival", "mean", "return float(np.mean(needs))"),
    wrong(
        "collateral_for_survival",
        "one too many|before that one|next",
        "return sorted(needs)[min(int(chance * len(needs)), len(needs) - 1)]",
    ),
    wrong("collateral_for_survival", "every week|chance", "return max(needs)"),
    wrong("collateral_for_survival", "amount|share of the weeks", "return chance * max(needs)"),
    wrong(
        "collateral_for_survival",
        "bell|normal|deviation|tail",
        "from statistics import NormalDist\np = min(max(chance, 0.001), 0.999)\nreturn float(np.mean(needs) + NormalDist().inv_cdf(p) * np.std(needs))",
    ),
    wrong(
        "collateral_for_survival",
        "1 −|chance|other|largest|smallest|turned",
        "k = max(int(np.ceil((1 - chance) * len(needs) - 1e-9)), 1)\nreturn sorted(needs)[k - 1]",
    ),
    wrong(
        "collateral_for_survival",
        "sort|order",
        "k = max(int(np.ceil(chance * len(needs) - 1e-9)), 1)\nreturn needs[k - 1]",
    ),
    wrong("collateral_for_survival", "lowest|smallest|least|chance|minimum", "return min(needs)"),
    wrong(
        "collateral_for_survival",
        "one too many",
        "for post in sorted(needs):\n    if sum(n <= post for n in needs) > chance * len(needs):\n        return post\nreturn max(needs)",
    ),
    right("year_alive", "n = weeks * (1 if together else compartments)\nreturn chance ** n"),
    right("year_alive", "each = chance ** weeks\nreturn each if together else each ** compartments"),
    right(
        "year_alive", "import math\nreturn math.exp(weeks * math.log(chance) * (compartments if not together else 1))"
    ),
    right(
        "year_alive",
        "p = 1\nfor w in range(int(weeks)):\n    for c in range(1 if together else int(compartments)):\n        p *= chance\nreturn p",
    ),
    wrong("year_alive", "one week", "return chance"),
    wrong("year_alive", "once for each|multiply", "return 1 - weeks * (1 - chance)"),
    wrong("year_alive", "one compartment|independent", "return chance ** weeks"),
    wrong("year_alive", "single draw|as one", "return chance ** (weeks * compartments)"),
    wrong("year_alive", "some", "return 1 - (1 - chance) ** weeks"),
    wrong("year_alive", "swap|together|True|False", "return chance ** (weeks * (compartments if together else 1))"),
    wrong(
        "year_alive",
        "1 minus|1 −|minus the right|taken from|100 %",
        "return 1 - chance ** (weeks if together else weeks * compartments)",
    ),
    wrong("year_alive", "1 −|chance", "return (1 - chance) ** (weeks if together else weeks * compartments)"),
    wrong("year_alive", "100|hundred", "return 100 * chance ** (weeks if together else weeks * compartments)"),
    wrong(
        "year_alive",
        "multipl|power|square|times|factor",
        "return chance * (weeks if together else weeks * compartments)",
    ),
    wrong("year_alive", "added|plus|add|\\+", "return chance ** (weeks if together else weeks + compartments)"),
    wrong("year_alive", "compartments|divid", "return chance ** (weeks if together else weeks / compartments)"),
    wrong("year_alive", "weeks", "return chance ** (1 if together else compartments)"),
)
