"""What every reader of files shares."""

from __future__ import annotations

import pytest

from course.textfiles import cells, each_once, repeated
from course.validation import ArgumentError


class Counted(str):
    """A name that counts how often it is compared."""

    __slots__ = ()
    __hash__ = str.__hash__
    compared = 0

    def __eq__(self, other):
        Counted.compared += 1
        return str.__eq__(self, other)


def test_the_first_name_that_stands_twice_is_found_without_comparing_all_with_all():
    names = [Counted(f"n{i}") for i in range(2_000)]
    assert repeated(names) is None
    assert repeated([*names, Counted("n1999"), Counted("n7")]) == "n7"
    assert Counted.compared < 10 * len(names)


def test_a_json_object_that_names_a_thing_twice_is_refused_by_that_name():
    assert each_once("path", [("a", 1), ("b", 2)]) == {"a": 1, "b": 2}
    with pytest.raises(ArgumentError, match="each name once") as caught:
        each_once("path", [("a", 1), ("b", 2), ("b", 3)])
    assert (caught.value.argument, caught.value.value) == ("path", "b")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("a, b ;c,", ["a", "b ;c", ""]),
        ('" a ,b",c', ["a ,b", "c"]),
        ('"two\nlines",c', ["two\nlines", "c"]),
        ("one\ntwo", ["one\ntwo"]),
        ("x" * 200_000 + ",c", ["x" * 200_000 + ",c"]),
    ],
)
def test_the_cells_of_a_line(line, found):
    assert cells(line, ",") == found
