"""From a bare checkout: the environment is made, kept, mended, and nothing else is touched."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib

import pytest

from course import places

from .support import UV, Machine, bare_python, wheel

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the pretended uv is a POSIX script")


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    return bare_python(tmp_path_factory.mktemp("bare"))


@pytest.fixture
def machine(tmp_path, bare):
    machine = Machine(tmp_path, bare)
    machine.add_uv()
    return machine


@pytest.fixture
def ready(machine):
    result = machine.run("lab", "--no-browser")
    assert result.returncode == 0, result.stderr
    return machine


def calls(machine):
    return [json.loads(line) for line in machine.calls.read_text().splitlines()]


def declared(*extras):
    """What the checkout's project file asks for."""
    project = tomllib.loads((places.root() / "pyproject.toml").read_text())["project"]
    optional = project["optional-dependencies"]
    return project["dependencies"] + [text for extra in extras for text in optional[extra]]


def served(result):
    """What the pretended JupyterLab says of how it was started."""
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


def test_the_first_call_says_what_it_does_and_starts_jupyterlab(machine):
    result = machine.run("lab", "--no-browser", "--port", "9931")

    assert "First use" in result.stdout
    assert str(machine.environment) in result.stdout
    assert "Nothing else on this machine is changed" in result.stdout
    lab = served(result)
    assert lab["prefix"] == str(machine.environment)
    assert lab["course"] == str(machine.root / "course" / "__init__.py")
    assert "--LabApp.default_url=/lab/tree/lessons/00_start_here.ipynb" in lab["argv"]
    assert "--ServerApp.port=9931" in lab["argv"]
    assert "--no-browser" in lab["argv"]


def test_it_installs_the_requirements_under_the_pins(machine):
    machine.run("lab", "--no-browser")

    make, install = (call["argv"] for call in calls(machine))
    assert make[0] == "venv"
    assert install[install.index("-c") + 1] == str(machine.root / "course" / "cli" / "pins.txt")
    assert install[install.index("-c") + 2 :] == declared()


def test_the_second_call_installs_nothing(ready):
    before = len(calls(ready))
    result = ready.run("lab", "--no-browser")

    assert "First use" not in result.stdout
    assert served(result)["prefix"] == str(ready.environment)
    assert len(calls(ready)) == before


def test_options_after_two_dashes_reach_jupyterlab(ready):
    assert served(ready.run("lab", "--", "--debug", "--x=1"))["argv"][-2:] == ["--debug", "--x=1"]


def test_the_exit_status_is_that_of_the_program(ready):
    assert ready.run("lab", COURSE_TEST_STATUS="7").returncode == 7


def test_test_needs_adds_to_what_lab_made(ready):
    kept = ready.environment / "kept"
    kept.touch()
    ready.run("test")

    assert kept.exists()
    install = calls(ready)[-1]["argv"]
    assert install[install.index("-c") + 2 :] == declared("test")
    stamp = json.loads((ready.environment / "course-environment.json").read_text())
    assert stamp["extras"] == ["test"]


def test_from_a_terminal_inside_it_the_same_verbs_work(ready):
    """JupyterLab's terminal runs the environment's own Python, which may lack what `course test` needs."""
    ready.python = ready.environment / "bin" / "python"
    result = ready.run("python", "-c", "import sys; print(sys.prefix)")

    assert result.returncode == 0, result.stderr
    assert "adds what this command needs" in result.stdout
    assert result.stdout.splitlines()[-1] == str(ready.environment)


def test_even_from_inside_it_can_be_made_anew(ready):
    ready.python = ready.environment / "bin" / "python"
    _change_pins(ready)
    for lost in ready.environment.glob("lib/python*/site-packages/voila-*.dist-info"):
        shutil.rmtree(lost)
    result = ready.run("lab", "--no-browser")

    assert "made anew: the course now needs other packages." in result.stdout
    assert served(result)["prefix"] == str(ready.environment)


def _interrupt(machine):
    """Ctrl-C in the middle of the installation."""
    hang = machine.folder / "hangs"
    process = machine.start("lab", COURSE_TEST_HANG=str(hang))
    deadline = time.monotonic() + 60
    while not hang.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    return process.communicate(timeout=30), process.returncode


def test_ctrl_c_stops_it_in_words(machine):
    (_, err), status = _interrupt(machine)

    assert status == 130
    assert "Stopped." in err
    assert "Traceback" not in err


