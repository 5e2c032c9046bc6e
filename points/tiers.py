"""Who stands in which tier since when."""

from datetime import date

from sqlalchemy import select

from core.database import session
from points.models import TierStanding

#: (kind, id) → [(tier code, first day, last day or None)], kind being person or company.
Spells = dict[tuple[str, int], list[tuple[str, date, date | None]]]


def spells() -> Spells:
    """Every spell in a tier, by holder, in order of days."""
    found: Spells = {}
    columns = (TierStanding.person_id, TierStanding.company_id, TierStanding.code)
    rows = select(*columns, TierStanding.from_on, TierStanding.until_on)
    for person, company, code, first, last in session.execute(rows.order_by(TierStanding.from_on)):
        holder = ("person", person) if person else ("company", company)
        found.setdefault(holder, []).append((code, first, last))
    return found
