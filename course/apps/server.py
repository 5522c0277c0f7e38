"""Voila as the course runs it: our pages, our kernels, a strict policy and no look at the user's own settings."""

from __future__ import annotations

import sys
import webbrowser
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_path
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from voila.app import Voila  # type: ignore[import-untyped]
from voila.static_file_handler import AllowListFileHandler, TemplateStaticFileHandler  # type: ignore[import-untyped]
from voila.tornado.contentshandler import VoilaContentsHandler  # type: ignore[import-untyped]
from voila.tornado.handler import TornadoVoilaHandler  # type: ignore[import-untyped]
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler  # type: ignore[import-untyped]
from voila.tornado.treehandler import TornadoVoilaTreeHandler  # type: ignore[import-untyped]
from voila.utils import create_include_assets_functions  # type: ignore[import-untyped]

from course.apps.handlers import (
    AssetsHandler,
    KernelSocketHandler,
    LandingHandler,
    LessonHandler,
    NotFoundHandler,
    PlainFileHandler,
    TemplateFileHandler,
)
from course.apps.lesson import Site
from course.frontend import assets

TEMPLATE = "course"
ASSETS = "course/assets/"
REPLACED = {
    TemplateStaticFileHandler: TemplateFileHandler,
    AllowListFileHandler: PlainFileHandler,
    VoilaKernelWebsocketHandler: KernelSocketHandler,
}
"""Voila's handlers that ours stand in for."""


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
    """

    browse = False

    @property
    def site(self) -> Site:
        """Where the lessons are."""
        return Site(Path(self.root_dir), self.base_url)

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
        """Voila's handlers: the tree of files gives way to the landing page, and only lessons are rendered."""
        site = self.site
        pages = {"voila_configuration": self.voila_configuration}
        handlers = [
            (url_path_join(self.server_url, ASSETS, r"(\w+)/([\w.-]+)"), AssetsHandler),
            (self.server_url, LandingHandler, {**pages, "site": site}),
        ]
        for pattern, handler, *rest in super().init_handlers():
            if handler in (TornadoVoilaTreeHandler, VoilaContentsHandler):
                continue
            if handler is TornadoVoilaHandler:
                handlers.append((pattern, LessonHandler, {**rest[0], "site": site}))
            elif handler in REPLACED:
                handlers.append((pattern, REPLACED[handler], *rest))
            else:
                handlers.append((pattern, handler, *rest))
        return [*handlers, (r".*", NotFoundHandler, pages)]

    async def opened(self) -> None:
        """The server listens: say where, show it, and begin to warm kernels."""
        sys.stdout.write(f"The course is at {self.display_url}   To stop it: Ctrl-C here.\n")
        sys.stdout.flush()
        self.kernel_manager.fill()
        if self.browse:
            await IOLoop.current().run_in_executor(None, webbrowser.open, self.display_url)


def assets_url(base: str) -> str:
    """Where pages find the front-end files of this version, with a slash at the end."""
    return url_path_join(base, ASSETS, assets.version()) + "/"


def dress(settings: dict[str, Any], site: Site) -> Any:
    """Give Voila's environment of templates what our frame of a page needs; return it."""
    environment = settings["voila_jinja2_env"]
    base = site.base
    environment.globals.update(create_include_assets_functions(TEMPLATE, base))
    environment.globals["course_css"] = assets_url(base) + "course.css"
    environment.globals["course_home"] = site.base + site.home
    return environment


def template_resources(base: str) -> dict[str, Any]:
    """What the lesson template needs to know of the server."""
    return {"course": {"version": assets.version(), "assets": assets_url(base)}}
