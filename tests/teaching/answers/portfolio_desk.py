# ruff: noqa: E501
"""Answers to the exercises of lesson 15."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right("collateral_of", "return cash + (np.asarray(sizes) * np.asarray(entries)).sum()"),
    right(
        "collateral_of", "total = cash\nfor i in range(len(sizes)):\n    total += sizes[i] * entries[i]\nreturn total"
    ),
    right(
        "collateral_of",
        "longs = sum(s * e for s, e in zip(sizes, entries) if s > 0)\nshorts = sum(-s * e for s, e in zip(sizes, entries) if s < 0)\nreturn cash + longs - shorts",
    ),
    right("collateral_of", "return np.inner(sizes, entries) + cash"),
    wrong("collateral_of", "cash|paid|position", "return cash"),
    wrong("collateral_of", "short|sign", "return cash + sum(abs(s) * e for s, e in zip(sizes, entries))"),
    wrong("collateral_of", "sign|turned|back|minus", "return cash - sum(s * e for s, e in zip(sizes, entries))"),
    wrong("collateral_of", "coins|price|dollar", "return cash + sum(sizes)"),
    wrong("collateral_of", "cash|left out|ignor|missing", "return sum(s * e for s, e in zip(sizes, entries))"),
    wrong("collateral_of", "sign|minus|cash|turned", "return sum(s * e for s, e in zip(sizes, entries)) - cash"),
    right(
        "ray",
        "s, e, p, m, b = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance, betas))\nequity = collateral + np.sum(s * (p - e))\nreq = m * abs(s) * p\nslope = np.sum(b * (s * p - req))\nreturn (equity - req.sum()) / slope if slope > 0 else None",
    ),
    right(
        "ray",
        "lost = 0\nh = collateral\nfor i in range(len(sizes)):\n    n = abs(sizes[i]) * marks[i]\n    h += sizes[i] * marks[i] - sizes[i] * entries[i]\n    h -= maintenance[i] * n\n    side = 1 if sizes[i] > 0 else -1\n    lost += betas[i] * n * (side - maintenance[i])\nif lost <= 0:\n    return None\nreturn h / lost",
    ),
    right(
        "ray",
        "def room(x):\n    total = collateral\n    for s, e, p, m, b in zip(sizes, entries, marks, maintenance, betas):\n        q = p * (1 - b * x)\n        total += s * (q - e) - m * abs(s) * q\n    return total\nslope = room(0) - room(1)\nreturn room(0) / slope if slope > 1e-9 else None",
    ),
    wrong(
        "ray",
        "beta",
        "s, e, p, m = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance))\nreq = m * abs(s) * p\nslope = np.sum(s * p - req)\nreturn (collateral + np.sum(s * (p - e)) - req.sum()) / slope if slope > 0 else None",
    ),
    wrong(
        "ray",
        "equity|requirement|earlier|maintenance",
        "s, e, p, m, b = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance, betas))\nreq = m * abs(s) * p\nslope = np.sum(b * (s * p - req))\nreturn (collateral + np.sum(s * (p - e))) / slope if slope > 0 else None",
    ),
    wrong(
        "ray",
        "still|requirement|maintenance",
        "s, e, p, m, b = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance, betas))\nreq = m * abs(s) * p\nslope = np.sum(b * s * p)\nreturn (collateral + np.sum(s * (p - e)) - req.sum()) / slope if slope > 0 else None",
    ),
    wrong(
        "ray",
        "short|sign|earn",
        "s, e, p, m, b = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance, betas))\nreq = m * abs(s) * p\nslope = np.sum(b * (abs(s) * p - req))\nreturn (collateral + np.sum(s * (p - e)) - req.sum()) / slope if slope > 0 else None",
    ),
    wrong(
        "ray",
        "nearest|alone|one price|common",
        "s, e, p, m, b = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance, betas))\nreq = m * abs(s) * p\ng = s * p - req\nif np.sum(b * g) <= 0:\n    return None\nreturn (collateral + np.sum(s * (p - e)) - req.sum()) / np.max(abs(g))",
    ),
    wrong(
        "ray",
        "profit|entry|pnl|collateral|open|left out|ignor|missing|without",
        "s, e, p, m, b = (np.asarray(x, float) for x in (sizes, entries, marks, maintenance, betas))\nreq = m * abs(s) * p\nslope = np.sum(b * (s * p - req))\nreturn (collateral - req.sum()) / slope if slope > 0 else None",
    ),
    right(
        "sigmas",
        "r = np.asarray(gradient) * np.asarray(volatility) / 365 ** 0.5\nreturn health / (r @ np.asarray(correlation) @ r) ** 0.5",
    ),
    right(
        "sigmas",
        "v = np.asarray(volatility, float)\ncov = np.outer(v, v) * np.asarray(correlation) / 365\ng = np.asarray(gradient, float)\nreturn health / np.sqrt(g @ cov @ g)",
    ),
    right(
        "sigmas",
        "total = 0\nn = len(gradient)\nfor i in range(n):\n    total += (gradient[i] * volatility[i]) ** 2\n    for j in range(i + 1, n):\n        total += 2 * gradient[i] * volatility[i] * gradient[j] * volatility[j] * correlation[i][j]\nreturn health * 365 ** 0.5 / total ** 0.5",
    ),
    wrong(
        "sigmas",
        "independent|correlation",
        "r = np.asarray(gradient) * np.asarray(volatility) / 365 ** 0.5\nreturn health / np.sqrt(np.sum(r ** 2))",
    ),
    wrong(
        "sigmas",
        "added|every price|sum|hedge",
        "r = np.asarray(gradient) * np.asarray(volatility) / 365 ** 0.5\nreturn health / np.sum(np.abs(r))",
    ),
    wrong(
        "sigmas",
        "year|day|365",
        "r = np.asarray(gradient) * np.asarray(volatility)\nreturn health / np.sqrt(r @ np.asarray(correlation) @ r)",
    ),
    wrong(
        "sigmas",
        "root|365",
        "r = np.asarray(gradient) * np.asarray(volatility) / 365\nreturn health / np.sqrt(r @ np.asarray(correlation) @ r)",
    ),
    wrong(
        "sigmas",
        "sign|hedge|short",
        "r = np.abs(gradient) * np.asarray(volatility) / 365 ** 0.5\nreturn health / np.sqrt(r @ np.asarray(correlation) @ r)",
    ),
    wrong(
        "sigmas",
        "root|square|variance",
        "r = np.asarray(gradient) * np.asarray(volatility) / 365 ** 0.5\nreturn health / (r @ np.asarray(correlation) @ r)",
    ),
)
