"""Designs built before, on this machine, by this very code.

Building a chart's specification with Altair takes half a second, and importing Altair as much
again; reading it back takes a millisecond, in a kernel that then needs neither Altair nor pandas.
A design is a pure function of its arguments, so what it returned stays good until a source file of
the course or the version of Altair changes: then all that was kept is forgotten.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import places
from ..writing import write_atomically

PACKAGE = Path(__file__).parents[1]

Spec = dict[str, Any]


def kept(function: Callable[..., Any], about: Any, build: Callable[[], list[Spec]]) -> list[Spec]:
    """What ``build()`` returns, from an earlier time if possible.

    Args:
        function: the design. Kept only if it is the course's own and sees nothing but its arguments
            and its module: a learner's design, or one that closes over something, is built anew.
        about: everything else that the result depends on; its ``repr`` says it all.
        build: builds the specifications; JSON, so that a kept one is the same.
    """
    code = getattr(function, "__code__", None)
    module = getattr(function, "__module__", "") or ""
    if code is None or not module.startswith("course.") or getattr(function, "__closure__", None):
        return build()
    place = f"{module}:{code.co_qualname}:{code.co_firstlineno}"
    path = folder() / f"{_digest(f'{place} {about!r}')}.json"
    try:
        specs: list[Spec] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        specs = build()
        _keep(path, json.dumps(specs))
    return specs


@cache
def folder() -> Path:
    """Where the designs of this state of the sources are kept."""
    return places.settings().parent / "designs" / _digest(f"{version('altair')} {_state(PACKAGE)}")


def _state(package: Path) -> list[tuple[str, int, int]]:
    """Name, time and size of every source file: what changes whenever one of them is edited."""
    found = []
    for path in package.rglob("*.py"):
        status = path.stat()
        found.append((path.relative_to(package).as_posix(), status.st_mtime_ns, status.st_size))
    return sorted(found)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _keep(path: Path, text: str) -> None:
    """Write in one step, forget other states; a place that cannot be written to keeps nothing."""
    with contextlib.suppress(OSError):
        if not path.parent.exists():
            for other in path.parent.parent.glob("*/"):
                shutil.rmtree(other, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text, private=True)
