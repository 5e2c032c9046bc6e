"""The result is certified by somebody other than who proposed it, for exactly what was read."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app import verify_all
from challenges.life import appeals, lifecycle, rounds, stopping
from challenges.models import Award, Challenge, Result
from challenges.rules.states import (
    AlreadyOver,
    AnswerMissing,
    AppealAnswered,
    AppealClosed,
    AppealEmpty,
    AppealsMany,
    AppealsOpen,
    OwnProposal,
    ResultChanged,
)
from core.clock import clock, day_start
from core.database import session, transaction
from notifications.models import Notice
from tests.challenges.certifying import AUDITOR, finish
from tests.challenges.playing import (
    CERTIFIES,
    ENDS,
    count,
    entrant,
    escrow,
    has,
    playing,
    sold,
    state,
)
from tests.challenges.selling import bring
from tests.support.cast import START, Cast, Member
from tests.support.stage import Stage

FIRST = date(2026, 10, 13)


def closed(cast: Cast, **parts: object) -> int:
    """A challenge that is over, with a winner."""
    made = playing(**parts)
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id), sold(cast.bruno, 2, FIRST, cast.pac_8.id))
    clock.freeze(ENDS)
    rounds.move_due(ENDS)
    return made


def appeal(made: int, who: Member, words: str = "FA-1 manque", at=ENDS, request: str = "one") -> int:
    with transaction():
        return appeals.send(made, entrant(made, who), who.id, request, "FA-1", words, at)


def proposal(made: int) -> str:
    session.rollback()
    return session.get_one(Challenge, made).proposed_hash


def test_whoever_proposed_does_not_certify(cast: Cast):
    made = closed(cast)
    with transaction():
        assert lifecycle.propose(made, CERTIFIES, cast.claire.actor)
    with pytest.raises(OwnProposal), transaction():
        lifecycle.certify(made, CERTIFIES, cast.claire.actor)
    with transaction():
        assert lifecycle.certify(made, CERTIFIES, AUDITOR, proposal(made))
    assert state(made) == "certified"


def test_without_the_guard_one_person_does_both(cast: Cast, monkeypatch: pytest.MonkeyPatch, stage: Stage):
    made = closed(cast)
    monkeypatch.setattr(lifecycle, "_check_second", lambda *_: None)
    monkeypatch.setattr(lifecycle, "move", lambda one, to, at, by, *_when: _any(one, to))
    with transaction():
        lifecycle.propose(made, CERTIFIES, cast.claire.actor)
        assert lifecycle.certify(made, CERTIFIES, cast.claire.actor)
    assert state(made) == "certified"
    stage.put_back("cast")


def _any(challenge_id: int, to: str) -> bool:
    """The edge without its condition."""
    session.execute(update(Challenge).where(Challenge.id == challenge_id).values(state=to))
    return True


def test_what_was_read_is_what_is_certified(cast: Cast):
    made = closed(cast)
    rounds.move_due(CERTIFIES)
    with pytest.raises(ResultChanged), transaction():
        lifecycle.certify(made, CERTIFIES, AUDITOR, "0" * 64)


def test_a_proposal_falls_when_the_sales_changed_since_and_is_made_again(cast: Cast):
    made = closed(cast)
    rounds.move_due(CERTIFIES)
    read = proposal(made)
    bring(sold(cast.lea, 9, FIRST, cast.pac_8.id))
    with transaction():
        assert lifecycle.certify(made, CERTIFIES, AUDITOR, read) is False
    assert state(made) == "closing"
    assert proposal(made) not in ("", read)
    with pytest.raises(ResultChanged), transaction():
        lifecycle.certify(made, CERTIFIES, AUDITOR, read)
    with transaction():
        assert lifecycle.certify(made, CERTIFIES, AUDITOR, proposal(made))
    assert session.scalars(select(Result.score).where(Result.rank == 1)).one() == 9


def test_sales_that_change_nothing_do_not_undo_a_proposal(cast: Cast):
    made = closed(cast)
    rounds.move_due(CERTIFIES)
    read = proposal(made)
    bring(sold(cast.lea, 9, date(2026, 10, 28), cast.pac_8.id))
    with transaction():
        assert lifecycle.certify(made, CERTIFIES, AUDITOR, read)


def test_the_clock_never_certifies(cast: Cast):
    made = closed(cast)
    for day in range(0, 90, 7):
        rounds.move_due(CERTIFIES + timedelta(days=day))
    assert state(made) == "closing"
    assert session.scalars(select(Award).where(Award.challenge_id == made)).all() == []


def test_an_appeal_without_an_answer_holds_the_proposal_up(cast: Cast):
    made = closed(cast)
    one = appeal(made, cast.karim)
    assert appeal(made, cast.karim) == one
    told = session.scalars(select(Notice.path).where(Notice.person_id == cast.claire.id)).all()
    assert "/staff/challenges/autumn/appeals" in told
    rounds.move_due(CERTIFIES)
    assert proposal(made) == ""
    with pytest.raises(AppealsOpen), transaction():
        lifecycle.propose(made, CERTIFIES, cast.claire.actor)
    with pytest.raises(AnswerMissing), transaction():
        appeals.answer(one, True, " ", CERTIFIES, cast.claire.actor)
    with transaction():
        appeals.answer(one, False, "La facture est de novembre.", CERTIFIES, cast.claire.actor)
    with pytest.raises(AppealAnswered), transaction():
        appeals.answer(one, True, "Si.", CERTIFIES, cast.claire.actor)
    assert "novembre" in session.scalars(select(Notice.body).where(Notice.reference.contains("answer"))).one()
    finish(CERTIFIES)
    assert state(made) == "paid"


def test_a_score_is_contested_in_its_time_only(cast: Cast):
    made = closed(cast)
    with pytest.raises(AppealEmpty):
        appeal(made, cast.karim, " ")
    for n in range(5):
        appeal(made, cast.karim, request=f"r{n}")
    with pytest.raises(AppealsMany):
        appeal(made, cast.karim, request="r6")
    with pytest.raises(AppealClosed):
        appeal(made, cast.bruno, at=CERTIFIES, request="late")
    appeal(made, cast.bruno, at=CERTIFIES - timedelta(microseconds=1), request="in time")


def test_a_stop_settles_by_the_document_so_far(cast: Cast):
    made = playing(on_stop="so_far", contest_days=2)
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id))
    count(made)
    noon = START + timedelta(hours=4)
    with transaction():
        assert stopping.stop(made, "Rupture de stock", noon, cast.claire.actor)
    assert state(made) == "closing"
    bring(sold(cast.lea, 9, date(2026, 10, 16), cast.pac_8.id), sold(cast.bruno, 2, FIRST, cast.pac_8.id))
    rounds.move_due(day_start(date(2026, 10, 17)))
    assert proposal(made) == ""
    finish(day_start(date(2026, 10, 18)))
    assert state(made) == "paid"
    assert (has(cast.karim), has(cast.bruno), has(cast.lea)) == (1500, 1000, 0)
    assert escrow(made) == 0
    assert verify_all() == []
    with pytest.raises(Exception, match="step"), transaction():
        stopping.stop(made, "encore", CERTIFIES, "shell")


def test_what_is_over_is_settled_as_promised(cast: Cast):
    made = closed(cast, on_stop="so_far")
    with pytest.raises(AlreadyOver), transaction():
        stopping.stop(made, "Trop tard", ENDS, cast.claire.actor)
