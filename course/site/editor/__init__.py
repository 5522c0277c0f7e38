"""Build the code editor that ships with the course: ``python -m course.site.editor``.

One ES module that exports ``createEditor``, and the licences of what is in it. Needs npm, which learners do not: the result is
package data.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import tempfile
from pathlib import Path

HOME = Path(__file__).parent
BUNDLE = HOME / "editor.js.gz"
LICENCES = HOME / "LICENSES.txt"
PINS = {
    "@codemirror/commands": "6.11.1",
    "@codemirror/lang-python": "6.2.1",
    "@codemirror/language": "6.13.1",
    "@codemirror/state": "6.7.6",
    "@codemirror/view": "6.43.15",
    "@lezer/highlight": "1.2.5",
    "esbuild": "0.28.2",
}


def build() -> None:
    """Bundle it anew; the same versions make the same bytes."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        (folder / "package.json").write_text(json.dumps({"private": True, "dependencies": PINS}))
        (folder / "editor.js").write_bytes((HOME / "editor.js").read_bytes())
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
        command = ["npx", "esbuild", "editor.js", "--bundle", "--format=esm", "--minify", "--outfile=out.js"]
        subprocess.run([*command, "--legal-comments=none", "--metafile=meta.json"], cwd=folder, check=True)
        BUNDLE.write_bytes(gzip.compress((folder / "out.js").read_bytes(), compresslevel=9, mtime=0))
        LICENCES.write_text(_licences(folder), encoding="utf-8")


def _licences(folder: Path) -> str:
    inputs = json.loads((folder / "meta.json").read_text())["inputs"]
    homes = {
        "/".join(name.split("/")[1 : 3 if name.split("/")[1].startswith("@") else 2]) for name in inputs if "/" in name
    }
    parts = []
    for package in sorted(homes):
        home = folder / "node_modules" / package
        about = json.loads((home / "package.json").read_text())
        text = next(path for path in home.iterdir() if path.name.upper().startswith("LICEN")).read_text(
            encoding="utf-8"
        )
        parts.append(f"{package} {about['version']}\n\n{text.strip()}\n")
    return ("\n" + "-" * 80 + "\n\n").join(parts)
