"""The demo's orders of the last weeks, in every state, moved by the same actions as the desk's buttons."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import cycle
from random import Random
from typing import Any

from sqlalchemy import select

from catalog import fulfilling
from catalog.cards import calling
from catalog.models import Reward, RewardSession, RewardVariant, ServiceSlot
from core.database import session, transaction
from core.rules import Refused
from seeds import network

BY = "demo"
#: What is ordered, the cheap more often.
WANTED = (
    *("gourde", "carte-20", "carte-50", "cinema-duo", "sac-dos", "multimetre") * 2,
    *("casque-antibruit", "veste-travail", "visite-usine", "session-expert", "cadeau-choix"),
)
#: How many days ago, the recent more often.
AGES = (0, 1, 1, 2, 3, 4, 5, 7, 9, 12, 16, 21, 27, 34)
#: What a parcel goes through; what else is delivered goes through less.
WAYS = {
    "requested": (),
    "declined": ("decline",),
    "cancelled": ("cancel",),
    "approved": ("approve",),
    "ordered": ("approve", "mark_ordered"),
    "shipped": ("approve", "mark_ordered", "ship"),
    "delivered": ("approve", "ship", "deliver"),
    "refunded": ("approve", "ship", "deliver", "refund"),
}
#: What becomes of orders of this week, and of older ones, in turn; the oldest of them all came.
UNDER_WAY = ("shipped", "ordered", "approved")
ENDED = ("delivered", "declined", "delivered", "cancelled", "delivered", "refunded", *("delivered",) * 34)
PARCELS = ("goods", "bundle", "choice")
ACTS: dict[str, Callable[[int, datetime], object]] = {
    "approve": lambda number, at: fulfilling.approve(number, at, BY),
    "decline": lambda number, at: fulfilling.decline(number, at, BY, "Ce lot est réservé au salon d’octobre"),
    "cancel": lambda number, at: fulfilling.cancel(number, at, BY, "Rupture chez le fournisseur"),
    "mark_ordered": lambda number, at: fulfilling.mark_ordered(number, at, BY),
    "ship": lambda number, at: fulfilling.ship(number, at, BY, "Colissimo", f"6A{number:09d}"),
    "deliver": lambda number, at: fulfilling.deliver(number, at, BY),
    "refund": lambda number, at: fulfilling.refund(number, at, BY, "Arrivé cassé, repris"),
}


def fill(random: Random, cast: network.Cast, at: datetime) -> int:
    """Orders of forty reps; how many could be placed."""
    shelf = {one.code: (one.id, one.kind) for one in session.scalars(select(Reward))}
    placed = 0
    ways, ends = cycle(UNDER_WAY), cycle(ENDED)
    for n, one in enumerate(random.sample([m for m in cast.members if m.role == "rep"], 40)):
        reward_id, kind = shelf[random.choice(WANTED)]
        when = at - timedelta(days=random.choice(AGES), hours=random.randint(1, 5))
        person_id, company_id = cast.person_ids[one.code], cast.company_ids[one.firm]
        asked = (person_id, company_id, reward_id, 1, f"demo-{n:03d}", when, f"person:{person_id}")
        try:
            with transaction():
                number = fulfilling.order(*asked, **_which(reward_id, kind)).id
        except Refused:
            continue
        placed += 1
        age = at - when
        fate = "requested" if age < timedelta(days=2) else next(ways if age < timedelta(days=6) else ends)
        _move_on(number, kind, fate, when, at)
    return placed


def _which(reward_id: int, kind: str) -> dict[str, Any]:
    """The first size, date, hour or part that is there."""
    size = session.scalar(
        select(RewardVariant.id).where(RewardVariant.reward_id == reward_id, RewardVariant.stock > 0).limit(1)
    )
    seat = session.scalar(
        select(RewardSession.id)
        .where(RewardSession.reward_id == reward_id, RewardSession.taken < RewardSession.seats)
        .order_by(RewardSession.starts_at)
        .limit(1)
    )
    hour = session.scalar(
        select(ServiceSlot.id)
        .where(ServiceSlot.reward_id == reward_id, ServiceSlot.taken.is_(False))
        .order_by(ServiceSlot.starts_at)
        .limit(1)
    )
    parts = [(session.get_one(Reward, reward_id).parts[0].part_id, None)] if kind == "choice" else ()
    return {"variant_id": size, "session_id": seat, "slot_id": hour, "parts": parts}


def _move_on(number: int, kind: str, fate: str, when: datetime, at: datetime) -> None:
    """A step a day; a card comes by itself once it is approved."""
    for step, act in enumerate(WAYS[fate], start=1):
        late = min(when + timedelta(days=step), at)
        if act in ("mark_ordered", "ship") and kind not in PARCELS:
            continue
        try:
            with transaction():
                ACTS[act](number, late)
        except Refused:
            return
        calling.call_due(late)
