"""Where each field of a plan stands in a file, and what it is called where people read it."""

from __future__ import annotations

from dataclasses import dataclass

from course.simulation.plans.plan import DEFAULTS

FORMAT = "margin-course-plan"
VERSION = 1


@dataclass(frozen=True)
class FieldPlace:
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


PLACES: dict[str, FieldPlace] = {
    "market": FieldPlace("thesis", "market", "Market", "thesis"),
    "side": FieldPlace("thesis", "side", "Side", "thesis"),
    "entry": FieldPlace("thesis", "entry_price", "Entry price", "thesis", "USD"),
    "why": FieldPlace("thesis", "why", "Why", "thesis"),
    "wrong_if": FieldPlace("thesis", "wrong_if", "Wrong if", "thesis"),
    "horizon_days": FieldPlace("thesis", "horizon_days", "Horizon", "thesis", "days"),
    "equity": FieldPlace("account", "equity", "Account", "loss", "USD"),
    "risk": FieldPlace("account", "risk_share", "May be lost", "loss", "% of it"),
    "open_risk": FieldPlace("account", "open_risk_share", "May be lost in other open plans", "loss", "% of it"),
    "open_same": FieldPlace(
        "account", "open_same_side", "Open plans of the same side in coins that move together", "loss"
    ),
    "slip": FieldPlace("max_loss", "slip", "Slip beyond the stop", "loss", "%"),
    "fee": FieldPlace("max_loss", "fee", "Fee, each way", "loss", "%"),
    "funding": FieldPlace("max_loss", "funding_per_8h", "Funding expected, per 8 h", "loss", "%"),
    "size": FieldPlace("size", "base_by_hand", "Size by hand", "size", "units"),
    "mode": FieldPlace("mode", "kind", "Margin mode", "mode"),
    "leverage": FieldPlace("mode", "leverage", "Leverage setting", "mode", "×"),
    "maintenance": FieldPlace("mode", "maintenance", "Maintenance", "mode", "% of notional"),
    "reserved": FieldPlace("mode", "reserved_usd", "Needed by other positions", "mode", "USD"),
    "venue": FieldPlace("mode", "venue", "Venue", "mode"),
    "as_of": FieldPlace("mode", "parameters_as_of", "Parameters as of", "mode"),
    "stop": FieldPlace("exit", "stop_price", "Stop", "exit", "USD"),
    "trigger": FieldPlace("exit", "trigger", "Set off by the price called", "exit"),
    "watched_hours": FieldPlace(
        "exit", "watched_hours", "Looked at every (0: the stop lies at the venue)", "exit", "hours"
    ),
    "target": FieldPlace("exit", "target_price", "Target", "exit", "USD"),
    "time_exit": FieldPlace("exit", "time_exit", "Left at the latest", "exit"),
    "fill": FieldPlace("after", "fill_price", "Opened at", "after", "USD"),
    "exit_price": FieldPlace("after", "exit_price", "Closed at", "after", "USD"),
    "result_r": FieldPlace("after", "result_r", "Result, multiples of the planned loss", "after"),
    "kept": FieldPlace("after", "kept", "The plan was kept to", "after"),
    "note": FieldPlace("after", "note", "Note", "after"),
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
