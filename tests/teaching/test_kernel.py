"""A check in a real kernel: Stop stops, leaving does not leave, a busy C loop has been announced, a failed cell is told."""

from __future__ import annotations

import os
import time

import pytest
from jupyter_client.manager import start_new_kernel

SETUP = """
import numpy as np
from course.lessons.leverage import LESSON as L
kept = 41
"""
RIGHT = (
    "def liquidation_distance(leverage, maintenance, side):\n    s = 1 if side == 'long' else -1\n"
    "    return (1 / leverage - maintenance) / (1 - s * maintenance)\n"
)
WRONG = "def liquidation_distance(leverage, maintenance, side):\n    return 1 / leverage\n"


class Kernel:
    """One kernel; ``run`` gives everything that a cell put out as text, ``messages`` the last cell's raw messages."""

    def __init__(self):
        self.manager, self.client = start_new_kernel(kernel_name="python3")

    def start(self, code):
        return self.client.execute(code)

    def outputs(self, asked, until, timeout=30.0):
        found, end = [], time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                message = self.client.get_iopub_msg(timeout=0.5)
            except Exception:  # queue.Empty: nothing said for half a second
                continue
            if message["parent_header"].get("msg_id") != asked:
                continue
            found.append((time.monotonic(), message))
            if until(message):
                return found
        raise AssertionError(f"not seen within {timeout} s: {[m['msg_type'] for _, m in found]}")

    def run(self, code, timeout=30.0):
        asked = self.start(code)
        found = self.outputs(asked, idle, timeout)
        return "\n".join(text(message) for _, message in found)


def until(happened):
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.01)


def idle(message):
    return message["msg_type"] == "status" and message["content"]["execution_state"] == "idle"


def text(message):
    content = message["content"]
    if message["msg_type"] == "error":
        return "TRACEBACK " + content["ename"]
    return content.get("text") or str(content.get("data", {}).get("text/plain", ""))


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    before = os.environ.get("COURSE_PROGRESS")
    os.environ["COURSE_PROGRESS"] = str(tmp_path_factory.mktemp("kernel") / "progress.json")
    kernel = Kernel()
    try:
        assert "TRACEBACK" not in kernel.run(SETUP, 60)
        yield kernel
    finally:
        kernel.client.stop_channels()
        kernel.manager.shutdown_kernel(now=True)
        if before is None:
            del os.environ["COURSE_PROGRESS"]
        else:
            os.environ["COURSE_PROGRESS"] = before


@pytest.mark.parametrize(
    "leave", ["exit()", "quit()", "import sys; sys.exit()", "raise SystemExit", "exit(keep_kernel=True)"]
)
def test_leaving_does_not_lose_the_kernel(kernel, leave):
    said = kernel.run(
        f"def liquidation_distance(leverage, maintenance, side):\n    {leave}\nL.check(liquidation_distance)"
    )
    assert "Could not run" in said
    assert "TRACEBACK" not in said
    time.sleep(0.3)
    assert "42" in kernel.run("kept + 1")


@pytest.mark.parametrize("catches", ["ZeroDivisionError", "KeyboardInterrupt"])
def test_stop_ends_the_examination_with_one_line(kernel, catches, tmp_path):
    begun = tmp_path / "begun"
    body = f"open({str(begun)!r}, 'a').write('x')\n    while True:\n        try:\n            time.sleep(0.2)"
    body += f"\n        except {catches}:\n            pass"
    kernel.run("import time")
    code = f"def liquidation_distance(leverage, maintenance, side):\n    {body}\nL.check(liquidation_distance)"
    asked = kernel.start(code)
    until(begun.exists)
    kernel.manager.interrupt_kernel()
    found = kernel.outputs(asked, idle)
    said = "\n".join(text(message) for _, message in found)
    assert "Stopped" in said
    assert "TRACEBACK" not in said
    assert "Not yet" not in said
    assert begun.read_text() == "x", "it went on to the next case"


def test_an_interrupt_of_their_own_is_an_error_like_any_other(kernel):
    said = kernel.run(
        "def liquidation_distance(leverage, maintenance, side):\n    raise KeyboardInterrupt\nL.check(liquidation_distance)"
    )
    assert "Could not run" in said


def test_a_cell_that_failed_is_told(kernel):
    kernel.run(WRONG)
    assert "TRACEBACK SyntaxError" in kernel.run(RIGHT.replace(":\n", "\n", 1))
    said = kernel.run("L.check(liquidation_distance)")
    assert (
        "your last run did not define `liquidation_distance`" in said.lower() or "your last run did not define" in said
    )
    assert "Not yet" in said
    kernel.run(RIGHT)
    said = kernel.run("L.check(liquidation_distance)")
    assert "last run" not in said
    assert "Correct" in said
    assert "TRACEBACK NameError" in kernel.run("undefined\n" + WRONG)
    assert "did not define" in kernel.run("L.check(liquidation_distance)")
    assert "TRACEBACK NameError" in kernel.run(WRONG + "undefined\n")  # this one did define it
    assert "did not define" not in kernel.run("L.check(liquidation_distance)")
    assert "did not define" not in kernel.run(RIGHT + "L.check(liquidation_distance)")


@pytest.mark.parametrize("shown", [False, True])
def test_a_call_that_no_deadline_ends_has_been_announced_before_it_began(kernel, shown, tmp_path):
    if shown:
        kernel.run("L.exercise('liquidation_distance')")
    let_go = tmp_path / "let_go"
    os.mkfifo(let_go)
    asked = kernel.start(
        "import os, signal\n"
        "def liquidation_distance(leverage, maintenance, side):\n"
        "    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})  # as deaf as a loop in C\n"
        f"    try:\n        said = open({str(let_go)!r}).read()\n        os.remove({str(let_go)!r})\n        return float(said)\n"
        "    finally:\n        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})\n"
        "L.check(liquidation_distance)"
    )
    found = kernel.outputs(asked, lambda message: "Still running" in str(message["content"]), 60)
    let_go.write_text("0")
    assert "your progress is kept" in str(found[-1][1]["content"])
    assert found[-1][1]["msg_type"] == ("comm_msg" if shown else "display_data")
    rest = kernel.outputs(asked, idle, 60)
    assert "Could not run" in "\n".join(text(message) for _, message in rest)
