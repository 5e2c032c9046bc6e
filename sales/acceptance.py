"""Takes a checked file into the books in one transaction, set by set: lines, points, notices, audit.

The journal's revision is advanced first and held to commit: readers that go by it never skip a line.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, literal, select, update

from core import audit
from core.database import in_transaction, insert, session
from core.jobs import advance, each
from core.rules import Refused
from points.bulk import roomy
from points.models import TakeBack, Wallet
from sales import actions, attribution, messages
from sales.models import JOURNAL, ConflictDecision, SaleLine, StagedRow, Upload
from sales.rewarding import reward
from sales.rules import Fact, NothingNew, NotReady, Problem


@dataclass(frozen=True)
class Accepted:
    """What an acceptance wrote."""

    lines: int
    #: rows that others brought into the books between the check and now
    known: int
    conflicts: int
    points: int
    revision: int


def accept_waiting(at: datetime) -> int:
    """Accept every file whose acceptance was left to the clock; how many there were."""
    waiting = session.execute(
        select(Upload.id, Upload.accepted_by).where(Upload.state == "accepting").order_by(Upload.id)
    ).all()
    session.rollback()
    return each(waiting, lambda one: _accepted(one.id, at, one.accepted_by or "clock"))


def _accepted(upload_id: int, at: datetime, by: str) -> int:
    """Accept one; where that is refused, the file waits for a person again, with the reason."""
    try:
        in_transaction(lambda: accept(upload_id, at, by))
    except Refused as refused:
        reason = refused
        in_transaction(lambda: actions.hand_back(upload_id, reason, at, by))
    return 1


def accept(upload_id: int, at: datetime, by: str) -> Accepted:
    """Write a checked file's good rows, and the returns that find their sale; others wait for it.

    Raises NotReady, NothingNew, EarnsTooMuch, and what attribution does. Joins the transaction.
    """
    good = _claim(upload_id, at, by)
    with roomy():
        return _take_in(upload_id, good, at, by)


def _take_in(upload_id: int, good: int, at: datetime, by: str) -> Accepted:
    revision = advance(JOURNAL)
    lines = _write_lines(upload_id, revision, at)
    known, conflicts = _overtaken(upload_id) if lines < good else (0, 0)
    lines += attribution.attribute(upload_id, revision, at).here
    gained = reward(revision, at, by)
    done = Accepted(lines, known, conflicts, sum(gained.values()), revision)
    _note(upload_id, done)
    _tell(upload_id, gained, revision, at)
    audit.record(by, "sales.accept", ("upload", upload_id), at, vars(done))
    return done


def _claim(upload_id: int, at: datetime, by: str) -> int:
    """Win the right to accept, once; how many good rows wait."""
    good = session.execute(
        update(Upload)
        .where(Upload.id == upload_id, Upload.state.in_(("ready", "accepting")))
        .values(state="accepted", accepted_at=at, accepted_by=by, trouble="")
        .returning(Upload.rows_good, Upload.rows_returns),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    if good is None:
        known = session.scalar(select(Upload.state).where(Upload.id == upload_id)) == "known"
        raise NothingNew if known else NotReady
    if not good.rows_good + good.rows_returns:
        raise NothingNew
    return int(good.rows_good)


def _write_lines(upload_id: int, revision: int, at: datetime) -> int:
    """Good rows become lines, inside the database; a key that is there already is left alone."""
    staged = select(
        *(getattr(StagedRow, name) for name in Fact._fields),
        StagedRow.upload_id,
        StagedRow.line,
        literal(revision),
        literal(at, SaleLine.accepted_at.type),
    ).where(StagedRow.upload_id == upload_id, StagedRow.verdict == "good")
    names = [*Fact._fields, "upload_id", "line", "revision", "accepted_at"]
    written: Any = session.execute(
        insert(SaleLine)
        .from_select(names, staged.order_by(StagedRow.line))
        .on_conflict_do_nothing(index_elements=[SaleLine.row_key]),
        execution_options={"preserve_rowcount": True},  # psycopg forgets it otherwise
    )
    return int(written.rowcount)


def _overtaken(upload_id: int) -> tuple[int, int]:
    """Good rows whose key came into the books meanwhile: known with the same content, else a conflict."""
    theirs = (
        select(SaleLine.content_hash)
        .where(SaleLine.row_key == StagedRow.row_key, SaleLine.upload_id != upload_id)
        .correlate(StagedRow)
        .scalar_subquery()
    )
    settled = (
        exists()
        .where(
            ConflictDecision.row_key == StagedRow.row_key,
            ConflictDecision.file_hash == StagedRow.content_hash,
            (ConflictDecision.books_hash == theirs) | (ConflictDecision.choice == "replace"),
        )
        .correlate(StagedRow)
    )
    same = (theirs == StagedRow.content_hash) | settled
    session.execute(
        update(StagedRow)
        .where(StagedRow.upload_id == upload_id, StagedRow.verdict == "good", theirs.is_not(None))
        .values(
            verdict=case((same, "known"), else_="conflict"),
            problems=[Problem("conflict_books").plain()],
        ),
        execution_options={"synchronize_session": False},
    )
    counts = dict(
        session.execute(
            select(StagedRow.verdict, func.count())
            .where(StagedRow.upload_id == upload_id, StagedRow.cells.is_(None))
            .group_by(StagedRow.verdict)
        ).all()
    )
    return counts.get("known", 0), counts.get("conflict", 0)


def _note(upload_id: int, done: Accepted) -> None:
    amount = select(func.coalesce(func.sum(SaleLine.amount_cents), 0)).where(
        SaleLine.revision == done.revision, SaleLine.upload_id == upload_id
    )
    session.execute(
        update(Upload)
        .where(Upload.id == upload_id)
        .values(
            points=done.points,
            rows_good=done.lines,
            rows_known=Upload.rows_known + done.known,
            rows_conflict=Upload.rows_conflict + done.conflicts,
            amount_good_cents=amount.scalar_subquery(),
        )
    )


def _tell(upload_id: int, gained: dict[int, int], revision: int, at: datetime) -> None:
    """One notice to each person who earned, however many lines it was."""
    people = session.execute(
        select(Wallet.id, Wallet.person_id).where(
            Wallet.person_id.in_(
                select(SaleLine.rep_id).where(SaleLine.revision == revision).distinct().scalar_subquery()
            )
        )
    )
    sold = dict(
        session.execute(
            select(SaleLine.rep_id, func.count())
            .where(SaleLine.revision == revision, SaleLine.returns_id.is_(None))
            .group_by(SaleLine.rep_id)
        ).all()
    )
    brought = {
        person_id: (gained[wallet_id], sold.get(person_id, 0))
        for wallet_id, person_id in people
        if person_id is not None and gained.get(wallet_id)
    }
    messages.tell_earned(brought, upload_id, at)
    tell_returned(revision, at)


def tell_returned(revision: int, at: datetime) -> None:
    """One notice to each person whose sales came back and took points along."""
    moved = TakeBack.from_pending + TakeBack.from_lot + TakeBack.from_others + TakeBack.owed
    gone = session.execute(
        select(Wallet.person_id, func.sum(moved), func.count(TakeBack.return_line_id.distinct()))
        .join(TakeBack, TakeBack.wallet_id == Wallet.id)
        .join(SaleLine, SaleLine.id == TakeBack.return_line_id)
        .where(SaleLine.revision == revision, SaleLine.returns_id.is_not(None), Wallet.person_id.is_not(None))
        .group_by(Wallet.person_id)
    )
    messages.tell_returned({row[0]: (int(row[1]), row[2]) for row in gone if row[0] and row[1]}, revision, at)
