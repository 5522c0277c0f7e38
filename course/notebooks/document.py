"""Reading, writing and canonical form of a notebook: the same content is always the same bytes."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from course.lessons.syllabus import BEATS, Entry
from course.writing import write_atomically

EXERCISE = "exercise:"
"""Prefix of the tag that marks the cell of an exercise; the exercise's name follows."""

WIDGET = "application/vnd.jupyter.widget-view+json"
"""A reference to a live widget, in an output's bundle of alternatives."""

FOLDER_NOTE = {"lessons": "", "solutions": " (solutions)"}


def node(**fields: Any) -> NotebookNode:
    """A piece of a notebook; nested dicts are for the caller to wrap."""
    return NotebookNode(**fields)  # type: ignore[no-untyped-call]


def copy_of(notebook: NotebookNode) -> NotebookNode:
    """A deep copy."""
    return copy.deepcopy(notebook)


def read(path: Path) -> NotebookNode:
    """Read and validate a notebook of format 4.

    Raises:
        nbformat.ValidationError: the file is JSON but no valid notebook.
    """
    notebook: NotebookNode = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    nbformat.validate(notebook)
    return notebook


def text_of(notebook: NotebookNode) -> str:
    """The exact text of the file."""
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write if that changes the file; say whether it did."""
    return put(text_of(notebook), path)


def put(text: str, path: Path) -> bool:
    """The same for any text."""
    new = text.encode()
    if path.exists() and path.read_bytes() == new:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, new)
    return True


def tags(cell: NotebookNode) -> list[str]:
    """The cell's tags, none if it has none."""
    return list(cell.metadata.get("tags", []))


def exercise_of(cell: NotebookNode) -> str | None:
    """The name of the exercise whose cell this is."""
    return next((tag.removeprefix(EXERCISE) for tag in tags(cell) if tag.startswith(EXERCISE)), None)


def hidden(cell: NotebookNode) -> bool:
    """Whether JupyterLab shows the cell's source folded away."""
    return bool(cell.metadata.get("jupyter", {}).get("source_hidden", False))


def markdown(source: str) -> NotebookNode:
    """A new Markdown cell."""
    return node(cell_type="markdown", id="new", metadata=node(), source=source)


def code(source: str, *, tags: list[str] | None = None, hide: bool = False) -> NotebookNode:
    """A new code cell that has not run."""
    metadata = node()
    if hide:
        metadata.jupyter = node(source_hidden=True)
    if tags:
        metadata.tags = sorted(tags)
    return node(cell_type="code", id="new", metadata=metadata, source=source, execution_count=None, outputs=[])


def by_beat(notebook: NotebookNode) -> Iterator[tuple[str, NotebookNode]]:
    """Each cell with the beat it stands in; ``"start"`` before the first."""
    beat = "start"
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for heading in re.findall(r"^## +(.+?) *$", cell.source, flags=re.MULTILINE):
                beat = heading.lower() if heading in BEATS else beat
        yield beat, cell


def canonical(notebook: NotebookNode, entry: Entry, *, folder: str = "solutions") -> NotebookNode:
    """The notebook with nothing in it but its content: sources, tags, hidden flags; no outputs.

    Cells are named by their beat and place (``"explore-2"``), so names are readable, unique and repeatable, and adding
    a cell renames only those after it in the same beat.
    """
    cells, counts = [], dict[str, int]()
    for beat, cell in by_beat(notebook):
        source = cell.source.strip("\n").rstrip()
        if not source and exercise_of(cell) is None:
            continue
        fresh = markdown(source) if cell.cell_type == "markdown" else code(source, tags=tags(cell), hide=hidden(cell))
        counts[beat] = counts.get(beat, 0) + 1
        fresh.id = f"{beat}-{counts[beat]}"
        cells.append(fresh)
    metadata = node(
        kernelspec=node(display_name="Python 3", language="python", name="python3"),
        language_info=node(name="python"),
        title=entry.heading + FOLDER_NOTE[folder],
    )
    return node(cells=cells, metadata=metadata, nbformat=4, nbformat_minor=5)


def with_exercises(notebook: NotebookNode, source: Callable[[str], str]) -> NotebookNode:
    """A copy in which the cell of each exercise holds ``source(name)``."""
    filled = copy_of(notebook)
    for cell in filled.cells:
        name = exercise_of(cell)
        if name is not None:
            cell.source = source(name).strip("\n").rstrip()
    return filled
