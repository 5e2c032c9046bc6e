"""What the tables of all rooms share: types of columns that `core.database` hands on, and partial indexes."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Integer,
    TextClause,
    TypeDecorator,
    literal_column,
    text,
)
from sqlalchemy.engine import Dialect

LARGEST = 10**15

#: A surrogate key: 64 bits on PostgreSQL, the row id on SQLite.
Key = BigInteger().with_variant(Integer, "sqlite")

#: Nought, said in the statement: an index over the rows that hold something serves no `> ?`.
NOUGHT = literal_column("0", BigInteger)


def only(where: str | ColumnElement[Any] | TextClause) -> dict[str, Any]:
    """What makes an index hold the rows of a condition only, on either engine: `Index(…, **only("…"))`."""
    condition = text(where) if isinstance(where, str) else where
    return {"sqlite_where": condition, "postgresql_where": condition}


def instant_text(at: datetime) -> str:
    """An instant as SQLite stores it: UTC without an offset, in SQLAlchemy's own form."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


class Whole(TypeDecorator[int]):
    """A whole number of points, cents or units; refuses floats, which PostgreSQL would round silently."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if type(value) is not int:
            raise TypeError(f"a whole number is needed, not {value!r}")
        if abs(value) > LARGEST:
            raise OverflowError(f"{value} is beyond what a ledger may hold")
        return value


class UTCDateTime(TypeDecorator[datetime]):
    """An aware instant, stored and returned in UTC; refuses naive ones (SQLite would drop the offset)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
