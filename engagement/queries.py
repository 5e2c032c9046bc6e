"""What this room's pages show; changes nothing."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Row, Select, func, select

from accounts.models import Company, Person
from core.database import session
from engagement.models import Act, Application, InviteCode, Referral
from points.earning.events import Happened, rules_for
from points.rules import Rule

MOST = 200


class Brought(NamedTuple):
    """Somebody whom a member brought in, as the member sees it."""

    name: str
    #: asked, joined, succeeded or refused
    state: str
    on: date


class Doing(NamedTuple):
    """An act with whoever did it."""

    act: Act
    who: str


def applications(keeper_id: int | None, state: str = "") -> Sequence[Application]:
    """Applications, those that wait first; of an account manager, only those at their side."""
    wanted = select(Application)
    if keeper_id is not None:
        wanted = wanted.where(Application.with_person_id == keeper_id)
    if state:
        wanted = wanted.where(Application.state == state)
    order = (Application.state != "asked", Application.asked_at.desc(), Application.id.desc())
    return session.scalars(wanted.order_by(*order).limit(MOST)).all()


def application_for(keeper_id: int | None, application_id: int) -> Application | None:
    """An application that the asker may see."""
    found = session.get(Application, application_id)
    hidden = found is not None and keeper_id is not None and found.with_person_id != keeper_id
    return None if hidden else found


def brought_by(person_id: int) -> list[Brought]:
    """Whom a member brought in, and how far it is; the latest first."""
    codes = select(InviteCode.code).where(InviteCode.person_id == person_id)
    asked = select(Application).where(
        Application.referral_code.in_(codes), Application.state.in_(("asked", "refused"))
    )
    rows = session.execute(
        select(Company.name, Referral.succeeded_at, Referral.since)
        .join(Company, Company.id == Referral.newcomer_company_id)
        .where(Referral.referrer_person_id == person_id)
    )
    found = [Brought(one.company_name, one.state, one.asked_at.date()) for one in session.scalars(asked)]
    found += [
        Brought(name, "succeeded" if won else "joined", (won or since).date()) for name, won, since in rows
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def referral_rules(company_id: int | None, day: date) -> list[Rule]:
    """The referral rules in force that mean somebody's company."""
    return rules_for(Happened("", "referral", day, company_id))


def acts_of(person_id: int) -> Sequence[Act]:
    """What a member declared or was credited with, the latest first."""
    mine = select(Act).where(Act.person_id == person_id)
    return session.scalars(mine.order_by(Act.happened_on.desc(), Act.id.desc()).limit(MOST)).all()


def declared() -> list[Doing]:
    """What waits for staff, the oldest first."""
    return _doings(_acts().where(Act.state == "declared").order_by(Act.declared_at, Act.id))


def decided(limit: int = 30) -> list[Doing]:
    """What staff decided or entered lately."""
    return _doings(
        _acts().where(Act.state != "declared").order_by(Act.decided_at.desc(), Act.id.desc()).limit(limit)
    )


def act(act_id: int) -> Act | None:
    """One act."""
    return session.get(Act, act_id)


def _acts() -> Select[Act, str]:
    name = func.coalesce(Person.first_name + " " + Person.last_name, Company.name)
    return (
        select(Act, name)
        .outerjoin(Person, Person.id == Act.person_id)
        .outerjoin(Company, Company.id == Act.company_id)
    )


def _doings(statement: Select[Act, str]) -> list[Doing]:
    rows: Sequence[Row[Act, str]] = session.execute(statement).all()
    return [Doing(row[0], str(row[1])) for row in rows]
