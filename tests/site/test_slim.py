"""What a page does not fetch: comments, docstrings, and files that nothing in a page can use."""

from __future__ import annotations

import ast
import io
import zipfile

import pytest

from course.places import PACKAGE
from course.site import slim

ODD = '''#!/usr/bin/env python3
"""A module's docstring,
over two lines."""

from __future__ import annotations

TEXT = "# no comment"  # a comment
MORE = """
# no comment either
"""


class Empty:
    """Nothing else."""


class Two: "on one line"


def ü(x):  # größer
    """Ünïcode – in a docstring."""  # and after it
    # only a comment
    return f"{x!r} # no comment"


async def later():
    r"""Raw \\d."""
    "a second string is a statement, and stays"
    return [  # in brackets
        1,
        # two
        2,
    ]


def semicolon():
    """Kept as it is: something follows."""; return 1
'''


def without_docs(source):
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0]
            if ast.get_docstring(node, clean=False) is not None:
                first.value.value = ""
            # Where things stand is to be the same; where a docstring ends is not.
            first.end_lineno = first.end_col_offset = node.end_lineno = node.end_col_offset = None
    return [(type(n).__name__, getattr(n, "lineno", 0)) for n in ast.walk(tree)], ast.dump(tree)


@pytest.mark.parametrize(
    "source",
    [ODD, *((PACKAGE / name).read_text(encoding="utf-8") for name in ("margin/pool.py", "site/slim.py", "texts.py"))],
    ids=["odd", "pool", "slim", "texts"],
)
def test_the_program_stays_the_same_line_by_line(source):
    made = slim.bare(source)

    assert without_docs(made) == without_docs(source)
    assert len(made) < len(source)
    assert made.count("\n") == source.count("\n")


def test_comments_and_docstrings_are_gone():
    made = slim.bare(ODD)

    for word in ("two lines", "a comment", "größer", "Nothing else", "Ünïcode", "# two", "only a"):
        assert word not in made
    for word in ("# no comment", "no comment either", "a second string", "Kept as it is"):
        assert word in made


def test_what_this_python_cannot_read_stays_as_it_is():
    assert slim.bare("def (:  # a comment\n") == "def (:  # a comment\n"


def packed(*names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x = 1  # a comment\n")
    return made.getvalue()


def names(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return set(archive.namelist())


def test_the_standard_library_keeps_what_a_learner_may_import():
    stays = {
        "statistics.py",
        "json/__init__.py",
        "encodings/utf_8.py",
        "asyncio/base_events.py",
        "test_me.py",
        "decimal.py",
    }
    goes = {"multiprocessing/pool.py", "pydoc.py", "encodings/cp037.py", "xml/dom/minidom.py", "tarfile.py"}

    assert names(slim.stdlib(packed(*stays, *goes))) == stays


def test_numpy_keeps_its_python_and_its_libraries():
    stays = {
        "numpy/__init__.py", "numpy/fft/_pocketfft_umath.cpython-312-wasm32-emscripten.so", "numpy/_core/_add_newdocs.py",
        "numpy/_core/_multiarray_tests.cpython-312-wasm32-emscripten.so", "numpy-2.0.2.dist-info/METADATA",
    }  # fmt: skip
    goes = {
        "numpy/__init__.pyi", "numpy/f2py/rules.py", "numpy/_core/include/numpy/arrayobject.h", "numpy/random/lib/libnpyrandom.a",
        "numpy/_core/_rational_tests.cpython-312-wasm32-emscripten.so",
    }  # fmt: skip
    made = slim.numpy(packed(*stays, *goes))

    assert names(made) == stays
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.read("numpy/_core/_add_newdocs.py") == b""
    assert slim.numpy(packed(*sorted(stays))) == slim.numpy(packed(*sorted(stays)))
