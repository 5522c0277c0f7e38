"""The lessons as web apps: a landing page and one page a lesson, served by Voila with the code hidden.

``python3 -m course apps`` runs :func:`main`.
"""

from __future__ import annotations


def main(argv: list[str], opens: str = "", verb: str = "apps") -> int:
    """Serve the apps until they are stopped, with the landing page opened or another one; return the exit status.

    Raises:
        CommandError: the address or the port cannot be had; said in words.
    """
    from course.apps.address import must_be_free
    from course.apps.options import parse
    from course.imports import GRAMMARS, without

    options = parse(argv, verb)
    must_be_free(options.address, options.port)
    with without(GRAMMARS):
        from course.apps.command import run
    return run(options, opens)
