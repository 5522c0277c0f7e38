"""Whatever a progress file holds, every page that reads it comes up, what is sound in it counts, and the file is not lost."""

from __future__ import annotations

import json
import os
import random
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import places, textfiles
from course.apps.landing import landing
from course.apps.lesson import Site
from course.lessons import record
from course.lessons.head_and_foot import LessonHead
from course.lessons.own_position import Own
from course.lessons.portfolio_desk.book import EXAMPLE
from course.lessons.portfolio_desk.desk import Desk
from course.lessons.start_here.diagnostic import DIAGNOSTIC
from course.lessons.syllabus import SYLLABUS
from course.simulation.plans import PlanFileError, from_json
from course.teaching import locked_file, progress, progress_events
from course.teaching.panels import CourseMap, DrillPanel, ExercisePanel, ProgressPanel, QuizPanel, ReviewPanel
from course.teaching.progress import Store
from course.teaching.progress_events import KINDS, NotProgress, dump, fault, merge, parse, read
from course.teaching.retake import comparison
from course.teaching.standing import standing
from course.venues import portfolios

from ..apps.test_landing import rendered

LESSON = record("leverage")
LATER = record("liquidation_price")
SOUND = {
    "s1": {"at": 10, "kind": "opened", "lesson": "leverage", "item": "lesson", "parts": [list(p) for p in LESSON.parts]},
    "s2": {"at": 11.5, "kind": "drill", "lesson": "leverage", "item": LESSON.drills[0].name, "seed": 0, "correct": True},
    "s3": {
        "at": 12, "kind": "question", "lesson": "leverage", "item": LESSON.quiz.questions[0].name, "form": "A", "option": 0,
        "correct": False, "confidence": 3, "misconception": None,
    },
}  # fmt: skip


def whole(**more):
    return json.dumps({"schema": 1, "events": {**SOUND, **more}})


def event(kind="drill", lesson="leverage", item="lesson", at=20, **fields):
    return {"at": at, "kind": kind, "lesson": lesson, "item": item, **fields}


QUESTION = DIAGNOSTIC.questions[0].name
DIAG = {"kind": "diagnostic", "lesson": "start_here", "item": DIAGNOSTIC.name}
ODD_VALUES = (None, 7, -1, 1.5, True, "five", "", [], {}, [[]], [7], [["a"]], [["a", 1]], {"a": "b"}, 10**30, "\ud800")
FIELDS = sorted({(kind, name) for kind, table in KINDS.items() for name in (*table.needed, *table.others)})

#: Texts that are no record of what lies on a desk: no object, nested without end, numbers beyond all.
BOOKS = (
    "{",
    "[]",
    "7",
    "[" * 200_000,
    '{"pools": ' + "[" * 200_000,
    '{"marks": {"BTC": 1' + "0" * 400 + "}}",
    '{"a": NaN}',
)

