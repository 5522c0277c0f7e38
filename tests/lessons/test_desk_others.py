"""The desk beside other tools: every cell is one of four words, every tool has its source, and the desk has its panels."""

from __future__ import annotations

import re

from course.lessons.portfolio_desk import LESSON, PANELS, compared_tools, page
from course.lessons.portfolio_desk.explorers import EXPLORERS


def test_every_row_speaks_of_every_tool_in_four_words() -> None:
    names = [o.name for o in compared_tools.OTHERS]
    for row in compared_tools.ROWS:
        assert len(row.found) == len(names), row.what
        assert set(row.found) <= {compared_tools.YES, compared_tools.PART, compared_tools.NO, compared_tools.OPEN}
        assert {name for name, _ in row.but} <= set(names)
        for name, found in zip(names, row.found, strict=True):
            assert found != compared_tools.PART or name in dict(row.but), "what is in part says what is left out"


def test_what_the_desk_is_said_to_show_stands_on_its_page() -> None:
    shown = {name for _, names in page.SECTIONS for name in names}
    for row in compared_tools.ROWS:
        assert row.panels
        assert set(row.panels) <= shown & {*PANELS, *EXPLORERS, *LESSON.prose}, row.what


def test_every_tool_has_version_and_place() -> None:
    for other in compared_tools.OTHERS:
        assert re.search(r"[0-9a-f]{7}|\d+\.\d+\.\d+", other.source), other.name
        assert other.address.startswith("https://")
    text = compared_tools.markdown()
    assert compared_tools.READ in text
    assert f"Not looked at: {compared_tools.UNREAD}" in text
    assert not [o.name for o in compared_tools.OTHERS if o.name in compared_tools.UNREAD]
    assert text.count("\n|") == len(compared_tools.ROWS) + 1
    assert page.cells()[-1] == ("markdown", f"## {page.BESIDE}\n\n{text}")
