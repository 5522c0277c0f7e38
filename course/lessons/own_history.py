"""Your own history on the desk: what one pool and what a margin for each position would have made of your trades."""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np

from course import venues
from course.charts import apart
from course.charts import own_history as looks
from course.explorers import Choice, Explorer, Number, Task, View
from course.explorers.prose import aside
from course.language import word
from course.number_format import usd
from course.simulation.data import Candles
from course.simulation.data import candles as read_candles
from course.simulation.exported_tables import when
from course.simulation.own import (
    CANDLES,
    RECONSTRUCTION,
    History,
    ModeRun,
    Nearest,
    OwnReplay,
    assumptions,
    example_marks,
    example_text,
    marks_of,
    read_history,
    reconstruction,
    replay_history,
)
from course.simulation.own.example import label
from course.simulation.paths import Paths
from course.texts import Said, capital, joined, listed, say, wordless

#: Venues on which one account can have both modes, by whose rules a history can be replayed.
VENUES = {v.name: v.title.split()[0] for v in venues.everything() if v.live and {"cross", "isolated"} <= set(v.modes)}
NAMES = {"cross": "one pool", "isolated": "a margin each"}
AS_IT_WAS = "as it was"
#: Points of a line, and the share of the picture's height between two names at its edge.
POINTS, GAP = 400, 0.14
_KEPT = 32


@dataclass(frozen=True)
class Loaded:
    """What the explorer shows.

    Attributes:
        history: the trades.
        marks: the prices.
        prices: what these are, in words (:data:`course.simulation.own.CANDLES`, :data:`course.simulation.own.RECONSTRUCTION`).
        label: what must stand in the picture; empty for a history and candles of one's own.
        start: USD before the first row, where the history does not say it.
    """

    history: History
    marks: Paths
    prices: str = CANDLES
    label: str = ""
    start: float | None = None

    @classmethod
    def on_crash(cls, text: str | Sequence[str], name: str, *, start: float | None = None, **reading: Any) -> Loaded:
        """From the text of an export (or those of several files), on the reconstruction of a crash (:mod:`course.simulation.events`)."""
        found = read_history(text, **reading)
        said = say("on a reconstruction of the crash of {name}, which is no recording", name=name)
        return cls(found, reconstruction(name), RECONSTRUCTION, said, start)

    @classmethod
    def of(
        cls,
        text: str | Sequence[str],
        candles: Mapping[str, str | Candles],
        *,
        start: float | None = None,
        **reading: Any,
    ) -> Loaded:
        """From the text of an export and candles by symbol, which may be texts too.

        Args:
            text: of the export, or those of several files.
            candles: by symbol.
            start: USD before the first row, where the history does not say it.
            **reading: further arguments of :func:`course.simulation.own.read_history`.
        """
        bars = {s: read_candles(io.StringIO(c)) if isinstance(c, str) else c for s, c in candles.items()}
        return cls(read_history(text, **reading), marks_of(bars), start=start)


@lru_cache(maxsize=1)
def example() -> Loaded:
    """The made-up history around a reconstructed crash."""
    return Loaded(read_history(example_text()), example_marks(), RECONSTRUCTION, label())