# One odd event among sound ones: every field of every kind with every odd value that it does not take …
ODD_EVENTS = {
    f"{kind}.{name}={value!r}": event(kind, **{
        "parts": [], "form": "A", "right": 1, "of": 2, name: value, "item": "lesson" if kind == "opened" else QUESTION,
    })
    for kind, name in FIELDS
    for value in ODD_VALUES
}  # fmt: skip
# … and each way in which something is no event at all.
ODD_EVENTS |= {
    "null": None,
    "list": [1],
    "number": 7,
    "empty": {},
    "no time": {"kind": "drill", "lesson": "leverage", "item": "x"},
    "time as text": event(at="yesterday"),
    "time true": event(at=True),
    "time null": event(at=None),
    "time far": event(at=1e300),
    "time of no day": event("guess", value=1, at=-1e11),
    "time before 1970": event("guess", value=1, at=-1),
    "time beyond what Windows tells": event("guess", value=1, at=4e10),
    "time nan": event(at=float("nan")),
    "time infinite": event(at=float("inf")),
    "kind a list": event(kind=["drill"]),
    "lesson null": event(lesson=None),
    "item a number": event(item=3),
    "no parts": event("opened"),
    "no right": event(**DIAG, form="A", of=16),
    "more right than asked": event(**DIAG, form="B", right=9, of=3),
    "deep": event(note=json.loads("[" * 300 + "]" * 300)),
    "unknown and nan": event("dream", value=float("nan")),
    **{f"book of {text[:9]}": event("desk", item="book", text=text) for text in BOOKS},
}
# Files that are damaged as a whole.
TEXTS = {
    "empty": b"",
    "blank": b" \n",
    "brace": b"{",
    "null": b"null",
    "true": b"true",
    "number": b"1e999",
    "list": b"[]",
    "no schema": b'{"events": {}}',
    "schema text": b'{"schema": "1", "events": {}}',
    "schema true": b'{"schema": true, "events": {}}',
    "schema null": b'{"schema": null, "events": {}}',
    "newer": b'{"schema": 2, "events": {}}',
    "no events": b'{"schema": 1}',
    "events a list": b'{"schema": 1, "events": []}',
    "events null": b'{"schema": 1, "events": null}',
    "deep list": b"[" * 200_000,
    "deep objects": b'{"a":' * 100_000,
    "long number": b"[" + b"9" * 10_000 + b"]",
    "binary": bytes(range(256)),
    "utf-16": whole().encode("utf-16"),
    "latin-1": '{"schema": 1, "events": {"é": {}}}'.encode("latin-1"),
    "cut": whole().encode()[:-40],
    "twice": whole().encode() * 2,
    "zeros": b"\0" * 4096,
    "comment": b"// mine\n" + whole().encode(),
}


def use_everything(store, site):
    """Read the store by every page that reads it, in the order in which a learner might."""
    assert rendered(landing(site, store))
    CourseMap(SYLLABUS, here="start_here", store=store)
    LessonHead(LESSON.entry, LESSON.parts, store).seen()
    for lesson in SYLLABUS:
        assert standing(store, lesson.slug).words
    pool = LATER.earlier_questions()
    for form in "AB":
        assert QuizPanel(DIAGNOSTIC, "start_here", form=form, mode="diagnostic", store=store).summary()
    QuizPanel(LESSON.quiz, "leverage", store=store).choose(0, 1, 3)
    ReviewPanel(pool, "liquidation_price", store=store).choose(0, 0, 2)
    DrillPanel(LESSON.drills, "leverage", store).answer("7.69")
    ExercisePanel(LESSON.exercises[0], "leverage", store).hint()
    comparison(store, DIAGNOSTIC)
    assert Desk(store).book == EXAMPLE
    assert Own("leverage", store).mine is None
    panel = ProgressPanel(store)
    assert "results" in panel.state["words"]
    assert parse(panel.download()) == store.all()


@pytest.fixture
def site(tmp_path):
    return Site(places.root())


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_a_file_damaged_as_a_whole_is_kept_beside_and_a_new_one_begun(store, site, name):
    store.path.write_bytes(TEXTS[name])
    use_everything(store, site)
    assert "could not be used" in store.message
    assert [p.read_bytes() for p in store.path.parent.glob("*set-aside*")] == [TEXTS[name]]
    assert Store(store.path).all() == store.all()
    other = Store(memory=True)
    if name not in ("binary", "latin-1", "utf-16"):
        with pytest.raises(NotProgress):
            other.load(TEXTS[name].decode())
        use_everything(other, site)


def test_every_odd_event_is_left_out_by_itself_and_said_by_kind(store):
    assert len(ODD_EVENTS) > 200
    for name, odd in ODD_EVENTS.items():
        reading = read(whole(odd=odd))
        why = fault(odd)
        if not why:  # a value that the field takes
            assert reading.events == {**SOUND, "odd": odd}
            continue
        assert reading.events == SOUND, name
        kind = odd.get("kind") if isinstance(odd, dict) else None
        kind = kind if kind in list(KINDS) else "of no known kind"
        assert reading.words == f"1 entry could not be read and was left out (1 {kind})", name
    left = [name for name, odd in ODD_EVENTS.items() if not fault(odd)]
    assert len(left) < len(ODD_EVENTS) / 4, left


