# ruff: noqa: E501
"""Answers to the exercises of lesson 07."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right("hedge_ratio", "c = np.cov(own, other)\nreturn c[0, 1] / c[1, 1]"),
    right(
        "hedge_ratio",
        "n = len(own)\nmx = sum(own) / n\nmy = sum(other) / n\ncov = sum((a - mx) * (b - my) for a, b in zip(own, other)) / n\nvar = sum((b - my) ** 2 for b in other) / n\nreturn cov / var",
    ),
    right("hedge_ratio", "rho = np.corrcoef(own, other)[0, 1]\nreturn rho * np.std(own) / np.std(other)"),
    right(
        "hedge_ratio",
        "import statistics\nreturn statistics.linear_regression(list(map(float, other)), list(map(float, own))).slope",
    ),
    wrong("hedge_ratio", "correlation", "return np.corrcoef(own, other)[0, 1]"),
    wrong("hedge_ratio", "volatilit|common", "return np.std(own) / np.std(other)"),
    wrong("hedge_ratio", "turned|own", "c = np.cov(own, other)\nreturn c[0, 1] / c[0, 0]"),
    wrong(
        "hedge_ratio",
        "mean",
        "own = np.asarray(own)\nother = np.asarray(other)\nreturn (own * other).sum() / (other ** 2).sum()",
    ),
    wrong("hedge_ratio", "cov|ddof|n|divid|times|factor", "return np.cov(own, other)[0, 1] / np.var(other)"),
    wrong("hedge_ratio", "sign", "c = np.cov(own, other)\nreturn -c[0, 1] / c[1, 1]"),
    wrong("hedge_ratio", "100|hundred", "c = np.cov(own, other)\nreturn 100 * c[0, 1] / c[1, 1]"),
    wrong("hedge_ratio", "turned|swap|own", "return np.polyfit(own, other, 1)[0]"),
    wrong(
        "hedge_ratio",
        "mean|root|squar|volatil|variance|power",
        "own = own - np.mean(own)\nother = other - np.mean(other)\nreturn (own * other).sum() / np.sqrt((other ** 2).sum())",
    ),
    right("residual_loss", "return notional * (ratio * other_fall - fall)"),
    right(
        "residual_loss",
        "loss_coin = -notional * fall\ngain_btc = -notional * ratio * other_fall\nreturn loss_coin - gain_btc",
    ),
    right(
        "residual_loss",
        "start = notional - ratio * notional\nend = notional * (1 + fall) - ratio * notional * (1 + other_fall)\nreturn start - end",
    ),
    wrong("residual_loss", "short|hedge", "return -notional * fall"),
    wrong("residual_loss", "equal|ratio", "return notional * (other_fall - fall)"),
    wrong("residual_loss", "short|both|sign|add", "return -notional * (fall + ratio * other_fall)"),
    wrong("residual_loss", "sign|profit", "return notional * (fall - ratio * other_fall)"),
    wrong(
        "residual_loss",
        "absolut|below zero|gain|negative|sign|max|0",
        "return max(notional * (ratio * other_fall - fall), 0)",
    ),
    wrong("residual_loss", "absolut|sign|gain|abs", "return abs(notional * (ratio * other_fall - fall))"),
    wrong("residual_loss", "divid|ratio", "return notional * (other_fall / ratio - fall)"),
    wrong("residual_loss", "notional", "return ratio * other_fall - fall"),
    wrong("residual_loss", "ratio|fall", "return notional * (other_fall - ratio * fall)"),
    wrong("residual_loss", "100|hundred", "return notional * (ratio * other_fall - fall) / 100"),
    right(
        "margin_saved",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p - s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1).max()",
    ),
    right(
        "margin_saved",
        "apart = 0\nfor i in range(len(sizes)):\n    apart += max(maintenance * abs(sizes[i]) * r[i] - sizes[i] * (r[i] - prices[0][i]) for r in prices)\npool = max(sum(maintenance * abs(sizes[i]) * r[i] - sizes[i] * (r[i] - prices[0][i]) for i in range(len(sizes))) for r in prices)\nreturn apart - pool",
    ),
    right(
        "margin_saved",
        "def need(i, t):\n    p = prices[t][i]\n    return maintenance * abs(sizes[i]) * p + sizes[i] * (prices[0][i] - p)\nlegs, steps = range(len(sizes)), range(len(prices))\nreturn sum(max(need(i, t) for t in steps) for i in legs) - max(sum(need(i, t) for i in legs) for t in steps)",
    ),
    wrong(
        "margin_saved",
        "net",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p - s * (p - p[0])\nnet = maintenance * np.abs((s * p).sum(axis=1)) - (s * (p - p[0])).sum(axis=1)\nreturn need.max(axis=0).sum() - net.max()",
    ),
    wrong(
        "margin_saved",
        "end|last",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p - s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1)[-1]",
    ),
    wrong(
        "margin_saved",
        "compartments|save",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p - s * (p - p[0])\nreturn need.sum(axis=1).max()",
    ),
    wrong(
        "margin_saved",
        "requirement",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = - s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1).max()",
    ),
    wrong(
        "margin_saved",
        "sign|swap|turned|apart|negative",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p - s * (p - p[0])\nreturn need.sum(axis=1).max() - need.max(axis=0).sum()",
    ),
    wrong(
        "margin_saved",
        "abs|short|sign",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * s * p - s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1).max()",
    ),
    wrong(
        "margin_saved",
        "sign|gain|loss|profit|add|subtract",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p + s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1).max()",
    ),
    wrong(
        "margin_saved",
        "opening|entry",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p[0] - s * (p - p[0])\nreturn need.max(axis=0).sum() - need.sum(axis=1).max()",
    ),
    wrong(
        "margin_saved",
        "apart|compartments|leg",
        "p = np.asarray(prices, float)\ns = np.asarray(sizes, float)\nneed = maintenance * np.abs(s) * p - s * (p - p[0])\nreturn need.max(axis=0).sum()",
    ),
)
