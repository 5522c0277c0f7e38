# ruff: noqa: E501
"""Answers whose kinds of mistake the search learnt last: what is remembered, counted, asked first, where alone it goes wrong."""

from tests.teaching.answers.answer import wrong

SIXTH = {
    "choosing_a_platform": (
        wrong("free_collateral", "times the smallest of chosen", "return (equity - sum(n / min(m, c) for n, m, c in zip(notionals, max_leverages, chosen))) * min(chosen)"),
    ),
    "cross_margin": (
        wrong("pool_equity", "one number for each entry of sizes", "return collateral + sizes * (marks - entries)"),
    ),
    "cross_vs_isolated": (
        wrong("collateral_needed", "only where size is negative", "p = prices.min()\nreturn float(-size * (p - prices[0]) + maintenance * abs(size) * p)"),
    ),
    "liquidation_cascades": (
        wrong("total_falls", "one number, the sum", "import numpy as np\nif max(abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError('endless')\nreturn float(np.linalg.solve(np.eye(len(shock)) - matrix, shock).sum())"),
    ),
    "liquidation_mechanics": (
        wrong("bankruptcy_price", "plus requirement ÷ size|equity − total in place|requirement taken off", "return oracle - (equity - total) * requirement / total / size"),
        wrong("fund_payment", "only where size is negative.*no limit|both", "x = size * (fill - bankruptcy)\nreturn min(x, max_fee * size * fill) if size > 0 else x"),
        wrong("block_outcome", "spelled.*'Book' where 'book'", "if bid >= limit and fund >= size * (bankruptcy - bid):\n    return 'Book'\nreturn 'Deleveraging' if equity < 0 else 'Waits'"),
    ),
    "oracles_and_latency": (
        wrong("push_feed", "never setting anew", "out, last, age = [prices[0]], prices[0], 0\nfor p in prices[1:]:\n    age += 1\n    if abs(p - last) >= deviation * last or age >= heartbeat:\n        last = p\n    out.append(last)\nreturn out"),
        wrong("push_feed", "some are missing", "out, last, age = [prices[0]], prices[0], 0\nfor p in prices[1:]:\n    age += 1\n    if abs(p - last) >= deviation * last or age >= heartbeat:\n        last, age = p, 0\n        out.append(last)\nreturn out"),
        wrong("push_feed", ".", "out, last, age = [prices[0]], prices[0], 0\nfor p in prices[1:]:\n    age += 1\n    if abs(p - last) / p >= deviation or age >= heartbeat:\n        last, age = p, 0\n    out.append(last)\nreturn out"),
        wrong("seen", "the upper of the two middle ones", "out = []\nfor i in range(len(prices)):\n    part = sorted(prices[max(0, i - window + 1):i + 1])\n    out.append(sum(part) / len(part) if kind == 'mean' else part[len(part) // 2])\nreturn out"),
    ),
    "portfolio_desk": (
        wrong("sigmas", "without the factor correlation", "import numpy as np\nv = gradient * volatility / np.sqrt(365)\nreturn float(health / abs(v.sum()))"),
    ),
    "position_sizing": (
        wrong("half_lost", "Does share enter", "import numpy as np\npath = np.cumprod(np.maximum(1 + 0.5 * outcomes, 0), axis=1)\nreturn float(np.mean(path.min(axis=1) <= 0.5))"),
    ),
    "trade_checklist": (
        wrong("left_at", "counting prices from one", "for i, p in enumerate(prices, 1):\n    if p <= wall:\n        return wall\n    if i % every == 0 and p <= stop:\n        return p\nreturn prices[-1]"),
        wrong("left_at", "owner|before", "for i, p in enumerate(prices):\n    if i % every == 0 and p <= stop:\n        return p\n    if p <= wall:\n        return wall\nreturn prices[-1]"),
    ),
}  # fmt: skip
