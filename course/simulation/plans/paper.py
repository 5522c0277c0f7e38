"""A plan as people read it: a page of Markdown that can be read back, and a page to print.

Every field that was written stands on a line of its own with its label, exact to the last digit; what follows from them stands
in a table, and is computed anew when the page is read back.
"""

from __future__ import annotations

import html
import json
import re
from decimal import Decimal, InvalidOperation
from typing import Any

from course.language import language_code, word
from course.number_format import bold, number, price, usd
from course.simulation.plans.jsonfile import LARGEST, OpenedPlan, PlanFileError, differences, keepable, taken
from course.simulation.plans.layout import COMPUTED, FORMAT, PLACES, VERSION
from course.simulation.plans.plan import AMOUNTS, CHOICES, CONTINGENCIES, TradePlan
from course.simulation.plans.rules import LINES, bad_words, findings, verdict
from course.simulation.plans.sums import Sums, reckon
from course.textfiles import loads
from course.texts import say

SIGNS = {"error": "✗", "warning": "!", "note": "·"}
NOTHING = "—"
AFTER = "After"
IFS = "If … then"
SUMS = "What it comes to"
CHECKS = "What the rules say"
KEPT = "Also kept"
NO_ADVICE = "The rules check whether the lines fit together, never whether the trade is good. No advice."
WITHOUT = "without amounts"


def title(plan: TradePlan) -> str:
    """What the page is called."""
    return say("Trade plan: {value}, {side}", value=plan.market or "no market yet", side=plan.side)


def ladder(plan: TradePlan, sums: Sums) -> list[tuple[float, str]]:
    """The prices of a plan with their names, the highest first."""
    levels = [
        (plan.target, "target"), (plan.entry, "entry"), (plan.stop, "stop"), (sums.fill, "stop, with the slip"),
        (sums.wall, "liquidation"),
    ]  # fmt: skip
    return sorted(((level, name) for level, name in levels if level is not None), reverse=True)


def losses(plan: TradePlan, sums: Sums, *, amounts: bool = True) -> list[tuple[str, str]]:
    """The sums in words: what, and how much; as multiples of the planned loss where amounts are left out."""
    rows = []
    for _, _, name, words in COMPUTED:
        value = getattr(sums, name)
        if amounts or name == "wall":
            shown = number(value, 4) if name == "size" else price(value) if name == "wall" else usd(value, 2)
            rows.append((words, shown))
        elif name in ("planned", "bad", "worst") and sums.planned:
            rows.append((words, "none" if value is None else f"{number(value / sums.planned)} R"))
    if sums.bad is not None:
        rows.append(("what “bad” is", bad_words(plan, sums)))
    return rows


# -- Markdown ------------------------------------------------------------------------------------------------------------


def to_markdown(plan: TradePlan, *, amounts: bool = True, created: str = "") -> str:
    """One page that reads well printed and in a chat; :func:`from_markdown` gives the same plan again.

    Args:
        plan: to write.
        amounts: False leaves out the account and every dollar of it: losses are multiples of the planned one. Such a page
            can be shown to others, and not be read back.
        created: day, for the foot.
    """
    sums = reckon(plan)
    parts = [f"# {_escaped(title(plan))}", f"*{verdict(plan) if amounts else _counted(plan)}*"]
    hidden = () if amounts else ("equity", "reserved", "size", "note")
    for line, words in {**LINES, "after": AFTER}.items():
        if line == "after":
            parts += [f"## {IFS}", "\n".join(_ifs(plan))]
        rows = [
            f"- **{p.label}:** {_written(plan, n)}" for n, p in PLACES.items() if p.line == line and n not in hidden
        ]
        parts += [f"## {words}", "\n".join(rows)]
    rows = [f"| {words} | {value} |" for words, value in losses(plan, sums, amounts=amounts)]
    parts += [f"## {SUMS}", "\n".join(["| | |", "|---|---|", *rows])]
    if levels := ladder(plan, sums):
        parts.append(
            "\n".join(["| price | |", "|---|---|", *(f"| {price(level)} | {name} |" for level, name in levels)])
        )
    found = findings(plan, sums) if amounts else ()
    if found:
        parts += [f"## {CHECKS}", "\n".join(f"- {SIGNS[one.severity]} {one.code} {one.text}" for one in found)]
    if plan.others and amounts:
        parts.append(f"- **{KEPT}:** {_escaped(json.dumps(plan.others, ensure_ascii=False, sort_keys=True))}")
    day = f", {created}" if created else ""
    what = f"{FORMAT}/{VERSION}" if amounts else f"{FORMAT} {WITHOUT}"
    parts.append(f"{NO_ADVICE}\n{what}{day}")
    return "\n\n".join(parts) + "\n"


