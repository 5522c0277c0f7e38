"""A lesson's cells run one after the other without Jupyter, each with its output as HTML."""

from __future__ import annotations

import ast
import html
import io
import linecache
import traceback
from contextlib import redirect_stdout
from typing import Any

from .part import WIDGET_VIEW

FAILED = (
    '<p class="page-failure" role="alert">This figure could not be worked out. Reload the page to try again; if it fails'
    " once more, open the lesson in JupyterLab, where the cell says why.</p>"
)


class Cells:
    """The names that cells share.

    Attributes:
        names: what they have defined.
        failure: the traceback of the last cell that failed, for whoever looks for the cause; "".
        value: what the last cell shows.
    """

    def __init__(self) -> None:
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.failure = ""
        self.value: Any = None
        self._run = 0

    def run(self, source: str) -> str:
        """Run one cell; its output in the form of the lesson page's template, words of the failure among it."""
        self.failure, self.value = "", None
        printed = io.StringIO()
        try:
            with redirect_stdout(printed):
                self.value = self.execute(source)
                shown = output(self.value)
        except Exception:
            self.failure = traceback.format_exc()
            shown = FAILED
        said = printed.getvalue()
        return (f'<pre class="page-text">{html.escape(said)}</pre>' if said else "") + shown

    def execute(self, source: str) -> Any:
        """Run source; the value of its last line if that is an expression, else None."""
        self._run += 1
        name = f"<cell {self._run}>"
        # Where Python looks for the lines of a function: what is said about a learner's code quotes them.
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        body = ast.parse(source, name).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), name, "exec"), self.names)
        return (
            eval(compile(ast.Expression(last.value), name, "eval"), self.names) if isinstance(last, ast.Expr) else None
        )


def rich(value: Any) -> str:
    """A value as HTML for pages without a kernel; "" if it has no such form."""
    bundle = value._repr_mimebundle_()[0] if hasattr(value, "_repr_mimebundle_") else {}
    found: str = bundle.get("text/html") or (value._repr_html_() if hasattr(value, "_repr_html_") else "")
    return found


def output(value: Any) -> str:
    """A value as a notebook would show it, the richest form first."""
    if value is None:
        return ""
    bundle = value._repr_mimebundle_()[0] if hasattr(value, "_repr_mimebundle_") else {}
    words = html.escape(str(bundle.get("text/plain", "")) or repr(value))
    if WIDGET_VIEW in bundle:
        name = html.escape(bundle[WIDGET_VIEW]["model_id"], quote=True)
        return f'<div class="page-view" data-model="{name}"><p class="page-words">{words}</p></div>'
    found = rich(value)
    return f'<div class="page-html">{found}</div>' if found else f'<pre class="page-text">{words}</pre>'
