"""A line between page and kernel on which messages are lost: those that a test names, once each."""

from __future__ import annotations

import json
import struct
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from .support import PATIENCE

Message = dict[str, Any]


def read(frame: bytes) -> Message:
    """Type, parent and content of a message in the framing that pages speak."""
    (count,) = struct.unpack_from("<Q", frame)
    parts = [frame[a:b] for a, b in pairwise(struct.unpack_from(f"<{count}Q", frame, 8))]
    header, parent, content = json.loads(parts[1]), json.loads(parts[2]), json.loads(parts[4])
    return {"type": header["msg_type"], "id": header["msg_id"], "parent": parent.get("msg_id"), "content": content}


def opens(message: Message) -> bool:
    """Whether a message announces a widget, or a line to ask for them."""
    return bool(message["type"] == "comm_open")


def sends(what: str) -> Callable[[Message], bool]:
    """Whether a message does that to a widget: "update", "custom", "request_states" …"""
    return lambda message: message["type"] == "comm_msg" and message["content"]["data"].get("method") == what


class Line:
    """The page's websocket. ``lose(test)``: the next message of either end that passes ``test`` never arrives."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.lost: list[Message] = []
        self.passed: list[tuple[str, Message]] = []
        self._tests: list[tuple[str, Callable[[Message], object]]] = []
        page.route_web_socket("**/channels**", self._lay)

    def lose(self, sender: str, test: Callable[[Message], object]) -> None:
        self._tests.append((sender, test))

    def settles(self, message: Message) -> bool:
        """Whether the kernel says that it has dealt with what a part told it."""
        told = {
            sent["id"]
            for sender, sent in self.passed
            if sender == "page" and (sends("update")(sent) or sends("custom")(sent))
        }
        return message["content"].get("execution_state") == "idle" and message["parent"] in told

    def wait(self) -> None:
        """Until all that is to be lost is lost."""
        end = time.monotonic() + PATIENCE / 1000
        while self._tests:
            assert time.monotonic() < end, "nothing of that kind is on the line"
            self.page.wait_for_timeout(20)

    def _lay(self, socket: Any) -> None:
        self.socket, server = socket, socket.connect_to_server()
        socket.on_message(lambda frame: self._arrives("page", frame) and server.send(frame))
        server.on_message(lambda frame: self._arrives("kernel", frame) and socket.send(frame))

    def _arrives(self, sender: str, frame: bytes) -> bool:
        message = read(frame)
        for one in self._tests:
            if one[0] == sender and one[1](message):
                self._tests.remove(one)
                self.lost.append(message)
                return False
        self.passed.append((sender, message))
        return True
