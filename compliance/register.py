"""The register of gratifications: one line for each thing given, opposite lines for what is taken back.

A line is written at the approval of an order: from then on the reward is the beneficiary's. The sum before it
follows the order of ids within a person's calendar year, so lines of one beneficiary are written one by one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from accounts.models import Company, Person
from compliance import contributions, queries, rules, year_books
from compliance.contributions import Treatment
from compliance.models import Gratification, GratificationNote
from compliance.rules import Standing
from core.clock import local_day
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
    reward_code: str = "",
    campaign: str = "",
    operation: str = "",
    face_cents: int | None = None,
) -> int:
    """Write what is given, with all that is true of the beneficiary then; the same reference is one line.

    `campaign` is the challenge or programme it comes from, `operation` the group award, prize or order.
    """
    if form not in rules.FORMS or valuation not in rules.VALUATIONS:
        raise ValueError(f"unknown form or valuation: {form}, {valuation}")
    one_at_a_time(person_id, company_id)
    return _write(
        reference=reference,
        person_id=person_id,
        company_id=company_id,
        status=standing.status,
        status_id=standing.status_id,
        employer_siret=standing.employer_siret,
        sponsor_siren=standing.sponsor_siren,
        form=form,
        value_cents=value_cents,
        valuation=valuation,
        face_cents=face_cents,
        reward_code=reward_code,
        campaign=campaign,
        operation=operation,
        granted_at=at,
        recorded_at=at,
        consent_id=standing.consent_id,
        terms_id=standing.terms_id,
        corrects_id=None,
        smic_cents=None,
    )


def take_back(reference: str, new_reference: str, at: datetime, value_cents: int | None = None) -> int:
    """Write the opposite of a line, or of a part of its value, in the original's year; twice is once.

    Without a value, all that is left of the line. Raises NotInRegister, TooMuchBack.
    """
    line = _line(reference)
    one_at_a_time(line.person_id, line.company_id)
    known = select(Gratification.id).where(Gratification.reference == new_reference)
    done = session.execute(known).scalar_one_or_none()
    if done is not None:
        return done
    back = select(func.coalesce(func.sum(Gratification.value_cents), 0)).where(
        Gratification.corrects_id == line.id
    )
    left = line.value_cents + int(session.execute(back).scalar_one())
    value = left if value_cents is None else value_cents
    if not 0 <= value <= left:
        raise rules.TooMuchBack(reference=reference, left=rules.euros_text(left))
    return _write(
        reference=new_reference,
        person_id=line.person_id,
        company_id=line.company_id,
        status=line.status,
        status_id=line.status_id,
        employer_siret=line.employer_siret,
        sponsor_siren=line.sponsor_siren,
        form=line.form,
        value_cents=-value,
        valuation=line.valuation,
        reward_code=line.reward_code,
        campaign=line.campaign,
        operation=line.operation,
        granted_at=line.granted_at,
        recorded_at=at,
        consent_id=line.consent_id,
        terms_id=line.terms_id,
        corrects_id=line.id,
        smic_cents=line.smic_cents,
        smic_policy=line.smic_policy,
    )


def note(reference: str, what: str, at: datetime, by: str, facts: dict[str, Any] | None = None) -> bool:
    """Note what happened to a line later (rules.NOTES); the first time counts; raises NotInRegister."""
    if what not in rules.NOTES:
        raise ValueError(f"unknown note: {what}")
    fresh = session.execute(
        insert(GratificationNote)
        .values(gratification_id=_line(reference).id, what=what, at=at, by=by, facts=facts or {})
        .on_conflict_do_nothing()
        .returning(GratificationNote.id)
    ).scalar_one_or_none()
    return fresh is not None


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


def _line(reference: str) -> Gratification:
    found = select(Gratification).where(Gratification.reference == reference)
    line = session.scalars(found).one_or_none()
    if line is None:
        raise rules.NotInRegister(reference=reference)
    return line


def _write(**values: Any) -> int:
    before = queries.given(values["person_id"], values["company_id"], values["granted_at"])
    treated = _treated(values, before)
    split = treated.split or (None, None, None, None)
    values |= dict(zip(("exempt_cents", "base20_cents", "base_ordinary_cents"), split, strict=False))
    values |= {
        "contribution20_cents": split[3],
        "scheme": treated.scheme,
        "smic_cents": treated.smic,
        "smic_policy": treated.policy,
        "parameters": treated.parameters,
    }
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


def _treated(values: Mapping[str, Any], before: int) -> Treatment:
    """What the law makes of a line: by the figures of the day it was given on, a correction by its line's."""
    status, day = values["status"], local_day(values["granted_at"])
    if values["person_id"] is None or status in contributions.INCOME:
        return contributions.treat("company", values["value_cents"], before, day, [])
    if values["corrects_id"] is not None and not values["smic_policy"]:
        return Treatment()  # its line is older than these figures
    parameters = queries.parameters()
    repeated = (values["smic_cents"], values["smic_policy"]) if values["corrects_id"] is not None else None
    year = year_books.voucher_year(values, parameters)
    return contributions.treat(status, values["value_cents"], before, day, parameters, year, repeated)
