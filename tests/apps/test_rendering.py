"""The stream of a page: signs of life while nothing comes, an end when nothing will."""

from __future__ import annotations

import asyncio

import jinja2
import pytest

from course.apps.rendering import Compiled, StalledError, steadily
from tests.apart import apart


def collect(source, **times):
    async def run():
        return [piece async for piece in steadily(source, **times)]

    return apart(asyncio.run, run())


async def pieces(*delays):
    for number, delay in enumerate(delays):
        await asyncio.sleep(delay)
        yield number


def test_what_comes_is_passed_on():
    assert collect(pieces(0, 0, 0), pause=1, patience=5) == [0, 1, 2]


def test_silence_is_bridged():
    got = collect(pieces(0, 0.35), pause=0.1, patience=60)

    assert got[0] == 0
    assert got[-1] == 1
    assert set(got[1:-1]) == {None}


def test_what_never_comes_is_given_up():
    with pytest.raises(StalledError):
        collect(pieces(30), pause=0.02, patience=0.1)


def test_an_error_of_the_source_is_not_swallowed():
    async def broken():
        yield 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        collect(broken(), pause=1, patience=5)


def test_a_template_is_compiled_once_and_anew_when_it_changes(tmp_path, monkeypatch):
    compiled = []
    generate = jinja2.Environment.compile

    def counting(self, *args, **kwargs):
        compiled.append(1)
        return generate(self, *args, **kwargs)

    monkeypatch.setattr(jinja2.Environment, "compile", counting)
    kept = Compiled()

    def render():
        loader = jinja2.FileSystemLoader(tmp_path)
        return jinja2.Environment(loader=loader, bytecode_cache=kept).get_template("a").render()

    (tmp_path / "a").write_text("one")
    assert [render(), render()] == ["one", "one"]
    assert len(compiled) == 1
    (tmp_path / "a").write_text("two")
    assert render() == "two"
