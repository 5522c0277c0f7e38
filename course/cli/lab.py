"""``course lab``: JupyterLab on lesson 00."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from course import places
from course.cli import copies, jupyter
from course.cli.failures import CommandError
from course.cli.processes import guarded, hand_over


def main(argv: list[str]) -> int:
    """Open JupyterLab; this process becomes the server."""
    options, rest = _parse(argv)
    if places.in_checkout():
        folder = places.root()
    else:
        folder = (options.folder or copies.default_folder()).expanduser().resolve()
        print(copies.refresh(folder))
    if options.port is not None and not is_free(options.port):
        raise CommandError(
            f"Port {options.port} is in use by another program.",
            "Choose another one, or leave --port out: then a free one is found.",
        )
    where = "starts; its address follows" if options.no_browser else "opens in your browser"
    print(f"JupyterLab {where}. To stop it: Ctrl-C here, then y.")
    hand_over(command(folder, options, rest), {**os.environ, **jupyter.environ()}, cwd=folder)


def command(folder: Path, options: argparse.Namespace, rest: list[str]) -> list[str]:
    """The server's command line."""
    argv = guarded(
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{places.FIRST_LESSON}",
        # The apps are a verb of their own; here they would only make the start slower.
        "--ServerApp.jpserver_extensions={'voila.server_extension': False}",
        "--Application.log_level=ERROR",
    )
    if options.port is not None:
        argv.append(f"--ServerApp.port={options.port}")
    if options.no_browser:
        argv.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        # In a container everything runs as root, and JupyterLab would refuse to start.
        argv.append("--allow-root")
    return argv + rest


def is_free(port: int) -> bool:
    """Can a server listen on this port of this machine?"""
    with socket.socket() as probe:
        if sys.platform != "win32":  # where it would mean "although another one listens"
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _parse(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    before, rest = argv, []
    if "--" in argv:
        cut = argv.index("--")
        before, rest = argv[:cut], argv[cut + 1 :]
    parser = argparse.ArgumentParser(
        prog="course lab",
        description="Open the course in JupyterLab, on lesson 00.",
        epilog="What follows a lone -- is passed on to JupyterLab as it is.",
    )
    parser.add_argument("--port", type=port_number, help="the port to listen on (default: a free one from 8888)")
    parser.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    if not places.in_checkout():
        parser.add_argument(
            "--folder", type=Path,
            help=f"where your copy of the lessons is kept (default: {copies.default_folder()})",
        )  # fmt: skip
    return parser.parse_args(before), rest


def port_number(text: str) -> int:
    """A port from the command line."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise argparse.ArgumentTypeError(f"{text[:30]} is not a port: a whole number from 1 to 65535")
    return int(text)
