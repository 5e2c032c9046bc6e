"""What is true of a beneficiary at an instant, and of everybody at once."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from accounts.models import Company
from compliance import rules
from compliance.models import (
    Acceptance,
    EmployerConsent,
    Gratification,
    LegalParameter,
    LegalStatus,
    Terms,
)
from compliance.rules import Standing
from core.clock import local_day, window
from core.database import session


def year_of(at: datetime) -> tuple[datetime, datetime]:
    """The calendar year (programme's zone) around an instant, as [start, end)."""
    year = local_day(at).year
    return window(date(year, 1, 1), date(year, 12, 31))


def current_terms(day: date) -> Terms | None:
    """The terms in force on a day."""
    return session.scalars(
        select(Terms).where(Terms.starts_on <= day).order_by(Terms.starts_on.desc(), Terms.id.desc()).limit(1)
    ).one_or_none()


def terms_by_version(version: str) -> Terms | None:
    """A published version."""
    return session.scalars(select(Terms).where(Terms.version == version)).one_or_none()


def all_terms() -> Sequence[Row[Terms, int]]:
    """Every version, newest first, with how many people accepted it."""
    count = select(func.count()).where(Acceptance.terms_id == Terms.id).scalar_subquery()
    return session.execute(
        select(Terms, count.label("accepted")).order_by(Terms.starts_on.desc(), Terms.id.desc())
    ).all()


def acceptances_of(person_id: int) -> Sequence[Row[Acceptance, Terms]]:
    """What a person accepted, newest first."""
    return session.execute(
        select(Acceptance, Terms)
        .join(Terms, Terms.id == Acceptance.terms_id)
        .where(Acceptance.person_id == person_id)
        .order_by(Acceptance.id.desc())
    ).all()


def parameters() -> list[rules.Parameter]:
    """This installation's own figures, oldest first."""
    rows = session.scalars(select(LegalParameter).order_by(LegalParameter.id))
    return [rules.Parameter(row.code, row.value, row.starts_on, row.source) for row in rows]


def evidence_months(day: date) -> int:
    """How long what shows a status may be relied on, in months."""
    return rules.in_force(parameters(), "evidence_months", day)


def latest_statuses(day: date) -> Select[LegalStatus]:
    """Each person's status on a day: the newest of those begun."""
    newest = func.row_number().over(
        partition_by=LegalStatus.person_id, order_by=(LegalStatus.starts_on.desc(), LegalStatus.id.desc())
    )
    ranked = select(LegalStatus, newest.label("place")).where(LegalStatus.starts_on <= day).subquery()
    return select(aliased(LegalStatus, ranked)).where(ranked.c.place == 1)


def latest_consents(at: datetime) -> Select[EmployerConsent]:
    """Each company's last word at an instant."""
    newest = func.row_number().over(
        partition_by=EmployerConsent.company_id,
        order_by=(EmployerConsent.at.desc(), EmployerConsent.id.desc()),
    )
    ranked = select(EmployerConsent, newest.label("place")).where(EmployerConsent.at <= at).subquery()
    return select(aliased(EmployerConsent, ranked)).where(ranked.c.place == 1)


def status_on(person_id: int, day: date) -> LegalStatus | None:
    """A person's status on a day."""
    return session.scalars(
        select(LegalStatus)
        .where(LegalStatus.person_id == person_id, LegalStatus.starts_on <= day)
        .order_by(LegalStatus.starts_on.desc(), LegalStatus.id.desc())
        .limit(1)
    ).one_or_none()


def consent_at(company_id: int, at: datetime) -> EmployerConsent | None:
    """A company's last word at an instant: granted or withdrawn; None while silent."""
    return session.scalars(
        select(EmployerConsent)
        .where(EmployerConsent.company_id == company_id, EmployerConsent.at <= at)
        .order_by(EmployerConsent.at.desc(), EmployerConsent.id.desc())
        .limit(1)
    ).one_or_none()


def given(person_id: int | None, company_id: int, at: datetime) -> int:
    """Cents given in the calendar year of an instant: to a person, or to a company itself."""
    start, end = year_of(at)
    whose = (
        Gratification.person_id == person_id
        if person_id is not None
        else and_(Gratification.person_id.is_(None), Gratification.company_id == company_id)
    )
    total = select(func.coalesce(func.sum(Gratification.value_cents), 0)).where(
        whose, Gratification.granted_at >= start, Gratification.granted_at < end
    )
    return int(session.execute(total).scalar_one())


def standing(person_id: int, company_id: int, at: datetime) -> Standing:
    """Everything the law and the rules ask about a person who works for a company, at an instant."""
    day = local_day(at)
    status = status_on(person_id, day)
    consent = consent_at(company_id, at)
    valid = status is not None and rules.evidence_valid(
        status.evidence, status.starts_on, status.valid_until, day, evidence_months(day)
    )
    return _standing(
        status.status if status else "", valid, consent, person_id, company_id, at, given_to=person_id
    )


def company_standing(signer_id: int, company_id: int, at: datetime) -> Standing:
    """The same for a reward given to the company itself; the signer is who must have accepted the terms."""
    return _standing("company", True, None, signer_id, company_id, at, given_to=None)


def _standing(
    status: str,
    valid: bool,
    consent: EmployerConsent | None,
    signer_id: int,
    company_id: int,
    at: datetime,
    given_to: int | None,
) -> Standing:
    terms = current_terms(local_day(at))
    granted = consent if consent and consent.granted else None
    return Standing(
        status=status,
        status_valid=valid,
        employer_siret=session.execute(
            select(Company.siret).where(Company.id == company_id)
        ).scalar_one_or_none(),
        consent_id=granted.id if granted else None,
        yearly_cap_cents=granted.yearly_cap_cents if granted else None,
        given_this_year_cents=given(given_to, company_id, at),
        terms_id=terms.id if terms else None,
        terms_accepted=terms is not None and accepted(signer_id, terms.id),
        employer_withdrew=consent is not None and not consent.granted,
    )


def accepted(person_id: int, terms_id: int) -> bool:
    """Whether a person accepted a version."""
    found = select(Acceptance.id).where(Acceptance.person_id == person_id, Acceptance.terms_id == terms_id)
    return session.execute(found).scalar_one_or_none() is not None
