"""Practice of lesson 05: fresh accounts each time, wrong answers answered by name."""

from __future__ import annotations

from typing import Any

import numpy as np

from course.lessons.cross_margin.pool_tank import FLAT_ENTRY
from course.margin import Market, Pool, Position
from course.teaching.drill import Drill, WrongAnswer
from course.texts import say

SIDES = ("long", "short")


def pool(collateral: float, maintenance: float, btc: float, eth: float) -> Pool:
    """``btc`` and ``eth`` units (signed) bought at 60,000 and 3,000."""
    markets = [Market(s, initial=2 * maintenance, maintenance=maintenance) for s in ("BTC", "ETH")]
    return Pool(collateral, (Position(markets[0], btc, 60_000.0), Position(markets[1], eth, 3_000.0)))


def marks(btc: float = 0.0, eth: float = 0.0) -> dict[str, float]:
    """Prices after these moves from entry."""
    return {"BTC": 60_000.0 * (1 + btc), "ETH": 3_000.0 * (1 + eth)}


def _book(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "collateral": float(rng.choice([6_000, 7_500, 8_000, 9_000, 10_000, 12_000])),
        "maintenance": float(rng.choice([0.01, 0.02, 0.025, 0.03])),
        "eth": -float(rng.choice([5, 8, 10, 12, 15])),
    }


def _held(eth: float) -> str:
    return say(
        "long 1 BTC from {value:$} and short {eth:#0} ETH from {value_2:$}", value=60000.0, eth=-eth, value_2=3000.0
    )


def _notionals(eth: float, move: float = 0.0, eth_move: float = 0.0) -> float:
    return 60_000 * (1 + move) + abs(eth) * 3_000 * (1 + eth_move)


_FLAT = {"A": FLAT_ENTRY, "B": FLAT_ENTRY}


def _pair(collateral: float, maintenance: float, notional: float) -> Pool:
    """1 A at 100, and so many dollars of B at its present price."""
    a, b = (Market(name, initial=maintenance, maintenance=maintenance) for name in "AB")
    legs = [Position(a, 1.0, FLAT_ENTRY)]
    if notional:
        legs.append(Position(b, notional / FLAT_ENTRY, FLAT_ENTRY))
    return Pool(collateral, tuple(legs))


def _signed(size: float, way: str) -> float:
    return size if way == "long" else -size


def _fall(collateral: float, maintenance: float, size: float, way: str) -> float:
    """The common fall that liquidates, from health at two points of a straight line."""
    held = pool(collateral, maintenance, 1, _signed(size, way))
    now, after = held.health(marks()), held.health(marks(-0.01, -0.01))
    return float(0.01 * now / (now - after))


def _grown(collateral: float, initial: float) -> Pool:
    """1 BTC from 60,000 in a market that asks ``initial`` to open."""
    return Pool(collateral, (Position(Market("BTC", initial=initial, maintenance=initial / 2), 1.0, 60_000.0),))


def _room(collateral: float, maintenance: float, eth: float, rise: float, up: float) -> float:
    eth_sold = -eth
    btc_at_entry = 60_000.0
    eth_at_entry = 3_000.0 * eth_sold
    btc_profit = btc_at_entry * rise
    eth_loss = eth_at_entry * up
    profit = btc_profit - eth_loss
    equity = collateral + profit
    btc_now = btc_at_entry * (1 + rise)
    eth_now = eth_at_entry * (1 + up)
    btc_requirement = maintenance * btc_now
    eth_requirement = maintenance * eth_now
    requirement = btc_requirement + eth_requirement
    requirement_at_entry = maintenance * (btc_at_entry + eth_at_entry)
    requirement_of_the_net_position = maintenance * (btc_now - eth_now)
    return equity - requirement


