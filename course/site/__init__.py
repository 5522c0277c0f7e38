"""The course without a server: plain files for any host, Python in the visitor's own browser.

``python3 -m course site OUT`` runs :func:`main`. The pages are those of the apps (:mod:`course.apps`); only the line to
Python differs: a worker with Pyodide runs the lesson's cells (:mod:`course.site.inside`).
"""

from __future__ import annotations


def main(argv: list[str]) -> int:
    """Build the site; return the exit status."""
    from course.site.command import run

    return run(argv)
