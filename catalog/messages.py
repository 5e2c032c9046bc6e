"""What this room says to people: one notice for each state an order reaches, whose title names the reward."""

from collections.abc import Callable, Collection
from datetime import datetime

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import select

from catalog.models import AfterSale, GroupAward, Order, Reward, Shipment
from core import audit
from core.database import session
from core.format import day, reader
from core.format import points as figure
from notifications.post import Message, tell

Writer = Callable[[str], Message]
#: What an order's notice says in its title and its body.
Said = tuple[str, str]


def tell_requested(order: Order, reward: Reward, at: datetime) -> int:
    """Say that the order came in and until when to expect it; how many were told (`orders.acknowledging`)."""

    def write(language: str) -> Message:
        with force_locale(language):
            body = _(
                "%(points)s points are held for it. Expected by %(day)s; you can still change your mind.",
                points=figure(order.points),
                day=day(order.promised_on),
            )
            return _message(order, _("Your order: %(name)s", name=reward.name(language)), body)

    return tell([order.person_id], write, at, reference=f"order:{order.id}:requested")


def tell_waiting(order: Order, reward: Reward, who: str, manager_ids: Collection[int], at: datetime) -> None:
    """Tell a company's managers that an order of one of their people waits for their word."""

    def write(language: str) -> Message:
        with force_locale(language):
            title = _("To approve: %(name)s", name=reward.name(language))
            body = _(
                "%(who)s ordered it for %(points)s points. Nothing is prepared before you answer.",
                who=who,
                points=figure(order.points),
            )
            return Message("order", title, body, f"/approvals/{order.id}")

    tell(manager_ids, write, at, reference=f"order:{order.id}:waiting")


def tell_moved(
    order: Order,
    reward: Reward,
    state: str,
    at: datetime,
    by: str,
    note: str,
    pieces: int | None = None,
    points_back: int | None = None,
) -> None:
    """Say what became of the order; nobody is told of what they just did themselves.

    `pieces` is set where only some were cancelled, with the points that came back for them.
    """
    if by == audit.by(order.person_id) or state not in WRITERS:
        return
    say = WRITERS[state]
    back = paid_for(order) if points_back is None else points_back

    def write(language: str) -> Message:
        with force_locale(language):
            name = reward.name(language)
            if pieces is not None:
                return _message(order, *_some_cancelled(name, note, pieces, back))
            return _message(order, *say(order, name, note, back))

    again = f":{order.cancelled_quantity}" if pieces is not None else ""
    tell([order.person_id], write, at, reference=f"order:{order.id}:{state}{again}")


def tell_settled(order: Order, reward: Reward, found: AfterSale, at: datetime, by: str) -> None:
    """Answer somebody who said that something was wrong; a refund or a replacement has its own notice."""
    if found.remedy != "explained":
        return

    def write(language: str) -> Message:
        with force_locale(language):
            title = _("An answer about your order: %(name)s", name=reward.name(language))
            return _message(order, title, found.answer)

    tell([order.person_id], write, at, reference=f"order:{order.id}:settled:{found.id}")


def tell_awarded(order: Order, reward: Reward, award: GroupAward, at: datetime) -> None:
    """Tell a winner of a group award what it is for; the order's own notices go on as usual."""

    def write(language: str) -> Message:
        with force_locale(language):
            title = _("You receive: %(name)s", name=reward.name(language))
            return _message(order, title, f"{award.title}. {award.reason}")

    tell([order.person_id], write, at, reference=f"order:{order.id}:awarded")


def paid_for(order: Order) -> int:
    """Points that an order cost its person: a replacement cost nothing itself, what it replaces did."""
    first = order
    while first.replaces_id is not None:
        first = session.get_one(Order, first.replaces_id)
    return first.held


class Spoken:
    """A reward's name, in the language of whoever reads it."""

    def __init__(self, reward: Reward) -> None:
        self.names = {language: reward.name(language) for language in ("fr", "en")}

    def __str__(self) -> str:
        return self.names.get(reader().language, self.names["fr"])


def spoken(reward: Reward) -> Spoken:
    """A reward's name for a sentence, before it is known who reads it."""
    return Spoken(reward)


def _approved(order: Order, name: str, note: str, back: int) -> Said:
    expected = _("Expected by %(day)s.", day=day(order.promised_on))
    return _("Approved: %(name)s", name=name), f"{note} {expected}".strip()


def _ordered(order: Order, name: str, note: str, back: int) -> Said:
    expected = _("Our supplier prepares it. Expected by %(day)s.", day=day(order.promised_on))
    return _("Being prepared: %(name)s", name=name), f"{note} {expected}".strip()


def _shipped(order: Order, name: str, note: str, back: int) -> Said:
    """With the parcel's carrier and number, where there are any."""
    parcel = session.scalars(
        select(Shipment).where(Shipment.order_id == order.id).order_by(Shipment.id.desc()).limit(1)
    ).one_or_none()
    followed = ""
    if parcel is not None and parcel.tracking:
        followed = _("Parcel number: %(number)s", number=f"{parcel.carrier} {parcel.tracking}".strip()) + "."
    expected = _("Expected by %(day)s.", day=day(order.promised_on))
    return _("On its way: %(name)s", name=name), " ".join(one for one in (note, followed, expected) if one)


def _unknown(order: Order, name: str, note: str, back: int) -> Said:
    body = _(
        "The provider has not confirmed it yet. We keep asking; your points stay held, and nothing is lost."
    )
    return _("Being checked: %(name)s", name=name), body


def _delivered(order: Order, name: str, note: str, back: int) -> Said:
    return _("Delivered: %(name)s", name=name), note or _("Enjoy it: you earned it.")


def _declined(order: Order, name: str, note: str, back: int) -> Said:
    return _("Declined: %(name)s", name=name), _with_points(note, back)


def _cancelled(order: Order, name: str, note: str, back: int) -> Said:
    return _("Cancelled: %(name)s", name=name), _with_points(note, back)


def _some_cancelled(name: str, note: str, pieces: int, back: int) -> Said:
    title = ngettext(
        "%(num)d piece cancelled: %(name)s", "%(num)d pieces cancelled: %(name)s", pieces, name=name
    )
    return title, _with_points(note, back)


def _refunded(order: Order, name: str, note: str, back: int) -> Said:
    return _("Refunded: %(name)s", name=name), _with_points(note, back)


def _replaced(order: Order, name: str, note: str, back: int) -> Said:
    body = _("A new one is on order for you; it costs you nothing.")
    return _("Replaced: %(name)s", name=name), f"{note} {body}".strip()


def _with_points(note: str, back: int) -> str:
    """The reason, then what came back where anything did (a replacement had cost nothing)."""
    said = _("Your %(points)s points are back.", points=figure(back)) if back else ""
    return f"{note} {said}".strip()


#: state reached → what its notice says; a draft and a request have none here
WRITERS: dict[str, Callable[[Order, str, str, int], Said]] = {
    "approved": _approved,
    "ordered": _ordered,
    "shipped": _shipped,
    "unknown": _unknown,
    "delivered": _delivered,
    "declined": _declined,
    "cancelled": _cancelled,
    "refunded": _refunded,
    "replaced": _replaced,
}


def _message(order: Order, title: str, body: str) -> Message:
    return Message("order", title, body, f"/orders/{order.id}")
