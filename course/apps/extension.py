"""The apps inside an ordinary Jupyter server, as on Binder: ``…/course`` and ``…/voila/render/lessons/….ipynb``.

Enable it with ``jupyter server extension enable --sys-prefix course.apps.extension``. Jupyter loads
extensions in the order of their names, so Voila's, which comes later, finds our settings.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from tornado.web import RedirectHandler
from voila.configuration import VoilaConfiguration  # type: ignore[import-untyped]

from course.apps.config import jupyter_path, pages
from course.apps.handlers import GlossaryHandler, LandingHandler
from course.apps.lesson import DESK, GLOSSARY, HOME, Site
from course.apps.server import ASSETS, dress
from course.apps.static_files import AssetsHandler
from course.lessons.syllabus import SYLLABUS


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "course.apps.extension"}]


def _load_jupyter_server_extension(server: Any) -> None:
    base = server.web_app.settings["base_url"]
    site = Site(Path(server.root_dir), base, HOME)
    os.environ["JUPYTER_PATH"] = jupyter_path()
    server.update_config(pages(site))
    landing = {"site": site, "voila_configuration": VoilaConfiguration(parent=server)}
    # Voila shows notebooks that lie in files: the lesson that holds the desk's panels, where the desk has no page of its own.
    lesson = next(x for x in SYLLABUS if x.slug == "portfolio_desk")
    server.web_app.add_handlers(
        ".*$",
        [
            (url_path_join(base, HOME, "?"), LandingHandler, landing),
            (url_path_join(base, DESK, "?"), RedirectHandler, {"url": site.url(lesson), "permanent": False}),
            (url_path_join(base, HOME, GLOSSARY, "?"), GlossaryHandler, landing),
            (url_path_join(base, ASSETS, r"(\w+)/([\w.-]+)"), AssetsHandler),
        ],
    )
    IOLoop.current().add_callback(lambda: dress(server.web_app.settings, site))
