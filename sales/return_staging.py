"""Which returns of a file ask nothing new: in the books, refused before, or waiting already."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select, tuple_

from core.database import session
from sales.models import ReturnRefusal, SaleLine, StagedRow, Upload
from sales.rules import Fact, content_hash

#: A return's key and the hash of what its row says.
Told = tuple[str, str]


def known(facts: Sequence[Fact]) -> set[Told]:
    """Those of these returns about which nobody has to be asked."""
    asked = [(fact.row_key, fact.content_hash) for fact in facts]
    return _written(facts) | _refused(asked) | _waiting(asked) if asked else set()


class Whose(NamedTuple):
    """What a return takes over from its sale, as far as it makes its content."""

    seller_id: int
    rep_id: int | None
    buyer_id: int | None
    ordered_on: date | None


def hash_as_written(fact: Fact, whose: Whose) -> str:
    """The content of a return in the books; its own day stands as its invoice's."""
    what = (fact.product_id, fact.quantity, fact.amount_cents, fact.cost_cents)
    return content_hash(whose.seller_id, whose.rep_id, whose.buyer_id, *what, whose.ordered_on, fact.sold_on)


def _written(facts: Sequence[Fact]) -> set[Told]:
    """In the books with the same figures."""
    whose = (SaleLine.selling_company_id, SaleLine.rep_id, SaleLine.buying_company_id, SaleLine.ordered_on)
    rows = session.execute(
        select(SaleLine.row_key, SaleLine.content_hash, *whose).where(
            SaleLine.row_key.in_([fact.row_key for fact in facts])
        )
    )
    books = {row[0]: (row[1], Whose(*row[2:])) for row in rows}
    return {
        (fact.row_key, fact.content_hash)
        for fact in facts
        if fact.row_key in books and books[fact.row_key][0] == hash_as_written(fact, books[fact.row_key][1])
    }


def _refused(asked: Sequence[Told]) -> set[Told]:
    told = tuple_(ReturnRefusal.row_key, ReturnRefusal.content_hash)
    rows = session.execute(select(ReturnRefusal.row_key, ReturnRefusal.content_hash).where(told.in_(asked)))
    return {(key, digest) for key, digest in rows}


def _waiting(asked: Sequence[Told]) -> set[Told]:
    """In an accepted file; what is not accepted yet may still be put aside."""
    told = tuple_(StagedRow.row_key, StagedRow.content_hash)
    rows = session.execute(
        select(StagedRow.row_key, StagedRow.content_hash)
        .join(Upload, Upload.id == StagedRow.upload_id)
        .where(Upload.state == "accepted", Upload.rows_returns > 0, StagedRow.verdict == "return")
        .where(told.in_(asked))
    )
    return {(key, digest) for key, digest in rows if key and digest}
