"""An installed course gives the learner copies of the notebooks, and never takes their work away.

What was delivered is remembered by its hash. A notebook that still is as delivered is replaced
when a new version of the course brings a newer one; one that the learner changed stays as it is,
and the newer one is laid beside it under a name of its own.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import course
from course import places
from course.cli.failures import CommandError
from course.writing import write_atomically

MANIFEST = ".course-delivered.json"


def default_folder() -> Path:
    """Where the copies are kept unless the learner says otherwise."""
    return places.home() / "margin-course"


def refresh(folder: Path) -> str:
    """Bring the learner's folder up to date and say in words what was done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new, updated, beside = _refresh(folder)
    except OSError as error:
        raise CommandError(
            f"The lessons cannot be copied to {folder}: {error.strerror or error}.",
            "Choose a folder that you may write to:  course lab --folder PATH",
        ) from error
    parts = [f"Your notebooks are in {folder}"]
    if new:
        parts.append(f"{len(new)} copied")
    if updated:
        parts.append(f"{len(updated)} brought up to date")
    if beside:
        parts.append(f"{len(beside)} kept as you changed them, the newer version beside them: {', '.join(beside)}")
    return "; ".join(parts) + "."


def _refresh(folder: Path) -> tuple[list[str], list[str], list[str]]:
    manifest = folder / MANIFEST
    delivered: dict[str, str] = _read(manifest)
    new, updated, beside = [], [], []
    for source in delivered_files():
        name = source.relative_to(places.root()).as_posix()
        target = folder / name
        offered = _hash(_offered(source))
        if not target.exists():
            _copy(source, target)
            new.append(name)
        elif (mine := _hash(target.read_bytes())) != offered:
            if mine == delivered.get(name):
                _copy(source, target)
                updated.append(name)
            elif offered != delivered.get(name):
                newer = target.with_name(f"{target.stem}.version-{course.__version__}{target.suffix}")
                if not newer.exists():
                    _copy(source, newer)
                    beside.append(newer.relative_to(folder).as_posix())
        delivered[name] = offered
    write_atomically(manifest, json.dumps(delivered, indent=1, sort_keys=True))
    return new, updated, beside


def delivered_files() -> list[Path]:
    """What a learner gets: the notebooks and what lies beside them (pictures, data)."""
    return sorted(
        path
        for folder in (places.lessons(), places.solutions())
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith((".", "__")) for part in path.parts[-2:])
    )


def changed(folder: Path) -> list[str]:
    """The delivered notebooks that a learner has changed since."""
    return sorted(
        name
        for name, digest in _read(folder / MANIFEST).items()
        if (folder / name).is_file() and _hash((folder / name).read_bytes()) != digest
    )


def _read(manifest: Path) -> dict[str, str]:
    try:
        return dict(json.loads(manifest.read_text(encoding="utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        # Not knowing what was delivered, every difference counts as the learner's work.
        return {}


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all: an interruption must not leave half a notebook that looks like an edit."""
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(target, _offered(source))


def _offered(source: Path) -> bytes:
    """What is copied: a notebook has its prose in the learner's language."""
    from course.language import (
        notebook,
    )  # nothing else of the command line needs more than the standard library and itself

    content = source.read_bytes()
    return notebook(content) if source.suffix == ".ipynb" else content


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
