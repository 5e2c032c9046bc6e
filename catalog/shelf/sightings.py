"""How often rewards are seen, by tier and kind of company: never by whom."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from catalog.models import Reward, Sighting
from core.database import insert, session

#: Rewards of one report.
MOST_SEEN = 100


def note_seen(reward_ids: Collection[int], day: date, tier: str, company_kind: str) -> int:
    """Count that rewards were seen, in the order of their ids; how many of them there are."""
    wanted = sorted(set(reward_ids))[:MOST_SEEN]
    known = session.scalars(select(Reward.id).where(Reward.id.in_(wanted)).order_by(Reward.id)).all()
    rows = [
        {"reward_id": one, "day": day, "tier": tier, "company_kind": company_kind, "seen": 1} for one in known
    ]
    if rows:
        counted = insert(Sighting).values(rows)
        keys = [Sighting.reward_id, Sighting.day, Sighting.tier, Sighting.company_kind]
        session.execute(counted.on_conflict_do_update(index_elements=keys, set_={"seen": Sighting.seen + 1}))
    return len(rows)
