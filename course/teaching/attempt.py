"""Is a starter still unfinished? The starter marks every gap with ``...``; a gap left open is *not attempted*, not wrong."""

from __future__ import annotations

import ast
import inspect
import textwrap
from types import CodeType
from typing import Any

from course.texts import say


def unfinished(fn: Any) -> str:
    """Where a ``...`` is still standing in for the learner's own code, in words; "" if nothing is left open.

    The source is read where Python knows it (it does for notebook cells), so that ``prices[..., 0]`` and a ``...`` inside a
    text or comment are not mistaken for a gap. Without source, the constants of the compiled function decide.
    """
    if fn is ...:
        return "The name still stands for `...`: put your own code there."
    if isinstance(fn, str) and fn.strip() == "...":
        return "The text still says `...`."
    code = getattr(inspect.unwrap(fn), "__code__", None) if callable(fn) else None
    if code is None:
        return ""
    tree, lines = _source(fn)
    if tree is None:
        if _has_ellipsis(code):
            return "Somewhere in your function a `...` is still waiting for your own code."
        return ""
    if tree.name != code.co_name:
        return ""
    if all(_is_filler(node) for node in tree.body):
        return say("`{name}` has no code of yours in it yet.", name=tree.name)
    gap = _gap(tree)
    if gap is None:
        return ""
    return say(
        "Line {lineno:#~} of your function still has a gap: `{lines}`.",
        lineno=gap.lineno,
        lines=lines[gap.lineno - 1].strip(),
    )


def _source(fn: Any) -> tuple[ast.FunctionDef | None, list[str]]:
    """The parsed definition of ``fn`` and its lines; None where Python does not know them (or it is a lambda)."""
    try:
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(fn)))
        tree = ast.parse(source)
    except (OSError, TypeError, SyntaxError):
        return None, []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            return node, source.splitlines()
    return None, []


def _is_filler(node: ast.stmt) -> bool:
    """A docstring, ``pass`` or a bare ``...``: a body made of these does nothing."""
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _gap(tree: ast.AST) -> ast.Constant | None:
    """The first ``...`` that is not part of an index such as ``prices[..., 0]``, and not in a type hint or an empty class."""
    for field in ast.iter_child_nodes(tree):
        if isinstance(field, ast.arguments) or field is getattr(tree, "returns", None):
            continue
        if isinstance(tree, ast.Subscript) and field is tree.slice:
            continue
        if isinstance(tree, ast.AnnAssign) and field is tree.annotation:
            continue
        if _stub(field) and isinstance(tree, ast.ClassDef):
            continue
        if isinstance(field, ast.Constant) and field.value is ...:
            return field
        found = _gap(field)
        if found is not None:
            return found
    return None


def _stub(node: ast.AST) -> bool:
    """A line that is nothing but ``...``: in a class it says that there is nothing to add."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...


def _has_ellipsis(code: CodeType) -> bool:
    return any(
        constant is ... or (isinstance(constant, CodeType) and _has_ellipsis(constant)) for constant in code.co_consts
    )
