"""What holds for every file: a broken one is imported or refused as documented and soon, and a snapshot tells no amounts."""

from __future__ import annotations

import copy
import json
import re
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course.margin import Holding, Market, Pool, Position
from course.margin.schedule import Schedule
from course.venues import portfolios
from course.venues.portfolios import LARGEST, Imported, PortfolioError
from course.venues.portfolios.course_file import DOLLAR
from tests.venues.portfolios.examples import ALL, CSV_COMMAS

FILES = list(ALL.values())
SOON = 3.0
"""Seconds for one file of an ordinary length."""
LATEST = 20.0
"""Seconds for a long one, on a slow machine: it takes 0.1, and what goes back and forth takes minutes."""

# ---- any change of a good file --------------------------------------------------------------------------------------

STRANGE: list[Any] = [
    None, True, False, 0, -1, 1e308, 10**400, "", " ", "0", "-0", "NaN", "1,000", "1e999", "𝟛", "0x10", "…", "\ud800", "USD",
    "USD_PERP", "cross", "isolated", "LONG", "sell", [], {}, [[]],
    [{}], {"": None}, [None], "a" * 300, {"value": "1"}, ["1"], -1e-320, 5e-324,
]  # fmt: skip
PIECES = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"',
    "\\",
    "\n",
    "\r",
    ";",
    "\t",
    "0",
    "-",
    "e",
    ".",
    "null",
    "NaN",
    "é",
    "\u2028",
    "\ufeff",
    " ",
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [p for k, v in inner for p in places(v, (*path, k))]


def imported(texts: tuple[str, ...], answers: dict[str, Any]) -> None:
    """Import a file and, if it is whole, write it and show it; nothing but the documented error may come out, and soon."""
    begin = time.process_time()
    error, found = None, None
    try:
        found = portfolios.read(*texts, answers=answers)
    except PortfolioError as refused:
        error = refused
    if error is not None:
        message = str(error)
        assert message.isprintable(), message
        assert len(message) < 500
        assert error.line is None or 1 <= error.line <= max(t.count("\n") for t in texts) + 2
    if found is not None:
        assert found.understood
        assert found.pools or found.asked
        if found.ready:
            again = portfolios.read(portfolios.write(found))
            assert (again.pools, again.modes, again.marks) == (found.pools, found.modes, found.marks)
            for text in (
                (portfolios.markdown(found), portfolios.write(portfolios.redacted(found))) if worth(found) else ()
            ):
                assert not re.search(r"\b(nan|inf)", text)
    assert time.process_time() - begin < SOON


def worth(found: Imported) -> bool:
    return float(found.portfolio.equity(found.marks)) > 0


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_value_may_stand_anywhere(data: st.DataObject) -> None:
    """One to three values of a JSON file are exchanged, taken out, doubled, moved or renamed."""
    case = data.draw(st.sampled_from([f for f in FILES if f.texts[0].startswith(("{", "["))]))
    which = data.draw(st.integers(0, len(case.texts) - 1))
    content = json.loads(case.texts[which])
    for _ in range(data.draw(st.integers(1, 3))):
        every = places(content)
        if not every:
            break
        path = data.draw(st.sampled_from(every))
        here = content
        for step in path[:-1]:
            here = here[step]
        match data.draw(st.sampled_from(["strange", "other", "gone", "renamed", "again"])):
            case "strange":
                here[path[-1]] = copy.deepcopy(data.draw(st.sampled_from(STRANGE)))
            case "other":
                value: Any = content
                for step in data.draw(st.sampled_from(every)):
                    value = value[step]
                here[path[-1]] = json.loads(json.dumps(value))
            case "gone":
                del here[path[-1]]
            case "renamed" if isinstance(here, dict):
                here[data.draw(st.text(max_size=8))] = here.pop(path[-1])
            case _ if isinstance(here, list):
                here.append(copy.deepcopy(here[path[-1]]))
    texts = (
        *case.texts[:which],
        json.dumps(content, indent=data.draw(st.sampled_from([None, 1]))),
        *case.texts[which + 1 :],
    )
    imported(texts, data.draw(st.sampled_from([{}, case.answers])))


