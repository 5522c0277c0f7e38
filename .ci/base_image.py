"""What Binder's base image holds, read from the lock file that repo2docker builds it from."""

from __future__ import annotations

import re
from importlib.resources import files

# conda's name -> the name on the package index, where they differ; "" where pip does not know it.
NAMES = {
    "nbconvert-core": "nbconvert",
    "python-fastjsonschema": "fastjsonschema",
    "jupyterhub-base": "jupyterhub",
    "brotli-python": "brotli",
    "python": "",
}


def normal(name: str) -> str:
    """A package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def versions(python: str) -> dict[str, str]:
    """Python packages of the base image for a Python like ``3.11``, by normalised name."""
    lock = files("repo2docker") / "buildpacks" / "conda" / f"environment.py-{python}-linux-64.lock"
    found = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        match = re.search(r"/([^/]+)-([^-/]+)-([^-/]*py[^-/]*)\.(?:conda|tar\.bz2)", line)
        if match and (name := NAMES.get(match[1], match[1])):
            found[normal(name)] = match[2]
    return found
