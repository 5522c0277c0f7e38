"""A program that records results without end, for a test that kills it: ``python killed_writer.py FILE NAME``."""

from __future__ import annotations

import sys
from itertools import count

from course.teaching.progress import Store

store = Store(sys.argv[1])
for number in count():
    store.record("drill", "lesson", sys.argv[2], number=number, filling="x" * 2_000)
    print(number, flush=True)  # noqa: T201 (its report)
