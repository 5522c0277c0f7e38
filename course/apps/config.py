"""How the apps' server is set up: one pure function from the learner's options to Jupyter's settings."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from traitlets.config import Config

from course import places
from course.apps import forking
from course.apps.lesson import Site
from course.apps.options import PORT, Options
from course.apps.server import TEMPLATE, template_resources
from course.cli import jupyter
from course.frontend.edition import FIRST
from course.language import prose
from course.teaching import progress

SHARE = Path(__file__).parent / "share"
"""A Jupyter data folder: holds our Voila template, ``voila/templates/course``."""

LONGEST_SOCKET_PATH = 100  # of an IPC socket: 107 characters on Linux, 103 on macOS
SOCKET_NAME = len("/voila_12345678/kernel-12345678-1234-1234-1234-123456789012.json-ipc-5")


def pages(site: Site) -> Config:
    """How a lesson becomes a page, whichever server does it: our template, and nothing of the lesson's sources."""
    config = Config()
    page = config.VoilaConfiguration
    page.template = TEMPLATE
    page.allow_template_override = "NO"
    page.allow_theme_override = "NO"
    page.resources = template_resources(site)
    page.strip_sources = True
    page.show_tracebacks = False
    # The page draws the course's own widgets itself. Should a lesson hold another one, Voila's front end is called in,
    # with the extensions that know ipywidgets and anywidget, and no others.
    page.extension_allowlist = [
        "@voila-dashboards/widgets-manager8",
        "@jupyter-widgets/jupyterlab-manager",
        "anywidget",
    ]
    page.extension_denylist = []
    page.file_allowlist = [r"lessons/[^/]*\.(png|jpg|gif|svg)"]
    page.file_denylist = [r".*\.(ipynb|py)"]
    config.VoilaExporter.filters = {"lesson_page": site.page, "spoken": prose}
    # Nothing to prepare: what is not shown is left out by the template. Each step would cost a validation too.
    config.VoilaExporter.default_preprocessors = []
    # Not empty: Voila would write a tag that never closes.
    config.VoilaExporter.anchor_link_text = " "

    run = config.VoilaExecutor
    run.timeout = 60
    run.startup_timeout = 60
    run.iopub_timeout = 30
    run.allow_errors = True  # one figure that fails does not take the rest of its page with it
    run.store_widget_state = False
    return config


def configuration(options: Options) -> Config:
    """The settings of our own server: its pages, its kernels, and what it lets out."""
    config = pages(Site(options.root.resolve(), public=options.others))
    config.VoilaConfiguration.multi_kernel_manager_class = "course.apps.kernels.PageKernels"

    server = config.Voila
    server.root_dir = str(options.root.resolve())
    server.ip = options.address
    server.port = options.port or PORT
    server.port_retries = 50 if options.port is None else 0
    server.open_browser = False  # ours opens one itself, without Voila's detour through a temporary file
    server.config_file_paths = []  # the user's own settings for Voila are for the user's own notebooks
    config.Application.log_level = "INFO" if options.verbose else "ERROR"

    config.KernelProvisionerFactory.default_provisioner_name = forking.NAME
    kernels = config.PageKernels
    kernels.warm = options.warm
    kernels.most = options.most
    kernels.quiet = not options.verbose
    kernels.cull_idle_timeout = options.idle
    kernels.cull_interval = max(1, min(60, options.idle // 2))
    # A page's Python that has died has lost the lesson's state: another in its place would hold a seat that no page asks for.
    config.KernelRestarter.restart_limit = 0
    # Whatever a part says arrives. What a kernel prints is not passed on anyway (course/apps/visitors.py).
    config.ZMQChannelsWebsocketConnection.limit_rate = False
    if _sockets_fit():
        # Files instead of TCP ports: two kernels that start at once cannot be given the same one, and nobody else on
        # the machine can connect.
        config.KernelManager.transport = "ipc"
    else:
        kernels.transport_encryption = "auto"
    return config


def _sockets_fit() -> bool:
    """Whether kernels can be spoken to through socket files (not on Windows, nor below a very long path)."""
    folder = tempfile.gettempdir()
    return sys.platform != "win32" and len(folder) + SOCKET_NAME <= LONGEST_SOCKET_PATH


def environment(options: Options, version: str) -> dict[str, str]:
    """Environment variables for the server and, through it, every kernel.

    Args:
        options: who may come decides where progress is kept.
        version: of the front-end files that the server offers to pages, so that kernels need not.
    """
    variables = {
        **jupyter.environ(),
        "COURSE_PRELOADED": version,
        # Parts go by the names that the opening view of a page has for them (course/apps/openings.py).
        FIRST: "1",
        # A page is its kernel's only visitor: no need to hear its own changes again.
        "JUPYTER_WIDGETS_ECHO": "0",
        "JUPYTER_PATH": jupyter_path(),
    }
    if options.others:
        # One file cannot hold the progress of all of them, so each browser keeps its own.
        variables[progress.VARIABLE] = progress.BROWSER
    if places.in_checkout():
        variables["PYTHONPATH"] = _before("PYTHONPATH", places.root())
    return variables


def jupyter_path() -> str:
    """Where Jupyter looks for data, our template among it."""
    return _before("JUPYTER_PATH", SHARE)


def _before(variable: str, path: Path) -> str:
    """A search path with one more folder in front."""
    return os.pathsep.join(filter(None, [str(path), os.environ.get(variable, "")]))
