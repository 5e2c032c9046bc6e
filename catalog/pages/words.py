"""What this room's short codes are called on screen, in the reader's language."""

from flask import Blueprint
from flask_babel import gettext as _

from core.rules import N_

CATEGORIES = {
    "tools": N_("Tools"),
    "home": N_("For the home"),
    "leisure": N_("Leisure"),
    "vouchers": N_("Gift cards"),
    "training": N_("Training"),
    "services": N_("Services"),
    "travel": N_("Getaways"),
}
KINDS = {
    "goods": N_("Goods, sent as a parcel"),
    "gift_card": N_("Gift card or voucher, by e-mail"),
    "travel": N_("Trip"),
    "event": N_("Event, evening or visit"),
    "training": N_("Training course"),
    "service": N_("Service by an expert"),
    "entitlement": N_("Advantage that lasts"),
    "discount": N_("Discount in percent"),
    "volume_discount": N_("Volume discount"),
    "deferred_discount": N_("Discount for later"),
    "credit_note": N_("Credit note"),
    "rebate": N_("Annual rebate"),
    "choice": N_("One of several, to choose"),
    "bundle": N_("Several together"),
}
FORMS = {
    "voucher": N_("Voucher"),
    "in_kind": N_("In kind"),
    "cash": N_("Cash"),
    "trip": N_("Trip"),
    "training": N_("Training"),
}
BENEFICIARIES = {"person": N_("A person, with their own points"), "company": N_("A company, with its points")}
#: state → word and tone
STATES = {
    "draft": (N_("In the cart"), "neutral"),
    "requested": (N_("Requested"), "accent"),
    "approved": (N_("Approved"), "neutral"),
    "ordered": (N_("Being prepared"), "neutral"),
    "shipped": (N_("On its way"), "accent"),
    "unknown": (N_("Being checked"), "late"),
    "delivered": (N_("Delivered"), "ok"),
    "declined": (N_("Declined"), "neutral"),
    "cancelled": (N_("Cancelled"), "neutral"),
    "refunded": (N_("Refunded"), "neutral"),
    "replaced": (N_("Replaced"), "ok"),
    "late": (N_("Overdue"), "late"),
}
#: what can be wrong with what came
TROUBLES = {
    "missing": N_("It did not come, or something is missing"),
    "damaged": N_("It came damaged, or does not work"),
    "wrong": N_("It is not what I ordered"),
    "other": N_("Something else"),
}
#: what was done about it
REMEDIES = {
    "explained": N_("Explained"),
    "replaced": N_("Replaced by a new one"),
    "refunded": N_("Points given back"),
}


def trouble(code: str) -> str:
    """What is wrong, in words."""
    return str(_(TROUBLES[code]))


def remedy(code: str) -> str:
    """What was done about it, in words."""
    return str(_(REMEDIES[code]))


def category(code: str) -> str:
    """A category's name."""
    return str(_(CATEGORIES.get(code, code)))


def kind(code: str) -> str:
    """How a reward is fulfilled, in words."""
    return str(_(KINDS.get(code, code)))


def state(code: str) -> str:
    """A state's name."""
    return str(_(STATES[code][0]))


def tone(code: str) -> str:
    """The colour a state is shown in."""
    return STATES[code][1]


def choices(words: dict[str, str]) -> list[tuple[str, str]]:
    """Codes and their names, for a form."""
    return [(code, str(_(word))) for code, word in words.items()]


def register(blueprint: Blueprint) -> None:
    """Make them Jinja filters of every page."""
    blueprint.app_template_filter("reward_category")(category)
    blueprint.app_template_filter("reward_kind")(kind)
    blueprint.app_template_filter("order_state")(state)
    blueprint.app_template_filter("order_tone")(tone)
    blueprint.app_template_filter("trouble")(trouble)
    blueprint.app_template_filter("remedy")(remedy)
