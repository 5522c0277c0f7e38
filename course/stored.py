"""What was worked out beforehand and is looked up: package data, one file a lesson, one line a thing.

A line is the digest of what was asked and, as JSON, the answer. Text, since whatever carries it (a wheel, a repository, a
page's archive) compresses it well, and so that two people's new lines are merged as lines. ``course derive`` writes the
files; tests work everything out again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any


def digest(asked: str) -> str:
    """The name under which an answer is found."""
    return hashlib.blake2b(asked.encode(), digest_size=8).hexdigest()


def found(folder: Traversable, name: str) -> Any:
    """The answer of that name, in whichever file of the folder it is; None if it is in none."""
    start = f'\n"{name}": '.encode()
    for file in folder.iterdir() if folder.is_dir() else ():
        content = file.read_bytes()
        if (at := content.find(start)) >= 0:
            line = content[at + len(start) : content.index(b"\n", at + 1)]
            return json.loads(line.removesuffix(b","))
    return None


def text(answers: Mapping[str, Any]) -> str:
    """The file that holds these answers: JSON, the same for the same ones."""
    lines = (f'"{name}": {json.dumps(answer, separators=(",", ":"))}' for name, answer in sorted(answers.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"
