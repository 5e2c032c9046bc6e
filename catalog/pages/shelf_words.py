"""What families, natures and drivers of rewards are called on the shelf."""

from flask import Blueprint
from flask_babel import gettext as _

from catalog.pages.choosing import between
from core.format import points
from core.rules import N_

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
#: what a member filters by besides the category
FILTERS = {"family": FAMILIES, "nature": NATURES}


def word(code: str) -> str:
    """The name of a family, a nature or a driver."""
    return str(_({**FAMILIES, **NATURES, **DRIVERS}.get(code, code)))


def option(found: tuple[str, int]) -> tuple[str, str]:
    """A code and its name with how many there are, for a list to choose from."""
    code, many = found
    return code, f"{word(code)} ({points(many)})"


def register(blueprint: Blueprint) -> None:
    """Make them Jinja filters of every page."""
    blueprint.app_template_filter("reward_word")(word)
    blueprint.app_template_filter("reward_option")(option)
    blueprint.app_template_filter("between")(between)
