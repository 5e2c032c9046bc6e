"""Reads an uploaded file in chunks, checks every row and stages what it found; can be stopped and resumed.

Each chunk is a transaction of its own that also moves `rows_done`: whoever finds it moved already gives way.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, select, update

from core.clock import local_day
from core.database import session, transaction
from core.jobs import each
from core.rules import Refused
from points.bulk import DayForms, among, json_form, put, uncollected
from sales import actions, books, mapping, return_staging, storage
from sales.column_check import Checked, ColumnCheck
from sales.conflicts import Question, decided
from sales.limits import Unreadable
from sales.models import Upload
from sales.reading import Row, reading
from sales.row_check import RowCheck
from sales.rules import Fact, MissingColumns, Problem, UnknownDefault

#: Rows staged in one transaction.
AT_ONCE = 5_000
#: Files up to this many bytes are checked while their sender waits.
SMALL_BYTES = 600_000
SMALL_ROWS = 5_000

COLUMNS = ("upload_id", "line", "verdict", "cells", "problems", *Fact._fields)
NO_FACT = (None,) * len(Fact._fields)
#: The days stand at the end of a fact.
FIRST_DAY = Fact._fields.index("ordered_on")

Progress = Callable[[int, int], None]


class Turn(NamedTuple):
    """Whose rows a checker stages: of one file, under the mapping that it read."""

    upload_id: int
    mapping_hash: str

    def holds(self) -> ColumnElement[bool]:
        """Whether the file still waits to be read under that mapping: an old checker marks nothing newer."""
        return and_(
            Upload.id == self.upload_id,
            Upload.state == "reading",
            Upload.mapping_hash == self.mapping_hash,
        )


def check_waiting(at: datetime) -> int:
    """Check every file that waits to be read; how many there were. For the clock."""
    waiting = session.scalars(select(Upload.id).where(Upload.state == "reading").order_by(Upload.id)).all()
    session.rollback()
    return each(waiting, lambda upload_id: _checked(upload_id, at))


def _checked(upload_id: int, at: datetime) -> int:
    check(upload_id, at)
    return 1


def check(upload_id: int, at: datetime, progress: Progress | None = None) -> None:
    """Read, check and stage one file, from where it stopped; opens its own transactions."""
    upload = session.get_one(Upload, upload_id)
    if upload.state != "reading":
        return
    path, name, done = storage.path_of(upload.stored), upload.filename, upload.rows_done
    document, turn = upload.mapping, Turn(upload_id, upload.mapping_hash)
    try:
        spec = mapping.from_document(document)
        with reading(path, name, spec.encoding) as opened:
            layout = books.layout_of(spec, opened.columns)
            judge = ColumnCheck(RowCheck(layout, books.load(), local_day(at)))
            session.rollback()
            for chunk in _batches(opened.chunks, done):
                with uncollected():
                    if not _stage(turn, chunk, opened.columns, judge, done, max(opened.rows, done)):
                        return
                done += len(chunk)
                if progress:
                    progress(done, opened.rows)
    except (Unreadable, MissingColumns, UnknownDefault, mapping.MappingRefused) as refused:
        _give_up(turn, refused)
        return
    _finish(turn, done)


def _batches(chunks: Iterator[list[Row]], skip: int) -> Iterator[list[Row]]:
    """Rows after the first `skip`, AT_ONCE at a time."""
    held: list[Row] = []
    for chunk in chunks:
        if skip >= len(chunk):
            skip -= len(chunk)
            continue
        held += chunk[skip:]
        skip = 0
        if len(held) >= AT_ONCE:
            yield held
            held = []
    if held:
        yield held


def _stage(
    turn: Turn, rows: list[Row], columns: Sequence[str], judge: ColumnCheck, done: int, total: int
) -> bool:
    """Stage one chunk; False when somebody else did."""
    upload_id = turn.upload_id
    checked = judge.check(rows)
    keys = [fact.row_key for _, _, fact, _ in checked if fact]
    with transaction():
        if not _move(turn, done, done + len(rows), total):
            return False
        in_books = _held("SELECT row_key, content_hash, 0 FROM sale_lines WHERE {}", keys)
        in_file = _held(
            f"SELECT row_key, content_hash, line FROM staged_rows WHERE upload_id = {upload_id:d} "  # noqa: S608
            "AND verdict IN ('good', 'return') AND {}",
            keys,
        )
        returns = [fact for _, _, fact, _ in checked if fact and fact.quantity < 0]
        answered = decided(_contradictions(checked, in_books)) | return_staging.known(returns)
        seen = Seen(upload_id, columns, in_books, in_file, answered, DayForms(), judge.judge.named)
        verdicts = (_verdict(one, seen) for one in checked)
        staged = [found for found in verdicts if found]
        put("staged_rows", COLUMNS, staged)
        _count(upload_id, len(rows), staged)
    return True


def _contradictions(checked: Sequence[Checked], in_books: dict[str, tuple[str, int]]) -> list[Question]:
    """Rows that say otherwise than the books."""
    facts = [fact for _, _, fact, _ in checked if fact and fact.row_key in in_books]
    asked = [(fact.row_key, in_books[fact.row_key][0], fact.content_hash) for fact in facts]
    return [one for one in asked if one[1] != one[2]]


class Seen(NamedTuple):
    """What the rows of a chunk are laid beside."""

    upload_id: int
    columns: Sequence[str]
    #: key → content's hash, and line
    in_books: dict[str, tuple[str, int]]
    in_file: dict[str, tuple[str, int]]
    #: contradictions decided before, and returns known already
    answered: set[Any]
    days: DayForms
    #: the document that a return names
    named: Callable[[Sequence[Any], Fact], str]


def _verdict(checked: Checked, seen: Seen) -> tuple[Any, ...] | None:
    """What is staged of a row; nothing of one that is known already, or was decided upon before."""
    line, cells, fact, problems = checked
    if fact is None:
        told = json_form([problem.plain() for problem in problems])
        return (seen.upload_id, line, "bad", _cells(cells, seen.columns), told, *NO_FACT)
    key, digest = fact.row_key, fact.content_hash
    before = seen.in_books.get(key) or seen.in_file.get(key)
    if before is None and fact.quantity > 0:
        seen.in_file[key] = (digest, line)
        return (seen.upload_id, line, "good", None, None, *_stored(fact, seen.days))
    if before and (before[0] == digest or (key, before[0], digest) in seen.answered):
        return None
    if (key, digest) in seen.answered:
        return None
    if before is None:
        seen.in_file[key] = (digest, line)
        verdict, problem = "return", Problem("return_of", facts={"document": seen.named(cells, fact)})
    else:
        verdict, problem = "conflict", Problem("conflict_books")
        if before[1]:
            problem = Problem("conflict_file", facts={"other": before[1]})
    told = json_form([problem.plain()])
    return (seen.upload_id, line, verdict, _cells(cells, seen.columns), told, *_stored(fact, seen.days))


def _stored(fact: Fact, days: DayForms) -> tuple[Any, ...]:
    """A fact as the driver wants it."""
    if days.as_they_are:
        return fact
    return (*fact[:FIRST_DAY], days[fact.ordered_on], days[fact.invoiced_on], days[fact.sold_on])


def _cells(cells: Sequence[Any], columns: Sequence[str]) -> str:
    """A row's cells by column name, bounded; what stands beyond the last column under “…”."""
    named = {
        name: str(cell).replace("\0", "\ufffd")[:300] for name, cell in zip(columns, cells, strict=False)
    }
    if len(cells) > len(columns):
        named["…"] = " ".join(map(str, cells[len(columns) :])).replace("\0", "\ufffd")[:300]
    return json_form(named)


