"""Rows and files that could stop the others, and claims that a file overtakes."""

import io
from datetime import date

import pytest
from werkzeug.datastructures import FileStorage

import clock
from core.clock import now
from core.database import session, transaction
from sales import acceptance, actions, checking, claims, storage
from sales.claims import Declared
from sales.models import Claim
from sales.rules import ContradictsBooks
from tests.sales.conftest import SPEC, row

PIXEL = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_a_price_times_a_quantity_beyond_any_sale_is_a_bad_row_not_a_broken_file(cast, desk):
    columns = {**SPEC.columns, "unit_price": "amount"}
    del columns["amount"]
    upload = desk.stage([row(1, "9999999999,00", qty="999999999"), row(2)], columns=columns)
    assert (upload.state, upload.rows_good, upload.rows_bad) == ("ready", 1, 1)


def left_to_the_clock(desk, number: int) -> int:
    """A checked file whose acceptance waits for the clock; its id."""
    upload_id = desk.stage([row(number)]).id
    with transaction():
        actions.order_acceptance(upload_id, now(), "shell")
    return int(upload_id)


def test_a_file_that_cannot_be_accepted_holds_no_other_back(cast, desk, monkeypatch):
    first, second = left_to_the_clock(desk, 1), left_to_the_clock(desk, 2)
    accept = acceptance.accept

    def fail_first(upload_id, at, by):
        if upload_id == first:
            raise RuntimeError("broken")
        return accept(upload_id, at, by)

    monkeypatch.setattr(acceptance, "accept", fail_first)
    with pytest.raises(RuntimeError, match="broken"):
        acceptance.accept_waiting(now())
    assert (desk.held(first).state, desk.held(second).state) == ("accepting", "accepted")


def test_a_file_that_cannot_be_checked_holds_neither_checks_nor_acceptances_back(cast, desk, monkeypatch):
    waits = left_to_the_clock(desk, 1)
    ids = []
    for number in (2, 3):
        kept = storage.keep(io.BytesIO(f"file {number}".encode()), "sales.csv")
        with transaction():
            ids.append(actions.bring("sales.csv", kept.sha256, kept.stored, SPEC, now(), "shell"))
    check = checking.check

    def fail_first(upload_id, at):
        if upload_id == ids[0]:
            raise RuntimeError("broken")
        check(upload_id, at)

    monkeypatch.setattr(checking, "check", fail_first)
    with pytest.raises(RuntimeError, match="broken"):
        clock.take_files(now())
    assert [desk.held(one).state for one in (*ids, waits)] == ["reading", "unreadable", "accepted"]


def test_a_claim_that_a_file_contradicts_at_the_last_moment_is_not_accepted(cast, desk, monkeypatch):
    what = Declared(cast.pac_8.id, 5, 500_00, "FA-1", date(2026, 10, 14))
    with transaction():
        claim_id = claims.declare(cast.karim.id, cast.merel.id, what, "req-1", now(), "shell")
    file_id = desk.stage([row(1, line="PAC-8")]).id
    stage = claims._stage

    def overtaken(claim, at, by):
        staged = stage(claim, at, by)
        acceptance.accept(file_id, at, by)  # what another transaction commits while this one waits for it
        return staged

    monkeypatch.setattr(claims, "_stage", overtaken)
    with pytest.raises(ContradictsBooks), transaction():
        claims.accept_claim(claim_id, now(), "shell")
    assert session.get_one(Claim, claim_id).state == "sent"


def test_the_photo_of_a_claim_that_is_not_taken_is_not_kept(cast, visitor):
    karim = visitor.as_(cast.karim)
    sale = {"product": cast.pac_8.id, "document": "FA-1", "amount": "10"}
    page, before = karim.get("/sales/claims/new"), pictures(karim)
    for status in (200, 200):
        photo = FileStorage(io.BytesIO(PIXEL), "facture.png")
        karim.submit(page, "Envoyer la déclaration", status=status, photo=photo, **sale)
    photo = FileStorage(io.BytesIO(PIXEL), "facture.png")
    karim.submit(karim.get("/sales/claims/new"), "Envoyer la déclaration", status=422, photo=photo, **sale)
    assert pictures(karim) - before == {session.query(Claim).one().photo}


def pictures(browser):
    """Names of the pictures that are kept; other tests' lie in the same folder."""
    with browser.client.application.app_context():
        return {path.name for path in storage.folder().glob("*.png")}
