"""A line of the register with all that belongs to it, and the year's register as a file (A7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from accounts.models import Company, Person
from compliance import contributions, queries
from compliance.contributions import Brackets, Line
from compliance.models import Gratification, GratificationNote, LegalStatus, Terms
from compliance.parameters import Parameter, is_provisional
from compliance.queries import year_of
from compliance.year_books import operations_of
from core.clock import local_day, window
from core.database import session

COLUMNS = (
    "id reference reward_code campaign operation sponsor_siren people_code name company_code company status "
    "status_evidence employer_siret form value_cents face_cents valuation granted_at made_available_at "
    "cumulative_before_cents scheme exempt_cents base20_cents base_ordinary_cents contribution20_cents "
    "smic_cents smic_policy parameters status_id consent_id terms_id terms_version notice_sent_at "
    "declared_at declaration corrects_id recorded_at"
).split()


@dataclass(frozen=True)
class Page:
    """One line, as its page shows it."""

    line: Gratification
    person: Person | None
    company: Company
    status: LegalStatus | None
    terms: Terms | None
    notes: dict[str, GratificationNote]
    #: what was taken back of it
    corrections: Sequence[Gratification]
    #: the thresholds it was counted by; None where it was not
    limits: Brackets | None
    #: ordinary contributions on its part above, each; empty where none are due or the rates are not known
    ordinary: Sequence[Line]
    provisional: bool
    #: operations of the year that gave the person vouchers, where as many make abuse presumed (A3); else 0
    suspicious: int


def page(line_id: int) -> Page | None:
    """A line with what belongs to it; None where there is none."""
    found = session.execute(_wanted().where(Gratification.id == line_id)).one_or_none()
    if found is None:
        return None
    line, person, company, status, terms = found
    noted = session.scalars(select(GratificationNote).where(GratificationNote.gratification_id == line_id))
    back = select(Gratification).where(Gratification.corrects_id == line_id).order_by(Gratification.id)
    own, day = queries.parameters(), local_day(line.granted_at)
    wage = line.smic_cents if line.scheme in ("A2", "A3") else None
    return Page(
        line=line,
        person=person,
        company=company,
        status=status,
        terms=terms,
        notes={one.what: one for one in noted},
        corrections=session.scalars(back).all(),
        limits=contributions.brackets(own, day, wage) if wage is not None else None,
        ordinary=_ordinary(line),
        provisional=bool(line.scheme in ("A2", "A3", "A4")) and is_provisional(own, day),
        suspicious=_suspicious(line, own, day) if line.scheme == "A3" else 0,
    )


def _suspicious(line: Gratification, own: Sequence[Parameter], day: date) -> int:
    """How many operations gave the person vouchers this year, once they are enough to presume abuse."""
    if line.person_id is None or line.smic_cents is None:
        return 0
    given = operations_of(line.person_id, day)
    presumed = contributions.abuse_presumed(given, contributions.vouchers(own, day, line.smic_cents))
    return sum(1 for one in given if one > 0) if presumed else 0


def rows(year: int) -> Iterator[tuple[object, ...]]:
    """A calendar year's register, oldest first, a value for each of COLUMNS."""
    start, end = window(date(year, 1, 1), date(year, 12, 31))
    inside = (Gratification.granted_at >= start, Gratification.granted_at < end)
    wanted = select(GratificationNote).join(
        Gratification, Gratification.id == GratificationNote.gratification_id
    )
    notes = {(one.gratification_id, one.what): one for one in session.scalars(wanted.where(*inside))}
    for found in session.execute(_wanted().where(*inside).order_by(Gratification.id)):
        yield _row(found, notes)


def _row(
    found: Row[Gratification, Person | None, Company, LegalStatus | None, Terms | None],
    notes: dict[tuple[int, str], GratificationNote],
) -> tuple[object, ...]:
    line, person, company, status, terms = found
    made, sent, declared = (
        notes.get((line.id, what)) for what in ("made_available", "notice_sent", "declared")
    )
    said: dict[str, object] = {
        "people_code": person.code if person else "",
        "name": person.name if person else "",
        "company_code": company.code,
        "company": company.name,
        "status_evidence": status.evidence if status else "",
        "terms_version": terms.version if terms else "",
        "made_available_at": made.at.isoformat() if made else "",
        "notice_sent_at": sent.at.isoformat() if sent else "",
        "declared_at": declared.at.isoformat() if declared else "",
        "declaration": str(declared.facts.get("reference", "")) if declared else "",
        "granted_at": line.granted_at.isoformat(),
        "recorded_at": line.recorded_at.isoformat(),
    }
    return tuple(said[name] if name in said else getattr(line, name) for name in COLUMNS)


def _ordinary(line: Gratification) -> Sequence[Line]:
    """What is due on the part at ordinary contributions, after that of the earlier lines of the year."""
    if not line.base_ordinary_cents or line.base_ordinary_cents < 0:
        return []
    start, end = year_of(line.granted_at)
    inside = (Gratification.granted_at >= start, Gratification.granted_at < end)
    before = select(func.coalesce(func.sum(Gratification.base_ordinary_cents), 0)).where(
        Gratification.person_id == line.person_id, Gratification.id < line.id, *inside
    )
    cash = select(func.coalesce(func.sum(Gratification.value_cents), 0)).where(
        Gratification.form == "cash", *inside
    )
    in_kind_only = not session.scalar(cash)
    try:
        return contributions.ordinary(
            line.base_ordinary_cents,
            int(session.scalar(before) or 0),
            local_day(line.granted_at),
            queries.parameters(),
            in_kind_only,
        )
    except KeyError:
        return []


def _wanted() -> Select[Gratification, Person | None, Company, LegalStatus | None, Terms | None]:
    status, terms = aliased(LegalStatus), aliased(Terms)
    return (
        select(Gratification, Person, Company, status, terms)
        .outerjoin(Person, Person.id == Gratification.person_id)
        .join(Company, Company.id == Gratification.company_id)
        .outerjoin(status, status.id == Gratification.status_id)
        .outerjoin(terms, terms.id == Gratification.terms_id)
    )
