"""Tamper evidence: a chain of hashes over append-only tables, one link a batch.

A link covers every row after the previous link's last row. Before it reads, it waits on PostgreSQL for
writers still at work (SHARE lock), so that no row can appear later below a sealed id.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import String, Table, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Base, Key, UTCDateTime, Whole, insert, is_postgresql, session

FIRST_HASH = "0" * 64


class Link(Base):
    """One link of a table's chain."""

    __tablename__ = "seal_links"
    __table_args__ = (UniqueConstraint("chain", "first_id"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    #: the sealed table's name
    chain: Mapped[str] = mapped_column(String(40))
    #: first and last row id covered, inclusive
    first_id: Mapped[int] = mapped_column(Whole)
    last_id: Mapped[int] = mapped_column(Whole)
    #: how many rows were found between them
    rows: Mapped[int] = mapped_column(Whole)
    #: hash of the previous link
    previous: Mapped[str] = mapped_column(String(64))
    #: sha256(previous ‖ rows)
    hash: Mapped[str] = mapped_column(String(64))
    #: when it was forged (UTC)
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class BrokenLink:
    """A link whose rows no longer give its hash."""

    chain: str
    link_id: int
    first_id: int
    last_id: int


def forge(table: Table, at: datetime) -> int:
    """Seal every row not yet sealed as one link; return how many rows it covers."""
    if is_postgresql():  # rather try again in a minute than keep every writer behind a long acceptance
        session.execute(text("SET LOCAL lock_timeout = '1s'"))
        session.execute(text(f"LOCK TABLE {table.name} IN SHARE MODE"))
    last = session.execute(
        select(Link.last_id, Link.hash).where(Link.chain == table.name).order_by(Link.last_id.desc()).limit(1)
    ).one_or_none()
    after, previous = last or (0, FIRST_HASH)
    count, highest, digest = _digest(table, after, None, previous)
    if not count:
        return 0
    session.execute(
        insert(Link).values(
            chain=table.name,
            first_id=after + 1,
            last_id=highest,
            rows=count,
            previous=previous,
            hash=digest,
            at=at,
        )
    )
    return count


def broken(table: Table) -> Iterator[BrokenLink]:
    """Walk a table's chain; yield each link whose rows changed, vanished or were added."""
    previous, after = FIRST_HASH, 0
    for link in session.execute(
        select(Link).where(Link.chain == table.name).order_by(Link.first_id)
    ).scalars():
        count, _, digest = _digest(table, link.first_id - 1, link.last_id, link.previous)
        sound = (
            link.previous == previous
            and link.first_id == after + 1
            and link.hash == digest
            and link.rows == count
        )
        if not sound:
            yield BrokenLink(table.name, link.id, link.first_id, link.last_id)
        previous, after = link.hash, link.last_id


def _digest(table: Table, after: int, until: int | None, previous: str) -> tuple[int, int, str]:
    statement = select(table).where(table.c.id > after).order_by(table.c.id)
    if until is not None:
        statement = statement.where(table.c.id <= until)
    digest, count, highest = hashlib.sha256(previous.encode()), 0, after
    for row in session.execute(statement.execution_options(yield_per=5_000)).mappings():
        digest.update(_canonical(dict(row)))
        count, highest = count + 1, row["id"]
    return count, highest, digest.hexdigest()


def _canonical(row: dict[str, Any]) -> bytes:
    return json.dumps(row, sort_keys=True, separators=(",", ":"), default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} cannot be sealed")
