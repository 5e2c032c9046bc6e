"""Every check that needs no running application, one after another, all of them told (`make check`)."""

import subprocess
import sys
from pathlib import Path
from time import monotonic

BIN = Path(sys.executable).parent
CHECKS: dict[str, list[str | Path]] = {
    "style": [BIN / "ruff", "check", "--quiet", "."],
    "white space": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "types": [BIN / "mypy"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "imports": [BIN / "lint-imports"],
    "translations": [sys.executable, "-m", "tools.translations", "check"],
    "migrations": [sys.executable, "-m", "tools.migrations", "check"],
}


def main(names: list[str]) -> int:
    """0 when every check (or every named one) passed; prints what those that failed had to say."""
    failed = []
    for name in names or list(CHECKS):
        begun = monotonic()
        done = subprocess.run(CHECKS[name], capture_output=True, text=True, check=False)
        print(
            f"{'ok' if done.returncode == 0 else 'FAILED':7}{name} ({monotonic() - begun:.1f} s)", flush=True
        )
        if done.returncode:
            failed.append(name)
            print((done.stdout + done.stderr).strip(), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
