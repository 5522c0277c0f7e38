"""A learner's code, run and judged in a Python of its own, which the page throws away when the code does not end."""

from __future__ import annotations

import ast
import json
from dataclasses import asdict
from typing import Any

from course.frontend.run_cells import Cells
from course.lessons import record
from course.teaching.calling import PRINT_LIMIT, advice, describe_error, message
from course.teaching.checking import AGAIN, check
from course.teaching.containing import Kept, contained
from course.teaching.values import scrub
from course.teaching.verdict import Verdict
from course.texts import say

_cells = Cells()
_beginning: dict[str, Any] = {}
_lesson: list[str] = []


def prepare(lesson: str, sources: str) -> None:
    """Begin with what the cells of a lesson (a JSON list) import."""
    for source in json.loads(sources):
        lines: list[ast.stmt] = [
            node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        _cells.execute(ast.unparse(ast.Module(lines, [])))
    _beginning.update(_cells.names)
    _lesson[:] = [lesson]


def define(name: str, source: str) -> str:
    """Run what was written; a JSON text with a verdict if it could not be run, and with what it printed."""
    _cells.names = dict(_beginning)
    printed = Kept()
    verdict = None
    try:
        with contained(printed):
            _cells.execute(source)
    except SyntaxError as error:
        verdict = _unreadable(name, error)
    except BaseException as error:  # a learner's code may raise anything
        where = _line(error)
        said = message(error)
        text = f"Outside the function{where} it raised `{describe_error(error, said)}`. {advice(error, said)}".strip()
        verdict = Verdict(name, "could not run", text, next_step=AGAIN)
    else:
        if name not in _cells.names:
            text = f"There is no function `{name}`: keep the first line of the starter as it was."
            verdict = Verdict(name, "could not run", text, next_step=AGAIN)
    said = scrub(printed.getvalue())[:PRINT_LIMIT]
    return json.dumps({"verdict": verdict and _plain(verdict), "printed": said})


def judge(name: str) -> str:
    """The verdict on the function of that name, as JSON."""
    exercise = next(one for one in record(_lesson[0]).exercises if one.name == name)
    return json.dumps(_plain(check(exercise, _cells.names[name])))


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {name: value for name, value in asdict(verdict).items() if name != "case"}


def _unreadable(name: str, error: SyntaxError) -> Verdict:
    if error.lineno:
        said = say("Line {line} is no Python yet: {problem}", line=error.lineno, problem=error.msg)
    else:
        said = say("Your code is no Python yet: {problem}", problem=error.msg)
    if not said.endswith("?"):  # some of Python's words are a question
        said += "."
    line = (error.text or "").strip()
    quoted = say(" It reads {line}.", line=f"`{line}`") if line else ""
    return Verdict(name, "could not run", said + quoted, next_step=AGAIN)


def _line(error: BaseException) -> str:
    trace = error.__traceback__
    found = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith("<cell"):
            found = trace.tb_lineno
        trace = trace.tb_next
    return f", in line {found}," if found else ""
