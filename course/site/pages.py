"""The site's pages, from the templates of the apps."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup
from traitlets.config import Config
from voila.exporter import VoilaExporter  # type: ignore[import-untyped]

from course.apps import landing_tanks, lesson
from course.apps.config import SHARE
from course.apps.glossary_page import words
from course.apps.landing import landing
from course.apps.rendering import COMPILED
from course.apps.server import TEMPLATE
from course.frontend import assets
from course.frontend.edition import PAGE
from course.language import language_code, prose, tagged
from course.lessons.syllabus import SYLLABUS, Entry
from course.site import archive
from course.site.lab import LAB
from course.site.pyodide import FILES, STDLIB, Pyodide
from course.teaching import progress

TEMPLATES = SHARE / "voila" / "templates" / TEMPLATE
WEB = Path(__file__).parent / "web"
NOT_KEPT = frozenset({".nojekyll", "404.html", "sw.js"})
"""Files that no page needs without a network."""

STORED_PICTURE = re.compile(
    r'(?P<before><div class="page-stored"><img class="page-picture"[^>]* src=")'
    r'data:image/png;base64,(?P<data>[^"]*)(?P<after>"></div>)'
)
"""A picture that the notebook has stored, as the template writes it."""

NOTEBOOK_LINK = re.compile(r'(<a\b[^>]*\bhref=")(\d\d_\w+)\.ipynb(["#])')
"""A link from one lesson to another, as notebooks have it."""


@dataclass(frozen=True)
class Here(lesson.Site):
    """The lessons as files: addresses from a page that lies ``base`` below the site's root.

    Attributes:
        beside: whether that page lies among the lessons.
        notebook: the address of the page as a notebook in JupyterLab; "" if there is none.
    """

    beside: bool = False
    notebook: str = ""

    @property
    def desk(self) -> str:
        """The address of the desk's page, which lies among the lessons."""
        return f"{lesson.DESK}.html" if self.beside else f"lessons/{lesson.DESK}.html"

    def url(self, entry: Entry) -> str:
        """The address of a lesson's page; empty while the lesson is in preparation."""
        if not self.exists(entry):
            return ""
        return f"{entry.stem}.html" if self.beside else f"lessons/{entry.stem}.html"

    @property
    def more(self) -> tuple[lesson.Link, ...]:
        """The pages that are no lessons: the desk lies among the lessons, since its panels name them as lessons do."""
        links = (
            lesson.Link("The portfolio desk", self.desk),
            lesson.Link("Glossary", f"{self.base}{lesson.GLOSSARY}.html"),
        )
        words = "Open as notebook" if self.beside else "The notebooks"
        return (lesson.Link(words, self.notebook), *links) if self.notebook else links


