"""Explore: a compartment and the wallet beside it, with the valve between them shut or open."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.isolated_margin.book import ACCOUNT, ENTRY, MAINTENANCE, NOTIONAL, at, compartment
from course.margin import sign, top_up
from course.number_format import percent, usd
from course.texts import say

VALVES = {"shut": "no", "open": "automatic"}
#: The adverse moves that the picture shows.
REACH = 0.6
GRID = np.linspace(0.0, REACH, 121)
#: The move at which the line with a top-up is named.
NAMED = 0.2
#: Share of the account's width between both vessels.
GAP = 0.36


def rooms(side: str, posted: float) -> dict[str, float]:
    """How far the price may go against it before it is closed, with the top-up shut and open, fractions of entry."""
    alone = compartment(side, posted)
    pools = {"shut": alone, "open": alone.deposit(ACCOUNT - posted)}
    return {name: abs(pool.liquidation_price("PERP", at(ENTRY)) / ENTRY - 1) for name, pool in pools.items()}


def closes_at(side: str, posted: float, valve: str, against: float) -> float | None:
    """Where the compartment's closing stands in the picture; with the valve open nothing that is posted moves it."""
    room = rooms(side, posted)[valve]
    return room if valve == "shut" and room <= REACH else None


def vessels(side: str, posted: float, valve: str, against: float) -> View:
    """What is in the compartment and in the wallet after a move against the position.

    Areas are money: a vessel is as wide as what was in it at the start, and its level is the share that is left.
    """
    s = sign(side)
    wallet = ACCOUNT - posted
    alone = compartment(side, posted)
    both = alone.deposit(wallet)
    room = rooms(side, posted)
    walls = {name: at(ENTRY * (1 - s * x)) for name, x in room.items()}
    last = {"shut": wallet + alone.equity(walls["shut"]), "open": both.equity(walls["open"])}
    here = at(ENTRY * (1 - s * against))
    closed = bool((alone if valve == "shut" else both).liquidatable(here))
    where = walls[valve] if closed else here
    moved = min(wallet, top_up(alone, where)) if valve == "open" else 0.0
    inside, outside = alone.equity(where) + moved, wallet - moved
    required = alone.maintenance_requirement(where)
    own = inside + outside
    lost = ACCOUNT - own
    wall = room[valve]
    now = percent(-s * against, 1, sign=True)
    title, sentence = _words(
        valve, closed, moved, posted=posted, wall=-s * wall, now=-s * against, wallet=wallet, inside=inside, outside=outside,
        moved=moved, lost=lost, account=ACCOUNT,
    )  # fmt: skip
    shares = {"compartment": (0.0, posted), "wallet": (posted + GAP * ACCOUNT, ACCOUNT + GAP * ACCOUNT)}
    money = {"compartment": inside, "wallet": outside}
    states = {
        "compartment": say("{inside:$0} left", inside=inside) if closed else usd(inside, 0),
        "wallet": usd(outside, 0),
    }
    lines = {name: np.where(room[name] >= GRID, ACCOUNT - NOTIONAL * GRID, last[name]) for name in ("shut", "open")}
    return View(
        data={
            "vessels": [
                {"name": name, "left": a, "right": b, "foot": 0.0, "top": 1.0} for name, (a, b) in shares.items()
            ],
            "water": [
                {
                    "name": name,
                    "left": a,
                    "right": b,
                    "foot": 0.0,
                    "level": money[name] / (b - a),
                    "kind": "closed" if closed and name == "compartment" else name,
                }
                for name, (a, b) in shares.items()
            ],
            "amounts": [
                {"name": name, "x": x, "label": states[name], "side": word}
                for name, x, word in (("compartment", 0.0, "left"), ("wallet", shares["wallet"][1], "right"))
            ],
            "line": {
                "left": [0.0], "right": [posted], "level": [required / posted], "label": [say("needs\n{required:$0}", required=required)],
            },
            "cross": [{"x": posted / 2, "level": required / posted}] if closed else {"x": [], "level": []},
            "valve": {
                "left": [posted],
                "right": [shares["wallet"][0]],
                "middle": [(posted + shares["wallet"][0]) / 2],
                "kind": [valve],
                "label": ["top-up off" if valve == "shut" else "← top-up"],
            },
            "own": {
                "against": np.concatenate([GRID, GRID]),
                "own": np.concatenate([lines["shut"], lines["open"]]),
                "kind": ["shut"] * len(GRID) + ["open"] * len(GRID),
            },
            "closings": [
                {"against": room[name], "own": last[name], "kind": name} for name in lines if room[name] <= REACH
            ],
            "rest": {"start": [room["shut"]], "end": [REACH], "low": [wallet], "high": [last["shut"]]},
            "names": [
                {
                    "against": REACH, "own": last["shut"], "kind": "shut",
                    "label": say("without top-up: {wallet:$0} to {shut:$0}", wallet=wallet, shut=last['shut']),
                },
                {"against": NAMED, "own": ACCOUNT - NOTIONAL * NAMED, "kind": "open", "label": "with automatic top-up"},
                {"against": 0.01, "own": 0.3 * ACCOUNT, "kind": "both", "label": "you have in all"},
            ],
            "now": {"against": [wall if closed else against], "own": [own]},
        },
        title=title,
        subtitle=say(
            "account of {account:$}; {notional:$} {side}, {posted:$0} posted ({leverage:×})\nMaintenance {maintenance:%~}; widths and"
            " areas are money.",
            account=ACCOUNT, notional=NOTIONAL, side=side, posted=posted, leverage=NOTIONAL / posted, maintenance=MAINTENANCE,
        ),
        sentence=sentence,
        table=lambda: _table(now, inside, outside, lost, own, valve, closed),
    )  # fmt: skip


