"""An order’s way as a timeline: what happened, who did it, when and why; what is still to come."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from catalog.models import Order, OrderApproval, OrderStep
from catalog.pages.words import state
from catalog.rules.kinds import SENT
from core.format import moment
from core.rules import N_


class Item(NamedTuple):
    """One thing on the way, as `components/states.html` draws it."""

    title: str
    state: str
    who: str = ""
    when: str = ""
    why: str = ""


#: What ends an order without the reward.
ENDED = ("declined", "cancelled", "refunded")
#: level of the chain → who is awaited
AWAITED = {
    "company_manager": N_("Approval by the company’s manager"),
    "administrator": N_("Approval by the programme’s team"),
    "second": N_("Second approval by the programme’s team"),
}


def timeline(
    order: Order,
    steps: Sequence[OrderStep],
    granted: Sequence[OrderApproval],
    reader: str,
    names: Mapping[str, str] | None = None,
) -> tuple[Item, ...]:
    """What happened, oldest first, then what is still to come; the last thing that happened is now."""
    known = names or {}
    told = {(one.at, one.by) for one in steps if one.state in ("approved", "declined")}
    happened = [(one.at, _step(one, reader, known)) for one in steps if one.state != "draft"]
    happened += [(one.at, _yes(one, reader, known)) for one in granted if (one.at, one.by) not in told]
    done = [item for _at, item in sorted(happened, key=lambda one: one[0])]
    ahead = _ahead(order, {one.level for one in granted})
    if done and ahead:
        done[-1] = done[-1]._replace(state="now")
    return (*done, *(Item(title, "todo") for title in ahead))


def _step(step: OrderStep, reader: str, names: Mapping[str, str]) -> Item:
    title = state(step.state)
    if step.pieces is not None:
        title = ngettext("%(num)d piece cancelled", "%(num)d pieces cancelled", step.pieces)
    bad = step.state in ENDED or step.pieces is not None
    return Item(title, "bad" if bad else "done", _who(step.by, reader, names), moment(step.at), step.note)


def _yes(given: OrderApproval, reader: str, names: Mapping[str, str]) -> Item:
    who = _who(given.by, reader, names)
    return Item(str(_(AWAITED[given.level])), "done", who, moment(given.at), given.note)


def _ahead(order: Order, given: set[str]) -> list[str]:
    """What is still to come on the way to delivery; nothing where the way has ended."""
    sent = [state("shipped")] if order.reward.kind in SENT else []
    levels = [str(_(AWAITED[level])) for level in order.approvals if level not in given]
    return {
        "requested": [*(levels or [state("approved")]), *sent, state("delivered")],
        "approved": [*sent, state("delivered")],
        "ordered": [*sent, state("delivered")],
        "shipped": [state("delivered")],
        "unknown": [state("delivered")],
    }.get(order.state, [])


def _who(actor: str, reader: str, names: Mapping[str, str]) -> str:
    if actor == reader:
        return str(_("you"))
    if actor == "rule":
        return str(_("by rule"))
    return names.get(actor) or str(_("the programme’s team"))
