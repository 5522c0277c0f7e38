"""The explorers of lesson 08: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import position_sizing as looks
from course.charts.cross_vs_isolated import score
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.lessons import controls
from course.lessons.position_sizing.book import ACCOUNT, ENTRY, MAINTENANCE, MODES
from course.lessons.position_sizing.calculator import calculator, pulled
from course.lessons.position_sizing.calm import DAYS, DEVIATIONS, calm
from course.lessons.position_sizing.growth import STEP, growth
from course.lessons.position_sizing.predict import stage, wall
from course.lessons.position_sizing.ruin import LIVES, ONE_IN, SEED, TRADES, ruin
from course.lessons.position_sizing.same_exposure_twice import REST, STORED, twice
from course.simulation.fact_tables import stored
from course.texts import say

LEVERAGES = {"3": "3×", "5": "5×", "10": "10×", "20": "20×"}


def _budget(value: float) -> Number:
    return Number(
        "budget", "May be lost", value, min=0.0025, max=0.05, step=0.0025, unit="%").meaning("The share of the account that this trade may cost.")  # fmt: skip


def growth_explorer() -> Explorer:
    def code(asset: str, leverage: float, belief: float) -> str:
        wall = stored("walls").value("wiped_out", asset)
        last = (
            f"{leverage:.12g} * stored('walls').value('worst_day', {asset!r}), wall"
            if leverage >= wall
            else f"stored('grown').value('record', {asset!r}, {max(round(leverage / STEP) * STEP, STEP):.12g}), wall"
        )
        return f"from course.simulation.fact_tables import stored\nwall = stored('walls').value('wiped_out', {asset!r})\n{last}"

    return Explorer(
        name="growth_by_leverage",
        title="How much is too much",
        controls=[
            controls.COIN,
            Number("leverage", "Leverage", 3, min=STEP, max=4, step=STEP, unit="×").meaning("Set anew at every midnight."),
            Number(
                "belief", "Mean, standard errors from the record's", 0, min=-2, max=2, step=0.5).meaning("The mean of six years is not the coin's: its own error is this large."),
        ],
        compute=growth,
        design=lambda: [looks.grown(), looks.years()],
        handles={"leverage": "x"},
        code=code,
    )  # fmt: skip


EXPLORERS = {
    "predict": lambda: Explorer(
        name="never_closed",
        title="Six years, every midnight",
        controls=[],
        compute=wall,
        design=looks.days,
        prediction=Prediction(
            Number("guess", "Never closed up to", 4, min=1, max=10, step=0.1, unit="×"),
            answer=lambda: stored("walls").value("never_closed", "BTC"),
            stage=stage,
            handle="x",
            question=say(
                "Since 1 January 2020 somebody buys BTC at every midnight (UTC), isolated, at one leverage, and "
                "starts anew at the next. Maintenance is {maintenance:%1}. What is the highest leverage that no day "
                "has closed, until May 2026?",
                maintenance=MAINTENANCE,
            ),
        ),
        code=Code(
            """from course.margin import max_leverage_for
            from course.simulation.fact_tables import stored
            worst = stored('walls').value('worst_within', 'BTC')
            worst, max_leverage_for(worst, $maintenance)""",
            maintenance=MAINTENANCE,
        ),
    ),
    "calculator": lambda: Explorer(
        name="size_calculator",
        title="First the loss, then the size",
        controls=[
            _budget(0.01),
            Number("stop", "Where am I wrong: stop below the entry", 0.05, min=0.005, max=0.3, step=0.005, unit="%"),
            Choice("mode", "Margin mode", list(MODES)),
            Number("leverage", "Leverage setting", 10, min=1, max=39, step=0.5, unit="×").meaning(
                "What the app calls leverage: position over the margin that is set aside for it."
            ),
        ],
        compute=calculator,
        design=lambda: [looks.first(), looks.chain()],
        handles={"stop": "y"},
        pulls={"wall": Pull("leverage", "y", pulled)},
        code=Code(
            """from course.margin import max_leverage_for_stop, plan
            made = plan($account, $budget, $entry, $stop_price, maintenance=$maintenance,
                        mode=$mode, leverage=$leverage)
            made.notional, made.liquidation_price, made.stop_first, max_leverage_for_stop($stop, $maintenance)""",
            account=ACCOUNT,
            entry=ENTRY,
            stop_price=lambda q: ENTRY * (1 - q.stop),
            maintenance=MAINTENANCE,
        ),
    ),
    "ruin": lambda: Explorer(
        name="lives",
        title="Two hundred trades",
        controls=[
            Number("share", "Risked a trade", 0.03, min=0.0025, max=0.25, step=0.0025, unit="%").meaning(
                "Share of what is left of the account."
            ),
            Number(
                "worse",
                say("One trade in {one_in} loses, times the plan", one_in=ONE_IN),
                5,
                min=1,
                max=10,
                step=1,
                unit="×",
            ).meaning("A stop that the price jumped over. At 1× every loss is as planned."),
            Number("win", "Trades won", 0.45, min=0.3, max=0.7, step=0.01, unit="%"),
            Number("payoff", "A win brings, times what is risked", 1.5, min=0.5, max=4, step=0.1, unit="×"),
        ],
        compute=ruin,
        design=lambda: [looks.lives(), looks.half()],
        handles={"share": "x@1"},
        code=lambda share, worse, win, payoff: (
            "import numpy as np\n"
            "from course.simulation import Trades, chances_to_fall\n"
            f"kind = Trades({win:.12g}, {payoff:.12g}, tail={1 / ONE_IN} / (1 - {win:.12g}), tail_loss={worse:.12g})\n"
            f"lives = kind.draw(np.random.default_rng({SEED}), {LIVES}, {TRADES})\n"
            f"kind.edge, chances_to_fall(np.maximum(lives, -1), [{share:.12g}]), chances_to_fall(lives, [{share:.12g}])"
        ),
    ),
    "growth": growth_explorer,
    "calm": lambda: Explorer(
        name="calm_and_wild",
        title="Volatility remembers",
        controls=[controls.COIN, Choice("leverage", "Leverage", LEVERAGES, value="10"), _budget(0.02)],
        compute=calm,
        design=lambda: [looks.quarters(), looks.sizes()],
        code=Code(
            """from course.margin import notional_for_volatility
            from course.simulation.fact_tables import stored
            wild = stored('trailing').value('value', $asset, 0.99)
            notional_for_volatility($account, $budget, wild, $days, $deviations)""",
            account=ACCOUNT,
            days=DAYS,
            deviations=DEVIATIONS,
        ),
    ),
    "same_exposure": lambda: Explorer(
        name="same_exposure",
        title="The same exposure twice",
        controls=[
            controls.COIN.at("ETH"),
            Number("exposure", "Exposure", STORED, min=1_000, max=ACCOUNT, step=500, unit="$"),
            Choice("leverage", "Isolated at", LEVERAGES, value="10"),
            Choice("rest", "What a liquidation leaves goes to", REST),
        ],
        compute=twice,
        design=lambda: [score("loss", "lost in a week, USD", "$,~f", 2), looks.hundred()],
        code=Code(
            """from course.simulation.fact_tables import stored
            weeks = stored('week_long')
            [$scale * weeks.value('worst', $asset, x, $rest) for x in (1.0, $times)]""",
            scale=lambda q: q.exposure / STORED,
            times=lambda q: float(q.leverage),
        ),
    ),
}
