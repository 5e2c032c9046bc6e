"""An approved order of something that lasts is granted at once: its validity begins on that day."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from catalog.models import Entitlement, Order, Reward
from catalog.orders import fulfilment
from catalog.rules import lasting
from core import audit
from core.clock import local_day
from core.database import insert, session
from products import queries as products

#: No letter or figure that is taken for another.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
#: What of a reward's details its holder was promised.
PROMISED = ("what", "days", "contact", "percent_bp", "ranges", "scale", "side", "amount_cents")


def grant(order_id: int, at: datetime, by: str) -> None:
    """Grant what was approved, one for each piece, and note the order as delivered; twice is once."""
    order = session.get_one(Order, order_id, populate_existing=True)
    reward = session.get_one(Reward, order.reward_id)
    for piece in range(1, order.pieces + 1):
        give(
            reward,
            f"order:{order_id}:{piece}",
            company_id=order.company_id,
            person_id=order.person_id if reward.beneficiary == "person" else None,
            order_id=order_id,
            amount_cents=reward.details.get("amount_cents"),
            at=at,
            by=by,
        )
    fulfilment.deliver(order_id, at, by)


def give(
    reward: Reward,
    reference: str,
    *,
    company_id: int,
    at: datetime,
    by: str,
    person_id: int | None = None,
    order_id: int | None = None,
    amount_cents: int | None = None,
) -> None:
    """Write one advantage with its own code; the same reference is one."""
    first = local_day(at)
    values: dict[str, Any] = {
        "reference": reference,
        "code": new_code(),
        "reward_id": reward.id,
        "order_id": order_id,
        "person_id": person_id,
        "company_id": company_id,
        "from_on": first,
        "until_on": lasting.last_day(first, reward.valid_days),
        "amount_cents": amount_cents,
        "terms": _promised(reward),
        "granted_at": at,
        "used_on": "",
    }
    fresh = session.execute(
        insert(Entitlement)
        .values(**values)
        .on_conflict_do_nothing(index_elements=[Entitlement.reference])
        .returning(Entitlement.id)
    ).scalar_one_or_none()
    if fresh is not None:
        audit.record(by, "catalog.grant", ("entitlement", fresh), at, {"reference": reference})


def _promised(reward: Reward) -> dict[str, Any]:
    """What a reward promises, its ranges by the names that its holder knows."""
    terms = {name: reward.details[name] for name in PROMISED if name in reward.details}
    if terms.get("ranges"):
        names = {one.code: one.name for one in products.ranges()}
        terms["ranges"] = [names.get(code, code) for code in terms["ranges"]]
    return terms


def end(order_id: int, at: datetime, by: str, _pieces: int | None = None) -> None:
    """Take back what an order granted, before it is undone; raises AdvantageUsed.

    An order that still loses single pieces was not approved, so it granted nothing yet.
    """
    of_order = Entitlement.order_id == order_id
    for one in session.scalars(
        select(Entitlement).where(of_order).order_by(Entitlement.id).with_for_update()
    ):
        if one.used_at is not None:
            raise lasting.AdvantageUsed(code=one.code, invoice=one.used_on)
    session.execute(
        update(Entitlement).where(of_order, Entitlement.ended_at.is_(None)).values(ended_at=at),
        execution_options={"synchronize_session": False},
    )
    audit.record(by, "catalog.end_grant", ("order", order_id), at)


def new_code() -> str:
    """A code to read out on the phone: `K7QM-2XRD`."""
    letters = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"
