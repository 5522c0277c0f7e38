"""The lessons' small pictures: there in both themes, light to send, of the explorers as they are, answering nothing."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from course.apps import thumbnails
from course.lessons import record
from course.lessons.syllabus import SYLLABUS

HIGH, WIDE = thumbnails.SCALE * thumbnails.HEIGHT, thumbnails.SCALE * thumbnails.WIDTH


def stored(theme: str) -> np.ndarray:
    """The colours of a stored file, which has a palette and no filter."""
    png = (thumbnails.STATIC / f"thumbs-{theme}.png").read_bytes()
    width, height = struct.unpack(">II", png[16:24])
    parts, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        parts[png[at + 4 : at + 8]] = png[at + 8 : at + 8 + size]
        at += size + 12
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, width + 1)
    assert not rows[:, 0].any()
    return np.frombuffer(parts[b"PLTE"], np.uint8).reshape(-1, 3)[rows[:, 1:]]


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


def test_what_vl_convert_writes_is_read_whatever_its_filters():
    made = np.random.default_rng(1).integers(0, 256, (5, 4, 4)).astype(np.int64)
    raw, above = b"", np.zeros((4, 4), np.int64)
    for way, line in enumerate(made):
        left = np.vstack([np.zeros((1, 4), np.int64), line[:-1]])
        corner = np.vstack([np.zeros((1, 4), np.int64), above[:-1]])
        near = left + above - corner
        nearest = np.where(
            (abs(near - left) <= abs(near - above)) & (abs(near - left) <= abs(near - corner)),
            left,
            np.where(abs(near - above) <= abs(near - corner), above, corner),
        )
        guess = [0 * line, left, above, (left + above) // 2, nearest][way]
        raw += bytes([way]) + ((line - guess) % 256).astype(np.uint8).tobytes()
        above = line
    head = struct.pack(">IIBBBBB", 4, 5, 8, 6, 0, 0, 0)
    png = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + b"\0\0\0\0"
        for name, body in ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    )
    assert np.array_equal(thumbnails.decoded(png), made)
