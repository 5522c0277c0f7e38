"""Altair, imported in a third of the time; the one place of the course that imports it.

``import altair`` pulls in jsonschema, whose *optional* check of internationalised addresses builds
dozens of grammars (1.4 of 2.2 seconds). No chart holds such an address, so the check is hidden for
the moment of the import and the optional package stays importable for everyone else afterwards.

Use ``from course.charts.altair_lite import alt`` inside the function that builds a chart, so that
importing a lesson does not pay for it.
"""

from __future__ import annotations

import sys

_OPTIONAL = "rfc3987_syntax"

if _OPTIONAL in sys.modules:
    import altair as alt
else:
    sys.modules[_OPTIONAL] = None  # type: ignore[assignment]
    try:
        import altair as alt
    finally:
        del sys.modules[_OPTIONAL]

__all__ = ["alt"]
