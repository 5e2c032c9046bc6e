"""Databases for tests: one live one that is put back, quickly, to a kept state before each test."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
from psycopg import sql

from tests.support.kept_rows import KeptRows


class Databases(ABC):
    """One live database and the states kept of it; nobody may be connected while it is copied."""

    url: str

    @abstractmethod
    def keep(self, state: str) -> None:
        """Remember the live database as a state."""

    @abstractmethod
    def put_back(self, state: str | None, reshaped: bool = False) -> None:
        """Make the live database what it was in a state, empty for None; `reshaped`: tables were altered."""

    @abstractmethod
    def by_rows(self, state: str | None, reshaped: bool = False) -> bool:
        """Whether a state can be put back by its rows: then who is connected, and idle, may stay."""

    @abstractmethod
    def untouched(self) -> bool:
        """Whether nothing was committed since it was put back; False also where that is not quick to see.

        Numbers drawn since are given back, as nobody has them.
        """

    @abstractmethod
    def close(self) -> None:
        """Forget everything."""


class SQLiteFiles(Databases):
    """States are files beside the live one."""

    def __init__(self, folder: Path, name: str) -> None:
        self.live = folder / f"{name}.db"
        self.url = f"sqlite:///{self.live}"
        #: when the file was last kept or put back, nanoseconds
        self.written_at = 0

    def keep(self, state: str) -> None:
        shutil.copyfile(self.live, self._file(state))
        self.written_at = self.live.stat().st_mtime_ns

    def put_back(self, state: str | None, reshaped: bool = False) -> None:
        for end in ("", "-wal", "-shm"):
            self.live.with_name(self.live.name + end).unlink(missing_ok=True)
        if state:
            shutil.copyfile(self._file(state), self.live)
            self.written_at = self.live.stat().st_mtime_ns

    def by_rows(self, state: str | None, reshaped: bool = False) -> bool:
        return False

    def untouched(self) -> bool:
        """What is committed stands in the log, or was copied from there into the file."""
        log = self.live.with_name(f"{self.live.name}-wal")
        is_empty = not log.exists() or log.stat().st_size == 0
        return is_empty and self.live.stat().st_mtime_ns == self.written_at

    def close(self) -> None:
        for path in self.live.parent.glob(f"{self.live.stem}.*"):
            path.unlink()

    def _file(self, state: str) -> Path:
        return self.live.with_name(f"{self.live.stem}.{state}.kept")


class PostgresDatabases(Databases):
    """A state is kept as a database that the server copies; a small one as rows too, written back quicker."""

    #: bytes of rows up to which writing them back is quicker than a copy of all files
    SMALL = 200_000
    #: how often the room of deleted rows is given back
    VACUUM_EVERY = 25
    #: twentieths of a second that others get to leave a database before it is copied
    PATIENCE = 60

    def __init__(self, server: str, name: str) -> None:
        self.name = name
        self.url = _with_name(server, name)
        self.server = psycopg.connect(_plain(server), autocommit=True)
        self.line: psycopg.Connection[Any] | None = None
        self.copies: set[str] = set()
        self.rows: dict[str, KeptRows] = {}
        #: what the live database held when it was last kept or put back, and since when it may differ
        self.standing: tuple[KeptRows, str] | None = None
        self.rewritten: set[str] = set()
        self.restored = 0

    def keep(self, state: str) -> None:
        self.rows.pop(state, None)
        kept = KeptRows.of(self._line())
        self.standing = None
        if kept and kept.size <= self.SMALL:
            self.rows[state] = kept
            self.standing = kept, self._now()
        self._leave()
        self._drop(f"{self.name}_{state}")
        self._create(f"{self.name}_{state}", self.name)
        self.copies.add(state)

    def put_back(self, state: str | None, reshaped: bool = False) -> None:
        kept = self.rows.get(state or "")
        if kept and self.standing and self.by_rows(state, reshaped):
            standing, since = self.standing
            self.rewritten |= kept.write_back(self._line(), standing, since)
            self._tidy()
        else:
            self._leave()
            self._drop(self.name)
            self._create(self.name, f"{self.name}_{state}" if state else "template0")
            self.rewritten = set()
        self.standing = (kept, self._now()) if kept else None

    def by_rows(self, state: str | None, reshaped: bool = False) -> bool:
        return (state or "") in self.rows and self.standing is not None and not reshaped

    def untouched(self) -> bool:
        if not self.standing:
            return False
        kept, since = self.standing
        if kept.changed(self._line(), since):
            return False
        kept.count_from_there(self._line())
        return True

    def close(self) -> None:
        self._leave()
        for name in (self.name, *(f"{self.name}_{state}" for state in self.copies)):
            self._drop(name)
        self.server.close()

    def _line(self) -> "psycopg.Connection[Any]":
        """Our own connection to the live database, past its triggers where we may; kept, because each new one
        reads the whole catalogue again."""
        if self.line is None:
            self.line = psycopg.connect(_plain(self.url), autocommit=True, prepare_threshold=2)
            self.line.execute("SET lock_timeout = '20s'; SET plan_cache_mode = force_generic_plan")
            if self.line.execute("SELECT current_setting('is_superuser')").fetchone() == ("on",):
                self.line.execute("SET session_replication_role = replica")  # each change forgets every plan
        return self.line

    def _leave(self) -> None:
        if self.line:
            self.line.close()
        self.line = None

    def _now(self) -> str:
        """The oldest transaction that may still write here: rows of older ones are as they stand.

        Other workers' databases are of no concern, though numbers of transactions are the whole server's.
        """
        oldest = (
            "SELECT backend_xid FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_xid IS NOT NULL ORDER BY age(backend_xid) DESC LIMIT 1"
        )
        found = self._line().execute(
            f"SELECT coalesce(({oldest}), pg_snapshot_xmax(pg_current_snapshot())::xid)::text"
        )
        return str(found.fetchall()[0][0])

    def _tidy(self) -> None:
        self.restored += 1
        if self.restored % self.VACUUM_EVERY == 0 and self.rewritten:
            tables = sql.SQL(", ").join(map(sql.Identifier, sorted(self.rewritten)))
            self._line().execute(sql.SQL("VACUUM {}").format(tables), prepare=False)
            self.rewritten = set()

    def _create(self, name: str, template: str) -> None:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self._wait_until_left(template)
        self.server.execute(words.format(sql.Identifier(name), sql.Identifier(template)))

    def _wait_until_left(self, name: str) -> None:
        """Whoever is still connected gets a moment to go (a browser's last request, a killed process)."""
        there = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
        for _ in range(self.PATIENCE):
            if self.server.execute(there, (name,)).fetchone() == (0,):
                return
            sleep(0.05)
        self.server.execute(
            "SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity WHERE datname = %s", (name,)
        )

    def _drop(self, name: str) -> None:
        self.server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _plain(url: str) -> str:
    """An address as psycopg reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def _with_name(server: str, name: str) -> str:
    """The same server's address with another database in its path."""
    head, _, query = server.partition("?")
    head = head.rsplit("/", 1)[0]
    return f"{head}/{name}" + (f"?{query}" if query else "")


def databases(engine: str, server: str, folder: Path, name: str) -> Databases:
    """The databases of one kind, for one worker."""
    makers: dict[str, Callable[[], Databases]] = {
        "sqlite": lambda: SQLiteFiles(folder, name),
        "postgresql": lambda: PostgresDatabases(server, name),
    }
    return makers[engine]()
