"""Every lesson shown once in the process from which kernels are forked, where many are expected.

What an explorer keeps of a computation, all kernels then have, and share: lesson 14 alone keeps a hundred megabytes.
Nothing of it is a page's: no widget is left, and no progress is read or written.
"""

from __future__ import annotations

import os

from course.apps import nursery
from course.explorers import Explorer
from course.frontend import Runtime, part
from course.lessons import lessons, record
from course.teaching.progress import aside

BEHIND = 5
"""How much kernels give way to the server (:func:`os.nice`): what all pages wait for comes before what one of them computes."""


def rehearse() -> None:
    """Show every explorer as it first stands, and with its guess locked; ask every question."""
    with aside():
        for about in lessons():
            lesson = record(about.slug)
            for make in lesson.explorers.values():
                shown = make()
                if isinstance(shown, Explorer) and shown.prediction is not None:
                    shown.predict(shown.prediction.control.value)
            if lesson.quiz is not None:
                lesson.quiz.items()
        Runtime.close_all()
        part.afresh()


rehearse()
nursery.settle()
os.nice(BEHIND)
