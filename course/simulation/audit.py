"""Invariants of a cascade, checked from outside: what may never change, however rows are closed, paid and handed over."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from course.simulation.rows import Floats, Rows


class Audited(Protocol):
    """What is looked at: the state of a cascade, attributes as :class:`course.simulation.cascade.Cascade` names them."""

    rows: Rows
    exogenous: Floats
    inventory: Floats
    provider_cash: float
    insurance: float
    inflow: Any
    joined: int


class Audit:
    """Remembers the start and the look before, and finds by how much each invariant is violated.

    Attributes:
        violations: the largest of each invariant so far, relative to the amounts added up.
    """

    def __init__(self, state: Audited) -> None:
        self.violations: dict[str, float] = {}
        self._total = _ledger(state)[0]
        self._held = np.zeros_like(state.exogenous)
        self._sizes = np.abs(state.rows.size)
        self._sides = np.sign(state.rows.size)

    def look(self, state: Audited) -> dict[str, float]:
        """Violations of the invariants now, each relative to the amounts added up.

        I1 positions of rows and provider sum to zero; I2 cash of rows, provider and fund is what it was at the start; I3
        total equity at a random-like price is what it was (I1 and I2 together); I4 no row's position was enlarged or
        flipped by liquidation or deleveraging; I5 the fund is not negative.
        """
        size = state.rows.size
        self._held = np.maximum(self._held, np.abs(size).sum(axis=1) + np.abs(state.inventory))
        open_ = np.abs(size.sum(axis=1) + state.inventory) / np.maximum(self._held, 1e-300)
        cash, scale = _ledger(state)
        other = state.exogenous * (0.37 + 0.11 * np.arange(len(state.exogenous)))
        equity = float(state.rows.equity(other).sum()) + state.provider_cash + float(state.inventory @ other)
        grown = np.abs(size) - self._sizes
        flipped = np.where(size * self._sides < 0, np.abs(size), 0.0)
        joined = self._sizes.shape[1] if state.inflow is None else state.joined
        worst = np.maximum(grown, flipped)[:, :joined].max(initial=0.0)
        self._sizes = np.abs(size)
        self._sides = np.where(self._sides == 0, np.sign(size), self._sides)
        found = {
            "I1": float(open_.max()),
            "I2": abs(cash - self._total) / scale,
            "I3": abs(equity + state.insurance - self._total) / scale,
            "I4": float(worst) / max(float(self._sizes.max(initial=0.0)), 1e-300),
            "I5": max(-state.insurance, 0.0) / scale,
        }
        self.violations = {name: max(self.violations.get(name, 0.0), value) for name, value in found.items()}
        return found


def _ledger(state: Audited) -> tuple[float, float]:
    """Cash of all, and the scale to measure its changes by, USD."""
    scale = float(np.abs(state.rows.cash).sum()) + abs(state.provider_cash)
    return float(state.rows.cash.sum()) + state.provider_cash + state.insurance, scale
