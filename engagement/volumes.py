"""Companies known from sales that join by themselves, once they buy or sell enough."""

from collections import defaultdict
from datetime import date, datetime

from sqlalchemy import func, select

from accounts import actions as accounts
from accounts.models import Company
from core.clock import local_day
from core.database import session
from engagement import bonuses, messages
from points.models import Measure
from points.rules.life import months_after
from points.settings.versions import settings_on

MONTHS = 12


def join_by_volume(at: datetime, by: str = "clock") -> int:
    """Enrol every prospect whose last twelve months reach the programme's volume; how many joined."""
    today = local_day(at)
    wanted = settings_on(today).joins_at_cents
    if not wanted:
        return 0
    reached = [number for number, cents in volumes(today).items() if cents >= wanted]
    return sum(_join(number, at, by) for number in sorted(reached))


def volumes(today: date) -> dict[int, int]:
    """Prospect → cents that it sold and bought in the twelve months to a day, returns taken off."""
    found: dict[int, int] = defaultdict(int)
    for column in (Measure.selling_company_id, Measure.buying_company_id):
        rows = session.execute(
            select(column, func.sum(Measure.amount_cents))
            .join(Company, Company.id == column)
            .where(Company.prospect.is_(True), Company.left_at.is_(None))
            .where(Measure.day > months_after(today, -MONTHS), Measure.day <= today)
            .group_by(column)
        )
        for number, cents in rows:
            found[number or 0] += int(cents)
    return dict(found)


def _join(company_id: int, at: datetime, by: str) -> bool:
    if not accounts.enrol(company_id, at, by):
        return False
    bonuses.welcome(company_id, None, at, by)
    messages.tell_enrolled(session.get_one(Company, company_id), at)
    return True
