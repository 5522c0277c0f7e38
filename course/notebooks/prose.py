"""House rules for words: one spelling and one term for each thing, and no number that nothing computes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser

VOCABULARY: tuple[tuple[str, str], ...] = (
    (r"cross[- ]margining|cross-margin(?:ed)?\b", "cross margin"),
    (r"isolated[- ]margining|isolated-margin(?:ed)?\b", "isolated margin"),
    (r"\bliq\b\.?|\bliq(?:uidation)?[- ]level\b", "liquidation price"),
    (r"\bbankrupt price\b|\bbankruptcy[- ]level\b", "bankruptcy price"),
    (r"\bmark-price\b", "mark price"),
    (r"\bmaint(?:\.|\b)(?! requirement)|\bmaintenance margin ratio\b", "maintenance (fraction or requirement)"),
    (r"\bauto deleveraging\b|\bde-leverag", "auto-deleveraging, deleveraging"),
    (r"\bP&L\b|(?-i:\b(?:Pnl|PNL|pnl)\b)", "PnL"),
    (r"\b(?:un)?realized\b", "realised, unrealised"),
    (r"\bstop ?loss\b", "stop or stop-loss"),
    (r"(?-i:\b[Pp]erps?\b)", "perpetual"),
    (r"\bnominal value\b", "notional"),
    (r"\bper ?cents?\b|\bpct\b", "%"),
    (r"\bbehavior|\bcolor\b|\bcolors\b|\bcenter\b|\bfavor|\banalyz|\bnormaliz|\bpractic(?:e|ing) this\b|\bmodeled\b",
     "British spelling (behaviour, colour, centre, favour, analyse, normalise, modelled)"),
    (r"\bpracticing\b", "practising"),
    (r"\b(?:obviously|trivially|simply|needless to say)\b", "nothing: it helps nobody who does not see it"),
    (r"\bto the moon\b|\brekt\b|\bHODL\b", "plain words"),
)  # fmt: skip
"""Patterns that must not stand in text people read, each with what to write instead."""

_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), say) for pattern, say in VOCABULARY)

NUMBER = re.compile(
    r"[$€£]\s?\d[\d,.]*|\d[\d,.]*\s?(?:%|×|bps\b|USD\b)|\d+[.,]\d+|\b\d{3,}\b|\b\d+(?:k|m|bn)\b", re.IGNORECASE
)
"""Numbers that look computed or quoted: money, shares, multiples, decimals, anything of three digits or more."""

_HARMLESS = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December) (?:\d\d? )?20\d\d\b"
    r"|\bas of 20\d\d\b|\b20\d\d-\d\d-\d\d\b|\blesson \d\d\b|\b\d\d? minutes\b|\bv4\b|\bv2\b|\b1×",
    re.IGNORECASE,
)  # fmt: skip


def readable(markdown: str) -> str:
    """Markdown without what nobody reads as prose: code, link targets."""
    text = re.sub(r"^(`{3,}).*?^\1`*\s*$", " ", markdown, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"`[^`\n]*`", " ", text)
    return re.sub(r"\]\([^)\n]*\)", "]", text)


def word_problems(text: str) -> Iterator[str]:
    """Terms and spellings that are not the house's."""
    for pattern, say in _PATTERNS:
        for found in pattern.finditer(text):
            yield f"“{found[0]}”: write {say}"


def number_problems(text: str) -> Iterator[str]:
    """Numbers in prose that no code computes. Dates, lesson numbers, minutes and the multiple 1× are harmless."""
    for found in NUMBER.finditer(_HARMLESS.sub(" ", text)):
        yield f"“{found[0].strip()}” is a number that nothing computes: let a cell say it"


class _Typeset(HTMLParser):
    """Collects the texts in which a page that typesets formulas would see one between two dollar signs."""

    def __init__(self) -> None:
        super().__init__()
        self.safe: list[bool] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            classes = (dict(attrs).get("class") or "").split()
            inside = bool(self.safe) and self.safe[-1]
            self.safe.append(inside or tag in ("code", "pre") or {"mathjax_ignore", "tex2jax_ignore"} <= set(classes))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self.safe:
            self.safe.pop()

    def handle_data(self, data: str) -> None:
        if data.count("$") > 1 and not (self.safe and self.safe[-1]):
            self.found.append(data.strip())


VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
"""Elements that have no end."""


def typeset(html: str) -> list[str]:
    """Texts in saved HTML that JupyterLab or an exported page would typeset as formulas: "$1,000 of $10,000".

    Code is left alone, and so is what stands in an element with the classes ``mathjax_ignore tex2jax_ignore``.
    """
    parser = _Typeset()
    parser.feed(html)
    parser.close()
    return parser.found


def texts(source: str) -> Iterator[tuple[int, str]]:
    """The strings of a module that read like sentences, with their line; docstrings too."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count(" ") >= 2:
            yield node.lineno, readable(node.value)
