"""`flask verify` names what is out of step: each check is seen to fail on a row that was tampered with."""

import pytest
from sqlalchemy import text

from app import verify_all
from catalog.orders import ordering
from core import appendonly
from core.database import db, session, transaction
from tests.catalog.scene import karim_with
from tests.catalog.test_pages import placed
from tests.support.cast import START, Cast

SPOILT = [
    ("I8", "reward drill", "UPDATE rewards SET stock = stock + 1", "UPDATE rewards SET stock = stock - 1"),
    ("I8b", "wallet", "UPDATE orders SET points = points + 1", "UPDATE orders SET points = points - 1"),
    ("I8c", "order", "UPDATE orders SET state = 'delivered'", "UPDATE orders SET state = 'approved'"),
    (
        "I-A7c",
        "order",
        "UPDATE orders SET value_cents = value_cents + 1",
        "UPDATE orders SET value_cents = value_cents - 1",
    ),
    ("I8d", "order", "UPDATE orders SET state = 'requested'", "UPDATE orders SET state = 'approved'"),
    (
        "I8e",
        "order",
        "UPDATE rewards SET beneficiary = 'company'",
        "UPDATE rewards SET beneficiary = 'person'",
    ),
]


@pytest.mark.parametrize(("code", "row", "spoil", "mend"), SPOILT, ids=[one[0] for one in SPOILT])
def test_verify_names_the_row(cast: Cast, code: str, row: str, spoil: str, mend: str) -> None:
    number = placed(cast, karim_with(cast, 1_000))
    with transaction():
        ordering.approve(number, START, "shell")
    with transaction():
        session.execute(text(spoil))
    found = [one for one in verify_all() if one.code == code]
    assert [one.row.startswith(row) for one in found] == [True]
    with transaction():
        session.execute(text(mend))


def test_the_database_refuses_to_edit_an_orders_steps(cast: Cast) -> None:
    placed(cast, karim_with(cast, 1_000))
    with pytest.raises(Exception, match="append-only"), transaction():
        session.execute(text("DELETE FROM order_steps"))
    assert appendonly.guards("order_steps", db.engine.dialect.name)
