"""The play of the landing page: every stop worked out again, and every sentence held to its numbers in every state."""

from __future__ import annotations

import re
from itertools import pairwise, product

import pytest

from course import venues
from course.apps import landing_tanks
from course.margin import Market, Pool, Position
from course.number_format import percent, usd

# What the page tells its visitor: written down once more, so that a changed trade shows here.
TRADES = {"BTC": 20_000, "ETH": 10_000, "SOL": 5_000, "XRP": -10_000}
STOPS = range(-40, 21)
STATES = [pytest.param(state, id=f"{key}-{at}") for (key, at), state in landing_tanks.states().items()]


def plain(stop):
    """Equity and requirement of the four tanks and the pool after a move of ``stop`` half per cent: no engine."""
    move = stop / 200
    own = [(1_000 + notional * move, 0.025 * abs(notional) * (1 + move)) for notional in TRADES.values()]
    return [*own, (4_000 + sum(TRADES.values()) * move, sum(required for _, required in own))]


def closed_between(low, high):
    """Which of the five have been closed once the price has been at every stop from ``low`` to ``high``."""
    return tuple(any(plain(stop)[i][0] < plain(stop)[i][1] for stop in range(low, high + 1)) for i in range(5))


@pytest.mark.parametrize("stop", landing_tanks.stops(), ids=lambda stop: str(stop.at))
def test_every_stop_is_what_the_engine_says(stop):
    held = [
        Position(Market(name, initial=0.04, maintenance=0.025), notional / 100, 100.0)
        for name, notional in TRADES.items()
    ]
    pools = [*(Pool(1_000, (one,)) for one in held), Pool(4_000, held)]
    marks = dict.fromkeys(TRADES, 100.0 * (1 + stop.at / 200))

    assert stop.equity == pytest.approx([pool.equity(marks) for pool in pools], abs=0.006)
    assert stop.required == pytest.approx([pool.maintenance_requirement(marks) for pool in pools], abs=0.006)
    assert stop.below == tuple(pool.liquidatable(marks) for pool in pools)


def test_and_what_plain_arithmetic_says():
    assert [stop.at for stop in landing_tanks.stops()] == list(STOPS)
    for stop in landing_tanks.stops():
        assert list(zip(stop.equity, stop.required, strict=True)) == [
            (pytest.approx(equity, abs=0.006), pytest.approx(required, abs=0.006))
            for equity, required in plain(stop.at)
        ]
        assert stop.below == tuple(equity < required for equity, required in plain(stop.at))


def test_it_is_the_same_trades_and_the_same_money_and_both_could_be_opened():
    isolated, cross = (landing_tanks.accounts()[mode].pools.values() for mode in ("isolated", "cross"))
    pool = next(iter(cross))

    assert len(cross) == 1
    assert tuple(one for tank in isolated for one in tank.positions) == pool.positions
    assert sum(tank.collateral for tank in isolated) == pool.collateral == 4_000
    assert all(account.free_collateral(landing_tanks.marks(0)) >= 0 for account in (*isolated, pool))
    assert [(t.name, t.held) for t in landing_tanks.trades()] == [
        ("BTC", "20× long"), ("ETH", "10× long"), ("SOL", "5× long"), ("XRP", "10× short"),
    ]  # fmt: skip


def test_the_surprise_is_real():
    first = [next(at for at in (*STOPS,)[::-1] if at <= 0 and plain(at)[i][0] < plain(at)[i][1]) for i in (0, 1, 4, 2)]

    assert first == [-6, -16, -25, -36]  # one tank at −3 %, the next at −8 %, the pool at −12.5 %, the third at −18 %
    moment = landing_tanks.straight()[STOPS.index(-25)]
    assert moment.closed == (True, True, False, False, True)
    assert moment.in_tanks == 2_625
    assert plain(-25)[3][0] > 1_000  # the short that goes with the pool is winning
    assert closed_between(0, 20) == (False, False, False, True, False)  # the other way the pool saves the short


def test_nothing_else_can_be_reached_and_everything_that_can_has_its_words():
    reached = {
        (closed_between(low, high), at)
        for low, high in product(range(-40, 1), range(21))
        for at in range(low, high + 1)
    }

    assert {(state.closed, at) for (_, at), state in landing_tanks.states().items()} == reached
    given = landing_tanks.played()["words"]
    assert {(int(key), int(at)) for key, words in given.items() for at in words} == set(landing_tanks.states())
    assert all(given[str(key)][str(at)] == tuple(map(str, s.words)) for (key, at), s in landing_tanks.states().items())


# -- words -----------------------------------------------------------------------------------------


def pattern(*kinds):
    """Texts as one reads them, made a pattern: ``<dry>`` are names, ``$<lost>`` is money, ``(a|b)`` a choice."""
    text = "|".join(kinds)
    for letter in ".+?":
        text = text.replace(letter, "\\" + letter)
    text = re.sub(r"\$<(\w+)>", r"\\$(?P<\1>[\\d,]+)", text)
    text = text.replace("<where>", "(?P<where>Prices are where they began|Prices [\\d.]+\u202f% (?:lower|higher))")
    return re.sub(r"(?<!P)<(\w+)>", r"(?P<\1>[A-Z]{3}(?:, [A-Z]{3})*(?: and [A-Z]{3})?)", text)


