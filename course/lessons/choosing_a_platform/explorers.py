"""The explorers of lesson 13: controls, looks, and the course code beside them."""

from __future__ import annotations

from course.charts import bots as bot_looks
from course.charts import choosing_a_platform as looks
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull, Toggle
from course.language import word
from course.lessons import controls
from course.lessons.choosing_a_platform import bots, own_venue, portfolio_on_venues, scorecard
from course.texts import say


def _together() -> float:
    return sum(
        abs(q) * portfolio_on_venues.MARKS[s]
        for s, q in (("BTC", portfolio_on_venues.BTC), ("ETH", portfolio_on_venues.ETH))
    )


OVERRULE = "Overrule one answer"


def weights() -> Explorer:
    criteria = [
        Number(key, name, 5, min=0, max=10, step=1).meaning(
            say("What {name} counts in your total.", name=word(name).lower())
        )
        for key, name in scorecard.CRITERIA.items()
    ]
    return Explorer(
        name="scorecard",
        title="Your own scorecard",
        controls=[
            *criteria,
            Choice("venue", "Read the documents of", {v.name: v.title for v in portfolio_on_venues.VENUES}).meaning(
                "Marked in the chart; its answers stand below."
            ),
            Choice("check", "One answer of theirs", scorecard.JUDGED)
            .meaning("These answers are judgements of the course. You may put your own in the place of one.")
            .under(OVERRULE),
            Choice("reading", "It counts", scorecard.READINGS).under(OVERRULE),
            controls.COLLATERAL.at(portfolio_on_venues.COLLATERAL, min=3_500, max=20_000, step=500)
            .meaning("Behind the book of the explorers above; every venue that trades would open it with this much.")
            .under("The account"),
        ],
        compute=scorecard.scorecard,
        design=lambda: [looks.cards(), looks.totals()],
        pulls={"room": Pull("collateral", "x", scorecard.room)},
        code=scorecard.in_code,
    )


EXPLORERS = {
    "predict": lambda: Explorer(
        name="platform_guess",
        title="How far apart can venues be?",
        controls=[],
        compute=portfolio_on_venues.spread_of_requirements,
        design=looks.requirements,
        prediction=Prediction(
            Number(
                "guess",
                "Most over least",
                1.5,
                min=1.0,
                max=portfolio_on_venues.MOST,
                step=portfolio_on_venues.STEP,
                unit="×",
            ),
            answer=lambda: portfolio_on_venues.least_and_ratio()[1],
            stage=portfolio_on_venues.stage,
            handle="x",
            axis=(0.0, portfolio_on_venues.least_and_ratio()[0]),
            question=say(
                "You hold 1 BTC long and 15 ETH short, {together:$} together, with {collateral:$} of"
                " collateral. {trading} venues each say how much margin keeps these positions open. How many"
                " times as much does the strictest ask as the most lenient?",
                together=_together(),
                collateral=portfolio_on_venues.COLLATERAL,
                trading=len(portfolio_on_venues.TRADING),
            ),
        ),
        code=Code(
            """from course import venues
            from course.margin import Portfolio
            legs = [venues.get('dydx').position(*leg) for leg in (('BTC', 1, 60_000), ('ETH', -15, 3_000))]
            venues.compare(Portfolio.cross(6_000, legs), {'BTC': 60_000, 'ETH': 3_000})[['venue', 'pool_maintenance']]"""
        ),
    ),
    "venues": lambda: Explorer(
        name="every_venue",
        title="One portfolio, every venue",
        controls=[
            Number("btc", "BTC leg", portfolio_on_venues.BTC, min=-3, max=3, step=0.1, unit="BTC").meaning(
                say("Above zero long, below zero short; opened at {btc:$}.", btc=portfolio_on_venues.MARKS["BTC"])
            ),
            Number("eth", "ETH leg", portfolio_on_venues.ETH, min=-60, max=60, step=1, unit="ETH").meaning(
                say("Above zero long, below zero short; opened at {eth:$}.", eth=portfolio_on_venues.MARKS["ETH"])
            ),
            controls.COLLATERAL.at(portfolio_on_venues.COLLATERAL, min=1_000, max=50_000, step=500),
            controls.DAYS.at(7, label="Holding period", max=30),
            Number("premium", "Average premium", 0.0, min=-0.001, max=0.001, step=0.0001, unit="%").meaning(
                "How far the perpetual trades above its index; funding follows from it."
            ),
        ],
        compute=portfolio_on_venues.every_venue,
        design=lambda: [looks.rooms(portfolio_on_venues.CAPTIONS), looks.margins(portfolio_on_venues.CAPTIONS)],
        code=Code(
            """from course import venues
            from course.margin import Portfolio
            legs = [venues.get('dydx').position(*leg) for leg in (('BTC', $btc, 60_000), ('ETH', $eth, 3_000)) if leg[1]]
            venues.compare(Portfolio.cross($collateral, legs), {'BTC': 60_000, 'ETH': 3_000}, hours=$hours, premium=$premium)""",
            hours=lambda q: 24 * q.days,
        ),
    ),
    "size": lambda: Explorer(
        name="over_size",
        title="Cheap for whom?",
        controls=[
            Choice("symbol", "Market", list(portfolio_on_venues.MARKS)),
            Number("notional", "Your position", 100_000, min=10_000, max=1e8, unit="$", log=True),
        ],
        compute=portfolio_on_venues.over_size,
        design=lambda: [looks.sizes(), looks.here()],
        handles={"notional": "x"},
        code=Code(
            """from course import venues
            price, notional = $price, $notional
            {v.title: v.market($symbol).maintenance_schedule.requirement(notional / price, price, price) / notional
                for v in venues.everything() if v.live}""",
            price=lambda q: portfolio_on_venues.MARKS[q.symbol],
        ),
    ),
    "scorecard": weights,
    "own": lambda: Explorer(
        name="own_venue",
        title="Describe a venue",
        controls=[
            controls.MAINTENANCE.at(0.01, min=0.002, max=0.06),
            Choice("tiers", say("Above {floor:$}", floor=own_venue.FLOOR), own_venue.TIERS),
            Toggle("fee_in_trigger", "Closing fee is part of the requirement", False),
            Number("liquidation_fee", "Liquidation fee", 0.005, min=0.0, max=0.03, step=0.001, unit="%"),
            Number("refresh", "Price refresh", 1.0, min=0.1, max=3_600, unit="s", log=True).meaning(
                "How old the price may be when the venue acts on it."
            ),
        ],
        compute=own_venue.compare_own,
        design=lambda: [looks.walls(), looks.division()],
        pulls={"wall": Pull("maintenance", "x", own_venue.wall)},
        code=own_venue.in_code,
    ),
    "bots": lambda: Explorer(
        name="bots",
        title="What your bot shows",
        controls=[
            Choice("market", "Market", bots.MARKETS),
            Number("leverage", "Leverage", 25, min=5, max=50, step=1, unit="×").meaning(
                "Notional divided by the collateral; where the venue allows less for a size, that much."
            ),
            Number("notional", "Size of the position", 1e6, min=bots.SMALLEST, max=bots.LARGEST, unit="$", log=True),
            Number("other", say("{other} beside it", other=bots.OTHER), 0, min=-2, max=2, step=0.5, unit="×").meaning(
                say(
                    "An {other} position in the same account, as a multiple of this one; below zero it is short.",
                    other=bots.OTHER,
                )
            ),
        ],
        compute=bots.bots,
        design=lambda: [bot_looks.errors(bots.LOW, bots.HIGH), bot_looks.walls()],
        handles={"notional": "x"},
        code=bots.code,
    ),
}
