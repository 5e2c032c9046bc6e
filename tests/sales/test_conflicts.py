"""A file says otherwise than the books: both versions are read side by side, and the decision is kept."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from core.clock import now
from core.database import session, transaction
from sales import acceptance, conflicts
from sales.models import ConflictDecision, SaleLine, StagedRow, Upload
from sales.rules import ConflictChanged, NoReason
from tests.sales.conftest import row
from tests.sales.test_pages import GOOD, bring

KEEP = "Garder ce qui est enregistré"


@pytest.fixture
def claire(cast, visitor):
    browser = visitor.as_(cast.claire)
    page = browser.submit(bring(browser, GOOD), "Vérifier les lignes")
    browser.submit(page, "Accepter les lignes correctes")
    return browser


def books():
    return sorted((one.row_key, one.content_hash) for one in session.scalars(select(SaleLine)))


def keep(upload_id, line, reason="Remise oubliée.", agreed=None):
    seen = session.scalar(
        select(StagedRow.content_hash).where(StagedRow.upload_id == upload_id, StagedRow.line == line)
    )
    with transaction():
        conflicts.keep_books(upload_id, line, agreed or seen, reason, now(), "shell")


def test_both_versions_stand_side_by_side_and_the_difference_is_said_in_words(claire):
    other = GOOD.replace("PAC-8;2;11 480,00", "PAC-8;3;9 000,00")
    page = claire.follow(bring(claire, other), "Comparer et décider")
    assert page.h1 == "La ligne 2 contredit ce qui est enregistré"
    said = [cell.get_text(" ", strip=True).replace("\u202f", " ") for cell in page.all("tbody td:last-child")]
    assert "1 de plus dans le fichier" in said
    assert any(one.endswith("de moins dans le fichier") for one in said)
    assert said.count("identique") == len(said) - 2


def test_keeping_the_books_is_a_record_and_overwrites_nothing(cast, claire):
    before = books()
    other = GOOD.replace("11 480,00", "9 000,00")
    page = claire.follow(bring(claire, other), "Comparer et décider")
    assert claire.submit(page, KEEP, status=422).says("Dites pourquoi")
    page = claire.submit(page, KEEP, reason="La remise n’était pas signée.")
    assert page.h1 == "Tout ce que contient ce fichier est déjà enregistré"
    assert page.says("La remise n’était pas signée.")
    one = session.scalars(select(ConflictDecision)).one()
    assert (one.choice, one.decided_by, one.decided_at) == ("keep", cast.claire.actor, now())
    assert one.said["amount_cents"] == 900_000
    assert books() == before
    assert session.get_one(Upload, 2).state == "known"


def test_the_same_question_is_not_asked_again_but_another_one_is(cast, desk):
    desk.bring([row(1)])
    keep(desk.stage([row(1, "999,00")]).id, 2)
    again = desk.stage([row(1, "999,00"), row(2)])
    assert (again.rows_conflict, again.rows_known, again.rows_good) == (0, 1, 1)
    assert desk.stage([row(1, "998,00")]).rows_conflict == 1


def test_a_decision_made_meanwhile_holds_at_the_acceptance_too(cast, desk):
    late = desk.stage([row(1, "999,00"), row(2)]).id
    desk.bring([row(1)])
    keep(desk.stage([row(1, "999,00")]).id, 2)
    done = desk.accept(late)
    assert (done.lines, done.known, done.conflicts) == (1, 1, 0)


def test_every_conflict_of_a_file_is_answered_with_one_reason(cast, desk, visitor):
    desk.bring([row(number) for number in range(4)])
    upload = desk.stage([row(number, "999,00") for number in range(4)])
    claire = visitor.as_(cast.claire)
    page = claire.get(f"/staff/sales/uploads/{upload.id}/conflicts/2")
    claire.submit(page, KEEP, reason="Ancien export.", everywhere=True)
    assert len(session.scalars(select(ConflictDecision)).all()) == 4
    assert (desk.held(upload.id).rows_conflict, desk.held(upload.id).state) == (0, "known")


def test_what_was_not_read_is_not_decided(cast, desk):
    desk.bring([row(1), row(2)])
    upload_id = desk.stage([row(1, "999,00"), row(2, "999,00")]).id
    with pytest.raises(ConflictChanged):
        keep(upload_id, 2, agreed="0" * 32)
    with pytest.raises(ConflictChanged), transaction():
        conflicts.keep_books_everywhere(upload_id, 1, "Ancien export.", now(), "shell")
    with pytest.raises(NoReason):
        keep(upload_id, 2, reason=" ")
    keep(upload_id, 2)
    with pytest.raises(ConflictChanged):
        keep(upload_id, 2)
    assert desk.held(upload_id).rows_conflict == 1


def test_a_conflict_with_another_row_of_the_file_is_decided_once_that_one_is_in_the_books(cast, desk):
    upload_id = desk.stage([row(1), row(1, "999,00")]).id
    with pytest.raises(ConflictChanged):
        keep(upload_id, 3)
    desk.accept(upload_id)
    keep(upload_id, 3)
    assert (desk.held(upload_id).state, desk.held(upload_id).rows_known) == ("accepted", 1)


def test_a_decision_is_never_edited(cast, desk):
    desk.bring([row(1)])
    keep(desk.stage([row(1, "999,00")]).id, 2)
    with pytest.raises(DBAPIError), transaction():
        session.execute(update(ConflictDecision).values(reason="Autre chose."))


def test_a_line_that_would_earn_too_much_is_named_and_the_file_waits_for_a_person_again(
    cast, desk, visitor, generous
):
    upload_id = desk.stage([row(1), row(2, "20000000,00")]).id
    with transaction():
        session.execute(update(Upload).values(state="accepting", accepted_by="shell"))
    assert acceptance.accept_waiting(now()) == 1
    assert (desk.held(upload_id).state, books()) == ("ready", [])
    claire = visitor.as_(cast.claire)
    page = claire.get(f"/staff/sales/uploads/{upload_id}")
    assert page.says("La ligne 3 (FA-2) rapporterait plus de 1000000000 points")
    page = claire.submit(page, "Accepter les lignes correctes", status=409)
    assert page.says("La ligne 3 (FA-2)")
    assert desk.held(upload_id).state == "ready"
