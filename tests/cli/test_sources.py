"""Where packages come from stays the user's choice; everything else of pip's and uv's settings stays out."""

from __future__ import annotations

import os
import sys

import pytest

from course.cli import sources

LISTING = """\
:env:.cert='/etc/ours.pem'
global.index-url='http://mirror.example/index'
global.extra-index-url='file:///shelf/a\\nfile:///shelf/b'
global.target='/somewhere'
global.timeout='20'
install.timeout='40'
install.user='true'
global.trusted-host="mirror.example"
nonsense
"""


def test_the_places_are_read_and_nothing_else():
    assert sources.parse_listing(LISTING) == {
        "index-url": "http://mirror.example/index",
        "extra-index-url": "file:///shelf/a\nfile:///shelf/b",
        "timeout": "40",
        "trusted-host": "mirror.example",
    }


def test_pips_own_files_are_read_by_pip(tmp_path):
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = http://mirror.example/index\ntarget = /somewhere\n")
    environ = {**os.environ, "PIP_CONFIG_FILE": str(config), "PIP_CERT": "/etc/ours.pem"}
    settings = sources.pip_settings(sys.executable, environ)

    assert settings["index-url"] == "http://mirror.example/index"
    assert settings["cert"] == "/etc/ours.pem"
    assert "target" not in settings


def test_without_pip_the_variables_remain():
    settings = sources.pip_settings("/no/such/python", {"PIP_INDEX_URL": "http://mirror.example/index"})

    assert settings == {"index-url": "http://mirror.example/index"}


def test_pip_gets_the_places_and_none_of_its_files():
    environ = sources.for_pip(
        {"index-url": "http://mirror.example/index", "cert": "/etc/ours.pem"},
        {"PATH": "/bin", "PIP_TARGET": "/x", "PIP_REQUIRE_VIRTUALENV": "1", "HTTPS_PROXY": "http://p:1"},
    )

    assert environ == {
        "PATH": "/bin",
        "HTTPS_PROXY": "http://p:1",
        "PIP_INDEX_URL": "http://mirror.example/index",
        "PIP_CERT": "/etc/ours.pem",
        "PIP_CONFIG_FILE": os.devnull,
        "PYTHONNOUSERSITE": "1",
    }


def test_uv_gets_the_same_places_in_its_own_words():
    environ = sources.for_uv(
        {
            "index-url": "http://mirror.example/index",
            "extra-index-url": "file:///a\nfile:///b",
            "find-links": "/c /d",
            "cert": "/etc/ours.pem",
            "cache-dir": "/cache",
        },
        {"UV_TARGET": "/x", "PIP_INDEX_URL": "http://mirror.example/index"},
    )

    assert environ == {
        "UV_DEFAULT_INDEX": "http://mirror.example/index",
        "UV_INDEX": "file:///a file:///b",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/c,/d",
        "SSL_CERT_FILE": "/etc/ours.pem",
        "PYTHONNOUSERSITE": "1",
    }


@pytest.mark.parametrize("name", ["UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX", "UV_EXTRA_INDEX_URL"])
def test_who_told_uv_where_is_not_overruled_by_what_pip_was_told(name):
    environ = sources.for_uv({"index-url": "http://pips.example", "cert": "/c"}, {name: "http://uvs.example"})

    assert environ == {name: "http://uvs.example", "SSL_CERT_FILE": "/c", "PYTHONNOUSERSITE": "1"}
