"""The scorecard: what four claims ask of a venue's documents, answered from ``venues.facts()``, weighed by the learner.

A check is a *fact* where a field of the record decides it, and a *judgement* where somebody had to read a text and decide. The
judgements stand in one table, and a learner who disagrees may put another answer in the place of any one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from html import escape
from typing import Any

import numpy as np

from course import venues
from course.charts.label_placement import PlacedNames
from course.explorers import View
from course.language import word
from course.lessons.choosing_a_platform.portfolio_on_venues import BTC, COLLATERAL, ETH, VENUES, caption, rows, short
from course.number_format import number, percent
from course.texts import joined, listed, say
from course.validation import ArgumentError

CRITERIA = {"model": "Margin model", "liquidation": "Liquidation", "settlement": "Settlement", "tools": "Tools"}
FACTS = {record["venue"]: record for record in venues.facts()}


@dataclass(frozen=True)
class Check:
    """One question to a venue's documents.

    Attributes:
        criterion: which of :data:`CRITERIA` it belongs to.
        question: as the dossier asks it.
        fields: of the fact record that answer it, shown as the reason.
        points: 0, ½ or 1 from the record.
        judgement: whether reading was needed.
    """

    criterion: str
    question: str
    fields: tuple[str, ...]
    points: Callable[[Mapping[str, Any]], float]
    judgement: bool = False


def read(**points: float) -> Callable[[Mapping[str, Any]], float]:
    """The course's reading of a text, by venue."""
    return lambda record: points[record["venue"]]


def _dated(record: Mapping[str, Any]) -> float:
    """Documents with a day of their own, or some that only the day of reading dates."""
    return 1.0 if record["dated"] else 0.5


CHECKS = (
    Check(
        "model",
        "Does it offer both cross margin and isolated margin?",
        ("modes",),
        lambda r: float("cross" in r["modes"] and "isolated" in r["modes"]),
    ),
    Check(
        "model",
        "How finely is the mode chosen?",
        ("granularity",),
        read(dydx=1, hyperliquid=1, gmx=0.5, drift=1, binance=1, bybit=0, okx=1, bitmex=1),
        judgement=True,
    ),
    Check("model", "Do the rules that can be read carry a full date?", ("dated", "as_of"), _dated),
    Check(
        "liquidation",
        "Is the price that triggers set outside the venue's own book?",
        ("trigger",),
        read(dydx=1, hyperliquid=0.5, gmx=1, drift=1, binance=0.5, bybit=0.5, okx=0.5, bitmex=1),
        judgement=True,
    ),
    Check(
        "liquidation",
        "Does it begin with a part?",
        ("first_action",),
        read(dydx=1, hyperliquid=0.5, gmx=0, drift=1, binance=0.5, bybit=0.5, okx=0.5, bitmex=0.5),
        judgement=True,
    ),
    Check(
        "liquidation",
        "Can you tell beforehand whom deleveraging takes?",
        ("adl", "loss_bearers"),
        read(dydx=0, hyperliquid=1, gmx=0, drift=0.5, binance=1, bybit=0.5, okx=0.5, bitmex=1),
        judgement=True,
    ),
    Check("settlement", "Does it trade today?", ("live", "settlement"), lambda r: float(r["live"])),
    Check(
        "settlement",
        "Is a refresh of a second or less documented?",
        ("refresh",),
        read(dydx=1, hyperliquid=0, gmx=0.5, drift=1, binance=1, bybit=0.5, okx=0.5, bitmex=0.5),
        judgement=True,
    ),
    Check(
        "settlement",
        "Can settlement be checked on a public chain?",
        ("kind", "settlement"),
        lambda r: float(r["kind"] == "decentralised"),
    ),
    Check(
        "tools",
        "Is the whole account shown: equity, requirement, what is free?",
        ("tools",),
        read(dydx=1, hyperliquid=1, gmx=0, drift=0.5, binance=1, bybit=0.5, okx=1, bitmex=0.5),
        judgement=True,
    ),
    Check(
        "tools",
        "Is each position's own risk shown, as a figure that holds?",
        ("tools",),
        read(dydx=1, hyperliquid=1, gmx=0.5, drift=1, binance=0.5, bybit=0.5, okx=1, bitmex=0.5),
        judgement=True,
    ),
)


def rating(venue: str, criterion: str) -> float:
    """Mean points of a venue in one criterion, 0 to 1."""
    return float(np.mean([c.points(FACTS[venue]) for c in CHECKS if c.criterion == criterion]))


#: Ratings, venues in rows in the course's order, criteria in columns.
RATINGS = np.array([[rating(v.name, c) for c in CRITERIA] for v in VENUES])


