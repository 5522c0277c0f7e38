"""While something is installed, one can see that it lives and what it is doing."""

from __future__ import annotations

import sys

import pytest

from course.cli.failures import FAILURES
from course.cli.installer import InstallError, ProgressLine, run


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Collecting pandas==3.1.1 (from -c pins.txt (line 80))", "pandas"),
        ("Collecting numpy<3,>=2.1", "numpy"),
        ("  Downloading jupyterlab_widgets-3.0.17-py3-none-any.whl (2.2 MB)", "jupyterlab_widgets"),
        ("Using cached altair-6.3.0-py3-none-any.whl (800 kB)", "altair"),
        ("Installing collected packages: pure-eval, ptyprocess", "unpacking"),
    ],
)
def test_the_latest_word_is_a_name(line, shown, capsys):
    progress = ProgressLine("Installing")
    progress.tick(line)

    assert progress.latest == shown


def test_other_lines_leave_it(capsys):
    progress = ProgressLine("Installing")
    for line in ("Collecting pandas", "", "  |####| 3 MB", "Requirement already satisfied: six"):
        progress.tick(line)

    assert progress.latest == "pandas"


def test_on_a_terminal_it_is_one_line_that_counts(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    progress = ProgressLine("Installing")
    progress.start -= 3
    progress.tick("Collecting pandas")
    progress.done("done")
    out = capsys.readouterr().out

    assert "\rInstalling ... 3 s  pandas" in out
    assert out.count("\n") == 1


def test_elsewhere_it_is_a_line_now_and_then(capsys):
    progress = ProgressLine("Installing")
    progress.tick("Collecting pandas")
    progress.start -= 16
    progress.tick("Collecting numpy")
    progress.tick("Collecting altair")
    progress.done("done")

    assert capsys.readouterr().out.splitlines() == [
        "Installing ...",
        "   Installing ... 16 s  numpy",
        "   Installing ... done (16 s)",
    ]


def python(code):
    return [sys.executable, "-c", code]


def test_output_goes_to_the_log_and_failures_are_explained(tmp_path, capsys):
    log = tmp_path / "log"
    run("Trying", python("print('fine')"), {}, log)
    with pytest.raises(InstallError) as failed:
        run("Trying", python("print('No space left on device'); raise SystemExit(1)"), {}, log)

    assert failed.value.failure is FAILURES[0]
    assert "fine" in log.read_text()
    assert "No space left on device" in failed.value.tail


def test_a_program_that_is_not_there_is_a_failure_too(tmp_path, capsys):
    with pytest.raises(InstallError):
        run("Trying", ["/no/such/program"], {}, tmp_path / "log")