def _shown(collateral: float, maintenance: float, eth: float, up: float) -> float:
    eth_sold = -eth
    eth_at_entry = 3_000.0 * eth_sold
    eth_loss = eth_at_entry * up
    eth_now = eth_at_entry * (1 + up)
    eth_requirement_at_entry = maintenance * eth_at_entry
    eth_requirement = maintenance * eth_now
    entry_price_of_btc = 60_000.0
    collateral_less_the_loss = collateral - eth_loss
    collateral_left_for_btc = collateral_less_the_loss - eth_requirement
    price_with_nothing_left = entry_price_of_btc - collateral_left_for_btc
    return price_with_nothing_left / (1 - maintenance)


def _shown_in_steps(collateral: float, maintenance: float, eth: float, up: float) -> float:
    eth_loss = -eth * 3_000.0 * up
    eth_requirement = maintenance * (-eth * 3_000.0 * (1 + up))
    entry_price_of_btc = 60_000.0
    collateral_left_for_btc = collateral - eth_loss - eth_requirement
    price_with_nothing_left = entry_price_of_btc - collateral_left_for_btc
    liquidation_price = price_with_nothing_left / (1 - maintenance)
    btc_requirement_at_entry = maintenance * entry_price_of_btc
    btc_requirement = maintenance * liquidation_price
    return price_with_nothing_left + btc_requirement


def _beside(collateral: float, maintenance: float, notional: float) -> float:
    requirement_of_b = maintenance * notional
    collateral_left_for_a = collateral - requirement_of_b
    entry_price_of_a = 100.0
    price_with_nothing_left = entry_price_of_a - collateral_left_for_a
    return price_with_nothing_left / (1 - maintenance)


def _beside_in_steps(collateral: float, maintenance: float, notional: float) -> float:
    requirement_of_b = maintenance * notional
    entry_price_of_a = 100.0
    price_with_nothing_left = entry_price_of_a - (collateral - requirement_of_b)
    liquidation_price = price_with_nothing_left / (1 - maintenance)
    requirement_of_a_at_entry = maintenance * entry_price_of_a
    requirement_of_a = maintenance * liquidation_price
    return price_with_nothing_left + requirement_of_a


def _common_fall(collateral: float, maintenance: float, size: float, way: str) -> float:
    direction = 1 if way == "long" else -1
    btc_notional = 60_000.0
    eth_notional = 3_000.0 * size
    gross_notional = btc_notional + eth_notional
    net_notional = btc_notional + direction * eth_notional
    requirement = maintenance * gross_notional
    requirement_of_btc = maintenance * btc_notional
    requirement_of_the_net = maintenance * net_notional
    room = collateral - requirement
    requirement_released = maintenance * gross_notional
    cost_of_a_full_fall = net_notional - requirement_released
    return 100 * (room / cost_of_a_full_fall)


def _free_above(collateral: float, rise: float, initial: float) -> float:
    notional_at_entry = 60_000.0
    profit = notional_at_entry * rise
    profit_on_the_collateral = collateral * rise
    equity = collateral + profit
    notional_now = notional_at_entry * (1 + rise)
    requirement_at_entry = initial * notional_at_entry
    requirement = initial * notional_now
    return equity - requirement


