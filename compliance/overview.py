"""Everybody's standing at once, and the register as a table: what the sponsor's staff watch over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, Select, func, select

from accounts.models import Company, Mandate, Person
from compliance import queries, rules
from compliance.models import Acceptance, EmployerConsent, Gratification, LegalStatus
from compliance.rules import Standing
from core.clock import local_day, window
from core.database import session
from core.text import fold

PAGE = 100
RECIPIENTS = ("rep", "company_manager")


@dataclass(frozen=True)
class Watched:
    """A person who may come to receive rewards, and what stands in the way."""

    person: Person
    company: Company
    status: LegalStatus | None
    #: names of the obstacles' classes
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Employer:
    """A company, its last word, and how many people wait for it."""

    company: Company
    consent: EmployerConsent | None
    people: int


def watched(at: datetime, search: str = "", reason: str = "") -> list[Watched]:
    """Everybody with a playing role today, in order of name; only those held back for a reason when given.

    `reason` is an obstacle's class name, `any` for whoever is held back, or empty for everybody.
    """
    day = local_day(at)
    months = queries.evidence_months(day)
    statuses = {one.person_id: one for one in session.scalars(queries.latest_statuses(day))}
    consents = {one.company_id: one for one in session.scalars(queries.latest_consents(at))}
    terms = queries.current_terms(day)
    accepted = set(
        session.scalars(select(Acceptance.person_id).where(Acceptance.terms_id == (terms.id if terms else 0)))
    )
    words, found = fold(search), []
    for person, company in session.execute(_recipients(day)):
        if words not in f"{person.sort_key} {company.sort_key}":
            continue
        status, consent = statuses.get(person.id), consents.get(company.id)
        granted = consent is not None and consent.granted
        standing = Standing(
            status=status.status if status else "",
            status_valid=status is not None
            and rules.evidence_valid(status.evidence, status.starts_on, status.valid_until, day, months),
            employer_siret=company.siret,
            consent_id=consent.id if consent and granted else None,
            yearly_cap_cents=None,
            given_this_year_cents=0,
            terms_id=terms.id if terms else None,
            terms_accepted=person.id in accepted,
            employer_withdrew=consent is not None and not granted,
        )
        reasons = tuple(type(one).__name__ for one in rules.obstacles(standing))
        if not reason or reason in reasons or (reason == "any" and reasons):
            found.append(Watched(person, company, status, reasons))
    return found


def employers(at: datetime, search: str = "", shown: str = "") -> list[Employer]:
    """Every reseller with its last word: `silent`, `granted`, `withdrawn` or all."""
    people = (
        select(func.count(func.distinct(Mandate.person_id)))
        .where(Mandate.company_id == Company.id, *_running(local_day(at)), Mandate.role.in_(RECIPIENTS))
        .scalar_subquery()
    )
    consents = {one.company_id: one for one in session.scalars(queries.latest_consents(at))}
    rows = session.execute(
        select(Company, people).where(Company.kind != "sponsor").order_by(Company.sort_key, Company.id)
    )
    words = fold(search)
    every = [Employer(one, consents.get(one.id), count) for one, count in rows if words in one.sort_key]
    return [one for one in every if not shown or word_of(one.consent) == shown]


def word_of(consent: EmployerConsent | None) -> str:
    """silent, granted or withdrawn."""
    if consent is None:
        return "silent"
    return "granted" if consent.granted else "withdrawn"


def consents_of(company_id: int) -> Sequence[EmployerConsent]:
    """Everything a company said, newest first."""
    return session.scalars(
        select(EmployerConsent)
        .where(EmployerConsent.company_id == company_id)
        .order_by(EmployerConsent.id.desc())
    ).all()


def statuses_of(person_id: int) -> Sequence[LegalStatus]:
    """Everything stated about a person, newest first."""
    return session.scalars(
        select(LegalStatus).where(LegalStatus.person_id == person_id).order_by(LegalStatus.id.desc())
    ).all()


def register_lines(
    year: int, search: str = "", page: int = 1, size: int | None = PAGE
) -> tuple[Sequence[Row[Gratification, Person | None, Company]], int]:
    """A page of a calendar year's register, newest first, and how many lines there are."""
    start, end = window(date(year, 1, 1), date(year, 12, 31))
    wanted = (
        select(Gratification, Person, Company)
        .outerjoin(Person, Person.id == Gratification.person_id)
        .join(Company, Company.id == Gratification.company_id)
        .where(Gratification.granted_at >= start, Gratification.granted_at < end)
    )
    if search:
        words = fold(search)
        wanted = wanted.where(Person.sort_key.contains(words) | Company.sort_key.contains(words))
    count = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    ordered = wanted.order_by(Gratification.id.desc())
    if size is not None:
        ordered = ordered.limit(size).offset((max(page, 1) - 1) * size)
    return session.execute(ordered).all(), count


def yearly_totals(year: int) -> Sequence[Row[Person, str, int, int]]:
    """Each person's status, total (cents) and number of lines in a calendar year, the largest first."""
    start, end = window(date(year, 1, 1), date(year, 12, 31))
    last = func.max(Gratification.status)
    total = func.sum(Gratification.value_cents)
    return session.execute(
        select(Person, last.label("status"), total.label("cents"), func.count().label("lines"))
        .join(Gratification, Gratification.person_id == Person.id)
        .where(Gratification.granted_at >= start, Gratification.granted_at < end)
        .group_by(Person.id)
        .order_by(total.desc(), Person.sort_key)
    ).all()


def year_total(year: int) -> int:
    """Cents given in a calendar year, to people and companies."""
    start, end = window(date(year, 1, 1), date(year, 12, 31))
    total = select(func.coalesce(func.sum(Gratification.value_cents), 0)).where(
        Gratification.granted_at >= start, Gratification.granted_at < end
    )
    return int(session.execute(total).scalar_one())


def _recipients(day: date) -> Select[Person, Company]:
    return (
        select(Person, Company)
        .join(Mandate, Mandate.person_id == Person.id)
        .join(Company, Company.id == Mandate.company_id)
        .where(*_running(day), Mandate.role.in_(RECIPIENTS), Person.disabled_at.is_(None))
        .order_by(Person.sort_key, Person.id, Mandate.id)
    )


def _running(day: date):  # type: ignore[no-untyped-def]
    return (Mandate.starts_on <= day, (Mandate.ends_on.is_(None)) | (Mandate.ends_on >= day))
