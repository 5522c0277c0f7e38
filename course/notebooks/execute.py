"""Run a notebook in a fresh kernel of *this* Python, cut off from whoever runs it."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

from course import places
from course.notebooks import outputs
from course.notebooks.document import copy_of


class ThisPython(AsyncKernelManager):
    """Whatever kernel is asked for, start the interpreter that runs us, not one that a user registered by its name."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The interpreter that runs us, with ipykernel's own command line."""
        return KernelSpec(resource_dir=str(RESOURCES), **get_kernel_dict())


def isolation(scratch: Path) -> dict[str, str]:
    """Environment variables under which outputs are the same for everyone: no progress, no profile of the user's."""
    source = str(places.PACKAGE.parent)
    inherited = os.environ.get("PYTHONPATH", "")
    return {
        "COURSE_PROGRESS": str(scratch / "progress.json"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "PYTHONPATH": os.pathsep.join(filter(None, [source, inherited])),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "COURSE_PICTURES": "",
    }


def execute(notebook: NotebookNode, *, folder: Path, pictures: bool, timeout: int = 180) -> NotebookNode:
    """A copy of the notebook with the outputs of a fresh run, ready to be saved.

    Args:
        notebook: canonical source.
        folder: working directory of the kernel.
        pictures: let charts add a picture of themselves.
        timeout: seconds a single cell may take.

    Raises:
        OutputError: a cell failed, or wrote what must not be saved; the message shows the cell.
    """
    copy = copy_of(notebook)
    with TemporaryDirectory(prefix="course-notebook-", ignore_cleanup_errors=True) as scratch:
        environment = {**os.environ, **isolation(Path(scratch))}
        if pictures:
            environment["COURSE_PICTURES"] = "1"
        client = NotebookClient(
            copy,
            kernel_manager_class=ThisPython,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": str(folder)}},
            timeout=timeout,
            allow_errors=True,
            store_widget_state=False,
            record_timing=False,
        )
        client.execute(env=environment)
    copy.metadata = copy_of(notebook.metadata)  # the run noted its Python's version there
    return outputs.tidy(copy)
