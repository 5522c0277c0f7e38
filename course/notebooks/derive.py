"""``python -m course derive``: from ``solutions/`` to ``lessons/``, executed, and the same bytes every time.

It also has Altair draw the lesson's charts, for machines that never did (:mod:`course.notebooks.designs`),
and makes its puzzles (:mod:`course.notebooks.puzzles`).

The prose and the order of the cells come from the solutions notebook. The cell of an exercise comes from the lesson's
record in both: its reference solution in ``solutions/``, its starter in ``lessons/``.
"""

from __future__ import annotations

import argparse
import difflib
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode

from course.lessons import SYLLABUS, Entry, entry, record
from course.notebooks import draft
from course.notebooks.designs import DESIGNS
from course.notebooks.document import canonical, copy_of, exercise_of, read, text_of, with_exercises, write
from course.notebooks.execute import execute
from course.notebooks.folders import LESSONS, SOLUTIONS, project_root
from course.notebooks.outputs import PICTURES, OutputError
from course.notebooks.puzzles import PUZZLES

Folder = Literal["solutions", "lessons"]
BEFOREHAND = (DESIGNS, PUZZLES)
"""What else is derived: not from the notebook, but from the lesson's record."""


class DeriveError(Exception):
    """The notebooks cannot be derived; the message says what to change."""


@dataclass(frozen=True)
class ExerciseSource:
    """The two texts that the cell of one exercise can hold."""

    starter: str
    solution: str


def exercise_sources(slug: str) -> dict[str, ExerciseSource]:
    """The exercises of a lesson, by name, in the order of its record."""
    return {e.name: ExerciseSource(e.starter, e.solution) for e in record(slug).exercises}


def sources(
    notebook: NotebookNode, about: Entry, exercises: Mapping[str, ExerciseSource]
) -> dict[Folder, NotebookNode]:
    """Both notebooks as they should be, without outputs.

    Raises:
        DeriveError: the cells tagged as exercises are not exactly the record's exercises.
    """
    tagged = [name for cell in notebook.cells if (name := exercise_of(cell)) is not None]
    wrong = [
        *(f"no cell is tagged exercise:{name}" for name in exercises if name not in tagged),
        *(
            f"a cell is tagged exercise:{name}, which the record does not have"
            for name in tagged
            if name not in exercises
        ),
        *(f"more than one cell is tagged exercise:{name}" for name in exercises if tagged.count(name) > 1),
    ]
    if wrong:
        raise DeriveError(f"{about.stem}: " + "; ".join(wrong))
    solved = with_exercises(notebook, lambda name: exercises[name].solution)
    opened = with_exercises(notebook, lambda name: exercises[name].starter)
    return {
        "solutions": canonical(solved, about, folder=SOLUTIONS),
        "lessons": canonical(opened, about, folder=LESSONS),
    }


def bare(notebook: NotebookNode) -> NotebookNode:
    """A copy with no outputs: what :func:`sources` can be compared with."""
    copy = copy_of(notebook)
    for cell in copy.cells:
        if cell.cell_type == "code":
            cell.execution_count, cell.outputs = None, []
    return copy


def unpictured(notebook: NotebookNode) -> NotebookNode:
    """A copy without pictures, whose bytes depend on the fonts of the machine. One with other words than its output stays."""
    copy = copy_of(notebook)
    for cell in copy.cells:
        outputs = cell.get("outputs", [])
        words = {output.get("data", {}).get("text/plain") for output in outputs}
        for output in list(outputs):
            kinds = output.get("data", {}).keys()
            said = {output.metadata.get(kind, {}).get("alt") for kind in kinds}
            if kinds and kinds <= set(PICTURES) and said <= words:
                outputs.remove(output)
    return copy


def executed(source: NotebookNode, root: Path, folder: Folder, *, pictures: bool) -> NotebookNode:
    """The notebook with the outputs of a fresh run. Pictures go into ``lessons/`` only: they are what people browse."""
    return execute(source, folder=root / folder, pictures=pictures and folder == LESSONS)


