"""Pages of a challenge's brief: what it is for, answered before it is launched."""

from flask import abort, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.models import Challenge
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import now
from core.database import in_transaction
from points.briefs import actions as briefs
from points.briefs.forms import BriefForm
from points.rules.briefing import AIMS


@blueprint.get("/challenges/<code>/brief")
@allow("administrator")
def brief(code: str) -> Response:
    """The form of a challenge's brief, as it was answered last."""
    one, form = _seen(code), BriefForm().offer()
    form.start(
        briefs.newest(briefs.about_challenge(code)), "stimulation", AIMS.get(request.args.get("aim", ""))
    )
    return _form(one, form)


@blueprint.post("/challenges/<code>/brief")
@allow("administrator")
def write_brief(code: str) -> Response:
    """Write a challenge's brief down, and go on to its launch while it is a draft."""
    one, form = _seen(code), BriefForm().offer()
    if not form.validate_on_submit():
        return _form(one, form, 422)
    subject, said = briefs.about_challenge(code), form.answers()
    in_transaction(lambda: briefs.write(subject, said, now(), me().actor))
    to = "launch_page" if one.state == "draft" else "challenge"
    return reply.go(url_for(f"challenges_staff.{to}", code=code), _("The brief is written down."))


def _seen(code: str) -> Challenge:
    return desk.challenge(me(), code) or abort(404)


def _form(one: Challenge, form: BriefForm, status: int = 200) -> Response:
    return reply.show(
        "points/staff_brief_form.html",
        status=status,
        form=form,
        action=url_for("challenges_staff.write_brief", code=one.code),
        back=(url_for("challenges_staff.challenge", code=one.code), one.code),
        place="challenges",
    )
