"""Pages for the sponsor's staff: a correction seen before it is written, and decided by a second person."""

from flask import Blueprint, abort, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction
from core.rules import Refused
from points.ledger import books, corrections
from points.statements.forms import CorrectionForm
from points.statements.staff_views import wallet_page

blueprint = Blueprint("points_corrections", __name__, url_prefix="/staff/programme")


@blueprint.post("/wallets/<int:wallet_id>/corrections/check")
@allow("administrator")
def check(wallet_id: int) -> Response:
    """Say what the balance would be, before anything is written."""
    form, holder = CorrectionForm(), books.holder(wallet_id) or abort(404)
    if not form.validate_on_submit():
        return wallet_page(wallet_id, form, 422)
    points = form.points.data or 0
    if holder.available + points < 0:
        form.points.errors = [gettext("The wallet holds fewer points than that.")]
        return wallet_page(wallet_id, form, 422)
    return reply.show(
        "points/staff_correction.html",
        holder=holder,
        form=form,
        repaid=max(0, min(holder.debt, points)),
        second=corrections.needs_second(points, now()),
    )


@blueprint.get("/corrections")
@allow("administrator")
def waiting() -> Response:
    """What waits for a second person."""
    asked = corrections.waiting()
    return reply.show(
        "points/staff_corrections.html",
        asked=[(one, books.holder(one.wallet_id), books.person_name(one.asked_by)) for one in asked],
        mine=me().actor,
    )


@blueprint.post("/corrections/requests/<int:request_id>/approval")
@allow("administrator")
def approve(request_id: int) -> Response:
    """Write what another person asked for."""
    at, by = now(), me().actor
    asked = corrections.request(request_id) or abort(404)
    wallet_id = asked.wallet_id
    try:
        in_transaction(lambda: corrections.approve(request_id, at, by))
    except Refused as refused:
        return reply.go(url_for(".waiting"), reply.say(refused), "late")
    return reply.go(
        url_for("points_staff.wallet", wallet_id=wallet_id), gettext("The correction is in the books.")
    )


@blueprint.post("/corrections/requests/<int:request_id>/refusal")
@allow("administrator")
def turn_down(request_id: int) -> Response:
    """Refuse what another person asked for."""
    at, by, answer = now(), me().actor, " ".join(request.form.get("answer", "").split())[:200]
    corrections.request(request_id) or abort(404)
    try:
        in_transaction(lambda: corrections.turn_down(request_id, answer, at, by))
    except Refused as refused:
        return reply.go(url_for(".waiting"), reply.say(refused), "late")
    return reply.go(url_for(".waiting"), gettext("The correction is refused; nothing was written."))
