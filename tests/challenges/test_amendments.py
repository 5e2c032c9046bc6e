"""A launched document changes by versions only: forward, never against a promise, said to everybody."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from challenges import actions
from challenges.document.amending import refusals
from challenges.document.changes import changes, flat
from challenges.document.parts import Boost, Prize, Step
from challenges.document.problems import DocumentRefused
from challenges.document.reading import stored
from challenges.document.terms import Document
from challenges.life import acceptance, amendments, enrolment, forecasts, rounds
from challenges.models import Acceptance, Challenge, ChallengeVersion
from challenges.rules.states import CodeTaken, NotADraft
from challenges.rules.versions import (
    AmendedTooEarly,
    AmendedTooLate,
    DearerUnapproved,
    MeanwhileChanged,
    NotAmendable,
    NothingChanged,
    ReasonMissing,
)
from core.appendonly import unversioned
from core.database import db, session, transaction
from leaderboard import queries as boards
from notifications.models import Notice
from points.ledger.queries import escrow_balance
from tests.challenges.documents import document
from tests.challenges.launching import APPROVER, SOUND, foresee, launch
from tests.challenges.selling import Sale, bring
from tests.challenges.strategies import documents
from tests.support.cast import START, Cast

TODAY = date(2026, 10, 15)
TOMORROW = TODAY + timedelta(days=1)
DAY = timedelta(days=1)
BEFORE = document()
BETTER = replace(BEFORE, prizes=(Prize(1, 1, 2000), Prize(2, 2, 1000), Prize(3, 3, 500), Prize(4, 5, 100)))


@pytest.fixture
def running(cast: Cast) -> int:
    with transaction():
        made = actions.save_draft(BEFORE, START, "shell")
        launch(made, START)
    rounds.move_due(START)
    return made


def amend(challenge_id: int, after=BETTER, day: date = TOMORROW, reason: str = "More to win", **how) -> int:
    with transaction():
        if session.get_one(Challenge, challenge_id).state in amendments.AMENDABLE:
            foresee(challenge_id, after)
        return amendments.publish(challenge_id, after, day, reason, START, "shell", **how)


def board(challenge_id: int) -> dict[str, int]:
    seen = boards.everybody(session.get_one(Challenge, challenge_id).board_id or 0)
    return {row.label: row.score for row in seen}


def test_an_amendment_is_the_next_version_with_its_difference_its_reason_and_its_notice(cast, running):
    assert amend(running) == 2
    one = session.get_one(Challenge, running)
    first, second = amendments.versions(running)
    assert (first.version, first.hash, stored(first.document)) == (1, BEFORE.hash, BEFORE)
    assert (second.version, second.hash, second.from_on) == (2, BETTER.hash, TOMORROW)
    assert (one.version, one.document_hash, stored(one.document)) == (2, BETTER.hash, BETTER)
    assert second.reason == "More to win"
    assert {"path": "prize[1].points", "before": 1500, "after": 2000} in second.changes
    told = session.scalars(select(Notice.person_id).where(Notice.reference.contains(":version:2"))).all()
    assert {cast.karim.id, cast.lea.id, cast.bruno.id} <= set(told)
    assert cast.ines.id not in told


def test_what_it_may_cost_more_is_set_aside_at_once(running):
    before = escrow_balance(f"challenge:{running}")
    amend(running)
    assert escrow_balance(f"challenge:{running}") == before + 500 + 200
    assert session.get_one(Challenge, running).worst_points == BETTER.pot


def unforeseen(challenge_id: int, after: Document) -> int:
    """An amendment whose costs nobody thought through."""
    with transaction():
        return amendments.publish(challenge_id, after, TOMORROW, "More to win", START, "shell")


def test_what_may_cost_more_needs_a_forecast_approved_for_exactly_it(running):
    with pytest.raises(DearerUnapproved, match="700 points more"):
        unforeseen(running, BETTER)
    with transaction():
        foresee(running, replace(BETTER, contest_days=9))  # another document
        written = forecasts.write(running, SOUND, START, "shell", BETTER)
    with pytest.raises(DearerUnapproved):
        unforeseen(running, BETTER)
    assert session.get_one(Challenge, running).worst_points == BEFORE.pot
    with transaction():
        forecasts.approve(written, "", START, APPROVER)
    assert unforeseen(running, BETTER) == 2
    found = forecasts.in_force(session.get_one(Challenge, running))
    assert found is not None
    assert found.document_hash == BETTER.hash


def test_what_costs_no_more_needs_none_and_keeps_the_forecast_it_had(running):
    before = forecasts.in_force(session.get_one(Challenge, running))
    assert unforeseen(running, replace(BEFORE, contest_days=9)) == 2
    assert before is not None
    assert forecasts.in_force(session.get_one(Challenge, running)) is before


def test_without_the_guard_more_would_be_promised_than_anybody_approved(running, monkeypatch):
    monkeypatch.setattr(forecasts, "is_approved", lambda *_: True)
    assert unforeseen(running, BETTER) == 2
    assert session.get_one(Challenge, running).worst_points == BETTER.pot
    assert not [one for one in forecasts.every(running) if one.document_hash == BETTER.hash]


def test_a_draft_has_no_amendment_to_foresee_and_a_running_one_no_draft(cast, running):
    with pytest.raises(NotADraft), transaction():
        forecasts.write(running, SOUND, START, "shell")
    with transaction():
        draft = actions.save_draft(document(code="other"), START, "shell")
    with pytest.raises(NotADraft), transaction():
        forecasts.write(draft, SOUND, START, "shell", BETTER)


def test_each_sale_is_judged_by_the_version_of_its_day(cast, running):
    after = replace(BEFORE, counts=replace(BEFORE.counts, ranges=("PUMPS", "ACCESSORIES")))
    amend(running, after)
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.valve.id, 3, TODAY),
        Sale(cast.merel.id, cast.lea.id, cast.valve.id, 5, TODAY),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 1, TODAY),
    )
    rounds.refresh_open(START)
    assert board(running) == {cast.lea.name: 1}


@pytest.mark.parametrize(
    ("day", "refused"),
    [(TODAY - DAY, AmendedTooEarly), (BEFORE.last + DAY, AmendedTooLate)],
)
def test_an_amendment_looks_forward_and_begins_while_it_runs(running, day, refused):
    with pytest.raises(refused):
        amend(running, day=day)


def test_an_amendment_needs_a_change_a_reason_and_a_challenge_that_runs(cast, running):
    with pytest.raises(NothingChanged):
        amend(running, BEFORE)
    with pytest.raises(ReasonMissing):
        amend(running, reason="  ")
    with transaction():
        draft = actions.save_draft(document(code="other"), START, "shell")
    with pytest.raises(NotAmendable):
        amend(draft, document(code="other", contest_days=9))


def test_what_somebody_did_not_read_is_not_published(running):
    with pytest.raises(MeanwhileChanged):
        amend(running, agreed=("0" * 64, BETTER.hash))
    with pytest.raises(MeanwhileChanged):
        amend(running, agreed=(BEFORE.hash, "0" * 64))
    assert amend(running, agreed=(BEFORE.hash, BETTER.hash)) == 2


@pytest.mark.parametrize(
    ("after", "path"),
    [
        (replace(BEFORE, ties="share"), "ties"),
        (replace(BEFORE, first=BEFORE.first - DAY), "window.from"),
        (replace(BEFORE, last=BEFORE.last - DAY), "window.to"),
        (document(metric="amount"), "metric"),
        (document(competitor="selling_company"), "competitor"),
        (document(prize=[{"ranks": "1", "points": 1500}]), "prize"),
        (replace(BEFORE, minimum=5), "minimum"),
        (replace(BEFORE, contest_days=1), "contest_days"),
        (replace(BEFORE, places=10), "places"),
        (replace(BEFORE, regions=("Rhône",)), "audience.regions"),
        (replace(BEFORE, open_scores=True), "visibility.open_scores"),
        (replace(BEFORE, caps=replace(BEFORE.caps, total=9)), "caps.total"),
        (replace(BEFORE, counts=replace(BEFORE.counts, date="ordered")), "counts.date"),
        (replace(BEFORE, boosts=(Boost(TODAY, TODAY, 15_000, 10),)), "boost[1].from"),
    ],
)
def test_a_promise_is_kept(after, path):
    assert path in {one.path for one in refusals(BEFORE, after, TOMORROW)}


def test_steps_keep_their_score_and_pay_at_least_as_much():
    before = replace(BEFORE, places=9, steps=(Step(10, 100), Step(20, 200)))
    kinder = replace(before, steps=(Step(5, 50), Step(10, 100), Step(20, 300)))
    assert refusals(before, kinder, TOMORROW) == []
    for worse in ((Step(10, 100),), (Step(9, 100), Step(20, 200)), (Step(10, 99), Step(20, 200))):
        assert refusals(before, replace(before, steps=worse), TOMORROW)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents(), documents())
def test_a_difference_names_every_key_that_differs_and_no_other(one, other):
    assume(one != other)
    found = {change.path for change in changes(one, other)}
    old, new = flat(one), flat(other)
    assert found == {key for key in {*old, *new} if old.get(key) != new.get(key)}
    assert changes(one, one) == []
    assert refusals(one, one, one.first) == []


def test_a_launched_document_is_not_written_again_as_a_draft(running):
    with pytest.raises(CodeTaken), transaction():
        actions.save_draft(BETTER, START, "shell")


def _edit(challenge_id: int, after: Document = BETTER, **more: int) -> None:
    with transaction():
        values = {"document": after.plain(), "document_hash": after.hash, **more}
        session.execute(update(Challenge).where(Challenge.id == challenge_id).values(values))


def test_the_database_refuses_any_other_edit_of_a_launched_document(running):
    with pytest.raises(DBAPIError, match="by a version only"):
        _edit(running)
    amend(running)
    with pytest.raises(DBAPIError, match="by a version only"):
        _edit(running, BEFORE, version=1)  # not back to an earlier one either


def test_without_the_guard_the_document_would_change_silently(stage, running):
    with transaction():
        for off in unversioned("challenges", db.engine.dialect.name):
            session.execute(text(off))
    _edit(running)
    assert len(session.scalars(select(ChallengeVersion)).all()) == 1
    assert session.get_one(Challenge, running).document_hash == BETTER.hash
    stage.put_back("cast")


def test_who_accepts_leaves_a_fingerprint_and_an_amendment_asks_again(cast, running):
    with transaction():
        assert acceptance.accept(running, cast.karim.id, BEFORE.hash, START)
        assert not acceptance.accept(running, cast.karim.id, BEFORE.hash, START)
    amend(running)
    assert acceptance.accepted_by(running, cast.karim.id).keys() == {BEFORE.hash}
    with pytest.raises(MeanwhileChanged), transaction():
        acceptance.accept(running, cast.karim.id, BEFORE.hash, START)
    with transaction():
        assert acceptance.accept(running, cast.karim.id, BETTER.hash, START)
    assert acceptance.counts(running) == {BEFORE.hash: 1, BETTER.hash: 1}


def test_joining_keeps_the_person_and_the_fingerprint(cast):
    with transaction():
        made = actions.save_draft(document(join="choice"), START, "shell")
        launch(made, START)
    digest = session.get_one(Challenge, made).document_hash
    with pytest.raises(MeanwhileChanged), transaction():
        enrolment.join(made, cast.karim.id, START, cast.karim.actor, "0" * 64)
    with transaction():
        enrolment.join(made, cast.karim.id, START, cast.karim.actor, digest)
    [row] = session.scalars(select(Acceptance)).all()
    assert (row.challenge_id, row.person_id, row.hash) == (made, cast.karim.id, digest)


def test_a_code_that_stands_for_nothing_is_no_amendment(running):
    after = replace(BEFORE, counts=replace(BEFORE.counts, ranges=("PUMPS", "NOTHING")))
    with pytest.raises(DocumentRefused, match="NOTHING"):
        amend(running, after)
