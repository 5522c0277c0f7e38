"""Progress survives kills, second notebooks, damage, newer versions and full or read-only disks."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.teaching import progress
from course.teaching.progress import SCHEMA, NotProgress, Store, default_path, dump, merge, parse, shared
from course.teaching.standing import Standing, opened, standing

WRITER = Path(__file__).with_name("killed_writer.py")


def files(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))


# -- events ----------------------------------------------------------------------------------------------------------------


def test_results_are_there_again_in_order_of_time(store):
    for number in range(5):
        store.record("drill", "leverage", "margin", number=number)
    store.record("exercise", "leverage", "distance", outcome="correct")
    again = Store(store.path)
    assert [event["number"] for event in again.events("drill")] == [0, 1, 2, 3, 4]
    assert again.events("exercise", "leverage", "distance")[0]["outcome"] == "correct"
    assert again.events(lesson="other") == []


def test_one_file_one_schema(store):
    store.record("drill", "leverage", "margin")
    saved = json.loads(store.path.read_text(encoding="utf-8"))
    assert saved["schema"] == SCHEMA
    assert len(saved["events"]) == 1
    assert files(store.path.parent) == ["progress.json"]


def test_what_cannot_be_saved_is_the_callers_mistake(store):
    with pytest.raises(TypeError):
        store.record("drill", "leverage", "margin", value=object())
    assert store.events() == []


def test_two_stores_see_each_other(store):
    other = Store(store.path)
    assert other.events() == []
    for writer, item in ((store, "x"), (other, "y"), (store, "z")):
        writer.record("drill", "a", item)
        time.sleep(0.003)  # of two stores that write in one millisecond neither is the later
    assert [e["item"] for e in store.events()] == [e["item"] for e in other.events()] == ["x", "y", "z"]


def test_watchers_are_told(store):
    class Watcher:
        seen = 0

        def refresh(self):
            self.seen += 1

    watcher = Watcher()
    store.watchers.add(watcher)
    store.record("drill", "a", "x")
    store.load(dump({}))
    store.reset()
    assert watcher.seen == 3


# -- merging ---------------------------------------------------------------------------------------------------------------

event = st.fixed_dictionaries(
    {
        "at": st.integers(0, 100),
        "kind": st.sampled_from(["drill", "question"]),
        "lesson": st.sampled_from(["a", "b"]),
        "item": st.sampled_from(["x", "y"]),
        "correct": st.booleans(),
    }
)
events = st.dictionaries(st.sampled_from("abcdef"), event, max_size=6)


@given(events, events, events)
def test_merging_is_commutative_associative_and_idempotent(a, b, c):
    assert merge(a, b) == merge(b, a)
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert merge(merge(a, b), b) == merge(a, b)
    assert set(merge(a, b)) == set(a) | set(b)


@given(events)
def test_what_is_written_is_read(a):
    assert parse(dump(a)) == a
    assert dump(parse(dump(a))) == dump(a)


def test_download_and_upload(store, tmp_path):
    store.record("drill", "a", "x")
    other = Store(tmp_path / "other.json")
    other.record("drill", "a", "y")
    assert other.load(store.export()) == 1
    assert other.load(store.export()) == 0
    assert store.load(other.export()) == 1
    assert store.export() == other.export()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "damaged"),
        ("{", "damaged"),
        ("[]", "not a progress file"),
        ('{"schema": "1"}', "not a progress file"),
        ('{"schema": 1}', "damaged"),
        ('{"schema": 1, "events": {"a": {"at": 1}}}', "damaged"),
        ('{"schema": 1, "events": {"a": [1]}}', "damaged"),
        ('{"schema": 2, "events": {}}', "newer version"),
    ],
)
def test_unusable_texts_are_refused_and_change_nothing(store, text, why):
    store.record("drill", "a", "x")
    before = store.path.read_bytes()
    with pytest.raises(NotProgress, match=why):
        store.load(text)
    assert store.path.read_bytes() == before
    assert len(store.events()) == 1


def test_reset_keeps_the_old_file(store):
    store.record("drill", "a", "x")
    old = store.path.read_bytes()
    aside = store.reset()
    assert store.events() == []
    assert aside.read_bytes() == old
    store.record("drill", "a", "y")
    store.load(old.decode())
    assert [e["item"] for e in store.events()] == ["x", "y"]
    assert store.reset() != aside
    assert store.reset() is None


# -- damage ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe\x00", b'{"schema": 99, "events": {}}', b"null"])
def test_unusable_files_are_set_aside_never_overwritten(store, damage):
    store.path.write_bytes(damage)
    assert store.events() == []
    assert "could not be used" in store.message
    aside = store.path.with_name("progress.set-aside-1.json")
    assert str(aside) in store.message
    assert aside.read_bytes() == damage
    store.record("drill", "a", "x")
    assert aside.read_bytes() == damage
    assert len(Store(store.path).events()) == 1


def test_damage_while_open_is_set_aside_by_the_next_write(store):
    store.record("drill", "a", "x")
    store.path.write_bytes(b"broken")
    store.record("drill", "a", "y")
    assert [e["item"] for e in Store(store.path).events()] == ["y"]
    assert store.path.with_name("progress.set-aside-1.json").read_bytes() == b"broken"


def test_every_file_set_aside_has_a_name_of_its_own(store):
    for content in (b"one", b"two"):
        store.path.write_bytes(content)
        assert Store(store.path).events() == []
    assert files(store.path.parent) == ["progress.set-aside-1.json", "progress.set-aside-2.json"]


def test_a_damaged_file_that_cannot_be_set_aside_is_left_alone(store, monkeypatch):
    store.path.write_bytes(b"broken")

    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "rename", refuse)
    store.record("drill", "a", "x")
    assert store.path is None
    assert "cannot be used" in store.message
    assert len(store.events()) == 1


# -- disks that do not play along ------------------------------------------------------------------------------------------


def test_a_disk_that_cannot_be_written_degrades_and_recovers(store, monkeypatch):
    store.record("drill", "a", "x")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(progress.os, "fsync", full)
        store.record("drill", "a", "y")
    assert "not being saved (No space left on device" in store.message
    assert [e["item"] for e in store.events()] == ["x", "y"]
    assert '"y"' in store.export()
    assert [e["item"] for e in Store(store.path).events()] == ["x"]
    assert files(store.path.parent) == ["progress.json"]
    store.record("drill", "a", "z")
    assert store.message == ""
    assert [e["item"] for e in Store(store.path).events()] == ["x", "y", "z"]


def test_a_place_that_cannot_be_made_degrades(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    store = Store(tmp_path / "file" / "progress.json")
    store.record("drill", "a", "x")
    assert "not being saved" in store.message
    assert len(store.events()) == 1


def test_a_lock_that_is_held_degrades(store, monkeypatch):
    monkeypatch.setattr(progress, "LOCK_SECONDS", 0.1)
    with progress.locked(store.path):
        store.record("drill", "a", "x")
    assert "another notebook holds" in store.message
    store.record("drill", "a", "y")
    assert len(Store(store.path).events()) == 2


def test_no_locks_no_trouble(store, monkeypatch):
    monkeypatch.setitem(sys.modules, "msvcrt" if sys.platform == "win32" else "fcntl", None)
    store.record("drill", "a", "x")
    assert len(Store(store.path).events()) == 1


# -- several writers, and kills --------------------------------------------------------------------------------------------


def start(path, name):
    return subprocess.Popen(
        [sys.executable, str(WRITER), str(path), name],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(progress.__file__).parents[2])},
        text=True,
    )


def test_writers_at_the_same_time_lose_nothing(tmp_path):
    path = tmp_path / "progress.json"
    writers = [start(path, f"writer {n}") for n in range(3)]
    promised = {}
    for n, writer in enumerate(writers):
        promised[f"writer {n}"] = [int(writer.stdout.readline()) for _ in range(8)]
    for writer in writers:
        writer.send_signal(signal.SIGTERM)
        writer.wait(20)
        writer.stdout.close()
    for name, numbers in promised.items():
        assert [e["number"] for e in Store(path).events(item=name)][: len(numbers)] == numbers


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX systems")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_file(tmp_path):
    path = tmp_path / "progress.json"
    kept = 0
    for attempt in range(6):
        writer = start(path, f"attempt {attempt}")
        said = [writer.stdout.readline() for _ in range(1 + 3 * attempt)]
        writer.send_signal(signal.SIGKILL)
        writer.wait(20)
        promised = kept + len(said)
        writer.stdout.close()
        store = Store(path)
        kept = len(store.events())
        assert store.message == ""
        assert kept >= promised
        assert store.path.exists()
    store.record("drill", "a", "after")
    assert len(Store(path).events()) == kept + 1


def test_what_a_killed_writer_left_behind_is_swept(store):
    store.record("drill", "a", "x")
    part = store.path.with_name(".progress.json.abc.part")
    part.write_text("half", encoding="utf-8")
    store.record("drill", "a", "y")
    assert part.exists()
    os.utime(part, (0, 0))
    store.record("drill", "a", "z")
    assert not part.exists()


# -- where -----------------------------------------------------------------------------------------------------------------


def test_place_by_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "mine.json"))
    assert default_path() == tmp_path / "mine.json"
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path))
    assert default_path() == tmp_path / "progress.json"
    monkeypatch.setenv("COURSE_PROGRESS", "memory")
    assert default_path() is None


@pytest.mark.parametrize(
    ("platform", "variable", "end"),
    [
        ("linux", "XDG_DATA_HOME", "margin-course/progress.json"),
        ("darwin", None, "Library/Application Support/margin-course/progress.json"),
        ("win32", "LOCALAPPDATA", "margin-course/progress.json"),
    ],
)
def test_place_by_platform(monkeypatch, tmp_path, platform, variable, end):
    monkeypatch.delenv("COURSE_PROGRESS")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path / "data"))
    monkeypatch.setattr(progress.sys, "platform", platform)
    found = default_path().as_posix()
    assert found.startswith(tmp_path.as_posix())
    assert found.endswith(end)


def test_memory_only(monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", "memory")
    store = shared()
    assert shared() is store
    assert store.path is None
    assert "only while this page is open" in store.message
    store.record("drill", "a", "x")
    assert len(store.events()) == 1
    assert store.reset() is None
    assert store.events() == []


# -- standing --------------------------------------------------------------------------------------------------------------

PARTS = [("exercise", "e"), ("drill", "d"), ("question", "q")]


def test_standing_of_a_lesson(store):
    assert standing(store, "a") == Standing(False, 0, 0)
    assert standing(store, "a").words == "Not started"
    opened(store, "a", PARTS)
    opened(store, "a", PARTS)
    assert len(store.events("opened")) == 1
    assert standing(store, "a").words == "0 of 3 done"
    store.record("exercise", "a", "e", outcome="not yet")
    store.record("exercise", "a", "e", outcome="correct")
    store.record("exercise", "a", "e", outcome="could not run")
    for correct in (True, True, False, True, True):
        store.record("drill", "a", "d", correct=correct)
    store.record("question", "a", "q", correct=True)
    store.record("question", "a", "q", correct=False)
    assert standing(store, "a") == Standing(True, 1, 3)
    store.record("drill", "a", "d", correct=True)
    store.record("question", "a", "q", correct=True)
    now = standing(store, "a")
    assert now.complete
    assert (now.words, now.share) == ("All 3 done", 1.0)
    opened(store, "a", [*PARTS, ("question", "new")])
    assert standing(store, "a").words == "3 of 4 done"


def test_events_of_one_moment_keep_their_order(store, monkeypatch):
    monkeypatch.setattr(progress.time, "time", lambda: 1_000.0)
    names = [f"item {n}" for n in range(20)]
    for name in names:
        store.record("drill", "a", name)
    assert [e["item"] for e in store.events()] == names
    assert [e["item"] for e in Store(store.path).events()] == names


def test_a_state_is_kept_once_and_the_later_one_wins_wherever_it_comes_from(tmp_path):
    """What lies on the desk is no history: a hundred changes are one event, in both files and after any merge."""
    here, there = Store(tmp_path / "a.json"), Store(tmp_path / "b.json")
    for k in range(5):
        here.replace("desk", "portfolio_desk", "book", text=f'{{"here": {k}}}')
    assert [e["text"] for e in here.events("desk")] == ['{"here": 4}']
    time.sleep(0.02)  # five changes of one moment are given five thousandths of a second
    there.replace("desk", "portfolio_desk", "book", text='{"there": 1}')
    early, late = parse(here.export()), parse(there.export())
    assert merge(early, late) == merge(late, early)
    here.load(there.export())
    there.load(here.export())
    assert [e["text"] for e in here.events("desk")] == [e["text"] for e in there.events("desk")] == ['{"there": 1}']
    with pytest.raises(TypeError):
        here.replace("desk", "portfolio_desk", "book", text=7)
