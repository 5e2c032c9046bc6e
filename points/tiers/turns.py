"""What a look at figures would change for each holder; changes nothing itself."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from core.database import session
from points.models import TierStanding
from points.rules.tier_life import Look, look
from points.rules.tiers import Figures, Scheme, Standing
from points.tiers.figures import eligible, figures_of


@dataclass(frozen=True)
class Turn:
    """What a look brings for one holder: the row that holds, and what is to hold."""

    holder_id: int
    row: TierStanding | None
    look: Look
    figures: Figures

    @property
    def changes(self) -> bool:
        """Whether anything is to be written."""
        wanted = self.look.standing
        if self.row is None or wanted is None:
            return (self.row is None) != (wanted is None)
        return standing_of(self.row) != wanted or self.row.figure != self.figures.amount


def standing_of(row: TierStanding) -> Standing:
    """A stored standing free of the database."""
    return Standing(row.code, row.short_since, row.kept_until)


def turns(scheme: Scheme, today: date, ids: Collection[int] | None = None) -> list[Turn]:
    """What a look at everybody, or at some, would bring; changes nothing."""
    allowed = eligible(scheme.holder, today)
    rows = open_standings(scheme.holder, ids)
    wanted = allowed | rows.keys() if ids is None else set(ids) & (allowed | rows.keys())
    figures = figures_of(scheme, today, ids)
    return [
        _turn(scheme, one, rows.get(one), figures.get(one, Figures()), one in allowed, today)
        for one in sorted(wanted)
    ]


def _turn(
    scheme: Scheme, holder_id: int, row: TierStanding | None, figures: Figures, allowed: bool, today: date
) -> Turn:
    if not allowed:
        return Turn(holder_id, row, Look(None), figures)
    return Turn(holder_id, row, look(scheme, standing_of(row) if row else None, figures, today), figures)


def open_standings(holder: str, ids: Collection[int] | None = None) -> dict[int, TierStanding]:
    """The rows that hold now, by holder; of some holders or of all."""
    owner = TierStanding.person_id if holder == "person" else TierStanding.company_id
    rows = select(TierStanding).where(owner.is_not(None), TierStanding.until_on.is_(None))
    if ids is not None:
        rows = rows.where(owner.in_(sorted(ids)))
    return {(row.person_id or row.company_id or 0): row for row in session.scalars(rows)}
