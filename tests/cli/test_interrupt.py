"""Ctrl-C while a program is still being imported, or before it is: one word, no traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from course import places
from course.cli.processes import follow, guarded

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
SLOW = "import sys, time\nprint('begun', *sys.argv[1:], flush=True)\ntime.sleep(60)\n"
EARLY = """
import os, signal, sys
from course.cli.processes import guarded, held
command = guarded("slow")
with held(command):
    os.kill(os.getpid(), signal.SIGINT)
    os.execv(command[0], command)
"""


def start(folder, *command):
    (folder / "slow.py").write_text(SLOW)
    return subprocess.Popen(
        command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), str(places.PACKAGE.parent)])},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip


def test_a_program_stopped_while_it_is_imported_says_so(tmp_path):
    process = start(tmp_path, *guarded("slow", "a", "b"))
    assert process.stdout.readline() == "begun a b\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=30) == ("", "\nStopped.\n")
    assert process.returncode == 130


def test_one_stopped_before_it_listens_waits_with_that_until_it_does(tmp_path):
    process = start(tmp_path, sys.executable, "-c", EARLY)
    assert process.communicate(timeout=30) == ("", "\nStopped.\n")
    assert process.returncode == 130


def test_who_follows_it_is_let_go_on_by_ctrl_c_afterwards(tmp_path):
    """What was held is let in again, and what was answered otherwise for a while is as before."""
    (tmp_path / "quick.py").write_text("raise SystemExit(7)")
    before = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert follow(guarded("quick"), {**os.environ, "PYTHONPATH": str(tmp_path)}) == 7
    assert (signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())) == before
