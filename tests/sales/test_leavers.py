"""Sales of companies that left: refused from that day, with the code to write instead."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from core.database import session, transaction
from engagement import closing, merging
from sales import books
from sales.messages import problem_sentence
from sales.models import StagedRow
from sales.rules import Books
from tests.sales.conftest import Desk, row
from tests.support.cast import START, Cast
from tests.support.shell import Shell

LATER = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture
def loaded(cast: Cast) -> Books:
    """Mérel is part of Sanelec, which is part of Vauban; nobody else left."""
    with transaction():
        merging.merge(cast.merel.id, cast.sanelec.id, START, "shell")
        merging.merge(cast.sanelec.id, cast.vauban.id, LATER, "shell")
    session.rollback()
    return books.load()


def test_a_merged_company_sells_until_the_day_before_and_names_the_last_company(
    cast: Cast, loaded: Books
) -> None:
    assert loaded.left[cast.merel.id] == (date(2026, 10, 15), "VAUBAN")
    assert not loaded.gone(cast.merel.id, date(2026, 10, 14))
    assert loaded.gone(cast.merel.id, date(2026, 10, 15))
    assert not loaded.gone(cast.vauban.id, date(2027, 10, 15))


def test_a_closed_company_names_nobody(cast: Cast) -> None:
    with transaction():
        closing.close(cast.merel.id, date(2026, 12, 31), START, "shell")
    assert books.load().left == {cast.merel.id: (date(2026, 10, 15), "")}


def test_operators_merge_and_close_by_code(cast: Cast, shell: Shell) -> None:
    assert "moved to SANELEC" in shell("engagement", "merge", "MEREL", "SANELEC").output
    shell("engagement", "merge", "MEREL", "SANELEC", code=1)
    assert "has left" in shell("engagement", "close", "VAUBAN", "--until", "2026-12-31").output
    shell("engagement", "close", "NOBODY", "--until", "2026-12-31", code=1)


def test_a_file_s_row_of_a_merged_company_is_refused_in_a_sentence_and_earlier_ones_are_good(
    cast: Cast, desk: Desk
) -> None:
    with transaction():
        merging.merge(cast.merel.id, cast.sanelec.id, START, "shell")
    upload = desk.stage([row(1, rep=""), row(2, rep="", date="15/10/2026")])
    assert (upload.rows_good, upload.rows_bad) == (1, 1)
    problem = session.scalars(select(StagedRow.problems).where(StagedRow.problems.is_not(None))).one()[0]
    assert "fait partie de SANELEC" in problem_sentence(problem)
