"""A bicycle maker's 57,851 real-shaped lines through the doors that operators use."""

from datetime import date

import pytest
from sqlalchemy import func, select

from accounts.models import Person
from core.database import session
from points.models import LedgerTransaction, Posting, Wallet
from sales.models import SaleLine, Upload
from tests.support import adventureworks as real

pytestmark = [pytest.mark.real_data, real.needs_real_data]


def points_of(first, last):
    """Points of each rep from sales of a quarter, by code."""
    rows = session.execute(
        select(Person.code, func.sum(Posting.amount))
        .join(Wallet, Wallet.person_id == Person.id)
        .join(Posting, Posting.wallet_id == Wallet.id)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(LedgerTransaction.kind == "earn", LedgerTransaction.day.between(first, last))
        .group_by(Person.code)
    )
    return dict(rows.all())


def test_every_line_is_taken_and_the_points_of_every_rep_are_the_true_ones(bicycles):
    (totals,) = real.truth("totals.csv")
    lines, units, cents = session.execute(
        select(func.count(), func.sum(SaleLine.quantity), func.sum(SaleLine.amount_cents))
    ).one()
    assert (bicycles.lines, lines, units) == (57_851, int(totals["lines"]), int(totals["qty"]))
    assert cents == round(float(totals["sales"]) * 100)
    wanted = {
        row["rep_id"]: int(row["points_floor_per_line"])
        for row in real.truth("points_rep_quarter.csv")
        if row["quarter"] == "2020-Q1"
    }
    assert points_of(date(2020, 1, 1), date(2020, 3, 31)) == wanted
    again = session.get_one(Upload, real.stage(real.sales_csv().replace(b"\n", b"\r\n"), "again.csv"))
    assert (again.state, again.rows_known) == ("known", 57_851)


def test_two_overlapping_halves_in_the_wrong_order_give_the_same_books(app):
    real.bring_people_and_products()
    head, *lines = real.sales_csv().splitlines(keepends=True)
    real.import_sales(head + b"".join(lines[25_000:]))
    done = real.import_sales(head + b"".join(lines[:30_000]))
    assert done.lines == 25_000
    assert session.scalar(select(func.count()).select_from(SaleLine)) == 57_851
