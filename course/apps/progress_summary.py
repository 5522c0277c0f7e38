"""What a progress file holds, read for whoever keeps it: a page's own browser."""

from __future__ import annotations

from course.apps.landing import Landing, landing
from course.apps.lesson import Site
from course.teaching.progress import LARGEST, Event, NotProgress, Store
from course.texts import say


def read(text: bytes | str, site: Site) -> tuple[dict[str, Event], Landing | None, str]:
    """The file's events and the landing page with them, or why it cannot be used."""
    store = Store(memory=True)
    try:
        if len(text) > LARGEST:
            return {}, None, say("it is larger than {largest} MB", largest=LARGEST // 1000000)
        store.load(text.decode() if isinstance(text, bytes) else text)
    except NotProgress as error:
        return {}, None, str(error)
    except (UnicodeDecodeError, RecursionError):
        return {}, None, "it is damaged (not a text of this kind)"
    try:
        return store.all(), landing(site, store), ""
    except (TypeError, ValueError, KeyError, AttributeError):
        return {}, None, "it is damaged (events of a form that this course does not know)"
