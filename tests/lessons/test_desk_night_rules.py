"""The night's lines against the rules of lesson 10: by plain sums on the example, and live on the page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from course.lessons.portfolio_desk import LESSON, night_rules, page
from course.lessons.portfolio_desk.book import EXAMPLE, Book, BookPool, BookPosition
from course.lessons.portfolio_desk.defend import RINGS, STEPS
from course.lessons.portfolio_desk.night_rules import MEANT, judged, lines_of
from course.simulation.plans.rules import MUCH_IN_ALL, RULES

FEE, SLIP = 0.00045, 0.01
#: The example's pool: size times mark, requirement.
WORTH, EQUITY, NEEDS = {"BTC": 48_000, "ETH": -30_000, "SOL": 18_000}, 9_500.0, 1_650.0


def rings_at(ratio: float) -> float:
    """The common move x with needs · (1 + x) = ratio · (equity + worth · x)."""
    worth = sum(WORTH.values())
    return (ratio * EQUITY - NEEDS) / (NEEDS - worth * ratio)


def by_code(ratio: float, rings: str = "half", halts: str = "wait", gone: str = "wait", book: Book = EXAMPLE) -> dict:
    return {(j.code, j.line): j for j in judged(lines_of(book, ratio, rings, halts, gone))}


@pytest.mark.parametrize("rings", RINGS)
@pytest.mark.parametrize("ratio", [0.2, 0.5, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95])
def test_the_alarm_against_sums(ratio: float, rings: str) -> None:
    alarm, end = rings_at(ratio), rings_at(1.0)
    lines = lines_of(EXAMPLE, ratio, rings, "cash", "close")
    assert (lines.alarm, lines.end) == (pytest.approx(alarm), pytest.approx(end))
    found = by_code(ratio, rings)
    late = alarm - (0 if rings == "cash" else SLIP) <= end
    assert found["R5", "ratio"].kept is not late
    assert ("R6", "ratio") in found if not late else ("R6", "ratio") not in found
    if not late:
        assert found["R6", "ratio"].kept is (alarm - end > 2 * SLIP)
    left = EQUITY + sum(WORTH.values()) * alarm
    assert found["R9", "ratio"].kept is (1 - left / EQUITY <= MUCH_IN_ALL)
    assert f"{100 * (1 - left / EQUITY):.0f}" in str(found["R9", "ratio"].text)
    if not late and rings != "cash":
        fill = alarm - SLIP
        share = 0.5 if rings == "half" else 1.0
        kept = EQUITY + sum(WORTH.values()) * fill - FEE * share * 96_000 * (1 + fill)
        assert f"${kept:,.0f}" in str(found["R3", "ratio"].text)
    else:
        assert ("R3", "ratio") not in found


def test_the_other_lines() -> None:
    found = by_code(0.7)
    assert not found["R7", "halt"].kept
    assert by_code(0.7, "cash")["R7", "halt"].kept
    assert by_code(0.7, "half", "cash")["R7", "halt"].kept
    # 500 are free in DOGE's pool (1,100 − 600), a quarter of 9,500 is 2,375.
    assert found["R11", "all three lines"].kept
    short = by_code(0.7, "half", "cash")["R11", "halt"]
    assert not short.kept
    assert "$2,375" in str(short.text)
    assert "$500" in str(short.text)
    rich = replace(EXAMPLE, boxes=(EXAMPLE.boxes[0], replace(EXAMPLE.boxes[1], collateral=4_000.0)))
    assert by_code(0.7, "half", "cash", book=rich)["R11", "halt"].kept
    assert not by_code(0.7, "cash", "cash", book=rich)["R11", "halt"].kept, "both lines want the same money"
    # Without ETH: 7,500 + 1,600 − 600 + 1,000 of equity, 1,050 required, 66,000 of longs.
    assert "\u221213.0" in str(found["R5", "taken"].text)
    assert pytest.approx(-0.130, abs=5e-4) == -(9_500 - 1_050) / (66_000 - 1_050)
    assert "1.36 times" in str(found["R10", "all three lines"].text)
    assert pytest.approx(1.36, abs=0.005) == (1 + 0.84) ** 0.5
    assert f"{100 * STEPS * 3 * 0.0001 * 36_000 / 7_850:.1f}" in str(found["R12", "all three lines"].text)
    assert not by_code(0.2, book=replace(EXAMPLE, marks={**EXAMPLE.marks, "BTC": 55_000.0}))["R4", "ratio"].kept


def test_what_is_broken_comes_first_and_the_most_severe_of_it() -> None:
    order = [rule.code for rule in RULES]
    for ratio in (0.2, 0.7, 0.9):
        found = judged(lines_of(EXAMPLE, ratio, "half", "cash", "wait"))
        assert [j.kept for j in found] == sorted(j.kept for j in found)
        broken = [order.index(j.code) for j in found if not j.kept]
        assert broken == sorted(broken)


def test_every_rule_of_a_plan_has_its_meaning_here() -> None:
    assert set(MEANT) == {rule.code for rule in RULES}
    seen = {j.code for ratio in (0.2, 0.7) for j in judged(lines_of(EXAMPLE, ratio, "half", "cash", "wait"))}
    assert seen == set(MEANT)


def test_a_pool_of_one_and_a_pool_that_rises_to_its_end() -> None:
    one = Book((BookPool("BTC", 9_000.0, (BookPosition("BTC", 1.0, 60_000.0, 0.0125, 0.025),)),), {"BTC": 60_000.0})
    found = by_code(0.5, book=one)
    assert "nothing is left" in str(found["R5", "taken"].text)
    assert found["R10", "all three lines"].kept
    short = Book((BookPool("BTC", 9_000.0, (BookPosition("BTC", -1.0, 60_000.0, 0.0125, 0.025),)),), {"BTC": 60_000.0})
    lines = lines_of(short, 0.5, "half", "wait", "wait")
    assert 0 < lines.alarm < lines.end
    safe = Book((BookPool("BTC", 90_000.0, (BookPosition("BTC", 1.0, 60_000.0, 0.0125, 0.025),)),), {"BTC": 60_000.0})
    assert by_code(0.5, book=safe)["R5", "ratio"].kept


def test_the_page_follows_the_lines() -> None:
    assert LESSON.prose["night_rules"] == ("defend", night_rules.words)
    assert "night_rules" in dict(page.SECTIONS)["Would your lines hold?"]
    late, early = (night_rules.words(ratio, "half", "wait", "wait", 0) for ratio in (0.95, 0.3))
    marks = {(line.split("<")[0].strip(), line.partition("<small>")[2][:2]) for line in early.split("<li>")}
    assert ("✓", "R5") in marks
    assert ("✗", "R5") not in marks
    assert "✗ <strong>The alarm’s line</strong>: It rings at" in late
