# ruff: noqa: E501
"""Wrong values for every drill, written from its text alone before its code was read, and not changed since.

A row: the drill, the wrong idea in a few words, a pattern of which a right naming holds a part, and the formula: of the
numbers of the question ``n``, those in its text ``t`` in their order, and the text ``x``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

Formula = Callable[[dict[str, Any], list[float], str], float | None]


def _s(n):
    return 1 if n.get("side", "long") == "long" else -1


def _liq(n, m, c=None):
    c = n["collateral"] if c is None else c
    return 100 * (1 - _s(n) * c / n["size"]) / (1 - _s(n) * m)


def _rows(text):
    big = {"k": 1e3, "M": 1e6, "": 1.0}
    return [(float(a) * big[b], float(r) / 100) for a, b, r in re.findall(r"from \$([\d.]+)([kM]?): ([\d.]+)", text)]


def _parts(text, x, rates=None):
    rows = _rows(text)
    tops = [f for f, _ in rows[1:]] + [math.inf]
    return [
        max(0.0, min(x, top) - f) * (r if rates is None else rates[i])
        for i, ((f, r), top) in enumerate(zip(rows, tops, strict=True))
        if x > f
    ]


def _at(text, x):
    """Index of the row that ``x`` falls into."""
    return max(i for i, (f, _) in enumerate(_rows(text)) if x > f)


def _next(n, x):
    """Slices, with the row above charged for the top one."""
    rates = [r for _, r in _rows(x)]
    i = _at(x, n["notional"])
    if i + 1 >= len(rates):
        return None
    return sum(_parts(x, n["notional"], [*rates[:i], rates[i + 1], *rates[i + 1 :]]))


def _brackets(text):
    found = re.findall(r"from \$([\d,]+): maintenance ([\d.]+)\s%, at most (\d+)×, deduction \$([\d,]+)", text)
    return [(float(f.replace(",", "")), float(m) / 100, float(v), float(d.replace(",", ""))) for f, m, v, d in found]


def _bracket(n, x, step=0):
    rows = _brackets(x)
    i = max(k for k, row in enumerate(rows) if n["notional"] > row[0]) + step
    return rows[i] if 0 <= i < len(rows) else None


def _row_of(n, x, step):
    row = _bracket(n, x, step)
    return n["notional"] * row[1] - row[3] if row else None


def _pool(n, side=None, at=1.0, both=True):
    e = n["eth"] if side is None else side * abs(n["eth"])
    equity = n["collateral"] + 60000 * n["rise"] + e * 3000 * n["up"]
    req = n["maintenance"] * (60000 * (1 + at * n["rise"]) + both * abs(e) * 3000 * (1 + at * n["up"]))
    return equity, req


def _shown(n, pnl=1, req=1, at=1.0, m=None):
    k = n["maintenance"]
    worth = abs(n["eth"]) * 3000 * (1 + at * n["up"])
    return (60000 - n["collateral"] - pnl * n["eth"] * 3000 * n["up"] + req * k * worth) / (1 - (k if m is None else m))


def _fall(n, size=None, way=None, m=None, at_entry=False, div=None):
    size = n["size"] if size is None else size
    s = (1 if n["way"] == "long" else -1) * (way or 1)
    m = n["maintenance"] if m is None else m
    total, net = 60000 + 3000 * size, 60000 + s * 3000 * size
    return (
        100
        * (n["collateral"] - m * total)
        / ((net if div is None else div(total, net)) - (0 if at_entry else m * total))
    )


def _left(n, slip=1, fee=1):
    p = _liq(n, n["maintenance"])
    fill = p * (1 - _s(n) * slip * n["slippage"])
    q = n["size"] / 100
    return n["collateral"] + _s(n) * q * (fill - 100) - fee * n["fee"] * q * fill


def _fill(t):
    return t[1], t[2]


def _inside(n, more=0):
    falls = (0.004, 0.011, 0.016, 0.024, 0.037)
    k = sum(f <= n["step"] for f in falls) + more
    return n["amounts"][:k] if 0 < k <= 5 else None


def _kappa(n, amounts, steps=True):
    return sum(amounts) / (n["depth"] * (100 * n["step"] if steps else 1)) if amounts else None


def _over(n):
    """Account of the carried-over drill: collateral and both notionals."""
    return (n["btc"] + n["eth"]) / n["leverage"], n["btc"], n["eth"]


def _debt(n, leverage=None):
    lev = n["leverage"] if leverage is None else leverage
    return n["collateral"] * lev * n["fill"] - n["collateral"]


def _rate(x):
    return float(re.search(r"is now ([−-]?[\d.]+)\s%", x)[1].replace("−", "-")) / 100


def _every(x):
    return float(re.search(r"every (\d+)\sh", x)[1])


def _hold(n, x, payments):
    return _rate(x) * n["btc"] * 60000 * payments


def _iso(n, v):
    return v if n["mode"] == "isolated" else None


def _end(c, m=0.025):
    """Notional of $10,000 of BTC when it is closed."""
    return 10000 * (1 - c / 10000) / (1 - m)


def _score(n, notional=None, ratio=None):
    notional = n["size"] * n["mark"] if notional is None else notional
    r = n["mark"] / n["entry"] if n["side"] == "long" else n["entry"] / n["mark"]
    return (r if ratio is None else ratio) * notional / n["account"]


def _trig(n, m, s=1):
    return 100 * (1 / n["leverage"] - m) / (1 - s * m)


STUDENTS: list[tuple[str, str, str, Formula]] = [
    ("equity", "profit alone", "collateral|profit", lambda n, t, x: n["size"] * (n["price"] - n["entry"])),
    ("equity", "value of the position", "position|worth|collateral", lambda n, t, x: abs(n["size"]) * n["price"]),
    ("equity", "collateral plus the value of the position", "entry", lambda n, t, x: n["collateral"] + n["size"] * n["price"]),
    ("equity", "profit with the wrong sign", "sign|subtract|added|way round|opposite|short|loss", lambda n, t, x: n["collateral"] - n["size"] * (n["price"] - n["entry"])),
    ("equity", "size forgotten", "size|one unit|per unit", lambda n, t, x: n["collateral"] + (1 if n["size"] > 0 else -1) * (n["price"] - n["entry"])),
    ("equity", "move applied to the collateral", "move|collateral", lambda n, t, x: n["collateral"] * n["price"] / n["entry"]),
    ("equity", "equity per unit", "size|unit", lambda n, t, x: (n["collateral"] + n["size"] * (n["price"] - n["entry"])) / abs(n["size"])),
    ("notional", "divided", "divid|inver|multipl", lambda n, t, x: n["collateral"] / n["leverage"]),
    ("notional", "what is borrowed", "own|borrow|less|1 ", lambda n, t, x: n["collateral"] * (n["leverage"] - 1)),
    ("notional", "collateral added on top", "collateral|twice|on top|once more|1 ", lambda n, t, x: n["collateral"] * (n["leverage"] + 1)),
    ("notional", "leverage as per cent", "100|per cent", lambda n, t, x: n["collateral"] * n["leverage"] / 100),
    ("notional", "leverage as per cent on top", "per cent|100", lambda n, t, x: n["collateral"] * (1 + n["leverage"] / 100)),
    ("notional", "both sides", "twice|double", lambda n, t, x: 2 * n["collateral"] * n["leverage"]),
    ("return_on_margin", "move without leverage", "leverage", lambda n, t, x: 100 * _s(n) * n["move"]),
    ("return_on_margin", "divided by leverage", "leverage|divid", lambda n, t, x: 100 * _s(n) * n["move"] / n["leverage"]),
    ("return_on_margin", "the side forgotten", "sign|side|short|long", lambda n, t, x: -100 * _s(n) * n["move"] * n["leverage"]),
    ("return_on_margin", "one leverage too few", "leverage|1", lambda n, t, x: 100 * _s(n) * n["move"] * (n["leverage"] - 1)),
    ("return_on_margin", "what the margin is worth after", "100|left|return|collateral|margin", lambda n, t, x: 100 + 100 * _s(n) * n["move"] * n["leverage"]),
    ("return_on_margin", "compounded", "compound|power", lambda n, t, x: 100 * ((1 + _s(n) * n["move"]) ** n["leverage"] - 1)),
    ("return_on_margin", "on the new price", "new|price|move|entry|opening", lambda n, t, x: 100 * _s(n) * n["move"] * n["leverage"] / (1 + n["move"])),
    ("distance", "bankruptcy", "maintenance|bankrupt", lambda n, t, x: 100 / n["leverage"]),
    ("distance", "requirement at entry", "entry|opening|maintenance|present", lambda n, t, x: 100 * (1 / n["leverage"] - n["maintenance"])),
    ("distance", "maintenance added", "maintenance|added", lambda n, t, x: 100 * (1 / n["leverage"] + n["maintenance"])),
    ("distance", "other side", "side|sign|long|short", lambda n, t, x: 100 * (1 / n["leverage"] - n["maintenance"]) / (1 + _s(n) * n["maintenance"])),
    ("distance", "maintenance share of the margin", "maintenance", lambda n, t, x: 100 * (1 - n["maintenance"]) / n["leverage"]),
    ("distance", "maintenance times leverage", "maintenance|leverage", lambda n, t, x: 100 * n["maintenance"] * n["leverage"]),
    ("distance", "maintenance only below the line", "maintenance", lambda n, t, x: 100 / n["leverage"] / (1 - _s(n) * n["maintenance"])),
    ("survive", "no maintenance", "maintenance", lambda n, t, x: 1 / n["fall"]),
    ("survive", "requirement at entry", "entry|opening|maintenance|present|move", lambda n, t, x: 1 / (n["fall"] + n["maintenance"])),
    ("survive", "maintenance subtracted", "maintenance", lambda n, t, x: 1 / (n["fall"] - n["maintenance"])),
    ("survive", "other side", "side|sign|long|short", lambda n, t, x: 1 / (n["fall"] + n["maintenance"] * (1 + _s(n) * n["fall"]))),
    ("survive", "move over maintenance", "maintenance|divid", lambda n, t, x: n["fall"] / n["maintenance"]),
    ("survive", "inverse of the maintenance", "maintenance", lambda n, t, x: 1 / n["maintenance"]),
    ("survive", "rest after maintenance", "maintenance", lambda n, t, x: (1 - n["maintenance"]) / n["fall"]),
    ("effective", "notional at entry", "entry|opening|notional|position|price", lambda n, t, x: n["leverage"] / (1 - n["leverage"] * n["move"])),
    ("effective", "equity unchanged", "equity|loss|collateral|margin", lambda n, t, x: n["leverage"] * (1 - _s(n) * n["move"])),
    ("effective", "other side", "side|sign|long|short|notional|position", lambda n, t, x: n["leverage"] * (1 + _s(n) * n["move"]) / (1 - n["leverage"] * n["move"])),
    ("effective", "move in your favour", "favour|sign|direction|side|gain|profit", lambda n, t, x: n["leverage"] * (1 + _s(n) * n["move"]) / (1 + n["leverage"] * n["move"])),
    ("effective", "loss on the equity without leverage", "leverage|equity|move", lambda n, t, x: n["leverage"] / (1 - n["move"])),
    ("effective", "leverage plus the loss", "leverage|loss|equity", lambda n, t, x: n["leverage"] * (1 + n["leverage"] * n["move"])),
    ("effective", "what is left of the equity, in parts", "equity|left|margin", lambda n, t, x: 1 - n["leverage"] * n["move"]),
    ("liquidation_price", "bankruptcy price", "maintenance|bankrupt", lambda n, t, x: _liq(n, 0)),
    ("liquidation_price", "other sign at the maintenance", "maintenance|side|sign", lambda n, t, x: _liq(n, -n["maintenance"])),
    ("liquidation_price", "requirement at entry", "entry|opening|maintenance|present", lambda n, t, x: 100 * (1 - _s(n) * (n["collateral"] / n["size"] - n["maintenance"]))),
    ("liquidation_price", "the distance", "distance|how far|move", lambda n, t, x: abs(100 - _liq(n, n["maintenance"]))),
    ("liquidation_price", "other side", "side|long|short", lambda n, t, x: 100 * (1 + _s(n) * n["collateral"] / n["size"]) / (1 + _s(n) * n["maintenance"])),
    ("liquidation_price", "collateral and maintenance", "maintenance|sign|entry", lambda n, t, x: 100 * (1 - _s(n) * (n["collateral"] / n["size"] + n["maintenance"]))),
    ("liquidation_price", "the maintenance alone", "collateral|maintenance", lambda n, t, x: 100 * (1 - _s(n) * n["maintenance"])),
    ("fee_inside", "fee forgotten", "fee", lambda n, t, x: _liq(n, n["maintenance"])),
    ("fee_inside", "maintenance forgotten", "maintenance", lambda n, t, x: _liq(n, n["fee"])),
    ("fee_inside", "fee subtracted", "fee", lambda n, t, x: _liq(n, n["maintenance"] - n["fee"])),
    ("fee_inside", "fee twice", "fee", lambda n, t, x: _liq(n, n["maintenance"] + 2 * n["fee"])),
    ("fee_inside", "neither", "maintenance|requirement|bankrupt", lambda n, t, x: _liq(n, 0)),
    ("fee_inside", "requirement at entry", "entry|opening|present|requirement|maintenance", lambda n, t, x: 100 * (1 - _s(n) * (n["collateral"] / n["size"] - n["maintenance"] - n["fee"]))),
    ("fee_inside", "fee from the collateral", "fee|collateral", lambda n, t, x: _liq(n, n["maintenance"], n["collateral"] - n["fee"] * n["size"])),
    ("tier_requirement", "the whole at the top rate", "whole|slice|all of", lambda n, t, x: n["notional"] * _rows(x)[_at(x, n["notional"])][1]),
    ("tier_requirement", "the whole at the first rate", "first|slice|whole", lambda n, t, x: n["notional"] * _rows(x)[0][1]),
    ("tier_requirement", "the last slice alone", "last|slice|below", lambda n, t, x: _parts(x, n["notional"])[-1]),
    ("tier_requirement", "without the last slice", "last|slice|top", lambda n, t, x: sum(_parts(x, n["notional"])[:-1]) or None),
    ("tier_requirement", "the row above for the top slice", "row|next|rate|slice", lambda n, t, x: _next(n, x)),
    ("tier_requirement", "the whole at the rate one row lower", "row|rate|whole|slice", lambda n, t, x: n["notional"] * _rows(x)[_at(x, n["notional"]) - 1][1]),
    ("tier_requirement", "mean of the rates", "mean|average", lambda n, t, x: n["notional"] * sum(r for _, r in _rows(x)[: _at(x, n["notional"]) + 1]) / (_at(x, n["notional"]) + 1)),
    ("what_is_left", "no slippage", "slip|worse|fill", lambda n, t, x: _left(n, slip=0)),
    ("what_is_left", "no fee", "fee", lambda n, t, x: _left(n, fee=0)),
    ("what_is_left", "neither", "fee|slip|worse|mark|requirement", lambda n, t, x: _left(n, slip=0, fee=0)),
    ("what_is_left", "fills better", "better|worse|slip|sign", lambda n, t, x: _left(n, slip=-1)),
    ("what_is_left", "fee on the notional at entry", "fee|entry|opening", lambda n, t, x: _left(n, fee=0) - n["fee"] * n["size"]),
    ("what_is_left", "the loss", "loss|lost|collateral", lambda n, t, x: n["collateral"] - _left(n)),
    ("what_is_left", "the price", "price", lambda n, t, x: _liq(n, n["maintenance"])),
    ("what_is_left", "fee added", "fee", lambda n, t, x: _left(n, fee=-1)),
    ("which_mark", "mean of the three", "mean|average", lambda n, t, x: (3 * 0 + 2 * n["index"] + n["average"] + n["last"]) / 3),
    ("which_mark", "mean of index and last", "mean|average", lambda n, t, x: (n["index"] + n["last"]) / 2),
    ("which_mark", "highest", "highest|largest|max", lambda n, t, x: max(n["index"], n["index"] + n["average"], n["last"])),
    ("which_mark", "lowest", "lowest|smallest|min", lambda n, t, x: min(n["index"], n["index"] + n["average"], n["last"])),
    ("which_mark", "basis subtracted", "sign|subtract|basis", lambda n, t, x: n["index"] - n["average"]),
    ("which_mark", "basis put on the last price", "last|basis", lambda n, t, x: n["last"] + n["average"]),
    ("which_mark", "index plus basis", "median|basis", lambda n, t, x: n["index"] + n["average"]),
    ("short_room", "equity alone", "requirement|equity", lambda n, t, x: n["margin"] - 10000 * n["move"]),
    ("short_room", "requirement alone", "requirement|equity", lambda n, t, x: 250 * (1 + n["move"])),
    ("short_room", "requirement at entry", "entry|opening|present|requirement|maintenance", lambda n, t, x: n["margin"] - 10000 * n["move"] - 250),
    ("short_room", "the BTC compartment", "BTC|long|sign|side", lambda n, t, x: n["margin"] + 10000 * n["move"] - 250 * (1 + n["move"])),
    ("short_room", "requirement added", "requirement|add", lambda n, t, x: n["margin"] - 10000 * n["move"] + 250 * (1 + n["move"])),
    ("short_room", "the whole margin", "margin|both|pool|twice|double|account|other|collateral", lambda n, t, x: 2 * n["margin"] - 10000 * n["move"] - 250 * (1 + n["move"])),
    ("short_room", "move on the margin", "margin|move|notional", lambda n, t, x: n["margin"] * (1 - n["move"]) - 250 * (1 + n["move"])),
    ("short_room", "requirement of both", "both|two|twice|double|requirement", lambda n, t, x: n["margin"] - 10000 * n["move"] - 500 * (1 + n["move"])),
    ("pool_room", "one requirement", "one|both|requirement|leg|ETH|BTC", lambda n, t, x: 2 * n["margin"] - 250 * (1 + n["move"])),
    ("pool_room", "requirement at entry", "entry|opening|present|requirement", lambda n, t, x: 2 * n["margin"] - 500),
    ("pool_room", "loss of the short alone", "BTC|long|short|profit|gain|both|leg", lambda n, t, x: 2 * n["margin"] - 10000 * n["move"] - 500 * (1 + n["move"])),
    ("pool_room", "gain of the long alone", "ETH|long|short|loss|both|leg", lambda n, t, x: 2 * n["margin"] + 10000 * n["move"] - 500 * (1 + n["move"])),
    ("pool_room", "requirement alone", "requirement|equity", lambda n, t, x: 500 * (1 + n["move"])),
    ("pool_room", "both lose", "both|loss|sign|long|twice|double", lambda n, t, x: 2 * n["margin"] - 20000 * n["move"] - 500 * (1 + n["move"])),
    ("pool_room", "half of it", "half|one|compartment|each|margin", lambda n, t, x: n["margin"] - 250 * (1 + n["move"])),
    ("mean_loss", "cost of such a week", "frequency|share|week|often", lambda n, t, x: n["account"] * n["severity"]),
    ("mean_loss", "frequency alone", "severity|loss|cost", lambda n, t, x: n["account"] * n["frequency"]),
    ("mean_loss", "sum", "add|sum|product|multipl", lambda n, t, x: n["account"] * (n["frequency"] + n["severity"])),
    ("mean_loss", "what is left", "left|rest|account", lambda n, t, x: n["account"] * (1 - n["frequency"] * n["severity"])),
    ("mean_loss", "the part that is kept", "severity|left|kept|loss|rest|other|1 −", lambda n, t, x: n["account"] * n["frequency"] * (1 - n["severity"])),
    ("mean_loss", "a year", "year|52|weeks", lambda n, t, x: 52 * n["account"] * n["frequency"] * n["severity"]),
    ("mean_loss", "divided", "divid", lambda n, t, x: n["account"] * n["severity"] / (100 * n["frequency"])),
    ("all_five", "times five", "five|5|times|add", lambda n, t, x: 500 * n["chance"]),
    ("all_five", "a fifth", "fifth|five|5|divid", lambda n, t, x: 20 * n["chance"]),
    ("all_five", "at least one", "least|any|one", lambda n, t, x: 100 * (1 - (1 - n["chance"]) ** 5)),
    ("all_five", "the other case", "independent|together|correlation|alike", lambda n, t, x: 100 * (n["chance"] ** 5 if n["alike"] else n["chance"])),
    ("all_five", "two of them", "two|2|square|five|5|power", lambda n, t, x: 100 * n["chance"] ** 2),
    ("all_five", "not liquidated", "not|surviv|spared|other|rest|opposite|1 −|1−", lambda n, t, x: 100 * (1 - n["chance"])),
    ("all_five", "all survive", "surviv|none|spared|not", lambda n, t, x: 100 * (1 - n["chance"]) ** 5),
    ("left_over", "the rest of the account alone", "left|returned|returns|requirement|maintenance|comes back", lambda n, t, x: _iso(n, n["account"] - n["margin"])),
    ("left_over", "what is returned alone", "rest|account|untouched|posted|never", lambda n, t, x: _iso(n, 0.025 * _end(n["margin"]))),
    ("left_over", "requirement at entry", "entry|opening|present|requirement|maintenance", lambda n, t, x: (n["account"] - n["margin"] if n["mode"] == "isolated" else 0) + 250),
    ("left_over", "cross where isolated", "cross|whole|isolated|mode|account|posted", lambda n, t, x: _iso(n, 0.025 * _end(n["account"]))),
    ("left_over", "the loss", "loss|lost|left", lambda n, t, x: n["account"] - ((n["account"] - n["margin"] + 0.025 * _end(n["margin"])) if n["mode"] == "isolated" else 0.025 * _end(n["account"]))),
    ("left_over", "the position's worth", "position|notional|worth|maintenance", lambda n, t, x: _end(n["margin"] if n["mode"] == "isolated" else n["account"])),
    ("left_over", "account less the requirement", "requirement|maintenance|left|loss", lambda n, t, x: n["account"] - 0.025 * _end(n["margin"] if n["mode"] == "isolated" else n["account"])),
    ("room", "equity alone", "requirement|equity", lambda n, t, x: _pool(n)[0]),
    ("room", "requirement alone", "requirement|equity", lambda n, t, x: _pool(n)[1]),
    ("room", "requirement at entry", "entry|opening|present|requirement", lambda n, t, x: _pool(n)[0] - _pool(n, at=0)[1]),
    ("room", "ETH long", "ETH|sign|side|short|long", lambda n, t, x: _pool(n, side=1)[0] - _pool(n)[1]),
    ("room", "requirement of BTC alone", "ETH|BTC|requirement", lambda n, t, x: _pool(n)[0] - _pool(n, both=False)[1]),
    ("room", "profit of BTC alone", "ETH|profit|loss", lambda n, t, x: _pool(n)[0] - n["eth"] * 3000 * n["up"] - _pool(n)[1]),
    ("room", "no profits at all", "profit|collateral|equity", lambda n, t, x: n["collateral"] - _pool(n)[1]),
    ("room", "requirement on the net position", "net|offset|size|both|ETH|sign", lambda n, t, x: _pool(n)[0] - n["maintenance"] * (60000 * (1 + n["rise"]) + n["eth"] * 3000 * (1 + n["up"]))),
    ("room", "prices swapped in direction", "sign|BTC|loss|profit", lambda n, t, x: n["collateral"] - 60000 * n["rise"] - n["eth"] * 3000 * n["up"] - _pool(n)[1]),
    ("shown_price", "ETH's loss forgotten", "ETH|profit|loss", lambda n, t, x: _shown(n, pnl=0)),
    ("shown_price", "ETH's requirement forgotten", "ETH|requirement|maintenance", lambda n, t, x: _shown(n, req=0)),
    ("shown_price", "ETH's requirement at entry", "ETH|entry|opening|present|requirement", lambda n, t, x: _shown(n, at=0)),
    ("shown_price", "BTC alone", "ETH|alone", lambda n, t, x: _shown(n, pnl=0, req=0)),
    ("shown_price", "ETH long", "ETH|sign|side|short|long", lambda n, t, x: _shown(n, pnl=-1)),
    ("shown_price", "no maintenance on BTC", "BTC|maintenance", lambda n, t, x: _shown(n, m=0)),
    ("shown_price", "other sign", "sign|maintenance|side|short|long", lambda n, t, x: _shown(n, m=-n["maintenance"])),
    ("shown_price", "the distance", "distance|how far|move|fall", lambda n, t, x: 60000 - _shown(n)),
    ("neighbour", "B forgotten", r"\bB\b|neighbour", lambda n, t, x: (100 - n["collateral"]) / (1 - n["maintenance"])),
    ("neighbour", "no maintenance", "maintenance|requirement|bankrupt", lambda n, t, x: 100 - n["collateral"]),
    ("neighbour", "not divided", "entry|opening|maintenance|present|divid|A", lambda n, t, x: 100 - n["collateral"] + n["maintenance"] * n["notional"]),
    ("neighbour", "requirement at entry", "entry|opening|present|requirement|maintenance", lambda n, t, x: 100 - n["collateral"] + n["maintenance"] * (100 + n["notional"])),
    ("neighbour", "B's requirement subtracted", r"\bB\b|sign|subtract|add", lambda n, t, x: (100 - n["collateral"] - n["maintenance"] * n["notional"]) / (1 - n["maintenance"])),
    ("neighbour", "other sign", "sign|maintenance|side|short|long", lambda n, t, x: (100 - n["collateral"] + n["maintenance"] * n["notional"]) / (1 + n["maintenance"])),
    ("neighbour", "the distance", "distance|how far|move|fall", lambda n, t, x: 100 - (100 - n["collateral"] + n["maintenance"] * n["notional"]) / (1 - n["maintenance"])),
    ("together", "no maintenance", "maintenance|bankrupt|requirement", lambda n, t, x: _fall(n, m=0)),
    ("together", "requirement at entry", "entry|opening|present|requirement|maintenance", lambda n, t, x: _fall(n, at_entry=True)),
    ("together", "BTC alone", "ETH|BTC", lambda n, t, x: _fall(n, size=0)),
    ("together", "ETH on the other side", "ETH|side|sign|short|long", lambda n, t, x: _fall(n, way=-1)),
    ("together", "requirement of the net", "net|short|ETH|sign|requirement", lambda n, t, x: None if n["way"] == "long" else 100 * (n["collateral"] - n["maintenance"] * (60000 - 3000 * n["size"])) / ((60000 - 3000 * n["size"]) * (1 - n["maintenance"]))),
    ("together", "the requirement added", "requirement|maintenance|sign|add", lambda n, t, x: 100 * (n["collateral"] + n["maintenance"] * (60000 + 3000 * n["size"])) / (60000 + (1 if n["way"] == "long" else -1) * 3000 * n["size"])),
    ("together", "collateral over everything", "maintenance|requirement|short|net", lambda n, t, x: 100 * n["collateral"] / (60000 + 3000 * n["size"]) if n["way"] == "short" else None),
    ("fleeting", "profit alone", "profit|collateral|requirement", lambda n, t, x: 60000 * n["rise"]),
    ("fleeting", "equity alone", "requirement|initial|equity", lambda n, t, x: n["collateral"] + 60000 * n["rise"]),
    ("fleeting", "requirement at entry", "entry|opening|present|requirement|initial", lambda n, t, x: n["collateral"] + 60000 * n["rise"] - n["initial"] * 60000),
    ("fleeting", "no profit", "profit|rise|rose", lambda n, t, x: n["collateral"] - n["initial"] * 60000 * (1 + n["rise"])),
    ("fleeting", "requirement alone", "requirement|equity|initial", lambda n, t, x: n["initial"] * 60000 * (1 + n["rise"])),
    ("fleeting", "rise on the collateral", "collateral|rise|notional|position", lambda n, t, x: n["collateral"] * (1 + n["rise"]) - n["initial"] * 60000 * (1 + n["rise"])),
    ("fleeting", "collateral forgotten", "collateral", lambda n, t, x: 60000 * n["rise"] - n["initial"] * 60000 * (1 + n["rise"])),
    ("share_given_up", "the share of ETH", "ETH|other|stays|rest", lambda n, t, x: t[0] * t[2] / (t[1] + t[2])),
    ("share_given_up", "equity less BTC's requirement", "requirement|BTC|share", lambda n, t, x: t[0] - t[1]),
    ("share_given_up", "divided by the other's requirement", "ETH|both|sum|total|requirement|other", lambda n, t, x: t[0] * t[1] / t[2]),
    ("share_given_up", "half of it", "half|equal|requirement", lambda n, t, x: t[0] / 2),
    ("share_given_up", "what is missing", "miss|short|requirement|lack", lambda n, t, x: t[1] + t[2] - t[0]),
    ("share_given_up", "the share in per cent", "share|per cent|equity", lambda n, t, x: 100 * t[1] / (t[1] + t[2])),
    ("share_given_up", "equity less ETH's requirement", "requirement|ETH|share", lambda n, t, x: t[0] - t[2]),
    ("limit_distance", "the share it has", "has|lack|miss|share|equity", lambda n, t, x: -_s(n) * 1.5 * t[0] * n["equity"]),
    ("limit_distance", "spread of one", "1.5|spread", lambda n, t, x: -_s(n) * t[0] * (1 - n["equity"])),
    ("limit_distance", "the widest", "widest|equity|full|all", lambda n, t, x: -_s(n) * 1.5 * t[0]),
    ("limit_distance", "other side", "sign|side|below|above", lambda n, t, x: _s(n) * 1.5 * t[0] * (1 - n["equity"])),
    ("limit_distance", "to the bankruptcy price", "bankrupt|1.5|spread", lambda n, t, x: -_s(n) * t[0] * n["equity"]),
    ("limit_distance", "maintenance forgotten", "maintenance", lambda n, t, x: -_s(n) * 150 * (1 - n["equity"])),
    ("limit_distance", "divided by the spread", "divid|1.5|spread", lambda n, t, x: -_s(n) * t[0] * (1 - n["equity"]) / 1.5),
    ("limit_distance", "the spread added", "add|spread|1.5", lambda n, t, x: -_s(n) * (t[0] + 1.5) * (1 - n["equity"])),
    ("fund_payment", "for a whole BTC", "size|0.5|one BTC|per BTC|whole", lambda n, t, x: min(_fill(t)[0] - _fill(t)[1], 0.015 * _fill(t)[0])),
    ("fund_payment", "no cap", "most|cap|limit|1.5", lambda n, t, x: 0.5 * (_fill(t)[0] - _fill(t)[1])),
    ("fund_payment", "the cap", "most|cap|limit|1.5", lambda n, t, x: 0.0075 * _fill(t)[0]),
    ("fund_payment", "sign", "sign|turned|minus|pays", lambda n, t, x: -min(0.5 * (_fill(t)[0] - _fill(t)[1]), 0.0075 * _fill(t)[0])),
    ("fund_payment", "share of what is left over", "1.5|traded|differ|share|most", lambda n, t, x: 0.015 * 0.5 * (_fill(t)[0] - _fill(t)[1])),
    ("fund_payment", "the whole proceeds", "bankrupt|proceed|traded|notional", lambda n, t, x: 0.5 * _fill(t)[0]),
    ("fund_payment", "cap and the rest added", "cap|most|limit|add", lambda n, t, x: 0.5 * (_fill(t)[0] - _fill(t)[1]) + 0.0075 * _fill(t)[0]),
    ("fund_payment", "cap of a whole BTC", "size|0.5|cap|most|one BTC|limit", lambda n, t, x: 0.015 * _fill(t)[0]),
    ("what_comes_back", "all of it", "all|equity|fill|worse|market|bankrupt|keep|slip", lambda n, t, x: t[1]),
    ("what_comes_back", "slippage alone", "fee|takes|keeps|bankrupt|over", lambda n, t, x: t[1] - 0.001 * n["notional"]),
    ("what_comes_back", "fee alone", "market|slip|less|fill", lambda n, t, x: t[1] - 0.002 * n["notional"] if n["venue"] == "gmx" else None),
    ("what_comes_back", "nothing", "nothing|0|market|left", lambda n, t, x: 0.0 if n["venue"] in ("gmx", "hyperliquid") else None),
    ("what_comes_back", "per cents of the equity", "equity|notional|position", lambda n, t, x: t[1] * (0.997 if n["venue"] == "gmx" else 0.999)),
    ("what_comes_back", "slippage added", "sign|added|slip|worse|less|more|better", lambda n, t, x: t[1] + 0.001 * n["notional"] - (0.002 * n["notional"] if n["venue"] == "gmx" else 0)),
    ("what_comes_back", "what it costs", "equity|cost|left|rest|what|slip|fee", lambda n, t, x: (0.003 if n["venue"] == "gmx" else 0.001) * n["notional"]),
    ("what_comes_back", "one per cent of slippage", "10|per cent|slip|factor", lambda n, t, x: t[1] - 0.01 * n["notional"] - (0.002 * n["notional"] if n["venue"] == "gmx" else 0)),
    ("queue_score", "ratio turned round", "ratio|turned|upside|invert|favour|side", lambda n, t, x: _score(n, ratio=n["entry"] / n["mark"] if n["side"] == "long" else n["mark"] / n["entry"])),
    ("queue_score", "notional at entry", "entry|notional|now|mark", lambda n, t, x: _score(n, notional=n["size"] * n["entry"])),
    ("queue_score", "leverage alone", "ratio|leverage", lambda n, t, x: n["size"] * n["mark"] / n["account"]),
    ("queue_score", "ratio alone", "leverage|ratio", lambda n, t, x: n["mark"] / n["entry"] if n["side"] == "long" else n["entry"] / n["mark"]),
    ("queue_score", "profit in place of the ratio", "profit|ratio|move", lambda n, t, x: _score(n, ratio=_s(n) * (n["mark"] / n["entry"] - 1))),
    ("queue_score", "ratio and leverage added", "add|sum|multipl|times", lambda n, t, x: n["size"] * n["mark"] / n["account"] + (n["mark"] / n["entry"] if n["side"] == "long" else n["entry"] / n["mark"])),
    ("queue_score", "profit added to the account", "account|profit|twice", lambda n, t, x: (n["mark"] / n["entry"] if n["side"] == "long" else n["entry"] / n["mark"]) * n["size"] * n["mark"] / (n["account"] + _s(n) * n["size"] * (n["mark"] - n["entry"]))),
    ("queue_score", "size forgotten", "size|one|number", lambda n, t, x: _score(n, notional=n["mark"])),
    ("impact", "straight line", "linear|straight|price|falls", lambda n, t, x: n["price"] * (1 - n["coins"] * n["price"] / (n["depth"] * 1e8))),
    ("impact", "exponential", "exp|log", lambda n, t, x: n["price"] * math.exp(-n["coins"] * n["price"] / (n["depth"] * 1e8))),
    ("impact", "depth of one per cent", "1 %|100|depth|per cent|first", lambda n, t, x: 1 / (1 / n["price"] + n["coins"] / (n["depth"] * 1e6))),
    ("impact", "price rises", "rise|sign|buy|sell|subtract|add|direction|higher", lambda n, t, x: 1 / (1 / n["price"] - n["coins"] / (n["depth"] * 1e8))),
    ("impact", "the fall", "fall|drop|loss|after|change|move|before", lambda n, t, x: n["price"] - 1 / (1 / n["price"] + n["coins"] / (n["depth"] * 1e8))),
    ("impact", "the fall in per cent", "fall|per cent|share|drop|move", lambda n, t, x: 100 * (1 - 1 / (1 + n["price"] * n["coins"] / (n["depth"] * 1e8)))),
    ("impact", "coins in place of dollars", "coins|dollar|price|number", lambda n, t, x: n["price"] * (1 - n["coins"] / (n["depth"] * 1e8))),
    ("fuse", "all of the list", "all|beyond|outside|list|within|step|next", lambda n, t, x: _kappa(n, n["amounts"])),
    ("fuse", "book of one per cent", "1 %|one per cent|step|book|depth|width|steps|wide", lambda n, t, x: _kappa(n, _inside(n), steps=False)),
    ("fuse", "one more", "beyond|outside|one more|next|within", lambda n, t, x: _kappa(n, _inside(n, 1))),
    ("fuse", "one fewer", "one|missing|left out|fewer|last|forgot|without", lambda n, t, x: _kappa(n, _inside(n, -1))),
    ("fuse", "upside down", "upside|turned|invert|divid", lambda n, t, x: 1 / _kappa(n, _inside(n))),
    ("fuse", "the last of them alone", "last|alone|sum|add|only|one", lambda n, t, x: _kappa(n, _inside(n)[-1:])),
    ("fuse", "the sum in millions", "sum|book|depth|divid|liquidat|sold", lambda n, t, x: sum(_inside(n))),
    ("fuse", "all over the book of one per cent", "all|1 %|book|depth|step|list", lambda n, t, x: _kappa(n, n["amounts"], steps=False)),
    ("multiplier", "κ of quiet hours", "quiet|depth|κ|thin|left", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"])),
    ("multiplier", "κ times the rest", "times|multipl|divid|κ|depth|left", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"] * n["left"])),
    ("multiplier", "first round", "round|first|one|series", lambda n, t, x: 100 * n["shock"] * (1 + n["kappa"] / n["left"])),
    ("multiplier", "the extra fall", "news|extra|shock|in all|itself|first", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"] / n["left"]) - 100 * n["shock"]),
    ("multiplier", "the multiplier", "multiplier|shock|news|times", lambda n, t, x: 1 / (1 - n["kappa"] / n["left"])),
    ("multiplier", "shock over the rest", "κ|depth|left|crowd", lambda n, t, x: 100 * n["shock"] / n["left"]),
    ("multiplier", "the part that left", "left|leave|gone|rest|stay|depth", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"] / (1 - n["left"])) if abs(1 - n["kappa"] / (1 - n["left"])) > 1e-9 else None),
    ("multiplier", "κ plus the part that left", "κ|left|depth|thin|add|leave|gone", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"] * (2 - n["left"])) if abs(1 - n["kappa"] * (2 - n["left"])) > 1e-9 else None),
    ("carried_over", "no maintenance", "maintenance|requirement|bankrupt", lambda n, t, x: 100 * _over(n)[0] / n["btc"]),
    ("carried_over", "requirement at entry", "entry|opening|present|requirement|maintenance", lambda n, t, x: 100 * (_over(n)[0] - 0.01 * (n["btc"] + n["eth"])) / n["btc"]),
    ("carried_over", "requirement of BTC alone", "ETH|BTC|requirement|both", lambda n, t, x: 100 * (_over(n)[0] - 0.01 * n["btc"]) / (0.99 * n["btc"])),
    ("carried_over", "both fall", "both|ETH|BTC|only|together|stand", lambda n, t, x: 100 * (_over(n)[0] / (n["btc"] + n["eth"]) - 0.01) / 0.99),
    ("carried_over", "one over the leverage", "leverage|maintenance|both|ETH", lambda n, t, x: 100 / n["leverage"]),
    ("carried_over", "ETH falls", "ETH|BTC", lambda n, t, x: 100 * (_over(n)[0] - 0.01 * (n["btc"] + n["eth"])) / (0.99 * n["eth"]) if n["btc"] != n["eth"] else None),
    ("carried_over", "what is left of BTC", "left|rest|worth|remain|price|fall", lambda n, t, x: 100 - 100 * (_over(n)[0] - 0.01 * (n["btc"] + n["eth"])) / (0.99 * n["btc"])),
    ("haircut", "fund forgotten", "fund", lambda n, t, x: 100 * n["accounts"] * _debt(n) / n["winners"]),
    ("haircut", "the whole loss", "collateral|whole|own|loss", lambda n, t, x: 100 * (n["accounts"] * n["collateral"] * n["leverage"] * n["fill"] - n["fund"]) / n["winners"]),
    ("haircut", "one account", "account|one|number", lambda n, t, x: 100 * _debt(n) / n["winners"]),
    ("haircut", "fund added", "fund|add|sign", lambda n, t, x: 100 * (n["accounts"] * _debt(n) + n["fund"]) / n["winners"]),
    ("haircut", "dollars", "dollar|equity|divid|share|winners|hole|missing", lambda n, t, x: n["accounts"] * _debt(n) - n["fund"]),
    ("haircut", "fund among the winners", "fund|winners", lambda n, t, x: 100 * n["accounts"] * _debt(n) / (n["winners"] + n["fund"])),
    ("haircut", "share that stays", "keep|left|stay|rest|lose|100", lambda n, t, x: 100 - 100 * (n["accounts"] * _debt(n) - n["fund"]) / n["winners"]),
    ("bracket_row", "no deduction", "deduction", lambda n, t, x: n["notional"] * _bracket(n, x)[1]),
    ("bracket_row", "deduction added", "deduction", lambda n, t, x: n["notional"] * _bracket(n, x)[1] + _bracket(n, x)[3]),
    ("bracket_row", "one row lower", "row|lower|rate|bracket|before|above", lambda n, t, x: _row_of(n, x, -1)),
    ("bracket_row", "one row higher", "row|higher|rate|bracket|next|below", lambda n, t, x: _row_of(n, x, 1)),
    ("bracket_row", "initial margin", "initial|leverage|open|most", lambda n, t, x: n["notional"] / _bracket(n, x)[2]),
    ("bracket_row", "slice above the floor", "slice|above|floor|part", lambda n, t, x: (n["notional"] - _bracket(n, x)[0]) * _bracket(n, x)[1]),
    ("bracket_row", "first row", "first|row|rate", lambda n, t, x: n["notional"] * 0.004 if _bracket(n, x)[1] != 0.004 else None),
    ("bracket_row", "the right rate and the wrong deduction", "deduction|row", lambda n, t, x: n["notional"] * _bracket(n, x)[1] - _bracket(n, x, -1)[3] if _bracket(n, x, -1)[3] > 0 else None),
    ("free_on_dydx", "maintenance in place of initial", "maintenance|keep|initial|open", lambda n, t, x: n["equity"] - 0.012 * n["btc"] * 60000),
    ("free_on_dydx", "the market's maximum although one is set", "set|leverage|maximum|own", lambda n, t, x: n["equity"] - 0.02 * n["btc"] * 60000 if n["leverage"] else None),
    ("free_on_dydx", "the margin", "margin|equity|requirement|held|tied|takes|free", lambda n, t, x: n["btc"] * 60000 * (max(0.02, 1 / n["leverage"]) if n["leverage"] else 0.02)),
    ("free_on_dydx", "both requirements", "both|keep|maintenance|add", lambda n, t, x: n["equity"] - (0.012 + (max(0.02, 1 / n["leverage"]) if n["leverage"] else 0.02)) * n["btc"] * 60000),
    ("free_on_dydx", "the whole position", "position|notional|whole|leverage|2", lambda n, t, x: n["equity"] - n["btc"] * 60000),
    ("free_on_dydx", "one BTC", "size|one BTC|number|btc|half", lambda n, t, x: n["equity"] - 60000 * (max(0.02, 1 / n["leverage"]) if n["leverage"] else 0.02) if n["btc"] != 1 else None),
    ("free_on_dydx", "maintenance requirement", "maintenance|keep", lambda n, t, x: 0.012 * n["btc"] * 60000),
    ("fee_in_trigger", "fee forgotten", "fee", lambda n, t, x: _trig(n, 0.004)),
    ("fee_in_trigger", "maintenance forgotten", "maintenance", lambda n, t, x: _trig(n, 0.0005)),
    ("fee_in_trigger", "requirement at entry", "entry|opening|present|maintenance|requirement", lambda n, t, x: 100 * (1 / n["leverage"] - 0.0045)),
    ("fee_in_trigger", "bankruptcy", "maintenance|requirement|bankrupt", lambda n, t, x: 100 / n["leverage"]),
    ("fee_in_trigger", "fee subtracted", "fee", lambda n, t, x: _trig(n, 0.0035)),
    ("fee_in_trigger", "a short", "side|short|sign|long", lambda n, t, x: _trig(n, 0.0045, -1)),
    ("fee_in_trigger", "fee twice", "fee", lambda n, t, x: _trig(n, 0.005)),
    ("liquidation_fee", "the rate alone", "equity|never|limit|most|cap", lambda n, t, x: 0.015 * n["notional"]),
    ("liquidation_fee", "the equity", "1.5|equity|most|rate", lambda n, t, x: n["equity"]),
    ("liquidation_fee", "the maintenance", "maintenance|keep|requirement", lambda n, t, x: t[-3] / 100 * n["notional"] if False else {"Large-Cap": 0.012, "Mid-Cap": 0.03, "Small-Cap": 0.05, "Long-Tail": 0.1}[n["tier"]] * n["notional"]),
    ("liquidation_fee", "rate of the equity", "equity|notional|position|liquidated", lambda n, t, x: 0.015 * n["equity"]),
    ("liquidation_fee", "what is left after it", "left|rest|remain|equity|after", lambda n, t, x: n["equity"] - 0.015 * n["notional"]),
    ("liquidation_fee", "larger of the two", "larger|smaller|max|min|never|most", lambda n, t, x: max(n["equity"], 0.015 * n["notional"])),
    ("funding_of_a_hold", "rate at every settlement", "hour|8|every|settle|times|24", lambda n, t, x: _hold(n, x, 24 / _every(x) * n["days"])),
    ("funding_of_a_hold", "one payment", "once|one|days|three|8 h|settle", lambda n, t, x: _hold(n, x, 1)),
    ("funding_of_a_hold", "once a day", "day|three|3|once|8", lambda n, t, x: _hold(n, x, n["days"])),
    ("funding_of_a_hold", "sign", "sign|short|side|pay|receiv", lambda n, t, x: -_hold(n, x, 3 * n["days"])),
    ("funding_of_a_hold", "one BTC", "size|one BTC|number|coins", lambda n, t, x: _hold(n, x, 3 * n["days"]) / abs(n["btc"]) if abs(n["btc"]) != 1 else None),
    ("funding_of_a_hold", "one day", "day|days", lambda n, t, x: _hold(n, x, 3) if n["days"] != 1 else None),
    ("funding_of_a_hold", "rate of an eighth", "8|hour|eight", lambda n, t, x: _hold(n, x, 3 * n["days"] / 8)),
    ("funding_of_a_hold", "the rate as it is", "per cent|100", lambda n, t, x: 100 * _hold(n, x, 3 * n["days"])),
]  # fmt: skip
"""The first batch: from the texts alone, before any of the drills' code was read."""


