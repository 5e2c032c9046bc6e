"""Each invariant is seen to break when somebody with the database's password changes a row."""

import sqlite3
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from core import seal
from core.appendonly import unguards
from core.database import db, is_postgresql, session, transaction
from points.checks import CHECKS, SEALED
from tests.points.making import TOMORROW, YESTERDAY, fact, give, hold, rule, sell
from tests.support.cast import START, Cast
from tests.support.stage import Stage

APPEND_ONLY = ("ledger_transactions", "postings", "lot_uses")


def broken() -> dict[str, set[str]]:
    """Invariant's sentence → the rows that break it."""
    found: dict[str, set[str]] = {}
    for check in CHECKS:
        for finding in check.findings():
            found.setdefault(finding.sentence, set()).add(finding.row)
    return found


@pytest.fixture
def ledger(cast: Cast, stage: Stage) -> Iterator[Cast]:
    """Sound, sealed books with an earning, a hold and a lot about to expire; put back whatever was done."""
    rule()
    sell(fact(cast))
    give(cast.lea.wallet_id, 50, "lot", TOMORROW)
    give(cast.bruno.wallet_id, 50, "bruno")
    hold(cast.bruno.wallet_id, 20, "order")
    with transaction():
        for table in SEALED:
            seal.forge(table, START)
    assert broken() == {}
    yield cast
    stage.written = True
    stage.put_back("cast")


def damage(*statements: str, loose: str = "") -> None:
    """Run statements past triggers, checks, foreign keys; `loose` names a table to lose its unique keys."""
    session.rollback()
    if is_postgresql():
        with transaction():
            session.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in [*_constraints(), *statements]:
                session.execute(text(statement))
        return
    db.engine.dispose()
    file = sqlite3.connect(str(db.engine.url.database))
    if loose:
        statements = (
            f"CREATE TABLE copied AS SELECT * FROM {loose}",
            f"DROP TABLE {loose}",
            f"ALTER TABLE copied RENAME TO {loose}",
            *statements,
        )
    guards = [one for table in APPEND_ONLY for one in unguards(table, "sqlite")]
    file.executescript(";".join(["PRAGMA ignore_check_constraints = 1", *guards, *statements]))
    file.close()


def _constraints() -> list[str]:
    """The checks and unique keys that the damage needs out of its way."""
    named = {
        "postings": ["ck_postings_not_zero"],
        "wallets": ["ck_wallets_not_negative"],
        "lots": ["ck_lots_remaining"],
        "ledger_transactions": ["uq_ledger_transactions_reference", "uq_ledger_transactions_reverses_id"],
    }
    return [f"ALTER TABLE {table} DROP CONSTRAINT {one}" for table, names in named.items() for one in names]


def last(table: str) -> int:
    """The newest row's id."""
    return int(session.execute(text(f"SELECT max(id) FROM {table}")).scalar_one())


TRANSACTION = (
    "INSERT INTO ledger_transactions (id, reference, kind, day, at, actor, reverses_id, facts) "
    "VALUES ({id}, '{reference}', 'earn', '2026-10-15', '2026-10-15 08:00:00', 'x', {reverses}, '{{}}')"
)


def test_a_changed_amount_is_found(ledger: Cast) -> None:
    posting = last("postings")
    damage(f"UPDATE postings SET amount = amount + 1 WHERE id = {posting}")
    found = broken()
    assert found["the postings of a transaction sum to zero"]
    assert found["all postings together sum to zero"] == {"postings sum to 1"}
    assert found["a wallet holds what its postings say"] == {f"wallets {ledger.bruno.wallet_id}"}
    assert any(row.startswith("postings ") for row in found["the ledger is as it was sealed"])


def test_a_posting_moved_to_another_wallet_is_found(ledger: Cast) -> None:
    damage(
        f"UPDATE postings SET wallet_id = {ledger.lea.wallet_id} WHERE wallet_id = {ledger.karim.wallet_id}"
    )
    wallets = {f"wallets {one.wallet_id}" for one in (ledger.karim, ledger.lea)}
    assert broken()["a wallet holds what its postings say"] == wallets


@pytest.mark.parametrize("account", ["available", "pending", "reserved", "debt"])
def test_a_balance_that_drifts_is_found(ledger: Cast, account: str) -> None:
    damage(f"UPDATE wallets SET {account} = {account} + 7 WHERE id = {ledger.karim.wallet_id}")
    assert broken()["a wallet holds what its postings say"] == {f"wallets {ledger.karim.wallet_id}"}


