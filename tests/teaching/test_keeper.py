"""The line to the page that keeps progress: what it holds is merged, what it lacks is told, and what is said is true."""

from __future__ import annotations

import itertools
import json

import pytest

from course.teaching import progress
from course.teaching.panels import DrillPanel, ExercisePanel, ProgressPanel, ReviewPanel, keeper
from course.teaching.progress import NOT_KEPT, Store, dump, shared

from .samples import AREA
from .test_drill import SHARE, TIP
from .test_panels import JUNK
from .test_quiz import COLOUR, ORDER


@pytest.fixture
def served(monkeypatch):
    """A kernel of a public server."""
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    monkeypatch.setenv("COURSE_PROGRESS", "browser")
    monkeypatch.setattr(progress, "_shared", {})


class Page:
    """What a page does with a keeper: holds events, takes what it is told."""

    def __init__(self, store, held=(), why=""):
        self.keeper = keeper.keeper(store)
        self.held, self.why, self.told = dict(held), why, []
        self.keeper.send = self.hear

    def hear(self, content, *_):
        self.told.append(content)
        if content["event"] == "clear":
            self.held.clear()
        elif content["event"] == "keep":
            self.held |= json.loads(json.dumps(content["events"]))
            self.say(event="kept", why=self.why)

    def say(self, **event):
        self.keeper._receive(self.keeper, event, [])

    def begin(self):
        self.say(event="held", text=dump(self.held), last=True, why=self.why)


FIELDS = {
    "drill": {"seed": 0, "correct": False, "misconception": None},
    "exercise": {"outcome": "wrong", "misconception": None},
    "question": {"form": "A", "option": 0, "correct": False, "confidence": 1, "misconception": None},
}


def note(store, item, kind="drill", **fields):
    store.record(kind, "a", item, **{**FIELDS[kind], **fields})


def events(*rows):
    store = Store(memory=True)
    for kind, item, fields in rows:
        note(store, item, kind, **fields)
    return store.all()


def test_only_pages_of_the_apps_have_a_keeper(monkeypatch, store):
    assert keeper.keeper(shared()) is None
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    assert keeper.keeper(store) is None
    assert keeper.keeper(shared()).state == {"kept": "file"}


def test_what_the_page_holds_comes_in_and_what_happens_goes_out(served):
    drill, panel = DrillPanel([TIP, SHARE], "a"), ProgressPanel()
    before = events(("drill", TIP.name, {"correct": True}), ("drill", TIP.name, {"correct": True}))
    page = Page(shared(), before)
    assert NOT_KEPT in panel.state["words"]

    page.begin()
    assert drill.state["number"] == 3
    assert panel.state["words"].startswith("2 results. Kept in this browser only")
    assert page.told == []

    drill.answer("1")
    assert len(page.held) == 3
    assert page.held == shared().all()


def test_nothing_is_told_before_the_page_has_told_all_it_holds(served):
    page = Page(shared(), events(("drill", "x", {}), ("drill", "y", {})))
    note(shared(), "early")
    (first, one), (second, two) = page.held.items()
    page.say(event="held", text=dump({first: one}), last=False)
    assert page.told == []
    page.say(event="held", text=dump({second: two}), last=True)
    assert len(page.held) == 3


def test_several_tabs_end_with_the_same_whatever_the_order(served):
    piles = [events(("drill", str(number), {})) for number in range(3)]
    ends = set()
    for order in itertools.permutations(piles):
        progress._shared.clear()
        page = Page(shared())
        page.begin()
        for pile in (*order, *order):
            page.say(event="held", text=dump(pile), last=True, why="")
        assert page.held == {} | page.keeper.held or page.keeper.held.items() >= page.held.items()
        ends.add(shared().export())
    assert len(ends) == 1


