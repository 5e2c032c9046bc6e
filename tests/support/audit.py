"""The invariants after a test, asked again only where the test wrote what a check reads.

A check finds the same in the same rows: one that held in a kept state, and read none of the tables that were
written to since the state was put back, still holds. Which tables a check reads is heard while it runs, which
ones a test writes while it writes; what cannot be told apart counts as written, and a check that asks for the
time is always asked.

A check all of whose questions once found no row finds nothing for as long as they find none: then it is they
that are asked, past SQLAlchemy, which takes a tenth of the time.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, TypeAlias

import psycopg
import pytest
from sqlalchemy import Connection, Engine, event

from app import CHECKS
from core.clock import Clock
from core.database import db, session
from core.verify import Check, Finding

Tables: TypeAlias = frozenset[str]
#: A statement and its values.
Question: TypeAlias = tuple[str, Any]
#: How a statement begins that leaves rows as they are.
HARMLESS = ("SELECT", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "LOCK", "BEGIN")
#: What a check reads that asks for the time: everything may have changed.
EVERYTHING = "*"


class Audit:
    """What was written since a state was put back, and which checks are known to hold in which state."""

    def __init__(self, engine: Engine) -> None:
        self.written: set[str] = {EVERYTHING}
        self.held: dict[str, dict[Check, Tables]] = {}
        #: what a check asked when nothing it asked found a row
        self.vain: dict[Check, list[Question]] = {}
        self.reads: dict[Check, Tables] = {}
        self._reading: set[str] = set()
        #: what the check that runs has asked so far
        self._asked: list[Question] | None = None
        event.listen(engine, "before_cursor_execute", self._hear)
        if engine.dialect.name == "postgresql":
            event.listen(engine, "connect", self._hear_copies)

    def begin(self) -> None:
        """A state was put back: nothing is written yet."""
        self.written = set()

    def forget(self, state: str) -> None:
        """A state is about to be another one."""
        self.held.pop(state, None)

    def findings(self, state: str | None, checks: Iterable[Check] = CHECKS) -> list[Finding]:
        """Every row that breaks an invariant, in a database that was put back to a state and written to."""
        held = self.held.setdefault(state or "", {})
        return [
            finding
            for check in checks
            if self._may_differ(held.get(check))
            for finding in self._run(check, held)
        ]

    def _may_differ(self, reads: Tables | None) -> bool:
        return reads is None or EVERYTHING in self.written | reads or not reads.isdisjoint(self.written)

    def _run(self, check: Check, held: dict[Check, Tables]) -> list[Finding]:
        """Run a check; when it holds and read nothing that was written, it holds in the state as well."""
        if check in self.vain and _find_nothing(self.vain[check]):
            found, reads = [], self.reads[check]
        else:
            found, reads = self._heard(check)
        if not found and EVERYTHING not in self.written | reads and reads.isdisjoint(self.written):
            held[check] = reads
        return found

    def _heard(self, check: Check) -> tuple[list[Finding], Tables]:
        """What a check finds, and the tables it reads for that."""
        self._reading = set()
        self._asked = asked = []
        session.expire_all()  # what an earlier check loaded must be read again to be heard
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Clock, "now", self._timely(Clock.now))
            found = check.findings()
        self._asked, reads = None, frozenset(self._reading)
        if asked and not found and EVERYTHING not in reads and _alike(asked) and _find_nothing(asked):
            self.vain[check], self.reads[check] = asked, reads
        return found, reads

    def _timely(self, now: Any) -> Any:
        def heard(clock: Clock) -> Any:
            self._reading.add(EVERYTHING)
            return now(clock)

        return heard

    def _hear(self, connection: Connection, _cursor: object, statement: str, values: Any, *_: object) -> None:
        reads, writes = touched(statement)
        self._reading |= reads
        if self._asked is not None and not statement.startswith("PRAGMA"):  # how a transaction begins
            self._asked.append((statement, values))
        if not only_reads(connection):
            self.written |= writes

    def _hear_copies(self, line: psycopg.Connection[Any], _record: object) -> None:
        audit = self

        class Hearing(psycopg.Cursor[Any]):
            """COPY goes past SQLAlchemy."""

            def copy(self, statement: Any, *words: Any, **named: Any) -> Any:
                audit.written |= named_in(str(statement))
                return super().copy(statement, *words, **named)

        line.cursor_factory = Hearing


def _alike(asked: Iterable[Question]) -> bool:
    """Whether all are questions, their values told as a cursor takes them (a line to PostgreSQL says $1)."""
    return all(text.lstrip().startswith(("SELECT", "WITH")) and "$1" not in text for text, _ in asked)


def _find_nothing(asked: Iterable[Question]) -> bool:
    """Whether no question finds a row, in the moment that the session sees."""
    line = session.connection().connection.cursor()
    try:
        return all(line.execute(*question).fetchone() is None for question in asked)
    finally:
        line.close()


def only_reads(connection: Connection) -> bool:
    """Whether a connection's transaction was begun so that it cannot write (core/database.py)."""
    options = connection.get_execution_options()
    return bool(options.get("reading") or options.get("postgresql_readonly"))


@lru_cache(maxsize=4096)
def touched(statement: str) -> tuple[Tables, Tables]:
    """The tables that a statement may read, and those that it may write."""
    words = statement.lstrip()[:9].upper()
    named = named_in(statement)
    return named, frozenset() if words.startswith(HARMLESS) else named


def named_in(statement: str) -> Tables:
    """The tables that a statement names, anywhere."""
    words: Iterable[str] = re.findall(r"\w+", statement.lower())
    return frozenset(words) & frozenset(db.metadata.tables)
