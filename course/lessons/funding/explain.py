"""Explain: the derivation with the drip's present numbers, and what longs really paid."""

from __future__ import annotations

from course.explorers.prose import bars, derivation
from course.lessons.funding.book import A_DAY, COLLATERAL, ENTRY, MAINTENANCE, RULE, USUAL, day_of, size_of, venue
from course.margin import annualised, funding_payment, liquidation_walk, settlements_until_liquidation
from course.simulation.history import record
from course.texts import say, wordless

#: The leverage at which the dearest settlement is told.
SPIKE = 20.0
#: Of the thirty days of a pair: what most of them lay between.
BAND = (0.05, 0.95)


def walk(leverage: float, rate: float, days: float, price: float) -> str:
    """From one payment to the day of liquidation, with the drip's present leverage and rate (HTML)."""
    due = funding_payment(size_of(leverage), ENTRY, rate)
    before, after = (
        float(p) for p in liquidation_walk(ENTRY, size_of(leverage), COLLATERAL, MAINTENANCE, ENTRY, [rate])
    )
    last = settlements_until_liquidation(leverage, MAINTENANCE, rate)
    room = 1 / leverage - MAINTENANCE
    rows = [
        (
            "payment = size × mark × rate",
            wordless(
                "{size:#0} × {entry:$} × {rate:%~2} = {due:$2}", size=size_of(leverage), entry=ENTRY, rate=rate, due=due
            ),
        ),
        (
            "of the collateral: leverage × rate",
            wordless("{leverage:×} × {rate:%~2} = {share:%3}", leverage=leverage, rate=rate, share=leverage * rate),
        ),
        (
            "moves the price by mark × rate / (1 − m)",
            say("{before:$2} → {after:$2}, by {step:$}", before=before, after=after, step=after - before),
        ),
        (
            "room, in shares of the notional: 1/L − m",
            wordless("1/{leverage:#~} − {m:%~} = {room:%}", leverage=leverage, m=MAINTENANCE, room=room),
        ),
    ]
    if last is None:
        words = say("Nothing goes out at this rate: there is no day on which it closes the long.")
    else:
        rows.append(
            (
                "payments that fit: room / rate, and one more",
                say("{room:%} / {rate:%~2} → payment {last:#0}, on day {day}", room=room, rate=rate, last=last,
                    day=day_of(last)),
            )
        )  # fmt: skip
        words = say("So funding alone closes the long on day {day}: three payments a day, each as large as the one before.",
                    day=day_of(last))  # fmt: skip
    year = round(annualised(rate, RULE.interval_hours), 12)
    grown = annualised(rate, RULE.interval_hours, compound=True)
    a_year = say(
        "A year has {count:#0} such settlements: {rate:%~2} each is <strong>{year:%}</strong> of the notional if they are added"
        " up ({grown:%} compounded, which only whoever receives them and adds each to the position has), and {of_yours:%0} of"
        " what you have posted.",
        count=365 * A_DAY, rate=rate, year=year, grown=grown, of_yours=leverage * year,
    )  # fmt: skip
    told = say("<p>{words}</p><p>{a_year}</p>", words=words, a_year=a_year)
    return derivation(say("From a payment to a day, with the drip's numbers"), rows) + told


def paid(**_values: object) -> str:
    """What longs of BTC really paid, year by year, and what a pair left of it (HTML)."""
    facts, pair = record().funding("BTC"), record().pair_funding("BTC/ETH")
    years = [
        (wordless("{year:#~}", year=y), wordless("{mean:%1}", mean=x["mean_a_year"]), x["mean_a_year"])
        for y, x in sorted(facts.years.items())
    ]
    low, high = (float(pair[0].covering(share)) for share in BAND)
    gave, took = (float(facts.rates.covering(share)) for share in (0.0, 1.0))
    month_low, month_high = (float(facts.month.covering(share)) for share in (0.5, BAND[1]))
    return (
        bars(say("What longs of BTC paid on {venue}, at a yearly rate; the first and the last year in part", venue=venue()), years)
        + "<p>"
        + say(
            "<strong>{mean:%1}</strong> a year on average over {count:#0}"
            " settlements from {first} to {last}. In {usual:%0} of them the rate was exactly {usual_rate:%~2}. Longs paid in"
            " {longs:%0}, and in {below:%0} of those the perpetual had stood <em>below</em> spot in the hours before (closing"
            " prices; the venue measures its premium with the depth of its book).",
            mean=facts.mean_a_year, count=facts.settlements, first=facts.span[0],
            last=facts.span[1], usual=facts.usual, usual_rate=USUAL, longs=facts.longs_paid,
            below=facts.premium["below_spot_where_longs_paid"],
        )
        + "</p><p>"
        + say(
            "Thirty days of it cost a long {median:%} of the notional in the middle case and {most:%1} or more in one month of twenty. Long"
            " BTC and short ETH of equal size, it was between {low:%1} and {high:%1} in nine months of ten: the net is"
            " typically {net:%0} of what flows back and forth. In a pool you pay the net; of two compartments each"
            " pays or receives its own side in full. Single settlements took up to {took:%} from longs and {gave:%} from"
            " shorts: at {leverage:×} that is {stroke:%0} of what stands behind the position, at one stroke.",
            took=took, gave=-gave, leverage=SPIKE, stroke=SPIKE * max(took, -gave), median=month_low, most=month_high, low=low, high=high, net=pair[1],
        )
        + "</p>"
    )  # fmt: skip