@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_sign_may_stand_anywhere(data: st.DataObject) -> None:
    """Signs are put in, taken out, exchanged; pieces are doubled, and the end is cut off. Tables as well."""
    case = data.draw(st.sampled_from([*FILES, *[f for f in FILES if f.form == "own"] * 4]))
    text = case.texts[0]
    for _ in range(data.draw(st.integers(1, 4))):
        a = data.draw(st.integers(0, len(text)))
        b = min(len(text), a + data.draw(st.integers(0, 20)))
        piece = data.draw(st.sampled_from([*PIECES, text[a:b], ""]) | st.text(max_size=6))
        text = data.draw(
            st.sampled_from([text[:a] + piece + text[a:], text[:a] + piece + text[b:], text[:a] + text[b:]])
        )
    imported((text, *case.texts[1:]), data.draw(st.sampled_from([{}, case.answers])))


@settings(max_examples=100)
@given(st.sampled_from(FILES), st.dictionaries(st.sampled_from([
    "mode", "collateral:cross", "mark:BTC", "maintenance:GAS", "initial:GAS", "contract:BTC", "contract:BIGTIME", "fee",
    "mode:cross", "collateral:isolated GAS",
]), st.sampled_from(STRANGE)))  # fmt: skip
def test_any_answer_may_be_given(case: Any, answers: dict[str, Any]) -> None:
    imported(case.texts, {**case.answers, **answers})


