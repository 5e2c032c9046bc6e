"""What joining brings, and each complete year."""

from datetime import date, datetime

from sqlalchemy import func, or_, select

from accounts.models import Company, Mandate
from accounts.queries import PLAYERS
from core.clock import day_start, local_day
from core.database import session
from engagement import messages
from engagement.rules import LATE, anniversaries, in_time
from points.earning.events import Happened, give
from points.models import Measure
from points.queries import rules_in_force
from points.rules import Rule


def welcome(company_id: int, person_id: int | None, at: datetime, by: str) -> int:
    """Points for joining now, by the welcome rules whose hours since the launch are not over; once."""
    launches = _launches()
    happened = Happened(f"welcome:{company_id}", "welcome", local_day(at), company_id, person_id)
    given = give(happened, at, by, lambda rule: in_time(launches[rule.code], at, rule.hours))
    if given and person_id is not None:
        messages.tell_welcomed(person_id, given, at, company_id)
    return given


def seniority(at: datetime, by: str = "clock") -> int:
    """Points for complete years, on the anniversary by the rules of that day; how many members got some.

    Companies by the day they joined, people by the first day they worked for a reseller. Also those of the
    last LATE days, should the clock have stood still.
    """
    rewarded = {rule.beneficiary for rule in rules_in_force() if rule.kind == "seniority"}
    today = local_day(at)
    got = 0
    if rewarded - {"rep"}:
        got += sum(_years(company_id, since, today, at, by) for company_id, since in _members())
    if "rep" in rewarded:
        got += sum(_own_years(one, since, today, at, by) for one, since in _people().items())
    return got


def _years(company_id: int, since: date, today: date, at: datetime, by: str) -> bool:
    given = 0
    for years, day in anniversaries(since, today - LATE, today):
        reference = f"seniority:{company_id}:{day.year}"
        happened = Happened(reference, "seniority", day, company_id, facts={"years": years})
        points = give(happened, at, by, lambda rule: rule.beneficiary != "rep")
        if points:
            messages.tell_years(company_id, years, points, at)
        given += points
    return given > 0


def _own_years(person_id: int, since: date, today: date, at: datetime, by: str) -> bool:
    """A person's years; the company is whose they work for on the anniversary, if any."""
    given = 0
    for years, day in anniversaries(since, today - LATE, today):
        employer = _employer(person_id, day)
        if employer is None:
            continue
        reference = f"seniority:person:{person_id}:{day.year}"
        happened = Happened(reference, "seniority", day, employer, person_id, facts={"years": years})
        points = give(happened, at, by, lambda rule: rule.beneficiary == "rep")
        if points:
            messages.tell_own_years(person_id, years, points, at)
        given += points
    return given > 0


def _people() -> dict[int, date]:
    """People who ever worked for a reseller, and their first day there."""
    rows = select(Mandate.person_id, func.min(Mandate.starts_on)).where(Mandate.role.in_(PLAYERS))
    return {row[0]: row[1] for row in session.execute(rows.group_by(Mandate.person_id))}


def _employer(person_id: int, day: date) -> int | None:
    """The reseller whom somebody works for on a day."""
    working = select(Mandate.company_id).where(
        Mandate.person_id == person_id,
        Mandate.role.in_(PLAYERS),
        Mandate.starts_on <= day,
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= day),
    )
    return session.scalars(working.order_by(Mandate.id).limit(1)).one_or_none()


def _members() -> list[tuple[int, date]]:
    """Members and since when: their first earning day, else the first sale or purchase that is known."""
    firsts: dict[int, date] = {}
    for column in (Measure.selling_company_id, Measure.buying_company_id):
        rows = select(func.coalesce(column, 0), func.min(Measure.day)).where(column.is_not(None))
        for company_id, day in session.execute(rows.group_by(column)):
            firsts[company_id] = min(day, firsts.get(company_id, day))
    wanted = select(Company.id, Company.member_from).where(
        Company.prospect.is_(False), Company.left_at.is_(None), Company.kind != "sponsor"
    )
    found = [(i, day or firsts.get(i)) for i, day in session.execute(wanted.order_by(Company.id))]
    return [(i, day) for i, day in found if day is not None]


def _launches() -> dict[str, datetime]:
    """When each welcome rule was launched: the midnight on which its first version began."""
    first: dict[str, date] = {}
    for rule in _welcomes():
        first[rule.code] = min(rule.starts_on, first.get(rule.code, rule.starts_on))
    return {code: day_start(day) for code, day in first.items()}


def _welcomes() -> list[Rule]:
    return [rule for rule in rules_in_force() if rule.kind == "welcome"]
