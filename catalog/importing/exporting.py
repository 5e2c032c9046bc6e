"""What rewards are made of, as lines of the files that bring it in."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from catalog.importing import cells
from catalog.models import Reward, RewardPart, RewardPrice, RewardSession, RewardVariant, ServiceSlot
from core.database import session


def variants() -> Iterator[tuple[object, ...]]:
    """The lines of variants, with their pieces."""
    for code, one in _of_rewards(RewardVariant, RewardVariant.reward_id, RewardVariant.id):
        yield code, one.code, one.name_fr, one.name_en, one.stock


def prices() -> Iterator[tuple[object, ...]]:
    """The lines of prices for some, in their order."""
    for code, one in _of_rewards(RewardPrice, RewardPrice.reward_id, RewardPrice.place):
        days = cells.as_day(one.starts_on), cells.as_day(one.ends_on)
        yield code, one.tier, one.segment, one.company_kind, one.points, *days


def parts() -> Iterator[tuple[object, ...]]:
    """The lines of parts of bundles and choices."""
    codes = {key: code for key, code in session.execute(select(Reward.id, Reward.code))}  # noqa: C416
    for code, one in _of_rewards(RewardPart, RewardPart.reward_id, RewardPart.id):
        yield code, codes[one.part_id], one.quantity


def dates() -> Iterator[tuple[object, ...]]:
    """The lines of dates that will take place."""
    for code, one in _of_rewards(RewardSession, RewardSession.reward_id, RewardSession.starts_at):
        if one.cancelled_at is None:
            when = (cells.as_instant(at) for at in (one.starts_at, one.ends_at, one.closes_at))
            yield code, *when, one.place, one.seats


def hours() -> Iterator[tuple[object, ...]]:
    """The lines of hours in the book."""
    for code, one in _of_rewards(ServiceSlot, ServiceSlot.reward_id, ServiceSlot.starts_at):
        if one.withdrawn_at is None:
            when = cells.as_instant(one.starts_at), cells.as_instant(one.ends_at)
            yield code, one.expert, one.contact, *when


def _of_rewards(model: Any, reward_id: Any, place: Any) -> Iterator[tuple[str, Any]]:
    """Everything of a table beside its reward's code, in the rewards' order and its own."""
    found = session.execute(
        select(Reward.code, model).join(Reward, Reward.id == reward_id).order_by(Reward.id, place)
    )
    yield from ((code, one) for code, one in found)
