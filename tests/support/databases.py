"""Databases for tests: one live one that is put back, quickly, to a kept state before each test."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import psycopg
from psycopg import sql


class Databases(ABC):
    """One live database and the states kept of it; nobody may be connected while it is kept or put back."""

    url: str

    @abstractmethod
    def keep(self, state: str) -> None:
        """Remember the live database as a state."""

    @abstractmethod
    def put_back(self, state: str | None, reshaped: bool = False) -> None:
        """Make the live database what it was in a state, empty for None; `reshaped`: tables were altered."""

    @abstractmethod
    def close(self) -> None:
        """Forget everything."""


class SQLiteFiles(Databases):
    """States are files beside the live one."""

    def __init__(self, folder: Path, name: str) -> None:
        self.live = folder / f"{name}.db"
        self.url = f"sqlite:///{self.live}"

    def keep(self, state: str) -> None:
        shutil.copyfile(self.live, self._file(state))

    def put_back(self, state: str | None, reshaped: bool = False) -> None:
        for end in ("", "-wal", "-shm"):
            self.live.with_name(self.live.name + end).unlink(missing_ok=True)
        if state:
            shutil.copyfile(self._file(state), self.live)

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
    VACUUM_EVERY = 50
    #: twentieths of a second that others get to leave a database before it is copied
    PATIENCE = 60

    def __init__(self, server: str, name: str) -> None:
        self.name = name
        self.url = _with_name(server, name)
        self.server = psycopg.connect(_plain(server), autocommit=True)
        self.copies: set[str] = set()
        self.rows: dict[str, KeptRows] = {}
        self.restored = 0

    def keep(self, state: str) -> None:
        self.rows.pop(state, None)
        with psycopg.connect(_plain(self.url)) as live:
            kept = KeptRows.of(live)
        if kept and kept.size <= self.SMALL:
            self.rows[state] = kept
        self._drop(f"{self.name}_{state}")
        self._create(f"{self.name}_{state}", self.name)
        self.copies.add(state)

    def put_back(self, state: str | None, reshaped: bool = False) -> None:
        if state in self.rows and not reshaped:
            with psycopg.connect(_plain(self.url)) as live:
                self.rows[state].write_back(live)
            self._tidy()
            return
        self._drop(self.name)
        self._create(self.name, f"{self.name}_{state}" if state else "template0")

    def close(self) -> None:
        for name in (self.name, *(f"{self.name}_{state}" for state in self.copies)):
            self._drop(name)
        self.server.close()

    def _tidy(self) -> None:
        self.restored += 1
        if self.restored % self.VACUUM_EVERY == 0:
            with psycopg.connect(_plain(self.url), autocommit=True) as live:
                live.execute("VACUUM")

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


@dataclass(frozen=True)
class KeptRows:
    """Every row of every table, and where every sequence stood."""

    tables: dict[str, bytes]
    sequences: list[tuple[str, int | None]]

    @property
    def size(self) -> int:
        """Bytes of all rows."""
        return sum(map(len, self.tables.values()))

    @classmethod
    def of(cls, live: "psycopg.Connection[Any]") -> "KeptRows | None":
        """The rows of a database; None where we may not pass over its triggers."""
        if live.execute("SELECT current_setting('is_superuser')").fetchone() != ("on",):
            return None
        names = live.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables = {}
        for (name,) in names:
            with live.cursor() as cursor, cursor.copy(_words("COPY {} TO STDOUT", name)) as rows:
                tables[name] = b"".join(rows)
        last = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        return cls(tables, live.execute(last).fetchall())

    def write_back(self, live: "psycopg.Connection[Any]") -> None:
        """Make a database of the same tables hold these rows and no others."""
        live.execute("SET LOCAL session_replication_role = replica")
        asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in self.tables]
        for (name,) in live.execute(" UNION ALL ".join(asked)).fetchall():
            live.execute(_words("DELETE FROM {}", name))
        for name, rows in self.tables.items():
            if rows:
                with live.cursor() as cursor, cursor.copy(_words("COPY {} FROM STDIN", name)) as copy:
                    copy.write(rows)
        for name, last in self.sequences:
            live.execute("SELECT setval(%s::regclass, %s, %s)", (name, last or 1, last is not None))


def _words(words: str, table: str) -> sql.Composed:
    return sql.SQL(words).format(sql.Identifier(table))


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
