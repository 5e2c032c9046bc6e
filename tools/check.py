"""Every check that needs no running application, two at a time, all of them told (`make check`)."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str | Path]] = {
    "types": [BIN / "mypy"],  # first: it takes longest
    "style": [BIN / "ruff", "check", "--quiet", "."],
    "white space": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "imports": [BIN / "lint-imports"],
    "translations": [sys.executable, "-m", "tools.translations", "check"],
    "migrations": [sys.executable, "-m", "tools.migrations", "check"],
}


def main(names: list[str]) -> int:
    """0 when every check (or every named one) passed; prints what those that failed had to say."""
    failed = False
    with ThreadPoolExecutor(max_workers=2) as both:
        for name, done, seconds in both.map(_checked, names or list(CHECKS)):
            failed = failed or done.returncode != 0
            print(f"{'FAILED' if done.returncode else 'ok':7}{name} ({seconds:.1f} s)", flush=True)
            if done.returncode:
                print((done.stdout + done.stderr).strip(), flush=True)
    return 1 if failed else 0


def _checked(name: str) -> "tuple[str, subprocess.CompletedProcess[str], float]":
    begun = monotonic()
    done = subprocess.run(CHECKS[name], capture_output=True, text=True, check=False)
    return name, done, monotonic() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
