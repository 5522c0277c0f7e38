"""Looking a public address up: one question to one venue, when it is asked for, from the learner's own machine.

Nothing here is called by itself. An answer is at most a megabyte, comes within some seconds, from the address that is named on the
button and from no other (a redirection is an error), and goes through the same importer as a paste.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from course.lessons.portfolio_desk.text_to_book import TextRefused
from course.textfiles import loads
from course.texts import say

#: Bytes of an answer, and seconds that it may take.
LARGEST, PATIENCE = 1_000_000, 5.0


@dataclass(frozen=True)
class LookupService:
    """Who is asked about an address.

    Attributes:
        name, title: short, and as people write it.
        urls: what is asked; ``{address}`` is filled in.
        post: what is sent along as JSON, ``{address}`` filled in; "" where the question is in the address alone.
        form: what an address looks like.
        like: the same in words.
    """

    name: str
    title: str
    urls: tuple[str, ...]
    post: str
    form: str
    like: str

    @property
    def host(self) -> str:
        """Who is asked, as a name of the net."""
        return self.urls[0].split("/")[2]


PLACES = (
    LookupService(
        "dydx", "dYdX",
        (
            "https://indexer.dydx.trade/v4/addresses/{address}/parentSubaccountNumber/0",
            "https://indexer.dydx.trade/v4/perpetualMarkets",
        ),
        "", r"dydx1[a-z0-9]{38}", "dydx1 and 38 small letters and digits",
    ),
    LookupService(
        "hyperliquid", "Hyperliquid", ("https://api.hyperliquid.xyz/info",),
        '{"type": "clearinghouseState", "user": "{address}"}', r"0x[0-9a-fA-F]{40}", "0x and 40 digits or letters a to f",
    ),
)  # fmt: skip


def look_up(place: LookupService, address: str, *, patience: float = PATIENCE) -> str:
    """What a venue answers about an address, as the text that a paste would have.

    Raises:
        Refused: it is no address, nobody answers, or what they say; in one sentence.
    """
    address = address.strip()
    if not re.fullmatch(place.form, address):
        raise TextRefused(f"“{address[:24]}” is no address of {place.title}: {place.like}. Nobody was asked.")
    return "\n".join(_asked(place, url, address, patience) for url in place.urls)


def _asked(place: LookupService, url: str, address: str, patience: float) -> str:
    # Not before it is needed: Python in a page has no module that speaks to hosts.
    import urllib.error
    import urllib.request

    class NoWayOn(urllib.request.HTTPRedirectHandler):
        """Nobody else is asked than whom the button names."""

        def redirect_request(self, *_: Any, **__: Any) -> None:
            """Follow nothing."""

    body = place.post.replace("{address}", address).encode() if place.post else None
    asked = urllib.request.Request(
        url.replace("{address}", address),
        data=body,
        headers={"Accept": "application/json", "User-Agent": "margin-course"},
    )
    if body is not None:
        asked.add_header("Content-Type", "application/json")
    try:
        with urllib.request.build_opener(NoWayOn).open(asked, timeout=patience) as answer:
            found: bytes = answer.read(LARGEST + 1)
    except urllib.error.HTTPError as error:
        raise TextRefused(_said(place, error.code)) from None
    except TimeoutError:
        raise TextRefused(
            f"{place.host} has not answered within {patience:g} seconds. Try again, or paste its answer."
        ) from None
    except OSError as error:
        slow = isinstance(getattr(error, "reason", None), TimeoutError)
        why = (
            say("not within {patience:#~} seconds", patience=patience)
            if slow
            else "there is no way to it from here: is this machine online?"
        )
        raise TextRefused(f"{place.host} does not answer: {why}") from None
    if len(found) > LARGEST:
        raise TextRefused(f"{place.host} answered more than {LARGEST // 1_000_000} MB: that is no account.")
    try:
        text = found.decode("utf-8")
        loads(text)
    except ValueError:
        raise TextRefused(
            f"{place.host} answered something that is no JSON. Is there a page to log in to in between?"
        ) from None
    return text


def _said(place: LookupService, code: int) -> str:
    """What an answer other than 200 means."""
    if code == 404:
        return say("{host} knows no account of this address (404).", host=place.host)
    if code == 429:
        return say("{host} has been asked too often from here (429): wait a minute.", host=place.host)
    if code in (401, 403, 451):
        return say("{host} refuses to answer from here ({code:#~}).", host=place.host, code=code)
    if 300 <= code < 400:
        return say(
            "{host} sends on to another address ({code:#~}), which is not asked. Paste its answer instead.",
            host=place.host,
            code=code,
        )
    return say(
        "{host} answered with an error ({code:#~}). Try again later, or paste its answer.", host=place.host, code=code
    )
