"""What the course needs, read from its own metadata, and whether an interpreter has it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib import metadata

from course import places

DISTRIBUTION = "margin-course"
PINS = places.PACKAGE / "cli" / "pins.txt"


@dataclass(frozen=True)
class Requirement:
    """A package and the range of versions with which the course works, like ``pandas>=3,<4``."""

    text: str
    extra: str = ""

    @property
    def name(self) -> str:
        """The package's name as written."""
        return re.split(r"[^\w.-]", self.text, maxsplit=1)[0]

    def allows(self, version: str) -> bool:
        """Is a version inside the range? Only the operators that pyproject.toml uses: >= < ==."""
        found = release(version)
        for operator, bound in re.findall(r"(>=|<|==)\s*([\w.]+)", self.text):
            wanted = release(bound)
            if operator == "==" and found != wanted:
                return False
            if operator == ">=" and found < wanted:
                return False
            if operator == "<" and found >= wanted:
                return False
        return True

    def problem(self) -> str:
        """What is wrong with this package in the running interpreter; empty when nothing is."""
        try:
            version = metadata.version(self.name)
        except metadata.PackageNotFoundError:
            return f"{self.name} is not installed"
        return "" if self.allows(version) else f"{self.name} {version} is not in {self.text}"


def release(version: str) -> tuple[int, ...]:
    """The numbers of a version, without trailing zeros: ``2.10.0rc1`` is ``(2, 10)``."""
    match = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(part) for part in match[0].split(".")] if match else [0]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def needed(extras: tuple[str, ...] = ()) -> list[Requirement]:
    """The course's own requirements, with those of ``extras``."""
    if places.in_checkout():
        path = places.root() / "pyproject.toml"
        project = tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        optional = project["optional-dependencies"]
        found = [Requirement(text) for text in project["dependencies"]]
        found += [Requirement(text, extra) for extra in optional for text in optional[extra]]
    else:
        found = []
        for line in metadata.requires(DISTRIBUTION) or []:
            text, _, marker = line.partition(";")
            extra = re.search(r"extra == ['\"]([\w-]+)", marker)
            found.append(Requirement(text.strip(), extra[1] if extra else ""))
    return [one for one in found if not one.extra or one.extra in extras]


def missing(extras: tuple[str, ...] = ()) -> list[str]:
    """What the running interpreter lacks, in words; empty when it can run the course."""
    return [problem for one in needed(extras) if (problem := one.problem())]
