"""Where a member stands: the tier of the person or of the company, as the scheme decides."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Date, bindparam, select, update
from sqlalchemy.orm import selectinload

from core import audit
from core.database import session
from points.models import TierScheme, TierStanding
from points.rules.tier_progress import Progress, progress
from points.rules.tiers import Figures, Scheme
from points.tiers.figures import figures_of
from points.tiers.schemes import scheme_of
from points.tiers.turns import standing_of


class Place(NamedTuple):
    """A holder's tier, and what is missing around it."""

    scheme: Scheme
    holder: tuple[str, int]
    row: TierStanding | None
    progress: Progress


def place_of(person_id: int, company_id: int | None, day: date, fresh: bool = True) -> Place | None:
    """Where somebody stands on a local day; None without tiers, or without a holder.

    Not `fresh`: by the figure of the last look, which is this night's or the last sale's.
    """
    scheme = _scheme(day)
    number = None if scheme is None else person_id if scheme.holder == "person" else company_id
    if scheme is None or number is None:
        return None
    row = session.scalars(_HELD[scheme.holder], {"holder": number}).one_or_none()
    if fresh or scheme.span == "calendar":
        found = figures_of(scheme, day, [number]).get(number, Figures())
    else:
        found = Figures(row.figure if row else 0)
    told = progress(scheme, standing_of(row) if row else None, found, day)
    return Place(scheme, (scheme.holder, number), row, told)


def celebrate(standing_id: int, at: datetime, by: str) -> None:
    """Note that the moment was seen: it comes once."""
    seen = update(TierStanding).where(TierStanding.id == standing_id, TierStanding.celebrated.is_(False))
    if session.execute(seen.values(celebrated=True).returning(TierStanding.id)).one_or_none():
        audit.record(by, "points.celebrate_tier", ("tier_standing", standing_id), at)


def _scheme(day: date) -> Scheme | None:
    row = session.scalars(_NEWEST, {"day": day}).first()
    return scheme_of(row) if row else None


_HELD = {
    holder: select(TierStanding).where(column == bindparam("holder"), TierStanding.until_on.is_(None))
    for holder, column in (("person", TierStanding.person_id), ("company", TierStanding.company_id))
}
#: Built once: tiers stand on most pages.
_NEWEST = (
    select(TierScheme)
    .where(TierScheme.starts_on <= bindparam("day", type_=Date))
    .order_by(TierScheme.starts_on.desc())
    .limit(1)
    .options(selectinload(TierScheme.tiers))
)
