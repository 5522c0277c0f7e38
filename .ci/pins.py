# /// script
# requires-python = ">=3.11"
# dependencies = ["jupyter-repo2docker==2026.4.0", "uv"]
# ///
"""Renew the pinned versions: ``uv run .ci/pins.py``.

Writes ``course/cli/pins.txt`` (what `course lab` and `course test` install, for every system and
Python at once) and ``binder/requirements.txt`` (the part of it that Binder's image lacks).
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import base_image

ROOT = Path(__file__).resolve().parents[1]
PINS = ROOT / "course" / "cli" / "pins.txt"
BINDER = ROOT / "binder"


def compiled(*options: str) -> list[str]:
    """The lines of ``name==version ; marker`` that satisfy pyproject.toml: no address, no hash."""
    command = ["uv", "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--upgrade", *options]
    result = subprocess.run([*command, "pyproject.toml"], cwd=ROOT, check=True, capture_output=True, text=True)
    return result.stdout.splitlines()


def name(line: str) -> str:
    """The package that a line pins."""
    return base_image.normal(line.split("==")[0])


def main() -> None:
    """Write both files."""
    pins = compiled("--universal", "--python-version", "3.11", "--extra", "test")
    PINS.write_text("\n".join(pins) + "\n", encoding="utf-8")

    python = (BINDER / "runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    there = base_image.versions(python)
    with tempfile.TemporaryDirectory() as scratch:
        constraints = Path(scratch, "constraints.txt")
        lines = [f"{package}=={version}" for package, version in there.items()]
        lines += [line for line in pins if name(line) not in there]
        constraints.write_text("\n".join(lines), encoding="utf-8")
        needed = compiled("--python-version", python, "--constraint", str(constraints))
    lacking = [line for line in needed if name(line) not in there]
    (BINDER / "requirements.txt").write_text("\n".join(lacking) + "\n", encoding="utf-8")
    print(f"{len(pins)} pins, {len(lacking)} of them for Binder")


if __name__ == "__main__":
    main()
