"""What README.md promises is there."""

from __future__ import annotations

import re
import runpy
import sys
from importlib import import_module
from importlib.util import find_spec

import pytest

from course import cli, places

from .support import ROOT

pytestmark = pytest.mark.checkout
README = (ROOT / "README.md").read_text(encoding="utf-8") if places.in_checkout() else ""


def test_the_two_commands_stand_alone_in_their_blocks():
    blocks = re.findall(r"```console\n(.*?)```", README, re.DOTALL)

    assert "python3 -m course lab\n" in blocks
    assert "python3 -m course test\n" in blocks


def test_every_verb_it_names_exists():
    named = set(re.findall(r"(?:-m course|`course) (\w+)", README))

    assert named <= set(cli.VERBS)
    assert {"lab", "apps", "test", "doctor", "derive"} <= named


def test_every_path_it_names_exists():
    named = {
        word for word in re.findall(r"`([\w./-]+)`", README) if "/" in word and not word.startswith((".course", "--"))
    }

    assert {"lessons/", "solutions/", "course/margin/", "tests/", "binder/"} <= named
    assert [word for word in sorted(named) if not (ROOT / word).exists()] == []


def test_every_relative_link_and_picture_exists():
    links = re.findall(r"\]\((?!https?://)([^)#]+)\)", README)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_picture_says_what_it_shows():
    assert all(alt.strip() for alt in re.findall(r"!\[([^\]]*)\]", README))


def test_it_says_once_that_this_is_no_advice():
    assert README.count("no trading advice") == 1


def test_both_licences_are_named_and_there():
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")

    for name in ("MIT", "CC BY 4.0"):
        assert name in README
        assert name in licence


def test_the_address_is_that_of_the_project_file(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["address.py", "--check"])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / ".ci" / "address.py"), run_name="__main__")

    assert stopped.value.code == 0, capsys.readouterr().out


def test_one_change_of_the_address_changes_every_mention(monkeypatch):
    module = runpy.run_path(str(ROOT / ".ci" / "address.py"))
    with_address = module["with_address"]
    monkeypatch.setitem(with_address.__globals__, "address", lambda: "https://forge.example/someone/thing")
    text = with_address(README)

    assert "OWNER" not in text
    assert "gh/someone/thing/v" in text
    assert "git clone https://forge.example/someone/thing\ncd thing\n" in text


IMPORT = re.compile(r"^[ >]*from (course[\w.]*) import ([\w, ]+)$", re.MULTILINE)
"""An import as an example has it: indented in a docstring, after the sign of a session, or in a page's block of code."""


def shown_imports():
    """Every name that an example imports, with where it stands: pages, and what modules say of themselves."""
    for path in (*ROOT.glob("*.md"), *ROOT.glob(".github/*.md"), *ROOT.glob("course/**/*.py")):
        text = path.read_text(encoding="utf-8")
        told = text if path.suffix == ".md" else (re.match(r'"""(.*?)"""', text, re.DOTALL) or ("", ""))[1]
        for module, names in IMPORT.findall(told):
            for name in names.split(","):
                yield path.relative_to(ROOT).as_posix(), module, name.split(" as ")[0].strip()


def test_every_name_that_an_example_imports_exists():
    found = [*shown_imports()]
    missing = [row for row in found if not (hasattr(import_module(row[1]), row[2]) or find_spec(".".join(row[1:])))]

    assert ("course/explorers/__init__.py", "course.explorers", "View") in found
    assert missing == []
