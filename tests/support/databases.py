"""Databases for tests: one live one that is put back, quickly, to a kept state before each test."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

#: Names of tables; None for any.
Written: TypeAlias = Collection[str] | None


class Databases(ABC):
    """One live database and the states kept of it; nobody may be connected while it is kept."""

    url: str

    @abstractmethod
    def keep(self, state: str, reshaped: bool = False) -> None:
        """Remember the live database as a state; `reshaped`: its tables are not those of the first state."""

    @abstractmethod
    def put_back(self, state: str | None, written: Written = None, reshaped: bool = False) -> None:
        """Make the live database what it was in a state, empty for None.

        `written`: the only tables that may differ from what was last kept or put back, None for any;
        `reshaped`: tables were altered.
        """

    def in_place(self, state: str) -> bool:
        """Whether a state is put back by writing rows, so that who is connected may stay so."""
        return False

    @abstractmethod
    def close(self) -> None:
        """Forget everything."""


class SQLiteFiles(Databases):
    """States are files beside the live one."""

    def __init__(self, folder: Path, name: str) -> None:
        self.live = folder / f"{name}.db"
        self.url = f"sqlite:///{self.live}"

    def keep(self, state: str, reshaped: bool = False) -> None:
        shutil.copyfile(self.live, self._file(state))

    def put_back(self, state: str | None, written: Written = None, reshaped: bool = False) -> None:
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
    """A small state is kept as rows, and written back where it may differ; a large one, and the first with
    its tables, as a database that the server copies."""

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
        self.line: psycopg.Connection[Any] | None = None
        self.copies: list[str] = []
        self.rows: dict[str, KeptRows] = {}
        #: whose rows the live database holds, but for what was written since
        self.standing: KeptRows | None = None
        self.restored = 0

    def keep(self, state: str, reshaped: bool = False) -> None:
        self.rows.pop(state, None)
        kept = KeptRows.of(self._line())
        self.standing = kept if kept and kept.size <= self.SMALL and not reshaped else None
        if self.standing:
            self.rows[state] = self.standing
        if not self.standing or not self.copies:
            self._leave()
            self._drop(f"{self.name}_{state}")
            self._create(f"{self.name}_{state}", self.name)
            self.copies += [state] if state not in self.copies else []

    def put_back(self, state: str | None, written: Written = None, reshaped: bool = False) -> None:
        kept = self.rows.get(state or "")
        if reshaped or not kept or not self.standing:
            self._leave()
            self._drop(self.name)
            source = self.copies[0] if kept else state
            self._create(self.name, f"{self.name}_{source}" if source else "template0")
            written = None
        if kept:
            changed = (
                {*written, *kept.unlike(self.standing)} if written is not None and self.standing else None
            )
            kept.write_back(self._line(), changed)
            self._tidy()
        self.standing = kept

    def in_place(self, state: str) -> bool:
        return state in self.rows and self.standing is not None

    def _line(self) -> "psycopg.Connection[Any]":
        """Our own connection to the live database, kept: a new one must read the catalogue first."""
        if self.line is None:
            self.line = psycopg.connect(_plain(self.url), autocommit=True)
            self.line.execute("SET lock_timeout = '20s'")
        return self.line

    def _leave(self) -> None:
        if self.line:
            self.line.close()
        self.line = None

    def close(self) -> None:
        self._leave()
        for name in (self.name, *(f"{self.name}_{state}" for state in self.copies)):
            self._drop(name)
        self.server.close()

    def _tidy(self) -> None:
        self.restored += 1
        if self.restored % self.VACUUM_EVERY == 0:
            self._line().execute("VACUUM")

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

    def unlike(self, other: "KeptRows") -> set[str]:
        """The tables whose rows are not those of another state."""
        return {name for name, rows in self.tables.items() if other.tables.get(name) != rows}

    def write_back(self, live: "psycopg.Connection[Any]", changed: Collection[str] | None) -> None:
        """Make a database of the same tables hold these rows and no others, where they may have changed."""
        with live.transaction():
            live.execute("SET LOCAL session_replication_role = replica")
            for name in self._filled(live) if changed is None else sorted(set(changed) & set(self.tables)):
                live.execute(_words("DELETE FROM {}", name))
            for name, rows in self.tables.items():
                if rows and (changed is None or name in changed):
                    with live.cursor() as cursor, cursor.copy(_words("COPY {} FROM STDIN", name)) as copy:
                        copy.write(rows)
            if self.sequences:
                live.execute(self._sequences())

    def _filled(self, live: "psycopg.Connection[Any]") -> list[str]:
        """The tables that hold any row."""
        asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in self.tables]
        return [name for (name,) in live.execute(" UNION ALL ".join(asked)).fetchall()]

    def _sequences(self) -> sql.Composed:
        """One statement that sets every sequence (no test says which ones it moved)."""
        word = sql.SQL("setval({}::regclass, {}, {})")
        sets = [word.format(f"public.{name}", last or 1, last is not None) for name, last in self.sequences]
        return sql.SQL("SELECT {}").format(sql.SQL(", ").join(sets))


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