class ShownHistory:
    """The history of the moment: the example, until another is loaded.

    Attributes:
        loaded: what is shown.
    """

    def __init__(self, loaded: Loaded | None = None) -> None:
        self.loaded = loaded or example()
        self._kept: OrderedDict[tuple[Any, ...], OwnReplay] = OrderedDict()

    def load(self, loaded: Loaded) -> None:
        """Another history in its place; explorers show it at their next setting."""
        self.loaded = loaded
        self._kept.clear()

    def replay(self, venue: str, leverage: float, scale: float) -> OwnReplay:
        """The replay at a setting, kept for the texts beside it."""
        key = (venue, leverage, scale)
        if key not in self._kept:
            here = self.loaded
            self._kept[key] = replay_history(
                here.history, here.marks, venue, leverage=leverage, start=here.start, scale=scale
            )
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]

    def frame(self, venue: str, leverage: float, scale: float) -> View:
        """The picture, its sentence and its table."""
        return _frame(self.loaded, self.replay(venue, leverage, scale))

    def code(self, venue: str, leverage: float, scale: float) -> str:
        """The same from the library: of the example as it stands, of one's own with the names of the files to put in."""
        here = self.loaded
        if here is example():
            read = "history, marks = read_history(example_text()), example_marks()\n"
            names = "example_marks, example_text"
        else:
            files = ", ".join(f"'{s}': candles('{s}.csv')" for s in here.marks.symbols)
            read = f"history = read_history(Path('history.csv'))\nmarks = marks_of({{{files}}})\n"
            names = "marks_of"
        first = "" if here is example() else "from pathlib import Path\nfrom course.simulation.data import candles\n"
        money = "" if here.start is None else f", start={here.start:g}"
        return (
            f"{first}from course.simulation.own import {names}, read_history, replay_history\n{read}"
            f"found = replay_history(history, marks, {venue!r}, leverage={leverage:g}, scale={scale:g}{money})\n"
            "{mode: (run.final, len(run.liquidations)) for mode, run in found.runs.items()}"
        )

    def assumed(self, venue: str, leverage: float, scale: float) -> str:
        """What is taken for granted and what was left out, as HTML for the text below the picture."""
        found = self.replay(venue, leverage, scale)
        told = assumptions(self.loaded.history, found, self.loaded.prices)
        rows = "".join(f"<li><strong>{escape(word(a.name))}</strong>: {escape(word(a.words))}</li>" for a in told)
        out = "".join(
            say(
                "<li>{rows} × {reason}{say} (first: line {line:#~})</li>",
                rows=x.rows,
                reason=escape(x.reason),
                say=say(", {amount:$2+} in all", amount=x.amount) if x.amount else "",
                line=x.line,
            )
            for x in found.left_out
        )
        left = (
            say("<p>Left out of it:</p><ul>{out}</ul>", out=out)
            if out
            else word("<p>No row of the history was left out.</p>")
        )
        return joined("", [left, aside(say("What this takes for granted"), say("<ul>{rows}</ul>", rows=rows))])


def explorer(shown: ShownHistory | None = None) -> Explorer:
    """The explorer; whoever keeps ``shown`` can load another history into it."""
    kept = shown or ShownHistory()
    return Explorer(
        name="own_history",
        title="Your own history",
        controls=[
            Choice("venue", "By the rules of", VENUES),
            Number(
                "leverage", "Leverage of each", 10, min=2, max=25, step=1, unit="×").meaning("With a margin each, a trade moves its notional divided by this into its own pool."),
            Number(
                "scale", "Moves", 1.0, min=0.5, max=3.0, step=0.1, unit="×").meaning("Every move of the prices so many times as large as it was: was it skill, or luck?"),
        ],
        compute=kept.frame,
        design=looks.equities,
        code=kept.code,
    )  # fmt: skip


TASKS = (
    Task(
        "same",
        "Find a leverage at which a margin each ends **exactly** where one pool does.",
        lambda frame, v: "to the cent" in frame.title,
    ),
    Task(
        "lucky",
        "Find a setting at which a margin each loses a position to the venue and **still ends ahead** of one pool.",
        lambda frame, v: frame.title.startswith("A margin each") and "though it is closed" in frame.title,
    ),
)


# ---- the picture ----------------------------------------------------------------------------------------------------


def _frame(loaded: Loaded, found: OwnReplay) -> View:
    cross, isolated = found.runs["cross"], found.runs["isolated"]
    days = (found.times - found.times[0]) / 86_400
    lines = {NAMES["cross"]: cross.equity, NAMES["isolated"]: isolated.equity, AS_IT_WAS: found.own}
    kept = _thin(days, lines, [c.time for r in (cross, isolated) for c in r.liquidations], found.times)
    low = min(float(x.min()) for x in lines.values())
    high = max(float(x.max()) for x in lines.values())
    room = max(high - low, 0.02 * abs(high), 1.0)
    low, high = low - 0.16 * room, high + 0.12 * room
    at_end = {name: float(x[-1]) for name, x in lines.items()}
    closed = [
        {"at": float(days[k]), "equity": float(run.equity[k]), "label": say("{names} closed", names=_names(c))}
        for run in (cross, isolated)
        for c in run.liquidations
        for k in [int(np.searchsorted(found.times, c.time))]
    ]
    return View(
        data={
            "curves": {
                "run": np.repeat(list(lines), len(kept)),
                "at": np.tile(days[kept], len(lines)),
                "equity": np.concatenate([x[kept] for x in lines.values()]),
            },
            "ends": apart(
                (
                    {
                        "run": name,
                        "at": float(days[-1]),
                        "label": wordless("{name}\n{value:$0}", name=name, value=value),
                        "equity": value,
                    }
                    for name, value in at_end.items()
                ),
                "equity",
                GAP * (high - low),
                low + GAP / 2 * (high - low),
                high,
                into="place",
            ),
            "closed": closed or {"at": [], "equity": [], "label": []},
            "money": {"equity": [found.start], "label": [say("began with {the_start:$0}", the_start=found.start)]},
            "reach": {"at": [0.0, 1.75 * float(days[-1])], "equity": [low, high]},
        },
        title=_title(found),
        subtitle=_subtitle(loaded, found),
        sentence=joined(" ", [*_was(found), _mode(cross, found), _mode(isolated, found), *_luck(found)]),
        table=lambda: _table(found),
    )


