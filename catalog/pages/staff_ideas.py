"""Pages for the sponsor: members' ideas for the catalogue, taken or declined with an answer."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.models import Suggestion
from catalog.pages.ideas_forms import IdeaAnswerForm
from catalog.shelf import ideas
from core.clock import now
from core.database import in_transaction, session
from core.reply import go, say, show
from core.rules import Refused

#: Under catalog_staff.
blueprint = Blueprint("ideas", __name__)
STATES = ("open", "taken", "declined")


@blueprint.get("/rewards/suggestions")
@allow("administrator")
def page() -> Response:
    """Ideas that wait for an answer, the oldest first; those answered, the newest first."""
    asked = request.args.get("state", STATES[0])
    state = asked if asked in STATES else STATES[0]
    return show("catalog/staff_ideas.html", rows_of_ideas=ideas.ideas(state), state=state, states=STATES)


@blueprint.get("/rewards/suggestions/<int:suggestion_id>")
@allow("administrator")
def detail(suggestion_id: int) -> Response:
    """One idea, and the form of its answer."""
    return _page(_idea_or_404(suggestion_id), IdeaAnswerForm())


@blueprint.post("/rewards/suggestions/<int:suggestion_id>/answer")
@allow("administrator")
def answer(suggestion_id: int) -> Response:
    """Take or decline it; its author is told."""
    idea, form = _idea_or_404(suggestion_id), IdeaAnswerForm()
    if not form.validate():
        return _page(idea, form, status=422)
    try:
        in_transaction(lambda: _act(suggestion_id, form))
    except Refused as refused:
        return _page(_idea_or_404(suggestion_id), form, say(refused), 409)
    return go(url_for("catalog_staff.ideas.page"), _("The idea is answered, and its author is told."))


def _act(suggestion_id: int, form: IdeaAnswerForm) -> None:
    taken = form.outcome.data == "taken"
    code = form.code.data or "" if taken else ""
    ideas.answer(suggestion_id, taken, form.answer.data or "", now(), me().actor, code)


def _idea_or_404(suggestion_id: int) -> Suggestion:
    return session.get(Suggestion, suggestion_id) or abort(404)


def _page(idea: Suggestion, form: IdeaAnswerForm, refused: str | None = None, status: int = 200) -> Response:
    author, firm = ideas.author_of(idea)
    return show(
        "catalog/staff_idea.html",
        status=status,
        idea=idea,
        author=author,
        firm=firm,
        form=form,
        refused=refused,
    )
