"""Explore: growth over leverage, by the formula and by the record."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.explorers import View
from course.lessons.position_sizing.book import about
from course.margin import best_leverage, best_leverage_error, grown_over, growth_formula, mean_error
from course.number_format import chance, number, percent, times
from course.simulation.fact_tables import stored
from course.texts import say

#: Leverages at which the record was computed lie so far apart.
STEP = 0.25
LEVERS = np.linspace(0.0, 4.0, 81)
#: A dot is drawn up to this growth a year; the picture's edge is a little above it.
TOP, EDGE = 1.5, 1.75
DAYS = 365
GRID = tuple(round(STEP * i, 2) for i in range(1, 17))


def formula(mean: float, volatility: float, leverage: Any) -> Any:
    """Growth a year by the formula, compounded."""
    return np.asarray(grown_over(growth_formula(mean, volatility, leverage), DAYS))


def believed(asset: str, belief: float) -> float:
    """The mean daily return so many standard errors from the record's."""
    mean, sigma, days = (stored("best").value(k, asset, "all") for k in ("mean", "volatility", "days"))
    return float(mean + belief * mean_error(sigma, days))


def on_record(asset: str, leverage: float) -> tuple[float, float]:
    """Growth a year and deepest fall on the record; from the wall on everything is gone."""
    if leverage >= stored("walls").value("wiped_out", asset):
        return -1.0, 1.0
    grown = stored("grown")
    return grown.value("record", asset, leverage), grown.value("deepest_fall", asset, leverage)


def growth(asset: str, leverage: float, belief: float) -> View:
    """Growth a year over leverage: what the formula forgives and the record does not."""
    lever = min(max(round(leverage / STEP) * STEP, STEP), GRID[-1])
    best, walls = stored("best"), stored("walls")
    sigma, days = (best.value(k, asset, "all") for k in ("volatility", "days"))
    mean = believed(asset, belief)
    share, error = float(best_leverage(mean, sigma)), float(best_leverage_error(sigma, days))
    wall, worst = walls.value("wiped_out", asset), walls.value("worst_day", asset)
    told = float(formula(mean, sigma, lever))
    record, fall = on_record(asset, lever)
    kept = [x for x in GRID if x < wall]
    line = [(0.0, 0.0), *((x, on_record(asset, x)[0]) for x in kept), (wall, -1.0)]
    gone = record == -1.0
    # What is gone lies on the axis: its name stands above it while the formula's does not.
    above = told > -0.7 if gone else told < record
    if gone:
        title = say(
            "The formula forgives {lever:×}; the record ends: {worst:%0} in one day is {there:%0}"
            if told > 0
            else "The formula only shrinks at {lever:×}; the record ends: {worst:%0} in one day is {there:%0}",
            lever=lever, worst=worst, there=lever * worst,
        )  # fmt: skip
        rest = say("on the record **nothing is left**.")
    else:
        verb = "grew" if record >= 0 else "shrank"
        title = say(
            "{asset} at {lever:×} {verb} {record:%0} a year on the record, and fell {fall:%?} on the way",
            asset=asset, lever=lever, verb=verb, record=abs(record), fall=fall,
        )  # fmt: skip
        rest = say("the record **{record:%1+}**, after a fall of {fall:%?} from a peak.", record=record, fall=fall)
    says = say("At {leverage:×} the formula says **{told:%1+}** a year, ", leverage=lever, told=told)
    best_is = say(
        " Its best leverage, μ/σ², is **{share:×}**{believed}, give or take {error:#2}; on the record everything is gone from"
        " {wall}.",
        share=share, believed=say(" if the mean is {believed}", believed=_believed(belief)) if belief else "", error=error, wall=_wall(wall),
    )  # fmt: skip
    return View(
        data={
            "formula": {"leverage": LEVERS, "grown": np.clip(formula(mean, sigma, LEVERS), -1, 2 * EDGE)},
            "record": {"leverage": [x for x, _ in line], "grown": [g for _, g in line]},
            "wall": {
                "leverage": [wall],
                "grown": [-1.0],
                "top": [EDGE],
                "label": [say("{wall}: one day takes all", wall=_wall(wall))],
            },
            "you": [
                _dot(lever, told, say("formula\n{signed}", signed=_signed(told)), "formula", told >= record),
                _dot(
                    lever,
                    record,
                    "record:\ngone" if gone else say("record\n{signed}", signed=_signed(record)),
                    "record",
                    above,
                ),
            ],
            **_years(asset, share, wall),
        },
        title=title,
        subtitle=say(
            "exposure set anew at every midnight (UTC)\nNo costs, no funding, no liquidation within the day; {about}",
            about=about("grown"),
        ),
        sentence=says + rest + best_is,
        table=lambda: _table(asset, mean, sigma),
    )


def _signed(value: float) -> str:
    return percent(value, 1, sign=True)


def _wall(leverage: float) -> str:
    """With three decimals: a slider's stop may lie just short of it, and is alive there."""
    return f"{number(leverage, 3)}×"


def _one(leverage: float) -> str:
    return f"{number(leverage, 1)}×"


def _believed(belief: float) -> str:
    """In words: how far from the record's mean."""
    size = number(abs(belief), 1).removesuffix(".0")
    return say(
        "{size} standard error{the_belief:|s} {the_belief_2} the record's",
        size=size,
        the_belief=abs(belief),
        the_belief_2="above" if belief > 0 else "below",
    )


def _dot(lever: float, value: float, label: str, kind: str, upper: bool) -> dict[str, Any]:
    place = min(max(value, -1.0), TOP)
    return {
        "leverage": lever, "edge": float(LEVERS[-1]), "grown": place, "kind": kind,
        "label": f"{label}{' ↑' if value > TOP else ''}", "far": lever > 2.0, "upper": upper,
    }  # fmt: skip


def _years(asset: str, best: float, wall: float) -> dict[str, Any]:
    """The best leverage of every whole year with its standard error, and of the whole record as believed."""
    table = stored("best").pick(symbol=asset)
    rows = [
        {"year": row[1], "best": row[5], "low": row[5] - row[6], "high": row[5] + row[6], "label": _one(row[5])}
        for row in table.rows
        if row[1] != "all"
    ]
    whole = next(row for row in table.rows if row[1] == "all")
    rows.append({"year": "all", "best": best, "low": best - whole[6], "high": best + whole[6], "label": _one(best)})
    for row in rows:
        row["own"] = row["year"] == "all"
    return {"years": rows, "year_wall": {"best": [wall]}}


def _table(asset: str, mean: float, sigma: float) -> Any:
    import pandas as pd

    rows = []
    for lever in GRID:
        record, fall = on_record(asset, lever)
        rows.append(
            {
                "leverage": times(lever),
                "formula, a year": percent(float(formula(mean, sigma, lever)), 1, sign=True),
                "record, a year": percent(record, 1, sign=True),
                "deepest fall": chance(fall) if fall < 1 else percent(fall, 0),
            }
        )
    return pd.DataFrame(rows)
