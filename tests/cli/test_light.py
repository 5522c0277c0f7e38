"""Importing the course costs nothing, and its launcher needs nothing."""

from __future__ import annotations

import json
import subprocess
import sys

from course import places

ROOT = str(places.PACKAGE.parent)
# Modules of the launcher that run only once the packages are there may import them, inside functions.
LAUNCHER = sorted(path.stem for path in (places.PACKAGE / "cli").glob("*.py") if path.stem != "__init__")


def python(*argv):
    """A Python that sees the standard library and this course, and no installed package."""
    return subprocess.run([sys.executable, "-I", "-S", *argv], capture_output=True, text=True, check=True)


def test_the_launcher_needs_only_the_standard_library():
    modules = ", ".join(f"course.cli.{name}" for name in LAUNCHER)
    code = f"import sys; sys.path.insert(0, {ROOT!r}); import course, course.cli.jupyter, {modules}\n"
    code += "import json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    loaded = set(json.loads(python("-c", code).stdout))

    assert loaded - set(sys.stdlib_module_names) <= {"course", "__main__"}


def test_import_course_loads_nothing_else():
    code = f"import sys; sys.path.insert(0, {ROOT!r}); before = set(sys.modules); import course\n"
    code += "print(sorted(set(sys.modules) - before))"

    assert python("-c", code).stdout.strip() == "['course']"


def test_import_course_takes_at_most_150_ms():
    code = f"import sys, time; sys.path.insert(0, {ROOT!r}); start = time.process_time(); import course\n"
    code += "print(time.process_time() - start)"
    # The best of a few: other work on the machine only ever adds.
    assert min(float(python("-c", code).stdout) for _ in range(3)) < 0.150


def test_help_is_there_at_once():
    """What makes a command slow is the packages it loads; here there is none to load."""
    code = f"import runpy, sys; sys.path.insert(0, {ROOT!r}); sys.argv = ['course', '--help']\n"
    code += "runpy.run_module('course', run_name='__main__', alter_sys=True)"

    assert "lab" in python("-c", code).stdout