def _lose_stamp(machine):
    machine.environment.joinpath("course-environment.json").unlink()


def _change_pins(machine):
    with machine.root.joinpath("course", "cli", "pins.txt").open("a") as pins:
        pins.write("another==1.0\n")


def _lose_a_package(machine):
    shutil.rmtree(next(machine.environment.glob("lib/python*/site-packages/pandas-*.dist-info")))


def _damage_stamp(machine):
    machine.environment.joinpath("course-environment.json").write_text("{")


def _lose_python(machine):
    machine.environment.joinpath("bin", "python").unlink()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (_lose_stamp, "an earlier installation was interrupted"),
        (_change_pins, "the course now needs other packages"),
        (_lose_a_package, "pandas is missing from it"),
        (_damage_stamp, "its stamp is damaged"),
        (_lose_python, "the Python it was made with is gone"),
    ],
)
def test_an_environment_that_is_not_sound_is_made_anew(ready, harm, reason):
    left = ready.environment / "left behind"
    left.touch()
    harm(ready)
    result = ready.run("lab", "--no-browser")

    assert f"made anew: {reason}." in result.stdout
    assert served(result)["prefix"] == str(ready.environment)
    assert not left.exists()
    assert "made anew" not in ready.run("lab", "--no-browser").stdout


def test_a_moved_checkout_makes_its_own(ready):
    ready.root = ready.root.rename(ready.folder / "elsewhere")
    result = ready.run("lab", "--no-browser")

    assert "made anew: the course was moved." in result.stdout
    assert served(result)["course"] == str(ready.root / "course" / "__init__.py")


def test_an_interrupted_installation_is_made_anew(machine):
    _interrupt(machine)
    result = machine.run("lab", "--no-browser")

    assert "an earlier installation was interrupted" in result.stdout
    assert served(result)


def test_two_first_calls_at_once_make_one_environment(machine):
    first = machine.start("lab", "--no-browser", COURSE_TEST_SLOW="2")
    second = machine.start("lab", "--no-browser", COURSE_TEST_SLOW="2")
    outs = [process.communicate(timeout=60) for process in (first, second)]

    assert [first.returncode, second.returncode] == [0, 0], outs
    assert [call["argv"][0] for call in calls(machine)] == ["venv", "pip"]
    assert any("waiting for it" in out for out, _ in outs)


HOSTILE = {
    "PYTHONPATH": "/nowhere/a",
    "VIRTUAL_ENV": "/nowhere/b",
    "PIP_TARGET": "/nowhere/c",
    "PIP_USER": "1",
    "UV_TARGET": "/nowhere/d",
    "UV_SYSTEM_PYTHON": "1",
    "JUPYTER_CONFIG_DIR": "/nowhere/e",
    "IPYTHONDIR": "/nowhere/f",
    "CONDA_PREFIX": "/nowhere/g",
}
RESPECTED = {
    "PIP_INDEX_URL": "http://index.example/index",
    "HTTPS_PROXY": "http://proxy.example:3128",
    "NO_PROXY": "localhost",
}


def test_other_environments_do_not_leak_in_and_the_index_is_respected(machine):
    lab = served(machine.run("lab", "--no-browser", **HOSTILE, **RESPECTED))

    for environ in (lab["environ"], *(call["environ"] for call in calls(machine))):
        assert not [name for name in HOSTILE if environ.get(name) == HOSTILE[name]]
    install = calls(machine)[-1]["environ"]
    assert install["UV_DEFAULT_INDEX"] == RESPECTED["PIP_INDEX_URL"]
    assert install["HTTPS_PROXY"] == RESPECTED["HTTPS_PROXY"]
    assert lab["environ"]["VIRTUAL_ENV"] == str(machine.environment)
    assert lab["environ"]["PATH"].startswith(str(machine.environment / "bin"))


def test_nothing_is_written_outside_the_checkout(machine):
    lab = served(machine.run("lab", "--no-browser"))

    assert list(machine.home.iterdir()) == []
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR", "JUPYTERLAB_WORKSPACES_DIR"):
        assert lab["environ"][name].startswith(str(machine.root / ".course"))


