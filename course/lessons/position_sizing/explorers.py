"""The explorers of lesson 08: controls, a pure function, a look."""

from __future__ import annotations

from course.charts import position_sizing as looks
from course.charts.cross_vs_isolated import score
from course.explorers import Choice, Explorer, Number, Prediction, Pull
from course.lessons.position_sizing.book import ACCOUNT, ASSETS, ENTRY, MAINTENANCE, MODES
from course.lessons.position_sizing.calculator import calculator, pulled
from course.lessons.position_sizing.calm import DAYS, DEVIATIONS, calm
from course.lessons.position_sizing.growth import STEP, growth
from course.lessons.position_sizing.ruin import LIVES, ONE_IN, SEED, TRADES, ruin
from course.lessons.position_sizing.twice import REST, STORED, twice
from course.lessons.position_sizing.wall import stage, wall
from course.simulation.facts import stored
from course.texts import say

LEVERAGES = {"3": "3×", "5": "5×", "10": "10×", "20": "20×"}


def _asset(value: str) -> Choice:
    return Choice("asset", "Coin", list(ASSETS), value=value)


def _budget(value: float) -> Number:
    return Number(
        "budget", "May be lost", value, min=0.0025, max=0.05, step=0.0025, unit="%",
        help="The share of the account that this trade may cost.",
    )  # fmt: skip


def predict() -> Explorer:
    return Explorer(
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
                "Since 1 January 2020 somebody buys BTC at every midnight (UTC) with the same leverage,"
                " isolated, and starts anew at the next. Maintenance is {maintenance:%1} and the mark price"
                " decides. What is the highest leverage that no day has closed, until May 2026?",
                maintenance=MAINTENANCE,
            ),
        ),
        code=lambda: (
            "from course.margin import max_leverage_for\n"
            "from course.simulation.facts import stored\n"
            "worst = stored('walls').value('worst_within', 'BTC')\n"
            f"worst, max_leverage_for(worst, {MAINTENANCE})"
        ),
    )


def calculator_explorer() -> Explorer:
    return Explorer(
        name="size_calculator",
        title="First the loss, then the size",
        controls=[
            _budget(0.01),
            Number("stop", "Where am I wrong: stop below the entry", 0.05, min=0.005, max=0.3, step=0.005, unit="%"),
            Choice("mode", "Margin mode", list(MODES)),
            Number(
                "leverage", "Leverage setting", 10, min=1, max=39, step=0.5, unit="×",
                help="What the app calls leverage: position over the margin that is set aside for it.",
            ),
        ],
        compute=calculator,
        design=lambda: [looks.first(), looks.chain()],
        handles={"stop": "y"},
        pulls={"wall": Pull("leverage", "y", pulled)},
        code=lambda budget, stop, mode, leverage: (
            "from course.margin import max_leverage_for_stop, plan\n"
            f"made = plan({ACCOUNT:g}, {budget:.12g}, {ENTRY:g}, {ENTRY * (1 - stop):.12g}, maintenance={MAINTENANCE},\n"
            f"            mode={mode!r}, leverage={leverage:.12g})\n"
            f"made.notional, made.liquidation_price, made.stop_first, max_leverage_for_stop({stop:.12g}, {MAINTENANCE})"
        ),
    )  # fmt: skip


def ruin_explorer() -> Explorer:
    return Explorer(
        name="lives",
        title="Two hundred trades",
        controls=[
            Number(
                "share", "Risked a trade", 0.03, min=0.0025, max=0.25, step=0.0025, unit="%",
                help="Share of what is left of the account.",
            ),
            Number(
                "worse", say("One trade in {one_in} loses, times the plan", one_in=ONE_IN), 5, min=1, max=10, step=1, unit="×",
                help="A stop that the price jumped over. At 1× every loss is as planned.",
            ),
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
    )  # fmt: skip


def growth_explorer() -> Explorer:
    def code(asset: str, leverage: float, belief: float) -> str:
        wall = stored("walls").value("wiped_out", asset)
        last = (
            f"{leverage:.12g} * stored('walls').value('worst_day', {asset!r}), wall"
            if leverage >= wall
            else f"stored('grown').value('record', {asset!r}, {max(round(leverage / STEP) * STEP, STEP):.12g}), wall"
        )
        return (
            f"from course.simulation.facts import stored\nwall = stored('walls').value('wiped_out', {asset!r})\n{last}"
        )

    return Explorer(
        name="growth_by_leverage",
        title="How much is too much",
        controls=[
            _asset("BTC"),
            Number("leverage", "Leverage", 3, min=STEP, max=4, step=STEP, unit="×", help="Set anew at every midnight."),
            Number(
                "belief", "Mean, standard errors from the record's", 0, min=-2, max=2, step=0.5,
                help="The mean of six years is not the coin's: its own error is this large.",
            ),
        ],
        compute=growth,
        design=lambda: [looks.grown(), looks.years()],
        handles={"leverage": "x"},
        code=code,
    )  # fmt: skip


def calm_explorer() -> Explorer:
    return Explorer(
        name="calm_and_wild",
        title="Volatility remembers",
        controls=[_asset("BTC"), Choice("leverage", "Leverage", LEVERAGES, value="10"), _budget(0.02)],
        compute=calm,
        design=lambda: [looks.quarters(), looks.sizes()],
        code=lambda asset, leverage, budget: (
            "from course.margin import notional_for_volatility\n"
            "from course.simulation.facts import stored\n"
            f"wild = stored('trailing').value('value', {asset!r}, 0.99)\n"
            f"notional_for_volatility({ACCOUNT:g}, {budget:.12g}, wild, {DAYS:g}, {DEVIATIONS:g})"
        ),
    )


def twice_explorer() -> Explorer:
    return Explorer(
        name="same_exposure",
        title="The same exposure twice",
        controls=[
            _asset("ETH"),
            Number("exposure", "Exposure", STORED, min=1_000, max=ACCOUNT, step=500, unit="$"),
            Choice("leverage", "Isolated at", LEVERAGES, value="10"),
            Choice("rest", "What a liquidation leaves goes to", REST),
        ],
        compute=twice,
        design=lambda: [score("loss", "lost in a week, USD", "$,~f", 2), looks.hundred()],
        code=lambda asset, exposure, leverage, rest: (
            "from course.simulation.facts import stored\n"
            "weeks = stored('week_long')\n"
            f"[{exposure / STORED:.12g} * weeks.value('worst', {asset!r}, x, {rest!r}) for x in (1.0, {float(leverage)})]"
        ),
    )


EXPLORERS = {
    "predict": predict,
    "calculator": calculator_explorer,
    "ruin": ruin_explorer,
    "growth": growth_explorer,
    "calm": calm_explorer,
    "same_exposure": twice_explorer,
}
