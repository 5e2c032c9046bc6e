"""What families, natures and drivers of rewards are called on the shelf."""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import ngettext

from catalog.pages.choosing import between
from catalog.pages.words import category
from catalog.shelf.cards import Card
from catalog.shelf.listing import Asked, Shelf
from core.format import day, points
from core.reply import say
from core.retold import retold
from core.rules import N_

#: Beyond so many sales a count of them says nothing any more.
FAR = 20
#: Sentences about figures that a process keeps.
SAID = 4_000

FAMILIES = {
    "financial": N_("Financial advantages"),
    "service": N_("Services"),
    "relational": N_("Privileges and meetings"),
}
NATURES = {
    "professional": N_("For your business"),
    "experiential": N_("Experiences"),
    "personal": N_("For you"),
}
DRIVERS = {
    "exclusivity": N_("Exclusive"),
    "convenience": N_("Makes life easier"),
    "recognition": N_("Recognition"),
}


def word(code: str) -> str:
    """The name of a family, a nature or a driver."""
    return str(_({**FAMILIES, **NATURES, **DRIVERS}.get(code, code)))


def option(found: tuple[str, int]) -> tuple[str, str]:
    """A code and its name with how many there are, for a list to choose from."""
    code, many = found
    return code, f"{word(code)} ({points(many)})"


class Pill(NamedTuple):
    """One of the chips above the shelf."""

    label: str
    href: str
    current: bool
    icon: str = ""


def pills(found: Shelf, asked: Asked, here: Callable[..., str]) -> tuple[Pill, ...]:
    """Everything, what is within reach, and the categories that have something; `here` says addresses."""
    within = here(affordable=None if asked.affordable else 1)
    return (
        Pill(
            _("All rewards"),
            here(category=None, affordable=None),
            not asked.category and not asked.affordable,
        ),
        Pill(_("Within my points"), within, asked.affordable, "check" if asked.affordable else ""),
        *(
            Pill(category(code), here(category=code), code == asked.category)
            for code, _many in found.codes("category", asked)
        ),
    )


def after(card: Card) -> str:
    """What remains after ordering it."""
    return _left(card.left)


def soon(card: Card) -> str:
    """Why not yet: a tier, stock, dates, points."""
    if card.locked:
        return say(card.locked)
    if card.state == "out":
        return str(_("Sold out for now"))
    if card.state == "locked":
        begins = card.reward.starts_on if not card.reward.retired_at else None
        return str(_("From %(day)s", day=day(begins)) if begins else _("Not on offer"))
    return _lacks(card.lacks) if card.lacks else str(_("Within reach"))


def sales(card: Card) -> str:
    """About how many usual sales more; empty where that says nothing."""
    return _sales(card.orders) if card.state == "near" and card.orders and card.orders <= FAR else ""


def lacking(card: Card) -> str:
    """The same, with a cheer for whoever is nearly there."""
    return _nearly(card.orders) if card.almost and card.orders else sales(card)


def aside(card: Card) -> str:
    """What stands beside why not yet: how many sales more, else the price; empty for what cannot be had."""
    priced = card.state in ("near", "tier") and card.points
    return lacking(card) or (_price(card.points) if priced else "")


@retold(SAID)
def _left(left: int) -> str:
    return str(_("%(points)s pts will be left", points=points(left)))


@retold(SAID)
def _lacks(lacks: int) -> str:
    return str(_("You lack %(points)s pts", points=points(lacks)))


@retold(SAID)
def _price(price: int) -> str:
    return str(_("%(points)s pts", points=points(price)))


@retold(FAR)
def _sales(orders: int) -> str:
    return str(ngettext("about %(num)d more sale", "about %(num)d more sales", orders))


@retold(FAR)
def _nearly(orders: int) -> str:
    return str(
        ngettext("nearly there: about %(num)d more sale", "nearly there: about %(num)d more sales", orders)
    )


def register(blueprint: Blueprint) -> None:
    """Make them Jinja filters of every page."""
    blueprint.app_template_filter("reward_word")(word)
    blueprint.app_template_filter("reward_option")(option)
    blueprint.app_template_filter("between")(between)
    for told in (after, soon, sales, lacking, aside):
        blueprint.app_template_filter(f"reward_{told.__name__}")(told)
