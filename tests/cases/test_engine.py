"""Cases of the engine and of the venues, by kind, through the public API alone: a further case of a kind needs no code.

``data/engine.json`` holds questions from practice, ``data/differential.json`` what the comparison with the venues' own published
client code has found, ``data/published.json`` prices that published libraries of other venues gave, ``data/edges.json`` brackets'
edges, both sides of a market, coins as collateral, settlements and first orders, by hand. The kinds are those of the tables
below.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from typing import Any

import numpy as np
import pytest

from course import venues
from course.margin import Holding, Market, Pool, Portfolio, Position, Schedule, funding_payment, inverse_position
from course.validation import ArgumentError
from course.venues import FundingRule, hyperliquid
from tests.cases.support import exact, load

#: Results must agree to this, relatively, unless a case says otherwise.
TOLERANCE = 1e-9


def close(found: Any, right: Any, tolerance: float = TOLERANCE) -> None:
    """Equal to the case's precision; ``None`` is only equal to ``None``."""
    right = exact(right)
    if right is None or found is None:
        assert found is right
    else:
        assert found == pytest.approx(right, rel=tolerance, abs=1e-12)


# ---- the engine -----------------------------------------------------------------------------------------------------


def pool_of(inputs: dict[str, Any]) -> Pool:
    """Positions are ``[symbol, size, entry, maintenance rate, fee of closing, least USD]``, the last two if any."""

    def rule(rate: Any, fee: Any = 0, least: Any = 0) -> Schedule:
        options = {"basis": inputs.get("basis", "mark"), "closing_fee": exact(fee)}
        if not least:
            return Schedule.flat(exact(rate), **options)
        return Schedule((0.0, exact(least) / exact(rate)), (0.0, exact(rate)), (-exact(least), 0.0), **options)

    held = (
        Position(Market(symbol, 1.0, rule(*rates)), exact(size), exact(entry))
        for symbol, size, entry, *rates in inputs["positions"]
    )
    coins = (Holding(asset, exact(amount), 1.0, 1.0) for asset, amount in inputs.get("holdings", ()))
    return Pool(exact(inputs["collateral"]), tuple(held), tuple(coins))


def marks_of(inputs: dict[str, Any]) -> dict[str, float]:
    return {s: exact(p) for s, p in inputs["marks"].items()}


def pool(case: dict[str, Any]) -> None:
    """Price, ratio and verdict of a pool; arrays must say what scalars say."""
    inputs, right = case["inputs"], case["right"]
    found, marks, target = pool_of(inputs), marks_of(inputs), inputs["target"]
    many = {s: np.array([p, p]) for s, p in marks.items()}
    if "price" in right:
        price = found.liquidation_price(target, marks)
        close(price, right["price"], right.get("tolerance", TOLERANCE))
        if price is not None:
            assert found.liquidation_price(target, many) == pytest.approx([price, price])
    if "margin_ratio" in right:
        close(found.margin_ratio(marks), right["margin_ratio"])
    if "liquidatable" in right:
        assert found.liquidatable(marks) is right["liquidatable"]
        assert found.liquidatable(many).tolist() == 2 * [right["liquidatable"]]


def position_state(case: dict[str, Any]) -> None:
    inputs, right = case["inputs"], case["right"]
    held = Position(Market("X", 1.0, 0.01), exact(inputs["size"]), exact(inputs["entry"]))
    tolerance = right.get("tolerance", TOLERANCE)
    close(float(held.notional(exact(inputs["mark"]))), right["notional"], tolerance)
    close(float(held.unrealised_pnl(exact(inputs["mark"]))), right["pnl"], tolerance)


def trades(case: dict[str, Any]) -> None:
    market = Market("X", 1.0, 0.01)
    size, entry = map(exact, case["inputs"]["start"])
    held = Pool(0.0, (Position(market, size, entry),))
    for trade, (size, entry, realised) in zip(case["inputs"]["trades"], case["right"]["after"], strict=True):
        before = held.collateral
        held = held.trade(market, *map(exact, trade), fee=0.0)
        close(held.collateral - before, realised)
        if exact(size):
            close(held.position("X").size, size)
            close(held.position("X").entry_price, entry)
        else:
            assert not held.positions