def _counted(plan: TradePlan) -> str:
    return verdict(plan).partition(":")[0]


def _ifs(plan: TradePlan) -> list[str]:
    rows = []
    for place, pair in enumerate(plan.contingency, 1):
        rows += [f"- **{word} {place}:** {_text(said)}" for word, said in zip(("If", "Then"), pair, strict=True)]
    return rows


def _written(plan: TradePlan, name: str) -> str:
    """A field's value with its unit, exact."""
    value, unit = getattr(plan, name), PLACES[name].unit
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value if name in CHOICES else _text(value)
    exact = Decimal(repr(value)) * (100 if AMOUNTS[name].share else 1)
    return f"{exact.normalize():f} {unit}".strip()


def _text(said: str) -> str:
    return _escaped(said) or NOTHING


_MARKS = re.compile(r"([\\`*_{}\[\]()<>#|~$&^!+—-])")


def _escaped(said: str) -> str:
    """Letters that Markdown would take for marks, as letters."""
    return _MARKS.sub(r"\\\1", said)


def _plain(said: str) -> str:
    return re.sub(r"\\(.)", r"\1", said)


_BULLET = re.compile(r"- \*\*(?P<label>[^*]+):\*\* ?(?P<value>.*)")


def from_markdown(text: str) -> OpenedPlan:
    """The plan on such a page.

    Raises:
        PlanFileError: with the line and the label.
    """
    if len(text) > LARGEST:
        raise PlanFileError(f"this is too large for a plan: at most {LARGEST // 1_000} kB are read.")
    if f"{FORMAT} {WITHOUT}" in text:
        raise PlanFileError("this page was written without amounts, for others to read; it is no whole plan.")
    version = re.search(rf"{FORMAT}/(\w+)", text)
    if version is None:
        raise PlanFileError(f"this is not a page of a plan: “{FORMAT}/{VERSION}” should stand at its foot.")
    if version[1] != str(VERSION):
        raise PlanFileError(f"this is a plan of format {version[1][:20]}; this course reads {VERSION}.")
    read = _bullets(text)
    fields = {}
    for name, place in PLACES.items():
        value, line = _one(read, place.label)
        fields[name] = taken(name, _meant(name, value, line), line, place.label)
    pairs, last = [], 0
    for row in range(1, CONTINGENCIES + 1):
        (a, _), (b, last) = (_one(read, f"{word} {row}") for word in ("If", "Then"))
        pairs.append((_said(a), _said(b)))
    fields["contingency"] = taken("contingency", pairs, last, IFS)
    plan = TradePlan(**fields, others=_others(read))
    told = {}
    for section, key, _, words in COMPUTED:
        found = re.search(rf"^\| {re.escape(words)} \| (.*) \|\s*$", text, re.MULTILINE)
        told[section, key] = _sum(found[1]) if found else None
    return OpenedPlan(plan, differences(plan, told))


def _sum(shown: str) -> float | None:
    try:
        return float(shown.replace("$", "").replace(",", "").replace("−", "-"))
    except ValueError:
        return None


def _bullets(text: str) -> dict[str, tuple[str, int]]:
    """Label → value and line."""
    known = {p.label for p in PLACES.values()} | {KEPT}
    known |= {f"{word} {place}" for word in ("If", "Then") for place in range(1, CONTINGENCIES + 1)}
    read: dict[str, tuple[str, int]] = {}
    # Python's own lines end at marks, too, that a kept text may hold.
    for line, row in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        found = _BULLET.fullmatch(row.strip())
        if found is None:
            continue
        label = found["label"]
        if label not in known:
            raise PlanFileError("a plan has no such line.", line, label[:60])
        if label in read:
            raise PlanFileError("stands here twice; which one is meant cannot be told.", line, label)
        read[label] = (found["value"].strip(), line)
    return read


def _one(read: dict[str, tuple[str, int]], label: str) -> tuple[str, int]:
    if label not in read:
        raise PlanFileError("this line of the plan is not there.", 0, label)
    return read[label]


def _said(value: str) -> str:
    return "" if value == NOTHING else _plain(value)