@pytest.mark.parametrize("seed", range(12))
def test_sound_events_count_among_odd_ones_on_every_page(store, site, seed):
    odd = random.Random(seed).sample(sorted(ODD_EVENTS), 40)
    text = whole(**{f"odd {i}": ODD_EVENTS[name] for i, name in enumerate(odd)})
    store.path.write_text(text, encoding="utf-8")
    use_everything(store, site)
    assert SOUND.items() <= store.all().items()
    assert "left out" in store.message
    assert [p.read_text(encoding="utf-8") for p in store.path.parent.glob("*set-aside*")] == [text]
    again = Store(store.path)
    assert again.all() == store.all()
    assert again.message == ""
    taken = Store(memory=True)
    taken.record("drill", "leverage", "mine", correct=True)
    assert taken.load(text) >= len(SOUND)
    assert "left out" in taken.left_out
    use_everything(taken, site)


@pytest.mark.parametrize("seed", range(40))
def test_bytes_changed_at_random_cost_no_page(store, site, seed):
    rng = random.Random(seed)
    text = bytearray(whole(odd=random.Random(seed).choice(list(ODD_EVENTS.values()))).encode())
    for _ in range(rng.choice((1, 1, 3, 30))):
        where = rng.randrange(len(text))
        text[where : where + rng.choice((0, 1, 1, 9))] = rng.choice((b"", b"0", b"null", b"\xff", b'"', b"[", b"}"))
    store.path.write_bytes(text)
    use_everything(store, site)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
near = st.fixed_dictionaries(
    {
        "at": st.floats(0, 100) | json_like,
        "kind": st.sampled_from(sorted(KINDS)) | st.just("dream"),
        "lesson": st.just("l"),
    },
    optional={
        "item": st.sampled_from(["lesson", "i", "j"]),
        **{name: json_like | st.booleans() | st.integers(0, 3) | st.just([["drill", "i"]]) for _, name in FIELDS},
    },
)


@given(st.dictionaries(st.sampled_from("abcd"), near | json_like, max_size=4))
def test_whatever_passes_the_door_is_read_without_fault(found):
    try:
        text = json.dumps({"schema": 1, "events": {**found, "s": SOUND["s1"]}})
    except ValueError:
        return
    kept = read(text).events
    assert parse(dump(kept)) == kept
    store = Store(memory=True)
    store.load(dump(kept))
    for lesson in ("l", "leverage"):
        assert standing(store, lesson).words
        LessonHead(LESSON.entry, LESSON.parts, store)
    comparison(store, DIAGNOSTIC)
    assert progress_events.dump(merge(kept, kept)) == dump(kept)


def test_where_python_has_little_room_what_is_nested_without_end_is_never_begun(monkeypatch):
    """In a browser's page its own limit comes too late: it would end. Brackets within texts are none."""
    monkeypatch.setattr(textfiles.sys, "platform", "emscripten")
    for deep in ("[" * 300, '{"a":' * 300, '{"a": "\\\\", "b": ' + "[[" * 150 + "]]" * 150 + "}", '"]" ' + "[" * 300):
        with pytest.raises(RecursionError):
            textfiles.loads(deep)
        with pytest.raises(NotProgress):
            parse(deep)
        assert fault(event("desk", item="book", text=deep)) == "without a usable “text”"
        with pytest.raises(PlanFileError):
            from_json(deep)
        with pytest.raises(portfolios.PortfolioError):
            portfolios.read(deep)
    for flat in (
        [[1]] * 300,
        {str(n): [] for n in range(300)},
        ["[" * 500, '\\"[[' * 300],
        json.loads("[" * 150 + "]" * 150),
    ):
        assert textfiles.loads(json.dumps(flat)) == flat


def test_kinds_of_a_newer_version_are_kept_untouched_and_not_read(store):
    dream = event("dream", parts=7, right="five", inner={"list": [1, 2.5, None]})
    store.path.write_text(whole(new=dream), encoding="utf-8")
    assert standing(store, "leverage").opened
    assert store.message == ""
    store.record("drill", "leverage", "x", correct=True)
    assert Store(store.path).all()["new"] == dream
    assert json.loads(store.path.read_text(encoding="utf-8"))["events"]["new"] == dream


