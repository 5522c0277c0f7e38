"""A file is written whole or not at all, and nothing is left beside it."""

from __future__ import annotations

import ast
import os
import stat
import sys

import pytest

from course import places
from course.writing import write_atomically


@pytest.mark.parametrize("lasting", [True, False])
@pytest.mark.parametrize("content", ["one\ntwo − three\n", b"\0\xff"])
def test_what_is_written_is_what_is_read(tmp_path, content, lasting):
    path = tmp_path / "a.json"
    for _ in range(2):
        write_atomically(path, content, lasting=lasting)
    assert path.read_bytes() == (content.encode() if isinstance(content, str) else content)
    assert [other.name for other in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_private_is_for_the_owner_alone_and_all_else_as_the_system_says(tmp_path):
    (tmp_path / "usual").write_text("")
    write_atomically(tmp_path / "open", "")
    write_atomically(tmp_path / "private", "", private=True)
    mode = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert mode["open"] == mode["usual"]
    assert mode["private"] == 0o600


@pytest.mark.parametrize("fails", ["fsync", "replace", "write"])
def test_a_failure_changes_nothing_and_leaves_nothing(tmp_path, monkeypatch, fails):
    path = tmp_path / "a.json"
    path.write_text("before")
    if fails == "write":
        with pytest.raises(UnicodeEncodeError):
            write_atomically(path, "\ud800")
    else:
        target = os if fails == "fsync" else type(path)
        monkeypatch.setattr(target, fails, lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
        with pytest.raises(OSError, match="No space"):
            write_atomically(path, "after", lasting=True)
    assert path.read_text() == "before"
    assert [other.name for other in tmp_path.iterdir()] == ["a.json"]


def test_nobody_else_swaps_files_by_hand():
    """Temporary files and swaps are in one module. Three others move what is checked first, set aside, or a whole release."""
    apart = {"writing.py", "live.py", "progress.py", "build.py"}
    for path in places.PACKAGE.rglob("*.py"):
        if path.name in apart or "shipped" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Attribute | ast.Call):
                continue
            called = node.func if isinstance(node, ast.Call) else None
            swaps = isinstance(called, ast.Attribute) and called.attr in ("replace", "rename") and len(node.args) == 1
            drafts = isinstance(node, ast.Attribute) and node.attr in ("mkstemp", "NamedTemporaryFile")
            assert not swaps, f"{path}:{node.lineno}: one argument, so it is a file that is replaced"
            assert not drafts, f"{path}:{node.lineno}"
