"""The Python behind a page: an IPython kernel without the debugger, which no page speaks to.

The debugger is most of what an ordinary kernel imports: a third of a second, and a fifth of its memory. Started as
``python -m course.apps.page_kernel -f FILE``, or forked (:mod:`course.apps.forking`), which calls :func:`forked`.
"""

from __future__ import annotations

import os
import re
import signal
import sys
from multiprocessing import parent_process
from threading import Thread
from typing import Any, ClassVar, cast
from unittest.mock import patch

# Read when numpy is imported. A page computes little at a time; there are as many pages as there may be threads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from course.imports import without

with without("debugpy"):
    import ipykernel.debugger
    import ipykernel.ipkernel
    import ipykernel.kernelapp

from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

ANOTHER_PARENT = "--IPKernelApp.parent_handle=1"
"""Do not watch whose child this is: that is the process that forks, not the server. (:func:`_follow` watches the server.)"""


MOST_MEMORY = 1_000_000_000
"""Bytes that one page's Python may take, several times what any lesson does: a visitor who makes it take more runs into its end,
not all others into the machine's."""


class _Unimported:
    """``sys`` for whoever wants to list all modules, which are none."""

    modules: ClassVar[dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


class PageKernel(ipykernel.ipkernel.IPythonKernel):
    """The kernel itself."""

    def __init__(self, **settings: Any) -> None:
        # It lists the files of all modules, for the debugger that it has not: that writes to each of them.
        with patch.object(ipykernel.ipkernel, "sys", _Unimported()):
            super().__init__(**settings)  # type: ignore[no-untyped-call]


class PageApp(ipykernel.kernelapp.IPKernelApp):
    """Starts it, and leaves out what looks at everything.

    To look at an object is to write to it (its count of references), and a forked process shares what it does not write to.

    Nor does a page begin with what users have their own IPython begin with.
    """

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take settings as Jupyter writes them; its own reader of command lines goes through those of all classes first."""
        match argv:
            case ["-f", file, *more] if all(SETTING.fullmatch(text) for text in more):
                settings = Config({"IPKernelApp": {"connection_file": file}})
                for text in more:
                    owner, name, value = cast(re.Match[str], SETTING.fullmatch(text)).groups()
                    settings[owner][name] = DeferredConfigString(value)
                self.argv, self.extra_args, self.cli_config = argv, [], settings
                self.update_config(settings)
            case _:
                super().parse_command_line(argv)

    def load_config_file(self, *_: Any, **__: Any) -> None:
        """No settings of the user's."""

    def init_extensions(self) -> None:
        """No extensions."""

    def init_code(self) -> None:
        """No code of theirs."""


SETTING = re.compile(r"--(\w+)\.(\w+)=(.*)", re.DOTALL)


def run(argv: list[str]) -> None:
    """Be a kernel until told to stop."""
    kernel: Any = PageApp.instance(kernel_class=PageKernel)
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
    import resource  # not there where nothing is forked

    os.setsid()  # a group of its own, as for any kernel: signals reach it and its children, nobody else
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # kept waiting in the process it was forked from
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    for stream in (0, 1, 2) if quiet else (0,):
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, stream)
        os.close(nothing)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
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
