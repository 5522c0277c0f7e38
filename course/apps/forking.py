"""Kernels of pages, forked from one process that has imported what every lesson needs.

A kernel then starts in a twentieth of a second and shares most of its memory with the others. What is imported is the same
as in a kernel that starts by itself (:mod:`course.apps.page_kernel`), which is how it is done where forking is not safe:
Windows has no fork, and on macOS its own libraries do not survive one.

The process is :mod:`multiprocessing`'s fork server. It has one thread, no event loop and no socket of ZMQ's, and none of
the server's descriptors beyond the standard streams; a kernel's death, by whatever signal, is none of its business.
Should it die itself, its kernels live on and the next one starts another.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import EntryPoint
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from course.apps import page_kernel

NAME = "course-page"
POSSIBLE = sys.platform == "linux" and hasattr(os, "pidfd_open")
"""Whether kernels can be forked here. Their server watches them by descriptors, as somebody else's children."""

LAUNCHER = "ipykernel_launcher"
"""How the command of an IPython kernel calls it: ``python -m ipykernel_launcher -f FILE``."""

FORKER = ThreadPoolExecutor(1, "forker")
"""Asks for one fork at a time, beside the loop that answers everybody."""

KernelProvisionerFactory.provisioners[NAME] = EntryPoint(
    NAME, f"{__name__}:PageProvisioner", KernelProvisionerFactory.GROUP_NAME
)


def prepare(many: bool = False) -> None:
    """Start the process that forks, so that it has imported everything when the first page comes.

    Args:
        many: whether many kernels are expected: what they keep is then computed once, before.
    """
    if POSSIBLE:
        multiprocessing.set_forkserver_preload(["course.apps.nursery", *(["course.apps.rehearsal"] if many else [])])
        resource_tracker.ensure_running()  # it lets interrupts in again at its end
        # A Ctrl-C is the server's to answer; the process that forks ends with it, and would tell of every import till then.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class ForkedKernel:
    """A kernel that is not this process's child, to be handled like a :class:`subprocess.Popen`.

    Args:
        argv: what follows ``ipykernel_launcher``.
        environment, folder, quiet: as :func:`course.apps.page_kernel.forked` has them.
    """

    stdin = stdout = stderr = None

    def __init__(self, argv: list[str], environment: dict[str, str], folder: str, quiet: bool) -> None:
        context = multiprocessing.get_context("forkserver")
        # Kept: the kernel ends when this end of its line is closed. A daemon: nobody waits for it at the server's end.
        self._process = context.Process(target=page_kernel.forked, args=(argv, environment, folder, quiet), daemon=True)
        self._process.start()
        assert self._process.pid is not None
        self.pid: int = self._process.pid
        try:
            self._descriptor: int | None = os.pidfd_open(self.pid)
        except ProcessLookupError:
            self._descriptor = None

    def poll(self) -> int | None:
        """None while it lives, else 0: its exit status is known to the process that forked it."""
        return 0 if self._ended(0) else None

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end, seconds at most.

        Raises:
            TimeoutExpired: it lives still.
        """
        if not self._ended(timeout):
            raise subprocess.TimeoutExpired(page_kernel.__name__, timeout or 0)
        return 0

    def _ended(self, timeout: float | None) -> bool:
        if self._descriptor is not None:
            watch = select.poll()
            watch.register(self._descriptor, select.POLLIN)
            if watch.poll(None if timeout is None else 1000 * timeout):
                os.close(self._descriptor)
                self._descriptor = None
        return self._descriptor is None

    def send_signal(self, number: int) -> None:
        """A signal to it, if it lives; never to a process that has its number after it."""
        if self.poll() is None:
            assert self._descriptor is not None
            signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class PageProvisioner(LocalProvisioner):
    """Starts the kernels of pages: forked where that is possible, each by itself elsewhere; never with the debugger."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start one. A kernel of another kind than the course's own is started as its owner wants it."""
        if LAUNCHER not in cmd or cmd[0] != sys.executable:
            return await super().launch_kernel(cmd, **kwargs)
        at = cmd.index(LAUNCHER)
        if not POSSIBLE:
            return await super().launch_kernel([*cmd[:at], page_kernel.__name__, *cmd[at + 1 :]], **kwargs)
        folder = str(kwargs.get("cwd") or Path.cwd())
        # As text and nothing else: names that are members of Voila's enumeration would have the kernel import Voila.
        given = kwargs.get("env") or os.environ
        environment = {os.fsdecode(os.fsencode(name)): value for name, value in given.items()}
        quiet = kwargs.get("stdout") == subprocess.DEVNULL
        loop = asyncio.get_running_loop()
        process = await loop.run_in_executor(FORKER, ForkedKernel, cmd[at + 1 :], environment, folder, quiet)
        self.process: Any = process
        # It makes itself the first of a group, perhaps only in a moment; until then signals go to it alone.
        self.pid = self.pgid = process.pid
        self.cwd = Path(folder)
        return self.connection_info
