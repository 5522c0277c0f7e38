"""Statements about margin that differ by contract and by venue are computed, and those found false do not come back."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import numpy as np
import pytest

from course import places, venues
from course.lessons.cross_margin.exercises import FIRST
from course.lessons.leverage import exercises as leverage_exercises
from course.lessons.start_here.diagnostic import DIAGNOSTIC, HEDGED, HEDGED_M
from course.margin import Market, Pool, Position, Schedule, inverse_position, liquidation_distance
from course.teaching.misconceptions import MISCONCEPTIONS
from course.teaching.terms import GLOSSARY
from course.venues import bitmex

LEVERAGES = (1.0, 1.5, 2.0, 5.0, 10.0, 20.0)
FRACTIONS = (0.005, 0.01, 0.025)


def linear_price(side, leverage, m, entry=60_000.0):
    """Liquidation price of one coin, margined in dollars; None if there is none."""
    pool = Pool(entry / leverage, (Position(Market("BTC", m, m), 1.0 if side == "long" else -1.0, entry),))
    return pool.liquidation_price("BTC", {"BTC": entry})


def inverse_price(side, leverage, m, basis, entry=60_000.0):
    """Liquidation price of 60,000 dollars of contracts, margined in coins; None if there is none."""
    market = Market("BTC", m, Schedule.flat(m, basis=basis))
    position = inverse_position(market, entry if side == "long" else -entry, entry)
    u = Pool(1.0 / leverage, (position,)).liquidation_price("BTC", {"BTC": 1 / entry})
    return 1 / u if u else None


def some(price):
    return price is not None and np.isfinite(price) and price > 0


@pytest.mark.parametrize("m", FRACTIONS)
def test_whom_a_move_of_the_price_closes_at_1x_depends_on_the_contract(m):
    text = MISCONCEPTIONS[4].correction
    assert re.search(r"margined in dollars no price above zero closes a long at 1×", text)
    assert not some(linear_price("long", 1, m))
    assert re.search(r"a short at 1× is closed shortly before the price has doubled", text)
    assert 1.9 * 60_000 < linear_price("short", 1, m) < 2 * 60_000
    assert "margined in the coin itself the long at 1× is the one that can be closed" in text
    for basis in ("entry", "mark"):
        assert 30_000 < inverse_price("long", 1, m, basis) < 32_000
        short = inverse_price("short", 1, m, basis)
        assert not some(short) or short > 30 * 60_000


@pytest.mark.parametrize("m", FRACTIONS)
@pytest.mark.parametrize("leverage", LEVERAGES)
def test_who_has_more_room_depends_on_the_contract(leverage, m):
    assert "margined in dollars the short has less room; in those margined in the coin itself, the long" in (
        MISCONCEPTIONS[3].correction
    )

    def room(price):
        return abs(price / 60_000 - 1) if some(price) else np.inf

    assert room(linear_price("short", leverage, m)) < room(linear_price("long", leverage, m))
    for basis in ("entry", "mark"):
        assert room(inverse_price("long", leverage, m, basis)) < room(inverse_price("short", leverage, m, basis))


def test_questions_that_depend_on_the_contract_name_it():
    questions = {q.name: q for q in DIAGNOSTIC.questions}
    for name in ("mirror", "one_times"):
        for form in "AB":
            assert "margined in dollars" in questions[name].item(form).stem


@pytest.mark.parametrize("form", [*"ABCDEFGH"])
def test_the_hedge_of_the_diagnostic_does_what_its_answer_says(form):
    stem = next(q for q in DIAGNOSTIC.questions if q.name == "hedge").item(form).stem
    move = float(re.search(r"rise by (\d+)\s", stem.replace("\n", " "))[1]) / 100
    x, y = (Market(name, HEDGED_M, HEDGED_M) for name in "XY")
    legs = Position(x, 1.0, 100.0), Position(y, -1.0, 100.0)
    top = {"X": 100 * (1 + move), "Y": 100 * (1 + move)}
    assert move > liquidation_distance(HEDGED, HEDGED_M, "short")
    assert Pool(100 / HEDGED, (legs[1],)).liquidatable(top)
    assert not Pool(100 / HEDGED, (legs[0],)).liquidatable(top)
    assert not Pool(200 / HEDGED, legs).liquidatable(top)


def test_funding_moves_the_price_of_who_pays_nearer_and_of_who_receives_away():
    assert re.search(r"pay out of the margin brings the liquidation price nearer", MISCONCEPTIONS[16].correction)
    for side in (1.0, -1.0):
        position = Position(Market("X", 0.02, 0.02), side * 100, 100.0)
        before = Pool(1_000.0, (position,)).liquidation_price("X", {"X": 100.0})
        paid = Pool(900.0, (position,)).liquidation_price("X", {"X": 100.0})
        received = Pool(1_100.0, (position,)).liquidation_price("X", {"X": 100.0})
        assert abs(paid - 100) < abs(before - 100) < abs(received - 100)


def test_rank_of_deleveraging_also_reaches_losers():
    assert "dYdX from a random account on, profit or not" in MISCONCEPTIONS[20].correction
    # BitMEX has a score for losing positions, too: "mostly winners", not "winners exactly".
    assert np.isfinite(bitmex.adl_score(-0.1, 5.0))
    assert bitmex.adl_score(0.1, 5.0) > bitmex.adl_score(-0.1, 5.0)


def test_free_collateral_and_partial_liquidation_promise_no_more_than_venues_keep():
    terms = {term.name: term.text for term in GLOSSARY.terms}
    assert "withdrawn is less on some venues" in terms["free collateral"]
    assert "the venue's rule" in terms["partial liquidation"]
    assert "takes it over" in terms["liquidation"]


def test_formulas_of_the_glossary_say_what_inverse_contracts_do_instead():
    terms = {term.name: term.text for term in GLOSSARY.terms}
    assert "contracts × (1/entry price − 1/mark price), in coins" in terms["unrealised PnL"]
    long = inverse_position(Market("BTC", 0.02, 0.01), 30_000.0, 60_000.0)
    for mark in (40_000.0, 75_000.0):
        assert long.unrealised_pnl(1 / mark) == pytest.approx(30_000 * (1 / 60_000 - 1 / mark))
        assert long.notional(1 / mark) == pytest.approx(30_000 / mark)
    assert "contracts / price" in terms["notional"]


def test_closing_what_gains_in_the_stress_adds_room_where_its_requirement_is_larger_than_the_gain():
    assert "only where the requirement that it frees is larger" in FIRST.notice
    rng, seen = np.random.default_rng(3), set()
    for _ in range(400):
        case = FIRST.cases(rng)
        gains = np.sign(case["sizes"]) * case["moves"]
        frees = case["maintenance"] * (1 + case["moves"])
        for k in np.flatnonzero(gains > 0):
            lighter = case["sizes"].copy()
            lighter[k] -= np.sign(lighter[k])
            before, after = (
                np.sum(sizes * case["moves"]) - np.sum(case["maintenance"] * np.abs(sizes) * (1 + case["moves"]))
                for sizes in (case["sizes"], lighter)
            )
            assert (after > before) == (frees[k] > gains[k])
            seen.add((bool(after > before), FIRST.reference(**case) == k))
    assert seen >= {(True, True), (False, False)}  # it may even be the answer


def test_few_markets_let_one_open_at_one_over_the_maintenance_fraction():
    most = next(e for e in leverage_exercises.EXERCISES if "move" in e.units and "leverage" not in e.units)
    assert "opening usually takes more than keeping" in most.notice
    tables = [venue.table(symbol) for venue in venues.everything() for symbol in venue.symbols]
    more = [i > m for t in tables for m, i in zip(t.maintenance, t.initial, strict=True)]
    assert all(i >= m for t in tables for m, i in zip(t.maintenance, t.initial, strict=True))
    assert np.mean(more) > 0.9


FALSE = {
    r"long at 1× cannot\b(?!.*margined in dollars)": "coin-margined contracts turn it round",
    r"winners are exactly": "dYdX begins at random",
    r"closes winning positions": "venues differ in whom they deleverage",
    r"closes \*?winners\*?[:,.]": "venues differ in whom they deleverage",
    r"as makes the rest safe": "no modelled venue closes exactly that much",
    r"the venue does not\.": "automatic top-up exists",
    r"isolated margin rules out: you have to move it": "automatic top-up exists",
    r"nets profit and loss, not requirements\.": "portfolio margin nets requirements",
    r"and nothing else happens to it": "some venues cancel orders, and isolated orders bring margin",
    r"what could be withdrawn or used": "two amounts on several venues",
    r"takes over and closes": "a takeover is one of two ways",
    r"at the bankrupt's price \(auto": "at the mark on some venues",
    r"fully paid long can never be closed": "in contracts margined in dollars only",
    r"mostly \*?winners\*?, and in a fall": "venues differ in whom they deleverage",
    r"deleveraging mostly takes winners": "venues differ in whom they deleverage",
    r"the market's own maximum leverage": "that is one over the initial fraction, not over maintenance",
    r"never the leg that gains": "where its requirement is large, closing it adds room",
    r"correlations jump towards one in a crash": "picking large moves raises the correlation of any pair",
    r"never shuts, so nothing can gap": "lesson 09 shows that it can",
    r"everyone with money left shares": "who shares is the venue's rule",
    r"only that amount is at risk": "a top-up adds to it",
    r"that is why venues take slices": "nobody's reasons are known",
    r"requirement are both straight lines": "within a tier only",
    r"funding is paid from the margin itself": "from the free balance first on some venues",
}
"""Phrases found false or too wide, and why."""


@lru_cache(1)
def texts():
    """Everything that is said in lessons: sources of the package, and the prose of notebooks."""
    return list(_texts())


def _texts():
    for folder in ("lessons", "teaching"):
        for path in sorted((places.PACKAGE / folder).rglob("*.py")):
            yield path.name, re.sub(r'"\s*\n\s*f?"', "", path.read_text(encoding="utf-8"))
    for path in [*sorted(places.solutions().glob("*.ipynb")), *sorted(places.lessons().glob("*.ipynb"))]:
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            yield path.name, "".join(cell["source"])
            yield path.name, json.dumps(cell.get("outputs", []), ensure_ascii=False)


@pytest.mark.parametrize("phrase", sorted(FALSE))
def test_what_was_found_false_does_not_come_back(phrase):
    found = [name for name, text in texts() if re.search(phrase, text, re.IGNORECASE)]
    assert found == [], FALSE[phrase]
