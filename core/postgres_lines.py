"""Lines to PostgreSQL: a reader's transaction cannot write and sees one moment; what was prepared stays so.

Planning is most of what a page costs the server, and psycopg prepares a statement asked five times over one
line. But it forgets them all at each ROLLBACK, which is how reads end: ours end with COMMIT.

The rest is waiting: a trip to the server for each word said to it. A reader's BEGIN travels with the first
statement of `ask`, and nobody waits for what the server says to a reader's COMMIT: it is read before the
line is used again. A writer's BEGIN travels so too; what `tell` is given leaves with whatever is asked next,
or with the COMMIT, and what is wrong with it is raised there.
"""

from collections.abc import Sequence
from contextlib import suppress
from select import POLLIN, poll
from typing import Any, cast

from psycopg import Connection as PsycopgConnection
from psycopg import Error, IsolationLevel, OperationalError
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGresult
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

#: What every line is opened with; the kernel notices within a minute that the other end is gone.
SETTINGS = {
    "options": "-c lock_timeout=10s -c statement_timeout=120s -c idle_in_transaction_session_timeout=60s",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
#: How a reader begins; as psycopg says it for what `_begin` asks of it.
READER = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#: So many statements are told before their answers are read: neither end's buffer fills.
MOST_TOLD = 50
#: Milliseconds after which a line that says nothing is looked at again.
A_WHILE = 1_000
DONE = {ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK, ExecStatus.PIPELINE_SYNC}


class Line(PsycopgConnection[Any]):
    """A connection that keeps what it prepared when a reader leaves."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        #: by text: the names under which the server knows the statements of `ask`
        self._known: dict[str, bytes] = {}
        #: how many names were given
        self._given = 0
        #: whether the server's answer to a reader's COMMIT was not read yet
        self._leaving = False
        #: how many statements were told whose answers were not read yet
        self._told = 0
        self._ear = poll()
        self._ear.register(self.fileno(), POLLIN)

    def ask(self, text: str, values: Sequence[Any]) -> list[Any]:
        """The rows of a statement whose values are $1, $2, …; begins the transaction that is due."""
        put = Transformer.from_context(self)
        words = put.dump_sequence(values, [PyFormat.TEXT] * len(values))
        answer = self._answer(self._name_of(text), words)
        put.set_pgresult(answer)
        return put.load_rows(0, answer.ntuples, tuple)

    def tell(self, text: str, values: Sequence[Any]) -> None:
        """Write without waiting: what is wrong with it is raised by what is asked next, or by the commit."""
        name = self._name_of(text)
        if not self._told and self.pgconn.transaction_status != TransactionStatus.INTRANS:
            self.ask(text, values)
            return
        put = Transformer.from_context(self)
        words = put.dump_sequence(values, [PyFormat.TEXT] * len(values))
        if not self._told:
            self.pgconn.enter_pipeline_mode()
        self.pgconn.send_query_prepared(name, words)
        self._told += 1
        if self._told == MOST_TOLD:
            self._hear()

    def cursor(self, *words: Any, **named: Any) -> Any:
        """A cursor of psycopg's, which waits for each answer: those that are due are read first."""
        self._hear()
        return super().cursor(*words, **named)

    def commit(self) -> None:
        """End a transaction; what was told before goes along."""
        if self._told:
            self.pgconn.send_query_params(b"COMMIT", None)
            self._told += 1
            self._hear()
        else:
            super().commit()

    def rollback(self) -> None:
        """End a transaction; one that could not write has nothing to take back."""
        with suppress(Error):  # it is taken back, whatever was wrong with it
            self._hear()
        status = self.pgconn.transaction_status
        if self._leaving or status == TransactionStatus.IDLE:
            return
        if self.read_only and status == TransactionStatus.INTRANS:
            self.pgconn.send_query(b"COMMIT")
            self._leaving = True
            return
        super().rollback()  # psycopg forgets what it prepared; so do we, and the server with us
        if self._known:
            _well(self.pgconn.exec_(b"DEALLOCATE ALL"))
            self._known.clear()

    def _deallocate(self, name: bytes | None) -> PQGen[None]:
        """psycopg makes the server forget every name after an ALTER or DROP as well: ours are among them."""
        if name is None:
            self._known.clear()
        return super()._deallocate(name)

    def arrive(self) -> None:
        """Read what the server said to a reader's COMMIT, before anything else is said."""
        if self._leaving:
            self._leaving = False
            while (said := self._next()) is not None:
                _well(said)

    def stands(self) -> bool:
        """Whether the server still listens: one that closed a line has said so, seen without asking it."""
        try:
            self.arrive()
        except Error:
            return False
        return not self.closed and not self._ear.poll(0)

    def _name_of(self, text: str) -> bytes:
        if text not in self._known:
            self._hear()
            self._given += 1
            name = b"asked_%d" % self._given
            _well(self.pgconn.prepare(name, text.encode()))
            self._known[text] = name
        return self._known[text]

    def _answer(self, name: bytes, words: Sequence[Any]) -> PGresult:
        line = self.pgconn
        if not self._told:
            if line.transaction_status != TransactionStatus.IDLE:
                return _well(line.exec_prepared(name, words))
            line.enter_pipeline_mode()
            line.send_query_params(READER if self.read_only else b"BEGIN", None)
            self._told += 1
        line.send_query_prepared(name, words)
        self._told += 1
        return self._hear()[-1]

    def _hear(self) -> list[PGresult]:
        """Read the answers that are due; the first error is raised, for the rest failed with it."""
        if not self._told:
            return []
        due, self._told = self._told, 0
        self.pgconn.pipeline_sync()
        said = [self._next() for _ in range(2 * due + 1)]  # each and what ends it, then that of the whole
        self.pgconn.exit_pipeline_mode()
        return [_well(one) for one in said[::2]][:-1]

    def _next(self) -> PGresult | None:
        """The next answer; other threads go on meanwhile."""
        while self.pgconn.flush() or self.pgconn.is_busy():
            self._ear.poll(A_WHILE)
            self.pgconn.consume_input()
        return self.pgconn.get_result()


def _well(answer: PGresult | None) -> PGresult:
    """An answer that is no error; else the error."""
    if answer is None:
        raise OperationalError("the server said nothing")
    if answer.status not in DONE:
        named = answer.error_field(DiagnosticField.SQLSTATE)
        raise error_from_result(answer) if named else OperationalError(answer.get_error_message())
    return answer


def init_engine(engine: Engine) -> None:
    """Open its lines as ours, look whether they still stand, and begin as a reader or a writer."""

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: object, _record: object, words: Any, named: Any) -> Line:
        return Line.connect(*words, **named)

    @event.listens_for(engine, "checkout")
    def _still_there(line: Line, _record: object, _proxy: object) -> None:
        if not line.stands():
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        line = cast(Line, connection.connection.dbapi_connection)
        line.arrive()
        if connection.info.get("reading") is not reading:
            line.read_only = reading
            line.isolation_level = IsolationLevel.REPEATABLE_READ if reading else None
            connection.info["reading"] = reading
