"""Words that light up marks: every word is said somewhere, and what it lights is there and is drawn."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest

from course.charts.columns import columns_of
from course.charts.theme import named_sources
from course.lessons import record
from course.lessons.word_highlights import LIGHTS
from tests.oracles.support import settings

PLACES, CORNERS = 14, 5


def meant(marks):
    """Table and wanted columns of every mark that a word means."""
    for one in marks.split():
        table, _, rows = one.partition("?")
        yield table, dict(pair.split("=") for pair in rows.split("&") if pair)


def shown(value):
    """As the page compares it."""
    return json.dumps(value.item() if hasattr(value, "item") else value).strip('"')


@pytest.mark.parametrize(("slug", "name"), list(LIGHTS), ids=lambda part: part)
def test_every_word_is_said_and_what_it_means_is_drawn(slug, name):
    explorer = record(slug).explorers[name]()
    words = LIGHTS[slug, name]
    explorer.light(words)
    said: set[str] = set()
    seen: set[str] = set()
    for values in settings(explorer, count=PLACES, corners=CORNERS):
        if explorer.prediction and explorer.closed:
            explorer.predict(values["guess"])
        explorer.set(**{key: value for key, value in values.items() if key != "guess"})
        if explorer.error:
            continue
        frame = explorer.frame
        assert {table for marks in words.values() for table, _ in meant(marks)} <= named_sources(frame["panels"])
        ends = sorted((start, end) for start, end, _ in frame["lights"])
        assert all(b <= c for (_, b), (c, _) in pairwise(ends)), "two words over each other"
        for start, end, marks in frame["lights"]:
            text = frame["sentence"][start:end]
            said |= {key for key, value in words.items() if value == marks and (key == text or key.startswith("{"))}
        for marks in words.values():
            for table, rows in meant(marks):
                columns = columns_of(explorer.view.data[table])
                length = len(next(iter(columns.values()), ()))
                there = [all(shown(columns[c][i]) == wanted for c, wanted in rows.items()) for i in range(length)]
                seen |= {f"{table} {rows}"} if any(there) else set()
    assert said == set(words), f"never said: {set(words) - said}"
    assert {f"{t} {r}" for marks in words.values() for t, r in meant(marks)} - seen == set(), "never drawn"
