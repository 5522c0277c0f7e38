"""Explore: nobody at home; the price goes on elsewhere."""

from __future__ import annotations

from typing import Any

from course.explorers import View
from course.lessons.oracles_and_latency.book import MAINTENANCE, about
from course.margin import liquidation_distance
from course.number_format import number
from course.simulation.derive_feeds import HOURS, WILD
from course.simulation.fact_tables import stored
from course.texts import capital, day, say

ASSETS = ("BTC", "ETH")
LEVERAGES = {"3": "3×", "5": "5×", "10": "10×", "20": "20×", "40": "40×"}
LENGTHS = {str(h): say("{h} h", h=h) for h in HOURS}
STARTS = {"any": "in any hour", "wild": "after a wild hour"}
#: Ends of the axes: moves, and shares on a logarithmic axis.
FURTHEST, LEAST = 0.35, 1e-4


def _counted(asset: str, hours: str, start: str, side: str, leverage: str, what: str) -> int:
    return int(stored("halts").value(what, asset, int(hours), start, side, int(leverage)))


def share(asset: str, hours: str, start: str, side: str, leverage: str) -> float:
    """Share of the silences that found a position past its wall on return."""
    past, silences = (_counted(asset, hours, start, side, leverage, what) for what in ("past", "silences"))
    return past / silences


def one_in(probability: float) -> str:
    """``0.0025`` → ``"1 in 400"``: to two digits where that is many."""
    if probability == 0:
        return "none"
    many = 1 / probability
    shown = round(many) if many < 100 else round(many, 1 - len(str(int(many))) + 1)
    return say("1 in {shown:#0}", shown=shown)


def halt(asset: str, hours: str, leverage: str, start: str) -> View:
    """How far the price had gone on return, in every silence of the record, and who was past the wall."""
    tails = stored("halt_tails").pick(symbol=asset, hours=int(hours), start=start)
    count = _counted(asset, hours, start, "long", leverage, "silences")
    rows: dict[str, list[Any]] = {"move": [], "share": [], "side": []}
    for side, s in (("down", -1), ("up", 1)):
        for x, n in zip(tails.column("move"), tails.column(side), strict=True):
            if n / count >= LEAST and x <= FURTHEST:
                rows["move"].append(s * float(x))
                rows["share"].append(n / count)
                rows["side"].append(side)
    found = {side: share(asset, hours, start, side, leverage) for side in ("long", "short")}
    counts = {
        what: {side: _counted(asset, hours, start, side, leverage, what) for side in ("long", "short")}
        for what in ("past", "bankrupt")
    }
    walls = [
        {
            "move": s * float(liquidation_distance(int(leverage), MAINTENANCE, side)),
            "share": max(found[side], LEAST),
            "label": f"{side}\n{_short(found[side])}",
            "side": side,
            "left": side == "short",
        }
        for side, s in (("long", -1), ("short", 1))
    ]
    extremes = {w: stored("halt_extremes").pick(symbol=asset, hours=int(hours), which=w) for w in ("lowest", "highest")}
    low, high = (extremes[w].rows[0] for w in ("lowest", "highest"))
    others = {s: share(asset, hours, s, "long", leverage) for s in STARTS}
    return View(
        data={
            "tails": rows,
            "walls": walls,
            "halt_frame": [{"move": -FURTHEST, "share": LEAST}, {"move": FURTHEST, "share": 1.0}],
        },
        title=_title(asset, hours, leverage, start, found["long"]),
        subtitle=say(
"all {count:#0} stretches of {hours} that begin on the hour{say}\nThey overlap; maintenance"
" {the_maintenance:%1}; {about}", count=count, hours=_hours(hours), say=say(' after an hour with a range above {wild:%0}', wild=WILD) if start == 'wild' else '', the_maintenance=MAINTENANCE, about=about('halts', say('Binance {asset}USDT perpetual', asset=asset))),
        sentence=_past(count, counts["past"], counts["bankrupt"])
        + _compared(others)
        + say(
            "The furthest: **{low:%1}** ({when}) and **{high:%1+}** ({then}).",
            low=low[3], when=day(low[4]), high=high[3], then=day(high[4]),
        ),
        table=lambda: _table(asset, leverage, start),
    )  # fmt: skip


def _hours(hours: str) -> str:
    return "one hour" if hours == "1" else say("{hours} hours", hours=hours)


def _short(value: float) -> str:
    return "none" if value == 0 else one_in(value)


def _past(count: int, past: dict[str, int], broke: dict[str, int]) -> Any:
    """Who came back past the wall, and past bankruptcy."""
    if not any(past.values()):
        return say(
            "Of {count} longs and as many shorts **none** came back past its liquidation price. ",
            count=number(count, 0),
        )
    told = say(
        "Of {count} longs **{long}** came back past their liquidation price, and of as many shorts **{short}**; ",
        count=count, long=_count(past["long"]), short=_count(past["short"]),
    )  # fmt: skip
    if not any(broke.values()):
        return told + say("nobody bankrupt. ")
    return told + say("bankrupt among them {a} and {b}. ", a=_count(broke["long"]), b=_count(broke["short"]))


def _count(many: int) -> str:
    return number(many, 0) if many else "none"


def _compared(others: dict[str, float]) -> Any:
    if not others["any"] or not others["wild"]:
        return ""
    ratio = others["wild"] / others["any"]
    return say(
        "After a wild hour longs were found so **{ratio} times** as often as after any. ", ratio=number(ratio, 1)
    )


def _title(asset: str, hours: str, leverage: str, start: str, found: float) -> Any:
    silent = say("{hours} without a venue", hours=capital(_hours(hours)))
    when = " after a wild hour" if start == "wild" else ""
    if found == 0:
        return say("{silent}{when}: no {asset} long at {lever} came back past its wall", silent=silent, when=when,
                   asset=asset, lever=LEVERAGES[leverage])  # fmt: skip
    return say(
        "{silent}{when}: {one} {asset} longs at {lever} is past its wall",
        silent=silent, when=when, one=one_in(found), asset=asset, lever=LEVERAGES[leverage],
    )  # fmt: skip


def _table(asset: str, leverage: str, start: str) -> Any:
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "silent for": _hours(hours),
                "silences": number(_counted(asset, hours, start, "long", leverage, "silences"), 0),
                "longs past the wall": _count(_counted(asset, hours, start, "long", leverage, "past")),
                "longs bankrupt": _count(_counted(asset, hours, start, "long", leverage, "bankrupt")),
                "shorts past the wall": _count(_counted(asset, hours, start, "short", leverage, "past")),
                "shorts bankrupt": _count(_counted(asset, hours, start, "short", leverage, "bankrupt")),
            }
            for hours in LENGTHS
        ]
    )
