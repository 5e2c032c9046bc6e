"""The register of gratifications: written when an order is approved, taken back when it is undone."""

from datetime import datetime

from catalog import rules
from catalog.models import Order, Reward
from compliance import queries as law
from compliance import register
from compliance.rules import Standing, obstacles


def standing_for(reward: Reward, person_id: int, company_id: int, at: datetime) -> Standing:
    """What is known of whoever would receive a reward: the person, or the company."""
    if reward.beneficiary == "company":
        return law.company_standing(person_id, company_id, at)
    return law.standing(person_id, company_id, at)


def write_register(order: Order, reward: Reward, at: datetime) -> None:
    """Write what is given, if the beneficiary may (still) receive it: from then on it is theirs."""
    personal = reward.beneficiary == "person"
    register.one_at_a_time(order.person_id if personal else None, order.company_id)
    standing = standing_for(reward, order.person_id, order.company_id, at)
    value = value_of(order, order.pieces)
    for obstacle in obstacles(standing, value, reward.form, reward.nature):
        raise obstacle
    face = reward.details.get("face_cents")
    register.record_gratification(
        reference=f"order:{order.id}",
        person_id=order.person_id if personal else None,
        company_id=order.company_id,
        form=reward.form,
        value_cents=value,
        valuation=rules.valuation_of(reward.form),
        standing=standing,
        at=at,
        reward_code=reward.code,
        campaign=campaign_of(order),
        operation=f"order:{order.id}",
        face_cents=face * order.pieces if isinstance(face, int) else None,
    )


def note_available(order: Order, at: datetime, by: str) -> None:
    """Note on the register's line that it reached its beneficiary (a replacement has no line of its own)."""
    if order.replaces_id is None:
        register.note(f"order:{order.id}", "made_available", at, by)


def cost_of(order: Order, pieces: int) -> int:
    """What so many pieces cost the sponsor, cents; all parts of an order add up to its cost."""
    return order.cost_cents * pieces // order.quantity


def value_of(order: Order, pieces: int) -> int:
    """What so many pieces count in the register, cents; all parts of an order add up to its value."""
    return order.value_cents * pieces // order.quantity


def campaign_of(order: Order) -> str:
    """What it was given within: `challenge:7` (a prize), `award:3` (a group award), else the programme."""
    what, _, rest = order.request_id.partition(":")
    if what == "prize":
        return rest.partition(":")[2] or order.request_id
    return f"award:{rest.partition(':')[0]}" if what == "award" else "programme"
