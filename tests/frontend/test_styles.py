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
