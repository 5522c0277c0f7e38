"""A small checkout of the launcher alone, a Python with nothing installed, and an installer that only pretends."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from course import places
from course.cli import requirements

PACKAGE = places.PACKAGE

# Stands for uv. It notes its calls, makes real environments and fills them with packages that consist of a name, a
# version and, for JupyterLab, a program that says how it was started. COURSE_TEST_FAIL: words to fail with;
# COURSE_TEST_HANG: a file to create before waiting for ever.
PRETENDER = """\
import json, os, pathlib, re, subprocess, sys, time
argv = sys.argv[1:]
with open(os.environ["COURSE_TEST_CALLS"], "a") as calls:
    calls.write(json.dumps({"argv": argv, "environ": dict(os.environ)}) + "\\n")
if argv[0] == "venv":
    subprocess.run([argv[argv.index("--python") + 1], "-m", "venv", "--without-pip", argv[-1]], check=True)
    sys.exit()
if os.environ.get("COURSE_TEST_HANG"):
    pathlib.Path(os.environ["COURSE_TEST_HANG"]).touch()
    time.sleep(600)
if os.environ.get("COURSE_TEST_FAIL"):
    print(os.environ["COURSE_TEST_FAIL"])
    sys.exit(1)
time.sleep(float(os.environ.get("COURSE_TEST_SLOW", 0)))
python = pathlib.Path(argv[argv.index("--python") + 1])
site = next((python.parent.parent / "lib").glob("python*")) / "site-packages"
for wish in argv[argv.index("-c") + 2:]:
    name, version = re.match(r"([\\w.-]+)>=([\\w.]+)", wish).groups()
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
    if name == "jupyterlab":
        (site / "jupyterlab.py").write_text(
            "import json, os, sys; import course\\n"
            "print(json.dumps({'argv': sys.argv[1:], 'environ': dict(os.environ), 'prefix': sys.prefix,"
            " 'cwd': os.getcwd(), 'course': course.__file__}))\\n"
            "sys.exit(int(os.environ.get('COURSE_TEST_STATUS', 0)))\\n")
        (site / "jupyter_core").mkdir(exist_ok=True)
        (site / "jupyter_core" / "paths.py").write_text("def jupyter_runtime_dir(): return 'runtime'\\n")
"""


UV = f"#!{sys.executable}\n{PRETENDER}"


def bare_python(folder: Path) -> Path:
    """A Python in which nothing is installed."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "bare")], check=True)
    return folder / "bare" / "bin" / "python"


@dataclass
class Machine:
    """A checkout, a home folder, a bare Python, and what is on PATH."""

    folder: Path
    python: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay it out."""
        self.root = self.folder / "my course"  # with a blank, as folders of people have
        shutil.copytree(PACKAGE / "cli", self.root / "course" / "cli")
        for name in ("__init__.py", "places.py", "writing.py", "__main__.py"):
            shutil.copy(PACKAGE / name, self.root / "course")
        shutil.copy(places.root() / "pyproject.toml", self.root)
        (self.root / "lessons").mkdir()
        self.calls = self.folder / "calls"
        self.path = self.folder / "bin"
        self.path.mkdir()
        self.home = self.folder / "home"
        self.home.mkdir()
        self.environ = {
            "PATH": f"{self.path}{os.pathsep}/usr/bin{os.pathsep}/bin",
            "HOME": str(self.home),
            "COURSE_TEST_CALLS": str(self.calls),
        } | self.environ

    def add_uv(self) -> None:
        """Put the pretender on PATH as ``uv``."""
        program = self.path / "uv"
        program.write_text(UV)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    def start(self, *argv: str, **more: str) -> subprocess.Popen[str]:
        """Start ``python -m course …`` in the checkout, as the leader of a process group of its own."""
        return subprocess.Popen(
            [str(self.python), "-m", "course", *argv],
            cwd=self.root, env=self.environ | more, text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            # Tests that run in the background of a shell were told to ignore Ctrl-C, and would hand that on.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip

    def run(self, *argv: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end."""
        process = self.start(*argv, **more)
        out, err = process.communicate(timeout=120)
        return subprocess.CompletedProcess(argv, process.returncode, out, err)

    @property
    def environment(self) -> Path:
        """The private environment that the checkout would make."""
        name = f"{sys.implementation.cache_tag}-{sys.platform}"
        return self.root / ".course" / name


def wheel(folder: Path, requirement: str, **programs: str) -> None:
    """Write the smallest installable package that satisfies a requirement, with programs by their name."""
    import zipfile

    one = requirements.Requirement(requirement)
    version = ".".join(map(str, requirements.release(requirement.split(">=")[1].split(",")[0])))
    name = one.name.replace("-", "_")
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", f"__version__ = {version!r}\n")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {one.name}\nVersion: {version}\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        for program, text in programs.items():
            entry = zipfile.ZipInfo(f"{name}-{version}.data/scripts/{program}")
            entry.external_attr = 0o100755 << 16  # a file that may be run
            archive.writestr(entry, text)
        archive.writestr(f"{info}/RECORD", "")
