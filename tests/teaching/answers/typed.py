# ruff: noqa: E501
"""Wrong values for every drill as people would compute them from its text: what a right naming contains, and the formula.

``n`` holds the numbers of the question, ``t`` those in its text, in their order, ``text`` the text itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from course.teaching.drill import DrillQuestion
from course.teaching.markup import plain

Formula = Callable[..., float | None]


def figures(question: DrillQuestion) -> tuple[dict[str, Any], list[float], str]:
    """The numbers of a question, those in its text, and the text."""
    text = plain(question.text)
    found = re.findall(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?=[^\w-]|[kMx]|$)", re.sub(r"\d{4}-\d\d-\d\d", "", text))
    return question.numbers, [float(x.rstrip(",").replace(",", "")) for x in found], text


def _s(n):
    return 1 if n.get("side", "long") == "long" else -1


def _liq(n, m, sign=1):
    """Liquidation price of a position opened at $100, with its notional as size."""
    s = _s(n)
    return 100 * (1 - s * n["collateral"] / n["size"]) / (1 - sign * s * m)


def _rows(text):
    big = {"k": 1e3, "M": 1e6, "": 1.0}
    return [(float(a) * big[b], float(r) / 100) for a, b, r in re.findall(r"from \$([\d.]+)([kM]?): ([\d.]+)", text)]


def _slice(rows, x, skip=0):
    tops = [f for f, _ in rows[1:]] + [math.inf]
    parts = [max(0.0, min(x, top) - f) * r for (f, r), top in zip(rows, tops, strict=True)]
    return sum(parts) if not skip else [p for p in parts if p > 0][-1]


def _at(rows, x):
    return [r for f, r in rows if f < x][-1]


def _closed(n):
    """A closed position: units, price, requirement, what slippage and fee take."""
    q, p = n["size"] / 100, _liq(n, n["maintenance"])
    return q, p, n["maintenance"] * q * p, n["slippage"] * q * p, n["fee"] * q * p * (1 - _s(n) * n["slippage"])


def _rest(n):
    """What is left in a long's compartment at its liquidation price."""
    notional, m = n["posted"] * n["leverage"], n["maintenance"]
    return m * notional * (1 - 1 / n["leverage"]) / (1 - m)


def _pool(n):
    """Two markets: equity, requirement."""
    btc, eth = 60000 * (1 + n.get("rise", 0)), 3000 * (1 + n["up"])
    equity = n["collateral"] + btc - 60000 + n["eth"] * (eth - 3000)
    return btc, eth, equity, n["maintenance"] * (btc + abs(n["eth"]) * eth)


def _distance(leverage, m):
    return 100 * (1 / leverage - m) / (1 - m)


