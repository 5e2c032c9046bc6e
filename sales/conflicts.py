"""A file says otherwise than the books: a person decides, and the decision stays on record.

Nothing is overwritten: sale lines are append-only, and a decision is a row of its own.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, case, func, select, update

from core import audit
from core.database import insert, session
from points.bulk import among
from sales.models import ConflictDecision, SaleLine, StagedRow, Upload
from sales.rules import ConflictChanged, Fact, NoReason, plain_fact

#: States of a file whose conflicts may be decided; while it is being accepted they may still become others.
DECIDABLE = ("ready", "accepted")
#: (key, content in the books, content in a file).
Question = tuple[str, str, str]
#: Decisions written in one statement.
CHUNK = 1_000


def keep_books(upload_id: int, line: int, agreed: str, reason: str, at: datetime, by: str) -> None:
    """Leave one line of the books as it is; `agreed` is the content of the file's row that was read.

    Raises NoReason, ConflictChanged (decided already, or the row is another one now).
    """
    _keep(upload_id, in_conflict(upload_id, line, agreed), reason, at, by)


def keep_books_everywhere(upload_id: int, agreed: int, reason: str, at: datetime, by: str) -> int:
    """Leave the books as they are in every conflict of a file; how many, which must be `agreed`.

    Raises NoReason, ConflictChanged.
    """
    found = in_conflict(upload_id)
    if len(found) != agreed:
        raise ConflictChanged
    _keep(upload_id, found, reason, at, by)
    return len(found)


def decided(questions: Collection[Question]) -> set[Question]:
    """Which of these somebody answered before: the same two contents, or one that was held once, or holds."""
    if not questions:
        return set()
    condition, keys = among("row_key", sorted({key for key, _, _ in questions}))
    rows = session.connection().exec_driver_sql(
        "SELECT row_key, books_hash, file_hash, choice FROM conflict_decisions "  # noqa: S608 - our own condition
        f"WHERE {condition} ORDER BY id",
        (keys,),
    )
    answers: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for key, ours, theirs, choice in rows:
        answers[key].append((ours, theirs, choice))
    return {one for one in questions if _answered(one, answers[one[0]])}


def _answered(question: Question, answers: Sequence[tuple[str, str, str]]) -> bool:
    """`answers` in the order in which they were given."""
    _, ours, theirs = question
    held = {old for old, _, choice in answers if choice == "replace"}
    held |= {new for _, new, choice in answers if choice == "replace"}
    now = next((new for _, new, choice in reversed(answers) if choice == "replace"), ours)
    return theirs in held or (now, theirs, "keep") in answers


def holder(row_key: str) -> SaleLine | None:
    """The line that the books hold under a key: the first one, or what took its place since."""
    replaced = session.scalar(
        select(ConflictDecision.new_line_id)
        .where(ConflictDecision.row_key == row_key, ConflictDecision.choice == "replace")
        .order_by(ConflictDecision.id.desc())
        .limit(1)
    )
    wanted = SaleLine.id == replaced if replaced else SaleLine.row_key == row_key
    return session.scalar(select(SaleLine).where(wanted))


def held_id() -> Any:
    """The id of the line that the books hold under a staged row's key, as part of a statement."""
    replaced = (
        select(func.max(ConflictDecision.new_line_id))
        .where(ConflictDecision.row_key == StagedRow.row_key)
        .correlate(StagedRow)
        .scalar_subquery()
    )
    first = (
        select(SaleLine.id)
        .where(SaleLine.row_key == StagedRow.row_key)
        .correlate(StagedRow)
        .scalar_subquery()
    )
    return func.coalesce(replaced, first)


def in_conflict(upload_id: int, line: int | None = None, agreed: str | None = None) -> Sequence[Row[Any]]:
    """The rows of a file that contradict the books, under the file's lock; raises ConflictChanged."""
    session.execute(select(Upload.id).where(Upload.id == upload_id).with_for_update())
    wanted = [StagedRow.upload_id == upload_id, StagedRow.verdict == "conflict", Upload.state.in_(DECIDABLE)]
    if line is not None:
        wanted += [StagedRow.line == line, StagedRow.content_hash == agreed]
    found = session.execute(
        select(SaleLine.id, SaleLine.content_hash.label("books_hash"), StagedRow.line, *_FACT)
        .select_from(StagedRow)
        .join(SaleLine, SaleLine.id == held_id())
        .join(Upload, Upload.id == StagedRow.upload_id)
        .where(*wanted)
        .order_by(StagedRow.line)
    ).all()
    if not found:
        raise ConflictChanged
    return found


_FACT = [getattr(StagedRow, name) for name in Fact._fields]


def _keep(upload_id: int, found: Sequence[Row[Any]], reason: str, at: datetime, by: str) -> None:
    if not reason.strip():
        raise NoReason
    note(upload_id, found, "keep", reason, at, by)
    facts = {"rows": len(found), "first": found[0].line, "reason": reason.strip()[:300]}
    audit.record(by, "sales.keep_books", ("upload", upload_id), at, facts)


def note(
    upload_id: int,
    found: Sequence[Row[Any]],
    choice: str,
    reason: str,
    at: datetime,
    by: str,
    new_line_id: int | None = None,
) -> None:
    """Write decisions down; their rows are known from now on."""
    told = {"choice": choice, "upload_id": upload_id, "decided_at": at, "decided_by": by}
    rows = [
        {
            **told,
            "row_key": one.row_key,
            "books_hash": one.books_hash,
            "file_hash": one.content_hash,
            "line_id": one.id,
            "new_line_id": new_line_id,
            "line": one.line,
            "said": _said(one),
            "reason": reason.strip()[:300],
        }
        for one in found
    ]
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        session.execute(insert(ConflictDecision).on_conflict_do_nothing(), part)
        session.execute(
            update(StagedRow)
            .where(StagedRow.upload_id == upload_id, StagedRow.line.in_([one["line"] for one in part]))
            .values(verdict="known"),
            execution_options={"synchronize_session": False},
        )
    _count(upload_id, len(found))


def _said(one: Row[Any]) -> dict[str, Any]:
    return plain_fact(Fact(*(getattr(one, name) for name in Fact._fields)))


def _count(upload_id: int, rows: int) -> None:
    """So many rows are known now; a file of which nothing else is left is closed."""
    left = Upload.rows_good + Upload.rows_bad + Upload.rows_conflict + Upload.rows_returns - rows
    session.execute(
        update(Upload)
        .where(Upload.id == upload_id)
        .values(
            rows_conflict=Upload.rows_conflict - rows,
            rows_known=Upload.rows_known + rows,
            state=case(((Upload.state == "ready") & (left == 0), "known"), else_=Upload.state),
        ),
        execution_options={"synchronize_session": False},
    )
