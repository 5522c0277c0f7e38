# ruff: noqa: E501
"""Answers to the exercises of lesson 00."""

from tests.teaching.answers.answer import right, wrong

ANSWERS = (
    right("pool_equity", "return collateral + size * price - size * entry_price"),
    right("pool_equity", "profit = (price - entry_price) * size\nreturn profit + collateral"),
    right("pool_equity", "return np.add(collateral, np.multiply(size, np.subtract(price, entry_price)))"),
    right("pool_equity", "loss = size * (entry_price - price)\nreturn collateral - loss"),
    wrong("pool_equity", "sign|minus|subtract|turned|swap", "return collateral - size * (price - entry_price)"),
    wrong("pool_equity", "sign|direction|short|abs|size", "return collateral + abs(size) * (price - entry_price)"),
    wrong("pool_equity", "entry|profit|worth", "return collateral + size * price"),
    wrong("pool_equity", "collateral", "return size * (price - entry_price)"),
    wrong("pool_equity", "size", "return collateral + (price - entry_price)"),
    wrong(
        "pool_equity",
        "divid|entry|fraction|percent|relative",
        "return collateral + size * (price - entry_price) / entry_price",
    ),
    wrong(
        "pool_equity",
        "sign|swap|turned|short",
        "if size > 0:\n    return collateral + size * (price - entry_price)\nreturn collateral - size * (price - entry_price)",
    ),
    wrong("pool_equity", "price|worth|profit|entry", "return collateral + size * entry_price"),
    wrong(
        "pool_equity", "bracket|collateral|multipl|size|together", "return (collateral + size) * (price - entry_price)"
    ),
    wrong("pool_equity", "zero|negative|cut", "return np.maximum(0, collateral + size * (price - entry_price))"),
    wrong("pool_equity", "collateral", "return 2 * collateral + size * (price - entry_price)"),
    right(
        "liquidatable",
        "equity = collateral + size * (price - entry_price)\nrequirement = maintenance * abs(size) * price\nreturn equity < requirement",
    ),
    right("liquidatable", "return collateral + size * (price - entry_price) - maintenance * abs(size) * price < 0"),
    right(
        "liquidatable",
        "e = collateral + size * price - size * entry_price\nif e < maintenance * price * abs(size):\n    return True\nelse:\n    return False",
    ),
    wrong(
        "liquidatable",
        "entry",
        "equity = collateral + size * (price - entry_price)\nrequirement = maintenance * abs(size) * entry_price\nreturn equity < requirement",
    ),
    wrong(
        "liquidatable",
        "abs|size|sign|short|direction",
        "equity = collateral + size * (price - entry_price)\nrequirement = maintenance * size * price\nreturn equity < requirement",
    ),
    wrong(
        "liquidatable",
        "turned|above|opposite|other way|compar",
        "equity = collateral + size * (price - entry_price)\nreturn equity > maintenance * abs(size) * price",
    ),
    wrong(
        "liquidatable",
        "sign|turned|subtract|swap|minus",
        "equity = collateral - size * (price - entry_price)\nreturn equity < maintenance * abs(size) * price",
    ),
    wrong(
        "liquidatable",
        "zero|maintenance|requirement|nothing|left",
        "return collateral + size * (price - entry_price) < 0",
    ),
    wrong(
        "liquidatable",
        "collateral",
        "equity = size * (price - entry_price)\nreturn equity < maintenance * abs(size) * price",
    ),
    wrong(
        "liquidatable",
        "entry_price|profit|loss|collateral|equity|without the part with size",
        "return collateral < maintenance * abs(size) * price",
    ),
    wrong(
        "liquidatable",
        "collateral",
        "equity = collateral + size * (price - entry_price)\nreturn equity < maintenance * collateral",
    ),
    wrong(
        "liquidatable",
        "sign|abs|short|size|direction",
        "equity = collateral + abs(size) * (price - entry_price)\nreturn equity < maintenance * abs(size) * price",
    ),
    wrong(
        "liquidatable",
        "size",
        "equity = collateral + size * (price - entry_price)\nreturn equity < maintenance * price",
    ),
    wrong(
        "liquidatable",
        "hundred|100|per cent",
        "equity = collateral + size * (price - entry_price)\nreturn equity < maintenance / 100 * abs(size) * price",
    ),
)
