"""Deeper: one rule along one fall, beside doing nothing: what acts, when, and what is left in which pocket."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from course.charts import apart
from course.explorers import View
from course.lessons.profit_buffers_and_stops.book import ENTRY, FEE, INITIAL, LIQUIDATION_FEE, MAINTENANCE
from course.margin import Market, Portfolio, Position
from course.number_format import percent, usd
from course.simulation import Action, Outcome, Paths, Reduce, Stop, TopUp, replay
from course.simulation.replay_account import KINDS
from course.texts import joined, say, wordless

ACCOUNT = 10_000.0
STEPS = 40
#: Names at the ends stand at least this far apart, USD.
GAP = 1_500.0
SHAPES = {"slow": "step by step", "once": "at once", "back": "down and back up"}
RULES = {
    "nothing": "nothing",
    "stop": "a stop 5 % below",
    "half": "close half at a ratio of 50 %",
    "half_late": "close half at a ratio of 70 %",
    "topped": "half of the money beside, topped up",
    "beside": "half of the money beside, left alone",
}
#: The rules as a title begins with them.
SAID = {
    "stop": "A stop", "half": "Halving at a ratio of 50 %", "half_late": "Halving at a ratio of 70 %",
    "topped": "Half beside, topped up", "beside": "Half beside, not touched",
}  # fmt: skip
WORDS = {
    "liquidation": "liquidated", "stop": "stop", "reduce": "half closed", "top-up": "topped up",
}  # fmt: skip
STOP = 0.05
MARKET = Market("BTC", initial=INITIAL, maintenance=MAINTENANCE, taker_fee=FEE, liquidation_fee=LIQUIDATION_FEE)


def path(shape: str, fall: float) -> np.ndarray[Any, Any]:
    """The prices, one a step: a straight way down, a jump in the middle, or down by the middle and back."""
    way = np.linspace(0.0, 1.0, STEPS + 1)
    share = {"slow": way, "once": (way >= 0.5).astype(float), "back": 1.0 - np.abs(2.0 * way - 1.0)}[shape]
    return np.asarray(ENTRY * (1.0 - fall * share))


def actions(rule: str) -> list[Action]:
    """What the rule does."""
    made: dict[str, list[Action]] = {
        "stop": [Stop("BTC", ENTRY * (1 - STOP))],
        "half": [Reduce(at=0.5, share=0.5)],
        "half_late": [Reduce(at=0.7, share=0.5)],
        "topped": [TopUp(at=0.5, to=0.4)],
    }
    return made.get(rule, [])


@lru_cache(maxsize=1024)
def lived(shape: str, fall: float, rule: str, leverage: float) -> Outcome:
    """The account with the rule along the path."""
    aside = ACCOUNT / 2 if rule in ("topped", "beside") else 0.0
    position = Position(MARKET, leverage * ACCOUNT / ENTRY, ENTRY)
    book = Portfolio.cross(ACCOUNT - aside, [position], wallet=aside)
    paths = Paths(("BTC",), np.arange(STEPS + 1.0), path(shape, fall)[:, np.newaxis, np.newaxis])
    return replay(book, paths, actions=actions(rule), keep=1).only


def total(out: Outcome) -> np.ndarray[Any, Any]:
    """Account and wallet together at every step."""
    return np.asarray(out.series["equity"][:, :, 0].sum(axis=1) + out.series["wallet"][:, 0, 0])


def done(out: Outcome) -> list[tuple[int, str]]:
    """Step and word of everything that was done, in order."""
    _, step, kind, *_ = out.events
    return [(int(s), WORDS[KINDS[k]]) for s, k in zip(step, kind, strict=True) if KINDS[k] in WORDS]


def acts(shape: str, fall: float, rule: str, leverage: float) -> View:
    """The rule and doing nothing along the same prices."""
    out, alone = lived(shape, fall, rule, leverage), lived(shape, fall, "nothing", leverage)
    prices = path(shape, fall)
    found, own, other = done(out), total(out), total(alone)
    left, rest = float(out.final[0]), float(alone.final[0])
    closed, closed_alone = bool(out.liquidated[0]), bool(alone.liquidated[0])
    if rule == "nothing":
        title = say(
            "Left alone, {leverage:×} {fate} with {left:$0} of {account:$0}",
            leverage=leverage, fate="is liquidated and ends" if closed else "lives and ends", left=left, account=ACCOUNT,
        )  # fmt: skip
    else:
        title = say(
            "{rule}: {fate} with {left:$0}; left alone: {other} with {rest:$0}",
            rule=SAID[rule], fate="liquidated" if closed else "alive", left=left,
            other="liquidated" if closed_alone else "alive", rest=rest,
        )  # fmt: skip
    pool, wallet = float(out.equity[0, 0]), float(out.wallet[0])
    return View(
        data={
            "life": {
                "step": np.tile(np.arange(STEPS + 1), 2 if rule != "nothing" else 1),
                "total": np.concatenate([other, own] if rule != "nothing" else [own]),
                "kind": ["nothing"] * (STEPS + 1) + (["rule"] * (STEPS + 1) if rule != "nothing" else []),
            },
            # A word at the first act of each kind; the others follow from it.
            "life_acts": [
                {
                    "step": step,
                    "total": own[step],
                    "closed": word == "liquidated",
                    "label": "" if word in [before for _, before in found[:i]] else word,
                }
                for i, (step, word) in enumerate(found)
            ],
            "life_names": _ends(left, rest, rule),
            "pockets": _pockets(pool, wallet),
            "pocket_frame": {"end": [0.0, 1.3 * max(ACCOUNT, left)]},
        },
        title=title,
        subtitle=say(
"{account:$} behind a long of {the_leverage:$} from {entry:$}, {steps} steps\nMaintenance"
" {maintenance:%0}, fee {fee:%}, liquidation fee {liquidation_fee:%0}; a ratio is the requirement"
" over what is in the account.", account=ACCOUNT, the_leverage=leverage * ACCOUNT, entry=ENTRY, steps=STEPS, maintenance=MAINTENANCE, fee=FEE, liquidation_fee=LIQUIDATION_FEE),
        sentence=joined(" ", [_what(found, prices, out, rule, closed, wallet), _verdict(left, rest, rule)]),
        table=lambda: _table(found, prices, own),
    )  # fmt: skip


def _what(found: list[tuple[int, str]], prices: Any, out: Outcome, rule: str, closed: bool, wallet: float) -> Any:
    """What was done, and where."""
    own = [(step, word) for step, word in found if word != "liquidated"]
    parts: list[str] = []
    if own:
        where = [wordless("{move:%1}", move=float(prices[step] / ENTRY - 1)) for step, _ in own]
        listed = joined(", ", [*where[:3], *(["…", where[-1]] if len(where) > 4 else where[3:])])
        often = "once" if len(own) == 1 else say("{times} times", times=len(own))
        parts.append(say("It acted **{often}**, at {where}.", often=often, where=listed))
    elif rule not in ("nothing", "beside"):
        parts.append(say("It never acted."))
    if closed:
        step = next(step for step, word in found if word == "liquidated")
        parts.append(say("The venue closed it at {move:%1}.", move=float(prices[step] / ENTRY - 1)))
    if rule in ("topped", "beside"):
        moved = ACCOUNT / 2 - wallet
        parts.append(
            say("Of the {aside:$0} beside, {moved:$0} went in and **{wallet:$0}** is still there.", aside=ACCOUNT / 2, moved=moved,
                wallet=wallet)
        )  # fmt: skip
    return joined(" ", parts) if parts else say("Nothing was done.")


def _verdict(left: float, rest: float, rule: str) -> Any:
    if rule == "nothing":
        return say("Choose a rule and run it along the same prices.")
    more = left - rest
    if abs(more) < 0.5:
        return say("It ends as doing nothing does.")
    return say("It keeps **{more:$0} {word}** than doing nothing.", more=abs(more), word="more" if more > 0 else "less")


def _ends(left: float, rest: float, rule: str) -> list[dict[str, Any]]:
    """Names at the right ends of the lines."""
    if rule == "nothing":
        return [{"step": STEPS, "total": left, "place": left, "label": usd(left, 0), "kind": "rule"}]
    names = ((left, "with it", "rule"), (rest, "without", "nothing"))
    rows = (
        {"step": STEPS, "total": total, "label": f"{usd(total, 0)}\n{word}", "kind": kind}
        for total, word, kind in names
    )
    return apart(rows, "total", GAP, 0.0, into="place")


def _pockets(pool: float, wallet: float) -> list[dict[str, Any]]:
    rows = [
        ("in the account", "account", pool),
        ("in the wallet", "wallet", wallet),
        ("gone", "gone", max(ACCOUNT - pool - wallet, 0.0)),
    ]
    return [{"row": row, "kind": kind, "end": value, "label": usd(value, 0)} for row, kind, value in rows]


def _table(found: list[tuple[int, str]], prices: Any, own: Any) -> Any:
    import pandas as pd

    rows = [(step, percent(prices[step] / ENTRY - 1, 1), word, usd(own[step], 0)) for step, word in found]
    rows.append((STEPS, percent(prices[-1] / ENTRY - 1, 1), "the end", usd(own[-1], 0)))
    return pd.DataFrame(rows, columns=["step", "price from the entry", "what", "left in all"])
