"""The harness itself: what a test writes is gone for the next, and a visitor is who they say."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.identity import visitor_for
from accounts.models import Company, Person
from core.clock import clock
from core.database import session, transaction
from tests.support.cast import START, Cast


def _companies() -> int:
    return session.scalar(select(func.count()).select_from(Company)) or 0


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_is_gone_for_the_next(app: Flask, turn: int) -> None:
    assert _companies() == 0
    with transaction():
        session.add(Company(code="X", name="X", sort_key="x", kind="sponsor", joined_at=START))
    assert _companies() == 1


def test_the_cast_is_there_and_the_clock_stands_still(cast: Cast) -> None:
    assert clock.now() == START
    assert session.get_one(Person, cast.nadia.id).name == "Nadia Mérel"
    assert _companies() == 4


def test_a_member_of_the_cast_is_signed_in_by_the_token(cast: Cast) -> None:
    karim = visitor_for(cast.karim.token)
    assert karim
    assert (karim.id, karim.role, karim.company_id) == (cast.karim.id, "rep", cast.merel.id)
    assert visitor_for(cast.dora.token) is None
