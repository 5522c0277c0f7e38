"""What the server answers: the landing page, lessons and nothing but lessons, the front-end files, friendly errors."""

from __future__ import annotations

import gzip
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from tornado.web import HTTPError, RequestHandler
from voila.handler import BaseVoilaHandler  # type: ignore[import-untyped]
from voila.static_file_handler import TemplateStaticFileHandler  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]

from course.apps.landing import landing
from course.apps.lesson import Site
from course.frontend import assets
from course.teaching.progress import Store

SCRIPT = "window.voila_heartbeat()"
"""The one script that Voila itself writes into a page: a sign of life while a cell takes long."""

HEARTBEAT = f"<script>{SCRIPT}</script>"
MOST_HEARTBEATS = 12
"""One comes every ten seconds, so this is longer than the time limits of a cell and of a kernel's start."""

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class LandingHandler(BaseVoilaHandler):  # type: ignore[misc]
    """The landing page."""

    def initialize(self, site: Site, **kwargs: Any) -> None:
        """Take the site along."""
        super().initialize(**kwargs)
        self.site = site

    def get(self) -> None:
        """The lessons as cards, with the progress that the file holds at this moment."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(self.render_template("landing.html", course=landing(self.site, Store())))


class LessonHandler(TornadoVoilaHandler):  # type: ignore[misc]
    """A lesson's page. Other notebooks (solutions above all) are not there."""

    def initialize(self, site: Site, **kwargs: Any) -> None:
        """Take the site along."""
        super().initialize(**kwargs)
        self.site = site

    async def get(self, path: str | None = None) -> None:
        """Run the lesson and stream its page."""
        if not self.site.serves(path or ""):
            raise HTTPError(404, "There is no such lesson.")
        # Sets the cookie with which the page proves itself when it gives its kernel back.
        _ = self.xsrf_token
        silence = 0
        async for piece in self.get_generator(path=path):
            silence = silence + 1 if piece.strip() == HEARTBEAT else 0
            if silence > MOST_HEARTBEATS:
                # Voila would wait for ever for a kernel that never came up. The page says what a broken stream means.
                self.log.error("The page of %s is given up.", path)
                break
            self.write(piece)
            self.flush()


class NotFoundHandler(BaseVoilaHandler):  # type: ignore[misc]
    """Everything else."""

    def prepare(self) -> None:
        """Answer at once."""
        raise HTTPError(404)


class TemplateFileHandler(TemplateStaticFileHandler):  # type: ignore[misc]
    """Files of the template; one asked for without its version is looked at anew each time."""

    def set_extra_headers(self, path: str) -> None:
        """Keep browsers from guessing how long a file stays good."""
        self.set_header("X-Content-Type-Options", "nosniff")
        if "v" not in self.request.arguments:
            self.set_header("Cache-Control", "no-cache")


class AssetsHandler(RequestHandler):
    """The course's front-end files, packed once, kept by browsers for as long as their version lives."""

    def get(self, version: str, name: str) -> None:
        """One file of the version that runs here."""
        packed = front_end().get(name)
        if packed is None or version != assets.version():
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[Path(name).suffix])
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Vary", "Accept-Encoding")
        if "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(packed)
        else:
            self.finish(gzip.decompress(packed))


@cache
def front_end() -> dict[str, bytes]:
    """The front-end files by name, gzipped."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            path.name: gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)
            for path in assets.export(Path(folder))
        }