def inverse_flip(case: dict[str, Any]) -> None:
    """Contracts in USD, collateral in coins, prices in USD per coin."""
    inputs, right = {k: exact(v) for k, v in case["inputs"].items()}, case["right"]
    market = Market("X", 1.0, Schedule.flat(inputs["maintenance"], basis="entry"))
    opened = inverse_position(market, inputs["contracts"], inputs["entry"])
    # A sale of contracts is a purchase in 1 / price.
    left, realised = opened.trade(inputs["sell"], 1 / inputs["price"])
    close(realised, right["realised"])
    assert left is not None
    close(-left.size, right["left"])
    close(1 / left.entry_price, right["entry"])
    assert left.side == ("long" if exact(right["left"]) > 0 else "short")
    margin = float(left.notional(left.entry_price)) / inputs["leverage"]
    close(1 / Pool(margin, (left,)).liquidation_price("X", {"X": left.entry_price}), right["liquidation"])


def inverse_funding(case: dict[str, Any]) -> None:
    """The same change through a pool, a portfolio's replay of it, and the bare formula."""
    inputs, right = {k: exact(v) for k, v in case["inputs"].items()}, case["right"]["collateral_change"]
    held = inverse_position(Market("X", 0.1, 0.05), inputs["contracts"], inputs["entry"])
    before = Pool(inputs["collateral"], (held,))
    after = before.settle_funding({"X": inputs["rate"]}, {"X": 1 / inputs["mark"]})
    close(after.collateral - before.collateral, right, 1e-6)  # of a difference of two amounts of coins
    close(-float(held.funding_payment(1 / inputs["mark"], inputs["rate"])), right)
    close(-float(funding_payment(inputs["contracts"], inputs["mark"], inputs["rate"], inverse=True)), right)


def hyperliquid_isolated(case: dict[str, Any]) -> None:
    inputs, right = {k: exact(v) for k, v in case["inputs"].items()}, case["right"]
    collateral = inputs["raw"] + inputs["size"] * inputs["entry"]
    market = hyperliquid.market("X", inputs["max_leverage"])
    found = Pool(collateral, (Position(market, inputs["size"], inputs["entry"]),))
    price = found.liquidation_price("X", {"X": inputs["entry"]})
    by_hand = hyperliquid.liquidation_price_from_balance(inputs["size"], inputs["raw"], inputs["max_leverage"])
    for got in (price, by_hand):
        close(got, right["price"])
        if "venue_shows" in right:
            close(got, right["venue_shows"], right["tolerance"])


def hedge_order(case: dict[str, Any]) -> None:
    """A trade that does not say which leg it meets is refused; one that says so has one result in every order."""
    inputs = case["inputs"]
    market = Market("X", 0.1, 0.05)
    legs = [Position(market, *map(exact, inputs[side])) for side in ("long", "short")]
    size, price = map(exact, inputs["trade"])
    for side in (None, "long", "short"):
        results = set()
        for order in permutations(legs):
            try:
                after = Pool(1_000.0, order).trade(market, size, price, side=side)
            except ArgumentError as refusal:
                results.add(str(refusal))
            else:
                results.add((after.collateral, frozenset((p.side, p.size, p.entry_price) for p in after.positions)))
        assert len(results) == 1
        assert (side is not None) or isinstance(results.pop(), str)


def funding_rule(case: dict[str, Any]) -> None:
    inputs = case["inputs"]
    rule = FundingRule(
        exact(inputs["interval"]),
        exact(inputs["interest"]),
        exact(inputs["clamp"]),
        cap=exact(inputs.get("cap")),
        period_hours=exact(inputs.get("period", 8.0)),
    )
    close(
        float(rule.cost(exact(inputs["notional"]), exact(inputs["premium"]), exact(inputs["hours"]))),
        case["right"]["cost"],
    )


# ---- venues ---------------------------------------------------------------------------------------------------------


def venue_pool(inputs: dict[str, Any]) -> tuple[venues.Venue, Pool, dict[str, float]]:
    venue = venues.get(inputs["venue"])
    held = venue.pool(exact(inputs["collateral"]), *((s, *map(exact, rest)) for s, *rest in inputs["positions"]))
    return venue, held, marks_of(inputs)


def venue_liquidation_price(case: dict[str, Any]) -> None:
    right, (_, held, marks) = case["right"], venue_pool(case["inputs"])
    price, tolerance = held.liquidation_price(case["inputs"]["target"], marks), right.get("tolerance", TOLERANCE)
    allowed = [exact(p) for p in right.get("any_of_price", [right.get("price")])]
    assert any(p is price or ((p and price) and price == pytest.approx(p, rel=tolerance)) for p in allowed), price


