"""Explain: the chain, with the calculator's present numbers."""

from __future__ import annotations

from course.explorers.prose import derivation
from course.lessons.position_sizing.book import ACCOUNT, MAINTENANCE
from course.lessons.position_sizing.calculator import fall_to, sized
from course.margin import max_leverage_for_stop
from course.number_format import percent
from course.texts import capital, say, wordless


def words(budget: float, stop: float, mode: str, leverage: float) -> str:
    """The chain with the calculator's present numbers beside each line (HTML)."""
    made = sized(budget, stop, mode, leverage)
    wall = fall_to(made)
    limit = max_leverage_for_stop(stop, MAINTENANCE)
    loss, size = made.loss_at_stop, made.notional
    rows = [
        (
            "what may be lost = account × share",
            wordless("{account:$} × {budget:%~0} = {loss:$0}", account=ACCOUNT, budget=budget, loss=loss),
        ),
        (
            "position = what may be lost ÷ way to the stop",
            wordless("{loss:$0} ÷ {stop:%~0} = {size:$0}", loss=loss, stop=stop, size=size),
        ),
        (
            "leverage = position ÷ what stands behind it",
            wordless("{size:$0} ÷ {behind:$} = {runs:×}", size=size, behind=made.backing, runs=made.leverage),
        ),
        (
            "the stop is first while L &lt; 1 ÷ (m + d · (1 − m))",
            wordless(
                "1 ÷ ({m:#3} + {d:#3} · {rest:#3}) = {limit:×}",
                m=MAINTENANCE,
                d=stop,
                rest=1 - MAINTENANCE,
                limit=limit,
            ),
        ),
    ]
    closed = "no price above zero" if wall is None else percent(-wall)
    backs = "the post" if mode == "isolated" else "the whole account"
    first = "Your stop is there first." if made.stop_first else "The venue is there first."
    return say(
        "{table}<p>{backs} stands behind the position, so it runs at {runs:×} and is closed at {closed}. {first}</p>",
        table=derivation(
            say("From a loss to a size, with the calculator's numbers"), rows, d=say("the way to the stop")
        ),
        backs=capital(backs),
        runs=made.leverage,
        closed=closed,
        first=first,
    )
