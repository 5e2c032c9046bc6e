"""Pages for the sponsor's staff: every challenge, its board in clear, its steps with figures said before."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, make_response, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.reading import stored
from challenges.document.scope import stored_scope
from challenges.document.writing import to_toml
from challenges.life import lifecycle
from challenges.models import Challenge
from challenges.pages import after_views as _after  # noqa: F401 - registers its routes
from challenges.pages import amend_views as _amendments  # noqa: F401 - registers its routes
from challenges.pages import brief_views as _briefs  # noqa: F401 - registers its routes
from challenges.pages import budget_views as _budget  # noqa: F401 - registers its routes
from challenges.pages import closing_views as _closing  # noqa: F401 - registers its routes
from challenges.pages import draft_views as _drafts  # noqa: F401 - registers its routes
from challenges.pages import fairness_views as _fairness  # noqa: F401 - registers its routes
from challenges.pages import forecast_views as _forecast  # noqa: F401 - registers its routes
from challenges.pages import launch_views as _launch  # noqa: F401 - registers its routes
from challenges.pages import review_views as _review  # noqa: F401 - registers its routes
from challenges.pages import rulebook as rules
from challenges.pages import series_views as _series  # noqa: F401 - registers its routes
from challenges.pages import staff_words, words
from challenges.pages import target_views as _targets  # noqa: F401 - registers its routes
from challenges.pages.forms import EdgeForm, StopForm
from challenges.pages.staff_blueprint import blueprint
from challenges.proof import tables
from core import reply
from core.clock import now
from core.database import in_transaction
from core.exports import download_csv
from leaderboard.queries import board_row

__all__ = ["blueprint"]


@blueprint.get("/challenges")
@allow("administrator", "account_manager")
def index() -> Response:
    """Every challenge with its dates, state, participants and cost."""
    return reply.show(
        "challenges/staff_index.html",
        challenges=[(one, stored(one.document)) for one in desk.challenges(me())],
        said=staff_words,
        words=words,
        at=now(),
    )


@blueprint.get("/challenges.csv")
@allow("administrator", "account_manager")
def index_csv() -> Response:
    """The same list as a file."""
    columns = ["code", "title", "state", "first_day", "last_day", "participants", "prize_points_at_most"]
    told = ((one, stored(one.document)) for one in desk.challenges(me()))
    rows = (
        (
            one.code,
            doc.title(words.language()),
            one.state,
            doc.first,
            doc.last,
            one.participants,
            one.worst_points or doc.pot,
        )
        for one, doc in told
    )
    return download_csv("challenges", columns, rows)


@blueprint.get("/challenges/<code>")
@allow("administrator", "account_manager")
def challenge(code: str) -> Response:
    """One challenge: where it stands, its standings, its rulebook, what arrived late."""
    one = _seen(code)
    document = stored(one.document)
    return reply.show(
        "challenges/staff_challenge.html",
        one=one,
        document=document,
        articles=rules.game(document, stored_scope(one.scope)),
        rows=desk.standings(one, me()),
        board=board_row(one.board_id) if one.board_id else None,
        won=desk.prizes_won(one),
        late=tables.late_lines(one.id) if me().role == "administrator" else [],
        steps=staff_words.timeline(one, now()),
        said=staff_words,
        words=words,
        form=EdgeForm(),
        at=now(),
    )


@blueprint.get("/challenges/<code>/standings.csv")
@allow("administrator", "account_manager")
def standings_csv(code: str) -> Response:
    """The whole board as a file, amounts in euros."""
    one = _seen(code)
    document = stored(one.document)
    rows = desk.standings(one, me(), everybody=True)
    return download_csv(
        f"{one.code}-standings",
        ["rank", "name", "place", "score", "reached_on", "prize_points"],
        (
            (
                row.rank,
                row.label,
                row.place,
                tables.score_text(document, row.score),
                row.day.isoformat(),
                row.prize,
            )
            for row in rows
        ),
    )


@blueprint.get("/challenges/<code>/rulebook.toml")
@allow("administrator")
def rulebook(code: str) -> Response:
    """The document as its file: to keep, or to load under another code."""
    response: Response = make_response(to_toml(stored(_seen(code).document)))
    response.headers["Content-Type"] = "application/toml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{code}.toml"'
    return response


@blueprint.post("/challenges/<code>/payment")
@allow("administrator")
def pay(code: str) -> Response:
    """Pay the prizes."""
    return _take(code, lifecycle.pay, _("The prizes are paid."))


@blueprint.get("/challenges/<code>/stop")
@allow("administrator")
def stop_page(code: str) -> Response:
    """What stopping will change, and the place to say why."""
    return _stop_page(_seen(code), StopForm())


@blueprint.post("/challenges/<code>/stop")
@allow("administrator")
def stop(code: str) -> Response:
    """Stop for good."""
    form = StopForm()
    if not form.validate_on_submit():
        return _stop_page(_seen(code), form, 422)
    reason = form.reason.data or ""
    return _take(
        code, lambda one, at, by: lifecycle.stop(one, reason, at, by), _("The challenge is stopped.")
    )


def _seen(code: str) -> Challenge:
    """A challenge that this member of staff may see; else 404."""
    return desk.challenge(me(), code) or abort(404)


def _take(code: str, edge: Callable[[int, datetime, str], bool], said: str) -> Response:
    """Take an edge, once, and come back to the challenge; again where the database asks for it."""
    challenge_id, by = _seen(code).id, me().actor
    in_transaction(lambda: edge(challenge_id, now(), by))
    return reply.go(url_for("challenges_staff.challenge", code=code), said)


def _stop_page(one: Challenge, form: StopForm, status: int = 200) -> Response:
    if one.state in ("paid", "stopped"):
        abort(404)
    return reply.show(
        "challenges/staff_stop.html", status=status, one=one, document=stored(one.document), form=form
    )
