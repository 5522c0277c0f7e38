"""An explorer: controls → pure function → charts and a sentence, updated together."""

from __future__ import annotations

import html
import inspect
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from traitlets import Dict, Unicode

from ..charts.columns import Table
from ..charts.kept import kept
from ..charts.live import FramePart
from ..charts.theme import named_sources, themed
from ..validation import ArgumentError
from ..words import bold, number
from .controls import Choice, Control, Number, refusal, scalar

TABLE_ROWS = 200
LONGEST = 200
"""Characters of a text that a control may be set to."""

LARGEST_TURN = 2**53
BROKEN = "These values could not be computed, which is our mistake. The last good view is kept."


@dataclass(frozen=True)
class Frame:
    """What one setting of the controls shows.

    Attributes:
        data: a DataFrame or mapping of columns for every name the design uses.
        sentence: the chart in one or two sentences with numbers; ``**bold**`` for what matters.
        title: the finding.
        subtitle: the inputs it holds for.
        table: a DataFrame twin of the chart, or a function that makes one when it is asked for.
        limits: how far number controls reach at this setting, where that is less than their ``max``: name → value.
            A film ends at its last frame. ``compute`` gets values up to ``max`` and shows the last there is.
        idle: controls that change nothing of this view, and why: name → a few words. They are greyed, the words stand below.
    """

    data: Mapping[str, Table]
    sentence: str
    title: str = ""
    subtitle: str = ""
    table: Any = None
    limits: Mapping[str, float] = field(default_factory=dict)
    idle: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Prediction:
    """A question answered before the chart opens; ``compute`` gets the answer as ``guess``.

    Attributes:
        control: a number or a choice; its start value is not shown, the learner begins at none.
        question: what is asked, with all that one needs to answer it.
        lock: what the button says.
    """

    control: Number | Choice
    question: str
    lock: str = "Lock my guess"


@dataclass
class _Last:
    """The last good view, kept while an input is refused."""

    frame: Frame
    code: str = ""
    panels: list[dict[str, Any]] = field(default_factory=list)


