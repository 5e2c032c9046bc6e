"""A member's page of what lasts: valid until when, with which code, whom to call."""

from flask import Blueprint
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.granted import queries
from catalog.pages import granted_words
from catalog.shelf.viewers import viewer_of
from core.clock import local_day, now
from core.format import reader
from core.reply import show

blueprint = Blueprint("advantages", __name__)
granted_words.register(blueprint)


@blueprint.get("/advantages")
@allow("rep", "company_manager")
def page() -> Response:
    """What I and my company may use, and what is past."""
    day = local_day(now())
    held = queries.held_by(me().id, me().company_id, day)
    return show(
        "catalog/advantages.html",
        usable=[one for one in held if one.state in ("active", "ending")],
        unlocked=queries.unlocked(viewer_of(me().id, me().company_id, day)),
        past=[one for one in held if one.state not in ("active", "ending")],
        language=reader().language,
    )
