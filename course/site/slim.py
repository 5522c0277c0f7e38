"""What a page fetches of Python, without what only people and other programs ask for.

Sources lose their comments and docstrings, and every line keeps its number: a page shows no help, and what it fetches is paid
for by the byte. Archives lose files that nothing in a page can use: what starts processes, serves networks, tests or packs.
"""

from __future__ import annotations

import ast
import io
import tokenize
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files make the same bytes
Cut = tuple[tuple[int, int], tuple[int, int], str]
"""From a line and column to another, and what is put there instead."""

STDLIB = frozenset(
    """_aix_support _osx_support _pyio _sysconfigdata aifc bdb cProfile cgi cgitb compileall doctest email ensurepip ftplib http
    idlelib imaplib lib2to3 mailbox mailcap modulefinder multiprocessing nntplib optparse pdb pickletools pipes plistlib poplib
    profile pstats py_compile pyclbr pydoc pydoc_data rlcompleter smtplib sndhdr socketserver sunau tabnanny tarfile telnetlib
    test tkinter trace turtle turtledemo unittest uu venv wave wsgiref xml xmlrpc zipapp""".split()  # noqa: SIM905
)
"""Modules of the standard library that are left out."""

CODECS = frozenset(
    """__init__ aliases ascii charmap cp1252 cp437 idna latin_1 mac_roman mbcs punycode raw_unicode_escape unicode_escape utf_16
    utf_16_be utf_16_le utf_32 utf_32_be utf_32_le utf_7 utf_8 utf_8_sig""".split()  # noqa: SIM905
)
"""Modules of ``encodings`` that stay: a file that somebody brings along may be in one of these."""

NUMPY = (
    "f2py/",
    "doc/",
    "testing/tests/",
    "_core/include/",
    "_core/lib/",
    "random/lib/",
    "random/_examples/",
    "linalg/lapack_lite.",
)
"""What of numpy is left out, beside whatever is neither Python nor a library."""

ONLY_DOCS = frozenset({"numpy/_core/_add_newdocs.py", "numpy/_core/_add_newdocs_scalars.py"})
"""Files of numpy that do nothing but write docstrings; they are imported, so they stay, empty."""


def stdlib(archive: bytes) -> bytes:
    """Pyodide's ``python_stdlib.zip`` for a page."""

    def stays(path: PurePosixPath) -> bool:
        if path.parts[0] == "encodings":
            return path.stem in CODECS
        return path.parts[0].removesuffix(".py") not in STDLIB

    return _repacked(archive, stays)


def numpy(wheel: bytes) -> bytes:
    """The wheel of numpy for a page."""

    def stays(path: PurePosixPath) -> bool:
        if path.parts[0] != "numpy":
            return True
        tests = path.name.endswith(".so") and "_tests." in path.name and "_multiarray_tests" not in path.name
        inside = path.as_posix().removeprefix("numpy/")
        return path.suffix in (".py", ".so") and not tests and not inside.startswith(NUMPY)

    return _repacked(wheel, stays)


def _repacked(archive: bytes, stays: Callable[[PurePosixPath], bool]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if not name.endswith("/") and stays(PurePosixPath(name)):
                content = b"" if name in ONLY_DOCS else old.read(name)
                if name.endswith(".py"):
                    content = bare(content.decode()).encode()
                new.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED, 9)
    return made.getvalue()


def bare(source: str) -> str:
    """The same program without comments, its docstrings empty; a text that this Python cannot read stays as it is."""
    lines = source.splitlines(keepends=True)
    try:
        cuts = sorted([*_comments(source), *_docstrings(source, lines)], reverse=True)
    except (SyntaxError, tokenize.TokenError):
        return source
    for (first, start), (last, end), instead in cuts:
        before = lines[first - 1][:start] if instead else lines[first - 1][:start].rstrip(" ")
        lines[first - 1 : last] = [before + instead + lines[last - 1][end:], *["\n"] * (last - first)]
    return "".join(lines)


def _comments(source: str) -> Iterator[Cut]:
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start, token.end, ""


def _docstrings(source: str, lines: list[str]) -> Iterator[Cut]:
    """Empty strings and not nothing: a body may have nothing else, and what comes first in a module must stay first."""
    for node in _blocks(ast.parse(source)):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            found = node.body[0]
            last, byte = found.end_lineno, found.end_col_offset
            assert last is not None
            assert byte is not None
            end = _column(lines[last - 1], byte)
            if not lines[last - 1][end:].split("#")[0].strip():
                yield (found.lineno, _column(lines[found.lineno - 1], found.col_offset)), (last, end), '""'


def _blocks(node: ast.AST) -> Iterator[ast.AST]:
    """It and whatever stands in its bodies; no expression has a docstring, and they are most of a tree."""
    yield node
    for name in ("body", "orelse", "finalbody", "handlers", "cases"):
        inside = getattr(node, name, None)
        for child in inside if isinstance(inside, list) else ():
            if not isinstance(child, ast.Expr | ast.Assign | ast.Return):
                yield from _blocks(child)


def _column(line: str, byte: int) -> int:
    return len(line.encode()[:byte].decode())
