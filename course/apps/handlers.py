"""What the server answers: the landing page, lessons and nothing but lessons, the front-end files, friendly errors."""

from __future__ import annotations

import gzip
import os
import tempfile
from contextlib import aclosing
from functools import cache, partial
from pathlib import Path
from typing import Any, cast

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, RequestHandler
from voila.handler import BaseVoilaHandler  # type: ignore[import-untyped]
from voila.static_file_handler import AllowListFileHandler, TemplateStaticFileHandler  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler, read_header_from_binary_message  # type: ignore[import-untyped]
from voila.utils import ENV_VARIABLE, get_page_config  # type: ignore[import-untyped]

from course.apps.landing import landing
from course.apps.lesson import LESSONS, Site
from course.apps.rendering import LessonRenderer
from course.frontend import assets
from course.teaching.progress import Store

QUOTING = ("error", "stream", "execute_input")
"""Kernel messages that may quote source code."""

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
        await self.kernel_manager.make_room()
        # Sets the cookie with which the page proves itself when it gives its kernel back.
        _ = self.xsrf_token
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        renderer = self._renderer(path)
        await renderer.initialize()
        try:
            async with aclosing(renderer.parts()) as parts:
                async for part in parts:
                    self.write(part)
                    await self.flush()
        except StreamClosedError:
            await self._put_away(renderer.kernel_id)
        except Exception:
            # The text is out, so this can no longer be a page of its own; a page knows what a broken stream means.
            self.log.exception("The page of %s breaks off.", path)
            await self._put_away(renderer.kernel_id)

    def _renderer(self, path: str | None) -> LessonRenderer:
        base = self.base_url
        about = {
            "base_url": base,
            "settings": self.settings,
            "log": self.log,
            "voila_configuration": self.voila_configuration,
        }
        environment = {
            **os.environ,
            ENV_VARIABLE.VOILA_PREHEAT: "False",
            ENV_VARIABLE.VOILA_BASE_URL: base,
            ENV_VARIABLE.VOILA_REQUEST_URL: self.request.full_url(),
        }
        start = partial(self.kernel_manager.start_kernel, path=LESSONS, env=environment)
        return LessonRenderer(
            start,
            self.kernel_manager,
            request_handler=self,
            notebook_path=path,
            page_config=get_page_config(**about),
            voila_configuration=self.voila_configuration,
            traitlet_config=self.traitlet_config,
            template_paths=self.template_paths,
            config_manager=self.config_manager,
            contents_manager=self.contents_manager,
            kernel_spec_manager=self.kernel_spec_manager,
            base_url=base,
        )

    async def _put_away(self, kernel_id: str) -> None:
        """The page of this kernel will never be whole."""
        if kernel_id in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel_id)


class NotFoundHandler(BaseVoilaHandler):  # type: ignore[misc]
    """Everything else."""

    async def prepare(self) -> None:
        """Answer at once, whatever was asked."""
        await super().prepare()
        raise HTTPError(404)


class TemplateFileHandler(TemplateStaticFileHandler):  # type: ignore[misc]
    """Files of the template; one asked for without its version is looked at anew each time."""

    def set_extra_headers(self, path: str) -> None:
        """Keep browsers from guessing how long a file stays good."""
        self.set_header("X-Content-Type-Options", "nosniff")
        if "v" not in self.request.arguments:
            self.set_header("Cache-Control", "no-cache")


class PlainFileHandler(AllowListFileHandler):  # type: ignore[misc]
    """Pictures beside a lesson; anything else, sources above all, is refused."""

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Say so in the frame of our pages."""
        environment = self.settings["voila_jinja2_env"]
        name = f"{status_code}.html" if status_code in (403, 404) else "error.html"
        page = environment.get_template(name)
        self.finish(page.render(status_code=status_code))


class KernelSocketHandler(VoilaKernelWebsocketHandler):  # type: ignore[misc]
    """The line between a page and its kernel: widgets' messages, and nothing that quotes a lesson's sources."""

    def write_message(self, message: bytes | str | dict[str, Any], binary: bool = False) -> Any:
        """Keep tracebacks and what is printed in the kernel from the page; outputs are in the page's own text."""
        # Jupyter's own setting for this, ``allow_tracebacks``, looks for its text on the wrong object and fails.
        header = read_header_from_binary_message(message) if isinstance(message, bytes) else None
        if header is None or header.get("msg_type") in QUOTING:
            return None
        return super().write_message(message, binary)

    def select_subprotocol(self, subprotocols: list[str]) -> str | None:
        """As Jupyter does, but a page that has gone while its kernel was getting ready is no error."""
        if self.connection is None:
            raise HTTPError(400, "The page has gone.")
        return cast("str | None", super().select_subprotocol(subprotocols))


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
