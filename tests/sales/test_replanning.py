"""A large file after a small one: what PostgreSQL planned for few rows does not read many from end to end."""

import pytest
from sqlalchemy import text

from core.clock import now
from core.database import db, is_postgresql, session, transaction
from sales.acceptance import accept
from tests.sales.conftest import Desk, row
from tests.support.cast import Cast

MANY = 300
READ = text("SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'ledger_transactions'")


def read_end_to_end(desk: Desk) -> int:
    """Rows of the ledger that were read one after the other while many were written, after a few."""
    session.remove()
    db.engine.dispose()  # nobody has planned anything yet
    for first in (10, 20, 30, 40):  # whichever line of the pool it is, it has planned as for a page
        few = desk.stage([row(number) for number in range(first, first + 6)]).id
        with transaction():
            for way in ("indexscan", "indexonlyscan", "bitmapscan"):
                session.execute(text(f"SET LOCAL enable_{way} = off"))
            accept(few, now(), "shell")
    upload_id = desk.stage([row(number) for number in range(50, 50 + MANY)]).id
    with transaction():
        accept(upload_id, now(), "shell")
        return int(session.scalar(READ) or 0)


@pytest.mark.usefixtures("generous")
def test_a_large_file_reads_the_ledger_by_its_key(cast: Cast, desk: Desk) -> None:
    if not is_postgresql():
        pytest.skip("SQLite keeps no plan for a foreign key")
    assert read_end_to_end(desk) <= 4 * MANY


@pytest.mark.usefixtures("generous")
def test_without_planning_anew_it_reads_all_of_it_for_each_line(
    cast: Cast, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not is_postgresql():
        pytest.skip("SQLite keeps no plan for a foreign key")
    monkeypatch.setattr("sales.rewarding.replan", lambda: None)
    assert read_end_to_end(desk) > 40 * MANY
