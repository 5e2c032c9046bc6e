"""Sizes, colours and models of a reward: each with its own pieces."""

from datetime import datetime

from sqlalchemy import select, update

from catalog import messages, rules
from catalog.actions import reward_or_refusal
from catalog.counting import book, ever_received
from catalog.models import Reward, RewardVariant
from catalog.rules.keeping import CountsItself, VariantTaken
from core import audit
from core.database import insert, session


def add(
    reward_id: int,
    code: str,
    name_fr: str,
    name_en: str,
    at: datetime,
    by: str,
    stock: int | None = None,
) -> int:
    """Offer a reward in one more variant; no stock means without limit. Raises VariantTaken, CountsItself."""
    if not code.strip() or not name_fr.strip() or not name_en.strip() or (stock or 0) < 0:
        raise rules.RewardIncomplete(column="variant")
    reward = _held(reward_id)
    if reward.stock is not None:
        raise CountsItself(name=messages.spoken(reward), left=reward.stock)
    variant_id = session.execute(
        insert(RewardVariant)
        .values(reward_id=reward_id, code=code, name_fr=name_fr, name_en=name_en, stock=stock, received=stock)
        .on_conflict_do_nothing(index_elements=[RewardVariant.reward_id, RewardVariant.code])
        .returning(RewardVariant.id)
    ).scalar_one_or_none()
    if variant_id is None:
        raise VariantTaken(code=code)
    audit.record(
        by,
        "catalog.add_variant",
        ("reward", reward_id),
        at,
        {"variant": variant_id, "code": code, "stock": stock},
    )
    return variant_id


def change(variant_id: int, name_fr: str, name_en: str, at: datetime, by: str) -> bool:
    """Call a variant otherwise; whether anything was different. Its code stays: files name it."""
    if not name_fr.strip() or not name_en.strip():
        raise rules.RewardIncomplete(column="variant")
    found = variant_or_refusal(variant_id)
    before = (found.name_fr, found.name_en)
    if before == (name_fr, name_en):
        return False
    found.name_fr, found.name_en = name_fr, name_en
    facts = {"variant": variant_id, "names": [list(before), [name_fr, name_en]]}
    audit.record(by, "catalog.change_variant", ("reward", found.reward_id), at, facts)
    return True


def retire(variant_id: int, at: datetime, by: str) -> None:
    """Offer a variant no more; orders under way go on. Twice is once."""
    _turn(variant_id, at, at, by, "catalog.retire_variant")


def bring_back(variant_id: int, at: datetime, by: str) -> None:
    """Offer it again. Twice is once."""
    _turn(variant_id, None, at, by, "catalog.bring_back_variant")


def receive_stock(
    variant_id: int, pieces: int, at: datetime, by: str, note: str = "", shown: str | None = None
) -> int:
    """Take pieces of a variant in (or out, with a minus); what is there then. `shown`: as for a reward."""
    found = variant_or_refusal(variant_id)
    if shown is not None and shown != ever_received(RewardVariant, variant_id):
        raise rules.StockMoved
    left = book(RewardVariant, variant_id, pieces)
    facts = {"variant": variant_id, "pieces": pieces, "stock": left, "note": note[:300]}
    audit.record(by, "catalog.receive_stock", ("reward", found.reward_id), at, facts)
    return left


def variant_or_refusal(variant_id: int) -> RewardVariant:
    """A variant as it stands now; raises RewardUnknown."""
    found = session.get(RewardVariant, variant_id, populate_existing=True)
    if found is None:
        raise rules.RewardUnknown
    return found


def _turn(variant_id: int, retired_at: datetime | None, at: datetime, by: str, verb: str) -> None:
    before = RewardVariant.retired_at.is_(None) if retired_at else RewardVariant.retired_at.is_not(None)
    won = session.execute(
        update(RewardVariant)
        .where(RewardVariant.id == variant_id, before)
        .values(retired_at=retired_at)
        .returning(RewardVariant.reward_id)
    ).scalar_one_or_none()
    if won is not None:
        audit.record(by, verb, ("reward", won), at, {"variant": variant_id})


def _held(reward_id: int) -> Reward:
    """The reward with its row held: no first count of its own begins meanwhile."""
    session.execute(select(Reward.id).where(Reward.id == reward_id).with_for_update())
    return reward_or_refusal(reward_id)