#: The judged checks that a learner may answer otherwise, by their place in :data:`CHECKS`.
JUDGED = {str(k): c.question for k, c in enumerate(CHECKS) if c.judgement}
POINTS = {0.0: "0", 0.5: "½", 1.0: "1"}
#: Whose answer counts: the course's, or one of the learner's.
COURSE = "course"
READINGS = {COURSE: "as the course reads it", "0": "0", "0.5": "½", "1": "1"}


@lru_cache(maxsize=256)
def ratings(venue: str, check: str, reading: str) -> Any:
    """:data:`RATINGS` with the learner's own reading of one check at one venue in its place."""
    found = RATINGS.copy()
    if reading != COURSE:
        judged = CHECKS[int(check)]
        change = float(reading) - judged.points(FACTS[venue])
        row = next(i for i, v in enumerate(VENUES) if v.name == venue)
        found[row, list(CRITERIA).index(judged.criterion)] += change / sum(
            c.criterion == judged.criterion for c in CHECKS
        )
    return found


def by_facts(weights: Any) -> Any:
    """What every venue's total has from facts alone, and what it would have if each judged check gave all of its point."""
    w = np.asarray(weights, float) / np.sum(weights)
    share = [w[list(CRITERIA).index(c.criterion)] / sum(d.criterion == c.criterion for d in CHECKS) for c in CHECKS]
    kinds = [(s, c) for s, c in zip(share, CHECKS, strict=True)]
    facts = [sum(s * c.points(FACTS[v.name]) for s, c in kinds if not c.judgement) for v in VENUES]
    return np.array(facts), np.array(facts) + sum(s for s, c in kinds if c.judgement)


#: Pixels of the plane of totals over rooms; the reach of its axes beyond the farthest room, and where totals are seen from.
HIGH, REACH, NEAR = 300, 1.3, 0.4


@lru_cache(maxsize=64)
def rooms(collateral: float) -> tuple[float, ...]:
    """By how much one leg of the course's book may move alone until each venue closes it: the nearer of the two legs."""
    found = rows(BTC, ETH, collateral)
    return tuple(min(r["distance"] for r in found if r["venue"] == v.name) for v in VENUES)


def room(collateral: float, venue: str, **_: Any) -> float:
    """That of the chosen venue."""
    return rooms(collateral)[[v.name for v in VENUES].index(venue)]


def _plane(score: Any, room_of: tuple[float, ...], parts: list[str], chosen: int) -> dict[str, Any]:
    """Venues as dots, room across and total up, each named where there is space."""
    reach, low = REACH * max(room_of), NEAR if score.min() > NEAR + 0.02 else 0.0
    names = PlacedNames((0.0, reach), (low, 1.05), HIGH)
    for x, y in zip(room_of, score, strict=True):
        names.mark(x, y, 9)
    for i in [chosen, *(k for k in range(len(VENUES)) if k != chosen)]:
        names.beside(short(VENUES[i]), "chosen" if i == chosen else parts[i], room_of[i], float(score[i]))
    return {
        "cards": [
            {"venue": short(v), "room": room_of[i], "score": float(score[i]), "part": parts[i], "chosen": i == chosen}
            for i, v in enumerate(VENUES)
        ],
        "card_names": names.table,
        "corners": {"room": [0.0, reach], "score": [low, 1.05]},
    }


def in_code(
    model: float,
    liquidation: float,
    settlement: float,
    tools: float,
    venue: str,
    check: str,
    reading: str,
    collateral: float = COLLATERAL,
) -> str:
    """The totals in code; the ratings are the course's reading of documents, so they stand there as they are."""
    rows = [
        f"{v.title!r}: [{', '.join(str(Fraction(float(x)).limit_denominator(60)) for x in row)}]"
        for v, row in zip(VENUES, ratings(venue, check, reading), strict=True)
    ]
    return (
        "import numpy as np\n"
        f"ratings = {{{', '.join(rows)}}}\n"
        f"weights = np.array([{model:.12g}, {liquidation:.12g}, {settlement:.12g}, {tools:.12g}])\n"
        "sorted(((100 * float(row @ weights / weights.sum()), name) for name, row in ratings.items()), reverse=True)"
    )


def totals(weights: Any, of: Any = RATINGS) -> Any:
    """Weighted mean of the ratings: ``ratings · w / Σ w``, 0 to 1."""
    w = np.asarray(weights, float)
    if not w.sum():
        raise ArgumentError("model", 0, "above zero for at least one of the four")
    return of @ (w / w.sum())


def half_a_point(weights: Any) -> float:
    """The most that half a point more or less in one *judged* check moves a venue's total."""
    w = np.asarray(weights, float) / np.sum(weights)
    return float(
        max(
            0.5 * w[list(CRITERIA).index(c.criterion)] / sum(d.criterion == c.criterion for d in CHECKS)
            for c in CHECKS
            if c.judgement
        )
    )


