"""The explorers of lesson 10: controls, a pure function, a look; and the plan itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from course.charts import trade_checklist as looks
from course.charts.cross_vs_isolated import score
from course.charts.ladder import ladder
from course.explorers import Choice, Explorer, Number, Prediction, Pull
from course.frontend import Part
from course.lessons.planned import DAYS, EXAMPLE
from course.lessons.planner import Planner
from course.lessons.trade_checklist.bad_day import WATCHED as WATCHERS
from course.lessons.trade_checklist.bad_day import bad_day, most
from course.lessons.trade_checklist.book import FAILING_SUMS as SUMS
from course.lessons.trade_checklist.book import MODES, NOTIONAL, REPAIRED
from course.lessons.trade_checklist.guess import RANGE, answer, five, stage
from course.lessons.trade_checklist.which_mode import COINS, LEVERAGES, WATCHED, which_mode
from course.texts import say


def predict() -> Explorer:
    return Explorer(
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
                "Somebody buys ETH at {entry:$}, with a stop {distance:%0} below and {risk:%0} of {equity:$} at"
                " risk, and has filled in all five lines of the plan below. The venue requires"
                " {maintenance:%1}, a fee of {fee:%2} is paid on the way in and out, and a stop fills about"
                " {slip:%0} beyond its price. How many of the five lines hold?",
                entry=EXAMPLE.entry,
                distance=SUMS.distance,
                risk=EXAMPLE.risk,
                equity=EXAMPLE.equity,
                maintenance=EXAMPLE.maintenance,
                fee=EXAMPLE.fee,
                slip=EXAMPLE.slip,
            ),
        ),
        code=lambda: (
            "from course.simulation.plans import TradePlan, reckon\n"
            f"plan = TradePlan(equity={EXAMPLE.equity:g}, risk={EXAMPLE.risk}, entry={EXAMPLE.entry:g}, stop={EXAMPLE.stop:g},\n"
            f"                 size={EXAMPLE.size}, leverage={EXAMPLE.leverage:g}, maintenance={EXAMPLE.maintenance})\n"
            "made = reckon(plan)\n"
            "made.wall, made.planned, made.fitting"
        ),
    )


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
                "leverage", "Leverage setting", 10, min=3, max=40, step=0.5, unit="×",
                help="The size stays what the plan says; the setting decides what is posted for it.",
            ),
        ],
        compute=bad_day,
        design=looks.losses,
        pulls={"most": Pull("leverage", "x", lambda mode, leverage, **_: most(mode, leverage))},
        code=code,
    )  # fmt: skip


def which_mode_explorer() -> Explorer:
    return Explorer(
        name="which_mode",
        title="Which mode for this plan",
        controls=[
            Choice("watched", "Who watches", WATCHED),
            Choice("leverage", "Isolated at", LEVERAGES, value="10"),
            Choice("coin", "Coin", list(COINS)),
        ],
        compute=which_mode,
        design=lambda: [score("loss", "lost in a week, USD", "$,~f", 2), looks.hundred()],
        code=lambda watched, leverage, coin: (
            "from course.simulation.facts import stored\n"
            "weeks = stored('plan_weeks')\n"
            f"[{NOTIONAL:.4f} * weeks.value('worst', {coin!r}, {watched!r}, x) for x in (0.0, {float(leverage)})]"
        ),
    )


@dataclass(frozen=True)
class Written:
    """What makes something to write in, and how many minutes one writes."""

    make: Callable[[], Part]
    minutes: float

    def __call__(self) -> Part:
        """One, as other explorers are made."""
        return self.make()


EXPLORERS: dict[str, Callable[[], Part]] = {
    "predict": predict,
    "plan": Written(lambda: Planner("trade_checklist"), 8.0),
    "bad_day": bad_day_explorer,
    "which_mode": which_mode_explorer,
}
