"""The lessons' small pictures: there in both themes, light to send, of the explorers as they are, answering nothing."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from course.apps import thumbnails
from course.lessons import record
from course.lessons.syllabus import SYLLABUS

HIGH, WIDE = thumbnails.SCALE * thumbnails.HEIGHT, thumbnails.SCALE * thumbnails.WIDTH


def stored(theme: str) -> np.ndarray:
    """The colours of a stored file."""
    with Image.open(thumbnails.STATIC / f"thumbs-{theme}.png") as picture:
        assert picture.mode == "P"
        return np.asarray(picture.convert("RGB"))


def part(whole: np.ndarray, number: int) -> np.ndarray:
    y, x = divmod(number, thumbnails.ROW)
    return whole[y * HIGH : (y + 1) * HIGH, x * WIDE : (x + 1) * WIDE]


@pytest.mark.parametrize("theme", thumbnails.THEMES)
def test_every_lesson_has_its_picture_in_a_file_that_is_light(theme):
    assert (thumbnails.STATIC / f"thumbs-{theme}.png").stat().st_size <= 40_000
    whole = stored(theme)
    assert whole.shape == (-(-len(SYLLABUS) // thumbnails.ROW) * HIGH, thumbnails.ROW * WIDE, 3)
    pictures = [part(whole, entry.number) for entry in SYLLABUS]
    assert all(len(np.unique(one.reshape(-1, 3), axis=0)) > 3 for one in pictures), "an empty picture"
    assert len({one.tobytes() for one in pictures}) == len(SYLLABUS)
    paper = np.median(whole) > 128 if theme == "light" else np.median(whole) < 64
    assert paper


def test_no_picture_is_that_of_a_question():
    assert set(thumbnails.BEST) == {entry.slug for entry in SYLLABUS}
    for slug, (name, _, values) in thumbnails.BEST.items():
        explorer = record(slug).explorers[name]()
        assert explorer.prediction is None, slug
        assert values.keys() <= explorer.controls.keys()


@pytest.mark.parametrize("theme", thumbnails.THEMES)
@pytest.mark.parametrize("slug", ["leverage", "liquidation_price", "cross_vs_isolated"])
def test_the_stored_pictures_are_what_the_explorers_draw(slug, theme):
    number = next(entry.number for entry in SYLLABUS if entry.slug == slug)
    name, panel, values = thumbnails.BEST[slug]
    explorer = record(slug).explorers[name]()
    explorer.set(**values)
    drawn = thumbnails.pixels(explorer, panel, theme).astype(int)
    off = np.abs(drawn - part(stored(theme), number)).max(axis=2)
    assert (off > 48).mean() < 0.01, "make them again: python -m course.apps.thumbnails"
