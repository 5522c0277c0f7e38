"""What the launcher says: to old Pythons, about failures of installers, about itself."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import course
from course import __main__ as launcher
from course import cli, places
from course.cli import environment, failures
from course.cli.failures import UNKNOWN, CommandError, explain


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_what_an_old_python_reads_it_can_parse(name):
    ast.parse((places.PACKAGE / name).read_text(encoding="utf-8"), feature_version=(3, 7))


def test_an_old_python_is_told_which_newer_one_is_here(monkeypatch):
    monkeypatch.setattr(launcher, "_runs", lambda name: name in {"python3.12", "python3.11"})
    monkeypatch.setattr(sys, "argv", ["course", "lab", "--port", "9000"])
    text = launcher.too_old((3, 7, 16), "/opt/python3.7")

    assert "needs Python 3.11 or newer; this is Python 3.7 (/opt/python3.7)" in text
    assert "python3.12 -m course lab --port 9000" in text


def test_an_old_python_alone_is_told_where_to_get_a_newer_one(monkeypatch):
    monkeypatch.setattr(launcher, "_runs", lambda name: False)
    text = launcher.too_old((3, 8, 1), "python")

    assert "python.org" in text
    assert "py -3.13 -m course" in text


def test_an_old_python_imports_nothing_that_it_may_not_parse(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 9, 0, "final", 0))
    monkeypatch.setattr(launcher, "_runs", lambda name: False)
    monkeypatch.setitem(sys.modules, "course.cli", None)

    assert launcher.main(["lab"]) == 1
    assert "this is Python 3.9" in capsys.readouterr().err


def test_whoever_stops_it_while_it_starts_reads_no_traceback(monkeypatch, capsys):
    def stopped(argv):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_parse", stopped)
    assert launcher.main(["doctor"]) == 130
    assert capsys.readouterr().err == "\nStopped.\n"


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10"])
def test_real_old_pythons_where_there_are_any(version):
    """A machine that has one proves it for real; one that has none has proved it by parsing, above."""
    found = [shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python")]
    for python in filter(None, found):
        if subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode:
            continue  # a version manager's name for one that is not switched on
        result = subprocess.run(
            [python, "-m", "course", "lab"], cwd=places.PACKAGE.parent, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert result.returncode == 1
        assert f"this is Python {version} " in result.stderr
        assert "Traceback" not in result.stderr


# As the installers really say it.
SAID = {
    "disk is full": [
        "error: failed to write to file: No space left on device (os error 28)",
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "OSError: [Errno 122] Disk quota exceeded",
        "error: There is not enough space on the disk. (os error 112)",
    ],
    "may not write": [
        "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'",
        "PermissionError: [WinError 5] Access is denied: 'C:\\x'",
        "error: failed to create directory: Read-only file system (os error 30)",
    ],
    "does not trust": [
        "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed",
        "Caused by: invalid peer certificate: UnknownIssuer",
    ],
    "proxy refused": [
        "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Auth",
    ],
    "could not be reached": [
        "[Errno -3] Temporary failure in name resolution\nERROR: Could not find a version that satisfies altair",
        "Caused by: client error (Connect)\n  Caused by: dns error: failed to lookup address information",
        "Connection timed out",
        "socket.gaierror: [Errno 11001] getaddrinfo failed",
        "error: Network connectivity is disabled, but the requested data wasn't found in the cache",
    ],
    "no ready-made package": [
        "ERROR: No matching distribution found for numpy<3,>=2.1",
        "error: Microsoft Visual C++ 14.0 or greater is required.",
        "  ERROR: Failed building wheel for pyzmq",
        "  x Failed to build `pyzmq==27.3.0`\n  The build backend returned an error",
        "x No solution found: Because numpy==2.4.6 has no wheels with a matching Python version tag",
    ],
    "without the modules venv and pip": [
        "The virtual environment was not created successfully because ensurepip is not available.",
        "/usr/bin/python3: No module named pip",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("told", "said"), [(told, text) for told, texts in SAID.items() for text in texts])
def test_an_installers_words_are_understood(told, said):
    assert told in explain(said).problem


def test_every_failure_has_been_heard():
    assert {failure.problem for failure in failures.FAILURES} == {explain(texts[0]).problem for texts in SAID.values()}
    assert all(failure.remedy for failure in (*failures.FAILURES, UNKNOWN))


def test_words_that_mean_nothing_known_claim_nothing():
    assert explain("the quick brown fox") is UNKNOWN


def test_a_full_disk_is_noticed_before_anything_is_made(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "private", lambda: tmp_path / ".course")
    monkeypatch.setattr(environment, "fault", lambda: "first use")
    usage = SimpleNamespace(free=0.3e9)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)

    with pytest.raises(CommandError, match=r"0\.3 GB free; the course needs 1\.0 GB"):
        environment.ensure()


def test_help_names_every_verb(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.run(["--help"])

    assert stopped.value.code == 0
    shown = capsys.readouterr().out
    assert all(f"  {name} " in shown for name in cli.VERBS)


@pytest.mark.parametrize("argv", [[], ["fly"]])
def test_a_wrong_call_shows_how_to_call(argv, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.run(argv)

    assert stopped.value.code == 2
    captured = capsys.readouterr()
    assert "lab" in captured.out + captured.err


def test_the_version_is_the_packages(capsys):
    with pytest.raises(SystemExit):
        cli.run(["--version"])

    assert capsys.readouterr().out == f"course {course.__version__}\n"


def test_in_an_installed_course_missing_extras_are_named_not_installed(monkeypatch):
    monkeypatch.setattr(places, "in_checkout", lambda: False)
    monkeypatch.setattr(environment.requirements, "missing", lambda extras: ["nbval is not installed"])

    with pytest.raises(CommandError, match=r"pip install 'margin-course\[test\]'"):
        environment.enter(("test",), ["test"])


def test_a_damaged_environment_does_not_start_itself_for_ever(monkeypatch):
    monkeypatch.setattr(environment, "folder", lambda: Path(sys.prefix))
    monkeypatch.setattr(environment, "is_ready", lambda extras: True)
    monkeypatch.setattr(environment.requirements, "missing", lambda extras: ["voila is not installed"])
    monkeypatch.setattr(places, "in_checkout", lambda: True)

    with pytest.raises(CommandError, match="damaged: voila is not installed"):
        environment.enter((), ["lab"])


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "Permission denied", "/srv/x"), ("may not write", "/srv/x", "folder of your own")),
        (OSError(28, "No space left on device"), ("disk is full", "Make about")),
        (IsADirectoryError(21, "Is a directory", "/srv/x"), ("The system refused", "/srv/x")),
    ],
)
def test_what_the_system_refuses_is_said_in_words_by_every_verb(monkeypatch, capsys, error, words):
    def fail(argv):
        raise error

    monkeypatch.setattr(environment, "enter", lambda *_: None)
    for verb in ("lab", "apps", "test", "doctor", "derive"):
        monkeypatch.setattr(cli.importlib, "import_module", lambda name: SimpleNamespace(main=fail))
        assert cli.run([verb]) == 1
        said = capsys.readouterr().err
        assert all(word in said for word in words), said


def test_a_place_for_progress_means_the_same_in_every_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(environment, "enter", lambda *_: None)
    seen = []
    monkeypatch.setattr(
        cli.importlib, "import_module",
        lambda name: SimpleNamespace(main=lambda argv: seen.append(cli.os.environ.get("COURSE_PROGRESS"))),
    )  # fmt: skip
    for wish in ("mine.json", "/srv/mine.json", "memory", "~/mine.json"):
        monkeypatch.setenv("COURSE_PROGRESS", wish)
        cli.run(["lab"])

    assert seen == [str(tmp_path / "mine.json"), "/srv/mine.json", "memory", str(Path("~/mine.json").expanduser())]
