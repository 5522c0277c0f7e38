"""Small pictures: a chart has few colours, so a palette of its most frequent ones takes a sixth of the space."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"
COLOURS = 256
TOLERANCE = 24
"""How far, of 255 in a channel, a rare colour may move."""


def compact(png: bytes) -> bytes:
    """The same picture in fewer bytes, and to the eye no other.

    The most frequent colours stay exact and rare ones, the blurred edges of letters, become their nearest; a picture in
    which some colour would move too far, such as a map of many shades, keeps them all. Only the kind that charts are
    drawn as is rewritten (8 bits a channel, opaque, rows stored plainly or as differences to the left); any other comes
    back as it is, and so does what would not get smaller.
    """
    pixels = _pixels(png)
    if pixels is None:
        return png
    height, width, _ = pixels.shape
    exact, place, count = np.unique(pixels.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    palette = exact[np.argsort(-count, kind="stable")[:COLOURS]]
    nearest = _nearest(exact, palette)
    if np.abs(palette[nearest].astype(int) - exact).max() > TOLERANCE:
        differences = np.diff(pixels, axis=1, prepend=np.zeros((height, 1, 3), np.uint8))
        return min(_png(width, height, 2, 1, differences.reshape(height, -1)), png, key=len)
    rows = nearest[place.reshape(height, width)]
    return min(_png(width, height, 3, 0, rows, palette), png, key=len)


def _png(
    width: int, height: int, kind: int, filtered: int, rows: NDArray[np.uint8], palette: NDArray[np.uint8] | None = None
) -> bytes:
    table = np.hstack([np.full((height, 1), filtered, np.uint8), rows]).tobytes()
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)),
        *([] if palette is None else [(b"PLTE", palette.tobytes())]),
        (b"IDAT", zlib.compress(table, 9)),
        (b"IEND", b""),
    ]
    return SIGNATURE + b"".join(_chunk(name, data) for name, data in chunks)


def _pixels(png: bytes) -> NDArray[np.uint8] | None:
    """Height × width × 3, or None for a kind that is not handled."""
    chunks = list(_chunks(png))
    if not chunks or chunks[0][0] != b"IHDR":
        return None
    width, height, depth, kind, _, _, interlaced = struct.unpack(">IIBBBBB", chunks[0][1])
    if depth != 8 or kind not in (2, 6) or interlaced:
        return None
    channels = 3 if kind == 2 else 4
    stored = zlib.decompress(b"".join(data for name, data in chunks if name == b"IDAT"))
    table = np.frombuffer(stored, np.uint8).reshape(height, 1 + width * channels)
    rows = table[:, 1:].reshape(height, width, channels)
    if not np.isin(table[:, 0], (0, 1)).all():
        return None
    summed = np.cumsum(rows, axis=1, dtype=np.uint8)  # wraps around at 256, as the format wants
    pixels: NDArray[np.uint8] = np.where(table[:, 0].astype(bool)[:, None, None], summed, rows)
    if channels == 4 and (pixels[..., 3] != 255).any():
        return None
    return pixels[..., :3]


def _nearest(colours: NDArray[np.uint8], palette: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """For each colour the place of the nearest in the palette."""
    places = [np.argmin(((palette.astype(int) - colour.astype(int)) ** 2).sum(axis=1)) for colour in colours]
    return np.array(places, np.uint8)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE) if png.startswith(SIGNATURE) else len(png)
    while at + 8 <= len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        yield name, png[at + 8 : at + 8 + size]
        at += size + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
