"""The repository keeps to its layout and speaks of nobody's machine."""

from __future__ import annotations

import re

import pytest

import course

from .support import ROOT, tracked

pytestmark = pytest.mark.checkout

LAYOUT = {"pyproject.toml", "README.md", "LICENSE", "lessons", "course", "tests", "binder", "solutions"}
LARGEST = 3_000_000

# Written apart, since this file is read too.
HOSTS = re.compile(
    "|".join(
        re.escape(".".join(parts))
        for parts in (
            ("pypi", "org"),
            ("pythonhosted", "org"),
            ("registry", "npmjs"),
            ("deb", "debian", "org"),
            ("anaconda", "org"),
            ("cdn", "jsdelivr"),
            ("unpkg", "com"),
            ("esm", "sh"),
            ("cdnjs", "cloudflare"),
            ("fonts", "googleapis"),
            ("fonts", "gstatic"),
        )
    )
)
MACHINE = re.compile("|".join(rf"(?<![\w.])/{name}/\w" for name in ("work", "root", "home")))


PYODIDE = "course/site/pyodide.py"
"""The one place that names the public address from which a visitor's browser may fetch Python."""


@pytest.fixture(scope="module")
def texts():
    """Every text file that is ours, by its name. (Bundled libraries come as they are.)"""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8", errors="replace")
    return found


def test_the_top_level_is_the_layout_and_dot_files():
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}

    assert {name for name in names if not name.startswith(".")} == LAYOUT


def test_no_file_is_large():
    assert {path.name: path.stat().st_size for path in tracked() if path.stat().st_size > LARGEST} == {}


@pytest.mark.parametrize("pattern", [HOSTS, MACHINE], ids=["hosts", "machine"])
def test_nothing_names_a_package_host_a_cdn_or_a_path_of_one_machine(texts, pattern):
    found = {
        name: sorted({match[0] for match in pattern.finditer(text)})
        for name, text in texts.items()
        if pattern.search(text) and name != PYODIDE
    }

    assert found == {}


def test_lines_end_alike(texts):
    assert [name for name, text in texts.items() if "\r" in text] == []


def test_the_patterns_find_what_they_look_for():
    assert HOSTS.search("https://" + ".".join(("files", "pythonhosted", "org")) + "/x.whl")
    assert HOSTS.search("//" + ".".join(("cdn", "jsdelivr", "net")))
    assert MACHINE.search("'" + "/".join(("", "root", "x")))
    assert not MACHINE.search("https://example.org/" + "work/x")


@pytest.mark.parametrize("document", ["README.md", ".github/CONTRIBUTING.md", ".github/MAINTENANCE.md"])
def test_files_that_a_document_names_are_there(texts, document):
    """A path in code marks that begins with one of our folders; ``pins.txt`` or ``*.py`` alone is no path."""
    named = re.findall(r"`((?:course|tests|lessons|solutions|binder|\.ci|\.github)/[\w./-]*)`", texts[document])

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_citation_names_this_version(texts):
    assert f"version: {course.__version__}\n" in texts[".github/CITATION.cff"]
    assert f"## {course.__version__}\n" in texts[".github/CHANGELOG.md"]
