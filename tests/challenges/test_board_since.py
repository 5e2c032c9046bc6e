"""Arrows count since last evening, or since whichever evening or week a reader names."""

from datetime import date, timedelta

from sqlalchemy import select

from challenges.life import rounds
from core.clock import clock, day_start
from core.database import session
from leaderboard.models import Board, Entrant, Snapshot
from tests.challenges.selling import Sale, bring
from tests.challenges.test_board_pages import round_at, weekly
from tests.support.asked import statements
from tests.support.browser import Browser, Page
from tests.support.cast import Cast


def evenings(cast: Cast) -> None:
    """Karim falls behind Bruno in week 1, passes him on Monday, and is passed again on Wednesday."""
    weekly()
    days = [(cast.bruno, 5, 13), (cast.karim, 3, 14), (cast.karim, 9, 19), (cast.bruno, 20, 21)]
    for who, many, day in days:
        round_at(day_start(date(2026, 10, day)))
        rounds.daily(clock.now())
        clock.freeze(clock.now() + timedelta(hours=9))
        bring(Sale(who.company_id or 0, who.id, cast.pac_8.id, many, date(2026, 10, day)))
        rounds.refresh_open(clock.now())
    round_at(day_start(date(2026, 10, 22)))
    rounds.daily(clock.now())


def arrow(page: Page) -> str:
    """How far my row moved, as it is read aloud."""
    return page.the(".standings .is-me .move").get_text(" ", strip=True)


def test_a_reader_compares_with_any_evening_or_week_that_was_kept(cast: Cast, visitor: Browser):
    evenings(cast)
    karim = visitor.as_(cast.karim)
    page = karim.get("/challenges/autumn/board")
    names = [one["value"] for one in page.all("select[name=since] option")]
    assert names == ["2026-10-21", "2026-10-20", "2026-10-18", "2026-10-13", "week-1"]
    assert page.the("select[name=since] option[selected]")["value"] == names[0]
    page = karim.submit(page, "Comparer le classement", since="week-1")
    assert "depuis la fin de la semaine 1" in page.the("#board").get_text(" ")
    assert page.the("select[name=since] option[selected]")["value"] == "week-1"


def test_the_arrow_says_the_difference_to_the_snapshot_that_was_chosen(cast: Cast, visitor: Browser):
    evenings(cast)
    board = session.scalars(select(Board.id).where(Board.key.like("challenge:%")).order_by(Board.id)).first()
    mine = select(Snapshot.name, Snapshot.rank).join(Entrant, Entrant.id == Snapshot.entrant_id)
    rows = session.execute(mine.where(Snapshot.board_id == board, Entrant.subject_id == cast.karim.id)).all()
    kept = {row.name: row.rank for row in rows}
    assert set(kept.values()) == {1, 2}
    for name, rank in kept.items():
        page = visitor.as_(cast.karim).get(f"/challenges/autumn/board?since={name}")
        told = arrow(page)
        assert ("1" in told) == (rank != 2), (name, told)


def test_what_nobody_kept_is_no_choice_and_changes_nothing(cast: Cast, visitor: Browser):
    evenings(cast)
    karim = visitor.as_(cast.karim)
    usual = karim.get("/challenges/autumn/board")
    for name in ("2026-01-01", "week-9", "week-2", "'; drop", "2026-10-12", "2026-10-14"):
        page = karim.get(f"/challenges/autumn/board?since={name}")
        assert arrow(page) == arrow(usual)
        assert page.the("select[name=since] option[selected]")["value"] == "2026-10-21"


def test_a_chosen_comparison_goes_on_with_the_live_board_and_is_remembered_nowhere(
    cast: Cast, visitor: Browser
):
    evenings(cast)
    karim = visitor.as_(cast.karim)
    page = karim.get("/challenges/autumn/board?since=week-1")
    again = str(page.the("#board")["hx-get"])
    assert again.endswith("since=week-1")
    piece = karim.fragment(again)
    assert "depuis la fin de la semaine 1" in piece.the("#board").get_text(" ")
    with statements() as said:
        karim.get(again, status=304, **{"If-None-Match": page.headers["ETag"]})
    assert not [one for one in said if " from scores" in one.lower()]
    assert page.headers["ETag"] != karim.get("/challenges/autumn/board").headers["ETag"]
    assert "semaine 1" not in karim.get("/challenges/autumn/board").the("#board").get_text(" ")
