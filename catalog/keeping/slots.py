"""Hours of experts: each is free, or one order's."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from catalog.actions import reward_or_refusal
from catalog.models import ServiceSlot
from catalog.rules.keeping import DatesWrong, ExpertMissing, HourBooked, HourTwice, NotThisKind
from catalog.rules.kinds import WITH_SLOTS
from core import audit
from core.database import insert, session

#: Hours that are opened at once, at most.
MOST = 40


def open_hours(
    reward_id: int,
    expert: str,
    contact: str,
    starts_at: datetime,
    ends_at: datetime,
    length: timedelta,
    at: datetime,
    by: str,
) -> list[int]:
    """Open an expert's time as bookable hours, one after the other; what is left over stays theirs.

    Raises NotThisKind, ExpertMissing, DatesWrong, HourTwice.
    """
    if not timedelta(minutes=5) <= length <= ends_at - starts_at:
        raise DatesWrong
    made, begins = list[int](), starts_at
    while begins + length <= ends_at and len(made) < MOST:
        made.append(add(reward_id, expert, contact, begins, begins + length, at, by))
        begins += length
    return made


def add(
    reward_id: int, expert: str, contact: str, starts_at: datetime, ends_at: datetime, at: datetime, by: str
) -> int:
    """Open one hour of somebody's time. Raises NotThisKind, ExpertMissing, DatesWrong, HourTwice."""
    if reward_or_refusal(reward_id).kind not in WITH_SLOTS:
        raise NotThisKind
    if not expert.strip():
        raise ExpertMissing
    if ends_at <= starts_at:
        raise DatesWrong
    if session.execute(select(_overlap(expert, starts_at, ends_at))).scalar():
        raise HourTwice(expert=expert)
    slot_id = session.execute(
        insert(ServiceSlot)
        .values(
            reward_id=reward_id,
            expert=expert,
            contact=contact,
            starts_at=starts_at,
            ends_at=ends_at,
            taken=False,
        )
        .on_conflict_do_nothing(index_elements=[ServiceSlot.expert, ServiceSlot.starts_at])
        .returning(ServiceSlot.id)
    ).scalar_one_or_none()
    if slot_id is None:
        raise HourTwice(expert=expert)
    facts = {"slot": slot_id, "expert": expert, "starts_at": starts_at.isoformat()}
    audit.record(by, "catalog.add_slot", ("reward", reward_id), at, facts)
    return slot_id


def withdraw(slot_id: int, at: datetime, by: str) -> None:
    """Take a free hour out of the book; raises HourBooked for somebody's. Twice is once."""
    won = session.execute(
        update(ServiceSlot)
        .where(ServiceSlot.id == slot_id, ServiceSlot.taken.is_(False), ServiceSlot.withdrawn_at.is_(None))
        .values(withdrawn_at=at)
        .returning(ServiceSlot.reward_id)
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, "catalog.withdraw_slot", ("reward", won), at, {"slot": slot_id})
    elif session.execute(select(ServiceSlot.taken).where(ServiceSlot.id == slot_id)).scalar_one_or_none():
        raise HourBooked


def put_back(slot_id: int, at: datetime, by: str) -> None:
    """Put a withdrawn hour back in the book. Twice is once."""
    won = session.execute(
        update(ServiceSlot)
        .where(ServiceSlot.id == slot_id, ServiceSlot.withdrawn_at.is_not(None))
        .values(withdrawn_at=None)
        .returning(ServiceSlot.reward_id)
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, "catalog.put_back_slot", ("reward", won), at, {"slot": slot_id})


def _overlap(expert: str, starts_at: datetime, ends_at: datetime) -> exists:  # type: ignore[valid-type]
    return exists().where(
        ServiceSlot.expert == expert,
        ServiceSlot.withdrawn_at.is_(None),
        ServiceSlot.starts_at < ends_at,
        ServiceSlot.ends_at > starts_at,
    )
