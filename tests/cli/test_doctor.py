"""The doctor finds what is wrong, says what to do, and needs nothing installed to do so."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from course import places
from course.cli import browser, copies, doctor, environment, lab, requirements
from course.cli.doctor import Finding

from .support import Machine, bare_python

NOTEBOOK = json.dumps({"cells": [{}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def project(monkeypatch, tmp_path):
    """A course of two lessons."""
    for folder in ("lessons", "solutions"):
        (tmp_path / folder).mkdir()
        for name in ("00_start_here.ipynb", "01_leverage.ipynb"):
            (tmp_path / folder / name).write_text(NOTEBOOK)
    shutil.copy(places.root() / "pyproject.toml", tmp_path)
    monkeypatch.setattr(places, "root", lambda: tmp_path)
    monkeypatch.setattr(places, "in_checkout", lambda: True)
    return tmp_path


def test_on_a_bare_machine_it_answers(tmp_path):
    machine = Machine(tmp_path, bare_python(tmp_path))
    (machine.root / "solutions").mkdir()
    for folder in ("lessons", "solutions"):
        (machine.root / folder / "00_start_here.ipynb").write_text(NOTEBOOK)
    result = machine.run("doctor")

    assert result.returncode == 0, result.stdout + result.stderr
    assert "not made yet" in result.stdout
    assert "python3 -m course lab" in result.stdout
    assert "All is well." in result.stdout
    assert not (machine.root / ".course").exists()


def test_here_it_finds_every_part(capsys):
    doctor.main([])
    out = capsys.readouterr().out

    for check in (*doctor.ALWAYS, *doctor.WHEN_INSTALLED):
        assert list(check()), check
    for title in ("Python", "Disk", "Ports", "Packages", "Widgets", "Kernel", "Progress"):
        assert f"ok      {title}" in out or f"note    {title}" in out, out


@pytest.mark.parametrize(
    ("finding", "mark"),
    [
        (Finding("Disk", "5 GB"), "ok"),
        (Finding("Disk", "0 GB", "make room"), "PROBLEM"),
        (Finding("Browser", "none", "install one", optional=True), "note"),
    ],
)
def test_a_finding_says_in_words_how_bad_it_is(finding, mark):
    assert str(finding).startswith(mark)
    assert ("-> " in str(finding)) == bool(finding.remedy)


def test_problems_are_counted_and_become_the_exit_status(monkeypatch, capsys):
    monkeypatch.setattr(doctor, "ALWAYS", (lambda: iter([Finding("Disk", "full", "make room")]),))
    monkeypatch.setattr(doctor, "WHEN_INSTALLED", ())

    assert doctor.main([]) == 1
    assert "1 problem found." in capsys.readouterr().out


def only(check):
    """The one finding of a check."""
    (finding,) = check()
    return finding


def test_lessons_that_are_whole(project):
    assert only(doctor.lessons) == Finding("Lessons", "4 notebooks, all readable")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"cells": []}', "<<<<<<< HEAD"])
def test_a_damaged_lesson_is_named(project, content):
    (project / "lessons" / "01_leverage.ipynb").write_text(content)
    finding = only(doctor.lessons)

    assert "not readable: lessons/01_leverage.ipynb" in finding.text
    assert "git checkout -- lessons solutions" in finding.remedy


def test_a_missing_lesson_is_named(project):
    (project / "lessons" / "01_leverage.ipynb").unlink()

    assert "missing: 01_leverage.ipynb" in only(doctor.lessons).text


def test_in_an_installed_course_your_changes_are_listed(project, monkeypatch, tmp_path):
    monkeypatch.setattr(places, "in_checkout", lambda: False)
    mine = tmp_path / "mine"
    monkeypatch.setattr(copies, "default_folder", lambda: mine)
    copies.refresh(mine)
    (mine / "lessons" / "00_start_here.ipynb").write_text("changed")
    found = list(doctor.lessons())

    assert found[-1].text == "you changed lessons/00_start_here.ipynb; they are never overwritten"


@pytest.mark.parametrize("name", ["pandas", "random", "altair"])
def test_a_file_that_hides_a_package_is_found(project, name):
    (project / "lessons" / f"{name}.py").touch()

    assert only(doctor.shadows).remedy == "rename it"


def test_a_busy_port_is_only_a_note(monkeypatch):
    monkeypatch.setattr(lab, "is_free", lambda port: port != 8888)
    finding = only(doctor.ports)

    assert finding.mark == "note"
    assert "8888 in use" in finding.text


def test_no_port_at_all_is_a_problem(monkeypatch):
    monkeypatch.setattr(lab, "is_free", lambda port: False)

    assert only(doctor.ports).mark == "PROBLEM"


def test_is_free_tells_a_taken_port_from_a_free_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not lab.is_free(port)
    assert lab.is_free(port)


def test_little_room_is_a_problem(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=0.01e9))

    assert only(doctor.disk).mark == "PROBLEM"


def test_no_browser_is_a_note_with_a_way(monkeypatch):
    monkeypatch.setattr(browser, "find", lambda: None)
    finding = only(doctor.browsers)

    assert finding.mark == "note"
    assert finding.remedy == browser.how_to_get()


def test_a_broken_environment_is_a_problem(monkeypatch):
    monkeypatch.setattr(places, "in_checkout", lambda: True)
    monkeypatch.setattr(environment, "fault", lambda: "pandas is missing from it")
    monkeypatch.setattr(requirements, "missing", lambda extras=(): ["pandas is not installed"])
    first, *_ = doctor.private_environment()

    assert first.mark == "PROBLEM"
    assert "pandas is missing" in first.text


def test_other_versions_than_the_pins_are_noted(monkeypatch):
    real = doctor.metadata.version
    monkeypatch.setattr(doctor.metadata, "version", lambda name: "3.0.0" if name == "pandas" else real(name))
    finding = only(doctor.packages)

    assert finding.mark == "note"
    assert "pandas 3.0.0" in finding.remedy


def test_a_second_half_of_a_widget_elsewhere_is_found(monkeypatch, tmp_path):
    """As an older installation leaves one behind in the user's folder."""
    stale = tmp_path / "labextensions" / "anywidget"
    stale.mkdir(parents=True)
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    found = [finding for finding in doctor.front_end() if finding.mark == "PROBLEM"]

    assert [finding.remedy for finding in found] == [f"delete {stale}"]


