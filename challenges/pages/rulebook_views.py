"""The rulebook to read, to print and as PDF, for members and for staff, in French and in English."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response

from accounts import queries as accounts
from accounts.access import allow, me
from challenges import desk, queries
from challenges.document.reading import stored
from challenges.document.scope import Scope, stored_scope
from challenges.document.terms import Document
from challenges.models import Challenge
from challenges.pages import words
from challenges.pages.blueprint import blueprint
from challenges.pages.rulebook import rulebook
from challenges.pages.staff_blueprint import blueprint as staff
from challenges.rules.budget import Unbounded, participants_at_most, worst_case
from core import printing, reply
from core.clock import now
from core.database import session

LANGUAGES = ("fr", "en")


@blueprint.get("/challenges/<code>/rulebook")
@allow("rep", "company_manager")
def rules_page(code: str) -> Response:
    """The whole rulebook, article by article."""
    one = _mine(code)
    return _page(one, "challenges/rulebook.html", url_for(".rules_pdf", code=code))


@blueprint.get("/challenges/<code>/rulebook.pdf")
@allow("rep", "company_manager")
def rules_pdf(code: str) -> Response:
    """The rulebook as a document, in the reader's language or another (`?language=en`)."""
    return _document(_mine(code))


@staff.get("/challenges/<code>/rulebook")
@allow("administrator", "account_manager")
def staff_rules(code: str) -> Response:
    """The rulebook of any challenge, a draft's too."""
    one = desk.challenge(me(), code) or abort(404)
    return _page(one, "challenges/staff_rulebook.html", url_for(".staff_rules_pdf", code=code))


@staff.get("/challenges/<code>/rulebook.pdf")
@allow("administrator", "account_manager")
def staff_rules_pdf(code: str) -> Response:
    """The rulebook as a document."""
    return _document(desk.challenge(me(), code) or abort(404))


def worst_points(one: Challenge, document: Document, scope: Scope) -> int:
    """What it can cost at most: as set aside at launch, else as its draft says; 0 when nothing bounds it."""
    if one.worst_points:
        return one.worst_points
    try:
        return worst_case(document, participants_at_most(document), scope.rewards).total
    except Unbounded:
        return 0


def _mine(code: str) -> Challenge:
    """The row of a challenge that a member may see; else 404."""
    shown = queries.challenge_for(me(), code, now()) or abort(404)
    return session.get_one(Challenge, shown.id)


def _said(one: Challenge) -> dict[str, Any]:
    """What the page and the PDF say, in the language that is in force."""
    document, scope = stored(one.document), stored_scope(one.scope)
    organiser = accounts.sponsor().name
    return {
        "one": one,
        "document": document,
        "digest": one.document_hash or document.hash,
        "organiser": organiser,
        "articles": rulebook(document, scope, organiser, worst_points(one, document, scope)),
        "words": words,
        "at": now(),
    }


def _page(one: Challenge, template: str, pdf: str) -> Response:
    return reply.show(template, pdf=pdf if printing.available() else "", **_said(one))


def _document(one: Challenge) -> Response:
    """404 where this machine writes no PDF: the page offers to be printed instead."""
    if not printing.available():
        abort(404)
    asked = request.args.get("language", "")
    language = asked if asked in LANGUAGES else words.language()
    with force_locale(language):
        html = render_template("challenges/rulebook_document.html", **_said(one))
    return printing.download_pdf(f"{one.code}-{language}", printing.pdf(html, "rulebook.css"))
