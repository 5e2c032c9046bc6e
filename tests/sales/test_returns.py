"""A return names its sale: it takes back what that sale brought, once, and never more than is left of it."""

import pytest
from sqlalchemy import select

from core.database import session
from points.queries import balance
from sales.models import SaleLine, StagedRow
from tests.sales.conftest import RETURNING, row


@pytest.fixture
def karim(cast, generous):
    """What Karim may spend, has waiting and owes; a sale earns a thousand points for each euro."""

    def held():
        found = balance(cast.karim.wallet_id)
        return found.available, found.debt

    return held


def back(number, quantity="-1", amount="-50,00", **changes):
    """A return in the invoice's own document, a day after it."""
    return row(number, amount, **{"qty": quantity, "date": "15/10/2026", **changes})


def credit(number, of, quantity="-1", amount="-50,00", **changes):
    """A credit note that names an invoice; brought with `returning`."""
    return back(number, quantity, amount, doc=f"AV-{number}", **changes) + f";{of}"


def lines():
    session.expire_all()
    found = session.scalars(select(SaleLine).order_by(SaleLine.id))
    return [(one.document, one.quantity, one.amount_cents, one.returns_id) for one in found]


def waiting():
    session.expire_all()
    rows = session.scalars(select(StagedRow).where(StagedRow.verdict == "return"))
    return [(one.upload_id, one.line, one.problems[0]["code"]) for one in rows]


def returning(desk, rows, accept=True):
    """Bring a file that has a column for the invoice returned."""
    data = "\n".join(["seller;rep;doc;line;date;ref;qty;amount;of", *rows, ""]).encode()
    upload_id = desk.stage(data, name="avoirs.csv", columns=RETURNING.columns).id
    if accept and desk.held(upload_id).state == "ready":
        desk.accept(upload_id)
    return desk.held(upload_id)


def test_a_return_in_the_invoice_itself_takes_its_share_back(karim, desk):
    desk.bring([row(1)])
    desk.bring([back(1)])
    assert lines() == [("FA-1", 2, 10_000, None), ("FA-1", -1, -5_000, 1)]
    assert karim() == (50_000, 0)


def test_a_return_counts_on_the_day_of_its_sale_and_is_whose_the_sale_was(cast, karim, desk):
    desk.bring([row(1)])
    desk.bring([back(1, rep="")])
    sale, came_back = session.scalars(select(SaleLine).order_by(SaleLine.id)).all()
    assert (came_back.sold_on, came_back.invoiced_on.day) == (sale.sold_on, 15)
    assert (came_back.rep_id, came_back.selling_company_id) == (cast.karim.id, cast.merel.id)


def test_a_credit_note_names_the_invoice_in_a_column_of_its_own(karim, desk):
    desk.bring([row(1)])
    returning(desk, [credit(7, "FA-1", "-2", "-100,00")])
    assert lines()[1] == ("AV-7", -2, -10_000, 1)
    assert karim() == (0, 0)


def test_a_sale_and_its_return_may_come_in_one_file(karim, desk):
    upload = desk.bring([back(1), row(1), row(2)])
    assert (upload.rows_good, upload.rows_returns, upload.amount_good_cents) == (3, 0, 15_000)
    assert karim() == (150_000, 0)
