"""What lesson 14 shows, by name."""

from __future__ import annotations

from course.lessons.liquidation_cascades.explorers2 import EXPLORERS2
from course.lessons.liquidation_cascades.landscape import landscape_explorer
from course.lessons.liquidation_cascades.phase import phase_explorer
from course.lessons.liquidation_cascades.player import player_explorer
from course.lessons.liquidation_cascades.predict import predict
from course.lessons.liquidation_cascades.response import response_explorer

EXPLORERS = {
    "predict": predict,
    "landscape": landscape_explorer,
    "player": player_explorer,
    "response": response_explorer,
    "phase": phase_explorer,
    **EXPLORERS2,
}
