"""Numbers as people read them."""

from __future__ import annotations

import math

import pytest

from course.number_format import chance, number, percent, times, usd


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (usd(57_062.4), "$57,062"),
        (usd(92.3077), "$92.31"),
        (usd(231), "$231"),
        (usd(-230.77), "−$230.77"),
        (usd(0.012344), "$0.01234"),
        (usd(12, sign=True), "+$12"),
        (usd(None), "none"),
        (percent(-0.0769231), "−7.69\u202f%"),
        (percent(0.5, 0), "50\u202f%"),
        (percent(0.1, 1, sign=True), "+10.0\u202f%"),
        (chance(0.1603), "16\u202f%"),
        (chance(0.0), "under 1\u202f%"),
        (chance(0.004), "under 1\u202f%"),
        (chance(0.006), "under 1\u202f%"),
        (chance(0.9994), "over 99\u202f%"),
        (chance(0.0004, 1), "under 0.1\u202f%"),
        (chance(1.0, 1), "over 99.9\u202f%"),
        (times(10), "10×"),
        (times(2.5), "2.5×"),
        (times(10.833), "10.83×"),
        (times(math.inf), "∞×"),
        (number(-0.001), "0.00"),
        (number(math.nan), "none"),
        (usd(-math.inf), "−∞"),
    ],
)
def test_reads_as_written(text: str, expected: str) -> None:
    assert text == expected