def scorecard(
    model: float,
    liquidation: float,
    settlement: float,
    tools: float,
    venue: str,
    check: str = "1",
    reading: str = COURSE,
    collateral: float = COLLATERAL,
) -> View:
    """Venues by the learner's weights: over the room that each leaves to the course's book, and by how much of it is read."""
    weights = (model, liquidation, settlement, tools)
    cells = ratings(venue, check, reading)
    score = totals(weights, cells)
    order = sorted(range(len(VENUES)), key=lambda i: -score[i])
    live = [i for i in order if VENUES[i].live]
    best = [i for i in live if score[live[0]] - score[i] < 1e-9]
    rest = [i for i in live if i not in best]
    names = [caption(VENUES[i]) for i in order]
    chosen = next(i for i, v in enumerate(VENUES) if v.name == venue)
    place = 1 + sum(score[i] > score[chosen] + 1e-9 for i in live if i != chosen)
    level = sum(abs(score[i] - score[chosen]) < 1e-9 for i in live) - 1
    names_best = [short(VENUES[i]) for i in best]
    winners = listed(names_best) if len(best) <= 3 else say("{n} venues", n=len(best))
    lead = score[best[0]] - score[rest[0]] if rest else 0.0
    step = half_a_point(weights)
    given = CHECKS[int(check)].points(FACTS[venue])
    own = reading != COURSE and float(reading) != given
    by = word("with one reading of your own" if own else "by the course's reading")
    if not rest:
        title, robust = say("All venues that trade today are equal, {by}", by=by), ""
    else:
        title = say(
            "{winners} {best} by {points}, {by}",
            winners=winners,
            best="lead" if len(best) > 1 else "leads",
            points=points(lead),
            by=by,
        )
        robust = (
            say(
                "The lead of {points} is no more than what half a point in a single judgement moves"
                " ({points_2}): treat it as a tie.",
                points=points(lead),
                points_2=points(step),
            )
            if lead < step + 1e-9
            else say(
                "Half a point in a single judgement moves a total by at most {points}: the lead is larger.",
                points=points(step),
            )
        )
    shares = say(", level with {level} {level:other|others},", level=level) if level else ""
    state = (
        say(
            "{short} is number **{place}** of {live}{shares} with **{points}**.",
            short=short(VENUES[chosen]),
            place=place,
            live=len(live),
            shares=shares,
            points=points(score[chosen]),
        )
        if VENUES[chosen].live
        else say(
            "{short} has {points}, but it is halted and takes no place.",
            short=short(VENUES[chosen]),
            points=points(score[chosen]),
        )
    )
    asked = f"“{word(JUDGED[check])}”"
    mine = (
        say(
            "You give it {points} for {asked}, where the course gives {points_2}: without that it has {points_3}.",
            points=POINTS[float(reading)],
            asked=asked,
            points_2=POINTS[given],
            points_3=points(totals(weights)[chosen]),
        )
        if own
        else say(
            "For {asked} the course gives it {points} of 1. That is a judgement, and you may put yours in its place.",
            asked=asked,
            points=POINTS[given],
        )
    )
    parts = ["halted" if not v.live else "best" if i in best else "rest" for i, v in enumerate(VENUES)]
    facts, most = by_facts(weights)
    of = say(
        "Of the points of {short} **{facts}** are facts, the rest is read.",
        short=short(VENUES[chosen]),
        facts=number(100 * facts[chosen], 1),
    )
    room_of = rooms(collateral)
    roomy = max(live, key=lambda i: room_of[i])
    waits = say(
        "With {collateral:$0} behind 1 BTC long and 15 ETH short it closes a leg after **{room}**{more}.",
        collateral=collateral,
        room=percent(room_of[chosen]),
        more=", the most of all that trade"
        if roomy == chosen
        else say("; {who} waits longest, until {room}", who=short(VENUES[roomy]), room=percent(room_of[roomy])),
    )
    return View(
        data={
            **_plane(score, room_of, parts, chosen),
            "totals": {
                "venue": names,
                "rank": list(range(len(order))),
                "facts": facts[order],
                "score": score[order],
                "most": most[order],
                "label": [number(100 * score[i], 0) for i in order],
                "part": [parts[i] for i in order],
                "chosen": [i == chosen for i in order],
            },
        },
        title=title,
        subtitle=say(
            "totals out of a hundred; {collateral:$0} behind 1 BTC long and 15 ETH short\nDrift is halted and only listed.",
            collateral=collateral,
        ),
        # Ranked by rules, not by tiers: the age that counts is that of the documents.
        sentence=joined(
            " ",
            filter(
                None,
                (state, waits, mine if own else "", robust, venues.old_figures((short(v), v.source) for v in VENUES)),
            ),
        ),
        explain=joined(" ", [of, *([] if own else [mine])]),
        table=lambda: _table(order, score, cells, facts, room_of),
    )


