"""What is particular to a reward's kind, in the reader's words: which ones there are, what it is worth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from catalog.models import RewardPart, RewardSession, ServiceSlot
from catalog.pages import choosing
from catalog.rules.kinds import MADE_OF_PARTS, WITH_SESSIONS, WITH_SLOTS
from catalog.shelf.closer import Told, Variant, variants_of
from core.database import session
from core.format import euros, percent
from products.models import Range

Fact = tuple[str, str]
#: Stock that is said, because it may be gone tomorrow.
FEW = 5
#: Hours and dates shown at once; the order form has all of them.
SHOWN = 6


@dataclass(frozen=True)
class Inside:
    """What there is to choose from, or what it is made of."""

    variants: list[Variant] = field(default_factory=list)
    sessions: list[RewardSession] = field(default_factory=list)
    slots: list[ServiceSlot] = field(default_factory=list)
    parts: list[RewardPart] = field(default_factory=list)


def inside(reward: Told, at: datetime) -> Inside:
    """Variants, dates, hours and parts that can be had; one statement for each that the kind has."""
    return Inside(
        variants_of(reward.id),
        list(choosing.open_sessions(reward.id, at)) if reward.kind in WITH_SESSIONS else [],
        list(choosing.free_slots(reward.id, at)) if reward.kind in WITH_SLOTS else [],
        list(_parts(reward.id)) if reward.kind in MADE_OF_PARTS else [],
    )


def _parts(reward_id: int) -> Sequence[RewardPart]:
    held = select(RewardPart).where(RewardPart.reward_id == reward_id).order_by(RewardPart.id)
    return session.scalars(held.options(joinedload(RewardPart.part))).all()


def terms(reward: Told) -> list[Fact]:
    """What its kind promises, and for how long."""
    found = [fact for key, say in SAID.items() if key in reward.details for fact in say(reward)]
    if reward.kind == "gift_card":
        comes = ngettext(
            "By e-mail, within %(num)d working day",
            "By e-mail, within %(num)d working days",
            reward.delay_days,
        )
        found.append((_("Delivery"), comes))
    if reward.valid_days is not None:
        days = ngettext("%(num)d day from delivery", "%(num)d days from delivery", reward.valid_days)
        found.append((_("Valid for"), days))
    if reward.partner is not None:
        found.append((_("Offered with"), reward.partner))
    if reward.stock is not None and 0 < reward.stock <= FEW:
        found.append((_("In stock"), ngettext("%(num)d left", "%(num)d left", reward.stock)))
    return found


def _face(reward: Told) -> list[Fact]:
    return [(_("Worth"), euros(reward.details["face_cents"]))]


def _percent(reward: Told) -> list[Fact]:
    codes = reward.details.get("ranges") or []
    named = session.scalars(select(Range.name).where(Range.code.in_(codes)).order_by(Range.sort_key)).all()
    return [
        (_("Discount"), percent(reward.details["percent_bp"])),
        (_("On"), ", ".join(named) or _("all products")),
    ]


def _amount(reward: Told) -> list[Fact]:
    return [(_("Worth"), euros(reward.details["amount_cents"]))]


def _scale(reward: Told) -> list[Fact]:
    return [
        (_("From %(volume)s", volume=euros(one["from_cents"])), percent(one["rate_bp"]))
        for one in reward.details["scale"]
    ]


def _side(reward: Told) -> list[Fact]:
    sold = reward.details["side"] == "sold"
    return [(_("What counts"), _("what your company sells") if sold else _("what your company buys"))]


def _days(reward: Told) -> list[Fact]:
    days = reward.details["days"]
    return [(_("Time to pay"), ngettext("%(num)d day", "%(num)d days", days))] if days else []


def _contact(reward: Told) -> list[Fact]:
    return [(_("Your contact"), reward.details["contact"])] if reward.details["contact"] else []


#: a key of a reward's details → what is said of it
SAID: dict[str, Callable[[Told], list[Fact]]] = {
    "face_cents": _face,
    "percent_bp": _percent,
    "amount_cents": _amount,
    "scale": _scale,
    "side": _side,
    "days": _days,
    "contact": _contact,
}
