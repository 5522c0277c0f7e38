"""Voila as the course runs it: our pages, our kernels, a strict policy and no look at the user's own settings."""

from __future__ import annotations

import logging
import sys
import webbrowser
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.utils import url_path_join
from jupyterlab_server.themes_handler import ThemesHandler
from tornado.httpclient import AsyncHTTPClient
from tornado.ioloop import IOLoop
from tornado.routing import Rule
from voila.app import Voila  # type: ignore[import-untyped]
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler  # type: ignore[import-untyped]
from voila.static_file_handler import AllowListFileHandler, MultiStaticFileHandler, TemplateStaticFileHandler  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler  # type: ignore[import-untyped]
from voila.utils import create_include_assets_functions  # type: ignore[import-untyped]

from course.apps import forking, openings
from course.apps.address import in_url
from course.apps.doors import listen
from course.apps.handlers import (
    DeskHandler,
    GlossaryHandler,
    LandingHandler,
    LessonHandler,
    NotFoundHandler,
    ProgressHandler,
)
from course.apps.lesson import DESK, GLOSSARY, Site
from course.apps.look import spare
from course.apps.static_files import (
    AssetsHandler,
    ExtensionFileHandler,
    OwnThemesHandler,
    PlainFileHandler,
    TemplateFileHandler,
    VoilaFileHandler,
    front_end,
)
from course.apps.visitors import (
    Elsewhere,
    ElsewhereHandler,
    KernelSocketHandler,
    OddPath,
    OwnKernelHandler,
    ShutdownHandler,
)
from course.frontend import assets
from course.lessons.syllabus import SYLLABUS
from course.teaching.progress import LARGEST
from course.texts import say

TEMPLATE = "course"
ASSETS = "course/assets/"
READ = "course/progress"
SERVED = {
    TornadoVoilaHandler: LessonHandler,
    TemplateStaticFileHandler: TemplateFileHandler,
    AllowListFileHandler: PlainFileHandler,
    KernelHandler: OwnKernelHandler,
    VoilaKernelWebsocketHandler: KernelSocketHandler,
    VoilaShutdownKernelHandler: ShutdownHandler,
    # Voila's own front end, should a page call it in.
    MultiStaticFileHandler: VoilaFileHandler,
    ThemesHandler: OwnThemesHandler,
    FileFindHandler: ExtensionFileHandler,
}
"""Voila's handlers that are served, and what of ours stands in for them. The others (files, log in, log out) are not there."""


def policy() -> str:
    """The content security policy of every page: this server only, and no script in the page's own text.

    Vega compiles its expressions (``unsafe-eval``) and sets styles; widgets' modules are imported from ``blob:``.
    """
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self' blob: 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline' blob:",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        ]
    )


