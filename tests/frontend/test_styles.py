"""Style sheets share one page: what one of them styles as a whole is no name of another's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import course

SHEETS = {path.name: path.read_text() for path in Path(course.__file__).parent.glob("**/static/*.css")}


def shared(sheets: Mapping[str, str]) -> dict[str, set[str]]:
    """Classes that more than one sheet styles by their name alone."""
    found: dict[str, set[str]] = {}
    for name, text in sheets.items():
        bare = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        bare = re.sub(r"@(?:media|container)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", bare)
        for selectors in re.findall(r"(?:^|\})\s*([^{}@]+)\{", bare):
            for selector in selectors.split(","):
                alone = re.fullmatch(r"\s*(?:\.cx-root )?(\.cx-[a-z0-9-]+)\s*", selector)
                if alone:
                    found.setdefault(alone[1], set()).add(name)
    return {name: where for name, where in found.items() if len(where) > 1}


def test_no_class_is_styled_by_two_sheets():
    assert len(SHEETS) > 4
    assert shared(SHEETS) == {}
    assert shared({"one": ".cx-field { margin: 0; }\n", "two": "/* x */ .cx-root .cx-field { border: 0; }"})


def searched(text: str) -> list[str]:
    """Rules that look through a whole page for what it holds: the browser does so anew whenever anything on it changes."""
    return re.findall(r"(?:\b(?:main|body|html)|:root|#\w+)\S*?:has\([^>+~][^)]*\)", text)


def test_no_rule_looks_through_the_whole_page():
    assert [rule for text in SHEETS.values() for rule in searched(text)] == []
    assert searched("main:has(.cx-line) h2 { margin: 0; }") == ["main:has(.cx-line)"]
    assert searched("#lesson.wide:has(.cx-line[data-x]) { margin: 0; }") == ["#lesson.wide:has(.cx-line[data-x])"]
    assert searched("main:has(> .cx-line), .cx-figure:has(.cx-line) { margin: 0; }") == []
