"""Pictures in another language: what a specification and its tables write, from the catalogue; colours, shapes and order stay.

A column whose values decide how something looks (they stand in a scale, an order, a condition) keeps them, and only what its
axis or legend writes is translated; every other text of a table is one that somebody reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..language import catalogue, word, words

#: Under these names a specification holds words, and nothing else.
WRITTEN = {"title", "subtitle", "description"}
_ASKED = re.compile(r"datum(?:\.(\w+)|\[['\"]([^'\"]+)['\"]\])")


def spoken(spec: dict[str, Any]) -> dict[str, Any]:
    """A specification as its reader's language has it."""
    return _spoken(spec) if catalogue() else spec


def _spoken(thing: Any) -> Any:
    if isinstance(thing, list | tuple):
        return [_spoken(item) for item in thing]
    if not isinstance(thing, Mapping):
        return thing
    out = {name: words(value) if name in WRITTEN else _spoken(value) for name, value in thing.items()}
    if isinstance(out.get("text"), str | list):
        out["text"] = words(out["text"])
    if isinstance(out.get("encoding"), dict):
        out["encoding"] = {name: _guided(name, channel) for name, channel in out["encoding"].items()}
    return out


def _guided(name: str, channel: Any) -> Any:
    """A channel whose axis or legend writes the kinds that its scale knows as the reader has them."""
    if not isinstance(channel, dict):
        return channel
    if name == "text" and isinstance(channel.get("value"), str):
        return {**channel, "value": word(channel["value"])}
    guide = "axis" if name in ("x", "y") else "legend"
    said = {kind: word(kind) for kind in kinds(channel) if word(kind) != kind}
    own = channel.get(guide, {})
    if not said or own is None:
        return channel
    shown = f"({json.dumps(said, ensure_ascii=False)}[datum.label] || datum.label)"
    return {**channel, guide: {**own, "labelExpr": own.get("labelExpr", "datum.label").replace("datum.label", shown)}}


def kinds(channel: Mapping[str, Any]) -> list[str]:
    """The values that a channel's scale or order knows by name."""
    scale = channel.get("scale")
    listed = [channel.get("sort"), scale.get("domain") if isinstance(scale, Mapping) else None]
    return [value for values in listed if isinstance(values, list) for value in values if isinstance(value, str)]


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