def test_an_event_of_a_wrong_shape_is_the_callers_mistake(store):
    for fields in ({"correct": 1}, {"seed": -1}, {"note": "\ud800"}, {"note": float("nan")}, {"misconception": "x"}):
        with pytest.raises(TypeError):
            store.record("drill", "leverage", "x", **fields)
    with pytest.raises(TypeError):
        store.record("opened", "leverage", "lesson")
    assert store.all() == {}
    assert not store.path.exists()


def test_half_a_surrogate_pair_ends_nothing(store):
    with pytest.raises(NotProgress):
        store.load('{"schema": 1, "events": {"a": {"at": 1, "kind": "drill", "lesson": "\\ud800", "item": "x"}}}')
    bad = '{"schema": 1, "events": {"a\\ud800": %s, "b": %s}}' % ((json.dumps(event()),) * 2)
    assert store.load(bad) == 1
    store.record("drill", "leverage", "x", correct=True)
    assert len(Store(store.path).all()) == 2


def test_what_an_editor_puts_before_the_text_does_no_harm(store):
    store.path.write_bytes(b"\xef\xbb\xbf" + whole().encode())
    assert store.all() == SOUND
    assert store.message == ""
    assert parse("\ufeff" + whole()) == SOUND


# -- places ----------------------------------------------------------------------------------------------------------------


def test_a_link_stays_a_link_and_its_target_grows(tmp_path):
    target = tmp_path / "cloud" / "course.json"
    target.parent.mkdir()
    link = tmp_path / "progress.json"
    link.symlink_to(target)
    for round_ in range(3):  # the target is not there yet, there, damaged
        store = Store(link)
        store.record("drill", "a", f"x{round_}")
        assert link.is_symlink()
        assert parse(target.read_text(encoding="utf-8")) == store.all()
        if round_ == 1:
            target.write_text("broken", encoding="utf-8")
    assert target.with_name("course.set-aside-1.json").read_text(encoding="utf-8") == "broken"
    aside = store.reset()
    assert aside.parent == target.parent
    assert link.is_symlink()


def test_links_in_a_circle_cost_saving_and_no_more(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    store = Store(tmp_path / "a")
    store.record("drill", "a", "x")
    assert len(store.events()) == 1
    assert "not being saved" in store.message


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="a thing of POSIX systems")
@pytest.mark.parametrize("name", ["/dev/null", "/dev/zero", "/dev/full", "pipe", "link to null"])
def test_devices_and_pipes_keep_nothing_and_stay_as_they_are(tmp_path, monkeypatch, name):
    path = Path(name)
    if name == "pipe":
        path = tmp_path / "pipe"
        os.mkfifo(path)
    if name == "link to null":
        path = tmp_path / "link"
        path.symlink_to("/dev/null")
    before = os.lstat(path)
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    for store in (Store(), Store(path)):
        assert store.path is None
        assert "only while this page is open" in store.message
        store.record("drill", "a", "x")
        assert len(store.events()) == 1
        assert store.reset() is None
    after = os.lstat(path)
    assert (after.st_mode, after.st_ino, after.st_rdev) == (before.st_mode, before.st_ino, before.st_rdev)
    assert stat.S_ISLNK(after.st_mode) == (name == "link to null")


def test_a_pipe_that_comes_later_is_neither_read_nor_replaced(store):
    store.record("drill", "a", "x")
    store.path.unlink()
    os.mkfifo(store.path)
    store.record("drill", "a", "y")
    assert stat.S_ISFIFO(store.path.lstat().st_mode)
    assert "not being saved" in store.message


@pytest.mark.parametrize("wish", ["~nobody-of-this-name/x.json", "x" * 5_000, "folder"])
def test_places_that_cannot_be_degrade(tmp_path, monkeypatch, wish):
    if wish == "folder":
        wish = tmp_path / "folder"
        (wish / "progress.json").mkdir(parents=True)
    monkeypatch.setenv("COURSE_PROGRESS", str(wish))
    store = Store()
    store.record("drill", "a", "x")
    assert len(store.events()) == 1
    assert store.message


