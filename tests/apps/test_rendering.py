"""The stream of a page: signs of life while nothing comes, an end when nothing will."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace

import jinja2
import pytest

from course.apps import rendering
from course.apps.rendering import Compiled, LessonRenderer, StalledError, in_turns, steadily
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


def cell(kind):
    return SimpleNamespace(cell_type=kind)


@pytest.mark.parametrize("code", [0, 1, 3, 4, 5, 11, 12, 13, 28])
def test_every_cell_has_its_turn_and_the_first_figure_does_not_wait_for_the_last(code):
    cells = [cell("markdown"), *(each for _ in range(code) for each in (cell("code"), cell("markdown")))]
    turns = list(in_turns(cells))

    assert [each for turn in turns for each in turn] == cells
    sizes = [sum(each.cell_type == "code" for each in turn) for turn in turns]
    assert sizes[0] <= rendering.FIRST_TURN
    assert all(size <= rendering.TURN for size in sizes)
    assert len(turns) <= 2 + code / rendering.TURN


def test_a_page_that_has_its_figure_lets_others_begin_but_not_for_ever(monkeypatch):
    class Page(LessonRenderer):
        def __init__(self):
            self.turns = []
            self.executor = SimpleNamespace(execute_cell=self.execute)

        async def execute(self, whole, *_, **__):
            self.turns.append("another" in self.BEGINNING)

        async def _cleanup_resources(self):
            pass

    async def play(patience, others_take):
        monkeypatch.setattr(rendering, "LET_OTHERS_BEGIN", patience)
        page, other = Page(), "another"
        page.BEGINNING |= {page, other}
        asyncio.get_running_loop().call_later(others_take, page.BEGINNING.discard, other)
        notebook = SimpleNamespace(cells=[SimpleNamespace(cell_type="code", source="1", outputs=[]) for _ in range(28)])
        seen = [each async for each in page._jinja_cell_generator(notebook, "")]
        assert seen == notebook.cells
        page.BEGINNING.clear()
        return page.turns

    nap, naps = asyncio.sleep, []
    monkeypatch.setattr(rendering.asyncio, "sleep", lambda seconds: naps.append(seconds) or nap(seconds))
    first, *later = apart(asyncio.run, play(600, 0.3))
    assert first
    assert later
    assert not any(later), "it goes on once the other has begun"
    assert naps
    naps.clear()
    assert all(apart(asyncio.run, play(0.05, 600))), "its patience ends"
    assert len(naps) <= 1, "it waits once"
