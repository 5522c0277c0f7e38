"""The course's private environment: made on first use, checked at every start, repaired when needed.

It lies in ``.course/`` of the checkout, one folder for each Python. A stamp is written when
everything is in place and removed before anything is changed: no stamp, or one that tells of other
pins, another place or another Python, means that the environment is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course import places
from course.cli import installer, requirements, sources
from course.cli.failures import UNKNOWN, CommandError, explain
from course.cli.processes import alone, hand_over
from course.writing import write_atomically

GIGABYTE = 1e9
ROOM_NEEDED = 1.0 * GIGABYTE  # the packages take 0.45, with those of the tests 0.65; the rest is for caches


def folder() -> Path:
    """The environment's folder: it depends on the Python, so that two of them can take turns."""
    return places.private() / f"{sys.implementation.cache_tag}-{sys.platform}"


def interpreter() -> Path:
    """The environment's own Python."""
    return folder() / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def site_packages() -> Path:
    """Where the environment's packages are."""
    base = str(folder())
    return Path(sysconfig.get_path("purelib", "venv", vars={"base": base, "platbase": base}))


def _stamp() -> Path:
    return folder() / "course-environment.json"


def _expected() -> dict[str, str]:
    """What a stamp must say to be up to date."""
    text = requirements.PINS.read_text(encoding="utf-8")
    text += "\n".join(one.text for one in requirements.needed(("test",)))
    return {
        "pins": hashlib.sha256(text.encode()).hexdigest(),
        "folder": str(folder()),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }


def fault() -> str:
    """Why the environment must be made anew; empty when it is sound."""
    try:
        stamp = json.loads(_stamp().read_text(encoding="utf-8"))
        expected = _expected()
        if stamp["folder"] != expected["folder"]:
            return "the course was moved"
        if {name: stamp[name] for name in expected} != expected:
            return "the course now needs other packages"
        gone = set(stamp["packages"]) - _installed()
    except FileNotFoundError:
        return "an earlier installation was interrupted" if folder().exists() else "first use"
    except (OSError, ValueError, KeyError, TypeError):
        return "its stamp is damaged"
    if not interpreter().exists():
        return "the Python it was made with is gone"
    return f"{min(gone).split('-')[0]} is missing from it" if gone else ""


def _installed() -> set[str]:
    return {entry.name for entry in os.scandir(site_packages()) if entry.name.endswith(".dist-info")}


def extras_installed() -> set[str]:
    """The extras that a sound environment has."""
    return set(json.loads(_stamp().read_text(encoding="utf-8"))["extras"])


def is_ready(extras: tuple[str, ...] = ()) -> bool:
    """Is there a sound environment with these extras?"""
    return not fault() and set(extras) <= extras_installed()


def enter(extras: tuple[str, ...], argv: list[str]) -> None:
    """Return if this interpreter can do the verb; otherwise start it again in the private one.

    Raises:
        Stop: neither is possible; what to do.
    """
    lacking = requirements.missing(extras)
    if not lacking:
        if places.in_checkout():
            # Kernels start elsewhere and must find the same course.
            before = os.environ.get("PYTHONPATH")
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(places.root()), before]))
        return
    if not places.in_checkout():
        wanted = f"[{','.join(extras)}]" if extras else ""
        raise CommandError(
            f"This needs more than is installed: {'; '.join(lacking)}.",
            f"{sys.executable} -m pip install '{requirements.DISTRIBUTION}{wanted}'",
        )
    if Path(sys.prefix) == folder() and is_ready(extras):
        # What the stamp vouches for is not there: making it again and again would not help.
        raise CommandError(
            f"The private environment is damaged: {'; '.join(lacking)}.",
            f"Delete {folder()}",
            "and run the same command: it is made anew. Your work and progress are not in there.",
        )
    ensure(extras)
    hand_over([str(interpreter()), "-m", "course", *argv], child_environ())


def child_environ() -> dict[str, str]:
    """The variables for a program in the private environment."""
    environ = sources.clean(os.environ)
    binaries = str(interpreter().parent)
    return environ | {
        "VIRTUAL_ENV": str(folder()),
        "PATH": os.pathsep.join(filter(None, [binaries, environ.get("PATH", "")])),
    }


def ensure(extras: tuple[str, ...] = ()) -> None:
    """Make the environment, mend it or add what a verb needs; return at once when all is there."""
    if is_ready(extras):
        return
    with _writing(), alone(places.private() / "lock"):
        if is_ready(extras):  # another command made it while this one waited
            return
        why = fault()
        kept = () if why else tuple(extras_installed())
        _check_room()
        _announce(why)
        log = places.private() / "install.log"
        log.write_text(f"{sys.version}\n{sys.executable}\n", encoding="utf-8")
        _install(tuple(sorted({*kept, *extras})), fresh=bool(why), log=log)
        print("Ready.\n", flush=True)


@contextmanager
def _writing() -> Iterator[None]:
    """Say in words when the checkout's dot-folder cannot be written."""
    try:
        places.private().mkdir(exist_ok=True)
        yield
    except OSError as error:
        failure = explain(str(error))
        raise CommandError(failure.problem, str(error), *failure.remedy) from error


def _check_room() -> None:
    free = shutil.disk_usage(places.private()).free
    if free < ROOM_NEEDED:
        raise CommandError(
            f"The disk has {free / GIGABYTE:.1f} GB free; the course needs "
            f"{ROOM_NEEDED / GIGABYTE:.1f} GB to install itself.",
            f"Make room on the disk that holds {places.root()}",
            "and run the same command.",
        )


def _announce(why: str) -> None:
    if why == "first use":
        print("First use: the course makes itself a private environment, about 0.5 GB, in")
        print(f"  {folder()}")
        print("Nothing else on this machine is changed; deleting that folder undoes it.")
    elif why:
        print(f"The course's private environment is made anew: {why}.")
    else:
        print("The course adds what this command needs to its private environment.")


def _install(extras: tuple[str, ...], *, fresh: bool, log: Path) -> None:
    """Try each tool in turn: a machine may have a uv that cannot do what its pip can."""
    wanted = [one.text for one in requirements.needed(extras)]
    failed = None
    for tool in installer.tools(folder(), interpreter()):
        _stamp().unlink(missing_ok=True)
        try:
            if fresh and folder().exists():
                shutil.rmtree(folder())
            install = [*tool.install, "-c", str(requirements.PINS), *wanted]
            steps = [*(tool.make if fresh else ()), (f"Installing the packages with {tool.name}", install)]
            for number, (title, command) in enumerate(steps, 1):
                installer.run(f"[{number}/{len(steps)}] {title}", command, tool.environ, log)
        except installer.InstallError as error:
            failed = error
            fresh = True
        else:
            _finish(extras)
            return
    if failed:
        if failed.failure is UNKNOWN:
            print(f"\n{failed.tail}\n", file=sys.stderr)
        raise CommandError(failed.failure.problem, *failed.failure.remedy, f"Log: {log}") from failed


def _finish(extras: tuple[str, ...]) -> None:
    """Let the environment find this checkout's course, and vouch for it."""
    (site_packages() / "course-checkout.pth").write_text(f"{places.root()}\n", encoding="utf-8")
    stamp = _expected() | {"extras": list(extras), "packages": sorted(_installed())}
    write_atomically(_stamp(), json.dumps(stamp, indent=1))
