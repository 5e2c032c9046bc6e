"""What a page gets of a board."""

from datetime import date

import pytest

from accounts import people as accounts
from core.database import transaction
from leaderboard import queries, standings
from leaderboard.rules import Gap, Viewer
from tests.leaderboard.boards import AS_OF, day, enter_many, open_board, record
from tests.support.asked import statements
from tests.support.cast import START

STAFF = Viewer(None, None, is_staff=True)


def filled(cast, scores, tie="share", **openness):
    """A board whose entrants (companies numbered from 1) have these scores; the board and the entrants."""
    board = open_board(tie, **openness)
    entrants = enter_many(cast, board, len(scores))
    record(board, dict(zip(entrants, scores, strict=True)))
    return board, entrants


def company(number):
    """Whoever works for the company numbered so."""
    return Viewer(None, number)


def test_equal_scores_share_a_rank_and_the_next_one_is_left_out(cast):
    board, _ = filled(cast, [(9, 1), (7, 2), (7, 3), (5, 1)])
    assert [row.rank for row in queries.top(board, 4)] == [1, 2, 2, 4]


def test_the_earlier_day_leads_where_the_document_says_so(cast):
    board, (one, two, three, four) = filled(cast, [(7, 3), (7, 2), (7, 2), (9, 9)], tie="date")
    assert [(row.entrant_id, row.rank) for row in queries.top(board, 4)] == [
        (four, 1),
        (two, 2),
        (three, 2),
        (one, 4),
    ]


def test_the_order_of_records_decides_nothing(cast):
    first, entrants = filled(cast, [(3, 1), (3, 1), (5, 2), (3, 0)], tie="date")
    second = open_board("date", key="second")
    same = enter_many(cast, second, 4)
    for i in (3, 2, 1, 0):
        record(second, {same[i]: [(3, 1), (3, 1), (5, 2), (3, 0)][i]})
    ranks = [{row.label: row.rank for row in queries.everybody(board)} for board in (first, second)]
    assert ranks[0] == ranks[1]
    assert len(entrants) == 4


def test_neighbours_are_two_on_each_side(cast):
    board, entrants = filled(cast, [(100 - i, 1) for i in range(20)])
    near = queries.around(board, entrants[9], 2)
    assert [row.rank for row in near.rows] == [8, 9, 10, 11, 12]
    assert (near.before, near.ends) == (entrants[6], False)


@pytest.mark.parametrize(("me", "ranks"), [(0, [1, 2, 3, 4, 5]), (19, [16, 17, 18, 19, 20])])
def test_at_an_end_of_the_board_the_other_side_makes_up(cast, me, ranks):
    board, entrants = filled(cast, [(100 - i, 1) for i in range(20)])
    assert [row.rank for row in queries.around(board, entrants[me], 2).rows] == ranks


def test_ties_cut_by_the_edge_of_the_neighbourhood_keep_their_rank(cast):
    board, entrants = filled(cast, [(90, 1), *[(50, 1)] * 10, *[(40, 1)] * 10])
    near = queries.around(board, entrants[10], 2)
    assert [row.rank for row in near.rows] == [2, 2, 2, 12, 12]
    near = queries.around(board, entrants[13], 2)
    assert [row.rank for row in near.rows] == [12, 12, 12, 12, 12]


def test_in_the_upper_half_one_sees_the_top_and_the_neighbours(cast):
    board, _ = filled(cast, [(100 - i, 1) for i in range(20)])
    found = queries.view(board, company(9), n=3)
    assert [(row.rank, row.skipped) for row in found.rows] == [
        (1, False), (2, False), (3, False), (7, True), (8, False), (9, False), (10, False), (11, False),
    ]  # fmt: skip
    assert found.me
    assert (found.me.rank, found.total, found.as_of) == (9, 20, AS_OF)


def test_nothing_is_skipped_between_a_top_and_neighbours_that_touch(cast):
    board, _ = filled(cast, [(100 - i, 1) for i in range(20)])
    for me in (4, 5, 6):
        rows = queries.view(board, company(me), n=3).rows
        assert [row.rank for row in rows] == list(range(1, me + 3))
        assert not any(row.skipped for row in rows)


def test_in_the_lower_half_one_sees_the_neighbours_only(cast):
    board, _ = filled(cast, [(100 - i, 1) for i in range(20)])
    assert [row.rank for row in queries.view(board, company(15), n=3).rows] == [13, 14, 15, 16, 17]


def test_nobody_else_is_shown_last(cast):
    board, _ = filled(cast, [(100 - i, 1) for i in range(20)])
    for me in range(1, 20):
        assert 20 not in [row.rank for row in queries.view(board, company(me), n=50).rows]
    assert queries.view(board, company(20), n=50).rows[-1].is_me
    assert 20 in [row.rank for row in queries.view(board, STAFF, n=50).rows]


def test_who_does_not_take_part_sees_the_upper_half_at_most(cast):
    board, _ = filled(cast, [(100 - i, 1) for i in range(20)])
    found = queries.view(board, company(77), n=50)
    assert [row.rank for row in found.rows] == list(range(1, 11))
    assert (found.me, found.gap) == (None, None)


def test_an_empty_board_is_empty(cast):
    board, _ = filled(cast, [])
    assert queries.view(board, company(1)).rows == []
    assert queries.top(board, 5) == []


