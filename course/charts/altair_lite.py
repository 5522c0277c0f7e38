"""Altair, imported in a third of the time; the one place of the course that imports it.

``import altair`` pulls in jsonschema, and that a check which is never asked for
(:data:`course.imports.GRAMMARS`): 1.4 of 2.2 seconds.

Designs get it from :mod:`course.charts.recipe`, which imports this when Altair has to draw one.
"""

from __future__ import annotations

from ..imports import GRAMMARS, without

with without(GRAMMARS):
    import altair as alt

__all__ = ["alt"]
