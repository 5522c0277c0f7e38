"""What can be chosen when the apps are started; read before anything large is imported, so that a mistyped word costs no wait."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path

from course import places
from course.apps.address import is_here
from course.cli.failures import CommandError
from course.cli.lab import port_number

PORT = 8866


@dataclass(frozen=True)
class Options:
    """What can be chosen when the apps are started.

    Attributes:
        port: the port; None means the first free one from :data:`PORT` on.
        address: the network address to listen on.
        public: whether others may come, whatever the address says (behind a proxy).
        browser: whether to open one.
        warm: kernels kept ready.
        most: pages that may be open at once.
        idle: seconds after which the kernel of a closed page is shut down, had the page been unable
            to say that it closed.
        root: the folder that holds ``lessons/``.
        verbose: whether to log what the server does.
    """

    port: int | None = None
    address: str = "localhost"
    public: bool = False
    browser: bool = True
    warm: int = 1
    most: int = 16
    idle: int = 600
    root: Path = field(default_factory=places.root)
    verbose: bool = False

    @property
    def others(self) -> bool:
        """Whether anybody but the user of this machine may come."""
        return self.public or not is_here(self.address)


ABOUT = {
    "apps": "Present the lessons as web apps: a page with all of them, the code hidden.",
    "desk": "Open the portfolio desk: the web apps, on the page of the desk.",
}
"""The verbs that serve the apps, and what each is for."""


def parse(argv: list[str], verb: str = "apps") -> Options:
    """Options from the command line of one of the verbs.

    Raises:
        CommandError: there are no lessons where they are said to be.
    """
    default = Options()
    parser = argparse.ArgumentParser(prog=f"course {verb}", description=ABOUT[verb])
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
    if not (given.root / "lessons").is_dir():
        raise CommandError(f"There are no lessons in {given.root}.")
    return Options(**{field.name: getattr(given, field.name) for field in fields(Options)})


LARGEST = 1_000_000
"""No count and no number of seconds here is larger."""


def whole(least: int, text: str) -> int:
    """A whole number from the command line, up to :data:`LARGEST`."""
    if not (text.isascii() and text.isdigit()) or not least <= int(text[:20]) <= LARGEST:
        raise argparse.ArgumentTypeError(f"{text[:30]} is not a whole number from {least} to {LARGEST:,}")
    return int(text)
