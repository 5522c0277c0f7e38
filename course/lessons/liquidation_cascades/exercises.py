"""Code of lesson 14: κ, a cascade, two markets, who pays, and the day that breaks a pool."""

from __future__ import annotations

from course.lessons.liquidation_cascades.cascade_exercise import CASCADE
from course.lessons.liquidation_cascades.kappa_exercise import KAPPA
from course.lessons.liquidation_cascades.matrix_exercise import FALLS
from course.lessons.liquidation_cascades.pool_exercises import PAYERS, POOL

EXERCISES = (KAPPA, CASCADE, FALLS, PAYERS, POOL)
