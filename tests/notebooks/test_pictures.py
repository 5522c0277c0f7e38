"""Saved pictures get small and stay what they were."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest

from course.notebooks.pictures import SIGNATURE, TOLERANCE, _chunk, _chunks, _pixels, compact


def png(pixels, filtered=1, header=()):
    """A PNG of height × width × channels, its rows stored plainly (0), as differences to the left (1), or marked otherwise."""
    height, width, channels = pixels.shape
    rows = pixels.astype(np.uint8)
    if filtered == 1:
        rows = np.diff(rows, axis=1, prepend=np.zeros((height, 1, channels), np.uint8))
    table = np.hstack([np.full((height, 1), filtered, np.uint8), rows.reshape(height, -1)])
    kind = {1: 0, 3: 2, 4: 6}[channels]
    return SIGNATURE + b"".join(
        (
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(table.tobytes(), 0)),
            _chunk(b"IEND", b""),
        )
    )


def seen(small):
    """The colours of a picture with a palette."""
    chunks = dict(_chunks(small))
    width, height, depth, kind, *_ = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, kind) == (8, 3)
    palette = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    table = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, 1 + width)
    return palette[table[:, 1:]]


def chart(colours, channels=4, size=(60, 80)):
    rng = np.random.default_rng(1)
    palette = rng.integers(0, 256, (colours, 3))
    pixels = palette[rng.integers(0, colours, size)]
    return np.dstack([pixels, np.full(size, 255)]) if channels == 4 else pixels


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("filtered", [0, 1])
def test_few_colours_stay_exact_and_get_smaller(channels, filtered):
    pixels = chart(40, channels)
    before = png(pixels, filtered)
    after = compact(before)
    assert len(after) < len(before) / 2
    np.testing.assert_array_equal(seen(after), pixels[..., :3])


def test_the_frequent_colours_stay_exact_and_rare_ones_move_little():
    pixels = np.zeros((40, 600, 3), int)
    pixels[:20, :, 0] = 6 * (np.arange(600) % 40)
    pixels[20, :256, 1] = np.arange(256)
    pixels[21:24, :128, 1] = 2 * np.arange(128)
    after = seen(compact(png(pixels))).astype(int)
    np.testing.assert_array_equal(after[:20], pixels[:20])
    assert 0 < np.abs(after - pixels).max() <= TOLERANCE


def test_a_map_of_many_shades_keeps_them_all():
    red, green = np.meshgrid(np.arange(256), np.arange(100))
    pixels = np.dstack([red, green, np.full_like(red, 90)])
    before = png(np.dstack([pixels, np.full_like(red, 255)]))
    after = compact(before)
    assert len(after) < len(before) / 2
    np.testing.assert_array_equal(_pixels(after), pixels)


def test_what_is_no_chart_comes_back_as_it_was():
    transparent = chart(3)
    transparent[0, 0, 3] = 7
    for other in (png(transparent), png(chart(3), filtered=4), png(chart(1)[..., :1]), b"no picture"):
        assert compact(other) == other
