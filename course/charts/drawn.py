"""Specifications that Altair has drawn already (:mod:`course.stored`): the digest of a recipe, and what Altair answers to it.

``course derive`` writes them (see :mod:`course.notebooks.designs`); a test has Altair draw every one again.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any, cast

from course import stored as beforehand

FOLDER = "designs"


def stored(digest: str) -> dict[str, Any] | None:
    """The specification drawn by that recipe; None if there is none."""
    return cast("dict[str, Any] | None", beforehand.found(files(__package__) / FOLDER, digest))
