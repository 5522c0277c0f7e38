"""Twin accounts on one path, and three plain shocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from course.charts import apart
from course.charts import cross_vs_isolated as looks
from course.explorers import Choice, Explorer, Number, View
from course.lessons.cross_vs_isolated.book import (
    BOOKS,
    IMPORTS,
    MAINTENANCE,
    MODES,
    NOTIONAL,
    RULES,
    SIZES,
    START,
    both_in_code,
    portfolios,
    setting,
)
from course.number_format import percent, usd
from course.simulation import Outcome, Paths, Replay, replay
from course.texts import Said, capital, joined, listed, say

#: A label of two lines needs this share of a chart's height; a named event this much.
LABEL, ROW = 0.15, 0.062


def _line(outcome: Outcome) -> np.ndarray:
    """Total account value at every step."""
    total: np.ndarray = outcome.series["equity"].sum(axis=1) + outcome.series["wallet"].sum(axis=1)
    return total[:, 0]


def fallen(outcome: Outcome) -> list[tuple[str, int]]:
    """(positions, step) of every pool that was liquidated, the first to fall first."""
    found = [
        ("both" if len(legs) > 1 else legs[0], int(outcome.first[i, 0]))
        for i, legs in enumerate(outcome.legs)
        if outcome.first[i, 0] >= 0
    ]
    return sorted(found, key=lambda pair: pair[1])


def _events(result: Replay, times: np.ndarray, values: dict[str, np.ndarray]) -> tuple[list[dict[str, Any]], float]:
    """Every liquidation with its name, and the top of the chart that leaves rows above the lines for the names."""
    names: dict[int, list[str]] = {}
    for mode in MODES:
        for what, step in fallen(result[mode]):
            names.setdefault(step, []).append(say("{mode} loses {what}", mode=mode, what=what))
    left = {step: bool(times[step] < 0.55 * times[-1]) for step in names}
    # From the left in time order, from the right against it: no name is run through by another's line.
    order = sorted(s for s in names if left[s]) + sorted(s for s in names if not left[s])[::-1]
    high = max(float(v.max()) for v in values.values())
    top = 1.05 * high / (1 - ROW * (len(order) + 1))
    rows = [
        {
            "time": float(times[step]),
            "value": float(values[mode][step]),
            "top": top * (1 - ROW * (order.index(step) + 0.6)),
            "label": _together(names[step]),
            "left": left[step],
        }
        for step in order
        for mode in MODES
        if step in {at for _, at in fallen(result[mode])}
    ]
    return rows, top


def _together(names: list[str]) -> str:
    """One name for what happens at one moment."""
    if len(names) == 1:
        return names[0]
    if len(names) == 3:
        return "cross and isolated: both gone"
    return "cross and isolated fall" if names[0].startswith("cross") else "isolated loses both"


def story(
    result: Replay, paths: Paths, unit: float, book: str, upto: int | None = None
) -> tuple[dict[str, Any], dict[str, float]]:
    """Chart tables of twin accounts on one path, and what each has at its end.

    Args:
        result: of the replay of ``{"cross": …, "isolated": …}`` that kept its path.
        paths: one path.
        unit: seconds in a unit of the time axis.
        book: what both hold.
        upto: the step at which the story stops; the axes are those of the whole path. Default: its end.
    """
    last = len(paths.times) - 1 if upto is None else upto
    times = np.asarray(paths.times) / unit
    values = {mode: _line(result[mode]) for mode in MODES}
    events, top = _events(result, times, values)
    moves = {s: paths[s][:, 0] / START[s] - 1 for s in START}
    low = min(0.0, *(float(m.min()) for m in moves.values()))
    high = max(0.0, *(float(m.max()) for m in moves.values()))
    pad = max(0.08 * (high - low), 0.01)
    low, high = low - pad, high + pad
    ends = {mode: float(v[last]) for mode, v in values.items()}
    named = remains(result, book, last)
    keep = np.array(sorted(k for k in {*range(0, last, 2), 0, last, *_steps(result)} if k <= last))
    naked = [k for k in keep.tolist() if named and k >= named[2]]
    words = {"cross": "", "isolated": "\n" + named[0].replace(" ", "\n", 1) if named else ""}
    data = {
        "prices": {
            "time": np.tile(times[keep], 2),
            "move": np.concatenate([m[keep] for m in moves.values()]),
            "symbol": np.repeat(list(moves), len(keep)),
        },
        "price_ends": apart(
            (
                {
                    "time": float(times[last]),
                    "move": float(m[last]),
                    "label": f"{s}\n{percent(float(m[last]), 1, sign=True)}",
                    "symbol": s,
                }
                for s, m in moves.items()
            ),
            "move",
            LABEL * (high - low),
            low + pad,
            high - pad,
            into="move",
        ),
        "price_frame": {"move": [low, high]},
        "lines": {
            "time": np.tile(times[keep], 2),
            "value": np.concatenate([values[m][keep] for m in MODES]),
            "mode": np.repeat(MODES, len(keep)),
        },
        "left": {"time": times[naked], "value": values["isolated"][naked]},
        "ends": apart(
            (
                {
                    "time": float(times[last]),
                    "value": value,
                    "label": f"{mode}\n{usd(value, 0)}{words[mode]}",
                    "mode": mode,
                }
                for mode, value in ends.items()
            ),
            "value",
            (LABEL + (2 * ROW if named else 0)) * top,
            0.06 * top,
            into="value",
        ),
        "events": [e for e in events if e["time"] <= times[last]]
        or {k: [] for k in ("time", "value", "top", "label", "left")},
        "account_frame": {"value": [0.0, top]},
        "start": {"value": [float(np.mean(result["cross"].start))]},
    }
    return data, ends


def _steps(result: Replay) -> list[int]:
    """Steps around liquidations, so that a thinned line still turns where it turned."""
    return [s for mode in MODES for _, at in fallen(result[mode]) for s in (max(at - 1, 0), at)]


def ahead(ends: dict[str, float], path: str) -> str:
    """Title: who ends with more."""
    gap = ends["cross"] - ends["isolated"]
    if abs(gap) < 0.5:
        return say("{path}: the margin mode makes no difference", path=path)
    return say("{path}: {gap} ends {gap_2:$0} ahead", path=path, gap="cross" if gap > 0 else "isolated", gap_2=abs(gap))


def said(result: Replay, ends: dict[str, float], when: Any, over: bool = True, upto: float = np.inf) -> Said:
    """What became of both accounts until the step ``upto``, in two sentences."""
    parts: list[str] = []
    for mode in MODES:
        lost = [(what, step) for what, step in fallen(result[mode]) if step <= upto]
        if not lost:
            fate = "nothing liquidated"
        elif mode == "cross":
            fate = say("its whole book liquidated {when}", when=when(lost[0][1]))
        else:
            fate = listed(say("{what} liquidated {when}", what=what, when=when(step)) for what, step in lost)
        of: dict[str, Any] = {"mode": capital(mode), "end": ends[mode], "fate": fate}
        parts.append(
            say("**{mode}** ends with **{end:$0}**, {fate}", **of)
            if over
            else say("**{mode}** has **{end:$0}**, {fate}", **of)
        )
    return joined(". ", parts) + "."


def by_time(result: Replay, paths: Paths, steps: Iterable[int], unit: tuple[str, float]) -> Any:
    """The twin of both pictures: prices and accounts at some of the steps."""
    import pandas as pd

    shown = list(steps)
    values = {mode: _line(result[mode]) for mode in MODES}
    name, seconds = unit
    return pd.DataFrame(
        {
            name: [f"{paths.times[k] / seconds:g}" for k in shown],
            **{s: [percent(float(paths[s][k, 0] / START[s] - 1), 1, sign=True) for k in shown] for s in START},
            **{mode: [usd(float(v[k]), 0) for k in shown] for mode, v in values.items()},
        }
    )


def remains(result: Replay, book: str, upto: int) -> tuple[str, int, int] | None:
    """What isolated is left with where it has lost one of its two legs: its name, which leg, since which step."""
    lost = [(what, step) for what, step in fallen(result["isolated"]) if step <= upto]
    if len(lost) != 1 or lost[0][1] == upto:
        return None
    k = next(i for i, s in enumerate(START) if s != lost[0][0])
    side = "long" if SIZES[book][k] > 0 else "short"
    hedge, symbol = min(SIZES[book]) < 0 < max(SIZES[book]), list(START)[k]
    return (
        say("naked {side} {symbol}", side=side, symbol=symbol)
        if hedge
        else say("lone {side} {symbol}", side=side, symbol=symbol),
        k,
        lost[0][1],
    )


def leftover(result: Replay, path: Paths, book: str, upto: int | None = None) -> str:
    """What is left where isolated has lost one of its two legs, and whether it has won or lost from then on."""
    last = len(path.times) - 1 if upto is None else upto
    found = remains(result, book, last)
    if found is None:
        return ""
    name, k, step = found
    symbol = list(START)[k]
    size = SIZES[book][k] * NOTIONAL / START[symbol]
    since = size * (path[symbol][last, 0] - path[symbol][step, 0])
    if abs(since) < 0.5:
        return say(" What is left in isolated is a {name}, which from then on neither won nor lost.", name=name)
    return say(
        " What is left in isolated is a {name}, which from then on {luck} {since:$0}.",
        name=name, luck="won" if since > 0 else "lost", since=abs(since),
    )  # fmt: skip


def margin_behind() -> Number:
    return Number(
        "margin", "Margin behind each", 1_000, min=500, max=5_000, step=100, unit="$").meaning("The mean of both. The cross account has the same money in one pool.")  # fmt: skip


# ---- three shocks ------------------------------------------------------------------------------------------------

SHOCKS = {"together": "both move", "alone": "only BTC moves", "back": "both move and come back"}
HOURS, QUARTERS = 24, 192
#: Rows of the table beside the first.
SHOWN = 8


def day(shock: str, size: float) -> Paths:
    """A day in which BTC alone or both prices move by ``size`` (a fraction), and come back or not."""
    t = np.linspace(0.0, 1.0, QUARTERS + 1)
    shape = np.sin(np.pi * t) ** 2 if shock == "back" else np.sin(np.pi / 2 * t) ** 2
    moves = np.column_stack([size * shape, (0.0 if shock == "alone" else size) * shape])
    return Paths(tuple(START), t * HOURS * 3600, np.array(list(START.values())) * (1 + moves))


def day_in_code(shock: str, size: float) -> str:
    """:func:`day` as code, which needs ``numpy`` and ``Paths``."""
    bend = "np.sin(np.pi * t) ** 2" if shock == "back" else "np.sin(np.pi / 2 * t) ** 2"
    other = 0.0 if shock == "alone" else size
    return (
        f"t = np.linspace(0, 1, {QUARTERS + 1})\n"
        f"moves = np.outer({bend}, [{size:.12g}, {other:.12g}])\n"
        f"path = Paths({tuple(START)!r}, t * {HOURS * 3600}, np.array({list(START.values())!r}) * (1 + moves))\n"
    )


def lives_through(book: str, margin: float, wallet: float, path: Paths) -> Replay:
    """Both accounts along one path, hour by hour."""
    return replay(portfolios(book, margin, wallet), path, keep=1)


def shocked(book: str, margin: float, wallet: float, shock: str, size: float) -> View:
    """A plain shock, and the law that it shows."""
    path = day(shock, size)
    result = lives_through(book, margin, wallet, path)
    data, ends = story(result, path, 3_600, book)
    hours = np.asarray(path.times) / 3600
    bare = replay(portfolios(book, margin)["cross"], path).only if wallet else result["cross"]
    if shock == "alone":
        name = say("BTC {size:%0+}, ETH still", size=size)
    else:
        name = say("Both {size:%0+}", size=size) + (say(" and back") if shock == "back" else "")
    return View(
        data=data,
        title=ahead(ends, name),
        subtitle=setting(book, margin, wallet),
        sentence=said(result, ends, lambda s: say("at hour {hours:#1}", hours=hours[s]))
        + _law(result, not bare.liquidated.any(), _netted(result, path, book), wallet)
        + leftover(result, path, book),
        explain=RULES,
        table=lambda: by_time(result, path, range(0, len(hours), len(hours) // SHOWN), ("hour", 3_600)),
    )


def _netted(result: Replay, path: Paths, book: str) -> bool:
    """Whether one leg had gained while the other had lost at the moment at which a compartment went."""
    for _, step in fallen(result["isolated"]):
        gains = [size * (path[s][step, 0] / START[s] - 1) for s, size in zip(START, SIZES[book], strict=True)]
        if min(gains) < 0 < max(gains):
            return True
    return False


def _law(result: Replay, spared: bool, netted: bool, wallet: float) -> str:
    """Which of the laws this run shows, told from the run itself.

    ``spared``: the pool would hold without the wallet. ``netted``: one leg had gained while the other had lost when a compartment went.
    """
    lost = {mode: fallen(result[mode]) for mode in MODES}
    cross, isolated = lost["cross"], lost["isolated"]
    if not isolated:
        return " No compartment is in danger, so no pool is: without a liquidation the modes are one and the same."
    if not cross:
        beside = say(" with {wallet:$0} untouched in the wallet", wallet=wallet) if wallet else ""
        names = listed(what for what, _ in isolated)
        if not spared:
            return say(
                " The money beside carries the pool; isolated loses {names}{beside}.", names=names, beside=beside
            )
        if netted:
            return say(
                " The pool nets what the compartments cannot: one leg's gain pays for the other; isolated loses"
                " {names}{beside}.",
                names=names,
                beside=beside,
            )
        return say(
            " The pool lends one leg the margin of the other; isolated loses {names}{beside}.",
            names=names,
            beside=beside,
        )
    if len(isolated) == 1:
        other = next(s for s in START if s != isolated[0][0])
        return say(" Isolated contains the damage: its {other} position stays open.", other=other)
    if {step for _, step in isolated} == {cross[0][1]}:
        return " Every compartment is empty at the very moment when the pool is: equal legs, equal fate."
    if wallet and cross[0][1] > max(step for _, step in isolated):
        return " The money beside only delays the pool, and goes with it."
    return " The weaker compartment goes first, the pool later, the stronger one last."


def laws_explorer() -> Explorer:
    """Invariance, containment, netting: found by turning two choices."""
    return Explorer(
        name="three_shocks",
        title="Three shocks",
        controls=[
            Choice("book", "The book", BOOKS),
            margin_behind(),
            Number(
                "wallet", "Money beside", 0, min=0, max=10_000, step=250, unit="$").meaning("In cross it backs the pool; beside compartments it stays in the wallet."),
            Choice("shock", "The shock", SHOCKS, value="back"),
            Number("size", "by", 0.08, min=-0.4, max=0.4, step=0.01, unit="%"),
        ],
        compute=shocked,
        design=lambda: [
            looks.moves("hours", HOURS, [0, 6, 12, 18, 24]),
            looks.twins("hours", HOURS, [0, 6, 12, 18, 24]),
        ],
        code=lambda book, margin, wallet, shock, size: (
            f"{IMPORTS}from course.simulation import Paths, replay\n"
            f"{both_in_code(book, margin, wallet)}{day_in_code(shock, size)}"
            "found = replay(both, path)\n"
            "found['cross'].final.item(), found['isolated'].final.item()"
        ),
    )  # fmt: skip


def pools(book: str, margin: float, wallet: float, shock: str, size: float) -> str:
    """One pool's room is the sum of the compartments' rooms, with the numbers of the shock (HTML)."""
    marks = {"BTC": START["BTC"] * (1 + size), "ETH": START["ETH"] * (1 if shock == "alone" else 1 + size)}
    books = portfolios(book, margin, wallet)
    rows = [(say("{s} compartment", s=s), books["isolated"].pool(s)) for s in START]
    cells = [(name, pool.equity(marks), pool.maintenance_requirement(marks)) for name, pool in rows]
    cells.append(("wallet", wallet, 0.0))
    cross = books["cross"].pool("cross")
    total = ("one pool (cross)", cross.equity(marks), cross.maintenance_requirement(marks))
    body = "".join(
        f"<tr><th scope='row'>{name}</th><td data-label='equity'>{usd(equity, 0)}</td>"
        f"<td data-label='requirement'>{usd(need, 0)}</td>"
        f"<td data-label='room'>{usd(equity - need, 0, sign=True)}</td></tr>"
        for name, equity, need in [*cells, total]
    )
    room = total[1] - total[2]
    if min(equity - need for _, equity, need in cells) >= 0:
        verdict = "No room is negative, so nothing is liquidated in either mode."
    elif room >= 0:
        verdict = say(
            "One room is negative and the sum is {room:$0+}: isolated loses a position, cross none.", room=room
        )
    else:
        verdict = say("The sum is {room:$0+}: the pool goes, with everything in it.", room=room)
    return say(
        "<p>Call equity less requirement a pool's <strong>room</strong>. Profit and loss add up,"
        " requirements add up, so <strong>the room of the one pool is the sum of the compartments' rooms"
        " and the wallet</strong>. Everything in this lesson follows from that"
        " line.</p><table><caption>Rooms at the shock's far end, had nothing been closed (maintenance"
        " {maintenance:%1} of {notional:$} a leg at entry)</caption><thead><tr><th scope='col'>backed"
        " by</th><th scope='col'>equity</th><th scope='col'>requirement</th><th"
        " scope='col'>room</th></tr></thead><tbody>{body}</tbody></table><p>{verdict}</p><ul><li>If the sum"
        " is negative, one of its parts is: with the same money, <strong>cross is never the first to be"
        " liquidated</strong>.</li><li>If all parts have the same sign at every moment (same direction,"
        " same leverage, same move), the sum turns with them: <strong>the mode makes no"
        " difference</strong>.</li><li>If parts have opposite signs, the sum is saved by the others or"
        " takes them along. That is netting, and that is contagion: <strong>the same"
        " line</strong>.</li></ul>",
        maintenance=MAINTENANCE,
        notional=NOTIONAL,
        body=body,
        verdict=verdict,
    )
