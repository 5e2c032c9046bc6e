"""Finds the Pango that PDF needs, or gets it: apt's when root; else says so in one sentence.

`python -m tools.pango` does so; the portal runs without it, its PDF buttons then offer the print page.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
MISSING = (
    "PDF cannot be written, since Pango is missing and could not be installed: "
    f"install the packages {' '.join(PACKAGES)}."
)


def found() -> bool:
    """Whether WeasyPrint loads, in a process of its own: a library that came meanwhile is seen."""
    done = subprocess.run([sys.executable, "-c", "import weasyprint"], capture_output=True, check=False)
    return done.returncode == 0


def installed() -> bool:
    """Whether it loads after trying to install it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("tandem: no Pango yet, installing it for PDF", file=sys.stderr)
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for way in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *PACKAGES]):
        subprocess.run(["apt-get", *way], stdout=sys.stderr, check=False, env=quietly)
    return found()


def main() -> int:
    """0 when PDF can be written; else the one sentence."""
    if found() or installed():
        return 0
    print(f"tandem: {MISSING}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
