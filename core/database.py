"""The engine recipe, and the session that is read-only until asked.

One pool, two ways to begin: a reader's BEGIN cannot write (SQLite `query_only`, PostgreSQL `READ ONLY`);
a writer's is `BEGIN IMMEDIATE` on SQLite and READ COMMITTED on PostgreSQL (conditional UPDATEs do the rest).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from random import SystemRandom
from time import sleep
from typing import Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import (
    Connection,
    Engine,
    Executable,
    MetaData,
    Select,
    Table,
    create_engine,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import QueuePool

from core import postgres_lines as lines
from core import sqlite_lines
from core.asking import Found, compiled_once, question, rows_of, telling
from core.columns import NOUGHT as NOUGHT
from core.columns import Key as Key
from core.columns import UTCDateTime as UTCDateTime
from core.columns import Whole as Whole
from core.readers import Readers, Sessions

T = TypeVar("T")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's parent."""

    metadata = MetaData(naming_convention=NAMING)


def make_engine(url: str, *, pool_size: int = 8) -> Engine:
    """An engine on which a transaction is read-only or for writing, by its execution options."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url, pool_size)
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, connect_args=lines.SETTINGS)
    lines.init_engine(engine)
    return engine


def _sqlite_engine(url: str, pool_size: int) -> Engine:
    engine = create_engine(
        url,
        connect_args={
            "timeout": sqlite_lines.BUSY_MS / 1000,
            "check_same_thread": False,
            "factory": sqlite_lines.Line,
        },
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
    )
    sqlite_lines.init_engine(engine)
    return engine


@lru_cache(maxsize=8)
def reading(engine: Engine) -> Engine:
    """The same pool, whose transactions cannot write and see one moment; a session binds to the same one."""
    return engine.execution_options(reading=True)


class ReadingSession(FlaskSession):
    """Sends statements to the read-only engine until `transaction()` turns writing on."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **kwargs: Any
    ) -> Engine | Connection:
        if bind is not None:
            return cast("Engine | Connection", bind)
        engine = self._db.engine
        if self.info.get("writing"):
            return engine
        return readers.at_hand() or reading(engine)

    def in_transaction(self) -> bool:
        """Whether a transaction is open, of this session or of whoever asked without it."""
        return super().in_transaction() or readers.at_hand() is not None

    def commit(self) -> None:
        """Commit; the next question sees another moment."""
        super().commit()
        readers.leave()

    def rollback(self) -> None:
        """Take back; the next question sees another moment."""
        super().rollback()
        readers.leave()

    def close(self) -> None:
        """Let go of everything."""
        super().close()
        readers.leave()


class Database(SQLAlchemy):
    """Flask-SQLAlchemy with our engine recipe."""

    def _make_engine(self, bind_key: str | None, options: dict[str, Any], app: Any) -> Engine:
        url = options["url"]
        return make_engine(url if isinstance(url, str) else url.render_as_string(hide_password=False))

    def _make_scoped_session(self, options: dict[str, Any]) -> Any:
        usual = super()._make_scoped_session(options)
        made = Sessions(usual.session_factory, usual.registry.scopefunc)
        made.readers = Readers(usual.registry.scopefunc)
        return made


db = Database(model_class=Base, session_options={"class_": ReadingSession})
session = cast("Sessions[FlaskSession]", db.session)
readers = session.readers


def is_writing() -> bool:
    """Whether a transaction is open that writes: what it reads nobody else may see yet."""
    return session.registry.has() and bool(session().info.get("writing"))


@contextmanager
def transaction() -> Iterator[Session]:
    """The only commit: drop the snapshot, turn writing on, commit or roll back, turn it off."""
    held = session()
    if held.info.get("writing"):
        raise RuntimeError("a transaction is already open; actions never open or commit one")
    held.rollback()
    held.info["writing"] = True
    try:
        yield held
        held.commit()
    except BaseException:
        held.rollback()
        raise
    finally:
        held.info["writing"] = False


#: SQLSTATEs worth a second try: serialisation, deadlock, lock not available.
AGAIN = {"40001", "40P01", "55P03"}


