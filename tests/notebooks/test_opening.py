"""A saved notebook opens with its widgets while its kernel lives, and in words ever after."""

from __future__ import annotations

import asyncio

import nbformat
import pytest
from traitlets import Any
from traitlets.config import Configurable

from course.notebooks.document import WIDGET, code, node
from course.notebooks.opening import Notebooks
from tests.apart import apart

VIEW = {"version_major": 2, "version_minor": 0, "model_id": "some"}


def shown(**data):
    return nbformat.from_dict({"output_type": "display_data", "data": data, "metadata": {}})


class Server(Configurable):
    """As much of a server as reading needs: kernels run for some notebooks."""

    running = Any()
    state = "idle"

    @property
    def session_manager(self):
        return self

    async def list_sessions(self):
        return [{"path": one, "kernel": {"execution_state": self.state}} for one in self.running]


def opened(folder, path, *running, **how):
    """The file's model, as such a server gives it."""
    manager = Notebooks(root_dir=str(folder), parent=Server(running=running))
    return apart(asyncio.run, manager.get(path, **how))


@pytest.fixture
def folder(tmp_path):
    both, alone, said = code("a"), code("b"), code("c")
    both.outputs = [shown(**{WIDGET: VIEW, "text/plain": "words"})]
    alone.outputs = [shown(**{WIDGET: VIEW})]
    said.outputs = [nbformat.from_dict({"output_type": "stream", "name": "stdout", "text": "said"})]
    cells = [both, alone, said]
    for number, cell in enumerate(cells):
        cell.id = f"cell{number}"
    (tmp_path / "lessons").mkdir()
    page = node(cells=cells, metadata=node(), nbformat=4, nbformat_minor=5)
    nbformat.write(page, tmp_path / "lessons" / "page.ipynb")
    (tmp_path / "notes.txt").write_text(WIDGET)
    return tmp_path


def test_widgets_of_a_kernel_that_is_gone_leave_their_words_behind(folder):
    first, second, third = opened(folder, "lessons/page.ipynb", "other.ipynb")["content"]["cells"]

    assert first.outputs[0].data == {"text/plain": "words"}
    assert set(second.outputs[0].data) == {WIDGET}
    assert third.outputs[0].text == "said"


@pytest.mark.parametrize("path", ["lessons/page.ipynb", "/lessons/page.ipynb"])
def test_widgets_of_a_living_kernel_stay(folder, path):
    cells = opened(folder, path, "lessons/page.ipynb")["content"]["cells"]

    assert set(cells[0].outputs[0].data) == {WIDGET, "text/plain"}


class Slow(Notebooks):
    """On a busy machine the kernel that the page asks for beside the file is there before the file is read."""

    async def _read_notebook(self, *args, **kwargs):
        self.parent.running = ["lessons/page.ipynb"]
        return await super()._read_notebook(*args, **kwargs)


def test_a_kernel_that_is_only_being_started_holds_no_widgets(folder):
    new = Server(running=["lessons/page.ipynb"])
    new.state = "starting"
    for make, server in ((Notebooks, new), (Slow, Server(running=[]))):
        manager = make(root_dir=str(folder), parent=server)
        cells = apart(asyncio.run, manager.get("lessons/page.ipynb"))["content"]["cells"]
        assert set(cells[0].outputs[0].data) == {"text/plain"}
        assert server.running


def test_everything_else_passes_untouched(folder):
    assert opened(folder, "notes.txt")["content"] == WIDGET
    assert opened(folder, "lessons/page.ipynb", content=False)["content"] is None
    assert [one["name"] for one in opened(folder, "lessons")["content"]] == ["page.ipynb"]
