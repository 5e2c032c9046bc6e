"""Dates of a trip, an event or a training course, each with its seats."""

from datetime import datetime

from sqlalchemy import select, update

from catalog.actions import reward_or_refusal
from catalog.keeping import notices
from catalog.models import RewardSession
from catalog.rules.keeping import DateCalledOff, DatesWrong, NotThisKind, PlaceMissing, SeatsTaken
from catalog.rules.kinds import WITH_SESSIONS
from core import audit
from core.database import session


def add(
    reward_id: int,
    starts_at: datetime,
    ends_at: datetime,
    closes_at: datetime,
    place: str,
    seats: int,
    at: datetime,
    by: str,
) -> int:
    """Offer a date with seats, booked until it closes. Raises NotThisKind, DatesWrong, PlaceMissing."""
    if reward_or_refusal(reward_id).kind not in WITH_SESSIONS:
        raise NotThisKind
    _check(starts_at, ends_at, closes_at, place, seats)
    made = RewardSession(
        reward_id=reward_id,
        starts_at=starts_at,
        ends_at=ends_at,
        closes_at=closes_at,
        place=place,
        seats=seats,
        taken=0,
    )
    session.add(made)
    session.flush()
    facts = {"session": made.id, "starts_at": starts_at.isoformat(), "place": place, "seats": seats}
    audit.record(by, "catalog.add_session", ("reward", reward_id), at, facts)
    return made.id


def change(
    session_id: int,
    starts_at: datetime,
    ends_at: datetime,
    closes_at: datetime,
    place: str,
    seats: int,
    at: datetime,
    by: str,
) -> bool:
    """Bring a date in line and tell those who booked when the day or the place is another.

    Raises SeatsTaken where more are booked than there would be seats; whether anything was different.
    """
    _check(starts_at, ends_at, closes_at, place, seats)
    found = session_or_refusal(session_id)
    if found.cancelled_at is not None:
        raise DateCalledOff
    wanted = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "closes_at": closes_at,
        "place": place,
        "seats": seats,
    }
    before = {name: getattr(found, name) for name in wanted}
    changed = {name: value for name, value in wanted.items() if before[name] != value}
    if not changed:
        return False
    won = session.execute(
        update(RewardSession)
        .where(RewardSession.id == session_id, RewardSession.taken <= seats)
        .values(**changed)
        .returning(RewardSession.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if won is None:
        raise SeatsTaken(taken=found.taken)
    facts = {name: [str(before[name]), str(value)] for name, value in changed.items()}
    audit.record(
        by, "catalog.change_session", ("reward", found.reward_id), at, {"session": session_id, **facts}
    )
    if {"starts_at", "ends_at", "place"} & set(changed):
        notices.tell_moved_date(session_id, at)
    return True


def call_off(session_id: int, at: datetime, by: str, note: str = "") -> None:
    """No more bookings on a date; the orders of those who booked are undone one by one by whoever calls.

    Twice is once.
    """
    won = session.execute(
        update(RewardSession)
        .where(RewardSession.id == session_id, RewardSession.cancelled_at.is_(None))
        .values(cancelled_at=at)
        .returning(RewardSession.reward_id)
    ).scalar_one_or_none()
    if won is not None:
        facts = {"session": session_id, "note": note[:300]}
        audit.record(by, "catalog.call_off_session", ("reward", won), at, facts)


def session_or_refusal(session_id: int) -> RewardSession:
    """A date as it stands now, its row held to the end; raises DateCalledOff for one that is none."""
    held = select(RewardSession).where(RewardSession.id == session_id).with_for_update()
    found = session.scalars(held.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise DateCalledOff
    return found


def _check(starts_at: datetime, ends_at: datetime, closes_at: datetime, place: str, seats: int) -> None:
    if not closes_at <= starts_at < ends_at or seats < 1:
        raise DatesWrong
    if not place.strip():
        raise PlaceMissing
