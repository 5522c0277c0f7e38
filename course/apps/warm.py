"""What makes a kernel warm: everything that a lesson imports is imported. Altair and pandas are not among it.

:class:`course.apps.kernels.PageKernels` has each kernel that it keeps ready run :func:`ready`. Charts need no Altair: they
were drawn beforehand (:mod:`course.charts.drawn`).
"""

from __future__ import annotations

from course.frontend import Runtime
from course.lessons import lessons, record

for entry in lessons():
    record(entry.slug)


def ready() -> None:
    """Tell the page of the one model that every part shares: the part of a lesson that no page need wait for."""
    Runtime.shared()
