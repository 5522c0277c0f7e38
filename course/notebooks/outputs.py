"""Outputs as they are saved: what is seen where no kernel runs.

A widget's output is a bundle of alternatives. Viewers pick by their own order (JupyterLab: widget, HTML, picture, text; in
a notebook it does not trust yet, only the safe ones; nbconvert and GitHub: HTML before picture before text), none shows
two of them, and a saved widget reference without its model is an error message on the page. So a saved output holds no
widget reference, and a picture is set apart as an output of its own *above* its words: every viewer then shows both.

nbval compares values mime type by mime type and passes over pictures and widget references, so a fresh run, in which
picture and words are one bundle or the picture is missing, still matches to the letter of the words.
"""

from __future__ import annotations

import base64

from nbformat import NotebookNode

from course.notebooks.document import WIDGET, node
from course.notebooks.pictures import compact

PICTURES = ("image/png", "image/jpeg")


class OutputError(Exception):
    """A cell said something that must not be saved: an error, a warning, or an output that no replay can match."""


def tidy(notebook: NotebookNode) -> NotebookNode:
    """Rewrite the outputs of an executed notebook in place, and number its runs from 1.

    Raises:
        OutputError: an error, text on stderr, or an output of a kind that cannot be compared.
    """
    count = 0
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        outputs: list[NotebookNode] = []
        for output in cell.outputs:
            outputs += _saved(output, cell)
        cell.outputs = outputs
    return notebook


def _saved(output: NotebookNode, cell: NotebookNode) -> list[NotebookNode]:
    kind = output.output_type
    if kind == "error":
        raise OutputError(f"cell {cell.id} raised {output.ename}: {output.evalue}\n\n{cell.source}")
    if kind == "stream":
        if output.name != "stdout":
            raise OutputError(f"cell {cell.id} wrote to {output.name}:\n{output.text}")
        return [node(output_type="stream", name="stdout", text=output.text)]
    bundle = dict(output.data)
    bundle.pop(WIDGET, None)
    pictures = {mime: bundle.pop(mime) for mime in PICTURES if mime in bundle}
    if not bundle:
        raise OutputError(f"cell {cell.id} shows something that has no words: add text/plain\n\n{cell.source}")
    words = node(output_type=kind, data=node(**bundle), metadata=node())
    if kind == "execute_result":
        words.execution_count = cell.execution_count
    saved = [words]
    if pictures:
        alt = node(alt=str(bundle.get("text/plain", "")))
        if "image/png" in pictures:
            small = compact(base64.b64decode(pictures["image/png"]))
            pictures["image/png"] = base64.b64encode(small).decode()
        saved.insert(
            0,
            node(
                output_type="display_data",
                data=node(**pictures),
                metadata=node(**dict.fromkeys(pictures, alt), needs_background="light"),
            ),
        )
    return saved


def pictures_of(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Every saved picture as (cell id, base64 text)."""
    return [
        (cell.id, output.data[mime])
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        for mime in PICTURES
        if mime in output.get("data", {})
    ]
