"""What ``test_site`` has the pages' own Python do, in one go: this file is run there, in WebAssembly, and nowhere else."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from course.frontend.cells import Cells
from course.frontend.part import afresh
from course.lessons import lessons, record
from course.site import inside
from course.teaching.checking import check


def everything(folder: str, cells: str) -> str:
    """All that is asked, as JSON; ``cells`` has those of every lesson's page, by its file name."""
    sys.path.insert(0, folder)
    said = {name: outputs(json.loads(of)) for name, of in json.loads(cells).items()}
    return json.dumps({"said": said, "vectors": vectors(Path(folder)), "solutions": solutions()})


def outputs(cells: list[dict[str, Any]]) -> dict[int, dict[str, str]]:
    """What the cells of a page say, run as the page runs them, in the state of a new Python."""
    afresh()
    inside._cells = Cells()
    inside.begin(lambda text, _blocks: json.loads(text))
    return {cell["number"]: json.loads(inside.run(cell["source"])) for cell in cells}


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
