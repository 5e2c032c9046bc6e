"""Who stands in which tier since when: asked by rules, pages and other rooms.

A change of tier counts from the day after it: a spell's first and last day are inclusive and never meet, and
the spell that covers a day is the tier that was held when that day began. So the order of files is no matter.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from core.database import session
from core.format import reader
from points.models import Tier, TierScheme, TierStanding
from points.tiers.review import review, review_of

__all__ = ["Badge", "Spells", "badge_of", "held", "review", "review_of", "spells"]

#: (kind, id) → [(tier code, first day, last day or None)], kind being person or company.
Spells = dict[tuple[str, int], list[tuple[str, date, date | None]]]


class Badge(NamedTuple):
    """A tier beside a name: what it is called, its letter, its colour."""

    name: str
    letter: str
    tone: str


def spells() -> Spells:
    """Every spell in a tier, by holder, in order of days."""
    found: Spells = {}
    columns = (TierStanding.person_id, TierStanding.company_id, TierStanding.code)
    rows = select(*columns, TierStanding.from_on, TierStanding.until_on)
    for person, company, code, first, last in session.execute(rows.order_by(TierStanding.from_on)):
        holder = ("person", person) if person else ("company", company or 0)
        found.setdefault(holder, []).append((code, first, last))
    return found


def held(kind: str, holder_ids: Iterable[int]) -> dict[int, TierStanding]:
    """The standings that hold now (one reached today included), by holder."""
    owner = TierStanding.person_id if kind == "person" else TierStanding.company_id
    open_ones = select(TierStanding).where(owner.in_(set(holder_ids)), TierStanding.until_on.is_(None))
    return {(row.person_id or row.company_id or 0): row for row in session.scalars(open_ones)}


def badge_of(kind: str, holder_ids: Collection[int]) -> dict[int, Badge]:
    """The badges of holders who have one now, named in the reader's language."""
    if not holder_ids:
        return {}
    standings = held(kind, holder_ids)
    badges = _badges({row.code for row in standings.values()})
    return {holder: badges[row.code] for holder, row in standings.items() if row.code in badges}


def _badges(codes: Collection[str]) -> dict[str, Badge]:
    """The newest published version names a tier."""
    rows = session.scalars(
        select(Tier)
        .join(TierScheme, TierScheme.id == Tier.scheme_id)
        .where(Tier.code.in_(codes), TierScheme.starts_on.is_not(None))
        .order_by(TierScheme.starts_on)
    )
    french = reader().language == "fr"
    names = {row.code: (row.name_fr if french else row.name_en, row.colour) for row in rows}
    return {code: Badge(name, name[:1].upper(), tone) for code, (name, tone) in names.items()}
