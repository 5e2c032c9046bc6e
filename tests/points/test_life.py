"""How long points live: fixed when they are given, never shortened, told in time (compliance E2, I14)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given as each
from hypothesis import strategies as st
from sqlalchemy import select

from core.clock import clock, day_start, local_day
from core.database import session, transaction
from notifications.models import Notice
from points.ledger import actions, corrections, endowing, reminders
from points.models import Lot, ProgrammeVersion
from points.rules.life import How, Settings, how, last_day, months_after, reminder_stage
from points.settings import versions as settings
from points.settings.versions import Book, SameSettings, SettingsTooEarly, how_to_credit, settings_on
from tests.points.making import give, held, rule, sell
from tests.points.returning import later, programme, sale
from tests.support.cast import START, Cast

TWELVE = Settings(life="rolling", life_length=12)


def noon(day: date) -> datetime:
    return day_start(day) + timedelta(hours=12)


def add(cast: Cast, points: int, day: date, name: str) -> None:
    """Points given on a day under the programme's own rules of life."""
    clock.freeze(noon(day))
    with transaction():
        corrections.correct(cast.karim.wallet_id, points, "why", name, clock.now(), "person:1")


def lots(cast: Cast) -> list[tuple[int, date | None]]:
    session.rollback()
    rows = select(Lot.remaining, Lot.expires_on).where(
        Lot.wallet_id == cast.karim.wallet_id, Lot.remaining > 0
    )
    return [(left, last) for left, last in session.execute(rows.order_by(Lot.id))]


def expire(day: date) -> int:
    clock.freeze(noon(day))
    with transaction():
        return actions.expire_due(day, clock.now())


def test_twelve_months_fifo_as_in_the_first_example_of_e2(books: Cast) -> None:
    programme(life="rolling", life_length=12)
    add(books, 100, date(2026, 1, 15), "a")
    add(books, 50, date(2026, 3, 1), "b")
    add(books, -80, date(2026, 6, 1), "c")
    assert lots(books) == [(20, date(2027, 1, 15)), (50, date(2027, 3, 1))]
    assert expire(date(2027, 1, 15)) == 0
    assert expire(date(2027, 1, 16)) == 1
    assert expire(date(2027, 3, 2)) == 1
    assert held(books.karim.wallet_id) == (0, 0)


def test_terms_made_shorter_leave_earned_lots_alone_as_in_the_second_example_of_e2(books: Cast) -> None:
    programme(life="rolling", life_length=12)
    add(books, 100, date(2026, 1, 15), "a")
    clock.freeze(noon(date(2026, 6, 20)))
    programme(date(2026, 7, 1), clock.now(), life="rolling", life_length=6)
    add(books, 10, date(2026, 7, 2), "b")
    assert lots(books) == [(100, date(2027, 1, 15)), (10, date(2027, 1, 2))]


def test_a_returned_sale_removes_the_lot_it_created_as_in_the_third_example_of_e2(books: Cast) -> None:
    from_the_sale = sale(books)
    programme(life="rolling", life_length=12)
    rule()
    sell(from_the_sale)
    with transaction():
        corrections.reverse("sale-line:1", "returned", "u", START, "person:1")
    assert lots(books) == []


