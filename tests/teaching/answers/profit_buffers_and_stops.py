# ruff: noqa: E501
"""Answers to the exercises of lesson 09."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right("wall_after_adding", "return price * (leverage - 1) / leverage / (1 - maintenance)"),
    right(
        "wall_after_adding",
        "equity = collateral + size * (price - entry)\nn = leverage * equity / price\nreturn (n * price - equity) / (n - n * maintenance)",
    ),
    right(
        "wall_after_adding",
        "equity = collateral + (price - entry) * size\nnew = equity * leverage / price\nadded = new - size\naverage = (size * entry + added * price) / new\nreturn (average - collateral / new) / (1 - maintenance)",
    ),
    right(
        "wall_after_adding",
        "notional = leverage * (collateral + size * price - size * entry)\nfall = (1 / leverage - maintenance) / (1 - maintenance)\nreturn price - price * fall if np.all(notional > 0) else None",
    ),
    wrong(
        "wall_after_adding",
        "before you bought|added|same equity",
        "return (entry - collateral / size) / (1 - maintenance)",
    ),
    wrong("wall_after_adding", "old entry|entry", "return entry * (1 - 1 / leverage) / (1 - maintenance)"),
    wrong("wall_after_adding", "nothing is left|earlier|maintenance|requirement", "return price * (1 - 1 / leverage)"),
    wrong(
        "wall_after_adding",
        "at the wall|worth|requirement|maintenance",
        "return price * (1 - 1 / leverage + maintenance)",
    ),
    wrong(
        "wall_after_adding",
        "twice|cash",
        "equity = collateral + size * (price - entry)\nn = leverage * equity / price\naverage = (size * entry + (n - size) * price) / n\nreturn (average - equity / n) / (1 - maintenance)",
    ),
    wrong(
        "wall_after_adding",
        "sign|1 \\+|add|short|minus|plus|maintenance",
        "return price * (1 - 1 / leverage) / (1 + maintenance)",
    ),
    wrong("wall_after_adding", "multipl|divid", "return price * (1 - 1 / leverage) * (1 - maintenance)"),
    wrong(
        "wall_after_adding", "sign|add|minus|plus|short|\\+", "return price * (1 + 1 / leverage) / (1 - maintenance)"
    ),
    wrong(
        "wall_after_adding",
        "profit|equity|left out|collateral|without|ignor",
        "n = leverage * collateral / price + size\nequity = collateral + size * (price - entry)\nreturn (price - equity / n) / (1 - maintenance)",
    ),
    right(
        "watched_fill",
        "i = every\nwhile i < len(path):\n    if path[i] <= stop:\n        return path[i]\n    i += every\nreturn None",
    ),
    right("watched_fill", "return next((p for p in list(path)[every::every] if p <= stop), None)"),
    right(
        "watched_fill",
        "for minute, price in enumerate(path):\n    if minute > 0 and minute % every == 0 and price <= stop:\n        return price",
    ),
    right(
        "watched_fill",
        "seen = np.asarray(path)[every::every]\nhit = seen[seen <= stop]\nreturn float(hit[0]) if hit.size else None",
    ),
    wrong(
        "watched_fill",
        "sets the order off|price that is there",
        "for i in range(every, len(path), every):\n    if path[i] <= stop:\n        return stop\nreturn None",
    ),
    wrong(
        "watched_fill",
        "every minute|Between two looks",
        "for i in range(1, len(path)):\n    if path[i] <= stop:\n        return path[i]\nreturn None",
    ),
    wrong(
        "watched_fill",
        "lowest",
        "seen = [path[i] for i in range(every, len(path), every)]\nreturn min(seen) if seen and min(seen) <= stop else None",
    ),
    wrong(
        "watched_fill",
        "end of the path|when you see",
        "seen = [path[i] for i in range(every, len(path), every)]\nreturn path[-1] if seen and min(seen) <= stop else None",
    ),
    wrong(
        "watched_fill",
        "<|at the stop|equal|strict|loose|border|exactly",
        "for i in range(every, len(path), every):\n    if path[i] < stop:\n        return path[i]\nreturn None",
    ),
    wrong(
        "watched_fill",
        "entry|first|path\\[0\\]|minute 0|start|0",
        "for i in range(0, len(path), every):\n    if path[i] <= stop:\n        return path[i]\nreturn None",
    ),
    wrong(
        "watched_fill",
        ">|above|turned|opposite|or below",
        "for i in range(every, len(path), every):\n    if path[i] >= stop:\n        return path[i]\nreturn None",
    ),
    wrong(
        "watched_fill",
        "None|never|last",
        "for i in range(every, len(path), every):\n    if path[i] <= stop:\n        return path[i]\nreturn path[-1]",
    ),
    right(
        "rebalance",
        "target = np.sign(size) * leverage * equity / price\nnow = abs(size) * price / equity\nif abs(now - leverage) <= band * leverage:\n    return 0.0\nif down_only and abs(target) > abs(size):\n    return 0.0\nreturn target - size",
    ),
    right(
        "rebalance",
        "ratio = leverage * equity / (abs(size) * price)\nif abs(1 / ratio - 1) <= band:\n    return 0\ntrade = size * ratio - size\nif down_only and trade * size > 0:\n    return 0\nreturn trade",
    ),
    right(
        "rebalance",
        "n = size * price\nnow = (n if n > 0 else -n) / equity\noff = now / leverage - 1\nif off > band:\n    return -size * (1 - leverage / now)\nif off < -band and not down_only:\n    return size * (leverage / now - 1)\nreturn 0.0",
    ),
    wrong(
        "rebalance",
        "sign of a short|minus",
        "now = abs(size) * price / equity\nif abs(now / leverage - 1) <= band or (down_only and now < leverage):\n    return 0.0\nreturn leverage * equity / price - size",
    ),
    wrong(
        "rebalance",
        "sign|short",
        "now = abs(size) * price / equity\nif abs(now / leverage - 1) <= band or (down_only and now < leverage):\n    return 0.0\nreturn leverage * equity / price - abs(size)",
    ),
    wrong(
        "rebalance",
        "band",
        "now = abs(size) * price / equity\nif down_only and now < leverage:\n    return 0.0\nreturn size * (leverage / now - 1)",
    ),
    wrong(
        "rebalance",
        "down_only|larger",
        "now = abs(size) * price / equity\nif abs(now / leverage - 1) <= band:\n    return 0.0\nreturn size * (leverage / now - 1)",
    ),
    wrong(
        "rebalance",
        "should be|difference|trade",
        "now = abs(size) * price / equity\nif abs(now / leverage - 1) <= band or (down_only and now < leverage):\n    return 0.0\nreturn size * leverage / now",
    ),
    wrong(
        "rebalance",
        "sign|turned|other way",
        "now = abs(size) * price / equity\nif abs(now / leverage - 1) <= band or (down_only and now < leverage):\n    return 0.0\nreturn size * (1 - leverage / now)",
    ),
    wrong(
        "rebalance",
        "down_only|smaller|larger|turned|opposite|<",
        "now = abs(size) * price / equity\nif abs(now / leverage - 1) <= band or (down_only and now > leverage):\n    return 0.0\nreturn size * (leverage / now - 1)",
    ),
    wrong(
        "rebalance",
        "upside|turned|divid|multipl|swap",
        "now = abs(size) * price / equity\nif abs(now / leverage - 1) <= band or (down_only and now < leverage):\n    return 0.0\nreturn size * (now / leverage - 1)",
    ),
)