def _held(statement: str, keys: list[str]) -> dict[str, tuple[str, int]]:
    """Keys already there → their content's hash and line."""
    if not keys:
        return {}
    condition, value = among("row_key", keys)
    rows = session.connection().exec_driver_sql(statement.format(condition), (value,))
    return {key: (digest, line) for key, digest, line in rows}


def _move(turn: Turn, done: int, now_done: int, total: int) -> bool:
    moved = session.execute(
        update(Upload)
        .where(turn.holds(), Upload.rows_done == done)
        .values(rows_done=now_done, rows_total=max(total, now_done))
        .returning(Upload.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    return moved is not None


def _count(upload_id: int, rows: int, staged: Sequence[tuple[Any, ...]]) -> None:
    amount = COLUMNS.index("amount_cents")
    good = [row[amount] for row in staged if row[2] == "good"]
    bad = sum(row[2] == "bad" for row in staged)
    returns = sum(row[2] == "return" for row in staged)
    session.execute(
        update(Upload)
        .where(Upload.id == upload_id)
        .values(
            rows_good=Upload.rows_good + len(good),
            rows_bad=Upload.rows_bad + bad,
            rows_conflict=Upload.rows_conflict + len(staged) - len(good) - bad - returns,
            rows_returns=Upload.rows_returns + returns,
            rows_known=Upload.rows_known + rows - len(staged),
            amount_good_cents=Upload.amount_good_cents + sum(good),
        )
    )


def _finish(turn: Turn, done: int) -> None:
    """The file waits for a person; one that brings nothing new is closed."""
    nothing_new = (Upload.rows_good + Upload.rows_bad + Upload.rows_conflict + Upload.rows_returns) == 0
    with transaction():
        session.execute(
            update(Upload)
            .where(turn.holds(), Upload.rows_done == done)
            .values(state=case((nothing_new, "known"), else_="ready"), rows_total=done),
            execution_options={"synchronize_session": False},
        )


def _give_up(turn: Turn, refused: Refused) -> None:
    session.rollback()
    with transaction():
        session.execute(
            update(Upload)
            .where(turn.holds())
            .values(state="unreadable", trouble=actions.kept_refusal(refused)),
            execution_options={"synchronize_session": False},
        )
