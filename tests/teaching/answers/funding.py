# ruff: noqa: E501
"""Answers to the exercises of lesson 03."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    # -- liquidation_after_funding
    right(
        "liquidation_after_funding",
        "for rate in rates:\n    collateral -= size * mark * rate\ns = 1 if size > 0 else -1\nreturn (size * entry_price - collateral) / (size * (1 - s * maintenance))",
    ),
    right(
        "liquidation_after_funding",
        "left = collateral - np.sum(size * mark * rates)\nbankruptcy = entry_price - left / size\nreturn bankruptcy / (1 - np.sign(size) * maintenance)",
    ),
    right(
        "liquidation_after_funding",
        "paid = rates.sum() * mark * size\nif size > 0:\n    return (entry_price - (collateral - paid) / size) / (1 - maintenance)\nunits = -size\nreturn (entry_price + (collateral - paid) / units) / (1 + maintenance)",
    ),
    right(
        "liquidation_after_funding",
        "before = (entry_price - collateral / size) / (1 - np.sign(size) * maintenance)\nreturn before + mark * sum(rates) / (1 - np.sign(size) * maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "before|paid|funding|rates",
        "s = 1 if size > 0 else -1\nreturn (entry_price - collateral / size) / (1 - s * maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "short|sign|side",
        "paid = abs(size) * mark * sum(rates)\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 - s * maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "gave|sign|from|add|minus|subtract",
        "paid = size * mark * sum(rates)\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral + paid) / size) / (1 - s * maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "entry|mark|swap",
        "paid = size * entry_price * sum(rates)\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 - s * maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "maintenance|divi|requirement",
        "paid = size * mark * sum(rates)\nreturn entry_price - (collateral - paid) / size",
    ),
    wrong(
        "liquidation_after_funding",
        "short|side|long|sign",
        "paid = size * mark * sum(rates)\nreturn (entry_price - (collateral - paid) / size) / (1 - maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "100|hundred|per cent",
        "paid = size * mark * sum(rates) / 100\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 - s * maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "first|last|one|all|sum|rates",
        "paid = size * mark * rates[0]\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 - s * maintenance)",
    ),
    wrong(
        "liquidation_after_funding",
        "unit|divide|requirement",
        "s = 1 if size > 0 else -1\nreturn (entry_price - collateral / size) / (1 - s * maintenance) + mark * sum(rates)",
    ),
    wrong(
        "liquidation_after_funding",
        "mark|size|notional|position",
        "paid = size * sum(rates)\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 - s * maintenance)",
    ),
    # -- days_until_liquidation
    right(
        "days_until_liquidation",
        "if rate <= 0:\n    return None\nn = 0\nequity = 1 / leverage\nwhile True:\n    equity -= rate\n    n += 1\n    if equity < maintenance:\n        return n * interval_hours / 24",
    ),
    right(
        "days_until_liquidation",
        "import math\nif not rate > 0:\n    return None\nroom = 1 / leverage - maintenance\nreturn (math.floor(room / rate) + 1) * (interval_hours / 24)",
    ),
    right(
        "days_until_liquidation",
        "room = 1 / leverage - maintenance\nreturn (int(room / rate) + 1) * interval_hours / 24 if rate > 0 else None",
    ),
    wrong(
        "days_until_liquidation",
        "maintenance|nothing is left|requirement",
        "import math\nif rate <= 0:\n    return None\nreturn (math.floor(1 / leverage / rate) + 1) * interval_hours / 24",
    ),
    wrong(
        "days_until_liquidation",
        "exact|fit|equal|next",
        "import math\nif rate <= 0:\n    return None\nreturn math.ceil((1 / leverage - maintenance) / rate) * interval_hours / 24",
    ),
    wrong(
        "days_until_liquidation",
        "24|days|hours",
        "import math\nif rate <= 0:\n    return None\nreturn (math.floor((1 / leverage - maintenance) / rate) + 1) * interval_hours",
    ),
    wrong(
        "days_until_liquidation",
        "one more|first|fit|plus|1",
        "import math\nif rate <= 0:\n    return None\nreturn math.floor((1 / leverage - maintenance) / rate) * interval_hours / 24",
    ),
    wrong(
        "days_until_liquidation",
        "whole|flow|settlement|round",
        "if rate <= 0:\n    return None\nreturn (1 / leverage - maintenance) / rate * interval_hours / 24",
    ),
    wrong(
        "days_until_liquidation",
        "interval|once a day|hours",
        "import math\nif rate <= 0:\n    return None\nreturn float(math.floor((1 / leverage - maintenance) / rate) + 1)",
    ),
    wrong(
        "days_until_liquidation",
        "8|interval",
        "import math\nif rate <= 0:\n    return None\nreturn (math.floor((1 / leverage - maintenance) / rate) + 1) / 3",
    ),
    wrong(
        "days_until_liquidation",
        "collateral|leverage|notional",
        "import math\nif rate <= 0:\n    return None\nreturn (math.floor((1 - maintenance * leverage) / rate) + 1) * interval_hours / 24",
    ),
    wrong(
        "days_until_liquidation",
        "add|sign|maintenance|subtract|plus",
        "import math\nif rate <= 0:\n    return None\nreturn (math.floor((1 / leverage + maintenance) / rate) + 1) * interval_hours / 24",
    ),
    # -- carry_return
    right(
        "carry_return",
        "capital = 1.0\nif not pooled:\n    capital += 1 / leverage\nincome = rate / 365 * days\nreturn (income - cost) / capital",
    ),
    right(
        "carry_return",
        "gain = rate * (days / 365) - cost\nif pooled:\n    return gain\nreturn gain * leverage / (leverage + 1)",
    ),
    right(
        "carry_return",
        "notional = 10_000\nprofit = notional * (rate * days / 365 - cost)\nmargin = 0 if pooled else notional / leverage\nreturn profit / (notional + margin)",
    ),
    wrong(
        "carry_return",
        "margin alone|coin|capital",
        "gain = rate * days / 365 - cost\nif pooled:\n    return gain\nreturn gain * leverage",
    ),
    wrong(
        "carry_return", "cost|in and out", "gain = rate * days / 365\nreturn gain / (1 if pooled else 1 + 1 / leverage)"
    ),
    wrong("carry_return", "year|days|365", "return (rate - cost) / (1 if pooled else 1 + 1 / leverage)"),
    wrong("carry_return", "coin itself|apart|pooled|margin|leverage", "return rate * days / 365 - cost"),
    wrong(
        "carry_return",
        "pool|coin|second|True and False|swap",
        "gain = rate * days / 365 - cost\nreturn gain / (1 + 1 / leverage)",
    ),
    wrong(
        "carry_return",
        "twice|double|2|both|cost",
        "gain = rate * days / 365 - 2 * cost\nreturn gain / (1 if pooled else 1 + 1 / leverage)",
    ),
    wrong(
        "carry_return",
        "leverage|1 /|upside|divid",
        "gain = rate * days / 365 - cost\nreturn gain / (1 if pooled else 1 + leverage)",
    ),
    wrong(
        "carry_return",
        "100|hundred|per cent",
        "gain = rate * days / 365 - cost\nreturn 100 * gain / (1 if pooled else 1 + 1 / leverage)",
    ),
    wrong(
        "carry_return",
        "sign|add|cost|plus",
        "gain = rate * days / 365 + cost\nreturn gain / (1 if pooled else 1 + 1 / leverage)",
    ),
    wrong(
        "carry_return",
        "swap|True|False|pooled|coin",
        "gain = rate * days / 365 - cost\nreturn gain / (1 + 1 / leverage if pooled else 1)",
    ),
)
