"""The Python behind a page: an IPython kernel without the debugger, which no page speaks to.

The debugger is most of what an ordinary kernel imports: a third of a second, and a fifth of its memory. Started as
``python -m course.apps.page_kernel -f FILE``, or forked (:mod:`course.apps.forking`), which calls :func:`forked`.
"""

from __future__ import annotations

import os
import sys
from multiprocessing import parent_process
from threading import Thread
from typing import Any

# Read when numpy is imported. A page computes little at a time; there are as many pages as there may be threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from course.imports import without

with without("debugpy"):
    import ipykernel.debugger
    import ipykernel.kernelapp

ANOTHER_PARENT = "--IPKernelApp.parent_handle=1"
"""Do not watch whose child this is: that is the process that forks, not the server. (:func:`_follow` watches the server.)"""


def run(argv: list[str]) -> None:
    """Be a kernel until told to stop."""
    kernel: Any = ipykernel.kernelapp.IPKernelApp.instance()
    kernel.initialize(argv)
    if widgets := sys.modules.get("ipywidgets"):
        widgets.register_comm_target()  # it does so when it is imported, and then there was no kernel yet
    kernel.start()


def forked(argv: list[str], environment: dict[str, str], folder: str, quiet: bool) -> None:
    """Be a kernel in a process just forked: nothing of the process it was forked from shows.

    Args:
        argv: what follows ``ipykernel_launcher`` on a command line.
        environment: all variables.
        folder: where it works.
        quiet: keep what it prints off the server's terminal.
    """
    os.setsid()  # a group of its own, as for any kernel: signals reach it and its children, nobody else
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for stream in (0, 1, 2) if quiet else (0,):
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, stream)
        os.close(nothing)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()  # as :mod:`random` does itself
    Thread(target=_follow, name="follow", daemon=True).start()
    run([*argv, ANOTHER_PARENT])


def _follow() -> None:
    """End with the server, however it ends."""
    server = parent_process()
    assert server is not None
    server.join()
    os._exit(1)


if __name__ == "__main__":
    run(sys.argv[1:])
