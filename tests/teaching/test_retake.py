"""The retake and the record: every word of them recounted by plain loops over what was answered."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.lessons import SYLLABUS
from course.lessons.start_here.diagnostic import DIAGNOSTIC
from course.teaching import progress
from course.teaching.misconceptions import MISCONCEPTIONS
from course.teaching.panels import QuizPanel, RecordPanel, RetakePanel
from course.teaching.panels.retake import GROUPS
from course.teaching.progress import Store
from course.teaching.record import DOES_NOT_SAY, KINDS, markdown, page, record
from course.teaching.retake import comparison, conditions, takes

QUESTIONS = DIAGNOSTIC.questions
DAY = 86_400.0
patterns = st.tuples(
    *(st.tuples(st.sampled_from([None, None, *range(len(q.options))]), st.integers(1, 3)) for q in QUESTIONS)
)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    ticks = itertools.count(1_000_000.0)
    monkeypatch.setattr(progress.time, "time", lambda: next(ticks))


def fill(panel, pattern):
    """Answer all; None stands for the right option."""
    for place, (option, confidence) in enumerate(pattern):
        shown = panel.items[place].options
        panel.choose(
            place,
            next(i for i, o in enumerate(shown) if (o.correct if option is None else o.index == option)),
            confidence,
        )
    return panel


def first(store, pattern):
    return fill(QuizPanel(DIAGNOSTIC, "start_here", mode="diagnostic", entries=SYLLABUS, store=store), pattern)


def second(store, pattern, tasks=()):
    panel = RetakePanel(DIAGNOSTIC, "portfolio_desk", tasks=tasks, entries=SYLLABUS, store=store)
    return fill(panel, pattern)


def knows(pattern):
    """The beliefs of which every question was answered rightly."""
    wrong, asked = set(), set()
    for question, (option, _) in zip(QUESTIONS, pattern, strict=True):
        beliefs = {o.misconception for o in question.options} - {None}
        asked |= beliefs
        if option is not None and not question.options[option].correct:
            wrong |= beliefs
    return asked - wrong, asked


@settings(max_examples=25)
@given(patterns, patterns)
def test_every_belief_is_put_where_its_two_takes_put_it(before, after):
    store = Store(memory=True)
    first(store, before)
    result = second(store, after).state["result"]
    (knew, asked), (knows_now, _) = knows(before), knows(after)
    said = {group: {row["belief"] for row in result["rows"] if row["state"] == group} for group in GROUPS}
    for group, numbers in {
        "kept": knew & knows_now, "learnt": knows_now - knew, "lost": knew - knows_now, "open": asked - knew - knows_now,
    }.items():  # fmt: skip
        assert said[group] == {MISCONCEPTIONS[n].belief for n in numbers}
    certain = {
        q.options[o].misconception for q, (o, sure) in zip(QUESTIONS, after, strict=True)
        if o is not None and not q.options[o].correct and sure == 3
    } - {None}  # fmt: skip
    assert {r["belief"] for r in result["rows"] if r["certain"] and r["state"] != "other"} == {
        MISCONCEPTIONS[n].belief for n in certain
    }

    for level, row in zip((1, 2, 3), result["sure"], strict=True):
        for pattern, key in ((before, "before"), (after, "after")):
            rights = [
                o is None or q.options[o].correct
                for q, (o, sure) in zip(QUESTIONS, pattern, strict=True)
                if sure == level
            ]
            assert row[key] == (f"{sum(rights)} of {len(rights)} right" if rights else "never")
    right = [
        sum(o is None or q.options[o].correct for q, (o, _) in zip(QUESTIONS, p, strict=True)) for p in (before, after)
    ]
    assert (f"{right[0] - right[1]} fewer of {len(QUESTIONS)}" in result["notes"][0]) == (
        right[1] < right[0] < len(QUESTIONS)
    )


def test_at_its_end_both_takes_stand_there_at_once_and_at_every_later_visit():
    store = Store(memory=True)
    all_right = [(None, 2)] * len(QUESTIONS)
    first(store, [(0, 2)] * len(QUESTIONS))
    panel = RetakePanel(DIAGNOSTIC, "portfolio_desk", entries=SYLLABUS, store=store)
    seen = []
    panel.observe(lambda change: seen.append(change["new"]["result"]), "state")
    fill(panel, all_right)
    shown = [result for result in seen if result]
    assert shown
    assert all("sure" in result for result in shown)
    assert RetakePanel(DIAGNOSTIC, "portfolio_desk", entries=SYLLABUS, store=store).state == panel.state
    # Once more, with all wrong: it is said again what the first take was, and nothing is mixed.
    panel.again()
    fill(panel, [(next(i for i, o in enumerate(q.options) if not o.correct), 3) for q in QUESTIONS])
    result = panel.state["result"]
    assert result["rows"] == shown[-1]["rows"]
    assert not any("where to look" in note for note in result["notes"])


def test_a_retake_without_a_gain_says_where_to_look_and_the_record_which_has_no_list_does_not():
    store = Store(memory=True)
    wrong = [(next(i for i, o in enumerate(q.options) if not o.correct), 2) for q in QUESTIONS]
    first(store, wrong)
    notes = second(store, wrong).state["result"]["notes"]
    assert "where to look" in notes[1]
    (extra,) = RecordPanel(SYLLABUS, DIAGNOSTIC, store).extra
    assert "no gain yet." in extra
    assert "below" not in extra


def test_the_first_take_of_each_form_counts():
    store = Store(memory=True)
    all_right, all_wrong = (
        [(None, 2)] * len(QUESTIONS),
        [(next(i for i, o in enumerate(q.options) if not o.correct), 2) for q in QUESTIONS],
    )
    first(store, all_wrong)
    panel = second(store, all_wrong)
    assert comparison(store, DIAGNOSTIC).gain.gained == 0
    assert not any("again has seen" in note for note in panel.state["result"]["notes"])
    panel.again()
    fill(panel, all_right)
    assert comparison(store, DIAGNOSTIC).gain.gained == 0
    assert len(takes(store, DIAGNOSTIC, "B")) == 2
    assert any("again has seen" in note for note in panel.state["result"]["notes"])
    first_again = QuizPanel(DIAGNOSTIC, "start_here", mode="diagnostic", store=store)
    first_again.again()
    fill(first_again, all_right)
    assert comparison(store, DIAGNOSTIC).before.score.right == 0


def test_a_take_whose_answers_are_gone_is_none():
    store = Store(memory=True)
    store.record("diagnostic", "start_here", "diagnostic", form="A", right=3, of=14)
    assert takes(store, DIAGNOSTIC, "A") == []
    assert comparison(store, DIAGNOSTIC) is None


def test_it_opens_after_the_first_form_the_tasks_and_a_day():
    store = Store(memory=True)
    tasks = [("portfolio_desk", "health.read", "Your account is read")]

    def met(now):
        return [c.met for c in conditions(store, DIAGNOSTIC, tasks, lambda: datetime.fromtimestamp(now, UTC))]

    assert met(0) == [False, False]
    first(store, [(None, 3)] * len(QUESTIONS))
    taken = store.events("diagnostic")[0]["at"]
    assert met(taken + DAY - 1) == [True, False, False]
    store.record("task", "portfolio_desk", "health.read")
    assert met(taken + DAY - 1) == [True, True, False]
    assert met(taken + DAY) == [True, True, True]
    # A clock that stands before the first take says nothing about a day.
    assert met(taken - timedelta(days=3).total_seconds()) == [True, True, True]


def test_before_it_opens_no_question_is_shown_and_what_is_missing_is():
    store = Store(memory=True)
    tasks = [("portfolio_desk", "health.read", "Your account is read")]
    panel = RetakePanel(DIAGNOSTIC, "portfolio_desk", tasks=tasks, store=store)
    assert panel.state["items"] == []
    assert [w["met"] for w in panel.state["waiting"]] == [False, False]
    first(store, [(None, 3)] * len(QUESTIONS))  # long ago by the machine's clock
    assert panel.state["items"] == []
    store.record("task", "portfolio_desk", "health.read")
    assert "waiting" not in panel.state
    assert len(panel.state["items"]) == len(QUESTIONS)
    assert not any(item["chosen"] is not None for item in panel.state["items"])


# -- the record ----------------------------------------------------------------------------------------------------------

LESSONS = SYLLABUS[:3]
KIND = st.sampled_from(["exercise", "drill", "question", "task"])
acts = st.lists(st.tuples(st.integers(0, 2), KIND, st.integers(0, 2), st.booleans(), st.booleans()), max_size=60)


@given(st.sets(st.integers(0, 2)), acts)
def test_the_record_counts_what_a_plain_loop_counts(opened, done):
    store = Store(memory=True)
    parts = [[kind, f"{kind}{n}"] for kind in KINDS for n in range(3) if (kind, n) != ("task", 2)]
    for lesson in opened:
        store.record("opened", LESSONS[lesson].slug, "lesson", parts=parts)
    streak, last, solved, seen, late, found = {}, {}, set(), set(), set(), set()
    for lesson, kind, n, right, solution in done:
        key = (lesson, kind, f"{kind}{n}")
        if kind == "exercise":
            if solution:
                store.record("help", LESSONS[lesson].slug, key[2], degree=4)
                seen.add(key)
            store.record("exercise", LESSONS[lesson].slug, key[2], outcome="correct" if right else "wrong")
            if right and key not in solved:
                solved.add(key)
                if key in seen:
                    late.add(key)
        elif kind == "drill":
            store.record("drill", LESSONS[lesson].slug, key[2], correct=right)
            streak[key] = streak.get(key, 0) + 1 if right else 0
            if streak[key] == 3:
                found.add(key)
        elif kind == "question":
            store.record("question", LESSONS[lesson].slug, key[2], correct=right)
            last[key] = right
        else:
            store.record("task", LESSONS[lesson].slug, key[2])
            found.add(key)
    all_done = solved | found | {key for key, right in last.items() if right}
    here = record(store, LESSONS)
    assert [line.entry for line in here.lines] == [LESSONS[i] for i in sorted(opened)]
    for line in here.lines:
        lesson = LESSONS.index(line.entry)
        for kind in KINDS:
            there = {(lesson, kind, f"{kind}{n}") for n in range(2 if kind == "task" else 3)}
            assert (line.done[kind], line.of[kind]) == (len(there & all_done), len(there))
        assert line.shown == len({key for key in late if key[0] == lesson})
    for text in (markdown(here), page(here)):
        for entry in LESSONS:
            assert (f"{entry.number:02d} {entry.title}" in text) == (LESSONS.index(entry) in opened)
        assert DOES_NOT_SAY.split(".")[0] in text


def test_the_panel_hands_out_both_files(monkeypatch):
    store = Store(memory=True)
    panel = RecordPanel(SYLLABUS, DIAGNOSTIC, store)
    assert panel.state["rows"] == []
    store.record("opened", "leverage", "lesson", parts=[["task", "dial.find"]])
    assert panel.state["rows"] == [["01 Leverage", "0 of 1", "–", "–", "–"]]
    sent = []
    monkeypatch.setattr(panel, "send", lambda message, buffers=None: sent.append(message))
    for form in ("html", "markdown", "exe", None, 3):
        panel.on_event({"event": "take", "form": form})
    assert [m["name"] for m in sent] == ["course-record.html", "course-record.md"]
    assert all("http" not in m["text"] for m in sent)
