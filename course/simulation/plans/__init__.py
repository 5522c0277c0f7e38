"""Trade plans: a record of five lines, what follows from them, the rules they are held against, files, and a replay.

>>> plan = TradePlan(
...     market="ETH", side="long", entry=3_000, why="the upgrade lowers fees", wrong_if="it is moved beyond June",
...     horizon_days=7, equity=20_000, risk=0.02, leverage=10, maintenance=0.012, stop=2_850, target=3_300,
... )
>>> verdict(plan)
'All 5 lines hold: planned −$400, bad −$665, worst −$665; +1.64 R at $3,300'
>>> from_json(to_json(plan)).plan == plan == from_markdown(to_markdown(plan)).plan
True
>>> [one.code for one in findings(plan.changed(leverage=20))]
['R5', 'R13']
"""

from course.simulation.plans.jsonfile import OpenedPlan, PlanFileError, from_json, to_json
from course.simulation.plans.lived import Lived, live
from course.simulation.plans.paper import from_markdown, ladder, to_markdown, to_page
from course.simulation.plans.plan import TradePlan
from course.simulation.plans.rules import LINES, RULES, Finding, Rule, findings, holding, swing, verdict
from course.simulation.plans.sums import Sums, gap_of, reckon

__all__ = [
    "LINES",
    "RULES",
    "Finding",
    "Lived",
    "OpenedPlan",
    "PlanFileError",
    "Rule",
    "Sums",
    "TradePlan",
    "findings",
    "from_json",
    "from_markdown",
    "gap_of",
    "holding",
    "ladder",
    "live",
    "reckon",
    "swing",
    "to_json",
    "to_markdown",
    "to_page",
    "verdict",
]
