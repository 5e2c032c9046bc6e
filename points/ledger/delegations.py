"""Who may spend a company's points: its managers, and those whom a manager names, within limits."""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, select

from accounts.models import Company, Mandate, Person
from accounts.queries import touches
from core import audit
from core.clock import local_day
from core.database import session
from points.ledger.delegates import spent_in_month
from points.models import Delegation
from points.rules.delegating import (
    Leave,
    ManagesAlready,
    NotAColleague,
    NotADelegate,
    WrongWindow,
    still_holds,
)

ONE_DAY = timedelta(days=1)


def may_spend(person_id: int, company_id: int, points: int, day: date) -> None:
    """Raise NotADelegate, BeyondEach or BeyondMonth unless a person may spend so many points of a company.

    Holds the delegation's row to the end of the transaction: two orders of one delegate wait for each other.
    """
    roles = _roles(person_id, company_id, day)
    if "company_manager" in roles:
        return
    held = delegation_on(person_id, company_id, day)
    if held is None:
        raise NotADelegate
    hold(held.id)
    Leave(held.most_each, held.most_a_month).check(points, spent_in_month(person_id, company_id, day))


def hold(delegation_id: int) -> None:
    """Keep a delegation's row until the transaction ends (SQLite has one writer anyway)."""
    session.execute(select(Delegation.id).where(Delegation.id == delegation_id).with_for_update()).one()


def delegation_on(person_id: int, company_id: int, day: date) -> Delegation | None:
    """The leave that a person has on a day; None where there is none (any more)."""
    running = select(Delegation).where(
        Delegation.person_id == person_id, Delegation.company_id == company_id, _covers(day)
    )
    found = session.scalars(running.order_by(Delegation.id.desc()).limit(1)).one_or_none()
    if found is None or not still_holds(found.starts_on, _mandates(person_id, company_id), day):
        return None
    return found


def spends_for(person_id: int, company_id: int | None, role: str, day: date) -> bool:
    """Whether the company's purse is open to somebody at all, as its manager or by leave."""
    if company_id is None:
        return False
    return role == "company_manager" or delegation_on(person_id, company_id, day) is not None


def name(
    company_id: int,
    person_id: int,
    limits: Leave,
    window: tuple[date, date | None],
    at: datetime,
    by: str,
) -> Delegation:
    """Let a colleague spend the company's points; a leave that runs already is replaced.

    Raises NotAColleague, ManagesAlready, WrongWindow.
    """
    first, last = window
    if first < local_day(at) or (last is not None and last < first):
        raise WrongWindow
    session.execute(select(Company.id).where(Company.id == company_id).with_for_update()).one()
    _check_colleague(person_id, company_id, first)
    _end(_running(company_id, local_day(at)).where(Delegation.person_id == person_id), local_day(at), at, by)
    named = Delegation(
        company_id=company_id,
        person_id=person_id,
        most_each=limits.most_each,
        most_a_month=limits.most_a_month,
        starts_on=first,
        ends_on=last,
        named_by=by,
        named_at=at,
    )
    session.add(named)
    session.flush()
    facts = {"company": company_id, "each": limits.most_each, "month": limits.most_a_month}
    audit.record(by, "points.name_delegate", ("person", person_id), at, facts)
    return named


def remove(company_id: int, delegation_id: int, at: datetime, by: str) -> bool:
    """Take a leave back at once; False when it was over."""
    one = _running(company_id, local_day(at)).where(Delegation.id == delegation_id)
    return bool(_end(one, local_day(at), at, by))


def end_all(at: datetime, by: str, company_id: int | None = None, person_id: int | None = None) -> int:
    """Take back every leave of a company, or of a person who moves; how many there were."""
    wanted = select(Delegation).where(Delegation.ends_on.is_(None) | (Delegation.ends_on >= local_day(at)))
    if company_id is not None:
        wanted = wanted.where(Delegation.company_id == company_id)
    if person_id is not None:
        wanted = wanted.where(Delegation.person_id == person_id)
    return _end(wanted, local_day(at), at, by)


def _check_colleague(person_id: int, company_id: int, day: date) -> None:
    person = session.get(Person, person_id)
    roles = _roles(person_id, company_id, day)
    if person is None or not roles:
        raise NotAColleague(name=person.name if person else "?")
    if "company_manager" in roles:
        raise ManagesAlready(name=person.name)


def _roles(person_id: int, company_id: int, day: date) -> set[str]:
    running = select(Mandate.role).where(
        Mandate.person_id == person_id, Mandate.company_id == company_id, touches(day, day)
    )
    return set(session.scalars(running))


def _mandates(person_id: int, company_id: int) -> list[tuple[date, date | None]]:
    rows = select(Mandate.starts_on, Mandate.ends_on).where(
        Mandate.person_id == person_id, Mandate.company_id == company_id
    )
    return [(first, last) for first, last in session.execute(rows)]


def _covers(day: date) -> ColumnElement[bool]:
    return (Delegation.starts_on <= day) & (Delegation.ends_on.is_(None) | (Delegation.ends_on >= day))


def _running(company_id: int, day: date) -> Select[Delegation]:
    """Leaves of a company that run or are to begin."""
    not_over = Delegation.ends_on.is_(None) | (Delegation.ends_on >= day)
    return select(Delegation).where(Delegation.company_id == company_id, not_over)


def _end(wanted: Select[Delegation], today: date, at: datetime, by: str) -> int:
    """The day before is the last one: from this instant on nothing is spent by it."""
    found = session.scalars(wanted.with_for_update()).all()
    for one in found:
        one.ends_on = today - ONE_DAY
        facts = {"company": one.company_id, "delegation": one.id}
        audit.record(by, "points.remove_delegate", ("person", one.person_id), at, facts)
    session.flush()
    return len(found)