def _meant(name: str, value: str, line: int) -> Any:
    place = PLACES[name]
    if name in CHOICES:
        return value
    if name == "kept":
        words = {"yes": True, "no": False, NOTHING: None}
        if value not in words:
            raise PlanFileError(f"“{value[:40]}” is neither yes, no nor {NOTHING}.", line, place.label)
        return words[value]
    if name not in AMOUNTS:
        return _said(value)
    if value == NOTHING:
        return None
    bare = value.removesuffix(place.unit).strip() if place.unit else value
    try:
        if not re.fullmatch(r"-?\d+(\.\d+)?", bare):
            raise InvalidOperation
        exact = Decimal(bare) / (100 if AMOUNTS[name].share else 1)
    except InvalidOperation:
        raise PlanFileError(
            f"“{value[:40]}” is no number that this line can hold (plain digits, a point, {place.unit or 'no unit'}).",
            line,
            place.label,
        ) from None
    return float(exact)


def _others(read: dict[str, tuple[str, int]]) -> dict[str, Any]:
    value, line = read.get(KEPT, ("", 0))
    if not value:
        return {}
    try:
        found = loads(_plain(value))
    except (ValueError, RecursionError):
        found = None
    if not keepable(found):
        raise PlanFileError("what else was kept cannot be read.", line, KEPT)
    kept: dict[str, Any] = found
    return kept


# -- paper ---------------------------------------------------------------------------------------------------------------

_STYLE = """
body { font: 11pt/1.45 Georgia, 'Times New Roman', serif; color: #111; max-width: 46em; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; margin: 0 0 .2em; } h2 { font-size: 1.05em; margin: 1.1em 0 .3em; border-bottom: 1px solid #999; }
dl { display: grid; grid-template-columns: minmax(9em, 34%) 1fr; gap: .15em 1em; margin: 0; }
dt { color: #444; } dd { margin: 0; overflow-wrap: anywhere; } table { border-collapse: collapse; }
td { padding: .1em 1.4em .1em 0; vertical-align: top; } ul { margin: 0; padding-left: 1.2em; }
footer { margin-top: 1.5em; font-size: .85em; color: #444; }
@page { margin: 14mm; }
@media print {
  body { margin: 0; max-width: none; columns: 2; column-gap: 2em; font-size: 9pt; line-height: 1.3; }
  h1, h1 + p { column-span: all; } h2 { margin: .8em 0 .2em; break-after: avoid; }
  h2, dl, table, li { break-inside: avoid; }
}
"""


def to_page(plan: TradePlan, created: str = "") -> str:
    """A page to print: HTML of its own, without scripts and without anything from elsewhere. All text is shown as text."""
    sums = reckon(plan)

    def said(text: str) -> str:
        return html.escape(word(text))

    def listed(rows: list[tuple[str, str]]) -> str:
        return "<dl>" + "".join(f"<dt>{said(a)}</dt><dd>{html.escape(b)}</dd>" for a, b in rows) + "</dl>"

    def shown(name: str) -> str:  # what the learner wrote stays theirs
        value = _plain(_written(plan, name))
        return (
            value
            if isinstance(getattr(plan, name), str) and name not in CHOICES
            else " ".join(map(word, value.split(" ", 1)))
        )

    parts = [f"<h1>{said(title(plan))}</h1>", f"<p><em>{said(verdict(plan))}</em></p>"]
    for line, words in {**LINES, "after": AFTER}.items():
        if line == "after":
            pairs = [(a or NOTHING, b or NOTHING) for a, b in plan.contingency if a or b]
            parts.append(
                f"<h2>{said(IFS)}</h2>" + listed([(say("If {a}", a=a), say("then {b}", b=b)) for a, b in pairs])
            )
        rows = [(p.label, shown(n)) for n, p in PLACES.items() if p.line == line]
        parts.append(f"<h2>{said(words)}</h2>{listed(rows)}")
    prices = [(price(level), name) for level, name in ladder(plan, sums)]
    for head, table in ((SUMS, losses(plan, sums)), ("Prices", prices)):
        cells = "".join(f"<tr><td>{said(a)}</td><td>{said(b)}</td></tr>" for a, b in table)
        parts.append(f"<h2>{said(head)}</h2><table>{cells}</table>")
    checks = "".join(f"<li>{SIGNS[f.severity]} {f.code} {said(bold(f.text))}</li>" for f in findings(plan, sums))
    parts.append(f"<h2>{said(CHECKS)}</h2>" + (f"<ul>{checks}</ul>" if checks else f"<p>{said('Nothing.')}</p>"))
    foot = f"<footer>{said(NO_ADVICE)}{f' {said(created)}' if created else ''}</footer>"
    return (
        f'<!doctype html><html lang="{language_code()}"><head><meta charset="utf-8"><title>{said(title(plan))}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body>{''.join(parts)}{foot}</body></html>\n"
    )
