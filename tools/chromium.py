"""Finds a Chromium that starts, or gets one: the system's, apt's when root, Playwright's own.

`python -m tools.chromium` does so and prints its path; 1 with a sentence when none can be had.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

#: The shell first: it draws and runs pages as the others do, without the windows and bars around them.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "Chromium is missing and could not be installed: install the package chromium, "
    "or name its program in TANDEM_CHROMIUM."
)


def found(names: Sequence[str] = NAMES) -> str | None:
    """The program of a Chromium that starts, or None; Ubuntu's apt package is a stub that does not."""
    named = os.environ.get("TANDEM_CHROMIUM")
    for program in filter(None, [named, *map(shutil.which, names), _of_playwright()]):
        if _starts(program):
            return program
    return None


def _of_playwright() -> str | None:
    with sync_playwright() as playwright:
        program = playwright.chromium.executable_path
    return program if Path(program).exists() else None


def _starts(program: str) -> bool:
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def installed() -> str | None:
    """A Chromium that starts, after trying to install one; None when every way failed."""
    ways: list[list[str]] = [[sys.executable, "-m", "playwright", "install", "chromium-headless-shell"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        get = ["apt-get", "install", "-y", "-qq", "--no-install-recommends"]
        ways = [
            ["apt-get", "update", "-qq"],
            [*get, "chromium-headless-shell"],  # Debian's alone
            [*get, "chromium"],
            [*ways[0], "--with-deps"],
        ]
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for way in ways:
        print(f"tandem: no browser yet, trying {' '.join(way[-4:])}", file=sys.stderr)
        subprocess.run(way, stdout=sys.stderr, check=False, env=quietly)
        if program := found():
            return program
    return None


def main() -> int:
    """Print the program's path, or the one sentence."""
    program = found() or installed()
    print(program or f"tandem: {MISSING}", file=sys.stdout if program else sys.stderr)
    return 0 if program else 1


if __name__ == "__main__":
    sys.exit(main())
