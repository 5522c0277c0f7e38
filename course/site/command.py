"""The command line of the site."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from course import places
from course.cli.failures import CommandError
from course.imports import GRAMMARS, without
from course.site.pyodide import CDN, Pyodide, public


def run(argv: list[str]) -> int:
    """Build; say what came out and how to look at it.

    Raises:
        CommandError: the folder cannot be used, or files of Pyodide are missing; said in words.
    """
    parser = argparse.ArgumentParser(
        prog="course site",
        description="Write the course as plain files that any web host can serve: no server of the course's own, Python"
        " runs in each visitor's browser.",
    )
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to write; an earlier site in it is replaced")
    parser.add_argument(
        "--pyodide",
        metavar="DIR",
        type=Path,
        help="a folder with Pyodide's files and the wheel of numpy: they are copied into the site, which then asks no"
        f" other host for anything (default: visitors fetch them from {CDN}, but"
        " for numpy and the standard library, which join the site without what no page uses, where that address can be reached"
        " while the site is built)",
    )
    parser.add_argument(
        "--lab",
        action="store_true",
        help="add the notebooks in a JupyterLab that runs in the browser (JupyterLite); needs --pyodide with the packages of"
        " Pyodide that JupyterLab asks for",
    )
    parser.add_argument("--root", type=Path, default=places.root(), help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.out.exists() and any(given.out.iterdir()) and not (given.out / "sw.js").is_file():
        raise CommandError(
            f"{given.out} holds something that is no site of the course: name another folder, or empty it."
        )
    if given.pyodide and not given.pyodide.is_dir():
        raise CommandError(f"{given.pyodide} is no folder.")
    if not (given.root / "lessons").is_dir():
        raise CommandError(f"There are no lessons in {given.root}.")
    given.out.mkdir(parents=True, exist_ok=True)  # a folder that cannot be is told before seconds of imports
    with without(GRAMMARS):
        from course.site.build import build
    pyodide = Pyodide(given.pyodide) if given.pyodide else public()
    made = build(given.out, pyodide, given.root.resolve(), lab=given.lab)
    sys.stdout.write(
        f"{len(made.lessons)} lessons, {made.bytes / 1e6:.1f} MB, release {made.release}, in {given.out}\n"
        f"To look at it:  python3 -m http.server --bind 127.0.0.1 --directory {given.out}\n"
    )
    if not pyodide.inside:
        sys.stdout.write(
            f"{CDN} could not be reached: a visitor's first lesson fetches all of it from there, 2 MB more.\n"
        )
    return 0