def stale(root: Path, about: Entry, exercises: Mapping[str, ExerciseSource], *, run: bool) -> list[str]:
    """How the files of one lesson differ from what deriving would write, as lines of a diff; empty if they do not.

    Without ``run`` only the sources are compared, in well under a second; whether saved outputs are still true is what
    nbval asks. With it both notebooks are executed and everything but pictures is
    compared, and all charts are drawn and puzzles made.
    """
    strip = unpictured if run else bare
    found: list[str] = []
    notebook = read(root / SOLUTIONS / f"{about.stem}.ipynb")
    for folder, source in sources(notebook, about, exercises).items():
        path = root / folder / f"{about.stem}.ipynb"
        there = text_of(strip(read(path))) if path.exists() else ""
        expected = text_of(strip(executed(source, root, folder, pictures=False) if run else source))
        found += difflib.unified_diff(
            there.splitlines(), expected.splitlines(), f"{folder}/{path.name}", "derived", lineterm="", n=1
        )
    for shelf in BEFOREHAND if run else ():
        if shelf.stale(root, about.slug):
            found.append(f"{shelf.path(root, about.slug).name}: not the {shelf.what}")
    return found


def derive(root: Path, about: Entry, exercises: Mapping[str, ExerciseSource], notebook: NotebookNode) -> list[Path]:
    """Execute and write both notebooks of a lesson, draw its charts and make its puzzles; the files that changed.

    Nothing is written unless both ran through.

    Raises:
        DeriveError: the exercises do not match the record.
        OutputError: a cell failed.
        ValueError: a design names a number.
    """
    done = {
        root / folder / f"{about.stem}.ipynb": executed(source, root, folder, pictures=True)
        for folder, source in sources(notebook, about, exercises).items()
    }
    stored = _beforehand(root, about)
    return [*(path for path, result in done.items() if write(result, path)), *stored]


def _beforehand(root: Path, about: Entry) -> list[Path]:
    return [path for shelf in BEFOREHAND for path in shelf.write(root, about.slug)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="course derive", description="Write lessons/ from solutions/, with the outputs of a fresh run."
    )
    parser.add_argument("lesson", nargs="*", help="number or name, as 01 or leverage; all there are if none is given")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing; fail if deriving would change a file")
    mode.add_argument("--new", action="store_true", help="start a solutions notebook from the lesson's record")
    mode.add_argument(
        "--designs", action="store_true", help="run nothing: only have Altair draw the charts, and make the puzzles"
    )
    mode.add_argument("--text", action="store_true", help="print the source of the solutions notebook as Markdown")
    mode.add_argument("--draft", type=Path, metavar="FILE", help="replace the source by this Markdown, then derive")
    parser.add_argument("--fast", action="store_true", help="with --check: compare sources only, run nothing")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Derive, check, start or convert; 0 if all went well, 1 if not, with the reason on stderr."""
    parser = _parser()
    options = parser.parse_args(argv)
    if (options.new or options.draft) and len(options.lesson) != 1:
        parser.error("--new and --draft are about one lesson: name it")
    try:
        root = project_root()
        chosen = [entry(name) for name in options.lesson] or [
            e for e in SYLLABUS if (root / SOLUTIONS / f"{e.stem}.ipynb").exists()
        ]
        return max((_one(options, root, about) for about in chosen), default=0)
    except (DeriveError, OutputError, OSError, ValueError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1


def _one(options: argparse.Namespace, root: Path, about: Entry) -> int:
    start = time.perf_counter()
    if options.text:
        sys.stdout.write(draft.to_text(canonical(_source(options, root, about), about)))
        return 0
    if options.designs:
        return _told(root, about, _beforehand(root, about), start)
    exercises = exercise_sources(about.slug)
    if options.check:
        found = stale(root, about, exercises, run=not options.fast)
        verdict = "differs from what deriving gives: run `course derive`" if found else "up to date"
        sys.stdout.write("\n".join([*found[:100], f"{about.stem}: {verdict}\n"]))
        return 1 if found else 0
    return _told(root, about, derive(root, about, exercises, _source(options, root, about)), start)


def _told(root: Path, about: Entry, changed: list[Path], start: float) -> int:
    names = ", ".join(p.relative_to(root).as_posix() for p in changed) or "nothing changed"
    sys.stdout.write(f"{about.stem}: {names} ({time.perf_counter() - start:.1f} s)\n")
    return 0


def _source(options: argparse.Namespace, root: Path, about: Entry) -> NotebookNode:
    """What to derive from: the solutions notebook, a draft of it, or a first one made from the record."""
    path = root / SOLUTIONS / f"{about.stem}.ipynb"
    if options.draft:
        return draft.parse(options.draft.read_text(encoding="utf-8"), about)
    if options.new and path.exists():
        raise DeriveError(f"{path.name} is already there: edit it, or take it as text with --text")
    if options.new:
        return draft.parse(draft.scaffold(record(about.slug)), about)
    if not path.exists():
        raise DeriveError(f"{path.name} does not exist: start it with `course derive {about.number:02d} --new`")
    return read(path)
