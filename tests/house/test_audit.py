"""The audit after each test: what it leaves out could not have been found, and what was written is heard."""

import pytest
from sqlalchemy import text, update

from app import CHECKS, verify_all
from core.database import session, transaction
from points import bulk
from points.models import Wallet
from tests.support.audit import EVERYTHING
from tests.support.cast import Cast
from tests.support.stage import Stage


@pytest.fixture
def known(cast: Cast, stage: Stage) -> Stage:
    """A stage whose checks all ran on the cast, with nothing written since."""
    assert stage.audit.findings("cast") == []
    return stage


def _broken(cast: Cast) -> None:
    with transaction():
        session.execute(update(Wallet).where(Wallet.id == cast.karim.wallet_id).values(available=7))


def test_what_held_and_was_not_touched_is_not_asked_again(known: Stage) -> None:
    held = known.audit.held["cast"]
    timely = {check.code for check in set(CHECKS) - set(held)}
    assert timely <= {"I17", "I38", "I39"}, "only what asks for the time is always asked"
    assert not [check for check, reads in held.items() if EVERYTHING in reads or not reads]


def test_the_audit_finds_what_all_checks_find(cast: Cast, known: Stage) -> None:
    _broken(cast)
    assert known.audit.written == {"wallets"}
    found = known.audit.findings("cast")
    assert "I2" in {finding.code for finding in found}
    assert found == verify_all()
    known.put_back("cast")


def test_a_deaf_audit_finds_nothing(cast: Cast, known: Stage) -> None:
    _broken(cast)
    known.audit.written = set()
    assert known.audit.findings("cast") == []
    assert verify_all() != []
    known.put_back("cast")


def test_what_found_nothing_is_asked_past_the_mapper_and_finds_what_is_broken_since(
    cast: Cast, known: Stage
) -> None:
    assert len(known.audit.vain) > len(CHECKS) // 2
    _broken(cast)
    assert "I2" in {check.code for check in known.audit.vain}
    assert "I2" in {finding.code for finding in known.audit.findings("cast")}
    known.put_back("cast")


def test_an_audit_that_asks_something_else_finds_nothing(cast: Cast, known: Stage) -> None:
    """The guard off: questions that never find a row."""
    known.audit.vain = {check: [("SELECT 1 FROM wallets WHERE 1 = 0", ())] for check in CHECKS}
    known.audit.reads = dict.fromkeys(CHECKS, frozenset({"wallets"}))
    _broken(cast)
    assert known.audit.findings("cast") == []
    assert verify_all() != []
    known.audit.vain = {}
    known.put_back("cast")


@pytest.mark.parametrize("many", [1, bulk.COPY_FROM])
def test_rows_that_go_past_the_mapper_are_heard(cast: Cast, known: Stage, many: int) -> None:
    with transaction():
        bulk.put("counters", ("name", "value"), [(f"counter {nth}", nth) for nth in range(many)])
    assert known.audit.written == {"counters"}


def test_tables_in_another_shape_and_what_others_wrote_may_be_anything(cast: Cast, known: Stage) -> None:
    with transaction():
        session.execute(text("DROP INDEX ix_audit_lines_subject"))
    assert known.audit.written == {EVERYTHING}
    known.put_back("cast")
    assert known.audit.written == set()
    known.written = True
    assert known.audit.written == {EVERYTHING}