GONE = "<where>: <dry> (?:was closed and its|were closed and their) $<lost> (?:is|are) gone. ".replace("?:", "")
SENTENCES = {
    "start": pattern(
        "In the tanks each trade has $<own> of its own. In the pool the same four trades share the same $<all>."
    ),
    "alive": pattern(
        "<where>: of its $<own>, the <worst> tank has $<worst_left> left. The pool has $<pool> for all four."
    ),
    "back": pattern(
        "<where>. The pool has its $<all> again, the tanks have $<tanks>: <dry> (was|were) closed on the way, and closed"
        " stays closed."
    ),
    "carried": pattern(GONE + "In the pool the longs’ gains carry the same short: $<pool>, and all four live."),
    "lost": pattern(
        GONE + "<living> (lives|live) on with $<tanks>. The pool has lost $<change>, and in it all four live."
    ),
    "gained": pattern(
        GONE + "<living> (lives|live) on with $<tanks>. The pool has gained $<change>, and in it all four live."
    ),
    "gone": pattern(
        "<where>. The pool was closed whole: all $<all> gone, the winning short with the rest. In (its own tank|their own"
        " tanks) <living> (lives|live), with $<tanks>."
    ),
    "nothing": pattern(
        "<where>. The pool was closed whole: all $<all> gone, the winning short with the rest. The tanks ran dry one by one."
    ),
}
COUNT = ("No", "One", "Two", "Three", "Four")


def title_of(kind, at, dry):
    """The title that this kind of state must have."""
    tanks_dry = f"{COUNT[dry]} tank{'' if dry == 1 else 's'}"
    stand = f"{COUNT[4 - dry]} tank{' stands' if dry == 3 else 's stand'}"
    gone = f"The pool took all four. {stand}." if at else "The price is back. The pool is not."
    return {
        "start": "Four trades, $4,000. Pull the price.",
        "alive": "All four live, in the tanks and in the pool",
        "back": f"The price is back. {tanks_dry} {'is' if dry == 1 else 'are'} not.",
        "carried": "One tank ran dry. The pool carries its trade.",
        "lost": f"{tanks_dry} ran dry. The pool has only sunk.",
        "gained": f"{tanks_dry} ran dry. The pool has risen.",
        "gone": gone,
        "nothing": gone,
    }[kind]


def kind_of(at, dry, pool_closed, now):
    """What is to be said, by what is so."""
    if pool_closed:
        return "nothing" if len(dry) == 4 else "gone"
    if not dry:
        return "alive" if at else "start"
    if at == 0:
        return "back"
    if dry == ["XRP"] and now[3][0] < now[3][1]:  # its own tank would still be below its line here
        return "carried"
    return "lost" if now[4][0] < 4_000 else "gained"


@pytest.mark.parametrize("state", STATES)
def test_title_and_sentence_say_what_is_so(state):
    title, sentence = map(str, state.words)
    at, closed, now = state.stop.at, state.closed, plain(state.stop.at)
    dry = [name for name, gone in zip(TRADES, closed, strict=False) if gone]
    living = [name for name in TRADES if name not in dry]
    kind = kind_of(at, dry, closed[4], now)
    in_tanks = sum(equity for (equity, _), gone in zip(now[:4], closed, strict=False) if not gone)
    worst = min(range(4), key=lambda i: now[i][0])
    by = percent(abs(at) / 200, 0 if at % 2 == 0 else 1)
    expected = {
        "where": f"Prices {by} {'lower' if at < 0 else 'higher'}" if at else "Prices are where they began",
        "own": "1,000",
        "all": "4,000",
        "pool": f"{now[4][0]:,.0f}",
        "tanks": f"{in_tanks:,.0f}",
        "lost": f"{1_000 * len(dry):,}",
        "change": f"{abs(now[4][0] - 4_000):,.0f}",
        "dry": " and ".join(dry).replace(" and ", ", ", max(0, len(dry) - 2)),
        "living": " and ".join(living).replace(" and ", ", ", max(0, len(living) - 2)),
        "worst": list(TRADES)[worst],
        "worst_left": f"{now[worst][0]:,.0f}",
    }

    assert title == title_of(kind, at, len(dry))
    said = re.fullmatch(SENTENCES[kind], sentence)
    assert said, sentence
    assert said.groupdict() == {name: expected[name] for name in said.groupdict()}
    assert re.findall(r"\b(was|were)\b", sentence.split("The pool was")[0]) in (
        [],
        ["was" if len(dry) == 1 else "were"],
    )
    assert re.findall(r"\b(lives|live)\b(?!\.)", sentence) in ([], ["lives" if len(living) == 1 else "live"])
    if kind == "alive":
        assert now[worst][0] < 1_000
    if kind == "carried":
        assert all(now[i][0] > 1_000 for i in range(3))


def test_the_pool_is_never_closed_while_the_short_is_behind():
    closing = [stop for stop in landing_tanks.stops() if stop.below[4]]

    assert closing
    assert all(plain(stop.at)[3][0] > 1_000 for stop in closing)


def test_no_two_tanks_run_dry_at_one_stop():
    for way in (range(0, -41, -1), range(21)):
        counts = [sum(closed_between(min(0, at), max(0, at))[:4]) for at in way]
        assert all(after - before <= 1 for before, after in pairwise(counts))


def test_the_table_says_the_same():
    rows = {price: (left, tanks_, pool) for price, left, tanks_, pool in landing_tanks.table()}

    assert len(rows) == 31
    for at in STOPS[::2]:
        closed = closed_between(min(at, 0), max(at, 0))
        shown = ["closed" if gone else usd(equity, 0) for (equity, _), gone in zip(plain(at), closed, strict=True)]
        in_tanks = sum(equity for (equity, _), gone in zip(plain(at)[:4], closed, strict=False) if not gone)
        assert rows[percent(at / 200, 0, sign=True)] == (tuple(shown[:4]), usd(in_tanks, 0), shown[4])


def test_the_rule_on_the_page_is_that_of_several_venues_and_not_of_all():
    """It says: closed whole, the venue keeps what is left in it, as several venues do; others give part of it back."""
    keeps = [venues.get(name).takeover for name in venues.names()]

    assert sum(keeps) >= 3
    assert not all(keeps)
