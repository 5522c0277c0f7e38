"""Which files of Pyodide a site takes, and that it says so when they are not the right ones."""

from __future__ import annotations

import pytest

from course.cli.failures import CommandError
from course.site import lab, pyodide
from course.site.pyodide import CDN, CORE, FILES, SMALLER, SUMS, Pyodide, public


def test_what_is_run_has_a_sum():
    assert set(SUMS) == {*CORE, *FILES.values()} - {"pyodide-lock.json"}
    assert Pyodide(None).sums == SUMS


def test_what_a_page_uses_a_part_of_joins_the_site_where_it_can_be_had(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(pyodide, "fetched", lambda name: asked.append(name) or b"something else")
    found = public()
    assert set(asked) == set(SMALLER) == set(found.inside)
    assert {*found.sums, *SMALLER} == set(SUMS)
    assert {address.removeprefix(CDN) for address in found.elsewhere} | set(SMALLER) == {*CORE, *FILES.values()}
    for name in (*CORE, *FILES.values()):
        assert found.address("v/1/", name) == ("v/1/pyodide/" if name in SMALLER else CDN) + name
    assert found.address("v/1/") == CDN
    with pytest.raises(CommandError, match=f"in {CDN} is not Pyodide's: its SHA-256 is"):
        found.copy(tmp_path / "out")


def test_where_it_cannot_be_had_visitors_fetch_all_of_it_from_there(tmp_path, monkeypatch):
    def none(_name):
        raise TimeoutError

    monkeypatch.setattr(pyodide, "fetched", none)
    found = public()
    assert found.inside == ()
    assert found.sums == SUMS
    found.copy(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_files_of_another_make_are_refused(tmp_path):
    for name in (*CORE, *FILES.values()):
        (tmp_path / name).write_text('{"info": {"version": "0.27.7"}}')
    with pytest.raises(CommandError, match="is not Pyodide's: its SHA-256 is"):
        Pyodide(tmp_path).copy(tmp_path / "out")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="has no file pyodide-lock.json"):
        Pyodide(tmp_path).copy(tmp_path / "out")


def test_jupyterlab_says_what_it_lacks(tmp_path, monkeypatch):
    monkeypatch.setattr(lab, "find_spec", lambda _: None)
    with pytest.raises(CommandError, match="needs jupyterlite-core 0.6.4, found none"):
        lab.build(tmp_path / "lab", tmp_path, [])


def test_jupyterlab_needs_pyodides_own_packages():
    lock = {"ipython": {"depends": ["prompt_toolkit"]}, "prompt-toolkit": {"depends": []}}

    assert lab._closure(lock, ["ipython"])["ipython"]["depends"] == ["prompt-toolkit"]
    with pytest.raises(CommandError, match="has no package prompt-toolkit"):
        lab._closure({"ipython": lock["ipython"]}, ["ipython"])


def test_a_kernel_that_loses_none_is_mended_and_another_one_is_refused(tmp_path):
    (tmp_path / "static").mkdir()
    script = tmp_path / "static" / "1.js"
    script.write_text("t[n]=e instanceof Map?this.mapToObject(e):e})),t}")
    lab.keep_none(tmp_path)
    assert script.read_text() == "t[n]=e instanceof Map?this.mapToObject(e):e??null})),t}"
    with pytest.raises(CommandError, match="None would get lost"):
        lab.keep_none(tmp_path)
