"""Pages for resellers: what they save for and what they keep in mind."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog import actions
from catalog.pages import sight
from catalog.shelf import wanting, wishing
from core.clock import now
from core.database import transaction
from core.format import reader
from core.reply import go, show

#: Under catalog.
blueprint = Blueprint("wishes", __name__)
MEMBERS = ("rep", "company_manager")


@blueprint.get("/rewards/wishes")
@allow(*MEMBERS)
def page() -> Response:
    """What I keep in mind, and how far each of it is."""
    at = now()
    looks = sight.looking("person", at)
    cards = wanting.wishes(looks)
    if sight.may_order_for_company(looks):
        cards += wanting.wishes(sight.looking("company", at))
    return show("catalog/wishes.html", cards=cards, language=reader().language)


@blueprint.post("/rewards/<int:reward_id>/wish")
@allow(*MEMBERS)
def keep(reward_id: int) -> Response:
    """Keep it in mind."""
    name = sight.reward_or_404(reward_id).name(reader().language)
    with transaction():
        wishing.wish(me().id, reward_id, now())
    return go(
        url_for("catalog.reward", reward_id=reward_id), _("“%(name)s” is on your wish list.", name=name)
    )


@blueprint.post("/rewards/<int:reward_id>/wish/removal")
@allow(*MEMBERS)
def let_go(reward_id: int) -> Response:
    """Keep it in mind no longer."""
    with transaction():
        wishing.let_go(me().id, reward_id)
    return go(url_for("catalog.reward", reward_id=reward_id), _("It is off your wish list."))


@blueprint.post("/rewards/<int:reward_id>/goal")
@allow(*MEMBERS)
def set_goal(reward_id: int) -> Response:
    """Save for this one."""
    name = sight.reward_or_404(reward_id).name(reader().language)
    with transaction():
        actions.set_goal(me().id, reward_id, now())
    return go(url_for("catalog.reward", reward_id=reward_id), _("“%(name)s” is your goal.", name=name))


@blueprint.post("/rewards/<int:reward_id>/goal/removal")
@allow(*MEMBERS)
def drop_goal(reward_id: int) -> Response:
    """Save for nothing in particular."""
    with transaction():
        actions.drop_goal(me().id, now())
    return go(url_for("catalog.reward", reward_id=reward_id), _("You have no goal for now."))
