# ruff: noqa: E501
"""Answers to the exercises of lesson 08."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right(
        "size_for_risk",
        "money = budget * equity\nif stop < entry:\n    return money / (entry - stop + fee * entry + fee * stop)\nreturn -money / (stop - entry + fee * entry + fee * stop)",
    ),
    right(
        "size_for_risk",
        "way = entry - stop\nreturn np.sign(way) * equity * budget / (np.abs(way) + fee * (entry + stop))",
    ),
    right(
        "size_for_risk",
        "d = (entry - stop) / entry\nnotional = equity * budget / (abs(d) + fee * (2 - d))\nreturn (notional if d > 0 else -notional) / entry",
    ),
    right(
        "size_for_risk",
        "side = 1 if entry > stop else -1\nloss_of_one = side * (entry - stop)\nloss_of_one += fee * entry\nloss_of_one += fee * stop\nsize = equity\nsize *= budget\nsize /= loss_of_one\nreturn side * size",
    ),
    wrong(
        "size_for_risk", "sign|short|long|side", "return equity * budget / (abs(entry - stop) + fee * (entry + stop))"
    ),
    wrong("size_for_risk", "fee", "s = 1 if stop < entry else -1\nreturn s * equity * budget / abs(entry - stop)"),
    wrong(
        "size_for_risk",
        "fee|once|stop|out",
        "s = 1 if stop < entry else -1\nreturn s * equity * budget / (abs(entry - stop) + fee * entry)",
    ),
    wrong(
        "size_for_risk",
        "fee|once|entry|in",
        "s = 1 if stop < entry else -1\nreturn s * equity * budget / (abs(entry - stop) + fee * stop)",
    ),
    wrong(
        "size_for_risk",
        "for the budget|coins|entry",
        "s = 1 if stop < entry else -1\nreturn s * equity * budget / entry",
    ),
    wrong(
        "size_for_risk",
        "dollar|entry",
        "s = 1 if stop < entry else -1\nreturn s * entry * equity * budget / (abs(entry - stop) + fee * (entry + stop))",
    ),
    wrong(
        "size_for_risk",
        "budget|whole|share|left out|ignor|account",
        "s = 1 if stop < entry else -1\nreturn s * equity / (abs(entry - stop) + fee * (entry + stop))",
    ),
    wrong(
        "size_for_risk",
        "100|hundred|%",
        "s = 1 if stop < entry else -1\nreturn s * equity * budget / 100 / (abs(entry - stop) + fee * (entry + stop))",
    ),
    wrong(
        "size_for_risk",
        "fee|sign|minus|subtract|add",
        "s = 1 if stop < entry else -1\nreturn s * equity * budget / (abs(entry - stop) - fee * (entry + stop))",
    ),
    wrong(
        "size_for_risk",
        "sign|turned|swap|side|long|short",
        "s = -1 if stop < entry else 1\nreturn s * equity * budget / (abs(entry - stop) + fee * (entry + stop))",
    ),
    wrong(
        "size_for_risk",
        "upside|divid",
        "s = 1 if stop < entry else -1\nreturn s * (abs(entry - stop) + fee * (entry + stop)) / (equity * budget)",
    ),
    right(
        "half_lost",
        "count = 0\nfor life in outcomes:\n    a = 1.0\n    low = 1.0\n    for r in life:\n        a *= 1 + share * r\n        low = min(low, a)\n    count += low <= 0.5\nreturn count / len(outcomes)",
    ),
    right(
        "half_lost",
        "factors = np.maximum(1 + share * np.asarray(outcomes), 0)\nreturn np.mean((np.multiply.accumulate(factors, axis=1) <= 0.5).any(axis=1))",
    ),
    right(
        "half_lost",
        "import itertools\nhit = [any(a <= 0.5 for a in itertools.accumulate(life, lambda a, r: a + a * share * r, initial=1.0)) for life in outcomes]\nreturn sum(hit) / len(hit)",
    ),
    wrong(
        "half_lost",
        "end|last|at some time",
        "a = np.cumprod(1 + share * np.asarray(outcomes), axis=1)\nreturn (a[:, -1] <= 0.5).mean()",
    ),
    wrong(
        "half_lost",
        "add|sum|left|compound",
        "a = 1 + np.cumsum(share * np.asarray(outcomes), axis=1)\nreturn (a.min(axis=1) <= 0.5).mean()",
    ),
    wrong(
        "half_lost",
        "mean life|one by one",
        "a = np.cumprod(1 + share * np.asarray(outcomes), axis=1).mean(axis=0)\nreturn float(a.min() <= 0.5)",
    ),
    wrong(
        "half_lost",
        "highest|peak",
        "a = np.cumprod(1 + share * np.asarray(outcomes), axis=1)\npeak = np.maximum.accumulate(a, axis=1)\nreturn ((a / peak).min(axis=1) <= 0.5).mean()",
    ),
    wrong(
        "half_lost",
        "number|count|divid|sum|lives",
        "a = np.cumprod(1 + share * np.asarray(outcomes), axis=1)\nreturn float((a.min(axis=1) <= 0.5).sum())",
    ),
    wrong(
        "half_lost",
        "strict|exactly|half|equal|border|<",
        "a = np.cumprod(1 + share * np.asarray(outcomes), axis=1)\nreturn (a.min(axis=1) < 0.5).mean()",
    ),
    wrong(
        "half_lost",
        "axis|row|column|life|trade",
        "a = np.cumprod(1 + share * np.asarray(outcomes), axis=0)\nreturn (a.min(axis=0) <= 0.5).mean()",
    ),
    wrong(
        "half_lost",
        "what is left|turned|opposite",
        "a = np.cumprod(1 + share * np.asarray(outcomes), axis=1)\nreturn (a.min(axis=1) > 0.5).mean()",
    ),
    right(
        "growth_of_record",
        "f = 1 + leverage * np.asarray(returns)\nreturn float(np.log(f).mean()) if np.all(f > 0) else -np.inf",
    ),
    right(
        "growth_of_record",
        "import math\na = 1.0\nfor r in returns:\n    a *= max(1 + leverage * r, 0)\nreturn math.log(a) / len(returns) if a > 0 else float('-inf')",
    ),
    right(
        "growth_of_record",
        "with np.errstate(divide='ignore'):\n    return float(np.mean(np.log(np.maximum(1 + leverage * np.array(returns), 0))))",
    ),
    right(
        "growth_of_record",
        "f = [1 + leverage * r for r in returns]\nif min(f) <= 0:\n    return float('-inf')\nimport statistics\nreturn float(np.log(statistics.geometric_mean(f)))",
    ),
    wrong(
        "growth_of_record",
        "mean return|logarithm|compound",
        "if min(1 + leverage * r for r in returns) <= 0:\n    return float('-inf')\nreturn float(leverage * np.mean(returns))",
    ),
    wrong(
        "growth_of_record",
        "logarithm of the mean|mean of the log",
        "if min(1 + leverage * r for r in returns) <= 0:\n    return float('-inf')\nreturn float(np.log(1 + leverage * np.mean(returns)))",
    ),
    wrong(
        "growth_of_record",
        "divide|number|mean|whole",
        "if min(1 + leverage * r for r in returns) <= 0:\n    return float('-inf')\nreturn float(np.log(1 + leverage * np.asarray(returns)).sum())",
    ),
    wrong(
        "growth_of_record",
        "1×|leverage",
        "if min(1 + leverage * r for r in returns) <= 0:\n    return float('-inf')\nreturn float(leverage * np.log(1 + np.asarray(returns)).mean())",
    ),
    wrong(
        "growth_of_record",
        "fatal|infinity|leave|over|zero|nothing",
        "f = 1 + leverage * np.asarray(returns)\nreturn float(np.log(f[f > 0]).sum() / len(f))",
    ),
    wrong("growth_of_record", "leverage", "return float(np.log(1 + np.asarray(returns)).mean())"),
    wrong(
        "growth_of_record",
        "sign|minus|turned|add|subtract",
        "f = 1 - leverage * np.asarray(returns)\nreturn float(np.log(f).mean()) if np.all(f > 0) else float('-inf')",
    ),
    wrong(
        "growth_of_record",
        "base|log10|natural|times the right|multiple|factor|divided|constant",
        "f = 1 + leverage * np.asarray(returns)\nreturn float(np.log10(f).mean()) if np.all(f > 0) else float('-inf')",
    ),
)
