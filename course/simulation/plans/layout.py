"""Where each field of a plan stands in a file, and what it is called where people read it."""

from __future__ import annotations

from dataclasses import dataclass

from course.simulation.plans.record import DEFAULTS

FORMAT = "margin-course-plan"
VERSION = 1


@dataclass(frozen=True)
class Place:
    """One field.

    Attributes:
        section, key: where it stands in the JSON object.
        label: what it is called in Markdown and on paper; no two are the same.
        line: the heading it stands under there.
        unit: behind its number.
    """

    section: str
    key: str
    label: str
    line: str
    unit: str = ""


PLACES: dict[str, Place] = {
    "market": Place("thesis", "market", "Market", "thesis"),
    "side": Place("thesis", "side", "Side", "thesis"),
    "entry": Place("thesis", "entry_price", "Entry price", "thesis", "USD"),
    "why": Place("thesis", "why", "Why", "thesis"),
    "wrong_if": Place("thesis", "wrong_if", "Wrong if", "thesis"),
    "horizon_days": Place("thesis", "horizon_days", "Horizon", "thesis", "days"),
    "equity": Place("account", "equity", "Account", "loss", "USD"),
    "risk": Place("account", "risk_share", "May be lost", "loss", "% of it"),
    "open_risk": Place("account", "open_risk_share", "May be lost in other open plans", "loss", "% of it"),
    "open_same": Place("account", "open_same_side", "Open plans of the same side in coins that move together", "loss"),
    "slip": Place("max_loss", "slip", "Slip beyond the stop", "loss", "%"),
    "fee": Place("max_loss", "fee", "Fee, each way", "loss", "%"),
    "funding": Place("max_loss", "funding_per_8h", "Funding expected, per 8 h", "loss", "%"),
    "size": Place("size", "base_by_hand", "Size by hand", "size", "units"),
    "mode": Place("mode", "kind", "Margin mode", "mode"),
    "leverage": Place("mode", "leverage", "Leverage setting", "mode", "×"),
    "maintenance": Place("mode", "maintenance", "Maintenance", "mode", "% of notional"),
    "reserved": Place("mode", "reserved_usd", "Needed by other positions", "mode", "USD"),
    "venue": Place("mode", "venue", "Venue", "mode"),
    "as_of": Place("mode", "parameters_as_of", "Parameters as of", "mode"),
    "stop": Place("exit", "stop_price", "Stop", "exit", "USD"),
    "trigger": Place("exit", "trigger", "Set off by the price called", "exit"),
    "watched_hours": Place("exit", "watched_hours", "Looked at every (0: the stop lies at the venue)", "exit", "hours"),
    "target": Place("exit", "target_price", "Target", "exit", "USD"),
    "time_exit": Place("exit", "time_exit", "Left at the latest", "exit"),
    "fill": Place("after", "fill_price", "Opened at", "after", "USD"),
    "exit_price": Place("after", "exit_price", "Closed at", "after", "USD"),
    "result_r": Place("after", "result_r", "Result, multiples of the planned loss", "after"),
    "kept": Place("after", "kept", "The plan was kept to", "after"),
    "note": Place("after", "note", "Note", "after"),
}
assert PLACES.keys() | {"contingency", "others"} == DEFAULTS.keys()

SECTIONS = ("account", "thesis", "max_loss", "size", "mode", "exit", "after")

#: Computed, written into files for whoever reads them, and computed anew when they come back: section, key, name of the sum,
#: what it is called.
COMPUTED: tuple[tuple[str, str, str, str], ...] = (
    ("max_loss", "budget_usd", "budget", "may be lost"),
    ("max_loss", "planned_usd", "planned", "planned: the stop, slip and fees"),
    ("max_loss", "bad_usd", "bad", "bad: an hour of 12 March 2020"),
    ("max_loss", "worst_usd", "worst", "worst that the mode allows"),
    ("size", "base", "size", "size"),
    ("size", "notional_usd", "notional", "position"),
    ("mode", "posted_usd", "posted", "posted"),
    ("mode", "wall_price", "wall", "liquidation price"),
)
