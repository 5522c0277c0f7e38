"""The repository as git sees it."""

from __future__ import annotations

import subprocess
from pathlib import Path

from course import places

ROOT = places.root()


def tracked() -> list[Path]:
    """Files that belong to the repository, committed or about to be; ignored ones are not there."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()]