def test_other_companies_have_an_alias_and_an_index_only(cast):
    board, _ = filled(cast, [(200, 1), (100, 1), (50, 1), (20, 1)])
    mine, rival = Viewer(None, cast.merel.id), "Alias 1"
    rows = {row.rank: row for row in queries.view(board, mine).rows}
    assert (rows[1].label, rows[1].place, rows[1].score, rows[1].index) == (rival, "", None, 100)
    assert (rows[2].label, rows[2].score, rows[2].index) == ("Name 2", 100, 50)


def test_the_document_may_open_names_and_amounts(cast):
    board, _ = filled(cast, [(200, 1), (100, 1)], open_scores=True, open_names=True)
    leader = queries.view(board, company(2)).rows[0]
    assert (leader.label, leader.score) == ("Name 1", 200)


def test_the_name_a_person_chose_to_show_or_to_hide_is_read_at_once(cast):
    board = open_board()
    with transaction():
        people = (cast.karim, cast.bruno)
        found = standings.enter(
            board,
            [standings.NewEntrant("person", one.id, one.name, "Alias", one.company_id) for one in people],
        )
    record(board, {found["person", cast.bruno.id]: (9, 1), found["person", cast.karim.id]: (8, 1)})
    karim = Viewer(cast.karim.id, cast.merel.id)
    for shows, name in ((False, "Boussole"), (True, cast.bruno.name), (False, "Boussole")):
        with transaction():
            accounts.set_visibility(cast.bruno.id, shows, "Boussole 7", START, cast.bruno.actor)
        assert queries.view(board, karim).rows[0].label.startswith(name)


def test_movement_is_since_the_newest_day_before_today(cast):
    board, entrants = filled(cast, [(9, 1), (8, 1), (7, 1)])
    with transaction():
        standings.snapshot(board, "2026-10-13")
    record(board, {entrants[2]: (10, 2)})
    with transaction():
        standings.snapshot(board, "2026-10-15")
        standings.snapshot(board, "w2026-41")
    rows = queries.view(board, STAFF, today=date(2026, 10, 15)).rows
    assert [(row.entrant_id, row.movement) for row in rows] == [
        (entrants[2], 2), (entrants[0], -1), (entrants[1], -1),
    ]  # fmt: skip
    tomorrow = queries.view(board, STAFF, today=date(2026, 10, 16)).rows
    assert [row.movement for row in tomorrow] == [0, 0, 0]
    assert [row.movement for row in queries.view(board, STAFF, today=date(2026, 10, 1)).rows] == [None] * 3


@pytest.mark.parametrize(
    ("tie", "today", "gap"),
    [
        ("share", 9, Gap(to_pass=3, rank=2, to_level=2, tie_needs_more=False)),
        ("date", 9, Gap(to_pass=3, rank=2, to_level=2, tie_needs_more=True)),
        ("date", 2, Gap(to_pass=3, rank=2, to_level=2, tie_needs_more=False)),
    ],
)
def test_the_gap_says_what_passes_everybody_of_the_rank_ahead(cast, tie, today, gap):
    board, entrants = filled(cast, [(9, 1), (7, 2), (7, 1), (5, 1)], tie=tie)
    assert queries.gap_ahead(board, entrants[3], today=day(today)) == gap
    assert queries.gap_ahead(board, entrants[0], today=day(today)) is None


def test_with_the_same_score_reached_later_one_unit_more_is_missing(cast):
    board, entrants = filled(cast, [(7, 1), (7, 2)], tie="date")
    assert queries.gap_ahead(board, entrants[1], today=day(5)) == Gap(1, 1, 0, tie_needs_more=True)


def test_what_closes_the_gap_gives_the_rank_it_promised(cast):
    scores = [(i * 5 % 9, i % 4) for i in range(16)]
    for tie in ("date", "share"):
        board, entrants = filled(cast, scores, tie=tie)
        for me, (score, reached) in zip(entrants, scores, strict=True):
            gap = queries.gap_ahead(board, me, today=day(9))
            if gap:
                record(board, {me: (score + gap.to_pass, 9)})
                assert queries.rank_of(board, me) == gap.rank
                record(board, {me: (score, reached)})


def test_neighbours_at_hand_say_the_same_gap_as_the_database(cast):
    for tie in ("date", "share"):
        board, entrants = filled(cast, [(20 - i // 3 - i % 2, i % 4) for i in range(30)], tie=tie)
        for me in entrants:
            for today in (day(2), day(9)):
                near = queries.around(board, me, 2)
                assert queries.gap_ahead(board, me, today, near) == queries.gap_ahead(board, me, today)


@pytest.mark.parametrize("many", [5, 300])
def test_a_view_takes_at_most_six_statements_however_many_compete(cast, many):
    board, _ = filled(cast, [(1000 - i // 9, 1) for i in range(many)])
    with statements() as said:
        queries.view(board, company(many // 3), n=50)
    assert len(said) <= 6


def test_what_a_rolled_back_transaction_saw_is_not_kept(cast):
    board, (one, two) = filled(cast, [(9, 1), (8, 1)])

    def promise_and_break():
        with transaction():
            standings.record(board, {two: (99, day(2))}, AS_OF)
            assert queries.view(board, STAFF).rows[0].entrant_id == two
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        promise_and_break()
    record(board, {one: (10, 2)})
    assert queries.view(board, STAFF).rows[0].entrant_id == one


def test_another_viewer_of_the_kept_rows_sees_no_more_than_they_may(cast):
    board, _ = filled(cast, [(200, 1), (100, 1), (50, 1), (20, 1)])
    queries.view(board, STAFF)
    queries.view(board, Viewer(None, cast.sanelec.id))
    rows = queries.view(board, Viewer(None, cast.merel.id)).rows
    assert [row.score for row in rows[:2]] == [None, 100]
