"""Explain: one inequality with the compartment's present numbers, and what the record says about falling together."""

from __future__ import annotations

from course.explorers.prose import derivation
from course.lessons.isolated_margin.book import ACCOUNT, ENTRY, MAINTENANCE, NOTIONAL, SOURCE, at, compartment
from course.margin import chance_alive, collateral_for_move, sign
from course.simulation.history import record
from course.texts import say, wordless


def words(side: str, posted: float, valve: str, against: float) -> str:
    """Equity against requirement line by line, then the same line solved for what is posted (HTML)."""
    s = sign(side)
    pool = compartment(side, posted if valve == "shut" else ACCOUNT)
    here = at(ENTRY * (1 - s * against))
    name = "posted" if valve == "shut" else "posted + wallet"
    wall = abs(pool.liquidation_price("PERP", at(ENTRY)) / ENTRY - 1)
    needed = collateral_for_move(NOTIONAL, against, MAINTENANCE, side)
    minus = "−" if s > 0 else "+"
    rows = [
        (
            say("equity = {name} − notional · d", name=name),
            wordless(
                "{posted:$} − {notional:$} · {against:%~} = {equity:$}",
                posted=pool.collateral,
                notional=NOTIONAL,
                against=against,
                equity=pool.equity(here),
            ),
        ),
        (
            say("requirement = m · notional · (1 {minus} d)", minus=minus),
            wordless(
                "{m:%~} · {notional:$} · (1 {minus} {against:%~}) = {required:$}",
                m=MAINTENANCE,
                notional=NOTIONAL,
                minus=minus,
                against=against,
                required=pool.maintenance_requirement(here),
            ),
        ),
        ("open while equity ≥ requirement", say("up to d = {wall:%}", wall=wall)),
        (
            say("solved for the money: notional · (m + d · (1 {minus} m))", minus=minus),
            say("{needed:$} passes a move of {against:%~}", needed=needed, against=against),
        ),
    ]
    return say(
        "{table}<p>Read downwards, the first lines say what a"
        " compartment can lose. The last one is the same inequality read the other way: what a move asks"
        " for. The first question was that line, asked of every week of the record.</p>",
        table=derivation(
            say("One position, one compartment, with the numbers of the vessels above"),
            rows,
            d=say("the move against you"),
        ),
    )


def together() -> str:
    """Real weeks are neither independent nor one: two counts of the record (HTML)."""
    weeks = {name: record().weeks(name) for name in ("BTC", "ETH")}
    btc, eth = (weeks[name].walls[10].closed for name in ("BTC", "ETH"))
    both = record().both_closed("BTC/ETH", 10)
    wall = weeks["BTC"].walls[5]
    whole = {y: c for y, (c, n) in wall.closed_by_year.items() if n >= 52}
    passed = sum(c == 0 for c in whole.values())
    worst = max(whole, key=lambda y: whole[y])
    alone = chance_alive(1 - wall.closed, 52)
    return say(
        "<p>Are weeks and compartments independent? <strong>Compartments are not.</strong> At {value:×} a"
        " BTC long was closed in {btc:%1} of the weeks of the record and an ETH long in {eth:%1}."
        " Independent, both would have gone in {btc_2:%1}; they went together in"
        " <strong>{both:%1}</strong>.</p><p><strong>Weeks are not quite.</strong> At {value_2:×} a BTC long"
        " passed {closed:%1} of the weeks, which as fresh draws would be {alone:%0} of years. Of {whole}"
        " whole years it passed {passed}, and in {worst:#~} it was closed {whole_2} times: bad weeks come in"
        " swarms. <small>({source})</small></p>",
        value=10,
        btc=btc,
        eth=eth,
        btc_2=btc * eth,
        both=both,
        value_2=5,
        closed=1 - wall.closed,
        alone=alone,
        whole=len(whole),
        passed=passed,
        worst=worst,
        whole_2=whole[worst],
        source=SOURCE,
    )
