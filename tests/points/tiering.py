"""Tiers, and what counts for them, for the tests of this room in few words."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import select

from core.database import session, transaction
from points.models import Measure, TierStanding
from points.rules.tiers import Benefit, Level, Scheme
from points.tiers import standings as tiers
from points.tiers.schemes import publish, save_draft
from tests.support.cast import START, Cast

TODAY = date(2026, 10, 15)
DAY = timedelta(days=1)
GIFT = (Benefit("Un conseiller dédié", "An adviser of your own"),)
LEVELS = (
    Level("bronze", "Bronze", "Bronze", "bronze", 0, None, GIFT),
    Level(
        "argent", "Argent", "Silver", "silver", 1_000_00, 2, (Benefit("Livraison offerte", "Free delivery"),)
    ),
    Level("or", "Or", "Gold", "gold", 5_000_00, 5, (Benefit("Un voyage d’étude", "A study trip"),)),
)
SCHEME = Scheme(levels=LEVELS)
#: Keys of lines that no sale stands behind.
_lines = count(900_000)


def scheme(at: datetime = START, starts_on: date = TODAY, **changes: Any) -> None:
    """Tiers in force from a day."""
    with transaction():
        save_draft(SCHEME._replace(**changes), at, "test")
        publish(starts_on, at, "test")


def traded(cast: Cast, cents: int, day: date = TODAY, **changes: Any) -> int:
    """Karim of Mérel sells to Vauban for so many cents; the line's key."""
    said: dict[str, Any] = {
        "line_id": next(_lines),
        "day": day,
        "product_id": cast.pac_8.id,
        "range_id": cast.pumps.id,
        "strategic": False,
        "margin_bp": None,
        "quantity": 1 if cents >= 0 else -1,
        "amount_cents": cents,
        "sale_kind": "sell_out",
        "document": "F-1",
        "rep_id": cast.karim.id,
        "selling_company_id": cast.merel.id,
        "buying_company_id": cast.vauban.id,
    }
    with transaction():
        session.add(Measure(**said | changes))
    return int(said["line_id"])


def reviewed(at: datetime = START) -> int:
    """A night's look at everybody."""
    with transaction():
        return tiers.review(at)


def looked(*holders: tuple[str, int], at: datetime = START) -> int:
    """A look at some, as after a sale."""
    with transaction():
        return tiers.review_of(holders, at)


def tier(kind: str, holder_id: int) -> str | None:
    """The tier held now."""
    session.expire_all()
    return {one: row.code for one, row in tiers.held(kind, [holder_id]).items()}.get(holder_id)


def standings(company_id: int) -> list[tuple[str, date, date | None, str]]:
    """Every spell of a company: tier, first day, last day, why."""
    rows = select(TierStanding).where(TierStanding.company_id == company_id).order_by(TierStanding.from_on)
    session.expire_all()
    return [(one.code, one.from_on, one.until_on, one.reason) for one in session.scalars(rows)]


def tier_on(kind: str, holder_id: int, day: date) -> str | None:
    """The tier's code that counts for a local day: the one held when the day began."""
    owner = TierStanding.person_id if kind == "person" else TierStanding.company_id
    covers = (TierStanding.from_on <= day) & (
        TierStanding.until_on.is_(None) | (TierStanding.until_on >= day)
    )
    return session.scalar(select(TierStanding.code).where(owner == holder_id, covers))
