"""Coroutines in a loop of their own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor


def in_a_loop(coroutine):
    """Run it in a thread: a browser test of the same process may keep this thread's loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
