"""What one viewer may see of a row: the one filter, whatever the row and the viewer."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from leaderboard.rules import Placed, Viewer, seen

ids = st.integers(1, 4)
rows = st.builds(
    Placed,
    entrant_id=st.integers(1, 99),
    kind=st.sampled_from(["person", "company", "team"]),
    subject_id=ids,
    company_id=ids,
    label=st.just("Name"),
    alias=st.just("Alias"),
    place=st.just("Firm, Town"),
    shows_name=st.booleans(),
    score=st.integers(-5, 10**9),
    reached_on=st.just(date(2026, 10, 1)),
    order_key=st.just(0),
    rank=st.integers(1, 99),
    was=st.none() | st.integers(1, 99),
)
members = st.builds(Viewer, person_id=st.none() | ids, company_id=st.none() | ids, team_id=st.none() | ids)
leaders = st.integers(-1, 10**9)
#: A busy machine is no failure.
CALM = settings(deadline=None)


def outside(row, viewer):
    """Whether a row is another company's, said in other words than the rule's."""
    own_person = row.kind == "person" and viewer.person_id == row.subject_id
    own_company = row.kind == "company" and viewer.company_id == row.subject_id
    own_team = row.kind == "team" and viewer.team_id == row.subject_id
    return not (own_person or own_company or own_team or row.company_id == viewer.company_id)


@CALM
@given(rows, members, leaders, st.booleans(), st.booleans())
def test_no_amount_and_no_name_of_another_company_leaves_unless_allowed(row, viewer, leader, scores, names):
    line = seen(row, viewer, leader, scores, names)
    if outside(row, viewer) and not scores:
        assert line.score is None
    if outside(row, viewer) and not names and not row.shows_name:
        assert (line.label, line.place, line.holder) == ("Alias", "", None)


@CALM
@given(rows, members, leaders)
def test_who_shows_a_name_shows_no_amount(row, viewer, leader):
    if outside(row, viewer):
        assert seen(row, viewer, leader, False, True).score is None


@CALM
@given(rows, members, leaders, st.booleans(), st.booleans())
def test_ones_own_company_is_seen_whole(row, viewer, leader, scores, names):
    line = seen(row, viewer, leader, scores, names)
    if not outside(row, viewer):
        assert (line.label, line.place, line.score) == ("Name", "Firm, Town", row.score)


@CALM
@given(rows, leaders)
def test_staff_see_everything(row, leader):
    line = seen(row, Viewer(None, None, is_staff=True), leader, False, False)
    assert (line.label, line.score, line.is_me) == ("Name", row.score, False)


@CALM
@given(rows, members, st.integers(1, 10**9))
def test_the_index_says_nothing_but_hundredths_of_the_leader(row, viewer, leader):
    line = seen(row, viewer, max(leader, row.score), False, False)
    assert line.index is not None
    assert 0 <= line.index <= 100


def test_movement_counts_places_won():
    row = Placed(1, "person", 1, 1, "N", "A", "", False, 5, date(2026, 10, 1), 0, rank=7, was=9)
    assert seen(row, Viewer(1, 1), 10, False, False).movement == 2
