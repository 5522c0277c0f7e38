"""What lesson 07 shows, by name."""

from __future__ import annotations

from course.lessons.hedges_and_correlation.corridor import corridor_explorer
from course.lessons.hedges_and_correlation.october import october_explorer
from course.lessons.hedges_and_correlation.predict import predict
from course.lessons.hedges_and_correlation.saved import saved_explorer
from course.lessons.hedges_and_correlation.squeeze import squeeze_explorer

EXPLORERS = {
    "predict": predict,
    "corridor": corridor_explorer,
    "saved": saved_explorer,
    "october": october_explorer,
    "squeeze": squeeze_explorer,
}
