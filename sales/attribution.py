"""Finds the sale of every return that waits, and writes the return down: under the journal's lock, so that no
two returns ever take the same unit of a sale.

A return waits in its file: until the file is accepted, then until the sale that it names is accepted, or
somebody chooses.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, func, or_, select, update

from core.database import session, write_rows
from sales.models import SaleLine, StagedRow, Upload
from sales.return_rules import Asked, NotASale, NotThisSale, Sale, WrongReturnDay, find, take
from sales.return_staging import Whose, hash_as_written
from sales.rules import Fact, Problem

T = TypeVar("T")
#: Rows whose sales one statement asks for.
AT_ONCE = 2_000


class Written(NamedTuple):
    """What became of the returns that waited."""

    #: lines of this file, and of files accepted before whose sale came now
    here: int
    elsewhere: int


def attribute(upload_id: int | None, revision: int, at: datetime) -> Written:
    """Write every return that finds its sale: of the file that is being accepted, and of those before.

    A return whose sale somebody chose (`returns_id` of its row) is written or refused: raises BeyondSale,
    BeyondAmount, NotASale, NotThisSale, WrongReturnDay. Joins the transaction, which holds the journal.
    """
    waiting = _waiting(upload_id)
    if not waiting:
        return Written(0, 0)
    there = _in_books([row.row_key for row in waiting])
    sales = _sales_of(waiting)
    named: dict[str, list[Sale]] = defaultdict(list)
    for sale in sales.values():
        named[sale.document.casefold()].append(sale)
    written: list[tuple[StagedRow, Sale]] = []
    for row in waiting:
        if row.row_key in there:
            _settle(row, "known" if there[row.row_key] == _as_said(row) else "conflict")
        elif found := _sale_of(row, sales, named):
            take(found, -(row.quantity or 0), -(row.amount_cents or 0))
            there[row.row_key] = _as_said(row)
            written.append((row, found))
    write_rows(SaleLine, [_line(row, sale, revision, at) for row, sale in written])
    for row, sale in written:
        row.verdict, row.problems, row.returns_id = "good", None, sale.id
    session.flush()
    _count(upload_id, [row for row, _ in written])
    here = sum(row.upload_id == upload_id for row, _ in written)
    return Written(here, len(written) - here)


def left_of(line_ids: Collection[int]) -> dict[int, Sale]:
    """These sales, and what is left of each; a return is no sale."""
    return _sales(SaleLine.id.in_(list(line_ids)))


def _waiting(upload_id: int | None) -> Sequence[StagedRow]:
    """Rows that look for their sale, in the order in which they came."""
    mine = Upload.id == upload_id
    rows = session.scalars(
        select(StagedRow)
        .join(Upload, Upload.id == StagedRow.upload_id)
        .where(mine | (Upload.state == "accepted"), Upload.rows_returns > 0, StagedRow.verdict == "return")
        .order_by(StagedRow.upload_id, StagedRow.line)
        .execution_options(populate_existing=True)
    ).all()
    # what somebody chose goes first: it leaves the less for others
    return sorted(rows, key=lambda row: row.returns_id is None)


def _in_books(keys: Sequence[str | None]) -> dict[str | None, tuple[object, ...]]:
    """Returns that are in the books already: key → what can differ."""
    columns = [getattr(SaleLine, name) for name in SAID]
    found: dict[str | None, tuple[object, ...]] = {}
    for part in _parts(keys):
        rows = session.execute(select(SaleLine.row_key, *columns).where(SaleLine.row_key.in_(part)))
        found |= {key: tuple(said) for key, *said in rows}
    return found


#: What makes a return of a file another one; whose it was, it takes over from its sale.
SAID = ("product_id", "quantity", "amount_cents", "cost_cents", "invoiced_on")


def _as_said(row: StagedRow) -> tuple[object, ...]:
    return (row.product_id, row.quantity, row.amount_cents, row.cost_cents, row.sold_on)


def _sales_of(waiting: Sequence[StagedRow]) -> dict[int, Sale]:
    """The sales that these returns may mean: those they name, and those that somebody chose."""
    found: dict[int, Sale] = {}
    for part in _parts([row for row in waiting if row.returns_id]):
        found |= left_of({row.returns_id or 0 for row in part})
    for part in _parts([row for row in waiting if row.returns_id is None]):
        named = {_named(row) for row in part}
        # SQLite lowers ASCII only: what is written alike is found as it stands, and compared folded later
        folded = func.lower(SaleLine.document).in_(sorted({one.lower() for one in named}))
        found |= _sales(
            SaleLine.selling_company_id.in_(sorted({row.selling_company_id or 0 for row in part})),
            SaleLine.product_id.in_(sorted({row.product_id or 0 for row in part})),
            or_(SaleLine.document.in_(sorted(named)), folded),
        )
    return found


def _sales(*wanted: ColumnElement[bool]) -> dict[int, Sale]:
    columns = (
        SaleLine.id,
        SaleLine.row_key,
        SaleLine.document,
        SaleLine.selling_company_id,
        SaleLine.product_id,
        SaleLine.rep_id,
        SaleLine.buying_company_id,
        SaleLine.sold_on,
        SaleLine.ordered_on,
        SaleLine.sale_kind,
        SaleLine.quantity,
        SaleLine.amount_cents,
    )
    statement: Any = select(*columns).where(*wanted, SaleLine.returns_id.is_(None))
    found = {row.id: Sale(*row) for row in session.execute(statement.order_by(SaleLine.id))}
    for part in _parts(list(found)):
        back = session.execute(
            select(SaleLine.returns_id, SaleLine.quantity, SaleLine.amount_cents).where(
                SaleLine.returns_id.in_(part)
            )
        )
        for line_id, units, cents in back:
            found[line_id or 0].units_left += units
            found[line_id or 0].cents_left += cents
    return found


def _sale_of(row: StagedRow, sales: Mapping[int, Sale], named: Mapping[str, Sequence[Sale]]) -> Sale | None:
    """The sale that somebody chose, or the one that the row names; None while it waits, with the reason."""
    if row.returns_id is not None:
        return _chosen(row, sales.get(row.returns_id))
    asked = _asked(row)
    sale, problem = find(asked, named.get(asked.document.casefold(), ()))
    if problem:
        row.problems = [problem.plain()]
    return sale


def _chosen(row: StagedRow, sale: Sale | None) -> Sale:
    if sale is None:
        raise NotASale
    if sale.product_id != row.product_id:
        raise NotThisSale
    if row.sold_on is None or row.sold_on < sale.sold_on:
        raise WrongReturnDay
    return sale


def _asked(row: StagedRow) -> Asked:
    named = _named(row)
    return Asked(
        document=named,
        seller_id=row.selling_company_id or 0,
        product_id=row.product_id or 0,
        rep_id=row.rep_id,
        buyer_id=row.buying_company_id,
        units=-(row.quantity or 0),
        cents=-(row.amount_cents or 0),
        day=row.sold_on or date.min,
        line_key=_repeated(row.row_key or "") if named.casefold() == (row.document or "").casefold() else "",
    )


def _named(row: StagedRow) -> str:
    """The document that the row names as returned; it is kept beside the reason why it waits."""
    return str((row.problems or [{}])[0].get("document", "")) or row.document or ""


def _repeated(key: str) -> str:
    """The key of the sale whose line a return in the same document repeats."""
    return key.rpartition("|")[0]


def _line(row: StagedRow, sale: Sale, revision: int, at: datetime) -> dict[str, Any]:
    """Whose it was and when it counts are its sale's; the day on which it came back is its own."""
    fact = Fact(*(getattr(row, name) for name in Fact._fields))
    whose = Whose(sale.seller_id, sale.rep_id, sale.buyer_id, sale.ordered_on)
    line = fact._replace(
        content_hash=hash_as_written(fact, whose),
        selling_company_id=sale.seller_id,
        rep_id=sale.rep_id,
        buying_company_id=sale.buyer_id,
        sale_kind=sale.sale_kind,
        returns_id=sale.id,
        ordered_on=sale.ordered_on,
        invoiced_on=fact.sold_on,
        sold_on=sale.sold_on,
    )
    where = {"upload_id": row.upload_id, "line": row.line}
    return {**line._asdict(), **where, "revision": revision, "accepted_at": at}


def _settle(row: StagedRow, verdict: str) -> None:
    """The books hold it already, or say otherwise."""
    row.verdict = verdict
    row.problems = [Problem("conflict_books").plain()] if verdict == "conflict" else None
    _move(row.upload_id, rows_returns=-1, **{f"rows_{verdict}": 1})


def _count(upload_id: int | None, written: Sequence[StagedRow]) -> None:
    """Files accepted before hold the lines written now; this one's figures are its acceptance's."""
    for other in {row.upload_id for row in written}:
        theirs = [row for row in written if row.upload_id == other]
        cents = sum(row.amount_cents or 0 for row in theirs)
        more = {} if other == upload_id else {"rows_good": len(theirs), "amount_good_cents": cents}
        _move(other, rows_returns=-len(theirs), **more)


def _move(upload_id: int, **by: int) -> None:
    session.execute(
        update(Upload)
        .where(Upload.id == upload_id)
        .values({name: getattr(Upload, name) + change for name, change in by.items()}),
        execution_options={"synchronize_session": False},
    )


def _parts(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time as a statement may name."""
    return (things[start : start + AT_ONCE] for start in range(0, len(things), AT_ONCE))
