"""One wick, and which of several prices it moves: the last one, the index, and the one that judges (:mod:`course.venues.judging`)."""

from __future__ import annotations

import numpy as np

from course.charts.labels import spread
from course.explorers import View
from course.lessons.facts import ETH_CRASH_INDEX, ETH_CRASH_LAST, ETH_CRASH_MARK
from course.margin import max_leverage_for
from course.number_format import usd
from course.texts import say, wordless
from course.venues.judging import HYPERLIQUID_STEP, JUDGES, Judge, Series

CALM = 100.0
#: Where the wick happens.
PLACES = {"here": "on this venue only", "everywhere": "on every venue"}
GUESSES = {"closed": "I am closed", "alive": "I am left alone"}


def paths(place: str, depth: float, seconds: float) -> dict[str, Series]:
    """A calm market with one wick of ``depth`` (a fraction) that lasts ``seconds``; one value a second.

    It begins as an oracle is about to be read: the worst case for venues that read it every few seconds.
    """
    lasts = round(seconds)
    length = max(60, 4 * lasts)
    time = np.arange(length)
    start = HYPERLIQUID_STEP * (length // (5 * HYPERLIQUID_STEP))
    fall = 1 - depth * ((time >= start) & (time < start + lasts))
    last = CALM * fall
    index = last if place == "everywhere" else np.full(length, CALM)
    return {"time": time, "index": index, "mid": last, "last": last, "start": np.array([start])}


def shown(venue: str, place: str, depth: float, seconds: float, liquidation: float) -> str:
    """The wick and what judges it, in code."""
    path = paths(place, depth, seconds)
    length, start = len(path["time"]), int(path["start"][0])
    index = "last" if place == "everywhere" else f"np.full({length}, {CALM})"
    return (
        "import numpy as np\n"
        "from course.venues.judging import JUDGES\n"
        f"second = np.arange({length})\n"
        f"last = {CALM:g} * (1 - {depth:.12g} * ((second >= {start}) & (second < {start + round(seconds)})))\n"
        f"index = {index}\n"
        f"mark = JUDGES[{venue!r}].of(index, last, last)\n"
        f"mark.min(), (mark <= {liquidation:.12g}).any()"
    )


#: The wick that the question before the chart asks about.
ASKED_VENUE, ASKED_PLACE, ASKED_DEPTH, ASKED_SECONDS, ASKED_WALL = ("Binance", "here", 0.15, 1.0, 92.0)


def asked() -> str:
    """What happens in the wick of the question."""
    path = paths(ASKED_PLACE, ASKED_DEPTH, ASKED_SECONDS)
    mark = JUDGES[ASKED_VENUE].of(path["index"], path["mid"], path["last"])
    return "closed" if (mark <= ASKED_WALL).any() else "alive"


def wick(venue: str, place: str, depth: float, seconds: float, liquidation: float, guess: str) -> View:
    """Last, index and judging price through one wick, and whether a long with this liquidation price is closed."""
    judge = JUDGES[venue]
    path = paths(place, depth, seconds)
    index, last = path["index"], path["last"]
    mark = judge.of(index, path["mid"], last)
    touched = np.flatnonzero(mark <= liquidation)
    closed = touched.size > 0
    own_mark = judge.name == "mark price"
    lines = {"last": last, "index": index, "mark": mark} if own_mark else {"last": last, "oracle": index}
    # GMX has no order book of its own.
    chart = "chart elsewhere" if venue == "GMX" else "last price"
    shown = "A chart elsewhere" if venue == "GMX" else "The last price"
    lows = {kind: float(series.min()) for kind, series in lines.items()}
    floor = min(*lows.values(), liquidation)
    span = CALM - floor
    places = _places([*lows.values(), liquidation + 0.035 * span], span)
    after = float(path["start"][0] + round(seconds))
    judged = float(mark.min())
    would = last.min() <= liquidation
    asked = (ASKED_VENUE, ASKED_PLACE, ASKED_DEPTH, ASKED_SECONDS, ASKED_WALL)
    right = (guess == "closed") == closed
    said = (
        say("You said “{guesses}”: {right}. ", guesses=GUESSES[guess], right="right" if right else "not so")
        if asked == (venue, place, depth, seconds, liquidation)
        else ""
    )
    act = "you are **closed**" if closed else "you are **left alone**"
    title = (
        say(
            "{venue} closes you {after_seconds}",
            venue=venue,
            after_seconds=_after_seconds(int(touched[0] - path["start"][0])),
        )
        if closed
        else say("{shown} falls to {last:$}, and {venue} leaves you alone", shown=shown, last=lows["last"], venue=venue)
        if would
        else say("Nothing reaches {liquidation:$}", liquidation=liquidation)
    )
    return View(
        data={
            "lines": [
                {"kind": kind, "second": float(t), "price": p}
                for kind, series in lines.items()
                for t, p in zip(*_corners(path["time"], series), strict=True)
            ],
            "names": {
                "second": [after] * len(lows),
                "price": list(lows.values()),
                "place": places[:-1],
                "kind": list(lows),
                "label": [wordless("{chart} {v:$}", chart=chart if k == "last" else k, v=v) for k, v in lows.items()],
            },
            "wall": {
                "price": [liquidation],
                "place": [places[-1]],
                "label": [say("your liquidation price {liquidation:$}", liquidation=liquidation)],
            },
            "frame": {
                "second": [0.0, float(len(last) - 1)],
                "price": [min(floor, *places) - 0.06 * span, max(CALM, *places) + 0.04 * span],
            },
            "closed": {
                "second": [float(touched[0])] if closed else [],
                "price": [float(mark[touched[0]])] if closed else [],
            },
        },
        title=title,
        subtitle=say(
            "a wick of {depth:%1} for {seconds:#0} s {places}; {venue}, as of {as_of}\nIt judges by its {name}.",
            depth=depth,
            seconds=seconds,
            places=PLACES[place],
            venue=venue,
            name=judge.name,
            as_of=judge.as_of,
        ),
        sentence=say(
            "{said}{shown} falls to {last:$}; the index {moves}. {venue} judges by its {name}, which {moves_2}:"
            " with a liquidation price of {liquidation:$} {act}.",
            said=said,
            shown=shown,
            last=lows["last"],
            moves=_moves(index),
            venue=venue,
            name=judge.name,
            moves_2=_moves(mark).replace(usd(judged), f"**{usd(judged)}**"),
            liquidation=liquidation,
            act=act,
        ),
    )


def _moves(series: Series) -> str:
    low = float(series.min())
    return say("falls to {low:$}", low=low) if low < CALM else say("stays at {low:$}", low=low)


def patience(judge: Judge, depth: float, liquidation: float, longest: int = 3_600) -> int | None:
    """Seconds that a wick on this venue alone lasts before it closes a long; ``None`` if an hour of it does not."""
    last = np.full(longest, CALM * (1 - depth))
    touched = np.flatnonzero(judge.of(np.full(longest, CALM), last, last) <= liquidation)
    return int(touched[0]) + 1 if touched.size else None


def _after_seconds(seconds: int) -> str:
    return "in the first second" if seconds == 0 else say("in second {the_seconds}", the_seconds=seconds + 1)


def _places(wanted: list[float], span: float) -> list[float]:
    """Where labels stand: apart from each other, and clear of the calm line, above which near ones are stacked."""
    gap, clear = 0.085 * span, 0.05 * span
    near = [i for i, price in enumerate(wanted) if price > CALM - clear]
    places = dict(zip(sorted(near, key=lambda i: wanted[i]), range(len(near)), strict=True))
    far = [price if i not in places else float("nan") for i, price in enumerate(wanted)]
    lower = spread(far, gap, high=CALM - clear)
    return [CALM + clear + gap * places[i] if i in places else float(lower[i]) for i in range(len(wanted))]


def _corners(time: Series, series: Series) -> tuple[list[float], list[float]]:
    """The points of a line that it takes to draw it: both ends, and wherever its direction changes."""
    bends = np.flatnonzero(np.abs(np.diff(series, 2)) > 1e-12) + 1
    keep = np.unique(np.concatenate([[0], bends, [len(series) - 1]]))
    return time[keep].tolist(), series[keep].tolist()


def saved_by_mark(maintenance: float) -> tuple[float, float]:
    """Leverage of the longs that lived through ETH's worst hour of 2021 because the mark judged, from and to.

    Above the first, the last price was beyond the liquidation price; below the second, the mark price was not.
    """
    last, mark = (max_leverage_for(-fact.value, maintenance) for fact in (ETH_CRASH_LAST, ETH_CRASH_MARK))
    return last, mark


def episode(maintenance: float) -> str:
    """What happened to ETH on 19 May 2021, as one sentence of numbers."""
    low, high = saved_by_mark(maintenance)
    return say(
        "On 19 May 2021 ETH fell by {value:%1} in the last price of Binance's perpetual, by {value_2:%1} in"
        " its mark price and by {value_3:%1} in the spot market. With maintenance of {maintenance:%1},"
        " a long opened before the fall at a leverage between {low:×} and {high:×} lived through it only"
        " because the mark price judged.",
        value=-ETH_CRASH_LAST.value,
        value_2=-ETH_CRASH_MARK.value,
        value_3=-ETH_CRASH_INDEX.value,
        maintenance=maintenance,
        low=round(low, 2),
        high=round(high, 2),
    )
