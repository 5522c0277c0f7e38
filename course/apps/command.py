"""Serving the apps, as the command line asks for it."""

from __future__ import annotations

import logging
import os
import sys

from course.apps.config import configuration, environment
from course.apps.options import Options
from course.apps.server import LessonServer
from course.frontend import assets


def run(options: Options, opens: str = "") -> int:
    """Serve until stopped, with a page opened that is not the first; return the exit status."""
    os.environ.update(environment(options, assets.version()))
    if not options.verbose:
        # A mistyped address, or a full house, is the visitor's affair, not the terminal's; what is our fault says so itself.
        for log in ("tornado.access", "tornado.general"):
            logging.getLogger(log).setLevel(logging.CRITICAL)
    server = LessonServer(config=configuration(options))
    server.browse = options.browser
    server.public = options.others
    server.opens = opens
    server.initialize([])
    server.start()
    sys.stderr.write("\nStopped.\n")
    return 0
