"""Explorers: controls → a pure function → charts and a sentence, updated together.

An explorer in full; a lesson has a table of what makes them, and its notebook calls ``lesson.explore("dial")``::

    import numpy as np
    from course.charts import COLORS
    from course.charts.vocabulary import axis, layer, picture
    from course.explorers import Choice, Code, Explorer, Number, View
    from course.margin import liquidation_distance
    from course.number_format import percent, usd

    def compute(side, leverage, price, guess=None):        # pure; names = control names
        d = liquidation_distance(leverage, 0.025, side)    # ArgumentError → beside that control
        prices = np.linspace(80, 120, 201)
        return View(
            data={                                         # DataFrames or dicts of columns;
                "curve": {"price": prices, "pnl": 100 * (prices - 100)},
                "mark": {"price": [price], "label": [usd(price)]},    # scalars are repeated
            },
            title=f"At {leverage:g}× the venue closes you after {percent(d)}",   # the finding
            subtitle="$1,000 collateral, entry $100, maintenance 2.5 %",         # the inputs
            sentence=f"You may lose **{percent(d)}** of the price.",             # the text twin
            table=lambda: DataFrame(…),                    # optional; made when asked for
        )

    def design():                                          # drawn once; only data change
        x, y = axis("x", "price", "price", "$"), axis("y", "pnl", "profit and loss", "$")
        curve = layer("curve").mark_line().encode(x=x, y=y)
        mark = layer("mark").mark_rule(color=COLORS["liquidation"]).encode(x=x)
        return picture(300, "Profit and loss over price", curve, mark)

    EXPLORERS = {
        "dial": lambda: Explorer(
            name="leverage_dial",
            title="The leverage dial",
            controls=[                  # what several lessons turn is in course.lessons.controls
                Choice("side", "Side", ["long", "short"]),
                Number("leverage", "Leverage", 10, min=1, max=40, step=0.5, unit="×").meaning("…"),
                Number("price", "Price", 100, min=80, max=120, step=0.1, unit="$"),
            ],
            compute=compute,
            design=design,              # one chart, or a list laid side by side, or a function
            handles={"price": "x"},     # dragging along x in the first chart turns "price"
            code=Code("liquidation_distance($leverage, $maintenance, $side)", maintenance=0.025),
        ),
    }

**Design.** Written in the words of :mod:`course.charts.vocabulary`: named tables, marks, axes with units. A function may name
controls as arguments (``def design(mode): …``) and is then asked again, and the chart redrawn,
only when one of those changes. A list of charts is laid side by side while there is room and below
each other on a phone; they share the data. Do not title the charts: ``View.title`` is set as text
above them. ``height`` on the explorer overrides that of its charts. Rows that must not show get NaN
(numbers) or "" (labels). Give fixed scale domains where a moving axis would hide the change. For
small tables a dict of arrays is ready sooner than a DataFrame.

**Handles.** ``{"control": "x"}`` or ``"y"`` for the first chart, ``"x@1"`` for the second, or the
name of a signal (a Vega-Lite param) there. Two handles on one chart drag a point in the plane.

**Pulls.** ``pulls={"liquidation": Pull("leverage", "x", lambda leverage, **_: …)}`` is a handle on a result: dragging it
finds the stop of the control that brings the result there. What stops it is said: the control's end, or no result.

**Numbers.** ``unit="%"`` means the value is a fraction, shown times a hundred. ``log=True`` for
ranges over decades. ``play=0.4`` adds Play, Step, Back and Rewind, for a number that counts the
frames of a film; ``View(limits={"frame": 23})`` says where the film of this setting ends.

**Prediction.** ``prediction=Prediction(Number("guess", …), "How far may it fall?")``: the page
shows only the question until a guess is locked; then ``compute(…, guess=value)``. From Python:
``explorer.predict(-0.1)``. Until then ``compute`` is not called and nothing is sent to the page.

**Tasks.** ``e.give([Task("all", "Find a fall that takes all of it", lambda frame, values: …)])``: said below the chart,
ticked when the hand rests where it is reached (``e.rest()``). A lesson gives each explorer one to three; prose asks
nothing that no task checks.

**From Python and in tests.** ``e.set(leverage=20)``, ``e.reset()``, ``e.values``, ``e.sentence``
(plain), ``e.view`` (the last good View), ``e.error`` and ``e.error_control``, ``e.code``,
``e.closed``, ``e.on_change(fn)``. Refused input never raises here; anything else that goes wrong
in ``compute`` raises from ``set`` and is kept in ``e.last_exception``.

**Ahead.** Where a hand rests on a number, the page asks for the views one stop on and one back before anybody goes there, and
shows them at once when somebody does; the turn is told as every other, and its answer counts. ``compute`` is pure: it may be
called for a setting that is never shown.

**Prose.** ``Prose(lambda leverage, **_: f"<p>… {percent(1 / leverage)} …</p>", e)`` follows ``e``.
"""

from __future__ import annotations

from .code import Code
from .controls import Choice, Control, Number, Toggle
from .explorer import Explorer
from .prose import Prose
from .records import Lent, Prediction, Pull, Task, View

__all__ = [
    "Choice",
    "Code",
    "Control",
    "Explorer",
    "Lent",
    "Number",
    "Prediction",
    "Prose",
    "Pull",
    "Task",
    "Toggle",
    "View",
]
