"""An explorer: controls → pure function → charts and a sentence, updated together."""

from __future__ import annotations

import html
import inspect
import itertools
import logging
import math
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from traitlets import Dict, Unicode

from ..charts.columns import Table
from ..charts.live import FramePart
from ..charts.theme import named_sources, themed
from ..language import word
from ..number_format import bold, number
from ..texts import say, small
from ..validation import ArgumentError
from .controls import Control, Number, is_number, refusal, scalar
from .pulls import nearest, turns_back
from .records import ACTS, Lent, Prediction, Pull, Task, View

MINUTES = 3
"""What a picture with controls takes."""

TABLE_ROWS = 200
LONGEST = 200
"""Characters of a text that a control may be set to."""

LARGEST_TURN = 2**53
AHEAD_SECONDS = 0.06
"""What takes longer to compute is not computed before it is asked for: a hand that moves meanwhile would wait for it."""
BROKEN = "These values could not be computed, which is our mistake. The last good view is kept."


@dataclass
class _Last:
    """The last good view, kept while an input is refused."""

    frame: View
    code: str = ""
    panels: list[dict[str, Any]] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


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
        folded: why the page shows no more than its name ("guess": a question above waits, "deeper": it lies off the
            core path), or "". Python and stored pages see it as it is.
        found: names of the tasks that were reached.
        named: the controls that decide how it looks: those which the design names.
    """

    _part = Unicode("explorer").tag(sync=True)
    options = Dict().tag(sync=True)

    def __init__(
        self,
        *,
        name: str,
        title: str,
        controls: Sequence[Control],
        compute: Callable[..., View],
        design: Any,
        prediction: Prediction | None = None,
        code: Callable[..., str] | None = None,
        handles: Mapping[str, str] | None = None,
        pulls: Mapping[str, Pull] | None = None,
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
        self.pulls = dict(pulls or {})
        if not {pull.control for pull in self.pulls.values()} <= self.controls.keys():
            raise ValueError(f"explorer {name!r} has a pull for no control")
        self.prediction = prediction
        self.tasks: tuple[Task, ...] = ()
        self.found: set[str] = set()
        self.folded = ""
        self.values: dict[str, Any] = {c.name: c.value for c in controls}
        self.guess: Any = None
        self.guessed = ""
        self.error = ""
        self.error_control = ""
        self.last_exception: Exception | None = None
        self._compute = compute
        self._design = design
        # An Altair chart can be called too, but is a design already.
        self._drawn_anew = callable(design) and not hasattr(design, "to_dict")
        self.named = tuple(inspect.signature(design).parameters) if self._drawn_anew else ()
        self._designs: dict[tuple[Any, ...], tuple[list[dict[str, Any]], set[str]]] = {}
        self._code = code
        self._height = height
        self._last: _Last | None = None
        self._took = 0.0
        self._trial: Any = None
        self._note = ""
        self._table_open = False
        self._listeners: list[Callable[[Explorer], None]] = []
        self._betters: list[Callable[[Any], None]] = []
        self._finders: list[Callable[[str], None]] = []
        self._openers: list[Callable[[], None]] = []
        self._resters: list[Callable[[], None]] = []
        self._lights: Mapping[str, str] = {}
        self._lent: Lent | None = None
        self._refused = ""
        self._offered = ""
        self._taken: Callable[[], None] | None = None
        super().__init__(
            options={
                "name": name,
                "title": title,
                "controls": [control.as_json() for control in controls],
                "prediction": prediction
                and {
                    "control": prediction.control.as_json(),
                    "question": word(prediction.question),
                    "lock": prediction.lock,
                    "handle": prediction.handle,
                    "axis": list(prediction.axis),
                },
                "handles": dict(handles or {}),
                "pulls": {name: pull.where for name, pull in self.pulls.items()},
                "minutes": MINUTES,
                "tasks": [],
                "form": [],
                "rests": False,
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

    def pull(self, name: str, to: Any, *, slide: bool = True, echo: list[Any] | None = None) -> None:
        """Turn the control of a pull so that its result comes as near to ``to`` as the stops allow."""
        pull = self.pulls[name]
        control = self.controls[pull.control]
        assert isinstance(control, Number)
        if self.error:  # some control holds what it may not: there is nothing to bring anywhere
            self._set({}, slide=slide, echo=echo)
            return
        others = {other: value for other, value in self.values.items() if other != pull.control}

        def result(value: float) -> float | None:
            return pull.result(**others, **{pull.control: value})

        found = nearest(control, result, to) if is_number(to) else None
        if found is None:
            self._note = say("No {label} brings it there.", label=control.label)
        elif found in (control.stop(0), control.stop(control.stops - 1)):
            self._note = say("{label} ends at {shown}.", label=control.label, shown=control.shown(found))
        elif turns_back(control, result, found, float(to)):
            self._note = say("No {label} brings it nearer.", label=control.label)
        self._set({} if found is None else {pull.control: found}, slide=slide, echo=echo)

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

    def place(self, value: Any) -> None:
        """Show where the guess would stand, before it is locked; one that is not allowed is passed over."""
        if self.prediction is None or not self.prediction.stage:
            return
        try:
            self._trial = self.prediction.control.check(scalar(value))
        except ArgumentError:
            return
        self._refresh(slide=False)

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
        self.guess, self.guessed, self._last, self._trial = None, "", None, None
        self._refresh()
        for listener in self._betters:
            listener(None)

    def on_guess(self, listener: Callable[[Any], None]) -> None:
        """Call ``listener(value)`` when a guess is locked, and with None when it is taken back."""
        self._betters.append(listener)

    def on_change(self, listener: Callable[[Explorer], None]) -> None:
        """Call ``listener(self)`` after every new view (not while an input is refused)."""
        self._listeners.append(listener)

    def on_found(self, listener: Callable[[str], None]) -> None:
        """Call ``listener(name)`` when a task is reached for the first time."""
        self._finders.append(listener)

    def renew(self, controls: Sequence[Control]) -> None:
        """Show what is now, with controls of the same names whose options and ends may be others.

        What is set stays where it is still allowed; the page draws its controls anew only if they have changed.
        """
        new = {control.name: control for control in controls}
        if new.keys() != self.controls.keys():
            raise ValueError(f"explorer {self.name!r} has the controls {sorted(self.controls)}, not {sorted(new)}")
        for name, control in new.items():
            try:
                control.check(self.values[name])
            except ArgumentError:
                self.values = {**self.values, name: control.value}
        self.controls = new
        said = [control.as_json() for control in controls]
        if said != self.options["controls"]:
            self.options = {**self.options, "controls": said}
        self._refresh(slide=True)

    def give(self, tasks: Sequence[Task]) -> None:
        """Set tasks, before the page shows it."""
        self.tasks = tuple(tasks)
        self.options = {**self.options, "tasks": [[task.name, word(task.text)] for task in self.tasks]}

    def light(self, words: Mapping[str, str]) -> None:
        """Let words of the sentence and marks of the picture light each other up.

        Args:
            words: a field of the sentence in braces, or words as they stand in it → tables of the picture, by a blank, each
                perhaps with the rows that are meant: ``"dots?kind=now"``.
        """
        self._lights = dict(words)
        if self._lights:
            self._show({"slide": False})

    def rest(self) -> None:
        """The hand rests on this view: notice the tasks that it reaches, and no view before it did."""
        if self.closed or self.error or self._last is None:
            return
        for rester in self._resters:
            rester()
        frame = self._last.frame
        new = [task.name for task in self.tasks if task.name not in self.found and task.reached(frame, self.values)]
        if not new:
            return
        self.found |= set(new)
        self._show({"slide": False, "news": new})
        for name in new:
            for listener in self._finders:
                listener(name)

    def recall_found(self, names: Set[str]) -> None:
        """Tick tasks that were reached at an earlier visit."""
        self.found |= names
        self._show({"slide": False})

    def on_rest(self, listener: Callable[[], None]) -> None:
        """Call ``listener()`` when the hand rests on a view. Before the page shows it: the page is told to say so."""
        self._resters.append(listener)
        self.options = {**self.options, "rests": True}

    def offer(self, words: str, taken: Callable[[], None] | None = None) -> None:
        """Let the page offer something in these words: ``taken()`` when it is taken; "" for no offer."""
        changed = words != self._offered
        self._offered, self._taken = words, taken
        if changed:
            self._show({"slide": False})

    def lend(self, lent: Lent) -> None:
        """Let the page ask for numbers of the learner's own, and set them. Before it shows the explorer."""
        self._lent = lent
        self.options = {**self.options, "form": [control.as_json() for control in lent.form]}
        self._show({"slide": False})

    def lend_anew(self) -> None:
        """What the learner has of their own may be another now."""
        if self._lent is not None:
            self._show({"slide": False})

    def on_unfold(self, listener: Callable[[], None]) -> None:
        """Call ``listener()`` when the page asks to see what is folded, or to pass over the question."""
        self._openers.append(listener)

    def fold(self, why: str) -> None:
        """Let the page show no more than the name; "" shows it all."""
        if why != self.folded:
            self.folded = why
            self._show({"slide": False})
            for listener in self._listeners if self.view else ():
                listener(self)

    @property
    def closed(self) -> bool:
        """Whether the chart still waits for the guess."""
        return self.prediction is not None and self.guess is None

    @property
    def view(self) -> View | None:
        """The last good :class:`View`; None while closed."""
        return self._last.frame if self._last and not self.closed else None

    @property
    def looked_at(self) -> dict[str, Any]:
        """The values of :attr:`view`: what the controls hold may be refused since."""
        return self._last.values if self._last and not self.closed else {}

    @property
    def sentence(self) -> str:
        """The chart in words; the question while it is closed."""
        if self._last is None or self.closed:
            return bold(word(self.prediction.question)) if self.prediction else ""
        return bold(self._last.frame.sentence)

    @property
    def explanation(self) -> str:
        """What stands behind "Explain", without marks; "" while it is closed."""
        return bold(self._last.frame.explain) if self._last and not self.closed else ""

    @property
    def code(self) -> str:
        """The few lines of Python that compute this view; "" when there are none."""
        return self._last.code if self._last and not self.closed else ""

    def summary(self) -> str:
        """Title, controls and sentence in words."""
        if self.closed:
            return say(
                "{title}: opens when you have locked a guess. {sentence}", title=self.title, sentence=self.sentence
            )
        told = self.error or " ".join(filter(None, (self.sentence, self.explanation)))
        return f"{word(self.title)} ({self._setting()}): {told}"

    def _setting(self) -> str:
        """The controls and their values in words."""
        return ", ".join(f"{word(c.label)} {word(c.shown(self.values[name]))}" for name, c in self.controls.items())

    def static_html(self) -> str:
        """Title, controls and sentence, or the question while it is closed."""
        head = f"<strong>{html.escape(word(self.title))}</strong>"
        if self.closed:
            later = "The chart opens in the live notebook, once you have locked a guess."
            return f"<p>{head}</p><p>{html.escape(self.sentence)}</p><p><em>{later}</em></p>"
        shown = self._setting()
        last = self._last.frame if self._last else None
        parts = filter(None, (last.sentence, last.explain, last.basis) if last else (self.error,))
        texts = "".join(f"<p>{bold(html.escape(word(part)), '<strong>{}</strong>')}</p>" for part in parts)
        return f"<p>{head}{f' ({html.escape(shown)})' if shown else ''}</p>{texts}"

    def picture(self) -> bytes | None:
        """The charts as PNG; None while closed."""
        from ..charts.picture import png

        if self._last is None or self.closed:
            return None
        frame = self._last.frame
        return png(self._last.panels, frame.data, word(frame.title or self.title), frame.inputs)

    # ---------------------------------------------------------------- what the page can do

    def on_event(self, event: dict[str, Any]) -> None:
        """Turn controls, lock the guess, open the table; pass over what no page sends."""
        named = isinstance(event, dict) and isinstance(event.get("event"), str)
        kind = event["event"] if named else ""
        if kind == "set" and self._is_turn(event):
            echo = [event["view"], event["turn"]]
            self._set(event["values"], slide=event.get("slide") is True, echo=echo)
        elif kind == "ahead" and self._is_turn(event):
            self._foresee(event["values"], [event["view"], event["turn"]])
        elif kind == "pull" and event.get("name") in [*self.pulls] and self._is_turn(event):
            # What a hand has turned before it pulled, and has not been told yet.
            self.values = self._turned(event["values"])
            self.pull(
                event["name"], event.get("to"), slide=event.get("slide") is True, echo=[event["view"], event["turn"]]
            )
        elif kind == "predict" and self.closed:
            try:
                self.predict(event.get("value"))
            except ArgumentError as error:
                assert self.prediction is not None
                self._show({"guess_error": refusal(self.prediction.control, error)})
        elif kind == "place" and self.closed:
            self.place(event.get("value"))
        elif kind == "rest":
            self.rest()
        elif kind == "take" and self._taken is not None:
            self._taken()
        elif kind == "own" and self._lent is not None and event.get("act") in ACTS:
            told = event.get("values")
            self._refused = self._lent.act(event["act"], told if isinstance(told, dict) else {})
            self._show({"slide": False})
            self._refused = ""
        elif kind == "again":
            self.ask_again()
        elif kind == "unfold" and (self.folded or self.closed):
            for listener in self._openers:
                listener()
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
        self.values = self._turned(values)
        self._refresh(slide=slide, echo=echo)

    def _turned(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the controls say once these have been turned."""
        return {**self.values, **{name: scalar(value) for name, value in values.items()}}

    def _refresh(self, *, slide: bool = True, echo: list[Any] | None = None) -> None:
        """Compute and show; on refused input keep the last good view and say what is wrong."""
        self.error = self.error_control = ""
        self.last_exception = None
        fresh = False
        staged = self.prediction is not None and self.closed and self.prediction.stage is not None
        if not self.closed or staged:
            try:
                began = time.perf_counter()
                self._last = self._look(self.values)
                self._took = time.perf_counter() - began
                self.values = self._last.values
                fresh = not staged
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

    def _foresee(self, turn: Mapping[str, Any], echo: list[Any]) -> None:
        """Tell the page how all would look after a turn that nobody has made yet: then it need not wait for us.

        Nothing turns. Nothing is told where it takes long, would be refused, or needs another design.
        """
        if self.closed or self.error or self._last is None or self._took > AHEAD_SECONDS:
            return
        try:
            then = self._look(self._turned(turn))
        except Exception:  # whoever turns there is told what is wrong
            return
        if then.panels is self._last.panels:
            values = {name: for_json(value) for name, value in then.values.items()}
            self.foretell({"values": values, "echo": echo, **self._said(then)}, then.frame.data)

    def _look(self, wanted: Mapping[str, Any]) -> _Last:
        values = {name: c.check(wanted[name]) for name, c in self.controls.items()}
        frame = self._staged(values) if self.closed else self._compute(**values, **self._guess())
        unknown = (frame.limits.keys() | frame.idle.keys()) - values.keys()
        if unknown:
            raise LookupError(f"explorer {self.name!r} has no control {sorted(unknown)}")
        values |= {name: min(values[name], most) for name, most in frame.limits.items()}
        panels, sources = self._panels(values)
        if self._last is None or panels is not self._last.panels:
            missing = sources - frame.data.keys()
            if missing:
                raise LookupError(f"explorer {self.name!r} computes no data for {sorted(missing)}")
        return _Last(frame, self._code(**values) if self._code and not self.closed else "", panels, values)

    def _guess(self) -> dict[str, Any]:
        return {"guess": self.guess} if self.prediction else {}

    def _staged(self, values: Mapping[str, Any]) -> View:
        """What may be seen of the picture while its question is open: no word, and of the tables those of the stage."""
        assert self.prediction is not None
        assert self.prediction.stage is not None
        empty: dict[str, Table] = {name: {} for name in self._panels(values)[1]}
        return View({**empty, **self.prediction.stage(self._trial)}, "")

    def designs(self) -> Iterator[Any]:
        """Every design that a setting of the controls can ask for, one panel after another, as it was written.

        Raises:
            ValueError: the design names a number. There is no end of those: numbers belong into the data.
        """
        named = [self.controls[name] for name in self.named]
        numbers = [control.name for control in named if isinstance(control, Number)]
        if numbers:
            raise ValueError(f"the design of explorer {self.name!r} names numbers, {numbers}: put them into the data")
        for chosen in itertools.product(*(c.values for c in named if not isinstance(c, Number))):
            yield from self._drawings(chosen)

    def _panels(self, values: Mapping[str, Any]) -> tuple[list[dict[str, Any]], Set[str]]:
        """The themed designs and the tables they name; a function is asked again only when an argument it names changes."""
        chosen = tuple(values[name] for name in self.named)
        if chosen not in self._designs:
            panels = [self._themed(chart) for chart in self._drawings(chosen)]
            self._designs[chosen] = panels, named_sources(panels)
        return self._designs[chosen]

    def _drawings(self, chosen: tuple[Any, ...]) -> Sequence[Any]:
        made = self._design(**dict(zip(self.named, chosen, strict=True))) if self._drawn_anew else self._design
        return made if isinstance(made, list | tuple) else [made]

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
            "staged": self.closed and last is not None,
            "folded": self.folded,
            "found": sorted(self.found),
            "offer": self._offered,
            "own": {**self._lent.state(self.values), "refused": self._refused} if self._lent else None,
            "error": self.error,
            "error_control": self.error_control,
            "note": self._note,
            **extra,
        }
        self._note = ""
        if self.prediction and self.guess is not None:
            asked = self.prediction.control
            frame["guess"] = asked.shown(self.guess)
            # A number without a unit says nothing by itself.
            frame["guess_of"] = small(asked.label) if isinstance(asked, Number) and not asked.unit else ""
            frame["guessed"] = self.guessed
        if last:
            frame |= self._said(last)
            if self.error:
                frame["pulls"] = {}
            if self._table_open and last.frame.table is not None:
                frame["table"] = _table_json(last.frame.table)
        self.show(frame, last.frame.data if last else {}, last.panels if last else [])

    def _said(self, last: _Last) -> dict[str, Any]:
        """A view's words, limits and handles, as the page is told them."""
        view = last.frame
        results = {} if self.closed else {name: self._result(pull, last.values) for name, pull in self.pulls.items()}
        return {
            "title": word(view.title),
            "subtitle": view.inputs,
            "basis": view.basis,
            "sentence": word(view.sentence),
            "turns": self._turns(view.sentence),
            "lights": self._lit(view.sentence),
            "explain": word(view.explain),
            "explain_turns": self._turns(view.explain),
            "code": last.code,
            "has_table": view.table is not None,
            "limits": {name: for_json(most) for name, most in view.limits.items()},
            "idle": dict(view.idle),
            "pulls": {name: for_json(at) for name, at in results.items()},
        }

    @staticmethod
    def _result(pull: Pull, values: Mapping[str, Any]) -> float | None:
        """Where the handle of a pull stands; None where there is no result."""
        try:
            found = pull.result(**values)
        except ArgumentError:
            return None
        return None if found is None else float(found)

    def _turns(self, sentence: str) -> list[list[Any]]:
        """Start, end and control of the letters of a sentence that are a control's own value."""
        places = getattr(sentence, "places", ())
        return [[start, end, name] for start, end, name in places if isinstance(self.controls.get(name), Number)]

    def _lit(self, sentence: str) -> list[list[Any]]:
        """Start, end and marks of the letters of a sentence that light them up; the first key that a letter belongs to counts."""
        found: list[list[Any]] = []
        for words, marks in self._lights.items():
            if words.startswith("{"):
                spans = [(a, b) for a, b, name in getattr(sentence, "places", ()) if name == words[1:-1]]
            else:
                spans = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", sentence)]
            free = (span for span in spans if span[0] < span[1] and "**" not in sentence[slice(*span)])
            found += [[a, b, marks] for a, b in free if all(b <= start or end <= a for start, end, _ in found)]
        return found


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
