"""Pages for resellers: what runs, one challenge with its board, why my rank is what it is, taking part."""

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import queries, waiting
from challenges.life import enrolment
from challenges.pages import (
    after_card,
    board_since,
    board_tabs,
    boards,
    doubt_words,
    progress,
    rulebook,
    words,
)
from challenges.pages import proof_views as _proof  # noqa: F401 - registers its routes
from challenges.pages import rulebook_views as _rulebook  # noqa: F401 - registers its routes
from challenges.pages import version_views as _versions  # noqa: F401 - registers its routes
from challenges.pages import won_views as _won  # noqa: F401 - registers its routes
from challenges.pages.blueprint import blueprint
from challenges.pages.forms import EnrolmentForm
from challenges.queries import Shown
from core import reply
from core.clock import now
from core.database import transaction

__all__ = ["blueprint"]
#: Rows of the board's top on a challenge's page, and on the page of the whole board.
TOP, WHOLE_TOP = 5, 50
#: States without a board to show.
UNRANKED = ("announced", "stopped")


@blueprint.get("/challenges")
@allow("rep", "company_manager")
def index() -> Response:
    """What runs, what comes, what is over."""
    at = now()
    shelf = queries.for_visitor(me(), at)
    stood = {
        one.id: queries.standings(one, me(), at, top=0, near=0) for one in shelf.running if one.takes_part
    }
    return reply.show(
        "challenges/index.html",
        shelf=shelf,
        stood=stood,
        won=queries.my_results(shelf.finished),
        form=EnrolmentForm(),
        at=at,
        words=words,
        boards=boards,
        can_join={one.id for one in shelf.running + shelf.coming if queries.may_join(one, me(), at)},
    )


@blueprint.get("/challenges/<code>")
@allow("rep", "company_manager")
def challenge(code: str) -> Response:
    """One challenge: what to do, what to win, where I stand, the rule."""
    one, at = _mine(code), now()
    standings = queries.standings(one, me(), at, TOP) if one.state not in UNRANKED else None
    first = queries.first_three(one, me()) if one.settled else []
    named = [*(line.entrant_id for line in first), one.entrant_id or 0]
    return reply.show(
        "challenges/challenge.html",
        one=one,
        articles=rulebook.game(one.document, one.scope),
        standings=standings,
        doubts=waiting.of(one, at) if standings else {},
        doubt_words=doubt_words,
        mine=progress.progress(one, standings, me(), at),
        first=first,
        won=queries.won(one.id, named) if one.settled else {},
        after=after_card.card(one, me(), at),
        stopped=queries.step_of(one.id, "stopped") if one.state == "stopped" else None,
        can_join=queries.may_join(one, me(), at),
        can_leave=queries.may_leave(one, me(), at),
        form=EnrolmentForm(),
        at=at,
        words=words,
        boards=boards,
        tabs=board_tabs.tabs(one, "", 0, at),
    )


@blueprint.get("/challenges/<code>/board")
@allow("rep", "company_manager")
def board(code: str) -> Response:
    """The board alone: a fragment for the live page, a page of its own with many more rows."""
    at = now()
    usual = _mine(code)
    one, since = board_since.asked(usual, request.args.get("since", ""), at)
    if one.state in UNRANKED or one.board is None:
        abort(404)
    # names may be hidden and employers change while no score moves
    viewer = f"{me().actor}-{me().company_id}-{me().person.language}-{one.board.names}"
    viewer += waiting.mark(one, at)
    tag = boards.etag(one, one.board, viewer)
    if answer := reply.known(tag):
        return answer
    kept = board_since.kept(one, since, at, not reply.wants_fragment())
    one = one if kept.name else usual
    standings = queries.standings(one, me(), at, TOP if reply.wants_fragment() else WHOLE_TOP)
    return reply.show_unless_known(
        tag,
        "challenges/board.html",
        "challenges/_board.html",
        one=one,
        since=kept,
        standings=standings,
        doubts=waiting.of(one, at),
        words=words,
        boards=boards,
        tabs=board_tabs.tabs(one, "general", 0, at),
        at=at,
    )


@blueprint.post("/challenges/<code>/enrolment")
@allow("rep", "company_manager")
def enrol(code: str) -> Response:
    """Take part; a second tap changes nothing."""
    one, subject = _mine(code), _subject(code)
    with transaction():
        enrolment.join(one.id, subject, now(), me().actor, request.form.get("agreed", ""))
    return reply.go(url_for(".challenge", code=code), _("You are in. Good luck."))


@blueprint.post("/challenges/<code>/enrolment/withdrawal")
@allow("rep", "company_manager")
def withdraw(code: str) -> Response:
    """Leave before the start."""
    one, subject = _mine(code), _subject(code)
    with transaction():
        enrolment.leave(one.id, subject, now(), me().actor)
    return reply.go(url_for(".challenge", code=code), _("You no longer take part."))


def _mine(code: str) -> Shown:
    """A challenge that the visitor may see; else 404."""
    return queries.challenge_for(me(), code, now()) or abort(404)


def _subject(code: str) -> int:
    """Who enters for the visitor; a company is entered by its managers only."""
    one = _mine(code)
    if one.document.kind != "person" and me().role != "company_manager":
        abort(403)
    return queries.subject_in(one, me()) or abort(404)
