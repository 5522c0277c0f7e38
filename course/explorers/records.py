"""What an explorer is told: one view of its picture, the question before it, what there is to find in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..charts.columns import Table
from ..language import word
from .controls import Choice, Control, Number

BRIEF = 96
"""Characters of a subtitle before its line break, at most."""
HEADLINE = 94
"""Characters of a title, at most: it is read at a glance, or not at all."""
BREATH = 30
"""Words of a sentence beneath a picture, at most."""


@dataclass(frozen=True)
class View:
    """What one setting of the controls shows.

    Attributes:
        data: a DataFrame or mapping of columns for every name the design uses.
        sentence: the chart in one or two sentences with numbers; ``**bold**`` for what matters. Where it is made by
            :func:`course.texts.say`, a field that is called like a control can be dragged.
        title: the finding, in at most :data:`HEADLINE` characters.
        subtitle: the inputs it holds for, at most :data:`BRIEF` characters: two lines on a phone. What else it rests on (records,
            dates, what is left out) follows after a line break, and stands behind the same button as ``explain``.
        explain: how it comes about and all that it holds for, behind a button: what is not needed within five seconds. Fields
            that are called like a control can be dragged here too.
        table: a DataFrame twin of the chart, or a function that makes one when it is asked for.
        limits: how far number controls reach at this setting, where that is less than their ``max``: name → value.
            A film ends at its last frame. ``compute`` gets values up to ``max`` and shows the last there is.
        idle: controls that change nothing of this view, and why: name → a few words. They are greyed, the words stand below.
    """

    data: Mapping[str, Table]
    sentence: str
    title: str = ""
    subtitle: str = ""
    explain: str = ""
    table: Any = None
    limits: Mapping[str, float] = field(default_factory=dict)
    idle: Mapping[str, str] = field(default_factory=dict)

    @property
    def inputs(self) -> str:
        """What the subtitle says at once, in the language that is spoken: its text is the whole subtitle."""
        return word(self.subtitle).partition("\n")[0]

    @property
    def basis(self) -> str:
        """What the subtitle says when it is asked for; "" where that is nothing."""
        return word(self.subtitle).partition("\n")[2]


@dataclass(frozen=True)
class Prediction:
    """A question answered before the chart opens; ``compute`` gets the answer as ``guess``.

    Attributes:
        control: a number or a choice; its start value is not shown, the learner begins at none.
        question: what is asked, with all that one needs to answer it.
        lock: what the button says.
        answer: what is true, on the control's scale; for the count of guesses at the end of a lesson.
        stage: from where the guess stands (None: nowhere yet) to the tables of the picture that may be seen while the
            question is open. With it the guess is placed in the picture, without it the picture opens when it is locked.
        handle: where in the picture the guess is dragged (``"x"``, ``"y@1"``, as an explorer's handles).
        axis: a and b, where the guess g stands at a + b·g on that axis.
    """

    control: Number | Choice
    question: str
    lock: str = "Lock my guess"
    answer: Callable[[], Any] | None = None
    stage: Callable[[Any], Mapping[str, Table]] | None = None
    handle: str = ""
    axis: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True)
class Task:
    """Something to find by turning the controls; noticed when the hand rests where it is reached.

    Attributes:
        name: under which it is kept.
        text: what to find, as one would say it to somebody at the controls.
        reached: from the view and the values of the controls, whether it is found.
    """

    name: str
    text: str
    reached: Callable[[View, Mapping[str, Any]], bool]


ACTS = ("tell", "take", "forget")
"""What a learner does with numbers of their own."""


@dataclass(frozen=True)
class Lent:
    """Numbers of the learner's own that an explorer can take.

    Attributes:
        form: what they are asked by.
        state: from the values of the explorer's controls to what the page says: ``words`` (what would be set; "" before
            anything was told), ``fits`` (whether any of it can be), ``on`` (whether it is), ``filled`` (what the form says),
            ``told`` (whether anything was).
        act: does one of :data:`ACTS` with what the form says; returns what is wrong with it, or "".
    """

    form: Sequence[Control]
    state: Callable[[Mapping[str, Any]], dict[str, Any]]
    act: Callable[[str, Mapping[str, Any]], str]


@dataclass(frozen=True)
class Pull:
    """A handle on a result: pulling it turns the control that brings the result there, as near as its stops allow.

    Attributes:
        control: name of the number that is turned.
        where: where in the picture the result stands (``"x"``, ``"y@1"``, as an explorer's handles).
        result: from the values of all controls to where the result stands; None or NaN where there is none.
    """

    control: str
    where: str
    result: Callable[..., float | None]
