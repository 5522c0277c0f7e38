"""Guesses read back at the end of a lesson and of the course: against the picture each one opened, and a plain count of all.

What is read back as true is a number or a word of the picture that the guess opens, at the start of its controls. Right is a
guess that the control could not have brought nearer. Of a question asked again the first guess counts.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from course.explorers import Explorer, Number
from course.lessons import SYLLABUS, record, road
from course.lessons.guesses import Bets
from course.teaching.progress import Store
from tests.oracles.support import known, numbers, settings, told

QUESTIONS = [(entry.slug, name) for entry in SYLLABUS for name, one in known(entry.slug).items() if one.asks]
#: Guesses at each question.
GUESSES = 30
#: What is true where a word is asked for: see the oracles of these pictures.
WORDS = {"start_here": "cross", "liquidation_price": "I am left alone", "portfolio_desk": "close some of the BTC"}


def placed(slug: str, name: str, values: list[Any]) -> list[tuple[Any, dict[str, Any], Explorer]]:
    """Each guess alone: the guess as it was locked, the row that is read back, and the picture."""
    explorer = record(slug).explorers[name]()
    way = road.Road(slug, frozenset(), False, Store(memory=True))
    way.lay(name, explorer)
    found = []
    for value in values:
        way.store = Store(memory=True)
        explorer.ask_again()
        explorer.predict(value)
        (row,) = Bets([next(e for e in SYLLABUS if e.slug == slug)], way.store).rows
        found.append((explorer.guess, row, explorer))
    return found


def guesses(slug: str, name: str) -> list[Any]:
    """Ends and stops of the control, and numbers typed in between."""
    explorer = record(slug).explorers[name]()
    control = explorer.prediction.control
    explorer.controls = {}
    drawn = [s["guess"] for s in settings(explorer, GUESSES, corners=4)]
    if not isinstance(control, Number):
        return [*control.labels, *drawn[:2]]
    # Near what is true most is decided.
    near = explorer.prediction.answer() * 1.0
    stops = sorted((control.stop(i) for i in range(control.stops)), key=lambda x: abs(x - near))[:4]
    typed = [min(max(near + k * (stops[0] - stops[1]), control.min), control.max) for k in (0.0, 0.3, -0.3, 0.8, -0.8)]
    return [*drawn, *stops, *typed]


def stands(text: str, shown: str) -> bool:
    """Whether a text has this number, printed at least as exactly."""
    (value, half), *_ = numbers(shown)
    return any(abs(abs(x) - abs(value)) <= half + 1e-9 and h <= 20 * half for x, h in numbers(text))


def check(slug: str, guess: Any, row: dict[str, Any], explorer: Explorer) -> None:
    control = explorer.prediction.control
    assert row["asked"] == explorer.title
    if not isinstance(control, Number):
        assert row["truth"] == WORDS[slug]
        assert row["said"] == control.labels[guess]
        assert row["right"] is (row["said"] == row["truth"])
        return
    shown = told(explorer.view)
    text = " ".join((shown.title, shown.subtitle, shown.sentence, shown.explain))
    assert stands(text, row["truth"]), (row["truth"], text)
    if shown.sentence.startswith(("You said it", "You have it")):
        assert row["right"], "the picture says so, the list of guesses does not"
    (said, half), *_ = numbers(row["said"])
    assert abs(said - guess) <= half * 1.01
    # The stops, counted up from the least; a logarithmic slider has 200 equal ratios, of three digits each.
    # The stops, counted up from the least; a logarithmic slider has 200 equal ratios, of three digits each.
    if control.log:
        stops = [float(f"{control.min * (control.max / control.min) ** (i / 200):.3g}") for i in range(201)]
    else:
        stops = [control.min + i * control.step for i in range(round((control.max - control.min) / control.step) + 1)]
    (true, half), *_ = numbers(row["truth"])
    beside = min(stops, key=lambda x: abs(x - guess))
    tie = sorted(abs(x - guess) for x in stops)[:2]
    verdicts = set()
    for exact in (true - half, true, true + half):
        best = min(stops, key=lambda x: abs(x - exact))
        verdicts.add(abs(beside - best) < 1e-9 * (control.max - control.min) or abs(guess - exact) <= abs(best - exact))
    # Where its next digit decides, or a guess was typed in the middle of two stops, nothing is said.
    assert len(verdicts) == 2 or tie[1] - tie[0] < 1e-9 * (control.max - control.min) or row["right"] in verdicts, (
        guess,
        true,
    )


@pytest.mark.parametrize(("slug", "name"), QUESTIONS)
def test_what_is_read_back_is_what_the_picture_says(slug: str, name: str) -> None:
    for guess, row, explorer in placed(slug, name, guesses(slug, name)):
        check(slug, guess, row, explorer)


# ---- all of them together ----------------------------------------------------------------------------------------------


def history(rng: random.Random) -> list[dict[str, Any]]:
    """Guesses of some weeks, with some taken back, some of a version that kept no answer, and some of a newer lesson."""
    events = []
    for hour in rng.sample(range(1_440), rng.randint(0, 40)):
        slug, name = rng.choice([*QUESTIONS, ("a newer lesson", "predict")])
        value = rng.choice([None, 0.1, 0.2, "btc", True])
        event = {"at": 1.7e9 + 3_600.0 * hour, "kind": "guess", "lesson": slug, "item": name, "value": value}
        if value is not None and rng.random() < 0.8:
            said, truth = rng.choice(["3", "4"]), rng.choice(["3", "4"])
            event |= {"asked": f"What of {name}?", "said": said, "truth": truth}
            if rng.random() < 0.7:
                event["right"] = rng.random() < 0.5
        events.append(event)
        if rng.random() < 0.2:
            events.append({**event, "kind": rng.choice(["task", "unfolded"])})
    return events


MONTHS = ("November", "December", "January")


def counted(events: list[dict[str, Any]], lessons: list[str]) -> list[tuple[str, str, str, str, bool, str]]:
    """Lesson by lesson, question by question in the order of their first guesses that have an answer."""
    titles = {e.slug: e.title for e in SYLLABUS}
    rows = []
    for slug in lessons:
        seen = set()
        for e in sorted((e for e in events if e["kind"] == "guess" and e["lesson"] == slug), key=lambda e: e["at"]):
            if e["value"] is None or "truth" not in e or e["item"] in seen:
                continue
            seen.add(e["item"])
            # It began at 22:13:20 on 14 November 2023.
            day, month = 14 + int((e["at"] - 1.7e9 + 80_000) // 86_400), 0
            while day > (30, 31, 31)[month]:
                day, month = day - (30, 31, 31)[month], month + 1
            right = e["right"] if "right" in e else e["said"] == e["truth"]
            rows.append((titles[slug], e["asked"], e["said"], e["truth"], right, f"{day} {MONTHS[month]}"))
    return rows


def agrees(events: list[dict[str, Any]], lessons: list[str]) -> None:
    store = Store(memory=True)
    # Two visits, put together in whatever order.
    for part in (events[::2], events[1::2]):
        other = Store(memory=True)
        for number, event in enumerate(part):
            other._unsaved[f"{id(part)}-{number}"] = event
        other._known = None
        other.save()
        store.load(other.export())
    panel = Bets([e for e in SYLLABUS if e.slug in lessons], store)
    due = counted(events, lessons)
    found = [(r["lesson"], r["asked"], r["said"], r["truth"], r["right"], str(r["day"])) for r in panel.rows]
    assert found == due
    words, right = panel.state["words"], sum(r[4] for r in due)
    if len(due) > 1:
        assert words.startswith(
            f"You placed {len(due)} guesses; {right or 'none'} of them {'was' if right == 1 else 'were'} right"
        )
    elif due:
        assert ("not what the venue says" in words) is not due[0][4]
        assert words.startswith("You placed one guess, and it was ")
    else:
        assert "You placed" not in words
    assert panel.summary().count("you said") == len(due)
    assert panel.state["several"] is (len(lessons) > 1)


def places() -> list[tuple[list[dict[str, Any]], list[str]]]:
    rng = random.Random(7)
    slugs = [e.slug for e in SYLLABUS]
    return [(history(rng), slugs if rng.random() < 0.7 else [rng.choice(slugs)]) for _ in range(500)]


def test_the_count_of_all_guesses() -> None:
    for events, lessons in places():
        agrees(events, lessons)


def last_counts(rows: list[Any]) -> list[Any]:
    return [{**r, "said": f"{r['said']}0"} for r in rows[:1]] + rows[1:]


FAULTS: dict[str, Any] = {
    "another guess counts": last_counts,
    "one is forgotten": lambda rows: rows[:-1],
    "one counts twice": lambda rows: rows + rows[:1],
    "right is turned": lambda rows: [{**r, "right": not r["right"]} for r in rows],
    "said and true change places": lambda rows: [{**r, "said": r["truth"], "truth": f"{r['said']} "} for r in rows],
    "a day later": lambda rows: [{**r, "day": f"{int(r['day'].split()[0]) + 1} {r['day'].split()[1]}"} for r in rows],
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_count_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    true = Bets.rows.fget
    monkeypatch.setattr(Bets, "rows", property(lambda panel: FAULTS[fault](true(panel))))
    for events, lessons in places()[:30]:
        if counted(events, lessons):
            with pytest.raises(AssertionError):
                agrees(events, lessons)


def test_a_wrong_answer_is_noticed() -> None:
    """The stop beside the truth in its place, another last digit, and right where it is not."""
    found = {"stop": 0, "digit": 0, "right": 0}
    counts = 0
    for slug, name in QUESTIONS:
        for guess, row, explorer in placed(slug, name, guesses(slug, name)[:4]):
            control = explorer.prediction.control
            if not isinstance(control, Number):
                continue
            stop = control.shown(control.nearest(explorer.prediction.answer()))
            digit = next(i for i in range(len(row["truth"]) - 1, -1, -1) if row["truth"][i].isdigit())
            other = row["truth"][:digit] + str((int(row["truth"][digit]) + 3) % 10) + row["truth"][digit + 1 :]
            counts += 1
            planted = {
                "stop": {**row, "truth": stop if stop != row["truth"] else "1.23456"},
                "digit": {**row, "truth": other},
                "right": {**row, "right": not row["right"]},
            }
            for kind, wrong in planted.items():
                try:
                    check(slug, guess, wrong, explorer)
                except AssertionError:
                    found[kind] += 1
    assert min(found.values()) >= 0.85 * counts, (found, counts)
