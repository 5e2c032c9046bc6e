"""How far the cheapest reward is for a typical member, and what the points outstanding may cost."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, or_, select

from catalog.models import Order, Reward
from catalog.rules import steering
from catalog.rules.states import SPENT
from core.clock import window
from core.database import session
from points.models import LedgerTransaction, Lot, Posting, Wallet

#: What a typical member earns is looked at over so many days.
OVER = 90


@dataclass(frozen=True)
class Reach:
    """The cheapest reward for some, and how long a typical one of them earns for it."""

    beneficiary: str
    reward: Reward | None
    #: how many earned something over OVER days, and what the middle one of them did
    members: int
    earned: int

    @property
    def days(self) -> int | None:
        """Days to the cheapest reward; None without one, or where nobody earns."""
        return steering.days_to(self.reward.price_points, self.earned, OVER) if self.reward else None


@dataclass(frozen=True)
class Owed:
    """Points that members hold, and what they may cost."""

    points: int
    #: of those, held for orders under way
    reserved: int
    #: of those, expiring within sixty days
    expiring: int
    cents: int
    #: cost of a thousand points, cents: what those spent in twelve months bought, else the catalogue's own
    per_thousand: int


def reach(beneficiary: str, today: date) -> Reach:
    """For people, or for companies."""
    owner = Wallet.person_id if beneficiary == "person" else Wallet.company_id
    earned = session.scalars(
        select(func.sum(Posting.amount))
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .join(Wallet, Wallet.id == Posting.wallet_id)
        .where(LedgerTransaction.kind == "earn", LedgerTransaction.day > today - timedelta(days=OVER))
        .where(Posting.account.in_(("available", "pending")), owner.is_not(None))
        .group_by(Posting.wallet_id)
        .having(func.sum(Posting.amount) > 0)
    ).all()
    cheapest = session.scalars(
        select(Reward)
        .where(Reward.beneficiary == beneficiary, Reward.price_points > 0, Reward.retired_at.is_(None))
        .where(or_(Reward.stock.is_(None), Reward.stock > 0))
        .where(or_(Reward.starts_on.is_(None), Reward.starts_on <= today))
        .where(or_(Reward.ends_on.is_(None), Reward.ends_on >= today))
        .order_by(Reward.price_points, Reward.id)
        .limit(1)
    ).one_or_none()
    return Reach(beneficiary, cheapest, len(earned), steering.median([int(one) for one in earned]))


def owed(today: date) -> Owed:
    """What members hold now."""
    held, reserved = session.execute(
        select(
            func.coalesce(func.sum(Wallet.available + Wallet.pending + Wallet.reserved), 0),
            func.coalesce(func.sum(Wallet.reserved), 0),
        )
    ).one()
    soon = session.scalar(
        select(func.coalesce(func.sum(Lot.remaining), 0)).where(
            Lot.expires_on >= today, Lot.expires_on < today + timedelta(days=60)
        )
    )
    cost, price = _spent(today)
    cents = steering.liability_cents(int(held), cost, price)
    return Owed(int(held), int(reserved), int(soon or 0), cents, cost * 1_000 // price if price else 0)


def _spent(today: date) -> tuple[int, int]:
    """Cents and points of the rewards delivered in twelve months; of those on offer where there were none."""
    start, end = window(today - timedelta(days=365), today)
    cost, points = session.execute(
        select(func.sum(Order.cost_cents), func.sum(Order.points))
        .where(Order.state.in_(SPENT), Order.placed_at >= start, Order.placed_at < end)
        .where(Order.points > 0)
    ).one()
    if points:
        return int(cost), int(points)
    cost, points = session.execute(
        select(func.sum(Reward.cost_cents), func.sum(Reward.price_points)).where(
            Reward.retired_at.is_(None), Reward.price_points > 0
        )
    ).one()
    return int(cost or 0), int(points or 0)
