"""The desk's search box finds for an account manager who works for the portfolio, not who once did."""

from datetime import date

from sqlalchemy import select

from accounts import actions
from accounts.models import Mandate
from core.database import session, transaction
from tests.support.cast import START


def test_who_left_the_portfolio_is_found_by_administrators_only(cast, visitor):
    assert visitor.as_(cast.hugo).get("/staff/search?q=lea").says(cast.lea.email)
    with transaction():
        held = session.scalars(select(Mandate.id).where(Mandate.person_id == cast.lea.id)).one()
        actions.end_mandate(held, date(2026, 9, 1), "shell", START)
        actions.give_mandate(cast.lea.id, cast.sanelec.id, "rep", date(2026, 9, 2), "shell", START)
    assert not visitor.as_(cast.hugo).get("/staff/search?q=lea").says(cast.lea.email)
    assert visitor.as_(cast.claire).get("/staff/search?q=lea").says(cast.lea.email)
