# ruff: noqa: E501
"""Answers to the exercises of lesson 06."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "block_outcome",
        "missing = max(0, (bankruptcy - bid) * size)\nif bid >= limit and fund >= missing:\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    right(
        "block_outcome",
        "filled = not bid < limit and (bankruptcy - bid) * size <= fund\nreturn 'book' if filled else ('deleveraging' if equity < 0 else 'waits')",
    ),
    wrong(
        "block_outcome",
        "first|order|before|below|account",
        "if equity < 0:\n    return 'deleveraging'\nif bid >= limit and fund >= size * (bankruptcy - bid):\n    return 'book'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "fund",
        "if bid >= limit:\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "limit|bid",
        "if fund >= size * (bankruptcy - bid):\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "size|unit",
        "if bid >= limit and fund >= bankruptcy - bid:\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "swap|other way|wait|deleverag|turned|above",
        "if bid >= limit and fund >= size * (bankruptcy - bid):\n    return 'book'\nif equity < 0:\n    return 'waits'\nreturn 'deleveraging'",
    ),
    wrong(
        "block_outcome",
        "turned|limit|other way|above|below",
        "if bid <= limit and fund >= size * (bankruptcy - bid):\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "or|and|both|either",
        "if bid >= limit or fund >= size * (bankruptcy - bid):\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "limit|bid|swap|bankruptcy",
        "if bid >= limit and fund >= size * (bankruptcy - limit):\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "limit|bankruptcy|swap",
        "if bid >= bankruptcy:\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    wrong(
        "block_outcome",
        "sign|bankruptcy|bid|swap|turned|missing",
        "if bid >= limit and fund >= size * (bid - bankruptcy):\n    return 'book'\nif equity < 0:\n    return 'deleveraging'\nreturn 'waits'",
    ),
    right(
        "deleverage",
        "left = amount\nlost = np.zeros(len(sizes))\nfor i in sorted(range(len(sizes)), key=lambda i: -scores[i]):\n    part = min(left, sizes[i])\n    lost[i] = part\n    left -= part\nreturn lost",
    ),
    right(
        "deleverage",
        "order = np.argsort(scores)[::-1]\ns = np.asarray(sizes, float)[order]\nbefore = np.cumsum(s) - s\nout = np.empty(len(s))\nout[order] = np.clip(amount - before, 0, s)\nreturn out",
    ),
    wrong(
        "deleverage",
        "lowest|order|highest|first",
        "left = amount\nlost = np.zeros(len(sizes))\nfor i in np.argsort(scores):\n    part = min(left, sizes[i])\n    lost[i] = part\n    left -= part\nreturn lost",
    ),
    wrong(
        "deleverage",
        "order|given|rank|score",
        "left = amount\nlost = np.zeros(len(sizes))\nfor i in range(len(sizes)):\n    part = min(left, sizes[i])\n    lost[i] = part\n    left -= part\nreturn lost",
    ),
    wrong(
        "deleverage",
        "order|given|rank",
        "left = amount\nlost = []\nfor i in np.argsort(scores)[::-1]:\n    part = min(left, sizes[i])\n    lost.append(part)\n    left -= part\nreturn np.array(lost)",
    ),
    wrong("deleverage", "share|proportion|same", "s = np.asarray(sizes, float)\nreturn s * min(1, amount / s.sum())"),
    wrong(
        "deleverage",
        "all|part|whole|full|more",
        "left = amount\nlost = np.zeros(len(sizes))\nfor i in np.argsort(scores)[::-1]:\n    if left <= 0:\n        break\n    lost[i] = sizes[i]\n    left -= sizes[i]\nreturn lost",
    ),
    wrong(
        "deleverage",
        "keep|remain|left|loses",
        "left = amount\nlost = np.zeros(len(sizes))\nfor i in np.argsort(scores)[::-1]:\n    part = min(left, sizes[i])\n    lost[i] = part\n    left -= part\nreturn np.asarray(sizes) - lost",
    ),
    wrong(
        "deleverage",
        "only|first|one|highest",
        "lost = np.zeros(len(sizes))\ni = np.argmax(scores)\nlost[i] = min(amount, sizes[i])\nreturn lost",
    ),
    wrong(
        "deleverage",
        "size|score|largest",
        "left = amount\nlost = np.zeros(len(sizes))\nfor i in np.argsort(sizes)[::-1]:\n    part = min(left, sizes[i])\n    lost[i] = part\n    left -= part\nreturn lost",
    ),
    wrong(
        "deleverage",
        "each|full|amount|left|subtract",
        "lost = np.zeros(len(sizes))\nfor i in range(len(sizes)):\n    lost[i] = min(amount, sizes[i])\nreturn lost",
    ),
    right("bankruptcy_price", "share = requirement / total\nreturn oracle - equity * share / size"),
    right(
        "bankruptcy_price", "gives = equity * requirement / total\nvalue = size * oracle - gives\nreturn value / size"
    ),
    right(
        "bankruptcy_price",
        "s = 1 if size > 0 else -1\nreturn oracle - s * (equity / total) * (requirement / abs(size))",
    ),
    wrong("bankruptcy_price", "sign|add|plus|subtract|turned", "return oracle + equity * requirement / total / size"),
    wrong(
        "bankruptcy_price", "abs|sign|short|direction|size", "return oracle - equity * requirement / total / abs(size)"
    ),
    wrong("bankruptcy_price", "size|unit", "return oracle - equity * requirement / total"),
    wrong("bankruptcy_price", "share|proportion|requirement|total|all", "return oracle - equity / size"),
    wrong("bankruptcy_price", "oracle|distance", "return equity * requirement / total / size"),
    wrong("bankruptcy_price", "equity|requirement", "return oracle - requirement / size"),
    wrong(
        "bankruptcy_price", "zero|negative|equity|cut", "return oracle - max(equity, 0) * requirement / total / size"
    ),
    wrong(
        "bankruptcy_price", "upside|divid|total|requirement|swap", "return oracle - equity * total / requirement / size"
    ),
    wrong("bankruptcy_price", "equity", "return oracle - requirement / total / size"),
    wrong("bankruptcy_price", "total", "return oracle - equity * requirement / size"),
    right(
        "limit_price",
        "b = np.clip(1 - equity / total, 0, 1)\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * maintenance * b)",
    ),
    right(
        "limit_price",
        "q = equity / total\nb = np.minimum(1, np.maximum(0, 1 - q))\nif size > 0:\n    return oracle - oracle * spread * maintenance * b\nreturn oracle + oracle * spread * maintenance * b",
    ),
    wrong(
        "limit_price",
        "short|side|sign|direction",
        "b = np.clip(1 - equity / total, 0, 1)\nreturn oracle * (1 - spread * maintenance * b)",
    ),
    wrong(
        "limit_price",
        "0|1|clip|between|limit|cut|cap",
        "b = 1 - equity / total\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * maintenance * b)",
    ),
    wrong(
        "limit_price",
        "1|clip|between|above|upper|cap|limit",
        "b = np.maximum(0, 1 - equity / total)\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * maintenance * b)",
    ),
    wrong(
        "limit_price",
        "side|swap|sign|long|turned|direction",
        "b = np.clip(1 - equity / total, 0, 1)\ns = -1 if size > 0 else 1\nreturn oracle * (1 - s * spread * maintenance * b)",
    ),
    wrong(
        "limit_price",
        "spread",
        "b = np.clip(1 - equity / total, 0, 1)\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * maintenance * b)",
    ),
    wrong(
        "limit_price",
        "maintenance",
        "b = np.clip(1 - equity / total, 0, 1)\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * b)",
    ),
    wrong(
        "limit_price",
        "1|equity|total|minus|bracket|Turned round: here the order",
        "b = np.clip(equity / total, 0, 1)\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * maintenance * b)",
    ),
    wrong(
        "limit_price",
        "oracle|distance|price|fraction",
        "b = np.clip(1 - equity / total, 0, 1)\ns = 1 if size > 0 else -1\nreturn 1 - s * spread * maintenance * b",
    ),
    wrong(
        "limit_price",
        "bracket|equity|total|left out|forg|1",
        "s = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * maintenance) + 0 * equity",
    ),
    wrong(
        "limit_price",
        "oracle|money|price|fraction",
        "b = np.clip(1 - equity / total, 0, 1)\ns = 1 if size > 0 else -1\nreturn oracle - s * spread * maintenance * b",
    ),
    right("fund_payment", "return np.minimum(size * (fill - bankruptcy), max_fee * abs(size) * fill)"),
    right(
        "fund_payment",
        "left = size * np.subtract(fill, bankruptcy)\ncap = max_fee * abs(size) * np.asarray(fill)\nreturn np.where(left > cap, cap, left)",
    ),
    wrong(
        "fund_payment",
        "max|min|smaller|larger",
        "return np.maximum(size * (fill - bankruptcy), max_fee * abs(size) * fill)",
    ),
    wrong("fund_payment", "cap|fee|most", "return size * (fill - bankruptcy)"),
    wrong(
        "fund_payment",
        "sign|turned|subtract|swap",
        "return np.minimum(size * (bankruptcy - fill), max_fee * abs(size) * fill)",
    ),
    wrong(
        "fund_payment",
        "abs|sign|short|direction|size",
        "return np.minimum(abs(size) * (fill - bankruptcy), max_fee * abs(size) * fill)",
    ),
    wrong(
        "fund_payment", "bankruptcy", "return np.minimum(size * (fill - bankruptcy), max_fee * abs(size) * bankruptcy)"
    ),
    wrong(
        "fund_payment",
        "zero|negative|cut|fund pays",
        "return np.maximum(0, np.minimum(size * (fill - bankruptcy), max_fee * abs(size) * fill))",
    ),
    wrong("fund_payment", "size|unit", "return np.minimum(size * (fill - bankruptcy), max_fee * fill)"),
    wrong("fund_payment", "size|unit|direction", "return np.minimum(fill - bankruptcy, max_fee * fill)"),
    wrong("fund_payment", "left|fee|price|fill|bankruptcy|cap", "return max_fee * abs(size) * fill"),
    wrong(
        "fund_payment",
        "abs|sign|short|size|direction",
        "return np.minimum(size * (fill - bankruptcy), max_fee * size * fill)",
    ),
    wrong(
        "fund_payment",
        "both|cap|sign|missing|cut",
        "left = size * (fill - bankruptcy)\ncap = max_fee * abs(size) * fill\nreturn np.clip(left, -cap, cap)",
    ),
)
