# ruff: noqa: E501
"""Answers to the exercises of lesson 05."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "first_liquidation",
        "for step in range(len(rooms)):\n    if mode == 'isolated':\n        if min(rooms[step]) < 0:\n            return step\n    elif sum(rooms[step]) + wallet < 0:\n        return step\nreturn -1",
    ),
    right(
        "first_liquidation",
        "r = np.asarray(rooms)\nhit = (r < 0).any(axis=1) if mode == 'isolated' else r.sum(axis=1) + wallet < 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
    ),
    right(
        "first_liquidation",
        "for i, row in enumerate(rooms):\n    lowest = wallet + np.sum(row) if mode == 'cross' else np.min(row)\n    if lowest < 0:\n        return i\nreturn -1",
    ),
    wrong(
        "first_liquidation",
        "wallet",
        "r = np.asarray(rooms)\nhit = (r < 0).any(axis=1) if mode == 'isolated' else r.sum(axis=1) < 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
    ),
    wrong(
        "first_liquidation",
        "all|any|Isolated loses something as soon",
        "r = np.asarray(rooms)\nhit = (r < 0).all(axis=1) if mode == 'isolated' else r.sum(axis=1) + wallet < 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
    ),
    wrong(
        "first_liquidation",
        "-1|−1|never",
        "r = np.asarray(rooms)\nhit = (r < 0).any(axis=1) if mode == 'isolated' else r.sum(axis=1) + wallet < 0\nreturn int(np.argmax(hit))",
    ),
    wrong(
        "first_liquidation",
        "swap|mode|isolated|cross|turned",
        "r = np.asarray(rooms)\nhit = (r < 0).any(axis=1) if mode == 'cross' else r.sum(axis=1) + wallet < 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
    ),
    wrong(
        "first_liquidation",
        "one|count|1",
        "for step in range(len(rooms)):\n    if mode == 'isolated':\n        if min(rooms[step]) < 0:\n            return step + 1\n    elif sum(rooms[step]) + wallet < 0:\n        return step + 1\nreturn -1",
    ),
    wrong(
        "first_liquidation",
        "last|going through rooms from the",
        "r = np.asarray(rooms)\nhit = (r < 0).any(axis=1) if mode == 'isolated' else r.sum(axis=1) + wallet < 0\nreturn int(np.flatnonzero(hit)[-1]) if hit.any() else -1",
    ),
    wrong(
        "first_liquidation",
        "wallet",
        "r = np.asarray(rooms)\nhit = (r + wallet < 0).any(axis=1) if mode == 'isolated' else r.sum(axis=1) + wallet < 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
    ),
    wrong(
        "first_liquidation",
        "pool|sum|cross|isolated|mode|both",
        "r = np.asarray(rooms)\nhit = r.sum(axis=1) + wallet < 0\nreturn int(np.argmax(hit)) if hit.any() else -1",
    ),
    wrong(
        "first_liquidation",
        "any|pool|sum|cross|isolated|mode|both",
        "r = np.asarray(rooms)\nhit = (r < 0).any(axis=1)\nreturn int(np.argmax(hit)) if hit.any() else -1",
    ),
    wrong(
        "first_liquidation",
        "None|-1|−1|never",
        "for step in range(len(rooms)):\n    if mode == 'isolated':\n        if min(rooms[step]) < 0:\n            return step\n    elif sum(rooms[step]) + wallet < 0:\n        return step\nreturn None",
    ),
    right(
        "frequency_and_severity",
        "n = 0\nloss = 0\nfor r, l in zip(results, liquidated):\n    if l:\n        n += 1\n        loss -= r\nreturn {'frequency': n / len(results), 'severity': loss / n / account}",
    ),
    right(
        "frequency_and_severity",
        "hit = np.asarray(liquidated, bool)\nr = np.asarray(results)\nreturn {'severity': -np.mean(r[hit]) / account, 'frequency': hit.mean()}",
    ),
    wrong(
        "frequency_and_severity",
        "sign|positive|loss|turned",
        "return {'frequency': np.mean(liquidated), 'severity': np.mean(results[liquidated]) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "all|every|week|liquid",
        "return {'frequency': np.mean(liquidated), 'severity': -np.mean(results) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "account|share",
        "return {'frequency': np.mean(liquidated), 'severity': -np.mean(results[liquidated])}",
    ),
    wrong(
        "frequency_and_severity",
        "sum|mean|number|count|share",
        "return {'frequency': np.sum(liquidated), 'severity': -np.mean(results[liquidated]) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "sum|mean|total|add",
        "return {'frequency': np.mean(liquidated), 'severity': -np.sum(results[liquidated]) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "largest|worst|max|min|with the smallest in place",
        "return {'frequency': np.mean(liquidated), 'severity': -np.min(results[liquidated]) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "100|hundred|per cent",
        "return {'frequency': 100 * np.mean(liquidated), 'severity': -100 * np.mean(results[liquidated]) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "los|result|negative|week|liquid",
        "return {'frequency': np.mean(results < 0), 'severity': -np.mean(results[liquidated]) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "week|all|number|count|divid|mean",
        "return {'frequency': np.mean(liquidated), 'severity': -np.sum(results[liquidated]) / len(results) / account}",
    ),
    wrong(
        "frequency_and_severity",
        "median|mean",
        "return {'frequency': np.mean(liquidated), 'severity': -np.median(results[liquidated]) / account}",
    ),
    right(
        "collateral_needed",
        "worst = 0\nfor p in prices:\n    need = maintenance * abs(size) * p - size * (p - prices[0])\n    worst = max(worst, need)\nreturn worst",
    ),
    right(
        "collateral_needed",
        "p = np.asarray(prices, float)\nreturn float(np.max(maintenance * abs(size) * p - size * (p - p[0])))",
    ),
    right("collateral_needed", "return max(abs(size) * maintenance * p + size * (prices[0] - p) for p in prices)"),
    wrong(
        "collateral_needed",
        "sign|turned|subtract|direction|swap",
        "p = np.asarray(prices, float)\nreturn np.max(maintenance * abs(size) * p + size * (p - p[0]))",
    ),
    wrong(
        "collateral_needed",
        "maintenance|requirement",
        "p = np.asarray(prices, float)\nreturn np.max(-size * (p - p[0]))",
    ),
    wrong(
        "collateral_needed",
        "last|end",
        "p = np.asarray(prices, float)\nreturn maintenance * abs(size) * p[-1] - size * (p[-1] - p[0])",
    ),
    wrong(
        "collateral_needed",
        "entry|first|open|present",
        "p = np.asarray(prices, float)\nreturn np.max(maintenance * abs(size) * p[0] - size * (p - p[0]))",
    ),
    wrong(
        "collateral_needed",
        "min|max|smallest|largest|least|smaller",
        "p = np.asarray(prices, float)\nreturn np.min(maintenance * abs(size) * p - size * (p - p[0]))",
    ),
    wrong(
        "collateral_needed",
        "abs|sign|short|size|direction",
        "p = np.asarray(prices, float)\nreturn np.max(maintenance * size * p - size * (p - p[0]))",
    ),
    wrong(
        "collateral_needed",
        "mean|average",
        "p = np.asarray(prices, float)\nreturn np.mean(maintenance * abs(size) * p - size * (p - p[0]))",
    ),
    wrong(
        "collateral_needed",
        "loss|profit|fall|move|price",
        "p = np.asarray(prices, float)\nreturn np.max(maintenance * abs(size) * p)",
    ),
    wrong(
        "collateral_needed",
        "short|long|lowest|side|abs|size|sign",
        "p = np.asarray(prices, float)\nlow = p.min()\nreturn maintenance * abs(size) * low - size * (low - p[0])",
    ),
    wrong(
        "collateral_needed",
        "size|unit",
        "p = np.asarray(prices, float)\nreturn np.max(maintenance * p - np.sign(size) * (p - p[0]))",
    ),
    wrong(
        "collateral_needed",
        "subtract|maintenance|requirement|sign|add",
        "p = np.asarray(prices, float)\nreturn np.max(-maintenance * abs(size) * p - size * (p - p[0]))",
    ),
    right("together", "return correlation ** 0.5 * common + (1 - correlation) ** 0.5 * own"),
    right(
        "together",
        "a = np.sqrt(correlation)\nb = np.sqrt(1 - a * a)\nreturn np.multiply(a, common) + np.multiply(b, own)",
    ),
    wrong(
        "together",
        "root|square|With these weights the variances",
        "return correlation * common + (1 - correlation) * own",
    ),
    wrong("together", "root|square", "return correlation * common + np.sqrt(1 - correlation ** 2) * own"),
    wrong("together", "swap|common|own", "return np.sqrt(correlation) * own + np.sqrt(1 - correlation) * common"),
    wrong("together", "own|1|coin|weight|factor", "return np.sqrt(correlation) * common + own"),
    wrong(
        "together",
        "own|common|root|square|1",
        "return np.sqrt(correlation) * common + (1 - np.sqrt(correlation)) * own",
    ),
    wrong("together", "own|coin", "return np.sqrt(correlation) * common"),
    wrong("together", "sign|subtract|minus", "return np.sqrt(correlation) * common - np.sqrt(1 - correlation) * own"),
    wrong(
        "together",
        "add|1|plus|sign|correlation",
        "return np.sqrt(correlation) * common + np.sqrt(1 + correlation) * own",
    ),
    wrong("together", "half|mean|average|correlation|weight", "return (common + own) / 2"),
    wrong("together", "root|square", "return correlation ** 2 * common + (1 - correlation ** 2) * own"),
)
