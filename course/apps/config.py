"""How the apps' server is set up: one pure function from the learner's options to Jupyter's settings."""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from traitlets.config import Config

from course.apps.lesson import Site
from course.apps.server import template_resources
from course.cli import jupyter, places

SHARE = Path(__file__).parent / "share"
"""A Jupyter data folder: holds our Voila template, ``voila/templates/course``."""

PORT = 8866
LONGEST_SOCKET_PATH = 100  # of an IPC socket: 107 characters on Linux, 103 on macOS
SOCKET_NAME = len("/voila_12345678/kernel-12345678-1234-1234-1234-123456789012.json-ipc-5")


@dataclass(frozen=True)
class Options:
    """What can be chosen when the apps are started.

    Attributes:
        port: the port; None means the first free one from :data:`PORT` on.
        address: the network address to listen on.
        browser: whether to open one.
        warm: kernels kept ready.
        most: pages that may be open at once.
        idle: seconds after which the kernel of a closed page is shut down, had the page been unable
            to say that it closed.
        root: the folder that holds ``lessons/``.
        verbose: whether to log what the server does.
    """

    port: int | None = None
    address: str = "localhost"
    browser: bool = True
    warm: int = 1
    most: int = 16
    idle: int = 600
    root: Path = field(default_factory=places.root)
    verbose: bool = False


def configuration(options: Options) -> Config:
    """The settings of the server, of its kernels and of what it lets out."""
    config = Config()

    config.Voila.root_dir = str(options.root.resolve())
    config.Voila.ip = options.address
    config.Voila.port = options.port or PORT
    config.Voila.port_retries = 50 if options.port is None else 0
    # The server opens it itself, without Voila's detour through a temporary file.
    config.Voila.open_browser = False
    # The user's own settings for Voila are for the user's own notebooks.
    config.Voila.config_file_paths = []
    config.Application.log_level = "INFO" if options.verbose else "ERROR"

    pages = config.VoilaConfiguration
    pages.template = "course"
    pages.allow_template_override = "NO"
    pages.allow_theme_override = "NO"
    pages.strip_sources = True
    pages.show_tracebacks = False
    # The page draws the course's own widgets itself. Should a lesson hold another one, Voila's front end is called in,
    # with the extensions that know ipywidgets and anywidget and no others.
    pages.extension_allowlist = ["@voila-dashboards/widgets-manager8", "anywidget"]
    pages.extension_denylist = []
    pages.file_allowlist = [r"lessons/[^/]*\.(png|jpg|gif|svg)"]
    pages.file_denylist = [r".*\.(ipynb|py)"]
    pages.multi_kernel_manager_class = "course.apps.kernels.PageKernels"
    pages.resources = template_resources("/")
    config.VoilaExporter.filters = {"lesson_page": Site(options.root).page}

    # Not empty: Voila would write a tag that never closes.
    config.VoilaExporter.anchor_link_text = " "

    run = config.VoilaExecutor
    run.timeout = 60
    run.startup_timeout = 60
    run.iopub_timeout = 30
    run.allow_errors = True  # one figure that fails does not take the rest of its page with it
    run.store_widget_state = False

    # Voila makes a subclass of it; settings of a parent class hold for its subclasses.
    kernels = config.PageKernels
    kernels.warm = options.warm
    kernels.most = options.most
    kernels.cull_idle_timeout = options.idle
    kernels.cull_interval = max(1, min(60, options.idle // 2))
    kernels.allow_tracebacks = False
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


def environment(version: str) -> dict[str, str]:
    """Environment variables for the server and, through it, every kernel.

    Args:
        version: of the front-end files that the server offers to pages, so that kernels need not.
    """
    variables = {
        **jupyter.environ(),
        "COURSE_PRELOADED": version,
        # A page is its kernel's only visitor: no need to hear its own changes again.
        "JUPYTER_WIDGETS_ECHO": "0",
        "JUPYTER_PATH": _before("JUPYTER_PATH", SHARE),
    }
    if places.in_checkout():
        variables["PYTHONPATH"] = _before("PYTHONPATH", places.root())
    return variables


def _before(variable: str, path: Path) -> str:
    """A search path with one more folder in front."""
    return os.pathsep.join(filter(None, [str(path), os.environ.get(variable, "")]))
