"""Makes the private environment: with uv where it is present, else with one that pip fetches, else with pip alone.

Programs are started from argument lists, never through a shell, so that it works alike on Linux,
macOS and Windows.
"""

from __future__ import annotations

import importlib.util
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from course.cli import sources
from course.cli.failures import CommandError, Failure, explain

#: What pip fetches where there is no uv.
UV = "uv>=0.9,<1"


class InstallError(Exception):
    """A step of the installation failed; ``failure`` says what it means."""

    def __init__(self, failure: Failure, tail: str) -> None:
        super().__init__(failure.problem)
        self.failure = failure
        self.tail = tail


@dataclass(frozen=True)
class Tool:
    """A way to make an environment, by steps with a title each, and to install into it."""

    name: str
    make: Sequence[tuple[str, Sequence[str]]]
    install: Sequence[str]
    environ: Mapping[str, str]


def tools(folder: Path, python: Path) -> list[Tool]:
    """The ways that exist on this machine, best first.

    Args:
        folder: the environment to be made.
        python: its interpreter, once it is made.
    """
    # Not the running one, which may be that of the environment that is to be made anew.
    base = str(getattr(sys, "_base_executable", "") or sys.executable)
    settings = sources.pip_settings(base, os.environ)
    # Python compiles modules when they are first imported, and most of them never are; where it may
    # not keep the result, every start would pay again.
    forever = os.environ.get("PYTHONDONTWRITEBYTECODE")
    compiled, uncompiled = (("--compile-bytecode",), ()) if forever else ((), ("--no-compile",))

    def making(*command: str) -> tuple[str, Sequence[str]]:
        return "Making the environment", command

    def with_uv(uv: str, *make: tuple[str, Sequence[str]]) -> Tool:
        install = (uv, "pip", "install", "--python", str(python), *compiled)
        # Where pip fetches it, both hear where packages come from.
        return Tool("uv", make, install, for_pip | sources.for_uv(settings, os.environ))

    for_pip = sources.for_pip(settings, os.environ)
    found = []
    if uv := shutil.which("uv"):
        # --seed: the environment gets a pip too, for `%pip install` in a notebook.
        found.append(with_uv(uv, making(uv, "venv", "--no-project", "--seed", "--python", base, str(folder))))
    if all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")):
        venv = making(base, "-m", "venv", str(folder))
        pip = (str(python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *uncompiled)
        own = python.with_name(f"uv{python.suffix}")
        # With it everything is there in a third of the time; an environment that was made without it does without it.
        if not uv and (own.exists() or not python.exists()):
            found.append(with_uv(str(own), venv, ("Fetching uv, which installs faster", (*pip, UV))))
        found.append(Tool("pip", (venv,), pip, for_pip))
    if not found:
        failure = explain("No module named ensurepip")
        raise CommandError(failure.problem, *failure.remedy)
    return found


def run(title: str, argv: Sequence[str], environ: Mapping[str, str], log: Path) -> None:
    """Run one step and show that it is alive; its output goes to ``log``.

    Raises:
        InstallError: the step failed; what its output means.
    """
    show = ProgressLine(title)
    try:
        process = subprocess.Popen(
            list(argv), env=dict(environ), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            encoding="utf-8", errors="replace", bufsize=1,
        )  # fmt: skip
    except OSError as error:
        show.done("failed")
        raise InstallError(explain(str(error)), str(error)) from error
    lines: list[str] = []
    with process, log.open("a", encoding="utf-8") as journal:
        journal.write(f"\n$ {' '.join(argv)}\n")
        try:
            for line in _lines_or_ticks(process):
                if line:
                    lines.append(line)
                    journal.write(line + "\n")
                show.tick(line)
        except BaseException:  # Ctrl-C above all: leave no installer running behind us
            process.terminate()
            show.done("stopped")
            raise
        status = process.wait()
    if status:
        show.done("failed")
        output = "\n".join(lines)
        raise InstallError(explain(output), "\n".join(lines[-8:]))
    show.done("done")


def _lines_or_ticks(process: subprocess.Popen[str]) -> Iterator[str]:
    """Yield the process's lines as they come, and an empty one every half second of silence."""
    arrived: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            arrived.put(line.rstrip())
        arrived.put(None)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = arrived.get(timeout=0.5)
        except queue.Empty:
            yield ""
            continue
        if line is None:
            return
        yield line


class ProgressLine:
    """One line on a terminal that counts seconds; elsewhere (a log, CI) a line now and then."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.start = time.monotonic()
        self.live = sys.stdout.isatty()
        self.latest = ""
        self.shown = 0.0
        print(f"{title} ...", end="" if self.live else "\n", flush=True)

    def tick(self, line: str) -> None:
        """Show the time that has passed and the latest word of the installer."""
        words = line.split()
        if words[:2] == ["Installing", "collected"]:
            self.latest = "unpacking"
        elif len(words) > 1 and words[0] in {"Collecting", "Downloading", "Using"}:
            # "Collecting pandas==3.1.1" and "Downloading pandas-3.1.1-….whl" are about pandas.
            name = words[2] if words[:2] == ["Using", "cached"] else words[1]
            self.latest = re.split(r"[=<>!;\[]|-\d", name.rsplit("/", 1)[-1])[0][:30]
        passed = time.monotonic() - self.start
        if passed - self.shown < (0.2 if self.live else 15):
            return
        self.shown = passed
        text = f"{self.title} ... {passed:.0f} s  {self.latest}"
        if self.live:
            print(self._over(text), end="", flush=True)
        else:
            print(f"   {text}", flush=True)

    def done(self, word: str) -> None:
        """End the line."""
        text = f"{self.title} ... {word} ({time.monotonic() - self.start:.0f} s)"
        print(self._over(text) if self.live else f"   {text}", flush=True)

    @staticmethod
    def _over(text: str) -> str:
        """The text, to be written over the line that stands there (blanks: not every console knows codes)."""
        width = shutil.get_terminal_size().columns - 1
        return f"\r{text[:width]:<{width}}"
