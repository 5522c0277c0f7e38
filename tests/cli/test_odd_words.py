"""Odd words after every verb: each is answered in words, before anything large is imported or begun."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from course import cli, places
from course.cli import testing
from course.cli.failures import CommandError

LONG = "x" * 5000
NOWHERE = "/dev/null/nowhere"  # no folder that anybody could make
ODD = [
    [], [""], [" "], ["-"], ["--"], ["---"], ["LAB"], ["é"], ["\udcff"], [LONG],
    *([verb, word] for verb in cli.VERBS if verb != "python" for word in ("", " ", "\n", "\t", "\u00a0")),
    *([verb, option, ""] for verb in ("lab", "apps", "desk") for option in ("--port", "--address", "--folder", "--root", "--")),
    *([verb, option, value] for verb in ("lab", "apps", "desk") for option in ("--port", "--most")
      for value in ("-1", "nan", "²", "1e3", LONG, "0x10", "٣")),
    *([verb, word] for verb in ("lab", "apps", "desk", "doctor") for word in ("x", "\x7f", "--nonsense", "-", LONG)),
    ["lab", "--port"], ["lab", "--port=1", "--port"], ["apps", "--address", "no such name"], ["apps", "--root", NOWHERE],
    ["apps", "--warm", "-1"], ["apps", "--idle", "nan"], ["desk", "--most", "0"],
    ["site"], ["site", "/dev/null"], ["site", "/proc/nowhere"], ["site", "/"], ["site", "."], ["site", ".."], ["site", LONG],
    ["site", "--pyodide", NOWHERE, "out"], ["site", "--root", NOWHERE, "out"], ["site", "--pyodide"], ["site", "a", "b"],
    ["test", "nowhere"], ["test", "/"], ["test", ".."], ["test", "::"], ["test", "::x"], ["test", "tests/nowhere.py"],
    ["test", "../.."], ["test", "-x", ""], ["test", "--", ""], ["test", "-k", ""], ["test", "tests/../.."],
]  # fmt: skip

RUN = """
import contextlib, io, json, sys
from course.cli import run
said = []
for argv in json.load(sys.stdin):
    text = io.StringIO()
    with contextlib.redirect_stdout(text), contextlib.redirect_stderr(text):
        try:
            status = run(argv)
        except SystemExit as stopped:
            status = stopped.code
        except BaseException as error:
            status = repr(error)
    said.append((status, text.getvalue()))
print(json.dumps((said, [name for name in ("numpy", "tornado", "pytest", "nbformat", "jinja2") if name in sys.modules])))
"""


@pytest.mark.checkout
def test_odd_words_are_answered_in_words_before_anything_is_imported(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", RUN], input=json.dumps(ODD), capture_output=True, text=True, check=True, timeout=60,
        cwd=places.root(), env={**os.environ, "PYTHONPATH": str(places.root()), "HOME": str(tmp_path)},
    )  # fmt: skip
    said, imported = json.loads(done.stdout.splitlines()[-1])

    assert len(said) == len(ODD) >= 100
    assert {str(argv)[:60]: status for argv, (status, _) in zip(ODD, said, strict=True) if status not in (1, 2)} == {}
    assert {str(argv)[:60]: text for argv, (_, text) in zip(ODD, said, strict=True) if not text.strip()} == {}
    assert [text for _, text in said if "Traceback" in text] == []
    # A verb is called by its own name, also where two do nearly the same.
    usages = [(argv[0], text) for argv, (_, text) in zip(ODD, said, strict=True) if argv and text.startswith("usage: ")]
    assert [text for verb, text in usages if not text.startswith(("usage: course [", f"usage: course {verb} "))] == []
    # That is what the seconds of a start are spent on.
    assert imported == []
    assert not (places.root() / "out").exists()


@pytest.mark.checkout
@pytest.mark.parametrize(
    "argv", [["-k", "liquidation"], ["-x"], ["--junitxml", "/tmp/x.xml"], ["tests/margin", "-m", "not browser"], ["-x", "tests"]]
)  # fmt: skip
def test_words_that_follow_an_option_may_be_its_value(argv):
    assert all(known for _, known in testing.places_named(argv))


@pytest.mark.parametrize("argv", [["nowhere", "-q"], ["-q", "tests", "nowhere"], ["tests::x", "::x"], ["/etc"]])
def test_a_test_that_is_not_there_is_named(argv):
    with pytest.raises(CommandError, match=r"There is no test (nowhere|::x|/etc)\."):
        testing.main(argv)
