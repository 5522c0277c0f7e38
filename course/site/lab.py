"""The notebooks themselves, in a JupyterLab that runs in the browser: JupyterLite with Pyodide's kernel, and the course in it.

::

    OUT/lab/
      lab/index.html?path=01_leverage.ipynb    JupyterLab with a lesson open
      files/                                   the notebooks as they were shipped; what a reader changes stays in their browser
      static/pyodide/                          Pyodide, with the course and its widgets among the packages of its lock

A cell's ``import course`` is all that a notebook needs: the kernel fetches what the lock says belongs to it. The lock is made
here, so JupyterLab needs a folder of Pyodide with the packages in :data:`KERNEL`; the pages need less.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jupyter_core.paths import jupyter_path

import course
from course.cli.failures import CommandError
from course.language import notebook
from course.places import PACKAGE
from course.site.pyodide import CORE, VERSION
from course.site.slim import EPOCH

NEEDED = {"jupyterlite_core": "0.6.4", "jupyterlite_pyodide_kernel": "0.6.1"}
"""The packages that build it, and the versions that belong to this Pyodide: a newer kernel asks for a newer one."""

KERNEL = ("ipython", "jedi", "micropip", "packaging", "sqlite3", "ssl", "numpy", "pandas")
"""Packages of Pyodide that the kernel and the notebooks ask for; the lock names what they need in turn."""

LAB = "lab"
"""Its folder in the site."""

LOADER = "pyodide.js"
"""What the kernel's worker starts Pyodide with; it is a script of the older kind, which cannot import a module."""

WIDGETS = ("ipywidgets", "anywidget", "psygnal", "comm", "typing_extensions")
"""Packages of this environment that go along; they are Python alone."""

LOSES_NONE = "this.mapToObject(e):e}"
KEEPS_NONE = "this.mapToObject(e):e??null}"
"""How the kernel copies what Python says, and how it does so without losing None."""

KERNELS = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = (KERNELS, "@jupyter-widgets/jupyterlab-manager", "anywidget")
"""The kernel, and what JupyterLab draws widgets with, as they are installed here."""

REOPENS = """<script>
  // JupyterLab takes the notebook's name out of its own address, so that after a reload it would show none.
  (() => {
    const [name, given] = ["margin-course/notebook", new URLSearchParams(location.search).get("path")];
    if (given) sessionStorage.setItem(name, given);
    else if (performance.getEntriesByType("navigation")[0].type === "reload" && sessionStorage.getItem(name))
      location.replace(`?path=${encodeURIComponent(sessionStorage.getItem(name))}`);
  })();
</script>
"""
"""What JupyterLab's page runs first."""

SETTINGS = {
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # widgets of cells out of view stay alive
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
}


def build(out: Path, pyodide: Path | None, notebooks: Iterable[Path]) -> None:
    """Write it into ``out``.

    Raises:
        Stop: JupyterLite or one of Pyodide's packages is not there; said in words.
    """
    _must_be_there()
    if pyodide is None:
        raise CommandError("JupyterLab needs a folder of Pyodide with its packages: name it with --pyodide DIR.")
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    kept = _closure(lock["packages"], KERNEL)
    files = [*CORE, LOADER, *(one["file_name"] for one in kept.values())]
    missing = [name for name in files if not (pyodide / name).is_file()]
    if missing:
        raise CommandError(f"{pyodide} lacks what JupyterLab needs: {', '.join(missing)}.")
    with TemporaryDirectory() as scratch:
        _jupyterlite(Path(scratch), out, notebooks)
    keep_none(out / "extensions" / KERNELS)
    reopen(out / "lab" / "index.html")
    static = out / "static" / "pyodide"
    static.mkdir(parents=True)
    for name in files:
        (static / name).write_bytes((pyodide / name).read_bytes())
    lock["packages"] = kept | _own(static)
    (static / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")


def keep_none(kernels: Path) -> None:
    """Have the kernel send None as null: as it is, ``undefined`` leaves and what is undefined never arrives.

    Raises:
        Stop: this kernel is another than the one that is known.
    """
    mended = 0
    for file in (kernels / "static").glob("*.js"):
        text = file.read_text(encoding="utf-8")
        mended += text.count(LOSES_NONE)
        file.write_text(text.replace(LOSES_NONE, KEEPS_NONE), encoding="utf-8")
    if not mended:
        raise CommandError(
            "This kernel of JupyterLite is not the one that the course knows: None would get lost on its way to charts."
        )


def reopen(page: Path) -> None:
    """Have JupyterLab's page show the same notebook after a reload."""
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("<head>", f"<head>{REOPENS}", 1), encoding="utf-8")


