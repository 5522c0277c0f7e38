"""The explorers of lesson 11."""

from __future__ import annotations

from html import escape

from course import venues
from course.charts import liquidation_mechanics as looks
from course.explorers import Choice, Explorer, Number, Prediction, Pull
from course.lessons.liquidation_mechanics import healing, limits, ranks, walk
from course.lessons.liquidation_mechanics.books import COLLATERAL, ENTRY, SIZE, TITLES, moment, story
from course.words import percent, usd


def predict() -> Explorer:
    there = story("dydx", walk.JUST_PAST, walk.NEAR, walk.AMPLE).equity_before
    return Explorer(
        name="what_is_left",
        title="What is left?",
        controls=[
            Number(
                "slippage",
                "The market pays less than the mark by",
                walk.NEAR,
                min=0.0,
                max=0.003,
                step=0.0005,
                unit="%",
            )
        ],
        compute=walk.outcome,
        design=lambda: looks.outcome(),
        prediction=Prediction(
            Number("guess", "Of that, yours in the end", 0.5, min=0.0, max=1.0, step=0.01, unit="%"),
            answer=walk.asked,
            stage=walk.stage,
            handle="x",
            question=f"You are long {SIZE:g} BTC from {usd(ENTRY)} on dYdX, with {usd(COLLATERAL)} behind it. The price falls to"
            f" {usd(moment('dydx', walk.JUST_PAST))}, and the chain begins to close you: {usd(there)} of your money is still"
            f" there. Buyers stand {percent(walk.NEAR, 1)} below, and the price does not move again. When all is over, what"
            f" share of the {usd(there)} is yours?",
        ),
        code=lambda slippage: (
            "from course import venues\n"
            "venue = venues.get('dydx')\n"
            "pool = venue.pool(30_000, ('BTC', 5, 60_000))\n"
            f"told = venue.liquidation_steps(pool, {{'BTC': {moment('dydx', walk.JUST_PAST):.0f}}}, slippage={slippage:g})\n"
            "told.equity_after / told.equity_before"
        ),
    )


def walk_explorer() -> Explorer:
    return Explorer(
        name="walk",
        title="Step by step",
        controls=[
            Choice("venue", "Venue", TITLES),
            Number(
                "past",
                "Price past the trigger",
                0.004,
                min=0.0,
                max=0.04,
                step=0.001,
                unit="%",
                help="How far the price has jumped beyond the venue's trigger before the venue acts.",
            ),
            Number(
                "slippage",
                "The market pays less by",
                0.002,
                min=0.0,
                max=0.03,
                step=0.001,
                unit="%",
                help="How far from the mark the other side of the book stands.",
            ),
            Number("fund", "Insurance fund", 10_000, min=0, max=20_000, step=500, unit="$"),
            Number(
                "step",
                "Step",
                3,
                min=1,
                max=looks.STEPS,
                step=1,
                help="Forward and back with the arrow keys. A venue with fewer steps stays at its last.",
            ),
        ],
        compute=walk.walk,
        design=lambda: [looks.walk(), looks.ledger()],
        code=walk.walk_code,
    )


def limits_explorer() -> Explorer:
    return Explorer(
        name="limits",
        title="How far may dYdX's order go?",
        controls=[
            Choice("side", "Side", ["long", "short"]),
            Choice("tier", "Liquidity tier (maintenance)", limits.TIERS, "Large-Cap"),
            Number(
                "equity",
                "Equity, share of the requirement",
                0.8,
                min=limits.LOW,
                max=0.99,
                step=0.01,
                unit="%",
                help="Below zero the account owes more than it has.",
            ),
            Number(
                "worse",
                "The book stands away from the oracle by",
                0.002,
                min=0.0,
                max=0.03,
                step=0.0005,
                unit="%",
                help="Below it for a long that is sold, above it for a short that is bought back.",
            ),
            Choice(
                "formula",
                "Formula of the limit",
                {limits.CODE: "as the chain computes it", limits.PRINTED: "as the manual prints it"},
            ),
        ],
        compute=limits.limits,
        design=lambda: looks.limits(),
        handles={"equity": "x"},
        code=limits.shown,
    )


def healing_explorer() -> Explorer:
    return Explorer(
        name="healing",
        title="Does closing a part help?",
        controls=[
            Choice("tier", "dYdX liquidity tier (maintenance)", limits.TIERS, "Large-Cap"),
            Number(
                "equity", "Equity at the start, share of the requirement", 0.9, min=0.67, max=0.99, step=0.01, unit="%"
            ),
            Number("worse", "The book stands below the mark by", 0.001, min=0.0, max=0.01, step=0.0005, unit="%"),
        ],
        compute=healing.healing,
        design=lambda: looks.healing(),
        code=healing.shown,
    )


def queue_explorer() -> Explorer:
    crowd, total = len(ranks.CROWD) + 1, ranks.TOTAL
    return Explorer(
        name="queue",
        title="The queue",
        controls=[
            Choice("rule", "Whose rule", ranks.RULES),
            Number("leverage", "Leverage of your short", 2, min=1, max=10, step=0.5, unit="×"),
            Number(
                "size",
                "To be closed",
                14,
                min=0.5,
                max=20,
                step=0.5,
                unit="BTC",
                help="What is left of a long that nobody could cover.",
            ),
            Number(
                "start", "dYdX begins at account", 5, min=1, max=crowd, step=1, help="The chain draws it at random."
            ),
            Number("fall", "Then BTC falls another", 0.2, min=0.0, max=0.4, step=0.01, unit="%"),
        ],
        compute=ranks.queue,
        design=lambda: [looks.queue(), looks.exposure()],
        pulls={"loss": Pull("size", "y@1", ranks.loss)},
        prediction=Prediction(
            Number("guess", "Your place in the queue", 6, min=1, max=crowd, step=1),
            answer=lambda: float(ranks.place_of("hyperliquid", 2, 14, 5)),
            question=f"You own 1 BTC and are short 1 BTC from {usd(ranks.YOUR_ENTRY)} at a careful 2×: a hedge. BTC falls to"
            f" {usd(ranks.MARK)}, and a large long that nobody could cover must be closed against shorts. {crowd} traders are"
            f" short {total:g} BTC together: some with more leverage, some with less. By Hyperliquid's rank (price move ×"
            " leverage), at which place are you closed?",
        ),
        code=ranks.shown,
    )


def rules(venue: str, **_: object) -> str:
    """What the walk's venue says about itself (HTML)."""
    facts = venues.facts([venue])[0]
    table = venues.get(venue).table("BTC")
    rows = (
        ("Which price triggers", facts["trigger"]),
        ("What equity is held against", f"{percent(table.maintenance[0], 2)} of BTC notional in the first tier"),
        ("What happens first", facts["first_action"]),
        ("Who bears a loss, in order", facts["loss_bearers"]),
        ("Whom it deleverages", facts["adl"]),
        ("Beware", facts["note"]),
        ("Source", f"{facts['source']}, as of {facts['as_of']}; tiers: {table.source}"),
    )  # fmt: skip
    body = "".join(f"<tr><th scope='row'>{what}</th><td>{escape(str(said))}</td></tr>" for what, said in rows)
    return f"<table class='cx-derivation'><caption>{escape(TITLES[venue])}: its rules</caption><tbody>{body}</tbody></table>"


EXPLORERS = {
    "predict": predict,
    "walk": walk_explorer,
    "healing": healing_explorer,
    "queue": queue_explorer,
    "limits": limits_explorer,
}
