"""The whole suite on SQLite, then on PostgreSQL, after getting what it needs (`make test`).

A component that cannot be had is named in one sentence; with CI=true that is a failure.
"""

import os
import subprocess
import sys
from pathlib import Path

from tools import chromium, pango, postgres

WORKERS = "2"
COMPILED = Path(__file__).resolve().parents[1] / ".venv" / "compiled"


def main(arguments: list[str]) -> int:
    """0 when every run passed and, in CI, nothing was missing."""
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    missing = []
    engines = ["sqlite"]
    browser = chromium.found() or chromium.installed()
    if browser is None:
        missing.append(chromium.MISSING)
    try:
        if not os.environ.get("TEST_DATABASE_URL"):
            postgres.packaged()
        engines.append("postgresql")
    except postgres.NoPostgres as sentence:
        missing.append(str(sentence))
    if not (pango.found() or pango.installed()):
        missing.append(pango.MISSING)
    if missing and in_ci:
        _say(missing)
        return 1

    environment = _environment(browser or "")
    failed = [engine for engine in engines if _run(engine, arguments, environment)]
    _say(missing)
    _say([f"the suite failed on {engine}." for engine in failed])
    return 1 if failed else 0


def _environment(browser: str) -> dict[str, str]:
    """That of the tests: which browser, and compiled modules kept (some machines forbid it, and then each of
    the suite's many processes compiles 1,700 files again); beside the packages, so that the checkout stays as
    it is.
    """
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(COMPILED), **given, "TANDEM_CHROMIUM": browser}


def _run(engine: str, arguments: list[str], environment: dict[str, str]) -> int:
    print(f"\n== the suite on {engine} ==", flush=True)
    command = [sys.executable, "-m", "pytest", "--engine", engine, "-q", "-n", WORKERS, "--dist", "loadgroup"]
    return subprocess.run([*command, *arguments], env=environment, check=False).returncode


def _say(sentences: list[str]) -> None:
    for sentence in sentences:
        print(f"tandem: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