def without_ensurepip(machine):
    """Give the machine a Python as some systems deliver it."""
    machine.python = bare_python(machine.folder)
    site = next((machine.python.parents[1] / "lib").glob("python*")) / "site-packages"
    # Not as sitecustomize: some systems have one of their own, which is found before.
    (site / "no_ensurepip.py").write_text(
        "import importlib.util as u; real = u.find_spec\n"
        "u.find_spec = lambda name, *a: None if name == 'ensurepip' else real(name, *a)\n"
    )
    (site / "no_ensurepip.pth").write_text("import no_ensurepip\n")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("error: Request failed\n  Caused by: dns error: failed to lookup address", "could not be reached"),
        ("error: failed to copy: No space left on device (os error 28)", "disk is full"),
        ("error: something never seen before", "could not be installed"),
    ],
)
def test_a_failed_installation_is_explained(machine, words, told):
    # Else there would be a second way, whose own failure would be told instead.
    without_ensurepip(machine)
    result = machine.run("lab", COURSE_TEST_FAIL=words)

    assert result.returncode == 1
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    # The installer's own last words only where we have no better ones.
    assert (words in result.stderr) == ("never seen" in words)
    log = machine.root / ".course" / "install.log"
    assert f"Log: {log}" in result.stderr
    assert words.splitlines()[0] in log.read_text()


def test_without_uv_and_without_venv_it_says_how_to_get_them(machine):
    (machine.path / "uv").unlink()
    without_ensurepip(machine)
    result = machine.run("lab")

    assert result.returncode == 1
    assert "comes without the modules venv and pip" in result.stderr
    assert "python3-venv" in result.stderr


def test_a_folder_that_cannot_be_made_is_explained(machine):
    machine.root.joinpath(".course").write_text("in the way")
    result = machine.run("lab")

    assert result.returncode == 1
    assert ".course" in result.stderr
    assert "Traceback" not in result.stderr


def test_pip_serves_where_uv_fails(machine):
    """With the real venv and pip, from a folder of packages instead of an index."""
    shelf = machine.folder / "shelf"
    shelf.mkdir()
    for text in declared():
        wheel(shelf, text)
    machine.root.joinpath("course", "cli", "pins.txt").write_text("")
    # The pip of a bare Python is not there to be asked; the variables speak for it.
    result = machine.run(
        "lab", "--help",
        COURSE_TEST_FAIL="401 Unauthorized", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(shelf),
    )  # fmt: skip

    assert result.returncode == 0, result.stdout + result.stderr
    assert "with uv ... failed" in result.stdout
    assert "with pip ... done" in result.stdout
    assert "usage: course lab" in result.stdout
    python = machine.environment / "bin" / "python"
    listing = subprocess.run([python, "-m", "pip", "list"], capture_output=True, text=True, check=True)
    assert all(text.split(">=")[0] in listing.stdout for text in declared())


def test_where_there_is_no_uv_pip_fetches_one(machine):
    """With the real venv and pip; the uv on the shelf pretends."""
    (machine.path / "uv").unlink()
    shelf = machine.folder / "shelf"
    shelf.mkdir()
    wheel(shelf, "uv>=0.9", uv=UV)
    where = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(shelf)}
    result = machine.run("lab", "--no-browser", **where)

    assert served(result)["prefix"] == str(machine.environment)
    for said in ("[1/3] Making the environment", "[2/3] Fetching uv", "[3/3] Installing the packages with uv"):
        assert said in result.stdout
    (install,) = calls(machine)
    assert install["argv"][:2] == ["pip", "install"]
    assert install["environ"]["UV_FIND_LINKS"] == str(shelf)
    # What else is needed later comes with the same one, into the environment as it is.
    left = machine.environment / "left behind"
    left.touch()
    assert "with uv ... done" in machine.run("test", "--help", **where).stdout
    assert left.exists()


def test_where_there_is_no_uv_to_fetch_pip_serves(machine):
    (machine.path / "uv").unlink()
    shelf = machine.folder / "shelf"
    shelf.mkdir()
    for text in declared():
        wheel(shelf, text)
    machine.root.joinpath("course", "cli", "pins.txt").write_text("")
    result = machine.run("lab", "--help", PIP_NO_INDEX="1", PIP_FIND_LINKS=str(shelf))

    assert result.returncode == 0, result.stdout + result.stderr
    assert "[2/3] Fetching uv, which installs faster ... failed" in result.stdout
    assert "[2/2] Installing the packages with pip ... done" in result.stdout
