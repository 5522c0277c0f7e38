"""Deeper: the same exposure twice, small and isolated or low in cross."""

from __future__ import annotations

from typing import Any

from course.explorers import View
from course.lessons.position_sizing.book import ACCOUNT, MAINTENANCE, about
from course.number_format import percent, usd
from course.simulation.fact_tables import stored
from course.texts import say, wordless

#: What the stored weeks were computed for.
STORED = 10_000.0
REST = {"kept": "the venue", "returned": "you"}


def twice(asset: str, exposure: float, leverage: str, rest: str) -> View:
    """A week's result of the same dollars, in a compartment and in an account that is paid for in full."""
    lever, scale = float(leverage), exposure / STORED
    table = stored("week_long")

    def figures(at: float) -> tuple[float, float, float, float]:
        out, *dollars = (table.value(k, asset, at, rest) for k in ("thrown_out", "mean", "worst", "worst_tail"))
        mean, worst, tail = (scale * x for x in dollars)
        return out, mean, worst, tail

    cross, apart = figures(1.0), figures(lever)
    posted = exposure / lever
    out = percent(apart[0], 1)
    deeper = -apart[2] > -cross[2]
    return View(
        data={
            **losses((-cross[2], -apart[2]), (-cross[3], -apart[3])),
            **_hundred(apart[0]),
        },
        title=say(
"Cross lost at most {cross:$0} a week, isolated {apart:$0}, thrown out in {out} of the weeks", cross=-cross[2], apart=-apart[2], out=out),
        subtitle=say(
"{exposure:$0} of {asset}; cross: all {account:$} behind it; isolated: only what is posted\nThrown"
" out: liquidated, by the mark's lows; maintenance {maintenance:%1}, weeks from Monday to Monday;"
" {about}", exposure=exposure, asset=asset, account=ACCOUNT, maintenance=MAINTENANCE, about=about('week_long')),
        sentence=say(
            "For {exposure:$0} the compartment holds **{posted:$}**, and that is the most it can lose. It was thrown out in **{out}** of the"
            " weeks and {made} in the mean week. Cross was never thrown out, {cross_made}, and its worst week lost"
            " **{worst:$0}**{less}.",
            exposure=exposure, posted=posted, out=out, made=_made(apart[1]), cross_made=_made(cross[1]), worst=-cross[2],
            less=", less than the compartment's" if deeper else "",
        ),
        table=lambda: _table(cross, apart, posted, lever),
    )  # fmt: skip


def _made(mean: float) -> str:
    return say("made {mean:$0}", mean=mean) if mean >= 0 else say("lost {mean:$0}", mean=-mean)


def losses(worst: tuple[float, float], tail: tuple[float, float]) -> dict[str, Any]:
    """The tables of ``score``: what is lost in cross and in isolated, USD, in the worst week and in the worst twentieth."""
    rows = [("lost in the worst week", worst), ("lost in the mean of the worst twentieth", tail)]
    high = 1.15 * max(*worst, *tail)
    dots, bars = [], []
    for row, (_, pair) in enumerate(rows):
        values = dict(zip(("cross", "isolated"), pair, strict=True))
        dots += [
            {
                "row": row,
                "x": x,
                "mode": mode,
                "label": wordless("{mode} {x:$0}", mode=mode, x=x),
                "left": x < 0.5 * high,
            }
            for mode, x in values.items()
        ]
        bars.append({"row": row, "x": min(values.values()), "x2": max(values.values())})
    return {
        "loss_names": [{"row": row, "name": name} for row, (name, _) in enumerate(rows)],
        "loss_dots": dots,
        "loss_bars": bars,
        "loss_frame": {"x": [0.0, high]},
        "loss_guess": {k: [] for k in ("row", "x", "label", "left")},
    }


def _hundred(share: float) -> dict[str, Any]:
    """A hundred weeks, so many of them crossed out."""
    out = round(100 * share)
    return {
        "hundred": [{"column": i % 20, "line": i // 20, "out": i < out} for i in range(100)],
        "hundred_name": {
            "label": [
                say("thrown out: {out} {out:week|weeks} in 100", out=out)
                if out
                else "thrown out: fewer than 1 week in 100"
            ]
        },
    }


def _table(cross: tuple[float, ...], apart: tuple[float, ...], posted: float, lever: float) -> Any:
    import pandas as pd

    rows = [
        ("behind the position", usd(ACCOUNT, 0), usd(posted, 0)),
        ("thrown out", percent(cross[0], 1), percent(apart[0], 1)),
        ("mean week", usd(cross[1], 0, sign=True), usd(apart[1], 0, sign=True)),
        ("worst week", usd(cross[2], 0, sign=True), usd(apart[2], 0, sign=True)),
        ("mean of the worst twentieth", usd(cross[3], 0, sign=True), usd(apart[3], 0, sign=True)),
    ]
    return pd.DataFrame(rows, columns=["", "cross", say("isolated {lever:×}", lever=lever)])
