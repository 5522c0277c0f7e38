"""Explain: one inequality with the compartment's present numbers, and what the record says about falling together."""

from __future__ import annotations

from course.lessons.isolated_margin.book import ACCOUNT, ENTRY, MAINTENANCE, NOTIONAL, SOURCE, at, compartment
from course.margin import chance_alive, collateral_for_move, sign
from course.simulation.history import record
from course.words import percent, stated, times, usd


def words(side: str, posted: float, valve: str, against: float) -> str:
    """Equity against requirement line by line, then the same line solved for what is posted (HTML)."""
    s = sign(side)
    pool = compartment(side, posted if valve == "shut" else ACCOUNT)
    here = at(ENTRY * (1 - s * against))
    name = "posted" if valve == "shut" else "posted + wallet"
    backing = usd(pool.collateral)
    wall = abs(pool.liquidation_price("PERP", at(ENTRY)) / ENTRY - 1)
    needed = collateral_for_move(NOTIONAL, against, MAINTENANCE, side)
    minus = "−" if s > 0 else "+"
    d = stated(against)
    rows = [
        (f"equity = {name} − notional · d", f"{backing} − {usd(NOTIONAL)} · {d} = {usd(pool.equity(here))}"),
        (
            f"requirement = m · notional · (1 {minus} d)",
            f"{stated(MAINTENANCE)} · {usd(NOTIONAL)} · (1 {minus} {d}) = {usd(pool.maintenance_requirement(here))}",
        ),
        ("open while equity ≥ requirement", f"up to d = {percent(wall)}"),
        (f"solved for the money: notional · (m + d · (1 {minus} m))", f"{usd(needed)} passes a move of {d}"),
    ]
    body = "".join(f"<tr><th scope='row'>{law}</th><td>{values}</td></tr>" for law, values in rows)
    return (
        "<table class='cx-derivation'><caption>One position, one compartment, with the numbers of the vessels above</caption>"
        f"<tbody>{body}</tbody></table>"
        "<p>Read downwards, the first lines say what a compartment can lose. The last one is the same inequality read the other"
        " way: what a move asks for. The first question was that line, asked of every week of the record.</p>"
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
    return (
        f"<p>Are weeks and compartments independent? <strong>Compartments are not.</strong> At {times(10)} a BTC long was closed in"
        f" {percent(btc, 1)} of the weeks of the record and an ETH long in {percent(eth, 1)}. Independent, both would have gone in"
        f" {percent(btc * eth, 1)}; they went together in <strong>{percent(both, 1)}</strong>.</p>"
        f"<p><strong>Weeks are not quite.</strong> At {times(5)} a BTC long passed {percent(1 - wall.closed, 1)} of the weeks, which as"
        f" fresh draws would be {percent(alone, 0)} of years. Of {len(whole)} whole years it passed {passed}, and in {worst} it was"
        f" closed {whole[worst]} times: bad weeks come in swarms. <small>({SOURCE})</small></p>"
    )
