# ruff: noqa: E501
"""Answers to lessons 03, 04, 07 and 08 by somebody who had seen none of the others: three styles that are right, and errors.

What the errors are named by was written into the exercises after this batch had been put to them once; one was accepted.
"""

from tests.teaching.answers.answer import right, wrong

FOURTH = {
    "funding": (
        right(
            "liquidation_after_funding",
            "import numpy as np\nleft = collateral - np.sum(np.asarray(rates) * mark * size)\n# equity(P) = left + size (P - entry); need(P) = m |size| P\nreturn (size * entry_price - left) / (size - maintenance * abs(size))",
        ),
        right(
            "liquidation_after_funding",
            "money = float(collateral)\nfor r in rates:\n    money -= r * size * mark\ndef health(p):\n    return money + size * (p - entry_price) - maintenance * abs(size) * p\nlo, hi = 1e-9, entry_price * 50\nfor _ in range(200):\n    mid = (lo + hi) / 2\n    if (health(mid) > 0) == (size > 0):\n        hi = mid\n    else:\n        lo = mid\nreturn (lo + hi) / 2",
        ),
        right(
            "liquidation_after_funding",
            "from functools import reduce\nleft = reduce(lambda c, r: c - size * mark * r, rates, collateral)\nif size < 0:\n    n = abs(size)\n    return (left + n * entry_price) / (n + n * maintenance)\nreturn (size * entry_price - left) / (size - size * maintenance)",
        ),
        wrong(
            "liquidation_after_funding",
            "requirement at entry",
            "left = collateral - size * mark * sum(rates)\nneed = maintenance * abs(size) * entry_price\nreturn entry_price - (left - need) / size",
        ),
        right(
            "days_until_liquidation",
            "import math\nif rate <= 0:\n    return None\nk = math.floor((1 / leverage - maintenance) / rate) + 1\nreturn k * (interval_hours / 24)",
        ),
        right(
            "days_until_liquidation",
            "margin, hours = 1 / leverage, 0\nif not rate > 0:\n    return None\nwhile True:\n    hours += interval_hours\n    margin -= rate\n    if margin < maintenance:\n        return hours / 24",
        ),
        right(
            "days_until_liquidation",
            "import numpy as np\nif rate <= 0:\n    return None\nk = np.arange(1, 20_000)\nfirst = np.argmax(1 / leverage - k * rate < maintenance)\nreturn float(k[first] * interval_hours / 24)",
        ),
        wrong(
            "days_until_liquidation",
            "sign",
            "return ((1 / leverage - maintenance) // abs(rate) + 1) * interval_hours / 24 if rate else None",
        ),
        right(
            "carry_return",
            "tied = 1.0\nif not pooled:\n    tied += 1.0 / leverage\nreturn (rate / 365 * days - cost) / tied",
        ),
        right(
            "carry_return",
            "notional = 50_000\nincome = notional * rate * (days / 365)\nfees = notional * cost\nmargin = 0 if pooled else notional / leverage\nreturn (income - fees) / (notional + margin)",
        ),
        right(
            "carry_return",
            "gain = rate * days / 365 - cost\nreturn gain if pooled else gain * leverage / (leverage + 1)",
        ),
        wrong(
            "carry_return",
            "compounded",
            "return ((1 + rate) ** (days / 365) - 1 - cost) / (1 if pooled else 1 + 1 / leverage)",
        ),
    ),
    "isolated_margin": (
        right(
            "collateral_for_move",
            'after = notional * (1 - move) if side == "long" else notional * (1 + move)\nreturn abs(notional - after) + maintenance * after',
        ),
        right(
            "collateral_for_move",
            'sign = {"long": -1, "short": 1}[side]\nreturn notional * (move + maintenance + sign * move * maintenance)',
        ),
        right(
            "collateral_for_move",
            'loss = move * notional\nif side == "short":\n    return loss + maintenance * (notional + loss)\nreturn loss + maintenance * (notional - loss)',
        ),
        wrong(
            "collateral_for_move",
            "both are needed",
            'after = notional * (1 - move) if side == "long" else notional * (1 + move)\nreturn max(notional * move, maintenance * after)',
        ),
        right(
            "collateral_for_survival",
            'import numpy as np\nreturn float(np.quantile(needs, chance, method="inverted_cdf"))',
        ),
        right(
            "collateral_for_survival",
            "passed = 0\nfor need in sorted(needs):\n    passed += 1\n    if passed / len(needs) >= chance:\n        return need",
        ),
        right(
            "collateral_for_survival",
            "return min(x for x in needs if sum(1 for y in needs if y <= x) >= chance * len(needs))",
        ),
        wrong(
            "collateral_for_survival",
            "too few",
            "import math\ns = sorted(needs)\nreturn s[max(math.floor(chance * len(s)), 1) - 1]",
        ),
        wrong(
            "collateral_for_survival",
            "equals",
            "for x in sorted(needs):\n    if sum(n < x for n in needs) / len(needs) >= chance:\n        return x\nreturn max(needs)",
        ),
        wrong(
            "collateral_for_survival",
            "bell curve",
            "import numpy as np\nfrom statistics import NormalDist\np = min(max(chance, 1e-3), 1 - 1e-3)\nreturn np.mean(needs) + NormalDist().inv_cdf(p) * np.std(needs, ddof=1)",
        ),
        right(
            "year_alive",
            "import math\nn = weeks * (1 if together else compartments)\nreturn math.exp(n * math.log(chance))",
        ),
        right("year_alive", "week = chance if together else chance ** compartments\nreturn week ** weeks"),
        right(
            "year_alive",
            "import numpy as np\nshape = (weeks, 1 if together else compartments)\nreturn np.prod(np.full(shape, chance))",
        ),
        wrong(
            "year_alive",
            "do not add up",
            "n = weeks if together else weeks * compartments\nreturn 1 - n * (1 - chance)",
        ),
        wrong(
            "year_alive",
            "cut them off",
            "n = weeks if together else weeks * compartments\nreturn max(0.0, 1 - n * (1 - chance))",
        ),
    ),
    "hedges_and_correlation": (
        right("hedge_ratio", "import numpy as np\nreturn np.polyfit(other, own, 1)[0]"),
        right("hedge_ratio", "import numpy as np\nc = np.cov(own, other, bias=True)\nreturn c[0, 1] / c[1, 1]"),
        right(
            "hedge_ratio",
            "import statistics\nreturn statistics.linear_regression(list(map(float, other)), list(map(float, own))).slope",
        ),
        wrong("hedge_ratio", "variance of the hedge", "import numpy as np\nreturn np.cov(own, other)[0, 1]"),
        wrong("hedge_ratio", "square", "import numpy as np\nreturn np.cov(own, other)[0, 1] / np.std(other, ddof=1)"),
        right("residual_loss", "return notional * (ratio * other_fall - fall)"),
        right(
            "residual_loss",
            "import numpy as np\nlegs = np.array([notional, -notional * ratio])\nreturn -(legs[0] * fall + legs[1] * other_fall)",
        ),
        right(
            "residual_loss",
            "start = notional + 0 * fall\nend = notional * (1 + fall)\nsold = notional * ratio\nbought_back = sold * (1 + other_fall)\nreturn (start - end) - (sold - bought_back)",
        ),
        right(
            "margin_saved",
            "import numpy as np\np, q = np.array(prices, float), np.array(sizes, float)\nneed = maintenance * np.abs(q) * p + q * (p[0] - p)\nreturn need.max(0).sum() - need.sum(1).max()",
        ),
        right(
            "margin_saved",
            "table = []\nfor row in prices:\n    table.append([maintenance * abs(q) * p - q * (p - p0) for p, q, p0 in zip(row, sizes, prices[0])])\napart = sum(max(col) for col in zip(*table))\ntogether = max(sum(row) for row in table)\nreturn apart - together",
        ),
        right(
            "margin_saved",
            "import numpy as np\nprices = np.asarray(prices, dtype=float)\ndef worst(columns):\n    total = np.zeros(len(prices))\n    for j in columns:\n        total += maintenance * abs(sizes[j]) * prices[:, j] - sizes[j] * (prices[:, j] - prices[0, j])\n    return total.max()\nn = prices.shape[1]\nreturn sum(worst([j]) for j in range(n)) - worst(range(n))",
        ),
        wrong(
            "margin_saved",
            "share",
            "import numpy as np\np, q = np.array(prices, float), np.array(sizes, float)\nneed = maintenance * np.abs(q) * p - q * (p - p[0])\nreturn 1 - need.sum(1).max() / need.max(0).sum()",
        ),
    ),
    "position_sizing": (
        right(
            "size_for_risk",
            "loss = abs(entry - stop) + fee * entry + fee * stop\nn = equity * budget / loss\nreturn n if entry > stop else -n",
        ),
        right(
            "size_for_risk",
            "import math\nd = entry - stop\nreturn equity * budget / (d + math.copysign(fee * (entry + stop), d))",
        ),
        right(
            "size_for_risk",
            "import numpy as np\nway = np.subtract(entry, stop)\nreturn np.sign(way) * budget * equity / (np.abs(way) + (entry + stop) * fee)",
        ),
        wrong("size_for_risk", "both sides", "return equity * budget / (entry - stop + fee * (entry + stop))"),
        wrong(
            "size_for_risk",
            "entry",
            "n = equity * budget / (abs(entry - stop) + 2 * fee * entry)\nreturn n if stop < entry else -n",
        ),
        right(
            "half_lost",
            "import numpy as np\nlives = np.asarray(outcomes, float)\nlogs = np.where(1 + share * lives > 0, np.log(np.maximum(1 + share * lives, 1e-300)), -1e9)\nreturn float((np.cumsum(logs, axis=1).min(axis=1) <= np.log(0.5) + 1e-12).mean())",
        ),
        right(
            "half_lost",
            "from itertools import accumulate\nbad = [min(accumulate((1 + share * o for o in life), lambda a, b: a * b)) <= 0.5 for life in outcomes]\nreturn sum(bad) / len(bad)",
        ),
        right(
            "half_lost",
            "import numpy as np\noutcomes = np.asarray(outcomes, float)\na = np.ones(len(outcomes)); hit = np.zeros(len(outcomes), bool)\nfor t in range(outcomes.shape[1]):\n    a = a * (1 + share * outcomes[:, t])\n    hit |= a <= 0.5\nreturn hit.sum() / len(hit)",
        ),
        wrong(
            "half_lost",
            "lives",
            "import numpy as np\na = np.cumprod(1 + share * np.asarray(outcomes, float), axis=1)\nreturn (a <= 0.5).mean()",
        ),
        wrong(
            "half_lost",
            "highest point",
            "import numpy as np\no = np.asarray(outcomes, float)\na = np.hstack([np.ones((len(o), 1)), np.cumprod(1 + share * o, axis=1)])\nreturn ((a / np.maximum.accumulate(a, axis=1)).min(axis=1) <= 0.5).mean()",
        ),
        right(
            "growth_of_record",
            "import numpy as np\nf = 1 + leverage * np.asarray(returns, float)\nif (f <= 0).any():\n    return -np.inf\nreturn np.log(f).mean()",
        ),
        right(
            "growth_of_record",
            'import math\naccount = 1.0\nfor r in returns:\n    account *= 1 + leverage * r\n    if account <= 0:\n        return float("-inf")\nreturn math.log(account) / len(returns)',
        ),
        right(
            "growth_of_record",
            'import math\ntry:\n    return math.fsum(math.log1p(leverage * r) for r in returns) / len(returns)\nexcept ValueError:\n    return float("-inf")',
        ),
        wrong(
            "growth_of_record",
            "logarithm",
            'import numpy as np\nf = 1 + leverage * np.asarray(returns, float)\nreturn float("-inf") if f.min() <= 0 else np.prod(f) ** (1 / len(f)) - 1',
        ),
        wrong(
            "growth_of_record",
            "formula",
            'import numpy as np\nf = 1 + leverage * np.asarray(returns, float)\nif f.min() <= 0: return float("-inf")\nreturn leverage * np.mean(returns) - leverage ** 2 * np.var(returns) / 2',
        ),
        wrong(
            "growth_of_record",
            "each period",
            'import numpy as np\na = np.prod(1 + leverage * np.asarray(returns, float))\nreturn np.log(a) / len(returns) if a > 0 else float("-inf")',
        ),
        wrong(
            "growth_of_record",
            "minus infinity",
            "import numpy as np\nf = 1 + leverage * np.asarray(returns, float)\nreturn 0.0 if f.min() <= 0 else np.log(f).mean()",
        ),
    ),
}
