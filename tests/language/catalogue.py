"""Every text of the course that could be in another language, and a language made up of them.

What a translator gets of them and brings back is in :mod:`tests.language.kit`.

The texts are looked for in the sources, as xgettext does: what ``say`` fills in and what stands as it is are literals there. What
is put together from pieces (an f-string, a template of a script) has an empty pair of braces for each. From the notebooks come
the paragraphs of their prose, from the files of figures the words about them.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import course
from course.language import READ
from course.texts import DAY, DAY_OF_YEAR, MONTH

PACKAGE = Path(course.__file__).parent
NOTEBOOKS = PACKAGE.parent / "lessons"
#: An f-string with this in it is code, an address or a condition of a picture.
CODE = re.compile(r"import |datum|scale\(|\w\(\{|[\[\]_\\|<]|\.\w+\(|\n.*=|\?.*:|^\S*$")
#: What figures' files say of themselves for a program.
NAMED = {"name", "by", "columns"}
TAGS = r"<[^<>]*>"
NAME = 60
"""Letters of a name in a picture, at most."""
#: What is said by others than the course: by Vega of every picture.
OTHERS = (
    "visualization",
    # What Python says of a text that is no JSON.
    "Expecting value", "Expecting property name enclosed in double quotes", "Expecting ':' delimiter",
    "Expecting ',' delimiter", "Extra data", "Unterminated string starting at", "Invalid control character at",
    "Invalid \\escape", "Invalid \\uXXXX escape", "Illegal trailing comma before end of object",
    "Illegal trailing comma before end of array",
    # And of a text that is no Python, in the ways that beginners meet.
    "invalid syntax", "invalid syntax. Perhaps you forgot a comma?",
    "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
    "expected ':'", "expected '('", "unexpected indent", "unindent does not match any outer indentation level", "unmatched '{}'",
    "'{}' was never closed", "closing parenthesis '{}' does not match opening parenthesis '{}'",
    "closing parenthesis '{}' does not match opening parenthesis '{}' on line {}",
    "unterminated string literal (detected at line {})", "unterminated triple-quoted string literal (detected at line {})",
    "expected an indented block after '{}' statement on line {}",
    "expected an indented block after function definition on line {}",
    "'return' outside function", "cannot assign to {} here. Maybe you meant '==' instead of '='?", "cannot assign to {}",
    "invalid decimal literal", "invalid character '{}' (U+{})", "invalid non-printable character U+{}",
    "inconsistent use of tabs and spaces in indentation", "unexpected character after line continuation character",
    "unexpected EOF while parsing", "positional argument follows keyword argument",
)  # fmt: skip
#: They have no word, and each language orders them.
DATES = (DAY, DAY_OF_YEAR, MONTH)
#: What is written by these packages is read by whoever makes the course, in a terminal.
MAKERS = {"cli", "notebooks"}
#: What stays as it is: fields, names in capitals, tags and entities, marks of bold, code.
KEPT = re.compile(r"\{[^{}]*\}|\b[A-Z\d]{2,}\b|<[^<>]*>|&#?\w+;|\*\*|`[^`]*`|\]\([^()]*\)|\\u[0-9a-f]{4}|\n")
#: A plural within a field is words too: ``{n:day|days}``.
PLURAL = re.compile(r"\{(?P<name>\w*):(?P<one>[^{}|]*)\|(?P<many>[^{}|]*)\}")
LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀçđéƒĝĥíĵķłɱñöþǫŕšťúṽŵẋýžÁƁÇĐÉƑĜĤÍĴĶŁṀÑÖÞǪŔŠŤÚṼŴẊÝŽ"
)
LONGER = 0.34


def pseudo(text: str) -> str:
    """``text`` as a language would have it whose words are longer: other letters, the same fields, tags and marks."""
    parts, end = [], 0
    for kept in KEPT.finditer(text):
        parts += [_longer(text[end : kept.start()]), _kept(kept[0])]
        end = kept.end()
    return "".join([*parts, _longer(text[end:])])


def _longer(words: str) -> str:
    return re.sub(r"[^\W\d_]+", lambda word: word[0].translate(LETTERS) + "é" * round(LONGER * len(word[0])), words)


def _kept(piece: str) -> str:
    found = PLURAL.fullmatch(piece)
    return f"{{{found['name']}:{_longer(found['one'])}|{_longer(found['many'])}}}" if found else piece


@cache
def sources() -> dict[str, list[str]]:
    """Every text in the sources that has a word in it → the files and lines where it stands."""
    found: dict[str, list[str]] = {text: [] for text in OTHERS}
    for path, texts_of in _files():
        source = path.read_text(encoding="utf-8")
        for text in dict.fromkeys(texts_of(source)):
            found.setdefault(text, []).append(f"{path.relative_to(PACKAGE.parent)}{_line(source, text)}")
    return {text: where for text, where in found.items() if re.search(r"[a-z]", KEPT.sub("", PLURAL.sub("x", text)))}


def _files() -> Iterator[tuple[Path, Callable[[str], list[str]]]]:
    """The files that hold texts, and what finds those in each."""
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, _of_python
        if not MAKERS & set(path.parts):
            yield path, _of_pieces
        if path.stem in ("drills", "practice"):
            yield path, _of_steps
    for path in sorted(PACKAGE.glob("simulation/*.json")):
        yield path, lambda source: _of_figures(json.loads(source))
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        yield path, lambda source: _of_notebook(json.loads(source))
    for path in sorted(PACKAGE.rglob("*.js")):
        if "vega" not in path.parts and "editor" not in path.parts:
            yield path, _of_script
    for path in sorted([*PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.j2")]):
        yield path, _of_page


def _line(source: str, text: str) -> str:
    """Where a text begins in its file, as ``":12"``; nothing if it is put together there."""
    place = source.find(re.split(r"[\n{]", text)[0][:40] or text)
    return "" if place < 0 else f":{source.count(chr(10), 0, place) + 1}"


@cache
def texts() -> tuple[str, ...]:
    """Every text that can be in another language."""
    return (*DATES, *sources())


@lru_cache(maxsize=1)
def _nodes(source: str) -> list[ast.AST]:
    """Whatever stands in a module: it is gone through several times."""
    return list(ast.walk(ast.parse(source)))


def _of_python(source: str) -> list[str]:
    nodes = _nodes(source)
    aside = {id(piece) for node in nodes if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):  # docstrings
            aside.add(id(node.value))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Code":  # the code shown is nobody's language
            aside |= {id(said) for said in node.args}
    found = [
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside
    ]
    # What stands between tags is looked up piece by piece; so are the lines of a name, and a source without its grade.
    tagged = [piece.strip() for text in found if "{" not in text for piece in re.split(TAGS, text)]
    lines = [line for text in found if len(text) < NAME for line in re.split(r"[|\n]| \([DPS]\)$", text)]
    return [*found, *tagged, *lines, *_of_tags(found)]


def _of_pieces(source: str) -> list[str]:
    """Its f-strings, but for code."""
    put = [
        "".join(str(piece.value) if isinstance(piece, ast.Constant) else "{}" for piece in node.values)
        for node in _nodes(source)
        if isinstance(node, ast.JoinedStr)
    ]
    pieces = [piece.strip() for form in put for piece in re.split(TAGS, form)]
    return [form for form in (*pieces, *_of_tags(put)) if re.search(r"[a-z]{2}", form) and not CODE.search(form)]


def _of_tags(markup: list[str]) -> list[str]:
    """What tags themselves say: to who hears the page, or as the heading of a cell where a table has no room for heads."""
    return [said[3] for text in markup for said in READ.finditer(text)]


def _of_figures(figures: Any) -> list[str]:
    """The words of a file of figures: its titles, sources and names of rows; a source's beginning names it alone."""
    if isinstance(figures, str):
        return [figures, figures.partition(",")[0]] if " " in figures else [figures]
    if isinstance(figures, dict):
        return [text for name, value in figures.items() if name not in NAMED for text in _of_figures(value)]
    return [text for value in figures for text in _of_figures(value)] if isinstance(figures, list) else []


def _of_notebook(notebook: Any) -> list[str]:
    """The paragraphs of its prose."""
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    return [part.strip() for cell in cells for part in re.split(r"\n\s*\n|^#+ ", cell, flags=re.MULTILINE)]


def _of_steps(source: str) -> list[str]:
    """The quantities of a drill's ways, by the names of which slips are told."""
    names = {node.id for node in _nodes(source) if isinstance(node, ast.Name)}
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
    between = [text.strip() for text in re.split(r"<[^<>]*>|\0", filled)]
    return [*quoted, *_of_tags([filled]), *between]


@cache
def pseudo_language() -> dict[str, str]:
    """The whole catalogue, made up."""
    return {text: pseudo(text) for text in texts()}