def venue_liquidation_price_with_token(case: dict[str, Any]) -> None:
    """With an amount of a token as collateral beside the cash."""
    inputs, right = case["inputs"], case["right"]
    venue, held, marks = venue_pool(inputs)
    asset, amount = inputs["token"][0], exact(inputs["token"][1])
    weight = venue.collateral_weight(asset)
    assert weight is not None
    price = replace(held, holdings=(Holding(asset, amount, *weight),)).liquidation_price(inputs["target"], marks)
    close(price, right["price"], right.get("tolerance", TOLERANCE))


def venue_margins(case: dict[str, Any]) -> None:
    _, held, marks = venue_pool(case["inputs"])
    tolerance = case["right"].get("tolerance", TOLERANCE)
    close(held.initial_requirement(marks), case["right"]["initial"], tolerance)
    close(held.maintenance_requirement(marks), case["right"]["maintenance"], tolerance)


def venue_refused(case: dict[str, Any]) -> None:
    """As a pool, in a verdict and in a process; a comparison says that it is impossible, and goes on."""
    inputs, venue = case["inputs"], venues.get(case["inputs"]["venue"])
    market, marks = Market(inputs["positions"][0][0], 0.1, 0.05), marks_of(inputs)
    legs = tuple(Position(market, exact(q), exact(e)) for _, q, e in inputs["positions"])
    by_hand = Pool(exact(inputs["collateral"]), legs)
    for refused in (
        lambda: venue_pool(inputs),
        lambda: venue.liquidatable(by_hand, marks),
        lambda: venue.liquidation_steps(by_hand, marks),
    ):
        with pytest.raises(ArgumentError) as error:
            refused()
        assert error.value.argument == case["right"]["refused"]
    frame = venues.compare(Portfolio.cross(exact(inputs["collateral"]), legs), marks, [venue])
    assert set(frame.status) == {"impossible"}
    # Each side in a pool of its own is held.
    alone = Portfolio(0.0, {p.side: Pool(3_000.0, (p,)) for p in legs})
    assert "impossible" not in set(venues.compare(alone, marks, [venue]).status)


def venue_liquidatable(case: dict[str, Any]) -> None:
    venue, held, marks = venue_pool(case["inputs"])
    assert bool(venue.liquidatable(held, marks)) is case["right"]["liquidatable"]


def venue_fact(case: dict[str, Any]) -> None:
    venue, field = venues.get(case["inputs"]["venue"]), case["inputs"]["field"]
    assert getattr(venue, field) == case["right"]["value"]
    assert venues.facts([venue])[0][field] == case["right"]["value"]


def venue_first_liquidation(case: dict[str, Any]) -> None:
    venue, held, marks = venue_pool(case["inputs"])
    orders = [s for s in venue.liquidation_steps(held, marks).steps if s.name == "order"]
    close(orders[0].size, case["right"]["first_order_size"], case["right"].get("tolerance", TOLERANCE))


def venue_free_collateral(case: dict[str, Any]) -> None:
    _, held, marks = venue_pool(case["inputs"])
    tolerance = case["right"].get("tolerance", TOLERANCE)
    close(held.free_collateral(marks), case["right"]["free_collateral"], tolerance)


KINDS = {
    "pool_liquidation": pool,
    "pool_state": pool,
    "position_state": position_state,
    "trades": trades,
    "inverse_flip": inverse_flip,
    "inverse_funding": inverse_funding,
    "hyperliquid_isolated": hyperliquid_isolated,
    "hedge_order": hedge_order,
    "funding_rule": funding_rule,
    "venue_liquidation_price": venue_liquidation_price,
    "venue_liquidation_price_with_token": venue_liquidation_price_with_token,
    "venue_margins": venue_margins,
    "venue_refused": venue_refused,
    "venue_liquidatable": venue_liquidatable,
    "venue_fact": venue_fact,
    "venue_first_liquidation": venue_first_liquidation,
    "venue_free_collateral": venue_free_collateral,
}
CASES = [case for name in ("engine", "differential", "published", "edges") for case in load(name)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_from_practice_has_the_right_value(case):
    KINDS[case["kind"]](case)


def test_every_kind_has_a_case():
    assert {case["kind"] for case in CASES} == set(KINDS)