# -- clocks ----------------------------------------------------------------------------------------------------------------


def at_time(monkeypatch, now):
    monkeypatch.setattr(progress.time, "time", lambda: now)


@pytest.mark.parametrize("jump", [-31e6, -1.0, -0.05, 0.0, 31e6])
def test_a_later_answer_counts_as_later_whatever_the_clock_does(store, monkeypatch, jump):
    now = 1.7e9
    for turn, correct in enumerate((True, False, True, False)):
        at_time(monkeypatch, now + (jump if turn % 2 else 0.0))
        fresh = Store(store.path)  # a kernel started anew remembers nothing of the clock
        fresh.record("question", "a", "q", correct=correct)
        assert store.events("question", "a", "q")[-1]["correct"] is correct
    assert [e["correct"] for e in store.events(item="q")] == [True, False, True, False]


def test_a_diagnostic_taken_again_after_the_clock_was_set_back_is_taken_up(store, monkeypatch):
    at_time(monkeypatch, 2e9)
    panel = QuizPanel(DIAGNOSTIC, "start_here", mode="diagnostic", store=store)
    for place in range(len(panel.items)):
        panel.choose(place, 0, 2)
    at_time(monkeypatch, 1e9)
    assert QuizPanel(DIAGNOSTIC, "start_here", mode="diagnostic", store=store).state == panel.state
    panel.again()
    panel.choose(0, 1, 2)
    assert set(QuizPanel(DIAGNOSTIC, "start_here", mode="diagnostic", store=store).choices) == {0}


strict = st.fixed_dictionaries(
    {
        "at": st.integers(0, 3) | st.sampled_from([1.0, 2.0]),
        "kind": st.sampled_from(["drill", "dream"]),
        "lesson": st.just("a"),
        "item": st.sampled_from("xy"),
    },
    optional={"correct": st.booleans(), "n": st.sampled_from([1, 1.0, True])},
)
some = st.dictionaries(st.sampled_from("abcd"), strict, max_size=4)


@given(some, some, some)
def test_files_are_merged_alike_in_every_order_to_the_byte_also_where_identities_clash(a, b, c):
    def text(x):
        return json.dumps({key: x[key] for key in sorted(x)}, sort_keys=True)

    assert text(merge(a, b)) == text(merge(b, a))
    assert text(merge(merge(a, b), c)) == text(merge(a, merge(b, c)))
    assert text(merge(a, a)) == text(a)
    stores = []
    for order in ((a, b, c), (c, b, a), (b, a, c, b)):
        store = Store(memory=True)
        for part in order:
            store.load(dump(part))
        stores.append(text(store.all()))
    assert len(set(stores)) == 1


# -- a writer that stands still --------------------------------------------------------------------------------------------

HOLDER = """
import sys, time
from pathlib import Path
from course.teaching.progress import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_holder_of_the_lock_that_stands_still_costs_one_wait_not_every_click(store, monkeypatch):
    monkeypatch.setattr(progress, "LOCK_SECONDS", 0.5)
    environ = {**os.environ, "PYTHONPATH": str(places.root())}
    command = [sys.executable, "-c", HOLDER, str(store.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as holder:
        assert holder.stdout.readline() == "held\n"
        waits: list[float] = []
        waited = []
        nap = locked_file.time.sleep
        monkeypatch.setattr(locked_file.time, "sleep", lambda seconds: waits.append(seconds) or nap(seconds))
        for number in range(6):
            store.record("drill", "a", f"x{number}", correct=True)
            waited.append(sum(waits))
        assert "another notebook holds" in store.message
        holder.kill()
    assert waited[0] > 0
    assert waited[-1] - waited[0] < 5 * 0.3, "each of the later ones waits a moment only"
    store.record("drill", "a", "last", correct=True)
    assert store.message == ""
    assert len(Store(store.path).all()) == 7
