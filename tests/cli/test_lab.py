"""What JupyterLab is started with, and that it is well brought up."""

from __future__ import annotations

import argparse
import json
import os
import socket
from pathlib import Path

import pytest

from course import places
from course.cli import jupyter, lab
from course.cli.failures import CommandError
from course.cli.processes import guarded

JUPYTERLAB = guarded("jupyterlab")


@pytest.fixture
def started(monkeypatch):
    """Catch the hand-over."""
    seen = {}
    monkeypatch.setattr(places, "in_checkout", lambda: True)
    monkeypatch.setattr(lab, "hand_over", lambda argv, environ, cwd: seen.update(argv=argv, environ=environ, cwd=cwd))
    return seen


def _run(*argv):
    # hand_over never returns; here it does, to a function that has nothing left to say.
    return lab.main(list(argv))


def test_it_opens_lesson_00_of_this_checkout(started):
    _run()

    assert started["argv"][: len(JUPYTERLAB)] == JUPYTERLAB
    assert f"--ServerApp.root_dir={places.root()}" in started["argv"]
    assert f"--LabApp.default_url=/lab/tree/{places.FIRST_LESSON}" in started["argv"]
    assert started["cwd"] == places.root()


def test_port_browser_and_further_options(started):
    _run("--port", "9876", "--no-browser", "--", "--ServerApp.token=x")

    assert {"--ServerApp.port=9876", "--no-browser"} <= set(started["argv"])
    assert started["argv"][-1] == "--ServerApp.token=x"


def test_a_port_in_use_is_refused_in_words(started):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            _run("--port", str(port))
    assert not started


@pytest.mark.parametrize(
    "port", ["0", "65536", "-1", "many", "80.5", "\u00b2", "", pytest.param("9" * 5000, id="long")]
)
def test_what_is_no_port_is_refused(port, capsys):
    with pytest.raises((SystemExit, argparse.ArgumentTypeError)):
        _run(f"--port={port}")
    assert "whole number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_in_a_container_may_start_it(monkeypatch, started, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    _run()

    assert ("--allow-root" in started["argv"]) is allowed


def test_what_jupyter_remembers_stays_with_the_course(started):
    _run()

    kept = [name for name, value in started["environ"].items() if value.startswith(str(places.settings()))]
    assert {"JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR"} <= set(kept)
    assert started["environ"]["JUPYTER_CONFIG_PATH"].split(os.pathsep)[0] == str(jupyter.FOLDER)
    alive = Path(started["environ"]["JUPYTER_PATH"].split(os.pathsep)[0], "labextensions", "course-alive")
    about = json.loads((alive / "package.json").read_text())
    assert (alive / about["jupyterlab"]["_build"]["load"]).is_file()


def test_jupyterlab_accepts_the_settings_and_asks_nobody():
    """The real application reads the real file: a renamed setting would be ignored, and news be fetched."""
    from jupyterlab.handlers.announcements import NeverCheckForUpdate
    from jupyterlab.labapp import LabApp
    from traitlets.config import Config

    app = LabApp(config=Config(json.loads((jupyter.FOLDER / "jupyter_lab_config.json").read_text())))

    assert app.news_url is None
    assert app.check_for_updates_class is NeverCheckForUpdate
    assert app.extension_manager == "readonly"


def test_the_extensions_that_are_switched_off_exist():
    """A misspelt name would switch nothing off."""
    from jupyter_core.paths import jupyter_path
    from jupyterlab.commands import get_app_dir

    settings = json.loads((jupyter.FOLDER / "labconfig" / "page_config.json").read_text())
    built = json.loads(Path(get_app_dir(), "static", "package.json").read_text())
    for plugin in settings["disabledExtensions"]:
        name = plugin.split(":")[0]
        added = [folder for folder in jupyter_path("labextensions") if Path(folder, name).is_dir()]
        assert name in built["jupyterlab"]["extensions"] or added, name
