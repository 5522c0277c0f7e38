# ruff: noqa: E501
"""Answers to the exercises of lesson 12."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right("time_to_act", "import math\nrate = -math.log(1 - fall) / seconds\nreturn -math.log(1 - maintenance) / rate"),
    right("time_to_act", "return seconds * np.log1p(-maintenance) / np.log1p(-fall)"),
    right(
        "time_to_act",
        "import math\nlow, high = 0.0, 1e7\nfor _ in range(200):\n    t = (low + high) / 2\n    if (1 - fall) ** (t / seconds) > 1 - maintenance:\n        low = t\n    else:\n        high = t\nreturn low",
    ),
    right("time_to_act", "import math\nreturn math.log(1 - maintenance, 1 - fall) * seconds"),
    wrong("time_to_act", "divided the two shares|compound", "return maintenance / fall * seconds"),
    wrong("time_to_act", "compound|divided|share", "rate = fall / seconds\nreturn maintenance / rate"),
    wrong("time_to_act", "upside", "import math\nreturn seconds * math.log(1 - fall) / math.log(1 - maintenance)"),
    wrong(
        "time_to_act", "short|rises|1 −", "import math\nreturn seconds * math.log(1 + maintenance) / math.log(1 + fall)"
    ),
    wrong(
        "time_to_act", "part of the time|seconds", "import math\nreturn math.log(1 - maintenance) / math.log(1 - fall)"
    ),
    wrong(
        "time_to_act",
        "sign|minus|turned",
        "import math\nreturn -seconds * math.log(1 - maintenance) / math.log(1 - fall)",
    ),
    wrong(
        "time_to_act", "1|log|maintenance|minus", "import math\nreturn seconds * math.log(maintenance) / math.log(fall)"
    ),
    right(
        "push_feed",
        "out = [prices[0]]\nage = 0\nfor p in prices[1:]:\n    age += 1\n    if abs(p - out[-1]) >= deviation * out[-1] or age >= heartbeat:\n        out.append(p)\n        age = 0\n    else:\n        out.append(out[-1])\nreturn out",
    ),
    right(
        "push_feed",
        "shown = np.empty(len(prices))\nat = 0\nfor i in range(len(prices)):\n    far = not (1 - deviation < prices[i] / prices[at] < 1 + deviation)\n    if far or i - at == heartbeat:\n        at = i\n    shown[i] = prices[at]\nreturn shown",
    ),
    right(
        "push_feed",
        "def walk(left, last, age):\n    if not left:\n        return []\n    p = left[0]\n    if age >= heartbeat or abs(p / last - 1) >= deviation:\n        last, age = p, 0\n    return [last] + walk(left[1:], last, age + 1)\nreturn walk(list(prices), prices[0], 0)",
    ),
    wrong(
        "push_feed",
        "creeps|one step before",
        "out = [prices[0]]\nage = 0\nfor i in range(1, len(prices)):\n    age += 1\n    if abs(prices[i] / prices[i - 1] - 1) >= deviation or age >= heartbeat:\n        out.append(prices[i])\n        age = 0\n    else:\n        out.append(out[-1])\nreturn out",
    ),
    wrong(
        "push_feed",
        "fixed steps|last publication",
        "out = [prices[0]]\nfor i in range(1, len(prices)):\n    if abs(prices[i] / out[-1] - 1) >= deviation or i % heartbeat == 0:\n        out.append(prices[i])\n    else:\n        out.append(out[-1])\nreturn out",
    ),
    wrong(
        "push_feed",
        "late",
        "out = []\nlast, at = prices[0], 0\nfor i, p in enumerate(prices):\n    out.append(last)\n    if abs(p / last - 1) >= deviation or i - at >= heartbeat:\n        last, at = p, i\nreturn out",
    ),
    wrong(
        "push_feed",
        "dollar",
        "out = [prices[0]]\nage = 0\nfor p in prices[1:]:\n    age += 1\n    if abs(p - out[-1]) >= deviation or age >= heartbeat:\n        out.append(p)\n        age = 0\n    else:\n        out.append(out[-1])\nreturn out",
    ),
    wrong(
        "push_feed",
        "heartbeat",
        "out = [prices[0]]\nfor p in prices[1:]:\n    out.append(p if abs(p / out[-1] - 1) >= deviation else out[-1])\nreturn out",
    ),
    wrong(
        "push_feed",
        "Falls|sign|abs",
        "out = [prices[0]]\nage = 0\nfor p in prices[1:]:\n    age += 1\n    if p / out[-1] - 1 >= deviation or age >= heartbeat:\n        out.append(p)\n        age = 0\n    else:\n        out.append(out[-1])\nreturn out",
    ),
    wrong(
        "push_feed",
        "both|or|and",
        "out = [prices[0]]\nage = 0\nfor p in prices[1:]:\n    age += 1\n    if abs(p / out[-1] - 1) >= deviation and age >= heartbeat:\n        out.append(p)\n        age = 0\n    else:\n        out.append(out[-1])\nreturn out",
    ),
    wrong(
        "push_feed",
        "heartbeat|step|one|late|early",
        "out = [prices[0]]\nage = 0\nfor p in prices[1:]:\n    age += 1\n    if abs(p / out[-1] - 1) >= deviation or age > heartbeat:\n        out.append(p)\n        age = 0\n    else:\n        out.append(out[-1])\nreturn out",
    ),
    right(
        "seen",
        "fold = {'mean': np.mean, 'median': np.median}[kind]\nreturn [fold(prices[max(i + 1 - window, 0) : i + 1]) for i in range(len(prices))]",
    ),
    right(
        "seen",
        "import statistics\nlast, out = [], []\nfor p in prices:\n    last.append(float(p))\n    if len(last) > window:\n        last.pop(0)\n    out.append(statistics.fmean(last) if kind == 'mean' else statistics.median(last))\nreturn out",
    ),
    right(
        "seen",
        "out = []\nfor i in range(1, len(prices) + 1):\n    s = sorted(prices[:i][-window:])\n    n = len(s)\n    out.append(sum(s) / n if kind == 'mean' else (s[n // 2] + s[(n - 1) // 2]) / 2)\nreturn np.array(out)",
    ),
    wrong(
        "seen",
        "centred|later",
        "fold = np.mean if kind == 'mean' else np.median\nreturn [fold(prices[max(0, i - window // 2) : i - window // 2 + window]) for i in range(len(prices))]",
    ),
    wrong(
        "seen",
        "zero",
        "fold = np.mean if kind == 'mean' else np.median\npadded = [0.0] * (window - 1) + list(prices)\nreturn [fold(padded[i : i + window]) for i in range(len(prices))]",
    ),
    wrong("seen", "mean", "return [np.mean(prices[max(0, i - window + 1) : i + 1]) for i in range(len(prices))]"),
    wrong(
        "seen",
        "slides|anew",
        "fold = np.mean if kind == 'mean' else np.median\nreturn [fold(prices[i // window * window : i + 1]) for i in range(len(prices))]",
    ),
    wrong(
        "seen",
        "too early|this step",
        "fold = np.mean if kind == 'mean' else np.median\nreturn [fold(prices[max(0, i - window) : max(i, 1)]) for i in range(len(prices))]",
    ),
    wrong(
        "seen",
        "too long",
        "fold = np.mean if kind == 'mean' else np.median\nreturn [fold(prices[max(0, i - window) : i + 1]) for i in range(len(prices))]",
    ),
    wrong(
        "seen",
        "median|mean|kind",
        "return [np.median(prices[max(0, i - window + 1) : i + 1]) for i in range(len(prices))]",
    ),
    wrong(
        "seen",
        "all|window|whole|start",
        "fold = np.mean if kind == 'mean' else np.median\nreturn [fold(prices[: i + 1]) for i in range(len(prices))]",
    ),
)
