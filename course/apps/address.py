"""Network addresses: which are this machine's own, and whether one can be listened on."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket

from course.cli.failures import CommandError
from course.texts import say


def is_here(name: str) -> bool:
    """Whether a host's name or address (``[::1]`` too) can only mean this machine, as seen from itself."""
    name = name.strip("[]").removesuffix(".").lower()
    if name == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(name).is_loopback
    return False


def in_url(address: str) -> str:
    """An address as it stands in a URL: IPv6 in brackets; the machine's name where every address is listened on."""
    if address in ("", "0.0.0.0", "::"):
        return socket.gethostname()
    return f"[{address}]" if ":" in address else address


def must_be_free(address: str, port: int | None) -> None:
    """See that a server can listen there.

    Raises:
        Stop: it cannot; said in words.
    """
    try:
        found = socket.getaddrinfo(address or None, port or 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError, ValueError):
        raise CommandError(
            f"“{address}” is no network address that this machine knows.",
            "Leave --address out to listen on this machine only; 0.0.0.0 stands for all its addresses.",
        ) from None
    for family, kind, _, _, place in found:
        with socket.socket(family, kind) as probe:
            with contextlib.suppress(OSError):
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(place)
            except OSError as error:
                raise _said(address, port, error) from None


def _said(address: str, port: int | None, error: OSError) -> CommandError:
    if error.errno == errno.EADDRINUSE:
        return CommandError(
            say("Port {port:#~} is in use by another program.", port=port or 0),
            "Choose another one, or leave --port out: then a free one is found.",
        )
    if error.errno == errno.EACCES:
        return CommandError(
            say("Port {port:#~} may not be used by you.", port=port or 0),
            "Choose one from 1024 on, or leave --port out.",
        )
    return CommandError(
        say(
            "This machine cannot listen at the address {address} ({strerror}).",
            address=address,
            strerror=error.strerror,
        ),
        "Leave --address out to listen on this machine only; 0.0.0.0 stands for all its addresses.",
    )
