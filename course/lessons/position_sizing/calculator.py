"""Explore: first what may be lost, then where one is wrong, then how large; leverage comes last."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.position_sizing.book import ACCOUNT, ENTRY, MAINTENANCE
from course.margin import Plan, liquidation_distance, max_leverage_for_stop, plan
from course.number_format import percent, times, usd
from course.texts import say

#: The settings drawn; at 40× a position could not be opened at all.
LEVERS = np.geomspace(1.0, 39.0, 120)
#: The picture reaches down to this fall.
DEEPEST = 0.4
#: A fill so many times as far as the stop, for those who do not trust it.
BUFFER = 1.5


def sized(budget: float, stop: float, mode: str, leverage: float) -> Plan:
    """The plan of a long whose stop lies ``stop`` below the entry; fees left out."""
    return plan(ACCOUNT, budget, ENTRY, ENTRY * (1 - stop), maintenance=MAINTENANCE, mode=mode, leverage=leverage)


def fall_to(made: Plan) -> float | None:
    """How far below the entry the venue closes it; None if no price above zero does."""
    return None if np.isnan(made.liquidation_price) else float(1 - made.liquidation_price / ENTRY)


def pulled(budget: float, stop: float, mode: str, leverage: float) -> float | None:
    """Where the wall stands in the picture, for a hand that pulls it; in cross the setting does not move it."""
    return fall_to(sized(budget, stop, mode, leverage)) if mode == "isolated" else None


def calculator(budget: float, stop: float, mode: str, leverage: float) -> View:
    """A risk budget and a stop make a size; the leverage setting makes the margin, and says who comes first."""
    made = sized(budget, stop, mode, leverage)
    wall = fall_to(made)
    limit = float(max_leverage_for_stop(stop, MAINTENANCE))
    careful = float(max_leverage_for_stop(stop, MAINTENANCE, buffer=BUFFER))
    loss = float(made.loss_at_stop)
    account = made.notional / ACCOUNT
    size = float(made.notional)
    risked: dict[str, Any] = {"budget": budget, "stop": stop, "size": size, "leverage": leverage, "account": account}
    if not made.affordable:
        title = say(
            "Risk {budget:%~0}, stop {stop:%~0} below: {size:$0} wants {posted:$0} at {leverage:×}, more than you have",
            posted=made.posted, **risked,
        )  # fmt: skip
    elif not made.stop_first:
        title = say(
            "Your stop is behind the liquidation price: at {leverage:×} the venue is there first, at {wall:%}",
            leverage=leverage, wall=-float(wall or 0.0),
        )  # fmt: skip
    else:
        title = say(
            "Risk {budget:%~0}, stop {stop:%~0} below: a position of {size:$0}, whatever the leverage", **risked
        )
    chain = say(
        "{budget:%~0} of the account is {loss:$0}; ÷ {stop:%~0} = **{size:$0}**, {account:×} the account. ",
        loss=loss,
        **risked,
    )
    if mode == "cross":
        where = (
            say("the venue closes it at {wall:%}", wall=-wall) if wall is not None else "no price above zero closes it"
        )
        who = say(
            "Alone in a cross account all {equity:$} stand behind it: {where}, and the setting moves nothing but the"
            " **{posted:$}** that is reserved.",
            equity=ACCOUNT, where=where, posted=made.posted,
        )  # fmt: skip
    else:
        where = (
            say("the venue closes it at **{wall:%}**", wall=-wall)
            if wall is not None
            else "no price above zero closes it"
        )
        who = say(
            "At {leverage:×} you post {posted:$}, and {where}. Your stop comes first below **{limit:×}**, and with a fill half as"
            " far again as planned below {careful:×}.",
            leverage=leverage, posted=made.posted, where=where, limit=limit, careful=careful,
        )  # fmt: skip
    return View(
        data={**_first(stop, mode, leverage, wall, limit), **_bars(made, mode, loss, wall)},
        title=title,
        subtitle=say(
            "{account:$} account, long at {entry:$}, maintenance {maintenance:%1}, nothing else open, fees left out",
            account=ACCOUNT,
            entry=ENTRY,
            maintenance=MAINTENANCE,
        ),
        sentence=chain + who,
        table=lambda: _table(made, mode, stop, wall, loss),
    )


def _first(stop: float, mode: str, leverage: float, wall: float | None, limit: float) -> dict[str, Any]:
    """The tables of the picture that says who is first."""
    isolated = mode == "isolated"
    falls = np.asarray(liquidation_distance(LEVERS, MAINTENANCE)) if isolated else np.full(LEVERS.shape, wall or np.nan)
    drawn = falls <= DEEPEST
    none = not drawn.any()
    meets = isolated and LEVERS[0] <= limit <= LEVERS[-1]
    return {
        "wall": {"leverage": LEVERS[drawn], "fall": falls[drawn], "deepest": np.full(int(drawn.sum()), DEEPEST)},
        "stop": {"fall": [stop], "label": [say("your stop {the_stop:%1}", the_stop=-stop)]},
        "you": {"leverage": [leverage], "fall": [stop]},
        "closed": {
            "leverage": [leverage] if wall is not None and wall <= DEEPEST else [],
            "fall": [wall] if wall is not None and wall <= DEEPEST else [],
        },
        "limit": {
            "leverage": [limit] if meets else [],
            "fall": [stop] if meets else [],
            "label": [times(limit)] if meets else [],
        },
        "area": {
            "leverage": [12.0],
            "fall": [0.36],
            "label": ["no price shown closes it" if none else "closed by the venue"],
            "none": [none],
        },
    }


def _bars(made: Plan, mode: str, loss: float, wall: float | None) -> dict[str, Any]:
    """The tables of the bars: the same dollars, one under the other."""
    rows: list[tuple[str, str, float]] = [
        ("account", "account", ACCOUNT),
        ("position", "position", float(made.notional)),
        ("posted" if mode == "isolated" else "behind it", mode, float(made.backing)),
    ]
    if made.stop_first:
        rows.append(("lost at the stop", "stop", loss))
    else:
        rows.append(("lost, closed", "closed", float(made.loss_at_liquidation)))
    return {
        "bars": [{"row": row, "kind": kind, "end": value, "label": usd(value, 0)} for row, kind, value in rows],
        "bar_frame": {"end": [1.32 * max(value for _, _, value in rows)]},
    }


def _table(made: Plan, mode: str, stop: float, wall: float | None, loss: float) -> Any:
    import pandas as pd

    rows = [
        ("may be lost", usd(loss)),
        ("stop", percent(-stop)),
        ("position", usd(made.notional)),
        ("position over account", times(made.notional / ACCOUNT)),
        ("posted", usd(made.posted)),
        ("behind it", usd(made.backing)),
        ("leverage on what is behind it", times(made.leverage)),
        ("the venue closes it at", "no price above zero" if wall is None else percent(-wall)),
        ("who is first", "the stop" if made.stop_first else "the venue"),
    ]
    return pd.DataFrame(rows, columns=["what", "value"])
