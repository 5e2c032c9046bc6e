"""Sales that come back, in as few words as the tests need."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from core.database import session, transaction
from points.earning import measures
from points.earning.lines import SaleFact
from points.ledger import taking_back
from points.models import TakeBack
from points.rules.life import Settings
from points.settings import versions as settings
from tests.points.making import fact
from tests.support.cast import START, Cast


def programme(starts_on: date = date(2026, 1, 1), at: datetime = START, **said: object) -> None:
    """Put settings in force."""
    with transaction():
        settings.write(settings.Draft(starts_on, "Club", "Club", Settings(**said)), at, "test")


def returned(sold: SaleFact, line_id: int, quantity: int) -> SaleFact:
    """A return of so many units of what was sold."""
    cents = -sold.amount_cents * quantity // sold.quantity
    return sold._replace(line_id=line_id, quantity=-quantity, amount_cents=cents, returns_id=sold.line_id)


def take_back(*facts: SaleFact, at: datetime = START) -> dict[int, int]:
    """Let returns take back what their lines earned."""
    with transaction():
        measures.write(facts)
        return taking_back.take_back_lines(facts, at, "test")


def parts() -> list[tuple[int, ...]]:
    """(due, from pending, from its lot, from others, owed, borne, lapsed) of every take-back."""
    session.rollback()
    rows = session.scalars(select(TakeBack).order_by(TakeBack.id))
    return [(r.due, r.from_pending, r.from_lot, r.from_others, r.owed, r.borne, r.lapsed) for r in rows]


def sale(cast: Cast, line_id: int = 1, quantity: int = 3, cents: int = 300_000) -> SaleFact:
    """Karim sells three pumps for 3 000 €: 300 points."""
    return fact(cast, line_id, quantity=quantity, amount_cents=cents)


def later(days: int) -> datetime:
    """So many days after the start."""
    return START + timedelta(days=days)
