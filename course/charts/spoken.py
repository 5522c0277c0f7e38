"""Pictures in another language: what a specification and its tables write, from the catalogue; colours, shapes and order stay.

A column whose values decide how something looks (they stand in a scale, an order, a condition) keeps them, and only what its
axis, its legend or a name in the picture writes is translated; every other text of a table is one that somebody reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..language import catalogue, word, words

#: Under these names a specification holds words, and nothing else.
WRITTEN = {"title", "subtitle", "description"}
#: What says what a channel shows.
GUIDES = {
    **dict.fromkeys(("x", "y"), "axis"),
    **dict.fromkeys(("color", "fill", "stroke", "shape", "size", "strokeDash", "strokeWidth"), "legend"),
    **dict.fromkeys(("opacity", "fillOpacity", "strokeOpacity"), "legend"),
}
#: A word that an expression comes to.
QUOTED = re.compile(r"(?<=[?:] )'([^']*)'")
#: How long a text is decides where it stands, and that is how long it is as it is read.
_ASKED = re.compile(r"(?<!length\()datum(?:\.(\w+)|\[['\"]([^'\"]+)['\"]\])")


def spoken(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification as its reader's language has it."""
    return _spoken(spec, ordered(spec)) if catalogue() else spec


def _spoken(thing: Any, known: Mapping[str, set[str]]) -> Any:
    if isinstance(thing, list | tuple):
        return [_spoken(item, known) for item in thing]
    if not isinstance(thing, Mapping):
        return thing
    out = {name: words(value) if name in WRITTEN else _spoken(value, known) for name, value in thing.items()}
    if isinstance(out.get("text"), str | list):
        out["text"] = words(out["text"])
    if isinstance(out.get("encoding"), dict):
        out["encoding"] = {name: _guided(name, channel, known) for name, channel in out["encoding"].items()}
    return out


def _guided(name: str, channel: Any, known: Mapping[str, set[str]]) -> Any:
    """A channel whose axis, legend or text writes the kinds that a scale knows as the reader has them."""
    if not isinstance(channel, dict):
        return channel
    if name == "text":
        field = str(channel.get("field"))
        told = [{"test": {"field": field, "equal": kind}, "value": word(kind)} for kind in sorted(known.get(field, ()))]
        said = {"value": word(channel["value"])} if isinstance(channel.get("value"), str) else {}
        return {**channel, **said, **({"condition": told} if told else {})}
    guide = GUIDES.get(name)
    if guide is None:
        return channel
    named = {kind: word(kind) for kind in sorted(known.get(str(channel.get("field")), ())) if word(kind) != kind}
    own = channel.get(guide, {})
    if own is None or not (named or "labelExpr" in own):
        return channel
    written = QUOTED.sub(
        lambda quoted: json.dumps(word(quoted[1]), ensure_ascii=False), own.get("labelExpr", "datum.label")
    )
    if named:
        written = written.replace(
            "datum.label", f"({json.dumps(named, ensure_ascii=False)}[datum.label] || datum.label)"
        )
    return {**channel, guide: {**own, "labelExpr": written}}


def kinds(channel: Mapping[str, Any]) -> list[str]:
    """The values that a channel's scale or order knows by name."""
    scale = channel.get("scale")
    listed = [channel.get("sort"), scale.get("domain") if isinstance(scale, Mapping) else None]
    return [value for values in listed if isinstance(values, list) for value in values if isinstance(value, str)]


def ordered(spec: Any) -> dict[str, set[str]]:
    """Column → the values that any scale or order of a specification knows by name."""
    found: dict[str, set[str]] = {}
    if isinstance(spec, Mapping) and "field" in spec and kinds(spec):
        found[str(spec["field"])] = set(kinds(spec))
    inner = spec.values() if isinstance(spec, Mapping) else spec if isinstance(spec, list | tuple) else ()
    for part in inner:
        for column, names in ordered(part).items():
            found[column] = found.get(column, set()) | names
    return found


def deciding(spec: Any) -> frozenset[str]:
    """The columns of text on which it depends how something looks."""
    found: set[str] = set()
    if isinstance(spec, str):
        return frozenset(name for pair in _ASKED.findall(spec) for name in pair if name)
    if isinstance(spec, Mapping):
        if "field" in spec and (kinds(spec) or {"equal", "oneOf"} & spec.keys()):
            found.add(str(spec["field"]))
        for end in ("x2", "y2"):  # the far end of a mark stands on the scale of the near one
            if isinstance(spec.get(end), Mapping) and kinds(spec.get(end[0]) or {}):
                found.add(str(spec[end].get("field")))
        values: Sequence[Any] = [value for name, value in spec.items() if name != "labelExpr"]
    else:
        values = spec if isinstance(spec, list | tuple) else []
    return frozenset(found.union(*map(deciding, values)))
