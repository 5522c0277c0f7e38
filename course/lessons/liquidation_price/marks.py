"""One wick, and which of several prices it moves: the last one, the index, and the one that judges (:mod:`course.venues.judging`)."""

from __future__ import annotations

import numpy as np

from course.charts import spread
from course.explorers import Frame
from course.lessons.facts import ETH_CRASH_INDEX, ETH_CRASH_LAST, ETH_CRASH_MARK
from course.margin import max_leverage_for
from course.venues.judging import HYPERLIQUID_STEP, JUDGES, Judge, Series
from course.words import number, percent, times, usd

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
        f"last = {CALM:g} * (1 - {depth:g} * ((second >= {start}) & (second < {start + round(seconds)})))\n"
        f"index = {index}\n"
        f"mark = JUDGES[{venue!r}].of(index, last, last)\n"
        f"mark.min(), (mark <= {liquidation:g}).any()"
    )


#: The wick that the question before the chart asks about.
ASKED_VENUE, ASKED_PLACE, ASKED_DEPTH, ASKED_SECONDS, ASKED_WALL = ("Binance", "here", 0.15, 1.0, 92.0)


def asked() -> str:
    """What happens in the wick of the question."""
    path = paths(ASKED_PLACE, ASKED_DEPTH, ASKED_SECONDS)
    mark = JUDGES[ASKED_VENUE].of(path["index"], path["mid"], path["last"])
    return "closed" if (mark <= ASKED_WALL).any() else "alive"


def wick(venue: str, place: str, depth: float, seconds: float, liquidation: float, guess: str) -> Frame:
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
        f"You said “{GUESSES[guess]}”: {'right' if right else 'not so'}. "
        if asked == (venue, place, depth, seconds, liquidation)
        else ""
    )
    act = "you are **closed**" if closed else "you are **left alone**"
    title = (
        f"{venue} closes you {_after_seconds(int(touched[0] - path['start'][0]))}"
        if closed
        else f"{shown} falls to {usd(lows['last'])}, and {venue} leaves you alone"
        if would
        else f"Nothing reaches {usd(liquidation)}"
    )
    return Frame(
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
                "label": [f"{chart if k == 'last' else k} {usd(v)}" for k, v in lows.items()],
            },
            "wall": {
                "price": [liquidation],
                "place": [places[-1]],
                "label": [f"your liquidation price {usd(liquidation)}"],
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
        subtitle=f"a wick of {percent(depth, 1)} for {number(seconds, 0)} s {PLACES[place]}; {venue} judges by its {judge.name}"
        f" (as of {judge.as_of})",
        sentence=f"{said}{shown} falls to {usd(lows['last'])}; the index {_moves(index)}. {venue} judges by its"
        f" {judge.name}, which {_moves(mark).replace(usd(judged), f'**{usd(judged)}**')}: with a liquidation price of {usd(liquidation)} {act}.",
    )


def _moves(series: Series) -> str:
    low = float(series.min())
    return f"falls to {usd(low)}" if low < CALM else f"stays at {usd(low)}"


def patience(judge: Judge, depth: float, liquidation: float, longest: int = 3_600) -> int | None:
    """Seconds that a wick on this venue alone lasts before it closes a long; ``None`` if an hour of it does not."""
    last = np.full(longest, CALM * (1 - depth))
    touched = np.flatnonzero(judge.of(np.full(longest, CALM), last, last) <= liquidation)
    return int(touched[0]) + 1 if touched.size else None


def _after_seconds(seconds: int) -> str:
    return "in the first second" if seconds == 0 else f"in second {seconds + 1}"


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
    return (
        f"On 19 May 2021 ETH fell by {percent(-ETH_CRASH_LAST.value, 1)} in the last price of Binance's perpetual, by"
        f" {percent(-ETH_CRASH_MARK.value, 1)} in its mark price and by {percent(-ETH_CRASH_INDEX.value, 1)} in the spot market."
        f" With maintenance of {percent(maintenance, 1)}, a long opened before the fall at a leverage between {times(round(low, 2))} and {times(round(high, 2))} lived"
        " through it only because the mark price judged."
    )