@dataclass(frozen=True)
class Site:
    """A release of the site.

    Attributes:
        root: the folder that holds ``lessons/``.
        release: the digest that names it.
        pyodide: where Python comes from.
        there: lessons that have a page.
        lab: whether JupyterLab is among the site.
    """

    root: Path
    release: str
    pyodide: Pyodide
    there: tuple[Entry, ...]
    lab: bool = False

    def lesson(self, notebook: Any, stem: str, slug: str, view: dict[str, Any]) -> str:
        """The page of a notebook with this file name, of the lesson called ``slug``."""
        root = "../"
        files = self.files(root)
        notebooks = f"{root}{LAB}/lab/index.html"
        # The desk is no notebook; the lesson with the same panels is.
        shown = f"{notebooks}?path={SYLLABUS[-1].stem if stem == lesson.DESK else stem}.ipynb" if self.lab else ""
        here = Here(self.root, base="../", home="index.html", beside=True, notebook=shown)
        config = Config()
        config.VoilaExporter.filters = {"lesson_page": here.page, "spoken": prose}
        config.VoilaExporter.default_preprocessors = []
        config.VoilaExporter.anchor_link_text = " "
        exporter = VoilaExporter(
            template_paths=[str(TEMPLATES), str(TEMPLATES.parent)],
            template_name=TEMPLATE,
            config=config,
            contents_manager=_Beside(self.root / "lessons"),
            base_url=files,
        )
        told = self.told(root)
        told["told"]["lesson"] = slug
        course = {
            **told,
            "first": lambda _stem: json.dumps(view, separators=(",", ":"), sort_keys=True),
            "cells": _cells,
        }
        resources = {
            "metadata": {"name": stem},
            "base_url": files,
            "include_url": partial(_url, files),
            "course": course,
        }
        # Made with the template's async mode, which `render` copes with.
        exporter.environment.bytecode_cache = COMPILED
        template = exporter.template
        page: str = template.render(
            nb=notebook, resources={**exporter._init_resources({}), **resources}, page_config={"fullStaticUrl": ""}
        )
        return _spoken(NOTEBOOK_LINK.sub(r"\1\2.html\3", page))

    @staticmethod
    def without_pictures(page: str, stem: str) -> tuple[str, dict[str, bytes]]:
        """A lesson's page with its stored pictures as files beside it, by name; only who has no scripts fetches them.

        Everybody else has the opening view in their places.
        """
        files: dict[str, bytes] = {}

        def file(found: re.Match[str]) -> str:
            name = f"{stem}/{len(files) + 1}.png"
            files[name] = base64.b64decode(found["data"])
            return f'<noscript>{found["before"]}{name}{found["after"]}</noscript><div class="page-skeleton"></div>'

        return STORED_PICTURE.sub(file, page), files

    def told(self, root: str) -> dict[str, Any]:
        """What a page needs to know; ``root`` is the address of the site's root, seen from it."""
        files = self.files(root)
        return {
            "version": assets.version(),
            "assets": f"{files}parts/",
            "language": assets.speaks(f"{files}parts/"),
            "public": "inside",
            "largest": progress.LARGEST,
            "source": "./inside.js",
            "head": Markup(
                f'<link rel="manifest" href="{root}manifest.webmanifest"><meta name="theme-color" content="#1f2933">'
            ),
            "told": {
                "root": root,
                "release": self.release,
                "pyodide": self.pyodide.address(files),
                "megabytes": self.pyodide.megabytes,
                "sums": json.dumps(self.pyodide.sums),
                "archive": f"{files}{archive.NAME}",
                "stdlib": self.pyodide.address(files, STDLIB),
                "numpy": self.pyodide.address(files, FILES["numpy"]),
                "environ": json.dumps({PAGE: "1", assets.TOLD: assets.version(), progress.VARIABLE: progress.BROWSER}),
            },
        }

    @property
    def here(self) -> Here:
        """The lessons, seen from the site's root."""
        return Here(self.root, base="", home="index.html", notebook=f"{LAB}/lab/index.html" if self.lab else "")

    def landing(self) -> str:
        """The landing page, as somebody sees it who has done nothing yet."""
        shown = landing(self.here, progress.Store(memory=True))
        return self._render("landing.html", course=shown, play=landing_tanks, **self.told(""))

    def glossary(self) -> str:
        """The glossary."""
        return self._render("glossary.html", words=words(self.here))

    def files(self, root: str) -> str:
        """The address of the release's own files."""
        return f"{root}v/{self.release}/"

    def lost(self) -> str:
        """What is shown where there is no page. It stands at any address, so it links to nothing but what it can find."""
        return self._render("404.html", status_code=404)

    def keeper(self, out: Path) -> str:
        """The service worker: it keeps what is in ``out`` by now, and what lies elsewhere."""
        paths = sorted(file.relative_to(out).as_posix() for file in out.rglob("*") if file.is_file())
        icons = [path for path in paths if path.startswith("v/") and path.endswith(".png")]
        site = {
            "release": self.release,
            "files": [path for path in paths if path not in NOT_KEPT and not path.endswith(".png")] + icons,
            "elsewhere": self.pyodide.elsewhere,
        }
        return (WEB / "sw.js").read_text(encoding="utf-8").replace("__SITE__", json.dumps(site))

    def manifest(self) -> str:
        """What a phone needs to know to keep the course among its apps."""
        files = f"v/{self.release}/"
        icons = [
            {
                "src": f"{files}icon-{size}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any maskable",
            }
            for size in (192, 512)
        ]
        about = {
            "name": "Cross and isolated margin",
            "short_name": "Margin",
            "start_url": "index.html",
            "scope": "./",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#1f2933",
            "icons": [*icons, {"src": f"{files}icon.svg", "sizes": "any", "type": "image/svg+xml"}],
        }
        return json.dumps(about, indent=1)

    def _render(self, name: str, **more: Any) -> str:
        files = self.files("")
        found = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
        found.globals.update(
            include_url=partial(_url, files),
            include_css=partial(_css, files),
            course_css=f"{files}parts/course.css",
            course_language=assets.speaks(f"{files}parts/"),
            course_home="index.html",
            course_more=() if name == "404.html" else self.here.more,
        )
        return _spoken(found.get_template(name).render(**more))


def _spoken(page: str) -> str:
    """A page in its reader's language before any script has run, and where none runs."""
    return tagged(page).replace('<html lang="en"', f'<html lang="{language_code()}"', 1)


def _url(files: str, name: str) -> Markup:
    return Markup(f"{files}{name.removeprefix('static/')}")


def _css(files: str, name: str) -> Markup:
    return Markup(f'<link rel="stylesheet" href="{_url(files, name)}">')


def _cells(notebook: Any) -> str:
    found = [
        {"number": number, "source": cell.source}
        for number, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
    ]
    return json.dumps(found, separators=(",", ":"))


@dataclass(frozen=True)
class _Beside:
    """The little that Voila's exporter asks of a contents manager: files beside a notebook."""

    folder: Path

    def file_exists(self, path: str) -> bool:
        """Whether a picture lies there that is to be carried in the page's text: none is."""
        return False
