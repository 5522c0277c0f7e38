"""The command line: prepares what a verb needs, then hands over to it.

Only the standard library is imported until the verb's own packages are known to be there, so that
``python3 -m course lab`` works on a machine that has nothing but Python.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from dataclasses import dataclass

import course
from course.cli import environment
from course.cli.failures import CommandError, refused


@dataclass(frozen=True)
class Verb:
    """One command: the module whose ``main(argv)`` does it, and the extras that module needs."""

    module: str
    help: str
    extras: tuple[str, ...] = ()


VERBS = {
    "lab": Verb("course.cli.lab", "open the course in JupyterLab, on lesson 00"),
    "apps": Verb("course.apps", "present the lessons as web apps, with the code hidden"),
    "desk": Verb("course.apps.desk", "open the portfolio desk: the apps, on the page of the desk"),
    "site": Verb("course.site", "write the course as plain files: no server, Python in the visitor's browser"),
    "test": Verb("course.cli.testing", "run every check of the course", ("test",)),
    "doctor": Verb("course.cli.doctor", "say what is installed and what is wrong, and how to mend it"),
    "derive": Verb("course.notebooks", "for authors: make lessons/ from solutions/", ("test",)),
    "python": Verb("course.cli.inside", "for authors: run Python where the course runs", ("test",)),
}


def run(argv: list[str]) -> int:
    """Run one verb and return its exit status; a problem we know is said in words, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A console or a pipe that cannot show a character shows "?" rather than stopping the course.
        getattr(stream, "reconfigure", lambda **_: None)(errors="replace")
    verb, rest = _parse(argv)
    if (wish := os.environ.get("COURSE_PROGRESS", "")) not in ("", "memory"):
        # Kernels start in the folder of their notebook: a place beside this one must mean the same to all of them.
        os.environ["COURSE_PROGRESS"] = os.path.abspath(os.path.expanduser(wish))  # noqa: PTH100, PTH111 (they never raise)
    try:
        if verb is not VERBS["doctor"]:
            environment.enter(verb.extras, argv)
        elif environment.is_ready():
            environment.enter((), argv)
        return int(importlib.import_module(verb.module).main(rest) or 0)
    except CommandError as stop:
        print(f"\n{stop}", file=sys.stderr)
        return stop.status
    except OSError as error:  # the machine refused: that is said in words, too
        print(f"\n{refused(error)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def _parse(argv: list[str]) -> tuple[Verb, list[str]]:
    width = max(map(len, VERBS))
    parser = argparse.ArgumentParser(
        prog="course",
        description="Cross and isolated margin for perpetual futures: an interactive course.",
        epilog="verbs:\n"
        + "\n".join(f"  {name:<{width}}  {verb.help}" for name, verb in VERBS.items())
        + "\n\n`course VERB --help` lists the options of a verb.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"course {course.__version__}")
    parser.add_argument("verb", metavar="VERB", choices=VERBS, help=" | ".join(VERBS))
    if not argv:
        parser.print_help()
        parser.exit(2)
    options = parser.parse_args(argv[:1])
    if options.verb != "python" and not all(word.strip() for word in argv):
        # As a folder it would mean this one, as an address all of them, as a test every file that lies around.
        parser.error(f"one of the words after {options.verb} is empty: leave it out, or fill it in")
    return VERBS[options.verb], argv[1:]
