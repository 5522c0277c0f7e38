"""The connections of a server: none waits for ever, and there are never more than the machine has handles for.

A visitor who opens connections and says nothing, or a header a letter at a time, holds a handle each. Without handles the
server answers nobody, and asks the system for one over and over. So whoever has not said what they want in time is let go,
and, where nearly all handles are taken, whoever has been silent longest at once.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, cast

from tornado import httputil
from tornado.http1connection import HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.iostream import IOStream
from tornado.web import Application

from course.teaching.progress import LARGEST

WAITS = 60.0
"""Seconds in which a request must have said what it wants, and after which a connection that asks nothing ends."""

TAKES = 600.0
"""Seconds that a progress file may take to arrive: the largest at a third of a megabit a second."""

ANSWERED = 30.0
"""Seconds after which whoever still sends what they announced, or does not take what they are sent, may have to go for others."""

SPARE = 200
"""Handles kept for files, kernels and the lines of open pages."""

EACH = 24
"""Handles that a page takes: its kernel's sockets and its lines."""

WANTED = 4096
"""Handles asked of the system, where it gives so many."""


def handles() -> int:
    """How many the system gives this process, after asking for as many as it lets one have; many where none are counted."""
    try:
        import resource
    except ImportError:  # Windows
        return WANTED
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < most:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
            soft = most
        except (ValueError, OSError):  # a system that says more than it gives
            pass
    return WANTED if soft == resource.RLIM_INFINITY else soft


class Doors(HTTPServer):
    """A server that lets the longest silent go where handles run short, and where nobody is silent the longest answered."""

    def initialize(self, *args: Any, most: int = WANTED, **kwargs: Any) -> None:
        """``most``: connections at a time, the lines of open pages apart."""
        super().initialize(*args, **kwargs)
        self.most = most
        # Each with the moment it came to be so, the longest first. Tornado's own set still holds who has been let go:
        # it takes those out later, and many may come in the same moment.
        self._silent: dict[IOStream, float] = {}
        self._answered: dict[IOStream, float] = {}

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        """Begin to talk; where all are taken, in the place of somebody else."""
        if len(self._silent) + len(self._answered) >= self.most and not self._make_room():
            stream.close()
            return
        self._silent[stream] = time.monotonic()
        super().handle_stream(stream, address)

    def _make_room(self) -> bool:
        """Let go whoever has been silent longest, or has been answered for too long to be waited for; whether there was one."""
        for waiting, patience in ((self._silent, 0.0), (self._answered, ANSWERED)):
            stream, since = next(iter(waiting.items()), (None, 0.0))
            if stream is not None and time.monotonic() - since >= patience:
                del waiting[stream]
                stream.close()
                return True
        return False

    def start_request(self, server_conn: object, request_conn: httputil.HTTPConnection) -> httputil.HTTPMessageDelegate:
        """A connection begins to wait for what is asked."""
        stream = cast(HTTP1ServerConnection, server_conn).stream
        if not stream.closed():
            self._left(stream)
            self._silent[stream] = time.monotonic()
        return _Heard(super().start_request(server_conn, request_conn), partial(self._said, stream))

    def _said(self, stream: IOStream) -> None:
        if self._silent.pop(stream, None) is not None:
            self._answered[stream] = time.monotonic()

    def _left(self, stream: IOStream) -> None:
        self._silent.pop(stream, None)
        self._answered.pop(stream, None)

    def on_close(self, server_conn: object) -> None:
        """A connection has ended, or is a page's line from now on."""
        self._left(cast(HTTP1ServerConnection, server_conn).stream)
        super().on_close(server_conn)


class _Heard(httputil.HTTPMessageDelegate):
    """Passes a request on, and notes that it has been said."""

    def __init__(self, to: httputil.HTTPMessageDelegate, said: Callable[[], object]) -> None:
        self.to = to
        self.said = said
        self.data_received = to.data_received  # type: ignore[method-assign]
        self.finish = to.finish  # type: ignore[method-assign]
        self.on_connection_close = to.on_connection_close  # type: ignore[method-assign]

    def headers_received(
        self, start_line: httputil.RequestStartLine | httputil.ResponseStartLine, headers: httputil.HTTPHeaders
    ) -> Awaitable[None] | None:
        """The head of a request is there."""
        self.said()
        return self.to.headers_received(start_line, headers)


def listen(app: Application, pages: int, port: int, address: str) -> Doors:
    """What ``app.listen`` does, for a server of so many pages.

    A page asks for a large body in one case only, and says so itself: a progress file that is too large.
    """
    most = max(64, handles() - SPARE - EACH * pages)
    server = Doors(app, most=most, max_body_size=2 * LARGEST, idle_connection_timeout=WAITS, body_timeout=TAKES)
    server.listen(port, address)
    return server
