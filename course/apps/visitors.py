"""Who may ask what: this machine alone unless the server is public, and of a kernel only the visitor whose page it is."""

from __future__ import annotations

import logging
import re
import uuid
from collections import Counter
from typing import Any, ClassVar, cast
from urllib.parse import unquote

from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher
from tornado.web import HTTPError, RequestHandler
from tornado.websocket import WebSocketClosedError
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler  # type: ignore[import-untyped]
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler, read_header_from_binary_message  # type: ignore[import-untyped]

from course.apps import frames
from course.apps.address import is_here
from course.apps.look import OurLook
from course.language import language_code, tagged
from course.texts import say

MOST_LINES = 8
"""Lines to one kernel at a time: a page has one, and one more for each time that it came back after being cut off. Each costs
five sockets of a number that all visitors share."""

QUOTING = ("error", "stream", "execute_input")
"""Kernel messages that may quote source code."""


class Elsewhere(Matcher):
    """Requests that did not mean this machine, or that a proxy passed on: not for a server that is its user's own.

    A page of another host whose name is made to point here (DNS rebinding) names that host; so does a visitor who comes
    through a proxy, and those would share one learner's progress.
    """

    PASSED_ON = ("forwarded", "via", "x-forwarded", "x-real-", "x-client-", "x-cluster-", "x-original-", "x-envoy-",
                 "x-scheme", "cf-", "true-client-", "fastly-", "fly-")  # fmt: skip
    """How the headers begin that proxies add and browsers do not."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """All of those, none else."""
        passed_on = any(name.lower().startswith(self.PASSED_ON) for name in request.headers)
        return None if is_here(request.host_name) and not passed_on else {}


class ElsewhereHandler(RequestHandler):
    """Says no to them, whatever they ask."""

    def prepare(self) -> None:
        """Answer at once."""
        self.set_status(403)
        page = self.settings["voila_jinja2_env"].get_template("elsewhere.html").render(language=language_code())
        look, end, words = page.partition("</style>")
        self.finish(look + end + tagged(words))


LONGEST = 255
"""Bytes of a file's name."""


class OddPath(Matcher):
    """Paths that name nothing in any file system: some readers of files stumble over them."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Paths with control characters, or with a name longer than any file's."""
        path = unquote(request.path)
        control = any(ord(letter) < 32 for letter in path)
        long = any(len(name.encode(errors="replace")) > LONGEST for name in path.split("/"))
        return {} if control or long else None


def visitor(handler: RequestHandler) -> bytes:
    """Who asks: the secret in the cookie that every page sets, whoever has none being nobody anybody knows."""
    return handler._get_raw_xsrf_token()[1]


def own(handler: Any, kernel_id: str) -> None:
    """Let only the visitor to whom a kernel's page belongs go on.

    Raises:
        HTTPError: 404, there is no such kernel; 403, it is somebody else's.
    """
    if kernel_id not in handler.kernel_manager:
        raise HTTPError(404, "There is no such kernel.")
    if not handler.kernel_manager.belongs(kernel_id, visitor(handler)):
        raise HTTPError(403, "This kernel belongs to another visitor.")


class OwnKernelHandler(OurLook, KernelHandler):
    """Whether a kernel still lives, for the page it belongs to."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Ask whose it is first."""
        await super().prepare()
        own(self, self.path_kwargs["kernel_id"])


class ShutdownHandler(OurLook, VoilaShutdownKernelHandler):  # type: ignore[misc]
    """A page goes and gives its kernel back."""

    async def prepare(self) -> None:
        """Ask whose it is first."""
        await super().prepare()  # type: ignore[misc]
        if self.request.method == "POST":
            own(self, self.path_args[0])


class KernelSocketHandler(OurLook, VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """The line between a page and its kernel: widgets' messages, and nothing that quotes a lesson's sources.

    Only Jupyter's newer framing is spoken; whoever knows but the older one is not heard, and hears nothing.
    """

    connection: Any = None
    lines: ClassVar[Counter[str]] = Counter()

    async def get(self, kernel_id: str) -> None:
        """One line, from the visitor's first word to the last."""
        own(self, kernel_id)
        if self.lines[kernel_id] >= MOST_LINES:
            raise HTTPError(429, "More lines than one page has.")
        self.lines[kernel_id] += 1
        try:
            await cast(Any, super().get(kernel_id=kernel_id))
        finally:
            self.lines[kernel_id] -= 1
            if not self.lines[kernel_id]:
                del self.lines[kernel_id]

    async def pre_get(self) -> None:
        """Let only a line with a proper name in."""
        # Whoever gives no name is given one: Jupyter would note each of them in the log.
        self.request.arguments.setdefault("session_id", [uuid.uuid4().hex.encode()])
        if not re.fullmatch(r"[\w.-]{1,64}", self.get_argument("session_id"), re.ASCII):
            raise HTTPError(400, "This is no name of a session.")
        await super().pre_get()

    def on_message(self, message: bytes | str) -> None:
        """Pass a message on; a frame that is none ends this line, at no cost to anybody else."""
        try:
            if self.selected_subprotocol != frames.PROTOCOL:
                raise frames.MalformedFrame("another protocol")
            frames.check(message)
        except frames.MalformedFrame as error:
            self.close(1002, say("This is no message: {error}.", error=error))
            return
        if self.connection is not None:
            super().on_message(message)

    def on_close(self) -> None:
        """Take leave of the kernel, if it was ever met."""
        if self.connection is not None:
            try:
                super().on_close()
            except (KeyError, AttributeError, AssertionError, OSError) as error:
                # It had been laid halfway, and Jupyter takes down what is not there yet.
                self.log.info("%s: %r", self.request.path, error)

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """A line that ends while it is being laid breaks Jupyter off wherever it is: for the log only where all is wanted."""
        if self.log.isEnabledFor(logging.INFO):
            super().log_exception(kind, error, trace)

    def write_message(self, message: bytes | str | dict[str, Any], binary: bool = False) -> Any:
        """Keep tracebacks and what is printed in the kernel from the page; outputs are in the page's own text."""
        # Jupyter's own setting for this, ``allow_tracebacks``, looks for its text on the wrong object and fails.
        spoken = isinstance(message, bytes) and self.selected_subprotocol == frames.PROTOCOL
        header = read_header_from_binary_message(message) if spoken else None
        if header is None or header.get("msg_type") in QUOTING:
            return None
        try:
            sent = super().write_message(message, binary)
        except WebSocketClosedError:
            return None
        if sent is not None:
            sent.add_done_callback(
                lambda done: done.cancelled() or done.exception()
            )  # a visitor who has gone is no error
        return sent

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """As Jupyter does, but a page that has gone while its kernel was getting ready is no error."""
        if self.connection is None:
            raise HTTPError(400, "The page has gone.")
        return cast("str | None", super().select_subprotocol(subprotocols))
