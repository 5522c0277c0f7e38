"""The account of the five crashes: each figure with its source, the model's beside it, and where the model fails."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from course.explorers.prose import aside
from course.language import word
from course.lessons.liquidation_cascades.crash_runs import DRAWS, OURS, replayed
from course.lessons.liquidation_cascades.five_crashes import GRAIN, QUANTITIES, WHY, graded, judged, published, shown
from course.number_format import percent
from course.simulation.event_model import UNDER_SPOT
from course.simulation.events import EVENTS, Event, Figure, event
from course.texts import joined, say, wordless


def why(found: Event, quantity: str) -> str:
    """Where the model fails; for open interest with what the event's own figures say about it."""
    known = {f.name: f.value for f in found.figures}
    parts = known.get("liquidated share"), known.get("open interest fall")
    if quantity == "open interest fall" and None not in parts:
        forced, fell = (percent(x, 0) for x in parts)
        return say(
            "{why} Reported: {forced} liquidated, {fell} gone, so most left otherwise.",
            why=WHY[quantity],
            forced=forced,
            fell=fell,
        )
    return WHY[quantity]


def in_full(figure: Figure) -> str:
    """A figure of any unit in words."""
    if figure.unit == "USD":
        return say("${value:#1}bn", value=figure.value / 1000000000.0)
    if figure.unit == "BTC":
        return say("{value:#0} BTC", value=figure.value)
    return shown(figure.value, figure.unit)


@lru_cache(maxsize=1)
def own_work() -> tuple[int, int]:
    """``(close, of)``: how often our one setting is right about what is the model's own work, the low beneath spot's."""
    runs = (replayed(name, OURS.leverage, OURS.depth, DRAWS[0]) for name in EVENTS)
    verdicts = [judged(r) for run in runs for r in run.records if r["quantity"] == UNDER_SPOT]
    return verdicts.count("close"), len(verdicts)


def account(name: str, market: str, leverage: float, depth: float, draw: int) -> str:
    """Where the model fails and why; folded, each figure with its grade and its source beside the model's."""
    found = event(name)
    records = published(replayed(name, leverage, depth, draw).records, market)
    missed = [
        say(
            "<li><strong>{figure}</strong>, {verdict}. {why}</li>",
            figure=escape(word(QUANTITIES[r["quantity"]])),
            verdict=word(judged(r)),
            why=escape(why(found, r["quantity"])),
        )
        for r in records
        if judged(r) != "close"
    ]
    body = "".join(
        f"<tr><th scope='row'>{escape(word(QUANTITIES[r['quantity']]))}</th>"
        f"<td data-label='published'>{shown(float(r['published']), r['unit'])} ({graded(r['source'])[1]})<br><small>{escape(graded(r['source'])[0])}</small></td>"
        f"<td data-label='model'>{shown(float(r['model']), r['unit'])}</td></tr>"
        for r in records
    )
    told = {r["quantity"] for r in records}
    others = [
        wordless(
            "{name} {in_full} ({grade}, {source})",
            name=escape(f.name),
            in_full=in_full(f),
            grade=f.grade,
            source=escape(f.source),
        )
        for f in found.figures
        if f.name not in told
    ]
    beside = (
        say("<p>Also published, with nothing in the model to set beside it: {others}.</p>", others=joined("; ", others))
        if others
        else ""
    )
    right, cases = own_work()
    failed = (
        say("<p><strong>Where it fails here, and why</strong></p><ul>{missed}</ul>", missed=joined("", missed))
        if missed
        else say("<p>Here every figure is close.</p>")
    )
    sources = say(
        "<p>{label} {start} to {end} UTC.</p><table><caption>{market} and the whole market</caption><thead><tr><th"
        " scope='col'>figure</th><th scope='col'>published</th><th scope='col'>model</th></tr></thead><tbody>{body}</tbody>"
        "</table>{beside}<p>D: computed from public bars. P: a primary source. S: press or research, where figures often disagree."
        " Close: within a quarter of the figure, or within {fraction:%1} ({value:%} for funding).</p>",
        label=escape(found.label),
        start=escape(found.start),
        end=escape(found.end),
        market=escape(market),
        body=body,
        beside=beside,
        fraction=GRAIN["fraction"],
        value=GRAIN["fraction per 8 h"],
    )
    return joined(
        "",
        [
            failed,
            say(
                "<p>A figure that the model was given, or that its assumptions force, proves nothing when it is close. The low beneath"
                " spot's is neither: with our one setting it is close in {right} of {cases} cases. The model explains how a cascade"
                " works; it does not foretell one.</p>",
                right=right, cases=cases,
            ),
            aside(say("Every figure with its source"), sources),
        ],
    )  # fmt: skip
