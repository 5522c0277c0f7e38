"""``course doctor``: what is installed, what commonly goes wrong, and what to do about it.

Each check is a function that returns what it found. Those that need installed packages run only
where there are some, so that the doctor also answers on a machine where nothing could be installed.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import course
from course import places
from course.cli import browser, copies, environment, installer, jupyter, lab, requirements
from course.cli.failures import CommandError

GIGABYTE = 1e9


@dataclass(frozen=True)
class Finding:
    """One line of the report. ``remedy`` makes it a problem, or, with ``optional``, a note."""

    title: str
    text: str
    remedy: str = ""
    optional: bool = False

    @property
    def mark(self) -> str:
        """In words, since colour and symbols do not reach everyone."""
        if not self.remedy:
            return "ok"
        return "note" if self.optional else "PROBLEM"

    def __str__(self) -> str:
        line = f"{self.mark:<8}{self.title:<18}{self.text}"
        return f"{line}\n{'':<8}{'':<18}-> {self.remedy}" if self.remedy else line


def main(argv: list[str]) -> int:
    """Print the report; 1 when there is a problem."""
    parser = argparse.ArgumentParser(
        prog="course doctor", description="Say what is installed and what is wrong, and how to mend it."
    )
    parser.parse_args(argv)
    installed = not requirements.missing()
    print(f"course {course.__version__} in {places.root()}\n")
    findings = []
    for check in (*ALWAYS, *(WHEN_INSTALLED if installed else ())):
        for finding in _examined(check):
            print(finding, flush=True)
            findings.append(finding)
    problems = sum(finding.mark == "PROBLEM" for finding in findings)
    print(f"\n{problems} problem{'' if problems == 1 else 's'} found." if problems else "\nAll is well.")
    return 1 if problems else 0


def _examined(check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """What a check finds; one that cannot be done is itself a finding."""
    try:
        yield from check()
    except Exception as error:  # whatever is broken on this machine may also break the looking
        name = check.__name__.replace("_", " ").capitalize()
        why = str(error) or type(error).__name__
        yield Finding(name, f"could not be examined: {why}", "mend what that says, then run `python3 -m course doctor`")


def python() -> Iterator[Finding]:
    """The interpreter and the system under it."""
    text = f"{platform.python_version()} ({sys.executable}) on {platform.platform(terse=True)}"
    if sys.maxsize < 2**32:
        yield Finding("Python", text, "this is a 32-bit Python: install a 64-bit one")
    else:
        yield Finding("Python", text)


def private_environment() -> Iterator[Finding]:
    """The environment that a checkout makes for itself, and what could make one."""
    if not places.in_checkout():
        yield Finding("Environment", f"installed as a package in {sys.prefix}")
        return
    if Path(sys.prefix) != environment.folder() and not requirements.missing():
        yield Finding("Environment", f"using the active one, {sys.prefix}")
        return
    if not (why := environment.fault()):
        yield Finding("Environment", f"ready in {environment.folder()}")
        return
    if why == "first use":
        remedy = "run `python3 -m course lab`: it makes it"
        yield Finding("Environment", "not made yet", remedy, optional=True)
    else:
        yield Finding("Environment", why, "run `python3 -m course lab`: it makes it anew")
    try:
        tools = installer.tools(environment.folder(), environment.interpreter())
    except CommandError as stop:
        yield Finding("Installer", "none", str(stop).replace("\n", " "))
    else:
        yield Finding("Installer", " and ".join(tool.name for tool in tools))


def folders() -> Iterator[Finding]:
    """May the course write where it must: its environment and Jupyter's settings, and the notebooks one works in?

    Tried, not looked up: who may write where is more than what the permissions of a folder say.
    """
    if places.in_checkout():
        folder, remedy = places.private(), "put the course into a folder of your own (in your home folder, say)"
    else:
        folder, remedy = places.settings(), "set XDG_DATA_HOME to a folder of your own"
    why = _unwritable(folder)
    if why:
        yield Finding("Folder", f"{folder} cannot be {'written' if folder.exists() else 'made'}: {why}", remedy)
    else:
        yield Finding("Folder", f"{folder} can be {'written' if folder.exists() else 'made'}")
    if places.in_checkout() and not why and (why := _unwritable(places.lessons())):
        remedy = f"what you type in the notebooks cannot be saved there: {remedy}"
        yield Finding("Folder", f"{places.lessons()} cannot be written: {why}", remedy)


def _unwritable(folder: Path) -> str:
    """Why nothing can be made in a folder (or it itself cannot be made), as the system says it; "" if it can."""
    try:
        nearest = next((place for place in (folder, *folder.parents) if place.exists()), folder)
        with tempfile.TemporaryDirectory(prefix=".course-try-", dir=nearest):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def packages() -> Iterator[Finding]:
    """What is installed, and whether it is what the course was tested with."""
    names = [one.name for one in requirements.needed()]
    versions = {name: metadata.version(name) for name in names}
    text = ", ".join(f"{name} {version}" for name, version in versions.items())
    pins = requirements.PINS.read_text(encoding="utf-8").split("\n")
    other = [
        f"{name} {version}"
        for name, version in versions.items()
        if not any(line.split(" ;")[0] == f"{name}=={version}" for line in pins)
    ]
    if other:
        yield Finding(
            "Packages", text,
            f"works with these ranges, but was tested with others than {', '.join(other)}",
            optional=True,
        )  # fmt: skip
    else:
        yield Finding("Packages", text)


def front_end() -> Iterator[Finding]:
    """Do the browser's halves of the widgets belong to the Python halves?

    JupyterLab takes the first it finds, which may be one left behind elsewhere by an older version.
    """
    os.environ.update(jupyter.environ())
    from jupyter_core.paths import jupyter_path

    for name in ("jupyterlab_widgets", "anywidget"):
        halves = [
            Path(str(file.locate())).resolve()
            for file in metadata.files(name) or []
            if "labextensions" in file.parts and file.name == "package.json"
        ]
        if not halves or not halves[0].is_file():
            command = f"{sys.executable} -m pip install --force-reinstall {name}"
            yield Finding("Widgets", f"{name} has no half for JupyterLab", f"install it: {command}")
            continue
        own = halves[0].parent
        extension = Path(*own.parts[own.parts.index("labextensions") + 1 :])
        found = (Path(folder, extension).resolve() for folder in jupyter_path("labextensions"))
        loaded = next(filter(Path.is_dir, found), None)
        if loaded is None:
            yield Finding("Widgets", f"JupyterLab does not look for {name} where it is, {own}", "unset JUPYTER_PATH")
        elif loaded == own:
            text = f"{name} {metadata.version(name)}: both halves belong together"
            yield Finding("Widgets", text)
        else:
            yield Finding("Widgets", f"JupyterLab loads another {name}", f"delete {loaded}")


def kernel() -> Iterator[Finding]:
    """Does a kernel start, find the course and answer?"""
    from jupyter_client.kernelspec import NoSuchKernel
    from jupyter_client.manager import start_new_kernel

    try:
        manager, client = start_new_kernel(startup_timeout=60, stderr=subprocess.DEVNULL)
    except (RuntimeError, OSError, NoSuchKernel) as error:
        yield Finding(
            "Kernel", f"does not start: {error}",
            "a firewall or antivirus may forbid connections within this machine: allow Python to make them",
        )  # fmt: skip
        return
    try:
        reply = client.execute_interactive("import course.margin", timeout=60, output_hook=lambda _: None)
        if reply["content"]["status"] == "ok":
            yield Finding("Kernel", "starts and finds the course")
        else:
            yield Finding(
                "Kernel", f"starts, but: {reply['content']['evalue']}",
                "start Jupyter with `python3 -m course lab`, or install the course: pip install -e .",
            )  # fmt: skip
    except TimeoutError:
        yield Finding("Kernel", "starts, but does not answer", "restart the machine, then try again")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def progress() -> Iterator[Finding]:
    """Where results are kept, and whether they can be read and written."""
    from course.teaching.locked_file import real, text_of
    from course.teaching.progress import default_path
    from course.teaching.progress_events import read

    path = default_path()
    if path is None:
        yield Finding("Progress", "kept in memory only, as asked for")
        return
    own = "set COURSE_PROGRESS to a file of your own"
    try:
        reading = read(text_of(real(path)))
        count = len(reading.events)
        text = f"{path} ({count} result{'' if count == 1 else 's'})"
        if reading.words:
            yield Finding(
                "Progress", text, f"{reading.words}: the course will keep the file as it is beside a mended one"
            )
            return
    except FileNotFoundError:
        text = f"{path} (nothing saved yet)"
    except OSError as error:
        yield Finding("Progress", f"{path} cannot be read: {error.strerror or error}", own)
        return
    except ValueError as error:
        yield Finding("Progress", str(path), f"{error}: the course will set it aside and begin anew")
        return
    if why := _unwritable(real(path).parent):
        yield Finding("Progress", text, f"{real(path).parent} cannot be written ({why}): {own}")
    else:
        yield Finding("Progress", text)


def disk() -> Iterator[Finding]:
    """Room for the environment, for notebooks and for progress."""
    free = shutil.disk_usage(places.root()).free / GIGABYTE
    ready = not places.in_checkout() or not environment.fault()
    if free < (0.2 if ready else environment.ROOM_NEEDED / GIGABYTE):
        yield Finding("Disk", f"{free:.1f} GB free", "make room: the course may fail to save")
    else:
        yield Finding("Disk", f"{free:.0f} GB free")


def ports() -> Iterator[Finding]:
    """Can servers listen where they would by default?"""
    busy = [str(port) for port in (8888, 8866) if not lab.is_free(port)]
    if not lab.is_free(0):
        remedy = "a firewall or antivirus forbids listening on this machine: allow it for Python"
        yield Finding("Ports", "none can be opened", remedy)
    elif busy:
        remedy = "another one is chosen; or say which: --port"
        yield Finding("Ports", f"{' and '.join(busy)} in use", remedy, optional=True)
    else:
        yield Finding("Ports", "8888 (lab) and 8866 (apps) are free")


def browsers() -> Iterator[Finding]:
    """Only the browser tests need one that a program can drive."""
    if found := browser.find():
        yield Finding("Browser", f"{found}, for the browser tests")
    else:
        text = "none found that tests can drive; lessons need none of this kind"
        yield Finding("Browser", text, browser.how_to_get(), optional=True)


def lessons() -> Iterator[Finding]:
    """Is every lesson there and a readable notebook?"""
    missing = [
        path.name for path in sorted(places.solutions().glob("*.ipynb"))
        if not (places.lessons() / path.name).is_file()
    ]  # fmt: skip
    files = [path for path in copies.delivered_files() if path.suffix == ".ipynb"]
    broken = [path.relative_to(places.root()).as_posix() for path in files if not _is_notebook(path)]
    restore = "git checkout -- lessons solutions" if places.in_checkout() else "install it again"
    if missing or broken or not files:
        text = "; ".join(
            filter(None, [
                "no notebooks found" if not files else "",
                f"missing: {', '.join(missing)}" if missing else "",
                f"not readable: {', '.join(broken)}" if broken else "",
            ])
        )  # fmt: skip
        yield Finding("Lessons", text, f"bring them back: {restore}")
    else:
        yield Finding("Lessons", f"{len(files)} notebooks, all readable")
    if not places.in_checkout() and (mine := copies.changed(copies.default_folder())):
        yield Finding("Your copies", f"you changed {', '.join(mine)}; they are never overwritten")


def _is_notebook(path: Path) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and bool(content.get("cells")) and "nbformat" in content


def shadows() -> Iterator[Finding]:
    """A file named like a package, beside a notebook, is imported in its place."""
    taken = {one.name for one in requirements.needed()} | sys.stdlib_module_names
    found = [
        path
        for folder in (places.root(), places.lessons(), places.solutions())
        for path in folder.glob("*.py")
        if path.stem in taken
    ]
    if found:
        names = ", ".join(map(str, found))
        yield Finding("File names", f"{names} hides the package of that name", "rename it")
    else:
        yield Finding("File names", "none hides a package")


ALWAYS: tuple[Callable[[], Iterator[Finding]], ...] = (
    python, private_environment, folders, disk, ports, browsers, lessons, shadows,
)  # fmt: skip
WHEN_INSTALLED: tuple[Callable[[], Iterator[Finding]], ...] = (packages, front_end, kernel, progress)
