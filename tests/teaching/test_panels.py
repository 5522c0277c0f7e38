"""Panels driven from Python, by the same events that the page sends."""

from __future__ import annotations

import json

import pytest

from course.lessons import SYLLABUS
from course.teaching import progress
from course.teaching.checker import Checker
from course.teaching.panels import CourseMap, DrillPanel, ExercisePanel, ProgressPanel, QuizPanel, ReviewPanel
from course.teaching.panels.base import link
from course.teaching.progress import Store, dump
from course.teaching.standing import opened
from course.validation import ArgumentError

from .samples import AREA, TICKET
from .test_drill import SHARE, TIP
from .test_quiz import COLOUR, ORDER, QUIZ, SUM


def page_sends(panel, **event):
    """What happens when the page sends an event."""
    panel._receive(panel, event, [])


def said(panel):
    """Collect what the panel sends to the page."""
    sent = []
    panel.send = lambda content, *_: sent.append(content)
    return sent


def place(panel, item, correct):
    options = panel.items[item].options
    return next(i for i, option in enumerate(options) if option.correct is correct)


# -- all of them -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def panels(store):
    return [
        ExercisePanel(AREA, "a", store),
        DrillPanel([TIP, SHARE], "a", store),
        QuizPanel(QUIZ, "a", store=store),
        QuizPanel(QUIZ, "a", mode="diagnostic", store=store),
        ReviewPanel([("a", COLOUR)], "b", store=store),
        ProgressPanel(store),
        CourseMap(SYLLABUS, {"leverage"}, store=store),
    ]


def test_states_are_json_and_summaries_repeat(panels, tmp_path):
    for panel in panels:
        assert json.loads(json.dumps(panel.state)) == panel.state
        assert panel.summary() == repr(panel)
        assert str(tmp_path) not in panel.summary()
        bundle, _ = panel._repr_mimebundle_()
        assert bundle["text/plain"] == panel.summary()
        assert panel.static_html() in bundle["text/html"]


JUNK = [
    None, True, False, 0, -1, 2, 3, 10**400, 1.5, float("nan"), float("inf"), "", "x", "1", "x" * 5000, "\ud800",
    [], [1], {}, {"a": [1]}, [[[]]], [None] * 50,
]  # fmt: skip


def messages(panel):
    """Every event of a panel with every field missing or junk, events without a name, and what is no event."""
    yield from JUNK
    for junk in JUNK:
        yield {"event": junk}
        yield {"event": "refresh_all", "value": junk}
    for name, fields in panel.EVENTS.items():
        yield {"event": name}
        yield {"event": [name]}
        for field in fields:
            for junk in JUNK:
                yield {"event": name, **dict.fromkeys(fields, 1), field: junk}


def test_whatever_a_page_sends_is_answered_or_passed_over(panels):
    tried = 0
    for panel in panels:
        for message in messages(panel):
            for answer in (panel.on_event, lambda sent, panel=panel: panel._receive(panel, sent, [])):
                answer(message)
                tried += 1
        json.dumps(panel.state, allow_nan=False)
        assert panel.summary()
    assert tried >= 1000


