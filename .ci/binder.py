"""Stand in for Binder's build: ``python .ci/binder.py CLONE SCRATCH``.

There is no Docker where the checks run. repo2docker says what it would build; this does the same
steps in an environment with the versions of Binder's image, and then asks the server what a visitor
would ask. Ends with what was not as expected.

Args:
    CLONE: a clean clone of the repository; the course is installed from it and the server starts in it.
    SCRATCH: an empty folder for the environment.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import base_image

Ask = Callable[[str], str]

# What Binder starts; the image's other packages serve its hub.
IMAGE = ("jupyterlab", "ipywidgets", "notebook")
PORT = 8790
TOKEN = "visitor"
LESSON = "lessons/00_start_here.ipynb"
TITLE = "Start here"


def main() -> None:
    """Plan, build, serve."""
    clone, scratch = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    python = (clone / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    plan(clone, python)
    binaries = build(clone, scratch, python)
    with server(clone, binaries) as ask:
        visit(ask)
    print("Binder: the plan, the build and the visits are as expected.")


def expect(true: bool, otherwise: str) -> None:
    """End with a reason unless something is true."""
    if not true:
        sys.exit(f"Binder: {otherwise}")


def plan(clone: Path, python: str) -> None:
    """What repo2docker would do, and in which order."""
    command = [sys.executable, "-m", "repo2docker", "--no-build", "--debug", str(clone)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    steps = result.stdout + result.stderr
    image = f"environment-2epy-2d{python.replace('.', '-2e')}-2dlinux"
    order = [
        image,
        'pip install --no-cache-dir -r "binder/requirements.txt"',
        "COPY --chown=0:0 src/ ${REPO_DIR}/",
        "RUN ./binder/postBuild",
        'R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ]
    lacking = [step for step in order if step not in steps]
    expect(not lacking, f"repo2docker's plan lacks {lacking}")
    places = [steps.index(step) for step in order]
    expect(places == sorted(places), f"repo2docker would do this in another order: {order}")
    print(f"plan: Python {python}; requirements, then the repository, then postBuild, then start")


def build(clone: Path, scratch: Path, python: str) -> Path:
    """The image's versions, the requirements, postBuild; returns the environment's folder of programs.

    uv stands in for conda and pip where only the result counts, since it is several times faster;
    postBuild runs as it is.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    expect(version == python, f"the image has Python {python}; this is {version}")
    there = base_image.versions(python)
    constraints = scratch / "image.txt"
    constraints.write_text("".join(f"{name}=={number}\n" for name, number in there.items()))
    folder = scratch / "environment"
    binaries = folder / "bin"
    uv = (sys.executable, "-m", "uv")
    run(*uv, "venv", "--no-project", "--seed", "--python", sys.executable, str(folder))
    install = (*uv, "pip", "install", "--python", str(binaries / "python"))
    run(*install, "-c", str(constraints), *IMAGE)
    before = installed(binaries)

    requirements = clone / "binder" / "requirements.txt"
    for line in requirements.read_text().splitlines():
        # repo2docker would pass a malformed line on to a build that fails half an hour later.
        expect(bool(re.fullmatch(r"[a-z0-9-]+==[a-z0-9.]+", line)), f"not a pin: {line}")
    run(*install, "-r", str(requirements))
    after = installed(binaries)
    changed = {name for name, number in before.items() if after.get(name) != number}
    expect(not changed, f"the requirements replace parts of Binder's image: {sorted(changed)}")

    run("./binder/postBuild", cwd=clone, env=environ(binaries))
    run(*uv, "pip", "check", "--python", str(binaries / "python"))
    print(f"build: {len(after) - len(before)} packages beside the image's, and the course")
    return binaries


def installed(binaries: Path) -> dict[str, str]:
    """Packages and versions of the environment."""
    command = [str(binaries / "python"), "-m", "pip", "list", "--format", "json"]
    listing = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {base_image.normal(row["name"]): row["version"] for row in json.loads(listing)}


def environ(binaries: Path) -> dict[str, str]:
    """As in the image: the environment's programs first, and nothing of this machine's Python settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}"}


def run(*argv: str, **options: Any) -> None:
    """Run a step; show its output only when it fails."""
    result = subprocess.run(argv, capture_output=True, text=True, **options)
    expect(result.returncode == 0, f"{' '.join(argv)}\n{result.stdout}{result.stderr}")


@contextmanager
def server(clone: Path, binaries: Path) -> Iterator[Ask]:
    """The server that Binder would start, through ``start``; yields a function that asks it for a path."""
    command = ["./binder/start", "jupyter", "notebook", "--ip", "127.0.0.1", "--port", str(PORT), "--no-browser"]
    command += ["--allow-root", f"--IdentityProvider.token={TOKEN}", "--ServerApp.port_retries=0"]
    journal = binaries.parent / "server.log"
    with journal.open("w") as log:
        process = subprocess.Popen(command, cwd=clone, env=environ(binaries), stdout=log, stderr=log)

    def ask(path: str, timeout: float = 120) -> str:
        mark = "&" if "?" in path else "?"
        address = f"http://127.0.0.1:{PORT}/{path}{mark}token={TOKEN}"
        with urllib.request.urlopen(address, timeout=timeout) as answer:
            return str(answer.read().decode())

    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                ask("api/status", timeout=5)
                break
            except (urllib.error.URLError, ConnectionError, TimeoutError) as error:
                alive = process.poll() is None and time.monotonic() < deadline
                expect(alive, f"the server does not answer: {error}\n{journal.read_text()}")
                time.sleep(0.3)
        yield ask
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def visit(ask: Ask) -> None:
    """What the links of README.md and of the lessons lead to."""
    lab = ask(f"lab/tree/{LESSON}")
    settings = re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', lab, re.DOTALL)
    page = json.loads(settings[1]) if settings else {}
    quiet = page.get("news", {}).get("disabled")
    quiet = quiet and any("announcements" in name for name in page["disabledExtensions"])
    expect(bool(quiet), "JupyterLab would ask other hosts for news")
    notebook = json.loads(ask(f"api/contents/{LESSON}"))
    expect(notebook["type"] == "notebook", f"{LESSON} is not served as a notebook")
    for name, path in {"all lessons": "course", "a lesson as a page": f"voila/render/{LESSON}"}.items():
        page = ask(path)
        whole = page.rstrip().endswith("</html>") and "Traceback" not in page
        expect(whole and TITLE in page, f"{name} (/{path}) is not as expected:\n{page[-2000:]}")
        foreign = re.findall(r'(?:src|href)="(?:https?:)?//[^"]+"', re.sub(r"<a [^>]+>", "", page))
        expect(not foreign, f"{name} (/{path}) would ask other hosts: {foreign}")
    print("visits: JupyterLab, a notebook, the page of all lessons, a lesson as a page")


if __name__ == "__main__":
    main()