TYPED: dict[str, dict[str, tuple[tuple[str, Formula], ...]]] = {
    "start_here": {
        "equity": (
            ("sign|swap|turned|order|minus|short|long", lambda n, t, x: n["collateral"] - n["size"] * (n["price"] - n["entry"])),
            ("notional|whole", lambda n, t, x: n["collateral"] + n["size"] * n["price"]),
            ("collateral", lambda n, t, x: n["size"] * (n["price"] - n["entry"])),
            ("size|unit", lambda n, t, x: n["collateral"] + n["price"] - n["entry"]),
            ("size|leverage|return|share|collateral", lambda n, t, x: n["collateral"] * n["price"] / n["entry"]),
            ("notional|price|worth|size", lambda n, t, x: n["size"] * n["price"]),
        ),
    },
    "leverage": {
        "notional": (
            ("divid", lambda n, t, x: n["collateral"] / n["leverage"]),
            ("1|collateral|less|minus|without", lambda n, t, x: n["collateral"] * (n["leverage"] - 1)),
            ("1|collateral|plus|twice|on top", lambda n, t, x: n["collateral"] * (n["leverage"] + 1)),
            ("divid|upside|swap", lambda n, t, x: n["leverage"] / n["collateral"]),
            ("\\+|added|plus", lambda n, t, x: n["collateral"] + n["leverage"]),
        ),
        "return_on_margin": (
            ("sign|loss|side|long|short", lambda n, t, x: None if x.count("falls") == (n["side"] == "long") and False else -(1 if n["side"] == "long" else -1) * 100 * n["leverage"] * n["move"]),
            ("leverage|margin", lambda n, t, x: (1 if n["side"] == "long" else -1) * 100 * n["move"]),
            ("divid|leverage", lambda n, t, x: (1 if n["side"] == "long" else -1) * 100 * n["move"] / n["leverage"]),
            ("100|left|after|remain|margin", lambda n, t, x: 100 + (1 if n["side"] == "long" else -1) * 100 * n["leverage"] * n["move"]),
        ),
        "distance": (
            ("maintenance|wiped|bankrupt|1/L|equity", lambda n, t, x: 100 / n["leverage"]),
            ("entry|present|notional|price", lambda n, t, x: 100 * (1 / n["leverage"] - n["maintenance"])),
            ("long|short|side|sign", lambda n, t, x: 100 * (1 / n["leverage"] - n["maintenance"]) / (1 + _s(n) * n["maintenance"])),
            ("add|sign|maintenance", lambda n, t, x: 100 * (1 / n["leverage"] + n["maintenance"])),
            ("left of 100|100|minus", lambda n, t, x: 100 - 100 * (1 / n["leverage"] - n["maintenance"]) / (1 - _s(n) * n["maintenance"])),
            ("maintenance|collateral|divid", lambda n, t, x: 100 * (1 - n["maintenance"]) / n["leverage"]),
        ),
        "survive": (
            ("maintenance", lambda n, t, x: 1 / n["fall"]),
            ("entry|present|notional", lambda n, t, x: 1 / (n["fall"] + n["maintenance"])),
            ("long|short|side", lambda n, t, x: 1 / (n["fall"] + n["maintenance"] * (1 + (1 if n["side"] == "long" else -1) * n["fall"]))),
            ("sign|subtract|add", lambda n, t, x: 1 / (n["fall"] - n["maintenance"]) if n["fall"] > n["maintenance"] + 0.005 else None),
            ("fall|move|maintenance", lambda n, t, x: 1 / n["maintenance"]),
        ),
        "effective": (
            ("notional|price", lambda n, t, x: n["leverage"] / (1 - n["leverage"] * n["move"])),
            ("equity|notional|collateral", lambda n, t, x: n["leverage"] * (1 - _s(n) * n["move"])),
            ("sign|against|favour|gain|loss|turned", lambda n, t, x: n["leverage"] * (1 + _s(n) * n["move"]) / (1 + n["leverage"] * n["move"])),
            ("side|short|long|notional|price|sign|turned", lambda n, t, x: n["leverage"] * (1 + _s(n) * n["move"]) / (1 - n["leverage"] * n["move"])),
            ("leverage|equity|move", lambda n, t, x: n["leverage"] / (1 - n["move"])),
        ),
    },
    "liquidation_price": {
        "liquidation_price": (
            ("maintenance|zero|bankrupt|requirement", lambda n, t, x: _liq(n, 0)),
            ("entry|present|price", lambda n, t, x: 100 * (1 - _s(n) * (n["collateral"] / n["size"] - n["maintenance"]))),
            ("sign|side|turned|long|short|added", lambda n, t, x: _liq(n, n["maintenance"], -1)),
            ("side|long|short|swap|sign", lambda n, t, x: 100 * (1 + _s(n) * n["collateral"] / n["size"]) / (1 + _s(n) * n["maintenance"])),
            ("100|entry|distance|minus|far", lambda n, t, x: abs(100 - _liq(n, n["maintenance"]))),
            ("collateral|maintenance", lambda n, t, x: 100 * (1 - _s(n) * n["collateral"] / n["size"] * (1 - n["maintenance"]))),
        ),
        "fee_inside": (
            ("fee", lambda n, t, x: _liq(n, n["maintenance"])),
            ("fee", lambda n, t, x: _liq(n, n["maintenance"] - n["fee"])),
            ("maintenance", lambda n, t, x: _liq(n, n["fee"])),
            ("entry|present", lambda n, t, x: 100 * (1 - _s(n) * (n["collateral"] / n["size"] - n["maintenance"] - n["fee"]))),
            ("side|long|short|sign", lambda n, t, x: 100 * (1 + _s(n) * n["collateral"] / n["size"]) / (1 + _s(n) * (n["maintenance"] + n["fee"]))),
            ("maintenance|bankrupt|zero|requirement", lambda n, t, x: _liq(n, 0)),
        ),
        "tier_requirement": (
            ("whole|slice|all of it|everything|last|rate", lambda n, t, x: n["notional"] * _at(_rows(x), n["notional"])),
            ("first|lowest", lambda n, t, x: n["notional"] * _rows(x)[0][1]),
            ("last|slice|only|lower", lambda n, t, x: _slice(_rows(x), n["notional"], 1)),
            ("last|slice|missing|without|top|left out", lambda n, t, x: _slice(_rows(x), n["notional"]) - _slice(_rows(x), n["notional"], 1)),
            ("mean|average", lambda n, t, x: n["notional"] * sum(r for _, r in _rows(x)) / len(_rows(x))),
        ),
        "what_is_left": (
            ("slippage|fee|cost|fill", lambda n, t, x: _closed(n)[2]),
            ("fee", lambda n, t, x: _closed(n)[2] - _closed(n)[3]),
            ("slippage|fill", lambda n, t, x: _closed(n)[2] - n["fee"] * _closed(n)[0] * _closed(n)[1]),
            ("loss|price|requirement|lost|collateral", lambda n, t, x: n["collateral"] - _closed(n)[3] - _closed(n)[4]),
            ("sign|added|plus|fee", lambda n, t, x: _closed(n)[2] - _closed(n)[3] + _closed(n)[4]),
            ("entry|notional", lambda n, t, x: _closed(n)[2] - n["size"] * (n["slippage"] + n["fee"])),
        ),
        "which_mark": (
            ("mean|average", lambda n, t, x: (2 * n["index"] + n["average"] + n["last"]) / 3),
            ("last", lambda n, t, x: n["last"]),
            ("index", lambda n, t, x: n["index"]),
            ("basis|index", lambda n, t, x: n["index"] + n["average"]),
            ("sign|subtract|basis|minus", lambda n, t, x: sorted([n["index"], n["index"] - n["average"], n["last"]])[1]),
            ("mean|average|half", lambda n, t, x: (n["index"] + n["last"]) / 2),
        ),
    },
    "isolated_margin": {
        "left_in_all": (
            ("kept|returned|keeps|get it back", lambda n, t, x: n["wallet"] + (n["rest"] == "kept") * _rest(n)),
            ("compartment alone|wallet", lambda n, t, x: _rest(n)),
            ("wallet", lambda n, t, x: n["wallet"] - n["posted"]),
            ("entry", lambda n, t, x: n["wallet"] + n["posted"] * n["leverage"] * n["maintenance"] if n["rest"] == "returned" else None),
            ("before|loss", lambda n, t, x: n["wallet"] + n["posted"]),
            ("margin|maintenance|posted|requirement", lambda n, t, x: n["wallet"] + n["posted"] * (1 - n["maintenance"])),
        ),
        "for_a_move": (
            ("loss|requirement", lambda n, t, x: n["notional"] * n["move"]),
            ("entry|after the move", lambda n, t, x: n["notional"] * (n["move"] + n["maintenance"])),
            ("long|short", lambda n, t, x: n["notional"] * (n["move"] + n["maintenance"] * (1 + _s(n) * n["move"]))),
            ("loss|requirement|alone|maintenance", lambda n, t, x: n["notional"] * n["maintenance"] * (1 - _s(n) * n["move"])),
            ("minus|subtract|less", lambda n, t, x: n["notional"] * (n["move"] - n["maintenance"] * (1 - _s(n) * n["move"]))),
            ("notional|minus|less|left", lambda n, t, x: n["notional"] * (1 - n["move"] - n["maintenance"] * (1 - _s(n) * n["move"]))),
        ),
        "no_closure": (
            ("one week|in a row", lambda n, t, x: 100 * n["chance"]),
            ("once for each|multiply", lambda n, t, x: 100 * (1 - n["weeks"] * (1 - n["chance"]))),
            ("compartment|together", lambda n, t, x: 100 * n["chance"] ** (n["weeks"] * n["compartments"] if n["together"] else n["weeks"])),
            ("100", lambda n, t, x: 100 - 100 * n["chance"] ** (n["weeks"] if n["together"] else n["weeks"] * n["compartments"])),
            ("week|compartment", lambda n, t, x: 100 * n["chance"] ** n["compartments"]),
            ("week|compartment|added|\\+", lambda n, t, x: 100 * n["chance"] ** (n["weeks"] + n["compartments"])),
        ),
        "each_must": (
            ("together|each passes", lambda n, t, x: 100 * n["chance"]),
            ("other way round|has this chance", lambda n, t, x: 100 * n["chance"] ** n["compartments"]),
            ("shared out|divid", lambda n, t, x: 100 * n["chance"] / n["compartments"]),
            ("100", lambda n, t, x: 100 - 100 * n["chance"] ** (1 / n["compartments"])),
            ("root|square|compartment", lambda n, t, x: 100 * n["chance"] ** 0.5 if n["compartments"] > 2 else None),
            ("shared|divid|added", lambda n, t, x: 100 - 100 * (1 - n["chance"]) ** (1 / n["compartments"])),
        ),
        "top_up": (
            ("there already|want", lambda n, t, x: n["notional"] * n["maintenance"] / n["ratio"]),
            ("requirement", lambda n, t, x: n["equity"] / n["ratio"] - n["equity"]),
            ("notional", lambda n, t, x: n["notional"] * n["ratio"] - n["equity"]),
            ("ratio|lost", lambda n, t, x: n["notional"] * n["maintenance"] * n["ratio"]),
            ("still be lost", lambda n, t, x: abs(n["equity"] - n["notional"] * n["maintenance"])),
            ("sign|plus|added", lambda n, t, x: n["notional"] * n["maintenance"] / n["ratio"] + n["equity"]),
        ),
    },
    "funding": {
        "payment": (
            ("collateral|whole|position", lambda n, t, x: _s(n) * n["collateral"] * n["rate"]),
            ("sign|side|short|long", lambda n, t, x: -_s(n) * n["units"] * n["mark"] * n["rate"]),
            ("100|hundred|%", lambda n, t, x: _s(n) * n["units"] * n["mark"] * n["rate"] * 100),
            ("size|unit|mark|divided", lambda n, t, x: _s(n) * n["mark"] * n["rate"] if n["units"] != 1 else None),
            ("collateral|added|both", lambda n, t, x: _s(n) * (n["units"] * n["mark"] + n["collateral"]) * n["rate"]),
            ("day|three|3", lambda n, t, x: _s(n) * 3 * n["units"] * n["mark"] * n["rate"]),
        ),
        "a_year": (
            ("day", lambda n, t, x: 100 * n["rate"] * 365),
            ("8|interval|read", lambda n, t, x: 100 * n["rate"] * 1095),
            ("compound", lambda n, t, x: 100 * ((1 + n["rate"]) ** (8760 / n["hours"]) - 1)),
            ("360|365|year", lambda n, t, x: 100 * n["rate"] * 360 * 24 / n["hours"]),
            ("day|365|a year", lambda n, t, x: 100 * n["rate"] * 24 / n["hours"]),
            ("hour|24|day|multipl", lambda n, t, x: 100 * n["rate"] * n["hours"] * 365),
        ),
        "shifted_price": (
            ("before", lambda n, t, x: 100 * (1 - _s(n) * n["collateral"] / 10_000) / (1 - _s(n) * n["maintenance"])),
            ("left|gone|nothing", lambda n, t, x: 100 - _s(n) * (n["collateral"] - n["paid"]) / 100),
            ("away|receive", lambda n, t, x: 100 * (1 - _s(n) * (n["collateral"] + n["paid"]) / 10_000) / (1 - _s(n) * n["maintenance"])),
            ("sign|turned|long|short|1", lambda n, t, x: 100 * (1 - _s(n) * (n["collateral"] - n["paid"]) / 10_000) / (1 + _s(n) * n["maintenance"])),
            ("entry|present|opening", lambda n, t, x: 100 * (1 - _s(n) * ((n["collateral"] - n["paid"]) / 10_000 - n["maintenance"]))),
            ("funding|paid|collateral|own", lambda n, t, x: 100 * (1 - _s(n) * n["paid"] / 10_000) / (1 - _s(n) * n["maintenance"])),
        ),
        "days_left": (
            ("collateral is gone|maintenance|left", lambda n, t, x: (math.floor(1 / n["leverage"] / n["rate"]) + 1) * n["hours"] / 24),
            ("payment|day", lambda n, t, x: math.floor((1 / n["leverage"] - n["maintenance"]) / n["rate"]) + 1),
            ("8|read", lambda n, t, x: (math.floor((1 / n["leverage"] - n["maintenance"]) / n["rate"]) + 1) / 3 if n["hours"] != 8 else None),
            ("collateral|notional", lambda n, t, x: (1 / n["leverage"] - n["maintenance"]) / n["rate"] * n["leverage"] * n["hours"] / 24),
            ("add|sign|plus|maintenance", lambda n, t, x: (1 / n["leverage"] + n["maintenance"]) / n["rate"] * n["hours"] / 24),
            ("maintenance|alone|collateral", lambda n, t, x: n["maintenance"] / n["rate"] * n["hours"] / 24),
        ),
        "break_even": (
            ("way in|out", lambda n, t, x: math.ceil(n["entering"] / n["rate"] - 1e-9) / 3),
            ("payments|day", lambda n, t, x: math.ceil((n["entering"] + n["leaving"]) / n["rate"] - 1e-9)),
            ("leverage", lambda n, t, x: math.ceil((n["entering"] + n["leaving"]) / n["rate"] / n["leverage"] - 1e-9) / 3),
            ("leverage", lambda n, t, x: (n["entering"] + n["leaving"]) / n["rate"] * n["leverage"] / 3),
            ("way out|in|entering", lambda n, t, x: math.ceil(n["leaving"] / n["rate"] - 1e-9) / 3),
            ("day|payment|8|three", lambda n, t, x: (n["entering"] + n["leaving"]) / n["rate"] / 8),
        ),
    },
    "cross_margin": {
        "room": (
            ("requirement|equity|maintenance", lambda n, t, x: _pool(n)[2]),
            ("requirement|equity", lambda n, t, x: _pool(n)[3]),
            ("net|hedge|short|sign", lambda n, t, x: _pool(n)[2] - n["maintenance"] * (_pool(n)[0] + n["eth"] * _pool(n)[1])),
            ("entry|present", lambda n, t, x: _pool(n)[2] - n["maintenance"] * (60000 + 3000 * abs(n["eth"]))),
            ("sign|short|ETH|long", lambda n, t, x: n["collateral"] + _pool(n)[0] - 60000 + abs(n["eth"]) * (_pool(n)[1] - 3000) - _pool(n)[3]),
            ("collateral", lambda n, t, x: _pool(n)[2] - n["collateral"] - _pool(n)[3]),
        ),
        "shown_price": (
            ("alone|other|ETH|pool", lambda n, t, x: (60000 - n["collateral"]) / (1 - n["maintenance"])),
            ("requirement|ETH|maintenance", lambda n, t, x: (60000 - n["collateral"] - n["eth"] * 3000 * n["up"]) / (1 - n["maintenance"])),
            ("profit|PnL|stands|moved|ETH", lambda n, t, x: (60000 - n["collateral"] + n["maintenance"] * abs(n["eth"]) * 3000 * (1 + n["up"])) / (1 - n["maintenance"])),
            ("sign|short|profit|PnL|long", lambda n, t, x: (60000 - n["collateral"] + n["eth"] * 3000 * n["up"] + n["maintenance"] * abs(n["eth"]) * 3000 * (1 + n["up"])) / (1 - n["maintenance"])),
            ("own|BTC|maintenance|requirement", lambda n, t, x: 60000 - n["collateral"] - n["eth"] * 3000 * n["up"] + n["maintenance"] * abs(n["eth"]) * 3000 * (1 + n["up"])),
            ("entry|present|own|BTC", lambda n, t, x: 60000 * (1 + n["maintenance"]) - n["collateral"] - n["eth"] * 3000 * n["up"] + n["maintenance"] * abs(n["eth"]) * 3000 * (1 + n["up"])),
        ),
        "neighbour": (
            ("B|alone|other|neighbour|notional", lambda n, t, x: (100 - n["collateral"]) / (1 - n["maintenance"])),
            ("own|A|maintenance|requirement", lambda n, t, x: 100 - n["collateral"] + n["maintenance"] * n["notional"]),
            ("entry|present", lambda n, t, x: 100 - n["collateral"] + n["maintenance"] * (n["notional"] + 100)),
            ("sign|add|B", lambda n, t, x: (100 - n["collateral"] - n["maintenance"] * n["notional"]) / (1 - n["maintenance"])),
            ("sign|side|plus|add|maintenance|short", lambda n, t, x: (100 - n["collateral"] + n["maintenance"] * n["notional"]) / (1 + n["maintenance"])),
            ("maintenance|bankrupt|zero|requirement", lambda n, t, x: 100 - n["collateral"]),
        ),
        "together": (
            ("maintenance|requirement", lambda n, t, x: 100 * n["collateral"] / (60000 + (1 if n["way"] == "long" else -1) * 3000 * n["size"])),
            ("ETH|alone|BTC", lambda n, t, x: 100 * (n["collateral"] - n["maintenance"] * 60000) / (60000 * (1 - n["maintenance"]))),
            ("entry|present|shrink|notional|fall", lambda n, t, x: 100 * (n["collateral"] - n["maintenance"] * (60000 + 3000 * n["size"])) / (60000 + (1 if n["way"] == "long" else -1) * 3000 * n["size"])),
            ("maintenance|gross|collateral", lambda n, t, x: 100 * n["collateral"] / (60000 + 3000 * n["size"])),
            ("long|short|gross|net|hedge|way", lambda n, t, x: None if n["way"] == "long" else 100 * (n["collateral"] - n["maintenance"] * (60000 + 3000 * n["size"])) / ((60000 + 3000 * n["size"]) * (1 - n["maintenance"]))),
        ),
        "fleeting": (
            ("entry|present", lambda n, t, x: n["collateral"] + 60000 * n["rise"] - 60000 * n["initial"]),
            ("profit|collateral|rise", lambda n, t, x: n["collateral"] - 60000 * (1 + n["rise"]) * n["initial"]),
            ("requirement|initial", lambda n, t, x: n["collateral"] + 60000 * n["rise"]),
            ("collateral|initial|profit", lambda n, t, x: 60000 * n["rise"]),
            ("collateral|equity", lambda n, t, x: n["collateral"] + 60000 * n["rise"] - n["initial"] * n["collateral"]),
            ("requirement|initial|equity|left|minus", lambda n, t, x: n["initial"] * 60000 * (1 + n["rise"])),
        ),
    },
    "trade_checklist": {
        "planned": (
            ("way to the stop alone|slip|fee", lambda n, t, x: n["coins"] * (n["entry"] - n["stop"])),
            ("slip", lambda n, t, x: n["coins"] * (n["entry"] - n["stop"] + n["fee"] * (n["entry"] + n["stop"]))),
            ("fee", lambda n, t, x: n["coins"] * (n["entry"] - n["stop"] * (1 - n["slip"]))),
            ("one fee|once|way out", lambda n, t, x: n["coins"] * (n["entry"] - n["stop"] * (1 - n["slip"]) + n["fee"] * n["entry"])),
            ("against|below|slip|sign", lambda n, t, x: n["coins"] * (n["entry"] - n["stop"] * (1 + n["slip"]) + n["fee"] * (n["entry"] + n["stop"] * (1 + n["slip"])))),
            ("coin", lambda n, t, x: n["entry"] - n["stop"] * (1 - n["slip"]) + n["fee"] * (n["entry"] + n["stop"] * (1 - n["slip"]))),
        ),
        "wall_or_stop": (
            ("margin is gone|earlier|slip|later", lambda n, t, x: n["entry"] / abs(n["entry"] - n["stop"])),
            ("stop's own|slip|beyond", lambda n, t, x: n["entry"] / (abs(n["entry"] - n["stop"]) + n["maintenance"] * n["stop"])),
            ("requirement|maintenance", lambda n, t, x: n["entry"] / abs(n["entry"] - n["stop"] * (1 - _s(n) * n["slip"]))),
            ("entry|fill|worth", lambda n, t, x: n["entry"] / (abs(n["entry"] - n["stop"] * (1 - _s(n) * n["slip"])) + n["maintenance"] * n["entry"])),
            ("could not be kept|whole post|maintenance", lambda n, t, x: 1 / n["maintenance"]),
            ("upside|divid", lambda n, t, x: (abs(n["entry"] - n["stop"] * (1 - _s(n) * n["slip"])) + n["maintenance"] * n["stop"] * (1 - _s(n) * n["slip"])) / n["entry"]),
        ),
        "worst_allowed": (
            ("plan|stop|order", lambda n, t, x: n["account"] * n["share"]),
            ("reserve|cross|setting", lambda n, t, x: n["position"] / n["leverage"] if n["mode"] == "cross" else None),
            ("account|long|isolated|post", lambda n, t, x: n["account"]),
            ("whole price|isolated|post", lambda n, t, x: n["position"] if n["mode"] == "isolated" else None),
            ("account|divid|position", lambda n, t, x: n["account"] / n["leverage"]),
            ("account|position|share|plan", lambda n, t, x: n["position"] * n["share"]),
        ),
        "budget_left": (
            ("each|left", lambda n, t, x: n["equity"] * n["each"]),
            ("limit|all|open", lambda n, t, x: n["equity"] * n["together"]),
            ("one plan|there are|plans", lambda n, t, x: n["equity"] * (n["together"] - n["each"])),
            ("even|share", lambda n, t, x: n["equity"] * n["together"] / (n["plans"] + 1)),
            ("taken|already", lambda n, t, x: n["equity"] * n["plans"] * n["each"]),
            ("equity|account|fraction|share|%", lambda n, t, x: 100 * (n["together"] - n["plans"] * n["each"])),
        ),
        "must_win": (
            ("loss over|both|divide", lambda n, t, x: 100 * n["loss"] / n["gain"] if n["loss"] < n["gain"] else None),
            ("lost|larger", lambda n, t, x: 100 * n["gain"] / (n["gain"] + n["loss"])),
            ("half", lambda n, t, x: 50.0 if n["gain"] != n["loss"] else None),
            ("%|per cent|hundred", lambda n, t, x: n["loss"] / (n["gain"] + n["loss"])),
            ("minus|sign|subtract|difference|both", lambda n, t, x: 100 * n["loss"] / (n["gain"] - n["loss"]) if n["gain"] > 2 * n["loss"] else None),
            ("upside|divid|gain over|lost|larger", lambda n, t, x: 100 * n["gain"] / n["loss"] if n["gain"] < n["loss"] else None),
        ),
    },
    "position_sizing": {
        "units": (
            ("buys coins|for", lambda n, t, x: n["equity"] * n["budget"] / n["entry"]),
            ("fee", lambda n, t, x: n["equity"] * n["budget"] / (n["entry"] - n["stop"])),
            ("leverage", lambda n, t, x: n["leverage"] * n["equity"] * n["budget"] / (n["entry"] - n["stop"] + n["fee"] * (n["entry"] + n["stop"]))),
            ("fee|out|once", lambda n, t, x: n["equity"] * n["budget"] / (n["entry"] - n["stop"] + n["fee"] * n["entry"])),
            ("share|whole|budget|account|cost", lambda n, t, x: n["equity"] / (n["entry"] - n["stop"] + n["fee"] * (n["entry"] + n["stop"]))),
            ("sign|minus|subtract|fee", lambda n, t, x: n["equity"] * n["budget"] / (n["entry"] - n["stop"] - n["fee"] * (n["entry"] + n["stop"]))),
        ),
        "stop_first": (
            ("margin is gone|earlier|maintenance", lambda n, t, x: 1 / n["distance"]),
            ("at the stop|entry", lambda n, t, x: 1 / (n["distance"] + n["maintenance"])),
            ("short|long", lambda n, t, x: 1 / (n["distance"] + n["maintenance"] * (1 + _s(n) * n["distance"]))),
            ("upside|divid", lambda n, t, x: n["distance"] + n["maintenance"] * (1 - _s(n) * n["distance"])),
            ("sign|minus|subtract", lambda n, t, x: 1 / (n["distance"] - n["maintenance"] * (1 - _s(n) * n["distance"]))),
            ("stop|distance|maintenance|alone", lambda n, t, x: 1 / n["maintenance"]),
        ),
        "by_volatility": (
            ("root", lambda n, t, x: n["equity"] * n["budget"] / (n["deviations"] * n["volatility"] * n["days"] / 365)),
            ("year", lambda n, t, x: n["equity"] * n["budget"] / (n["deviations"] * n["volatility"])),
            ("one standard deviation|asked", lambda n, t, x: n["equity"] * n["budget"] / (n["volatility"] * math.sqrt(n["days"] / 365))),
            ("share|budget|whole|cost|account", lambda n, t, x: n["equity"] / (n["deviations"] * n["volatility"] * math.sqrt(n["days"] / 365))),
            ("divid|multipl|upside", lambda n, t, x: n["equity"] * n["budget"] * n["deviations"] * n["volatility"] * math.sqrt(n["days"] / 365)),
            ("365|252|days|trading|year", lambda n, t, x: n["equity"] * n["budget"] / (n["deviations"] * n["volatility"] * math.sqrt(n["days"] / 252))),
        ),
        "losses_to": (
            ("added", lambda n, t, x: math.ceil(round(n["gone"] / n["share"], 9))),
            ("one too few", lambda n, t, x: math.ceil(math.log(1 - n["gone"]) / math.log(1 - n["share"]) - 1e-9) - 1),
            ("gone|left|turned", lambda n, t, x: math.ceil(math.log(n["gone"]) / math.log(1 - n["share"]) - 1e-9)),
            ("whole|round|or more", lambda n, t, x: math.log(1 - n["gone"]) / math.log(1 - n["share"])),
            ("one too many|or more", lambda n, t, x: math.ceil(math.log(1 - n["gone"]) / math.log(1 - n["share"]) - 1e-9) + 1),
            ("gone|share|all|100", lambda n, t, x: math.ceil(1 / n["share"] - 1e-9)),
        ),
        "margin_for": (
            ("whole account|cross", lambda n, t, x: n["exposure"] / n["account"]),
            ("divided the account", lambda n, t, x: n["account"] / n["most"]),
            ("upside", lambda n, t, x: n["most"] / n["exposure"]),
            ("account|exposure", lambda n, t, x: n["account"] / n["exposure"]),
            ("left|minus|rest|account", lambda n, t, x: n["exposure"] / (n["account"] - n["most"])),
            ("lose|most|minus|exposure", lambda n, t, x: n["exposure"] / (n["exposure"] - n["most"])),
        ),
    },
    "profit_buffers_and_stops": {
        "wall_after_lock": (
            ("unchanged", lambda n, t, x: n["wall"]),
            ("other way|put in", lambda n, t, x: n["wall"] - _s(n) * n["amount"] / (n["size"] * (1 - _s(n) * n["maintenance"]))),
            ("requirement", lambda n, t, x: n["wall"] + _s(n) * n["amount"] / n["size"]),
            ("short|long", lambda n, t, x: n["wall"] + _s(n) * n["amount"] / (n["size"] * (1 + _s(n) * n["maintenance"]))),
            ("maintenance|amount|requirement|size", lambda n, t, x: n["wall"] + _s(n) * n["maintenance"] * n["amount"] / n["size"]),
            ("half|2|twice", lambda n, t, x: n["wall"] + _s(n) * n["amount"] / (n["size"] * (1 - _s(n) * n["maintenance"])) / 2),
            ("size|amount", lambda n, t, x: n["wall"] + _s(n) * n["amount"]),
        ),
        "to_sell": (
            ("loss", lambda n, t, x: n["equity"] * n["leverage"] * n["fall"]),
            ("smaller already|notional", lambda n, t, x: n["equity"] * n["leverage"] ** 2 * n["fall"]),
            ("share of the position|smaller", lambda n, t, x: n["equity"] * n["leverage"] * (1 - n["fall"]) * n["fall"]),
            ("want to have", lambda n, t, x: n["equity"] * n["leverage"] * (1 - n["leverage"] * n["fall"])),
            ("fall|equity|loss|account", lambda n, t, x: n["equity"] * n["leverage"] * (1 - n["fall"]) - n["leverage"] * n["equity"] * (1 - n["fall"] / 2)),
            ("position|now|notional|left|wanted", lambda n, t, x: n["equity"] * n["leverage"] * (1 - n["fall"])),
            ("equity|fall|loss", lambda n, t, x: n["equity"] * n["fall"]),
        ),
        "freed": (
            ("notional was never yours", lambda n, t, x: n["notional"]),
            ("opening", lambda n, t, x: n["initial"] * n["notional"]),
            ("fee of closing", lambda n, t, x: n["maintenance"] * n["notional"]),
            ("initial margin", lambda n, t, x: (n["initial"] - n["fee"]) * n["notional"]),
            ("paid, not received", lambda n, t, x: (n["maintenance"] + n["fee"]) * n["notional"]),
            ("fee", lambda n, t, x: n["notional"] * (1 - n["fee"])),
            ("fee|alone|paid", lambda n, t, x: n["notional"] * n["fee"]),
        ),
        "band_left": (
            ("account|leverage", lambda n, t, x: 100 * n["band"]),
            ("lost|left", lambda n, t, x: 100 * n["band"] / n["leverage"]),
            ("notional as it was", lambda n, t, x: 100 * n["band"] / (n["leverage"] * (1 + n["band"]))),
            ("at which the rule acts", lambda n, t, x: 100 * n["band"] / (n["leverage"] - 1)),
            ("1|one|leverage|minus|add", lambda n, t, x: 100 * n["band"] / (n["leverage"] * (1 + n["band"]) + 1)),
            ("price|left|100|rest", lambda n, t, x: 100 - 100 * n["band"] / (n["leverage"] * (1 + n["band"]) - 1)),
        ),
        "late": (
            ("at.* the stop", lambda n, t, x: n["notional"] * n["stop"]),
            ("on average", lambda n, t, x: n["notional"] * (n["stop"] + n["speed"] * n["minutes"] / 2)),
            ("one minute", lambda n, t, x: n["notional"] * (n["stop"] + n["speed"])),
            ("after", lambda n, t, x: n["notional"] * n["speed"] * n["minutes"]),
            ("left|position|minus|1 −", lambda n, t, x: n["notional"] * (1 - n["stop"] - n["speed"] * n["minutes"])),
            ("minus|subtract|stop|sign", lambda n, t, x: n["notional"] * abs(n["stop"] - n["speed"] * n["minutes"]) or None),
            ("notional|share|per cent|%|position", lambda n, t, x: n["stop"] + n["speed"] * n["minutes"]),
        ),
    },
    "oracles_and_latency": {
        "seconds_left": (
            ("divided the two shares|compound", lambda n, t, x: 60 * n["minutes"] * n["maintenance"] / n["fall"]),
            ("entry", lambda n, t, x: 60 * n["minutes"] * math.log(1 - 1 / n["leverage"]) / math.log(1 - n["fall"])),
            ("leverage", lambda n, t, x: 60 * n["minutes"] * math.log(1 - n["maintenance"]) / math.log(1 - n["fall"]) / n["leverage"]),
            ("minutes", lambda n, t, x: n["minutes"] * math.log(1 - n["maintenance"]) / math.log(1 - n["fall"])),
            ("upside|divid|turned", lambda n, t, x: 60 * n["minutes"] * math.log(1 - n["fall"]) / math.log(1 - n["maintenance"])),
            ("leverage", lambda n, t, x: 60 * n["minutes"] * math.log(1 - n["maintenance"]) / math.log(1 - n["fall"]) * n["leverage"]),
            ("sign|plus|add|short|rise|minus|1 \\+", lambda n, t, x: 60 * n["minutes"] * math.log(1 + n["maintenance"]) / math.log(1 + n["fall"])),
        ),
        "needed_m": (
            ("part of the fall", lambda n, t, x: 100 * n["fall"] * n["lag"] / (60 * n["minutes"])),
            ("whole fall", lambda n, t, x: 100 * n["fall"]),
            ("minutes", lambda n, t, x: 100 * (1 - (1 - n["fall"]) ** (n["lag"] / n["minutes"]))),
            ("way back|higher|lower price", lambda n, t, x: 100 * ((1 - n["fall"]) ** (-n["lag"] / (60 * n["minutes"])) - 1)),
            ("left", lambda n, t, x: 100 * (1 - n["fall"]) ** (n["lag"] / (60 * n["minutes"]))),
            ("sign|plus|add|rise|minus", lambda n, t, x: 100 * ((1 + n["fall"]) ** (n["lag"] / (60 * n["minutes"])) - 1)),
        ),
        "spares": (
            ("mean|median", lambda n, t, x: 2 * n["length"] if n["kind"] == "mean" else math.ceil(n["length"] * n["depth"] / n["room"] - 1e-9)),
            ("whole depth|filled", lambda n, t, x: n["length"]),
            ("wholly", lambda n, t, x: math.ceil(n["length"] / 2)),
            ("one too few", lambda n, t, x: (math.ceil(n["length"] * n["depth"] / n["room"] - 1e-9) if n["kind"] == "mean" else 2 * n["length"]) - 1),
            ("one too many|one more", lambda n, t, x: (math.ceil(n["length"] * n["depth"] / n["room"] - 1e-9) if n["kind"] == "mean" else 2 * n["length"]) + 1),
            ("room|upside|turned|divid", lambda n, t, x: math.ceil(n["length"] * n["room"] / n["depth"] - 1e-9) if n["kind"] == "mean" else None),
        ),
        "free_look": (
            ("one fee", lambda n, t, x: 100 * (n["true"] / n["seen"] - 1 - n["fee"])),
            ("fees are missing", lambda n, t, x: 100 * (n["true"] / n["seen"] - 1)),
            ("margin|leverage", lambda n, t, x: 100 * n["leverage"] * (n["true"] / n["seen"] - 1 - 2 * n["fee"])),
            ("new price|old one", lambda n, t, x: 100 * (1 - n["seen"] / n["true"] - 2 * n["fee"])),
            ("fee|sign|add", lambda n, t, x: 100 * (n["true"] / n["seen"] - 1 + 2 * n["fee"])),
            ("leverage|fee", lambda n, t, x: 100 * (n["true"] / n["seen"] - 1 - 2 * n["fee"] * n["leverage"])),
        ),
        "blocks": (
            ("blocks", lambda n, t, x: math.ceil(n["notional"] / n["limit"])),
            ("one block", lambda n, t, x: math.floor(n["notional"] / n["limit"]) * n["block"]),
            ("part of a block|whole", lambda n, t, x: n["notional"] / n["limit"] * n["block"]),
            ("in one block", lambda n, t, x: n["block"]),
            ("divid|seconds of a block", lambda n, t, x: math.ceil(n["notional"] / n["limit"]) / n["block"]),
            ("one block too many|one more|too many", lambda n, t, x: (math.ceil(n["notional"] / n["limit"]) + 1) * n["block"]),
        ),
    },
    "cross_vs_isolated": {
        "short_room": (
            ("sign|long|BTC|gain|short", lambda n, t, x: n["margin"] + 10000 * n["move"] - 250 * (1 + n["move"])),
            ("entry|present", lambda n, t, x: n["margin"] - 10000 * n["move"] - 250),
            ("requirement|maintenance", lambda n, t, x: n["margin"] - 10000 * n["move"]),
            ("loss|PnL|profit|move|lost", lambda n, t, x: n["margin"] - 250 * (1 + n["move"])),
            ("pool|both|twice|cross|BTC|two", lambda n, t, x: 2 * n["margin"] - 500 * (1 + n["move"])),
            ("maintenance|sign|add|plus|requirement", lambda n, t, x: n["margin"] - 10000 * n["move"] + 250 * (1 + n["move"])),
        ),
        "pool_room": (
            ("half|one|both|requirement|leg", lambda n, t, x: 2 * n["margin"] - 250 * (1 + n["move"])),
            ("entry|present", lambda n, t, x: 2 * n["margin"] - 500),
            ("BTC|long|gain|winning|loss|short|sign|profit", lambda n, t, x: 2 * n["margin"] + 20000 * n["move"] - 500 * (1 + n["move"])),
            ("long|gain|profit|short|BTC|other", lambda n, t, x: 2 * n["margin"] - 10000 * n["move"] - 500 * (1 + n["move"])),
            ("half|one|isolated|compartment", lambda n, t, x: n["margin"] - 500 * (1 + n["move"])),
            ("sign|add|plus|requirement", lambda n, t, x: 2 * n["margin"] + 500 * (1 + n["move"])),
        ),
        "mean_loss": (
            ("frequency|often|share of the weeks|such a week", lambda n, t, x: n["account"] * n["severity"]),
            ("cost|loss|severity", lambda n, t, x: n["account"] * n["frequency"]),
            ("divid", lambda n, t, x: n["account"] * n["severity"] / n["frequency"]),
            ("left|minus|remain|account", lambda n, t, x: n["account"] - n["account"] * n["frequency"] * n["severity"]),
            ("divid", lambda n, t, x: n["account"] * n["frequency"] / n["severity"]),
            ("without|weeks|1 −|not", lambda n, t, x: n["account"] * n["severity"] * (1 - n["frequency"])),
        ),
        "all_five": (
            ("independent|together|alike|one|own", lambda n, t, x: 100 * n["chance"] ** 5 if n["alike"] else 100 * n["chance"]),
            ("any|at least|one", lambda n, t, x: 100 * (1 - (1 - n["chance"]) ** 5)),
            ("five|5|added|add", lambda n, t, x: 500 * n["chance"] if n["chance"] < 0.2 else None),
            ("five|5|divid|share", lambda n, t, x: 20 * n["chance"]),
            ("left|not|none|surviv|100", lambda n, t, x: 100 * (1 - n["chance"]) if n["alike"] else 100 * (1 - n["chance"]) ** 5),
        ),
        "left_over": (
            ("left|nothing|remain|requirement|returned|margin", lambda n, t, x: n["account"] - n["margin"] if n["mode"] == "isolated" else None),
            ("entry|present|price", lambda n, t, x: n["account"] - n["margin"] + 250 if n["mode"] == "isolated" else 250),
            ("wallet|account|beside|rest|isolated|cross", lambda n, t, x: 0.025 * (10000 - n["margin"]) / 0.975 if n["mode"] == "isolated" else None),
            ("cross|isolated|account|mode", lambda n, t, x: 0.025 * (10000 - n["account"]) / 0.975 if n["mode"] == "isolated" else None),
            ("requirement|left|minus|lost|account", lambda n, t, x: n["account"] - 250),
            ("lost|left|loss|minus|account", lambda n, t, x: n["account"] - 0.025 * (10000 - n["account"]) / 0.975 if n["mode"] == "cross" else None),
        ),
    },
    "hedges_and_correlation": {
        "gap_left": (
            ("opening|notional|moved", lambda n, t, x: 100 * (n["posted"] - 2 * n["maintenance"] * n["notional"]) / (n["notional"] * (1 + n["maintenance"]))),
            ("requirement|net|maintenance", lambda n, t, x: 100 * n["posted"] / (n["notional"] * (1 + n["together"]))),
            ("own requirement|grows|maintenance", lambda n, t, x: 100 * (n["posted"] - 2 * n["maintenance"] * n["notional"] * (1 + n["together"])) / (n["notional"] * (1 + n["together"]))),
            ("2|twice|one|both|requirement|half", lambda n, t, x: 100 * (n["posted"] - n["maintenance"] * n["notional"] * (1 + n["together"])) / (n["notional"] * (1 + n["together"]) * (1 + n["maintenance"]))),
            ("sign|long|fall|plus", lambda n, t, x: 100 * (n["posted"] - 2 * n["maintenance"] * n["notional"] * (1 + n["together"])) / (n["notional"] * (1 + n["together"]) * (1 - n["maintenance"]))),
            ("opening|notional|moved", lambda n, t, x: 100 * n["posted"] / n["notional"]),
        ),
        "hedge_size": (
            ("equal|beta", lambda n, t, x: n["notional"] / n["price"]),
            ("divid", lambda n, t, x: n["notional"] / (n["beta"] * n["price"])),
            ("share|correlation", lambda n, t, x: n["notional"] * n["correlation"] / n["price"]),
            ("correlation|share|without", lambda n, t, x: n["notional"] * n["beta"] * n["correlation"] / n["price"]),
            ("dollars|price|unit|BTC", lambda n, t, x: n["notional"] * n["beta"]),
            ("root|upside|divid|price", lambda n, t, x: n["price"] / (n["notional"] * n["beta"])),
        ),
        "hedge_loss": (
            ("alone|hedge|short", lambda n, t, x: n["notional"] * n["fall"]),
            ("share", lambda n, t, x: n["notional"] * n["fall"] * (1 - n["correlation"])),
            ("equal", lambda n, t, x: n["notional"] * (n["fall"] - n["btc_fall"])),
            ("added|earns", lambda n, t, x: n["notional"] * (n["fall"] + n["beta"] * n["btc_fall"])),
            ("coin|hedge|profit|short", lambda n, t, x: n["notional"] * n["beta"] * n["btc_fall"]),
            ("beta|divid", lambda n, t, x: n["notional"] * (n["fall"] - n["btc_fall"] / n["beta"])),
        ),
        "bets": (
            ("positions", lambda n, t, x: n["n"]),
            ("grow", lambda n, t, x: n["n"] * (1 - n["correlation"])),
            ("limit|fewer", lambda n, t, x: 1 / n["correlation"]),
            ("common|upside|1|divid|root", lambda n, t, x: n["correlation"] + (1 - n["correlation"]) / n["n"]),
            ("correlation|share|times", lambda n, t, x: n["n"] * n["correlation"]),
            ("one|others|1|itself|grow", lambda n, t, x: n["n"] / (1 + n["n"] * n["correlation"])),
        ),
        "spot_wall": (
            ("whole|counted", lambda n, t, x: n["entry"] / n["maintenance"]),
            ("dollars", lambda n, t, x: 2 * n["entry"] / (1 + n["maintenance"])),
            ("maintenance", lambda n, t, x: n["entry"] / (1 - n["weight"])),
            ("weight|counted|share", lambda n, t, x: n["entry"] * n["weight"] / n["maintenance"]),
            ("add|subtract|sign|weight|minus", lambda n, t, x: n["entry"] / (n["weight"] + n["maintenance"])),
            ("sign|weight|maintenance|minus", lambda n, t, x: n["entry"] / (1 - n["weight"] - n["maintenance"]) if abs(1 - n["weight"] - n["maintenance"]) > 1e-9 else None),
        ),
    },
    "liquidation_mechanics": {
        "share_given_up": (
            ("ETH|other|rest", lambda n, t, x: t[0] * t[2] / (t[1] + t[2])),
            ("all|total|sum|both|ETH", lambda n, t, x: t[0] * t[1] / t[2] if t[1] < t[2] * 2 else None),
            ("equity|above|left|minus|requirement", lambda n, t, x: t[0] - t[1] if t[0] > t[1] else None),
            ("requirement|equity", lambda n, t, x: t[1]),
            ("half|equal|in two|each", lambda n, t, x: t[0] / 2),
            ("upside|divid", lambda n, t, x: t[0] * (t[1] + t[2]) / t[1]),
        ),
        "limit_distance": (
            ("sign|below|above", lambda n, t, x: -_s(n) * -1 * 1.5 * t[0] * (1 - n["equity"])),
            ("equity|healthy|whatever|rating|all", lambda n, t, x: -_s(n) * 1.5 * t[0]),
            ("missing|turned|equity|1 −", lambda n, t, x: -_s(n) * 1.5 * t[0] * n["equity"]),
            ("spread|1.5", lambda n, t, x: -_s(n) * t[0] * (1 - n["equity"])),
            ("maintenance", lambda n, t, x: -_s(n) * 1.5 * (1 - n["equity"])),
        ),
        "fund_payment": (
            ("cap|most|limit", lambda n, t, x: t[0] * (t[1] - t[2]) if "long" in x else t[0] * (t[2] - t[1])),
            ("cap|most|bankruptcy|surplus|left|pays|missing", lambda n, t, x: 0.015 * t[0] * t[1]),
            ("size|0.5|unit|BTC", lambda n, t, x: t[1] - t[2] if t[1] < t[2] and "long" in x else None),
            ("cap|bankruptcy|traded|fill", lambda n, t, x: 0.015 * t[0] * t[2] if t[1] - t[2] > 0.02 * t[2] and "long" in x else None),
            ("sign|pays|receive", lambda n, t, x: t[0] * (t[2] - t[1]) if "long" in x and t[2] > t[1] else None),
        ),
        "what_comes_back": (
            ("slippage|market|pays less|worse", lambda n, t, x: t[1] - t[2] / 100 * n["notional"] if "charges" in x and "no fee" not in x and "% of what" in x else None),
            ("fee|charge", lambda n, t, x: t[1] - n["slippage"] * n["notional"] if "no fee" not in x else None),
            ("slippage|market|worse|less", lambda n, t, x: t[1] * (1 - n["slippage"]) if "no fee" in x else None),
            ("sign|slippage|plus|added|add|less", lambda n, t, x: t[1] + n["slippage"] * n["notional"] if "no fee" in x else None),
            ("notional|equity|left", lambda n, t, x: n["notional"] * (1 - n["slippage"])),
        ),
        "queue_score": (
            ("leverage|ratio|price", lambda n, t, x: n["size"] * n["mark"] / n["account"]),
            ("upside|side|turned|long|short|ratio|favour", lambda n, t, x: (n["mark"] / n["entry"]) ** -_s(n) * n["size"] * n["mark"] / n["account"]),
            ("leverage", lambda n, t, x: (n["mark"] / n["entry"]) ** _s(n)),
            ("entry|now|present|mark", lambda n, t, x: (n["mark"] / n["entry"]) ** _s(n) * n["size"] * n["entry"] / n["account"]),
            ("size|unit", lambda n, t, x: (n["mark"] / n["entry"]) ** _s(n) * n["mark"] / n["account"] if n["size"] != 1 else None),
            ("profit|return|gain|PnL|ratio", lambda n, t, x: _s(n) * (n["mark"] / n["entry"] - 1) * n["size"] * n["mark"] / n["account"]),
        ),
    },
    "choosing_a_platform": {
        "free_on_dydx": (
            ("keep|maintenance", lambda n, t, x: n["equity"] - 0.012 * n["btc"] * 60000),
            ("leverage|set|market|maximum", lambda n, t, x: n["equity"] - 0.02 * n["btc"] * 60000 if n["leverage"] else None),
            ("notional|leverage|whole|divid", lambda n, t, x: n["equity"] - n["btc"] * 60000),
            ("equity|requirement|reserve|initial|free|left", lambda n, t, x: n["btc"] * 60000 / (n["leverage"] or 50)),
            ("equity|times|leverage", lambda n, t, x: n["equity"] * (n["leverage"] or 50) - n["btc"] * 60000),
            ("sign|add|plus|reserve", lambda n, t, x: n["equity"] + n["btc"] * 60000 / (n["leverage"] or 50)),
        ),
        "bracket_row": (
            ("deduction", lambda n, t, x: n["notional"] * _row(x, n["notional"])[0]),
            ("deduction|sign|add|plus", lambda n, t, x: n["notional"] * _row(x, n["notional"])[0] + _row(x, n["notional"])[1]),
            ("first", lambda n, t, x: n["notional"] * 0.004),
            ("slice|part|above|floor|only", lambda n, t, x: (n["notional"] - _row(x, n["notional"])[2]) * _row(x, n["notional"])[0]),
            ("row|above|next|before", lambda n, t, x: n["notional"] * _row(x, n["notional"], -1)[0] - _row(x, n["notional"], -1)[1]),
            ("leverage|initial|open", lambda n, t, x: n["notional"] / _row(x, n["notional"])[3]),
        ),
        "fee_in_trigger": (
            ("fee", lambda n, t, x: _distance(n["leverage"], 0.004)),
            ("maintenance|bankrupt|requirement|zero", lambda n, t, x: 100 / n["leverage"]),
            ("entry|present", lambda n, t, x: 100 * (1 / n["leverage"] - 0.0045)),
            ("fee|sign|subtract", lambda n, t, x: _distance(n["leverage"], 0.0035)),
            ("fee|maintenance", lambda n, t, x: _distance(n["leverage"], 0.0005)),
            ("short|side|plus|sign|long", lambda n, t, x: 100 * (1 / n["leverage"] - 0.0045) / 1.0045),
        ),
        "liquidation_fee": (
            ("equity|most|never more|cap|1.5|limit", lambda n, t, x: 0.015 * n["notional"] if n["equity"] < 0.015 * n["notional"] else n["equity"]),
            ("equity|liquidated|notional", lambda n, t, x: 0.015 * n["equity"]),
            ("maintenance|keep|requirement", lambda n, t, x: n["notional"] * {"Large-Cap": 0.012}.get(n["tier"], math.nan)),
            ("sum|both|add|plus", lambda n, t, x: n["equity"] + 0.015 * n["notional"]),
            ("left|minus|equity", lambda n, t, x: n["equity"] - 0.015 * n["notional"] if n["equity"] > 0.015 * n["notional"] else None),
        ),
        "funding_of_a_hold": (
            ("sign|receive|pay|short", lambda n, t, x: -_hold(n, x)),
            ("one|once|period|settle", lambda n, t, x: _hold(n, x) / (n["days"] * 24 / _every(x))),
            ("day|period|settle|once", lambda n, t, x: _hold(n, x) * _every(x) / 24 if _every(x) != 24 else None),
            ("hour|8", lambda n, t, x: _hold(n, x) * _every(x) if _every(x) > 1 else None),
            ("notional|price|BTC|60", lambda n, t, x: _hold(n, x) / 60000),
            ("100|per cent|percent", lambda n, t, x: 100 * _hold(n, x)),
        ),
    },
    "liquidation_cascades": {
        "impact": (
            ("1/price|linear|share|price", lambda n, t, x: n["price"] * (1 - n["coins"] * n["price"] / (n["depth"] * 1e8))),
            ("log|1/price|e|exp", lambda n, t, x: n["price"] * math.exp(-n["coins"] * n["price"] / (n["depth"] * 1e8))),
            ("sign|rise|turned|add|smaller", lambda n, t, x: n["price"] / (1 - n["coins"] * n["price"] / (n["depth"] * 1e8)) if n["coins"] * n["price"] < n["depth"] * 9e7 else None),
            ("drop|lower|minus|far|fall", lambda n, t, x: n["price"] - 1 / (1 / n["price"] + n["coins"] / (n["depth"] * 1e8))),
            ("depth|1 %|100", lambda n, t, x: 1 / (1 / n["price"] + n["coins"] / (n["depth"] * 1e6))),
            ("USD|coins|price|dollars", lambda n, t, x: 1 / (1 / n["price"] + n["coins"] / n["price"] / (n["depth"] * 1e8))),
        ),
        "fuse": (
            ("all|further|on the way|every|beyond", lambda n, t, x: sum(n["amounts"]) / (n["depth"] * 100 * n["step"])),
            ("upside|turned|divid", lambda n, t, x: n["depth"] * 100 * n["step"] / sum(a for a, d in zip(n["amounts"], (0.4, 1.1, 1.6, 2.4, 3.7), strict=True) if d <= 100 * n["step"])),
            ("1 %|each|depth|step|every|whole way|fall|book", lambda n, t, x: sum(a for a, d in zip(n["amounts"], (0.4, 1.1, 1.6, 2.4, 3.7), strict=True) if d <= 100 * n["step"]) / n["depth"]),
            ("last|one|nearest|sum|all|below|only", lambda n, t, x: [a for a, d in zip(n["amounts"], (0.4, 1.1, 1.6, 2.4, 3.7), strict=True) if d <= 100 * n["step"]][-1] / (n["depth"] * 100 * n["step"])),
            ("first|only|on the way|sum", lambda n, t, x: n["amounts"][0] / n["depth"]),
            ("book|depth|divid|amount|taken", lambda n, t, x: sum(a for a, d in zip(n["amounts"], (0.4, 1.1, 1.6, 2.4, 3.7), strict=True) if d <= 100 * n["step"]) - n["depth"] * 100 * n["step"]),
        ),
        "multiplier": (
            ("quiet|depth|left|thin|makers", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"])),
            ("round|once|first|one", lambda n, t, x: 100 * n["shock"] * (1 + n["kappa"] / n["left"])),
            ("multipl|divid|depth|thin|left|larger", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"] * n["left"])),
            ("round|news|first|once|without", lambda n, t, x: 100 * n["shock"] * n["kappa"] / n["left"]),
            ("news|without|extra|itself|minus", lambda n, t, x: 100 * n["shock"] / (1 - n["kappa"] / n["left"]) - 100 * n["shock"]),
            ("sign|1 \\+|plus|added", lambda n, t, x: 100 * n["shock"] / (1 + n["kappa"] / n["left"])),
        ),
        "carried_over": (
            ("isolated|alone|ETH|BTC", lambda n, t, x: 100 * (1 / n["leverage"] - 0.01) / 0.99),
            ("maintenance|requirement|bankrupt|zero", lambda n, t, x: 100 * (n["btc"] + n["eth"]) / n["leverage"] / n["btc"]),
            ("present|entry|now|then|start", lambda n, t, x: 100 * ((n["btc"] + n["eth"]) / n["leverage"] - 0.01 * (n["btc"] + n["eth"])) / n["btc"]),
            ("ETH|requirement|own", lambda n, t, x: 100 * ((n["btc"] + n["eth"]) / n["leverage"] - 0.01 * n["btc"]) / (0.99 * n["btc"])),
            ("both|ETH|only BTC|all|falls", lambda n, t, x: 100 * ((n["btc"] + n["eth"]) / n["leverage"] - 0.01 * (n["btc"] + n["eth"])) / (0.99 * (n["btc"] + n["eth"])) if False else None),
            ("1 −|sign|plus|short|side|present", lambda n, t, x: 100 * ((n["btc"] + n["eth"]) / n["leverage"] - 0.01 * (n["btc"] + n["eth"])) / (1.01 * n["btc"])),
        ),
        "haircut": (
            ("fund", lambda n, t, x: 100 * _short(n) * n["accounts"] / n["winners"]),
            ("collateral|own|loss", lambda n, t, x: 100 * (n["fill"] * n["leverage"] * n["collateral"] * n["accounts"] - n["fund"]) / n["winners"]),
            ("accounts|number|one|each|how many", lambda n, t, x: 100 * _short(n) / n["winners"]),
            ("fund|added|plus|sign", lambda n, t, x: 100 * (_short(n) * n["accounts"] + n["fund"]) / n["winners"]),
            ("winner|fund", lambda n, t, x: 100 * (_short(n) * n["accounts"] - n["fund"]) / (n["winners"] + n["fund"])),
            ("share|per cent|100|winner|fund", lambda n, t, x: 100 * n["fund"] / (_short(n) * n["accounts"])),
        ),
    },
    "portfolio_desk": {
        "cash_in_file": (
            ("cash|stands", lambda n, t, x: n["cash"]),
            ("short|brought|sign|added", lambda n, t, x: n["cash"] + n["btc"] * n["entry"] + n["eth"] * n["other"]),
            ("sign|turned|added", lambda n, t, x: n["cash"] - n["btc"] * n["entry"] + n["eth"] * n["other"]),
            ("ETH|short|received", lambda n, t, x: n["cash"] + n["btc"] * n["entry"]),
            ("BTC|long|paid", lambda n, t, x: n["cash"] - n["eth"] * n["other"]),
            ("cash", lambda n, t, x: n["btc"] * n["entry"] - n["eth"] * n["other"]),
            ("sign|cash|turned|subtract", lambda n, t, x: n["btc"] * n["entry"] - n["eth"] * n["other"] - n["cash"]),
        ),
        "all_together": (
            ("alone|BTC|SOL|short", lambda n, t, x: 100 * n["health"] / n["btc"]),
            ("short|sign|added", lambda n, t, x: 100 * n["health"] / (n["btc"] + n["eth"] + n["sol"])),
            ("short|bring", lambda n, t, x: 100 * n["health"] / (n["btc"] + n["sol"])),
            ("SOL", lambda n, t, x: 100 * n["health"] / (n["btc"] - n["eth"])),
            ("SOL|sign|added|subtract", lambda n, t, x: 100 * n["health"] / (n["btc"] - n["eth"] - n["sol"])),
            ("upside|turn|over|divided", lambda n, t, x: 100 * (n["btc"] - n["eth"] + n["sol"]) / n["health"]),
            ("half|twice", lambda n, t, x: 50 * n["health"] / (n["btc"] - n["eth"] + n["sol"])),
        ),
        "ordinary_days": (
            ("year|365", lambda n, t, x: n["health"] / n["worth"] / n["volatility"]),
            ("root|365", lambda n, t, x: n["health"] / n["worth"] / n["volatility"] * 365),
            ("volatility|√|365|root", lambda n, t, x: n["health"] / n["worth"] * math.sqrt(365)),
            ("volatility|multipl|divid", lambda n, t, x: n["health"] / n["worth"] * n["volatility"] * math.sqrt(365)),
            ("upside|turn|over|divided", lambda n, t, x: n["worth"] * n["volatility"] / math.sqrt(365) / n["health"]),
            ("√|365|multipl|divid|root", lambda n, t, x: n["health"] / n["worth"] / n["volatility"] / math.sqrt(365)),
        ),
        "first_touch": (
            ("freed|short|earned", lambda n, t, x: 100 * (n["health"] + n["maintenance"] * n["closed"]) / n["slope"]),
            ("long|short|more", lambda n, t, x: 100 * (n["health"] + n["maintenance"] * n["closed"]) / (n["slope"] - n["closed"] * (1 + n["maintenance"]))),
            ("before", lambda n, t, x: 100 * n["health"] / n["slope"]),
            ("freed|maintenance|lost|closed|without", lambda n, t, x: 100 * n["health"] / (n["slope"] + n["closed"] * (1 + n["maintenance"]))),
            ("maintenance|requirement|1|freed|without", lambda n, t, x: 100 * (n["health"] + n["maintenance"] * n["closed"]) / (n["slope"] + n["closed"])),
            ("upside|turn|over|divided", lambda n, t, x: 100 * (n["slope"] + n["closed"] * (1 + n["maintenance"])) / (n["health"] + n["maintenance"] * n["closed"])),
            ("sign|subtract|added|freed|maintenance", lambda n, t, x: 100 * (n["health"] - n["maintenance"] * n["closed"]) / (n["slope"] + n["closed"] * (1 + n["maintenance"]))),
        ),
        "alarm_price": (
            ("way|ratio|share", lambda n, t, x: n["price"] * (1 - n["ratio"] * (n["equity"] - n["maintenance"] * n["notional"]) / (n["notional"] * (1 - n["maintenance"])))),
            ("liquidation|100", lambda n, t, x: n["price"] * (1 - (n["equity"] - n["maintenance"] * n["notional"]) / (n["notional"] * (1 - n["maintenance"])))),
            ("still|requirement|moment", lambda n, t, x: n["price"] * (1 - (n["equity"] - n["maintenance"] * n["notional"] / n["ratio"]) / n["notional"])),
            ("equity|nothing|maintenance", lambda n, t, x: n["price"] * (1 - n["equity"] / n["notional"])),
            ("fall|price|distance|1", lambda n, t, x: n["price"] * (n["equity"] - n["maintenance"] * n["notional"] / n["ratio"]) / (n["notional"] - n["maintenance"] * n["notional"] / n["ratio"])),
            ("sign|rise|added|up|turned", lambda n, t, x: n["price"] * (1 + (n["equity"] - n["maintenance"] * n["notional"] / n["ratio"]) / (n["notional"] - n["maintenance"] * n["notional"] / n["ratio"]))),
        ),
    },
}  # fmt: skip


def _row(text, x, shift=0):
    """Rate, deduction, floor and highest leverage of the row of a notional in a printed table."""
    found = re.findall(
        r"from \$([\d,]+): maintenance ([\d.]+) %, at most (\d+)×, deduction \$([\d,]+)", text.replace("\u202f", " ")
    )
    rows = [(float(r) / 100, float(d.replace(",", "")), float(f.replace(",", "")), float(L)) for f, r, L, d in found]
    index = max(i for i, row in enumerate(rows) if row[2] < x)
    return rows[index + shift if index + shift >= 0 else index + 1]


def _every(text):
    found = re.search(r"rate for (\d+)", text)
    return float(found[1]) if found else 1.0


def _hold(n, text):
    rate = float(re.search(r"now ([−-]?[\d.]+)", text)[1].replace("−", "-")) / 100
    return n["btc"] * 60000 * rate * n["days"] * 24 / _every(text)


def _short(n):
    return n["collateral"] * (n["leverage"] * n["fill"] - 1)