@pytest.mark.parametrize(
    ("given", "months", "last"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_the_ends_of_months_and_29_february_are_decided(given: date, months: int, last: date) -> None:
    assert months_after(given, months) == last


@each(
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    st.dates(date(2020, 1, 1), date(2090, 1, 1)),
    st.integers(0, 60),
)
def test_who_is_given_points_later_never_loses_them_earlier(one: date, other: date, months: int) -> None:
    first, second = sorted((one, other))
    assert months_after(first, months) <= months_after(second, months)


def test_the_end_of_the_year_comes_so_many_years_on() -> None:
    said = Settings(life="end_of_year", life_length=1)
    assert last_day(said, date(2026, 1, 1)) == last_day(said, date(2026, 12, 31)) == date(2027, 12, 31)
    assert last_day(Settings(life="end_of_year"), date(2026, 6, 1)) == date(2026, 12, 31)
    assert last_day(Settings(), date(2026, 6, 1)) is None


def test_what_is_credited_waits_as_the_settings_say() -> None:
    sold, today = date(2026, 10, 1), date(2026, 10, 15)
    assert how(TWELVE, sold, today) == How("available", date(2027, 10, 15))
    delayed = TWELVE._replace(confirm="delay", confirm_days=30)
    assert how(delayed, sold, today) == How("pending", confirm_on=date(2026, 10, 31))
    assert how(delayed, date(2026, 9, 15), today) == How("available", date(2027, 10, 15))
    assert how(TWELVE._replace(confirm="staff"), sold, today) == How("pending")


def test_the_settings_of_the_day_of_the_sale_decide(books: Cast) -> None:
    programme(date(2026, 1, 1), life="rolling", life_length=12)
    programme(date(2026, 11, 1), life="rolling", life_length=6)
    assert settings_on(date(2025, 12, 31)) == Settings()
    assert settings_on(date(2026, 10, 31)).life_length == 12
    assert settings_on(date(2026, 11, 1)).life_length == 6
    today = date(2026, 11, 10)
    assert how_to_credit(date(2026, 10, 31), today).lot_expires_on == date(2027, 11, 10)
    book = Book(today)
    for day in (date(2025, 1, 1), date(2026, 10, 31), date(2026, 11, 1), today):
        assert (book.on(day), book.how(day)) == (settings_on(day), how_to_credit(day, today))


def test_settings_may_not_begin_on_a_day_that_has_begun_once_points_are_in_the_books(books: Cast) -> None:
    programme(life="rolling", life_length=12)
    give(books.karim.wallet_id, 5, "o")
    with pytest.raises(SettingsTooEarly, match="2026-10-16"):
        programme(date(2026, 10, 15), life="none")
    with pytest.raises(SameSettings):
        programme(date(2026, 10, 16), life="rolling", life_length=12)
    programme(date(2026, 10, 16), life="rolling", life_length=24)
    programme(date(2026, 10, 16), life="rolling", life_length=36)
    rows = session.scalars(select(ProgrammeVersion.life_length).order_by(ProgrammeVersion.starts_on))
    assert list(rows) == [12, 36]


def test_prizes_live_as_long_as_other_points(books: Cast) -> None:
    programme(life="end_of_year", life_length=1)
    with transaction():
        endowing.endow(100, "prizes", "game:endow", START, "test")
        actions.fund_escrow("game", 100, "game:fund", START, "test")
        actions.pay_from_escrow("game", [(books.karim.wallet_id, 10, "game:1")], START, "test")
    assert lots(books) == [(10, date(2027, 12, 31))]


def notices() -> list[tuple[int, str, str]]:
    session.rollback()
    rows = session.execute(select(Notice.person_id, Notice.title, Notice.path).order_by(Notice.id))
    return [(person, title, path) for person, title, path in rows]


def remind(at: datetime) -> int:
    with transaction():
        return reminders.remind(at)


def test_owners_are_reminded_at_60_30_and_7_days_once_each(books: Cast) -> None:
    last = local_day(later(100))
    give(books.karim.wallet_id, 40, "a", last)
    give(books.karim.wallet_id, 2, "b", last)
    told = [day for day in range(95) if remind(later(day)) + remind(later(day))]
    assert told == [40, 70, 93]
    assert {(person, path) for person, _title, path in notices()} == {(books.karim.id, "/points")}
    assert all("42" in title for _person, title, _path in notices())


def test_a_companys_points_are_told_to_those_who_manage_it(books: Cast) -> None:
    give(books.merel.wallet_id, 40, "a", local_day(later(10)))
    assert remind(START) == 1
    assert [(person, path) for person, _title, path in notices()] == [(books.nadia.id, "/points/company")]


def test_nobody_is_reminded_of_what_is_spent_expired_or_far_away(books: Cast) -> None:
    give(books.karim.wallet_id, 40, "far", local_day(later(61)))
    give(books.lea.wallet_id, 40, "gone", local_day(later(-1)))
    give(books.lea.wallet_id, 40, "always")
    assert remind(START) == 0


@each(st.integers(-10, 100))
def test_a_missed_day_is_made_up_for(left: int) -> None:
    stage = reminder_stage(START.date() + timedelta(days=left), START.date())
    assert (stage is None) == (left < 0 or left > 60)
    assert stage is None or left <= stage


def test_settings_are_audited(books: Cast) -> None:
    programme(life="rolling", life_length=12)
    assert settings.versions()[0].created_by == "test"
