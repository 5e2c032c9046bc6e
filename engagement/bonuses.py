"""What joining brings, and each complete year."""

from datetime import date, datetime

from sqlalchemy import func, select

from accounts.models import Company
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
    """Points for complete years, on the anniversary by the rules of that day; how many companies got some.

    Also those of the last LATE days, should the clock have stood still.
    """
    if not any(rule.kind == "seniority" for rule in rules_in_force()):
        return 0
    today = local_day(at)
    return sum(_years(company_id, since, today, at, by) for company_id, since in _members())


def _years(company_id: int, since: date, today: date, at: datetime, by: str) -> bool:
    given = 0
    for years, day in anniversaries(since, today - LATE, today):
        reference = f"seniority:{company_id}:{day.year}"
        points = give(Happened(reference, "seniority", day, company_id, facts={"years": years}), at, by)
        if points:
            messages.tell_years(company_id, years, points, at)
        given += points
    return given > 0


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
