# ruff: noqa: E501
"""Answers to the exercises of lesson 10."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "worst_case",
        "behind = size * entry / leverage if mode == 'isolated' else equity\nreturn min(behind, size * entry)",
    ),
    right(
        "worst_case",
        "worst = size * entry\nif mode == 'isolated' and leverage > 1:\n    worst = worst / leverage\nif mode == 'cross' and equity < worst:\n    worst = equity\nreturn worst",
    ),
    right(
        "worst_case", "n = entry * size\nreturn float(np.minimum(n, {'isolated': n / leverage, 'cross': equity}[mode]))"
    ),
    wrong("worst_case", "setting|cross|account|isolated", "return min(size * entry / leverage, size * entry)"),
    wrong("worst_case", "account|isolated|post", "return min(equity, size * entry)"),
    wrong(
        "worst_case", "price|smaller|whole|cross", "return size * entry / leverage if mode == 'isolated' else equity"
    ),
    wrong("worst_case", "account|both", "return equity"),
    wrong(
        "worst_case",
        "account|divid|position",
        "return min(equity / leverage, size * entry) if mode == 'isolated' else min(equity, size * entry)",
    ),
    wrong(
        "worst_case",
        "cross|isolated|turn|swap|mode|other",
        "n = size * entry\nreturn min(n, equity) if mode == 'isolated' else min(n, n / leverage)",
    ),
    wrong(
        "worst_case",
        "multipl|divid|times|leverage",
        "n = size * entry\nreturn min(n * leverage, n) if mode == 'isolated' else min(equity, n)",
    ),
    wrong(
        "worst_case",
        "entry|price|coins|size",
        "return min(size / leverage, size) if mode == 'isolated' else min(equity, size)",
    ),
    wrong(
        "worst_case",
        "smaller|larger|min|max|less|more",
        "n = size * entry\nreturn min(n / leverage, n) if mode == 'isolated' else max(equity, n)",
    ),
    right(
        "stop_holds",
        "s = 1 if side == 'long' else -1\nfill = (1 - s * distance) * (1 - s * slip)\nreturn 1 / leverage - abs(1 - fill) > maintenance * fill",
    ),
    right(
        "stop_holds",
        "if side == 'long':\n    fill = (1 - distance) * (1 - slip)\n    wall = (1 - 1 / leverage) / (1 - maintenance)\n    return wall < fill\nfill = (1 + distance) * (1 + slip)\nwall = (1 + 1 / leverage) / (1 + maintenance)\nreturn wall > fill",
    ),
    right(
        "stop_holds",
        "if side == 'long':\n    way = 1 - (1 - distance) * (1 - slip)\n    there = 1 - way\nelse:\n    way = (1 + distance) * (1 + slip) - 1\n    there = 1 + way\nreturn bool(1 / leverage - way > maintenance * there)",
    ),
    wrong(
        "stop_holds",
        "stop's own|slip|beyond",
        "s = 1 if side == 'long' else -1\nreturn 1 / leverage - distance > maintenance * (1 - s * distance)",
    ),
    wrong(
        "stop_holds",
        "requirement|anything is left|maintenance|earlier",
        "s = 1 if side == 'long' else -1\nfill = (1 - s * distance) * (1 - s * slip)\nreturn 1 / leverage > abs(1 - fill)",
    ),
    wrong(
        "stop_holds",
        "entry|requirement|fill|worth",
        "s = 1 if side == 'long' else -1\nfill = (1 - s * distance) * (1 - s * slip)\nreturn 1 / leverage - abs(1 - fill) > maintenance",
    ),
    wrong(
        "stop_holds",
        "short|long|above|side",
        "fill = (1 - distance) * (1 - slip)\nreturn 1 / leverage - (1 - fill) > maintenance * fill",
    ),
    wrong(
        "stop_holds",
        "helps|against|further|slip|sign",
        "s = 1 if side == 'long' else -1\nfill = (1 - s * distance) * (1 + s * slip)\nreturn 1 / leverage - abs(1 - fill) > maintenance * fill",
    ),
    wrong(
        "stop_holds",
        "turned|opposite|other way|False|venue|swap|compar",
        "s = 1 if side == 'long' else -1\nfill = (1 - s * distance) * (1 - s * slip)\nreturn 1 / leverage - abs(1 - fill) < maintenance * fill",
    ),
    wrong(
        "stop_holds",
        "added|stop price|fraction|slip",
        "s = 1 if side == 'long' else -1\nfill = 1 - s * (distance + slip)\nreturn 1 / leverage - abs(1 - fill) > maintenance * fill",
    ),
    wrong(
        "stop_holds",
        "stop|fill|requirement|worth|slip",
        "s = 1 if side == 'long' else -1\nfill = (1 - s * distance) * (1 - s * slip)\nreturn 1 / leverage - abs(1 - fill) > maintenance * (1 - s * distance)",
    ),
    right(
        "left_at",
        "for i in range(len(prices)):\n    if prices[i] <= wall:\n        return wall\n    if i % every == 0 and prices[i] <= stop:\n        return prices[i]\nreturn prices[-1]",
    ),
    right(
        "left_at",
        "left = prices[-1]\ndone = False\nfor hour, price in enumerate(prices):\n    if done:\n        continue\n    if price <= wall:\n        left, done = wall, True\n    elif hour % every == 0 and price <= stop:\n        left, done = price, True\nreturn left",
    ),
    right(
        "left_at",
        "p = np.asarray(prices)\nlooks = np.arange(len(p)) % every == 0\nacts = (p <= wall) | ((p <= stop) & looks)\nif not acts.any():\n    return p[-1]\nfirst = p[acts.argmax()]\nreturn wall if first <= wall else first",
    ),
    wrong(
        "left_at",
        "stop price|passed|fill",
        "for i, p in enumerate(prices):\n    if p <= wall:\n        return wall\n    if i % every == 0 and p <= stop:\n        return stop\nreturn prices[-1]",
    ),
    wrong(
        "left_at",
        "every hour|every few|in between|every",
        "for i, p in enumerate(prices):\n    if p <= wall:\n        return wall\n    if p <= stop:\n        return p\nreturn prices[-1]",
    ),
    wrong(
        "left_at",
        "wall|venue",
        "for i, p in enumerate(prices):\n    if i % every == 0 and p <= stop:\n        return p\nreturn prices[-1]",
    ),
    wrong(
        "left_at",
        "never sleeps|looks|wall",
        "for i, p in enumerate(prices):\n    if i % every == 0:\n        if p <= wall:\n            return wall\n        if p <= stop:\n            return p\nreturn prices[-1]",
    ),
    wrong("left_at", "lowest", "return min(prices)"),
    wrong(
        "left_at",
        "first|owner|venue|wall",
        "for i, p in enumerate(prices):\n    if i % every == 0 and p <= stop:\n        return p\n    if p <= wall:\n        return wall\nreturn prices[-1]",
    ),
    wrong(
        "left_at",
        "at or below|equal|exactly|border|strict|<",
        "for i, p in enumerate(prices):\n    if p <= wall:\n        return wall\n    if i % every == 0 and p < stop:\n        return p\nreturn prices[-1]",
    ),
    wrong(
        "left_at",
        "last|first|start|end|open|another number",
        "for i, p in enumerate(prices):\n    if p <= wall:\n        return wall\n    if i % every == 0 and p <= stop:\n        return p\nreturn prices[0]",
    ),
)
