"""The whole suite on SQLite and on PostgreSQL, side by side, after getting what it needs (`make test`).

A component that cannot be had is named in one sentence; with CI=true that is a failure.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from tools import chromium, pango, postgres

#: Of each engine: whoever waits for its database or its browser leaves the processors to the others.
WORKERS = "2"
COMPILED = Path(__file__).resolve().parents[1] / ".venv" / "compiled"
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder with a name of its own is made in it
#: Bytes that must be free in memory for the run's files: it takes about two thousand million.
ROOM = 8_000_000_000


def main(arguments: list[str]) -> int:
    """0 when every run passed and, in CI, nothing was missing."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # by way of every `finally`
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

    with _folder() as folder:
        environment = _environment(browser or "", folder)
        if not COMPILED.exists():
            _compile(environment)
        failed = _failed(engines, arguments, environment)
    _say(missing)
    _say([f"the suite failed on {engine}." for engine in failed])
    return 1 if failed else 0


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for the run's files, in memory where there is plenty: tests need nothing to last."""
    memory = str(MEMORY) if MEMORY.is_dir() and _has_room(MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix="tandem-suite-", dir=memory))
    folder.chmod(0o755)  # as root, PostgreSQL runs in it as somebody else
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_room(path: Path) -> bool:
    there = os.statvfs(path)
    return there.f_bavail * there.f_frsize >= ROOM and not there.f_flag & os.ST_NOEXEC


def _environment(browser: str, folder: Path) -> dict[str, str]:
    """That of the tests: which browser, where files go, and compiled modules kept (some machines forbid it,
    and then each of the suite's many processes compiles 1,700 files again); beside the packages, so that the
    checkout stays as it is. Templates are compiled once a run, for all.
    """
    given = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    files = {"TMPDIR": str(folder), "TANDEM_COMPILED_TEMPLATES": str(folder)}
    return {"PYTHONPYCACHEPREFIX": str(COMPILED), **given, **files, "TANDEM_CHROMIUM": browser}


def _compile(environment: dict[str, str]) -> None:
    """Compile every module once, instead of in each of the workers that begin at the same time."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q"]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)


def _failed(engines: list[str], arguments: list[str], environment: dict[str, str]) -> list[str]:
    """The engines on which the suite failed; all run at once, the first one tells while it runs."""
    with ExitStack() as stack:
        told: dict[str, IO[bytes] | None] = {
            engine: stack.enter_context(tempfile.TemporaryFile()) if engine != engines[0] else None
            for engine in engines
        }
        running = {}
        for engine in engines:
            running[engine] = _begin(engine, arguments, environment, told[engine])
            stack.callback(running[engine].terminate)
        codes = {}
        for engine in engines:
            print(f"\n== the suite on {engine} ==", flush=True)
            codes[engine] = running[engine].wait()
            if words := told[engine]:
                words.seek(0)
                print(words.read().decode(errors="replace"), end="", flush=True)
    return [engine for engine, code in codes.items() if code]


def _begin(
    engine: str, arguments: list[str], environment: dict[str, str], told: IO[bytes] | None
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", "--engine", engine, "-q", "-n", WORKERS]
    return subprocess.Popen([*command, *arguments], env=environment, stdout=told, stderr=told)


def _say(sentences: list[str]) -> None:
    for sentence in sentences:
        print(f"tandem: {sentence}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
