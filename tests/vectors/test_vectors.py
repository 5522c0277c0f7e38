"""Every case of every ``*.json`` in the folders of ``COURSE_VECTORS`` (the project's own copy unless it is set)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from . import dydx, other  # noqa: F401 (they fill the registry)
from .registry import ADAPTERS, differences, name_of
from .report import PROPERTY

OWN = Path(__file__).with_name("data")


def folders() -> list[Path]:
    named = [Path(p) for p in os.environ.get("COURSE_VECTORS", "").split(os.pathsep) if p]
    for folder in named:
        if not folder.is_dir():
            raise pytest.UsageError(f"COURSE_VECTORS names {folder}, which is no folder")
    return named or [OWN]


def cases() -> list[Any]:
    found = []
    for folder in folders():
        for file in sorted(folder.glob("*.json")):
            content = json.loads(file.read_text(encoding="utf-8"))
            content = content.get("cases", []) if isinstance(content, dict) else content
            for number, case in enumerate(content):
                name = case.get("id", number) if isinstance(case, dict) else number
                found.append(pytest.param(case, id=f"{file.stem}:{name}"))
    return found


@pytest.mark.parametrize("case", cases())
def test_vector(case, record_property):
    name, kind = "", "no case: no kind, inputs or expected"
    if isinstance(case, dict) and all(isinstance(case.get(k), dict) for k in ("inputs", "expected")):
        name = name_of(case)
        kind = name if name == case.get("kind") else f"{case.get('kind', '?')} ({name})"
    record_property(PROPERTY, kind)
    if name not in ADAPTERS:
        pytest.skip(f"{kind}: no adapter")

    trap = str(case.get("origin")).startswith("trap")
    try:
        result = ADAPTERS[name](case["inputs"])
        wrong = differences(result, case["expected"], case.get("tolerance") or {})
    except ValueError as refusal:
        if not trap:
            raise
        wrong = [str(refusal)]
    if trap:
        assert wrong, f"a number that is wrong on purpose was reproduced: {case['expected']}"
    else:
        assert not wrong, "\n".join([*wrong, f"source: {case.get('source')}", f"inputs: {case['inputs']}"])
