"""The designs of a lesson's charts, drawn by Altair beforehand: what :mod:`course.charts.drawn` finds."""

from __future__ import annotations

from course.charts import drawn
from course.charts.recipe import Recipe
from course.explorers import Explorer
from course.lessons import record
from course.notebooks.beforehand import Shelf


def asked(slug: str) -> list[Recipe]:
    """Every design that a setting of a lesson's explorers can ask for, once; those that need no Altair are left out.

    Raises:
        ValueError: a design names a number.
    """
    parts = (make() for make in record(slug).explorers.values())
    designs = (design for part in parts if isinstance(part, Explorer) for design in part.designs())
    return list({design.digest: design for design in designs if isinstance(design, Recipe)}.values())


DESIGNS = Shelf(
    f"course/charts/{drawn.FOLDER}",
    "designs that its explorers ask for",
    lambda slug: {design.digest: design.drawn() for design in asked(slug)},
)