def _thin(days: Any, lines: Mapping[str, Any], struck: list[float], at: Any) -> Any:
    """At most so many places along the lines, the ends, lows, highs and liquidations among them."""
    if len(days) <= POINTS:
        return np.arange(len(days))
    kept = set(np.linspace(0, len(days) - 1, POINTS).astype(int).tolist())
    for x in lines.values():
        kept |= {int(np.argmin(x)), int(np.argmax(x))}
    for time in struck:
        k = int(np.searchsorted(at, time))
        kept |= {max(k - 1, 0), k}
    return np.array(sorted(kept))


def _names(closed: Any) -> str:
    """What was closed: ``"BTC"``, ``"BTC and ETH"``."""
    return listed(closed.marks)


def _title(found: OwnReplay) -> str:
    """Who ends ahead, by how much, and what was closed on the way."""
    cross, isolated = found.runs["cross"], found.runs["isolated"]
    gap = abs(cross.gain - isolated.gain)
    lost = {m: say("closed {often}", often=_often(r)) for m, r in found.runs.items() if r.liquidations}
    if found.ahead is None:
        states = [say("{name} is {lost}", name=NAMES[m], lost=words) for m, words in lost.items()]
        both = wordless("; {states}", states=listed(states)) if lost else ""
        return say("Both modes end alike, to the cent{both}", both=both)
    other = next(m for m in NAMES if m != found.ahead)
    though = say(", though it is {lost}", lost=lost[found.ahead]) if found.ahead in lost else ""
    beside = say("; {names} is {lost}", names=NAMES[other], lost=lost[other]) if other in lost else ""
    return say(
        "{names} ends {gap} ahead{though}{beside}",
        names=capital(NAMES[found.ahead]),
        gap=usd(gap, 0 if gap >= 10 else 2),
        though=though,
        beside=beside,
    )


def _often(run: ModeRun) -> str:
    n = len(run.liquidations)
    return {1: "once", 2: "twice"}.get(n, say("{n} times", n=n))


def _subtitle(loaded: Loaded, found: OwnReplay) -> str:
    trades = [f for f in loaded.history.fills if f.symbol in found.markets and f.time <= found.times[-1]]
    markets = listed(found.markets) if len(found.markets) < 3 else say("{markets} markets", markets=len(found.markets))
    out = sum(x.rows for x in found.left_out)
    left = say("; {out} {out:row|rows} left out", out=out) if out else ""
    said = wordless("; {label}", label=loaded.label) if loaded.label else ""
    return say(
        "{trades} trades in {markets}, {when} to {when_2} UTC\nBy {venues}'s rules{say}{left}{said}",
        trades=len(trades),
        markets=markets,
        when=when(found.times[0])[:16],
        when_2=when(found.times[-1])[:16],
        venues=VENUES[found.venue.name],
        say="" if found.scale == 1 else say(", every move {the_scale:×} as large", the_scale=round(found.scale, 2)),
        left=left,
        said=said,
    )


def _was(found: OwnReplay) -> list[str | Said]:
    struck = len(found.own_liquidations)
    ended = say("As it was, the account ended with {own:$0}.", own=float(found.own[-1]))
    if found.scale != 1:
        ended = say("With your trades as they were, the account would end with {own:$0}.", own=float(found.own[-1]))
    if not struck:
        return [ended]
    return [
        ended,
        say("{struck} of its trades {struck_2:was a liquidation|were liquidations}.", struck=struck, struck_2=struck),
    ]


