"""Rewards kept in mind, and let go."""

from datetime import datetime

from sqlalchemy import delete

from catalog.actions import reward_or_refusal
from catalog.models import Wish
from core.database import insert, session


def wish(person_id: int, reward_id: int, at: datetime) -> None:
    """Keep a reward in mind. Twice is once; raises RewardUnknown."""
    reward_or_refusal(reward_id)
    kept = insert(Wish).values(person_id=person_id, reward_id=reward_id, at=at).on_conflict_do_nothing()
    session.execute(kept)


def let_go(person_id: int, reward_id: int) -> None:
    """Keep it in mind no longer. Twice is once."""
    session.execute(delete(Wish).where(Wish.person_id == person_id, Wish.reward_id == reward_id))
