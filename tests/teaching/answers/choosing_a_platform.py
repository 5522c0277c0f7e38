# ruff: noqa: E501
"""Answers to the exercises of lesson 14."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "requirement_by_rule",
        "if applies == 'whole':\n    rate = rates[0]\n    for f, r in zip(floors, rates):\n        if notional > f:\n            rate = r\n    return notional * rate\ntotal = 0\nlast = 0\nfor f, r in zip(floors, rates):\n    total += max(0, notional - f) * (r - last)\n    last = r\nreturn total",
    ),
    right(
        "requirement_by_rule",
        "k = max(i for i, f in enumerate(floors) if f < notional)\nif applies == 'whole':\n    return rates[k] * notional\nreq = rates[k] * (notional - floors[k])\nfor i in range(k):\n    req += rates[i] * (floors[i + 1] - floors[i])\nreturn req",
    ),
    wrong(
        "requirement_by_rule",
        "whole|slice|rule|swap",
        "k = max(i for i, f in enumerate(floors) if f < notional)\nif applies == 'slice':\n    return rates[k] * notional\nreq = rates[k] * (notional - floors[k])\nfor i in range(k):\n    req += rates[i] * (floors[i + 1] - floors[i])\nreturn req",
    ),
    wrong(
        "requirement_by_rule",
        "whole|slice|always|both",
        "k = max(i for i, f in enumerate(floors) if f < notional)\nreturn rates[k] * notional",
    ),
    wrong(
        "requirement_by_rule",
        "slice|whole|always|both",
        "k = max(i for i, f in enumerate(floors) if f < notional)\nreq = rates[k] * (notional - floors[k])\nfor i in range(k):\n    req += rates[i] * (floors[i + 1] - floors[i])\nreturn req",
    ),
    wrong(
        "requirement_by_rule",
        "edge|exact|equal|met",
        "k = max(i for i, f in enumerate(floors) if f <= notional)\nif applies == 'whole':\n    return rates[k] * notional\nreq = rates[k] * (notional - floors[k])\nfor i in range(k):\n    req += rates[i] * (floors[i + 1] - floors[i])\nreturn req",
    ),
    wrong(
        "requirement_by_rule",
        "last|highest|top|as if the condition on",
        "k = max(i for i, f in enumerate(floors) if f < notional)\nif applies == 'whole':\n    return rates[-1] * notional\nreq = rates[k] * (notional - floors[k])\nfor i in range(k):\n    req += rates[i] * (floors[i + 1] - floors[i])\nreturn req",
    ),
    wrong(
        "requirement_by_rule",
        "below|tier|rate|each|last|sum|full|difference|with notional taken without comparing",
        "k = max(i for i, f in enumerate(floors) if f < notional)\nif applies == 'whole':\n    return rates[k] * notional\nreturn sum(r * max(0, notional - f) for f, r in zip(floors, rates))",
    ),
    wrong(
        "requirement_by_rule",
        "first",
        "if applies == 'whole':\n    return rates[0] * notional\nk = max(i for i, f in enumerate(floors) if f < notional)\nreq = rates[k] * (notional - floors[k])\nfor i in range(k):\n    req += rates[i] * (floors[i + 1] - floors[i])\nreturn req",
    ),
    wrong(
        "requirement_by_rule",
        "slice|below|own|only|tier|lower",
        "k = max(i for i, f in enumerate(floors) if f < notional)\nif applies == 'whole':\n    return rates[k] * notional\nreturn rates[k] * (notional - floors[k])",
    ),
    right(
        "free_collateral",
        "used = 0\nfor n, m, c in zip(notionals, max_leverages, chosen):\n    used += abs(n) / min(m, c)\nreturn equity - used",
    ),
    right(
        "free_collateral",
        "n, m, c = map(np.asarray, (notionals, max_leverages, chosen))\nreturn float(equity - np.sum(n * np.maximum(1 / m, 1 / c)))",
    ),
    right(
        "free_collateral",
        "for i in range(len(notionals)):\n    lev = chosen[i] if chosen[i] < max_leverages[i] else max_leverages[i]\n    equity -= notionals[i] / lev\nreturn equity",
    ),
    wrong(
        "free_collateral",
        "chosen|set|market|max",
        "return equity - sum(n / m for n, m in zip(notionals, max_leverages))",
    ),
    wrong(
        "free_collateral",
        "market|max|allow|cap|chosen",
        "return equity - sum(n / c for n, c in zip(notionals, chosen))",
    ),
    wrong(
        "free_collateral",
        "smaller|larger|max|min",
        "return equity - sum(n / max(m, c) for n, m, c in zip(notionals, max_leverages, chosen))",
    ),
    wrong(
        "free_collateral",
        "zero|negative|cut|below",
        "return max(0, equity - sum(n / min(m, c) for n, m, c in zip(notionals, max_leverages, chosen)))",
    ),
    wrong(
        "free_collateral", "equity", "return sum(n / min(m, c) for n, m, c in zip(notionals, max_leverages, chosen))"
    ),
    wrong("free_collateral", "leverage|divid|notional", "return equity - sum(notionals)"),
    wrong(
        "free_collateral",
        "multipl|divid|leverage",
        "return equity - sum(n * min(m, c) for n, m, c in zip(notionals, max_leverages, chosen))",
    ),
    wrong(
        "free_collateral",
        "add|sign|subtract|plus",
        "return equity + sum(n / min(m, c) for n, m, c in zip(notionals, max_leverages, chosen))",
    ),
    wrong("free_collateral", "first", "return equity - notionals[0] / min(max_leverages[0], chosen[0])"),
    right(
        "first_to_act",
        "s = 1 if side == 'long' else -1\nprices = []\nfor r, f, fixed in zip(rates, fees, on_entry):\n    if fixed:\n        # collateral + s*size*(p-e) = size*e*r + size*p*f\n        p = (size * entry_price * r - collateral + s * size * entry_price) / (size * (s - f))\n    else:\n        p = (s * size * entry_price - collateral) / (size * (s - r - f))\n    prices.append(s * p)\nreturn prices.index(max(prices))",
    ),
    wrong(
        "first_to_act",
        "fee",
        "s = 1 if side == 'long' else -1\nprices = []\nfor r, f, fixed in zip(rates, fees, on_entry):\n    if fixed:\n        p = (size * entry_price * r - collateral + s * size * entry_price) / (size * s)\n    else:\n        p = (s * size * entry_price - collateral) / (size * (s - r))\n    prices.append(s * p)\nreturn prices.index(max(prices))",
    ),
    wrong("first_to_act", "rate|highest|price|entry", "return int(np.argmax(rates))"),
    wrong(
        "first_to_act",
        "last|least|smallest|opposite|min|max",
        "s = 1 if side == 'long' else -1\nprices = []\nfor r, f, fixed in zip(rates, fees, on_entry):\n    if fixed:\n        p = (size * entry_price * (r + f) - collateral + s * size * entry_price) / (size * s)\n    else:\n        p = (s * size * entry_price - collateral) / (size * (s - r - f))\n    prices.append(s * p)\nreturn prices.index(min(prices))",
    ),
    wrong(
        "first_to_act",
        "entry|price|follow",
        "s = 1 if side == 'long' else -1\nprices = [s * (s * size * entry_price - collateral) / (size * (s - r - f)) for r, f in zip(rates, fees)]\nreturn int(np.argmax(prices))",
    ),
    wrong(
        "first_to_act",
        "short|side|long",
        "prices = []\nfor r, f, fixed in zip(rates, fees, on_entry):\n    if fixed:\n        p = (size * entry_price * (r + f) - collateral + size * entry_price) / size\n    else:\n        p = (size * entry_price - collateral) / (size * (1 - r - f))\n    prices.append(p)\nreturn prices.index(max(prices))",
    ),
    wrong("first_to_act", "entry|rate|price|requirement", "return int(np.argmax(np.array(rates) + np.array(fees)))"),
    wrong(
        "first_to_act",
        "one|count|off|1",
        "s = 1 if side == 'long' else -1\nprices = []\nfor r, f, fixed in zip(rates, fees, on_entry):\n    if fixed:\n        p = (size * entry_price * r - collateral + s * size * entry_price) / (size * (s - f))\n    else:\n        p = (s * size * entry_price - collateral) / (size * (s - r - f))\n    prices.append(s * p)\nreturn prices.index(max(prices)) + 1",
    ),
    wrong(
        "first_to_act",
        "entry|follow|price|turn|swap|other",
        "s = 1 if side == 'long' else -1\nprices = []\nfor r, f, fixed in zip(rates, fees, on_entry):\n    if not fixed:\n        p = (size * entry_price * r - collateral + s * size * entry_price) / (size * (s - f))\n    else:\n        p = (s * size * entry_price - collateral) / (size * (s - r - f))\n    prices.append(s * p)\nreturn prices.index(max(prices))",
    ),
    right(
        "weighted_scores",
        "w = np.asarray(weights, float)\nif not (w > 0).any():\n    raise ValueError('weights')\nreturn np.array([sum(a * b for a, b in zip(row, w)) / w.sum() for row in np.asarray(ratings)])",
    ),
    right(
        "weighted_scores",
        "total = sum(weights)\nif total <= 0:\n    raise ValueError('no weight')\nreturn np.asarray(ratings) @ (np.asarray(weights) / total)",
    ),
    right(
        "weighted_scores",
        "if max(weights) <= 0:\n    raise ValueError\nreturn np.average(ratings, axis=1, weights=weights)",
    ),
    wrong(
        "weighted_scores",
        "divid|sum|normal|weights|scale|1",
        "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('weights')\nreturn np.asarray(ratings) @ w",
    ),
    wrong(
        "weighted_scores",
        "number|how many|length|count|sum|mean",
        "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('weights')\nreturn np.asarray(ratings) @ w / len(w)",
    ),
    wrong(
        "weighted_scores",
        "weight",
        "if sum(weights) <= 0:\n    raise ValueError('weights')\nreturn np.mean(ratings, axis=1)",
    ),
    wrong(
        "weighted_scores",
        "largest|max|sum",
        "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('weights')\nreturn np.asarray(ratings) @ (w / w.max())",
    ),
    wrong(
        "weighted_scores",
        "refus|ValueError|error|raise",
        "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    return np.zeros(len(ratings))\nreturn np.asarray(ratings) @ w / w.sum()",
    ),
    wrong(
        "weighted_scores",
        "refus|ValueError|error|raise",
        "w = np.asarray(weights, float)\nreturn np.asarray(ratings) @ w / w.sum()",
    ),
    wrong(
        "weighted_scores",
        "square|length|sum|norm",
        "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('weights')\nreturn np.asarray(ratings) @ (w / np.sqrt((w ** 2).sum()))",
    ),
    wrong(
        "weighted_scores",
        "100|hundred|per cent",
        "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('weights')\nreturn 100 * (np.asarray(ratings) @ w) / w.sum()",
    ),
    wrong(
        "weighted_scores",
        "round",
        "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('weights')\nreturn np.round(np.asarray(ratings) @ w / w.sum(), 2)",
    ),
)
