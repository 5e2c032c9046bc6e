"""A company leaves the programme: its points can be spent until a day, then expire; people keep their own."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from accounts.mandates import end_mandate
from accounts.models import Company, Mandate
from core import audit
from core.clock import local_day
from core.database import session
from engagement.rules import HasLeft, SponsorStays, TooSoon
from points.ledger.moving import end_lots

#: People need at least so long to spend what their company holds.
LEAST = timedelta(days=30)


def close(company_id: int, until: date, at: datetime, by: str) -> int:
    """Let a company leave today: new sales are refused, its points live until a day and then expire.

    Its people keep their roles, and so the catalogue, until that day; personal points are never touched.
    How many lots end earlier. Raises HasLeft, SponsorStays, TooSoon.
    """
    held = select(Company).where(Company.id == company_id).with_for_update()
    company = session.scalars(held, execution_options={"populate_existing": True}).one()
    if company.kind == "sponsor":
        raise SponsorStays
    if company.left_at is not None:
        raise HasLeft(company=company.name)
    earliest = local_day(at) + LEAST
    if until < earliest:
        raise TooSoon(earliest=earliest.isoformat())
    company.left_at, company.spend_until = at, until
    session.flush()
    for one in _running(company_id, until):
        end_mandate(one.id, max(until, one.starts_on), by, at)
    ended = end_lots(company_id, until)
    audit.record(
        by, "engagement.close", ("company", company_id), at, {"until": until.isoformat(), "lots": ended}
    )
    return ended


def end_late_points(at: datetime) -> int:
    """What came to closed companies since (points confirmed, orders cancelled) ends too; how many lots."""
    rows = select(Company.id, Company.spend_until).where(Company.spend_until.is_not(None))
    return sum(end_lots(one, until) for one, until in session.execute(rows).all() if until is not None)


def _running(company_id: int, until: date) -> list[Mandate]:
    rows = select(Mandate).where(
        Mandate.company_id == company_id, Mandate.ends_on.is_(None) | (Mandate.ends_on > until)
    )
    return list(session.scalars(rows))
