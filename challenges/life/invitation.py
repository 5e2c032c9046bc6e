"""Why somebody is not invited: the first condition of the audience that does not hold, in a sentence."""

from dataclasses import replace
from datetime import date, datetime

from accounts import queries as accounts
from accounts.models import Company, Person
from accounts.queries import PLAYERS, Eligible, MandateLine
from challenges.document.terms import Document
from challenges.life import teams
from challenges.life.audience import RESELLERS, belonging, competing, invited
from challenges.rules import joining
from challenges.rules.joining import NotInvited
from core.clock import local_day
from core.database import session


def why_not(document: Document, subject_id: int, at: datetime) -> NotInvited | None:
    """What keeps a competitor (a person, a company, a team) out; None for whoever is invited."""
    if document.kind == "team":
        return joining.NoTeam()
    if any(one.subject_id == subject_id for one in competing(document, at)):
        return None
    if document.kind == "company":
        return _company(document, session.get(Company, subject_id), subject_id, _day(document, at))
    return _person(document, subject_id, _day(document, at))


def why_not_person(document: Document, person_id: int, at: datetime) -> NotInvited | None:
    """The same of a person, also where their company or a team competes for them."""
    if document.kind == "person":
        return why_not(document, person_id, at)
    made = document.teams is not None and document.teams.kind == "made"
    if not made and (found := _person(document, person_id, _day(document, at))):
        return found
    if document.kind != "team":
        return None
    playing = teams.playing(document, [one.subject_id for one in invited(document, at)])
    within = any(one.person_id == person_id for members in playing.values() for one in members)
    return None if within else joining.NoTeam()


def _day(document: Document, at: datetime) -> date:
    return min(max(local_day(at), document.first), document.last)


def _person(document: Document, person_id: int, day: date) -> NotInvited | None:
    """The latest mandate of the days that are left says for whom somebody plays at their end."""
    who = session.get(Person, person_id)
    if who is None or who.disabled_at is not None:
        return joining.AccountClosed()
    lines = accounts.mandate_index([person_id]).lines.get(person_id, ())
    playing = [one for one in lines if one.role in PLAYERS]
    then = [one for one in playing if _touches(one, day, document.last)]
    if not then:
        dates = {"first": day.isoformat(), "last": document.last.isoformat()}
        return joining.OtherDates(**dates) if playing or not lines else joining.OtherRole()
    latest = max(then, key=lambda one: one.starts_on)
    company = session.get(Company, latest.company_id)
    return _company(document, company, person_id if document.kind == "person" else latest.company_id, day)


def _company(document: Document, company: Company | None, subject_id: int, day: date) -> NotInvited | None:
    if company is None:
        return joining.NotInvited()
    kinds = frozenset(document.company_kinds or RESELLERS)
    if company.left_at is not None:
        return joining.CompanyLeft()
    if company.kind not in kinds:
        return joining.BY_KIND.get(kinds, joining.NotInvited)()
    if document.regions and company.region not in document.regions:
        return joining.OtherRegion(invited=", ".join(document.regions), own=company.region or "–")
    kind = "person" if document.kind == "person" else "company"
    one = Eligible(subject_id, "", "", company.id, "")
    if not belonging(replace(document, tiers=()), kind, day)(one):
        return joining.OtherSegment(invited=", ".join(document.segments))
    if not belonging(document, kind, day)(one):
        return joining.OtherTier(invited=", ".join(document.tiers))
    return None


def _touches(line: MandateLine, first: date, last: date) -> bool:
    return line.starts_on <= last and (line.ends_on is None or line.ends_on >= first)
