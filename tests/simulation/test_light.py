"""What a lesson imports must be light, and must import where there are no threads, processes or sockets."""

from __future__ import annotations

import subprocess
import sys

BLOCKED = ("multiprocessing", "socket", "pandas", "altair", "ccxt", "distributed", "mesa", "scipy", "_posixsubprocess")
PROGRAM = f"""
import sys
for name in {BLOCKED!r}:
    sys.modules[name] = None
import numpy as np
from course.margin import Market, Portfolio, Position
import course.simulation as s
import course.simulation.data, course.simulation.events, course.simulation.event_model, course.simulation.live
a = Market("A", 0.1, 0.05)
paths = s.GBM({{"A": 100.0}}).draw(np.random.default_rng(1), days=1, steps=4, paths=3)
s.replay(Portfolio.cross(20, [Position(a, 1, 100.0)]), paths)
rows = s.population(np.random.default_rng(1), 50, [a], [100.0])
s.Cascade(s.Exchange([a], s.Book(1e6)), rows, [100.0]).run([[90.0]])
print(s.table(s.sweep(s.chain, s.grid(shock=[1.0], kappa=[0.5], count=[9]), executor=s.Serial()))["value"])
"""


def test_it_runs_without_what_a_browser_lacks():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[1]"
