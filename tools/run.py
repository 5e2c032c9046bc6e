"""Migrates, seeds the demo on the first run, then runs web and clock until Ctrl-C (`make run`)."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from types import FrameType
from typing import TypeAlias
from urllib.error import HTTPError
from urllib.request import urlopen

from sqlalchemy import inspect, text

from core.database import make_engine
from core.settings import Settings, SettingsRefused

Process: TypeAlias = "subprocess.Popen[bytes]"

BIN = Path(sys.executable).parent
FLASK = [str(BIN / "flask"), "--app", "app"]
WEB = [
    str(BIN / "gunicorn"),
    "--no-control-socket",
    "--preload",  # the workers share what the application is made of, and start at once
    "--worker-class",
    "sync",
    "--log-level",
    "warning",
    "app:create_app()",
]
START_SECONDS = 30
STOP_SECONDS = 10


class Stop(Exception):
    """Somebody asked for the end."""


def main() -> int:
    """0 after a stop that was asked for; else the exit code of what failed."""
    environment = _environment()
    try:
        settings = Settings.from_env(environment)
    except SettingsRefused as sentence:
        print(f"tandem: {sentence}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        with own_terminal():
            return _prepared(settings, environment) or _serve(environment)
    except Stop:
        return 0


def _environment() -> dict[str, str]:
    """What was given, and beside it what a demo on one's own machine needs."""
    given = dict(os.environ)
    port = given.setdefault("PORT", "8000")
    if given.get("TANDEM_ENV", "development") != "production":
        given.setdefault("TANDEM_DEMO", "1")
        given.setdefault("TANDEM_BASE_URL", f"http://127.0.0.1:{port}")
    if given.get("TANDEM_DEMO") == "1":
        given.setdefault("TANDEM_BRAND_NAME", "Club Solvanne")
        given.setdefault("TANDEM_BRAND_LETTER", "S")
    return given


def _prepared(settings: Settings, environment: dict[str, str]) -> int:
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    failed = _call([*FLASK, "db", "upgrade"], environment)
    if not failed and settings.demo and _empty(settings.database_url):
        print("tandem: writing the demo story, once", flush=True)
        failed = 1
        try:
            failed = _call([*FLASK, "demo", "seed"], environment)
        finally:
            if failed:
                _forget(settings.database_url)
    return failed


def _forget(url: str) -> None:
    """A story that was cut off is told again from the beginning: nobody else was in this database."""
    if url.startswith("sqlite:///"):
        for end in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + end).unlink(missing_ok=True)


def _call(command: list[str], environment: dict[str, str]) -> int:
    return subprocess.run(command, env=environment, check=False).returncode


def _empty(url: str) -> bool:
    """Whether nobody is in the database yet: the story is written on the first run only."""
    engine = make_engine(url)
    with engine.connect() as connection:
        nobody = inspect(connection).has_table("people") and not connection.scalar(
            text("SELECT count(*) FROM people")
        )
        connection.rollback()
    engine.dispose()
    return bool(nobody)


def _serve(environment: dict[str, str]) -> int:
    address = f"127.0.0.1:{environment['PORT']}"
    workers = environment.get("WEB_CONCURRENCY", "2")
    running: list[Process] = []
    try:
        running.append(_begin([*WEB, f"--bind={address}", f"--workers={workers}"], environment))
        running.append(_begin([*FLASK, "clock", "run"], environment))
        if not _answers(f"http://{address}/", running[0]):
            return 1
        print(f"\nTandem is at http://{address}  (Ctrl-C stops it)\n", flush=True)
        if environment.get("TANDEM_DEMO") == "1":
            _call([*FLASK, "demo", "sign-ins"], environment)
        while all(process.poll() is None for process in running):
            sleep(0.2)
        return 1
    finally:
        _end(running)


def _begin(command: list[str], environment: dict[str, str]) -> Process:
    """Start a process that Ctrl-C does not reach: we stop it ourselves, once."""
    return subprocess.Popen(command, env=environment, start_new_session=True)


def _answers(url: str, web: Process) -> bool:
    for _ in range(START_SECONDS * 10):
        if web.poll() is not None:
            return False
        try:
            urlopen(url, timeout=5).close()  # noqa: S310 - our own address
        except HTTPError:
            return True
        except OSError:
            sleep(0.1)
        else:
            return True
    return False


def _end(running: list[Process]) -> None:
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _stop(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Stop


@contextmanager
def own_terminal() -> Iterator[None]:
    """Hear Ctrl-C alone: make, in the same process group, would answer it with an error.

    A small process takes the terminal's foreground; Ctrl-C ends it, and its end reaches us as a SIGINT.
    """
    if not sys.stdin.isatty() or os.tcgetpgrp(0) != os.getpgrp():
        yield
        return
    ours = os.getpgrp()
    ear = os.fork()
    if ear == 0:
        _listen(os.getppid())
    signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    os.setpgid(ear, ear)
    os.tcsetpgrp(0, ear)
    try:
        yield
    finally:
        os.tcsetpgrp(0, ours)
        os.kill(ear, signal.SIGKILL)
        os.waitpid(ear, 0)


def _listen(parent: int) -> None:
    """The small process: pass Ctrl-C on, end with the parent."""
    signal.signal(signal.SIGINT, lambda _number, _frame: os.kill(parent, signal.SIGTERM))
    while os.getppid() == parent:
        sleep(1)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
