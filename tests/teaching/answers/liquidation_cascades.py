# ruff: noqa: E501
"""Answers to the exercises of lesson 11."""

from tests.teaching.answers.answer import right, wrong

LOOP = """\
start = price * (1 - shock)
now = start
open_ = np.ones(len(triggers), bool)
sold = 0.0
while True:
    hit = open_ & (np.asarray(triggers) >= now)
    if not hit.any():
        break
    sold += np.asarray(sizes)[hit].sum()
    open_[hit] = False
    now = 1 / (1 / start + sold / depth)
return {"accounts": int((~open_).sum()), "price": now}
"""
TOTAL = "if max(abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError('does not die out')\n"


def loop(old: str, new: str) -> str:
    """The loop with one place changed."""
    assert old in LOOP
    return LOOP.replace(old, new)


ANSWERS = (
    right("cascade", LOOP),
    right(
        "cascade",
        "base = price - price * shock\nt = sorted(zip(triggers, sizes), reverse=True)\nq, n, p = 0.0, 0, base\nwhile True:\n    batch = 0\n    while n + batch < len(t) and t[n + batch][0] >= p:\n        batch += 1\n    if batch == 0:\n        return {'accounts': n, 'price': p}\n    q += sum(s for _, s in t[n:n + batch])\n    n += batch\n    p = depth * base / (depth + q * base)",
    ),
    wrong(
        "cascade",
        "round|once|again|one",
        "start = price * (1 - shock)\nhit = np.asarray(triggers) >= start\nsold = np.asarray(sizes)[hit].sum()\nreturn {'accounts': int(hit.sum()), 'price': 1 / (1 / start + sold / depth)}",
    ),
    wrong("cascade", "shock", loop("price * (1 - shock)", "price")),
    wrong("cascade", "exact|equal|met|at or", loop(">= now", "> now")),
    wrong("cascade", "turned|below|other way|compar", loop(">= now", "<= now")),
    wrong("cascade", "sold|all|last|round|total|start", loop("sold += np", "sold = np")),
    wrong("cascade", "shock|start|price|before", loop("now = 1 / (1 / start +", "now = 1 / (1 / price +")),
    wrong("cascade", "add|up|sign|subtract|rise|minus", loop("1 / start + sold", "1 / start - sold")),
    wrong("cascade", "size|coin|number", loop("int((~open_).sum())", "float(np.asarray(sizes)[~open_].sum())")),
    wrong("cascade", "shock|fraction|amount|money|subtract", loop("price * (1 - shock)", "price - shock")),
    wrong("cascade", "size|coin|account|number", loop("sold += np.asarray(sizes)[hit].sum()", "sold += hit.sum()")),
    wrong(
        "cascade",
        "push|impact|shock|sale|depth|Your liquidations cost nothing: the",
        "now = price * (1 - shock)\nreturn {'accounts': int((np.asarray(triggers) >= now).sum()), 'price': now}",
    ),
    right(
        "kappa",
        "hit = 0.0\nfor t, s in zip(triggers, sizes):\n    if t >= low:\n        hit += s\nreturn hit / (depth * (1 / low - 1 / price))",
    ),
    right(
        "kappa",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nbook = depth / low - depth / price\nreturn (s * (t >= low)).sum() / book",
    ),
    wrong(
        "kappa",
        "exact|met|equal",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t > low].sum() / (depth * (1 / low - 1 / price))",
    ),
    wrong(
        "kappa",
        "turned|below|other way|compar|above",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t <= low].sum() / (depth * (1 / low - 1 / price))",
    ),
    wrong(
        "kappa",
        "log|1/price|coins",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t >= low].sum() / (depth * np.log(price / low))",
    ),
    wrong(
        "kappa",
        "coin|number|size|count",
        "t = np.asarray(triggers)\nreturn (t >= low).sum() / (depth * (1 / low - 1 / price))",
    ),
    wrong(
        "kappa",
        "dollar|price|trigger|USD|coin|money",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn (s * t)[t >= low].sum() / (depth * (1 / low - 1 / price))",
    ),
    wrong(
        "kappa", "all|trigger|low|You counted every long there", "return sum(sizes) / (depth * (1 / low - 1 / price))"
    ),
    wrong(
        "kappa",
        "upside|divid|1 /",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn (depth * (1 / low - 1 / price)) / s[t >= low].sum()",
    ),
    wrong(
        "kappa",
        "depth",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t >= low].sum() / (1 / low - 1 / price)",
    ),
    wrong(
        "kappa",
        "price|1/|upside|rise|fall|depth|with the values themselves wherever",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t >= low].sum() / (depth * (price - low))",
    ),
    wrong(
        "kappa",
        "sign|swap|turned|subtract|negative",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t >= low].sum() / (depth * (1 / price - 1 / low))",
    ),
    wrong(
        "kappa",
        "depth|fraction|price|coin|book|divid",
        "t, s = np.asarray(triggers), np.asarray(sizes)\nreturn s[t >= low].sum() / (depth * (price - low) / price)",
    ),
    right("total_falls", TOTAL + "return np.linalg.solve(np.eye(len(shock)) - matrix, shock)"),
    right(
        "total_falls",
        TOTAL
        + "total = np.array(shock, float)\nadd = total\nfor _ in range(20000):\n    add = matrix @ add\n    total = total + add\n    if np.abs(add).max() < 1e-13:\n        break\nreturn total",
    ),
    right(
        "total_falls",
        "if np.abs(np.linalg.eigvals(matrix)).max() >= 1:\n    raise ValueError\nreturn np.linalg.inv(np.identity(len(matrix)) - matrix).dot(shock)",
    ),
    wrong("total_falls", "round|once|one|again", TOTAL + "return shock + matrix @ shock"),
    wrong(
        "total_falls",
        "shock|first|without|itself|start",
        TOTAL + "return np.linalg.solve(np.eye(len(shock)) - matrix, matrix @ shock)",
    ),
    wrong(
        "total_falls", "diagonal|contagion|own|beside|other|by itself", TOTAL + "return shock / (1 - np.diag(matrix))"
    ),
    wrong(
        "total_falls",
        "refus|raise|ValueError|error|You give a finite fall",
        "return np.linalg.solve(np.eye(len(shock)) - matrix, shock)",
    ),
    wrong(
        "total_falls",
        "transpos|row|column|from|swap|other way",
        TOTAL + "return np.linalg.solve(np.eye(len(shock)) - matrix.T, shock)",
    ),
    wrong(
        "total_falls",
        "sign|add|plus|subtract|minus",
        TOTAL + "return np.linalg.solve(np.eye(len(shock)) + matrix, shock)",
    ),
    wrong(
        "total_falls",
        "element|entry|matrix|product|by",
        TOTAL + "return ((np.linalg.inv(np.eye(len(shock)) - matrix)) * shock).sum(axis=0)",
    ),
    wrong("total_falls", "shock|round|start", TOTAL + "return matrix @ shock"),
    wrong(
        "total_falls",
        "eigen|size|entr|largest|refus|test|ValueError|sum",
        "if matrix.max() >= 1:\n    raise ValueError\nreturn np.linalg.solve(np.eye(len(shock)) - matrix, shock)",
    ),
    wrong(
        "total_falls", "round|two|three|last|die", TOTAL + "a = matrix @ shock\nb = matrix @ a\nreturn shock + a + b"
    ),
    wrong(
        "total_falls",
        "diagonal|contagion|own|beside|other|by itself",
        TOTAL + "d = np.diag(matrix)\nreturn shock + d * shock / (1 - d)",
    ),
    wrong(
        "total_falls",
        "matrix multiplied where the equation should be solved",
        "import numpy as np\nif max(abs(np.linalg.eigvals(matrix))) >= 1:\n    raise ValueError('grows')\nreturn (np.eye(len(shock)) - matrix) @ shock",
    ),
    right(
        "who_pays",
        "bad = sum(-c for c in closed if c < 0)\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': (bad - paid) / sum(winners)}",
    ),
    right(
        "who_pays",
        "c = np.asarray(closed, float)\nbad = -c[c < 0].sum()\nrest = max(bad - fund, 0)\nreturn {'bad_debt': bad, 'fund': max(fund - bad, 0), 'haircut': min(1, rest / np.sum(winners))}",
    ),
    wrong(
        "who_pays",
        "net|sum|left|separate|each|own",
        "bad = max(0, -sum(closed))\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': (bad - paid) / sum(winners)}",
    ),
    wrong(
        "who_pays",
        "fund",
        "bad = sum(-c for c in closed if c < 0)\nreturn {'bad_debt': bad, 'fund': fund, 'haircut': bad / sum(winners)}",
    ),
    wrong(
        "who_pays",
        "sign|negative|positive|turned",
        "bad = sum(c for c in closed if c < 0)\npaid = min(-bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': (-bad - paid) / sum(winners)}",
    ),
    wrong(
        "who_pays",
        "negative|zero|below|fund",
        "bad = sum(-c for c in closed if c < 0)\nreturn {'bad_debt': bad, 'fund': fund - bad, 'haircut': max(0, bad - fund) / sum(winners)}",
    ),
    wrong(
        "who_pays",
        "share|money|fraction|winners|divid",
        "bad = sum(-c for c in closed if c < 0)\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': bad - paid}",
    ),
    wrong(
        "who_pays",
        "head|each|number|equal|how many|count|len",
        "bad = sum(-c for c in closed if c < 0)\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': (bad - paid) / len(winners)}",
    ),
    wrong(
        "who_pays",
        "negative|zero|fund",
        "bad = sum(-c for c in closed if c < 0)\nreturn {'bad_debt': bad, 'fund': max(0, fund - bad), 'haircut': (bad - fund) / sum(winners)}",
    ),
    wrong(
        "who_pays",
        "after|left|fund|bad",
        "bad = sum(-c for c in closed if c < 0)\npaid = min(bad, fund)\nreturn {'bad_debt': bad - paid, 'fund': fund - paid, 'haircut': (bad - paid) / sum(winners)}",
    ),
    wrong(
        "who_pays",
        "100|hundred|per cent",
        "bad = sum(-c for c in closed if c < 0)\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': 100 * (bad - paid) / sum(winners)}",
    ),
    wrong(
        "who_pays",
        "fund|haircut|before|bad",
        "bad = sum(-c for c in closed if c < 0)\npaid = min(bad, fund)\nreturn {'bad_debt': bad, 'fund': fund - paid, 'haircut': bad / sum(winners)}",
    ),
    right(
        "pool_room",
        "eq = collateral - rate * leg * payments\neq = eq - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom\ngross = leg * (1 - bottom) + leg * (1 - taken) * (1 - bottom)\nreturn eq - maintenance * gross",
    ),
    right(
        "pool_room",
        "funding = payments * rate * leg\nlong_loss = leg * bottom\nshort_gain = leg * (taken * fall + (1 - taken) * bottom)\nlongs = leg * (1 - bottom)\nshorts = (1 - taken) * longs\nreturn collateral - funding - long_loss + short_gain - maintenance * (longs + shorts)",
    ),
    wrong(
        "pool_room",
        "funding|rate|payment",
        "eq = collateral - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom\ngross = leg * (1 - bottom) * (2 - taken)\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "payment|times",
        "eq = collateral - rate * leg - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom\ngross = leg * (1 - bottom) * (2 - taken)\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "maintenance|requirement",
        "return collateral - rate * leg * payments - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom",
    ),
    wrong(
        "pool_room",
        "start|present|bottom|entry|price",
        "eq = collateral - rate * leg * payments - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom\ngross = leg * (2 - taken)\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "realis|stays|made|gain|closed|fall|taken|short",
        "eq = collateral - rate * leg * payments - leg * bottom + leg * (1 - taken) * bottom\ngross = leg * (1 - bottom) * (2 - taken)\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "sign|add|fund|subtract|receiv",
        "eq = collateral + rate * leg * payments - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom\ngross = leg * (1 - bottom) * (2 - taken)\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "taken|closed|gross|short",
        "eq = collateral - rate * leg * payments - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom\ngross = leg * (1 - bottom) * 2\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "long|one|leg|short|gross|other",
        "eq = collateral - rate * leg * payments - leg * bottom + leg * taken * fall + leg * (1 - taken) * bottom\ngross = leg * (1 - bottom)\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "taken|delever|hedge|nothing|closed",
        "gross = 2 * leg * (1 - bottom)\nreturn collateral - rate * leg * payments - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "1|taken|closed|share|swap",
        "eq = collateral - rate * leg * payments - leg * bottom + leg * (1 - taken) * fall + leg * taken * bottom\ngross = leg * (1 - bottom) * (1 + taken)\nreturn eq - maintenance * gross",
    ),
    wrong(
        "pool_room",
        "fall|bottom",
        "eq = collateral - rate * leg * payments - leg * fall + leg * taken * fall + leg * (1 - taken) * fall\ngross = leg * (1 - fall) * (2 - taken)\nreturn eq - maintenance * gross",
    ),
)
