"""The apps' settings: what may be seen, from where, and with how many kernels."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from course import places
from course.apps import config, main, server
from course.apps.address import is_here
from course.apps.config import configuration, environment, pages
from course.apps.lesson import Site
from course.apps.options import Options, parse
from course.apps.rendering import PATIENCE
from course.cli.failures import CommandError

from ..browser.support import free_port


def directives():
    return {name: values for name, *values in (part.split() for part in server.policy().split("; "))}


def test_pages_load_from_this_server_only_and_run_no_script_of_their_text():
    rules = directives()

    assert rules["default-src"] == ["'none'"]
    for name, values in rules.items():
        assert not any("//" in value or value in ("*", "http:", "https:") for value in values), name
    assert "'unsafe-inline'" not in rules["script-src"]
    assert rules["frame-ancestors"] == ["'self'"]


def test_sources_and_errors_stay_in_the_kernel():
    settings = pages(Site(Path())).VoilaConfiguration

    assert settings.strip_sources is True
    assert settings.show_tracebacks is False
    assert settings.allow_template_override == settings.allow_theme_override == "NO"


def test_kernels_are_warm_limited_and_culled():
    kernels = configuration(Options(warm=3, most=7, idle=900)).PageKernels

    assert (kernels.warm, kernels.most) == (3, 7)
    assert kernels.cull_idle_timeout == 900
    assert 0 < kernels.cull_interval <= 60


def test_by_default_a_page_that_still_loads_is_not_culled():
    assert Options().idle >= 600


def test_every_step_of_a_page_has_a_time_limit_that_the_handler_outlasts():
    run = pages(Site(Path())).VoilaExecutor

    assert min(run.timeout, run.startup_timeout) > 0
    assert max(run.timeout, run.startup_timeout) < PATIENCE


@pytest.mark.parametrize(
    ("platform", "folder", "ipc"),
    [("linux", "/scratch", True), ("darwin", "/var/folders/" + "x" * 40, False), ("win32", "C:\\t", False)],
)
def test_kernels_are_spoken_to_through_files_where_their_paths_fit(monkeypatch, platform, folder, ipc):
    monkeypatch.setattr(config.sys, "platform", platform)
    monkeypatch.setattr(config.tempfile, "gettempdir", lambda: folder)

    settings = configuration(Options())

    assert ("transport" in settings.KernelManager) is ipc
    assert ("transport_encryption" in settings.PageKernels) is not ipc


def test_the_template_is_found_and_the_users_own_paths_still_count(monkeypatch):
    monkeypatch.setenv("JUPYTER_PATH", "mine")

    first, *others = environment(Options(), "v")["JUPYTER_PATH"].split(os.pathsep)

    assert Path(first, "voila", "templates", "course", "index.html.j2").is_file()
    assert others == ["mine"]


def test_the_users_settings_for_voila_are_not_read():
    assert configuration(Options()).Voila.config_file_paths == []


def test_a_port_asked_for_is_the_port_or_an_error():
    assert configuration(Options(port=9000)).Voila.port_retries == 0
    assert configuration(Options()).Voila.port_retries > 0


def test_a_port_in_use_is_said_in_words():
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use"):
            main(["--port", str(port), "--no-browser"])


def test_the_command_line():
    options = parse(["--port", "9001", "--no-browser", "--warm", "4", "--most", "9", "--idle", "700"])

    assert (options.port, options.browser) == (9001, False)
    assert (options.warm, options.most, options.idle) == (4, 9, 700)
    assert parse([]) == Options(root=places.root())


@pytest.mark.parametrize("flags", [["--warm", "-1"], ["--most", "0"], ["--idle", "soon"], ["--port", "0"]])
def test_numbers_that_make_no_sense_are_refused(flags, capsys):
    with pytest.raises(SystemExit):
        parse(flags)
    assert flags[0] in capsys.readouterr().err


def test_the_verb_costs_nothing_until_it_is_called():
    code = "import json, sys; before = set(sys.modules); import course.apps; "
    code += "print(json.dumps(sorted(set(sys.modules) - before)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(places.PACKAGE.parent)},
    )  # fmt: skip

    loaded = {name for name in json.loads(done.stdout) if name not in sys.stdlib_module_names}
    assert loaded <= {"course", "course.apps"}


@pytest.mark.parametrize(
    ("options", "others"),
    [
        ({}, False),
        ({"address": "127.0.0.1"}, False),
        ({"address": "127.0.0.2"}, False),
        ({"address": "::1"}, False),
        ({"address": "0.0.0.0"}, True),
        ({"address": "::"}, True),
        ({"address": ""}, True),
        ({"address": "a.name"}, True),
        ({"public": True}, True),
    ],
)
@pytest.mark.parametrize("chosen", [None, "/somewhere/else"])
def test_visitors_never_share_a_progress_file_whatever_the_environment_says(monkeypatch, options, others, chosen):
    monkeypatch.delenv("COURSE_PROGRESS")
    if chosen:
        monkeypatch.setenv("COURSE_PROGRESS", chosen)

    assert Options(**options).others is others
    assert environment(Options(**options), "v").get("COURSE_PROGRESS") == ("browser" if others else None)
    told = pages(Site(Path(), public=others)).VoilaConfiguration.resources["course"]
    assert told["public"] == ("/course/progress" if others else "")


@pytest.mark.parametrize("address", ["999.1.1.1", "no such name", "a" * 80 + ".example", "8.8.8.8", "::1::2", ".."])
def test_an_address_that_cannot_be_had_is_said_in_words(address):
    with pytest.raises(CommandError, match=r"is no network address|cannot listen at"):
        main(["--address", address, "--no-browser"])


@pytest.mark.parametrize(
    ("address", "shown"),
    [("localhost", "localhost"), ("::1", "[::1]"), ("127.0.0.1", "127.0.0.1"), ("fe80::1", "[fe80::1]")],
)
def test_an_address_is_printed_as_a_browser_takes_it(address, shown):
    made = server.LessonServer(ip=address, port=9143)

    assert made.display_url == f"http://{shown}:9143/"


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("localhost", True), ("LOCALHOST.", True), ("127.0.0.1", True), ("127.8.9.1", True), ("[::1]", True), ("::1", True),
        ("evil.example", False), ("localhost.evil.example", False), ("127.0.0.1.evil.example", False), ("10.0.0.1", False),
        ("", False), ("0.0.0.0", False), ("2130706433", False), ("[::]", False),
    ],
)  # fmt: skip
def test_which_names_mean_this_machine(name, here):
    assert is_here(name) is here
