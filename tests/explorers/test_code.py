"""The code an explorer shows: every name in it is known, every field stands in it, numbers are written in one way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.explorers import Code
from course.explorers.code import written


def test_controls_and_fields_stand_in_the_lines():
    code = Code(
        """room = distance($leverage, $rate, $side)
        {'PERP': $size}, room""",
        rate=0.025,
        size=lambda q: q.leverage * 0.1,
    )
    assert code(leverage=3.0, side="long", unused=1) == "room = distance(3, 0.025, 'long')\n{'PERP': 0.3}, room"


def test_a_name_that_nobody_gives_is_named():
    with pytest.raises(KeyError, match="leverag"):
        Code("distance($leverag)")(leverage=3)


def test_a_field_that_stands_nowhere_is_named():
    with pytest.raises(ValueError, match=r"no \$rat in"):
        Code("distance($rate)", rat=1)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.booleans() | st.text())
def test_what_is_written_is_python_and_gives_the_value_back(value):
    back = eval(written(value))
    if isinstance(value, bool | str):
        assert back == value
        assert type(back) is type(value)
    else:
        assert math.isclose(back, value, rel_tol=1e-11)
        assert written(np.float64(value)) == written(float(value))
