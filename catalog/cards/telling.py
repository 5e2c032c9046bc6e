"""What the sponsor's administrators are told of cards that do not come; never a code."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask_babel import force_locale
from flask_babel import gettext as _

from accounts import queries as accounts
from catalog.models import CardCall
from core.clock import local_day
from notifications.post import Message, tell

PAGE = "/staff/cards"


def tell_silent(call: CardCall, at: datetime) -> None:
    """A provider has not said for a while whether a card exists."""
    _tell(call, "silent", partial(_silent, call.order_id, call.provider, call.trouble), at)


def tell_failed(call: CardCall, at: datetime) -> None:
    """A provider refused a card for good."""
    _tell(call, "failed", partial(_failed, call.order_id, call.provider, call.trouble), at)


def _tell(call: CardCall, what: str, write: Callable[[str], Message], at: datetime) -> None:
    people = [one.id for one in accounts.staff_people(local_day(at), ["administrator"])]
    tell(people, write, at, f"card:{call.id}:{what}")


def _silent(order_id: int, provider: str, trouble: str, language: str) -> Message:
    with force_locale(language):
        title = _("Order %(number)s waits for its card", number=order_id)
        body = _(
            "“%(provider)s” has not delivered it yet (%(why)s). It is asked again by itself; "
            "the points stay held until it answers.",
            provider=provider,
            why=_(trouble) if trouble else _("no answer"),
        )
        return Message("order", title, body, PAGE)


def _failed(order_id: int, provider: str, trouble: str, language: str) -> Message:
    with force_locale(language):
        title = _("The card of order %(number)s will not come", number=order_id)
        body = _(
            "“%(provider)s” refused it for good (%(why)s). The points of that piece go back to its person.",
            provider=provider,
            why=_(trouble),
        )
        return Message("order", title, body, PAGE)
