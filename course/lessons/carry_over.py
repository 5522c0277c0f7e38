"""One thing carried through a lesson: what is set in one picture is offered in the others, and taken over by a press."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from course.explorers import Explorer, Number
from course.texts import joined, listed, say, wordless


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class CarriedControl:
    """The control of one picture that holds something which several pictures have.

    Attributes:
        control: its name.
        give: from the control's value to what the pictures share.
        take: from what they share to the control's value.
    """

    control: str
    give: Callable[[Any], Any] = _same
    take: Callable[[Any], Any] = _same


class CarryOver:
    """What the learner has set last, kept for the other pictures of a lesson.

    Args:
        plan: picture → what it shares, by the words that the offer says → the control that holds it.
    """

    def __init__(self, plan: Mapping[str, Mapping[str, CarriedControl]]) -> None:
        self.plan = plan
        self.explorers: dict[str, Explorer] = {}
        #: By word, what was set last, and in which picture.
        self._set: dict[str, Any] = {}
        self._source: dict[str, str] = {}
        self._seen: dict[str, dict[str, Any]] = {}

    def lay(self, name: str, explorer: Explorer) -> None:
        """Let a picture give and take; one that shares nothing is passed over."""
        if name not in self.plan:
            return
        self.explorers[name] = explorer
        self._seen[name] = self._given(name)
        explorer.on_rest(partial(self._rested, name))
        self._offer(name)

    def _given(self, name: str) -> dict[str, Any]:
        values = self.explorers[name].values
        return {word: held.give(values[held.control]) for word, held in self.plan[name].items()}

    def _rested(self, name: str) -> None:
        """A hand rests on this picture: what it has changed there is what counts now."""
        given = self._given(name)
        if given != self._seen[name]:
            self._seen[name] = given
            self._set |= given
            self._source |= dict.fromkeys(given, name)
        for other in self.explorers:
            self._offer(other)

    def _wanted(self, name: str) -> dict[str, Any]:
        """By word, the stops to which its controls would be turned; what one cannot reach it leaves alone."""
        explorer, found = self.explorers[name], {}
        for word, held in self.plan[name].items():
            if word not in self._set or self._source[word] == name:
                continue
            control, value = explorer.controls[held.control], held.take(self._set[word])
            if isinstance(control, Number):
                if not control.min - 1e-9 <= value <= control.max + 1e-9:
                    continue
                value = control.nearest(value)
            if value != explorer.values[held.control]:
                found[word] = value
        return found

    def _offer(self, name: str) -> None:
        explorer = self.explorers[name]
        wanted = self._wanted(name)
        if not wanted:
            explorer.offer("")
            return
        held = self.plan[name]
        parts: list[str] = [
            wordless("{what} {value}", what=word, value=explorer.controls[held[word].control].shown(value))
            for word, value in wanted.items()
        ]
        # What one picture does not have may have been set in another.
        sources = dict.fromkeys(self._source[word] for word in wanted)
        titles = [wordless("“{title}”", title=self.explorers[source].title) for source in sources]
        words = say("Take over the market from {titles}: {parts}", titles=listed(titles), parts=joined(", ", parts))
        explorer.offer(str(words), partial(self._take, name))

    def _take(self, name: str) -> None:
        explorer, held = self.explorers[name], self.plan[name]
        explorer.set(**{held[word].control: value for word, value in self._wanted(name).items()})
        # What was taken, to the nearest stop, is no change of the market.
        self._seen[name] = self._given(name)
        self._offer(name)
