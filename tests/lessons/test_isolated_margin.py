"""Lesson 04 says exactly these things."""

from __future__ import annotations

import pytest

from course.lessons import record
from course.lessons.isolated_margin.book import compartment, left_at_closing
from course.lessons.isolated_margin.explain import together, words
from course.lessons.isolated_margin.passing import predict, survival
from course.lessons.isolated_margin.posted_again import again
from course.lessons.isolated_margin.vessels import vessels
from course.lessons.isolated_margin.wall import wall
from course.lessons.isolated_margin.weeks import traders, weeks
from course.simulation import history
from course.teaching.misconceptions import MISCONCEPTIONS

LESSON = record("isolated_margin")


def test_the_first_question_and_the_margin_that_an_app_proposes() -> None:
    """10× passes 77 of 100 weeks; 95 take 1,842 USD; the worst week of the record took 5,386."""
    frame = predict(guess=1_000)
    assert "**77 of 100**" in frame.sentence
    assert "too little" in frame.sentence
    for figure in ("$1,842", "$2,749", "$5,386"):
        assert f"**{figure}**" in frame.sentence
    assert "passes **all** weeks" in predict(guess=6_000).sentence
    assert "just that" in predict(guess=1_850).sentence


def test_no_picture_shows_what_the_first_question_asks() -> None:
    """While the guess is open, nothing else on the page starts with its answer."""
    for name, make in LESSON.explorers.items():
        if name != "predict":
            shown = make()
            assert "1,842" not in shown.view.title + shown.sentence + shown.view.subtitle, name


def test_a_compartment_is_closed_beside_a_full_wallet() -> None:
    frame = vessels("long", 1_000, "shut", 0.10)
    assert frame.title == "Closed at −7.69\u202f%, with $4,000 untouched beside it"
    assert "**$231**" in frame.sentence
    assert left_at_closing(compartment("long", 1_000)) == pytest.approx(230.77, abs=0.005)


def test_with_the_valve_open_the_whole_account_is_at_risk() -> None:
    frame = vessels("long", 1_000, "open", 0.30)
    assert frame.title == "Still open at −30.0\u202f%, because the wallet has paid $2,175"
    last = vessels("long", 1_000, "open", 0.60)
    assert "$4,872 lost" in last.title
    assert last.data["now"]["own"] == [pytest.approx(5_000 - 4_871.79, abs=0.01)]


@pytest.mark.parametrize("posted", [500, 1_000, 2_500, 4_500])
@pytest.mark.parametrize("side", ["long", "short"])
def test_with_the_valve_open_it_does_not_matter_what_was_posted(side: str, posted: float) -> None:
    """A compartment that refills itself is the whole account, however it was cut."""
    for against in (0.05, 0.3, 0.45, 0.6):
        one, other = (vessels(side, x, "open", against).data["now"] for x in (posted, 3_000))
        assert one["own"] == pytest.approx(other["own"])


def test_a_good_week_is_a_bad_year() -> None:
    frame = weeks(0.95, 52, 1, "apart")
    assert frame.title == "95\u202f% a week is 7\u202f% a year"
    assert "**2.6 closings**" in frame.sentence
    assert "**99.90\u202f%**" in frame.sentence
    four = weeks(0.95, 1, 4, "apart")
    assert "81\u202f%" in four.title
    assert "95\u202f%" in weeks(0.95, 1, 4, "together").title.split("with")[1]


def test_no_trader_is_half_there() -> None:
    assert [traders(x) for x in (0.0, 0.004, 0.005, 0.069, 0.995, 1.0)] == [0, 0, 1, 7, 100, 100]


def test_a_thousand_at_risk_fifty_times() -> None:
    fallen = again("ETH", 20, 2022)
    assert fallen.title == "2022: ETH fell 67\u202f%, and “only $1,000 at risk” was lost 50 times"
    assert "**−$43,524**" in fallen.sentence
    assert "**−$13,492**" in fallen.sentence
    risen = again("ETH", 20, 2024)
    assert "rose 46\u202f%" in risen.title
    assert "lost 9 times" in risen.title
    assert "**+$1,772**" in risen.sentence
    assert "**+$9,221**" in risen.sentence
    assert "never lost" in again("ETH", 20, 2023).title


def test_a_short_needs_more_until_the_very_end() -> None:
    """Of a week: at every chance up to 99 % the short is the dearer side, and for all weeks the long is."""
    for chance in (0.5, 0.75, 0.9, 0.95, 0.99):
        assert "the short is the dearer one" in survival("BTC", 7, chance).sentence
    assert "the long is the dearer one" in survival("BTC", 7, 1.0).sentence


def test_what_the_venue_keeps_has_a_price() -> None:
    frame = wall("BTC", 10, "kept")
    assert frame.title == "The wall turns the worst week of −$3,327 into −$1,000 and takes $67 off an average week"
    assert "comes to **$54** a week" in frame.sentence
    back = wall("BTC", 10, "returned")
    assert "into −$769 and takes $13" in back.title
    assert "no better, −$3,333 instead of −$3,327" in wall("BTC", 3, "kept").title


def test_falling_together_is_counted_and_not_believed() -> None:
    text = together()
    for figure in ("23.2\u202f%", "35.8\u202f%", "8.3\u202f%", "<strong>22.3\u202f%</strong>"):
        assert figure in text
    assert "Of 6 whole years it passed 2, and in 2021 it was closed 7 times" in text
    came_back = next(q for q in LESSON.quiz.questions if q.name == "came_back")
    assert any("Half of them or more came back, whatever the wall" in o.explain for o in came_back.options)
    for symbol in ("BTC", "ETH"):
        assert all((wall.back_above_wall or 0) >= 0.5 for wall in history.record().weeks(symbol).walls.values())


def test_the_inequality_uses_the_numbers_of_the_vessels() -> None:
    text = words("short", 1_000, "shut", 0.05)
    assert "$1,000 − $10,000 · 5.0\u202f% = $500" in text
    assert "2.5\u202f% · $10,000 · (1 + 5.0\u202f%) = $262.50" in text
    assert "up to d = 7.32\u202f%" in text
    assert "posted + wallet" in words("long", 1_000, "open", 0.05)


def test_the_lesson_takes_its_new_beliefs_apart() -> None:
    """Each new belief has a question, a drill or an exercise here that is answered by its number."""
    wired = {o.misconception for q in LESSON.quiz.questions for o in q.options}
    wired |= {w.misconception for d in LESSON.drills for w in d.wrong}
    wired |= {w.misconception for e in LESSON.exercises for w in e.wrong}
    assert {27, 28, 29, 30} <= wired
    assert set(LESSON.misconceptions) <= wired | {9}
    assert all(MISCONCEPTIONS[n].lesson == "isolated_margin" for n in (12, 27, 28, 29, 30))
