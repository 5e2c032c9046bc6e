"""What this room's pages show; changes nothing."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, func, literal_column, select

from accounts.models import Company, Person
from core.database import Key, ask, session
from engagement.acts import acts_in
from engagement.models import Act, Application, InviteCode, Referral
from points.earning.events import Happened, rules_for
from points.rules import Rule
from points.sentences.known import rules_now

MOST = 200

_APPLICATIONS, _CODES = Application.__table__.c, InviteCode.__table__.c
_REFERRALS, _COMPANIES, _ACTS = Referral.__table__.c, Company.__table__.c, Act.__table__.c
_PERSON = bindparam("person", type_=Key)
#: What became of those who asked to join by a code of `:person`, as long as they have not.
_ASKED = select(_APPLICATIONS.company_name, _APPLICATIONS.state, _APPLICATIONS.asked_at).where(
    _APPLICATIONS.referral_code.in_(select(_CODES.code).where(_CODES.person_id == _PERSON)),
    _APPLICATIONS.state.in_((literal_column("'asked'"), literal_column("'refused'"))),
)
#: Who joined by them, when their first sale came, and since when.
_JOINED = (
    select(_COMPANIES.name, _REFERRALS.succeeded_at, _REFERRALS.since)
    .join_from(Referral.__table__, Company.__table__, _COMPANIES.id == _REFERRALS.newcomer_company_id)
    .where(_REFERRALS.referrer_person_id == _PERSON)
)
_DONE = (
    select(_ACTS.act, _ACTS.note, _ACTS.state, _ACTS.answer, _ACTS.happened_on)
    .where(_ACTS.person_id == _PERSON)
    .order_by(_ACTS.happened_on.desc(), _ACTS.id.desc())
    .limit(literal_column(str(MOST)))
)


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
    asked, joined = ask(_ASKED, person=person_id), ask(_JOINED, person=person_id)
    found = [Brought(one.company_name, one.state, one.asked_at.date()) for one in asked]
    found += [
        Brought(name, "succeeded" if won else "joined", (won or since).date()) for name, won, since in joined
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def referral_rules(company_id: int | None, day: date) -> list[Rule]:
    """The referral rules in force that mean somebody's company."""
    return rules_for(Happened("", "referral", day, company_id), rules_now())


def acts_of(person_id: int) -> list[Any]:
    """What a member declared or was credited with, the latest first."""
    return ask(_DONE, person=person_id).all()


def rewarded_acts(day: date) -> list[str]:
    """The acts that a rule rewards on a day, as a page offers them."""
    return acts_in(rules_now(), day)


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
