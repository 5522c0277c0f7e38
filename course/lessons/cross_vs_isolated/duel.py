"""The duel: both accounts along the same week, and the score of the weeks before."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from course.charts import cross_vs_isolated as looks
from course.explorers import Choice, Explorer, Number, View
from course.lessons import controls
from course.lessons.cross_vs_isolated.book import (
    BOOKS,
    CORRELATION,
    DAYS,
    IMPORTS,
    MODES,
    RULES,
    SEASON,
    STEPS,
    VOLATILITY,
    both_in_code,
    portfolios,
    setting,
    weeks,
    weeks_in_code,
)
from course.lessons.cross_vs_isolated.twin_accounts import (
    ahead,
    by_time,
    fallen,
    leftover,
    lives_through,
    margin_behind,
    said,
    story,
)
from course.simulation import Paths, Replay, replay
from course.texts import Said, say

#: Looks at prices a day.
LOOKS = STEPS // DAYS
#: A lead of less, USD, is none.
LEVEL = 0.5


@lru_cache(maxsize=16)
def leads(book: str, margin: float, correlation: float) -> np.ndarray:
    """What cross ends with more than isolated, USD, in each week of the season."""
    both = replay(portfolios(book, margin), weeks(VOLATILITY, correlation, SEASON))
    more: np.ndarray = both["cross"].final - both["isolated"].final
    return more


@lru_cache(maxsize=16)
def lived(book: str, margin: float, correlation: float, number: int) -> tuple[Paths, Replay]:
    """One week and both accounts along it."""
    path = weeks(VOLATILITY, correlation, SEASON).pick([number - 1])
    return path, lives_through(book, margin, 0.0, path)


def step_of(day: float) -> int:
    """The last look until a day."""
    return int(day * LOOKS + 1e-9)


def leader(lead: float) -> str:
    """Who is ahead; "level" if nobody is."""
    if abs(lead) < LEVEL:
        return "level"
    return "cross" if lead > 0 else "isolated"


def score(played: np.ndarray) -> dict[str, int]:
    """In how many weeks each was ahead."""
    who = [leader(float(lead)) for lead in played]
    return {name: who.count(name) for name in ("cross", "isolated", "level")}


def _after(day: float) -> Said:
    whole = "after {day:#0} {days:day|days}" if day == round(day) else "after {day:#1} days"
    return say(whole, day=day, days=day)


def _title(number: int, day: float, ends: dict[str, float], over: bool) -> str:
    if over:
        return ahead(ends, say("Week {number}", number=number))
    lead = ends["cross"] - ends["isolated"]
    when = say("Week {number}, {after}: ", number=number, after=_after(day))
    if leader(lead) == "level":
        return when + say("both are level")
    return when + say("{who} leads by {lead:$0}", who=leader(lead), lead=abs(lead))


def _law(first: dict[str, int | None]) -> str:
    """Who falls, and who before whom."""
    cross, isolated = first["cross"], first["isolated"]
    if isolated is None:
        return " Neither is touched, so both have the same."
    if cross is None:
        return " The pool carries what a compartment cannot."
    if cross == isolated:
        return " Both fall in the same hour."
    return say(
        " The first compartment falls, and the pool {hours} {hours:hour|hours} after it, with all that is in it.",
        hours=cross - isolated,
    )


def _score(played: np.ndarray) -> Said:
    """The score in words."""
    if not len(played):
        return say(" No week of the season is over yet.")
    total = float(played.sum())
    tally = score(played)
    ahead_by = (
        say("neither is ahead")
        if leader(total) == "level"
        else say("**{who}** is ahead by **{total:$0}**", who=leader(total), total=abs(total))
    )
    return say(
        " Score after {weeks} {weeks:week|weeks}: cross {cross}, isolated {isolated}, level {level}; all together {ahead}.",
        weeks=len(played), **tally, ahead=ahead_by,
    )  # fmt: skip


def duel(book: str, margin: float, correlation: float, number: float, day: float) -> View:
    """Both accounts along one week until a day, and who has won the weeks until then."""
    week, now = round(number), step_of(day)
    over = now >= STEPS
    path, result = lived(book, margin, correlation, week)
    data, ends = story(result, path, 86_400, book, now)
    first = {mode: min((s for _, s in fallen(result[mode]) if s <= now), default=None) for mode in MODES}
    season = leads(book, margin, correlation)
    played = season[: week if over else week - 1]
    high = max(1.0, float(np.abs(season).max()))
    tally = score(played)

    return View(
        data={
            **data,
            "score": {
                "week": np.arange(1, len(played) + 1),
                "lead": played,
                "mode": np.array([leader(float(lead)) for lead in played]),
            },
            "now": {"week": [week], "lead": [ends["cross"] - ends["isolated"]]},
            "score_frame": {"lead": [-1.45 * high, 1.45 * high]},
            "score_names": {
                "lead": [1.25 * high, -1.25 * high],
                "label": [
                    say(
                        "{mode} ahead in {tally} of {played} {played_2:week|weeks}",
                        mode=mode,
                        tally=tally[mode],
                        played=len(played),
                        played_2=len(played),
                    )
                    for mode in MODES
                ],
                "mode": list(MODES),
            },
        },
        title=_title(week, day, ends, over),
        subtitle=setting(book, margin),
        sentence=said(result, ends, lambda s: say("on day {s}", s=s // LOOKS + 1), over, now)
        + _law(first)
        + leftover(result, path, book, now),
        explain=say(
            "Week {number:#0}, {after}.{score} Correlation {correlation:#2}, volatility {the_volatility:%0} a year. {rules}",
            number=week,
            after=_after(day),
            score=_score(played),
            correlation=correlation,
            the_volatility=VOLATILITY,
            rules=RULES,
        ),
        table=lambda: by_time(result, path, range(0, now + 1, LOOKS), ("day", 86_400)),
    )


def duel_explorer() -> Explorer:
    """Week by week, hour by hour."""
    ticks = [float(day) for day in range(DAYS + 1)]
    return Explorer(
        name="twin_week",
        title="The duel",
        controls=[
            Choice("book", "The book", BOOKS),
            margin_behind(),
            controls.CORRELATION.at(
                CORRELATION, label="Correlation of BTC and ETH").meaning("At one, both prices always move by the same share."),
            Number(
                "number", "Week", 4, min=1, max=SEASON, step=1, whole=True).meaning("The same week has the same weather whatever else you change."),
            Number("day", "Day of the week", DAYS, min=0, max=DAYS, step=0.1, play=0.06),
        ],
        compute=duel,
        design=lambda: [looks.twins("days", DAYS, ticks), looks.moves("days", DAYS, ticks), looks.tally(SEASON)],
        handles={"day": "x", "number": "x@2"},
        code=lambda book, margin, correlation, number, day: (
            f"{IMPORTS}from course.simulation import GBM, Paths, replay\n"
            f"{both_in_code(book, margin)}{weeks_in_code(VOLATILITY, correlation)}"
            f"week, looks = paths.pick([{round(number) - 1}]), {step_of(day) + 1}\n"
            "until = Paths(week.symbols, week.times[:looks], week.prices[:looks])\n"
            "found = replay(both, until)\n"
            "found['cross'].final.item(), found['isolated'].final.item()"
        ),
    )  # fmt: skip
