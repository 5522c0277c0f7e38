"""The explorers of lesson 11."""

from __future__ import annotations

from html import escape

from course import venues
from course.charts import liquidation_mechanics as looks
from course.explorers import Choice, Code, Explorer, Number, Prediction, Pull
from course.explorers.prose import aside
from course.lessons import controls
from course.lessons.liquidation_mechanics import adl_queue, healing, limits, walk
from course.lessons.liquidation_mechanics.books import COLLATERAL, ENTRY, SIZE, TITLES, moment, story
from course.texts import say


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
        design=looks.outcome,
        prediction=Prediction(
            Number("guess", "Of that, yours in the end", 0.5, min=0.0, max=1.0, step=0.01, unit="%"),
            answer=walk.asked,
            stage=walk.stage,
            handle="x",
            question=say(
                "Long {size:#~} BTC from {entry:$} on dYdX, {collateral:$} behind it. At {moment:$} the chain begins to"
                " close you; {there:$} is still there. Buyers stand {near:%1} below, and the price moves no more. What"
                " share of the {there:$} do you keep?",
                size=SIZE,
                entry=ENTRY,
                collateral=COLLATERAL,
                moment=moment("dydx", walk.JUST_PAST),
                there=there,
                near=walk.NEAR,
            ),
        ),
        code=Code(
            """from course import venues
            venue = venues.get('dydx')
            pool = venue.pool(30_000, ('BTC', 5, 60_000))
            told = venue.liquidation_steps(pool, {'BTC': $moment}, slippage=$slippage)
            told.equity_after / told.equity_before""",
            moment=moment("dydx", walk.JUST_PAST),
        ),
    )


def queue_explorer() -> Explorer:
    crowd = len(adl_queue.CROWD) + 1
    return Explorer(
        name="queue",
        title="The queue",
        controls=[
            Choice("rule", "Whose rule", adl_queue.RULES),
            Number("leverage", "Leverage of your short", 2, min=1, max=10, step=0.5, unit="×"),
            Number("size", "To be closed", 14, min=0.5, max=20, step=0.5, unit="BTC").meaning(
                "What is left of a long that nobody could cover."
            ),
            Number("start", "dYdX begins at account", 5, min=1, max=crowd, step=1, whole=True).meaning(
                "The chain draws it at random."
            ),
            Number("fall", "Then BTC falls another", 0.2, min=0.0, max=0.4, step=0.01, unit="%"),
        ],
        compute=adl_queue.queue,
        design=lambda: [looks.queue(), looks.exposure()],
        pulls={"loss": Pull("size", "y@1", adl_queue.loss)},
        prediction=Prediction(
            Number("guess", "Your place in the queue", 6, min=1, max=crowd, step=1, whole=True),
            answer=lambda: float(adl_queue.place_of("hyperliquid", 2, 14, 5)),
            question=say(
                "You hold 1 BTC and a 1 BTC short from {your_entry:$}, at a careful 2×. BTC falls to {mark:$}; a long"
                " that nobody covers must be closed against {crowd} shorts. By Hyperliquid's rank (price move ×"
                " leverage), which place is yours?",
                your_entry=adl_queue.YOUR_ENTRY,
                mark=adl_queue.MARK,
                crowd=crowd,
            ),
        ),
        code=adl_queue.shown,
    )


def rules(venue: str, **_: object) -> str:
    """What the walk's venue says about itself (HTML)."""
    facts = venues.facts([venue])[0]
    table = venues.get(venue).table("BTC")
    rows = (
        ("Which price triggers", facts["trigger"]),
        (
            "What equity is held against",
            say("{maintenance:%2} of BTC notional in the first tier", maintenance=table.maintenance[0]),
        ),
        ("What happens first", facts["first_action"]),
        ("Who bears a loss, in order", facts["loss_bearers"]),
        ("Whom it deleverages", facts["adl"]),
        ("Beware", facts["note"]),
    )
    body = "".join(f"<tr><th scope='row'>{what}</th><td>{escape(str(said))}</td></tr>" for what, said in rows)
    return say(
        "<table class='cx-derivation'><caption>{titles}: its rules</caption><tbody>{body}</tbody></table>{source}",
        titles=escape(TITLES[venue]),
        body=body,
        source=aside(
            say("Source, as of {as_of}", as_of=facts["as_of"]),
            say("<p>{source}; tiers: {tiers}</p>", source=escape(facts["source"]), tiers=escape(str(table.source))),
        ),
    )


EXPLORERS = {
    "predict": predict,
    "walk": lambda: Explorer(
        name="walk",
        title="Step by step",
        controls=[
            Choice("venue", "Venue", TITLES),
            Number("past", "Price past the trigger", 0.004, min=0.0, max=0.04, step=0.001, unit="%").meaning(
                "How far the price has jumped beyond the venue's trigger before the venue acts."
            ),
            Number("slippage", "The market pays less by", 0.002, min=0.0, max=0.03, step=0.001, unit="%").meaning(
                "How far from the mark the other side of the book stands."
            ),
            Number("fund", "Insurance fund", 10_000, min=0, max=20_000, step=500, unit="$"),
            Number("step", "Step", 3, min=1, max=looks.STEPS, whole=True, step=1).meaning(
                "Forward and back with the arrow keys. A venue with fewer steps stays at its last."
            ),
        ],
        compute=walk.walk,
        design=lambda: [looks.walk(), looks.ledger()],
        code=walk.walk_code,
    ),
    "healing": lambda: Explorer(
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
        design=looks.healing,
        code=healing.shown,
    ),
    "queue": queue_explorer,
    "limits": lambda: Explorer(
        name="limits",
        title="How far may dYdX's order go?",
        controls=[
            controls.SIDE,
            Choice("tier", "Liquidity tier (maintenance)", limits.TIERS, "Large-Cap"),
            Number(
                "equity", "Equity, share of the requirement", 0.8, min=limits.LOW, max=0.99, step=0.01, unit="%"
            ).meaning("Below zero the account owes more than it has."),
            Number(
                "worse", "The book stands away from the oracle by", 0.002, min=0.0, max=0.03, step=0.0005, unit="%"
            ).meaning("Below it for a long that is sold, above it for a short that is bought back."),
            Choice(
                "formula",
                "Formula of the limit",
                {limits.CODE: "as the chain computes it", limits.PRINTED: "as the manual prints it"},
            ),
        ],
        compute=limits.limits,
        design=looks.limits,
        handles={"equity": "x"},
        code=limits.shown,
    ),
}
