"""Specifications that Altair has drawn already: package data, one file a lesson, one line a design.

A line is the digest of a recipe and what Altair answers to it. ``course derive`` writes them (see
:mod:`course.notebooks.designs`); a test has Altair draw every one again. Text, since whatever carries it (a wheel, a
repository, a page's archive) compresses it to a twentieth, and so that two people's new designs are merged as lines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

FOLDER = "designs"


def stored(digest: str) -> dict[str, Any] | None:
    """The specification drawn by that recipe, in whichever file it is; None if it is in none."""
    start = f'\n"{digest}": '.encode()
    folder = files(__package__) / FOLDER
    for file in folder.iterdir() if folder.is_dir() else ():
        content = file.read_bytes()
        if (at := content.find(start)) >= 0:
            line = content[at + len(start) : content.index(b"\n", at + 1)]
            spec: dict[str, Any] = json.loads(line.removesuffix(b","))
            return spec
    return None


def text(specs: Mapping[str, Any]) -> str:
    """The file that holds these designs, by digest: JSON, the same for the same ones."""
    lines = (f'"{digest}": {json.dumps(spec, separators=(",", ":"))}' for digest, spec in sorted(specs.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"
