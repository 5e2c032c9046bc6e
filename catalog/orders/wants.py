"""What somebody asks for, made sure of: on offer to them, at which price, which variant, date or parts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, select

from catalog import messages, rules
from catalog.actions import reward_or_refusal
from catalog.models import (
    Address,
    Order,
    OrderPart,
    Reward,
    RewardPart,
    RewardSession,
    RewardVariant,
    ServiceSlot,
)
from catalog.orders.circumstances import Circumstances, around, terms_of
from catalog.rules import order_refusals as refusals
from catalog.rules.kinds import MADE_OF_PARTS, NEVER_ORDERED, WITH_SESSIONS, WITH_SLOTS
from catalog.shelf.offers import offer
from catalog.shelf.viewers import viewer_of
from core.clock import local_day
from core.database import insert, session

#: (reward, variant or None) for each part.
Parts = Sequence[tuple[int, int | None]]


class Want(NamedTuple):
    """A reward, how many, and which."""

    reward_id: int
    quantity: int
    variant_id: int | None = None
    session_id: int | None = None
    slot_id: int | None = None
    parts: Parts = ()


class Wanted(NamedTuple):
    """The same, made sure of, at somebody's price."""

    reward: Reward
    #: points of one piece
    price: int
    #: (reward, variant, how many for each piece)
    parts: Sequence[tuple[int, int | None, int]]
    met: Circumstances

    @property
    def terms(self) -> tuple[object, ...]:
        """What an order takes over from the reward."""
        return terms_of(self.reward)


def make_sure(want: Want, person_id: int, company_id: int, price_shown: int | None, at: datetime) -> Wanted:
    """Read what is asked for and what it costs this person; raises why it cannot be had, or PriceChanged."""
    reward = on_offer(want, at)
    met = around(person_id, company_id, reward.id, at)
    return at_its_price(reward, want, (person_id, company_id), met, price_shown, at)


def on_offer(want: Want, at: datetime) -> Reward:
    """The reward as it stands now, if so many of it may be ordered; raises RewardClosed, QuantityWrong."""
    reward = reward_or_refusal(want.reward_id)
    check_on_offer(reward, want, at)
    return reward


def check_on_offer(reward: Reward, want: Want, at: datetime) -> None:
    """Whether so many of a reward may be ordered; raises RewardClosed, QuantityWrong."""
    if not reward.window.is_open(local_day(at)) or reward.kind in NEVER_ORDERED:
        raise rules.RewardClosed(name=messages.spoken(reward))
    if not 1 <= want.quantity <= rules.MOST_PIECES or (want.slot_id and want.quantity != 1):
        raise rules.QuantityWrong(most=1 if want.slot_id else rules.MOST_PIECES)


def at_its_price(
    reward: Reward,
    want: Want,
    whose: tuple[int, int],
    met: Circumstances,
    price_shown: int | None,
    at: datetime,
) -> Wanted:
    """What it costs a person in a company, and which; raises PriceChanged and what it lacks."""
    price = _price(reward, *whose, met, at)
    if price_shown is not None and price_shown != price:
        raise rules.PriceChanged(name=messages.spoken(reward), points=price)
    _check_which(reward, want, met, at)
    return Wanted(reward, price, _parts(reward, want.parts), met)


def priced_for_some(reward: Reward, met: Circumstances) -> bool:
    """Whether who sees it, and at which price, differs from person to person."""
    hidden = met.professional_only and reward.nature == "personal"
    return bool(met.prices or reward.audience or hidden)


def write_parts(order_id: int, wanted: Wanted) -> None:
    """Note what an order of a bundle or a choice takes."""
    rows = [
        {"order_id": order_id, "reward_id": reward_id, "variant_id": variant_id, "quantity": quantity}
        for reward_id, variant_id, quantity in wanted.parts
    ]
    if rows:
        session.execute(insert(OrderPart), rows)


def want_of(order: Order) -> Want:
    """What an order asks for."""
    parts = [(one.reward_id, one.variant_id) for one in order.parts]
    return Want(
        order.reward_id, order.quantity, order.variant_id, order.session_id, order.slot_id, tuple(parts)
    )


def ship_to(address_id: int | None, person_id: int, company_id: int) -> dict[str, Any]:
    """Where to, as an order's row keeps it: an address of the person's or the company's, as it stands now.

    Nothing for none; raises AddressUnknown.
    """
    if address_id is None:
        return {}
    found = session.get(Address, address_id)
    theirs = found is not None and (found.person_id == person_id or found.company_id == company_id)
    if found is None or not theirs or found.removed_at is not None:
        raise refusals.AddressUnknown
    columns = ("recipient", "lines", "postcode", "city", "country", "phone")
    return {"ship_to": {one: getattr(found, one) for one in columns}}


def _price(reward: Reward, person_id: int, company_id: int, met: Circumstances, at: datetime) -> int:
    """Who sees it and at which price is asked only where the reward says so."""
    if not priced_for_some(reward, met):
        return reward.price_points
    found = offer(reward, viewer_of(person_id, company_id, local_day(at)), local_day(at))
    if found.refusal is not None:
        raise found.refusal
    return found.points


def _check_which(reward: Reward, want: Want, met: Circumstances, at: datetime) -> None:
    name = messages.spoken(reward)
    if met.variants or want.variant_id is not None:
        _check_variant(reward, want.variant_id)
    if reward.kind in WITH_SESSIONS or want.session_id is not None:
        found = session.get(RewardSession, want.session_id or 0, populate_existing=True)
        if want.session_id is None and not session.scalar(
            select(exists().where(RewardSession.reward_id == reward.id))
        ):
            return
        if found is None or found.reward_id != reward.id:
            raise refusals.SessionNeeded(name=name)
    if reward.kind in WITH_SLOTS or want.slot_id is not None:
        free = ServiceSlot.withdrawn_at.is_(None) & (ServiceSlot.starts_at > at)
        slots = select(ServiceSlot.id).where(ServiceSlot.reward_id == reward.id, free)
        known = want.slot_id in set(session.scalars(slots))
        if not known and (want.slot_id is not None or session.scalar(select(slots.exists()))):
            raise refusals.SlotNeeded(name=name) if want.slot_id is None else refusals.SlotGone


def _check_variant(reward: Reward, variant_id: int | None) -> None:
    found = session.get(RewardVariant, variant_id or 0)
    if found is None or found.reward_id != reward.id:
        raise refusals.VariantNeeded(name=messages.spoken(reward))


def _parts(reward: Reward, chosen: Parts) -> list[tuple[int, int | None, int]]:
    """All parts of a bundle, the one that was chosen of a choice, each with its variant where it has any."""
    if reward.kind not in MADE_OF_PARTS:
        return []
    held = session.scalars(
        select(RewardPart).where(RewardPart.reward_id == reward.id).order_by(RewardPart.id)
    ).all()
    which = dict(chosen)
    if reward.kind == "choice":
        held = [one for one in held if one.part_id in which]
    needed = refusals.PartNeeded(name=messages.spoken(reward))
    if not held or (reward.kind == "choice" and len(chosen) != 1) or set(which) - {o.part_id for o in held}:
        raise needed
    for one in held:
        variant_id = which.get(one.part_id)
        if variant_id is not None or _has_variants(one.part_id):
            _check_variant(one.part, variant_id)
    return [(one.part_id, which.get(one.part_id), one.quantity) for one in held]


def _has_variants(reward_id: int) -> bool:
    held = exists().where(RewardVariant.reward_id == reward_id, RewardVariant.retired_at.is_(None))
    return bool(session.scalar(select(held)))
