"""Reading cases: numbers may be texts with decimal arithmetic, worked out exactly."""

from __future__ import annotations

import ast
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


def load(name: str) -> list[dict[str, Any]]:
    """The cases of one file."""
    cases: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["cases"]
    return cases


def exact(value: Any) -> Any:
    """A number, or a text such as ``"99/0.996"``, as a float; ``None`` stays what it is."""
    if value is None or isinstance(value, bool):
        return value
    return float(_fraction(ast.parse(str(value), mode="eval").body, str(value)))


def _fraction(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.Constant):
        return Fraction(ast.get_source_segment(text, node) or "")
    if isinstance(node, ast.UnaryOp):
        value = _fraction(node.operand, text)
        return -value if isinstance(node.op, ast.USub) else value
    assert isinstance(node, ast.BinOp), text
    left, right = _fraction(node.left, text), _fraction(node.right, text)
    match node.op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise AssertionError(text)
