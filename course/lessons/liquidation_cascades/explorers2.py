"""The explorers of contagion, feed, funding and the five crashes, by name, and the text that follows one of them."""

from __future__ import annotations

from course.lessons.liquidation_cascades import account, contagion, events, funding, hedged, oracle

EXPLORERS2 = {
    "contagion": contagion.explorer,
    "hedged": hedged.explorer,
    "oracle": oracle.explorer,
    "funding": funding.explorer,
    "events": events.explorer,
}
#: ``lesson.explain("account")``: figure, grade, source, model, and where it fails.
PROSE2 = {"account": ("events", account.account)}
