"""Where a browser tells which rewards were seen; counted without whose eyes they were."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from accounts.access import allow, me
from catalog.shelf import sightings
from catalog.shelf.viewers import viewer_of
from core.clock import local_day, now
from core.database import in_transaction

#: Under catalog.
blueprint = Blueprint("sightings", __name__)


@blueprint.post("/rewards/sightings")
@allow("rep", "company_manager")
def tell() -> Response:
    """Count rewards once for a visit (static/js/sightings.js keeps count of that)."""
    ids = [
        int(word) for word in request.form.get("ids", "").split(",") if word.isdecimal() and len(word) < 16
    ]
    viewer = viewer_of(me().id, me().company_id, local_day(now()))
    in_transaction(lambda: sightings.note_seen(ids, viewer.day, viewer.tier, viewer.company_kind))
    return Response(status=204)
