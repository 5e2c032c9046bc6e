"""What a new challenge begins with: the templates in a sentence each, and what is asked before the form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext

from accounts import queries as accounts
from accounts.identity import Visitor
from challenges import actions, desk
from challenges.document.reading import stored
from challenges.document.templates import TEMPLATES, Wish, next_season
from challenges.document.terms import Document
from challenges.pages import words
from core.figures import NotFigures, cents
from points.settings.versions import settings_on
from products import queries as products

_: Callable[..., str] = gettext
#: Euros proposed for the prizes of a challenge.
USUAL_EUROS = "2000"
MOST_CENTS = 10**9
#: States of a challenge that was played, the newest of which can be made again.
PLAYED = ("paid", "certified", "closing", "open", "announced")


class Offered(NamedTuple):
    """A template as it is offered."""

    key: str
    name: str
    sentence: str
    icon: str


@dataclass(frozen=True)
class Choice:
    """What was asked before the form: a budget, and what counts."""

    template: str
    budget: str
    ranges: tuple[str, ...]
    today: date
    #: points that the budget stands for; 0 when it cannot be read
    points: int

    @property
    def sound(self) -> bool:
        """Whether the budget can be read."""
        return self.points > 0


def read(args: Mapping[str, Any], today: date) -> Choice:
    """What the address says; the usual budget where it says nothing."""
    told = args.get("budget", USUAL_EUROS)
    decimal = "," if words.language() == "fr" else "."
    try:
        amount = cents(told, decimal)
    except NotFigures:
        amount = 0
    named = tuple(args.getlist("ranges")) if hasattr(args, "getlist") else ()
    points = amount * 1000 // settings_on(today).worth_of_1000 if 0 < amount <= MOST_CENTS else 0
    return Choice(args.get("template", ""), told, named, today, points)


def document(template: str, choice: Choice) -> Document | None:
    """A template's document for what was chosen; None when there is no such template."""
    if template not in TEMPLATES:
        return None
    people = len(accounts.eligible("person", ("distributor",), (), choice.today, choice.today))
    known = {one.code for one in products.ranges()}
    wish = Wish(
        choice.today, choice.points, max(people, 1), tuple(one for one in choice.ranges if one in known)
    )
    made = TEMPLATES[template](wish)
    return replace(made, code=actions.free_code(made.code))


def ranges() -> list[tuple[str, str]]:
    """Code and name of each range."""
    return [(one.code, one.name) for one in products.ranges()]


def again(one: Document, today: date) -> Document:
    """A challenge made again: in the coming quarter when its time is over or begun, else as it is."""
    code = actions.free_code(one.code)
    return replace(one, code=code) if one.first > today else next_season(one, today, code)


def last_season(visitor: Visitor) -> tuple[str, str] | None:
    """The newest challenge that was played: its address as a template, and its title."""
    played = [one for one in desk.challenges(visitor) if one.state in PLAYED]
    newest = max(played, key=lambda one: (one.ends_at, one.id), default=None)
    if newest is None:
        return None
    title = stored(newest.document).title(words.language())
    return url_for("challenges_staff.new", like=newest.code), title


def offered() -> list[Offered]:
    """Every template with its sentence."""
    return [
        Offered(
            "launch",
            _("Launch a product"),
            _("Three weeks: steps from the third piece on, the first ten, a boosted first week, ten ranks."),
            "star",
        ),
        Offered(
            "goals",
            _("Goals of the quarter"),
            _("The whole quarter: each against a target of their own history, paid at 100% and 110%."),
            "target",
        ),
        Offered(
            "restart",
            _("Restart after a slack period"),
            _("Three weeks: customers won back and days with sales, one goal of all together, ten ranks."),
            "refresh",
        ),
        Offered(
            "field",
            _("Field action"),
            _("Twelve days from next Monday on: the first twenty to sell three pieces, two lightning days."),
            "bolt",
        ),
        Offered("empty", _("Empty"), _("Three weeks, three prizes; you say the rest."), "edit"),
    ]