class LessonServer(Voila):  # type: ignore[misc]
    """The stand-alone server of ``course apps``.

    Attributes:
        browse: whether to open a browser once the server listens.
        public: whether others may come.
        opens: the page that is named and opened, relative to the landing page; "" for that one.
    """

    browse = False
    public = False
    opens = ""

    @property
    def site(self) -> Site:
        """Where the lessons are."""
        return Site(Path(self.root_dir), self.base_url, public=self.public)

    @property
    def themes_dir(self) -> str:
        """Voila's own themes; it would look for them in our data folder, which has only a template."""
        folders = [Path(folder, "themes") for folder in jupyter_path("voila")]
        return str(next(folder for folder in folders if folder.is_dir()))

    def init_settings(self) -> dict[str, Any]:
        """Voila's settings, with the policy; what is to happen once the server listens is put on the loop."""
        settings: dict[str, Any] = super().init_settings()
        settings["headers"] = {"Content-Security-Policy": policy(), "Referrer-Policy": "same-origin"}
        # Handlers that are Jupyter's, not Voila's, show their errors in our frame too.
        settings["jinja2_env"] = dress(settings, self.site)
        IOLoop.current().add_callback(self.opened)
        return settings

    def init_handlers(self) -> list[Any]:
        """What is served and nothing else: the landing page, lessons, and what their pages need."""
        site = self.site
        pages = {"voila_configuration": self.voila_configuration}
        handlers: list[Any] = [] if self.public else [Rule(Elsewhere(), ElsewhereHandler)]
        handlers += [
            Rule(OddPath(), NotFoundHandler, pages),
            (url_path_join(self.server_url, ASSETS, r"(\w+)/([\w.-]+)"), AssetsHandler),
            (self.server_url, LandingHandler, {**pages, "site": site, "told": told(site)}),
            (url_path_join(self.server_url, GLOSSARY, "?"), GlossaryHandler, {**pages, "site": site}),
        ]
        if self.public:
            handlers.append(
                (url_path_join(self.server_url, READ), ProgressHandler, {**pages, "site": site, "told": told(site)})
            )
        self.app.listen = partial(listen, self.app, self.kernel_manager.most)
        desk: list[Any] = []
        for pattern, handler, *rest in super().init_handlers():
            if handler is TornadoVoilaHandler:
                rest = [{**rest[0], "site": site}]
                if not desk:
                    desk = [(url_path_join(self.server_url, DESK, "?"), DeskHandler, *rest)]
            if handler in SERVED:
                handlers.append((pattern, SERVED[handler], *rest))
        return [*handlers, *desk, (r".*", NotFoundHandler, pages)]

    @property
    def display_url(self) -> str:
        """The address to be opened in a browser."""
        return f"http://{in_url(self.ip)}:{self.port}{self.base_url}{self.opens}"

    async def opened(self) -> None:
        """The server listens: say where, show it, and begin to warm kernels."""
        sys.stdout.write(
            say("The course is at {display_url}   To stop it: Ctrl-C here.\n", display_url=self.display_url)
        )
        sys.stdout.flush()
        if not logging.getLogger("tornado.access").isEnabledFor(logging.INFO):
            spare()
        await IOLoop.current().run_in_executor(forking.FORKER, forking.prepare, self.public)
        self.kernel_manager.fill()
        IOLoop.current().run_in_executor(None, front_end)  # packed before the first page asks
        if self.browse:
            await IOLoop.current().run_in_executor(None, webbrowser.open, self.display_url)
        if self.public:
            await IOLoop.current().run_in_executor(None, openings.make, self.site)
            await self._ask_for_all()

    async def _ask_for_all(self) -> None:
        """Have the text of every page made before the first learner asks for it."""
        for lesson in SYLLABUS:
            if openings.view(lesson.stem):
                address = f"http://{in_url(self.ip)}:{self.port}{self.site.url(lesson)}"
                await AsyncHTTPClient().fetch(address, raise_error=False)


def assets_url(base: str) -> str:
    """Where pages find the front-end files of this version, with a slash at the end."""
    return url_path_join(base, ASSETS, assets.version()) + "/"


def dress(settings: dict[str, Any], site: Site) -> Any:
    """Give Voila's environment of templates what our frame of a page needs; return it."""
    environment = settings["voila_jinja2_env"]
    base = site.base
    environment.globals.update(create_include_assets_functions(TEMPLATE, base))
    environment.globals["course_css"] = assets_url(base) + "course.css"
    environment.globals["course_language"] = assets.speaks(assets_url(base))
    environment.globals["course_home"] = site.base + site.home
    environment.globals["course_more"] = site.more
    return environment


def told(site: Site) -> dict[str, Any]:
    """What a page needs to know of the server: its front-end files and, on a public one, where a progress file is read."""
    public = url_path_join(site.base, READ) if site.public else ""
    files = assets_url(site.base)
    spoken = assets.speaks(files)
    return {"version": assets.version(), "assets": files, "language": spoken, "public": public, "largest": LARGEST}


def template_resources(site: Site) -> dict[str, Any]:
    """The same for the lesson template."""
    return {"course": {**told(site), "first": openings.view}}
