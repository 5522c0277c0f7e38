"""The model's run of each crash at every setting that the lesson offers: simulated once, kept in a file, read in a moment.

A run takes up to a fifth of a second, too long between a click and its picture. ``crashes.npz`` holds all of them;
:func:`write` makes it anew, and a test runs every one again and compares.
"""

from __future__ import annotations

import io
import itertools
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from course.lessons.liquidation_cascades.books import SEED
from course.simulation.event_model import Setting, compare, run_event
from course.simulation.events import EVENTS, event
from course.simulation.rows import Floats

#: The one setting for all five, and two beside it on either hand.
OURS = Setting()
DEPTHS = (OURS.depth / 2, OURS.depth, OURS.depth * 2)
LEVERAGES = (1.5, OURS.leverage, 3.0)
DRAWS = (1, 2, 3)
SETTINGS = tuple(itertools.product(EVENTS, LEVERAGES, DEPTHS, DRAWS))
FILE = "crashes.npz"


@dataclass(frozen=True)
class Replayed:
    """One event in the model.

    Attributes:
        hours: since the start of the window, shape (ticks,).
        spot, perpetual: reconstruction and model, USD, (ticks, markets), at seven significant digits.
        records: the model beside the published figures, as :func:`course.simulation.event_model.compare` gives them.
    """

    hours: Floats
    spot: Floats
    perpetual: Floats
    records: tuple[dict[str, Any], ...]


def simulated(name: str, leverage: float, depth: float, draw: int) -> Replayed:
    """Run the model on one reconstruction of an event; the last round of every tick counts."""
    found = event(name)
    setting = Setting(leverage=leverage, depth=depth)
    film = run_event(found, np.random.default_rng([SEED, draw]), setting)
    ticks = film.column("tick").astype(int)
    last = np.flatnonzero(np.diff(ticks, append=ticks[-1] + 1))
    # The lowest price of a tick is that of its last round: rounds only sell until the shorts' turn comes.
    return Replayed(
        ticks[last] * setting.step / 3_600,
        film.column("exogenous")[last],
        film.column("perp")[last],
        tuple(compare(found, film, setting)),
    )


def replayed(name: str, leverage: float, depth: float, draw: int) -> Replayed:
    """The run at one of :data:`SETTINGS`, from the file.

    Raises:
        KeyError: it is none of them.
    """
    return _kept()[name, leverage, depth, draw]


@cache
def _kept() -> dict[tuple[str, float, float, int], Replayed]:
    # Whole at once: a file within a package may lie in an archive.
    with np.load(io.BytesIO(files(__package__).joinpath(FILE).read_bytes())) as kept:
        hours, spot, perp, ends = (kept[part] for part in ("hours", "spot", "perp", "ends"))
        records = json.loads(bytes(kept["records"]).decode())
    parts = (np.split(rows.astype(float), ends[:-1]) for rows in (hours, spot, perp))
    runs = zip(*parts, records, strict=True)
    return {
        key: Replayed(h, s, p, tuple({k: float("nan") if v is None else v for k, v in r.items()} for r in rows))
        for key, (h, s, p, rows) in zip(SETTINGS, runs, strict=True)
    }


def packed() -> bytes:
    """The file: all runs one after the other, and where each ends."""
    runs = [simulated(*key) for key in SETTINGS]
    records = [[{k: None if v != v else v for k, v in r.items()} for r in run.records] for run in runs]
    to = io.BytesIO()
    np.savez_compressed(
        to,
        hours=np.concatenate([run.hours for run in runs]).astype(np.float32),
        spot=np.concatenate([run.spot for run in runs]).astype(np.float32),
        perp=np.concatenate([run.perpetual for run in runs]).astype(np.float32),
        ends=np.cumsum([len(run.hours) for run in runs]),
        records=np.frombuffer(json.dumps(records).encode(), np.uint8),
    )
    return to.getvalue()


def write() -> None:
    """Make the file anew, beside this module."""
    Path(__file__).with_name(FILE).write_bytes(packed())
