"""What ``test_site`` has the pages' own Python do, in one go: this file is run there, in WebAssembly, and nowhere else."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from course.frontend.part import afresh
from course.frontend.run_cells import Cells
from course.lessons import lessons, record
from course.site import inside
from course.teaching.checking import check


def everything(folder: str, cells: str) -> str:
    """All that is asked, as JSON; ``cells`` has those of every lesson's page, by its file name."""
    sys.path.insert(0, folder)
    given = json.loads(cells)
    said = {about.stem: outputs(about.slug, json.loads(given[about.stem])) for about in lessons()}
    return json.dumps({"said": said, "vectors": vectors(Path(folder)), "solutions": solutions()})


def outputs(lesson: str, cells: list[dict[str, Any]]) -> tuple[dict[int, dict[str, str]], list[str]]:
    """What the cells of a page say, run as the page runs them, in the state of a new Python; what of the course they import."""
    afresh()
    inside._cells = Cells()
    inside.ready("", lesson)
    before = set(sys.modules)
    inside.begin(lambda text, _blocks: json.loads(text))
    said = {cell["number"]: json.loads(inside.run(cell["source"])) for cell in cells}
    return said, sorted(name for name in set(sys.modules) - before if name.startswith("course."))


def vectors(folder: Path) -> dict[str, Any]:
    """How many of the golden vectors were reckoned, and those that came out otherwise."""
    from vectors import dydx, other  # type: ignore[import-not-found]  # noqa: F401
    from vectors.registry import ADAPTERS, differences, name_of  # type: ignore[import-not-found]

    held, wrong = 0, []
    for file in sorted((folder / "vectors" / "data").glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        for case in content["cases"] if isinstance(content, dict) else content:
            if str(case.get("origin")).startswith("trap") or name_of(case) not in ADAPTERS:
                continue
            held += 1
            found = ADAPTERS[name_of(case)](case["inputs"])
            if bad := differences(found, case["expected"], case.get("tolerance") or {}):
                wrong.append(f"{case.get('id')}: {bad}")
    return {"held": held, "wrong": wrong}


def solutions() -> dict[str, str]:
    """The verdict on every exercise's own solution."""
    return {
        f"{about.slug}.{one.name}": check(one, one.reference).outcome
        for about in lessons()
        for one in record(about.slug).exercises
    }
