"""What lesson 06 shows, by name."""

from __future__ import annotations

from course.lessons.cross_vs_isolated.capital_frontier import frontier_explorer
from course.lessons.cross_vs_isolated.crowds import outcomes_explorer, predict, which_explorer
from course.lessons.cross_vs_isolated.duel import duel_explorer
from course.lessons.cross_vs_isolated.five_trades import five_explorer
from course.lessons.cross_vs_isolated.twin_accounts import laws_explorer

EXPLORERS = {
    "predict": predict,
    "week": duel_explorer,
    "outcomes": outcomes_explorer,
    "frontier": frontier_explorer,
    "shocks": laws_explorer,
    "five": five_explorer,
    "which": which_explorer,
}
