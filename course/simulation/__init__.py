"""Simulation: price paths, replays of a portfolio along them, cascades of a population, sweeps.

Everything stands on two array states. A *replay* runs portfolios of the margin engine along thousands of price paths; a
*cascade* runs a population of accounts against an order book. Both keep pools as :class:`Rows`, so cross against isolated is
only a change of rows. numpy at most on import; tables turn into DataFrames when asked for.
"""

from course.simulation.actions import Action, LockProfit, Rebalance, Reduce, Reopen, TakeShare, TopUp
from course.simulation.capital_needed import collateral_needed, frontier
from course.simulation.cascade import Cascade
from course.simulation.criticality import Landscape, landscape, linear_response, response_matrix, spectral_radius
from course.simulation.exchange import Book, Exchange, Feed, FundingTerms, Inflow, impact
from course.simulation.exposure import HeldExposure, from_one_start, held, same_exposure
from course.simulation.fact_tables import FactTable
from course.simulation.feeds import (
    Looks,
    delayed,
    free_look,
    halted,
    least_window,
    look_ahead,
    most_window,
    of_sources,
    published,
    pull,
    push,
    trailing,
    window_lag,
)
from course.simulation.film import Film, Frame
from course.simulation.lives import (
    Trades,
    accounts,
    chances_to_fall,
    deepest_fall,
    fallen_to,
    fan,
    from_quantiles,
    longest_losing_run,
    student_t,
)
from course.simulation.models import GARCH, Jumps, StochasticVolatility, Stress
from course.simulation.outcome import Outcome, Replay
from course.simulation.paths import GBM, Model, Paths
from course.simulation.pooling import Needs, margin_saved, needs, needs_as_correlation_jumps
from course.simulation.populations import Draws, draws, entrants, open_interest, population
from course.simulation.replays import Funding, replay
from course.simulation.rows import Rows
from course.simulation.rules import LiquidationRules, Rules, VenueRules
from course.simulation.scenarios import Scenarios, run_scenarios
from course.simulation.settle import Settled, settle
from course.simulation.stops import Stop, Trail
from course.simulation.sweeps import Serial, grid, sweep, table
from course.simulation.tally import Tally
from course.simulation.trigger_ladder import Ladder, chain
from course.simulation.waypoints import adverse_path, bridge

__all__ = [
    "GARCH",
    "GBM",
    "Action",
    "Book",
    "Cascade",
    "Draws",
    "Exchange",
    "FactTable",
    "Feed",
    "Film",
    "Frame",
    "Funding",
    "FundingTerms",
    "HeldExposure",
    "Inflow",
    "Jumps",
    "Ladder",
    "Landscape",
    "LiquidationRules",
    "LockProfit",
    "Looks",
    "Model",
    "Needs",
    "Outcome",
    "Paths",
    "Rebalance",
    "Reduce",
    "Reopen",
    "Replay",
    "Rows",
    "Rules",
    "Scenarios",
    "Serial",
    "Settled",
    "StochasticVolatility",
    "Stop",
    "Stress",
    "TakeShare",
    "Tally",
    "TopUp",
    "Trades",
    "Trail",
    "VenueRules",
    "accounts",
    "adverse_path",
    "bridge",
    "chain",
    "chances_to_fall",
    "collateral_needed",
    "deepest_fall",
    "delayed",
    "draws",
    "entrants",
    "fallen_to",
    "fan",
    "free_look",
    "from_one_start",
    "from_quantiles",
    "frontier",
    "grid",
    "halted",
    "held",
    "impact",
    "landscape",
    "least_window",
    "linear_response",
    "longest_losing_run",
    "look_ahead",
    "margin_saved",
    "most_window",
    "needs",
    "needs_as_correlation_jumps",
    "of_sources",
    "open_interest",
    "population",
    "published",
    "pull",
    "push",
    "replay",
    "response_matrix",
    "run_scenarios",
    "same_exposure",
    "settle",
    "spectral_radius",
    "student_t",
    "sweep",
    "table",
    "trailing",
    "window_lag",
]