def for_json(value: Any) -> Any:
    """A value as JSON can say it: JSON has no NaN and no infinity, and a page no whole numbers beyond 2⁵³."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, str):
        return value[:LONGEST]
    return None if isinstance(value, int) and abs(value) > LARGEST_TURN else value


class Explorer(FramePart):
    """Controls, linked charts and the sentence that says what they show; see the package's text.

    Attributes:
        values: what the controls say now, by name.
        guess: the locked prediction, or None.
        guessed: when it was locked, in words, if that was at an earlier visit; else "".
        sentence: the text twin of the chart, without marks.
        error: what is wrong with the input, or "".
        error_control: the control it stands beside, or "" when it is none of them.
        last_exception: what went wrong in ``compute`` apart from refused input, or None.
    """

    _part = Unicode("explorer").tag(sync=True)
    options = Dict().tag(sync=True)

    def __init__(
        self,
        *,
        name: str,
        title: str,
        controls: Sequence[Control],
        compute: Callable[..., Frame],
        design: Any,
        prediction: Prediction | None = None,
        code: Callable[..., str] | None = None,
        handles: Mapping[str, str] | None = None,
        height: int | None = None,
    ) -> None:
        self.name = name
        self.title = title
        self.controls: dict[str, Control] = {control.name: control for control in controls}
        if len(self.controls) != len(controls):
            raise ValueError(f"explorer {name!r} has two controls of one name")
        unknown = set(handles or {}) - self.controls.keys()
        if unknown:
            raise ValueError(f"explorer {name!r} has handles for no control: {sorted(unknown)}")
        self.prediction = prediction
        self.values: dict[str, Any] = {c.name: c.value for c in controls}
        self.guess: Any = None
        self.guessed = ""
        self.error = ""
        self.error_control = ""
        self.last_exception: Exception | None = None
        self._compute = compute
        self._design = design
        self._designs: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
        self._code = code
        self._height = height
        self._last: _Last | None = None
        self._table_open = False
        self._listeners: list[Callable[[Explorer], None]] = []
        self._betters: list[Callable[[Any], None]] = []
        super().__init__(
            options={
                "name": name,
                "title": title,
                "controls": [control.as_json() for control in controls],
                "prediction": prediction
                and {"control": prediction.control.as_json(), "question": prediction.question, "lock": prediction.lock},
                "handles": dict(handles or {}),
                "code": code is not None,
            }
        )
        self._refresh()
        if self.last_exception is not None:
            raise self.last_exception
        if self.error:
            raise ValueError(f"explorer {name!r} refuses its own start values: {self.error}")

    # ---------------------------------------------------------------- what Python can do

    def set(self, **values: Any) -> None:
        """Turn controls, as the browser does: refused input is shown in :attr:`error`."""
        self._set(values)
        if self.last_exception is not None:
            raise self.last_exception

    def reset(self) -> None:
        """All controls back to where they started. A locked guess stays."""
        self.set(**{control.name: control.value for control in self.controls.values()})

    def predict(self, value: Any) -> None:
        """Lock the guess and open the chart.

        Raises:
            ArgumentError: the guess is not one the question allows.
            RuntimeError: there is no question, or its guess is locked already.
        """
        if self.prediction is None:
            raise RuntimeError(f"explorer {self.name!r} asks for no prediction")
        if self.guess is not None:
            raise RuntimeError("the guess is locked")
        self.guess = self.prediction.control.check(value)
        self.guessed = ""
        self._refresh()
        if self.last_exception is not None:
            raise self.last_exception
        for listener in self._betters:
            listener(self.guess)

    def recall(self, value: Any, when: str) -> None:
        """Open the chart with the guess of an earlier visit; one that the question would not take today is left alone."""
        if self.prediction is None:
            return
        try:
            self.guess = self.prediction.control.check(value)
        except ArgumentError:
            return
        self.guessed = when
        self._refresh()

    def ask_again(self) -> None:
        """Take the guess back: the chart closes until there is another."""
        if self.prediction is None or self.guess is None:
            return
        self.guess, self.guessed, self._last = None, "", None
        self._refresh()
        for listener in self._betters:
            listener(None)

    def on_guess(self, listener: Callable[[Any], None]) -> None:
        """Call ``listener(value)`` when a guess is locked, and with None when it is taken back."""
        self._betters.append(listener)

    def on_change(self, listener: Callable[[Explorer], None]) -> None:
        """Call ``listener(self)`` after every new view (not while an input is refused)."""
        self._listeners.append(listener)

    @property
    def closed(self) -> bool:
        """Whether the chart still waits for the guess."""
        return self.prediction is not None and self.guess is None

    @property
    def view(self) -> Frame | None:
        """The last good :class:`Frame`; None while closed."""
        return self._last.frame if self._last else None

    @property
    def sentence(self) -> str:
        """The chart in words; the question while it is closed."""
        if self._last is None:
            return bold(self.prediction.question) if self.prediction else ""
        return bold(self._last.frame.sentence)

    @property
    def code(self) -> str:
        """The few lines of Python that compute this view; "" when there are none."""
        return self._last.code if self._last else ""

    def summary(self) -> str:
        """Title, controls and sentence in words."""
        if self.closed:
            return f"{self.title}: opens when you have locked a guess. {self.sentence}"
        shown = ", ".join(f"{c.label} {c.shown(self.values[n])}" for n, c in self.controls.items())
        return f"{self.title} ({shown}): {self.error or self.sentence}"

    def static_html(self) -> str:
        """Title, controls and sentence, or the question while it is closed."""
        head = f"<strong>{html.escape(self.title)}</strong>"
        if self.closed:
            later = "The chart opens in the live notebook, once you have locked a guess."
            return f"<p>{head}</p><p>{html.escape(self.sentence)}</p><p><em>{later}</em></p>"
        shown = ", ".join(f"{c.label} {c.shown(self.values[n])}" for n, c in self.controls.items())
        said = self._last.frame.sentence if self._last else self.error
        strong = bold(html.escape(said), "<strong>{}</strong>")
        return f"<p>{head}{f' ({html.escape(shown)})' if shown else ''}</p><p>{strong}</p>"

    def picture(self) -> bytes | None:
        """The charts as PNG; None while closed."""
        from ..charts.picture import png

        if self._last is None:
            return None
        frame = self._last.frame
        return png(self._last.panels, frame.data, frame.title or self.title, frame.subtitle)

    # ---------------------------------------------------------------- what the page can do

    def on_event(self, event: dict[str, Any]) -> None:
        """Turn controls, lock the guess, open the table; pass over what no page sends."""
        named = isinstance(event, dict) and isinstance(event.get("event"), str)
        kind = event["event"] if named else ""
        if kind == "set" and self._is_turn(event):
            echo = [event["view"], event["turn"]]
            self._set(event["values"], slide=event.get("slide") is True, echo=echo)
        elif kind == "predict" and self.closed:
            try:
                self.predict(event.get("value"))
            except ArgumentError as error:
                assert self.prediction is not None
                self._show({"guess_error": refusal(self.prediction.control, error)})
        elif kind == "again":
            self.ask_again()
        elif kind == "table" and isinstance(event.get("open"), bool):
            self._table_open = event["open"]
            self._refresh(slide=False)
        else:
            super().on_event(event)

    def _is_turn(self, event: dict[str, Any]) -> bool:
        """Whether a message to turn controls has the form that our page gives it; the values may be anything."""
        view, turn, values = (event.get(name) for name in ("view", "turn", "values"))
        return (
            isinstance(view, str)
            and len(view) <= LONGEST
            and isinstance(turn, int)
            and 0 <= turn <= LARGEST_TURN
            and isinstance(values, dict)
            and values.keys() <= self.controls.keys()
        )

    # ---------------------------------------------------------------- how it works

    def _set(self, values: Mapping[str, Any], *, slide: bool = True, echo: list[Any] | None = None) -> None:
        unknown = values.keys() - self.controls.keys()
        if unknown:
            raise ValueError(f"explorer {self.name!r} has no control {sorted(unknown)}")
        self.values = {**self.values, **{name: scalar(value) for name, value in values.items()}}
        self._refresh(slide=slide, echo=echo)

    def _refresh(self, *, slide: bool = True, echo: list[Any] | None = None) -> None:
        """Compute and show; on refused input keep the last good view and say what is wrong."""
        self.error = self.error_control = ""
        self.last_exception = None
        fresh = False
        if not self.closed:
            try:
                self._last = self._look()
                fresh = True
            except ArgumentError as error:
                control = self.controls.get(error.argument)
                self.error = refusal(control, error)
                self.error_control = control.name if control else ""
            except Exception as error:
                # A learner reads one friendly line; Python callers and the log get the exception.
                self.last_exception = error
                self.error = BROKEN
                logging.getLogger(__name__).exception("explorer %s: %s", self.name, self.values)
        self._show({"slide": slide and fresh, "echo": echo})
        if fresh:
            for listener in self._listeners:
                listener(self)

    def _look(self) -> _Last:
        values = {name: c.check(self.values[name]) for name, c in self.controls.items()}
        guess = {"guess": self.guess} if self.prediction else {}
        frame = self._compute(**values, **guess)
        unknown = (frame.limits.keys() | frame.idle.keys()) - values.keys()
        if unknown:
            raise LookupError(f"explorer {self.name!r} has no control {sorted(unknown)}")
        values |= {name: min(values[name], most) for name, most in frame.limits.items()}
        self.values = values
        panels = self._panels(values)
        if self._last is None or panels is not self._last.panels:
            missing = named_sources(panels) - frame.data.keys()
            if missing:
                raise LookupError(f"explorer {self.name!r} computes no data for {sorted(missing)}")
        return _Last(frame, self._code(**values) if self._code else "", panels)

    def _panels(self, values: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The themed designs; a function is asked again only when an argument it names changes."""
        design, key = self._design, ()
        if callable(design) and not hasattr(design, "to_dict"):
            wanted = inspect.signature(design).parameters
            chosen = {name: values[name] for name in wanted}
            key = tuple(chosen.values())
            if key not in self._designs:
                about = (self.name, self.title, self._height, chosen)
                self._designs[key] = kept(design, about, lambda: self._build(design(**chosen)))
            return self._designs[key]
        if key not in self._designs:
            self._designs[key] = self._build(design)
        return self._designs[key]

    def _build(self, design: Any) -> list[dict[str, Any]]:
        several = design if isinstance(design, list | tuple) else [design]
        return [self._themed(chart) for chart in several]

    def _themed(self, chart: Any) -> dict[str, Any]:
        spec = themed(chart)
        if self._height is not None:
            spec["height"] = self._height
        spec.setdefault("description", self.title)
        return spec

    def _show(self, extra: dict[str, Any]) -> None:
        last = self._last
        frame: dict[str, Any] = {
            "values": {name: for_json(value) for name, value in self.values.items()},
            "closed": self.closed,
            "error": self.error,
            "error_control": self.error_control,
            **extra,
        }
        if self.prediction and self.guess is not None:
            frame["guess"] = self.prediction.control.shown(self.guess)
            frame["guessed"] = self.guessed
        if last:
            frame |= {
                "title": last.frame.title,
                "subtitle": last.frame.subtitle,
                "sentence": last.frame.sentence,
                "code": last.code,
                "has_table": last.frame.table is not None,
                "limits": {name: for_json(most) for name, most in last.frame.limits.items()},
                "idle": dict(last.frame.idle),
            }
            if self._table_open and last.frame.table is not None:
                frame["table"] = _table_json(last.frame.table)
        self.show(frame, last.frame.data if last else {}, last.panels if last else [])


def _table_json(table: Any) -> dict[str, Any]:
    """A DataFrame as header and rows of text."""
    if callable(table):
        table = table()
    head = table.head(TABLE_ROWS)
    rows = [[_cell(cell) for cell in row] for row in head.itertuples(index=False)]
    return {"columns": [str(column) for column in head.columns], "rows": rows, "left_out": len(table) - len(head)}


def _cell(cell: Any) -> str:
    """A cell as text; what is not there is an empty cell."""
    if cell is None or cell != cell:
        return ""
    return number(cell) if isinstance(cell, float) else str(cell)
