# ruff: noqa: E501
"""Answers to the exercises of lesson 03."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "pool_equity",
        "total = collateral\nfor s, e, m in zip(sizes, entries, marks):\n    total += s * (m - e)\nreturn total",
    ),
    right("pool_equity", "return collateral + np.dot(sizes, marks) - np.dot(sizes, entries)"),
    right("pool_equity", "return collateral + sum(sizes[i] * (marks[i] - entries[i]) for i in range(len(sizes)))"),
    wrong("pool_equity", "sign|subtract|turned|swap|minus", "return collateral + np.sum(sizes * (entries - marks))"),
    wrong("pool_equity", "sign|abs|short|direction", "return collateral + np.sum(abs(sizes) * (marks - entries))"),
    wrong("pool_equity", "collateral", "return np.sum(sizes * (marks - entries))"),
    wrong("pool_equity", "first", "return collateral + sizes[0] * (marks[0] - entries[0])"),
    wrong("pool_equity", "entr|worth|profit", "return collateral + np.sum(sizes * marks)"),
    wrong("pool_equity", "mean|average", "return collateral + np.mean(sizes * (marks - entries))"),
    wrong(
        "pool_equity",
        "each|collateral|time",
        "return sum(collateral + s * (m - e) for s, e, m in zip(sizes, entries, marks))",
    ),
    wrong(
        "pool_equity",
        "loss|gain|profit|negative|zero",
        "return collateral + np.sum(np.minimum(0, sizes * (marks - entries)))",
    ),
    wrong("pool_equity", "sum|separate|product", "return collateral + sizes.sum() * (marks.sum() - entries.sum())"),
    right(
        "liquidation_price_in_pool",
        "other = collateral\nneed = 0\nfor i in range(len(sizes)):\n    if i != k:\n        other += sizes[i] * (marks[i] - entries[i])\n        need += maintenance[i] * abs(sizes[i]) * marks[i]\n# other + s*(p-e) = need + m|s|p\np = (need - other + sizes[k] * entries[k]) / (sizes[k] - maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None",
    ),
    right(
        "liquidation_price_in_pool",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\nslope = sizes[k] - maintenance[k] * abs(sizes[k])\np = marks[k] - room / slope\nreturn float(p) if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "other|own|alone|isolated|only",
        "p = (sizes[k] * entries[k] - collateral) / (sizes[k] - maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "slope|requirement|maintenance|still|move",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\np = marks[k] - room / sizes[k]\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "entr",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\np = entries[k] - room / (sizes[k] - maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "sign|add|turned|direction|other way",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\np = marks[k] + room / (sizes[k] - maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "None|zero|negative",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\nreturn marks[k] - room / (sizes[k] - maintenance[k] * abs(sizes[k]))",
    ),
    wrong(
        "liquidation_price_in_pool",
        "maintenance|requirement|bankrupt|zero",
        "eq = collateral + np.sum(sizes * (marks - entries))\np = marks[k] - eq / sizes[k]\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "entr",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * entries)\np = marks[k] - room / (sizes[k] - maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "profit|other|collateral|equity|as if entries were the",
        "room = collateral - np.sum(maintenance * np.abs(sizes) * marks)\np = marks[k] - room / (sizes[k] - maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "sign|short|side|plus|add|direction",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\np = marks[k] - room / (sizes[k] + maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_in_pool",
        "abs|sign|size|short|direction",
        "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * sizes * marks)\np = marks[k] - room / (sizes[k] - maintenance[k] * sizes[k])\nreturn p if p > 0 else None",
    ),
    right(
        "safe",
        "eq = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nreq = maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)\nreturn eq >= req",
    ),
    right(
        "safe",
        "eq = collateral\nreq = 0\nfor s, e, p in zip(sizes, entries, (btc, eth)):\n    eq = eq + s * (np.asarray(p) - e)\n    req = req + maintenance * abs(s) * np.asarray(p)\nreturn ~(eq < req)",
    ),
    right(
        "safe",
        "(a, b), (x, y) = sizes, entries\nreturn collateral + a * (btc - x) + b * (eth - y) - maintenance * (abs(a) * btc + abs(b) * eth) >= 0",
    ),
    wrong(
        "safe",
        "turned|opposite|below|other way|compar|unsafe",
        "eq = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nreturn eq < maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)",
    ),
    wrong(
        "safe",
        "abs|sign|size|net|short",
        "eq = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nreturn eq >= maintenance * (sizes[0] * btc + sizes[1] * eth)",
    ),
    wrong(
        "safe",
        "zero|maintenance|requirement",
        "return collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1]) >= 0",
    ),
    wrong(
        "safe",
        "entr",
        "eq = collateral + sizes[0] * (btc - entries[0]) + sizes[1] * (eth - entries[1])\nreturn eq >= maintenance * (abs(sizes[0]) * entries[0] + abs(sizes[1]) * entries[1])",
    ),
    wrong(
        "safe",
        "sign|turned|swap|subtract",
        "eq = collateral - sizes[0] * (btc - entries[0]) - sizes[1] * (eth - entries[1])\nreturn eq >= maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)",
    ),
    wrong(
        "safe",
        "second|ETH|other|first|BTC|eth",
        "eq = collateral + sizes[0] * (btc - entries[0])\nreturn eq >= maintenance * abs(sizes[0]) * btc",
    ),
    wrong(
        "safe",
        "collateral|profit|equity",
        "return collateral >= maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)",
    ),
    wrong(
        "safe",
        "each|own|both|alone|separate|isolated",
        "a = collateral + sizes[0] * (btc - entries[0]) >= maintenance * abs(sizes[0]) * btc\nb = collateral + sizes[1] * (eth - entries[1]) >= maintenance * abs(sizes[1]) * eth\nreturn a & b",
    ),
    wrong(
        "safe",
        "swap|BTC|ETH|btc|eth",
        "eq = collateral + sizes[0] * (eth - entries[0]) + sizes[1] * (btc - entries[1])\nreturn eq >= maintenance * (abs(sizes[0]) * eth + abs(sizes[1]) * btc)",
    ),
    right(
        "reduce_first",
        "gain = []\nfor s, m, x in zip(sizes, maintenance, moves):\n    d = 1 if s > 0 else -1\n    gain.append(m * (1 + x) - d * x)\nreturn gain.index(max(gain))",
    ),
    right(
        "reduce_first",
        "s = np.sign(np.asarray(sizes))\nx = np.asarray(moves)\nreturn int(np.argmax(np.asarray(maintenance) * (1 + x) - s * x))",
    ),
    wrong(
        "reduce_first",
        "least|smallest|argmin|max|min|opposite",
        "s = np.sign(np.asarray(sizes))\nx = np.asarray(moves)\nreturn int(np.argmin(np.asarray(maintenance) * (1 + x) - s * x))",
    ),
    wrong("reduce_first", "size|biggest|large|notional", "return int(np.argmax(np.abs(sizes)))"),
    wrong(
        "reduce_first",
        "maintenance|move|stress|The largest requirement frees most",
        "return int(np.argmax(maintenance))",
    ),
    wrong("reduce_first", "maintenance|requirement", "return int(np.argmax(-np.sign(sizes) * np.asarray(moves)))"),
    wrong(
        "reduce_first",
        "size|dollar|notional|total",
        "s = np.asarray(sizes)\nx = np.asarray(moves)\nreturn int(np.argmax(np.asarray(maintenance) * np.abs(s) * (1 + x) - s * x))",
    ),
    wrong(
        "reduce_first",
        "sign|turned|direction|add|plus",
        "s = np.sign(np.asarray(sizes))\nx = np.asarray(moves)\nreturn int(np.argmax(np.asarray(maintenance) * (1 + x) + s * x))",
    ),
    wrong(
        "reduce_first",
        "sign|short|direction|side",
        "x = np.asarray(moves)\nreturn int(np.argmax(np.asarray(maintenance) * (1 + x) - x))",
    ),
    wrong(
        "reduce_first",
        "off|count|from|one|1",
        "s = np.sign(np.asarray(sizes))\nx = np.asarray(moves)\nreturn int(np.argmax(np.asarray(maintenance) * (1 + x) - s * x)) + 1",
    ),
    wrong(
        "reduce_first",
        "sign|subtract|maintenance|minus|turned",
        "s = np.sign(np.asarray(sizes))\nx = np.asarray(moves)\nreturn int(np.argmax(-np.asarray(maintenance) * (1 + x) - s * x))",
    ),
)
