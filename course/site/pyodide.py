"""Which Pyodide the pages run, and where its files come from: its public address, or a folder that joins the site."""

from __future__ import annotations

import hashlib
import json
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course.cli.failures import CommandError
from course.site import slim

VERSION = "0.27.7"
"""The one that the tests run: Python 3.12 and numpy 2.0. Another one may work; nobody has tried."""

CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
STDLIB = "python_stdlib.zip"
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", STDLIB, "pyodide-lock.json")
PACKAGES = ("numpy",)
"""What a lesson needs beside the course's own files. Everything else that the course imports in a page is in its archive."""

FILES = {"numpy": "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"}
"""The packages' files."""

SUMS = {
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    STDLIB: "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    FILES["numpy"]: "ebb61241d962b98b21597d7ce43b67668a6d5bab3acec4fbe958657320d7cd08",
}
"""SHA-256 of what is run, as published: of npm's package pyodide and, for packages, as Pyodide's own lock says.

The lock itself is not run: it names packages, of which a page asks for none.
"""

SMALLER = {STDLIB: slim.stdlib, FILES["numpy"]: slim.numpy}
"""Files that a site of its own carries without what no page uses."""


SLOWEST = 60
"""Seconds that the public address may take for a file."""


@dataclass(frozen=True)
class Pyodide:
    """Pyodide's files.

    Attributes:
        folder: where they are to be copied from; None if visitors fetch them from :data:`CDN`.
        own: whether then, too, those of which a page uses only a part join the site: :data:`SMALLER`.
    """

    folder: Path | None = None
    own: bool = False

    @property
    def inside(self) -> tuple[str, ...]:
        """What of it the site carries."""
        if self.folder:
            return (*CORE, *FILES.values())
        return tuple(SMALLER) if self.own else ()

    def address(self, release: str, name: str = "") -> str:
        """Where a page finds a file, or the folder of all that is not found elsewhere; ``release``: the release's own files."""
        here = name in self.inside if name else self.folder is not None
        return f"{release}pyodide/{name}" if here else f"{CDN}{name}"

    @property
    def megabytes(self) -> int:
        """What the first lesson fetches in all, as a page says it."""
        return 8 if self.inside else 10

    @property
    def sums(self) -> dict[str, str]:
        """What a page checks before it runs what another host sent; nothing of what comes from the site itself."""
        return {name: found for name, found in SUMS.items() if name not in self.inside}

    @property
    def elsewhere(self) -> list[str]:
        """The addresses of what visitors fetch from another host."""
        return [f"{CDN}{name}" for name in (*CORE, *FILES.values()) if name not in self.inside]

    def copy(self, to: Path) -> None:
        """Put into the site what is to be there.

        Raises:
            Stop: a file is missing, is of another version, or is not what Pyodide's lock says.
        """
        if not self.inside:
            return
        if self.folder:
            version = json.loads(self._read("pyodide-lock.json"))["info"]["version"]
            if version != VERSION:
                raise CommandError(f"{self.folder} holds Pyodide {version}; the course needs {VERSION}.")
        to.mkdir(parents=True)
        for name in self.inside:
            content = self._read(name)
            found = hashlib.sha256(content).hexdigest()
            if name in SUMS and found != SUMS[name]:
                raise CommandError(
                    f"{name} in {self.folder or CDN} is not Pyodide's: its SHA-256 is {found}, not {SUMS[name]}."
                )
            (to / name).write_bytes(SMALLER[name](content) if name in SMALLER else content)

    def _read(self, name: str) -> bytes:
        if self.folder is None:
            return fetched(name)
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            raise CommandError(
                f"{self.folder} has no file {name}. Needed are the files of Pyodide {VERSION}: {', '.join(CORE)},"
                f" and the packages {', '.join(PACKAGES)}."
            ) from None


@cache
def fetched(name: str) -> bytes:
    """A file of the public address.

    Raises:
        OSError: it cannot be had.
    """
    with urllib.request.urlopen(f"{CDN}{name}", timeout=SLOWEST) as reply:
        content: bytes = reply.read()
    return content


def public() -> Pyodide:
    """Visitors fetch it from :data:`CDN`, but for what joins the site smaller, where the publisher can reach that address."""
    try:
        for name in SMALLER:
            fetched(name)
    except OSError:
        return Pyodide()
    return Pyodide(own=True)
