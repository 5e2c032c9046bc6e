"""What goes into a board comes out in order, counted by the tree."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.database import session, transaction
from leaderboard import checks, queries, standings
from leaderboard.models import Board, Score, ScoreCount, Snapshot
from leaderboard.rules import BoardFrozen, NotOnBoard, Viewer
from tests.leaderboard.boards import AS_OF, competition_ranks, day, enter_many, open_board, record, version

SHARED = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
scores = st.one_of(
    st.integers(-3, 40), st.integers(0, 10**6), st.sampled_from([10**12, 10**12 - 1, 16, 15, 256, 255])
)
rounds = st.lists(
    st.dictionaries(
        st.integers(0, 11), st.none() | st.tuples(scores, st.integers(0, 20)), min_size=1, max_size=12
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("tie", ["date", "share"])
@pytest.mark.parametrize("grain", [1, 256])
def test_any_order_of_records_gives_the_ranks_of_the_last_scores(cast, tie, grain):
    board = open_board(tie, grain)
    entrants = enter_many(cast, board, 12)

    @SHARED
    @given(rounds)
    def whatever_comes(given_rounds):
        record(board, dict.fromkeys(entrants))
        last = {}
        for one in given_rounds:
            record(board, {entrants[i]: row for i, row in one.items()})
            last.update({entrants[i]: row for i, row in one.items()})
        standing = {entrant: row for entrant, row in last.items() if row}
        ranks = competition_ranks(standing, tie)
        assert {entrant: queries.rank_of(board, entrant) for entrant in standing} == ranks
        assert {row.entrant_id: row.rank for row in queries.everybody(board)} == ranks
        assert [finding for check in checks.CHECKS for finding in check.findings()] == []

    whatever_comes()


def test_one_call_or_many_calls_leave_the_same_tree(cast):
    together, apart = open_board("date", key="together"), open_board("date", key="apart")
    for board, size in ((together, 30), (apart, 1)):
        entrants = enter_many(cast, board, 30)
        rows = [(entrant, (i * 7 % 11, i % 3)) for i, entrant in enumerate(entrants)]
        for start in range(0, 30, size):
            record(board, dict(rows[start : start + size]))
    trees = [
        session.query(ScoreCount.level, ScoreCount.bucket, ScoreCount.count).filter_by(board_id=board).all()
        for board in (together, apart)
    ]
    assert sorted(map(tuple, trees[0])) == sorted(map(tuple, trees[1]))


def test_an_unchanged_score_is_not_written_and_keeps_the_version(cast):
    board = open_board()
    one, two = enter_many(cast, board, 2)
    assert record(board, {one: (5, 1), two: (3, 1)}) == 2
    before = version(board)
    assert record(board, {one: (5, 1), two: (3, 1)}) == 0
    assert version(board) == before
    assert record(board, {one: (5, 1), two: (4, 1)}) == 1
    assert version(board) == before + 1


def test_a_score_taken_away_leaves_the_board_and_the_tree(cast):
    board = open_board()
    entrants = enter_many(cast, board, 3)
    record(board, {entrant: (i, 1) for i, entrant in enumerate(entrants)})
    record(board, dict.fromkeys(entrants))
    assert queries.board_row(board).ranked == 0
    assert session.query(Score).count() == session.query(ScoreCount).count() == 0
    assert queries.rank_of(board, entrants[0]) is None


def test_a_frozen_board_refuses_scores_entrants_and_a_second_freeze(cast):
    board = open_board()
    (one,) = enter_many(cast, board, 1)
    with transaction():
        assert standings.freeze(board, AS_OF)
    with pytest.raises(BoardFrozen):
        record(board, {one: (1, 1)})
    with pytest.raises(BoardFrozen):
        enter_many(cast, board, 1)
    with transaction():
        assert not standings.freeze(board, AS_OF)
        standings.thaw(board)
    assert record(board, {one: (1, 1)}) == 1


def test_somebody_who_has_not_entered_is_named(cast):
    board, other = open_board("date"), open_board("share")
    (stranger,) = enter_many(cast, other, 1)
    with pytest.raises(NotOnBoard, match=str(stranger)):
        record(board, {stranger: (1, 1)})


def test_entering_again_keeps_the_entrant_and_brings_the_name_up_to_date(cast):
    board = open_board()
    row = standings.NewEntrant("company", 7, "Before", "Alias", cast.merel.id)
    with transaction():
        first = standings.enter(board, [row])
    before = version(board)
    with transaction():
        assert standings.enter(board, [row]) == first
    assert version(board) == before
    with transaction():
        renamed = standings.NewEntrant("company", 7, "After", "Alias", cast.merel.id)
        assert standings.enter(board, [renamed]) == first
    assert version(board) == before + 1


def test_scores_from_older_facts_are_left_out(cast):
    board = open_board()
    (one,) = enter_many(cast, board, 1)
    with transaction():
        assert standings.record(board, {one: (9, day(1))}, AS_OF, revision=5) == 1
    with transaction():
        assert standings.record(board, {one: (4, day(1))}, AS_OF, revision=4) == 0
    assert queries.top(board, 1)[0].score == 9


def test_withdrawing_forgets_the_entrant(cast):
    board = open_board()
    one, two = enter_many(cast, board, 2)
    record(board, {one: (9, 1), two: (8, 1)})
    with transaction():
        standings.snapshot(board, "2026-10-14")
        standings.withdraw(board, [one])
    assert [row.entrant_id for row in queries.everybody(board)] == [two]
    assert queries.rank_of(board, two) == 1


def test_a_snapshot_is_taken_once_and_days_are_dropped_after_eight(cast):
    board = open_board()
    one, two = enter_many(cast, board, 2)
    record(board, {one: (9, 1), two: (9, 1)})
    first = date(2026, 10, 1)
    with transaction():
        assert standings.snapshot(board, "w2026-40")
        for number in range(12):
            assert standings.snapshot(board, (first + timedelta(days=number)).isoformat())
        assert not standings.snapshot(board, "2026-10-12")
    names = {name for (name,) in session.query(Snapshot.name)}
    assert names == {"w2026-40", *(f"2026-10-{number:02d}" for number in range(4, 13))}
    assert {rank for (rank,) in session.query(Snapshot.rank)} == {1}


def test_running_boards_with_scores_are_snapshot_together(cast):
    running, empty, frozen = open_board("date"), open_board("share"), open_board("date", 256)
    for board in (running, frozen):
        record(board, {enter_many(cast, board, 1)[0]: (1, 1)})
    with transaction():
        standings.freeze(frozen, AS_OF)
    with transaction():
        assert standings.snapshot_running("2026-10-14") == 1
    assert {board for (board,) in session.query(Snapshot.board_id)} == {running}
    assert session.get_one(Board, empty).ranked == 0


def test_a_rebuilt_tree_is_the_one_that_was_kept(cast):
    board = open_board()
    entrants = enter_many(cast, board, 9)
    record(board, {entrant: (i % 4, i) for i, entrant in enumerate(entrants)})
    columns = (ScoreCount.level, ScoreCount.bucket, ScoreCount.count)
    kept = sorted(map(tuple, session.query(*columns)))
    with transaction():
        standings.rebuild(board)
    assert sorted(map(tuple, session.query(*columns))) == kept
    assert queries.board_row(board).ranked == 9


def test_a_copy_stands_as_the_board_stood_and_never_moves(cast):
    board = open_board()
    first, second = enter_many(cast, board, 2)
    record(board, {first: (5, 1), second: (3, 2)})
    with transaction():
        copy = standings.duplicate(board, "test:copy", AS_OF)
    record(board, {second: (9, 3)})
    assert [(row.label, row.score, row.rank) for row in queries.top(copy, 5)] == [
        ("Name 1", 5, 1),
        ("Name 2", 3, 2),
    ]
    assert queries.top(board, 1)[0].label == "Name 2"
    mine = queries.own(copy, Viewer(None, 2))
    assert mine is not None
    assert mine.rank == 2
    with pytest.raises(BoardFrozen), transaction():
        standings.record(copy, {row.entrant_id: None for row in queries.top(copy, 1)})
