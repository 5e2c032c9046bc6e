"""Databases for tests: one live one that is put back, quickly, to a kept state before each test."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql


class Databases(ABC):
    """One live database and the states kept of it; nobody may be connected while it is kept or put back."""

    url: str

    @abstractmethod
    def keep(self, state: str) -> None:
        """Remember the live database as a state."""

    @abstractmethod
    def put_back(self, state: str | None) -> None:
        """Make the live database what it was in a state; empty for None."""

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

    def put_back(self, state: str | None) -> None:
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
    """States are databases; the server copies their files."""

    def __init__(self, server: str, name: str) -> None:
        self.name = name
        self.url = _with_name(server, name)
        self.server = psycopg.connect(
            server.replace("postgresql+psycopg://", "postgresql://"), autocommit=True
        )
        self.states: set[str] = set()

    def keep(self, state: str) -> None:
        self._drop(f"{self.name}_{state}")
        self._create(f"{self.name}_{state}", self.name)
        self.states.add(state)

    def put_back(self, state: str | None) -> None:
        self._drop(self.name)
        self._create(self.name, f"{self.name}_{state}" if state else "template0")

    def close(self) -> None:
        for name in (self.name, *(f"{self.name}_{state}" for state in self.states)):
            self._drop(name)
        self.server.close()

    def _create(self, name: str, template: str) -> None:
        words = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        self.server.execute(words.format(sql.Identifier(name), sql.Identifier(template)))

    def _drop(self, name: str) -> None:
        self.server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


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