def _words(valve: str, closed: bool, flow: float, **values: float) -> tuple[str, str]:
    """Title and sentence of where it stands."""
    if valve == "shut" and closed:
        title = "Closed at {wall:%+}, with {wallet:$0} untouched beside it"
        said = (
            "At **{wall:%+}** the compartment held **{inside:$0}**, just what the position requires, and the venue closed it."
            " The wallet still holds **{wallet:$0}**: at most the {posted:$0} that you posted is lost."
        )
    elif valve == "shut":
        title = "{inside:$0} left in the compartment; it is closed at {wall:%+}"
        said = (
            "At {now:%1+} the compartment holds **{inside:$0}** of {posted:$0}. The venue closes it at **{wall:%+}**, and the"
            " **{wallet:$0}** in the wallet will not move."
        )
    elif closed:
        title = "Closed at {wall:%+}, and the wallet is empty: {lost:$0} lost"
        said = (
            "The wallet poured all of its **{wallet:$0}** into the compartment. At **{wall:%+}** that too was not enough:"
            " **{inside:$0}** is left of {account:$}, though only {posted:$0} was posted."
        )
    elif flow > 0:
        title = "Still open at {now:%1+}, because the wallet has paid {moved:$0}"
        said = (
            "At {now:%1+} the top-up has moved **{moved:$0}** out of the wallet; **{outside:$0}** is left there."
            " What you can lose is no longer {posted:$0} but everything: the venue closes it at **{wall:%+}**."
        )
    else:
        title = "No money has moved yet at {now:%1+}; the valve is open all the same"
        said = (
            "At {now:%1+} the compartment holds **{inside:$0}** of {posted:$0}, still enough. When it runs low the wallet"
            " pays, until at **{wall:%+}** both are used up."
        )
    return say(title, **values), say(said, **values)


def _table(now: str, inside: float, outside: float, lost: float, own: float, valve: str, closed: bool) -> Any:
    import pandas as pd

    risk = 0.0 if closed else own if valve == "open" else inside
    rows = {
        "the price has moved": now,
        "in the compartment": usd(inside, 0),
        "in the wallet": usd(outside, 0),
        "lost so far, if what is left is yours": usd(lost, 0),
        "most that can still be lost": usd(risk, 0),
    }
    return pd.DataFrame({"what": list(rows), "value": list(rows.values())})
