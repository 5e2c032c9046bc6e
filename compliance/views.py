"""Pages for resellers: the terms, which version I accepted when, accepting the one in force."""

from flask import Blueprint, abort, make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from compliance import actions, queries, rules, words
from compliance.forms import AcceptForm
from compliance.models import Terms
from core.blank import blank
from core.clock import local_day, now
from core.database import transaction
from core.format import reader
from core.kept import macro_of
from core.reply import go, show

blueprint = Blueprint("compliance", __name__)
words.register(blueprint)
MEMBERS = ("rep", "company_manager")


def _to_accept(terms_id: str, digest: str) -> AcceptForm:
    return AcceptForm(terms_id=terms_id, hash=digest)


#: What draws the form that accepts a version, and what makes it.
ACCEPTING = (macro_of("compliance/_terms.html", "accept"), _to_accept)


@blueprint.get("/terms")
@allow(*MEMBERS)
def terms() -> Response:
    """The terms in force, in the reader's language."""
    current = queries.terms_to_read(local_day(now()))
    mine = queries.accepted_by(me().id)
    accepted = next((one for one in mine if current and one.terms_id == current.id), None)
    return show(
        "compliance/terms.html",
        terms=current,
        text=text_of(current) if current else "",
        accepted=accepted,
        earlier=[one for one in mine if one is not accepted],
        fields=blank(*ACCEPTING, (str(current.id), current.hash)) if current and not accepted else "",
    )


@blueprint.post("/terms/acceptance")
@allow(*MEMBERS)
def accept() -> Response:
    """Accept what was read, if it still is what is in force."""
    form = AcceptForm()
    current = queries.current_terms(local_day(now()))
    read = (form.terms_id.data, form.hash.data)
    if not form.validate() or current is None or read != (str(current.id), current.hash):
        raise rules.TermsChanged
    browser = request.user_agent.string
    with transaction():
        actions.accept_terms(
            me().id, int(read[0] or 0), reader().language, now(), request.remote_addr or "", browser
        )
    return go(url_for("compliance.terms"), _("Thank you: you accepted the terms."))


@blueprint.get("/terms/<version>.txt")
@allow(*MEMBERS, "administrator")
def text(version: str) -> Response:
    """The exact text of a version, in the reader's language, to keep."""
    found = queries.terms_by_version(version) or abort(404)
    answer: Response = make_response(text_of(found))
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="terms-{found.version}.txt"'
    return answer


def text_of(found: Terms | queries.TermsRead) -> str:
    """A version's text in the reader's language."""
    return found.text_en if reader().language == "en" else found.text_fr
