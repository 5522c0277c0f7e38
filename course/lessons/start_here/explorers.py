"""What lesson 00 shows: the same two trades on the same path, in one pool and in two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from course.charts import accounts as looks
from course.charts import apart
from course.explorers import Choice, Explorer, Number, Prediction, View
from course.lessons.cross_margin import crash
from course.lessons.cross_margin.book import COLLATERAL
from course.lessons.cross_margin.explorers import crash_design
from course.margin import Market, Portfolio, Position
from course.number_format import usd
from course.simulation import Outcome, Paths, replay
from course.texts import capital, joined, listed, say, wordless

START = {"BTC": 60_000.0, "ETH": 3_000.0}
NOTIONAL, MARGIN, MAINTENANCE = 10_000.0, 1_000.0, 0.025
HOURS, STEPS = 24, 480
#: The day of the question: both markets rise by so much and come back.
ASKED = (0.08, 0.08, True)
#: Labels stand at least this far apart, as a share of the highest account value.
GAP = 0.055
#: The share of the day after which a name above a line's end would lie over the line.
LATE = 0.75


def portfolios() -> dict[str, Portfolio]:
    """Long BTC, short ETH, the same notional and margin each: pooled, and one compartment a position."""
    legs = [
        Position(
            Market(symbol, initial=MARGIN / NOTIONAL, maintenance=MAINTENANCE),
            sign * NOTIONAL / START[symbol],
            START[symbol],
        )
        for symbol, sign in (("BTC", 1), ("ETH", -1))
    ]
    return {"cross": Portfolio.cross(2 * MARGIN, legs), "isolated": Portfolio.isolated([MARGIN, MARGIN], legs)}


def _touched(btc: float, eth: float) -> list[float]:
    """The shares of the move at which a pool falls below its requirement: health is a line in it."""
    far = {"BTC": START["BTC"] * (1 + btc), "ETH": START["ETH"] * (1 + eth)}
    pools = [pool for book in portfolios().values() for pool in book.pools.values()]
    health = [(pool.health(START), pool.health(far)) for pool in pools]
    # A hair beyond, where it is below and not merely at it.
    return [min((1 + 1e-9) * first / (first - last), 1.0) for first, last in health if last < 0]


def day(btc: float, eth: float, back: bool) -> Paths:
    """A day in which the two prices go by ``btc`` and ``eth`` (fractions) and, if ``back``, return.

    Among the moments looked at is each at which a pool becomes liquidatable, so that no account is closed late.
    """
    pace = np.pi if back else np.pi / 2
    t = np.union1d(np.linspace(0.0, 1.0, STEPS + 1), np.arcsin(np.sqrt(_touched(btc, eth))) / pace)
    shape = np.sin(pace * t) ** 2
    moves = np.column_stack([btc * shape, eth * shape])
    return Paths(tuple(START), t * HOURS * 3600, np.array(list(START.values())) * (1 + moves))


def _line(outcome: Outcome) -> np.ndarray:
    """Total account value at every step."""
    total: np.ndarray = outcome.series["equity"].sum(axis=1) + outcome.series["wallet"].sum(axis=1)
    return total[:, 0]


def _lost(outcome: Outcome, paths: Paths) -> list[tuple[str, float]]:
    """(positions, hour) of every liquidated pool."""
    hours = paths.times / 3600
    return [
        (listed(legs), float(hours[outcome.first[i, 0]]))
        for i, legs in enumerate(outcome.legs)
        if outcome.first[i, 0] >= 0
    ]


def _alone(isolated: Outcome, paths: Paths) -> str:
    """What the leg that was left alone made after the other had been liquidated; nothing where both live or both are lost."""
    gone = [i for i in range(len(isolated.legs)) if isolated.first[i, 0] >= 0]
    if len(gone) != 1:
        return ""
    (left,) = portfolios()["isolated"].pool(isolated.pools[1 - gone[0]]).positions
    prices = paths[left.symbol][:, 0]
    made = float(left.size * (prices[-1] - prices[isolated.first[gone[0], 0]]))
    deed = (
        "made nothing"
        if abs(made) < 0.5
        else say("made {made:$0}", made=made)
        if made > 0
        else say("lost {made:$0}", made=-made)
    )
    side = "long" if left.size > 0 else "short"
    return say(
        " From then on its {symbol} {side} stood without a hedge and {deed}.", symbol=left.symbol, side=side, deed=deed
    )


def _better(ahead: float) -> str:
    """Who ends with more, from how far cross is ahead, USD."""
    return "the same" if abs(ahead) < 0.5 else ("cross" if ahead > 0 else "isolated")


def _answer() -> str:
    """Who ends the day of the question with more."""
    result = replay(portfolios(), day(*ASKED), keep=1)
    return _better(float(_line(result["cross"])[-1] - _line(result["isolated"])[-1]))


def twins(btc: float, eth: float, back: bool, guess: str | None = None) -> View:
    """Account value of the twin accounts over one day, with every liquidation marked."""
    paths = day(btc, eth, back)
    result = replay(portfolios(), paths, keep=1)
    hours = paths.times / 3600
    lines: list[dict[str, Any]] = []
    crosses: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    said: dict[str, tuple[float, str]] = {}
    for name in ("cross", "isolated"):
        outcome, values = result[name], _line(result[name])
        drawn = np.union1d(np.arange(0, len(hours), 4), outcome.first[outcome.first >= 0])
        lines += [
            {"hour": float(h), "value": float(v), "mode": name}
            for h, v in zip(hours[drawn], values[drawn], strict=True)
        ]
        lost = _lost(outcome, paths)
        crosses += [
            {
                "hour": hour,
                "value": float(np.interp(hour, hours, values)),
                "label": say("{leg} liquidated", leg="both" if " and " in leg else leg),
                "mode": name,
            }
            for leg, hour in lost
        ]
        ends.append({"hour": HOURS, "value": float(values[-1]), "mode": name})
        gone = listed(leg for leg, _ in lost)
        said[name] = (float(values[-1]), gone)
    gap = GAP * max(line["value"] for line in lines)
    ends, crosses = (apart(marks, "value", gap) for marks in (ends, crosses))
    lowest = min(ends, key=lambda end: end["value"])
    for end in ends:
        # A line that comes down would run through a name above its end.
        late = _line(result[end["mode"]])[int(LATE * len(hours))]
        end["below"] = end is lowest and late - end["value"] > gap / 2 and end["value"] > 2 * gap
        end["label"] = wordless("{mode} {value:$0}", mode=end["mode"], value=end["value"])
    start = 2 * MARGIN
    ahead = said["cross"][0] - said["isolated"][0]
    if abs(ahead) < 0.5:
        title = "Both accounts end this day with the same"
    else:
        title = say(
            "Same trades, same path: {ahead} ends {ahead_2:$0} ahead",
            ahead="cross" if ahead > 0 else "isolated",
            ahead_2=abs(ahead),
        )
    parts = [
        say("**{name}** turns {start:$} into **{value:$0}**", name=capital(name), start=start, value=value)
        + (say(", having lost {gone} to liquidation", gone=gone) if gone else ", with both positions alive")
        for name, (value, gone) in said.items()
    ]
    answer = ""
    if guess is not None:
        right = _better(ahead)
        answer = (
            "You saw it coming. "
            if guess == right
            else say("You expected {guess}; it is {right}. ", guess=guess, right=right)
        )
    return View(
        data={
            "lines": lines,
            "crosses": crosses or {k: [] for k in ("hour", "value", "label", "label_value", "mode")},
            "ends": ends,
            "start": {"value": [start]},
        },
        title=title,
        table=lambda: _table(hours, result),
        subtitle=say(
            "long {notional:$} of BTC, short {notional:$} of ETH, {margin:$} of margin each\nMaintenance"
            " {maintenance:%1}; closed at the mark, without fees.",
            notional=NOTIONAL,
            margin=MARGIN,
            maintenance=MAINTENANCE,
        ),
        sentence=answer + joined(". ", parts) + "." + _alone(result["isolated"], paths),
    )


def _table(hours: np.ndarray, result: Mapping[str, Outcome]) -> Any:
    """What both accounts are worth every twelve minutes and whenever something was liquidated."""
    import pandas as pd

    fallen = np.concatenate([outcome.first[outcome.first >= 0] for outcome in result.values()])
    rows = np.union1d(np.arange(0, len(hours), 4), fallen)
    return pd.DataFrame(
        {"hour": hours[rows], **{wordless("{name} ($)", name=name): _line(o)[rows] for name, o in result.items()}}
    )


BACK = {True: "comes back", False: "stays there"}


def in_code(btc: float, eth: float, back: bool) -> str:
    """The day and both accounts in code, looked at every :data:`STEPS`-th of the day."""
    legs = ", ".join(
        f"Position(Market({p.symbol!r}, {MARGIN / NOTIONAL:g}, {MAINTENANCE:g}), {float(p.size)!r}, {p.entry_price:g})"
        for p in portfolios()["cross"].pool("cross").positions
    )
    return (
        "import numpy as np\n"
        "from course.margin import Market, Portfolio, Position\n"
        "from course.simulation import Paths, replay\n"
        f"legs = [{legs}]\n"
        f"both = {{'cross': Portfolio.cross({2 * MARGIN:g}, legs), 'isolated': Portfolio.isolated([{MARGIN:g}, {MARGIN:g}], legs)}}\n"
        f"t = np.linspace(0, 1, {100 * STEPS + 1})\n"
        f"moves = np.outer(np.sin({'np.pi' if back else 'np.pi / 2'} * t) ** 2, [{btc:.12g}, {eth:.12g}])\n"
        f"path = Paths({tuple(START)!r}, t * {HOURS * 3600}, np.array({list(START.values())!r}) * (1 + moves))\n"
        "replay(both, path).summary()"
    )


def words(btc: float, eth: float, back: bool) -> str:
    """The three words of the course, with the numbers of the explorer above (HTML)."""
    worst = {"BTC": START["BTC"] * (1 + btc), "ETH": START["ETH"] * (1 + eth)}
    books = portfolios()
    cross = books["cross"].pool("cross")
    rows = []
    for name, pool in (
        ("one pool (cross)", cross),
        *((say("{s} alone (isolated)", s=s), books["isolated"].pool(s)) for s in START),
    ):
        equity, required = pool.equity(worst), pool.maintenance_requirement(worst)
        verdict = "safe" if not pool.liquidatable(worst) else "liquidatable"
        cells = {
            "equity": usd(equity, 0),
            "requirement": usd(required, 0),
            "room": usd(equity - required, 0),
            "verdict": verdict,
        }
        rows.append(
            f"<tr><th scope='row'>{name}</th>"
            + "".join(f"<td data-label='{label}'>{value}</td>" for label, value in cells.items())
            + "</tr>"
        )
    return say(
        "<p>A <strong>pool</strong> is collateral and the positions that it backs together. Its"
        " <strong>equity</strong> is that collateral plus the profit and loss of those positions. Its"
        " <strong>requirement</strong> is what the venue wants to see there. One rule decides everything: a"
        " pool is liquidatable when its equity is below its requirement. Cross is one pool for all"
        " positions, isolated gives every position a pool of its own, and every mixture between is"
        " allowed.</p><table><caption>If nothing had been closed: the pools at BTC {btc:%0+} and ETH"
        " {eth:%0+}</caption><thead><tr><th scope='col'>pool</th><th scope='col'>equity</th><th"
        " scope='col'>requirement</th><th scope='col'>room</th><th"
        " scope='col'>verdict</th></tr></thead><tbody>{rows}</tbody></table>",
        btc=btc,
        eth=eth,
        rows="".join(rows),
    )


#: The crash that is walked through here; lesson 05 has four more, with every number in the hand.
CRASH = "2025-10-10"


EXPLORERS = {
    "predict": lambda: Explorer(
        name="twin_accounts",
        title="Two accounts, one path",
        controls=[],
        compute=lambda guess: twins(*ASKED, guess),
        design=looks.twins,
        prediction=Prediction(
            Choice("guess", "Who ends the day with more?", ["cross", "isolated", "the same"]),
            answer=_answer,
            question=say(
                "Two accounts hold long {notional:$} of BTC and short {notional:$} of ETH. One pools its {margin:$} "
                "(cross), one keeps {margin_2:$} behind each position (isolated). Both prices rise by {asked:%0} and "
                "come back. Who ends the day with more?",
                notional=NOTIONAL,
                margin=2 * MARGIN,
                margin_2=MARGIN,
                asked=ASKED[0],
            ),
        ),
        code=lambda: in_code(*ASKED),
    ),
    "your_day": lambda: Explorer(
        name="your_day",
        title="Your own day",
        controls=[
            Number("btc", "BTC moves by", -0.25, min=-0.4, max=0.4, step=0.01, unit="%"),
            Number("eth", "ETH moves by", 0.0, min=-0.4, max=0.4, step=0.01, unit="%"),
            Choice("back", "and then", BACK, value=False),
        ],
        compute=twins,
        design=looks.twins,
        code=in_code,
    ),
    "crash": lambda: Explorer(
        name="one_crash",
        title="Two accounts in a real crash",
        controls=[
            Number("hour", "Hours into it", 0, min=0, max=crash.hours(CRASH), step=0.25, unit="hours", play=0.15)
        ],
        compute=lambda hour: crash.through(CRASH, "short", COLLATERAL, hour),
        design=lambda: crash_design(CRASH),
        handles={"hour": "x@1"},
        code=lambda hour: crash.in_code(CRASH, "short", COLLATERAL, hour),
    ),
}
