"""Acting on many orders, each in a transaction of its own: one that cannot be does not hold the others."""

from collections.abc import Callable, Iterable

from flask import request
from flask_babel import gettext as _

from compliance.words import REASONS, reason
from core.database import in_transaction
from core.reply import say
from core.rules import Refused

MOST_AT_ONCE = 200


def ticked() -> list[int]:
    """The orders that were ticked, of the form or of the address (`ids=12,13`)."""
    told = request.values.getlist("ids")
    ids = {one for cell in told for one in cell.split(",")}
    return sorted(int(one) for one in ids if one.isascii() and one.isdecimal() and len(one) < 16)[
        :MOST_AT_ONCE
    ]


def each(ids: Iterable[int], act: Callable[[int], object]) -> tuple[list[int], dict[int, str]]:
    """Act on each order; those that it worked for, and why not of the others."""
    done: list[int] = []
    refusals: dict[int, str] = {}
    for order_id in ids:
        try:
            in_transaction(lambda number=order_id: act(number))  # type: ignore[misc]
            done.append(order_id)
        except Refused as refused:
            refusals[order_id] = said_of(refused)
    return done, refusals


def sentences(refusals: dict[int, str]) -> list[str]:
    """Each refusal with its order."""
    return [_("Order %(number)s: %(why)s", number=number, why=why) for number, why in refusals.items()]


def said_of(refused: Refused) -> str:
    """A refusal as the desk reads it: what hinders a beneficiary is said in the third person."""
    kind = type(refused).__name__
    if kind in REASONS:
        return str(_("not possible yet (%(reason)s). See Compliance.", reason=reason(kind)))
    return say(refused)
