"""A page has some fifty questions for the store after every event: they are answered from one reading."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from course.lessons import SYLLABUS
from course.lessons.guesses import Bets
from course.lessons.start_here.diagnostic import DIAGNOSTIC
from course.teaching import progress
from course.teaching.panels import RecordPanel, RetakePanel
from course.teaching.progress import Store


def test_events_are_put_together_once_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(memory=True)
    panels = [
        RecordPanel(SYLLABUS, DIAGNOSTIC, store),
        RetakePanel(DIAGNOSTIC, "portfolio_desk", store=store),
        Bets(SYLLABUS, store),
    ]
    merged, sorted_ = [], []
    merge, ordered = progress.merge, progress._Known.ordered
    monkeypatch.setattr(progress, "merge", lambda a, b: merged.append(1) or merge(a, b))

    def counting(known: progress._Known, lesson: str) -> list[progress.Event]:
        sorted_.append(known._of is None)
        return ordered(known, lesson)

    monkeypatch.setattr(progress._Known, "ordered", counting)
    store.record("task", "leverage", "found")
    assert len(sorted_) > 15, "the panels did ask"
    assert sum(sorted_) == 1
    assert len(merged) <= 2  # for the time of the event, and for what is known after it
    assert all(panel.state for panel in panels)


def test_what_is_read_is_what_is_kept(tmp_path: Path) -> None:
    """Two kernels on one file, one in memory: after every step each reads what a plain look through all events finds."""
    rng = random.Random(3)
    path = tmp_path / "progress.json"
    stores = [Store(path), Store(path)]
    other = Store(memory=True)
    for step in range(40):
        store = rng.choice(stores)
        lesson, item = rng.choice(("leverage", "funding")), rng.choice("ab")
        if step % 13 == 12:
            store.reset()
        elif step % 7 == 6:
            other.record("task", lesson, f"other {item}")
            store.load(other.export())
        elif rng.random() < 0.3:
            store.replace("own", lesson, item, fields={"step": step})
        else:
            store.record("task", lesson, item)
        for one in stores:
            everything = one.all()
            for kind in ("", "task", "own"):
                for where in ("", "leverage"):
                    due = sorted(
                        (e["at"], key)
                        for key, e in everything.items()
                        if kind in ("", e["kind"]) and where in ("", e["lesson"])
                    )
                    assert [e["at"] for e in one.events(kind, where)] == [at for at, _ in due]
        assert stores[0].all() == stores[1].all()
    stores[0].all().clear()
    assert stores[0].all() == stores[1].all()
