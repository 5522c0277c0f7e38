"""What makes a kernel warm: everything that a lesson imports is imported. Altair and pandas are not among it.

Run by :class:`course.apps.kernels.PageKernels` in each kernel it keeps ready. Charts need no Altair: they were drawn
beforehand (:mod:`course.charts.drawn`).
"""

from __future__ import annotations

from course.frontend import Runtime
from course.lessons import lessons, record

for entry in lessons():
    record(entry.slug)
Runtime.shared()
