"""Members' pages of a challenge's end: what I won, what I contest."""

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import queries, winnings
from challenges.life import appeals
from challenges.pages import closing_words, words
from challenges.pages.blueprint import blueprint
from challenges.pages.closing_forms import AppealForm
from challenges.queries import Shown
from core import reply
from core.blank import blank
from core.clock import now
from core.database import in_transaction
from core.kept import macro_of


@blueprint.get("/challenges/<code>/prizes")
@allow("rep", "company_manager")
def prizes(code: str) -> Response:
    """Everything that I, my company or my team won in it so far."""
    one = _mine(code)
    return reply.show(
        "challenges/prizes.html",
        one=one,
        winnings=winnings.of(one.id, one.entrant_id or 0, me().id, one.document),
        said=closing_words,
        words=words,
        at=now(),
    )


@blueprint.get("/challenges/<code>/appeals")
@allow("rep", "company_manager")
def appeals_page(code: str) -> Response:
    """What I contested, what was answered, and the form while there is time."""
    return _appeals(_mine(code))


@blueprint.post("/challenges/<code>/appeals")
@allow("rep", "company_manager")
def appeal(code: str) -> Response:
    """Contest my score; a second tap is the same appeal."""
    one, form = _mine(code), AppealForm()
    if not form.validate_on_submit():
        return _appeals(one, form, 422)
    request_id, document, said = (field.data or "" for field in (form.request_id, form.document, form.words))
    entrant, person = one.entrant_id or 0, me().id
    in_transaction(lambda: appeals.send(one.id, entrant, person, request_id[:40], document, said, now()))
    return reply.go(url_for(".appeals_page", code=code), _("Your appeal is sent. You will be answered here."))


def _mine(code: str) -> Shown:
    """A challenge that the visitor takes part in; else 404."""
    one = queries.challenge_for(me(), code, now()) or abort(404)
    return one if one.takes_part else abort(404)


def _appeals(one: Shown, form: AppealForm | None = None, status: int = 200) -> Response:
    macro = macro_of("challenges/_appeal.html", "appeal_form")
    return reply.show(
        "challenges/appeals.html",
        status=status,
        one=one,
        appeals=appeals.of_person(one.id, me().id),
        open=winnings.may_contest(one, now()),
        fields=macro(form, one.code) if form else blank(macro, AppealForm, (), one.code),
        said=closing_words,
    )
