"""How an error looks to a visitor, and how little of it reaches the log."""

from __future__ import annotations

import logging
import time
from collections import deque
from typing import Any

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler

from course.apps.kernels import FULL

WORDED = (403, 404, 503)
"""Errors with a page of their own."""


class OurLook(RequestHandler):
    """Errors as a page that stands in our frame, and as one line of the log: a visitor can make as many as they like."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say it to the visitor."""
        name = f"{status_code}.html" if status_code in WORDED else "error.html"
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.settings["voila_jinja2_env"].get_template(name).render(status_code=status_code))

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """Note what is our fault; with its traceback only where the log is wanted (``--verbose``)."""
        if (isinstance(error, HTTPError) and error.status_code < 500) or isinstance(error, StreamClosedError):
            return
        log = logging.getLogger("tornado.application")
        wanted = logging.getLogger("tornado.access").isEnabledFor(logging.INFO)
        if not (isinstance(error, HTTPError) and error.log_message == FULL):
            log.error("%s: %r", self.request.path, error, exc_info=(kind, error, trace) if wanted else None)


class Sparing(logging.Filter):
    """Keeps a log small, whatever visitors do: so many lines an hour, each of one length at most, none with a traceback."""

    MOST, WINDOW, LONGEST = 60, 3600.0, 400

    def __init__(self) -> None:
        super().__init__()
        self._times: deque[float] = deque()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether this one is shown; the last of an hour says that it is."""
        moment = time.monotonic()
        while self._times and self._times[0] < moment - self.WINDOW:
            self._times.popleft()
        if len(self._times) >= self.MOST:
            return False
        self._times.append(moment)
        error = record.exc_info[1] if record.exc_info else None
        text = record.getMessage().partition("\n")[0] + (f": {error!r}" if error else "")
        if len(self._times) == self.MOST:
            text = text[: self.LONGEST // 2] + " (What follows within the hour is left out; --verbose shows all.)"
        record.msg, record.args, record.exc_info, record.exc_text = text[: self.LONGEST], None, None, None
        return True


def spare() -> None:
    """Let every handler of this process's logs write sparingly, all of them together."""
    loggers = [logging.root, *(logging.getLogger(name) for name in list(logging.root.manager.loggerDict))]
    sparing = Sparing()
    for handler in {logging.lastResort, *(handler for logger in loggers for handler in logger.handlers)}:
        if handler is not None:
            handler.addFilter(sparing)
