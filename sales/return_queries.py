"""Reads for the pages of returns: what waits, which sales it may mean, and what taking it back would move."""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import Company, Person
from core.database import session
from points.ledger import given
from points.models import LedgerTransaction, Posting, Wallet
from points.rules.returning import due
from products.models import Product
from sales.attribution import left_of
from sales.models import ReturnRefusal, SaleLine, StagedRow, Upload
from sales.queries import Line, lines_by_id
from sales.return_rules import Sale

MOST = 50
#: Sales offered for one return.
OFFERED = 20


class Waiting(NamedTuple):
    """A return that waits for its sale, as people read it."""

    upload_id: int
    line: int
    content_hash: str
    file: str
    accepted_at: datetime
    document: str
    seller: str
    rep: str
    buyer: str
    product_id: int
    product: str
    selling_company_id: int
    buying_company_id: int | None
    units: int
    cents: int
    day: date
    problems: list[dict[str, Any]]


class Offer(NamedTuple):
    """A sale that a return may mean, and what is left of it."""

    line: Line
    left: Sale


class Share(NamedTuple):
    """What a return takes back of one wallet by itself; periods and caps are reckoned again after it."""

    holder: str
    points: int


class Came(NamedTuple):
    """A return in the books."""

    line: Line
    #: the sale that came back
    sale_id: int
    points: int


def waiting_count() -> int:
    """How many returns wait for somebody, or for their sale."""
    statement = select(func.coalesce(func.sum(Upload.rows_returns), 0)).where(Upload.state == "accepted")
    return int(session.execute(statement).scalar_one())


def waiting(most: int = MOST) -> list[Waiting]:
    """Returns of accepted files that wait, the oldest first."""
    return _waiting(Upload.rows_returns > 0, most=most)


def one_waiting(upload_id: int, line: int) -> Waiting | None:
    """One of them; None when it waits no more."""
    found = _waiting(StagedRow.upload_id == upload_id, StagedRow.line == line, most=1)
    return found[0] if found else None


def offers(row: Waiting) -> list[Offer]:
    """Sales of that product which the return may mean: of its document, its buyer, its seller."""
    named = str((row.problems or [{}])[0].get("document", row.document))
    same_document = func.lower(SaleLine.document) == named.lower()
    same_buyer = func.coalesce(SaleLine.buying_company_id, 0) == (row.buying_company_id or 0)
    ids = session.scalars(
        select(SaleLine.id)
        .where(
            SaleLine.product_id == row.product_id,
            SaleLine.returns_id.is_(None),
            SaleLine.sold_on <= row.day,
            or_(same_document, SaleLine.selling_company_id == row.selling_company_id),
        )
        .order_by(same_document.desc(), same_buyer.desc(), SaleLine.sold_on.desc(), SaleLine.id.desc())
        .limit(OFFERED)
    ).all()
    lines, left = lines_by_id(ids), left_of(ids)
    return [Offer(lines[one], left[one]) for one in ids if left[one].units_left >= row.units]


def search(document: str, most: int = MOST) -> list[Offer]:
    """Sales of an invoice or order, and what is left of each."""
    wanted = func.lower(SaleLine.document) == document.strip().lower()
    ids = session.scalars(
        select(SaleLine.id)
        .where(or_(wanted, SaleLine.document == document.strip()), SaleLine.returns_id.is_(None))
        .order_by(SaleLine.id.desc())
        .limit(most)
    ).all()
    lines, left = lines_by_id(ids), left_of(ids)
    return [Offer(lines[one], left[one]) for one in ids]


def sale(line_id: int) -> Offer | None:
    """A sale and what is left of it; None for a return, or nothing."""
    found = left_of([line_id])
    return Offer(lines_by_id([line_id])[line_id], found[line_id]) if found else None


def latest(most: int = MOST) -> list[Came]:
    """Returns in the books, the latest first."""
    return _came(SaleLine.returns_id.is_not(None), most)


def returns_of(line_id: int) -> list[Came]:
    """What came back of a sale, the latest first."""
    return _came(SaleLine.returns_id == line_id, MOST)


def refused(most: int = MOST) -> list[ReturnRefusal]:
    """Returns that were refused, the latest first."""
    return list(session.scalars(select(ReturnRefusal).order_by(ReturnRefusal.id.desc()).limit(most)))


def would_take(line_id: int, units: int) -> list[Share]:
    """What a return of so many units would take back now, wallet by wallet."""
    award = given.of_lines([line_id]).get(line_id)
    left = left_of([line_id]).get(line_id)
    if award is None or left is None:
        return []
    after = max(0, left.units_left - units)
    wallets: dict[int, int] = {}
    for wallet_id, _, points, *_rest in award.gains:
        share = due(points, award.quantity, left.units_left, after)
        wallets[wallet_id] = wallets.get(wallet_id, 0) + share
    names = _holders(list(wallets))
    return [Share(names[wallet_id], points) for wallet_id, points in wallets.items() if points]


def _holders(wallet_ids: list[int]) -> dict[int, str]:
    name = func.coalesce(Person.first_name.concat(" ").concat(Person.last_name), Company.name)
    rows = session.execute(
        select(Wallet.id, name)
        .outerjoin(Person, Person.id == Wallet.person_id)
        .outerjoin(Company, Company.id == Wallet.company_id)
        .where(Wallet.id.in_(wallet_ids))
    )
    return {wallet_id: str(held) for wallet_id, held in rows}


def _waiting(*wanted: Any, most: int) -> list[Waiting]:
    seller, buyer = aliased(Company), aliased(Company)
    statement: Any = (
        select(
            StagedRow.upload_id,
            StagedRow.line,
            StagedRow.content_hash,
            Upload.filename,
            Upload.accepted_at,
            StagedRow.document,
            seller.name,
            func.coalesce(Person.first_name.concat(" ").concat(Person.last_name), ""),
            func.coalesce(buyer.name, ""),
            StagedRow.product_id,
            Product.name,
            StagedRow.selling_company_id,
            StagedRow.buying_company_id,
            -StagedRow.quantity,
            -StagedRow.amount_cents,
            StagedRow.sold_on,
            StagedRow.problems,
        )
        .join(Upload, Upload.id == StagedRow.upload_id)
        .join(seller, seller.id == StagedRow.selling_company_id)
        .join(Product, Product.id == StagedRow.product_id)
        .outerjoin(Person, Person.id == StagedRow.rep_id)
        .outerjoin(buyer, buyer.id == StagedRow.buying_company_id)
        .where(StagedRow.verdict == "return", Upload.state == "accepted", *wanted)
        .order_by(StagedRow.upload_id, StagedRow.line)
        .limit(most)
    )
    return [Waiting(*row) for row in session.execute(statement)]


def _came(wanted: Any, most: int) -> list[Came]:
    found = session.execute(
        select(SaleLine.id, SaleLine.returns_id).where(wanted).order_by(SaleLine.id.desc()).limit(most)
    ).all()
    lines = lines_by_id([one.id for one in found])
    back = {
        reference: -int(points)
        for reference, points in session.execute(
            select(LedgerTransaction.reference, func.sum(Posting.amount))
            .join(Posting, Posting.transaction_id == LedgerTransaction.id)
            .where(LedgerTransaction.reference.in_([f"return:{one.id}" for one in found]))
            .where(Posting.wallet_id.is_not(None))
            .group_by(LedgerTransaction.reference)
        )
    }
    return [Came(lines[i], sale_id or 0, back.get(f"return:{i}", 0)) for i, sale_id in found]
