"""What the notebook around a check knows: which cell defined a function, and how to say something while Python is busy.

Everything here is optional: outside IPython nothing is known and nothing is shown.
"""

from __future__ import annotations

import builtins
import contextlib
import inspect
import re
import sys
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from course.texts import say

LATE = 4
"""Seconds after which a check that has not answered is called "still running"."""

_LOOK = (
    f'<div class="cx-verdict cx-verdict-waiting" style="animation: cx-late 0s {LATE}s both !important">'
    "<style>@keyframes cx-late { from { visibility: hidden; } }</style>"
)
_WORDS = (
    '<p class="cx-verdict-head"><span class="cx-verdict-sign" aria-hidden="true">…</span> <strong>Still running.</strong> '
    "Press Stop (■). If that does not help, restart the kernel: your progress is kept.</p></div>"
)
WAITING = _LOOK + _WORDS
"""Shown before a check begins; the page itself unhides it. A loop inside C (``sum(range(10**10))``) lets no other thread of
Python say anything, so it has to be said beforehand."""


def shell() -> Any:
    """The IPython that runs the cells, or None."""
    return getattr(builtins, "get_ipython", lambda: None)()


def earlier_version(fn: Any) -> str:
    """A sentence if the last cell that was to define ``fn`` failed, so that ``fn`` is from a cell before; else ""."""
    name = getattr(fn, "__name__", "")
    manager = getattr(shell(), "history_manager", None)
    if manager is None or not isinstance(name, str) or not name.isidentifier():
        return ""
    try:
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(fn))).strip()
    except (OSError, TypeError, ValueError):
        return ""
    defining = [
        cell for cell in manager.input_hist_raw if re.search(rf"^\s*(async\s+)?def\s+{name}\b", cell, re.MULTILINE)
    ]
    if not defining or _has(defining[-1], source) or not any(_has(cell, source) for cell in defining[:-1]):
        return ""
    return say(
        "your last run did not define `{name}`: its cell ended in an error. This is about the version before it:",
        name=name,
    )


def _has(cell: str, source: str) -> bool:
    """The cell holds these lines, however far they are indented."""
    wanted = [line.strip() for line in source.splitlines()]
    lines = [line.strip() for line in cell.splitlines()]
    return any(lines[i : i + len(wanted)] == wanted for i in range(len(lines) - len(wanted) + 1))


@contextlib.contextmanager
def announced(panel: Callable[[str], bool] | None = None) -> Iterator[None]:
    """Have the page say that a check still runs, should it last; ``panel`` shows it if one is open, else the cell does."""
    if getattr(shell(), "kernel", None) is None:
        yield
        return
    handle = None
    if panel is None or not panel(WAITING):
        from IPython.display import display

        show: Any = display
        handle = show({"text/html": WAITING, "text/plain": ""}, raw=True, display_id=True)
    sys.stdout.flush()  # whatever is waiting to be sent goes out before Python is busy
    try:
        yield
    finally:
        if handle is not None:
            handle.update({"text/html": "", "text/plain": ""}, raw=True)
