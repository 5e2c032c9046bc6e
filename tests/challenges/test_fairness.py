"""Who had a chance: played on past sales, by size, seniority and region; the same names are told."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from challenges import actions
from challenges.life import lifecycle, playing
from challenges.models import Challenge
from challenges.rules.fairness import Played, Player, report, seniority, size_deciles, uneven, winning_again
from core.database import session, transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.challenges.test_briefs import fr
from tests.support.browser import Browser
from tests.support.cast import START, Cast

DAY = date(2026, 1, 1)


def player(number: int, size: int = 0, region: str = "North", since: date = DAY) -> Player:
    return Player(number, region, size, since)


def window(nth: int, **won: int) -> Played:
    first = DAY + timedelta(days=30 * nth)
    return Played(first, first + timedelta(days=20), {int(name[1:]): points for name, points in won.items()})


def test_the_ten_largest_take_what_they_take() -> None:
    network = [player(n, size=1000 - n) for n in range(1, 101)]
    top = {f"p{n}": 80 for n in range(1, 11)}
    rest = {f"p{n}": 20 for n in range(11, 21)}
    found = report(network, [window(0, **top, **rest), window(1, **top, **rest)])
    assert (found.top_share_bp, found.winners, found.points) == (8_000, 20, 2_000)
    assert [(one.group, one.chance_bp) for one in found.by_size][:3] == [
        ("1", 10_000),
        ("2", 10_000),
        ("3", 0),
    ]
    assert found.by_size[0].share_bp(found.points) == 8_000


def test_the_same_names_are_told_from_two_wins_in_most_windows() -> None:
    network = [player(1), player(2), player(3)]
    past = [window(0, p1=5, p2=5), window(1, p1=5), window(2, p1=5, p2=1, p3=0), window(3, p2=0)]
    assert [(one.subject_id, one.wins) for one in winning_again(network, past)] == [(1, 3)]
    assert winning_again(network, past[:1]) == []


def test_a_group_with_twice_the_chance_is_named() -> None:
    network = [player(1, region="North"), player(2, region="South")]
    even = report(network, [window(0, p1=5, p2=5), window(1, p1=5)])
    best, least = uneven(even.by_region) or (None, None)
    assert (best and best.group, least and least.group) == ("North", "South")
    assert uneven(report(network, [window(0, p1=5, p2=5)]).by_region) is None


def test_seniority_is_counted_in_whole_years() -> None:
    day = date(2026, 10, 15)
    begun = (date(2025, 10, 16), date(2025, 10, 15), date(2023, 10, 16))
    assert [seniority(since, day) for since in begun] == ["new", "settled", "settled"]
    assert seniority(date(2023, 10, 15), day) == "senior"


@given(st.lists(st.integers(0, 10**9), max_size=60))
def test_tenths_are_as_even_as_can_be_and_in_order_of_size(sizes: list[int]) -> None:
    deciles = size_deciles([player(n, size) for n, size in enumerate(sizes)])
    many = [list(deciles.values()).count(tenth) for tenth in range(1, 11)]
    assert sum(many) == len(sizes)
    assert max(many, default=0) - min(many, default=0) <= 1
    for one, tenth in deciles.items():
        assert all(sizes[one] >= sizes[other] for other, its in deciles.items() if its > tenth)


@given(st.lists(st.dictionaries(st.integers(1, 8), st.integers(0, 50)), max_size=5))
def test_every_reading_counts_the_same_wins_and_points(past: list[dict[int, int]]) -> None:
    network = [player(n, size=n, region="AB"[n % 2]) for n in range(1, 9)]
    found = report(network, [Played(DAY, DAY, won) for won in past])
    for reading in (found.by_size, found.by_seniority, found.by_region):
        assert sum(one.points for one in reading) == found.points
        assert sum(one.plays for one in reading) == 8 * len(past)


def test_windows_lie_whole_before_today_on_the_same_weekdays() -> None:
    one = document()
    found = playing.windows(one, date(2026, 10, 15), 3)
    assert found[0] == (date(2026, 9, 28), date(2026, 10, 11))
    assert all(first.weekday() == one.first.weekday() for first, _ in found)
    assert all(last < date(2026, 10, 15) for _, last in playing.windows(one, date(2026, 10, 15), 6))


def sold(cast: Cast) -> None:
    """Karim wins each of three windows, Léa is second once."""
    days = [first for first, _ in playing.windows(document(), date(2026, 10, 15), 3)]
    bring(
        *(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, day) for day in days),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 1, days[0]),
    )


def test_a_draft_is_played_on_the_sponsors_own_sales(cast: Cast) -> None:
    sold(cast)
    with transaction():
        made = actions.save_draft(document(), START, "shell")
    one = session.get_one(Challenge, made)
    known = playing.players(document(), START)
    assert [dict(each.won) for each in playing.played(one, document(), known, START)] == [
        {cast.karim.id: 1500, cast.lea.id: 1000},
        {cast.karim.id: 1500},
        {cast.karim.id: 1500},
    ]
    found = playing.fairness(one, START)
    assert [each.subject_id for each in found.played.again] == [cast.karim.id]
    assert playing.stored_fairness(found.plain()) == found
    assert found.now is None


def test_the_page_says_it_before_and_during(cast: Cast, visitor: Browser) -> None:
    with transaction():
        made = actions.save_draft(document(), START, "shell")
    claire = visitor.as_(cast.claire)
    where, play = "/staff/challenges/autumn/fairness", fr("Play it on past sales")
    page = claire.get(where)
    assert page.says(fr("Not played on past sales yet"))
    page = claire.submit(page, play)
    assert page.says(fr("No past sales to play it on"))
    assert not page.has_button(play)
    sold(cast)
    page = claire.submit(claire.get(where), fr("Play it again on past sales"))
    assert page.says("Karim Benali")
    assert page.says(fr("By region"))
    with transaction():
        launch(made)
        lifecycle.open_(made, START, "shell")
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)))
    page = claire.submit(claire.get(where), fr("Play it again on past sales"))
    assert page.says(fr("If it ended now"))
    hugo = visitor.as_(cast.hugo)
    hugo.get(where, status=403)
    hugo.post(where, status=403)
