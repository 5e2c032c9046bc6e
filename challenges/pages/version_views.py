"""Members' pages of a challenge's document: its versions, and the button that accepts the one in force."""

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import queries
from challenges.document.terms import short
from challenges.life import acceptance, amendments
from challenges.pages import change_words, words
from challenges.pages.blueprint import blueprint
from challenges.queries import Shown
from core import reply
from core.clock import now
from core.database import in_transaction

#: States in which the rules may still be accepted.
OPEN = ("announced", "open", "closing")


@blueprint.get("/challenges/<code>/versions")
@allow("rep", "company_manager")
def versions(code: str) -> Response:
    """What the rules were, what they are, why they changed, and which of them I accepted."""
    one = queries.challenge_for(me(), code, now()) or abort(404)
    return reply.show(
        "challenges/versions.html",
        one=one,
        versions=list(reversed(amendments.versions(one.id))),
        mine=acceptance.accepted_by(one.id, me().id),
        asked=asks_acceptance(one),
        changed=change_words,
        words=words,
        short=short,
    )


@blueprint.post("/challenges/<code>/acceptance/<agreed>")
@allow("rep", "company_manager")
def accept(code: str, agreed: str) -> Response:
    """Accept exactly the version that was read."""
    one, person = queries.challenge_for(me(), code, now()) or abort(404), me().id
    if not one.takes_part:
        abort(404)
    in_transaction(lambda: acceptance.accept(one.id, person, agreed, now()))
    return reply.go(url_for(".challenge", code=code), _("Noted: you accept these rules."))


@blueprint.app_template_global()
def asks_acceptance(one: Shown) -> str:
    """`first` while somebody who takes part has accepted nothing, `again` after an amendment; else empty."""
    if not one.takes_part or one.state not in OPEN:
        return ""
    return acceptance.asked_of(one.id, me().id, one.hash)
