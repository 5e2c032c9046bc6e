"""The harness itself: what a test writes is gone for the next, and a visitor is who they say."""

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, update

from accounts.identity import visitor_for
from accounts.models import Company, Person, SignIn
from core.clock import clock
from core.database import db, make_engine, session, transaction
from tests.support.cast import START, Cast
from tests.support.chromium import Screen
from tests.support.stage import Stage


def _companies() -> int:
    return session.scalar(select(func.count()).select_from(Company)) or 0


@pytest.mark.parametrize("turn", [1, 2])
def test_what_a_test_writes_is_gone_for_the_next(app: Flask, turn: int) -> None:
    assert _companies() == 0
    with transaction():
        session.add(Company(code="X", name="X", sort_key="x", kind="sponsor", joined_at=START))
    assert _companies() == 1


def test_what_another_line_and_a_trigger_write_is_gone_too(cast: Cast, stage: Stage) -> None:
    """Past this application: nobody here heard a statement name the tables."""

    def standing() -> list[str]:
        session.rollback()
        return [str(session.execute(select(table)).all()) for table in db.metadata.sorted_tables]

    before = standing()
    other = make_engine(db.engine.url.render_as_string(hide_password=False))
    with other.begin() as line:
        line.execute(update(Person).where(Person.id == cast.karim.id).values(first_name="K"))
        line.execute(delete(SignIn).where(SignIn.person_id == cast.lea.id))
        line.execute(
            insert(Company).values(code="X", name="X", sort_key="x", kind="sponsor", joined_at=START)
        )
    other.dispose()
    assert standing() != before
    stage.written = True
    stage.put_back("cast")
    assert standing() == before


def test_the_cast_is_there_and_the_clock_stands_still(cast: Cast) -> None:
    assert clock.now() == START
    assert session.get_one(Person, cast.nadia.id).name == "Nadia Mérel"
    assert _companies() == 4


def test_a_member_of_the_cast_is_signed_in_by_the_token(cast: Cast) -> None:
    karim = visitor_for(cast.karim.token)
    assert karim
    assert (karim.id, karim.role, karim.company_id) == (cast.karim.id, "rep", cast.merel.id)
    assert visitor_for(cast.dora.token) is None


ROWS = """<!doctype html><html lang="en"><head><title>Rows</title>
<style>.pale { color: #bbb } body { background: #fff; color: #000 }</style></head>
<body><main><h1>Rows</h1><ul>%s</ul></main></body></html>"""


@pytest.mark.browser
@pytest.mark.parametrize("place", [1, 4, 7])
def test_a_pale_word_among_rows_that_look_alike_is_found(screen: Screen, place: int) -> None:
    """Of rows that look alike contrast is measured once; one that looks another way is none of them."""
    rows = [f'<li><span class="{"pale" if at == place else ""}">Row {at}</span></li>' for at in range(9)]
    screen.page.set_content(ROWS % "".join(rows))
    assert [found.partition(":")[0] for found in screen.barriers()] == ["color-contrast"]