DRILLS = (
    Drill(
        "room",
        "Room in a pool",
        ask="One pool of **{collateral:$}**: {held}, maintenance **{maintenance:%1}**. BTC stands at **{btc_now:$}**,"
        " ETH at **{eth_now:$}**. How much room is left (equity less requirement)?",
        generate=lambda rng: {
            **_book(rng),
            "rise": float(rng.choice([2, 3, 4, 5, 6])) / 100,
            "up": float(rng.choice([1, 2, 3, 4])) / 100,
        },
        answer=lambda collateral, maintenance, eth, rise, up: pool(collateral, maintenance, 1, eth).health(
            marks(rise, up)
        ),
        ways=(_room,),
        unit="USD",
        abs_tol=2,
        wrong=(
            WrongAnswer(
                lambda collateral, maintenance, eth, rise, up: pool(collateral, maintenance, 1, eth).equity(
                    marks(rise, up)
                ),
                "that is the equity. The positions still require their maintenance margin out of it.",
                misconception=1,
            ),
            WrongAnswer(
                lambda collateral, maintenance, eth, rise, up: (
                    collateral + 60_000 * rise - eth * 3_000 * up - maintenance * _notionals(eth, rise, up)
                ),
                "you gave the short a profit. It loses when ETH rises.",
                misconception=3,
            ),
            WrongAnswer(
                lambda collateral, maintenance, eth, rise, up: collateral - maintenance * _notionals(eth, rise, up),
                "unrealised profit and loss are part of the pool's equity.",
            ),
            WrongAnswer(
                lambda collateral, maintenance, eth, rise, up: (
                    pool(collateral, maintenance, 1, eth).equity(marks(rise, up))
                    - maintenance * abs(60_000 * (1 + rise) + eth * 3_000 * (1 + up))
                ),
                "you netted the short against the long. The requirement is a plain sum over both legs.",
            ),
        ),
        explain="equity = {collateral:$} + {btc_profit:$} {eth_profit:$+} = {equity:$}; requirement = {maintenance:%1}"
        " of {notional:$} = {requirement:$}; room = **{health:$}**",
        numbers={
            "held": lambda q: _held(q.eth),
            "btc_now": lambda q: 60000 * (1 + q.rise),
            "eth_now": lambda q: 3000 * (1 + q.up),
            "btc_profit": lambda q: 60000 * q.rise,
            "eth_profit": lambda q: 3000 * q.eth * q.up,
            "equity": lambda q: pool(q.collateral, q.maintenance, 1, q.eth).equity(marks(q.rise, q.up)),
            "notional": lambda q: _notionals(q.eth, q.rise, q.up),
            "requirement": lambda q: q.maintenance * _notionals(q.eth, q.rise, q.up),
            "health": lambda q: pool(q.collateral, q.maintenance, 1, q.eth).health(marks(q.rise, q.up)),
        },
    ),
    Drill(
        "shown_price",
        "The line that walks",
        ask="One pool of **{collateral:$}**: {held}, maintenance **{maintenance:%1}**. ETH moves to **{eth_now:$}**,"
        " BTC stands still at {entry:$}. What BTC liquidation price does the app show now?",
        generate=lambda rng: {**_book(rng), "up": float(rng.choice([-6, -5, -4, -3, 2, 3, 4, 5])) / 100},
        answer=lambda collateral, maintenance, eth, up: pool(collateral, maintenance, 1, eth).liquidation_price(
            "BTC", marks(0, up)
        ),
        ways=(_shown, _shown_in_steps),
        unit="USD",
        rel_tol=0.0005,
        wrong=(
            WrongAnswer(
                lambda collateral, maintenance, eth, up: pool(collateral, maintenance, 1, eth).liquidation_price(
                    "BTC", marks()
                ),
                "that is what it showed *before* ETH moved. The border is where it was; you are on another slice of"
                " it.",
                misconception=6,
            ),
            WrongAnswer(
                lambda collateral, maintenance, eth, up: Pool(
                    collateral, pool(collateral, maintenance, 1, eth).positions[:1]
                ).liquidation_price("BTC", marks()),
                "that is BTC alone on the whole pool. The short's loss and the short's requirement come out of it too.",
                misconception=6,
            ),
            WrongAnswer(
                lambda collateral, maintenance, eth, up: Pool(
                    collateral + eth * 3_000 * up, pool(collateral, maintenance, 1, eth).positions[:1]
                ).liquidation_price("BTC", marks()),
                "the short's PnL is in, its requirement is not.",
                misconception=7,
            ),
            WrongAnswer(
                lambda collateral, maintenance, eth, up: Pool(
                    collateral - maintenance * abs(eth) * 3_000 * (1 + up),
                    pool(collateral, maintenance, 1, eth).positions[:1],
                ).liquidation_price("BTC", marks()),
                "the short's requirement is in, its PnL is not.",
            ),
        ),
        explain="fixed part: {collateral:$} {gain:$+} (the short's PnL) − {eth_requirement:$} (its requirement) = F;"
        " then F + (p − {entry:$}) = {maintenance:#~} · p gives p = ({entry:$} − F) / (1 − {maintenance:#~}) ="
        " **{liquidation_price:$}**",
        numbers={
            "held": lambda q: _held(q.eth),
            "eth_now": lambda q: 3000 * (1 + q.up),
            "entry": 60000.0,
            "gain": lambda q: q.eth * 3000 * q.up,
            "eth_requirement": lambda q: q.maintenance * abs(q.eth) * 3000 * (1 + q.up),
            "liquidation_price": lambda q: pool(q.collateral, q.maintenance, 1, q.eth).liquidation_price(
                "BTC", marks(0, q.up)
            ),
        },
    ),
    Drill(
        "neighbour",
        "A neighbour that has made nothing",
        ask="You hold 1 A, bought at {entry:$}, on **{collateral:$}** of collateral, and buy **{notional:$}** of B at"
        " its present price into the same pool. Maintenance is **{maintenance:%1}** in both. Where is A liquidated"
        " now, if B does not move?",
        generate=lambda rng: {
            "collateral": float(rng.choice([8, 10, 12, 15, 20])),
            "maintenance": float(rng.choice([0.005, 0.01, 0.02])),
            "notional": float(rng.choice([100, 150, 200, 250, 300])),
        },
        answer=lambda collateral, maintenance, notional: _pair(collateral, maintenance, notional).liquidation_price(
            "A", _FLAT
        ),
        ways=(_beside, _beside_in_steps),
        unit="USD",
        rel_tol=0.0005,
        wrong=(
            WrongAnswer(
                lambda collateral, maintenance, notional: _pair(collateral, maintenance, 0).liquidation_price(
                    "A", _FLAT
                ),
                "that is A alone. B has made nothing, but it requires margin from the same pool.",
                misconception=7,
            ),
            WrongAnswer(
                lambda collateral, maintenance, notional: FLAT_ENTRY - collateral,
                "that is where nothing is left. Both requirements must still be there.",
                misconception=1,
            ),
            WrongAnswer(
                lambda collateral, maintenance, notional: (
                    FLAT_ENTRY - collateral + maintenance * (notional + FLAT_ENTRY)
                ),
                "close: A's own requirement is measured at the price where it is liquidated, not at today's.",
            ),
        ),
        explain="B requires {maintenance:%1} of {notional:$} = {b_requirement:$}, which leaves {left:$} for A: p ="
        " ({entry:$} − {left:$}) / (1 − {maintenance:#~}) = **{liquidation_price:$2}**",
        numbers={
            "entry": FLAT_ENTRY,
            "b_requirement": lambda q: q.maintenance * q.notional,
            "left": lambda q: q.collateral - q.maintenance * q.notional,
            "liquidation_price": lambda q: _pair(q.collateral, q.maintenance, q.notional).liquidation_price("A", _FLAT),
        },
    ),
    Drill(
        "together",
        "All at once",
        ask="One pool of **{collateral:$}**: long 1 BTC from {btc_entry:$} and **{way} {size:#0} ETH** from"
        " {eth_entry:$}, maintenance **{maintenance:%1}**. Both prices fall by the same share. At which fall is the"
        " pool liquidated? (As a positive number.)",
        generate=lambda rng: {
            "collateral": float(rng.choice([6_000, 7_000, 8_000, 9_000, 10_000])),
            "maintenance": float(rng.choice([0.01, 0.02, 0.025, 0.03])),
            "size": float(rng.choice([4, 5, 6, 8, 10])),
            "way": str(rng.choice(SIDES)),
        },
        answer=lambda collateral, maintenance, size, way: 100 * _fall(collateral, maintenance, size, way),
        ways=(_common_fall,),
        unit="%",
        wrong=(
            WrongAnswer(
                lambda collateral, maintenance, size, way: (
                    100
                    * (
                        1
                        - pool(collateral, maintenance, 1, _signed(size, way)).liquidation_price("BTC", marks())
                        / 60_000
                    )
                ),
                "that is how far BTC may fall *alone*. Here ETH falls as well.",
                misconception=6,
            ),
            WrongAnswer(
                lambda collateral, maintenance, size, way: 100 * collateral / (60_000 + _signed(size, way) * 3_000),
                "that is where the pool is empty. The requirement must still be there.",
                misconception=1,
            ),
            WrongAnswer(
                lambda collateral, maintenance, size, way: (
                    100 * _fall(collateral, maintenance, size, "long" if way == "short" else "short")
                ),
                "you turned the ETH leg round: a short gains when both fall, a long loses twice.",
                misconception=3,
            ),
        ),
        explain="net exposure {net:$}, gross {gross:$}. Room now {room:$}; a fall d costs d · (net − m · gross) = d ·"
        " {slope:$}, so d = **{fall:%}**",
        numbers={
            "btc_entry": 60000.0,
            "eth_entry": 3000.0,
            "net": lambda q: 60000 + _signed(q.size, q.way) * 3000,
            "gross": lambda q: 60000 + q.size * 3000,
            "room": lambda q: q.collateral - q.maintenance * (60000 + q.size * 3000),
            "slope": lambda q: 60000 + _signed(q.size, q.way) * 3000 - q.maintenance * (60000 + q.size * 3000),
            "fall": lambda q: _fall(q.collateral, q.maintenance, q.size, q.way),
        },
    ),
    Drill(
        "fleeting",
        "Profit taken out",
        ask="You bought 1 BTC at {entry:$} on **{collateral:$}**; BTC has risen **{rise:%0}**. The venue lets you"
        " withdraw everything above the initial requirement, **{initial:%0}** of the present notional. How much is"
        " that?",
        generate=lambda rng: {
            "collateral": float(rng.choice([6_000, 7_000, 8_000, 9_000])),
            "rise": float(rng.choice([8, 10, 12, 15, 20, 25])) / 100,
            "initial": float(rng.choice([0.05, 0.08, 0.1])),
        },
        answer=lambda collateral, rise, initial: _grown(collateral, initial).free_collateral(
            {"BTC": 60_000 * (1 + rise)}
        ),
        ways=(_free_above,),
        unit="USD",
        abs_tol=2,
        wrong=(
            WrongAnswer(
                lambda collateral, rise, initial: 60_000 * rise,
                "that is the profit. It is not set apart: it stands in the pool, and the requirement has grown with"
                " the price.",
                misconception=14,
            ),
            WrongAnswer(
                lambda collateral, rise, initial: collateral + 60_000 * rise,
                "that is all of the equity; nothing would be left to hold the position.",
                misconception=14,
            ),
            WrongAnswer(
                lambda collateral, rise, initial: collateral + 60_000 * rise - initial * 60_000,
                "the requirement is measured on the notional now, not at entry.",
            ),
        ),
        explain="equity {equity:$}, initial requirement {initial:%0} of {notional:$} = {requirement:$}:"
        " **{free_collateral:$}** may leave. Take it, and you stand at the market's largest leverage, at the top.",
        numbers={
            "entry": 60000.0,
            "equity": lambda q: q.collateral + 60000 * q.rise,
            "notional": lambda q: 60000 * (1 + q.rise),
            "requirement": lambda q: q.initial * 60000 * (1 + q.rise),
            "free_collateral": lambda q: _grown(q.collateral, q.initial).free_collateral({"BTC": 60000 * (1 + q.rise)}),
        },
    ),
)
