# ruff: noqa: E501
"""One answer for each kind of mistake that the search learnt last: sums taken apart, signs lost on the way, steps for answers."""

from tests.teaching.answers.answer import wrong

SEVENTH = {
    "start_here": (
        wrong("pool_equity", "collateral ÷ entry_price in place", "way = 1 if size > 0 else -1\nreturn collateral * (1 + way * (price - entry_price) / entry_price)"),
    ),
    "leverage": (
        wrong("liquidation_distance", "where the price stands then", "s = {'long': 1, 'short': -1}[side]\nreturn (1 - s / leverage) / (1 - s * maintenance)"),
        wrong("effective_leverage", "the notional in one place where leverage belongs", "s = 1 if side == 'long' else -1\nnotional = leverage * (1 + move)\nreturn notional / (1 + s * notional * move)"),
    ),
    "liquidation_price": (
        wrong("liquidation_price", "fee in one place", "s = 1 if size > 0 else -1\np = (entry_price * size - collateral + fee * abs(size) * entry_price) / (size - maintenance * abs(size))\nreturn p if p > 0 else None"),
        wrong("bracket_requirement", "without the remainder", "total = 0\nfor i in range(len(floors) - 1):\n    if notional > floors[i + 1]:\n        total += (floors[i + 1] - floors[i]) * rates[i]\nreturn total"),
        wrong("liquidation_price_tiered", None, "s = 1 if size > 0 else -1\nn = abs(size) * (entry_price - collateral / size) / (1 - s * rates[0])\ni = max((k for k, f in enumerate(floors) if f <= n), default=0)\nless = sum((rates[k] - rates[k - 1]) * floors[k] for k in range(1, i + 1))\np = (size * entry_price - collateral - less) / (size - abs(size) * rates[i])\nreturn p if p > 0 else None"),
    ),
    "funding": (
        wrong("carry_return", "days ÷ 365 cut off", "return (rate * (days // 365) - cost) / (1 if pooled else 1 + 1 / leverage)"),
        wrong("liquidation_after_funding", "0.3333 times as large", "c = collateral - size * mark * sum(rates) / 3\nreturn (entry_price * size - c) / (size - abs(size) * maintenance)"),
    ),
    "isolated_margin": (
        wrong("collateral_for_survival", None, "import math\ns = sorted(set(needs))\nreturn s[max(math.ceil(chance * len(s) - 1e-9) - 1, 0)]"),
    ),
    "cross_margin": (
        wrong("pool_equity", "multiplying the sum by the sum", "return collateral + np.sum(sizes) * np.sum(marks - entries)"),
        wrong("liquidation_price_in_pool", "k one too low", "k = k - 1\nroom = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\np = marks[k] - room / (sizes[k] - maintenance[k] * abs(sizes[k]))\nreturn p if p > 0 else None"),
        wrong("safe", "whether all are so", "eq = collateral + sizes[0] * (np.asarray(btc) - entries[0]) + sizes[1] * (np.asarray(eth) - entries[1])\nreturn bool(np.all(eq >= maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)))"),
        wrong("reduce_first", "the value itself", "return float((-np.sign(sizes) * moves + maintenance * (1 + moves)).max())"),
    ),
    "cross_vs_isolated": (
        wrong("frequency_and_severity", "negative entry of results", "return {'frequency': liquidated.mean(), 'severity': -results[results < 0].mean() / account}"),
        wrong("collateral_needed", "one by one", "return max(-size * (p - prices[0]) for p in prices) + max(maintenance * abs(size) * p for p in prices)"),
        wrong("first_liquidation", "every column of rooms", "for t, row in enumerate(rooms):\n    if (row < 0).any() if mode == 'isolated' else (row + wallet).sum() < 0:\n        return t\nreturn -1"),
    ),
    "hedges_and_correlation": (
        wrong("margin_saved", "since the entry before", "need = maintenance * np.abs(prices * sizes) - np.diff(prices, axis=0, prepend=prices[:1]) * sizes\nreturn need.max(axis=0).sum() - need.sum(axis=1).max()"),
    ),
    "position_sizing": (
        wrong("growth_of_record", "no finite answer", "import math\nlogs = [math.log(1 + leverage * r) for r in returns if 1 + leverage * r > 0]\nreturn sum(logs) / len(logs) if logs else float('-inf')"),
        wrong("half_lost", "each entry by itself", "return np.mean((1 + share * outcomes <= 0.5).any(axis=1))"),
    ),
    "profit_buffers_and_stops": (
        wrong("rebalance", "without the factor leverage", "s = 1 if size > 0 else -1\nnow = abs(size) * price / equity\nif abs(now - leverage) <= band or (down_only and now < leverage):\n    return 0\nreturn s * leverage * equity / price - size"),
    ),
    "liquidation_mechanics": (
        wrong("limit_price", "added where they should be multiplied", "s = 1 if size > 0 else -1\nreturn oracle * (1 - s * (spread + maintenance) * np.clip(1 - equity / total, 0, 1))"),
    ),
    "oracles_and_latency": (
        wrong("seen", "at the beginning it has none", "out = [float('nan')] * len(prices)\nfor i in range(window - 1, len(prices)):\n    part = prices[i - window + 1:i + 1]\n    out[i] = float(np.mean(part) if kind == 'mean' else np.median(part))\nreturn out"),
    ),
    "choosing_a_platform": (
        wrong("free_collateral", "dividing the sum by the mean", "return equity - np.sum(notionals) / np.mean(np.minimum(max_leverages, chosen))"),
        wrong("weighted_scores", "squares of weights", "w = np.array(weights, float) ** 2\nif not (w > 0).any():\n    raise ValueError\nreturn np.array(ratings) @ w / w.sum()"),
    ),
    "liquidation_cascades": (
        wrong("cascade", "adding up sizes where entries should be counted", "p0 = p = price * (1 - shock)\nn = -1\nwhile n != np.sum(triggers >= p):\n    n = np.sum(triggers >= p)\n    p = 1 / (1 / p0 + sizes[triggers >= p].sum() / depth)\nreturn {'accounts': sizes[triggers >= p].sum(), 'price': p}"),
        wrong("pool_room", "on top of", "b = 1 - (1 - fall) * (1 - bottom)\neq = collateral - rate * leg * payments - leg * b + leg * taken * fall + leg * (1 - taken) * b\nreturn eq - maintenance * leg * (2 - taken) * (1 - b)"),
    ),
}  # fmt: skip
