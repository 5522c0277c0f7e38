"""The opening view that a page of a public server brings along: made once, and of the parts that its Python then makes."""

from __future__ import annotations

import json
import re
import shutil
import time
import urllib.error
import urllib.request

import pytest

from course import places
from course.apps import openings
from course.apps.lesson import Site
from course.frontend import assets
from course.lessons.syllabus import SYLLABUS

from ..browser import support

STEM = "01_leverage"
TEXT, VIEW = re.compile(r'id="first">(.*?)</script>', re.DOTALL), re.compile(r'class="page-view" data-model="([^"]+)"')


@pytest.fixture
def root(tmp_path):
    (tmp_path / "lessons").mkdir()
    shutil.copy(places.root() / "lessons" / f"{STEM}.ipynb", tmp_path / "lessons")
    return tmp_path


@pytest.fixture(autouse=True)
def afresh(monkeypatch):
    monkeypatch.setattr(openings, "_made", {})


def test_each_lesson_there_is_has_one(root):
    assert openings.view(STEM) == ""
    openings.make(Site(root))
    made = json.loads(openings.view(STEM))
    assert made["version"] == assets.version()
    assert set(made["views"].values()) == made["models"].keys()
    assert [lesson.stem for lesson in SYLLABUS if openings.view(lesson.stem)] == [STEM]


def test_without_them_pages_are_as_they_were(root, caplog):
    support.notebook(root / "lessons" / f"{STEM}.ipynb", ["1 / 0"])
    openings.make(Site(root))
    assert openings.view(STEM) == ""
    assert "ZeroDivisionError" in caplog.text


def test_its_parts_are_those_that_python_then_makes(root, tmp_path):
    """In kernels that were forked after a rehearsal, warm and cold, whose parts are named by the order of their making."""
    with support.apps(root, tmp_path / "server", "--public", "--most=60") as server:
        whole, end = [page(server)], time.monotonic() + 60
        while not (opening := TEXT.search(text := page(server))):
            assert time.monotonic() < end
            time.sleep(1)
            whole.append(text)
        pythons = [page(server, f"?python={assets.version()}") for _ in range(3)]
        with pytest.raises(urllib.error.HTTPError, match="410"):
            page(server, "?python=older")
    assert text.index('id="first"') < text.index('data-done="text"')
    assert "kernelId" not in text
    for html in whole + pythons:
        names = VIEW.findall(html)
        assert len(names) == len(set(names)) > 10
        assert set(json.loads(opening[1])["views"].values()) <= set(names)
    for html in pythons:
        assert "<main" not in html
        assert html.index("kernelId") < html.index('data-done="1"') < html.index('data-done="end"')


def page(server, asking=""):
    with urllib.request.urlopen(server.url(f"voila/render/lessons/{STEM}.ipynb{asking}"), timeout=60) as reply:
        return reply.read().decode()
