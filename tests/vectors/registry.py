"""Adapters by kind (or form of a kind), and how a result is held against what a source says."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

Adapter = Callable[[dict[str, Any]], dict[str, Any]]

ADAPTERS: dict[str, Adapter] = {}

#: Floats that a client computed in double precision: what several orders of summing may differ by.
DOUBLE = 1e-12


class Record(dict):
    """Named fields of one thing: a case may ask for some of them. A plain dict holds data under its keys: all are compared."""


def adapter(*names: str) -> Callable[[Adapter], Adapter]:
    """Register a function for kinds or forms."""

    def register(function: Adapter) -> Adapter:
        for name in names:
            assert name not in ADAPTERS, name
            ADAPTERS[name] = function
        return function

    return register


def name_of(case: Mapping[str, Any]) -> str:
    """The form where the case names one, else the kind."""
    return str(case.get("formula") or case.get("kind") or "")


def differences(result: Any, expected: Any, tolerance: Mapping[str, float], where: str = "") -> list[str]:
    """What of ``expected`` the result does not say; empty if it says all of it."""
    if isinstance(expected, Mapping):
        if not isinstance(result, Mapping):
            return [f"{where}: {result!r} instead of {expected!r}"]
        found = [f"{where}.{k}: missing" for k in expected if k not in result]
        if where and not isinstance(result, Record):
            found += [f"{where}.{k}: {result[k]!r} too much" for k in result if k not in expected]
        for key in expected:
            if key in result:
                found += differences(result[key], expected[key], tolerance, f"{where}.{key}")
        return found
    if isinstance(expected, list):
        if not isinstance(result, (list, tuple)) or len(result) != len(expected):
            return [f"{where}: {result!r} instead of {expected!r}"]
        pairs = zip(result, expected, strict=True)
        return [d for i, (r, e) in enumerate(pairs) for d in differences(r, e, tolerance, f"{where}[{i}]")]
    return [] if _agrees(result, expected, tolerance) else [f"{where}: {result!r} instead of {expected!r}"]


def _agrees(result: Any, expected: Any, tolerance: Mapping[str, float]) -> bool:
    if expected is None or isinstance(expected, bool):
        return result is expected or (isinstance(expected, bool) and result == expected)
    if result is None or isinstance(result, bool):
        return False
    if isinstance(expected, str):
        try:
            return Fraction(Decimal(expected)) == Fraction(Decimal(str(result)))
        except (InvalidOperation, ValueError):
            return str(result) == expected
    try:
        value, due = float(result), float(expected)
    except (TypeError, ValueError):
        return False
    return math.isclose(
        value, due, rel_tol=tolerance.get("rel", 0.0 if tolerance else DOUBLE), abs_tol=tolerance.get("abs", 0.0)
    )