def test_a_wallet_below_zero_is_found(ledger: Cast) -> None:
    damage(f"UPDATE wallets SET pending = -1 WHERE id = {ledger.karim.wallet_id}")
    assert broken()["no wallet and no escrow is below zero"] == {f"wallets {ledger.karim.wallet_id}"}


def test_an_overdrawn_escrow_is_found(ledger: Cast) -> None:
    damage("UPDATE postings SET account = 'escrow:challenge:7' WHERE account = 'issue'")
    assert broken()["no wallet and no escrow is below zero"] == {"account escrow:challenge:7"}


@pytest.mark.parametrize("amount", ["0", "1000000001"])
def test_a_posting_beyond_bounds_is_found(ledger: Cast, amount: str) -> None:
    posting = last("postings")
    damage(f"UPDATE postings SET amount = {amount} WHERE id = {posting}")
    assert f"postings {posting}" in broken()["points are whole numbers, none of them zero or beyond bounds"]


def test_a_fraction_of_a_point_is_found(ledger: Cast) -> None:
    posting = last("postings")
    damage(f"UPDATE postings SET amount = 0.4 WHERE id = {posting}")
    assert f"postings {posting}" in broken()["points are whole numbers, none of them zero or beyond bounds"]


def test_a_reference_used_twice_is_found(ledger: Cast) -> None:
    number = last("ledger_transactions") + 1
    damage(
        TRANSACTION.format(id=number, reference="order", reverses="NULL"),
        loose="ledger_transactions",
    )
    assert broken()["a reference stands for one transaction"] == {"reference order"}


def test_a_transaction_undone_twice_is_found(ledger: Cast) -> None:
    number = last("ledger_transactions") + 1
    damage(
        TRANSACTION.format(id=number, reference="a", reverses="1"),
        TRANSACTION.format(id=number + 1, reference="b", reverses="1"),
        loose="ledger_transactions",
    )
    assert broken()["a transaction is undone or settled at most once"] == {"reverses_id 1"}


def test_points_that_no_lot_holds_are_found(ledger: Cast) -> None:
    wallet = ledger.lea.wallet_id
    damage(f"UPDATE lots SET remaining = remaining - 1 WHERE wallet_id = {wallet}")
    found = broken()
    assert found["a wallet's spendable points are what its lots still hold"] == {f"wallets {wallet}"}
    assert len(found["what left a lot is paired with a transaction"]) == 1


def test_a_use_of_a_lot_that_vanished_is_found(ledger: Cast) -> None:
    damage("DELETE FROM lot_uses")
    assert len(broken()["what left a lot is paired with a transaction"]) == 1


def test_a_lot_that_holds_more_than_it_was_given_is_found(ledger: Cast) -> None:
    damage("UPDATE lots SET remaining = remaining + 1")
    assert len(broken()["what left a lot is paired with a transaction"]) == 3


def test_a_lot_expired_too_early_is_found(ledger: Cast) -> None:
    damage(
        "UPDATE ledger_transactions SET kind = 'expire' WHERE reference = 'order'",
        f"UPDATE lots SET expires_on = '{YESTERDAY}'",
    )
    assert "a lot expires after its last day only" not in broken()
    with transaction():
        session.execute(text(f"UPDATE lots SET expires_on = '{TOMORROW}'"))
    assert len(broken()["a lot expires after its last day only"]) == 1


def test_a_posting_without_its_transaction_is_found(ledger: Cast) -> None:
    damage("DELETE FROM ledger_transactions WHERE reference = 'order'")
    sentence = "every posting has its transaction and its account, every transaction its postings"
    assert len(broken()[sentence]) == 2


def test_a_transaction_without_postings_is_found(ledger: Cast) -> None:
    number = last("ledger_transactions") + 1
    damage(TRANSACTION.format(id=number, reference="empty", reverses="NULL"))
    sentence = "every posting has its transaction and its account, every transaction its postings"
    assert broken()[sentence] == {f"ledger_transactions {number}"}


def test_a_posting_on_an_unknown_account_is_found(ledger: Cast) -> None:
    damage("UPDATE postings SET account = 'nowhere' WHERE account = 'opening'")
    sentence = "every posting has its transaction and its account, every transaction its postings"
    assert len(broken()[sentence]) == 2


def test_a_changed_reason_breaks_the_seal(ledger: Cast) -> None:
    damage("UPDATE ledger_transactions SET actor = 'nobody' WHERE reference = 'order'")
    assert set(broken()) == {"the ledger is as it was sealed"}