def test_every_panel_says_when_nothing_is_saved(panels, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    assert {panel.state["notice"] for panel in panels} == {""}
    monkeypatch.setattr(progress, "write_atomically", full)
    panels[1].answer(-1)
    assert "not being saved (No space left on device" in panels[1].state["notice"]
    assert DrillPanel(TIP, "a", Store(memory=True)).state["notice"] == ""


def test_the_kernels_own_store_is_used():
    assert ExercisePanel(AREA).store is progress.shared()


# -- exercise --------------------------------------------------------------------------------------------------------------


def test_exercise(store):
    panel = ExercisePanel(AREA, "floors", store)
    assert panel.summary() == "Exercise “Floor space” (area, gentle, 5 min): to do"
    assert panel.state["code"]
    assert panel.state["starter"] == AREA.starter
    assert panel.state["verdict"] == ""
    verdict = panel.check(lambda length, width: length + width)
    assert panel.state["verdict"] == verdict.html()
    assert panel.summary().endswith(": not yet")
    panel.check(AREA.reference)
    assert panel.summary().endswith(": correct")
    outcomes = [event["outcome"] for event in store.events("exercise", "floors", "area")]
    assert outcomes == ["not yet", "correct"]
    assert ExercisePanel(AREA, "floors", store).summary().endswith(": done")


def test_not_attempted_leaves_no_trace(store):
    panel = ExercisePanel(AREA, "floors", store)
    panel.check(...)
    assert store.events("exercise") == []
    assert "Not attempted" in panel.state["verdict"]


def test_hints_come_one_at_a_time_and_the_solution_when_asked(store):
    panel = ExercisePanel(AREA, "floors", store)
    sent = said(panel)
    assert panel.state["hints"] == []
    assert panel.state["solution"] == ""
    for degree in (1, 2, 3):
        page_sends(panel, event="hint")
        assert len(panel.state["hints"]) == degree
    page_sends(panel, event="hint")
    page_sends(panel, event="solution")
    page_sends(panel, event="solution")
    assert panel.state["solution"] == AREA.solution
    assert [e["degree"] for e in store.events("help")] == [1, 2, 3, 4]
    assert sent[0] == {"event": "say", "text": "Hint 1: What has the unit m²?"}


def test_in_an_app_there_is_no_code(store, monkeypatch):
    monkeypatch.setattr("course.teaching.panels.exercise.in_app", lambda: True)
    panel = ExercisePanel(AREA, "floors", store)
    assert not panel.state["code"]
    page_sends(
        panel,
        event="judged",
        verdict={"exercise": "area", "outcome": "correct", "summary": "", "remarks": []},
        counts=True,
    )
    assert not panel.done


def test_in_a_page_with_its_own_python_code_is_judged_beside_it(store, monkeypatch):
    """A verdict comes from the page's second Python; what is no verdict on this exercise changes nothing."""
    for name in ("in_app", "in_page"):
        monkeypatch.setattr(f"course.teaching.panels.exercise.{name}", lambda: True)
    panel = ExercisePanel(AREA, "floors", store)
    assert panel.state["code"] == "page"
    assert panel.state["lines"] == []
    page_sends(panel, event="lines")
    assert panel.state["lines"]
    good = {"exercise": "area", "outcome": "correct", "summary": "all 3 cases agree.", "remarks": []}
    for odd in (None, {}, {**good, "exercise": "other"}, {**good, "outcome": "splendid"}, {**good, "more": 1}):
        page_sends(panel, event="judged", verdict=odd, counts=True)
    for odd in (None, True, -1, 1e9):
        page_sends(panel, event="endless", seconds=odd)
    assert store.events("exercise") == []
    page_sends(panel, event="judged", verdict={**good, "outcome": "could not run"}, counts=False)
    assert store.events("exercise") == []
    page_sends(panel, event="endless", seconds=13)
    assert "did not finish within 13 seconds" in panel.state["verdict"]
    page_sends(panel, event="judged", verdict=good, counts=True)
    assert panel.done
    assert [event["outcome"] for event in store.events("exercise")] == ["could not run", "correct"]


def test_checker_finds_the_exercise_and_tells_its_panel(store):
    panel = ExercisePanel(AREA, "floors", store)
    check = Checker("floors", (AREA, TICKET), lambda: store, panel.show)
    assert check(AREA.reference).correct
    assert panel.verdict.correct
    assert check(lambda length, width: length * width, "area").correct
    assert [event["item"] for event in store.events("exercise")] == ["area", "area"]
    assert check(...).outcome == "not attempted"
    unknown = check(len)
    assert unknown.outcome == "could not run"
    assert unknown.summary == "No exercise here is called `len`. This lesson asks for `area`, `ticket`."
    assert "not a function" in check(3).summary


# -- drill -----------------------------------------------------------------------------------------------------------------


def test_drill_to_mastery_through_the_page(store):
    panel = DrillPanel(TIP, "dinner", store)
    asked = []
    for number in (1, 2, 3):
        asked.append(panel.question.text)
        page_sends(panel, event="answer", value=f"{panel.question.answer:.4f}")
        assert panel.state["reply"]["outcome"] == "right"
        assert panel.state["drills"][0]["streak"] == number
        page_sends(panel, event="next")
        assert panel.state["reply"] is None
    assert panel.state["drills"][0]["mastered"]
    assert len(set(asked)) > 1
    assert [e["seed"] for e in store.events("drill")] == [0, 1, 2]
    assert DrillPanel(TIP, "dinner", store).question.seed == 3


def test_a_question_counts_once(store):
    panel = DrillPanel(TIP, "dinner", store)
    wrong = panel.answer(-1)
    assert panel.answer(panel.question.answer) is wrong
    assert len(store.events("drill")) == 1


def test_what_does_not_count_may_be_tried_again(store):
    panel = DrillPanel(SHARE, "dinner", store)
    panel.answer("abc")
    assert not panel.state["answered"]
    panel.answer(str(panel.question.answer / 100))
    assert panel.state["reply"]["outcome"] == "unit"
    assert store.events("drill") == []
    before = panel.question
    assert panel.next() is before
    assert panel.answer(before.answer).outcome == "right"


def test_a_wrong_answer_ends_the_row(store):
    panel = DrillPanel(TIP, "dinner", store)
    for value in (panel.question.answer, -1):
        panel.answer(value)
        panel.next()
    assert panel.state["drills"][0]["words"] == "0 of 3 in a row"


def test_changing_drills_keeps_the_open_question(store):
    panel = DrillPanel([TIP, SHARE], "dinner", store)
    first = panel.question
    page_sends(panel, event="choose", drill=1)
    assert panel.drill is SHARE
    assert panel.choose("tip") is first
    panel.answer(first.answer)
    panel.choose("share")
    assert panel.choose("tip") is not first
    with pytest.raises(ArgumentError):
        panel.choose(7)
    sent, open_ = said(panel), panel.drill
    page_sends(panel, event="choose", drill="<b>")
    assert panel.drill is open_
    assert sent == [{"event": "failed"}]


def test_typed_text_never_reaches_the_page(store):
    panel = DrillPanel(TIP, "dinner", store)
    page_sends(panel, event="answer", value="<img src=x onerror=alert(1)>")
    assert "<img" not in json.dumps(panel.state)


def test_drill_summary(store):
    panel = DrillPanel(TIP, "dinner", store)
    assert panel.summary().startswith("Drill “The tip”: 0 of 3 in a row\nThe bill is ")
    panel.answer(panel.question.answer)
    assert "\nRight: $" in panel.summary()


# -- quiz ------------------------------------------------------------------------------------------------------------------


def test_quiz_explains_at_once(store):
    panel = QuizPanel(QUIZ, "sky", store=store)
    sent = said(panel)
    assert panel.state["items"][1]["options"][0]["correct"] is None
    assert panel.state["items"][1]["options"][0]["explain"] == ""
    wrong = place(panel, 1, correct=False)
    page_sends(panel, event="choose", item=1, option=wrong, confidence=3)
    item = panel.state["items"][1]
    assert (item["chosen"], item["correct"], item["confidence"]) == (wrong, False, 3)
    assert all(option["explain"] for option in item["options"])
    assert sent[-1]["text"].startswith("Not right.")
    saved = store.events("question", "sky", "colour")[0]
    assert (saved["correct"], saved["confidence"]) == (False, 3)


def test_the_first_answer_stands(store):
    panel = QuizPanel(QUIZ, "sky", store=store)
    first = panel.choose("colour", 0, 2)
    assert panel.choose("colour", 1, 2) is first
    assert len(store.events("question")) == 1


IMPOSSIBLE = [
    ("colour", 9, 1),
    ("colour", -1, 1),
    ("colour", 0, 0),
    ("nothing", 0, 1),
    (7, 0, 1),
    ("colour", "0", 1),
    ("colour", True, 1),
]


@pytest.mark.parametrize("answer", IMPOSSIBLE)
def test_impossible_answers_are_refused(store, answer):
    panel = QuizPanel(QUIZ, "sky", store=store)
    with pytest.raises(ArgumentError):
        panel.choose(*answer)
    assert store.events() == []


def test_quiz_result_and_once_more(store):
    panel = QuizPanel(QUIZ, "sky", store=store)
    for number in range(3):
        assert panel.state["result"] is None
        panel.choose(number, place(panel, number, correct=number > 0), 3)
    assert "<strong>2 of 3</strong> right. 1 was wrong though you were certain" in panel.state["result"]["text"]
    assert panel.summary().startswith("Check yourself: 3 of 3 answered, 2 right\n1. ")
    before = panel.items[0].stem
    page_sends(panel, event="again")
    assert panel.items[0].stem != before
    assert panel.state["result"] is None


def test_diagnostic_tells_nothing_until_the_end(store):
    panel = QuizPanel(QUIZ, "start", mode="diagnostic", entries=SYLLABUS, store=store)
    sent = said(panel)
    panel.choose("sum", place(panel, 0, correct=False), 3)
    panel.choose("colour", place(panel, 1, correct=True), 1)
    assert all(o["correct"] is None and not o["explain"] for i in panel.state["items"] for o in i["options"])
    assert sent == []
    assert "right" not in panel.summary().splitlines()[0]
    assert store.events("diagnostic") == []
    panel.choose("order", place(panel, 2, correct=True), 2)
    result = panel.state["result"]
    held = [row for row in result["rows"] if row["state"] == "held"]
    assert len(held) == 1
    assert held[0]["certain"]
    assert held[0]["lesson"]["file"] == "01_leverage.ipynb"
    taken = store.events("diagnostic")[0]
    assert (taken["form"], taken["right"], taken["of"]) == ("A", 2, 3)


def test_diagnostic_is_taken_up_where_it_was_left(store):
    first = QuizPanel(QUIZ, "start", mode="diagnostic", store=store)
    first.choose("sum", 1, 2)
    again = QuizPanel(QUIZ, "start", mode="diagnostic", store=store)
    assert again.choices[0].option == 1
    assert again.state["items"][0]["chosen"] == 1
    for number in (1, 2):
        again.choose(number, 0, 2)
    # Finished, it stands there with its result, and is asked once more only when somebody says so.
    done = QuizPanel(QUIZ, "start", mode="diagnostic", store=store)
    assert done.state["result"] == again.state["result"]
    assert QuizPanel(QUIZ, "start", form="B", mode="diagnostic", store=store).choices == {}
    done.again()
    assert done.state["result"] is None
    done.choose("sum", 0, 3)
    more = QuizPanel(QUIZ, "start", mode="diagnostic", store=store)
    assert [choice.option for choice in more.choices.values()] == [0]


def test_diagnostic_shows_the_gain_of_the_second_form(store):
    before = QuizPanel(QUIZ, "start", mode="diagnostic", store=store)
    after = QuizPanel(QUIZ, "end", form="B", mode="diagnostic", store=store)
    for number in range(3):
        before.choose(number, place(before, number, correct=number == 0), 2)
    assert before.state["result"]["gain"] == ""
    for number in range(3):
        after.choose(number, place(after, number, correct=True), 2)
    assert "<strong>100\u202f%</strong> of what was missing" in after.state["result"]["gain"]


# -- review, progress, map -------------------------------------------------------------------------------------------------


def test_review_says_where_from_and_why(store):
    store.record("question", "leverage", "order", correct=False, confidence=3)
    pool = [("leverage", COLOUR), ("leverage", ORDER), ("leverage", SUM)]
    panel = ReviewPanel(pool, "liquidation_price", entries=SYLLABUS, store=store)
    assert panel.items[0].question is ORDER
    assert panel.state["items"][0]["note"] == "Leverage · You were certain, and it was wrong"
    panel.choose("order", place(panel, 0, correct=True), 2)
    assert store.events("question", "leverage", "order")[-1]["correct"]
    again = ReviewPanel(pool, "liquidation_price", entries=SYLLABUS, store=store)
    assert again.items[-1].question is ORDER


def test_review_of_the_first_lesson_is_empty(store):
    panel = ReviewPanel([], "start_here", store=store)
    assert panel.state["items"] == []
    assert panel.state["result"] is None
    assert "comes back in a later one" in panel.state["intro"]


def test_progress_down_up_and_anew(store, tmp_path):
    panel = ProgressPanel(store)
    sent = said(panel)
    assert panel.summary() == "Your progress: no results yet"
    store.record("drill", "a", "x")
    assert panel.summary() == "Your progress: 1 result"
    assert panel.state["count"] == 1
    page_sends(panel, event="download")
    assert sent[-1]["text"] == store.export()
    other = Store(tmp_path / "other.json")
    other.record("drill", "a", "y")
    page_sends(panel, event="upload", text=other.export())
    assert panel.message == "One result was added."
    assert panel.upload(other.export()) == "It held nothing that is not here already."
    page_sends(panel, event="reset")
    assert panel.state["count"] == 0
    assert "kept in" in panel.message
    assert sent[-1] == {"event": "say", "text": panel.message}


@pytest.mark.parametrize("text", ["<script>", "", None, 3, '{"schema": 9, "events": {}}', "x" * 20_000_001])
def test_uploads_that_are_no_progress_change_nothing(store, text):
    panel = ProgressPanel(store)
    store.record("drill", "a", "x")
    page_sends(panel, event="upload", text=text)
    assert panel.message.endswith("Nothing has changed.")
    assert "<" not in panel.message
    assert panel.state["count"] == 1


def test_map(store):
    panel = CourseMap(SYLLABUS, {"start_here", "leverage", "liquidation_price"}, here="start_here", store=store)
    cards = panel.state["cards"]
    assert len(cards) == len(SYLLABUS)
    assert [card["words"] for card in cards[:4]] == ["Not started"] * 3 + ["In preparation"]
    assert [bool(card["file"]) for card in cards[:4]] == [True, True, True, False]
    assert panel.state["resume"] == {"file": "01_leverage.ipynb", "words": "Begin with Leverage"}
    opened(store, "leverage", [("exercise", "area")])
    assert panel.state["resume"]["words"].startswith("Go on with ")
    store.record("exercise", "leverage", "area", outcome="correct")
    assert panel.state["cards"][1]["complete"]
    assert panel.state["resume"]["words"] == "Go on with Liquidation price"
    assert "01 Leverage (15 min): All 1 done" in panel.summary()
    assert panel.static_html().count("in preparation") == 13


def test_links():
    assert link("leverage", SYLLABUS) == {"title": "Leverage", "file": "01_leverage.ipynb"}
    assert link("far_away", ()) == {"title": "Far away", "file": ""}


def test_uploading_elsewhere_is_seen_by_the_map(store, tmp_path):
    panel = CourseMap(SYLLABUS, store=store)
    other = Store(tmp_path / "other.json")
    opened(other, "leverage", [("exercise", "area")])
    ProgressPanel(store).upload(dump(other.all()))
    assert panel.state["cards"][1]["words"] == "0 of 1 done"
