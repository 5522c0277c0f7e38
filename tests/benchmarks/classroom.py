"""A class at once: how long a lesson takes to appear for N learners who open one at the same moment.

``python -m tests.benchmarks.classroom [N …] [--look] [-- OPTIONS of course apps]`` serves the apps, and for each N lets N
learners open the lessons in turn over real HTTP and touch something at once (with ``--look``: nothing), so that each page asks
for its Python, with a websocket that asks for every widget as the page does and is held open. It prints a table and fails when
a bar for 32 learners on two cores is missed (:data:`BARS`) or a page hung. With ``--url=ADDRESS`` it asks the apps that are
served there already, of whose memory and processor it knows nothing.

*First chart*: the first explorer or chart of the page has its data here. *Whole page*: the stream has ended and every widget it
names has come; of a page that is only looked at, its text and opening view. Beside the times stand the processor's seconds a
page (server and kernels, without these learners), which another program's load does not change as it changes the times, and
the memory a kernel has for itself (PSS: what is shared with others is divided among them), read while all pages are open. More
learners than ``--most`` are turned away; the table counts them, and the places that were filled.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import struct
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import psutil
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse
from tornado.websocket import WebSocketClientConnection, websocket_connect

from course import places
from course.lessons import lessons
from course.teaching import progress

from ..browser import support

CLASSES = (1, 2, 4, 8, 16, 32)
PATIENCE = 120.0
"""Seconds after which a page counts as hung."""

BARS = {"first": 5.0, "whole": 10.0, "memory": 35.0}
"""For 32 at once: p95 of the first chart and of the whole page in seconds, and MB a kernel on average."""

PROTOCOL = "v1.kernel.websocket.jupyter.org"
CHARTS = {"explorer", "livechart"}
KERNEL = re.compile(rb'"kernelId": "([^"]+)"')
VIEW = re.compile(rb'class="page-view" data-model="([^"]+)"')
OPENING, TEXT = b'id="first"', b'data-done="text"'
"""The opening view, which is drawn when the text is there."""

END = b'data-done="end"'
LATE, VERSION = b'<html lang="en" data-state="waiting" data-late', re.compile(rb'data-version="(\w+)"')
"""A page that ends with its text, and what it names when it asks for its Python."""


@dataclass
class Learner:
    """One page, from the request until it is closed."""

    base: str
    lesson: str
    looks: bool = False
    """Whether they touch nothing."""
    status: int = 0
    first: float = 0.0
    whole: float = 0.0
    failed: str = ""
    text: bytearray = field(default_factory=bytearray)
    known: dict[str, str] = field(default_factory=dict)
    """Widgets that have come: identity → part."""
    charts: set[str] = field(default_factory=set)
    """Those that hold a chart's data."""
    ended: bool = False
    cookies: dict[str, str] = field(default_factory=dict)
    line: asyncio.Future[WebSocketClientConnection] | None = None
    listening: asyncio.Task[None] | None = None

    async def open(self, client: AsyncHTTPClient) -> None:
        """Load the page until it is whole, or failed, or hung."""
        self.began = time.perf_counter()
        self.done = asyncio.Event()
        address = f"{self.base}voila/render/{self.lesson}"
        try:
            reply = await self._fetch(client, address)
            if reply.code == 200 and LATE in self.text and not self.looks:
                version = VERSION.search(self.text)
                assert version is not None
                reply = await self._fetch(client, f"{address}?python={version[1].decode()}")
            self.status = reply.code
            if reply.code == 200 and LATE in self.text and self.looks:
                self.whole = time.perf_counter() - self.began
            elif reply.code == 200:
                self.ended = END in self.text
                if not self.ended:
                    raise EOFError("the page breaks off")
                self._look()
                left = PATIENCE - (time.perf_counter() - self.began)
                await asyncio.wait_for(self.done.wait(), max(left, 0.1))
            elif reply.code != 503:
                raise OSError(f"answered {reply.code}")
        except Exception as error:
            self.failed = repr(error)

    async def _fetch(self, client: AsyncHTTPClient, address: str) -> HTTPResponse:
        headers = {"Cookie": self.cookie} if self.cookies else {}
        request = HTTPRequest(
            address,
            headers=headers,
            streaming_callback=self._read,
            header_callback=self._header,
            request_timeout=PATIENCE,
        )
        return await client.fetch(request, raise_error=False)

    async def close(self) -> None:
        """Hang up, and give the kernel back as a page does."""
        if self.line is None:
            return
        with suppress(Exception):
            (await self.line).close()
        if self.listening is not None:
            self.listening.cancel()
        found = KERNEL.search(self.text)
        token = self.cookies.get("_xsrf", "")
        with suppress(Exception):
            await AsyncHTTPClient().fetch(
                f"{self.base}voila/api/shutdown/{found[1].decode() if found else ''}",
                method="POST", body=f"_xsrf={token}", headers={"Cookie": self.cookie},
            )  # fmt: skip

    def _header(self, line: str) -> None:
        name, _, value = line.partition(":")
        if name.lower() == "set-cookie":
            own, _, secret = value.strip().partition(";")[0].partition("=")
            self.cookies[own] = secret

    @property
    def cookie(self) -> str:
        """What this browser sends along: who it is and, behind a proxy, whose turn it is."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _read(self, piece: bytes) -> None:
        self.text += piece
        if self.line is None and (found := KERNEL.search(self.text)):
            self.line = asyncio.ensure_future(self._lay(found[1].decode()))
            self.listening = asyncio.ensure_future(self._listen())
        self._look()

    async def _lay(self, kernel: str) -> WebSocketClientConnection:
        address = f"{self.base.replace('http', 'ws', 1)}api/kernels/{kernel}/channels?session_id={uuid.uuid4().hex}"
        request = HTTPRequest(
            address, headers={"Cookie": self.cookie, "Origin": self.base.rstrip("/")}, connect_timeout=PATIENCE
        )
        line = await websocket_connect(request, subprotocols=[PROTOCOL])
        control = uuid.uuid4().hex
        opening = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
        await line.write_message(_packed("comm_open", opening, {"version": "1.0.0"}), binary=True)
        asking = {"comm_id": control, "data": {"method": "request_states"}}
        await line.write_message(_packed("comm_msg", asking), binary=True)
        return line

    async def _listen(self) -> None:
        assert self.line is not None
        line = await self.line
        while (frame := await line.read_message()) is not None:
            assert isinstance(frame, bytes)
            self._hear(frame)
            self._look()

    def _hear(self, frame: bytes) -> None:
        (count,) = struct.unpack_from("<Q", frame)
        parts = [frame[a:b] for a, b in pairwise(struct.unpack_from(f"<{count}Q", frame, 8))]
        kind = json.loads(parts[1])["msg_type"]
        if kind == "comm_open":
            content = json.loads(parts[4])
            self._meet(content["comm_id"], content["data"].get("state", {}))
        elif kind == "comm_msg":
            data = json.loads(parts[4])["data"]
            for name, model in data.get("states", {}).items():
                self._meet(name, model["state"])

    def _meet(self, name: str, state: dict[str, object]) -> None:
        part = str(state.get("_part", ""))
        self.known[name] = part
        frame = state.get("frame")
        if part in CHARTS and isinstance(frame, dict) and frame.get("panels"):
            self.charts.add(name)

    @property
    def opened(self) -> bool:
        """Whether the page brought its first chart along."""
        return OPENING in self.text and TEXT in self.text

    def _look(self) -> None:
        """Note the moment when the first chart is there, and when all is."""
        views = [found.decode() for found in VIEW.findall(self.text)]
        now = time.perf_counter() - self.began
        if not self.first and (self.opened or self.charts.intersection(views)):
            self.first = now
        if not self.whole and self.ended and self.known.keys() >= set(views):
            self.whole = now
            self.done.set()


def _packed(kind: str, content: dict[str, object], metadata: dict[str, object] | None = None) -> bytes:
    """A message in the binary framing that pages speak."""
    header = {
        "msg_id": uuid.uuid4().hex,
        "msg_type": kind,
        "session": "s",
        "username": "",
        "date": "",
        "version": "5.3",
    }
    parts = [b"shell", *(json.dumps(part).encode() for part in (header, {}, metadata or {}, content))]
    offsets = [8 * (len(parts) + 2)]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return struct.pack(f"<{len(offsets) + 1}Q", len(offsets), *offsets) + b"".join(parts)


@dataclass
class Load:
    """One row of the table."""

    learners: list[Learner]
    cpu: float
    memory: list[float]
    others: float

    @property
    def served(self) -> list[Learner]:
        """Those who were let in."""
        return [learner for learner in self.learners if learner.status != 503]

    @property
    def hung(self) -> list[Learner]:
        """Those whose page never became whole."""
        return [learner for learner in self.served if learner.failed or not learner.whole]

    @property
    def missed(self) -> list[str]:
        """The bars that this load did not keep."""
        found = {
            "first": share([learner.first for learner in self.served], 0.95),
            "whole": share([learner.whole for learner in self.served], 0.95),
            "memory": statistics.fmean(self.memory) if self.memory else 0.0,
        }
        return [f"{name} {found[name]:.1f} > {bar}" for name, bar in BARS.items() if found[name] > bar]

    @property
    def line(self) -> str:
        """The row."""
        first = [learner.first for learner in self.served]
        whole = [learner.whole for learner in self.served]
        return (
            f"{len(self.learners):3} {share(first, 0.5):7.2f} {share(first, 0.95):7.2f} {share(whole, 0.5):8.2f}"
            f" {share(whole, 0.95):7.2f} {len(self.hung):5} {len(self.learners) - len(self.served):8}"
            f" {len(self.memory):8} {statistics.fmean(self.memory or [0]):7.1f} {max(self.memory or [0]):6.1f}"
            f" {sum(self.memory):7.0f} {self.cpu / max(len(self.served), 1):7.2f} {self.others:7.2f}"
        )


HEAD = (
    f"{'N':>3} {'first chart s':>15} {'whole page s':>16} {'hung':>5} {'refused':>8} {'kernels':>8}"
    f" {'MB PSS: mean':>7} {'max':>2} {'all':>7} {'CPU s':>7} {'others':>7}\n"
    f"{'':3} {'p50':>7} {'p95':>7} {'p50':>8} {'p95':>7} {'':5} {'':8} {'at once':>8} {'':21} {'a page':>9} {'cores':>7}"
)


def share(values: list[float], part: float) -> float:
    """The value that this part of all do not exceed; what never came (0) counts as infinite."""
    known = sorted(value or float("inf") for value in values)
    return known[min(int(part * len(known)), len(known) - 1)] if known else 0.0


def processor(server: support.Server | None) -> dict[int, float]:
    """Seconds of the processor that the server and what it started have used, by process."""
    seconds: dict[int, float] = {}
    if server is None:
        return seconds
    process = psutil.Process(server.process.pid)
    for one in [process, *process.children(recursive=True)]:
        with suppress(psutil.Error):
            times = one.cpu_times()
            seconds[one.pid] = times.user + times.system
    return seconds


async def together(base: str, number: int, server: support.Server | None = None, *, looks: bool = False) -> Load:
    """Let ``number`` learners open lessons at the same moment, and hold them until all have been looked at."""
    AsyncHTTPClient.configure("tornado.simple_httpclient.SimpleAsyncHTTPClient", max_clients=4 * number + 8)
    client = AsyncHTTPClient(force_instance=True)
    shown = [entry.notebook for entry in lessons()]
    learners = [Learner(base, str(shown[place % len(shown)]), looks) for place in range(number)]
    own, before, busy, began = psutil.Process(), processor(server), sum(_busy()), time.perf_counter()
    mine = sum(own.cpu_times()[:2])
    await asyncio.gather(*(learner.open(client) for learner in learners))
    took = time.perf_counter() - began
    after = processor(server)
    cpu = sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())
    mine = sum(own.cpu_times()[:2]) - mine
    others = max(sum(_busy()) - busy - cpu - mine, 0.0) / took
    memory = []
    for kernel in support.kernels(server) if server else ():
        with suppress(psutil.Error, AttributeError):
            memory.append(kernel.memory_full_info().pss / 1e6)
    await asyncio.gather(*(learner.close() for learner in learners))
    client.close()
    return Load(learners, cpu, memory, others)


def _busy() -> tuple[float, ...]:
    times = psutil.cpu_times()
    return times.user, times.system, times.nice


def main(arguments: list[str]) -> int:
    """Measure, print, judge."""
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    url = next((text.removeprefix("--url=") for text in arguments[:cut] if text.startswith("--url=")), None)
    sizes = [int(text) for text in arguments[:cut] if text.isdigit()] or list(CLASSES)
    options = arguments[cut + 1 :] or ["--public", f"--most={max(sizes)}"]
    os.environ[progress.VARIABLE] = "memory"
    with ExitStack() as stack:
        server = None
        if url is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            server = stack.enter_context(support.apps(places.root(), folder, *options))
            if "--public" in options:
                wait_for_views(server.url())
        sys.stdout.write(HEAD + "\n")
        looks = "--look" in arguments[:cut]
        return max(one(url or server.url(), number, server, looks=looks) for number in sizes)  # type: ignore[union-attr]


def wait_for_views(base: str) -> None:
    """Until pages have their opening views."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not asyncio.run(together(base, 1, looks=True)).learners[0].opened:
        time.sleep(2)


def one(base: str, number: int, server: support.Server | None, *, looks: bool) -> int:
    """One row; 1 if a page hung or a bar is missed."""
    time.sleep(9)  # kernels are warmed, those of the class before are put away
    load = asyncio.run(together(base, number, server, looks=looks))
    missed = load.missed if number == 32 else []
    sys.stdout.write(load.line + "\n")
    for learner in load.hung:
        sys.stdout.write(f"    {learner.lesson}: {learner.failed or 'hung'}\n")
    if missed:
        sys.stdout.write(f"    missed: {', '.join(missed)}\n")
    sys.stdout.flush()
    return int(bool(load.hung or missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
