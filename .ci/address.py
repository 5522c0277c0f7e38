"""Put the repository's address from pyproject.toml into README.md: ``python .ci/address.py``.

The address stands in one place, ``[project.urls] Repository``. README.md names it in the Binder
badge (at the tag of the current version) and in the clone command. ``--check`` changes nothing
and fails if README.md says otherwise.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"


def address() -> str:
    """The repository's address, without a slash at the end."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["urls"]["Repository"]).rstrip("/")


def version() -> str:
    """The version of the course; the repository's tag is the same with a v before it."""
    text = (ROOT / "course" / "__init__.py").read_text(encoding="utf-8")
    match = re.search(r'__version__ = "(.+)"', text)
    if not match:
        raise ValueError("course/__init__.py has no __version__")
    return match[1]


def with_address(text: str) -> str:
    """README.md's text with every mention of the repository brought up to date."""
    here = address()
    owner, repository = here.split("/")[-2:]
    text = re.sub(
        r"mybinder\.org/v2/gh/[^/]+/[^/]+/[^?]+\?", f"mybinder.org/v2/gh/{owner}/{repository}/v{version()}?", text
    )
    return re.sub(r"git clone \S+\ncd \S+", f"git clone {here}\ncd {repository}", text)


def main() -> int:
    """Write README.md, or compare it."""
    before = README.read_text(encoding="utf-8")
    after = with_address(before)
    if "--check" in sys.argv[1:]:
        if after != before:
            print("README.md names another address than pyproject.toml: python .ci/address.py")
        return int(after != before)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