def _settle(n):
    """What comes back: nothing after a takeover, else the equity less what the market and the venue take."""
    if n["venue"] in ("bybit", "bitmex"):
        return 0.0
    return 0.001 + (0.0026 if n["venue"] == "gmx" else 0.0)


def _way(x):
    """+1 for a long, −1 for a short, as the text says."""
    return 1 if re.search(r"\blong\b", x) else -1


def _each(x):
    """Hours from one payment to the next."""
    return 1 if "every hour" in x else float(re.search(r"every (\d+) hours", x)[1])


def _payments(collateral, rate, maintenance):
    """How many payments until the collateral is less than the maintenance; all in per cent of the notional."""
    return math.floor(round((collateral - maintenance) / rate, 6)) + 1


def _end_of(notional, collateral, m):
    """Notional of a long when its equity is its requirement."""
    return (notional - collateral) / (1 - m)


def _gap(pool, leg, m):
    """Rise of a short's coin in per cent that leaves a pool of two equal legs just its requirement: bisected."""
    low, high = 0.0, 100.0
    for _ in range(100):
        rise = (low + high) / 2
        low, high = (rise, high) if pool - leg * rise > m * leg * (2 + rise) else (low, rise)
    return 100 * low


RIGHT: dict[str, Callable[[dict[str, Any], list[float], str], float]] = {
    "equity": lambda n, t, x: n["collateral"] + n["size"] * (n["price"] - n["entry"]),
    "notional": lambda n, t, x: t[0] * t[1],
    "return_on_margin": lambda n, t, x: _s(n) * t[0] * t[1],
    "distance": lambda n, t, x: (100 / t[0] - t[1]) / (1 - _s(n) * t[1] / 100),
    "survive": lambda n, t, x: 100 / (t[0] + t[1] * (1 - _s(n) * t[0] / 100)),
    "effective": lambda n, t, x: t[0] * (1 - _s(n) * t[1] / 100) / (1 - t[0] * t[1] / 100),
    "liquidation_price": lambda n, t, x: _liq({**n, "collateral": t[0], "size": t[1]}, t[3] / 100),
    "fee_inside": lambda n, t, x: _liq({**n, "collateral": t[0], "size": t[1]}, (t[3] + t[4]) / 100),
    "tier_requirement": lambda n, t, x: sum(_parts(x, n["notional"])),
    "what_is_left": lambda n, t, x: _left(n),
    "which_mark": lambda n, t, x: sorted([n["index"], n["index"] + n["average"], n["last"]])[1],
    "short_room": lambda n, t, x: n["margin"] - 10000 * n["move"] - 250 * (1 + n["move"]),
    "pool_room": lambda n, t, x: 2 * n["margin"] - 500 * (1 + n["move"]),
    "mean_loss": lambda n, t, x: t[0] * t[1] * t[2] / 1e4,
    "all_five": lambda n, t, x: t[0] if "together" in x else 100 * (t[0] / 100) ** 5,
    "left_over": lambda n, t, x: _end(t[0]) * 0.025 if "cross" in x else t[0] - t[3] + _end(t[3]) * 0.025,
    "room": lambda n, t, x: _pool(n)[0] - _pool(n)[1],
    "shown_price": lambda n, t, x: _shown(n),
    "neighbour": lambda n, t, x: (100 - n["collateral"] + n["maintenance"] * n["notional"]) / (1 - n["maintenance"]),
    "together": lambda n, t, x: _fall(n),
    "fleeting": lambda n, t, x: t[2] + 60000 * t[3] / 100 - t[4] / 100 * 60000 * (1 + t[3] / 100),
    "share_given_up": lambda n, t, x: t[0] * t[1] / (t[1] + t[2]),
    "limit_distance": lambda n, t, x: -_s(n) * 1.5 * t[0] * (1 - t[1] / 100),
    "fund_payment": lambda n, t, x: min(t[0] * (t[1] - t[2]), t[3] / 100 * t[0] * t[1]),
    "what_comes_back": lambda n, t, x: t[1] - _settle(n) * t[0] if _settle(n) else 0.0,
    "queue_score": lambda n, t, x: _score(n),
    "impact": lambda n, t, x: 1 / (1 / t[0] + n["coins"] / (n["depth"] * 1e8)),
    "fuse": lambda n, t, x: _kappa(n, _inside(n)),
    "multiplier": lambda n, t, x: t[2] / (1 - t[0] / (t[1] / 100)),
    "carried_over": lambda n, t, x: 100 * (t[2] - 0.01 * (t[0] + t[1])) / (0.99 * t[0]),
    "haircut": lambda n, t, x: 100 * (t[0] * t[1] * (t[2] * t[3] / 100 - 1) - t[4]) / t[5],
    "bracket_row": lambda n, t, x: n["notional"] * _bracket(n, x)[1] - _bracket(n, x)[3],
    "free_on_dydx": lambda n, t, x: n["equity"] - n["btc"] * 60000 / (n["leverage"] or 50),
    "fee_in_trigger": lambda n, t, x: _trig(n, 0.0045),
    "liquidation_fee": lambda n, t, x: min(0.015 * n["notional"], n["equity"]),
    "funding_of_a_hold": lambda n, t, x: _hold(n, x, 3 * n["days"]),
    "payment": lambda n, t, x: _way(x) * t[0] * t[2] * (-1 if re.search(r"rate .* is [−-]", x) else 1) * t[3] / 100,
    "a_year": lambda n, t, x: t[-1] * 24 / _each(x) * 365,
    "shifted_price": lambda n, t, x: t[1] * (1 - _way(x) * (t[2] - t[4]) / t[0]) / (1 - _way(x) * t[3] / 100),
    "days_left": lambda n, t, x: _payments(100 / t[0], t[2], t[1]) * _each(x) / 24,
    "break_even": lambda n, t, x: math.ceil(round((t[1] + t[2]) / t[3], 6)) * t[4] / 24,
    "left_in_all": lambda n, t, x: t[3] + ("returned to you" in x) * _end_of(t[0] * t[1], t[0], t[2] / 100) * t[2] / 100,
    "for_a_move": lambda n, t, x: t[0] * t[1] / 100 + t[2] / 100 * t[0] * (1 - _way(x) * t[1] / 100),
    "no_closure": lambda n, t, x: 100 * math.prod([t[1] / 100] * int(t[2] * (1 if "all together" in x else t[0]))),
    "each_must": lambda n, t, x: 100 * math.exp(math.log(t[1] / 100) / t[0]),
    "top_up": lambda n, t, x: t[0] * t[1] / t[3] - t[2],
    "gap_left": lambda n, t, x: _gap(t[0], t[1] * (1 + (1 if "risen" in x else -1) * t[4] / 100), t[3] / 100),
    "hedge_size": lambda n, t, x: t[1] * t[0] / t[3],
    "hedge_loss": lambda n, t, x: t[0] * t[3] / 100 - t[1] * t[0] * t[4] / 100,
    "bets": lambda n, t, x: t[0] ** 2 / (t[0] + t[0] * (t[0] - 1) * t[1]),
    "spot_wall": lambda n, t, x: t[0] / (1 + t[2] / 100 - t[1] / 100),
    "units": lambda n, t, x: t[0] * t[1] / 100 / (t[2] - t[3] + t[4] / 100 * t[2] + t[4] / 100 * t[3]),
    "stop_first": lambda n, t, x: 100 / (t[0] + t[1] * (100 - _way(x) * t[0]) / 100),
    "by_volatility": lambda n, t, x: t[0] * t[3] / (t[1] * t[4] * math.sqrt(t[2] / t[5])),
    "losses_to": lambda n, t, x: next(k for k in range(1, 1000) if (1 - t[0] / 100) ** k <= 1 - t[1] / 100 + 1e-12),
    "margin_for": lambda n, t, x: t[1] / t[2],
    "wall_after_lock": lambda n, t, x: t[1] + _way(x) * t[3] / (t[0] * (1 - _way(x) * t[2] / 100)),
    "to_sell": lambda n, t, x: t[0] * t[1] * (1 - t[2] / 100) - t[1] * (t[0] - t[0] * t[1] * t[2] / 100),
    "freed": lambda n, t, x: t[0] * t[2] / 100 - t[0] * t[3] / 100,
    "band_left": lambda n, t, x: t[1] / (t[0] * (1 + t[1] / 100) - 1),
    "late": lambda n, t, x: t[0] * (t[1] + t[2] * t[3]) / 100,
    "planned": lambda n, t, x: t[0] * (t[1] - t[2] * (100 - t[3]) / 100 + t[4] / 100 * (t[1] + t[2] * (100 - t[3]) / 100)),
    "wall_or_stop": lambda n, t, x: (
        t[0] / (_s(n) * (t[0] - t[1] * (100 - _s(n) * t[2]) / 100) + t[3] / 100 * t[1] * (100 - _s(n) * t[2]) / 100)
    ),
    "worst_allowed": lambda n, t, x: t[1] if " in cross " in x else t[1] / t[2],
    "budget_left": lambda n, t, x: t[0] * (t[3] - t[1] * t[2]) / 100,
    "must_win": lambda n, t, x: 100 * t[0] / (t[0] + t[1]),
    "seconds_left": lambda n, t, x: 60 * t[1] * math.log(1 - t[3] / 100) / math.log(1 - t[0] / 100),
    "needed_m": lambda n, t, x: 100 - 100 * math.pow(1 - t[1] / 100, t[0] / 60 / t[2]),
    "spares": lambda n, t, x: 2 * t[1] if "median" in x else math.ceil(round(t[1] * t[0] / t[2], 9)),
    "free_look": lambda n, t, x: 100 * t[1] / t[0] - 100 - 2 * t[3],
    "blocks": lambda n, t, x: math.ceil(t[2] / t[0]) * t[1],
    "cash_in_file": lambda n, t, x: (-1 if "−" in x[:20] else 1) * t[0] + t[1] * t[2] - t[3] * t[4],
    "all_together": lambda n, t, x: 100 * t[0] / (t[1] + t[2] - t[3]),
    "ordinary_days": lambda n, t, x: t[0] / (100 * t[2] * t[3] / 100 / math.sqrt(t[4])),
    "first_touch": lambda n, t, x: 100 * (t[0] + t[3] / 100 * t[2]) / (t[1] + t[2] * (1 + t[3] / 100)),
    "alarm_price": lambda n, t, x: t[1] * (t[0] - t[2]) / (t[0] - t[3] / t[4] * t[0]),
}  # fmt: skip
"""The right answers, from the texts: a learner's derivation, without the course's code."""
