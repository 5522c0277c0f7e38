"""Finds a browser of the Chromium family for the browser tests."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

VARIABLE = "COURSE_BROWSER"
REQUIRE = "COURSE_REQUIRE_BROWSER"
# The shell has no window of its own to draw: pages cost it less than half of what they cost the browser.
NAMES = (
    "chromium-headless-shell", "chromium", "chromium-browser",
    "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
)  # fmt: skip
# Where the installers put it without telling PATH; Playwright's own last.
PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        "~/Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    ),
    "win32": (
        "%PROGRAMFILES%/Google/Chrome/Application/chrome.exe",
        "%PROGRAMFILES(X86)%/Google/Chrome/Application/chrome.exe",
        "%LOCALAPPDATA%/Google/Chrome/Application/chrome.exe",
        "%PROGRAMFILES(X86)%/Microsoft/Edge/Application/msedge.exe",
        "%LOCALAPPDATA%/ms-playwright/chromium-*/chrome-win*/chrome.exe",
    ),
    "linux": ("~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",),
}
HOW_TO_GET = {
    "darwin": "install Google Chrome (or: brew install --cask chromium)",
    "win32": "install Google Chrome (Microsoft Edge, which comes with Windows, serves as well)",
    "linux": "sudo apt install chromium   (or your system's package of that name, or Google Chrome)",
}
# For a test run: no sandbox (root in a container has none), and no calls of the browser's own.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> Path | None:
    """The browser to test with, or None. ``COURSE_BROWSER`` names one that is elsewhere."""
    if wish := os.environ.get(VARIABLE):
        path = Path(wish).expanduser()
        return path if path.is_file() else None
    for name in NAMES:
        if path_found := shutil.which(name):
            return Path(path_found)
    for pattern in PLACES.get(sys.platform, ()):
        place = Path(os.path.expandvars(pattern)).expanduser()
        if place.is_absolute():
            relative = place.relative_to(place.anchor).as_posix()
            for path in sorted(Path(place.anchor).glob(relative), reverse=True):
                if path.is_file():
                    return path
    return None


def how_to_get() -> str:
    """What to do on this system to have one."""
    own = f"or set {VARIABLE} to the program of a Chromium, Chrome or Edge that is elsewhere"
    return f"{HOW_TO_GET.get(sys.platform, 'install Chromium or Google Chrome')}; {own}"
