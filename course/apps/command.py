"""The command line of the apps."""

from __future__ import annotations

import argparse
import logging
import os
from dataclasses import fields
from functools import partial
from pathlib import Path

from course.apps.address import must_be_free
from course.apps.config import Options, configuration, environment
from course.apps.server import LessonServer
from course.cli.lab import port_number
from course.frontend import assets


def run(argv: list[str], opens: str = "") -> int:
    """Serve until stopped, with a page opened that is not the first; return the exit status.

    Raises:
        Stop: the address or the port cannot be had; said in words.
    """
    options = parse(argv)
    must_be_free(options.address, options.port)
    os.environ.update(environment(options, assets.version()))
    if not options.verbose:
        # A mistyped address, or a full house, is the visitor's affair, not the terminal's; what is our fault says so itself.
        for log in ("tornado.access", "tornado.general"):
            logging.getLogger(log).setLevel(logging.CRITICAL)
    server = LessonServer(config=configuration(options))
    server.browse = options.browser
    server.public = options.others
    server.opens = opens
    server.initialize([])
    server.start()
    return 0


def parse(argv: list[str]) -> Options:
    """Options from the command line."""
    default = Options()
    parser = argparse.ArgumentParser(
        prog="course apps", description="Present the lessons as web apps: a page with all of them, the code hidden."
    )
    flags: dict[str, dict[str, object]] = {
        "port": {"type": port_number, "help": "the port to listen on (default: a free one from 8866)"},
        "address": {
            "help": "the network address to listen on (default: this machine only; any other implies --public)"
        },
        "warm": {
            "type": partial(whole, 0),
            "metavar": "N",
            "help": "Pythons kept ready for the next page (default: %(default)s)",
        },
        "most": {"type": partial(whole, 1), "metavar": "N", "help": "pages open at once (default: %(default)s)"},
        "idle": {
            "type": partial(whole, 1),
            "metavar": "SECONDS",
            "help": "after how long the Python of a page that vanished is put away (default: %(default)s)",
        },
        "root": {"type": Path, "help": argparse.SUPPRESS},
    }
    for name, settings in flags.items():
        parser.add_argument(f"--{name}", default=getattr(default, name), **settings)  # type: ignore[arg-type]
    parser.add_argument(
        "--no-browser", dest="browser", action="store_false", help="print the address instead of opening a browser"
    )
    parser.add_argument(
        "--public",
        action="store_true",
        help="others may come, for example through a proxy: progress is kept in each visitor's own browser, nothing of"
        " it on this machine (COURSE_PROGRESS does not count). Without it only this machine is answered",
    )
    parser.add_argument("--verbose", action="store_true", help="log what the server does")
    given = parser.parse_args(argv)
    return Options(**{field.name: getattr(given, field.name) for field in fields(Options)})


LARGEST = 1_000_000
"""No count and no number of seconds here is larger."""


def whole(least: int, text: str) -> int:
    """A whole number from the command line, up to :data:`LARGEST`."""
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:20]) <= LARGEST:
        raise argparse.ArgumentTypeError(f"{text[:30]} is not a whole number from {least} to {LARGEST:,}")
    return int(text)
