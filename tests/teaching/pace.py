"""How fast this machine is just now, so that a limit on work holds on any."""

from __future__ import annotations

import time


def beat() -> float:
    """Seconds of work that a million additions take: the least of a few."""
    found = []
    for _ in range(5):
        begun = time.process_time()
        total = 0
        for i in range(200_000):
            total += i
        found.append(5 * (time.process_time() - begun))
    return max(min(found), 1e-4)
