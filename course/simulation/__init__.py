"""Simulation: price paths, replays of a portfolio along them, cascades of a population, sweeps.

Everything stands on two array states. A *replay* runs portfolios of the margin engine along thousands of price paths; a
*cascade* runs a population of accounts against an order book. Both keep pools as :class:`Rows`, so cross against isolated is
only a change of rows. numpy at most on import; tables turn into DataFrames when asked for.
"""

from course.simulation.actions import Action, LockProfit, Rebalance, Reduce, Reopen, Stop, TopUp
from course.simulation.capital import collateral_needed, frontier
from course.simulation.cascade import Cascade
from course.simulation.criticality import Landscape, landscape, linear_response, response_matrix, spectral_radius
from course.simulation.exchange import Book, Exchange, Feed, FundingTerms, Inflow, impact
from course.simulation.film import Film, Frame
from course.simulation.ladder import Ladder, chain
from course.simulation.models import GARCH, Jumps, StochasticVolatility, Stress
from course.simulation.outcome import Outcome, Replay
from course.simulation.paths import GBM, Model, Paths
from course.simulation.populations import entrants, open_interest, population
from course.simulation.replays import Funding, replay
from course.simulation.rows import Rows
from course.simulation.rules import LiquidationRules, Rules, VenueRules
from course.simulation.scenarios import Scenarios, run_scenarios
from course.simulation.sweeps import Serial, grid, sweep, table
from course.simulation.waypoints import adverse_path, bridge

__all__ = [
    "GARCH",
    "GBM",
    "Action",
    "Book",
    "Cascade",
    "Exchange",
    "Feed",
    "Film",
    "Frame",
    "Funding",
    "FundingTerms",
    "Inflow",
    "Jumps",
    "Ladder",
    "Landscape",
    "LiquidationRules",
    "LockProfit",
    "Model",
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
    "StochasticVolatility",
    "Stop",
    "Stress",
    "TopUp",
    "VenueRules",
    "adverse_path",
    "bridge",
    "chain",
    "collateral_needed",
    "entrants",
    "frontier",
    "grid",
    "impact",
    "landscape",
    "linear_response",
    "open_interest",
    "population",
    "replay",
    "response_matrix",
    "run_scenarios",
    "spectral_radius",
    "sweep",
    "table",
]
