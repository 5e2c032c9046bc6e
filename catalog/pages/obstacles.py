"""What keeps somebody from ordering, said before they try, each with what to do."""

from collections.abc import Iterable
from datetime import datetime

from accounts.access import me
from catalog import rules
from catalog.messages import spoken
from catalog.models import Order, Reward
from catalog.shelf import queries
from catalog.shelf.offers import Offer, offers
from catalog.shelf.viewers import Viewer, viewer_of
from core.clock import local_day
from core.reply import say
from core.rules import Refused


def viewer(at: datetime) -> Viewer:
    """The reader, as the catalogue sees them."""
    return viewer_of(me().id, me().company_id, local_day(at))


def offered(rewards: Iterable[Reward], at: datetime) -> dict[int, Offer]:
    """Rewards at the reader's prices, by id."""
    return offers(rewards, viewer(at), local_day(at))


def of_reward(reward: Reward, seen: Offer, gone: bool, at: datetime) -> list[Refused]:
    """What is in the way of any order of a reward: it is not for the reader, not today, or there is none."""
    closed = not reward.window.is_open(local_day(at))
    found: list[Refused] = [seen.refusal] if seen.refusal else []
    if closed:
        found.append(rules.RewardClosed(name=spoken(reward)))
    elif gone or reward.stock == 0:
        found.append(rules.SoldOut(name=spoken(reward)))
    return found


def of_law(beneficiary: str, cents: int, at: datetime, *kinds: tuple[str, str]) -> list[Refused]:
    """What the rules hold against the reader's receiving so much (cents), with what to do and who does it."""
    return queries.hindrances(me().id, me().company_id, beneficiary, cents, at, *kinds)


def of_draft(order: Order, seen: Offer, at: datetime) -> list[Refused]:
    """What is in the way of one line of the cart, as it was chosen."""
    reward, name = order.reward, spoken(order.reward)
    found = of_reward(reward, seen, _gone(order, at), at)
    counts = [order.variant.stock if order.variant else reward.stock]
    if order.booked:
        counts.append(order.booked.seats - order.booked.taken)
    counts += [
        _left_of_part(part.variant.stock if part.variant else part.reward.stock, part.quantity)
        for part in order.made_of
    ]
    left = min((one for one in counts if one is not None), default=order.quantity)
    if not found and left < order.quantity:
        return [rules.TooFewLeft(name=name, left=left) if left else rules.SoldOut(name=name)]
    return found


def said(found: Iterable[Refused]) -> list[tuple[str, str]]:
    """Each one's kind and sentence, once."""
    return list(dict.fromkeys((type(one).__name__, say(one)) for one in found))


def _gone(order: Order, at: datetime) -> bool:
    """Whether what was chosen is no longer there at all."""
    booked, slot, variant = order.booked, order.slot, order.variant
    return bool(
        (variant and variant.retired_at)
        or (booked and (booked.cancelled_at or booked.closes_at <= at))
        or (slot and (slot.taken or slot.withdrawn_at or slot.starts_at <= at))
    )


def _left_of_part(stock: int | None, each: int) -> int | None:
    return None if stock is None else stock // each
