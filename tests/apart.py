"""Calls that need a thread of their own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor


def apart(call, *args, **kwargs):
    """Call it in a new thread: a browser test of the same process may keep this one's event loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *args, **kwargs).result()
