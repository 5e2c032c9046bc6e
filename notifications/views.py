"""The inbox, what comes by mail, and in a demo the mails that would have left."""

from flask import Blueprint, abort, current_app, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import SIGNED_IN, allow, me
from accounts.rules import safe_path
from core import reply
from core.blank import blank
from core.clock import now
from core.database import transaction
from core.exports import download_csv
from core.kept import macro_of
from notifications import actions, queries
from notifications.forms import PreferencesForm

blueprint = Blueprint("notifications", __name__)
#: The template and the macro that draw the ticks.
PREFERENCES = ("notifications/_preferences.html", "preferences")


@blueprint.get("/inbox")
@allow(SIGNED_IN)
def inbox() -> Response:
    """What I was told, the latest first."""
    found = queries.inbox(me().id, request.args.get("page", 1, type=int))
    return reply.show("notifications/inbox.html", "notifications/_notices.html", found=found, visitor=me())


@blueprint.post("/inbox/read")
@allow(SIGNED_IN)
def read_all() -> Response:
    """Note that I have read everything."""
    with transaction():
        actions.mark_read(me().id, None, now())
    return reply.go(url_for("notifications.inbox"))


@blueprint.post("/inbox/<int:notice_id>/read")
@allow(SIGNED_IN)
def read(notice_id: int) -> Response:
    """Note that I have read one notice, and open what it is about."""
    notice = queries.notice_of(me().id, notice_id) or abort(404)
    path = safe_path(notice.path, url_for("notifications.inbox"))
    with transaction():
        actions.mark_read(me().id, notice_id, now())
    return reply.go(path)


@blueprint.get("/inbox/preferences")
@allow(SIGNED_IN)
def preferences() -> Response:
    """Which topics come by mail as well."""
    chosen = tuple(queries.wants_mail(me().id).items())
    fields = blank(macro_of(*PREFERENCES), PreferencesForm.ticked, chosen)
    return reply.show("notifications/preferences.html", fields=fields, visitor=me())


@blueprint.post("/inbox/preferences")
@allow(SIGNED_IN)
def prefer() -> Response:
    """Keep which topics come by mail as well."""
    chosen = queries.wants_mail(me().id)
    form = PreferencesForm(data=chosen)
    if not form.validate():
        fields = macro_of(*PREFERENCES)(form)
        return reply.show("notifications/preferences.html", fields=fields, visitor=me())
    with transaction():
        for topic in form.topics:
            if form[topic].data != chosen[topic]:
                actions.prefer(me().id, topic, form[topic].data, now())
    return reply.go("/me", _("Your choice is kept."))


@blueprint.get("/staff/mailbox")
@allow("administrator")
def mailbox() -> Response:
    """What the outbox holds; only in a demo, where no mail leaves."""
    _only_in_a_demo()
    found = queries.mails(request.args.get("page", 1, type=int))
    return reply.show("notifications/mailbox.html", found=found)


@blueprint.get("/staff/mailbox.csv")
@allow("administrator")
def mailbox_csv() -> Response:
    """The same as a file, the latest first; no bodies: they hold links that open accounts."""
    _only_in_a_demo()
    rows = ((one.address, one.subject, one.created_at.isoformat(), one.state) for one in queries.every_mail())
    return download_csv("mailbox", ["recipient", "subject", "written_at", "state"], rows)


@blueprint.get("/staff/mailbox/<int:mail_id>")
@allow("administrator")
def mail(mail_id: int) -> Response:
    """One mail as its reader gets it."""
    _only_in_a_demo()
    return reply.show("notifications/mail.html", mail=queries.mail(mail_id) or abort(404))


def _only_in_a_demo() -> None:
    if not current_app.config["SETTINGS"].demo:
        abort(404)
