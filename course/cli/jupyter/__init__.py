"""Jupyter's settings for this course, as files that JupyterLab reads from ``JUPYTER_CONFIG_PATH``.

``jupyter_lab_config.json`` and ``labconfig/`` keep JupyterLab from asking other hosts: no news, no
search for updates, no extension catalogue; what passes between server and kernel is encrypted, since
other users of the machine could listen; a notebook whose kernel is gone opens in words.
They rank below what a user sets.

``share/labextensions/`` is what makes a lesson run as it is opened (``course-alive``, read from ``JUPYTER_PATH``).
"""

from __future__ import annotations

import os
from pathlib import Path

from course import places

FOLDER = Path(__file__).resolve().parent


def environ() -> dict[str, str]:
    """Variables that keep what Jupyter remembers for this course apart from the user's own.

    The runtime folder stays where Jupyter would have it: it holds sockets, whose paths must be
    short, and nothing in it outlives a server.
    """
    from jupyter_core.paths import jupyter_runtime_dir

    kept = places.settings()
    kept.mkdir(parents=True, exist_ok=True)

    def first(folder: Path, variable: str) -> str:
        return os.pathsep.join(filter(None, [str(folder), os.environ.get(variable)]))

    return {
        "JUPYTER_RUNTIME_DIR": jupyter_runtime_dir(),
        "JUPYTER_CONFIG_DIR": str(kept / "config"),
        "JUPYTER_DATA_DIR": str(kept / "data"),
        "JUPYTERLAB_SETTINGS_DIR": str(kept / "config" / "lab" / "user-settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(kept / "config" / "lab" / "workspaces"),
        "IPYTHONDIR": str(kept / "ipython"),
        "JUPYTER_CONFIG_PATH": first(FOLDER, "JUPYTER_CONFIG_PATH"),
        "JUPYTER_PATH": first(FOLDER / "share", "JUPYTER_PATH"),
    }
