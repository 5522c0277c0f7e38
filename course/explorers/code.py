"""The code that an explorer shows: a few lines of Python with ``$name`` where a value of the present setting stands."""

from __future__ import annotations

from inspect import cleandoc
from string import Template
from typing import Any

import numpy as np

from ..texts import Numbers


def written(value: Any) -> str:
    """A value as it stands in code: numbers to twelve digits, all else as Python writes it.

    >>> written(0.1 + 0.2), written("long"), written(2_000_000.0), written(True)
    ('0.3', "'long'", '2000000', 'True')
    """
    if isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool):
        return f"{value:.12g}"
    return repr(value)


class Code:
    """The lines that compute what an explorer shows, for any values of its controls.

    ``$leverage`` is the value of the control of that name, or of the field: a constant, or a formula of the controls. What
    they stand for is :func:`written` in one way. A snippet that says something else at some settings is a function.

    >>> Code("room($leverage, $rate, $side, $size)", rate=0.025, size=lambda q: 2 * q.leverage)(leverage=10.0, side="long")
    "room(10, 0.025, 'long', 20)"

    Args:
        text: the lines, as a docstring is laid out.
        **fields: what other names stand for.

    Raises:
        ValueError: a field stands nowhere in the text.
        KeyError: when it is called, a name in the text is neither a control nor a field.
    """

    def __init__(self, text: str, /, **fields: Any) -> None:
        self._lines = Template(cleandoc(text))
        unused = fields.keys() - set(self._lines.get_identifiers())
        if unused:
            raise ValueError(f"no ${min(unused)} in the code {text!r}")
        self._fields = fields

    def __call__(self, **values: Any) -> str:
        """The lines at these values of the controls."""
        return self._lines.substitute({name: written(value) for name, value in Numbers(self._fields, values).items()})
