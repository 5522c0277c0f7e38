"""Importing without what nobody needs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMARS = "rfc3987_syntax"
"""jsonschema's *optional* check of internationalised addresses: dozens of grammars, built when it is imported, which
takes longer than Altair or Voila otherwise take in all. Nothing in the course holds such an address."""


@contextmanager
def without(module: str) -> Iterator[None]:
    """Hide an optional module from the imports in this block, unless it is loaded already; later ones find it again."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[module]
