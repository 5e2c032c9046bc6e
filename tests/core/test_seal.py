"""What was sealed and then changed is found; without the seal the change would pass."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from core import audit, seal
from core.appendonly import unguards
from core.audit import AuditLine
from core.database import db, session, transaction

AT = datetime(2026, 10, 15, 8, tzinfo=UTC)
TABLE = AuditLine.__table__


@pytest.fixture
def sealed(app):
    """Five audit lines under two links."""
    for count in (3, 2):
        with transaction():
            for n in range(count):
                audit.record("shell", "test.write", ("thing", n), AT)
        with transaction():
            assert seal.forge(TABLE, AT) == count
    return app


def tamper(statement):
    with transaction():
        for line in unguards("audit_lines", db.engine.dialect.name):
            session.execute(text(line))
        session.execute(text(statement))


def mend():
    """Leave the database as the invariants want it."""
    with transaction():
        session.execute(text("DELETE FROM audit_lines"))
        for line in unguards("seal_links", db.engine.dialect.name):
            session.execute(text(line))
        session.execute(text("DELETE FROM seal_links"))


def test_an_untouched_chain_is_whole(sealed):
    assert list(seal.broken(TABLE)) == []


def test_nothing_new_forges_no_link(sealed):
    with transaction():
        assert seal.forge(TABLE, AT) == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_lines SET actor = 'person:666' WHERE id = 2",
        "DELETE FROM audit_lines WHERE id = 2",
        "UPDATE audit_lines SET verb = 'test.other' WHERE id = 5",
    ],
)
def test_a_changed_or_missing_row_breaks_its_link(sealed, statement):
    tamper(statement)
    found = list(seal.broken(TABLE))
    assert len(found) == 1
    assert found[0].chain == "audit_lines"
    mend()


def test_a_row_slipped_in_below_a_seal_breaks_it(sealed):
    tamper("UPDATE audit_lines SET id = 50 WHERE id = 5")
    assert [one.first_id for one in seal.broken(TABLE)] == [4]
    mend()
