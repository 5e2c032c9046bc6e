"""What a bundle holds, and what a choice is made from: written as a whole."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from catalog import messages
from catalog.actions import reward_or_refusal
from catalog.models import Reward, RewardPart
from catalog.rules.keeping import NotThisKind, PartImpossible, PartsTooFew, PartTwice
from catalog.rules.kinds import MADE_OF_PARTS
from core import audit
from core.database import session

#: What can be part of another: what a person sends or does; no dates, no hours, no codes, nothing that lasts.
PARTS = ("goods", "service")


def write(reward_id: int, parts: Sequence[tuple[int, int]], at: datetime, by: str) -> bool:
    """Make a bundle or a choice of (reward, pieces), as a whole; whether anything was different.

    Orders placed keep what they took. Raises NotThisKind, PartImpossible, PartTwice, PartsTooFew.
    """
    session.execute(select(Reward.id).where(Reward.id == reward_id).with_for_update())
    whole = reward_or_refusal(reward_id)
    if whole.kind not in MADE_OF_PARTS:
        raise NotThisKind
    _check(whole, parts)
    held = session.execute(
        select(RewardPart.part_id, RewardPart.quantity)
        .where(RewardPart.reward_id == reward_id)
        .order_by(RewardPart.id)
    )
    before = [(part, pieces) for part, pieces in held]
    if before == list(parts):
        return False
    session.execute(delete(RewardPart).where(RewardPart.reward_id == reward_id))
    session.add_all(RewardPart(reward_id=reward_id, part_id=part, quantity=pieces) for part, pieces in parts)
    session.flush()
    session.expire(whole, ["parts"])
    facts = {"parts": [[list(one) for one in before], [list(one) for one in parts]]}
    audit.record(by, "catalog.write_parts", ("reward", reward_id), at, facts)
    return True


def _check(whole: Reward, parts: Sequence[tuple[int, int]]) -> None:
    if len(parts) < (2 if whole.kind == "choice" else 1):
        raise PartsTooFew
    seen = set[int]()
    for part_id, pieces in parts:
        part = reward_or_refusal(part_id)
        fits = part.kind in PARTS and part.beneficiary == whole.beneficiary and part.id != whole.id
        if not fits or pieces < 1:
            raise PartImpossible(name=messages.spoken(part))
        if part_id in seen:
            raise PartTwice(name=messages.spoken(part))
        seen.add(part_id)
