"""The file of the five crashes holds what the model gives: every run of it, once more."""

from __future__ import annotations

import numpy as np
import pytest

from course.lessons.liquidation_cascades import crash_runs
from course.lessons.liquidation_cascades.explorers import EXPLORERS


@pytest.mark.parametrize("name", sorted({key[0] for key in crash_runs.SETTINGS}))
def test_every_run_is_the_model_s(name):
    for key in crash_runs.SETTINGS:
        if key[0] != name:
            continue
        kept, run = crash_runs.replayed(*key), crash_runs.simulated(*key)
        for part in ("hours", "spot", "perpetual"):
            np.testing.assert_allclose(getattr(kept, part), getattr(run, part), rtol=2e-7, err_msg=f"{key} {part}")
        assert len(kept.records) == len(run.records)
        for one, two in zip(kept.records, run.records, strict=True):
            assert one.keys() == two.keys()
            for field, value in two.items():
                same = pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True) if isinstance(value, float) else value
                assert one[field] == same, (key, two["quantity"], field)


def test_the_lesson_offers_exactly_these():
    controls = EXPLORERS["events"]().controls
    offered = [tuple(controls[name].labels) for name in ("name", "leverage", "depth", "draw")]
    assert len(crash_runs.SETTINGS) == np.prod([len(values) for values in offered])
    with pytest.raises(KeyError):
        crash_runs.replayed("2025-10-10", 2.5, 2.0, 1)
