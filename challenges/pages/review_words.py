"""What a pattern is called, and what is strange about some sales, in a sentence that accuses nobody."""

from collections.abc import Callable
from datetime import date

from flask_babel import gettext, ngettext

from challenges.rules.patterns import Found
from core import format as figures

_: Callable[..., str] = gettext


def pattern(name: str) -> str:
    """A pattern's name."""
    return {
        "velocity": _("Many sales in one day"),
        "splitting": _("One sale in several documents"),
        "pull_forward": _("Sales held back before the start"),
        "duplicate": _("The same sale twice"),
        "other": _("Looked at by hand"),
    }.get(name, name)


def sentence(found: Found) -> str:
    """What is strange."""
    facts = dict(found.facts)
    if "day" in facts:
        facts["day"] = figures.day(date.fromisoformat(str(facts["day"])))
    if found.pattern == "velocity":
        return _("%(sales)s sales on %(day)s; on a usual day with sales there are %(usual)s.", **facts)
    if found.pattern == "splitting":
        return _("%(documents)s documents for one buyer and one product on %(day)s.", **facts)
    if found.pattern == "pull_forward":
        return _(
            "%(after)s sales in the first two weeks, %(before)s in the two weeks before the start; "
            "two usual weeks make %(usual)s.",
            **facts,
        )
    return str(
        ngettext(
            "The same buyer, product, quantity and amount in %(first)s and %(second)s, %(days)s day apart.",
            "The same buyer, product, quantity and amount in %(first)s and %(second)s, %(days)s days apart.",
            int(str(facts["days"])),
            **facts,
        )
    )
