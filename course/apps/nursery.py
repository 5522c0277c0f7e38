"""What the process imports from which the kernels of pages are forked (:mod:`course.apps.forking`)."""

from __future__ import annotations

import gc
from contextlib import suppress
from importlib import import_module

from course.apps import page_kernel, warm

__all__ = ["page_kernel", "settle", "warm"]

LATER = (
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "ipywidgets",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
)
"""What a kernel imports only while it starts. Whatever of it this version of Jupyter lacks is not missed."""


def settle() -> None:
    """Whatever is here stays: the collector would write to each object it looks at, and so give each kernel its own copy."""
    gc.collect()
    gc.freeze()


for name in LATER:
    with suppress(ImportError):
        import_module(name)
settle()
