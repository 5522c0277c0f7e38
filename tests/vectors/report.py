"""The last line of a run: how many vectors passed. Registered in tests/conftest.py, so that it also speaks under xdist."""

from __future__ import annotations

PROPERTY = "vector"


def pytest_terminal_summary(terminalreporter):
    outcomes = {"passed": 0, "failed": 0}
    missing: set[str] = set()
    seen = False
    for category in ("passed", "failed", "error", "skipped"):
        for report in terminalreporter.stats.get(category, ()):
            names = [value for key, value in getattr(report, "user_properties", ()) if key == PROPERTY]
            if not names:
                continue
            seen = True
            if category == "skipped":
                missing.update(names)
            else:
                outcomes["passed" if category == "passed" else "failed"] += 1
    if seen:
        terminalreporter.line(
            f"vectors: {outcomes['passed']} passed, {outcomes['failed']} failed, {len(missing)} kinds not modelled"
        )
        for name in sorted(missing):
            terminalreporter.line(f"  not modelled: {name}")
