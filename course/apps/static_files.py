"""The files that pages need: of our template, of the course's front end, of Voila's own, and pictures beside a lesson."""

from __future__ import annotations

import gzip
import tempfile
from functools import cache
from pathlib import Path

from jupyter_server.base.handlers import FileFindHandler
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.web import HTTPError, RequestHandler
from voila.static_file_handler import AllowListFileHandler, MultiStaticFileHandler, TemplateStaticFileHandler  # type: ignore[import-untyped]

from course.apps.look import OurLook
from course.frontend import assets

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8"}


class TemplateFileHandler(OurLook, TemplateStaticFileHandler):  # type: ignore[misc]
    """Files of the template; one asked for without its version is looked at anew each time."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """One of our template's files; Voila would take any template, and fail over what names none."""
        parts = path.split("/")
        if len(parts) < 3 or parts[1] != "static" or not set(parts).isdisjoint(("", ".", "..")):
            raise HTTPError(404)
        try:
            await super().get(path, include_body)  # type: ignore[misc]
        except (ValueError, UnboundLocalError):  # no such template
            raise HTTPError(404) from None

    def set_extra_headers(self, path: str) -> None:
        """Keep browsers from guessing how long a file stays good."""
        self.set_header("X-Content-Type-Options", "nosniff")
        if "v" not in self.request.arguments:
            self.set_header("Cache-Control", "no-cache")


class PlainFileHandler(OurLook, AllowListFileHandler):  # type: ignore[misc]
    """Pictures beside a lesson; anything else, sources above all, is refused."""


class VoilaFileHandler(OurLook, MultiStaticFileHandler):  # type: ignore[misc]
    """Files of Voila's own front end."""


class OwnThemesHandler(OurLook, ThemesHandler):
    """Its themes."""


class ExtensionFileHandler(OurLook, FileFindHandler):
    """And its extensions."""


class AssetsHandler(OurLook):
    """The course's front-end files, packed once, kept by browsers for as long as their version lives."""

    def get(self, version: str, name: str) -> None:
        """One file of the version that runs here."""
        packed = front_end().get(name)
        if packed is None or version != assets.version():
            raise HTTPError(404)
        self.set_header("Content-Type", TYPES[Path(name).suffix])
        self.set_header("Cache-Control", "public, max-age=31536000, immutable")
        self.set_header("X-Content-Type-Options", "nosniff")
        send(self, packed)


def send(handler: RequestHandler, packed: bytes) -> None:
    """Finish with what was gzipped, unpacked for a browser that does not say it can do so itself."""
    handler.set_header("Vary", "Accept-Encoding")
    if "gzip" in handler.request.headers.get("Accept-Encoding", ""):
        handler.set_header("Content-Encoding", "gzip")
        handler.finish(packed)
    else:
        handler.finish(gzip.decompress(packed))


@cache
def front_end() -> dict[str, bytes]:
    """The front-end files by name, gzipped."""
    with tempfile.TemporaryDirectory() as folder:
        return {
            path.name: gzip.compress(path.read_bytes(), compresslevel=6, mtime=0)
            for path in assets.export(Path(folder))
        }