@pytest.mark.parametrize(("text", "mark"), [(None, "ok"), ('{"schema": 1, "events": {}}', "ok"), ("{", "PROBLEM")])
def test_progress_is_found_and_read(monkeypatch, tmp_path, text, mark):
    path = tmp_path / "progress.json"
    if text is not None:
        path.write_text(text)
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    finding = only(doctor.progress)

    assert finding.mark == mark
    assert str(path) in finding.text


def test_a_32_bit_python_is_told(monkeypatch):
    monkeypatch.setattr(sys, "maxsize", 2**31 - 1)

    assert "64-bit" in only(doctor.python).remedy


# -- what cannot be written, and what cannot be examined -------------------------------------------------------------------


@pytest.fixture
def forbidden(monkeypatch):
    """Folders in which this user may make nothing, although their permissions let root do anything."""
    real, closed = tempfile.mkdtemp, set()

    def make(suffix=None, prefix=None, dir=None):  # noqa: A002 (mkdtemp's own names)
        if Path(dir) in closed:
            raise PermissionError(errno.EACCES, "Permission denied", str(dir))
        return real(suffix, prefix, dir)

    monkeypatch.setattr(tempfile, "mkdtemp", make)
    return closed


def test_a_checkout_that_cannot_be_written_is_a_problem(project, monkeypatch, forbidden):
    monkeypatch.setattr(places, "PACKAGE", project / "course")
    assert [f.mark for f in doctor.folders()] == ["ok"]
    assert sorted(path.name for path in project.iterdir()) == ["lessons", "pyproject.toml", "solutions"]
    forbidden.add(project)
    finding = only(doctor.folders)

    assert finding.mark == "PROBLEM"
    assert finding.text == f"{project / '.course'} cannot be made: Permission denied"
    assert "a folder of your own" in finding.remedy


def test_lessons_that_cannot_be_saved_are_a_problem(project, monkeypatch, forbidden):
    monkeypatch.setattr(places, "PACKAGE", project / "course")
    forbidden.add(project / "lessons")
    first, second = doctor.folders()

    assert (first.mark, second.mark) == ("ok", "PROBLEM")
    assert "cannot be saved there" in second.remedy


def test_doctor_and_lab_agree_where_the_dot_folder_cannot_be_made(tmp_path):
    machine = Machine(tmp_path, bare_python(tmp_path))
    (machine.root / "solutions").mkdir()
    for folder in ("lessons", "solutions"):
        (machine.root / folder / "00_start_here.ipynb").write_text(NOTEBOOK)
    (machine.root / ".course").write_text("in the way, for root as well")
    doctors, labs = machine.run("doctor"), machine.run("lab", "--no-browser")

    assert doctors.returncode == labs.returncode == 1
    assert "PROBLEM Folder" in doctors.stdout
    for result in (doctors, labs):
        assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), StopIteration(), RuntimeError("no home"), KeyError("x")]
)
def test_a_check_that_fails_is_a_finding_and_the_others_go_on(monkeypatch, capsys, error):
    def odd_place():
        yield Finding("First", "fine")
        raise error

    monkeypatch.setattr(doctor, "ALWAYS", (odd_place, doctor.python))
    monkeypatch.setattr(doctor, "WHEN_INSTALLED", ())

    assert doctor.main([]) == 1
    out = capsys.readouterr().out
    assert "PROBLEM Odd place         could not be examined" in out
    assert "ok      Python" in out


@pytest.mark.parametrize("kind", ["folder", "circle", "odd events", "bom", "unreadable", "null"])
def test_progress_of_every_kind_is_told_without_a_traceback(monkeypatch, tmp_path, kind):
    path = tmp_path / "progress.json"
    sound = '{"schema": 1, "events": {"a": {"at": 1, "kind": "drill", "lesson": "l", "item": "i"}%s}}'
    if kind == "folder":
        path = tmp_path / "x"
        (path / "progress.json").mkdir(parents=True)
    elif kind == "circle":
        path.symlink_to(path)
    elif kind == "odd events":
        path.write_text(sound % ', "b": {"at": 2, "kind": "opened", "lesson": "l", "item": "lesson", "parts": null}')
    elif kind == "bom":
        path.write_text("\ufeff" + sound % "", encoding="utf-8")
    elif kind == "unreadable":
        path.write_text(sound % "")
        monkeypatch.setattr(
            Path, "read_text", lambda *_, **__: (_ for _ in ()).throw(PermissionError(13, "Permission denied"))
        )
    else:
        path = Path(os.devnull)
    monkeypatch.setenv("COURSE_PROGRESS", str(path))
    finding = only(doctor.progress)

    assert finding.mark == ("ok" if kind in ("bom", "null") else "PROBLEM")
    if kind == "odd events":
        assert "1 opened" in finding.remedy
