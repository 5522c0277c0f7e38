"""A plan as a JSON file, and back: the same plan, or one sentence that says where the file is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from course import __version__
from course.number_format import number, price
from course.simulation.plans.layout import COMPUTED, FORMAT, PLACES, SECTIONS, VERSION
from course.simulation.plans.plan import AMOUNTS, CONTINGENCIES, TradePlan, writable
from course.simulation.plans.rules import findings
from course.simulation.plans.sums import reckon
from course.textfiles import loads
from course.texts import capital, say, wordless
from course.validation import ArgumentError

#: Characters of a file that is read.
LARGEST = 100_000
#: Objects and lists within one another in what is not known and kept, and letters of all of it.
DEPTH = 3
SPARE = 20_000
#: What is written for people is rounded to it.
CENT = 0.0051
#: Keys at the top that are written anew every time.
HEAD = ("format", "created", "course_version", "contingency", "checks")


class PlanFileError(ValueError):
    """A text that is not a plan, or not a whole one.

    Attributes:
        line: where, from 1; 0 where that is nowhere.
        field: what it is about, such as ``"thesis.entry_price"``; or "".
    """

    def __init__(self, words: str, line: int = 0, field: str = "") -> None:
        place = ", ".join(part for part in (say("line {line:#~}", line=line) if line else "", field) if part)
        super().__init__(wordless("{place}: {words}", place=capital(place), words=words) if place else words)
        self.line = line
        self.field = field


@dataclass(frozen=True)
class OpenedPlan:
    """A plan out of a file.

    Attributes:
        plan: it.
        differences: what the file says and what comes out now, in words, for every sum that is not the same any more.
    """

    plan: TradePlan
    differences: tuple[str, ...] = ()


def to_json(plan: TradePlan, created: str = "") -> str:
    """A plan as the text of a JSON file: all that was written, all that follows from it, and what the rules say.

    Args:
        plan: to write.
        created: moment, UTC, ISO 8601.
    """
    sums = reckon(plan)
    made: dict[str, Any] = {"format": f"{FORMAT}/{VERSION}", "created": created, "course_version": __version__}
    for section in SECTIONS:
        made[section] = {place.key: getattr(plan, name) for name, place in PLACES.items() if place.section == section}
    for section, key, name, _ in COMPUTED:
        made[section][key] = getattr(sums, name)
    made["contingency"] = [{"if": a, "then": b} for a, b in plan.contingency]
    made["checks"] = [{"code": one.code, "severity": one.severity, "text": one.text} for one in findings(plan, sums)]
    for section, keys in plan.others.items():
        for key, value in keys.items():
            (made[section] if section else made).setdefault(key, value)
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def from_json(text: str) -> OpenedPlan:
    """The plan in such a text.

    Raises:
        PlanFileError: with the line and the field.
    """
    data = _object(text)
    _version(data)
    fields: dict[str, Any] = {}
    others: dict[str, dict[str, Any]] = {}
    for section in SECTIONS:
        part = data.get(section)
        if not isinstance(part, dict):
            why = (
                "is not there"
                if section not in data
                else say("is {kind}, and should be an object of fields", kind=_kind(part))
            )
            raise PlanFileError(f"this part of the plan {why}.", _line(text, section), section)
        _fields(text, section, part, fields)
        known = {p.key for p in PLACES.values() if p.section == section} | {k for s, k, *_ in COMPUTED if s == section}
        if unknown := {key: value for key, value in part.items() if key not in known}:
            others[section] = unknown
    if unknown := {key: value for key, value in data.items() if key not in (*HEAD, *SECTIONS)}:
        others[""] = unknown
    for section, keys in others.items():
        for key, value in keys.items():
            if not _shallow({key: value}, DEPTH + 1):
                line = _line(text, section, key)
                raise PlanFileError(
                    "holds what this course can neither read nor keep.", line, key if writable(key) else ""
                )
    if not keepable(others):
        raise PlanFileError(f"this holds more that is no plan than can be kept: at most {SPARE // 1_000} kB.")
    fields["contingency"] = _contingency(text, data)
    plan = TradePlan(**fields, others=others)
    return OpenedPlan(plan, differences(plan, {(s, k): data[s].get(k) for s, k, *_ in COMPUTED}))


def differences(plan: TradePlan, told: Mapping[tuple[str, str], Any]) -> tuple[str, ...]:
    """What a file told of the sums beside what they are, where they differ by more than a thousandth; amounts by a cent, too."""
    sums = reckon(plan)
    found = []
    for section, key, name, words in COMPUTED:
        before, now = told.get((section, key)), getattr(sums, name)
        if before is None or isinstance(before, bool) or not isinstance(before, int | float):
            before = None
        least = 0.0 if name == "wall" else CENT
        same = before == now if before is None or now is None else abs(before - now) <= max(1e-3 * abs(now), least)
        if not same:
            found.append(
                say(
                    "{words}: {shown} in the file, {shown_2} by this course",
                    words=words,
                    shown=_shown(before, name),
                    shown_2=_shown(now, name),
                )
            )
    return tuple(found)


def _shown(value: float | None, name: str) -> str:
    if name == "wall":
        return price(value).replace("$", "")
    return number(value, 4 if value is not None and abs(value) < 10 else 2)


def _object(text: str) -> dict[str, Any]:
    if len(text) > LARGEST:
        raise PlanFileError(f"this is too large for a plan: at most {LARGEST // 1_000} kB are read.")
    try:
        data = loads(text.removeprefix("\ufeff"), parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise PlanFileError(f"this is not JSON ({error.msg}, column {error.colno}).", error.lineno) from None
    except RecursionError:
        raise PlanFileError("this is nested too deeply for a plan.") from None
    except _NamedError as error:
        raise PlanFileError(error.words, _line(text, error.word), error.word) from None
    except ValueError:
        raise PlanFileError("this holds a number with too many digits for a plan.") from None
    if not isinstance(data, dict):
        raise PlanFileError(f"this is {_kind(data)}, and not a plan of this course.")
    return data


class _NamedError(Exception):
    def __init__(self, word: str, words: str) -> None:
        super().__init__(word)
        self.word, self.words = word, words


def _refuse(word: str) -> Any:
    raise _NamedError(word, "is no number that a plan can hold.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _NamedError(key, "stands here twice; which one is meant cannot be told.")
        found[key] = value
    return found


def _version(data: Mapping[str, Any]) -> None:
    said = data.get("format")
    name, _, version = said.partition("/") if isinstance(said, str) else ("", "", "")
    if name != FORMAT:
        raise PlanFileError(
            f"this is not a plan of this course: its format should be “{FORMAT}/{VERSION}”.", 0, "format"
        )
    if version != str(VERSION):
        raise PlanFileError(
            f"this is a plan of format {version[:20] or '?'}; this course reads {VERSION}.", 0, "format"
        )


def _fields(text: str, section: str, part: Mapping[str, Any], fields: dict[str, Any]) -> None:
    for name, place in PLACES.items():
        if place.section != section:
            continue
        field = f"{section}.{place.key}"
        if place.key not in part:
            raise PlanFileError("this field of the plan is not there.", _line(text, section), field)
        value = part[place.key]
        line = _line(text, section, place.key)
        if name in AMOUNTS and isinstance(value, str):
            raise PlanFileError(
                f"“{value[:40]}” is a text; a number is needed, without quotes and separators.", line, field
            )
        fields[name] = taken(name, value, line, field)


def taken(name: str, value: Any, line: int, field: str) -> Any:
    """``value`` as the record keeps it.

    Raises:
        PlanFileError: where it cannot be in a plan.
    """
    try:
        return getattr(TradePlan(**{name: value}), name)
    except ArgumentError as error:
        shown = json.dumps(value, ensure_ascii=False, default=repr)[:40]
        raise PlanFileError(f"{shown} cannot stand here: {error.allowed}.", line, field) from None


def _contingency(text: str, data: Mapping[str, Any]) -> Any:
    rows = data.get("contingency")
    line = _line(text, "contingency")
    if not isinstance(rows, list) or len(rows) > CONTINGENCIES:
        raise PlanFileError(f"there should be a list of at most {CONTINGENCIES} ifs.", line, "contingency")
    for row in rows:
        if not isinstance(row, dict) or set(row) != {"if", "then"}:
            raise PlanFileError("each of its rows is an object with “if” and “then”.", line, "contingency")
    return taken("contingency", [(row["if"], row["then"]) for row in rows], line, "contingency")


def _line(text: str, *keys: str) -> int:
    """The line on which a key stands, after the keys around it; 0 if it does not."""
    at = 0
    for key in keys:
        if key:
            quoted, bare = rf'"{re.escape(key)}"\s*:', rf"(?<!\w){re.escape(key)}(?!\w)"
            found = re.compile(quoted).search(text, at) or re.compile(bare).search(text, at)
            if found is None:
                return 0
            at = found.start()
    return text.count("\n", 0, at) + 1


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "a text", bool: "yes or no", type(None): "nothing"}
    return kinds.get(type(value), "a number")


def keepable(others: Any) -> bool:
    """Whether every form of a file can hold this beside a plan: by part of the plan, keys that are not known and their values."""
    fits = isinstance(others, dict) and all(
        section in ("", *SECTIONS) and isinstance(keys, dict) and _shallow(keys, DEPTH + 1)
        for section, keys in others.items()
    )
    return fits and len(json.dumps(others, indent=2, ensure_ascii=False)) <= SPARE


def _shallow(value: Any, depth: int) -> bool:
    if isinstance(value, dict | list):
        parts = [*value, *value.values()] if isinstance(value, dict) else value
        return depth > 0 and all(_shallow(part, depth - 1) for part in parts)
    if isinstance(value, str):
        return writable(value)
    return isinstance(value, bool) or not isinstance(value, int | float) or abs(value) <= 2**53  # NaN is not
