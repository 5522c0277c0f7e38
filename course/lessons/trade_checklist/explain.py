"""Explain: one equation joins four lines, with the numbers of the bad day's setting; and which mode suits what."""

from __future__ import annotations

from course.explorers.prose import derivation
from course.lessons.trade_checklist.bad_day import planned
from course.number_format import percent, times, usd
from course.texts import say, wordless


def words(day: str, watched: str, mode: str, leverage: float) -> str:
    """The chain from what may be lost to the worst case (HTML)."""
    plan, sums = planned(mode, leverage)
    fill = 1 - sums.fill / plan.entry
    fees = f"{plan.fee:g} · ({usd(plan.entry)} + {usd(sums.fill, 2)})"
    rows = [
        ("max loss = account × share", f"{usd(plan.equity)} × {percent(plan.risk, 0)} = {usd(sums.budget)}"),
        (
            "size = max loss ÷ (way to the fill + fees)",
            say(
                "{budget:$} ÷ ({entry:$2} + {fees}) = {size:#4} ETH",
                budget=sums.budget,
                entry=plan.entry - sums.fill,
                fees=fees,
                size=sums.size,
            ),
        ),
    ]
    if mode == "isolated":
        rows += [
            (
                "the stop is first while L &lt; 1 ÷ (m + d · (1 − m))",
                f"1 ÷ ({plan.maintenance:g} + {fill:.4f} · {1 - plan.maintenance:g}) = {times(sums.careful)}",
            ),
            (
                "worst = size × price ÷ L + opening fee",
                wordless(
                    "{notional:$0} ÷ {leverage:#1} + {fee:$2} = {worst:$2}",
                    notional=sums.notional,
                    leverage=leverage,
                    fee=plan.fee * sums.notional,
                    worst=sums.worst,
                ),
            ),
        ]
    else:
        rows.append(
            (
                "worst = size × price + opening fee, or the whole account if that is less",
                f"{usd(sums.notional, 0)} + {usd(plan.fee * sums.notional, 2)} = {usd(sums.worst, 2)}",
            )
        )
    first = "The stop is there first." if sums.stop_first else "The venue is there first: the exit line is dead."
    return say(
        "{table}<p>{first}</p>",
        table=derivation(say("With the checklist's numbers"), rows, d=say("the way to the fill")),
        first=first,
    )


#: What speaks for which mode, and the lesson in which it is seen.
CASES = (
    ("an experiment, a new idea", "isolated", "the bound is known before", "04"),
    ("a very volatile coin", "isolated", "the worst week is the post", "08"),
    ("a strict limit for each trade", "isolated", "the post is the limit, if nothing is added", "04"),
    ("many small independent strategies", "isolated", "one cannot take the others along", "06"),
    ("a beginner", "isolated", "one sum less to keep in mind", "01"),
    ("somebody who cannot look", "isolated", "a bound stands in for a watch, and is paid in exits", "10"),
    ("a hedge, a spread, a basis trade", "cross", "one leg pays for the other", "07"),
    ("several legs that are watched as one", "cross", "profits stand behind losses", "05"),
)


def cases() -> str:
    """The cases as a table (HTML)."""
    body = "".join(
        f"<tr><th scope='row'>{what}</th><td data-label='speaks for'><span class='cx-is-{mode}'>{mode}</span></td>"
        f"<td data-label='because'>{why}</td><td data-label='seen in'>lesson&nbsp;{lesson}</td></tr>"
        for what, mode, why, lesson in CASES
    )
    head = "<tr><th scope='col'>for</th><th scope='col'>speaks for</th><th scope='col'>because</th><th scope='col'>seen in</th></tr>"
    return f"<table class='cx-table cx-wraps'><thead>{head}</thead><tbody>{body}</tbody></table>"
