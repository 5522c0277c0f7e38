"""Files of accounts as venues, tools, spreadsheets and people write them: each is read right, asks, or is refused in words.

``data/accounts.json`` holds them with their texts. ``positions`` go to the desk, ``history`` to one's own past; of what is
``right``, every figure that is named is compared, ``asked`` names what has to be asked first, ``refused`` the words that a
refusal must have. What they held against the readers: sizes that count contracts, told by the names of the markets or by the
value beside them; rows cut off in their last cell; what was paid written with a minus, and sides in a column of another name;
rates in per cent without the sign; answers of Bybit's interface; a venue's refusal that speaks of a key.
"""

from __future__ import annotations

from typing import Any

import pytest

from course.simulation.own import read_history
from course.validation import ArgumentError
from course.venues import portfolios
from tests.cases.support import exact, load

CASES = {case["id"]: case for case in load("accounts")}


def near(value: Any) -> Any:
    return pytest.approx(exact(value), rel=1e-8, abs=1e-9)


def positions(case: dict[str, Any]) -> None:
    right, answers = case["right"], dict(case.get("answers", {}))
    found = portfolios.read(*case["texts"], answers=answers)
    if not found.ready:
        assert any(q.key.startswith(right["asked"]) for q in found.asked), found.asked
        for question in found.asked:
            answers[question.key] = {"$": 1_000.0, "mode": "cross"}.get(question.unit, 0.01)
        found = portfolios.read(*case["texts"], answers=answers)
    else:
        assert "asked" not in right
    pools, marks = found.pools.values(), found.marks
    held = sorted((p.symbol, p.size, p.entry_price) for pool in pools for p in pool.positions)
    assert held == [(s, near(q), near(e)) for s, q, e in sorted(right["positions"])]
    for figure in right.keys() & {"equity", "maintenance_requirement", "health"}:
        assert sum(getattr(pool, figure)(marks) for pool in pools) == near(right[figure]), figure
    for market, mark in right.get("marks", {}).items():
        assert marks[market] == near(mark)


def history(case: dict[str, Any]) -> None:
    right = case["right"]
    found = read_history(case["texts"], **case.get("arguments", {}))
    fills = [[f.symbol, f.size, f.price, f.fee, f.time] for f in found.fills]
    assert fills == [[row[0], *map(near, row[1:])] for row in right["fills"]]
    assert [[p.symbol, p.amount] for p in found.payments] == right.get("payments", [])
    assert [t.amount for t in found.transfers] == right.get("transfers", [])
    assert len(found.left_out) == right.get("left_out", 0)


@pytest.mark.parametrize("name", list(CASES))
def test_a_file_of_an_account_is_read_right_or_refused(name):
    case = CASES[name]
    read = {"positions": positions, "history": history}[case["kind"]]
    if "refused" not in case["right"]:
        read(case)
        return
    with pytest.raises(ArgumentError) as error:
        read(case)
    for word in case["right"]["refused"]:
        assert word.lower() in str(error.value).lower()


def test_no_refusal_repeats_what_must_not_be_pasted():
    for case in CASES.values():
        if "a key" in case["right"].get("refused", ()):
            with pytest.raises(ArgumentError) as error:
                portfolios.read(*case["texts"])
            long = [word for text in case["texts"] for word in text.replace('"', " ").split() if len(word) > 30]
            assert not any(word in str(error.value) for word in long)
