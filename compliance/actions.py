"""Publishing and accepting terms, stating who people are, recording what employers allow; never an edit."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from compliance import queries, rules
from compliance.models import Acceptance, EmployerConsent, LegalParameter, LegalStatus, Terms
from core import audit
from core.clock import local_day
from core.database import insert, session


def terms_hash(text_fr: str, text_en: str) -> str:
    """What identifies a pair of texts: sha256 over both, a NUL between."""
    return hashlib.sha256(f"{text_fr}\0{text_en}".encode()).hexdigest()


def publish_terms(version: str, text_fr: str, text_en: str, starts_on: date, at: datetime, by: str) -> Terms:
    """Publish a new version of the terms; raises TermsIncomplete, TermsTaken."""
    version = version.strip()
    if not (version and text_fr.strip() and text_en.strip()):
        raise rules.TermsIncomplete
    digest = terms_hash(text_fr, text_en)
    terms_id = session.execute(
        insert(Terms)
        .values(version=version, text_fr=text_fr, text_en=text_en, hash=digest, starts_on=starts_on)
        .on_conflict_do_nothing(index_elements=[Terms.version])
        .returning(Terms.id)
    ).scalar_one_or_none()
    if terms_id is None:
        raise rules.TermsTaken(version=version)
    audit.record(
        by, "compliance.publish_terms", ("terms", terms_id), at, {"version": version, "hash": digest}
    )
    return session.get_one(Terms, terms_id)


def accept_terms(
    person_id: int, terms_id: int, language: str, at: datetime, address: str = "", browser: str = ""
) -> None:
    """Note that a person accepts the terms in force; twice is once; raises TermsChanged for others."""
    current = queries.current_terms(local_day(at))
    if current is None or current.id != terms_id:
        raise rules.TermsChanged
    fresh = session.execute(
        insert(Acceptance)
        .values(
            person_id=person_id,
            terms_id=terms_id,
            language=language,
            at=at,
            address=address[:64],
            browser=browser[:200],
        )
        .on_conflict_do_nothing()
        .returning(Acceptance.id)
    ).scalar_one_or_none()
    if fresh is not None:
        facts = {"version": current.version, "hash": current.hash}
        audit.record(audit.by(person_id), "compliance.accept_terms", ("person", person_id), at, facts)


def declare_status(
    person_id: int,
    status: str,
    evidence: str,
    starts_on: date,
    valid_until: date | None,
    at: datetime,
    by: str,
) -> int:
    """State what a person is before the law, from a day on; without an end, as long as evidence lasts."""
    if status not in rules.STATUSES:
        raise rules.UnknownStatus(status=status)
    if not evidence.strip():
        raise rules.EvidenceMissing
    months = queries.evidence_months(starts_on)
    until = valid_until or rules.months_after(starts_on, months)
    if until < starts_on:
        raise rules.DatesReversed
    status_id = session.execute(
        insert(LegalStatus)
        .values(
            person_id=person_id,
            status=status,
            evidence=evidence.strip()[:200],
            starts_on=starts_on,
            valid_until=until,
            by=by,
            at=at,
        )
        .returning(LegalStatus.id)
    ).scalar_one()
    facts = {"status": status, "from": starts_on.isoformat(), "until": until.isoformat()}
    audit.record(by, "compliance.declare_status", ("person", person_id), at, facts)
    return int(status_id)


def record_consent(
    company_id: int,
    granted: bool,
    signatory: str,
    at: datetime,
    by: str,
    yearly_cap_cents: int | None = None,
    forms: Sequence[str] = (),
) -> int:
    """Record that a company accepts personal rewards for its people, or withdraws; raises what is missing.

    `forms` are those it accepts (rules.FORMS); none named are all.
    """
    for form in forms:
        if form not in rules.FORMS:
            raise rules.UnknownForm(form=form)
    chosen = [form for form in rules.FORMS if form in forms] if granted else []
    if not signatory.strip():
        raise rules.SignatoryMissing
    if yearly_cap_cents is not None and yearly_cap_cents < 0:
        raise rules.CapNegative
    consent_id = session.execute(
        insert(EmployerConsent)
        .values(
            company_id=company_id,
            granted=granted,
            yearly_cap_cents=yearly_cap_cents if granted else None,
            forms=chosen,
            signatory=signatory.strip()[:160],
            at=at,
            by=by,
        )
        .returning(EmployerConsent.id)
    ).scalar_one()
    facts = {"granted": granted, "signatory": signatory.strip()[:160], "cap_cents": yearly_cap_cents}
    facts |= {"forms": chosen} if chosen else {}
    audit.record(by, "compliance.record_consent", ("company", company_id), at, facts)
    return int(consent_id)


def set_parameter(code: str, value: int, starts_on: date, source: str, at: datetime, by: str) -> None:
    """Set one of this installation's figures from a day on; KeyError for a code that nothing reads."""
    if code not in {known.code for known in rules.DEFAULTS}:
        raise KeyError(code)
    session.execute(
        insert(LegalParameter).values(
            code=code, value=value, starts_on=starts_on, source=source[:200], by=by, at=at
        )
    )
    facts = {"value": value, "from": starts_on.isoformat(), "source": source[:200]}
    audit.record(by, "compliance.set_parameter", ("parameter", code), at, facts)
