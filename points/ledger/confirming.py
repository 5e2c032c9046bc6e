"""Points that waited are confirmed — by the clock on their day, or by a person — or refused for a reason."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from core import audit
from core.clock import local_day
from core.database import session
from core.rules import N_, Refused
from points.bulk import CHUNK
from points.ledger.entries import Entry, Leg
from points.ledger.posting import post
from points.ledger.wallets import hold
from points.models import LedgerTransaction, Pending, TakeBack
from points.rules.life import last_day
from points.settings.versions import Book

#: What the clock confirms in one transaction.
AT_ONCE = 2_000


class ReasonMissing(Refused):
    """Points are not refused without a word."""

    sentence = N_("Say why the points are refused: the member reads it.")


class _Row:
    """A pending with what gave it."""

    def __init__(self, row: Any) -> None:
        self.id, self.wallet_id, self.number, self.left, self.earned_on, self.reference, self.facts = row


def confirm_due(at: datetime, actor: str = "clock") -> int:
    """Confirm what the calendar says is due, a part at a time; how many were confirmed."""
    due = (Pending.due_on.is_not(None)) & (Pending.due_on <= local_day(at))
    return len(_confirm(_waiting(due), at, actor))


def confirm(pending_ids: Collection[int], at: datetime, actor: str) -> int:
    """Confirm what waits for a person; how many were. Resent, it does nothing more."""
    done = _confirm(_waiting(Pending.id.in_(pending_ids)), at, actor)
    if done:
        audit.record(actor, "points.confirm", ("pendings", len(done)), at, {"ids": sorted(done)[:100]})
    return len(done)


def refuse(pending_ids: Collection[int], reason: str, at: datetime, actor: str) -> int:
    """Take back to where they came from points that waited, for a reason; how many were. ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    rows = _waiting(Pending.id.in_(pending_ids))
    entries = [
        Entry(
            f"refuse:{row.id}",
            "refuse",
            local_day(at),
            (Leg("pending", -row.left, row.wallet_id), Leg("issue", row.left)),
            {"pending": row.id, "of": row.reference, "reason": reason.strip()},
            from_pendings=((row.id, row.left),),
        )
        for row in rows
    ]
    done = post(entries, at, actor).written
    if done:
        facts = {"ids": sorted(row.id for row in rows)[:100], "reason": reason.strip()}
        audit.record(actor, "points.refuse", ("pendings", len(done)), at, facts)
    return len(done)


def _waiting(condition: ColumnElement[bool]) -> list[_Row]:
    """What still waits, read under its wallets' rows: a return meanwhile has taken its part."""
    ids = select(Pending.id, Pending.wallet_id).where(condition, Pending.remaining > 0)
    found = session.execute(ids.order_by(Pending.id).limit(AT_ONCE)).all()
    hold({row.wallet_id for row in found})
    rows = session.execute(
        select(
            Pending.id,
            Pending.wallet_id,
            Pending.transaction_id,
            Pending.remaining,
            Pending.earned_on,
            LedgerTransaction.reference,
            LedgerTransaction.facts,
        )
        .join(LedgerTransaction, LedgerTransaction.id == Pending.transaction_id)
        .where(Pending.id.in_([row.id for row in found]), Pending.remaining > 0)
        .order_by(Pending.id)
    )
    return [_Row(row) for row in rows]


def _confirm(rows: Sequence[_Row], at: datetime, actor: str) -> list[int]:
    today, taken = local_day(at), _taken_of(rows)
    book = Book(today)
    entries = [_confirmation(row, book, taken, today) for row in rows]
    written = post(entries, at, actor).written
    return [row.id for row in rows if f"confirm:{row.id}" in written]


def _confirmation(row: _Row, book: Book, taken: Mapping[tuple[int, int, int], int], today: date) -> Entry:
    """From pending to available; its lot lives from today, by the settings of the day it was earned on."""
    facts: dict[str, Any] = {"pending": row.id, "of": row.reference, "sold": row.earned_on.isoformat()}
    facts |= {key: row.facts[key] for key in ("product", "quantity", "document") if key in row.facts}
    facts["by_rule"] = _by_rule(row, taken)
    return Entry(
        f"confirm:{row.id}",
        "confirm",
        today,
        (Leg("pending", -row.left, row.wallet_id), Leg("available", row.left, row.wallet_id)),
        facts,
        lot_expires_on=last_day(book.on(row.earned_on), today),
        from_pendings=((row.id, row.left),),
    )


def _by_rule(row: _Row, taken: Mapping[tuple[int, int, int], int]) -> list[list[int]]:
    """Which rule the confirmed points come from: [rule id, points]."""
    if "gains" not in row.facts:
        return [[row.facts["rule"], row.left]] if "rule" in row.facts else []
    line_id = int(row.reference.rpartition(":")[2])
    parts = [
        [rule_id, points - taken.get((line_id, wallet_id, rule_id), 0)]
        for wallet_id, rule_id, points, *_ in row.facts["gains"]
        if wallet_id == row.wallet_id
    ]
    return [part for part in parts if part[1]]


def _taken_of(rows: Sequence[_Row]) -> dict[tuple[int, int, int], int]:
    """(line, wallet, rule) → what returns took of it while it waited."""
    lines = sorted(
        {int(row.reference.rpartition(":")[2]) for row in rows if row.reference.startswith("sale-line:")}
    )
    found: dict[tuple[int, int, int], int] = defaultdict(int)
    for start in range(0, len(lines), CHUNK):
        sums = session.execute(
            select(TakeBack.line_id, TakeBack.wallet_id, TakeBack.rule_id, func.sum(TakeBack.from_pending))
            .where(TakeBack.line_id.in_(lines[start : start + CHUNK]))
            .group_by(TakeBack.line_id, TakeBack.wallet_id, TakeBack.rule_id)
        )
        found |= {(line, wallet, rule): int(n) for line, wallet, rule, n in sums}
    return found
