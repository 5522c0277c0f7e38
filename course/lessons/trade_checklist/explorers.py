"""The explorers of lesson 10: controls, a pure function, a look; and the plan itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course.charts import trade_checklist as looks
from course.charts.cross_vs_isolated import score
from course.charts.price_ladder import ladder
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.frontend import Part
from course.lessons.planner import Planner
from course.lessons.planner_fields import DAYS, EXAMPLE
from course.lessons.trade_checklist.bad_day import WATCHED as WATCHERS
from course.lessons.trade_checklist.bad_day import bad_day, most
from course.lessons.trade_checklist.book import FAILING_SUMS as SUMS
from course.lessons.trade_checklist.book import MODES, NOTIONAL, REPAIRED
from course.lessons.trade_checklist.predict import RANGE, answer, five, stage
from course.lessons.trade_checklist.which_mode import COINS, LEVERAGES, WATCHED, which_mode
from course.texts import say


def bad_day_explorer() -> Explorer:
    def code(day: str, watched: str, mode: str, leverage: float) -> str:
        return (
            "from course.simulation.plans import TradePlan, reckon\n"
            f"plan = TradePlan(equity={REPAIRED.equity:g}, risk={REPAIRED.risk}, entry={REPAIRED.entry:g}, stop={REPAIRED.stop:g},\n"
            f"                 mode={mode!r}, leverage={leverage:.12g}, maintenance={REPAIRED.maintenance})\n"
            "made = reckon(plan)\n"
            "made.planned, made.worst"
        )

    return Explorer(
        name="bad_day",
        title="Run it through a bad day",
        controls=[
            Choice("day", "Opened on", DAYS),
            Choice("watched", "Watched by", WATCHERS),
            Choice("mode", "Margin mode", list(MODES)),
            Number(
                "leverage", "Leverage setting", 10, min=3, max=40, step=0.5, unit="×").meaning("The size stays what the plan says; the setting decides what is posted for it."),
        ],
        compute=bad_day,
        design=looks.losses,
        pulls={"most": Pull("leverage", "x", lambda mode, leverage, **_: most(mode, leverage))},
        code=code,
    )  # fmt: skip


@dataclass(frozen=True)
class Written:
    """What makes something to write in, and how many minutes one writes."""

    make: Callable[[], Part]
    minutes: float

    def __call__(self) -> Part:
        """One, as other explorers are made."""
        return self.make()


EXPLORERS: dict[str, Callable[[], Part]] = {
    "predict": lambda: Explorer(
        name="five_lines",
        title="A finished plan",
        controls=[],
        compute=five,
        design=lambda: [looks.five(), ladder("price of ETH", 400, domain=RANGE)],
        prediction=Prediction(
            Number("guess", "Lines that hold", 3, min=0, max=5, step=1, whole=True),
            answer=answer,
            stage=stage,
            handle="x",
            question=say(
                "Somebody risks {risk:%0} of {equity:$} on ETH at {entry:$}, stop {distance:%0} below, and has filled "
                "in all five lines of the plan below. Maintenance {maintenance:%1}, fee {fee:%2} each way, fills "
                "{slip:%0} beyond the stop. How many lines hold?",
                entry=EXAMPLE.entry,
                distance=SUMS.distance,
                risk=EXAMPLE.risk,
                equity=EXAMPLE.equity,
                maintenance=EXAMPLE.maintenance,
                fee=EXAMPLE.fee,
                slip=EXAMPLE.slip,
            ),
        ),
        code=Code(
            """from course.simulation.plans import TradePlan, reckon
            plan = TradePlan(equity=$equity, risk=$risk, entry=$entry, stop=$stop,
                             size=$size, leverage=$leverage, maintenance=$maintenance)
            made = reckon(plan)
            made.wall, made.planned, made.fitting""",
            equity=EXAMPLE.equity,
            risk=EXAMPLE.risk,
            entry=EXAMPLE.entry,
            stop=EXAMPLE.stop,
            size=EXAMPLE.size,
            leverage=EXAMPLE.leverage,
            maintenance=EXAMPLE.maintenance,
        ),
    ),
    "plan": Written(lambda: Planner("trade_checklist"), 8.0),
    "bad_day": bad_day_explorer,
    "which_mode": lambda: Explorer(
        name="which_mode",
        title="Which mode for this plan",
        controls=[
            Choice("watched", "Who watches", WATCHED),
            Choice("leverage", "Isolated at", LEVERAGES, value="10"),
            Choice("coin", "Coin", list(COINS)),
        ],
        compute=which_mode,
        design=lambda: [score("loss", "lost in a week, USD", "$,~f", 2), looks.hundred()],
        code=Code(
            """from course.simulation.fact_tables import stored
            weeks = stored('plan_weeks')
            [$notional * weeks.value('worst', $coin, $watched, x) for x in (0.0, $times)]""",
            notional=NOTIONAL,
            times=lambda q: float(q.leverage),
        ),
    ),
}