def points(share: float) -> str:
    """A share of the total as points out of a hundred."""
    return say("{share:#1} points", share=100 * share)


def _table(order: list[int], score: Any, cells: Any, facts: Any, room_of: tuple[float, ...]) -> Any:
    import pandas as pd

    return pd.DataFrame(
        [
            {
                "venue": VENUES[i].title,
                "total": number(100 * score[i], 1),
                "of it facts": number(100 * facts[i], 1),
                "closes a leg after": percent(room_of[i]),
                **{name: number(100 * cells[i, k], 0) for k, name in enumerate(CRITERIA.values())},
                "as of": FACTS[VENUES[i].name]["as_of"],
            }
            for i in order
        ]
    )


# ---- Explain: the dossier -------------------------------------------------------------------------------------------

WORDS = {"True": "yes", "False": "no"}
#: A point, half of one, none.
MARKS = {1.0: "●", 0.5: "◐", 0.0: "○"}


def dossier(
    model: float,
    liquidation: float,
    settlement: float,
    tools: float,
    venue: str,
    check: str = "1",
    reading: str = COURSE,
    collateral: float = COLLATERAL,
) -> str:
    """What the chosen venue's documents answer, question by question (HTML)."""
    record = FACTS[venue]
    own = None if reading == COURSE else CHECKS[int(check)]
    got = {ask: float(reading) if ask is own else ask.points(record) for ask in CHECKS}
    short_of = [ask for ask in CHECKS if got[ask] < 1 or ask is own]
    marks = "".join(
        f"<tr><th scope='row'>{word(name)}</th><td><span aria-hidden='true'>{''.join(MARKS[p] for p in each)}</span></td>"
        f"<td>{say('{points} of {most}', points=number(sum(each), 1 if sum(each) % 1 else 0), most=len(each))}</td></tr>"
        for key, name in CRITERIA.items()
        if (each := [p for ask, p in got.items() if ask.criterion == key])
    )
    total, whole = sum(got.values()), [ask for ask in CHECKS if ask not in short_of]
    requirement = say("The requirement follows the {requirement_on} price", requirement_on=record["requirement_on"]) + (
        say(" and contains the fee of closing." if record["fee_in_trigger"] else ", without a closing fee.")
    )
    head = say(
        "<p><strong>{title}</strong>, {dated} {as_of}{old}: <strong>{total} of {most} points</strong>.</p>",
        title=escape(record["title"]),
        dated="as of" if record["dated"] else "read on",
        as_of=escape(record["as_of"]),
        old=", older than two years" if record["old"] else "",
        total=number(total, 1 if total % 1 else 0),
        most=len(CHECKS),
    )
    most = say("{n} {n_2:answer gives|answers give} a whole point", n=len(whole), n_2=len(whole))
    looked_at = _answers(short_of, record, got, own)
    rest = _answers(whole, record, got, own)
    return (
        f"{head}<table class='cx-bars cx-marks'><tbody>{marks}</tbody></table>"
        + (
            f"<p><strong>{escape(say('Where it gets less, or you read otherwise'))}</strong></p>{looked_at}"
            if short_of
            else ""
        )
        + (f"<details><summary>{escape(most)}</summary>{rest}</details>" if whole else "")
        + say(
            "<p>{requirement} {note} <em>Source:</em> {source}.</p>",
            requirement=escape(requirement),
            note=escape(record["note"]),
            source=escape(record["source"]),
        )
    )


def _answers(asks: list[Check], record: Mapping[str, Any], got: Mapping[Check, float], own: Check | None) -> str:
    """Questions with what the documents say and what that counts, as a table (HTML)."""
    lines = []
    for ask in asks:
        answer = joined("; ", [WORDS.get(str(record[f]), str(record[f])) for f in ask.fields if f != "live"])
        if "live" in ask.fields:
            answer = joined("; ", ["yes" if record["live"] else "no: halted", answer])
        kind = "yours" if ask is own else "judgement" if ask.judgement else "fact"
        lines.append(
            f"<tr><th scope='row'>{escape(word(ask.question))}</th><td"
            f" data-label='what the documents say'>{escape(word(answer))}</td>"
            f"<td data-label='points'>{POINTS[got[ask]]}, {word(kind)}</td></tr>"
        )
    return say(
        "<table><thead><tr><th scope='col'>question</th><th scope='col'>what the documents say</th><th"
        " scope='col'>points</th></tr></thead><tbody>{lines}</tbody></table>",
        lines="".join(lines),
    )
