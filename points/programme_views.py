"""Pages for resellers: what earns points, and what a sale would bring."""

from flask import Blueprint
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import local_day, now
from core.format import reader
from points.boosts import running_for
from points.queries import all_rules
from points.rule_lists import sort_out, told
from points.sentences import printed as printed_rules
from points.whom import concerns, who_is

blueprint = Blueprint("programme", __name__)


@blueprint.get("/programme")
@allow("rep", "company_manager")
def programme() -> Response:
    """What earns points, in plain words, and what a sale would bring."""
    visitor, today = me(), local_day(now())
    who = who_is(visitor, today)
    lists = sort_out([one for one in told(all_rules()) if concerns(one.rule, who)], today)
    return reply.show(
        "points/programme.html",
        lists=lists,
        boosts=running_for(visitor, today),
        today=today,
    )


@blueprint.get("/programme/rules")
@allow("signed_in")
def printed() -> Response:
    """Every rule in force, as the terms print them."""
    today = local_day(now())
    rules = printed_rules(today, reader().language)
    return reply.show("points/printed.html", rules=rules, today=today, staff=me().is_staff)
