"""A sales file under fire: killed while checked or accepted, accepted by many, brought in two halves."""

from collections.abc import Sequence
from contextlib import suppress
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app import verify_all
from core.database import session, transaction
from notifications.models import Notice
from points.earning.lines import earn
from points.models import LedgerTransaction, Wallet
from points.programme.files import load_rules
from sales import acceptance, actions, checking, mapping, rewarding, storage
from sales.models import SaleLine, StagedRow, Upload
from sales.rules import NothingNew, NotReady
from tests.faults.crash import sweep
from tests.faults.race import race
from tests.support.cast import START, Cast
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

RULES = {
    "rule": [
        {
            "code": "BASE",
            "name": "1 point par 10 €",
            "beneficiary": "rep",
            "points": 1,
            "per_amount": "10",
            "from": "2026-01-01",
        }
    ]
}
MAPPING = mapping.from_document(
    {
        "name": "caisse",
        "columns": {
            "document": "Facture",
            "line": "Ligne",
            "invoiced_on": "Date",
            "selling_company": "Societe",
            "rep": "Vendeur",
            "product": "Article",
            "quantity": "Quantite",
            "amount": "Montant",
        },
    }
)
HEAD = "Facture;Ligne;Date;Societe;Vendeur;Article;Quantite;Montant"
ROWS = [
    f"F-{n};1;{1 + n:02d}/09/2026;MEREL;{'KARIM' if n % 2 else 'LEA'};VAN-20;{n};{n * 100},50"
    for n in range(1, 13)
]


def _brought(rows: Sequence[str], name: str = "ventes.csv") -> int:
    kept = storage.keep(BytesIO("\n".join([HEAD, *rows]).encode()), name)
    with transaction():
        return actions.bring(name, kept.sha256, kept.stored, MAPPING, START, "shell")


def _checked(rows: Sequence[str], name: str = "ventes.csv") -> int:
    upload_id = _brought(rows, name)
    checking.check(upload_id, START)
    session.rollback()
    upload = session.get_one(Upload, upload_id)
    assert (upload.state, upload.rows_good, upload.rows_bad) == ("ready", len(rows), 0)
    return upload_id


@pytest.fixture
def programme(cast: Cast) -> Cast:
    """The cast, and a rule that gives reps a point for each 10 €."""
    with transaction():
        load_rules(RULES, START, "shell")
    return cast


def _accept(upload_id: int) -> str:
    with transaction():
        return f"{acceptance.accept(upload_id, START, 'shell').lines} lines"


def _accept_if_ready(upload_id: int) -> None:
    with suppress(NotReady, NothingNew):
        _accept(upload_id)


def _books() -> tuple[object, ...]:
    session.rollback()
    lines = session.execute(select(SaleLine.row_key, SaleLine.amount_cents).order_by(SaleLine.row_key)).all()
    wallets = session.execute(select(Wallet.id, Wallet.available).order_by(Wallet.id)).all()
    counts = [session.scalar(select(func.count()).select_from(t)) for t in (LedgerTransaction, Notice)]
    return [tuple(line) for line in lines], [tuple(wallet) for wallet in wallets], counts


def _all_or_nothing() -> None:
    session.rollback()
    assert session.scalar(select(func.count()).select_from(SaleLine)) in {0, len(ROWS)}
    assert verify_all() == []


def test_an_acceptance_survives_a_crash_at_every_point(programme: Cast, stage: Stage) -> None:
    upload_id = _checked(ROWS)
    stage.keep("checked_file")
    swept = sweep(stage, "checked_file", lambda: _accept_if_ready(upload_id), _books, _all_or_nothing)
    assert swept.points >= 7
    assert swept.wrong == {}


def test_lines_in_one_transaction_and_points_in_the_next_are_found_wrong(
    programme: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_id = _checked(ROWS)
    stage.keep("checked_file_twin")

    def earn_later(*given: object) -> object:
        session.commit()
        return earn(*given)

    monkeypatch.setattr(rewarding, "earn", earn_later)
    swept = sweep(
        stage,
        "checked_file_twin",
        lambda: _accept_if_ready(upload_id),
        _books,
        _all_or_nothing,
        to_the_first=True,
    )
    assert swept.wrong
    stage.put_back("cast")


def test_a_check_survives_a_crash_at_every_point(
    programme: Cast, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 5)
    upload_id = _brought(ROWS)
    stage.keep("brought_file")

    def staged() -> int:
        session.rollback()
        return session.scalar(select(func.count()).select_from(StagedRow)) or 0

    def told() -> object:
        rows = staged()
        upload = session.get_one(Upload, upload_id)
        return rows, upload.state, upload.rows_done, upload.rows_good, upload.amount_good_cents

    def whole_chunks() -> None:
        assert staged() == session.get_one(Upload, upload_id).rows_done
        assert staged() in {0, 5, 10, 12}

    swept = sweep(stage, "brought_file", lambda: checking.check(upload_id, START), told, whole_chunks)
    assert swept.points >= 7
    assert swept.wrong == {}


def test_twenty_who_accept_the_same_file_at_once_accept_it_once(programme: Cast, stage: Stage) -> None:
    upload_id = _checked(ROWS)
    outcomes = race(stage, lambda _: _accept(upload_id), processes=4, threads=5)
    assert outcomes == {f"{len(ROWS)} lines": 1, "NotReady": 19}
    _all_or_nothing()


@pytest.mark.parametrize("order", ["at once", "first half first", "second half first"])
def test_two_overlapping_halves_make_the_whole(programme: Cast, stage: Stage, order: str) -> None:
    with_all = _checked(ROWS, "tout.csv")
    stage.keep("before_halves")
    _accept(with_all)
    lines, wallets, _ = _books()
    stage.put_back("before_halves")
    halves = [_checked(ROWS[:8], "debut.csv"), _checked(ROWS[4:], "fin.csv")]
    if order == "at once":
        outcomes = race(stage, lambda number: _accept(halves[number]), processes=2, threads=1)
        assert sum(int(outcome.split()[0]) for outcome in outcomes.elements()) == len(ROWS)
    else:
        for upload_id in halves if order == "first half first" else reversed(halves):
            _accept(upload_id)
    assert _books()[:2] == (lines, wallets)
