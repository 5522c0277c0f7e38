"""Five crashes beside the model: what it gets right, what it gets wrong, and why."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np

from course.charts import cascade_events as looks
from course.explorers import Choice, Explorer, View
from course.language import word
from course.lessons.liquidation_cascades.books import DRAWN, MADE_UP, SEED, START
from course.lessons.liquidation_cascades.contagion_texts import ends
from course.lessons.liquidation_cascades.crash_runs import DEPTHS, DRAWS, LEVERAGES, OURS, Replayed, replayed
from course.number_format import number, percent, times
from course.simulation.event_model import UNDER_MARK, UNDER_SPOT
from course.simulation.events import EVENTS, Event, event
from course.texts import SHORT, joined, month, say, time_of_day, wordless

TITLES = {name: month(name, SHORT) for name in EVENTS}
QUANTITIES = {
    "perp fall": "fall of the perpetual",
    UNDER_SPOT: "its low beneath spot's",
    UNDER_MARK: "its low beneath the mark's",
    "lowest funding rate": "lowest funding rate, 8 h",
    "liquidated share": "liquidated share of open interest",
    "open interest fall": "fall of open interest",
    "long share of liquidations": "longs among the liquidated",
    "depth fall": "depth gone at the worst",
    "share within 40 minutes": "liquidated within 40 minutes",
    "first deleveraging after": "first deleveraging after",
}
#: Differences smaller than this count as none: half a point, a hundredth of a per cent of funding, a second.
GRAIN = {"fraction": 0.005, "fraction per 8 h": 1e-4, "seconds": 1.0}
#: Where the model fails, or why it could not have failed.
WHY = {
    "perp fall": "The model is given spot's fall. Only what lies beneath spot is its own work.",
    UNDER_SPOT: "One crowd and one depth for all five crashes, fitted to none of them.",
    UNDER_MARK: "One smoothed mark within a band; venues weigh several exchanges and change their rules.",
    "lowest funding rate": "It answers to the perpetual's discount at the moment of settlement and to nothing else.",
    "liquidated share": "What venues publish is a lower bound; the model sees every account, and its leverage is assumed.",
    "open interest fall": "Nobody in the model leaves of their own accord: all of its fall is forced.",
    "long share of liquidations": "One smooth way down and up: no rebound within the minute that catches shorts.",
    "depth fall": "The flight of depth is assumed, not explained: a right figure here is no success.",
    "share within 40 minutes": "The reconstruction knows the hour of the low, not its minutes.",
    "first deleveraging after": "A tick lasts five minutes, and there is a single fund: it cannot see one venue's single minute.",
}


def published(records: tuple[dict[str, Any], ...], market: str) -> list[dict[str, Any]]:
    """The records of a market and of all markets together for which there is a figure to compare with."""
    return [r for r in records if r["market"] in (market, "all") and np.isfinite(float(r["published"]))]


def shown(value: float, unit: str) -> str:
    """A figure in words."""
    if not np.isfinite(value):
        return "never"
    if unit == "seconds":
        return f"{number(value, 0)} s" if value < 600 else say("{value:#0} min", value=value / 60)
    return percent(value, 3 if "8 h" in unit else 1)


def judged(record: dict[str, Any]) -> str:
    """``"close"`` within a quarter of the figure (or half a point; a hundredth for funding), else which way it is off."""
    figure, model = float(record["published"]), float(record["model"])
    if not np.isfinite(model):
        return "missing"
    if abs(model - figure) <= max(0.25 * abs(figure), GRAIN[record["unit"]]):
        return "close"
    if record["unit"] == "seconds":
        return "too late" if model > figure else "too early"
    return "too much" if abs(model) > abs(figure) else "too little"


def graded(source: str) -> tuple[str, str]:
    """``(source, grade)``: the grade stands in brackets at the end."""
    found = re.fullmatch(r"(.*) \(([DPS])\)", source)
    if found is None:
        raise ValueError(f"a figure without a grade: {source!r}")
    return found[1], found[2]


#: The logarithms between which a model's figure is within a quarter of the published one, and those at the ends of the axis.
CLOSE = (math.log10(0.75), math.log10(1.25))
ENDS = (-1.0, 1.0)


def _aim(figure: float, model: float, verdict: str) -> tuple[float, str]:
    """Where the model's figure stands beside the published one, as the logarithm of so many times; and the verdict with them.

    What counts as close is within the shade, what has no such number (a zero, or the other sign) at an end.
    """
    low, high = CLOSE if verdict == "close" else ENDS
    if figure * model <= 0:
        side = 0.0 if verdict == "close" else ENDS[abs(model) > abs(figure)]
        return side, word(verdict)
    often, least = model / figure, 10 ** ENDS[0]
    said = word(verdict)
    if verdict != "close" and often < least:
        said = say("{verdict}: under {least:×}", verdict=said, least=least)
    elif verdict != "close":
        said = wordless("{verdict}: {often:×}", verdict=said, often=float(f"{often:.2g}"))
    return min(max(math.log10(often), low), high), said


def _pairs(records: list[dict[str, Any]]) -> dict[str, Any]:
    rows, points = [], []
    for row, r in enumerate(records):
        figure, model, verdict = float(r["published"]), float(r["model"]), judged(r)
        aim, said = (0.0, word(verdict)) if verdict == "missing" else _aim(figure, model, verdict)
        tones = ("published",) if verdict == "missing" else ("published", "model")
        points += [{"row": row, "x": aim if tone == "model" else 0.0, "tone": tone} for tone in tones]
        rows.append(
            {
                "row": row,
                "x": min(aim, 0.0),
                "x2": max(aim, 0.0),
                "name": QUANTITIES[r["quantity"]],
                "words": say(
                    "{shown} ({graded}), model {shown_2}",
                    shown=shown(figure, r["unit"]),
                    graded=graded(r["source"])[1],
                    shown_2=shown(model, r["unit"]),
                ),
                "verdict": said,
                "off": verdict != "close",
            }
        )
    return {"pairs": rows, "points": points, "target": [{"x": CLOSE[0], "x2": CLOSE[1]}]}


def _window(found: Event) -> float:
    """Hours shown: past both lows by a quarter of the way there, two hours at least."""
    start = np.datetime64(found.start.replace(" ", "T"))
    lows = [
        (np.datetime64(at.replace(" ", "T")) - start) / np.timedelta64(1, "h") + 1
        for c in found.markets.values()
        for at in (c.low_at, c.spot_low_at)
    ]
    return float(np.ceil(max(1.25 * max(lows), max(lows) + 2)))


def _path(run: Replayed, found: Event, a: int, crash: Any) -> dict[str, Any]:
    end = _window(found)
    seen = run.hours <= end
    hours, spot, perp = run.hours[seen], run.spot[seen, a], run.perpetual[seen, a]
    k = int(perp.argmin())
    start = np.datetime64(found.start.replace(" ", "T"))
    low_at = (np.datetime64(crash.low_at.replace(" ", "T")) - start) / np.timedelta64(1, "h") + 0.5
    every = np.concatenate([spot, perp, [crash.low, crash.spot_open]])
    low, high = float(every.min()), float(every.max())
    span = high - low
    low, high = low - 0.1 * span, high + 0.06 * span
    named = [
        ("spot", spot[-1], "spot\npath"),
        ("model", perp[-1], "model's\nperp"),
        ("published", crash.low, say("published\n{low:$}", low=crash.low)),
        ("model", float(perp[k]), say("model low\n{perp:$}", perp=float(perp[k]))),
    ]
    return {
        "path": {
            "x": np.tile(hours, 2),
            "y": np.concatenate([spot, perp]),
            "tone": ["spot"] * len(hours) + ["model"] * len(hours),
        },
        "lows": [
            {"x": float(x), "y": float(y), "to": end, "tone": tone}
            for tone, x, y in (("published", low_at, crash.low), ("model", hours[k], perp[k]))
        ],
        "ends": ends(end, named, low, high, gap=0.12),
        "frame": {"x": [0.0, end], "y": [low, high]},
    }


def events(name: str, market: str, leverage: float, depth: float, draw: int) -> View:
    """One crash, replayed on its reconstruction, and the figures that were published about it."""
    found = event(name)
    run = replayed(name, leverage, depth, draw)
    crash = found.markets[market]
    a = list(found.markets).index(market)
    records = published(run.records, market)
    own = next(r for r in records if r["quantity"] == UNDER_SPOT)
    funding = next(r for r in records if r["quantity"] == "lowest funding rate")
    verdicts = [judged(r) for r in records]
    right = verdicts.count("close")
    missing = [QUANTITIES[q] for q in QUANTITIES if q not in {r["quantity"] for r in records}]
    interest = next((r for r in records if r["quantity"] == "open interest fall"), None)
    left = (
        say(
            "Open interest fell by {shown}; the model, in which nobody leaves freely, forces {shown_2}.",
            shown=shown(float(interest["published"]), "fraction"),
            shown_2=shown(float(interest["model"]), "fraction"),
        )
        if interest
        else say("No figure was found for: {missing}.", missing=joined("; ", missing))
    )

    def table() -> Any:
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "quantity": QUANTITIES[r["quantity"]],
                    "market": r["market"],
                    "published": shown(float(r["published"]), r["unit"]),
                    "grade": graded(r["source"])[1],
                    "model": shown(float(r["model"]), r["unit"]),
                    "verdict": judged(r),
                    "source": graded(r["source"])[0],
                }
                for r in records
            ]
        )

    beneath = float(own["published"]), float(own["model"])
    sizes = [say("{v:%1} {v_2} spot's", v=abs(v), v_2="beneath" if v >= 0 else "above") for v in beneath]
    return View(
        data={**_path(run, found, a, crash), **_pairs(records)},
        title=say(
            "{title}, {market}: the model is close in {right} of {records} figures",
            title=found.title,
            market=market,
            right=right,
            records=len(records),
        ),
        subtitle=say("the model: {made_up}\n{label}", label=found.label, made_up=MADE_UP),
        sentence=say(
            "The perpetual's low lay **{sizes}** low; the model puts it **{sizes_2}**: {judged}. The lowest"
            " funding rate was {shown} per 8 h, in the model {shown_2}.",
            sizes=sizes[0],
            sizes_2=sizes[1],
            judged=judged(own),
            shown=shown(float(funding["published"]), funding["unit"]),
            shown_2=shown(float(funding["model"]), funding["unit"]),
        ),
        explain=say(
            "{left} The model's crowd: {traders} accounts{drawn}; median {leverage:×}, depth {depth:×} open interest, the same for"
            " every event.",
            left=left,
            traders=OURS.traders,
            drawn=DRAWN,
            leverage=leverage,
            depth=depth,
        ),
        table=table,
    )


def _count(name: str, market: str) -> int:
    return len(published(replayed(name, OURS.leverage, OURS.depth, DRAWS[0]).records, market))


def _design(name: str, market: str) -> list[Any]:
    found = event(name)
    start = np.datetime64(found.start.replace(" ", "T")).astype(object)
    end = _window(found)
    step = next(s for s in (1, 2, 6, 12, 24) if end / s <= 6)
    return [
        looks.path(
            say(
                "hours since {day} {month}, {clock} UTC",
                day=start.day,
                month=month(start, SHORT),
                clock=time_of_day(start),
            ),
            end,
            [float(t) for t in range(0, int(end) + 1, step)],
            looks.PAIR * _count(name, market),
        ),
        looks.pairs(_count(name, market)),
    ]


def explorer() -> Explorer:
    """Five crashes."""
    return Explorer(
        name="five_crashes",
        title="Five crashes, and the model beside them",
        controls=[
            Choice("name", "Crash", TITLES, value="2025-10-10"),
            Choice("market", "Market", list(START)),
            Choice(
                "leverage", "Median leverage assumed", {x: times(x) for x in LEVERAGES}, value=OURS.leverage).meaning("Nobody publishes it. Try to fit one crash, then look at the others."),
            Choice(
                "depth", "Depth assumed, times open interest", {x: times(x) for x in DEPTHS}, value=OURS.depth,
            ),
            Choice(
                "draw", "Path drawn", list(DRAWS)).meaning("The reconstruction is random between the published prices: three draws of it."),
        ],
        compute=events,
        design=_design,
        code=lambda name, market, leverage, depth, draw: (
            "import numpy as np\n"
            "from course.simulation.event_model import Setting, compare, run_event\n"
            "from course.simulation.events import event\n"
            f"found, setting = event({name!r}), Setting(leverage={leverage:.12g}, depth={depth:.12g})\n"
            f"film = run_event(found, np.random.default_rng([{SEED}, {draw}]), setting)\n"
            "[r['model'] for r in compare(found, film, setting)]"
        ),
    )  # fmt: skip
