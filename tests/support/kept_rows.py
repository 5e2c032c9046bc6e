"""The rows of a small PostgreSQL database, written back where they may have changed."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import psycopg
from psycopg import sql

Line: TypeAlias = "psycopg.Connection[Any]"


@dataclass(frozen=True)
class KeptRows:
    """Every row of every table, how many they are, and where every sequence stood."""

    tables: dict[str, bytes]
    counts: dict[str, int]
    sequences: list[tuple[str, int | None]]

    @property
    def size(self) -> int:
        """Bytes of all rows."""
        return sum(map(len, self.tables.values()))

    @classmethod
    def of(cls, live: Line) -> "KeptRows | None":
        """The rows of a database; None where we may not pass over its triggers."""
        if live.execute("SELECT current_setting('session_replication_role')").fetchone() != ("replica",):
            return None
        names = live.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        tables, counts = {}, {}
        for (name,) in names:
            with live.cursor() as cursor:
                with cursor.copy(_words("COPY {} TO STDOUT", name)) as rows:
                    tables[name] = b"".join(rows)
                counts[name] = cursor.rowcount
        last = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
        return cls(tables, counts, live.execute(last).fetchall())

    def write_back(self, live: Line, standing: "KeptRows", since: str) -> set[str]:
        """Make a database that held some rows hold these and no others; returns the tables written to.

        The server says which tables changed since then, triggers' and other processes' writes among them.
        """
        names = {name for name, rows in self.tables.items() if standing.tables[name] != rows}
        names |= standing.changed(live, since)
        with live.transaction():
            for name in sorted(names):
                live.execute(_words("DELETE FROM {}", name))
                if rows := self.tables[name]:
                    with live.cursor() as cursor, cursor.copy(_words("COPY {} FROM STDIN", name)) as copy:
                        copy.write(rows)
            self.count_from_there(live)
        return names

    def changed(self, live: Line, since: str) -> set[str]:
        """The tables of a database that held these rows and now hold others."""
        return {name for (name,) in live.execute(self.changes, {"since": since}).fetchall()}

    def count_from_there(self, live: Line) -> None:
        """Numbers are drawn from where these rows' stood."""
        if self.sequences:
            live.execute(self.stands)

    @cached_property
    def changes(self) -> bytes:
        """Asks which tables differ: another number of rows, or a row of a transaction not before `since`."""
        newer = "coalesce(min(age(xmin)) <= age(%(since)s::xid), false)"
        one = sql.SQL(f"SELECT {{}} FROM {{}} HAVING count(*) <> {{}} OR {newer}")
        asked = [one.format(name, sql.Identifier(name), count) for name, count in self.counts.items()]
        return sql.SQL(" UNION ALL ").join(asked).as_bytes()

    @cached_property
    def stands(self) -> bytes:
        """Sets every sequence."""
        word = sql.SQL("setval({}::regclass, {}, {})")
        sets = [word.format(f"public.{name}", last or 1, last is not None) for name, last in self.sequences]
        return sql.SQL("SELECT {}").format(sql.SQL(", ").join(sets)).as_bytes()


def _words(words: str, table: str) -> sql.Composed:
    return sql.SQL(words).format(sql.Identifier(table))