def test_no_text_takes_for_ever() -> None:
    """Long texts, made to send a search back and forth."""
    n = LARGEST // 5
    for text in (
        "\n" * n, " " * n + "x", "a " * (n // 2), "ab\n" * (n // 3), '"' * n, '{"a": ' * (n // 6), "[" + "0," * (n // 2) + "0]",
        '[{"contracts": "' + "1" * n + 'x"}]', "market,size,entry\nBTC," + "1" * n + "x,5", "market,size,entry\n" + '"' + "x" * n,
        "market,size,entry\n" + "BTC,1\n" * (n // 6), "," * n, "seed" * (n // 4), "f" * n, "0x" * (n // 2), "abc\t" * (n // 4),
        "market,size,entry\n" + "1,234," * (n // 6), "1. abandon " * (n // 11), "'" * n, '{"' + "a" * n + '": 1}', "5" * n,
    ):  # fmt: skip
        begin = time.process_time()
        with pytest.raises(PortfolioError):
            portfolios.read(text)
        assert time.process_time() - begin < LATEST, text[:40]


# ---- the snapshot ---------------------------------------------------------------------------------------------------

SYMBOLS = ("BTC", "ETH", "SOL", "DOGE")
RATE = st.floats(0.001, 0.2)


@st.composite
def accounts(draw: st.DrawFn) -> Imported:
    """Any whole account that is worth something: several pools, tiers, fees, profits and losses, other assets."""
    marks = {s: draw(st.floats(1e-3, 1e6)) for s in SYMBOLS}
    pools, modes = {}, {}
    for number in range(draw(st.integers(1, 4))):
        positions = []
        for symbol in draw(st.lists(st.sampled_from(SYMBOLS), max_size=3, unique=True)):
            rate = draw(RATE)
            kept = (
                Schedule.brackets(
                    (0.0, 1e4), (rate, min(2 * rate, 0.3)), closing_fee=draw(st.sampled_from([0.0, 0.0005]))
                )
                if draw(st.booleans())
                else rate
            )
            size = draw(st.sampled_from([1, -1])) * draw(st.floats(1e-3, 1e6)) / marks[symbol]
            entry = marks[symbol] * draw(st.floats(0.5, 2))
            positions.append(
                Position(Market(symbol, min(3 * rate, 1.0), kept), size, entry, draw(st.sampled_from([None, 1.0])))
            )
        held = (Holding("ETH", draw(st.floats(0.01, 10)), 0.8, 0.9),) if draw(st.booleans()) else ()
        name = draw(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=9)) + str(
            number
        )
        pools[name] = Pool(draw(st.floats(1, 1e7)), tuple(positions), held)
        modes[name] = draw(st.sampled_from(["cross", "isolated"]))
    found = Imported("hyperliquid", "hyperliquid", pools, modes, marks, "as found", taken="2026-11-29T14:03:00Z")
    missing = 1.0 - float(found.portfolio.equity(marks))
    if missing > 0:
        first = next(iter(pools))
        pools[first] = replace(pools[first], collateral=pools[first].collateral + missing)
    return found


def scaled(found: Imported, factor: float) -> Imported:
    """The same account with all amounts times a power of two (exact in binary)."""
    return replace(found, pools={
        name: Pool(
            pool.collateral * factor, tuple(replace(p, size=p.size * factor) for p in pool.positions),
            tuple(replace(h, amount=h.amount * factor) for h in pool.holdings),
        )
        for name, pool in found.pools.items()
    })  # fmt: skip


def shown(found: Imported) -> str:
    """All that leaves the desk."""
    return portfolios.write(portfolios.redacted(found)) + portfolios.markdown(found)


@settings(max_examples=40)
@given(accounts(), st.sampled_from([2.0**-20, 0.25, 8.0, 2.0**20]))
def test_a_snapshot_does_not_change_with_the_size_of_the_account(found: Imported, factor: float) -> None:
    assert shown(scaled(found, factor)) == shown(found)


@settings(max_examples=40)
@given(accounts(), st.floats(0.5, 2))
def test_a_snapshot_knows_no_prices_entries_names_or_times(found: Imported, factor: float) -> None:
    """Another currency, other entries with the same open profit, other names, venue and time: the same snapshot."""
    factor = 2.0 if factor > 1 else 0.5
    pools = {}
    for name, pool in found.pools.items():
        profit = float(pool.unrealised_pnl(found.marks))
        moved = tuple(
            replace(p, entry_price=found.marks[p.symbol] * factor, size=p.size / factor) for p in pool.positions
        )
        other = Pool(0.0, moved, tuple(replace(h, amount=h.amount / factor) for h in pool.holdings))
        marks = {s: m * factor for s, m in found.marks.items()}
        pools[f"my other {name}"] = replace(
            other, collateral=pool.collateral + profit - float(other.unrealised_pnl(marks))
        )
    again = replace(
        found, pools=pools, marks=marks, form="dydx", venue="", taken="", understood="from elsewhere",
        modes={f"my other {n}": m for n, m in found.modes.items()},
    )  # fmt: skip
    assert shown(again) == shown(found)


@settings(max_examples=40)
@given(accounts())
def test_a_snapshot_opens_with_an_equity_of_one(found: Imported) -> None:
    again = portfolios.read(portfolios.write(portfolios.redacted(found)))
    assert again.redacted
    assert again.ready
    assert (again.venue, again.taken) == ("", "")
    parts = [abs(float(p.collateral)) for p in again.pools.values()]
    parts += [abs(float(h.amount)) for p in again.pools.values() for h in p.holdings]
    assert float(again.portfolio.equity(again.marks)) == pytest.approx(1, abs=0.06 * sum(parts))
    assert set(again.marks.values()) <= {1.0}
    numbers = re.findall(r"[\d.]+(?:e[+-]\d+)?", portfolios.markdown(found))
    assert all(len(n.split("e")[0].replace(".", "").strip("0")) <= 2 for n in numbers)
    assert portfolios.redacted(again) == again
    old = found.portfolio
    for (name, pool), other in zip(old.pools.items(), again.pools.values(), strict=True):
        assert again.modes[list(again.pools)[list(old.pools).index(name)]] == found.modes[name]
        for p, q in zip(pool.positions, other.positions, strict=True):
            assert q.size == pytest.approx(p.size * found.marks[p.symbol] / float(old.equity(found.marks)), rel=0.051)


def test_nothing_of_a_file_appears_in_its_snapshot() -> None:
    """Every number, address, name and time of every example, as written and as a multiple of a cent."""
    for case in FILES:
        found = portfolios.read(*case.texts, answers=case.answers)
        text = shown(found)
        for word in re.findall(r"[A-Za-z0-9.:\-]{5,}", " ".join(case.texts)):
            known = word.lower() in {"cross", "isolated", "maintenance", "initial", "market", "entry", "collateral", "positions",
                                     "holdings", "amount", "initial_weight", "maintenance_weight", "asset", "format", "marks",
                                     "pools", "margin-course-portfolio"}  # fmt: skip
            number = re.fullmatch(r"-?[\d.]+", word) is not None
            rate = number and float(word) < 1  # requirements are the venue's
            if not known and not rate and word not in found.marks and word not in DOLLAR and (number or len(word) > 8):
                assert word not in text, (case.form, word)


def test_a_snapshot_of_nothing_is_refused() -> None:
    lost = Imported("own", "", {"a": Pool(-1.0)}, {"a": "cross"}, {})
    with pytest.raises(ValueError, match="above zero"):
        portfolios.redacted(lost)


def test_minus_signs_are_minus_signs() -> None:
    found = portfolios.read(CSV_COMMAS)
    assert "| −3 |" in portfolios.markdown(found)
    assert "-" not in portfolios.markdown(found).replace("---", "")
