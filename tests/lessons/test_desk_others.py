"""The desk beside other tools: every cell is one of four words, every tool has its source, and the desk has its panels."""

from __future__ import annotations

import re

from course.lessons.portfolio_desk import LESSON, PANELS, others, page
from course.lessons.portfolio_desk.explorers import EXPLORERS


def test_every_row_speaks_of_every_tool_in_four_words() -> None:
    names = [o.name for o in others.OTHERS]
    for row in others.ROWS:
        assert len(row.found) == len(names), row.what
        assert set(row.found) <= {others.YES, others.PART, others.NO, others.OPEN}
        assert {name for name, _ in row.but} <= set(names)
        for name, found in zip(names, row.found, strict=True):
            assert found != others.PART or name in dict(row.but), "what is in part says what is left out"


def test_what_the_desk_is_said_to_show_stands_on_its_page() -> None:
    shown = {name for _, names in page.SECTIONS for name in names}
    for row in others.ROWS:
        assert row.panels
        assert set(row.panels) <= shown & {*PANELS, *EXPLORERS, *LESSON.prose}, row.what


def test_every_tool_has_version_and_place() -> None:
    for other in others.OTHERS:
        assert re.search(r"[0-9a-f]{7}|\d+\.\d+\.\d+", other.source), other.name
        assert other.address.startswith("https://")
    text = others.markdown()
    assert others.READ in text
    assert text.count("\n|") == len(others.ROWS) + 1
    assert page.cells()[-1] == ("markdown", f"## {page.BESIDE}\n\n{text}")
