"""A notebook that JupyterLab saves can be read again without its kernel."""

from __future__ import annotations

import nbformat
from jupyter_server.services.contents.largefilemanager import LargeFileManager

from course.notebooks.document import WIDGET, code, node, read

VIEW = {"version_major": 2, "version_minor": 0, "model_id": "gone"}


def shown(**data):
    return nbformat.from_dict({"output_type": "display_data", "data": data, "metadata": {}})


def test_widget_references_leave_their_words_behind(tmp_path):
    manager = LargeFileManager(
        root_dir=str(tmp_path), pre_save_hook="course.notebooks.saving.pre_save"
    )
    both, alone = code("a"), code("b")
    both.outputs = [shown(**{WIDGET: VIEW, "text/plain": "words"})]
    alone.outputs = [shown(**{WIDGET: VIEW})]
    both.id, alone.id = "both", "alone"
    notebook = node(cells=[both, alone], metadata=node(), nbformat=4, nbformat_minor=5)
    manager.save({"type": "notebook", "format": "json", "content": notebook}, "page.ipynb")
    saved = read(tmp_path / "page.ipynb").cells
    assert saved[0].outputs[0].data == {"text/plain": "words"}
    assert set(saved[1].outputs[0].data) == {WIDGET}


def test_other_files_pass_untouched(tmp_path):
    manager = LargeFileManager(
        root_dir=str(tmp_path), pre_save_hook="course.notebooks.saving.pre_save"
    )
    manager.save({"type": "file", "format": "text", "content": WIDGET}, "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == WIDGET
