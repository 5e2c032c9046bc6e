"""The weeks of a challenge: live while they run, frozen once at their end, settled from what was frozen."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from challenges import actions
from challenges.document.parts import Duels, Leagues
from challenges.life import rounds
from challenges.models import Duel, LeaguePlace, Participation, SideBoard
from core.clock import clock, day_start
from core.database import session, transaction
from leaderboard import queries as boards
from leaderboard.models import Board, Entrant, Score
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.people import hire
from tests.challenges.selling import Sale, bring
from tests.support.cast import START, Cast

BEGINS = day_start(date(2026, 10, 12))
MONDAY = day_start(date(2026, 10, 19))
ENDS = day_start(date(2026, 10, 26))


def weekly(at: datetime = BEGINS, **changes: Any) -> int:
    """An open challenge of two weeks; its id."""
    clock.freeze(at)
    with transaction():
        made = actions.save_draft(replace(document(), **changes), at, "shell")
        launch(made, at)
    rounds.move_due(at)
    rounds.refresh_open(at)
    return made


def round_at(at: datetime) -> None:
    """What the clock does in a minute."""
    clock.freeze(at)
    rounds.move_due(at)
    rounds.refresh_open(at)


def ranks(challenge_id: int, kind: str, number: int, league: int = 0) -> list[tuple[str, int, int]]:
    """Names, scores and ranks of a side board."""
    session.rollback()
    board = session.scalars(
        select(SideBoard.board_id).where(
            SideBoard.challenge_id == challenge_id,
            SideBoard.kind == kind,
            SideBoard.number == number,
            SideBoard.league == league,
        )
    ).one()
    return [(row.label, row.score, row.rank) for row in boards.everybody(board)]


def frozen(challenge_id: int) -> dict[tuple[str, int, int], datetime | None]:
    session.rollback()
    rows = session.execute(
        select(SideBoard.kind, SideBoard.number, SideBoard.league, SideBoard.frozen_at).where(
            SideBoard.challenge_id == challenge_id
        )
    )
    return {(row.kind, row.number, row.league): row.frozen_at for row in rows}


def test_a_week_is_live_while_it_runs_and_frozen_at_the_first_round_after_it(cast: Cast):
    made = weekly()
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 2, date(2026, 10, 14)),
    )
    round_at(START)
    first = [("Karim Haddad", 3, 1), ("Bruno Keller", 2, 2)]
    assert [row[1:] for row in ranks(made, "week", 1)] == [row[1:] for row in first]
    round_at(MONDAY - timedelta(seconds=1))
    assert frozen(made) == {("week", 1, 0): None}
    bring(Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 4, date(2026, 10, 18)))
    round_at(MONDAY)
    assert frozen(made) == {("week", 1, 0): MONDAY, ("week", 2, 0): None}
    assert [row[1:] for row in ranks(made, "week", 1)] == [(6, 1), (3, 2)]


def test_what_comes_in_late_counts_in_general_and_moves_no_frozen_week(cast: Cast):
    made = weekly()
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)))
    round_at(MONDAY)
    bring(
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 14)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 1, date(2026, 10, 19)),
    )
    round_at(MONDAY + timedelta(hours=9))
    assert [row[1] for row in ranks(made, "week", 1)] == [3]
    assert [row[1] for row in ranks(made, "week", 2)] == [1]
    general = session.scalars(select(Board.id).where(Board.key == f"challenge:{made}")).one()
    assert [row.score for row in boards.everybody(general)] == [10, 3]


def test_weeks_that_no_clock_saw_are_made_up_for_in_order(cast: Cast):
    made = weekly()
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 5, date(2026, 10, 21)),
    )
    round_at(ENDS)
    assert {key: at is not None for key, at in frozen(made).items()} == {
        ("week", 1, 0): True,
        ("week", 2, 0): True,
    }
    assert [row[1] for row in ranks(made, "week", 1)] == [3]
    assert [row[1] for row in ranks(made, "week", 2)] == [5]


@pytest.mark.parametrize(
    ("first", "hours"),
    [(date(2026, 10, 19), 7 * 24 + 1), (date(2027, 3, 22), 7 * 24 - 1)],
    ids=["the clocks go back", "the clocks go forward"],
)
def test_a_week_with_a_change_of_the_clocks_ends_at_local_midnight(cast: Cast, first: date, hours: int):
    begins = day_start(first)
    made = weekly(begins, first=first, last=first + timedelta(days=13))
    round_at(begins + timedelta(hours=hours) - timedelta(microseconds=1))
    assert frozen(made)["week", 1, 0] is None
    round_at(begins + timedelta(hours=hours))
    assert frozen(made)["week", 1, 0] is not None
    assert frozen(made)["week", 2, 0] is None


def crowd(cast: Cast, many: int) -> list[int]:
    """Reps of Mérel who sold 1, 2, 3, … pumps last year."""
    people = [hire(f"REP{nth}", cast.merel.id, BEGINS) for nth in range(many)]
    bring(
        *(
            Sale(cast.merel.id, one, cast.pac_8.id, 1, date(2026, 5, 4), cents=1000_00 * (many - nth))
            for nth, one in enumerate(people)
        )
    )
    return people


def leagues_of(challenge_id: int, week: int) -> dict[int, tuple[int, str]]:
    session.rollback()
    rows = session.execute(
        select(Entrant.subject_id, LeaguePlace.league, LeaguePlace.moved)
        .join(Entrant, Entrant.id == LeaguePlace.entrant_id)
        .where(LeaguePlace.challenge_id == challenge_id, LeaguePlace.week == week)
    )
    return {row.subject_id: (row.league, row.moved) for row in rows}


def test_leagues_begin_by_past_turnover_and_change_with_the_frozen_week(cast: Cast):
    people = crowd(cast, 6)
    made = weekly(leagues=Leagues(5, 1, 1), places=20)
    first = leagues_of(made, 1)
    larger, smaller = people[0], people[5]
    assert first[larger][0] < first[smaller][0]
    assert {moved for _, moved in first.values()} == {""}
    bring(Sale(cast.merel.id, smaller, cast.pac_8.id, 4, date(2026, 10, 14)))
    round_at(START)
    assert [row[1] for row in ranks(made, "league", 1, first[smaller][0])] == [4]
    round_at(MONDAY)
    settled, second = leagues_of(made, 1), leagues_of(made, 2)
    assert settled[smaller][1] == "up"
    assert second[smaller][0] == first[smaller][0] - 1
    moved = [moved for _, moved in settled.values()]
    assert moved.count("up") == moved.count("down") == 1


def test_a_newcomer_plays_in_the_lowest_league_that_has_room(cast: Cast):
    made = weekly(leagues=Leagues(5, 1, 1), places=20)
    late = hire("LATE", cast.merel.id, START)
    rounds.daily(START)
    place = leagues_of(made, 1)[late][0]
    assert place == max(league for league, _ in leagues_of(made, 1).values())
    bring(Sale(cast.merel.id, late, cast.pac_8.id, 2, date(2026, 10, 15)))
    round_at(START)
    assert [row[1] for row in ranks(made, "league", 1, place)] == [2]


def test_duels_pair_everybody_and_keep_the_scores_of_the_frozen_week(cast: Cast):
    people = crowd(cast, 2)
    made = weekly(duels=Duels(100), places=20)
    bring(Sale(cast.merel.id, people[0], cast.pac_8.id, 4, date(2026, 10, 14)))
    round_at(START)
    session.rollback()
    before = session.scalars(select(Duel).where(Duel.week == 1)).all()
    assert {one.one_score for one in before} == {None}
    named = [one for row in before for one in (row.one_id, row.other_id) if one]
    taking_part = session.scalars(
        select(Participation.entrant_id).where(Participation.challenge_id == made)
    ).all()
    assert sorted(named) == sorted(taking_part)
    round_at(MONDAY)
    session.rollback()
    scores = session.execute(
        select(Duel.one_score, Duel.other_score).where(Duel.challenge_id == made, Duel.week == 1)
    ).all()
    assert max(score for row in scores for score in row if score is not None) == 4
    second = session.scalars(select(Duel).where(Duel.week == 2)).all()
    assert second
    first_pairs = {frozenset((one.one_id, one.other_id)) for one in before if one.other_id}
    assert not first_pairs & {frozenset((one.one_id, one.other_id)) for one in second if one.other_id}


def test_in_the_hidden_days_the_board_that_members_see_stands_still(cast: Cast):
    made = weekly(hidden_days=3)
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)))
    round_at(START)
    hidden = day_start(date(2026, 10, 23))
    round_at(hidden - timedelta(seconds=1))
    bring(Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 22)))
    round_at(hidden)
    session.rollback()
    veil = session.scalars(select(SideBoard.board_id).where(SideBoard.kind == "veil")).one()
    scores = select(Score.score).where(Score.board_id == veil)
    assert session.scalars(scores).all() == [3]
    general = session.scalars(select(Board.id).where(Board.key == f"challenge:{made}")).one()
    assert sorted(session.scalars(select(Score.score).where(Score.board_id == general))) == [3, 9]
