"""The register of gratifications: one line for each thing given, one opposite line for each taken back.

A line is written at the approval of an order: from then on the reward is the beneficiary's. The sum before it
follows the order of ids within a person's calendar year, so lines of one beneficiary are written one by one.
"""

from datetime import datetime

from sqlalchemy import select

from accounts.models import Company, Person
from compliance import queries, rules
from compliance.models import Gratification
from compliance.rules import Standing
from core.database import insert, session


def record_gratification(
    *,
    reference: str,
    person_id: int | None,
    company_id: int,
    form: str,
    value_cents: int,
    valuation: str,
    standing: Standing,
    at: datetime,
) -> int:
    """Write what is given, with all that is true of the beneficiary then; the same reference is one line."""
    if form not in rules.FORMS or valuation not in rules.VALUATIONS:
        raise ValueError(f"unknown form or valuation: {form}, {valuation}")
    one_at_a_time(person_id, company_id)
    return _write(
        reference=reference,
        person_id=person_id,
        company_id=company_id,
        status=standing.status,
        employer_siret=standing.employer_siret,
        form=form,
        value_cents=value_cents,
        valuation=valuation,
        granted_at=at,
        recorded_at=at,
        consent_id=standing.consent_id,
        terms_id=standing.terms_id,
        corrects_id=None,
    )


def take_back(reference: str, new_reference: str, at: datetime) -> int:
    """Write the opposite of a line, in the original's year; raises NotInRegister; twice is once."""
    line = session.scalars(select(Gratification).where(Gratification.reference == reference)).one_or_none()
    if line is None:
        raise rules.NotInRegister(reference=reference)
    one_at_a_time(line.person_id, line.company_id)
    return _write(
        reference=new_reference,
        person_id=line.person_id,
        company_id=line.company_id,
        status=line.status,
        employer_siret=line.employer_siret,
        form=line.form,
        value_cents=-line.value_cents,
        valuation=line.valuation,
        granted_at=line.granted_at,
        recorded_at=at,
        consent_id=line.consent_id,
        terms_id=line.terms_id,
        corrects_id=line.id,
    )


def one_at_a_time(person_id: int | None, company_id: int) -> None:
    """Hold the beneficiary's row to commit (SQLite has one writer anyway): what was given must not move.
    To be called before the sum is looked at: by the register, and by whoever compares it with a maximum.
    """
    whose = (
        select(Person.id).where(Person.id == person_id)
        if person_id is not None
        else select(Company.id).where(Company.id == company_id)
    )
    session.execute(whose.with_for_update(key_share=True)).scalar_one()


def _write(**values: object) -> int:
    person_id, company_id, granted_at = values["person_id"], values["company_id"], values["granted_at"]
    before = queries.given(person_id, company_id, granted_at)  # type: ignore[arg-type]
    fresh = session.execute(
        insert(Gratification)
        .values(cumulative_before_cents=before, **values)
        .on_conflict_do_nothing()
        .returning(Gratification.id)
    ).scalar_one_or_none()
    if fresh is not None:
        return int(fresh)
    known = select(Gratification.id).where(Gratification.reference == values["reference"])
    return int(session.execute(known).scalar_one())
