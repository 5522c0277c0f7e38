"""Kernels for pages: a few are kept warm, closed pages give theirs back, and there is a limit.

A *warm* kernel has started and imported what every lesson needs, but has run no lesson. One pool of
them serves all sixteen; and what a page shows is computed when it is asked for, so the questions it
repeats and the progress it reports are those of today. (Voila's own preheating would run every
notebook ahead: sixteen kernels at the start, and pages as old as their kernels.)
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Float, Integer, Unicode

from course.apps.lesson import LESSONS

Manager: Any = AsyncMappingKernelManager
"""Its annotations are those of its blocking ancestor, so a type checker is better off without them."""

FULL = "Every place is taken."


def now() -> datetime:
    """This moment, as Jupyter notes a kernel's last activity."""
    return datetime.now(UTC)


NO_HISTORY = ["--HistoryManager.enabled=False"]
"""Nobody looks back at what a page's kernel ran, and opening IPython's database takes a tenth of a second."""


class PageKernels(Manager):  # type: ignore[misc]
    """Voila's kernel manager for the course; configured like any of Jupyter's.

    Attributes:
        warm: how many kernels to keep warm.
        most: how many pages may have a kernel at once; the next one is told that the server is full.
        spare_after: seconds without connection or activity after which a full server may take the
            kernel of an abandoned page for a new one.
        refill_after: seconds to wait before warming another kernel: the page that took the last one
            needs the processor first.
        preparation: code that makes a kernel warm.
    """

    warm = Integer(1, min=0, config=True)
    most = Integer(16, min=1, config=True)
    spare_after = Float(60.0, config=True)
    refill_after = Float(4.0, config=True)
    preparation = Unicode("import course.apps.warm", config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pool: deque[asyncio.Task[str]] = deque()
        self._reserved: set[str] = set()
        self._one_at_a_time = asyncio.Lock()
        self._refill: asyncio.TimerHandle | None = None

    # -- pages ---------------------------------------------------------------------------------------------------------

    async def start_kernel(self, **kwargs: Any) -> str:
        """A kernel for a page: a warm one if there is one (or one on its way), else a new one."""
        kernel_id = await self._take() or await self._begin(**kwargs)
        self._refill_soon()
        return kernel_id

    async def _begin(self, **kwargs: Any) -> str:
        return str(await super().start_kernel(extra_arguments=NO_HISTORY, **kwargs))

    async def _take(self) -> str | None:
        while self._pool:
            try:
                kernel_id = await self._pool.popleft()
            except Exception:
                self.log.exception("A kernel could not be warmed; the page gets a cold one.")
                continue
            self._reserved.discard(kernel_id)
            if kernel_id in self and await self.get_kernel(kernel_id).is_alive():
                self.get_kernel(kernel_id).last_activity = now()
                return kernel_id
        return None

    def pages(self) -> list[str]:
        """The kernels that belong to pages, the longest idle first."""
        taken = [kernel_id for kernel_id in self.list_kernel_ids() if kernel_id not in self._reserved]
        return sorted(taken, key=self._last_activity)

    def _last_activity(self, kernel_id: str) -> datetime:
        return getattr(self.get_kernel(kernel_id), "last_activity", now())

    async def make_room(self) -> None:
        """Let one more page in, if need be at the cost of one that nobody looks at any more.

        Raises:
            HTTPError: 503, every place is taken.
        """
        pages = self.pages()
        if len(pages) < self.most:
            return
        line = now() - timedelta(seconds=self.spare_after)
        for kernel_id in pages:
            if self._last_activity(kernel_id) < line and not self._kernel_connections.get(kernel_id):
                await self.shutdown_kernel(kernel_id)
                return
        raise HTTPError(503, FULL)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Cull the kernels of closed pages, never a warm one."""
        if kernel_id not in self._reserved:
            await super().cull_kernel_if_idle(kernel_id)

    # -- the warm ones -------------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Begin to warm as many kernels as are missing."""
        self._refill = None
        while len(self._pool) < self.warm:
            self._pool.append(asyncio.get_running_loop().create_task(self._prepare()))

    def _refill_soon(self) -> None:
        if self._refill is not None:
            self._refill.cancel()  # pages come in a row: wait for the last of them
        self._refill = asyncio.get_running_loop().call_later(self.refill_after, self.fill)

    async def _prepare(self) -> str:
        async with self._one_at_a_time:
            environment = {**os.environ, "VOILA_PREHEAT": "True"}
            kernel_id = await self._begin(path=LESSONS, env=environment)
            self._reserved.add(kernel_id)
            client = self.get_kernel(kernel_id).client()
            client.start_channels()
            try:
                await client.wait_for_ready(timeout=self.kernel_info_timeout)
                reply = await client.execute_interactive(
                    self.preparation,
                    silent=True,
                    store_history=False,
                    timeout=self.kernel_info_timeout,
                    output_hook=lambda _: None,
                )
            finally:
                client.stop_channels()
            if reply["content"]["status"] != "ok":
                self.log.error("A kernel could not be warmed: %s", reply["content"].get("evalue"))
            self.log.info("Warm: %s", kernel_id)
            return kernel_id

    async def shutdown_all(self, now: bool = False) -> None:
        """Stop warming, then every kernel."""
        if self._refill is not None:
            self._refill.cancel()
        for task in self._pool:
            task.cancel()
        self._pool.clear()
        await super().shutdown_all(now=now)
