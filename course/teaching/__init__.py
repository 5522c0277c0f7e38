r"""Teaching: exercises, drills, quizzes, progress, review, glossary, and the panels that show them.

The engine knows nothing about margin; the course's own content is in ``terms``, ``misconceptions`` and ``claims``.

**How to write an exercise.** One record; everything a learner sees is made from it::

    def room(length, width):                      # the reference: its source is the worked solution
        return length * width

    ROOM = Exercise(
        name="room",                              # the function the learner writes
        title="Floor space",
        prompt="Write `room(length, width)`: the floor space in m².",
        starter="def room(length, width):\n    return ...\n",   # every gap is a ...
        reference=room,
        second=lambda length, width: width * length,      # written independently; tests only
        hints=("What has the unit m²?", "Think of tiles of 1 m by 1 m.", "One row has `length` tiles; how many rows?"),
        wrong=(Wrong(lambda length, width: length + width, "You add the sides: that is a length, not a space."), …),
        cases=lambda rng: {"length": round(rng.uniform(1, 9), 1), "width": round(rng.uniform(1, 9), 1)},
        hand_cases=({"length": 4.0, "width": 3.0},),      # tried first
        bounds={"length": (0, 20), "width": (0, 20)},     # counterexamples stay inside
        shrink={"length": (4.0, 2.0)},                    # round values to prefer, most telling first
        units={"return": "m²"},                           # "USD", "×", "fraction" (shown with its %), any other text
        notice="Doubling both sides gives four times the space.",
        next="Go on with the walls.",
    )

- ``...`` is the only sign of a gap in a starter. Every reference must accept every case; an exception it is *meant* to raise
  is declared in ``raises=(ValueError,)``. Relations between arguments: ``allowed=lambda leverage, maintenance: …``.
- ``arrays=True`` also tries arrays for all numbers (``arrays=("price",)``: for those arguments).
- A wrong answer is named only if it equals the learner's on *every* case, so write each as the whole formula.
- Tests: ``demand(prove(ROOM))`` from :mod:`course.teaching.proof` (``prove_drill``, ``prove_quiz`` likewise).

**Drill**: ``generate(rng) → numbers``; ``answer(**n)`` **in the unit shown** (7.69 for "%");
``wrong=(WrongAnswer(fn, message, misconception), …)``. Numbers with which a wrong formula is right by chance are never asked.
Its texts are plain, as those of a question.

**Question**: the stem, ``right("…", "why")`` and a ``wrong("{whole:%}", "why not", misconception=1)`` for each belief. Texts are
plain; what stands in their fields is in ``numbers``: a constant, or a formula (``lambda q: 1 / q.leverage``) of what
``generate(rng)`` draws; then form "A" and form "B" are parallel.

Texts are markup (:mod:`course.teaching.markup`): ``**bold**``, ``*stress*``, `` `code` ``, lists, fenced code; HTML in them is
shown as it stands.

**Panels** (:mod:`course.teaching.panels`) show records and keep progress; each can be driven from Python by the method that
its browser event calls.

**Progress** lies where ``COURSE_PROGRESS`` says (``memory``: nowhere), by default in the user's data folder.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "exercise": ("Exercise", "Wrong"),
    "checking": ("check",),
    "checker": ("Checker",),
    "verdict": ("Verdict",),
    "drill": ("Drill", "WrongAnswer"),
    "quiz": ("Question", "Quiz", "right", "wrong"),
    "progress": ("Store",),
    "glossary": ("Glossary", "Term"),
    "terms": ("GLOSSARY", "TERMS"),
    "misconceptions": ("MISCONCEPTIONS", "Misconception"),
    "claims": ("CLAIMS", "Claim", "homes"),
    "panels": ("CourseMap", "DrillPanel", "ExercisePanel", "ProgressPanel", "QuizPanel", "ReviewPanel"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Import a public name on first use: the records need no widgets, and widgets are slow to import."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value
