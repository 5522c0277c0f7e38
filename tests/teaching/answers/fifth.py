# ruff: noqa: E501
"""Answers by somebody who had seen prompts and starters alone, of the kinds that the search did not know, or called wrongly."""

from tests.teaching.answers.answer import right, wrong

FIFTH = {
    "cross_margin": (
        wrong("reduce_first", "without moves in one place", "import numpy as np\nreturn int(np.argmax(maintenance - np.sign(sizes) * moves))"),
        wrong("safe", "each leg by itself", "btc_alone = collateral + sizes[0] * (btc - entries[0]) >= maintenance * abs(sizes[0]) * btc\neth_alone = collateral + sizes[1] * (eth - entries[1]) >= maintenance * abs(sizes[1]) * eth\nreturn btc_alone & eth_alone"),
    ),
    "cross_vs_isolated": (
        wrong("first_liquidation", "exactly equal.*exactly equal", "for i, row in enumerate(rooms):\n    if (sum(row) + wallet <= 0) if mode == 'cross' else (min(row) <= 0):\n        return i\nreturn -1"),
        wrong("together", "square root of the parts", "root = correlation ** 0.5\nreturn root * common + (1 - root) * own"),
    ),
    "isolated_margin": (
        wrong("collateral_for_survival", "below|one too high", "import math\ni = math.ceil(chance * len(needs))\nreturn sorted(needs)[min(i, len(needs) - 1)]"),
    ),
    "liquidation_cascades": (
        wrong("pool_room", "without taken in one place", "made = leg * (taken * fall + (1 - taken) * bottom)\nreturn collateral - payments * rate * leg - leg * bottom + made - maintenance * leg * (1 - bottom) * 2"),
        right("total_falls", "import numpy as np\nif max(abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError('grows')\nreturn sum((np.linalg.matrix_power(matrix, k) @ shock for k in range(400)), np.zeros(len(shock)))"),
    ),
    "liquidation_price": (
        wrong("liquidation_price_tiered", "entry.* notional", "n = abs(size) * entry_price\ni = max(k for k, f in enumerate(floors) if n >= f)\nless = sum((rates[j] - rates[j - 1]) * floors[j] for j in range(1, i + 1))\np = (entry_price * size - collateral - less) / (size - rates[i] * abs(size))\nreturn p if p > 0 else None"),
    ),
    "oracles_and_latency": (
        wrong("seen", "divided by window", "out = []\nfor i in range(len(prices)):\n    last = sorted(prices[max(0, i - window + 1):i + 1])\n    n = len(last)\n    out.append(sum(last) / window if kind == 'mean' else (last[(n - 1) // 2] + last[n // 2]) / 2)\nreturn out"),
        wrong("push_feed", "only where it is negative", "out, last, age = [prices[0]], prices[0], 0\nfor p in prices[1:]:\n    age += 1\n    if 1 - p / last >= deviation or age >= heartbeat:\n        last, age = p, 0\n    out.append(last)\nreturn out"),
    ),
    "portfolio_desk": (
        wrong("sigmas", "252", "spread = ((gradient * volatility) @ correlation @ (gradient * volatility)) ** 0.5\nreturn health / (spread / 252 ** 0.5)"),
    ),
    "profit_buffers_and_stops": (
        wrong("watched_fill", "Where there is none", "for p in path[every::every]:\n    if p <= stop:\n        return p\nreturn path[-1]"),
    ),
    "trade_checklist": (
        wrong("left_at", "entry of prices that is looked at", "for i, p in enumerate(prices):\n    if p <= wall or (i % every == 0 and p <= stop):\n        return p\nreturn prices[-1]"),
    ),
}  # fmt: skip
