"""The demo's orders of the last weeks, in every state, moved by the same actions as the desk's buttons."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
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
from seeds.agenda import Agenda

BY = "demo"
#: What is ordered, the cheap more often.
WANTED = (
    *("gourde", "carte-20", "carte-50", "cinema-duo", "sac-dos", "multimetre") * 2,
    *("casque-antibruit", "veste-travail", "visite-usine", "session-expert", "cadeau-choix"),
)
#: What the demo's rep ordered this morning; how many others order.
OF_THE_REP, REPS = "carte-20", 52
#: How many days ago, the recent more often.
AGES = (0, 0, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 7, 9, 12, 16, 21, 27, 34)
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
PARCELS = ("goods", "bundle", "choice")
#: What becomes of orders of this week, and of older ones, in turn: of parcels, then of what else is ordered.
UNDER_WAY = (("shipped", "ordered", "approved"), ("approved",))
ENDED = (
    ("delivered", "refunded", "delivered", "cancelled", *("delivered",) * 36),
    ("delivered", "declined", *("delivered",) * 38),
)
ACTS: dict[str, Callable[[int, datetime], object]] = {
    "approve": lambda number, at: fulfilling.approve(number, at, BY),
    "decline": lambda number, at: fulfilling.decline(number, at, BY, "Ce lot est réservé au salon d’octobre"),
    "cancel": lambda number, at: fulfilling.cancel(number, at, BY, "Rupture chez le fournisseur"),
    "mark_ordered": lambda number, at: fulfilling.mark_ordered(number, at, BY),
    "ship": lambda number, at: fulfilling.ship(number, at, BY, "Colissimo", f"6A{number:09d}"),
    "deliver": lambda number, at: fulfilling.deliver(number, at, BY),
    "refund": lambda number, at: fulfilling.refund(number, at, BY, "Arrivé cassé, repris"),
}


class Desk:
    """Plans the orders of some fifty reps, and what becomes of each."""

    def __init__(self, random: Random, cast: network.Cast, at: datetime, agenda: Agenda) -> None:
        self.at, self.agenda = at, agenda
        self.placed = 0
        self.ways, self.ends = (tuple(map(cycle, fates)) for fates in (UNDER_WAY, ENDED))
        shelf = {one.code: (one.id, one.kind) for one in session.scalars(select(Reward))}
        reps = [one for one in cast.members if one.role == "rep"]
        told = [(one, OF_THE_REP, 0) for one in reps if one.code == "P-REP"]
        drawn = random.sample([one for one in reps if one.code != "P-REP"], REPS)
        told += [(one, random.choice(WANTED), random.choice(AGES)) for one in drawn]
        for n, (one, code, days) in enumerate(told):
            when = at - timedelta(days=days, hours=random.randint(1, 5))
            who = cast.person_ids[one.code], cast.company_ids[one.firm]
            agenda.plan(when, partial(self._order, f"demo-{n:03d}", *who, *shelf[code]))

    def _order(
        self, key: str, person_id: int, company_id: int, reward_id: int, kind: str, when: datetime
    ) -> None:
        asked = (person_id, company_id, reward_id, 1, key, when, f"person:{person_id}")
        try:
            with transaction():
                number = fulfilling.order(*asked, **_which(reward_id, kind)).id
        except Refused:
            return
        self.placed += 1
        age = self.at - when
        fate = "requested" if age < timedelta(days=2) else self._becomes(kind, age)
        acts = [one for one in WAYS[fate] if one not in ("mark_ordered", "ship") or kind in PARCELS]
        self._plan(number, acts, when)

    def _plan(self, number: int, acts: list[str], since: datetime) -> None:
        if acts:
            self.agenda.plan(min(since + timedelta(days=1), self.at), partial(self._move_on, number, acts))

    def _move_on(self, number: int, acts: list[str], at: datetime) -> None:
        """A step a day; a card comes by itself once it is approved."""
        try:
            with transaction():
                ACTS[acts[0]](number, at)
        except Refused:
            return
        calling.call_due(at)
        self._plan(number, acts[1:], at)

    def _becomes(self, kind: str, age: timedelta) -> str:
        return next((self.ways if age < timedelta(days=6) else self.ends)[kind not in PARCELS])


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
