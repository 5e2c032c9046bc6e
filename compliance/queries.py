"""What is true of a beneficiary at an instant, and of everybody at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import aliased

from compliance import rules, statements
from compliance.models import (
    Acceptance,
    EmployerConsent,
    Gratification,
    LegalParameter,
    LegalStatus,
    Terms,
)
from compliance.rules import Standing
from compliance.statements import MONTHS
from core.clock import local_day, window
from core.database import ask, session


class TermsRead(NamedTuple):
    """A version of the terms, with both of its texts."""

    id: int
    version: str
    text_fr: str
    text_en: str
    hash: str
    starts_on: date


def year_of(at: datetime) -> tuple[datetime, datetime]:
    """The calendar year (programme's zone) around an instant, as [start, end)."""
    year = local_day(at).year
    return window(date(year, 1, 1), date(year, 12, 31))


def current_terms(day: date) -> Terms | None:
    """The terms in force on a day."""
    return session.scalars(
        select(Terms).where(Terms.starts_on <= day).order_by(Terms.starts_on.desc(), Terms.id.desc()).limit(1)
    ).one_or_none()


def terms_to_read(day: date) -> TermsRead | None:
    """The terms in force on a day, as a page shows them."""
    row = ask(statements.terms_in_force(), day=day).one_or_none()
    return TermsRead._make(row) if row else None


def accepted_by(person_id: int) -> list[Any]:
    """Which versions a person accepted and when (terms_id, version, at), newest first."""
    return ask(statements.accepted_by(), person=person_id).all()


def terms_by_version(version: str) -> Terms | None:
    """A published version."""
    return session.scalars(select(Terms).where(Terms.version == version)).one_or_none()


def all_terms() -> Sequence[Row[Terms, int]]:
    """Every version, newest first, with how many people accepted it."""
    count = select(func.count()).where(Acceptance.terms_id == Terms.id).scalar_subquery()
    return session.execute(
        select(Terms, count.label("accepted")).order_by(Terms.starts_on.desc(), Terms.id.desc())
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
    return standing_of(_found(True, person_id, company_id, at), local_day(at))


def company_standing(signer_id: int, company_id: int, at: datetime) -> Standing:
    """The same for a reward given to the company itself; the signer is who must have accepted the terms."""
    return replace(_standing(_found(False, signer_id, company_id, at)), of_company=True)


def standing_of(found: Row[*tuple[Any, ...]], day: date) -> Standing:
    """A person's standing, from a row that holds the columns of `statements.standing`."""
    own = rules.Parameter(MONTHS, found.months, found.months_since, "") if found.months_since else None
    months = rules.in_force([own] if own else [], MONTHS, day)
    valid = found.status is not None and rules.evidence_valid(
        found.evidence, found.starts_on, found.valid_until, day, months
    )
    return replace(
        _standing(found),
        status=found.status or "",
        status_valid=valid,
        consent_id=found.consent_id if found.granted else None,
        yearly_cap_cents=found.yearly_cap_cents if found.granted else None,
        employer_withdrew=found.granted is False,
        forms=tuple(found.forms or ()) if found.granted else (),
        status_id=found.status_id,
    )


def _found(of_person: bool, person_id: int, company_id: int, at: datetime) -> Any:
    return ask(statements.standing(of_person), **about(person_id, company_id, at)).one()


def about(person_id: int, company_id: int, at: datetime) -> dict[str, Any]:
    """What `statements.standing` asks for."""
    start, end = year_of(at)
    return {
        "person": person_id,
        "company": company_id,
        "day": local_day(at),
        "at": at,
        "start": start,
        "end": end,
    }


def _standing(found: Row[*tuple[Any, ...]]) -> Standing:
    return Standing(
        status="company",
        status_valid=True,
        employer_siret=found.siret,
        consent_id=None,
        yearly_cap_cents=None,
        given_this_year_cents=int(found.given),
        terms_id=found.terms_id,
        terms_accepted=found.accepted > 0,
        sponsor_siren=(found.sponsor_siret or "")[:9],
    )


def accepted(person_id: int, terms_id: int) -> bool:
    """Whether a person accepted a version."""
    found = select(Acceptance.id).where(Acceptance.person_id == person_id, Acceptance.terms_id == terms_id)
    return session.execute(found).scalar_one_or_none() is not None
