"""The explorers of lesson 13: controls, looks, and the course code beside them."""

from __future__ import annotations

from course.charts import bots as bot_looks
from course.charts import choosing_a_platform as looks
from course.explorers import Choice, Explorer, Number, Prediction, Pull, Toggle
from course.language import word
from course.lessons.choosing_a_platform import bots, own, portfolio, scorecard
from course.texts import say


def _together() -> float:
    return sum(abs(q) * portfolio.MARKS[s] for s, q in (("BTC", portfolio.BTC), ("ETH", portfolio.ETH)))


def predict() -> Explorer:
    return Explorer(
        name="platform_guess",
        title="How far apart can venues be?",
        controls=[],
        compute=portfolio.spread_of_requirements,
        design=looks.requirements,
        prediction=Prediction(
            Number("guess", "Most over least", 1.5, min=1.0, max=portfolio.MOST, step=0.1, unit="×"),
            answer=lambda: portfolio.least_and_ratio()[1],
            stage=portfolio.stage,
            handle="x",
            axis=(0.0, portfolio.least_and_ratio()[0]),
            question=say(
                "You hold 1 BTC long and 15 ETH short, {together:$} together, with {collateral:$} of"
                " collateral. {trading} venues each say how much margin keeps these positions open. How many"
                " times as much does the strictest ask as the most lenient?",
                together=_together(),
                collateral=portfolio.COLLATERAL,
                trading=len(portfolio.TRADING),
            ),
        ),
        code=lambda: (
            "from course import venues\n"
            "from course.margin import Portfolio\n"
            "legs = [venues.get('dydx').position(*leg) for leg in (('BTC', 1, 60_000), ('ETH', -15, 3_000))]\n"
            "venues.compare(Portfolio.cross(6_000, legs), {'BTC': 60_000, 'ETH': 3_000})[['venue', 'pool_maintenance']]"
        ),
    )


def every_venue() -> Explorer:
    return Explorer(
        name="every_venue",
        title="One portfolio, every venue",
        controls=[
            Number(
                "btc", "BTC leg", portfolio.BTC, min=-3, max=3, step=0.1, unit="BTC",
                help=say("Above zero long, below zero short; opened at {btc:$}.", btc=portfolio.MARKS['BTC']),
            ),
            Number(
                "eth", "ETH leg", portfolio.ETH, min=-60, max=60, step=1, unit="ETH",
                help=say("Above zero long, below zero short; opened at {eth:$}.", eth=portfolio.MARKS['ETH']),
            ),
            Number("collateral", "Collateral", portfolio.COLLATERAL, min=1_000, max=50_000, step=500, unit="$"),
            Number("days", "Holding period", 7, min=0, max=30, step=1, unit="days"),
            Number(
                "premium", "Average premium", 0.0, min=-0.001, max=0.001, step=0.0001, unit="%",
                help="How far the perpetual trades above its index; funding follows from it.",
            ),
        ],
        compute=portfolio.every_venue,
        design=lambda: [looks.rooms(portfolio.CAPTIONS), looks.margins(portfolio.CAPTIONS)],
        code=lambda btc, eth, collateral, days, premium: (
            "from course import venues\n"
            "from course.margin import Portfolio\n"
            f"legs = [venues.get('dydx').position(*leg) for leg in (('BTC', {btc:.12g}, 60_000), ('ETH', {eth:.12g}, 3_000)) if leg[1]]\n"
            f"venues.compare(Portfolio.cross({collateral:.12g}, legs), {{'BTC': 60_000, 'ETH': 3_000}},"
            f" hours={24 * days:.12g}, premium={premium:.12g})"
        ),
    )  # fmt: skip


def over_size() -> Explorer:
    return Explorer(
        name="over_size",
        title="Cheap for whom?",
        controls=[
            Choice("symbol", "Market", list(portfolio.MARKS)),
            Number("notional", "Your position", 100_000, min=10_000, max=1e8, unit="$", log=True),
        ],
        compute=portfolio.over_size,
        design=lambda: [looks.sizes(), looks.here()],
        handles={"notional": "x"},
        code=lambda symbol, notional: (
            "from course import venues\n"
            f"price, notional = {portfolio.MARKS[symbol]:g}, {notional:.12g}\n"
            f"{{v.title: v.market('{symbol}').maintenance_schedule.requirement(notional / price, price, price) / notional\n"
            "    for v in venues.everything() if v.live}"
        ),
    )


def weights() -> Explorer:
    criteria = [
        Number(
            key, name, 5, min=0, max=10, step=1, help=say("What {name} counts in your total.", name=word(name).lower())
        )
        for key, name in scorecard.CRITERIA.items()
    ]
    return Explorer(
        name="scorecard",
        title="Your own scorecard",
        controls=[
            *criteria,
            Choice(
                "venue",
                "Read the documents of",
                {v.name: v.title for v in portfolio.VENUES},
                help="Marked in the chart; its answers stand below.",
            ),
            Choice(
                "check",
                "One answer of theirs",
                scorecard.JUDGED,
                help="These answers are judgements of the course. You may put your own in the place of one.",
            ),
            Choice("reading", "It counts", scorecard.READINGS),
        ],
        compute=scorecard.scorecard,
        design=lambda: [looks.totals(), looks.ratings()],
        code=scorecard.in_code,
    )


def own_venue() -> Explorer:
    return Explorer(
        name="own_venue",
        title="Describe a venue",
        controls=[
            Number("maintenance", "Maintenance fraction", 0.01, min=0.002, max=0.06, step=0.001, unit="%"),
            Choice("tiers", say("Above {floor:$}", floor=own.FLOOR), own.TIERS),
            Toggle("fee_in_trigger", "Closing fee is part of the requirement", False),
            Number("liquidation_fee", "Liquidation fee", 0.005, min=0.0, max=0.03, step=0.001, unit="%"),
            Number(
                "refresh", "Price refresh", 1.0, min=0.1, max=3_600, unit="s", log=True,
                help="How old the price may be when the venue acts on it.",
            ),
        ],
        compute=own.compare_own,
        design=lambda: [looks.walls(), looks.division()],
        pulls={"wall": Pull("maintenance", "x", own.wall)},
        code=own.in_code,
    )  # fmt: skip


def what_a_bot_shows() -> Explorer:
    return Explorer(
        name="bots",
        title="What your bot shows",
        controls=[
            Choice("market", "Market", bots.MARKETS),
            Number(
                "leverage", "Leverage", 25, min=5, max=50, step=1, unit="×",
                help="Notional divided by the collateral; where the venue allows less for a size, that much.",
            ),
            Number("notional", "Size of the position", 1e6, min=bots.SMALLEST, max=bots.LARGEST, unit="$", log=True),
            Number(
                "other", say("{other} beside it", other=bots.OTHER), 0, min=-2, max=2, step=0.5, unit="×",
                help=say(
"An {other} position in the same account, as a multiple of this one; below zero it is"
" short.", other=bots.OTHER),
            ),
        ],
        compute=bots.bots,
        design=lambda: [bot_looks.errors(bots.LOW, bots.HIGH), bot_looks.walls()],
        handles={"notional": "x"},
        code=bots.code,
    )  # fmt: skip


EXPLORERS = {
    "predict": predict,
    "venues": every_venue,
    "size": over_size,
    "scorecard": weights,
    "own": own_venue,
    "bots": what_a_bot_shows,
}