def test_the_review_and_the_exercise_follow_what_the_page_holds(served):
    review, exercise = ReviewPanel([("a", COLOUR), ("a", ORDER)], "b", count=1), ExercisePanel(AREA, "a")
    assert review.items == ()
    other = ORDER
    wrong = {"correct": False, "confidence": 3, "option": 0, "form": "A"}
    page = Page(shared(), events(("question", other.name, wrong), ("exercise", AREA.name, {"outcome": "correct"})))
    page.begin()

    assert review.items[0].question is other
    assert exercise.state["done"] is True


def test_to_begin_anew_clears_the_page_once_and_other_tabs_are_heard(served):
    panel = ProgressPanel()
    sent = []
    panel.send = lambda content, *_: sent.append(content)
    page = Page(shared(), events(("drill", "x", {})))
    page.begin()

    panel.reset()
    assert [content["event"] for content in page.told] == ["clear"]
    assert sent[0]["event"] == "file"
    assert "offered as a download" in panel.message
    assert shared().all() == page.held == {}

    note(shared(), "y")
    page.told.clear()
    page.held.clear()
    page.say(event="cleared")
    assert shared().all() == {}
    assert page.told == []


def test_a_page_that_cannot_keep_is_believed_at_once_and_no_longer_than_it_says_so(served):
    drill, panel = DrillPanel([TIP], "a"), ProgressPanel()
    page = Page(shared(), why="this browser has no room left for it")
    page.begin()
    drill.answer("1")
    assert "no room left" in drill.state["notice"]
    assert page.keeper.state == {"kept": "no"}
    assert "Kept in" not in panel.state["words"]

    page.why = ""
    drill.next()
    drill.answer("1")
    assert drill.state["notice"] == ""
    assert page.keeper.state == {"kept": "browser"}


def test_what_waits_for_the_page_happens_once_it_is_known(served):
    done = []
    page = Page(shared())
    keeper.when_known(shared(), lambda: done.append(len(shared().all())))
    assert done == []
    page.held = events(("drill", "x", {}))
    page.begin()
    keeper.when_known(shared(), lambda: done.append("again"))
    assert done == [1, "again"]


def test_a_store_in_a_file_never_waits_and_never_tells(monkeypatch, tmp_path):
    monkeypatch.setenv("VOILA_PREHEAT", "False")
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "p.json"))
    page, done = Page(shared()), []
    keeper.when_known(shared(), lambda: done.append(1))
    note(shared(), "x")
    page.say(event="held", text=dump(events(("drill", "y", {}))), last=True)
    page.say(event="cleared")
    assert done == [1]
    assert page.told == []
    assert len(shared().all()) == 1


@pytest.mark.parametrize(("problem", "kept"), [(None, "file"), ("binder", ""), ("full", "no")])
def test_where_progress_is_kept_is_said_as_it_is(monkeypatch, tmp_path, problem, kept):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "p.json"))
    monkeypatch.setattr(progress, "_shared", {})
    if problem == "binder":
        monkeypatch.setenv("BINDER_LAUNCH_HOST", "https://mybinder.org/")
    if problem == "full":
        monkeypatch.setattr(
            progress, "write_atomically", lambda *_, **__: (_ for _ in ()).throw(OSError(28, "No space left"))
        )
    panel = ProgressPanel()
    note(shared(), "x")

    assert keeper.kept(shared()) == kept
    assert ("Kept on this machine" in panel.state["words"]) is (kept == "file")


def test_whatever_a_page_sends_is_taken_or_passed_over(served):
    page = Page(shared())
    for junk in JUNK:
        page.say(event=junk)
        for name in ("held", "kept", "cleared"):
            page.say(event=name, text=junk, last=junk, why=junk, events=junk)
        page.keeper._receive(page.keeper, junk, [])
    page.held = events(("drill", "x", {}))
    page.begin()
    assert len(shared().all()) == 1


def test_a_python_in_a_browser_keeps_its_files_there_and_says_so(tmp_path, monkeypatch):
    store = Store(tmp_path / "progress.json")
    assert keeper.kept(store) == "file"
    monkeypatch.setattr("sys.platform", "emscripten")
    assert keeper.kept(store) == "browser"