def _must_be_there() -> None:
    for module, version in NEEDED.items():
        name = module.replace("_", "-")
        found = importlib.metadata.version(name) if find_spec(module) else "none"
        if found != version:
            wanted = " ".join(f"{one.replace('_', '-')}=={number}" for one, number in NEEDED.items())
            raise CommandError(
                f"--lab needs {name} {version}, found {found}.", f"Install it beside the course: pip install {wanted}"
            )


def _closure(packages: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    due = list(names)
    while due:
        name = due.pop()
        if name in found:
            continue
        if name not in packages:
            raise CommandError(f"Pyodide's lock has no package {name}: JupyterLab needs Pyodide {VERSION} in full.")
        # As the keys are spelled: Pyodide looks for them letter by letter.
        needs = [_key(one) for one in packages[name]["depends"]]
        found[name] = {**packages[name], "depends": needs}
        due += needs
    return found


def _jupyterlite(scratch: Path, out: Path, notebooks: Iterable[Path]) -> None:
    contents = scratch / "contents"
    contents.mkdir()
    for path in notebooks:
        shown = json.loads(notebook(path.read_bytes()))
        shown["metadata"]["kernelspec"] = {"name": "python", "display_name": "Python (Pyodide)"}
        (contents / path.name).write_text(json.dumps(shown), encoding="utf-8")
    about: dict[str, Any] = {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Cross and isolated margin",
            "litePluginSettings": {
                "@jupyterlite/pyodide-kernel-extension:kernel": {
                    "pyodideUrl": f"./static/pyodide/{LOADER}",
                    "disablePyPIFallback": True,
                }
            },
        },
    }
    (scratch / "jupyter-lite.json").write_text(json.dumps(about), encoding="utf-8")
    (scratch / "overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from jupyterlite_core.app import main; main()",
        "build",
        "--lite-dir",
        str(scratch),
    ]
    command += ["--contents", str(contents), "--output-dir", str(out.resolve()), "--apps", "lab", "--no-sourcemaps"]
    command += ["--ignore-sys-prefix", "federated_extensions"]
    command += [f"--LiteBuildConfig.federated_extensions={_extension(name)}" for name in EXTENSIONS]
    made = subprocess.run(command, capture_output=True, text=True, check=False, cwd=scratch)
    if made.returncode:
        raise CommandError(f"JupyterLite could not be built: {(made.stderr or made.stdout)[-1500:]}")


def _extension(name: str) -> Path:
    for folder in jupyter_path("labextensions"):
        if (found := Path(folder, name)).is_dir():
            return found
    raise CommandError(f"JupyterLab's extension {name} is not installed.")


def _own(to: Path) -> dict[str, Any]:
    """Write the course and its widgets as wheels; their entries in the lock."""
    entries = {}
    for name in WIDGETS:
        found = importlib.metadata.distribution(name)
        files = {
            path.as_posix(): Path(str(found.locate_file(path))).read_bytes()
            for path in found.files or ()
            if path.suffix != ".so" and ".." not in path.parts and "__pycache__" not in path.parts
        }
        entries[_key(name)] = _wheel(to, name, found.version, {key: files[key] for key in files if _is_python(key)}, ())
    data = {
        path.relative_to(PACKAGE.parent).as_posix(): path.read_bytes() for path in PACKAGE.rglob("*") if path.is_file()
    }
    data = {key: data[key] for key in data if "__pycache__" not in key and not key.startswith("course/shipped")}
    entries["course"] = _wheel(to, "course", course.__version__, data, ("numpy", "pandas", *WIDGETS))
    return entries


def _key(name: str) -> str:
    return name.lower().replace("_", "-")


def _is_python(name: str) -> bool:
    return name.endswith((".py", ".js", ".css", ".json", "METADATA"))


def _wheel(to: Path, name: str, version: str, files: dict[str, bytes], needs: tuple[str, ...]) -> dict[str, Any]:
    about = f"{name}-{version}.dist-info/"
    files = {key: content for key, content in files.items() if ".dist-info/" not in key} | {
        f"{about}METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{about}WHEEL": b"Wheel-Version: 1.0\nGenerator: course\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{about}RECORD": b"",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for key, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(key, EPOCH), content, zipfile.ZIP_DEFLATED, 9)
    file = f"{name}-{version}-py3-none-any.whl"
    (to / file).write_bytes(made.getvalue())
    return {
        "name": _key(name),
        "version": version,
        "file_name": file,
        "install_dir": "site",
        "sha256": hashlib.sha256(made.getvalue()).hexdigest(),
        "package_type": "package",
        "imports": [name],
        "depends": [_key(one) for one in needs],
        "unvendored_tests": False,
    }
