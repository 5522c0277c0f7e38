"""What a translator gets, and what they bring back: one file of every text, where it stands and what fills it.

``python -m tests.language.kit write FILE`` writes it; what has been filled in already is kept, what is no text any more is
dropped. Single words stand last: those that no screen shows may stay empty. ``python -m tests.language.kit check FILE
[CATALOGUE]`` says what is wrong in it, and writes the catalogue that the course speaks by (:mod:`course.language`).
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from course.language import PLURALS, forms
from course.texts import UNIT
from tests.language.catalogue import TAGS, sources, texts

FIELD = re.compile(r"\{(?P<name>\w*)(?::(?P<spec>[^{}]*))?\}")
UNITS = {
    "$": "money",
    "$~": "a price: as many digits as count",
    "%": "per cent",
    "%?": "per cent, or a bound (under 1 %)",
    "%~": "per cent, as it was set",
    "×": "a multiple",
    "#": "a number",
    "#~": "a number as it was set, or a name (a year, a line)",
    "": "a word or a whole number",
}


def meaning(spec: str) -> str:
    """What stands in a field, for a translator."""
    if "|" in spec:
        return f"a counted word: {spec}"
    unit = UNIT.fullmatch(spec)
    return UNITS[unit["unit"] if unit else ""]


def entries(known: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every text, what it is in the other language so far, where it stands, and its fields."""
    where = sources()
    return [
        {
            "text": text,
            "other": known.get(text, ""),
            "where": where.get(text, []),
            "fields": {field["name"] or "{}": meaning(field["spec"] or "") for field in FIELD.finditer(text)},
        }
        for text in dict.fromkeys(("en", *sorted(texts(), key=lambda text: " " not in text)))
    ]


def problems(other: Mapping[str, str]) -> Iterator[str]:
    """What a course that speaks these texts would say wrongly, or not at all."""
    code = other.get("en", "")
    if code.partition("-")[0] not in PLURALS:
        yield f"'en': {code!r} is no code of a language whose plurals are known: {', '.join(sorted(PLURALS))}"
    known = {"en", *texts()}
    for text, said in other.items():
        if text not in known:
            yield f"{text!r}: the course has no such text"
        elif said and text != "en":
            yield from (f"{text!r}: {problem}" for problem in _differs(text, said, forms(code.partition("-")[0])))


def _differs(text: str, said: str, count: int) -> Iterator[str]:
    """What a text and its translation must have alike."""
    here, there = ([(f["name"], f["spec"] or "") for f in FIELD.finditer(one)] for one in (text, said))
    names = {name for name, _ in here}
    for name in sorted(names - {name for name, _ in there}):
        yield f"the field {{{name}}} is missing"
    for name, spec in there:
        if name not in names:
            yield f"there is no field {{{name}}}"
        elif "|" in spec and spec.count("|") + 1 != count:
            yield f"{{{name}:{spec}}} has {spec.count('|') + 1} forms, the language has {count}"
        elif "|" not in spec and (name, spec) not in here:
            yield f"{{{name}:{spec}}} has another unit than in English"
    if sum(not name for name, _ in here) != sum(not name for name, _ in there):
        yield "it has another number of empty braces"
    if re.sub(FIELD, "", said).count("{") != re.sub(FIELD, "", text).count("{"):
        yield "a brace is not closed"
    for mark, called in ((TAGS, "tags"), (r"\*\*", "marks of bold"), (r"`[^`]*`", "code")):
        if sorted(re.findall(mark, text)) != sorted(re.findall(mark, said)):
            yield f"its {called} are not those of the English"


def read(path: Path) -> dict[str, str]:
    """What a translator has filled in: English text → other text, empty where there is none yet."""
    return {entry["text"]: entry["other"] for entry in json.loads(path.read_text(encoding="utf-8"))}


def _write(path: Path, thing: Any) -> None:
    path.write_text(json.dumps(thing, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(what: str, file: str, out: str = "") -> int:
    """The command; 1 if something is wrong in the file."""
    path = Path(file)
    if what == "write":
        _write(path, entries(read(path) if path.exists() else {}))
        return 0
    other = read(path)
    wrong = list(problems(other))
    done = {text: said for text, said in other.items() if said}
    print(*wrong, f"{len(done)} of {len(other)} texts, {len(wrong)} problems", sep="\n")  # noqa: T201
    if out and not wrong:
        _write(Path(out), done)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
