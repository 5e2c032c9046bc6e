"""Pages for the sponsor's staff: points that wait for a word, confirmed or refused many at once."""

from flask import Blueprint, request, url_for
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import reply
from core.clock import now
from core.database import in_transaction
from points.ledger import confirming
from points.statements import waiting

blueprint = Blueprint("points_waiting", __name__, url_prefix="/staff/programme/confirmations")


@blueprint.get("")
@allow("administrator")
def read() -> Response:
    """What waits, the oldest first."""
    shown = request.args.get("shown", "person")
    shown = shown if shown in waiting.SHOWN else "person"
    rows = waiting.to_decide(shown, request.args.get("after", 0, type=int))
    more = rows[waiting.PAGE - 1].id if len(rows) > waiting.PAGE else None
    return reply.show(
        "points/staff_waiting.html",
        rows=rows[: waiting.PAGE],
        more=more,
        shown=shown,
        counts=waiting.for_a_person(),
    )


@blueprint.post("/confirmed")
@allow("administrator")
def confirm() -> Response:
    """Confirm the ticked gains."""
    ids, at, by = _ticked(), now(), me().actor
    done = in_transaction(lambda: confirming.confirm(ids, at, by))
    said = ngettext("%(num)d gain is confirmed.", "%(num)d gains are confirmed.", done)
    return reply.go(url_for(".read"), said if done else gettext("Nothing was left to confirm."))


@blueprint.post("/refused")
@allow("administrator")
def refuse() -> Response:
    """Refuse the ticked gains, for a reason."""
    ids, at, by = _ticked(), now(), me().actor
    reason = " ".join(request.form.get("reason", "").split())[:200]
    if not reason:
        return reply.go(
            url_for(".read"), gettext("Say why the points are refused: the member reads it."), "late"
        )
    done = in_transaction(lambda: confirming.refuse(ids, reason, at, by))
    said = ngettext("%(num)d gain is refused.", "%(num)d gains are refused.", done)
    return reply.go(url_for(".read"), said if done else gettext("Nothing was left to refuse."))


def _ticked() -> list[int]:
    return [int(one) for one in request.form.getlist("ids") if one.isdigit() and len(one) < 16]
