"""A company becomes part of another one: people, points and account manager go there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from accounts.mandates import give_mandate
from accounts.models import Company, Mandate, Portfolio
from accounts.rules import overlap
from core import audit
from core.clock import local_day
from core.database import session
from engagement.rules import HasLeft, MergesWithItself, SponsorStays
from points.ledger import delegates, delegations
from points.ledger.moving import Moved, move_all
from points.ledger.queries import wallet_of_company
from points.models import Wallet

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Preview:
    """What a merge or a closure would change, in figures."""

    people: int
    available: int
    pending: int
    #: held by orders under way
    reserved: int
    debt: int
    delegates: int
    daughters: int


def preview(company_id: int, at: datetime) -> Preview:
    """What a company holds and who works there today."""
    day = local_day(at)
    wallet = session.get(Wallet, wallet_of_company(company_id) or 0)
    daughters = select(func.count()).select_from(Company).where(Company.parent_id == company_id)
    return Preview(
        people=len({one.person_id for one in _mandates(company_id, at)}),
        available=wallet.available if wallet else 0,
        pending=wallet.pending if wallet else 0,
        reserved=wallet.reserved if wallet else 0,
        debt=wallet.debt if wallet else 0,
        delegates=sum(one.holds for one in delegates.delegates_of(company_id, day)),
        daughters=session.execute(daughters).scalar_one(),
    )


def merge(company_id: int, into_id: int, at: datetime, by: str) -> Moved:
    """Let a company become part of another from today: yesterday was its last day.

    Mandates go on at the other company, points move with their last days, the account manager goes along,
    leaves to spend end. Sales, orders and standings of before stay where they were made; orders under way
    are finished. Raises MergesWithItself, HasLeft, SponsorStays.
    """
    leaving, staying = _pair(company_id, into_id)
    moved = move_all(leaving.id, staying.id, at, by)
    people = _move_people(leaving, staying, at, by)
    delegations.end_all(at, by, company_id=leaving.id)
    _move_keepers(leaving.id, staying.id)
    session.execute(update(Company).where(Company.parent_id == leaving.id).values(parent_id=staying.id))
    leaving.left_at, leaving.merged_into_id = at, staying.id
    leaving.parent_id = None if leaving.parent_id == staying.id else leaving.parent_id
    session.flush()
    facts = {"into": staying.id, "people": people, **moved._asdict()}
    audit.record(by, "engagement.merge", ("company", leaving.id), at, facts)
    return moved


def follow(at: datetime, by: str = "clock") -> int:
    """Move what has come to merged companies since (orders cancelled, returns, late points); how many."""
    merged = select(Company).where(Company.merged_into_id.is_not(None)).order_by(Company.id)
    found = [move_all(one.id, end_of(one).id, at, by) for one in session.scalars(merged).all()]
    return sum(any(moved) for moved in found)


def end_of(company: Company) -> Company:
    """Where a merged company's people and points are now, over any number of mergers."""
    while company.merged_into_id is not None:
        company = session.get_one(Company, company.merged_into_id)
    return company


def _pair(company_id: int, into_id: int) -> tuple[Company, Company]:
    """Both rows, held in order of id: two mergers never cross."""
    ids = sorted({company_id, into_id})
    rows = select(Company).where(Company.id.in_(ids)).order_by(Company.id).with_for_update()
    found = {one.id: one for one in session.scalars(rows, execution_options={"populate_existing": True})}
    if company_id == into_id:
        raise MergesWithItself
    leaving, staying = found[company_id], found[into_id]
    if "sponsor" in (leaving.kind, staying.kind):
        raise SponsorStays
    for one in (leaving, staying):
        if one.left_at is not None:
            raise HasLeft(company=one.name)
    return leaving, staying


def _move_people(leaving: Company, staying: Company, at: datetime, by: str) -> int:
    """End every role there yesterday and give it here today; one that only begins is given here instead."""
    today = local_day(at)
    found = _mandates(leaving.id, at)
    people = {one.person_id for one in found}
    for one in found:
        held = session.scalars(
            select(Mandate).where(
                Mandate.person_id == one.person_id,
                Mandate.company_id == staying.id,
                Mandate.role == one.role,
            )
        ).all()
        first, last, role = max(today, one.starts_on), one.ends_on, one.role
        person_id = one.person_id
        if one.starts_on >= today:
            session.delete(one)
        else:
            one.ends_on = today - ONE_DAY
        session.flush()
        if not any(overlap(first, last, here.starts_on, here.ends_on) for here in held):
            give_mandate(person_id, staying.id, role, first, by, at, last)
    return len(people)


def _mandates(company_id: int, at: datetime) -> list[Mandate]:
    """Roles at a company that hold today or begin later."""
    rows = select(Mandate).where(
        Mandate.company_id == company_id, Mandate.ends_on.is_(None) | (Mandate.ends_on >= local_day(at))
    )
    return list(session.scalars(rows.order_by(Mandate.id)))


def _move_keepers(leaving_id: int, staying_id: int) -> None:
    """Who looked after the one looks after the other, where nobody does yet."""
    kept = session.scalars(select(Portfolio.person_id).where(Portfolio.company_id == staying_id)).all()
    for entry in session.scalars(select(Portfolio).where(Portfolio.company_id == leaving_id)).all():
        if not kept:
            session.add(Portfolio(person_id=entry.person_id, company_id=staying_id, since=entry.since))
        session.delete(entry)
    session.flush()
