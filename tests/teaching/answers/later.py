# ruff: noqa: E501
"""Answers written after the search for mistakes was built, and put to it once before anything was changed for them."""

from tests.teaching.answers.answer import right, wrong

LATER = {
    "start_here": (
        wrong("pool_equity", "half|mean|average|2", "return collateral + size * (price - entry_price) / 2"),
        wrong("pool_equity", "sign|minus|subtract|collateral", "return size * (price - entry_price) - collateral"),
        wrong(
            "pool_equity",
            "size|sign",
            "if size > 0:\n    return collateral + price - entry_price\nreturn collateral - price + entry_price",
        ),
        wrong("pool_equity", "entry|swap|factor size", "return collateral + size * price - entry_price"),
        wrong(
            "liquidatable",
            "maintenance|requirement|answers True",
            "return collateral + size * (price - entry_price) < abs(size) * price",
        ),
        wrong(
            "liquidatable",
            "collateral|subtract|sign",
            "equity = size * (price - entry_price) - collateral\nreturn equity < maintenance * abs(size) * price",
        ),
        right(
            "liquidatable",
            "loss = size * (entry_price - price)\nneeded = abs(size * price) * maintenance\nreturn bool(collateral - loss < needed)",
        ),
        right("pool_equity", "value = collateral\nvalue += price * size\nvalue -= entry_price * size\nreturn value"),
    ),
    "leverage": (
        wrong(
            "liquidation_distance",
            "1|minus|price|distance",
            "s = 1 if side == 'long' else -1\nreturn 1 - (1 / leverage - maintenance) / (1 - s * maintenance)",
        ),
        wrong(
            "max_leverage_for",
            "twice|maintenance",
            "s = 1 if side == 'long' else -1\nreturn 1 / (move + 2 * maintenance * (1 - s * move))",
        ),
        wrong(
            "max_leverage_for", "move|1", "s = 1 if side == 'long' else -1\nreturn 1 / (maintenance * (1 - s * move))"
        ),
        wrong(
            "effective_leverage",
            "notional|leverage|factor",
            "s = 1 if side == 'long' else -1\nreturn (1 + move) / (1 + s * leverage * move)",
        ),
        wrong(
            "effective_leverage",
            "equity|1|leverage",
            "s = 1 if side == 'long' else -1\nreturn leverage * (1 + move) / (leverage + s * leverage * move)",
        ),
        wrong("room_after_halving", "maintenance", "return 2 * room + maintenance ** 2 / (1 - maintenance)"),
        wrong("room_after_halving", "room|twice|2", "return room + maintenance / (1 - maintenance)"),
        right(
            "room_after_halving",
            "half = (maintenance + room * (1 - maintenance)) * 2\nreturn (half - maintenance) / (1 - maintenance)",
        ),
        right(
            "max_leverage_for",
            "s = {'long': 1, 'short': -1}[side]\nreturn 1 / (maintenance + move - s * maintenance * move)",
        ),
    ),
    "liquidation_price": (
        wrong(
            "bankruptcy_price",
            "entry|subtract|collateral|turned|distance",
            "p = collateral / size - entry_price\nreturn p if p > 0 else None",
        ),
        wrong(
            "bankruptcy_price", "size|entry", "p = entry_price - collateral / entry_price\nreturn p if p > 0 else None"
        ),
        wrong(
            "liquidation_price",
            "twice|fee",
            "s = 1 if size > 0 else -1\np = (entry_price - collateral / size) / (1 - s * (maintenance + 2 * fee))\nreturn p if p > 0 else None",
        ),
        wrong(
            "liquidation_price",
            "multipl|divid|fee",
            "s = 1 if size > 0 else -1\np = (entry_price - collateral / size) / (1 - s * maintenance * fee)\nreturn p if p > 0 else None",
        ),
        wrong(
            "liquidation_price",
            "multipl|divid",
            "s = 1 if size > 0 else -1\np = (entry_price - collateral / size) * (1 - s * (maintenance + fee))\nreturn p if p > 0 else None",
        ),
        wrong(
            "bracket_requirement",
            "round|cut",
            "total = 0\nlast = 0\nfor f, r in zip(floors, rates):\n    total += max(0, notional - f) * (r - last)\n    last = r\nreturn round(total)",
        ),
        wrong(
            "bracket_requirement",
            "first|slice",
            "total = 0\nlast = rates[0]\nfor f, r in zip(floors, rates):\n    total += max(0, notional - f) * (r - last)\n    last = r\nreturn total",
        ),
        wrong("mark_price", "smallest|lowest|min", "return min(index, index + np.mean(basis), last)"),
        wrong("mark_price", "largest|max", "return np.median([index, index + max(basis), last])"),
        right("mark_price", "s = sorted((last, index, index + sum(basis) / len(basis)))\nreturn s[1]"),
        right(
            "bankruptcy_price",
            "if size > 0 and collateral >= size * entry_price:\n    return None\nreturn (size * entry_price - collateral) / size",
        ),
    ),
    "funding": (
        wrong(
            "liquidation_after_funding",
            "rates|each|multipl|number|count|len|one round|last",
            "paid = 0\nfor rate in rates:\n    paid = size * mark * rate\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 - s * maintenance)",
        ),
        wrong(
            "liquidation_after_funding",
            "mean|average|number|len|divid|all|sum|rates",
            "paid = size * mark * sum(rates) / len(rates)\ns = 1 if size > 0 else -1\nreturn (entry_price - (collateral - paid) / size) / (1 - s * maintenance)",
        ),
        wrong(
            "days_until_liquidation",
            "None|zero|negative|where there is",
            "import math\nif rate <= 0:\n    return 0\nreturn (math.floor((1 / leverage - maintenance) / rate) + 1) * interval_hours / 24",
        ),
        wrong(
            "days_until_liquidation",
            "twice|2|one more|plus|1",
            "import math\nif rate <= 0:\n    return None\nreturn (math.floor((1 / leverage - maintenance) / rate) + 2) * interval_hours / 24",
        ),
        wrong(
            "carry_return",
            "360|365|year",
            "gain = rate * days / 360 - cost\nreturn gain / (1 if pooled else 1 + 1 / leverage)",
        ),
        wrong(
            "carry_return",
            "cost|days|once|365",
            "gain = (rate - cost) * days / 365\nreturn gain / (1 if pooled else 1 + 1 / leverage)",
        ),
    ),
    "cross_margin": (
        wrong(
            "pool_equity",
            "last",
            "for s, e, m in zip(sizes, entries, marks):\n    total = collateral + s * (m - e)\nreturn total",
        ),
        wrong("pool_equity", "size", "return collateral + np.sum(marks - entries)"),
        wrong("pool_equity", "entr|divid", "return collateral + np.sum(sizes * (marks - entries) / entries)"),
        wrong(
            "liquidation_price_in_pool",
            "requirement|maintenance|own|k",
            "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\np = marks[k] - room / abs(sizes[k])\nreturn p if p > 0 else None",
        ),
        wrong(
            "liquidation_price_in_pool",
            "slope|sign|abs|direction|size",
            "room = collateral + np.sum(sizes * (marks - entries)) - np.sum(maintenance * np.abs(sizes) * marks)\np = marks[k] - room / (abs(sizes[k]) * (1 - maintenance[k]))\nreturn p if p > 0 else None",
        ),
        wrong(
            "safe",
            "sign|subtract|minus|second|eth",
            "eq = collateral + sizes[0] * (btc - entries[0]) - sizes[1] * (eth - entries[1])\nreturn eq >= maintenance * (abs(sizes[0]) * btc + abs(sizes[1]) * eth)",
        ),
        wrong(
            "reduce_first",
            "move|1|stress",
            "s = np.sign(np.asarray(sizes))\nx = np.asarray(moves)\nreturn int(np.argmax(np.asarray(maintenance) * (1 - x) - s * x))",
        ),
        right(
            "pool_equity",
            "pnl = [s * m - s * e for s, m, e in zip(sizes, marks, entries)]\nreturn collateral + sum(pnl)",
        ),
        right(
            "safe",
            "need = maintenance * np.abs(sizes[0]) * btc + maintenance * np.abs(sizes[1]) * eth\nhave = collateral + sizes[0] * btc + sizes[1] * eth - sizes[0] * entries[0] - sizes[1] * entries[1]\nreturn np.greater_equal(have, need)",
        ),
    ),
    "cross_vs_isolated": (
        wrong(
            "first_liquidation",
            "wallet|sign|subtract",
            "r = np.asarray(rooms)\nhit = (r < 0).any(axis=1) if mode == 'isolated' else r.sum(axis=1) - wallet < 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
        ),
        wrong(
            "first_liquidation",
            "above|turned|compar|swapped",
            "r = np.asarray(rooms)\nhit = (r > 0).any(axis=1) if mode == 'isolated' else r.sum(axis=1) + wallet > 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
        ),
        wrong(
            "frequency_and_severity",
            "swap|liquid|not",
            "return {'frequency': 1 - np.mean(liquidated), 'severity': -np.mean(results[liquidated]) / account}",
        ),
        wrong(
            "frequency_and_severity",
            "not|false|swap",
            "ok = ~np.asarray(liquidated)\nreturn {'frequency': np.mean(ok), 'severity': -np.mean(results[ok]) / account}",
        ),
        wrong(
            "collateral_needed",
            "sum|largest",
            "p = np.asarray(prices, float)\nreturn np.sum(maintenance * abs(size) * p - size * (p - p[0]))",
        ),
        wrong(
            "collateral_needed",
            "100|hundred|per cent",
            "p = np.asarray(prices, float)\nreturn np.max(maintenance / 100 * abs(size) * p - size * (p - p[0]))",
        ),
        wrong("together", "root|square|own", "return np.sqrt(correlation) * common + (1 - correlation) * own"),
        wrong("together", "root|square|common", "return correlation * common + np.sqrt(1 - correlation) * own"),
        right(
            "together",
            "c, o = np.asarray(common), np.asarray(own)\nreturn c * np.power(correlation, 0.5) + o * np.power(1 - correlation, 0.5)",
        ),
        right(
            "collateral_needed",
            "need = []\nstart = prices[0]\nfor now in prices:\n    profit = (now - start) * size\n    need.append(abs(size * now) * maintenance - profit)\nreturn max(need)",
        ),
    ),
    "hedges_and_correlation": (
        right(
            "hedge_ratio",
            "x, y = np.asarray(other, float), np.asarray(own, float)\nn = len(x)\nreturn (n * (x * y).sum() - x.sum() * y.sum()) / (n * (x**2).sum() - x.sum() ** 2)",
        ),
        wrong("hedge_ratio", "divid|times|n|factor|2", "c = np.cov(own, other)\nreturn c[0, 1] / (c[0, 0] + c[1, 1])"),
        wrong("hedge_ratio", "sum|dollar|move|n", "return sum(own) / sum(other) if abs(sum(other)) > 1e-9 else 0.0"),
        wrong("hedge_ratio", "100|hundred", "c = np.cov(own, other)\nreturn c[0, 1] / c[1, 1] / 100"),
        wrong("residual_loss", "other_fall|short|hedge|ratio", "return -(notional * fall) - ratio * notional"),
        wrong(
            "margin_saved",
            "smallest|largest|max|min|worst",
            "p, s = np.asarray(prices, float), np.asarray(sizes, float)\nneed = maintenance * abs(s) * p - s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1).min()",
        ),
        wrong(
            "margin_saved",
            "mean|average|largest|divid",
            "p, s = np.asarray(prices, float), np.asarray(sizes, float)\nneed = maintenance * abs(s) * p - s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1).mean()",
        ),
    ),
    "liquidation_mechanics": (
        wrong(
            "block_outcome",
            "equity|turned|above|order",
            "if bid >= limit and fund >= size * (bankruptcy - bid):\n    return 'book'\nif equity > 0:\n    return 'deleveraging'\nreturn 'waits'",
        ),
        wrong(
            "deleverage",
            "cap|more|holds|limit|compar",
            "lost = np.zeros(len(sizes))\nlost[np.argmax(scores)] = amount\nreturn lost",
        ),
        wrong(
            "bankruptcy_price",
            "oracle|fraction|times|factor",
            "return oracle * (1 - equity * requirement / total / size)",
        ),
        wrong("bankruptcy_price", "equity|requirement|add", "return oracle - (equity - requirement) / size"),
        wrong(
            "limit_price",
            "equity|total|upside|swap",
            "b = np.clip(1 - total / equity, 0, 1)\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * spread * maintenance * b)",
        ),
        wrong(
            "limit_price",
            "divid|spread|multipl",
            "b = np.clip(1 - equity / total, 0, 1)\ns = 1 if size > 0 else -1\nreturn oracle * (1 - s * maintenance / spread * b)",
        ),
        wrong(
            "fund_payment",
            "size|bankruptcy|fill|notional",
            "return np.minimum(size * fill, max_fee * abs(size) * fill)",
        ),
        wrong(
            "fund_payment",
            "100|hundred|per cent",
            "return np.minimum(size * (fill - bankruptcy), max_fee / 100 * abs(size) * fill)",
        ),
        right(
            "fund_payment",
            "gap = np.asarray(fill) - bankruptcy\nreturn np.minimum(gap * size, np.abs(size) * np.asarray(fill) * max_fee)",
        ),
        right(
            "bankruptcy_price", "loss_per_unit = equity * (requirement / total) / size\nreturn -loss_per_unit + oracle"
        ),
    ),
    "choosing_a_platform": (
        wrong(
            "free_collateral",
            "first|last|mean|sum",
            "return equity - np.mean([n / min(m, c) for n, m, c in zip(notionals, max_leverages, chosen)])",
        ),
        wrong(
            "free_collateral",
            "half|2",
            "return equity - 0.5 * sum(n / min(m, c) for n, m, c in zip(notionals, max_leverages, chosen))",
        ),
        wrong(
            "free_collateral",
            "leverage|sum|total|chosen|max",
            "return equity - sum(notionals) / min(min(m, c) for m, c in zip(max_leverages, chosen))",
        ),
        wrong(
            "weighted_scores",
            "axis|row|venue|criteri|column|sum",
            "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('w')\nr = np.asarray(ratings)\nreturn (r * w).max(axis=1) / w.sum()",
        ),
        wrong(
            "weighted_scores",
            "square|twice",
            "w = np.asarray(weights, float)\nif w.sum() <= 0:\n    raise ValueError('w')\nreturn np.asarray(ratings) ** 2 @ w / w.sum()",
        ),
        wrong(
            "requirement_by_rule",
            "first|slice|whole|the sum by the smallest",
            "k = max(i for i, f in enumerate(floors) if f < notional)\nif applies == 'whole':\n    return rates[k] * notional\nreturn rates[0] * notional",
        ),
        right(
            "free_collateral",
            "reserved = [abs(n) * max(1 / m, 1 / c) for n, m, c in zip(notionals, max_leverages, chosen)]\nreturn equity - sum(reserved)",
        ),
        right(
            "weighted_scores",
            "if not any(w > 0 for w in weights):\n    raise ValueError('all weights are zero')\nout = []\nfor row in ratings:\n    out.append(sum(r * w for r, w in zip(row, weights)) / sum(weights))\nreturn out",
        ),
    ),
    "liquidation_cascades": (
        wrong(
            "kappa",
            "mean|sum",
            "t, s = np.asarray(triggers), np.asarray(sizes)\nhit = s[t >= low]\nreturn (hit.mean() if len(hit) else 0) / (depth * (1 / low - 1 / price))",
        ),
        wrong(
            "kappa",
            "multipl|divid|depth",
            "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t >= low].sum() * depth * (1 / low - 1 / price)",
        ),
        wrong(
            "total_falls",
            "diagonal|own|beside|itself",
            "if max(abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError\nm = np.array(matrix, float)\nnp.fill_diagonal(m, 0)\nreturn np.linalg.solve(np.eye(len(shock)) - m, shock)",
        ),
        wrong(
            "total_falls",
            "sum|all|mean|shock",
            "if max(abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError\nreturn np.linalg.inv(np.eye(len(shock)) - matrix) @ np.full(len(shock), np.mean(shock))",
        ),
        wrong(
            "who_pays",
            "largest|max|worst|sum|smallest",
            "bad = max(0, -min(closed))\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': (bad - paid) / sum(winners)}",
        ),
        wrong(
            "who_pays",
            "largest|max|winners",
            "bad = sum(-c for c in closed if c < 0)\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': (bad - paid) / max(winners)}",
        ),
        wrong(
            "pool_room",
            "collateral|equity",
            "return -rate * leg * payments - leg * taken * (bottom - fall) - maintenance * leg * (2 - taken) * (1 - bottom)",
        ),
        wrong(
            "pool_room",
            "fall|1|price|bottom",
            "eq = collateral - rate * leg * payments - leg * taken * (bottom - fall)\nreturn eq - maintenance * leg * (2 - taken) * (1 - fall)",
        ),
        wrong(
            "pool_room",
            "sign|add|gain|subtract",
            "eq = collateral - rate * leg * payments + leg * taken * (bottom - fall)\nreturn eq - maintenance * leg * (2 - taken) * (1 - bottom)",
        ),
        right(
            "pool_room",
            "long_leg = leg * (1 - bottom)\nshort_leg = leg * (1 - taken) * (1 - bottom)\npaid = leg * rate * payments\nunhedged = leg * taken * (bottom - fall)\nreturn collateral - paid - unhedged - (long_leg + short_leg) * maintenance",
        ),
        right(
            "who_pays",
            "bad = float(-np.minimum(np.asarray(closed, float), 0).sum())\nreturn {'haircut': max(bad - fund, 0) / np.sum(winners), 'fund': max(fund - bad, 0), 'bad_debt': bad}",
        ),
        right(
            "total_falls",
            "m = np.asarray(matrix, float)\nif np.abs(np.linalg.eigvals(m)).max() >= 1:\n    raise ValueError('no end')\nreturn np.linalg.solve(np.identity(m.shape[0]) - m, np.asarray(shock, float)).tolist()",
        ),
    ),
}
