"""Which Pyodide the pages run, and where its files come from: its public address, or a folder that joins the site."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from course.cli.failures import Stop

VERSION = "0.27.7"
"""The one that the tests run: Python 3.12 and numpy 2.0. Another one may work; nobody has tried."""

CDN = f"https://cdn.jsdelivr.net/pyodide/v{VERSION}/full/"
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
PACKAGES = ("numpy",)
"""What a lesson needs beside the course's own files. Everything else that the course imports in a page is in its archive."""

FILES = {"numpy": "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl"}
"""The packages' files."""

SUMS = {"numpy": "ebb61241d962b98b21597d7ce43b67668a6d5bab3acec4fbe958657320d7cd08"}
"""SHA-256 of the packages, as Pyodide's own lock gives them."""


@dataclass(frozen=True)
class Pyodide:
    """Pyodide's files.

    Attributes:
        folder: where they are to be copied from; None if visitors fetch them from :data:`CDN`.
    """

    folder: Path | None = None

    def address(self, release: str) -> str:
        """Where a page finds them, with a slash at the end; ``release`` is the address of the release's own files."""
        return f"{release}pyodide/" if self.folder else CDN

    @property
    def elsewhere(self) -> list[str]:
        """The addresses of what visitors fetch from another host."""
        return [] if self.folder else [f"{CDN}{name}" for name in (*CORE, *FILES.values())]

    def copy(self, to: Path) -> None:
        """Put them into the site, if they are to be there.

        Raises:
            Stop: a file is missing, is of another version, or is not what Pyodide's lock says.
        """
        if self.folder is None:
            return
        lock = json.loads(self._read("pyodide-lock.json"))
        version = lock["info"]["version"]
        if version != VERSION:
            raise Stop(f"{self.folder} holds Pyodide {version}; the course needs {VERSION}.")
        to.mkdir(parents=True)
        for name in CORE:
            self._read(name)
            shutil.copyfile(self.folder / name, to / name)
        for package in PACKAGES:
            name = FILES[package]
            found = hashlib.sha256(self._read(name)).hexdigest()
            if found != SUMS[package]:
                raise Stop(f"{name} in {self.folder} is not Pyodide's: its SHA-256 is {found}, not {SUMS[package]}.")
            shutil.copyfile(self.folder / name, to / name)

    def _read(self, name: str) -> bytes:
        assert self.folder is not None
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            raise Stop(
                f"{self.folder} has no file {name}. Needed are the files of Pyodide {VERSION}: {', '.join(CORE)},"
                f" and the packages {', '.join(PACKAGES)}."
            ) from None
