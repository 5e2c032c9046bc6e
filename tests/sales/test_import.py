"""The same rows in any files, any order, any number of times: the books hold the union, once (I9, I10)."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text, update

from accounts.models import Mandate
from core.appendonly import unguards
from core.clock import now
from core.database import db, session, transaction
from core.settings import ROOT
from notifications.models import Notice
from points.models import LedgerTransaction
from sales import actions, checking
from sales.acceptance import accept, accept_waiting
from sales.checking import check_waiting
from sales.checks import CHECKS
from sales.limits import BrokenText
from sales.models import SaleLine, StagedRow, Upload
from sales.rules import NothingNew, NotReady
from tests.sales.conftest import HEADER, SPEC, row

LINES = [row(number) for number in range(12)]


def books() -> set[tuple[str, str]]:
    rows = session.execute(select(SaleLine.row_key, SaleLine.content_hash))
    return {(key, digest) for key, digest in rows}


def test_the_same_file_twice_changes_nothing(cast, desk):
    desk.bring(LINES)
    before = books()
    again = desk.bring(LINES)
    assert (again.rows_known, again.rows_good) == (12, 0)
    assert books() == before


def test_a_resaved_file_is_known_row_by_row(cast, desk):
    desk.bring(LINES)
    again = desk.stage(list(reversed(LINES)))
    assert (again.rows_known, again.rows_good, again.rows_conflict) == (12, 0, 0)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=st.lists(st.lists(st.sampled_from(range(12)), min_size=1, max_size=14), min_size=1, max_size=4))
def test_overlapping_files_in_any_order_give_the_union(stage, cast, desk, files):
    stage.put_back("cast")
    for numbers in files:
        desk.bring([LINES[number] for number in numbers])
    assert len(books()) == len({number for numbers in files for number in numbers})


def test_two_files_checked_before_either_is_accepted_give_the_union(cast, desk):
    first, second = desk.stage(LINES[:8]).id, desk.stage(LINES[4:]).id
    desk.accept(first)
    done = desk.accept(second)
    assert (done.lines, done.known, done.conflicts) == (4, 4, 0)
    assert len(books()) == 12


def test_another_content_under_a_known_key_is_a_conflict_and_overwrites_nothing(cast, desk):
    desk.bring(LINES)
    before = books()
    upload = desk.stage([row(1, "999,00"), row(50)])
    assert (upload.rows_conflict, upload.rows_good) == (1, 1)
    desk.accept(upload)
    assert books() - before == {pair for pair in books() if "fa-50" in pair[0]}


def test_a_conflict_that_appears_between_check_and_acceptance_waits_for_a_person(cast, desk):
    first, second = desk.stage([row(1)]).id, desk.stage([row(1, "999,00"), row(2)]).id
    desk.accept(first)
    done = desk.accept(second)
    assert (done.lines, done.conflicts) == (1, 1)
    assert session.scalar(select(StagedRow.verdict).where(StagedRow.upload_id == second, StagedRow.line == 2))


def test_a_key_twice_in_one_file_is_known_or_a_conflict(cast, desk):
    upload = desk.stage([row(1), row(1), row(1, "999,00")])
    assert (upload.rows_good, upload.rows_known, upload.rows_conflict) == (1, 1, 1)


def test_a_file_is_accepted_once(cast, desk):
    upload = desk.stage(LINES)
    desk.accept(upload)
    with pytest.raises(NotReady):
        desk.accept(upload)


def test_a_file_without_a_new_sale_cannot_be_accepted(cast, desk):
    desk.bring(LINES)
    with pytest.raises(NothingNew):
        desk.accept(desk.stage([*LINES, ""]))


def test_a_check_that_stopped_goes_on_where_it_was(cast, desk, monkeypatch):
    monkeypatch.setattr(checking, "AT_ONCE", 2)
    real, seen = checking._count, []

    def pull_the_plug(*given):
        seen.append(given)
        if len(seen) == 3:
            raise KeyboardInterrupt
        real(*given)

    monkeypatch.setattr(checking, "_count", pull_the_plug)
    monkeypatch.setattr("sales.reading_child.CHUNK", 2)
    monkeypatch.setattr(checking, "_batches", lambda chunks, skip: _twos(chunks, skip))
    with pytest.raises(KeyboardInterrupt):
        desk.stage(LINES)
    session.rollback()
    upload = session.scalars(select(Upload)).one()
    assert (upload.state, upload.rows_done) == ("reading", 4)
    assert check_waiting(now()) == 1
    upload = desk.held(upload.id)
    assert (upload.state, upload.rows_done, upload.rows_good) == ("ready", 12, 12)


def _twos(chunks, skip):
    rows = [one for chunk in chunks for one in chunk][skip:]
    yield from (rows[start : start + 2] for start in range(0, len(rows), 2))


def test_a_large_file_is_left_to_the_clock(cast, desk):
    upload_id = desk.stage(LINES).id
    with transaction():
        actions.order_acceptance(upload_id, now(), cast.claire.actor)
    assert accept_waiting(now()) == 1
    assert desk.held(upload_id).accepted_by == cast.claire.actor


def test_two_processes_that_bring_the_same_rows_at_once_give_the_union(cast, desk, stage):
    uploads = [desk.stage(LINES[:9]).id, desk.stage(LINES[3:]).id]
    stage.let_go()
    script = (
        "import sys; from app import create_app; from core.database import in_transaction;"
        "from sales.acceptance import accept; from core.clock import now\n"
        "with create_app().app_context(): in_transaction(lambda: accept(int(sys.argv[1]), now(), 'shell'))"
    )
    url = db.engine.url.render_as_string(hide_password=False)
    environment = {**os.environ, "TANDEM_DATABASE_URL": url}
    racing = [
        subprocess.Popen([sys.executable, "-c", script, str(one)], cwd=ROOT, env=environment)
        for one in uploads
    ]
    assert [one.wait(60) for one in racing] == [0, 0]
    stage.written = True
    assert len(books()) == 12
    assert session.scalar(select(func.count()).select_from(Upload).where(Upload.state == "accepted")) == 2


def test_a_rep_without_a_mandate_on_that_day_earns_nobody_anything(cast, desk):
    upload = desk.stage([row(1, rep="OSCAR"), row(2, rep="OSCAR", date="30/06/2026"), row(3, rep="BRUNO")])
    assert (upload.rows_good, upload.rows_bad) == (1, 2)


def test_the_selling_company_can_be_the_one_the_rep_works_for(cast, desk):
    columns = {key: name for key, name in desk.spec.columns.items() if key != "selling_company"}
    upload = desk.stage([row(1, rep="BRUNO"), row(2, rep="YANN")], columns=columns, seller_of_rep=True)
    assert (upload.rows_good, upload.rows_bad) == (1, 1)
    desk.accept(upload)
    assert session.scalars(select(SaleLine.selling_company_id)).one() == cast.sanelec.id


def test_a_mapping_that_names_an_unknown_company_for_every_row_is_refused(cast, desk):
    columns = {key: name for key, name in desk.spec.columns.items() if key != "selling_company"}
    upload = desk.stage([row(1)], columns=columns, defaults={"selling_company": "NOBODY"})
    assert json.loads(upload.trouble)["refused"] == "UnknownDefault"


def test_missing_columns_are_named(cast, desk):
    upload = desk.stage(b"a;b\n1;2\n")
    assert "seller" in json.loads(upload.trouble)["facts"]["columns"]


def test_a_file_that_breaks_in_the_middle_is_unreadable_and_nothing_can_be_accepted(cast, desk):
    upload = desk.stage([row(1), '"open'])
    assert (upload.state, json.loads(upload.trouble)["refused"]) == ("unreadable", BrokenText.__name__)
    with pytest.raises(NotReady):
        desk.accept(upload)


def test_whoever_earned_is_told_once_however_many_lines(cast, desk):
    desk.bring(LINES)
    told = session.scalar(select(func.count()).select_from(Notice))
    earned = session.scalar(select(func.count()).select_from(LedgerTransaction))
    assert told == (1 if earned else 0)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("UPDATE sale_lines SET amount_cents = amount_cents + 1 WHERE id = 1", "I9"),
        ("UPDATE sale_lines SET revision = 99 WHERE id = 1", "I11"),
        ("UPDATE uploads SET rows_bad = 7", "I10"),
        ("UPDATE uploads SET rows_good = 7, rows_known = -6, rows_done = 12", "I10"),
        ("UPDATE staged_rows SET row_key = NULL", "I10"),
    ],
)
def test_each_check_sees_its_damage(cast, desk, stage, spoil, code):
    desk.bring(LINES)
    assert not [finding for check in CHECKS for finding in check.findings()]
    with transaction():
        for statement in (*unguards("sale_lines", db.engine.dialect.name), spoil):
            session.execute(text(statement))
    assert code in {finding.code for check in CHECKS for finding in check.findings()}
    stage.put_back("cast")


def test_mandates_are_read_once_a_file(cast, desk):
    with transaction():
        session.query(Mandate).filter_by(person_id=cast.karim.id).update({"ends_on": now().date()})
    assert desk.stage([row(1)]).rows_good == 1


def test_accept_joins_the_transaction_it_is_in(cast, desk):
    upload = desk.stage(LINES)

    def fail_afterwards():
        with transaction():
            accept(upload.id, now(), "shell")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_afterwards()
    assert desk.held(upload.id).state == "ready"
    assert books() == set()


def stalled(desk, monkeypatch):
    """A checker that stands still before its first rows while a newer mapping is chosen."""
    real = checking._stage

    def stand_still(turn, *given):
        monkeypatch.setattr(checking, "_stage", real)
        with transaction():
            session.execute(update(Upload).values(state="ready"))
        with transaction():
            newer = replace(SPEC, name="newer", columns={**SPEC.columns, "amount": "other"})
            actions.choose_columns(turn.upload_id, newer, now(), "shell")
        return real(turn, *given)

    monkeypatch.setattr(checking, "_stage", stand_still)
    data = "\n".join([f"{HEADER};other", *(f"{row(number)};7,00" for number in range(3)), ""])
    return desk.stage(data.encode())


def test_a_stalled_checker_marks_nothing_under_a_newer_mapping(cast, desk, monkeypatch):
    upload = stalled(desk, monkeypatch)
    assert (upload.state, upload.rows_done, upload.source) == ("reading", 0, "newer")
    check_waiting(now())
    assert desk.held(upload.id).amount_good_cents == 2_100


def test_without_the_mappings_hash_it_does(cast, desk, monkeypatch):
    monkeypatch.setattr(
        checking.Turn,
        "holds",
        lambda turn: (Upload.id == turn.upload_id) & (Upload.state == "reading"),
    )
    assert stalled(desk, monkeypatch).amount_good_cents == 30_000
