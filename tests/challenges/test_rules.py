"""Ranks with honest ties, and prizes that always add up."""

from datetime import date, timedelta
from itertools import groupby, pairwise

from hypothesis import given
from hypothesis import strategies as st

from challenges.document.parts import TIES, Prize
from challenges.rules.ranking import Scored, place, prize_of, settle

DAY = date(2026, 10, 12)

scores = st.lists(
    st.builds(
        lambda score, day: (score, DAY + timedelta(days=day)),
        st.integers(-2, 6),
        st.integers(0, 3),
    ),
    max_size=14,
).map(lambda rows: [Scored(nth, *row) for nth, row in enumerate(rows, 1)])
ladders = st.lists(st.integers(1, 1000), min_size=1, max_size=6).map(
    lambda points: tuple(Prize(nth, nth, p) for nth, p in enumerate(sorted(points, reverse=True), 1))
)
ties = st.sampled_from(TIES)


def at(subject: int, score: int, day: int = 0) -> Scored:
    return Scored(subject, score, DAY + timedelta(days=day))


def test_the_earlier_date_leads_and_the_same_date_shares_the_rank():
    placed = place([at(1, 5, 2), at(2, 5, 0), at(3, 5, 2), at(4, 3)], "date")
    assert [(one.subject_id, one.rank) for one in placed] == [(2, 1), (1, 2), (3, 2), (4, 4)]


def test_equal_scores_share_a_rank_where_the_document_says_so():
    placed = place([at(1, 5, 2), at(2, 5, 0), at(3, 6), at(4, 3)], "share")
    assert [(one.subject_id, one.rank) for one in placed] == [(3, 1), (2, 2), (1, 2), (4, 4)]


def test_prizes_of_a_shared_rank_are_put_together_and_split():
    prizes = (Prize(1, 1, 1500), Prize(2, 2, 1000), Prize(3, 3, 501))
    settled = settle(place([at(1, 9), at(2, 5), at(3, 5), at(4, 1)], "share"), prizes)
    assert [(one.subject_id, one.rank, one.prize) for one in settled] == [
        (1, 1, 1500),
        (2, 2, 751),
        (3, 2, 750),
        (4, 4, 0),
    ]


def test_a_tie_across_the_last_prize_shares_it():
    settled = settle(place([at(1, 5), at(2, 5), at(3, 5)], "share"), (Prize(1, 1, 10),))
    assert [one.prize for one in settled] == [4, 3, 3]


def test_nobody_wins_with_nothing():
    assert place([at(1, 0), at(2, -3)], "date") == []


@given(scores, ladders, ties)
def test_what_is_paid_is_the_sum_of_the_prizes_of_the_ranks_taken(rows, prizes, tie):
    settled = settle(place(rows, tie), prizes)
    assert sum(one.prize for one in settled) == sum(
        prize_of(prizes, nth) for nth in range(1, len(settled) + 1)
    )
    assert sum(one.prize for one in settled) <= sum(prize.total for prize in prizes)


@given(scores, ladders, ties, st.randoms())
def test_the_order_of_arrival_changes_nothing(rows, prizes, tie, chance):
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert settle(place(rows, tie), prizes) == settle(place(shuffled, tie), prizes)


@given(scores, ladders, ties)
def test_a_better_place_never_wins_less(rows, prizes, tie):
    settled = settle(place(rows, tie), prizes)
    for ahead, behind in pairwise(settled):
        assert ahead.rank <= behind.rank
        assert ahead.prize >= behind.prize
        assert ahead.score >= behind.score


@given(scores, ties)
def test_a_rank_counts_everybody_ahead(rows, tie):
    placed = place(rows, tie)
    for rank, group in groupby(placed, key=lambda one: one.rank):
        equals = list(group)
        assert rank == 1 + placed.index(equals[0])
        assert len({one.score for one in equals}) == 1


@given(scores, ladders, ties)
def test_those_who_share_a_rank_differ_by_one_point_at_most(rows, prizes, tie):
    settled = settle(place(rows, tie), prizes)
    for _, group in groupby(settled, key=lambda one: one.rank):
        won = [one.prize for one in group]
        assert max(won) - min(won) <= 1


@given(scores, ladders, ties, st.integers(0, 13), st.integers(1, 5))
def test_selling_more_never_wins_less(rows, prizes, tie, which, more):
    if not rows:
        return
    one = rows[which % len(rows)]
    better = [Scored(r.subject_id, r.score + more, r.reached_on) if r is one else r for r in rows]
    before = {r.subject_id: r.prize for r in settle(place(rows, tie), prizes)}
    after = {r.subject_id: r.prize for r in settle(place(better, tie), prizes)}
    assert after.get(one.subject_id, 0) >= before.get(one.subject_id, 0)
