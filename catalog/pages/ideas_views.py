"""Pages for resellers: ideas for the catalogue, and what became of them."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from markupsafe import Markup
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.pages.ideas_forms import IdeaForm
from catalog.rules import NoCompany
from catalog.shelf import ideas
from core.blank import blank
from core.clock import now
from core.database import in_transaction
from core.kept import macro_of
from core.reply import go, say, show
from core.rules import Refused

#: Under catalog.
blueprint = Blueprint("ideas", __name__)
MEMBERS = ("rep", "company_manager")
#: The template and the macro that draw the form of an idea.
FIELDS = ("catalog/_idea.html", "idea_form")


@blueprint.get("/rewards/suggestions")
@allow(*MEMBERS)
def page() -> Response:
    """What I would like to see in the catalogue, and the answers so far."""
    return _page(blank(macro_of(*FIELDS), IdeaForm))


@blueprint.post("/rewards/suggestions")
@allow(*MEMBERS)
def suggest() -> Response:
    """Hand in an idea; sent twice, it is one."""
    form = IdeaForm()
    if not form.validate():
        return _page(macro_of(*FIELDS)(form), status=422)
    try:
        in_transaction(lambda: _act(form))
    except Refused as refused:
        return _page(macro_of(*FIELDS)(form), say(refused), 409)
    return go(url_for("catalog.ideas.page"), _("Thank you: your idea is with the programme’s team."))


def _act(form: IdeaForm) -> None:
    visitor = me()
    if visitor.company_id is None:
        raise NoCompany
    key = (form.request_id.data or "")[:40]
    ideas.suggest(visitor.id, visitor.company_id, form.words.data or "", form.why.data or "", key, now())


def _page(fields: Markup, refused: str | None = None, status: int = 200) -> Response:
    mine = ideas.ideas_of(me().id)
    return show("catalog/ideas.html", status=status, fields=fields, refused=refused, ideas=mine)
