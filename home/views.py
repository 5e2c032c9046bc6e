"""The members' first page: where am I, what do I gain, what do I do next."""

from datetime import date

from flask import Blueprint, redirect
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.shelf import queries as shelves
from challenges import queries as challenges
from challenges.pages import board_words, boards, words
from core import clock, reply
from core.format import points
from home.frame import Frame, around
from home.queries import company_first
from home.tier_views import celebrated, home_words, place_for
from points.ledger import history
from points.ledger.queries import average_recent_earning
from points.statements import telling as statement

blueprint = Blueprint("home", __name__)

#: Movements shown on the first page.
NEWEST = 3
#: Beyond so many sales a count of them says nothing any more.
FAR = 20


@blueprint.get("/")
@allow("signed_in")
def index() -> Response:
    """Home: the running challenge, the goal, what came in last; staff go to their desk."""
    visitor = me()
    if visitor.is_staff:
        return redirect("/staff")
    at = clock.now()
    hero = challenges.hero(visitor, at)
    others = None if hero else challenges.for_visitor(visitor, at)
    frame = around(visitor)
    goal = _goal(frame, clock.local_day(at))
    place = place_for(visitor, clock.local_day(at), fresh=False)
    return reply.show(
        "home/member.html",
        hero=hero,
        coming=next(iter(others.coming), None) if others else None,
        past=bool(others and others.finished),
        words=words,
        moved_since=board_words.since(hero.standings, clock.local_day(at)) if hero else "",
        board_rows=boards.rows(hero.standings, hero.challenge) if hero else [],
        goal=goal,
        movements=statement.brief(history.history(frame.wallet_id, size=NEWEST)) if frame.wallet_id else [],
        goal_words=goal_words,
        chosen=goal is not None and goal.chosen,
        stand=place,
        moment=celebrated(place, visitor),
        tier_words=home_words,
        at=at,
    )


def goal_words(card: shelves.Card) -> tuple[str, str]:
    """What remains to the goal, and in how many usual sales."""
    if not card.lacks:
        return _("within reach"), _("You can order it today")
    remaining = _("%(points)s pts to go", points=points(card.lacks))
    if not card.orders or card.orders > FAR:
        return remaining, _("Your next sale brings you closer")
    return remaining, ngettext("About %(num)d more sale", "About %(num)d more sales", card.orders)


def _goal(frame: Frame, day: date) -> shelves.Card | None:
    usual = average_recent_earning(frame.wallet_id) if frame.wallet_id else 0
    whose = "company" if company_first(frame.visitor) else "person"
    return shelves.saving_for(frame.visitor.id, (frame.balance or 0, usual), day, whose)
