"""Kernels for pages: a few are kept warm, closed pages give theirs back, and there is a limit.

How one is started is said in :mod:`course.apps.forking`. A *warm* kernel has started and imported what every lesson needs,
but has run no lesson. One pool of them serves all sixteen; and what a page shows is computed when it is asked for, so the
questions it repeats and the progress it reports are those of today. (Voila's own preheating would run every notebook ahead:
sixteen kernels at the start, and pages as old as their kernels.)
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import time
import uuid
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from tornado.web import HTTPError
from traitlets import Bool, Float, Integer, Unicode

from course.apps.lesson import LESSONS

Manager: Any = AsyncMappingKernelManager
"""Its annotations are those of its blocking ancestor, so a type checker is better off without them."""

FULL = "Every place is taken."


def now() -> datetime:
    """This moment, as Jupyter notes a kernel's last activity."""
    return datetime.now(UTC)


NO_HISTORY = ["--HistoryManager.enabled=False"]
"""Nobody looks back at what a page's kernel ran, and opening IPython's database takes a tenth of a second."""


class Seat:
    """One page's right to a kernel."""


class PageKernels(Manager):  # type: ignore[misc]
    """Voila's kernel manager for the course; configured like any of Jupyter's.

    Attributes:
        warm: how many kernels to keep warm.
        most: how many kernels there may be at once; a page beyond that is told that the server is full.
        spare_after: seconds without connection or activity after which a full server may take the
            kernel of an abandoned page for a new one.
        refill_after: seconds to wait before warming another kernel: the page that took the last one
            needs the processor first.
        going_takes: seconds that a new page waits for the seat of one that has just been closed.
        preparation: code that makes a kernel warm.
        quiet: keep what kernels log off the terminal, which any visitor could fill.
    """

    warm = Integer(1, min=0, config=True)
    most = Integer(16, min=1, config=True)
    spare_after = Float(60.0, config=True)
    refill_after = Float(4.0, config=True)
    going_takes = Float(10.0, config=True)
    preparation = Unicode("from course.apps.warm import ready\nready()", config=True)
    quiet = Bool(True, config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._pool: deque[asyncio.Task[str]] = deque()
        self._uncounted: set[str] = set()
        """Kernels that are not a page's: warm ones, those just starting, those about to be put away."""
        self._seats: set[Seat] = set()
        """Seats of pages that have no kernel yet."""
        self._going: set[Seat | str] = set()
        """Seats and kernels of pages that were closed and will be free in a moment."""
        self._visitors: dict[str, bytes] = {}
        """Who opened the page that a kernel belongs to."""
        self._dying: set[asyncio.Future[None]] = set()
        self._one_at_a_time = asyncio.Lock()
        self._refill: asyncio.TimerHandle | None = None
        self._closing = False

    # -- pages ---------------------------------------------------------------------------------------------------------

    async def start_kernel(self, *, seat: Seat | None = None, visitor: bytes = b"", **kwargs: Any) -> str:
        """A kernel for a page: a warm one if there is one (or one on its way), else a new one.

        Args:
            seat: from :meth:`make_room`; from now on the kernel itself counts.
            visitor: who alone may speak to it.
            **kwargs: as Jupyter has them.
        """
        kernel_id = await self._take() or await self._begin(**kwargs)
        self._uncounted.discard(kernel_id)
        self.leave(seat)
        self._visitors = {known: who for known, who in self._visitors.items() if known in self}
        self._visitors[kernel_id] = visitor
        self._refill_soon()
        return kernel_id

    async def _begin(self, **kwargs: Any) -> str:
        """Start a kernel that does not count as a page's; whoever is cancelled meanwhile leaves none behind."""
        kernel_id = str(uuid.uuid4())
        self._uncounted.add(kernel_id)
        silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if self.quiet else {}
        start = asyncio.ensure_future(
            super().start_kernel(kernel_id=kernel_id, extra_arguments=NO_HISTORY, **silence, **kwargs)
        )
        try:
            await asyncio.shield(start)
        except asyncio.CancelledError:
            start.add_done_callback(lambda _: asyncio.ensure_future(self._put_away(kernel_id)))
            raise
        except Exception:
            self._uncounted.discard(kernel_id)
            raise
        return kernel_id

    async def _put_away(self, kernel_id: str) -> None:
        if kernel_id in self:
            await self.shutdown_kernel(kernel_id, now=True)
        self._uncounted.discard(kernel_id)

    async def _take(self) -> str | None:
        while self._pool:
            try:
                kernel_id = await self._pool.popleft()
            except Exception:
                self.log.error("A kernel could not be warmed; the page gets a cold one.", exc_info=not self.quiet)
                continue
            if kernel_id in self and await self.get_kernel(kernel_id).is_alive():
                self.get_kernel(kernel_id).last_activity = now()
                return kernel_id
            self._uncounted.discard(kernel_id)
        return None

    def pages(self) -> list[str]:
        """The kernels that belong to pages, the longest idle first."""
        taken = [kernel_id for kernel_id in self.list_kernel_ids() if kernel_id not in self._uncounted]
        return sorted(taken, key=self._last_activity)

    def belongs(self, kernel_id: str, visitor: bytes) -> bool:
        """Whether this visitor opened the page of this kernel."""
        return bool(visitor) and self._visitors.get(kernel_id) == visitor

    def _last_activity(self, kernel_id: str) -> datetime:
        return getattr(self.get_kernel(kernel_id), "last_activity", now())

    @property
    def free(self) -> int:
        """How many more pages may come."""
        return int(self.most) - len(self.pages()) - len(self._seats)

    async def make_room(self) -> Seat:
        """Let one more page in, if need be at the cost of one that nobody looks at any more.

        The seat is taken at once: pages that come while its kernel starts find it taken. Hand it to :meth:`start_kernel`,
        and :meth:`leave` it whatever happens.

        Raises:
            HTTPError: 503, every place is taken.
        """
        left, end = None, time.monotonic() + self.going_takes
        while self.free < 1:
            left = self._abandoned()
            if left is not None:
                self._uncounted.add(left)
                break
            if not self._going or time.monotonic() > end:
                raise HTTPError(503, FULL)
            await asyncio.sleep(0.05)
        seat = Seat()
        self._seats.add(seat)
        if left is not None:
            try:
                await self.shutdown_kernel(left)
            except BaseException:
                self.leave(seat)
                raise
            finally:
                self._uncounted.discard(left)
        return seat

    def going(self, seat: Seat) -> None:
        """Its page has been closed: whoever comes now may wait for the seat."""
        self._going.add(seat)

    def leave(self, seat: Seat | None) -> None:
        """Give a seat back; one that has been given back or has become a kernel is none any more."""
        if seat is not None:
            self._seats.discard(seat)

    def gone(self, seat: Seat) -> None:
        """Nothing of this seat's page is left to wait for."""
        self.leave(seat)
        self._going.discard(seat)

    def _abandoned(self) -> str | None:
        line = now() - timedelta(seconds=self.spare_after)
        for kernel_id in self.pages():
            if self._last_activity(kernel_id) < line and not self._kernel_connections.get(kernel_id):
                return kernel_id
        return None

    def _handle_kernel_died(self, kernel_id: str) -> None:
        """One that has ended by itself: its page has been told, and nothing of it is of use to anybody."""
        end = asyncio.ensure_future(self._put_away(kernel_id))
        self._dying.add(end)
        end.add_done_callback(self._dying.discard)

    async def shutdown_kernel(self, kernel_id: str, *args: Any, **kwargs: Any) -> None:
        """Put a kernel away; there may be room for a warm one again."""
        self._going.add(kernel_id)
        try:
            await super().shutdown_kernel(kernel_id, *args, **kwargs)
        finally:
            self._going.discard(kernel_id)
        if not self._closing:
            self._refill_soon()

    async def _async_shutdown_kernel(self, kernel_id: str, *args: Any, **kwargs: Any) -> None:
        """One that has gone meanwhile, while all were being put away, needs nothing."""
        if kernel_id in self:
            await super()._async_shutdown_kernel(kernel_id, *args, **kwargs)

    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        """Cull the kernels of closed pages, never a warm one."""
        if kernel_id not in self._uncounted:
            await super().cull_kernel_if_idle(kernel_id)

    # -- the warm ones -------------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Begin to warm as many kernels as are missing, but never one too many for the pages that may come."""
        self._refill = None
        while len(self._pool) < min(self.warm, self.free):
            self._pool.append(asyncio.get_running_loop().create_task(self._prepare()))

    def _refill_soon(self) -> None:
        if self._refill is not None:
            self._refill.cancel()  # pages come in a row: wait for the last of them
        self._refill = asyncio.get_running_loop().call_later(self.refill_after, self.fill)

    async def _prepare(self) -> str:
        async with self._one_at_a_time:
            environment = {**os.environ, "VOILA_PREHEAT": "True"}
            kernel_id = await self._begin(path=LESSONS, env=environment)
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
        self._closing = True
        if self._refill is not None:
            self._refill.cancel()
        for task in self._pool:
            task.cancel()
        self._pool.clear()
        self._visitors.clear()
        await super().shutdown_all(now=now)
