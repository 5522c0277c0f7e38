"""Explore: a compartment and the wallet beside it, with the valve between them shut or open."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import Frame
from course.lessons.isolated_margin.book import ACCOUNT, ENTRY, MAINTENANCE, NOTIONAL, at, compartment
from course.margin import sign, top_up
from course.words import percent, stated, times, usd

VALVES = {"shut": "no", "open": "automatic"}
#: The adverse moves that the picture shows.
REACH = 0.6
GRID = np.linspace(0.0, REACH, 121)
#: The move at which the line with a top-up is named.
NAMED = 0.2
#: Share of the account's width between both vessels.
GAP = 0.36


def vessels(side: str, posted: float, valve: str, against: float) -> Frame:
    """What is in the compartment and in the wallet after a move against the position.

    Areas are money: a vessel is as wide as what was in it at the start, and its level is the share that is left.
    """
    s = sign(side)
    wallet = ACCOUNT - posted
    alone = compartment(side, posted)
    pools = {"shut": alone, "open": alone.deposit(wallet)}
    walls = {name: pool.liquidation_price("PERP", at(ENTRY)) for name, pool in pools.items()}
    rooms = {name: abs(wall / ENTRY - 1) for name, wall in walls.items()}
    last = {"shut": wallet + pools["shut"].equity(at(walls["shut"])), "open": pools["open"].equity(at(walls["open"]))}
    here = at(ENTRY * (1 - s * against))
    closed = bool(pools[valve].liquidatable(here))
    where = at(walls[valve]) if closed else here
    moved = min(wallet, top_up(alone, where)) if valve == "open" else 0.0
    inside, outside = alone.equity(where) + moved, wallet - moved
    required = alone.maintenance_requirement(where)
    own = inside + outside
    lost = ACCOUNT - own
    wall = rooms[valve]
    at_wall, now = percent(-s * wall, sign=True), percent(-s * against, 1, sign=True)
    title, sentence = _words(valve, closed, at_wall, now, posted, wallet, inside, outside, moved, own)
    shares = {"compartment": (0.0, posted), "wallet": (posted + GAP * ACCOUNT, ACCOUNT + GAP * ACCOUNT)}
    money = {"compartment": inside, "wallet": outside}
    states = {"compartment": f"{usd(inside, 0)} left" if closed else usd(inside, 0), "wallet": usd(outside, 0)}
    lines = {name: np.where(rooms[name] >= GRID, ACCOUNT - NOTIONAL * GRID, last[name]) for name in ("shut", "open")}
    return Frame(
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
                "left": [0.0], "right": [posted], "level": [required / posted], "label": [f"needs {usd(required, 0)}"],
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
                {"against": rooms[name], "own": last[name], "kind": name} for name in lines if rooms[name] <= REACH
            ],
            "rest": {"start": [rooms["shut"]], "end": [REACH], "low": [wallet], "high": [last["shut"]]},
            "names": [
                {
                    "against": REACH, "own": last["shut"], "kind": "shut",
                    "label": f"without top-up: {usd(wallet, 0)} to {usd(last['shut'], 0)}",
                },
                {"against": NAMED, "own": ACCOUNT - NOTIONAL * NAMED, "kind": "open", "label": "with automatic top-up"},
            ],
            "now": {"against": [wall if closed else against], "own": [own]},
        },
        title=title,
        subtitle=f"account of {usd(ACCOUNT)}; {usd(NOTIONAL)} {side}, {usd(posted, 0)} posted ({times(NOTIONAL / posted)}),"
        f" maintenance {stated(MAINTENANCE)}; widths and areas are money",
        sentence=sentence,
        table=lambda: _table(now, inside, outside, lost, own, valve, closed),
    )  # fmt: skip


def _words(
    valve: str, closed: bool, wall: str, now: str, posted: float, wallet: float, inside: float, outside: float,
    moved: float, own: float,
) -> tuple[str, str]:  # fmt: skip
    """Title and sentence of where it stands."""
    untouched, put = usd(wallet, 0), usd(posted, 0)
    if valve == "shut" and closed:
        title = f"Closed at {wall}, with {untouched} untouched beside it"
        said = (
            f"At **{wall}** the compartment held **{usd(inside, 0)}**, just what the position requires, and the venue closed it."
            f" The wallet still holds **{untouched}**: at most the {put} that you posted is lost."
        )
    elif valve == "shut":
        title = f"{usd(inside, 0)} left in the compartment; it is closed at {wall}"
        said = (
            f"At {now} the compartment holds **{usd(inside, 0)}** of {put}. The venue closes it at **{wall}**, and the"
            f" **{untouched}** in the wallet will not move."
        )
    elif closed:
        title = f"Closed at {wall}, and the wallet is empty: {usd(ACCOUNT - own, 0)} lost"
        said = (
            f"The wallet poured all of its **{untouched}** into the compartment. At **{wall}** that too was not enough:"
            f" **{usd(inside, 0)}** is left of {usd(ACCOUNT)}, though only {put} was posted."
        )
    elif moved > 0:
        title = f"Still open at {now}, because the wallet has paid {usd(moved, 0)}"
        said = (
            f"At {now} the top-up has moved **{usd(moved, 0)}** out of the wallet; **{usd(outside, 0)}** is left there."
            f" What you can lose is no longer {put} but everything: the venue closes it at **{wall}**."
        )
    else:
        title = f"Nothing has moved yet at {now}; the valve is open all the same"
        said = (
            f"At {now} the compartment holds **{usd(inside, 0)}** of {put}, still enough. When it runs low the wallet"
            f" pays, until at **{wall}** both are used up."
        )
    return title, said


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
