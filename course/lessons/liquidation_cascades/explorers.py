"""What lesson 14 shows, by name."""

from __future__ import annotations

from collections.abc import Callable

from course.lessons.liquidation_cascades import (
    contagion,
    crash_evidence,
    five_crashes,
    funding_then_fall,
    hedged,
    oracle,
)
from course.lessons.liquidation_cascades.explain import ending, feedback
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
    "contagion": contagion.explorer,
    "hedged": hedged.explorer,
    "oracle": oracle.explorer,
    "funding": funding_then_fall.explorer,
    "events": five_crashes.explorer,
}
#: Texts that follow an explorer: name → (the explorer's name, its text).
PROSE: dict[str, tuple[str, Callable[..., str]]] = {
    "feedback": ("response", feedback),
    "ending": ("player", ending),
    "account": ("events", crash_evidence.account),
}
