"""Staff acts meet another transaction's lock once: they are made at the second try, and made once."""

import io

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage

from core.audit import AuditLine
from core.database import session, transaction
from sales import staff_views
from sales.models import Claim, SaleLine, Upload
from tests.sales.test_pages import GOOD, bring, declare
from tests.support.locked import held_once

pytestmark = pytest.mark.faults


@pytest.fixture
def claire(cast, visitor):
    return visitor.as_(cast.claire)


def audited(verb: str) -> int:
    session.expire_all()
    return session.scalar(select(func.count()).where(AuditLine.verb == verb)) or 0


def after_one_failure(act, verb: str) -> None:
    with held_once() as failed:
        act()
    assert len(failed) == 1
    assert audited(verb) == 1


def test_a_file_is_brought_and_its_columns_are_chosen(claire):
    page = claire.get("/staff/sales")
    given = FileStorage(io.BytesIO(GOOD.encode()), "ventes.csv")
    with held_once() as failed:
        columns = claire.submit(page, "Vérifier le fichier", file=given)
    assert (len(failed), audited("sales.bring")) == (1, 1)
    after_one_failure(lambda: claire.submit(columns, "Vérifier les lignes"), "sales.choose_columns")


def test_a_file_is_accepted(claire):
    page = claire.submit(bring(claire, GOOD), "Vérifier les lignes")
    after_one_failure(lambda: claire.submit(page, "Accepter les lignes correctes"), "sales.accept")
    assert session.query(SaleLine).count() == 2


def test_a_file_is_put_aside(claire):
    page = bring(claire, GOOD)
    after_one_failure(lambda: claire.submit(page, "Mettre le fichier de côté"), "sales.abandon")
    assert session.get_one(Upload, 1).state == "abandoned"


def test_the_books_hold_in_a_conflict(claire):
    claire.submit(claire.submit(bring(claire, GOOD), "Vérifier les lignes"), "Accepter les lignes correctes")
    bring(claire, GOOD.replace("11 480,00", "9 000,00"))
    page = claire.get("/staff/sales/uploads/2/conflicts/2")
    after_one_failure(
        lambda: claire.submit(page, "Garder ce qui est enregistré", reason="Remise oubliée."),
        "sales.keep_books",
    )


@pytest.mark.parametrize(
    ("button", "fields", "verb"),
    [
        ("Accepter la déclaration", {}, "sales.accept_claim"),
        ("Refuser la déclaration", {"reason": "La photo est floue."}, "sales.refuse_claim"),
    ],
)
def test_a_claim_is_decided(cast, visitor, claire, button, fields, verb):
    declare(visitor.as_(cast.karim), product=cast.pac_8.id, document="FA-1", amount="10")
    page = claire.get("/staff/sales/claims")
    after_one_failure(lambda: claire.submit(page, button, **fields), verb)
    assert session.query(Claim).one().state != "sent"


def test_a_claim_is_declared(cast, visitor):
    karim = visitor.as_(cast.karim)
    page = karim.get("/sales/claims/new")
    sale = {"product": cast.pac_8.id, "document": "FA-1", "amount": "10"}
    after_one_failure(lambda: karim.submit(page, "Envoyer la déclaration", **sale), "sales.declare")


def test_without_the_second_try_the_same_lock_breaks_the_act(claire, monkeypatch):
    def once(act):
        with transaction():
            return act()

    monkeypatch.setattr(staff_views, "in_transaction", once)
    page = bring(claire, GOOD)
    with held_once() as failed, pytest.raises(OperationalError):
        claire.submit(page, "Mettre le fichier de côté")
    assert len(failed) == 1
    assert session.get_one(Upload, 1).state == "mapping"
