"""The explorers of lesson 04: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import isolated_margin as looks
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.lessons import controls
from course.lessons.isolated_margin.book import ACCOUNT, ENTRY, MAINTENANCE, NOTIONAL, SYMBOLS
from course.lessons.isolated_margin.passing import CHANCE, HORIZONS, LEAST, MOST, answer, predict, stage, survival
from course.lessons.isolated_margin.posted_again import LEVERAGES as AGAIN
from course.lessons.isolated_margin.posted_again import POSTED, ROW, YEARS, again
from course.lessons.isolated_margin.vessels import GAP, REACH, VALVES, closes_at, vessels
from course.lessons.isolated_margin.wall import LEVERAGES, RESTS, wall
from course.lessons.isolated_margin.weeks import MOVES, YEAR, weeks
from course.margin import sign
from course.number_format import times
from course.texts import say

ASSET = Choice("symbol", "Asset", list(SYMBOLS))


EXPLORERS = {
    "predict": lambda: Explorer(
        name="isolated_guess",
        title="How much do you post?",
        controls=[],
        compute=predict,
        design=looks.passing,
        prediction=Prediction(
            Number("guess", "I post", 1_000, min=LEAST, max=MOST, step=50, unit="$"),
            question=say(
                "You want to be long {notional:$} of BTC from Monday to Sunday, isolated, and still be there in"
                " {chance:#0} of 100 weeks. To keep it open the venue asks for {maintenance:%~} of the"
                " notional. How much do you post?",
                notional=NOTIONAL,
                chance=100 * CHANCE,
                maintenance=MAINTENANCE,
            ),
            answer=answer,
            stage=stage,
            handle="x",
        ),
        code=Code(
            """from course.simulation.history import record
            week = record().moves('BTC', 'long', 7)
            week.collateral_needed([0.95, 0.99, 1], $maintenance, $notional)""",
            maintenance=MAINTENANCE,
            notional=NOTIONAL,
        ),
    ),
    "compartment": lambda: Explorer(
        name="isolated_vessels",
        title="The compartment",
        controls=[
            controls.SIDE,
            Number("posted", "Posted", 1_000, min=500, max=4_500, step=100, unit="$").meaning(
                "The rest stays in the wallet."
            ),
            Choice("valve", "Top-up from the wallet", VALVES).meaning(
                "Some venues offer to move money by themselves when a compartment runs low."
            ),
            Number("against", "It moves against you by", 0.1, min=0, max=REACH, step=0.005, unit="%"),
        ],
        compute=vessels,
        design=lambda: [looks.vessels((1 + GAP) * ACCOUNT), looks.account(ACCOUNT, REACH)],
        handles={"against": "x@1"},
        pulls={"closing": Pull("posted", "x@1", closes_at)},
        code=lambda side, posted, valve, against: (
            "from course.margin import Market, Pool, Position, top_up\n"
            f"market, marks = Market('PERP', {MAINTENANCE}, {MAINTENANCE}), {{'PERP': {ENTRY * (1 - sign(side) * against):.12g}}}\n"
            f"pool = Pool({posted:.12g}, (Position(market, {sign(side) * NOTIONAL / ENTRY:.12g}, {ENTRY:g}),))\n"
            + (
                f"price = pool.liquidation_price('PERP', {{'PERP': {ENTRY:g}}})\n"
                f"price / {ENTRY:g} - 1, pool.equity({{'PERP': price}}), pool.equity(marks)"
                if valve == "shut"
                else f"price = pool.deposit({ACCOUNT - posted:.12g}).liquidation_price('PERP', {{'PERP': {ENTRY:g}}})\n"
                f"price / {ENTRY:g} - 1, top_up(pool, marks)"
            )
        ),
    ),
    "many_small": lambda: Explorer(
        name="isolated_weeks",
        title="Week after week",
        controls=[
            Number("chance", "Each passes a week with", 0.95, min=0.75, max=0.999, step=0.001, unit="%"),
            Number("compartments", "Compartments", 1, min=1, max=10, step=1, whole=True),
            Choice("moves", "They are closed", MOVES),
            Number("weeks", "Weeks", 1, min=1, max=YEAR, step=1, play=0.15, whole=True),
        ],
        compute=weeks,
        design=lambda: [looks.traders(), looks.chances(YEAR)],
        code=Code(
            """from course.margin import chance_alive, each_must_pass, expected_closures
            alive = chance_alive($chance, $weeks, $compartments, $together)
            alive, expected_closures($chance, $weeks, $compartments)""",
            weeks=lambda q: round(q.weeks),
            compartments=lambda q: round(q.compartments),
            together=lambda q: q.moves == "together",
        ),
    ),
    "again": lambda: Explorer(
        name="isolated_again",
        title="Only a thousand at risk",
        controls=[
            Choice("symbol", "Asset", list(SYMBOLS), value="ETH"),
            Choice("leverage", "Leverage", {x: times(x) for x in AGAIN}, value=20),
            Choice("year", "Year", {y: str(y) for y in YEARS}, value=2022),
        ],
        compute=again,
        design=lambda: [looks.tally(ROW, len(YEARS)), looks.results()],
        code=Code(
            """from course.simulation.history import record
            one = record().reopened($symbol, $leverage)[$year]
            one['lost'], $notional * one['net'], $notional * one['alone']""",
            notional=lambda q: POSTED * q.leverage,
        ),
    ),
    "survival": lambda: Explorer(
        name="isolated_survival",
        title="What survival costs",
        controls=[
            ASSET,
            Choice("days", "Held for", HORIZONS, value=30),
            Number("chance", "Chance of passing", 0.95, min=0.5, max=1, step=0.005, unit="%"),
        ],
        compute=survival,
        design=looks.both_sides,
        code=Code(
            """from course.simulation.history import record
            moves = [record().moves($symbol, side, $days) for side in ('long', 'short')]
            [m.collateral_needed($chance, $maintenance, $notional) for m in moves]""",
            maintenance=MAINTENANCE,
            notional=NOTIONAL,
        ),
    ),
    "wall_price": lambda: Explorer(
        name="isolated_wall",
        title="The price of the wall",
        controls=[
            ASSET,
            Choice("leverage", "Leverage", {x: times(x) for x in LEVERAGES}, value=10),
            Choice("rest", "What is left at a closing", RESTS),
        ],
        compute=wall,
        design=lambda: [looks.sorted_weeks(), looks.means()],
        code=Code(
            """from course.simulation.history import record
            weeks = record().weeks($symbol)
            wall = weeks.walls[$leverage]
            $notional * weeks.mean, $notional * wall.result_mean(kept=$kept), wall.closed""",
            notional=NOTIONAL,
            kept=lambda q: q.rest == "kept",
        ),
    ),
}
