"""Kernels that are forked from one process: alone, each of them, and none left over when the server is gone."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from jupyter_client.provisioning import KernelProvisionerFactory
from traitlets.config import Config

from course import places
from course.apps import forking
from course.apps.kernels import PageKernels
from tests.apart import apart

forked = pytest.mark.skipif(not forking.POSSIBLE, reason="kernels are not forked here")

CONFIG = Config(KernelProvisionerFactory={"default_provisioner_name": forking.NAME})

ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join([str(places.root()), os.environ.get("PYTHONPATH", "")])}


def with_kernels(folder, scenario):
    async def play():
        (folder / "lessons").mkdir()
        manager = PageKernels(root_dir=str(folder), connection_dir=str(folder), warm=0, config=CONFIG)
        try:
            await scenario(manager)
        finally:
            await manager.shutdown_all(now=True)

    forking.prepare()
    KernelProvisionerFactory.clear_instance()  # who starts kernels is asked once in a process
    apart(asyncio.run, asyncio.wait_for(play(), 120))


async def say(manager, kernel_id, code):
    """What code prints in a kernel."""
    client = manager.get_kernel(kernel_id).client()
    client.start_channels()
    printed = []
    try:
        await client.wait_for_ready(timeout=30)
        await client.execute_interactive(
            code, timeout=30, output_hook=lambda message: printed.append(message["content"].get("text", ""))
        )
    finally:
        client.stop_channels()
    return "".join(printed).strip()


def process(manager, kernel_id):
    return psutil.Process(manager.get_kernel(kernel_id).provisioner.pid)


def sockets(pid):
    """Sockets, and pipes, that a process has open."""
    found = set()
    for entry in os.scandir(f"/proc/{pid}/fd"):
        with contextlib.suppress(OSError):
            found.add(str(Path(entry.path).readlink()))
    return {name for name in found if name.startswith(("socket:", "pipe:"))}


OWN = 26.0
"""Megabytes that a kernel has for itself before it shows anything: 23, or 29 if it starts as Jupyter starts one."""


def own_memory(pid):
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private")) / 1000


ALL_OF_IT = """
import json, os, random, signal, sys, threading
import numpy as np
try:
    np.empty(400_000_000)
except MemoryError:
    endless = False
else:
    endless = True
print(json.dumps({
    "endless": endless,
    "numbers": [random.random(), float(np.random.random())],
    "lessons": "course.lessons.leverage" in sys.modules,
    "debugger": any(name.startswith(("debugpy", "pydevd")) for name in sys.modules),
    "group": os.getpgid(0) == os.getsid(0) == os.getpid(),
    "folder": os.getcwd(),
    "own": os.environ.get("OWN"),
    "child": signal.getsignal(signal.SIGCHLD) == signal.SIG_DFL,
    "alarm": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
    "input": os.readlink("/proc/self/fd/0"),
    "output": [os.readlink(f"/proc/self/fd/{n}") for n in (1, 2)],
    "threads": os.environ["OPENBLAS_NUM_THREADS"],
    "widgets": len(__import__("ipywidgets").Widget.get_manager_state()["state"]),
}))
"""


@forked
def test_each_kernel_is_alone(tmp_path):
    """Its numbers, variables, folder, signals and lines are its own; what happens to one happens to no other."""

    async def scenario(manager):
        ids = [
            await manager.start_kernel(path="lessons", env={**os.environ, "OWN": name, "VOILA_PREHEAT": "False"})
            for name in ("a", "b", "c")
        ]
        told = [json.loads(await say(manager, one, ALL_OF_IT)) for one in ids]
        processes = [process(manager, one) for one in ids]
        assert max(own_memory(one.pid) for one in processes) < OWN
        assert len({one.ppid() for one in processes}) == 1
        assert processes[0].ppid() != os.getpid()
        for about, name in zip(told, "abc", strict=True):
            assert about["lessons"]
            assert not about["endless"]
            assert not about["debugger"]
            assert about["group"]
            assert about["child"]
            assert about["alarm"]
            assert about["folder"] == str(tmp_path / "lessons")
            assert about["own"] == name
            assert about["input"] == about["output"][0] == about["output"][1] == os.devnull
            assert about["threads"] == "1"
            assert about["widgets"] == 0
        assert len({number for about in told for number in about["numbers"]}) == 6

        mine, theirs = sockets(os.getpid()), [sockets(one.pid) for one in processes]
        assert (
            not theirs[0] & theirs[1] & theirs[2] - mine
        )  # the resource tracker's pipe, which multiprocessing hands on
        assert not {name for lines in theirs for name in lines & mine if name.startswith("socket:")}

        first, second, third = ids
        begun = tmp_path / "begun"
        sleeps = f"open({str(begun)!r}, 'w').close()\n time.sleep(60)"
        busy = asyncio.ensure_future(
            say(manager, first, f"import time\ntry:\n {sleeps}\nexcept KeyboardInterrupt:\n print(1)")
        )
        while not begun.exists():
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.2)
        await manager.interrupt_kernel(first)
        assert await busy == "1"
        assert await say(manager, second, "print(2)") == "2"

        processes[1].send_signal(signal.SIGSEGV)
        await manager.get_kernel(second).provisioner.wait()
        assert not await manager.get_kernel(second).is_alive()
        os.killpg(processes[2].pid, signal.SIGKILL)
        await manager.get_kernel(third).provisioner.wait()
        assert await say(manager, first, "print(3)") == "3"
        await manager.shutdown_kernel(first)
        assert not psutil.wait_procs(processes[:1], timeout=30)[1]

    with_kernels(tmp_path, scenario)


@forked
def test_what_users_have_their_own_ipython_begin_with_is_not_for_pages(tmp_path, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    startup.joinpath("mine.py").write_text("mine = 1", encoding="utf-8")
    settings = "c.InteractiveShellApp.exec_lines = ['mine = 2']"
    startup.with_name("ipython_config.py").write_text(settings, encoding="utf-8")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))

    async def scenario(manager):
        kernel = await manager.start_kernel(path="lessons")
        shell = "get_ipython()"
        asked = f"print('mine' in globals(), {shell}.history_manager.enabled, type({shell}.kernel).__name__)"
        assert await say(manager, kernel, asked) == "False False PageKernel"

    with_kernels(tmp_path, scenario)


@forked
def test_the_process_that_forks_may_die(tmp_path):
    async def scenario(manager):
        before = await manager.start_kernel(path="lessons")
        assert await say(manager, before, "print(1)") == "1"
        forks = psutil.Process(process(manager, before).ppid())
        assert "forkserver" in " ".join(forks.cmdline())
        forks.kill()
        while forks.is_running() and forks.status() != psutil.STATUS_ZOMBIE:
            await asyncio.sleep(0.05)
        assert await manager.get_kernel(before).is_alive()
        assert await say(manager, before, "print(2)") == "2"
        after = await manager.start_kernel(path="lessons")
        assert await say(manager, after, "print(3)") == "3"

    with_kernels(tmp_path, scenario)


SERVER = """
import asyncio, sys
from tests.apps.test_forking import CONFIG, say
from course.apps import forking
from course.apps.kernels import PageKernels