def _mode(run: ModeRun, found: OwnReplay) -> Said:
    """What became of one mode."""
    name = (
        say("In **one pool**")
        if run.mode == "cross"
        else say("With **a margin each** at {leverage:×}", leverage=found.leverage)
    )
    ended = say(" it ends with **{final:$0}**", final=run.final)
    parts: list[str | Said] = []
    if run.liquidations:
        first = run.liquidations[0]
        price = listed(say("{s} at {p:$}", s=s, p=p) for s, p in first.marks.items())
        parts.append(
            say(
                "the venue closes {liquidations}{price}, {when} UTC",
                liquidations="first " if len(run.liquidations) > 1 else "",
                price=price,
                when=when(first.time)[:16],
            )
            + ("" if first.left <= 0 else ", in part")
        )
    if run.refused:
        n = len(run.refused)
        parts.append(say("{n} {n_2:trade|trades} cannot be margined", n=n, n_2=n))
    if not parts:
        parts.append("no position is lost")
    return name + ended + ": " + joined(", and ", parts) + "."


def _luck(found: OwnReplay) -> list[str | Said]:
    """How near what was not closed came to it."""
    told: list[str | Said] = []
    for mode, run in found.runs.items():
        near = run.nearest
        if near is None or (mode == "cross" and run.liquidations):
            continue
        what = NAMES[mode] if mode == "cross" else say("the {pool} position with its own margin", pool=near.pool)
        told.append(say("{what} was {distance} from its wall", what=what, distance=_distance(near)))
    if not told:
        return []
    return [say("At its nearest, {what}.", what=what) for what in told]


def _distance(near: Nearest) -> str:
    way = "fall" if near.move < 0 else "rise"
    days = say(" ({sigmas:#1} standard deviations of its day)", sigmas=near.sigmas) if np.isfinite(near.sigmas) else ""
    return say("a {way} of {move:%1}{days}", way=way, move=abs(near.move), days=days)


def _table(found: OwnReplay) -> Any:
    """The text twin: the account in three columns, then each liquidation."""
    import pandas as pd

    cross, isolated = found.runs["cross"], found.runs["isolated"]
    own_fees = "as in the file"
    rows = [
        ("ends with", usd(float(found.own[-1]), 2), usd(cross.final, 2), usd(isolated.final, 2)),
        ("gain on the money put in", usd(_own_gain(found), 2, sign=True), *(usd(r.gain, 2, sign=True) for r in (cross, isolated))),
        ("lowest equity", usd(float(found.own.min()), 2), usd(cross.lowest, 2), usd(isolated.lowest, 2)),
        ("liquidations", str(len(found.own_liquidations)), str(len(cross.liquidations)), str(len(isolated.liquidations))),
        ("trades that could not be margined", "0", str(len(cross.refused)), str(len(isolated.refused))),
        ("trades not followed afterwards", "0", str(cross.skipped), str(isolated.skipped)),
        ("fees of trades", own_fees, usd(cross.fees, 2), usd(isolated.fees, 2)),
        ("funding", own_fees, usd(cross.funding, 2, sign=True), usd(isolated.funding, 2, sign=True)),
        ("withdrawals it could not pay", "0", usd(cross.unpaid, 2), usd(isolated.unpaid, 2)),
        ("nearest to its wall", "not known", *(_near(r) for r in (cross, isolated))),
    ]  # fmt: skip
    for run in (cross, isolated):
        for closed in run.liquidations:
            seen = ", ".join(wordless("{s} {p:$}", s=s, p=p) for s, p in closed.marks.items())
            said = say(
                "{seen}; equity {the_equity:$2} of {the_notional:$0} held, {loss:$2} lost to the process",
                seen=seen,
                the_equity=closed.equity,
                the_notional=closed.notional,
                loss=closed.loss,
            ) + (say(", {debt:$2} borne by others", debt=closed.debt) if closed.debt > 0 else "")
            cells = {"cross": (said, ""), "isolated": ("", said)}[run.mode]
            rows.append((say("closed {when}", when=when(closed.time)), "", *cells))
    return pd.DataFrame(rows, columns=["", AS_IT_WAS, NAMES["cross"], NAMES["isolated"]])


def _own_gain(found: OwnReplay) -> float:
    """The trader's own gain: of the money of the mode that could pay all withdrawals, which is the file's."""
    cross = found.runs["cross"]
    return float(found.own[-1]) - (cross.paid_in - cross.unpaid)


def _near(run: ModeRun) -> str:
    return "none" if run.nearest is None else _distance(run.nearest)


def texts(shown: ShownHistory) -> dict[str, tuple[str, Callable[..., str]]]:
    """The text that follows the explorer, for a lesson's ``prose``."""
    return {"own_history_assumed": ("own_history", shown.assumed)}
