"""The pages: the landing page, lessons and nothing but lessons, and what a progress file makes of the former."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import partial
from pathlib import PurePosixPath
from typing import Any, cast

from tornado.iostream import StreamClosedError
from tornado.web import HTTPError
from voila.handler import BaseVoilaHandler  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]
from voila.utils import ENV_VARIABLE, get_page_config  # type: ignore[import-untyped]

from course.apps import landing_tanks, openings
from course.apps.glossary_page import words
from course.apps.kernels import Seat
from course.apps.landing import landing
from course.apps.lesson import DESK, LESSONS, Site
from course.apps.look import OurLook
from course.apps.progress_summary import read
from course.apps.rendering import DeskRenderer, LessonRenderer
from course.apps.static_files import send
from course.apps.visitors import visitor
from course.frontend import assets
from course.teaching.progress import Store


class LandingHandler(OurLook, BaseVoilaHandler):  # type: ignore[misc]
    """The landing page."""

    def initialize(self, site: Site, told: dict[str, Any] | None = None, **kwargs: Any) -> None:
        """Take the site along."""
        super().initialize(**kwargs)
        self.site = site
        self.told = told or {}

    def get(self) -> None:
        """The lessons as cards, with the progress that the file holds at this moment; on a public server with none."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        _ = self.xsrf_token  # a visitor is known by it from their first page on
        shown = landing(self.site, Store(memory=True) if self.site.public else Store())
        page = cast(str, self.render_template("landing.html", course=shown, play=landing_tanks, **self.told))
        send(self, gzip.compress(page.encode(), compresslevel=6, mtime=0))


class GlossaryHandler(LandingHandler):
    """The glossary."""

    def get(self) -> None:
        """All words; the same for everybody."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        page = cast(str, self.render_template("glossary.html", words=words(self.site), **self.told))
        send(self, gzip.compress(page.encode(), compresslevel=6, mtime=0))


class ProgressHandler(LandingHandler):
    """Reads a progress file for a visitor's own browser, which keeps it. Nothing of it stays here."""

    READER = ThreadPoolExecutor(1, "progress")
    """One at a time, beside the loop that answers everybody."""

    def get(self) -> None:
        """There is nothing to see."""
        raise HTTPError(405)

    async def post(self) -> None:
        """The file's events and what the landing page then says, or why it cannot be used."""
        reading = asyncio.get_running_loop().run_in_executor(self.READER, read, self.request.body, self.site)
        events, shown, refused = await reading
        reply = {"refused": refused} if shown is None else {"events": events, "facts": shown.facts()}
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(reply))


TEXT, PYTHON = "text", "python"
"""The halves of a page that shows its opening view: what needs no Python; and what follows, asked for with its version."""


class LessonHandler(OurLook, TornadoVoilaHandler):  # type: ignore[misc]
    """A lesson's page. Other notebooks (solutions above all) are not there.

    Where there is an opening view, the page is its text and takes no seat; its Python follows when the page wants it. Without one
    both are one stream.
    """

    seat: Seat | None = None
    renderer: type[LessonRenderer] = LessonRenderer

    def initialize(self, site: Site, **kwargs: Any) -> None:
        """Take the site along."""
        super().initialize(**kwargs)
        self.site = site

    async def get(self, path: str | None = None) -> None:
        """Run the lesson and stream its page."""
        if not self.site.serves(path or ""):
            raise HTTPError(404, "There is no such lesson.")
        await self._page(path)

    async def prepare(self) -> None:
        """A page is opened by a visitor; another site's page that calls it in as a picture or a script takes no seat."""
        await super().prepare()  # type: ignore[misc]
        asked = self.request.headers.get
        if asked("Sec-Fetch-Site") == "cross-site" and asked("Sec-Fetch-Dest", "document") != "document":
            raise HTTPError(403, "A lesson is opened as a page.")

    async def _page(self, path: str | None) -> None:
        wanted = self.get_query_argument(PYTHON, None)
        if wanted is None and (view := openings.view(PurePosixPath(path or "").stem)):
            await self._text(path, view)
            return
        if wanted not in (None, assets.version()):
            raise HTTPError(410, "That page is older than this server.")
        self.seat = await self.kernel_manager.make_room()
        try:
            await self._stream(path, self.seat, PYTHON if wanted else "")
        finally:
            self.kernel_manager.gone(self.seat)
            self.seat = None

    def on_connection_close(self) -> None:
        """The page was closed while it was on its way."""
        super().on_connection_close()
        if self.seat is not None:
            self.kernel_manager.going(self.seat)

    def _begin(self) -> None:
        # Sets the cookie with which the page proves that its kernel is its own.
        _ = self.xsrf_token
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")

    async def _text(self, path: str | None, view: str) -> None:
        """The half that is the same for everybody, made once."""
        texts: dict[str | None, tuple[str, bytes]] = self.settings.setdefault("course_texts", {})
        if path not in texts or texts[path][0] is not view:
            renderer = await self._renderer(path, None, TEXT)
            text = "".join([part async for part in renderer.parts()])
            texts[path] = view, gzip.compress(text.encode(), compresslevel=6, mtime=0)
        self._begin()
        send(self, texts[path][1])

    async def _stream(self, path: str | None, seat: Seat, half: str) -> None:
        self._begin()
        renderer = await self._renderer(path, seat, half)
        try:
            async with aclosing(renderer.parts()) as parts:
                async for part in parts:
                    self.write(part)
                    await self.flush()
        except StreamClosedError:
            await self._put_away(renderer.kernel_id)
        except Exception as error:
            # The text is out, so this can no longer be a page of its own; a page knows what a broken stream means.
            more = self.log.isEnabledFor(logging.INFO)
            self.log.error("The page of %s breaks off: %r", path, error, exc_info=more)
            await self._put_away(renderer.kernel_id)

    async def _renderer(self, path: str | None, seat: Seat | None, half: str) -> LessonRenderer:
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
        start = partial(
            self.kernel_manager.start_kernel, seat=seat, visitor=visitor(self), path=LESSONS, env=environment
        )
        renderer = self.renderer(
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
        await renderer.initialize()
        renderer.resources["course"] = {**renderer.resources["course"], "part": half}
        return renderer

    async def _put_away(self, kernel_id: str) -> None:
        """The page of this kernel will never be whole."""
        if kernel_id in self.kernel_manager:
            await self.kernel_manager.shutdown_kernel(kernel_id)


class DeskHandler(LessonHandler):
    """The desk: a page of cells that lie in no file."""

    renderer = DeskRenderer

    async def get(self, path: str | None = None) -> None:
        """Run the desk and stream its page."""
        await self._page(f"{LESSONS}/{DESK}.ipynb")


class NotFoundHandler(OurLook, BaseVoilaHandler):  # type: ignore[misc]
    """Everything else."""

    async def prepare(self) -> None:
        """Answer at once, whatever was asked."""
        await super().prepare()  # type: ignore[misc]
        raise HTTPError(404)
