"""Prices in points for some: a list that is tried from the top, written as a whole."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from catalog.actions import reward_or_refusal
from catalog.models import Reward, RewardPrice
from catalog.rules.keeping import NotThisKind, PriceImpossible
from catalog.rules.kinds import NEVER_ORDERED
from catalog.rules.prices import Row
from core import audit
from core.database import session


def write(reward_id: int, rows: Sequence[Row], at: datetime, by: str) -> bool:
    """Set the prices for some, the first that holds first; whether anything was different.

    Orders placed keep their price. Raises NotThisKind, PriceImpossible.
    """
    session.execute(select(Reward.id).where(Reward.id == reward_id).with_for_update())
    reward = reward_or_refusal(reward_id)
    if rows and reward.kind in NEVER_ORDERED:
        raise NotThisKind
    for place, row in enumerate(rows, start=1):
        if not _possible(row):
            raise PriceImpossible(place=place)
    before = rows_of(reward)
    if before == list(rows):
        return False
    session.execute(delete(RewardPrice).where(RewardPrice.reward_id == reward_id))
    session.add_all(
        RewardPrice(reward_id=reward_id, place=place, **vars(row)) for place, row in enumerate(rows, start=1)
    )
    session.flush()
    session.expire(reward, ["prices"])
    facts = {"prices": [[_said(one) for one in before], [_said(one) for one in rows]]}
    audit.record(by, "catalog.write_prices", ("reward", reward_id), at, facts)
    return True


def rows_of(reward: Reward) -> list[Row]:
    """A reward's prices for some, in the order in which they are tried."""
    return [
        Row(one.points, one.tier, one.segment, one.company_kind, one.starts_on, one.ends_on)
        for one in session.scalars(
            select(RewardPrice).where(RewardPrice.reward_id == reward.id).order_by(RewardPrice.place)
        )
    ]


def _possible(row: Row) -> bool:
    for_some = bool(row.tier or row.segment or row.company_kind or row.starts_on or row.ends_on)
    in_order = row.starts_on is None or row.ends_on is None or row.starts_on <= row.ends_on
    return for_some and in_order and row.points > 0


def _said(row: Row) -> str:
    days = f"{row.starts_on or ''}–{row.ends_on or ''}"
    return " ".join(word for word in (row.tier, row.segment, row.company_kind, days, str(row.points)) if word)
