"""Every text of the course that could be in another language, and a language made up of them.

``python -m tests.language.catalogue FILE`` writes what a translator fills in; with ``--pseudo`` a language of longer words.

The texts are looked for in the sources, as xgettext does: what ``say`` fills in and what stands as it is are literals there, and
so are in the catalogue. What is put together from pieces with numbers in it is not, and stays English: a test finds it.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from functools import cache
from pathlib import Path

import course

PACKAGE = Path(course.__file__).parent
#: What stays as it is: fields, tags and entities, marks of bold, code.
KEPT = re.compile(r"\{[^{}]*\}|<[^<>]*>|&#?\w+;|\*\*|`[^`]*`|\\u[0-9a-f]{4}|\n")
#: A plural within a field is words too: ``{n:day|days}``.
PLURAL = re.compile(r"\{(?P<name>\w*):(?P<one>[^{}|]*)\|(?P<many>[^{}|]*)\}")
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçđéƒĝĥíĵķłɱñöþǫŕšťúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶŁṀÑÖÞǪŔŠŤÚṼŴẊÝŽ"
)
LONGER = 0.3


def pseudo(text: str) -> str:
    """``text`` as a language would have it whose words are longer: other letters, the same fields, tags and marks."""
    parts, end = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[end : kept.start()].translate(LETTERS), _kept(kept[0])]
        end = kept.end()
    parts.append(text[end:].translate(LETTERS))
    more = "é" * round(LONGER * sum(len(re.findall(r"[^\W\d_]", words)) for words in parts[::2]))
    for i in range(len(parts) - 1, -1, -2):
        if (last := re.search(r"[^\W\d_](?=[\W\d_]*$)", parts[i])) is not None:
            parts[i] = parts[i][: last.end()] + more + parts[i][last.end() :]
            break
    return "".join(parts)


def _kept(piece: str) -> str:
    found = PLURAL.fullmatch(piece)
    return (
        f"{{{found['name']}:{found['one'].translate(LETTERS)}|{found['many'].translate(LETTERS)}}}" if found else piece
    )


@cache
def texts() -> tuple[str, ...]:
    """Every text in the sources that has a word in it."""
    found: dict[str, None] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        found |= dict.fromkeys(_of_python(path.read_text(encoding="utf-8")))
        if path.stem in ("drills", "practice"):
            found |= dict.fromkeys(_of_steps(path.read_text(encoding="utf-8")))
    for path in sorted([*PACKAGE.rglob("*.js")]):
        if "vega" not in path.parts and "editor" not in path.parts:
            found |= dict.fromkeys(_of_script(path.read_text(encoding="utf-8")))
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.j2")]):
        found |= dict.fromkeys(_of_page(path.read_text(encoding="utf-8")))
    return tuple(text for text in found if re.search(r"[a-z]", KEPT.sub("", PLURAL.sub("x", text))))


def _of_python(source: str) -> list[str]:
    tree = ast.parse(source)
    aside = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # docstrings
            aside.add(id(node.value))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside
    ]


def _of_steps(source: str) -> list[str]:
    """The quantities of a drill's ways, by the names of which slips are told."""
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    return sorted(name.replace("_", " ") for name in names if name.islower())


def _of_script(source: str) -> list[str]:
    """Strings in double quotes, and templates with a pair of braces for each thing that is filled in."""
    found, stack, at = [], [], 0
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|`|\$\{|[{}]|\\.', re.DOTALL)
    # A stack of what is open: a template's pieces so far, or "{" for a block.
    while (match := token.search(source, at)) is not None:
        piece, start = match[0], match.start()
        inside = bool(stack) and isinstance(stack[-1], list)
        if inside and piece not in ("`", "${"):
            stack[-1].append(source[at : match.end()])
        elif inside:
            stack[-1].append(source[at:start])
            if piece == "`":
                found.append("".join(stack.pop()))
            else:
                stack[-1].append("{}")
                stack.append("${")
        elif piece == "`":
            stack.append([])
        elif piece == "{":
            stack.append("{")
        elif piece == "}" and stack:
            stack.pop()
        elif piece.startswith('"'):
            found.append(json.loads(piece) if "\\" not in piece or "\\u" in piece else piece[1:-1])
        at = match.end()
    return found


def _of_page(source: str) -> list[str]:
    bare = re.sub(r"\{#.*?#\}|<script.*?</script>|<style.*?</style>", " ", source, flags=re.DOTALL)
    quoted = re.findall(r"""["']([^"'{}<>]+)["']""", " ".join(re.findall(r"\{[%{].*?[%}]\}", bare, re.DOTALL)))
    filled = re.sub(r"\{%.*?%\}", "\0", re.sub(r"\{\{.*?\}\}", "{}", bare, flags=re.DOTALL), flags=re.DOTALL)
    attributes = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', filled)
    between = [text.strip() for text in re.split(r"<[^<>]*>|\0", filled)]
    return [*quoted, *attributes, *between]


def pseudo_language() -> dict[str, str]:
    """The whole catalogue, made up."""
    return {text: pseudo(text) for text in texts()}


if __name__ == "__main__":
    made = pseudo_language() if "--pseudo" in sys.argv else dict.fromkeys(texts(), "")
    Path(sys.argv[1]).write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")
