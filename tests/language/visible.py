"""What a learner reads in one lesson, text by text, and what of it is English still; run where another language is spoken."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from course.charts.columns import rows_of
from course.charts.spoken import GUIDES, QUOTED, WRITTEN, deciding, ordered
from course.explorers import Explorer
from course.language import READ, tagged, word
from course.lessons import lessons, record
from course.teaching import progress
from course.teaching.markup import to_html

from .catalogue import LETTERS
from .panels import answered, pressed

#: Names, symbols and what a formula is written with.
NAMES = re.compile(
    r"\b(?:[A-Z\d]{2,}|freqtrade|dYdX|Hyperliquid|Binance|Bybit|BitMEX|Drift|Kraken|Deribit|Coinbase|Python|JupyterLab|Numpy|numpy|Pyth"
    r"|Chainlink|Voila|Ana|Bo)\b"
)
CODE = re.compile(
    r"<code>.*?</code>|<pre>.*?</pre>|<math.*?</math>|`[^`]*`|https?://\S+|[\w.]+\(\w?\)|&\#x27;\w+&\#x27;"
    r"|[\w.-]*[/@_][\w./@-]*|\w+\.(?:pyx?|sol|json|mdx|md)\b|\w*[a-z][A-Z]\w*|\w+ \d+\.\d+\.\d+\b|\b[a-z]+(?:\.[a-z]+)+\b",
    re.DOTALL,
)
"""Code, keys and values of code in quotes, addresses, names of files and of code, programs and their versions."""
SEEDS = 2
DRAWN = "drawn"
"""Where a text stands in a picture, in which nothing is looked up any more."""
BACK = {other: letter for letter, other in LETTERS.items()}


def english(text: str) -> list[str]:
    """The English words that are left in a text."""
    bare = re.sub(r"<[^<>]*>|&#?\w+;", " ", CODE.sub(" ", text))
    return re.findall(r"[A-Za-z]{3,}", NAMES.sub(" ", bare))


def _of_table(table: Any) -> Iterator[str]:
    made = table() if callable(table) else table
    if made is not None:
        yield from map(str, made.columns)
        yield from (cell for row in made.itertuples(index=False) for cell in row if isinstance(cell, str))


def _of_spec(spec: Any, known: dict[str, set[str]]) -> Iterator[str]:
    """What axes, legends and marks write; the rest of a specification is nobody's to read."""
    if isinstance(spec, dict):
        for name, value in spec.items():
            if name in WRITTEN:
                yield from [value] if isinstance(value, str) else [v for v in value or () if isinstance(v, str)]
            elif name == "text" and isinstance(value, str):
                yield value
            elif name != "config":
                yield from _of_spec(value, known)
        for name, channel in (spec.get("encoding") or {}).items() if isinstance(spec.get("encoding"), dict) else ():
            if name in GUIDES and isinstance(channel, dict) and (own := channel.get(GUIDES[name], {})) is not None:
                said = str(own.get("labelExpr", ""))
                yield from QUOTED.findall(said)
                yield from (kind for kind in known.get(channel.get("field", ""), ()) if f'"{kind}": ' not in said)
    elif isinstance(spec, list):
        for value in spec:
            yield from _of_spec(value, known)


def _written(spec: Any) -> dict[str, dict[str, str]]:
    """Column whose texts are written into a picture → what is written for those of its values that look up how."""
    found: dict[str, dict[str, str]] = {}
    if isinstance(spec, dict) and isinstance(channel := spec.get("text"), dict) and "field" in channel:
        said = {one["test"]["equal"]: one["value"] for one in channel.get("condition", ())}
        found[channel["field"]] = said
    for part in spec.values() if isinstance(spec, dict) else spec if isinstance(spec, list) else ():
        for column, said in _written(part).items():
            found[column] = {**found.get(column, {}), **said}
    return found


def _of_explorer(explorer: Explorer) -> Iterator[tuple[str, str]]:
    options = explorer.options
    yield "title", options["title"]
    for control in (*explorer.controls.values(), *((explorer.prediction.control,) if explorer.prediction else ())):
        yield "control", control.label
        yield "help", control.help
        yield "fold", control.fold
        yield "unit", getattr(control, "unit", "")
        yield from (("option", label) for label in getattr(control, "labels", {}).values())
    for _, text in options["tasks"]:
        yield "task", text
    if explorer.prediction is not None:
        yield "question", options["prediction"]["question"]
        yield "lock", options["prediction"]["lock"]
        # What stands in its place for who has no script.
        yield "in words", explorer.summary()
        yield from _still(explorer)
        explorer.predict(explorer.prediction.control.value)
    yield from _of_view(explorer)
    yield from _still(explorer)
    yield "in words", explorer.summary()