def in_transaction(act: Callable[[], T], tries: int = 6) -> T:
    """Run a keyed act in a transaction of its own, again (with jitter) when the database asks for it."""
    for left in range(tries, 0, -1):
        try:
            with transaction():
                return act()
        except OperationalError as trouble:
            if left == 1 or not _passing(trouble):
                raise
            sleep(SystemRandom().uniform(0.005, 0.05))
    raise AssertionError("unreachable")


def _passing(trouble: OperationalError) -> bool:
    code = getattr(trouble.orig, "sqlstate", None)
    return code in AGAIN or "locked" in str(trouble.orig) or "busy" in str(trouble.orig)


def ask(statement: Select[*tuple[Any, ...]], **values: Any) -> Found:
    """Run a statement of tables, built once, on the session's connection: past the mapper, which costs."""
    connection = _at_hand()
    asked = question(statement, connection.dialect)
    if asked is not None:
        return asked.put(connection, values)
    options = compiled_once(statement)
    return Found(list(connection.execute(statement, values, execution_options=options)))


def _at_hand() -> Connection:
    """Where questions go: on the session's connection where it has begun or writes, else past it."""
    found = readers.at_hand()
    if found is None and not session.registry.has():
        return readers.open(reading(db.engine))
    return found or _of_session(session())


def _of_session(held: Session) -> Connection:
    """The connection of the session's transaction, looked for once in each; a savepoint begins when asked."""
    begun, known = held.get_transaction(), held.info.get("at_hand")
    if begun is None and not held.info.get("writing"):
        return readers.open(reading(db.engine))
    if begun and known and known[0] is begun and begun.is_active and not held.in_nested_transaction():
        return cast(Connection, known[1])
    connection = held.connection()
    held.info["at_hand"] = held.get_transaction(), connection
    return connection


def run(statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> Found:
    """Write with a statement of tables, built once, as `ask` reads; what the mapper holds is not told."""
    connection = _at_hand()
    if isinstance(values, Mapping):
        told = telling(statement, connection.dialect, tuple(values))
        if told is not None:
            return told.put(connection, values)
    result = connection.execute(statement, values, execution_options=compiled_once(statement))
    return Found(list(result) if result.returns_rows else [])


def note(statement: Executable, values: Mapping[str, Any]) -> None:
    """Write a row that nobody waits for: PostgreSQL says what is wrong with it when it is asked next, at the
    latest by the commit.
    """
    connection = _at_hand()
    told = telling(statement, connection.dialect, tuple(values))
    if told is None:
        run(statement, values)
    else:
        told.put(connection, values, waits=False)


def say(words: str, values: Sequence[Any], waits: bool = True) -> list[Any]:
    """Run a statement in words (`?` for each value, as it is stored); its rows, for who waits for them."""
    connection = _at_hand()
    numbered = connection.dialect.name == "postgresql"
    return rows_of(connection, _numbered(words) if numbered else words, values, waits)


@lru_cache(maxsize=256)
def _numbered(words: str) -> str:
    """Values by number, as PostgreSQL takes them."""
    number = count(1)
    return re.sub(r"\?", lambda _: f"${next(number)}", words)


def insert(table: Table | type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """The dialect's own INSERT (both know ON CONFLICT), for the database at hand."""
    target = table if isinstance(table, Table) else cast(Table, table.__table__)
    kind = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    return kind(target)


def for_engine(build: Callable[[], Executable]) -> Callable[[], Executable]:
    """A statement built once for each engine: an INSERT that looks for conflicts is its own in each."""
    built: dict[str, Executable] = {}

    def at_hand() -> Executable:
        name = db.engine.dialect.name
        if name not in built:
            built[name] = build()
        return built[name]

    return at_hand


def write_rows(table: Table | type[Base], rows: Sequence[Mapping[str, Any]], chunk: int = 5_000) -> None:
    """Insert many rows through Core in chunks; memory stays with the chunk."""
    statement = _inserted(table, db.engine.dialect.name)
    if len(rows) == 1:
        note(statement, rows[0])
        return
    for start in range(0, len(rows), chunk):
        run(statement, list(rows[start : start + chunk]))


@lru_cache(maxsize=128)
def _inserted(table: Table | type[Base], _dialect: str) -> Executable:
    return insert(table).inline()


def is_postgresql() -> bool:
    """Whether the database at hand is PostgreSQL."""
    return db.engine.dialect.name == "postgresql"
