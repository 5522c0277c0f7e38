"""A notebook's source as plain Markdown, for editors and reviewers that do not speak JSON.

A fenced block marked ``python`` is a code cell; words after ``python`` are its tags, ``hidden`` folds its source away. The
rest is Markdown cells, cut at every second-level heading and at lines holding only ``+++``. Code that is only to be read is
fenced with another word (``py``). The cell of an exercise may stay empty: deriving fills it from the lesson's record.

    course derive 01 --text > 01.md        the source of solutions/01_leverage.ipynb
    course derive 01 --draft 01.md         …and back, executed and derived
"""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode

from course.lessons.syllabus import BEATS, Entry
from course.notebooks.document import EXERCISE, canonical, code, exercise_of, hidden, markdown, node, tags

_FENCE = re.compile(
    r"^(?P<fence>`{3,})python(?P<words>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL
)
_CUT = re.compile(r"^\+\+\+[ ]*$|^(?=## )", re.MULTILINE)


def parse(text: str, entry: Entry) -> NotebookNode:
    """Markdown to the canonical solutions notebook, without outputs."""
    cells: list[NotebookNode] = []
    position = 0
    for block in _FENCE.finditer(text):
        cells += _prose(text[position : block.start()])
        words = block["words"].split()
        cells.append(code(block["body"], tags=[w for w in words if w != "hidden"], hide="hidden" in words))
        position = block.end()
    cells += _prose(text[position:])
    return canonical(node(cells=cells), entry)


def _prose(text: str) -> list[NotebookNode]:
    return [markdown(part.strip()) for part in _CUT.split(text) if part.strip()]


def to_text(notebook: NotebookNode) -> str:
    """The canonical notebook as Markdown; :func:`parse` gives it back."""
    parts: list[str] = []
    before = None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            if before == "markdown" and not cell.source.startswith("## "):
                parts.append("+++")
            parts.append(cell.source)
        else:
            words = " ".join(["python", *(["hidden"] if hidden(cell) else []), *tags(cell)])
            body = "" if exercise_of(cell) else cell.source + "\n"
            parts.append(f"```{words}\n{body}```")
        before = cell.cell_type
    return "\n\n".join(parts) + "\n"


def scaffold(lesson: Any) -> str:
    """A first draft from a lesson's record: six beats with every explorer, drill and exercise in its place."""
    module = f"course.lessons.{lesson.slug}"
    beats: dict[str, list[str]] = {beat: [] for beat in BEATS}
    for name in lesson.explorers:
        beat = "Predict" if name == "predict" else "Explore"
        beats[beat].append(_call("lesson.predict()" if name == "predict" else f'lesson.explore("{name}")'))
    for name in lesson.prose:
        beats["Explain"].append(_call(f'lesson.explain("{name}")'))
    for drill in lesson.drills:
        beats["Practise"].append(_call(f'lesson.drill("{drill.name}")'))
    for exercise in lesson.exercises:
        beats["Code"] += [
            _call(f'lesson.exercise("{exercise.name}")'),
            f"```python {EXERCISE}{exercise.name}\n```",
            _call(f"lesson.check({exercise.name})"),
        ]
    beats["Recall"] = [_call("lesson.recall()"), _call("lesson.footer()")]
    start = [
        f"# {lesson.entry.heading}",
        _call(f"from {module} import LESSON as lesson\n\nlesson.header()", "python hidden"),
        _call("lesson.review()"),
    ]
    return "\n\n".join(start + [part for beat in BEATS for part in (f"## {beat}", *beats[beat])]) + "\n"


def _call(source: str, words: str = "python") -> str:
    return f"```{words}\n{source}\n```"
