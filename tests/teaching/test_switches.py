"""Every kind of place where somebody could go wrong, in one function: each has settings, and every one of them its words."""

from __future__ import annotations

import numpy as np

from course.teaching.mutants import Program


def everything(a, b, side, row, other, matrix):
    """Nobody would write this."""
    s = 1 if side == "long" else -1
    change = row[1] - row[0]
    total = a + b * change
    if a < 0:
        raise ValueError("a")
    if b == 1:
        return None
    if a > b and b != 2:
        return a
    best = 0.0
    for place, value in enumerate(row):
        kept = 0.0
        for step in range(3):
            kept += value * step
        best = kept if kept > best else best
        total += best / (1 + place)
    rounds = 0
    while rounds < 3:
        rounds += 1
        total -= a / b
    limits = np.clip(total, a, b) + np.where(row > 0, row, other).sum() + max(a, b) + min(a, 0) + np.maximum(a, b)
    means = np.mean(row * other) + np.median(row) + np.sum(row + other) + np.max(row + other) + sum(row) + max(row)
    ranks = np.argsort(row)[0] + np.argmax(row) + np.argmin(other) + list(row).index(a) + int(np.argmax(row))
    curves = np.sqrt(a + b) + np.log(a) + np.exp(-b) + np.sign(a - b) + abs(a - b) + 1 / (1 + b) + (1 - a) ** b
    solved = np.linalg.solve(np.eye(2) - matrix, row[:2]) @ other[:2] + max(abs(np.linalg.eigvals(matrix)))
    runs = np.cumsum(row)[-1] + np.cumprod(1 + row)[-1] + np.dot(row, other) + a * b / 365 + a * b * s + a // b
    test = (any(x > 0 for x in row) and all(x < 1 for x in other)) or not b
    return [limits, means, ranks][0] + curves + solved + runs + sum([a, b, 0.5]) + test - (a - (row - row[0])[1]) % b


NAMES = ("a", "b", "side", "row", "other", "matrix")


def test_every_setting_has_its_words():
    changes = Program(everything, NAMES, lambda name: NAMES[:2] if name in NAMES[:2] else (), ("a", "b")).changes
    assert len(changes) > 500
    assert [c for c in changes if not c.text or "{" in c.text or c.cost <= 0] == []
