"""Reads ``ideas.txt`` and ``sixth.txt``: wrong ideas about the drills, each as the number that it gives."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.teaching.drill import DrillQuestion
from course.teaching.markup import plain

BLANKS = str.maketrans({"\u202f": " ", "\u00a0": " "})
PRINTED = re.compile(r"(?<!\w)[−-]?\d[\d,]*\.?\d*")


def ideas(batch: str = "ideas") -> dict[str, tuple[list[str], list[tuple[str, str]]]]:
    """By drill: what stands before its ideas, and the ideas."""
    found: dict[str, tuple[list[str], list[tuple[str, str]]]] = {}
    _, *blocks = re.split(
        r"^# ", Path(__file__).with_name(f"{batch}.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    for block in blocks:
        first, *lines = block.splitlines()
        lets = [line.removeprefix("let ") for line in lines if line.startswith("let ")]
        pairs = [line.split(" | ", 1) for line in lines if " | " in line and not line.startswith("let ")]
        found[first.split(".")[1]] = (lets, [(thought, formula) for thought, formula in pairs])
    return found


def numbers_of(question: DrillQuestion, lets: list[str], rows: list[tuple[str, str]]) -> Iterator[tuple[str, float]]:
    """What each idea gives for a question, where it gives a number."""
    text = plain(question.text).translate(BLANKS)
    printed = [float(word.replace(",", "").replace("−", "-")) for word in PRINTED.findall(text.replace("$", ""))]
    scope: dict[str, Any] = {**vars(math), "re": re, **question.numbers, "text": text, "N": printed}
    scope["s"] = 1 if question.numbers.get("side") == "long" else -1
    for line in lets:
        exec(line, scope)
    for thought, formula in rows:
        value = float(eval(formula, scope))
        if math.isfinite(value):
            yield thought, value
