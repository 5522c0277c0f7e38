"""What commonly goes wrong while the course installs itself, said so that one can act on it."""

from __future__ import annotations

import re
from dataclasses import dataclass


class CommandError(Exception):
    """A problem outside the course: what it is and what to do. Shown as it is, without a traceback."""

    def __init__(self, problem: str, *remedy: str, status: int = 1) -> None:
        super().__init__("\n".join([problem, *(f"  {line}" for line in remedy)]))
        self.problem = problem
        self.status = status


@dataclass(frozen=True)
class Failure:
    """A family of installer messages (uv's, pip's, the system's) that mean one thing."""

    pattern: str
    problem: str
    remedy: tuple[str, ...]


# The first that matches is told: a full disk also looks like a failed download, and a missing
# network like a missing package, so the order goes from cause to consequence.
FAILURES = (
    Failure(
        r"no space left|not enough space|disk quota|os error (28|112)\b|errno (28|122)\b|winerror 112",
        "The disk is full.",
        ("Make about 1 GB of room on the disk that holds this folder, then run the same command.",),
    ),
    Failure(
        r"read-only file system|permission denied|access is denied|os error (5|13|30)\b"
        r"|errno (13|30)\b|winerror 5\b|operation not permitted",
        "The course may not write where it needs to.",
        (
            "If the course is open in another window, close it first. Otherwise put the course into a",
            "folder of your own (in your home folder, say) and run it there. Do not use sudo.",
        ),
    ),
    Failure(
        r"certificate.verify.failed|invalid peer certificate|unknownissuer|self.signed certificate",
        "The package index answers with a certificate that this machine does not trust.",
        (
            "Usual behind a company proxy: set SSL_CERT_FILE to your organisation's certificate file,",
            "or give pip its path:  pip config set global.cert PATH",
        ),
    ),
    Failure(
        r"\b407\b|proxy authentication|cannot connect to proxy|tunnel connection failed|proxyerror",
        "The network's proxy refused the connection.",
        ("Set HTTPS_PROXY to the address your network wants, then run the same command.",),
    ),
    Failure(
        r"name resolution|name or service not known|nodename nor servname|getaddrinfo|dns error"
        r"|could not resolve|failed to resolve|network is unreachable|no route to host"
        r"|connection (refused|reset|aborted|timed out)|connect timeout|connecttimeout|timed out"
        r"|failed to establish a new connection|error sending request|could not connect|client error"
        r"|\b50[234]\b|failed to fetch|remote end closed|network connectivity is disabled",
        "The package index could not be reached: is this machine online?",
        (
            "The course needs the network once, to install its packages; afterwards it works offline.",
            "Connect and run the same command. If your network uses a proxy, set HTTPS_PROXY; if it has",
            "a package index of its own, tell pip:  pip config set global.index-url ADDRESS",
        ),
    ),
    Failure(
        r"no matching distribution|could not find a version|no solution found|not found in the"
        r"|has no (usable )?wheels|no compatible version|resolutionimpossible|failed building wheel"
        r"|failed to build|subprocess-exited-with-error|build backend|microsoft visual c\+\+",
        "The package index has no ready-made package for this Python on this machine.",
        (
            "Either this Python is too new or too unusual (the course is tried with 3.11 to 3.14), or the",
            "index is a mirror that lags behind. Try another Python, such as:  python3.13 -m course lab",
        ),
    ),
    Failure(
        r"ensurepip is not available|no module named '?(ensurepip|venv|pip)\b",
        "This Python comes without the modules venv and pip, which make the private environment.",
        (
            "Debian, Ubuntu:  sudo apt install python3-venv",
            "Elsewhere: install Python from https://www.python.org/downloads/, or install uv,",
            "which brings its own.",
        ),
    ),
)

UNKNOWN = Failure(
    r"", "The packages could not be installed.", ("The last lines above say why; the whole story is in the log.",)
)


def refused(error: OSError) -> CommandError:
    """What the system refused to do, with what to do about it where the reason is a full disk or a folder of others."""
    failure = next((one for one in FAILURES[:2] if re.search(one.pattern, str(error), re.IGNORECASE)), None)
    return (
        CommandError(failure.problem, str(error), *failure.remedy)
        if failure
        else CommandError(f"The system refused: {error}.")
    )


def explain(output: str) -> Failure:
    """The failure that an installer's output speaks of, or UNKNOWN."""
    for failure in FAILURES:
        if re.search(failure.pattern, output, re.IGNORECASE):
            return failure
    return UNKNOWN
