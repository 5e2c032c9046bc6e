"""The members' first page: where am I, what do I gain, what do I do next."""

from datetime import datetime

from flask import Blueprint, redirect
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.shelf import wanting
from catalog.shelf.cards import Card
from catalog.shelf.offered import look
from catalog.shelf.viewers import viewer_of
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
    goal = _goal(frame, at)
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
        goal_label=goal_label,
        stand=place,
        moment=celebrated(place, visitor),
        tier_words=home_words,
        at=at,
    )


def goal_words(card: Card) -> tuple[str, str]:
    """What remains to the goal, and in how many usual sales."""
    if card.locked:
        return _("locked"), reply.say(card.locked)
    if card.state == "out":
        return _("sold out"), _("It will be back: your points are kept")
    if not card.lacks:
        return _("within reach"), _("You can order it today")
    remaining = _("%(points)s pts to go", points=points(card.lacks))
    if not card.orders or card.orders > FAR:
        return remaining, _("Your next sale brings you closer")
    return remaining, ngettext("About %(num)d more sale", "About %(num)d more sales", card.orders)


def goal_label(card: Card) -> str:
    """What a card is on the first page: the goal, the next reward, or one that is nearly there (S003-55)."""
    if card.almost:
        return str(_("You are nearly there"))
    return str(_("Your goal") if card.chosen else _("Your next reward"))


def _goal(frame: Frame, at: datetime) -> Card | None:
    usual = average_recent_earning(frame.wallet_id) if frame.wallet_id else 0
    whose = "company" if company_first(frame.visitor) else "person"
    viewer = viewer_of(frame.visitor.id, frame.visitor.company_id, clock.local_day(at), browsing=True)
    return wanting.saving_for(look(viewer, whose, (frame.balance or 0, usual), at))