async def main():
    manager = PageKernels(root_dir=sys.argv[1], connection_dir=sys.argv[1], warm=0, config=CONFIG)
    ids = [await manager.start_kernel(path="") for _ in range(2)]
    for one in ids:
        await say(manager, one, "1")
    print(*(manager.get_kernel(one).provisioner.pid for one in ids), flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    forking.prepare()
    asyncio.run(main())
"""


@forked
def test_nothing_is_left_of_a_server_that_was_killed(tmp_path):
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=ENVIRONMENT) as server:
        kernels = [psutil.Process(int(pid)) for pid in server.stdout.readline().split()]
        family = [*psutil.Process(server.pid).children(), *kernels]
        assert len(kernels) == 2
        server.kill()
    _, alive = psutil.wait_procs(family, timeout=15)
    assert not alive


REHEARSED = """
import json, os, sys, threading
import course.apps.nursery
before = dict(os.environ)
import course.apps.rehearsal
import gc, zmq
from ipywidgets import Widget
from course.frontend import Runtime
from course.teaching import progress
from course.lessons import lessons, record
print(json.dumps({
    "widgets": len(Widget.get_manager_state()["state"]),
    "stores": len(progress._shared),
    "threads": len(os.listdir("/proc/self/task")),
    "sockets": zmq.Context._instance is not None,
    "shown": [about.slug for about in lessons() if record(about.slug)._shown],
    "environment": os.environ == before,
    "frozen": gc.get_freeze_count() > 10 * len(gc.get_objects()),
    "left": [m for m in ("altair", "pandas", "debugpy", "voila") if m in sys.modules],
}))
"""


@forked
def test_a_rehearsal_leaves_nothing_of_a_page(tmp_path):
    learner = tmp_path / "progress.json"
    done = subprocess.run(
        [sys.executable, "-c", REHEARSED], capture_output=True, text=True,
        env={**ENVIRONMENT, "COURSE_PROGRESS": str(learner)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "widgets": 0, "stores": 0, "threads": 1, "sockets": False, "shown": [], "environment": True, "frozen": True,
        "left": [],
    }  # fmt: skip
    assert not learner.exists()


def test_where_none_can_be_forked_each_starts_by_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(forking, "POSSIBLE", False)

    async def scenario(manager):
        kernel = await manager.start_kernel(path="lessons")
        told = await say(
            manager, kernel, "import sys; print('debugpy' in sys.modules, 'course.lessons' in sys.modules)"
        )
        assert told == "False False"
        assert process(manager, kernel).ppid() == os.getpid()
        assert "course.apps.page_kernel" in process(manager, kernel).cmdline()
        assert await manager.get_kernel(kernel).is_alive()

    with_kernels(tmp_path, scenario)


@forked
def test_a_kernel_of_another_kind_starts_as_its_owner_wants_it(tmp_path):
    own = [sys.executable, "-c", "import time; time.sleep(60)"]

    async def scenario(manager):
        kernel = manager.kernel_manager_factory(parent=manager, connection_file=str(tmp_path / "k.json"))
        kernel.kernel_spec.argv = own
        await kernel.start_kernel()
        assert psutil.Process(kernel.provisioner.pid).cmdline() == own
        await kernel.shutdown_kernel(now=True)

    with_kernels(tmp_path, scenario)


@forked
def test_a_dead_kernel_is_sent_no_signal(tmp_path):
    forking.prepare()
    kernel = forking.ForkedKernel(["--help"], dict(os.environ), str(Path.cwd()), quiet=True)  # says so, and ends
    assert kernel.wait(30) == kernel.poll() == 0
    for way in (kernel.kill, kernel.terminate):
        way()
    kernel = forking.ForkedKernel(
        ["-f", str(tmp_path / "no" / "where.json")], dict(os.environ), str(Path.cwd()), quiet=True
    )
    began = time.monotonic()
    with contextlib.suppress(subprocess.TimeoutExpired):
        kernel.wait(0.01)
        pytest.fail("it cannot have ended yet")
    assert time.monotonic() - began < 60
    kernel.kill()
    assert kernel.wait(10) == 0
