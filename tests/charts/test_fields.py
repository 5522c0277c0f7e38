"""Every field that a picture draws exists in its data: Vega draws nothing, and says nothing, where one is misspelt."""

from __future__ import annotations

import copy
import itertools
import re

import pytest

from course.charts.columns import columns_of
from course.explorers import Explorer
from course.lessons import lessons, record
from tests.oracles.support import Watched, ends

#: Corners of an explorer's controls at which its columns are looked at.
CORNERS = 24
DATUM = re.compile(r"datum\.(\w+)|datum\[['\"](\w+)['\"]\]")
#: What a transform may bring along under ``as``; anything else is not understood here, and fails.
KNOWN_TRANSFORMS = {"filter", "calculate"}


def expressions(part):
    """All texts of a specification that are computed: what they read of a row stands behind ``datum``."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for key, value in part.items():
            if key not in ("axis", "legend"):  # there the datum is a tick, not a row
                yield from expressions(value)
    elif isinstance(part, list):
        for value in part:
            yield from expressions(value)


def fields(part):
    """The names under ``field`` anywhere in an encoding, sorts and conditions included."""
    if isinstance(part, dict):
        if isinstance(part.get("field"), str):
            yield part["field"]
        for value in part.values():
            yield from fields(value)
    elif isinstance(part, list):
        for value in part:
            yield from fields(value)


def unknown(spec, columns, source=None, made=frozenset(), encoding=None):
    """The fields of a specification that neither its data nor its transforms have, as (source, field).

    Args:
        spec: a Vega-Lite specification or a layer of one.
        columns: the columns of every named table.
        source: the table that the enclosing specification draws from.
        made: what enclosing transforms add.
        encoding: channels that the enclosing specification shares.
    """
    own = spec.get("data") or {}
    brought = spec.get("datasets", {})
    columns = {**columns, **{name: set().union(*map(set, rows)) for name, rows in brought.items()}}
    if "values" in own:
        source, columns = "values", {**columns, "values": set().union(*map(set, own["values"]), set())}
    else:
        source = own.get("name", source)
    made = set(made)
    wanted = []
    for transform in spec.get("transform", []):
        kinds = transform.keys() - {"as"}
        assert kinds <= KNOWN_TRANSFORMS, f"this test does not know the transform {transform}"
        wanted += [one or two for text in expressions(transform) for one, two in DATUM.findall(text)]
        made |= {transform["as"]} if "as" in transform else set()
    shared = {**(encoding or {}), **spec.get("encoding", {})}
    if "layer" not in spec:
        wanted += [*fields(shared)]
        wanted += [one or two for text in expressions([shared, spec.get("mark")]) for one, two in DATUM.findall(text)]
        known = columns.get(source, set()) | made
        yield from ((source, name) for name in wanted if name not in known)
    for layer in spec.get("layer", []):
        yield from unknown(layer, columns, source, made, shared)


def places(explorer):
    """The start, both guesses where one is asked, and corners of the controls."""
    controls = dict(explorer.controls)
    if explorer.prediction:
        controls["guess"] = explorer.prediction.control
    yield {name: control.value for name, control in controls.items()}
    corners = list(itertools.islice(itertools.product(*map(ends, controls.values())), 4096))
    for corner in corners[:: max(len(corners) // CORNERS, 1)]:
        yield dict(zip(controls, corner, strict=True))


def shown():
    for about in lessons():
        for name, make in record(about.slug).explorers.items():
            yield pytest.param(make, id=f"{about.slug}.{name}")


def read(frame):
    """The columns of every table, and the tables without a row, which may have lost theirs: nothing is drawn from those."""
    tables = {name: columns_of(table) for name, table in frame.data.items()}
    return (
        {name: set(columns) for name, columns in tables.items()},
        {name for name, columns in tables.items() if not any(map(len, columns.values()))},
    )


@pytest.mark.parametrize("make", list(shown()))
def test_every_field_that_is_drawn_exists(make):
    if not isinstance(make(), Explorer):
        return
    watched = Watched(make)
    for values in places(make()):
        at = watched.at(values)
        if at.error:
            continue
        columns, empty = read(at.view)
        found = [u for panel in at.frame["panels"] for u in unknown(panel, columns)]
        assert not [(source, name) for source, name in found if source not in empty], values


def renamed(part, old, new):
    """``part`` with the first ``field`` of that name misspelt; whether there was one."""
    if isinstance(part, dict):
        if part.get("field") == old:
            part["field"] = new
            return True
        return any(renamed(value, old, new) for value in part.values())
    return isinstance(part, list) and any(renamed(value, old, new) for value in part)


def test_a_misspelt_field_is_found_by_its_name():
    """Each field of the leverage dial in turn, as if someone had typed it wrong."""
    explorer = record("leverage").explorers["dial"]()
    panels = explorer.frame["panels"]
    for name in sorted(set(fields(panels))):
        planted = copy.deepcopy(panels)
        assert renamed(planted, name, name + "_")
        found = [u[1] for panel in planted for u in unknown(panel, read(explorer.view)[0])]
        assert name + "_" in found
