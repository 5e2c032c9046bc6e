"""From draft to paid: each edge once, in its hour, with its effects."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from accounts import mandates as accounts
from accounts.models import Mandate
from challenges import actions
from challenges.life import lifecycle, rounds
from challenges.models import Challenge, ChallengeStep, Participation, Result
from challenges.proof import tables
from challenges.rules.states import (
    CodeTaken,
    ContestationOpen,
    DocumentChanged,
    NoReason,
    NotNow,
    NotProposed,
    TooEarly,
    TooLate,
)
from core.clock import clock, day_start
from core.database import session, transaction
from leaderboard.models import Board, Entrant
from notifications.models import Notice
from points.ledger import queries as points
from tests.challenges.certifying import AUDITOR, finish
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.people import hire
from tests.challenges.selling import Sale, bring
from tests.support.cast import START, Cast, Member

STARTS, ENDS = day_start(date(2026, 10, 12)), day_start(date(2026, 10, 26))
CERTIFIES = day_start(date(2026, 10, 31))


def draft(**changes) -> int:
    with transaction():
        return actions.save_draft(document(**changes), START, "shell")


def take(edge, challenge_id: int, at: datetime, *rest) -> bool:
    with transaction():
        return bool(edge(challenge_id, at, "shell", *rest))


def running(**changes) -> int:
    made = draft(**changes)
    take(launch, made, START)
    rounds.move_due(START)
    return made


def general(challenge_id: int) -> Board:
    return session.scalars(select(Board).where(Board.key == f"challenge:{challenge_id}")).one()


def lifecycle_certified(challenge_id: int, at: datetime, _by: str) -> bool:
    return lifecycle.certify(challenge_id, at, AUDITOR)


def state(challenge_id: int) -> str:
    session.rollback()
    return session.get_one(Challenge, challenge_id).state


def sold(member: Member, product: int, quantity: int, day: date, **more) -> Sale:
    return Sale(member.company_id or 0, member.id, product, quantity, day, **more)


def board(challenge_id: int) -> list[tuple[int, str, str]]:
    session.rollback()
    return [(rank, code, score) for rank, code, _, score, _, _ in tables.standing_rows(challenge_id)]


def test_the_clock_runs_a_challenge_from_launch_to_prizes_but_certifies_nothing(cast: Cast):
    made = draft()
    take(launch, made, STARTS - timedelta(days=2))
    assert state(made) == "announced"
    assert points.escrow_balance(f"challenge:{made}") == 3000
    rounds.move_due(STARTS - timedelta(seconds=1))
    assert state(made) == "announced"
    rounds.move_due(STARTS)
    assert state(made) == "open"
    bring(
        sold(cast.karim, cast.pac_8.id, 3, date(2026, 10, 12)),
        sold(cast.lea, cast.pac_8.id, 2, date(2026, 10, 13)),
        sold(cast.bruno, cast.pac_12.id, 2, date(2026, 10, 14)),
        sold(cast.bruno, cast.valve.id, 50, date(2026, 10, 14)),
        sold(cast.ines, cast.pac_8.id, 9, date(2026, 10, 14)),
    )
    rounds.refresh_open(START)
    assert board(made) == [(1, "KARIM", "3"), (2, "LEA", "2"), (3, "BRUNO", "2")]
    rounds.move_due(ENDS - timedelta(microseconds=1))
    assert state(made) == "open"
    rounds.move_due(ENDS)
    assert state(made) == "closing"
    rounds.move_due(CERTIFIES - timedelta(microseconds=1))
    assert state(made) == "closing"
    clock.freeze(CERTIFIES)
    rounds.move_due(CERTIFIES)
    assert state(made) == "closing"
    assert session.get_one(Challenge, made).proposed_by == "clock"
    finish(CERTIFIES)
    assert state(made) == "paid"
    assert points.balance(cast.karim.wallet_id).available == 1500
    assert points.balance(cast.lea.wallet_id).available == 1000
    assert points.balance(cast.bruno.wallet_id).available == 500
    assert points.escrow_balance(f"challenge:{made}") == 0
    steps = session.scalars(select(ChallengeStep.state).where(ChallengeStep.challenge_id == made))
    assert list(steps) == ["draft", "announced", "open", "closing", "certified", "paid"]


def test_every_edge_taken_twice_happens_once(cast: Cast):
    made = draft()
    for edge, at in (
        (launch, START),
        (lifecycle.open_, START),
        (lifecycle.close, ENDS),
        (lifecycle.propose, CERTIFIES),
        (lifecycle_certified, CERTIFIES),
        (lifecycle.pay, CERTIFIES),
    ):
        assert take(edge, made, at) is True
        before = (state(made), points.escrow_balance(f"challenge:{made}"))
        assert take(edge, made, at) is False
        assert (state(made), points.escrow_balance(f"challenge:{made}")) == before
    assert len(session.scalars(select(ChallengeStep)).all()) == 6


def test_what_was_set_aside_and_not_won_is_released(cast: Cast):
    made = running()
    bring(sold(cast.karim, cast.pac_8.id, 1, date(2026, 10, 14)))
    finish(CERTIFIES)
    assert points.balance(cast.karim.wallet_id).available == 1500
    assert points.escrow_balance(f"challenge:{made}") == 0


def test_people_enter_by_themselves_and_newcomers_the_next_day(cast: Cast):
    made = running()
    entered = session.scalars(select(Participation.subject_id)).all()
    expected = {cast.karim.id, cast.lea.id, cast.nadia.id, cast.bruno.id, cast.paula.id}
    assert set(entered) == expected
    bring(sold(cast.karim, cast.pac_8.id, 1, date(2026, 10, 14)))
    rounds.refresh_open(START)
    newcomer = hire("NOE", cast.sanelec.id, START)
    bring(Sale(cast.sanelec.id, newcomer, cast.pac_8.id, 4, date(2026, 10, 15)))
    rounds.refresh_open(START)
    rounds.daily(START + timedelta(days=1))
    assert board(made) == [(1, "NOE", "4"), (2, "KARIM", "1")]
    assert session.get_one(Challenge, made).participants == 6


def test_sales_between_the_close_and_the_certification_count_for_the_result_only(cast: Cast):
    made = running()
    bring(sold(cast.karim, cast.pac_8.id, 2, date(2026, 10, 14)))
    rounds.move_due(ENDS)
    frozen = general(made).version
    bring(sold(cast.lea, cast.pac_8.id, 3, date(2026, 10, 25)))
    rounds.refresh_open(ENDS + timedelta(days=1))
    session.rollback()
    assert general(made).version == frozen
    assert board(made) == [(1, "KARIM", "2")]
    finish(CERTIFIES)
    assert board(made) == [(1, "LEA", "3"), (2, "KARIM", "2")]


def test_sales_after_the_certification_are_late_and_change_nothing(cast: Cast):
    made = running()
    bring(sold(cast.karim, cast.pac_8.id, 2, date(2026, 10, 14)))
    finish(CERTIFIES)
    before = session.get_one(Challenge, made).results_hash
    bring(sold(cast.lea, cast.pac_8.id, 30, date(2026, 10, 15)))
    rounds.refresh_open(CERTIFIES)
    rounds.move_due(CERTIFIES + timedelta(days=1))
    assert board(made) == [(1, "KARIM", "2")]
    session.rollback()
    assert session.get_one(Challenge, made).results_hash == before
    assert [(line.rep, line.quantity) for line in tables.late_lines(made)] == [("Léa Fournier", 30)]


def test_a_stopped_challenge_gives_its_prizes_back_and_says_why(cast: Cast):
    made = running()
    with pytest.raises(NoReason), transaction():
        lifecycle.stop(made, "  ", START, "shell")
    with transaction():
        assert lifecycle.stop(made, "Stock is late", START, "shell")
    assert points.escrow_balance(f"challenge:{made}") == 0
    told = session.scalars(select(Notice).where(Notice.person_id == cast.karim.id)).all()
    assert "Stock is late" in told[-1].body
    with pytest.raises(NotNow):
        take(lifecycle.pay, made, CERTIFIES)


def test_edges_outside_their_hour_are_refused(cast: Cast):
    made = draft()
    with pytest.raises(TooLate):
        take(launch, made, ENDS)
    with pytest.raises(NotNow):
        take(lifecycle.close, made, ENDS)
    with pytest.raises(DocumentChanged):
        take(launch, made, START, "0" * 64)
    take(launch, made, START)
    take(lifecycle.open_, made, START)
    with pytest.raises(TooEarly):
        take(lifecycle.close, made, ENDS - timedelta(microseconds=1))
    take(lifecycle.close, made, ENDS)
    with pytest.raises(ContestationOpen):
        take(lifecycle.propose, made, CERTIFIES - timedelta(microseconds=1))
    with pytest.raises(ContestationOpen):
        take(lifecycle.certify, made, CERTIFIES - timedelta(microseconds=1))
    with pytest.raises(NotProposed):
        take(lifecycle.certify, made, CERTIFIES)
    with pytest.raises(NotNow):
        take(lifecycle.pay, made, CERTIFIES)


def test_a_sealed_document_can_no_longer_be_written(cast: Cast):
    made = draft()
    assert draft(contest_days=9) == made
    take(launch, made, START)
    with pytest.raises(CodeTaken):
        draft(contest_days=2)
    assert session.get_one(Challenge, made).document["contest_days"] == 9


def test_the_result_is_sealed_with_the_document_and_the_revision(cast: Cast):
    made = running()
    bring(sold(cast.karim, cast.pac_8.id, 2, date(2026, 10, 14)))
    finish(CERTIFIES)
    challenge = session.get_one(Challenge, made)
    assert challenge.certified_revision == challenge.scored_revision == 1
    assert len(challenge.results_hash) == 64
    assert session.scalars(select(Result)).one().prize_points == 1500


@pytest.mark.parametrize(
    ("first", "last", "hours"), [("2026-10-24", "2026-10-25", 49), ("2026-03-28", "2026-03-29", 47)]
)
def test_a_window_is_local_days_also_when_the_clocks_change(cast: Cast, first, last, hours):
    made = draft(code="dst", window={"from": first, "to": last})
    challenge = session.get_one(Challenge, made)
    assert challenge.ends_at - challenge.starts_at == timedelta(hours=hours)


def test_the_first_and_the_last_day_count_and_their_neighbours_do_not(cast: Cast):
    made = running(contest_days=0)
    bring(
        sold(cast.karim, cast.pac_8.id, 1, date(2026, 10, 11)),
        sold(cast.karim, cast.pac_8.id, 10, date(2026, 10, 12)),
        sold(cast.karim, cast.pac_8.id, 100, date(2026, 10, 25)),
        sold(cast.karim, cast.pac_8.id, 1000, date(2026, 10, 26)),
    )
    finish(ENDS)
    assert state(made) == "paid"
    assert board(made) == [(1, "KARIM", "110")]


def test_the_date_that_counts_is_the_document_s(cast: Cast):
    made = running(counts={"date": "invoiced"})
    bring(
        sold(cast.karim, cast.pac_8.id, 1, date(2026, 10, 14), invoiced=date(2026, 11, 2)),
        sold(cast.lea, cast.pac_8.id, 2, date(2026, 10, 2), invoiced=date(2026, 10, 12)),
        sold(cast.bruno, cast.pac_8.id, 4, date(2026, 10, 14)),
    )
    rounds.refresh_open(START)
    assert board(made) == [(1, "LEA", "2")]


def test_companies_compete_by_what_they_sell_or_buy(cast: Cast):
    buyers = running(
        code="buyers", competitor="buying_company", metric="amount", audience={"company_kinds": ["installer"]}
    )
    sellers = running(code="sellers", competitor="selling_company", metric="amount")
    bring(
        sold(cast.karim, cast.pac_8.id, 1, date(2026, 10, 14), cents=3000_50, buyer=cast.vauban.id),
        sold(cast.bruno, cast.pac_8.id, 1, date(2026, 10, 14), cents=1000_05),
    )
    rounds.refresh_open(START)
    assert board(buyers) == [(1, "VAUBAN", "3000.50")]
    assert board(sellers) == [(1, "MEREL", "3000.50"), (2, "SANELEC", "1000.05")]
    finish(CERTIFIES)
    assert points.balance(cast.vauban.wallet_id).available == 1500


def test_a_frozen_board_shows_the_employer_of_the_last_day(cast):
    made = running()

    def moves(member: Member, last_day: date) -> None:
        with transaction():
            mandate = session.scalars(select(Mandate).where(Mandate.person_id == member.id)).one()
            accounts.end_mandate(mandate.id, last_day, "shell", START)
            accounts.give_mandate(
                member.id, cast.sanelec.id, "rep", last_day + timedelta(days=1), "shell", START
            )

    moves(cast.karim, date(2026, 10, 20))
    moves(cast.lea, date(2026, 10, 25))
    take(lifecycle.close, made, day_start(date(2026, 10, 28)))
    shown = dict(session.execute(select(Entrant.subject_id, Entrant.company_id)).all())
    assert (shown[cast.karim.id], shown[cast.lea.id]) == (cast.sanelec.id, cast.merel.id)
