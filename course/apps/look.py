"""How an error looks to a visitor, and how little of it reaches the log."""

from __future__ import annotations

import logging
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
