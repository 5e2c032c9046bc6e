"""Pages for resellers: what earns points, and what a sale would bring."""

from flask import Blueprint
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import local_day, now
from points.rules import active_on, kinds_allow
from points.sentences import rule_sentence
from points.words import words_for

blueprint = Blueprint("programme", __name__)


@blueprint.get("/programme")
@allow("rep", "company_manager")
def programme() -> Response:
    """What earns points, in plain words."""
    today, words, company = local_day(now()), words_for([]), me().company
    kind = company.kind if company else None
    meant = [rule for rule in words.rules.values() if kinds_allow(rule, kind)]
    coming = [rule for rule in meant if rule.starts_on > today and (rule.ends_on or today) >= today]
    return reply.show(
        "points/programme.html",
        rules=[(words.names[rule.id], rule_sentence(rule, words), rule) for rule in active_on(meant, today)],
        coming=[(words.names[rule.id], rule_sentence(rule, words), rule) for rule in coming],
    )
