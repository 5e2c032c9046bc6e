"""What this room says to people: one notice for each state an order reaches."""

from collections.abc import Callable
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from catalog.models import Order, Reward
from core import audit
from core.format import day, reader
from core.format import points as figure
from notifications.post import Message, tell

Writer = Callable[[str], Message]


def tell_requested(order: Order, reward: Reward, at: datetime) -> None:
    """Say that the order came in and until when to expect it."""

    def write(language: str) -> Message:
        with force_locale(language):
            body = _(
                "%(points)s points are held for it. Expected by %(day)s; you can still change your mind.",
                points=figure(order.points),
                day=day(order.promised_on),
            )
            return _message(order, _("Your order: %(name)s", name=reward.name(language)), body)

    tell([order.person_id], write, at, reference=f"order:{order.id}:requested")


def tell_moved(order: Order, reward: Reward, state: str, at: datetime, by: str, note: str) -> None:
    """Say what became of the order; nobody is told of what they just did themselves."""
    if by == audit.by(order.person_id):
        return
    writers: dict[str, Writer] = {
        "approved": lambda language: _approved(order, reward, language),
        "delivered": lambda language: _delivered(order, reward, note, language),
        "cancelled": lambda language: _cancelled(order, reward, note, language),
    }
    tell([order.person_id], writers[state], at, reference=f"order:{order.id}:{state}")


class Spoken:
    """A reward's name, in the language of whoever reads it."""

    def __init__(self, reward: Reward) -> None:
        self.names = {language: reward.name(language) for language in ("fr", "en")}

    def __str__(self) -> str:
        return self.names.get(reader().language, self.names["fr"])


def spoken(reward: Reward) -> Spoken:
    """A reward's name for a sentence, before it is known who reads it."""
    return Spoken(reward)


def _approved(order: Order, reward: Reward, language: str) -> Message:
    with force_locale(language):
        title = _("On its way: %(name)s", name=reward.name(language))
        return _message(order, title, _("Expected by %(day)s.", day=day(order.promised_on)))


def _delivered(order: Order, reward: Reward, note: str, language: str) -> Message:
    with force_locale(language):
        title = _("Delivered: %(name)s", name=reward.name(language))
        return _message(order, title, note or _("Enjoy it: you earned it."))


def _cancelled(order: Order, reward: Reward, note: str, language: str) -> Message:
    with force_locale(language):
        title = _("Cancelled: %(name)s", name=reward.name(language))
        back = _("Your %(points)s points are back.", points=figure(order.points))
        return _message(order, title, f"{note} {back}".strip())


def _message(order: Order, title: str, body: str) -> Message:
    return Message("order", title, body, f"/orders/{order.id}")
