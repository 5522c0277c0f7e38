"""A pytest plugin beside nbval: every notebook starts from nothing, and no cell passes without being compared.

nbval runs a cell whose execution count is missing but compares nothing, and obeys tags that switch the comparison off; a
stripped notebook passes whole. Here such a cell fails. Loaded by :func:`course.notebooks.pytest_arguments`.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Generator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from course.imports import GRAMMARS, without

with without(GRAMMARS):  # this plugin is the first to import nbval in each of pytest's workers
    from nbval.plugin import IPyNbCell, comment_markers, find_metadata_tags  # type: ignore[import-untyped]

    from course.notebooks.execute import isolation

_SCRATCH = pytest.StashKey[TemporaryDirectory[str]]()
_number = itertools.count()


def pytest_configure(config: pytest.Config) -> None:
    """Make the folder under which every notebook gets one of its own."""
    config.stash[_SCRATCH] = TemporaryDirectory(prefix="course-nbval-", ignore_cleanup_errors=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove it; kernels have stopped by now."""
    config.stash[_SCRATCH].cleanup()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    """Start the notebook's kernel, if this is its first cell, where nothing of the user's and no earlier run can be seen."""
    if not isinstance(item, IPyNbCell) or item.parent.kernel is not None:
        return (yield)
    scratch = Path(item.config.stash[_SCRATCH].name, str(next(_number)))
    scratch.mkdir()
    before = dict(os.environ)
    os.environ.update(isolation(scratch))
    try:
        return (yield)
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """Refuse what nbval would wave through."""
    if isinstance(item, IPyNbCell):
        why = uncompared(item)
        if why:
            pytest.fail(f"{item.cell.get('id', item.name)}: {why}", pytrace=False)


def uncompared(item: IPyNbCell) -> str:
    """Why nbval would compare nothing in this cell; empty if it compares."""
    if item.cell.execution_count is None:
        return "has not been run (no execution count): run `course derive`"
    comments = {
        line.strip().lstrip("#").strip() for line in item.cell.source.splitlines() if line.strip().startswith("#")
    }
    if list(find_metadata_tags(item.cell.metadata)) or comments & set(comment_markers):
        return "carries a mark that switches nbval off"
    return ""
