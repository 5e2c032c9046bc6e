"""Pages for the sponsor's staff: balances from before the programme, checked line by line, then written."""

from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction
from core.rules import Refused
from points.ledger import openings
from points.ledger.openings import BadOpeningFile
from points.statements.forms import OpeningForm

blueprint = Blueprint("points_openings", __name__, url_prefix="/staff/programme/openings")
#: Bytes of a file that the page carries from the check to the act; more goes through the shell.
LARGEST = 600_000


@blueprint.get("")
@allow("administrator")
def read() -> Response:
    """The form, and what a file looks like."""
    return reply.show("points/staff_openings.html", form=OpeningForm(), problems=[])


@blueprint.post("/check")
@allow("administrator")
def check() -> Response:
    """Every problem with its line; or what would be brought in."""
    form = OpeningForm()
    if not form.validate_on_submit():
        return _again(form)
    content = form.file.data.read(LARGEST + 1)
    if len(content) > LARGEST:
        form.file.errors = [gettext("This file is too large for the page: bring it in from the shell.")]
        return _again(form)
    try:
        rows = openings.read(content)
    except BadOpeningFile as bad:
        told = [(one.line, gettext(one.sentence, **one.facts)) for one in bad.problems]
        return _again(form, told)
    except Refused as refused:
        form.file.errors = [reply.say(refused)]
        return _again(form)
    return reply.show(
        "points/staff_openings_check.html",
        rows=rows,
        counts=openings.bring_in(rows, now(), me().actor, dry_run=True),
        content=b64encode(content).decode(),
    )


@blueprint.post("")
@allow("administrator")
def bring_in() -> Response:
    """Post what was checked; balances known already are passed over."""
    at, by = now(), me().actor
    try:
        rows = openings.read(b64decode(request.form.get("content", ""), validate=True))
    except (NotBase64, Refused):
        abort(422)
    written, _known = in_transaction(lambda: openings.bring_in(rows, at, by))
    said = ngettext("%(num)d balance is brought in.", "%(num)d balances are brought in.", written)
    return reply.go(url_for("points_staff.balances"), said)


def _again(form: OpeningForm, problems: list[tuple[int, str]] | None = None) -> Response:
    return reply.show("points/staff_openings.html", status=422, form=form, problems=problems or [])
