"""What a kernel imports to become warm: everything a lesson needs that takes time to import.

Run by :class:`course.apps.kernels.PageKernels` in each kernel it keeps ready.
"""

from __future__ import annotations

import course.charts.altair_lite
import course.explorers
import course.lessons
import course.teaching.panels  # noqa: F401
from course.frontend import Runtime

Runtime.shared()
