"""Your own history: an account's exports, replayed as cross and as isolated.

>>> from course.simulation.own import example_marks, example_text, read_history, replay_history
>>> history = read_history(example_text())
>>> found = replay_history(history, example_marks(), "bybit", leverage=10)
>>> found.markets, len(history.fills)
(('BTC', 'ETH'), 10)

:mod:`~course.simulation.own.history_reading` makes a :class:`History` of exports, :mod:`~course.simulation.own.replaying` runs it
on marks (:mod:`~course.simulation.own.marks`: candles or a reconstructed crash), :mod:`~course.simulation.own.assumptions` says
in words what that takes for granted.
"""

from __future__ import annotations

from course.simulation.own.assumptions import CANDLES, RECONSTRUCTION, Assumption, assumptions
from course.simulation.own.example import example_marks, example_text
from course.simulation.own.forms import FORMS
from course.simulation.own.history_reading import read_history
from course.simulation.own.marks import marks_of, reconstruction, with_moves
from course.simulation.own.modes import Closed, ModeRun, Nearest, RefusedFill, common_move
from course.simulation.own.records import Fill, History, HistoryError, LeftOut, Payment, Problem, Transfer
from course.simulation.own.replaying import MODES, OwnReplay, replay_history

__all__ = [
    "CANDLES",
    "FORMS",
    "MODES",
    "RECONSTRUCTION",
    "Assumption",
    "Closed",
    "Fill",
    "History",
    "HistoryError",
    "LeftOut",
    "ModeRun",
    "Nearest",
    "OwnReplay",
    "Payment",
    "Problem",
    "RefusedFill",
    "Transfer",
    "assumptions",
    "common_move",
    "example_marks",
    "example_text",
    "marks_of",
    "read_history",
    "reconstruction",
    "replay_history",
    "with_moves",
]
