"""What a websocket frame of a page must be before anything is made of it.

Jupyter reads a frame by the numbers that the frame itself holds: eight bytes that claim 2⁴⁰ parts make it build a list of
2⁴⁰ numbers, while everybody else waits. Here a frame is looked at first, at a cost that its own length bounds.
"""

from __future__ import annotations

import json
import re
import struct
from itertools import pairwise

PROTOCOL = "v1.kernel.websocket.jupyter.org"
CHANNELS = frozenset({b"shell", b"control", b"stdin", b"iopub"})
JSON_PARTS = 4  # header, parent header, metadata, content
MOST_PARTS = 64
"""Parts of a message; those beyond the channel and the JSON are binary, which the course's pages never send."""

MOST_NODES = 300_000
"""Values in the JSON of a part: what a frame costs in memory is bounded by these, not by its length."""

LONGEST = 200
"""Characters of what a message is called: everything that answers it repeats them."""

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)


class MalformedFrame(ValueError):  # noqa: N818 (says what the frame is)
    """A frame that is no message; the text says why."""


def check(frame: bytes | str) -> None:
    """Let a message in Jupyter's binary framing pass.

    ``frame``: the number of offsets, the offsets, then channel, header, parent header, metadata, content and buffers, each
    from one offset to the next. Numbers have 64 bits, the lowest byte first.

    Raises:
        MalformedFrame: it is anything else.
    """
    if not isinstance(frame, bytes):
        raise MalformedFrame("text where a message is binary")
    if len(frame) < 8:
        raise MalformedFrame("too short")
    (count,) = struct.unpack_from("<Q", frame)
    if not 1 + 1 + JSON_PARTS <= count <= MOST_PARTS or 8 * (1 + count) > len(frame):
        raise MalformedFrame("a number of parts that cannot be")
    offsets = struct.unpack_from(f"<{count}Q", frame, 8)
    if offsets[0] < 8 * (1 + count) or offsets[-1] > len(frame) or any(a > b for a, b in pairwise(offsets)):
        raise MalformedFrame("parts that do not lie one after the other in it")
    channel, *parts = (frame[a:b] for a, b in pairwise(offsets))
    if channel not in CHANNELS:
        raise MalformedFrame("no such channel")
    header, *_ = [_object(part) for part in parts[:JSON_PARTS]]
    if not all(
        isinstance(header.get(field), str) and len(str(header[field])) <= LONGEST for field in ("msg_type", "msg_id")
    ):
        raise MalformedFrame("a header without type or identity")


def _object(part: bytes) -> dict[str, object]:
    if _nodes(part) > MOST_NODES and _nodes(_STRING.sub(b'""', part)) > MOST_NODES:
        raise MalformedFrame("more values than any message has")
    try:
        value = json.loads(part)
    except (ValueError, RecursionError):
        raise MalformedFrame("a part that is not JSON, or nested without end") from None
    if not isinstance(value, dict):
        raise MalformedFrame("a part that is no JSON object")
    return value


def _nodes(part: bytes) -> int:
    return part.count(b",") + part.count(b"[") + part.count(b"{")
