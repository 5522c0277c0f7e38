"""The desk's cells as a notebook: they are made, and lie in no file."""

from __future__ import annotations

from typing import Any

from nbformat import v4

from course.lessons.portfolio_desk import page


def desk() -> Any:
    """The notebook."""
    made: Any = v4  # a type checker knows nothing of what makes cells
    make = {"markdown": made.new_markdown_cell, "code": made.new_code_cell}
    notebook = made.new_notebook(cells=[make[kind](source) for kind, source in page.cells()])
    notebook.metadata.title = page.TITLE
    return notebook
