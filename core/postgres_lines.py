"""Lines to PostgreSQL: a reader's transaction cannot write and sees one moment; what was prepared stays so.

Planning is most of what a page costs the server, and psycopg prepares a statement asked five times over one
line. But it forgets them all at each ROLLBACK, which is how reads end: ours end with COMMIT.
"""

from select import POLLIN, poll
from typing import Any, cast

from psycopg import Connection as PsycopgConnection
from psycopg import IsolationLevel
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

#: What every line is opened with; the kernel notices within a minute that the other end is gone.
SETTINGS = {
    "options": "-c lock_timeout=10s -c statement_timeout=120s -c idle_in_transaction_session_timeout=60s",
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}


class Line(PsycopgConnection[Any]):
    """A connection that keeps what it prepared when a reader leaves."""

    def rollback(self) -> None:
        """End a transaction; one that could not write has nothing to take back."""
        if self.read_only and self.info.transaction_status == TransactionStatus.INTRANS:
            self.commit()
        else:
            super().rollback()


def init_engine(engine: Engine) -> None:
    """Open its lines as ours, look whether they still stand, and begin as a reader or a writer."""

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: object, _record: object, words: Any, named: Any) -> Line:
        return Line.connect(*words, **named)

    @event.listens_for(engine, "checkout")
    def _still_there(line: Line, _record: object, _proxy: object) -> None:
        if line.closed or _speaks_unasked(line):
            raise DisconnectionError

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        if connection.info.get("reading") is not reading:
            line = cast(Line, connection.connection.dbapi_connection)
            line.read_only = reading
            line.isolation_level = IsolationLevel.REPEATABLE_READ if reading else None
            connection.info["reading"] = reading


def _speaks_unasked(line: Line) -> bool:
    """A server that closed a line has said so: seen without asking it, which would cost every page a trip."""
    watch = poll()
    watch.register(line.fileno(), POLLIN)
    return bool(watch.poll(0))
