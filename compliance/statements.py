"""What is asked about a beneficiary, and of the terms, in statements built once: an order asks twice."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Date, ScalarSelect, Select, Table, and_, bindparam, func, literal_column, select

from accounts.models import Company
from compliance.models import (
    Acceptance,
    EmployerConsent,
    Gratification,
    LegalParameter,
    LegalStatus,
    Terms,
)
from core.database import Base, Key, UTCDateTime

acceptances = Acceptance.__table__.c
companies = Company.__table__.c
consents = EmployerConsent.__table__.c
gratifications = Gratification.__table__.c
parameters = LegalParameter.__table__.c
statuses = LegalStatus.__table__.c
terms = Terms.__table__.c

PERSON = bindparam("person", type_=Key)
COMPANY = bindparam("company", type_=Key)
DAY = bindparam("day", type_=Date)
#: The figure of the law on which a standing depends.
MONTHS = "evidence_months"


@cache
def standing(of_person: bool) -> Select[*tuple[Any, ...]]:
    """One row about `:person` at `:company`, on `:day`, `:at`; what was given between `:start` and `:end`.

    Given to the person, or to the company itself. The person is also who must have accepted the terms.
    """
    status = _newest(LegalStatus, "starts_on", DAY, person_id=PERSON)
    consent = _newest(EmployerConsent, "at", bindparam("at", type_=UTCDateTime), company_id=COMPANY)
    parameter = _newest(LegalParameter, "starts_on", DAY, code=MONTHS)
    in_force = _newest(Terms, "starts_on", DAY)
    accepted = select(func.count()).where(acceptances.person_id == PERSON, acceptances.terms_id == terms.id)
    return (
        select(
            statuses.id.label("status_id"),
            statuses.status,
            statuses.evidence,
            statuses.starts_on,
            statuses.valid_until,
            consents.id.label("consent_id"),
            consents.granted,
            consents.yearly_cap_cents,
            consents.forms,
            parameters.value.label("months"),
            parameters.starts_on.label("months_since"),
            terms.id.label("terms_id"),
            companies.siret,
            _sponsor().label("sponsor_siret"),
            accepted.scalar_subquery().label("accepted"),
            _given(of_person).label("given"),
        )
        .select_from(select(literal_column("1")).subquery("here"))
        .outerjoin(LegalStatus.__table__, statuses.id == status)
        .outerjoin(EmployerConsent.__table__, consents.id == consent)
        .outerjoin(LegalParameter.__table__, parameters.id == parameter)
        .outerjoin(Terms.__table__, terms.id == in_force)
        .outerjoin(Company.__table__, companies.id == COMPANY)
    )


@cache
def terms_in_force() -> Select[*tuple[Any, ...]]:
    """The version in force on `:day`, with its texts."""
    return select(terms.id, terms.version, terms.text_fr, terms.text_en, terms.hash, terms.starts_on).where(
        terms.id == _newest(Terms, "starts_on", DAY)
    )


@cache
def accepted_by() -> Select[*tuple[Any, ...]]:
    """What `:person` accepted, newest first."""
    return (
        select(acceptances.terms_id, terms.version, acceptances.at)
        .join_from(Acceptance.__table__, Terms.__table__, terms.id == acceptances.terms_id)
        .where(acceptances.person_id == PERSON)
        .order_by(acceptances.id.desc())
    )


def _newest(model: type[Base], since: str, until: Any, **equal: Any) -> ScalarSelect[int]:
    """The id of the latest row that has begun."""
    row = cast(Table, model.__table__).alias().c
    begun = [row[since] <= until, *(row[name] == value for name, value in equal.items())]
    return select(row.id).where(*begun).order_by(row[since].desc(), row.id.desc()).limit(1).scalar_subquery()


def _sponsor() -> ScalarSelect[str | None]:
    """The sponsor's own company: there is one to an installation."""
    row = cast(Table, Company.__table__).alias().c
    return select(row.siret).where(row.kind == "sponsor").order_by(row.id).limit(1).scalar_subquery()


def _given(of_person: bool) -> ScalarSelect[int]:
    whose = gratifications.person_id == PERSON
    if not of_person:
        whose = and_(gratifications.person_id.is_(None), gratifications.company_id == COMPANY)
    year = (
        gratifications.granted_at >= bindparam("start", type_=UTCDateTime),
        gratifications.granted_at < bindparam("end", type_=UTCDateTime),
    )
    return (
        select(func.coalesce(func.sum(gratifications.value_cents), 0)).where(whose, *year).scalar_subquery()
    )