def _still(explorer: Explorer) -> Iterator[tuple[str, str]]:
    yield from (("still", text) for text in re.findall(r"(?<=>)[^<>]+", explorer.static_html()))


def _of_view(explorer: Explorer) -> Iterator[tuple[str, str]]:
    frame, view = explorer.frame, explorer.view
    assert view is not None
    kept, known = deciding(frame["panels"]), ordered(frame["panels"])
    yield from ((name, frame[name]) for name in ("title", "subtitle", "basis", "sentence", "note", "error"))
    yield from (("idle", text) for text in frame["idle"].values())
    yield from ((DRAWN, text) for spec in frame["panels"] for text in _of_spec(spec, ordered(spec)))
    written = _written(frame["panels"])
    for name, table in view.data.items():
        for row in rows_of(table, kept):
            for column, value in row.items():
                if isinstance(value, str) and column in written:
                    yield f"{DRAWN} {name}.{column}", written[column].get(value, value)
                # What a scale or an order knows by name is a key: in another language it is not known.
                if (
                    isinstance(value, str)
                    and value not in known.get(column, {value})
                    and value.translate(BACK) != value
                ):
                    yield f"{name}.{column}", f"key in another language: {value}"
    yield from (("table", text) for text in _of_table(view.table))


def visible(slug: str) -> Iterator[tuple[str, str]]:
    """Where it stands, and the text as it is put on the page."""
    lesson = record(slug)
    about = lesson.entry
    yield from (("entry", text) for text in (about.title, lesson.rule, *about.can_do, *(t for t, _ in lesson.links)))
    for name, make in lesson.explorers.items():
        explorer = make()
        if isinstance(explorer, Explorer):
            explorer.give(lesson.tasks.get(name, ()))
            yield from ((f"{name}: {where}", text) for where, text in _of_explorer(explorer))
            for prose, (follows, words) in lesson.prose.items():
                if follows == name:
                    yield f"prose {prose}", words(**explorer.values)
        else:
            yield from pressed(explorer)
    yield from answered(lesson)
    for drill in lesson.drills:
        yield f"drill {drill.name}", drill.title
        yield f"drill {drill.name}", drill.tolerance_text
        for seed in range(SEEDS):
            question = drill.question(seed)
            yield f"drill {drill.name}", question.text
            right = question.answer
            for typed in (
                f"{right:.6g}",
                f"{-right:.6g}",
                f"{2.3 * right:.6g}",
                "x",
                *(f"{v:.6g}" for _, v in question.wrong_answers),
            ):
                reply = question.mark(typed)
                yield f"drill {drill.name} reply", reply.text
                yield f"drill {drill.name} worked", reply.worked
    for item in lesson.quiz.items() if lesson.quiz else ():
        yield f"question {item.question.name}", item.stem
        for option in item.options:
            yield f"question {item.question.name}", option.text
            yield f"question {item.question.name}", option.explain
    for exercise in lesson.exercises:
        texts = (exercise.title, exercise.prompt, *exercise.hints, exercise.notice, exercise.next)
        yield from ((f"exercise {exercise.name}", text) for text in texts)
        for wrong in exercise.wrong:
            yield f"exercise {exercise.name} wrong", wrong.message
        # To find the mistake of a wrong answer costs a second: one of them a lesson.
        first = exercise is lesson.exercises[0]
        for fn in (exercise.reference, exercise.wrong[0].fn) if first else (exercise.reference,):
            verdict = exercise.check(fn)
            said = (verdict.summary, verdict.difference, verdict.misconception, *verdict.remarks, verdict.next_step)
            yield from ((f"exercise {exercise.name} verdict", text) for text in said)


def left(slug: str) -> list[tuple[str, str, list[str]]]:
    """Every text of a lesson that has English words left in it, to a learner who has done nothing in any other."""
    found = []
    progress._shared.clear()
    with TemporaryDirectory() as folder:
        os.environ[progress.VARIABLE] = str(Path(folder, "progress.json"))
        for where, text in dict.fromkeys(visible(slug)):
            said = str(text) if DRAWN in where else put(str(text))
            if words := [*english(said), *(left for tag in READ.finditer(said) for left in english(tag[3]))]:
                found.append((where, said, words))
    return found


def put(text: str) -> str:
    """A text as it is put on the page: markup, or HTML whose pieces of text the page looks up (language.js)."""
    said = word(text) if "</" in word(text) else to_html(text)
    return tagged(said)


if __name__ == "__main__":
    slugs = sys.argv[1:] or [about.slug for about in lessons()]
    sys.stdout.write(json.dumps({slug: left(slug) for slug in slugs}, ensure_ascii=False))
