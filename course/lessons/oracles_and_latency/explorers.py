"""The explorers of lesson 12: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import oracles_and_latency as looks
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.lessons import controls
from course.lessons.oracles_and_latency import clocks as clocks_of
from course.lessons.oracles_and_latency import halt as halt_of
from course.lessons.oracles_and_latency import stale_price as looks_of
from course.lessons.oracles_and_latency.book import ENTRY, LEVERAGE, MAINTENANCE, NOTIONAL, SIZE, SPEEDS, fall_of
from course.lessons.oracles_and_latency.late_venue import bankrupt_at, late
from course.lessons.oracles_and_latency.predict import ASKED, FALL, SECONDS, SPAN, TOLD, ladder, stage
from course.lessons.oracles_and_latency.windows import MOST, windows
from course.texts import say


def _speed(value: str = "hour") -> Choice:
    return Choice("speed", "BTC falls as in its worst", SPEEDS, value=value)


def late_explorer() -> Explorer:
    def code(speed: str, lag: float, maintenance: float, leverage: float) -> str:
        _, span = fall_of(speed)
        return (
            "from course.margin import bad_debt, liquidation_price, needed_maintenance, price_after\n"
            "from course.simulation.fact_tables import stored\n"
            f"fall = stored('speeds').value('fall', {speed!r})\n"
            f"price = price_after(liquidation_price({ENTRY:g}, {leverage:.12g}, {maintenance:.12g}), fall, {span:.12g}, {lag:.12g})\n"
            f"price, bad_debt({SIZE:g}, {ENTRY:g}, {NOTIONAL:g} / {leverage:.12g}, price),"
            f" needed_maintenance({lag:.12g}, fall, {span:.12g})"
        )

    return Explorer(
        name="late",
        title="Too late",
        controls=[
            _speed(),
            Number("lag", "The venue acts late by", 60, min=0, max=300, step=5, unit="s").meaning("From the true price passing the liquidation price to the fill: refresh, search, queue, blocks."),
            controls.MAINTENANCE.at(MAINTENANCE, min=0.0025, max=0.025, step=0.0005),
            controls.LEVERAGE.at(LEVERAGE, min=2),
        ],
        compute=late,
        design=lambda: [looks.late(), looks.money()],
        handles={"lag": "x"},
        pulls={"bankruptcy": Pull("maintenance", "y", bankrupt_at)},
        code=code,
    )  # fmt: skip


def windows_explorer() -> Explorer:
    def code(depth: float, length: float, window: float, speed: str) -> str:
        _, span = fall_of(speed)
        return (
            "from course.margin import liquidation_distance\n"
            "from course.simulation import least_window, most_window\n"
            "from course.simulation.fact_tables import stored\n"
            f"fall = stored('speeds').value('fall', {speed!r})\n"
            f"room = liquidation_distance({LEVERAGE:g}, {MAINTENANCE:g})\n"
            f"[(least_window({depth:.12g}, {length:.0f}, room, kind), most_window({MAINTENANCE:g}, fall, {span:.12g}, kind))"
            " for kind in ('mean', 'median')]"
        )

    return Explorer(
        name="windows",
        title="Too quick, too late",
        controls=[
            Number("depth", "The wick is deep", 0.1, min=0.02, max=0.4, step=0.01, unit="%").meaning("How far below the price around it the wick goes."),
            Number("length", "and lasts", 20, min=1, max=120, step=1, unit="s", whole=True),
            Number("window", "Window", 30, min=1, max=MOST, step=1, unit="s", whole=True).meaning("The venue judges by the mean or by the median of so many seconds."),
            _speed(),
        ],
        compute=windows,
        design=lambda: [looks.ranges(), looks.wick(), looks.fall()],
        handles={"window": "x"},
        code=code,
    )  # fmt: skip


def clocks_explorer() -> Explorer:
    def code(millions: float, speed: str) -> str:
        _, span = fall_of(speed)
        return (
            "from course import venues\n"
            "from course.margin import time_to_act\n"
            "from course.simulation.fact_tables import stored\n"
            f"held = venues.get('dydx').position('BTC', {1e6 * millions / clocks_of.PRICE:.12g}, {clocks_of.PRICE:g})\n"
            f"maintenance = held.maintenance_requirement({clocks_of.PRICE:g}) / held.notional({clocks_of.PRICE:g})\n"
            f"time_to_act(maintenance, stored('speeds').value('fall', {speed!r}), {span:.12g})"
        )

    return Explorer(
        name="clocks",
        title="What maintenance buys, venue by venue",
        controls=[
            Number("millions", "Position, millions of USD", 5, min=0.1, max=50, log=True).meaning("All of it in BTC, in one account."),
            _speed(),
        ],
        compute=clocks_of.clocks,
        design=looks.clocks,
        code=code,
    )  # fmt: skip


EXPLORERS = {
    "predict": lambda: Explorer(
        name="seconds_to_act",
        title="How late may a venue be?",
        controls=[],
        compute=ladder,
        design=lambda: [looks.seconds(), looks.strips()],
        prediction=Prediction(
            Number("guess", say("Seconds at {asked}×", asked=ASKED), 30, min=10, max=1_800, unit="s", log=True),
            answer=lambda: SECONDS,
            stage=stage,
            handle="x",
            question=say(
                "BTC falls {fall:%1} within an hour, evenly. dYdX asks for {maintenance:%1} of notional. When a "
                "{told}× long passes its liquidation price, its margin lasts {seconds:#0} seconds more; then it loses "
                "somebody else's money. How many seconds has a {asked}× long?",
                fall=FALL,
                maintenance=MAINTENANCE,
                told=TOLD,
                seconds=SECONDS,
                asked=ASKED,
            ),
        ),
        code=Code(
            """from course.margin import time_to_act
            from course.simulation.fact_tables import stored
            fall = stored('speeds').value('fall', 'hour')
            time_to_act($maintenance, fall, $span)""",
            maintenance=MAINTENANCE,
            span=SPAN,
        ),
    ),
    "late": late_explorer,
    "windows": windows_explorer,
    "looks": lambda: Explorer(
        name="free_looks",
        title="Who sees the newer price",
        controls=[
            Choice("deviation", "The feed moves at", looks_of.DEVIATIONS, value="0.005").meaning(
                "A push feed publishes when the price is so far from the one published last, or after an hour."
            ),
            Choice("delay", "and arrives late by", looks_of.DELAYS, value="1"),
            Choice("fee", "Fee a side", looks_of.FEE_WORDS, value="0.0005"),
            Choice("fill", "Orders fill at the price", looks_of.FILLS),
        ],
        compute=looks_of.looks,
        design=lambda: [looks.staircase(), looks.fees()],
        code=Code(
            """from course.simulation.fact_tables import stored
            key = ($moves_at, $late, $paid, $fill)
            [stored('looks').value(x, *key) for x in ('trades', 'total', 'won')]""",
            moves_at=lambda q: float(q.deviation),
            late=lambda q: float(q.delay),
            paid=lambda q: float(q.fee),
        ),
    ),
    "halt": lambda: Explorer(
        name="halt",
        title="Nobody at home",
        controls=[
            controls.COIN,
            Choice("hours", "Silent for", halt_of.LENGTHS, value="8"),
            Choice("leverage", "Leverage", halt_of.LEVERAGES, value="10"),
            Choice("start", "It begins", halt_of.STARTS),
        ],
        compute=halt_of.halt,
        design=looks.tails,
        code=Code(
            """from course.simulation.fact_tables import stored
            key = ($asset, $silent, $start, 'long', $times)
            stored('halts').value('past', *key), stored('halts').value('silences', *key)""",
            silent=lambda q: int(q.hours),
            times=lambda q: int(q.leverage),
        ),
    ),
    "clocks": clocks_explorer,
}
