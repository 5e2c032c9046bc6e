"""What lasts, in words: what it promises, how long, and where it stands."""

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from catalog.models import Entitlement, Reward
from core.format import day, euros, percent, reader
from core.reply import say
from core.rules import N_

#: state → word and tone
STATES = {
    "active": (N_("Valid"), "ok"),
    "ending": (N_("Ends soon"), "late"),
    "used": (N_("Used"), "neutral"),
    "over": (N_("Over"), "neutral"),
    "ended": (N_("Taken back"), "neutral"),
}


def state(code: str) -> str:
    """A state's word."""
    return str(_(STATES[code][0]))


def tone(code: str) -> str:
    """A state's tone."""
    return STATES[code][1]


def promise(one: Entitlement, reward: Reward) -> str:
    """What it gives, in one line: “5 % off Accessories”, “€250 on your next order”, “Pay at 60 days”."""
    terms = one.terms
    if one.amount_cents is not None:
        sum_of = euros(one.amount_cents)
        said = {
            "deferred_discount": _("%(sum)s off your next order", sum=sum_of),
            "rebate": _("%(sum)s for your year’s volume", sum=sum_of),
        }
        return str(said.get(reward.kind, _("%(sum)s to be deducted", sum=sum_of)))
    if "percent_bp" in terms:
        share = percent(terms["percent_bp"])
        ranges = ", ".join(terms.get("ranges", []))
        if ranges:
            return str(_("%(share)s off %(ranges)s", share=share, ranges=ranges))
        return str(_("%(share)s off your orders", share=share))
    if terms.get("days"):
        return str(ngettext("Pay at %(num)d day", "Pay at %(num)d days", terms["days"]))
    return reward.benefit(reader().language)


def validity(one: Entitlement) -> str:
    """From when to when."""
    if one.until_on is None:
        return str(_("Valid from %(first)s, without end", first=day(one.from_on)))
    return str(
        _("Valid from %(first)s to %(last)s", first=day(one.from_on), last=day(one.until_on, year=True))
    )


def steps(scale: list[dict[str, int]]) -> list[str]:
    """A scale, step by step: “from €100,000: 3 %”."""
    return [
        str(_("from %(sum)s: %(share)s", sum=euros(one["from_cents"]), share=percent(one["rate_bp"])))
        for one in sorted(scale, key=lambda it: it["from_cents"])
    ]


def register(blueprint: Blueprint) -> None:
    """Hand the words to templates."""
    for name, word in (
        ("lasting_state", state),
        ("lasting_tone", tone),
        ("validity", validity),
        ("scale_steps", steps),
    ):
        blueprint.app_template_filter(name)(word)
    blueprint.app_template_global("lasting_promise")(promise)
    blueprint.app_template_global("lasting_refusal")(say)
