# ruff: noqa: E501
"""Answers to the exercises of lesson 02."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right("bankruptcy_price", "p = entry_price - collateral / size\nif p <= 0:\n    return None\nreturn p"),
    right(
        "bankruptcy_price",
        "value = size * entry_price - collateral\nprice = value / size\nreturn price if price > 0 else None",
    ),
    right(
        "bankruptcy_price",
        "s = 1 if size > 0 else -1\np = entry_price - s * collateral / abs(size)\nreturn None if not p > 0 else p",
    ),
    wrong(
        "bankruptcy_price",
        "sign|add|turned|plus|subtract|direction",
        "p = entry_price + collateral / size\nreturn p if p > 0 else None",
    ),
    wrong(
        "bankruptcy_price",
        "abs|sign|short|direction|size",
        "p = entry_price - collateral / abs(size)\nreturn p if p > 0 else None",
    ),
    wrong("bankruptcy_price", "size|unit|money", "p = entry_price - collateral\nreturn p if p > 0 else None"),
    wrong("bankruptcy_price", "None|negative|below", "return entry_price - collateral / size"),
    wrong("bankruptcy_price", "0|zero|None", "p = entry_price - collateral / size\nreturn max(p, 0)"),
    wrong("bankruptcy_price", "distance|entry|Your answer is just collateral", "return collateral / size"),
    wrong("bankruptcy_price", "0|zero|None", "p = entry_price - collateral / size\nif p <= 0:\n    return 0\nreturn p"),
    wrong("bankruptcy_price", "multipl|size|divid", "p = entry_price - collateral * size\nreturn p if p > 0 else None"),
    wrong(
        "bankruptcy_price",
        "fraction|entry|1|relative",
        "p = 1 - collateral / (size * entry_price)\nreturn p if p > 0 else None",
    ),
    wrong("bankruptcy_price", "round|cut", "p = entry_price - collateral // size\nreturn p if p > 0 else None"),
    right(
        "liquidation_price",
        "s = 1 if size > 0 else -1\nm = maintenance + fee\np = (entry_price - collateral / size) / (1 - s * m)\nreturn p if p > 0 else None",
    ),
    right(
        "liquidation_price",
        "q = abs(size) * (maintenance + fee)\np = (size * entry_price - collateral) / (size - q)\nif p > 0:\n    return p",
    ),
    right(
        "liquidation_price",
        "m = fee + maintenance\nif size < 0:\n    p = (collateral - size * entry_price) / (-size * (1 + m))\nelse:\n    p = (size * entry_price - collateral) / (size * (1 - m))\nreturn None if p <= 0 else p",
    ),
    wrong(
        "liquidation_price",
        "fee",
        "s = 1 if size > 0 else -1\np = (entry_price - collateral / size) / (1 - s * maintenance)\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "maintenance",
        "s = 1 if size > 0 else -1\np = (entry_price - collateral / size) / (1 - s * fee)\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "maintenance|requirement|bankrupt|zero",
        "p = entry_price - collateral / size\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "sign|short|side|direction",
        "p = (entry_price - collateral / size) / (1 - maintenance - fee)\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "sign|swap|side|add|turned|direction",
        "s = 1 if size > 0 else -1\np = (entry_price - collateral / size) / (1 + s * (maintenance + fee))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "None|zero|negative",
        "s = 1 if size > 0 else -1\nreturn (entry_price - collateral / size) / (1 - s * (maintenance + fee))",
    ),
    wrong(
        "liquidation_price",
        "entry",
        "s = 1 if size > 0 else -1\np = entry_price - collateral / size + s * (maintenance + fee) * entry_price\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "fee|subtract|minus|sign",
        "s = 1 if size > 0 else -1\np = (entry_price - collateral / size) / (1 - s * (maintenance - fee))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "size|unit",
        "s = 1 if size > 0 else -1\np = (entry_price - s * collateral) / (1 - s * (maintenance + fee))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "sign|collateral|add|turned",
        "s = 1 if size > 0 else -1\np = (entry_price + collateral / size) / (1 - s * (maintenance + fee))\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price",
        "zero|0|None",
        "s = 1 if size > 0 else -1\nreturn max(0, (entry_price - collateral / size) / (1 - s * (maintenance + fee)))",
    ),
    right(
        "bracket_requirement",
        "total = 0\nfor i in range(len(floors)):\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    total += rates[i] * max(0, min(notional, top) - floors[i])\nreturn total",
    ),
    right(
        "bracket_requirement",
        "total = 0\nlast = 0\nfor f, r in zip(floors, rates):\n    if notional > f:\n        total += (notional - f) * (r - last)\n    last = r\nreturn total",
    ),
    right(
        "bracket_requirement",
        "f = np.append(np.asarray(floors, float), np.inf)\nreturn float(np.sum(np.clip(notional - f[:-1], 0, np.diff(f)) * np.asarray(rates)))",
    ),
    wrong(
        "bracket_requirement",
        "whole|all of it|slice|tier",
        "rate = rates[0]\nfor f, r in zip(floors, rates):\n    if notional > f:\n        rate = r\nreturn notional * rate",
    ),
    wrong("bracket_requirement", "first", "return notional * rates[0]"),
    wrong(
        "bracket_requirement",
        "last|top|infinit|open",
        "total = 0\nfor i in range(len(floors) - 1):\n    total += rates[i] * max(0, min(notional, floors[i + 1]) - floors[i])\nreturn total",
    ),
    wrong("bracket_requirement", "last", "return notional * rates[-1]"),
    wrong(
        "bracket_requirement",
        "rate|below|last|each|full|slice|difference|with notional taken without comparing",
        "total = 0\nfor f, r in zip(floors, rates):\n    total += max(0, notional - f) * r\nreturn total",
    ),
    wrong("bracket_requirement", "mean|average", "return notional * np.mean(rates)"),
    wrong(
        "bracket_requirement",
        "floor|slice|whole|top",
        "total = 0\nfor i in range(len(floors)):\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    if notional > floors[i]:\n        total += rates[i] * min(notional, top)\nreturn total",
    ),
    wrong(
        "bracket_requirement",
        "rate|tier|off|index|next|shifted",
        "total = 0\nfor i in range(len(floors)):\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    total += rates[min(i + 1, len(rates) - 1)] * max(0, min(notional, top) - floors[i])\nreturn total",
    ),
    wrong(
        "bracket_requirement",
        "100|hundred|per cent",
        "total = 0\nlast = 0\nfor f, r in zip(floors, rates):\n    total += max(0, notional - f) * (r - last) / 100\n    last = r\nreturn total",
    ),
    right(
        "liquidation_price_tiered",
        "s = 1 if size > 0 else -1\nn = abs(size)\nlast = 0.0\nd = 0.0\nfor i, (f, r) in enumerate(zip(floors, rates)):\n    d += f * (r - last)\n    last = r\n    p = (size * entry_price - collateral - d) / (size - n * r)\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    if p > 0 and f <= n * p <= top:\n        return p\nreturn None",
    ),
    wrong(
        "liquidation_price_tiered",
        "entry",
        "n = abs(size)\nlast = 0.0\nd = 0.0\nfor f, r in zip(floors, rates):\n    if n * entry_price > f:\n        d += f * (r - last)\n        last = r\np = (size * entry_price - collateral - d) / (size - n * last)\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_tiered",
        "first",
        "p = (size * entry_price - collateral) / (size - abs(size) * rates[0])\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_tiered",
        "whole|deduct|slice|all of it|what is computed from floors",
        "n = abs(size)\nfor i, (f, r) in enumerate(zip(floors, rates)):\n    p = (size * entry_price - collateral) / (size - n * r)\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    if p > 0 and f <= n * p <= top:\n        return p\nreturn None",
    ),
    wrong(
        "liquidation_price_tiered",
        "last",
        "p = (size * entry_price - collateral) / (size - abs(size) * rates[-1])\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_tiered",
        "sign|short|direction|side",
        "n = abs(size)\nlast = 0.0\nd = 0.0\nfor i, (f, r) in enumerate(zip(floors, rates)):\n    d += f * (r - last)\n    last = r\n    p = (size * entry_price - collateral - d) / (size + n * r)\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    if p > 0 and f <= n * p <= top:\n        return p\nreturn None",
    ),
    wrong(
        "liquidation_price_tiered",
        "maintenance|requirement|bankrupt|zero",
        "p = entry_price - collateral / size\nreturn p if p > 0 else None",
    ),
    wrong(
        "liquidation_price_tiered",
        "None|0|zero",
        "n = abs(size)\nlast = 0.0\nd = 0.0\nfor i, (f, r) in enumerate(zip(floors, rates)):\n    d += f * (r - last)\n    last = r\n    p = (size * entry_price - collateral - d) / (size - n * r)\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    if p > 0 and f <= n * p <= top:\n        return p\nreturn 0",
    ),
    wrong(
        "liquidation_price_tiered",
        "sign|deduct|add|subtract",
        "n = abs(size)\nlast = 0.0\nd = 0.0\nfor i, (f, r) in enumerate(zip(floors, rates)):\n    d += f * (r - last)\n    last = r\n    p = (size * entry_price - collateral + d) / (size - n * r)\n    top = floors[i + 1] if i + 1 < len(floors) else float('inf')\n    if p > 0 and f <= n * p <= top:\n        return p\nreturn None",
    ),
    right("mark_price", "return float(np.median([index, index + np.mean(basis), last]))"),
    right("mark_price", "return sorted([index, index + sum(basis) / len(basis), last])[1]"),
    right("mark_price", "a, b, c = index, index + np.average(basis), last\nreturn max(min(a, b), min(max(a, b), c))"),
    wrong("mark_price", "mean|average", "return (index + index + np.mean(basis) + last) / 3"),
    wrong("mark_price", "index", "return np.median([index, np.mean(basis), last])"),
    wrong("mark_price", "last|This takes the latest basis", "return np.median([index, index + basis[-1], last])"),
    wrong("mark_price", "median", "return np.median([index, index + np.median(basis), last])"),
    wrong("mark_price", "larger|largest|max|highest|high|upper", "return max(index, index + np.mean(basis), last)"),
    wrong("mark_price", "sum|add|mean|average", "return np.median([index, index + sum(basis), last])"),
    wrong("mark_price", "subtract|minus|sign", "return np.median([index, index - np.mean(basis), last])"),
    wrong("mark_price", "last", "return np.median([index, index + np.mean(basis)])"),
    wrong("mark_price", "last|base|index", "return np.median([index, last + np.mean(basis), last])"),
    wrong("mark_price", "first", "return np.median([index, index + basis[0], last])"),
    wrong("mark_price", "index|trade|last", "return index"),
)
