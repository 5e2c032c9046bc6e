"""What came back lately: a file of credits; one finds no sale, and a row says otherwise than the books."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import aliased

from accounts.models import Company, Person
from core.database import session, transaction
from points.models import LedgerTransaction, Posting, Wallet
from products.models import Product
from sales import actions, mapping, storage
from sales.acceptance import accept
from sales.checking import check
from sales.models import SaleLine
from seeds.market import SPEC
from seeds.network import BY
from seeds.sales import Sold, as_csv

#: A return is brought within so many days of its sale.
LATELY = timedelta(days=60)


def bring_back(today: date, at: datetime) -> str:
    """Bring and accept the file; what it held, in one line for the shell."""
    spent, (usual, other) = _of_who_spent(), _lately(today)
    rows = [
        _back(spent, today, spent.quantity),
        _back(usual, today, 1),
        replace(_back(usual, today, 1), document="FA-11111"),
        # a discount that the accounts learned of afterwards
        replace(other, cents=other.cents * 95 // 100),
    ]
    spec = mapping.from_document(SPEC)
    kept = storage.keep(io.BytesIO(as_csv(rows)), "avoirs.csv")
    with transaction():
        upload_id = actions.bring("avoirs.csv", kept.sha256, kept.stored, spec, at, BY)
    check(upload_id, at)
    with transaction():
        written = accept(upload_id, at, BY).lines
    return f"{written} returns, one that waits for its sale, one contradiction to decide"


def _back(sold: Sold, today: date, units: int) -> Sold:
    """So many units of a sale, yesterday."""
    cents = sold.cents * units // sold.quantity
    return replace(sold, day=today - timedelta(days=1), quantity=-units, cents=-cents)


def _of_who_spent() -> Sold:
    """The dearest sale of whoever has the fewest points left after an order: what it brought is spent."""
    spent = (
        select(Posting.wallet_id)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(LedgerTransaction.kind == "spend", Posting.wallet_id.is_not(None))
    )
    earned = select(LedgerTransaction.reference).where(LedgerTransaction.kind == "earn")
    wanted = (
        _sales()
        .join(Wallet, Wallet.person_id == SaleLine.rep_id)
        .where(Wallet.id.in_(spent), ("sale-line:" + cast(SaleLine.id, String)).in_(earned))
    )
    return _sold(wanted.order_by(Wallet.available, SaleLine.amount_cents.desc(), SaleLine.id))[0]


def _lately(today: date) -> tuple[Sold, Sold]:
    """Two sales of the last weeks, of several units each."""
    wanted = _sales().where(SaleLine.sold_on > today - LATELY, SaleLine.quantity > 2)
    first, second = _sold(wanted.order_by(SaleLine.id), 2)
    return first, second


def _sales() -> Any:
    seller, buyer = aliased(Company), aliased(Company)
    return (
        select(
            seller.code,
            Person.code,
            buyer.code,
            SaleLine.document,
            SaleLine.row_key,
            SaleLine.sold_on,
            Product.reference,
            SaleLine.quantity,
            SaleLine.amount_cents,
        )
        .join(seller, seller.id == SaleLine.selling_company_id)
        .join(buyer, buyer.id == SaleLine.buying_company_id)
        .join(Person, Person.id == SaleLine.rep_id)
        .join(Product, Product.id == SaleLine.product_id)
    )


def _sold(wanted: Any, most: int = 1) -> list[Sold]:
    """As the file tells them; the line's number ends its key."""
    rows = session.execute(wanted.limit(most)).all()
    session.rollback()
    return [
        Sold(seller, rep, buyer, document, int(key.rpartition("|")[2]), *what)
        for seller, rep, buyer, document, key, *what in rows
    ]
