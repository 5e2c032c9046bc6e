"""Staff pages: who asks to join, joining side by side, posters, acts to confirm."""

from datetime import date

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from accounts.staff_blueprint import keeper
from accounts.words import KIND_NAMES
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from core.rules import Refused
from engagement import acts, invites, joining, queries
from engagement import leaving_views as _leaving_views  # noqa: F401 - the same blueprint's other pages
from engagement.drawing import join_url, qr
from engagement.forms import AnswerForm, ApproveForm, EntryForm
from engagement.models import Application
from engagement.rules import ASSISTED_FOR
from engagement.staff_blueprint import blueprint
from points.sentences.events import act as act_name

__all__ = ["blueprint"]
STAFF = ("administrator", "account_manager")


@blueprint.get("/applications")
@allow(*STAFF)
def applications() -> Response:
    """Who asks to join, those that wait first."""
    return reply.show("engagement/applications.html", found=queries.applications(keeper()), kinds=KIND_NAMES)


@blueprint.get("/applications/<int:application_id>")
@allow(*STAFF)
def application(application_id: int) -> Response:
    """One application beside what the books hold already."""
    return _application(_found(application_id))


@blueprint.post("/applications/<int:application_id>/approval")
@allow(*STAFF)
def approve(application_id: int) -> Response:
    """Let them in: company, person, invitation."""
    form, number, by = ApproveForm(), _found(application_id).id, me().actor
    try:
        in_transaction(lambda: joining.approve(number, now(), by, form.code.data or "").id)
    except Refused as refused:
        return _application(_found(application_id), reply.say(refused), 409)
    return reply.go(
        url_for("engagement_staff.applications"), _("They are in; the invitation leaves in a moment.")
    )


@blueprint.post("/applications/<int:application_id>/refusal")
@allow(*STAFF)
def refuse(application_id: int) -> Response:
    """Say no, with a reason."""
    form, number, by = AnswerForm(), _found(application_id).id, me().actor
    try:
        in_transaction(lambda: joining.refuse(number, form.answer.data or "", now(), by).id)
    except Refused as refused:
        return _application(_found(application_id), reply.say(refused), 409)
    return reply.go(url_for("engagement_staff.applications"), _("The answer leaves in a moment."))


@blueprint.get("/join")
@allow(*STAFF)
def assist() -> Response:
    """Enrol somebody on the spot: a QR for their own phone, or a poster for the counter."""
    return reply.show("engagement/assist.html", code=None, poster=invites.own_code(me().id, invites.POSTER))


@blueprint.post("/join")
@allow("account_manager")
def make_code() -> Response:
    """A code for one newcomer, for a quarter of an hour."""
    person_id = me().id
    return reply.go(
        url_for("engagement_staff.show_code", code=in_transaction(lambda: invites.assist(person_id, now())))
    )


@blueprint.get("/join/<code>")
@allow("account_manager")
def show_code(code: str) -> Response:
    """The QR, as long as it can be used; then who came in by it."""
    invite = invites.usable(code, now())
    if invite is not None and invite.person_id != me().id:
        abort(404)
    return reply.show(
        "engagement/assist.html",
        code=code,
        address=join_url(code),
        drawing=qr(join_url(code)) if invite else None,
        until=invite.expires_at if invite else None,
        minutes=int(ASSISTED_FOR.total_seconds() // 60),
        latest=queries.applications(me().id)[:1],
        poster=invites.own_code(me().id, invites.POSTER),
    )


@blueprint.post("/join/poster")
@allow(*STAFF)
def make_poster() -> Response:
    """Make the lasting code of my poster."""
    person_id = me().id
    in_transaction(lambda: invites.make_own(person_id, invites.POSTER, now()))
    return reply.go(url_for("engagement_staff.poster"))


@blueprint.get("/join/poster")
@allow(*STAFF)
def poster() -> Response:
    """A sheet to print: who joins by it comes to me."""
    address = join_url(invites.own_code(me().id, invites.POSTER) or "")
    return reply.show("engagement/poster.html", drawing=qr(address), address=address, name=me().person.name)


@blueprint.get("/acts")
@allow("administrator")
def all_acts() -> Response:
    """What members declared, and entering what was done."""
    return _acts(EntryForm(happened_on=_today()))


@blueprint.post("/acts")
@allow("administrator")
def enter_act() -> Response:
    """Note an act of one or many; it is thereby confirmed."""
    form = _offer(EntryForm())
    if not form.validate():
        return _acts(form, 422)
    request_id, by = (form.request_id.data or "")[:26], me().actor
    try:
        holders = acts.named(form.who.data or "")
        in_transaction(lambda: len(acts.enter(request_id, form.deed(), holders, now(), by)))
    except Refused as refused:
        form.refuse(refused, "who")
        return _acts(form, 422)
    return reply.go(url_for("engagement_staff.all_acts"), _("It is noted, and they are told."))


@blueprint.post("/acts/<int:act_id>/confirmation")
@allow("administrator")
def confirm_act(act_id: int) -> Response:
    """It happened."""
    by, number = me().actor, _act(act_id)
    in_transaction(lambda: acts.confirm(number, now(), by).id)
    return reply.go(url_for("engagement_staff.all_acts"), _("Confirmed, and they are told."))


@blueprint.post("/acts/<int:act_id>/refusal")
@allow("administrator")
def refuse_act(act_id: int) -> Response:
    """It is not confirmed, for a reason."""
    form, by, number = AnswerForm(), me().actor, _act(act_id)
    in_transaction(lambda: acts.refuse(number, form.answer.data or "", now(), by).id)
    return reply.go(url_for("engagement_staff.all_acts"), _("Refused, and they are told why."))


def _application(found: Application, refused: str | None = None, status: int = 200) -> Response:
    return reply.show(
        "engagement/application.html",
        status=status,
        one=found,
        twins=joining.twins_of(found),
        refused=refused,
        kinds=KIND_NAMES,
        form=ApproveForm(code=found.siret),
        answer=AnswerForm(),
    )


def _acts(form: EntryForm, status: int = 200) -> Response:
    return reply.show(
        "engagement/staff_acts.html",
        status=status,
        form=_offer(form),
        waiting=queries.declared(),
        decided=queries.decided(),
        act_name=act_name,
    )


def _offer(form: EntryForm) -> EntryForm:
    form.act.choices = [(one, act_name(one)) for one in acts.known_acts(_today())]
    return form


def _found(application_id: int) -> Application:
    return queries.application_for(keeper(), application_id) or abort(404)


def _act(act_id: int) -> int:
    return (queries.act(act_id) or abort(404)).id


def _today() -> date:
    return local_day(now())
