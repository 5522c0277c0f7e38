"""From a notebook to the stream of its page: the text at once, the kernel when the text is out, then output by output."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing
from itertools import takewhile
from typing import Any, ClassVar

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from jupyter_core.utils import ensure_async
from nbformat import v4
from voila.notebook_renderer import NotebookRenderer  # type: ignore[import-untyped]

SIGN_OF_LIFE = "<!-- still at work -->\n"
PAUSE = 10.0
"""Seconds of silence after which a sign of life is sent, so that no proxy on the way gives up."""

PATIENCE = 120.0
"""Seconds of silence after which the page is given up: more than a cell or a kernel's start may take."""

END_OF_PART = "</i>"
"""With this the template closes what the page can use: the text, the kernel's address, the outputs of a cell."""


FIRST_TURN, TURN = 4, 8
"""Code cells that are run at once: to begin with as many as it takes to the first figure. Between turns the page is heard."""

LET_OTHERS_BEGIN = 5.0
"""Seconds that a page which has its first figure waits at most before its next turn, while others have none yet."""

END_OF_CELL = "course-cell"
TOGETHER = f"""
[(get_ipython().run_cell(cell, store_history=False), get_ipython().display_pub.publish({{{{}}}}, {{{{"{END_OF_CELL}": 1}}}}))
 for cell in {{}}]
None
"""
"""Runs cells one after the other, each as if it were alone, and marks where each ends."""


class StalledError(Exception):
    """Nothing has come for :data:`PATIENCE` seconds."""


class Compiled(BytecodeCache):
    """Templates compiled once for all pages; nbconvert would do it for each."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept, if it is of the same source."""
        if (code := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
made: Any = v4
"""What makes cells and outputs; a type checker knows nothing of it."""


class LessonRenderer(NotebookRenderer):  # type: ignore[misc]
    """Voila's renderer, but the kernel is started when the template asks for it, which is after the text.

    Args:
        start: starts (or takes) a kernel and returns its name.
        kernels: Voila's kernel manager.
        settings: what Voila's own renderer takes.
    """

    BEGINNING: ClassVar[set[LessonRenderer]] = set()
    """Pages that have no figure yet."""

    def __init__(self, start: Callable[[], Awaitable[str]], kernels: Any, **settings: Any) -> None:
        super().__init__(**settings)
        self._start = start
        self._kernels = kernels
        self.kernel_id = ""

    async def initialize(self, **settings: Any) -> None:
        """Read the notebook."""
        await super().initialize(**settings)
        self.exporter.environment.bytecode_cache = COMPILED

    async def _jinja_kernel_start(self, nb: Any, kernel_id: Any, kernel_future: Any) -> str:
        self.kernel_id = await self._start()
        kernel = await ensure_async(self._kernels.get_kernel(self.kernel_id))
        await super()._jinja_kernel_start(nb, self.kernel_id, ensure_async(kernel))
        return self.kernel_id

    async def _jinja_cell_generator(self, nb: Any, kernel_id: Any) -> AsyncGenerator[Any]:
        """The cells, run several at a time: what is said about each run is more than what it says itself."""
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        place = 0
        for number, cells in enumerate(in_turns(nb.cells)):
            place += len(cells)
            late = False
            if number == 1:
                await self._let_others_begin()
            try:
                await self._run([cell for cell in cells if cell.cell_type == "code"], place - 1)
            except TimeoutError:
                late = True
            self.BEGINNING.discard(self)
            for cell in cells:
                yield cell
            if late:
                break

    async def _let_others_begin(self) -> None:
        end = time.monotonic() + LET_OTHERS_BEGIN
        while self.BEGINNING and time.monotonic() < end:
            await asyncio.sleep(0.1)

    async def _run(self, cells: Sequence[Any], place: int) -> None:
        """Run some cells as one; each gets its outputs. What the kernel could not be made to run says so in its place."""
        whole = made.new_code_cell(TOGETHER.format([cell.source for cell in cells]))
        try:
            if cells:
                await self.executor.execute_cell(whole, None, place, store_history=False)
        except Exception as error:
            self.log.error("The cells of %s: %r", self.notebook_path, error)
            whole.outputs.append(made.new_output("error", ename=type(error).__name__, evalue="", traceback=[]))
            if isinstance(error, TimeoutError):
                raise
        finally:
            said = iter(whole.outputs)
            for cell in cells:
                cell.outputs = list(takewhile(lambda output: END_OF_CELL not in output.get("metadata", {}), said))

    async def parts(self) -> AsyncGenerator[str]:
        """The page, cut where the browser can use what it has.

        Raises:
            StalledError: nothing has come for too long.
        """
        part: list[str] = []
        self.BEGINNING.add(self)
        try:
            async with aclosing(steadily(self.generate_content_generator(), PAUSE, PATIENCE)) as pieces:
                async for piece in pieces:
                    part.append(SIGN_OF_LIFE if piece is None else piece[0])
                    if piece is None or END_OF_PART in piece[0]:
                        yield "".join(part)
                        part.clear()
        finally:
            self.BEGINNING.discard(self)
            await self._leave()
        yield "".join(part)

    async def _leave(self) -> None:
        """Give back the sockets to the kernel, which goes on without: also of a page that broke off on its way."""
        client = getattr(getattr(self, "executor", None), "kc", None)
        if client is not None:
            self.executor.kc = None
            client.stop_channels()


def in_turns(cells: Sequence[Any]) -> Iterator[list[Any]]:
    """All cells in their order, cut after the last code cell of each turn."""
    turn: list[Any] = []
    left = FIRST_TURN
    for cell in cells:
        turn.append(cell)
        left -= cell.cell_type == "code"
        if not left:
            yield turn
            turn, left = [], TURN
    if turn:
        yield turn


class DeskRenderer(LessonRenderer):
    """Renders cells that are made instead of read: those of the desk."""

    async def load_notebook(self, path: str) -> Any:
        """The desk as a notebook; where it would lie matters only for the folder of its kernel."""
        from course.apps.desk_notebook import desk

        return await self.fix_notebook(desk())


async def steadily(source: AsyncIterator[Any], pause: float, patience: float) -> AsyncGenerator[Any]:
    """What ``source`` yields, and None whenever it has been silent for ``pause`` seconds.

    Raises:
        StalledError: it has been silent for ``patience`` seconds.
    """
    silence = 0.0
    following = asyncio.ensure_future(anext(source))
    try:
        while True:
            done, _ = await asyncio.wait({following}, timeout=pause)
            if done:
                try:
                    piece = following.result()
                except StopAsyncIteration:
                    return
                silence = 0.0
                following = asyncio.ensure_future(anext(source))
                yield piece
            else:
                silence += pause
                if silence >= patience:
                    raise StalledError
                yield None
    finally:
        following.cancel()
        await asyncio.wait({following})  # what it had begun to open is there, to be closed
