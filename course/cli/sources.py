"""Where packages come from is the user's choice; how and what to install is the course's.

pip reads options from configuration files and from the environment. The course respects those
that say *where* packages come from (an index, a proxy, a certificate, a cache) and shuts out those
that would change *what* happens (``target``, ``user``, ``constraint``, …). The same choice is
translated for uv, which does not read pip's files.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
from collections.abc import Mapping

# pip's options for where packages come from -> what uv calls the same ("" where it has none).
WHERE = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
    "client-cert": "SSL_CLIENT_CERT",
    "proxy": "ALL_PROXY",
    "keyring-provider": "UV_KEYRING_PROVIDER",
    "default-timeout": "UV_HTTP_TIMEOUT",
    "timeout": "UV_HTTP_TIMEOUT",
    "no-index": "UV_NO_INDEX",
    "retries": "UV_HTTP_RETRIES",
    "cache-dir": "",
    "no-cache-dir": "",
}

# The same kind of setting, given to uv directly.
UV_WHERE = re.compile(
    r"UV_(DEFAULT_INDEX|INDEX\w*|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|INSECURE_HOST|NATIVE_TLS"
    r"|SYSTEM_CERTS|KEYRING_PROVIDER|HTTP_\w+|REQUEST_TIMEOUT|OFFLINE|CACHE_DIR|NO_CACHE"
    r"|CONFIG_FILE|LINK_MODE|CONCURRENT_\w+)"
)

# What another environment leaves behind, and what would make Python look elsewhere for modules.
LEAKS = re.compile(
    r"PYTHONPATH|PYTHONHOME|PYTHONSTARTUP|PYTHONUSERBASE|PYTHONEXECUTABLE|__PYVENV_LAUNCHER__"
    r"|VIRTUAL_ENV.*|CONDA_(PREFIX|DEFAULT_ENV|PROMPT_MODIFIER|SHLVL|PYTHON_EXE).*"
    r"|JUPYTER(LAB)?_.*|IPYTHONDIR|PIP_.*|UV_.*"
)


def clean(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment without what would leak into a private one."""
    kept = {name: value for name, value in environ.items() if not LEAKS.fullmatch(name) or UV_WHERE.fullmatch(name)}
    return kept | {"PYTHONNOUSERSITE": "1"}


def pip_settings(python: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The options of pip for where packages come from, out of its files and its variables.

    ``pip config list`` knows every place that pip reads. Without a pip the variables remain.
    """
    found = {key: environ[name] for key in WHERE if environ.get(name := "PIP_" + key.upper().replace("-", "_"))}
    try:
        listing = subprocess.run(
            [python, "-m", "pip", "config", "list"],
            capture_output=True, text=True, timeout=60, env=dict(environ), check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return found
    return parse_listing(listing.stdout if listing.returncode == 0 else "") | found


def parse_listing(listing: str) -> dict[str, str]:
    """Read ``section.key='value'`` lines: the section ``install`` outranks ``global``."""
    ranked: dict[str, tuple[bool, str]] = {}
    for line in listing.splitlines():
        match = re.fullmatch(r"(global|install)\.([a-z-]+)=('.*'|\".*\")", line.strip())
        if match and match[2] in WHERE:
            rank = match[1] == "install"
            if (value := str(ast.literal_eval(match[3]))) and rank >= ranked.get(match[2], (0,))[0]:
                ranked[match[2]] = (rank, value)
    return {key: value for key, (_, value) in ranked.items()}


def for_pip(settings: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for pip: its own files shut, and of their content only the places."""
    places = {"PIP_" + key.upper().replace("-", "_"): value for key, value in settings.items()}
    return clean(environ) | places | {"PIP_CONFIG_FILE": os.devnull}


def for_uv(settings: Mapping[str, str], environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for uv: the user's own settings for uv first, else pip's translated."""
    kept = clean(environ)
    own_index = any("INDEX" in name for name in kept if UV_WHERE.fullmatch(name))
    places = {}
    for key, value in settings.items():
        if not (name := WHERE[key]) or (own_index and "INDEX" in name):
            continue
        # Several values: pip separates them by white space, uv its find-links by commas.
        places[name] = ("," if key == "find-links" else " ").join(value.split())
    if "UV_INDEX" in places:
        # pip takes the best of all its indexes; uv by default the first that knows the name.
        places["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return places | kept
