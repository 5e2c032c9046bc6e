"""What a reward asks before it can be ordered: which size, date or appointment, which of N, where to."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import ColumnElement, select

from accounts.access import me
from catalog.models import (
    Order,
    OrderPart,
    Reward,
    RewardPart,
    RewardSession,
    RewardVariant,
    ServiceSlot,
)
from catalog.orders import addresses
from catalog.pages.order_forms import OrderForm
from catalog.rules.kinds import SENT, WITH_SESSIONS, WITH_SLOTS
from catalog.shelf.closer import Variant, variants_of
from core.clock import local_day
from core.database import session
from core.format import day, hour, moment, reader

#: The answer for a parcel that goes to the company without an address of the book.
AT_WORK = "0"
Options = list[tuple[str, str]]


def questions(reward: Reward, at: datetime) -> dict[str, Options]:
    """Each question that this reward asks, with its possible answers; none left means that it is sold out."""
    asked: dict[str, Options] = {}
    variants = variants_of(reward.id)
    if variants:
        asked["variant"] = [(str(one.id), _of_variant(one)) for one in variants if one.stock != 0]
    if reward.kind in WITH_SESSIONS and _has(RewardSession, reward.id):
        asked["session"] = [(str(one.id), _of_session(one)) for one in open_sessions(reward.id, at)]
    if reward.kind in WITH_SLOTS and _has(ServiceSlot, reward.id):
        asked["slot"] = [(str(one.id), _of_slot(one)) for one in free_slots(reward.id, at)]
    if reward.kind == "choice":
        asked["part"] = [option for part in reward.parts for option in _of_part(part)]
    if reward.kind == "bundle":
        asked |= {f"part_{one.part_id}": _of_part(one) for one in reward.parts if one.part.variants}
    if is_sent(reward):
        asked["address"] = where_to()
    return asked


def is_sent(reward: Reward) -> bool:
    """Whether a parcel leaves for it."""
    return reward.kind in SENT or any(part.part.kind in SENT for part in reward.parts)


def open_sessions(reward_id: int, at: datetime) -> Sequence[RewardSession]:
    """Dates that can still be booked, the next one first."""
    wanted = select(RewardSession).where(
        RewardSession.reward_id == reward_id,
        RewardSession.cancelled_at.is_(None),
        RewardSession.closes_at > at,
        RewardSession.taken < RewardSession.seats,
    )
    return session.scalars(wanted.order_by(RewardSession.starts_at).limit(50)).all()


def free_slots(reward_id: int, at: datetime) -> Sequence[ServiceSlot]:
    """Appointments that are free, the next one first."""
    free: ColumnElement[bool] = ~ServiceSlot.taken & ServiceSlot.withdrawn_at.is_(None)
    wanted = select(ServiceSlot).where(ServiceSlot.reward_id == reward_id, free, ServiceSlot.starts_at > at)
    return session.scalars(wanted.order_by(ServiceSlot.starts_at).limit(50)).all()


def where_to() -> Options:
    """The reader's address book and their company's, the favourite first, then the company's door."""
    visitor = me()
    book = [(str(one.id), in_one_line(one)) for one in addresses.of_person(visitor.id, visitor.company_id)]
    firm = visitor.company.name if visitor.company else ""
    return [*book, (AT_WORK, str(_("At my company, %(company)s", company=firm)))]


def in_one_line(one: Any) -> str:
    """An address on one line, with what its owner calls it."""
    street = ", ".join(one.lines.splitlines())
    return f"{one.label}: {one.recipient}, {street}, {one.postcode} {one.city}"


def between(start: datetime, end: datetime) -> str:
    """From when to when: hours on one day, else days."""
    if local_day(start) == local_day(end):
        return f"{moment(start)} – {hour(end)}"
    return f"{day(start)} – {day(end)}"


def in_words(order: Order) -> str:
    """Which one it is: its variant, date, appointment and parts."""
    language = reader().language
    words = [
        order.variant.name(language) if order.variant else "",
        f"{between(order.booked.starts_at, order.booked.ends_at)}, {order.booked.place}"
        if order.booked
        else "",
        f"{between(order.slot.starts_at, order.slot.ends_at)}, {order.slot.expert}" if order.slot else "",
        *(_in_words(part, language) for part in order.made_of),
    ]
    return "; ".join(word for word in words if word)


def chosen(reward: Reward, form: OrderForm) -> dict[str, Any]:
    """What was answered, as ordering takes it."""
    picked: dict[str, Any] = {}
    for name, argument in (("variant", "variant_id"), ("session", "session_id"), ("slot", "slot_id")):
        if name in form and form[name].data:
            picked[argument] = int(form[name].data)
    if "address" in form and form.address.data not in (None, AT_WORK):
        picked["address_id"] = int(form.address.data)
    if reward.kind == "choice" and "part" in form:
        picked["parts"] = (_part(form.part.data),)
    if reward.kind == "bundle":
        picked["parts"] = tuple(_bundled(part, form) for part in reward.parts)
    return picked


def _in_words(part: OrderPart, language: str) -> str:
    many = f"{part.quantity} × " if part.quantity > 1 else ""
    which = f", {part.variant.name(language)}" if part.variant else ""
    return f"{many}{part.reward.name(language)}{which}"


def _bundled(part: RewardPart, form: OrderForm) -> tuple[int, int | None]:
    name = f"part_{part.part_id}"
    return _part(form[name].data) if name in form else (part.part_id, None)


def _part(value: str) -> tuple[int, int | None]:
    """`12` or `12:34`: the reward, and which of its variants."""
    reward_id, _colon, variant_id = value.partition(":")
    return int(reward_id), int(variant_id) if variant_id else None


def _offered(variants: Iterable[RewardVariant]) -> list[RewardVariant]:
    return [one for one in variants if one.retired_at is None and one.stock != 0]


def _of_part(part: RewardPart) -> Options:
    """One answer for each variant of a part, or the part itself."""
    language, what = reader().language, part.part
    if what.variants:
        return [
            (f"{what.id}:{one.id}", f"{what.name(language)}, {one.name(language)}")
            for one in _offered(what.variants)
        ]
    return [] if what.stock == 0 else [(str(what.id), what.name(language))]


def _of_variant(one: Variant) -> str:
    name = one.name(reader().language)
    if one.stock is None or one.stock > 5:
        return name
    return str(ngettext("%(name)s, %(num)d left", "%(name)s, %(num)d left", one.stock, name=name))


def _of_session(one: RewardSession) -> str:
    left = one.seats - one.taken
    seats = ngettext("%(num)d seat left", "%(num)d seats left", left)
    return f"{between(one.starts_at, one.ends_at)}, {one.place} ({seats})"


def _of_slot(one: ServiceSlot) -> str:
    return f"{between(one.starts_at, one.ends_at)}, {one.expert}"


def _has(model: type[RewardSession] | type[ServiceSlot], reward_id: int) -> bool:
    return session.execute(select(model.id).where(model.reward_id == reward_id).limit(1)).first() is not None
