"""Pages of the brief: first the strategy, then the four questions, then what fits the answers."""

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction
from points.briefs import actions, words
from points.briefs.forms import BriefForm
from points.rules.briefing import AIMS
from points.sentences.kinds import kind_titles

blueprint = Blueprint("briefs", __name__, url_prefix="/staff/programme/brief")


@blueprint.get("")
@allow("administrator")
def brief() -> Response:
    """What the programme is for, and what fits it; or the choice of a strategy before anything is said."""
    versions = actions.versions(actions.PROGRAMME)
    return reply.show(
        "points/staff_brief.html",
        versions=versions,
        words=words,
        titles={key: str(title) for key, title in kind_titles().items()},
    )


@blueprint.get("/answers")
@allow("administrator")
def answers() -> Response:
    """The form of the brief."""
    form = BriefForm().offer()
    aim = AIMS.get(request.args.get("aim", ""))
    form.start(actions.newest(actions.PROGRAMME), request.args.get("strategy", ""), aim)
    return _form(form)


@blueprint.post("/answers")
@allow("administrator")
def write() -> Response:
    """Write the brief down."""
    form = BriefForm().offer()
    if not form.validate_on_submit():
        return _form(form, 422)
    said = form.answers()
    in_transaction(lambda: actions.write(actions.PROGRAMME, said, now(), me().actor))
    return reply.go(url_for(".brief"), gettext("The brief is written down."))


def _form(form: BriefForm, status: int = 200) -> Response:
    return reply.show(
        "points/staff_brief_form.html",
        status=status,
        form=form,
        action=url_for("briefs.write"),
        back=(url_for("briefs.brief"), gettext("Brief")),
        place="programme",
    )
